package convert

import (
	"encoding/base64"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Move declares the Move Binary Data node.
var Move = node.Define(node.Spec[moveParams]{
	Name: "n8n-nodes-base.moveBinaryData", Title: "Convert to/from binary data", Groups: []string{"transform"},
	Summary: "Moves data between an item's fields and its files.",
	Icon:    "file-json", Color: "#7722CC", Versions: node.Versions(1, 1.1), Hidden: true,
	Inputs: node.Main(1), Outputs: node.Main(1), Params: moveDeclared, Run: runMove,
	Examples: []node.Example{{
		Title: "A field as a file", Version: 1.1, Params: `{"mode":"jsonToBinary","convertAllData":false,"sourceKey":"text","options":{"useRawData":true}}`,
		Input: `[{"text":"hello","id":1}]`, Output: `[[{"id":1}]]`,
	}},
})

type moveParams struct {
	Mode        node.Field[string] `param:"mode"`
	SetAll      node.Field[bool]   `param:"setAllData"`
	Source      node.Field[string] `param:"sourceKey"`
	Destination node.Field[string] `param:"destinationKey"`
	ConvertAll  node.Field[bool]   `param:"convertAllData"`
	AddBOM      node.Field[bool]   `param:"options.addBOM"`
	IsBase64    node.Field[bool]   `param:"options.dataIsBase64"`
	Encoding    node.Field[string] `param:"options.encoding"`
	StripBOM    node.Field[bool]   `param:"options.stripBOM"`
	FileName    node.Field[string] `param:"options.fileName"`
	ParseJSON   node.Field[bool]   `param:"options.jsonParse"`
	Keep        node.Field[bool]   `param:"options.keepSource"`
	AsBase64    node.Field[bool]   `param:"options.keepAsBase64"`
	MimeType    node.Field[string] `param:"options.mimeType"`
	Raw         node.Field[bool]   `param:"options.useRawData"`
}

func runMove(c *node.Call[moveParams]) (node.Output, error) {
	in := c.Input(0)
	if len(in) == 0 {
		return node.One(nil), nil
	}
	mode, err := c.P.Mode.At(c, 0)
	if err != nil {
		return nil, err
	}
	out := make([]item.Item, 0, len(in))
	for i, it := range in {
		var one item.Item
		var moved bool
		switch mode {
		case "binaryToJson":
			one, moved, err = c.P.toJSON(c, it, i)
		case "jsonToBinary":
			one, moved, err = c.P.toFile(c, it, i)
		default:
			err = node.Errorf("The operation \"%s\" is not known!", mode).At(i)
		}
		if err != nil {
			return nil, node.WrapItem(err, i)
		}
		if moved {
			out = append(out, one)
		}
	}
	return node.One(out), nil
}

// toJSON reads a file into the document. An item without the file is dropped.
func (p *moveParams) toJSON(h node.Host, it item.Item, i int) (one item.Item, moved bool, err error) {
	var r reading
	source := text(&r, &p.Source, h, i, "data")
	all := flag(&r, &p.SetAll, h, i, true)
	encoding := text(&r, &p.Encoding, h, i, "")
	strip := flag(&r, &p.StripBOM, h, i, true)
	keep := flag(&r, &p.Keep, h, i, false)
	file := it.Binary.Get(source)
	if r.err != nil || file == nil {
		return one, false, r.err
	}
	data, err := content(file)
	if err != nil {
		return one, false, err
	}
	one = item.FromPair(it.JSON, i)
	if all {
		str, err := decode(data, encoding, strip)
		if err != nil {
			return one, false, err
		}
		if one.JSON, err = value.ParseString(str); err != nil {
			return one, false, err
		}
	} else {
		destination := text(&r, &p.Destination, h, i, "data")
		var v value.Value
		if flag(&r, &p.AsBase64, h, i, false) {
			v = value.String(base64.StdEncoding.EncodeToString(data))
		} else {
			str, err := decode(data, encoding, strip)
			if err != nil {
				return one, false, err
			}
			v = value.String(str)
			if flag(&r, &p.ParseJSON, h, i, false) {
				if v, err = value.ParseString(str); err != nil {
					return one, false, err
				}
			}
		}
		one.JSON = it.JSON.SetAtPath(destination, v)
	}
	if one.Binary = it.Binary; !keep {
		one.Binary = it.Binary.Without(source)
	}
	return one, true, r.err
}

// toFile makes a file of the document or of one of its fields. An item without
// the field is dropped.
func (p *moveParams) toFile(h node.Host, it item.Item, i int) (one item.Item, moved bool, err error) {
	var r reading
	all := flag(&r, &p.ConvertAll, h, i, true)
	destination := text(&r, &p.Destination, h, i, "data")
	raw := flag(&r, &p.Raw, h, i, false)
	keep := flag(&r, &p.Keep, h, i, false)
	source := ""
	v := it.JSON
	o := contents{
		base64: flag(&r, &p.IsBase64, h, i, false), mime: text(&r, &p.MimeType, h, i, ""), name: text(&r, &p.FileName, h, i, ""),
		encoding: text(&r, &p.Encoding, h, i, ""), mark: flag(&r, &p.AddBOM, h, i, false),
	}
	if !all {
		source = text(&r, &p.Source, h, i, "data")
		v = it.JSON.AtPath(source)
	}
	if r.err != nil || v.IsUndefined() {
		return one, false, r.err
	}
	old := h.Info().Version < 1.1
	if !o.base64 && (!raw || v.IsObject() || v.IsArray() || v.IsNull()) {
		// JSON text, a string with its quotes.
		v = value.String(v.JSON())
		if o.mime == "" {
			o.mime = "application/json"
		}
	} else if o.mime == "" && old {
		o.mime = "application/json"
	}
	file, err := o.create(h, v)
	if err != nil {
		return one, false, err
	}
	if !old && file.FileName == "" {
		file.FileName = "file"
		if file.FileExtension != "" {
			file.FileName += "." + file.FileExtension
		}
	}
	one = item.FromPair(it.JSON, i)
	switch {
	case keep:
	case all:
		one.JSON = value.EmptyObject
	default:
		one.JSON = it.JSON.DeleteAtPath(source)
	}
	one.Binary = it.Binary.With(destination, file)
	return one, true, nil
}

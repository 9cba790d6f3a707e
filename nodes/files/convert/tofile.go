package convert

import (
	"bytes"
	"fmt"

	"runnel/nodes/files/convert/charset"
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// ToFile declares the Convert to File node.
var ToFile = node.Define(node.Spec[toFileParams]{
	Name: "n8n-nodes-base.convertToFile", Title: "Convert to File", Groups: []string{"input"},
	Summary: "Makes files of data: spreadsheets, text, JSON, calendar events, or what base64 text holds.",
	Icon:    "file-up", Versions: node.Versions(1, 1.1),
	Inputs: node.Main(1), Outputs: node.Main(1), Params: toFileDeclared, Run: runToFile,
	Examples: []node.Example{{
		Title: "A CSV file of all items", Version: 1.1, Params: `{"operation":"csv"}`,
		Input: `[{"name":"Ada","born":1815},{"name":"Alan","born":1912}]`, Output: `[[{}]]`,
	}},
})

type toFileParams struct {
	Operation node.Field[string] `param:"operation"`
	Mode      node.Field[string] `param:"mode"`
	Delimiter node.Field[string] `param:"options.delimiter"`
	Source    node.Field[string] `param:"sourceProperty"`
	AddBOM    node.Field[bool]   `param:"options.addBOM"`
	IsBase64  node.Field[bool]   `param:"options.dataIsBase64"`
	Encoding  node.Field[string] `param:"options.encoding"`
	MimeType  node.Field[string] `param:"options.mimeType"`
	Format    node.Field[bool]   `param:"options.format"`

	Write writeOptions
	Event eventParams
}

func runToFile(c *node.Call[toFileParams]) (node.Output, error) {
	operation, err := c.P.Operation.At(c, 0)
	if err != nil {
		return nil, err
	}
	switch operation {
	case "csv", "html", "ods", "rtf", "xls", "xlsx":
		var r reading
		delimiter := text(&r, &c.P.Delimiter, c, 0, ",")
		err = r.err
		var out []item.Item
		if err == nil {
			out, err = c.P.Write.write(c, operation, delimiter, "File")
		}
		if err != nil && c.ContinueOnFail() {
			one := failed(err, 0)
			one.Paired = allOf(c.Input(0))
			return node.One([]item.Item{one}), nil
		}
		if err != nil {
			return nil, node.Wrap(err)
		}
		return node.One(out), nil
	case "toJson":
		mode, err := c.P.Mode.At(c, 0)
		if err != nil {
			return nil, err
		}
		if mode == "once" {
			return c.P.allAsJSON(c)
		}
	}
	in := c.Input(0)
	var out []item.Item
	for i := range in {
		one, err := c.P.one(c, operation, in[i].JSON, i)
		if err != nil {
			if !c.ContinueOnFail() {
				return nil, node.WrapItem(err, i)
			}
			one = failed(err, i)
		}
		out = append(out, one)
	}
	return node.One(out), nil
}

func (p *toFileParams) allAsJSON(h node.Host) (node.Output, error) {
	in := h.Input(0)
	docs := make([]value.Value, len(in))
	for i := range in {
		docs[i] = in[i].JSON
	}
	one, err := p.file(h, value.Array(docs...), "", "application/json", false, 0)
	if err != nil {
		return nil, node.Wrap(err)
	}
	one.Paired = allOf(in)
	return node.One([]item.Item{one}), nil
}

// one makes the file of one item.
func (p *toFileParams) one(h node.Host, operation string, doc value.Value, i int) (item.Item, error) {
	switch operation {
	case "toJson":
		return p.file(h, doc, "", "application/json", false, i)
	case "iCal":
		return p.Event.file(h, i)
	}
	var r reading
	source := text(&r, &p.Source, h, i, "")
	mime, base64 := "text/plain", false
	if operation == "toBinary" {
		mime = text(&r, &p.MimeType, h, i, "")
		base64 = h.Info().Version > 1 || flag(&r, &p.IsBase64, h, i, true)
	}
	if r.err != nil {
		return item.Item{}, r.err
	}
	return p.file(h, doc, source, mime, base64, i)
}

// file makes a file of a value: of the document, or of what is at a path in it.
func (p *toFileParams) file(h node.Host, doc value.Value, source, mime string, base64 bool, i int) (item.Item, error) {
	var r reading
	o := contents{
		base64: base64, mime: mime, name: text(&r, &p.Write.FileName, h, i, ""), encoding: text(&r, &p.Encoding, h, i, ""),
		mark: flag(&r, &p.AddBOM, h, i, false), indent: flag(&r, &p.Format, h, i, false),
	}
	property := text(&r, &p.Write.Binary, h, i, "data")
	if r.err != nil {
		return item.Item{}, r.err
	}
	v := doc
	if source != "" {
		if v = doc.AtPath(source); v.IsUndefined() {
			return item.Item{}, node.Errorf("The value in \"%s\" is not set", source).At(i)
		}
	}
	file, err := o.create(h, v)
	if err != nil {
		return item.Item{}, err
	}
	if file.FileName == "" {
		file.FileName = "file"
		if file.FileExtension != "" {
			file.FileName += "." + file.FileExtension
		}
	}
	one := item.FromPair(value.EmptyObject, i)
	one.Binary = item.NewBinaries(item.NamedBinary{Name: property, File: file})
	return one, nil
}

// contents says how a value becomes the contents of a file.
type contents struct {
	base64       bool
	mime, name   string
	encoding     string
	mark, indent bool
}

func (o contents) create(h node.Host, v value.Value) (*item.Binary, error) {
	var data []byte
	var err error
	if o.base64 {
		if data, err = bytesOf(v); err != nil {
			return nil, err
		}
	} else {
		str := ""
		switch {
		case v.IsNull() || v.IsObject() || v.IsArray():
			o.mime = "application/json"
			if str = v.JSON(); o.indent {
				str = v.Indent("", "  ")
			}
		case v.Truthy():
			str = v.ToString()
		}
		// A mark is written in the encodings that were chosen by name only.
		if data, err = charset.Encode(str, o.encoding, o.mark); err != nil {
			return nil, err
		}
	}
	return h.Binary().Create(h.Context(), bytes.NewReader(data), node.BinaryMeta{FileName: o.name, MimeType: o.mime})
}

// bytesOf gives the bytes that base64 text, or an array of numbers, stands for.
func bytesOf(v value.Value) ([]byte, error) {
	switch {
	case v.IsString():
		return charset.FromBase64(v.Str()), nil
	case v.IsArray():
		out := make([]byte, v.Len())
		for i, e := range v.Elems() {
			out[i] = byte(int64(e.ToNumber()))
		}
		return out, nil
	}
	got := "an instance of Object"
	switch {
	case v.IsNull():
		got = "null"
	case !v.IsObject():
		got = fmt.Sprintf("type %s (%s)", v.TypeOf(), v.ToString())
	}
	return nil, node.Errorf("The first argument must be of type string or an instance of Buffer, ArrayBuffer, or Array or an Array-like Object. Received %s", got)
}

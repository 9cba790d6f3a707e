package convert

import (
	"encoding/base64"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// FromFile declares the Extract from File node.
var FromFile = node.Define(node.Spec[fromFileParams]{
	Name: "n8n-nodes-base.extractFromFile", Title: "Extract from File", Groups: []string{"input"},
	Summary: "Reads files: spreadsheets row by row, text, JSON, calendars, the text of PDF, or any as base64.",
	Icon:    "file-down", Versions: node.Versions(1, 1.1),
	Inputs: node.Main(1), Outputs: node.Main(1), Params: fromFileDeclared, Run: runFromFile,
})

type fromFileParams struct {
	Operation   node.Field[string] `param:"operation"`
	Destination node.Field[string] `param:"destinationKey"`
	StripBOM    node.Field[bool]   `param:"options.stripBOM"`
	Keep        node.Field[string] `param:"options.keepSource"`

	Read readOptions
	PDF  pdfOptions
}

func runFromFile(c *node.Call[fromFileParams]) (node.Output, error) {
	operation, err := c.P.Operation.At(c, 0)
	if err != nil {
		return nil, err
	}
	switch operation {
	case "csv", "html", "ods", "rtf", "xls", "xlsx":
		return c.P.Read.spreadsheetRows(c, func(i int) (string, error) { return c.P.Operation.At(c, i) })
	}
	in := c.Input(0)
	out := make([]item.Item, 0, len(in))
	for i := range in {
		one, found, err := c.P.one(c, operation, in[i], i)
		if err != nil {
			if !c.ContinueOnFail() {
				return nil, node.WrapItem(err, i)
			}
			one, found = failed(err, i), true
		}
		if found {
			out = append(out, one)
		}
	}
	return node.One(out), nil
}

// one reads the file of one item. An item without the file gives nothing.
func (p *fromFileParams) one(h node.Host, operation string, it item.Item, i int) (one item.Item, found bool, err error) {
	var r reading
	property := text(&r, &p.Read.Binary, h, i, "data")
	keep := text(&r, &p.Keep, h, i, "")
	if r.err != nil {
		return one, false, r.err
	}
	keepJSON, keepFile := keep == "json" || keep == "both", keep == "binary" || keep == "both"
	one = item.FromPair(value.EmptyObject, i)
	if keepJSON {
		one.JSON = it.JSON
	}
	if one.Binary = it.Binary; !keepFile {
		one.Binary = it.Binary.Without(property)
	}
	if operation == "pdf" {
		source := read(&r, &p.Read.Source, h, i, value.Undefined)
		if r.err != nil {
			return one, false, r.err
		}
		file, err := node.FileParam(h, 0, i, source)
		if err != nil {
			return one, false, err
		}
		doc, err := p.PDF.read(h, file, i)
		if err != nil {
			return one, false, failure(err, file, "pdf", i)
		}
		for key, v := range doc.Entries() {
			one.JSON = one.JSON.Set(key, v)
		}
		return one, true, nil
	}
	file := it.Binary.Get(property)
	if file == nil {
		return one, false, nil
	}
	v, err := p.extract(h, operation, file, i)
	if err != nil {
		if operation == "fromJson" {
			err = node.Errorf("The file selected in 'Input Binary Field' is not in JSON format").
				Describe("Try to change the operation or select a JSON file in 'Input Binary Field'").At(i).Because(err)
		}
		return one, false, err
	}
	destination := text(&r, &p.Destination, h, i, "data")
	one.JSON = one.JSON.SetAtPath(destination, v)
	return one, true, r.err
}

func (p *fromFileParams) extract(h node.Host, operation string, file *item.Binary, i int) (value.Value, error) {
	data, err := content(file)
	if err != nil {
		return value.Undefined, err
	}
	if operation == "binaryToPropery" {
		return value.String(base64.StdEncoding.EncodeToString(data)), nil
	}
	var r reading
	encoding := text(&r, &p.Read.Encoding, h, i, "")
	strip := flag(&r, &p.StripBOM, h, i, true)
	if r.err != nil {
		return value.Undefined, r.err
	}
	str, err := decode(data, encoding, strip)
	if err != nil {
		return value.Undefined, err
	}
	switch operation {
	case "fromJson":
		if str == "" {
			return value.EmptyObject, nil
		}
		return value.ParseString(str)
	case "fromIcs":
		return calendar(str)
	}
	return value.String(str), nil
}

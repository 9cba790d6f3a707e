// Package disk is the family of nodes that read and write files of the machine:
// Read/Write Files from Disk, Read Binary File, Read Binary Files and Write
// Binary File (transform reference §22). They reach files below the folders
// that the operator opened only.
package disk

import (
	"errors"
	"io/fs"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// The nodes of the family.
var (
	ReadWrite = node.Define(node.Spec[readWriteParams]{
		Name: "n8n-nodes-base.readWriteFile", Title: "Read/Write Files from Disk", Groups: []string{"input"},
		Summary: "Reads files of the machine, or writes an item's file to it, where the operator allows that.",
		Icon:    "hard-drive", Versions: node.Versions(1, 1.1),
		Inputs: node.Main(1), Outputs: node.Main(1), Params: readWriteDeclared, Run: runReadWrite,
	})
	ReadOne = node.Define(node.Spec[readOneParams]{
		Name: "n8n-nodes-base.readBinaryFile", Title: "Read Binary File", Groups: []string{"input"}, Color: "#449922",
		Summary: "Reads a file of the machine.",
		Icon:    "file-input", Versions: node.Versions(1), Hidden: true,
		Inputs: node.Main(1), Outputs: node.Main(1), Params: readOneDeclared, Run: runReadOne,
	})
	ReadMany = node.Define(node.Spec[readManyParams]{
		Name: "n8n-nodes-base.readBinaryFiles", Title: "Read Binary Files", Groups: []string{"input"}, Color: "#44AA44",
		Summary: "Reads the files of the machine whose names match a pattern.",
		Icon:    "files", Versions: node.Versions(1), Hidden: true,
		Inputs: node.Main(1), Outputs: node.Main(1), Params: readManyDeclared, Run: runReadMany,
	})
	Write = node.Define(node.Spec[writeParams]{
		Name: "n8n-nodes-base.writeBinaryFile", Title: "Write Binary File", Groups: []string{"output"}, Color: "#CC2233",
		Summary: "Writes an item's file to the machine.",
		Icon:    "file-output", Versions: node.Versions(1), Hidden: true,
		Inputs: node.Main(1), Outputs: node.Main(1), Params: writeDeclared, Run: runWrite,
	})
)

type readWriteParams struct {
	Operation node.Field[string] `param:"operation"`
	Selector  node.Field[string] `param:"fileSelector"`
	NewExt    node.Field[string] `param:"options.fileExtension"`
	NewName   node.Field[string] `param:"options.fileName"`
	NewMime   node.Field[string] `param:"options.mimeType"`
	Property  node.Field[string] `param:"options.dataPropertyName"`

	To writeParams
}

type writeParams struct {
	File   node.Field[string]      `param:"fileName"`
	Source node.Field[value.Value] `param:"dataPropertyName"`
	Append node.Field[bool]        `param:"options.append"`
}

type readOneParams struct {
	File     node.Field[string] `param:"filePath"`
	Property node.Field[string] `param:"dataPropertyName"`
}

type readManyParams struct {
	Selector node.Field[string] `param:"fileSelector"`
	Property node.Field[string] `param:"dataPropertyName"`
}

func runReadWrite(c *node.Call[readWriteParams]) (node.Output, error) {
	operation, err := c.P.Operation.At(c, 0)
	if err != nil {
		return nil, err
	}
	if operation == "write" {
		return c.P.To.run(c)
	}
	var out []item.Item
	for i := range c.Input(0) {
		found, err := c.P.read(c, i)
		if err != nil {
			if !c.ContinueOnFail() {
				return nil, thrown(err, i)
			}
			out = append(out, failed(err, false, i))
			continue
		}
		out = append(out, found...)
	}
	return node.One(out), nil
}

// read gives an item for each file that the selector of item i names.
func (p *readWriteParams) read(h node.Host, i int) ([]item.Item, error) {
	selector, err := p.Selector.At(h, i)
	if err != nil {
		return nil, err
	}
	property, err := p.Property.Or(h, i, "data")
	if err != nil {
		return nil, err
	}
	if property == "" {
		property = "data"
	}
	names, err := find(h, selector)
	if err != nil {
		return nil, &fileError{err, selector}
	}
	if len(names) == 0 && h.Info().Version > 1 {
		return nil, node.Errorf("No file(s) found").Describe("No file matching the selector \"%s\" found", selector).At(i)
	}
	out := make([]item.Item, len(names))
	for n, name := range names {
		file, err := load(h, name)
		if err != nil {
			return nil, &fileError{err, name}
		}
		if err := p.rename(h, file, i); err != nil {
			return nil, err
		}
		var b value.Builder
		set := func(key, text string) {
			if text != "" {
				b.Set(key, value.String(text))
			}
		}
		set("mimeType", file.MimeType)
		set("fileType", file.FileType)
		set("fileName", file.FileName)
		set("fileExtension", file.FileExtension)
		set("fileSize", file.FileSize)
		out[n] = item.FromPair(b.Object(), i)
		out[n].Binary = item.NewBinaries(item.NamedBinary{Name: property, File: file})
	}
	return out, nil
}

// rename gives a file the names that options set.
func (p *readWriteParams) rename(h node.Host, file *item.Binary, i int) error {
	for _, o := range []struct {
		field *node.Field[string]
		to    *string
	}{{&p.NewName, &file.FileName}, {&p.NewExt, &file.FileExtension}, {&p.NewMime, &file.MimeType}} {
		if o.field.Present() {
			v, err := o.field.At(h, i)
			if err != nil {
				return err
			}
			*o.to = v
		}
	}
	return nil
}

func runWrite(c *node.Call[writeParams]) (node.Output, error) { return c.P.run(c) }

func (p *writeParams) run(h node.Host) (node.Output, error) {
	in := h.Input(0)
	out := make([]item.Item, len(in))
	for i, it := range in {
		name, err := p.write(h, i)
		if err != nil {
			if !h.ContinueOnFail() {
				return nil, thrown(err, i)
			}
			out[i] = failed(err, true, i)
			continue
		}
		out[i] = item.FromPair(it.JSON.Set("fileName", value.String(name)), i)
		out[i].Binary = it.Binary
	}
	return node.One(out), nil
}

func (p *writeParams) write(h node.Host, i int) (name string, err error) {
	from, err := p.Source.At(h, i)
	if err != nil {
		return "", err
	}
	if name, err = p.File.At(h, i); err != nil {
		return "", err
	}
	add, err := p.Append.Or(h, i, false)
	if err != nil {
		return name, err
	}
	source, err := node.FileParam(h, 0, i, from)
	if err != nil {
		return name, err
	}
	if err := save(h, source, name, add); err != nil {
		return name, &fileError{err, name}
	}
	return name, nil
}

func runReadOne(c *node.Call[readOneParams]) (node.Output, error) {
	in := c.Input(0)
	out := make([]item.Item, len(in))
	for i, it := range in {
		property, err := c.P.Property.At(c, i)
		var name string
		if err == nil {
			name, err = c.P.File.At(c, i)
		}
		var file *item.Binary
		if err == nil {
			file, err = load(c, name)
		}
		if err != nil {
			if !c.ContinueOnFail() {
				return nil, node.WrapItem(err, i)
			}
			out[i] = item.FromPair(value.Object(value.Field{Key: "error", Value: value.String(err.Error())}), i)
			continue
		}
		out[i] = item.FromPair(it.JSON, i)
		out[i].Binary = it.Binary.With(property, file)
	}
	return node.One(out), nil
}

func runReadMany(c *node.Call[readManyParams]) (node.Output, error) {
	selector, err := c.P.Selector.At(c, 0)
	if err != nil {
		return nil, err
	}
	property, err := c.P.Property.At(c, 0)
	if err != nil {
		return nil, err
	}
	names, err := find(c, selector)
	if err != nil {
		return nil, node.Wrap(err)
	}
	pairs := make([]item.Pair, len(c.Input(0)))
	for i := range pairs {
		pairs[i].Item = i
	}
	out := make([]item.Item, len(names))
	for n, name := range names {
		file, err := load(c, name)
		if err != nil {
			return nil, node.Wrap(err)
		}
		out[n] = item.Item{JSON: value.EmptyObject, Paired: item.FromPairs(pairs...),
			Binary: item.NewBinaries(item.NamedBinary{Name: property, File: file})}
	}
	return node.One(out), nil
}

// fileError is a failure to reach a file. Items that stand for it name the
// file.
type fileError struct {
	error
	file string
}

func (e *fileError) Unwrap() error { return e.error }

// thrown is the failure of the node.
func thrown(err error, i int) error {
	if f := (*fileError)(nil); errors.As(err, &f) {
		err = f.error
	}
	return node.WrapItem(err, i)
}

// failed is the item that stands for a failure.
func failed(err error, writing bool, i int) item.Item {
	message := err.Error()
	if f := (*fileError)(nil); errors.As(err, &f) && errors.Is(err, fs.ErrPermission) {
		message = "You don't have the permissions to access " + f.file
		if writing {
			message = "You don't have the permissions to write the file " + f.file
		}
	}
	return item.FromPair(value.Object(value.Field{Key: "error", Value: value.String(message)}), i)
}

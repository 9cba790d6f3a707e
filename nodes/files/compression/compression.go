// Package compression is the Compression node (transform reference §17).
package compression

import (
	"slices"
	"strconv"
	"strings"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Node declares the node.
var Node = node.Define(node.Spec[params]{
	Name: "n8n-nodes-base.compression", Title: "Compression", Groups: []string{"transform"},
	Summary: "Packs files into zip or gzip, and unpacks them.",
	Icon:    "file-archive", Color: "#408000", Versions: node.Versions(1, 1.1),
	Inputs: node.Main(1), Outputs: node.Main(1), Params: declared, Run: run,
})

type params struct {
	Operation node.Field[string]      `param:"operation"`
	Source    node.Field[value.Value] `param:"binaryPropertyName"`
	Format    node.Field[string]      `param:"outputFormat"`
	FileName  node.Field[string]      `param:"fileName"`
	Output    node.Field[string]      `param:"binaryPropertyOutput"`
	Prefix    node.Field[string]      `param:"outputPrefix"`
}

func run(c *node.Call[params]) (node.Output, error) {
	in := c.Input(0)
	out := make([]item.Item, 0, len(in))
	for i := range in {
		files, emitted, err := c.P.files(c, i)
		if err != nil {
			if !c.ContinueOnFail() {
				return nil, node.WrapItem(err, i)
			}
			out = append(out, item.FromPair(value.Object(value.Field{Key: "error", Value: value.String(err.Error())}), i))
			continue
		}
		if emitted {
			one := item.FromPair(in[i].JSON, i)
			one.Binary = files
			out = append(out, one)
		}
	}
	return node.One(out), nil
}

// files gives the files that item i becomes. An unknown output format gives
// nothing.
func (p *params) files(h node.Host, i int) (files *item.Binaries, emitted bool, err error) {
	operation, err := p.Operation.At(h, 0)
	if err != nil {
		return nil, false, err
	}
	old := h.Info().Version < 1.1
	at := i
	if operation == "decompress" || old {
		at = 0
	}
	list, err := p.Source.At(h, at)
	if err != nil {
		return nil, false, err
	}
	names := parts(list)
	if operation == "decompress" {
		prefix, err := p.Prefix.Or(h, i, "file_")
		if err != nil {
			return nil, false, err
		}
		files, err = unpack(h, names, prefix, i)
		return files, true, err
	}
	format, err := p.Format.Or(h, 0, "")
	if err != nil {
		return nil, false, err
	}
	switch format {
	case "zip":
		name, err := p.FileName.Or(h, i, "")
		if err != nil {
			return nil, false, err
		}
		property, err := p.Output.Or(h, i, "data")
		if err != nil {
			return nil, false, err
		}
		file, err := packZip(h, names, name, i)
		if err != nil {
			return nil, false, err
		}
		return files.With(property, file), true, nil
	case "gzip":
		for n, property := range names {
			if files, err = p.gzip(h, files, property, n, i); err != nil {
				return nil, false, err
			}
		}
		return files, true, nil
	}
	return nil, false, nil
}

// gzip packs the n-th file of an item.
func (p *params) gzip(h node.Host, files *item.Binaries, property string, n, i int) (*item.Binaries, error) {
	source, err := node.FileOf(h, 0, i, property)
	if err != nil {
		return nil, err
	}
	name, _, _ := strings.Cut(source.FileName, ".")
	if h.Info().Version < 1.1 {
		prefix, err := p.Prefix.Or(h, 0, "data")
		if err != nil {
			return nil, err
		}
		file, err := packGzip(h, source, name+".gzip")
		return files.With(prefix+strconv.Itoa(n), file), err
	}
	given, err := p.FileName.Or(h, i, "")
	if err != nil {
		return nil, err
	}
	key, err := p.Output.Or(h, i, "data")
	if err != nil {
		return nil, err
	}
	if given != "" {
		name = strings.Replace(strings.Replace(given, ".gz", "", 1), ".gzip", "", 1)
	}
	if source.FileExtension != "" {
		name += "." + strings.ToLower(source.FileExtension)
	}
	if n > 0 {
		key += strconv.Itoa(n)
	}
	file, err := packGzip(h, source, name+".gz")
	return files.With(key, file), err
}

// parts reads a list of names separated by commas.
func parts(list value.Value) []string {
	var names []string
	if list.IsArray() {
		for _, e := range list.Elems() {
			names = append(names, e.ToString())
		}
	} else if !list.IsNullish() {
		names = strings.Split(list.ToString(), ",")
	}
	for i := range names {
		names[i] = strings.TrimSpace(names[i])
	}
	return slices.DeleteFunc(names, func(name string) bool { return name == "" })
}

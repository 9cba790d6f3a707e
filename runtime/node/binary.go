package node

import (
	"context"
	"io"

	"runnel/runtime/item"
	"runnel/runtime/value"
)

// BinaryStore makes files. Reading goes through item.Binary's Content.
type BinaryStore interface {
	// Create stores what r gives and fills in what is known of the file: the
	// name, mime type and extension by engine reference §17.2.
	Create(ctx context.Context, r io.Reader, meta BinaryMeta) (*item.Binary, error)
	// FromValue turns a binary object as scripts and expressions see it
	// ({mimeType, data | id, …}) back into a file.
	FromValue(v value.Value) (*item.Binary, error)
}

// BinaryMeta is what is known of a file before it is stored; "" means unknown.
type BinaryMeta struct {
	FileName  string
	MimeType  string
	Extension string
	Directory string
}

// FileOf finds the file under a name on item i of an input; the errors are the
// original's (core reference §0.1).
func FileOf(h Host, input, i int, name string) (*item.Binary, error) {
	items := h.Input(input)
	if i >= len(items) || items[i].Binary.Len() == 0 {
		return nil, Errorf("This operation expects the node's input data to contain a binary file '%s', but none was found [item %d]", name, i).
			Describe("Make sure that the previous node outputs a binary file").At(i)
	}
	file := items[i].Binary.Get(name)
	if file == nil {
		return nil, Errorf("The item has no binary field '%s' [item %d]", name, i).
			Describe("Check that the parameter where you specified the input binary field name is correct, and that it matches a field in the binary input").At(i)
	}
	return file, nil
}

// FileParam finds the file that a parameter's value means for item i of an
// input: the one under its name, or the one that it is itself when an
// expression gave a file as scripts see it.
func FileParam(h Host, input, i int, v value.Value) (*item.Binary, error) {
	switch {
	case v.IsString():
		return FileOf(h, input, i, v.Str())
	case v.IsObject() && v.Has("mimeType") && (v.Has("data") || v.Has("id")):
		return h.Binary().FromValue(v)
	}
	return nil, Errorf("Provided parameter is not a string or binary data object.").At(i)
}

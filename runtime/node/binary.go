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

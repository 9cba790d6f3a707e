package expr

import (
	"encoding/base64"
	"io"
	"strings"

	"runnel/runtime/item"
	"runnel/runtime/value"
)

// ItemValue answers an item as a script or an expression sees it: an object
// with json, then binary and pairedItem where they are set, then the rarer keys.
func ItemValue(it item.Item) value.Value {
	var b value.Builder
	b.Set("json", it.JSON)
	if it.Binary.Len() > 0 {
		b.Set("binary", binaryValue(it.Binary, true))
	}
	if it.Paired.IsSet() {
		b.Set("pairedItem", LineageValue(it.Paired))
	}
	if x := it.Extra; x != nil {
		if x.HasIndex {
			b.Set("index", value.Int(x.Index))
		}
		if x.Err != nil {
			b.Set("error", value.Object(value.Field{Key: "message", Value: value.String(x.Err.Error())}))
		}
		if !x.Metadata.IsUndefined() {
			b.Set("metadata", x.Metadata)
		}
		for _, f := range x.Others {
			b.Set(f.Key, f.Value)
		}
	}
	return b.Object()
}

// LineageValue answers a pairedItem in the form it was written in, undefined
// when it is not set.
func LineageValue(l item.Lineage) value.Value {
	switch l.Form() {
	case item.Number:
		p, _ := l.First()
		return value.Int(p.Item)
	case item.One:
		p, _ := l.First()
		return pairValue(p)
	case item.Many:
		pairs := l.Pairs()
		elems := make([]value.Value, len(pairs))
		for i, p := range pairs {
			elems[i] = pairValue(p)
		}
		return value.Array(elems...)
	}
	return value.Undefined
}

func pairValue(p item.Pair) value.Value {
	if p.Bare {
		return value.Int(p.Item)
	}
	var b value.Builder
	b.Set("item", value.Int(p.Item))
	if p.HasInput {
		b.Set("input", value.Int(p.Input))
	}
	if p.Overwrite != nil {
		b.Set("sourceOverwrite", value.Object(
			value.Field{Key: "previousNode", Value: value.String(p.Overwrite.Node)},
			value.Field{Key: "previousNodeOutput", Value: value.Int(p.Overwrite.Output)},
			value.Field{Key: "previousNodeRun", Value: value.Int(p.Overwrite.Run)},
		))
	}
	return b.Object()
}

// binaryValue answers an item's files as expressions see them. $binary leaves
// out the data field.
func binaryValue(files *item.Binaries, withData bool) value.Value {
	var b value.Builder
	for _, f := range files.All() {
		b.Set(f.Name, FileValue(f.File, withData))
	}
	return b.Object()
}

// maxInline bounds the files in memory whose bytes an expression sees as text.
const maxInline = 64 << 20

// FileValue answers one file as a script sees it. The data field is the name
// of the storage for stored files, whose id then says which file it is, and
// the bytes in base64 for files in memory.
func FileValue(f *item.Binary, withData bool) value.Value {
	var b value.Builder
	text := func(key, s string) {
		if s != "" {
			b.Set(key, value.String(s))
		}
	}
	b.Set("mimeType", value.String(f.MimeType))
	text("fileType", f.FileType)
	text("fileExtension", f.FileExtension)
	id := ""
	if f.Content != nil {
		id = f.Content.ID()
		if withData {
			b.Set("data", value.String(inlineData(f.Content)))
		}
	}
	text("directory", f.Directory)
	text("fileName", f.FileName)
	text("id", id)
	text("fileSize", f.FileSize)
	return b.Object()
}

// inlineData is the data field of a file.
func inlineData(c item.Content) string {
	if mode, _, stored := strings.Cut(c.ID(), ":"); stored {
		return mode
	}
	if c.Size() > maxInline {
		return ""
	}
	r, err := c.Open()
	if err != nil {
		return ""
	}
	defer r.Close()
	data, err := io.ReadAll(r)
	if err != nil {
		return ""
	}
	return base64.StdEncoding.EncodeToString(data)
}

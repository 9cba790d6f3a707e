package execution

import (
	"encoding/base64"
	"errors"
	"io"
	"strconv"
	"strings"

	"runnel/runtime/item"
	"runnel/runtime/value"
)

// maxInlineBinary is the size up to which a file that has no store is written
// into the record itself.
const maxInlineBinary = 64 << 20

// AppendItem appends an item's JSON: json, index, binary, pairedItem, error,
// metadata, as far as they are set, and what else a script put on it.
func AppendItem(dst []byte, it *item.Item) []byte {
	dst = append(dst, `{"json":`...)
	dst = appendValue(dst, it.JSON)
	x := it.Extra
	if x != nil && x.HasIndex {
		dst = append(dst, `,"index":`...)
		dst = strconv.AppendInt(dst, int64(x.Index), 10)
	}
	if it.Binary.Len() > 0 {
		dst = append(dst, `,"binary":`...)
		dst = appendBinaries(dst, it.Binary)
	}
	if it.Paired.IsSet() {
		dst = append(dst, `,"pairedItem":`...)
		dst = appendLineage(dst, it.Paired)
	}
	if x != nil {
		if x.Err != nil {
			dst = append(dst, `,"error":`...)
			dst = itemError(x.Err).AppendJSON(dst)
		}
		if !x.Metadata.IsUndefined() {
			dst = append(dst, `,"metadata":`...)
			dst = x.Metadata.AppendJSON(dst)
		}
		for _, f := range x.Others {
			if f.Value.IsUndefined() {
				continue
			}
			dst = append(dst, ',')
			dst = value.String(f.Key).AppendJSON(dst)
			dst = append(dst, ':')
			dst = f.Value.AppendJSON(dst)
		}
	}
	return append(dst, '}')
}

// appendValue appends a value's JSON, null for undefined.
func appendValue(dst []byte, v value.Value) []byte {
	if v.IsUndefined() {
		return append(dst, "null"...)
	}
	return v.AppendJSON(dst)
}

// itemError is the error of an item as records show it (engine reference §9.5):
// less than the error of a run.
func itemError(err error) value.Value {
	var reported interface{ ErrorValue() value.Value }
	if errors.As(err, &reported) {
		return reported.ErrorValue()
	}
	full := ErrorJSON(err)
	var b value.Builder
	for _, key := range []string{"message", "lineNumber", "timestamp", "name", "description", "context", "cause"} {
		if v := full.Get(key); !v.IsUndefined() {
			b.Set(key, v)
		}
	}
	return b.Object()
}

func appendLineage(dst []byte, l item.Lineage) []byte {
	switch l.Form() {
	case item.Number:
		p, _ := l.First()
		return strconv.AppendInt(dst, int64(p.Item), 10)
	case item.One:
		p, _ := l.First()
		return appendPair(dst, p)
	}
	dst = append(dst, '[')
	for i, p := range l.Pairs() {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendPair(dst, p)
	}
	return append(dst, ']')
}

func appendPair(dst []byte, p item.Pair) []byte {
	if p.Bare {
		return strconv.AppendInt(dst, int64(p.Item), 10)
	}
	dst = append(dst, `{"item":`...)
	dst = strconv.AppendInt(dst, int64(p.Item), 10)
	if p.HasInput {
		dst = append(dst, `,"input":`...)
		dst = strconv.AppendInt(dst, int64(p.Input), 10)
	}
	if p.Overwrite != nil {
		dst = append(dst, `,"sourceOverwrite":`...)
		dst = appendSource(dst, p.Overwrite)
	}
	return append(dst, '}')
}

// appendSource appends where data came from; zero indexes are left out, and
// nil is null.
func appendSource(dst []byte, s *item.Source) []byte {
	if s == nil {
		return append(dst, "null"...)
	}
	dst = append(dst, `{"previousNode":`...)
	dst = value.String(s.Node).AppendJSON(dst)
	if s.Output != 0 {
		dst = append(dst, `,"previousNodeOutput":`...)
		dst = strconv.AppendInt(dst, int64(s.Output), 10)
	}
	if s.Run != 0 {
		dst = append(dst, `,"previousNodeRun":`...)
		dst = strconv.AppendInt(dst, int64(s.Run), 10)
	}
	return append(dst, '}')
}

func appendSources(dst []byte, sources []*item.Source) []byte {
	dst = append(dst, '[')
	for i, s := range sources {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendSource(dst, s)
	}
	return append(dst, ']')
}

func appendBinaries(dst []byte, files *item.Binaries) []byte {
	dst = append(dst, '{')
	for i, f := range files.All() {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = value.String(f.Name).AppendJSON(dst)
		dst = append(dst, ':')
		dst = appendFile(dst, f.File)
	}
	return append(dst, '}')
}

// appendFile appends a file's record (engine reference §17.1): the id for a
// stored one, the bytes as base64 for one that is only in memory.
func appendFile(dst []byte, f *item.Binary) []byte {
	dst = append(dst, `{"mimeType":`...)
	dst = value.String(f.MimeType).AppendJSON(dst)
	text := func(key, s string) {
		if s == "" {
			return
		}
		dst = append(dst, ',', '"')
		dst = append(dst, key...)
		dst = append(dst, '"', ':')
		dst = value.String(s).AppendJSON(dst)
	}
	text("fileType", f.FileType)
	text("fileExtension", f.FileExtension)
	id := ""
	if f.Content != nil {
		id = f.Content.ID()
	}
	if mode, _, ok := strings.Cut(id, ":"); ok {
		text("data", mode)
	} else {
		dst = append(dst, `,"data":"`...)
		dst = appendBase64(dst, f.Content)
		dst = append(dst, '"')
	}
	text("directory", f.Directory)
	text("fileName", f.FileName)
	text("id", id)
	text("fileSize", f.FileSize)
	if f.Content != nil {
		dst = append(dst, `,"bytes":`...)
		dst = strconv.AppendInt(dst, f.Content.Size(), 10)
	}
	return append(dst, '}')
}

// appendBase64 appends a file's bytes; nothing when they cannot be read.
func appendBase64(dst []byte, c item.Content) []byte {
	if c == nil || c.Size() > maxInlineBinary {
		return dst
	}
	r, err := c.Open()
	if err != nil {
		return dst
	}
	defer r.Close()
	bytes, err := io.ReadAll(io.LimitReader(r, maxInlineBinary))
	if err != nil {
		return dst
	}
	return base64.StdEncoding.AppendEncode(dst, bytes)
}

// ItemsValue gives items in their JSON form.
func ItemsValue(items []item.Item) value.Value {
	dst := []byte{'['}
	for i := range items {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = AppendItem(dst, &items[i])
	}
	v, err := value.Parse(append(dst, ']'))
	if err != nil {
		return value.EmptyArray
	}
	return v
}

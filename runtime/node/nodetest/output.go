package nodetest

import (
	"bytes"
	"io"
	"testing"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Docs gives the documents of an output as JSON: an array for each output.
func Docs(out node.Output) string {
	return write(out, func(it item.Item) value.Value { return it.JSON })
}

// Full gives an output with all there is of its items: json, pairedItem as it
// is written, the names and mime types of files, and the text of an error.
func Full(out node.Output) string {
	return write(out, func(it item.Item) value.Value {
		var b value.Builder
		b.Set("json", it.JSON)
		if it.Binary.Len() > 0 {
			var files value.Builder
			for _, f := range it.Binary.All() {
				files.Set(f.Name, value.String(f.File.MimeType))
			}
			b.Set("binary", files.Object())
		}
		if it.Paired.IsSet() {
			b.Set("pairedItem", lineage(it.Paired))
		}
		if err := it.Err(); err != nil {
			b.Set("error", value.String(err.Error()))
		}
		if it.Extra != nil {
			if it.Extra.HasIndex {
				b.Set("index", value.Int(it.Extra.Index))
			}
			if !it.Extra.Metadata.IsUndefined() {
				b.Set("metadata", it.Extra.Metadata)
			}
			for _, f := range it.Extra.Others {
				b.Set(f.Key, f.Value)
			}
		}
		return b.Object()
	})
}

func write(out node.Output, one func(item.Item) value.Value) string {
	if out == nil {
		return "null"
	}
	outputs := make([]value.Value, len(out))
	for i, items := range out {
		list := make([]value.Value, len(items))
		for n, it := range items {
			list[n] = one(it)
		}
		outputs[i] = value.Array(list...)
	}
	return value.Array(outputs...).JSON()
}

func lineage(l item.Lineage) value.Value {
	if l.Form() == item.Number {
		p, _ := l.First()
		return value.Int(p.Item)
	}
	var list []value.Value
	for _, p := range l.Pairs() {
		var b value.Builder
		b.Set("item", value.Int(p.Item))
		if p.HasInput {
			b.Set("input", value.Int(p.Input))
		}
		if p.Overwrite != nil {
			b.Set("sourceOverwrite", value.String(p.Overwrite.Node))
		}
		list = append(list, b.Object())
	}
	if l.Form() == item.Many {
		return value.Array(list...)
	}
	return list[0]
}

// Want fails the test when a node failed or gave other documents.
func Want(t testing.TB, out node.Output, err error, docs string) {
	t.Helper()
	if err != nil {
		t.Fatalf("the node failed: %v", err)
	}
	want, parseErr := value.ParseString(docs)
	if parseErr != nil {
		t.Fatalf("the test's output is no JSON: %v", parseErr)
	}
	if got := Docs(out); got != want.JSON() {
		t.Errorf("the node gave\n  %s, not\n  %s", got, want.JSON())
	}
}

// WantFull is Want for all there is of the items, see Full.
func WantFull(t testing.TB, out node.Output, err error, items string) {
	t.Helper()
	if err != nil {
		t.Fatalf("the node failed: %v", err)
	}
	want, parseErr := value.ParseString(items)
	if parseErr != nil {
		t.Fatalf("the test's output is no JSON: %v", parseErr)
	}
	if got := Full(out); got != want.JSON() {
		t.Errorf("the node gave\n  %s, not\n  %s", got, want.JSON())
	}
}

// WantError fails the test when a node did not fail with this message.
func WantError(t testing.TB, err error, message string) {
	t.Helper()
	if err == nil {
		t.Fatalf("the node did not fail, it should say %q", message)
	}
	if err.Error() != message {
		t.Errorf("the node said\n  %q, not\n  %q", err.Error(), message)
	}
}

// Described gives an error's description.
func Described(err error) string {
	if d, ok := err.(interface{ Explanation() string }); ok {
		return d.Explanation()
	}
	return ""
}

// File makes a file of a test.
func File(name, mime, content string) *item.Binary {
	return &item.Binary{FileName: name, MimeType: mime, Content: memory(content)}
}

type memory string

func (m memory) Open() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader([]byte(m))), nil }
func (m memory) Size() int64                  { return int64(len(m)) }
func (m memory) ID() string                   { return "" }

// WithFile gives an item with a file.
func WithFile(it item.Item, property string, f *item.Binary) item.Item {
	it.Binary = it.Binary.With(property, f)
	return it
}

// Doc reads a document of a test; it panics when it is no JSON.
func Doc(text string) value.Value {
	v, err := value.ParseString(text)
	if err != nil {
		panic(err)
	}
	return v
}

package set

import (
	"strings"

	"runnel/runtime/item"
	"runnel/runtime/value"
)

// target is a document that is being written. Names are paths with dots and
// brackets, or plain keys when dots is off.
type target struct {
	value.Builder
	dots bool
}

// set writes a field. A name that is a key of the document already is that
// key, whatever it looks like.
func (t *target) set(name string, v value.Value) {
	if !t.dots {
		t.Set(t.plainKey(name), v)
		return
	}
	path := value.ParsePath(name)
	if len(path) == 0 || !t.Get(name).IsUndefined() {
		t.Set(name, v)
		return
	}
	key := path[0].Key()
	switch key {
	case "__proto__", "constructor", "prototype":
		// As in the original, what would write to every object is not written.
		return
	}
	if len(path) == 1 {
		t.Set(key, v)
		return
	}
	top := value.Object(value.Field{Key: key, Value: t.Get(key)}).SetAt(path, v)
	t.Set(key, top.Get(key))
}

// plainKey takes the brackets and quotes off a name like ["x"] when the
// document has no such key.
func (t *target) plainKey(name string) string {
	if !t.Get(name).IsUndefined() {
		return name
	}
	if inner, ok := bracketed(name); ok {
		return inner
	}
	return name
}

func bracketed(name string) (string, bool) {
	for _, marks := range [][2]string{{"['", "']"}, {`["`, `"]`}} {
		if len(name) >= 4 && strings.HasPrefix(name, marks[0]) && strings.HasSuffix(name, marks[1]) {
			return name[2 : len(name)-2], true
		}
	}
	return "", false
}

// read gives a field of a document by its name.
func read(doc value.Value, name string, dots bool) value.Value {
	if dots {
		return doc.AtPath(name)
	}
	if v := doc.Get(name); !v.IsUndefined() {
		return v
	}
	if inner, ok := bracketed(name); ok {
		return doc.Get(inner)
	}
	return value.Undefined
}

// without gives a document without a field.
func without(doc value.Value, name string, dots bool) value.Value {
	if dots {
		return doc.DeleteAtPath(name)
	}
	if doc.Get(name).IsUndefined() {
		if inner, ok := bracketed(name); ok {
			name = inner
		}
	}
	return doc.Delete(name)
}

// names splits a list of names at its commas.
func names(list string) []string {
	var out []string
	for _, name := range strings.Split(list, ",") {
		if name = value.TrimSpace(name); name != "" {
			out = append(out, name)
		}
	}
	return out
}

// failed is the item that stands for a failure when the node continues.
func failed(err error, i int) item.Item {
	return item.FromPair(value.Object(value.Field{Key: "error", Value: value.String(err.Error())}), i)
}

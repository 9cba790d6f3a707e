package merge

import (
	"strconv"

	"runnel/runtime/item"
	"runnel/runtime/value"
)

// clash says how documents with fields in common are put together.
type clash struct {
	// resolve is addSuffix, preferInput1, preferInput2, preferLast or "".
	resolve string
	// shallow leaves objects inside alone: the later one replaces the earlier.
	shallow bool
	// keep keeps a value where the later one is null, "" or undefined.
	keep bool
}

// merge puts documents together, the later ones over the earlier.
func (c clash) merge(docs ...value.Value) value.Value {
	var b value.Builder
	for i, doc := range docs {
		if i == 0 {
			b.From(doc)
			continue
		}
		for key, v := range doc.Entries() {
			old := b.Get(key)
			switch {
			case c.keep && isEmpty(v) && !old.IsUndefined():
			case c.shallow:
				b.Set(key, v)
			default:
				b.Set(key, c.over(old, v))
			}
		}
	}
	return b.Object()
}

func isEmpty(v value.Value) bool { return v.IsNullish() || v.IsString() && v.Str() == "" }

// over puts v over old as lodash's merge does: objects and arrays inside each
// other, arrays by index; undefined covers nothing.
func (c clash) over(old, v value.Value) value.Value {
	switch {
	case v.IsUndefined():
		return old
	case c.keep && isEmpty(v) && !old.IsUndefined():
		return old
	case v.IsArray() && old.IsArray():
		elems := append([]value.Value{}, old.Elems()...)
		for i, e := range v.Elems() {
			if i == len(elems) {
				elems = append(elems, e)
				continue
			}
			elems[i] = c.over(elems[i], e)
		}
		return value.Array(elems...)
	case v.IsObject() && old.IsObject():
		return c.merge(old, v)
	case v.IsObject() && old.IsArray():
		// The array stays; of the object's fields only indexes can be seen.
		for key, e := range v.Entries() {
			if i, err := strconv.Atoi(key); err == nil && strconv.Itoa(i) == key {
				old = old.SetIndex(i, c.over(old.Index(i), e))
			}
		}
		return old
	}
	return v
}

// files puts the files of items together, the later ones over the earlier.
func files(items ...item.Item) *item.Binaries {
	var out *item.Binaries
	for _, it := range items {
		if out == nil {
			out = it.Binary
			continue
		}
		for _, f := range it.Binary.All() {
			out = out.With(f.Name, f.File)
		}
	}
	return out
}

// suffixed gives items whose fields carry the number of their input.
func suffixed(items []item.Item, input int) []item.Item {
	out := make([]item.Item, len(items))
	suffix := "_" + strconv.Itoa(input)
	var b value.Builder
	for i, it := range items {
		b.Reset()
		for key, v := range it.JSON.Entries() {
			b.Set(key+suffix, v)
		}
		it.JSON = b.Object()
		out[i] = it
	}
	return out
}

// merged makes the item of several, in the order of their weight.
func (c clash) merged(items ...item.Item) item.Item {
	docs := make([]value.Value, len(items))
	lineages := make([]item.Lineage, len(items))
	for i, it := range items {
		docs[i], lineages[i] = it.JSON, it.Paired
	}
	made := item.New(c.merge(docs...))
	made.Binary = files(items...)
	made.Paired = item.Join(lineages...)
	return made
}

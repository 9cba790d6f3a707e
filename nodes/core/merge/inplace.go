package merge

import (
	"runnel/runtime/item"
	"runnel/runtime/value"
)

// In one setting the original's deep merge writes into what it merges: when
// empty fields are not to win, the objects and arrays inside of the first
// item's document are not copied but changed. The recorded output of the node
// before shows it, and so does every item that is made of the same first item.

// inPlace tells whether the setting is that one.
func (c clash) inPlace() bool { return c.keep && !c.shallow && c.resolve != "addSuffix" }

// stays tells whether a field's object or array is still the same one after v
// was put over it.
func (c clash) stays(old, v value.Value) bool {
	return (old.IsArray() || old.IsObject()) &&
		(v.IsUndefined() || c.keep && isEmpty(v) || v.IsObject() || v.IsArray() && old.IsArray())
}

// change puts a document over another where that is changed in place: in the
// objects and arrays of its fields.
func (c clash) change(doc, over value.Value) value.Value {
	for key, v := range over.Entries() {
		if old := doc.Get(key); c.stays(old, v) {
			doc = doc.Set(key, c.over(old, v))
		}
	}
	return doc
}

// settle gives what was made of a first document by putting another over it the
// objects and arrays that the first has in the end.
func (c clash) settle(made, first, over value.Value) value.Value {
	for key, v := range first.Entries() {
		if c.stays(v, over.Get(key)) {
			made = made.Set(key, v)
		}
	}
	return made
}

// mergeInPlace makes an item of every match, as merged does, and amends the
// documents of the input that is not preferred.
func (j *join) mergeInPlace(in1, in2 []item.Item, matches []matched) []item.Item {
	input, firsts := 0, append([]item.Item{}, in1...)
	if j.prefersFirst() {
		input, firsts = 1, append([]item.Item{}, in2...)
	}
	type origin struct {
		first int
		over  value.Value
	}
	var out []item.Item
	var origins []origin
	for _, m := range matches {
		for _, other := range m.others {
			var it item.Item
			first, over := m.index, in2[other].JSON
			if input == 0 {
				it = j.merged(firsts[first], in2[other])
			} else {
				first, over = other, in1[m.index].JSON
				it = j.merged(in1[m.index], firsts[first])
			}
			out = append(out, it)
			origins = append(origins, origin{first, over})
			firsts[first].JSON = j.clash.change(firsts[first].JSON, over)
		}
	}
	for i, o := range origins {
		out[i].JSON = j.clash.settle(out[i].JSON, firsts[o.first].JSON, o.over)
	}
	docs := make([]value.Value, len(firsts))
	for i, it := range firsts {
		docs[i] = it.JSON
	}
	j.amend(input, docs)
	return out
}

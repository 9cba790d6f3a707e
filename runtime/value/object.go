package value

import (
	"iter"
	"unsafe"
)

// Field is one key of an object with its value.
type Field struct {
	Key   string
	Value Value
}

// Object answers an object with the fields in JavaScript's order: keys that are array indexes first and ascending, the others in the order
// given; a key given twice keeps its first place and its last value.
func Object(fields ...Field) Value {
	if len(fields) <= scanKeys {
		var room [scanKeys]string
		keys := room[:len(fields)]
		if inOrder(fields, keys) {
			o, vals := newObject(shapeOf(keys))
			for i := range fields {
				vals[i] = fields[i].Value
			}
			return o
		}
	}
	var b Builder
	for _, f := range fields {
		b.Set(f.Key, f.Value)
	}
	return b.Object()
}

// inOrder writes the keys of the fields to keys and tells whether they are distinct and in JavaScript's order.
func inOrder(fields []Field, keys []string) bool {
	for i := range fields {
		key := fields[i].Key
		for _, k := range keys[:i] {
			if k == key {
				return false
			}
		}
		if i > 0 && isArrayIndex(key) && !comesBefore(keys[i-1], key) {
			return false
		}
		keys[i] = key
	}
	return true
}

// newObject answers an object without values yet and its slots to write them to.
func newObject(s *shape) (Value, []Value) {
	slots := make([]Value, len(s.keys)+1)
	slots[0] = Value{kind: kindShape, p: unsafe.Pointer(s)}
	return Value{kind: KindObject, p: unsafe.Pointer(unsafe.SliceData(slots)), n: uint64(len(s.keys))}, slots[1:]
}

// shape answers the shape of an object that is not lazy.
func (v Value) shape() *shape { return (*shape)((*Value)(v.p).p) }

// fields answers the values of an object that is not lazy.
func (v Value) fields() []Value { return unsafe.Slice((*Value)(v.p), int(v.n)+1)[1:] }

// field answers the value at a position of an object that is not lazy; the position must be in range.
func (v Value) field(i int) Value {
	return *(*Value)(unsafe.Add(v.p, uintptr(i+1)*unsafe.Sizeof(Value{})))
}

// Lookup answers the own property key and whether there is one: a key of an object, an index or length of an array, and an
// index or length, in UTF-16 code units, of a string.
func (v Value) Lookup(key string) (Value, bool) {
	switch v.kind {
	case KindObject:
		if i := v.shape().find(key); i >= 0 {
			return v.field(i), true
		}
	case KindObject | lazyBit:
		return v.lazyLookup(key)
	case KindArray, KindArray | lazyBit:
		if key == "length" {
			return Int(v.Len()), true
		}
		if i, ok := ArrayIndex(key); ok && int(i) < v.Len() {
			return v.Index(int(i)), true
		}
	case KindString:
		if key == "length" {
			return Int(UTF16Len(v.str())), true
		}
		if i, ok := ArrayIndex(key); ok {
			return charAt(v.str(), int(i))
		}
	}
	return Value{}, false
}

// Get answers the own property key, and undefined where there is none; see [Value.Lookup].
func (v Value) Get(key string) Value {
	x, _ := v.Lookup(key)
	return x
}

// Has tells whether v has the own property key; see [Value.Lookup].
func (v Value) Has(key string) bool {
	_, ok := v.Lookup(key)
	return ok
}

// Entries iterates over the keys and values of an object in JavaScript's order; of everything else there are none.
func (v Value) Entries() iter.Seq2[string, Value] {
	return func(yield func(string, Value) bool) {
		v := v.forced()
		if v.kind != KindObject {
			return
		}
		keys := v.shape().keys
		for i, x := range v.fields() {
			if !yield(keys[i], x) {
				return
			}
		}
	}
}

// Keys answers the keys of an object in JavaScript's order, to be read only, and nil for everything else.
func (v Value) Keys() []string {
	if v = v.forced(); v.kind != KindObject {
		return nil
	}
	keys := v.shape().keys
	return keys[:len(keys):len(keys)]
}

// Set answers the object with x at key; a new key takes its place in JavaScript's order. On an array the key is an index or length.
// To everything else nothing is written and v is answered.
func (v Value) Set(key string, x Value) Value {
	v = v.forced()
	switch v.kind {
	case KindArray:
		if i, ok := ArrayIndex(key); ok {
			return v.SetIndex(int(i), x)
		}
		if key == "length" {
			return v.setLength(x.ToNumber())
		}
		return v
	case KindObject:
	default:
		return v
	}
	s := v.shape()
	if i := s.find(key); i >= 0 {
		o, fields := newObject(s)
		copy(fields, v.fields())
		fields[i] = x
		return o
	}
	next, place := s.with(key)
	o, fields := newObject(next)
	old := v.fields()
	copy(fields, old[:place])
	fields[place] = x
	copy(fields[place+1:], old[place:])
	return o
}

// Delete answers the object without key. The element of an array is replaced by undefined, its length stays, as JavaScript's delete
// does it. Where there is no such key, v is answered.
func (v Value) Delete(key string) Value {
	v = v.forced()
	switch v.kind {
	case KindArray:
		if i, ok := ArrayIndex(key); ok && int(i) < v.Len() {
			return v.SetIndex(int(i), Undefined)
		}
		return v
	case KindObject:
	default:
		return v
	}
	s := v.shape()
	i := s.find(key)
	if i < 0 {
		return v
	}
	o, fields := newObject(s.without(i))
	old := v.fields()
	copy(fields[copy(fields, old[:i]):], old[i+1:])
	return o
}

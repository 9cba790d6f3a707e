package value

// Builder collects the fields of one object after the other. The zero Builder is ready for use; it must not be used by two goroutines at once.
//
// A builder that makes many objects of one layout recognises the layout: the objects share one list of keys, and setting the next
// expected key costs a comparison. A field set to undefined is kept, as JavaScript keeps it; it vanishes when the object is written.
type Builder struct {
	// last is the shape of the object made last. As long as the keys set so far are the first ones of it, follows is true and keys is not used.
	last    *shape
	follows bool
	// keys and vals are in the order of the first Set; index finds keys when there are more than scanKeys.
	keys  []string
	vals  []Value
	index []uint32
	// disordered is set when a key that is an array index came after a key that must follow it.
	disordered bool
}

// Reset forgets all fields; the builder's memory and what it knows of the layout are kept.
func (b *Builder) Reset() {
	b.follows = b.last != nil
	b.dropKeys()
	clear(b.vals)
	b.vals = b.vals[:0]
}

func (b *Builder) dropKeys() {
	clear(b.keys)
	b.keys, b.index, b.disordered = b.keys[:0], nil, false
}

// From forgets all fields and takes those of the object; of everything else there are none.
func (b *Builder) From(object Value) {
	b.Reset()
	if object = object.forced(); object.kind != KindObject {
		return
	}
	b.last, b.follows = object.shape(), true
	b.vals = append(b.vals, object.fields()...)
}

// Len answers the number of fields.
func (b *Builder) Len() int { return len(b.vals) }

// current answers the keys of the fields set so far.
func (b *Builder) current() []string {
	if b.follows {
		return b.last.keys[:len(b.vals)]
	}
	return b.keys
}

func (b *Builder) find(key string) int {
	switch {
	case b.follows && b.last.index != nil:
		if i := b.last.find(key); i < len(b.vals) {
			return i
		}
		return -1
	case b.index != nil:
		return findKey(b.index, b.keys, key)
	}
	for i, k := range b.current() {
		if k == key {
			return i
		}
	}
	return -1
}

// leave makes the list of keys the builder's own.
func (b *Builder) leave() {
	if !b.follows {
		return
	}
	b.keys = append(b.keys[:0], b.last.keys[:len(b.vals)]...)
	b.follows = false
	b.reindex()
}

func (b *Builder) reindex() {
	b.index = nil
	if len(b.keys) > scanKeys {
		b.index = newKeyIndex(b.keys)
	}
}

// Get answers the value of the field key, and undefined where there is none.
func (b *Builder) Get(key string) Value {
	if i := b.find(key); i >= 0 {
		return b.vals[i]
	}
	return Value{}
}

// Set writes a field: a new key takes its place in JavaScript's order, a known one keeps its place.
func (b *Builder) Set(key string, x Value) {
	n := len(b.vals)
	if b.follows && n < len(b.last.keys) && b.last.keys[n] == key {
		b.vals = append(b.vals, x)
		return
	}
	if i := b.find(key); i >= 0 {
		b.vals[i] = x
		return
	}
	b.leave()
	if b.vals == nil {
		room := new(struct {
			keys [8]string
			vals [8]Value
		})
		b.keys, b.vals = room.keys[:0], room.vals[:0]
	}
	b.disordered = b.disordered || n > 0 && isArrayIndex(key) && !comesBefore(b.keys[n-1], key)
	b.keys = append(b.keys, key)
	b.vals = append(b.vals, x)
	if n+1 > scanKeys {
		if len(b.index) < 2*(n+1) {
			b.index = newKeyIndex(b.keys)
		} else {
			putKey(b.index, key, n)
		}
	}
}

// Delete removes a field; where there is none, nothing happens.
func (b *Builder) Delete(key string) {
	i := b.find(key)
	if i < 0 {
		return
	}
	b.leave()
	b.keys = append(b.keys[:i], b.keys[i+1:]...)
	b.vals = append(b.vals[:i], b.vals[i+1:]...)
	b.reindex()
}

// Object answers the object with the fields set so far. The builder keeps them: what is set later goes into the next object.
func (b *Builder) Object() Value {
	if !b.follows || len(b.vals) != len(b.last.keys) {
		keys := b.current()
		if b.disordered {
			orderKeys(keys, b.vals)
		}
		b.last, b.follows = shapeOf(keys), true
		b.dropKeys()
	}
	o, fields := newObject(b.last)
	copy(fields, b.vals)
	return o
}

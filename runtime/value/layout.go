package value

import "strings"

const (
	maxLayouts     = 4096 // Layouts that one parser keeps.
	maxSuccessors  = 32   // Layouts that may follow one layout.
	maxLayoutDepth = 64   // Keys of an object that has a layout.
)

// layout is what a parser remembers of objects: the keys from the first up to one of them, in the order of the text. The layouts make a
// tree, each follows from its parent by one key. The parser guesses that the next key is the one that came there last time; as long
// as it guesses right, keys are compared and never copied, and objects of one layout share a shape.
type layout struct {
	parent *layout
	key    string // The last key. It needs no escapes.
	n      int    // The number of keys.
	next   *layout
	others []*layout // All that follow, next among them.
	inner  *layout   // The first key of the object that was the value of this key last time, or an element of that value.
	shape  *shape    // Of objects that end here, once there was one.
	order  []int     // Where the shape's values are in the text's order; nil if the orders are the same.
}

// step answers the layout that follows from at by key. If the key is among those of at, next is at and again is the key's position;
// otherwise again is -1. next is nil if the layout is not kept.
func (p *parser) step(at *layout, key string) (next *layout, again int) {
	for _, l := range at.others {
		if l.key == key {
			at.next = l
			return l, -1
		}
	}
	for l := at; l.parent != nil; l = l.parent {
		if l.key == key {
			return at, l.n - 1
		}
	}
	if p.layouts >= maxLayouts || len(at.others) >= maxSuccessors || at.n >= maxLayoutDepth || len(key) > sharedKeyLength || !isPlain(key) {
		p.refused++
		return nil, -1
	}
	p.layouts++
	l := &layout{parent: at, key: strings.Clone(key), n: at.n + 1}
	at.others = append(at.others, l)
	at.next = l
	return l, -1
}

// isPlain tells whether a key is written in JSON as it is.
func isPlain(key string) bool {
	for i := 0; i < len(key); i++ {
		if c := key[i]; c < ' ' || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

// keys answers the keys in the order of the text.
func (l *layout) keys() []string {
	keys := make([]string, l.n)
	for ; l.parent != nil; l = l.parent {
		keys[l.n-1] = l.key
	}
	return keys
}

// object answers an object with this layout and the values in the order of the text.
func (l *layout) object(vals []Value) Value {
	if l.shape == nil {
		keys := l.keys()
		for i := 1; i < len(keys); i++ {
			if isArrayIndex(keys[i]) && !comesBefore(keys[i-1], keys[i]) {
				// The positions travel as values, to be put in order with their keys.
				positions := make([]Value, len(keys))
				for k := range positions {
					positions[k] = Int(k)
				}
				orderKeys(keys, positions)
				l.order = make([]int, len(keys))
				for k := range positions {
					l.order[k] = int(positions[k].num())
				}
				break
			}
		}
		l.shape = shapeOf(keys)
	}
	o, fields := newObject(l.shape)
	if l.order == nil {
		copy(fields, vals)
		return o
	}
	for i, from := range l.order {
		fields[i] = vals[from]
	}
	return o
}

// dictionary collects the keys of an object whose layout is not kept.
type dictionary struct {
	keys       []string
	index      []uint32
	disordered bool
}

func newDictionary(l *layout) *dictionary {
	d := &dictionary{keys: l.keys()}
	for i := 1; i < len(d.keys); i++ {
		d.disordered = d.disordered || isArrayIndex(d.keys[i]) && !comesBefore(d.keys[i-1], d.keys[i])
	}
	if len(d.keys) > scanKeys {
		d.index = newKeyIndex(d.keys)
	}
	return d
}

// add answers the position of a key that is there, or adds it and answers -1.
func (d *dictionary) add(key string) int {
	n := len(d.keys)
	if d.index != nil {
		if i := findKey(d.index, d.keys, key); i >= 0 {
			return i
		}
	} else {
		for i, k := range d.keys {
			if k == key {
				return i
			}
		}
	}
	d.disordered = d.disordered || n > 0 && isArrayIndex(key) && !comesBefore(d.keys[n-1], key)
	d.keys = append(d.keys, key)
	if n+1 > scanKeys {
		if len(d.index) < 2*(n+1) {
			d.index = newKeyIndex(d.keys)
		} else {
			putKey(d.index, key, n)
		}
	}
	return -1
}

func (d *dictionary) object(vals []Value) Value {
	if d.disordered {
		orderKeys(d.keys, vals)
	}
	o, fields := newObject(newShape(d.keys))
	copy(fields, vals)
	return o
}

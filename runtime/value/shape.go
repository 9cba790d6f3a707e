package value

import (
	"cmp"
	"hash/maphash"
	"slices"
	"strings"
	"sync/atomic"
)

const (
	// scanKeys is the number of keys up to which a key is found by comparing one after the other; above it a shape has an index.
	scanKeys = 16
	// sharedKeyLength is the length in bytes up to which a key may be part of a shape that is kept for sharing.
	sharedKeyLength = 64
	// linkedKeys bounds the shapes that remember their successor. Without the bound a dictionary that grows key by key would
	// keep every list of keys it ever had.
	linkedKeys = 32
)

// shape is the layout of objects: their keys in JavaScript's order, shared by all objects that have the same ones. It never changes.
type shape struct {
	keys []string
	// ints is the number of leading keys that are array indexes.
	ints int
	// index finds keys above scanKeys: a hash table with linear probing, a power of two long, of positions plus one.
	index []uint32
	// next is the shape that came last from adding one key at the end of this one.
	next atomic.Pointer[shape]
}

var keySeed = maphash.MakeSeed()

var emptyShape = &shape{}

// newShape answers a shape with the keys, which must be distinct and in JavaScript's order. It takes over the slice.
func newShape(keys []string) *shape {
	s := &shape{keys: keys}
	for s.ints < len(keys) && isArrayIndex(keys[s.ints]) {
		s.ints++
	}
	if len(keys) > scanKeys {
		s.index = newKeyIndex(keys)
	}
	return s
}

// find answers the position of key, or -1.
func (s *shape) find(key string) int {
	if s.index != nil {
		return findKey(s.index, s.keys, key)
	}
	for i := range s.keys {
		if s.keys[i] == key {
			return i
		}
	}
	return -1
}

// newKeyIndex answers a hash table for the keys with room for one more.
func newKeyIndex(keys []string) []uint32 {
	size := 2 * scanKeys
	for size < 2*(len(keys)+1) {
		size *= 2
	}
	index := make([]uint32, size)
	for i, k := range keys {
		putKey(index, k, i)
	}
	return index
}

func putKey(index []uint32, key string, pos int) {
	mask := uint64(len(index) - 1)
	h := maphash.String(keySeed, key) & mask
	for index[h] != 0 {
		h = (h + 1) & mask
	}
	index[h] = uint32(pos + 1)
}

func findKey(index []uint32, keys []string, key string) int {
	mask := uint64(len(index) - 1)
	for h := maphash.String(keySeed, key) & mask; index[h] != 0; h = (h + 1) & mask {
		if i := int(index[h] - 1); keys[i] == key {
			return i
		}
	}
	return -1
}

// isArrayIndex tells whether key is the canonical text of an integer from 0 to 2^32-2: such keys come first in JavaScript's order.
func isArrayIndex(key string) bool {
	_, ok := ArrayIndex(key)
	return ok
}

// ArrayIndex answers the number that key is the canonical text of, if JavaScript holds it for an array index.
func ArrayIndex(key string) (uint32, bool) {
	if len(key) == 0 || len(key) > 10 || key[0]-'0' > 9 || key[0] == '0' && len(key) > 1 {
		return 0, false
	}
	var n uint64
	for i := 0; i < len(key); i++ {
		c := key[i] - '0'
		if c > 9 {
			return 0, false
		}
		n = n*10 + uint64(c)
	}
	return uint32(n), n < 1<<32-1
}

// keyPlace answers where the new key belongs among keys of which the first ints are array indexes.
func keyPlace(keys []string, ints int, key string) int {
	n, ok := ArrayIndex(key)
	if !ok {
		return len(keys)
	}
	place := ints
	for place > 0 {
		if before, _ := ArrayIndex(keys[place-1]); before < n {
			break
		}
		place--
	}
	return place
}

// comesBefore tells whether two distinct keys stand in JavaScript's order, when b is an array index.
func comesBefore(a, b string) bool {
	i, ok := ArrayIndex(a)
	j, _ := ArrayIndex(b)
	return ok && i < j
}

// orderKeys puts keys and their values into JavaScript's order: array indexes first and ascending, then the others as they stand.
func orderKeys(keys []string, vals []Value) {
	type entry struct {
		number uint32
		pos    int
	}
	var ints []entry
	var rest []int
	for i, k := range keys {
		if n, ok := ArrayIndex(k); ok {
			ints = append(ints, entry{n, i})
		} else {
			rest = append(rest, i)
		}
	}
	slices.SortFunc(ints, func(a, b entry) int { return cmp.Compare(a.number, b.number) })
	oldKeys, oldVals := slices.Clone(keys), slices.Clone(vals)
	for i, e := range ints {
		keys[i], vals[i] = oldKeys[e.pos], oldVals[e.pos]
	}
	for i, pos := range rest {
		keys[len(ints)+i], vals[len(ints)+i] = oldKeys[pos], oldVals[pos]
	}
}

// sharedShapes keeps shapes that were made lately, so that objects built apart have the same one. It is a cache: a shape that
// falls out of it lives on in its objects.
var sharedShapes [1024]atomic.Pointer[shape]

// shapeOf answers a shape with the keys, which must be distinct and in JavaScript's order; the slice is not kept.
func shapeOf(keys []string) *shape {
	if len(keys) == 0 {
		return emptyShape
	}
	if len(keys) > scanKeys {
		return newShape(append([]string(nil), keys...))
	}
	h, total := uint32(len(keys)), 0
	for _, k := range keys {
		if len(k) > sharedKeyLength {
			return newShape(append([]string(nil), keys...))
		}
		total += len(k)
		h = h*16777619 ^ uint32(len(k))
		if len(k) > 0 {
			h = h*16777619 ^ uint32(k[0])<<16 ^ uint32(k[len(k)/2])<<8 ^ uint32(k[len(k)-1])
		}
	}
	h ^= h >> 15
	slot := &sharedShapes[h%uint32(len(sharedShapes))]
	if s := slot.Load(); s != nil && sameKeys(s.keys, keys) {
		return s
	}
	// The keys are copied into one text: a key cut out of a long document must not keep the document in memory.
	var text strings.Builder
	text.Grow(total)
	for _, k := range keys {
		text.WriteString(k)
	}
	own, rest := make([]string, len(keys)), text.String()
	for i, k := range keys {
		own[i], rest = rest[:len(k)], rest[len(k):]
	}
	s := newShape(own)
	slot.Store(s)
	return s
}

func sameKeys(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// with answers the shape that has one more key, and the key's place in it.
func (s *shape) with(key string) (*shape, int) {
	n := len(s.keys)
	if next := s.next.Load(); next != nil && next.keys[n] == key {
		return next, n
	}
	place := keyPlace(s.keys, s.ints, key)
	keys := make([]string, n+1)
	copy(keys, s.keys[:place])
	keys[place] = key
	copy(keys[place+1:], s.keys[place:])
	var next *shape
	if len(keys) <= scanKeys {
		next = shapeOf(keys)
	} else {
		next = newShape(keys)
	}
	if place == n && n < linkedKeys && len(key) <= sharedKeyLength {
		s.next.Store(next)
	}
	return next, place
}

// without answers the shape that lacks the key at place.
func (s *shape) without(place int) *shape {
	var room [scanKeys]string
	keys := append(append(room[:0], s.keys[:place]...), s.keys[place+1:]...)
	return shapeOf(keys)
}

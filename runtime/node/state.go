package node

import (
	"runnel/runtime/item"
	"runnel/runtime/value"
)

// State is a small mutable document that outlives one run of a node. Beside
// the document it can hold lists of items; they count as keys of it when the
// whole is written down.
type State struct {
	doc     value.Value
	changed bool
	lists   []stateList
	read    func(value.Value) item.Item
}

type stateList struct {
	key   string
	items []item.Item
}

// NewState makes a state from a document; undefined counts as empty.
func NewState(doc value.Value) *State {
	if !doc.IsObject() {
		doc = value.EmptyObject
	}
	return &State{doc: doc}
}

// RestoreState makes a state that was written down; read makes an item of its
// written form.
func RestoreState(doc value.Value, read func(value.Value) item.Item) *State {
	s := NewState(doc)
	s.read = read
	return s
}

// Get reads a key of the document.
func (s *State) Get(key string) value.Value { return s.doc.Get(key) }

// Set writes a key of the document.
func (s *State) Set(key string, v value.Value) { s.doc = s.doc.Set(key, v); s.changed = true }

// Delete removes a key of the document.
func (s *State) Delete(key string) { s.doc = s.doc.Delete(key); s.changed = true }

// Value gives the document, without lists of items.
func (s *State) Value() value.Value { return s.doc }

// Replace puts another document in place.
func (s *State) Replace(doc value.Value) { s.doc = doc; s.changed = true }

// Changed tells whether anything was written.
func (s *State) Changed() bool { return s.changed }

// Items gives a list of items; false when there is none under the key.
func (s *State) Items(key string) ([]item.Item, bool) {
	for _, l := range s.lists {
		if l.key == key {
			return l.items, true
		}
	}
	written := s.doc.Get(key)
	if s.read == nil || !written.IsArray() {
		return nil, false
	}
	items := make([]item.Item, 0, written.Len())
	for _, v := range written.Elems() {
		items = append(items, s.read(v))
	}
	s.doc = s.doc.Delete(key)
	s.SetItems(key, items)
	return items, true
}

// SetItems keeps a list of items.
func (s *State) SetItems(key string, items []item.Item) {
	s.changed = true
	for i := range s.lists {
		if s.lists[i].key == key {
			s.lists[i].items = items
			return
		}
	}
	s.lists = append(s.lists, stateList{key, items})
}

// Written gives the whole state as one document; write makes the written form
// of a list of items.
func (s *State) Written(write func([]item.Item) value.Value) value.Value {
	doc := s.doc
	for _, l := range s.lists {
		doc = doc.Set(l.key, write(l.items))
	}
	return doc
}

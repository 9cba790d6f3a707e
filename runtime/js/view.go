package js

import (
	"cmp"
	"slices"

	"github.com/dop251/goja"

	"runnel/runtime/value"
)

// objectView shows an object of the host to JavaScript without copying it:
// fields become JavaScript values when they are read, and what is written is
// kept here, beside the document, which never changes. An object nobody wrote
// to comes back from JavaScript as the very value it was.
//
// What a dynamic object of goja cannot do (being frozen, accessors, symbols)
// is done after the view has become an ordinary object, see settle.
type objectView struct {
	m    *machine
	self *goja.Object
	// doc is the document as it was handed in.
	doc value.Value
	// read holds what was read of containers and long texts: reading twice
	// answers the same object, and what is written into it is found again.
	read []readField
	// edits is what was written, nil until then.
	edits *edits
}

// readField is a field of a view that was read before.
type readField struct {
	key string
	v   goja.Value
}

// cachedText is the length from which a text that was read is kept: making it
// again would cost more than finding it.
const cachedText = 256

// scanReads is the number of fields that were read up to which one is looked
// for by comparing keys; above it they are kept like edits, which have an index.
const scanReads = 32

// newObjectView shows an object.
func (m *machine) newObjectView(doc value.Value) *goja.Object {
	w := &objectView{m: m, doc: doc}
	w.self = m.rt.NewDynamicObject(w)
	return w.self
}

// maxShown is the number of objects of the host that an expression sees as one
// object however it reaches them. Most expressions see less; looking for more
// would cost more than making them.
const maxShown = 32

// documentView shows an object of the host to an expression: the same one for
// the same object, so that what is reached in two ways is equal to itself.
func (m *machine) documentView(doc value.Value) *goja.Object {
	for _, w := range m.shown {
		if value.StrictEqual(w.doc, doc) {
			return w.self
		}
	}
	w := &objectView{m: m, doc: doc}
	w.self = m.rt.NewDynamicObject(w)
	if len(m.shown) < maxShown {
		m.shown = append(m.shown, w)
	}
	return w.self
}

// forget ends what documentView remembers.
func (m *machine) forget() {
	clear(m.shown)
	m.shown = m.shown[:0]
}

// viewOf answers the view behind an object, nil for ordinary ones.
func viewOf(o *goja.Object) *objectView {
	if o.ExportType() == objectViewType {
		w, _ := o.Export().(*objectView)
		return w
	}
	return nil
}

// Get implements goja.DynamicObject; nil means that there is no such field.
func (w *objectView) Get(key string) goja.Value {
	if w.edits != nil {
		return w.edits.get(key)
	}
	v, ok := w.doc.Lookup(key)
	if !ok {
		return nil
	}
	switch v.Kind() {
	case value.KindArray, value.KindObject, value.KindDate, value.KindHost:
	case value.KindString:
		if len(v.Str()) < cachedText {
			return w.m.toJS(v)
		}
	default:
		return w.m.toJS(v)
	}
	for i := range w.read {
		if w.read[i].key == key {
			return w.read[i].v
		}
	}
	if len(w.read) >= scanReads {
		return w.edit().get(key)
	}
	js := w.m.toJS(v)
	w.read = append(w.read, readField{key, js})
	return js
}

// Set implements goja.DynamicObject.
func (w *objectView) Set(key string, v goja.Value) bool {
	w.edit().set(key, v)
	return true
}

// Has implements goja.DynamicObject.
func (w *objectView) Has(key string) bool {
	if w.edits != nil {
		return w.edits.find(key) >= 0
	}
	return w.doc.Has(key)
}

// Delete implements goja.DynamicObject.
func (w *objectView) Delete(key string) bool {
	if w.Has(key) {
		w.edit().remove(key)
	}
	return true
}

// Keys implements goja.DynamicObject.
func (w *objectView) Keys() []string {
	if w.edits != nil {
		return w.edits.order()
	}
	return w.doc.Keys()
}

// edit answers the view's own fields, which are the document's at first.
func (w *objectView) edit() *edits {
	if w.edits == nil {
		e := &edits{m: w.m}
		keys := w.doc.Keys()
		e.fields = make([]editField, len(keys), len(keys)+4)
		for i, key := range keys {
			e.fields[i] = editField{key: key, doc: w.doc.Get(key)}
		}
		if len(keys) > scanFields {
			e.buildIndex()
		}
		for _, r := range w.read {
			if i := e.find(r.key); i >= 0 {
				e.fields[i].v = r.v
			}
		}
		w.edits, w.read = e, nil
	}
	return w.edits
}

// settle makes the view an ordinary object, in its place: whoever holds it
// holds the ordinary one from then on.
func (w *objectView) settle() {
	o := w.m.rt.NewObject()
	for _, key := range w.Keys() {
		if err := o.DefineDataProperty(key, w.Get(key), goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_TRUE); err != nil {
			panic(err)
		}
	}
	if proto := w.self.Prototype(); proto != o.Prototype() {
		if err := o.SetPrototype(proto); err != nil {
			panic(err)
		}
	}
	*w.self = *o
}

// edits are the fields of a view after the first write.
type edits struct {
	m *machine
	// fields are in order of insertion; removed ones have removed set.
	fields  []editField
	index   map[string]int
	removed int
	// indexKeys is set when a key that is an array index was added: such keys
	// come first, whenever they were added.
	indexKeys bool
}

// editField is one field: v when it was read or written, else doc.
type editField struct {
	key     string
	v       goja.Value
	doc     value.Value
	removed bool
}

// scanFields is the number of fields up to which a field is looked for by
// comparing keys; above it there is an index.
const scanFields = 12

func (e *edits) buildIndex() {
	e.index = make(map[string]int, 2*len(e.fields))
	for i := range e.fields {
		if !e.fields[i].removed {
			e.index[e.fields[i].key] = i
		}
	}
}

func (e *edits) find(key string) int {
	if e.index != nil {
		if i, ok := e.index[key]; ok {
			return i
		}
		return -1
	}
	for i := range e.fields {
		if e.fields[i].key == key && !e.fields[i].removed {
			return i
		}
	}
	return -1
}

func (e *edits) get(key string) goja.Value {
	i := e.find(key)
	if i < 0 {
		return nil
	}
	f := &e.fields[i]
	if f.v == nil {
		f.v = e.m.toJS(f.doc)
	}
	return f.v
}

func (e *edits) set(key string, v goja.Value) {
	if i := e.find(key); i >= 0 {
		e.fields[i].v = v
		return
	}
	if e.index != nil {
		e.index[key] = len(e.fields)
	}
	if _, ok := value.ArrayIndex(key); ok {
		e.indexKeys = true
	}
	e.fields = append(e.fields, editField{key: key, v: v})
	if e.index == nil && len(e.fields) > scanFields {
		e.buildIndex()
	}
}

func (e *edits) remove(key string) {
	i := e.find(key)
	if i < 0 {
		return
	}
	e.fields[i] = editField{removed: true}
	if e.index != nil {
		delete(e.index, key)
	}
	if e.removed++; e.removed > 8 && e.removed > len(e.fields)/2 {
		e.fields = slices.DeleteFunc(e.fields, func(f editField) bool { return f.removed })
		e.removed = 0
		if e.index != nil {
			e.buildIndex()
		}
	}
}

// order answers the keys in JavaScript's order.
func (e *edits) order() []string {
	keys := make([]string, 0, len(e.fields))
	for i := range e.fields {
		if !e.fields[i].removed {
			keys = append(keys, e.fields[i].key)
		}
	}
	if e.indexKeys {
		slices.SortStableFunc(keys, func(a, b string) int {
			x, isX := value.ArrayIndex(a)
			y, isY := value.ArrayIndex(b)
			switch {
			case isX && isY:
				return cmp.Compare(x, y)
			case isX:
				return -1
			case isY:
				return 1
			}
			return 0
		})
	}
	return keys
}

package js

import (
	"errors"
	"math/big"
	"strconv"

	"github.com/dop251/goja"

	"runnel/runtime/value"
)

// boundary says what leaves JavaScript and how.
type boundary uint8

const (
	// asJSON is what JSON.stringify would keep, as JSON.parse would read it:
	// dates are text, NaN is null, functions and undefined are gone. BigInts
	// are text, as the original makes them. Scripts' results.
	asJSON boundary = iota
	// asValue keeps dates, undefined, NaN and BigInts. Expressions' results.
	asValue
	// asHost keeps, besides, what only JavaScript understands, as host values
	// that can come back. Arguments of the context's functions.
	asHost
)

// errCircular is the error of a value that contains itself.
var errCircular = errors.New("converting circular structure to JSON")

// maxNesting is how deep a value may be nested that leaves JavaScript.
const maxNesting = 5000

// exporter takes values out of JavaScript. Getters and toJSON methods run, so
// it must be used inside of the runtime; what they throw is a panic of goja.
type exporter struct {
	m    *machine
	mode boundary
	// open are the objects that are being taken out, to find circles.
	open ancestors
	// builder is used for one object at a time; depth 0 and 1 have their own,
	// because lists of items come in one layout.
	builders []*value.Builder
	// circles says that a value inside of itself is left out instead of being
	// an error.
	circles bool
}

// fromJS takes a value out of JavaScript.
func (m *machine) fromJS(v goja.Value, mode boundary) value.Value {
	if w, ok := m.scalar(v, mode); ok {
		return w
	}
	x := exporter{m: m, mode: mode}
	return x.value("", v)
}

// scalar takes a value out that is no object; ok is false for objects.
func (m *machine) scalar(v goja.Value, mode boundary) (w value.Value, ok bool) {
	switch v := v.(type) {
	case nil:
		return value.Undefined, true
	case *goja.Object:
		return value.Undefined, false
	case goja.String:
		return value.String(fromText(v)), true
	case *goja.Symbol:
		return value.Undefined, true
	}
	switch {
	case v == m.undefined:
		return value.Undefined, true
	case v == m.null:
		return value.Null, true
	case v == m.jsTrue:
		return value.True, true
	case v == m.jsFalse:
		return value.False, true
	case goja.IsNumber(v):
		f := v.ToFloat()
		if mode == asJSON && (f-f != 0) {
			return value.Null, true
		}
		return value.Number(f), true
	case goja.IsBigInt(v):
		if mode == asJSON {
			return value.String(v.String()), true
		}
		i, _ := v.Export().(*big.Int)
		return value.BigInt(i), true
	}
	return value.Bool(v.ToBoolean()), true
}

// value takes out what stands under a key.
func (x *exporter) value(key string, v goja.Value) value.Value {
	if w, ok := x.m.scalar(v, x.mode); ok {
		return w
	}
	o := v.(*goja.Object)
	if w := viewOf(o); w != nil {
		return x.view(w)
	}
	if o.ExportType() == contextObjectType {
		return x.context(o)
	}
	class := o.ClassName()
	switch {
	case isFunction(o, class):
		if x.mode == asHost {
			return x.m.hostFunction(o)
		}
		return value.Undefined
	case class == "Date" && x.mode != asJSON:
		return x.m.fromDate(o)
	}
	if x.mode != asJSON {
		if w, ok := x.m.fromDateTime(o); ok {
			return w
		}
		if x.mode == asHost && class != "Array" && !x.plain(o) {
			return x.m.hostObject(o)
		}
	}
	if v, called := x.toJSON(o, key); called {
		if r, ok := v.(*goja.Object); !ok || r != o {
			return x.afterToJSON(v)
		}
	}
	return x.object(o, class)
}

// afterToJSON takes out what toJSON answered, whose own toJSON counts no more.
func (x *exporter) afterToJSON(v goja.Value) value.Value {
	if w, ok := x.m.scalar(v, x.mode); ok {
		return w
	}
	o := v.(*goja.Object)
	if w := viewOf(o); w != nil {
		return x.view(w)
	}
	class := o.ClassName()
	if isFunction(o, class) {
		return value.Undefined
	}
	return x.object(o, class)
}

// toJSON calls an object's toJSON method; called is false when there is none.
func (x *exporter) toJSON(o *goja.Object, key string) (v goja.Value, called bool) {
	f := o.Get("toJSON")
	if f == nil {
		return nil, false
	}
	call, ok := goja.AssertFunction(f)
	if !ok {
		return nil, false
	}
	v, err := call(o, x.m.rt.ToValue(key))
	if err != nil {
		panic(err)
	}
	return v, true
}

// plain tells whether an object is one that a literal makes.
func (x *exporter) plain(o *goja.Object) bool {
	p := o.Prototype()
	return o.ClassName() == "Object" && (p == nil || p == x.m.objectPrototype)
}

// object takes out an object that is no view.
func (x *exporter) object(o *goja.Object, class string) value.Value {
	x.m.tick()
	switch class {
	case "Number", "String", "Boolean", "BigInt":
		if prim, ok := x.m.unbox(o, class); ok {
			return x.value("", prim)
		}
	}
	if x.circular(o) {
		return value.String("[Circular Reference]")
	}
	x.open.enter(o)
	defer x.open.leave()
	if x.m.isArray(o) {
		return x.array(o)
	}
	b := x.builder()
	for _, key := range o.Keys() {
		v := x.value(key, o.Get(key))
		if v.IsUndefined() && x.mode == asJSON {
			continue
		}
		b.Set(key, v)
	}
	return b.Object()
}

// circular tells whether an object is inside of itself, where that is allowed;
// it throws where it is not and when documents are nested too deeply.
func (x *exporter) circular(o *goja.Object) bool {
	inside := x.open.find(o) >= 0
	if inside && x.circles {
		return true
	}
	if inside || x.open.depth() > maxNesting {
		panic(x.m.thrown(errCircular))
	}
	return false
}

// builder answers the builder of this depth, emptied.
func (x *exporter) builder() *value.Builder {
	depth := x.open.depth()
	for len(x.builders) <= depth {
		x.builders = append(x.builders, new(value.Builder))
	}
	b := x.builders[depth]
	b.Reset()
	return b
}

func (x *exporter) array(o *goja.Object) value.Value {
	list := x.m.elements(o)
	elems := make([]value.Value, len(list))
	for i, e := range list {
		elems[i] = x.value(indexKey(i), e)
		if x.mode == asJSON && elems[i].IsUndefined() {
			elems[i] = value.Null
		}
	}
	return value.Array(elems...)
}

// indexKey is the key of an array's element, for toJSON.
func indexKey(i int) string { return strconv.Itoa(i) }

// view takes out a view: the document itself when nothing was written.
func (x *exporter) view(w *objectView) value.Value {
	if w.edits == nil && len(w.read) == 0 {
		return x.document(w.doc)
	}
	x.m.tick()
	if x.circular(w.self) {
		return value.String("[Circular Reference]")
	}
	x.open.enter(w.self)
	defer x.open.leave()
	if w.edits == nil {
		return x.readView(w)
	}
	if f := w.Get("toJSON"); f != nil {
		if v, called := x.toJSON(w.self, ""); called {
			if r, ok := v.(*goja.Object); !ok || r != w.self {
				return x.afterToJSON(v)
			}
		}
	}
	b := x.builder()
	e := w.edits
	for _, key := range e.order() {
		f := &e.fields[e.find(key)]
		var v value.Value
		if f.v == nil {
			v = x.document(f.doc)
		} else {
			v = x.value(key, f.v)
		}
		if v.IsUndefined() && x.mode == asJSON {
			continue
		}
		b.Set(key, v)
	}
	return b.Object()
}

// readView takes out a view of which containers were read, in which something
// may have been written.
func (x *exporter) readView(w *objectView) value.Value {
	doc := w.doc
	for _, r := range w.read {
		if _, isObject := r.v.(*goja.Object); !isObject {
			continue
		}
		old := doc.Get(r.key)
		v := x.value(r.key, r.v)
		if !same(old, v) {
			doc = doc.Set(r.key, v)
		}
	}
	return x.document(doc)
}

// same tells whether a container came back as it was.
func same(old, v value.Value) bool {
	if value.StrictEqual(old, v) {
		return true
	}
	if !old.IsArray() || !v.IsArray() || old.Len() != v.Len() {
		return false
	}
	for i, e := range old.Elems() {
		if !same(e, v.Index(i)) {
			return false
		}
	}
	return true
}

// document answers what a document of the host is beyond the boundary. In
// machines of scripts documents are JSON already; see machine.enter.
func (x *exporter) document(v value.Value) value.Value {
	if x.mode != asJSON || x.m.script != nil || isJSON(v) {
		return v
	}
	return jsonOf(v)
}

// isJSON tells whether a value is what JSON can hold, looking at the top level
// only for containers that came from the host: those are documents.
func isJSON(v value.Value) bool {
	switch v.Kind() {
	case value.KindDate, value.KindBigInt, value.KindHost, value.KindUndefined:
		return false
	case value.KindNumber:
		f := v.Num()
		return f-f == 0
	case value.KindArray:
		for _, e := range v.Elems() {
			if !isJSON(e) {
				return false
			}
		}
	case value.KindObject:
		if _, raw := v.RawJSON(); raw {
			return true
		}
		for _, e := range v.Entries() {
			if !isJSON(e) {
				return false
			}
		}
	}
	return true
}

// jsonOf answers v as JSON would bring it over.
func jsonOf(v value.Value) value.Value {
	switch v.Kind() {
	case value.KindDate:
		if t, ok := v.Time(); ok {
			_ = t
			return value.String(value.ISODate(v.Num()))
		}
		return value.Null
	case value.KindBigInt:
		return value.String(v.ToString())
	case value.KindHost:
		return jsonOf(v.Host().HostJSON())
	case value.KindNumber:
		if f := v.Num(); f-f != 0 {
			return value.Null
		}
	case value.KindArray:
		elems := make([]value.Value, v.Len())
		for i, e := range v.Elems() {
			if elems[i] = jsonOf(e); elems[i].IsUndefined() {
				elems[i] = value.Null
			}
		}
		return value.Array(elems...)
	case value.KindObject:
		var b value.Builder
		for key, e := range v.Entries() {
			if e = jsonOf(e); !e.IsUndefined() {
				b.Set(key, e)
			}
		}
		return b.Object()
	}
	return v
}

// context takes out an object of the context.
func (x *exporter) context(o *goja.Object) value.Value {
	c, ok := o.Export().(*contextObject)
	if !ok {
		return value.Undefined
	}
	if x.mode == asHost {
		return value.Host(c.object)
	}
	return jsonOf(c.object.HostJSON())
}

// thrown is the exception of an error that arises while a value is taken out.
func (m *machine) thrown(err error) *goja.Object {
	return m.faults.make("TypeError", err.Error(), m.rt.CaptureCallStack(maxFrames, nil))
}

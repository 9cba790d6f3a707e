package js

import (
	"errors"
	"slices"
	"strings"

	"github.com/dop251/goja"

	"runnel/runtime/value"
)

// installJSON replaces goja's JSON object by one that works on the host's
// values, which is much faster, knows halves of surrogate pairs and says what
// is wrong in V8's words.
func (m *machine) installJSON() {
	o := m.rt.NewObject()
	hide := func(name string, length int, f func(goja.FunctionCall) goja.Value) {
		define(o, name, m.function(name, length, f), goja.FLAG_TRUE, goja.FLAG_TRUE)
	}
	hide("parse", 2, m.jsonParse)
	hide("stringify", 3, m.jsonStringify)
	if err := o.DefineDataPropertySymbol(goja.SymToStringTag, m.rt.ToValue("JSON"), goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_FALSE); err != nil {
		panic(err)
	}
	define(m.rt.GlobalObject(), "JSON", o, goja.FLAG_TRUE, goja.FLAG_TRUE)
}

// jsonParse is JSON.parse.
func (m *machine) jsonParse(call goja.FunctionCall) goja.Value {
	v, err := value.ParseString(m.textOf(call.Argument(0)))
	if err != nil {
		message := err.Error()
		var bad *value.SyntaxError
		if errors.As(err, &bad) {
			message = bad.Message()
		}
		panic(m.faults.make("SyntaxError", message, m.rt.CaptureCallStack(maxFrames, nil)))
	}
	js := m.toJS(v)
	if reviver, ok := goja.AssertFunction(call.Argument(1)); ok {
		holder := m.rt.NewObject()
		set(holder, "", js)
		return m.revive(reviver, holder, "")
	}
	return js
}

// revive is InternalizeJSONProperty of the standard.
func (m *machine) revive(reviver goja.Callable, holder *goja.Object, key string) goja.Value {
	v := holder.Get(key)
	if o, ok := v.(*goja.Object); ok {
		keys := o.Keys()
		for _, k := range keys {
			r := m.revive(reviver, o, k)
			if goja.IsUndefined(r) {
				_ = o.Delete(k)
			} else if err := o.Set(k, r); err != nil {
				panic(rethrow(err))
			}
		}
	}
	if v == nil {
		v = m.undefined
	}
	return m.must(reviver(holder, m.rt.ToValue(key), v))
}

// jsonStringify is JSON.stringify.
func (m *machine) jsonStringify(call goja.FunctionCall) goja.Value {
	w := jsonWriter{m: m}
	if f, ok := goja.AssertFunction(call.Argument(1)); ok {
		w.replacer = f
	} else if o, ok := call.Argument(1).(*goja.Object); ok && m.isArray(o) {
		w.only = m.propertyList(o)
	}
	w.gap = m.indentation(call.Argument(2))
	holder := m.undefined
	if w.replacer != nil {
		o := m.rt.NewObject()
		set(o, "", call.Argument(0))
		holder = o
	}
	if !w.property(holder, "", -1, call.Argument(0)) {
		return m.undefined
	}
	return m.toText(string(w.out))
}

// propertyList answers the keys that a replacer of names lets through.
func (m *machine) propertyList(o *goja.Object) []string {
	list := []string{}
	for _, e := range m.elements(o) {
		name := ""
		switch e := e.(type) {
		case goja.String:
			name = fromText(e)
		case *goja.Object:
			if c := e.ClassName(); c != "String" && c != "Number" {
				continue
			}
			name = e.String()
		default:
			if e == nil || !goja.IsNumber(e) {
				continue
			}
			name = e.String()
		}
		if !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	return list
}

// indentation answers the text of one level of indentation.
func (m *machine) indentation(v goja.Value) string {
	if o, ok := v.(*goja.Object); ok {
		if p, ok := m.unbox(o, o.ClassName()); ok {
			v = p
		}
	}
	switch {
	case goja.IsNumber(v):
		return strings.Repeat(" ", int(min(max(v.ToInteger(), 0), 10)))
	case goja.IsString(v):
		return value.SliceUTF16(fromText(v.(goja.String)), 0, 10)
	}
	return ""
}

// jsonWriter writes values as JSON.stringify does.
type jsonWriter struct {
	m        *machine
	out      []byte
	gap      string
	indent   string
	replacer goja.Callable
	// only are the keys to write, nil for all.
	only []string
	// open are the objects around, steps the keys they stand under.
	open  ancestors
	steps []jsonStep
}

type jsonStep struct {
	key string
	// index is the key's number in an array, -1 elsewhere.
	index int
}

// property writes what stands under a key; false when JSON has nothing for it.
func (w *jsonWriter) property(holder goja.Value, key string, index int, v goja.Value) bool {
	if index >= 0 && key == "" && w.replacer != nil {
		key = indexKey(index)
	}
	if o, ok := v.(*goja.Object); ok {
		if !w.plainView(o) {
			if f, ok := goja.AssertFunction(o.Get("toJSON")); ok {
				if index >= 0 {
					key = indexKey(index)
				}
				v = w.m.must(f(o, w.m.toText(key)))
			}
		}
	} else if v != nil && goja.IsBigInt(v) {
		if f, ok := goja.AssertFunction(v.ToObject(w.m.rt).Get("toJSON")); ok {
			v = w.m.must(f(v, w.m.toText(key)))
		}
	}
	if w.replacer != nil {
		v = w.m.must(w.replacer(holder, w.m.toText(key), v))
	}
	if o, ok := v.(*goja.Object); ok {
		return w.object(o, key, index)
	}
	return w.primitive(v)
}

// plainView tells whether an object is a document of the host that nobody
// wrote to and that has no toJSON.
func (w *jsonWriter) plainView(o *goja.Object) bool {
	v := viewOf(o)
	return v != nil && v.edits == nil && !v.doc.Has("toJSON")
}

func (w *jsonWriter) primitive(v goja.Value) bool {
	switch v := v.(type) {
	case nil, *goja.Symbol:
		return false
	case goja.String:
		w.text(fromText(v))
		return true
	}
	switch {
	case goja.IsUndefined(v):
		return false
	case goja.IsNull(v):
		w.out = append(w.out, "null"...)
	case goja.IsNumber(v):
		w.out = value.Number(v.ToFloat()).AppendJSON(w.out)
	case goja.IsBigInt(v):
		panic(w.m.rt.NewTypeError("Do not know how to serialize a BigInt"))
	case v.ToBoolean():
		w.out = append(w.out, "true"...)
	default:
		w.out = append(w.out, "false"...)
	}
	return true
}

func (w *jsonWriter) text(s string) { w.out = value.String(s).AppendJSON(w.out) }

func (w *jsonWriter) object(o *goja.Object, key string, index int) bool {
	if v := viewOf(o); v != nil && v.edits == nil && len(v.read) == 0 && w.gap == "" && w.replacer == nil && w.only == nil {
		w.out = v.doc.AppendJSON(w.out)
		return true
	}
	class := o.ClassName()
	if isFunction(o, class) {
		return false
	}
	switch class {
	case "Number", "String", "Boolean", "BigInt":
		if p, ok := w.m.unbox(o, class); ok {
			return w.primitive(p)
		}
	}
	if i := w.open.find(o); i >= 0 {
		panic(w.m.faults.make("TypeError", w.circle(i, key, index), w.m.rt.CaptureCallStack(maxFrames, nil)))
	}
	if w.open.depth() > maxNesting {
		panic(w.m.faults.make("RangeError", stackOverflow, w.m.rt.CaptureCallStack(maxFrames, nil)))
	}
	w.m.tick()
	if len(w.out) > 2*maxText {
		panic(w.m.rangeError(invalidText))
	}
	w.open.enter(o)
	w.steps = append(w.steps, jsonStep{key, index})
	outer := w.indent
	w.indent += w.gap
	if w.m.isArray(o) {
		w.array(o, outer)
	} else {
		w.fields(o, outer)
	}
	w.indent = outer
	w.open.leave()
	w.steps = w.steps[:len(w.steps)-1]
	return true
}

func (w *jsonWriter) fields(o *goja.Object, outer string) {
	keys := w.only
	if keys == nil {
		keys = o.Keys()
	}
	w.out = append(w.out, '{')
	any := false
	for _, key := range keys {
		start := len(w.out)
		if any {
			w.out = append(w.out, ',')
		}
		w.line(w.indent)
		w.text(key)
		w.out = append(w.out, ':')
		if w.gap != "" {
			w.out = append(w.out, ' ')
		}
		if !w.property(o, key, -1, o.Get(key)) {
			w.out = w.out[:start]
			continue
		}
		any = true
	}
	if any {
		w.line(outer)
	}
	w.out = append(w.out, '}')
}

func (w *jsonWriter) array(o *goja.Object, outer string) {
	list := w.m.elements(o)
	w.out = append(w.out, '[')
	for i, e := range list {
		if i > 0 {
			w.out = append(w.out, ',')
		}
		w.line(w.indent)
		if !w.property(o, "", i, e) {
			w.out = append(w.out, "null"...)
		}
	}
	if len(list) > 0 {
		w.line(outer)
	}
	w.out = append(w.out, ']')
}

// line begins a new line where there is indentation.
func (w *jsonWriter) line(indent string) {
	if w.gap != "" {
		w.out = append(append(w.out, '\n'), indent...)
	}
}

// circle words the error of an object inside of itself as V8 does: the object
// it begins with, the first and the last steps, and what closes the circle.
func (w *jsonWriter) circle(start int, key string, index int) string {
	const first, last = 2, 1
	open := w.open.list
	var b strings.Builder
	b.WriteString("Converting circular structure to JSON\n    --> starting at object with constructor '" + constructorOf(open[start]) + "'")
	step := func(i int) {
		b.WriteString("\n    |     " + keyOf(w.steps[i].key, w.steps[i].index) + " -> object with constructor '" + constructorOf(open[i]) + "'")
	}
	end := min(len(open), start+1+first)
	for i := start + 1; i < end; i++ {
		step(i)
	}
	if len(open) > end+last {
		b.WriteString("\n    |     ...")
	}
	for i := max(end, len(open)-last); i < len(open); i++ {
		step(i)
	}
	b.WriteString("\n    --- " + keyOf(key, index) + " closes the circle")
	return b.String()
}

func keyOf(key string, index int) string {
	if index >= 0 {
		return "index " + itoa(index)
	}
	return "property '" + key + "'"
}

func constructorOf(o *goja.Object) string {
	if name := constructorName(o); name != "" {
		return name
	}
	return "Object"
}

package js

import (
	"errors"

	"github.com/dop251/goja"

	"runnel/runtime/expr"
	"runnel/runtime/value"
	"runnel/runtime/value/datetime"
)

// hostToJS makes an object of the host visible to JavaScript.
func (m *machine) hostToJS(h value.HostObject) goja.Value {
	switch h := h.(type) {
	case *reference:
		if h.m == m {
			return h.object
		}
	case *expr.Object:
		return m.rt.NewDynamicObject(&contextObject{m, h})
	case *expr.Function:
		return m.contextFunction(h)
	case *expr.ItemRef:
		return m.itemRef(h)
	case *expr.ItemsRef:
		return m.itemsRef(h)
	case datetime.DateTime:
		return m.toDateTime(h)
	case Bytes:
		return m.buffer(h)
	}
	return m.toJS(h.HostJSON())
}

// contextObject shows an object of the context, such as $input.
type contextObject struct {
	m      *machine
	object *expr.Object
}

// Get implements goja.DynamicObject.
func (c *contextObject) Get(key string) goja.Value {
	v, ok, err := c.object.Member(key)
	if err != nil {
		panic(c.m.carry(err))
	}
	if !ok {
		return nil
	}
	return c.m.toJS(v)
}

// Set implements goja.DynamicObject. Where nothing can be assigned the write
// is ignored.
func (c *contextObject) Set(key string, v goja.Value) bool {
	if c.object.Assign == nil {
		return true
	}
	if err := c.object.Assign(key, c.m.fromJS(v, asJSON)); err != nil {
		panic(c.m.carry(err))
	}
	return true
}

// Has implements goja.DynamicObject.
func (c *contextObject) Has(key string) bool {
	_, ok, err := c.object.Member(key)
	return ok || err != nil
}

// Delete implements goja.DynamicObject.
func (c *contextObject) Delete(string) bool { return true }

// Keys implements goja.DynamicObject.
func (c *contextObject) Keys() []string { return c.object.Names }

// contextFunction makes a function of the context one of JavaScript.
func (m *machine) contextFunction(f *expr.Function) goja.Value {
	o := m.function(f.Name, 0, func(call goja.FunctionCall) goja.Value {
		args := make([]value.Value, len(call.Arguments))
		for i, a := range call.Arguments {
			args[i] = m.fromJS(a, asHost)
		}
		v, err := f.Call(args)
		if err != nil {
			panic(m.carry(err))
		}
		return m.toJS(v)
	})
	return o
}

// function makes a function of the host one of JavaScript.
func (m *machine) function(name string, length int, f func(goja.FunctionCall) goja.Value) *goja.Object {
	o := m.rt.ToValue(m.nested(f)).(*goja.Object)
	define(o, "name", m.rt.ToValue(name), goja.FLAG_FALSE, goja.FLAG_TRUE)
	if length > 0 {
		define(o, "length", m.rt.ToValue(length), goja.FLAG_FALSE, goja.FLAG_TRUE)
	}
	return o
}

// must answers the value of a call, and passes on what it threw.
func (m *machine) must(v goja.Value, err error) goja.Value {
	if err != nil {
		panic(rethrow(err))
	}
	return v
}

// rethrow is what a function of the host panics with so that JavaScript sees
// the exception that an inner call ended with.
func rethrow(err error) any {
	var ex *goja.Exception
	if errors.As(err, &ex) {
		return ex.Value()
	}
	return err
}

// get reads a property; one that is not there is undefined, not nil.
func get(o *goja.Object, key string) goja.Value {
	if v := o.Get(key); v != nil {
		return v
	}
	return goja.Undefined()
}

// set writes a property that is made by us, where no setter can be.
func set(o *goja.Object, key string, v goja.Value) {
	if err := o.DefineDataProperty(key, v, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_TRUE); err != nil {
		panic(err)
	}
}

// carried is an error of the host on its way through JavaScript.
type carried struct {
	object *goja.Object
	err    error
}

// carry makes an exception of an error of the host. If nobody catches it, the
// error itself comes out again; see caught.
func (m *machine) carry(err error) *goja.Object {
	if errors.Is(err, expr.ErrThrown) {
		return m.faults.make("Error", "undefined", m.rt.CaptureCallStack(maxFrames, nil))
	}
	if m.script != nil {
		return m.script.contextError(err)
	}
	o := m.faults.make("Error", err.Error(), m.rt.CaptureCallStack(maxFrames, nil))
	m.carried = append(m.carried, carried{o, err})
	return o
}

// caught answers the error of the host behind an exception.
func (m *machine) caught(v goja.Value) (error, bool) {
	o, ok := v.(*goja.Object)
	if !ok {
		return nil, false
	}
	for _, c := range m.carried {
		if c.object == o {
			return c.err, true
		}
	}
	return nil, false
}

// reference is an object of JavaScript among the host's values.
type reference struct {
	m        *machine
	object   *goja.Object
	function bool
}

func (m *machine) hostFunction(o *goja.Object) value.Value {
	return value.Host(&reference{m, o, true})
}

func (m *machine) hostObject(o *goja.Object) value.Value {
	if o.ExportType() == contextObjectType {
		if c, ok := o.Export().(*contextObject); ok {
			return value.Host(c.object)
		}
	}
	return value.Host(&reference{m, o, false})
}

// HostText implements value.HostObject.
func (r *reference) HostText() (text string) {
	if ex := r.m.rt.Try(func() { text = r.object.String() }); ex != nil {
		return "[object Object]"
	}
	return text
}

// HostNumber implements value.HostObject.
func (r *reference) HostNumber() (f float64) {
	r.m.rt.Try(func() { f = r.object.ToFloat() })
	return f
}

// HostJSON implements value.HostObject.
func (r *reference) HostJSON() (v value.Value) {
	r.m.rt.Try(func() { v = r.m.fromJS(r.object, asJSON) })
	return v
}

// HostType implements value.HostObject.
func (r *reference) HostType() string {
	if r.function {
		return "function"
	}
	return "object"
}

// toDateTime makes a date of expressions one of luxon.
func (m *machine) toDateTime(d datetime.DateTime) goja.Value {
	class := m.dateTime()
	if !d.Valid() {
		f, _ := goja.AssertFunction(class.Get("invalid"))
		return m.must(f(class, m.rt.ToValue(d.InvalidReason()), m.rt.ToValue(d.InvalidExplanation())))
	}
	options := m.rt.NewObject()
	set(options, "zone", m.rt.ToValue(d.Zone().Name()))
	if d.Locale() != "" {
		set(options, "locale", m.rt.ToValue(d.Locale()))
	}
	f, _ := goja.AssertFunction(class.Get("fromMillis"))
	return m.must(f(class, m.toNumber(d.Millis()), options))
}

// dateTime answers luxon's class of dates.
func (m *machine) dateTime() *goja.Object {
	if m.dateTimeClass == nil {
		m.dateTimeClass = m.realm.Value("DateTime").(*goja.Object)
		m.dateTimePrototype = m.dateTimeClass.Get("prototype").(*goja.Object)
	}
	return m.dateTimeClass
}

// fromDateTime takes a date of luxon out of JavaScript; ok is false for
// everything else.
func (m *machine) fromDateTime(o *goja.Object) (v value.Value, ok bool) {
	proto := o.Prototype()
	if proto == nil || proto == m.objectPrototype || o.ClassName() != "Object" {
		return value.Undefined, false
	}
	if m.dateTimePrototype == nil {
		// Asking luxon for its class would load it.
		if mark := o.Get("isLuxonDateTime"); mark == nil || !mark.ToBoolean() {
			return value.Undefined, false
		}
		m.dateTime()
	}
	if proto != m.dateTimePrototype {
		return value.Undefined, false
	}
	name := "UTC"
	if z, ok := o.Get("_zone").(*goja.Object); ok {
		name = get(z, "name").String()
	}
	zone, known := datetime.Named(name, datetime.UTC)
	if !known {
		zone = datetime.UTC
	}
	if invalid, ok := o.Get("invalid").(*goja.Object); ok {
		explanation := ""
		if e := invalid.Get("explanation"); e != nil && goja.IsString(e) {
			explanation = e.String()
		}
		return datetime.Invalid(get(invalid, "reason").String(), explanation, zone).Value(), true
	}
	d := datetime.FromMillis(get(o, "ts").ToFloat(), zone)
	if l, ok := o.Get("loc").(*goja.Object); ok {
		if locale := l.Get("locale"); locale != nil && locale.String() != defaultLocale {
			d = d.WithLocale(locale.String())
		}
	}
	return d.Value(), true
}

// defaultLocale is luxon's locale where none was chosen.
const defaultLocale = "en-US"

// fromDate takes a Date out of JavaScript.
func (m *machine) fromDate(o *goja.Object) value.Value {
	f, ok := goja.AssertFunction(m.prototype("Date").Get("getTime"))
	if !ok {
		return value.Date(nan)
	}
	return value.Date(m.must(f(o)).ToFloat())
}

// unbox answers the primitive in an object like new Number(5).
func (m *machine) unbox(o *goja.Object, class string) (goja.Value, bool) {
	switch class {
	case "Number":
		return m.rt.ToValue(o.ToFloat()), true
	case "String":
		return o.ToString(), true
	case "Boolean", "BigInt":
		f, ok := goja.AssertFunction(m.prototype(class).Get("valueOf"))
		if !ok {
			return nil, false
		}
		return m.must(f(o)), true
	}
	return nil, false
}

package platform

import (
	"errors"
	"fmt"

	"github.com/dop251/goja"

	"runnel/runtime/js/platform/intl"
)

type native = func(goja.FunctionCall) goja.Value

// function makes a function of a given name and length.
func (r *Realm) function(name string, length int, f native) *goja.Object {
	if r.opt.Enter != nil {
		inner := f
		f = func(c goja.FunctionCall) goja.Value {
			r.opt.Enter()
			defer r.opt.Leave()
			return inner(c)
		}
	}
	o := r.rt.ToValue(f).(*goja.Object)
	_ = o.DefineDataProperty("name", r.rt.ToValue(name), goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_FALSE)
	_ = o.DefineDataProperty("length", r.rt.ToValue(length), goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_FALSE)
	return o
}

// hidden defines a property as built-ins have them: writable, configurable, not enumerable.
func hidden(o *goja.Object, name string, v goja.Value) {
	_ = o.DefineDataProperty(name, v, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
}

// method defines a function as a property.
func (r *Realm) method(o *goja.Object, name string, length int, f native) {
	hidden(o, name, r.function(name, length, f))
}

// symbolMethod defines a function under a symbol.
func (r *Realm) symbolMethod(o *goja.Object, sym *goja.Symbol, name string, length int, f native) {
	_ = o.DefineDataPropertySymbol(sym, r.function(name, length, f), goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
}

// getter defines an accessor.
func (r *Realm) getter(o *goja.Object, name string, get func(this goja.Value) goja.Value) {
	f := r.function("get "+name, 0, func(c goja.FunctionCall) goja.Value { return get(c.This) })
	_ = o.DefineAccessorProperty(name, f, nil, goja.FLAG_TRUE, goja.FLAG_FALSE)
}

func tagged(o *goja.Object, rt *goja.Runtime, tag string) {
	_ = o.DefineDataPropertySymbol(goja.SymToStringTag, rt.ToValue(tag), goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_FALSE)
}

// class makes a constructor. build gets the arguments and an object to fill, whose prototype is already that of new.target. callable is the
// message of the TypeError for a call without new; where it is empty such a call makes an object too. It returns the constructor and its prototype.
func (r *Realm) class(name string, length int, callable string, build func(this *goja.Object, args []goja.Value)) (ctor, proto *goja.Object) {
	ctor = r.rt.ToValue(func(c goja.ConstructorCall) *goja.Object {
		if r.opt.Enter != nil {
			r.opt.Enter()
			defer r.opt.Leave()
		}
		// A call without new has another object than a fresh one for this. With no object at all the engine takes it for new.
		if c.NewTarget == nil && (c.This == nil || c.This.Prototype() != proto) {
			if callable == "" {
				this := r.rt.NewObject()
				_ = this.SetPrototype(proto)
				build(this, c.Arguments)
				return this
			}
			r.throw("TypeError", "%s", callable)
		}
		build(c.This, c.Arguments)
		return c.This
	}).(*goja.Object)
	_ = ctor.DefineDataProperty("name", r.rt.ToValue(name), goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_FALSE)
	_ = ctor.DefineDataProperty("length", r.rt.ToValue(length), goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_FALSE)
	proto = ctor.Get("prototype").(*goja.Object)
	tagged(proto, r.rt, name)
	return ctor, proto
}

func arg(args []goja.Value, i int) goja.Value {
	if i < len(args) {
		return args[i]
	}
	return goja.Undefined()
}

func isUndefined(v goja.Value) bool { return v == nil || goja.IsUndefined(v) }

// errorClass returns one of the engine's error constructors as it was when first needed.
func (r *Realm) errorClass(name string) *goja.Object {
	if c := r.errors[name]; c != nil {
		return c
	}
	c, _ := r.rt.Get(name).(*goja.Object)
	if c == nil {
		c = r.rt.Get("Error").(*goja.Object)
	}
	if r.errors == nil {
		r.errors = map[string]*goja.Object{}
	}
	r.errors[name] = c
	return c
}

// newError makes an error of a built-in class.
func (r *Realm) newError(class, format string, a ...any) *goja.Object {
	msg := format
	if len(a) > 0 {
		msg = fmt.Sprintf(format, a...)
	}
	o, err := r.rt.New(r.errorClass(class), r.rt.ToValue(msg))
	if err != nil {
		panic(err)
	}
	return o
}

// throw throws an error of a built-in class.
func (r *Realm) throw(class, format string, a ...any) { panic(r.newError(class, format, a...)) }

// raise throws what package intl refused.
func (r *Realm) raise(err error) {
	var o *intl.OptionError
	if errors.As(err, &o) {
		r.throw(o.Class, "%s", o.Message)
	}
	r.throw("RangeError", "%s", err.Error())
}

// call calls a function value and passes on what it throws.
func (r *Realm) call(f goja.Value, this goja.Value, args ...goja.Value) goja.Value {
	fn, ok := goja.AssertFunction(f)
	if !ok {
		panic(r.rt.NewTypeError("%s is not a function", describe(f)))
	}
	v, err := fn(this, args...)
	if err != nil {
		panic(rethrow(err))
	}
	return v
}

// rethrow is what to panic with so that a script sees the exception that a call from Go returned.
func rethrow(err error) any {
	var e *goja.Exception
	if errors.As(err, &e) {
		return e.Value()
	}
	return err
}

// text is ToString.
func (r *Realm) text(v goja.Value) string {
	if isSymbol(v) {
		r.throw("TypeError", "Cannot convert a Symbol value to a string")
	}
	return textOf(v).String()
}

// number is ToNumber.
func (r *Realm) number(v goja.Value) float64 {
	if isSymbol(v) {
		r.throw("TypeError", "Cannot convert a Symbol value to a number")
	}
	return v.ToNumber().ToFloat()
}

// describe prints a value for messages as V8 does: objects by the name of their constructor.
func describe(v goja.Value) string {
	o, ok := v.(*goja.Object)
	if !ok {
		if v == nil {
			return "undefined"
		}
		return v.String()
	}
	if _, isFunc := goja.AssertFunction(o); isFunc {
		return o.String()
	}
	if o.ClassName() == "Array" {
		return "[object Array]"
	}
	for p := o; p != nil; p = p.Prototype() {
		if _, isProxy := p.Export().(goja.Proxy); isProxy {
			break
		}
		if c, ok := p.Get("constructor").(*goja.Object); ok {
			if n := c.Get("name"); n != nil && goja.IsString(n) && n.String() != "" {
				return "#<" + n.String() + ">"
			}
			break
		}
	}
	return "#<Object>"
}

// iterate calls f for every value of an iterable until f returns false.
func (r *Realm) iterate(v goja.Value, f func(goja.Value) bool) {
	r.rt.ForOf(v, func(x goja.Value) bool { return f(x) })
}

func isSymbol(v goja.Value) bool {
	_, ok := v.(*goja.Symbol)
	return ok
}

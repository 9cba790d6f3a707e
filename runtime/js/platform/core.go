package platform

import (
	"fmt"

	"github.com/dop251/goja"
)

var asyncIterator = goja.NewSymbol("Symbol.asyncIterator")

// The engine's own globals that are completed when they are first looked up: they are taken off the global object and put on the shelf.
var coreNames = []string{"Object", "Array", "Date", "RegExp", "Promise", "Map", "Set", "Symbol", "Error", "ArrayBuffer", "Math"}

// patch changes and completes the engine's own built-ins: what is reached by name, when the name is first used; what is reached by literals, now.
func (r *Realm) patch() error {
	global := r.rt.GlobalObject()
	r.core = make(map[string]*goja.Object, len(coreNames))
	for _, n := range coreNames {
		if r.opt.Uses != nil && !r.opt.Uses(n) {
			continue
		}
		o, ok := global.Get(n).(*goja.Object)
		if !ok {
			return fmt.Errorf("platform: the engine has no %s", n)
		}
		r.core[n] = o
		if err := global.Delete(n); err != nil {
			return fmt.Errorf("platform: %w", err)
		}
	}
	r.patchNumbers()
	r.patchStrings()
	return r.patchBehind()
}

// complete puts a built-in back on the global object, completed, and returns it.
func (r *Realm) complete(name string) goja.Value {
	o := r.core[name]
	delete(r.core, name)
	hidden(r.rt.GlobalObject(), name, o)
	if r.completed == nil {
		r.completed = map[string]*goja.Object{}
	}
	r.completed[name] = o
	var v goja.Value
	switch name {
	case "RegExp":
		if err := r.patchRegexps(o); err != nil {
			panic(rethrow(err))
		}
		return r.rt.GlobalObject().Get(name)
	case "Math":
		r.patchMath(o)
	case "Date":
		v = r.builtin(name, o, r.dateConstructor(o))
	default:
		v = r.builtin(name, o)
	}
	if n, ok := v.(*goja.Object); ok {
		hidden(r.rt.GlobalObject(), name, n)
		if name == "Date" {
			r.patchDates(n.Get("prototype").(*goja.Object))
		}
		return n
	}
	return o
}

// intrinsic returns a built-in as the engine made it, without completing it.
func (r *Realm) intrinsic(name string) *goja.Object {
	if o := r.core[name]; o != nil {
		return o
	}
	if o := r.completed[name]; o != nil {
		return o
	}
	o, _ := r.rt.Get(name).(*goja.Object)
	return o
}

// builtin runs the function of scripts/builtins.js that completes one built-in.
func (r *Realm) builtin(name string, args ...goja.Value) goja.Value {
	const key = "script builtins.js"
	s, ok := r.made[key]
	if !ok {
		v, err := r.scriptProgram("builtins.js", r.builtinHelpers())
		if err != nil {
			panic(rethrow(err))
		}
		s = v
		r.made[key] = v
	}
	return r.call(s.(*goja.Object).Get(name), goja.Undefined(), args...)
}

func (r *Realm) builtinHelpers() goja.Value {
	rt := r.rt
	h := rt.NewObject()
	set := func(name string, v any) { _ = h.Set(name, v) }
	set("Object", r.intrinsic("Object"))
	set("asyncIterator", asyncIterator)
	set("hide", func(c goja.FunctionCall) goja.Value {
		if o, ok := c.Argument(0).(*goja.Object); ok {
			hidden(o, c.Argument(1).String(), c.Argument(2))
		}
		return goja.Undefined()
	})
	set("parseDate", r.function("parse", 1, func(c goja.FunctionCall) goja.Value {
		return rt.ToValue(ParseDate(textOf(c.Argument(0)).String(), r.opt.Local))
	}))
	set("describe", func(c goja.FunctionCall) goja.Value { return rt.ToValue(describe(c.Argument(0))) })
	set("detach", func(c goja.FunctionCall) goja.Value {
		if b, ok := c.Argument(0).Export().(goja.ArrayBuffer); ok {
			b.Detach()
		}
		return goja.Undefined()
	})
	set("captureStackTrace", r.function("captureStackTrace", 2, r.captureStackTrace))
	return h
}

// patchBehind puts shelves behind prototypes that literals reach: methods are made there when they are first looked up.
func (r *Realm) patchBehind() error {
	objectProto := r.intrinsic("Object").Get("prototype").(*goja.Object)
	put := func(proto *goja.Object, names map[string]bool, load func()) error {
		s := r.rt.NewDynamicObject(&methodShelf{names: names, load: load, proto: proto})
		if err := s.SetPrototype(objectProto); err != nil {
			return err
		}
		return proto.SetPrototype(s)
	}
	str := r.rt.Get("String").(*goja.Object).Get("prototype").(*goja.Object)
	if err := put(str, stringMethods, func() { r.builtin("string", str) }); err != nil {
		return err
	}
	it := r.iteratorPrototype()
	if err := put(it, iteratorMethods, func() { r.Value("Iterator") }); err != nil {
		return err
	}
	// These four are reached from every object.
	for _, m := range []struct {
		name string
		get  bool
		look bool
	}{{"__defineGetter__", true, false}, {"__defineSetter__", false, false}, {"__lookupGetter__", true, true}, {"__lookupSetter__", false, true}} {
		if !isUndefined(objectProto.Get(m.name)) {
			continue
		}
		field := "set"
		if m.get {
			field = "get"
		}
		length := 2
		if m.look {
			length = 1
		}
		r.method(objectProto, m.name, length, func(c goja.FunctionCall) goja.Value {
			object := r.intrinsic("Object")
			o := c.This.ToObject(r.rt)
			if m.look {
				describe := object.Get("getOwnPropertyDescriptor")
				for ; o != nil; o = o.Prototype() {
					if d, ok := r.call(describe, object, o, c.Argument(0)).(*goja.Object); ok {
						return d.Get(field)
					}
				}
				return goja.Undefined()
			}
			if _, ok := goja.AssertFunction(c.Argument(1)); !ok {
				r.throw("TypeError", "Object.prototype.%s: Expecting function", m.name)
			}
			d := r.object(field, c.Argument(1), "enumerable", true, "configurable", true)
			r.call(object.Get("defineProperty"), object, o, c.Argument(0), d)
			return goja.Undefined()
		})
	}
	return nil
}

func names(list ...string) map[string]bool {
	m := make(map[string]bool, len(list))
	for _, n := range list {
		m[n] = true
	}
	return m
}

var (
	stringMethods   = names("isWellFormed", "toWellFormed", "anchor", "big", "blink", "bold", "fixed", "fontcolor", "fontsize", "italics", "link", "small", "strike", "sub", "sup")
	iteratorMethods = names("map", "filter", "take", "drop", "flatMap", "reduce", "toArray", "forEach", "some", "every", "find")
)

// methodShelf makes methods of a prototype when one of them is first looked up.
type methodShelf struct {
	names  map[string]bool
	load   func()
	proto  *goja.Object
	loaded bool
}

func (s *methodShelf) Get(name string) goja.Value {
	if !s.Has(name) {
		return nil
	}
	s.loaded = true
	s.load()
	return s.proto.Get(name)
}

func (s *methodShelf) Has(name string) bool        { return !s.loaded && s.names[name] }
func (s *methodShelf) Set(string, goja.Value) bool { return false }
func (s *methodShelf) Delete(string) bool          { return true }
func (s *methodShelf) Keys() []string              { return nil }

package js

import (
	"strings"

	"github.com/dop251/goja"

	"runnel/runtime/expr"
)

// The globals of expressions (expressions.md §3).
var (
	availableGlobals = nameSet(`Date DateTime Interval Duration Object Array Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array
		Uint32Array Float32Array Float64Array BigInt64Array BigUint64Array Map WeakMap Set WeakSet Error TypeError SyntaxError EvalError RangeError
		ReferenceError URIError Intl String RegExp Math Number BigInt Infinity NaN isFinite isNaN parseFloat parseInt JSON ArrayBuffer SharedArrayBuffer
		Atomics DataView encodeURI encodeURIComponent decodeURI decodeURIComponent Boolean Symbol undefined`)
	emptyGlobals = nameSet(`document global window Window this globalThis self alert prompt confirm eval uneval setTimeout setInterval Function fetch
		XMLHttpRequest Promise Generator GeneratorFunction AsyncFunction AsyncGenerator AsyncGeneratorFunction WebAssembly Reflect Proxy escape unescape`)
	madeGlobals = nameSet(`process $jmespath $jmesPath`)
)

func nameSet(names string) map[string]bool {
	set := map[string]bool{}
	for _, n := range strings.Fields(names) {
		set[n] = true
	}
	return set
}

// isExpressionGlobal tells whether a name means the same in all expressions.
func isExpressionGlobal(name string) bool {
	return availableGlobals[name] || emptyGlobals[name] || madeGlobals[name]
}

// expressionGlobal answers what such a name stands for.
func (m *machine) expressionGlobal(name string) goja.Value {
	if v, ok := m.globals[name]; ok {
		return v
	}
	v := m.makeGlobal(name)
	if m.globals == nil {
		m.globals = map[string]goja.Value{}
	}
	m.globals[name] = v
	return v
}

func (m *machine) makeGlobal(name string) goja.Value {
	switch {
	case emptyGlobals[name]:
		return m.rt.NewObject()
	case name == "Object":
		return m.restrictedObject()
	case name == "process":
		return m.process()
	case name == "Atomics":
		return m.rt.NewObject()
	case name == "$jmespath", name == "$jmesPath":
		return m.jmespath()
	case strings.HasSuffix(name, "Error"):
		return m.restrictedError(name)
	}
	if v := m.rt.Get(name); v != nil {
		return v
	}
	return m.undefined
}

// restrictedObject is Object without what could change or look into objects.
func (m *machine) restrictedObject() goja.Value {
	original := m.global("Object")
	return m.restrict(original, func(name string) bool {
		switch name {
		case "defineProperty", "defineProperties", "setPrototypeOf", "getOwnPropertyDescriptor", "getOwnPropertyDescriptors", "getPrototypeOf",
			"__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__":
			return false
		}
		return true
	}, map[string]goja.Value{
		"create": m.function("create", 1, func(call goja.FunctionCall) goja.Value {
			create, _ := goja.AssertFunction(original.Get("create"))
			return m.must(create(original, call.Argument(0)))
		}),
	})
}

// restrictedError is a class of errors without what looks at stacks.
func (m *machine) restrictedError(name string) goja.Value {
	o := m.global(name)
	if o == nil {
		return m.undefined
	}
	for _, member := range []string{"captureStackTrace", "stackTraceLimit", "prepareStackTrace"} {
		if err := o.Delete(member); err != nil {
			panic(err)
		}
	}
	m.hideAccessors(o)
	return o
}

// hideAccessors puts nothing before what functions inherit for making and
// finding accessors.
func (m *machine) hideAccessors(o *goja.Object) {
	for _, name := range []string{"__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__"} {
		define(o, name, m.undefined, goja.FLAG_FALSE, goja.FLAG_TRUE)
	}
}

// restrict makes a view of a function, with only the members that keep
// accepts, and some replaced.
func (m *machine) restrict(original *goja.Object, keep func(string) bool, replaced map[string]goja.Value) goja.Value {
	// goja's instanceof knows no proxies.
	isInstance := m.function("[Symbol.hasInstance]", 1, func(call goja.FunctionCall) goja.Value {
		return m.rt.ToValue(m.rt.InstanceOf(call.Argument(0), original))
	})
	return m.rt.ToValue(m.rt.NewProxy(original, &goja.ProxyTrapConfig{
		GetSym: func(target *goja.Object, property *goja.Symbol, _ goja.Value) goja.Value {
			if property == goja.SymHasInstance {
				return isInstance
			}
			return target.GetSymbol(property)
		},
		Get: func(target *goja.Object, property string, _ goja.Value) goja.Value {
			if !keep(property) {
				return m.undefined
			}
			if v, ok := replaced[property]; ok {
				return v
			}
			return target.Get(property)
		},
	}))
}

// process is what expressions see of the process.
func (m *machine) process() goja.Value {
	o := m.rt.NewObject()
	for _, f := range []struct{ name, text string }{{"arch", "x64"}, {"platform", "linux"}, {"version", "v20.20.2"}} {
		set(o, f.name, m.rt.ToValue(f.text))
	}
	set(o, "env", m.rt.NewObject())
	set(o, "versions", m.rt.NewObject())
	set(o, "release", m.rt.NewObject())
	return o
}

// names is the object of all names in code that assigns to some: variables,
// then the globals and the context.
type names struct {
	m     *machine
	scope *expr.Scope
	vars  map[string]goja.Value
	order []string
}

// namesOf answers the names of a scope, which live as long as one template is
// evaluated.
func (m *machine) namesOf(s *expr.Scope) *names {
	if n, ok := s.Session.(*names); ok && n.m == m {
		return n
	}
	n := &names{m: m, scope: s, vars: map[string]goja.Value{}}
	s.Session = n
	return n
}

// Get implements goja.DynamicObject.
func (n *names) Get(key string) goja.Value {
	if v, ok := n.vars[key]; ok {
		return v
	}
	return n.m.name(n.scope, key)
}

// Set implements goja.DynamicObject.
func (n *names) Set(key string, v goja.Value) bool {
	if _, ok := n.vars[key]; !ok {
		n.order = append(n.order, key)
	}
	n.vars[key] = v
	return true
}

// Has implements goja.DynamicObject.
func (n *names) Has(key string) bool { return true }

// Delete implements goja.DynamicObject.
func (n *names) Delete(key string) bool {
	delete(n.vars, key)
	return true
}

// Keys implements goja.DynamicObject.
func (n *names) Keys() []string { return n.order }

// name answers what a name stands for that the code did not assign to.
// Failures are exceptions.
func (m *machine) name(s *expr.Scope, name string) goja.Value {
	if isExpressionGlobal(name) {
		return m.expressionGlobal(name)
	}
	v, ok, err := s.Resolve(name)
	if err != nil {
		panic(m.carry(err))
	}
	if !ok {
		return m.undefined
	}
	return m.toJS(v)
}

package js

import (
	"reflect"

	"github.com/dop251/goja"

	"runnel/runtime/expr"
	"runnel/runtime/js/platform"
	"runnel/runtime/js/source"
	"runnel/runtime/value"
)

// machine is one goja runtime with everything that scripts or expressions see.
// It belongs to one goroutine at a time.
type machine struct {
	engine *Engine
	rt     *goja.Runtime

	undefined, null, jsTrue, jsFalse goja.Value

	objectPrototype *goja.Object
	date            *goja.Object

	// units are the programs that ran here by the name goja knows them by;
	// explaining an error needs their text.
	units map[string]*source.Unit
	// instances are the expressions that are ready to be called.
	instances map[*expression]*instance
	// globals are those of expressions that were made.
	globals map[string]goja.Value
	// nothing is what this is in functions of expressions.
	nothing *goja.Object

	realm *platform.Realm
	// zone is that of luxon, and shelved the globals of the platform that code
	// may see; nil is all.
	zone              string
	shelved           []string
	loop              *loop
	guard             *guard
	faults            faults
	dateTimeClass     *goja.Object
	dateTimePrototype *goja.Object

	// scope is that of the expression that is evaluated.
	scope *expr.Scope
	// script is the script that runs here, nil in machines for expressions.
	script *scriptRun
	// shown are the objects of the host that the expression has seen.
	shown []*objectView
	// carried are errors of the host that became exceptions.
	carried []carried
	// natives counts the calls of built-in functions inside of each other, and
	// joining are the arrays that are being made texts.
	natives int
	joining []*goja.Object
	// iterates is set when iterators of arrays can be left.
	iterates bool
	// counted is the number of calls when those from built-in functions were
	// last counted.
	counted int
	// dirty machines are not used again.
	dirty bool
	// stack is where the runtime keeps its stack, which it gives up whenever
	// nothing runs; lent is one to use instead of a new one.
	stack *[]goja.Value
	lent  []goja.Value
}

// lentStack is the length of a stack that most expressions need no more than.
const lentStack = 48

// lend gives the runtime a stack for what is to run.
func (m *machine) lend() {
	if m.stack != nil && *m.stack == nil {
		*m.stack = m.lent
	}
}

// takeBack takes away what is left on the stack that was lent.
func (m *machine) takeBack() { clear(m.lent[:cap(m.lent)]) }

// newMachine makes a runtime that is ready for use.
func newMachine(e *Engine) *machine {
	m := &machine{
		engine:    e,
		rt:        goja.New(),
		undefined: goja.Undefined(),
		null:      goja.Null(),
		units:     map[string]*source.Unit{},
		instances: map[*expression]*instance{},
		loop:      newLoop(),
	}
	m.stack, m.lent = theLayout().stackOf(m.rt), make([]goja.Value, 0, lentStack)
	m.register()
	m.rt.SetMaxCallStackSize(maxCalls + 2000)
	m.guard = &guard{rt: m.rt, watch: &e.watch}
	m.jsTrue, m.jsFalse = m.rt.ToValue(true), m.rt.ToValue(false)
	m.objectPrototype = m.rt.NewObject().Prototype()
	m.faults.install(m)
	realm, err := platform.Open(m.rt, m.furniture(e.options.Zone.String()))
	if err != nil {
		panic(err)
	}
	m.realm = realm
	m.faults.installCapture()
	if err := m.rt.GlobalObject().DefineDataPropertySymbol(goja.SymToStringTag, m.rt.ToValue("Object"), goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_FALSE); err != nil {
		panic(err)
	}
	m.installJSON()
	m.installFunction()
	// A class of goja's own, which no other engine has.
	if err := m.rt.GlobalObject().Delete("GoError"); err != nil {
		panic(err)
	}
	shelf := m.rt.NewDynamicObject(contextShelf{m})
	global := m.rt.GlobalObject()
	if err := shelf.SetPrototype(global.Prototype()); err != nil {
		panic(err)
	}
	if err := global.SetPrototype(shelf); err != nil {
		panic(err)
	}
	return m
}

// furniture are the options of the platform.
func (m *machine) furniture(zone string) platform.Options {
	return platform.Options{Zone: zone, Loop: m.loop, Stop: m.guard.hit.Load, Globals: m.shelved, Enter: m.nest, Leave: m.unnest}
}

// settle makes a machine that was used before ready for another zone.
func (m *machine) settle(zone string) {
	if m.zone != zone {
		m.zone = zone
		m.realm.Reset(m.furniture(zone))
	}
}

// enter makes a document of the host one that a script may see: in scripts of
// Code nodes it comes through JSON, so that dates are text.
func (m *machine) enter(v value.Value) value.Value {
	if m.script == nil || isJSON(v) {
		return v
	}
	return jsonOf(v)
}

// global answers a global object or function.
func (m *machine) global(name string) *goja.Object {
	o, _ := m.rt.Get(name).(*goja.Object)
	return o
}

// prototype answers the prototype of a global class.
func (m *machine) prototype(class string) *goja.Object {
	o, _ := m.global(class).Get("prototype").(*goja.Object)
	return o
}

func (m *machine) dateConstructor() *goja.Object {
	if m.date == nil {
		m.date = m.global("Date")
	}
	return m.date
}

var proxyType = reflect.TypeOf(goja.Proxy{})

// isArray tells what Array.isArray tells.
func (m *machine) isArray(o *goja.Object) bool {
	if o.ExportType() == proxyType {
		if p, ok := o.Export().(goja.Proxy); ok && p.Target() != nil {
			return m.isArray(p.Target())
		}
		return false
	}
	return o.ClassName() == "Array"
}

// elements answers the elements of an array; holes are nil or undefined. It
// throws when the array only claims to be that long.
func (m *machine) elements(o *goja.Object) []goja.Value {
	if values, n, ok := theLayout().elements(o); ok {
		if n-len(values) > maxLoop {
			panic(m.rangeError(invalidArray))
		}
		list := make([]goja.Value, n)
		copy(list, values)
		for i, v := range list {
			if v != nil && !isElement(v) {
				list[i] = o.Get(indexKey(i))
			}
		}
		return list
	}
	n := get(o, "length").ToInteger()
	if n > maxLoop {
		panic(m.rangeError(invalidArray))
	}
	list := make([]goja.Value, max(n, 0))
	for i := range list {
		list[i] = o.Get(indexKey(i))
	}
	return list
}

var arrayType = reflect.TypeOf([]any(nil))

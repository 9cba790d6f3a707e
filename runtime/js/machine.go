package js

import (
	"reflect"

	"github.com/dop251/goja"

	"runnel/runtime/expr"
	"runnel/runtime/js/platform"
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
	// collect is a function that keeps its arguments in collected: calling it
	// through apply reads an array in one go.
	collect   goja.Value
	collected []goja.Value
	apply     goja.Callable

	// units are the programs that ran here by the name goja knows them by;
	// explaining an error needs their text.
	units map[string]*unit
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
	// carried are errors of the host that became exceptions.
	carried []carried
	// dirty machines are not used again.
	dirty bool
}

// newMachine makes a runtime that is ready for use.
func newMachine(e *Engine) *machine {
	m := &machine{
		engine:    e,
		rt:        goja.New(),
		undefined: goja.Undefined(),
		null:      goja.Null(),
		units:     map[string]*unit{},
		instances: map[*expression]*instance{},
		loop:      newLoop(),
	}
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
	return platform.Options{Zone: zone, Loop: m.loop, Local: m.engine.options.Local, Stop: m.guard.hit.Load, Globals: m.shelved}
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

// elements answers the elements of an array; holes are nil or undefined.
func (m *machine) elements(o *goja.Object) []goja.Value {
	n := int(o.Get("length").ToInteger())
	if o.ExportType() != arrayType || n > maxApply {
		list := make([]goja.Value, n)
		for i := range list {
			list[i] = o.Get(indexKey(i))
		}
		return list
	}
	if m.apply == nil {
		m.collect = m.rt.ToValue(func(call goja.FunctionCall) goja.Value {
			m.collected = append([]goja.Value(nil), call.Arguments...)
			return m.undefined
		})
		m.apply, _ = goja.AssertFunction(m.prototype("Function").Get("apply"))
	}
	if _, err := m.apply(m.collect, m.undefined, o); err != nil {
		panic(err)
	}
	list := m.collected
	m.collected = nil
	return list
}

var arrayType = reflect.TypeOf([]any(nil))

// maxApply is the length up to which an array is read by calling a function
// with its elements: longer ones would make the runtime's stack too long.
const maxApply = 1 << 16

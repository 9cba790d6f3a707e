package js

import (
	"errors"
	"strings"

	"github.com/dop251/goja"

	"runnel/runtime/expr"
	"runnel/runtime/js/source"
	"runnel/runtime/value"
)

// thing answers what a compiled expression uses of the machine.
func (m *machine) thing(name string) goja.Value {
	if op, ok := strings.CutPrefix(name, "op:"); ok {
		return m.operation(op)
	}
	if strings.HasPrefix(name, "\x00") {
		return m.hidden(name)
	}
	return m.expressionGlobal(name)
}

// operation makes one of the operations that rewritten code calls.
func (m *machine) operation(op string) goja.Value {
	switch op {
	case expr.OpCall:
		return m.function(op, 0, m.callExtension)
	case expr.OpKey:
		return m.function(op, 0, func(call goja.FunctionCall) goja.Value { return m.checkKey(call.Argument(0)) })
	case expr.OpThis:
		return m.function(op, 0, func(call goja.FunctionCall) goja.Value {
			this := call.Argument(0)
			if goja.IsUndefined(this) || goja.IsNull(this) || this == m.rt.GlobalObject() {
				if m.nothing == nil {
					m.nothing = m.rt.NewObject()
					set(m.nothing, "process", m.rt.NewObject())
				}
				return m.nothing
			}
			return this
		})
	}
	return m.undefined
}

// checkKey answers a computed name of a property, unless it is blocked.
func (m *machine) checkKey(key goja.Value) goja.Value {
	if goja.IsNumber(key) {
		return key
	}
	if o, ok := key.(*goja.Object); ok {
		// What is checked must be what is used: an object could answer another
		// name the second time.
		key = o.ToString()
	}
	if s, ok := key.(goja.String); ok {
		if err := expr.BlockedProperty(s.String()); err != nil {
			panic(m.carry(err))
		}
	}
	return key
}

// callExtension is the call of a method whose name is that of an extension
// function. An optional call answers undefined where there is no such thing.
func (m *machine) callExtension(call goja.FunctionCall) goja.Value {
	receiver, name := call.Argument(0), call.Argument(1).String()
	var args []goja.Value
	if len(call.Arguments) > 2 {
		args = call.Arguments[2:]
	}
	method, own := m.method(receiver, strings.TrimSuffix(name, "?"))
	values := make([]value.Value, len(args))
	for i, a := range args {
		values[i] = m.fromJS(a, asHost)
	}
	v, handled, err := expr.CallExtension(m.scope, m.fromJS(receiver, asHost), name, values, own)
	switch {
	case err != nil && errors.Is(err, expr.ErrThrown):
		panic(m.faults.make("Error", "undefined", nil))
	case errors.Is(err, expr.ErrNeedsHost):
		return m.callHost(receiver, args)
	case err != nil:
		panic(m.carry(err))
	case handled:
		return m.toJS(v)
	}
	if !own {
		return m.undefined
	}
	return m.must(method(receiver, args...))
}

// callHost does what an extension function leaves to JavaScript: numbers in
// the words of Intl, dates in those of luxon in other languages than English.
func (m *machine) callHost(receiver goja.Value, args []goja.Value) goja.Value {
	o, isObject := receiver.(*goja.Object)
	switch {
	case goja.IsNumber(receiver):
		if len(args) == 0 || goja.IsUndefined(args[0]) {
			args = append([]goja.Value{m.rt.ToValue("en-US")}, args[min(1, len(args)):]...)
		}
		format, _ := m.method(receiver, "toLocaleString")
		return m.must(format(receiver, args...))
	case goja.IsString(receiver):
		parse, _ := goja.AssertFunction(m.dateTime().Get("fromFormat"))
		return m.must(parse(m.dateTime(), append([]goja.Value{receiver}, args...)...))
	case isObject && o.ClassName() == "Date":
		from, _ := goja.AssertFunction(m.dateTime().Get("fromJSDate"))
		receiver = m.must(from(m.dateTime(), receiver))
	}
	format, ok := m.method(receiver, "toFormat")
	if !ok {
		return m.undefined
	}
	return m.must(format(receiver, args...))
}

// method answers the method that a value has itself.
func (m *machine) method(receiver goja.Value, name string) (goja.Callable, bool) {
	if goja.IsUndefined(receiver) || goja.IsNull(receiver) {
		return nil, false
	}
	return goja.AssertFunction(receiver.ToObject(m.rt).Get(name))
}

// hidden makes one of the functions that the compiler calls.
func (m *machine) hidden(name string) goja.Value {
	switch name {
	case source.HiddenThrown:
		return m.function("", 0, func(call goja.FunctionCall) goja.Value {
			v := call.Argument(0)
			if o, ok := v.(*goja.Object); ok && o.ClassName() == "Error" {
				o.Get("stack")
			}
			return v
		})
	case source.HiddenEnter:
		// Not nested: this function calls nothing.
		return m.rt.ToValue(func(goja.FunctionCall) goja.Value {
			if m.tooDeep(m.faults.operands.depth()) {
				panic(m.overflow())
			}
			return m.undefined
		})
	case source.HiddenPattern:
		return m.function("", 0, func(call goja.FunctionCall) goja.Value {
			return m.realm.RegExp(call.Argument(0).String(), call.Argument(1).String())
		})
	case source.HiddenFirst:
		return m.function("", 0, func(call goja.FunctionCall) goja.Value { return call.Argument(0) })
	case source.HiddenPower:
		return m.power()
	case source.HiddenShift:
		return m.shift()
	case source.HiddenProduct:
		return m.product()
	case source.HiddenNumber:
		return m.number()
	case source.HiddenLine:
		return m.function("", 0, func(call goja.FunctionCall) goja.Value {
			if m.script != nil {
				m.script.awaiting = int(call.Argument(1).ToInteger())
			}
			return call.Argument(0)
		})
	case source.HiddenIterable:
		return m.function("", 0, func(call goja.FunctionCall) goja.Value {
			v := call.Argument(0)
			if !goja.IsUndefined(v) && !goja.IsNull(v) {
				if _, ok := goja.AssertFunction(v.ToObject(m.rt).GetSymbol(goja.SymIterator)); ok {
					return v
				}
			}
			message := callSite(m, v) + " is not iterable (cannot read property Symbol(Symbol.iterator))"
			panic(m.faults.make("TypeError", message, m.rt.CaptureCallStack(maxFrames, nil)))
		})
	case source.HiddenSource:
		return m.function("", 0, func(call goja.FunctionCall) goja.Value {
			return m.evalSource(call.Argument(0))
		})
	}
	return m.undefined
}

// tooDeep tells whether so many calls are inside of each other that one more
// must not be. Calls that come from built-in functions count for more: what
// stops a script has to leave them one by one, each taking longer than the last.
func (m *machine) tooDeep(calls int) bool {
	if calls > maxCalls {
		return true
	}
	if calls < maxNested {
		m.counted = 0
		return false
	}
	if calls < m.counted+maxNested/8 {
		return false
	}
	m.counted = calls
	return m.faults.operands.entries() > maxNested
}

// maxCalls is the number of calls inside of each other that a script may make,
// about what V8 allows for small functions.
const maxCalls = 10000

const stackOverflow = "Maximum call stack size exceeded"

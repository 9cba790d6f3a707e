package js

import (
	"math"
	"math/big"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"weak"

	"github.com/dop251/goja"
)

// Built-in functions of goja run to their end whatever the limits of the script
// are: no interrupt comes between. So everything that makes a long loop or a
// lot of memory out of a small argument is bounded here, before goja's function
// gets to work, with the exceptions that V8 throws: texts, arrays and buffers
// have a largest size, loops over what only claims to be long are refused, and
// built-in functions that call each other end like any other recursion.

const (
	// maxText is the length of the longest text.
	maxText = 1<<29 - 24
	// maxLoop is the length up to which something is taken for an array that
	// does not hold that many elements.
	maxLoop = 1 << 24
	// maxElements is the number of elements of the longest array that a built-in
	// function makes.
	maxElements = 1 << 26
	// maxArguments is the number of arguments of the longest call through apply.
	maxArguments = 1 << 22
	// maxNested is the number of calls of built-in functions inside of each
	// other.
	maxNested = 2000
	// maxDigits is the length of the longest text that becomes a BigInt.
	maxDigits = 1 << 20
	// maxBits is the size of the largest BigInt that arithmetic makes. V8 knows
	// larger ones, whose multiplication would take minutes here.
	maxBits = 1 << 24
)

const (
	invalidText   = "Invalid string length"
	invalidArray  = "Invalid array length"
	invalidBuffer = "Array buffer allocation failed"
	invalidBigInt = "Maximum BigInt size exceeded"
)

// machines finds the machine of a runtime. Runtimes that others made have none,
// and their built-in functions stay as they are.
var machines sync.Map // of weak.Pointer[goja.Runtime] to weak.Pointer[machine]

// register makes a machine known, until its runtime is garbage.
func (m *machine) register() {
	key := weak.Make(m.rt)
	machines.Store(key, weak.Make(m))
	runtime.AddCleanup(m.rt, func(key weak.Pointer[goja.Runtime]) { machines.Delete(key) }, key)
}

func machineOf(rt *goja.Runtime) *machine {
	if w, ok := machines.Load(weak.Make(rt)); ok {
		return w.(weak.Pointer[machine]).Value()
	}
	return nil
}

// boundBuiltins puts the bounds into the templates that goja makes built-in
// objects from, for all runtimes to come.
var boundBuiltins = sync.OnceFunc(func() {
	rt := goja.New()
	for owner, get := range map[string]func() goja.Value{
		"":                   func() goja.Value { return rt.GlobalObject() },
		"Object":             func() goja.Value { return rt.Get("Object") },
		"Object.prototype":   func() goja.Value { return rt.NewObject().Prototype() },
		"Function.prototype": func() goja.Value { return rt.Get("Function").(*goja.Object).Get("prototype") },
		"Array":              func() goja.Value { return rt.Get("Array") },
		"Array.prototype":    func() goja.Value { return rt.NewArray().Prototype() },
		"String":             func() goja.Value { return rt.Get("String") },
		"String.prototype":   func() goja.Value { return rt.Get("String").(*goja.Object).Get("prototype") },
		"Number":             func() goja.Value { return rt.Get("Number") },
		"Number.prototype":   func() goja.Value { return rt.Get("Number").(*goja.Object).Get("prototype") },
		"BigInt":             func() goja.Value { return rt.Get("BigInt") },
		"BigInt.prototype":   func() goja.Value { return rt.Get("BigInt").(*goja.Object).Get("prototype") },
		"Date":               func() goja.Value { return rt.Get("Date") },
		"Date.prototype":     func() goja.Value { return rt.Get("Date").(*goja.Object).Get("prototype") },
		"Math":               func() goja.Value { return rt.Get("Math") },
		"TypedArray.prototype": func() goja.Value {
			return rt.Get("Uint8Array").(*goja.Object).Get("prototype").(*goja.Object).Prototype()
		},
		"DataView.prototype": func() goja.Value { return rt.Get("DataView").(*goja.Object).Get("prototype") },
	} {
		o, ok := get().(*goja.Object)
		if !ok {
			continue
		}
		prefix := owner + "."
		if owner == "" {
			prefix = ""
		}
		theLayout().changeTemplate(o, func(name string, factory propertyFunc) propertyFunc {
			if name == "constructor" || name == "prototype" {
				return factory
			}
			return func(rt *goja.Runtime) goja.Value {
				v := factory(rt)
				if m := machineOf(rt); m != nil {
					m.boundProperty(prefix+name, v)
				}
				return v
			}
		})
	}
})

// boundProperty bounds the functions of a property that goja has just made.
func (m *machine) boundProperty(name string, v goja.Value) {
	value, getter, setter := theLayout().propertyFunctions(v)
	if value != nil {
		m.boundFunction(name, value)
		if grouped[name] {
			for _, member := range value.GetOwnPropertyNames() {
				if f, ok := value.Get(member).(*goja.Object); ok && member != "prototype" {
					m.boundFunction(name+"."+member, f)
				}
			}
		}
	}
	if getter != nil {
		m.boundFunction("get "+name, getter)
	}
	if setter != nil {
		m.boundFunction("set "+name, setter)
	}
}

// grouped are the built-in objects that goja makes with all their functions.
var grouped = map[string]bool{"Array": true, "Promise": true, "Proxy": true, "Reflect": true, "String": true}

// boundFunction bounds a built-in function.
func (m *machine) boundFunction(name string, o *goja.Object) {
	call, construct := theLayout().function(o)
	if call != nil && *call != nil {
		f := *call
		if b := bounds[name]; b != nil {
			f = b(m, f)
		}
		*call = m.nested(f)
		switch {
		case strings.HasPrefix(name, "Math."):
			*call = leaf(f, *call, true)
		case leafMethods[name]:
			*call = leaf(f, *call, false)
		}
	}
	if construct != nil && *construct != nil {
		f := *construct
		if b := constructBounds[name]; b != nil {
			f = b(m, f)
		}
		*construct = func(args []goja.Value, newTarget *goja.Object) *goja.Object {
			m.nest()
			defer m.left()
			return f(args, newTarget)
		}
	}
}

// nested makes a function of the host count as a call.
func (m *machine) nested(f callFunc) callFunc {
	return func(call goja.FunctionCall) goja.Value {
		m.nest()
		defer m.left()
		return f(call)
	}
}

// left is deferred by built-in functions. A mistake of goja's own in one, such
// as reading a member of nothing, is an error of that call, which the script can
// catch, and does not end the script.
func (m *machine) left() {
	m.unnest()
	if p := recover(); p != nil {
		if _, ok := p.(runtime.Error); ok {
			panic(m.faults.make("TypeError", "The built-in function cannot work on what it was given", m.rt.CaptureCallStack(maxFrames, nil)))
		}
		panic(p)
	}
}

// leafMethods are methods of texts that call nothing when they are called on
// primitives with primitives.
var leafMethods = map[string]bool{}

func init() {
	for _, name := range strings.Fields("at charAt charCodeAt codePointAt endsWith includes indexOf lastIndexOf padEnd padStart slice startsWith substring substr toLowerCase toUpperCase trim trimEnd trimStart") {
		leafMethods["String.prototype."+name] = true
	}
}

// leaf makes a function that counts as a call only where it may call others:
// where there is an object among what it is called with. The functions that
// scripts call most often in a loop are spared the counting.
func leaf(f, counted callFunc, ignoresThis bool) callFunc {
	return func(call goja.FunctionCall) goja.Value {
		if _, isObject := call.This.(*goja.Object); isObject && !ignoresThis {
			return counted(call)
		}
		for _, a := range call.Arguments {
			if _, isObject := a.(*goja.Object); isObject {
				return counted(call)
			}
		}
		return f(call)
	}
}

// nest counts a call of a built-in function; it throws when there are too many
// inside of each other.
func (m *machine) nest() {
	if m.natives >= maxNested {
		panic(m.overflow())
	}
	m.natives++
}

func (m *machine) unnest() { m.natives-- }

// overflow is the exception of too many calls.
func (m *machine) overflow() *goja.Object {
	// Making it takes calls.
	outer := m.natives
	m.natives = 0
	defer func() { m.natives = outer }()
	return m.rangeError(stackOverflow)
}

func (m *machine) rangeError(message string) *goja.Object {
	return m.faults.make("RangeError", message, m.rt.CaptureCallStack(maxFrames, nil))
}

// tick ends a long computation of the host when its script is stopped.
func (m *machine) tick() {
	if m.guard.hit.Load() {
		panic(m.unwinding())
	}
}

// unwinding is an exception that leaves functions of the host; whatever catches
// it in JavaScript is interrupted at once.
func (m *machine) unwinding() goja.Value { return m.rt.ToValue("stopped") }

// afford stops the script when it wants more memory at once than it may have.
func (m *machine) afford(bytes int64) {
	if bytes > m.engine.options.MemoryBudget {
		m.guard.stop(ErrMemory)
		panic(m.unwinding())
	}
}

// bound makes a built-in function from goja's that refuses what is too much.
type bound = func(m *machine, f callFunc) callFunc

var (
	// Some methods only read the array they are called on, others change it.
	readsList   = listBound(true)
	changesList = listBound(false)
)

// bounds are the bounds of built-in functions by full name.
var bounds = map[string]bound{
	"String.prototype.repeat":   boundRepeat,
	"String.prototype.padStart": boundPad(true),
	"String.prototype.padEnd":   boundPad(false),
	"String.prototype.concat":   boundTexts,
	"String.prototype.split":    boundSplit,
	"String.prototype.replace":  boundReplace(false), "String.prototype.replaceAll": boundReplace(true),
	"String.raw":                         boundRaw,
	"String.prototype.[Symbol.iterator]": boundText(0),
	"Object.keys":                        boundText(1),
	"Object.values":                      boundText(1),
	"Object.entries":                     boundText(1),
	"Object.assign":                      boundText(2),
	"Object.getOwnPropertyNames":         boundText(1),
	"Reflect.ownKeys":                    boundText(1),

	"Array.from":                        boundFrom,
	"Array.prototype.join":              boundJoin,
	"Array.prototype.sort":              boundSort(true),
	"Array.prototype.toSorted":          boundSort(false),
	"Array.prototype.flat":              boundFlat,
	"Array.prototype.concat":            boundConcat,
	"Array.prototype.values":            boundIterator,
	"Array.prototype.[Symbol.iterator]": boundIterator,
	"Array.prototype.entries":           boundIterator,
	"Array.prototype.keys":              boundIterator,

	"TypedArray.prototype.join": boundTypedJoin,

	"Function.prototype.apply": boundArguments(1),
	"Reflect.apply":            boundArguments(2),
	"Reflect.construct":        boundArguments(1),

	"Object.setPrototypeOf":          boundPrototype,
	"Reflect.setPrototypeOf":         boundPrototype,
	"set Object.prototype.__proto__": boundSetter,
	"Object.freeze":                  settling,
	"Object.seal":                    settling,
	"Object.preventExtensions":       settling,
	"Object.defineProperty":          settling,
	"Object.defineProperties":        settling,
	"Reflect.preventExtensions":      settling,
	"Reflect.defineProperty":         settling,

	"BigInt":         boundDigits,
	"BigInt.asIntN":  boundBits(true),
	"BigInt.asUintN": boundBits(false),
}

func init() {
	for _, name := range strings.Fields("every filter find findIndex findLast findLastIndex flatMap forEach includes indexOf lastIndexOf map reduce reduceRight slice some toLocaleString toReversed toSpliced with") {
		bounds["Array.prototype."+name] = readsList
	}
	for _, name := range strings.Fields("copyWithin fill reverse shift splice unshift") {
		bounds["Array.prototype."+name] = changesList
	}
	for name, size := range map[string]int64{
		"Int8": 1, "Uint8": 1, "Uint8Clamped": 1, "Int16": 2, "Uint16": 2, "Int32": 4, "Uint32": 4, "Float32": 4, "Float64": 8, "BigInt64": 8, "BigUint64": 8,
	} {
		constructBounds[name+"Array"] = boundTyped(size)
	}
}

// constructBounds are the bounds of constructors.
var constructBounds = map[string]func(m *machine, f constructFunc) constructFunc{
	"ArrayBuffer": boundBuffer,
}

// listBound bounds the methods of arrays: what they are called on must hold the
// elements that its length promises, or promise few.
func listBound(reads bool) bound {
	return func(m *machine, f callFunc) callFunc {
		return func(call goja.FunctionCall) goja.Value {
			if o, ok := call.This.(*goja.Object); ok {
				call.This = m.boundList(o, reads)
			}
			return f(call)
		}
	}
}

// boundIterator bounds what is iterated over: an array that only claims to be
// long is refused, and one that becomes so later can be left.
func boundIterator(m *machine, f callFunc) callFunc {
	f = listBound(true)(m, f)
	return func(call goja.FunctionCall) goja.Value {
		v := f(call)
		if it, ok := v.(*goja.Object); ok && !m.iterates {
			m.iterates = true
			if next, ok := it.Get("next").(*goja.Object); ok {
				if step, _ := theLayout().function(next); step != nil && *step != nil {
					f := *step
					*step = func(call goja.FunctionCall) goja.Value {
						m.tick()
						return f(call)
					}
				}
			}
		}
		return v
	}
}

// boundList answers what stands for an object in a loop over its elements. It
// throws when the loop would be too long.
func (m *machine) boundList(o *goja.Object, reads bool) *goja.Object {
	t := o.ExportType()
	if t == arrayType {
		m.boundArray(o)
		return o
	}
	if t == objectViewType || t != nil && t.Kind() == reflect.Slice {
		return o
	}
	length := o.Get("length")
	if length == nil || goja.IsUndefined(length) {
		return o
	}
	n := length.ToInteger()
	if n > maxLoop {
		panic(m.rangeError(invalidArray))
	}
	if isPlainNumber(length) && o.ClassName() == "Arguments" {
		return o
	}
	// The length of any other object may be computed, and be another when it is
	// asked for again.
	if reads && t != proxyType {
		copy := m.rt.CreateObject(o)
		define(copy, "length", m.rt.ToValue(n), goja.FLAG_FALSE, goja.FLAG_FALSE)
		return copy
	}
	if m.computes(o) {
		panic(m.faults.make("TypeError", "The length of this object cannot be trusted", m.rt.CaptureCallStack(maxFrames, nil)))
	}
	return o
}

func isPlainNumber(v goja.Value) bool {
	_, isObject := v.(*goja.Object)
	return !isObject && goja.IsNumber(v)
}

// computes tells whether reading an object's length runs code.
func (m *machine) computes(o *goja.Object) bool {
	describe, ok := goja.AssertFunction(m.global("Object").Get("getOwnPropertyDescriptor"))
	for ok && o != nil {
		if o.ExportType() == proxyType {
			p, isProxy := o.Export().(goja.Proxy)
			if !isProxy || p.Handler() == nil {
				return true
			}
			for _, trap := range []string{"get", "has", "getOwnPropertyDescriptor"} {
				if f := p.Handler().Get(trap); f != nil && !goja.IsUndefined(f) {
					return !m.isArray(p.Target())
				}
			}
			o = p.Target()
			continue
		}
		if d, isObject := m.must(describe(m.undefined, o, m.rt.ToValue("length"))).(*goja.Object); isObject {
			v := d.Get("value")
			return v == nil || !isPlainNumber(v)
		}
		o = o.Prototype()
	}
	return false
}

// boundArray throws when an array is much longer than what it holds.
func (m *machine) boundArray(o *goja.Object) {
	length := o.Get("length")
	if length == nil || length.ToInteger() <= maxLoop {
		return
	}
	if values, n, ok := theLayout().elements(o); ok && n-len(values) <= maxLoop {
		return
	}
	panic(m.rangeError(invalidArray))
}

// textArgument converts an argument to a text; later conversions of what it
// answers run no code.
func (m *machine) textArgument(v goja.Value) goja.String {
	if o, ok := v.(*goja.Object); ok {
		v = o.ToString()
	}
	switch s := v.(type) {
	case goja.String:
		return s
	case *goja.Symbol:
		panic(m.rt.NewTypeError("Cannot convert a Symbol value to a string"))
	}
	s, _ := m.rt.ToValue(v.String()).(goja.String)
	return s
}

// textThis answers the text that a method of texts is called on; ok is false for
// what goja's own function has to refuse.
func (m *machine) textThis(v goja.Value) (goja.String, bool) {
	if v == nil || goja.IsUndefined(v) || goja.IsNull(v) {
		return nil, false
	}
	return m.textArgument(v), true
}

func boundRepeat(m *machine, f callFunc) callFunc {
	return func(call goja.FunctionCall) goja.Value {
		s, ok := m.textThis(call.This)
		if !ok {
			return f(call)
		}
		count := call.Argument(0).ToNumber()
		n := count.ToFloat()
		size := float64(s.Length()) * math.Trunc(n)
		switch {
		case size > maxText && n <= math.MaxFloat64:
			panic(m.rangeError(invalidText))
		case size > 1<<12 && n <= math.MaxFloat64:
			m.afford(2 * int64(size))
			return m.toText(strings.Repeat(fromText(s), int(n)))
		}
		return f(goja.FunctionCall{This: s, Arguments: []goja.Value{count}})
	}
}

func boundPad(start bool) bound {
	return func(m *machine, f callFunc) callFunc {
		return func(call goja.FunctionCall) goja.Value {
			s, ok := m.textThis(call.This)
			if !ok || len(call.Arguments) == 0 {
				return f(call)
			}
			args := append([]goja.Value(nil), call.Arguments...)
			args[0] = m.rt.ToValue(args[0].ToInteger())
			fill := " "
			if len(args) > 1 && !goja.IsUndefined(args[1]) {
				text := m.textArgument(args[1])
				args[1] = text
				fill = fromText(text)
			}
			n := args[0].ToInteger()
			missing := n - int64(s.Length())
			switch {
			case missing <= 1<<12 || fill == "":
				return f(goja.FunctionCall{This: s, Arguments: args})
			case n > maxText:
				panic(m.rangeError(invalidText))
			}
			m.afford(2 * n)
			var b goja.StringBuilder
			if !start {
				b.WriteString(s)
			}
			width := int64(textLength(m, fill))
			padding, _ := m.toText(strings.Repeat(fill, int(missing/width)+1)).(goja.String)
			b.WriteSubstring(padding, 0, int(missing))
			if start {
				b.WriteString(s)
			}
			return b.String()
		}
	}
}

// textLength is the length of a text in JavaScript.
func textLength(m *machine, s string) int {
	t, ok := m.toText(s).(goja.String)
	if !ok {
		return len(s)
	}
	return t.Length()
}

func boundTexts(m *machine, f callFunc) callFunc {
	return func(call goja.FunctionCall) goja.Value {
		s, ok := m.textThis(call.This)
		if !ok {
			return f(call)
		}
		args := make([]goja.Value, len(call.Arguments))
		total := s.Length()
		for i, a := range call.Arguments {
			text := m.textArgument(a)
			args[i] = text
			if total += text.Length(); total > maxText {
				panic(m.rangeError(invalidText))
			}
		}
		return f(goja.FunctionCall{This: s, Arguments: args})
	}
}

// elementSize is the number of bytes that a short text takes in an array.
const elementSize = 32

func boundSplit(m *machine, f callFunc) callFunc {
	return func(call goja.FunctionCall) goja.Value {
		if s, ok := call.This.(goja.String); ok && s.Length() > 1<<20 {
			if sep, ok := call.Argument(0).(goja.String); ok && goja.IsUndefined(call.Argument(1)) {
				m.afford(int64(s.Length()/max(sep.Length(), 1)) * elementSize)
			}
		}
		return f(call)
	}
}

// boundText bounds what makes something of every character of a text: that which
// is argument number n, from 1, or the one it is called on for 0.
func boundText(n int) bound {
	return func(m *machine, f callFunc) callFunc {
		return func(call goja.FunctionCall) goja.Value {
			v := call.This
			if n > 0 {
				v = call.Argument(n - 1)
			}
			if s, ok := v.(goja.String); ok && s.Length() > 1<<20 {
				m.afford(int64(s.Length()) * 2 * elementSize)
			}
			return f(call)
		}
	}
}

// boundReplace bounds what a text becomes when a text in it is replaced by
// another.
func boundReplace(all bool) bound {
	return func(m *machine, f callFunc) callFunc {
		return func(call goja.FunctionCall) goja.Value {
			s, ok1 := call.This.(goja.String)
			search, ok2 := call.Argument(0).(goja.String)
			by, ok3 := call.Argument(1).(goja.String)
			if !ok1 || !ok2 || !ok3 {
				return f(call)
			}
			n, old := float64(s.Length()), search.Length()
			count := 1.0
			if all {
				count = n/float64(max(old, 1)) + 1
			}
			// A pattern in the replacement stands for up to the whole text.
			size := float64(by.Length())
			text := by.String()
			size += n * float64(strings.Count(text, "$`")+strings.Count(text, "$'"))
			size += float64(old * strings.Count(text, "$&"))
			if all && n+count*size > maxText {
				count = float64(strings.Count(s.String(), search.String()))
			}
			if n+count*size > maxText {
				panic(m.rangeError(invalidText))
			}
			return f(call)
		}
	}
}

func boundRaw(m *machine, f callFunc) callFunc {
	return func(call goja.FunctionCall) goja.Value {
		if o, ok := call.Argument(0).(*goja.Object); ok {
			if raw, ok := o.Get("raw").(*goja.Object); ok {
				args := append([]goja.Value(nil), call.Arguments...)
				of := m.rt.NewObject()
				set(of, "raw", m.boundList(raw, true))
				args[0] = of
				call.Arguments = args
			}
		}
		return f(call)
	}
}

func boundFrom(m *machine, f callFunc) callFunc {
	return func(call goja.FunctionCall) goja.Value {
		o, ok := call.Argument(0).(*goja.Object)
		if !ok || o.ExportType() == arrayType {
			return f(call)
		}
		if it := o.GetSymbol(goja.SymIterator); it != nil && !goja.IsUndefined(it) && !goja.IsNull(it) {
			return f(call)
		}
		args := append([]goja.Value(nil), call.Arguments...)
		args[0] = m.boundList(o, true)
		call.Arguments = args
		return f(call)
	}
}

// boundConcat bounds the objects that claim to be arrays.
func boundConcat(m *machine, f callFunc) callFunc {
	return func(call goja.FunctionCall) goja.Value {
		spread := func(o *goja.Object) *goja.Object {
			if o.ExportType() == arrayType {
				m.boundArray(o)
				return o
			}
			if s := o.GetSymbol(goja.SymIsConcatSpreadable); s != nil && s.ToBoolean() {
				return m.boundList(o, true)
			}
			return o
		}
		if o, ok := call.This.(*goja.Object); ok {
			call.This = spread(o)
		}
		for i, a := range call.Arguments {
			// Only objects become others; texts cannot be compared with ==.
			o, ok := a.(*goja.Object)
			if !ok {
				continue
			}
			if v := spread(o); v != o {
				args := append([]goja.Value(nil), call.Arguments...)
				args[i] = v
				call.Arguments = args
			}
		}
		return f(call)
	}
}

// boundJoin is Array.prototype.join.
func boundJoin(m *machine, f callFunc) callFunc {
	return func(call goja.FunctionCall) goja.Value {
		o, ok := call.This.(*goja.Object)
		if !ok {
			return f(call)
		}
		m.tick()
		o = m.boundList(o, true)
		separator := call.Argument(0)
		if goja.IsUndefined(separator) {
			separator = m.rt.ToValue(",")
		}
		sep := m.textArgument(separator)
		for _, open := range m.joining {
			if open == o {
				return m.rt.ToValue("")
			}
		}
		m.joining = append(m.joining, o)
		defer func() { m.joining = m.joining[:len(m.joining)-1] }()
		var b goja.StringBuilder
		total := 0
		write := func(s goja.String) {
			if total += s.Length(); total > maxText {
				panic(m.rangeError(invalidText))
			}
			b.WriteString(s)
		}
		_, n, ok := theLayout().elements(o)
		if !ok {
			n = int(max(get(o, "length").ToInteger(), 0))
		}
		if n > 0 && (n-1)*sep.Length() > maxText {
			panic(m.rangeError(invalidText))
		}
		for i := range n {
			if i > 0 {
				write(sep)
			}
			if i&1023 == 1023 {
				m.tick()
			}
			var e goja.Value
			// Converting an element may change the array.
			if ok {
				var values []goja.Value
				if values, _, ok = theLayout().elements(o); ok && i < len(values) {
					e = values[i]
				}
			}
			if s, isText := e.(goja.String); isText {
				write(s)
				continue
			}
			if !isElement(e) {
				e = o.Get(indexKey(i))
			}
			if e == nil || goja.IsUndefined(e) || goja.IsNull(e) {
				continue
			}
			write(m.textArgument(e))
		}
		return b.String()
	}
}

// isElement tells whether an element of an array can be used as it is: holes and
// accessors cannot.
func isElement(v goja.Value) bool {
	if v == nil {
		return false
	}
	if _, ok := v.(*goja.Object); ok {
		return true
	}
	return reflect.TypeOf(v) != theLayout().property
}

func boundTypedJoin(m *machine, f callFunc) callFunc {
	return func(call goja.FunctionCall) goja.Value {
		if o, ok := call.This.(*goja.Object); ok {
			args := append([]goja.Value(nil), call.Arguments...)
			if len(args) > 0 && !goja.IsUndefined(args[0]) {
				s := m.textArgument(args[0])
				args[0] = s
				if n := o.Get("length"); n != nil && float64(n.ToInteger())*float64(s.Length()) > maxText {
					panic(m.rangeError(invalidText))
				}
			}
			call.Arguments = args
		}
		return f(call)
	}
}

// boundFlat is Array.prototype.flat for ordinary arrays.
func boundFlat(m *machine, f callFunc) callFunc {
	return func(call goja.FunctionCall) goja.Value {
		o, ok := call.This.(*goja.Object)
		if !ok {
			return f(call)
		}
		depth := 1.0
		if d := call.Argument(0); !goja.IsUndefined(d) {
			depth = math.Trunc(d.ToNumber().ToFloat())
		}
		class := o.Get("constructor")
		if o.ExportType() != arrayType || class == nil || class != m.global("Array") && !goja.IsUndefined(class) {
			o = m.boundList(o, true)
			return f(goja.FunctionCall{This: o, Arguments: []goja.Value{m.rt.ToValue(min(depth, maxNesting))}})
		}
		var out []any
		m.flatten(o, depth, 0, &out)
		return m.rt.NewArray(out...)
	}
}

// flatten collects the elements of an array and of those in it.
func (m *machine) flatten(o *goja.Object, depth float64, level int, out *[]any) {
	if level > maxNested {
		panic(m.overflow())
	}
	m.boundArray(o)
	for i, e := range m.elements(o) {
		if i&1023 == 0 {
			m.tick()
		}
		if e == nil {
			continue
		}
		if inner, ok := e.(*goja.Object); ok && depth >= 1 && m.isArray(inner) {
			m.flatten(inner, depth-1, level+1, out)
			continue
		}
		if *out = append(*out, e); len(*out) > maxElements {
			panic(m.rangeError(invalidArray))
		}
	}
}

// boundArguments bounds the list of arguments of a call.
func boundArguments(at int) bound {
	return func(m *machine, f callFunc) callFunc {
		return func(call goja.FunctionCall) goja.Value {
			o, ok := call.Argument(at).(*goja.Object)
			if !ok || o.ExportType() == objectViewType {
				return f(call)
			}
			n := o.Get("length")
			if n == nil || n.ToInteger() <= maxArguments && o.ExportType() == arrayType {
				return f(call)
			}
			if n.ToInteger() > maxElements {
				panic(m.rangeError(invalidArray))
			}
			if n.ToInteger() > maxArguments {
				panic(m.overflow())
			}
			args := append([]goja.Value(nil), call.Arguments...)
			args[at] = m.boundList(o, true)
			call.Arguments = args
			return f(call)
		}
	}
}

// boundPrototype refuses prototypes that would make a circle: goja finds those
// without a Proxy itself.
func boundPrototype(m *machine, f callFunc) callFunc {
	return func(call goja.FunctionCall) goja.Value {
		m.noCircle(call.Argument(0), call.Argument(1))
		settleView(call.Argument(0))
		return f(call)
	}
}

func boundSetter(m *machine, f callFunc) callFunc {
	return func(call goja.FunctionCall) goja.Value {
		m.noCircle(call.This, call.Argument(0))
		settleView(call.This)
		return f(call)
	}
}

// noCircle throws when looking something up in an object would not end if it
// had that prototype.
func (m *machine) noCircle(object, proto goja.Value) {
	o, ok1 := object.(*goja.Object)
	p, ok2 := proto.(*goja.Object)
	if !ok1 || !ok2 {
		return
	}
	throughProxy := false
	for p != nil {
		if p == o {
			if throughProxy {
				panic(m.faults.make("TypeError", "Cyclic __proto__ value", m.rt.CaptureCallStack(maxFrames, nil)))
			}
			return
		}
		if p.ExportType() == proxyType {
			proxy, _ := p.Export().(goja.Proxy)
			throughProxy = true
			p = proxy.Target()
			continue
		}
		p = p.Prototype()
	}
}

// settling makes a view an ordinary object before something happens to it that
// views cannot do.
func settling(m *machine, f callFunc) callFunc {
	return func(call goja.FunctionCall) goja.Value {
		settleView(call.Argument(0))
		return f(call)
	}
}

func settleView(v goja.Value) {
	if o, ok := v.(*goja.Object); ok {
		if w := viewOf(o); w != nil {
			w.settle()
		}
	}
}

// boundDigits bounds the texts that become BigInts.
func boundDigits(m *machine, f callFunc) callFunc {
	return func(call goja.FunctionCall) goja.Value {
		if s, ok := call.Argument(0).(goja.String); ok && s.Length() > maxDigits {
			panic(m.rangeError(invalidBigInt))
		}
		return f(call)
	}
}

// boundBits bounds what a BigInt is cut to: a width that it does not fill leaves
// it as it is, unless it loses its sign.
func boundBits(signed bool) bound {
	return func(m *machine, f callFunc) callFunc {
		return func(call goja.FunctionCall) goja.Value {
			bits := call.Argument(0).ToNumber().ToFloat()
			i, ok := call.Argument(1).Export().(*big.Int)
			if !ok || bits <= maxBits || bits > 1<<53-1 {
				return f(call)
			}
			if i.Sign() < 0 && !signed {
				panic(m.rangeError(invalidBigInt))
			}
			return call.Argument(1)
		}
	}
}

// boundBuffer bounds ArrayBuffer.
func boundBuffer(m *machine, f constructFunc) constructFunc {
	return func(args []goja.Value, newTarget *goja.Object) *goja.Object {
		if len(args) > 0 {
			if n := math.Trunc(args[0].ToNumber().ToFloat()); n > float64(m.engine.options.MemoryBudget) {
				if n > 1<<53-1 {
					panic(m.rangeError("Invalid array buffer length"))
				}
				panic(m.rangeError(invalidBuffer))
			}
		}
		return f(args, newTarget)
	}
}

// boundTyped bounds the typed arrays whose elements have a size.
func boundTyped(size int64) func(m *machine, f constructFunc) constructFunc {
	return func(m *machine, f constructFunc) constructFunc {
		return func(args []goja.Value, newTarget *goja.Object) *goja.Object {
			if len(args) == 0 {
				return f(args, newTarget)
			}
			o, isObject := args[0].(*goja.Object)
			n := 0.0
			switch {
			case !isObject:
				n = math.Trunc(args[0].ToNumber().ToFloat())
			case o.ExportType() == arrayType:
				m.boundArray(o)
			case o.ClassName() == "Object" && o.ExportType() != objectViewType:
				if it := o.GetSymbol(goja.SymIterator); it == nil || goja.IsUndefined(it) {
					args = append([]goja.Value{m.boundList(o, true)}, args[1:]...)
				}
			}
			switch {
			case n > 1<<32:
				panic(m.rangeError("Invalid typed array length: " + args[0].String()))
			case n*float64(size) > float64(m.engine.options.MemoryBudget):
				panic(m.rangeError(invalidBuffer))
			}
			return f(args, newTarget)
		}
	}
}

package js

import (
	"strconv"
	"strings"

	"runnel/runtime/js/source"

	"github.com/dop251/goja/file"

	"github.com/dop251/goja"
)

// faults makes errors look as they do in V8: their messages and their stacks.
//
// goja makes the errors of its own by calling its constructors TypeError,
// RangeError and so on. Those are replaced by functions that know the place
// and the operands and find V8's words for what happened; scripts see other
// constructors of the same prototypes.
type faults struct {
	m        *machine
	operands operands
	// original are goja's constructors.
	original map[string]*goja.Object
	public   map[string]*goja.Object
	// defineStack is shared by all errors.
	setStack goja.Value
}

func (f *faults) install(m *machine) {
	f.m = m
	f.operands = newOperands(m.rt)
	f.original = make(map[string]*goja.Object, len(source.ErrorClasses))
	f.public = make(map[string]*goja.Object, len(source.ErrorClasses))
	for _, class := range source.ErrorClasses {
		f.replace(class)
	}
}

// replace puts our constructors in the place of goja's.
func (f *faults) replace(class string) {
	rt := f.m.rt
	inner := f.m.global(class)
	original := new(goja.Object)
	*original = *inner
	proto := inner.Get("prototype").(*goja.Object)
	f.original[class] = original

	public := rt.ToValue(func(call goja.ConstructorCall) *goja.Object { return f.construct(class, call) }).(*goja.Object)
	define(public, "prototype", proto, goja.FLAG_FALSE, goja.FLAG_FALSE)
	define(public, "name", rt.ToValue(class), goja.FLAG_FALSE, goja.FLAG_TRUE)
	define(public, "length", original.Get("length"), goja.FLAG_FALSE, goja.FLAG_TRUE)
	define(proto, "constructor", public, goja.FLAG_TRUE, goja.FLAG_TRUE)
	if class == "Error" {
		define(public, "stackTraceLimit", rt.ToValue(10), goja.FLAG_TRUE, goja.FLAG_TRUE)
	} else if err := public.SetPrototype(f.public["Error"]); err != nil {
		panic(err)
	}
	f.public[class] = public
	define(rt.GlobalObject(), class, public, goja.FLAG_TRUE, goja.FLAG_TRUE)

	hidden := rt.ToValue(func(call goja.ConstructorCall) *goja.Object { return f.internal(class, call) }).(*goja.Object)
	define(hidden, "prototype", proto, goja.FLAG_FALSE, goja.FLAG_FALSE)
	*inner = *hidden
}

// installCapture makes Error.captureStackTrace.
func (f *faults) installCapture() {
	define(f.public["Error"], "captureStackTrace", f.m.function("captureStackTrace", 2, f.captureStackTrace), goja.FLAG_TRUE, goja.FLAG_TRUE)
}

// define sets a property that is not enumerable.
func define(o *goja.Object, name string, v goja.Value, writable, configurable goja.Flag) {
	if err := o.DefineDataProperty(name, v, writable, configurable, goja.FLAG_FALSE); err != nil {
		panic(err)
	}
}

// internal makes an error that goja throws by itself.
func (f *faults) internal(class string, call goja.ConstructorCall) *goja.Object {
	s := f.m.site()
	message := ""
	if len(call.Arguments) > 0 {
		message = call.Arguments[0].String()
	}
	text := s.explain(class, message)
	o, err := f.m.rt.New(f.original[class], f.m.toText(text))
	if err != nil {
		panic(err)
	}
	f.attach(o, trace{frames: s.frames, unit: s.unit, moved: s.moved, frame: s.frame})
	return o
}

// trace are the calls that an error's stack shows. The place of one of them may
// be corrected.
type trace struct {
	frames []goja.StackFrame
	unit   *source.Unit
	// moved is the offset in unit where the call number frame is, 0 when it is
	// where goja says.
	moved, frame int
}

// make makes an error with V8's stack.
func (f *faults) make(class, message string, frames []goja.StackFrame) *goja.Object {
	o, err := f.m.rt.New(f.original[class], f.m.toText(message))
	if err != nil {
		panic(err)
	}
	f.attach(o, trace{frames: frames})
	return o
}

// construct makes an error for a script: new Error(…), super(…) of a class
// that extends one, and Error(…).
func (f *faults) construct(class string, call goja.ConstructorCall) *goja.Object {
	o, err := f.m.rt.New(f.original[class], call.Arguments...)
	if err != nil {
		panic(err)
	}
	frames := f.m.rt.CaptureCallStack(0, nil)
	derived := call.NewTarget != nil && call.NewTarget != f.public[class]
	if derived {
		frames = f.withoutConstructors(frames, call.NewTarget, f.public[class])
	}
	if len(frames) > 0 && frames[0].SrcName() == nativeSource && frames[0].FuncName() == class {
		frames = frames[1:]
	}
	// Defining the stack makes goja write its own first, which reads the name
	// and the message: those of the class may not be ready to be read.
	f.attach(o, trace{frames: frames})
	if derived {
		if err := o.SetPrototype(call.This.Prototype()); err != nil {
			panic(err)
		}
	}
	return o
}

// withoutConstructors leaves out the constructors of the classes between an
// error's class and the built-in one: V8 does not show them.
func (f *faults) withoutConstructors(frames []goja.StackFrame, class, builtin *goja.Object) []goja.StackFrame {
	for ; class != nil && class != builtin && len(frames) > 0; class = class.Prototype() {
		if name := f.m.describeFrame(&frames[0]).name; !strings.HasPrefix(name, "new ") {
			continue
		}
		frames = frames[1:]
	}
	return frames
}

// attach gives an error its stack, a text that is made when it is first read.
func (f *faults) attach(o *goja.Object, t trace) {
	if len(t.frames) > maxFrames {
		t.frames = t.frames[:maxFrames:maxFrames]
	}
	rt := f.m.rt
	settle := func(this *goja.Object, v goja.Value) {
		define(this, "stack", v, goja.FLAG_TRUE, goja.FLAG_TRUE)
	}
	get := rt.ToValue(func(call goja.FunctionCall) goja.Value {
		v := f.m.toText(f.header(o) + f.lines(t))
		settle(o, v)
		return v
	})
	if f.setStack == nil {
		f.setStack = rt.ToValue(func(call goja.FunctionCall) goja.Value {
			if this, ok := call.This.(*goja.Object); ok {
				settle(this, call.Argument(0))
			}
			return goja.Undefined()
		})
	}
	if err := o.DefineAccessorProperty("stack", get, f.setStack, goja.FLAG_TRUE, goja.FLAG_FALSE); err != nil {
		panic(err)
	}
}

// header is the first line of a stack: what Error.prototype.toString answers.
func (f *faults) header(o *goja.Object) string {
	toString, ok := goja.AssertFunction(f.m.prototype("Error").Get("toString"))
	if !ok {
		return "Error"
	}
	v, err := toString(o)
	if err != nil {
		return "<error>"
	}
	return v.String()
}

// lines writes the calls as V8 does.
func (f *faults) lines(t trace) string {
	var b strings.Builder
	n := 0
	for i := range t.frames {
		fr := f.m.describeFrame(&t.frames[i])
		if t.moved > 0 && i == t.frame && t.unit != nil {
			fr = frameOf(t.unit, t.frames[i].FuncName(), t.unit.PositionOf(t.moved))
		}
		if fr.hidden {
			continue
		}
		if n++; n > 10 {
			break
		}
		b.WriteString("\n    at ")
		b.WriteString(fr.String())
	}
	return b.String()
}

// captureStackTrace is Error.captureStackTrace.
func (f *faults) captureStackTrace(call goja.FunctionCall) goja.Value {
	o, ok := call.Argument(0).(*goja.Object)
	if !ok {
		panic(f.m.rt.NewTypeError("Invalid argument"))
	}
	frames := f.m.rt.CaptureCallStack(0, nil)
	if len(frames) > 0 {
		frames = frames[1:]
	}
	if limit, ok := call.Argument(1).(*goja.Object); ok {
		name := get(limit, "name").String()
		for i := range frames {
			if frames[i].FuncName() == name {
				frames = frames[i+1:]
				break
			}
		}
	}
	f.attach(o, trace{frames: frames})
	return goja.Undefined()
}

// frame is one line of a stack.
type frame struct {
	// name is the function's name as V8 knows it, "" for anonymous functions
	// and for code outside of functions.
	name string
	// line and column are in the user's text, from 1; 0 for built-in functions.
	line, column int
	// hidden frames are no part of the user's program.
	hidden bool
}

// String is the frame as V8 prints it.
func (f frame) String() string {
	place := "<anonymous>"
	if f.line > 0 {
		place = source.ScriptFile + ":" + strconv.Itoa(f.line) + ":" + strconv.Itoa(f.column)
	}
	if f.name == "" {
		return place
	}
	return f.name + " (" + place + ")"
}

// describeFrame answers what V8 would print of a frame.
func (m *machine) describeFrame(f *goja.StackFrame) frame {
	name := f.FuncName()
	if f.SrcName() == nativeSource {
		if !isNamed(name) || strings.Contains(name, "/") {
			return frame{hidden: true}
		}
		return frame{name: builtinName(name)}
	}
	u := m.units[f.SrcName()]
	p := f.Position()
	if u == nil {
		// Code of ours, or what the script gave to eval.
		return frame{hidden: true}
	}
	return frameOf(u, name, p)
}

// frameOf is the frame of a place in a program: name is goja's name of the
// function.
func frameOf(u *source.Unit, name string, p file.Position) frame {
	function, line, column := u.Describe(plainName(name), p)
	return frame{name: function, line: line, column: column}
}

func plainName(name string) string {
	if !isNamed(name) {
		return ""
	}
	return name
}

// builtinName puts the class before the name of a built-in method.
func builtinName(name string) string {
	if class, ok := methodClasses[name]; ok {
		return class + "." + name
	}
	return name
}

// methodClasses are the classes of the methods that call back into scripts.
var methodClasses = map[string]string{
	"map": "Array", "forEach": "Array", "filter": "Array", "reduce": "Array", "reduceRight": "Array", "some": "Array", "every": "Array",
	"find": "Array", "findIndex": "Array", "findLast": "Array", "findLastIndex": "Array", "flatMap": "Array", "sort": "Array", "toSorted": "Array",
	"replace": "String", "replaceAll": "String", "parse": "JSON", "stringify": "JSON", "next": "Generator",
}

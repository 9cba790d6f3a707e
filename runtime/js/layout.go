package js

import (
	"reflect"
	"sync"
	"unsafe"

	"github.com/dop251/goja"
)

// layout is where goja keeps what its interface does not give: the elements of
// an array, the Go function behind a built-in one, the templates that built-in
// objects are made from and the stack of a runtime. Elements are read this way
// because it is many times faster; functions and templates are changed because
// there is no other way to bound what built-in functions do (see bounds).
//
// Everything is found by name and type when the process starts, and tried out.
// What is not there or does not behave as expected, as after an update of goja,
// is left out: arrays are then read one by one, and built-in functions are not
// bounded. A test fails.
type layout struct {
	object uintptr

	array                   reflect.Type
	arrayValues, arrayCount uintptr
	sparse                  reflect.Type

	// functions are the types of built-in functions with their fields.
	functions map[reflect.Type]functionLayout

	property                                      reflect.Type
	propertyValue, propertyGetter, propertySetter uintptr

	// machine is where a runtime keeps a pointer to its machine, and stack where
	// that keeps its stack; hasStack is set when both are known.
	machine, stack uintptr
	hasStack       bool
}

// functionLayout is where a built-in function keeps its Go functions.
type functionLayout struct{ call, construct uintptr }

// callFunc and constructFunc are the Go functions behind a built-in function.
type (
	callFunc      = func(goja.FunctionCall) goja.Value
	constructFunc = func(args []goja.Value, newTarget *goja.Object) *goja.Object
	// propertyFunc makes a property of a template for a runtime.
	propertyFunc = func(*goja.Runtime) goja.Value
)

var (
	typeOfCall      = reflect.TypeFor[callFunc]()
	typeOfConstruct = reflect.TypeFor[constructFunc]()
	typeOfFactory   = reflect.TypeFor[propertyFunc]()
	typeOfValues    = reflect.TypeFor[[]goja.Value]()
	typeOfValue     = reflect.TypeFor[goja.Value]()
)

// theLayout finds the layout once.
var theLayout = sync.OnceValue(func() *layout {
	l := &layout{functions: map[reflect.Type]functionLayout{}}
	rt := goja.New()
	self, ok := reflect.TypeFor[goja.Object]().FieldByName("self")
	if !ok || self.Type.Kind() != reflect.Interface {
		return l
	}
	l.object = self.Offset
	l.findArrays(rt)
	l.findFunction(rt.ToValue(func(goja.FunctionCall) goja.Value { return nil }))
	l.findFunction(rt.Get("Object"))
	l.findProperty(rt)
	l.findStack(rt)
	if !l.readsArrays(rt) {
		l.array, l.sparse = nil, nil
	}
	if !l.changesFunctions(rt) {
		l.functions = map[reflect.Type]functionLayout{}
	}
	return l
})

// readsArrays tries reading the elements of an array.
func (l *layout) readsArrays(rt *goja.Runtime) bool {
	a := rt.NewArray("first", 2)
	values, n, ok := l.elements(a)
	return ok && n == 2 && len(values) == 2 && values[0].String() == "first" && values[1].ToInteger() == 2
}

// changesFunctions tries changing a function.
func (l *layout) changesFunctions(rt *goja.Runtime) bool {
	o, _ := rt.ToValue(func(goja.FunctionCall) goja.Value { return rt.ToValue(1) }).(*goja.Object)
	call, _ := l.function(o)
	if call == nil || *call == nil || (*call)(goja.FunctionCall{}).ToInteger() != 1 {
		return false
	}
	*call = func(goja.FunctionCall) goja.Value { return rt.ToValue(2) }
	f, ok := goja.AssertFunction(o)
	if !ok {
		return false
	}
	v, err := f(goja.Undefined())
	return err == nil && v.ToInteger() == 2
}

func (l *layout) findArrays(rt *goja.Runtime) {
	_, t := l.self(rt.NewArray())
	values, ok1 := fieldOffset(t, "values", typeOfValues)
	count, ok2 := fieldOffset(t, "length", reflect.TypeFor[uint32]())
	if !ok1 || !ok2 {
		return
	}
	far := rt.NewArray()
	if err := far.Set("1000000", 1); err != nil {
		return
	}
	l.array, l.arrayValues, l.arrayCount = t, values, count
	_, l.sparse = l.self(far)
}

func (l *layout) findFunction(v goja.Value) {
	o, ok := v.(*goja.Object)
	if !ok {
		return
	}
	_, t := l.self(o)
	call, ok1 := fieldOffset(t, "f", typeOfCall)
	construct, ok2 := fieldOffset(t, "construct", typeOfConstruct)
	if ok1 && ok2 {
		l.functions[t] = functionLayout{call, construct}
	}
}

func (l *layout) findProperty(rt *goja.Runtime) {
	for _, m := range l.templates(rt.NewArray().Prototype()) {
		for _, factory := range m.Seq2() {
			make, _ := factory.Convert(typeOfFactory).Interface().(propertyFunc)
			t := reflect.TypeOf(make(rt))
			value, ok1 := fieldOffset(t, "value", typeOfValue)
			getter, ok2 := fieldOffset(t, "getterFunc", objectPointer)
			setter, ok3 := fieldOffset(t, "setterFunc", objectPointer)
			if ok1 && ok2 && ok3 {
				l.property, l.propertyValue, l.propertyGetter, l.propertySetter = t, value, getter, setter
				return
			}
		}
	}
}

// findStack looks for a runtime's stack. It is known when the stack is there
// while something runs, and holds what is computed.
func (l *layout) findStack(rt *goja.Runtime) {
	at, ok1 := reflect.TypeFor[goja.Runtime]().FieldByName("vm")
	if !ok1 || at.Type.Kind() != reflect.Pointer || at.Type.Elem().Kind() != reflect.Struct {
		return
	}
	stack, ok2 := at.Type.Elem().FieldByName("stack")
	if !ok2 || stack.Type.Kind() != reflect.Slice || stack.Type.Elem() != typeOfValue {
		return
	}
	l.machine, l.stack, l.hasStack = at.Offset, stack.Offset, true
	before, held := *l.stackOf(rt), false
	look := rt.ToValue(func(call goja.FunctionCall) goja.Value {
		for _, v := range *l.stackOf(rt) {
			held = held || v != nil && v.StrictEquals(rt.ToValue("held"))
		}
		return goja.Undefined()
	})
	_ = rt.Set("look", look)
	_, err := rt.RunString(`"he".concat("ld") + look("held")`)
	l.hasStack = err == nil && held && before == nil && *l.stackOf(rt) == nil
}

// stackOf answers the place of a runtime's stack, nil where it is not known. The
// stack is nil while nothing runs.
func (l *layout) stackOf(rt *goja.Runtime) *[]goja.Value {
	if !l.hasStack {
		return nil
	}
	machine := *(*unsafe.Pointer)(unsafe.Add(unsafe.Pointer(rt), l.machine))
	return (*[]goja.Value)(unsafe.Add(machine, l.stack))
}

// fieldOffset answers where a field of a struct is, through embedded ones; t is
// the type of a pointer to the struct.
func fieldOffset(t reflect.Type, name string, want reflect.Type) (uintptr, bool) {
	if t == nil || t.Kind() != reflect.Pointer || t.Elem().Kind() != reflect.Struct {
		return 0, false
	}
	t = t.Elem()
	f, ok := t.FieldByName(name)
	if !ok || f.Type != want {
		return 0, false
	}
	offset := uintptr(0)
	for _, i := range f.Index {
		if t.Kind() != reflect.Struct {
			return 0, false
		}
		offset += t.Field(i).Offset
		t = t.Field(i).Type
	}
	return offset, true
}

// self answers what is behind an object: a pointer to a struct and its type.
func (l *layout) self(o *goja.Object) (unsafe.Pointer, reflect.Type) {
	v := reflect.ValueOf(o).Elem().FieldByName("self")
	if v.Kind() != reflect.Interface || v.IsNil() {
		return nil, nil
	}
	v = v.Elem()
	if v.Kind() != reflect.Pointer {
		return nil, nil
	}
	return v.UnsafePointer(), v.Type()
}

// elements answers the elements of an ordinary array without copying them, and
// its length, which may be greater. Holes are nil; accessors are values of a
// type of goja's own. ok is false for everything else, sparse arrays too.
func (l *layout) elements(o *goja.Object) (values []goja.Value, length int, ok bool) {
	if l.array == nil {
		return nil, 0, false
	}
	p, t := l.self(o)
	if t != l.array {
		return nil, 0, false
	}
	return *(*[]goja.Value)(unsafe.Add(p, l.arrayValues)), int(*(*uint32)(unsafe.Add(p, l.arrayCount))), true
}

// function answers the places of the Go functions behind a built-in function,
// nil for other objects.
func (l *layout) function(o *goja.Object) (call *callFunc, construct *constructFunc) {
	p, t := l.self(o)
	f, ok := l.functions[t]
	if !ok {
		return nil, nil
	}
	return (*callFunc)(unsafe.Add(p, f.call)), (*constructFunc)(unsafe.Add(p, f.construct))
}

// propertyFunctions answers the functions in what a template's factory made: the
// value of a property, or its getter and setter.
func (l *layout) propertyFunctions(v goja.Value) (value, getter, setter *goja.Object) {
	if l.property == nil || reflect.TypeOf(v) != l.property {
		return nil, nil, nil
	}
	p := reflect.ValueOf(v).UnsafePointer()
	value, _ = (*(*goja.Value)(unsafe.Add(p, l.propertyValue))).(*goja.Object)
	return value, *(**goja.Object)(unsafe.Add(p, l.propertyGetter)), *(**goja.Object)(unsafe.Add(p, l.propertySetter))
}

// templates answers the factories of the template that an object is made from:
// those of its named properties and of its symbols.
func (l *layout) templates(o *goja.Object) []reflect.Value {
	p, t := l.self(o)
	if t == nil || t.Elem().Kind() != reflect.Struct {
		return nil
	}
	field, ok := t.Elem().FieldByName("tmpl")
	if !ok || field.Type.Kind() != reflect.Pointer {
		return nil
	}
	offset, ok := fieldOffset(t, "tmpl", field.Type)
	template := *(*unsafe.Pointer)(unsafe.Add(p, offset))
	if !ok || template == nil {
		return nil
	}
	var list []reflect.Value
	for _, name := range []string{"props", "symProps"} {
		f, ok := field.Type.Elem().FieldByName(name)
		if ok && f.Type.Kind() == reflect.Map && f.Type.Elem().ConvertibleTo(typeOfFactory) {
			list = append(list, reflect.NewAt(f.Type, unsafe.Add(template, f.Offset)).Elem())
		}
	}
	return list
}

// changeTemplate puts a function around every factory of the template that an
// object is made from. No other goroutine may use goja meanwhile.
func (l *layout) changeTemplate(o *goja.Object, change func(name string, factory propertyFunc) propertyFunc) {
	for _, m := range l.templates(o) {
		for _, key := range m.MapKeys() {
			factory, _ := m.MapIndex(key).Convert(typeOfFactory).Interface().(propertyFunc)
			name := key.String()
			if s, ok := key.Interface().(*goja.Symbol); ok {
				name = "[" + s.String() + "]"
			}
			m.SetMapIndex(key, reflect.ValueOf(change(name, factory)).Convert(m.Type().Elem()))
		}
	}
}

package js

import (
	"errors"
	"strconv"

	"github.com/dop251/goja"

	"runnel/runtime/expr"
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// contextShelf stands behind the global object of a script's machine: names of
// the context are made when they are first read and then put on the global
// object, so that a script pays for what it uses.
type contextShelf struct{ m *machine }

// Get implements goja.DynamicObject.
func (c contextShelf) Get(name string) goja.Value {
	r := c.m.script
	if r == nil {
		return nil
	}
	v := r.name(name)
	if v == nil {
		return nil
	}
	if err := c.m.rt.GlobalObject().DefineDataProperty(name, v, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE); err == nil {
		r.defined = append(r.defined, name)
	}
	return v
}

// Set implements goja.DynamicObject. Nothing is written here: assignments go
// to the global object itself.
func (c contextShelf) Set(string, goja.Value) bool { return false }

// Has implements goja.DynamicObject.
func (c contextShelf) Has(name string) bool {
	return c.m.script != nil && c.m.script.knows(name)
}

// Delete implements goja.DynamicObject.
func (c contextShelf) Delete(string) bool { return true }

// Keys implements goja.DynamicObject.
func (c contextShelf) Keys() []string { return nil }

// expressionOnly are names of the context that scripts do not have.
var expressionOnly = nameSet(`$ifEmpty $min $max $average $not $if min max average not numberList zip $evaluateExpression_`)

// scriptNames are what scripts have beside the context, by the kinds of script.
var scriptNames = map[string]func(r *scriptRun) goja.Value{
	"items":                  (*scriptRun).itemsName,
	"item":                   (*scriptRun).itemName,
	"helpers":                (*scriptRun).helpersObject,
	"console":                (*scriptRun).console,
	"require":                (*scriptRun).require,
	"global":                 func(r *scriptRun) goja.Value { return r.m.rt.GlobalObject() },
	"WebAssembly":            func(r *scriptRun) goja.Value { return r.m.rt.NewObject() },
	"Atomics":                func(r *scriptRun) goja.Value { return r.m.rt.NewObject() },
	"globalThis":             func(r *scriptRun) goja.Value { return r.m.rt.GlobalObject() },
	"$jmespath":              func(r *scriptRun) goja.Value { return r.m.jmespath() },
	"$jmesPath":              func(r *scriptRun) goja.Value { return r.m.jmespath() },
	"$getWorkflowStaticData": (*scriptRun).staticData,
	"$secrets":               func(r *scriptRun) goja.Value { return r.m.undefined },
}

// functionNames are what the Function nodes have besides.
var functionNames = map[string]func(r *scriptRun) goja.Value{
	"getWorkflowStaticData": (*scriptRun).staticData,
	"getNodeParameter":      (*scriptRun).nodeParameter,
	"getBinaryDataAsync":    (*scriptRun).binaryDataGetter,
	"setBinaryDataAsync":    (*scriptRun).binaryDataSetter,
	"getBinaryData":         (*scriptRun).binaryDataGetter,
	"setBinaryData":         (*scriptRun).binaryDataSetter,
	"process":               func(r *scriptRun) goja.Value { return r.m.process() },
}

// knows tells whether a script has a name.
func (r *scriptRun) knows(name string) bool {
	if _, ok := r.globals[name]; ok {
		return true
	}
	if r.kind == node.ScriptPlain {
		return false
	}
	switch name {
	case "item":
		return r.kind == node.ScriptEach || r.kind == node.ScriptFunctionItem
	case "items":
		return r.kind == node.ScriptAll || r.kind == node.ScriptFunction
	}
	if scriptNames[name] != nil {
		return true
	}
	if r.kind == node.ScriptFunction || r.kind == node.ScriptFunctionItem {
		if name == "getBinaryData" || name == "setBinaryData" {
			return r.kind == node.ScriptFunctionItem
		}
		if functionNames[name] != nil {
			return true
		}
	}
	return !expressionOnly[name] && expr.IsContextName(name)
}

// name answers what a name stands for, nil for one the script does not have.
func (r *scriptRun) name(name string) goja.Value {
	if !r.knows(name) {
		return nil
	}
	if v, ok := r.globals[name]; ok {
		return r.m.toJS(v)
	}
	if f := scriptNames[name]; f != nil {
		return f(r)
	}
	if f := functionNames[name]; f != nil && (r.kind == node.ScriptFunction || r.kind == node.ScriptFunctionItem) {
		return f(r)
	}
	if r.kind == node.ScriptAll && (name == "$binary" || name == "$data") {
		return r.m.undefined
	}
	switch name {
	case "$json", "$data":
		// The document of the current item, which must be the same object that
		// item.json is.
		items := r.scope.Items()
		if i := r.scope.Item; uint(i) < uint(len(items)) {
			return r.m.itemObject(&items[i]).Get("json")
		}
	}
	v, ok, err := r.scope.Resolve(name)
	if err != nil {
		panic(r.m.carry(err))
	}
	if !ok {
		return r.m.undefined
	}
	return r.m.toJS(v)
}

// contextError is the exception of an error of the context. The original fails
// to make its own error, because its built-in objects are frozen, and throws
// what that gives (conformance README).
func (r *scriptRun) contextError(err error) *goja.Object {
	var e *expr.Error
	message := err.Error()
	if errors.As(err, &e) && (r.kind == node.ScriptAll || r.kind == node.ScriptEach) {
		message = "Cannot assign to read only property 'name' of object 'Error: " + e.Message + "'"
		return r.hostError("TypeError", message)
	}
	return r.hostError("Error", message)
}

// hostError makes an exception that counts as the host's: it is reported with
// its message alone.
func (r *scriptRun) hostError(class, message string) *goja.Object {
	o := r.m.faults.make(class, message, r.m.rt.CaptureCallStack(maxFrames, nil))
	r.hostErrors = append(r.hostErrors, carried{object: o})
	return o
}

// itemsName is items: all input items.
func (r *scriptRun) itemsName() goja.Value {
	return r.m.itemList(r.scope.Items())
}

// itemName is item: the current item, and for FunctionItem its document.
func (r *scriptRun) itemName() goja.Value {
	items := r.scope.Items()
	if uint(r.scope.Item) >= uint(len(items)) {
		return r.m.undefined
	}
	if r.kind == node.ScriptFunctionItem {
		return r.m.itemObject(&items[r.scope.Item]).Get("json")
	}
	return r.m.itemObject(&items[r.scope.Item])
}

// itemRef is an item that the context answered.
func (m *machine) itemRef(h *expr.ItemRef) goja.Value {
	if m.script == nil {
		return m.toJS(expr.ItemValue(*h.Item))
	}
	return m.itemObject(h.Item)
}

// itemsRef is a list of items that the context answered.
func (m *machine) itemsRef(h *expr.ItemsRef) goja.Value {
	if m.script == nil {
		list := make([]any, len(h.Items))
		for i := range h.Items {
			list[i] = m.toJS(expr.ItemValue(h.Items[i]))
		}
		return m.rt.NewArray(list...)
	}
	return m.itemList(h.Items)
}

// itemObject is a script's own copy of an item: one object per item, however
// it is reached.
func (m *machine) itemObject(it *item.Item) *goja.Object {
	r := m.script
	if o := r.items[it]; o != nil {
		return o
	}
	v := expr.ItemValue(*it)
	if r.kind == node.ScriptFunction && (it.Extra == nil || !it.Extra.HasIndex) {
		items := r.scope.Items()
		for i := range items {
			if &items[i] == it {
				v = v.Set("index", value.Int(i))
				break
			}
		}
	}
	o := m.newObjectView(m.enter(v))
	r.items[it] = o
	return o
}

// itemList is a script's own copy of a list of items.
func (m *machine) itemList(items []item.Item) *goja.Object {
	r := m.script
	if len(items) == 0 {
		return m.rt.NewArray()
	}
	if o := r.lists[&items[0]]; o != nil {
		return o
	}
	list := make([]any, len(items))
	for i := range items {
		list[i] = m.itemObject(&items[i])
	}
	o := m.rt.NewArray(list...)
	r.lists[&items[0]] = o
	return o
}

// openState is static data that a script got.
type openState struct {
	state  *node.State
	object *goja.Object
	scope  string
}

// staticData is $getWorkflowStaticData.
func (r *scriptRun) staticData() goja.Value {
	return r.m.function("$getWorkflowStaticData", 1, func(call goja.FunctionCall) goja.Value {
		scope := call.Argument(0).String()
		for _, s := range r.states {
			if s.scope == scope {
				return s.object
			}
		}
		state, err := r.scope.StaticData(scope)
		if err != nil {
			panic(r.hostError("Error", err.Error()))
		}
		o := r.m.newObjectView(r.m.enter(state.Value()))
		r.states = append(r.states, openState{state, o, scope})
		return o
	})
}

// saveStates writes back the static data that the script changed.
func (r *scriptRun) saveStates() {
	for _, s := range r.states {
		if v := r.m.fromJS(s.object, asJSON); !value.DeepEqual(v, s.state.Value()) {
			s.state.Replace(v)
		}
	}
}

// nodeParameter is getNodeParameter of the Function nodes.
func (r *scriptRun) nodeParameter() goja.Value {
	return r.m.function("getNodeParameter", 2, func(call goja.FunctionCall) goja.Value {
		name := call.Argument(0).String()
		i := r.scope.Item
		if goja.IsNumber(call.Argument(1)) {
			i = int(call.Argument(1).ToInteger())
		}
		src := r.scope.Parameter(name)
		if src == nil {
			return call.Argument(2)
		}
		s := *r.scope
		s.Item = i
		v, err := expr.Eval(src, &s)
		if err != nil {
			panic(r.m.carry(err))
		}
		return r.m.toJS(r.m.enter(v))
	})
}

// checkEachText refuses scripts for each item that ask for all items. Only
// their text counts, but for lines that are comments (expressions.md §6.2).
func checkEachText(code string, i int) error {
	line, at := forbiddenInEach(code)
	if at == "" {
		return nil
	}
	return &node.ScriptError{
		Message:     "Can't use " + at + "() here [line " + strconv.Itoa(line) + ", for item " + strconv.Itoa(i) + "]",
		Description: "This is only available in 'Run Once for All Items' mode",
		Line:        line,
		Item:        i,
		Refused:     true,
	}
}

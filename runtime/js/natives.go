package js

import (
	"fmt"
	"strings"

	"github.com/dop251/goja"
)

// builtin is the built-in function that an error comes from.
type builtin struct {
	// name is the full name, such as "Array.prototype.map"; only the last part
	// when its class is not known.
	name string
	this goja.Value
	args []goja.Value
	// callee is the function itself.
	callee *goja.Object
}

// arg answers an argument, undefined where there is none.
func (b builtin) arg(i int) goja.Value {
	if i < len(b.args) && b.args[i] != nil {
		return b.args[i]
	}
	return goja.Undefined()
}

// builtin answers the built-in function that runs, through Function.prototype's
// call and apply.
func (s *site) builtin() builtin {
	b := builtin{name: s.native()}
	sb := s.vm.FieldByName("sb")
	if !sb.IsValid() {
		return b
	}
	at := int(sb.Int())
	b.this = s.value(at - 2)
	for i := at; i < int(s.sp.Int()); i++ {
		b.args = append(b.args, s.value(i))
	}
	callee, _ := s.value(at - 1).(*goja.Object)
	b.callee = callee
	if b.name == "apply" && !goja.IsUndefined(b.arg(1)) && !goja.IsNull(b.arg(1)) && !isObject(b.arg(1)) {
		b.name = "Function.prototype.apply"
		return b
	}
	if b.name == "call" || b.name == "apply" {
		if target, ok := b.this.(*goja.Object); ok && isFunction(target, target.ClassName()) {
			callee, b.callee = target, target
			b.this = b.arg(0)
			if b.name == "call" {
				b.args = b.args[min(1, len(b.args)):]
			}
			b.name = get(target, "name").String()
		}
	}
	if callee != nil {
		if full := s.m.fullName(callee, b.name); full != "" {
			b.name = full
		}
	}
	return b
}

// namedClasses are the classes whose functions have a full name in messages.
var namedClasses = []string{
	"Array", "String", "Object", "Number", "Boolean", "Symbol", "Date", "Map", "Set", "WeakMap", "WeakSet", "RegExp", "Promise", "BigInt",
	"Function", "ArrayBuffer", "DataView", "Reflect", "Math",
}

// fullName finds a function among the members of the built-in classes.
func (m *machine) fullName(f *goja.Object, name string) string {
	if name == "" {
		return ""
	}
	for _, class := range namedClasses {
		c := m.global(class)
		if c == nil {
			continue
		}
		if c == f {
			return class
		}
		if p, ok := c.Get("prototype").(*goja.Object); ok {
			if v, ok := p.Get(name).(*goja.Object); ok && v == f {
				// Methods that all objects have are those of Object.
				if o := m.objectPrototype.Get(name); o == v {
					class = "Object"
				}
				return class + ".prototype." + name
			}
		}
	}
	// The class of all typed arrays has no name of its own.
	if v, ok := m.prototype("Uint8Array").Prototype().Get(name).(*goja.Object); ok && v == f {
		return "TypedArray.prototype." + name
	}
	for _, class := range namedClasses {
		if c := m.global(class); c != nil {
			if v, ok := c.Get(name).(*goja.Object); ok && v == f {
				return class + "." + name
			}
		}
	}
	return ""
}

const notObject = "Value is not an object: "

// explainBuiltin words the error of a built-in function; "" leaves it to the
// general rules.
func (s *site) explainBuiltin(b builtin, message string) string {
	class, rest, isMethod := strings.Cut(b.name, ".prototype.")
	this := func() string { return describe(s.m, b.this) }
	switch {
	case message == "Cannot convert undefined or null to object":
		switch {
		case namesItself[b.name] && (b.this == nil || goja.IsUndefined(b.this) || goja.IsNull(b.this)):
			return b.name + " called on null or undefined"
		case b.name == "Array.from":
			return callSite(s.m, b.arg(0)) + " is not iterable (cannot read property Symbol(Symbol.iterator))"
		case takesCallback[b.name]:
			return describe(s.m, b.arg(0)) + " is not a function"
		case strings.HasPrefix(b.name, "Promise."):
			return callSite(s.m, b.arg(0)) + " is not iterable (cannot read property Symbol(Symbol.iterator))"
		}
		return message
	case message == "Value is not object coercible":
		switch {
		case b.name == "Object.fromEntries":
			return "undefined is not iterable"
		case strings.HasSuffix(b.name, ".trimStart"), strings.HasSuffix(b.name, ".trimEnd"):
			b.name = strings.NewReplacer("trimStart", "trimLeft", "trimEnd", "trimRight").Replace(b.name)
		}
		return b.name + " called on null or undefined"
	case strings.HasPrefix(message, "Value is not a number"), strings.HasPrefix(message, "requires that 'this' be"):
		if isMethod {
			return b.name + " requires that 'this' be a " + class
		}
	case strings.Contains(message, " is called on incompatible receiver"):
		if class == "Date" {
			if strings.HasPrefix(rest, "get") && rest != "getYear" || rest == "valueOf" {
				return "this is not a Date object."
			}
			return "Method " + b.name + " called on incompatible receiver " + this()
		}
		if isMethod {
			return b.name + " requires that 'this' be a " + class
		}
	case strings.Contains(message, " called on incompatible receiver "):
		head, _, _ := strings.Cut(message, " called on incompatible receiver ")
		return head + " called on incompatible receiver " + this()
	case message == "Class constructor cannot be invoked without 'new'":
		if b.callee != nil && strings.HasPrefix(sourceOf(s.m, b.callee), "class") {
			return classWithoutNew(b.callee)
		}
		for _, a := range append([]goja.Value{b.this}, b.args...) {
			if o, ok := a.(*goja.Object); ok && strings.HasPrefix(sourceOf(s.m, o), "class") {
				return classWithoutNew(o)
			}
		}
	case message == "object is not iterable":
		return callSite(s.m, b.arg(0)) + " is not iterable (cannot read property Symbol(Symbol.iterator))"
	case message == "Invalid count value":
		return "Invalid count value: " + b.arg(0).String()
	case strings.HasPrefix(message, "Could not convert "):
		if takesCallback[b.name] {
			return describe(s.m, b.arg(0)) + " is not a function"
		}
		return "Cannot convert object to primitive value"
	case message == "length is not writable", message == "":
		if message == "" {
			return "Cannot assign to read only property '0' of object '" + this() + "'"
		}
		return "Cannot assign to read only property 'length' of object '" + this() + "'"
	case strings.HasPrefix(message, "Cannot delete property '"):
		key, _, _ := strings.Cut(strings.TrimPrefix(message, "Cannot delete property '"), "'")
		return "Cannot delete property '" + key + "' of " + this()
	case strings.HasSuffix(message, " is not extensible") && b.name == "Object.setPrototypeOf":
		return describe(s.m, b.arg(0)) + " is not extensible"
	case message == "Invalid property descriptor. Cannot both specify accessors and a value or writable attribute":
		return message + ", " + describe(s.m, b.arg(2))
	case b.name == "Array.prototype.with" && strings.HasPrefix(message, "Invalid index"):
		return "Invalid index : " + describe(s.m, b.arg(0))
	case class == "DataView" && (strings.HasPrefix(message, "Invalid index") || strings.HasSuffix(message, " is out of bounds")):
		return "Offset is outside the bounds of the DataView"
	case message == "Constructor TypedArray requires 'new'" && b.callee != nil:
		return "Constructor " + get(b.callee, "name").String() + " requires 'new'"
	case message == "Constructor Promise requires 'new'":
		return "Promise constructor cannot be invoked without 'new'"
	}
	if isNotCallable(message) {
		return s.explainNotCallable(b, message)
	}
	return ""
}

// isNotCallable tells whether goja complains of a value that is no object or
// cannot be called.
func isNotCallable(message string) bool {
	return strings.HasPrefix(message, notObject) || strings.HasPrefix(message, "Value is not callable: ") || strings.HasPrefix(message, "Not a function: ") ||
		strings.HasSuffix(message, " is not a function") || strings.HasPrefix(message, "object is not a function") || message == "Value is not a constructor"
}

// explainNotCallable words the error of a built-in function that got something
// that is no object, or cannot be called.
func (s *site) explainNotCallable(b builtin, message string) string {
	first := func() string { return describe(s.m, b.arg(0)) }
	switch b.name {
	case "Array.prototype.flatMap":
		return "flatMap mapper function is not callable"
	case "Reflect.construct":
		return first() + " is not a constructor"
	case "Reflect.apply":
		return "Function.prototype.apply was called on " + first() + ", which is " + article(typeName(b.arg(0))) + " and not a function"
	case "Object.fromEntries":
		if rest, ok := strings.CutPrefix(message, notObject); ok {
			return "Iterator value " + rest + " is not an entry object"
		}
	case "Array.from":
		return describe(s.m, b.arg(1)) + " is not a function"
	case "Map.prototype.forEach", "Set.prototype.forEach":
		return callSite(s.m, b.arg(0)) + " is not a function"
	case "TypedArray.prototype.sort", "TypedArray.prototype.toSorted":
		return "The comparison function must be either a function or undefined"
	case "WeakMap.prototype.set":
		return "Invalid value used as weak map key"
	case "WeakSet.prototype.add":
		return "Invalid value used in weak set"
	case "Promise.resolve", "Promise.reject":
		return "PromiseResolve called on non-object"
	case "Function.prototype.apply":
		return "CreateListFromArrayLike called on non-object"
	case "Function.prototype.bind":
		return "Bind must be called on a function"
	case "Function.prototype.call":
		if text := s.calledAs(); text != "" {
			return text + " is not a function"
		}
	case "Object.defineProperty", "Object.defineProperties":
		if d, ok := b.arg(2).(*goja.Object); ok {
			for key, word := range map[string]string{"get": "Getter", "set": "Setter"} {
				if f := d.Get(key); f != nil && !goja.IsUndefined(f) {
					if _, callable := goja.AssertFunction(f); !callable {
						return word + " must be a function: " + describe(s.m, f)
					}
				}
			}
		}
	}
	if strings.HasPrefix(b.name, "Reflect.") {
		return b.name + " called on non-object"
	}
	if class, _, isMethod := strings.Cut(b.name, ".prototype."); isMethod && ofCollections[class] && b.this != nil && !isObject(b.this) &&
		message == notObject+b.this.String() {
		return "Method " + b.name + " called on incompatible receiver " + describe(s.m, b.this)
	}
	if strings.HasPrefix(b.name, "Date.prototype.") {
		return "Method " + b.name + " called on incompatible receiver " + describe(s.m, b.this)
	}
	if strings.HasPrefix(b.name, "RegExp.prototype.") {
		if b.name == "RegExp.prototype.test" {
			return "Method RegExp.prototype.test called on incompatible receiver undefined"
		}
		return "Method " + b.name + " called on incompatible receiver " + describe(s.m, b.this)
	}
	if takesCallback[b.name] {
		return first() + " is not a function"
	}
	return ""
}

// ofCollections are the classes whose methods name a receiver of another class.
var ofCollections = nameSet(`Map Set WeakMap WeakSet Promise`)

// article puts "a" or "an" before a word.
func article(word string) string {
	if strings.ContainsRune("aeiou", rune(word[0])) {
		return "an " + word
	}
	return "a " + word
}

// namesItself are the methods that name themselves when they are called on null
// or undefined.
var namesItself = nameSet(`Array.prototype.concat Array.prototype.find Array.prototype.findIndex Array.prototype.findLast Array.prototype.findLastIndex
	Array.prototype.indexOf Array.prototype.forEach Array.prototype.filter Array.prototype.map Array.prototype.every Array.prototype.some
	Array.prototype.reduce Array.prototype.reduceRight Object.prototype.toLocaleString`)

// takesCallback are the functions whose first argument must be a function.
var takesCallback = nameSet(`Array.prototype.find Array.prototype.findIndex Array.prototype.findLast Array.prototype.findLastIndex Array.prototype.forEach
	Array.prototype.filter Array.prototype.map Array.prototype.every Array.prototype.some Array.prototype.reduce Array.prototype.reduceRight
	Array.prototype.flatMap TypedArray.prototype.every TypedArray.prototype.filter TypedArray.prototype.find TypedArray.prototype.findIndex
	TypedArray.prototype.findLast TypedArray.prototype.findLastIndex TypedArray.prototype.forEach TypedArray.prototype.map
	TypedArray.prototype.reduce TypedArray.prototype.reduceRight TypedArray.prototype.some`)

// explainConstructed words the error of a built-in constructor.
func (s *site) explainConstructed(message string) string {
	n, ok := s.immediate()
	if !ok {
		return ""
	}
	callee, ok := s.top(n).(*goja.Object)
	if !ok {
		return ""
	}
	var arg goja.Value = goja.Undefined()
	if n > 0 {
		if arg = s.top(n - 1); arg == nil {
			arg = goja.Undefined()
		}
	}
	name := ""
	if v := callee.Get("name"); v != nil {
		name = v.String()
	}
	rest, isNotObject := strings.CutPrefix(message, notObject)
	switch {
	case message == "object is not iterable":
		return callSite(s.m, arg) + " is not iterable (cannot read property Symbol(Symbol.iterator))"
	case isNotObject && (name == "Map" || name == "WeakMap"):
		if arg, ok := arg.(*goja.Object); ok && name == "WeakMap" && s.m.isArray(arg) {
			if pair, ok := arg.Get("0").(*goja.Object); ok && s.m.isArray(pair) {
				return "Invalid value used as weak map key"
			}
		}
		return "Iterator value " + rest + " is not an entry object"
	case isNotObject && name == "WeakSet":
		return "Invalid value used in weak set"
	case name == "Promise" && (isNotObject || isNotCallable(message) || message == "Cannot convert undefined or null to object"):
		return "Promise resolver " + describe(s.m, arg) + " is not a function"
	case strings.HasPrefix(message, "Invalid index"), strings.HasPrefix(message, "Invalid buffer size"), strings.HasPrefix(message, "Buffer size is too large"):
		if strings.HasSuffix(name, "Buffer") {
			return "Invalid array buffer length"
		}
		return fmt.Sprintf("Invalid typed array length: %s", describe(s.m, arg))
	}
	return ""
}

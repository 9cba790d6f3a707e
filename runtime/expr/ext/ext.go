// Package ext has the extension functions of expressions: the methods that
// every string, number, array, object, date and boolean has there besides
// those of JavaScript (expressions.md §5).
//
// One table declares them all: name, receiver, arguments, result, description,
// examples and implementation. The dispatch, the editor's completion, the
// docs page and the tests (every example is one) come from that table.
package ext

import (
	"errors"
	"slices"
	"strings"
	"time"

	"runnel/runtime/value"
	"runnel/runtime/value/datetime"
)

// Type is a type of receivers.
type Type uint8

// The types of receivers, in the order in which messages name them.
const (
	Array Type = iota
	Date
	Number
	Object
	String
	Boolean
	typeCount
)

var typeNames = [typeCount]string{"Array", "Date", "Number", "Object", "String", "Boolean"}

// String is the type's name as users read it.
func (t Type) String() string { return typeNames[t] }

// Function is one extension function of one type of receivers.
type Function struct {
	Name string
	// Receiver is the type of what it is called on.
	Receiver Type
	Args     []Arg
	// Returns names the type of the result, as a reader would: "string", "number | undefined".
	Returns string
	// Help says what the function does.
	Help     string
	Examples []Example
	// Search are further words under which the editor finds the function.
	Search []string

	call func(c *call) (value.Value, error)
}

// Arg is an argument of a function.
type Arg struct {
	Name, Type, Help string
	Optional         bool
	// Variadic marks the last argument when it may be given several times.
	Variadic bool
	// Default is the value of an argument that is left out, as code.
	Default string
}

// Example is a call with its result as JSON, "undefined" for none. Result is
// empty where it differs from call to call.
type Example struct{ Code, Result string }

// Error is an error that the user sees.
type Error struct{ Message, Description string }

// Error answers the message.
func (e *Error) Error() string { return e.Message }

// ErrThrown stands for an error that expressions swallow.
var ErrThrown = errors.New("the function threw an error")

// ErrNeedsHost says that the call needs what only the host of JavaScript has:
// luxon in another language, or Intl. See CallHost in package expr.
var ErrNeedsHost = errors.New("the function needs JavaScript")

// Env is what the functions know of where they are called.
type Env struct {
	// Zone is the workflow's time zone.
	Zone datetime.Zone
	// Local is the zone of JavaScript's Date, nil for the process's own.
	Local *time.Location
}

// FormatNumber is Intl.NumberFormat(locales, options).format(number); package
// js sets it. It fails where JavaScript throws.
var FormatNumber func(number float64, locales, options value.Value) (string, error)

// FormatDate is luxon's toFormat for what package datetime cannot write; package
// js sets it.
var FormatDate func(d datetime.DateTime, format string, options value.Value) (string, error)

// call is one call of a function.
type call struct {
	env      *Env
	receiver value.Value
	args     []value.Value
}

// arg answers an argument, undefined when it is left out.
func (c *call) arg(i int) value.Value {
	if i < len(c.args) {
		return c.args[i]
	}
	return value.Undefined
}

func fail(message string) (value.Value, error) {
	return value.Undefined, &Error{Message: message}
}

func thrown() (value.Value, error) { return value.Undefined, ErrThrown }

// undefined is the result of functions that exist only to answer nothing.
func undefined(*call) (value.Value, error) { return value.Undefined, nil }

var (
	tables  [typeCount]map[string]*Function
	all     []*Function
	names   []string
	nameSet = map[string]bool{}
)

func init() {
	for t := range tables {
		tables[t] = map[string]*Function{}
	}
	for _, list := range [][]*Function{arrayFunctions(), dateFunctions(), numberFunctions(), objectFunctions(), stringFunctions(), booleanFunctions()} {
		for _, f := range list {
			if tables[f.Receiver][f.Name] != nil {
				panic("the extension function " + f.Name + " is declared twice for " + f.Receiver.String())
			}
			tables[f.Receiver][f.Name] = f
			all = append(all, f)
			if !nameSet[f.Name] {
				nameSet[f.Name] = true
				names = append(names, f.Name)
			}
		}
	}
	slices.Sort(names)
}

// Functions answers all functions, by receiver and then as they are declared.
func Functions() []*Function { return all }

// Names are the names of all extension functions, in alphabetical order.
func Names() []string { return names }

// IsName tells whether an extension function has the name.
func IsName(name string) bool { return nameSet[name] }

// typeOf answers the type of a receiver; it is not ok for undefined, null,
// functions, symbols and BigInts.
func typeOf(v value.Value, name string) (Type, bool) {
	switch v.Kind() {
	case value.KindArray:
		return Array, true
	case value.KindString:
		if name != "toDate" && name != "toDateTime" && datetime.IsISOInstant(v.Str()) {
			return Date, true
		}
		return String, true
	case value.KindNumber:
		return Number, true
	case value.KindDate:
		return Date, true
	case value.KindObject:
		return Object, true
	case value.KindBool:
		return Boolean, true
	case value.KindHost:
		if _, ok := v.Host().(datetime.DateTime); ok {
			return Date, true
		}
		if v.Host().HostType() == "object" {
			return Object, true
		}
	}
	return 0, false
}

// Find answers the function that a call of receiver.name means, nil for none.
func Find(receiver value.Value, name string) *Function {
	t, ok := typeOf(receiver, name)
	if !ok {
		return nil
	}
	return tables[t][name]
}

// Call calls the function. Errors are *Error, ErrThrown or ErrNeedsHost.
func (f *Function) Call(env *Env, receiver value.Value, args []value.Value) (value.Value, error) {
	return f.call(&call{env, receiver, args})
}

// Generic answers isEmpty and isNotEmpty of receivers that have no such
// function of their own.
func Generic(receiver value.Value, name string) (value.Value, bool) {
	switch name {
	case "isEmpty":
		return value.Bool(!receiver.Truthy()), true
	case "isNotEmpty":
		return value.Bool(receiver.Truthy()), true
	}
	return value.Undefined, false
}

// Missing is the error of calling a function that the receiver does not have.
func Missing(receiver value.Value, name string) *Error {
	if receiver.IsNullish() {
		return &Error{
			Message:     name + " can't be used on " + receiver.ToString() + " value",
			Description: "To ignore this error, add a ? to the variable before this function, e.g. my_var?." + name,
		}
	}
	var types []string
	for t, table := range tables {
		if table[name] != nil {
			types = append(types, `"`+typeNames[t]+`"`)
		}
	}
	if len(types) == 1 {
		return &Error{Message: name + "() is only callable on type " + types[0]}
	}
	last := len(types) - 1
	return &Error{Message: name + "() is only callable on types " + strings.Join(types[:last], ", ") + ", and " + types[last]}
}

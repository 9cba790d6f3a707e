package expr

import (
	"errors"

	"runnel/runtime/value"
)

// Class is the original's class of an expression error.
type Class string

// The classes of errors that fail a node. Everything else an expression
// throws makes its result undefined.
const (
	// ClassExpression errors come from the context: missing nodes, items, links.
	ClassExpression Class = "ExpressionError"
	// ClassExtension errors come from extension functions.
	ClassExtension Class = "ExpressionExtensionError"
	// ClassSyntax errors are expressions that could not be read.
	ClassSyntax Class = "ApplicationError"
	// ClassReserved errors come from functions that are asked for at the wrong place.
	ClassReserved Class = "ExpressionReservedVariableError"
)

// Error is a failed expression, as the original shows it to the user.
type Error struct {
	Class Class
	// Message is what the user reads first; Description explains it.
	Message, Description string
	// Context are the further keys of the record ("context" in run data), in
	// order: runIndex, itemIndex, nodeCause, descriptionKey, messageTemplate,
	// causeDetailed, type, parameter….
	Context []value.Field
	// Functionality is "pairedItem" for failed item linking, else "".
	Functionality string

	// nowhere is set for errors that do not say where they happened.
	nowhere bool
}

// Level is how the original ranks the error: "error" for what cannot be read,
// else "warning".
func (e *Error) Level() string {
	if e.Class == ClassSyntax {
		return "error"
	}
	return "warning"
}

// Error answers the message.
func (e *Error) Error() string { return e.Message }

// ContextValue answers a key of the context, undefined when it is not set.
func (e *Error) ContextValue(key string) value.Value {
	for _, f := range e.Context {
		if f.Key == key {
			return f.Value
		}
	}
	return value.Undefined
}

// set replaces a key of the context.
func (e *Error) set(key string, v value.Value) {
	for i := range e.Context {
		if e.Context[i].Key == key {
			e.Context[i].Value = v
		}
	}
}

// with answers the error with one more key in its context.
func (e *Error) with(key string, v value.Value) *Error {
	e.Context = append(e.Context, value.Field{Key: key, Value: v})
	return e
}

// errInvalidSyntax is the message for code that is no expression.
const messageInvalidSyntax = "invalid syntax"

func syntaxError() *Error { return &Error{Class: ClassSyntax, Message: messageInvalidSyntax} }

// ErrThrown stands for an exception that the original swallows: the chunk's
// result is undefined.
var ErrThrown = errors.New("the expression threw an error")

// errNeedsJavaScript is answered by native programs that met something only
// JavaScript can do; the chunk is then run again by the Runner.
var errNeedsJavaScript = errors.New("the expression needs JavaScript")

// ErrNoRunner is the error of an expression that needs JavaScript in a scope
// without a Runner.
var ErrNoRunner = errors.New("this expression needs JavaScript, and there is no runner for it")

// at answers a copy of the error that says where it happened: the run, the
// item and the parameter that was being evaluated.
func (e *Error) at(s *Scope) *Error {
	c := *e
	c.Context = nil
	if s != nil && s.Data != nil && e.Class == ClassExpression && !e.nowhere && e.ContextValue("runIndex").IsUndefined() {
		c.Context = append(c.Context, value.Field{Key: "runIndex", Value: value.Int(s.Info().RunIndex)}, value.Field{Key: "itemIndex", Value: value.Int(s.Item)})
	}
	c.Context = append(c.Context, e.Context...)
	if s != nil && s.ParameterName != "" && e.ContextValue("parameter").IsUndefined() {
		c.Context = append(c.Context, value.Field{Key: "parameter", Value: value.String(s.ParameterName)})
	}
	return &c
}

package expr

import "runnel/runtime/value"

// CallExtension dispatches a method call whose name is that of an extension
// function (expressions.md §5.2). nativeMethod tells whether the receiver has
// a method of its own by that name; then, when no table entry fits, the call
// is not handled and the caller calls that method.
//
// The error is an *Error, or ErrThrown for what the original swallows.
func CallExtension(s *Scope, receiver value.Value, name string, args []value.Value, nativeMethod bool) (v value.Value, handled bool, err error) {
	return value.Undefined, false, ErrThrown
}

// BlockedProperty answers the error of reading a property that expressions may
// not touch, nil for all others.
func BlockedProperty(name string) *Error {
	switch name {
	case "__proto__", "prototype", "constructor", "getPrototypeOf", "mainModule", "binding", "_load", "prepareStackTrace":
		return &Error{Class: ClassExpression, Message: `Cannot access "` + name + `" due to security concerns`}
	}
	return nil
}

package expr

import (
	"errors"
	"strings"

	"runnel/runtime/expr/ext"
	"runnel/runtime/value"
	"runnel/runtime/value/datetime"
)

// ErrNeedsHost says that an extension function needs what only JavaScript's
// side has: luxon in another language, or Intl where package ext has no
// formatter. The Runner then calls luxon or Intl itself.
var ErrNeedsHost = ext.ErrNeedsHost

// CallExtension dispatches a method call whose name is that of an extension
// function (expressions.md §5.2). A question mark behind the name marks a call
// like obj.name?.(), which answers undefined where there is nothing to call.
//
// ownMethod tells whether the receiver has a method of its own by that name;
// then, when no table entry fits, the call is not handled and the caller calls
// that method. The error is an *Error, ErrThrown for what the original
// swallows, or ErrNeedsHost.
func CallExtension(s *Scope, receiver value.Value, name string, args []value.Value, ownMethod bool) (v value.Value, handled bool, err error) {
	name, optional := strings.CutSuffix(name, "?")
	receiver = Plain(receiver)
	if f := ext.Find(receiver, name); f != nil {
		for i, a := range args {
			if a.IsHost() {
				args[i] = Plain(a)
			}
		}
		env := ext.Env{Zone: s.zone()}
		v, err = f.Call(&env, receiver, args)
		return v, true, extensionError(err)
	}
	switch {
	case ownMethod:
		return value.Undefined, false, nil
	case optional:
		return value.Undefined, true, nil
	}
	if v, ok := ext.Generic(receiver, name); ok {
		return v, true, nil
	}
	return value.Undefined, true, extensionError(ext.Missing(receiver, name))
}

// extensionError makes an error of package ext one of this package.
func extensionError(err error) error {
	if err == nil {
		return nil
	}
	var e *ext.Error
	switch {
	case errors.As(err, &e):
		return &Error{Class: ClassExtension, Message: e.Message, Description: e.Description}
	case errors.Is(err, ext.ErrThrown):
		return ErrThrown
	}
	return err
}

// zone is the workflow's time zone.
func (s *Scope) zone() datetime.Zone {
	if s.Data == nil {
		return datetime.UTC
	}
	return datetime.In(s.Info().Zone)
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

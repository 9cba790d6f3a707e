package expr

import "runnel/runtime/value"

// Resolve answers what a name of the context stands for ($json, $input, $…):
// a plain value, or a host value of one of this package's kinds (*Object,
// *Function, *ItemRef, *ItemsRef) or a datetime.DateTime. It is not ok for a
// name that does not exist. Errors are *Error.
//
// Everything expressions.md §4 says of the context is decided here and in what
// this answers, so native programs and JavaScript agree.
func (s *Scope) Resolve(name string) (v value.Value, ok bool, err error) {
	return value.Undefined, false, nil
}

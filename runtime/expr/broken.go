package expr

import "runnel/runtime/node"

// Broken gives the error of an expression that can never be evaluated, because
// it cannot be read or uses what is forbidden; nil for every other source. It
// looks at the expression itself, not into arrays and objects.
func Broken(src node.Source) *Error {
	s, ok := src.(*source)
	if !ok {
		return nil
	}
	if k, ok := s.prog.(constant); ok {
		return k.err
	}
	return nil
}

package platform

import (
	"weak"

	"github.com/dop251/goja"
)

// slots is the hidden state of objects: what a specification calls internal slots. Objects are held weakly.
type slots struct {
	m     map[weak.Pointer[goja.Object]]any
	sweep int // the size at which dead entries are looked for
}

func (s *slots) set(o *goja.Object, v any) {
	if s.m == nil {
		s.m = map[weak.Pointer[goja.Object]]any{}
		s.sweep = 256
	}
	if len(s.m) >= s.sweep {
		for p := range s.m {
			if p.Value() == nil {
				delete(s.m, p)
			}
		}
		s.sweep = max(256, 2*len(s.m))
	}
	s.m[weak.Make(o)] = v
}

// slot returns the state of a value as T; ok is false where it is no object or has other state.
func slot[T any](s *slots, v goja.Value) (t T, ok bool) {
	o, isObject := v.(*goja.Object)
	if !isObject || s.m == nil {
		return t, false
	}
	t, ok = s.m[weak.Make(o)].(T)
	return t, ok
}

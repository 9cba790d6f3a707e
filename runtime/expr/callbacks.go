package expr

import (
	"math"
	"slices"

	"runnel/runtime/expr/syntax"
	"runnel/runtime/value"
)

// arrow compiles a function that is called with values.
func (c *nativeCompiler) arrow(n *syntax.Node) callback {
	if n.Async {
		giveUp()
	}
	outer, next := c.scope, c.next
	var places []int
	for _, p := range n.Params {
		if p.Kind != syntax.Ident {
			giveUp()
		}
		c.scope = &slots{p.Text, c.next, c.scope}
		places = append(places, c.next)
		c.next++
	}
	c.max = max(c.max, c.next)
	var body native
	if n.D.Kind == syntax.Block {
		body = c.functionBody(n.D, n.Params)
	} else {
		body = c.raw(n.D)
	}
	c.scope, c.next = outer, next
	return func(s *Scope, args ...value.Value) (value.Value, error) {
		for i, p := range places {
			if i < len(args) {
				s.locals[p] = args[i]
			} else {
				s.locals[p] = value.Undefined
			}
		}
		return body(s)
	}
}

// iterator is a method of arrays that takes a function.
type iterator func(s *Scope, v value.Value, f callback) (value.Value, error)

// iterate compiles array.method(arrow function).
func (c *nativeCompiler) iterate(object native, name string, optional bool, receiver *syntax.Node, list []*syntax.Node) native {
	it, reducer := iterators[name], name == "reduce"
	if name == "sort" && isFresh(receiver) {
		it = sortedBy
	}
	if it == nil && !reducer || len(list) > 1 && !reducer || len(list) > 2 {
		giveUp()
	}
	f := c.arrow(list[0])
	var initial native
	if len(list) > 1 {
		initial = c.compile(list[1])
	}
	return func(s *Scope) (value.Value, error) {
		v, err := object(s)
		if err != nil {
			return value.Undefined, err
		}
		v = Plain(v)
		switch {
		case v.IsNullish() && optional:
			return value.Undefined, errShortCircuit
		case v.IsNullish():
			return value.Undefined, ErrThrown
		case v.IsHost() || v.IsObject() && v.Has(name):
			return value.Undefined, errNeedsJavaScript
		case !v.IsArray():
			// Nothing else has methods of these names.
			return value.Undefined, ErrThrown
		}
		if !reducer {
			return it(s, v, f)
		}
		elems, start := v.Elems(), 0
		var total value.Value
		switch {
		case initial != nil:
			if total, err = initial(s); err != nil {
				return value.Undefined, err
			}
		case len(elems) == 0:
			return value.Undefined, ErrThrown
		default:
			total, start = elems[0], 1
		}
		for i := start; i < len(elems); i++ {
			if total, err = f(s, total, elems[i], value.Int(i), v); err != nil {
				return value.Undefined, err
			}
		}
		return total, nil
	}
}

var iterators map[string]iterator

func init() {
	find := func(found func(e value.Value, i int) value.Value, none value.Value, backwards bool) iterator {
		return func(s *Scope, v value.Value, f callback) (value.Value, error) {
			elems := v.Elems()
			for k := range elems {
				i := k
				if backwards {
					i = len(elems) - 1 - k
				}
				r, err := f(s, elems[i], value.Int(i), v)
				if err != nil {
					return value.Undefined, err
				}
				if r.Truthy() {
					return found(elems[i], i), nil
				}
			}
			return none, nil
		}
	}
	element := func(e value.Value, _ int) value.Value { return e }
	place := func(_ value.Value, i int) value.Value { return value.Int(i) }
	iterators = map[string]iterator{
		"find":          find(element, value.Undefined, false),
		"findLast":      find(element, value.Undefined, true),
		"findIndex":     find(place, value.Int(-1), false),
		"findLastIndex": find(place, value.Int(-1), true),
		"some":          find(func(value.Value, int) value.Value { return value.True }, value.False, false),
		"every": func(s *Scope, v value.Value, f callback) (value.Value, error) {
			for i, e := range v.Elems() {
				r, err := f(s, e, value.Int(i), v)
				if err != nil || !r.Truthy() {
					return value.False, err
				}
			}
			return value.True, nil
		},
		"map": func(s *Scope, v value.Value, f callback) (value.Value, error) {
			out := make([]value.Value, v.Len())
			for i, e := range v.Elems() {
				r, err := f(s, e, value.Int(i), v)
				if err != nil {
					return value.Undefined, err
				}
				out[i] = r
			}
			return value.Array(out...), nil
		},
		"filter": func(s *Scope, v value.Value, f callback) (value.Value, error) {
			var out []value.Value
			for i, e := range v.Elems() {
				r, err := f(s, e, value.Int(i), v)
				if err != nil {
					return value.Undefined, err
				}
				if r.Truthy() {
					out = append(out, e)
				}
			}
			return value.Array(out...), nil
		},
		"flatMap": func(s *Scope, v value.Value, f callback) (value.Value, error) {
			var out []value.Value
			for i, e := range v.Elems() {
				r, err := f(s, e, value.Int(i), v)
				if err != nil {
					return value.Undefined, err
				}
				if r = Plain(r); r.IsArray() {
					out = append(out, r.Elems()...)
				} else {
					out = append(out, r)
				}
			}
			return value.Array(out...), nil
		},
		"toSorted": sortedBy,
	}
}

// sortedBy sorts by a comparing function; what is equal keeps its order, and
// undefined comes last.
func sortedBy(s *Scope, v value.Value, f callback) (value.Value, error) {
	var list []value.Value
	for _, e := range v.Elems() {
		if !e.IsUndefined() {
			list = append(list, e)
		}
	}
	var failed error
	consistent := true
	slices.SortStableFunc(list, func(a, b value.Value) int {
		if failed != nil {
			return 0
		}
		r, err := f(s, a, b)
		if err != nil {
			failed = err
			return 0
		}
		n, err := toNumber(r)
		if err != nil {
			failed = err
			return 0
		}
		if !r.IsNumber() || math.IsNaN(n) {
			consistent = false
		}
		switch {
		case n < 0:
			return -1
		case n > 0:
			return 1
		}
		return 0
	})
	if failed != nil {
		return value.Undefined, failed
	}
	if !consistent {
		// What such a function makes depends on the order of its calls.
		return value.Undefined, errNeedsJavaScript
	}
	for len(list) < v.Len() {
		list = append(list, value.Undefined)
	}
	return value.Array(list...), nil
}

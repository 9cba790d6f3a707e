package expr

import (
	"math"

	"runnel/runtime/expr/jsstring"
	"runnel/runtime/expr/syntax"
	"runnel/runtime/value"
	"runnel/runtime/value/datetime"
)

// unary compiles ! - + ~ typeof and void.
func (c *nativeCompiler) unary(n *syntax.Node) native {
	op := n.Text
	switch op {
	case "typeof":
		if n.A.Unparen().Kind == syntax.Ident && hostNames[n.A.Unparen().Text] {
			giveUp()
		}
	case "!", "-", "+", "~", "void":
	default:
		giveUp()
	}
	a := c.compile(n.A)
	return func(s *Scope) (value.Value, error) {
		v, err := a(s)
		if err != nil {
			return value.Undefined, err
		}
		switch op {
		case "!":
			return value.Bool(!v.Truthy()), nil
		case "void":
			return value.Undefined, nil
		case "typeof":
			return value.String(v.TypeOf()), nil
		}
		if v.Kind() == value.KindBigInt && op == "+" {
			return value.Undefined, ErrThrown
		}
		f, err := toNumber(v)
		if err != nil {
			return value.Undefined, err
		}
		switch op {
		case "-":
			f = -f
		case "~":
			f = float64(^jsstring.ToInt32(f))
		}
		return value.Number(f), nil
	}
}

// toNumber is JavaScript's ToNumber.
func toNumber(v value.Value) (float64, error) {
	p, err := primitive(v, false)
	if err != nil {
		return 0, err
	}
	if p.Kind() == value.KindBigInt {
		return 0, errNeedsJavaScript
	}
	return p.ToNumber(), nil
}

// toText is JavaScript's ToString, as in a template literal.
func toText(v value.Value) (string, error) {
	if v.IsString() {
		return v.Str(), nil
	}
	v, err := printable(v)
	if err != nil {
		return "", err
	}
	return v.ToString(), nil
}

// printable answers a value that ToString turns into text as JavaScript does.
func printable(v value.Value) (value.Value, error) {
	switch v.Kind() {
	case value.KindHost:
		switch h := v.Host().(type) {
		case *Object:
			if h.Names == nil && h.Name != "$" {
				// Some objects answer whatever they are asked for.
				return v, errNeedsJavaScript
			}
		case *ItemRef, *ItemsRef:
			return printable(Plain(v))
		case datetime.DateTime, datetime.Duration:
		default:
			return v, errNeedsJavaScript
		}
	case value.KindArray:
		for i, e := range v.Elems() {
			if k := e.Kind(); k == value.KindHost || k == value.KindArray || k == value.KindObject {
				p, err := printable(e)
				if err != nil {
					return v, err
				}
				if e.IsHost() {
					v = v.SetIndex(i, p)
				}
			}
		}
	case value.KindObject:
		// An own toString or valueOf would be asked.
		if v.Has("toString") || v.Has("valueOf") {
			return v, errNeedsJavaScript
		}
	}
	return v, nil
}

// primitive is JavaScript's ToPrimitive: text is the hint of a Date when it is
// added or compared for equality.
func primitive(v value.Value, text bool) (value.Value, error) {
	switch v.Kind() {
	case value.KindArray, value.KindObject:
		s, err := toText(v)
		return value.String(s), err
	case value.KindDate:
		if text {
			return value.String(v.ToString()), nil
		}
		return value.Number(v.Num()), nil
	case value.KindHost:
		switch h := v.Host().(type) {
		case datetime.DateTime:
			return value.Number(h.Millis()), nil
		case datetime.Duration:
			return value.Number(h.HostNumber()), nil
		}
		s, err := toText(v)
		return value.String(s), err
	}
	return v, nil
}

// binary compiles an operator of two operands.
func (c *nativeCompiler) binary(n *syntax.Node) native {
	a, b := c.compile(n.A), c.compile(n.B)
	switch n.Text {
	case "&&", "||", "??":
		return logical(n.Text, a, b)
	}
	f := operator(n.Text)
	if f == nil {
		giveUp()
	}
	return func(s *Scope) (value.Value, error) {
		x, err := a(s)
		if err != nil {
			return value.Undefined, err
		}
		y, err := b(s)
		if err != nil {
			return value.Undefined, err
		}
		return f(x, y)
	}
}

func logical(op string, a, b native) native {
	return func(s *Scope) (value.Value, error) {
		x, err := a(s)
		if err != nil {
			return value.Undefined, err
		}
		stop := false
		switch op {
		case "&&":
			stop = !x.Truthy()
		case "||":
			stop = x.Truthy()
		case "??":
			stop = !x.IsNullish()
		}
		if stop {
			return x, nil
		}
		return b(s)
	}
}

type operation func(a, b value.Value) (value.Value, error)

// operator answers the operation of an operator, nil for those that are left
// to JavaScript.
func operator(op string) operation {
	boolean := func(f func(a, b value.Value) (bool, error)) operation {
		return func(a, b value.Value) (value.Value, error) {
			t, err := f(a, b)
			return value.Bool(t), err
		}
	}
	number := func(f func(a, b float64) (float64, error)) operation {
		return func(a, b value.Value) (value.Value, error) {
			if (a.Kind() == value.KindBigInt) != (b.Kind() == value.KindBigInt) {
				// Numbers and BigInts do not mix.
				return value.Undefined, ErrThrown
			}
			x, err := toNumber(a)
			if err != nil {
				return value.Undefined, err
			}
			y, err := toNumber(b)
			if err != nil {
				return value.Undefined, err
			}
			r, err := f(x, y)
			return value.Number(r), err
		}
	}
	bits := func(f func(a int32, b uint32) float64) operation {
		return number(func(a, b float64) (float64, error) {
			return f(jsstring.ToInt32(a), uint32(jsstring.ToInt32(b))), nil
		})
	}
	switch op {
	case "===":
		return boolean(strictlyEqual)
	case "!==":
		return boolean(func(a, b value.Value) (bool, error) {
			t, err := strictlyEqual(a, b)
			return !t, err
		})
	case "==":
		return boolean(looselyEqual)
	case "!=":
		return boolean(func(a, b value.Value) (bool, error) {
			t, err := looselyEqual(a, b)
			return !t, err
		})
	case "<":
		return boolean(func(a, b value.Value) (bool, error) { r, err := compare(a, b); return r == -1, err })
	case ">":
		return boolean(func(a, b value.Value) (bool, error) { r, err := compare(a, b); return r == 1, err })
	case "<=":
		return boolean(func(a, b value.Value) (bool, error) { r, err := compare(a, b); return r == -1 || r == 0, err })
	case ">=":
		return boolean(func(a, b value.Value) (bool, error) { r, err := compare(a, b); return r == 1 || r == 0, err })
	case "+":
		return add
	case "-":
		return number(func(a, b float64) (float64, error) { return a - b, nil })
	case "*":
		return number(func(a, b float64) (float64, error) { return a * b, nil })
	case "/":
		return number(func(a, b float64) (float64, error) { return a / b, nil })
	case "%":
		return number(func(a, b float64) (float64, error) { return math.Mod(a, b), nil })
	case "**":
		return number(power)
	case "&":
		return bits(func(a int32, b uint32) float64 { return float64(a & int32(b)) })
	case "|":
		return bits(func(a int32, b uint32) float64 { return float64(a | int32(b)) })
	case "^":
		return bits(func(a int32, b uint32) float64 { return float64(a ^ int32(b)) })
	case "<<":
		return bits(func(a int32, b uint32) float64 { return float64(a << (b & 31)) })
	case ">>":
		return bits(func(a int32, b uint32) float64 { return float64(a >> (b & 31)) })
	case ">>>":
		return bits(func(a int32, b uint32) float64 { return float64(uint32(a) >> (b & 31)) })
	case "in":
		return boolean(hasProperty)
	}
	return nil
}

// power is ** where the result is a whole number that a double holds exactly;
// the rest depends on the last bit of the engine's own function.
func power(a, b float64) (float64, error) {
	if a == math.Trunc(a) && b == math.Trunc(b) && b >= 0 && b <= 64 {
		r := 1.0
		for i := 0.0; i < b; i++ {
			if r *= a; math.Abs(r) > 1<<53 {
				return 0, errNeedsJavaScript
			}
		}
		return r, nil
	}
	return 0, errNeedsJavaScript
}

func add(a, b value.Value) (value.Value, error) {
	if a.IsNumber() && b.IsNumber() {
		return value.Number(a.Num() + b.Num()), nil
	}
	x, err := primitive(a, true)
	if err != nil {
		return value.Undefined, err
	}
	y, err := primitive(b, true)
	if err != nil {
		return value.Undefined, err
	}
	if x.IsString() || y.IsString() {
		s, t := x.ToString(), y.ToString()
		if len(s)+len(t) > maxText {
			return value.Undefined, errNeedsJavaScript
		}
		return value.String(value.Concat(s, t)), nil
	}
	if x.Kind() == value.KindBigInt || y.Kind() == value.KindBigInt {
		if x.Kind() != y.Kind() {
			// A number cannot be added to a BigInt.
			return value.Undefined, ErrThrown
		}
		return value.Undefined, errNeedsJavaScript
	}
	return value.Number(x.ToNumber() + y.ToNumber()), nil
}

// compare answers -1, 0 or 1, and 2 for what cannot be compared.
func compare(a, b value.Value) (int, error) {
	x, err := primitive(a, false)
	if err != nil {
		return 2, err
	}
	y, err := primitive(b, false)
	if err != nil {
		return 2, err
	}
	if x.IsString() && y.IsString() {
		return value.CompareText(x.Str(), y.Str()), nil
	}
	if x.Kind() == value.KindBigInt || y.Kind() == value.KindBigInt {
		return 2, errNeedsJavaScript
	}
	f, g := x.ToNumber(), y.ToNumber()
	switch {
	case f < g:
		return -1, nil
	case f > g:
		return 1, nil
	case f == g:
		return 0, nil
	}
	return 2, nil
}

// strictlyEqual is JavaScript's ===. Items are the same however they were
// reached; which other objects of the host are made once, JavaScript knows.
func strictlyEqual(a, b value.Value) (bool, error) {
	if !a.IsHost() || !b.IsHost() {
		return value.StrictEqual(a, b), nil
	}
	switch x := a.Host().(type) {
	case *ItemRef:
		if y, ok := b.Host().(*ItemRef); ok {
			return x.Item == y.Item, nil
		}
		return false, nil
	case *ItemsRef:
		if y, ok := b.Host().(*ItemsRef); ok && len(x.Items) > 0 && len(y.Items) > 0 {
			return &x.Items[0] == &y.Items[0], nil
		}
	}
	return false, errNeedsJavaScript
}

// looselyEqual is JavaScript's ==.
func looselyEqual(a, b value.Value) (bool, error) {
	ka, kb := a.Kind(), b.Kind()
	if ka == kb {
		return strictlyEqual(a, b)
	}
	if a.IsNullish() || b.IsNullish() {
		return a.IsNullish() && b.IsNullish(), nil
	}
	if ka == value.KindBigInt || kb == value.KindBigInt {
		return false, errNeedsJavaScript
	}
	isObject := func(k value.Kind) bool {
		return k == value.KindArray || k == value.KindObject || k == value.KindDate || k == value.KindHost
	}
	if isObject(ka) && isObject(kb) {
		return false, nil
	}
	if isObject(ka) {
		p, err := primitive(a, true)
		if err != nil {
			return false, err
		}
		return looselyEqual(p, b)
	}
	if isObject(kb) {
		return looselyEqual(b, a)
	}
	return a.ToNumber() == b.ToNumber(), nil
}

// hasProperty is JavaScript's in.
func hasProperty(key, object value.Value) (bool, error) {
	switch object.Kind() {
	case value.KindObject, value.KindArray:
	case value.KindHost, value.KindDate:
		return false, errNeedsJavaScript
	default:
		return false, ErrThrown
	}
	name, err := toText(key)
	if err != nil {
		return false, err
	}
	return object.Has(name) || objectNames[name] || object.IsArray() && arrayNames[name], nil
}

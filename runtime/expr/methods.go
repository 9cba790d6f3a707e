package expr

import (
	"math"
	"slices"
	"strings"

	"runnel/runtime/expr/jsstring"
	"runnel/runtime/expr/syntax"
	"runnel/runtime/value"
)

// method is a method of JavaScript made in Go. It answers errNeedsJavaScript
// for arguments it does not know what to do with.
type method func(v value.Value, args []value.Value) (value.Value, error)

// callback is an arrow function as an argument.
type callback func(s *Scope, args ...value.Value) (value.Value, error)

// callMethod compiles object.method(arguments).
func (c *nativeCompiler) callMethod(object native, name string, optional bool, receiver *syntax.Node, list []*syntax.Node) native {
	if len(list) > 0 && list[0].Kind == syntax.Arrow {
		return c.iterate(object, name, optional, receiver, list)
	}
	for _, a := range list {
		if a.Kind == syntax.Arrow {
			giveUp()
		}
	}
	known := stringMethods[name] != nil || arrayMethods[name] != nil || numberMethods[name] != nil || dateTimeMethods[name] != nil || nativeDateMethods[name] != nil ||
		durationMethods[name] != nil || objectMethods[name] != nil
	fresh := freshMethods[name] != nil && isFresh(receiver)
	args := c.arguments(list)
	if dateTimeMethods[name] != nil || referenceNames[name] || !known {
		c.hosts = true
	}
	st := newStep(name)
	return func(s *Scope) (value.Value, error) {
		v, err := object(s)
		if err != nil {
			return value.Undefined, err
		}
		if v.IsNullish() {
			if optional {
				return value.Undefined, errShortCircuit
			}
			return value.Undefined, ErrThrown
		}
		var f method
		switch v.Kind() {
		case value.KindString:
			f = stringMethods[name]
		case value.KindArray:
			if f = arrayMethods[name]; f == nil && fresh {
				f = freshMethods[name]
			}
		case value.KindNumber:
			f = numberMethods[name]
		case value.KindDate:
			f = nativeDateMethods[name]
		case value.KindHost:
			return callHost(s, v, &st, args)
		case value.KindObject:
			if f = objectMethods[name]; f != nil && v.Has(name) {
				f = nil
			}
		}
		if f == nil {
			// A property that is no function cannot be called.
			if x, err := st.get(v); err != nil || x.TypeOf() != "function" {
				if err == nil {
					err = ErrThrown
				}
				return value.Undefined, err
			}
			return value.Undefined, errNeedsJavaScript
		}
		in, err := run(s, args)
		if err != nil {
			return value.Undefined, err
		}
		return f(v, in)
	}
}

// callHost calls a method of a host value.
func callHost(s *Scope, v value.Value, st *step, args []native) (value.Value, error) {
	switch h := v.Host().(type) {
	case *Object:
		f, ok, err := h.Member(st.key)
		if err != nil {
			return value.Undefined, err
		}
		if !ok {
			if objectNames[st.key] {
				return value.Undefined, errNeedsJavaScript
			}
			return value.Undefined, ErrThrown
		}
		in, err := run(s, args)
		if err != nil {
			return value.Undefined, err
		}
		return callFunction(f, in)
	case *ItemRef:
		return value.Undefined, errNeedsJavaScript
	case *ItemsRef:
		f := arrayMethods[st.key]
		if f == nil {
			return value.Undefined, errNeedsJavaScript
		}
		in, err := run(s, args)
		if err != nil {
			return value.Undefined, err
		}
		return f(h.HostJSON(), in)
	}
	return callDate(s, v, st.key, args)
}

// isFresh tells whether an expression makes a new array, which nobody else
// sees change.
func isFresh(n *syntax.Node) bool {
	n = n.Unparen()
	switch n.Kind {
	case syntax.Array:
		return true
	case syntax.Call:
		if n.A.Kind != syntax.Dot {
			return false
		}
		switch n.A.Text {
		case "map", "filter", "flatMap", "flat", "slice", "concat", "split", "toSorted", "toReversed", "toSpliced", "with", "keys", "values", "entries":
			return true
		case "sort", "reverse":
			return isFresh(n.A.A)
		}
	}
	return false
}

// integer reads an argument as ToIntegerOrInfinity does.
func integer(args []value.Value, i int, fallback float64) (float64, error) {
	if i >= len(args) || args[i].IsUndefined() {
		return fallback, nil
	}
	f, err := toNumber(args[i])
	if err != nil {
		return 0, err
	}
	if math.IsNaN(f) {
		return 0, nil
	}
	return math.Trunc(f), nil
}

// text reads an argument as ToString does.
func text(args []value.Value, i int) (string, error) {
	if i >= len(args) {
		return "undefined", nil
	}
	switch args[i].Kind() {
	case value.KindString:
		return args[i].Str(), nil
	case value.KindHost, value.KindObject:
		// It might be a regular expression, or have a toString of its own.
		return "", errNeedsJavaScript
	}
	return toText(args[i])
}

// relative turns an index that may count from the end into one from the start.
func relative(i float64, length int) int {
	n := float64(length)
	if i < 0 {
		return int(math.Max(n+i, 0))
	}
	return int(math.Min(i, n))
}

var stringMethods = map[string]method{
	"toUpperCase": textMethod(jsstring.Upper),
	"toLowerCase": textMethod(jsstring.Lower),
	"trim":        textMethod(jsstring.Trim),
	"trimStart":   textMethod(jsstring.TrimStart),
	"trimLeft":    textMethod(jsstring.TrimStart),
	"trimEnd":     textMethod(jsstring.TrimEnd),
	"trimRight":   textMethod(jsstring.TrimEnd),
	"toString":    func(v value.Value, _ []value.Value) (value.Value, error) { return v, nil },
	"valueOf":     func(v value.Value, _ []value.Value) (value.Value, error) { return v, nil },
	"slice": func(v value.Value, args []value.Value) (value.Value, error) {
		n := value.UTF16Len(v.Str())
		return sliced(args, n, func(from, to int) value.Value {
			return value.String(value.SliceUTF16(v.Str(), from, max(from, to)))
		})
	},
	"substring": func(v value.Value, args []value.Value) (value.Value, error) {
		n := float64(value.UTF16Len(v.Str()))
		from, err := integer(args, 0, 0)
		if err != nil {
			return value.Undefined, err
		}
		to, err := integer(args, 1, n)
		if err != nil {
			return value.Undefined, err
		}
		from, to = math.Max(0, math.Min(from, n)), math.Max(0, math.Min(to, n))
		return value.String(value.SliceUTF16(v.Str(), int(math.Min(from, to)), int(math.Max(from, to)))), nil
	},
	"substr": func(v value.Value, args []value.Value) (value.Value, error) {
		n := value.UTF16Len(v.Str())
		from, err := integer(args, 0, 0)
		if err != nil {
			return value.Undefined, err
		}
		length, err := integer(args, 1, math.Inf(1))
		if err != nil {
			return value.Undefined, err
		}
		start := relative(from, n)
		end := math.Min(float64(start)+math.Max(length, 0), float64(n))
		return value.String(value.SliceUTF16(v.Str(), start, int(end))), nil
	},
	"split": splitText,
	"includes": func(v value.Value, args []value.Value) (value.Value, error) {
		return searchText(v, args, func(s, t string, from int) value.Value { return value.Bool(strings.Contains(s, t)) })
	},
	"startsWith": func(v value.Value, args []value.Value) (value.Value, error) {
		return searchText(v, args, func(s, t string, from int) value.Value { return value.Bool(strings.HasPrefix(s, t)) })
	},
	"endsWith": func(v value.Value, args []value.Value) (value.Value, error) {
		if len(args) > 1 {
			return value.Undefined, errNeedsJavaScript
		}
		return searchText(v, args, func(s, t string, _ int) value.Value { return value.Bool(strings.HasSuffix(s, t)) })
	},
	"indexOf": func(v value.Value, args []value.Value) (value.Value, error) {
		return searchText(v, args, func(s, t string, from int) value.Value {
			if i := strings.Index(s, t); i >= 0 {
				return value.Int(from + value.UTF16Len(s[:i]))
			}
			return value.Int(-1)
		})
	},
	"lastIndexOf": func(v value.Value, args []value.Value) (value.Value, error) {
		if len(args) > 1 {
			return value.Undefined, errNeedsJavaScript
		}
		return searchText(v, args, func(s, t string, _ int) value.Value {
			if i := strings.LastIndex(s, t); i >= 0 {
				return value.Int(value.UTF16Len(s[:i]))
			}
			return value.Int(-1)
		})
	},
	"replace":    replaceText(1),
	"replaceAll": replaceText(-1),
	"concat": func(v value.Value, args []value.Value) (value.Value, error) {
		out := v.Str()
		for i := range args {
			t, err := text(args, i)
			if err != nil {
				return value.Undefined, err
			}
			if len(out)+len(t) > maxText {
				return value.Undefined, errNeedsJavaScript
			}
			out = value.Concat(out, t)
		}
		return value.String(out), nil
	},
	"repeat": func(v value.Value, args []value.Value) (value.Value, error) {
		n, err := integer(args, 0, 0)
		if err != nil {
			return value.Undefined, err
		}
		if n < 0 || math.IsInf(n, 0) {
			return value.Undefined, ErrThrown
		}
		if n*float64(len(v.Str())) > maxText || strings.ContainsRune(v.Str(), '\uFFFD') {
			return value.Undefined, errNeedsJavaScript
		}
		out := ""
		if isWhole(v.Str()) {
			out = strings.Repeat(v.Str(), int(n))
		} else {
			return value.Undefined, errNeedsJavaScript
		}
		return value.String(out), nil
	},
	"padStart": padText(func(s, pad string) string { return value.Concat(pad, s) }),
	"padEnd":   padText(value.Concat),
	"charAt": func(v value.Value, args []value.Value) (value.Value, error) {
		i, err := integer(args, 0, 0)
		if err != nil {
			return value.Undefined, err
		}
		if i < 0 || i >= float64(value.UTF16Len(v.Str())) {
			return value.String(""), nil
		}
		return value.String(value.SliceUTF16(v.Str(), int(i), int(i)+1)), nil
	},
	"at": func(v value.Value, args []value.Value) (value.Value, error) {
		i, err := integer(args, 0, 0)
		n := float64(value.UTF16Len(v.Str()))
		if err != nil {
			return value.Undefined, err
		}
		if i < 0 {
			i += n
		}
		if i < 0 || i >= n {
			return value.Undefined, nil
		}
		return value.String(value.SliceUTF16(v.Str(), int(i), int(i)+1)), nil
	},
	"charCodeAt": func(v value.Value, args []value.Value) (value.Value, error) {
		i, err := integer(args, 0, 0)
		if err != nil {
			return value.Undefined, err
		}
		if i < 0 || i >= float64(value.UTF16Len(v.Str())) {
			return value.Number(nan), nil
		}
		return value.Int(int(value.UTF16(value.SliceUTF16(v.Str(), int(i), int(i)+1))[0])), nil
	},
}

// isWhole tells whether a text may stand beside itself without two halves of
// surrogate pairs becoming one character.
func isWhole(s string) bool { return value.UTF16Len(s)*2 == value.UTF16Len(value.Concat(s, s)) }

func textMethod(f func(string) string) method {
	return func(v value.Value, _ []value.Value) (value.Value, error) { return value.String(f(v.Str())), nil }
}

// sliced reads the bounds of slice.
func sliced(args []value.Value, n int, f func(from, to int) value.Value) (value.Value, error) {
	from, err := integer(args, 0, 0)
	if err != nil {
		return value.Undefined, err
	}
	to, err := integer(args, 1, float64(n))
	if err != nil {
		return value.Undefined, err
	}
	return f(relative(from, n), relative(to, n)), nil
}

// searchText prepares a search from a position on.
func searchText(v value.Value, args []value.Value, f func(s, t string, from int) value.Value) (value.Value, error) {
	t, err := text(args, 0)
	if err != nil {
		return value.Undefined, err
	}
	if !isWhole(t) {
		return value.Undefined, errNeedsJavaScript
	}
	from, err := integer(args, 1, 0)
	if err != nil {
		return value.Undefined, err
	}
	s := v.Str()
	if from <= 0 {
		return f(s, t, 0), nil
	}
	at := int(math.Min(from, float64(value.UTF16Len(s))))
	return f(value.SliceUTF16(s, at, math.MaxInt32), t, at), nil
}

func splitText(v value.Value, args []value.Value) (value.Value, error) {
	s := v.Str()
	limit, err := integer(args, 1, math.Inf(1))
	if err != nil {
		return value.Undefined, err
	}
	if limit < 0 {
		return value.Undefined, errNeedsJavaScript
	}
	var out []value.Value
	switch {
	case len(args) == 0 || args[0].IsUndefined():
		out = []value.Value{v}
	default:
		sep, err := text(args, 0)
		if err != nil {
			return value.Undefined, err
		}
		switch {
		case sep == "":
			for _, u := range value.UTF16(s) {
				out = append(out, value.String(value.FromUTF16([]uint16{u})))
			}
		case !isWhole(sep):
			return value.Undefined, errNeedsJavaScript
		default:
			for _, p := range strings.Split(s, sep) {
				out = append(out, value.String(p))
			}
		}
	}
	if float64(len(out)) > limit {
		out = out[:int(limit)]
	}
	return value.Array(out...), nil
}

// replaceText replaces the first or every occurrence of a text.
func replaceText(n int) method {
	return func(v value.Value, args []value.Value) (value.Value, error) {
		old, err := text(args, 0)
		if err != nil {
			return value.Undefined, err
		}
		with, err := text(args, 1)
		if err != nil {
			return value.Undefined, err
		}
		if strings.Contains(with, "$") || !isWhole(old) || !isWhole(with) || len(args) < 2 || old == "" && n < 0 && !isASCII(v.Str()) {
			return value.Undefined, errNeedsJavaScript
		}
		if n < 0 && strings.Count(v.Str(), old)*len(with)+len(v.Str()) > maxText {
			return value.Undefined, errNeedsJavaScript
		}
		return value.String(strings.Replace(v.Str(), old, with, n)), nil
	}
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

func padText(join func(s, pad string) string) method {
	return func(v value.Value, args []value.Value) (value.Value, error) {
		length, err := integer(args, 0, 0)
		if err != nil {
			return value.Undefined, err
		}
		fill := " "
		if len(args) > 1 && !args[1].IsUndefined() {
			if fill, err = text(args, 1); err != nil {
				return value.Undefined, err
			}
		}
		missing := length - float64(value.UTF16Len(v.Str()))
		if missing <= 0 || fill == "" {
			return v, nil
		}
		if missing > maxText || !isWhole(fill) {
			return value.Undefined, errNeedsJavaScript
		}
		n := int(missing)
		pad := strings.Repeat(fill, n/value.UTF16Len(fill)+1)
		return value.String(join(v.Str(), value.SliceUTF16(pad, 0, n))), nil
	}
}

var numberMethods = map[string]method{
	"toFixed": func(v value.Value, args []value.Value) (value.Value, error) {
		digits, err := integer(args, 0, 0)
		if err != nil {
			return value.Undefined, err
		}
		s, ok := jsstring.ToFixed(v.Num(), digits)
		if !ok {
			return value.Undefined, ErrThrown
		}
		return value.String(s), nil
	},
	"toString": func(v value.Value, args []value.Value) (value.Value, error) {
		if len(args) > 0 && !args[0].IsUndefined() && !(args[0].IsNumber() && args[0].Num() == 10) {
			return value.Undefined, errNeedsJavaScript
		}
		return value.String(v.ToString()), nil
	},
	"valueOf": func(v value.Value, _ []value.Value) (value.Value, error) { return v, nil },
}

var nativeDateMethods = map[string]method{
	"getTime": func(v value.Value, _ []value.Value) (value.Value, error) { return value.Number(v.Num()), nil },
	"valueOf": func(v value.Value, _ []value.Value) (value.Value, error) { return value.Number(v.Num()), nil },
	"toISOString": func(v value.Value, _ []value.Value) (value.Value, error) {
		if math.IsNaN(v.Num()) {
			return value.Undefined, ErrThrown
		}
		return value.String(value.ISODate(v.Num())), nil
	},
	"toJSON": func(v value.Value, _ []value.Value) (value.Value, error) {
		if math.IsNaN(v.Num()) {
			return value.Null, nil
		}
		return value.String(value.ISODate(v.Num())), nil
	},
	"toString": func(v value.Value, _ []value.Value) (value.Value, error) { return value.String(v.ToString()), nil },
}

var objectMethods = map[string]method{
	"hasOwnProperty": func(v value.Value, args []value.Value) (value.Value, error) {
		key, err := text(args, 0)
		return value.Bool(v.Has(key)), err
	},
	"toString": func(v value.Value, _ []value.Value) (value.Value, error) { return value.String("[object Object]"), nil },
}

var arrayMethods map[string]method

// freshMethods change the array they are called on, which does not matter for
// one that nobody else has.
var freshMethods = map[string]method{
	"reverse": reversed,
	"sort":    sorted,
}

func init() {
	arrayMethods = map[string]method{
		"join": func(v value.Value, args []value.Value) (value.Value, error) {
			sep := ","
			if len(args) > 0 && !args[0].IsUndefined() {
				var err error
				if sep, err = text(args, 0); err != nil {
					return value.Undefined, err
				}
			}
			return joined(v, sep)
		},
		"toString": func(v value.Value, _ []value.Value) (value.Value, error) { return joined(v, ",") },
		"includes": func(v value.Value, args []value.Value) (value.Value, error) {
			if len(args) > 1 {
				return value.Undefined, errNeedsJavaScript
			}
			x := argument(args, 0)
			return value.Bool(slices.ContainsFunc(v.Elems(), func(e value.Value) bool { return value.SameValueZero(e, x) })), nil
		},
		"indexOf": func(v value.Value, args []value.Value) (value.Value, error) {
			if len(args) > 1 {
				return value.Undefined, errNeedsJavaScript
			}
			x := argument(args, 0)
			return value.Int(slices.IndexFunc(v.Elems(), func(e value.Value) bool { return value.StrictEqual(e, x) })), nil
		},
		"lastIndexOf": func(v value.Value, args []value.Value) (value.Value, error) {
			if len(args) > 1 {
				return value.Undefined, errNeedsJavaScript
			}
			elems := v.Elems()
			for i := len(elems) - 1; i >= 0; i-- {
				if value.StrictEqual(elems[i], argument(args, 0)) {
					return value.Int(i), nil
				}
			}
			return value.Int(-1), nil
		},
		"slice": func(v value.Value, args []value.Value) (value.Value, error) {
			return sliced(args, v.Len(), func(from, to int) value.Value {
				return value.Array(slices.Clone(v.Elems()[from:max(from, to)])...)
			})
		},
		"at": func(v value.Value, args []value.Value) (value.Value, error) {
			i, err := integer(args, 0, 0)
			if err != nil {
				return value.Undefined, err
			}
			if i < 0 {
				i += float64(v.Len())
			}
			if i < 0 || i >= float64(v.Len()) {
				return value.Undefined, nil
			}
			return v.Index(int(i)), nil
		},
		"concat": func(v value.Value, args []value.Value) (value.Value, error) {
			out := slices.Clone(v.Elems())
			for _, a := range args {
				switch a = Plain(a); a.Kind() {
				case value.KindArray:
					out = append(out, a.Elems()...)
				case value.KindHost:
					return value.Undefined, errNeedsJavaScript
				default:
					out = append(out, a)
				}
			}
			return value.Array(out...), nil
		},
		"flat": func(v value.Value, args []value.Value) (value.Value, error) {
			depth, err := integer(args, 0, 1)
			if err != nil {
				return value.Undefined, err
			}
			return value.Array(flattened(nil, v, depth)...), nil
		},
		"toReversed": reversed,
		"toSorted":   sorted,
	}
}

func joined(v value.Value, sep string) (value.Value, error) {
	v, err := printable(v)
	if err != nil {
		return value.Undefined, err
	}
	if !isWhole(sep) {
		return value.Undefined, errNeedsJavaScript
	}
	var b strings.Builder
	for i, e := range v.Elems() {
		if i > 0 {
			b.WriteString(sep)
		}
		if !e.IsNullish() {
			t := e.ToString()
			if !isWhole(t) {
				return value.Undefined, errNeedsJavaScript
			}
			b.WriteString(t)
		}
		if b.Len() > maxText {
			return value.Undefined, errNeedsJavaScript
		}
	}
	return value.String(b.String()), nil
}

func flattened(out []value.Value, v value.Value, depth float64) []value.Value {
	for _, e := range v.Elems() {
		if e.IsArray() && depth >= 1 {
			out = flattened(out, e, depth-1)
		} else {
			out = append(out, e)
		}
	}
	return out
}

func reversed(v value.Value, _ []value.Value) (value.Value, error) {
	out := slices.Clone(v.Elems())
	slices.Reverse(out)
	return value.Array(out...), nil
}

// sorted sorts by text, undefined last.
func sorted(v value.Value, args []value.Value) (value.Value, error) {
	if len(args) > 0 && !args[0].IsUndefined() {
		return value.Undefined, errNeedsJavaScript
	}
	type keyed struct {
		v    value.Value
		text string
	}
	var list []keyed
	undefined := 0
	for _, e := range v.Elems() {
		if e.IsUndefined() {
			undefined++
			continue
		}
		t, err := toText(e)
		if err != nil {
			return value.Undefined, err
		}
		list = append(list, keyed{e, t})
	}
	slices.SortStableFunc(list, func(a, b keyed) int { return value.CompareText(a.text, b.text) })
	out := make([]value.Value, 0, v.Len())
	for _, k := range list {
		out = append(out, k.v)
	}
	for range undefined {
		out = append(out, value.Undefined)
	}
	return value.Array(out...), nil
}

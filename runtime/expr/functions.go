package expr

import (
	"math"
	"regexp"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// function is a function of the context (expressions.md §4.4).
type function func(s *Scope, args []value.Value) (value.Value, error)

// functions are the functions of the context by name.
var functions map[string]function

func init() {
	functions = map[string]function{
		"$":                   (*Scope).dollar,
		"$items":              (*Scope).items,
		"$item":               (*Scope).item,
		"$getPairedItem":      (*Scope).getPairedItem,
		"$ifEmpty":            ifEmpty,
		"$min":                minimum,
		"$max":                maximum,
		"$average":            average,
		"$not":                not,
		"min":                 minimum,
		"max":                 maximum,
		"average":             average,
		"not":                 not,
		"numberList":          numberList,
		"zip":                 zip,
		"$fromAI":             (*Scope).fromAI,
		"$fromAi":             (*Scope).fromAI,
		"$fromai":             (*Scope).fromAI,
		"$evaluateExpression": (*Scope).evaluateExpression,
	}
}

func argument(args []value.Value, i int) value.Value {
	if i < len(args) {
		return args[i]
	}
	return value.Undefined
}

// dollar is $('X').
func (s *Scope) dollar(args []value.Value) (value.Value, error) {
	if s.Data == nil {
		return value.Undefined, ErrThrown
	}
	n, err := s.named(args)
	if err != nil {
		return value.Undefined, err
	}
	return value.Host(s.reference(n)), nil
}

// items is $items(name, output, run).
func (s *Scope) items(args []value.Value) (value.Value, error) {
	if s.Data == nil {
		return value.Undefined, ErrThrown
	}
	if argument(args, 0).IsUndefined() {
		if len(s.Sources()) == 0 {
			return value.Undefined, ErrThrown
		}
		return value.Host(&ItemsRef{s.Items()}), nil
	}
	if !s.Executed() {
		return value.Undefined, expressionError("The workflow hasn't been executed yet, so you can't reference any output data")
	}
	n, err := s.named(args)
	if err != nil {
		return value.Undefined, err
	}
	output, err := index(args, 1, 0)
	if err != nil {
		return value.Undefined, err
	}
	run, err := index(args, 2, -1)
	if err != nil {
		return value.Undefined, err
	}
	if run == -1 {
		run = s.Runs(n) - 1
	}
	if _, pinned := s.Pinned(n); pinned && s.Runs(n) == 0 {
		// Pinned items are not looked at here, but they keep the error away.
		return value.Undefined, ErrThrown
	}
	items, err := s.recorded(n, output, run)
	if err != nil {
		return value.Undefined, err
	}
	return value.Host(&ItemsRef{items}), nil
}

// item is $item(i).
func (s *Scope) item(args []value.Value) (value.Value, error) {
	if s.Data == nil || s.depth > maxDepth {
		return value.Undefined, ErrThrown
	}
	i, err := index(args, 0, 0)
	if err != nil {
		i = -1
	}
	return value.Host(s.at(i)), nil
}

// getPairedItem is $getPairedItem(node, source, pairedItem).
func (s *Scope) getPairedItem(args []value.Value) (value.Value, error) {
	if s.Data == nil {
		return value.Undefined, ErrThrown
	}
	// A name no node has is only found out at the end of the trace.
	dest, ok := s.Node(argument(args, 0).ToString())
	if !ok {
		dest = -1
	}
	pair, ok := item.ReadLineage(argument(args, 2)).First()
	if !ok {
		return value.Undefined, ErrThrown
	}
	source := item.ReadSource(argument(args, 1))
	it, err := s.traced(dest, source, pair, "$getPairedItem", s.Item)
	if err != nil {
		return value.Undefined, err
	}
	return value.Host(&ItemRef{it}), nil
}

// ifEmpty is $ifEmpty(value, default).
func ifEmpty(_ *Scope, args []value.Value) (value.Value, error) {
	if len(args) != 2 {
		e := expressionError("expected two arguments (value, defaultValue) for this function")
		e.nowhere = true
		return value.Undefined, e
	}
	if isBlank(args[0]) {
		return args[1], nil
	}
	return args[0], nil
}

// Emptiness is implemented by host objects that may have no own keys.
type Emptiness interface{ HasKeys() bool }

// isBlank tells whether $ifEmpty takes the default.
func isBlank(v value.Value) bool {
	switch v.Kind() {
	case value.KindUndefined, value.KindNull, value.KindDate:
		return true
	case value.KindString:
		return v.Str() == ""
	case value.KindArray, value.KindObject:
		return v.Len() == 0
	case value.KindHost:
		switch h := v.Host().(type) {
		case *ItemsRef:
			return len(h.Items) == 0
		case *Object:
			return len(h.Names) == 0
		case Emptiness:
			return !h.HasKeys()
		}
	}
	return false
}

// extreme is Math.min and Math.max.
func extreme(args []value.Value, start float64, better func(a, b float64) float64) (value.Value, error) {
	out := start
	for _, a := range args {
		if a.Kind() == value.KindBigInt {
			return value.Undefined, ErrThrown
		}
		f := a.ToNumber()
		if math.IsNaN(f) {
			out = f
		}
		if !math.IsNaN(out) {
			out = better(out, f)
		}
	}
	return value.Number(out), nil
}

func minimum(_ *Scope, args []value.Value) (value.Value, error) {
	return extreme(args, math.Inf(1), math.Min)
}

func maximum(_ *Scope, args []value.Value) (value.Value, error) {
	return extreme(args, math.Inf(-1), math.Max)
}

// average is $average(...).
func average(_ *Scope, args []value.Value) (value.Value, error) {
	if len(args) == 0 {
		return value.Int(0), nil
	}
	sum := 0.0
	for _, a := range args {
		if !a.IsNumber() {
			return value.Undefined, &Error{Class: ClassExtension, Message: "average(): all array elements must be numbers"}
		}
		sum += a.Num()
	}
	return value.Number(sum / float64(len(args))), nil
}

func not(_ *Scope, args []value.Value) (value.Value, error) {
	return value.Bool(!argument(args, 0).Truthy()), nil
}

// maxList bounds numberList: a longer list is refused, as arrays that do not
// fit in memory are.
const maxList = 10_000_000

// numberList is numberList(from, to): all whole numbers between two, both included.
func numberList(_ *Scope, args []value.Value) (value.Value, error) {
	from, to := argument(args, 0), argument(args, 1)
	if !from.IsNumber() || !to.IsNumber() {
		return value.Undefined, ErrThrown
	}
	a, b := from.Num(), to.Num()
	n := math.Abs(b-a) + 1
	if n != math.Trunc(n) || !(n <= maxList) {
		return value.Undefined, ErrThrown
	}
	step := 1.0
	if a >= b {
		step = -1
	}
	out := make([]value.Value, int(n))
	for i := range out {
		out[i] = value.Number(a + step*float64(i))
	}
	return value.Array(out...), nil
}

// zip is zip(keys, values).
func zip(_ *Scope, args []value.Value) (value.Value, error) {
	keys, values := argument(args, 0), argument(args, 1)
	length := func(v value.Value) int {
		if v.IsString() {
			return value.UTF16Len(v.Str())
		}
		return v.Len()
	}
	if keys.IsNullish() || values.IsNullish() {
		return value.Undefined, ErrThrown
	}
	if length(keys) != length(values) {
		return value.Undefined, &Error{Class: ClassExtension, Message: "keys and values not of equal length"}
	}
	if !keys.IsArray() || !values.IsArray() {
		return value.Undefined, ErrThrown
	}
	var b value.Builder
	for i, k := range keys.Elems() {
		b.Set(k.ToString(), values.Index(i))
	}
	return b.Object(), nil
}

var aiKey = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,64}$`)

// fromAI is $fromAI(key, description, type, default).
func (s *Scope) fromAI(args []value.Value) (value.Value, error) {
	if s.Data == nil {
		return value.Undefined, ErrThrown
	}
	items := s.Items()
	if len(items) == 0 {
		return value.Undefined, noExecutionData()
	}
	key := argument(args, 0)
	if !key.Truthy() {
		return value.Undefined, expressionError("Add a key, e.g. $fromAI('placeholder_name')")
	}
	name := key.ToString()
	if !aiKey.MatchString(name) {
		return value.Undefined, expressionError("Invalid parameter key, must be between 1 and 64 characters long and only contain lowercase letters, uppercase letters, numbers, underscores, and hyphens")
	}
	if uint(s.Item) >= uint(len(items)) {
		return value.Undefined, ErrThrown
	}
	json := items[s.Item].JSON
	if q := json.Get("query"); q.Get(name).Truthy() || q.Has(name) && !q.Get(name).IsNullish() {
		return q.Get(name), nil
	}
	if v := json.Get(name); !v.IsUndefined() {
		return v, nil
	}
	return argument(args, 3), nil
}

// evaluateExpression is $evaluateExpression(template, itemIndex).
func (s *Scope) evaluateExpression(args []value.Value) (value.Value, error) {
	inner := *s
	i, err := index(args, 1, s.Item)
	if err != nil {
		return value.Undefined, err
	}
	inner.Item = i
	if inner.depth++; inner.depth > maxDepth {
		return value.Undefined, ErrThrown
	}
	return compileTemplate(argument(args, 0).ToString(), s.Compiler).eval(&inner)
}

// Custom data of an execution: at most 10 keys, of at most 50 characters,
// texts of at most 512.
const (
	maxCustomKeys  = 10
	maxCustomKey   = 50
	maxCustomValue = 512
)

var customKey = regexp.MustCompile(`^[A-Za-z0-9_]+$`)

// customData is $execution.customData.
func (s *Scope) customData() *Object {
	call := func(name string, f function) value.Value {
		return value.Host(&Function{Name: name, Call: func(args []value.Value) (value.Value, error) { return f(s, args) }})
	}
	return &Object{
		Name:  "$execution.customData",
		Names: []string{"set", "setAll", "get", "getAll"},
		Member: func(name string) (value.Value, bool, error) {
			switch name {
			case "set":
				return call(name, func(s *Scope, args []value.Value) (value.Value, error) {
					return value.Undefined, s.setCustomData(argument(args, 0), argument(args, 1))
				}), true, nil
			case "setAll":
				return call(name, func(s *Scope, args []value.Value) (value.Value, error) {
					for k, v := range Plain(argument(args, 0)).Entries() {
						if err := s.setCustomData(value.String(k), v); err != nil {
							return value.Undefined, err
						}
					}
					return value.Undefined, nil
				}), true, nil
			case "get":
				return call(name, func(s *Scope, args []value.Value) (value.Value, error) {
					key := value.SliceUTF16(argument(args, 0).ToString(), 0, maxCustomKey)
					return s.CustomData().Get(key), nil
				}), true, nil
			case "getAll":
				return call(name, func(s *Scope, _ []value.Value) (value.Value, error) {
					return s.CustomData().Value(), nil
				}), true, nil
			}
			return value.Undefined, false, nil
		},
	}
}

// setCustomData keeps one entry. What is wrong with it is told only in manual
// runs; otherwise the entry is left out.
func (s *Scope) setCustomData(key, v value.Value) error {
	refuse := func(message string) error {
		if s.Info().Mode != node.ModeManual {
			return nil
		}
		return &Error{Class: ClassExpression, Message: message}
	}
	name := key.ToString()
	if !key.IsString() || !customKey.MatchString(name) {
		return refuse(`Custom date key can only contain characters "A-Za-z0-9_" (key "` + name + `")`)
	}
	switch v.Kind() {
	case value.KindString, value.KindNumber, value.KindBigInt:
	default:
		return refuse(`Custom data values must be a string (key "` + name + `")`)
	}
	name = value.SliceUTF16(name, 0, maxCustomKey)
	data := s.CustomData()
	if !data.Value().Has(name) && data.Value().Len() >= maxCustomKeys {
		return nil
	}
	data.Set(name, value.String(value.SliceUTF16(v.ToString(), 0, maxCustomValue)))
	return nil
}

package sql

import (
	"strings"

	"runnel/runtime/node"
	"runnel/runtime/value"
)

// methods are what can be called on a value behind ->.
var methods = map[string]func(v value.Value, args []value.Value) value.Value{
	"toUpperCase": func(v value.Value, _ []value.Value) value.Value { return value.String(strings.ToUpper(v.ToString())) },
	"toLowerCase": func(v value.Value, _ []value.Value) value.Value { return value.String(strings.ToLower(v.ToString())) },
	"trim":        func(v value.Value, _ []value.Value) value.Value { return value.String(value.TrimSpace(v.ToString())) },
	"toString":    func(v value.Value, _ []value.Value) value.Value { return value.String(v.ToString()) },
	"includes": func(v value.Value, args []value.Value) value.Value {
		var want value.Value
		if len(args) > 0 {
			want = args[0]
		}
		if !v.IsArray() {
			return value.Bool(strings.Contains(v.ToString(), want.ToString()))
		}
		for _, e := range v.Elems() {
			if value.SameValueZero(e, want) {
				return value.True
			}
		}
		return value.False
	},
	"join": func(v value.Value, args []value.Value) value.Value {
		between := ","
		if len(args) > 0 {
			between = args[0].ToString()
		}
		var parts []string
		for _, e := range v.Elems() {
			parts = append(parts, shownText(e))
		}
		return value.String(strings.Join(parts, between))
	},
}

// matchesPattern is REGEXP_LIKE(text, pattern); the pattern is JavaScript's.
func matchesPattern(a []value.Value) value.Value {
	p, err := node.NewPattern(a[1].ToString(), "")
	if err != nil {
		return value.Undefined
	}
	return value.Bool(p.Match(a[0].ToString()))
}

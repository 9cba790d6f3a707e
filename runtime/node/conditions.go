package node

import (
	"strings"

	"runnel/runtime/value"
)

// valuesOf gives what a condition's name stands for: the value of a sibling,
// of a root parameter ("/name"), the version or another fact of the node. An
// array stands for its elements, a resource locator for its value.
type valuesOf func(name string) []value.Value

// shown tells whether a parameter is there (engine reference §2.5): all of
// visible must hold and none of hidden. A controlling value that is an
// expression is not known yet; the parameter then counts as shown, whatever
// the conditions after it say.
func shown(visible, hidden Conditions, values valuesOf) bool {
	for _, c := range visible {
		actual := values(c.Name)
		for _, v := range actual {
			if IsExpression(v) {
				return true
			}
		}
		if !c.holds(actual) {
			return false
		}
	}
	for _, c := range hidden {
		if c.holds(values(c.Name)) {
			return false
		}
	}
	return true
}

// IsExpression tells whether a stored value is an expression: text that starts
// with "=".
func IsExpression(v value.Value) bool {
	return v.IsString() && strings.HasPrefix(v.Str(), "=")
}

func (c Condition) holds(actual []value.Value) bool {
	if len(actual) == 0 {
		return false
	}
	for _, want := range c.Values {
		for _, v := range actual {
			if value.StrictEqual(v, want) {
				return true
			}
		}
	}
	for _, t := range c.Tests {
		all := true
		for _, v := range actual {
			all = all && t.holds(v)
		}
		if all {
			return true
		}
	}
	return false
}

func (t Test) holds(v value.Value) bool {
	switch t.Op {
	case "eq":
		return value.DeepEqual(v, t.Arg)
	case "not":
		return !value.DeepEqual(v, t.Arg)
	case "gte":
		return atLeast(v, t.Arg)
	case "lte":
		return atLeast(t.Arg, v)
	case "gt":
		return above(v, t.Arg)
	case "lt":
		return above(t.Arg, v)
	case "between":
		return atLeast(v, t.Arg.Get("from")) && atLeast(t.Arg.Get("to"), v)
	case "includes":
		if v.IsArray() {
			for _, e := range v.Elems() {
				if value.StrictEqual(e, t.Arg) {
					return true
				}
			}
			return false
		}
		return strings.Contains(v.Str(), t.Arg.ToString())
	case "startsWith":
		return strings.HasPrefix(v.Str(), t.Arg.ToString())
	case "endsWith":
		return strings.HasSuffix(v.Str(), t.Arg.ToString())
	case "regex":
		re, err := scriptRegexp(t.Arg.ToString(), "")
		return err == nil && re.test(v.ToString())
	case "exists":
		return !v.IsNullish() && !(v.IsString() && v.Str() == "")
	}
	return false
}

// above is JavaScript's a > b.
func above(a, b value.Value) bool {
	if a.IsString() && b.IsString() {
		return a.Str() > b.Str()
	}
	return a.ToNumber() > b.ToNumber()
}

// atLeast is JavaScript's a >= b.
func atLeast(a, b value.Value) bool {
	if a.IsString() && b.IsString() {
		return a.Str() >= b.Str()
	}
	return a.ToNumber() >= b.ToNumber()
}

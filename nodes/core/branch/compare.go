package branch

import (
	"math"
	"strings"
	"time"

	"runnel/runtime/node"
	"runnel/runtime/value"
	"runnel/runtime/value/datetext"
)

// compare is an operation of the first versions: nothing is converted, and
// what JavaScript refuses is an error with JavaScript's words (flow reference
// §2.1). The holder is what an unknown operation is said to be a member of.
func compare(holder, operation string, a, b value.Value) (bool, error) {
	switch operation {
	case "after", "larger":
		return value.Less(orZero(b), orZero(a)), nil
	case "before", "smaller":
		return value.Less(orZero(a), orZero(b)), nil
	case "largerEqual":
		return value.AtMost(orZero(b), orZero(a)), nil
	case "smallerEqual":
		return value.AtMost(orZero(a), orZero(b)), nil
	case "equal":
		return value.StrictEqual(a, b), nil
	case "notEqual":
		return !value.StrictEqual(a, b), nil
	case "contains":
		return strings.Contains(text(a), text(b)), nil
	case "notContains":
		return !strings.Contains(text(a), text(b)), nil
	case "startsWith":
		return onText(a, "startsWith", b, strings.HasPrefix)
	case "notStartsWith":
		ok, err := onText(a, "startsWith", b, strings.HasPrefix)
		return !ok, err
	case "endsWith":
		return onText(a, "endsWith", b, strings.HasSuffix)
	case "notEndsWith":
		ok, err := onText(a, "endsWith", b, strings.HasSuffix)
		return !ok, err
	case "isEmpty":
		return isEmpty(a), nil
	case "isNotEmpty":
		return !isEmpty(a), nil
	case "regex", "notRegex":
		pattern, err := node.ParsePattern(text(b))
		if err != nil {
			return false, err
		}
		return pattern.Match(text(a)) == (operation == "regex"), nil
	}
	return false, node.Errorf("compareOperationFunctions[%s.operation] is not a function", holder)
}

// text is String(v || ”).
func text(v value.Value) string {
	if !v.Truthy() {
		return ""
	}
	return v.ToString()
}

// orZero is v || 0.
func orZero(v value.Value) value.Value {
	if !v.Truthy() {
		return value.Int(0)
	}
	return v
}

// onText calls a method of strings on a value that may be none.
func onText(a value.Value, method string, b value.Value, f func(s, part string) bool) (bool, error) {
	switch {
	case a.IsNullish():
		return false, node.Errorf("Cannot read properties of %s (reading '%s')", a.ToString(), method)
	case !a.IsString():
		return false, node.Errorf("value1.%s is not a function", method)
	}
	return f(a.Str(), b.ToString()), nil
}

func isEmpty(v value.Value) bool {
	switch {
	case v.IsNullish(), v.IsString() && v.Str() == "":
		return true
	case v.IsNumber(), v.IsDate():
		return math.IsNaN(v.Num())
	case v.IsObject(), v.IsArray():
		return v.Len() == 0
	}
	return false
}

// milliseconds reads a date of a condition.
func milliseconds(v value.Value) (value.Value, error) {
	ms := math.NaN()
	switch {
	case v.IsString():
		if n, ok := datetext.JavaScript(v.Str(), time.Local); ok {
			ms = float64(n)
		}
	case v.IsNumber(), v.IsDate():
		ms = v.Num()
	}
	if math.IsNaN(ms) {
		return v, node.Errorf("The value %q is not a valid DateTime.", v.ToString())
	}
	return value.Number(ms), nil
}

// operands are the two sides of a typed condition.
type operands struct {
	First node.Field[value.Value] `param:"value1"`
	operand
}

// operand is what a value is compared with, and how.
type operand struct {
	Operation node.Field[string]      `param:"operation"`
	Second    node.Field[value.Value] `param:"value2"`
}

// typedConditions are the conditions of version 1, asked in this order.
type typedConditions struct {
	Boolean  node.List[operands] `param:"boolean"`
	DateTime node.List[operands] `param:"dateTime"`
	Number   node.List[operands] `param:"number"`
	String   node.List[operands] `param:"string"`
}

// match tells whether item i passes: all conditions must hold, or any.
func (t *typedConditions) match(e node.Evaluator, i int, all bool) (bool, error) {
	for _, list := range []struct {
		rows *node.List[operands]
		date bool
	}{{&t.Boolean, false}, {&t.DateTime, true}, {&t.Number, false}, {&t.String, false}} {
		rows, err := list.rows.Rows(e, i)
		if err != nil {
			return false, err
		}
		// Those of a type are evaluated before the first is asked.
		asked := make([]condition, len(rows))
		for n := range rows {
			if asked[n], err = rows[n].evaluate(e, i); err != nil {
				return false, err
			}
		}
		for _, c := range asked {
			ok, err := c.holds("compareData", list.date)
			if err != nil {
				return false, err
			}
			if ok != all {
				return ok, nil
			}
		}
	}
	return all, nil
}

type condition struct {
	operation     string
	first, second value.Value
}

func (o *operands) evaluate(e node.Evaluator, i int) (condition, error) {
	first, err := o.First.Or(e, i, value.Undefined)
	if err != nil {
		return condition{}, err
	}
	c, err := o.operand.evaluate(e, i)
	c.first = first
	return c, err
}

func (o *operand) evaluate(e node.Evaluator, i int) (c condition, err error) {
	if c.operation, err = o.Operation.Or(e, i, ""); err != nil {
		return c, err
	}
	c.second, err = o.Second.Or(e, i, value.Undefined)
	return c, err
}

func (c condition) holds(holder string, dates bool) (bool, error) {
	if dates {
		var err error
		if c.first, err = milliseconds(c.first); err != nil {
			return false, err
		}
		if c.second, err = milliseconds(c.second); err != nil {
			return false, err
		}
	}
	return compare(holder, c.operation, c.first, c.second)
}

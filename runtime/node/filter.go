package node

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"runnel/runtime/value"
)

// Filter is the value of a filter parameter: conditions and how they combine
// (flow reference §1). As a parameter it is read with Field[Filter]; FilterField
// does the same with less work for each item.
type Filter struct {
	// raw decides by its truth when it is no filter at all.
	raw        value.Value
	isFilter   bool
	options    filterOptions
	combinator string
	conditions []filterCondition
}

type filterOptions struct {
	strict, caseSensitive bool
	version               float64
}

type filterCondition struct {
	left, right value.Value
	*filterOperator
}

// filterOperator is what a condition asks, compiled.
type filterOperator struct {
	typ, rightType string
	singleValue    bool
	test           filterTest
}

// filterTest compares the two converted sides.
type filterTest func(l, r value.Value, o *filterOptions) (bool, error)

// FilterError is a condition whose sides have not the type they should have,
// or whose pattern cannot be read.
type FilterError struct{ Message, Description string }

// Error gives the message.
func (e *FilterError) Error() string { return e.Message }

// Explanation gives the description.
func (e *FilterError) Explanation() string { return e.Description }

// DecodeParam reads a filter. What is no filter is kept: its truth decides.
func (f *Filter) DecodeParam(v value.Value) error {
	*f = Filter{raw: v}
	if !v.IsObject() || !v.Has("conditions") || !v.Has("combinator") {
		return nil
	}
	f.isFilter = true
	f.options = readFilterOptions(v.Get("options"))
	f.combinator = v.Get("combinator").Str()
	list := v.Get("conditions").Elems()
	f.conditions = make([]filterCondition, len(list))
	for i, c := range list {
		f.conditions[i] = filterCondition{left: c.Get("leftValue"), right: c.Get("rightValue"), filterOperator: operatorOf(c.Get("operator"))}
	}
	return nil
}

func readFilterOptions(v value.Value) filterOptions {
	o := filterOptions{
		strict:        v.Get("typeValidation").Str() == "strict",
		caseSensitive: v.Get("caseSensitive").Truthy(),
		version:       1,
	}
	if version := v.Get("version"); !version.IsNullish() {
		o.version = version.ToNumber()
	}
	return o
}

// Match tells whether item i passes. The zone is that of dates without an
// offset. The error is a *FilterError.
func (f *Filter) Match(i int, zone *time.Location) (bool, error) {
	if !f.isFilter {
		return f.raw.Truthy(), nil
	}
	if f.combinator != "and" && f.combinator != "or" {
		return false, nil
	}
	// The conditions are asked in turn until one decides.
	decides := f.combinator == "or"
	for c := range f.conditions {
		ok, err := f.conditions[c].holds(&f.options, c, i, zone)
		if err != nil {
			return false, err
		}
		if ok == decides {
			return ok, nil
		}
	}
	return !decides, nil
}

func (c *filterCondition) holds(o *filterOptions, index, i int, zone *time.Location) (bool, error) {
	l, r, err := c.convert(o, zone, func() string { return fmt.Sprintf(" [condition %d, item %d]", index, i) })
	if err != nil || c.test == nil {
		return false, err
	}
	return c.test(l, r, o)
}

// convert reads both sides as the types that the operator wants.
func (c *filterCondition) convert(o *filterOptions, zone *time.Location, suffix func() string) (l, r value.Value, err error) {
	l, leftOK := convertSide(c.left, c.typ, o, zone)
	r, rightOK := convertSide(c.right, c.rightType, o, zone)
	rightOK = rightOK || c.singleValue
	if leftOK && rightOK {
		return l, r, nil
	}
	if !leftOK && !rightOK && c.left.TypeOf() == c.right.TypeOf() {
		return l, r, &FilterError{
			fmt.Sprintf("Comparison type expects %s but both fields are %s", withArticle(c.typ), withArticle(c.left.TypeOf())),
			c.advice(o, 0)}
	}
	bad, typ, place := c.left, c.typ, 1
	if leftOK {
		bad, typ, place = c.right, c.rightType, 2
	}
	if o.strict {
		return l, r, &FilterError{
			fmt.Sprintf("Wrong type: '%s' is %s but was expecting %s%s", bad.ToString(), withArticle(bad.TypeOf()), withArticle(typ), suffix()),
			c.advice(o, place)}
	}
	return l, r, &FilterError{
		fmt.Sprintf("Conversion error: the %s '%s' can't be converted to %s%s", bad.TypeOf(), bad.ToString(), withArticle(typ), suffix()),
		c.advice(o, place)}
}

// advice says what to do about a wrong type; place is 1 or 2 for the field
// that is wrong, 0 for both.
func (c *filterCondition) advice(o *filterOptions, place int) string {
	if !o.strict {
		return "Try changing the type of the comparison."
	}
	typ := c.typ
	if place == 2 {
		typ = c.rightType
	}
	function := map[string]string{TypeString: ".toString()", TypeNumber: ".toNumber()", TypeBoolean: ".toBoolean()"}[typ]
	if place == 0 || function == "" {
		return "Try changing the type of comparison. Alternatively you can enable 'Convert types where required'."
	}
	which := [...]string{"first", "second"}[place-1]
	return "\n<p>Try either:</p>\n<ol>\n  <li>Enabling 'Convert types where required'</li>\n  <li>Converting the " + which + " field to " +
		withArticle(typ) + " by adding <code>" + function + "</code></li>\n</ol>\n\t\t\t"
}

func withArticle(noun string) string {
	if noun != "" && strings.IndexByte("aeiouAEIOU", noun[0]) >= 0 {
		return "an " + noun
	}
	return "a " + noun
}

func convertSide(v value.Value, typ string, o *filterOptions, zone *time.Location) (value.Value, bool) {
	if typ == "any" || v.IsNullish() {
		return v, true
	}
	switch typ {
	case TypeString:
		if v.IsString() {
			return v, true
		}
	case TypeBoolean:
		if !o.strict {
			if o.version >= 2 {
				if b, ok := parseBool(v); ok {
					return value.Bool(b), true
				}
			}
			return value.Bool(v.Truthy()), true
		}
	case TypeNumber:
		if v.IsNumber() {
			return v, true
		}
		if o.version >= 3 && (v.IsString() && value.TrimSpace(v.Str()) == "" || v.IsArray() && v.Len() == 0) {
			return value.Null, true
		}
	case TypeDateTime:
		t, ok := ParseDateTime(v, zone)
		if !ok {
			return value.Undefined, false
		}
		return value.Number(float64(t.UnixMilli())), true
	}
	out, err := ConvertType(v, typ, Conversion{Name: "filter", Strict: o.strict, ParseStrings: true, Zone: zone})
	return out, err == nil
}

// operatorOf compiles an operator. Compiled ones are shared: there are few.
func operatorOf(v value.Value) *filterOperator {
	op := &filterOperator{typ: asText(v.Get("type")), singleValue: v.Get("singleValue").Truthy()}
	op.rightType = op.typ
	if t := v.Get("rightType"); !t.IsNullish() {
		op.rightType = asText(t)
	}
	operation := asText(v.Get("operation"))
	switch operation {
	case "exists":
		op.test = func(l, _ value.Value, _ *filterOptions) (bool, error) { return exists(l), nil }
	case "notExists":
		op.test = func(l, _ value.Value, _ *filterOptions) (bool, error) { return !exists(l), nil }
	default:
		op.test = filterTests[op.typ][operation]
	}
	return op
}

func exists(v value.Value) bool { return !v.IsNullish() && !(v.IsNumber() && math.IsNaN(v.Num())) }

// filterTests are the operations of every type.
var filterTests = map[string]map[string]filterTest{
	TypeString: {
		"empty":         func(l, _ value.Value, _ *filterOptions) (bool, error) { return l.Str() == "", nil },
		"notEmpty":      func(l, _ value.Value, _ *filterOptions) (bool, error) { return l.Str() != "", nil },
		"equals":        onText(func(l, r string) bool { return l == r }),
		"notEquals":     onText(func(l, r string) bool { return l != r }),
		"contains":      onText(strings.Contains),
		"notContains":   onText(func(l, r string) bool { return !strings.Contains(l, r) }),
		"startsWith":    onText(strings.HasPrefix),
		"notStartsWith": onText(func(l, r string) bool { return !strings.HasPrefix(l, r) }),
		"endsWith":      onText(strings.HasSuffix),
		"notEndsWith":   onText(func(l, r string) bool { return !strings.HasSuffix(l, r) }),
		"regex":         onPattern(true),
		"notRegex":      onPattern(false),
	},
	TypeNumber: {
		"empty":     func(l, _ value.Value, _ *filterOptions) (bool, error) { return !exists(l), nil },
		"notEmpty":  func(l, _ value.Value, _ *filterOptions) (bool, error) { return exists(l), nil },
		"equals":    func(l, r value.Value, _ *filterOptions) (bool, error) { return value.StrictEqual(l, r), nil },
		"notEquals": func(l, r value.Value, _ *filterOptions) (bool, error) { return !value.StrictEqual(l, r), nil },
		"gt":        onNumbers(func(l, r float64) bool { return l > r }),
		"lt":        onNumbers(func(l, r float64) bool { return l < r }),
		"gte":       onNumbers(func(l, r float64) bool { return l >= r }),
		"lte":       onNumbers(func(l, r float64) bool { return l <= r }),
	},
	TypeDateTime: {
		"empty":          func(l, _ value.Value, _ *filterOptions) (bool, error) { return !exists(l), nil },
		"notEmpty":       func(l, _ value.Value, _ *filterOptions) (bool, error) { return exists(l), nil },
		"equals":         onDates(func(l, r float64) bool { return l == r }),
		"notEquals":      onDates(func(l, r float64) bool { return l != r }),
		"after":          onDates(func(l, r float64) bool { return l > r }),
		"before":         onDates(func(l, r float64) bool { return l < r }),
		"afterOrEquals":  onDates(func(l, r float64) bool { return l >= r }),
		"beforeOrEquals": onDates(func(l, r float64) bool { return l <= r }),
	},
	TypeBoolean: {
		"empty":     func(l, _ value.Value, _ *filterOptions) (bool, error) { return !exists(l), nil },
		"notEmpty":  func(l, _ value.Value, _ *filterOptions) (bool, error) { return exists(l), nil },
		"true":      func(l, _ value.Value, _ *filterOptions) (bool, error) { return l.Truthy(), nil },
		"false":     func(l, _ value.Value, _ *filterOptions) (bool, error) { return !l.Truthy(), nil },
		"equals":    func(l, r value.Value, _ *filterOptions) (bool, error) { return value.StrictEqual(l, r), nil },
		"notEquals": func(l, r value.Value, _ *filterOptions) (bool, error) { return !value.StrictEqual(l, r), nil },
	},
	TypeArray: {
		"contains":        func(l, r value.Value, o *filterOptions) (bool, error) { return arrayContains(l, r, o), nil },
		"notContains":     func(l, r value.Value, o *filterOptions) (bool, error) { return !arrayContains(l, r, o), nil },
		"lengthEquals":    func(l, r value.Value, _ *filterOptions) (bool, error) { return hasLength(l, r), nil },
		"lengthNotEquals": func(l, r value.Value, _ *filterOptions) (bool, error) { return !hasLength(l, r), nil },
		"lengthGt":        onLength(func(n, r float64) bool { return n > r }),
		"lengthLt":        onLength(func(n, r float64) bool { return n < r }),
		"lengthGte":       onLength(func(n, r float64) bool { return n >= r }),
		"lengthLte":       onLength(func(n, r float64) bool { return n <= r }),
		"empty":           func(l, _ value.Value, _ *filterOptions) (bool, error) { return l.Len() == 0, nil },
		"notEmpty":        func(l, _ value.Value, _ *filterOptions) (bool, error) { return l.Len() != 0, nil },
	},
	TypeObject: {
		"empty":    func(l, _ value.Value, _ *filterOptions) (bool, error) { return l.Len() == 0, nil },
		"notEmpty": func(l, _ value.Value, _ *filterOptions) (bool, error) { return l.Len() != 0, nil },
	},
}

// onText compares texts, in lower case when case does not count; a missing
// side is "".
func onText(f func(l, r string) bool) filterTest {
	return func(l, r value.Value, o *filterOptions) (bool, error) {
		a, b := l.Str(), r.Str()
		if !o.caseSensitive {
			a, b = strings.ToLower(a), strings.ToLower(b)
		}
		return f(a, b), nil
	}
}

// onPattern matches a regular expression, /body/flags or a bare body. Where
// case does not count only the left side is lower-cased, as in the original.
func onPattern(want bool) filterTest {
	return func(l, r value.Value, o *filterOptions) (bool, error) {
		text := l.Str()
		if !o.caseSensitive {
			text = strings.ToLower(text)
		}
		re, err := ParsePattern(r.Str())
		if err != nil {
			return false, &FilterError{Message: err.Error()}
		}
		return re.Match(text) == want, nil
	}
}

// onNumbers compares as JavaScript does: null counts as 0, undefined makes
// every comparison false.
func onNumbers(f func(l, r float64) bool) filterTest {
	return func(l, r value.Value, _ *filterOptions) (bool, error) { return f(l.ToNumber(), r.ToNumber()), nil }
}

// onDates compares milliseconds; without one of the dates nothing holds.
func onDates(f func(l, r float64) bool) filterTest {
	return func(l, r value.Value, _ *filterOptions) (bool, error) {
		return l.IsNumber() && r.IsNumber() && f(l.Num(), r.Num()), nil
	}
}

// onLength compares the length of an array; a missing one has length 0.
func onLength(f func(n, r float64) bool) filterTest {
	return func(l, r value.Value, _ *filterOptions) (bool, error) { return f(float64(l.Len()), r.ToNumber()), nil }
}

func hasLength(l, r value.Value) bool { return r.IsNumber() && float64(l.Len()) == r.Num() }

func arrayContains(l, r value.Value, o *filterOptions) bool {
	if !o.caseSensitive && r.IsString() {
		want := strings.ToLower(r.Str())
		return slices.ContainsFunc(l.Elems(), func(e value.Value) bool { return e.IsString() && strings.ToLower(e.Str()) == want })
	}
	return slices.ContainsFunc(l.Elems(), func(e value.Value) bool { return value.SameValueZero(e, r) })
}

// FilterField is a filter parameter bound for many items: its operators are
// compiled once and, when its source can be taken apart, only the sides of its
// conditions are evaluated.
type FilterField struct {
	whole Field[Filter]
	// parts is nil when the whole parameter has to be evaluated.
	parts []filterPart
	fixed Filter
}

type filterPart struct{ left, right Source }

func (f *FilterField) bindTo(src Source, p *Param) { f.Bind(src, p) }

// Bind binds the filter to its source; for filters inside other parameters.
func (f *FilterField) Bind(src Source, p *Param) {
	*f = FilterField{}
	f.whole.bindTo(src, p)
	tree, ok := src.(TreeSource)
	if !ok || f.whole.isConst || f.fixed.DecodeParam(src.Raw()) != nil || !f.fixed.isFilter {
		return
	}
	options, _ := constantPart(tree, "options")
	combinator, ok := constantPart(tree, "combinator")
	list, isTree := tree.Part("conditions").(TreeSource)
	if !ok || !isTree || tree.Part("options") != nil && options.IsUndefined() || combinator.Str() != f.fixed.combinator {
		return
	}
	parts := make([]filterPart, len(f.fixed.conditions))
	for i := range parts {
		condition, ok := list.Part(strconv.Itoa(i)).(TreeSource)
		if !ok {
			return
		}
		if _, ok := constantPart(condition, "operator"); !ok {
			return
		}
		parts[i] = filterPart{condition.Part("leftValue"), condition.Part("rightValue")}
	}
	f.parts = parts
}

func constantPart(tree TreeSource, key string) (value.Value, bool) {
	part := tree.Part(key)
	if part == nil {
		return value.Undefined, false
	}
	return part.Constant()
}

// Present tells whether the parameter is there.
func (f *FilterField) Present() bool { return f.whole.Present() }

// Match tells whether item i passes. All expressions are evaluated before the
// first condition is asked. The error is a *FilterError or the evaluator's.
func (f *FilterField) Match(e Evaluator, i int, zone *time.Location) (bool, error) {
	var filter Filter
	if err := f.Evaluate(e, i, &filter); err != nil {
		return false, err
	}
	return filter.Match(i, zone)
}

// Evaluate evaluates the filter for item i without asking its conditions; into
// is overwritten, and its room is used again.
func (f *FilterField) Evaluate(e Evaluator, i int, into *Filter) (err error) {
	if f.parts == nil {
		*into, err = f.whole.Or(e, i, Filter{})
		return err
	}
	conditions := append(into.conditions[:0], f.fixed.conditions...)
	for c, part := range f.parts {
		if conditions[c].left, err = evalSide(e, part.left, i); err != nil {
			return err
		}
		if conditions[c].right, err = evalSide(e, part.right, i); err != nil {
			return err
		}
	}
	*into = f.fixed
	into.conditions = conditions
	return nil
}

func evalSide(e Evaluator, src Source, i int) (value.Value, error) {
	if src == nil {
		return value.Undefined, nil
	}
	if v, ok := src.Constant(); ok {
		return v, nil
	}
	return e.Eval(src, i)
}

// FilterFailure is the error of a filter as its node reports it (flow reference
// §2.2): with the item's index, and unless types are converted anyway, an error
// without a description gets the advice to have them converted. Errors that are
// not the filter's stay as they are.
func FilterFailure(err error, i int, loose bool) error {
	fe, ok := err.(*FilterError)
	if !ok {
		return err
	}
	op := &OperationError{newFailure("NodeOperationError", fe.Message)}
	op.Item, op.Description, op.Cause = &i, fe.Description, err
	if op.Description == "" && !loose {
		op.Description = "Try changing the type of comparison. Alternatively you can enable 'Convert types where required'."
	}
	return op
}

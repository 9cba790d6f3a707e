package sql

import (
	"math"
	"strings"

	"runnel/runtime/value"
)

// row is where an expression is evaluated: a document of each table, inside of
// the row of the query around.
type row struct {
	docs  []value.Value
	outer *row
	// number counts the rows of the result from 1.
	number int
	// group is the group that the row stands for, when there are groups.
	group *group
	// made are the columns made so far, for ORDER BY.
	made value.Value
}

// group is the rows that have the same keys.
type group struct {
	keys   []value.Value
	totals []total
}

// program gives an expression's value for a row.
type program func(*row) (value.Value, error)

// scope is what names mean in a query.
type scope struct {
	run    *run
	tables []string
	outer  *scope
	// depth is how many queries are around.
	depth int
	// groups is set where expressions are of groups, not of rows.
	groups *grouping
}

// grouping is what a query with groups is made of.
type grouping struct {
	keys []string
	// totals are the aggregates that the query uses.
	totals []aggregateUse
	rows   *scope
}

type aggregateUse struct {
	new      func() total
	arg      program
	distinct bool
}

func constant(v value.Value) program {
	return func(*row) (value.Value, error) { return v, nil }
}

// compile makes the program of an expression.
func (s *scope) compile(x expr) (program, error) {
	if s.groups != nil {
		key := s.qualified(x)
		for i, k := range s.groups.keys {
			if k == key {
				return func(r *row) (value.Value, error) { return r.group.keys[i], nil }, nil
			}
		}
	}
	switch x := x.(type) {
	case literal:
		return constant(x.v), nil
	case column:
		return s.column(x)
	case paren:
		return s.compile(x.x)
	case unary:
		return s.unary(x)
	case binary:
		return s.binary(x)
	case call:
		return s.call(x)
	case inList:
		return s.in(x)
	case between:
		return s.between(x)
	case matches:
		return s.like(x)
	case isKind:
		return s.is(x)
	case choice:
		return s.choice(x)
	case member:
		return s.member(x)
	case cast:
		return s.apply(functions["CAST"], "CAST", []expr{x.x, literal{value.String(x.to)}})
	case subquery:
		rows, err := s.inner(x.q)
		if err != nil {
			return nil, err
		}
		return func(r *row) (value.Value, error) {
			docs, err := rows(r)
			if err != nil || len(docs) == 0 {
				return value.Undefined, err
			}
			return firstField(docs[0]), nil
		}, nil
	case exists:
		rows, err := s.inner(x.q)
		if err != nil {
			return nil, err
		}
		return func(r *row) (value.Value, error) {
			docs, err := rows(r)
			return value.Bool(len(docs) > 0), err
		}, nil
	}
	return nil, errorf("this is no value: %s", text(x))
}

func (s *scope) compileAll(list []expr) ([]program, error) {
	out := make([]program, len(list))
	for i, x := range list {
		p, err := s.compile(x)
		if err != nil {
			return nil, err
		}
		out[i] = p
	}
	return out, nil
}

// qualified writes an expression with the table before each column, so that
// a column is recognised however it is written.
func (s *scope) qualified(x expr) string {
	if c, ok := x.(column); ok && c.table == "" && len(s.tables) > 0 {
		return s.tables[0] + "." + c.name
	}
	return text(x)
}

func (s *scope) column(c column) (program, error) {
	if s.groups != nil {
		// Only what is grouped by is known of a group.
		if c.table == "" || s.find(c.table) >= 0 {
			return constant(value.Undefined), nil
		}
	}
	if c.table == "" {
		switch {
		case len(s.tables) == 0 && s.outer != nil:
			return s.outward(c)
		case len(s.tables) == 0:
			return nil, errorf("Cannot read properties of undefined (reading '%s')", c.name)
		}
		return func(r *row) (value.Value, error) { return r.docs[0].Get(c.name), nil }, nil
	}
	if i := s.find(c.table); i >= 0 {
		return func(r *row) (value.Value, error) { return r.docs[i].Get(c.name), nil }, nil
	}
	if s.outer != nil {
		return s.outward(c)
	}
	return nil, errorf("Cannot read properties of undefined (reading '%s')", c.name)
}

func (s *scope) outward(c column) (program, error) {
	s.run.lowest = min(s.run.lowest, s.outer.depth)
	p, err := s.outer.compile(c)
	if err != nil {
		return nil, err
	}
	return func(r *row) (value.Value, error) { return p(r.outer) }, nil
}

func (s *scope) find(table string) int {
	for i, t := range s.tables {
		if t == table {
			return i
		}
	}
	return -1
}

func firstField(doc value.Value) value.Value {
	for _, v := range doc.Entries() {
		return v
	}
	return value.Undefined
}

func (s *scope) unary(x unary) (program, error) {
	p, err := s.compile(x.x)
	if err != nil {
		return nil, err
	}
	op := func(v value.Value) value.Value { return numeric(v.ToNumber()) }
	switch x.op {
	case "NOT", "!":
		op = func(v value.Value) value.Value { return value.Bool(!v.Truthy()) }
	case "-":
		op = func(v value.Value) value.Value { return numeric(-v.ToNumber()) }
	}
	return func(r *row) (value.Value, error) {
		v, err := p(r)
		if err != nil {
			return v, err
		}
		return op(v), nil
	}, nil
}

// numeric is a number; what is none is undefined.
func numeric(f float64) value.Value {
	if math.IsNaN(f) {
		return value.Undefined
	}
	return value.Number(f)
}

func (s *scope) binary(x binary) (program, error) {
	l, err := s.compile(x.l)
	if err != nil {
		return nil, err
	}
	if q, ok := x.r.(quantified); ok {
		return s.quantified(x.op, l, q)
	}
	r, err := s.compile(x.r)
	if err != nil {
		return nil, err
	}
	switch x.op {
	case "AND":
		return logical(l, r, false), nil
	case "OR":
		return logical(l, r, true), nil
	}
	op, joins := operators[x.op], x.op == "||"
	return func(at *row) (value.Value, error) {
		a, err := l(at)
		if err != nil {
			return a, err
		}
		b, err := r(at)
		if err != nil {
			return b, err
		}
		if (a.IsNullish() || b.IsNullish()) && !joins {
			return value.Undefined, nil
		}
		return op(a, b), nil
	}, nil
}

// logical is AND or OR, as JavaScript has them: the right side counts only when
// the left one does not settle it.
func logical(l, r program, settles bool) program {
	return func(at *row) (value.Value, error) {
		v, err := l(at)
		if err != nil || v.Truthy() == settles {
			return v, err
		}
		return r(at)
	}
}

var operators = map[string]func(a, b value.Value) value.Value{
	"=":   func(a, b value.Value) value.Value { return value.Bool(value.StrictEqual(a, b)) },
	"==":  func(a, b value.Value) value.Value { return value.Bool(looseEqual(a, b)) },
	"===": func(a, b value.Value) value.Value { return value.Bool(value.StrictEqual(a, b)) },
	"<>":  func(a, b value.Value) value.Value { return value.Bool(!looseEqual(a, b)) },
	"!=":  func(a, b value.Value) value.Value { return value.Bool(!looseEqual(a, b)) },
	"!==": func(a, b value.Value) value.Value { return value.Bool(!value.StrictEqual(a, b)) },
	"<":   func(a, b value.Value) value.Value { return value.Bool(value.Less(a, b)) },
	">":   func(a, b value.Value) value.Value { return value.Bool(value.Less(b, a)) },
	"<=":  func(a, b value.Value) value.Value { return value.Bool(value.AtMost(a, b)) },
	">=":  func(a, b value.Value) value.Value { return value.Bool(value.AtMost(b, a)) },
	"+":   added,
	"-":   func(a, b value.Value) value.Value { return numeric(a.ToNumber() - b.ToNumber()) },
	"*":   func(a, b value.Value) value.Value { return numeric(a.ToNumber() * b.ToNumber()) },
	"/":   func(a, b value.Value) value.Value { return numeric(a.ToNumber() / b.ToNumber()) },
	"%":   func(a, b value.Value) value.Value { return numeric(math.Mod(a.ToNumber(), b.ToNumber())) },
	"^":   func(a, b value.Value) value.Value { return numeric(math.Pow(a.ToNumber(), b.ToNumber())) },
	"||":  func(a, b value.Value) value.Value { return value.String(value.Concat(shownText(a), shownText(b))) },
}

func shownText(v value.Value) string {
	if v.IsNullish() {
		return ""
	}
	return v.ToString()
}

// added is JavaScript's +: a sum of numbers, or a text when either is one.
func added(a, b value.Value) value.Value {
	isText := func(v value.Value) bool { return v.IsString() || v.IsObject() || v.IsArray() || v.IsDate() }
	if isText(a) || isText(b) {
		return value.String(value.Concat(a.ToString(), b.ToString()))
	}
	return numeric(a.ToNumber() + b.ToNumber())
}

// looseEqual is JavaScript's == of values that are neither null nor undefined.
func looseEqual(a, b value.Value) bool {
	compound := func(v value.Value) bool { return v.IsObject() || v.IsArray() }
	switch {
	case a.Kind() == b.Kind(), compound(a) && compound(b):
		return value.StrictEqual(a, b)
	case compound(a):
		a = value.String(a.ToString())
	case compound(b):
		b = value.String(b.ToString())
	}
	if a.IsString() && b.IsString() {
		return a.Str() == b.Str()
	}
	return a.ToNumber() == b.ToNumber()
}

func (s *scope) quantified(op string, l program, q quantified) (program, error) {
	rows, err := s.inner(q.q)
	if err != nil {
		return nil, err
	}
	test := operators[op]
	return func(r *row) (value.Value, error) {
		v, err := l(r)
		if err != nil {
			return v, err
		}
		docs, err := rows(r)
		if err != nil {
			return value.Undefined, err
		}
		for _, doc := range docs {
			other := firstField(doc)
			holds := !v.IsNullish() && !other.IsNullish() && test(v, other).Truthy()
			if holds != q.all {
				return value.Bool(!q.all), nil
			}
		}
		return value.Bool(q.all), nil
	}, nil
}

func (s *scope) in(x inList) (program, error) {
	p, err := s.compile(x.x)
	if err != nil {
		return nil, err
	}
	var candidates func(*row) ([]value.Value, error)
	if x.in != nil {
		rows, err := s.inner(x.in)
		if err != nil {
			return nil, err
		}
		candidates = func(r *row) ([]value.Value, error) {
			docs, err := rows(r)
			if err != nil {
				return nil, err
			}
			out := make([]value.Value, len(docs))
			for i, doc := range docs {
				out[i] = firstField(doc)
			}
			return out, nil
		}
	} else {
		list, err := s.compileAll(x.list)
		if err != nil {
			return nil, err
		}
		candidates = func(r *row) ([]value.Value, error) { return evaluate(list, r) }
	}
	return func(r *row) (value.Value, error) {
		v, err := p(r)
		if err != nil || v.IsNullish() {
			return value.Undefined, err
		}
		list, err := candidates(r)
		if err != nil {
			return value.Undefined, err
		}
		for _, c := range list {
			if value.StrictEqual(v, c) {
				return value.Bool(!x.not), nil
			}
		}
		return value.Bool(x.not), nil
	}, nil
}

func evaluate(list []program, r *row) ([]value.Value, error) {
	out := make([]value.Value, len(list))
	for i, p := range list {
		v, err := p(r)
		if err != nil {
			return nil, err
		}
		out[i] = v
	}
	return out, nil
}

func (s *scope) between(x between) (program, error) {
	parts, err := s.compileAll([]expr{x.x, x.low, x.high})
	if err != nil {
		return nil, err
	}
	return func(r *row) (value.Value, error) {
		v, err := evaluate(parts, r)
		if err != nil || v[0].IsNullish() || v[1].IsNullish() || v[2].IsNullish() {
			return value.Undefined, err
		}
		return value.Bool((value.AtMost(v[1], v[0]) && value.AtMost(v[0], v[2])) != x.not), nil
	}, nil
}

func (s *scope) like(x matches) (program, error) {
	parts, err := s.compileAll([]expr{x.x, x.pattern})
	if err != nil {
		return nil, err
	}
	return func(r *row) (value.Value, error) {
		v, err := evaluate(parts, r)
		if err != nil || v[0].IsNullish() || v[1].IsNullish() {
			return value.Undefined, err
		}
		return value.Bool(like(strings.ToUpper(v[0].ToString()), strings.ToUpper(v[1].ToString())) != x.not), nil
	}, nil
}

// like tells whether a text fits a pattern in which % stands for any text and _
// for any character. It goes back to the last % only, so that its time is at
// most the product of the lengths.
func like(text, pattern string) bool {
	t, p := []rune(text), []rune(pattern)
	i, j, anchor, from := 0, 0, -1, 0
	for i < len(t) {
		switch {
		case j < len(p) && p[j] == '%':
			anchor, from = j, i
			j++
		case j < len(p) && (p[j] == '_' || p[j] == t[i]):
			i, j = i+1, j+1
		case anchor >= 0:
			from++
			i, j = from, anchor+1
		default:
			return false
		}
	}
	for j < len(p) && p[j] == '%' {
		j++
	}
	return j == len(p)
}

func (s *scope) is(x isKind) (program, error) {
	p, err := s.compile(x.x)
	if err != nil {
		return nil, err
	}
	return func(r *row) (value.Value, error) {
		v, err := p(r)
		holds := v.IsNullish()
		if x.what != "NULL" {
			holds = !holds && looseEqual(v, value.Bool(x.what == "TRUE"))
		}
		return value.Bool(holds != x.not), err
	}, nil
}

func (s *scope) choice(x choice) (program, error) {
	var of, other program = nil, constant(value.Undefined)
	var err error
	if x.of != nil {
		if of, err = s.compile(x.of); err != nil {
			return nil, err
		}
	}
	if x.other != nil {
		if other, err = s.compile(x.other); err != nil {
			return nil, err
		}
	}
	whens := make([][2]program, len(x.whens))
	for i, w := range x.whens {
		for k := range w {
			if whens[i][k], err = s.compile(w[k]); err != nil {
				return nil, err
			}
		}
	}
	return func(r *row) (value.Value, error) {
		var subject value.Value
		if of != nil {
			if subject, err = of(r); err != nil {
				return subject, err
			}
		}
		for _, w := range whens {
			v, err := w[0](r)
			if err != nil {
				return v, err
			}
			if of == nil && v.Truthy() || of != nil && value.StrictEqual(subject, v) {
				return w[1](r)
			}
		}
		return other(r)
	}, nil
}

func (s *scope) member(x member) (program, error) {
	p, err := s.compile(x.x)
	if err != nil {
		return nil, err
	}
	if x.call {
		method, ok := methods[x.name]
		if !ok {
			return nil, errorf("%s is not a function", x.name)
		}
		args, err := s.compileAll(x.args)
		if err != nil {
			return nil, err
		}
		return func(r *row) (value.Value, error) {
			v, err := p(r)
			if err != nil || v.IsNullish() {
				return value.Undefined, err
			}
			list, err := evaluate(args, r)
			if err != nil {
				return value.Undefined, err
			}
			return method(v, list), nil
		}, nil
	}
	key := constant(value.String(x.name))
	if x.key != nil {
		if key, err = s.compile(x.key); err != nil {
			return nil, err
		}
	}
	return func(r *row) (value.Value, error) {
		v, err := p(r)
		if err != nil {
			return v, err
		}
		k, err := key(r)
		if err != nil {
			return k, err
		}
		return property(v, k), nil
	}, nil
}

func property(v, key value.Value) value.Value {
	name := key.ToString()
	if name == "length" {
		switch {
		case v.IsString():
			return value.Int(value.UTF16Len(v.Str()))
		case v.IsArray():
			return value.Int(v.Len())
		}
	}
	if v.IsObject() || v.IsArray() {
		return v.At(value.Path{value.KeyStep(name)})
	}
	return value.Undefined
}

func (s *scope) call(x call) (program, error) {
	if new := aggregates[x.name]; new != nil {
		if s.groups == nil {
			return nil, errorf("%s is used where there are no groups", x.name)
		}
		use := aggregateUse{new: new, distinct: x.distinct, arg: constant(value.True)}
		if len(x.args) > 0 {
			if _, all := x.args[0].(star); !all {
				arg, err := s.groups.rows.compile(x.args[0])
				if err != nil {
					return nil, err
				}
				use.arg = arg
			}
		}
		i := len(s.groups.totals)
		s.groups.totals = append(s.groups.totals, use)
		return func(r *row) (value.Value, error) { return r.group.totals[i].value(), nil }, nil
	}
	if x.name == "ROWNUM" {
		return func(r *row) (value.Value, error) { return value.Int(r.number), nil }, nil
	}
	f, ok := functions[x.name]
	if !ok {
		if engines[strings.ToUpper(x.name)] {
			return nil, errFileAccess
		}
		return nil, errorf("alasql.fn.%s is not a function", x.name)
	}
	return s.apply(f, x.name, x.args)
}

func (s *scope) apply(f function, name string, list []expr) (program, error) {
	if len(list) < f.least {
		return nil, errorf("%s needs %d arguments", name, f.least)
	}
	args, err := s.compileAll(list)
	if err != nil {
		return nil, err
	}
	return func(r *row) (value.Value, error) {
		v, err := evaluate(args, r)
		if err != nil {
			return value.Undefined, err
		}
		if len(v) > 0 && (v[0].IsNull() && f.nulls == refused || v[0].IsUndefined() && f.nulls != taken) {
			return value.Undefined, nil
		}
		out := f.run(v)
		if out.IsString() && len(out.Str()) > maxText {
			return value.Undefined, errorf("%s makes a text of more than %d bytes", name, maxText)
		}
		return out, nil
	}, nil
}

// maxText bounds the texts that functions make, in bytes.
const maxText = 64 << 20

// hasAggregate tells whether an expression is of a group.
func hasAggregate(x expr) bool {
	found := false
	walk(x, func(x expr) {
		if c, ok := x.(call); ok && aggregates[c.name] != nil {
			found = true
		}
	})
	return found
}

// walk visits an expression and those in it, not the queries in it.
func walk(x expr, visit func(expr)) {
	if x == nil {
		return
	}
	visit(x)
	all := func(list []expr) {
		for _, x := range list {
			walk(x, visit)
		}
	}
	switch x := x.(type) {
	case paren:
		walk(x.x, visit)
	case unary:
		walk(x.x, visit)
	case binary:
		walk(x.l, visit)
		walk(x.r, visit)
	case call:
		all(x.args)
	case inList:
		walk(x.x, visit)
		all(x.list)
	case between:
		all([]expr{x.x, x.low, x.high})
	case matches:
		all([]expr{x.x, x.pattern})
	case isKind:
		walk(x.x, visit)
	case choice:
		walk(x.of, visit)
		for _, w := range x.whens {
			all(w[:])
		}
		walk(x.other, visit)
	case member:
		walk(x.x, visit)
		walk(x.key, visit)
		all(x.args)
	case cast:
		walk(x.x, visit)
	}
}

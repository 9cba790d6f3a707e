package sql

import (
	"math"
	"slices"
	"strings"

	"runnel/runtime/value"
)

// plan makes a query ready. The scope is that of the query around, nil for none.
func (r *run) plan(q *query, outer *scope) (plan, error) {
	if len(q.with) > 0 {
		views := map[string]plan{}
		for name, p := range r.views {
			views[name] = p
		}
		before := r.views
		defer func() { r.views = before }()
		for _, n := range q.with {
			p, err := r.plan(n.q, nil)
			if err != nil {
				return nil, err
			}
			views[n.name] = onceOnly(p)
			r.views = views
		}
	}
	first, err := r.term(q, outer)
	if err != nil || q.next == nil {
		return first, err
	}
	rest, err := r.plan(q.next, outer)
	if err != nil {
		return nil, err
	}
	return func(at *row) ([]value.Value, error) {
		left, err := first(at)
		if err != nil {
			return nil, err
		}
		right, err := rest(at)
		if err != nil {
			return nil, err
		}
		return together(q, left, right), nil
	}, nil
}

// onceOnly keeps a plan's rows.
func onceOnly(p plan) plan {
	var docs []value.Value
	done := false
	return func(*row) ([]value.Value, error) {
		if !done {
			found, err := p(nil)
			if err != nil {
				return nil, err
			}
			docs, done = found, true
		}
		return docs, nil
	}
}

// inner compiles a query inside of an expression. Its rows are kept when they
// do not hang on the row around.
func (s *scope) inner(q *query) (func(*row) ([]value.Value, error), error) {
	before := s.run.lowest
	s.run.lowest = math.MaxInt
	p, err := s.run.plan(q, s)
	free := s.run.lowest > s.depth
	s.run.lowest = min(before, s.run.lowest)
	if err != nil {
		return nil, err
	}
	if free {
		return onceOnly(p), nil
	}
	return p, nil
}

// names are the names of a query's columns; nil when they hang on the data.
func (q *query) names() []string {
	var out []string
	for _, c := range q.columns {
		if _, all := c.x.(star); all {
			return nil
		}
		out = append(out, columnName(c))
	}
	return out
}

// together puts the rows of two queries together. Columns meet by their place:
// the second query's take the names of the first.
func together(q *query, left, right []value.Value) []value.Value {
	op, _ := strings.CutSuffix(q.setOp, " CORRESPONDING")
	into, from := q.names(), q.next.names()
	if op == "UNION ALL" {
		if op == q.setOp {
			right = renamed(right, into, from, true)
		}
		return append(slices.Clip(left), right...)
	}
	if into != nil && from != nil {
		right = renamed(right, into, from, false)
	}
	seen := map[string]bool{}
	for _, doc := range right {
		seen[doc.JSON()] = true
	}
	var out []value.Value
	if op == "UNION" {
		// The second query's rows come first, as they are.
		out = slices.Clone(right)
	}
	for _, doc := range left {
		if seen[doc.JSON()] == strings.HasPrefix(op, "INTERSECT") {
			out = append(out, doc)
		}
	}
	return out
}

// renamed gives rows under other names, the last column first if backwards.
// Columns whose names hang on the data are those of the first row.
func renamed(docs []value.Value, into, from []string, backwards bool) []value.Value {
	if from == nil && len(docs) > 0 {
		from = docs[0].Keys()
	}
	n := min(len(into), len(from))
	out := make([]value.Value, len(docs))
	var b value.Builder
	for i, doc := range docs {
		b.Reset()
		for k := range n {
			if backwards {
				k = n - 1 - k
			}
			b.Set(into[k], doc.Get(from[k]))
		}
		out[i] = b.Object()
	}
	return out
}

// made is a row of the result with what it is ordered by.
type made struct {
	doc  value.Value
	keys []value.Value
}

// term makes one SELECT ready.
func (r *run) term(q *query, outer *scope) (plan, error) {
	s := &scope{run: r, outer: outer}
	if outer != nil {
		s.depth = outer.depth + 1
	}
	joins, err := s.sources(q, outer)
	if err != nil {
		return nil, err
	}
	where := constant(value.True)
	if q.where != nil {
		if where, err = s.compile(q.where); err != nil {
			return nil, err
		}
	}
	bounds, err := (&scope{run: r}).bounds(q)
	if err != nil {
		return nil, err
	}
	sel, err := s.selection(q)
	if err != nil {
		return nil, err
	}
	return func(outside *row) ([]value.Value, error) {
		at := &row{}
		out := &result{run: r, q: q, sel: sel}
		err := each(r, joins, outside, at, func() error {
			v, err := where(at)
			if err != nil || !v.Truthy() {
				return err
			}
			return out.add(at)
		})
		if err == nil {
			err = out.finish(outside)
		}
		if err != nil {
			return nil, err
		}
		return bounds(out.rows), nil
	}, nil
}

// selection is what a SELECT makes of its rows.
type selection struct {
	columns []selectedColumn
	stars   []int
	order   []program
	groups  *grouping
	keys    []program
	having  program
	remove  map[string]bool
}

type selectedColumn struct {
	name string
	p    program
}

// selection compiles what stands before FROM, and what groups and orders.
func (s *scope) selection(q *query) (*selection, error) {
	sel := &selection{}
	grouped := len(q.groupBy) > 0 || q.having != nil
	for _, c := range q.columns {
		grouped = grouped || hasAggregate(c.x)
	}
	of := s
	var err error
	if grouped {
		if sel.keys, err = s.compileAll(q.groupBy); err != nil {
			return nil, err
		}
		sel.groups = &grouping{rows: s}
		for _, k := range q.groupBy {
			sel.groups.keys = append(sel.groups.keys, s.qualified(k))
		}
		of = &scope{run: s.run, tables: s.tables, outer: s.outer, depth: s.depth, groups: sel.groups}
	}
	aliases := map[string]bool{}
	for _, c := range q.columns {
		if st, ok := c.x.(star); ok {
			if err := s.star(sel, q, st); err != nil {
				return nil, err
			}
			continue
		}
		p, err := of.compile(c.x)
		if err != nil {
			return nil, err
		}
		sel.columns = append(sel.columns, selectedColumn{columnName(c), p})
		aliases[columnName(c)] = true
	}
	if q.having != nil {
		if sel.having, err = of.compile(q.having); err != nil {
			return nil, err
		}
	}
	for _, o := range q.orderBy {
		p, err := of.ordered(sel, o.x, aliases)
		if err != nil {
			return nil, err
		}
		sel.order = append(sel.order, p)
	}
	if len(q.remove) > 0 {
		sel.remove = map[string]bool{}
		for _, name := range q.remove {
			sel.remove[name] = true
		}
	}
	return sel, nil
}

// star adds a * to the columns. Of groups it is the columns grouped by.
func (s *scope) star(sel *selection, q *query, st star) error {
	if sel.groups != nil {
		for i, k := range q.groupBy {
			sel.columns = append(sel.columns, selectedColumn{columnName(selected{x: k}), func(r *row) (value.Value, error) { return r.group.keys[i], nil }})
		}
		return nil
	}
	if st.table == "" {
		for i := range s.tables {
			sel.stars = append(sel.stars, i)
		}
		return nil
	}
	i := s.find(st.table)
	if i < 0 {
		return noTable(st.table)
	}
	sel.stars = append(sel.stars, i)
	return nil
}

// ordered compiles what is ordered by: a number is a column's place, a name
// is first of all a column's of the result, whatever table stands before it.
func (s *scope) ordered(sel *selection, x expr, aliases map[string]bool) (program, error) {
	if l, ok := x.(literal); ok && l.v.IsNumber() {
		n := l.v.Num()
		if !(n >= 1 && n <= float64(len(sel.columns))) {
			return nil, errorf("You are trying to order by column number %s but you have only selected %d columns.", l.v.ToString(), max(1, len(sel.columns)))
		}
		name := sel.columns[int(n)-1].name
		return func(r *row) (value.Value, error) { return r.made.Get(name), nil }, nil
	}
	if c, ok := x.(column); ok && aliases[c.name] {
		return func(r *row) (value.Value, error) { return r.made.Get(c.name), nil }, nil
	}
	return s.compile(x)
}

// bounds compiles TOP, LIMIT and OFFSET. A limit of 0 is none.
func (s *scope) bounds(q *query) (func([]value.Value) []value.Value, error) {
	count := func(x expr) (int, error) {
		if x == nil {
			return 0, nil
		}
		p, err := s.compile(x)
		if err != nil {
			return 0, err
		}
		v, err := p(&row{})
		return whole(v), err
	}
	limit, err := count(q.limit)
	if err != nil {
		return nil, err
	}
	top, err := count(q.top)
	if err != nil {
		return nil, err
	}
	offset, err := count(q.offset)
	if err != nil {
		return nil, err
	}
	if limit == 0 {
		limit = top
	}
	return func(docs []value.Value) []value.Value {
		docs = docs[min(offset, len(docs)):]
		if limit > 0 {
			docs = docs[:min(limit, len(docs))]
		}
		return docs
	}, nil
}

// result collects what a SELECT gives.
type result struct {
	run    *run
	q      *query
	sel    *selection
	made   []made
	rows   []value.Value
	groups map[string]*group
	inLine []*group
	b      value.Builder
	key    strings.Builder
}

func (o *result) add(at *row) error {
	if o.sel.groups != nil {
		return o.count(at)
	}
	at.number = len(o.made) + 1
	return o.make(at)
}

// make makes a row of the result.
func (o *result) make(at *row) error {
	if err := o.run.keep(); err != nil {
		return err
	}
	doc, err := o.document(at)
	if err != nil {
		return err
	}
	m := made{doc: doc}
	if len(o.sel.order) > 0 {
		at.made = doc
		if m.keys, err = evaluate(o.sel.order, at); err != nil {
			return err
		}
	}
	o.made = append(o.made, m)
	return nil
}

// document has the named columns first, then those of the stars, which win.
func (o *result) document(at *row) (value.Value, error) {
	if len(o.sel.columns) == 0 && len(o.sel.stars) == 1 && o.sel.remove == nil {
		return at.docs[o.sel.stars[0]], nil
	}
	o.b.Reset()
	for _, c := range o.sel.columns {
		v, err := c.p(at)
		if err != nil {
			return value.Undefined, err
		}
		o.b.Set(c.name, v)
	}
	for _, i := range o.sel.stars {
		for key, v := range at.docs[i].Entries() {
			o.b.Set(key, v)
		}
	}
	for name := range o.sel.remove {
		o.b.Delete(name)
	}
	return o.b.Object(), nil
}

// count adds a row to its group.
func (o *result) count(at *row) error {
	keys, err := evaluate(o.sel.keys, at)
	if err != nil {
		return err
	}
	o.key.Reset()
	for _, k := range keys {
		o.key.WriteString(k.ToString())
		o.key.WriteByte('`')
	}
	g := o.groups[o.key.String()]
	if g == nil {
		g = o.newGroup(keys)
		if o.groups == nil {
			o.groups = map[string]*group{}
		}
		o.groups[o.key.String()] = g
	}
	for i, use := range o.sel.groups.totals {
		v, err := use.arg(at)
		if err != nil {
			return err
		}
		g.totals[i].add(v)
	}
	return nil
}

func (o *result) newGroup(keys []value.Value) *group {
	g := &group{keys: keys}
	for _, use := range o.sel.groups.totals {
		t := use.new()
		if use.distinct {
			t = &once{t, map[string]bool{}}
		}
		g.totals = append(g.totals, t)
	}
	o.inLine = append(o.inLine, g)
	return g
}

// finish makes the rows of the groups, takes out what is there twice, and
// orders the rest.
func (o *result) finish(outer *row) error {
	if o.sel.groups != nil {
		if len(o.inLine) == 0 && len(o.sel.keys) == 0 {
			o.newGroup(nil)
		}
		for _, g := range o.inLine {
			at := &row{outer: outer, group: g, number: len(o.made) + 1}
			if o.sel.having != nil {
				v, err := o.sel.having(at)
				if err != nil {
					return err
				}
				if !v.Truthy() {
					continue
				}
			}
			if err := o.make(at); err != nil {
				return err
			}
		}
	}
	if o.q.distinct {
		o.made = distinct(o.made)
	}
	if len(o.sel.order) > 0 {
		slices.SortStableFunc(o.made, o.compare)
	}
	o.rows = make([]value.Value, len(o.made))
	for i, m := range o.made {
		o.rows[i] = m.doc
	}
	return nil
}

// distinct keeps one row of those whose values have the same texts: at the
// place of the first, but the last one's values. As in an object of
// JavaScript, a text that is a whole number has its place before the others.
func distinct(rows []made) []made {
	var b value.Builder
	places := make([]int, 0, len(rows))
	var key strings.Builder
	for i, m := range rows {
		key.Reset()
		first := true
		for _, v := range m.doc.Entries() {
			if !first {
				key.WriteByte('`')
			}
			first = false
			key.WriteString(shownText(v))
		}
		b.Set(key.String(), value.Int(i))
	}
	for _, v := range b.Object().Entries() {
		places = append(places, int(v.Num()))
	}
	out := make([]made, len(places))
	for i, p := range places {
		out[i] = rows[p]
	}
	return out
}

// compare orders rows as JavaScript's < does. What is missing, 0 and false
// count as the empty text, which is 0 beside numbers.
func (o *result) compare(a, b made) int {
	for i, by := range o.q.orderBy {
		x, y := a.keys[i], b.keys[i]
		if by.nocase {
			x, y = value.String(strings.ToUpper(x.ToString())), value.String(strings.ToUpper(y.ToString()))
		}
		if !x.Truthy() {
			x = value.String("")
		}
		if !y.Truthy() {
			y = value.String("")
		}
		c := 0
		switch {
		case value.Less(x, y):
			c = -1
		case value.Less(y, x):
			c = 1
		}
		if by.desc {
			c = -c
		}
		if c != 0 {
			return c
		}
	}
	return 0
}

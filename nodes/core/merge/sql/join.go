package sql

import (
	"strings"

	"runnel/runtime/value"
)

// joined is one table of FROM, made ready.
type joined struct {
	docs plan
	kind joinKind
	// left and right are the programs whose values must have the same text for
	// two rows to meet; rest is what must hold besides.
	left, right []program
	rest        []program
}

// sources makes the tables of FROM ready. The equalities of WHERE serve to find
// the partners in tables that are only listed: equal values have equal texts,
// and WHERE is tested anyway.
func (s *scope) sources(q *query, outer *scope) ([]joined, error) {
	out := make([]joined, len(q.from))
	for i, f := range q.from {
		j := joined{kind: f.join}
		var err error
		if j.docs, err = s.run.source(f, outer); err != nil {
			return nil, err
		}
		s.tables = append(s.tables, f.alias)
		if i > 0 {
			on := conjuncts(f.on)
			if j.kind == joinCross || j.kind == joinInner && f.on == nil && len(f.using) == 0 {
				on = equalities(conjuncts(q.where))
			}
			if err := s.condition(&j, i, on, j.kind == joinCross); err != nil {
				return nil, err
			}
			for _, name := range f.using {
				j.left = append(j.left, func(r *row) (value.Value, error) { return r.docs[0].Get(name), nil })
				j.right = append(j.right, func(r *row) (value.Value, error) { return r.docs[i].Get(name), nil })
			}
		}
		out[i] = j
	}
	return out, nil
}

func conjuncts(x expr) []expr {
	switch x := x.(type) {
	case nil:
		return nil
	case paren:
		return conjuncts(x.x)
	case binary:
		if x.op == "AND" {
			return append(conjuncts(x.l), conjuncts(x.r)...)
		}
	}
	return []expr{x}
}

func equalities(list []expr) []expr {
	var out []expr
	for _, x := range list {
		if b, ok := x.(binary); ok && b.op == "=" {
			out = append(out, x)
		}
	}
	return out
}

// condition sorts what must hold into pairs of columns and the rest. Where
// it only helps, the rest is left out.
func (s *scope) condition(j *joined, table int, on []expr, helps bool) error {
	for _, x := range on {
		if b, ok := x.(binary); ok && b.op == "=" {
			l, lok := s.place(b.l)
			r, rok := s.place(b.r)
			if rok && lok && (l == table) != (r == table) {
				left, right := b.l, b.r
				if l == table {
					left, right = right, left
				}
				pair, err := s.compileAll([]expr{left, right})
				if err != nil {
					return err
				}
				j.left, j.right = append(j.left, pair[0]), append(j.right, pair[1])
				continue
			}
		}
		if helps {
			continue
		}
		p, err := s.compile(x)
		if err != nil {
			return err
		}
		j.rest = append(j.rest, p)
	}
	return nil
}

// place tells the table of a column.
func (s *scope) place(x expr) (int, bool) {
	if p, ok := x.(paren); ok {
		return s.place(p.x)
	}
	c, ok := x.(column)
	if !ok {
		return 0, false
	}
	if c.table == "" {
		return 0, len(s.tables) > 0
	}
	i := s.find(c.table)
	return i, i >= 0
}

// source gives the documents of a table, a query or a view.
func (r *run) source(f source, outer *scope) (plan, error) {
	if f.q != nil {
		return r.plan(f.q, outer)
	}
	if view, ok := r.views[f.table]; ok {
		return view, nil
	}
	if _, ok := r.tables[f.table]; !ok {
		return nil, noTable(f.table)
	}
	return func(*row) ([]value.Value, error) { return r.tables[f.table], nil }, nil
}

// walker goes through the joined rows.
type walker struct {
	run    *run
	joins  []joined
	docs   [][]value.Value
	index  []map[string][]int
	met    [][]bool
	at     *row
	emit   func() error
	scrape strings.Builder
}

// each calls emit for every joined row, which is in w.at: those of the first
// table in order, and at the end what a right join has left over.
func each(r *run, joins []joined, outer *row, at *row, emit func() error) error {
	w := &walker{run: r, joins: joins, at: at, emit: emit}
	w.docs, w.index, w.met = make([][]value.Value, len(joins)), make([]map[string][]int, len(joins)), make([][]bool, len(joins))
	at.docs = make([]value.Value, len(joins))
	at.outer = outer
	if len(joins) == 0 {
		return emit()
	}
	for i, j := range joins {
		var err error
		if w.docs[i], err = j.docs(outer); err != nil {
			return err
		}
		w.met[i] = make([]bool, len(w.docs[i]))
		if len(j.right) > 0 {
			if w.index[i], err = w.indexed(i); err != nil {
				return err
			}
		}
	}
	for _, doc := range w.docs[0] {
		at.docs[0] = doc
		if err := w.visit(1); err != nil {
			return err
		}
	}
	for i, j := range joins {
		if j.kind != joinRight && j.kind != joinOuter && j.kind != joinAnti {
			continue
		}
		for k, doc := range w.docs[i] {
			if w.met[i][k] {
				continue
			}
			for before := range i {
				at.docs[before] = value.EmptyObject
			}
			at.docs[i] = doc
			if err := w.visit(i + 1); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *walker) indexed(i int) (map[string][]int, error) {
	index := make(map[string][]int, len(w.docs[i]))
	for k, doc := range w.docs[i] {
		w.at.docs[i] = doc
		key, err := w.key(w.joins[i].right)
		if err != nil {
			return nil, err
		}
		index[key] = append(index[key], k)
	}
	return index, nil
}

// key is the text that rows meet by.
func (w *walker) key(programs []program) (string, error) {
	if len(programs) == 1 {
		v, err := programs[0](w.at)
		return v.ToString(), err
	}
	w.scrape.Reset()
	for _, p := range programs {
		v, err := p(w.at)
		if err != nil {
			return "", err
		}
		w.scrape.WriteString(v.ToString())
		w.scrape.WriteByte('`')
	}
	return w.scrape.String(), nil
}

func (w *walker) visit(i int) error {
	if i == len(w.joins) {
		if err := w.run.step(); err != nil {
			return err
		}
		return w.emit()
	}
	j := &w.joins[i]
	found := false
	try := func(k int) error {
		w.at.docs[i] = w.docs[i][k]
		for _, p := range j.rest {
			v, err := p(w.at)
			if err != nil {
				return err
			}
			if !v.Truthy() {
				return w.run.step()
			}
		}
		found, w.met[i][k] = true, true
		if j.kind == joinSemi || j.kind == joinAnti {
			return nil
		}
		return w.visit(i + 1)
	}
	if w.index[i] != nil {
		key, err := w.key(j.left)
		if err != nil {
			return err
		}
		for _, k := range w.index[i][key] {
			if err := try(k); err != nil {
				return err
			}
		}
	} else {
		for k := range w.docs[i] {
			if err := try(k); err != nil {
				return err
			}
		}
	}
	if !found && (j.kind == joinLeft || j.kind == joinOuter || j.kind == joinSemi) {
		w.at.docs[i] = value.EmptyObject
		return w.visit(i + 1)
	}
	return nil
}

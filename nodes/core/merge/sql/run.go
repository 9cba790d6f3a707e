package sql

import (
	"context"
	"math"
	"slices"

	"runnel/runtime/value"
)

// Tables are the documents that a query can read, by the tables' names.
type Tables map[string][]value.Value

// Answer is what one statement gives: the rows of a SELECT, or how many rows
// another statement changed.
type Answer struct {
	// IsRows tells a SELECT from the rest.
	IsRows  bool
	Rows    []value.Value
	Changed int
}

// Run answers the statements of a query one after the other. Statements that
// change tables change the map, never the documents. Fields that are undefined
// are kept in the rows; they vanish when the rows are written. The error is a
// *SyntaxError, an *Error, or the context's.
func Run(ctx context.Context, text string, tables Tables) ([]Answer, error) {
	statements, err := parse(text)
	if err != nil {
		return nil, err
	}
	out := make([]Answer, 0, len(statements))
	for _, s := range statements {
		r := &run{ctx: ctx, tables: tables, lowest: math.MaxInt}
		a, err := r.statement(s)
		if err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, nil
}

// run is the answering of one statement.
type run struct {
	ctx    context.Context
	tables Tables
	// views are the queries of WITH that are in reach.
	views map[string]plan
	// lowest is the depth of the outermost scope that what was compiled last
	// looks into.
	lowest int
	steps  int
	kept   int
}

// plan gives a query's rows; the row is that of the query around.
type plan func(*row) ([]value.Value, error)

const (
	// checkEvery is how many rows are looked at between two looks at the context.
	checkEvery = 4096
	// maxRows is how many rows a query may hold at a time.
	maxRows = 10_000_000
)

func (r *run) step() error {
	if r.steps++; r.steps%checkEvery == 0 {
		return r.ctx.Err()
	}
	return nil
}

func (r *run) keep() error {
	if r.kept++; r.kept > maxRows {
		return errorf("the query makes more than %d rows", maxRows)
	}
	return nil
}

func (r *run) statement(s statement) (Answer, error) {
	switch s := s.(type) {
	case *query:
		p, err := r.plan(s, nil)
		if err != nil {
			return Answer{}, err
		}
		rows, err := p(nil)
		return Answer{IsRows: true, Rows: rows}, err
	case *insert:
		return r.insert(s)
	case *update:
		return r.change(s.table, s.where, func(sc *scope) (func(*row) (value.Value, bool, error), error) {
			programs := make([]program, len(s.set))
			for i, set := range s.set {
				p, err := sc.compile(set.x)
				if err != nil {
					return nil, err
				}
				programs[i] = p
			}
			return func(at *row) (value.Value, bool, error) {
				doc := at.docs[0]
				for i, set := range s.set {
					v, err := programs[i](at)
					if err != nil {
						return doc, true, err
					}
					doc = doc.Set(set.alias, v)
				}
				return doc, true, nil
			}, nil
		})
	case *remove:
		return r.change(s.table, s.where, func(*scope) (func(*row) (value.Value, bool, error), error) {
			return func(*row) (value.Value, bool, error) { return value.Undefined, false, nil }, nil
		})
	case *create:
		if _, ok := r.tables[s.table]; ok {
			return Answer{}, nil
		}
		r.tables[s.table] = nil
		return Answer{Changed: 1}, nil
	case *drop:
		if _, ok := r.tables[s.table]; !ok {
			if s.ifExists {
				return Answer{}, nil
			}
			return Answer{}, noTable(s.table)
		}
		delete(r.tables, s.table)
		return Answer{Changed: 1}, nil
	}
	return Answer{}, errorf("unknown statement")
}

func noTable(name string) error { return errorf("Table does not exist: %s", name) }

func (r *run) insert(s *insert) (Answer, error) {
	if _, ok := r.tables[s.table]; !ok {
		return Answer{}, noTable(s.table)
	}
	var docs []value.Value
	if s.q != nil {
		p, err := r.plan(s.q, nil)
		if err != nil {
			return Answer{}, err
		}
		if docs, err = p(nil); err != nil {
			return Answer{}, err
		}
	}
	sc := &scope{run: r}
	var b value.Builder
	for _, list := range s.values {
		programs, err := sc.compileAll(list)
		if err != nil {
			return Answer{}, err
		}
		values, err := evaluate(programs, &row{})
		if err != nil {
			return Answer{}, err
		}
		b.Reset()
		for i, name := range s.columns {
			if i < len(values) {
				b.Set(name, values[i])
			}
		}
		docs = append(docs, b.Object())
	}
	r.tables[s.table] = append(slices.Clip(r.tables[s.table]), docs...)
	return Answer{Changed: len(docs)}, nil
}

// change makes anew, or takes away, the documents of a table that a condition
// holds for.
func (r *run) change(table string, where expr, make func(*scope) (func(*row) (value.Value, bool, error), error)) (Answer, error) {
	docs, ok := r.tables[table]
	if !ok {
		return Answer{}, noTable(table)
	}
	sc := &scope{run: r, tables: []string{table}}
	holds := constant(value.True)
	var err error
	if where != nil {
		if holds, err = sc.compile(where); err != nil {
			return Answer{}, err
		}
	}
	edit, err := make(sc)
	if err != nil {
		return Answer{}, err
	}
	changed := 0
	out := []value.Value{}
	for _, doc := range docs {
		at := &row{docs: []value.Value{doc}}
		v, err := holds(at)
		if err != nil {
			return Answer{}, err
		}
		if v.Truthy() {
			changed++
			made, keep, err := edit(at)
			if err != nil {
				return Answer{}, err
			}
			if !keep {
				continue
			}
			doc = made
		}
		out = append(out, doc)
	}
	r.tables[table] = out
	return Answer{Changed: changed}, nil
}

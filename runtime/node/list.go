package node

import (
	"reflect"
	"strconv"

	"runnel/runtime/value"
)

// List is a parameter that is a list of objects. Its elements are bound like a
// node's parameters: R is a struct of Fields whose tags name the members. What
// an element holds is evaluated member by member, and nothing is built for a
// list that is written out in the workflow.
//
//	type rule struct {
//		Output node.Field[float64] `param:"output"`
//	}
//	type params struct {
//		Rules node.List[rule] `param:"rules.rules"`
//	}
type List[R any] struct {
	source Source
	rows   []R
	fixed  bool
	decl   Params
}

func (l *List[R]) bindTo(src Source, p *Param) {
	l.source = src
	if p != nil {
		l.decl = p.Fields
	}
	l.rows, l.fixed = nil, false
	if src == nil {
		// Binding an element finds mistakes in its tags when the node is declared.
		bindRow(new(R), nil, l.decl)
		return
	}
	if v, ok := src.Constant(); ok {
		l.rows, l.fixed = rowsOf[R](v, l.decl), true
		return
	}
	tree, ok := src.(TreeSource)
	if !ok || !src.Raw().IsArray() {
		return
	}
	rows := make([]R, src.Raw().Len())
	for i := range rows {
		part, ok := tree.Part(strconv.Itoa(i)).(TreeSource)
		if !ok || IsExpression(part.Raw()) {
			return
		}
		bindRow(&rows[i], part, l.decl)
	}
	l.rows, l.fixed = rows, true
}

// Present tells whether the parameter is there.
func (l *List[R]) Present() bool { return l.source != nil }

// Rows gives the elements for item i: none when the parameter is absent or no
// list. The elements must not be changed.
func (l *List[R]) Rows(e Evaluator, i int) ([]R, error) {
	if l.fixed || l.source == nil {
		return l.rows, nil
	}
	v, err := e.Eval(l.source, i)
	if err != nil {
		return nil, err
	}
	return rowsOf[R](v, l.decl), nil
}

func rowsOf[R any](v value.Value, decl Params) []R {
	rows := make([]R, v.Len())
	for i, e := range v.Elems() {
		bindRow(&rows[i], constant{e}, decl)
	}
	return rows
}

func bindRow(row any, src TreeSource, decl Params) {
	eachField(reflect.ValueOf(row).Elem(), "", func(path string, b bindable) {
		var part Source
		if src != nil {
			part = src
			for _, key := range value.ParsePath(path) {
				tree, ok := part.(TreeSource)
				if !ok {
					part = nil
					break
				}
				part = tree.Part(key.Key())
			}
		}
		var p *Param
		for i := range decl {
			if decl[i].Name == path {
				p = &decl[i]
				break
			}
		}
		b.bindTo(part, p)
	})
}

// declaredRows is implemented by lists: it gives an element to look at.
type declaredRows interface{ row() any }

func (l *List[R]) row() any { return new(R) }

// constant is a source without expressions.
type constant struct{ v value.Value }

func (c constant) Constant() (value.Value, bool) { return c.v, true }
func (c constant) Raw() value.Value              { return c.v }

func (c constant) Part(key string) Source {
	if v, ok := c.v.Lookup(key); ok {
		return constant{v}
	}
	return nil
}

package expr

import (
	"slices"

	"runnel/runtime/expr/syntax"
	"runnel/runtime/value"
)

// Functions in expressions often have statements: constants, conditions and
// returns. Those are compiled here; loops and whatever changes something need
// JavaScript.

// statement is a compiled statement. done says that the function returns v.
type statement func(s *Scope) (v value.Value, done bool, err error)

// functionBody compiles the body of a function with parameters.
func (c *nativeCompiler) functionBody(n *syntax.Node, parameters []*syntax.Node) native {
	for _, p := range parameters {
		for _, s := range n.List {
			// A variable of that name is the parameter, any other is a mistake.
			if s.Kind == syntax.VarDecl && slices.ContainsFunc(s.List, func(d *syntax.Node) bool { return d.A.Text == p.Text }) {
				giveUp()
			}
		}
	}
	body := c.block(n.List, true)
	return func(s *Scope) (value.Value, error) {
		v, _, err := body(s)
		return v, err
	}
}

// block compiles statements with a scope of their own; top is set for those of
// a function.
func (c *nativeCompiler) block(list []*syntax.Node, top bool) statement {
	outer, next := c.scope, c.next
	defer func() { c.scope, c.next = outer, next }()
	// Before their declaration names are known and must not be read.
	seen := map[string]bool{}
	for _, n := range list {
		switch n.Kind {
		case syntax.VarDecl:
			if n.Text == "var" && !top {
				giveUp()
			}
			for _, d := range n.List {
				// What has no value may keep one that it has, or is a mistake.
				if d.A.Kind != syntax.Ident || seen[d.A.Text] || d.B == nil && n.Text != "let" {
					giveUp()
				}
				seen[d.A.Text] = true
				c.scope = &slots{d.A.Text, undeclared, c.scope}
			}
		case syntax.Return, syntax.If, syntax.Block, syntax.Empty:
		default:
			giveUp()
		}
	}
	steps := make([]statement, len(list))
	for i, n := range list {
		steps[i] = c.statement(n)
	}
	if len(steps) == 1 {
		return steps[0]
	}
	return func(s *Scope) (value.Value, bool, error) {
		for _, step := range steps {
			if v, done, err := step(s); done || err != nil {
				return v, true, err
			}
		}
		return value.Undefined, false, nil
	}
}

// statement compiles one statement.
func (c *nativeCompiler) statement(n *syntax.Node) statement {
	switch n.Kind {
	case syntax.Empty:
		return func(*Scope) (value.Value, bool, error) { return value.Undefined, false, nil }
	case syntax.Block:
		return c.block(n.List, false)
	case syntax.Return:
		if n.A == nil {
			return func(*Scope) (value.Value, bool, error) { return value.Undefined, true, nil }
		}
		result := c.compile(n.A)
		return func(s *Scope) (value.Value, bool, error) {
			v, err := result(s)
			return v, true, err
		}
	case syntax.If:
		test, then := c.compile(n.A), c.branch(n.B)
		otherwise := func(*Scope) (value.Value, bool, error) { return value.Undefined, false, nil }
		if n.C != nil {
			otherwise = c.branch(n.C)
		}
		return func(s *Scope) (value.Value, bool, error) {
			t, err := test(s)
			if err != nil {
				return value.Undefined, true, err
			}
			if t.Truthy() {
				return then(s)
			}
			return otherwise(s)
		}
	case syntax.VarDecl:
		return c.declarations(n)
	}
	giveUp()
	return nil
}

// branch compiles a branch of an if, which declares nothing by itself.
func (c *nativeCompiler) branch(n *syntax.Node) statement {
	return c.block([]*syntax.Node{n}, false)
}

// declarations compiles the declarations of variables.
func (c *nativeCompiler) declarations(n *syntax.Node) statement {
	places, values := make([]int, len(n.List)), make([]native, len(n.List))
	for i, d := range n.List {
		values[i] = literal(value.Undefined)
		if d.B != nil {
			values[i] = c.compile(d.B)
		}
		places[i] = c.next
		c.scope = &slots{d.A.Text, c.next, c.scope}
		c.next++
		c.max = max(c.max, c.next)
	}
	return func(s *Scope) (value.Value, bool, error) {
		for i, f := range values {
			v, err := f(s)
			if err != nil {
				return value.Undefined, true, err
			}
			s.locals[places[i]] = v
		}
		return value.Undefined, false, nil
	}
}

// immediate compiles a function that is called on the spot, as in (() => { … })();
// nil when that is not what a call calls.
func (c *nativeCompiler) immediate(n *syntax.Node) native {
	f := n.A.Unparen()
	if f.Kind != syntax.Arrow && f.Kind != syntax.Function || n.Optional {
		return nil
	}
	if f.A != nil || f.Generator || hasSpread(n.List) {
		giveUp()
	}
	args, call := c.arguments(n.List), c.arrow(f)
	return func(s *Scope) (value.Value, error) {
		in, err := run(s, args)
		if err != nil {
			return value.Undefined, err
		}
		return call(s, in...)
	}
}

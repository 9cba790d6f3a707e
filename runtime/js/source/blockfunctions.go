package source

import (
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"
)

// hoistBlockFunctions makes functions that are declared in blocks visible in
// the whole function around, as sloppy code expects it (annex B.3.3 of the
// language's standard); goja knows them in their block only. Each becomes a
// variable of the function around that is set where its block begins.
func hoistBlockFunctions(tree *ast.Program) {
	h := blockFunctions{}
	strict := isStrict(tree.Body)
	if !strict {
		tree.Body = h.body(tree.Body, nil, &tree.DeclarationList)
	}
	h.below(tree, strict)
}

// blockFunctions looks at the blocks of one function at a time.
type blockFunctions struct {
	// parameters are the names of the function's parameters.
	parameters map[string]bool
	// names are those of the functions that became variables.
	names []string
}

// below looks for functions in a node.
func (h blockFunctions) below(n ast.Node, strict bool) {
	visit(n, visitor{node: func(child ast.Node) {
		inner := strict
		switch f := child.(type) {
		case *ast.FunctionLiteral:
			if inner = strict || isStrict(f.Body.List); !inner {
				f.Body.List = h.body(f.Body.List, f.ParameterList, &f.DeclarationList)
			}
		case *ast.ArrowFunctionLiteral:
			if b, ok := f.Body.(*ast.BlockStatement); ok {
				if inner = strict || isStrict(b.List); !inner {
					b.List = h.body(b.List, f.ParameterList, &f.DeclarationList)
				}
			}
		case *ast.ClassLiteral:
			inner = true
		}
		h.below(child, inner)
	}})
}

// isStrict tells whether statements begin with the directive of strict code.
func isStrict(list []ast.Statement) bool {
	for _, s := range list {
		e, ok := s.(*ast.ExpressionStatement)
		if !ok {
			return false
		}
		text, ok := e.Expression.(*ast.StringLiteral)
		if !ok {
			return false
		}
		if text.Value == "use strict" {
			return true
		}
	}
	return false
}

// lexicals are the names that the blocks around a statement declare.
type lexicals struct {
	names map[string]bool
	outer *lexicals
}

func (l *lexicals) has(name string) bool {
	for ; l != nil; l = l.outer {
		if l.names[name] {
			return true
		}
	}
	return false
}

// body changes the statements of a function.
func (h blockFunctions) body(list []ast.Statement, parameters *ast.ParameterList, declarations *[]*ast.VariableDeclaration) []ast.Statement {
	if !hasBlockFunction(list) {
		return list
	}
	h = blockFunctions{parameters: map[string]bool{}}
	if parameters != nil {
		for _, p := range parameters.List {
			BoundNames(p.Target, h.parameters)
		}
		if parameters.Rest != nil {
			BoundNames(parameters.Rest, h.parameters)
		}
	}
	// Functions at the top are variables already.
	top := &lexicals{names: map[string]bool{}}
	for _, s := range list {
		if _, ok := s.(*ast.FunctionDeclaration); !ok {
			declaredNames(s, top.names)
		}
	}
	for i := range list {
		h.statement(&list[i], top)
	}
	for _, name := range h.names {
		*declarations = append(*declarations, &ast.VariableDeclaration{Var: 1, List: []*ast.Binding{{Target: Identifier(name, 1)}}})
	}
	return list
}

// hasBlockFunction tells whether there is a function below the top of a
// function's statements.
func hasBlockFunction(list []ast.Statement) bool {
	found := false
	for _, s := range list {
		if _, top := s.(*ast.FunctionDeclaration); top {
			continue
		}
		Walk(s, func(n ast.Node) bool {
			switch n.(type) {
			case *ast.FunctionDeclaration:
				found = true
				return false
			case *ast.FunctionLiteral, *ast.ArrowFunctionLiteral:
				return false
			}
			return !found
		})
	}
	return found
}

// statement changes the blocks in a statement.
func (h *blockFunctions) statement(at *ast.Statement, around *lexicals) {
	switch s := (*at).(type) {
	case *ast.BlockStatement:
		s.List = h.block(s.List, around)
	case *ast.IfStatement:
		h.branch(&s.Consequent, around)
		if s.Alternate != nil {
			h.branch(&s.Alternate, around)
		}
	case *ast.ForStatement:
		inner := &lexicals{names: map[string]bool{}, outer: around}
		if d, ok := s.Initializer.(*ast.ForLoopInitializerLexicalDecl); ok {
			declaredNames(&d.LexicalDeclaration, inner.names)
		}
		h.statement(&s.Body, inner)
	case *ast.ForInStatement:
		h.statement(&s.Body, intoNames(s.Into, around))
	case *ast.ForOfStatement:
		h.statement(&s.Body, intoNames(s.Into, around))
	case *ast.WhileStatement:
		h.statement(&s.Body, around)
	case *ast.DoWhileStatement:
		h.statement(&s.Body, around)
	case *ast.WithStatement:
		h.statement(&s.Body, around)
	case *ast.LabelledStatement:
		h.statement(&s.Statement, around)
	case *ast.TryStatement:
		s.Body.List = h.block(s.Body.List, around)
		if s.Catch != nil {
			inner := &lexicals{names: map[string]bool{}, outer: around}
			// A plain parameter may be declared again.
			if _, plain := s.Catch.Parameter.(*ast.Identifier); s.Catch.Parameter != nil && !plain {
				BoundNames(s.Catch.Parameter, inner.names)
			}
			s.Catch.Body.List = h.block(s.Catch.Body.List, inner)
		}
		if s.Finally != nil {
			s.Finally.List = h.block(s.Finally.List, around)
		}
	case *ast.SwitchStatement:
		inner := &lexicals{names: map[string]bool{}, outer: around}
		for _, c := range s.Body {
			for _, statement := range c.Consequent {
				declaredNames(statement, inner.names)
			}
		}
		var first []ast.Statement
		for _, c := range s.Body {
			var assigned []ast.Statement
			assigned, c.Consequent = h.take(c.Consequent, around)
			first = append(first, assigned...)
			for i := range c.Consequent {
				h.statement(&c.Consequent[i], inner)
			}
		}
		if len(first) > 0 {
			*at = &ast.BlockStatement{LeftBrace: s.Switch, List: append(first, s), RightBrace: s.RightBrace}
		}
	}
}

// branch changes a branch of an if, which may be a function.
func (h *blockFunctions) branch(at *ast.Statement, around *lexicals) {
	if f, ok := (*at).(*ast.FunctionDeclaration); ok {
		*at = &ast.BlockStatement{LeftBrace: f.Function.Function, List: []ast.Statement{f}, RightBrace: f.Function.Idx1()}
	}
	h.statement(at, around)
}

// block changes the statements of a block.
func (h *blockFunctions) block(list []ast.Statement, around *lexicals) []ast.Statement {
	inner := &lexicals{names: map[string]bool{}, outer: around}
	for _, s := range list {
		declaredNames(s, inner.names)
	}
	assigned, rest := h.take(list, around)
	for i := range rest {
		h.statement(&rest[i], inner)
	}
	return append(assigned, rest...)
}

// take takes the functions out of a block that become variables of the function
// around: those that no block around declares something else for.
func (h *blockFunctions) take(list []ast.Statement, around *lexicals) (assigned, rest []ast.Statement) {
	for _, s := range list {
		f, ok := s.(*ast.FunctionDeclaration)
		if !ok || f.Function.Async || f.Function.Generator {
			rest = append(rest, s)
			continue
		}
		name := f.Function.Name.Name.String()
		if h.parameters[name] || around.has(name) {
			rest = append(rest, s)
			continue
		}
		h.names = append(h.names, name)
		at := f.Function.Function
		f.Function.Name = nil
		assigned = append(assigned, &ast.ExpressionStatement{Expression: &ast.AssignExpression{Operator: token.ASSIGN, Left: Identifier(name, at), Right: f.Function}})
	}
	return assigned, rest
}

// declaredNames adds the names that a statement declares for its block.
func declaredNames(s ast.Statement, names map[string]bool) {
	switch s := s.(type) {
	case *ast.LexicalDeclaration:
		for _, b := range s.List {
			BoundNames(b.Target, names)
		}
	case *ast.ClassDeclaration:
		if s.Class.Name != nil {
			names[s.Class.Name.Name.String()] = true
		}
	case *ast.FunctionDeclaration:
		if s.Function.Name != nil {
			names[s.Function.Name.Name.String()] = true
		}
	}
}

// intoNames are the names that the head of a for declares, and those around it.
func intoNames(into ast.ForInto, around *lexicals) *lexicals {
	inner := &lexicals{names: map[string]bool{}, outer: around}
	if d, ok := into.(*ast.ForDeclaration); ok {
		BoundNames(d.Target, inner.names)
	}
	return inner
}

// BoundNames adds the names that a declaration binds.
func BoundNames(target ast.Node, names map[string]bool) {
	Walk(target, func(n ast.Node) bool {
		if id, ok := n.(*ast.Identifier); ok {
			names[id.Name.String()] = true
		}
		return true
	})
}

package source

import (
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"
)

// InlineCall answers the statements of a function that is called on the spot,
// as in (() => { … })(). People write so where they need statements, and the
// function around an expression can as well have them itself; making and
// calling another one takes longer than most of what is in it. Its parameters
// become variables. ok is false for everything else, and for functions that
// could tell.
func InlineCall(e ast.Expression) (body []ast.Statement, declarations []*ast.VariableDeclaration, ok bool) {
	call, isCall := e.(*ast.CallExpression)
	if !isCall {
		return nil, nil, false
	}
	var parameters *ast.ParameterList
	switch f := call.Callee.(type) {
	case *ast.ArrowFunctionLiteral:
		if f.Async {
			return nil, nil, false
		}
		switch b := f.Body.(type) {
		case *ast.ExpressionBody:
			body = []ast.Statement{&ast.ReturnStatement{Return: b.Expression.Idx0(), Argument: b.Expression}}
		case *ast.BlockStatement:
			body = b.List
		}
		parameters, declarations = f.ParameterList, f.DeclarationList
	case *ast.FunctionLiteral:
		if f.Async || f.Generator || f.Name != nil {
			return nil, nil, false
		}
		parameters, body, declarations = f.ParameterList, f.Body.List, f.DeclarationList
	}
	if body == nil || isStrict(body) {
		return nil, nil, false
	}
	for _, s := range body {
		if looksAround(s) {
			return nil, nil, false
		}
	}
	assigned, variables, ok := asVariables(parameters, call.ArgumentList, body)
	return append(assigned, body...), append(variables, declarations...), ok
}

// asVariables makes variables of parameters. What is handed over cannot mean
// them: it stands outside of all functions, where every name is one of the
// context.
func asVariables(p *ast.ParameterList, args []ast.Expression, body []ast.Statement) (assigned []ast.Statement, variables []*ast.VariableDeclaration, ok bool) {
	if p == nil || len(p.List) == 0 && p.Rest == nil {
		return nil, nil, len(args) == 0
	}
	if p.Rest != nil || len(args) > len(p.List) {
		return nil, nil, false
	}
	functions := map[string]bool{}
	for _, s := range body {
		if f, isFunction := s.(*ast.FunctionDeclaration); isFunction {
			functions[f.Function.Name.Name.String()] = true
		}
	}
	for i, b := range p.List {
		id, plain := b.Target.(*ast.Identifier)
		if !plain || b.Initializer != nil || functions[id.Name.String()] {
			return nil, nil, false
		}
		variables = append(variables, &ast.VariableDeclaration{Var: id.Idx, List: []*ast.Binding{{Target: id}}})
		if i >= len(args) {
			continue
		}
		if _, spread := args[i].(*ast.SpreadElement); spread {
			return nil, nil, false
		}
		assigned = append(assigned, &ast.ExpressionStatement{Expression: &ast.AssignExpression{Operator: token.ASSIGN, Left: id, Right: args[i]}})
	}
	return assigned, variables, true
}

// looksAround tells whether code can tell which function it stands in.
func looksAround(n ast.Node) bool {
	found := false
	Walk(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ThisExpression, *ast.MetaProperty, *ast.SuperExpression:
			found = true
		case *ast.Identifier:
			found = found || n.Name == "arguments" || n.Name == "eval"
		}
		return !found
	})
	return found
}

package source

import (
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"
)

// Mentions tells whether a tree has an identifier.
func Mentions(tree ast.Node, name string) bool {
	found := false
	Walk(tree, func(n ast.Node) bool {
		if id, ok := n.(*ast.Identifier); ok && id.Name.String() == name {
			found = true
		}
		return !found
	})
	return found
}

// FreeNames answers all identifiers of a program that are used as values,
// whether declared or not.
func FreeNames(tree *ast.Program) map[string]bool {
	names := map[string]bool{}
	Walk(tree, func(n ast.Node) bool {
		if id, ok := n.(*ast.Identifier); ok {
			names[id.Name.String()] = true
		}
		return true
	})
	return names
}

// MemberOf answers the name if an expression is object.name.
func MemberOf(e ast.Expression, object string) (string, bool) {
	d, ok := e.(*ast.DotExpression)
	if !ok {
		return "", false
	}
	id, ok := d.Left.(*ast.Identifier)
	if !ok || id.Name.String() != object {
		return "", false
	}
	return d.Identifier.Name.String(), true
}

// AssignsNames tells whether code writes to names that it did not declare.
func AssignsNames(tree *ast.Program, object string) bool {
	found := false
	isName := func(e ast.Node) {
		if x, ok := e.(ast.Expression); ok {
			if _, ok := MemberOf(x, object); ok {
				found = true
			}
		}
	}
	Walk(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignExpression:
			isName(n.Left)
		case *ast.UnaryExpression:
			switch n.Operator {
			case token.INCREMENT, token.DECREMENT, token.DELETE:
				isName(n.Operand)
			}
		case *ast.ForIntoExpression:
			isName(n.Expression)
		case *ast.ArrayPattern, *ast.ObjectPattern:
			Walk(n, func(n ast.Node) bool { isName(n); return true })
		case *ast.Identifier:
			// The object itself is in use, as in an eval.
			if n.Name == "eval" {
				found = true
			}
		}
		return !found
	})
	return found
}

// MayChangeBuiltins tells whether code could leave something behind in a
// runtime: it assigns to a member, deletes one, or calls what does so by a name
// that is computed or known for it. Most expressions do none of it.
func MayChangeBuiltins(tree *ast.Program, object string) bool {
	found := false
	isMember := func(e ast.Expression) {
		switch e := e.(type) {
		case *ast.DotExpression:
			if _, ok := MemberOf(e, object); !ok {
				found = true
			}
		case *ast.BracketExpression, *ast.OptionalChain, *ast.ObjectPattern, *ast.ArrayPattern:
			found = true
		}
	}
	Walk(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignExpression:
			isMember(n.Left)
		case *ast.UnaryExpression:
			switch n.Operator {
			case token.INCREMENT, token.DECREMENT, token.DELETE:
				isMember(n.Operand)
			}
		case *ast.ForIntoExpression:
			isMember(n.Expression)
		case *ast.CallExpression:
			switch callee := n.Callee.(type) {
			case *ast.DotExpression:
				found = found || changing[callee.Identifier.Name.String()]
			case *ast.BracketExpression:
				_, literal := stringConstant(callee.Member)
				found = found || !literal
			}
		case *ast.DotExpression:
			// A changing function may be handed on instead of called.
			found = found || changing[n.Identifier.Name.String()]
		}
		return !found
	})
	return found
}

// changing are methods that change the object they are given, for objects that
// all expressions share.
var changing = map[string]bool{
	"assign": true, "freeze": true, "seal": true, "preventExtensions": true, "defineProperty": true, "defineProperties": true,
	"setPrototypeOf": true, "__defineGetter__": true, "__defineSetter__": true, "captureStackTrace": true, "compile": true,
}

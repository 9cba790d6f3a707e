package source

import (
	"slices"
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"
)

// languageNames are the built-in objects and functions of JavaScript that
// scripts read most. No script and no context replaces them, short of assigning
// to them.
var languageNames = strings.Fields(`undefined NaN Infinity isFinite isNaN parseFloat parseInt encodeURIComponent decodeURIComponent ` +
	`Array Boolean Date Error JSON Map Math Number Object Promise RegExp Set String Symbol TypeError`)

// BuiltinNames answers the names of the language that a program reads and
// nowhere assigns to or deletes. A tame script gets what they stand for as
// parameters of the function around it: reading those costs goja a fraction of
// finding a name on the global object, which shows in loops.
func BuiltinNames(tree *ast.Program, free map[string]bool) []string {
	var names []string
	for _, name := range languageNames {
		if free[name] {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	written := map[string]bool{}
	write := func(n ast.Node) {
		switch n.(type) {
		case *ast.DotExpression, *ast.BracketExpression, *ast.PrivateDotExpression:
			return // a member, whose object is only read
		}
		Walk(n, func(n ast.Node) bool {
			if id, ok := n.(*ast.Identifier); ok {
				written[id.Name.String()] = true
			}
			return true
		})
	}
	Walk(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignExpression:
			write(n.Left)
		case *ast.UnaryExpression:
			if n.Operator == token.INCREMENT || n.Operator == token.DECREMENT || n.Operator == token.DELETE {
				write(n.Operand)
			}
		case *ast.ForIntoExpression:
			write(n.Expression)
		}
		return true
	})
	return slices.DeleteFunc(names, func(name string) bool { return written[name] })
}

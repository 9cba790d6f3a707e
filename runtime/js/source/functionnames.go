package source

import (
	"github.com/dop251/goja/ast"
)

// namedRange is a function's place in a text with the name V8 calls it by.
type namedRange struct {
	from, to int
	name     string
}

// functionAt answers the name that V8 shows in stacks for the innermost
// function around an offset, "" for an anonymous one and outside of all.
func (u *Unit) functionAt(at int) string {
	name := ""
	size := -1
	for _, f := range u.functions() {
		if f.from <= at && at < f.to && (size < 0 || f.to-f.from <= size) {
			name, size = f.name, f.to-f.from
		}
	}
	return name
}

// listFunctions finds all functions of a program.
func listFunctions(tree *ast.Program) []namedRange {
	var list []namedRange
	add := func(n ast.Node, name string) {
		list = append(list, namedRange{Offset(n.Idx0()), Offset(n.Idx1()), name})
	}
	var collect func(n ast.Node, name, class string)
	below := func(n ast.Node, class string) {
		visit(n, visitor{node: func(child ast.Node) { collect(child, "", class) }})
	}
	collect = func(n ast.Node, name, class string) {
		switch n := n.(type) {
		case *ast.FunctionLiteral:
			if n.Name != nil {
				name = n.Name.Name.String()
			}
			add(n, name)
			below(n, class)
		case *ast.ArrowFunctionLiteral:
			add(n, name)
			below(n, class)
		case *ast.ClassLiteral:
			if n.Name != nil {
				name = n.Name.Name.String()
			}
			below(n, name)
		case *ast.Binding:
			if n.Target != nil {
				collect(n.Target, "", class)
			}
			if n.Initializer != nil {
				target := ""
				if id, ok := n.Target.(*ast.Identifier); ok {
					target = id.Name.String()
				}
				collect(n.Initializer, target, class)
			}
		case *ast.AssignExpression:
			collect(n.Left, "", class)
			collect(n.Right, assignedName(n.Left), class)
		case *ast.PropertyKeyed:
			collect(n.Key, "", class)
			collect(n.Value, memberName(n.Key), class)
		case *ast.MethodDefinition:
			method := memberName(n.Key)
			if method == "constructor" && !n.Static {
				method = "new " + class
			}
			add(n.Body, method)
			below(n.Body, class)
		case *ast.FieldDefinition:
			if n.Initializer != nil {
				collect(n.Initializer, memberName(n.Key), class)
			}
		case *ast.ConditionalExpression:
			collect(n.Test, "", class)
			collect(n.Consequent, name, class)
			collect(n.Alternate, name, class)
		default:
			below(n, class)
		}
	}
	collect(tree, "", "")
	return list
}

// assignedName is the name that a function gets from what it is assigned to: V8
// shows "a.b" for a function assigned to a.b.
func assignedName(e ast.Expression) string {
	switch e := e.(type) {
	case *ast.Identifier:
		return e.Name.String()
	case *ast.DotExpression:
		if left := assignedName(e.Left); left != "" {
			return left + "." + e.Identifier.Name.String()
		}
		return e.Identifier.Name.String()
	}
	return ""
}

package source

import (
	"github.com/dop251/goja/ast"
)

// recursiveFunctions answers the functions that may call themselves, over
// others or directly. JavaScript's limit on calls must be an exception that a
// script can catch, and goja's is not, so these functions check the number of
// calls themselves; all others are spared the check.
//
// Who calls whom is told by names alone: a call of f or of x.f may call every
// function that is called f, is assigned to f or is the member f. A function
// inside of another may be called whenever that one runs. What escapes this
// (functions that are handed around as values and call themselves so) ends
// with goja's own limit, which no script can catch.
func recursiveFunctions(tree *ast.Program) map[ast.Node]bool {
	g := callGraph{byName: map[string][]*callNode{}}
	g.collect(tree, nil)
	if len(g.nodes) == 0 {
		return nil
	}
	recursive := map[ast.Node]bool{}
	for _, n := range g.nodes {
		if n.implicit || n.named && g.reaches(n, n) {
			recursive[n.function] = true
		}
	}
	return recursive
}

// callGraph are the functions of a program.
type callGraph struct {
	nodes  []*callNode
	byName map[string][]*callNode
}

// callNode is a function with the names it calls.
type callNode struct {
	function ast.Node
	// named is set when a name leads to the function; a function without can
	// only be called by the one around it or by whom it was handed to.
	named bool
	// implicit is set for methods that the language calls by itself.
	implicit bool
	calls    []string
	inside   []*callNode
}

// add makes a node for a function.
func (g *callGraph) add(f ast.Node, around *callNode) *callNode {
	n := &callNode{function: f}
	g.nodes = append(g.nodes, n)
	if around != nil {
		around.inside = append(around.inside, n)
	}
	return n
}

// Name says that a name leads to a function.
func (g *callGraph) name(n *callNode, name string) {
	if name == "" {
		return
	}
	n.named = true
	switch name {
	case "toString", "valueOf", "toJSON", "get", "set", "has", "apply", "construct", "deleteProperty", "ownKeys", "defineProperty", "getPrototypeOf",
		"setPrototypeOf", "getOwnPropertyDescriptor":
		// Conversions, and what a Proxy calls.
		n.implicit = true
	}
	g.byName[name] = append(g.byName[name], n)
}

// collect looks at everything below a node; names are what leads to it.
func (g *callGraph) collect(n ast.Node, around *callNode, names ...string) {
	switch n := n.(type) {
	case *ast.FunctionLiteral:
		f := g.add(n, around)
		if n.Name != nil {
			g.name(f, n.Name.Name.String())
		}
		for _, name := range names {
			g.name(f, name)
		}
		g.below(n, f)
		return
	case *ast.ArrowFunctionLiteral:
		f := g.add(n, around)
		for _, name := range names {
			g.name(f, name)
		}
		g.below(n, f)
		return
	case *ast.Binding:
		if id, ok := n.Target.(*ast.Identifier); ok && n.Initializer != nil {
			g.collect(n.Initializer, around, id.Name.String())
			return
		}
	case *ast.AssignExpression:
		g.collect(n.Left, around)
		g.collect(n.Right, around, calleeName(n.Left))
		return
	case *ast.PropertyKeyed:
		g.collect(n.Key, around)
		g.member(n.Key, n.Value, around, n.Kind != ast.PropertyKindGet && n.Kind != ast.PropertyKindSet)
		return
	case *ast.MethodDefinition:
		g.collect(n.Key, around)
		g.member(n.Key, n.Body, around, n.Kind != ast.PropertyKindGet && n.Kind != ast.PropertyKindSet)
		return
	case *ast.FieldDefinition:
		if n.Initializer != nil {
			g.collect(n.Initializer, around, memberName(n.Key))
			return
		}
	case *ast.CallExpression:
		if around != nil {
			around.calls = append(around.calls, calleeName(n.Callee))
		}
	case *ast.NewExpression:
		if around != nil {
			around.calls = append(around.calls, calleeName(n.Callee), "constructor")
		}
	case *ast.DotExpression:
		// A member that is read may have a getter.
		if around != nil {
			around.calls = append(around.calls, n.Identifier.Name.String())
		}
	case *ast.TemplateLiteral:
		if around != nil && n.Tag != nil {
			around.calls = append(around.calls, calleeName(n.Tag))
		}
	case *ast.ConditionalExpression:
		g.collect(n.Test, around)
		g.collect(n.Consequent, around, names...)
		g.collect(n.Alternate, around, names...)
		return
	}
	g.below(n, around)
}

// member looks at a member of an object or a class. Accessors and members whose
// Name is computed may be called by the language itself.
func (g *callGraph) member(key, v ast.Expression, around *callNode, method bool) {
	name := memberName(key)
	first := len(g.nodes)
	g.collect(v, around, name)
	switch v.(type) {
	case *ast.FunctionLiteral, *ast.ArrowFunctionLiteral:
		if first < len(g.nodes) && (!method || name == "") {
			g.nodes[first].implicit = true
		}
	}
}

func (g *callGraph) below(n ast.Node, around *callNode) {
	visit(n, visitor{node: func(child ast.Node) { g.collect(child, around) }})
}

// reaches tells whether calling one function may call another.
func (g *callGraph) reaches(from, to *callNode) bool {
	seen := map[*callNode]bool{}
	var search func(n *callNode) bool
	search = func(n *callNode) bool {
		if seen[n] {
			return false
		}
		seen[n] = true
		for _, in := range n.inside {
			if in == to || search(in) {
				return true
			}
		}
		for _, name := range n.calls {
			for _, next := range g.byName[name] {
				if next == to || search(next) {
					return true
				}
			}
		}
		return false
	}
	return search(from)
}

// calleeName is the last name of what is called.
func calleeName(e ast.Expression) string {
	switch e := e.(type) {
	case *ast.Identifier:
		return e.Name.String()
	case *ast.DotExpression:
		return e.Identifier.Name.String()
	case *ast.PrivateDotExpression:
		return "#" + e.Identifier.Name.String()
	case *ast.BracketExpression:
		s, _ := stringConstant(e.Member)
		return s
	case *ast.OptionalChain:
		return calleeName(e.Expression)
	case *ast.Optional:
		return calleeName(e.Expression)
	}
	return ""
}

// memberName is the name of an object's or a class's member.
func memberName(key ast.Expression) string {
	switch k := key.(type) {
	case *ast.StringLiteral:
		return k.Value.String()
	case *ast.Identifier:
		return k.Name.String()
	case *ast.PrivateIdentifier:
		return "#" + k.Name.String()
	case *ast.NumberLiteral:
		return k.Literal
	}
	return ""
}

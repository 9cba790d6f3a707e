package source

import (
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/file"
)

// visitor is told of the nodes directly below one. Expressions are told by
// the place where they stand, so that another can be put there.
type visitor struct {
	node       func(ast.Node)
	expression func(*ast.Expression)
}

// slot visits the place of an expression, unless it is empty.
func (v visitor) slot(e *ast.Expression) {
	switch {
	case *e == nil:
	case v.expression != nil:
		v.expression(e)
	default:
		v.node(*e)
	}
}

// Walk calls f for a node and then, if f answers true, for everything below
// it, in the order of the text. Nodes that are absent are left out.
func Walk(n ast.Node, f func(ast.Node) bool) {
	if !f(n) {
		return
	}
	visit(n, visitor{node: func(child ast.Node) { Walk(child, f) }})
}

// Rewrite calls f for every place of an expression below a node, inner places
// before outer ones; f may put another expression there.
func Rewrite(n ast.Node, f func(*ast.Expression)) {
	visit(n, visitor{
		node: func(child ast.Node) { Rewrite(child, f) },
		expression: func(e *ast.Expression) {
			Rewrite(*e, f)
			f(e)
		},
	})
}

// visit tells of every node directly below n.
func visit(n ast.Node, v visitor) {
	switch n := n.(type) {
	case *ast.Program:
		statements(n.Body, v)
	case ast.Statement:
		statementChildren(n, v)
	case ast.Property:
		propertyChildren(n, v)
	case ast.Expression:
		expressionChildren(n, v)
	case ast.ClassElement:
		classElementChildren(n, v)
	case *ast.ExpressionBody:
		v.slot(&n.Expression)
	case *ast.ParameterList:
		bindings(n.List, v)
		v.slot(&n.Rest)
	case *ast.ForLoopInitializerExpression:
		v.slot(&n.Expression)
	case *ast.ForLoopInitializerVarDeclList:
		bindings(n.List, v)
	case *ast.ForLoopInitializerLexicalDecl:
		bindings(n.LexicalDeclaration.List, v)
	case *ast.ForIntoVar:
		v.node(n.Binding)
	case *ast.ForDeclaration:
		v.node(n.Target)
	case *ast.ForIntoExpression:
		v.slot(&n.Expression)
	}
}

func statements(list []ast.Statement, v visitor) {
	for _, s := range list {
		statement(s, v)
	}
}

func statement(s ast.Statement, v visitor) {
	if s != nil {
		v.node(s)
	}
}

func expressions(list []ast.Expression, v visitor) {
	for i := range list {
		v.slot(&list[i])
	}
}

func bindings(list []*ast.Binding, v visitor) {
	for _, b := range list {
		v.node(b)
	}
}

func statementChildren(n ast.Statement, v visitor) {
	switch n := n.(type) {
	case *ast.BlockStatement:
		statements(n.List, v)
	case *ast.CaseStatement:
		v.slot(&n.Test)
		statements(n.Consequent, v)
	case *ast.CatchStatement:
		if n.Parameter != nil {
			v.node(n.Parameter)
		}
		v.node(n.Body)
	case *ast.DoWhileStatement:
		statement(n.Body, v)
		v.slot(&n.Test)
	case *ast.ExpressionStatement:
		v.slot(&n.Expression)
	case *ast.ForInStatement:
		v.node(n.Into)
		v.slot(&n.Source)
		statement(n.Body, v)
	case *ast.ForOfStatement:
		v.node(n.Into)
		v.slot(&n.Source)
		statement(n.Body, v)
	case *ast.ForStatement:
		if n.Initializer != nil {
			v.node(n.Initializer)
		}
		v.slot(&n.Test)
		v.slot(&n.Update)
		statement(n.Body, v)
	case *ast.IfStatement:
		v.slot(&n.Test)
		statement(n.Consequent, v)
		statement(n.Alternate, v)
	case *ast.LabelledStatement:
		statement(n.Statement, v)
	case *ast.ReturnStatement:
		v.slot(&n.Argument)
	case *ast.SwitchStatement:
		v.slot(&n.Discriminant)
		for _, c := range n.Body {
			v.node(c)
		}
	case *ast.ThrowStatement:
		v.slot(&n.Argument)
	case *ast.TryStatement:
		v.node(n.Body)
		if n.Catch != nil {
			v.node(n.Catch)
		}
		if n.Finally != nil {
			v.node(n.Finally)
		}
	case *ast.VariableStatement:
		bindings(n.List, v)
	case *ast.LexicalDeclaration:
		bindings(n.List, v)
	case *ast.WhileStatement:
		v.slot(&n.Test)
		statement(n.Body, v)
	case *ast.WithStatement:
		v.slot(&n.Object)
		statement(n.Body, v)
	case *ast.FunctionDeclaration:
		v.node(n.Function)
	case *ast.ClassDeclaration:
		v.node(n.Class)
	}
}

func propertyChildren(n ast.Property, v visitor) {
	switch n := n.(type) {
	case *ast.PropertyShort:
		v.node(&n.Name)
		v.slot(&n.Initializer)
	case *ast.PropertyKeyed:
		v.slot(&n.Key)
		v.slot(&n.Value)
	case *ast.SpreadElement:
		v.slot(&n.Expression)
	}
}

func expressionChildren(n ast.Expression, v visitor) {
	switch n := n.(type) {
	case *ast.Binding:
		if n.Target != nil {
			v.node(n.Target)
		}
		v.slot(&n.Initializer)
	case *ast.YieldExpression:
		v.slot(&n.Argument)
	case *ast.AwaitExpression:
		v.slot(&n.Argument)
	case *ast.ArrayLiteral:
		expressions(n.Value, v)
	case *ast.ArrayPattern:
		expressions(n.Elements, v)
		v.slot(&n.Rest)
	case *ast.AssignExpression:
		v.slot(&n.Left)
		v.slot(&n.Right)
	case *ast.BinaryExpression:
		v.slot(&n.Left)
		v.slot(&n.Right)
	case *ast.BracketExpression:
		v.slot(&n.Left)
		v.slot(&n.Member)
	case *ast.CallExpression:
		v.slot(&n.Callee)
		expressions(n.ArgumentList, v)
	case *ast.ConditionalExpression:
		v.slot(&n.Test)
		v.slot(&n.Consequent)
		v.slot(&n.Alternate)
	case *ast.DotExpression:
		v.slot(&n.Left)
	case *ast.PrivateDotExpression:
		v.slot(&n.Left)
	case *ast.OptionalChain:
		v.slot(&n.Expression)
	case *ast.Optional:
		v.slot(&n.Expression)
	case *ast.FunctionLiteral:
		if n.Name != nil {
			v.node(n.Name)
		}
		if n.ParameterList != nil {
			v.node(n.ParameterList)
		}
		v.node(n.Body)
	case *ast.ArrowFunctionLiteral:
		if n.ParameterList != nil {
			v.node(n.ParameterList)
		}
		v.node(n.Body)
	case *ast.ClassLiteral:
		if n.Name != nil {
			v.node(n.Name)
		}
		v.slot(&n.SuperClass)
		for _, e := range n.Body {
			v.node(e)
		}
	case *ast.NewExpression:
		v.slot(&n.Callee)
		expressions(n.ArgumentList, v)
	case *ast.ObjectLiteral:
		for _, p := range n.Value {
			v.node(p)
		}
	case *ast.ObjectPattern:
		for _, p := range n.Properties {
			v.node(p)
		}
		v.slot(&n.Rest)
	case *ast.SequenceExpression:
		expressions(n.Sequence, v)
	case *ast.TemplateLiteral:
		v.slot(&n.Tag)
		expressions(n.Expressions, v)
	case *ast.UnaryExpression:
		v.slot(&n.Operand)
	}
}

func classElementChildren(n ast.ClassElement, v visitor) {
	switch n := n.(type) {
	case *ast.FieldDefinition:
		v.slot(&n.Key)
		v.slot(&n.Initializer)
	case *ast.MethodDefinition:
		v.slot(&n.Key)
		v.node(n.Body)
	case *ast.ClassStaticBlock:
		v.node(n.Block)
	}
}

// Offset answers where a node begins, counted in bytes from 0.
func Offset(at file.Idx) int { return int(at) - 1 }

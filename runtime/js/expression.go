package js

import (
	"errors"
	"strings"
	"sync"

	"github.com/dop251/goja"
	"github.com/dop251/goja/ast"

	"runnel/runtime/expr"
	"runnel/runtime/js/source"
)

// expression is the code of one {{ }}, compiled: a program whose value is a
// function of the host's things, which answers the function to call with the
// values of the names that the code uses.
type expression struct {
	unit *source.Unit
	// things are what the code uses of the machine: allowed globals by name,
	// operations as "op:NAME", hidden functions.
	things []string
	// names are the names whose values are the arguments.
	names []string
	// dynamic code assigns to names. It gets the object of names itself.
	dynamic bool
	// dirty code may change built-in objects; the runtime is not used again.
	dirty bool
	// code is what was compiled, and late the form that looks names up when
	// they are read.
	code string
	late func() (*expression, error)
}

// errInvalidSyntax is the error of code that is no expression.
var errInvalidSyntax = errors.New("invalid syntax")

// CompileExpression implements expr.Compiler.
func (e *Engine) CompileExpression(code string) (any, error) {
	if x, ok := e.expressions.get(code); ok {
		return x, nil
	}
	x, err := compileExpression(code, false)
	if err != nil {
		return nil, err
	}
	e.expressions.put(code, x)
	return x, nil
}

// compileExpression compiles code; late makes the form in which names are
// looked up when they are read.
func compileExpression(code string, late bool) (*expression, error) {
	u := source.NewUnit(source.UniqueName(), "("+code+"\n)")
	tree, err := source.Parse(u.Name, u.Text)
	if err != nil {
		lowered, lowErr := source.Lower(u.Text)
		if lowErr != nil {
			return nil, errInvalidSyntax
		}
		u = source.NewUnit(u.Name, strings.TrimSuffix(strings.TrimSpace(lowered), ";"))
		if tree, err = source.Parse(u.Name, u.Text); err != nil {
			return nil, errInvalidSyntax
		}
	}
	// What is lowered may have helpers before the expression.
	last := len(tree.Body) - 1
	if last < 0 {
		return nil, errInvalidSyntax
	}
	s, ok := tree.Body[last].(*ast.ExpressionStatement)
	if !ok {
		return nil, errInvalidSyntax
	}
	x := &expression{unit: u, code: code}
	x.late = sync.OnceValues(func() (*expression, error) { return compileExpression(code, true) })
	x.dynamic = late || source.AssignsNames(tree, expr.NamesObject)
	x.dirty = source.MayChangeBuiltins(tree, expr.NamesObject)
	x.bind(tree)
	source.Instrument(tree, u.Text)
	things := append([]string{}, x.things...)
	for _, h := range source.HiddenNames {
		if source.Mentions(tree, h) {
			x.things = append(x.things, h)
			things = append(things, h)
		}
	}
	parameters := x.names
	if x.dynamic {
		parameters = []string{expr.NamesObject}
	}
	inner := &ast.Program{Body: tree.Body[:last:last], DeclarationList: tree.DeclarationList, File: tree.File}
	if body, declarations, ok := source.InlineCall(s.Expression); ok {
		inner.Body = append(inner.Body, body...)
		inner.DeclarationList = append(inner.DeclarationList, declarations...)
	} else {
		inner.Body = append(inner.Body, &ast.ReturnStatement{Return: 1, Argument: s.Expression})
	}
	source.Wrap(inner, hide("name:", parameters))
	inner.Body[0] = &ast.ReturnStatement{Return: 1, Argument: inner.Body[0].(*ast.ExpressionStatement).Expression}
	source.Wrap(inner, hide("thing:", things))
	if u.Program, err = source.Compile(inner); err != nil {
		return nil, errInvalidSyntax
	}
	return x, nil
}

// hide makes names of parameters that no code can mention.
func hide(kind string, names []string) []string {
	hidden := make([]string, len(names))
	for i, n := range names {
		switch {
		case n == expr.NamesObject, strings.HasPrefix(n, "\x00"):
			hidden[i] = n
		default:
			hidden[i] = "\x00" + kind + n
		}
	}
	return hidden
}

// bind replaces the members of the objects of names and operations by
// parameters, which are read much faster.
func (x *expression) bind(tree *ast.Program) {
	seen := map[string]bool{}
	thing := func(name string) {
		if !seen[name] {
			seen[name] = true
			x.things = append(x.things, name)
		}
	}
	source.Rewrite(tree, func(e *ast.Expression) {
		if op, ok := source.MemberOf(*e, expr.OpsObject); ok {
			thing("op:" + op)
			*e = source.Identifier("\x00thing:op:"+op, (*e).Idx0())
			return
		}
		name, ok := source.MemberOf(*e, expr.NamesObject)
		if !ok || x.dynamic {
			return
		}
		if isExpressionGlobal(name) {
			thing(name)
			*e = source.Identifier("\x00thing:"+name, (*e).Idx0())
			return
		}
		if !seen["name:"+name] {
			seen["name:"+name] = true
			x.names = append(x.names, name)
		}
		*e = source.Identifier("\x00name:"+name, (*e).Idx0())
	})
}

// instance is an expression that is ready to be called in a machine.
type instance struct {
	call goja.Callable
	// args is room for the arguments, unless busy: an expression may evaluate
	// itself again.
	args []goja.Value
	busy bool
}

// instance makes an expression ready in this machine, once.
func (m *machine) instance(x *expression) (*instance, error) {
	if i, ok := m.instances[x]; ok {
		return i, nil
	}
	if len(m.instances) >= maxInstances {
		clear(m.instances)
		clear(m.units)
	}
	m.units[x.unit.Name] = x.unit
	outer, err := m.rt.RunProgram(x.unit.Program)
	if err != nil {
		return nil, err
	}
	f, ok := goja.AssertFunction(outer)
	if !ok {
		return nil, errInvalidSyntax
	}
	things := make([]goja.Value, len(x.things))
	for i, name := range x.things {
		things[i] = m.thing(name)
	}
	v, err := f(m.undefined, things...)
	if err != nil {
		return nil, err
	}
	call, ok := goja.AssertFunction(v)
	if !ok {
		return nil, errInvalidSyntax
	}
	i := &instance{call: call, args: make([]goja.Value, max(len(x.names), 1))}
	m.instances[x] = i
	return i, nil
}

// maxInstances bounds what one machine keeps ready.
const maxInstances = 2000

package js

import (
	"strings"

	"runnel/runtime/js/source"

	"github.com/dop251/goja"
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/file"
)

// site is where an error comes from: the instruction, its operands and the
// place in the text.
type site struct {
	m *machine
	operands
	// frames are the calls, innermost first.
	frames []goja.StackFrame
	// op is the name of goja's instruction, "" in a function of the host.
	op string
	// unit and at are the program and the offset of the innermost frame of
	// JavaScript; unit is nil when its text is not known (eval).
	unit *source.Unit
	at   int
	// frame is the number of that frame, and moved the offset of the place
	// where V8 would put the error, 0 when it is at.
	frame, moved int
}

// site looks at what the runtime is doing just now.
func (m *machine) site() *site {
	s := &site{m: m, operands: m.faults.operands}
	s.frames = m.rt.CaptureCallStack(0, nil)
	if len(s.frames) > maxFrames {
		s.frames = s.frames[:maxFrames]
	}
	s.op = s.instruction()
	for i := range s.frames {
		if s.frames[i].SrcName() != nativeSource {
			s.unit, s.at = m.place(&s.frames[i])
			s.frame = i
			break
		}
	}
	return s
}

// correct finds the place of a member that is read from null or undefined: for
// a method that is called goja knows only that of the expression before it.
func (s *site) correct(key string) {
	if s.op != "getPropCallee" || s.unit == nil {
		return
	}
	n, ok := smallest(s, func(n *ast.DotExpression) (ast.Node, bool) {
		return n, n.Identifier.Name.String() == key && s.within(n)
	})
	if ok {
		s.moved = source.Offset(n.Identifier.Idx)
	}
}

// nativeSource is what goja calls the source of host functions.
const nativeSource = "<native>"

// maxFrames is the number of calls that are kept of an error: V8's ten, and
// some for calls that are not counted.
const maxFrames = 16

// place answers in which text a frame is and where.
func (m *machine) place(f *goja.StackFrame) (*source.Unit, int) {
	u := m.units[f.SrcName()]
	if u == nil {
		return nil, 0
	}
	p := f.Position()
	return u, u.OffsetOf(p)
}

// native answers the name of the host function that is executing; "" when
// JavaScript is.
func (s *site) native() string {
	if len(s.frames) > 0 && s.frames[0].SrcName() == nativeSource {
		return s.frames[0].FuncName()
	}
	return ""
}

// find answers the nodes of the text for which f answers true, outer ones
// first.
func (s *site) find(f func(ast.Node) bool) []ast.Node {
	if s.unit == nil {
		return nil
	}
	tree := s.unit.Tree()
	if tree == nil {
		return nil
	}
	var found []ast.Node
	source.Walk(tree, func(n ast.Node) bool {
		if f(n) {
			found = append(found, n)
		}
		return true
	})
	return found
}

// first answers the outermost node of a type that f accepts.
func first[N ast.Node](s *site, f func(N) bool) (n N, ok bool) {
	found := s.find(func(x ast.Node) bool {
		n, is := x.(N)
		return is && f(n)
	})
	if len(found) == 0 {
		return n, false
	}
	return found[0].(N), true
}

// is tells whether an index of goja's is the site's place.
func (s *site) is(at file.Idx) bool { return source.Offset(at) == s.at }

// begins tells whether an expression begins at the site's place.
func (s *site) begins(e ast.Expression) bool { return e != nil && s.is(e.Idx0()) }

// within tells whether the site's place is in a node.
func (s *site) within(n ast.Node) bool {
	return n != nil && source.Offset(n.Idx0()) <= s.at && s.at < source.Offset(n.Idx1())
}

// smallest answers the node of a type that f accepts and whose range, which f
// answers, is the smallest.
func smallest[N ast.Node](s *site, f func(N) (span ast.Node, ok bool)) (best N, found bool) {
	size := 0
	s.find(func(x ast.Node) bool {
		n, is := x.(N)
		if !is {
			return false
		}
		span, ok := f(n)
		if !ok {
			return false
		}
		if l := int(span.Idx1() - span.Idx0()); !found || l <= size {
			best, found, size = n, true, l
		}
		return false
	})
	return best, found
}

// call answers the call that is executed.
func (s *site) call() (*ast.CallExpression, bool) {
	return first(s, func(n *ast.CallExpression) bool { return s.is(n.LeftParenthesis) })
}

// construct answers the new expression that is executed.
func (s *site) construct() (*ast.NewExpression, bool) {
	return first(s, func(n *ast.NewExpression) bool { return s.is(n.New) })
}

// identifier answers the name that stands at the place.
func (s *site) identifier() string {
	if n, ok := first(s, func(n *ast.Identifier) bool { return s.is(n.Idx) }); ok {
		return n.Name.String()
	}
	return ""
}

// calledAs prints what is called at the place, "" when it is not known.
func (s *site) calledAs() string {
	if n, ok := s.call(); ok {
		return source.PrintCallee(n.Callee)
	}
	if n, ok := first(s, func(n *ast.TemplateLiteral) bool { return n.Tag != nil && s.begins(n) }); ok {
		return source.PrintCallee(n.Tag)
	}
	return ""
}

// pattern is a destructuring: what is taken apart and where its value is from.
type pattern struct {
	target ast.Expression
	// source is the expression whose value is taken apart, nil when it has
	// none of its own: a parameter, or a pattern inside of another.
	source ast.Expression
	// loop is set for the variable of a for loop.
	loop bool
	// defaulted is set for a parameter with a default value.
	defaulted bool
	// nested patterns stand inside of another.
	nested bool
}

// patterns answers the destructurings whose value comes from the site's place,
// in the order in which they are done: of those that stand inside of each
// other, the innermost.
func (s *site) patterns() []pattern {
	var list []pattern
	size := -1
	add := func(p pattern, span int) {
		if nestedPattern(p.target) == nil || size >= 0 && span > size {
			return
		}
		if size >= 0 && span < size {
			list = nil
		}
		size = span
		list = append(list, p)
		list = append(list, inner(p.target)...)
	}
	length := func(n ast.Node) int { return int(n.Idx1() - n.Idx0()) }
	parameters := func(l *ast.ParameterList) {
		if l == nil {
			return
		}
		for _, b := range l.List {
			add(pattern{target: b.Target, defaulted: b.Initializer != nil}, 0)
		}
		if l.Rest != nil {
			add(pattern{target: l.Rest}, 0)
		}
	}
	// literals have no place of their own; then that of the statement counts.
	declaration := func(at file.Idx, list []*ast.Binding) {
		if !s.is(at) {
			return
		}
		for _, b := range list {
			if b.Initializer != nil && source.IsLiteral(b.Initializer) {
				add(pattern{target: b.Target, source: b.Initializer}, length(b.Initializer))
				return
			}
		}
	}
	s.find(func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.LexicalDeclaration:
			declaration(n.Idx, n.List)
		case *ast.VariableStatement:
			declaration(n.Var, n.List)
		case *ast.Binding:
			if n.Initializer != nil && s.within(n.Initializer) {
				add(pattern{target: n.Target, source: n.Initializer}, length(n.Initializer))
			}
		case *ast.AssignExpression:
			if s.within(n.Right) || source.IsLiteral(n.Right) && s.begins(n) {
				add(pattern{target: n.Left, source: n.Right}, length(n.Right))
			}
		case *ast.ForOfStatement:
			if s.within(n.Source) || s.is(n.For) || s.within(n.Into) {
				add(pattern{target: intoTarget(n.Into), loop: true}, length(n.Source))
			}
		case *ast.FunctionLiteral:
			if s.begins(n) {
				parameters(n.ParameterList)
			}
		case *ast.ArrowFunctionLiteral:
			if s.begins(n) {
				parameters(n.ParameterList)
			}
		}
		return false
	})
	return list
}

// intoTarget answers what a for loop assigns to.
func intoTarget(into ast.ForInto) ast.Expression {
	switch into := into.(type) {
	case *ast.ForIntoVar:
		return into.Binding.Target
	case *ast.ForDeclaration:
		return into.Target
	case *ast.ForIntoExpression:
		return into.Expression
	}
	return nil
}

// nestedPattern answers the pattern that an element of a pattern is, nil for a
// name or a member.
func nestedPattern(e ast.Expression) ast.Expression {
	switch e := e.(type) {
	case *ast.ObjectPattern, *ast.ArrayPattern:
		return e
	case *ast.AssignExpression:
		return nestedPattern(e.Left)
	case *ast.Binding:
		return nestedPattern(e.Target)
	}
	return nil
}

// inner answers the patterns inside of one, in the order of their execution.
func inner(e ast.Expression) []pattern {
	var list []pattern
	visit := func(e ast.Expression) {
		if n := nestedPattern(e); n != nil {
			list = append(list, pattern{target: n, nested: true})
			list = append(list, inner(n)...)
		}
	}
	switch e := nestedPattern(e).(type) {
	case *ast.ObjectPattern:
		for _, p := range e.Properties {
			if k, ok := p.(*ast.PropertyKeyed); ok {
				visit(k.Value)
			}
		}
	case *ast.ArrayPattern:
		for _, x := range e.Elements {
			if x != nil {
				visit(x)
			}
		}
		if e.Rest != nil {
			visit(e.Rest)
		}
	}
	return list
}

// leadingKey answers the name of an object pattern's first property. It is not
// plain when it has a default value, computed when its key is an expression.
func leadingKey(p *ast.ObjectPattern) (name string, plain, exists bool) {
	if len(p.Properties) == 0 {
		return "", false, false
	}
	switch p := p.Properties[0].(type) {
	case *ast.PropertyShort:
		return p.Name.Name.String(), p.Initializer == nil, true
	case *ast.PropertyKeyed:
		if p.Computed {
			return "", false, false
		}
		_, withDefault := p.Value.(*ast.AssignExpression)
		if b, ok := p.Value.(*ast.Binding); ok {
			withDefault = b.Initializer != nil
		}
		switch k := p.Key.(type) {
		case *ast.StringLiteral:
			return k.Value.String(), !withDefault, true
		case *ast.NumberLiteral:
			return k.Literal, !withDefault, true
		case *ast.Identifier:
			return k.Name.String(), !withDefault, true
		}
	}
	return "", false, false
}

// isNamed tells whether V8 knows a name for a function of the text: its own,
// or the one of the place it is assigned to.
func isNamed(name string) bool { return name != "" && !strings.HasPrefix(name, "<") }

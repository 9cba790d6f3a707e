package source

import (
	"errors"
	"fmt"
	"strings"
	"sync/atomic"

	"github.com/dop251/goja"
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/file"
	"github.com/dop251/goja/parser"
	"github.com/dop251/goja/token"
	"github.com/dop251/goja/unistring"
)

// The compiler adds calls of functions of the host to a program. Their names
// cannot be written in JavaScript, so no script can call them or tell that
// they are there. They are parameters of a function around the program.
const (
	// HiddenThrown(x) answers x, which is about to be thrown: an error's stack
	// is fixed at that moment.
	HiddenThrown = "\x00thrown"
	// HiddenSource(x) answers x, which is about to be evaluated by eval:
	// mistakes in it get V8's words.
	HiddenSource = "\x00source"
	// HiddenEnter() is called at the begin of functions that may call
	// themselves; it throws when the calls are too many.
	HiddenEnter = "\x00enter"
	// HiddenPattern(source, flags) makes the regular expression of a literal.
	HiddenPattern = "\x00pattern"
	// HiddenIterable(x) answers x, which yield* is about to iterate, if it can.
	HiddenIterable = "\x00iterable"
	// HiddenPower(a, b), HiddenShift(a, b), HiddenProduct(a, b) and
	// HiddenNumber(x) are a ** b, a << b, a * b and Number(x) in programs with
	// BigInts.
	HiddenPower   = "\x00power"
	HiddenShift   = "\x00shift"
	HiddenProduct = "\x00product"
	HiddenNumber  = "\x00number"
	// HiddenFirst(x, …) answers x: what defining properties is in the Code node.
	HiddenFirst = "\x00first"
	// HiddenLine(x) answers x, which the outermost function is about to await.
	HiddenLine = "\x00line"
)

// HiddenNames are in the order of the parameters.
var HiddenNames = []string{HiddenThrown, HiddenSource, HiddenEnter, HiddenPattern, HiddenIterable, HiddenLine, HiddenPower, HiddenShift, HiddenProduct, HiddenNumber, HiddenFirst}

var unitCount atomic.Uint64

// UniqueName makes a name that no other unit has.
func UniqueName() string { return fmt.Sprintf("#%d", unitCount.Add(1)) }

// errAsyncGenerator is the error of async generators, which goja reads but
// cannot compile.
var errAsyncGenerator = errors.New("async generators are not supported")

// Parse reads a text that goja can compile; see Lower for others. The error is
// goja's.
func Parse(name, text string) (*ast.Program, error) {
	tree, err := parser.ParseFile(nil, name, text, parser.IgnoreRegExpErrors, parser.WithDisableSourceMaps)
	if err == nil && strings.Contains(text, "async") && hasAsyncGenerator(tree) {
		return nil, errAsyncGenerator
	}
	return tree, err
}

func hasAsyncGenerator(tree *ast.Program) bool {
	found := false
	Walk(tree, func(n ast.Node) bool {
		if f, ok := n.(*ast.FunctionLiteral); ok && f.Async && f.Generator {
			found = true
		}
		return !found
	})
	return found
}

// Compile makes a program of a tree. goja panics on some trees that no
// text can make; that is an error of ours.
func Compile(tree *ast.Program) (p *goja.Program, err error) {
	defer func() {
		if x := recover(); x != nil {
			err = fmt.Errorf("the program cannot be compiled: %v", x)
		}
	}()
	return goja.CompileAST(tree, false)
}

// Wrap makes the statements of a program the body of a function with hidden
// parameters, and that function the value of the program.
func Wrap(tree *ast.Program, parameters []string) {
	list := make([]*ast.Binding, len(parameters))
	for i, name := range parameters {
		list[i] = &ast.Binding{Target: Identifier(name, 1)}
	}
	f := &ast.FunctionLiteral{
		Function:        1,
		ParameterList:   &ast.ParameterList{Opening: 1, List: list, Closing: 1},
		Body:            &ast.BlockStatement{LeftBrace: 1, List: tree.Body, RightBrace: 1},
		Source:          "function () { [native code] }",
		DeclarationList: tree.DeclarationList,
	}
	tree.Body = []ast.Statement{&ast.ExpressionStatement{Expression: f}}
	tree.DeclarationList = nil
}

func Identifier(name string, at file.Idx) *ast.Identifier {
	return &ast.Identifier{Name: unistring.NewFromString(name), Idx: at}
}

// callHidden makes the call of a hidden function.
func callHidden(name string, at file.Idx, args ...ast.Expression) ast.Expression {
	return &ast.CallExpression{Callee: Identifier(name, at), LeftParenthesis: at, ArgumentList: args, RightParenthesis: at}
}

// Instrument adds the calls of hidden functions that every program needs.
func Instrument(tree *ast.Program, text string) {
	repair(tree, text)
	if usesBigInt(tree) {
		guardBigInts(tree)
	}
	recursive := recursiveFunctions(tree)
	Walk(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ThrowStatement:
			if !isNewError(n.Argument) {
				n.Argument = callHidden(HiddenThrown, n.Argument.Idx0(), n.Argument)
			}
		case *ast.CallExpression:
			if id, ok := n.Callee.(*ast.Identifier); ok && id.Name == "eval" && len(n.ArgumentList) > 0 {
				if _, spread := n.ArgumentList[0].(*ast.SpreadElement); !spread {
					n.ArgumentList[0] = callHidden(HiddenSource, n.ArgumentList[0].Idx0(), n.ArgumentList[0])
				}
			}
		case *ast.FunctionLiteral:
			if recursive[n] {
				guardBlock(n.Body)
			}
		case *ast.ArrowFunctionLiteral:
			if recursive[n] {
				switch b := n.Body.(type) {
				case *ast.BlockStatement:
					guardBlock(b)
				case *ast.ExpressionBody:
					at := b.Expression.Idx0()
					b.Expression = &ast.SequenceExpression{Sequence: []ast.Expression{callHidden(HiddenEnter, at), b.Expression}}
				}
			}
		}
		return true
	})
	Rewrite(tree, func(e *ast.Expression) {
		switch n := (*e).(type) {
		case *ast.RegExpLiteral:
			*e = callHidden(HiddenPattern, n.Idx, literal(n.Pattern, n.Idx), literal(n.Flags, n.Idx))
		case *ast.BinaryExpression:
			unfold(n)
		case *ast.YieldExpression:
			if n.Delegate {
				n.Argument = callHidden(HiddenIterable, n.Argument.Idx0(), n.Argument)
			}
		}
	})
}

// Disarm makes calls of what defines properties and prototypes do nothing, as
// in the original's Code node.
func Disarm(tree *ast.Program) {
	Walk(tree, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpression)
		if !ok {
			return true
		}
		for _, object := range []string{"Object", "Reflect"} {
			switch name, _ := MemberOf(call.Callee, object); name {
			case "defineProperty", "defineProperties", "setPrototypeOf":
				call.Callee = Identifier(HiddenFirst, call.Callee.Idx0())
			}
		}
		return true
	})
}

// ErrorClasses are the built-in classes of errors.
var ErrorClasses = []string{"Error", "TypeError", "RangeError", "ReferenceError", "SyntaxError", "EvalError", "URIError", "AggregateError"}

// isNewError tells whether an expression makes a new object: what is thrown
// then has not been seen by anybody, and its stack is fixed soon enough.
func isNewError(e ast.Expression) bool {
	n, ok := e.(*ast.NewExpression)
	if !ok {
		return false
	}
	id, ok := n.Callee.(*ast.Identifier)
	if !ok {
		return false
	}
	for _, class := range ErrorClasses {
		if id.Name.String() == class {
			return true
		}
	}
	return false
}

func literal(s string, at file.Idx) ast.Expression {
	return &ast.StringLiteral{Idx: at, Literal: s, Value: unistring.NewFromString(s)}
}

// unfold keeps goja from computing constants that cannot be computed: it would
// make a throw of them, and of the operands nothing would be known.
func unfold(n *ast.BinaryExpression) {
	if !IsLiteral(n.Left) || !IsLiteral(n.Right) {
		return
	}
	if n.Operator == token.IN || n.Operator == token.INSTANCEOF || isBigInt(n.Left) || isBigInt(n.Right) {
		n.Left = callHidden(HiddenThrown, n.Left.Idx0(), n.Left)
	}
}

func IsLiteral(e ast.Expression) bool {
	switch e := e.(type) {
	case *ast.StringLiteral, *ast.NumberLiteral, *ast.BooleanLiteral, *ast.NullLiteral:
		return true
	case *ast.UnaryExpression:
		return IsLiteral(e.Operand)
	}
	return false
}

func isBigInt(e ast.Expression) bool {
	switch e := e.(type) {
	case *ast.NumberLiteral:
		_, isFloat := e.Value.(float64)
		_, isInt := e.Value.(int64)
		return !isFloat && !isInt
	case *ast.UnaryExpression:
		return isBigInt(e.Operand)
	}
	return false
}

// guardBlock puts the call of HiddenEnter behind a body's directives.
func guardBlock(b *ast.BlockStatement) {
	at := 0
	for at < len(b.List) {
		s, ok := b.List[at].(*ast.ExpressionStatement)
		if !ok {
			break
		}
		if _, ok := s.Expression.(*ast.StringLiteral); !ok {
			break
		}
		at++
	}
	call := &ast.ExpressionStatement{Expression: callHidden(HiddenEnter, b.LeftBrace)}
	b.List = append(b.List[:at:at], append([]ast.Statement{call}, b.List[at:]...)...)
}

// MarkAwaits makes every await of a function, not of those in it, say where it
// is: an error that comes from elsewhere is reported at the await.
func MarkAwaits(body *ast.BlockStatement) {
	var mark func(n ast.Node)
	visitor := visitor{
		node: func(n ast.Node) { mark(n) },
		expression: func(e *ast.Expression) {
			mark(*e)
			if a, ok := (*e).(*ast.AwaitExpression); ok {
				at := &ast.NumberLiteral{Idx: a.Await, Literal: "0", Value: int64(Offset(a.Await))}
				a.Argument = callHidden(HiddenLine, a.Await, a.Argument, at)
			}
		},
	}
	mark = func(n ast.Node) {
		switch n.(type) {
		case *ast.FunctionLiteral, *ast.ArrowFunctionLiteral:
			return
		}
		visit(n, visitor)
	}
	mark(body)
}

// HasAwait tells whether a function awaits, not looking into functions in it.
func HasAwait(body *ast.BlockStatement) bool {
	found := false
	Walk(body, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.FunctionLiteral, *ast.ArrowFunctionLiteral:
			return false
		case *ast.AwaitExpression:
			found = true
		}
		return !found
	})
	return found
}

// Outermost answers the function that the code is the body of, unless the code
// closes it early.
func Outermost(tree *ast.Program) *ast.FunctionLiteral {
	for _, s := range tree.Body {
		e, ok := s.(*ast.ExpressionStatement)
		if !ok {
			continue
		}
		a, ok := e.Expression.(*ast.AssignExpression)
		if !ok {
			continue
		}
		if call, ok := a.Right.(*ast.CallExpression); ok && len(tree.Body) == 1 {
			f, _ := call.Callee.(*ast.FunctionLiteral)
			return f
		}
	}
	return nil
}

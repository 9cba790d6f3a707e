package source

import (
	"math"
	"math/big"
	"strconv"
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"

	"runnel/runtime/value"
)

// Intermediate is what V8 prints for an expression it has no short text for.
const Intermediate = "(intermediate value)"

// PrintCallee prints an expression as V8 prints it in "x is not a function": calls
// are "f(...)", object literals "{(intermediate value)}", parentheses stand
// around every operator. What has no text is "(intermediate value)".
func PrintCallee(e ast.Expression) string {
	p := sourcePrinter{}
	p.whole(e)
	return p.out.String()
}

// PrintIterable prints the expression that should have been iterable; the
// Outermost call is printed without its "(...)", because the message goes on
// "is not a function or its return value is not iterable".
func PrintIterable(e ast.Expression) string {
	p := sourcePrinter{inIterable: true}
	p.whole(e)
	return p.out.String()
}

type sourcePrinter struct {
	out        strings.Builder
	inIterable bool
}

// whole prints an expression, or the placeholder if it has no text.
func (p *sourcePrinter) whole(e ast.Expression) {
	n := p.out.Len()
	p.expression(e)
	if p.out.Len() == n {
		p.out.WriteString(Intermediate)
	}
}

func (p *sourcePrinter) print(texts ...string) {
	for _, t := range texts {
		p.out.WriteString(t)
	}
}

func (p *sourcePrinter) expression(e ast.Expression) {
	if text, ok := foldedText(e); ok {
		p.print(text)
		return
	}
	switch e := e.(type) {
	case *ast.Identifier:
		p.print(e.Name.String())
	case *ast.ThisExpression:
		p.print("this")
	case *ast.RegExpLiteral:
		p.print("/", e.Pattern, "/", e.Flags)
	case *ast.TemplateLiteral:
		if e.Tag != nil {
			p.whole(e.Tag)
			p.print("(...)")
			return
		}
		for _, x := range e.Expressions {
			p.whole(x)
		}
	case *ast.ArrayLiteral:
		p.print("[")
		for i, x := range e.Value {
			if i > 0 {
				p.print(",")
			}
			if x != nil {
				p.whole(x)
			}
		}
		p.print("]")
	case *ast.ObjectLiteral:
		p.print("{", strings.Repeat(Intermediate, len(e.Value)), "}")
	case *ast.DotExpression:
		p.member(e.Left)
		p.print(".", e.Identifier.Name.String())
	case *ast.PrivateDotExpression:
		p.member(e.Left)
		p.print(".#", e.Identifier.Name.String())
	case *ast.BracketExpression:
		p.bracket(e)
	case *ast.CallExpression:
		p.callee(e.Callee)
		if !p.inIterable {
			p.print("(...)")
		}
	case *ast.NewExpression:
		if p.inIterable {
			p.whole(e.Callee)
		} else {
			p.print(Intermediate)
		}
	case *ast.OptionalChain:
		p.expression(e.Expression)
	case *ast.Optional:
		p.expression(e.Expression)
	case *ast.AssignExpression:
		p.whole(e.Left)
	case *ast.ConditionalExpression:
		p.print(Intermediate, Intermediate, Intermediate)
	case *ast.UnaryExpression:
		p.unary(e)
	case *ast.BinaryExpression:
		p.print("(")
		p.operands(e)
		p.print(")")
	case *ast.SequenceExpression:
		p.print("(")
		for i, x := range e.Sequence {
			if i > 0 {
				p.print(" , ")
			}
			p.whole(x)
		}
		p.print(")")
	case *ast.SpreadElement:
		p.print("(...")
		p.whole(e.Expression)
		p.print(")")
	}
}

// callee prints what is called: an optional call has its mark behind it.
func (p *sourcePrinter) callee(e ast.Expression) {
	if o, ok := e.(*ast.Optional); ok {
		e = o.Expression
	}
	p.whole(e)
}

// member prints the object of a member; "?" stands before the dot of an
// optional one.
func (p *sourcePrinter) member(left ast.Expression) {
	if o, ok := left.(*ast.Optional); ok {
		p.whole(o.Expression)
		p.print("?")
		return
	}
	if _, ok := left.(*ast.SuperExpression); ok {
		p.print(Intermediate)
		return
	}
	p.whole(left)
}

func (p *sourcePrinter) bracket(e *ast.BracketExpression) {
	p.member(e.Left)
	if name, ok := stringConstant(e.Member); ok {
		if _, isIndex := value.ArrayIndex(name); !isIndex {
			p.print(".", name)
			return
		}
	}
	if _, ok := e.Left.(*ast.Optional); ok {
		p.print(".")
	}
	p.print("[")
	p.whole(e.Member)
	p.print("]")
}

func (p *sourcePrinter) unary(e *ast.UnaryExpression) {
	op := e.Operator.String()
	p.print("(")
	if e.Postfix {
		p.whole(e.Operand)
		p.print(op, ")")
		return
	}
	p.print(op)
	switch e.Operator {
	case token.TYPEOF, token.VOID, token.DELETE:
		p.print(" ")
	}
	p.whole(e.Operand)
	p.print(")")
}

// operands prints both sides of an operator. V8 keeps a chain of one operator
// together: a + b + c has one pair of parentheses.
func (p *sourcePrinter) operands(e *ast.BinaryExpression) {
	if left, ok := e.Left.(*ast.BinaryExpression); ok && left.Operator == e.Operator && !e.Comparison && e.Operator != token.EXPONENT {
		if _, folded := foldedText(left); !folded {
			p.operands(left)
			p.print(" ", e.Operator.String(), " ")
			p.whole(e.Right)
			return
		}
	}
	p.whole(e.Left)
	p.print(" ", e.Operator.String(), " ")
	p.whole(e.Right)
}

// stringConstant answers the text of a string literal or of a template
// without expressions.
func stringConstant(e ast.Expression) (string, bool) {
	switch e := e.(type) {
	case *ast.StringLiteral:
		return e.Value.String(), true
	case *ast.TemplateLiteral:
		if e.Tag == nil && len(e.Expressions) == 0 && len(e.Elements) == 1 {
			return e.Elements[0].Parsed.String(), true
		}
	}
	return "", false
}

// foldedText answers the text of a constant: V8's parser computes arithmetic
// on number literals.
func foldedText(e ast.Expression) (string, bool) {
	if s, ok := stringConstant(e); ok {
		return `"` + s + `"`, true
	}
	switch e := e.(type) {
	case *ast.NullLiteral:
		return "null", true
	case *ast.BooleanLiteral:
		return strconv.FormatBool(e.Value), true
	case *ast.NumberLiteral:
		if _, big := e.Value.(*big.Int); big {
			return "", false
		}
		return value.FormatNumber(numberOf(e)), true
	case *ast.UnaryExpression:
		if e.Operator == token.NOT {
			if b, ok := constantBool(e.Operand); ok {
				return strconv.FormatBool(!b), true
			}
			return "", false
		}
		if f, ok := foldNumber(e); ok {
			return value.FormatNumber(f), true
		}
	case *ast.BinaryExpression:
		if f, ok := foldNumber(e); ok {
			return value.FormatNumber(f), true
		}
	}
	return "", false
}

func numberOf(e *ast.NumberLiteral) float64 {
	switch v := e.Value.(type) {
	case int64:
		return float64(v)
	case float64:
		return v
	}
	return math.NaN()
}

func constantBool(e ast.Expression) (value, ok bool) {
	switch e := e.(type) {
	case *ast.BooleanLiteral:
		return e.Value, true
	case *ast.NullLiteral:
		return false, true
	case *ast.NumberLiteral:
		f := numberOf(e)
		return f != 0 && f == f, true
	case *ast.StringLiteral:
		return e.Value != "", true
	}
	return false, false
}

// foldNumber computes what V8's parser computes.
func foldNumber(e ast.Expression) (float64, bool) {
	switch e := e.(type) {
	case *ast.NumberLiteral:
		if _, big := e.Value.(*big.Int); big {
			return 0, false
		}
		return numberOf(e), true
	case *ast.UnaryExpression:
		f, ok := foldNumber(e.Operand)
		if !ok || e.Postfix {
			return 0, false
		}
		switch e.Operator {
		case token.MINUS:
			return -f, true
		case token.PLUS:
			return f, true
		case token.BITWISE_NOT:
			return float64(^toInt32(f)), true
		}
	case *ast.BinaryExpression:
		a, ok := foldNumber(e.Left)
		if !ok {
			return 0, false
		}
		b, ok := foldNumber(e.Right)
		if !ok {
			return 0, false
		}
		return foldOperator(e.Operator, a, b)
	}
	return 0, false
}

func foldOperator(op token.Token, a, b float64) (float64, bool) {
	switch op {
	case token.PLUS:
		return a + b, true
	case token.MINUS:
		return a - b, true
	case token.MULTIPLY:
		return a * b, true
	case token.SLASH:
		return a / b, true
	case token.OR:
		return float64(toInt32(a) | toInt32(b)), true
	case token.AND:
		return float64(toInt32(a) & toInt32(b)), true
	case token.EXCLUSIVE_OR:
		return float64(toInt32(a) ^ toInt32(b)), true
	case token.SHIFT_LEFT:
		return float64(toInt32(a) << (uint32(toInt32(b)) & 31)), true
	case token.SHIFT_RIGHT:
		return float64(toInt32(a) >> (uint32(toInt32(b)) & 31)), true
	case token.UNSIGNED_SHIFT_RIGHT:
		return float64(uint32(toInt32(a)) >> (uint32(toInt32(b)) & 31)), true
	case token.EXPONENT:
		return math.Pow(a, b), true
	}
	return 0, false
}

// toInt32 is ECMAScript's conversion of that name.
func toInt32(f float64) int32 {
	if f-f != 0 {
		return 0
	}
	return int32(uint32(int64(math.Mod(math.Trunc(f), 1<<32))))
}

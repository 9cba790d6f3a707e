package source

import (
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"
)

// repair corrects what goja's parser reads otherwise than the language says.
func repair(tree *ast.Program, text string) {
	hoistBlockFunctions(tree)
	Rewrite(tree, func(e *ast.Expression) {
		if n, ok := (*e).(*ast.BinaryExpression); ok {
			*e = leftToRight(n, text)
		}
	})
}

// isRelational tells whether an operator is one of < > <= >= in instanceof.
func isRelational(op token.Token) bool {
	switch op {
	case token.LESS, token.GREATER, token.LESS_OR_EQUAL, token.GREATER_OR_EQUAL, token.IN, token.INSTANCEOF:
		return true
	}
	return false
}

// leftToRight groups a chain of relational operators from the left: goja reads
// a < b < c as a < (b < c). Parentheses leave no trace in the tree, so the text
// tells whether there are any.
func leftToRight(n *ast.BinaryExpression, text string) ast.Expression {
	for isRelational(n.Operator) {
		right, ok := n.Right.(*ast.BinaryExpression)
		if !ok || !isRelational(right.Operator) || inParentheses(right, text) {
			break
		}
		if _, private := n.Left.(*ast.PrivateIdentifier); private {
			break
		}
		left := &ast.BinaryExpression{Operator: n.Operator, Left: n.Left, Right: right.Left, Comparison: n.Comparison}
		n = &ast.BinaryExpression{Operator: right.Operator, Left: leftToRight(left, text), Right: right.Right, Comparison: right.Comparison}
	}
	return n
}

// inParentheses tells whether parentheses stand around a whole operation: more
// of them open before its first operand than close behind that.
func inParentheses(n *ast.BinaryExpression, text string) bool {
	opening := 0
	for i := Offset(n.Left.Idx0()); i > 0; {
		before := strings.TrimRight(text[:i], " \t\r\n")
		if !strings.HasSuffix(before, "(") {
			if open := strings.LastIndex(before, "/*"); strings.HasSuffix(before, "*/") && open >= 0 {
				i = open
				continue
			}
			break
		}
		opening++
		i = len(before) - 1
	}
	from, to := Offset(n.Left.Idx1()), Offset(n.Right.Idx0())
	if from < 0 || to > len(text) || from > to {
		return false
	}
	return opening > strings.Count(text[from:to], ")")
}

// usesBigInt tells whether a program can come by a BigInt.
func usesBigInt(tree *ast.Program) bool {
	found := false
	Walk(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.NumberLiteral:
			found = found || isBigInt(n)
		case *ast.Identifier:
			found = found || strings.HasPrefix(n.Name.String(), "Big")
		}
		return !found
	})
	return found
}

// guardBigInts makes powers, shifts, products and conversions to numbers calls
// of the host: with BigInts the first three can take longer than anybody waits, and no
// interrupt comes between; the last goja does wrong.
func guardBigInts(tree *ast.Program) {
	Rewrite(tree, func(e *ast.Expression) {
		switch n := (*e).(type) {
		case *ast.BinaryExpression:
			switch n.Operator {
			case token.EXPONENT:
				*e = callHidden(HiddenPower, n.Left.Idx0(), n.Left, n.Right)
			case token.SHIFT_LEFT:
				*e = callHidden(HiddenShift, n.Left.Idx0(), n.Left, n.Right)
			case token.MULTIPLY:
				*e = callHidden(HiddenProduct, n.Left.Idx0(), n.Left, n.Right)
			}
		case *ast.CallExpression:
			if id, ok := n.Callee.(*ast.Identifier); ok && id.Name == "Number" && len(n.ArgumentList) == 1 {
				n.Callee = Identifier(HiddenNumber, id.Idx)
			}
		case *ast.AssignExpression:
			id, ok := n.Left.(*ast.Identifier)
			if !ok {
				return
			}
			again := Identifier(id.Name.String(), id.Idx)
			switch n.Operator {
			case token.EXPONENT:
				n.Operator, n.Right = token.ASSIGN, callHidden(HiddenPower, id.Idx, again, n.Right)
			case token.SHIFT_LEFT:
				n.Operator, n.Right = token.ASSIGN, callHidden(HiddenShift, id.Idx, again, n.Right)
			case token.MULTIPLY:
				n.Operator, n.Right = token.ASSIGN, callHidden(HiddenProduct, id.Idx, again, n.Right)
			}
		}
	})
}

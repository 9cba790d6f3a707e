package syntax

// token is a kind of token, as V8 tells them apart.
type token uint8

const (
	tokEOS token = iota
	tokIllegal
	tokTemplateSpan // `…${ or }…${
	tokTemplateTail // `…` or }…`
	tokPeriod
	tokLBrack
	tokQuestionPeriod
	tokLParen
	tokRParen
	tokRBrack
	tokLBrace
	tokRBrace
	tokColon
	tokEllipsis
	tokConditional
	tokSemicolon
	tokComma
	tokArrow
	tokAssign
	tokAssignNullish
	tokAssignOr
	tokAssignAnd
	tokAssignOp // += and its kin, but /=
	tokAssignDiv
	tokNullish
	tokOr
	tokAnd
	tokBitOr
	tokBitXor
	tokBitAnd
	tokShift
	tokMul
	tokDiv
	tokMod
	tokExp
	tokAdd
	tokSub
	tokNot
	tokBitNot
	tokInc
	tokDec
	tokEqual
	tokCompare
	tokNumber
	tokBigInt
	tokString
	tokPrivateName

	// Identifiers and words that may be ones.
	tokIdentifier
	tokGet
	tokSet
	tokAsync
	tokAwait
	tokYield
	tokLet
	tokStatic
	tokFutureStrict // implements interface package private protected public
	tokEscapedStrict

	tokEscapedKeyword
	tokEnum

	// Words that are none.
	tokBreak
	tokCase
	tokCatch
	tokClass
	tokConst
	tokContinue
	tokDebugger
	tokDefault
	tokDelete
	tokDo
	tokElse
	tokExport
	tokExtends
	tokFalse
	tokFinally
	tokFor
	tokFunction
	tokIf
	tokImport
	tokIn
	tokInstanceof
	tokNew
	tokNull
	tokReturn
	tokSuper
	tokSwitch
	tokThis
	tokThrow
	tokTrue
	tokTry
	tokTypeof
	tokVar
	tokVoid
	tokWhile
	tokWith
)

var words = map[string]token{
	"get": tokGet, "set": tokSet, "async": tokAsync, "await": tokAwait, "yield": tokYield, "let": tokLet, "static": tokStatic,
	"implements": tokFutureStrict, "interface": tokFutureStrict, "package": tokFutureStrict, "private": tokFutureStrict,
	"protected": tokFutureStrict, "public": tokFutureStrict, "enum": tokEnum,
	"break": tokBreak, "case": tokCase, "catch": tokCatch, "class": tokClass, "const": tokConst, "continue": tokContinue,
	"debugger": tokDebugger, "default": tokDefault, "delete": tokDelete, "do": tokDo, "else": tokElse, "export": tokExport,
	"extends": tokExtends, "false": tokFalse, "finally": tokFinally, "for": tokFor, "function": tokFunction, "if": tokIf,
	"import": tokImport, "in": tokIn, "instanceof": tokInstanceof, "new": tokNew, "null": tokNull, "return": tokReturn,
	"super": tokSuper, "switch": tokSwitch, "this": tokThis, "throw": tokThrow, "true": tokTrue, "try": tokTry,
	"typeof": tokTypeof, "var": tokVar, "void": tokVoid, "while": tokWhile, "with": tokWith,
}

// isAnyIdentifier tells whether a token may be an identifier, in some mode.
func (t token) isAnyIdentifier() bool { return t >= tokIdentifier && t <= tokEscapedStrict }

// isPropertyName tells whether a token may stand behind a dot.
func (t token) isPropertyName() bool {
	return t.isAnyIdentifier() || t == tokEscapedKeyword || t == tokEnum || t >= tokBreak
}

func (t token) isLiteral() bool {
	switch t {
	case tokNull, tokTrue, tokFalse, tokNumber, tokBigInt, tokString:
		return true
	}
	return false
}

// isMember tells whether a token goes on with a member expression.
func (t token) isMember() bool {
	return t == tokTemplateSpan || t == tokTemplateTail || t == tokPeriod || t == tokLBrack
}

func (t token) isPropertyOrCall() bool {
	return t.isMember() || t == tokQuestionPeriod || t == tokLParen
}

func (t token) isAssignment() bool { return t >= tokAssign && t <= tokAssignDiv }

func (t token) isLogicalAssignment() bool { return t >= tokAssignNullish && t <= tokAssignAnd }

func (t token) isUnary() bool {
	switch t {
	case tokAdd, tokSub, tokNot, tokBitNot, tokDelete, tokTypeof, tokVoid:
		return true
	}
	return false
}

func (t token) isCount() bool { return t == tokInc || t == tokDec }

// isAutoSemicolon tells whether a statement may end before a token.
func (t token) isAutoSemicolon() bool { return t == tokSemicolon || t == tokRBrace || t == tokEOS }

// precedence of binary operators, 0 for everything else.
func (t token) precedence(acceptIn bool) int {
	switch t {
	case tokNullish:
		return 3
	case tokOr:
		return 4
	case tokAnd:
		return 5
	case tokBitOr:
		return 6
	case tokBitXor:
		return 7
	case tokBitAnd:
		return 8
	case tokEqual:
		return 9
	case tokCompare, tokInstanceof:
		return 10
	case tokIn:
		if acceptIn {
			return 10
		}
	case tokShift:
		return 11
	case tokAdd, tokSub:
		return 12
	case tokMul, tokDiv, tokMod:
		return 13
	case tokExp:
		return 14
	}
	return 0
}

package syntax

import (
	"slices"
	"strings"
)

// The messages of V8 that the parser uses.
const (
	msgEnd                 = "Unexpected end of input"
	msgIllegal             = "Invalid or unexpected token"
	msgStrictEval          = "Unexpected eval or arguments in strict mode"
	msgStrictReserved      = "Unexpected strict mode reserved word"
	msgDestructuringTarget = "Invalid destructuring assignment target"
	msgPropertyBinding     = "Illegal property in declaration context"
	msgInvalidAssignment   = "Invalid left-hand side in assignment"
	msgRestLast            = "Rest element must be last element"
	msgParameterAfterRest  = "Rest parameter must be last formal parameter"
	msgRestInitializer     = "Rest parameter may not have a default initializer"
	msgDuplicateParameter  = "Duplicate parameter name not allowed in this context"
	msgUnaryExponent       = "Unary operator used immediately before exponentiation expression. Parenthesis must be used to disambiguate operator precedence"
	msgUnexpectedSuper     = "'super' keyword unexpected here"
	msgArguments           = "'arguments' is not allowed in class field initializer or static initialization block"
)

// parser reads a program as V8's parser does and keeps the error that V8 would
// report. It makes no tree. After an error it goes on, blind, to the end: an
// error that V8 finds later but that lies before the first one takes its place.
type parser struct {
	scanner scanner
	// current is the token read last, following the one after it.
	current, following lexeme
	// ahead is the one after that, once it was looked at.
	ahead *lexeme

	err      *fault
	fn       *function
	scope    *scope
	class    *class
	cover    *cover
	acceptIn bool
	// arrow is what is known of the parameters before "=>".
	arrow *cover
	depth int
	// checkRegExp says what is wrong with a regular expression, "" for nothing.
	checkRegExp func(pattern, flags string) string
	// parametersEnd is where the parameters of the first function must end,
	// 0 when that does not matter.
	parametersEnd int
	// operators are those whose operations are to be noted in operations.
	operators  []string
	operations []Operation
}

// maxDepth bounds the nesting of a program; beyond, V8 runs out of its stack.
const maxDepth = 2500

// maxChain bounds the number of operators in a row; compiling takes time with
// the square of it.
const maxChain = 8000

// kind is what matters of an expression that was read.
type kind uint8

const (
	kindOther kind = iota
	kindIdentifier
	kindProperty
	kindCall
	kindTagged
	kindPattern // array and object literals
	kindAssignment
	kindEmpty // ()
	kindSuperCall
	kindFailure
)

// expression is what is known of an expression.
type expression struct {
	kind    kind
	name    string
	paren   bool
	private bool
	start   int
}

func (p *parser) report(start, end int, message string) {
	if p.err != nil && end >= p.err.start {
		return
	}
	p.err = &fault{start, end, message}
	p.scanner.failed = true
	p.ahead = nil
	p.following = p.scanner.next()
}

// reportHere reports an error at the token read last.
func (p *parser) reportHere(message string) { p.report(p.current.start, p.current.end, message) }

// reportNext reports an error at the token that follows.
func (p *parser) reportNext(message string) { p.report(p.following.start, p.following.end, message) }

func (p *parser) peek() token { return p.following.tok }

func (p *parser) next() token {
	p.current = p.following
	if p.ahead != nil {
		p.following = *p.ahead
		p.ahead = nil
	} else {
		p.following = p.scanner.next()
	}
	if p.current.octal != "" && p.fn.octal == nil {
		p.fn.octal = &Error{Message: p.current.octal, Offset: p.current.start}
	}
	return p.current.tok
}

// peekAhead answers the token after the one that follows.
func (p *parser) peekAhead() *lexeme {
	if p.ahead == nil {
		l := p.scanner.next()
		p.ahead = &l
	}
	return p.ahead
}

func (p *parser) check(t token) bool {
	if p.peek() != t {
		return false
	}
	p.next()
	return true
}

func (p *parser) expect(t token) {
	if p.next() != t {
		p.unexpected()
	}
}

// unexpected reports the token read last.
func (p *parser) unexpected() { p.unexpectedToken(p.current) }

func (p *parser) unexpectedToken(l lexeme) {
	start, end, message := l.start, l.end, ""
	switch l.tok {
	case tokEOS:
		message = msgEnd
	case tokNumber, tokBigInt:
		message = "Unexpected number"
	case tokString:
		message = "Unexpected string"
	case tokPrivateName, tokIdentifier:
		message = "Unexpected identifier '" + l.name + "'"
	case tokAwait, tokEnum:
		message = "Unexpected reserved word"
	case tokLet, tokStatic, tokYield, tokFutureStrict:
		message = "Unexpected identifier '" + l.name + "'"
		if p.fn.strict {
			message = msgStrictReserved
		}
	case tokTemplateSpan, tokTemplateTail:
		message = "Unexpected template string"
	case tokEscapedStrict, tokEscapedKeyword:
		message = "Keyword must not contain escaped characters"
	case tokIllegal:
		message = msgIllegal
		if l.message != "" {
			start, end, message = l.errorStart, l.errorEnd, l.message
		}
	default:
		message = "Unexpected token '" + p.scanner.src[l.start:l.end] + "'"
	}
	p.report(start, end, message)
}

func (p *parser) semicolon() {
	switch {
	case p.peek() == tokSemicolon:
		p.next()
	case p.following.newline || p.peek().isAutoSemicolon():
	case p.current.tok == tokAwait && !p.fn.async:
		p.reportHere("await is only valid in async functions and the top level bodies of modules")
	default:
		p.next()
		p.unexpected()
	}
}

// enter counts the nesting; false beyond what V8 could read.
func (p *parser) enter() bool {
	if p.depth++; p.depth > maxDepth {
		p.tooMuch()
		return false
	}
	return true
}

func (p *parser) leave() { p.depth-- }

// operation notes the operation that began at start, has its operator in at, and
// ends here.
func (p *parser) operation(start int, at lexeme) {
	if len(p.operators) == 0 {
		return
	}
	text := p.scanner.src[at.start:at.end]
	if slices.Contains(p.operators, text) {
		p.operations = append(p.operations, Operation{Operator: text, Start: start, At: at.start, End: p.current.end})
	}
}

// link counts the operators in a row.
func (p *parser) link(count *int) {
	if *count++; *count > maxChain {
		p.tooMuch()
	}
}

func (p *parser) tooMuch() {
	p.report(len(p.scanner.src), len(p.scanner.src), StackOverflow)
}

func isEvalOrArguments(name string) bool { return name == "eval" || name == "arguments" }

// bansArguments tells whether arguments may not be used: in the initializers of
// classes.
func (p *parser) bansArguments() bool {
	f := p.fn
	for f.arrow && f.outer != nil {
		f = f.outer
	}
	return f.initializer
}

// validIdentifier tells whether a token is an identifier here.
func (p *parser) validIdentifier(l lexeme) bool {
	switch l.tok {
	case tokIdentifier, tokGet, tokSet, tokAsync:
		return true
	case tokAwait:
		return !p.awaitReserved()
	case tokYield:
		return !p.fn.generator && !p.fn.strict
	case tokLet, tokStatic, tokFutureStrict, tokEscapedStrict:
		return !p.fn.strict
	}
	return false
}

func (p *parser) awaitReserved() bool { return p.fn.async || p.fn.initializer && !p.fn.top }

// identifier reads the token read last as an identifier.
func (p *parser) identifier() string {
	l := p.current
	if l.tok >= tokIdentifier && l.tok <= tokAsync {
		if l.name == "arguments" && p.bansArguments() {
			p.reportHere(msgArguments)
		}
		return l.name
	}
	if !p.validIdentifier(l) {
		p.unexpected()
		return ""
	}
	if l.tok == tokAwait {
		p.recordAsyncArrow(l.start, l.end, "'await' is not a valid identifier name in an async function")
		return l.name
	}
	p.recordStrict(l.start, l.end, msgStrictReserved)
	return l.name
}

// declare declares a name that was just read.
func (p *parser) declare(name string, m mode, start, end int) {
	if name == "" {
		return
	}
	if !p.scope.declare(name, m) {
		p.report(start, end, "Identifier '"+name+"' has already been declared")
	}
}

// bound is called for every name of a pattern that is certainly declared.
func (p *parser) bound(name string, start, end int) {
	switch p.cover.kind {
	case coverParameter:
		p.parameter(p.cover, name, start, end)
	case coverVar:
		p.declare(name, modeVar, start, end)
	case coverLexical:
		if name == "let" {
			p.report(start, end, "let is disallowed as a lexically bound name")
			return
		}
		p.declare(name, modeLexical, start, end)
	}
}

// parameter adds a parameter's name.
func (p *parser) parameter(c *cover, name string, start, end int) {
	for _, n := range c.names {
		if n.name == name && c.duplicate == nil {
			c.duplicate = &fault{start, end, msgDuplicateParameter}
		}
	}
	c.names = append(c.names, use{name, start})
}

// classify records a name that may be a parameter.
func (p *parser) classify(name string, start, end int) {
	if isEvalOrArguments(name) {
		p.recordStrict(start, end, msgStrictEval)
	}
	if p.cover.kind == coverMaybeArrow || p.cover.kind == coverMaybeAsyncArrow {
		p.parameter(p.cover, name, start, end)
	}
}

// program reads a whole script.
func (p *parser) program() {
	p.fn = &function{top: true}
	p.scope = &scope{function: true}
	p.push(coverExpression)
	p.following = p.scanner.next()
	p.statements(tokEOS)
}

// statements reads statements, after the directives, up to an end token, which
// stays.
func (p *parser) statements(end token) {
	for p.peek() == tokString && p.err == nil {
		// A directive is a string alone in its statement.
		l := p.following
		directive := p.scanner.src[l.start:l.end]
		p.statementItem()
		text := p.scanner.src[l.start:min(p.current.end, len(p.scanner.src))]
		text = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(text), ";"))
		if text != directive {
			break
		}
		if directive == `"use strict"` || directive == `'use strict'` {
			p.becomeStrict(l)
		}
	}
	for p.peek() != end && p.err == nil {
		p.statementItem()
	}
}

// becomeStrict handles "use strict".
func (p *parser) becomeStrict(l lexeme) {
	if p.arrow != nil && p.arrow.notSimple {
		p.report(l.start, l.end, "Illegal 'use strict' directive in function with non-simple parameter list")
	}
	p.fn.strict = true
	if p.following.tok.isAnyIdentifier() && p.following.tok == tokIdentifier {
		return
	}
}

func newParser(text string, checkRegExp func(pattern, flags string) string) *parser {
	return &parser{scanner: scanner{src: text}, acceptIn: true, checkRegExp: checkRegExp}
}

// run reads the program and answers the error that V8 would report.
func (p *parser) run() *Error {
	p.program()
	p.checkOctal(p.fn)
	if p.err == nil {
		return nil
	}
	return &Error{Message: p.err.message, Offset: p.err.start}
}

// checkOctal reports what strict code must not have.
func (p *parser) checkOctal(f *function) {
	if f.strict && f.octal != nil {
		p.report(f.octal.Offset, f.octal.Offset+1, f.octal.Message)
	}
}

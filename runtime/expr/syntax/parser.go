package syntax

import "strings"

// maxDepth bounds how deep expressions and statements may nest.
const maxDepth = 1200

// maxLinks bounds the members, calls and operators of one text.
const maxLinks = 100_000

// parser reads tokens one ahead.
type parser struct {
	lexer
	// tok is the current token, prevEnd where the one before it ended.
	tok     token
	prevEnd int
	depth   int
	// inFunction, inAsync, inGenerator tell what return, await and yield mean.
	inFunction, inAsync, inGenerator bool
	// noIn is set in the head of a for statement.
	noIn bool
	// links counts members, calls and operators: they make the tree as deep.
	links int
	// arrows remembers for the "(" at a position whether "=>" follows its ")".
	arrows map[int]bool
	// coverInit is where "{a = 1}" was read as an object literal: an error
	// unless it turns out to be a pattern. -1 when there is none.
	coverInit int
}

// ParseFirst reads a text as statements and answers the first one. It is an
// ExprStmt for texts that an expression engine can use.
func ParseFirst(src string) (first *Node, err error) {
	defer recoverError(&err)
	p := newParser(src)
	for p.tok.kind != tokenEOF {
		s := p.statement()
		if first == nil {
			first = s
		}
	}
	if first == nil {
		p.fail(0, "no statement")
	}
	return first, nil
}

// ParseExpression reads a text that is one expression and nothing else.
func ParseExpression(src string) (n *Node, err error) {
	defer recoverError(&err)
	p := newParser(src)
	n = p.expression()
	if p.tok.kind != tokenEOF {
		p.unexpected()
	}
	return n, nil
}

func newParser(src string) *parser {
	p := &parser{lexer: lexer{src: src}, coverInit: -1}
	p.tok = p.lexer.next()
	return p
}

func recoverError(err *error) {
	switch r := recover().(type) {
	case nil:
	case *Error:
		*err = r
	default:
		panic(r)
	}
}

func (p *parser) advance() {
	p.prevEnd = p.tok.end
	p.tok = p.lexer.next()
}

func (p *parser) unexpected() {
	if p.tok.kind == tokenEOF {
		p.fail(p.tok.start, "Unexpected end of input")
	}
	p.fail(p.tok.start, "Unexpected token '"+p.src[p.tok.start:p.tok.end]+"'")
}

func (p *parser) enter() {
	p.depth++
	if p.depth > maxDepth {
		p.fail(p.tok.start, "nested too deep")
	}
}

func (p *parser) leave() { p.depth-- }

// link counts one more level that a loop adds to the tree.
func (p *parser) link() {
	p.links++
	if p.links > maxLinks {
		p.fail(p.tok.start, "too long")
	}
}

// is tells whether the current token is the punctuator.
func (p *parser) is(punct string) bool { return p.tok.kind == tokenPunct && p.tok.text == punct }

// isWord tells whether the current token is the word, written without escapes.
func (p *parser) isWord(word string) bool {
	return p.tok.kind == tokenName && p.tok.text == word && !p.tok.escaped
}

func (p *parser) eat(punct string) bool {
	if p.is(punct) {
		p.advance()
		return true
	}
	return false
}

func (p *parser) eatWord(word string) bool {
	if p.isWord(word) {
		p.advance()
		return true
	}
	return false
}

func (p *parser) expect(punct string) {
	if !p.eat(punct) {
		p.unexpected()
	}
}

func (p *parser) expectWord(word string) {
	if !p.eatWord(word) {
		p.unexpected()
	}
}

// peek answers the token after the current one.
func (p *parser) peek() token {
	at := p.lexer.pos
	t := p.lexer.next()
	p.lexer.pos = at
	return t
}

// semicolon reads the end of a statement, which may be left out at the end of
// a line, of the text and before a brace.
func (p *parser) semicolon() {
	if p.eat(";") || p.is("}") || p.tok.kind == tokenEOF || p.tok.newline {
		return
	}
	p.unexpected()
}

var reserved = map[string]bool{
	"break": true, "case": true, "catch": true, "class": true, "const": true, "continue": true, "debugger": true, "default": true,
	"delete": true, "do": true, "else": true, "enum": true, "export": true, "extends": true, "false": true, "finally": true, "for": true,
	"function": true, "if": true, "import": true, "in": true, "instanceof": true, "new": true, "null": true, "return": true, "super": true,
	"switch": true, "this": true, "throw": true, "true": true, "try": true, "typeof": true, "var": true, "void": true, "while": true, "with": true,
}

// isIdentifier tells whether the current token can name a variable.
func (p *parser) isIdentifier() bool {
	if p.tok.kind != tokenName || reserved[p.tok.text] {
		return false
	}
	switch p.tok.text {
	case "await":
		return !p.inAsync && p.inFunction
	case "yield":
		return !p.inGenerator && p.inFunction
	}
	return true
}

func (p *parser) identifier() *Node {
	if !p.isIdentifier() {
		p.unexpected()
	}
	n := &Node{Kind: Ident, Start: p.tok.start, End: p.tok.end, Text: p.tok.text}
	p.advance()
	return n
}

// Statements.

func (p *parser) statement() *Node {
	p.enter()
	defer p.leave()
	start := p.tok.start
	n := &Node{Start: start}
	done := func() *Node { n.End = p.prevEnd; return n }
	if p.tok.kind == tokenPunct {
		switch p.tok.text {
		case "{":
			return p.block()
		case ";":
			p.advance()
			n.Kind = Empty
			return done()
		}
	}
	if p.tok.kind == tokenName && !p.tok.escaped {
		switch p.tok.text {
		case "var", "const", "let":
			return p.varStatement()
		case "function":
			n.Kind, n.A = FunctionDecl, p.function(true)
			return done()
		case "async":
			if t := p.peek(); t.kind == tokenName && t.text == "function" && !t.newline {
				n.Kind, n.A = FunctionDecl, p.function(true)
				return done()
			}
		case "class":
			n.Kind, n.A = ClassDecl, p.class(true)
			return done()
		case "if":
			p.advance()
			n.Kind = If
			n.A = p.condition()
			n.B = p.statement()
			if p.eatWord("else") {
				n.C = p.statement()
			}
			return done()
		case "for":
			return p.forStatement()
		case "while":
			p.advance()
			n.Kind = While
			n.A = p.condition()
			n.D = p.statement()
			return done()
		case "do":
			p.advance()
			n.Kind = DoWhile
			n.D = p.statement()
			p.expectWord("while")
			n.A = p.condition()
			p.eat(";")
			return done()
		case "break", "continue":
			n.Kind = Break
			if p.tok.text == "continue" {
				n.Kind = Continue
			}
			p.advance()
			if p.isIdentifier() && !p.tok.newline {
				n.Text = p.tok.text
				p.advance()
			}
			p.semicolon()
			return done()
		case "return":
			p.advance()
			n.Kind = Return
			if (!p.tok.newline || p.longTemplate()) && !p.is(";") && !p.is("}") && p.tok.kind != tokenEOF {
				n.A = p.expression()
			}
			p.semicolon()
			return done()
		case "throw":
			p.advance()
			n.Kind = Throw
			if p.tok.newline {
				p.unexpected()
			}
			n.A = p.expression()
			p.semicolon()
			return done()
		case "try":
			p.advance()
			n.Kind = Try
			n.A = p.block()
			if p.eatWord("catch") {
				if p.eat("(") {
					n.B = p.bindingTarget()
					p.expect(")")
				}
				n.C = p.block()
			}
			if p.eatWord("finally") {
				n.D = p.block()
			}
			if n.C == nil && n.D == nil {
				p.unexpected()
			}
			return done()
		case "switch":
			return p.switchStatement()
		case "debugger":
			p.advance()
			p.semicolon()
			n.Kind = Debugger
			return done()
		case "with":
			p.advance()
			n.Kind = With
			n.A = p.condition()
			n.D = p.statement()
			return done()
		case "import":
			if t := p.peek(); t.kind != tokenPunct || t.text != "(" && t.text != "." {
				p.unexpected()
			}
		}
	}
	e := p.expression()
	if e.Kind == Ident && p.is(":") {
		p.advance()
		n.Kind, n.Text = Labeled, e.Text
		n.D = p.statement()
		return done()
	}
	p.semicolon()
	n.Kind, n.A = ExprStmt, e
	return done()
}

// longTemplate tells whether a template literal follows that has a line end in
// it. n8n prints code anew before it runs it, and then the line end between
// return and such a literal is gone.
func (p *parser) longTemplate() bool {
	if p.tok.kind != tokenTemplate {
		return false
	}
	saved := *p
	t := p.templateLiteral(false)
	*p = saved
	return strings.ContainsAny(p.src[t.Start:t.End], "\n\r")
}

// condition reads an expression in parentheses.
func (p *parser) condition() *Node {
	p.expect("(")
	e := p.expression()
	p.expect(")")
	return e
}

func (p *parser) block() *Node {
	n := &Node{Kind: Block, Start: p.tok.start}
	p.expect("{")
	for !p.is("}") {
		if p.tok.kind == tokenEOF {
			p.unexpected()
		}
		n.List = append(n.List, p.statement())
	}
	p.advance()
	n.End = p.prevEnd
	return n
}

func (p *parser) varStatement() *Node {
	n := p.declarations()
	p.semicolon()
	n.End = p.prevEnd
	return n
}

// declarations reads "var a = 1, b" without its end.
func (p *parser) declarations() *Node {
	n := &Node{Kind: VarDecl, Start: p.tok.start, Text: p.tok.text}
	p.advance()
	for {
		d := &Node{Kind: Declarator, Start: p.tok.start}
		d.A = p.bindingTarget()
		if p.eat("=") {
			d.B = p.assignment()
		}
		d.End = p.prevEnd
		n.List = append(n.List, d)
		if !p.eat(",") {
			break
		}
	}
	n.End = p.prevEnd
	return n
}

func (p *parser) forStatement() *Node {
	n := &Node{Kind: For, Start: p.tok.start}
	p.advance()
	await := p.inAsync && p.eatWord("await")
	p.expect("(")
	var head *Node
	noIn := p.noIn
	p.noIn = true
	isLet := p.isWord("let")
	if isLet {
		t := p.peek()
		isLet = t.kind == tokenName && t.text != "in" && t.text != "of" || t.kind == tokenPunct && (t.text == "[" || t.text == "{")
	}
	isAsync := p.isWord("async")
	switch {
	case p.is(";"):
	case p.isWord("var"), p.isWord("const"), isLet:
		head = p.declarations()
	default:
		head = p.expression()
	}
	p.noIn = noIn
	switch {
	case head != nil && p.isWord("of") && !(isAsync && !await && head.Kind == Ident):
		n.Kind, n.Flag = ForOf, await
		p.advance()
		n.A = p.forTarget(head)
		n.B = p.assignment()
	case head != nil && p.isWord("in"):
		n.Kind = ForIn
		p.advance()
		n.A = p.forTarget(head)
		n.B = p.expression()
	default:
		n.A = head
		p.expect(";")
		if !p.is(";") {
			n.B = p.expression()
		}
		p.expect(";")
		if !p.is(")") {
			n.C = p.expression()
		}
	}
	p.expect(")")
	n.D = p.statement()
	n.End = p.prevEnd
	return n
}

// forTarget makes what stands before "in" or "of" a target.
func (p *parser) forTarget(head *Node) *Node {
	if head.Kind == VarDecl {
		if len(head.List) != 1 || head.List[0].B != nil {
			p.unexpected()
		}
		return head
	}
	return p.toPattern(head, false)
}

func (p *parser) switchStatement() *Node {
	n := &Node{Kind: Switch, Start: p.tok.start}
	p.advance()
	n.A = p.condition()
	p.expect("{")
	for !p.eat("}") {
		c := &Node{Kind: Case, Start: p.tok.start}
		if p.eatWord("case") {
			c.A = p.expression()
		} else {
			p.expectWord("default")
		}
		p.expect(":")
		for !p.is("}") && !p.isWord("case") && !p.isWord("default") {
			if p.tok.kind == tokenEOF {
				p.unexpected()
			}
			c.List = append(c.List, p.statement())
		}
		c.End = p.prevEnd
		n.List = append(n.List, c)
	}
	n.End = p.prevEnd
	return n
}

// Functions and classes.

// function reads "async function* name(params) {body}".
func (p *parser) function(declaration bool) *Node {
	n := &Node{Kind: Function, Start: p.tok.start}
	n.Async = p.eatWord("async")
	p.expectWord("function")
	n.Generator = p.eat("*")
	if !p.is("(") {
		// A declaration's name belongs to the scope around it, an expression's to its own.
		if declaration {
			n.A = p.identifier()
		} else {
			outer := *p
			p.inFunction, p.inAsync, p.inGenerator = true, n.Async, n.Generator
			n.A = p.identifier()
			p.inFunction, p.inAsync, p.inGenerator = outer.inFunction, outer.inAsync, outer.inGenerator
		}
	} else if declaration {
		p.unexpected()
	}
	p.functionRest(n)
	return n
}

// functionRest reads parameters and body.
func (p *parser) functionRest(n *Node) {
	inFunction, inAsync, inGenerator, noIn := p.inFunction, p.inAsync, p.inGenerator, p.noIn
	p.inFunction, p.inAsync, p.inGenerator, p.noIn = true, n.Async, n.Generator, false
	p.expect("(")
	for !p.is(")") {
		if p.is("...") {
			r := &Node{Kind: Rest, Start: p.tok.start}
			p.advance()
			r.A = p.bindingTarget()
			r.End = p.prevEnd
			n.Params = append(n.Params, r)
			break
		}
		n.Params = append(n.Params, p.bindingElement())
		if !p.eat(",") {
			break
		}
	}
	p.expect(")")
	n.D = p.block()
	p.inFunction, p.inAsync, p.inGenerator, p.noIn = inFunction, inAsync, inGenerator, noIn
	n.End = p.prevEnd
}

// bindingElement reads a target with its default.
func (p *parser) bindingElement() *Node {
	start := p.tok.start
	t := p.bindingTarget()
	if p.eat("=") {
		t = &Node{Kind: Default, Start: start, A: t, B: p.enclosed(p.assignment), End: p.prevEnd}
	}
	return t
}

// bindingTarget reads a name or a pattern that declares names.
func (p *parser) bindingTarget() *Node {
	p.enter()
	defer p.leave()
	n := &Node{Start: p.tok.start}
	switch {
	case p.eat("["):
		n.Kind = ArrayPattern
		for !p.is("]") {
			switch {
			case p.eat(","):
				n.List = append(n.List, nil)
				continue
			case p.is("..."):
				r := &Node{Kind: Rest, Start: p.tok.start}
				p.advance()
				r.A = p.bindingTarget()
				r.End = p.prevEnd
				n.List = append(n.List, r)
			default:
				n.List = append(n.List, p.bindingElement())
			}
			if !p.is("]") {
				p.expect(",")
			}
		}
		p.expect("]")
	case p.eat("{"):
		n.Kind = ObjectPattern
		for !p.is("}") {
			prop := &Node{Kind: Property, Start: p.tok.start}
			if p.is("...") {
				prop.Kind = Rest
				p.advance()
				prop.A = p.identifier()
			} else {
				isName := p.isIdentifier()
				p.propertyKey(prop)
				if p.eat(":") {
					prop.B = p.bindingElement()
				} else {
					if !isName || prop.Computed {
						p.unexpected()
					}
					prop.Form = Shorthand
					prop.B = &Node{Kind: Ident, Start: prop.A.Start, End: prop.A.End, Text: prop.A.Text}
					if p.eat("=") {
						prop.B = &Node{Kind: Default, Start: prop.Start, A: prop.B, B: p.assignment(), End: p.prevEnd}
					}
				}
			}
			prop.End = p.prevEnd
			n.List = append(n.List, prop)
			if !p.is("}") {
				p.expect(",")
			}
		}
		p.expect("}")
	default:
		return p.identifier()
	}
	n.End = p.prevEnd
	return n
}

func (p *parser) class(declaration bool) *Node {
	n := &Node{Kind: Class, Start: p.tok.start}
	p.expectWord("class")
	if p.isIdentifier() {
		n.A = p.identifier()
	} else if declaration {
		p.unexpected()
	}
	if p.eatWord("extends") {
		n.B = p.leftHandSide()
	}
	p.expect("{")
	for !p.eat("}") {
		if p.eat(";") {
			continue
		}
		n.List = append(n.List, p.classMember())
	}
	n.End = p.prevEnd
	return n
}

func (p *parser) classMember() *Node {
	n := &Node{Kind: Member, Start: p.tok.start}
	if p.isWord("static") {
		switch t := p.peek(); {
		case t.kind == tokenPunct && t.text == "{":
			p.advance()
			b := p.functionBody()
			return &Node{Kind: Static, Start: n.Start, List: b.List, End: p.prevEnd}
		case !(t.kind == tokenPunct && (t.text == "(" || t.text == "=" || t.text == ";" || t.text == "}")):
			p.advance()
			n.IsStatic = true
		}
	}
	p.methodHead(n)
	if p.is("(") {
		if n.Form == Plain {
			n.Form = Method
		}
		p.methodBody(n)
	} else {
		n.Form = Plain
		if p.eat("=") {
			inFunction := p.inFunction
			p.inFunction = true
			n.B = p.assignment()
			p.inFunction = inFunction
		}
		p.semicolon()
	}
	n.End = p.prevEnd
	return n
}

// functionBody reads a block as the body of a function.
func (p *parser) functionBody() *Node {
	inFunction, inAsync, inGenerator := p.inFunction, p.inAsync, p.inGenerator
	p.inFunction, p.inAsync, p.inGenerator = true, false, false
	b := p.block()
	p.inFunction, p.inAsync, p.inGenerator = inFunction, inAsync, inGenerator
	return b
}

// methodHead reads "get", "set", "async", "*" and the key. What it learns of
// the function is kept in the node until methodBody.
func (p *parser) methodHead(n *Node) {
	modifier := func() bool {
		t := p.peek()
		return !(t.kind == tokenPunct && (t.text == "(" || t.text == "," || t.text == ":" || t.text == "=" || t.text == "}" || t.text == ";")) && t.kind != tokenEOF
	}
	switch {
	case p.isWord("get") && modifier():
		if t := p.peek(); !(t.kind == tokenPunct && t.text == "*") {
			p.advance()
			n.Form = Getter
		}
	case p.isWord("set") && modifier():
		if t := p.peek(); !(t.kind == tokenPunct && t.text == "*") {
			p.advance()
			n.Form = Setter
		}
	case p.isWord("async") && modifier() && !p.peek().newline:
		p.advance()
		n.Async = true
	}
	if n.Form == Plain && p.is("*") {
		p.advance()
		n.Generator = true
	}
	p.propertyKey(n)
}

// methodBody reads the function of a method.
func (p *parser) methodBody(n *Node) {
	f := &Node{Kind: Function, Start: p.tok.start, Async: n.Async, Generator: n.Generator}
	p.functionRest(f)
	n.B = f
}

// propertyKey reads the key of a property.
func (p *parser) propertyKey(n *Node) {
	t := p.tok
	switch {
	case t.kind == tokenName:
		n.A = &Node{Kind: Ident, Start: t.start, End: t.end, Text: t.text}
	case t.kind == tokenString:
		n.A = &Node{Kind: String, Start: t.start, End: t.end, Text: t.text}
	case t.kind == tokenNumber:
		n.A = &Node{Kind: Number, Start: t.start, End: t.end, Num: t.num}
	case t.kind == tokenBigInt:
		n.A = &Node{Kind: BigInt, Start: t.start, End: t.end, Text: t.text}
	case t.kind == tokenPrivate && n.Kind == Member:
		n.A = &Node{Kind: PrivateDot, Start: t.start, End: t.end, Text: t.text}
	case p.is("["):
		p.advance()
		n.A, n.Computed = p.enclosed(p.assignment), true
		p.expect("]")
		return
	default:
		p.unexpected()
	}
	p.advance()
}

// Expressions.

func (p *parser) expression() *Node {
	start := p.tok.start
	n := p.assignment()
	if !p.is(",") {
		return n
	}
	n = &Node{Kind: Sequence, Start: start, List: []*Node{n}}
	for p.eat(",") {
		n.List = append(n.List, p.assignment())
	}
	n.End = p.prevEnd
	return n
}

var assignOperators = map[string]bool{
	"=": true, "+=": true, "-=": true, "*=": true, "/=": true, "%=": true, "**=": true, "<<=": true, ">>=": true, ">>>=": true,
	"&=": true, "|=": true, "^=": true, "&&=": true, "||=": true, "??=": true,
}

// assignment reads an expression without commas.
func (p *parser) assignment() *Node {
	outer := p.coverInit
	p.coverInit = -1
	n := p.assignmentCover()
	if p.coverInit >= 0 {
		p.fail(p.coverInit, "Invalid shorthand property initializer")
	}
	p.coverInit = outer
	return n
}

// assignmentCover is assignment, but what may still become a pattern is left
// in coverInit.
func (p *parser) assignmentCover() *Node {
	p.enter()
	defer p.leave()
	start := p.tok.start
	if p.isWord("yield") && p.inGenerator {
		return p.yield()
	}
	if p.isWord("async") {
		if n := p.asyncArrow(); n != nil {
			return n
		}
	}
	if p.isIdentifier() {
		if t := p.peek(); t.kind == tokenPunct && t.text == "=>" && !t.newline {
			param := p.identifier()
			return p.arrowBody(&Node{Kind: Arrow, Start: start, Params: []*Node{param}})
		}
	}
	left := p.conditional()
	if left.Kind == Arrow {
		return left
	}
	if p.tok.kind == tokenPunct && assignOperators[p.tok.text] {
		op := p.tok.text
		if op == "=" {
			p.coverInit = -1
			left = p.toPattern(left, false)
		} else if t := left.Unparen(); t.Kind != Ident && t.Kind != Dot && t.Kind != Index && t.Kind != PrivateDot {
			p.fail(left.Start, "Invalid left-hand side in assignment")
		}
		p.advance()
		n := &Node{Kind: Assign, Start: start, Text: op, A: left}
		n.B = p.assignment()
		n.End = p.prevEnd
		return n
	}
	return left
}

func (p *parser) yield() *Node {
	n := &Node{Kind: Yield, Start: p.tok.start}
	p.advance()
	if !p.tok.newline {
		n.Flag = p.eat("*")
		if n.Flag || !(p.is(")") || p.is("]") || p.is("}") || p.is(",") || p.is(";") || p.is(":") || p.tok.kind == tokenEOF || p.isWord("in") || p.isWord("of")) {
			n.A = p.assignment()
		}
	}
	n.End = p.prevEnd
	return n
}

// asyncArrow reads "async x => …" and "async (…) => …", nil when it is
// something else.
func (p *parser) asyncArrow() *Node {
	start := p.tok.start
	t := p.peek()
	if t.newline {
		return nil
	}
	saved := *p
	switch {
	case t.kind == tokenName && !reserved[t.text]:
		p.advance()
		param := p.identifier()
		if !p.is("=>") || p.tok.newline {
			*p = saved
			return nil
		}
		return p.arrowBody(&Node{Kind: Arrow, Start: start, Async: true, Params: []*Node{param}})
	case t.kind == tokenPunct && t.text == "(":
		if !p.arrowFollows(t.start) {
			return nil
		}
		p.advance()
		n := &Node{Kind: Arrow, Start: start, Async: true}
		n.Params = p.arrowParams()
		return p.arrowBody(n)
	}
	return nil
}

// arrowFollows tells whether "=>" stands behind the parentheses that open at
// the position. It skips tokens without reading them as expressions, and
// remembers what it learns of the parentheses inside.
func (p *parser) arrowFollows(open int) (follows bool) {
	if known, ok := p.arrows[open]; ok {
		return known
	}
	if p.arrows == nil {
		p.arrows = map[int]bool{}
	}
	l := lexer{src: p.src, pos: open}
	// opened are the open parentheses and brackets; braces remembers for each
	// open brace whether it belongs to a template.
	var opened []int
	var braces []bool
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(*Error); !ok {
				panic(r)
			}
			follows = false
		}
		for _, at := range opened {
			p.arrows[at] = false
		}
	}()
	value := false // whether the last token ended a value: a slash then divides
	for {
		t := l.next()
		switch t.kind {
		case tokenEOF:
			return false
		case tokenPunct:
			switch t.text {
			case "(", "[":
				opened = append(opened, t.start)
				value = false
			case ")", "]":
				value = true
				at := opened[len(opened)-1]
				opened = opened[:len(opened)-1]
				if t.text == "]" {
					if len(opened) == 0 {
						return false
					}
					continue
				}
				after := l.pos
				t = l.next()
				p.arrows[at] = t.kind == tokenPunct && t.text == "=>" && !t.newline
				if len(opened) == 0 {
					return p.arrows[at]
				}
				l.pos = after
			case "{":
				braces = append(braces, false)
				value = false
			case "}":
				if len(braces) == 0 {
					return false
				}
				isTemplate := braces[len(braces)-1]
				braces = braces[:len(braces)-1]
				value = true
				if isTemplate {
					l.template(&t)
					if !t.tail {
						braces = append(braces, true)
						value = false
					}
				}
			case "/", "/=":
				if !value {
					l.regexp(t.start)
					value = true
				} else {
					value = false
				}
			case "++", "--":
			default:
				value = false
			}
		case tokenTemplate:
			value = t.tail
			if !t.tail {
				braces = append(braces, true)
			}
		case tokenName:
			value = !regexpWords[t.text]
		default:
			value = true
		}
	}
}

// regexpWords are the keywords after which a slash begins a regular expression.
var regexpWords = map[string]bool{
	"return": true, "typeof": true, "case": true, "do": true, "else": true, "in": true, "instanceof": true, "new": true, "void": true,
	"delete": true, "throw": true, "yield": true, "await": true,
}

// arrowParams reads the parameters of an arrow, parentheses included.
func (p *parser) arrowParams() []*Node {
	p.expect("(")
	var params []*Node
	for !p.is(")") {
		if p.is("...") {
			r := &Node{Kind: Rest, Start: p.tok.start}
			p.advance()
			r.A = p.bindingTarget()
			r.End = p.prevEnd
			params = append(params, r)
			break
		}
		params = append(params, p.bindingElement())
		if !p.eat(",") {
			break
		}
	}
	p.expect(")")
	return params
}

// arrowBody reads "=>" and what follows.
func (p *parser) arrowBody(n *Node) *Node {
	if p.tok.newline {
		p.unexpected()
	}
	p.expect("=>")
	inFunction, inAsync, inGenerator, noIn := p.inFunction, p.inAsync, p.inGenerator, p.noIn
	p.inAsync, p.inGenerator = n.Async, false
	if p.is("{") {
		p.inFunction, p.noIn = true, false
		n.D = p.block()
	} else {
		p.inFunction = true
		n.D = p.assignment()
	}
	p.inFunction, p.inAsync, p.inGenerator, p.noIn = inFunction, inAsync, inGenerator, noIn
	n.End = p.prevEnd
	return n
}

func (p *parser) conditional() *Node {
	start := p.tok.start
	n := p.binary(0)
	if n.Kind == Arrow || !p.is("?") {
		return n
	}
	p.advance()
	c := &Node{Kind: Cond, Start: start, A: n}
	c.B = p.enclosed(p.assignment)
	p.expect(":")
	c.C = p.assignment()
	c.End = p.prevEnd
	return c
}

var precedence = map[string]int{
	"??": 1, "||": 2, "&&": 3, "|": 4, "^": 5, "&": 6, "==": 7, "!=": 7, "===": 7, "!==": 7,
	"<": 8, ">": 8, "<=": 8, ">=": 8, "instanceof": 8, "in": 8, "<<": 9, ">>": 9, ">>>": 9, "+": 10, "-": 10, "*": 11, "/": 11, "%": 11, "**": 12,
}

// operator answers the binary operator that the current token is, or "".
func (p *parser) operator() string {
	switch p.tok.kind {
	case tokenPunct:
		if precedence[p.tok.text] > 0 {
			return p.tok.text
		}
	case tokenName:
		if !p.tok.escaped && (p.tok.text == "instanceof" || p.tok.text == "in" && !p.noIn) {
			return p.tok.text
		}
	}
	return ""
}

// binary reads operators that bind tighter than the given precedence.
func (p *parser) binary(above int) *Node {
	p.enter()
	defer p.leave()
	start := p.tok.start
	var left *Node
	if p.tok.kind == tokenPrivate {
		name := p.tok.text
		p.advance()
		if !p.isWord("in") || above >= precedence["in"] {
			p.unexpected()
		}
		p.advance()
		left = &Node{Kind: PrivateIn, Start: start, Text: name, A: p.binary(precedence["in"])}
		left.End = p.prevEnd
	} else {
		left = p.unary()
		if left.Kind == Arrow {
			return left
		}
	}
	for {
		op := p.operator()
		prec := precedence[op]
		if op == "" || prec <= above {
			return left
		}
		if op == "**" && (left.Kind == Unary || left.Kind == Await) {
			p.unexpected()
		}
		p.link()
		p.advance()
		n := &Node{Kind: Binary, Start: start, Text: op, A: left}
		if op == "**" {
			n.B = p.binary(prec - 1)
		} else {
			n.B = p.binary(prec)
		}
		n.End = p.prevEnd
		// ?? does not mix with || and && without parentheses.
		if mixes(n) {
			p.fail(start, "Unexpected token '"+op+"'")
		}
		left = n
	}
}

func mixes(n *Node) bool {
	logical := func(c *Node, ops ...string) bool {
		if c.Kind != Binary {
			return false
		}
		for _, op := range ops {
			if c.Text == op {
				return true
			}
		}
		return false
	}
	switch n.Text {
	case "??":
		return logical(n.A, "||", "&&") || logical(n.B, "||", "&&")
	case "||", "&&":
		return logical(n.A, "??") || logical(n.B, "??")
	}
	return false
}

func (p *parser) unary() *Node {
	start := p.tok.start
	op := ""
	switch {
	case p.tok.kind == tokenPunct:
		switch p.tok.text {
		case "!", "~", "+", "-":
			op = p.tok.text
		case "++", "--":
			p.enter()
			defer p.leave()
			n := &Node{Kind: Update, Start: start, Text: p.tok.text, Prefix: true}
			p.advance()
			n.A = p.unary()
			p.updateTarget(n.A)
			n.End = p.prevEnd
			return n
		}
	case p.tok.kind == tokenName && !p.tok.escaped:
		switch p.tok.text {
		case "typeof", "void", "delete":
			op = p.tok.text
		case "await":
			if p.inAsync {
				p.enter()
				defer p.leave()
				p.advance()
				n := &Node{Kind: Await, Start: start, A: p.unary()}
				n.End = p.prevEnd
				return n
			}
		}
	}
	if op != "" {
		p.enter()
		defer p.leave()
		p.advance()
		n := &Node{Kind: Unary, Start: start, Text: op, A: p.unary()}
		n.End = p.prevEnd
		return n
	}
	n := p.leftHandSide()
	if (p.is("++") || p.is("--")) && !p.tok.newline {
		p.updateTarget(n)
		u := &Node{Kind: Update, Start: start, Text: p.tok.text, A: n}
		p.advance()
		u.End = p.prevEnd
		return u
	}
	return n
}

func (p *parser) updateTarget(n *Node) {
	switch n.Unparen().Kind {
	case Ident, Dot, Index, PrivateDot:
	default:
		p.fail(n.Start, "Invalid left-hand side expression in postfix operation")
	}
}

// leftHandSide reads calls and members.
func (p *parser) leftHandSide() *Node {
	start := p.tok.start
	var n *Node
	if p.isWord("new") {
		n = p.newExpression()
	} else {
		n = p.primary()
	}
	if n.Kind == Arrow {
		return n
	}
	return p.chain(n, start, true)
}

// chain reads what follows a value: members, calls, templates.
func (p *parser) chain(n *Node, start int, calls bool) *Node {
	p.enter()
	defer p.leave()
	optionalChain := false
	for {
		p.link()
		switch {
		case p.is("."):
			d := &Node{Kind: Dot, Start: start, A: n, Open: p.tok.start}
			p.advance()
			p.memberName(d)
			n = d
		case p.is("?.") && calls:
			optionalChain = true
			open := p.tok.start
			p.advance()
			switch {
			case p.is("("):
				c := &Node{Kind: Call, Start: start, A: n, Optional: true, Open: p.tok.start}
				c.List = p.arguments()
				n = c
			case p.is("["):
				x := &Node{Kind: Index, Start: start, A: n, Optional: true, Open: open}
				p.index(x)
				n = x
			default:
				d := &Node{Kind: Dot, Start: start, A: n, Optional: true, Open: open}
				p.memberName(d)
				n = d
			}
		case p.is("["):
			x := &Node{Kind: Index, Start: start, A: n, Open: p.tok.start}
			p.index(x)
			n = x
		case p.is("(") && calls:
			c := &Node{Kind: Call, Start: start, A: n, Open: p.tok.start}
			c.List = p.arguments()
			n = c
		case p.tok.kind == tokenTemplate:
			if optionalChain {
				p.fail(p.tok.start, "Invalid tagged template on optional chain")
			}
			t := p.templateLiteral(true)
			n = &Node{Kind: Tagged, Start: start, A: n, B: t}
		default:
			return n
		}
		n.End = p.prevEnd
	}
}

// memberName reads the name behind a dot.
func (p *parser) memberName(d *Node) {
	switch p.tok.kind {
	case tokenName:
		d.Text = p.tok.text
	case tokenPrivate:
		d.Kind, d.Text = PrivateDot, p.tok.text
	default:
		p.unexpected()
	}
	p.advance()
}

// enclosed reads what stands within brackets, where "in" is an operator even in
// the head of a for statement.
func (p *parser) enclosed(read func() *Node) *Node {
	noIn := p.noIn
	p.noIn = false
	n := read()
	p.noIn = noIn
	return n
}

// index reads "[key]".
func (p *parser) index(x *Node) {
	p.expect("[")
	x.B = p.enclosed(p.expression)
	p.expect("]")
}

// arguments reads "(a, ...b)".
func (p *parser) arguments() []*Node {
	p.expect("(")
	noIn := p.noIn
	p.noIn = false
	list := []*Node{}
	for !p.is(")") {
		list = append(list, p.element())
		if !p.eat(",") {
			break
		}
	}
	p.noIn = noIn
	p.expect(")")
	return list
}

// element reads an argument or element, which may be spread.
func (p *parser) element() *Node { return p.spreadable(p.assignment) }

// spreadable reads what may stand behind "...".
func (p *parser) spreadable(read func() *Node) *Node {
	if !p.is("...") {
		return read()
	}
	s := &Node{Kind: Spread, Start: p.tok.start}
	p.advance()
	s.A = read()
	s.End = p.prevEnd
	return s
}

func (p *parser) newExpression() *Node {
	p.enter()
	defer p.leave()
	n := &Node{Kind: New, Start: p.tok.start}
	p.advance()
	if p.is(".") {
		p.advance()
		if !p.isWord("target") || !p.inFunction {
			p.unexpected()
		}
		p.advance()
		n.Kind, n.End = NewTarget, p.prevEnd
		return n
	}
	start := p.tok.start
	var callee *Node
	switch {
	case p.isWord("new"):
		callee = p.newExpression()
	case p.isWord("import"):
		p.unexpected()
	default:
		callee = p.primary()
	}
	n.A = p.chain(callee, start, false)
	if p.is("?.") {
		p.unexpected()
	}
	if p.is("(") {
		n.Open = p.tok.start
		n.List = p.arguments()
	} else {
		n.Open = -1
	}
	n.End = p.prevEnd
	return n
}

func (p *parser) primary() *Node {
	t := p.tok
	n := &Node{Start: t.start, End: t.end}
	switch t.kind {
	case tokenNumber:
		n.Kind, n.Num = Number, t.num
	case tokenString:
		n.Kind, n.Text = String, t.text
	case tokenBigInt:
		n.Kind, n.Text = BigInt, t.text
	case tokenTemplate:
		return p.templateLiteral(false)
	case tokenName:
		if !t.escaped {
			switch t.text {
			case "true", "false":
				n.Kind, n.Flag = Bool, t.text == "true"
				p.advance()
				return n
			case "null":
				n.Kind = Null
				p.advance()
				return n
			case "this":
				n.Kind = This
				p.advance()
				return n
			case "function":
				return p.function(false)
			case "class":
				return p.class(false)
			case "super":
				p.advance()
				if !p.is(".") && !p.is("[") && !p.is("(") || !p.inFunction {
					p.unexpected()
				}
				n.Kind = Super
				return n
			case "import":
				p.advance()
				p.expect("(")
				n.Kind = Import
				n.A = p.assignment()
				if p.eat(",") && !p.is(")") {
					n.B = p.assignment()
					p.eat(",")
				}
				p.expect(")")
				n.End = p.prevEnd
				return n
			case "async":
				if f := p.peek(); f.kind == tokenName && f.text == "function" && !f.newline {
					return p.function(false)
				}
			}
		}
		return p.identifier()
	case tokenPunct:
		switch t.text {
		case "(":
			return p.parenthesised()
		case "[":
			return p.array()
		case "{":
			return p.object()
		case "/", "/=":
			t = p.lexer.regexp(t.start)
			n.Kind, n.Text, n.End = Regexp, t.text, t.end
			p.tok.end = t.end
		default:
			p.unexpected()
		}
	default:
		p.unexpected()
	}
	p.advance()
	return n
}

// parenthesised reads "(a)" or an arrow function.
func (p *parser) parenthesised() *Node {
	start := p.tok.start
	if p.arrowFollows(start) {
		n := &Node{Kind: Arrow, Start: start}
		n.Params = p.arrowParams()
		return p.arrowBody(n)
	}
	p.enter()
	defer p.leave()
	p.advance()
	n := &Node{Kind: Paren, Start: start, A: p.enclosed(p.expression)}
	p.expect(")")
	n.End = p.prevEnd
	return n
}

func (p *parser) array() *Node {
	n := &Node{Kind: Array, Start: p.tok.start}
	p.advance()
	noIn := p.noIn
	p.noIn = false
	for !p.is("]") {
		if p.eat(",") {
			n.List = append(n.List, nil)
			continue
		}
		n.List = append(n.List, p.coverElement())
		if !p.is("]") {
			p.expect(",")
		}
	}
	p.noIn = noIn
	p.advance()
	n.End = p.prevEnd
	return n
}

// coverElement is element, for literals that may become patterns.
func (p *parser) coverElement() *Node { return p.spreadable(p.coverValue) }

// coverValue is assignment, keeping what only a pattern may have.
func (p *parser) coverValue() *Node {
	outer := p.coverInit
	p.coverInit = -1
	n := p.assignmentCover()
	if p.coverInit < 0 {
		p.coverInit = outer
	}
	return n
}

func (p *parser) object() *Node {
	n := &Node{Kind: Object, Start: p.tok.start}
	p.advance()
	noIn := p.noIn
	p.noIn = false
	for !p.is("}") {
		if p.is("...") {
			n.List = append(n.List, p.coverElement())
		} else {
			n.List = append(n.List, p.property())
		}
		if !p.is("}") {
			p.expect(",")
		}
	}
	p.noIn = noIn
	p.advance()
	n.End = p.prevEnd
	return n
}

func (p *parser) property() *Node {
	n := &Node{Kind: Property, Start: p.tok.start}
	isName := p.isIdentifier()
	p.methodHead(n)
	switch {
	case p.is("("):
		if n.Form == Plain {
			n.Form = Method
		}
		p.methodBody(n)
	case n.Form != Plain || n.Async || n.Generator:
		p.unexpected()
	case p.eat(":"):
		n.B = p.coverValue()
	default:
		if !isName || n.Computed || n.A.Kind != Ident {
			p.unexpected()
		}
		n.Form = Shorthand
		n.B = &Node{Kind: Ident, Start: n.A.Start, End: n.A.End, Text: n.A.Text}
		if p.is("=") {
			if p.coverInit < 0 {
				p.coverInit = p.tok.start
			}
			p.advance()
			n.B = &Node{Kind: Default, Start: n.Start, A: n.B, B: p.assignment(), End: p.prevEnd}
		}
	}
	n.End = p.prevEnd
	return n
}

// templateLiteral reads a template whose first text is the current token.
func (p *parser) templateLiteral(tagged bool) *Node {
	n := &Node{Kind: Template, Start: p.tok.start}
	for {
		if !p.tok.quasi.Valid && !tagged {
			p.fail(p.tok.start, "Invalid escape sequence in template")
		}
		n.Quasis = append(n.Quasis, p.tok.quasi)
		if p.tok.tail {
			p.advance()
			n.End = p.prevEnd
			return n
		}
		p.advance()
		n.List = append(n.List, p.enclosed(p.expression))
		if !p.is("}") {
			p.unexpected()
		}
		t := token{start: p.tok.start}
		p.lexer.pos = p.tok.end
		p.lexer.template(&t)
		t.end = p.lexer.pos
		p.prevEnd = p.tok.end
		p.tok = t
	}
}

// toPattern makes an expression that stands left of "=" a target.
func (p *parser) toPattern(n *Node, inParens bool) *Node {
	switch n.Kind {
	case Ident, Dot, Index, PrivateDot:
		if optional(n) {
			break
		}
		return n
	case Paren:
		if t := n.Unparen(); t.Kind == Ident || t.Kind == Dot || t.Kind == Index || t.Kind == PrivateDot {
			return n
		}
	case Array:
		if inParens {
			break
		}
		out := *n
		out.Kind = ArrayPattern
		out.List = nil
		for i, e := range n.List {
			switch {
			case e == nil:
			case e.Kind == Spread:
				if i != len(n.List)-1 {
					p.fail(e.Start, "Rest element must be last element")
				}
				e = &Node{Kind: Rest, Start: e.Start, End: e.End, A: p.toPattern(e.A, false)}
			default:
				e = p.toElement(e)
			}
			out.List = append(out.List, e)
		}
		return &out
	case Object:
		out := *n
		out.Kind = ObjectPattern
		out.List = nil
		for i, e := range n.List {
			switch {
			case e.Kind == Spread:
				if i != len(n.List)-1 {
					p.fail(e.Start, "Rest element must be last element")
				}
				e = &Node{Kind: Rest, Start: e.Start, End: e.End, A: p.toPattern(e.A, false)}
			case e.Form == Shorthand:
			case e.Form == Plain:
				c := *e
				c.B = p.toElement(e.B)
				e = &c
			default:
				p.fail(e.Start, "Invalid destructuring assignment target")
			}
			out.List = append(out.List, e)
		}
		return &out
	case ArrayPattern, ObjectPattern, Default:
		return n
	}
	p.fail(n.Start, "Invalid left-hand side in assignment")
	return nil
}

// toElement makes an element of a literal a target with its default.
func (p *parser) toElement(n *Node) *Node {
	if n.Kind == Assign && n.Text == "=" {
		return &Node{Kind: Default, Start: n.Start, End: n.End, A: n.A, B: n.B}
	}
	return p.toPattern(n, false)
}

// optional tells whether a member stands in an optional chain.
func optional(n *Node) bool {
	for n != nil {
		if n.Optional {
			return true
		}
		switch n.Kind {
		case Dot, Index, Call, PrivateDot:
			n = n.A
		default:
			return false
		}
	}
	return false
}

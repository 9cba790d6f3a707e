package syntax

// propertyKind is what a property turns out to be.
type propertyKind uint8

const (
	propertyUnknown propertyKind = iota
	propertyValue
	propertyShorthand
	propertyShorthandOrField
	propertyAssign
	propertyMethod
	propertyField
	propertyGetter
	propertySetter
	propertySpread
)

// property is what was read of a property up to its value.
type property struct {
	kind      propertyKind
	name      lexeme
	computed  bool
	private   bool
	async     bool
	generator bool
	static    bool
	inClass   bool
}

// kindFrom sets the kind by the token behind the name; false when that says
// nothing.
func (q *property) kindFrom(t token) bool {
	switch t {
	case tokColon:
		q.kind = propertyValue
	case tokComma:
		q.kind = propertyShorthand
	case tokRBrace:
		q.kind = propertyShorthandOrField
	case tokAssign:
		q.kind = propertyAssign
	case tokLParen:
		q.kind = propertyMethod
	case tokMul, tokSemicolon:
		q.kind = propertyField
	default:
		return false
	}
	return true
}

// propertyHead reads a property up to its value.
func (p *parser) propertyHead(q *property, a *accumulation) {
	if p.check(tokAsync) {
		t := p.peek()
		if t != tokMul && q.kindFrom(t) || p.following.newline {
			q.name = p.current
			return
		}
		if p.current.escaped {
			p.report(p.current.start, p.current.end, "Keyword must not contain escaped characters")
		}
		q.async, q.kind = true, propertyMethod
	}
	if p.check(tokMul) {
		q.generator, q.kind = true, propertyMethod
	}
	if q.kind == propertyUnknown && (p.peek() == tokGet || p.peek() == tokSet) {
		t := p.next()
		if q.kindFrom(p.peek()) {
			q.name = p.current
			return
		}
		if p.current.escaped {
			p.report(p.current.start, p.current.end, "Keyword must not contain escaped characters")
		}
		q.kind = propertyGetter
		if t == tokSet {
			q.kind = propertySetter
		}
	}
	switch p.peek() {
	case tokPrivateName:
		p.next()
		q.private, q.name = true, p.current
		if !q.inClass {
			p.unexpected()
			return
		}
		if q.name.name == "#constructor" {
			p.reportHere("Classes may not have a field named 'constructor'")
		}
	case tokString, tokNumber, tokBigInt:
		p.next()
		q.name = p.current
	case tokLBrack:
		p.next()
		q.computed = true
		outer := p.acceptIn
		p.acceptIn = true
		p.assignment()
		p.acceptIn = outer
		p.expect(tokRBrack)
		if q.kind == propertyUnknown {
			q.kindFrom(p.peek())
		}
		return
	case tokEllipsis:
		if q.kind == propertyUnknown && !q.inClass {
			p.next()
			start := p.following.start
			e := p.subPattern(a)
			q.kind = propertySpread
			if !p.isReference(e) {
				p.recordDeclaration(start, p.current.end, "`...` must be followed by an identifier in declaration contexts")
				p.recordPattern(start, p.current.end, "`...` must be followed by an assignable reference in assignment contexts")
			}
			if p.peek() != tokRBrace {
				p.recordPattern(p.current.start, p.current.end, msgRestLast)
			}
			return
		}
		p.next()
		p.unexpected()
		return
	default:
		p.next()
		if !p.current.tok.isPropertyName() {
			p.unexpected()
			return
		}
		q.name = p.current
	}
	if q.kind == propertyUnknown {
		q.kindFrom(p.peek())
	}
}

func (p *parser) object() expression {
	p.next()
	start := p.current.start
	a := p.accumulate()
	seenProto := false
	for p.err == nil && !p.check(tokRBrace) {
		a.add()
		p.objectProperty(a, &seenProto)
		if p.err == nil && p.peek() != tokRBrace {
			p.expect(tokComma)
		}
	}
	a.close()
	return expression{kind: kindPattern, start: start}
}

func (p *parser) objectProperty(a *accumulation, seenProto *bool) {
	at := p.following
	q := property{}
	p.propertyHead(&q, a)
	if p.err != nil {
		return
	}
	switch q.kind {
	case propertySpread:
	case propertyValue:
		if !q.computed && q.name.name == "__proto__" && (q.name.tok == tokString || q.name.tok.isAnyIdentifier()) {
			if *seenProto {
				p.recordExpression(p.current.start, p.current.end, "Duplicate __proto__ fields are not allowed in object literals")
			}
			*seenProto = true
		}
		p.next()
		p.subPattern(a)
	case propertyShorthand, propertyShorthandOrField, propertyAssign:
		p.shorthand(q, at)
	case propertyMethod:
		p.recordPattern(at.start, p.current.end, msgDestructuringTarget)
		p.method(function{async: q.async, generator: q.generator, superProperty: true}, propertyMethod)
	case propertyGetter, propertySetter:
		p.recordPattern(at.start, p.current.end, msgDestructuringTarget)
		p.method(function{superProperty: true}, q.kind)
	default:
		p.next()
		p.unexpected()
	}
}

// shorthand reads {a} and {a = 1}, which is good for patterns only.
func (p *parser) shorthand(q property, at lexeme) {
	if q.computed {
		p.unexpectedToken(at)
		return
	}
	if q.name.name == "arguments" && p.bansArguments() {
		p.reportHere(msgArguments)
		return
	}
	if !p.validIdentifier(q.name) {
		p.unexpectedToken(q.name)
		return
	}
	name := q.name.name
	if p.cover.certainDeclaration() {
		p.bound(name, q.name.start, q.name.end)
	} else {
		p.classify(name, q.name.start, q.name.end)
	}
	if isEvalOrArguments(name) && p.fn.strict {
		p.recordPattern(q.name.start, q.name.end, msgStrictEval)
	}
	if p.peek() == tokAssign {
		p.next()
		outer := p.acceptIn
		p.acceptIn = true
		p.assignment()
		p.acceptIn = outer
		p.recordExpression(at.start, p.current.end, "Invalid shorthand property initializer")
	}
}

package syntax

// functionDeclaration reads a function declaration, from behind the word.
func (p *parser) functionDeclaration(async, inStatement bool) {
	generator := p.check(tokMul)
	if inStatement && generator {
		p.reportHere("Generators can only be declared at the top level or inside a block.")
		return
	}
	p.next()
	if p.current.tok == tokLParen {
		p.reportHere("Function statements require a function name")
		return
	}
	start, end := p.current.start, p.current.end
	if p.current.tok == tokAwait && p.fn.async || !p.current.tok.isAnyIdentifier() {
		p.unexpected()
		return
	}
	name := p.current
	text := p.identifier()
	m := modeVar
	if !p.scope.function {
		m = modeLexical
		if !p.fn.strict && !async && !generator {
			m = modeFunction
		}
	}
	if p.err == nil {
		if m == modeVar {
			// At the top of a function it counts as a var.
			if old, exists := p.scope.names[text]; exists && old == modeLexical {
				p.report(start, end, "Identifier '"+text+"' has already been declared")
			}
		}
		p.declare(text, m, start, end)
	}
	p.functionLiteral(function{async: async, generator: generator}, name, propertyValue)
}

// functionExpression reads a function expression, from behind the word.
func (p *parser) functionExpression(async bool) {
	generator := p.check(tokMul)
	name := lexeme{}
	f := function{async: async, generator: generator}
	if p.peek().isAnyIdentifier() || p.peek() != tokLParen {
		p.next()
		name = p.current
		switch {
		case !name.tok.isAnyIdentifier(),
			name.tok == tokYield && (generator || p.fn.strict),
			name.tok == tokAwait && (async || p.fn.initializer && !p.fn.top):
			p.unexpected()
			return
		case name.tok >= tokLet && name.tok <= tokEscapedStrict && p.fn.strict:
			p.unexpected()
			return
		}
	}
	p.functionLiteral(f, name, propertyValue)
}

// method reads a method, from its parameters on.
func (p *parser) method(f function, kind propertyKind) {
	p.functionLiteral(f, lexeme{}, kind)
}

// functionLiteral reads parameters and body. kind tells getters and setters,
// whose parameters are counted, and methods, whose names must differ.
func (p *parser) functionLiteral(f function, name lexeme, kind propertyKind) {
	if !p.enter() {
		return
	}
	defer p.leave()
	f.outer = p.fn
	f.strict = p.fn.strict
	p.fn = &f
	p.scope = &scope{outer: p.scope, function: true}
	outerIn, outerArrow := p.acceptIn, p.arrow
	p.acceptIn = true
	c := p.push(coverParameter)
	p.expect(tokLParen)
	begin := p.current.start
	count, rest := p.parameters(c)
	if want := p.parametersEnd; want > 0 {
		p.parametersEnd = 0
		switch at := p.following.start; {
		case at < want:
			p.report(at, at+1, "Arg string terminates parameters early")
		case at > want:
			p.report(want-2, want, "Unexpected end of arg string")
		}
	}
	p.expect(tokRParen)
	end := p.current.end
	switch kind {
	case propertyGetter:
		if count != 0 {
			p.report(begin, end, "Getter must not have any formal parameters.")
		}
	case propertySetter:
		if count != 1 {
			p.report(begin, end, "Setter must have exactly one formal parameter.")
		} else if rest {
			p.report(begin, end, "Setter function argument must not be a rest parameter")
		}
	}
	p.pop()
	p.declareParameters(c)
	p.arrow = c
	p.expect(tokLBrace)
	p.push(coverExpression)
	p.statements(tokRBrace)
	p.pop()
	p.expect(tokRBrace)
	p.endFunction(c, name, kind != propertyValue)
	p.arrow = outerArrow
	p.acceptIn = outerIn
}

// endFunction checks what is only known when the body was read: whether the
// function is strict.
func (p *parser) endFunction(c *cover, name lexeme, method bool) {
	f := p.fn
	if f.strict && name.name != "" {
		switch {
		case isEvalOrArguments(name.name):
			p.report(name.start, name.end, msgStrictEval)
		case name.tok == tokYield || name.tok >= tokLet && name.tok <= tokEscapedStrict:
			p.report(name.start, name.end, msgStrictReserved)
		}
	}
	if c.duplicate != nil && (f.strict || f.arrow || method || c.notSimple) {
		p.reportFault(c.duplicate)
	}
	if f.strict {
		p.reportFault(c.strict)
	}
	p.checkOctal(f)
	if f.outer.octal == nil {
		f.outer.octal = f.octal
	}
	p.fn = f.outer
	p.scope = p.scope.outer
}

// declareParameters makes the parameters names of the function.
func (p *parser) declareParameters(c *cover) {
	for _, n := range c.names {
		p.scope.put(n.name, modeParameter)
	}
}

func (p *parser) parameters(c *cover) (count int, rest bool) {
	for p.peek() != tokRParen && p.err == nil {
		count++
		rest = p.check(tokEllipsis)
		start := p.following.start
		isName := p.peek().isAnyIdentifier()
		p.bindingPattern()
		_ = start
		if !isName {
			c.notSimple = true
		}
		if p.check(tokAssign) {
			if rest {
				p.reportHere(msgRestInitializer)
				return count, rest
			}
			c.notSimple = true
			p.assignmentInParameter()
		}
		if rest {
			c.notSimple = true
			if p.peek() == tokComma {
				p.reportNext(msgParameterAfterRest)
			}
			return count, rest
		}
		if !p.check(tokComma) {
			break
		}
	}
	return count, rest
}

func (p *parser) assignmentInParameter() {
	p.push(coverExpression)
	p.coverAssignment()
	p.validateExpression()
	p.pop()
}

// bindingPattern reads a name or a pattern that is declared.
func (p *parser) bindingPattern() {
	switch {
	case p.peek().isAnyIdentifier():
		p.next()
		name := p.identifier()
		if isEvalOrArguments(name) {
			p.recordStrict(p.current.start, p.current.end, msgStrictEval)
		}
		p.bound(name, p.current.start, p.current.end)
	case p.peek() == tokLBrack:
		p.array()
	case p.peek() == tokLBrace:
		p.object()
	default:
		p.next()
		p.unexpected()
	}
}

// arrowFunction reads an arrow function from its arrow on.
func (p *parser) arrowFunction(start int) expression {
	c := p.arrow
	if c == nil {
		c = &cover{}
	}
	if p.following.newline {
		p.unexpectedToken(p.following)
		return expression{kind: kindFailure}
	}
	p.next()
	f := function{outer: p.fn, arrow: true, async: c.kind == coverMaybeAsyncArrow, strict: p.fn.strict}
	p.fn = &f
	p.scope = &scope{outer: p.scope, function: true}
	p.declareParameters(c)
	outerIn := p.acceptIn
	if p.peek() == tokLBrace {
		p.next()
		p.acceptIn = true
		p.push(coverExpression)
		p.arrow = c
		p.statements(tokRBrace)
		p.pop()
		p.expect(tokRBrace)
	} else {
		p.arrow = nil
		p.assignment()
	}
	p.acceptIn = outerIn
	p.endFunction(c, lexeme{}, false)
	p.arrow = nil
	return expression{kind: kindOther, start: start}
}

package syntax

// statementItem reads a statement or a declaration.
func (p *parser) statementItem() {
	switch p.peek() {
	case tokFunction:
		p.next()
		p.functionDeclaration(false, false)
		return
	case tokClass:
		p.next()
		p.classDeclaration()
		return
	case tokVar, tokConst:
		p.variables()
		return
	case tokLet:
		if p.letDeclares() {
			p.variables()
			return
		}
	case tokAsync:
		if a := p.peekAhead(); a.tok == tokFunction && !a.newline && !p.following.escaped {
			p.next()
			p.next()
			p.functionDeclaration(true, false)
			return
		}
	}
	p.statement(nil, true)
}

// letDeclares tells whether the let that follows begins a declaration.
func (p *parser) letDeclares() bool {
	switch p.peekAhead().tok {
	case tokLBrace, tokLBrack, tokIdentifier, tokStatic, tokLet, tokYield, tokAwait, tokGet, tokSet, tokAsync:
		return true
	case tokFutureStrict, tokEscapedStrict:
		return !p.fn.strict
	}
	return false
}

// statement reads a statement; labels are those before it.
func (p *parser) statement(labels []string, labelledFunction bool) {
	if !p.enter() {
		return
	}
	defer p.leave()
	switch p.peek() {
	case tokLBrace:
		p.block()
	case tokSemicolon:
		p.next()
	case tokIf:
		p.ifStatement(labels)
	case tokDo, tokWhile, tokFor:
		p.loop(labels)
	case tokContinue:
		p.continueStatement()
	case tokBreak:
		p.breakStatement(labels)
	case tokReturn:
		p.returnStatement()
	case tokThrow:
		p.next()
		if p.following.newline {
			p.reportHere("Illegal newline after throw")
			return
		}
		p.expression(true)
		p.semicolon()
	case tokTry:
		p.try()
	case tokWith:
		p.next()
		if p.fn.strict {
			p.reportHere("Strict mode code may not include a with statement")
			return
		}
		p.condition()
		p.statement(labels, false)
	case tokSwitch:
		p.switchStatement()
	case tokFunction:
		message := "In non-strict mode code, functions can only be declared at top level, inside a block, or as the body of an if statement."
		if p.fn.strict {
			message = "In strict mode code, functions can only be declared at top level or inside a block."
		}
		p.reportNext(message)
	case tokDebugger:
		p.next()
		p.semicolon()
	case tokVar:
		p.variables()
	case tokAsync:
		if a := p.peekAhead(); a.tok == tokFunction && !a.newline && !p.following.escaped {
			p.reportNext("Async functions can only be declared at the top level or inside a block.")
			return
		}
		p.expressionOrLabel(labels, labelledFunction)
	default:
		p.expressionOrLabel(labels, labelledFunction)
	}
}

func (p *parser) expressionOrLabel(labels []string, labelledFunction bool) {
	switch p.peek() {
	case tokClass:
		p.next()
		p.unexpected()
		return
	case tokLet:
		a := p.peekAhead()
		if a.tok == tokLBrack || (a.tok == tokLBrace || a.tok == tokIdentifier) && !a.newline {
			p.reportNext("Lexical declaration cannot appear in a single-statement context")
			return
		}
	}
	begins := p.peek().isAnyIdentifier()
	start := p.following.start
	p.push(coverExpression)
	e := p.coverExpressionList(true)
	p.validateExpression()
	p.pop()
	if p.peek() == tokColon && begins && e.kind == kindIdentifier && !e.paren {
		for _, l := range p.fn.labels {
			if l.name == e.name {
				p.report(start, p.current.end, "Label '"+e.name+"' has already been declared")
				return
			}
		}
		p.next()
		loop := false
		switch p.peek() {
		case tokDo, tokWhile, tokFor:
			loop = true
		}
		// Labels of a loop stand one before the other.
		p.fn.labels = append(p.fn.labels, label{e.name, loop})
		at := len(p.fn.labels) - 1
		if p.peek() == tokFunction && !p.fn.strict && labelledFunction {
			p.next()
			p.functionDeclaration(false, true)
		} else {
			p.labelled(at, append(labels, e.name), labelledFunction)
		}
		p.fn.labels = p.fn.labels[:at]
		return
	}
	p.semicolon()
}

// labelled reads the statement behind a label: if it is a loop behind further
// labels, all of them are the loop's.
func (p *parser) labelled(at int, labels []string, labelledFunction bool) {
	p.statement(labels, labelledFunction)
}

func (p *parser) block() {
	p.expect(tokLBrace)
	p.blockBody()
}

// blockBody reads a block in a scope of its own, from behind its brace.
func (p *parser) blockBody() {
	p.scope = &scope{outer: p.scope}
	for p.peek() != tokRBrace && p.err == nil {
		p.statementItem()
	}
	p.expect(tokRBrace)
	p.scope = p.scope.outer
}

// condition reads an expression in parentheses.
func (p *parser) condition() {
	p.expect(tokLParen)
	p.expression(true)
	p.expect(tokRParen)
}

func (p *parser) ifStatement(labels []string) {
	p.next()
	p.condition()
	p.scoped(labels)
	if p.check(tokElse) {
		p.scoped(labels)
	}
}

// scoped reads the statement of an if, which may be a function in sloppy code.
func (p *parser) scoped(labels []string) {
	if p.fn.strict || p.peek() != tokFunction {
		p.statement(labels, false)
		return
	}
	p.scope = &scope{outer: p.scope}
	p.next()
	p.functionDeclaration(false, true)
	p.scope = p.scope.outer
}

func (p *parser) loop(labels []string) {
	p.fn.loops++
	// The labels before the loop may be continued.
	for i := range p.fn.labels {
		for _, name := range labels {
			if p.fn.labels[i].name == name {
				p.fn.labels[i].loop = true
			}
		}
	}
	defer func() { p.fn.loops-- }()
	switch p.next() {
	case tokDo:
		p.statement(nil, false)
		p.expect(tokWhile)
		p.condition()
		p.check(tokSemicolon)
	case tokWhile:
		p.condition()
		p.statement(nil, false)
	case tokFor:
		p.forStatement()
	}
}

func (p *parser) continueStatement() {
	p.next()
	name := ""
	if !p.following.newline && !p.peek().isAutoSemicolon() {
		p.next()
		name = p.identifier()
	}
	if name == "" {
		if p.fn.loops == 0 {
			p.reportHere("Illegal continue statement: no surrounding iteration statement")
			return
		}
	} else {
		l, ok := p.label(name)
		switch {
		case !ok:
			p.reportHere("Undefined label '" + name + "'")
			return
		case !l.loop:
			p.reportHere("Illegal continue statement: '" + name + "' does not denote an iteration statement")
			return
		}
	}
	p.semicolon()
}

func (p *parser) label(name string) (label, bool) {
	for _, l := range p.fn.labels {
		if l.name == name {
			return l, true
		}
	}
	return label{}, false
}

func (p *parser) breakStatement(labels []string) {
	p.next()
	if !p.following.newline && !p.peek().isAutoSemicolon() {
		p.next()
		name := p.identifier()
		if _, ok := p.label(name); !ok && name != "" {
			p.reportHere("Undefined label '" + name + "'")
			return
		}
	} else if p.fn.loops == 0 && p.fn.switches == 0 {
		p.reportHere("Illegal break statement")
		return
	}
	p.semicolon()
}

func (p *parser) returnStatement() {
	p.next()
	if p.fn.top || p.fn.initializer {
		p.reportHere("Illegal return statement")
		return
	}
	if p.following.newline || p.peek().isAutoSemicolon() {
		p.semicolon()
		return
	}
	p.expression(true)
	p.semicolon()
}

func (p *parser) try() {
	p.next()
	p.block()
	if t := p.peek(); t != tokCatch && t != tokFinally {
		p.reportHere("Missing catch or finally after try")
		return
	}
	if p.check(tokCatch) {
		p.scope = &scope{outer: p.scope}
		var names []use
		simple := true
		if p.check(tokLParen) {
			c := p.push(coverParameter)
			simple = p.peek().isAnyIdentifier()
			p.bindingPattern()
			names = c.names
			if c.duplicate != nil {
				p.report(c.duplicate.start, c.duplicate.end, "Identifier '"+p.scanner.src[c.duplicate.start:c.duplicate.end]+"' has already been declared")
			}
			p.pop()
			p.expect(tokRParen)
		}
		p.expect(tokLBrace)
		inner := &scope{outer: p.scope}
		p.scope = inner
		for p.peek() != tokRBrace && p.err == nil {
			p.statementItem()
		}
		for _, n := range names {
			m, declared := inner.names[n.name]
			if declared && m != modeVar || !simple && inner.hoisted[n.name] {
				p.report(n.at, n.at+len(n.name), "Identifier '"+n.name+"' has already been declared")
			}
		}
		p.expect(tokRBrace)
		p.scope = p.scope.outer.outer
	}
	if p.check(tokFinally) {
		p.block()
	}
}

func (p *parser) switchStatement() {
	p.next()
	p.condition()
	p.expect(tokLBrace)
	p.scope = &scope{outer: p.scope}
	p.fn.switches++
	seen := false
	for p.peek() != tokRBrace && p.err == nil {
		if p.check(tokCase) {
			p.expression(true)
		} else {
			p.expect(tokDefault)
			if seen && p.err == nil {
				p.reportHere("More than one default clause in switch statement")
			}
			seen = true
		}
		p.expect(tokColon)
		for t := p.peek(); t != tokCase && t != tokDefault && t != tokRBrace && p.err == nil; t = p.peek() {
			p.statementItem()
		}
	}
	p.fn.switches--
	p.expect(tokRBrace)
	p.scope = p.scope.outer
}

// declarations is what was read of a declaration of variables.
type declarations struct {
	count       int
	start, end  int
	lexical     bool
	simple      bool
	initializer *fault
}

func (p *parser) variables() {
	p.declarations(false)
	p.semicolon()
}

// declarations reads var, let or const with its names.
func (p *parser) declarations(loop bool) declarations {
	word := p.next()
	d := declarations{start: p.following.start, lexical: word != tokVar, simple: true}
	kind := coverVar
	if d.lexical {
		kind = coverLexical
	}
	p.push(kind)
	defer p.pop()
	for {
		d.count++
		start := p.following.start
		isName := p.peek().isAnyIdentifier()
		if isName {
			p.next()
			name := p.identifier()
			if p.fn.strict && isEvalOrArguments(name) {
				p.reportHere(msgStrictEval)
			}
			p.bound(name, p.current.start, p.current.end)
		} else {
			d.simple = false
			p.bindingPattern()
		}
		l := p.current
		if p.check(tokAssign) {
			outer := p.acceptIn
			p.acceptIn = !loop
			p.assignment()
			p.acceptIn = outer
			if d.initializer == nil {
				d.initializer = &fault{start: l.start, end: p.current.end}
			}
		} else if !loop || !p.inOrOf() {
			what := ""
			switch {
			case !isName:
				what = "destructuring"
			case word == tokConst:
				what = "const"
			}
			if what != "" && p.err == nil {
				p.report(start, p.current.end, "Missing initializer in "+what+" declaration")
			}
		}
		if !p.check(tokComma) || p.err != nil {
			break
		}
	}
	d.end = p.current.end
	return d
}

// inOrOf tells whether the head of a for loop goes on with in or of.
func (p *parser) inOrOf() bool { return p.peek() == tokIn || p.of() }

func (p *parser) of() bool {
	return p.peek() == tokIdentifier && p.following.name == "of" && !p.following.escaped
}

func (p *parser) forStatement() {
	await := false
	if p.peek() == tokAwait && p.fn.async {
		p.next()
		await = true
	}
	p.expect(tokLParen)
	p.scope = &scope{outer: p.scope}
	defer func() { p.scope = p.scope.outer }()
	startsWithLet := p.peek() == tokLet
	switch {
	case p.peek() == tokConst, p.peek() == tokVar, startsWithLet && p.letDeclares():
		d := p.declarations(true)
		if await && !p.of() {
			p.next()
			p.unexpected()
			return
		}
		if p.inOrOf() {
			p.forEach(&d)
			return
		}
	case p.peek() != tokSemicolon:
		head := p.following
		p.push(coverExpression)
		outer := p.acceptIn
		p.acceptIn = false
		e := p.coverExpressionList(false)
		p.acceptIn = outer
		isAsync := p.current.tok == tokAsync && !p.current.escaped
		end := p.current.end
		if await && !p.of() {
			p.next()
			p.unexpected()
			p.pop()
			return
		}
		if p.inOrOf() {
			of := p.peek() != tokIn
			if of && (startsWithLet || isAsync && !await) {
				word := "let"
				if isAsync {
					word = "async"
				}
				p.report(head.start, head.end, "The left-hand side of a for-of loop may not be '"+word+"'.")
			}
			if e.kind == kindPattern && !e.paren {
				p.validatePattern()
			} else {
				p.validateReference(e, head.start, end, "Invalid left-hand side in for-loop")
			}
			p.pop()
			p.forEach(nil)
			return
		}
		p.validateExpression()
		p.pop()
	}
	p.expect(tokSemicolon)
	if p.peek() != tokSemicolon {
		p.expression(true)
	}
	p.expect(tokSemicolon)
	if p.peek() != tokRParen {
		p.expression(true)
	}
	p.expect(tokRParen)
	p.statement(nil, false)
}

// validateReference reports an expression that nothing can be assigned to.
func (p *parser) validateReference(e expression, start, end int, message string) {
	if p.isReference(e) {
		p.validateExpression()
		return
	}
	p.validateExpression()
	p.invalidReference(e, start, end, message, false)
}

// forEach reads the rest of a for-in or for-of loop, from in or of on.
func (p *parser) forEach(d *declarations) {
	of := p.peek() != tokIn
	kind := "for-in"
	if of {
		kind = "for-of"
	}
	if d != nil {
		if d.count != 1 {
			p.report(d.start, d.end, "Invalid left-hand side in "+kind+" loop: Must have a single binding.")
			return
		}
		if d.initializer != nil && (p.fn.strict || of || d.lexical || !d.simple) {
			p.report(d.initializer.start, d.initializer.end, kind+" loop variable declaration may not have an initializer.")
			return
		}
	}
	p.next()
	if of {
		outer := p.acceptIn
		p.acceptIn = true
		p.assignment()
		p.acceptIn = outer
	} else {
		p.expression(true)
	}
	p.expect(tokRParen)
	p.statement(nil, false)
}

package syntax

// expression reads a whole expression.
func (p *parser) expression(acceptIn bool) expression {
	outer := p.acceptIn
	p.acceptIn = acceptIn
	p.push(coverExpression)
	e := p.coverExpressionList(acceptIn)
	p.validateExpression()
	p.pop()
	p.acceptIn = outer
	return e
}

// assignment reads an expression without commas.
func (p *parser) assignment() expression {
	p.push(coverExpression)
	e := p.coverAssignment()
	p.validateExpression()
	p.pop()
	return e
}

// coverExpressionList reads expressions with commas between, which may turn out
// to be parameters.
func (p *parser) coverExpressionList(acceptIn bool) expression {
	start := p.following.start
	a := p.accumulate()
	defer a.close()
	count := 0
	var e expression
	for {
		if p.peek() == tokEllipsis {
			return p.arrowRest(start, a)
		}
		at := p.following.start
		e = p.coverAssignment()
		p.classifyArrowParameter(a, at, e)
		count++
		if p.peek() != tokComma || p.err != nil {
			break
		}
		p.next()
		if p.peek() == tokRParen && p.peekAhead().tok == tokArrow {
			// A comma may stand at the end of parameters.
			break
		}
	}
	if count > 1 {
		return expression{kind: kindOther, start: start}
	}
	return e
}

// arrowRest reads ...rest at the end of parameters.
func (p *parser) arrowRest(start int, a *accumulation) expression {
	p.next()
	ellipsis := p.current
	at := p.following.start
	p.cover.notSimple = true
	if p.peek() == tokEllipsis {
		p.next()
		p.unexpected()
		return expression{kind: kindFailure}
	}
	e := p.bindingOrPattern()
	p.classifyArrowParameter(a, at, e)
	if p.peek() == tokAssign {
		p.reportNext(msgRestInitializer)
		return expression{kind: kindFailure}
	}
	a.add()
	if p.peek() == tokComma {
		p.reportNext(msgParameterAfterRest)
		return expression{kind: kindFailure}
	}
	p.recordExpression(ellipsis.start, ellipsis.end, "Unexpected token '...'")
	// Only an arrow can follow.
	if p.peek() != tokRParen || p.peekAhead().tok != tokArrow {
		p.unexpectedToken(ellipsis)
		return expression{kind: kindFailure}
	}
	return expression{kind: kindOther, start: start}
}

// bindingOrPattern reads a name or a pattern where an expression may be.
func (p *parser) bindingOrPattern() expression {
	start := p.following.start
	switch {
	case p.peek().isAnyIdentifier():
		p.next()
		name := p.identifier()
		return expression{kind: kindIdentifier, name: name, start: start}
	case p.peek() == tokLBrack:
		return p.array()
	case p.peek() == tokLBrace:
		return p.object()
	}
	p.next()
	p.unexpected()
	return expression{kind: kindFailure}
}

// classifyArrowParameter records what an expression means as a parameter.
func (p *parser) classifyArrowParameter(a *accumulation, start int, e expression) {
	a.add()
	switch {
	case e.paren || e.kind != kindIdentifier && e.kind != kindPattern && e.kind != kindAssignment:
		p.recordDeclaration(start, p.current.end, msgDestructuringTarget)
	case e.kind == kindIdentifier:
		p.classify(e.name, start, p.current.end)
	default:
		p.cover.notSimple = true
	}
}

func (p *parser) coverAssignment() expression {
	if !p.enter() {
		return expression{kind: kindFailure}
	}
	defer p.leave()
	start := p.following.start
	if p.peek() == tokYield && p.fn.generator {
		return p.yield()
	}
	e := p.conditional()
	op := p.peek()
	if op == tokArrow {
		if e.kind != kindEmpty && e.kind != kindIdentifier && !e.paren {
			p.report(e.start, p.current.end, "Malformed arrow function parameter list")
			return expression{kind: kindFailure}
		}
		return p.arrowFunction(start)
	}
	if !op.isAssignment() {
		return e
	}
	switch {
	case p.isReference(e):
		switch {
		case e.paren:
			p.recordDeclaration(start, p.current.end, msgDestructuringTarget)
		case e.kind == kindProperty:
			p.recordDeclaration(start, p.current.end, msgPropertyBinding)
		}
		if e.kind == kindProperty {
			p.validateExpression()
		}
	case e.kind == kindPattern && op == tokAssign:
		if e.paren {
			message := msgInvalidAssignment
			if p.cover.certainDeclaration() {
				message = msgDestructuringTarget
			}
			p.report(start, p.current.end, message)
		}
		p.validatePattern()
	default:
		p.invalidReference(e, start, p.current.end, msgInvalidAssignment, op.isLogicalAssignment())
	}
	p.next()
	at := p.current
	p.assignment()
	p.operation(start, at)
	if op != tokAssign {
		p.recordPattern(start, p.current.end, msgDestructuringTarget)
		return expression{kind: kindOther, start: start}
	}
	return expression{kind: kindAssignment, start: start}
}

// isReference tells whether something can be assigned to an expression.
func (p *parser) isReference(e expression) bool {
	switch e.kind {
	case kindIdentifier:
		return !(p.fn.strict && isEvalOrArguments(e.name))
	case kindProperty:
		return true
	}
	return false
}

// invalidReference reports an expression that nothing can be assigned to. A call
// fails only when it is executed, for the sake of old pages.
func (p *parser) invalidReference(e expression, start, end int, message string, early bool) {
	switch {
	case e.kind == kindFailure:
	case e.kind == kindIdentifier:
		p.report(start, end, msgStrictEval)
	case e.kind == kindCall && !early:
		p.recordPattern(start, end, msgDestructuringTarget)
	default:
		p.report(start, end, message)
	}
}

func (p *parser) yield() expression {
	start := p.following.start
	p.recordInitializer(p.following.start, p.following.end, "Yield expression not allowed in formal parameter")
	p.next()
	delegating := false
	if !p.following.newline {
		if p.check(tokMul) {
			delegating = true
		}
		switch p.peek() {
		case tokEOS, tokSemicolon, tokRBrace, tokRBrack, tokRParen, tokColon, tokComma, tokIn:
			if delegating {
				p.assignment()
			}
		default:
			p.assignmentIn()
		}
	}
	return expression{kind: kindOther, start: start}
}

func (p *parser) assignmentIn() expression { return p.assignment() }

func (p *parser) conditional() expression {
	start := p.following.start
	e := p.logical()
	if p.peek() != tokConditional {
		return e
	}
	p.next()
	outer := p.acceptIn
	p.acceptIn = true
	p.assignment()
	p.acceptIn = outer
	p.expect(tokColon)
	p.assignment()
	return expression{kind: kindOther, start: start}
}

func (p *parser) logical() expression {
	start := p.following.start
	e := p.binary(6)
	switch p.peek() {
	case tokAnd, tokOr:
		return p.binaryRest(start, 4, p.peek().precedence(p.acceptIn))
	case tokNullish:
		for p.peek() == tokNullish {
			p.next()
			p.binary(6)
		}
		return expression{kind: kindOther, start: start}
	}
	return e
}

func (p *parser) binary(least int) expression {
	start := p.following.start
	var e expression
	if p.peek() == tokPrivateName {
		l := p.following
		e = p.propertyName()
		if p.peek() != tokIn || p.peek().precedence(p.acceptIn) < least {
			p.unexpectedToken(l)
			return expression{kind: kindFailure}
		}
	} else {
		e = p.unary()
	}
	if prec := p.peek().precedence(p.acceptIn); prec >= least {
		return p.binaryRest(start, least, prec)
	}
	return e
}

func (p *parser) binaryRest(start, least, prec int) expression {
	count := 0
	for ; prec >= least; prec-- {
		for p.peek().precedence(p.acceptIn) == prec && p.err == nil {
			op := p.next()
			at := p.current
			p.link(&count)
			next := prec + 1
			if op == tokExp {
				next = prec
			}
			p.binary(next)
			p.operation(start, at)
		}
	}
	return expression{kind: kindOther, start: start}
}

func (p *parser) unary() expression {
	op := p.peek()
	switch {
	case op.isUnary() || op.isCount():
		return p.prefix()
	case op == tokAwait && p.awaitAllowed():
		return p.await()
	}
	return p.postfix()
}

// awaitAllowed tells whether await is an operator here.
func (p *parser) awaitAllowed() bool { return p.fn.async }

func (p *parser) prefix() expression {
	if !p.enter() {
		return expression{kind: kindFailure}
	}
	defer p.leave()
	op := p.next()
	start := p.current.start
	at := p.following.start
	e := p.unary()
	if op.isUnary() {
		if op == tokDelete {
			if e.kind == kindIdentifier && p.fn.strict {
				p.reportHere("Delete of an unqualified identifier in strict mode.")
				return expression{kind: kindFailure}
			}
			if e.private {
				p.reportHere("Private fields can not be deleted")
				return expression{kind: kindFailure}
			}
		}
		if p.peek() == tokExp {
			p.report(start, p.current.end, msgUnaryExponent)
			return expression{kind: kindFailure}
		}
		return expression{kind: kindOther, start: start}
	}
	if !p.isReference(e) {
		p.invalidReference(e, at, p.current.end, "Invalid left-hand side expression in prefix operation", false)
	}
	return expression{kind: kindOther, start: start}
}

func (p *parser) await() expression {
	if !p.enter() {
		return expression{kind: kindFailure}
	}
	defer p.leave()
	p.recordInitializer(p.following.start, p.following.end, "Illegal await-expression in formal parameters of async function")
	p.recordAsyncArrow(p.following.start, p.following.end, "Illegal await-expression in formal parameters of async function")
	p.next()
	start := p.current.start
	p.unary()
	if p.peek() == tokExp {
		p.report(start, p.current.end, msgUnaryExponent)
		return expression{kind: kindFailure}
	}
	return expression{kind: kindOther, start: start}
}

func (p *parser) postfix() expression {
	start := p.following.start
	e := p.leftHandSide()
	if !p.peek().isCount() || p.following.newline {
		return e
	}
	if !p.isReference(e) {
		p.invalidReference(e, start, p.current.end, "Invalid left-hand side expression in postfix operation", false)
	}
	p.next()
	return expression{kind: kindOther, start: start}
}

func (p *parser) leftHandSide() expression {
	e := p.member()
	if !p.peek().isPropertyOrCall() {
		return e
	}
	return p.callRest(e)
}

func (p *parser) callRest(e expression) expression {
	if p.peek() == tokLParen && e.kind == kindIdentifier && p.current.tok == tokAsync && !p.following.newline && !p.current.escaped && !e.paren {
		c := p.push(coverMaybeAsyncArrow)
		count := p.arguments(true)
		if p.peek() == tokArrow {
			p.pop()
			p.arrowHead(c, true)
			if count == 0 {
				return expression{kind: kindEmpty, start: e.start}
			}
			return expression{kind: kindOther, paren: true, start: e.start}
		}
		p.validateExpression()
		p.pop()
		e = expression{kind: kindCall, start: e.start}
		if !p.peek().isPropertyOrCall() {
			return e
		}
	}
	chained, optional, links := false, false, 0
	for p.peek().isPropertyOrCall() && p.err == nil {
		p.link(&links)
		switch p.peek() {
		case tokQuestionPeriod:
			if optional {
				p.unexpectedToken(p.following)
				return expression{kind: kindFailure}
			}
			p.next()
			optional, chained = true, true
			if p.peek().isPropertyOrCall() {
				continue
			}
			e = p.propertyName()
			e = expression{kind: kindProperty, private: e.private, start: e.start}
		case tokLBrack:
			e = p.index(e)
		case tokPeriod:
			if optional {
				p.next()
				p.unexpected()
				return expression{kind: kindFailure}
			}
			p.next()
			private := p.propertyName().private
			e = expression{kind: kindProperty, private: private, start: e.start}
		case tokLParen:
			p.arguments(false)
			e = expression{kind: kindCall, start: e.start}
		default:
			if chained {
				p.reportNext("Invalid tagged template on optional chain")
				return expression{kind: kindFailure}
			}
			p.template(true)
			e = expression{kind: kindTagged, start: e.start}
		}
		optional = false
	}
	if chained {
		return expression{kind: kindOther, private: e.private, start: e.start}
	}
	return e
}

// index reads [expression].
func (p *parser) index(e expression) expression {
	p.next()
	outer := p.acceptIn
	p.acceptIn = true
	p.push(coverExpression)
	p.coverExpressionList(true)
	p.validateExpression()
	p.pop()
	p.acceptIn = outer
	p.expect(tokRBrack)
	return expression{kind: kindProperty, start: e.start}
}

// propertyName reads the name behind a dot.
func (p *parser) propertyName() expression {
	t := p.next()
	switch {
	case t.isPropertyName():
		return expression{kind: kindOther, start: p.current.start}
	case t == tokPrivateName:
		if p.class == nil {
			p.report(p.current.start, p.current.start+1, "Private field '"+p.current.name+"' must be declared in an enclosing class")
			return expression{kind: kindFailure}
		}
		p.class.used = append(p.class.used, use{p.current.name, p.current.start})
		return expression{kind: kindOther, private: true, start: p.current.start}
	}
	p.unexpected()
	return expression{kind: kindFailure}
}

func (p *parser) member() expression { return p.memberRest(p.primary()) }

func (p *parser) memberRest(e expression) expression {
	links := 0
	for p.peek().isMember() && p.err == nil {
		p.link(&links)
		switch p.peek() {
		case tokLBrack:
			e = p.index(e)
		case tokPeriod:
			p.next()
			private := p.propertyName().private
			e = expression{kind: kindProperty, private: private, start: e.start}
		default:
			p.template(true)
			e = expression{kind: kindTagged, start: e.start}
		}
	}
	return e
}

// arguments reads the arguments of a call; maybeArrow those behind async.
func (p *parser) arguments(maybeArrow bool) int {
	p.next()
	a := p.accumulate()
	outer := p.acceptIn
	p.acceptIn = true
	count := 0
	for p.peek() != tokRParen && p.err == nil {
		spread := p.check(tokEllipsis)
		at := p.following.start
		e := p.coverAssignment()
		if maybeArrow {
			p.classifyArrowParameter(a, at, e)
			if spread {
				p.cover.notSimple = true
				if e.kind == kindAssignment {
					p.recordAsyncArrow(at, p.current.end, msgRestInitializer)
				}
				if p.peek() == tokComma {
					p.recordAsyncArrow(p.following.start, p.following.end, msgParameterAfterRest)
				}
			}
		} else {
			a.add()
		}
		count++
		if !p.check(tokComma) {
			break
		}
	}
	p.acceptIn = outer
	a.close()
	if !p.check(tokRParen) {
		p.reportHere("missing ) after argument list")
	}
	return count
}

func (p *parser) primary() expression {
	if !p.enter() {
		return expression{kind: kindFailure}
	}
	defer p.leave()
	start := p.following.start
	t := p.peek()
	switch {
	case t.isAnyIdentifier():
		return p.identifierOrArrow(start)
	case t.isLiteral():
		p.next()
		return expression{kind: kindOther, start: start}
	}
	switch t {
	case tokNew:
		return p.newExpression()
	case tokThis:
		p.next()
		return expression{kind: kindOther, start: start}
	case tokDiv, tokAssignDiv:
		return p.regexp()
	case tokFunction:
		p.next()
		p.functionExpression(false)
		return expression{kind: kindOther, start: start}
	case tokSuper:
		return p.super()
	case tokImport:
		return p.importCall()
	case tokLBrack:
		return p.array()
	case tokLBrace:
		return p.object()
	case tokLParen:
		return p.parenthesised()
	case tokClass:
		p.next()
		p.classLiteral(false)
		return expression{kind: kindOther, start: start}
	case tokTemplateSpan, tokTemplateTail:
		p.template(false)
		return expression{kind: kindOther, start: start}
	}
	p.next()
	p.unexpected()
	return expression{kind: kindFailure}
}

func (p *parser) identifierOrArrow(start int) expression {
	t := p.next()
	async := false
	if t == tokAsync && !p.following.newline && !p.current.escaped {
		if p.peek() == tokFunction {
			p.next()
			p.functionExpression(true)
			return expression{kind: kindOther, start: start}
		}
		if p.peek().isAnyIdentifier() && p.peekAhead().tok == tokArrow {
			p.next()
			async = true
		}
	}
	if p.peek() == tokArrow {
		kind := coverMaybeArrow
		if async {
			kind = coverMaybeAsyncArrow
		}
		c := p.push(kind)
		if async && p.current.tok == tokAwait {
			if !p.validIdentifier(p.current) {
				p.unexpected()
			}
			p.reportHere("'await' is not a valid identifier name in an async function")
		}
		name := p.identifier()
		p.classify(name, p.current.start, p.current.end)
		p.pop()
		p.arrowHead(c, async)
		return expression{kind: kindIdentifier, name: name, start: start}
	}
	name := p.identifier()
	if p.cover.certainDeclaration() {
		p.bound(name, p.current.start, p.current.end)
		if p.fn.strict && isEvalOrArguments(name) {
			p.reportHere(msgStrictEval)
		}
	}
	return expression{kind: kindIdentifier, name: name, start: start}
}

func (p *parser) parenthesised() expression {
	p.next()
	start := p.current.start
	if p.check(tokRParen) {
		if p.peek() != tokArrow {
			p.unexpected()
		}
		p.arrow = &cover{kind: coverMaybeArrow}
		return expression{kind: kindEmpty, start: start}
	}
	c := p.push(coverMaybeArrow)
	outer := p.acceptIn
	p.acceptIn = true
	e := p.coverExpressionList(true)
	p.acceptIn = outer
	e.paren = true
	p.expect(tokRParen)
	if p.peek() == tokArrow {
		p.pop()
		p.arrowHead(c, false)
	} else {
		p.validateExpression()
		p.pop()
	}
	e.start = start
	return e
}

// arrowHead ends the parameters of an arrow function.
func (p *parser) arrowHead(c *cover, async bool) {
	p.reportFault(c.declaration)
	p.reportFault(c.pattern)
	p.arrow = c
	if async {
		p.arrow.kind = coverMaybeAsyncArrow
	}
}

func (p *parser) newExpression() expression {
	p.next()
	start := p.current.start
	switch {
	case p.peek() == tokImport && p.peekAhead().tok == tokLParen:
		p.reportNext("Cannot use new with import")
		return expression{kind: kindFailure}
	case p.peek() == tokPeriod:
		p.next()
		p.next()
		if p.current.tok != tokIdentifier || p.current.name != "target" {
			p.unexpected()
			return expression{kind: kindFailure}
		}
		if f := p.receiver(); f.top {
			p.report(start, p.current.end, "new.target expression is not allowed here")
			return expression{kind: kindFailure}
		}
		return p.memberRest(expression{kind: kindOther, start: start})
	}
	e := p.member()
	if e.kind == kindSuperCall {
		p.reportHere(msgUnexpectedSuper)
		return expression{kind: kindFailure}
	}
	switch p.peek() {
	case tokLParen:
		p.arguments(false)
		return p.memberRest(expression{kind: kindOther, start: start})
	case tokQuestionPeriod:
		p.reportNext("Invalid optional chain from new expression")
		return expression{kind: kindFailure}
	}
	return expression{kind: kindOther, start: start}
}

// receiver is the function whose this is meant.
func (p *parser) receiver() *function {
	f := p.fn
	for f.arrow && f.outer != nil {
		f = f.outer
	}
	return f
}

func (p *parser) regexp() expression {
	p.next()
	start := p.current.start
	pattern, flags, message := p.scanner.regexp(start)
	if message != "" {
		p.report(start, p.scanner.pos, message)
		return expression{kind: kindFailure}
	}
	p.current.end = p.scanner.pos
	p.ahead = nil
	p.following = p.scanner.next()
	if p.checkRegExp != nil {
		if bad := p.checkRegExp(pattern, flags); bad != "" {
			p.report(start, p.current.end, bad)
			return expression{kind: kindFailure}
		}
	}
	return expression{kind: kindOther, start: start}
}

func (p *parser) super() expression {
	p.next()
	start := p.current.start
	if p.check(tokQuestionPeriod) {
		p.reportHere("Invalid optional chain from super property")
		return expression{kind: kindFailure}
	}
	f := p.receiver()
	switch {
	case p.peek() == tokPeriod || p.peek() == tokLBrack:
		if p.peek() == tokPeriod && p.peekAhead().tok == tokPrivateName {
			p.next()
			p.next()
			p.reportHere("Unexpected private field")
			return expression{kind: kindFailure}
		}
		if f.superProperty {
			return expression{kind: kindOther, start: start}
		}
	case p.peek() == tokLParen && f.superCall:
		return expression{kind: kindSuperCall, start: start}
	}
	p.reportHere(msgUnexpectedSuper)
	return expression{kind: kindFailure}
}

func (p *parser) importCall() expression {
	p.next()
	start := p.current.start
	if p.check(tokPeriod) {
		p.next()
		if p.current.name == "meta" {
			p.report(start, p.current.end, "Cannot use 'import.meta' outside a module")
		} else {
			p.unexpected()
		}
		return expression{kind: kindFailure}
	}
	if p.peek() != tokLParen {
		p.reportHere("Cannot use import statement outside a module")
		return expression{kind: kindFailure}
	}
	p.next()
	if p.peek() == tokRParen {
		p.reportHere("import() requires a specifier")
		return expression{kind: kindFailure}
	}
	outer := p.acceptIn
	p.acceptIn = true
	p.assignment()
	if p.check(tokComma) && p.peek() != tokRParen {
		p.assignment()
		p.check(tokComma)
	}
	p.acceptIn = outer
	p.expect(tokRParen)
	return expression{kind: kindCall, start: start}
}

// template reads a template; tagged ones may have any escapes.
func (p *parser) template(tagged bool) {
	for {
		t := p.next()
		if p.current.templateError != "" && !tagged {
			p.report(p.current.errorStart, p.current.errorEnd, p.current.templateError)
			return
		}
		if t == tokTemplateTail {
			return
		}
		if t != tokTemplateSpan {
			p.unexpected()
			return
		}
		switch p.peek() {
		case tokEOS:
			p.unexpectedToken(p.following)
			return
		case tokIllegal:
			p.unexpectedToken(p.following)
			return
		}
		at := p.following.start
		outer := p.acceptIn
		p.acceptIn = true
		p.push(coverExpression)
		p.coverExpressionList(true)
		p.validateExpression()
		p.pop()
		p.acceptIn = outer
		if p.peek() != tokRBrace {
			p.report(at, p.following.start, "Missing } in template expression")
			return
		}
		// The brace ends the expression: what follows is template again.
		p.scanner.pos = p.following.start + 1
		l := lexeme{start: p.following.start}
		p.scanner.template(&l)
		l.end = p.scanner.pos
		p.ahead = nil
		p.following = l
	}
}

func (p *parser) array() expression {
	p.next()
	start := p.current.start
	a := p.accumulate()
	for p.err == nil && !p.check(tokRBrack) {
		switch {
		case p.peek() == tokComma:
		case p.check(tokEllipsis):
			at := p.current.start
			if p.subPattern(a).kind == kindAssignment {
				p.recordPattern(at, p.current.end, msgDestructuringTarget)
			}
			if p.peek() == tokComma {
				p.recordPattern(at, p.current.end, msgRestLast)
			}
		default:
			p.subPattern(a)
		}
		if p.peek() != tokRBrack {
			p.expect(tokComma)
		}
	}
	a.close()
	return expression{kind: kindPattern, start: start}
}

// subPattern reads an element of a literal, which may be one of a pattern.
func (p *parser) subPattern(a *accumulation) expression {
	a.add()
	start := p.following.start
	outer := p.acceptIn
	p.acceptIn = true
	e := p.coverAssignment()
	p.acceptIn = outer
	switch {
	case p.isReference(e) && e.kind == kindIdentifier:
		if e.paren {
			p.recordDeclaration(start, p.current.end, msgDestructuringTarget)
		}
		p.classify(e.name, start, p.current.end)
	case p.isReference(e):
		p.recordDeclaration(start, p.current.end, msgPropertyBinding)
		p.validateExpression()
	case e.paren || e.kind != kindPattern && e.kind != kindAssignment:
		p.recordPattern(start, p.current.end, msgDestructuringTarget)
	}
	return e
}

package syntax

// classDeclaration reads a class declaration, from behind the word.
func (p *parser) classDeclaration() {
	p.next()
	name := p.current
	strict := p.fn.strict
	p.fn.strict = true
	if !name.tok.isAnyIdentifier() || !p.validIdentifier(name) {
		p.unexpected()
		p.fn.strict = strict
		return
	}
	p.fn.strict = strict
	if isEvalOrArguments(name.name) {
		p.reportHere(msgStrictEval)
		return
	}
	p.declare(name.name, modeLexical, name.start, name.end)
	p.classBody()
}

// classLiteral reads a class expression, from behind the word.
func (p *parser) classLiteral(bool) {
	if p.peek().isAnyIdentifier() {
		p.next()
		name := p.current
		strict := p.fn.strict
		p.fn.strict = true
		valid := p.validIdentifier(name)
		if !valid {
			p.unexpected()
		}
		p.fn.strict = strict
		if !valid {
			return
		}
		if isEvalOrArguments(name.name) {
			p.reportHere(msgStrictEval)
			return
		}
	}
	p.classBody()
}

// classBody reads a class from extends on. All of it is strict.
func (p *parser) classBody() {
	strict := p.fn.strict
	p.fn.strict = true
	c := &class{outer: p.class, declared: map[string]privateKind{}}
	p.class = c
	derived := false
	if p.check(tokExtends) {
		derived = true
		p.push(coverExpression)
		p.leftHandSide()
		p.validateExpression()
		p.pop()
	}
	p.expect(tokLBrace)
	hasConstructor := false
	for p.peek() != tokRBrace && p.err == nil {
		if p.check(tokSemicolon) {
			continue
		}
		if p.peek() == tokStatic && p.peekAhead().tok == tokLBrace {
			p.next()
			p.staticBlock()
			continue
		}
		p.classMember(c, derived, &hasConstructor)
	}
	p.expect(tokRBrace)
	p.class = c.outer
	for _, u := range c.used {
		if _, ok := c.declared[u.name]; ok {
			continue
		}
		if c.outer != nil {
			c.outer.used = append(c.outer.used, u)
			continue
		}
		p.report(u.at, u.at+1, "Private field '"+u.name+"' must be declared in an enclosing class")
		break
	}
	p.fn.strict = strict
}

func (p *parser) staticBlock() {
	p.expect(tokLBrace)
	f := function{outer: p.fn, initializer: true, superProperty: true, strict: true}
	p.fn = &f
	p.scope = &scope{outer: p.scope, function: true}
	p.push(coverExpression)
	for p.peek() != tokRBrace && p.err == nil {
		p.statementItem()
	}
	p.pop()
	p.scope = p.scope.outer
	p.fn = f.outer
	p.expect(tokRBrace)
}

func (p *parser) classMember(c *class, derived bool, hasConstructor *bool) {
	q := property{inClass: true}
	at := p.following
	if p.peek() == tokStatic {
		p.next()
		switch p.peek() {
		case tokLParen, tokAssign, tokSemicolon, tokRBrace:
			q.name = p.current
			q.kindFrom(p.peek())
		default:
			q.static = true
		}
	}
	if q.name.name == "" {
		p.propertyHead(&q, p.accumulate())
	}
	if p.err != nil {
		return
	}
	isConstructor := !q.static && !q.computed && !q.private && q.name.name == "constructor"
	isPrototype := q.static && !q.computed && !q.private && q.name.name == "prototype"
	switch q.kind {
	case propertyAssign, propertyShorthand, propertyShorthandOrField, propertyField, propertyUnknown, propertyValue:
		p.field(c, q, at)
	case propertyMethod:
		f := function{async: q.async, generator: q.generator, superProperty: true}
		if isPrototype {
			p.reportHere("Classes may not have a static property named 'prototype'")
			return
		}
		if isConstructor {
			switch {
			case q.generator:
				p.reportHere("Class constructor may not be a generator")
			case q.async:
				p.reportHere("Class constructor may not be an async method")
			case *hasConstructor:
				p.reportHere("A class may only have one constructor")
			}
			if p.err != nil {
				return
			}
			*hasConstructor = true
			f.superCall = derived
		}
		if q.private {
			p.declarePrivate(c, q, privateOther)
		}
		p.method(f, propertyMethod)
	case propertyGetter, propertySetter:
		if isPrototype {
			p.reportHere("Classes may not have a static property named 'prototype'")
			return
		}
		if isConstructor {
			p.reportHere("Class constructor may not be an accessor")
			return
		}
		if q.private {
			k := privateGetter
			if q.kind == propertySetter {
				k = privateSetter
			}
			p.declarePrivate(c, q, k)
		}
		p.method(function{superProperty: true}, q.kind)
	default:
		p.next()
		p.unexpected()
	}
}

// declarePrivate declares a private name; a getter and a setter may share one.
func (p *parser) declarePrivate(c *class, q property, k privateKind) {
	old, exists := c.declared[q.name.name]
	switch {
	case !exists:
		c.declared[q.name.name] = k
	case old == privateGetter && k == privateSetter, old == privateSetter && k == privateGetter:
		c.declared[q.name.name] = privateBoth
	default:
		p.report(q.name.start, q.name.end, "Identifier '"+q.name.name+"' has already been declared")
	}
}

// field reads a field, from behind its name; at is the member's first token.
func (p *parser) field(c *class, q property, at lexeme) {
	switch {
	case q.kind == propertyValue:
		p.unexpectedToken(at)
		return
	case q.async || q.generator:
		p.next()
		p.unexpected()
		return
	case q.private:
		p.declarePrivate(c, q, privateOther)
	case !q.computed && q.name.name == "constructor":
		p.reportHere("Classes may not have a field named 'constructor'")
		return
	case !q.computed && q.static && q.name.name == "prototype":
		p.reportHere("Classes may not have a static property named 'prototype'")
		return
	}
	if p.check(tokAssign) {
		f := function{outer: p.fn, initializer: true, superProperty: true, strict: true}
		p.fn = &f
		p.scope = &scope{outer: p.scope, function: true}
		outer := p.acceptIn
		p.acceptIn = true
		p.assignment()
		p.acceptIn = outer
		p.scope = p.scope.outer
		p.fn = f.outer
	}
	p.semicolon()
}

package syntax

// Reading an expression, one does not know whether it will turn out to be the
// pattern of an assignment or the parameters of an arrow function. What would be
// wrong with each of them is recorded and reported when it is known.

// coverKind is what an expression may turn out to be.
type coverKind uint8

const (
	coverExpression coverKind = iota
	coverMaybeArrow
	coverMaybeAsyncArrow
	coverParameter
	coverVar
	coverLexical
)

// fault is an error with its range.
type fault struct {
	start, end int
	message    string
}

// cover records what is wrong.
type cover struct {
	outer *cover
	kind  coverKind
	// expression and pattern are the first faults if it turns out to be that.
	expression, pattern *fault
	// declaration is the fault if it turns out to be parameters, strict the
	// one if these stand in strict code.
	declaration, strict *fault
	// names are the parameters, duplicate the first that is there twice.
	names     []use
	duplicate *fault
	notSimple bool
}

func (c *cover) canBeExpression() bool    { return c.kind <= coverMaybeAsyncArrow }
func (c *cover) canBeDeclaration() bool   { return c.kind != coverExpression }
func (c *cover) certainDeclaration() bool { return c.kind >= coverParameter }

func (p *parser) push(kind coverKind) *cover {
	c := &cover{outer: p.cover, kind: kind}
	p.cover = c
	return c
}

func (p *parser) pop() { p.cover = p.cover.outer }

func (p *parser) recordPattern(start, end int, message string) {
	switch {
	case p.cover.certainDeclaration():
		p.report(start, end, message)
	case p.cover.pattern == nil:
		p.cover.pattern = &fault{start, end, message}
	}
}

func (p *parser) recordExpression(start, end int, message string) {
	if p.cover.canBeExpression() && p.cover.expression == nil {
		p.cover.expression = &fault{start, end, message}
	}
}

func (p *parser) recordDeclaration(start, end int, message string) {
	switch {
	case !p.cover.canBeDeclaration():
	case p.cover.certainDeclaration():
		p.report(start, end, message)
	default:
		p.cover.declaration = &fault{start, end, message}
	}
}

// recordStrict records what is wrong with parameters in strict code.
func (p *parser) recordStrict(start, end int, message string) {
	if p.fn.strict && p.cover.certainDeclaration() {
		p.report(start, end, message)
		return
	}
	if p.cover.canBeDeclaration() && p.cover.strict == nil {
		p.cover.strict = &fault{start, end, message}
	}
}

// recordInitializer reports what may not stand in the default value of a
// parameter.
func (p *parser) recordInitializer(start, end int, message string) {
	for c := p.cover; c != nil; c = c.outer {
		if c.kind == coverParameter {
			p.report(start, end, message)
			return
		}
	}
}

// recordAsyncArrow records what may not stand in the parameters of an async
// arrow function.
func (p *parser) recordAsyncArrow(start, end int, message string) {
	for c := p.cover; c != nil; c = c.outer {
		if c.kind == coverMaybeAsyncArrow {
			c.declaration = &fault{start, end, message}
		}
	}
}

func (p *parser) reportFault(f *fault) {
	if f != nil {
		p.report(f.start, f.end, f.message)
	}
}

// validateExpression reports what is wrong with an expression that is one.
func (p *parser) validateExpression() {
	if p.cover.canBeExpression() {
		p.reportFault(p.cover.expression)
	}
}

// validatePattern reports what is wrong with an expression that is a pattern.
func (p *parser) validatePattern() {
	if p.cover.canBeExpression() {
		p.reportFault(p.cover.pattern)
		p.cover.expression = nil
	}
}

// accumulation keeps the faults of a list apart from those of its elements.
type accumulation struct {
	c                   *cover
	expression, pattern *fault
}

func (p *parser) accumulate() *accumulation {
	a := &accumulation{}
	if p.cover.canBeExpression() {
		a.c = p.cover
		a.expression, a.pattern = a.c.expression, a.c.pattern
		a.c.expression, a.c.pattern = nil, nil
	}
	return a
}

// add ends an element.
func (a *accumulation) add() {
	if a.c == nil {
		return
	}
	if a.expression == nil {
		a.expression = a.c.expression
	}
	if a.pattern == nil {
		a.pattern = a.c.pattern
	}
	a.c.expression, a.c.pattern = nil, nil
}

// close ends the list.
func (a *accumulation) close() {
	if a.c == nil {
		return
	}
	a.add()
	a.c.expression, a.c.pattern = a.expression, a.pattern
}

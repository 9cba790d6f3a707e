package sql

import (
	"strings"

	"runnel/runtime/value"
)

// maxDepth is how deep parentheses and queries may be nested.
const maxDepth = 200

type parser struct {
	text  string
	toks  []token
	i     int
	depth int
	err   error
}

// parse reads a query's statements.
func parse(text string) ([]statement, error) {
	toks, err := tokens(text)
	if err != nil {
		return nil, err
	}
	p := &parser{text: text, toks: toks}
	var out []statement
	for p.err == nil {
		for p.sign(";") {
		}
		if p.peek().kind == tokenEnd {
			break
		}
		out = append(out, p.statement())
		if p.peek().kind != tokenEnd && !p.at(";") {
			p.fail("")
		}
	}
	return out, p.err
}

func (p *parser) peek() token { return p.toks[p.i] }

func (p *parser) ahead(n int) token { return p.toks[min(p.i+n, len(p.toks)-1)] }

// fail keeps the first error and ends the reading.
func (p *parser) fail(want string) {
	if p.err == nil {
		t := p.peek()
		p.err = &SyntaxError{Query: p.text, Start: t.start, End: t.end, Got: p.text[t.start:t.end], Want: want}
	}
	p.i = len(p.toks) - 1
}

func (p *parser) refuse(err error) {
	if p.err == nil {
		p.err = err
	}
	p.i = len(p.toks) - 1
}

func (p *parser) at(sign string) bool {
	t := p.peek()
	return t.kind == tokenSign && t.text == sign
}

func (p *parser) sign(sign string) bool {
	if p.at(sign) {
		p.i++
		return true
	}
	return false
}

func (p *parser) want(sign string) {
	if !p.sign(sign) {
		p.fail("'" + sign + "'")
	}
}

// word takes keywords that follow each other, all or none.
func (p *parser) word(words ...string) bool {
	for i, w := range words {
		if !p.ahead(i).is(w) {
			return false
		}
	}
	p.i += len(words)
	return true
}

func (p *parser) wantWord(w string) {
	if !p.word(w) {
		p.fail("'" + w + "'")
	}
}

// enter guards against queries that are nested too deep; leave goes with it.
func (p *parser) enter() {
	if p.depth++; p.depth > maxDepth {
		p.refuse(errorf("the query is nested more than %d levels deep", maxDepth))
	}
}

func (p *parser) leave() { p.depth-- }

func (p *parser) name() string {
	t := p.peek()
	if t.kind == tokenQuoted || t.kind == tokenWord && !reserved[strings.ToUpper(t.text)] {
		p.i++
		return t.text
	}
	p.fail("a name")
	return ""
}

// reserved are the words that are no names unless they are quoted.
var reserved = wordSet("SELECT FROM WHERE GROUP ORDER BY HAVING LIMIT OFFSET UNION ALL INTERSECT EXCEPT JOIN LEFT RIGHT INNER OUTER CROSS " +
	"FULL NATURAL ON USING AS AND OR NOT IN IS NULL LIKE BETWEEN CASE WHEN THEN ELSE END EXISTS DISTINCT TRUE FALSE WITH INTO SET VALUES " +
	"INSERT UPDATE DELETE CREATE DROP ANTI SEMI REMOVE COLLATE CAST CONVERT FETCH OVER")

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

func (p *parser) statement() statement {
	switch t := p.peek(); {
	case t.is("SELECT"), t.is("WITH"), p.at("("):
		return p.query()
	case p.word("INSERT"):
		return p.insert()
	case p.word("UPDATE"):
		return p.update()
	case p.word("DELETE"):
		p.wantWord("FROM")
		d := &remove{table: p.name()}
		if p.word("WHERE") {
			d.where = p.expr()
		}
		return d
	case p.word("CREATE", "TABLE"):
		p.word("IF", "NOT", "EXISTS")
		c := &create{p.name()}
		if p.at("(") {
			p.skipParens()
		}
		return c
	case p.word("DROP", "TABLE"):
		d := &drop{ifExists: p.word("IF", "EXISTS")}
		d.table = p.name()
		return d
	case t.is("ATTACH"), t.is("DETACH"), t.is("REQUIRE"), t.is("SOURCE"), t.is("USE"), t.is("CREATE"):
		p.refuse(errFileAccess)
		return nil
	}
	p.fail("a SELECT")
	return nil
}

func (p *parser) skipParens() {
	depth := 0
	for p.peek().kind != tokenEnd {
		switch {
		case p.at("("):
			depth++
		case p.at(")"):
			depth--
		}
		p.i++
		if depth == 0 {
			return
		}
	}
	p.fail("')'")
}

func (p *parser) names() []string {
	var out []string
	for {
		out = append(out, p.name())
		if !p.sign(",") {
			return out
		}
	}
}

func (p *parser) insert() statement {
	p.wantWord("INTO")
	in := &insert{table: p.name()}
	if p.sign("(") {
		in.columns = p.names()
		p.want(")")
	}
	if !p.word("VALUES") {
		in.q = p.query()
		return in
	}
	for {
		p.want("(")
		in.values = append(in.values, p.list())
		p.want(")")
		if !p.sign(",") {
			return in
		}
	}
}

func (p *parser) update() statement {
	u := &update{table: p.name()}
	p.wantWord("SET")
	for {
		s := selected{alias: p.name()}
		p.want("=")
		s.x = p.expr()
		u.set = append(u.set, s)
		if !p.sign(",") {
			break
		}
	}
	if p.word("WHERE") {
		u.where = p.expr()
	}
	return u
}

// query reads a SELECT with those it is put together with.
func (p *parser) query() *query {
	p.enter()
	defer p.leave()
	var with []named
	if p.word("WITH") {
		for {
			n := named{name: p.name()}
			p.wantWord("AS")
			p.want("(")
			n.q = p.query()
			p.want(")")
			with = append(with, n)
			if !p.sign(",") {
				break
			}
		}
	}
	q := p.term()
	q.with = with
	last := q
	for p.err == nil {
		op := ""
		for _, w := range []string{"UNION", "INTERSECT", "EXCEPT"} {
			if p.word(w) {
				op = w
			}
		}
		if op == "" {
			break
		}
		if p.word("ALL") {
			op += " ALL"
		}
		if p.word("CORRESPONDING") {
			op += " CORRESPONDING"
		}
		last.setOp, last.next = op, p.term()
		last = last.next
	}
	// As in the original, the ending is the last query's.
	p.ending(last)
	return q
}

// ending reads how rows are ordered and which are kept.
func (p *parser) ending(q *query) {
	if p.word("ORDER", "BY") {
		for {
			o := order{x: p.expr()}
			if p.word("COLLATE") {
				o.nocase = strings.EqualFold(p.name(), "NOCASE")
			}
			if p.word("DESC") {
				o.desc = true
			} else {
				p.word("ASC")
			}
			q.orderBy = append(q.orderBy, o)
			if !p.sign(",") {
				break
			}
		}
	}
	if p.word("LIMIT") {
		q.limit = p.expr()
	}
	if p.word("OFFSET") {
		q.offset = p.expr()
	}
}

// term reads one SELECT, or a query in parentheses.
func (p *parser) term() *query {
	if p.sign("(") {
		q := p.query()
		p.want(")")
		return q
	}
	q := &query{}
	p.wantWord("SELECT")
	if p.word("DISTINCT") {
		q.distinct = true
	} else {
		p.word("ALL")
	}
	if p.word("TOP") {
		q.top = p.primary()
	}
	if !p.peek().is("FROM") {
		for {
			q.columns = append(q.columns, p.selected())
			if !p.sign(",") {
				break
			}
		}
	} else {
		q.columns = []selected{{x: star{}}}
	}
	if p.word("REMOVE") {
		if !p.word("COLUMNS") {
			p.word("COLUMN")
		}
		q.remove = p.names()
	}
	if p.peek().is("INTO") {
		p.refuse(errFileAccess)
	}
	if p.word("FROM") {
		p.from(q)
	}
	if p.word("WHERE") {
		q.where = p.expr()
	}
	if p.word("GROUP", "BY") {
		q.groupBy = p.list()
	}
	if p.word("HAVING") {
		q.having = p.expr()
	}
	return q
}

func (p *parser) selected() selected {
	if p.sign("*") {
		return selected{x: star{}}
	}
	if t := p.peek(); (t.kind == tokenWord || t.kind == tokenQuoted) && p.dot(1) && p.ahead(2).kind == tokenSign && p.ahead(2).text == "*" {
		p.i += 3
		return selected{x: star{t.text}}
	}
	s := selected{x: p.expr()}
	if p.word("AS") {
		t := p.peek()
		if t.kind != tokenWord && t.kind != tokenQuoted && t.kind != tokenText {
			p.fail("a name")
			return s
		}
		p.i++
		s.alias = t.text
	} else if t := p.peek(); t.kind == tokenQuoted || t.kind == tokenText || t.kind == tokenWord && !reserved[strings.ToUpper(t.text)] {
		p.i++
		s.alias = t.text
	}
	return s
}

func (p *parser) dot(ahead int) bool {
	t := p.ahead(ahead)
	return t.kind == tokenSign && t.text == "."
}

func (p *parser) from(q *query) {
	q.from = append(q.from, p.source())
	for p.err == nil {
		kind, ok := p.join()
		if !ok {
			return
		}
		s := p.source()
		s.join = kind
		if p.word("ON") {
			s.on = p.expr()
		} else if p.word("USING") {
			parens := p.sign("(")
			s.using = p.names()
			if parens {
				p.want(")")
			}
		}
		q.from = append(q.from, s)
	}
}

func (p *parser) join() (joinKind, bool) {
	switch {
	case p.sign(","), p.word("CROSS", "JOIN"), p.word("CROSS", "APPLY"):
		return joinCross, true
	case p.word("JOIN"), p.word("INNER", "JOIN"), p.word("NATURAL", "JOIN"):
		return joinInner, true
	case p.word("LEFT", "JOIN"), p.word("LEFT", "OUTER", "JOIN"):
		return joinLeft, true
	case p.word("RIGHT", "JOIN"), p.word("RIGHT", "OUTER", "JOIN"):
		return joinRight, true
	case p.word("FULL", "JOIN"), p.word("FULL", "OUTER", "JOIN"), p.word("OUTER", "JOIN"):
		return joinOuter, true
	case p.word("SEMI", "JOIN"):
		return joinSemi, true
	case p.word("ANTI", "JOIN"):
		return joinAnti, true
	}
	return 0, false
}

func (p *parser) source() source {
	var s source
	if p.sign("(") {
		s.q = p.query()
		p.want(")")
	} else {
		s.table = p.name()
		if p.at("(") {
			p.refuse(errFileAccess)
		}
	}
	if p.word("AS") {
		s.alias = p.name()
	} else if t := p.peek(); t.kind == tokenQuoted || t.kind == tokenWord && !reserved[strings.ToUpper(t.text)] {
		s.alias = p.name()
	}
	if s.alias == "" {
		s.alias = s.table
	}
	return s
}

func (p *parser) list() []expr {
	var out []expr
	for {
		out = append(out, p.expr())
		if !p.sign(",") || p.err != nil {
			return out
		}
	}
}

func (p *parser) expr() expr {
	p.enter()
	defer p.leave()
	x := p.conjunction()
	for p.err == nil && p.word("OR") {
		x = binary{"OR", x, p.conjunction()}
	}
	return x
}

func (p *parser) conjunction() expr {
	x := p.negation()
	for p.err == nil && p.word("AND") {
		x = binary{"AND", x, p.negation()}
	}
	return x
}

func (p *parser) negation() expr {
	if p.peek().is("NOT") {
		p.enter()
		defer p.leave()
		p.i++
		return unary{"NOT", p.negation()}
	}
	return p.comparison()
}

var comparisons = []string{"=", "==", "===", "<>", "!=", "!==", "<=", ">=", "<", ">"}

func (p *parser) comparison() expr {
	x := p.sum()
	for p.err == nil {
		switch {
		case p.word("IS"):
			k := isKind{x: x, not: p.word("NOT")}
			for _, what := range []string{"NULL", "TRUE", "FALSE"} {
				if p.word(what) {
					k.what = what
				}
			}
			if k.what == "" {
				p.fail("'NULL'")
			}
			x = k
		case p.peek().is("NOT") && (p.ahead(1).is("IN") || p.ahead(1).is("BETWEEN") || p.ahead(1).is("LIKE")):
			p.i++
			x = p.predicate(x, true)
		case p.peek().is("IN"), p.peek().is("BETWEEN"), p.peek().is("LIKE"):
			x = p.predicate(x, false)
		case p.word("REGEXP"):
			x = call{name: "REGEXP_LIKE", args: []expr{x, p.sum()}}
		default:
			op := ""
			for _, c := range comparisons {
				if p.at(c) {
					op = c
				}
			}
			if op == "" {
				return x
			}
			p.i++
			x = binary{op, x, p.compared()}
		}
	}
	return x
}

// compared is the right side of a comparison: a sum, or ALL or ANY of a query.
func (p *parser) compared() expr {
	all := p.peek().is("ALL")
	if (all || p.peek().is("ANY") || p.peek().is("SOME")) && p.ahead(1).text == "(" {
		p.i += 2
		q := quantified{all: all, q: p.query()}
		p.want(")")
		return q
	}
	return p.sum()
}

func (p *parser) predicate(x expr, not bool) expr {
	switch {
	case p.word("IN"):
		p.want("(")
		in := inList{x: x, not: not}
		if p.peek().is("SELECT") || p.peek().is("WITH") {
			in.in = p.query()
		} else {
			in.list = p.list()
		}
		p.want(")")
		return in
	case p.word("BETWEEN"):
		b := between{x: x, not: not, low: p.sum()}
		p.wantWord("AND")
		b.high = p.sum()
		return b
	}
	p.wantWord("LIKE")
	return matches{x: x, not: not, pattern: p.sum()}
}

func (p *parser) sum() expr {
	x := p.product()
	for p.err == nil {
		op := p.peek().text
		if p.peek().kind != tokenSign || op != "+" && op != "-" && op != "||" {
			break
		}
		p.i++
		x = binary{op, x, p.product()}
	}
	return x
}

func (p *parser) product() expr {
	x := p.power()
	for p.err == nil {
		op := p.peek().text
		if p.peek().kind != tokenSign || op != "*" && op != "/" && op != "%" {
			break
		}
		p.i++
		x = binary{op, x, p.power()}
	}
	return x
}

func (p *parser) power() expr {
	x := p.sided()
	for p.err == nil && p.sign("^") {
		x = binary{"^", x, p.sided()}
	}
	return x
}

func (p *parser) sided() expr {
	for _, op := range []string{"-", "+", "!"} {
		if p.at(op) {
			p.enter()
			defer p.leave()
			p.i++
			return unary{op, p.sided()}
		}
	}
	return p.members(p.primary())
}

// members reads what follows an expression behind ->.
func (p *parser) members(x expr) expr {
	for p.err == nil && p.sign("->") {
		m := member{x: x}
		switch t := p.peek(); t.kind {
		case tokenWord, tokenQuoted:
			p.i++
			m.name = t.text
			if p.sign("(") {
				m.call = true
				if !p.at(")") {
					m.args = p.list()
				}
				p.want(")")
			}
		case tokenNumber:
			p.i++
			m.key = literal{value.Number(value.ParseNumber(t.text))}
		case tokenText:
			p.i++
			m.key = literal{value.String(t.text)}
		default:
			p.want("(")
			m.key = p.expr()
			p.want(")")
		}
		x = m
	}
	return x
}

func (p *parser) primary() expr {
	t := p.peek()
	switch t.kind {
	case tokenNumber:
		p.i++
		return literal{value.Number(value.ParseNumber(t.text))}
	case tokenText:
		p.i++
		return literal{value.String(t.text)}
	case tokenQuoted:
		p.i++
		return p.column(t.text)
	case tokenWord:
		return p.named(t)
	}
	if p.sign("(") {
		if p.peek().is("SELECT") || p.peek().is("WITH") {
			q := p.query()
			p.want(")")
			return subquery{q}
		}
		x := p.expr()
		p.want(")")
		return paren{x}
	}
	p.fail("")
	return literal{}
}

func (p *parser) column(name string) expr {
	if p.sign(".") {
		t := p.peek()
		if t.kind != tokenWord && t.kind != tokenQuoted {
			p.fail("a name")
			return literal{}
		}
		p.i++
		return column{table: name, name: t.text}
	}
	return column{name: name}
}

func (p *parser) named(t token) expr {
	switch word := strings.ToUpper(t.text); word {
	case "NULL":
		p.i++
		return literal{value.Undefined}
	case "TRUE", "FALSE":
		p.i++
		return literal{value.Bool(word == "TRUE")}
	case "CURRENT_TIMESTAMP":
		p.i++
		return call{name: "NOW"}
	case "CASE":
		p.i++
		return p.choice()
	case "EXISTS":
		p.i++
		p.want("(")
		x := exists{p.query()}
		p.want(")")
		return x
	case "CAST":
		p.i++
		p.want("(")
		c := cast{x: p.expr()}
		p.wantWord("AS")
		c.to = p.typeName()
		p.want(")")
		return c
	case "CONVERT":
		p.i++
		p.want("(")
		c := cast{to: p.typeName()}
		p.want(",")
		c.x = p.expr()
		if p.sign(",") {
			p.expr()
		}
		p.want(")")
		return c
	case "INTERVAL":
		// A length of time is written as the function's arguments.
		if n := p.ahead(1); n.kind == tokenNumber || n.kind == tokenText {
			p.i++
			amount := p.primary()
			return call{name: "INTERVAL", args: []expr{amount, literal{value.String(p.name())}}}
		}
	case "LEFT", "RIGHT":
		if p.ahead(1).kind != tokenSign || p.ahead(1).text != "(" {
			p.fail("")
			return literal{}
		}
	default:
		if reserved[word] {
			p.fail("")
			return literal{}
		}
	}
	p.i++
	if p.sign("(") {
		return p.call(t.text)
	}
	return p.column(t.text)
}

// typeName reads a type, with its length in parentheses.
func (p *parser) typeName() string {
	name := strings.ToUpper(p.name())
	if p.at("(") {
		p.skipParens()
	}
	return name
}

func (p *parser) choice() expr {
	var c choice
	if !p.peek().is("WHEN") {
		c.of = p.expr()
	}
	for p.err == nil && p.word("WHEN") {
		when := p.expr()
		p.wantWord("THEN")
		c.whens = append(c.whens, [2]expr{when, p.expr()})
	}
	if len(c.whens) == 0 {
		p.fail("'WHEN'")
	}
	if p.word("ELSE") {
		c.other = p.expr()
	}
	p.wantWord("END")
	return c
}

func (p *parser) call(name string) expr {
	c := call{name: name}
	if upper := strings.ToUpper(name); aggregates[upper] != nil || functions[upper].run != nil || upper == "ROWNUM" {
		c.name = upper
	}
	if p.sign("*") {
		c.args = []expr{star{}}
		p.want(")")
		return c
	}
	c.distinct = p.word("DISTINCT")
	if !p.at(")") {
		c.args = p.list()
	}
	p.want(")")
	if p.peek().is("OVER") {
		p.fail("")
	}
	// The unit of a date function is a bare word.
	if len(c.args) == 3 && (c.name == "DATEDIFF" || c.name == "DATEADD") {
		if col, ok := c.args[0].(column); ok {
			c.args[0] = literal{value.String(col.name)}
		}
	}
	return c
}

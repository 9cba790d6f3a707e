// Package jsdate reads dates from text as JavaScript's Date does in V8: the format of ECMAScript, and where that does not fit, the lenient
// reading that browsers have always had. It knows nothing of JavaScript values.
package jsdate

import (
	"math"
	"time"
	"unicode"
)

const none = math.MaxInt32

// keyword kinds
const (
	kindNone = iota
	kindMonth
	kindAMPM
	kindZone
	kindSeparator
)

type keyword struct {
	text        string
	kind, value int
}

// Words are known by their first three letters; only months may go on behind them.
var keywords = []keyword{
	{"jan", kindMonth, 1}, {"feb", kindMonth, 2}, {"mar", kindMonth, 3}, {"apr", kindMonth, 4}, {"may", kindMonth, 5}, {"jun", kindMonth, 6},
	{"jul", kindMonth, 7}, {"aug", kindMonth, 8}, {"sep", kindMonth, 9}, {"oct", kindMonth, 10}, {"nov", kindMonth, 11}, {"dec", kindMonth, 12},
	{"am", kindAMPM, 0}, {"pm", kindAMPM, 12},
	{"ut", kindZone, 0}, {"utc", kindZone, 0}, {"z", kindZone, 0}, {"gmt", kindZone, 0},
	{"est", kindZone, -5}, {"edt", kindZone, -4}, {"cst", kindZone, -6}, {"cdt", kindZone, -5}, {"mst", kindZone, -7}, {"mdt", kindZone, -6}, {"pst", kindZone, -8}, {"pdt", kindZone, -7},
	{"t", kindSeparator, 0},
}

type tokenType uint8

const (
	tokEnd tokenType = iota
	tokInvalid
	tokNumber
	tokSymbol
	tokSpace
	tokWord
	tokOther
)

type token struct {
	typ     tokenType
	n, size int // value and number of digits or letters
	symbol  rune
	kind    int
}

func (t token) is(c rune) bool      { return t.typ == tokSymbol && t.symbol == c }
func (t token) sign() bool          { return t.is('+') || t.is('-') }
func (t token) fixed(size int) bool { return t.typ == tokNumber && t.size == size }
func (t token) zulu() bool          { return t.typ == tokWord && t.kind == kindZone && t.size == 1 }
func between(n, lo, hi int) bool    { return n >= lo && n <= hi }
func isMinute(n int) bool           { return between(n, 0, 59) }
func isHour(n int) bool             { return between(n, 0, 23) }
func isMonth(n int) bool            { return between(n, 1, 12) }
func isDay(n int) bool              { return between(n, 1, 31) }
func isMillisecond(n int) bool      { return between(n, 0, 999) }

type scanner struct {
	s   []rune
	pos int
	cur token
}

func newScanner(s string) *scanner {
	sc := &scanner{s: []rune(s)}
	sc.cur = sc.scan()
	return sc
}

func (s *scanner) peek() token { return s.cur }

func (s *scanner) next() token {
	t := s.cur
	s.cur = s.scan()
	return t
}

func (s *scanner) skip(c rune) bool {
	if s.cur.is(c) {
		s.next()
		return true
	}
	return false
}

func isSpace(r rune) bool {
	return unicode.Is(unicode.Zs, r) || r >= '\t' && r <= '\r' || r == '\ufeff' || r == '\u2028' || r == '\u2029'
}

func (s *scanner) scan() token {
	if s.pos >= len(s.s) {
		return token{typ: tokEnd}
	}
	start := s.pos
	c := s.s[s.pos]
	switch {
	case c >= '0' && c <= '9':
		n, digits := 0, 0
		for s.pos < len(s.s) && s.s[s.pos] == '0' {
			s.pos++
		}
		for s.pos < len(s.s) && s.s[s.pos] >= '0' && s.s[s.pos] <= '9' {
			if digits < 9 {
				n = n*10 + int(s.s[s.pos]-'0')
			}
			digits++
			s.pos++
		}
		return token{typ: tokNumber, n: n, size: s.pos - start}
	case c == ':' || c == '-' || c == '+' || c == '.' || c == ')':
		s.pos++
		return token{typ: tokSymbol, symbol: c}
	case c >= 'A' && !isSpace(c):
		var word []rune
		for s.pos < len(s.s) && s.s[s.pos] >= 'A' && !isSpace(s.s[s.pos]) {
			if len(word) < 3 {
				word = append(word, s.s[s.pos]|0x20)
			}
			s.pos++
		}
		size := s.pos - start
		for _, k := range keywords {
			if k.text == string(word) && (size <= 3 || k.kind == kindMonth) {
				return token{typ: tokWord, kind: k.kind, n: k.value, size: size}
			}
		}
		return token{typ: tokWord, size: size}
	case isSpace(c):
		s.pos++
		return token{typ: tokSpace}
	case c == '(':
		s.skipParentheses()
		return token{typ: tokOther}
	}
	s.pos++
	return token{typ: tokOther}
}

func (s *scanner) skipParentheses() {
	depth := 0
	for s.pos < len(s.s) {
		switch s.s[s.pos] {
		case '(':
			depth++
		case ')':
			depth--
		}
		s.pos++
		if depth == 0 {
			return
		}
	}
}

// dayParts collects the numbers of the date.
type dayParts struct {
	n     [3]int
	count int
	month int // by name, or none
	iso   bool
}

func (d *dayParts) add(n int) bool {
	if d.count == 3 {
		return false
	}
	d.n[d.count] = n
	d.count++
	return true
}

func (d *dayParts) resolve() (year, month, day int, ok bool) {
	if d.count < 1 {
		return 0, 0, 0, false
	}
	for d.count < 3 {
		d.add(1)
	}
	switch {
	case d.month == none && (d.iso || !isDay(d.n[0])):
		year, month, day = d.n[0], d.n[1], d.n[2]
	case d.month == none:
		month, day, year = d.n[0], d.n[1], d.n[2]
	case !isDay(d.n[0]):
		month, year, day = d.month, d.n[0], d.n[1]
	default:
		month, day, year = d.month, d.n[0], d.n[1]
	}
	if !d.iso {
		if between(year, 0, 49) {
			year += 2000
		} else if between(year, 50, 99) {
			year += 1900
		}
	}
	return year, month, day, isMonth(month) && isDay(day)
}

// clockParts collects the numbers of the time.
type clockParts struct {
	n      [4]int
	count  int
	offset int // hours that am or pm adds, or none
}

func (c *clockParts) add(n int) bool {
	if c.count == 4 {
		return false
	}
	c.n[c.count] = n
	c.count++
	return true
}

func (c *clockParts) last(n int) {
	c.add(n)
	for c.add(0) {
	}
}

func (c *clockParts) expects(n int) bool {
	return c.count == 1 && isMinute(n) || c.count == 2 && isMinute(n) || c.count == 3 && isMillisecond(n)
}

func (c *clockParts) resolve() (ms int, ok bool) {
	for c.add(0) {
	}
	h, m, s, milli := c.n[0], c.n[1], c.n[2], c.n[3]
	if c.offset != none {
		if !between(h, 0, 12) {
			return 0, false
		}
		h = h%12 + c.offset
	}
	if !isHour(h) || !isMinute(m) || !isMinute(s) || !isMillisecond(milli) {
		if h != 24 || m != 0 || s != 0 || milli != 0 {
			return 0, false
		}
	}
	return ((h*60+m)*60+s)*1000 + milli, true
}

type zoneParts struct{ sign, hour, minute int }

func (z *zoneParts) set(hours int) {
	z.sign, z.hour, z.minute = 1, hours, 0
	if hours < 0 {
		z.sign, z.hour = -1, -hours
	}
}

func (z *zoneParts) utc() bool          { return z.hour == 0 && z.minute == 0 }
func (z *zoneParts) expects(n int) bool { return z.hour != none && z.minute == none && isMinute(n) }

func milliseconds(t token) int {
	n := t.n
	switch {
	case t.size == 1:
		return n * 100
	case t.size == 2:
		return n * 10
	}
	for size := min(t.size, 9); size > 3; size-- {
		n /= 10
	}
	return n
}

type parser struct {
	sc   *scanner
	day  dayParts
	time clockParts
	zone zoneParts
}

// Parse reads a date. loc is the zone of dates that name none; date-only forms of the ECMAScript format are UTC. The result is milliseconds
// since 1970 in UTC, NaN where the text is no date.
func Parse(text string, loc *time.Location) float64 {
	p := &parser{sc: newScanner(text)}
	p.day.month, p.time.offset = none, none
	p.zone = zoneParts{none, none, none}
	t := p.standard()
	if t.typ == tokInvalid || !p.lenient(t) {
		return math.NaN()
	}
	year, month, day, ok := p.day.resolve()
	if !ok {
		return math.NaN()
	}
	clock, ok := p.time.resolve()
	if !ok {
		return math.NaN()
	}
	if year < -290000 || year > 290000 {
		return math.NaN()
	}
	var ms float64
	if p.zone.sign == none {
		if loc == nil {
			loc = time.UTC
		}
		ms = float64(localMillis(year, month, day, clock, loc))
	} else {
		h, m := p.zone.hour, p.zone.minute
		if h == none {
			h = 0
		}
		if m == none {
			m = 0
		}
		ms = float64(time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Unix())*1000 + float64(clock) - float64(p.zone.sign*(h*3600+m*60))*1000
	}
	if math.Abs(ms) > 8.64e15 {
		return math.NaN()
	}
	return ms
}

// localMillis is UTC(t) of ECMAScript: a local time that a change of clocks skips is read with the offset before it, one that comes twice is
// the first.
func localMillis(year, month, day, clock int, loc *time.Location) int64 {
	wall := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Unix()*1000 + int64(clock)
	at := func(ms int64) int64 { // offset in ms at an instant
		_, off := time.UnixMilli(ms).In(loc).Zone()
		return int64(off) * 1000
	}
	// The offset of a time well before, then of the one well after.
	before := at(wall - at(wall) - 86400000)
	after := at(wall - at(wall) + 86400000)
	if before == after {
		// No change near, or two: trust the plain reading.
		guess := wall - at(wall-before)
		return guess
	}
	u := wall - before
	if at(u) == before {
		return u
	}
	if v := wall - after; at(v) == after {
		return v
	}
	return u
}

// standard reads the ECMAScript format. It returns the first token that the lenient reading goes on with, an end where all was read.
func (p *parser) standard() token {
	sc := p.sc
	invalid := token{typ: tokInvalid}
	switch {
	case sc.peek().sign():
		sign := sc.next()
		if !sc.peek().fixed(6) {
			return sign
		}
		year := sc.next().n
		if sign.is('-') {
			if year == 0 {
				return sign
			}
			year = -year
		}
		p.day.add(year)
	case sc.peek().fixed(4):
		p.day.add(sc.next().n)
	default:
		return sc.next()
	}
	if sc.skip('-') {
		if t := sc.peek(); !t.fixed(2) || !isMonth(t.n) {
			return sc.next()
		}
		p.day.add(sc.next().n)
		if sc.skip('-') {
			if t := sc.peek(); !t.fixed(2) || !isDay(t.n) {
				return sc.next()
			}
			p.day.add(sc.next().n)
		}
	}
	if t := sc.peek(); t.typ != tokWord || t.kind != kindSeparator {
		if t.typ != tokEnd {
			return sc.next()
		}
	} else {
		sc.next()
		t := sc.peek()
		if !t.fixed(2) || !between(t.n, 0, 24) {
			return invalid
		}
		midnight := t.n == 24
		p.time.add(sc.next().n)
		if !sc.skip(':') {
			return invalid
		}
		if t = sc.peek(); !t.fixed(2) || !isMinute(t.n) || midnight && t.n > 0 {
			return invalid
		}
		p.time.add(sc.next().n)
		if sc.skip(':') {
			if t = sc.peek(); !t.fixed(2) || !isMinute(t.n) || midnight && t.n > 0 {
				return invalid
			}
			p.time.add(sc.next().n)
			if sc.skip('.') {
				if t = sc.peek(); t.typ != tokNumber || midnight && t.n > 0 {
					return invalid
				}
				p.time.add(milliseconds(sc.next()))
			}
		}
		switch t = sc.peek(); {
		case t.zulu():
			sc.next()
			p.zone.set(0)
		case t.sign():
			p.zone.sign = 1
			if sc.next().is('-') {
				p.zone.sign = -1
			}
			if t = sc.peek(); t.fixed(4) {
				n := sc.next().n
				if !isHour(n/100) || !isMinute(n%100) {
					return invalid
				}
				p.zone.hour, p.zone.minute = n/100, n%100
				break
			}
			if t = sc.peek(); !t.fixed(2) || !isHour(t.n) {
				return invalid
			}
			p.zone.hour = sc.next().n
			if !sc.skip(':') {
				return invalid
			}
			if t = sc.peek(); !t.fixed(2) || !isMinute(t.n) {
				return invalid
			}
			p.zone.minute = sc.next().n
		}
		if sc.peek().typ != tokEnd {
			return invalid
		}
	}
	if p.zone.hour == none && p.time.count == 0 {
		p.zone.set(0)
	}
	p.day.iso = true
	return token{typ: tokEnd}
}

// lenient reads what the standard format left over, beginning with t.
func (p *parser) lenient(t token) bool {
	sc := p.sc
	number := p.day.count > 0
	if t.typ == tokEnd {
		t = sc.next()
	}
	for ; t.typ != tokEnd; t = sc.next() {
		switch {
		case t.typ == tokNumber:
			number = true
			n := t.n
			switch {
			case sc.skip(':'):
				if sc.skip(':') {
					if p.time.count != 0 {
						return false
					}
					p.time.add(n)
					p.time.add(0)
				} else {
					if !p.time.add(n) {
						return false
					}
					sc.skip('.')
				}
			case sc.peek().is('.') && p.time.expects(n):
				p.time.add(n)
				sc.next()
				if sc.peek().typ != tokNumber {
					return false
				}
				p.time.last(milliseconds(sc.next()))
			case p.zone.expects(n):
				p.zone.minute = n
			case p.time.expects(n):
				p.time.last(n)
				if next := sc.peek(); next.typ != tokEnd && next.typ != tokSpace && !next.zulu() && !next.sign() {
					return false
				}
			default:
				if !p.day.add(n) {
					return false
				}
				sc.skip('.')
				sc.skip('-')
			}
		case t.typ == tokWord:
			switch {
			case t.kind == kindAMPM && p.time.count > 0:
				p.time.offset = t.n
			case t.kind == kindMonth:
				p.day.month = t.n
				sc.skip('-')
			case t.kind == kindZone && number:
				p.zone.set(t.n)
			default:
				// Words that mean nothing may stand before the first number only, and not directly.
				if number || sc.peek().typ == tokNumber {
					return false
				}
			}
		case t.sign() && (p.zone.utc() || p.time.count > 0):
			p.zone.sign = 1
			if t.is('-') {
				p.zone.sign = -1
			}
			n, size := 0, 0
			if sc.peek().typ == tokNumber {
				x := sc.next()
				n, size = x.n, x.size
			}
			number = true
			switch {
			case sc.peek().is(':'):
				p.zone.hour, p.zone.minute = n, none
			case size == 1 || size == 2:
				p.zone.hour, p.zone.minute = n, 0
			case size == 3 || size == 4:
				p.zone.hour, p.zone.minute = n/100, n%100
			default:
				return false
			}
		case (t.sign() || t.is(')')) && number:
			return false
		}
	}
	return true
}

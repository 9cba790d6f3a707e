package datetext

import (
	"strings"
	"time"
	"unicode"
)

// JavaScript answers the milliseconds since 1970 that V8's Date.parse answers; false stands for NaN. A text is first read by the format of
// ECMAScript, and where that does not fit as V8 reads dates for compatibility: words before the first number do not count, nor does what is
// in parentheses; a number before a colon is a time, another one part of a date (month, day, year, unless the first cannot be a month's day);
// names of months, AM, PM and some zones are known. local is the zone of a text that names none.
func JavaScript(text string, local *time.Location) (int64, bool) {
	p := jsParser{tokens: jsTokens(text)}
	if !p.parse() {
		return 0, false
	}
	return p.result(local)
}

type jsKind uint8

const (
	jsEnd jsKind = iota
	jsNumber
	jsSymbol
	jsWord
	jsSpace
	jsOther
)

type jsToken struct {
	kind jsKind
	// n is the number, the symbol or the value of a word; length is in characters.
	n, length int
	word      jsWordKind
}

type jsWordKind uint8

const (
	wordUnknown jsWordKind = iota
	wordMonth
	wordHalf
	wordZone
	wordT
)

// jsWords are the words with a meaning. Only months may be written longer than here.
var jsWords = map[string]struct {
	kind  jsWordKind
	value int
}{
	"jan": {wordMonth, 1}, "feb": {wordMonth, 2}, "mar": {wordMonth, 3}, "apr": {wordMonth, 4}, "may": {wordMonth, 5}, "jun": {wordMonth, 6},
	"jul": {wordMonth, 7}, "aug": {wordMonth, 8}, "sep": {wordMonth, 9}, "oct": {wordMonth, 10}, "nov": {wordMonth, 11}, "dec": {wordMonth, 12},
	"am": {wordHalf, 0}, "pm": {wordHalf, 12},
	"ut": {wordZone, 0}, "utc": {wordZone, 0}, "z": {wordZone, 0}, "gmt": {wordZone, 0},
	"cdt": {wordZone, -5}, "cst": {wordZone, -6}, "edt": {wordZone, -4}, "est": {wordZone, -5},
	"mdt": {wordZone, -6}, "mst": {wordZone, -7}, "pdt": {wordZone, -7}, "pst": {wordZone, -8},
	"t": {wordT, 0},
}

func jsTokens(text string) []jsToken {
	var out []jsToken
	rs := []rune(text)
	for i := 0; i < len(rs); {
		start := i
		switch r := rs[i]; {
		case r >= '0' && r <= '9':
			n, digits := 0, 0
			for ; i < len(rs) && rs[i] >= '0' && rs[i] <= '9'; i++ {
				if digits > 0 || rs[i] != '0' {
					digits++
				}
				// Digits beyond the ninth do not count.
				if digits <= 9 {
					n = n*10 + int(rs[i]-'0')
				}
			}
			out = append(out, jsToken{kind: jsNumber, n: n, length: i - start})
		case strings.ContainsRune(":-+.)", r):
			i++
			out = append(out, jsToken{kind: jsSymbol, n: int(r), length: 1})
		case r == '(':
			// What is in parentheses does not count; they nest, and the last may be missing.
			for depth := 0; i < len(rs); i++ {
				if rs[i] == '(' {
					depth++
				} else if rs[i] == ')' {
					if depth--; depth == 0 {
						i++
						break
					}
				}
			}
			out = append(out, jsToken{kind: jsOther, length: i - start})
		case isJSSpace(r):
			for i < len(rs) && isJSSpace(rs[i]) {
				i++
			}
			out = append(out, jsToken{kind: jsSpace, length: i - start})
		case r >= 'A':
			for i < len(rs) && rs[i] >= 'A' && !isJSSpace(rs[i]) {
				i++
			}
			t := jsToken{kind: jsWord, length: i - start}
			prefix := strings.ToLower(string(rs[start:min(i, start+3)]))
			if w, ok := jsWords[prefix]; ok && (t.length <= 3 || w.kind == wordMonth) {
				t.word, t.n = w.kind, w.value
			}
			out = append(out, t)
		default:
			i++
			out = append(out, jsToken{kind: jsOther, length: 1})
		}
	}
	return out
}

func isJSSpace(r rune) bool { return unicode.IsSpace(r) && r != 0x85 || r == 0xFEFF }

const none = -1 << 31

type jsParser struct {
	tokens []jsToken
	pos    int

	days       []int
	namedMonth int
	iso        bool

	times      []int
	hourOffset int

	sign, zoneHour, zoneMinute int
}

func (p *jsParser) peek() jsToken {
	if p.pos < len(p.tokens) {
		return p.tokens[p.pos]
	}
	return jsToken{}
}

func (p *jsParser) next() jsToken {
	t := p.peek()
	p.pos++
	return t
}

func (t jsToken) symbol(s byte) bool { return t.kind == jsSymbol && t.n == int(s) }
func (t jsToken) isSign() bool       { return t.symbol('+') || t.symbol('-') }
func (t jsToken) fixed(length int) bool {
	return t.kind == jsNumber && t.length == length
}
func (t jsToken) isZ() bool { return t.kind == jsWord && t.word == wordZone && t.length == 1 }

func (p *jsParser) skip(s byte) bool {
	if p.peek().symbol(s) {
		p.pos++
		return true
	}
	return false
}

func (p *jsParser) addDay(n int) bool {
	if len(p.days) == 3 {
		return false
	}
	p.days = append(p.days, n)
	return true
}

func (p *jsParser) addTime(n int) bool {
	if len(p.times) == 4 {
		return false
	}
	p.times = append(p.times, n)
	return true
}

// addLastTime adds the last part of a time that is given; the others are 0.
func (p *jsParser) addLastTime(n int) {
	p.addTime(n)
	for len(p.times) < 4 {
		p.times = append(p.times, 0)
	}
}

// expectsTime tells whether n can be the next part of a time that has begun.
func (p *jsParser) expectsTime(n int) bool {
	switch len(p.times) {
	case 1, 2:
		return n < 60
	case 3:
		return n < 1000
	}
	return false
}

func (p *jsParser) setZone(hours int) {
	p.sign, p.zoneHour, p.zoneMinute = 1, hours, 0
	if hours < 0 {
		p.sign, p.zoneHour = -1, -hours
	}
}

func milliseconds(t jsToken) int {
	n := t.n
	switch {
	case t.length == 1:
		return n * 100
	case t.length == 2:
		return n * 10
	}
	for length := min(t.length, 9); length > 3; length-- {
		n /= 10
	}
	return n
}

// ecmascript reads the format of ECMAScript. It answers the token at which the other reading goes on, the end when all was read, and false
// when the text is no date in either.
func (p *jsParser) ecmascript() (jsToken, bool) {
	switch t := p.peek(); {
	case t.isSign():
		sign := p.next()
		if !p.peek().fixed(6) {
			return sign, true
		}
		year := p.next().n
		if sign.symbol('-') {
			if year == 0 {
				return sign, true
			}
			year = -year
		}
		p.addDay(year)
	case t.fixed(4):
		p.addDay(p.next().n)
	default:
		return p.next(), true
	}
	if p.skip('-') {
		if t := p.peek(); !t.fixed(2) || t.n < 1 || t.n > 12 {
			return p.next(), true
		}
		p.addDay(p.next().n)
		if p.skip('-') {
			if t := p.peek(); !t.fixed(2) || t.n < 1 || t.n > 31 {
				return p.next(), true
			}
			p.addDay(p.next().n)
		}
	}
	if t := p.peek(); t.kind != jsWord || t.word != wordT {
		if t.kind != jsEnd {
			return p.next(), true
		}
		// A date alone is UTC.
		p.setZone(0)
		p.iso = true
		return jsToken{}, true
	}
	p.next()
	bad := func() (jsToken, bool) { return jsToken{}, false }
	t := p.next()
	if !t.fixed(2) || t.n > 24 {
		return bad()
	}
	midnight := t.n == 24
	p.addTime(t.n)
	if !p.skip(':') {
		return bad()
	}
	if t = p.next(); !t.fixed(2) || t.n > 59 || midnight && t.n > 0 {
		return bad()
	}
	p.addTime(t.n)
	if p.skip(':') {
		if t = p.next(); !t.fixed(2) || t.n > 59 || midnight && t.n > 0 {
			return bad()
		}
		p.addTime(t.n)
		if p.skip('.') {
			if t = p.next(); t.kind != jsNumber || midnight && t.n > 0 {
				return bad()
			}
			p.addTime(milliseconds(t))
		}
	}
	switch t := p.peek(); {
	case t.isZ():
		p.next()
		p.setZone(0)
	case t.isSign():
		p.sign = 1
		if p.next().symbol('-') {
			p.sign = -1
		}
		t := p.next()
		if t.fixed(4) {
			p.zoneHour, p.zoneMinute = t.n/100, t.n%100
		} else {
			minutes := jsToken{}
			if t.fixed(2) && p.skip(':') {
				minutes = p.next()
			}
			if !minutes.fixed(2) {
				return bad()
			}
			p.zoneHour, p.zoneMinute = t.n, minutes.n
		}
		if p.zoneHour > 23 || p.zoneMinute > 59 {
			return bad()
		}
	}
	if p.peek().kind != jsEnd {
		return bad()
	}
	p.iso = true
	return jsToken{}, true
}

func (p *jsParser) parse() bool {
	p.namedMonth, p.hourOffset = none, none
	p.sign, p.zoneHour, p.zoneMinute = none, none, none
	t, ok := p.ecmascript()
	if !ok {
		return false
	}
	numbers := len(p.days) > 0
	for ; t.kind != jsEnd; t = p.next() {
		switch {
		case t.kind == jsNumber:
			numbers = true
			if !p.number(t.n) {
				return false
			}
		case t.kind == jsWord:
			switch {
			case t.word == wordHalf && len(p.times) > 0:
				p.hourOffset = t.n
			case t.word == wordMonth:
				p.namedMonth = t.n
				p.skip('-')
			case t.word == wordZone && numbers:
				p.setZone(t.n)
			default:
				if numbers || p.peek().kind == jsNumber {
					return false
				}
			}
		case t.isSign() && (p.zoneHour == 0 && p.zoneMinute == 0 || len(p.times) > 0):
			numbers = true
			if !p.offset(t) {
				return false
			}
		case (t.isSign() || t.symbol(')')) && numbers:
			return false
		}
	}
	return true
}

// number takes a number of the compatible reading for what its surroundings say it is.
func (p *jsParser) number(n int) bool {
	switch {
	case p.peek().symbol(':'):
		p.next()
		if p.skip(':') {
			if len(p.times) > 0 {
				return false
			}
			p.addTime(n)
			p.addTime(0)
			return true
		}
		if !p.addTime(n) {
			return false
		}
		p.skip('.')
	case p.skip('.') && p.expectsTime(n):
		p.addTime(n)
		if p.peek().kind != jsNumber {
			return false
		}
		p.addLastTime(milliseconds(p.next()))
	case p.zoneHour != none && p.zoneMinute == none && n < 60:
		p.zoneMinute = n
	case p.expectsTime(n):
		p.addLastTime(n)
		// A time ends at the end, a space, Z or an offset.
		if t := p.peek(); t.kind != jsEnd && t.kind != jsSpace && !t.isZ() && !t.isSign() {
			return false
		}
	default:
		if !p.addDay(n) {
			return false
		}
		p.skip('-')
	}
	return true
}

// offset reads an offset behind its sign.
func (p *jsParser) offset(sign jsToken) bool {
	p.sign = 1
	if sign.symbol('-') {
		p.sign = -1
	}
	n, length := 0, 0
	if p.peek().kind == jsNumber {
		t := p.next()
		n, length = t.n, t.length
	}
	switch {
	case p.peek().symbol(':'):
		p.zoneHour, p.zoneMinute = n, none
	case length == 1, length == 2:
		p.zoneHour, p.zoneMinute = n, 0
	case length == 3, length == 4:
		p.zoneHour, p.zoneMinute = n/100, n%100
	default:
		return false
	}
	return true
}

func (p *jsParser) result(local *time.Location) (int64, bool) {
	if len(p.days) == 0 {
		return 0, false
	}
	for len(p.days) < 3 {
		p.days = append(p.days, 1)
	}
	isDay := func(n int) bool { return n >= 1 && n <= 31 }
	var year, month, day int
	switch first := p.days[0]; {
	case p.namedMonth == none && (p.iso || !isDay(first)):
		year, month, day = first, p.days[1], p.days[2]
	case p.namedMonth == none:
		month, day, year = first, p.days[1], p.days[2]
	case !isDay(first):
		year, month, day = first, p.namedMonth, p.days[1]
	default:
		day, month, year = first, p.namedMonth, p.days[1]
	}
	if !p.iso {
		if year >= 0 && year < 50 {
			year += 2000
		} else if year >= 50 && year < 100 {
			year += 1900
		}
	}
	if month < 1 || month > 12 || !isDay(day) {
		return 0, false
	}
	for len(p.times) < 4 {
		p.times = append(p.times, 0)
	}
	hour := p.times[0]
	if p.hourOffset != none {
		if hour > 12 {
			return 0, false
		}
		hour = hour%12 + p.hourOffset
	}
	minute, second, ms := p.times[1], p.times[2], p.times[3]
	if (hour > 23 || minute > 59 || second > 59 || ms > 999) && (hour != 24 || minute+second+ms > 0) {
		return 0, false
	}
	t := time.Date(year, time.Month(month), day, hour, minute, second, ms*1e6, time.UTC)
	const limit = 8.64e15
	out := t.UnixMilli()
	if p.sign == none {
		out = InZone(t, local, t).UnixMilli()
	} else {
		out -= int64(p.sign) * int64(max(p.zoneHour, 0)*3600+max(p.zoneMinute, 0)*60) * 1000
	}
	return out, out <= limit && out >= -limit
}

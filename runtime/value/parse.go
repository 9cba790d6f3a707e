package value

import (
	"encoding/binary"
	"math"
	"math/bits"
	"strconv"
	"strings"
	"sync"
	"unsafe"
)

const (
	// smallText is the length in bytes up to which the strings of a document are cut out of the one text. The strings of a longer one are
	// copied into blocks of that size, so that a string that outlives its document keeps at most one block in memory.
	smallText = 4096
)

// Parse reads strict JSON as JSON.parse does; the text must be UTF-8, bytes that are not are read as U+FFFD. b is not kept.
// The error is a [*SyntaxError].
func Parse(b []byte) (Value, error) {
	view := unsafe.String(unsafe.SliceData(b), len(b))
	s := DecodeUTF8(view)
	if len(s) <= smallText && unsafe.StringData(s) == unsafe.StringData(view) {
		s = strings.Clone(s) // The strings of a small text are cut out of it.
	}
	return parseText(s)
}

// ParseString reads strict JSON as JSON.parse does; the text is WTF-8. The error is a [*SyntaxError].
func ParseString(s string) (Value, error) { return parseText(cleanWTF8(s)) }

// parseText reads a text that is WTF-8. The values keep the text in memory only if it is not longer than smallText.
func parseText(s string) (Value, error) {
	p := parsers.Get().(*parser)
	p.s, p.i, p.share = s, 0, len(s) <= smallText
	v, ok := p.document()
	var err error
	if !ok {
		v, err = Value{}, newSyntaxError(s, p.i, p.what)
	}
	p.release()
	return v, err
}

var parsers = sync.Pool{New: func() any { return new(parser) }}

// parser reads one text after the other. What it keeps between them is memory to work in and the layouts of the objects it has seen.
type parser struct {
	s     string
	i     int
	share bool // Strings are cut out of s.
	depth int
	what  problem // What is wrong at i, once reading failed.

	vals    []Value // The members of the containers that are open.
	block   []byte  // Where strings are copied to.
	scratch []byte  // The last string that had escapes.

	root    layout
	layouts int // The number of layouts below root.
	refused int // How often a layout was not kept for lack of room.
}

func (p *parser) release() {
	p.s, p.block, p.depth, p.what = "", nil, 0, badToken
	if cap(p.vals) > 1<<16 {
		p.vals = nil
	}
	p.drop(0) // After an error there are some left.
	p.vals = p.vals[:0]
	if cap(p.scratch) > 1<<16 {
		p.scratch = nil
	}
	if p.refused > maxLayouts {
		p.root, p.layouts, p.refused = layout{}, 0, 0
	}
	parsers.Put(p)
}

func (p *parser) fail(what problem) bool {
	p.what = what
	return false
}

// space skips white space and answers the byte that follows, 0 at the end. (A zero byte in the text is as wrong as its end; which of
// them it was is seen when the error is worded.)
func (p *parser) space() byte {
	if p.i < len(p.s) {
		if c := p.s[p.i]; c > ' ' {
			return c
		}
	}
	return p.skipSpace()
}

func (p *parser) skipSpace() byte {
	s, i := p.s, p.i
	for i < len(s) {
		c := s[i]
		if c > ' ' || c != ' ' && c != '\n' && c != '\t' && c != '\r' {
			p.i = i
			return c
		}
		i++
	}
	p.i = i
	return 0
}

func (p *parser) document() (Value, bool) {
	p.space()
	v, ok := p.value(&p.root)
	if !ok {
		return v, false
	}
	if p.space(); p.i < len(p.s) {
		return v, p.fail(badAfterValue)
	}
	return v, true
}

// value reads the value that begins at p.i. place is where in the layouts of objects it stands.
func (p *parser) value(place *layout) (Value, bool) {
	if p.i >= len(p.s) {
		return Value{}, p.fail(badToken)
	}
	switch c := p.s[p.i]; c {
	case '"':
		text, ok := p.text()
		if !ok {
			return Value{}, false
		}
		return String(p.keep(text)), true
	case '{':
		return p.object(place)
	case '[':
		return p.array(place)
	case 't':
		return True, p.literal("true")
	case 'f':
		return False, p.literal("false")
	case 'n':
		return Null, p.literal("null")
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		f, ok := p.number()
		return Number(f), ok
	}
	return Value{}, p.fail(badToken)
}

func (p *parser) literal(word string) bool {
	for k := 0; k < len(word); k++ {
		if p.i >= len(p.s) || p.s[p.i] != word[k] {
			return p.fail(badToken)
		}
		p.i++
	}
	return true
}

func (p *parser) array(place *layout) (Value, bool) {
	p.i++
	if p.depth++; p.depth > MaxDepth {
		return Value{}, p.fail(badDepth)
	}
	if p.space() == ']' {
		p.i++
		p.depth--
		return Array(), true
	}
	base := len(p.vals)
	for {
		v, ok := p.value(place)
		if !ok {
			return v, false
		}
		p.vals = append(p.vals, v)
		switch p.space() {
		case ',':
			p.i++
			p.space()
			continue
		case ']':
			p.i++
			p.depth--
			elems := make([]Value, len(p.vals)-base)
			copy(elems, p.vals[base:])
			p.drop(base)
			return Array(elems...), true
		}
		return Value{}, p.fail(badAfterElement)
	}
}

func (p *parser) object(place *layout) (Value, bool) {
	p.i++
	if p.depth++; p.depth > MaxDepth {
		return Value{}, p.fail(badDepth)
	}
	if p.space() == '}' {
		p.i++
		p.depth--
		o, _ := newObject(emptyShape)
		return o, true
	}
	base := len(p.vals)
	at, guess := &p.root, place.inner
	var d *dictionary // Takes the place of the layout when that is not kept.
	for {
		if p.i >= len(p.s) || p.s[p.i] != '"' {
			if len(p.vals) == base {
				return Value{}, p.fail(badPropertyOrBrace)
			}
			return Value{}, p.fail(badQuotedProperty)
		}
		again := -1 // The position of a key that was there before.
		inner := at
		if guess != nil && p.sees(guess.key) {
			at = guess
			inner = at
		} else {
			key, ok := p.text()
			if !ok {
				return Value{}, false
			}
			if d == nil {
				var next *layout
				if next, again = p.step(at, key); next != nil {
					at = next
				} else {
					d = newDictionary(at)
				}
				inner = at
			}
			if d != nil {
				again = d.add(p.keep(key))
				inner = place
			}
		}
		if len(p.vals) == base && d == nil {
			place.inner = at
		}
		if p.space() != ':' {
			if len(p.vals) == base {
				return Value{}, p.fail(badColon)
			}
			return Value{}, p.fail(badToken) // V8 words this for the first key only.
		}
		p.i++
		p.space()
		v, ok := p.value(inner)
		if !ok {
			return v, false
		}
		if again >= 0 {
			p.vals[base+again] = v
		} else {
			p.vals = append(p.vals, v)
		}
		switch p.space() {
		case ',':
			p.i++
			p.space()
			guess = at.next
			if d != nil {
				guess = nil
			}
			continue
		case '}':
			p.i++
			p.depth--
			vals := p.vals[base:]
			var o Value
			if d != nil {
				o = d.object(vals)
			} else {
				o = at.object(vals)
			}
			p.drop(base)
			return o, true
		}
		return Value{}, p.fail(badAfterProperty)
	}
}

// drop forgets the members of a container that is complete. What a small text leaves behind is overwritten by the next ones; a long
// one must not stay in memory through it.
func (p *parser) drop(base int) {
	if !p.share {
		clear(p.vals[base:])
	}
	p.vals = p.vals[:base]
}

// sees tells whether the string at p.i is, as it is written, the key, and skips it if so.
func (p *parser) sees(key string) bool {
	start := p.i + 1
	end := start + len(key)
	if end >= len(p.s) || p.s[end] != '"' || p.s[start:end] != key {
		return false
	}
	p.i = end + 1
	return true
}

// text reads the string at p.i. It is good until the next one is read, see keep.
func (p *parser) text() (string, bool) {
	s, i := p.s, p.i+1
	start := i
	for i < len(s) {
		if len(s)-i >= 8 {
			n := plainBytes(word(s, i))
			i += n
			if n == 8 {
				continue
			}
		}
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' {
			i++
			continue
		}
		if c == '"' {
			p.i = i + 1
			return s[start:i], true
		}
		if c == '\\' {
			return p.escaped(start, i)
		}
		p.i = i
		return "", p.fail(badControl)
	}
	p.i = i
	return "", p.fail(badStringEnd)
}

// word answers the eight bytes of s from i on, the first one lowest.
func word(s string, i int) uint64 {
	return binary.LittleEndian.Uint64(unsafe.Slice(unsafe.StringData(s), len(s))[i:])
}

// plainBytes answers how many of the eight bytes come before the first control character, quote or backslash.
func plainBytes(w uint64) int {
	const (
		ones  = 0x0101010101010101
		highs = 0x8080808080808080
	)
	// A subtraction borrows into the highest bit of every byte that is too small. It may borrow from the byte above, too, but
	// only the lowest bit that is set counts.
	quote, slash := w^ones*'"', w^ones*'\\'
	found := ((w-ones*' ')&^w | (quote-ones)&^quote | (slash-ones)&^slash) & highs
	return bits.TrailingZeros64(found) / 8
}

// escaped reads the rest of a string that began at start and has its first escape at i.
func (p *parser) escaped(start, i int) (string, bool) {
	s, dst := p.s, append(p.scratch[:0], p.s[start:i]...)
	defer func() { p.scratch = dst }()
	for i < len(s) {
		c := s[i]
		switch {
		case c == '"':
			p.i = i + 1
			return unsafe.String(unsafe.SliceData(dst), len(dst)), true
		case c < ' ':
			p.i = i
			return "", p.fail(badControl)
		case c != '\\':
			if c == 0xED && endsWithHigh(unsafe.String(unsafe.SliceData(dst), len(dst))) && startsWithLow(s[i:]) {
				low, _ := decodeRune(s[i:])
				dst = appendJoined(dst, low)
				i += 3
				continue
			}
			dst = append(dst, c)
			i++
			continue
		}
		i++
		if i >= len(s) {
			p.i = i
			return "", p.fail(badToken)
		}
		switch c := s[i]; c {
		case '"', '\\', '/':
			dst = append(dst, c)
		case 'b':
			dst = append(dst, '\b')
		case 'f':
			dst = append(dst, '\f')
		case 'n':
			dst = append(dst, '\n')
		case 'r':
			dst = append(dst, '\r')
		case 't':
			dst = append(dst, '\t')
		case 'u':
			r := rune(0)
			for k := 1; k <= 4; k++ {
				if i+k >= len(s) || HexDigit(s[i+k]) < 0 {
					p.i = min(i+k, len(s))
					return "", p.fail(badUnicodeEscape)
				}
				r = r<<4 | rune(HexDigit(s[i+k]))
			}
			i += 4
			if r >= lowSurrogate && r < surrogateEnd && endsWithHigh(unsafe.String(unsafe.SliceData(dst), len(dst))) {
				dst = appendJoined(dst, r)
			} else {
				dst = appendRune(dst, r)
			}
		default:
			p.i = i
			if r, _ := decodeRune(s[i:]); r > 0xFF {
				return "", p.fail(badToken)
			}
			return "", p.fail(badEscape)
		}
		i++
	}
	p.i = i
	return "", p.fail(badStringEnd)
}

// appendJoined puts the pair in the place of the first half at the end of dst.
func appendJoined(dst []byte, low rune) []byte {
	n := len(dst) - 3
	high, _ := decodeRune(string(dst[n:]))
	return appendRune(dst[:n], joinSurrogates(high, low))
}

// keep answers a string that text read, to stay for good.
func (p *parser) keep(text string) string {
	n := len(text)
	if n == 0 {
		return ""
	}
	data := unsafe.StringData(text)
	if p.share && (cap(p.scratch) == 0 || data != unsafe.SliceData(p.scratch[:1])) {
		return text
	}
	size := smallText
	if p.share {
		size = 256 // Only strings with escapes come here.
	}
	if n >= size/4 {
		return strings.Clone(text)
	}
	if cap(p.block)-len(p.block) < n {
		p.block = make([]byte, 0, size)
	}
	at := len(p.block)
	p.block = append(p.block, text...)
	return unsafe.String(&p.block[at], n)
}

// digits is what scanNumber finds out about a number.
type digits struct {
	text     string
	mantissa uint64 // All digits as one integer, if there are at most 19.
	count    int    // The number of digits.
	exponent int    // The power of ten that the mantissa is multiplied with.
}

// number reads the number at p.i.
func (p *parser) number() (float64, bool) {
	d, ok := p.scanNumber()
	if !ok {
		return 0, false
	}
	// With at most 15 digits the mantissa is exact, and so are the powers of ten up to 22: one operation rounds once.
	if d.count <= 15 && d.exponent >= -22 && d.exponent <= 22 {
		f := float64(d.mantissa)
		switch {
		case d.exponent < 0:
			f /= powersOfTen[-d.exponent]
		case d.exponent > 0:
			f *= powersOfTen[d.exponent]
		}
		if d.text[0] == '-' {
			f = math.Copysign(f, -1)
		}
		return f, true
	}
	f, _ := strconv.ParseFloat(d.text, 64) // The only error left is the range; then f is an infinity, as in JavaScript.
	return f, true
}

var powersOfTen = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22}

// scanNumber finds the parts of the number at p.i.
func (p *parser) scanNumber() (d digits, ok bool) {
	s, i := p.s, p.i
	start := i
	if s[i] == '-' {
		i++
		if i >= len(s) || s[i]-'0' > 9 {
			p.i = i
			return d, p.fail(badMinus)
		}
	}
	var mantissa uint64
	first := i
	for i < len(s) && s[i]-'0' <= 9 {
		mantissa = mantissa*10 + uint64(s[i]-'0')
		i++
	}
	count, exponent := i-first, 0
	if s[first] == '0' && count > 1 {
		p.i = first + 1
		return d, p.fail(badToken)
	}
	if i < len(s) && s[i] == '.' {
		i++
		point := i
		for i < len(s) && s[i]-'0' <= 9 {
			mantissa = mantissa*10 + uint64(s[i]-'0')
			i++
		}
		if i == point {
			p.i = i
			return d, p.fail(badFraction)
		}
		count += i - point
		exponent = point - i
	}
	if i < len(s) && s[i]|0x20 == 'e' {
		i++
		negative := false
		if i < len(s) && (s[i] == '+' || s[i] == '-') {
			negative = s[i] == '-'
			i++
		}
		from, e := i, 0
		for i < len(s) && s[i]-'0' <= 9 {
			if e < 1e5 {
				e = e*10 + int(s[i]-'0')
			}
			i++
		}
		if i == from {
			p.i = i
			return d, p.fail(badExponent)
		}
		if negative {
			e = -e
		}
		exponent += e
	}
	p.i = i
	return digits{s[start:i], mantissa, count, exponent}, true
}

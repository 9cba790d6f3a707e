// Package regex is ECMAScript's regular expressions in Go: every feature of the language, matched by backtracking over UTF-16 code units as the
// standard describes it, so that captures, back references, look-behind and case folding come out as in V8. Messages are V8's. A match can be
// stopped from outside and gives up when it needs too much memory. The package knows nothing of JavaScript values.
package regex

import (
	"strings"
	"unicode"
	"unicode/utf16"

	"runnel/runtime/value"
)

// Flags are the flags of a regular expression that change what it matches; g, y and d change only how it is used.
type Flags struct {
	IgnoreCase, Multiline, DotAll, Unicode, Sets bool
}

// SyntaxError is a refused pattern. Message is the part behind the pattern in V8's message.
type SyntaxError struct{ Message string }

func (e *SyntaxError) Error() string { return e.Message }

type kind uint8

const (
	kEmpty kind = iota
	kSet        // one character of a set
	kChar
	kSeq
	kAlt
	kGroup // capturing
	kBackref
	kLook
	kAssert
	kQuant
)

type node struct {
	kind             kind
	c                rune // kChar; kAssert: '^', '$', 'b', 'B'
	set              *charset
	list             []*node
	index            int    // kGroup: number
	refs             []int  // kBackref: groups, of which at most one takes part
	name             string // kBackref by name, until names are known
	back, neg        bool   // kLook
	min, max         int    // kQuant, max -1 for no limit
	lazy             bool   // kQuant
	groupLo, groupHi int    // kQuant: capturing groups inside, [lo, hi)
}

type parser struct {
	in     []rune // code points with the u or v flag, else code units
	pos    int
	flags  Flags
	uni    bool // u or v
	groups int
	names  []groupName
	named  bool // the pattern has named groups
	refs   []*node
	total  int // capturing groups in the whole pattern
	depth  int
}

type groupName struct {
	name  string
	index int
}

func (p *parser) fail(msg string) { panic(&SyntaxError{msg}) }

// decode turns a pattern into what the parser walks over.
func decode(src []uint16, uni bool) []rune {
	out := make([]rune, 0, len(src))
	for i := 0; i < len(src); i++ {
		c := rune(src[i])
		if uni && c >= 0xd800 && c < 0xdc00 && i+1 < len(src) {
			if d := utf16.DecodeRune(c, rune(src[i+1])); d != unicode.ReplacementChar {
				c = d
				i++
			}
		}
		out = append(out, c)
	}
	return out
}

func (p *parser) more() bool { return p.pos < len(p.in) }

func (p *parser) peek() rune {
	if p.pos < len(p.in) {
		return p.in[p.pos]
	}
	return -1
}

func (p *parser) at(n int) rune {
	if p.pos+n < len(p.in) {
		return p.in[p.pos+n]
	}
	return -1
}

func (p *parser) eat(c rune) bool {
	if p.peek() == c {
		p.pos++
		return true
	}
	return false
}

func (p *parser) lookingAt(s string) bool {
	for i, c := range s {
		if p.at(i) != c {
			return false
		}
	}
	return true
}

// countGroups looks ahead for the number of capturing groups and whether any has a name.
func (p *parser) countGroups() {
	class := 0
	for i := 0; i < len(p.in); i++ {
		switch c := p.in[i]; {
		case c == '\\':
			i++
		case c == '[':
			if class == 0 || p.flags.Sets {
				class++
			}
		case c == ']':
			if class > 0 {
				class--
			}
		case c == '(' && class == 0:
			if i+1 < len(p.in) && p.in[i+1] == '?' {
				if i+3 < len(p.in) && p.in[i+2] == '<' && p.in[i+3] != '=' && p.in[i+3] != '!' {
					p.total++
					p.named = true
				}
				continue
			}
			p.total++
		}
	}
}

func (p *parser) parse() *node {
	p.countGroups()
	n := p.alternatives()
	if p.more() {
		p.fail("Unmatched ')'")
	}
	for _, r := range p.refs {
		for _, g := range p.names {
			if g.name == r.name {
				r.refs = append(r.refs, g.index)
			}
		}
		if len(r.refs) == 0 {
			p.fail("Invalid named capture referenced")
		}
	}
	return n
}

func (p *parser) alternatives() *node {
	if p.depth++; p.depth > 2000 {
		p.fail("Regular expression too large")
	}
	defer func() { p.depth-- }()
	var list []*node
	for {
		list = append(list, p.sequence())
		if !p.eat('|') {
			break
		}
	}
	if len(list) == 1 {
		return list[0]
	}
	return &node{kind: kAlt, list: list}
}

func (p *parser) sequence() *node {
	var list []*node
	for p.more() && p.peek() != '|' && p.peek() != ')' {
		list = append(list, p.term())
	}
	switch len(list) {
	case 0:
		return &node{kind: kEmpty}
	case 1:
		return list[0]
	}
	return &node{kind: kSeq, list: list}
}

func (p *parser) term() *node {
	before := p.groups
	c := p.peek()
	var n *node
	quantifiable := true
	switch c {
	case '^', '$':
		p.pos++
		n, quantifiable = &node{kind: kAssert, c: c}, false
		if q := p.peek(); q == '*' || q == '+' || q == '?' {
			p.fail("Nothing to repeat")
		}
		if _, _, ok := p.braces(); ok {
			p.fail("Nothing to repeat")
		}
		return n
	case '(':
		n, quantifiable = p.group()
	case '.':
		p.pos++
		n = &node{kind: kSet, set: notNewlineSet}
		if p.flags.DotAll {
			n.set = allSet
		}
	case '*', '+', '?':
		p.fail("Nothing to repeat")
	case '{':
		if _, _, ok := p.braces(); ok {
			p.fail("Nothing to repeat")
		}
		if p.uni {
			p.fail("Lone quantifier brackets")
		}
		p.pos++
		n = p.char('{')
	case '}', ']':
		if p.uni {
			p.fail("Lone quantifier brackets")
		}
		p.pos++
		n = p.char(c)
	case '[':
		p.pos++
		n = p.class()
	case '\\':
		n, quantifiable = p.escape()
	default:
		p.pos++
		n = p.char(c)
	}
	return p.quantifier(n, quantifiable, before)
}

func (p *parser) char(c rune) *node { return &node{kind: kChar, c: c} }

// braces reads {n}, {n,} or {n,m} without taking it.
func (p *parser) braces() (lo, hi int, ok bool) {
	if p.peek() != '{' {
		return 0, 0, false
	}
	i := p.pos + 1
	num := func() (int, bool) {
		start, v := i, 0
		for i < len(p.in) && p.in[i] >= '0' && p.in[i] <= '9' {
			if v < 1<<30 {
				v = v*10 + int(p.in[i]-'0')
			}
			i++
		}
		return min(v, 1<<30), i > start
	}
	lo, ok = num()
	if !ok {
		return 0, 0, false
	}
	hi = lo
	if i < len(p.in) && p.in[i] == ',' {
		i++
		if hi, ok = num(); !ok {
			hi = -1
		}
	}
	if i >= len(p.in) || p.in[i] != '}' {
		return 0, 0, false
	}
	if hi == 1<<30 {
		hi = -1
	}
	p.pos = i + 1
	return lo, hi, true
}

func (p *parser) quantifier(n *node, quantifiable bool, before int) *node {
	lo, hi := 0, 0
	switch p.peek() {
	case '*':
		p.pos++
		lo, hi = 0, -1
	case '+':
		p.pos++
		lo, hi = 1, -1
	case '?':
		p.pos++
		lo, hi = 0, 1
	case '{':
		var ok bool
		if lo, hi, ok = p.braces(); !ok {
			if p.uni {
				p.fail("Incomplete quantifier")
			}
			return n
		}
		if hi >= 0 && lo > hi {
			p.fail("numbers out of order in {} quantifier")
		}
	default:
		return n
	}
	if !quantifiable {
		p.fail("Invalid quantifier")
	}
	q := &node{kind: kQuant, list: []*node{n}, min: lo, max: hi, groupLo: before + 1, groupHi: p.groups + 1}
	q.lazy = p.eat('?')
	return q
}

func (p *parser) group() (n *node, quantifiable bool) {
	p.pos++
	quantifiable = true
	if !p.eat('?') {
		return p.capture(), true
	}
	switch c := p.peek(); c {
	case ':':
		p.pos++
		n = p.alternatives()
		if n.kind == kSeq || n.kind == kAlt || n.kind == kEmpty {
			n = &node{kind: kSeq, list: []*node{n}}
		}
	case '=', '!':
		p.pos++
		n = &node{kind: kLook, neg: c == '!', list: []*node{p.alternatives()}}
		quantifiable = !p.uni
	case '<':
		p.pos++
		if q := p.peek(); q == '=' || q == '!' {
			p.pos++
			n = &node{kind: kLook, back: true, neg: q == '!', list: []*node{p.alternatives()}}
			quantifiable = false
			break
		}
		name, ok := p.groupName()
		if !ok {
			p.fail("Invalid capture group name")
		}
		for _, g := range p.names {
			if g.name == name {
				p.fail("Duplicate capture group name")
			}
		}
		p.names = append(p.names, groupName{name, p.groups + 1})
		return p.capture(), true
	default:
		p.fail("Invalid group")
	}
	if !p.eat(')') {
		p.fail("Unterminated group")
	}
	return n, quantifiable
}

func (p *parser) capture() *node {
	p.groups++
	n := &node{kind: kGroup, index: p.groups}
	n.list = []*node{p.alternatives()}
	if !p.eat(')') {
		p.fail("Unterminated group")
	}
	return n
}

// groupName reads a name and the closing bracket.
func (p *parser) groupName() (string, bool) {
	var b strings.Builder
	for {
		c := p.peek()
		if c < 0 {
			return "", false
		}
		p.pos++
		switch {
		case c == '>':
			return b.String(), b.Len() > 0
		case c == '\\':
			if !p.eat('u') {
				return "", false
			}
			v, ok := p.unicodeEscape(true)
			if !ok {
				return "", false
			}
			c = v
		case c >= 0xd800 && c < 0xdc00: // without the u flag names are read as code points all the same
			if d := utf16.DecodeRune(c, p.peek()); d != unicode.ReplacementChar {
				c = d
				p.pos++
			}
		}
		start := c == '$' || c == '_' || unicode.IsLetter(c) || unicode.Is(unicode.Nl, c)
		if !start && (b.Len() == 0 || !(unicode.Is(unicode.Mn, c) || unicode.Is(unicode.Mc, c) || unicode.Is(unicode.Nd, c) || unicode.Is(unicode.Pc, c) || c == 0x200c || c == 0x200d)) {
			return "", false
		}
		b.WriteRune(c)
	}
}

// hex reads exactly n hexadecimal digits.
func (p *parser) hex(n int) (rune, bool) {
	v := 0
	for i := range n {
		d := value.HexDigit(p.at(i))
		if d < 0 {
			return 0, false
		}
		v = v*16 + d
	}
	p.pos += n
	return rune(v), true
}

// unicodeEscape reads what is behind \u.
func (p *parser) unicodeEscape(uni bool) (rune, bool) {
	start := p.pos
	if uni && p.eat('{') {
		v, digits := 0, 0
		for value.HexDigit(p.peek()) >= 0 {
			v = v*16 + value.HexDigit(p.peek())
			if v > maxRune {
				p.pos = start
				return 0, false
			}
			digits++
			p.pos++
		}
		if digits == 0 || !p.eat('}') {
			p.pos = start
			return 0, false
		}
		return rune(v), true
	}
	c, ok := p.hex(4)
	if !ok {
		return 0, false
	}
	if uni && c >= 0xd800 && c < 0xdc00 && p.peek() == '\\' && p.at(1) == 'u' {
		mark := p.pos
		p.pos += 2
		if d, ok := p.hex(4); ok && d >= 0xdc00 && d < 0xe000 {
			return utf16.DecodeRune(c, d), true
		}
		p.pos = mark
	}
	return c, true
}

func (p *parser) escape() (*node, bool) {
	p.pos++
	c := p.peek()
	switch {
	case c < 0:
		p.fail("\\ at end of pattern")
	case c == 'b' || c == 'B':
		p.pos++
		return &node{kind: kAssert, c: c}, false
	case c >= '1' && c <= '9':
		start := p.pos
		v := 0
		for d := p.peek(); d >= '0' && d <= '9'; d = p.peek() {
			if v = v*10 + int(d-'0'); v > 1<<20 {
				v = 1 << 20
			}
			p.pos++
		}
		if v <= p.total {
			return &node{kind: kBackref, refs: []int{v}}, true
		}
		if p.uni {
			p.fail("Invalid escape")
		}
		p.pos = start
		if c >= '8' {
			p.pos++
			return p.char(c), true
		}
		return p.char(p.octal()), true
	case c == 'k':
		p.pos++
		if !p.uni && !p.named {
			return p.char('k'), true
		}
		if !p.eat('<') {
			p.fail("Invalid named reference")
		}
		name, ok := p.groupName()
		if !ok {
			p.fail("Invalid named reference")
		}
		n := &node{kind: kBackref, name: name}
		p.refs = append(p.refs, n)
		return n, true
	}
	if set, strs, ok := p.classEscape(false); ok {
		if strs != nil {
			return strs, true
		}
		if p.flags.IgnoreCase && (c == 'p' || c == 'P' && !p.flags.Sets) {
			set = set.closeOver(true)
		}
		return &node{kind: kSet, set: set}, true
	}
	return p.char(p.charEscape(false)), true
}

// octal reads a legacy octal escape of at most three digits up to 0377.
func (p *parser) octal() rune {
	v := rune(0)
	for range 3 {
		d := p.peek()
		if d < '0' || d > '7' || v*8+d-'0' > 255 {
			break
		}
		v = v*8 + d - '0'
		p.pos++
	}
	return v
}

// classEscape reads \d, \s, \w, \p and their complements; strs is set for a property of strings.
func (p *parser) classEscape(inClass bool) (set *charset, strs *node, ok bool) {
	c := p.peek()
	switch c {
	case 'd', 'D':
		set = digitSet
	case 's', 'S':
		set = spaceSet
	case 'w', 'W':
		set = wordSet
		if p.uni && p.flags.IgnoreCase {
			set = union(set, union(single(0x17f), single(0x212a)))
		}
	case 'p', 'P':
		if !p.uni {
			return nil, nil, false
		}
		bad := "Invalid property name"
		if inClass {
			bad += " in character class"
		}
		p.pos++
		if !p.eat('{') {
			p.fail(bad)
		}
		start := p.pos
		for p.more() && p.peek() != '}' {
			p.pos++
		}
		if !p.more() {
			p.fail(bad)
		}
		name := string(p.in[start:p.pos])
		p.pos++
		if set = property(name); set == nil {
			pattern := stringProperty(name)
			if pattern == "" || !p.flags.Sets || c == 'P' {
				p.fail(bad)
			}
			sub := &parser{in: []rune(pattern), flags: Flags{Unicode: true}, uni: true}
			return nil, sub.alternatives(), true
		}
		if c == 'P' {
			if p.flags.Sets && p.flags.IgnoreCase {
				set = set.closeOver(true)
			}
			set = set.invert()
		}
		return set, nil, true
	default:
		return nil, nil, false
	}
	p.pos++
	if unicode.IsUpper(c) {
		set = set.invert()
	}
	return set, nil, true
}

// charEscape reads an escape that stands for one character; the backslash is read.
func (p *parser) charEscape(inClass bool) rune {
	c := p.peek()
	p.pos++
	switch c {
	case 't':
		return '\t'
	case 'n':
		return '\n'
	case 'v':
		return '\v'
	case 'f':
		return '\f'
	case 'r':
		return '\r'
	case 'c':
		l := p.peek()
		if l >= 'a' && l <= 'z' || l >= 'A' && l <= 'Z' {
			p.pos++
			return l & 31
		}
		if p.uni {
			p.fail("Invalid Unicode escape")
		}
		if inClass && (l >= '0' && l <= '9' || l == '_') {
			p.pos++
			return l & 31
		}
		p.pos--
		return '\\'
	case '0':
		if d := p.peek(); d < '0' || d > '9' {
			return 0
		}
		if p.uni {
			if inClass {
				p.fail("Invalid class escape")
			}
			p.fail("Invalid decimal escape")
		}
		p.pos--
		return p.octal()
	case '1', '2', '3', '4', '5', '6', '7':
		if p.uni {
			if inClass {
				p.fail("Invalid class escape")
			}
			p.fail("Invalid escape")
		}
		p.pos--
		return p.octal()
	case 'x':
		if v, ok := p.hex(2); ok {
			return v
		}
		if p.uni {
			p.fail("Invalid escape")
		}
		return 'x'
	case 'u':
		if v, ok := p.unicodeEscape(p.uni); ok {
			return v
		}
		if p.uni {
			p.fail("Invalid Unicode escape")
		}
		return 'u'
	}
	if c < 0 {
		p.fail("\\ at end of pattern")
	}
	if p.uni && !strings.ContainsRune("^$\\.*+?()[]{}|/", c) && !(inClass && c == '-') {
		p.fail("Invalid escape")
	}
	return c
}

func (p *parser) class() *node {
	if p.flags.Sets {
		n := p.setClass()
		return n
	}
	neg := p.eat('^')
	var b setBuilder
	for {
		if !p.more() {
			p.fail("Unterminated character class")
		}
		if p.eat(']') {
			break
		}
		lo, set := p.classAtom()
		if p.peek() != '-' || p.at(1) == ']' {
			if set != nil {
				b.addSet(set)
			} else {
				b.add(lo, lo)
			}
			continue
		}
		if p.at(1) < 0 {
			p.pos++
			continue // the missing bracket is reported above
		}
		p.pos++
		hi, set2 := p.classAtom()
		if set != nil || set2 != nil {
			if p.uni {
				p.fail("Invalid character class")
			}
			for _, x := range []struct {
				c rune
				s *charset
			}{{lo, set}, {'-', nil}, {hi, set2}} {
				if x.s != nil {
					b.addSet(x.s)
				} else {
					b.add(x.c, x.c)
				}
			}
			continue
		}
		if lo > hi {
			p.fail("Range out of order in character class")
		}
		b.add(lo, hi)
	}
	return &node{kind: kSet, set: p.finish(b.set(), neg)}
}

// finish folds a class's members and complements it.
func (p *parser) finish(s *charset, neg bool) *charset {
	if p.flags.IgnoreCase {
		s = s.closeOver(p.uni)
	}
	if neg {
		s = s.invert()
	}
	return s
}

func (p *parser) classAtom() (rune, *charset) {
	if p.peek() != '\\' {
		c := p.peek()
		if c < 0 {
			p.fail("Unterminated character class")
		}
		p.pos++
		return c, nil
	}
	p.pos++
	c := p.peek()
	if c < 0 {
		p.fail("\\ at end of pattern")
	}
	if c == 'b' {
		p.pos++
		return '\b', nil
	}
	if set, _, ok := p.classEscape(true); ok {
		return 0, set
	}
	if p.uni && (c == '8' || c == '9') {
		p.fail("Invalid class escape")
	}
	return p.charEscape(true), nil
}

// operand is a part of a class of the v flag: a set of characters, and texts longer or shorter than one.
type operand struct {
	set  *charset
	strs []*node  // texts as sequences, or a property of strings
	text []string // the same as text, where they are plain
}

// setClass reads a class of the v flag behind its bracket.
func (p *parser) setClass() *node {
	o := p.classOf()
	if len(o.strs) == 0 {
		return &node{kind: kSet, set: o.set}
	}
	// Longer texts go first.
	alt := &node{kind: kAlt}
	order := make([]int, len(o.strs))
	for i := range order {
		order[i] = i
	}
	length := func(i int) int {
		if o.text[i] == propertyText {
			return 1 << 20
		}
		return len([]rune(o.text[i]))
	}
	for i := 1; i < len(order); i++ {
		for j := i; j > 0 && length(order[j]) > length(order[j-1]); j-- {
			order[j], order[j-1] = order[j-1], order[j]
		}
	}
	var short []*node
	for _, i := range order {
		if length(i) == 0 {
			short = append(short, o.strs[i])
			continue
		}
		alt.list = append(alt.list, o.strs[i])
	}
	if len(o.set.ranges) > 0 {
		alt.list = append(alt.list, &node{kind: kSet, set: o.set})
	}
	alt.list = append(alt.list, short...)
	return &node{kind: kSeq, list: []*node{alt}}
}

const propertyText = "\x00property"

const (
	syntaxChars = "()[]{}/-\\|"
	doubleChars = "&!#$%*+,.:;<=>?@^`~"
)

func (p *parser) classOf() operand {
	neg := p.eat('^')
	out := operand{set: &charset{}}
	merge := func(o operand) {
		out.set = union(out.set, o.set)
		out.strs = append(out.strs, o.strs...)
		out.text = append(out.text, o.text...)
	}
	first := true
	op := ""
	for {
		if !p.more() {
			p.fail("Unterminated character class")
		}
		if p.eat(']') {
			break
		}
		if p.lookingAt("--") || p.lookingAt("&&") {
			next := string([]rune{p.peek(), p.at(1)})
			if first || op != "" && op != next || op == "" && !first && p.unions() {
				p.fail("Invalid set operation in character class")
			}
			op = next
			p.pos += 2
			if p.peek() == '&' {
				p.fail("Invalid set operation in character class")
			}
			right := p.setOperand()
			if op == "--" {
				out.set = subtract(out.set, right.set)
				out = dropTexts(out, right, false)
			} else {
				out.set = intersect(out.set, right.set)
				out = dropTexts(out, right, true)
			}
			continue
		}
		if op != "" {
			p.fail("Invalid set operation in character class")
		}
		mark := p.pos
		left := p.setOperand()
		if p.peek() == '-' && p.at(1) != '-' {
			lo, ok := p.singleChar(mark)
			p.pos++
			start := p.pos
			if p.peek() == '[' || !ok {
				p.fail("Invalid character class")
			}
			p.setOperand()
			hi, ok := p.singleChar(start)
			if !ok {
				p.fail("Invalid character class")
			}
			if lo > hi {
				p.fail("Range out of order in character class")
			}
			var b setBuilder
			b.add(lo, hi)
			left = operand{set: p.finish(b.set(), false)}
		}
		if !first {
			p.depth |= 1 << 20 // a second operand without operator: a union
		}
		merge(left)
		first = false
	}
	p.depth &^= 1 << 20
	if neg {
		if len(out.strs) > 0 {
			p.fail("Negated character class may contain strings")
		}
		out.set = out.set.invert()
	}
	return out
}

// unions reports whether the class being read has had two operands side by side.
func (p *parser) unions() bool { return p.depth&(1<<20) != 0 }

// dropTexts keeps the texts of a that b has (keep) or has not.
func dropTexts(a, b operand, keep bool) operand {
	out := operand{set: a.set}
	has := map[string]bool{}
	for _, t := range b.text {
		has[t] = true
	}
	for i, t := range a.text {
		if has[t] == keep {
			out.strs = append(out.strs, a.strs[i])
			out.text = append(out.text, t)
		}
	}
	return out
}

// singleChar reads again what an operand was and says whether it is one character.
func (p *parser) singleChar(mark int) (rune, bool) {
	end := p.pos
	defer func() { p.pos = end }()
	p.pos = mark
	if p.peek() == '[' {
		return 0, false
	}
	if p.peek() == '\\' {
		if c := p.at(1); strings.ContainsRune("dDsSwWpPq", c) {
			return 0, false
		}
	}
	return p.setChar(), true
}

func (p *parser) setOperand() operand {
	if p.peek() == '[' {
		p.pos++
		saved := p.depth & (1 << 20)
		p.depth &^= 1 << 20
		o := p.classOf()
		p.depth |= saved
		return o
	}
	if p.peek() == '\\' {
		c := p.at(1)
		if c == 'q' && p.at(2) == '{' {
			p.pos += 3
			return p.texts()
		}
		p.pos++
		if set, strs, ok := p.classEscape(true); ok {
			if strs != nil {
				return operand{set: &charset{}, strs: []*node{strs}, text: []string{propertyText}}
			}
			return operand{set: p.finish(set, false)}
		}
		p.pos--
	}
	return operand{set: p.finish(single(p.setChar()), false)}
}

// setChar reads one character of a class of the v flag.
func (p *parser) setChar() rune {
	c := p.peek()
	if c < 0 {
		p.fail("Unterminated character class")
	}
	if c == '\\' {
		p.pos++
		d := p.peek()
		if d == 'b' {
			p.pos++
			return '\b'
		}
		if d >= 0 && strings.ContainsRune("&-!#%,:;<=>@`~", d) {
			p.pos++
			return d
		}
		return p.charEscape(true)
	}
	if strings.ContainsRune(syntaxChars, c) {
		p.fail("Invalid character in character class")
	}
	if strings.ContainsRune(doubleChars, c) && p.at(1) == c {
		p.fail("Invalid set operation in character class")
	}
	p.pos++
	return c
}

// texts reads the alternatives of \q{…}.
func (p *parser) texts() operand {
	out := operand{set: &charset{}}
	var cur []rune
	flush := func() {
		if len(cur) == 1 {
			out.set = union(out.set, p.finish(single(cur[0]), false))
		} else {
			seq := &node{kind: kSeq}
			for _, c := range cur {
				seq.list = append(seq.list, p.char(c))
			}
			out.strs = append(out.strs, seq)
			out.text = append(out.text, string(cur))
		}
		cur = nil
	}
	for {
		if !p.more() {
			p.fail("Invalid escape")
		}
		switch {
		case p.eat('}'):
			flush()
			return out
		case p.eat('|'):
			flush()
		default:
			cur = append(cur, p.setChar())
		}
	}
}

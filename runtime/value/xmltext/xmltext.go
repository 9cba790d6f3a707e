// Package xmltext reads XML as the original's parser does, in the forms and
// with the errors that users of the original know. Entities other than those of
// XML and HTML are an error; nothing outside of the text is ever read.
package xmltext

import (
	"encoding/xml"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"runnel/runtime/value"
)

// Options say how a document becomes a value.
type Options struct {
	// AttrKey is the key under which an element's attributes stand, CharKey
	// that of its text beside attributes or children.
	AttrKey, CharKey string
	// Arrays makes an array of every child, not only of repeated ones.
	Arrays bool
	// Bare leaves out the root element's name.
	Bare bool
	// NoAttrs leaves out attributes; MergeAttrs puts them beside the children.
	NoAttrs, MergeAttrs bool
	// Trim cuts white space around texts, Normalize also makes each run of
	// white space in them one space. Blank texts never count.
	Trim, Normalize bool
	// LowerTags writes elements' names in lower case.
	LowerTags bool
}

// Parse reads a document. What follows the root element does not count. A text
// without an element gives null. The error's text is for the user.
func Parse(text string, o Options) (value.Value, error) {
	if blank(text) {
		return value.Null, nil
	}
	p := &xmlReader{s: strings.TrimPrefix(text, "\ufeff"), root: value.Null, o: o}
	p.read()
	if p.err != nil {
		return value.Undefined, p.err
	}
	return p.root, nil
}

// xmlReader reads a document from its beginning to the end of its root element
// or to the first error.
type xmlReader struct {
	s string
	o Options
	// i is the place of the character that is looked at.
	i    int
	open []*xmlElement
	// doctype is set behind a doctype declaration, dtd inside of one.
	doctype, dtd bool
	root         value.Value
	done         bool
	err          error
}

// xmlElement is an element that has not ended.
type xmlElement struct {
	name string
	text strings.Builder
	// attrs are the attributes, children the elements inside.
	attrs, children members
	// cdata is set when a part of the text is literal: even a blank text counts
	// then.
	cdata bool
}

// members are named values in the order of their first appearance. A name that
// comes again makes a list.
type members struct {
	at    map[string]int
	names []string
	lists [][]value.Value
}

func (m *members) has(name string) bool { _, ok := m.at[name]; return ok }

func (m *members) add(name string, v value.Value) {
	i, ok := m.at[name]
	if !ok {
		if m.at == nil {
			m.at = map[string]int{}
		}
		i = len(m.names)
		m.at[name] = i
		m.names, m.lists = append(m.names, name), append(m.lists, nil)
	}
	m.lists[i] = append(m.lists[i], v)
}

// fail ends reading at the current character, as JavaScript counts: half of a
// character beyond the basic plane is one. Lines and columns are counted from
// 0, a column up to the end of the character.
func (p *xmlReader) fail(message string) {
	before, char := p.s[:p.i], ""
	if p.i < len(p.s) {
		r, size := utf8.DecodeRuneInString(p.s[p.i:])
		char = p.s[p.i : p.i+size]
		if high, _ := utf16.EncodeRune(r); high != unicode.ReplacementChar {
			char = value.FromUTF16([]uint16{uint16(high)})
		}
	}
	line, column := strings.Count(before, "\n"), value.UTF16Len(before[strings.LastIndexByte(before, '\n')+1:])
	switch char {
	case "":
	case "\n":
		line, column = line+1, 0
	default:
		column++
	}
	p.err = fmt.Errorf("%s\nLine: %d\nColumn: %d\nChar: %s", message, line, column, char)
	p.done = true
}

// end is called where the text ends too early.
func (p *xmlReader) end() {
	if len(p.open) > 0 {
		p.fail("Unclosed root tag")
	} else {
		p.fail("Unexpected end")
	}
}

// more tells whether there is a character left; if not, reading has failed.
func (p *xmlReader) more() bool {
	if p.i < len(p.s) {
		return true
	}
	if !p.done {
		p.end()
	}
	return false
}

// skipSpace goes on to what is no white space.
func (p *xmlReader) skipSpace() {
	for p.i < len(p.s) && xmlSpace(p.s[p.i]) {
		p.i++
	}
}

func xmlSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\r' || c == '\t' }

// skipTo goes to the place behind a text; false when it does not come.
func (p *xmlReader) skipTo(text string) bool {
	at := strings.Index(p.s[p.i:], text)
	if at < 0 {
		p.i = len(p.s)
		p.end()
		return false
	}
	p.i += at + len(text)
	return true
}

func (p *xmlReader) read() {
	p.s = strings.TrimPrefix(p.s, "\ufeff")
	p.skipSpace()
	if p.i < len(p.s) && p.s[p.i] != '<' {
		p.fail("Non-whitespace before first tag.")
	}
	for !p.done {
		switch {
		case p.dtd:
			p.readDTD()
		case len(p.open) > 0:
			p.readText()
		default:
			p.skipSpace()
			if p.i == len(p.s) {
				// No element came.
				p.done = true
			} else if p.s[p.i] != '<' {
				p.fail("Text data outside of root node.")
			} else {
				p.i++
				p.readMarkup()
			}
		}
	}
}

// readText reads text up to the next tag.
func (p *xmlReader) readText() {
	at := strings.IndexAny(p.s[p.i:], "<&")
	if at < 0 {
		p.i = len(p.s)
		p.end()
		return
	}
	text := &p.open[len(p.open)-1].text
	text.WriteString(p.s[p.i : p.i+at])
	p.i += at + 1
	if p.s[p.i-1] == '&' {
		text.WriteString(p.readEntity())
	} else {
		p.readMarkup()
	}
}

// readMarkup reads what follows a "<".
func (p *xmlReader) readMarkup() {
	if p.skipSpace(); !p.more() {
		return
	}
	switch c := p.s[p.i]; {
	case c == '!':
		p.i++
		p.readDeclaration()
	case c == '/':
		p.i++
		p.readEndTag()
	case c == '?':
		p.i++
		p.readInstruction()
	default:
		if name := p.name(); name != "" {
			p.readTag(name)
		} else {
			p.fail("Unencoded <")
		}
	}
}

// readInstruction skips a processing instruction. A "?" takes the character
// behind it along, so "??>" is no end.
func (p *xmlReader) readInstruction() {
	for p.skipTo("?") && p.more() {
		c := p.s[p.i]
		p.i++
		if c == '>' {
			p.dtd = false
			return
		}
	}
}

// readDeclaration reads what follows "<!": a comment, literal text, a doctype.
func (p *xmlReader) readDeclaration() {
	rest := p.s[p.i:]
	switch {
	case strings.HasPrefix(rest, "--"):
		p.i += 2
		if p.skipTo("--") && p.more() {
			if p.s[p.i] != '>' {
				p.fail("Malformed comment")
				return
			}
			p.i++
		}
	case p.dtd:
		// The two characters behind the "<!" belong to the declaration.
		_, first := utf8.DecodeRuneInString(rest)
		_, second := utf8.DecodeRuneInString(rest[first:])
		p.i += first + second
	case len(rest) >= 7 && strings.EqualFold(rest[:7], "[CDATA["):
		p.i += 7
		start := p.i
		if p.skipTo("]]>") && len(p.open) > 0 {
			top := p.open[len(p.open)-1]
			if text := p.s[start : p.i-3]; text != "" {
				top.text.WriteString(text)
				top.cdata = true
			}
		}
	case len(rest) >= 7 && strings.EqualFold(rest[:7], "DOCTYPE"):
		if p.doctype || len(p.open) > 0 {
			p.i += 6
			p.fail("Inappropriately located doctype declaration")
			return
		}
		p.i += 7
		p.doctype = true
		p.readDoctype()
	default:
		at := strings.IndexAny(rest, `>'"`)
		if at < 0 || rest[at] != '>' {
			// The original never finds the end of a quoted text here.
			p.i = len(p.s)
			p.end()
			return
		}
		p.i += at + 1
	}
}

// readDoctype skips a doctype up to its end or its inner declarations.
func (p *xmlReader) readDoctype() {
	for p.more() {
		c := p.s[p.i]
		p.i++
		switch c {
		case '>':
			return
		case '[':
			p.dtd = true
			return
		case '"', '\'':
			if !p.skipTo(string(c)) {
				return
			}
		}
	}
}

// readDTD skips declarations inside of a doctype.
func (p *xmlReader) readDTD() {
	for p.more() {
		c := p.s[p.i]
		p.i++
		switch c {
		case ']':
			p.dtd = false
			p.readDoctype()
			return
		case '<':
			p.readMarkup()
			return
		case '"', '\'':
			if !p.skipTo(string(c)) {
				return
			}
		}
	}
}

// readTag reads a start tag behind its name.
func (p *xmlReader) readTag(name string) {
	if len(p.open) >= value.MaxDepth/2 {
		p.err, p.done = errors.New("the document nests too deep"), true
		return
	}
	e := &xmlElement{name: name}
	p.dtd = false
	if !p.more() {
		return
	}
	if c := p.s[p.i]; c != '>' && c != '/' && !xmlSpace(c) {
		p.fail("Invalid character in tag name")
		return
	}
	for {
		before := p.i
		if p.skipSpace(); !p.more() {
			return
		}
		switch p.s[p.i] {
		case '>':
			p.i++
			p.open = append(p.open, e)
			return
		case '/':
			p.i++
			if !p.more() {
				return
			}
			if p.s[p.i] != '>' {
				p.fail("Forward-slash in opening tag not followed by >")
				return
			}
			p.i++
			p.open = append(p.open, e)
			p.closeElement()
			return
		}
		at := p.i
		attr := p.name()
		switch {
		case attr == "":
			p.fail("Invalid attribute name")
			return
		case at == before:
			p.i = at
			p.fail("No whitespace between attributes")
			return
		}
		text, ok := p.attributeValue()
		if !ok {
			return
		}
		if !e.attrs.has(attr) {
			e.attrs.add(attr, value.String(text))
		}
	}
}

// attributeValue reads what follows an attribute's name.
func (p *xmlReader) attributeValue() (string, bool) {
	at := p.i
	p.skipSpace()
	if !p.more() {
		return "", false
	}
	if c := p.s[p.i]; c != '=' {
		if p.i > at || c == '>' {
			p.fail("Attribute without value")
		} else {
			p.fail("Invalid attribute name")
		}
		return "", false
	}
	p.i++
	p.skipSpace()
	if !p.more() {
		return "", false
	}
	quote := p.s[p.i]
	if quote != '"' && quote != '\'' {
		p.fail("Unquoted attribute value")
		return "", false
	}
	p.i++
	var text strings.Builder
	for {
		at := strings.IndexAny(p.s[p.i:], string([]byte{quote, '&'}))
		if at < 0 {
			p.i = len(p.s)
			p.end()
			return "", false
		}
		text.WriteString(p.s[p.i : p.i+at])
		p.i += at + 1
		if p.s[p.i-1] == quote {
			return text.String(), true
		}
		text.WriteString(p.readEntity())
		if p.done {
			return "", false
		}
	}
}

// readEndTag reads an end tag behind its "</".
func (p *xmlReader) readEndTag() {
	p.dtd = false
	if p.skipSpace(); !p.more() {
		return
	}
	name := p.name()
	if name == "" {
		p.fail("Invalid tagname in closing tag.")
		return
	}
	if !p.more() {
		return
	}
	if c := p.s[p.i]; c != '>' {
		if !xmlSpace(c) {
			p.fail("Invalid tagname in closing tag")
			return
		}
		if p.skipSpace(); !p.more() {
			return
		}
		if p.s[p.i] != '>' {
			p.fail("Invalid characters in closing tag")
			return
		}
	}
	switch {
	case len(p.open) == 0:
		p.fail("Unmatched closing tag: " + name)
	case p.open[len(p.open)-1].name != name:
		p.fail("Unexpected close tag")
	default:
		p.i++
		p.closeElement()
	}
}

// closeElement ends the innermost element.
func (p *xmlReader) closeElement() {
	last := len(p.open) - 1
	e := p.open[last]
	p.open = p.open[:last]
	name := e.name
	if p.o.LowerTags {
		name = strings.ToLower(name)
	}
	v := e.value(&p.o)
	if last > 0 {
		p.open[last-1].children.add(name, v)
		return
	}
	p.root, p.done = v, true
	if !p.o.Bare {
		p.root = value.Object(value.Field{Key: name, Value: v})
	}
}

// value gives an element: its text, or an object when it has more.
func (e *xmlElement) value(o *Options) value.Value {
	raw := e.text.String()
	empty := !e.cdata && blank(raw)
	text := raw
	switch {
	case empty:
	case o.Normalize:
		text = collapse(raw)
	case o.Trim:
		text = value.TrimSpace(raw)
	}
	attrs := &e.attrs
	if o.NoAttrs {
		attrs = &members{}
	}
	if len(attrs.names) == 0 && len(e.children.names) == 0 {
		return value.String(text)
	}
	var b value.Builder
	if !empty {
		b.Set(o.CharKey, value.String(text))
	}
	all := &e.children
	switch {
	case len(attrs.names) == 0:
	case o.MergeAttrs:
		all = &members{}
		for i, name := range attrs.names {
			all.add(name, attrs.lists[i][0])
		}
		for i, name := range e.children.names {
			for _, v := range e.children.lists[i] {
				all.add(name, v)
			}
		}
	default:
		var of value.Builder
		for i, name := range attrs.names {
			of.Set(name, attrs.lists[i][0])
		}
		b.Set(o.AttrKey, of.Object())
	}
	for i, name := range all.names {
		list := all.lists[i]
		if before := b.Get(name); !before.IsUndefined() {
			// An element has the name of the text's or the attributes' key.
			list = append([]value.Value{before}, list...)
		}
		if len(list) == 1 && !o.Arrays {
			b.Set(name, list[0])
		} else {
			b.Set(name, value.Array(list...))
		}
	}
	return b.Object()
}

// collapse makes each run of white space one space and trims the text. A single
// white space character within it stays what it is.
func collapse(s string) string {
	s = value.TrimSpace(s)
	var out strings.Builder
	for s != "" {
		at := strings.IndexFunc(s, space)
		if at < 0 {
			break
		}
		out.WriteString(s[:at])
		_, size := utf8.DecodeRuneInString(s[at:])
		run := len(s[at:]) - len(strings.TrimLeftFunc(s[at:], space))
		if run > size {
			out.WriteByte(' ')
		} else {
			out.WriteString(s[at : at+size])
		}
		s = s[at+run:]
	}
	out.WriteString(s)
	return out.String()
}

func blank(s string) bool { return value.TrimSpace(s) == "" }

// space is JavaScript's white space.
func space(r rune) bool { return unicode.IsSpace(r) && r != '\u0085' || r == '\ufeff' }

// name reads a name, "" when none stands here.
func (p *xmlReader) name() string {
	start := p.i
	for p.i < len(p.s) {
		r, size := utf8.DecodeRuneInString(p.s[p.i:])
		if !nameStart(r) && (p.i == start || !nameRest(r)) {
			break
		}
		p.i += size
	}
	return p.s[start:p.i]
}

// nameStart tells whether a name can begin with a character. Characters beyond
// the basic plane are in no name, unlike in XML.
func nameStart(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return r == ':' || r == '_' || 'A' <= r && r <= 'Z' || 'a' <= r && r <= 'z'
	case r < 0x300:
		return r >= 0xC0 && r != 0xD7 && r != 0xF7
	}
	return 0x370 <= r && r <= 0x1FFF && r != 0x37E || r == 0x200C || r == 0x200D || 0x2070 <= r && r <= 0x218F ||
		0x2C00 <= r && r <= 0x2FEF || 0x3001 <= r && r <= 0xD7FF || 0xF900 <= r && r <= 0xFDCF || 0xFDF0 <= r && r <= 0xFFFD
}

// nameRest tells whether a character that begins no name may stand in one.
func nameRest(r rune) bool {
	return r == '-' || r == '.' || '0' <= r && r <= '9' || r == 0xB7 || 0x300 <= r && r <= 0x36F || r == 0x203F || r == 0x2040
}

// readEntity reads an entity behind its "&" and gives what it stands for.
func (p *xmlReader) readEntity() string {
	start := p.i
	for p.i < len(p.s) {
		r, size := utf8.DecodeRuneInString(p.s[p.i:])
		if r == ';' {
			break
		}
		if r != '#' && !nameStart(r) && (p.i == start || !nameRest(r)) {
			p.fail("Invalid character in entity name")
			return ""
		}
		p.i += size
	}
	if !p.more() {
		return ""
	}
	text, ok := entity(p.s[start:p.i])
	if !ok {
		p.fail("Invalid character entity")
		return ""
	}
	p.i++
	return text
}

// entity resolves an entity: a name of XML or HTML, or a character's number.
func entity(name string) (string, bool) {
	lower := strings.ToLower(name)
	for _, n := range []string{name, lower} {
		if n == "apos" {
			return "'", true
		}
		if text, ok := xml.HTMLEntity[n]; ok {
			return text, true
		}
	}
	digits, ok := strings.CutPrefix(lower, "#")
	if !ok {
		return "", false
	}
	base := 10
	if hex, ok := strings.CutPrefix(digits, "x"); ok {
		digits, base = hex, 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	r := rune(min(n, unicode.MaxRune+1))
	if err != nil || !xmlChar(r) {
		return "", false
	}
	return string(r), true
}

// xmlChar tells whether a document may contain a character.
func xmlChar(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || 0x20 <= r && r <= 0xD7FF || 0xE000 <= r && r <= 0xFFFD || 0x10000 <= r && r <= unicode.MaxRune
}

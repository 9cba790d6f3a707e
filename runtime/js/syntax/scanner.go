package syntax

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"runnel/runtime/value"
)

// lexeme is a token with its place and what is known of its text.
type lexeme struct {
	tok        token
	start, end int
	// newline is set when a line ends before the token.
	newline bool
	// name is the value of an identifier, a private name or a string.
	name string
	// escaped is set when an identifier or a word has escapes in it.
	escaped bool
	// message says what is wrong with an illegal token, "" for the usual.
	message    string
	errorStart int
	errorEnd   int
	// octal says what strict mode has against a number or a string.
	octal string
	// templateError is what is wrong with an escape in a template, which is
	// allowed behind a tag.
	templateError string
}

// scanner makes tokens of a text.
type scanner struct {
	src string
	pos int
	// failed scanners have nothing more to say.
	failed bool
}

const (
	msgHexEscape     = "Invalid hexadecimal escape sequence"
	msgUnicodeEscape = "Invalid Unicode escape sequence"
	msgCodePoint     = "Undefined Unicode code-point"
	msgOctalNumber   = "Octal literals are not allowed in strict mode."
	msgOctalEscape   = "Octal escape sequences are not allowed in strict mode."
	msgDecimalZero   = "Decimals with leading zeros are not allowed in strict mode."
	msgEightEscape   = "\\8 and \\9 are not allowed in strict mode."
	msgTemplateOctal = "Octal escape sequences are not allowed in template strings."
)

func (s *scanner) at(i int) byte {
	if s.pos+i < len(s.src) {
		return s.src[s.pos+i]
	}
	return 0
}

func (s *scanner) has(text string) bool { return strings.HasPrefix(s.src[s.pos:], text) }

// next scans a token. start tells whether the program begins here: then a
// first line may begin with #!.
func (s *scanner) next() lexeme {
	if s.failed {
		return lexeme{tok: tokIllegal, start: len(s.src), end: len(s.src)}
	}
	newline, ok := s.skip()
	l := lexeme{start: s.pos, newline: newline}
	if !ok {
		s.illegal(&l, "")
		l.end = s.pos
		return l
	}
	s.scan(&l)
	l.end = s.pos
	return l
}

// skip passes over white space and comments.
func (s *scanner) skip() (newline, ok bool) {
	newline = s.pos == 0
	for s.pos < len(s.src) {
		switch c := s.src[s.pos]; {
		case c == ' ' || c == '\t' || c == '\v' || c == '\f':
			s.pos++
		case c == '\n' || c == '\r':
			newline = true
			s.pos++
		case s.has("//"):
			s.line()
		case s.has("<!--"):
			s.line()
		case newline && s.has("-->"):
			s.line()
		case s.pos == 0 && s.has("#!"):
			s.line()
		case s.has("/*"):
			end := strings.Index(s.src[s.pos+2:], "*/")
			if end < 0 {
				s.pos = len(s.src)
				return newline, false
			}
			comment := s.src[s.pos : s.pos+2+end]
			if strings.ContainsAny(comment, "\n\r") || strings.Contains(comment, "\u2028") || strings.Contains(comment, "\u2029") {
				newline = true
			}
			s.pos += end + 4
		case c >= utf8.RuneSelf:
			r, n := utf8.DecodeRuneInString(s.src[s.pos:])
			switch {
			case r == '\u2028' || r == '\u2029':
				newline = true
			case r == '\uFEFF' || unicode.Is(unicode.Zs, r):
			default:
				return newline, true
			}
			s.pos += n
		default:
			return newline, true
		}
	}
	return newline, true
}

// line passes to the end of the line.
func (s *scanner) line() {
	for s.pos < len(s.src) {
		if c := s.src[s.pos]; c == '\n' || c == '\r' || s.has("\u2028") || s.has("\u2029") {
			return
		}
		s.pos++
	}
}

func (s *scanner) illegal(l *lexeme, message string) {
	l.tok, l.message = tokIllegal, message
	l.errorStart, l.errorEnd = l.start, s.pos
}

// punctuation, longest first for each first character.
var punctuation = []struct {
	text string
	tok  token
}{
	{">>>=", tokAssignOp}, {"...", tokEllipsis}, {"===", tokEqual}, {"!==", tokEqual}, {"**=", tokAssignOp}, {"<<=", tokAssignOp}, {">>=", tokAssignOp},
	{">>>", tokShift}, {"&&=", tokAssignAnd}, {"||=", tokAssignOr}, {"??=", tokAssignNullish},
	{"=>", tokArrow}, {"==", tokEqual}, {"!=", tokEqual}, {"<=", tokCompare}, {">=", tokCompare}, {"&&", tokAnd}, {"||", tokOr}, {"??", tokNullish},
	{"++", tokInc}, {"--", tokDec}, {"+=", tokAssignOp}, {"-=", tokAssignOp}, {"*=", tokAssignOp}, {"/=", tokAssignDiv}, {"%=", tokAssignOp},
	{"&=", tokAssignOp}, {"|=", tokAssignOp}, {"^=", tokAssignOp}, {"<<", tokShift}, {">>", tokShift}, {"**", tokExp},
	{"{", tokLBrace}, {"}", tokRBrace}, {"(", tokLParen}, {")", tokRParen}, {"[", tokLBrack}, {"]", tokRBrack}, {";", tokSemicolon}, {",", tokComma},
	{"<", tokCompare}, {">", tokCompare}, {"+", tokAdd}, {"-", tokSub}, {"*", tokMul}, {"/", tokDiv}, {"%", tokMod}, {"&", tokBitAnd}, {"|", tokBitOr},
	{"^", tokBitXor}, {"!", tokNot}, {"~", tokBitNot}, {"?", tokConditional}, {":", tokColon}, {"=", tokAssign}, {".", tokPeriod},
}

func (s *scanner) scan(l *lexeme) {
	if s.pos >= len(s.src) {
		l.tok = tokEOS
		return
	}
	c := s.src[s.pos]
	switch {
	case c >= '0' && c <= '9', c == '.' && s.at(1) >= '0' && s.at(1) <= '9':
		s.number(l)
	case c == '"' || c == '\'':
		s.quoted(l, c)
	case c == '`':
		s.pos++
		s.template(l)
	case c == '#':
		s.pos++
		if !s.identifierStart() {
			s.illegal(l, "")
			return
		}
		s.word(l)
		if l.tok != tokIllegal {
			l.tok, l.name = tokPrivateName, "#"+l.name
		}
	case s.identifierStart():
		s.word(l)
	case s.has("?.") && !(s.at(2) >= '0' && s.at(2) <= '9'):
		s.pos += 2
		l.tok = tokQuestionPeriod
	default:
		for i := range punctuation {
			if s.has(punctuation[i].text) {
				s.pos += len(punctuation[i].text)
				l.tok = punctuation[i].tok
				return
			}
		}
		_, n := utf8.DecodeRuneInString(s.src[s.pos:])
		s.pos += n
		s.illegal(l, "")
	}
}

func isIDStart(r rune) bool {
	return r == '$' || r == '_' || r < utf8.RuneSelf && (r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z') ||
		r >= utf8.RuneSelf && (unicode.IsLetter(r) || unicode.Is(unicode.Nl, r) || unicode.Is(unicode.Other_ID_Start, r))
}

func isIDPart(r rune) bool {
	return isIDStart(r) || r >= '0' && r <= '9' || r == '\u200c' || r == '\u200d' ||
		r >= utf8.RuneSelf && (unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Mc, r) || unicode.Is(unicode.Nd, r) || unicode.Is(unicode.Pc, r) || unicode.Is(unicode.Other_ID_Continue, r))
}

// identifierStart tells whether an identifier begins here.
func (s *scanner) identifierStart() bool {
	if s.pos >= len(s.src) {
		return false
	}
	c := s.src[s.pos]
	if c == '\\' {
		return true
	}
	r, _ := utf8.DecodeRuneInString(s.src[s.pos:])
	return isIDStart(r)
}

// word scans an identifier or a keyword.
func (s *scanner) word(l *lexeme) {
	var b strings.Builder
	for s.pos < len(s.src) {
		r, n := utf8.DecodeRuneInString(s.src[s.pos:])
		if r == '\\' {
			s.pos++
			ok := false
			if s.at(0) == 'u' {
				s.pos++
				r, ok = s.unicodeEscape(l)
			}
			if !ok || b.Len() == 0 && !isIDStart(r) || b.Len() > 0 && !isIDPart(r) {
				l.tok = tokIllegal
				return
			}
			l.escaped = true
			b.WriteRune(r)
			continue
		}
		if !isIDPart(r) {
			break
		}
		b.WriteRune(r)
		s.pos += n
	}
	l.name = b.String()
	t, ok := words[l.name]
	switch {
	case !ok:
		l.tok = tokIdentifier
	case !l.escaped:
		l.tok = t
	case t == tokFutureStrict || t == tokLet || t == tokStatic:
		l.tok = tokEscapedStrict
	case t.isAnyIdentifier() && t != tokAwait && t != tokYield:
		l.tok = t
	default:
		l.tok = tokEscapedKeyword
	}
}

// unicodeEscape scans what follows \u.
func (s *scanner) unicodeEscape(l *lexeme) (rune, bool) {
	begin := s.pos - 2
	bad := func(message string) (rune, bool) {
		if l.message == "" {
			l.message, l.errorStart, l.errorEnd = message, begin, s.pos
		}
		return 0, false
	}
	if s.at(0) == '{' {
		s.pos++
		r, digits := 0, 0
		for value.HexDigit(s.at(0)) >= 0 && s.pos < len(s.src) {
			r = r*16 + value.HexDigit(s.at(0))
			digits++
			s.pos++
			if r > unicode.MaxRune {
				return bad(msgCodePoint)
			}
		}
		if digits == 0 || s.at(0) != '}' {
			return bad(msgUnicodeEscape)
		}
		s.pos++
		return rune(r), true
	}
	r := 0
	for range 4 {
		h := value.HexDigit(s.at(0))
		if h < 0 || s.pos >= len(s.src) {
			return bad(msgUnicodeEscape)
		}
		r = r*16 + h
		s.pos++
	}
	return rune(r), true
}

// escape scans what follows a backslash in a string or a template.
func (s *scanner) escape(l *lexeme, b *strings.Builder, template bool) bool {
	if s.pos >= len(s.src) {
		return false
	}
	c := s.src[s.pos]
	begin := s.pos
	fail := func(message string) bool {
		if template {
			if l.templateError == "" {
				l.templateError, l.errorStart, l.errorEnd = message, begin, s.pos+1
			}
			return true
		}
		l.message, l.errorStart, l.errorEnd = message, begin, s.pos+1
		return false
	}
	r, n := utf8.DecodeRuneInString(s.src[s.pos:])
	s.pos += n
	switch {
	case c == 'u':
		kept := l.message
		r, ok := s.unicodeEscape(l)
		if !ok {
			if template {
				l.templateError, l.message = l.message, kept
				return true
			}
			return false
		}
		b.WriteRune(r)
	case c == 'x':
		for range 2 {
			if value.HexDigit(s.at(0)) < 0 || s.pos >= len(s.src) {
				return fail(msgHexEscape)
			}
			s.pos++
		}
		b.WriteByte('x')
	case c == '\r':
		if s.at(0) == '\n' {
			s.pos++
		}
	case c == '\n', r == '\u2028', r == '\u2029':
	case c == '0' && !(s.at(0) >= '0' && s.at(0) <= '9'):
		b.WriteByte(0)
	case c >= '0' && c <= '7':
		if template {
			return fail(msgTemplateOctal)
		}
		l.octal = msgOctalEscape
		b.WriteByte(c)
	case c == '8' || c == '9':
		if template {
			return fail(msgTemplateOctal)
		}
		l.octal = msgEightEscape
		b.WriteByte(c)
	default:
		b.WriteRune(r)
	}
	return true
}

func (s *scanner) quoted(l *lexeme, quote byte) {
	s.pos++
	var b strings.Builder
	for {
		if s.pos >= len(s.src) || s.src[s.pos] == '\n' || s.src[s.pos] == '\r' {
			s.illegal(l, "")
			return
		}
		c := s.src[s.pos]
		s.pos++
		switch c {
		case quote:
			l.tok, l.name = tokString, b.String()
			return
		case '\\':
			if !s.escape(l, &b, false) {
				l.tok = tokIllegal
				return
			}
		default:
			b.WriteByte(c)
		}
	}
}

// template scans a part of a template, from behind its backquote or brace.
func (s *scanner) template(l *lexeme) {
	var b strings.Builder
	for s.pos < len(s.src) {
		c := s.src[s.pos]
		s.pos++
		switch {
		case c == '`':
			l.tok, l.name = tokTemplateTail, b.String()
			return
		case c == '$' && s.at(0) == '{':
			s.pos++
			l.tok = tokTemplateSpan
			return
		case c == '\\':
			if !s.escape(l, &b, true) {
				l.tok = tokIllegal
				return
			}
		default:
			b.WriteByte(c)
		}
	}
	// V8 takes what is not closed for the part before an expression, and then
	// finds the end of the text.
	l.tok = tokTemplateSpan
}

func (s *scanner) number(l *lexeme) {
	const (
		msgOneUnderscore = "Only one underscore is allowed as numeric separator"
		msgTrailing      = "Numeric separators are not allowed at the end of numeric literals"
		msgZeroSeparator = "Numeric separator can not be used after leading 0."
	)
	bad := func(message string) {
		l.tok, l.message = tokIllegal, message
		l.errorStart, l.errorEnd = s.pos, s.pos+1
	}
	digits := func(ok func(byte) bool) bool {
		separated := false
		for s.pos < len(s.src) {
			c := s.src[s.pos]
			if c == '_' {
				if s.at(1) == '_' {
					s.pos++
					bad(msgOneUnderscore)
					return false
				}
				s.pos++
				separated = true
				continue
			}
			if !ok(c) {
				break
			}
			separated = false
			s.pos++
		}
		if separated {
			bad(msgTrailing)
			return false
		}
		return true
	}
	decimal := func(c byte) bool { return c >= '0' && c <= '9' }
	l.tok = tokNumber
	integer := true
	if s.at(0) == '0' {
		var ok func(byte) bool
		switch s.at(1) | 0x20 {
		case 'x':
			ok = func(c byte) bool { return value.HexDigit(c) >= 0 }
		case 'o':
			ok = func(c byte) bool { return c >= '0' && c <= '7' }
		case 'b':
			ok = func(c byte) bool { return c == '0' || c == '1' }
		}
		switch {
		case ok != nil:
			s.pos += 2
			if s.pos >= len(s.src) || !ok(s.src[s.pos]) {
				s.illegal(l, "")
				return
			}
			if !digits(ok) {
				return
			}
			s.endNumber(l, true)
			return
		case s.at(1) == '_':
			s.pos++
			bad(msgZeroSeparator)
			return
		case decimal(s.at(1)):
			octal := true
			for s.pos < len(s.src) && decimal(s.src[s.pos]) {
				octal = octal && s.src[s.pos] < '8'
				s.pos++
			}
			l.octal = msgDecimalZero
			if octal {
				l.octal = msgOctalNumber
				s.endNumber(l, false)
				return
			}
			integer = false
		}
	}
	if s.at(0) != '.' {
		if !digits(decimal) {
			return
		}
	}
	if s.at(0) == '.' {
		integer = false
		s.pos++
		if s.at(0) == '_' {
			s.illegal(l, "")
			return
		}
		if !digits(decimal) {
			return
		}
	}
	if c := s.at(0); c == 'e' || c == 'E' {
		integer = false
		s.pos++
		if c := s.at(0); c == '+' || c == '-' {
			s.pos++
		}
		if !decimal(s.at(0)) {
			s.illegal(l, "")
			return
		}
		if !digits(decimal) {
			return
		}
	}
	s.endNumber(l, integer)
}

// endNumber reads the n of a BigInt and refuses identifiers that follow
// directly.
func (s *scanner) endNumber(l *lexeme, bigInt bool) {
	if bigInt && s.at(0) == 'n' {
		s.pos++
		l.tok = tokBigInt
	}
	if s.identifierStart() || s.at(0) >= '0' && s.at(0) <= '9' {
		s.illegal(l, "")
	}
}

// regexp scans a regular expression whose first slash was read as an operator.
func (s *scanner) regexp(start int) (pattern, flags string, message string) {
	s.pos = start + 1
	inClass := false
	for {
		if s.pos >= len(s.src) || s.src[s.pos] == '\n' || s.src[s.pos] == '\r' || s.has("\u2028") || s.has("\u2029") {
			return "", "", "Invalid regular expression: missing /"
		}
		c := s.src[s.pos]
		if c == '/' && !inClass {
			break
		}
		switch c {
		case '\\':
			s.pos++
			if s.pos >= len(s.src) || s.src[s.pos] == '\n' || s.src[s.pos] == '\r' {
				return "", "", "Invalid regular expression: missing /"
			}
		case '[':
			inClass = true
		case ']':
			inClass = false
		}
		_, n := utf8.DecodeRuneInString(s.src[s.pos:])
		s.pos += n
	}
	pattern = s.src[start+1 : s.pos]
	s.pos++
	begin := s.pos
	for s.pos < len(s.src) {
		r, n := utf8.DecodeRuneInString(s.src[s.pos:])
		if !isIDPart(r) {
			break
		}
		s.pos += n
	}
	flags = s.src[begin:s.pos]
	for i, f := range flags {
		if !strings.ContainsRune("dgimsuvy", f) || strings.ContainsRune(flags[:i], f) {
			return "", "", "Invalid regular expression flags"
		}
	}
	if strings.Contains(flags, "u") && strings.Contains(flags, "v") {
		return "", "", "Invalid regular expression flags"
	}
	return pattern, flags, ""
}

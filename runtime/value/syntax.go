package value

import "strconv"

// MaxDepth is how deep arrays and objects may be nested in JSON that is read.
const MaxDepth = 10000

// SyntaxError says why a text is not JSON. Its wording is that of V8 in Node.js 20, which users of the original know.
type SyntaxError struct {
	// Offset is where reading stopped, in bytes of the text.
	Offset int
	// Position is the same place in UTF-16 code units, as the message counts.
	Position int
	message  string
}

// Message answers the message of JavaScript's SyntaxError, for example: Unexpected end of JSON input.
func (e *SyntaxError) Message() string { return e.message }

// Error answers the message with the name JavaScript gives the error.
func (e *SyntaxError) Error() string { return "SyntaxError: " + e.message }

// problem is what is wrong with a text. The zero problem is an unexpected token, whose wording depends on the token.
type problem uint8

const (
	badToken problem = iota
	badPropertyOrBrace
	badQuotedProperty
	badColon
	badAfterProperty
	badAfterElement
	badAfterValue
	badControl
	badUnicodeEscape
	badEscape
	badStringEnd
	badMinus
	badFraction
	badExponent
	badDepth
)

var problemTexts = [...]string{
	badPropertyOrBrace: "Expected property name or '}' in JSON",
	badQuotedProperty:  "Expected double-quoted property name in JSON",
	badColon:           "Expected ':' after property name in JSON",
	badAfterProperty:   "Expected ',' or '}' after property value in JSON",
	badAfterElement:    "Expected ',' or ']' after array element in JSON",
	badAfterValue:      "Unexpected non-whitespace character after JSON",
	badControl:         "Bad control character in string literal in JSON",
	badUnicodeEscape:   "Bad Unicode escape in JSON",
	badEscape:          "Bad escaped character in JSON",
	badStringEnd:       "Unterminated string in JSON",
	badMinus:           "No number after minus sign in JSON",
	badFraction:        "Unterminated fractional number in JSON",
	badExponent:        "Exponent part is missing a number in JSON",
	badDepth:           "JSON is nested deeper than " + "10000" + " levels",
}

// newSyntaxError words a problem at a byte offset of the text as V8 does.
func newSyntaxError(s string, offset int, what problem) *SyntaxError {
	pos := UTF16Len(s[:offset])
	e := &SyntaxError{Offset: offset, Position: pos}
	switch {
	case what != badToken:
		e.message = problemTexts[what] + " at position " + strconv.Itoa(pos)
	case s == "undefined" || s == "NaN" || s == "Infinity" || s == "[object Object]":
		e.message = strconv.Quote(s) + " is not valid JSON"
	case offset >= len(s):
		e.message = "Unexpected end of JSON input"
	case s[offset] == '"':
		e.message = "Unexpected string in JSON at position " + strconv.Itoa(pos)
	case s[offset] == '-' || s[offset]-'0' <= 9:
		e.message = "Unexpected number in JSON at position " + strconv.Itoa(pos)
	default:
		e.message = "Unexpected token '" + SliceUTF16(s, pos, pos+1) + "', " + excerpt(s, pos) + " is not valid JSON"
	}
	return e
}

// excerpt quotes the text around a position: all of a short text, of a longer one ten code units on both sides.
func excerpt(s string, pos int) string {
	const context = 10
	n := UTF16Len(s)
	switch {
	case n <= 2*context:
		return `"` + s + `"`
	case pos < context:
		return `"` + SliceUTF16(s, 0, pos+context) + `"...`
	case pos < n-context:
		return `..."` + SliceUTF16(s, pos-context, pos+context) + `"...`
	}
	return `..."` + SliceUTF16(s, pos-context, n) + `"`
}

package node

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"time"
	"unicode/utf16"

	"github.com/dlclark/regexp2"
	"github.com/dlclark/regexp2/syntax"

	"runnel/runtime/value"
)

// scriptRe is a regular expression of JavaScript. Without the flag u it sees
// UTF-16 code units, with it code points.
type scriptRe struct {
	re      *regexp2.Regexp
	unicode bool
}

// regexpTimeout bounds the search for one match: patterns come from users and
// may backtrack for ever.
const regexpTimeout = 2 * time.Second

var scriptRegexps sync.Map // pattern and flags -> *scriptRe

// scriptRegexp compiles a pattern of JavaScript with its flags. The last ones
// are remembered.
func scriptRegexp(pattern, flags string) (*scriptRe, error) {
	key := flags + "/" + pattern
	if re, ok := scriptRegexps.Load(key); ok {
		return re.(*scriptRe), nil
	}
	opt := regexp2.ECMAScript
	unicode := strings.Contains(flags, "u")
	if !unicode {
		pattern = asUnits(pattern)
	}
	for _, f := range flags {
		switch f {
		case 'i':
			opt |= regexp2.IgnoreCase
		case 'm':
			opt |= regexp2.Multiline
		case 's':
			// ECMAScript mode refuses Singleline, so the dot is spelled out.
			pattern = dotAll(pattern)
		case 'u':
			opt |= regexp2.Unicode
		}
	}
	re, err := regexp2.Compile(pattern, regexp2.RegexOptions(opt))
	if err != nil {
		return nil, err
	}
	re.MatchTimeout = regexpTimeout
	s := &scriptRe{re, unicode}
	scriptRegexps.Store(key, s)
	return s, nil
}

// PatternError is a pattern that cannot be read.
type PatternError struct{ Message string }

// Error gives the message, which is JavaScript's.
func (e *PatternError) Error() string { return e.Message }

// Pattern is a regular expression that a user wrote, as /body/flags or bare.
type Pattern struct{ re *scriptRe }

// ParsePattern reads a pattern as filters and the older nodes do: between
// slashes with flags out of gimusy, or else the whole text. The error is a
// *PatternError.
func ParsePattern(text string) (Pattern, error) {
	body, flags := text, ""
	if m := slashed.FindStringSubmatch(text); m != nil {
		body, flags = m[1], m[2]
	}
	re, err := scriptRegexp(body, flags)
	if err != nil {
		return Pattern{}, &PatternError{"Invalid regular expression: /" + body + "/: " + patternProblem(err)}
	}
	return Pattern{re}, nil
}

var slashed = regexp.MustCompile(`^/(.*?)/([gimusy]*)$`)

// patternProblem words what is wrong with a pattern as V8 does, as far as it
// can be told.
func patternProblem(err error) string {
	var e *syntax.Error
	if errors.As(err, &e) {
		switch e.Code {
		case syntax.ErrUnterminatedBracket:
			return "Unterminated character class"
		case syntax.ErrMissingParen:
			return "Unterminated group"
		case syntax.ErrUnexpectedParen:
			return "Unmatched ')'"
		case syntax.ErrMissingRepeatArgument, syntax.ErrInvalidRepeatOp:
			return "Nothing to repeat"
		case syntax.ErrIllegalEndEscape:
			return "\\ at end of pattern"
		case syntax.ErrInvalidRepeatSize:
			return "numbers out of order in {} quantifier"
		case syntax.ErrReversedCharRange, syntax.ErrInvalidCharRange:
			return "Range out of order in character class"
		case syntax.ErrInvalidGroupName:
			return "Invalid capture group name"
		}
	}
	return "Invalid pattern"
}

// Match tells whether the pattern is found anywhere in the text.
func (p Pattern) Match(text string) bool { return p.re.test(text) }

// dotAll rewrites the dots of a pattern so that they match line ends.
func dotAll(pattern string) string {
	var out []byte
	class := false
	for i := 0; i < len(pattern); i++ {
		c := pattern[i]
		switch {
		case c == '\\' && i+1 < len(pattern):
			out = append(out, c)
			i++
			c = pattern[i]
		case c == '[':
			class = true
		case c == ']':
			class = false
		case c == '.' && !class:
			out = append(out, `[\s\S]`...)
			continue
		}
		out = append(out, c)
	}
	return string(out)
}

// asUnits writes the characters of a pattern that take two code units as their
// two halves.
func asUnits(pattern string) string {
	if !hasPairs(pattern) {
		return pattern
	}
	var b strings.Builder
	for _, r := range pattern {
		if r < 0x10000 {
			b.WriteRune(r)
			continue
		}
		high, low := utf16.EncodeRune(r)
		fmt.Fprintf(&b, `\u%04X\u%04X`, high, low)
	}
	return b.String()
}

// hasPairs tells whether a text has characters of two code units.
func hasPairs(text string) bool {
	for i := 0; i < len(text); i++ {
		if text[i] >= 0xF0 {
			return true
		}
	}
	return false
}

// test tells whether the expression matches anywhere; one that takes too long
// does not.
func (s *scriptRe) test(text string) bool {
	if !s.unicode && hasPairs(text) {
		units := value.UTF16(text)
		runes := make([]rune, len(units))
		for i, u := range units {
			runes[i] = rune(u)
		}
		ok, err := s.re.MatchRunes(runes)
		return err == nil && ok
	}
	ok, err := s.re.MatchString(text)
	return err == nil && ok
}

// firstGroup gives the first group of the first match, the whole match when
// there is no group.
func (s *scriptRe) firstGroup(text string) (string, bool) {
	m, err := s.re.FindStringMatch(text)
	if err != nil || m == nil {
		return "", false
	}
	if groups := m.Groups(); len(groups) > 1 {
		return groups[1].String(), true
	}
	return m.String(), true
}

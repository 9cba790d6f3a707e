package node

import (
	"sync"
	"time"

	"github.com/dlclark/regexp2"
)

// scriptRe is a regular expression of JavaScript.
type scriptRe struct{ re *regexp2.Regexp }

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
	s := &scriptRe{re}
	scriptRegexps.Store(key, s)
	return s, nil
}

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

// test tells whether the expression matches anywhere; one that takes too long
// does not.
func (s *scriptRe) test(text string) bool {
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

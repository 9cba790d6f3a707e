package ext

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"runnel/runtime/expr/jsstring"
)

// The rules of the npm package title-case 3.0.3 (MIT), which the original uses.
var (
	smallWord  = regexp.MustCompile(`(?i)\b(?:an?d?|a[st]|because|but|by|en|for|i[fn]|neither|nor|o[fnr]|only|over|per|so|some|tha[tn]|the|to|up|upon|vs?\.?|versus|via|when|with|without|yet)\b`)
	titleToken = regexp.MustCompile(`[^\s\x{a0}\x{feff}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\v:–—-]+|[^\n\r\x{2028}\x{2029}]`)
	manualCase = regexp.MustCompile(`.(?:[A-Z]|\..)`)
	wordLetter = regexp.MustCompile(`[A-Za-z0-9À-ÿ]`)
)

// titleCase writes words with a capital: not those that have capitals already,
// nor small ones in the middle, nor the scheme of a URL. Line ends are lost.
func titleCase(s string) string {
	var b strings.Builder
	for _, at := range titleToken.FindAllStringIndex(s, -1) {
		word := s[at[0]:at[1]]
		switch {
		case manualCase.MatchString(word), smallWord.MatchString(word) && at[0] > 0 && at[1] < len(s), isScheme(s[at[1]:]):
			b.WriteString(word)
		default:
			if first := wordLetter.FindStringIndex(word); first != nil {
				word = word[:first[0]] + jsstring.Upper(word[first[0]:first[1]]) + word[first[1]:]
			}
			b.WriteString(word)
		}
	}
	return b.String()
}

// isScheme tells whether a colon follows that has something right behind it.
func isScheme(rest string) bool {
	if !strings.HasPrefix(rest, ":") {
		return false
	}
	r, _ := utf8.DecodeRuneInString(rest[1:])
	return len(rest) == 1 || !jsstring.IsSpace(r)
}

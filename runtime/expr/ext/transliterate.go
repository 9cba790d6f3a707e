package ext

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// The table of the npm package transliteration 2.3.5 (MIT, see
// data/transliteration.LICENSE), written by data/transliteration.mjs.
//
//go:embed data/transliteration.txt.gz
var transliterationData []byte

// transliterations are the replacements of the characters up to U+FFFF.
var transliterations = sync.OnceValue(func() []string {
	r, err := gzip.NewReader(bytes.NewReader(transliterationData))
	if err != nil {
		panic(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		panic(err)
	}
	lines := strings.Split(string(text), "\n")
	for i, l := range lines {
		if strings.Contains(l, `\`) {
			lines[i] = strings.NewReplacer(`\\`, `\`, `\n`, "\n").Replace(l)
		}
	}
	return lines
})

// transliterate writes a text in ASCII; what is not known becomes a question
// mark. Between Chinese characters spaces are put.
func transliterate(s string) string {
	ascii := true
	chinese := false
	for i := 0; i < len(s) && ascii; i++ {
		ascii = s[i] < utf8.RuneSelf
	}
	if ascii {
		return s
	}
	for _, r := range s {
		chinese = chinese || unicode.Is(unicode.Han, r)
	}
	table := transliterations()
	var b strings.Builder
	lastChinese := false
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 {
			// Half of a surrogate pair is three bytes.
			size = min(3, len(s)-i)
			r = -1
		}
		i += size
		text := "?"
		if r >= 0 && int(r) < len(table) && table[r] != "" {
			text = table[r]
		}
		if chinese {
			if lastChinese && !strings.ContainsFunc(text, func(r rune) bool { return unicode.IsPunct(r) || unicode.IsSpace(r) }) {
				b.WriteByte(' ')
			}
			lastChinese = unicode.Is(unicode.Han, r)
		}
		b.WriteString(text)
	}
	return b.String()
}

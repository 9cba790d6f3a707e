package regex

import (
	"slices"
	"sort"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/language"
)

// charset is a set of code points as sorted ranges that do not touch, with a bitmap of the first 256.
type charset struct {
	ranges []rune // lo, hi, lo, hi, …
	low    [4]uint64
}

const maxRune = 0x10ffff

type setBuilder struct{ pairs [][2]rune }

func (b *setBuilder) add(lo, hi rune) { b.pairs = append(b.pairs, [2]rune{lo, hi}) }

func (b *setBuilder) addSet(s *charset) {
	for i := 0; i < len(s.ranges); i += 2 {
		b.add(s.ranges[i], s.ranges[i+1])
	}
}

func (b *setBuilder) addTable(t *unicode.RangeTable) {
	for _, r := range t.R16 {
		b.addStride(rune(r.Lo), rune(r.Hi), rune(r.Stride))
	}
	for _, r := range t.R32 {
		b.addStride(rune(r.Lo), rune(r.Hi), rune(r.Stride))
	}
}

func (b *setBuilder) addStride(lo, hi, stride rune) {
	if stride == 1 {
		b.add(lo, hi)
		return
	}
	for c := lo; c <= hi; c += stride {
		b.add(c, c)
	}
}

func (b *setBuilder) set() *charset {
	slices.SortFunc(b.pairs, func(x, y [2]rune) int { return int(x[0] - y[0]) })
	s := &charset{}
	for _, p := range b.pairs {
		if n := len(s.ranges); n > 0 && p[0] <= s.ranges[n-1]+1 {
			s.ranges[n-1] = max(s.ranges[n-1], p[1])
			continue
		}
		s.ranges = append(s.ranges, p[0], p[1])
	}
	s.index()
	return s
}

func (s *charset) index() {
	for i := 0; i < len(s.ranges) && s.ranges[i] < 256; i += 2 {
		for c := s.ranges[i]; c <= s.ranges[i+1] && c < 256; c++ {
			s.low[c>>6] |= 1 << (c & 63)
		}
	}
}

func (s *charset) has(c rune) bool {
	if c < 256 {
		return s.low[c>>6]>>(c&63)&1 != 0
	}
	// The first bound above c: c is inside where that is an upper one.
	i := sort.Search(len(s.ranges), func(i int) bool { return s.ranges[i] > c })
	if i&1 == 1 {
		return true
	}
	return i > 0 && s.ranges[i-1] == c
}

func (s *charset) invert() *charset {
	out := &charset{}
	next := rune(0)
	for i := 0; i < len(s.ranges); i += 2 {
		if s.ranges[i] > next {
			out.ranges = append(out.ranges, next, s.ranges[i]-1)
		}
		next = s.ranges[i+1] + 1
	}
	if next <= maxRune {
		out.ranges = append(out.ranges, next, maxRune)
	}
	out.index()
	return out
}

func intersect(a, b *charset) *charset {
	out := &charset{}
	for i, j := 0, 0; i < len(a.ranges) && j < len(b.ranges); {
		lo, hi := max(a.ranges[i], b.ranges[j]), min(a.ranges[i+1], b.ranges[j+1])
		if lo <= hi {
			out.ranges = append(out.ranges, lo, hi)
		}
		if a.ranges[i+1] < b.ranges[j+1] {
			i += 2
		} else {
			j += 2
		}
	}
	out.index()
	return out
}

func union(a, b *charset) *charset {
	var n setBuilder
	n.addSet(a)
	n.addSet(b)
	return n.set()
}

func subtract(a, b *charset) *charset { return intersect(a, b.invert()) }

func single(c rune) *charset {
	var b setBuilder
	b.add(c, c)
	return b.set()
}

var (
	digitSet = func() *charset { var b setBuilder; b.add('0', '9'); return b.set() }()
	wordSet  = func() *charset {
		var b setBuilder
		b.add('0', '9')
		b.add('A', 'Z')
		b.add('_', '_')
		b.add('a', 'z')
		return b.set()
	}()
	spaceSet = func() *charset {
		var b setBuilder
		b.add('\t', '\r')
		b.add(' ', ' ')
		for _, c := range []rune{0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000, 0xfeff} {
			b.add(c, c)
		}
		b.add(0x2000, 0x200a)
		return b.set()
	}()
	newlineSet = func() *charset {
		var b setBuilder
		b.add('\n', '\n')
		b.add('\r', '\r')
		b.add(0x2028, 0x2029)
		return b.set()
	}()
	notNewlineSet = newlineSet.invert()
	allSet        = func() *charset { var b setBuilder; b.add(0, maxRune); return b.set() }()
)

// canonLegacy is Canonicalize of ECMAScript without the u flag: upper case, where that is one character and leaves ASCII to ASCII.
func canonLegacy(c rune) rune {
	if c < utf8.RuneSelf {
		if c >= 'a' && c <= 'z' {
			return c - 32
		}
		return c
	}
	if u, ok := legacyUpper()[c]; ok {
		return u
	}
	return c
}

// canonUnicode is simple case folding: the same for all of an orbit.
func canonUnicode(c rune) rune {
	if c < utf8.RuneSelf && !(c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z') {
		return c
	}
	low := c
	for r := unicode.SimpleFold(c); r != c; r = unicode.SimpleFold(r) {
		low = min(low, r)
	}
	return low
}

var casedRunes = sync.OnceValue(func() []rune {
	var out []rune
	for c := rune(0); c <= 0x1ffff; c++ {
		if unicode.SimpleFold(c) != c {
			out = append(out, c)
		}
	}
	return out
})

var legacyUpper = sync.OnceValue(func() map[rune]rune {
	m := map[rune]rune{}
	upper := cases.Upper(language.Und)
	for _, c := range casedRunes() {
		if c < utf8.RuneSelf || c > 0xffff {
			continue
		}
		s := []rune(upper.String(string(c)))
		if len(s) == 1 && s[0] >= utf8.RuneSelf && s[0] != c {
			m[c] = s[0]
		}
	}
	return m
})

// foldGroups are the characters that are one to a comparison without regard to case, by their canonical form.
func foldGroups(canon func(rune) rune) func() map[rune][]rune {
	return sync.OnceValue(func() map[rune][]rune {
		m := map[rune][]rune{}
		for _, c := range casedRunes() {
			k := canon(c)
			m[k] = append(m[k], c)
		}
		for k, g := range m {
			if !slices.Contains(g, k) {
				m[k] = append(g, k)
			}
		}
		return m
	})
}

var (
	legacyGroups  = foldGroups(canonLegacy)
	unicodeGroups = foldGroups(canonUnicode)
)

// variants is the set of a character and of what differs from it in case only; nil where that is the character alone.
func variants(c rune, uni bool) *charset {
	groups, canon := legacyGroups, canonLegacy
	if uni {
		groups, canon = unicodeGroups, canonUnicode
	}
	if c < utf8.RuneSelf && !(c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z') {
		return nil
	}
	g := groups()[canon(c)]
	if len(g) < 2 {
		return nil
	}
	var b setBuilder
	for _, x := range g {
		b.add(x, x)
	}
	return b.set()
}

// closeOver adds to a set what differs from its members in case only.
func (s *charset) closeOver(uni bool) *charset {
	groups, canon := legacyGroups, canonLegacy
	if uni {
		groups, canon = unicodeGroups, canonUnicode
	}
	var b setBuilder
	b.addSet(s)
	if n := len(s.ranges); n > 0 && s.ranges[n-1] < utf8.RuneSelf && !uni {
		// ASCII alone, and without the u flag nothing else folds into it.
		for c := 'a'; c <= 'z'; c++ {
			if s.has(c) {
				b.add(c-32, c-32)
			}
			if s.has(c - 32) {
				b.add(c, c)
			}
		}
		return b.set()
	}
	for _, c := range casedRunes() {
		if s.has(c) {
			for _, x := range groups()[canon(c)] {
				b.add(x, x)
			}
		}
	}
	return b.set()
}

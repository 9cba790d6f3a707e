package intl

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
)

// CollatorOptions are the options of Intl.Collator; empty and nil are options not given.
type CollatorOptions struct {
	Usage, Sensitivity, CaseFirst, Collation string
	IgnorePunctuation, Numeric               *bool
}

// Collator is Intl.Collator. It is safe for concurrent use.
type Collator struct {
	Locale, Usage, Sensitivity, CaseFirst, Collation string
	IgnorePunctuation, Numeric                       bool

	tag  language.Tag
	opts []collate.Option
	pool *sync.Pool
}

var collatorPools sync.Map // key of tag and options -> *sync.Pool

// NewCollator negotiates a locale for the canonical tags.
func NewCollator(tags []string, o CollatorOptions) *Collator {
	r := resolveLocale(tags)
	c := &Collator{Usage: or(o.Usage, "sort"), Sensitivity: or(o.Sensitivity, "variant"), CaseFirst: "false", Collation: "default"}
	ext := map[string]string{}
	flag := func(key string, option *bool) bool {
		v, ok := r.req.Keywords[key]
		on := ok && v != "false"
		if ok {
			ext[key] = v
		}
		if option != nil {
			if *option != on {
				delete(ext, key)
			}
			on = *option
		}
		return on
	}
	c.Numeric = flag("kn", o.Numeric)
	if v, ok := r.req.Keywords["kf"]; ok && slices.Contains([]string{"upper", "lower", "false"}, v) {
		c.CaseFirst = v
		ext["kf"] = v
	}
	if o.CaseFirst != "" {
		if o.CaseFirst != c.CaseFirst {
			delete(ext, "kf")
		}
		c.CaseFirst = o.CaseFirst
	}
	c.IgnorePunctuation = strings.HasPrefix(r.data.name, "th")
	if o.IgnorePunctuation != nil {
		c.IgnorePunctuation = *o.IgnorePunctuation
	}
	c.Locale = r.tag
	tag := r.tag
	if v, ok := r.req.Keywords["co"]; ok && slices.Contains([]string{"phonebk", "pinyin", "stroke", "zhuyin", "trad", "compat", "dict", "emoji", "eor", "phonetic", "unihan"}, v) {
		c.Collation = v
		ext["co"] = v
		tag += "-u-co-" + v
	} else if c.Usage == "search" {
		c.Collation = "default"
	}
	if len(ext) > 0 {
		c.Locale = (&Tag{Language: r.tag, Keywords: ext}).String()
	}
	c.tag = language.Make(tag)
	switch c.Sensitivity {
	case "base":
		c.opts = append(c.opts, collate.Loose)
	case "accent":
		c.opts = append(c.opts, collate.IgnoreCase, collate.IgnoreWidth)
	}
	key := tag + "/" + c.Sensitivity
	p, ok := collatorPools.Load(key)
	if !ok {
		p, _ = collatorPools.LoadOrStore(key, &sync.Pool{New: func() any { return collate.New(c.tag, c.opts...) }})
	}
	c.pool = p.(*sync.Pool)
	return c
}

// Compare orders two texts: -1, 0 or 1.
func (c *Collator) Compare(a, b string) int {
	if a == b {
		return 0
	}
	k := c.pool.Get().(*collate.Collator)
	defer c.pool.Put(k)
	if c.IgnorePunctuation {
		a, b = dropPunctuation(a), dropPunctuation(b)
	}
	var r int
	if c.Numeric {
		r = c.numeric(k, a, b)
	} else {
		r = k.CompareString(a, b)
	}
	switch {
	case c.Sensitivity == "case" || c.CaseFirst != "false" && c.Sensitivity != "base" && c.Sensitivity != "accent":
		return c.compareCase(r, a, b)
	case r != 0 && c.Sensitivity == "variant" && sameNormal(a, b):
		return 0
	}
	return r
}

// numeric compares at each strength in turn: what follows a number may differ in its letters where what is before differs in case only.
func (c *Collator) numeric(k *collate.Collator, a, b string) int {
	for _, opts := range [][]collate.Option{{collate.Loose}, {collate.IgnoreCase, collate.IgnoreWidth}} {
		if len(opts) == 2 && c.Sensitivity == "base" {
			break
		}
		weak, done := c.loose(opts...)
		r := compareNumeric(weak, a, b)
		done()
		if r != 0 {
			return r
		}
	}
	return compareNumeric(k, a, b)
}

// sameNormal reports canonical equivalence, which no strength tells apart.
func sameNormal(a, b string) bool {
	return !isASCII(a) && norm.NFD.String(a) == norm.NFD.String(b)
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func dropPunctuation(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsPunct(r) {
			return -1
		}
		return r
	}, s)
}

var loosePools sync.Map

func (c *Collator) loose(opts ...collate.Option) (*collate.Collator, func()) {
	key := c.tag.String() + string(rune('0'+len(opts)))
	p, ok := loosePools.Load(key)
	if !ok {
		p, _ = loosePools.LoadOrStore(key, &sync.Pool{New: func() any { return collate.New(c.tag, opts...) }})
	}
	k := p.(*sync.Pool).Get().(*collate.Collator)
	return k, func() { p.(*sync.Pool).Put(k) }
}

// compareCase puts case above accents ("case") or decides case by caseFirst.
func (c *Collator) compareCase(r int, a, b string) int {
	compare := func(opts ...collate.Option) int {
		k, done := c.loose(opts...)
		defer done()
		if c.Numeric {
			return compareNumeric(k, a, b)
		}
		return k.CompareString(a, b)
	}
	if base := compare(collate.Loose); base != 0 {
		return base
	}
	if c.Sensitivity == "case" {
		return c.caseOrder(a, b)
	}
	if accent := compare(collate.IgnoreCase, collate.IgnoreWidth); accent != 0 {
		return accent
	}
	if k := c.caseOrder(a, b); k != 0 {
		return k
	}
	return r
}

func (c *Collator) caseOrder(a, b string) int {
	x, y := letters(a), letters(b)
	for i := range min(len(x), len(y)) {
		u, v := unicode.IsUpper(x[i]), unicode.IsUpper(y[i])
		if u != v {
			if u == (c.CaseFirst == "upper") {
				return -1
			}
			return 1
		}
	}
	return 0
}

func letters(s string) []rune {
	var out []rune
	for _, r := range norm.NFD.String(s) {
		if unicode.IsLetter(r) {
			out = append(out, r)
		}
	}
	return out
}

// chunk cuts a leading run of digits, or of anything else, off.
func chunk(s string) (head, rest string, digits bool) {
	for i, r := range s {
		d := unicode.IsDigit(r)
		if i == 0 {
			digits = d
		} else if d != digits {
			return s[:i], s[i:], digits
		}
	}
	return s, "", digits
}

// compareNumeric orders runs of digits by their value. A run of digits is one letter to the texts around it, before all letters.
func compareNumeric(k *collate.Collator, a, b string) int {
	if !strings.ContainsFunc(a, unicode.IsDigit) || !strings.ContainsFunc(b, unicode.IsDigit) {
		return k.CompareString(a, b)
	}
	for a != "" && b != "" {
		ha, ra, da := chunk(a)
		hb, rb, db := chunk(b)
		if da != db {
			return k.CompareString(a, b)
		}
		if da {
			if r := compareDigits(ha, hb); r != 0 {
				return r
			}
			a, b = ra, rb
			continue
		}
		// Text before digits is compared with them at its end, so that a shorter text sorts by what a digit is.
		if ra != "" {
			ha += "0"
		}
		if rb != "" {
			hb += "0"
		}
		if r := k.CompareString(ha, hb); r != 0 {
			return r
		}
		a, b = ra, rb
	}
	return k.CompareString(a, b)
}

func compareDigits(a, b string) int {
	value := func(s string) string {
		var out strings.Builder
		for _, r := range s {
			zero := r
			for unicode.IsDigit(zero-1) && r-zero < 9 && (r-'0' > 9 || zero > '0') {
				zero--
			}
			out.WriteByte(byte('0' + r - zero))
		}
		return strings.TrimLeft(out.String(), "0")
	}
	x, y := value(a), value(b)
	if len(x) != len(y) {
		if len(x) < len(y) {
			return -1
		}
		return 1
	}
	return strings.Compare(x, y)
}

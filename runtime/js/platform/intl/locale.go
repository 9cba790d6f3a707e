package intl

import (
	"errors"
	"slices"
	"strings"
	"sync"
)

// ErrLocale says that a text is no well-formed language tag. The message is V8's, and JavaScript sees it as a RangeError.
var ErrLocale = errors.New("Incorrect locale information provided")

// TagError refuses a text that begins as a language tag and goes on as none. It is ErrLocale with other words.
type TagError struct{ Tag string }

func (e *TagError) Error() string { return "Invalid language tag: " + e.Tag }

// Is makes a TagError an ErrLocale for errors.Is.
func (e *TagError) Is(target error) bool { return target == ErrLocale }

// DefaultLocale is the locale of a program that names none.
const DefaultLocale = "en-US"

// Tag is a parsed and canonical language tag.
type Tag struct {
	Language, Script, Region string
	Variants                 []string
	// Keywords holds the Unicode extension (-u-) by key; a key without a value has the empty text.
	Keywords map[string]string
	// Attributes are the Unicode extension's attributes, Other the remaining extensions, in canonical order ("t-…", "x-…").
	Attributes []string
	Other      []string
}

func isAlpha(s string) bool {
	for i := range len(s) {
		if c := s[i] | 0x20; c < 'a' || c > 'z' {
			return false
		}
	}
	return s != ""
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func isAlnum(s string) bool {
	for i := range len(s) {
		if c := s[i]; !(c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z') {
			return false
		}
	}
	return s != ""
}

func title(s string) string { return strings.ToUpper(s[:1]) + strings.ToLower(s[1:]) }

func isVariant(p string) bool {
	return isAlnum(p) && (len(p) >= 5 && len(p) <= 8 || len(p) == 4 && p[0] >= '0' && p[0] <= '9')
}

// ParseTag reads a Unicode BCP 47 locale identifier and brings it into canonical form.
// It returns ErrLocale or a *TagError where the text is not well-formed.
func ParseTag(text string) (*Tag, error) {
	t, err := parseTag(text)
	if err != nil && beginsAsTag(text) {
		return nil, &TagError{text}
	}
	return t, err
}

// beginsAsTag reports whether a text has a language, script, region and variants before its end or a singleton.
func beginsAsTag(text string) bool {
	text, _ = strings.CutSuffix(text, "-")
	parts := strings.Split(text, "-")
	if !isAlpha(parts[0]) || len(parts[0]) < 2 || len(parts[0]) > 8 || len(parts[0]) == 4 {
		return false
	}
	i := 1
	if i < len(parts) && len(parts[i]) == 4 && isAlpha(parts[i]) {
		i++
	}
	if i < len(parts) && (len(parts[i]) == 2 && isAlpha(parts[i]) || len(parts[i]) == 3 && isDigits(parts[i])) {
		i++
	}
	for i < len(parts) && isVariant(parts[i]) {
		i++
	}
	return i == len(parts) || len(parts[i]) == 1 && isAlnum(parts[i])
}

func parseTag(text string) (*Tag, error) {
	if r, ok := supplemental().LangAlias[strings.ToLower(text)]; ok && strings.Contains(text, "-") && !strings.Contains(r, " ") && legacyTag(text) {
		text = r
	}
	parts := strings.Split(text, "-")
	for _, p := range parts {
		if len(p) == 0 || len(p) > 8 || !isAlnum(p) {
			return nil, ErrLocale
		}
	}
	t := &Tag{}
	lang := strings.ToLower(parts[0])
	if !isAlpha(lang) || len(lang) < 2 || len(lang) == 4 {
		return nil, ErrLocale
	}
	t.Language = lang
	i := 1
	if i < len(parts) && len(parts[i]) == 4 && isAlpha(parts[i]) {
		t.Script = title(parts[i])
		i++
	}
	if i < len(parts) && (len(parts[i]) == 2 && isAlpha(parts[i]) || len(parts[i]) == 3 && isDigits(parts[i])) {
		t.Region = strings.ToUpper(parts[i])
		i++
	}
	for i < len(parts) && isVariant(parts[i]) {
		v := strings.ToLower(parts[i])
		if slices.Contains(t.Variants, v) {
			return nil, ErrLocale
		}
		t.Variants = append(t.Variants, v)
		i++
	}
	seen := map[string]bool{}
	for i < len(parts) {
		s := strings.ToLower(parts[i])
		if len(s) != 1 || seen[s] {
			return nil, ErrLocale
		}
		seen[s] = true
		i++
		start := i
		for i < len(parts) && (s == "x" || len(parts[i]) > 1) {
			i++
		}
		if i == start {
			return nil, ErrLocale
		}
		ext := make([]string, 0, i-start)
		for _, p := range parts[start:i] {
			ext = append(ext, strings.ToLower(p))
		}
		if s == "u" {
			t.unicodeExtension(ext)
		} else {
			t.Other = append(t.Other, s+"-"+strings.Join(ext, "-"))
		}
	}
	t.canonical()
	return t, nil
}

// legacyTag reports whether a tag is one that was registered whole, with a part that no tag of today has in that place.
func legacyTag(text string) bool {
	lang, rest, _ := strings.Cut(text, "-")
	return len(lang) > 1 && len(rest) >= 5 && isAlpha(rest)
}

func (t *Tag) unicodeExtension(ext []string) {
	t.Keywords = map[string]string{}
	i := 0
	for i < len(ext) && len(ext[i]) > 2 {
		t.Attributes = append(t.Attributes, ext[i])
		i++
	}
	slices.Sort(t.Attributes)
	for i < len(ext) {
		key := ext[i]
		i++
		start := i
		for i < len(ext) && len(ext[i]) > 2 {
			i++
		}
		if _, ok := t.Keywords[key]; ok {
			continue
		}
		v := strings.Join(ext[start:i], "-")
		if v == "true" || v == "yes" && strings.HasPrefix(key, "k") {
			v = ""
		}
		if key == "ca" {
			v = canonicalCalendar(v)
		}
		t.Keywords[key] = v
	}
}

func canonicalCalendar(v string) string {
	switch v {
	case "gregorian":
		return "gregory"
	case "islamicc":
		return "islamic-civil"
	case "ethiopic-amete-alem":
		return "ethioaa"
	}
	return v
}

func (t *Tag) canonical() {
	s := supplemental()
	for _, key := range []string{t.Language + "-" + t.Region, t.Language} {
		if strings.HasSuffix(key, "-") {
			continue
		}
		r, ok := s.LangAlias[key]
		if !ok {
			continue
		}
		p := strings.Split(r, "-")
		if key != t.Language {
			t.Region = ""
		}
		t.Language = p[0]
		for _, x := range p[1:] {
			switch {
			case len(x) == 4 && t.Script == "":
				t.Script = x
			case (len(x) == 2 || len(x) == 3) && t.Region == "":
				t.Region = x
			}
		}
		break
	}
	if r, ok := s.ScriptAlias[t.Script]; ok && t.Script != "" {
		t.Script = r
	}
	if r, ok := s.TerritoryAlias[t.Region]; ok && t.Region != "" {
		// A region that was split takes the part that the language is most likely of.
		list := strings.Fields(r)
		pick := list[0]
		if len(list) > 1 {
			if m := maximize(&Tag{Language: t.Language, Script: t.Script}); slices.Contains(list, m.Region) {
				pick = m.Region
			}
		}
		t.Region = pick
	}
	for i, v := range t.Variants {
		if r, ok := s.VariantAlias[v]; ok {
			t.Variants[i] = strings.ToLower(r)
		}
	}
	slices.Sort(t.Variants)
	slices.SortStableFunc(t.Other, func(a, b string) int {
		if a[0] == 'x' || b[0] == 'x' {
			return strings.Compare(map[bool]string{true: "1", false: "0"}[a[0] == 'x'], map[bool]string{true: "1", false: "0"}[b[0] == 'x'])
		}
		return strings.Compare(a[:1], b[:1])
	})
}

// Base returns the tag without extensions.
func (t *Tag) Base() string {
	var b strings.Builder
	b.WriteString(t.Language)
	for _, p := range append([]string{t.Script, t.Region}, t.Variants...) {
		if p != "" {
			b.WriteString("-" + p)
		}
	}
	return b.String()
}

// String returns the canonical tag with its extensions.
func (t *Tag) String() string {
	out := t.Base()
	u := ""
	if t.Keywords != nil || t.Attributes != nil {
		u = "u"
		for _, a := range t.Attributes {
			u += "-" + a
		}
		for _, k := range sortedKeys(t.Keywords) {
			u += "-" + k
			if v := t.Keywords[k]; v != "" {
				u += "-" + v
			}
		}
	}
	for _, o := range t.Other {
		if u != "" && (o[0] > 'u') {
			out += "-" + u
			u = ""
		}
		out += "-" + o
	}
	if u != "" {
		out += "-" + u
	}
	return out
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// maximize adds the likely script and region.
func maximize(t *Tag) *Tag {
	s := supplemental()
	out := *t
	for _, key := range []string{
		t.Language + "-" + t.Script + "-" + t.Region, t.Language + "-" + t.Region, t.Language + "-" + t.Script, t.Language, "und-" + t.Script,
	} {
		v, ok := s.Likely[key]
		if !ok {
			continue
		}
		p := strings.Split(v, "-")
		if out.Language == "und" {
			out.Language = p[0]
		}
		if out.Script == "" && len(p) > 1 {
			out.Script = p[1]
		}
		if out.Region == "" && len(p) > 2 {
			out.Region = p[2]
		}
		break
	}
	return &out
}

// minimize drops script and region where they are the likely ones.
func minimize(t *Tag) *Tag {
	m := maximize(t)
	for _, c := range []*Tag{{Language: m.Language}, {Language: m.Language, Region: m.Region}, {Language: m.Language, Script: m.Script}} {
		if n := maximize(c); n.Script == m.Script && n.Region == m.Region {
			out := *t
			out.Language, out.Script, out.Region = c.Language, c.Script, c.Region
			return &out
		}
	}
	out := *t
	out.Language, out.Script, out.Region = m.Language, m.Script, m.Region
	return &out
}

var defaultContent = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for _, d := range supplemental().Defaults {
		m[d] = true
	}
	return m
})

var dataLocales sync.Map // base tag -> *locale or nil

// dataLocale returns the data of exactly that base tag: the CLDR's own locale, the one whose default it is (de-DE is de), or the one
// with the likely script written out (zh-TW is zh-Hant-TW). It returns nil where there is none.
func dataLocale(base string) *locale {
	if l, ok := dataLocales.Load(base); ok {
		return l.(*locale)
	}
	l := findDataLocale(base)
	dataLocales.Store(base, l)
	return l
}

func findDataLocale(base string) *locale {
	switch base {
	case "und", "":
		return nil
	case "no":
		base = "nb"
	case "nb-NO": // ICU has it as no-NO only
		return nil
	}
	if l := cldrLocale(base); l != nil {
		return l
	}
	t, err := ParseTag(base)
	if err != nil || len(t.Variants) > 0 {
		return nil
	}
	m := maximize(t)
	if t.Script == "" && t.Region != "" && m.Script != "" {
		with := t.Language + "-" + m.Script + "-" + t.Region
		if l := cldrLocale(with); l != nil {
			return l
		}
		if defaultContent()[with] {
			if l := cldrLocale(t.Language + "-" + m.Script); l != nil {
				return l
			}
			return cldrLocale(t.Language)
		}
	}
	if defaultContent()[base] {
		cut := base[:strings.LastIndexByte(base, '-')]
		if l := cldrLocale(cut); l != nil {
			return l
		}
		return cldrLocale(t.Language)
	}
	return nil
}

// bestAvailable truncates a base tag from its end until there is data of it. It returns the tag it found and its data.
func bestAvailable(base string) (string, *locale) {
	for base != "" {
		if l := dataLocale(base); l != nil {
			return base, l
		}
		i := strings.LastIndexByte(base, '-')
		if i < 0 {
			break
		}
		if i >= 2 && base[i-2] == '-' {
			i -= 2
		}
		base = base[:i]
	}
	return "", nil
}

// Supported returns those of the canonical tags that there is data of.
func Supported(tags []string) []string {
	out := []string{}
	for _, s := range tags {
		t, err := ParseTag(s)
		if err != nil {
			continue
		}
		if _, l := bestAvailable(t.Base()); l != nil {
			out = append(out, s)
		}
	}
	return out
}

// resolved is the outcome of locale negotiation.
type resolved struct {
	tag  string // what resolvedOptions reports, without extensions
	req  *Tag   // the request it was made for
	data *locale
}

// resolveLocale picks the first of the canonical tags that there is data of, the default locale where there is none.
func resolveLocale(tags []string) resolved {
	for _, s := range tags {
		t, err := ParseTag(s)
		if err != nil {
			continue
		}
		if tag, l := bestAvailable(t.Base()); l != nil {
			return resolved{tag, t, l}
		}
	}
	t, _ := ParseTag(DefaultLocale)
	return resolved{DefaultLocale, t, dataLocale(DefaultLocale)}
}

// keyword returns the value that an extension keyword settles on: the option's where it is allowed, else the request's where that is
// allowed, else the default; and whether the request's extension stands in the resolved locale.
func (r resolved) keyword(key, option, def string, allowed func(string) bool) (value string, fromTag bool) {
	value = def
	if v, ok := r.req.Keywords[key]; ok && allowed(v) {
		value, fromTag = v, true
	}
	if option != "" && allowed(option) && option != value {
		value, fromTag = option, false
	}
	return value, fromTag
}

// region is the region that time and week data are looked up by.
func (r resolved) region() string {
	t, err := ParseTag(r.tag)
	if err != nil {
		return "001"
	}
	if rg := r.req.Keywords["rg"]; len(rg) == 6 && strings.HasSuffix(rg, "zzzz") {
		return strings.ToUpper(rg[:2])
	}
	if m := maximize(t); m.Region != "" {
		return m.Region
	}
	return "001"
}

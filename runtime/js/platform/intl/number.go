package intl

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Part is one piece of formatted text. Source is set in ranges: startRange, endRange or shared.
type Part struct {
	Type, Value, Source string
	// Unit is the unit of a part of a relative time.
	Unit string
}

// Text joins the values of parts.
func Text(parts []Part) string {
	var b strings.Builder
	for _, p := range parts {
		b.WriteString(p.Value)
	}
	return b.String()
}

// OptionError is a refused option, with the class that JavaScript sees ("RangeError" or "TypeError") and V8's message.
type OptionError struct{ Class, Message string }

func (e *OptionError) Error() string { return e.Message }

func rangeErrorf(format string, a ...any) error {
	return &OptionError{"RangeError", fmt.Sprintf(format, a...)}
}

func typeErrorf(format string, a ...any) error {
	return &OptionError{"TypeError", fmt.Sprintf(format, a...)}
}

// NumberOptions are the options of Intl.NumberFormat. Empty texts and nil numbers are options not given; the texts must be values that
// ECMA-402 allows. UseGrouping is "auto", "always", "min2", "false" or empty.
type NumberOptions struct {
	Style, Currency, CurrencyDisplay, CurrencySign string
	Unit, UnitDisplay                              string
	Notation, CompactDisplay                       string
	SignDisplay, UseGrouping, NumberingSystem      string
	RoundingMode, RoundingPriority                 string
	TrailingZeroDisplay                            string
	MinInt, MinFrac, MaxFrac, MinSig, MaxSig       *int
	RoundingIncrement                              *int
}

// NumberFormat is Intl.NumberFormat: negotiated, with every option settled. Its exported fields are what resolvedOptions reports.
// It is safe for concurrent use.
type NumberFormat struct {
	Locale, NumberingSystem                        string
	Style, Currency, CurrencyDisplay, CurrencySign string
	Unit, UnitDisplay                              string
	Notation, CompactDisplay                       string
	SignDisplay, UseGrouping                       string
	RoundingMode, RoundingPriority                 string
	TrailingZeroDisplay                            string
	MinInt                                         int
	HasFrac, HasSig                                bool
	MinFrac, MaxFrac, MinSig, MaxSig               int
	RoundingIncrement                              int

	data    *locale
	digits  []string
	symbols map[string]string
	pattern numberPattern
	rules   []pluralRule
	nu      string // the system that patterns and symbols come from
	minGrp  int
	symbol  string // the currency's symbol as displayed
}

// numberPattern is a parsed CLDR number pattern.
type numberPattern struct {
	prefix, suffix       string
	negPrefix, negSuffix string
	hasNeg               bool
	primary, secondary   int // group sizes, 0 for none
	zeros                int // zeros of the integer part, for compact patterns
	noNumber             bool
}

func parseNumberPattern(p string) numberPattern {
	var n numberPattern
	pos, neg, ok := cutUnquoted(p, ';')
	n.prefix, n.suffix = splitAffixes(pos)
	if ok {
		n.hasNeg = true
		n.negPrefix, n.negSuffix = splitAffixes(neg)
	}
	body := pos[len(n.prefix) : len(pos)-len(n.suffix)]
	if body == "" {
		n.noNumber = true
		return n
	}
	whole, _, _ := strings.Cut(body, ".")
	if i := strings.LastIndexByte(whole, ','); i >= 0 {
		n.primary = len(whole) - i - 1
		n.secondary = n.primary
		if j := strings.LastIndexByte(whole[:i], ','); j >= 0 {
			n.secondary = i - j - 1
		}
	}
	n.zeros = strings.Count(whole, "0")
	return n
}

func cutUnquoted(s string, sep byte) (a, b string, ok bool) {
	quoted := false
	for i := range len(s) {
		if s[i] == '\'' {
			quoted = !quoted
		} else if s[i] == sep && !quoted {
			return s[:i], s[i+1:], true
		}
	}
	return s, "", false
}

func splitAffixes(p string) (prefix, suffix string) {
	start, end := -1, -1
	quoted := false
	for i, r := range p {
		if r == '\'' {
			quoted = !quoted
			continue
		}
		if !quoted && strings.ContainsRune("#0,.E", r) && (r != 'E' || start >= 0) {
			if start < 0 {
				if r == '.' && !(i+1 < len(p) && strings.ContainsRune("#0", rune(p[i+1]))) {
					continue
				}
				start = i
			}
			if end == i || end < 0 {
				end = i + 1
			}
		}
	}
	if start < 0 {
		return p, ""
	}
	return p[:start], p[end:]
}

var currencyFallbackDigits = 2

// CurrencyDigits is the number of fraction digits that a currency is written with.
func CurrencyDigits(code string) int {
	// ISO 4217 differs from the CLDR's usage for these: ECMA-402 goes by ISO, and V8 by ICU, which is the CLDR's.
	if d, ok := supplemental().Fractions[code]; ok {
		return d
	}
	return currencyFallbackDigits
}

// NewNumberFormat negotiates a locale for the canonical tags and settles the options.
func NewNumberFormat(tags []string, o NumberOptions) (*NumberFormat, error) {
	r := resolveLocale(tags)
	f := &NumberFormat{
		Style: or(o.Style, "decimal"), Currency: strings.ToUpper(o.Currency), CurrencyDisplay: or(o.CurrencyDisplay, "symbol"),
		CurrencySign: or(o.CurrencySign, "standard"), Unit: o.Unit, UnitDisplay: or(o.UnitDisplay, "short"),
		Notation: or(o.Notation, "standard"), CompactDisplay: or(o.CompactDisplay, "short"), SignDisplay: or(o.SignDisplay, "auto"),
		UseGrouping: o.UseGrouping, RoundingMode: or(o.RoundingMode, "halfExpand"), RoundingPriority: or(o.RoundingPriority, "auto"),
		TrailingZeroDisplay: or(o.TrailingZeroDisplay, "auto"), RoundingIncrement: 1, data: r.data,
	}
	nu, fromTag := r.keyword("nu", o.NumberingSystem, r.defaultNumberingSystem(), knownNumberingSystem)
	f.NumberingSystem = nu
	f.Locale = r.tag
	if fromTag {
		f.Locale += "-u-nu-" + nu
	}
	if f.UseGrouping == "" {
		f.UseGrouping = "auto"
		if f.Notation == "compact" {
			f.UseGrouping = "min2"
		}
	}
	switch f.Style {
	case "currency":
		if f.Currency == "" {
			return nil, typeErrorf("Currency code is required with currency style.")
		}
	case "unit":
		if f.Unit == "" {
			return nil, typeErrorf("Invalid unit argument for Intl.NumberFormat() ''")
		}
	}
	minDef, maxDef := 0, 3
	switch {
	case f.Style == "currency" && f.Notation == "standard":
		minDef = CurrencyDigits(f.Currency)
		maxDef = minDef
	case f.Style == "currency" && f.Notation != "standard":
		minDef, maxDef = 0, 0
		if f.Notation != "compact" {
			minDef = CurrencyDigits(f.Currency)
			maxDef = minDef
		}
	case f.Style == "percent":
		maxDef = 0
	}
	if err := f.setDigits(o, minDef, maxDef); err != nil {
		return nil, err
	}
	f.load()
	return f, nil
}

func or(s, def string) string {
	if s == "" {
		return def
	}
	return s
}

func inRange(name string, v *int, lo, hi, def int) (int, error) {
	if v == nil {
		return def, nil
	}
	if *v < lo || *v > hi {
		return 0, rangeErrorf("%s value is out of range.", name)
	}
	return *v, nil
}

// setDigits is SetNumberFormatDigitOptions of ECMA-402.
func (f *NumberFormat) setDigits(o NumberOptions, minDef, maxDef int) error {
	var err error
	if f.MinInt, err = inRange("minimumIntegerDigits", o.MinInt, 1, 21, 1); err != nil {
		return err
	}
	if o.RoundingIncrement != nil {
		f.RoundingIncrement = *o.RoundingIncrement
		switch f.RoundingIncrement {
		case 1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 2500, 5000:
		default:
			return rangeErrorf("roundingIncrement value is out of range.")
		}
		if f.RoundingIncrement != 1 {
			maxDef = minDef
		}
	}
	hasSig := o.MinSig != nil || o.MaxSig != nil
	hasFrac := o.MinFrac != nil || o.MaxFrac != nil
	needSig, needFrac := true, true
	if f.RoundingPriority == "auto" {
		needSig = hasSig
		if needSig || !hasFrac && f.Notation == "compact" {
			needFrac = false
		}
	}
	if needSig {
		f.HasSig = true
		f.MinSig, f.MaxSig = 1, 21
		if hasSig {
			if f.MinSig, err = inRange("minimumSignificantDigits", o.MinSig, 1, 21, 1); err != nil {
				return err
			}
			if f.MaxSig, err = inRange("maximumSignificantDigits", o.MaxSig, f.MinSig, 21, 21); err != nil {
				return err
			}
		}
	}
	if needFrac {
		f.HasFrac = true
		f.MinFrac, f.MaxFrac = minDef, maxDef
		if hasFrac {
			lo, err := inRange("minimumFractionDigits", o.MinFrac, 0, 100, 0)
			if err != nil {
				return err
			}
			hi, err := inRange("maximumFractionDigits", o.MaxFrac, 0, 100, 0)
			if err != nil {
				return err
			}
			switch {
			case o.MinFrac == nil:
				lo = min(minDef, hi)
			case o.MaxFrac == nil:
				hi = max(maxDef, lo)
			case lo > hi:
				return rangeErrorf("maximumFractionDigits value is out of range.")
			}
			f.MinFrac, f.MaxFrac = lo, hi
		}
	}
	if !needSig && !needFrac {
		f.HasSig, f.HasFrac = true, true
		f.MinFrac, f.MaxFrac, f.MinSig, f.MaxSig = 0, 0, 1, 2
		f.RoundingPriority = "morePrecision"
	}
	if f.RoundingIncrement != 1 {
		if f.RoundingPriority != "auto" || f.HasSig {
			return typeErrorf("RoundingType is not fractionDigits")
		}
		if f.MinFrac != f.MaxFrac {
			return rangeErrorf("maximumFractionDigits not equal to minimumFractionDigits")
		}
	}
	return nil
}

func knownNumberingSystem(nu string) bool {
	_, ok := supplemental().Digits[nu]
	return ok
}

func (r resolved) defaultNumberingSystem() string {
	if nu := r.data.get("numbers", "defaultNumberingSystem"); nu != "" && knownNumberingSystem(nu) {
		return nu
	}
	return "latn"
}

// digitsOf returns the ten digits of a numbering system.
func digitsOf(nu string) []string {
	out := make([]string, 0, 10)
	for _, r := range supplemental().Digits[nu] {
		out = append(out, string(r))
	}
	return out
}

func (f *NumberFormat) load() {
	f.digits = digitsOf(f.NumberingSystem)
	f.nu = f.NumberingSystem
	f.symbols = symbolsOf(f.data, f.nu)
	if f.data.get("numbers", "decimalFormats/"+f.nu+"/standard") == "" {
		f.nu = "latn"
	}
	f.rules = rulesFor(f.data.name, false)
	f.minGrp, _ = strconv.Atoi(f.data.get("numbers", "minimumGroupingDigits"))
	f.minGrp = max(f.minGrp, 1)
	style := f.Style
	if style == "unit" && f.Unit == "percent" && f.UnitDisplay != "long" {
		style = "percent"
	}
	switch style {
	case "percent":
		f.pattern = parseNumberPattern(f.data.get("numbers", "percentFormats/"+f.nu+"/standard"))
	case "currency":
		f.symbol = f.currencySymbol()
		kind := "standard"
		if f.CurrencySign == "accounting" {
			kind = "accounting"
		}
		if f.CurrencyDisplay == "name" {
			f.pattern = parseNumberPattern(f.data.get("numbers", "decimalFormats/"+f.nu+"/standard"))
			break
		}
		f.pattern = parseNumberPattern(f.data.get("numbers", "currencyFormats/"+f.nu+"/"+kind))
	default:
		f.pattern = parseNumberPattern(f.data.get("numbers", "decimalFormats/"+f.nu+"/standard"))
	}
}

var asciiSymbols = map[string]string{
	"decimal": ".", "group": ",", "percentSign": "%", "plusSign": "+", "minusSign": "-", "approximatelySign": "~", "exponential": "E",
	"superscriptingExponent": "×", "perMille": "‰", "infinity": "∞", "nan": "NaN", "timeSeparator": ":",
}

// symbolsOf returns the symbols of a numbering system in a locale; ICU knows those of the Arabic systems in every locale.
func symbolsOf(l *locale, nu string) map[string]string {
	m := make(map[string]string, len(asciiSymbols))
	arabic := map[string]string{}
	switch nu {
	case "arab":
		arabic = map[string]string{"decimal": "٫", "group": "٬", "percentSign": "٪\u061c", "minusSign": "\u061c-", "plusSign": "\u061c+", "exponential": "أس"}
	case "arabext":
		arabic = map[string]string{"decimal": "٫", "group": "٬", "percentSign": "٪", "minusSign": "\u200e-\u200e", "plusSign": "\u200e+\u200e", "exponential": "×۱۰^"}
	}
	for k, def := range asciiSymbols {
		v := l.get("numbers", "symbols/"+nu+"/"+k)
		if v == "" {
			v = arabic[k]
		}
		if v == "" {
			v = l.get("numbers", "symbols/latn/"+k)
		}
		m[k] = or(v, def)
	}
	if v := l.get("numbers", "symbols/"+nu+"/currencyDecimal"); v != "" {
		m["currencyDecimal"] = v
	}
	if v := l.get("numbers", "symbols/"+nu+"/currencyGroup"); v != "" {
		m["currencyGroup"] = v
	}
	return m
}

func (f *NumberFormat) currencySymbol() string {
	switch f.CurrencyDisplay {
	case "code", "name":
		return f.Currency
	case "narrowSymbol":
		return or(f.data.first("currencies", f.Currency+"/narrow", f.Currency+"/symbol"), f.Currency)
	}
	return or(f.data.get("currencies", f.Currency+"/symbol"), f.Currency)
}

// rounded applies the digit options. It returns the number and the fraction digits to show at least.
func (f *NumberFormat) rounded(d Decimal) (Decimal, int) {
	frac := func() (Decimal, int) {
		return d.round(-f.MaxFrac, f.RoundingMode, f.RoundingIncrement), f.MinFrac
	}
	sig := func() (Decimal, int) {
		if d.Digits == "" {
			return d, f.MinSig - 1
		}
		r := d.round(d.Exp-f.MaxSig, f.RoundingMode, 1)
		return r, max(0, f.MinSig-r.Exp)
	}
	switch {
	case f.HasSig && f.HasFrac:
		// The one that keeps more digits, or fewer: compared by the place they round to.
		sigMag := d.Exp - f.MaxSig
		if d.Digits == "" {
			sigMag = 1 - f.MaxSig
		}
		preferSig := sigMag <= -f.MaxFrac
		if f.RoundingPriority == "lessPrecision" {
			preferSig = !preferSig
		}
		if preferSig {
			return sig()
		}
		return frac()
	case f.HasSig:
		return sig()
	}
	return frac()
}

// body is a number made ready for its affixes.
type body struct {
	parts    []Part // integer, group, decimal, fraction, exponent
	exponent int    // compact or scientific power of ten
	text     string // plain digits, for the plural rules
	value    Decimal
	pattern  numberPattern
	compact  bool
}

// operandText returns the digits that the plural rules look at, and the compact exponent.
func (f *NumberFormat) operandText(d Decimal) (string, int) {
	b := f.body(d)
	return b.text, b.exponent
}

func (f *NumberFormat) body(d Decimal) body {
	b := body{pattern: f.pattern}
	if d.Kind != finite {
		b.value = d
		b.text = "0"
		typ, text := "nan", f.symbols["nan"]
		if d.Kind == infinite {
			typ, text = "infinity", f.symbols["infinity"]
		}
		b.parts = []Part{{Type: typ, Value: text}}
		return b
	}
	minInt := f.MinInt
	var minFrac int
	switch f.Notation {
	case "scientific", "engineering":
		step := 1
		if f.Notation == "engineering" {
			step = 3
		}
		exp := func(x Decimal) int {
			m := x.magnitude()
			return m - ((m%step)+step)%step
		}
		b.exponent = exp(d)
		b.value, minFrac = f.rounded(d.shift(-b.exponent))
		if again := exp(b.value.shift(b.exponent)); again != b.exponent {
			b.exponent = again
			b.value, minFrac = f.rounded(d.shift(-again))
		}
	case "compact":
		shift := func(m int) int { return f.compactShift(m) }
		b.exponent = shift(d.magnitude())
		b.value, minFrac = f.rounded(d.shift(-b.exponent))
		if b.value.Digits != "" {
			if m := b.value.magnitude() + b.exponent; m != d.magnitude() {
				if again := shift(m); again != b.exponent {
					b.exponent = again
					b.value, minFrac = f.rounded(d.shift(-again))
				}
			}
		}
	default:
		b.value, minFrac = f.rounded(d)
	}
	whole, frac := b.value.fixed(minInt, minFrac)
	if f.TrailingZeroDisplay == "stripIfInteger" && strings.Trim(frac, "0") == "" {
		frac = ""
	}
	b.text = whole
	if frac != "" {
		b.text += "." + frac
	}
	if f.Notation == "compact" {
		b.compact = true
		mag := b.value.magnitude() + b.exponent
		if b.value.Digits == "" {
			mag = 0
		}
		if p, ok := f.compactPattern(mag, b.text, b.exponent); ok {
			b.pattern = p
		} else if f.Style == "currency" && f.CurrencyDisplay != "name" {
			b.pattern = f.pattern
		}
	}
	if b.pattern.noNumber {
		return b
	}
	b.parts = f.digitParts(whole, frac)
	if f.Notation == "scientific" || f.Notation == "engineering" {
		b.parts = append(b.parts, Part{Type: "exponentSeparator", Value: f.symbols["exponential"]})
		e := b.exponent
		if e < 0 {
			b.parts = append(b.parts, spaced("exponentMinusSign", f.symbols["minusSign"])...)
			e = -e
		}
		b.parts = append(b.parts, Part{Type: "exponentInteger", Value: f.localDigits(strconv.Itoa(e))})
	}
	return b
}

func (f *NumberFormat) localDigits(s string) string {
	return localDigits(s, f.NumberingSystem, f.digits)
}

// localDigits writes the digits of s in those of a numbering system.
func localDigits(s, system string, digits []string) string {
	if system == "latn" {
		return s
	}
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; c >= '0' && c <= '9' {
			b.WriteString(digits[c-'0'])
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

func (f *NumberFormat) digitParts(whole, frac string) []Part {
	decimal, group := f.symbols["decimal"], f.symbols["group"]
	if f.Style == "currency" {
		decimal, group = or(f.symbols["currencyDecimal"], decimal), or(f.symbols["currencyGroup"], group)
	}
	// The separators are those of the locale's plain pattern, even in compact patterns, which name none.
	grp := f.pattern
	primary, secondary := grp.primary, grp.secondary
	least := f.minGrp
	switch f.UseGrouping {
	case "false":
		primary = 0
	case "always":
		least = 1
		if primary == 0 {
			primary, secondary = 3, 3
		}
	case "min2":
		least = max(2, least)
	}
	if f.Notation == "scientific" || f.Notation == "engineering" {
		primary = 0
	}
	var parts []Part
	if primary > 0 && len(whole) >= primary+least {
		head := len(whole) - primary
		n := head % secondary
		if n == 0 {
			n = secondary
		}
		for i := 0; i < head; {
			parts = append(parts, Part{Type: "integer", Value: f.localDigits(whole[i : i+n])}, Part{Type: "group", Value: group})
			i += n
			n = secondary
		}
		parts = append(parts, Part{Type: "integer", Value: f.localDigits(whole[head:])})
	} else {
		parts = append(parts, Part{Type: "integer", Value: f.localDigits(whole)})
	}
	if frac != "" {
		parts = append(parts, Part{Type: "decimal", Value: decimal}, Part{Type: "fraction", Value: f.localDigits(frac)})
	}
	return parts
}

// compactKey is the path of the compact patterns that the format uses.
func (f *NumberFormat) compactKey() string {
	if f.Style == "currency" && f.CurrencyDisplay != "name" && f.CompactDisplay == "short" {
		return "currencyFormats/" + f.nu + "/short/standard/"
	}
	if f.CompactDisplay == "long" && !(f.Style == "currency" && f.CurrencyDisplay != "name") {
		return "decimalFormats/" + f.nu + "/long/decimalFormat/"
	}
	if f.Style == "currency" && f.CurrencyDisplay != "name" {
		return "currencyFormats/" + f.nu + "/short/standard/"
	}
	return "decimalFormats/" + f.nu + "/short/decimalFormat/"
}

// compactMagnitude caps a magnitude at the largest that the locale has a compact pattern of.
func (f *NumberFormat) compactMagnitude(m int) int {
	for m = min(m, 19); m > 14; m-- {
		if f.compactText(m, "other") != "" {
			break
		}
	}
	return m
}

// compactText returns the compact pattern of a magnitude and plural form, that of the Latin digits where the system has none.
func (f *NumberFormat) compactText(m int, category string) string {
	key := f.compactKey() + "1" + strings.Repeat("0", m) + "-count-" + category
	if p := f.data.get("numbers", key); p != "" || f.nu == "latn" {
		return p
	}
	return f.data.get("numbers", strings.Replace(key, "/"+f.nu+"/", "/latn/", 1))
}

// compactShift returns the power of ten that a number of the given magnitude is divided by.
func (f *NumberFormat) compactShift(mag int) int {
	m := f.compactMagnitude(mag)
	if m < 3 {
		return 0
	}
	p := f.compactText(m, "other")
	if p == "" || p == "0" {
		return 0
	}
	n := parseNumberPattern(p)
	if n.zeros == 0 {
		return 0
	}
	return m - n.zeros + 1
}

// compactPattern returns the pattern of a magnitude in the plural form of the rounded digits.
func (f *NumberFormat) compactPattern(mag int, text string, exp int) (numberPattern, bool) {
	m := f.compactMagnitude(mag)
	if m < 3 || exp == 0 {
		return numberPattern{}, false
	}
	p := ""
	if text == "1" || text == "0" {
		p = f.compactText(m, text)
	}
	if p == "" {
		p = f.compactText(m, pluralCategory(f.rules, operandsOf(text, exp)))
	}
	if p == "" {
		p = f.compactText(m, "other")
	}
	if p == "" || p == "0" {
		return numberPattern{}, false
	}
	n := parseNumberPattern(p)
	if f.Style == "percent" {
		// Percent and compact together keep the percent sign of the plain pattern.
		n.prefix = f.pattern.prefix + n.prefix
		n.suffix += f.pattern.suffix
	}
	return n, true
}

type signMode uint8

const (
	signNone signMode = iota
	signMinus
	signPlus
	signApprox
)

func (f *NumberFormat) signOf(b body) signMode {
	d := b.value
	neg := d.Neg
	zero := d.IsZero()
	if d.Kind == notANumber {
		neg = false
		zero = true
	}
	switch f.SignDisplay {
	case "never":
		return signNone
	case "always":
		if neg {
			return signMinus
		}
		return signPlus
	case "exceptZero":
		if zero {
			return signNone
		}
		if neg {
			return signMinus
		}
		return signPlus
	case "negative":
		if neg && !zero {
			return signMinus
		}
		return signNone
	}
	if neg {
		return signMinus
	}
	return signNone
}

// formatted is a number with its middle affixes (sign, percent, currency, compact) and its outer ones (unit, currency name) apart, as
// ranges need them.
type formatted struct {
	middleBefore, number, middleAfter []Part
	outerBefore, outerAfter           []Part
	category                          string
}

func (x formatted) parts() []Part {
	var out []Part
	for _, p := range [][]Part{x.outerBefore, x.middleBefore, x.number, x.middleAfter, x.outerAfter} {
		out = append(out, p...)
	}
	return mergeLiterals(out)
}

// mergeLiterals joins literals that stand side by side.
func mergeLiterals(parts []Part) []Part {
	out := parts[:0:0]
	for _, p := range parts {
		if n := len(out); n > 0 && p.Type == "literal" && out[n-1].Type == "literal" && out[n-1].Source == p.Source {
			out[n-1].Value += p.Value
			continue
		}
		out = append(out, p)
	}
	return out
}

func (f *NumberFormat) format(d Decimal, approx bool) formatted {
	if f.Style == "percent" {
		d = d.shift(2)
	}
	b := f.body(d)
	sign := f.signOf(b)
	p := b.pattern
	prefix, suffix := p.prefix, p.suffix
	useNeg := p.hasNeg && (sign == signMinus || (sign == signPlus || approx) && strings.ContainsRune(p.negPrefix+p.negSuffix, '-'))
	if useNeg {
		prefix, suffix = p.negPrefix, p.negSuffix
	} else {
		switch {
		case sign == signMinus || sign == signPlus || approx:
			prefix = "-" + prefix
		}
	}
	signText := []Part{}
	if approx {
		signText = append(signText, Part{Type: "approximatelySign", Value: f.symbols["approximatelySign"]})
	}
	switch sign {
	case signMinus:
		signText = append(signText, spaced("minusSign", f.symbols["minusSign"])...)
	case signPlus:
		signText = append(signText, spaced("plusSign", f.symbols["plusSign"])...)
	}
	x := formatted{number: b.parts}
	x.middleBefore = f.affix(prefix, signText, b, true)
	x.middleAfter = f.affix(suffix, signText, b, false)
	x.category = pluralCategory(f.rules, operandsOf(b.text, b.exponent))
	if d.Kind != finite {
		x.category = "other"
	}
	switch {
	case f.Style == "currency" && f.CurrencyDisplay == "name":
		name := or(f.data.first("currencies", f.Currency+"/name/"+x.category, f.Currency+"/name/other", f.Currency+"/name"), f.Currency)
		pattern := or(f.data.first("numbers", "currencyFormats/"+f.nu+"/unitPattern-count-"+x.category, "currencyFormats/"+f.nu+"/unitPattern-count-other"), "{0} {1}")
		x.outerBefore, x.outerAfter = wrap(pattern, Part{Type: "currency", Value: name})
	case f.Style == "unit" && (f.Unit != "percent" || f.UnitDisplay == "long"):
		x.outerBefore, x.outerAfter = f.unitAffixes(x.category)
		if !strings.Contains(f.unitPattern(x.category), "{0}") {
			// "a day": the word says the number.
			x.middleBefore, x.number, x.middleAfter = nil, nil, nil
		}
	}
	return x
}

// wrap splits a pattern "{0} {1}" around {0} and puts a part in place of {1}.
func wrap(pattern string, one Part) (before, after []Part) {
	side := &before
	for pattern != "" {
		switch {
		case strings.HasPrefix(pattern, "{0}"):
			side = &after
			pattern = pattern[3:]
		case strings.HasPrefix(pattern, "{1}"):
			*side = append(*side, one)
			pattern = pattern[3:]
		default:
			i := strings.IndexByte(pattern[1:], '{') + 1
			if i == 0 {
				i = len(pattern)
			}
			*side = append(*side, Part{Type: "literal", Value: pattern[:i]})
			pattern = pattern[i:]
		}
	}
	// Words between number and name count as the name's.
	join := func(p []Part) []Part {
		if len(p) == 0 {
			return p
		}
		return spaced(one.Type, Text(p))
	}
	return join(before), join(after)
}

// affix turns one side's pattern into parts.
func (f *NumberFormat) affix(pattern string, sign []Part, b body, isPrefix bool) []Part {
	var out []Part
	var lit strings.Builder
	flush := func() {
		if lit.Len() == 0 {
			return
		}
		s := lit.String()
		lit.Reset()
		if !b.compact || b.exponent == 0 && !b.pattern.noNumber {
			out = append(out, Part{Type: "literal", Value: s})
			return
		}
		out = append(out, spaced("compact", s)...)
	}
	quoted := false
	for i, r := range pattern {
		switch {
		case r == '\'':
			if i+1 < len(pattern) && pattern[i+1] == '\'' {
				lit.WriteByte('\'')
			}
			quoted = !quoted
		case quoted:
			lit.WriteRune(r)
		case r == '-':
			flush()
			out = append(out, sign...)
		case r == '+':
			flush()
			out = append(out, Part{Type: "plusSign", Value: f.symbols["plusSign"]})
		case r == '%':
			flush()
			typ := "percentSign"
			if f.Style == "unit" {
				typ = "unit"
			}
			out = append(out, spaced(typ, f.symbols["percentSign"])...)
		case r == '¤':
			flush()
			out = append(out, Part{Type: "currency", Value: f.symbol})
		default:
			lit.WriteRune(r)
		}
	}
	flush()
	if f.Style == "currency" && len(out) > 0 && b.value.Kind == finite {
		out = f.spaceCurrency(out, isPrefix)
	}
	return out
}

// spaceCurrency puts a no-break space between a currency that ends in a letter and the number beside it.
func (f *NumberFormat) spaceCurrency(out []Part, isPrefix bool) []Part {
	match := func(r rune) bool { return !unicode.IsSymbol(r) && !unicode.Is(unicode.Z, r) }
	if isPrefix {
		last := out[len(out)-1]
		if r, _ := utf8.DecodeLastRuneInString(last.Value); last.Type == "currency" && match(r) {
			return append(out, Part{Type: "literal", Value: "\u00a0"})
		}
		return out
	}
	if r, _ := utf8.DecodeRuneInString(out[0].Value); out[0].Type == "currency" && match(r) {
		return append([]Part{{Type: "literal", Value: "\u00a0"}}, out...)
	}
	return out
}

// spaced cuts white space off both ends of a text and gives what is between the type.
func spaced(typ, s string) []Part {
	mid := strings.TrimFunc(s, isSpace)
	if mid == "" {
		return []Part{{Type: "literal", Value: s}}
	}
	i := strings.Index(s, mid)
	var out []Part
	if i > 0 {
		out = append(out, Part{Type: "literal", Value: s[:i]})
	}
	out = append(out, Part{Type: typ, Value: mid})
	if rest := s[i+len(mid):]; rest != "" {
		out = append(out, Part{Type: "literal", Value: rest})
	}
	return out
}

func isSpace(r rune) bool {
	return unicode.IsSpace(r) || unicode.Is(unicode.Zs, r) || r == '\u200e' || r == '\u200f' || r == '\u061c'
}

// unitPattern returns the pattern of the unit in a plural form.
func (f *NumberFormat) unitPattern(category string) string {
	w := f.UnitDisplay
	lookup := func(unit, category string) string {
		return f.data.first("units", w+"/"+unit+"/"+category, w+"/"+unit+"/other", "short/"+unit+"/"+category, "short/"+unit+"/other")
	}
	if p := lookup(f.Unit, category); p != "" {
		return p
	}
	num, den, ok := strings.Cut(f.Unit, "-per-")
	if !ok {
		return "{0} " + f.Unit
	}
	p := lookup(num, category)
	if per := f.data.first("units", w+"/"+den+"/per", "short/"+den+"/per"); per != "" {
		return strings.Replace(per, "{0}", p, 1)
	}
	d := strings.Trim(strings.Replace(lookup(den, "one"), "{0}", "", 1), " \u00a0\u202f")
	return strings.NewReplacer("{0}", p, "{1}", d).Replace(or(f.data.get("units", w+"/per"), "{0}/{1}"))
}

// unitAffixes returns the text of the unit before and after the number.
func (f *NumberFormat) unitAffixes(category string) (before, after []Part) {
	const typ = "unit"
	pattern := f.unitPattern(category)
	i := strings.Index(pattern, "{0}")
	if i < 0 {
		return nil, spaced(typ, pattern)
	}
	if i > 0 {
		before = spaced(typ, pattern[:i])
	}
	if rest := pattern[i+3:]; rest != "" {
		after = spaced(typ, rest)
	}
	return before, after
}

// Format formats a number as text.
func (f *NumberFormat) Format(d Decimal) string { return Text(f.Parts(d)) }

// Parts formats a number as parts.
func (f *NumberFormat) Parts(d Decimal) []Part { return f.format(d, false).parts() }

func codePoints(a, b []Part) int {
	return utf8.RuneCountInString(Text(a)) + utf8.RuneCountInString(Text(b))
}

// RangeParts formats a range. It is an error (RangeError) for either end not to be a number.
func (f *NumberFormat) RangeParts(from, to Decimal) ([]Part, error) {
	if from.Kind == notANumber || to.Kind == notANumber {
		return nil, rangeErrorf("Invalid argument")
	}
	a, b := f.format(from, false), f.format(to, false)
	if Text(a.parts()) == Text(b.parts()) {
		x := f.format(from, true).parts()
		for i := range x {
			x[i].Source = "shared"
		}
		return x, nil
	}
	mark := func(p []Part, source string) []Part {
		out := make([]Part, len(p))
		for i, x := range p {
			x.Source = source
			out[i] = x
		}
		return out
	}
	same := func(p, q []Part) bool { return Text(p) == Text(q) }
	outer := same(a.outerBefore, b.outerBefore) && same(a.outerAfter, b.outerAfter)
	if f.Style == "unit" || f.Style == "currency" && f.CurrencyDisplay == "name" {
		// The plural forms may differ: the range has its own.
		outer = true
	}
	middle := outer && same(a.middleBefore, b.middleBefore) && same(a.middleAfter, b.middleAfter)
	// A single character, such as a currency sign or K, is repeated.
	if middle && codePoints(a.middleBefore, a.middleAfter) <= 1 {
		middle = false
	}
	repeats := !middle && (codePoints(a.middleBefore, a.middleAfter) > 0 || codePoints(b.middleBefore, b.middleAfter) > 0)
	sep := f.data.first("numbers", "miscPatterns/"+f.nu+"/range", "miscPatterns/latn/range")
	sep = strings.NewReplacer("{0}", "", "{1}", "").Replace(or(sep, "{0}–{1}"))
	if repeats && !strings.HasPrefix(sep, " ") {
		sep = " " + strings.TrimSpace(sep) + " "
	}
	var out []Part
	if outer {
		x := a
		if f.Style == "unit" {
			x.outerBefore, x.outerAfter = f.unitAffixes(rangeCategory(f.data, a.category, b.category))
		}
		a.outerBefore, a.outerAfter = x.outerBefore, b.outerAfter
		if f.Style == "unit" {
			a.outerAfter = x.outerAfter
		}
		out = append(out, mark(a.outerBefore, "shared")...)
	} else {
		out = append(out, mark(a.outerBefore, "startRange")...)
	}
	if middle {
		out = append(out, mark(a.middleBefore, "shared")...)
		out = append(out, mark(a.number, "startRange")...)
	} else {
		out = append(out, mark(a.middleBefore, "startRange")...)
		out = append(out, mark(a.number, "startRange")...)
		out = append(out, mark(a.middleAfter, "startRange")...)
		if !outer {
			out = append(out, mark(a.outerAfter, "startRange")...)
		}
	}
	out = append(out, Part{Type: "literal", Value: sep, Source: "shared"})
	if middle {
		out = append(out, mark(b.number, "endRange")...)
		out = append(out, mark(b.middleAfter, "shared")...)
	} else {
		if !outer {
			out = append(out, mark(b.outerBefore, "endRange")...)
		}
		out = append(out, mark(b.middleBefore, "endRange")...)
		out = append(out, mark(b.number, "endRange")...)
		out = append(out, mark(b.middleAfter, "endRange")...)
	}
	if outer {
		out = append(out, mark(a.outerAfter, "shared")...)
	} else {
		out = append(out, mark(b.outerAfter, "endRange")...)
	}
	return out, nil
}

package intl

import "strings"

// RelativeTimeFormat is Intl.RelativeTimeFormat.
type RelativeTimeFormat struct {
	Locale, Style, Numeric, NumberingSystem string
	data                                    *locale
	number                                  *NumberFormat
}

// NewRelativeTimeFormat negotiates a locale. style is long, short or narrow, numeric always or auto; empty is the first.
func NewRelativeTimeFormat(tags []string, style, numeric, numberingSystem string) *RelativeTimeFormat {
	r := resolveLocale(tags)
	nu, fromTag := r.keyword("nu", numberingSystem, r.defaultNumberingSystem(), knownNumberingSystem)
	nf, _ := NewNumberFormat([]string{r.tag}, NumberOptions{NumberingSystem: nu})
	f := &RelativeTimeFormat{Locale: r.tag, Style: or(style, "long"), Numeric: or(numeric, "always"), NumberingSystem: nu, data: r.data, number: nf}
	if fromTag {
		f.Locale += "-u-nu-" + nu
	}
	return f
}

// RelativeUnit returns the singular of a unit's name. ok is false for what is no unit.
func RelativeUnit(s string) (unit string, ok bool) {
	unit = strings.TrimSuffix(s, "s")
	switch unit {
	case "second", "minute", "hour", "day", "week", "month", "quarter", "year":
		return unit, s == unit || s == unit+"s"
	}
	return "", false
}

// Parts formats a number of units. The parts of the number carry the unit.
func (f *RelativeTimeFormat) Parts(d Decimal, unit string) []Part {
	field := unit
	if f.Style != "long" {
		field += "-" + f.Style
	}
	if f.Numeric == "auto" && d.Kind == finite && d.Exp <= 1 && len(d.Digits) <= 1 {
		key := or(d.Digits, "0")
		if d.Neg && d.Digits != "" {
			key = "-" + key
		}
		if d.Digits == "" || d.Exp == 1 {
			if v := f.data.get("fields", field+"/relative/"+key); v != "" {
				return []Part{{Type: "literal", Value: v}}
			}
		}
	}
	dir := "future"
	if d.Neg {
		dir = "past"
	}
	d.Neg = false
	text, exp := f.number.operandText(d)
	category := pluralCategory(f.number.rules, operandsOf(text, exp))
	p := f.data.first("fields", field+"/"+dir+"/"+category, field+"/"+dir+"/other")
	before, after, ok := strings.Cut(p, "{0}")
	var parts []Part
	if before != "" {
		parts = append(parts, Part{Type: "literal", Value: before})
	}
	if ok {
		for _, n := range f.number.Parts(d) {
			n.Unit = unit
			parts = append(parts, n)
		}
	}
	if after != "" {
		parts = append(parts, Part{Type: "literal", Value: after})
	}
	return parts
}

package sheet

import (
	"strings"
	"time"

	"runnel/runtime/value"
)

// guess reads text that has no type, as cells of text formats are: numbers,
// TRUE and FALSE, dates (as serial numbers), else the text.
func guess(text string) Cell {
	switch text {
	case "TRUE":
		return BoolCell(true)
	case "FALSE":
		return BoolCell(false)
	case "":
		return Cell{}
	}
	if f, ok := fuzzyNumber(text); ok {
		return NumberCell(f)
	}
	if t, ok := fuzzyDate(text); ok {
		return NumberCell(Serial(t))
	}
	return TextCell(text)
}

// fuzzyNumber reads a number as people write them: with thousands separators,
// a currency or percent sign, or in parentheses for a negative one.
func fuzzyNumber(text string) (float64, bool) {
	if f := value.ParseNumber(text); f == f && strings.TrimSpace(text) != "" {
		return f, !strings.ContainsAny(text, "xXoObB") || !strings.HasPrefix(text, "0")
	}
	scale, s := 1.0, strings.TrimSpace(text)
	if inner, ok := strings.CutPrefix(s, "("); ok && strings.HasSuffix(inner, ")") {
		s, scale = strings.TrimSuffix(inner, ")"), -1
	}
	if strings.HasSuffix(s, "%") {
		s, scale = strings.TrimSuffix(s, "%"), scale/100
	}
	s = strings.Replace(s, "$", "", 1)
	whole, fraction, _ := strings.Cut(s, ".")
	if strings.Contains(whole, ",") {
		groups := strings.Split(strings.TrimLeft(whole, "+-"), ",")
		for i, g := range groups {
			if i > 0 && len(g) != 3 || g == "" || len(g) > 3 {
				return 0, false
			}
		}
		s = strings.ReplaceAll(whole, ",", "")
		if fraction != "" {
			s += "." + fraction
		}
	}
	if s == "" || strings.TrimLeft(s, "0123456789+-.eE") != "" || strings.TrimLeft(s, "+-.eE") == "" {
		return 0, false
	}
	f := value.ParseNumber(s)
	return f * scale, f == f
}

var dateLayouts = []string{
	"2006-01-02", "2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05.999Z07:00", "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04",
	"2006/1/2", "1/2/2006", "1/2/06", "1/2/2006 15:04", "1/2/2006 15:04:05", "1-2-2006", "Jan 2, 2006", "January 2, 2006",
	"2 Jan 2006", "2 January 2006", "2-Jan-2006", "2-Jan-06", "Jan 2 2006", "Mon Jan 2 2006",
}

func fuzzyDate(text string) (time.Time, bool) {
	if len(text) < 6 || len(text) > 40 || !strings.ContainsAny(text, "0123456789") {
		return time.Time{}, false
	}
	// Most texts are no dates: they are told apart before layouts are tried.
	if c := text[0]; (c < '0' || c > '9') && !startsWithName(text) || c >= '0' && c <= '9' && !strings.ContainsAny(text, "-/ ") {
		return time.Time{}, false
	}
	for _, layout := range dateLayouts {
		if t, err := time.Parse(layout, text); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// startsWithName tells whether a text starts with a month or a day of the week.
func startsWithName(text string) bool {
	const names = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec Mon Tue Wed Thu Fri Sat Sun"
	return text[2] != ' ' && strings.Contains(names, text[:3])
}

// Serial gives the serial number of a point in time: days since the end of
// 1899, with the day that 1900 never had.
func Serial(t time.Time) float64 {
	days := float64(t.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Milliseconds()) / 86400000
	if days < 61 {
		days--
	}
	return days
}

package datetime

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"runnel/runtime/value/datetext"
)

// momentTokens finds the parts of a format of version 1: text in brackets, a
// token, escaped or not, or any other character. Line ends are no part of it.
var momentTokens = regexp.MustCompile(`\[[^\[]*\]|\\?(?:[Hh]mm(?:ss)?|Mo|MM?M?M?|Do|DDDo|DD?D?D?|ddd?d?|do?|w[o|w]?|W[o|W]?|Qo?|N{1,5}|YYYYYY|YYYYY|YYYY|YY|` +
	`y{2,4}|yo?|gg(?:ggg?)?|GG(?:GGG?)?|e|E|a|A|hh?|HH?|kk?|mm?|ss?|S{1,9}|x|X|zz?|ZZ?|.)`)

// longTokens finds the parts that stand for a longer format.
var longTokens = regexp.MustCompile(`\[[^\[]*\]|\\?(?:LTS|LT|LL?L?L?|l{1,4})`)

// longForms are the formats that stand for a way to write dates in English.
var longForms = map[string]string{
	"LT": "h:mm A", "LTS": "h:mm:ss A", "L": "MM/DD/YYYY", "LL": "MMMM D, YYYY", "LLL": "MMMM D, YYYY h:mm A", "LLLL": "dddd, MMMM D, YYYY h:mm A",
	"l": "M/D/YYYY", "ll": "MMM D, YYYY", "lll": "MMM D, YYYY h:mm A", "llll": "ddd, MMM D, YYYY h:mm A",
}

func tokensOf(format string) []string {
	return momentTokens.FindAllString(longTokens.ReplaceAllStringFunc(format, func(token string) string {
		if long, ok := longForms[token]; ok {
			return long
		}
		return token
	}), -1)
}

// formatMoment writes a time by the tokens of version 1, in English.
func formatMoment(t time.Time, format string) string {
	var b strings.Builder
	for _, token := range tokensOf(format) {
		b.WriteString(momentPart(t, token))
	}
	return b.String()
}

func ordinal(n int) string {
	suffix := "th"
	if n%100/10 != 1 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return strconv.Itoa(n) + suffix
}

// localWeek is the week of a year whose weeks begin on Sunday, the first of
// them being that of January 1st.
func localWeek(t time.Time) (year, week int) {
	// The Saturday that ends the week decides which year it belongs to.
	end := t.AddDate(0, 0, 6-int(t.Weekday()))
	return end.Year(), (end.YearDay()-1)/7 + 1
}

func momentPart(t time.Time, token string) string {
	two := func(n int) string { return fmt.Sprintf("%02d", n) }
	hour12 := (t.Hour()+11)%12 + 1
	hour24 := (t.Hour()+23)%24 + 1
	quarter := (int(t.Month())-1)/3 + 1
	isoYear, isoWeek := t.ISOWeek()
	switch token {
	case "M":
		return strconv.Itoa(int(t.Month()))
	case "Mo":
		return ordinal(int(t.Month()))
	case "MM":
		return two(int(t.Month()))
	case "MMM":
		return t.Month().String()[:3]
	case "MMMM":
		return t.Month().String()
	case "Q":
		return strconv.Itoa(quarter)
	case "Qo":
		return ordinal(quarter)
	case "D":
		return strconv.Itoa(t.Day())
	case "Do":
		return ordinal(t.Day())
	case "DD":
		return two(t.Day())
	case "DDD":
		return strconv.Itoa(t.YearDay())
	case "DDDo":
		return ordinal(t.YearDay())
	case "DDDD":
		return fmt.Sprintf("%03d", t.YearDay())
	case "d", "e":
		return strconv.Itoa(int(t.Weekday()))
	case "do":
		return ordinal(int(t.Weekday()))
	case "dd":
		return t.Weekday().String()[:2]
	case "ddd":
		return t.Weekday().String()[:3]
	case "dddd":
		return t.Weekday().String()
	case "E":
		return strconv.Itoa((int(t.Weekday())+6)%7 + 1)
	case "w", "wo", "ww", "gg", "gggg", "ggggg":
		year, week := localWeek(t)
		switch token {
		case "w":
			return strconv.Itoa(week)
		case "wo":
			return ordinal(week)
		case "ww":
			return two(week)
		case "gg":
			return two(year % 100)
		case "ggggg":
			return fmt.Sprintf("%05d", year)
		}
		return fmt.Sprintf("%04d", year)
	case "W":
		return strconv.Itoa(isoWeek)
	case "Wo":
		return ordinal(isoWeek)
	case "WW":
		return two(isoWeek)
	case "GG":
		return two(isoYear % 100)
	case "GGGG":
		return fmt.Sprintf("%04d", isoYear)
	case "GGGGG":
		return fmt.Sprintf("%05d", isoYear)
	case "YY":
		return two(t.Year() % 100)
	case "YYYY":
		return fmt.Sprintf("%04d", t.Year())
	case "Y":
		if t.Year() > 9999 {
			return fmt.Sprintf("%+d", t.Year())
		}
		return fmt.Sprintf("%04d", t.Year())
	case "y":
		return strconv.Itoa(t.Year())
	case "yo":
		return ordinal(t.Year())
	case "yy", "yyy", "yyyy":
		return fmt.Sprintf("%0*d", len(token), t.Year())
	case "YYYYY":
		return fmt.Sprintf("%05d", t.Year())
	case "YYYYYY":
		return fmt.Sprintf("%+07d", t.Year())
	case "N", "NN", "NNN":
		return "AD"
	case "NNNN":
		return "Anno Domini"
	case "NNNNN":
		return "AD"
	case "A":
		return t.Format("PM")
	case "a":
		return t.Format("pm")
	case "H":
		return strconv.Itoa(t.Hour())
	case "HH":
		return two(t.Hour())
	case "h":
		return strconv.Itoa(hour12)
	case "hh":
		return two(hour12)
	case "k":
		return strconv.Itoa(hour24)
	case "kk":
		return two(hour24)
	case "m":
		return strconv.Itoa(t.Minute())
	case "mm":
		return two(t.Minute())
	case "s":
		return strconv.Itoa(t.Second())
	case "ss":
		return two(t.Second())
	case "hmm":
		return strconv.Itoa(hour12) + two(t.Minute())
	case "hmmss":
		return strconv.Itoa(hour12) + two(t.Minute()) + two(t.Second())
	case "Hmm":
		return strconv.Itoa(t.Hour()) + two(t.Minute())
	case "Hmmss":
		return strconv.Itoa(t.Hour()) + two(t.Minute()) + two(t.Second())
	case "z", "zz":
		name, _ := t.Zone()
		return name
	case "Z":
		return t.Format("-07:00")
	case "ZZ":
		return t.Format("-0700")
	case "X":
		return strconv.FormatInt(t.Unix(), 10)
	case "x":
		return strconv.FormatInt(t.UnixMilli(), 10)
	}
	if strings.Trim(token, "S") == "" && token != "" {
		// A date has no more than milliseconds; what follows is zero.
		return fmt.Sprintf("%03d000000", t.Nanosecond()/int(time.Millisecond))[:len(token)]
	}
	return literal(token)
}

// literal is the text that a part of a format stands for that is no token.
func literal(token string) string {
	if strings.HasPrefix(token, "[") {
		return strings.TrimSuffix(token[1:], "]")
	}
	return strings.ReplaceAll(token, `\`, "")
}

// isoText is what counts as ISO 8601: in contrast to luxon's reading there may
// be a space for the T, and a time needs a date.
var isoText = regexp.MustCompile(`^\s*((?:[+-]\d{6}|\d{4})(?:-?(?:\d\d-?\d\d|W\d\d(?:-?\d)?|\d{3})|-\d\d)?)(?:[T ](\d\d(?::?\d\d(?::?\d\d(?:[.,]\d+)?)?)?)\s*([+-]\d\d(?::?\d\d)?|Z)?)?$`)

// lenient reads a text as version 1 does without a format: ISO 8601, RFC 2822,
// or what JavaScript takes for a date. Text without an offset is meant in
// zone; the last way reads it in fallback.
func lenient(text string, zone, fallback *time.Location) (time.Time, bool) {
	if m := isoText.FindStringSubmatch(text); m != nil {
		iso := m[1]
		if m[2] != "" {
			iso += "T" + m[2] + m[3]
		}
		if m[3] != "" {
			return datetext.ISO(iso, zone, time.Now())
		}
		t, ok := datetext.ISO(iso, time.UTC, time.Now())
		return onClock(t, zone), ok
	}
	if t, ok := datetext.RFC2822(text, zone, time.Now()); ok {
		return t, true
	}
	ms, ok := datetext.JavaScript(text, fallback)
	return time.UnixMilli(ms).In(zone), ok
}

package datetime

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"runnel/runtime/value"
	"runnel/runtime/value/datetext"
)

// momentTokens finds the parts of a format of version 1: text in brackets, an
// escaped character, a token, or any other character.
var momentTokens = regexp.MustCompile(`\[[^\[]*\]|\\.|(?:[HhLMDdQwWAazZsSmekEY]o|MMMM|MMM|MM|M|DDDD|DDDo|DDD|DD|D|dddd|ddd|dd|d|Qo|Q|YYYYYY|YYYYY|YYYY|YY|Y|y{1,4}|N{1,5}|gggg|gg|GGGG|GG|ww|w|WW|W|e|E|a|A|hmmss|hmm|hh|h|Hmmss|Hmm|HH|H|kk|k|mm|m|ss|s|S{1,9}|x|X|zz|z|ZZ|Z|LTS|LT|LLLL|LLL|LL|L|llll|lll|ll|l)|.|\n`)

// longForms are the formats that stand for a way to write dates in English.
var longForms = map[string]string{
	"LT": "h:mm A", "LTS": "h:mm:ss A", "L": "MM/DD/YYYY", "LL": "MMMM D, YYYY", "LLL": "MMMM D, YYYY h:mm A", "LLLL": "dddd, MMMM D, YYYY h:mm A",
	"l": "M/D/YYYY", "ll": "MMM D, YYYY", "lll": "MMM D, YYYY h:mm A", "llll": "ddd, MMM D, YYYY h:mm A",
}

func tokensOf(format string) []string {
	var out []string
	for _, token := range momentTokens.FindAllString(format, -1) {
		if long, ok := longForms[token]; ok {
			out = append(out, momentTokens.FindAllString(long, -1)...)
			continue
		}
		out = append(out, token)
	}
	return out
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
	case "w", "wo", "ww", "gg", "gggg":
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
	case "YY":
		return two(t.Year() % 100)
	case "YYYY":
		return fmt.Sprintf("%04d", t.Year())
	case "Y":
		if t.Year() > 9999 {
			return fmt.Sprintf("%+d", t.Year())
		}
		return fmt.Sprintf("%04d", t.Year())
	case "y", "yy", "yyy", "yyyy":
		return strconv.Itoa(t.Year())
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
	switch {
	case len(token) > 1 && token[0] == '[':
		return token[1 : len(token)-1]
	case len(token) > 1 && token[0] == '\\':
		return token[1:]
	}
	return token
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
		if t, ok := datetext.ISO(iso, zone, time.Now()); ok {
			return t, true
		}
		return time.Time{}, false
	}
	if t, ok := datetext.RFC2822(text, zone, time.Now()); ok {
		return t, true
	}
	ms, ok := datetext.JavaScript(text, fallback)
	return time.UnixMilli(ms).In(zone), ok
}

// fields are the parts of a date that were read by a format; -1 is not there.
type fields struct {
	year, month, day, hour, minute, second int
	nanos                                  int
	yearDay, isoYear, isoWeek, weekday     int
	pm                                     *bool
	twelve                                 bool
	offset                                 *int
	instant                                *time.Time
	any                                    bool
}

var tokenPatterns = map[string]*regexp.Regexp{}

func init() {
	for pattern, tokens := range map[string]string{
		`\d\d?`:                          "M MM D DD d e E w ww W WW Q h hh H HH k kk m mm s ss",
		`\d{1,3}`:                        "DDD DDDD",
		`[+-]?\d+`:                       "Y y yy yyy yyyy x",
		`\d{1,4}`:                        "YYYY GGGG gggg",
		`\d{1,2}`:                        "GG gg",
		`\d{3,4}`:                        "hmm Hmm",
		`\d{5,6}`:                        "hmmss Hmmss",
		`\d+`:                            "S",
		`[+-]?\d{1,6}`:                   "YYYYY YYYYYY",
		`[+-]?\d+(?:\.\d{1,3})?`:         "X",
		`(?i)[ap]\.?m?\.?`:               "a A",
		`(?i)Z|[+-]\d\d:?\d\d|[+-]\d\d?`: "Z ZZ",
		`(?i)(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)`: "MMM MMMM",
		`(?i)(?:sunday|monday|tuesday|wednesday|thursday|friday|saturday|sun|mon|tue|wed|thu|fri|sat|su|mo|tu|we|th|fr|sa)`:                              "dd ddd dddd",
		`\d{1,2}(?:st|nd|rd|th)`: "Do Mo do wo Wo Qo DDDo",
	} {
		compiled := regexp.MustCompile(pattern)
		for _, token := range strings.Fields(tokens) {
			tokenPatterns[token] = compiled
		}
	}
	tokenPatterns["YY"] = regexp.MustCompile(`\d{1,4}`)
}

// parseMoment reads a text by a format of version 1. What stands between the
// parts, and what is left at the end, does not matter. Text without an offset
// is meant in zone.
func parseMoment(text, format string, zone *time.Location) (time.Time, bool) {
	f := fields{year: -1, month: -1, day: -1, hour: -1, minute: -1, second: -1, yearDay: -1, isoYear: -1, isoWeek: -1, weekday: -1}
	rest := text
	for _, token := range tokensOf(format) {
		pattern := tokenPatterns[token]
		if pattern == nil && token != "" && strings.Trim(token, "S") == "" {
			pattern = tokenPatterns["S"]
		}
		if pattern == nil {
			if word := literal(token); word != "" {
				if _, after, found := strings.Cut(rest, word); found {
					rest = after
				}
			}
			continue
		}
		at := pattern.FindStringIndex(rest)
		if at == nil {
			continue
		}
		f.any = true
		f.take(token, rest[at[0]:at[1]])
		rest = rest[at[1]:]
	}
	return f.time(zone)
}

func (f *fields) take(token, text string) {
	n, _ := strconv.Atoi(strings.TrimRight(text, "stndrh"))
	century := func(n int) int {
		switch {
		case len(text) > 2:
			return n
		case n > 68:
			return 1900 + n
		}
		return 2000 + n
	}
	clock := func(withSeconds bool) {
		f.minute = n % 100
		if withSeconds {
			f.second, f.minute = n%100, n/100%100
			n /= 100
		}
		f.hour = n / 100
	}
	switch token {
	case "M", "MM", "Mo":
		f.month = n
	case "MMM", "MMMM":
		for m := time.January; m <= time.December; m++ {
			if strings.EqualFold(m.String()[:3], text[:3]) {
				f.month = int(m)
			}
		}
	case "D", "DD", "Do":
		f.day = n
	case "DDD", "DDDD", "DDDo":
		f.yearDay = n
	case "Q":
		f.month = (n-1)*3 + 1
	case "YY", "YYYY":
		f.year = n
		if token == "YY" || len(text) == 2 {
			f.year = century(n)
		}
	case "Y", "YYYYY", "YYYYYY", "y", "yy", "yyy", "yyyy":
		f.year = n
	case "GG":
		f.isoYear = century(n)
	case "GGGG":
		f.isoYear = n
	case "W", "WW":
		f.isoWeek = n
	case "E":
		f.weekday = n % 7
	case "d", "e":
		f.weekday = n
	case "dd", "ddd", "dddd":
		for d := time.Sunday; d <= time.Saturday; d++ {
			if strings.EqualFold(d.String()[:2], text[:2]) {
				f.weekday = int(d)
			}
		}
	case "H", "HH":
		f.hour = n
	case "k", "kk":
		f.hour = n % 24
	case "h", "hh":
		f.hour, f.twelve = n, true
	case "hmm":
		f.twelve = true
		clock(false)
	case "Hmm":
		clock(false)
	case "hmmss":
		f.twelve = true
		clock(true)
	case "Hmmss":
		clock(true)
	case "m", "mm":
		f.minute = n
	case "s", "ss":
		f.second = n
	case "a", "A":
		pm := text[0] == 'p' || text[0] == 'P'
		f.pm = &pm
	case "Z", "ZZ":
		minutes := 0
		if digits := strings.ReplaceAll(text, ":", ""); digits[0] == '+' || digits[0] == '-' {
			hours, _ := strconv.Atoi(digits[1:min(len(digits), 3)])
			minutes = hours * 60
			if len(digits) > 3 {
				m, _ := strconv.Atoi(digits[3:])
				minutes += m
			}
			if digits[0] == '-' {
				minutes = -minutes
			}
		}
		f.offset = &minutes
	case "X":
		at := time.UnixMilli(int64(value.ParseNumber(text) * 1000))
		f.instant = &at
	case "x":
		at := time.UnixMilli(int64(value.ParseNumber(text)))
		f.instant = &at
	default:
		// A fraction of a second, in any number of digits.
		digits := text
		if len(digits) > 9 {
			digits = digits[:9]
		}
		f.nanos, _ = strconv.Atoi(digits + strings.Repeat("0", 9-len(digits)))
	}
}

// time puts the parts together: bigger ones that are not there are today's,
// smaller ones begin.
func (f *fields) time(zone *time.Location) (time.Time, bool) {
	if !f.any {
		return time.Time{}, false
	}
	if f.instant != nil {
		return f.instant.In(zone), true
	}
	now := time.Now().In(zone)
	year, month, day := f.year, f.month, f.day
	switch {
	case f.yearDay >= 0:
		if year < 0 {
			year = now.Year()
		}
		if f.yearDay == 0 || f.yearDay > time.Date(year, 12, 31, 0, 0, 0, 0, time.UTC).YearDay() {
			return time.Time{}, false
		}
		d := time.Date(year, 1, f.yearDay, 0, 0, 0, 0, time.UTC)
		month, day = int(d.Month()), d.Day()
	case f.isoWeek >= 0 || f.isoYear >= 0:
		isoYear, _ := now.ISOWeek()
		if f.isoYear >= 0 {
			isoYear = f.isoYear
		}
		week, weekday := max(f.isoWeek, 1), 1
		if f.weekday >= 0 {
			weekday = (f.weekday+6)%7 + 1
		}
		// January 4th is always in the first week.
		first := time.Date(isoYear, 1, 4, 0, 0, 0, 0, time.UTC)
		d := first.AddDate(0, 0, (week-1)*7+weekday-1-(int(first.Weekday())+6)%7)
		year, month, day = d.Year(), int(d.Month()), d.Day()
	case year < 0 && month < 0 && day < 0:
		year, month, day = now.Year(), int(now.Month()), now.Day()
		if f.weekday >= 0 {
			d := now.AddDate(0, 0, f.weekday-int(now.Weekday()))
			year, month, day = d.Year(), int(d.Month()), d.Day()
		}
	default:
		if year < 0 {
			year = now.Year()
		}
		if month < 0 {
			month = 1
			if f.year < 0 {
				month = int(now.Month())
			}
		}
		if day < 0 {
			day = 1
		}
	}
	hour, minute, second := max(f.hour, 0), max(f.minute, 0), max(f.second, 0)
	if f.pm != nil {
		switch {
		case *f.pm && hour < 12:
			hour += 12
		case !*f.pm && hour == 12:
			hour = 0
		}
	}
	if month < 1 || month > 12 || day < 1 || day > time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day() ||
		hour > 24 || hour == 24 && minute+second+f.nanos > 0 || minute > 59 || second > 59 || f.twelve && f.hour > 12 {
		return time.Time{}, false
	}
	local := time.Date(year, time.Month(month), day, hour, minute, second, f.nanos, time.UTC)
	if f.weekday >= 0 && f.day >= 0 && int(local.Weekday()) != f.weekday {
		return time.Time{}, false
	}
	if f.offset != nil {
		return local.Add(-time.Duration(*f.offset) * time.Minute).In(zone), true
	}
	return datetext.InZone(local, zone, time.Now()), true
}

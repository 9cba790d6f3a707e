package datetime

import (
	"math"
	"regexp"
	"strings"
	"time"

	"runnel/runtime/value"
)

// parseMoment reads a text by a format of version 1, in English, as moment does
// when it is not strict: each token takes the first part of the text that looks
// like it, and what stands between or is left does not matter. What the format
// does not name is that of now for bigger units and the beginning for smaller
// ones. A text without an offset is meant in zone. The rules are those of
// moment 2.29 (MIT licence), https://momentjs.com/docs/#/parsing/string-format/.
func parseMoment(text, format string, zone *time.Location, now time.Time) (time.Time, bool) {
	p := parsed{month: none, day: none, empty: true}
	for _, token := range tokensOf(format) {
		taken := find(token, text)
		text = text[strings.Index(text, taken)+len(taken):]
		if taken == "" || !isToken(token) {
			continue
		}
		p.empty = false
		p.take(token, taken)
	}
	return p.time(zone, now)
}

// none marks a month or a day that was not read.
const none = math.MinInt

// parsed are the parts of a date that were read; nil is not there. Months
// count from 0.
type parsed struct {
	empty, bad                          bool
	year                                *int
	month, day                          int
	hour, minute, second, milli         *int
	dayOfYear                           *int
	weekYear, week, localWeekday        *int
	isoWeekYear, isoWeek, isoWeekday    *int
	weekday                             *int
	meridiem, beforeChrist, hasMeridiem bool
	offset                              *int
	instant                             *float64
}

// word is what moment takes for the name of a month or a day.
const word = `[0-9]*['a-z\x{A0}-\x{5FF}\x{700}-\x{D7FF}\x{F900}-\x{FDCF}\x{FDF0}-\x{FF07}\x{FF10}-\x{FFEF}]+`

// patterns are what tokens look like in a text.
var patterns = func() map[string]*regexp.Regexp {
	m := map[string]*regexp.Regexp{}
	for pattern, tokens := range map[string]string{
		`\d`:                                 "Q",
		`\d\d?`:                              "YY M MM d e E w ww W WW gg GG D DD H HH h hh k kk m mm s ss",
		`\d{1,3}`:                            "DDD S SS SSS",
		`\d{3}`:                              "DDDD",
		`\d{1,4}`:                            "YYYY gggg GGGG",
		`[+-]?\d{1,6}`:                       "YYYYY YYYYYY ggggg GGGGG",
		`[+-]?\d+`:                           "Y x",
		`\d+`:                                "y yy yyy yyyy SSSS SSSSS SSSSSS SSSSSSS SSSSSSSS SSSSSSSSS",
		`\d{3,4}`:                            "hmm Hmm",
		`\d{5,6}`:                            "hmmss Hmmss",
		`[+-]?\d+(?:\.\d{1,3})?`:             "X",
		`(?i)[ap]\.?m?\.?`:                   "a A",
		`(?i)Z|[+-]\d\d(?::?\d\d)?`:          "Z ZZ",
		`\d{1,2}(?:th|st|nd|rd)|\d{1,2}`:     "Do",
		`(?i)` + word:                        "MMM MMMM dd ddd dddd",
		`(?i)^(?:AD|BC)`:                     "N NN NNN NNNNN",
		`(?i)^(?:Anno Domini|Before Christ)`: "NNNN",
	} {
		compiled := regexp.MustCompile(pattern)
		for _, token := range strings.Fields(tokens) {
			m[token] = compiled
		}
	}
	return m
}()

// isToken tells whether a part of a format stands for something, be it only
// when dates are written.
func isToken(token string) bool {
	return patterns[token] != nil || len(token) > 1 && token[len(token)-1] == 'o' || token == "z" || token == "zz"
}

// find gives the first part of a text that looks like a part of a format; text
// in a format is itself.
func find(token, text string) string {
	if p := patterns[token]; p != nil {
		return p.FindString(text)
	}
	if word := literal(token); strings.Contains(text, word) {
		return word
	}
	return ""
}

// integer reads digits with a sign; what is too big is some year that no date
// has.
func integer(text string) *int {
	n := int(max(min(value.ParseNumber(text), 1e9), -1e9))
	return &n
}

func twoDigitYear(text string) *int {
	n := *integer(text)
	if n += 2000; n > 2068 {
		n -= 100
	}
	return &n
}

func (p *parsed) take(token, text string) {
	switch token {
	case "YYYY":
		if p.year = integer(text); len(text) == 2 {
			p.year = twoDigitYear(text)
		}
	case "YY":
		p.year = twoDigitYear(text)
	case "Y", "YYYYY", "YYYYYY", "y", "yy", "yyy", "yyyy":
		p.year = integer(text)
	case "M", "MM":
		p.month = *integer(text) - 1
	case "MMM", "MMMM":
		p.month = nameIndex(text, func(i int) string { return time.Month(i + 1).String() }, 12, 3)
		p.bad = p.bad || p.month == none
	case "Q":
		p.month = (*integer(text) - 1) * 3
	case "D", "DD":
		p.day = *integer(text)
	case "Do":
		p.day = *integer(strings.TrimRight(text, "stndrh"))
	case "DDD", "DDDD":
		p.dayOfYear = integer(text)
	case "dd", "ddd", "dddd":
		day := nameIndex(text, func(i int) string { return time.Weekday(i).String() }, 7, 2)
		p.weekday = &day
		p.bad = p.bad || day == none
	case "d":
		p.weekday = integer(text)
	case "e":
		p.localWeekday = integer(text)
	case "E":
		p.isoWeekday = integer(text)
	case "w", "ww":
		p.week = integer(text)
	case "W", "WW":
		p.isoWeek = integer(text)
	case "gg":
		p.weekYear = twoDigitYear(text)
	case "gggg", "ggggg":
		p.weekYear = integer(text)
	case "GG":
		p.isoWeekYear = twoDigitYear(text)
	case "GGGG", "GGGGG":
		p.isoWeekYear = integer(text)
	case "H", "HH", "h", "hh":
		p.hour = integer(text)
	case "k", "kk":
		if p.hour = integer(text); *p.hour == 24 {
			*p.hour = 0
		}
	case "hmm", "Hmm":
		at := len(text) - 2
		p.hour, p.minute = integer(text[:at]), integer(text[at:])
	case "hmmss", "Hmmss":
		at := len(text) - 4
		p.hour, p.minute, p.second = integer(text[:at]), integer(text[at:at+2]), integer(text[at+2:])
	case "m", "mm":
		p.minute = integer(text)
	case "s", "ss":
		p.second = integer(text)
	case "a", "A":
		p.hasMeridiem, p.meridiem = true, text[0] == 'p' || text[0] == 'P'
	case "N", "NN", "NNN", "NNNN", "NNNNN":
		p.beforeChrist = text[0] == 'b' || text[0] == 'B'
	case "Z", "ZZ":
		p.offset = new(int)
		if digits := strings.ReplaceAll(text, ":", ""); len(digits) > 1 {
			*p.offset = *integer(digits[1:3]) * 60
			if len(digits) > 3 {
				*p.offset += *integer(digits[3:])
			}
			if digits[0] == '-' {
				*p.offset = -*p.offset
			}
		}
	case "X":
		ms := value.ParseNumber(text) * 1000
		p.instant = &ms
	case "x":
		ms := value.ParseNumber(text)
		p.instant = &ms
	default:
		if strings.Trim(token, "S") == "" {
			ms := int(value.ParseNumber("0."+text) * 1000)
			p.milli = &ms
		}
	}
}

// nameIndex finds which of n names a text begins with, the whole name or its
// first letters; none when it is no name.
func nameIndex(text string, name func(i int) string, n, short int) int {
	lower := strings.ToLower(text)
	for i := range n {
		if strings.HasPrefix(lower, strings.ToLower(name(i)[:short])) {
			return i
		}
	}
	return none
}

func or(n *int, def int) int {
	if n != nil {
		return *n
	}
	return def
}

func daysIn(year int) int { return time.Date(year, 12, 31, 0, 0, 0, 0, time.UTC).YearDay() }

// weekRule says which day begins a week (0 is Sunday) and which day of January
// is always in the first week of a year.
type weekRule struct{ first, january int }

var (
	isoWeeks   = weekRule{1, 4}
	localWeeks = weekRule{0, 1}
)

// start gives the day of the year, 0 for January 1st, on which the first week
// of a year begins.
func (w weekRule) start(year int) int {
	weekday := int(time.Date(year, 1, w.january, 0, 0, 0, 0, time.UTC).Weekday())
	return w.january - 1 - (7+weekday-w.first)%7
}

// count gives the number of weeks of a year.
func (w weekRule) count(year int) int { return (daysIn(year) - w.start(year) + w.start(year+1)) / 7 }

// of gives the week that a day is in.
func (w weekRule) of(t time.Time) (year, week int) {
	year = t.Year()
	if t.YearDay()-1 < w.start(year) {
		year--
	} else if t.YearDay()-1 >= daysIn(year)+w.start(year+1) {
		year++
	}
	begin := time.Date(year, 1, 1+w.start(year), 0, 0, 0, 0, time.UTC)
	day := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	return year, int(day.Sub(begin).Hours())/24/7 + 1
}

// byWeek turns a date given by its week into the day of a year; false when the
// year has no such week.
func (p *parsed) byWeek(now time.Time) bool {
	rule, year, week, weekday := localWeeks, 0, 0, 0
	if p.isoWeekYear != nil || p.isoWeek != nil || p.isoWeekday != nil {
		rule = isoWeeks
		current, _ := rule.of(now)
		year, week, weekday = or(p.isoWeekYear, or(p.year, current)), or(p.isoWeek, 1), or(p.isoWeekday, 1)
		if weekday < 1 || weekday > 7 {
			return false
		}
	} else {
		currentYear, currentWeek := rule.of(now)
		year, week, weekday = or(p.weekYear, or(p.year, currentYear)), or(p.week, currentWeek), or(p.weekday, or(p.localWeekday, 0))
		if weekday < 0 || weekday > 6 {
			return false
		}
	}
	if week < 1 || week > rule.count(year) {
		return false
	}
	t := time.Date(year, 1, 1+rule.start(year)+7*(week-1)+(7+weekday-rule.first)%7, 0, 0, 0, 0, time.UTC)
	y, day := t.Year(), t.YearDay()
	p.year, p.dayOfYear = &y, &day
	return true
}

// time puts the parts together; false when they are no date.
func (p *parsed) time(zone *time.Location, now time.Time) (time.Time, bool) {
	someTime := p.year != nil || p.month != none || p.day != none || p.hour != nil || p.minute != nil || p.second != nil || p.milli != nil
	if p.empty || p.bad || p.hasMeridiem && !someTime {
		return time.Time{}, false
	}
	if p.instant != nil {
		return time.UnixMilli(int64(max(min(*p.instant, 8.64e15), -8.64e15))), true
	}
	hour := or(p.hour, 0)
	switch {
	case !p.hasMeridiem || p.hour == nil:
	case p.meridiem && hour < 12:
		hour += 12
	case !p.meridiem && hour == 12:
		hour = 0
	}
	if p.beforeChrist {
		year := 1 - or(p.year, 0)
		p.year = &year
	}
	weeks := p.weekday != nil || p.localWeekday != nil || p.week != nil || p.weekYear != nil || p.isoWeek != nil || p.isoWeekday != nil || p.isoWeekYear != nil
	if weeks && p.month == none && p.day == none && !p.byWeek(now) {
		return time.Time{}, false
	}
	if p.dayOfYear != nil {
		year := or(p.year, now.Year())
		if *p.dayOfYear == 0 || *p.dayOfYear > daysIn(year) {
			return time.Time{}, false
		}
		t := time.Date(year, 1, *p.dayOfYear, 0, 0, 0, 0, time.UTC)
		p.month, p.day = int(t.Month())-1, t.Day()
	}
	whole := p.year != nil && p.month != none && p.day != none
	if p.year == nil {
		year := now.Year()
		p.year = &year
		if p.month == none {
			p.month = int(now.Month()) - 1
			if p.day == none {
				p.day = now.Day()
			}
		}
	}
	if p.month == none {
		p.month = 0
	}
	if p.day == none {
		p.day = 1
	}
	minute, second, milli := or(p.minute, 0), or(p.second, 0), or(p.milli, 0)
	if p.month < 0 || p.month > 11 || p.day < 1 || p.day > time.Date(*p.year, time.Month(p.month)+2, 0, 0, 0, 0, 0, time.UTC).Day() ||
		hour > 24 || hour == 24 && minute+second+milli > 0 || minute > 59 || second > 59 {
		return time.Time{}, false
	}
	local := time.Date(*p.year, time.Month(p.month)+1, p.day, hour, minute, second, milli*int(time.Millisecond), time.UTC)
	midnight := local
	if hour == 24 {
		midnight = local.AddDate(0, 0, -1)
	}
	if whole && p.weekday != nil && *p.weekday != int(midnight.Weekday()) {
		return time.Time{}, false
	}
	if p.offset != nil {
		return local.Add(-time.Duration(*p.offset) * time.Minute), true
	}
	return onClock(local, zone), true
}

// onClock gives the time at which clocks of a zone show what local shows. Of
// two such times it is the earlier one; a time that clocks leave out is that
// much later.
func onClock(local time.Time, zone *time.Location) time.Time {
	at := func(near time.Duration) time.Time {
		_, offset := local.Add(near).In(zone).Zone()
		return local.Add(-time.Duration(offset) * time.Second)
	}
	shows := func(t time.Time) bool {
		_, offset := t.In(zone).Zone()
		return t.Add(time.Duration(offset) * time.Second).Equal(local)
	}
	before, after := at(-24*time.Hour), at(24*time.Hour)
	if !shows(before) && shows(after) {
		return after
	}
	return before
}

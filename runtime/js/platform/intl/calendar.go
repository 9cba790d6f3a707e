package intl

import (
	"strings"
	"time"
)

// calendarFields are the parts of a date in some calendar.
type calendarFields struct {
	era     int // index into the calendar's eras
	year    int // year of the era
	month   int // from 1, as names are looked up by
	number  int // the month as a number where that is another, else 0
	day     int
	related int  // the Gregorian year that a year of a cycle goes with
	leap    bool // a leap month (Hebrew: month 7 is Adar II)
}

// calendarData is a calendar in a locale.
type calendarData struct {
	name     string // ECMA-402 name: gregory, buddhist, …
	locale   *locale
	sections []string // where to look texts up, most special first
	nu       string
}

var calendarSections = map[string]string{
	"buddhist": "buddhist", "japanese": "japanese", "hebrew": "hebrew", "persian": "persian", "roc": "roc",
	"islamic": "islamic", "islamic-umalqura": "islamic", "islamic-civil": "islamic", "islamic-tbla": "islamic", "islamic-rgsa": "islamic",
}

// Calendars that ECMA-402 names and V8 supports, in the order of supportedValuesOf.
var calendars = []string{
	"buddhist", "chinese", "coptic", "dangi", "ethioaa", "ethiopic", "gregory", "hebrew", "indian", "islamic", "islamic-civil", "islamic-rgsa",
	"islamic-tbla", "islamic-umalqura", "iso8601", "japanese", "persian", "roc",
}

func knownCalendar(c string) bool {
	for _, k := range calendars {
		if k == c {
			return true
		}
	}
	return false
}

func newCalendar(l *locale, name, nu string) *calendarData {
	c := &calendarData{name: name, locale: l, nu: nu}
	switch name {
	case "gregory":
		c.sections = []string{"cal/gregorian"}
	case "iso8601":
		c.locale = cldrLocale("und")
		c.sections = []string{"cal/gregorian"}
	default:
		if s := calendarSections[name]; s != "" {
			c.sections = append(c.sections, "cal/"+s)
		}
		c.sections = append(c.sections, "cal/generic")
	}
	return c
}

func (c *calendarData) text(key string) string {
	for _, s := range c.sections {
		if v := c.locale.first(s, key, key+"/_value"); v != "" {
			return v
		}
	}
	return ""
}

// name looks a name up: in the calendar, then in the Gregorian one, which lends days and day periods to all.
func (c *calendarData) lookupName(l *locale, key string) string {
	for _, s := range c.sections {
		if v := l.get(s, key); v != "" {
			return v
		}
	}
	return l.get("cal/gregorian", key)
}

func (c *calendarData) time(style string) string {
	return c.locale.first("cal/gregorian", "time/"+style, "time/"+style+"/_value")
}

// glue is the pattern that joins date {1} and time {0}.
func (c *calendarData) glue(style string) string {
	if v := c.text("at/" + style); v != "" {
		return v
	}
	if v := c.text("glue/" + style); v != "" {
		return v
	}
	return c.locale.first("cal/gregorian", "at/"+style, "glue/"+style)
}

func (c *calendarData) decimal() string { return symbolsOf(c.locale, c.nu)["decimal"] }

// ordinalDay is the number of days since 1970-01-01 of a local date.
func ordinalDay(t time.Time) int {
	_, off := t.Zone()
	s := t.Unix() + int64(off)
	d := s / 86400
	if s%86400 < 0 {
		d--
	}
	return int(d)
}

func floorDiv(a, b int) int {
	q := a / b
	if a%b != 0 && (a < 0) != (b < 0) {
		q--
	}
	return q
}

func mod(a, b int) int { return a - b*floorDiv(a, b) }

// Days between 1970-01-01 and the first day of each calendar's count.
const (
	unixRD       = 719163 // the fixed day (Rata Die) of 1970-01-01
	islamicEpoch = 227015
	copticEpoch  = 103605
	ethiopEpoch  = 2796
)

type japaneseEra struct{ y, m, d, index int }

var japaneseEras = []japaneseEra{{2019, 5, 1, 236}, {1989, 1, 8, 235}, {1926, 12, 25, 234}, {1912, 7, 30, 233}, {1868, 10, 23, 232}}

// fields converts a local time.
func (c *calendarData) fields(t time.Time) calendarFields {
	y, m, d := t.Date()
	f := calendarFields{era: 1, year: y, month: int(m), day: d}
	if y < 1 {
		f.era, f.year = 0, 1-y
	}
	rd := ordinalDay(t) + unixRD
	switch c.name {
	case "buddhist":
		f.era, f.year = 0, y+543
	case "roc":
		f.era, f.year = 1, y-1911
		if f.year < 1 {
			f.era, f.year = 0, 1-f.year
		}
	case "japanese":
		for _, e := range japaneseEras {
			if y > e.y || y == e.y && (int(m) > e.m || int(m) == e.m && d >= e.d) {
				f.era, f.year = e.index, y-e.y+1
				break
			}
		}
	case "islamic-civil":
		f = islamicArithmetic(rd, islamicEpoch)
	case "islamic-tbla":
		f = islamicArithmetic(rd, islamicEpoch-1)
	case "islamic-umalqura", "islamic", "islamic-rgsa":
		f = umalqura(rd)
	case "hebrew":
		f = hebrew(rd)
	case "persian":
		f = persian(rd)
	case "coptic":
		f = coptic(rd, copticEpoch)
	case "ethiopic", "ethioaa":
		f = coptic(rd, ethiopEpoch)
		if c.name == "ethioaa" {
			f.era, f.year = 0, f.year+5500
		}
	case "indian":
		f = indian(y, rd)
	case "chinese", "dangi":
		if g, ok := chinese(rd); ok {
			f = g
		}
	}
	return f
}

// islamicArithmetic is the tabular calendar of thirty-year cycles.
func islamicArithmetic(rd, epoch int) calendarFields {
	year := floorDiv(30*(rd-epoch)+10646, 10631)
	start := func(y int) int { return epoch + 354*(y-1) + floorDiv(3+11*y, 30) }
	month := min(12, floorDiv(2*(rd-start(year)), 59)+1)
	for month < 12 && rd >= start(year)+(59*month+1)/2 {
		month++
	}
	for month > 1 && rd < start(year)+(59*(month-1)+1)/2 {
		month--
	}
	return calendarFields{era: 0, year: year, month: month, day: rd - start(year) - (59*(month-1)+1)/2 + 1}
}

// umalqura is the calendar of Umm al-Qura, 1300 to 1600 AH; before and after it is the arithmetic one.
func umalqura(rd int) calendarFields {
	day := rd - umalquraStart
	if day < 0 {
		return islamicArithmetic(rd, islamicEpoch)
	}
	for i, bits := range umalquraMonths {
		length := 0
		for m := range 12 {
			length += 29 + int(bits>>m&1)
		}
		if day >= length {
			day -= length
			continue
		}
		for m := range 12 {
			n := 29 + int(bits>>m&1)
			if day < n {
				return calendarFields{era: 0, year: 1300 + i, month: m + 1, day: day + 1}
			}
			day -= n
		}
	}
	return islamicArithmetic(rd, islamicEpoch)
}

func hebrewLeap(y int) bool { return mod(7*y+1, 19) < 7 }

func hebrewElapsed(y int) int {
	months := floorDiv(235*y-234, 19)
	parts := 12084 + 13753*months
	day := 29*months + floorDiv(parts, 25920)
	if mod(3*(day+1), 7) < 3 {
		day++
	}
	return day
}

func hebrewNewYear(y int) int {
	a, b, c := hebrewElapsed(y-1), hebrewElapsed(y), hebrewElapsed(y+1)
	delay := 0
	if c-b == 356 {
		delay = 2
	} else if b-a == 382 {
		delay = 1
	}
	return -1373427 + b + delay
}

// hebrew counts months from Tishri as the CLDR does: 6 is Adar I, which common years lack, 7 Adar or Adar II.
func hebrew(rd int) calendarFields {
	y := floorDiv((rd+1373427)*98496, 35975351) + 1
	for y--; rd >= hebrewNewYear(y+1); y++ {
	}
	length := hebrewNewYear(y+1) - hebrewNewYear(y)
	leap := hebrewLeap(y)
	day := rd - hebrewNewYear(y)
	for m := 1; m <= 13; m++ {
		if m == 6 && !leap {
			continue
		}
		n := []int{0, 30, 29, 30, 29, 30, 30, 29, 30, 29, 30, 29, 30, 29}[m]
		if m == 2 && length%10 == 5 {
			n = 30
		}
		if m == 3 && length%10 == 3 {
			n = 29
		}
		if day < n {
			f := calendarFields{era: 0, year: y, month: m, number: m, day: day + 1, leap: leap && m == 7}
			if m > 6 && !leap {
				f.number-- // common years count on without Adar I
			}
			return f
		}
		day -= n
	}
	return calendarFields{year: y, month: 13, day: day}
}

// persian is the arithmetic Persian calendar of the 33-year rule that ICU uses, with its corrections for single years.
func persian(rd int) calendarFields {
	days := rd - 226895
	year := 1 + floorDiv(33*days+3, 12053)
	first := func(y int) int {
		f := 365*(y-1) + floorDiv(8*y+21, 33)
		if persianCorrection[y-1] {
			f--
		}
		return f
	}
	doy := days - first(year)
	if doy < 0 {
		year--
		doy = days - first(year)
	} else if doy == 365 && persianCorrection[year] {
		year++
		doy = 0
	}
	var month int
	if doy < 216 {
		month = doy / 31
	} else {
		month = (doy - 6) / 30
	}
	starts := []int{0, 31, 62, 93, 124, 155, 186, 216, 246, 276, 306, 336}
	month = min(month, 11)
	return calendarFields{era: 0, year: year, month: month + 1, day: doy - starts[month] + 1}
}

var persianCorrection = map[int]bool{}

func init() {
	for _, y := range []int{
		1502, 1601, 1634, 1667, 1700, 1733, 1766, 1799, 1832, 1865, 1898, 1931, 1964, 1997, 2030, 2059, 2063, 2096, 2129, 2158, 2162, 2191, 2195, 2224,
		2228, 2257, 2261, 2290, 2294, 2323, 2327, 2356, 2360, 2389, 2393, 2422, 2426, 2455, 2459, 2488, 2492, 2521, 2525, 2554, 2558, 2587, 2591, 2620,
		2624, 2653, 2657, 2686, 2690, 2719, 2723, 2748, 2752, 2756, 2781, 2785, 2789, 2818, 2822, 2847, 2851, 2855, 2880, 2884, 2888, 2913, 2917, 2921,
		2946, 2950, 2954, 2979, 2983, 2987,
	} {
		persianCorrection[y] = true
	}
}

func coptic(rd, epoch int) calendarFields {
	y := floorDiv(4*(rd-epoch)+1463, 1461)
	doy := rd - (epoch + 365*(y-1) + floorDiv(y, 4))
	f := calendarFields{era: 1, year: y, month: doy/30 + 1, day: doy%30 + 1}
	if y < 1 {
		f.era, f.year = 0, 1-y
	}
	return f
}

// indian is the Indian national (Saka) calendar.
func indian(gy, rd int) calendarFields {
	start := func(y int) int { // the fixed day of 22 March, 21 in leap years
		d := 22
		if y%4 == 0 && (y%100 != 0 || y%400 == 0) {
			d = 21
		}
		return ordinalDay(time.Date(y, 3, d, 0, 0, 0, 0, time.UTC)) + unixRD
	}
	y := gy
	if rd < start(y) {
		y--
	}
	doy := rd - start(y)
	first := 30
	if y%4 == 0 && (y%100 != 0 || y%400 == 0) {
		first = 31
	}
	f := calendarFields{era: 0, year: y - 78}
	switch {
	case doy < first:
		f.month, f.day = 1, doy+1
	case doy < first+5*31:
		f.month, f.day = 2+(doy-first)/31, (doy-first)%31+1
	default:
		f.month, f.day = 7+(doy-first-155)/30, (doy-first-155)%30+1
	}
	return f
}

// monthName returns the name of a month. width is abbreviated, wide or narrow; form is format or stand-alone.
func (c *calendarData) monthName(l *locale, f calendarFields, form, width string) string {
	if c.name == "iso8601" {
		return "" // V8 finds no names here, and prints none
	}
	key := strings.Join([]string{"months", form, width, itoa(f.month)}, "/")
	if f.leap {
		if v := c.lookupName(l, key+"-yeartype-leap"); v != "" {
			return v
		}
	}
	if c.name == "gregory" || c.name == "buddhist" || c.name == "japanese" || c.name == "roc" {
		return l.get("cal/gregorian", key)
	}
	return l.first(c.sections[0], key, strings.Replace(key, "/abbreviated/", "/wide/", 1))
}

// eraName returns the name of an era; width is eraAbbr, eraNames or eraNarrow.
func (c *calendarData) eraName(l *locale, era int, width string) string {
	return c.lookupName(l, "eras/"+width+"/"+itoa(era))
}

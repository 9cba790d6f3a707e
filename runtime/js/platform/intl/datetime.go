package intl

import (
	"math"
	"slices"
	"strings"
	"time"
)

// DateTimeOptions are the options of Intl.DateTimeFormat. Empty texts are options not given; the texts must be values that ECMA-402
// allows. Zone is the time zone to show, nil for UTC.
type DateTimeOptions struct {
	Calendar, NumberingSystem, HourCycle string
	Hour12                               *bool
	Zone                                 *Zone
	DateStyle, TimeStyle                 string
	Weekday, Era, Year, Month, Day       string
	DayPeriod, Hour, Minute, Second      string
	FractionalSecondDigits               int
	TimeZoneName                         string
	Required, Defaults                   string // date, time, any; date, time, all
}

// DateTimeFormat is Intl.DateTimeFormat with every option settled. It is safe for concurrent use.
type DateTimeFormat struct {
	Locale, Calendar, NumberingSystem string
	Zone                              *Zone
	HourCycle                         string // empty where the pattern has no hour
	DateStyle, TimeStyle              string
	Pattern                           string

	items    []patternItem
	cal      *calendarData
	data     *locale
	gen      *generator
	skeleton string
	digits   []string
	nu       string
	zones    zoneNamer
	decimal  string
	hourLtr  byte
}

var hourLetters = map[string]byte{"h11": 'K', "h12": 'h', "h23": 'H', "h24": 'k'}
var hourCycles = map[byte]string{'K': "h11", 'h': "h12", 'H': "h23", 'k': "h24"}

// defaultHourLetter is the hour cycle that a region prefers.
func (r resolved) defaultHourLetter() byte {
	s := supplemental().Time
	region := r.region()
	for _, key := range []string{r.req.Language + "-" + region, region, "001"} {
		if v, ok := s[key]; ok {
			return v[1][0]
		}
	}
	return 'H'
}

func (r resolved) defaultCalendar() string {
	prefs := supplemental().Calendars[r.region()]
	if len(prefs) > 0 {
		// Only these countries use another calendar by default in ICU.
		if c := canonicalCalendar(prefs[0]); knownCalendar(c) {
			return c
		}
	}
	return "gregory"
}

var widths = map[string]map[string]string{
	"weekday": {"narrow": "EEEEE", "long": "EEEE", "short": "EEE"},
	"era":     {"narrow": "GGGGG", "long": "GGGG", "short": "GGG"},
	"year":    {"2-digit": "yy", "numeric": "y"},
	"month":   {"narrow": "MMMMM", "long": "MMMM", "short": "MMM", "2-digit": "MM", "numeric": "M"},
	"day":     {"2-digit": "dd", "numeric": "d"},
	"period":  {"narrow": "BBBBB", "long": "BBBB", "short": "B"},
	"minute":  {"2-digit": "mm", "numeric": "m"},
	"second":  {"2-digit": "ss", "numeric": "s"},
	"zone":    {"long": "zzzz", "short": "z", "longOffset": "OOOO", "shortOffset": "O", "longGeneric": "vvvv", "shortGeneric": "v"},
}

// NewDateTimeFormat negotiates a locale for the canonical tags and settles the options.
func NewDateTimeFormat(tags []string, o DateTimeOptions) (*DateTimeFormat, error) {
	r := resolveLocale(tags)
	f := &DateTimeFormat{data: r.data, Zone: o.Zone, DateStyle: o.DateStyle, TimeStyle: o.TimeStyle}
	if f.Zone == nil {
		f.Zone = &Zone{ID: "UTC", Loc: time.UTC}
	}
	ext := map[string]string{}
	set := func(key, option, def string, allowed func(string) bool) string {
		v, fromTag := r.keyword(key, option, def, allowed)
		if fromTag {
			ext[key] = v
		}
		return v
	}
	f.Calendar = set("ca", canonicalCalendar(o.Calendar), r.defaultCalendar(), knownCalendar)
	nu := r.defaultNumberingSystem()
	f.NumberingSystem = set("nu", o.NumberingSystem, nu, knownNumberingSystem)
	def := r.defaultHourLetter()
	hc := ""
	if v, ok := r.req.Keywords["hc"]; ok && hourLetters[v] != 0 {
		hc = v
		if o.Hour12 == nil && (o.HourCycle == "" || o.HourCycle == v) {
			ext["hc"] = v
		}
	}
	if o.HourCycle != "" {
		hc = o.HourCycle
	}
	if o.Hour12 != nil {
		zeroBased := def == 'K' || def == 'H'
		switch {
		case *o.Hour12 && zeroBased:
			hc = "h11"
		case *o.Hour12:
			hc = "h12"
		case zeroBased:
			hc = "h23"
		default:
			hc = "h24"
		}
	}
	explicit := hc != ""
	if hc == "" {
		hc = hourCycles[def]
	}
	f.Locale = r.tag
	if len(ext) > 0 {
		f.Locale = (&Tag{Language: r.tag, Keywords: ext}).String()
	}
	f.nu = f.NumberingSystem
	f.digits = digitsOf(f.nu)
	f.decimal = symbolsOf(f.data, f.nu)["decimal"]
	f.cal = newCalendar(f.data, f.Calendar, f.nu)
	f.gen = newGenerator(f.cal, def)
	f.zones = zoneNamer{f.data, r.region(), f.localDigits}
	f.hourLtr = hourLetters[hc]

	if o.DateStyle != "" || o.TimeStyle != "" {
		f.Pattern = f.stylePattern(o.DateStyle, o.TimeStyle, f.hourLtr, explicit)
	} else {
		o.addDefaults()
		skel := o.skeleton(f.hourLtr)
		if f.Calendar == "chinese" || f.Calendar == "dangi" {
			if n := letterCounts(skel); n['y']+n['M']+n['d'] > 0 {
				f.Pattern = chineseSkeleton(f.data, skel)
			}
		}
		if f.Pattern == "" {
			f.Pattern = replaceHours(f.gen.bestPattern(skel), f.hourLtr)
		}
	}
	f.items = parsePattern(f.Pattern)
	for _, it := range f.items {
		if c := hourCycles[it.char]; c != "" {
			f.HourCycle = c
		}
	}
	// Ranges go by the fields of the pattern, not by those asked for.
	f.skeleton = skeletonText(f.Pattern)
	return f, nil
}

// addDefaults is ToDateTimeOptions of ECMA-402.
func (o *DateTimeOptions) addDefaults() {
	need := true
	if o.Required != "time" && (o.Weekday != "" || o.Year != "" || o.Month != "" || o.Day != "") {
		need = false
	}
	if o.Required != "date" && (o.DayPeriod != "" || o.Hour != "" || o.Minute != "" || o.Second != "" || o.FractionalSecondDigits != 0) {
		need = false
	}
	if !need {
		return
	}
	if o.Defaults != "time" {
		o.Year, o.Month, o.Day = "numeric", "numeric", "numeric"
	}
	if o.Defaults == "time" || o.Defaults == "all" {
		o.Hour, o.Minute, o.Second = "numeric", "numeric", "numeric"
	}
}

func (o *DateTimeOptions) skeleton(hour byte) string {
	var b strings.Builder
	b.WriteString(widths["weekday"][o.Weekday])
	b.WriteString(widths["era"][o.Era])
	b.WriteString(widths["year"][o.Year])
	b.WriteString(widths["month"][o.Month])
	b.WriteString(widths["day"][o.Day])
	b.WriteString(widths["period"][o.DayPeriod])
	switch o.Hour {
	case "2-digit":
		b.WriteByte(hour)
		b.WriteByte(hour)
	case "numeric":
		b.WriteByte(hour)
	}
	b.WriteString(widths["minute"][o.Minute])
	b.WriteString(widths["second"][o.Second])
	b.WriteString(strings.Repeat("S", o.FractionalSecondDigits))
	b.WriteString(widths["zone"][o.TimeZoneName])
	return b.String()
}

// stylePattern is the pattern of dateStyle and timeStyle, with another hour cycle where one was asked for.
func (f *DateTimeFormat) stylePattern(date, clock string, hour byte, explicit bool) string {
	p := ""
	switch {
	case f.Calendar == "chinese" || f.Calendar == "dangi":
		own := &calendarData{name: "gregory", locale: f.data, sections: []string{"cal/gregorian"}}
		switch {
		case clock == "":
			return chinesePattern(f.data, date)
		case date == "":
			p = own.time(clock)
		default:
			p = strings.NewReplacer("{0}", own.time(clock), "{1}", chinesePattern(f.data, date)).Replace(own.glue(date))
		}
	case f.Calendar == "iso8601":
		iso := map[string]string{"full": "y MMMM d, EEEE", "long": "y MMMM d", "medium": "y MMM d", "short": "y-MM-dd"}[date]
		own := &calendarData{name: "gregory", locale: f.data, sections: []string{"cal/gregorian"}}
		switch {
		case clock == "":
			return iso
		case date == "":
			p = own.time(clock)
		default:
			p = strings.NewReplacer("{0}", own.time(clock), "{1}", iso).Replace(own.glue(date))
		}
	case clock == "":
		return f.cal.text("date/" + date)
	case date == "":
		p = f.cal.time(clock)
	default:
		p = strings.NewReplacer("{0}", f.cal.time(clock), "{1}", f.cal.text("date/"+date)).Replace(f.cal.glue(date))
	}
	has := byte(0)
	for _, it := range parsePattern(p) {
		if hourCycles[it.char] != "" {
			has = it.char
		}
	}
	if !explicit || has == hour {
		return p
	}
	// The pattern for the same fields in the other cycle.
	skel := []byte(skeletonText(p))
	out := skel[:0]
	for _, c := range skel {
		switch c {
		case 'a', 'b', 'B':
		case 'h', 'H', 'K', 'k':
			out = append(out, hour)
		default:
			out = append(out, c)
		}
	}
	return replaceHours(f.gen.bestPattern(string(out)), hour)
}

// skeletonText returns the fields of a pattern, in canonical order and with their lengths.
func skeletonText(p string) string {
	s := skeletonOf(p)
	var b strings.Builder
	for i := range s.typ {
		if i == fDayPeriod && s.added {
			continue
		}
		for range s.length[i] {
			b.WriteByte(s.char[i])
		}
	}
	return b.String()
}

func replaceHours(p string, hour byte) string {
	items := parsePattern(p)
	for i := range items {
		if hourCycles[items[i].char] != "" {
			items[i].char = hour
		}
	}
	return renderPattern(items)
}

func (f *DateTimeFormat) localDigits(s string) string {
	return localDigits(s, f.nu, f.digits)
}

// timeOf turns epoch milliseconds into a time in the format's zone.
func (f *DateTimeFormat) timeOf(ms float64) time.Time {
	return time.UnixMilli(int64(math.Floor(ms))).In(f.Zone.Loc)
}

// ErrTime refuses a time value that is no time.
func ErrTime() error { return rangeErrorf("Invalid time value") }

// validTime is TimeClip: within 8.64e15 ms of the epoch and a number.
func validTime(ms float64) bool { return !math.IsNaN(ms) && math.Abs(ms) <= 8.64e15 }

// Format formats epoch milliseconds. A time out of range is an error (RangeError).
func (f *DateTimeFormat) Format(ms float64) (string, error) {
	parts, err := f.Parts(ms)
	return plainSpaces(Text(parts)), err
}

// Parts formats epoch milliseconds as parts.
func (f *DateTimeFormat) Parts(ms float64) ([]Part, error) {
	if !validTime(ms) {
		return nil, ErrTime()
	}
	return f.render(f.items, f.timeOf(math.Trunc(ms))), nil
}

// plainSpaces is what V8 does to ICU's text, not to its parts: the narrow no-break spaces of newer locale data become plain ones.
func plainSpaces(s string) string { return strings.ReplaceAll(s, "\u202f", " ") }

var widthNames = [...]string{0: "abbreviated", 1: "abbreviated", 2: "abbreviated", 3: "abbreviated", 4: "wide", 5: "narrow", 6: "short"}

func widthName(n int) string {
	if n < len(widthNames) {
		return widthNames[n]
	}
	return "abbreviated"
}

func (f *DateTimeFormat) render(items []patternItem, t time.Time) []Part {
	cf := f.cal.fields(t)
	parts := make([]Part, 0, len(items))
	for i, it := range items {
		var typ, v string
		switch it.char {
		case 0:
			typ, v = "literal", it.text
		case 'G':
			typ = "era"
			v = f.cal.eraName(f.data, cf.era, map[int]string{4: "eraNames", 5: "eraNarrow"}[it.n])
			if v == "" {
				v = f.cal.eraName(f.data, cf.era, "eraAbbr")
			}
		case 'y', 'u', 'Y', 'r':
			typ = "year"
			if it.char == 'r' {
				typ = "relatedYear"
			}
			y := cf.year
			if it.char == 'u' || it.char == 'r' {
				y = t.Year()
				if cf.related != 0 {
					y = cf.related
				}
			}
			switch {
			case it.n == 2:
				v = f.localDigits(pad(mod(y, 100), 2))
			case f.Calendar == "japanese" && y == 1 && f.data.name == "ja" && i+1 < len(items) && strings.HasPrefix(items[i+1].text, "年"):
				v = "元"
			default:
				v = f.localDigits(pad(y, it.n))
			}
		case 'U':
			typ, v = "yearName", cycleName(f.data, max(cf.year, 1))
		case 'D':
			typ, v = "day", hanDay(cf.day) // only in formats of the Chinese calendar
		case 'M', 'L':
			typ = "month"
			if cf.related != 0 {
				v = chineseMonth(f.data, cf, it.n, f.localDigits)
				break
			}
			if it.n <= 2 {
				n := cf.month
				if cf.number != 0 {
					n = cf.number
				}
				v = f.localDigits(pad(n, it.n))
				break
			}
			form := "format"
			if it.char == 'L' {
				form = "stand-alone"
			}
			v = f.cal.monthName(f.data, cf, form, widthName(it.n))
		case 'd':
			typ, v = "day", f.localDigits(pad(cf.day, it.n))
		case 'E', 'c', 'e':
			typ = "weekday"
			form := "format"
			if it.char == 'c' {
				form = "stand-alone"
			}
			day := []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}[t.Weekday()]
			v = f.cal.lookupName(f.data, "days/"+form+"/"+widthName(it.n)+"/"+day)
		case 'a', 'b', 'B':
			typ, v = "dayPeriod", f.dayPeriod(it, t, items)
		case 'h', 'K', 'H', 'k':
			typ = "hour"
			h := t.Hour()
			switch it.char {
			case 'h':
				if h %= 12; h == 0 {
					h = 12
				}
			case 'K':
				h %= 12
			case 'k':
				if h == 0 {
					h = 24
				}
			}
			v = f.localDigits(pad(h, it.n))
		case 'm':
			typ, v = "minute", f.localDigits(pad(t.Minute(), it.n))
		case 's':
			typ, v = "second", f.localDigits(pad(t.Second(), it.n))
		case 'S':
			typ = "fractionalSecond"
			ms := pad(t.Nanosecond()/1e6, 3) + strings.Repeat("0", max(0, it.n-3))
			v = f.localDigits(ms[:it.n])
		case 'z':
			typ, v = "timeZoneName", f.zones.specific(f.Zone, t, it.n >= 4)
		case 'v':
			typ, v = "timeZoneName", f.zones.generic(f.Zone, t, it.n >= 4)
		case 'O':
			sec, _ := f.Zone.offset(t)
			typ, v = "timeZoneName", f.zones.offsetText(sec, it.n >= 4)
		default:
			continue
		}
		if v == "" {
			continue
		}
		if n := len(parts); n > 0 && typ == "literal" && parts[n-1].Type == "literal" {
			parts[n-1].Value += v
			continue
		}
		parts = append(parts, Part{Type: typ, Value: v})
	}
	return parts
}

// dayPeriod writes am and pm (a), with noon (b), or the part of the day (B).
func (f *DateTimeFormat) dayPeriod(it patternItem, t time.Time, items []patternItem) string {
	ampm := "am"
	if t.Hour() >= 12 {
		ampm = "pm"
	}
	name := func(p string) string {
		return f.data.first("cal/gregorian", "dayPeriods/format/"+widthName(it.n)+"/"+p, "dayPeriods/format/abbreviated/"+p)
	}
	if it.char == 'a' {
		return name(ampm)
	}
	exact := func(letter byte, value int) bool {
		return value == 0 || !slices.ContainsFunc(items, func(x patternItem) bool { return x.char == letter })
	}
	onTheHour := exact('m', t.Minute()) && exact('s', t.Second())
	var rules map[string][2]string
	for key := f.data.name; key != ""; {
		if r, ok := supplemental().DayPeriods[key]; ok {
			rules = r
			break
		}
		i := strings.LastIndexByte(key, '-')
		if i < 0 {
			break
		}
		key = key[:i]
	}
	if _, ok := rules["noon"]; ok && t.Hour() == 12 && onTheHour {
		if v := name("noon"); v != "" {
			return v
		}
	}
	if it.char == 'B' {
		at := func(s string) int { return int(s[0]-'0')*10 + int(s[1]-'0') }
		for _, p := range sortedKeys(rules) {
			r := rules[p]
			if r[0] == r[1] {
				continue
			}
			from, to, h := at(r[0]), at(r[1]), t.Hour()
			if from < to && h >= from && h < to || from > to && (h >= from || h < to) {
				if v := name(p); v != "" {
					return v
				}
			}
		}
	}
	return name(ampm)
}

// Has reports whether the pattern has a field, and the option value that its length stands for. It answers what resolvedOptions shows.
func (f *DateTimeFormat) Has(option string) (value string, ok bool) {
	for _, it := range f.items {
		text := func(m map[int]string) (string, bool) { v, ok := m[it.n]; return v, ok }
		digits := map[int]string{1: "numeric", 2: "2-digit"}
		names := map[int]string{1: "short", 2: "short", 3: "short", 4: "long", 5: "narrow"}
		switch {
		case option == "weekday" && (it.char == 'E' || it.char == 'c'), option == "era" && it.char == 'G':
			return text(names)
		case option == "year" && (it.char == 'y' || it.char == 'r'):
			return text(digits)
		case option == "month" && (it.char == 'M' || it.char == 'L'):
			return text(map[int]string{1: "numeric", 2: "2-digit", 3: "short", 4: "long", 5: "narrow"})
		case option == "day" && it.char == 'd', option == "minute" && it.char == 'm', option == "second" && it.char == 's':
			return text(digits)
		case option == "hour" && hourCycles[it.char] != "":
			return text(digits)
		case option == "dayPeriod" && (it.char == 'B' || it.char == 'b'):
			return text(names)
		case option == "timeZoneName":
			switch it.char {
			case 'z':
				return text(map[int]string{1: "short", 2: "short", 3: "short", 4: "long"})
			case 'O':
				return text(map[int]string{1: "shortOffset", 4: "longOffset"})
			case 'v':
				return text(map[int]string{1: "shortGeneric", 4: "longGeneric"})
			}
		case option == "fractionalSecondDigits" && it.char == 'S':
			return itoa(it.n), true
		}
	}
	return "", false
}

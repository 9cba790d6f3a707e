package datetime

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"unicode"
)

// FromFormat reads a text by luxon's tokens in English, as luxon's fromFormat
// does: what the format does not name is the present for bigger units and the
// beginning for smaller ones. ErrLocale says that the format needs a locale's
// data, ErrInvalid that luxon throws an error.
func FromFormat(text, format string, o Options) (DateTime, error) {
	r, err := formatReader(format)
	if err != nil {
		return DateTime{}, err
	}
	m := r.pattern.FindStringSubmatch(text)
	if m == nil {
		return unparsable(text, "format "+format, o.Zone), nil
	}
	f := written{}
	for i, u := range r.units {
		if err := f.read(u, m[i+1]); err != nil {
			return DateTime{}, err
		}
	}
	return f.date(text, o)
}

func unparsable(text, format string, zone Zone) DateTime {
	return Invalid("unparsable", `the input "`+text+`" can't be parsed as `+format, zone)
}

// textReader reads texts of one format.
type textReader struct {
	pattern *regexp.Regexp
	units   []string // the token of each group
}

var (
	readers     sync.Map // format to *textReader
	readerCount atomic.Int32
)

// maxReaders bounds the formats that are kept: they may come from data.
const maxReaders = 256

func formatReader(format string) (*textReader, error) {
	if r, ok := readers.Load(format); ok {
		return r.(*textReader), nil
	}
	r := &textReader{}
	var b strings.Builder
	b.WriteString("(?i)^")
	for _, t := range tokens(format) {
		pattern, known := inputTokens[t.text]
		switch {
		case t.literal && t.text != " ", !known && !localTokens[t.text]:
			for _, c := range t.text {
				if unicode.IsSpace(c) || c == 0xA0 {
					b.WriteString(`\s`)
				} else {
					b.WriteString(regexp.QuoteMeta(string(c)))
				}
			}
		case t.text == " ":
			b.WriteString(`[\t\v\f \x{a0}\x{202f}]`)
		case !known:
			return nil, ErrLocale
		default:
			b.WriteString("(" + pattern + ")")
			r.units = append(r.units, t.text)
		}
	}
	b.WriteString("$")
	var err error
	if r.pattern, err = regexp.Compile(b.String()); err != nil {
		return nil, ErrLocale
	}
	if readerCount.Load() < maxReaders {
		readerCount.Add(1)
		readers.Store(format, r)
	}
	return r, nil
}

// inputTokens are the patterns of the tokens.
var inputTokens = map[string]string{
	"G": "BC|AD", "GG": "Before Christ|Anno Domini",
	"y": `\d{1,6}`, "yy": `\d{2,4}`, "yyyy": `\d{4}`, "yyyyy": `\d{4,6}`, "yyyyyy": `\d{6}`,
	"d": `\d{1,2}`, "dd": `\d{2}`, "o": `\d{1,3}`, "ooo": `\d{3}`,
	"H": `\d{1,2}`, "HH": `\d{2}`, "h": `\d{1,2}`, "hh": `\d{2}`, "m": `\d{1,2}`, "mm": `\d{2}`, "s": `\d{1,2}`, "ss": `\d{2}`,
	"q": `\d{1,2}`, "qq": `\d{2}`, "S": `\d{1,3}`, "SSS": `\d{3}`, "u": `\d{1,9}`, "uu": `\d{1,2}`, "uuu": `\d`, "a": "AM|PM",
	"kkkk": `\d{4}`, "kk": `\d{2,4}`, "W": `\d{1,2}`, "WW": `\d{2}`, "E": `\d`, "c": `\d`,
	"Z": `[+-]\d{1,2}(?::\d{2})?`, "ZZ": `[+-]\d{1,2}(?::\d{2})?`, "ZZZ": `[+-]\d{1,2}(?:\d{2})?`, "z": `[a-z_+-/]{1,256}?`,
}

func init() {
	short := func(names []string) string {
		cut := make([]string, len(names))
		for i, n := range names {
			cut[i] = n[:3]
		}
		return strings.Join(cut, "|")
	}
	for _, letter := range []string{"M", "L"} {
		inputTokens[letter], inputTokens[letter+letter] = `\d{1,2}`, `\d{2}`
		inputTokens[strings.Repeat(letter, 3)] = short(monthsLong[:])
		inputTokens[strings.Repeat(letter, 4)] = strings.Join(monthsLong[:], "|")
	}
	for _, letter := range []string{"E", "c"} {
		inputTokens[strings.Repeat(letter, 3)] = short(weekdaysLong[:])
		inputTokens[strings.Repeat(letter, 4)] = strings.Join(weekdaysLong[:], "|")
	}
}

// written is what a text says by its format.
type written struct {
	set      map[string]int
	zone     *Zone
	meridiem string
	hour12   bool
	hour24   bool
	before   bool // before Christ
	badZone  string
	ms       float64
	hasMS    bool
}

func (f *written) put(unit string, n int) {
	if f.set == nil {
		f.set = map[string]int{}
	}
	f.set[unit] = n
}

// read takes in one token's text.
func (f *written) read(tok, text string) error {
	n, _ := strconv.Atoi(text)
	switch tok {
	case "G", "GG":
		f.before = strings.HasPrefix(strings.ToLower(text), "b")
	case "yy", "kk":
		if len(text) == 2 {
			if n > 60 {
				n += 1900
			} else {
				n += 2000
			}
		}
		if tok == "yy" {
			f.put("year", n)
		} else {
			f.put("weekYear", n)
		}
	case "y", "yyyy", "yyyyy", "yyyyyy":
		f.put("year", n)
	case "kkkk":
		f.put("weekYear", n)
	case "M", "MM", "L", "LL":
		f.put("month", n)
	case "MMM", "MMMM", "LLL", "LLLL":
		f.put("month", indexFold(monthsLong[:], text)+1)
	case "EEE", "EEEE", "ccc", "cccc":
		f.put("weekday", indexFold(weekdaysLong[:], text)+1)
	case "E", "c":
		f.put("weekday", n)
	case "d", "dd":
		f.put("day", n)
	case "o", "ooo":
		f.put("ordinal", n)
	case "H", "HH":
		f.put("hour", n)
		f.hour24 = true
	case "h", "hh":
		f.put("hour", n)
		f.hour12 = true
	case "m", "mm":
		f.put("minute", n)
	case "s", "ss":
		f.put("second", n)
	case "S", "SSS":
		f.ms, f.hasMS = float64(n), true
	case "u", "uu", "uuu":
		if tok == "uuu" {
			// One digit of tenths is read as a whole number.
			f.ms = math.Floor(float64(n) / 10 * 1000)
		} else {
			v, _ := strconv.ParseFloat("0."+text, 64)
			f.ms = math.Floor(v * 1000)
		}
		f.hasMS = true
	case "q", "qq":
		f.put("month", (n-1)*3+1)
	case "a":
		f.meridiem = strings.ToLower(text)
	case "W", "WW":
		f.put("week", n)
	case "Z", "ZZ", "ZZZ":
		digits := strings.ReplaceAll(text[1:], ":", "")
		hours, minutes := digits, ""
		if len(digits) > 2 {
			hours, minutes = digits[:len(digits)-2], digits[len(digits)-2:]
		}
		h, _ := strconv.Atoi(hours)
		m, _ := strconv.Atoi(minutes)
		if text[0] == '-' {
			h, m = -h, -m
		}
		if f.zone == nil {
			z := Fixed(h*60 + m)
			f.zone = &z
		}
	case "z":
		z, ok := Named(text, UTC)
		if !ok {
			f.badZone = text
		}
		f.zone = &z
	}
	return nil
}

func indexFold(names []string, text string) int {
	for i, n := range names {
		if strings.EqualFold(n, text) || strings.EqualFold(n[:3], text) {
			return i
		}
	}
	return -1
}

// date makes a date of what was written.
func (f *written) date(text string, o Options) (DateTime, error) {
	if f.hour24 && f.meridiem != "" {
		// "Can't include meridiem when specifying 24-hour format"
		return DateTime{}, ErrInvalid
	}
	in := o.Zone
	if f.badZone != "" {
		return Invalid("unsupported zone", `the zone "`+f.badZone+`" is not supported`, o.Zone), nil
	}
	if f.zone != nil {
		in = *f.zone
	}
	has := func(unit string) bool { _, ok := f.set[unit]; return ok }
	if has("hour") && f.hour12 && f.meridiem != "" {
		h := f.set["hour"]
		switch {
		case h < 12 && f.meridiem == "pm":
			f.put("hour", h+12)
		case h == 12 && f.meridiem == "am":
			f.put("hour", 0)
		}
	}
	if f.before && has("year") {
		f.put("year", -f.set["year"])
	}
	if len(f.set) == 0 && f.zone == nil && !f.hasMS {
		return unparsable(text, "format", o.Zone), nil
	}
	gregorian := has("year") || has("month") || has("day")
	weekly := has("weekYear") || has("week")
	if weekly && (gregorian || has("ordinal")) || has("ordinal") && (has("month") || has("day")) {
		return DateTime{}, ErrInvalid
	}
	now := Now(nil).In(in)
	guess := now.offset()
	p := now.parts()
	found := false
	pick := func(unit string, present, lowest int) int {
		if n, ok := f.set[unit]; ok {
			found = true
			return n
		}
		if found {
			return lowest
		}
		return present
	}
	var bad DateTime
	check := func(unit string, n, low, high int) bool {
		if n < low || n > high {
			bad = Invalid("unit out of range", "you specified "+strconv.Itoa(n)+" (of type number) as a "+unit+", which is invalid", o.Zone)
			return false
		}
		return true
	}
	var year, month, day int
	switch {
	case weekly || has("weekday") && !gregorian && !has("ordinal"):
		wy, ww := p.week()
		weekYear, week, weekday := pick("weekYear", wy, 1), pick("week", ww, 1), pick("weekday", p.weekday(), 1)
		if !check("week", week, 1, weeksInYear(weekYear)) || !check("weekday", weekday, 1, 7) {
			return bad, nil
		}
		first := parts{year: weekYear, month: 1, day: 4}
		year, month, day = fromDays(toDays(weekYear, 1, 4) - (first.weekday() - 1) + (week-1)*7 + weekday - 1)
	case has("ordinal"):
		year = pick("year", p.year, 1)
		ordinal := pick("ordinal", p.ordinal(), 1)
		if !check("ordinal", ordinal, 1, daysInYear(year)) {
			return bad, nil
		}
		year, month, day = fromDays(toDays(year, 1, 1) + ordinal - 1)
	default:
		year, month, day = pick("year", p.year, 1), pick("month", p.month, 1), pick("day", p.day, 1)
		if !check("month", month, 1, 12) || !check("day", day, 1, daysInMonth(year, month)) {
			return bad, nil
		}
	}
	hour, minute, second := pick("hour", p.hour, 0), pick("minute", p.minute, 0), pick("second", p.second, 0)
	ms := f.ms
	if !f.hasMS && !found {
		ms = p.ms
	}
	midnight := hour == 24 && minute == 0 && second == 0 && ms == 0
	if !midnight && !check("hour", hour, 0, 23) || !check("minute", minute, 0, 59) || !check("second", second, 0, 59) {
		return bad, nil
	}
	t, _ := in.resolve(localMillis(year, month, day, hour, minute, second, ms), guess)
	d := FromMillis(t, in)
	if has("weekday") && gregorian && d.Valid() && f.set["weekday"] != d.parts().weekday() {
		return Invalid("mismatched weekday", "you can't specify both a weekday of "+strconv.Itoa(f.set["weekday"])+" and a date of "+d.ISO(), o.Zone), nil
	}
	if !o.SetZone {
		d = d.In(o.Zone)
	}
	return d, nil
}

package datetime

import (
	"math"
	"strconv"
	"strings"

	"runnel/runtime/value"
)

var (
	monthsLong    = [...]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}
	weekdaysLong  = [...]string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}
	invalidFormat = "Invalid DateTime"
)

// ISOOptions are the options of luxon's toISO.
type ISOOptions struct {
	Basic, SuppressSeconds, SuppressMilliseconds, NoOffset, ExtendedZone bool
}

// ISO is the date as luxon's toISO writes it: "2024-01-31T12:00:00.000+01:00".
func (d DateTime) ISO() string {
	if !d.Valid() {
		return invalidFormat
	}
	return string(d.appendISO(make([]byte, 0, 32), ISOOptions{}))
}

// FormatISO is ISO with options.
func (d DateTime) FormatISO(o ISOOptions) string {
	if !d.Valid() {
		return invalidFormat
	}
	return string(d.appendISO(nil, o))
}

func (d DateTime) appendISO(b []byte, o ISOOptions) []byte {
	p := d.parts()
	b = appendDate(b, p, !o.Basic)
	b = append(b, 'T')
	return d.appendTime(b, p, o)
}

// ISODate is the date's local day: "2024-01-31".
func (d DateTime) ISODate() string {
	if !d.Valid() {
		return invalidFormat
	}
	return string(appendDate(nil, d.parts(), true))
}

// ISOTime is the date's local time: "12:00:00.000+01:00".
func (d DateTime) ISOTime(o ISOOptions) string {
	if !d.Valid() {
		return invalidFormat
	}
	return string(d.appendTime(nil, d.parts(), o))
}

// ISOWeekDate is the date's ISO week: "2024-W05-3".
func (d DateTime) ISOWeekDate() string {
	if !d.Valid() {
		return invalidFormat
	}
	p := d.parts()
	year, week := p.week()
	return pad(year, 4) + "-W" + pad(week, 2) + "-" + strconv.Itoa(p.weekday())
}

func appendDate(b []byte, p parts, extended bool) []byte {
	switch {
	case p.year < 0:
		b = append(append(b, '-'), pad(-p.year, 6)...)
	case p.year > 9999:
		b = append(append(b, '+'), pad(p.year, 6)...)
	default:
		b = appendPadded(b, p.year, 4)
	}
	if extended {
		b = append(b, '-')
	}
	b = appendPadded(b, p.month, 2)
	if extended {
		b = append(b, '-')
	}
	return appendPadded(b, p.day, 2)
}

func appendPadded(b []byte, n, width int) []byte {
	if width == 2 && n >= 0 && n < 100 {
		return append(b, byte('0'+n/10), byte('0'+n%10))
	}
	return append(b, pad(n, width)...)
}

func (d DateTime) appendTime(b []byte, p parts, o ISOOptions) []byte {
	b = appendPadded(b, p.hour, 2)
	colon := func() {
		if !o.Basic {
			b = append(b, ':')
		}
	}
	colon()
	b = appendPadded(b, p.minute, 2)
	ms := int(p.ms)
	if ms != 0 || p.second != 0 || !o.SuppressSeconds {
		colon()
		b = appendPadded(b, p.second, 2)
		if ms != 0 || !o.SuppressMilliseconds {
			b = appendPadded(append(b, '.'), ms, 3)
		}
	}
	if o.NoOffset {
		return b
	}
	offset := d.offset()
	switch {
	case d.zone.Universal() && offset == 0 && !o.ExtendedZone:
		b = append(b, 'Z')
	default:
		sign := byte('+')
		if offset < 0 {
			sign, offset = '-', -offset
		}
		b = appendPadded(append(b, sign), int(offset/60), 2)
		b = append(b, ':')
		b = appendPadded(b, int(math.Mod(offset, 60)), 2)
	}
	if o.ExtendedZone {
		b = append(append(append(b, '['), d.zone.Name()...), ']')
	}
	return b
}

// HTTP is the date for HTTP headers: "Sun, 13 Jul 2014 17:00:00 GMT".
func (d DateTime) HTTP() string {
	return d.In(UTC).english("EEE, dd LLL yyyy HH:mm:ss 'GMT'")
}

// RFC2822 is the date for e-mail: "Sun, 13 Jul 2014 13:00:00 -0400".
func (d DateTime) RFC2822() string {
	return d.english("EEE, dd LLL yyyy HH:mm:ss ZZZ")
}

// SQL is the date for databases: "2014-07-13 13:00:00.000 -04:00".
func (d DateTime) SQL() string {
	if !d.Valid() {
		return invalidFormat
	}
	return d.SQLDate() + " " + d.SQLTime()
}

// SQLDate is the date's local day.
func (d DateTime) SQLDate() string { return d.ISODate() }

// SQLTime is the date's local time with its offset.
func (d DateTime) SQLTime() string {
	if d.Valid() && d.zone.Universal() && d.offset() == 0 {
		return d.english("HH:mm:ss.SSS 'Z'")
	}
	return d.english("HH:mm:ss.SSS ZZ")
}

func (d DateTime) english(format string) string {
	d.locale = ""
	text, _ := d.Format(format)
	return text
}

// offsetText writes the distance from UTC: "+5" (narrow), "+05:30" (short) or
// "+0530" (techie).
func (d DateTime) offsetText(form string) string {
	offset := d.offset()
	sign := "+"
	if offset < 0 {
		sign = "-"
	}
	hours, minutes := int(math.Trunc(math.Abs(offset)/60)), int(math.Floor(math.Mod(math.Abs(offset), 60)))
	switch form {
	case "narrow":
		out := sign + strconv.Itoa(hours)
		if minutes > 0 {
			out += ":" + strconv.Itoa(minutes)
		}
		return out
	case "short":
		return sign + pad(hours, 2) + ":" + pad(minutes, 2)
	}
	return sign + pad(hours, 2) + pad(minutes, 2)
}

// Format writes the date by luxon's tokens in English; ErrLocale says that the
// format or the date's locale needs more than that.
func (d DateTime) Format(format string) (string, error) {
	if !d.Valid() {
		return invalidFormat, nil
	}
	if !isEnglish(d.locale) {
		return "", ErrLocale
	}
	var b strings.Builder
	p := d.parts()
	for _, t := range tokens(format) {
		if t.literal {
			b.WriteString(t.text)
			continue
		}
		text, ok := d.token(t.text, p)
		if !ok {
			return "", ErrLocale
		}
		b.WriteString(text)
	}
	return b.String(), nil
}

func isEnglish(locale string) bool {
	return locale == "" || locale == "en" || locale == "en-US"
}

// token is a run of one letter of a format, or text to be copied.
type token struct {
	text    string
	literal bool
}

// tokens cuts a format: runs of equal characters are tokens, what stands in
// single quotes is text.
func tokens(format string) []token {
	var out []token
	var run []rune
	quoted := false
	flush := func() {
		if len(run) > 0 {
			out = append(out, token{string(run), quoted || strings.TrimFunc(string(run), isSpace) == ""})
			run = nil
		}
	}
	for _, c := range format {
		switch {
		case c == '\'':
			flush()
			quoted = !quoted
		case quoted, len(run) > 0 && c == run[0]:
			run = append(run, c)
		default:
			flush()
			run = append(run, c)
		}
	}
	flush()
	return out
}

func isSpace(r rune) bool {
	return r == ' ' || r >= '\t' && r <= '\r' || r == 0xA0 || r == 0xFEFF || r == 0x2028 || r == 0x2029 || r == 0x202F || r == 0x3000 || r >= 0x2000 && r <= 0x200A
}

// token writes one token; it is not ok when a locale's data is needed.
func (d DateTime) token(t string, p parts) (string, bool) {
	year2 := func(y int) string {
		s := strconv.Itoa(y)
		if len(s) > 2 {
			s = s[len(s)-2:]
		}
		return pad2(s)
	}
	switch t {
	case "S":
		return strconv.Itoa(int(p.ms)), true
	case "u", "SSS":
		return pad(int(p.ms), 3), true
	case "s":
		return strconv.Itoa(p.second), true
	case "ss":
		return pad(p.second, 2), true
	case "uu":
		return pad(int(p.ms/10), 2), true
	case "uuu":
		return strconv.Itoa(int(p.ms / 100)), true
	case "m":
		return strconv.Itoa(p.minute), true
	case "mm":
		return pad(p.minute, 2), true
	case "h":
		return strconv.Itoa(hour12(p.hour)), true
	case "hh":
		return pad(hour12(p.hour), 2), true
	case "H":
		return strconv.Itoa(p.hour), true
	case "HH":
		return pad(p.hour, 2), true
	case "Z":
		return d.offsetText("narrow"), true
	case "ZZ":
		return d.offsetText("short"), true
	case "ZZZ":
		return d.offsetText("techie"), true
	case "z":
		return d.zone.Name(), true
	case "a":
		if p.hour < 12 {
			return "AM", true
		}
		return "PM", true
	case "d":
		return strconv.Itoa(p.day), true
	case "dd":
		return pad(p.day, 2), true
	case "c", "E":
		return strconv.Itoa(p.weekday()), true
	case "ccc", "EEE":
		return weekdaysLong[p.weekday()-1][:3], true
	case "cccc", "EEEE":
		return weekdaysLong[p.weekday()-1], true
	case "ccccc", "EEEEE":
		return weekdaysLong[p.weekday()-1][:1], true
	case "L", "M":
		return strconv.Itoa(p.month), true
	case "LL", "MM":
		return pad(p.month, 2), true
	case "LLL", "MMM":
		return monthsLong[p.month-1][:3], true
	case "LLLL", "MMMM":
		return monthsLong[p.month-1], true
	case "LLLLL", "MMMMM":
		return monthsLong[p.month-1][:1], true
	case "y":
		return strconv.Itoa(p.year), true
	case "yy":
		return year2(p.year), true
	case "yyyy":
		return pad(p.year, 4), true
	case "yyyyyy":
		return pad(p.year, 6), true
	case "G":
		return era(p.year, "AD", "BC"), true
	case "GG":
		return era(p.year, "Anno Domini", "Before Christ"), true
	case "GGGGG":
		return era(p.year, "A", "B"), true
	case "kk":
		y, _ := p.week()
		return year2(y), true
	case "kkkk":
		y, _ := p.week()
		return pad(y, 4), true
	case "W":
		_, w := p.week()
		return strconv.Itoa(w), true
	case "WW":
		_, w := p.week()
		return pad(w, 2), true
	case "o":
		return strconv.Itoa(p.ordinal()), true
	case "ooo":
		return pad(p.ordinal(), 3), true
	case "q":
		return strconv.Itoa((p.month + 2) / 3), true
	case "qq":
		return pad((p.month+2)/3, 2), true
	case "X":
		return value.FormatNumber(math.Floor(d.ms / 1000)), true
	case "x":
		return value.FormatNumber(d.ms), true
	}
	if localTokens[t] {
		return "", false
	}
	return t, true
}

// localTokens are the tokens that need a locale's data even in English.
var localTokens = map[string]bool{
	"ZZZZ": true, "ZZZZZ": true, "n": true, "nn": true, "ii": true, "iiii": true, "D": true, "DD": true, "DDD": true, "DDDD": true,
	"t": true, "tt": true, "ttt": true, "tttt": true, "T": true, "TT": true, "TTT": true, "TTTT": true,
	"f": true, "ff": true, "fff": true, "ffff": true, "F": true, "FF": true, "FFF": true, "FFFF": true,
}

func pad2(s string) string {
	if len(s) < 2 {
		return "0" + s
	}
	return s
}

func hour12(h int) int {
	if h %= 12; h == 0 {
		return 12
	}
	return h
}

func era(year int, after, before string) string {
	if year < 0 {
		return before
	}
	return after
}

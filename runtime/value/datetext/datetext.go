// Package datetext reads dates out of text as the original does: in the forms that luxon knows (ISO 8601, HTTP, RFC 2822, SQL), and as
// JavaScript's Date.parse in V8 reads them.
package datetext

import (
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Parse reads a text as ISO 8601, an HTTP date, RFC 2822, SQL or, when it is none of these, as Date.parse reads it. A text without an offset
// is meant in zone; one with an offset keeps it as the zone of the answer. A time without a date is today's: now says when that is.
func Parse(text string, zone *time.Location, now time.Time) (time.Time, bool) {
	text = strings.TrimSpace(text)
	for _, read := range []func(string, *time.Location, time.Time) (time.Time, bool){ISO, HTTP, RFC2822, SQL} {
		if t, ok := read(text, zone, now); ok {
			return t, true
		}
	}
	ms, ok := JavaScript(text, time.Local)
	if !ok {
		return time.Time{}, false
	}
	return time.UnixMilli(ms).In(zone), true
}

const (
	offset   = `(?:(Z)|([+-]\d\d)(?::?(\d\d))?)`
	iana     = `[A-Za-z_+-]{1,256}(?::?/[A-Za-z0-9_+-]{1,256}(?:/[A-Za-z0-9_+-]{1,256})?)?`
	timeBase = `(\d\d)(?::?(\d\d)(?::?(\d\d)(?:[.,](\d{1,30}))?)?)?`
	isoTime  = timeBase + `(?:` + offset + `?(?:\[(` + iana + `)\])?)?`
	sqlTime  = timeBase + ` ?(?:` + offset + `|(` + iana + `))?`
)

var (
	isoYmd     = lazily(`^([+-]\d{6}|\d{4})(?:-?(\d\d)(?:-?(\d\d))?)?(?:T` + isoTime + `)?$`)
	isoWeek    = lazily(`^(\d{4})-?W(\d\d)(?:-?(\d))?(?:T` + isoTime + `)?$`)
	isoOrdinal = lazily(`^(\d{4})-?(\d{3})(?:T` + isoTime + `)?$`)
	isoClock   = lazily(`^` + isoTime + `$`)
	sqlYmd     = lazily(`^(\d{4})-(\d\d)-(\d\d)(?: ` + sqlTime + `)?$`)
	sqlClock   = lazily(`^` + sqlTime + `$`)

	rfc1123 = lazily(`^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d\d) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4}) (\d\d):(\d\d):(\d\d) GMT$`)
	rfc850  = lazily(`^(Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday), (\d\d)-(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-(\d\d) (\d\d):(\d\d):(\d\d) GMT$`)
	asctime = lazily(`^(Mon|Tue|Wed|Thu|Fri|Sat|Sun) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) ( \d|\d\d) (\d\d):(\d\d):(\d\d) (\d{4})$`)
	rfc2822 = lazily(`^(?:(Mon|Tue|Wed|Thu|Fri|Sat|Sun),\s)?(\d{1,2})\s(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\s(\d{2,4})\s(\d\d):(\d\d)(?::(\d\d))?\s(?:(UT|GMT|[ECMP][SD]T)|([Zz])|(?:([+-]\d\d)(\d\d)))$`)
	comment = lazily(`\([^()]*\)|[\n\t]`)
	spaces  = lazily(`\s\s+`)
)

// lazily compiles a pattern when it is first used: most processes read few
// forms of dates, if any.
func lazily(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

const monthNames = "JanFebMarAprMayJunJulAugSepOctNovDec"
const dayNames = "SunMonTueWedThuFriSat"

// parts is a date and time of day as written; month, day and weekday count from 1, and 0 means that the text does not say.
type parts struct {
	year, month, day         int
	hour, minute, second, ms int
	zone                     *time.Location
	weekday                  string
}

// ISO reads ISO 8601 as luxon's DateTime.fromISO with setZone does.
func ISO(text string, zone *time.Location, now time.Time) (time.Time, bool) {
	if m := isoYmd().FindStringSubmatch(text); m != nil {
		p := parts{year: number(m[1]), month: 1, day: 1}
		if m[2] != "" {
			p.month = number(m[2])
		}
		if m[3] != "" {
			p.day = number(m[3])
		}
		return p.clock(m[4:], zone, now)
	}
	if m := isoWeek().FindStringSubmatch(text); m != nil {
		day := 1
		if m[3] != "" {
			day = number(m[3])
		}
		week := number(m[2])
		if week < 1 || week > weeksIn(number(m[1])) || day < 1 || day > 7 {
			return time.Time{}, false
		}
		// The fourth of January is always in the first week.
		first := time.Date(number(m[1]), 1, 4, 0, 0, 0, 0, time.UTC)
		d := first.AddDate(0, 0, (week-1)*7+day-1-(int(first.Weekday())+6)%7)
		p := parts{year: d.Year(), month: int(d.Month()), day: d.Day()}
		return p.clock(m[4:], zone, now)
	}
	if m := isoOrdinal().FindStringSubmatch(text); m != nil {
		d := time.Date(number(m[1]), 1, number(m[2]), 0, 0, 0, 0, time.UTC)
		if number(m[2]) < 1 || d.Year() != number(m[1]) {
			return time.Time{}, false
		}
		p := parts{year: d.Year(), month: int(d.Month()), day: d.Day()}
		return p.clock(m[3:], zone, now)
	}
	if m := isoClock().FindStringSubmatch(text); m != nil {
		return today(m[1:], zone, now)
	}
	return time.Time{}, false
}

// SQL reads SQL dates and times as luxon's DateTime.fromSQL with setZone does.
func SQL(text string, zone *time.Location, now time.Time) (time.Time, bool) {
	if m := sqlYmd().FindStringSubmatch(text); m != nil {
		p := parts{year: number(m[1]), month: number(m[2]), day: number(m[3])}
		return p.clock(m[4:], zone, now)
	}
	if m := sqlClock().FindStringSubmatch(text); m != nil {
		return today(m[1:], zone, now)
	}
	return time.Time{}, false
}

// HTTP reads the three forms of dates in HTTP headers, which are always UTC.
func HTTP(text string, _ *time.Location, now time.Time) (time.Time, bool) {
	if m := rfc1123().FindStringSubmatch(text); m != nil {
		p := parts{weekday: m[1], day: number(m[2]), month: month(m[3]), year: number(m[4]), hour: number(m[5]), minute: number(m[6]), second: number(m[7]), zone: time.UTC}
		return p.time(time.UTC, now)
	}
	if m := rfc850().FindStringSubmatch(text); m != nil {
		p := parts{weekday: m[1][:3], day: number(m[2]), month: month(m[3]), year: fullYear(m[4]), hour: number(m[5]), minute: number(m[6]), second: number(m[7]), zone: time.UTC}
		return p.time(time.UTC, now)
	}
	if m := asctime().FindStringSubmatch(text); m != nil {
		p := parts{weekday: m[1], month: month(m[2]), day: number(strings.TrimSpace(m[3])), hour: number(m[4]), minute: number(m[5]), second: number(m[6]), year: number(m[7]), zone: time.UTC}
		return p.time(time.UTC, now)
	}
	return time.Time{}, false
}

// RFC2822 reads dates of mails as luxon's DateTime.fromRFC2822 with setZone does.
func RFC2822(text string, zone *time.Location, now time.Time) (time.Time, bool) {
	text = strings.TrimSpace(spaces().ReplaceAllString(comment().ReplaceAllString(text, " "), " "))
	m := rfc2822().FindStringSubmatch(text)
	if m == nil {
		return time.Time{}, false
	}
	p := parts{weekday: m[1], day: number(m[2]), month: month(m[3]), year: fullYear(m[4]), hour: number(m[5]), minute: number(m[6]), second: number(m[7])}
	hours := map[byte]int{'E': -5, 'C': -6, 'M': -7, 'P': -8}
	switch {
	case m[8] == "UT":
		// luxon lets the name pass but has no offset for it.
		return time.Time{}, false
	case m[8] == "GMT", m[9] != "":
		p.zone = time.UTC
	case m[8] != "":
		h := hours[m[8][0]]
		if m[8][1] == 'D' {
			h++
		}
		p.zone = fixed(h * 60)
	default:
		p.zone = signed(m[10], m[11])
	}
	return p.time(zone, now)
}

// today answers a time of day on the day it is now in its zone.
func today(m []string, zone *time.Location, now time.Time) (time.Time, bool) {
	var p parts
	if !p.read(m) {
		return time.Time{}, false
	}
	in := zone
	if p.zone != nil {
		in = p.zone
	}
	day := now.In(in)
	p.year, p.month, p.day = day.Year(), int(day.Month()), day.Day()
	return p.time(zone, now)
}

// clock adds the time of day and the offset of a match.
func (p *parts) clock(m []string, zone *time.Location, now time.Time) (time.Time, bool) {
	if !p.read(m) {
		return time.Time{}, false
	}
	return p.time(zone, now)
}

// read takes hour, minute, second, fraction, Z, offset hours, offset minutes and the name of a zone out of a match.
func (p *parts) read(m []string) bool {
	p.hour, p.minute, p.second = number(m[0]), number(m[1]), number(m[2])
	if f := m[3]; f != "" {
		p.ms = number((f + "00")[:3])
	}
	switch {
	case m[4] != "":
		p.zone = time.UTC
	case m[5] != "":
		p.zone = signed(m[5], m[6])
	}
	if m[7] != "" {
		zone, err := time.LoadLocation(m[7])
		if err != nil {
			return false
		}
		p.zone = zone
	}
	return true
}

// time answers the point in time, if the parts are a date that exists.
func (p *parts) time(zone *time.Location, now time.Time) (time.Time, bool) {
	if p.month < 1 || p.month > 12 || p.day < 1 || p.minute > 59 || p.second > 59 ||
		p.hour > 23 && (p.hour > 24 || p.minute+p.second+p.ms > 0) {
		return time.Time{}, false
	}
	if p.zone != nil {
		zone = p.zone
	}
	local := time.Date(p.year, time.Month(p.month), p.day, p.hour, p.minute, p.second, p.ms*1e6, time.UTC)
	day := time.Date(p.year, time.Month(p.month), p.day, 0, 0, 0, 0, time.UTC)
	if day.Day() != p.day || p.weekday != "" && dayNames[3*day.Weekday():][:3] != p.weekday {
		return time.Time{}, false
	}
	return InZone(local, zone, now), true
}

// InZone answers the point in time at which a clock in the zone shows what local shows in UTC. Where the clock is put forward or back it
// decides as luxon does, which guesses with the offset at a time nearby: now.
func InZone(local time.Time, zone *time.Location, now time.Time) time.Time {
	ms := local.UnixMilli()
	offsetAt := func(ms int64) int64 {
		_, s := time.UnixMilli(ms).In(zone).Zone()
		return int64(s) * 1000
	}
	o := offsetAt(now.UnixMilli())
	guess := ms - o
	o2 := offsetAt(guess)
	if o == o2 {
		return time.UnixMilli(guess).In(zone)
	}
	guess -= o2 - o
	o3 := offsetAt(guess)
	if o2 == o3 {
		return time.UnixMilli(guess).In(zone)
	}
	return time.UnixMilli(ms - min(o2, o3)).In(zone)
}

func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

func month(name string) int { return strings.Index(monthNames, name)/3 + 1 }

// fullYear completes a year of two digits: up to 60 it is of this century.
func fullYear(s string) int {
	n := number(s)
	switch {
	case len(s) > 2:
		return n
	case n > 60:
		return 1900 + n
	}
	return 2000 + n
}

func signed(hours, minutes string) *time.Location {
	h, m := number(strings.TrimLeft(hours, "+-")), number(minutes)
	if hours[0] == '-' {
		return fixed(-h*60 - m)
	}
	return fixed(h*60 + m)
}

// fixed answers a zone of a fixed offset in minutes, named as luxon names it.
func fixed(minutes int) *time.Location {
	if minutes == 0 {
		return time.UTC
	}
	sign, m := "+", minutes
	if m < 0 {
		sign, m = "-", -m
	}
	name := "UTC" + sign + strconv.Itoa(m/60)
	if m%60 != 0 {
		name += ":" + strconv.Itoa(m%60/10) + strconv.Itoa(m%10)
	}
	return time.FixedZone(name, minutes*60)
}

// weeksIn answers the number of weeks of a year by ISO 8601.
func weeksIn(year int) int {
	_, week := time.Date(year, 12, 28, 0, 0, 0, 0, time.UTC).ISOWeek()
	return week
}

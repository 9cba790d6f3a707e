package datetime

import (
	"strings"
	"time"

	"runnel/runtime/value/datetext"
)

// Options say how text is read.
type Options struct {
	// Zone is the zone of text that names none, and of the result.
	Zone Zone
	// SetZone keeps the zone that the text names.
	SetZone bool
}

// reader is one of package datetext's ways to read a date.
type reader func(text string, zone *time.Location, now time.Time) (time.Time, bool)

// FromISO reads ISO 8601 text as luxon's fromISO does.
func FromISO(text string, o Options) DateTime { return read(datetext.ISO, text, "ISO 8601", o) }

// FromSQL reads "2024-01-31 12:00:00.000 +01:00" as luxon's fromSQL does.
func FromSQL(text string, o Options) DateTime { return read(datetext.SQL, text, "SQL", o) }

// FromHTTP reads the dates of HTTP headers as luxon's fromHTTP does.
func FromHTTP(text string, o Options) DateTime { return read(datetext.HTTP, text, "HTTP", o) }

// FromRFC2822 reads the dates of e-mail as luxon's fromRFC2822 does.
func FromRFC2822(text string, o Options) DateTime {
	return read(datetext.RFC2822, text, "RFC 2822", o)
}

func read(f reader, text, format string, o Options) DateTime {
	t, ok := f(text, o.Zone.Location(), time.Now())
	if !ok {
		return Invalid("unparsable", `the input "`+text+`" can't be parsed as `+format, o.Zone)
	}
	zone := o.Zone
	if o.SetZone && t.Location() != o.Zone.Location() {
		zone = zoneOf(t.Location())
	}
	return FromMillis(float64(t.UnixMilli()), zone)
}

// zoneOf is the zone of a location that a text named: of the database, or
// fixed and named as luxon names it.
func zoneOf(loc *time.Location) Zone {
	if name := loc.String(); strings.HasPrefix(strings.ToLower(name), "utc") {
		if z, ok := Named(name, UTC); ok {
			return z
		}
	}
	return In(loc)
}

// Parse reads text as ISO 8601, HTTP, RFC 2822, SQL or, failing these, as
// Date.parse does. An offset in the text becomes the zone.
func Parse(text string, zone Zone) (DateTime, bool) {
	if d, ok := fastISO(text, zone); ok {
		return d, true
	}
	o := Options{Zone: zone, SetZone: true}
	for _, f := range []func(string, Options) DateTime{FromISO, FromHTTP, FromRFC2822, FromSQL} {
		if d := f(text, o); d.Valid() {
			return d, true
		}
	}
	ms, ok := datetext.JavaScript(text, time.UTC)
	if !ok {
		return DateTime{}, false
	}
	return FromMillis(float64(ms), zone), true
}

// fastISO reads "2024-01-31T12:00:00.000Z", the form of dates in JSON.
func fastISO(s string, _ Zone) (DateTime, bool) {
	if !IsISOInstant(s) {
		return DateTime{}, false
	}
	p := instant(s)
	return DateTime{ms: p.local(), zone: UTC}, true
}

// instant reads the parts of a text of that form.
func instant(s string) parts {
	n := func(from, to int) int {
		v := 0
		for _, c := range []byte(s[from:to]) {
			v = v*10 + int(c-'0')
		}
		return v
	}
	return parts{n(0, 4), n(5, 7), n(8, 10), n(11, 13), n(14, 16), n(17, 19), float64(n(20, 23))}
}

// IsISOInstant tells whether a text is exactly "YYYY-MM-DDTHH:mm:ss.SSSZ" and
// a date that exists, as JavaScript writes dates to JSON.
func IsISOInstant(s string) bool {
	const form = "dddd-dd-ddTdd:dd:dd.dddZ"
	if len(s) != len(form) {
		return false
	}
	for i := 0; i < len(form); i++ {
		if form[i] == 'd' {
			if s[i] < '0' || s[i] > '9' {
				return false
			}
		} else if s[i] != form[i] {
			return false
		}
	}
	p := instant(s)
	return p.month >= 1 && p.month <= 12 && p.day >= 1 && p.day <= daysInMonth(p.year, p.month) && p.hour < 24 && p.minute < 60 && p.second < 60
}

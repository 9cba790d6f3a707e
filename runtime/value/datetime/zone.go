package datetime

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Zone is a time zone as luxon knows it: one of the IANA database, or a fixed
// distance from UTC.
type Zone struct {
	loc *time.Location
	// fixed zones are minutes away from UTC.
	fixed   bool
	minutes int
	name    string
}

// UTC is the zone that prints as Z.
var UTC = Zone{fixed: true, name: "UTC"}

// Fixed answers the zone that is minutes east of UTC.
func Fixed(minutes int) Zone {
	if minutes == 0 {
		return UTC
	}
	sign, m := "+", minutes
	if m < 0 {
		sign, m = "-", -m
	}
	name := "UTC" + sign + strconv.Itoa(m/60)
	if m%60 != 0 {
		name += ":" + pad(m%60, 2)
	}
	return Zone{fixed: true, minutes: minutes, name: name}
}

// In answers the zone of a location; nil and UTC are UTC.
func In(loc *time.Location) Zone {
	if loc == nil {
		return UTC
	}
	switch strings.ToLower(loc.String()) {
	case "utc", "gmt":
		return UTC
	case "local":
		return Zone{loc: loc, name: systemName(loc)}
	}
	return Zone{loc: loc, name: loc.String()}
}

// systemName is the name of the process's own zone.
func systemName(loc *time.Location) string {
	if name, offset := time.Now().In(loc).Zone(); offset == 0 && (name == "UTC" || name == "") {
		return "UTC"
	}
	return loc.String()
}

var zones sync.Map // name in lower case to Zone, or to false

var fixedName = regexp.MustCompile(`(?i)^utc(?:([+-]\d{1,2})(?::(\d{2}))?)?$`)

// Named answers the zone with a name as luxon takes it: "Europe/Berlin",
// "utc", "UTC+5:30". def is what "default", "local" and "system" mean.
func Named(name string, def Zone) (Zone, bool) {
	lower := strings.ToLower(name)
	switch lower {
	case "default":
		return def, true
	case "local", "system":
		return In(time.UTC), true
	case "utc", "gmt":
		return UTC, true
	}
	if m := fixedName.FindStringSubmatch(name); m != nil {
		hours, _ := strconv.Atoi(m[1])
		minutes, _ := strconv.Atoi(m[2])
		if strings.HasPrefix(m[1], "-") {
			minutes = -minutes
		}
		return Fixed(hours*60 + minutes), true
	}
	if z, ok := zones.Load(name); ok {
		zone, ok := z.(Zone)
		return zone, ok
	}
	zone, ok := load(name)
	if !ok {
		// Names that nobody knows are not kept: there is no end to them.
		return Zone{}, false
	}
	zones.Store(name, zone)
	return zone, true
}

func load(name string) (Zone, bool) {
	if name == "" || strings.ContainsAny(name, `\.`) || strings.HasPrefix(name, "/") {
		return Zone{}, false
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		// Names count in any case: try the database's own way to write them.
		words := strings.FieldsFunc(name, func(r rune) bool { return r == '/' || r == '_' || r == '-' })
		proper := name
		for _, w := range words {
			proper = strings.Replace(proper, w, strings.ToUpper(w[:1])+strings.ToLower(w[1:]), 1)
		}
		if loc, err = time.LoadLocation(proper); err != nil {
			return Zone{}, false
		}
	}
	return Zone{loc: loc, name: name}, true
}

// Name is the zone's name as luxon's zoneName gives it.
func (z Zone) Name() string {
	if z.loc == nil && !z.fixed {
		return UTC.name
	}
	return z.name
}

// Location is the zone for package time.
func (z Zone) Location() *time.Location {
	switch {
	case z.loc != nil:
		return z.loc
	case z.minutes == 0:
		return time.UTC
	}
	return time.FixedZone(z.name, z.minutes*60)
}

// Universal tells whether the zone's distance from UTC never changes.
func (z Zone) Universal() bool { return z.loc == nil }

// offset is the distance from UTC at a time, in minutes.
func (z Zone) offset(ms float64) float64 {
	if z.loc == nil {
		return float64(z.minutes)
	}
	_, seconds := time.UnixMilli(int64(math.Floor(ms))).In(z.loc).Zone()
	return float64(seconds) / 60
}

func pad(n, width int) string {
	s := strconv.Itoa(n)
	if n < 0 {
		return "-" + pad(-n, width)
	}
	for len(s) < width {
		s = "0" + s
	}
	return s
}

package value

import (
	"math"
	"strconv"
	"sync/atomic"
	"time"
)

// maxTime is the farthest a JavaScript Date reaches from 1970, in milliseconds.
const maxTime = 8.64e15

// timeClip is ECMAScript's TimeClip: NaN for what a Date cannot hold, otherwise whole milliseconds without a minus zero.
func timeClip(ms float64) float64 {
	if !(math.Abs(ms) <= maxTime) {
		return math.NaN()
	}
	return math.Trunc(ms) + 0
}

// Time answers the time of a date in UTC; it is not ok for the invalid date and for everything that is no date.
func (v Value) Time() (t time.Time, ok bool) {
	if v.kind != KindDate || math.IsNaN(v.num()) {
		return time.Time{}, false
	}
	return time.UnixMilli(int64(v.num())).UTC(), true
}

// FromTime answers the date of t, to the millisecond.
func FromTime(t time.Time) Value { return Date(float64(t.UnixMilli())) }

// ISODate answers the time in milliseconds since 1970 as Date.prototype.toISOString writes it: "2024-02-29T12:00:00.000Z", years before 0 and
// after 9999 with a sign and six digits. Of NaN and of what a Date cannot hold it is "Invalid Date", where JavaScript throws a RangeError.
func ISODate(ms float64) string {
	var room [32]byte
	return string(appendISODate(room[:0], ms))
}

func appendISODate(dst []byte, ms float64) []byte {
	ms = timeClip(ms)
	if math.IsNaN(ms) {
		return append(dst, "Invalid Date"...)
	}
	t := time.UnixMilli(int64(ms)).UTC()
	year, month, day := t.Date()
	switch {
	case year < 0:
		dst = appendDigits(append(dst, '-'), -year, 6)
	case year > 9999:
		dst = appendDigits(append(dst, '+'), year, 6)
	default:
		dst = appendDigits(dst, year, 4)
	}
	hour, minute, second := t.Clock()
	dst = appendDigits(append(dst, '-'), int(month), 2)
	dst = appendDigits(append(dst, '-'), day, 2)
	dst = appendDigits(append(dst, 'T'), hour, 2)
	dst = appendDigits(append(dst, ':'), minute, 2)
	dst = appendDigits(append(dst, ':'), second, 2)
	dst = appendDigits(append(dst, '.'), t.Nanosecond()/1e6, 3)
	return append(dst, 'Z')
}

// appendDigits appends n, which is not negative, with at least width digits.
func appendDigits(dst []byte, n, width int) []byte {
	for limit := 10; width > 1; width-- {
		if n < limit {
			for ; width > 1; width-- {
				dst = append(dst, '0')
			}
			break
		}
		limit *= 10
	}
	return strconv.AppendInt(dst, int64(n), 10)
}

// local is the zone in which dates are printed.
type local struct {
	zone *time.Location
	name func(t time.Time) string
}

var localZone atomic.Pointer[local]

// SetLocal sets the zone in which [Value.ToString] prints dates, for the whole process; nil is UTC. name answers the zone's long English
// name at a time, such as "Central European Summer Time"; without it the zone's abbreviation is printed.
func SetLocal(zone *time.Location, name func(t time.Time) string) {
	localZone.Store(&local{zone, name})
}

// dateString answers what Date.prototype.toString answers.
func dateString(ms float64) string {
	if math.IsNaN(ms) {
		return "Invalid Date"
	}
	t, name := time.UnixMilli(int64(ms)).UTC(), "Coordinated Universal Time"
	if l := localZone.Load(); l != nil && l.zone != nil {
		t = t.In(l.zone)
		if l.name != nil {
			name = l.name(t)
		} else if abbreviation, offset := t.Zone(); abbreviation != "UTC" || offset != 0 {
			name = abbreviation
		}
	}
	year := t.Year()
	dst := t.AppendFormat(nil, "Mon Jan 02 ")
	if year < 0 {
		dst, year = append(dst, '-'), -year
	}
	dst = appendDigits(dst, year, 4)
	dst = t.AppendFormat(dst, " 15:04:05 GMT-0700")
	return string(append(append(append(dst, " ("...), name...), ')'))
}

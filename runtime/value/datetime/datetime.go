// Package datetime is the dates of expressions: a DateTime that behaves as
// luxon's DateTime does, for English text. What needs another locale is left
// to luxon itself, and says so with ErrLocale.
package datetime

import (
	"errors"
	"math"
	"time"

	"runnel/runtime/value"
)

// ErrLocale says that an operation needs more of Intl than this package has.
var ErrLocale = errors.New("the date needs a locale's data")

// ErrInvalid stands for the errors luxon throws, such as for unknown units.
// Expressions swallow them.
var ErrInvalid = errors.New("invalid date operation")

// DateTime is a point in time seen in a zone. It never changes. The zero
// DateTime is 1970 in UTC.
type DateTime struct {
	ms   float64
	zone Zone
	// Locale is luxon's locale, "" for English. Text in another locale is not
	// made here.
	locale string
	// reason and explanation are set for invalid dates.
	reason, explanation string
}

// maxTime is the farthest a date reaches from 1970, in milliseconds.
const maxTime = 8.64e15

// FromMillis answers the time in milliseconds since 1970.
func FromMillis(ms float64, zone Zone) DateTime {
	switch {
	case math.IsNaN(ms):
		return Invalid("invalid input", "", zone)
	case math.Abs(ms) > maxTime:
		return Invalid("Timestamp out of range", "", zone)
	}
	return DateTime{ms: ms, zone: zone}
}

// Now answers the present in a zone.
func Now(loc *time.Location) DateTime {
	return DateTime{ms: float64(time.Now().UnixMilli()), zone: In(loc)}
}

// Invalid answers a date that is none.
func Invalid(reason, explanation string, zone Zone) DateTime {
	return DateTime{ms: math.NaN(), zone: zone, reason: reason, explanation: explanation}
}

// Millis is the time in milliseconds since 1970, NaN for an invalid date.
func (d DateTime) Millis() float64 { return d.ms }

// Zone is the date's zone.
func (d DateTime) Zone() Zone { return d.zone }

// Locale is luxon's locale, "" for the default.
func (d DateTime) Locale() string { return d.locale }

// WithLocale answers the date with a locale, "" for the default.
func (d DateTime) WithLocale(locale string) DateTime {
	d.locale = locale
	return d
}

// Valid tells whether the date is one.
func (d DateTime) Valid() bool { return d.reason == "" }

// InvalidReason and InvalidExplanation say why a date is invalid, "" for valid ones.
func (d DateTime) InvalidReason() string { return d.reason }

// InvalidExplanation is the longer form of InvalidReason.
func (d DateTime) InvalidExplanation() string { return d.explanation }

// offset is the distance from UTC in minutes.
func (d DateTime) offset() float64 { return d.zone.offset(d.ms) }

// Offset is the distance from UTC in minutes, NaN for invalid dates.
func (d DateTime) Offset() float64 {
	if !d.Valid() {
		return math.NaN()
	}
	return d.offset()
}

// parts are a date's local year, month, day, hour, minute, second and millisecond.
type parts struct {
	year, month, day, hour, minute, second int
	ms                                     float64
}

func (d DateTime) parts() parts { return civil(d.ms + d.offset()*60_000) }

// civil cuts local milliseconds into parts.
func civil(local float64) parts {
	whole := math.Trunc(local)
	days := math.Floor(whole / 86_400_000)
	rest := int(whole - days*86_400_000)
	y, m, dd := fromDays(int(days))
	return parts{y, m, dd, rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60, float64(rest % 1000)}
}

// fromDays answers the date that lies days after 1970-01-01.
func fromDays(days int) (year, month, day int) {
	// Howard Hinnant's civil_from_days: years begin in March.
	z := days + 719468
	era := z / 146097
	if z < 0 {
		era = (z - 146096) / 146097
	}
	doe := z - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	year = yoe + era*400
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	day = doy - (153*mp+2)/5 + 1
	month = mp + 3
	if month > 12 {
		month -= 12
	}
	if month <= 2 {
		year++
	}
	return year, month, day
}

// toDays answers how many days after 1970-01-01 a date lies; months and days
// out of range carry over.
func toDays(year, month, day int) int {
	year += floorDiv(month-1, 12)
	month = floorMod(month-1, 12) + 1
	y := year
	if month <= 2 {
		y--
	}
	era := floorDiv(y, 400)
	yoe := y - era*400
	mp := month - 3
	if month <= 2 {
		mp = month + 9
	}
	doy := (153*mp+2)/5 + day - 1
	doe := yoe*365 + yoe/4 - yoe/100 + doy
	return era*146097 + doe - 719468
}

func floorDiv(a, b int) int {
	q := a / b
	if a%b != 0 && (a < 0) != (b < 0) {
		q--
	}
	return q
}

func floorMod(a, b int) int { return a - floorDiv(a, b)*b }

// localMillis is the local time of parts, in milliseconds.
func localMillis(year, month, day, hour, minute, second int, ms float64) float64 {
	return float64(toDays(year, month, day))*86_400_000 + float64(hour)*3_600_000 + float64(minute)*60_000 + float64(second)*1000 + ms
}

func (p parts) local() float64 {
	return localMillis(p.year, p.month, p.day, p.hour, p.minute, p.second, p.ms)
}

// resolve answers the time of a local time: of two possible ones that which
// the guessed offset gives, and for one that does not exist the time after
// the gap.
func (z Zone) resolve(local, guess float64) (ms, offset float64) {
	t := local - guess*60_000
	first := z.offset(t)
	if first == guess {
		return t, guess
	}
	t -= (first - guess) * 60_000
	second := z.offset(t)
	if second == first {
		return t, first
	}
	return local - math.Min(first, second)*60_000, math.Max(first, second)
}

// at answers the date of local parts, seen from this date's offset.
func (d DateTime) at(p parts) DateTime {
	ms, _ := d.zone.resolve(p.local(), d.offset())
	out := FromMillis(ms, d.zone)
	out.locale = d.locale
	return out
}

// Year is the local year; of invalid dates all parts are 0.
func (d DateTime) Year() int { return d.valid().year }

// Month is the local month, 1 for January.
func (d DateTime) Month() int { return d.valid().month }

// Day is the local day of the month.
func (d DateTime) Day() int { return d.valid().day }

func (d DateTime) valid() parts {
	if !d.Valid() {
		return parts{}
	}
	return d.parts()
}

// Member answers a property of luxon's DateTime; it is not ok for names that
// are no property natively known.
func (d DateTime) Member(name string) (v value.Value, ok bool) {
	number := func(get func(p parts) float64) (value.Value, bool) {
		if !d.Valid() {
			return value.Number(math.NaN()), true
		}
		return value.Number(get(d.parts())), true
	}
	switch name {
	case "year":
		return number(func(p parts) float64 { return float64(p.year) })
	case "quarter":
		return number(func(p parts) float64 { return float64((p.month + 2) / 3) })
	case "month":
		return number(func(p parts) float64 { return float64(p.month) })
	case "day":
		return number(func(p parts) float64 { return float64(p.day) })
	case "hour":
		return number(func(p parts) float64 { return float64(p.hour) })
	case "minute":
		return number(func(p parts) float64 { return float64(p.minute) })
	case "second":
		return number(func(p parts) float64 { return float64(p.second) })
	case "millisecond":
		return number(func(p parts) float64 { return p.ms })
	case "weekday":
		return number(func(p parts) float64 { return float64(p.weekday()) })
	case "weekNumber":
		return number(func(p parts) float64 { _, w := p.week(); return float64(w) })
	case "weekYear":
		return number(func(p parts) float64 { y, _ := p.week(); return float64(y) })
	case "ordinal":
		return number(func(p parts) float64 { return float64(p.ordinal()) })
	case "daysInMonth":
		if !d.Valid() {
			// luxon asks for the days of month NaN.
			return value.Undefined, false
		}
		return number(func(p parts) float64 { return float64(daysInMonth(p.year, p.month)) })
	case "daysInYear":
		return number(func(p parts) float64 { return float64(daysInYear(p.year)) })
	case "weeksInWeekYear":
		return number(func(p parts) float64 { y, _ := p.week(); return float64(weeksInYear(y)) })
	case "isInLeapYear":
		if !d.Valid() {
			return value.False, true
		}
		return value.Bool(daysInYear(d.Year()) == 366), true
	case "isValid":
		return value.Bool(d.Valid()), true
	case "invalidReason", "invalidExplanation":
		text := d.reason
		if name == "invalidExplanation" {
			text = d.explanation
		}
		if text == "" {
			return value.Null, true
		}
		return value.String(text), true
	case "ts":
		return value.Number(d.ms), true
	case "offset":
		return value.Number(d.Offset()), true
	case "zoneName":
		if !d.Valid() {
			return value.Null, true
		}
		return value.String(d.zone.Name()), true
	case "isOffsetFixed":
		if !d.Valid() {
			return value.Null, true
		}
		return value.Bool(d.zone.Universal()), true
	case "isInDST":
		return value.Bool(d.InDST()), true
	case "locale":
		if !d.Valid() {
			return value.Null, true
		}
		if d.locale == "" {
			return value.String("en-US"), true
		}
		return value.String(d.locale), true
	case "invalid":
		if d.Valid() {
			return value.Null, true
		}
		return value.Undefined, false
	case "isLuxonDateTime":
		return value.True, true
	}
	return value.Undefined, false
}

// InDST tells whether the zone's clocks are ahead of their time in January or May.
func (d DateTime) InDST() bool {
	if !d.Valid() || d.zone.Universal() {
		return false
	}
	p := d.parts()
	january, may := p, p
	january.month, january.day = 1, 1
	may.month, may.day = 5, min(p.day, 31)
	return d.offset() > d.at(january).offset() || d.offset() > d.at(may).offset()
}

// weekday is 1 for Monday to 7 for Sunday.
func (p parts) weekday() int { return floorMod(toDays(p.year, p.month, p.day)+3, 7) + 1 }

// ordinal is the day of the year, from 1.
func (p parts) ordinal() int { return toDays(p.year, p.month, p.day) - toDays(p.year, 1, 1) + 1 }

// week answers the ISO week and the year it belongs to.
func (p parts) week() (year, week int) {
	week = (p.ordinal() - p.weekday() + 10) / 7
	switch {
	case week < 1:
		return p.year - 1, weeksInYear(p.year - 1)
	case week > weeksInYear(p.year):
		return p.year + 1, 1
	}
	return p.year, week
}

func weeksInYear(year int) int {
	first := parts{year: year, month: 1, day: 1}.weekday()
	if first == 4 || first == 3 && daysInYear(year) == 366 {
		return 53
	}
	return 52
}

func daysInYear(year int) int { return toDays(year+1, 1, 1) - toDays(year, 1, 1) }

func daysInMonth(year, month int) int {
	return toDays(year, month+1, 1) - toDays(year, month, 1)
}

// In answers the same time in another zone.
func (d DateTime) In(zone Zone) DateTime {
	if d.Valid() {
		d.zone = zone
	}
	return d
}

// KeepLocal answers the date whose clock shows the same in another zone.
func (d DateTime) KeepLocal(zone Zone) DateTime {
	if !d.Valid() {
		return d
	}
	ms, _ := zone.resolve(d.parts().local(), d.offset())
	out := FromMillis(ms, zone)
	out.locale = d.locale
	return out
}

// Value answers the date as a value of expressions.
func (d DateTime) Value() value.Value { return value.Host(d) }

// HostText implements value.HostObject: the ISO text.
func (d DateTime) HostText() string {
	if !d.Valid() {
		return "Invalid DateTime"
	}
	return d.ISO()
}

// HostNumber implements value.HostObject: the milliseconds since 1970.
func (d DateTime) HostNumber() float64 { return d.ms }

// HostType implements value.HostObject.
func (d DateTime) HostType() string { return "object" }

// HostJSON implements value.HostObject: the ISO text, null for invalid dates.
func (d DateTime) HostJSON() value.Value {
	if !d.Valid() {
		return value.Null
	}
	return value.String(d.ISO())
}

package datetime

import "math"

// Plus answers the date later by a duration: years to days by the calendar,
// the rest by the clock.
func (d DateTime) Plus(dur Duration) DateTime {
	if !d.Valid() {
		return d
	}
	if !dur.Valid() {
		return Invalid("invalid input", "", d.zone)
	}
	p := d.parts()
	offset := d.offset()
	a := dur.amount
	year := float64(p.year) + math.Trunc(a[Years])
	month := float64(p.month) + math.Trunc(a[Months]) + math.Trunc(a[Quarters])*3
	if math.Abs(year) > 1e6 || math.Abs(month) > 1e8 || math.Abs(a[Days]) > 1e10 || math.Abs(a[Weeks]) > 1e10 {
		return Invalid("invalid input", "", d.zone)
	}
	p.year, p.month = int(year), int(month)
	p.day = min(p.day, daysInMonth(p.year, p.month)) + int(math.Trunc(a[Days])) + int(math.Trunc(a[Weeks]))*7
	var rest Duration
	for _, u := range []Unit{Years, Quarters, Months, Weeks, Days} {
		rest.amount[u] = a[u] - math.Trunc(a[u])
	}
	for _, u := range []Unit{Hours, Minutes, Seconds, Milliseconds} {
		rest.amount[u] = a[u]
	}
	for u := range rest.set {
		rest.set[u] = true
	}
	ms, _ := d.zone.resolve(p.local(), offset)
	ms += rest.As(Milliseconds)
	if math.IsNaN(ms) || math.Abs(ms) > maxTime {
		return Invalid("invalid input", "", d.zone)
	}
	d.ms = ms
	return d
}

// Minus answers the date earlier by a duration.
func (d DateTime) Minus(dur Duration) DateTime {
	if !d.Valid() {
		return d
	}
	return d.Plus(dur.Negate())
}

// StartOf answers the beginning of the unit the date lies in; weeks begin on Monday.
func (d DateTime) StartOf(u Unit) DateTime {
	if !d.Valid() {
		return d
	}
	p := d.parts()
	switch u {
	case Years:
		p.month = 1
		fallthrough
	case Quarters, Months:
		p.day = 1
		fallthrough
	case Weeks, Days:
		p.hour = 0
		fallthrough
	case Hours:
		p.minute = 0
		fallthrough
	case Minutes:
		p.second = 0
		fallthrough
	case Seconds:
		p.ms = 0
	}
	switch u {
	case Weeks:
		p.day -= p.weekday() - 1
	case Quarters:
		p.month = (p.month-1)/3*3 + 1
	case Milliseconds:
		return d
	}
	return d.at(p)
}

// StartOfDay answers the beginning of the day.
func (d DateTime) StartOfDay() DateTime { return d.StartOf(Days) }

// EndOf answers the last millisecond of the unit the date lies in.
func (d DateTime) EndOf(u Unit) DateTime {
	if !d.Valid() {
		return d
	}
	return d.Plus(Of(1, u)).StartOf(u).Minus(Of(1, Milliseconds))
}

// daysBetween counts the days from one date's local day to another's.
func daysBetween(a, b DateTime) float64 {
	p, q := a.parts(), b.parts()
	return float64(toDays(q.year, q.month, q.day) - toDays(p.year, p.month, p.day))
}

// Diff answers the time from another date to this one in units; the last of
// them takes the fraction.
func (d DateTime) Diff(other DateTime, units ...Unit) Duration {
	if !d.Valid() || !other.Valid() {
		return InvalidDuration("created by diffing an invalid DateTime")
	}
	if len(units) == 0 {
		units = []Unit{Milliseconds}
	}
	if other.ms > d.ms {
		return other.since(d, units).Negate()
	}
	return d.since(other, units)
}

// since is Diff where the other date is not later.
func (d DateTime) since(earlier DateTime, units []Unit) Duration {
	wanted := [unitCount]bool{}
	lower := []Unit{}
	for _, u := range units {
		wanted[u] = true
	}
	for _, u := range []Unit{Hours, Minutes, Seconds, Milliseconds} {
		if wanted[u] {
			lower = append(lower, u)
		}
	}
	cursor, high := earlier, earlier
	var result Duration
	var lowest Unit
	for _, u := range []Unit{Years, Quarters, Months, Weeks, Days} {
		if !wanted[u] {
			continue
		}
		lowest = u
		p, q := cursor.parts(), d.parts()
		n := 0.0
		switch u {
		case Years:
			n = float64(q.year - p.year)
		case Quarters:
			n = float64((q.month+2)/3 - (p.month+2)/3 + (q.year-p.year)*4)
		case Months:
			n = float64(q.month - p.month + (q.year-p.year)*12)
		case Weeks:
			days := daysBetween(cursor, d)
			n = (days - math.Mod(days, 7)) / 7
		case Days:
			n = daysBetween(cursor, d)
		}
		result = result.With(n, u)
		high = earlier.Plus(result)
		if high.ms > d.ms {
			result.amount[u]--
			cursor = earlier.Plus(result)
			if cursor.ms > d.ms {
				high = cursor
				result.amount[u]--
				cursor = earlier.Plus(result)
			}
		} else {
			cursor = high
		}
	}
	rest := d.ms - cursor.ms
	if len(lower) > 0 {
		return Of(rest, Milliseconds).ShiftTo(lower...).Plus(result)
	}
	if high.ms < d.ms {
		high = cursor.Plus(Of(1, lowest))
	}
	if high.ms != cursor.ms {
		result = result.With(result.amount[lowest]+rest/(high.ms-cursor.ms), lowest)
	}
	return result
}

// HasSame tells whether two dates lie in the same unit, seen in this date's zone.
func (d DateTime) HasSame(other DateTime, u Unit) bool {
	if !d.Valid() {
		return false
	}
	at := d.KeepLocal(other.zone)
	return at.StartOf(u).ms <= other.ms && other.ms <= at.EndOf(u).ms
}

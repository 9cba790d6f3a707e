package cron

import (
	"math"
	"time"
)

// A Unit is what a Recurrence counts.
type Unit string

// The units that the Schedule Trigger filters ticks by.
const (
	Hours  Unit = "hours"
	Days   Unit = "days"
	Weeks  Unit = "weeks"
	Months Unit = "months"
)

// A Recurrence picks every Nth of the ticks of an expression that cannot say so itself (every
// second day). The zero Recurrence, and one with N = 1, picks every tick.
type Recurrence struct {
	Unit Unit
	N    float64
}

// Filters reports whether the recurrence drops any ticks, that is, whether it needs a Memory.
func (r Recurrence) Filters() bool { return r.Unit != "" && r.N != 1 }

// A Memory is what a Recurrence keeps of the tick that it picked last, in the node's static data.
// The zero Memory is that of a recurrence that has not picked any.
type Memory struct {
	// Picked is false as long as no tick was picked.
	Picked bool
	// Last is the hour of the day, the day of the year (from 1), the week of the year (from 1,
	// beginning with Sunday; the first has the 1st of January in it) or the month (from 0) of the
	// last tick: the number that n8n keeps in recurrenceRules.
	Last int
	// At is the instant of the last tick; zero if it is not known, as after a move from n8n.
	At time.Time
}

// Pick reports whether the tick at now counts and, if so, records it in the memory. The zone of
// now must be that of the workflow.
//
// A tick counts if it is the first, or if n8n's rule says so: hour = (last + N) mod 24, day of the
// year = (last + N) mod 365, week = (last + N) mod 52 or the week of the last tick, month = (last
// + N) mod 12. By that rule alone a schedule falls silent for ever when the sum hits a number that
// never comes (every 2 days from an odd day of the year: day 365 mod 365 is 0), when a change of
// the clocks moves a tick to another hour, and for a year when a tick is missed. Therefore a tick
// counts as well if N units or more have gone by since the last one by the calendar.
func (r Recurrence) Pick(now time.Time, m *Memory) bool {
	if !r.Filters() {
		return true
	}
	last, elapsed := m.Last, 0.0
	if !m.At.IsZero() {
		elapsed = r.elapsed(m.At.In(now.Location()), now)
	}
	number, modulus := r.number(now)
	if m.Picked && elapsed < r.N && float64(number) != math.Mod(float64(last)+r.N, modulus) && (r.Unit != Weeks || number != last) {
		return false
	}
	*m = Memory{Picked: true, Last: number, At: now}
	return true
}

// number returns the number that the rule compares, and how many of them there are.
func (r Recurrence) number(t time.Time) (n int, modulus float64) {
	switch r.Unit {
	case Hours:
		return t.Hour(), 24
	case Weeks:
		return week(t), 52
	case Months:
		return int(t.Month()) - 1, 12
	default:
		return t.YearDay(), 365
	}
}

// elapsed returns how many units lie between two instants of the same zone: hours to the nearest
// one, of days, weeks and months the number of times that a new one has begun.
func (r Recurrence) elapsed(from, to time.Time) float64 {
	switch r.Unit {
	case Hours:
		return math.Round(to.Sub(from).Hours())
	case Weeks:
		return float64(dayNumber(to)-int(to.Weekday())-dayNumber(from)+int(from.Weekday())) / 7
	case Months:
		return float64((to.Year()-from.Year())*12 + int(to.Month()) - int(from.Month()))
	default:
		return float64(dayNumber(to) - dayNumber(from))
	}
}

// week returns the number of the week of the year. Weeks begin with Sunday; the one that has the
// 1st of January in it is the first.
func week(t time.Time) int {
	saturday := time.Date(t.Year(), t.Month(), t.Day()+6-int(t.Weekday()), 0, 0, 0, 0, time.UTC)
	return (saturday.YearDay()-1)/7 + 1
}

// dayNumber numbers the days of the calendar consecutively.
func dayNumber(t time.Time) int {
	year, month, day := t.Date()
	return int(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// Package cron reads cron expressions and says when they fire next.
//
// It agrees with the npm package cron 3.1.7, the scheduler behind n8n, to the second: which
// expressions are accepted, how day of month and day of week combine, and what happens when clocks
// are put forward or back. No wall clock is read here; every answer is a function of the
// expression, an instant and a time zone.
//
// An expression has five fields (minute, hour, day of month, month, day of week) or six (seconds
// first), or it is one of the presets such as @daily. Values are numbers, ranges, lists, steps,
// and three-letter English names.
//
// The package also turns the rules of the Schedule Trigger, Cron and Interval nodes into such
// expressions (rule.go), decides which ticks of a rule count (recurrence.go), and describes the
// instant of a tick the way the Schedule Trigger reports it (occasion.go).
package cron

// A Schedule is a parsed cron expression. It is immutable and safe for concurrent use.
type Schedule struct {
	expr string

	// One bit per admitted value; bit 0 of daysOfWeek is Sunday.
	seconds, minutes   uint64
	hours, daysOfMonth uint64
	months             uint64
	daysOfWeek         uint64

	// A day field that admits every value does not restrict the day. If both restrict it, a day
	// that satisfies either of them is admitted, as in every cron since Vixie's.
	anyDayOfMonth, anyDayOfWeek bool
}

// String returns the expression the schedule was parsed from.
func (s *Schedule) String() string { return s.expr }

// admitsDay reports whether the schedule can fire on the given day of an admitted month.
func (s *Schedule) admitsDay(day, weekday int) bool {
	inMonth := s.daysOfMonth&(1<<day) != 0
	inWeek := s.daysOfWeek&(1<<weekday) != 0
	switch {
	case s.anyDayOfMonth:
		return inWeek
	case s.anyDayOfWeek:
		return inMonth
	default:
		return inMonth || inWeek
	}
}

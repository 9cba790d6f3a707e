package cron

import "time"

// horizonYears bounds the search for the next fire time.
const horizonYears = 8

// Next returns the first instant after the given one at which the schedule fires in the zone loc,
// in that zone and on a whole second. It returns false if there is none within 8 years.
//
// The search walks along the wall clock of the zone, coarse fields first, and so sees changes of
// the clocks as npm's cron does:
//
//   - Clocks put forward: if the schedule names a time that is skipped, it fires at the change,
//     once for all the times that are skipped. This holds where the day of the change satisfies
//     both day fields and the month after it is admitted as well; otherwise the skipped times are
//     lost. It holds for changes within a day; one from 23:00 to 0:00 goes unnoticed.
//   - Clocks put back: the times that come twice fire the first time only, and a schedule of every
//     minute is silent for the hour that is repeated. A search that starts in the second pass
//     finds times of the second pass.
//
// Where npm's cron would search without end (a schedule whose month or day keeps it from firing at
// a skipped hour, asked more than a day ahead) or answer with a time that has passed (once clocks
// were put back by two hours), the search here goes on to the following day.
func (s *Schedule) Next(after time.Time, loc *time.Location) (time.Time, bool) {
	limit := after.In(loc).AddDate(horizonYears, 0, 0).Unix()
	search := search{schedule: s, clock: newClock(loc)}
	search.start = search.clock.read(after.Unix())
	search.now = search.start
	search.passed = search.start.unix
	for search.now.unix <= limit {
		if search.step() {
			return time.Unix(search.now.unix, 0).In(loc), true
		}
	}
	return time.Time{}, false
}

// NextN returns the next n fire times after the given instant, each the Next of the one before,
// fewer if the schedule falls silent.
func (s *Schedule) NextN(after time.Time, loc *time.Location, n int) []time.Time {
	var times []time.Time
	for len(times) < n {
		next, ok := s.Next(after, loc)
		if !ok {
			break
		}
		times = append(times, next)
		after = next
	}
	return times
}

// A search is the state of one call of Next.
type search struct {
	schedule *Schedule
	clock    *clock
	start    moment
	now      moment
	passed   int64 // the latest change of the clocks, in Unix seconds, that needs no more attention
	repeated bool  // the minutes of an hour have been begun again
}

// step moves now closer to the next fire time. It returns true once now is the fire time.
//
// Each branch moves to the beginning of the next value of the coarsest field that does not fit.
// expected is the time of day that the move leads to on a clock that is never changed.
func (w *search) step() bool {
	s, now := w.schedule, w.now
	to := now
	var hour, minute int
	switch {
	case s.months&(1<<now.month) == 0:
		// The move keeps the time of day at first, and with it the offset that holds at that time.
		to.day, to.month = min(to.day, daysIn(to.year, to.month+1)), to.month+1
		to = w.clock.set(to)
		to.day, to.hour, to.minute, to.second = 1, 0, 0, 0
	case !s.admitsDay(now.day, now.weekday):
		to.day++
		to = w.clock.set(to)
		to.hour, to.minute, to.second = 0, 0, 0
	case s.hours&(1<<now.hour) == 0:
		to.hour++
		hour, minute = to.hour, to.minute
		to = w.clock.set(to)
		to.minute, to.second = 0, 0
	case s.minutes&(1<<now.minute) == 0:
		to.minute++
		if to.minute == 60 && w.beginHourAgain() {
			to.minute = 0
		}
		hour, minute = to.hour+to.minute/60, to.minute
		to = w.clock.set(to)
		to.second = 0
	case s.seconds&(1<<now.second) == 0, now.unix == w.start.unix:
		to.second++
		minute = to.minute + to.second/60
		hour = to.hour + minute/60
	default:
		return true
	}
	w.now = w.clock.set(to)
	return w.skipped(hour%24, minute%60)
}

// beginHourAgain reports whether the minutes of the hour that ends are to be gone through once
// more. That is so when the search is in the hour for longer than an hour, because clocks were put
// back in the middle of it (Pacific/Chatham, 3:45 to 2:45).
func (w *search) beginHourAgain() bool {
	if w.repeated || w.now.unix-w.start.unix <= 3600 {
		return false
	}
	again := w.now
	again.minute = 0
	if w.clock.set(again).minute != 0 {
		return false // the beginning of the hour was skipped, there is nothing to repeat
	}
	w.repeated = true
	return true
}

// skipped handles a move over times that clocks skip. The sign of that is a time of day later than
// the expected one. The search goes back to the change; it is over if the schedule fires at one of
// the skipped times, and goes on from there if not.
func (w *search) skipped(hour, minute int) (done bool) {
	if w.now.hour < hour || w.now.hour == hour && w.now.minute <= minute {
		return false
	}
	change, offsetBefore, ok := w.clock.changeBefore(w.now)
	if !ok || change.unix <= w.passed {
		return false
	}
	w.passed = change.unix
	w.now = change
	s := w.schedule
	if s.months&(1<<(change.month+1)) == 0 || s.daysOfMonth&(1<<change.day) == 0 || s.daysOfWeek&(1<<change.weekday) == 0 {
		return false
	}
	for local := change.unix + offsetBefore; local < change.unix+change.offset; local += 60 {
		ofDay := int(local % 86400)
		if s.hours&(1<<(ofDay/3600)) != 0 && s.minutes&(1<<(ofDay%3600/60)) != 0 {
			return true
		}
	}
	return false
}

package cron

import "time"

// A moment is an instant together with what the clocks of a zone show at it, to the second.
type moment struct {
	unix   int64 // seconds since 1970 in UTC
	offset int64 // seconds that local time is ahead of UTC

	year, month, day, weekday int
	hour, minute, second      int
}

// A clock translates between instants and the wall clock of one zone. It remembers the period
// between two changes of the clocks that it looked at last, because successive questions are about
// the same period.
type clock struct {
	loc        *time.Location
	from, till int64 // the period, in Unix seconds; till is excluded
	offset     int64 // the offset that holds in the period
}

const (
	always = -1 << 62 // the begin of a period without a begin
	never  = 1 << 62  // the end of a period without an end
)

func newClock(loc *time.Location) *clock { return &clock{loc: loc} }

// enter makes the period that contains the instant the current one.
func (c *clock) enter(unix int64) {
	if c.from <= unix && unix < c.till {
		return
	}
	t := time.Unix(unix, 0).In(c.loc)
	_, offset := t.Zone()
	from, till := t.ZoneBounds()
	c.offset, c.from, c.till = int64(offset), always, never
	if !from.IsZero() {
		c.from = from.Unix()
	}
	if !till.IsZero() {
		c.till = till.Unix()
	}
}

func (c *clock) offsetAt(unix int64) int64 {
	c.enter(unix)
	return c.offset
}

// read returns what the clock shows at an instant.
func (c *clock) read(unix int64) moment {
	offset := c.offsetAt(unix)
	t := time.Unix(unix+offset, 0).UTC()
	m := moment{unix: unix, offset: offset, weekday: int(t.Weekday())}
	year, month, day := t.Date()
	m.year, m.month, m.day = year, int(month), day
	m.hour, m.minute, m.second = t.Clock()
	return m
}

// set returns the moment at which the clock shows the fields of m. They may lie outside of their
// usual ranges, as in minute 60. The offset of m says where m comes from: of two moments that show
// the same, the one with that offset is taken, or else the earlier one. A time that clocks skip is
// read with the offset before the change and so lands behind the change.
func (c *clock) set(m moment) moment {
	local := time.Date(m.year, time.Month(m.month), m.day, m.hour, m.minute, m.second, 0, time.UTC).Unix()
	first := c.offsetAt(local - m.offset)
	if first == m.offset {
		return c.read(local - first)
	}
	second := c.offsetAt(local - first)
	if second == first {
		return c.read(local - first)
	}
	return c.read(local - min(first, second))
}

// changeBefore returns the latest change of the clocks that is not after m, and the offset before
// it. It returns false if the clocks of the zone were never changed before m.
func (c *clock) changeBefore(m moment) (change moment, offsetBefore int64, ok bool) {
	c.enter(m.unix)
	if c.from == always {
		return moment{}, 0, false
	}
	at := c.from
	offsetBefore = c.offsetAt(at - 1)
	return c.read(at), offsetBefore, true
}

// daysIn returns the number of days of the month. Months count on from the year: month 13 is the
// January after it.
func daysIn(year, month int) int {
	return time.Date(year, time.Month(month+1), 0, 0, 0, 0, 0, time.UTC).Day()
}

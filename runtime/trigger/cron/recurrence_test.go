package cron

import (
	"strings"
	"testing"
	"time"
)

// picked returns the local times, in the layout, of the ticks of an expression that count among the first n.
func picked(t *testing.T, r Recurrence, expr, zone, from string, n int, layout string) string {
	t.Helper()
	s, err := Parse(expr)
	if err != nil {
		t.Fatal(err)
	}
	loc := location(t, zone)
	after, err := time.ParseInLocation("2006-01-02 15:04", from, loc)
	if err != nil {
		t.Fatal(err)
	}
	var m Memory
	var texts []string
	for _, at := range s.NextN(after, loc, n) {
		if r.Pick(at, &m) {
			texts = append(texts, at.Format(layout))
		}
	}
	return strings.Join(texts, " ")
}

func TestPick(t *testing.T) {
	for _, c := range []struct {
		what             string
		r                Recurrence
		expr, zone, from string
		n                int
		layout, want     string
	}{
		{"every tick", Recurrence{Hours, 1}, "0 * * * *", "UTC", "2024-05-01 00:30", 3, "15", "01 02 03"},
		{"the zero recurrence", Recurrence{}, "0 * * * *", "UTC", "2024-05-01 00:30", 3, "15", "01 02 03"},
		{"every 6 hours", Recurrence{Hours, 6}, "5 */6 * * *", "UTC", "2024-05-01 03:00", 5, "02T15", "01T06 01T12 01T18 02T00 02T06"},
		{"every 2 days", Recurrence{Days, 2}, "0 0 * * *", "UTC", "2024-05-01 03:00", 5, "02", "02 04 06"},
		{"every 2 weeks", Recurrence{Weeks, 2}, "0 0 * * 1,3", "UTC", "2024-05-01 03:00", 9, "01-02", "05-06 05-08 05-20 05-22 06-03"},
		{"every 2 weeks, Sunday begins one", Recurrence{Weeks, 2}, "0 0 * * 0,6", "UTC", "2024-05-01 03:00", 8, "01-02", "05-04 05-12 05-18 05-26"},
		{"every 2 weeks across the year", Recurrence{Weeks, 2}, "0 0 * * 1", "UTC", "2024-12-01 03:00", 6, "01-02", "12-02 12-16 12-30"},
		{"every 5 months", Recurrence{Months, 5}, "0 0 1 * *", "UTC", "2024-05-01 03:00", 16, "06-01", "24-06 24-11 25-04 25-09"},

		// Where n8n's rule alone would never pick a tick again.
		{"every 2 days past the 365th", Recurrence{Days, 2}, "0 0 * * *", "UTC", "2023-12-25 12:00", 12, "01-02", "12-26 12-28 12-30 01-01 01-03 01-05"},
		{"the same in a leap year", Recurrence{Days, 2}, "0 0 * * *", "UTC", "2024-12-25 12:00", 12, "01-02", "12-26 12-28 12-30 01-01 01-03 01-05"},
		{"every 5 hours", Recurrence{Hours, 5}, "0 */5 * * *", "UTC", "2024-05-01 03:00", 11, "02T15", "01T05 01T10 01T15 01T20 02T05 02T10 02T15 02T20 03T05"},
		{"every 2 hours when an hour is skipped", Recurrence{Hours, 2}, "0 */2 * * *", "Europe/Berlin", "2024-03-30 21:00", 5, "15", "22 00 03 06"},
		{"more months than a year has", Recurrence{Months, 15}, "0 0 1 */15 *", "UTC", "2024-05-01 03:00", 5, "2006-01", "2025-01 2027-01 2029-01"},
	} {
		if got := picked(t, c.r, c.expr, c.zone, c.from, c.n, c.layout); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.what, got, c.want)
		}
	}
}

func TestPickAfterAMissedTick(t *testing.T) {
	at := func(day int) time.Time { return time.Date(2024, 5, day, 0, 0, 0, 0, time.UTC) }
	r, m := Recurrence{Days, 3}, Memory{}
	for _, c := range []struct {
		day  int
		want bool
	}{{1, true}, {2, false}, {5, true}, {6, false}, {8, true}} {
		if got := r.Pick(at(c.day), &m); got != c.want {
			t.Errorf("on day %d: got %v", c.day, got)
		}
	}
}

// TestPickWithTheMemoryOfN8N has memories without the instant of the last tick: then the rule counts alone.
func TestPickWithTheMemoryOfN8N(t *testing.T) {
	for _, c := range []struct {
		r    Recurrence
		last int
		now  string
		want bool
	}{
		{Recurrence{Hours, 5}, 22, "2024-05-01 03:00", true},
		{Recurrence{Hours, 5}, 22, "2024-05-01 04:00", false},
		{Recurrence{Days, 10}, 360, "2024-01-05 00:00", true},
		{Recurrence{Days, 10}, 360, "2024-01-06 00:00", false},
		{Recurrence{Weeks, 2}, 18, "2024-05-04 00:00", true},  // Saturday of week 18
		{Recurrence{Weeks, 2}, 18, "2024-05-05 00:00", false}, // Sunday of week 19
		{Recurrence{Weeks, 2}, 17, "2024-05-05 00:00", true},
		{Recurrence{Months, 2}, 11, "2024-02-01 00:00", true},
		{Recurrence{Months, 2}, 11, "2024-01-01 00:00", false},
	} {
		now, _ := time.Parse("2006-01-02 15:04", c.now)
		m := Memory{Picked: true, Last: c.last}
		if got := c.r.Pick(now, &m); got != c.want {
			t.Errorf("%v after %d at %s: got %v", c.r, c.last, c.now, got)
		} else if !got && (m != Memory{Picked: true, Last: c.last}) {
			t.Errorf("%v after %d at %s: the memory has become %v", c.r, c.last, c.now, m)
		} else if number, _ := c.r.number(now); got && (m != Memory{Picked: true, Last: number, At: now}) {
			t.Errorf("%v after %d at %s: the memory has become %v", c.r, c.last, c.now, m)
		}
	}
}

func TestWeek(t *testing.T) {
	for day, want := range map[string]int{
		"2023-01-01": 1, "2023-01-07": 1, "2023-01-08": 2, "2023-12-30": 52, "2023-12-31": 1,
		"2024-01-06": 1, "2024-01-07": 2, "2024-12-28": 52, "2024-12-29": 1, "2022-12-31": 53,
	} {
		at, _ := time.Parse(time.DateOnly, day)
		if got := week(at); got != want {
			t.Errorf("%s is in week %d, want %d", day, got, want)
		}
	}
}

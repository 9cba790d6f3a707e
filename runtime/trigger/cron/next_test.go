package cron

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"pgregory.net/rapid"
)

// TestNextAtChangesOfTheClocks has what npm's cron 3.1.7 answered for each case.
func TestNextAtChangesOfTheClocks(t *testing.T) {
	for _, c := range []struct {
		what, expr, zone, from string
		next                   []string
	}{
		{"a skipped time fires at the change", "30 2 * * *", "Europe/Berlin", "2024-03-31T00:10:00+01:00",
			[]string{"2024-03-31T03:00:00+02:00", "2024-04-01T02:30:00+02:00", "2024-04-02T02:30:00+02:00"}},
		{"many skipped times fire once", "* 2 * * *", "Europe/Berlin", "2024-03-31T01:30:00+01:00",
			[]string{"2024-03-31T03:00:00+02:00", "2024-04-01T02:00:00+02:00", "2024-04-01T02:01:00+02:00"}},
		{"the skipped time of every hour", "30 * * * *", "Europe/Berlin", "2024-03-31T01:00:00+01:00",
			[]string{"2024-03-31T01:30:00+01:00", "2024-03-31T03:00:00+02:00", "2024-03-31T03:30:00+02:00"}},
		{"a skipped time and the change itself are one", "0 * * * *", "Europe/Berlin", "2024-03-31T01:00:00+01:00",
			[]string{"2024-03-31T03:00:00+02:00", "2024-03-31T04:00:00+02:00", "2024-03-31T05:00:00+02:00"}},
		{"a day of 23 hours", "0 0 * * *", "Europe/Berlin", "2024-03-30T12:00:00+01:00",
			[]string{"2024-03-31T00:00:00+01:00", "2024-04-01T00:00:00+02:00", "2024-04-02T00:00:00+02:00"}},
		{"skipped and not skipped", "45 2,3 * * *", "America/New_York", "2024-03-10T00:00:00-05:00",
			[]string{"2024-03-10T03:00:00-04:00", "2024-03-10T03:45:00-04:00", "2024-03-11T02:45:00-04:00"}},
		{"nothing is skipped", "59 1 * * *", "Europe/Berlin", "2024-03-31T01:59:00+01:00",
			[]string{"2024-04-01T01:59:00+02:00", "2024-04-02T01:59:00+02:00", "2024-04-03T01:59:00+02:00"}},
		{"from the last second before the change", "30 59,30 1,2 * * *", "Europe/Berlin", "2024-03-31T01:59:57+01:00",
			[]string{"2024-03-31T03:00:00+02:00", "2024-04-01T01:30:30+02:00", "2024-04-01T01:59:30+02:00"}},
		{"both day fields fit", "30 2 31 * 0", "Europe/Berlin", "2024-03-31T00:10:00+01:00",
			[]string{"2024-03-31T03:00:00+02:00", "2024-04-07T02:30:00+02:00", "2024-04-14T02:30:00+02:00"}},
		{"one day field does not fit", "30 2 31 * 1", "Europe/Berlin", "2024-03-31T00:10:00+01:00",
			[]string{"2024-04-01T02:30:00+02:00", "2024-04-08T02:30:00+02:00", "2024-04-15T02:30:00+02:00"}},
		{"the following month is admitted", "30 2 * 2-4 *", "Europe/Berlin", "2024-03-31T00:10:00+01:00",
			[]string{"2024-03-31T03:00:00+02:00", "2024-04-01T02:30:00+02:00", "2024-04-02T02:30:00+02:00"}},
		{"the following month is not admitted", "30 2 * 2,3 *", "Europe/Berlin", "2024-03-31T00:10:00+01:00",
			[]string{"2025-02-01T02:30:00+01:00", "2025-02-02T02:30:00+01:00", "2025-02-03T02:30:00+01:00"}},
		{"midnight is skipped", "30 0 * * *", "America/Sao_Paulo", "2018-11-03T12:00:00-03:00",
			[]string{"2018-11-04T01:00:00-02:00", "2018-11-05T00:30:00-02:00", "2018-11-06T00:30:00-02:00"}},
		{"midnight of a day of the week is skipped", "30 0 * * 0", "America/Sao_Paulo", "2018-11-03T12:00:00-03:00",
			[]string{"2018-11-04T01:00:00-02:00", "2018-11-11T00:30:00-02:00", "2018-11-18T00:30:00-02:00"}},
		{"two hours are skipped", "30 1 * * *", "Antarctica/Troll", "2029-03-24T12:00:00+00:00",
			[]string{"2029-03-25T03:00:00+02:00", "2029-03-26T01:30:00+02:00", "2029-03-27T01:30:00+02:00"}},
		{"half an hour is skipped", "15 2 * * *", "Australia/Lord_Howe", "2024-10-06T01:10:00+10:30",
			[]string{"2024-10-06T02:30:00+11:00", "2024-10-07T02:15:00+11:00", "2024-10-08T02:15:00+11:00"}},
		{"half an hour is skipped unnoticed", "15 2 * * *", "Australia/Lord_Howe", "2024-10-06T01:40:00+10:30",
			[]string{"2024-10-07T02:15:00+11:00", "2024-10-08T02:15:00+11:00", "2024-10-09T02:15:00+11:00"}},
		{"the other half of the hour", "45 2 * * *", "Australia/Lord_Howe", "2024-10-06T01:10:00+10:30",
			[]string{"2024-10-06T02:45:00+11:00", "2024-10-07T02:45:00+11:00", "2024-10-08T02:45:00+11:00"}},
		{"a change within an hour", "20 * * * *", "Pacific/Chatham", "2024-09-29T02:30:00+12:45",
			[]string{"2024-09-29T03:45:00+13:45", "2024-09-29T04:20:00+13:45", "2024-09-29T05:20:00+13:45"}},
		{"a change from before midnight", "30 23 * * *", "America/Scoresbysund", "2028-03-24T23:30:00-02:00",
			[]string{"2028-03-26T23:30:00-01:00", "2028-03-27T23:30:00-01:00", "2028-03-28T23:30:00-01:00"}},
		{"a whole day is skipped", "0 12 * * *", "Pacific/Apia", "2011-12-28T12:00:00-10:00",
			[]string{"2011-12-29T12:00:00-10:00", "2011-12-31T12:00:00+14:00", "2012-01-01T12:00:00+14:00"}},

		{"the hour that comes twice counts once", "0 * * * *", "Europe/Berlin", "2024-10-27T01:00:00+02:00",
			[]string{"2024-10-27T02:00:00+02:00", "2024-10-27T03:00:00+01:00", "2024-10-27T04:00:00+01:00"}},
		{"minutes that come twice count once", "*/20 * * * *", "Europe/Berlin", "2024-10-27T02:30:00+02:00",
			[]string{"2024-10-27T02:40:00+02:00", "2024-10-27T03:00:00+01:00", "2024-10-27T03:20:00+01:00"}},
		{"a time of the day that comes twice", "30 2 * * *", "Europe/Berlin", "2024-10-26T12:00:00+02:00",
			[]string{"2024-10-27T02:30:00+02:00", "2024-10-28T02:30:00+01:00", "2024-10-29T02:30:00+01:00"}},
		{"seconds that come twice count once", "* * * * * *", "Europe/Berlin", "2024-10-27T02:59:58+02:00",
			[]string{"2024-10-27T02:59:59+02:00", "2024-10-27T03:00:00+01:00", "2024-10-27T03:00:01+01:00"}},
		{"begun in the second pass", "*/20 * * * *", "Europe/Berlin", "2024-10-27T02:00:00+01:00",
			[]string{"2024-10-27T02:20:00+01:00", "2024-10-27T02:40:00+01:00", "2024-10-27T03:00:00+01:00"}},
		{"begun in the second pass, later", "30 2 * * *", "Europe/Berlin", "2024-10-27T02:15:00+01:00",
			[]string{"2024-10-27T02:30:00+01:00", "2024-10-28T02:30:00+01:00", "2024-10-29T02:30:00+01:00"}},
		{"another zone", "30 1 * * *", "America/New_York", "2024-11-02T12:00:00-04:00",
			[]string{"2024-11-03T01:30:00-04:00", "2024-11-04T01:30:00-05:00", "2024-11-05T01:30:00-05:00"}},
		{"half an hour comes twice", "*/15 1,2 * * *", "Australia/Lord_Howe", "2024-04-07T01:20:00+11:00",
			[]string{"2024-04-07T01:30:00+11:00", "2024-04-07T01:45:00+11:00", "2024-04-07T02:00:00+10:30"}},
		{"the hour begins again within", "30 * * * *", "Pacific/Chatham", "2024-04-07T02:30:00+13:45",
			[]string{"2024-04-07T03:30:00+13:45", "2024-04-07T03:30:00+12:45", "2024-04-07T04:30:00+12:45"}},
		{"midnight comes twice", "15 0 * * *", "America/Havana", "2024-11-02T12:00:00-04:00",
			[]string{"2024-11-03T00:15:00-04:00", "2024-11-04T00:15:00-05:00", "2024-11-05T00:15:00-05:00"}},
		{"midnight of a day of the month comes twice, asked on the day before", "15 0 3 * *", "America/Havana", "2024-11-02T12:00:00-04:00",
			[]string{"2024-11-03T00:15:00-05:00", "2024-12-03T00:15:00-05:00", "2025-01-03T00:15:00-05:00"}},
		{"midnight of a day of the month comes twice, asked earlier", "15 0 3 * *", "America/Havana", "2024-11-01T12:00:00-04:00",
			[]string{"2024-11-03T00:15:00-04:00", "2024-12-03T00:15:00-05:00", "2025-01-03T00:15:00-05:00"}},
	} {
		loc := location(t, c.zone)
		from, err := time.Parse(time.RFC3339, c.from)
		if err != nil {
			t.Fatal(err)
		}
		s, err := Parse(c.expr)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, at := range s.NextN(from, loc, len(c.next)) {
			got = append(got, at.Format("2006-01-02T15:04:05-07:00"))
		}
		if !slices.Equal(got, c.next) {
			t.Errorf("%s: %q in %s from %s\n got %v\nwant %v", c.what, c.expr, c.zone, c.from, got, c.next)
		}
	}
}

// TestNextWhereTheOriginalErrs has schedules for which npm's cron searches for ever, and for the
// last one goes back to midnight.
func TestNextWhereTheOriginalErrs(t *testing.T) {
	for _, c := range []struct{ expr, zone, from, next string }{
		{"30 2 * 3 *", "Europe/Berlin", "2024-03-30T10:20:00Z", "2025-03-01T02:30:00+01:00"},
		{"30 2 31 * 1", "Europe/Berlin", "2024-03-29T10:20:00Z", "2024-04-01T02:30:00+02:00"},
		{"15 2 * 10 *", "Australia/Lord_Howe", "2024-10-05T10:20:00Z", "2024-10-07T02:15:00+11:00"},
		{"0,59 0 * * *", "Antarctica/Troll", "2034-10-28T22:59:00Z", "2034-10-30T00:00:00Z"},
	} {
		s, _ := Parse(c.expr)
		from, _ := time.Parse(time.RFC3339, c.from)
		at, ok := s.Next(from, location(t, c.zone))
		if got := at.Format(time.RFC3339); !ok || got != c.next {
			t.Errorf("%q in %s from %s: got %s, want %s", c.expr, c.zone, c.from, got, c.next)
		}
	}
}

func TestNextIsOnAWholeSecondAfter(t *testing.T) {
	s, _ := Parse("*/5 * * * *")
	for from, want := range map[string]string{
		"00:04:59.999999999": "00:05:00", "00:05:00": "00:10:00", "00:05:00.000000001": "00:10:00", "00:00:00.5": "00:05:00",
	} {
		after, _ := time.Parse("2006-01-02T15:04:05", "2024-01-01T"+from)
		if at, _ := s.Next(after, time.UTC); at.Format("15:04:05.999999999") != want {
			t.Errorf("after %s comes %v", from, at)
		}
	}
}

func TestNextWithinEightYears(t *testing.T) {
	leap, _ := Parse("0 0 29 2 *")
	for _, c := range []struct {
		from string
		want string
	}{
		{"2096-02-29T00:00:00Z", "2104-02-29"}, // 2100 is no leap year; these are 8 years to the second
		{"2096-02-29T00:00:01Z", "2104-02-29"},
		{"2097-01-01T00:00:00Z", "2104-02-29"},
		{"2025-01-01T00:00:00Z", "2028-02-29"},
	} {
		from, _ := time.Parse(time.RFC3339, c.from)
		at, ok := leap.Next(from, time.UTC)
		if got := at.Format("2006-01-02"); !ok || got != c.want {
			t.Errorf("from %s: got %s %v, want %s", c.from, got, ok, c.want)
		}
	}
	none := &Schedule{seconds: 1, minutes: 1, hours: 1, daysOfMonth: 1 << 31, months: 1 << 2, anyDayOfWeek: true}
	if at, ok := none.Next(newYear, time.UTC); ok {
		t.Errorf("the 31st of February came at %v", at)
	}
	if times := none.NextN(newYear, time.UTC, 3); len(times) != 0 {
		t.Errorf("the 31st of February came at %v", times)
	}
}

var zones = []string{"UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Chatham", "Africa/Casablanca",
	"America/Sao_Paulo", "Antarctica/Troll", "Pacific/Apia", "Asia/Kolkata"}

// TestLaws checks, for random schedules, zones and instants, what must hold at every answer: it is
// later than the instant it was asked for, what the clock shows fits unless the clock has just
// been put forward, and in UTC nothing that fits lies between.
func TestLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		part := func(name string, low, top int) string {
			n := rapid.IntRange(low, top)
			switch rapid.IntRange(0, 5).Draw(t, name+" form") {
			case 0:
				return strconv.Itoa(n.Draw(t, name))
			case 1:
				return "*/" + strconv.Itoa(rapid.IntRange(1, 40).Draw(t, name))
			case 2:
				from := n.Draw(t, name)
				return strconv.Itoa(from) + "-" + strconv.Itoa(rapid.IntRange(from, top).Draw(t, name))
			case 3:
				return strconv.Itoa(n.Draw(t, name)) + "," + strconv.Itoa(n.Draw(t, name))
			}
			return "*"
		}
		expr := strings.Join([]string{part("second", 0, 59), part("minute", 0, 59), part("hour", 0, 23),
			part("day of month", 1, 31), part("month", 1, 12), part("day of week", 0, 7)}, " ")
		zone := rapid.SampledFrom(zones).Draw(t, "zone")
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		s, err := Parse(expr)
		if err != nil {
			t.Fatal(err)
		}
		after := time.Unix(rapid.Int64Range(1e9, 2.2e9).Draw(t, "from"), 0)
		at, ok := s.Next(after, loc)
		if !ok {
			t.Fatalf("%q never fires after %v", expr, after)
		}
		if !at.After(after) {
			t.Fatalf("%q after %v fires at %v", expr, after, at)
		}
		if !s.fits(at) {
			if start, _ := at.ZoneBounds(); !start.Equal(at) {
				t.Fatalf("%q after %v fires at %v, which does not fit", expr, after.In(loc), at)
			}
		}
		if zone == "UTC" {
			for u := after.Add(time.Second); u.Before(at) && u.Before(after.Add(24*time.Hour)); u = u.Add(time.Second) {
				if s.fits(u.UTC()) {
					t.Fatalf("%q after %v does not fire at %v", expr, after.UTC(), u.UTC())
				}
			}
		}
	})
}

func (s *Schedule) fits(at time.Time) bool {
	return s.seconds&(1<<at.Second()) != 0 && s.minutes&(1<<at.Minute()) != 0 && s.hours&(1<<at.Hour()) != 0 &&
		s.months&(1<<int(at.Month())) != 0 && s.admitsDay(at.Day(), int(at.Weekday()))
}

// TestRecordedSchedules compares with the recorded answers of npm's cron.
func TestRecordedSchedules(t *testing.T) {
	path := filepath.Join("..", "..", "..", "..", "shared", "conformance", "cron.jsonl")
	file, err := os.Open(path)
	if err != nil {
		t.Skipf("the recorded schedules are not here: %v", err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for n := 1; lines.Scan(); n++ {
		var c struct {
			Expression, Zone, Error string
			From                    time.Time
			Next                    []time.Time
		}
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		s, err := Parse(c.Expression)
		if (err != nil) != (c.Error != "" && c.Error != "never") {
			t.Errorf("line %d: %q: got error %v, want %q", n, c.Expression, err, c.Error)
		}
		if err != nil {
			continue
		}
		got := s.NextN(c.From, location(t, c.Zone), max(1, len(c.Next)))
		if !slices.EqualFunc(got, c.Next, time.Time.Equal) {
			t.Errorf("line %d: %q in %s from %v\n got %v\nwant %v", n, c.Expression, c.Zone, c.From, got, c.Next)
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
}

func BenchmarkNext(b *testing.B) {
	loc := location(b, "Europe/Berlin")
	after := time.Date(2024, 3, 15, 12, 0, 0, 0, loc)
	for _, expr := range []string{"* * * * * *", "*/5 * * * *", "0 9 * * 1-5", "30 2 1 1 *", "0 0 29 2 *"} {
		s, err := Parse(expr)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(expr, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				s.Next(after, loc)
			}
		})
	}
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse("*/5 9-17 1,15 jan-jun mon-fri"); err != nil {
			b.Fatal(err)
		}
	}
}

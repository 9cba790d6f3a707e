package cron

import (
	"errors"
	"strings"
	"testing"
	"time"
)

// January the 1st of 2024 is a Monday.
var newYear = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)

func TestParseAccepts(t *testing.T) {
	for _, c := range []struct{ expr, next string }{
		// five fields, six fields, space
		{"5 4 * * *", "01-01T04:05:00 01-02T04:05:00"},
		{"10 5 4 * * *", "01-01T04:05:10 01-02T04:05:10"},
		{"\n 5\t4   * * *\u00a0", "01-01T04:05:00 01-02T04:05:00"},
		{"\ufeff5 4 *\u2028* *", "01-01T04:05:00 01-02T04:05:00"},
		// numbers, ranges, lists, steps
		{"0005 04 * * *", "01-01T04:05:00 01-02T04:05:00"},
		{"5-5 4 * * *", "01-01T04:05:00 01-02T04:05:00"},
		{"1-2,4-5 0 * * *", "01-01T00:01:00 01-01T00:02:00 01-01T00:04:00 01-01T00:05:00 01-02T00:01:00"},
		{"20,10,20 0 * * *", "01-01T00:10:00 01-01T00:20:00 01-02T00:10:00"},
		{"*/25 0 * * *", "01-01T00:25:00 01-01T00:50:00 01-02T00:00:00"},
		{"5/25 0 * * *", "01-01T00:05:00 01-01T00:30:00 01-01T00:55:00 01-02T00:05:00"},
		{"10-40/15 0 * * *", "01-01T00:10:00 01-01T00:25:00 01-01T00:40:00 01-02T00:10:00"},
		{"3,*/30 0 * * *", "01-01T00:03:00 01-01T00:30:00 01-02T00:00:00"},
		{"*/99999999999999999999 * * * *", "01-01T01:00:00 01-01T02:00:00"},
		// names, in any field, and one behind the other
		{"0 0 * * Wed", "01-03T00:00:00 01-10T00:00:00"},
		{"0 0 1 FEB-Mar *", "02-01T00:00:00 03-01T00:00:00"},
		{"0 0 * * mon-fri/2", "01-03T00:00:00 01-05T00:00:00 01-08T00:00:00"},
		{"jan tue * * *", "01-01T02:01:00 01-02T02:01:00"},
		{"montue 0 * * *", "01-01T00:12:00 01-02T00:12:00"},
		// days of the week
		{"0 0 * * 7", "01-07T00:00:00 01-14T00:00:00"},
		{"0 0 * * 5-7", "01-05T00:00:00 01-06T00:00:00 01-07T00:00:00 01-12T00:00:00"},
		{"0 0 * * */5", "01-05T00:00:00 01-07T00:00:00 01-12T00:00:00"},
		{"0 0 * * */7", "01-07T00:00:00 01-14T00:00:00"},
		// either of both day fields, unless one admits all
		{"0 0 13 * 5", "01-05T00:00:00 01-12T00:00:00 01-13T00:00:00 01-19T00:00:00"},
		{"0 0 13 * 0-6", "01-13T00:00:00 02-13T00:00:00"},
		{"0 0 13 * 1-7", "01-13T00:00:00 02-13T00:00:00"},
		{"0 0 1-31 * 5", "01-05T00:00:00 01-12T00:00:00"},
		// days that none of the months has
		{"0 0 31 4 *", "04-01T00:00:00"},
		{"0 0 31 2 *", "02-02T00:00:00"},
		{"0 0 30,31 2 *", "02-01T00:00:00 02-02T00:00:00"},
		{"0 0 31 2,4 *", "02-01T00:00:00 04-01T00:00:00"},
		{"0 0 31 2,4,5 *", "05-31T00:00:00"},
		{"0 0 29,30 2 *", "02-29T00:00:00"},
		{"0 0 30,31 2,4 *", "04-30T00:00:00"},
		// presets
		{"@secondly", "01-01T00:00:01 01-01T00:00:02"},
		{"@minutely", "01-01T00:01:00 01-01T00:02:00"},
		{"@hourly", "01-01T01:00:00 01-01T02:00:00"},
		{"@Daily", "01-02T00:00:00 01-03T00:00:00"},
		{"@weekly", "01-07T00:00:00 01-14T00:00:00"},
		{"@WEEKDAYS", "01-02T00:00:00 01-03T00:00:00 01-04T00:00:00 01-05T00:00:00 01-08T00:00:00"},
		{"@weekends", "01-06T00:00:00 01-07T00:00:00 01-13T00:00:00"},
		{"@monthly", "02-01T00:00:00 03-01T00:00:00"},
		{"@yearly", "01-01T00:00:00"},
	} {
		s, err := Parse(c.expr)
		if err != nil {
			t.Error(err)
			continue
		}
		if got := nextTexts(s, c.next); got != c.next {
			t.Errorf("%q\n got %s\nwant %s", c.expr, got, c.next)
		}
		if s.String() != c.expr {
			t.Errorf("%q says it is %q", c.expr, s)
		}
	}
}

// nextTexts gives as many fire times from new year as want has.
func nextTexts(s *Schedule, want string) string {
	var texts []string
	for _, at := range s.NextN(newYear, time.UTC, len(strings.Fields(want))) {
		texts = append(texts, at.Format("01-02T15:04:05"))
	}
	return strings.Join(texts, " ")
}

func TestParseRefuses(t *testing.T) {
	for _, c := range []struct{ expr, message string }{
		{"", `cron expression "": has 0 fields; write minute, hour`},
		{"5", `has 1 field;`},
		{"* * * *", `has 4 fields; write minute, hour, day of month, month and day of week`},
		{"* * * * * * *", `has 7 fields; no more than six`},
		{" @daily", `has 1 field;`},
		{"@daily 0 0 0 0", `minute field "@daily": has the unknown name "dai"`},
		{"60 * * * *", `minute field "60": is out of range; the values are 0 to 59`},
		{"60 * * * * *", `second field "60": is out of range; the values are 0 to 59`},
		{"* 24 * * *", `hour field "24": is out of range; the values are 0 to 23`},
		{"* * 0 * *", `day of month field "0": is out of range; the values are 1 to 31`},
		{"* * 32 * *", `day of month field "32": is out of range`},
		{"* * * 0 *", `month field "0": is out of range; the values are 1 to 12`},
		{"* * * sun *", `month field "sun": is out of range`},
		{"* * * * 8", `day of week field "8": is out of range; the values are 0 to 7`},
		{"0-60 * * * *", `minute field "0-60": is out of range`},
		{"99999999999999999999 * * * *", `is out of range`},
		{"* 22-2 * * *", `hour field "22-2": has a range that ends before it begins; write it as two, such as 22-23,0-2`},
		{"* * * * sat-sun", `has a range that ends before it begins`},
		{"*/0 * * * *", `minute field "*/0": has a step of zero`},
		{"1-2/00 * * * *", `has a step of zero`},
		{"*/ * * * *", `a step is a number after a slash`},
		{"*/-1 * * * *", `a step is a number after a slash`},
		{"*/5/2 * * * *", `a step is a number after a slash`},
		{"5- * * * *", `a range has a number at both ends`},
		{"1-2-3 * * * *", `a range has a number at both ends`},
		{"-5 * * * *", `cannot be read`},
		{"*-5 * * * *", `cannot be read`},
		{"1,,2 * * * *", `cannot be read`},
		{"1, * * * *", `cannot be read`},
		{"+5 * * * *", `cannot be read`},
		{"1.5 * * * *", `cannot be read`},
		{"? * * * *", `cannot be read`},
		{"* * * * 5#3", `cannot be read`},
		{"٣ * * * *", `cannot be read`},
		{"* * L * *", `has the unknown name "l"; names have three letters`},
		{"* * * * monday", `has the unknown name "day"`},
		{"* * * sept *", `has the unknown name "t"`},
		{"\u0085 0 0 0 0", `cannot be read`},
		{strings.Repeat("1,", 3000) + "1 * * * *", `is longer than 4096 bytes`},
	} {
		_, err := Parse(c.expr)
		var syntax *SyntaxError
		if !errors.As(err, &syntax) {
			t.Errorf("%q: got %v", c.expr, err)
			continue
		}
		if !strings.Contains(err.Error(), c.message) {
			t.Errorf("%q\n got %s\nwant %s", c.expr, err, c.message)
		}
		if len(err.Error()) > 300 {
			t.Errorf("%.20q…: the message is %d bytes long", c.expr, len(err.Error()))
		}
	}
}

// FuzzParse holds that whatever is accepted has a next fire time in a zone with changes of the clocks.
func FuzzParse(f *testing.F) {
	for _, expr := range []string{
		"* * * * *", "*/5 1-3 1,15 jan-mar mon-fri", "0 0 30 2 *", "59 59 23 31 12 7", "@daily", "1/2 3-4/5 6,7 * *", "0 0 29 2 mon",
		"60 * * * *", "x", "1-,2 * * * *",
	} {
		f.Add(expr, int64(1711843200))
	}
	berlin := location(f, "Europe/Berlin")
	f.Fuzz(func(t *testing.T, expr string, from int64) {
		s, err := Parse(expr)
		if err != nil {
			return
		}
		after := time.Unix(from%4e9, 0)
		at, ok := s.Next(after, berlin)
		if ok && (!at.After(after) || at.After(after.AddDate(horizonYears, 0, 1))) {
			t.Errorf("%q after %v: %v", expr, after, at)
		}
	})
}

func location(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

package datetext

import (
	"bufio"
	"encoding/json"
	"os"
	"testing"
	"time"
	_ "time/tzdata" // The recorded answers name zones that a test machine may lack.
)

func lines(t *testing.T, name string, each func(line []byte)) {
	t.Helper()
	f, err := os.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	s := bufio.NewScanner(f)
	for s.Scan() {
		each(s.Bytes())
	}
	if err := s.Err(); err != nil {
		t.Fatal(err)
	}
}

func newYork(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// The answers were recorded from Date.parse in Node 20 with TZ set.
func TestJavaScript(t *testing.T) {
	zone := newYork(t)
	lines(t, "javascript.jsonl", func(line []byte) {
		var c struct {
			Text         string
			UTC, NewYork *int64
		}
		if err := json.Unmarshal(line, &c); err != nil {
			t.Fatal(err)
		}
		for _, at := range []struct {
			zone *time.Location
			want *int64
		}{{time.UTC, c.UTC}, {zone, c.NewYork}} {
			got, ok := JavaScript(c.Text, at.zone)
			if ok != (at.want != nil) || ok && got != *at.want {
				t.Errorf("%q in %v: got %v %v, want %s", c.Text, at.zone, got, ok, line)
			}
		}
	})
}

// The answers were recorded from luxon 3, in New York on 15 June 2024 at noon UTC.
func TestLuxonForms(t *testing.T) {
	zone, now := newYork(t), time.Date(2024, 6, 15, 12, 0, 0, 0, time.UTC)
	lines(t, "luxon.jsonl", func(line []byte) {
		var c struct{ Text, ISO, HTTP, RFC2822, SQL string }
		if err := json.Unmarshal(line, &c); err != nil {
			t.Fatal(err)
		}
		for _, form := range []struct {
			name string
			read func(string, *time.Location, time.Time) (time.Time, bool)
			want string
		}{{"ISO", ISO, c.ISO}, {"HTTP", HTTP, c.HTTP}, {"RFC2822", RFC2822, c.RFC2822}, {"SQL", SQL, c.SQL}} {
			got := ""
			if at, ok := form.read(c.Text, zone, now); ok {
				got = at.Format("2006-01-02T15:04:05.000Z07:00")
			}
			if got != form.want {
				t.Errorf("%s %q: got %q, want %q", form.name, c.Text, got, form.want)
			}
		}
	})
}

func TestParse(t *testing.T) {
	zone, now := newYork(t), time.Date(2024, 6, 15, 12, 0, 0, 0, time.UTC)
	for text, want := range map[string]string{
		"2024":                          "2024-01-01T00:00:00-05:00",
		" 12:30 ":                       "2024-06-15T12:30:00-04:00",
		"170000":                        "2024-06-15T17:00:00-04:00",
		"2024-07-01T10:00+02:00":        "2024-07-01T10:00:00+02:00",
		"Sun, 06 Nov 1994 08:49:37 GMT": "1994-11-06T08:49:37Z",
		"1700000000":                    "",
		"nothing":                       "",
	} {
		got := ""
		if at, ok := Parse(text, zone, now); ok {
			got = at.Format(time.RFC3339)
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"2024-01-02T03:04:05.678+02:00", "Jan 1 2024 10:20:30 GMT+0100 (CET)", "1/2/24 12:30 PM", "+012024-01-01", "2024-W05-3"} {
		f.Add(s)
	}
	now := time.Date(2024, 6, 15, 12, 0, 0, 0, time.UTC)
	f.Fuzz(func(_ *testing.T, s string) { Parse(s, time.UTC, now) })
}

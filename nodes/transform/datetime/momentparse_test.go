package datetime

import (
	"bufio"
	"os"
	"testing"
	"time"

	"runnel/runtime/value"
)

// eachLine calls f with every line of a file of cases that moment 2.30
// answered.
func eachLine(t *testing.T, file string, f func(c value.Value)) {
	in, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	for lines := bufio.NewScanner(in); lines.Scan(); {
		c, err := value.ParseString(lines.Text())
		if err != nil {
			t.Fatal(err)
		}
		f(c)
	}
}

func TestReadsAsMoment(t *testing.T) {
	eachLine(t, "testdata/parse.jsonl", func(c value.Value) {
		got := ""
		if at, ok := parseMoment(c.Get("text").Str(), c.Get("format").Str(), time.UTC, time.Now().UTC()); ok {
			got = at.UTC().Format("2006-01-02 15:04:05.000")
		}
		if want := c.Get("time").Str(); got != want {
			t.Errorf("%q by %q is %q, not %q", c.Get("text").Str(), c.Get("format").Str(), got, want)
		}
	})
}

func TestWritesAsMoment(t *testing.T) {
	nameless := time.FixedZone("", 0)
	eachLine(t, "testdata/format.jsonl", func(c value.Value) {
		at := time.UnixMilli(int64(c.Get("ms").Num())).In(nameless)
		if got, want := formatMoment(at, c.Get("format").Str()), c.Get("text").Str(); got != want {
			t.Errorf("%v as %q is %q, not %q", at, c.Get("format").Str(), got, want)
		}
	})
}

func TestClocksThatAreSet(t *testing.T) {
	for _, c := range []struct{ zone, local, want string }{
		{"America/New_York", "2024-03-10 02:30", "2024-03-10T03:30:00-04:00"},
		{"America/New_York", "2024-11-03 01:30", "2024-11-03T01:30:00-04:00"},
		{"Europe/Berlin", "2024-10-27 02:30", "2024-10-27T02:30:00+02:00"},
		{"Australia/Lord_Howe", "2024-07-01 00:00", "2024-07-01T00:00:00+10:30"},
	} {
		zone, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		got, ok := lenient(c.local, zone, time.UTC)
		if !ok || got.In(zone).Format(time.RFC3339) != c.want {
			t.Errorf("%s in %s is %v, not %s", c.local, c.zone, got.In(zone), c.want)
		}
	}
}

func FuzzParseMoment(f *testing.F) {
	f.Add("31.12.2023", "DD.MM.YYYY")
	f.Add("2024-W09-4", "GGGG-[W]WW-E")
	f.Add("x", "N[hmmss")
	f.Fuzz(func(t *testing.T, text, format string) {
		if at, ok := parseMoment(text, format, time.UTC, time.Now()); ok {
			_ = formatMoment(at, format)
		}
	})
}

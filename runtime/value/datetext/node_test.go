package datetext

import (
	"bytes"
	"encoding/json"
	"math"
	"os/exec"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"pgregory.net/rapid"
)

var texts = []string{
	"2024-01-15", "2024-01", "2024", "2024-01-15T10:00", "2024-01-15T10:00Z", "2024-01-15T10:00:00.123456Z", "2024-01-15T10:00+02:00", "2024-01-15T10:00+0200", "2024-01-15T24:00", "2024-01-15T24:01",
	"2024-13-01", "2024-02-30", "2024-02-31T00:00", "2024-1-5", "2024-01-5", "2024-01-15 10:00", "2024-01-15 10:00:30.5", "2024-01-15 10:00 PM", "2024-01-15 10:00:00 +0300", "2024-01-15 10:00 UTC", "2024/02/03", "2024/2/3 4:05",
	"1-Feb-2024", "01 Feb 2024", "Feb 1 2024", "Feb 1, 2024", "February 1, 2024 10:00", "Feb 1 2024 10:00 GMT+2", "Feb 1 2024 10:00 GMT+0200", "Feb 1 2024 10:00 GMT-08:30", "Thu, 01 Feb 2024 10:00:00 GMT", "Thu Feb 01 2024 10:00:00 GMT+0100 (Central European Standard Time)",
	"2/1/2024", "02/01/24", "2/1/75", "13/1/2024", "1/13/2024", "1.2.2024", "12:00", "10:00 Feb 1 2024", "Feb 1", "Feb", "1", "12", "13", "32", "99", "100", "2024 Feb 1", "1 2024 Feb", "foo 1 2024", "foo1 2024", "2024 foo", "T10:00", "2024-01-15T", "2024-01-15Tx",
	"", " ", "  2024-01-15", "2024-01-15  ", "2024-01-15T10:00:00 Z", "2024-01-15 10:00Z", "20240115", "2024-01-15T10", "2024-01-15T10:00:00.", "2024-01-15T10:00:60", "+002024-01-15", "-000001-01-01", "-000000-01-01", "+275760-09-13", "+275760-09-14", "Jan 1 2024 12:30 am", "Jan 1 2024 12:30 pm", "Jan 1 2024 13:30 pm",
	"Jan 1 2024 EST", "Jan 1 2024 10:00 PDT", "Jan 1 2024 10:00 CET", "(comment) Jan 1 2024", "Jan (x) 1 2024", "Jan 1 2024 (", "Jan 1 2024)", "Tuesday, January 2, 2024 3:04:05 PM", "2 January 2024", "2nd January 2024", "January 2nd, 2024", "2024.01.15", "2024-01-15T10:00:00,123", "2024-01-15 10:00:00,123",
	"1 Jan 2024 10:00:00.5", "1 Jan 2024 10::00", "10: 00 1 Jan 2024", "Sept 1 2024", "Mai 1 2024", "2024-W01", "2024-001", "12/25", "12/25/", "5 May", "May 5 5", "1/1/1/1", "2024-01-15-10", "Jan 1 2024 10:00 +5", "Jan 1 2024 10:00 +530", "Jan 1 2024 10:00 +05:3", "Jan 1 2024 10:00 -12345", "Jan 1 -2024", "-1", "-5 Jan", "+5", "1e3", "0x10", "2024-01-15T10:00:00z", "2024-01-15t10:00:00Z",
	"now", "today", "2024年1月15日", "15. Januar 2024", "٢٠٢٤", "2024-01-15\u00a010:00", "2024-01-15T10:00:00.1Z", "2024-01-15T10:00:00.12Z", "2024-01-15T10:00:00.1239Z", "00/00/00", "31/12/1999", "1970-01-01T00:00:00-00:00", "Mon, 15 Jan 2024 10:00:00 +0000", "2024-03-10T02:30", "2024-11-03T01:30", "2024-03-31T02:30:00",
	"16:30", "4pm", "4:30pm", "Jan 1 2024 4pm", "Jan 1 2024 4:30pm", "1704067200", "1704067200000", "12345678901234567890", "2024-06-31", "2023-02-29", "2023-02-29T10:00", "Feb 29 2023", "Feb 30 2024", "Feb 31 2024", "Apr 31 2024", "0000-01-01", "0001-01-01", "0099-06-01T10:00", "Jan 1 0", "Jan 1 49", "Jan 1 50",
}

func node(t interface {
	Helper()
	Skip(...any)
	Fatal(...any)
	Fatalf(string, ...any)
}, zone string, list []string) []*float64 {
	t.Helper()
	bin, err := exec.LookPath("node")
	if err != nil {
		t.Skip("no node to compare with")
	}
	in, _ := json.Marshal(list)
	cmd := exec.Command(bin, "-e", `process.stdout.write(JSON.stringify(JSON.parse(require('fs').readFileSync(0,'utf8')).map(x=>Date.parse(x))))`)
	cmd.Env = append(cmd.Environ(), "TZ="+zone)
	cmd.Stdin = bytes.NewReader(in)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var got []*float64
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	return got
}

// same tells whether an answer is the one of Node.js, whose NaN is nil.
func same(ms int64, ok bool, want *float64) bool {
	if want == nil {
		return !ok
	}
	return ok && float64(ms) == *want
}

// TestJavaScriptAsNode compares with V8 in zones that change their clocks.
func TestJavaScriptAsNode(t *testing.T) {
	for _, zone := range []string{"UTC", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe"} {
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		want := node(t, zone, texts)
		for i, s := range texts {
			if got, ok := JavaScript(s, loc); !same(got, ok, want[i]) {
				w := "NaN"
				if want[i] != nil {
					w = time.UnixMilli(int64(*want[i])).UTC().String()
				}
				t.Errorf("%s: JavaScript(%q) = %v, %v, node has %s", zone, s, got, ok, w)
			}
		}
	}
}

// TestJavaScriptRandomAsNode compares texts put together at random.
func TestJavaScriptRandomAsNode(t *testing.T) {
	pieces := []string{"2024", "24", "1", "01", "13", "31", "32", "Feb", "february", "Mon", "foo", "am", "PM", "Z", "GMT", "EST", "T", "10:30", "10:30:15", ".5", "+", "-", "+0200", "-5", ":", "/", "-", " ", ",", "(x)", ")", ".", "\u00e9", "2024-01-15", "00:00"}
	gen := rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 8)
	var list []string
	for i := range 3000 {
		list = append(list, strings.Join(gen.Example(i), ""))
	}
	want := node(t, "UTC", list)
	for i, s := range list {
		if got, ok := JavaScript(s, time.UTC); !same(got, ok, want[i]) {
			w := "NaN"
			if want[i] != nil {
				w = time.UnixMilli(int64(*want[i])).UTC().String()
			}
			t.Errorf("JavaScript(%q) = %v, %v, node has %s", s, got, ok, w)
		}
	}
}

// FuzzJavaScript looks for panics and for results that no Date can hold.
func FuzzJavaScript(f *testing.F) {
	for _, s := range texts {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if ms, ok := JavaScript(s, time.UTC); ok && math.Abs(float64(ms)) > 8.64e15 {
			t.Errorf("JavaScript(%q) = %v", s, ms)
		}
	})
}

package node

import (
	"bufio"
	"encoding/json"
	"math"
	"os"
	"testing"
	"time"
	_ "time/tzdata" // The recorded answers name zones that a test machine may lack.

	"runnel/runtime/value"
)

// recorded reads a file of answers that were recorded from n8n-workflow 2.4.
func recorded[T any](t *testing.T, name string) []T {
	t.Helper()
	f, err := os.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []T
	s := bufio.NewScanner(f)
	for s.Scan() {
		var c T
		if err := json.Unmarshal(s.Bytes(), &c); err != nil {
			t.Fatalf("%s: %v in %s", name, err, s.Text())
		}
		out = append(out, c)
	}
	if err := s.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// special are the values that JSON cannot hold, by what the files write.
func special(v value.Value) value.Value {
	switch v.Str() {
	case "<undef>":
		return value.Undefined
	case "<nan>":
		return value.Number(math.NaN())
	case "<date0>":
		return value.Date(0)
	case "<date>":
		return value.Date(1704067200000)
	}
	return v
}

func newYork(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func TestConvertType(t *testing.T) {
	zone := newYork(t)
	for _, c := range recorded[struct {
		Type          string
		Value         value.Value
		Strict, Parse bool
		Gives         json.RawMessage
		Error         string
	}](t, "convert.jsonl") {
		v := special(c.Value)
		got, err := ConvertType(v, c.Type, Conversion{Name: "fld", Strict: c.Strict, ParseStrings: c.Parse, Zone: zone,
			Choices: []value.Value{value.String("a"), value.Int(5)}})
		if c.Error != "" || err != nil {
			if err == nil || err.Error() != c.Error {
				t.Errorf("%s of %v: error %v, want %q", c.Type, v, err, c.Error)
			}
			continue
		}
		want := "undefined"
		if c.Gives != nil {
			v, err := value.Parse(c.Gives)
			if err != nil {
				t.Fatal(err)
			}
			want = v.JSON()
			if c.Type == TypeDateTime {
				want = `"` + v.Str()[len("DT "):] + `"`
			}
		}
		text := got.JSON()
		if got.IsUndefined() {
			text = "undefined"
		}
		if text != want {
			t.Errorf("%s of %v: got %s, want %s", c.Type, v, text, want)
		}
	}
}

func TestISODateTime(t *testing.T) {
	for _, c := range []struct {
		t    time.Time
		want string
	}{
		{time.Date(2024, 1, 2, 3, 4, 5, 6e6, time.UTC), "2024-01-02T03:04:05.006Z"},
		{time.Date(2024, 7, 2, 3, 4, 5, 0, newYork(t)), "2024-07-02T03:04:05.000-04:00"},
		{time.Date(12024, 1, 2, 0, 0, 0, 0, time.UTC), "+012024-01-02T00:00:00.000Z"},
		{time.Date(-1, 1, 2, 0, 0, 0, 0, time.UTC), "-000001-01-02T00:00:00.000Z"},
	} {
		if got := ISODateTime(c.t); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}

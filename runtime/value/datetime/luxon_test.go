package datetime

import (
	"math"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	_ "time/tzdata"

	"runnel/runtime/value"
)

// TestAsLuxon compares with what luxon did (testdata/record.mjs).
func TestAsLuxon(t *testing.T) {
	data, err := os.ReadFile("testdata/luxon.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	zone := func(name string) Zone {
		z, ok := Named(name, UTC)
		if !ok {
			t.Fatalf("zone %s", name)
		}
		return z
	}
	home := zone("America/New_York")
	for _, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
		v, err := value.Parse([]byte(line))
		if err != nil {
			t.Fatal(err)
		}
		num := func(key string) float64 { return v.Get(key).Num() }
		units := func() (out []Unit) {
			for _, u := range v.Get("units").Elems() {
				x, _ := ParseUnit(u.Str())
				out = append(out, x)
			}
			return out
		}
		same := func(what string, got, want value.Value) {
			if got.JSON() != want.JSON() && !close(got, want) {
				t.Errorf("%s: %s\n got %s\nwant %s", line, what, got.JSON(), want.JSON())
			}
		}
		text := func(what, got string) { same(what, value.String(got), v.Get(what)) }
		millis := func(what string, d DateTime) { same(what, value.Number(d.Millis()), v.Get(what)) }
		d := DateTime{}
		if v.Has("zone") {
			d = FromMillis(num("ms"), zone(v.Get("zone").Str()))
		}
		switch v.Get("op").Str() {
		case "members":
			for key, want := range v.Get("want").Entries() {
				got, ok := d.Member(key)
				if !ok {
					t.Errorf("no member %s", key)
				}
				same(key, got, want)
			}
			text("iso", d.ISO())
		case "format":
			got, err := d.Format(v.Get("format").Str())
			if err != nil {
				t.Errorf("%s: %v", line, err)
			}
			text("want", got)
		case "plus":
			dur, err := ParseDuration(v.Get("dur"))
			if err != nil {
				t.Fatal(err)
			}
			millis("want", d.Plus(dur))
			millis("minus", d.Minus(dur))
		case "startOf":
			u, _ := ParseUnit(v.Get("unit").Str())
			millis("want", d.StartOf(u))
			millis("end", d.EndOf(u))
		case "diff":
			dur := FromMillis(num("a"), zone(v.Get("za").Str())).Diff(FromMillis(num("b"), zone(v.Get("zb").Str())), units()...)
			same("want", dur.Object(), v.Get("want"))
			text("iso", dur.ISO())
			same("ms", value.Number(dur.Millis()), v.Get("ms"))
		case "shift":
			dur, _ := ParseDuration(v.Get("dur"))
			same("want", dur.ShiftTo(units()...).Object(), v.Get("want"))
			text("iso", dur.ISO())
		case "texts":
			for i, got := range []string{d.HTTP(), d.RFC2822(), d.SQL(), d.ISODate(), d.ISOTime(ISOOptions{}), d.ISOWeekDate(), d.FormatISO(ISOOptions{Basic: true}), d.FormatISO(ISOOptions{SuppressMilliseconds: true, SuppressSeconds: true}), d.FormatISO(ISOOptions{NoOffset: true})} {
				same("text", value.String(got), v.Get("want").Index(i))
			}
		case "fromFormat", "fromISO":
			synctest.Test(t, func(t *testing.T) {
				time.Sleep(time.Until(time.UnixMilli(int64(num("now")))))
				o := Options{Zone: home, SetZone: v.Get("setZone").Bool()}
				var d DateTime
				var err error
				if v.Has("format") {
					d, err = FromFormat(v.Get("text").Str(), v.Get("format").Str(), o)
				} else {
					d = FromISO(v.Get("text").Str(), o)
				}
				switch {
				case err != nil:
					same("error", value.True, v.Get("throws"))
				case !d.Valid():
					same("want", value.Null, v.Get("want"))
				default:
					text("want", d.ISO())
				}
			})
		}
	}
}

// close tells whether two values are equal but for rounding.
func close(a, b value.Value) bool {
	if a.IsNumber() && b.IsNumber() {
		return math.Abs(a.Num()-b.Num()) <= 1e-12*math.Abs(b.Num())
	}
	if a.IsObject() && b.IsObject() && a.Len() == b.Len() {
		for k, x := range a.Entries() {
			if !close(x, b.Get(k)) {
				return false
			}
		}
		return true
	}
	return false
}

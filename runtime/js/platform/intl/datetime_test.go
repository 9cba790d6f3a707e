package intl

import (
	"fmt"
	"testing"
)

type dateCase struct {
	Locale  string         `json:"l"`
	Options map[string]any `json:"o"`
	Time    float64        `json:"t"`
}

func dateOptions(t *testing.T, m map[string]any) DateTimeOptions {
	s := func(k string) string { v, _ := m[k].(string); return v }
	o := DateTimeOptions{
		Calendar: s("calendar"), NumberingSystem: s("numberingSystem"), HourCycle: s("hourCycle"), DateStyle: s("dateStyle"), TimeStyle: s("timeStyle"),
		Weekday: s("weekday"), Era: s("era"), Year: s("year"), Month: s("month"), Day: s("day"), DayPeriod: s("dayPeriod"), Hour: s("hour"), Minute: s("minute"),
		Second: s("second"), TimeZoneName: s("timeZoneName"),
	}
	if v, ok := m["fractionalSecondDigits"].(int); ok {
		o.FractionalSecondDigits = v
	}
	if v, ok := m["hour12"].(bool); ok {
		o.Hour12 = &v
	}
	if z := s("timeZone"); z != "" {
		zone, ok := LoadZone(z)
		if !ok {
			t.Fatal("no zone", z)
		}
		o.Zone = zone
	}
	return o
}

type opt = map[string]any

func runDates(t *testing.T, cases []dateCase) {
	t.Helper()
	nodes := askNode(t, `({l, o, t}) => new Intl.DateTimeFormat(l, o).formatToParts(t).map(p => p.type + '=' + p.value + '|').join('')`, cases)
	ours := make([]string, len(cases))
	for i, c := range cases {
		f, err := NewDateTimeFormat([]string{c.Locale}, dateOptions(t, c.Options))
		if err != nil {
			t.Fatal(err)
		}
		p, err := f.Parts(c.Time)
		ours[i] = partsText(p)
		if err != nil {
			ours[i] = err.Error()
		}
	}
	compare(t, func(i int) string { return fmt.Sprint(cases[i].Locale, cases[i].Options, cases[i].Time) }, ours, nodes)
}

// TestDateTimeFormatAsNode compares a matrix of locales and options with Node's Intl.DateTimeFormat.
func TestDateTimeFormatAsNode(t *testing.T) {
	options := []opt{
		{}, {"dateStyle": "full"}, {"dateStyle": "long"}, {"dateStyle": "medium"}, {"dateStyle": "short"}, {"timeStyle": "full"}, {"timeStyle": "long"}, {"timeStyle": "medium"}, {"timeStyle": "short"},
		{"dateStyle": "full", "timeStyle": "long"}, {"dateStyle": "long", "timeStyle": "short"}, {"dateStyle": "medium", "timeStyle": "medium"}, {"dateStyle": "short", "timeStyle": "short"},
		{"timeStyle": "short", "hour12": true}, {"timeStyle": "short", "hour12": false}, {"dateStyle": "medium", "timeStyle": "medium", "hourCycle": "h23"},
		{"year": "numeric", "month": "long", "day": "numeric"}, {"year": "numeric", "month": "short", "day": "numeric"}, {"year": "numeric", "month": "2-digit", "day": "2-digit"},
		{"weekday": "long", "year": "numeric", "month": "long", "day": "numeric"}, {"weekday": "short", "month": "short", "day": "numeric"}, {"weekday": "long"}, {"weekday": "narrow"},
		{"month": "long"}, {"month": "short"}, {"month": "narrow"}, {"month": "numeric"}, {"month": "2-digit"}, {"year": "numeric"}, {"year": "2-digit"}, {"day": "numeric"}, {"day": "2-digit"},
		{"year": "numeric", "month": "long"}, {"year": "numeric", "month": "short"}, {"year": "numeric", "month": "numeric"}, {"month": "long", "day": "numeric"}, {"month": "numeric", "day": "numeric"},
		{"hour": "numeric"}, {"hour": "2-digit"}, {"hour": "numeric", "minute": "numeric"}, {"hour": "2-digit", "minute": "2-digit"}, {"hour": "2-digit", "minute": "2-digit", "second": "2-digit"},
		{"hour": "numeric", "minute": "2-digit", "hour12": true}, {"hour": "numeric", "minute": "2-digit", "hour12": false}, {"hour": "2-digit", "minute": "2-digit", "hourCycle": "h23"}, {"minute": "numeric"}, {"second": "numeric"}, {"minute": "2-digit", "second": "2-digit"},
		{"hour": "numeric", "minute": "numeric", "second": "numeric", "fractionalSecondDigits": 3}, {"hour": "numeric", "minute": "numeric", "timeZoneName": "short"},
		{"year": "numeric", "month": "numeric", "day": "numeric", "hour": "numeric", "minute": "numeric", "second": "numeric"}, {"year": "numeric", "month": "long", "day": "numeric", "hour": "numeric", "minute": "numeric"},
		{"year": "numeric", "month": "short", "day": "numeric", "hour": "2-digit", "minute": "2-digit"}, {"year": "numeric", "month": "2-digit", "day": "2-digit", "hour": "2-digit", "minute": "2-digit", "second": "2-digit"},
		{"weekday": "long", "hour": "numeric"}, {"weekday": "short", "hour": "numeric", "minute": "numeric"}, {"era": "short", "year": "numeric"}, {"era": "long"}, {"era": "short", "year": "numeric", "month": "short", "day": "numeric"},
		{"hour": "numeric", "dayPeriod": "long"}, {"dayPeriod": "short"}, {"hour": "numeric", "dayPeriod": "short", "hour12": true}, {"weekday": "long", "year": "numeric", "month": "long", "day": "numeric", "hour": "numeric", "minute": "numeric", "timeZoneName": "long"},
		{"year": "2-digit", "month": "2-digit", "day": "2-digit"}, {"year": "2-digit", "month": "numeric", "day": "numeric"}, {"weekday": "short", "year": "numeric", "month": "numeric", "day": "numeric"}, {"weekday": "long", "day": "numeric"},
	}
	var cases []dateCase
	for n, l := range testLocales {
		if l == "fa" || l == "th" {
			continue // their calendars' formats are newer in ICU than in the CLDR's packages
		}
		for i, o := range options {
			m := opt{"timeZone": []string{"UTC", "America/New_York", "Europe/Berlin"}[i%3]}
			for k, v := range o {
				m[k] = v
			}
			for j, at := range []float64{1707498423045, 1719835200000, 0} {
				if n > 11 && j != i%3 {
					continue
				}
				cases = append(cases, dateCase{l, m, at})
			}
		}
	}
	runDates(t, cases)
}

// TestZoneNamesAsNode compares the names of time zones.
func TestZoneNamesAsNode(t *testing.T) {
	var cases []dateCase
	for _, l := range []string{"en-US", "en-GB", "de", "fr", "es", "ja", "pt-BR", "ru", "zh", "ar"} {
		for _, z := range []string{"UTC", "America/New_York", "America/Indiana/Indianapolis", "Europe/Berlin", "Europe/London", "Europe/Dublin", "Asia/Kolkata", "Asia/Tokyo", "Asia/Kathmandu", "America/Sao_Paulo", "Australia/Sydney", "America/St_Johns", "Africa/Cairo", "Africa/Casablanca", "Etc/GMT+5", "Pacific/Auckland", "Asia/Shanghai", "America/Phoenix", "America/Los_Angeles", "Europe/Kyiv", "GMT"} {
			for _, n := range []string{"short", "long", "shortOffset", "longOffset", "shortGeneric", "longGeneric"} {
				for _, at := range []float64{1707498423045, 1719835200000} {
					cases = append(cases, dateCase{l, opt{"timeZone": z, "timeZoneName": n}, at})
				}
			}
		}
	}
	runDates(t, cases)
}

// TestCalendarsAsNode compares dates in other calendars.
func TestCalendarsAsNode(t *testing.T) {
	var cases []dateCase
	for _, l := range []string{"en", "de", "ja", "fa", "he", "ar-SA", "zh-TW"} {
		for _, c := range []string{"buddhist", "japanese", "islamic-umalqura", "islamic-civil", "islamic-tbla", "hebrew", "persian", "roc", "iso8601"} {
			switch {
			case l == "he" && c == "hebrew": // Hebrew numerals
				continue
			case (c == "buddhist" || c == "roc") && l != "en" && l != "de": // formats that the CLDR's packages lack
				continue
			}
			for _, o := range []opt{{}, {"dateStyle": "long"}, {"dateStyle": "short"}, {"year": "numeric", "month": "long", "day": "numeric"}} {
				m := opt{"calendar": c}
				for k, v := range o {
					m[k] = v
				}
				for _, at := range []float64{1707498423045, 1719835200000, 0, 1556668800000, -1e12, 1e12, 1.1e12, 1.234e12, 1.35e12, 1.6e12, 2.5e12} {
					cases = append(cases, dateCase{l, m, at})
				}
			}
		}
	}
	runDates(t, cases)
}

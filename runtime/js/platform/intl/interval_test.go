package intl

import (
	"fmt"
	"testing"
)

// TestDateRangesAsNode compares ranges of dates with Node's formatRangeToParts.
func TestDateRangesAsNode(t *testing.T) {
	type rangeCase struct {
		Locale  string         `json:"l"`
		Options map[string]any `json:"o"`
		From    float64        `json:"a"`
		To      float64        `json:"b"`
	}
	const day = 86400000.0
	var cases []rangeCase
	for _, l := range []string{"en", "en-GB", "de", "fr", "es", "it", "ja", "pl", "pt-BR", "nl", "zh"} {
		for _, o := range []opt{
			{}, {"dateStyle": "long"}, {"dateStyle": "medium"}, {"dateStyle": "short"}, {"month": "long", "day": "numeric"}, {"month": "short", "day": "numeric"}, {"year": "numeric", "month": "short"},
			{"year": "numeric", "month": "long", "day": "numeric"}, {"year": "numeric", "month": "short", "day": "numeric"}, {"hour": "numeric", "minute": "numeric"}, {"timeStyle": "short"}, {"year": "numeric"}, {"month": "long"},
			{"year": "numeric", "month": "short", "day": "numeric", "hour": "numeric", "minute": "numeric"}, {"weekday": "short", "month": "short", "day": "numeric"},
		} {
			for _, to := range []float64{0, 60000, 3600000, 6 * 3600000, 5 * day, 50 * day, 400 * day} {
				cases = append(cases, rangeCase{l, o, 1719835200000 - 3600000*3, 1719835200000 - 3600000*3 + to})
			}
		}
	}
	nodes := askNode(t, `({l, o, a, b}) => new Intl.DateTimeFormat(l, o).formatRangeToParts(a, b).map(p => p.type + '=' + p.value + '=' + p.source[0] + '|').join('')`, cases)
	ours := make([]string, len(cases))
	for i, c := range cases {
		f, err := NewDateTimeFormat([]string{c.Locale}, dateOptions(t, c.Options))
		if err != nil {
			t.Fatal(err)
		}
		parts, _ := f.RangeParts(c.From, c.To)
		for _, p := range parts {
			ours[i] += p.Type + "=" + p.Value + "=" + p.Source[:1] + "|"
		}
	}
	compare(t, func(i int) string {
		return fmt.Sprint(cases[i].Locale, cases[i].Options, (cases[i].To-cases[i].From)/day)
	}, ours, nodes)
}

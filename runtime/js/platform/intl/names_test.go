package intl

import (
	"fmt"
	"testing"
)

// TestRelativeTimeAsNode compares relative times with Node's.
func TestRelativeTimeAsNode(t *testing.T) {
	type relCase struct {
		L, S, N, V, U string
	}
	var cases []relCase
	for _, l := range testLocales[:16] {
		for _, s := range []string{"long", "short", "narrow"} {
			for _, n := range []string{"always", "auto"} {
				for _, u := range []string{"second", "minute", "hour", "day", "week", "month", "quarter", "year"} {
					for _, v := range []string{"-2", "-1", "0", "1", "2", "5", "1.5", "-1000"} {
						cases = append(cases, relCase{l, s, n, v, u})
					}
				}
			}
		}
	}
	nodes := askNode(t, `({L, S, N, V, U}) => new Intl.RelativeTimeFormat(L, {style: S, numeric: N}).formatToParts(+V, U).map(p => p.type + '=' + p.value + '=' + (p.unit ?? '') + '|').join('')`, cases)
	ours := make([]string, len(cases))
	for i, c := range cases {
		for _, p := range NewRelativeTimeFormat([]string{c.L}, c.S, c.N, "").Parts(decimalOf(c.V), c.U) {
			ours[i] += p.Type + "=" + p.Value + "=" + p.Unit + "|"
		}
	}
	compare(t, func(i int) string { return fmt.Sprint(cases[i]) }, ours, nodes)
}

// TestListsAsNode compares lists with Node's.
func TestListsAsNode(t *testing.T) {
	type listCase struct {
		L, T, S string
		V       []string
	}
	var cases []listCase
	for _, l := range testLocales {
		for _, typ := range []string{"conjunction", "disjunction", "unit"} {
			for _, s := range []string{"long", "short", "narrow"} {
				for _, v := range [][]string{{}, {"A"}, {"A", "B"}, {"A", "B", "C"}, {"A", "iglesia"}, {"a", "hielo"}, {"x", "oro"}, {"7", "8"}, {"א", "ב"}} {
					cases = append(cases, listCase{l, typ, s, v})
				}
			}
		}
	}
	nodes := askNode(t, `({L, T, S, V}) => new Intl.ListFormat(L, {style: S, type: T}).formatToParts(V).map(p => p.type + '=' + p.value + '|').join('')`, cases)
	ours := make([]string, len(cases))
	for i, c := range cases {
		ours[i] = partsText(NewListFormat([]string{c.L}, c.T, c.S).Parts(c.V))
	}
	compare(t, func(i int) string { return fmt.Sprint(cases[i]) }, ours, nodes)
}

// TestDisplayNamesAsNode compares names of languages, regions, scripts and currencies with Node's.
func TestDisplayNamesAsNode(t *testing.T) {
	type nameCase struct{ L, T, S, V string }
	var cases []nameCase
	for _, l := range testLocales {
		for typ, codes := range map[string][]string{
			"region": {"US", "DE", "GB", "HK", "419", "XX"}, "language": {"de", "en-GB", "zh-Hant", "pt-BR", "de-IT", "sr-Latn", "fr-CA", "xx"},
			"script": {"Latn", "Cyrl"}, "currency": {"USD", "EUR", "CHF", "ZZZ"}, "dateTimeField": {"day", "weekOfYear", "timeZoneName"},
		} {
			for _, s := range []string{"long", "short", "narrow"} {
				for _, c := range codes {
					cases = append(cases, nameCase{l, typ, s, c})
				}
			}
		}
	}
	nodes := askNode(t, `({L, T, S, V}) => new Intl.DisplayNames(L, {style: S, type: T}).of(V)`, cases)
	ours := make([]string, len(cases))
	for i, c := range cases {
		ours[i], _, _ = NewDisplayNames([]string{c.L}, c.T, c.S, "", "").Of(c.V)
	}
	compare(t, func(i int) string { return fmt.Sprint(cases[i]) }, ours, nodes)
}

// TestPluralRulesAsNode compares plural categories with Node's.
func TestPluralRulesAsNode(t *testing.T) {
	type pluralCase struct{ L, T, V string }
	var cases []pluralCase
	for _, l := range testLocales {
		for _, typ := range []string{"cardinal", "ordinal"} {
			for _, v := range []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "21", "22", "23", "100", "101", "102", "1000", "1000000", "0.5", "1.5", "2.1", "1.0"} {
				cases = append(cases, pluralCase{l, typ, v})
			}
		}
	}
	nodes := askNode(t, `({L, T, V}) => { const p = new Intl.PluralRules(L, {type: T}); return p.select(+V) + ' ' + p.resolvedOptions().pluralCategories + ' ' + p.selectRange(+V, 5) }`, cases)
	ours := make([]string, len(cases))
	for i, c := range cases {
		p, _ := NewPluralRules([]string{c.L}, c.T == "ordinal", NumberOptions{})
		ours[i] = p.Select(decimalOf(c.V)) + " "
		for j, k := range p.Categories() {
			if j > 0 {
				ours[i] += ","
			}
			ours[i] += k
		}
		ours[i] += " " + p.SelectRange(decimalOf(c.V), decimalOf("5"))
	}
	compare(t, func(i int) string { return fmt.Sprint(cases[i]) }, ours, nodes)
}

package intl

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestCollatorAsNode compares pairs of words under every option with Node's Intl.Collator.
func TestCollatorAsNode(t *testing.T) {
	words := strings.Fields("a A b B z Z ä Ä ö ü ß ss e é è ê E É n ñ o ø å æ co-op coop CO-OP resume résumé Résumé RESUME _a -a a_b a-b a.b 1 2 10 1.5 -1 +1 $1 #x @x я Я ё е あ ア 漢 字 가 나 א ا ch c d ll l m š č file1 file10 file2 File2 a1 a01 a001 v1.2.10 v1.2.9 v1.10 10a 9b ｆ f ﬁ fi i̇ x2y10 x2y9")
	words = append(words, "", " a", "a b", "ab", "A b")
	type coll struct {
		L string
		O map[string]any
		A []string
	}
	options := []map[string]any{{}, {"numeric": true}, {"sensitivity": "base"}, {"sensitivity": "accent"}, {"sensitivity": "case"}, {"caseFirst": "upper"}, {"caseFirst": "lower"}, {"numeric": true, "sensitivity": "base"}}
	var cases []coll
	for _, l := range []string{"en", "sv", "es"} {
		for _, o := range options {
			for _, w := range words {
				cases = append(cases, coll{l, o, []string{w}})
			}
		}
	}
	list := fmt.Sprintf("%q", words)
	list = "[" + strings.ReplaceAll(strings.Trim(list, "[]"), `" "`, `","`) + "]"
	nodes := askNode(t, `({L, O, A}) => { const c = new Intl.Collator(L, O); return `+list+`.map(w => c.compare(A[0], w)).join() }`, cases)
	bad := map[string]int{}
	total := 0
	for i, c := range cases {
		o := CollatorOptions{}
		if v, ok := c.O["numeric"].(bool); ok {
			o.Numeric = &v
		}
		o.Sensitivity, _ = c.O["sensitivity"].(string)
		o.CaseFirst, _ = c.O["caseFirst"].(string)
		k := NewCollator([]string{c.L}, o)
		for j, n := range strings.Split(nodes[i], ",") {
			total++
			if got := fmt.Sprint(k.Compare(c.A[0], words[j])); got != n {
				key := fmt.Sprint(c.L, c.O)
				if bad[key]++; bad[key] <= 6 {
					t.Logf("%s: compare(%q, %q) = %s, node has %s", key, c.A[0], words[j], got, n)
				}
			}
		}
	}
	n := 0
	for _, k := range slices.Sorted(func(yield func(string) bool) {
		for k := range bad {
			if !yield(k) {
				return
			}
		}
	}) {
		t.Logf("%s: %d", k, bad[k])
		n += bad[k]
	}
	if n > 0 {
		t.Errorf("%d of %d comparisons differ", n, total)
	}
}

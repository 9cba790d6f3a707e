package workbench

import (
	"strings"
	"testing"

	"runnel/runtime/value"
)

func TestOptionsFollowFromParameters(t *testing.T) {
	for _, c := range []struct{ method, params, want string }{
		{"getFallbackOutputOptions", `{"rules":{"values":[{"outputKey":"big"},{}]}}`, `None (default)="none" Extra Output="extra" big=0 Output 1=1`},
		{"getFallbackOutputOptions", `{"rules":{"rules":[{},{}]}}`, `None=-1 Output 0=0 Output 1=1`},
		{"getFallbackOutputOptions", `{}`, `None=-1`},
		{"getResolveClashOptions", `{"numberInputs":3}`, `Always Add Input Number to Field Names="addSuffix" Prefer Input 1="preferInput1" Prefer Input 2="preferInput2" Prefer Input 3="preferLast"`},
		{"getInputs", `{}`, `1=1 2=2`},
		{"getInputs", `{"numberInputs":1e9}`, `1=1 2=2 3=3 4=4 5=5 6=6 7=7 8=8 9=9 10=10`},
	} {
		var got []string
		for _, o := range optionsOf[c.method](must(c.params)) {
			got = append(got, o.Name+"="+o.Value.JSON())
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s %s: %s, want %s", c.method, c.params, s, c.want)
		}
	}
}

func TestSecretsAreHidden(t *testing.T) {
	data := must(`{"token":"abc-secret","short":"ab","n":1}`)
	if got := HideSecrets("https://x/abc-secret/ab failed", data); got != "https://x/***/ab failed" {
		t.Error(got)
	}
}

func TestShownValues(t *testing.T) {
	for json, want := range map[string]string{`"a"`: "a string", `1.5`: "1.5 number", `true`: "true boolean", `null`: "null null", `[1]`: "[1] array", `{"a":1}`: `{"a":1} object`} {
		if r := shown(must(json)); r.Text+" "+r.Type != want {
			t.Errorf("%s: %s %s", json, r.Text, r.Type)
		}
	}
	if r := shown(value.Date(0)); r.Text != "1970-01-01T00:00:00.000Z" || r.Type != "date" {
		t.Error(r)
	}
	if r := shown(value.String(strings.Repeat("x", longestText+1))); len(r.Text) > longestText+10 {
		t.Error(len(r.Text))
	}
}

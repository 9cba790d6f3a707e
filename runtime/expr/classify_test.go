package expr_test

import (
	"os"
	"path/filepath"
	"testing"

	"runnel/runtime/expr"
	"runnel/runtime/value"
)

func TestClassify(t *testing.T) {
	for text, want := range map[string]expr.Kind{
		"text":                            expr.KindConstant,
		"=text":                           expr.KindConstant,
		"={{ $json.a.b[0]['c d'] }}":      expr.KindPath,
		"={{ $('X').item.json.a }}":       expr.KindPath,
		"={{ $json?.a }}":                 expr.KindPath,
		"=a {{ $json.a }} b":              expr.KindTemplate,
		"={{ $json.a.toUpperCase() }}":    expr.KindNative,
		"={{ $json.list.map(x => x.n) }}": expr.KindNative,
		"={{ $json.a.match(/x/)[0] }}":    expr.KindJavaScript,
		"={{ (() => { return 1 })() }}":   expr.KindNative,
		"={{ (() => { for (;;); })() }}":  expr.KindJavaScript,
		"={{ $json.a. }}":                 expr.KindInvalid,
		"={{ $json.__proto__ }}":          expr.KindInvalid,
	} {
		if got := expr.Classify(text); got != want {
			t.Errorf("%s is %s, want %s", text, got, want)
		}
	}
}

// TestCorpus reports how the expressions of public workflows are evaluated.
func TestCorpus(t *testing.T) {
	files, _ := filepath.Glob(shared + "corpus/*.json")
	if len(files) == 0 {
		t.Skip("the public workflows are not here")
	}
	count, total := map[expr.Kind]int{}, 0
	var walk func(v value.Value)
	walk = func(v value.Value) {
		if s := v.Str(); v.IsString() && len(s) > 0 && s[0] == '=' {
			count[expr.Classify(s)]++
			total++
		}
		for _, e := range v.Elems() {
			walk(e)
		}
		for _, e := range v.Entries() {
			walk(e)
		}
	}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := value.Parse(data)
		if err != nil {
			continue
		}
		for _, n := range doc.Get("nodes").Elems() {
			walk(n.Get("parameters"))
		}
	}
	for _, k := range []expr.Kind{expr.KindConstant, expr.KindPath, expr.KindTemplate, expr.KindNative, expr.KindJavaScript, expr.KindInvalid} {
		t.Logf("%-10s %5d  %5.1f %%", k, count[k], 100*float64(count[k])/float64(total))
	}
	if share := float64(count[expr.KindJavaScript]) / float64(total); share > 0.12 {
		t.Errorf("%.1f %% of the expressions need JavaScript", 100*share)
	}
}

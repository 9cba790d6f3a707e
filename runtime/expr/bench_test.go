package expr_test

import (
	"testing"

	"runnel/runtime/expr"
	"runnel/runtime/expr/exprtest"
	"runnel/runtime/value"
)

// BenchmarkEval measures one evaluation of expressions of each class.
func BenchmarkEval(b *testing.B) {
	doc, err := value.ParseString(`{"id": 7, "user": {"name": "Ada", "emails": ["a@x.org", "b@x.org"]}, "list": [{"n": 1}, {"n": 2}, {"n": 3}], "date": "2024-02-29T12:30:45.123Z", "text": "the quick brown fox"}`)
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range []struct{ name, text string }{
		{"constant", `=hello`},
		{"path", `={{ $json.user.name }}`},
		{"deep", `={{ $json.user.emails[1] }}`},
		{"template", `=Hello {{ $json.user.name }}, {{ $json.id }}!`},
		{"node", `={{ $('Prev').item.json.k }}`},
		{"first", `={{ $('Prev').first().json.k }}`},
		{"compare", `={{ $json.id > 5 ? 'a' : 'b' }}`},
		{"method", `={{ $json.text.toUpperCase() }}`},
		{"extension", `={{ $json.text.toTitleCase() }}`},
		{"map", `={{ $json.list.map(x => x.n).join(',') }}`},
		{"date", `={{ $json.date.toDateTime().plus(1, 'day').toFormat('yyyy-MM-dd') }}`},
		{"now", `={{ $now.toISO() }}`},
	} {
		b.Run(c.name, func(b *testing.B) {
			s := &expr.Scope{Data: exprtest.Chain(doc, []value.Field{{Key: "Prev", Value: value.Object(value.Field{Key: "k", Value: value.String("v")})}})}
			src := expr.Compile(value.String(c.text), nil)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := expr.Eval(src, s); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

package node

import (
	"testing"

	"runnel/runtime/value"
)

func doc(t *testing.T, text string) value.Value {
	t.Helper()
	v, err := value.ParseString(text)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestEffective(t *testing.T) {
	typ := &Type{Name: "test.node", Params: Params{
		Options("mode", "Mode", "a", Opt("A", "a"), Opt("B", "b")),
		Text("text", "Text", "t"),
		Num("n", "N", 3),
		Text("only", "Only", "x").Show(When("mode", "b")),
		Text("not", "Not", "x").Hide(When("mode", "b")),
		Text("twice", "Twice", "one").Show(When("mode", "a")),
		Text("twice", "Twice", "two").Show(When("mode", "b")),
		Text("new", "New", "n").Show(Since(2)),
		Text("old", "Old", "o").Show(Before(2)),
		LocatorParam("thing", "Thing", Obj("mode", "list", "value", ""), InMode("list", "List", KindLocatorModeList)),
		Text("byThing", "By Thing", "yes").Show(When("thing", "x")),
		Collection("options", "Options", Text("o", "O", "d"), Text("p", "P", "d").Show(When("/mode", "b")), Num("q", "Q", 1).Show(When("o", Is("exists", true)))),
		Groups("rules", "Rules", Group("rule", "Rule", Text("a", "A", "d"), Text("b", "B", "d").Show(When("a", "z")))).Many(),
		Groups("one", "One", Group("g", "G", Num("x", "X", 5))),
		Groups("filled", "Filled", Group("g", "G", Num("x", "X", 5), Num("y", "Y", 6))).Many().Defaults(Obj("g", Arr(Obj("x", 1)))),
	}}
	rest := `,"thing":{"__rl":true,"mode":"list","value":""},"options":{},"rules":{},"one":{},"filled":{"g":[{"x":1,"y":6}]}}`
	for _, c := range []struct {
		name         string
		version      float64
		stored, want string
	}{
		{"defaults", 2, `{}`, `{"mode":"a","text":"t","n":3,"not":"x","twice":"one","new":"n"` + rest},
		{"the other mode and version", 1, `{"mode":"b"}`, `{"mode":"b","text":"t","n":3,"only":"x","twice":"two","old":"o"` + rest},
		{"null is absent for text only", 1, `{"mode":"b","text":null,"n":null}`, `{"mode":"b","text":"t","n":null,"only":"x","twice":"two","old":"o"` + rest},
		{"hidden and unknown are dropped", 2, `{"only":"stored","unknown":1}`, `{"mode":"a","text":"t","n":3,"not":"x","twice":"one","new":"n"` + rest},
		{"an expression shows", 2, `{"mode":"={{ 1 }}"}`, `{"mode":"={{ 1 }}","text":"t","n":3,"only":"x","not":"x","twice":"two","new":"n"` + rest},
		{"a locator stands for its value", 2, `{"thing":{"__rl":true,"mode":"list","value":"x"}}`,
			`{"mode":"a","text":"t","n":3,"not":"x","twice":"one","new":"n","thing":{"__rl":true,"mode":"list","value":"x"},"byThing":"yes","options":{},"rules":{},"one":{},"filled":{"g":[{"x":1,"y":6}]}}`},
		{"inside", 2, `{"options":{"o":"1","p":"2","q":3,"z":4},"rules":{"rule":[{},{"a":"z"}],"z":[1]},"one":{"g":{}},"filled":{}}`,
			`{"mode":"a","text":"t","n":3,"not":"x","twice":"one","new":"n","thing":{"__rl":true,"mode":"list","value":""},"options":{"o":"1","q":3},"rules":{"rule":[{"a":"d"},{"a":"z","b":"d"}]},"one":{"g":{"x":5}},"filled":{}}`},
		{"conditions among members", 2, `{"options":{"q":3}}`,
			`{"mode":"a","text":"t","n":3,"not":"x","twice":"one","new":"n"` + rest},
	} {
		if got := Effective(typ, c.version, doc(t, c.stored)).JSON(); got != c.want {
			t.Errorf("%s: got\n  %s, not\n  %s", c.name, got, c.want)
		}
	}
	if got := Effective(nil, 1, doc(t, `{"a":1}`)).JSON(); got != `{"a":1}` {
		t.Errorf("of an unknown type: %s", got)
	}
}

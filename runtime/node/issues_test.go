package node

import "testing"

func TestIssues(t *testing.T) {
	url := map[string]any{"type": "regex", "properties": map[string]any{"regex": "https://.*", "errorMessage": "Not a valid URL"}}
	typ := &Type{Params: Params{
		Text("text", "Text", "").Required(),
		Text("hidden", "Hidden", "").Required().Show(When("text", "show")),
		MultiOptions("many", "Many", Arr()).Required(),
		LocatorParam("thing", "Thing", "", InMode("url", "URL", KindString).Key("validation", []any{url})).Required(),
		Num("n", "N", 0).Check(TypeNumber),
		Groups("rules", "Rules", Group("rule", "Rule", Text("a", "A", "").Required())).Many().Edit("minRequiredFields", 1).Edit("maxAllowedFields", 2),
		MapperParam("map", "Map", Obj()).Edit("resourceMapper", map[string]any{"fieldWords": map[string]any{"singular": "column"}}),
		FilterParam("filter", "Filter"),
		Collection("options", "Options", Num("x", "X", 0).Check(TypeNumber)),
	}}
	good := `"text":"t","many":[1],"thing":{"__rl":true,"mode":"url","value":"https://a"},"rules":{"rule":[{"a":"x"}]}`
	for params, want := range map[string][]Issue{
		`{` + good + `}`: nil,
		`{}`:             {{"text", `Parameter "Text" is required.`}, {"thing", `Parameter "Thing" is required.`}, {"rules", "At least 1 field is required."}},
		`{` + good + `,"many":[],"n":"x","options":{"x":"y"}}`:     {{"many", `Parameter "Many" is required.`}, {"n", "'n' expects a number but we got 'x'"}},
		`{` + good + `,"text":"show"}`:                             {{"hidden", `Parameter "Hidden" is required.`}},
		`{` + good + `,"text":"=","n":"={{ 1 }}"}`:                 {{"hidden", `Parameter "Hidden" is required.`}},
		`{` + good + `,"thing":{"mode":"url","value":"ftp://a"}}`:  {{"thing", "Not a valid URL"}},
		`{` + good + `,"thing":{"mode":"url","value":"={{ 1 }}"}}`: nil,
		`{` + good + `,"rules":{"rule":[{"a":""},{"a":"x"},{}]}}`: {{"rules", "At most 2 fields are allowed."},
			{"rules.rule[0].a", `Parameter "A" is required.`}, {"rules.rule[2].a", `Parameter "A" is required.`}},
		`{` + good + `,"map":{"mappingMode":"defineBelow","value":{"a":"x"},"schema":[{"id":"a","type":"number"},{"id":"b","required":true}]}}`: {
			{"map.a", "'a' expects a number but we got 'x'"}, {"map.b", `Column "b" is required`}},
	} {
		got := Issues(typ, 1, doc(t, params))
		if len(got) != len(want) {
			t.Errorf("%s: got %v, want %v", params, got, want)
			continue
		}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("%s: got %v, want %v", params, got[i], want[i])
			}
		}
	}
}

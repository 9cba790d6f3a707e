package node

import "testing"

func TestDescribe(t *testing.T) {
	typ := &Type{
		Name: "test.node", Title: "Title", Groups: []string{"transform"}, Versions: Versions(1, 2), Default: 2, Icon: "i", Color: "#123456",
		Inputs: Main(1), Outputs: Named("a", "b"), Credentials: []CredentialUse{Cred("x").Needed().When(When("mode", "a"))},
		Params: Params{
			Options("mode", "Mode", "a", Opt("A", "a").Key("routing", map[string]any{"k": []any{1, true}})).NoExpression().Hint("help"),
			Text("t", "T", "").Required().Many().Edit("rows", 2).Check(TypeURL).Show(Since(2), When("mode", "a", Is("not", "b"))).Hide(InVersions(1)),
			LocatorParam("l", "L", Obj("mode", "id", "value", ""), InMode("id", "ID", KindString).Extracting("x(.)").Key("url", "u")),
			Groups("g", "G", Group("v", "V", Num("n", "N", 1).CheckInEditor(TypeNumber))),
			Collection("c", "C", Bool("b", "B", true)),
		},
	}
	want := `{"displayName":"Title","name":"test.node","icon":"i","group":["transform"],"version":[1,2],"defaultVersion":2,` +
		`"defaults":{"name":"Title","color":"#123456"},"inputs":["main"],"outputs":["main","main"],"outputNames":["a","b"],` +
		`"credentials":[{"name":"x","required":true,"displayOptions":{"show":{"mode":["a"]}}}],"properties":[` +
		`{"displayName":"Mode","name":"mode","type":"options","noDataExpression":true,"options":[{"name":"A","value":"a","routing":{"k":[1,true]}}],"default":"a","description":"help"},` +
		`{"displayName":"T","name":"t","type":"string","typeOptions":{"multipleValues":true,"rows":2},"required":true,"default":"","validateType":"url",` +
		`"displayOptions":{"show":{"@version":[{"_cnd":{"gte":2}}],"mode":["a",{"_cnd":{"not":"b"}}]},"hide":{"@version":[1]}}},` +
		`{"displayName":"L","name":"l","type":"resourceLocator","modes":[{"displayName":"ID","name":"id","type":"string","extractValue":{"type":"regex","regex":"x(.)"},"url":"u"}],"default":{"mode":"id","value":""}},` +
		`{"displayName":"G","name":"g","type":"fixedCollection","options":[{"name":"v","displayName":"V","values":[{"displayName":"N","name":"n","type":"number","default":1,"validateType":"number","ignoreValidationDuringExecution":true}]}],"default":{}},` +
		`{"displayName":"C","name":"c","type":"collection","options":[{"displayName":"B","name":"b","type":"boolean","default":true}],"default":{}}]}`
	if got := typ.Describe().JSON(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

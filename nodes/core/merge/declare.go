package merge

import (
	"strconv"

	"runnel/runtime/node"
)

const name = "n8n-nodes-base.merge"

// V1, V2 and V3 declare the Merge node.
var (
	V3 = node.Define(node.Spec[paramsV3]{
		Name: name, Title: "Merge", Groups: []string{"transform"},
		Summary: "Joins the items of several branches.",
		Icon:    "merge", Versions: node.Versions(3, 3.1, 3.2), Default: 3.2,
		Inputs: node.Computed(inputsV3), Outputs: node.Main(1), Required: required, Params: declaredV3, Run: runV3,
		Examples: []node.Example{
			{
				Title: "Orders with their customers", Version: 3.2,
				Params: `{"mode":"combine","advanced":true,"mergeByFields":{"values":[{"field1":"customer","field2":"id"}]},"joinMode":"enrichInput1"}`,
				Input:  `[{"customer":1,"total":20},{"customer":9,"total":5}]`,
				More:   []string{`[{"id":1,"name":"Ada"}]`},
				Output: `[[{"customer":1,"total":20,"id":1,"name":"Ada"},{"customer":9,"total":5}]]`,
			},
			{
				Title: "Sums by customer, in SQL", Version: 3.2,
				Params: `{"mode":"combineBySql","query":"SELECT input2.name, SUM(input1.total) AS sum FROM input1 JOIN input2 ON input1.customer = input2.id GROUP BY input2.name ORDER BY sum DESC"}`,
				Input:  `[{"customer":1,"total":20},{"customer":2,"total":7},{"customer":1,"total":5}]`,
				More:   []string{`[{"id":1,"name":"Ada"},{"id":2,"name":"Bob"}]`},
				Output: `[[{"name":"Ada","sum":25},{"name":"Bob","sum":7}]]`,
			},
		},
	})
	V2 = node.Define(node.Spec[paramsV2]{
		Name: name, Title: "Merge", Groups: []string{"transform"},
		Summary: "Joins the items of two branches.",
		Icon:    "merge", Versions: node.Versions(2, 2.1), Default: 3.2,
		Inputs: node.Named("Input 1", "Input 2"), Outputs: node.Main(1), Required: required, Params: declaredV2, Run: runV2,
	})
	V1 = node.Define(node.Spec[paramsV1]{
		Name: name, Title: "Merge", Groups: []string{"transform"},
		Summary: "Joins the items of two branches.",
		Icon:    "merge", Color: "#00bbcc", Versions: node.Versions(1), Default: 3.2,
		Inputs: node.Named("Input 1", "Input 2"), Outputs: node.Main(1), Params: declaredV1, Run: runV1,
	})
)

// required says that choosing a branch needs the first two inputs, and all
// else any one.
func required(p node.Static) node.Requirement {
	if p.Param("mode").Str() == "chooseBranch" {
		return node.Requirement{Inputs: []int{0, 1}}
	}
	return node.Requirement{Count: 1}
}

func inputsV3(p node.Static) []string {
	n := 2
	if v := p.Param("numberInputs"); v.Truthy() {
		n = clamp(v.ToNumber())
	}
	labels := make([]string, n)
	for i := range labels {
		labels[i] = "Input " + strconv.Itoa(i+1)
	}
	return labels
}

// maxInputs is more than the editor lets one choose.
const maxInputs = 100

func clamp(n float64) int {
	if !(n > 0) {
		return 0
	}
	return int(min(n, maxInputs))
}

// combined are the conditions of a way to combine. The order of conditions
// counts: a parameter whose first one is an expression is shown.
func combined(by string) []node.Condition {
	return []node.Condition{node.When("mode", "combine"), node.When("combineBy", by)}
}

func numberInputs(when ...node.Condition) node.Param {
	choices := make([]node.Choice, 9)
	for i := range choices {
		choices[i] = node.Opt(strconv.Itoa(i+2), i+2)
	}
	return node.Options("numberInputs", "Number of Inputs", 2, choices...).NoExpression().Check(node.TypeNumber).Show(when...)
}

// clashV3 is what to do when inputs have a field in common.
func clashV3() node.Param {
	noSuffix := node.When("resolveClash", node.Is("not", "addSuffix"))
	return node.Groups("clashHandling", "Clash Handling",
		node.Group("values", "Values",
			node.Options("resolveClash", "When Field Values Clash", "").
				Edit("loadOptionsMethod", "getResolveClashOptions").Edit("loadOptionsDependsOn", []any{"numberInputs"}),
			node.Options("mergeMode", "Merging Nested Fields", "deepMerge", nesting...).Show(noSuffix),
			node.Bool("overrideEmpty", "Minimize Empty Fields", false).Show(noSuffix),
		),
	).Defaults(node.Obj("values", node.Obj("resolveClash", "preferLast", "mergeMode", "deepMerge", "overrideEmpty", false)))
}

func clashV2() node.Param {
	prefer := node.When("resolveClash", "preferInput1", "preferInput2")
	return node.Groups("clashHandling", "Clash Handling",
		node.Group("values", "Values",
			node.Options("resolveClash", "When Field Values Clash", "",
				node.Opt("Always Add Input Number to Field Names", "addSuffix"),
				node.Opt("Prefer Input 1 Version", "preferInput1"),
				node.Opt("Prefer Input 2 Version", "preferInput2"),
			),
			node.Options("mergeMode", "Merging Nested Fields", "deepMerge", nesting...).Show(prefer),
			node.Bool("overrideEmpty", "Minimize Empty Fields", false).Show(prefer),
		),
	).Defaults(node.Obj("values", node.Obj("resolveClash", "preferInput2", "mergeMode", "deepMerge", "overrideEmpty", false)))
}

func multipleMatches() node.Param {
	return node.Options("multipleMatches", "Multiple Matches", "all",
		node.Opt("Include All Matches", "all"), node.Opt("Include First Match Only", "first"))
}

// outputDataFrom is the side that a join's items come from; both says what
// both sides give.
func outputDataFrom(both string) node.Param {
	return node.Options("outputDataFrom", "Output Data From", "both",
		node.Opt(both, "both"), node.Opt("Input 1", "input1"), node.Opt("Input 2", "input2"))
}

var (
	nesting = []node.Choice{node.Opt("Deep Merge", "deepMerge"), node.Opt("Shallow Merge", "shallowMerge")}
	joins   = []node.Choice{
		node.Opt("Keep Matches", "keepMatches"),
		node.Opt("Keep Non-Matches", "keepNonMatches"),
		node.Opt("Keep Everything", "keepEverything"),
		node.Opt("Enrich Input 1", "enrichInput1"),
		node.Opt("Enrich Input 2", "enrichInput2"),
	}
	pairs = node.Groups("mergeByFields", "Fields to Match",
		node.Group("values", "Values",
			node.Text("field1", "Input 1 Field", "").Key("requiresDataPath", "single"),
			node.Text("field2", "Input 2 Field", "").Key("requiresDataPath", "single"),
		),
	).Defaults(node.Obj("values", node.Arr(node.Obj("field1", "", "field2", "")))).Many()

	bothMerged, bothAppended = "Both Inputs Merged Together", "Both Inputs Appended Together"

	keepsMatches = []node.Condition{node.When("/joinMode", "keepMatches"), node.When("/outputDataFrom", "both")}
	keepsMore    = node.When("/joinMode", "enrichInput1", "enrichInput2", "keepEverything")
)

// and gives conditions with some more behind them.
func and(first []node.Condition, more ...node.Condition) []node.Condition {
	return append(append([]node.Condition{}, first...), more...)
}

var declaredV3 = node.Params{
	node.Options("mode", "Mode", "append",
		node.Opt("Append", "append"),
		node.Opt("Combine", "combine"),
		node.Opt("SQL Query", "combineBySql"),
		node.Opt("Choose Branch", "chooseBranch"),
	).NoExpression(),
	node.Options("combineBy", "Combine By", "combineByFields",
		node.Opt("Matching Fields", "combineByFields"),
		node.Opt("Position", "combineByPosition"),
		node.Opt("All Possible Combinations", "combineAll"),
	).NoExpression().Show(node.When("mode", "combine")),
	numberInputs(node.When("mode", "append")),
	node.Collection("options", "Options", clashV3(), node.Bool("fuzzyCompare", "Fuzzy Compare", false)).Show(combined("combineAll")...),
	node.Bool("advanced", "Fields To Match Have Different Names", false).Show(combined("combineByFields")...),
	node.Text("fieldsToMatchString", "Fields to Match", "").Key("requiresDataPath", "multiple").
		Show(and([]node.Condition{node.When("advanced", false)}, combined("combineByFields")...)...),
	pairs.Show(and([]node.Condition{node.When("advanced", true)}, combined("combineByFields")...)...),
	node.Options("joinMode", "Output Type", "keepMatches", joins...).Show(combined("combineByFields")...),
	outputDataFrom(bothMerged).Show(and([]node.Condition{node.When("joinMode", "keepMatches")}, combined("combineByFields")...)...),
	outputDataFrom(bothAppended).Show(and([]node.Condition{node.When("joinMode", "keepNonMatches")}, combined("combineByFields")...)...),
	node.Collection("options", "Options",
		clashV3().Hide(node.When("/joinMode", "keepMatches", "keepNonMatches")),
		clashV3().Show(keepsMatches...),
		node.Bool("disableDotNotation", "Disable Dot Notation", false),
		node.Bool("fuzzyCompare", "Fuzzy Compare", false),
		multipleMatches().Show(keepsMatches...),
		multipleMatches().Show(keepsMore),
	).Show(combined("combineByFields")...),
	numberInputs(node.When("mode", "combineBySql")),
	node.Text("query", "Query", "SELECT * FROM input1 LEFT JOIN input2 ON input1.name = input2.id").Required().NoExpression().
		Edit("rows", 5).Edit("editor", "sqlEditor").Show(node.When("mode", "combineBySql")),
	node.Collection("options", "Options",
		node.Options("emptyQueryResult", "Empty Query Result", "empty", node.Opt("Success", "success"), node.Opt("Empty Result", "empty")),
	).Show(node.InVersions(3.2), node.When("mode", "combineBySql")),
	numberInputs(combined("combineByPosition")...),
	node.Collection("options", "Options",
		clashV3().Defaults(node.Obj("values", node.Obj("resolveClash", "addSuffix"))),
		node.Bool("includeUnpaired", "Include Any Unpaired Items", false),
	).Show(combined("combineByPosition")...),
	numberInputs(node.When("mode", "chooseBranch")),
	node.Options("chooseBranchMode", "Output Type", "waitForAll",
		node.Opt("Wait for All Inputs to Arrive", "waitForAll")).Show(node.When("mode", "chooseBranch")),
	node.Options("output", "Output", "specifiedInput",
		node.Opt("Data of Specified Input", "specifiedInput"),
		node.Opt("A Single, Empty Item", "empty"),
	).Show(node.When("chooseBranchMode", "waitForAll"), node.When("mode", "chooseBranch")),
	node.Options("useDataOfInput", "Use Data of Input", 1).Check(node.TypeNumber).
		Edit("minValue", 1).Edit("loadOptionsMethod", "getInputs").Edit("loadOptionsDependsOn", []any{"numberInputs"}).
		Show(node.When("output", "specifiedInput"), node.When("mode", "chooseBranch")),
}

var (
	inFields = []node.Condition{node.When("mode", "combine"), node.When("combinationMode", "mergeByFields")}
	ofFields = []node.Condition{node.When("/mode", "combine"), node.When("/combinationMode", "mergeByFields")}
)

var declaredV2 = node.Params{
	node.Options("mode", "Mode", "append",
		node.Opt("Append", "append"), node.Opt("Combine", "combine"), node.Opt("Choose Branch", "chooseBranch")),
	node.Options("combinationMode", "Combination Mode", "mergeByFields",
		node.Opt("Merge By Fields", "mergeByFields"),
		node.Opt("Merge By Position", "mergeByPosition"),
		node.Opt("Multiplex", "multiplex"),
	).Show(node.When("mode", "combine")),
	pairs.Show(inFields...),
	node.Options("joinMode", "Output Type", "keepMatches", joins...).Show(inFields...),
	outputDataFrom(bothMerged).Show(and(inFields, node.When("joinMode", "keepMatches"))...),
	outputDataFrom(bothAppended).Show(and(inFields, node.When("joinMode", "keepNonMatches"))...),
	node.Options("chooseBranchMode", "Output Type", "waitForBoth",
		node.Opt("Wait for Both Inputs to Arrive", "waitForBoth")).Show(node.When("mode", "chooseBranch")),
	node.Options("output", "Output", "input1",
		node.Opt("Input 1 Data", "input1"),
		node.Opt("Input 2 Data", "input2"),
		node.Opt("A Single, Empty Item", "empty"),
	).Show(node.When("mode", "chooseBranch"), node.When("chooseBranchMode", "waitForBoth")),
	node.Collection("options", "Options",
		clashV2().Show(ofFields...).Hide(node.When("/joinMode", "keepMatches", "keepNonMatches")),
		clashV2().Show(and(ofFields, keepsMatches...)...),
		clashV2().Show(node.When("/mode", "combine"), node.When("/combinationMode", "multiplex", "mergeByPosition")),
		node.Bool("disableDotNotation", "Disable Dot Notation", false).Show(ofFields...),
		node.Bool("fuzzyCompare", "Fuzzy Compare", false),
		node.Bool("includeUnpaired", "Include Any Unpaired Items", false).
			Show(node.When("/mode", "combine"), node.When("/combinationMode", "mergeByPosition")),
		multipleMatches().Show(and(ofFields, keepsMatches...)...),
		multipleMatches().Show(and(ofFields, keepsMore)...),
	).Hide(node.When("mode", "chooseBranch", "append")),
}

var declaredV1 = node.Params{
	node.Options("mode", "Mode", "append",
		node.Opt("Append", "append"),
		node.Opt("Keep Key Matches", "keepKeyMatches"),
		node.Opt("Merge By Index", "mergeByIndex"),
		node.Opt("Merge By Key", "mergeByKey"),
		node.Opt("Multiplex", "multiplex"),
		node.Opt("Pass-Through", "passThrough"),
		node.Opt("Remove Key Matches", "removeKeyMatches"),
		node.Opt("Wait", "wait"),
	),
	node.Options("join", "Join", "left",
		node.Opt("Inner Join", "inner"),
		node.Opt("Left Join", "left"),
		node.Opt("Outer Join", "outer"),
	).Show(node.When("mode", "mergeByIndex")),
	node.Text("propertyName1", "Property Input 1", "").Required().Show(node.When("mode", "keepKeyMatches", "mergeByKey", "removeKeyMatches")),
	node.Text("propertyName2", "Property Input 2", "").Required().Show(node.When("mode", "keepKeyMatches", "mergeByKey", "removeKeyMatches")),
	node.Options("output", "Output Data", "input1", node.Opt("Input 1", "input1"), node.Opt("Input 2", "input2")).Show(node.When("mode", "passThrough")),
	node.Options("overwrite", "Overwrite", "always",
		node.Opt("Always", "always"),
		node.Opt("If Blank", "blank"),
		node.Opt("If Missing", "undefined"),
	).Show(node.When("mode", "mergeByKey")),
}

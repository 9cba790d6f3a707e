// Package respond is the Respond to Webhook node: it answers the caller of the
// webhook that started the execution (core reference §2).
package respond

import (
	"runnel/runtime/node"
	"runnel/runtime/value"
)

var answers = []node.Choice{
	node.Opt("All Incoming Items", "allIncomingItems"), node.Opt("Binary File", "binary"),
	node.Opt("First Incoming Item", "firstIncomingItem"), node.Opt("JSON", "json"), node.Opt("JWT Token", "jwt"),
	node.Opt("No Data", "noData"), node.Opt("Redirect", "redirect"), node.Opt("Text", "text"),
}

const sampleBody = "{\n  \"myField\": \"value\"\n}"

// Node declares the Respond to Webhook node.
var Node = node.Define(node.Spec[params]{
	Name: "n8n-nodes-base.respondToWebhook", Title: "Respond to Webhook", Groups: []string{"transform"},
	Summary: "Answers the request that started the workflow.",
	Icon:    "reply", Versions: node.Versions(1, 1.1, 1.2, 1.3, 1.4, 1.5), Default: 1.5,
	Inputs: node.Main(1), Outputs: node.Computed(outputs),
	Credentials: []node.CredentialUse{node.Cred("jwtAuth").Needed().When(node.When("respondWith", "jwt"))},
	Params: node.Params{
		node.Bool("enableResponseOutput", "Enable Response Output Branch", false).Key("isNodeSetting", true).Show(node.Since(1.4)),
		node.Options("respondWith", "Respond With", "firstIncomingItem", answers...).Show(node.InVersions(1, 1.1)),
		node.Options("respondWith", "Respond With", "firstIncomingItem", answers...).NoExpression().Show(node.Since(1.2)),
		node.Of(node.KindCredentials, "credentials", "Credentials", "").Show(node.When("respondWith", "jwt")),
		node.Text("redirectURL", "Redirect URL", "").Required().Check("url").Show(node.When("respondWith", "redirect")),
		node.JSON("responseBody", "Response Body", sampleBody).Edit("rows", 4).Show(node.When("respondWith", "json")),
		node.JSON("payload", "Payload", sampleBody).Edit("rows", 4).Check("object").Show(node.When("respondWith", "jwt")),
		node.Text("responseBody", "Response Body", "").Edit("rows", 2).Show(node.When("respondWith", "text")),
		node.Options("responseDataSource", "Response Data Source", "automatically",
			node.Opt("Choose Automatically From Input", "automatically"), node.Opt("Specify Myself", "set")).
			Show(node.When("respondWith", "binary")),
		node.Text("inputFieldName", "Input Field Name", "data").Required().
			Show(node.When("respondWith", "binary"), node.When("responseDataSource", "set")),
		node.Collection("options", "Options",
			node.Num("responseCode", "Response Code", 200).Edit("minValue", 100).Edit("maxValue", 599),
			node.Groups("responseHeaders", "Response Headers",
				node.Group("entries", "Entries", node.Text("name", "Name", ""), node.Text("value", "Value", ""))).Many(),
			node.Text("responseKey", "Put Response in Field", "").Show(node.When("/respondWith", "allIncomingItems", "firstIncomingItem")),
			node.Bool("enableStreaming", "Enable Streaming", true).
				Show(node.When("/respondWith", "allIncomingItems", "firstIncomingItem", "text", "json", "jwt"), node.Since(1.5)),
		),
	},
	Run: run,
})

type params struct {
	With      node.Field[string]      `param:"respondWith"`
	Body      node.Field[value.Value] `param:"responseBody"`
	Payload   node.Field[value.Value] `param:"payload"`
	Redirect  node.Field[string]      `param:"redirectURL"`
	Source    node.Field[string]      `param:"responseDataSource"`
	FileField node.Field[string]      `param:"inputFieldName"`
	Code      node.Field[float64]     `param:"options.responseCode"`
	Headers   node.Field[[]header]    `param:"options.responseHeaders.entries"`
	Key       node.Field[string]      `param:"options.responseKey"`
	Output    node.Field[bool]        `param:"enableResponseOutput"`
}

type header struct {
	Name  string `param:"name"`
	Value string `param:"value"`
}

func outputs(p node.Static) []string {
	if p.Version() == 1.3 || p.Version() >= 1.4 && p.Param("enableResponseOutput").Truthy() {
		return []string{"Input Data", "Response"}
	}
	return []string{""}
}

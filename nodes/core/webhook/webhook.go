// Package webhook is the Webhook node: it starts a workflow by an HTTP request
// and decides how the caller is answered (core reference §1, engine reference
// §18).
package webhook

import (
	"runnel/runtime/node"
	"runnel/runtime/value"
)

var methods = []node.Choice{
	node.Opt("DELETE", "DELETE"), node.Opt("GET", "GET"), node.Opt("HEAD", "HEAD"),
	node.Opt("PATCH", "PATCH"), node.Opt("POST", "POST"), node.Opt("PUT", "PUT"),
}

var respondModes = []node.Choice{
	node.Opt("Immediately", "onReceived"),
	node.Opt("When Last Node Finishes", "lastNode"),
	node.Opt("Using 'Respond to Webhook' Node", "responseNode"),
}

// Node declares the Webhook node.
var Node = node.Define(node.Spec[params]{
	Name: "n8n-nodes-base.webhook", Title: "Webhook", Groups: []string{"trigger"},
	Summary: "Starts the workflow when an HTTP request arrives.",
	Icon:    "webhook", Versions: node.Versions(1, 1.1, 2, 2.1), Default: 2.1,
	Inputs: node.Main(0), Outputs: node.Computed(outputs),
	Credentials: []node.CredentialUse{
		node.Cred("httpBasicAuth").Needed().When(node.When("authentication", "basicAuth")),
		node.Cred("httpHeaderAuth").Needed().When(node.When("authentication", "headerAuth")),
		node.Cred("jwtAuth").Needed().When(node.When("authentication", "jwtAuth")),
	},
	Webhooks: []node.WebhookSpec{{Methods: requestMethods, Path: path}},
	Params: node.Params{
		node.Bool("multipleMethods", "Allow Multiple HTTP Methods", false).Key("isNodeSetting", true),
		node.Options("httpMethod", "HTTP Method", "GET", methods...).Show(node.When("multipleMethods", false)),
		node.MultiOptions("httpMethod", "HTTP Methods", node.Arr("GET", "POST"), methods...).Show(node.When("multipleMethods", true)),
		node.Text("path", "Path", ""),
		node.Options("authentication", "Authentication", "none", node.Opt("Basic Auth", "basicAuth"), node.Opt("Header Auth", "headerAuth"),
			node.Opt("JWT Auth", "jwtAuth"), node.Opt("None", "none")),
		node.Options("responseMode", "Respond", "onReceived", respondModes...).Show(node.InVersions(1, 1.1, 2)),
		node.Options("responseMode", "Respond", "onReceived", append(respondModes[:3:3], node.Opt("Streaming", "streaming"))...).
			Hide(node.InVersions(1, 1.1, 2)),
		node.Num("responseCode", "Response Code", 200).Edit("minValue", 100).Edit("maxValue", 599).
			Show(node.InVersions(1, 1.1)).Hide(node.When("responseMode", "responseNode")),
		node.Options("responseData", "Response Data", "firstEntryJson", node.Opt("All Entries", "allEntries"),
			node.Opt("First Entry JSON", "firstEntryJson"), node.Opt("First Entry Binary", "firstEntryBinary"),
			node.Opt("No Response Body", "noData")).Show(node.When("responseMode", "lastNode")),
		node.Text("responseBinaryPropertyName", "Property Name", "data").Required().Show(node.When("responseData", "firstEntryBinary")),
		node.Collection("options", "Options",
			node.Text("allowedOrigins", "Allowed Origins (CORS)", "*"),
			node.Bool("binaryData", "Binary File", false).Show(node.When("/httpMethod", "PATCH", "PUT", "POST"), node.InVersions(1)),
			node.Text("binaryPropertyName", "Field Name for Binary Data", "data").Hide(node.InVersions(1)),
			node.Bool("ignoreBots", "Ignore Bots", false),
			node.Text("ipWhitelist", "IP(s) Whitelist", ""),
			node.Bool("noResponseBody", "No Response Body", false).Show(node.When("/responseMode", "onReceived")).Hide(node.When("rawBody", true)),
			node.Text("responsePropertyName", "Property Name", "data").
				Show(node.When("/responseData", "firstEntryJson"), node.When("/responseMode", "lastNode")),
			node.Text("binaryPropertyName", "Put Output File in Field", "data").Show(node.When("binaryData", true), node.InVersions(1)),
			node.Bool("rawBody", "Raw Body", false).Show(node.InVersions(1)).
				Hide(node.When("binaryData", true), node.When("noResponseBody", true)),
			node.Bool("rawBody", "Raw Body", false).Hide(node.When("noResponseBody", true), node.InVersions(1)),
			node.Groups("responseCode", "Response Code",
				node.Group("values", "Values",
					node.Options("responseCode", "Response Code", 200, node.Opt("200", 200), node.Opt("201", 201), node.Opt("204", 204),
						node.Opt("301", 301), node.Opt("302", 302), node.Opt("304", 304), node.Opt("400", 400), node.Opt("401", 401),
						node.Opt("403", 403), node.Opt("404", 404), node.Opt("Custom Code", "customCode")),
					node.Num("customCode", "Code", 200).Edit("minValue", 100).Show(node.When("responseCode", "customCode")))).
				Defaults(node.Obj("values", node.Obj("responseCode", 200))).
				Show(node.Since(2)).Hide(node.When("/responseMode", "responseNode")),
			node.Text("responseContentType", "Response Content-Type", "").
				Show(node.When("/responseData", "firstEntryJson"), node.When("/responseMode", "lastNode")),
			node.Text("responseData", "Response Data", "").Show(node.When("/responseMode", "onReceived")).Hide(node.When("noResponseBody", true)),
			node.Groups("responseHeaders", "Response Headers",
				node.Group("entries", "Entries", node.Text("name", "Name", ""), node.Text("value", "Value", ""))).Many(),
		),
	},
	Run:     pass,
	Webhook: receive,
})

type params struct {
	reception
	Authentication node.Field[string]       `param:"authentication"`
	Code           node.Field[responseCode] `param:"options.responseCode.values"`
}

// reception are the parameters that everything which takes in requests has.
type reception struct {
	Methods        node.Field[value.Value] `param:"httpMethod"`
	ResponseMode   node.Field[string]      `param:"responseMode"`
	ResponseCode   node.Field[float64]     `param:"responseCode"`
	ResponseData   node.Field[string]      `param:"responseData"`
	BinaryProperty node.Field[string]      `param:"responseBinaryPropertyName"`
	Headers        node.Field[[]header]    `param:"options.responseHeaders.entries"`
	AtOnce         node.Field[value.Value] `param:"options.responseData"`
	NoBody         node.Field[bool]        `param:"options.noResponseBody"`
	PropertyName   node.Field[string]      `param:"options.responsePropertyName"`
	ContentType    node.Field[string]      `param:"options.responseContentType"`
	IPs            node.Field[string]      `param:"options.ipWhitelist"`
	IgnoreBots     node.Field[bool]        `param:"options.ignoreBots"`
	RawBody        node.Field[bool]        `param:"options.rawBody"`
	BinaryData     node.Field[bool]        `param:"options.binaryData"`
	FileField      node.Field[string]      `param:"options.binaryPropertyName"`
}

type header struct {
	Name  string `param:"name"`
	Value string `param:"value"`
}

type responseCode struct {
	Code   value.Value `param:"responseCode"`
	Custom value.Value `param:"customCode"`
}

// pass is what the node does when a run starts at it: its items are there.
func pass(c *node.Call[params]) (node.Output, error) {
	return node.One(c.Input(0)), nil
}

// requestMethods gives the methods that the node listens to, one output each.
func requestMethods(p node.Static) ([]string, error) {
	v := p.Param("httpMethod")
	if !v.IsArray() {
		if !v.Truthy() {
			return []string{"GET"}, nil
		}
		return []string{v.ToString()}, nil
	}
	var list []string
	for _, m := range v.Elems() {
		list = append(list, m.ToString())
	}
	return list, nil
}

func outputs(p node.Static) []string {
	names, _ := requestMethods(p)
	return names
}

func path(p node.Static) (string, error) { return p.Param("path").ToString(), nil }

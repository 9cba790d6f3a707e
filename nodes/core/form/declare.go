package form

import (
	"runnel/runtime/node"
	"runnel/runtime/node/form"
)

var answerParam = node.Groups("respondWithOptions", "Form Response",
	node.Group("values", "Values",
		node.Options("respondWith", "Respond With", "text", node.Opt("Form Submitted Text", "text"), node.Opt("Redirect URL", "redirect")),
		node.Text("formSubmittedText", "Text to Show", "Your response has been recorded").Show(node.When("respondWith", "text")),
		node.Text("redirectUrl", "URL to Redirect to", "").Check("url").Show(node.When("respondWith", "redirect")),
	),
).Defaults(node.Obj("values", node.Obj("respondWith", "text")))

var styleParam = node.Text("customCss", "Custom Form Styling", form.ExampleCSS).Edit("rows", 10).Edit("editor", "cssEditor")

var respondModes = []node.Choice{
	node.Opt("Form Is Submitted", "onReceived"), node.Opt("Workflow Finishes", "lastNode"), node.Opt("Using 'Respond to Webhook' Node", "responseNode"),
}

var (
	titleParam       = node.Text("formTitle", "Form Title", "").Required()
	descriptionParam = node.Text("formDescription", "Form Description", "").Edit("rows", 2)
)

// triggerDeclared are the parameters of the trigger since version 2.
var triggerDeclared = node.Params{
	node.Options("authentication", "Authentication", "none", node.Opt("Basic Auth", "basicAuth"), node.Opt("None", "none")),
	node.Text("path", "Form Path", "").Required().Show(node.UpTo(2.1)),
	titleParam, descriptionParam, form.FieldsParam(),
	node.Options("responseMode", "Respond When", "onReceived", respondModes...).Show(node.UpTo(2.1)),
	node.Options("responseMode", "Respond When", "onReceived", respondModes[:2]...).Show(node.Since(2.2)),
	node.Collection("options", "Options",
		node.Bool("appendAttribution", "Append n8n Attribution", true),
		node.Text("buttonLabel", "Button Label", "Submit"),
		node.Text("path", "Form Path", "").Show(node.Since(2.2)),
		answerParam.Hide(node.When("/responseMode", "responseNode")),
		node.Bool("ignoreBots", "Ignore Bots", false),
		node.Bool("useWorkflowTimezone", "Use Workflow Timezone", false).Show(node.InVersions(2)),
		node.Bool("useWorkflowTimezone", "Use Workflow Timezone", true).Show(node.When(node.VersionKey, node.Is("gt", 2))),
		styleParam.Show(node.When(node.VersionKey, node.Is("gt", 2))),
	),
}

// firstTriggerDeclared are the parameters of version 1.
var firstTriggerDeclared = node.Params{
	node.Text("path", "Form Path", "").Required(),
	titleParam, descriptionParam, form.FieldsParam(),
	node.Options("responseMode", "Respond When", "onReceived", respondModes...),
	node.Collection("options", "Options",
		node.Text("formSubmittedText", "Form Submitted Text", "Your response has been recorded"),
	).Hide(node.When("responseMode", "responseNode")),
}

// pageDeclared are the parameters of the Form node.
var pageDeclared = func() node.Params {
	page, ending := node.When("operation", "page"), node.When("operation", "completion")
	p := node.Params{
		node.Options("operation", "Page Type", "page", node.Opt("Next Form Page", "page"), node.Opt("Form Ending", "completion")).NoExpression(),
		form.DefineParam().Show(page),
		form.JSONParam().Show(node.When("defineForm", "json"), page),
		form.FieldsParam().Show(node.When("defineForm", "fields"), page),
	}
	p = append(p, form.LimitParams(page)...)
	p = append(p,
		node.Collection("options", "Options",
			node.Text("formTitle", "Form Title", ""),
			descriptionParam,
			node.Text("buttonLabel", "Button Label", "Submit"),
			styleParam,
		).Show(page),
		node.Options("respondWith", "On n8n Form Submission", "text", node.Opt("Show Completion Screen", "text"), node.Opt("Redirect to URL", "redirect"),
			node.Opt("Show Text", "showText"), node.Opt("Return Binary File", "returnBinary")).Show(ending),
		node.Text("redirectUrl", "URL", "").Check("url").Required().Show(node.When("respondWith", "redirect"), ending),
		node.Text("completionTitle", "Completion Title", "").Required().Show(node.When("respondWith", "text", "returnBinary"), ending),
		node.Text("completionMessage", "Completion Message", "").Edit("rows", 2).Show(node.When("respondWith", "text", "returnBinary"), ending),
		node.Text("responseText", "Text", "").Edit("rows", 2).Show(node.When("respondWith", "showText"), ending),
		node.Text("inputDataFieldName", "Input Data Field Name", "data").Show(node.When("respondWith", "returnBinary"), ending),
	)
	p = append(p, form.LimitParams(ending)...)
	return append(p, node.Collection("options", "Options",
		node.Text("formTitle", "Completion Page Title", ""),
		styleParam,
	).Show(node.When("respondWith", "text", "returnBinary", "redirect"), ending))
}()

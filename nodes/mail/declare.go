package mail

import (
	"runnel/runtime/node"
	"runnel/runtime/node/form"
)

// sending and asking are the conditions of the two operations, with more.
func sending(more ...node.Condition) []node.Condition { return operation("send", more) }
func asking(more ...node.Condition) []node.Condition  { return operation("sendAndWait", more) }

func operation(name string, more []node.Condition) []node.Condition {
	return append(more[:len(more):len(more)], node.When("resource", "email"), node.When("operation", name))
}

var customForm = node.When("responseType", "customForm")

var limitParam = node.Groups("limitWaitTime", "Limit Wait Time",
	node.Group("values", "Values",
		node.Options("limitType", "Limit Type", "afterTimeInterval",
			node.Opt("After Time Interval", "afterTimeInterval"),
			node.Opt("At Specified Time", "atSpecifiedTime"),
		),
		node.Num("resumeAmount", "Amount", 1).Edit("minValue", 0).Edit("numberPrecision", 2).Show(node.When("limitType", "afterTimeInterval")),
		node.Options("resumeUnit", "Unit", "hours",
			node.Opt("Minutes", "minutes"),
			node.Opt("Hours", "hours"),
			node.Opt("Days", "days"),
		).Show(node.When("limitType", "afterTimeInterval")),
		node.DateTime("maxDateAndTime", "Max Date and Time", "").Show(node.When("limitType", "atSpecifiedTime")),
	),
).Defaults(node.Obj("values", node.Obj("limitType", "afterTimeInterval", "resumeAmount", 45, "resumeUnit", "minutes")))

// declared are the parameters since version 2.
var declared = node.Params{
	node.HiddenField("resource", "Resource", "email").NoExpression(),
	node.Options("operation", "Operation", "send",
		node.Opt("Send", "send"),
		node.Opt("Send and Wait for Response", "sendAndWait"),
	).NoExpression(),
	node.Text("fromEmail", "From Email", "").Required().Show(sending()...),
	node.Text("toEmail", "To Email", "").Required().Show(sending()...),
	node.Text("subject", "Subject", "").Show(sending()...),
	node.Options("emailFormat", "Email Format", "html",
		node.Opt("Text", "text"),
		node.Opt("HTML", "html"),
		node.Opt("Both", "both"),
	).Show(sending()...).Hide(node.InVersions(2)),
	node.Options("emailFormat", "Email Format", "text",
		node.Opt("Text", "text"),
		node.Opt("HTML", "html"),
		node.Opt("Both", "both"),
	).Show(sending(node.InVersions(2))...),
	node.Text("text", "Text", "").Edit("rows", 5).Show(sending(node.When("emailFormat", "text", "both"))...),
	node.Text("html", "HTML", "").Edit("rows", 5).Show(sending(node.When("emailFormat", "html", "both"))...),
	node.Collection("options", "Options",
		node.Bool("appendAttribution", "Append n8n Attribution", true),
		node.Text("attachments", "Attachments", ""),
		node.Text("ccEmail", "CC Email", ""),
		node.Text("bccEmail", "BCC Email", ""),
		node.Bool("allowUnauthorizedCerts", "Ignore SSL Issues (Insecure)", false),
		node.Text("replyTo", "Reply To", ""),
	).Show(sending()...),
	node.Text("fromEmail", "From Email", "").Required().Show(asking()...),
	node.Text("toEmail", "To Email", "").Required().Show(asking()...),
	node.Text("subject", "Subject", "").Required().Show(asking()...),
	node.Text("message", "Message", "").Required().Edit("rows", 4).Show(asking()...),
	node.Options("responseType", "Response Type", "approval",
		node.Opt("Approval", "approval"),
		node.Opt("Free Text", "freeText"),
		node.Opt("Custom Form", "customForm"),
	).Show(asking()...),
	form.DefineParam().Show(asking(customForm)...),
	form.JSONParam().Show(asking(customForm, node.When("defineForm", "json"))...),
	form.FieldsParam().Show(asking(customForm, node.When("defineForm", "fields"))...),
	node.Groups("approvalOptions", "Approval Options",
		node.Group("values", "Values",
			node.Options("approvalType", "Type of Approval", "single",
				node.Opt("Approve Only", "single"),
				node.Opt("Approve and Disapprove", "double"),
			),
			node.Text("approveLabel", "Approve Button Label", "Approve").Show(node.When("approvalType", "single", "double")),
			node.Options("buttonApprovalStyle", "Approve Button Style", "primary",
				node.Opt("Primary", "primary"),
				node.Opt("Secondary", "secondary"),
			).Show(node.When("approvalType", "single", "double")),
			node.Text("disapproveLabel", "Disapprove Button Label", "Decline").Show(node.When("approvalType", "double")),
			node.Options("buttonDisapprovalStyle", "Disapprove Button Style", "secondary",
				node.Opt("Primary", "primary"),
				node.Opt("Secondary", "secondary"),
			).Show(node.When("approvalType", "double")),
		),
	).Show(asking(node.When("responseType", "approval"))...),
	node.Collection("options", "Options",
		limitParam,
		node.Bool("appendAttribution", "Append n8n Attribution", true),
	).Show(asking(node.When("responseType", "approval"))...),
	node.Collection("options", "Options",
		node.Text("messageButtonLabel", "Message Button Label", "Respond"),
		node.Text("responseFormTitle", "Response Form Title", ""),
		node.Text("responseFormDescription", "Response Form Description", ""),
		node.Text("responseFormButtonLabel", "Response Form Button Label", "Submit"),
		node.Text("responseFormCustomCss", "Response Form Custom Styling", form.ExampleCSS).Edit("rows", 10).Edit("editor", "cssEditor"),
		limitParam,
		node.Bool("appendAttribution", "Append n8n Attribution", true),
	).Show(asking(node.When("responseType", "freeText", "customForm"))...),
}

// firstDeclared are the parameters of version 1.
var firstDeclared = node.Params{
	node.Text("fromEmail", "From Email", "").Required(),
	node.Text("toEmail", "To Email", "").Required(),
	node.Text("ccEmail", "CC Email", ""),
	node.Text("bccEmail", "BCC Email", ""),
	node.Text("subject", "Subject", ""),
	node.Text("text", "Text", "").Edit("rows", 5),
	node.Text("html", "HTML", "").Edit("rows", 5),
	node.Text("attachments", "Attachments", ""),
	node.Collection("options", "Options",
		node.Bool("allowUnauthorizedCerts", "Ignore SSL Issues (Insecure)", false),
		node.Text("replyTo", "Reply To", ""),
	),
}

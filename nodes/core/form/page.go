package form

import (
	"encoding/json"
	"time"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/node/form"
	"runnel/runtime/node/waiting"
	"runnel/runtime/value"
)

// Page declares the Form node.
var Page = node.Define(node.Spec[pageParams]{
	Name: pageType, Title: "n8n Form", Groups: []string{"input"}, DefaultName: "Form",
	Summary: "Shows a further page of a form, or the page that closes it, and waits for the answer.",
	Icon:    "clipboard-pen", Versions: node.Versions(1, 2.3, 2.4, 2.5),
	Inputs: node.Main(1), Outputs: node.Main(1),
	Webhooks: []node.WebhookSpec{{Restart: true, Form: true, Methods: formMethods}},
	Params:   pageDeclared, Run: show, Webhook: visit,
})

type pageParams struct {
	Operation   node.Field[string] `param:"operation"`
	Definition  form.Definition
	Limit       waiting.Optional
	Title       node.Field[string] `param:"options.formTitle"`
	Description node.Field[string] `param:"options.formDescription"`
	Button      node.Field[string] `param:"options.buttonLabel"`
	CSS         node.Field[string] `param:"options.customCss"`
	Ending      endingParams
}

type endingParams struct {
	With     node.Field[string]      `param:"respondWith"`
	Redirect node.Field[string]      `param:"redirectUrl"`
	Heading  node.Field[string]      `param:"completionTitle"`
	Message  node.Field[string]      `param:"completionMessage"`
	Text     node.Field[string]      `param:"responseText"`
	File     node.Field[value.Value] `param:"inputDataFieldName"`
}

// show puts the execution to wait until the page was seen or sent.
func show(c *node.Call[pageParams]) (node.Output, error) {
	operation, err := c.P.Operation.At(c, 0)
	if err != nil {
		return nil, err
	}
	if !c.HasParent(triggerType) {
		return nil, node.Errorf("Form Trigger node must be set before this node")
	}
	if operation == "completion" && c.HasChild(pageType) {
		return nil, node.Errorf("Completion has to be the last Form node in the workflow")
	}
	until, err := c.P.Limit.Until(c)
	if err != nil {
		return nil, err
	}
	return node.One(c.Input(0)), c.Wait(until)
}

// visit answers requests while the execution waits at the page.
func visit(c *node.WebhookCall[pageParams]) (node.WebhookResult, error) {
	trigger := triggerOf(c.Host)
	operation, err := c.P.Operation.At(c, 0)
	if err != nil {
		return node.WebhookResult{}, err
	}
	looks := form.Looks{Test: c.Request.Test, Attribution: !trigger("options.appendAttribution").IsBool() || trigger("options.appendAttribution").Bool()}
	if looks.CSS, err = c.P.CSS.Or(c, 0, textOr(trigger("options.customCss"), "")); err != nil {
		return node.WebhookResult{}, err
	}
	if looks.Title, err = c.P.Title.Or(c, 0, ""); err != nil {
		return node.WebhookResult{}, err
	}
	if looks.Title == "" {
		looks.Title = textOr(trigger("formTitle"), "")
	}
	if operation == "completion" {
		return c.P.Ending.close(c, looks)
	}
	page := form.Page{Title: looks.Title, CSS: looks.CSS, Attribution: looks.Attribution, Test: looks.Test}
	var errs [3]error
	page.Description, errs[0] = c.P.Description.Or(c, 0, textOr(trigger("formDescription"), ""))
	page.Button, errs[1] = c.P.Button.Or(c, 0, textOr(trigger("options.buttonLabel"), ""))
	page.Fields, errs[2] = c.P.Definition.Read(c)
	for _, err := range errs {
		if err != nil {
			return node.WebhookResult{}, err
		}
	}
	if shown := page.Visit(c, c.Request); shown != nil {
		return node.WebhookResult{Reject: shown}, nil
	}
	taking := form.Taking{Fields: page.Fields, Now: time.Now()}
	if zone := trigger("options.useWorkflowTimezone"); c.Info().Version > 2 && !zone.IsBool() || zone.IsBool() && zone.Bool() {
		taking.Zone = c.Info().Zone
	}
	it, err := taking.Take(c, c.Request)
	if err != nil {
		return node.WebhookResult{}, err
	}
	return node.WebhookResult{Output: node.One([]item.Item{it}), Plan: node.ResponsePlan{Mode: node.RespondByNode, Status: 200}}, nil
}

// close shows the last page; the execution goes on at once.
func (p *endingParams) close(c *node.WebhookCall[pageParams], looks form.Looks) (node.WebhookResult, error) {
	out := node.WebhookResult{Output: node.One(c.Input(0)), Plan: node.ResponsePlan{Mode: node.RespondAtOnce, Status: 200, AtOnce: form.Accepted}}
	if c.Request.Method == "POST" {
		return out, nil
	}
	with, err := p.With.Or(c, 0, "text")
	if err != nil {
		return out, err
	}
	switch with {
	case "redirect":
		address, err := p.Redirect.Or(c, 0, "")
		if err != nil {
			return out, err
		}
		out.Last = form.Redirect(address)
		return out, nil
	case "showText":
		text, err := p.Text.Or(c, 0, "")
		if err != nil {
			return out, err
		}
		out.Last = form.Custom(text)
		return out, nil
	}
	m := form.Message{Title: looks.Title, CSS: looks.CSS, Attribution: looks.Attribution, Test: looks.Test}
	var errs [2]error
	m.Heading, errs[0] = p.Heading.Or(c, 0, "")
	m.Text, errs[1] = p.Message.Or(c, 0, "")
	for _, err := range errs {
		if err != nil {
			return out, err
		}
	}
	if with != "returnBinary" {
		out.Last = m.Response(200)
		return out, nil
	}
	name, err := p.File.Or(c, 0, value.String("data"))
	if err != nil {
		return out, err
	}
	file, err := node.FileParam(c.Host, 0, 0, name)
	if err != nil {
		return out, err
	}
	if m.FileName = file.FileName; m.FileName == "" {
		m.FileName = "file"
	}
	m.Download = form.FileLink
	out.Last = m.Response(200)
	out.Last.File = file
	return out, nil
}

// triggerOf gives a function that reads a parameter of the form's trigger,
// undefined when it is not there.
func triggerOf(h node.Host) func(path string) value.Value {
	names := node.ParentsOf(h, triggerType)
	if len(names) == 0 {
		return func(string) value.Value { return value.Undefined }
	}
	quoted, _ := json.Marshal(names[0])
	params, err := h.EvalText("={{ $("+string(quoted)+").params }}", 0)
	if err != nil {
		h.Log().Debug("the form's trigger cannot be read", "error", err)
		return func(string) value.Value { return value.Undefined }
	}
	return func(path string) value.Value {
		v := params.AtPath(path)
		if v.IsString() && len(v.Str()) > 0 && v.Str()[0] == '=' {
			if v, err = h.EvalText(v.Str(), 0); err != nil {
				return value.Undefined
			}
		}
		return v
	}
}

func textOr(v value.Value, fallback string) string {
	if v.IsNullish() {
		return fallback
	}
	return v.ToString()
}

// Package form is the family of nodes that talk with people by forms: the Form
// Trigger, which starts a workflow, and the Form node, which shows further
// pages and the last one (core reference §9).
package form

import (
	"net/http"
	"strings"
	"time"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/node/form"
	"runnel/runtime/value"
)

const (
	triggerType = "n8n-nodes-base.formTrigger"
	pageType    = "n8n-nodes-base.form"
	respondType = "n8n-nodes-base.respondToWebhook"
)

var formMethods = func(node.Static) ([]string, error) { return []string{"GET", "POST"}, nil }

// Trigger declares the Form Trigger, FirstTrigger its first version.
var (
	Trigger = node.Define(node.Spec[triggerParams]{
		Name: triggerType, Title: "n8n Form Trigger", Groups: []string{"trigger"}, DefaultName: "On form submission",
		Summary: "Shows a form and starts the workflow with what people fill in.",
		Icon:    "clipboard-list", Versions: node.Versions(2, 2.1, 2.2, 2.3, 2.4, 2.5), Default: 2.5, StartPriority: 5,
		Inputs: node.Main(0), Outputs: node.Main(1),
		Credentials: []node.CredentialUse{node.Cred("httpBasicAuth").Needed().When(node.When("authentication", "basicAuth"))},
		Webhooks:    []node.WebhookSpec{{Form: true, Methods: formMethods, Path: triggerPath}},
		Params:      triggerDeclared, Run: pass[triggerParams], Webhook: receive,
	})
	FirstTrigger = node.Define(node.Spec[firstParams]{
		Name: triggerType, Title: "n8n Form Trigger", Groups: []string{"trigger"},
		Summary: "Shows a form and starts the workflow with what people fill in.",
		Icon:    "clipboard-list", Versions: node.Versions(1), Default: 2.5, StartPriority: 5,
		Inputs: node.Main(0), Outputs: node.Main(1),
		Webhooks: []node.WebhookSpec{{Form: true, Methods: formMethods, Path: firstTriggerPath}},
		Params:   firstTriggerDeclared, Run: pass[firstParams], Webhook: receiveFirst,
	})
)

// opening are the parameters that all versions of the trigger have.
type opening struct {
	Title        node.Field[string]      `param:"formTitle"`
	Description  node.Field[string]      `param:"formDescription"`
	Fields       node.Field[value.Value] `param:"formFields.values"`
	ResponseMode node.Field[string]      `param:"responseMode"`
}

type triggerParams struct {
	opening
	Authentication node.Field[string] `param:"authentication"`
	Attribution    node.Field[bool]   `param:"options.appendAttribution"`
	Button         node.Field[string] `param:"options.buttonLabel"`
	Answer         form.Answer        `param:"options.respondWithOptions.values"`
	IgnoreBots     node.Field[bool]   `param:"options.ignoreBots"`
	WorkflowZone   node.Field[bool]   `param:"options.useWorkflowTimezone"`
	CSS            node.Field[string] `param:"options.customCss"`
}

type firstParams struct {
	opening
	Text node.Field[string] `param:"options.formSubmittedText"`
}

// triggerPath is where the form is: the parameter, the option, or the node's
// webhook id.
func triggerPath(p node.Static) (string, error) {
	for _, name := range []string{"path", "options.path"} {
		if v := p.Param(name); v.Truthy() {
			return v.ToString(), nil
		}
	}
	return p.Info().WebhookID, nil
}

// firstTriggerPath is where the form of version 1 is.
func firstTriggerPath(p node.Static) (string, error) {
	return strings.Trim(p.Param("path").ToString(), "/") + "/n8n-form", nil
}

// pass is what a trigger does when a run starts at it: its items are there.
func pass[P any](c *node.Call[P]) (node.Output, error) { return node.One(c.Input(0)), nil }

// receive shows the form, or takes it in.
func receive(c *node.WebhookCall[triggerParams]) (node.WebhookResult, error) {
	var errs [6]error
	var page form.Page
	var way string
	var noBots, inZone bool
	way, errs[0] = c.P.Authentication.Or(c, 0, "none")
	noBots, errs[1] = c.P.IgnoreBots.Or(c, 0, false)
	page.Button, errs[2] = c.P.Button.Or(c, 0, "")
	page.CSS, errs[3] = c.P.CSS.Or(c, 0, "")
	page.Attribution, errs[4] = c.P.Attribution.Or(c, 0, true)
	inZone, errs[5] = c.P.WorkflowZone.Or(c, 0, c.Info().Version > 2)
	for _, err := range errs {
		if err != nil {
			return node.WebhookResult{}, err
		}
	}
	var zone *time.Location
	if inZone {
		zone = c.Info().Zone
	}
	return c.P.receive(c, c.Request, page, zone, func() *node.Response { return form.Authorize(c, c.Request, way, noBots) },
		func(looks form.Looks) (*node.Response, error) { return c.P.Answer.Page(c, looks) })
}

// receiveFirst is receive for version 1.
func receiveFirst(c *node.WebhookCall[firstParams]) (node.WebhookResult, error) {
	return c.P.receive(c, c.Request, form.Page{Attribution: true}, nil, func() *node.Response { return nil },
		func(looks form.Looks) (*node.Response, error) {
			text, err := c.P.Text.Or(c, 0, "")
			m := form.Submitted(text)
			m.Attribution, m.Test = looks.Attribution, looks.Test
			return m.Response(http.StatusOK), err
		})
}

// receive answers a request for the form: with the page, whose looks are given,
// or by taking in what was filled in.
func (p *opening) receive(h node.Host, r *node.Request, page form.Page, zone *time.Location, turnAway func() *node.Response,
	answer func(form.Looks) (*node.Response, error)) (node.WebhookResult, error) {
	mode, err := p.ResponseMode.At(h, 0)
	if err != nil {
		return node.WebhookResult{}, err
	}
	if err := checkRespondNodes(h, mode); err != nil {
		return node.WebhookResult{}, err
	}
	if reject := turnAway(); reject != nil {
		return node.WebhookResult{Reject: reject}, nil
	}
	var errs [3]error
	var fields value.Value
	page.Title, errs[0] = p.Title.Or(h, 0, "")
	page.Description, errs[1] = p.Description.Or(h, 0, "")
	fields, errs[2] = p.Fields.Or(h, 0, value.EmptyArray)
	for _, err := range errs {
		if err != nil {
			return node.WebhookResult{}, err
		}
	}
	page.Fields, page.Test = form.ReadFields(fields, h.Info().Version), r.Test
	if shown := page.Open(r); shown != nil {
		return node.WebhookResult{Reject: shown}, nil
	}
	it, err := form.Taking{Fields: page.Fields, Zone: zone, Query: true, Now: time.Now()}.Take(h, r)
	if err != nil {
		return node.WebhookResult{}, err
	}
	plan := node.ResponsePlan{Mode: node.ResponseMode(mode), Status: http.StatusOK, Data: "noData", AtOnce: form.Accepted}
	plan.Page, err = answer(form.Looks{CSS: page.CSS, Attribution: page.Attribution, Test: page.Test})
	return node.WebhookResult{Output: node.One([]item.Item{it}), Plan: plan}, err
}

// ConfigError is a contradiction in a workflow that only shows when somebody
// opens the form; its text is for everybody.
type ConfigError struct{ text string }

func (e *ConfigError) Error() string { return e.text }

// Public marks the text as fit for the caller.
func (e *ConfigError) Public() bool { return true }

// checkRespondNodes holds the response mode against the Respond nodes that
// stand downstream.
func checkRespondNodes(h node.Host, mode string) error {
	has := h.HasChild(respondType)
	switch {
	case has && h.Info().Version >= 2.2:
		return node.Errorf("The \"Respond to Webhook\" node is not supported in workflows initiated by the \"n8n Form Trigger\"").
			Describe("To configure your response, add an “n8n Form” node and set the “Page Type” to “Form Ending”")
	case has && mode != string(node.RespondByNode):
		return &ConfigError{"Unused Respond to Webhook node found in the workflow"}
	case !has && mode == string(node.RespondByNode):
		return node.Errorf("No Respond to Webhook node found in the workflow").
			Describe("Insert a Respond to Webhook node to your workflow to respond to the form submission or choose another option for the “Respond When” parameter")
	}
	return nil
}

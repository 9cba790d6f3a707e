package webhook

import (
	"time"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/node/form"
	"runnel/runtime/value"
)

// formParams are the parameters of the form that the Wait node waits for.
type formParams struct {
	Title       node.Field[string]      `param:"formTitle"`
	Description node.Field[string]      `param:"formDescription"`
	Fields      node.Field[value.Value] `param:"formFields.values"`
	Attribution node.Field[bool]        `param:"options.appendAttribution"`
	Answer      form.Answer             `param:"options.respondWithOptions.values"`
}

// resumeByForm shows the form that the execution waits for, or takes it in.
func resumeByForm(c *node.WebhookCall[waitParams]) (node.WebhookResult, error) {
	way, err := c.P.Authentication.Or(c, 0, "none")
	if err != nil {
		return node.WebhookResult{}, err
	}
	if reject := form.Authorize(c, c.Request, way, false); reject != nil {
		return node.WebhookResult{Reject: reject}, nil
	}
	p := &c.P.Form
	fields, err := p.Fields.Or(c, 0, value.EmptyArray)
	if err != nil {
		return node.WebhookResult{}, err
	}
	var errs [4]error
	page := form.Page{Fields: form.ReadFields(fields, c.Info().Version), Test: c.Request.Test}
	page.Title, errs[0] = p.Title.Or(c, 0, "")
	page.Description, errs[1] = p.Description.Or(c, 0, "")
	page.Attribution, errs[2] = p.Attribution.Or(c, 0, true)
	mode, err := c.P.ResponseMode.Or(c, 0, string(node.RespondAtOnce))
	errs[3] = err
	for _, err := range errs {
		if err != nil {
			return node.WebhookResult{}, err
		}
	}
	if again := page.Visit(c, c.Request); again != nil {
		return node.WebhookResult{Reject: again}, nil
	}
	it, err := form.Taking{Fields: page.Fields, Now: time.Now()}.Take(c, c.Request)
	if err != nil {
		return node.WebhookResult{}, err
	}
	plan := node.ResponsePlan{Mode: node.ResponseMode(mode), Status: 200, Data: "noData", AtOnce: form.Accepted}
	if plan.Page, err = p.Answer.Page(c, form.Looks{Attribution: page.Attribution, Test: page.Test}); err != nil {
		return node.WebhookResult{}, err
	}
	return node.WebhookResult{Output: node.One([]item.Item{it}), Plan: plan}, nil
}

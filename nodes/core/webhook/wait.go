package webhook

import (
	"math"
	"time"

	"runnel/runtime/node"
	"runnel/runtime/node/waiting"
	"runnel/runtime/value"
	"runnel/runtime/value/datetext"
)

// Wait declares the Wait node: it holds the execution up, for a time or until a
// request comes (flow reference §8, engine reference §14).
var Wait = node.Define(node.Spec[waitParams]{
	Name: "n8n-nodes-base.wait", Title: "Wait", Groups: []string{"organization"},
	Summary: "Holds the execution up: for a time, until a moment, or until a request comes.",
	Icon:    "pause", Color: "#804050", Versions: node.Versions(1, 1.1),
	Inputs: node.Main(1), Outputs: node.Main(1),
	Credentials: []node.CredentialUse{
		node.Cred("httpBasicAuth").Needed().When(node.When("incomingAuthentication", "basicAuth")),
		node.Cred("httpHeaderAuth").Needed().When(node.When("incomingAuthentication", "headerAuth")),
		node.Cred("jwtAuth").Needed().When(node.When("incomingAuthentication", "jwtAuth")),
	},
	Webhooks: []node.WebhookSpec{
		{Restart: true, Methods: resumeMethods, Path: resumeSuffix},
		{Restart: true, Form: true, Methods: formMethods, Path: resumeSuffix},
	},
	Params:  waitParamsDeclared,
	Run:     wait,
	Webhook: resume,
})

type waitParams struct {
	reception
	Resume         node.Field[string]      `param:"resume"`
	Authentication node.Field[string]      `param:"incomingAuthentication"`
	DateTime       node.Field[value.Value] `param:"dateTime"`
	Amount         node.Field[value.Value] `param:"amount"`
	Unit           node.Field[string]      `param:"unit"`
	Limit          waiting.Optional
	Form           formParams
}

func resumeSuffix(p node.Static) (string, error) {
	v := p.Param("options.webhookSuffix")
	if v.IsUndefined() {
		return "", nil
	}
	return v.ToString(), nil
}

// resumeMethods are the methods of the request that is waited for; none unless
// one is.
func resumeMethods(p node.Static) ([]string, error) {
	if waitsFor(p) == "form" {
		return nil, nil
	}
	return requestMethods(p)
}

// formMethods are the methods of the form that is waited for.
func formMethods(p node.Static) ([]string, error) {
	if waitsFor(p) != "form" {
		return nil, nil
	}
	return []string{"GET", "POST"}, nil
}

func waitsFor(p node.Static) string { return p.Param("resume").Str() }

// inProcess is how long the node waits without giving the execution up.
const inProcess = 65 * time.Second

func wait(c *node.Call[waitParams]) (node.Output, error) {
	kind, err := c.P.Resume.At(c, 0)
	if err != nil {
		return nil, err
	}
	var until time.Time
	switch kind {
	case "webhook", "form":
		if until, err = c.P.Limit.Until(c); err != nil {
			return nil, err
		}
		return node.One(c.Input(0)), c.Wait(until)
	case "specificTime":
		until, err = moment(c)
	default:
		until, err = waiting.After(c, &c.P.Amount, &c.P.Unit)
	}
	if err != nil {
		return nil, err
	}
	left := time.Until(until)
	if left >= inProcess {
		return node.One(c.Input(0)), c.Wait(until)
	}
	timer := time.NewTimer(max(left, 0))
	defer timer.Stop()
	select {
	case <-timer.C:
		return node.One(c.Input(0)), nil
	case <-c.Context().Done():
		return nil, c.Context().Err()
	}
}

// moment is the time that the parameter names; one without an offset is in the
// workflow's zone.
func moment(c *node.Call[waitParams]) (time.Time, error) {
	v, err := c.P.DateTime.At(c, 0)
	if err != nil {
		return time.Time{}, err
	}
	if v.IsDate() && !math.IsNaN(v.Num()) {
		return time.UnixMilli(int64(v.Num())), nil
	}
	at, ok := datetext.Parse(v.ToString(), c.Info().Zone, time.Now())
	if !ok || v.IsNullish() {
		return time.Time{}, node.Errorf("Cannot put execution to wait because `dateTime` parameter is not a valid date. Please pick a specific date and time to wait until.")
	}
	return at, nil
}

// resume takes in the request that the execution waits for.
func resume(c *node.WebhookCall[waitParams]) (node.WebhookResult, error) {
	kind, err := c.P.Resume.At(c, 0)
	if err != nil {
		return node.WebhookResult{}, err
	}
	if kind == "form" {
		return resumeByForm(c)
	}
	in := &call{Host: c.Host, P: &c.P.reception, Request: c.Request}
	if in.Authentication, err = c.P.Authentication.Or(c, 0, "none"); err != nil {
		return node.WebhookResult{}, err
	}
	return in.take()
}

package webhook

import (
	"math"
	"time"

	"runnel/runtime/node"
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
	Webhooks: []node.WebhookSpec{{Restart: true, Methods: requestMethods, Path: resumeSuffix}},
	Params:   waitParamsDeclared,
	Run:      wait,
	Webhook:  resume,
})

type waitParams struct {
	reception
	Resume         node.Field[string]      `param:"resume"`
	Authentication node.Field[string]      `param:"incomingAuthentication"`
	DateTime       node.Field[value.Value] `param:"dateTime"`
	Amount         node.Field[value.Value] `param:"amount"`
	Unit           node.Field[string]      `param:"unit"`
	Limited        node.Field[bool]        `param:"limitWaitTime"`
	LimitType      node.Field[string]      `param:"limitType"`
	LimitAmount    node.Field[value.Value] `param:"resumeAmount"`
	LimitUnit      node.Field[string]      `param:"resumeUnit"`
	LimitMoment    node.Field[value.Value] `param:"maxDateAndTime"`
}

func resumeSuffix(p node.Static) (string, error) {
	v := p.Param("options.webhookSuffix")
	if v.IsUndefined() {
		return "", nil
	}
	return v.ToString(), nil
}

// inProcess is how long the node waits without giving the execution up.
const inProcess = 65 * time.Second

func wait(c *node.Call[waitParams]) (node.Output, error) {
	kind, err := c.P.Resume.At(c, 0)
	if err != nil {
		return nil, err
	}
	var until time.Time
	switch kind {
	case "webhook":
		if until, err = limit(c); err != nil {
			return nil, err
		}
		return node.One(c.Input(0)), c.Wait(until)
	case "form":
		return nil, node.Errorf("Waiting for a form is not supported here").
			Describe("Let the node wait for a webhook call instead.")
	case "specificTime":
		until, err = moment(c)
	default:
		until, err = after(c, &c.P.Amount, &c.P.Unit)
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

// after is the moment that lies an amount of a unit ahead.
func after(c *node.Call[waitParams], amount *node.Field[value.Value], unit *node.Field[string]) (time.Time, error) {
	name, err := unit.At(c, 0)
	if err != nil {
		return time.Time{}, err
	}
	units := map[string]time.Duration{"seconds": time.Second, "minutes": time.Minute, "hours": time.Hour, "days": 24 * time.Hour}
	size, ok := units[name]
	if !ok {
		return time.Time{}, node.Errorf("Invalid wait unit. Valid units are 'seconds', 'minutes', 'hours', or 'days'.")
	}
	v, err := amount.At(c, 0)
	if err != nil {
		return time.Time{}, err
	}
	if n := v.Num(); !v.IsNumber() || math.IsNaN(n) || n < 0 {
		return time.Time{}, node.Errorf("Invalid wait amount. Please enter a number that is 0 or greater.")
	}
	span := v.Num() * float64(size)
	if span > float64(math.MaxInt64) {
		return time.Time{}, nil
	}
	return time.Now().Add(time.Duration(span)), nil
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

// limit is when a wait for a call ends by itself; the zero time is never.
func limit(c *node.Call[waitParams]) (time.Time, error) {
	limited, err := c.P.Limited.Or(c, 0, false)
	if err != nil || !limited {
		return time.Time{}, err
	}
	kind, err := c.P.LimitType.At(c, 0)
	if err != nil {
		return time.Time{}, err
	}
	if kind == "afterTimeInterval" {
		return after(c, &c.P.LimitAmount, &c.P.LimitUnit)
	}
	v, err := c.P.LimitMoment.At(c, 0)
	if err != nil {
		return time.Time{}, err
	}
	ms, ok := datetext.JavaScript(v.ToString(), time.Local)
	if !ok {
		return time.Time{}, node.Errorf("Cannot put execution to wait because `maxDateAndTime` parameter is not a valid date. Please pick a specific date and time to wait until.")
	}
	return time.UnixMilli(ms), nil
}

// resume takes in the request that the execution waits for.
func resume(c *node.WebhookCall[waitParams]) (node.WebhookResult, error) {
	in := &call{Host: c.Host, P: &c.P.reception, Request: c.Request}
	var err error
	if in.Authentication, err = c.P.Authentication.Or(c, 0, "none"); err != nil {
		return node.WebhookResult{}, err
	}
	return in.take()
}

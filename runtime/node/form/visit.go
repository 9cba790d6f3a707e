package form

import (
	"net/http"
	"strconv"

	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Accepted is what programs are told whose form was taken in.
var Accepted = node.Obj("status", 200)

// Visit answers a request to a page of a waiting execution that is not a
// submission to go on with: it shows the page, shows it again with what is
// wrong, or leads on who has sent this page before. It gives nil for a
// submission that counts.
func (p Page) Visit(h node.Host, r *node.Request) *node.Response {
	i := h.Info()
	p.Step = i.ExecutionID + "-" + i.ID + "-" + strconv.Itoa(i.RunIndex)
	p.Query = r.Query
	if r.Method != http.MethodPost {
		return p.Response(http.StatusOK)
	}
	if step := Hidden(r, StepField); step != "" && step != p.Step {
		return Redirect(r.WebhookURL)
	}
	return p.recheck(r)
}

// Open answers a request to the page of a form that starts executions, unless
// it is a submission that counts.
func (p Page) Open(r *node.Request) *node.Response {
	p.Token = true
	p.Query = r.Query
	if r.Method != http.MethodPost {
		return p.Response(http.StatusOK)
	}
	return p.recheck(r)
}

// recheck shows the page again to a person who has left something out. Programs
// are not checked; nor is what cannot be read: taking it in fails.
func (p Page) recheck(r *node.Request) *node.Response {
	if !WantsPage(r) {
		return nil
	}
	problems, err := Taking{Fields: p.Fields}.Problems(r)
	if err != nil || len(problems) == 0 {
		return nil
	}
	p.Problems, p.Filled = problems, Filled(r, p.Fields)
	return p.Response(http.StatusUnprocessableEntity)
}

// Looks are what all pages of one form have.
type Looks struct {
	// Title is the page's title, "" for what stands on it.
	Title, CSS        string
	Attribution, Test bool
}

// Answer are the parameters that say what a person sees when the form was taken
// in.
type Answer struct {
	With     node.Field[string] `param:"respondWith"`
	Text     node.Field[string] `param:"formSubmittedText"`
	Redirect node.Field[string] `param:"redirectUrl"`
}

// Page makes what is seen.
func (a *Answer) Page(h node.Host, looks Looks) (*node.Response, error) {
	with, err := a.With.Or(h, 0, "text")
	if err != nil {
		return nil, err
	}
	if with == "redirect" {
		address, err := a.Redirect.Or(h, 0, "")
		if err != nil {
			return nil, err
		}
		return Redirect(address), nil
	}
	text, err := a.Text.Or(h, 0, "")
	if err != nil {
		return nil, err
	}
	m := Submitted(text)
	m.CSS, m.Attribution, m.Test = looks.CSS, looks.Attribution, looks.Test
	return m.Response(http.StatusOK), nil
}

// AnswerOf makes what a person sees of an answer that a node has given to
// programs: an object that says what to show or where to go on. It gives nil
// for other answers, which are shown as they are.
func AnswerOf(body value.Value) *node.Response {
	if !body.IsObject() {
		return nil
	}
	for _, key := range []string{"redirectURL", "redirectUrl"} {
		if address := body.Get(key); address.IsString() && address.Str() != "" {
			return Redirect(address.Str())
		}
	}
	if text := body.Get("formSubmittedText"); text.IsString() && text.Str() != "" {
		return Submitted(text.Str()).Response(http.StatusOK)
	}
	return nil
}

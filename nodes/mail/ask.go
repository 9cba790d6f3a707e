package mail

import (
	"crypto/rand"
	"crypto/subtle"
	"html"
	"net/http"
	"net/url"
	"strings"
	"time"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/node/form"
	"runnel/runtime/value"
)

// signatureKey is the key of the node's state under which the secret stands
// that the links of its mail carry.
const signatureKey = "answerSignature"

func answerMethods(p node.Static) ([]string, error) {
	if p.Param("operation").Str() != "sendAndWait" {
		return nil, nil
	}
	return []string{http.MethodGet, http.MethodPost}, nil
}

func answerPath(p node.Static) (string, error) { return p.Info().ID, nil }

// ask sends a mail with links by which its reader answers, and puts the
// execution to wait for that.
func ask(c *node.Call[sendParams]) (node.Output, error) {
	l, err := c.P.question(c)
	if err == nil {
		_, err = deliver(c.Context(), c, l, false)
	}
	if err != nil {
		return nil, failure(err, 0)
	}
	var until time.Time
	if c.P.Question.Limited.Present() {
		if until, err = c.P.Question.Limit.Until(c); err != nil {
			return nil, err
		}
	}
	return node.One(c.Input(0)), c.Wait(until)
}

// question writes the mail.
func (p *sendParams) question(c *node.Call[sendParams]) (*letter, error) {
	l := &letter{}
	q := &p.Question
	var message, kind, button string
	if err := read(c, 0, &p.From, &l.from, &p.To, &l.to, &p.Subject, &l.subject, &q.Message, &message, &q.Kind, &kind, &q.Button, &button); err != nil {
		return nil, err
	}
	attribute, err := p.Attribution.Or(c, 0, true)
	if err != nil {
		return nil, err
	}
	secret := rand.Text()
	c.State().Set(signatureKey, value.String(secret))
	link := func(answer string) string {
		q := url.Values{"signature": {secret}}
		if answer != "" {
			q.Set("approved", answer)
		}
		return c.Info().BaseURL + "webhook-waiting/" + url.PathEscape(c.Info().ExecutionID) + "/" + url.PathEscape(c.Info().ID) + "?" + q.Encode()
	}
	var buttons string
	if kind == "approval" {
		if buttons, err = q.Approval.buttons(c, link); err != nil {
			return nil, err
		}
	} else {
		if button == "" {
			button = "Respond"
		}
		buttons = buttonHTML(link(""), button, "primary")
	}
	text := `<div style="font-family:sans-serif;font-size:16px;line-height:1.5;max-width:36em">` +
		strings.ReplaceAll(message, "\n", "<br>") + `<div style="margin-top:24px">` + buttons + `</div></div>`
	l.html = &text
	if attribute {
		l.attribute()
	}
	return l, nil
}

// buttons are the links by which the reader agrees or declines.
func (p *approvalParams) buttons(h node.Host, link func(string) string) (string, error) {
	var kind, approve, approveStyle, decline, declineStyle string
	err := read(h, 0, &p.Kind, &kind, &p.Approve, &approve, &p.ApproveStyle, &approveStyle, &p.Decline, &decline, &p.DeclineStyle, &declineStyle)
	if err != nil {
		return "", err
	}
	or := func(text, fallback string) string {
		if text == "" {
			return fallback
		}
		return text
	}
	buttons := buttonHTML(link("true"), or(approve, "Approve"), or(approveStyle, "primary"))
	if kind == "double" {
		buttons = buttonHTML(link("false"), or(decline, "Decline"), or(declineStyle, "secondary")) + " " + buttons
	}
	return buttons, nil
}

// buttonHTML is a link that looks like a button in every mail program.
func buttonHTML(address, label, style string) string {
	colors := "background:#2f6fde;color:#ffffff;border:1px solid #2f6fde"
	if style == "secondary" {
		colors = "background:#ffffff;color:#23262d;border:1px solid #b6bcc8"
	}
	return `<a href="` + html.EscapeString(address) + `" target="_blank" style="display:inline-block;padding:10px 20px;border-radius:6px;text-decoration:none;font-weight:600;` +
		colors + `">` + html.EscapeString(label) + `</a>`
}

// receiveAnswer takes in an answer: at once by the link of an approval, else by
// a form.
func receiveAnswer(c *node.WebhookCall[sendParams]) (node.WebhookResult, error) {
	secret, given := c.State().Get(signatureKey).Str(), c.Request.Query.Get("signature").Str()
	if secret == "" || subtle.ConstantTimeCompare([]byte(secret), []byte(given)) != 1 {
		return node.WebhookResult{Reject: &node.Response{Status: http.StatusUnauthorized, Body: node.Obj("error", "Invalid token")}}, nil
	}
	kind, err := c.P.Question.Kind.Or(c, 0, "approval")
	if err != nil {
		return node.WebhookResult{}, err
	}
	if kind == "approval" {
		if node.IsBot(c.Request.Headers.Get("user-agent").Str()) && c.Request.Method == http.MethodGet {
			// Programs that look at the links of a mail answer nothing.
			return node.WebhookResult{Reject: &node.Response{Status: http.StatusOK}}, nil
		}
		return answered(node.Obj("approved", c.Request.Query.Get("approved").Str() == "true"), nil), nil
	}
	page, err := c.P.Question.page(c, kind)
	if err != nil {
		return node.WebhookResult{}, err
	}
	if shown := page.Visit(c, c.Request); shown != nil {
		return node.WebhookResult{Reject: shown}, nil
	}
	it, err := form.Taking{Fields: page.Fields, Now: time.Now()}.Take(c, c.Request)
	if err != nil {
		return node.WebhookResult{}, err
	}
	if kind == "freeText" {
		return answered(node.Obj("text", it.JSON.Get(page.Fields[0].Key)), nil), nil
	}
	return answered(it.JSON.Delete("submittedAt").Delete("formMode"), it.Binary), nil
}

// answered lets the execution go on with what was answered, and thanks for it.
func answered(data value.Value, files *item.Binaries) node.WebhookResult {
	it := item.New(node.Obj("data", data))
	it.Binary = files
	return node.WebhookResult{Output: node.One([]item.Item{it}),
		Last: form.Message{Heading: "Got it, thanks", Text: "This page can be closed now"}.Response(http.StatusOK)}
}

// page is the form in which the reader answers.
func (q *questionParams) page(h node.Host, kind string) (form.Page, error) {
	var page form.Page
	var message string
	if err := read(h, 0, &q.Page.Title, &page.Title, &q.Page.Description, &page.Description, &q.Page.Button, &page.Button, &q.Page.CSS, &page.CSS,
		&q.Message, &message); err != nil {
		return page, err
	}
	if page.Title == "" {
		page.Title = message
	}
	if kind == "freeText" {
		page.Fields = []form.Field{{Type: "textarea", Label: "Response", Key: "Response", Required: true}}
		return page, nil
	}
	var err error
	page.Fields, err = q.Form.Read(h)
	return page, err
}

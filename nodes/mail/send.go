package mail

import (
	"errors"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/node/form"
	"runnel/runtime/node/waiting"
	"runnel/runtime/value"
)

// Send declares Send Email, FirstSend its first version.
var (
	Send = node.Define(node.Spec[sendParams]{
		Name: "n8n-nodes-base.emailSend", Title: "Send Email", Groups: []string{"output"}, Color: "#00bb88",
		Summary: "Sends a mail by SMTP, or sends one and waits for the answer.",
		Icon:    "mail", Versions: node.Versions(2, 2.1), Default: 2.1,
		Inputs: node.Main(1), Outputs: node.Main(1),
		Credentials: []node.CredentialUse{node.Cred("smtp").Needed()},
		Webhooks:    []node.WebhookSpec{{Restart: true, Methods: answerMethods, Path: answerPath}},
		Params:      declared, Run: send, Webhook: receiveAnswer,
	})
	FirstSend = node.Define(node.Spec[firstParams]{
		Name: "n8n-nodes-base.emailSend", Title: "Send Email", Groups: []string{"output"}, Color: "#00bb88",
		Summary: "Sends a mail by SMTP.",
		Icon:    "mail", Versions: node.Versions(1), Default: 2.1,
		Inputs: node.Main(1), Outputs: node.Main(1),
		Credentials: []node.CredentialUse{node.Cred("smtp").Needed()},
		Params:      firstDeclared, Run: sendFirst,
	})
)

type addressParams struct {
	From    node.Field[string] `param:"fromEmail"`
	To      node.Field[string] `param:"toEmail"`
	Subject node.Field[string] `param:"subject"`
}

type sendParams struct {
	addressParams
	Operation   node.Field[string] `param:"operation"`
	Format      node.Field[string] `param:"emailFormat"`
	Text        node.Field[string] `param:"text"`
	HTML        node.Field[string] `param:"html"`
	Attribution node.Field[bool]   `param:"options.appendAttribution"`
	Attachments node.Field[string] `param:"options.attachments"`
	CC          node.Field[string] `param:"options.ccEmail"`
	BCC         node.Field[string] `param:"options.bccEmail"`
	Insecure    node.Field[bool]   `param:"options.allowUnauthorizedCerts"`
	ReplyTo     node.Field[string] `param:"options.replyTo"`
	Question    questionParams
}

type questionParams struct {
	Message  node.Field[string] `param:"message"`
	Kind     node.Field[string] `param:"responseType"`
	Form     form.Definition
	Approval approvalParams     `param:"approvalOptions.values"`
	Button   node.Field[string] `param:"options.messageButtonLabel"`
	Page     pageParams
	Limited  node.Field[value.Value] `param:"options.limitWaitTime.values"`
	Limit    waiting.Limit           `param:"options.limitWaitTime.values"`
}

type approvalParams struct {
	Kind         node.Field[string] `param:"approvalType"`
	Approve      node.Field[string] `param:"approveLabel"`
	ApproveStyle node.Field[string] `param:"buttonApprovalStyle"`
	Decline      node.Field[string] `param:"disapproveLabel"`
	DeclineStyle node.Field[string] `param:"buttonDisapprovalStyle"`
}

type pageParams struct {
	Title       node.Field[string] `param:"options.responseFormTitle"`
	Description node.Field[string] `param:"options.responseFormDescription"`
	Button      node.Field[string] `param:"options.responseFormButtonLabel"`
	CSS         node.Field[string] `param:"options.responseFormCustomCss"`
}

type firstParams struct {
	addressParams
	CC          node.Field[string] `param:"ccEmail"`
	BCC         node.Field[string] `param:"bccEmail"`
	Text        node.Field[string] `param:"text"`
	HTML        node.Field[string] `param:"html"`
	Attachments node.Field[string] `param:"attachments"`
	Insecure    node.Field[bool]   `param:"options.allowUnauthorizedCerts"`
	ReplyTo     node.Field[string] `param:"options.replyTo"`
}

func send(c *node.Call[sendParams]) (node.Output, error) {
	operation, err := c.P.Operation.At(c, 0)
	if err != nil {
		return nil, err
	}
	if operation == "sendAndWait" {
		return ask(c)
	}
	return sendEach(c, func(i int) (*letter, bool, error) { return c.P.letter(c, i) })
}

func sendFirst(c *node.Call[firstParams]) (node.Output, error) {
	return sendEach(c, func(i int) (*letter, bool, error) { return c.P.letter(c, i) })
}

// sendEach sends a letter for each item.
func sendEach(h node.Host, write func(i int) (l *letter, insecure bool, err error)) (node.Output, error) {
	in := h.Input(0)
	out := make([]item.Item, len(in))
	for i := range in {
		info := value.Undefined
		l, insecure, err := write(i)
		if err == nil {
			info, err = deliver(h.Context(), h, l, insecure)
		}
		if err != nil {
			if !h.ContinueOnFail() {
				return nil, failure(err, i)
			}
			info = node.Obj("error", err.Error())
		}
		out[i] = item.FromPair(info, i)
	}
	return node.One(out), nil
}

// failure makes the node's error of a mail that could not be sent.
func failure(err error, i int) error {
	var failed *sendError
	if !errors.As(err, &failed) {
		return node.WrapItem(err, i)
	}
	e := node.NewAPIError(failed.value(), node.APIOptions{})
	e.Cause = err
	return e.At(i)
}

// read fills in texts of a letter.
func read(h node.Host, i int, fields ...any) error {
	for n := 0; n < len(fields); n += 2 {
		field, to := fields[n].(*node.Field[string]), fields[n+1].(*string)
		text, err := field.Or(h, i, "")
		if err != nil {
			return err
		}
		*to = text
	}
	return nil
}

func (p *sendParams) letter(h node.Host, i int) (*letter, bool, error) {
	l := &letter{}
	var format, text, html, attachments string
	err := read(h, i, &p.From, &l.from, &p.To, &l.to, &p.Subject, &l.subject, &p.CC, &l.cc, &p.BCC, &l.bcc, &p.ReplyTo, &l.replyTo,
		&p.Format, &format, &p.Text, &text, &p.HTML, &html, &p.Attachments, &attachments)
	if err != nil {
		return nil, false, err
	}
	attribute, err := p.Attribution.Or(h, i, h.Info().Version >= 2.1)
	if err != nil {
		return nil, false, err
	}
	insecure, err := p.Insecure.Or(h, i, false)
	if err != nil {
		return nil, false, err
	}
	if format == "text" || format == "both" {
		l.text = &text
	}
	if format == "html" || format == "both" {
		l.html = &html
	}
	if attribute {
		l.attribute()
	}
	l.attachments, err = filesOf(h, i, attachments)
	return l, insecure, err
}

func (p *firstParams) letter(h node.Host, i int) (*letter, bool, error) {
	l := &letter{}
	var text, html, attachments string
	err := read(h, i, &p.From, &l.from, &p.To, &l.to, &p.Subject, &l.subject, &p.CC, &l.cc, &p.BCC, &l.bcc, &p.ReplyTo, &l.replyTo,
		&p.Text, &text, &p.HTML, &html, &p.Attachments, &attachments)
	if err != nil {
		return nil, false, err
	}
	insecure, err := p.Insecure.Or(h, i, false)
	if err != nil {
		return nil, false, err
	}
	if text != "" {
		l.text = &text
	}
	if html != "" {
		l.html = &html
	}
	l.attachments, err = filesOf(h, i, attachments)
	return l, insecure, err
}

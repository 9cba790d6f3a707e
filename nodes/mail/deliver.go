package mail

import (
	"context"
	"crypto/rand"
	"strings"
	"time"

	"github.com/google/uuid"

	"runnel/runtime/node"
	"runnel/runtime/value"
)

func messageID(sender string) string {
	host := "localhost"
	if _, domain, ok := strings.Cut(sender, "@"); ok && domain != "" {
		host = domain
	}
	id, err := uuid.NewRandomFromReader(rand.Reader)
	if err != nil {
		return rand.Text() + "@" + host
	}
	return id.String() + "@" + host
}

// deliver sends a letter and gives what the original's library tells of it.
func deliver(ctx context.Context, h node.Host, l *letter, insecure bool) (value.Value, error) {
	cred, err := h.Credential("smtp")
	if err != nil {
		return value.Undefined, err
	}
	to := l.recipients()
	if len(to) == 0 {
		return value.Undefined, &sendError{code: "EENVELOPE", message: "No recipients defined", command: "API"}
	}
	m, err := l.compose()
	if err != nil {
		return value.Undefined, err
	}
	t, err := connect(ctx, h, cred, insecure)
	if err != nil {
		return value.Undefined, err
	}
	defer t.close()
	began := time.Now()
	if err := t.client.Mail(l.sender(), nil); err != nil {
		return value.Undefined, gone(ctx, refusal("Mail command failed", "EENVELOPE", "MAIL FROM", err))
	}
	var accepted, rejected []value.Value
	var first error
	for _, address := range to {
		if err := t.client.Rcpt(address, nil); err != nil {
			if first == nil {
				first = err
			}
			rejected = append(rejected, value.String(address))
			continue
		}
		accepted = append(accepted, value.String(address))
	}
	if len(accepted) == 0 {
		return value.Undefined, gone(ctx, refusal("Can't send mail - all recipients were rejected", "EENVELOPE", "RCPT TO", first))
	}
	envelope := time.Now()
	w, err := t.client.Data()
	if err != nil {
		return value.Undefined, gone(ctx, refusal("Data command failed", "EENVELOPE", "DATA", err))
	}
	size := &counter{w: w}
	if _, err := m.WriteTo(size); err != nil {
		t.cut = true
		return value.Undefined, gone(ctx, refusal("Message failed", "EMESSAGE", "DATA", err))
	}
	answer, err := w.CloseWithResponse()
	if err != nil {
		return value.Undefined, gone(ctx, refusal("Message failed", "EMESSAGE", "DATA", err))
	}
	recipients := make([]value.Value, len(to))
	for i, address := range to {
		recipients[i] = value.String(address)
	}
	from := value.Bool(false)
	if l.sender() != "" {
		from = value.String(l.sender())
	}
	return node.Obj("accepted", value.Array(accepted...), "rejected", value.Array(rejected...), "ehlo", t.seen.extensions(),
		"envelopeTime", float64(envelope.Sub(began).Milliseconds()), "messageTime", float64(time.Since(envelope).Milliseconds()),
		"messageSize", float64(size.n), "response", "250 "+strings.ReplaceAll(answer.StatusText, "\n", " "),
		"envelope", node.Obj("from", from, "to", value.Array(recipients...)), "messageId", m.GetMessageID()), nil
}

// gone is the context's error where the session ended because of it.
func gone(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

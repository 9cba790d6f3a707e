package store

import (
	"encoding/json"
	"net/url"
	"strings"
	"unicode/utf8"

	"runnel/runtime/execution"
	"runnel/runtime/item"
	"runnel/runtime/value"
	"runnel/workflows"
)

// InboundField is one field of what a call sent; the name is its path, as in
// data.PARAMS.MESSAGE.
type InboundField struct{ Name, Value string }

// InboundFields are written as a JSON object in their order.
type InboundFields []InboundField

// MarshalJSON implements json.Marshaler.
func (f InboundFields) MarshalJSON() ([]byte, error) {
	dst := []byte{'{'}
	for i, field := range f {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(value.String(field.Name).AppendJSON(dst), ':')
		dst = value.String(field.Value).AppendJSON(dst)
	}
	return append(dst, '}'), nil
}

// UnmarshalJSON implements json.Unmarshaler.
func (f *InboundFields) UnmarshalJSON(text []byte) error {
	doc, err := value.Parse(text)
	if err != nil {
		return err
	}
	*f = nil
	for name, v := range doc.Entries() {
		*f = append(*f, InboundField{name, v.Str()})
	}
	return nil
}

// Bounds of what a list shows of a call.
const (
	mostFields   = 8
	longestField = 80 // in bytes
	fieldDepth   = 3
)

// secretNames are parts of names of fields that no list shows.
var secretNames = []string{"token", "secret", "passw", "pwd", "key", "auth", "signature", "cookie", "session", "credential", "hash", "sign", "cvv", "card", "iban"}

func soundsSecret(name string) bool {
	name = strings.ToLower(name)
	for _, part := range secretNames {
		if strings.Contains(name, part) {
			return true
		}
	}
	return false
}

// webhookTypes are the nodes whose first item describes a call, with the
// parameter that names the method.
var webhookTypes = map[string]bool{"n8n-nodes-base.webhook": true, "n8n-nodes-base.formTrigger": true, "n8n-nodes-base.wait": true}

// began gives the node that an execution began with and what came in there: of
// one that has only just begun, what the node is about to give.
func began(d *execution.Data) (name string, output [][]item.Item) {
	switch {
	case len(d.Nodes) > 0 && len(d.Nodes[0].Runs) > 0:
		return d.Nodes[0].Name, d.Nodes[0].Runs[0].Output
	case len(d.Nodes) == 0 && len(d.Stack) > 0:
		return d.Stack[0].Node, d.Stack[0].Data
	}
	return "", nil
}

// inboundOf tells of the call that started an execution, nil for none: it reads
// the item that its webhook gave.
func inboundOf(ex *execution.Execution, w *workflows.Workflow) *Inbound {
	name, output := began(&ex.Data)
	at, ok := w.Graph().Node(name)
	if !ok || !webhookTypes[w.Nodes[at].Type] || len(output) == 0 {
		return nil
	}
	for _, items := range output {
		if len(items) == 0 {
			continue
		}
		doc := items[0].JSON
		in := &Inbound{Method: "GET"}
		if m := w.Nodes[at].Parameters.Get("httpMethod"); m.IsString() {
			in.Method = m.Str()
		} else if w.Nodes[at].Type == "n8n-nodes-base.formTrigger" {
			in.Method = "POST"
		}
		if u, err := url.Parse(doc.Get("webhookUrl").Str()); err == nil {
			in.Path = u.Path
		}
		for _, part := range []string{"body", "query"} {
			in.collect("", doc.Get(part), fieldDepth)
		}
		return in
	}
	return nil
}

// collect takes the fields of an object that are texts, numbers and the like,
// those of objects in it after its own.
func (in *Inbound) collect(prefix string, v value.Value, depth int) {
	if depth == 0 || !v.IsObject() {
		return
	}
	for name, field := range v.Entries() {
		if len(in.Fields) >= mostFields {
			return
		}
		if soundsSecret(name) {
			continue
		}
		var text string
		switch {
		case field.IsString():
			text = field.Str()
		case field.IsNumber(), field.IsBool():
			text = field.ToString()
		default:
			continue
		}
		in.Fields = append(in.Fields, InboundField{prefix + name, shorten(text)})
	}
	for name, field := range v.Entries() {
		if field.IsObject() && !soundsSecret(name) {
			in.collect(prefix+name+".", field, depth-1)
		}
	}
}

// shorten cuts a text to what a list shows.
func shorten(text string) string {
	if len(text) <= longestField {
		return text
	}
	cut := longestField
	for cut > 0 && !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut] + "…"
}

// text writes the call for the table, "" for none.
func (in *Inbound) text() string {
	if in == nil {
		return ""
	}
	text, err := json.Marshal(in)
	if err != nil {
		return ""
	}
	return string(text)
}

package server

import (
	"net/http"
	"strings"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/server/respond"
	"runnel/runtime/value"
)

const (
	jsonType = respond.JSONType
	htmlType = "text/html; charset=utf-8"
	// sandbox keeps what a workflow answers from acting as part of this site.
	sandbox = "sandbox allow-downloads allow-forms allow-modals allow-orientation-lock allow-pointer-lock allow-popups " +
		"allow-presentation allow-scripts allow-top-navigation allow-top-navigation-by-user-activation " +
		"allow-top-navigation-to-custom-protocols"
)

// apiError is the body of an error: code, message and, where it helps, a hint.
type apiError struct {
	status        int
	code          int
	message, hint string
}

func (e apiError) body() value.Value {
	fields := []value.Field{{Key: "code", Value: value.Int(e.code)}, {Key: "message", Value: value.String(e.message)}}
	if e.hint != "" {
		fields = append(fields, value.Field{Key: "hint", Value: value.String(e.hint)})
	}
	return value.Object(fields...)
}

// problem is the answer to a request that could not be carried out for a
// reason that is not the caller's business.
var problem = apiError{status: 500, message: "There was a problem executing the workflow"}

// writeError answers with an error.
func writeError(w http.ResponseWriter, r *http.Request, e apiError) {
	writeValue(w, r, e.status, e.body(), jsonType)
}

// writeValue answers with a document as JSON, or with text as it is. The
// content type counts when the headers have none; "" leaves the answer without
// one.
func writeValue(w http.ResponseWriter, r *http.Request, status int, body value.Value, contentType string) {
	if refuse(w, r, status) {
		return
	}
	respond.Value(w, r, status, body, contentType)
}

// refuse answers in place of a status that is none of HTTP; Node.js refuses
// those, too.
func refuse(w http.ResponseWriter, r *http.Request, status int) bool {
	if status >= 200 && status <= 999 {
		return false
	}
	clear(w.Header())
	writeError(w, r, problem)
	return true
}

// reply is an answer of a workflow, on its way to the caller.
type reply struct {
	status  int
	headers []node.Header
	body    value.Value
	file    *item.Binary
	// bare answers carry neither a content type of their own nor the sandbox:
	// refusals, and runs that ended without an answer.
	bare bool
	// exact leaves a file's content type as it was given.
	exact bool
	// chosen answers are those that a node of the workflow gave.
	chosen bool
}

// write sends the answer. Errors of the connection are the caller's loss.
func (a *reply) write(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	for _, x := range a.headers {
		if name := http.CanonicalHeaderKey(x.Name); name != "Content-Length" && name != "Transfer-Encoding" && validHeader(x) {
			h.Set(name, x.Value)
		}
	}
	contentType := h.Get("Content-Type")
	if !a.bare && (contentType == "" || strings.HasPrefix(strings.ToLower(contentType), "text/html")) {
		h.Set("Content-Security-Policy", sandbox)
	}
	if a.file != nil {
		a.writeFile(w, r)
		return
	}
	if contentType != "" {
		h.Set("Content-Type", withCharset(contentType, true))
	}
	fallback := jsonType
	switch {
	case a.body.IsString() && a.bare:
		fallback = ""
	case a.body.IsString():
		fallback = htmlType
	}
	writeValue(w, r, a.status, a.body, fallback)
}

// writeFile sends a file.
func (a *reply) writeFile(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	if contentType := h.Get("Content-Type"); contentType == "" {
		// Nobody is to guess what it is.
		h["Content-Type"] = nil
	} else if !a.exact {
		h.Set("Content-Type", withCharset(contentType, false))
	}
	f, err := a.file.Content.Open()
	if err != nil {
		clear(h)
		writeError(w, r, problem)
		return
	}
	defer f.Close()
	if !refuse(w, r, a.status) {
		respond.Send(w, r, a.status, f, a.file.Content.Size())
	}
}

// withCharset adds the charset to a content type that lacks one: to every type
// of a text, and to textual types of a file.
func withCharset(contentType string, text bool) string {
	lower := strings.ToLower(contentType)
	if strings.Contains(lower, "charset=") {
		return contentType
	}
	if text || strings.HasPrefix(lower, "text/") || lower == "application/json" || lower == "application/javascript" {
		return contentType + "; charset=utf-8"
	}
	return contentType
}

// validHeader refuses what would break out of the header block.
func validHeader(h node.Header) bool {
	return h.Name != "" && !strings.ContainsAny(h.Name, " \r\n:\t") && !strings.ContainsAny(h.Value, "\r\n\x00")
}

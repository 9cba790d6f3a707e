package server

import (
	"compress/gzip"
	"io"
	"net/http"
	"strconv"
	"strings"

	"runnel/runtime/node"
	"runnel/runtime/value"
)

const (
	jsonType = "application/json; charset=utf-8"
	htmlType = "text/html; charset=utf-8"
	// sandbox keeps what a workflow answers from acting as part of this site.
	sandbox = "sandbox allow-downloads allow-forms allow-modals allow-orientation-lock allow-pointer-lock allow-popups " +
		"allow-presentation allow-scripts allow-top-navigation allow-top-navigation-by-user-activation " +
		"allow-top-navigation-to-custom-protocols"
	// compressFrom is the size from which bodies are compressed on request.
	compressFrom = 1024
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
// content type counts when the headers have none.
func writeValue(w http.ResponseWriter, r *http.Request, status int, body value.Value, contentType string) {
	var data []byte
	switch {
	case body.IsUndefined():
	case body.IsString():
		data = []byte(body.Str())
	default:
		data = body.AppendJSON(nil)
	}
	writeBytes(w, r, status, data, contentType)
}

func writeBytes(w http.ResponseWriter, r *http.Request, status int, data []byte, contentType string) {
	h := w.Header()
	if h["Content-Type"] == nil && contentType != "" {
		h.Set("Content-Type", contentType)
	}
	h.Set("Vary", "Accept-Encoding")
	if len(data) >= compressFrom && h.Get("Content-Encoding") == "" && accepts(r, "gzip") {
		h.Set("Content-Encoding", "gzip")
		w.WriteHeader(status)
		z := gzip.NewWriter(w)
		z.Write(data)
		z.Close()
		return
	}
	h.Set("Content-Length", strconv.Itoa(len(data)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		w.Write(data)
	}
}

func accepts(r *http.Request, coding string) bool {
	for _, part := range strings.Split(r.Header.Get("Accept-Encoding"), ",") {
		name, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(name, coding) && strings.ReplaceAll(params, " ", "") != "q=0" {
			return true
		}
	}
	return false
}

// reply is an answer of a workflow, on its way to the caller.
type reply struct {
	status  int
	headers []node.Header
	body    value.Value
	file    node.Response
	// bare answers carry neither a content type of their own nor the sandbox:
	// refusals, and runs that ended without an answer.
	bare bool
	// exact leaves a stream's content type as it was given.
	exact bool
}

// write sends the answer. Errors of the connection are the caller's loss.
func (a *reply) write(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	for _, x := range a.headers {
		if name := http.CanonicalHeaderKey(x.Name); name != "Content-Length" && name != "Transfer-Encoding" && validHeader(x) {
			h.Set(name, x.Value)
		}
	}
	if a.file.File != nil {
		a.stream(w, r)
		return
	}
	contentType := h.Get("Content-Type")
	if !a.bare && (contentType == "" || strings.HasPrefix(strings.ToLower(contentType), "text/html")) {
		h.Set("Content-Security-Policy", sandbox)
	}
	if contentType != "" {
		h.Set("Content-Type", withCharset(contentType, true))
	}
	fallback := jsonType
	if a.body.IsString() {
		fallback = htmlType
	}
	if a.bare && a.body.IsString() {
		h["Content-Type"] = nil
		fallback = ""
	}
	writeValue(w, r, a.status, a.body, fallback)
}

// stream sends a file.
func (a *reply) stream(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	contentType := h.Get("Content-Type")
	if contentType != "" && !a.exact {
		h.Set("Content-Type", withCharset(contentType, false))
	}
	if contentType == "" || strings.HasPrefix(strings.ToLower(contentType), "text/html") {
		h.Set("Content-Security-Policy", sandbox)
	}
	f, err := a.file.File.Content.Open()
	if err != nil {
		writeError(w, r, problem)
		return
	}
	defer f.Close()
	h.Set("Content-Length", strconv.FormatInt(a.file.File.Content.Size(), 10))
	w.WriteHeader(a.status)
	if r.Method != http.MethodHead {
		io.Copy(w, f)
	}
}

// withCharset adds the charset to a content type that lacks one: to every type
// of a text, and to textual types of a stream.
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

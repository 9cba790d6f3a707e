package server

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"runnel/runtime/item"
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

// buffers are memory for bodies.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// keptBuffer is the largest memory for bodies that is kept.
const keptBuffer = 64 << 10

// writeValue answers with a document as JSON, or with text as it is. The
// content type counts when the headers have none; "" leaves the answer without
// one.
func writeValue(w http.ResponseWriter, r *http.Request, status int, body value.Value, contentType string) {
	buffer := buffers.Get().(*[]byte)
	data := (*buffer)[:0]
	switch {
	case body.IsUndefined():
	case body.IsString():
		data = append(data, body.Str()...)
	default:
		data = body.AppendJSON(data)
	}
	h := w.Header()
	if h["Content-Type"] == nil {
		h["Content-Type"] = nil
		if contentType != "" {
			h.Set("Content-Type", contentType)
		}
	}
	send(w, r, status, bytes.NewReader(data), int64(len(data)))
	if cap(data) <= keptBuffer {
		*buffer = data
		buffers.Put(buffer)
	}
}

// send writes an answer of a known size, compressed where that helps and the
// caller understands it.
func send(w http.ResponseWriter, r *http.Request, status int, body io.Reader, size int64) {
	h := w.Header()
	if status < 200 || status > 999 {
		// Anything else is no answer in HTTP; Node.js refuses it, too.
		clear(h)
		writeError(w, r, problem)
		return
	}
	h.Set("Vary", "Accept-Encoding")
	switch {
	case status == http.StatusNoContent || status == http.StatusNotModified:
		// These have no body by definition.
		if size > 0 {
			h.Del("Content-Type")
		}
		w.WriteHeader(status)
	case size >= compressFrom && h.Get("Content-Encoding") == "" && compressible(h.Get("Content-Type")) && accepts(r, "gzip"):
		h.Set("Content-Encoding", "gzip")
		w.WriteHeader(status)
		if r.Method != http.MethodHead {
			compress(w, body)
		}
	default:
		h.Set("Content-Length", strconv.FormatInt(size, 10))
		w.WriteHeader(status)
		if r.Method != http.MethodHead && size > 0 {
			io.Copy(w, body)
		}
	}
}

var compressors = sync.Pool{New: func() any { return gzip.NewWriter(io.Discard) }}

func compress(w io.Writer, body io.Reader) {
	z := compressors.Get().(*gzip.Writer)
	z.Reset(w)
	io.Copy(z, body)
	z.Close()
	z.Reset(io.Discard)
	compressors.Put(z)
}

// compressible tells whether content of a type becomes smaller: texts do,
// images, videos and archives are compressed already.
func compressible(contentType string) bool {
	t, _, _ := strings.Cut(strings.ToLower(contentType), ";")
	switch t = strings.TrimSpace(t); t {
	case "application/json", "application/javascript", "application/xml", "application/x-javascript", "image/svg+xml", "image/bmp", "application/wasm":
		return true
	}
	return strings.HasPrefix(t, "text/") || strings.HasSuffix(t, "+json") || strings.HasSuffix(t, "+xml") || strings.HasSuffix(t, "+text")
}

// accepts tells whether the caller understands a content coding.
func accepts(r *http.Request, coding string) bool {
	for _, part := range strings.Split(r.Header.Get("Accept-Encoding"), ",") {
		name, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		if name = strings.TrimSpace(name); !strings.EqualFold(name, coding) && name != "*" {
			continue
		}
		q, ok := strings.CutPrefix(strings.ReplaceAll(params, " ", ""), "q=")
		weight, err := strconv.ParseFloat(q, 64)
		return !ok || err != nil || weight > 0
	}
	return false
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
	send(w, r, a.status, f, a.file.Content.Size())
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

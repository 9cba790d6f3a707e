// Package respond writes answers of a known size to requests, compressed where
// that helps.
package respond

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"runnel/runtime/value"
)

// JSONType is the content type of JSON.
const JSONType = "application/json; charset=utf-8"

// compressFrom is the size from which bodies are compressed on request.
const compressFrom = 1024

// buffers are memory for bodies, keptBuffer the largest that is kept.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

const keptBuffer = 64 << 10

// JSON answers with a document.
func JSON(w http.ResponseWriter, r *http.Request, status int, body value.Value) {
	Value(w, r, status, body, JSONType)
}

// Value answers with a document as JSON, or with text as it is. The content
// type counts when the headers have none; "" leaves the answer without one. The
// status must be one that HTTP has.
func Value(w http.ResponseWriter, r *http.Request, status int, body value.Value, contentType string) {
	buffer := buffers.Get().(*[]byte)
	data := (*buffer)[:0]
	switch {
	case body.IsUndefined():
	case body.IsString() && contentType != JSONType:
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
	Send(w, r, status, bytes.NewReader(data), int64(len(data)))
	if cap(data) <= keptBuffer {
		*buffer = data
		buffers.Put(buffer)
	}
}

// Send writes an answer of a known size, compressed where that helps and the
// caller understands it.
func Send(w http.ResponseWriter, r *http.Request, status int, body io.Reader, size int64) {
	h := w.Header()
	h.Set("Vary", "Accept-Encoding")
	switch {
	case status == http.StatusNoContent || status == http.StatusNotModified:
		// These have no body by definition.
		if size > 0 {
			h.Del("Content-Type")
		}
		w.WriteHeader(status)
	case size >= compressFrom && h.Get("Content-Encoding") == "" && Compressible(h.Get("Content-Type")) && Accepts(r, "gzip"):
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

// Compressible tells whether content of a type becomes smaller: texts do,
// images, videos and archives are compressed already.
func Compressible(contentType string) bool {
	t, _, _ := strings.Cut(strings.ToLower(contentType), ";")
	switch t = strings.TrimSpace(t); t {
	case "application/json", "application/javascript", "application/xml", "application/x-javascript", "image/svg+xml", "image/bmp", "application/wasm":
		return true
	}
	return strings.HasPrefix(t, "text/") || strings.HasSuffix(t, "+json") || strings.HasSuffix(t, "+xml") || strings.HasSuffix(t, "+text")
}

// Accepts tells whether the caller understands a content coding.
func Accepts(r *http.Request, coding string) bool {
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

// Fixed is content that does not change while the program runs, compressed once
// and known by its tag.
type Fixed struct {
	ContentType string
	plain       []byte
	zipped      []byte
	tag         string
}

// NewFixed makes fixed content.
func NewFixed(contentType string, plain []byte) *Fixed {
	sum := sha256.Sum256(plain)
	f := &Fixed{ContentType: contentType, plain: plain, tag: `"` + hex.EncodeToString(sum[:12]) + `"`}
	if len(plain) >= compressFrom && Compressible(contentType) {
		var b bytes.Buffer
		z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is a valid one
		z.Write(plain)
		z.Close()
		if b.Len() < len(plain) {
			f.zipped = b.Bytes()
		}
	}
	return f
}

// Serve answers with the content, or that the caller has it already.
func (f *Fixed) Serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("ETag", f.tag)
	h.Set("Vary", "Accept-Encoding")
	for _, tag := range strings.Split(r.Header.Get("If-None-Match"), ",") {
		if tag = strings.TrimPrefix(strings.TrimSpace(tag), "W/"); tag == f.tag || tag == "*" {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	h.Set("Content-Type", f.ContentType)
	body := f.plain
	if f.zipped != nil && Accepts(r, "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = f.zipped
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		w.Write(body)
	}
}

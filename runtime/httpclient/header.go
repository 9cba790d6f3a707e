package httpclient

import (
	"net/http"
	"sort"
	"strings"

	"runnel/runtime/value"
)

// Headers are a request's headers in the order in which they were set. Names
// are kept as written and compared without regard to case.
type Headers []Header

// Header is one header line.
type Header struct{ Name, Value string }

// Get gives the first value of a header.
func (h Headers) Get(name string) (string, bool) {
	for _, x := range h {
		if strings.EqualFold(x.Name, name) {
			return x.Value, true
		}
	}
	return "", false
}

// Has tells whether there is such a header.
func (h Headers) Has(name string) bool {
	_, ok := h.Get(name)
	return ok
}

// Set replaces a header, in its place and under the new name, or adds it.
func (h *Headers) Set(name string, values ...string) {
	at := len(*h)
	kept := (*h)[:0:0]
	for _, x := range *h {
		if !strings.EqualFold(x.Name, name) {
			kept = append(kept, x)
		} else if at > len(kept) {
			at = len(kept)
		}
	}
	at = min(at, len(kept))
	out := make(Headers, 0, len(kept)+len(values))
	out = append(out, kept[:at]...)
	for _, v := range values {
		out = append(out, Header{name, v})
	}
	*h = append(out, kept[at:]...)
}

// Delete removes a header.
func (h *Headers) Delete(name string) {
	kept := (*h)[:0:0]
	for _, x := range *h {
		if !strings.EqualFold(x.Name, name) {
			kept = append(kept, x)
		}
	}
	*h = kept
}

// HeadersOf reads an object of headers: values are text, a list makes several
// lines, null and undefined none. Of names that differ in case only, the last
// counts.
func HeadersOf(v value.Value) Headers {
	var h Headers
	for name, x := range v.Entries() {
		switch {
		case name == "" || x.IsNullish():
		case x.IsArray():
			var lines []string
			for _, e := range x.Elems() {
				lines = append(lines, e.ToString())
			}
			h.Set(name, lines...)
		default:
			h.Set(name, x.ToString())
		}
	}
	return h
}

// canonical are the headers that net/http looks up by these names, however
// they were written.
var canonical = map[string]bool{
	"User-Agent": true, "Expect": true, "Accept-Encoding": true, "Trailer": true,
}

// writeTo puts the headers into a request. Those that describe the message on
// the wire are the transport's affair.
func (h Headers) writeTo(req *http.Request) error {
	for _, x := range h {
		name, text := x.Name, strings.Trim(x.Value, " \t")
		if err := checkHeader(name, text); err != nil {
			return err
		}
		switch key := http.CanonicalHeaderKey(name); key {
		case "Host":
			req.Host = text
			continue
		case "Content-Length", "Transfer-Encoding", "Keep-Alive", "Proxy-Connection", "Upgrade":
			continue
		case "Connection":
			if strings.EqualFold(text, "close") {
				req.Close = true
			}
			continue
		default:
			if canonical[key] {
				name = key
			}
		}
		req.Header[name] = append(req.Header[name], toLatin1(text))
	}
	return nil
}

// checkHeader refuses what cannot be sent, with the texts of Node.js.
func checkHeader(name, text string) error {
	for i := range len(name) {
		if c := name[i]; c <= ' ' || c >= 0x7F || strings.IndexByte(`"(),/:;<=>?@[\]{}`, c) >= 0 {
			return &Error{Code: "ERR_INVALID_HTTP_TOKEN", Message: `Header name must be a valid HTTP token ["` + name + `"]`}
		}
	}
	for _, c := range text {
		if c < ' ' && c != '\t' || c == 0x7F || c > 0xFF {
			return &Error{Code: "ERR_INVALID_CHAR", Message: `Invalid character in header content ["` + name + `"]`}
		}
	}
	return nil
}

// toLatin1 writes text as Node.js writes headers: a byte for each character.
func toLatin1(s string) string {
	ascii := true
	for i := range len(s) {
		ascii = ascii && s[i] < 0x80
	}
	if ascii {
		return s
	}
	out := make([]byte, 0, len(s))
	for _, c := range s {
		out = append(out, byte(c))
	}
	return string(out)
}

func fromLatin1(s string) string {
	for i := range len(s) {
		if s[i] >= 0x80 {
			out := make([]rune, len(s))
			for i := range len(s) {
				out[i] = rune(s[i])
			}
			return string(out)
		}
	}
	return s
}

// once are the headers of which Node.js keeps the first only.
var once = map[string]bool{
	"age": true, "authorization": true, "content-length": true, "content-type": true, "etag": true, "expires": true, "from": true, "host": true,
	"if-modified-since": true, "if-unmodified-since": true, "last-modified": true, "location": true, "max-forwards": true,
	"proxy-authorization": true, "referer": true, "retry-after": true, "server": true, "user-agent": true,
}

// responseHeaders builds the object of headers as Node.js does: names in lower
// case in the order of their first lines, set-cookie as a list, others that
// come again joined by commas.
func responseHeaders(lines []Header) value.Value {
	var b value.Builder
	for _, l := range lines {
		name, text := strings.ToLower(l.Name), value.String(l.Value)
		have := b.Get(name)
		switch {
		case name == "set-cookie" && have.IsUndefined():
			b.Set(name, value.Array(text))
		case name == "set-cookie":
			b.Set(name, have.Append(text))
		case have.IsUndefined():
			b.Set(name, text)
		case once[name]:
		case name == "cookie":
			b.Set(name, value.String(have.Str()+"; "+l.Value))
		default:
			b.Set(name, value.String(have.Str()+", "+l.Value))
		}
	}
	return b.Object()
}

// linesOf gives the lines of a header map, for connections whose order of
// lines is not known. Names are sorted.
func linesOf(h http.Header) []Header {
	names := make([]string, 0, len(h))
	for name := range h {
		names = append(names, name)
	}
	sort.Strings(names)
	var lines []Header
	for _, name := range names {
		for _, text := range h[name] {
			lines = append(lines, Header{name, fromLatin1(text)})
		}
	}
	return lines
}

package server

import (
	"net/http"
	"sort"
	"strings"
	"unicode/utf8"

	"runnel/runtime/value"
)

// authCookie is the session cookie of n8n's editor, which webhooks never see.
const authCookie = "n8n-auth"

// headersOf gives a request's headers as an object: names in lower case, in
// the order received, repeats joined as Node.js joins them.
func headersOf(r *http.Request) value.Value {
	var b value.Builder
	if c := connOf(r); c != nil && c.current != "" {
		if eachHeader(c.current, func(name, text string) { addHeader(&b, lowerName(name), text) }) {
			return b.Object()
		}
		b.Reset()
	}
	// The head is not known, or uses lines in a way that is long out of use.
	addHeader(&b, "host", r.Host)
	names := make([]string, 0, len(r.Header))
	for name := range r.Header {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		for _, text := range r.Header[name] {
			addHeader(&b, strings.ToLower(name), text)
		}
	}
	return b.Object()
}

// lowerName gives a header's name in lower case; common ones take no memory.
func lowerName(name string) string {
	if lower, ok := commonHeaders[name]; ok {
		return lower
	}
	return strings.ToLower(name)
}

var commonHeaders = func() map[string]string {
	names := map[string]string{}
	for _, name := range []string{"Host", "User-Agent", "Accept", "Accept-Encoding", "Accept-Language", "Content-Type", "Content-Length",
		"Connection", "Cookie", "Authorization", "Origin", "Referer", "Cache-Control", "Transfer-Encoding", "X-Forwarded-For",
		"X-Forwarded-Proto", "X-Forwarded-Host", "X-Real-Ip"} {
		names[name] = strings.ToLower(name)
	}
	return names
}()

// addHeader adds a header line.
func addHeader(b *value.Builder, name, text string) {
	text = latin1(text)
	before := b.Get(name)
	switch name {
	case "set-cookie":
		b.Set(name, value.Array(append(before.Elems(), value.String(text))...))
	case "cookie":
		if !before.IsUndefined() {
			text = before.Str() + "; " + text
		}
		b.Set(name, value.String(withoutCookie(text, authCookie)))
	case "age", "authorization", "content-length", "content-type", "etag", "expires", "from", "host", "if-modified-since",
		"if-unmodified-since", "last-modified", "location", "max-forwards", "proxy-authorization", "referer", "retry-after",
		"server", "user-agent":
		if before.IsUndefined() {
			b.Set(name, value.String(text))
		}
	default:
		if !before.IsUndefined() {
			text = before.Str() + ", " + text
		}
		b.Set(name, value.String(text))
	}
}

// latin1 reads the bytes of a header as Node.js does: a character each.
func latin1(s string) string {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			out := make([]byte, 0, len(s)+8)
			for j := range len(s) {
				out = utf8.AppendRune(out, rune(s[j]))
			}
			return string(out)
		}
	}
	return s
}

// withoutCookie takes a cookie out of a Cookie header.
func withoutCookie(header, name string) string {
	if !strings.Contains(header, name+"=") {
		return header
	}
	var kept []string
	for _, c := range strings.Split(header, ";") {
		if c = strings.TrimSpace(c); !strings.HasPrefix(c, name+"=") {
			kept = append(kept, c)
		}
	}
	return strings.Join(kept, "; ")
}

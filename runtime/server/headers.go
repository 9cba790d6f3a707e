package server

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"sort"
	"strings"
	"sync"

	"runnel/runtime/value"
)

// The order of a request's headers is data in n8n, and net/http forgets it.
// The listener therefore hands out connections that remember the first bytes
// of each request, from which the order is read.

// headBytes is how much of a request is remembered.
const headBytes = 8 << 10

type headListener struct{ net.Listener }

// Accept gives a connection that remembers request heads.
func (l headListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &headConn{Conn: c}, nil
}

type headConn struct {
	net.Conn
	mu   sync.Mutex
	head []byte
}

// Read implements net.Conn. The server reads ahead while a handler runs, so
// the buffer is guarded.
func (c *headConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 {
		c.mu.Lock()
		if room := headBytes - len(c.head); room > 0 {
			c.head = append(c.head, p[:min(n, room)]...)
		}
		c.mu.Unlock()
	}
	return n, err
}

// forget makes room for the next request on the connection.
func (c *headConn) forget() {
	c.mu.Lock()
	c.head = c.head[:0]
	c.mu.Unlock()
}

type headKey struct{}

// rememberHeads makes a server use the connections of a headListener.
func rememberHeads(s *http.Server) {
	s.ConnContext = func(ctx context.Context, c net.Conn) context.Context { return context.WithValue(ctx, headKey{}, c) }
	s.ConnState = func(c net.Conn, state http.ConnState) {
		if h, ok := c.(*headConn); ok && state == http.StateIdle {
			h.forget()
		}
	}
}

// authCookie is the session cookie of n8n's editor, which webhooks never see.
const authCookie = "n8n-auth"

// headersOf gives a request's headers as an object: names in lower case, in
// the order received, repeats joined as Node joins them.
func headersOf(r *http.Request) value.Value {
	names := headOrder(r)
	var b value.Builder
	for _, name := range names {
		lower := strings.ToLower(name)
		if !b.Get(lower).IsUndefined() {
			continue
		}
		if lower == "host" {
			b.Set(lower, value.String(r.Host))
			continue
		}
		values := r.Header.Values(name)
		if len(values) == 0 {
			continue
		}
		b.Set(lower, headerValue(lower, values))
	}
	return b.Object()
}

func headerValue(lower string, values []string) value.Value {
	switch lower {
	case "set-cookie":
		list := make([]value.Value, len(values))
		for i, v := range values {
			list[i] = value.String(v)
		}
		return value.Array(list...)
	case "cookie":
		return value.String(withoutCookie(strings.Join(values, "; "), authCookie))
	case "age", "authorization", "content-length", "content-type", "etag", "expires", "from", "host", "if-modified-since",
		"if-unmodified-since", "last-modified", "location", "max-forwards", "proxy-authorization", "referer", "retry-after",
		"server", "user-agent":
		return value.String(values[0])
	}
	if len(values) == 1 {
		return value.String(values[0])
	}
	return value.String(strings.Join(values, ", "))
}

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

// headOrder gives the names of a request's headers in the order received; by
// name when the head was not remembered (requests sent without waiting for an
// answer, heads above the limit).
func headOrder(r *http.Request) []string {
	if c, ok := r.Context().Value(headKey{}).(*headConn); ok {
		c.mu.Lock()
		defer c.mu.Unlock()
		if names := readOrder(c.head, r.Method, len(r.Header)); names != nil {
			return names
		}
	}
	names := make([]string, 0, len(r.Header)+1)
	for name := range r.Header {
		names = append(names, name)
	}
	sort.Strings(names)
	return append([]string{"Host"}, names...)
}

func readOrder(head []byte, method string, expect int) []string {
	line, rest, ok := bytes.Cut(head, []byte("\r\n"))
	if !ok || !bytes.HasPrefix(line, []byte(method+" ")) {
		return nil
	}
	names := make([]string, 0, expect+1)
	for {
		line, rest, ok = bytes.Cut(rest, []byte("\r\n"))
		if !ok {
			return nil
		}
		if len(line) == 0 {
			return names
		}
		if name, _, ok := bytes.Cut(line, []byte(":")); ok {
			names = append(names, string(name))
		}
	}
}

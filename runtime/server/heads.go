package server

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// The order of a request's headers is data in n8n, and net/http forgets it.
// The listener therefore hands out connections that follow the bytes received
// and keep the head of each request until its handler asks for it. They know
// where bodies end, so requests that come one after the other, or many at once,
// are told apart.

// headListener gives connections that keep the heads of requests.
type headListener struct {
	net.Listener
	// limit bounds a head, in bytes.
	limit int
}

// Accept implements net.Listener.
func (l headListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &headConn{Conn: c, heads: heads{limit: l.limit}}, nil
}

// headConn is a connection that keeps heads. The server reads ahead while a
// handler runs, so what the two share is guarded.
type headConn struct {
	net.Conn
	mu    sync.Mutex
	heads heads
	// current is the head of the request that is handled, "" when it is not
	// known.
	current string
}

// Read implements net.Conn.
func (c *headConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 {
		c.mu.Lock()
		c.heads.follow(p[:n])
		c.mu.Unlock()
	}
	return n, err
}

// ReadFrom implements io.ReaderFrom, so that files go out without passing
// through this process's memory.
func (c *headConn) ReadFrom(r io.Reader) (int64, error) { return io.Copy(c.Conn, r) }

// CloseWrite ends the sending side only; the server does so to let an answer
// arrive that is given before the request was read to its end.
func (c *headConn) CloseWrite() error {
	if w, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return w.CloseWrite()
	}
	return c.Conn.Close()
}

// begin makes the head of a request that is about to be handled the current
// one. Requests that reach no handler are passed over.
func (c *headConn) begin(r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for {
		c.current = c.heads.next()
		rest, ok := strings.CutPrefix(c.current, r.Method+" ")
		if c.current == "" || ok && strings.HasPrefix(rest, r.RequestURI+" ") {
			return
		}
	}
}

type connKey struct{}

// keepHeads makes a server's handlers find the connections of a headListener.
func keepHeads(s *http.Server) {
	s.ConnContext = func(ctx context.Context, c net.Conn) context.Context { return context.WithValue(ctx, connKey{}, c) }
}

// connOf gives the connection that a request came on, nil when it is none of a
// headListener.
func connOf(r *http.Request) *headConn {
	c, _ := r.Context().Value(connKey{}).(*headConn)
	return c
}

// heads follows the bytes of a connection and collects the heads of requests.
type heads struct {
	limit int
	state headState
	// head is what is known of the head that is being received.
	head []byte
	// left is how many bytes of a body or chunk are still to come.
	left int64
	// line is what is known of a line between chunks.
	line []byte
	// done are complete heads that no handler has asked for yet.
	done []string
}

type headState uint8

const (
	inHead headState = iota
	inBody
	inChunkSize
	inChunk
	inTrailer
	// lost is the state behind something that is not understood. The server
	// will not go on with such a connection, either.
	lost
)

const (
	// longestLine bounds the lines between chunks.
	longestLine = 4 << 10
	// keptHead is how much memory for heads an idle connection keeps.
	keptHead = 4 << 10
)

// next gives the oldest complete head, "" for none.
func (h *heads) next() string {
	if len(h.done) == 0 {
		return ""
	}
	head := h.done[0]
	h.done = append(h.done[:0], h.done[1:]...)
	return head
}

// follow takes in what was received.
func (h *heads) follow(p []byte) {
	for len(p) > 0 && h.state != lost {
		switch h.state {
		case inHead:
			p = h.followHead(p)
		case inBody, inChunk:
			n := min(int64(len(p)), h.left)
			p = p[n:]
			if h.left -= n; h.left > 0 {
				return
			}
			if h.state == inBody {
				h.state = inHead
			} else {
				h.state = inChunkSize
			}
		default:
			p = h.followLine(p)
		}
	}
}

// followHead collects a head and gives what follows it.
func (h *heads) followHead(p []byte) []byte {
	before := len(h.head)
	h.head = append(h.head, p...)
	end := endOfHead(h.head, before)
	if end < 0 {
		if len(h.head) > h.limit {
			h.state, h.head = lost, nil
		}
		return nil
	}
	head := string(h.head[:end])
	if h.head = h.head[:0]; cap(h.head) > keptHead {
		h.head = nil
	}
	h.done = append(h.done, head)
	h.afterHead(head)
	return p[end-before:]
}

// endOfHead gives the place behind the empty line that ends a head, -1 when it
// has not come. known is the length of what was looked at before.
func endOfHead(head []byte, known int) int {
	for at := max(0, known-2); ; at++ {
		i := bytes.IndexByte(head[at:], '\n')
		if i < 0 {
			return -1
		}
		switch at += i; {
		case at+1 < len(head) && head[at+1] == '\n':
			return at + 2
		case at+2 < len(head) && head[at+1] == '\r' && head[at+2] == '\n':
			return at + 3
		}
	}
}

// afterHead finds out what follows a head.
func (h *heads) afterHead(head string) {
	h.state, h.left = inHead, 0
	length, chunked := int64(0), false
	eachHeader(head, func(name, text string) {
		switch {
		case strings.EqualFold(name, "content-length"):
			n, err := strconv.ParseInt(text, 10, 64)
			if err != nil || n < 0 {
				h.state = lost
			}
			length = n
		case strings.EqualFold(name, "transfer-encoding"):
			chunked = true
		}
	})
	switch {
	case h.state == lost:
	case chunked:
		h.state, h.line = inChunkSize, h.line[:0]
	case length > 0:
		h.state, h.left = inBody, length
	}
}

// followLine collects a line between chunks: the size of the next one, the end
// of the last one, a trailer.
func (h *heads) followLine(p []byte) []byte {
	i := bytes.IndexByte(p, '\n')
	if i < 0 {
		if h.line = append(h.line, p...); len(h.line) > longestLine {
			h.state = lost
		}
		return nil
	}
	h.line = append(h.line, p[:i]...)
	line := bytes.TrimSuffix(h.line, []byte("\r"))
	h.line = h.line[:0]
	switch {
	case h.state == inTrailer && len(line) == 0:
		h.state = inHead
	case h.state == inTrailer:
	case len(line) == 0:
		// The end of the line that a chunk stands on.
	default:
		digits, _, _ := bytes.Cut(line, []byte(";"))
		n, err := strconv.ParseInt(string(bytes.TrimSpace(digits)), 16, 64)
		switch {
		case err != nil || n < 0:
			h.state = lost
		case n == 0:
			h.state = inTrailer
		default:
			h.state, h.left = inChunk, n
		}
	}
	return p[i+1:]
}

// eachHeader calls f for the lines of a head behind the first. It reports
// whether each of them is a header; one that begins with a space goes on with
// the line before.
func eachHeader(head string, f func(name, text string)) bool {
	_, rest, _ := strings.Cut(head, "\n")
	for rest != "" {
		var line string
		line, rest, _ = strings.Cut(rest, "\n")
		line = strings.TrimSuffix(line, "\r")
		if line == "" {
			break
		}
		name, text, ok := strings.Cut(line, ":")
		if !ok || name == "" || name[0] == ' ' || name[0] == '\t' {
			return false
		}
		f(name, strings.Trim(text, " \t"))
	}
	return true
}

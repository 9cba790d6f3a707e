package httpclient

import (
	"bytes"
	"net"
	"strings"
	"sync"
)

// recorder is a connection that notes the head of a response as it comes in:
// net/http keeps headers in a map, but their order is seen in workflows'
// results.
type recorder struct {
	net.Conn
	mu    sync.Mutex
	armed bool
	head  []byte
}

// maxHead bounds what is noted of a head; the order of longer ones is lost.
const maxHead = 64 << 10

// arm starts noting the next response. It is called before the request is
// written, so the response cannot have begun.
func (r *recorder) arm() {
	r.mu.Lock()
	r.armed, r.head = true, r.head[:0]
	r.mu.Unlock()
}

func (r *recorder) Read(p []byte) (int, error) {
	n, err := r.Conn.Read(p)
	if n > 0 {
		r.mu.Lock()
		if r.armed {
			r.note(p[:n])
		}
		r.mu.Unlock()
	}
	return n, err
}

func (r *recorder) note(p []byte) {
	from := max(0, len(r.head)-3)
	r.head = append(r.head, p...)
	for {
		end := bytes.Index(r.head[from:], []byte("\r\n\r\n"))
		if end < 0 {
			r.armed = len(r.head) < maxHead
			return
		}
		end += from + 4
		// Informational answers come before the real one.
		if status := r.head[:end]; len(status) > 9 && status[9] == '1' && !bytes.HasPrefix(status[9:], []byte("101")) {
			r.head = append(r.head[:0], r.head[end:]...)
			from = 0
			continue
		}
		r.head, r.armed = r.head[:end], false
		return
	}
}

// take gives the noted lines, nil when the head was not seen whole.
func (r *recorder) take() []Header {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.armed || !bytes.HasSuffix(r.head, []byte("\r\n\r\n")) {
		r.armed = false
		return nil
	}
	text := strings.TrimSuffix(string(r.head), "\r\n\r\n")
	_, text, _ = strings.Cut(text, "\r\n")
	var lines []Header
	for line := range strings.SplitSeq(text, "\r\n") {
		if line == "" {
			continue
		}
		if (line[0] == ' ' || line[0] == '\t') && len(lines) > 0 {
			lines[len(lines)-1].Value += " " + fromLatin1(strings.Trim(line, " \t"))
			continue
		}
		name, value, ok := strings.Cut(line, ":")
		if ok {
			lines = append(lines, Header{name, fromLatin1(strings.Trim(value, " \t"))})
		}
	}
	return lines
}

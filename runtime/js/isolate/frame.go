package isolate

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"sync"
)

// frame is one message between the server and a worker: its length in four
// bytes, least first, its kind in one, then what belongs to it.
type frame struct {
	kind kind
	body []byte
}

// kind says what a frame is.
type kind byte

const (
	// The server's.
	frameConfigure kind = iota + 1 // the limits, once, before all else
	frameRun                       // run a script
	frameReply                     // what was asked for
	frameCancel                    // stop the script
	frameClose                     // the session is over, forget it

	// The worker's.
	frameReady  // it can be used; the body says what the system does not keep it from
	frameCall   // it needs something of the execution
	frameLog    // the script printed
	frameResult // the script has ended
)

// maxFrame bounds a message, so that neither side makes the other allocate what
// it likes.
const maxFrame = 1 << 30

// conn reads and writes frames. Frames may be written by several goroutines and
// are read by one.
type conn struct {
	r *bufio.Reader

	mu sync.Mutex
	w  *bufio.Writer
}

func newConn(r io.Reader, w io.Writer) *conn {
	return &conn{r: bufio.NewReaderSize(r, 1<<16), w: bufio.NewWriterSize(w, 1<<16)}
}

func (c *conn) write(k kind, body []byte) error {
	if len(body) > maxFrame {
		return fmt.Errorf("a message of %d bytes is too large to go to another process", len(body))
	}
	var head [5]byte
	binary.LittleEndian.PutUint32(head[:], uint32(len(body)))
	head[4] = byte(k)
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, err := c.w.Write(head[:]); err != nil {
		return err
	}
	if _, err := c.w.Write(body); err != nil {
		return err
	}
	return c.w.Flush()
}

func (c *conn) read() (frame, error) {
	var head [5]byte
	if _, err := io.ReadFull(c.r, head[:]); err != nil {
		return frame{}, err
	}
	n := binary.LittleEndian.Uint32(head[:])
	if n > maxFrame {
		return frame{}, fmt.Errorf("a message of %d bytes is too large", n)
	}
	body, err := readN(c.r, int(n))
	return frame{kind(head[4]), body}, err
}

// readN reads n bytes; memory is taken as they come, not as they are announced.
func readN(r io.Reader, n int) ([]byte, error) {
	const step = 1 << 20
	body := make([]byte, 0, min(n, step))
	for len(body) < n {
		from := len(body)
		if from == cap(body) {
			body = append(make([]byte, 0, min(n, 2*cap(body))), body...)
		}
		body = body[:min(cap(body), n)]
		if _, err := io.ReadFull(r, body[from:]); err != nil {
			return nil, err
		}
	}
	return body, nil
}

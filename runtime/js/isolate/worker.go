package isolate

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"runnel/runtime/expr"
	"runnel/runtime/item"
	"runnel/runtime/js"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// worker is the process that runs scripts: it does what it is told on its
// standard input and answers on its standard output.
type worker struct {
	conn    *conn
	engine  *js.Engine
	session *js.Session
	data    *farData

	mu sync.Mutex
	// cancel stops the script that runs.
	cancel context.CancelFunc
	// waiting are those who wait for replies, by number.
	waiting map[uint64]chan []byte
	last    uint64
	closed  chan struct{}
	// sessions is the number of sessions that are over.
	sessions uint64
}

// errClosed is the error of a call when the server is gone.
var errClosed = errors.New("the server is gone")

// Work runs scripts for the server at the other end until it is gone. It is all
// that a worker process does.
func Work(in io.Reader, out io.Writer) error {
	return work(in, out, restrict())
}

// work is Work in a process that is restricted already; the error says how far
// it is not.
func work(in io.Reader, out io.Writer, unrestricted error) error {
	w := &worker{conn: newConn(in, out), waiting: map[uint64]chan []byte{}, closed: make(chan struct{})}
	f, err := w.conn.read()
	if err != nil {
		return err
	}
	if f.kind != frameConfigure {
		return errMalformed
	}
	c, err := decodeConfig(f.body)
	if err != nil {
		return err
	}
	limitMemory(c.memory)
	o := js.Options{ScriptTimeout: c.scriptTimeout, MemoryBudget: c.memory, Builtins: c.builtins, External: c.external, Prepared: 1}
	if c.zone != "" {
		if o.Zone, err = time.LoadLocation(c.zone); err != nil {
			return err
		}
	}
	w.engine = js.New(o)
	var lacking string
	if unrestricted != nil {
		lacking = unrestricted.Error()
	}
	if err := w.conn.write(frameReady, []byte(lacking)); err != nil {
		return err
	}
	jobs := make(chan frame)
	done := make(chan error, 1)
	go func() { done <- w.work(jobs) }()
	err = w.listen(jobs)
	close(w.closed)
	close(jobs)
	if err == io.EOF {
		// The server has ended.
		return <-done
	}
	return err
}

// listen takes what the server says.
func (w *worker) listen(jobs chan<- frame) error {
	for {
		f, err := w.conn.read()
		if err != nil {
			w.stop()
			return err
		}
		switch f.kind {
		case frameRun, frameClose:
			jobs <- f
		case frameCancel:
			w.stop()
		case frameReply:
			d := decoder{b: f.body}
			number := d.uint()
			w.mu.Lock()
			reply := w.waiting[number]
			delete(w.waiting, number)
			w.mu.Unlock()
			if reply != nil {
				reply <- d.b
			}
		default:
			return errMalformed
		}
	}
}

// stop ends the script that runs.
func (w *worker) stop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.cancel != nil {
		w.cancel()
	}
}

// work runs one script after the other.
func (w *worker) work(jobs <-chan frame) error {
	for f := range jobs {
		if f.kind == frameClose {
			w.close()
			continue
		}
		e := encoder{file: func(f *item.Binary) uint64 {
			if c, ok := f.Content.(*farContent); ok {
				return c.number
			}
			return 0
		}}
		o := w.run(f.body)
		o.encode(&e)
		if len(e.b) > maxFrame {
			o = outcome{err: fmt.Errorf("the result of the script is too large: %d bytes", len(e.b))}
			e = encoder{}
			o.encode(&e)
		}
		if err := w.conn.write(frameResult, e.b); err != nil {
			return err
		}
	}
	w.close()
	return nil
}

// close ends the session.
func (w *worker) close() {
	if w.session == nil {
		return
	}
	w.session.Release()
	w.stop()
	w.mu.Lock()
	w.session, w.data, w.cancel = nil, nil, nil
	w.mu.Unlock()
	w.sessions++
}

// run runs a script.
func (w *worker) run(body []byte) outcome {
	server := far{w, w.sessions}
	d := server.decoder(body)
	var j job
	if err := j.decode(d); err != nil {
		return outcome{err: err}
	}
	if w.session == nil {
		ctx, cancel := context.WithCancel(context.Background())
		w.mu.Lock()
		w.cancel = cancel
		w.mu.Unlock()
		w.session = w.engine.Lease(ctx)
		w.session.Helpers = farHelpers{server}
		w.session.Log = func(text string) {
			var e encoder
			e.uint(server.session)
			e.text(text)
			_ = w.conn.write(frameLog, e.b)
		}
	}
	if j.fresh || w.data == nil {
		w.data = &farData{server: server, job: j, known: map[string]any{}, states: map[string]*farState{}, compiler: w.engine}
	}
	scope := &expr.Scope{Data: w.data, Item: j.item, Runner: w.session, Compiler: w.engine}
	result, err := w.session.RunScript(j.kind, j.code, scope, j.globals)
	return outcome{result: result, err: err, states: w.data.changed()}
}

// far is the server as one session sees it. What a session leaves running must
// not be answered with what belongs to the next.
type far struct {
	w       *worker
	session uint64
}

// decoder reads a message in which files may be.
func (f far) decoder(b []byte) *decoder {
	return &decoder{b: b, content: func(number uint64, size int64, id string) item.Content {
		return &farContent{server: f, number: number, size: size, id: id}
	}}
}

// call asks the server for something. It may be called from any goroutine.
func (f far) call(c call, body []byte) (*decoder, error) {
	w := f.w
	reply := make(chan []byte, 1)
	w.mu.Lock()
	w.last++
	number := w.last
	w.waiting[number] = reply
	w.mu.Unlock()
	e := encoder{b: make([]byte, 0, len(body)+24)}
	e.uint(f.session)
	e.uint(number)
	e.b = append(append(e.b, byte(c)), body...)
	if err := w.conn.write(frameCall, e.b); err != nil {
		return nil, err
	}
	select {
	case b := <-reply:
		d := f.decoder(b)
		if err := d.error(); err != nil {
			return nil, err
		}
		return d, nil
	case <-w.closed:
		return nil, errClosed
	}
}

// farHelpers are the helpers of scripts, which the server provides.
type farHelpers struct{ server far }

// Binary implements js.Helpers.
func (h farHelpers) Binary() node.BinaryStore { return h }

// Request implements js.Helpers.
func (h farHelpers) Request(_ context.Context, r js.Request) (value.Value, error) {
	var e encoder
	e.text(r.Helper)
	e.value(r.Options)
	d, err := h.server.call(callRequest, e.b)
	if err != nil {
		return value.Undefined, err
	}
	v := d.value()
	return v, d.err
}

// Create implements node.BinaryStore.
func (h farHelpers) Create(_ context.Context, r io.Reader, meta node.BinaryMeta) (*item.Binary, error) {
	content, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	var e encoder
	for _, s := range []string{meta.FileName, meta.MimeType, meta.Extension, meta.Directory} {
		e.text(s)
	}
	e.bytes(content)
	return h.file(callCreate, e.b)
}

// FromValue implements node.BinaryStore.
func (h farHelpers) FromValue(v value.Value) (*item.Binary, error) {
	var e encoder
	e.value(v)
	return h.file(callFile, e.b)
}

func (h farHelpers) file(c call, body []byte) (*item.Binary, error) {
	d, err := h.server.call(c, body)
	if err != nil {
		return nil, err
	}
	f := d.binary()
	return f, d.err
}

// farContent is the content of a file that the server has.
type farContent struct {
	server far
	number uint64
	size   int64
	id     string
}

// Open implements item.Content.
func (c *farContent) Open() (io.ReadCloser, error) {
	var e encoder
	e.uint(c.number)
	d, err := c.server.call(callOpen, e.b)
	if err != nil {
		return nil, err
	}
	b := d.bytes()
	return io.NopCloser(bytes.NewReader(b)), d.err
}

// Size implements item.Content.
func (c *farContent) Size() int64 { return c.size }

// ID implements item.Content.
func (c *farContent) ID() string { return c.id }

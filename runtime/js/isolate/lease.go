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

// grace is how long a worker may take to stop when it is told to.
const grace = 2 * time.Second

// lease is a session's use of a worker. Scripts that run for each item keep
// theirs from one item to the next.
type lease struct {
	pool    *Pool
	ctx     context.Context
	session *js.Session
	options js.Options

	process *process
	// self and run are the node's run that the worker knows the data of.
	self, run int
	known     bool

	mu sync.Mutex
	// files are those that the worker may ask for, by number less one.
	files   []*item.Binary
	numbers map[*item.Binary]uint64
}

// Close implements js.Isolated.
func (l *lease) Close() { l.release(false) }

// release gives the worker back.
func (l *lease) release(spoiled bool) {
	p := l.process
	if p == nil {
		return
	}
	l.process, l.known = nil, false
	if !spoiled {
		spoiled = p.conn.write(frameClose, nil) != nil
	}
	l.pool.give(p, spoiled)
	l.mu.Lock()
	l.files, l.numbers = nil, nil
	l.mu.Unlock()
}

// RunScript implements js.Isolated.
func (l *lease) RunScript(kind node.ScriptKind, code string, scope *expr.Scope, globals []value.Field) (node.ScriptResult, error) {
	j := job{kind: kind, code: code, item: scope.Item, globals: globals, fresh: true, self: -1}
	if scope.Data != nil {
		j.self, j.info, j.inputs, j.sources, j.executed = scope.Self(), *scope.Info(), scope.Inputs(), scope.Sources(), scope.Executed()
	}
	each := kind == node.ScriptEach || kind == node.ScriptFunctionItem || kind == node.ScriptPlain
	if l.process != nil && l.known && each && l.self == j.self && l.run == j.info.RunIndex {
		j.fresh = false
	}
	if l.process == nil {
		p, err := l.pool.take(l.ctx, configOf(l.options))
		if err != nil {
			return node.ScriptResult{}, err
		}
		l.process = p
	}
	l.self, l.run, l.known = j.self, j.info.RunIndex, each
	e := encoder{file: l.number}
	j.encode(&e)
	if err := l.process.conn.write(frameRun, e.b); err != nil {
		return node.ScriptResult{}, l.failed(err)
	}
	o, err := l.converse(scope)
	if err != nil {
		return node.ScriptResult{}, err
	}
	if !each {
		l.release(false)
	}
	return o.result, o.err
}

// converse answers what the worker asks until the script has ended.
func (l *lease) converse(scope *expr.Scope) (outcome, error) {
	hard := time.NewTimer(l.options.ScriptTimeout + grace)
	defer hard.Stop()
	canceled := l.ctx.Done()
	var last <-chan time.Time
	for {
		select {
		case f, ok := <-l.process.frames:
			if !ok {
				return outcome{}, l.failed(io.ErrUnexpectedEOF)
			}
			switch f.kind {
			case frameLog:
				d := decoder{b: f.body}
				if session, text := d.uint(), d.text(); d.err == nil && session == l.process.uses && l.session.Log != nil {
					l.session.Log(text)
				}
			case frameCall:
				if err := l.answer(f.body, scope); err != nil {
					return outcome{}, l.failed(err)
				}
			case frameResult:
				var o outcome
				if err := o.decode(l.decoder(f.body)); err != nil {
					return outcome{}, l.failed(err)
				}
				if l.ctx.Err() != nil {
					l.release(true)
					return outcome{}, context.Cause(l.ctx)
				}
				return o, l.save(&o, scope)
			default:
				return outcome{}, l.failed(errMalformed)
			}
		case <-canceled:
			// Once is enough.
			canceled = nil
			_ = l.process.conn.write(frameCancel, nil)
			last = time.After(grace)
		case <-last:
			l.release(true)
			return outcome{}, context.Cause(l.ctx)
		case <-hard.C:
			l.release(true)
			return outcome{}, js.TimeoutError(l.options.ScriptTimeout)
		}
	}
}

// failed gives up the worker: it died, or says what makes no sense.
func (l *lease) failed(err error) error {
	p := l.process
	if !errors.Is(err, errMalformed) && p.wait() {
		err = p.err
		if p.ranOut() {
			err = js.ErrMemory
		}
	}
	l.release(true)
	switch {
	case l.ctx.Err() != nil:
		return context.Cause(l.ctx)
	case err == js.ErrMemory:
		return err
	}
	return fmt.Errorf("the process that ran the script failed: %w", err)
}

// save writes the states that a script changed.
func (l *lease) save(o *outcome, scope *expr.Scope) error {
	for _, s := range o.states {
		state, err := l.state(s.call, s.node, s.scope, scope)
		if err != nil {
			return err
		}
		state.Replace(s.doc)
	}
	return nil
}

func (l *lease) state(c call, n int, name string, scope *expr.Scope) (*node.State, error) {
	if scope.Data == nil {
		return nil, errMalformed
	}
	switch c {
	case callState:
		return scope.State(n), nil
	case callStatic:
		return scope.StaticData(name)
	case callCustom:
		return scope.CustomData(), nil
	}
	return nil, errMalformed
}

// number answers the number of a file.
func (l *lease) number(f *item.Binary) uint64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	if n, ok := l.numbers[f]; ok {
		return n
	}
	if l.numbers == nil {
		l.numbers = map[*item.Binary]uint64{}
	}
	l.files = append(l.files, f)
	n := uint64(len(l.files))
	l.numbers[f] = n
	return n
}

// content answers a file's content by its number.
func (l *lease) content(number uint64) item.Content {
	l.mu.Lock()
	defer l.mu.Unlock()
	if number == 0 || number > uint64(len(l.files)) {
		return nil
	}
	return l.files[number-1].Content
}

// decoder reads a message in which files may be. What a worker says of a file
// it did not get counts for nothing.
func (l *lease) decoder(b []byte) *decoder {
	return &decoder{b: b, content: func(number uint64, _ int64, _ string) item.Content { return l.content(number) }}
}

// answer answers a call. What needs the execution's data is answered at once,
// what takes its time on another goroutine.
func (l *lease) answer(body []byte, scope *expr.Scope) error {
	d := l.decoder(body)
	session, number, c := d.uint(), d.uint(), call(d.byte())
	if d.err != nil {
		return d.err
	}
	p := l.process
	reply := func(err error, write func(*encoder)) error {
		e := encoder{file: l.number}
		e.uint(number)
		e.error(err)
		if err == nil && write != nil {
			write(&e)
		}
		if size := len(e.b); size > maxFrame {
			e = encoder{}
			e.uint(number)
			e.error(fmt.Errorf("%d bytes are too many for a script", size))
		}
		return p.conn.write(frameReply, e.b)
	}
	if session != p.uses {
		// A helper of an earlier session that nobody awaited.
		return reply(errMalformed, nil)
	}
	if c >= callRequest {
		helpers := l.session.Helpers
		go func() {
			write, err := l.help(helpers, c, d)
			// The worker may be gone by now.
			_ = reply(err, write)
		}()
		return nil
	}
	if scope.Data == nil {
		return reply(errMalformed, nil)
	}
	return l.told(scope, c, d, reply)
}

// told answers a call about the execution's data.
func (l *lease) told(scope *expr.Scope, c call, d *decoder, reply func(error, func(*encoder)) error) (err error) {
	defer func() {
		// The numbers of nodes come from the worker.
		if recover() != nil {
			err = errMalformed
		}
	}()
	write, failure := l.tell(scope, c, d)
	if d.err != nil {
		return d.err
	}
	return reply(failure, write)
}

// tell answers what a call about the execution's data is to be answered with.
func (l *lease) tell(scope *expr.Scope, c call, d *decoder) (func(*encoder), error) {
	switch c {
	case callItems:
		return func(e *encoder) { e.items(scope.Items()) }, nil
	case callInput:
		i := d.int()
		return func(e *encoder) { e.items(scope.Input(i)) }, nil
	case callNode:
		n, ok := scope.Node(d.text())
		return func(e *encoder) { e.bool(ok); e.int(n) }, nil
	case callVars:
		return func(e *encoder) { e.value(scope.Vars()) }, nil
	case callEnv:
		v, ok := scope.Env()
		return func(e *encoder) { e.value(v); e.bool(ok) }, nil
	case callParameter:
		src := scope.Parameter(d.text())
		return func(e *encoder) {
			e.bool(src != nil)
			if src != nil {
				e.value(src.Raw())
			} else {
				e.value(value.Undefined)
			}
		}, nil
	case callState, callStatic, callCustom:
		n, name := d.int(), d.text()
		state, err := l.state(c, n, name, scope)
		if err != nil {
			return nil, err
		}
		return func(e *encoder) { e.value(state.Value()) }, nil
	}
	n := d.int()
	if n < 0 || d.err != nil {
		return nil, errMalformed
	}
	switch c {
	case callName:
		return func(e *encoder) { e.text(scope.Name(n)); e.text(scope.NodeType(n)) }, nil
	case callRuns:
		return func(e *encoder) { e.int(scope.Runs(n)) }, nil
	case callOutput:
		run := d.int()
		outputs, ok := scope.Output(n, run)
		return func(e *encoder) { e.bool(ok); e.outputs(outputs) }, nil
	case callRunSources:
		run := d.int()
		return func(e *encoder) { e.sources(scope.RunSources(n, run)) }, nil
	case callPinned:
		items, ok := scope.Pinned(n)
		return func(e *encoder) { e.bool(ok); e.items(items) }, nil
	case callUpstream:
		output, ok := scope.ConnectedOutput(n)
		return func(e *encoder) { e.bool(scope.Upstream(n)); e.bool(ok); e.int(output) }, nil
	case callParameters:
		return func(e *encoder) { e.value(scope.Parameters(n)) }, nil
	}
	return nil, errMalformed
}

// errNoHelpers is the error of helpers where there are none.
var errNoHelpers = errors.New("helpers are not available here")

// help does what a helper of scripts does.
func (l *lease) help(helpers js.Helpers, c call, d *decoder) (func(*encoder), error) {
	if helpers == nil {
		return nil, errNoHelpers
	}
	switch c {
	case callRequest:
		r := js.Request{Helper: d.text(), Options: d.value()}
		if d.err != nil {
			return nil, d.err
		}
		v, err := helpers.Request(l.ctx, r)
		return func(e *encoder) { e.value(v) }, err
	case callCreate:
		meta := node.BinaryMeta{FileName: d.text(), MimeType: d.text(), Extension: d.text(), Directory: d.text()}
		content := d.bytes()
		if d.err != nil {
			return nil, d.err
		}
		f, err := helpers.Binary().Create(l.ctx, bytes.NewReader(content), meta)
		return func(e *encoder) { e.binary(f) }, err
	case callFile:
		v := d.value()
		if d.err != nil {
			return nil, d.err
		}
		f, err := helpers.Binary().FromValue(v)
		return func(e *encoder) { e.binary(f) }, err
	case callOpen:
		content := l.content(d.uint())
		if content == nil {
			return nil, errMalformed
		}
		r, err := content.Open()
		if err != nil {
			return nil, err
		}
		defer r.Close()
		b, err := io.ReadAll(io.LimitReader(r, maxFrame))
		return func(e *encoder) { e.bytes(b) }, err
	}
	return nil, errMalformed
}

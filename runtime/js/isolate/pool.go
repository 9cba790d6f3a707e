// Package isolate runs scripts in processes of their own: a script that breaks
// out of its runtime, or brings it down, finds itself in a process that has
// nothing but the items it works on. The server talks to its workers over their
// standard input and output, see frame for how.
//
// A worker gets scripts of one execution at a time and asks the server for what
// it needs of that execution, as it needs it: items of other nodes, files,
// requests. It has no environment and bounded memory; on Linux the system also
// refuses it files, sockets and other processes (see confine). The server ends
// it when it does not obey, and starts another.
package isolate

import (
	"context"
	"runtime"
	"sync"
	"time"

	"runnel/runtime/js"
)

// Options say how workers are started.
type Options struct {
	// Command is the program with its arguments that calls Work.
	Command []string
	// Size is the most workers at a time; more scripts wait. Twice the number
	// of processors when 0, four at least.
	Size int
	// Unrestricted is told, once, what the system does not keep workers from: a
	// kernel without filters of system calls, or none of Linux. Scripts run all
	// the same. It may be nil.
	Unrestricted func(what string)
}

// Pool is a set of workers. It implements js.Isolation and is safe for use by
// several goroutines.
type Pool struct {
	options Options
	// told is done when Unrestricted was told.
	told sync.Once
	// room has a token for every worker that may be in use.
	room chan struct{}

	mu     sync.Mutex
	idle   []*process
	closed bool
	timer  *time.Timer
}

// maxUses is the number of sessions that a worker serves before it is replaced.
const maxUses = 1000

// idleFor is how long a worker waits for work before it is ended.
const idleFor = time.Minute

// New makes a pool. Workers are started when they are first needed.
func New(o Options) *Pool {
	if o.Size <= 0 {
		o.Size = max(4, 2*runtime.GOMAXPROCS(0))
	}
	return &Pool{options: o, room: make(chan struct{}, o.Size)}
}

// Open implements js.Isolation.
func (p *Pool) Open(ctx context.Context, s *js.Session, o js.Options) js.Isolated {
	return &lease{pool: p, ctx: ctx, session: s, options: o}
}

// Close implements js.Isolation: it ends all workers that are idle; those in use
// end when they are done.
func (p *Pool) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	for _, w := range p.idle {
		w.kill()
	}
	p.idle = nil
}

// take answers a worker that nobody uses.
func (p *Pool) take(ctx context.Context, c config) (*process, error) {
	select {
	case p.room <- struct{}{}:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	p.mu.Lock()
	for len(p.idle) > 0 {
		w := p.idle[len(p.idle)-1]
		p.idle = p.idle[:len(p.idle)-1]
		if w.alive() && w.config.equal(c) {
			p.mu.Unlock()
			return w, nil
		}
		w.kill()
	}
	p.mu.Unlock()
	w, err := start(p.options.Command, c)
	if err != nil {
		<-p.room
		return nil, err
	}
	if w.unrestricted != "" && p.options.Unrestricted != nil {
		p.told.Do(func() { p.options.Unrestricted(w.unrestricted) })
	}
	return w, nil
}

// give gives a worker back; one that is spoiled is ended.
func (p *Pool) give(w *process, spoiled bool) {
	defer func() { <-p.room }()
	w.uses++
	p.mu.Lock()
	defer p.mu.Unlock()
	if spoiled || p.closed || w.uses >= maxUses || !w.alive() {
		w.kill()
		return
	}
	w.since = time.Now()
	p.idle = append(p.idle, w)
	if p.timer == nil {
		p.timer = time.AfterFunc(idleFor, p.trim)
	}
}

// trim ends the workers that waited for too long.
func (p *Pool) trim() {
	p.mu.Lock()
	defer p.mu.Unlock()
	before := time.Now().Add(-idleFor)
	kept := p.idle[:0]
	for _, w := range p.idle {
		if w.since.Before(before) {
			w.kill()
		} else {
			kept = append(kept, w)
		}
	}
	clear(p.idle[len(kept):])
	p.idle = kept
	p.timer = nil
	if len(p.idle) > 0 {
		p.timer = time.AfterFunc(idleFor, p.trim)
	}
}

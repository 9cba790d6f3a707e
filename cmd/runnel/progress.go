package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/mattn/go-isatty"

	"runnel/runtime/engine"
	"runnel/runtime/execution"
)

// progress shows on a terminal which node runs, once a run takes long.
type progress struct {
	out   io.Writer
	began time.Time
	stop  chan struct{}
	done  chan struct{}

	mu   sync.Mutex
	node string
	runs int
}

// progressAfter is how long a run may take before it is shown.
const progressAfter = 2 * time.Second

// showProgress has a run shown on standard error, if that is a terminal.
func showProgress(req *engine.RunRequest) *progress {
	p := &progress{out: os.Stderr, began: time.Now(), stop: make(chan struct{}), done: make(chan struct{})}
	if !isatty.IsTerminal(os.Stderr.Fd()) {
		close(p.done)
		return p
	}
	req.Observer = p
	go p.show(progressAfter)
	return p
}

func (p *progress) show(after time.Duration) {
	defer close(p.done)
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	shown := false
	for {
		select {
		case <-p.stop:
			if shown {
				fmt.Fprint(p.out, "\r\x1b[K")
			}
			return
		case <-tick.C:
			took := time.Since(p.began)
			if took < after {
				continue
			}
			shown = true
			p.mu.Lock()
			fmt.Fprintf(p.out, "\r\x1b[K%s: %d runs of nodes, now %q", took.Round(time.Second), p.runs, p.node)
			p.mu.Unlock()
		}
	}
}

// end takes the line away.
func (p *progress) end() {
	close(p.stop)
	<-p.done
}

// RunStarted implements engine.Observer.
func (p *progress) RunStarted(*execution.Execution) {}

// RunFinished implements engine.Observer.
func (p *progress) RunFinished(*execution.Execution) {}

// NodeStarted implements engine.Observer.
func (p *progress) NodeStarted(e engine.NodeEvent) {
	p.mu.Lock()
	p.node = e.Name
	p.mu.Unlock()
}

// NodeFinished implements engine.Observer.
func (p *progress) NodeFinished(engine.NodeEvent) {
	p.mu.Lock()
	p.runs++
	p.mu.Unlock()
}

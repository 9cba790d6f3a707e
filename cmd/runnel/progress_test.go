package main

import (
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"runnel/runtime/engine"
)

// lines is what was printed; both sides use it, so it is guarded.
type lines struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) text() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func TestALongRunIsShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &lines{}
		p := &progress{out: out, began: time.Now(), stop: make(chan struct{}), done: make(chan struct{})}
		go p.show(progressAfter)
		p.NodeStarted(engine.NodeEvent{Name: "Fetch"})
		p.NodeFinished(engine.NodeEvent{Name: "Fetch"})
		time.Sleep(progressAfter - time.Second)
		if text := out.text(); text != "" {
			t.Errorf("a short run is shown: %q", text)
		}
		time.Sleep(3 * time.Second)
		p.end()
		if text := out.text(); !strings.Contains(text, `1 runs of nodes, now "Fetch"`) || !strings.HasSuffix(text, "\r\x1b[K") {
			t.Errorf("shown: %q", text)
		}
	})
}

package main

import (
	"context"
	"runtime/debug"
	"time"
)

const (
	// idleCheck is how often the server looks whether it has nothing to do.
	idleCheck = 15 * time.Second
	// idleWork is the most CPU time that a server with nothing to do takes
	// between two looks.
	idleWork = 30 * time.Millisecond
	// idleFaults is how many page faults make it worth giving back memory.
	idleFaults = 64
)

// consumption is what the process has used so far.
type consumption struct {
	cpu time.Duration
	// faults counts the page faults: each brought one page or more into memory.
	faults int64
}

// restWhenIdle gives back memory at once, and whenever the server comes to rest
// after it worked, until ctx ends.
func restWhenIdle(ctx context.Context) {
	t := time.NewTicker(idleCheck)
	defer t.Stop()
	release := func() consumption {
		debug.FreeOSMemory()
		releaseCode()
		return used()
	}
	r := newRest(release())
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			if r.due(used()) {
				r = newRest(release())
			}
		}
	}
}

// rest tells when a server came to rest: when it did little since the last
// look, and took pages since memory was given back.
type rest struct{ released, before consumption }

func newRest(u consumption) rest { return rest{u, u} }

func (r *rest) due(u consumption) bool {
	little := u.cpu-r.before.cpu <= idleWork
	r.before = u
	return little && u.faults-r.released.faults > idleFaults
}

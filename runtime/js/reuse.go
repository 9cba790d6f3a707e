package js

import (
	"slices"
	"sync"
	"time"

	"runnel/runtime/expr"
	"runnel/runtime/node"
)

// A machine costs the better part of a millisecond to make. Most scripts do
// nothing that a later run could see, so their machines serve the same script
// again: never another one, and only if the script is tame and left no trace.

// The most machines that wait for their script to run again: for one script,
// and for all.
const (
	maxIdleOfScript = 16
	maxIdleScripts  = 64
)

// idleFor is how long a machine waits before it is given up.
const idleFor = 30 * time.Second

// idleRuns are machines that wait for their script to run again.
type idleRuns struct {
	mu    sync.Mutex
	of    map[*script][]idleRun
	count int
	timer *time.Timer
}

type idleRun struct {
	run   *scriptRun
	since time.Time
}

// take answers a machine in which the script ran before, nil when none waits.
func (i *idleRuns) take(s *script) *scriptRun {
	i.mu.Lock()
	defer i.mu.Unlock()
	list := i.of[s]
	if len(list) == 0 {
		return nil
	}
	r := list[len(list)-1].run
	list[len(list)-1] = idleRun{}
	i.of[s] = list[:len(list)-1]
	i.count--
	return r
}

// put keeps a machine for the next run of its script.
func (i *idleRuns) put(r *scriptRun) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.count >= maxIdleScripts || len(i.of[r.script]) >= maxIdleOfScript {
		return
	}
	if i.of == nil {
		i.of = map[*script][]idleRun{}
	}
	i.of[r.script] = append(i.of[r.script], idleRun{r, time.Now()})
	i.count++
	if i.timer == nil {
		i.timer = time.AfterFunc(idleFor, i.trim)
	}
}

// trim gives up the machines that waited for too long.
func (i *idleRuns) trim() {
	i.mu.Lock()
	defer i.mu.Unlock()
	before := time.Now().Add(-idleFor)
	for s, list := range i.of {
		stale := 0
		for stale < len(list) && list[stale].since.Before(before) {
			stale++
		}
		i.count -= stale
		if stale == len(list) {
			delete(i.of, s)
		} else {
			i.of[s] = append([]idleRun(nil), list[stale:]...)
		}
	}
	i.timer = nil
	if i.count > 0 {
		i.timer = time.AfterFunc(idleFor, i.trim)
	}
}

// reopen answers a machine in which the script ran in another execution, ready
// for this one; nil when there is none.
func (s *Session) reopen(compiled *script, scope *expr.Scope, self, run, chunk int) *scriptRun {
	r := s.engine.idle.take(compiled)
	if r == nil {
		return nil
	}
	r.session, r.ctx, r.node, r.run, r.chunk = s, s.ctx, self, run, chunk
	r.m.settle(s.engine.zoneOf(scope))
	s.engine.watch.add(r.m.guard)
	return r
}

// retire ends a run: its machine waits for the next one, or is given up.
func (e *Engine) retire(r *scriptRun) {
	clean := r.isClean()
	r.m.guard.release()
	if !clean {
		r.loop.close()
		return
	}
	r.next(nil, nil)
	clear(r.items)
	clear(r.lists)
	r.states, r.session, r.ctx, r.m.carried = nil, nil, nil, nil
	e.idle.put(r)
}

// isClean tells whether the script has left nothing behind that a later run
// could see.
func (r *scriptRun) isClean() bool {
	if r.spoiled || !r.script.tame || r.kind == node.ScriptPlain {
		return false
	}
	if len(r.loop.timers) > 0 || len(r.loop.immediate) > 0 || r.loop.pending > 0 {
		return false
	}
	global := r.m.rt.GlobalObject()
	for _, name := range r.defined {
		_ = global.Delete(name)
	}
	r.defined = r.defined[:0]
	if !r.script.leaks {
		return true
	}
	// What a script adds can be enumerated, what was there before cannot.
	names := global.Keys()
	for _, name := range names {
		if !slices.Contains(r.enumerable, name) && global.Delete(name) != nil {
			return false
		}
	}
	return true
}

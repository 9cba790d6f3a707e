package js

import (
	"sync"

	"runnel/runtime/expr"
)

// pool keeps machines. Those of expressions come back after use, unless an
// expression may have changed built-in objects; those of scripts are made in
// advance and used once.
type pool struct {
	mu sync.Mutex
	// idle machines ran expressions before.
	idle []*machine
	// fresh machines are for scripts.
	fresh []*machine
	// making counts the machines that are being made.
	making int
}

// maxIdle is the number of machines for expressions that are kept.
const maxIdle = 32

// takeMachine answers a machine for expressions in a scope's time zone.
func (e *Engine) takeMachine(scope *expr.Scope) *machine {
	e.pool.mu.Lock()
	var m *machine
	if n := len(e.pool.idle); n > 0 {
		m = e.pool.idle[n-1]
		e.pool.idle[n-1] = nil
		e.pool.idle = e.pool.idle[:n-1]
	}
	e.pool.mu.Unlock()
	if m == nil {
		m = newMachine(e)
	}
	m.settle(e.zoneOf(scope))
	e.watch.add(m.guard)
	return m
}

// zoneOf answers the name of a scope's time zone.
func (e *Engine) zoneOf(scope *expr.Scope) string {
	if scope != nil && scope.Data != nil {
		if z := scope.Info().Zone; z != nil {
			return z.String()
		}
	}
	return e.options.Zone.String()
}

// giveBack keeps a machine for other expressions, if it is as it was.
func (e *Engine) giveBack(m *machine) {
	m.guard.release()
	if m.dirty {
		return
	}
	m.carried, m.scope = nil, nil
	e.pool.mu.Lock()
	defer e.pool.mu.Unlock()
	if len(e.pool.idle) < maxIdle {
		e.pool.idle = append(e.pool.idle, m)
	}
}

// newScriptMachine answers a machine that ran nothing yet.
func (e *Engine) newScriptMachine(scope *expr.Scope, shelved []string) *machine {
	e.pool.mu.Lock()
	var m *machine
	if n := len(e.pool.fresh); n > 0 {
		m = e.pool.fresh[n-1]
		e.pool.fresh[n-1] = nil
		e.pool.fresh = e.pool.fresh[:n-1]
	}
	e.pool.mu.Unlock()
	if m == nil {
		m = newMachine(e)
	}
	e.refill()
	m.shelved, m.zone = shelved, ""
	m.settle(e.zoneOf(scope))
	e.watch.add(m.guard)
	return m
}

// refill makes machines for scripts in the background.
func (e *Engine) refill() {
	e.pool.mu.Lock()
	defer e.pool.mu.Unlock()
	if len(e.pool.fresh)+e.pool.making >= e.options.Prepared || e.pool.making > 0 {
		return
	}
	e.pool.making++
	go func() {
		for {
			m := newMachine(e)
			e.pool.mu.Lock()
			e.pool.fresh = append(e.pool.fresh, m)
			if len(e.pool.fresh) >= e.options.Prepared {
				e.pool.making--
				e.pool.mu.Unlock()
				return
			}
			e.pool.mu.Unlock()
		}
	}()
}

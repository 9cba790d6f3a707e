// Package js runs JavaScript: the expressions that package expr leaves to it,
// and the scripts of nodes. It is built on goja. What it adds:
//
//   - programs are compiled once and run in many runtimes; runtimes for
//     expressions are used again, those of scripts are not;
//   - the values of the host are seen without being copied (see objectView);
//   - errors read as V8 words them, with V8's stacks (see faults);
//   - runaway code is stopped: time, memory, calls.
//
// Nothing of the host can be reached from a script but what is handed to it.
// The limits guard against accidents; a boundary against malice is package
// isolate, which runs scripts in processes of their own.
package js

import (
	"context"
	"time"

	"runnel/runtime/expr"
	"runnel/runtime/js/platform"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Options are the limits and settings of an Engine. The zero Options are
// usable.
type Options struct {
	// ScriptTimeout is how long a script may take, awaiting included; 300 s
	// when 0.
	ScriptTimeout time.Duration
	// ExpressionTimeout is how long one expression may take; 10 s when 0.
	ExpressionTimeout time.Duration
	// MemoryBudget is the number of bytes by which the heap may grow while a
	// script runs before it is stopped; 1 GiB when 0.
	MemoryBudget int64
	// Builtins and External are the modules that require may load, by name,
	// or "*" for all (NODE_FUNCTION_ALLOW_BUILTIN and _EXTERNAL).
	Builtins, External []string
	// Prepared is the number of runtimes kept ready for scripts; 4 when 0.
	Prepared int
	// Zone is the time zone of luxon in scripts and expressions without a
	// workflow; UTC when nil.
	Zone *time.Location
	// Isolation runs the scripts elsewhere; nil runs them in this process.
	// Expressions always run here.
	Isolation Isolation
}

// Isolation runs scripts somewhere else, such as in processes of their own.
type Isolation interface {
	// Open prepares for the scripts of a session, which stop when the context
	// ends. The options are those of the session's engine.
	Open(ctx context.Context, s *Session, o Options) Isolated
	// Close gives up what waits for scripts; those that run go on.
	Close()
}

// Isolated are the scripts of one session that run elsewhere. It is used by one
// goroutine at a time.
type Isolated interface {
	// RunScript is Session.RunScript. It uses the session's Log and Helpers.
	RunScript(kind node.ScriptKind, code string, scope *expr.Scope, globals []value.Field) (node.ScriptResult, error)
	// Close gives back what the scripts took.
	Close()
}

// Engine is the JavaScript of a process: compiled programs, runtimes and
// limits. It is safe for use by several goroutines.
type Engine struct {
	options     Options
	expressions cache[string, *expression]
	scripts     cache[scriptKey, *script]
	pool        pool
	idle        idleRuns
	watch       watch
}

// Close gives up what waits for scripts. The engine can still be used.
func (e *Engine) Close() {
	if e.options.Isolation != nil {
		e.options.Isolation.Close()
	}
}

// New makes an engine.
func New(o Options) *Engine {
	if o.ScriptTimeout == 0 {
		o.ScriptTimeout = 300 * time.Second
	}
	if o.ExpressionTimeout == 0 {
		o.ExpressionTimeout = 10 * time.Second
	}
	if o.MemoryBudget == 0 {
		o.MemoryBudget = 1 << 30
	}
	if o.Prepared == 0 {
		o.Prepared = 4
	}
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	boundBuiltins()
	platform.ShareLocalZone()
	e := &Engine{options: o}
	e.watch.budget = o.MemoryBudget
	return e
}

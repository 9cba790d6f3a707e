package js

import (
	"context"
	"errors"
	"fmt"

	"github.com/dop251/goja"

	"runnel/runtime/expr"
	"runnel/runtime/value"
)

// Session is the JavaScript of one execution. It is used by one goroutine at a
// time. Its machines are taken when they are first needed.
type Session struct {
	// Log receives what scripts print with console.log, formatted as the
	// original formats it; nil drops it.
	Log func(text string)
	// Helpers is what this.helpers of scripts does; nil lets all fail. The
	// engine sets it for the node whose script is to run.
	Helpers Helpers

	engine *Engine
	ctx    context.Context
	// m runs expressions.
	m *machine
	// open is the script that is running or may go on with the next item.
	open *scriptRun
	// depth counts evaluations inside of evaluations.
	depth int
	// isolated are the scripts that run elsewhere, once there were any.
	isolated Isolated
}

// Lease makes the JavaScript of one execution. Everything in it stops when the
// context ends.
func (e *Engine) Lease(ctx context.Context) *Session {
	return &Session{engine: e, ctx: ctx}
}

// Release gives back what the session took. It must not be used afterwards.
func (s *Session) Release() {
	s.closeRun()
	if s.isolated != nil {
		s.isolated.Close()
		s.isolated = nil
	}
	if s.m != nil {
		s.engine.giveBack(s.m)
		s.m = nil
	}
}

// machine answers the machine for expressions in a scope's time zone.
func (s *Session) machine(scope *expr.Scope) *machine {
	if s.m == nil {
		s.m = s.engine.takeMachine(scope)
	}
	return s.m
}

// Eval implements expr.Runner.
func (s *Session) Eval(c *expr.Chunk, scope *expr.Scope) (v value.Value, err error) {
	x, ok := c.Compiled.(*expression)
	if !ok {
		compiled, err := s.engine.CompileExpression(c.Prepared)
		if err != nil {
			return value.Undefined, err
		}
		x = compiled.(*expression)
	}
	m := s.machine(scope)
	i, err := m.instance(x)
	if err != nil {
		return value.Undefined, fmt.Errorf("the expression cannot be prepared: %w", err)
	}
	outer := m.scope
	m.scope = scope
	m.dirty = m.dirty || x.dirty
	s.depth++
	if s.depth == 1 {
		m.guard.begin(s.ctx, s.engine.options.ExpressionTimeout)
		m.lend()
	}
	defer func() {
		m.scope = outer
		if p := recover(); p != nil {
			s.drop()
			v, err = value.Undefined, crashed(p)
		}
		if s.depth--; s.depth == 0 {
			if stopped := m.guard.end(); stopped != nil {
				s.drop()
				v, err = value.Undefined, stopped
			}
			m.carried = m.carried[:0]
			m.forget()
			m.takeBack()
		}
	}()
	return m.eval(x, i, c, scope)
}

// drop gives up the machine: it was interrupted or is in an unknown state.
func (s *Session) drop() {
	if s.m != nil {
		s.m.guard.release()
		s.m = nil
	}
}

// eval calls an expression.
func (m *machine) eval(x *expression, i *instance, c *expr.Chunk, scope *expr.Scope) (value.Value, error) {
	args := i.args
	if i.busy {
		args = make([]goja.Value, len(i.args))
	}
	if x.dynamic {
		args[0] = m.rt.NewDynamicObject(m.namesOf(scope))
	} else {
		assigned, _ := scope.Session.(*names)
		for n, name := range x.names {
			v, err := m.argument(scope, assigned, name)
			if err != nil {
				// Perhaps the code never reads the name. Only the slow form,
				// which looks names up when they are read, can tell.
				return m.evalSlow(x, c, scope)
			}
			args[n] = v
		}
		args = args[:len(x.names)]
	}
	i.busy = true
	v, err := i.call(m.undefined, args...)
	i.busy = false
	clear(args)
	if err != nil {
		return value.Undefined, m.swallowed(err)
	}
	return m.result(v, c)
}

// argument answers the value of a name.
func (m *machine) argument(scope *expr.Scope, assigned *names, name string) (goja.Value, error) {
	if assigned != nil {
		if v, ok := assigned.vars[name]; ok {
			return v, nil
		}
	}
	v, ok, err := scope.Resolve(name)
	if err != nil {
		return nil, err
	}
	if !ok {
		return m.undefined, nil
	}
	return m.toJS(v), nil
}

// evalSlow evaluates the form of an expression that looks names up late.
func (m *machine) evalSlow(x *expression, c *expr.Chunk, scope *expr.Scope) (value.Value, error) {
	slow, err := x.late()
	if err != nil {
		return value.Undefined, err
	}
	i, err := m.instance(slow)
	if err != nil {
		return value.Undefined, err
	}
	return m.eval(slow, i, c, scope)
}

// swallowed sorts out the errors that fail a node: those of the context and
// what stopped the evaluation. All others are expr.ErrThrown.
func (m *machine) swallowed(err error) error {
	var ex *goja.Exception
	if errors.As(err, &ex) {
		if cause, ok := m.caught(ex.Value()); ok {
			return cause
		}
		return expr.ErrThrown
	}
	var stopped *goja.InterruptedError
	if errors.As(err, &stopped) {
		if cause, ok := stopped.Value().(error); ok {
			return cause
		}
		return err
	}
	var overflow *goja.StackOverflowError
	if errors.As(err, &overflow) {
		return nil
	}
	return err
}

// result takes the value of an expression out of JavaScript.
func (m *machine) result(v goja.Value, c *expr.Chunk) (w value.Value, err error) {
	if w, ok := m.scalar(v, asValue); ok {
		if _, isSymbol := v.(*goja.Symbol); isSymbol && c.Part {
			return value.Null, expr.ErrNull
		}
		return w, nil
	}
	ex := m.rt.Try(func() {
		if c.Part {
			w = value.String(m.textOf(v))
			return
		}
		if _, ok := goja.AssertFunction(v); ok {
			w = m.hostFunction(v.(*goja.Object))
			return
		}
		w = m.fromJS(v, asValue)
	})
	if ex != nil {
		err := m.swallowed(ex)
		if c.Part && errors.Is(err, expr.ErrThrown) {
			// What has no text makes the whole template null.
			err = expr.ErrNull
		}
		return value.Undefined, err
	}
	return w, nil
}

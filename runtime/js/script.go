package js

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dop251/goja"

	"runnel/runtime/expr"
	"runnel/runtime/item"
	"runnel/runtime/js/source"
	"runnel/runtime/js/syntax"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// script is a node's script, compiled.
type script struct {
	unit *source.Unit
	// things are the hidden functions it uses, and builtins what it reads of the
	// language, in the order of the parameters of the function around it.
	things, builtins []string
	// sync scripts do not await at the top: their outermost function is an
	// ordinary one, which is much cheaper to call.
	sync bool
	// tame scripts may find their machine as another run left it, see source.IsTame.
	tame bool
	// leaks is set when the script may make global variables.
	leaks bool
	// free are the globals it names.
	free map[string]bool
	// broken is what is wrong with a script that cannot be read.
	broken *syntax.Error
}

// scriptKey finds a compiled script.
type scriptKey struct {
	kind node.ScriptKind
	code string
}

// head and tail stand around the code. They are on the lines of the code, so
// that lines count as the user sees them; the text is part of what is
// observable, because code may close the function early.
func wrapping(kind node.ScriptKind) (head, tail string) {
	switch kind {
	case node.ScriptAll, node.ScriptEach:
		return "module.exports = async function VmCodeWrapper() {", "\n}()"
	case node.ScriptPlain:
		return "module.exports = function() {", "\n}()"
	}
	return "module.exports = async function() {", "\n}()"
}

// script compiles a script, once.
func (e *Engine) script(kind node.ScriptKind, code string) (*script, error) {
	key := scriptKey{kind, code}
	if s, ok := e.scripts.get(key); ok {
		return s, nil
	}
	s, err := compileScript(kind, code)
	if err != nil {
		return nil, err
	}
	e.scripts.put(key, s)
	return s, nil
}

// CheckScript tells why a script cannot be read, and on which of its lines; ""
// stands for one that can.
func (e *Engine) CheckScript(kind node.ScriptKind, code string) (message string, line int) {
	s, err := e.script(kind, code)
	switch {
	case err != nil:
		return err.Error(), 1
	case s.broken == nil:
		return "", 0
	}
	head, _ := wrapping(kind)
	end := min(max(s.broken.Offset-len(head), 0), len(code))
	return s.broken.Message, 1 + strings.Count(code[:end], "\n")
}

func compileScript(kind node.ScriptKind, code string) (*script, error) {
	head, tail := wrapping(kind)
	text := head + code + tail
	s := &script{tame: source.IsTame(code), leaks: source.MayLeak(code)}
	if err := syntax.Check(text, checkRegExp); err != nil {
		s.broken = err
		return s, nil
	}
	s.unit = source.NewUnit(source.UniqueName(), text)
	tree, err := source.Parse(s.unit.Name, text)
	if err != nil {
		lowered, lowErr := source.LowerUnit(s.unit.Name, text)
		if lowErr != nil {
			s.broken = &syntax.Error{Message: lowErr.Error()}
			return s, nil
		}
		s.unit = lowered
		if tree, err = source.Parse(s.unit.Name, s.unit.Text); err != nil {
			s.broken = &syntax.Error{Message: err.Error()}
			return s, nil
		}
	}
	s.free = source.FreeNames(tree)
	if f := source.Outermost(tree); f != nil && f.Async {
		if source.HasAwait(f.Body) {
			source.MarkAwaits(f.Body)
		} else {
			f.Async = false
			s.sync = true
		}
	}
	source.Instrument(tree, s.unit.Text)
	if kind == node.ScriptAll || kind == node.ScriptEach {
		source.Disarm(tree)
	}
	for _, h := range source.HiddenNames {
		if source.Mentions(tree, h) {
			s.things = append(s.things, h)
		}
	}
	if s.tame {
		s.builtins = source.BuiltinNames(tree, s.free)
	}
	source.Wrap(tree, slices.Concat(s.things, s.builtins))
	if s.unit.Program, err = source.Compile(tree); err != nil {
		return nil, fmt.Errorf("the script cannot be compiled: %w", err)
	}
	return s, nil
}

// scriptRun is a script in its own machine. Scripts that run for each item
// keep their machine over the items, because what they put on the global
// object stays.
type scriptRun struct {
	m       *machine
	session *Session
	kind    node.ScriptKind
	script  *script
	scope   *expr.Scope
	globals map[string]value.Value

	// outer is the function that runs the script, things are its arguments.
	outer  goja.Callable
	things []goja.Value
	loop   *loop
	ctx    context.Context

	// defined are the names that were put on the global object for the
	// current item.
	defined []string
	// items are the objects of items that were handed out, and lists those of
	// lists, by their first item.
	items map[*item.Item]*goja.Object
	lists map[*item.Item]*goja.Object
	// hostErrors are errors that came from the host.
	hostErrors []carried
	// states are the documents of static data that were handed out.
	states []openState
	// awaiting is the offset of the await that the outermost function is at.
	awaiting int

	// spoiled is set when the script was stopped, or broke the machine.
	spoiled bool
	// enumerable are the names that can be enumerated on the global object
	// before the script runs.
	enumerable []string

	// node and run tell which run of which node this is, chunk which thousand
	// of its items.
	node, run, chunk int
}

// chunkItems is the number of items for which a script that runs for each keeps
// its globals.
const chunkItems = 1000

// RunScript runs a node's script for the scope's current item. The error is a
// *node.ScriptError for what the script did, or what stopped it.
func (s *Session) RunScript(kind node.ScriptKind, code string, scope *expr.Scope, globals []value.Field) (node.ScriptResult, error) {
	if kind == node.ScriptEach {
		if err := checkEachText(code, scope.Item); err != nil {
			return node.ScriptResult{}, err
		}
	}
	if code == "" && (kind == node.ScriptAll || kind == node.ScriptEach) {
		return node.ScriptResult{}, &node.ScriptError{Message: unknownError, Item: -1}
	}
	if s.engine.options.Isolation != nil {
		if s.isolated == nil {
			s.isolated = s.engine.options.Isolation.Open(s.ctx, s, s.engine.options)
		}
		return s.isolated.RunScript(kind, code, scope, globals)
	}
	compiled, err := s.engine.script(kind, code)
	if err != nil {
		return node.ScriptResult{}, err
	}
	if compiled.broken != nil {
		return node.ScriptResult{}, syntaxFailure(kind, compiled.broken)
	}
	r, err := s.scriptRun(kind, compiled, scope, globals)
	if err != nil {
		return node.ScriptResult{}, err
	}
	if kind != node.ScriptEach && kind != node.ScriptFunctionItem && kind != node.ScriptPlain {
		defer s.closeRun()
	}
	return r.execute()
}

// scriptRun answers the machine for a script: the open one if the script goes
// on with the next item, else a new one.
func (s *Session) scriptRun(kind node.ScriptKind, compiled *script, scope *expr.Scope, globals []value.Field) (*scriptRun, error) {
	self, run := -1, 0
	if scope.Data != nil {
		self, run = scope.Self(), scope.Info().RunIndex
	}
	chunk := scope.Item / chunkItems
	if r := s.open; r != nil && r.kind == kind && r.script == compiled && r.node == self && r.run == run && (r.chunk == chunk || kind == node.ScriptPlain) {
		r.next(scope, globals)
		return r, nil
	}
	s.closeRun()
	if r := s.reopen(compiled, scope, self, run, chunk); r != nil {
		r.next(scope, globals)
		s.open = r
		return r, nil
	}
	m := s.engine.newScriptMachine(scope, shelf(kind, compiled))
	r := &scriptRun{
		m: m, session: s, kind: kind, script: compiled, loop: m.loop, ctx: s.ctx,
		items: map[*item.Item]*goja.Object{}, lists: map[*item.Item]*goja.Object{},
		node: self, run: run, chunk: chunk,
	}
	m.script = r
	r.next(scope, globals)
	m.units[compiled.unit.Name] = compiled.unit
	f, err := m.rt.RunProgram(compiled.unit.Program)
	if err != nil {
		return nil, err
	}
	outer, ok := goja.AssertFunction(f)
	if !ok {
		return nil, errors.New("the script is no function")
	}
	r.outer = outer
	for _, name := range compiled.things {
		r.things = append(r.things, m.hidden(name))
	}
	for _, name := range compiled.builtins {
		r.things = append(r.things, m.rt.GlobalObject().Get(name))
	}
	if compiled.leaks {
		r.enumerable = m.rt.GlobalObject().Keys()
	}
	s.open = r
	return r, nil
}

// closeRun ends the open script.
func (s *Session) closeRun() {
	if r := s.open; r != nil {
		s.open = nil
		s.engine.retire(r)
	}
}

// next makes the run ready for an item.
func (r *scriptRun) next(scope *expr.Scope, globals []value.Field) {
	r.scope = scope
	r.m.scope = scope
	r.hostErrors = nil
	r.awaiting = -1
	global := r.m.rt.GlobalObject()
	for _, name := range r.defined {
		_ = global.Delete(name)
	}
	r.defined = r.defined[:0]
	r.globals = nil
	if len(globals) > 0 {
		r.globals = make(map[string]value.Value, len(globals))
		for _, g := range globals {
			r.globals[g.Key] = g.Value
		}
	}
}

// itemOf is the index of the item that the script runs for, -1 for all.
func (r *scriptRun) itemOf() int {
	switch r.kind {
	case node.ScriptEach, node.ScriptFunctionItem:
		return r.scope.Item
	}
	return -1
}

// execute runs the script to its end.
func (r *scriptRun) execute() (result node.ScriptResult, err error) {
	limit := r.session.engine.options.ScriptTimeout
	ctx, cancel := context.WithTimeoutCause(r.session.ctx, limit, TimeoutError(limit))
	defer cancel()
	r.ctx = ctx
	g := r.m.guard
	g.begin(ctx, 0)
	defer func() {
		session, stopped := r.session, g.end()
		if p := recover(); p != nil {
			r.spoiled = true
			session.closeRun()
			err = crashed(p)
		}
		if stopped != nil {
			r.spoiled = true
			session.closeRun()
			if err != nil {
				err = stopped
			}
		}
	}()
	module := r.m.rt.NewObject()
	set(r.m.rt.GlobalObject(), "module", module)
	v, err := r.value(module)
	if err != nil {
		// The older nodes work on the static data itself; the Code node sends
		// it back only with its result.
		if r.kind == node.ScriptFunction || r.kind == node.ScriptFunctionItem {
			r.saveStates()
		}
		return result, err
	}
	return r.taken(v)
}

// value runs the script's function and answers what it returns in the end.
func (r *scriptRun) value(module *goja.Object) (goja.Value, error) {
	if _, err := r.outer(r.m.rt.GlobalObject(), r.things...); err != nil {
		return nil, r.failed(err)
	}
	return r.settled(module.Get("exports"))
}

// TimeoutError is the failure of a script that takes longer than a limit.
func TimeoutError(limit time.Duration) *node.ScriptError {
	return &node.ScriptError{Message: timeoutMessage(limit), Item: -1}
}

// timeoutMessage is what the original says of scripts that take too long.
func timeoutMessage(limit time.Duration) string {
	return fmt.Sprintf("Task execution timed out after %d seconds", int(limit.Seconds()))
}

// settled answers the value of a promise once it has one; other values are
// answered at once.
func (r *scriptRun) settled(v goja.Value) (goja.Value, error) {
	o, ok := v.(*goja.Object)
	if !ok {
		return v, nil
	}
	if o.ClassName() != "Promise" {
		isThenable := false
		if ex := r.m.rt.Try(func() {
			_, isThenable = goja.AssertFunction(o.Get("then"))
		}); ex != nil {
			return nil, r.uncaught(ex.Value())
		}
		if !isThenable {
			return v, nil
		}
		p, err := r.m.resolve(o)
		if err != nil {
			return nil, r.failed(err)
		}
		o = p
	}
	p, ok := o.Export().(*goja.Promise)
	if !ok {
		return v, nil
	}
	done, err := r.loop.run(r.ctx, func() bool { return p.State() != goja.PromiseStatePending })
	switch {
	case err != nil:
		var thrown *goja.Exception
		if errors.As(err, &thrown) {
			// Nothing can catch what a timer throws; it ends the script.
			return nil, &node.ScriptError{Message: "Node execution failed", Item: r.itemOf()}
		}
		return nil, r.failed(err)
	case !done:
		// Nothing will ever settle the promise; the original waits in vain.
		return nil, &node.ScriptError{Message: timeoutMessage(r.session.engine.options.ScriptTimeout), Item: r.itemOf()}
	case p.State() == goja.PromiseStateRejected:
		var failure *node.ScriptError
		if ex := r.m.rt.Try(func() { failure = r.uncaught(p.Result()) }); ex != nil {
			return nil, &node.ScriptError{Message: unknownError, Item: r.itemOf()}
		}
		return nil, failure
	}
	return p.Result(), nil
}

// failed makes the error of a run out of what ended it.
func (r *scriptRun) failed(err error) error {
	var failure *node.ScriptError
	if errors.As(err, &failure) {
		return failure
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
		return r.overflowed(overflow)
	}
	var ex *goja.Exception
	if !errors.As(err, &ex) {
		return err
	}
	if bad := r.m.rt.Try(func() { failure = r.uncaught(ex.Value()) }); bad != nil {
		return &node.ScriptError{Message: unknownError, Item: r.itemOf()}
	}
	return failure
}

// overflowed is the error of a script that goja stopped because its calls were
// too many.
func (r *scriptRun) overflowed(err *goja.StackOverflowError) error {
	o := r.m.faults.make("RangeError", stackOverflow, err.Stack())
	return r.uncaught(o)
}

// taken takes the result out of JavaScript.
func (r *scriptRun) taken(v goja.Value) (result node.ScriptResult, err error) {
	ex := r.m.rt.Try(func() {
		result.Value = r.m.fromJS(v, asJSON)
		r.saveStates()
	})
	if ex != nil {
		return result, &node.ScriptError{Message: unknownError, Item: r.itemOf()}
	}
	if r.kind == node.ScriptFunctionItem {
		result.Binary, err = r.changedFiles()
	}
	return result, err
}

// changedFiles answers the current item's files if the script set some.
func (r *scriptRun) changedFiles() (*item.Binaries, error) {
	items := r.scope.Items()
	if uint(r.scope.Item) >= uint(len(items)) || r.session.Helpers == nil {
		return nil, nil
	}
	o := r.items[&items[r.scope.Item]]
	if o == nil {
		return nil, nil
	}
	w := viewOf(o)
	if w == nil || w.edits == nil || w.edits.find("binary") < 0 {
		return nil, nil
	}
	var files []item.NamedBinary
	for name, v := range r.m.fromJS(w.Get("binary"), asJSON).Entries() {
		f, err := r.session.Helpers.Binary().FromValue(v)
		if err != nil {
			return nil, fmt.Errorf("the file %q that the script set: %w", name, err)
		}
		files = append(files, item.NamedBinary{Name: name, File: f})
	}
	return item.NewBinaries(files...), nil
}

// crashed is the error of a run that ended in a panic of the host.
func crashed(p any) error {
	if err, ok := p.(error); ok {
		return fmt.Errorf("the script stopped: %w", err)
	}
	return fmt.Errorf("the script stopped: %v", p)
}

// syntaxFailure is the error of a script that cannot be read.
func syntaxFailure(kind node.ScriptKind, e *syntax.Error) *node.ScriptError {
	failure := &node.ScriptError{Message: e.Message, Syntax: true, Item: -1}
	if kind == node.ScriptAll || kind == node.ScriptEach {
		text, class := lastPart("SyntaxError: " + e.Message)
		if text == "" {
			text = unknownError
		}
		failure.Message, failure.Description = text+" ", class
	}
	return failure
}

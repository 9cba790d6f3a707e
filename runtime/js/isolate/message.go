package isolate

import (
	"bytes"
	"errors"
	"time"

	"runnel/runtime/item"
	"runnel/runtime/js"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// call says what a worker asks for.
type call byte

// The calls, with what goes there and what comes back.
const (
	callItems      call = iota + 1 // → items
	callInput                      // input → items
	callNode                       // name → found, node
	callName                       // node → name, type
	callRuns                       // node → number
	callOutput                     // node, run → found, outputs
	callRunSources                 // node, run → sources
	callPinned                     // node → found, items
	callUpstream                   // node → upstream, found, output
	callParameters                 // node → value
	callParameter                  // path → found, value
	callState                      // node → value
	callStatic                     // scope → value
	callVars                       // → value
	callEnv                        // → value, allowed
	callCustom                     // → value
	callRequest                    // helper, options → value
	callCreate                     // meta, bytes → file
	callFile                       // value → file
	callOpen                       // file's number → bytes
)

// config are the settings of a worker.
type config struct {
	scriptTimeout      time.Duration
	memory             int64
	builtins, external []string
	zone               string
}

func (c config) encode() []byte {
	e := encoder{}
	e.int(int(c.scriptTimeout))
	e.int(int(c.memory))
	for _, list := range [][]string{c.builtins, c.external} {
		e.uint(uint64(len(list)))
		for _, s := range list {
			e.text(s)
		}
	}
	e.text(c.zone)
	return e.b
}

func (c config) equal(o config) bool { return bytes.Equal(c.encode(), o.encode()) }

func decodeConfig(b []byte) (config, error) {
	d := decoder{b: b}
	c := config{scriptTimeout: time.Duration(d.int()), memory: int64(d.int())}
	for _, list := range []*[]string{&c.builtins, &c.external} {
		for range d.count() {
			*list = append(*list, d.text())
		}
	}
	c.zone = d.text()
	return c, d.err
}

func configOf(o js.Options) config {
	c := config{scriptTimeout: o.ScriptTimeout, memory: o.MemoryBudget, builtins: o.Builtins, external: o.External}
	if o.Zone != nil {
		c.zone = o.Zone.String()
	}
	return c
}

// job is a script to run.
type job struct {
	kind    node.ScriptKind
	code    string
	item    int
	globals []value.Field
	// fresh is set when what is known of the execution's data counts no more;
	// then the rest is set, too.
	fresh    bool
	self     int
	info     node.Info
	inputs   int
	sources  []*item.Source
	executed bool
}

func (j *job) encode(e *encoder) {
	e.b = append(e.b, byte(j.kind))
	e.text(j.code)
	e.int(j.item)
	e.fields(j.globals)
	e.bool(j.fresh)
	if !j.fresh {
		return
	}
	e.int(j.self)
	i := &j.info
	for _, s := range []string{i.Name, i.ID, i.Type, i.WebhookID, i.WorkflowID, i.WorkflowName, i.ExecutionID, string(i.Mode), i.BaseURL} {
		e.text(s)
	}
	e.float(i.Version)
	e.int(i.RunIndex)
	e.bool(i.WorkflowActive)
	e.value(i.Settings)
	zone := ""
	if i.Zone != nil {
		zone = i.Zone.String()
	}
	e.text(zone)
	e.int(j.inputs)
	e.sources(j.sources)
	e.bool(j.executed)
}

func (j *job) decode(d *decoder) error {
	j.kind = node.ScriptKind(d.byte())
	j.code = d.text()
	j.item = d.int()
	j.globals = d.fields()
	if j.fresh = d.bool(); !j.fresh {
		return d.err
	}
	j.self = d.int()
	i := &j.info
	var mode string
	for _, s := range []*string{&i.Name, &i.ID, &i.Type, &i.WebhookID, &i.WorkflowID, &i.WorkflowName, &i.ExecutionID, &mode, &i.BaseURL} {
		*s = d.text()
	}
	i.Mode = node.Mode(mode)
	i.Version = d.float()
	i.RunIndex = d.int()
	i.WorkflowActive = d.bool()
	i.Settings = d.value()
	if zone := d.text(); zone != "" {
		loc, err := time.LoadLocation(zone)
		if err != nil {
			return err
		}
		i.Zone = loc
	}
	j.inputs = d.int()
	j.sources = d.sources()
	j.executed = d.bool()
	return d.err
}

// outcome is how a script ended.
type outcome struct {
	result node.ScriptResult
	err    error
	// states are the states that the script changed.
	states []changedState
}

// changedState is a state by the call that gives it, with what the call was
// about.
type changedState struct {
	call  call
	node  int
	scope string
	doc   value.Value
}

func (o *outcome) encode(e *encoder) {
	e.error(o.err)
	e.value(o.result.Value)
	e.binaries(o.result.Binary)
	e.uint(uint64(len(o.states)))
	for _, s := range o.states {
		e.b = append(e.b, byte(s.call))
		e.int(s.node)
		e.text(s.scope)
		e.value(s.doc)
	}
}

func (o *outcome) decode(d *decoder) error {
	o.err = d.error()
	o.result.Value = d.value()
	o.result.Binary = d.binaries()
	for range d.count() {
		s := changedState{call: call(d.byte()), node: d.int(), scope: d.text()}
		s.doc = d.value()
		o.states = append(o.states, s)
		if d.err != nil {
			break
		}
	}
	return d.err
}

// The forms of errors.
const (
	errorNone byte = iota
	errorScript
	errorOther
)

// farError is an error of the other process.
type farError struct {
	message, description string
	// shown is what a script sees of it, undefined for the message alone.
	shown value.Value
}

// Error gives the message.
func (e *farError) Error() string { return e.message }

// Explanation gives the description.
func (e *farError) Explanation() string { return e.description }

// reportedError is a farError with a form of its own for scripts.
type reportedError struct{ farError }

// ErrorValue gives what a script sees.
func (e *reportedError) ErrorValue() value.Value { return e.shown }

func (e *encoder) error(err error) {
	if err == nil {
		e.b = append(e.b, errorNone)
		return
	}
	var failure *node.ScriptError
	if errors.As(err, &failure) {
		e.b = append(e.b, errorScript)
		for _, s := range []string{failure.Message, failure.Description, failure.Stack} {
			e.text(s)
		}
		e.int(failure.Line)
		e.int(failure.Item)
		e.bool(failure.Thrown)
		e.bool(failure.Syntax)
		return
	}
	e.b = append(e.b, errorOther)
	e.text(err.Error())
	var described interface{ Explanation() string }
	if errors.As(err, &described) {
		e.text(described.Explanation())
	} else {
		e.text("")
	}
	var reported interface{ ErrorValue() value.Value }
	if errors.As(err, &reported) {
		e.bool(true)
		e.value(reported.ErrorValue())
	} else {
		e.bool(false)
	}
}

func (d *decoder) error() error {
	switch d.byte() {
	case errorNone:
		return nil
	case errorScript:
		f := &node.ScriptError{Message: d.text(), Description: d.text(), Stack: d.text()}
		f.Line = d.int()
		f.Item = d.int()
		f.Thrown = d.bool()
		f.Syntax = d.bool()
		return f
	case errorOther:
		far := farError{message: d.text(), description: d.text()}
		if d.bool() {
			far.shown = d.value()
			return &reportedError{far}
		}
		return &far
	}
	d.fail()
	return d.err
}

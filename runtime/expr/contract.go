// Package expr is the expression language of n8n: it splits templates, sorts
// expressions into classes, compiles the common ones to programs that run
// without JavaScript, and knows what every name of the context means. What
// needs JavaScript goes through a Runner, which package js implements.
package expr

import (
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Data is what expressions can see of an execution. The engine implements it
// for the node that is running; all look-ups are by the node's index in the
// plan. Nothing here fails: what the original makes an error is decided in
// this package, so that native programs and JavaScript agree.
type Data interface {
	// Info is of the node that is running.
	Info() *node.Info
	// Self is the running node's index.
	Self() int
	// Items is the chosen input list and Input the list on any input.
	Items() []item.Item
	Input(i int) []item.Item
	Inputs() int
	// Sources are where the running node's inputs came from, nil entries for
	// inputs that got nothing.
	Sources() []*item.Source
	// Node gives a node's index by name.
	Node(name string) (int, bool)
	Name(node int) string
	NodeType(node int) string
	// Runs is the number of recorded runs of a node.
	Runs(node int) int
	// Output is the recorded data of one run: false when the run has none.
	Output(node, run int) ([][]item.Item, bool)
	// RunSources are the sources of a recorded run.
	RunSources(node, run int) []*item.Source
	// Pinned gives pinned items, only in manual runs.
	Pinned(node int) ([]item.Item, bool)
	// Upstream tells whether a node is an ancestor of the running one, and
	// ConnectedOutput by which of its outputs it leads there (nearest first).
	Upstream(node int) bool
	ConnectedOutput(node int) (int, bool)
	// Parameters gives a node's effective parameters: as stored.
	Parameters(node int) value.Value
	// Parameter gives the compiled parameter tree of the running node.
	Parameter(path string) node.Source
	// State is a node's context (loop state).
	State(node int) *node.State
	StaticData(scope string) (*node.State, error)
	// Vars are the instance's variables; Env the environment, false when
	// access is blocked; Secrets is false when there are none.
	Vars() value.Value
	Env() (value.Value, bool)
	// CustomData is the execution's custom data.
	CustomData() *node.State
	// Executed tells whether any run data exists at all.
	Executed() bool
}

// Scope is one evaluation's view: the data, the current item and further
// variables ($response in pagination, fields of a credential…). A scope may be
// used for many evaluations, one after the other: set Item in between.
type Scope struct {
	Data
	Item  int
	Extra []value.Field
	// Runner runs what needs JavaScript; it may be nil in tests, and such
	// expressions then fail.
	Runner Runner
	// Compiler compiles text that is only known now ($evaluateExpression); it
	// may be nil where none is needed.
	Compiler Compiler
	// ParameterName is the name of the parameter being evaluated, for messages.
	ParameterName string
	// Session belongs to the Runner: what it keeps between the chunks of one
	// template, such as variables that were assigned. Every evaluation of a
	// template that needs a Runner starts with nil.
	Session any

	// depth counts evaluations inside evaluations ($parameter, $evaluateExpression).
	depth int
	// evaluating are the parameters that are being evaluated.
	evaluating []string
	// locals are the parameters of arrow functions in native programs.
	locals []value.Value
}

// Runner runs JavaScript for expressions. One runner belongs to one execution.
type Runner interface {
	// Eval runs a compiled chunk. The result keeps JavaScript's undefined.
	//
	// Results that JSON cannot hold: a DateTime is answered as a host value of
	// a datetime.DateTime, a function as a host value whose HostType is
	// "function"; whatever else stands in containers is made JSON-safe.
	// An *Error is passed on as it is; everything else that was thrown is
	// ErrThrown, which makes the result undefined (expressions.md §2.3). Other
	// errors (interrupts, limits) are fatal and are passed on.
	//
	// For a chunk with Part set the result is the text that stands in the
	// template, a string (expressions.md §1.3), or ErrNull for what has none.
	Eval(c *Chunk, s *Scope) (value.Value, error)
}

// Compiler prepares JavaScript for a Runner.
type Compiler interface {
	// CompileExpression compiles one JavaScript expression that reads names from
	// NamesObject and calls the operations of OpsObject; the error is what the user sees (invalid syntax).
	CompileExpression(code string) (compiled any, err error)
}

// Chunk is the code of one {{ }} with what the Compiler made of it.
type Chunk struct {
	// Code is what the user wrote and Prepared what was made of it to be compiled.
	Code     string
	Prepared string
	Compiled any
	// Part is set when the chunk is a part of a text.
	Part bool
}

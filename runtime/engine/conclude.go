package engine

import (
	"errors"
	"strings"
	"time"

	"runnel/runtime/execution"
	"runnel/runtime/expr"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// conclude completes the record when the main loop has ended.
func (r *run) conclude() {
	ex := r.exec
	ex.StoppedAt = time.Now()
	ex.Data.Err = r.failure
	if r.last >= 0 {
		ex.Data.LastNode = r.plan.nodes[r.last].def.Name
	}
	var c *CanceledError
	switch {
	case errors.As(r.failure, &c), r.failure != nil && strings.Contains(r.failure.Error(), "canceled"):
		ex.Status = execution.StatusCanceled
	case r.failure != nil:
		ex.Status = execution.StatusError
	case !r.waitTill.IsZero():
		ex.Status = execution.StatusWaiting
		ex.WaitTill = r.waitTill
	default:
		ex.Status = execution.StatusSuccess
	}
	ex.Data.Nodes = make([]execution.NodeRuns, len(r.order))
	for i, at := range r.order {
		ex.Data.Nodes[i] = execution.NodeRuns{Name: r.plan.nodes[at].def.Name, Runs: r.nodes[at].runs}
	}
	if r.custom != nil && r.custom.Value().Len() > 0 {
		ex.Data.CustomData = r.custom.Value()
	}
	for i := range r.nodes {
		s := r.nodes[i].context
		if s == nil {
			continue
		}
		doc := s.Value()
		if !r.dropping || ex.Status == execution.StatusWaiting {
			doc = s.Written(execution.ItemsValue)
		}
		if doc.Len() == 0 {
			continue
		}
		ex.Data.Contexts = append(ex.Data.Contexts, value.Field{Key: "node:" + r.plan.nodes[i].def.Name, Value: doc})
	}
	r.keepStack()
	r.saveStatic()
}

// keepStack writes down what would run next, so that the execution can go on.
func (r *run) keepStack() {
	d := &r.exec.Data
	for i := range r.stack.len() {
		e := r.stack.at(i)
		def := r.plan.nodes[e.node].def
		d.Stack = append(d.Stack, execution.StackEntry{
			Node: def.Name, Definition: def.Document(), Data: e.data, Sources: e.sources, Metadata: e.metadata,
		})
	}
	for _, w := range r.waiting {
		out := execution.WaitingNode{Node: r.plan.nodes[w.node].def.Name}
		for _, e := range w.entries {
			out.Entries = append(out.Entries, execution.WaitingEntry{Key: e.key, Data: e.data, Sources: e.sources})
		}
		d.Waiting = append(d.Waiting, out)
	}
}

// describe makes a node's error one for the record: it knows the node and how
// it is written. What a sub-workflow recorded stays as it is.
func (h *host) describe(err error) error {
	var recorded *execution.Error
	if errors.As(err, &recorded) {
		return recorded
	}
	var c *CanceledError
	if errors.As(err, &c) {
		return c
	}
	var j node.JSONError
	var e *expr.Error
	if !errors.As(err, &j) && errors.As(err, &e) {
		err = &expressionError{err, e}
	}
	return &execution.Error{Err: err, Node: h.node.def.Document()}
}

// expressionError is a failed expression that knows how it is written.
type expressionError struct {
	error
	failed *expr.Error
}

func (e *expressionError) Unwrap() error { return e.error }

// Explanation gives the description.
func (e *expressionError) Explanation() string { return e.failed.Description }

// ErrorJSON implements node.JSONError; such errors do not name their node
// (engine reference §9.5).
func (e *expressionError) ErrorJSON(value.Value) value.Value {
	functionality := e.failed.Functionality
	if functionality == "" {
		functionality = "regular"
	}
	var b value.Builder
	b.Set("level", value.String("warning"))
	b.Set("tags", value.EmptyObject)
	b.Set("context", value.Object(e.failed.Context...))
	b.Set("functionality", value.String(functionality))
	b.Set("name", value.String(string(e.failed.Class)))
	b.Set("timestamp", value.Number(float64(time.Now().UnixMilli())))
	if e.failed.Description != "" {
		b.Set("description", value.String(e.failed.Description))
	}
	b.Set("message", value.String(e.Error()))
	b.Set("stack", value.String(string(e.failed.Class)+": "+e.Error()))
	return b.Object()
}

// engineErrorJSON writes an error of the engine itself.
func engineErrorJSON(name, message, description string) value.Value {
	var b value.Builder
	b.Set("level", value.String("warning"))
	b.Set("tags", value.EmptyObject)
	b.Set("name", value.String(name))
	b.Set("timestamp", value.Number(float64(time.Now().UnixMilli())))
	if description != "" {
		b.Set("description", value.String(description))
	}
	b.Set("message", value.String(message))
	b.Set("stack", value.String(name+": "+message))
	return b.Object()
}

var _ = []node.JSONError{(*CanceledError)(nil), (*HasIssues)(nil), (*UnknownType)(nil), (*LimitError)(nil), (*InternalError)(nil), (*PanicError)(nil)}

// ErrorJSON implements node.JSONError.
func (e *CanceledError) ErrorJSON(value.Value) value.Value {
	return engineErrorJSON(e.Name, e.Message, "")
}

// ErrorJSON implements node.JSONError.
func (e *HasIssues) ErrorJSON(value.Value) value.Value {
	return engineErrorJSON("WorkflowHasIssuesError", e.Error(), e.Detail())
}

// ErrorJSON implements node.JSONError.
func (e *UnknownType) ErrorJSON(value.Value) value.Value {
	return engineErrorJSON("UnrecognizedNodeTypeError", e.Error(), e.Detail())
}

// ErrorJSON implements node.JSONError.
func (e *LimitError) ErrorJSON(value.Value) value.Value {
	return engineErrorJSON("WorkflowOperationError", e.Message, "")
}

// ErrorJSON implements node.JSONError.
func (e *InternalError) ErrorJSON(value.Value) value.Value {
	description := ""
	if e.Err != nil {
		description = e.Err.Error()
	}
	return engineErrorJSON("WorkflowOperationError", e.Message, description)
}

// ErrorJSON implements node.JSONError.
func (e *PanicError) ErrorJSON(doc value.Value) value.Value {
	return node.Errorf("%s", e.Error()).ErrorJSON(doc)
}

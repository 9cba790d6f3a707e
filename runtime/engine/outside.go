package engine

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"runnel/runtime/execution"
	"runnel/runtime/node"
)

// NewID makes the id of an execution that is about to start.
func (e *Engine) NewID() string { return e.opts.NewID() }

// Call is a use of a node outside of an execution: for a webhook request, a
// trigger or a poll.
type Call struct {
	Plan *Plan
	Node int
	Mode node.Mode
	// ExecutionID is the id that the execution will have, where one follows.
	ExecutionID string
	// Activation says why a trigger is started.
	Activation node.Activation
	// Execution is the waiting execution that a request goes to, nil when there
	// is none: the node's parameters see its data, as when it began to wait.
	Execution *execution.Execution
}

// Webhook asks a node what to do with a request. The execution that follows is
// run with the same id and the result's output as its input.
func (e *Engine) Webhook(ctx context.Context, c Call, req *node.Request) (res node.WebhookResult, err error) {
	inst, err := c.instance()
	if err != nil {
		return res, err
	}
	if inst.Webhook == nil {
		return res, fmt.Errorf("node %q takes no webhook calls", c.Plan.nodes[c.Node].def.Name)
	}
	h, err := e.webhookHost(ctx, c)
	if err != nil {
		return res, err
	}
	defer h.end()
	defer h.recovered(&err)
	res, err = inst.Webhook(h, req)
	h.run.saveStatic()
	return res, err
}

// webhookHost makes the host for a request: outside of any execution, or at the
// node that waits.
func (e *Engine) webhookHost(ctx context.Context, c Call) (*host, error) {
	if c.Execution == nil {
		return c.Plan.newOutsideHost(ctx, c.Node, c.ExecutionID, c.Mode), nil
	}
	old := c.Execution
	r, err := e.continued(&RunRequest{Plan: c.Plan, ID: old.ID, Mode: old.Mode}, old)
	if err != nil {
		return nil, err
	}
	r.ctx = ctx
	front := r.stack.at(0)
	if front.node != c.Node {
		return nil, fmt.Errorf("the execution %q does not wait at node %q", old.ID, c.Plan.nodes[c.Node].def.Name)
	}
	r.forgetLast(front.node, execution.StatusWaiting)
	h := r.newHost(front, r.nodes[front.node].count())
	h.peeks = true
	return h, nil
}

// Trigger starts a node's trigger. It emits until the context ends and its
// stop function was called.
func (e *Engine) Trigger(ctx context.Context, c Call, emit node.Emitter, clock node.Scheduler) (stop node.Stop, err error) {
	inst, err := c.instance()
	if err != nil {
		return nil, err
	}
	if inst.Trigger == nil {
		return nil, fmt.Errorf("node %q has no trigger", c.Plan.nodes[c.Node].def.Name)
	}
	h := c.Plan.newOutsideHost(ctx, c.Node, c.ExecutionID, c.Mode)
	h.info.Activation = c.Activation
	defer h.recovered(&err)
	started, err := inst.Trigger(h, &savingEmitter{emit, h.run}, clock)
	if err != nil {
		h.end()
		return nil, err
	}
	return func() {
		if started != nil {
			started()
		}
		h.run.saveStatic()
		h.end()
	}, nil
}

// savingEmitter keeps what a trigger wrote to the static data whenever it
// starts an execution, so that the execution and a crash find it.
type savingEmitter struct {
	node.Emitter
	run *run
}

// Emit implements node.Emitter.
func (s *savingEmitter) Emit(out node.Output) {
	s.run.saveStatic()
	s.Emitter.Emit(out)
}

// Poll asks a node for news; a nil output means that there are none.
func (e *Engine) Poll(ctx context.Context, c Call) (out node.Output, err error) {
	inst, err := c.instance()
	if err != nil {
		return nil, err
	}
	if inst.Poll == nil {
		return nil, fmt.Errorf("node %q has no poll function", c.Plan.nodes[c.Node].def.Name)
	}
	h := c.Plan.newOutsideHost(ctx, c.Node, c.ExecutionID, c.Mode)
	defer h.end()
	defer h.recovered(&err)
	out, err = inst.Poll(h)
	h.run.saveStatic()
	return out, err
}

// Emission gives what a trigger emits when it is run by hand.
func (e *Engine) Emission(ctx context.Context, c Call, at time.Time) (out node.Output, err error) {
	inst, err := c.instance()
	if err != nil {
		return nil, err
	}
	if inst.Manual == nil {
		return nil, fmt.Errorf("node %q cannot be run by hand", c.Plan.nodes[c.Node].def.Name)
	}
	h := c.Plan.newOutsideHost(ctx, c.Node, c.ExecutionID, c.Mode)
	defer h.end()
	defer h.recovered(&err)
	return inst.Manual(h, at)
}

func (c *Call) instance() (*node.Instance, error) {
	n := &c.Plan.nodes[c.Node]
	if n.inst == nil {
		return nil, n.problem
	}
	return n.inst, nil
}

// recovered makes a panic the error of the call it happened in.
func (h *host) recovered(err *error) {
	v := recover()
	if v == nil {
		return
	}
	h.run.engine.log.Error("a node failed unexpectedly", "workflow", h.info.WorkflowName, "node", h.info.Name,
		"panic", v, "stack", string(debug.Stack()))
	*err = &PanicError{Node: h.info.Name, Value: v}
}

package workbench

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"runnel/runtime/engine"
	"runnel/runtime/execution"
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/trigger"
	"runnel/runtime/value"
)

// RunRequest asks to run a workflow as it stands in the editor.
type RunRequest struct {
	Document value.Value
	// Trigger and Destination are names of nodes, "" for none.
	Trigger, Destination string
	// RunData is what is known of earlier runs, in n8n's shape; with an object
	// only what is missing runs.
	RunData value.Value
	Dirty   []string
}

// Started is what became of a request to run: an execution, or webhooks that
// wait for a test call.
type Started struct {
	ExecutionID string
	Webhooks    []Webhook
}

// BadRun is the error of a run that cannot be; its message is for people.
type BadRun struct{ Err error }

func (e *BadRun) Error() string { return e.Err.Error() }
func (e *BadRun) Unwrap() error { return e.Err }

// Run runs a workflow by hand. A run that begins with a webhook waits for a
// call of its test URL.
func (w *Workbench) Run(ctx context.Context, r RunRequest) (Started, error) {
	plan, err := w.Compile(r.Document)
	if err != nil {
		return Started{}, &BadRun{err}
	}
	req := engine.RunRequest{Plan: plan, Mode: node.ModeManual, Start: r.Trigger, Keep: engine.KeepAll}
	if r.Destination != "" {
		req.Destination = &engine.Destination{Node: r.Destination}
	}
	if r.RunData.IsObject() {
		if req.Partial, err = w.partial(r); err != nil {
			return Started{}, err
		}
	}
	starts, err := w.Engine.StartNodes(req)
	if err != nil {
		// Without anything that starts by itself a webhook will do.
		if starts = listeners(plan); req.Start != "" || len(starts) == 0 || !errors.Is(err, engine.ErrNoStart) {
			return Started{}, &BadRun{err}
		}
	}
	pins := plan.Workflow().PinData
	var hooks []string
	for _, at := range starts {
		name := plan.Definition(at).Name
		if plan.Listens(at) && !pins.Get(name).IsArray() {
			hooks = append(hooks, name)
		}
	}
	if len(hooks) > 0 {
		return w.listen(plan, req, hooks)
	}
	req.ID = w.Engine.NewID()
	if err := w.Dispatcher.Start(ctx, req, w.logStart(plan)); err != nil {
		return Started{}, err
	}
	return Started{ExecutionID: req.ID}, nil
}

// listeners gives the nodes that start a workflow when they are called.
func listeners(plan *engine.Plan) []int {
	var all []int
	for i := range plan.Nodes() {
		if plan.Listens(i) {
			all = append(all, i)
		}
	}
	return all
}

func (w *Workbench) partial(r RunRequest) (*engine.Partial, error) {
	if r.Destination == "" {
		return nil, nil // a whole run knows nothing of earlier ones
	}
	d, err := execution.ReadData(runData(r.RunData), w.Files)
	if err != nil {
		return nil, &BadRun{fmt.Errorf("the run data: %w", err)}
	}
	return &engine.Partial{Known: d.Nodes, Dirty: r.Dirty}, nil
}

// runData wraps the runs of nodes as the data of an execution has them.
func runData(runs value.Value) value.Value {
	return value.Object(value.Field{Key: "resultData", Value: value.Object(value.Field{Key: "runData", Value: runs})})
}

// logStart tells the log of a run that did not come about after all.
func (w *Workbench) logStart(plan *engine.Plan) func(*execution.Execution, error) {
	return func(_ *execution.Execution, err error) {
		if err != nil {
			w.Log.Warn("a run by hand did not start", "workflow", plan.Workflow().Name, "error", err)
		}
	}
}

// listen waits for a test call of some of a workflow's webhooks.
func (w *Workbench) listen(plan *engine.Plan, req engine.RunRequest, nodes []string) (Started, error) {
	id := plan.Workflow().ID
	routes, err := w.Active.Listen(plan, trigger.Listener{
		Nodes: nodes,
		Prepare: func(r *engine.RunRequest) {
			r.Destination = req.Destination
			if p := req.Partial; p != nil {
				r.Partial = p
			}
			w.Hub.Publish("testWebhook.received", id, true, value.Object(
				value.Field{Key: "workflowId", Value: value.String(id)}, value.Field{Key: "executionId", Value: value.String(r.ID)}))
		},
		Result: func(_ *execution.Execution, err error) {
			if err != nil {
				w.Hub.Publish("testWebhook.expired", id, true, value.Object(value.Field{Key: "workflowId", Value: value.String(id)},
					value.Field{Key: "reason", Value: value.String(err.Error())}))
			}
		},
	})
	if err != nil {
		return Started{}, &BadRun{err}
	}
	var s Started
	for _, r := range routes {
		s.Webhooks = append(s.Webhooks, w.addresses(r.Webhook, r.PublicPath())...)
	}
	return s, nil
}

// StopListening ends the waiting for a test call.
func (w *Workbench) StopListening(workflowID string) { w.Active.StopListening(workflowID) }

// ExecuteRequest asks to run a stored workflow without any event.
type ExecuteRequest struct {
	// Draft runs the newest version instead of the published one.
	Draft bool
	// Node is the trigger to start with, "" for the one that calls start with.
	Node string
	// Items are what the trigger gives; one empty item when nil.
	Items []item.Item
	// Done is told when the execution has ended; it may be nil.
	Done func(*execution.Execution, error)
}

// Execute runs a stored workflow and gives the execution's id as soon as it has
// its place.
func (w *Workbench) Execute(ctx context.Context, id string, r ExecuteRequest) (string, error) {
	stored, err := w.Database.Workflow(ctx, id)
	if err != nil {
		return "", err
	}
	doc := stored.Document
	if !r.Draft && stored.Active() {
		published, err := w.Database.PublishedWorkflow(ctx, id)
		if err != nil {
			return "", err
		}
		doc = published.Document
	}
	plan, err := w.Compile(doc)
	if err != nil {
		return "", &BadRun{err}
	}
	if r.Node == "" {
		if r.Node, err = startOf(plan); err != nil {
			return "", &BadRun{err}
		}
	} else if _, ok := plan.Node(r.Node); !ok {
		return "", &BadRun{fmt.Errorf("the workflow has no node %q", r.Node)}
	}
	req := engine.RunRequest{Plan: plan, ID: w.Engine.NewID(), Mode: node.ModeIntegrated, Start: r.Node, Keep: engine.KeepAll, IgnorePinned: true}
	if r.Items != nil {
		req.Input = node.One(r.Items)
	}
	done := r.Done
	if done == nil {
		done = w.logStart(plan)
	}
	return req.ID, w.Dispatcher.Start(ctx, req, done)
}

// startOf gives the node with which a workflow starts that somebody calls: the
// one for calls, else any trigger, else a webhook.
func startOf(plan *engine.Plan) (string, error) {
	if name, err := plan.CallStart(); err == nil {
		return name, nil
	}
	name, err := plan.StartNode()
	if err != nil {
		if hooks := listeners(plan); len(hooks) > 0 {
			return plan.Definition(slices.Min(hooks)).Name, nil
		}
	}
	return name, err
}

package engine

import (
	"context"
	"fmt"

	"runnel/runtime/execution"
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// reportFailure tells the instance of a failed execution that has an error
// workflow (engine reference §15).
func (r *run) reportFailure() {
	if r.engine.opts.Failed == nil || r.exec.Status != execution.StatusError {
		return
	}
	if f := r.plan.FailureOf(r.exec); f != nil {
		r.engine.opts.Failed(context.WithoutCancel(r.ctx), f)
	}
}

// FailureOf gives what an error workflow should hear of a failed execution,
// nil when there is none to tell.
func (p *Plan) FailureOf(ex *execution.Execution) *Failure {
	if ex.Mode == node.ModeManual {
		return nil
	}
	f := &Failure{Plan: p, Execution: ex, Workflow: p.workflow.ErrorWorkflow()}
	switch {
	case f.Workflow != "" && (ex.Mode != node.ModeError || f.Workflow != p.workflow.ID):
		f.Self = f.Workflow == p.workflow.ID
	case ex.Mode != node.ModeError && p.errorTrigger() >= 0:
		f.Workflow, f.Self = p.workflow.ID, true
	default:
		return nil
	}
	f.Item = p.failureItem(ex)
	return f
}

// errorTrigger is the last Error Trigger in the workflow's list, -1 for none.
func (p *Plan) errorTrigger() int {
	for i := len(p.nodes) - 1; i >= 0; i-- {
		if p.nodes[i].def.Type == typeErrorTrigger {
			return i
		}
	}
	return -1
}

// failureItem is what the Error Trigger emits.
func (p *Plan) failureItem(ex *execution.Execution) value.Value {
	var run value.Builder
	run.Set("id", value.String(ex.ID))
	run.Set("url", value.String(p.engine.opts.BaseURL+"workflow/"+p.workflow.ID+"/executions/"+ex.ID))
	if ex.RetryOf != "" {
		run.Set("retryOf", value.String(ex.RetryOf))
	}
	run.Set("error", execution.ErrorJSON(ex.Data.Err))
	if ex.Data.LastNode != "" {
		run.Set("lastNodeExecuted", value.String(ex.Data.LastNode))
	}
	run.Set("mode", value.String(string(ex.Mode)))
	return value.Object(
		value.Field{Key: "execution", Value: run.Object()},
		value.Field{Key: "workflow", Value: p.identity()},
	)
}

func (p *Plan) identity() value.Value {
	return value.Object(
		value.Field{Key: "id", Value: value.String(p.workflow.ID)},
		value.Field{Key: "name", Value: value.String(p.workflow.Name)},
	)
}

// TriggerFailure is what an error workflow should hear of a trigger that could
// not be activated or broke down; nil when there is none to tell.
func (p *Plan) TriggerFailure(cause error, mode node.Mode) *Failure {
	f := p.FailureOf(&execution.Execution{Mode: mode})
	if f == nil {
		return nil
	}
	f.Execution = nil
	f.Item = value.Object(
		value.Field{Key: "trigger", Value: value.Object(
			value.Field{Key: "error", Value: execution.ErrorJSON(cause)},
			value.Field{Key: "mode", Value: value.String(string(mode))},
		)},
		value.Field{Key: "workflow", Value: p.identity()},
	)
	return f
}

// RunErrorWorkflow runs the error workflow that a failure names. observer may
// be nil.
func (e *Engine) RunErrorWorkflow(ctx context.Context, f *Failure, observer Observer) (*execution.Execution, error) {
	target := f.Plan
	if !f.Self {
		if e.opts.Workflows == nil {
			return nil, fmt.Errorf("the error workflow %q of workflow %q cannot be found: workflows by id are not set up here", f.Workflow, f.Plan.workflow.Name)
		}
		var err error
		if target, err = e.opts.Workflows.Plan(ctx, f.Workflow, false); err != nil {
			return nil, fmt.Errorf("the error workflow %q of workflow %q: %w", f.Workflow, f.Plan.workflow.Name, err)
		}
		if target == nil {
			return nil, fmt.Errorf("the error workflow %q of workflow %q does not exist", f.Workflow, f.Plan.workflow.Name)
		}
	}
	at := target.errorTrigger()
	if at < 0 {
		return nil, fmt.Errorf("the error workflow %q has no Error Trigger", target.workflow.Name)
	}
	return e.Run(ctx, RunRequest{
		Plan: target, Mode: node.ModeError, Start: target.nodes[at].def.Name,
		Input: node.One([]item.Item{item.New(f.Item)}), Observer: observer,
	})
}

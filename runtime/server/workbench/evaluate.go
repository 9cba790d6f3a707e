package workbench

import (
	"context"
	"errors"
	"fmt"
	"time"

	"runnel/runtime/engine"
	"runnel/runtime/execution"
	"runnel/runtime/expr"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// EvaluateRequest asks what expressions give at a node, with the data of a run.
type EvaluateRequest struct {
	Document    value.Value
	Node        string
	Expressions []string
	Item        int
	// Run is the run of the node that is meant, -1 for the last.
	Run int
	// RunData are the runs of nodes in n8n's shape; ExecutionID names a stored
	// execution instead.
	RunData     value.Value
	ExecutionID string
}

// Result is what an expression gives, or why it gives nothing.
type Result struct {
	Value value.Value
	// Text is the value as people read it, Type its kind.
	Text, Type         string
	Error, Description string
}

// The bounds of an evaluation.
const (
	evaluateTime    = 3 * time.Second
	mostExpressions = 200
	longestText     = 100_000
)

// Evaluate evaluates texts as they stand in a node's parameters.
func (w *Workbench) Evaluate(ctx context.Context, q EvaluateRequest) ([]Result, error) {
	if len(q.Expressions) > mostExpressions {
		return nil, &BadRun{fmt.Errorf("%d expressions are more than the %d that one call takes", len(q.Expressions), mostExpressions)}
	}
	plan, err := w.Compile(q.Document)
	if err != nil {
		return nil, &BadRun{err}
	}
	if _, ok := plan.Node(q.Node); !ok {
		return nil, &BadRun{fmt.Errorf("the workflow has no node %q", q.Node)}
	}
	ex, err := w.evaluated(ctx, q)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, evaluateTime)
	defer cancel()
	results := make([]Result, len(q.Expressions))
	for i, text := range q.Expressions {
		v, err := w.Engine.Evaluate(ctx, engine.Evaluation{Plan: plan, Execution: ex, Node: q.Node, Item: max(0, q.Item), Text: text})
		if err != nil {
			results[i] = failedResult(err)
			continue
		}
		results[i] = shown(v)
	}
	return results, nil
}

// evaluated gives the execution that expressions see.
func (w *Workbench) evaluated(ctx context.Context, q EvaluateRequest) (*execution.Execution, error) {
	ex := newIdle()
	switch {
	case q.RunData.IsObject():
		d, err := execution.ReadData(runData(q.RunData), w.Files)
		if err != nil {
			return nil, &BadRun{fmt.Errorf("the run data: %w", err)}
		}
		ex.Data = *d
	case q.ExecutionID != "":
		stored, _, err := w.Database.ReadExecution(ctx, q.ExecutionID, w.Files)
		if err != nil {
			return nil, err
		}
		ex = stored
	}
	if q.Run >= 0 {
		// The run that is meant is the last that others had had by then.
		for i := range ex.Data.Nodes {
			if n := &ex.Data.Nodes[i]; len(n.Runs) > q.Run+1 {
				n.Runs = n.Runs[:q.Run+1]
			}
		}
	}
	return ex, nil
}

func failedResult(err error) Result {
	r := Result{Error: err.Error()}
	var e *expr.Error
	if errors.As(err, &e) {
		r.Description = e.Description
	}
	return r
}

// shown is a value with the text that people see.
func shown(v value.Value) Result {
	r := Result{Value: v, Type: v.TypeOf()}
	switch {
	case v.IsUndefined():
		r.Value, r.Text, r.Type = value.Null, "undefined", "undefined"
	case v.IsNull():
		r.Text, r.Type = "null", "null"
	case v.IsString():
		r.Text = v.Str()
	case v.IsArray():
		r.Text, r.Type = v.JSON(), "array"
	case v.IsObject():
		r.Text, r.Type = v.JSON(), "object"
	default:
		if t, ok := v.Time(); ok {
			r.Text, r.Type = value.ISODate(float64(t.UnixMilli())), "date"
			break
		}
		if r.Text = v.ToString(); v.IsHost() {
			r.Value = value.String(r.Text)
		}
	}
	if len(r.Text) > longestText {
		r.Text = r.Text[:longestText] + "…"
	}
	return r
}

// newIdle is an execution in which nothing has run.
func newIdle() *execution.Execution { return &execution.Execution{Mode: node.ModeManual} }

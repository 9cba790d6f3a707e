package engine

import (
	"context"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"runnel/runtime/execution"
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// random makes the work of a node that gives what the drawn numbers say:
// items on output 0 and 1, null, an error or a pause.
func random(behaviours []int) work {
	return func(c *call) (out, error) {
		run := c.Info().RunIndex
		b := behaviours[run%len(behaviours)]
		switch b {
		case 0:
			return nil, nil
		case 1:
			return nil, node.Errorf("failed")
		case 2:
			return node.One(c.Items()), c.Wait(execution.Indefinitely)
		case 3:
			return node.Output{c.Items(), c.Items()}, nil
		case 4:
			return node.Output{{}, item.List(object("made", run))}, nil
		case 5:
			return node.Output{}, nil
		}
		return node.One(c.Items()), nil
	}
}

// TestLaws holds what is true of every run of every workflow: it ends, the
// record is consistent and survives its JSON, and a waiting run can go on.
func TestLaws(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		f := newFlow(t)
		if rapid.Bool().Draw(r, "v0") {
			f.v0()
		}
		n := rapid.IntRange(1, 7).Draw(r, "nodes")
		names := []string{"Start"}
		for i := range n {
			name := fmt.Sprintf("N%d", i)
			names = append(names, name)
			var more []any
			for _, flag := range []string{"disabled", "executeOnce", "alwaysOutputData", "continueOnFail"} {
				if rapid.IntRange(0, 9).Draw(r, flag) == 0 {
					more = append(more, flag, true)
				}
			}
			if rapid.IntRange(0, 5).Draw(r, "error output") == 0 {
				more = append(more, "onError", "continueErrorOutput")
			}
			f.do(name, random(rapid.SliceOfN(rapid.IntRange(0, 12), 1, 4).Draw(r, "behaviour")), more...)
			f.param(name, "inputs", rapid.IntRange(1, 3).Draw(r, "inputs")).param(name, "outputs", 2)
			f.param(name, "required", rapid.IntRange(0, 3).Draw(r, "required"))
			f.at(name, rapid.IntRange(0, 2).Draw(r, "x"), rapid.IntRange(0, 2).Draw(r, "y"))
		}
		for range rapid.IntRange(1, 3*n).Draw(r, "links") {
			from := rapid.SampledFrom(names).Draw(r, "from")
			to := rapid.SampledFrom(names[1:]).Draw(r, "to")
			f.link(fmt.Sprintf("%s:%d", from, rapid.IntRange(0, 2).Draw(r, "output")), fmt.Sprintf("%s:%d", to, rapid.IntRange(0, 2).Draw(r, "input")))
		}
		keep := Keep(rapid.IntRange(0, 1).Draw(r, "keep"))
		e := testEngine(func(o *Options) { o.Limits.NodeRuns = 300 })
		p := f.compile(e)
		ex, err := e.Run(context.Background(), RunRequest{Plan: p, Mode: node.ModeCLI, Keep: keep})
		if err != nil {
			r.Fatal(err)
		}
		other, err := e.Run(context.Background(), RunRequest{Plan: p, Mode: node.ModeCLI, Keep: KeepLast - keep})
		if err != nil {
			r.Fatal(err)
		}
		if a, b := sequence(ex)+string(ex.Status), sequence(other)+string(other.Status); a != b {
			r.Fatalf("what is kept of the data changes the run:\n%s\n%s", a, b)
		}
		for step := 0; ex.Status == execution.StatusWaiting && step < 5; step++ {
			consistent(r, ex, false)
			if keep == KeepAll {
				ex = reread(r, ex)
			}
			if ex, err = e.Resume(context.Background(), ResumeRequest{Plan: p, Execution: ex, Keep: keep}); err != nil {
				r.Fatal(err)
			}
			consistent(r, ex, true)
		}
		consistent(r, ex, len(ex.Data.Nodes) > 0 && ex.Data.Runs(ex.Data.Nodes[0].Name)[0].Index > 0)
		reread(r, ex)
	})
}

// consistent checks a record. After a wait the indexes begin again.
func consistent(r *rapid.T, ex *execution.Execution, resumed bool) {
	indexes := map[int]bool{}
	for _, n := range ex.Data.Nodes {
		for _, run := range n.Runs {
			if indexes[run.Index] && !resumed && ex.StartedAt == ex.Data.Runtime.EstablishedAt {
				resumed = true // a run that was resumed before counts from 0 again
			}
			indexes[run.Index] = true
			if run.Err == nil && run.Status == execution.StatusError {
				r.Fatalf("a run of %s failed without an error", n.Name)
			}
			for _, s := range run.Sources {
				if s == nil {
					continue
				}
				if s.Run >= max(len(ex.Data.Runs(s.Node)), 1) {
					r.Fatalf("a run of %s came from run %d of %s, which has %d", n.Name, s.Run, s.Node, len(ex.Data.Runs(s.Node)))
				}
			}
		}
	}
	if ex.Status == execution.StatusSuccess && len(ex.Data.Stack) > 0 {
		r.Fatal("the execution succeeded and left nodes on the stack")
	}
	if (ex.Status == execution.StatusError) != (ex.Data.Err != nil) {
		r.Fatalf("status %s with error %v", ex.Status, ex.Data.Err)
	}
	var limit *InternalError
	if asError(ex.Data.Err, &limit) && limit.Message[0:13] == "The execution" {
		r.Fatal(limit)
	}
}

// reread takes a record through its JSON.
func reread(r *rapid.T, ex *execution.Execution) *execution.Execution {
	text := ex.AppendJSON(nil)
	doc, err := value.Parse(text)
	if err != nil {
		r.Fatal(err)
	}
	again, err := execution.Read(doc, nil)
	if err != nil {
		r.Fatal(err)
	}
	if second := again.AppendJSON(nil); string(second) != string(text) {
		r.Fatalf("the record changed:\n%s\n%s", text, second)
	}
	again.ID = ex.ID
	return again
}

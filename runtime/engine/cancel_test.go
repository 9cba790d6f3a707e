package engine

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"runnel/runtime/execution"
	"runnel/runtime/node"
)

func TestTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFlow(t).set("executionTimeout", 10).do("Slow", func(c *call) (out, error) {
			<-c.Context().Done()
			return nil, c.Context().Err()
		}, "onError", "continueRegularOutput").pass("After").link("Start", "Slow", "Slow", "After")
		begin := time.Now()
		ex := f.run()
		same(t, "it ended in time", time.Since(begin), 10*time.Second)
		same(t, "status", ex.Status, execution.StatusCanceled)
		same(t, "error", ex.Data.Err, "The execution was cancelled because it timed out")
		same(t, "nothing ran after", sequence(ex), "Start Slow")
		same(t, "node status", ex.Data.Runs("Slow")[0].Status, execution.StatusCanceled)
		same(t, "name", execution.ErrorJSON(ex.Data.Err).Get("name").Str(), "TimeoutExecutionCancelledError")
	})
}

func TestTimeoutBetweenNodes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFlow(t).set("executionTimeout", 10).do("Deaf", func(c *call) (out, error) {
			time.Sleep(time.Minute)
			return node.One(c.Items()), nil
		}).pass("After").link("Start", "Deaf", "Deaf", "After")
		ex := f.run()
		same(t, "a node that does not listen ends, then the run", sequence(ex), "Start Deaf")
		same(t, "status", ex.Status, execution.StatusCanceled)
		same(t, "the node's run counts", ex.Data.Runs("Deaf")[0].Status, execution.StatusSuccess)
	})
}

func TestTimeoutLimits(t *testing.T) {
	e := testEngine(func(o *Options) { o.Timeout, o.MaxTimeout = time.Minute, 2*time.Minute })
	same(t, "the instance's", newFlow(t).compile(e).Timeout(), time.Minute)
	same(t, "the workflow's", newFlow(t).set("executionTimeout", 90).compile(e).Timeout(), 90*time.Second)
	same(t, "capped", newFlow(t).set("executionTimeout", 9999).compile(e).Timeout(), 2*time.Minute)
	same(t, "none", newFlow(t).set("executionTimeout", -1).compile(e).Timeout(), time.Duration(0))
}

func TestCancel(t *testing.T) {
	for _, c := range []struct {
		cause   error
		message string
	}{
		{nil, "The execution was cancelled manually"},
		{ErrShutdown, "The execution was cancelled because the system is shutting down"},
	} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancelCause(context.Background())
			e := testEngine()
			p := newFlow(t).do("Slow", func(c *call) (out, error) {
				<-c.Context().Done()
				return nil, c.Context().Err()
			}, "retryOnFail", true).link("Start", "Slow").compile(e)
			done := make(chan *execution.Execution)
			go func() {
				ex, _ := e.Run(ctx, RunRequest{Plan: p})
				done <- ex
			}()
			synctest.Wait()
			cancel(c.cause)
			ex := <-done
			same(t, "status", ex.Status, execution.StatusCanceled)
			same(t, "error", ex.Data.Err, c.message)
		})
	}
}

func TestCancelDuringRetryPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(context.Background(), 1500*time.Millisecond)
		defer cancel()
		e := testEngine()
		calls := 0
		p := newFlow(t).do("X", func(*call) (out, error) { calls++; return nil, node.Errorf("no") }, "retryOnFail", true).
			link("Start", "X").compile(e)
		begin := time.Now()
		ex, _ := e.Run(ctx, RunRequest{Plan: p})
		same(t, "calls", calls, 2)
		same(t, "time", time.Since(begin), 1500*time.Millisecond)
		same(t, "status", ex.Status, execution.StatusCanceled)
	})
}

// endless is Start → A → B → C → A.
func endless(t *testing.T) *flow {
	return newFlow(t).pass("A").pass("B").pass("C").pass("D").
		link("Start", "A", "A", "B", "B", "C", "C", "A", "Start", "D")
}

func TestEndlessLoop(t *testing.T) {
	for name, limits := range map[string]Limits{
		"runs":   {NodeRuns: 1000},
		"memory": {NodeRuns: -1, Memory: 1 << 20},
	} {
		for _, keep := range []Keep{KeepAll, KeepLast} {
			if name == "memory" && keep == KeepLast {
				continue // nothing piles up there
			}
			ex := endless(t).with(testEngine(func(o *Options) { o.Limits = limits }), RunRequest{Keep: keep})
			same(t, name+": status", ex.Status, execution.StatusError)
			if message := ex.Data.Err.Error(); !strings.Contains(message, `"A" → "B" → "C" → "A"`) {
				t.Errorf("%s: the loop is not named: %s", name, message)
			}
			var limit *LimitError
			same(t, name+": typed", asError(ex.Data.Err, &limit), true)
		}
	}
	ex := endless(t).v0().with(testEngine(func(o *Options) { o.Limits.NodeRuns = 100 }), RunRequest{})
	same(t, "v0", strings.Contains(ex.Data.Err.Error(), `"A" → "B" → "C" → "A"`), true)
	ex = newFlow(t).pass("A").pass("B").pass("C").link("Start", "A", "A", "B", "B", "C").
		with(testEngine(func(o *Options) { o.Limits.NodeRuns = 2 }), RunRequest{})
	same(t, "without a loop", ex.Data.Err, `The execution was stopped at node "B" after 2 node runs: set RUNNEL_MAX_NODE_RUNS to allow more`)
}

func TestLongLoopForgets(t *testing.T) {
	n, last := 0, 0
	ex := newFlow(t).do("Again", func(c *call) (out, error) {
		last = c.Info().RunIndex
		if n++; n == 5000 {
			return node.Output{{}, c.Items()}, nil
		}
		return node.Output{c.Items(), {}}, nil
	}, "parameters", map[string]any{"outputs": 2}).pass("End").link("Start", "Again", "Again:0", "Again", "Again:1", "End").
		with(testEngine(func(o *Options) { o.Limits.Memory = 1 << 20 }), RunRequest{Keep: KeepLast})
	same(t, "status", fmt.Sprint(ex.Status, " ", ex.Data.Err), "success <nil>")
	same(t, "the index counts all runs", last, 4999)
	if runs := len(ex.Data.Runs("Again")); runs >= 2*mostRuns {
		t.Errorf("%d runs are remembered", runs)
	}
	same(t, "the end has its source", *ex.Data.Runs("End")[0].Sources[0], "{Again 1 4999}")
}

func TestLongLoopEnds(t *testing.T) {
	n := 0
	ex := newFlow(t).do("Again", func(c *call) (out, error) {
		if n++; n == 5000 {
			return node.Output{{}, c.Items()}, nil
		}
		return node.Output{c.Items(), {}}, nil
	}, "parameters", map[string]any{"outputs": 2}).pass("End").link("Start", "Again", "Again:0", "Again", "Again:1", "End").run()
	same(t, "status", ex.Status, execution.StatusSuccess)
	same(t, "runs", len(ex.Data.Runs("Again")), 5000)
	same(t, "end", len(ex.Data.Runs("End")), 1)
}

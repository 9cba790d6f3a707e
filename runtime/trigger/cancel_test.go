package trigger

import (
	"context"
	"testing"
	"testing/synctest"

	"runnel/runtime/engine"
	"runnel/runtime/execution"
	"runnel/runtime/node"
)

func TestCancelWhatRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, Capacity{}, nil)
		defer held(t, "held")()
		h.live(workflow(t, "a", `Do:test.do {"name":"held"}`))
		req := h.request("a")
		req.ID = "7"
		if err := h.dispatcher.Start(t.Context(), req, nil); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if !h.dispatcher.Cancel("7") {
			t.Error("it runs and could not be stopped")
		}
		if got := h.next(); got != "a webhook canceled" {
			t.Error(got)
		}
		if h.dispatcher.Cancel("7") || h.dispatcher.Cancel("8") {
			t.Error("what does not run was stopped")
		}
	})
}

func TestCancelWhatWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, Capacity{}, nil)
		h.live(workflow(t, "a", `Wait:test.wait`))
		req := h.request("a")
		req.ID = "7"
		if err := h.dispatcher.Start(t.Context(), req, nil); err != nil {
			t.Fatal(err)
		}
		if got := h.next(); got != "a webhook waiting" {
			t.Fatal(got)
		}
		if !h.dispatcher.Cancel("7") || h.waiting.Waiting() != 0 {
			t.Error("it waits and could not be stopped")
		}
		if got := h.next(); got != "a webhook canceled" {
			t.Error(got)
		}
		if status, _ := NotWaiting(h.waiting.Resume(t.Context(), "7", engine.ResumeRequest{}, nil)); status != execution.StatusCanceled {
			t.Error(status)
		}
	})
}

func TestRetryFromTheFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, Capacity{}, nil)
		h.live(workflow(t, "a", `Do:test.do`, `Bad:test.do {"name":"bad"}`))
		fail := true
		does(t, "bad", doFunc(func(context.Context) error {
			if fail {
				return node.Errorf("no")
			}
			return nil
		}))
		ended := make(chan *execution.Execution, 2)
		tell := func(ex *execution.Execution, err error) { ended <- ex }
		if err := h.dispatcher.Start(t.Context(), h.request("a"), tell); err != nil {
			t.Fatal(err)
		}
		failed := <-ended
		fail = false
		if err := h.dispatcher.Retry(t.Context(), engine.RetryRequest{Plan: h.plan("a"), Execution: failed, ID: "9"}, tell); err != nil {
			t.Fatal(err)
		}
		again := <-ended
		if again.Status != execution.StatusSuccess || again.ID != "9" || again.RetryOf != failed.ID || again.Mode != node.ModeRetry || len(again.Data.Runs("Do")) != 1 {
			t.Errorf("%s %s of %s, %s", again.Status, again.ID, again.RetryOf, again.Mode)
		}
	})
}

func TestObserversAreAskedFor(t *testing.T) {
	h := newHouse(t, Capacity{}, nil)
	var seen counter
	h.dispatcher.OnStarting(func(id string) engine.Observer {
		if id == "a" {
			return &seen
		}
		return nil
	})
	h.live(workflow(t, "a", "Do:test.do"), workflow(t, "b", "Do:test.do"))
	h.dispatcher.Go(h.request("a"))
	h.next()
	h.dispatcher.Go(h.request("b"))
	h.next()
	if seen != (counter{1, 1, 1, 1}) {
		t.Error(seen)
	}
}

// counter counts what an observer is told.
type counter struct{ began, started, finished, ended int }

func (c *counter) RunStarted(*execution.Execution)  { c.began++ }
func (c *counter) NodeStarted(engine.NodeEvent)     { c.started++ }
func (c *counter) NodeFinished(engine.NodeEvent)    { c.finished++ }
func (c *counter) RunFinished(*execution.Execution) { c.ended++ }

func TestCancelWhatAnotherHasStarted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, Capacity{}, nil)
		defer held(t, "held")()
		h.live(workflow(t, "a", `Do:test.do {"name":"held"}`))
		req := h.request("a")
		req.ID = "7"
		if err := h.dispatcher.Start(t.Context(), req, nil); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		child := h.dispatcher.Observe(&engine.RunRequest{Plan: h.plan("a")})
		child.RunStarted(&execution.Execution{ID: "8", Data: execution.Data{Parent: &execution.Parent{ExecutionID: "7"}}})
		if !h.dispatcher.Cancel("8") {
			t.Error("what belongs to another execution could not be stopped")
		}
		if got := h.next(); got != "a webhook canceled" {
			t.Error(got)
		}
		h.dispatcher.end("8")
	})
}

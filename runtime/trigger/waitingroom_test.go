package trigger

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"runnel/runtime/engine"
	"runnel/runtime/execution"
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/store"
	"runnel/runtime/value"
	"runnel/workflows"
)

// test.wait waits for the number of hours that is its name, or without a limit.
var _ = node.Define(node.Spec[doParams]{
	Name: "test.wait", Title: "Wait", Versions: node.Versions(1), Inputs: node.Main(1), Outputs: node.Main(1), Params: params(),
	Run: func(c *node.Call[doParams]) (node.Output, error) {
		hours, err := c.P.Name.Or(c, 0, "")
		if err != nil {
			return nil, err
		}
		var until time.Time
		if hours != "" {
			d, err := time.ParseDuration(hours + "h")
			if err != nil {
				return nil, err
			}
			until = time.Now().Add(d)
		}
		return node.One(c.Input(0)), c.Wait(until)
	},
})

// memoryStore keeps executions in memory, as they are; it fails when it is told to.
type memoryStore struct {
	mu         sync.Mutex
	executions map[string]*execution.Execution
	workflows  map[string]*workflows.Workflow
	fail       error
}

func newMemoryStore() *memoryStore {
	return &memoryStore{executions: map[string]*execution.Execution{}, workflows: map[string]*workflows.Workflow{}}
}

func (m *memoryStore) setFail(err error) {
	m.mu.Lock()
	m.fail = err
	m.mu.Unlock()
}

func (m *memoryStore) Save(ex *execution.Execution, w *workflows.Workflow) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail == nil {
		m.executions[ex.ID], m.workflows[ex.ID] = ex, w
	}
	return m.fail
}

func (m *memoryStore) Load(id string) (*execution.Execution, *workflows.Workflow, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.executions[id] == nil {
		return nil, nil, fs.ErrNotExist
	}
	return m.executions[id], m.workflows[id], m.fail
}

func (m *memoryStore) Delete(id string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.executions, id)
	return m.fail
}

func (m *memoryStore) List() (all []store.Waiting, problems []error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for id, ex := range m.executions {
		all = append(all, store.Waiting{ID: id, Until: ex.WaitTill})
	}
	return all, nil
}

// begin runs a workflow until it waits and gives the execution's id.
func (h *house) begin(id string) string {
	h.t.Helper()
	h.dispatcher.Go(h.request(id))
	ex := <-h.ended
	if ex.Status != execution.StatusWaiting {
		h.t.Fatalf("%s does not wait: %s %v", id, ex.Status, ex.Data.Err)
	}
	return ex.ID
}

func TestWaitingForHours(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newMemoryStore()
		h := newHouse(t, Capacity{Total: 1}, s)
		h.live(workflow(t, "a", `Wait:test.wait {"name":"5"}`, "After:test.do"))
		h.begin("a")
		time.Sleep(5*time.Hour - time.Second)
		synctest.Wait()
		if len(h.ended) != 0 || h.waiting.Waiting() != 1 {
			t.Fatal("it did not wait")
		}
		// When its time comes nothing is free; it goes on when something is.
		release := held(t, "held")
		h.live(workflow(t, "busy", `Do:test.do {"name":"held"}`))
		h.dispatcher.Go(h.request("busy"))
		time.Sleep(time.Hour)
		if len(h.ended) != 0 {
			t.Fatal("it went on above the capacity")
		}
		release()
		if first, second := h.next(), h.next(); first != "busy webhook success" || second != "a webhook success" {
			t.Errorf("%s, %s", first, second)
		}
		if h.waiting.Waiting() != 0 || len(s.executions) != 0 {
			t.Error("it is still kept")
		}
	})
}

// Where nobody may queue, an execution whose time has come tries again.
func TestDueWhileBusy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, Capacity{Total: 1, Reject: true}, nil)
		h.live(workflow(t, "a", `Wait:test.wait {"name":"1"}`))
		h.begin("a")
		release := held(t, "held")
		h.live(workflow(t, "busy", `Do:test.do {"name":"held"}`))
		h.dispatcher.Go(h.request("busy"))
		time.Sleep(time.Hour + 10*time.Second)
		synctest.Wait()
		release()
		h.next()
		time.Sleep(time.Minute)
		synctest.Wait()
		if len(h.ended) != 1 || h.next() != "a webhook success" {
			t.Error("it did not go on")
		}
	})
}

func TestResumeOnce(t *testing.T) {
	h := newHouse(t, Capacity{}, newMemoryStore())
	release := held(t, "held")
	h.live(workflow(t, "a", "Wait:test.wait", `After:test.do {"name":"held"}`))
	id := h.begin("a")
	if ex, plan, err := h.waiting.Peek(id); err != nil || ex.ID != id || plan.Workflow().ID != "a" {
		t.Fatal(ex, plan, err)
	}
	done := make(chan *execution.Execution, 1)
	if err := h.waiting.Resume(t.Context(), id, engine.ResumeRequest{}, func(ex *execution.Execution, err error) { done <- ex }); err != nil {
		t.Fatal(err)
	}
	want := func(what string, status execution.Status) {
		t.Helper()
		_, _, err := h.waiting.Peek(id)
		if got, ok := NotWaiting(err); !ok || got != status {
			t.Errorf("%s: %v", what, err)
		}
		if err := h.waiting.Resume(t.Context(), id, engine.ResumeRequest{}, nil); !errors.Is(err, notWaiting{status}) {
			t.Errorf("%s: %v", what, err)
		}
	}
	want("while it runs", execution.StatusRunning)
	release()
	<-done
	want("when it has ended", execution.StatusSuccess)
	id = "nobody"
	want("unknown", execution.StatusUnknown)
}

func TestStoresThatFail(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newMemoryStore()
		h := newHouse(t, Capacity{}, s)
		h.live(workflow(t, "a", `Wait:test.wait {"name":"1"}`))
		s.setFail(errors.New("the disk is full"))
		h.begin("a")
		if log := h.log.String(); !strings.Contains(log, "could not be stored; a restart would lose it") || !strings.Contains(log, "the disk is full") {
			t.Errorf("the log: %s", log)
		}
		time.Sleep(2 * time.Hour)
		if got := h.next(); got != "a webhook success" {
			t.Error("one that could not be stored:", got)
		}
		// One that cannot be read back stays where it is.
		s.setFail(nil)
		id := h.begin("a")
		s.setFail(errors.New("the disk is gone"))
		time.Sleep(2 * time.Hour)
		synctest.Wait()
		if len(h.ended) != 0 || h.waiting.Waiting() != 1 || strings.Count(h.log.String(), "the disk is gone") != 1 {
			t.Errorf("%d wait, the log: %s", h.waiting.Waiting(), h.log)
		}
		s.setFail(nil)
		if err := h.waiting.Resume(t.Context(), id, engine.ResumeRequest{}, nil); err != nil {
			t.Error(err)
		}
		if got := h.next(); got != "a webhook success" {
			t.Error(got)
		}
	})
}

// What the shutdown cuts off goes on from where it waited after the next start.
func TestCutOffByAShutdown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newMemoryStore()
		h := newHouse(t, Capacity{}, s)
		held(t, "held")
		h.live(workflow(t, "a", "Wait:test.wait", `After:test.do {"name":"held"}`))
		id := h.begin("a")
		if err := h.waiting.Resume(t.Context(), id, engine.ResumeRequest{}, nil); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		h.dispatcher.Shutdown(ctx)
		if got := h.next(); got != "a webhook canceled" {
			t.Error(got)
		}
		h.waiting.Close()

		h = newHouse(t, Capacity{}, s)
		if errs := h.waiting.Restore(); len(errs) != 0 || h.waiting.Waiting() != 1 {
			t.Fatal(errs, h.waiting.Waiting())
		}
		does(t, "held", doFunc(func(context.Context) error { return nil }))
		if err := h.waiting.Resume(t.Context(), id, engine.ResumeRequest{}, nil); err != nil {
			t.Fatal(err)
		}
		if got := h.next(); got != "a webhook success" {
			t.Error(got)
		}
	})
}

// A sub-workflow may end before its parent has begun to wait for it.
func TestChildrenThatAreEarly(t *testing.T) {
	h := newHouse(t, Capacity{}, nil)
	release := held(t, "held")
	h.live(workflow(t, "parent", `Do:test.do {"name":"held"}`, "Call:test.wait", "After:test.do"))
	req := h.request("parent")
	req.ID = "p"
	h.dispatcher.Go(req)
	for !h.dispatcher.Running("p") {
		time.Sleep(time.Millisecond)
	}
	output := node.One(item.List(value.Int(7)))
	h.waiting.ended(&execution.Execution{ID: "c", Status: execution.StatusSuccess})
	h.waiting.childEnded("p", output)
	release()
	if got := h.next(); got != "parent webhook waiting" {
		t.Error(got)
	}
	ex := <-h.ended
	if got := ex.Data.Runs("After")[0].Output[0][0].JSON.JSON(); ex.Status != execution.StatusSuccess || got != "7" {
		t.Errorf("%s with %s", ex.Status, got)
	}
	// The end of a child of nobody is nothing.
	h.waiting.childEnded("p", output)
	if len(h.waiting.early) != 0 {
		t.Error("outputs for nobody are kept")
	}
}

func TestOutcomesAreForgotten(t *testing.T) {
	h := newHouse(t, Capacity{}, nil)
	for i := range mostOutcomes + 10 {
		h.waiting.leave(strings.Repeat("x", i%7)+string(rune('a'+i%26))+time.Duration(i).String(), execution.StatusSuccess, false)
	}
	if len(h.waiting.outcomes) > mostOutcomes || len(h.waiting.outcomeOrder) != mostOutcomes {
		t.Errorf("%d outcomes are kept", len(h.waiting.outcomes))
	}
}

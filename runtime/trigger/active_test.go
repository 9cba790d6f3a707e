package trigger

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"runnel/workflows"
)

func parse(t *testing.T, doc string) *workflows.Workflow {
	t.Helper()
	list, err := workflows.Parse("test.json", []byte(doc))
	if err != nil {
		t.Fatal(err)
	}
	return list[0]
}

func hook(t *testing.T, id, path string) *workflows.Workflow {
	return workflow(t, id, fmt.Sprintf(`Hook:test.hook {"path":%q}`, path))
}

// holder gives the workflow that a path leads to, "" for none.
func (h *house) holder(path string) string {
	if m, ok := h.active.Find("GET", path); ok {
		return m.Plan.Workflow().ID
	}
	return ""
}

func (h *house) errorOf(id string) string {
	for _, info := range h.active.List() {
		if info.ID == id && info.Err != nil {
			return info.Err.Error()
		}
	}
	return ""
}

func TestSetAndRemove(t *testing.T) {
	h := newHouse(t, Capacity{}, nil)
	h.live(hook(t, "a", "x"), hook(t, "b", "y"), workflow(t, "callable", "Do:test.do"))
	if h.holder("x") != "a" || h.holder("y") != "b" || h.active.Len() != 3 {
		t.Error(h.active.List())
	}
	old := h.plan("a")
	h.live(hook(t, "a", "z"))
	if h.holder("x") != "" || h.holder("z") != "a" || h.plan("a") == old {
		t.Error("the new version is not live")
	}
	h.active.Moved("a", "elsewhere.json")
	h.active.Moved("nobody", "elsewhere.json")
	list := h.active.List()
	if len(list) != 3 || list[0].Name != "Flow a" || list[0].File != "elsewhere.json" || len(list[0].Webhooks) != 1 || list[2].Nodes != 1 {
		t.Errorf("%+v", list)
	}
	h.active.Remove("a", "nobody")
	if p, err := h.active.Plan(context.Background(), "a", false); p != nil || err != nil || h.holder("z") != "" || h.active.Len() != 2 {
		t.Error("it is not gone")
	}
}

// Who comes second gets no path, and gets it when the first one goes.
func TestPathsThatAreTaken(t *testing.T) {
	h := newHouse(t, Capacity{}, nil)
	starts := 0
	does(t, "count", triggerFunc(func(context.Context, func(), func(error)) error { starts++; return nil }))
	h.live(hook(t, "first", "x"))
	second := workflow(t, "second", `Hook:test.hook {"path":"x"}`, `Other:test.hook {"path":"y"}`, `Trigger:test.trigger {"name":"count"}`)
	const taken = `The URL path that the "Hook" node uses is already taken. Please change it to something else.`
	if got := h.set(second)["second"]; got != taken {
		t.Error(got)
	}
	if h.holder("x") != "first" || h.holder("y") != "" || starts != 0 || h.errorOf("second") != taken {
		t.Error("it is partly in service")
	}
	if h.plan("second") == nil {
		t.Error("it cannot be called")
	}
	h.active.Remove("first")
	if h.holder("x") != "second" || h.holder("y") != "second" || starts != 1 || h.errorOf("second") != "" {
		t.Errorf("it is not in service: %d starts, %q", starts, h.errorOf("second"))
	}
	// The same workflow may take over its own path.
	h.live(hook(t, "second", "x"))
	if got := h.set(workflow(t, "broken", `Hook:test.hook {"path":"broken"}`, `Other:test.hook {"path":"z"}`))["broken"]; got != `There was a problem activating the workflow: "the path is broken" (node "Hook")` {
		t.Error(got)
	}
	if h.holder("z") != "" {
		t.Error("a workflow with a broken webhook is partly in service")
	}
}

func TestCanActivate(t *testing.T) {
	h := newHouse(t, Capacity{}, nil)
	for _, c := range []struct {
		node string
		can  bool
	}{{"Do:test.do", false}, {"Hook:test.hook", true}, {"Trigger:test.trigger", true}, {"Poll:test.poll", true}} {
		p, err := h.engine.Compile(workflow(t, "w", c.node))
		if err != nil {
			t.Fatal(err)
		}
		if err := CanActivate(p); (err == nil) != c.can || err != nil && !errors.Is(err, ErrNoTrigger) {
			t.Errorf("%s: %v", c.node, err)
		}
	}
}

func TestTriggers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, Capacity{}, nil)
		var emit func()
		var ended atomic.Int32
		does(t, "trigger", triggerFunc(func(ctx context.Context, e func(), _ func(error)) error {
			emit = e
			context.AfterFunc(ctx, func() { ended.Add(1) })
			return nil
		}))
		h.live(workflow(t, "a", `Trigger:test.trigger {"name":"trigger"}`, "After:test.do"))
		emit()
		if got := h.next(); got != "a trigger success" {
			t.Error(got)
		}
		h.live(workflow(t, "a", `Trigger:test.trigger {"name":"trigger"}`))
		synctest.Wait()
		if ended.Load() != 1 {
			t.Error("the old version's trigger still runs")
		}
		h.active.Remove("a")
		synctest.Wait()
		emit()
		synctest.Wait()
		if ended.Load() != 2 || len(h.ended) != 0 {
			t.Errorf("a trigger that was stopped: %d ends, %d executions", ended.Load(), len(h.ended))
		}
	})
}

func TestTriggersThatDoNotStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, Capacity{}, nil)
		var mu sync.Mutex
		var times []time.Duration
		tried := func() string { mu.Lock(); defer mu.Unlock(); return fmt.Sprint(times) }
		began := time.Now()
		var works atomic.Bool
		does(t, "later", triggerFunc(func(context.Context, func(), func(error)) error {
			mu.Lock()
			defer mu.Unlock()
			times = append(times, time.Since(began))
			if !works.Load() {
				return errors.New("no connection")
			}
			return nil
		}))
		var good atomic.Int32
		does(t, "good", triggerFunc(func(ctx context.Context, _ func(), _ func(error)) error {
			good.Add(1)
			context.AfterFunc(ctx, func() { good.Add(-1) })
			return nil
		}))
		const problem = `There was a problem activating the workflow: "no connection" (node "Bad")`
		if got := h.set(workflow(t, "a", `Good:test.trigger {"name":"good"}`, `Bad:test.trigger {"name":"later"}`))["a"]; got != problem {
			t.Error(got)
		}
		synctest.Wait()
		if good.Load() != 0 {
			t.Error("one of its triggers runs")
		}
		h.live(hook(t, "other", "x")) // a change of the set does not hurry it
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if got := tried(); got != "[0s 1s 3s 7s]" || h.errorOf("a") != problem {
			t.Errorf("it was tried at %s, %s", got, h.errorOf("a"))
		}
		works.Store(true)
		time.Sleep(6 * time.Second)
		synctest.Wait()
		if good.Load() != 1 || h.errorOf("a") != "" || tried() != "[0s 1s 3s 7s 15s]" {
			t.Errorf("it does not run: %d, %q, %s", good.Load(), h.errorOf("a"), tried())
		}
	})
}

func TestTriggersThatBreakDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, Capacity{}, nil)
		var fails atomic.Pointer[func(error)]
		var count atomic.Int32
		does(t, "breaks", triggerFunc(func(_ context.Context, _ func(), f func(error)) error {
			count.Add(1)
			fails.Store(&f)
			return nil
		}))
		fail := func(err error) { (*fails.Load())(err) }
		h.live(workflow(t, "a", `Trigger:test.trigger {"name":"breaks"}`, "Error:n8n-nodes-base.errorTrigger"))
		fail(errors.New("connection lost"))
		fail(errors.New("connection lost")) // once is enough
		ex := <-h.ended
		if got := ex.Data.Runs("Error")[0].Output[0][0].JSON; got.AtPath("trigger.error.message").Str() != "connection lost" || got.AtPath("trigger.mode").Str() != "trigger" {
			t.Errorf("the error workflow hears %s", got.JSON())
		}
		if got := h.errorOf("a"); !strings.Contains(got, "connection lost") {
			t.Errorf("it is listed with %q", got)
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if starts := count.Load(); starts != 2 || h.errorOf("a") != "" || len(h.ended) != 0 {
			t.Errorf("%d starts, %q, %d more executions", starts, h.errorOf("a"), len(h.ended))
		}
		// One that is removed does not come back.
		fail(errors.New("connection lost"))
		h.active.Remove("a")
		time.Sleep(time.Minute)
		synctest.Wait()
		if starts := count.Load(); starts != 2 {
			t.Errorf("%d starts", starts)
		}
	})
}

func TestPolls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, Capacity{}, nil)
		var count atomic.Int32
		var news atomic.Bool
		var failure atomic.Pointer[error]
		does(t, "poll", pollFunc(func() (bool, error) {
			count.Add(1)
			if err := failure.Load(); err != nil {
				return false, *err
			}
			return news.Load(), nil
		}))
		poll := func(times string) *workflows.Workflow {
			return workflow(t, "a", fmt.Sprintf(`Poll:test.poll {"name":"poll","pollTimes":%s}`, times), "Error:n8n-nodes-base.errorTrigger")
		}
		h.live(poll(`{"item":[{"mode":"everyMinute"}]}`))
		if polls := count.Load(); polls != 1 || len(h.ended) != 0 {
			t.Errorf("at the activation: %d polls, %d executions", polls, len(h.ended))
		}
		news.Store(true)
		time.Sleep(time.Minute)
		synctest.Wait()
		if polls := count.Load(); polls != 2 || h.next() != "a trigger success" {
			t.Errorf("%d polls", polls)
		}
		err := errors.New("no answer")
		failure.Store(&err)
		time.Sleep(time.Minute)
		synctest.Wait()
		if polls := count.Load(); polls != 3 || h.next() != "a error success" || h.errorOf("a") != "" {
			t.Errorf("after a failure: %d polls, %q", polls, h.errorOf("a"))
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if polls := count.Load(); polls != 4 {
			t.Errorf("it polls no more: %d", polls)
		}
		if got := h.set(poll(`{"item":[{"mode":"everyHour"}]}`))["a"]; !strings.Contains(got, "no answer") {
			t.Errorf("a failure at the activation: %q", got)
		}
		failure.Store(nil)
		for times, want := range map[string]string{
			`{"item":[{"mode":"custom","cronExpression":"*/5 * * * * *"}]}`: "The polling interval is too short. It has to be at least a minute.",
			`{"item":[{"mode":"custom","cronExpression":"nonsense"}]}`:      "Invalid cron expression",
		} {
			if got := h.set(poll(times))["a"]; !strings.Contains(got, want) {
				t.Errorf("%s: %q", times, got)
			}
		}
		h.live(poll(`{}`))
		before := count.Load()
		time.Sleep(time.Minute)
		synctest.Wait()
		if polls := count.Load(); polls != before+1 {
			t.Errorf("without times it polls %d times a minute", polls-before)
		}
	})
}

// Replacing and removing while requests come: every request sees a whole
// version.
func TestChangesWhileRequestsCome(t *testing.T) {
	h := newHouse(t, Capacity{}, nil)
	h.live(hook(t, "a", "x"))
	stop := make(chan struct{})
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if m, ok := h.active.Find("GET", "x"); ok && m.Plan.Workflow().ID != "a" {
					t.Error("a request saw another workflow")
				}
				h.active.List()
				if p, _ := h.active.Plan(context.Background(), "a", false); p == nil {
					t.Error("the workflow was gone")
				}
			}
		})
	}
	for i := range 50 {
		h.live(hook(t, "a", "x"), hook(t, fmt.Sprint(i), fmt.Sprint(i)))
		h.active.Remove(fmt.Sprint(i))
	}
	close(stop)
	all.Wait()
}

package trigger

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"runnel/runtime/execution"
)

// held makes nodes of a name wait until the function is called.
func held(t *testing.T, name string) (release func()) {
	open := make(chan struct{})
	release = sync.OnceFunc(func() { close(open) })
	does(t, name, doFunc(func(ctx context.Context) error {
		select {
		case <-open:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}))
	return release
}

func TestCapacity(t *testing.T) {
	for _, c := range []struct {
		what     string
		capacity Capacity
		// start are the workflows of executions that begin one after the other,
		// want what becomes of each: runs, waits, or is refused.
		start, want string
	}{
		{"no bound", Capacity{}, "aaabbb", "rrrrrr"},
		{"a bound", Capacity{Total: 2}, "aabb", "rrww"},
		{"a bound for each", Capacity{PerWorkflow: 1}, "aabbc", "rwrwr"},
		{"both", Capacity{Total: 2, PerWorkflow: 1}, "aabbc", "rwrww"},
		{"a queue", Capacity{Total: 1, Queue: 2}, "aaaaa", "rwwxx"},
		{"nobody waits", Capacity{Total: 1, Queue: 9, Reject: true}, "aaa", "rxx"},
		{"nobody waits for its own workflow", Capacity{PerWorkflow: 1, Reject: true}, "aab", "rxr"},
	} {
		synctest.Test(t, func(t *testing.T) {
			h := newHouse(t, c.capacity, nil)
			release := held(t, "held")
			h.live(workflow(t, "a", `Do:test.do {"name":"held"}`), workflow(t, "b", `Do:test.do {"name":"held"}`), workflow(t, "c", `Do:test.do {"name":"held"}`))
			results := make([]chan error, len(c.start))
			for i, id := range c.start {
				results[i] = make(chan error, 1)
				go func() { results[i] <- h.dispatcher.Start(t.Context(), h.request(string(id)), nil) }()
				synctest.Wait()
			}
			got := ""
			for _, r := range results {
				select {
				case err := <-r:
					switch {
					case err == nil:
						got += "r"
					case errors.Is(err, ErrBusy):
						got += "x"
					default:
						got += err.Error()
					}
				default:
					got += "w"
				}
			}
			if got != c.want {
				t.Errorf("%s: %s, want %s", c.what, got, c.want)
			}
			running, queued := h.dispatcher.Load()
			if running != strings.Count(c.want, "r") || queued != strings.Count(c.want, "w") {
				t.Errorf("%s: %d run, %d wait", c.what, running, queued)
			}
			release()
			synctest.Wait()
			if running, queued := h.dispatcher.Load(); running+queued != 0 {
				t.Errorf("%s: in the end %d run, %d wait", c.what, running, queued)
			}
		})
	}
}

func TestWhoWaitsCanLeave(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, Capacity{Total: 1, PerWorkflow: 1}, nil)
		release := held(t, "held")
		h.live(workflow(t, "a", `Do:test.do {"name":"held"}`), workflow(t, "b", "Do:test.do"))
		if err := h.dispatcher.Start(t.Context(), h.request("a"), nil); err != nil {
			t.Fatal(err)
		}
		ctx, leave := context.WithCancel(t.Context())
		left := make(chan error)
		go func() { left <- h.dispatcher.Start(ctx, h.request("b"), nil) }()
		synctest.Wait()
		leave()
		if err := <-left; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		release()
		synctest.Wait()
		// Its workflow's place is free again.
		done := make(chan *execution.Execution, 1)
		if err := h.dispatcher.Start(t.Context(), h.request("b"), func(ex *execution.Execution, err error) { done <- ex }); err != nil {
			t.Fatal(err)
		}
		if ex := <-done; ex.Status != execution.StatusSuccess {
			t.Error(ex.Status)
		}
	})
}

func TestShutdown(t *testing.T) {
	t.Run("finishes", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			h := newHouse(t, Capacity{Total: 1}, nil)
			release := held(t, "held")
			h.live(workflow(t, "a", `Do:test.do {"name":"held"}`))
			for range 3 {
				h.dispatcher.Go(h.request("a")) // two of them wait for their turn
			}
			synctest.Wait()
			ended := make(chan struct{})
			go func() { h.dispatcher.Shutdown(context.Background()); close(ended) }()
			synctest.Wait()
			if err := h.dispatcher.Start(t.Context(), h.request("a"), nil); !errors.Is(err, ErrClosing) {
				t.Errorf("something new: %v", err)
			}
			select {
			case <-ended:
				t.Error("it did not wait")
			default:
			}
			release()
			<-ended
			for range 3 {
				if got := h.next(); got != "a webhook success" {
					t.Error(got)
				}
			}
		})
	})
	t.Run("cancels", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			h := newHouse(t, Capacity{Total: 1}, nil)
			held(t, "held")
			h.live(workflow(t, "a", `Do:test.do {"name":"held"}`))
			h.dispatcher.Go(h.request("a"))
			synctest.Wait()
			h.dispatcher.Go(h.request("a"))
			synctest.Wait()
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			began := time.Now()
			h.dispatcher.Shutdown(ctx)
			if took := time.Since(began); took != time.Minute {
				t.Errorf("it took %v", took)
			}
			ex := <-h.ended
			if ex.Status != execution.StatusCanceled || ex.Data.Err.Error() != "The execution was cancelled because the system is shutting down" {
				t.Errorf("%s: %v", ex.Status, ex.Data.Err)
			}
			if len(h.ended) != 0 || !strings.Contains(h.log.String(), "could not be started") {
				t.Error("what waited for its turn was run")
			}
		})
	})
	t.Run("runs the error workflows of what was accepted", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			h := newHouse(t, Capacity{}, nil)
			release := held(t, "held")
			does(t, "fail", doFunc(func(context.Context) error { return errors.New("no") }))
			h.live(workflow(t, "a", `Do:test.do {"name":"held"}`, `Fail:test.do {"name":"fail"}`, "Error:n8n-nodes-base.errorTrigger", "After:test.do"))
			h.dispatcher.Go(h.request("a"))
			synctest.Wait()
			ended := make(chan struct{})
			go func() { h.dispatcher.Shutdown(context.Background()); close(ended) }()
			synctest.Wait()
			release()
			<-ended
			got := []string{h.next(), h.next()}
			slices.Sort(got)
			if !slices.Equal(got, []string{"a error success", "a webhook error"}) {
				t.Error(got)
			}
		})
	})
}

func TestErrorWorkflows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, Capacity{Total: 1, PerWorkflow: 1}, nil)
		does(t, "fail", doFunc(func(context.Context) error { return errors.New("no") }))
		watched := func(id, watcher string) string {
			return strings.Replace(workflow(t, id, `Do:test.do {"name":"fail"}`).Document().JSON(), `"executionOrder":"v1"`, fmt.Sprintf(`"executionOrder":"v1","errorWorkflow":%q`, watcher), 1)
		}
		h.live(parse(t, watched("a", "watch")), parse(t, watched("b", "nobody")), parse(t, watched("c", "untriggered")),
			workflow(t, "watch", "Error:n8n-nodes-base.errorTrigger", "After:test.do"), workflow(t, "untriggered", "Do:test.do"))
		for _, id := range []string{"a", "b", "c"} {
			h.dispatcher.Go(h.request(id))
			synctest.Wait()
		}
		var got []string
		for len(h.ended) > 0 {
			got = append(got, h.next())
		}
		slices.Sort(got)
		if want := "[a webhook error b webhook error c webhook error watch error success]"; fmt.Sprint(got) != want {
			t.Errorf("%v, want %s", got, want)
		}
		for _, text := range []string{`the error workflow \"nobody\" of workflow \"Flow b\" does not exist`, `the error workflow \"Flow untriggered\" has no Error Trigger`, `msg="an execution failed" workflow="Flow a"`} {
			if !strings.Contains(h.log.String(), text) {
				t.Errorf("the log lacks %q:\n%s", text, h.log)
			}
		}
	})
}

// A panic in what follows an execution ends neither the process nor the
// capacity.
func TestBrokenFollowUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, Capacity{Total: 1}, nil)
		h.live(workflow(t, "a", "Do:test.do"))
		for range 3 {
			if err := h.dispatcher.Start(t.Context(), h.request("a"), func(*execution.Execution, error) { panic("broken") }); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
		}
		if running, queued := h.dispatcher.Load(); running+queued != 0 {
			t.Errorf("%d run, %d wait", running, queued)
		}
		if !strings.Contains(h.log.String(), "broken") {
			t.Error("the log does not tell")
		}
	})
}

func TestManyAtOnce(t *testing.T) {
	h := newHouse(t, Capacity{Total: 3, PerWorkflow: 2}, nil)
	var mu sync.Mutex
	now, most := map[string]int{}, map[string]int{}
	count := func(id string) doFunc {
		return func(context.Context) error {
			mu.Lock()
			defer mu.Unlock()
			now[id]++
			now["all"]++
			most[id], most["all"] = max(most[id], now[id]), max(most["all"], now["all"])
			mu.Unlock()
			time.Sleep(time.Microsecond)
			mu.Lock()
			now[id]--
			now["all"]--
			return nil
		}
	}
	for _, id := range []string{"a", "b"} {
		does(t, "count "+id, count(id))
		h.live(workflow(t, id, fmt.Sprintf(`Do:test.do {"name":"count %s"}`, id)))
	}
	for i := range 200 {
		h.dispatcher.Go(h.request(string("ab"[i%2])))
	}
	for range 200 {
		<-h.ended
	}
	if most["all"] > 3 || most["a"] > 2 || most["b"] > 2 {
		t.Errorf("at once: %v", most)
	}
}

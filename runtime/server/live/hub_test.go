package live

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"runnel/runtime/value"
)

func data(n int) value.Value {
	return value.Object(value.Field{Key: "n", Value: value.Int(n)})
}

// taken lists what a reader has got: the data of its events, "resync" in front
// where some were lost.
func taken(r *Reader) string {
	events, resync, ended := r.Take()
	var parts []string
	if resync {
		parts = append(parts, "resync")
	}
	for _, e := range events {
		if e.Name != "presence" {
			parts = append(parts, string(e.Data))
		}
	}
	if ended {
		parts = append(parts, "ended")
	}
	return strings.Join(parts, " ")
}

func want(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}

func TestReadersGetTheirEvents(t *testing.T) {
	h := NewHub("e")
	one, list := h.Read("w1", "", Person{}), h.Read("", "", Person{})
	h.Publish("a", "w1", false, data(1))
	h.Publish("a", "w1", true, data(2))
	h.Publish("a", "w2", false, data(3))
	want(t, "one workflow", taken(one), `{"n":1} {"n":2}`)
	want(t, "the lists", taken(list), `{"n":1} {"n":3}`)
	one.Close()
	list.Close()
	h.mu.Lock()
	if len(h.readers) > 0 {
		t.Error("readers that have left are still there")
	}
	h.mu.Unlock()
	want(t, "after the end", taken(one), "ended")
}

func TestReadersComeBack(t *testing.T) {
	h := NewHub("e")
	now := time.Unix(0, 0)
	h.now = func() time.Time { return now }
	r := h.Read("w", "", Person{})
	h.Publish("a", "w", true, data(1))
	events, _, _ := r.Take()
	last := h.ID(&events[len(events)-1])
	r.Close()
	if !h.Watched("w") {
		t.Error("a reader that has just left may come back")
	}
	h.Publish("a", "w", true, data(2))
	want(t, "what came meanwhile", taken(h.Read("w", last, Person{})), `{"n":2}`)
	want(t, "of another process", taken(h.Read("w", "f-1", Person{})), "resync")
	want(t, "nonsense", taken(h.Read("w", "nonsense", Person{})), "resync")
	want(t, "from the future", taken(h.Read("w", "e-99999", Person{})), "resync")
	want(t, "a workflow whose details were not published", taken(h.Read("other", last, Person{})), "resync")
	for range keptEvents + 1 {
		h.Publish("a", "x", true, data(0))
	}
	want(t, "too long ago", taken(h.Read("w", last, Person{})), "resync")
}

func TestWhatNobodyHears(t *testing.T) {
	h := NewHub("e")
	now := time.Unix(1, 0)
	h.now = func() time.Time { return now }
	if !h.Quiet() {
		t.Error("nobody was ever there")
	}
	r := h.Read("", "", Person{})
	h.Publish("a", "w", false, data(1))
	events, _, _ := r.Take()
	last := h.ID(&events[0])
	r.Close()
	if h.Quiet() {
		t.Error("a reader that has just left may come back")
	}
	h.Publish("a", "w", false, data(2))
	want(t, "back at once", taken(h.Read("", last, Person{})), `{"n":2}`)
	for r := range h.readers {
		r.Close()
	}
	now = now.Add(2 * linger)
	if !h.Quiet() {
		t.Error("everybody has left for good")
	}
	want(t, "back too late", taken(h.Read("", last, Person{})), "resync")
}

func TestSlowReadersLoseAndLearnIt(t *testing.T) {
	h := NewHub("e")
	r := h.Read("w", "", Person{})
	for i := range readerEvents + 10 {
		h.Publish("a", "w", true, data(i))
	}
	events, resync, _ := r.Take()
	if !resync || len(events) > readerEvents {
		t.Errorf("resync %v with %d events", resync, len(events))
	}
	h.Publish("a", "w", true, data(7))
	want(t, "it goes on", taken(r), `{"n":7}`)
	big := value.String(strings.Repeat("x", readerBytes/2))
	for range 3 {
		h.Publish("a", "w", true, big)
	}
	if _, resync, _ := r.Take(); !resync {
		t.Error("bytes are not bounded")
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.bytes > keptBytes {
		t.Errorf("%d bytes are kept", h.bytes)
	}
}

func TestPresence(t *testing.T) {
	h := NewHub("e")
	a := h.Read("w", "", Person{"1", "Ada", "tab1"})
	b := h.Read("w", "", Person{"2", "Bob", "tab2"})
	b.Close()
	events, _, _ := a.Take()
	var got []string
	for _, e := range events {
		got = append(got, string(e.Data))
	}
	want(t, "who is here", strings.Join(got, "\n"), `{"workflowId":"w","users":[{"id":"1","name":"Ada","client":"tab1"}]}
{"workflowId":"w","users":[{"id":"1","name":"Ada","client":"tab1"},{"id":"2","name":"Bob","client":"tab2"}]}
{"workflowId":"w","users":[{"id":"1","name":"Ada","client":"tab1"}]}`)
}

func TestServe(t *testing.T) {
	h := NewHub("e")
	stop := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		r := h.Read("w", req.Header.Get("Last-Event-ID"), Person{})
		defer r.Close()
		r.Serve(w, req, stop, func() bool { return true })
	}))
	defer server.Close()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	req, _ := http.NewRequestWithContext(ctx, "GET", server.URL, nil)
	req.Header.Set("Last-Event-ID", "x-1")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	want(t, "type", res.Header.Get("Content-Type"), "text/event-stream; charset=utf-8")
	in := bufio.NewScanner(res.Body)
	next := func() string {
		if !in.Scan() {
			t.Fatal("the stream ended", in.Err())
		}
		return in.Text()
	}
	for line := ""; line != "event: resync"; line = next() {
	}
	h.Publish("a", "w", true, value.String("line\nend"))
	for line := ""; line != "event: a"; line = next() {
	}
	want(t, "data", next(), `data: "line\nend"`)
	close(stop)
	for in.Scan() {
	}
}

// Many publishers, readers that come and go.
func TestHubUnderLoad(t *testing.T) {
	h := NewHub("e")
	var all sync.WaitGroup
	for i := range 4 {
		all.Go(func() {
			for n := range 500 {
				h.Publish("a", fmt.Sprint("w", n%3), n%2 == 0, data(i))
			}
		})
		all.Go(func() {
			for n := range 100 {
				r := h.Read(fmt.Sprint("w", n%3), "e-1", Person{ID: fmt.Sprint(i)})
				r.Take()
				r.Close()
			}
		})
	}
	all.Wait()
	h.Close()
	if len(h.readers) > 0 {
		t.Error("readers are left")
	}
}

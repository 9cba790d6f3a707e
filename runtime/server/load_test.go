package server

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"runnel/runtime/server/payload"
	"runnel/runtime/trigger"
)

// hold makes a flow that answers at its end and stops at a gate.
func hold(id, gate string) string {
	return newFlow(id, "responseMode", "lastNode").add("Gate", "test.gate", 1, "name", gate).String()
}

// background sends a request and gives a channel for its answer.
func (in *instance) background(method, path string, headers ...string) chan answer {
	ch := make(chan answer, 1)
	go func() { ch <- in.send(method, path, "", headers...) }()
	return ch
}

func TestBusy(t *testing.T) {
	g := newGate(t, "busy")
	in := start(t, func(s *setup) { s.capacity = trigger.Capacity{Total: 1, Queue: 1} }, hold("a", "busy"))
	first := in.background("GET", "/webhook/a")
	<-g.arrived
	second := in.background("GET", "/webhook/a")
	for { // until the second one is in the queue
		if _, queued := in.dispatcher.Load(); queued == 1 {
			break
		}
		time.Sleep(time.Millisecond)
	}
	a := in.send("GET", "/webhook/a", "")
	a.want(t, "the third", 429, `{"code":429,"message":"The server is busy: it runs as many executions as it may. Try again later."}`)
	if a.header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	g.open()
	if a := <-first; a.status != 200 {
		t.Errorf("the first: %+v", a)
	}
	if a := <-second; a.status != 200 {
		t.Errorf("the second: %+v", a)
	}
}

func TestShutdownFinishesWhatWasAccepted(t *testing.T) {
	g := newGate(t, "shutdown")
	in := start(t, nil, hold("a", "shutdown"), newFlow("b").add("Gate", "test.gate", 1, "name", "shutdown").String())
	waiting := in.background("GET", "/webhook/a")
	in.send("GET", "/webhook/b", "").want(t, "at once", 200, `{"message":"Workflow was started"}`)
	<-g.arrived
	<-g.arrived
	go func() {
		for in.server.ready.Load() {
			time.Sleep(time.Millisecond)
		}
		g.open()
	}()
	in.close()
	if a := <-waiting; a.status != 200 {
		t.Errorf("%+v", a)
	}
}

func TestShutdownCancelsInTheEnd(t *testing.T) {
	g := newGate(t, "cancel")
	in := start(t, nil, hold("a", "cancel"))
	waiting := in.background("GET", "/webhook/a")
	<-g.arrived
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	in.dispatcher.Shutdown(ctx)
	(<-waiting).want(t, "a cancelled execution", 500, `{"code":0,"message":"There was a problem executing the workflow"}`)
	in.send("GET", "/webhook/a", "").want(t, "after that", 503, `{"code":503,"message":"The server is shutting down."}`)
}

// An execution goes on when its caller has gone, and its answer is dropped.
func TestCallersThatLeave(t *testing.T) {
	g := newGate(t, "leave")
	in := start(t, func(s *setup) { s.capacity.Total = 1 }, hold("a", "leave"),
		newFlow("r", "responseMode", "responseNode").add("Gate", "test.gate", 1, "name", "leave").add("Respond", "respondToWebhook", 1.1).String())
	for _, path := range []string{"a", "r"} {
		ctx, cancel := context.WithCancel(t.Context())
		gone := make(chan struct{})
		go func() {
			r, _ := http.NewRequestWithContext(ctx, "GET", in.url+"/webhook/"+path, nil)
			if res, err := in.client.Do(r); err == nil {
				res.Body.Close()
				t.Error("an answer came")
			}
			close(gone)
		}()
		id := <-g.arrived
		// One that waits for its turn leaves, too, and takes no place.
		queued, leave := context.WithCancel(t.Context())
		left := make(chan struct{})
		go func() {
			r, _ := http.NewRequestWithContext(queued, "GET", in.url+"/webhook/"+path, nil)
			if res, err := in.client.Do(r); err == nil {
				res.Body.Close()
			}
			close(left)
		}()
		leave()
		<-left
		cancel()
		<-gone
		if !in.dispatcher.Running(id) {
			t.Error("the execution ended with its caller")
		}
		g.open()
		for in.dispatcher.Running(id) {
			time.Sleep(time.Millisecond)
		}
		g = newGate(t, "leave")
	}
}

// longer calls a test with limits of time that get longer, until one is long
// enough for how slow the machine is just now.
func longer(t *testing.T, attempt func(limit time.Duration) error) {
	t.Helper()
	var err error
	for limit := 50 * time.Millisecond; limit < 10*time.Second; limit *= 4 {
		if err = attempt(limit); err == nil {
			return
		}
	}
	t.Error(err)
}

// The time for reading a request is not the time for answering it.
func TestRunsMayTakeLongerThanReading(t *testing.T) {
	longer(t, func(limit time.Duration) error {
		g := newGate(t, "long")
		in := start(t, func(s *setup) { s.server.Limits.Read = limit; s.server.Limits.ReadHeader = limit }, hold("a", "long"))
		defer in.close()
		// A request may come too late on a slow machine.
		waiting := make(chan error, 1)
		go func() {
			res, err := in.client.Get(in.url + "/webhook/a")
			if err == nil {
				defer res.Body.Close()
				if res.StatusCode != 200 {
					err = fmt.Errorf("status %d", res.StatusCode)
				}
			}
			waiting <- err
		}()
		select {
		case <-g.arrived:
		case err := <-waiting:
			g.open()
			return fmt.Errorf("the request did not arrive within %s: %w", limit, err)
		}
		time.Sleep(3 * limit)
		g.open()
		return <-waiting
	})
}

func TestSlowBodies(t *testing.T) {
	in := start(t, func(s *setup) { s.server.Limits.Read = 50 * time.Millisecond }, newFlow("a", "httpMethod", "POST").String())
	c, err := net.Dial("tcp", strings.TrimPrefix(in.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	fmt.Fprint(c, "POST /webhook/a HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{")
	res, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatal(err)
	}
	read(t, res).want(t, "a body that does not come", 500, `{"code":0,"message":"There was a problem executing the workflow"}`)
	if _, err := c.Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("the connection is left open: %v", err)
	}
}

func TestRequestsWaitUntilWorkflowsAreLoaded(t *testing.T) {
	in := start(t, nil, newFlow("a").String())
	early := New(in.server.Options)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go early.Serve(listener)
	defer early.Close()
	other := *in
	other.url = "http://" + listener.Addr().String()
	other.send("GET", "/readyz", "").want(t, "readiness", 503, `{"status":"error"}`)
	other.send("GET", "/healthz", "").want(t, "health", 200, `{"status":"ok"}`)
	waiting := other.background("GET", "/webhook/a")
	early.Ready()
	(<-waiting).want(t, "a request that came early", 200, `{"message":"Workflow was started"}`)
}

func TestLimitsOfMemory(t *testing.T) {
	// Many fields and files at once: none of it may fail the server.
	in := start(t, func(s *setup) {
		s.server.Limits.Limits = payload.Limits{Payload: 1 << 20, Files: 1 << 20, InMemory: 1 << 10}
	},
		echo(newFlow("a", "httpMethod", "POST", "responseMode", "lastNode"), "{ n: Object.keys($binary).length, fields: Object.keys($json.body).length }"))
	var body strings.Builder
	for i := range 200 {
		fmt.Fprintf(&body, "--B\r\nContent-Disposition: form-data; name=\"f%d\"; filename=\"x\"\r\nContent-Type: text/plain\r\n\r\n%s\r\n", i, strings.Repeat("x", 100))
		fmt.Fprintf(&body, "--B\r\nContent-Disposition: form-data; name=\"g%d\"\r\n\r\n1\r\n", i)
	}
	body.WriteString("--B--")
	in.send("POST", "/webhook/a", body.String(), "Content-Type", "multipart/form-data; boundary=B").want(t, "400 parts", 200, `{"n":200,"fields":200}`)
	query := "?" + strings.Repeat("a=1&", 990) + strings.Repeat("x", 10)
	if a := in.send("POST", "/webhook/a"+query, ""); a.status != 200 {
		t.Errorf("1000 parameters: %+v", a)
	}
}

func TestProxies(t *testing.T) {
	whitelist := func(id, ips string) string {
		return newFlow(id, "options", options("ipWhitelist", ips)).String()
	}
	for _, c := range []struct {
		what     string
		proxies  Proxies
		forward  string
		allowed  string
		accepted bool
	}{
		{"no proxy, direct", Proxies{}, "", "127.0.0.1", true},
		{"no proxy, a claim", Proxies{}, "9.9.9.9", "9.9.9.9", false},
		{"a trusted network", Proxies{Networks: prefixes("127.0.0.0/8")}, "9.9.9.9", "9.9.9.9", true},
		{"a trusted network, another caller", Proxies{Networks: prefixes("127.0.0.0/8")}, "8.8.8.8", "9.9.9.9", false},
		{"the caller invents a hop", Proxies{Networks: prefixes("127.0.0.0/8")}, "9.9.9.9, 8.8.8.8", "9.9.9.9", false},
		{"two trusted proxies", Proxies{Networks: prefixes("127.0.0.0/8", "10.0.0.0/8")}, "6.6.6.6, 9.9.9.9, 10.1.1.1", "9.9.9.9", true},
		{"the proxy itself is no caller", Proxies{Networks: prefixes("127.0.0.0/8")}, "9.9.9.9", "127.0.0.1", false},
		{"one hop", Proxies{Hops: 1}, "9.9.9.9, 8.8.8.8", "8.8.8.8", true},
		{"one hop, an invented one", Proxies{Hops: 1}, "9.9.9.9, 8.8.8.8", "9.9.9.9", false},
		{"two hops", Proxies{Hops: 2}, "9.9.9.9, 8.8.8.8", "9.9.9.9", true},
		{"another network", Proxies{Networks: prefixes("10.0.0.0/8")}, "9.9.9.9", "9.9.9.9", false},
	} {
		in := start(t, func(s *setup) { s.server.Proxies = c.proxies }, whitelist("a", c.allowed))
		var headers []string
		if c.forward != "" {
			headers = []string{"X-Forwarded-For", c.forward}
		}
		if a := in.send("GET", "/webhook/a", "", headers...); (a.status == 200) != c.accepted {
			t.Errorf("%s: %d %s", c.what, a.status, a.body)
		}
		in.close()
	}
}

package server

import (
	"bufio"
	"net/http"
	"strings"
	"testing"
	"time"

	"runnel/runtime/value"
)

func streaming(id string) *flow {
	return newFlow(id, "responseMode", "streaming").add("Respond", "respondToWebhook", 1.5, "respondWith", "json", "responseBody", `{"a": [1]}`)
}

// lines reads a streamed answer; the time stamps are left out.
func lines(t *testing.T, body string) string {
	t.Helper()
	var all []string
	for line := range strings.Lines(body) {
		doc, err := value.ParseString(line)
		if err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		if doc.AtPath("metadata.timestamp").Num() <= 0 {
			t.Errorf("no time stamp in %s", line)
		}
		all = append(all, doc.DeleteAtPath("metadata.timestamp").JSON())
	}
	return strings.Join(all, "\n")
}

func TestStreaming(t *testing.T) {
	newGate(t, "stream").open()
	in := start(t, nil, streaming("s").add("Gate", "test.gate", 1, "name", "stream").String(),
		newFlow("quiet", "responseMode", "streaming").String(),
		newFlow("fail", "responseMode", "streaming").add("Stop", "stopAndError", 1, "errorMessage", "no").String())
	for path, want := range map[string]string{
		"s": `{"type":"begin","metadata":{"nodeId":"id-Respond","nodeName":"Respond","itemIndex":0,"runIndex":0}}
{"type":"item","content":"{\"a\":[1]}","metadata":{"nodeId":"id-Respond","nodeName":"Respond","itemIndex":0,"runIndex":0}}
{"type":"end","metadata":{"nodeId":"id-Respond","nodeName":"Respond","itemIndex":0,"runIndex":0}}`,
		"quiet": "",
		"fail":  `{"type":"error","content":"Error in workflow","metadata":{"nodeId":"id-Stop","nodeName":"Stop","itemIndex":0,"runIndex":0}}`,
	} {
		a := in.send("GET", "/webhook/"+path, "")
		if a.status != 200 || a.header.Get("Content-Type") != jsonType || lines(t, a.body) != want {
			t.Errorf("%s: %d %v\n%s\nwant\n%s", path, a.status, a.header, a.body, want)
		}
	}
}

func TestStreamsArriveWhileTheExecutionRuns(t *testing.T) {
	g := newGate(t, "arrive")
	in := start(t, nil, streaming("s").add("Gate", "test.gate", 1, "name", "arrive").String())
	res, err := in.client.Get(in.url + "/webhook/s")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	r := bufio.NewReader(res.Body)
	for range 3 {
		if _, err := r.ReadString('\n'); err != nil {
			t.Fatal(err)
		}
	}
	<-g.arrived
	g.open()
	if rest, err := r.ReadString('\n'); rest != "" || err == nil {
		t.Errorf("more came: %q", rest)
	}
}

func TestStreamsWhoseCallerLeaves(t *testing.T) {
	longer(t, func(limit time.Duration) error {
		g := newGate(t, "left")
		in := start(t, func(s *setup) { s.server.Limits.Write = limit },
			newFlow("s", "responseMode", "streaming").add("Gate", "test.gate", 1, "name", "left").
				add("Respond", "respondToWebhook", 1.5, "respondWith", "text", "responseBody", "={{ 'x'.repeat(10000000) }}").String())
		defer in.close()
		defer g.open()
		// On a slow machine even the beginning of an answer may come too late.
		res, err := in.client.Get(in.url + "/webhook/s")
		if err != nil {
			return err
		}
		first := <-g.arrived
		res.Body.Close()
		// One that takes nothing holds the execution up no longer than it may.
		second, err := http.Get(in.url + "/webhook/s")
		if err != nil {
			return err
		}
		defer second.Body.Close()
		defer http.DefaultClient.CloseIdleConnections()
		other := <-g.arrived
		g.open()
		for in.dispatcher.Running(first) || in.dispatcher.Running(other) {
			time.Sleep(time.Millisecond)
		}
		return nil
	})
}

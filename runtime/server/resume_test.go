package server

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"runnel/runtime/execution"
	"runnel/runtime/value"
)

// waits makes a flow that answers with its execution's id and waits for a call.
func waits(id string, params ...any) *flow {
	return newFlow(id, "responseMode", "responseNode").
		add("Id", "set", 3.4, "mode", "raw", "jsonOutput", `={{ JSON.stringify({ id: $execution.id, url: $execution.resumeUrl }) }}`).
		add("Tell", "respondToWebhook", 1.1, "respondWith", "firstIncomingItem").
		add("Wait", "wait", 1.1, append([]any{"resume", "webhook"}, params...)...)
}

// begin starts a flow of waits and gives its id when it waits.
func (in *instance) begin(path string) string {
	in.t.Helper()
	a := in.send("GET", "/webhook/"+path, "")
	doc, err := value.ParseString(a.body)
	id := doc.Get("id").Str()
	if err != nil || doc.Get("url").Str() != "http://test/webhook-waiting/"+id {
		in.t.Fatalf("%s: %d %s", path, a.status, a.body)
	}
	for in.dispatcher.Running(id) {
		time.Sleep(time.Millisecond)
	}
	return id
}

func message409(format, id string) string {
	return object("code", 409, "message", fmt.Sprintf(format, id)).JSON()
}

func TestResume(t *testing.T) {
	g := newGate(t, "resume")
	in := start(t, nil,
		waits("last", "httpMethod", "POST", "responseMode", "lastNode").add("After", "set", 3.4, "mode", "raw", "jsonOutput", `={{ JSON.stringify({ body: $json.body, before: $('Id').first().json.id }) }}`).String(),
		waits("once").add("Gate", "test.gate", 1, "name", "resume").String(),
		waits("suffix", "options", options("webhookSuffix", "abc")).String(),
		waits("fail", "responseMode", "lastNode").add("Stop", "stopAndError", 1, "errorMessage", "no").String(),
		waits("respond", "responseMode", "responseNode").add("Answer", "respondToWebhook", 1.1, "respondWith", "text", "responseBody", "resumed").String(),
		waits("twice").add("Wait 2", "wait", 1.1, "resume", "webhook").String())
	resume := func(method, id, body string) answer {
		return in.send(method, "/webhook-waiting/"+id, body, "Content-Type", "application/json")
	}
	id := in.begin("last")
	if a := resume("OPTIONS", id, ""); a.status != 204 || a.header.Get("Access-Control-Allow-Origin") != "*" || a.header.Get("Access-Control-Allow-Methods") != "POST, GET, OPTIONS" {
		t.Errorf("preflight: %+v", a)
	}
	mismatch := object("code", 404, "message", fmt.Sprintf(`The workflow for execution "%s" does not contain a waiting webhook with a matching path/method.`, id)).JSON()
	resume("GET", id, "").want(t, "another method", 404, mismatch)
	resume("POST", id+"/nope", "").want(t, "another suffix", 404, mismatch)
	resume("POST", id, "{bad").want(t, "a bad body", 422, `{"code":422,"message":"Failed to parse request body","hint":"Expected property name or '}' in JSON at position 1"}`)
	resume("POST", id, `{"x":1}`).want(t, "the call", 200, fmt.Sprintf(`{"body":{"x":1},"before":"%s"}`, id))
	resume("POST", id, `{"x":1}`).want(t, "a second call", 409, message409(`The execution "%s has finished already.`, id))
	resume("POST", "nobody", "").want(t, "unknown", 404, `{"code":404,"message":"The execution \"nobody\" does not exist."}`)

	id = in.begin("once")
	resume("GET", id, "").want(t, "at once", 200, `{"message":"Workflow was started"}`)
	<-g.arrived
	resume("GET", id, "").want(t, "while it runs", 409, message409(`The execution "%s" is running already.`, id))
	g.open()

	id = in.begin("suffix")
	resume("GET", id+"/abc", "").want(t, "with its suffix", 200, `{"message":"Workflow was started"}`)

	id = in.begin("fail")
	resume("GET", id, "").want(t, "a failure", 500, `{"message":"Error in workflow"}`)
	resume("GET", id, "").want(t, "after a failure", 409, message409(`The execution "%s" has finished with error.`, id))

	id = in.begin("respond")
	resume("GET", id, "").want(t, "by a node", 200, "resumed")

	id = in.begin("twice")
	// The caller is answered when the execution goes on; it waits again, or has ended, a moment later.
	settled := func() (a answer) {
		for a = resume("GET", id, ""); strings.Contains(a.body, "is running already"); a = resume("GET", id, "") {
			time.Sleep(time.Millisecond)
		}
		return a
	}
	for range 2 {
		settled().want(t, "the first and the second wait", 200, `{"message":"Workflow was started"}`)
	}
	settled().want(t, "no third", 409, message409(`The execution "%s has finished already.`, id))
}

// Before an execution waits its resume URL says that it runs.
func TestResumeTooEarly(t *testing.T) {
	g := newGate(t, "early")
	defer g.open()
	in := start(t, nil, newFlow("a").add("Gate", "test.gate", 1, "name", "early").add("Wait", "wait", 1.1, "resume", "webhook").String())
	in.send("GET", "/webhook/a", "")
	id := <-g.arrived
	in.send("GET", "/webhook-waiting/"+id, "").want(t, "too early", 409, message409(`The execution "%s" is running already.`, id))
}

func TestOnlyOneOfManyCallsResumes(t *testing.T) {
	newGate(t, "one").open()
	in := start(t, nil, waits("a").add("Gate", "test.gate", 1, "name", "one").String())
	id := in.begin("a")
	var answers []chan answer
	for range 10 {
		answers = append(answers, in.background("GET", "/webhook-waiting/"+id))
	}
	counts := map[int]int{}
	for _, ch := range answers {
		counts[(<-ch).status]++
	}
	if counts[200] != 1 || counts[409] != 9 {
		t.Errorf("answers: %v", counts)
	}
}

func TestResumeAfterARestart(t *testing.T) {
	dir := t.TempDir()
	after := func(f *flow, version string) string {
		return f.add("After", "set", 3.4, "mode", "raw", "jsonOutput", `={{ JSON.stringify({ version: '`+version+`', q: $json.query.q, before: $('Id').first().json.id }) }}`).String()
	}
	data := func(s *setup) { s.data = dir }
	in := start(t, data, after(waits("a", "responseMode", "lastNode"), "old"), after(waits("gone", "responseMode", "lastNode"), "gone"))
	id, gone := in.begin("a"), in.begin("gone")
	in.close()
	if err := os.WriteFile(filepath.Join(dir, "waiting", "damaged.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	// The workflow has changed and the other one is gone: who waits goes on with
	// the old one.
	var problems []error
	in = startRestored(t, data, &problems, after(waits("a", "responseMode", "lastNode"), "new"))
	if len(problems) != 1 || !strings.Contains(problems[0].Error(), "damaged.json is damaged") {
		t.Errorf("problems: %v", problems)
	}
	if n := in.waiting.Waiting(); n != 2 {
		t.Errorf("%d executions wait", n)
	}
	in.send("GET", "/webhook-waiting/"+id+"?q=1", "").want(t, "after the restart", 200, fmt.Sprintf(`{"version":"old","q":"1","before":"%s"}`, id))
	in.send("GET", "/webhook-waiting/"+gone+"?q=2", "").want(t, "of a workflow that is gone", 200, fmt.Sprintf(`{"version":"gone","q":"2","before":"%s"}`, gone))
	in.close()
	in = startRestored(t, data, &problems, after(waits("a"), "new"))
	if n := in.waiting.Waiting(); n != 0 {
		t.Errorf("%d executions wait after all have ended", n)
	}
}

// A file that is damaged while its execution waits harms that one alone.
func TestDamageWhileWaiting(t *testing.T) {
	dir := t.TempDir()
	in := start(t, func(s *setup) { s.data = dir }, waits("a").String())
	id, other := in.begin("a"), in.begin("a")
	name := filepath.Join(dir, "waiting", id+".json")
	if err := os.WriteFile(name, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	in.send("GET", "/webhook-waiting/"+id, "").want(t, "damaged", 500, `{"code":0,"message":"There was a problem executing the workflow"}`)
	if log := in.log.String(); !strings.Contains(log, "is damaged") {
		t.Error("the log does not tell what is damaged")
	}
	if _, err := os.Stat(name); err != nil {
		t.Error("the file was removed:", err)
	}
	in.send("GET", "/webhook-waiting/"+other, "").want(t, "the other", 200, `{"message":"Workflow was started"}`)
}

// A sub-workflow that waits makes its parent wait; the parent goes on with its
// last output.
func TestParentsWaitForTheirChildren(t *testing.T) {
	dir := t.TempDir()
	child := func() string {
		return bareFlow("child").add("Called", "executeWorkflowTrigger", 1.1, "inputSource", "passthrough").
			add("Wait", "wait", 1.1, "resume", "webhook").
			add("After", "set", 3.4, "mode", "raw", "jsonOutput", `={{ JSON.stringify({ child: $execution.id, q: $json.query.q }) }}`).String()
	}
	call := map[string]any{"__rl": true, "mode": "id", "value": "child"}
	g := newGate(t, "parents")
	g.open()
	parent := func() string {
		return newFlow("parent", "responseMode", "lastNode").
			add("Call", "executeWorkflow", 1.2, "workflowId", call).
			add("Back", "set", 3.4, "mode", "raw", "jsonOutput", `={{ JSON.stringify({ parent: $execution.id, q: $json.q }) }}`).
			add("Gate", "test.gate", 1, "name", "parents").String()
	}
	noWait := newFlow("nowait").add("Call", "executeWorkflow", 1.2, "workflowId", call, "options", options("waitForSubWorkflow", false)).
		add("Wait", "wait", 1.1, "resume", "webhook").add("Gate", "test.gate", 1, "name", "parents").String()
	finished := make(chan *execution.Execution, 10)
	data := func(s *setup) { s.data = dir }
	in := start(t, data, child(), parent(), noWait)
	in.dispatcher.OnFinished(func(ex *execution.Execution) { finished <- ex })
	in.send("GET", "/webhook/parent", "")
	first, second := <-finished, <-finished
	if first.WorkflowID != "child" || second.WorkflowID != "parent" || first.Status != execution.StatusWaiting || second.Status != execution.StatusWaiting {
		t.Fatalf("%s %s, %s %s", first.WorkflowID, first.Status, second.WorkflowID, second.Status)
	}
	in.send("GET", "/webhook-waiting/"+second.ID, "").want(t, "the parent waits for no call", 404,
		object("code", 404, "message", fmt.Sprintf(`The workflow for execution "%s" does not contain a waiting webhook with a matching path/method.`, second.ID)).JSON())
	in.close()

	in = start(t, data, child(), parent(), noWait)
	in.dispatcher.OnFinished(func(ex *execution.Execution) { finished <- ex })
	in.send("GET", "/webhook-waiting/"+first.ID+"?q=7", "")
	last := map[string]*execution.Execution{}
	for range 2 {
		ex := <-finished
		last[ex.WorkflowID] = ex
	}
	if got := last["parent"].Data.LastRun().Output[0][0].JSON.JSON(); got != fmt.Sprintf(`{"parent":"%s","q":"7"}`, second.ID) {
		t.Errorf("the parent ended with %s", got)
	}
	if n := in.waiting.Waiting(); n != 0 {
		t.Errorf("%d executions still wait", n)
	}

	// A parent that does not wait for its child is left alone by it.
	in.send("GET", "/webhook/nowait", "")
	ids := map[string]string{}
	for range 2 {
		ex := <-finished
		ids[ex.WorkflowID] = ex.ID
	}
	in.send("GET", "/webhook-waiting/"+ids["child"], "")
	if ex := <-finished; ex.ID != ids["child"] {
		t.Errorf("the end of %s %s", ex.WorkflowID, ex.Status)
	}
	if n := in.waiting.Waiting(); n != 1 {
		t.Errorf("%d executions wait, want the parent", n)
	}
}

func TestWaitingForATime(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		g := newGate(t, "time")
		g.open()
		run := func() (*instance, func()) {
			in := offline(t, dir, newFlow("a").add("Wait", "wait", 1.1, "resume", "timeInterval", "amount", 3, "unit", "hours").add("Gate", "test.gate", 1, "name", "time").String())
			return in, in.close
		}
		in, end := run()
		in.emit("a")
		synctest.Wait()
		if n := in.waiting.Waiting(); n != 1 {
			t.Fatalf("%d executions wait", n)
		}
		time.Sleep(time.Hour)
		end()
		in, end = run()
		defer end()
		time.Sleep(119 * time.Minute)
		synctest.Wait()
		select {
		case <-g.arrived:
			t.Error("it went on too early")
		default:
		}
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		select {
		case <-g.arrived:
		default:
			t.Error("it did not go on")
		}
		if n := in.waiting.Waiting(); n != 0 {
			t.Errorf("%d executions wait", n)
		}
	})
}

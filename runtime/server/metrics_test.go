package server

import (
	"strings"
	"testing"
)

func TestMetrics(t *testing.T) {
	newGate(t, "metrics").open()
	in := start(t, func(s *setup) { s.server.Metrics = &Metrics{} },
		newFlow("ok", "responseMode", "lastNode").String(),
		newFlow("bad", "responseMode", "lastNode").add("Stop", "stopAndError", 1, "errorMessage", "no").String(), waits("wait").String(),
		bareFlow("child").add("Called", "executeWorkflowTrigger", 1).String(),
		newFlow("parent", "responseMode", "lastNode").add("Call", "executeWorkflow", 1, "workflowId", "child").String())
	for _, path := range []string{"ok", "ok", "bad", "parent", "nope"} {
		in.send("GET", "/webhook/"+path, "")
	}
	in.begin("wait")
	a := in.send("GET", "/metrics", "")
	if a.status != 200 || !strings.HasPrefix(a.header.Get("Content-Type"), "text/plain") {
		t.Fatalf("%d %v", a.status, a.header)
	}
	for _, line := range []string{
		`runnel_executions_total{status="success",workflow="Flow ok",workflow_id="ok"} 2`,
		`runnel_executions_total{status="error",workflow="Flow bad",workflow_id="bad"} 1`,
		`runnel_executions_total{status="success",workflow="Flow child",workflow_id="child"} 1`,
		`runnel_executions_total{status="waiting",workflow="Flow wait",workflow_id="wait"} 1`,
		`runnel_execution_duration_seconds_count{workflow="Flow ok",workflow_id="ok"} 2`,
		`runnel_webhook_requests_total{code="200",endpoint="production",method="GET"} 4`,
		`runnel_webhook_requests_total{code="404",endpoint="production",method="GET"} 1`,
		`runnel_webhook_requests_total{code="500",endpoint="production",method="GET"} 1`,
		`runnel_webhook_duration_seconds_count{endpoint="production"} 6`,
		`runnel_executions_running 0`, `runnel_executions_queued 0`, `runnel_executions_waiting 1`, `runnel_workflows_live 5`,
		`runnel_info{version="1.2.3"} 1`,
	} {
		if !strings.Contains(a.body, "\n"+line+"\n") {
			name, _, _ := strings.Cut(line, "{")
			var similar []string
			for l := range strings.Lines(a.body) {
				if strings.HasPrefix(l, name) {
					similar = append(similar, l)
				}
			}
			t.Errorf("no %s; there are\n%s", line, strings.Join(similar, ""))
		}
	}
	for code, want := range map[int]string{200: "200", 418: "418", 299: "other", 0: "other"} {
		if got := codeText(code); got != want {
			t.Errorf("%d: %s", code, got)
		}
	}
}

package errortrigger_test

import (
	"testing"

	_ "runnel/nodes/core/errortrigger"
	"runnel/runtime/node"
	"runnel/runtime/node/nodetest"
)

const (
	typ    = "n8n-nodes-base.errorTrigger"
	sample = `[[{"execution":{"id":231,"url":"http://localhost/execution/workflow/1/231","retryOf":"34","error":{"message":"Example Error Message","stack":"Stacktrace"},` +
		`"lastNodeExecuted":"Node With Error","mode":"manual"},"workflow":{"id":"1","name":"Example Workflow"}}]]`
)

func TestPassesOnTheFailure(t *testing.T) {
	failure := `{"execution":{"id":"7","mode":"trigger"},"workflow":{"id":"a","name":"A"}}`
	out, err := nodetest.New(t, typ, 1, `{}`).Docs(`[` + failure + `]`).Run()
	nodetest.Want(t, out, err, `[[`+failure+`]]`)
	out, err = nodetest.New(t, typ, 1, `{}`).Docs(`[{}]`).Run()
	nodetest.Want(t, out, err, `[[{}]]`)
}

func TestSampleByHand(t *testing.T) {
	byHand := func(in string) *nodetest.Host {
		return nodetest.New(t, typ, 1, `{}`).Docs(in).Configure(func(i *node.Info) { i.Mode = node.ModeManual })
	}
	out, err := byHand(`[{}]`).Run()
	nodetest.Want(t, out, err, sample)
	out, err = byHand(`[{"a":1}]`).Run()
	nodetest.Want(t, out, err, `[[{"a":1}]]`)
}

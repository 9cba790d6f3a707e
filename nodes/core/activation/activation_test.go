package activation_test

import (
	"testing"
	"time"

	_ "runnel/nodes/core/activation"
	"runnel/runtime/node"
	"runnel/runtime/node/nodetest"
)

// clock is a node.Scheduler that stands still.
type clock struct{ node.Scheduler }

func (clock) Now() time.Time { return time.UnixMilli(0) }

type emitted struct {
	node.Emitter
	outputs []node.Output
}

func (e *emitted) Emit(out node.Output) { e.outputs = append(e.outputs, out) }

func TestEventsByActivation(t *testing.T) {
	const all = `{"events":["update","init","activate"]}`
	for _, c := range []struct {
		typ, params string
		why         node.Activation
		want        string
	}{
		{"n8nTrigger", all, node.ActivationInit, "Instance started"},
		{"n8nTrigger", all, node.ActivationUpdate, "Workflow updated"},
		{"n8nTrigger", all, node.ActivationPublish, "Workflow published"},
		{"n8nTrigger", `{"events":["init"]}`, node.ActivationUpdate, ""},
		{"n8nTrigger", `{}`, node.ActivationInit, ""},
		{"workflowTrigger", `{"events":["update","activate"]}`, node.ActivationInit, ""},
		{"workflowTrigger", `{"events":["update","activate"]}`, node.ActivationUpdate, "Workflow updated"},
		{"workflowTrigger", `{"events":["update","activate"]}`, node.ActivationPublish, "Workflow activated"},
	} {
		h := nodetest.New(t, "n8n-nodes-base."+c.typ, 1, c.params).Configure(func(i *node.Info) { i.Activation = c.why })
		var got emitted
		if _, err := h.Bind().Trigger(h, &got, clock{}); err != nil {
			t.Fatal(err)
		}
		if c.want == "" {
			if len(got.outputs) != 0 {
				t.Errorf("%s %s %s: %d emissions", c.typ, c.params, c.why, len(got.outputs))
			}
			continue
		}
		if len(got.outputs) != 1 {
			t.Errorf("%s %s %s: %d emissions", c.typ, c.params, c.why, len(got.outputs))
			continue
		}
		nodetest.Want(t, got.outputs[0], nil, `[[{"event":"`+c.want+`","timestamp":"1970-01-01T00:00:00.000Z","workflow_id":"workflow"}]]`)
	}
}

func TestByHand(t *testing.T) {
	h := nodetest.New(t, "n8n-nodes-base.n8nTrigger", 1, `{}`)
	out, err := h.Bind().Manual(h, time.UnixMilli(1000))
	nodetest.Want(t, out, err, `[[{"event":"Manual execution","timestamp":"1970-01-01T00:00:01.000Z","workflow_id":"workflow"}]]`)
}

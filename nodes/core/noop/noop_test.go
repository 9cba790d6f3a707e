package noop_test

import (
	"testing"

	_ "runnel/nodes/core/noop"
	"runnel/runtime/node/nodetest"
)

func TestPassesOn(t *testing.T) {
	out, err := nodetest.New(t, "n8n-nodes-base.noOp", 1, `{}`).Docs(`[{"a":1},{"a":2}]`).Run()
	nodetest.WantFull(t, out, err, `[[{"json":{"a":1},"pairedItem":{"item":0}},{"json":{"a":2},"pairedItem":{"item":1}}]]`)
}

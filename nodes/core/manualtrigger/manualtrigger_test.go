package manualtrigger_test

import (
	"testing"
	"time"

	_ "runnel/nodes/core/manualtrigger"
	"runnel/runtime/node/nodetest"
)

func TestEmitsOneEmptyItem(t *testing.T) {
	h := nodetest.New(t, "n8n-nodes-base.manualTrigger", 1, `{}`)
	out, err := h.Bind().Manual(h, time.Time{})
	nodetest.Want(t, out, err, `[[{}]]`)
}

package code_test

import (
	"testing"

	"runnel/runtime/node/nodetest"
)

// A json that is null is none, unlike one that is not there.
func TestNullDocumentForItem(t *testing.T) {
	h := nodetest.New(t, codeNode, 2, `{"mode":"runOnceForEachItem","jsCode":"x"}`).Docs(`[{}]`)
	h.OnScript = returning(`{"json":null}`)
	_, err := h.Run()
	nodetest.WantError(t, err, "A 'json' property isn't an object [item 0]")
}

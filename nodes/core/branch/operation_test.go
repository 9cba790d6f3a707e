package branch_test

import (
	"testing"

	"runnel/runtime/node/nodetest"
)

func TestUnknownOperationIsNamedAfterItsHolder(t *testing.T) {
	for _, c := range []struct{ node, params, holder string }{
		{switchNode, `{"dataType":"string","value1":"a","rules":{"rules":[{"operation":"nope","value2":"a","output":0}]}}`, "ruleData"},
		{ifNode, `{"conditions":{"string":[{"value1":"a","operation":"nope","value2":"a"}]}}`, "compareData"},
	} {
		_, err := nodetest.New(t, c.node, 1, c.params).Docs(`[{}]`).Run()
		nodetest.WantError(t, err, "compareOperationFunctions["+c.holder+".operation] is not a function")
	}
}

package merge

import (
	"runnel/runtime/item"
	"runnel/runtime/node"
)

// combineBySQL answers an SQL query whose tables are the inputs.
func combineBySQL(*node.Call[paramsV3], [][]item.Item) (node.Output, error) {
	return nil, node.Errorf("SQL queries over the inputs are not available").
		Describe("Use another mode of the Merge node")
}

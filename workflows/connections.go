package workflows

// Main is the connection type along which items flow; all others attach
// helpers (tools, models, memories) to a node.
const Main = "main"

// Outgoing are the connections of one type that leave one node.
type Outgoing struct {
	// Source is the name of the node they leave; there may be no such node.
	Source string
	Type   string
	// Outputs has for each output of the node its targets, in order. Outputs
	// without targets are nil.
	Outputs [][]Target
}

// Target is where a connection leads.
type Target struct {
	// Node is the name of the node; there may be no such node.
	Node string
	// Type is the type of the input.
	Type string
	// Input is the index of the input.
	Input int
}

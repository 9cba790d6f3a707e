package node

// ParentHost is implemented by hosts that know which nodes stand upstream.
type ParentHost interface {
	// ParentsOf names the nodes of some types that stand upstream, nearest
	// first.
	ParentsOf(types ...string) []string
}

// ParentsOf names the nodes of some types upstream, none where the host does
// not know.
func ParentsOf(h Host, types ...string) []string {
	if p, ok := h.(ParentHost); ok {
		return p.ParentsOf(types...)
	}
	return nil
}

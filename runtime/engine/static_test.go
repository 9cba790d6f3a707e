package engine

import (
	"testing"

	"runnel/runtime/value"
)

// What is read before there is data still counts a list whose members need
// data; a text that needs data must not become an address or a name.
func TestParametersThatNeedData(t *testing.T) {
	const fails = "={{ $json.a.b }}"
	p := newFlow(t).pass("X").param("X", "required", []any{fails, 1}).param("X", "text", fails).link("Start", "X").compile(testEngine())
	at := -1
	for i := range p.nodes {
		if p.nodes[i].info.Name == "X" {
			at = i
		}
	}
	st := p.Static(at)
	same(t, "members", len(st.Param("required").Elems()), 2)
	same(t, "text", st.Param("text"), value.Undefined)
}

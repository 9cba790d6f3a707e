package engine

import (
	"testing"

	"runnel/runtime/item"
	"runnel/runtime/node"
)

func TestAutomaticPairing(t *testing.T) {
	ex := newFlow(t).do("One", gives(`{} {} {}`)).link("Start", "One").run()
	same(t, "one input item is the source of all", links(ex, "One", 0), `{"item":0} {"item":0} {"item":0}`)

	ex = newFlow(t).do("Two", gives(`{} {}`)).do("Same", gives(`{"a":1} {"a":2}`)).link("Start", "Two", "Two", "Same").run()
	same(t, "as many out as in", links(ex, "Same", 0), `{"item":0} {"item":1}`)

	ex = newFlow(t).do("Two", gives(`{} {}`)).do("More", gives(`{} {} {}`)).link("Start", "Two", "Two", "More").run()
	same(t, "else there is none", links(ex, "More", 0), `undefined undefined undefined`)

	ex = newFlow(t).do("Two", gives(`{} {}`)).do("Outs", gives(`{} {}`, ``)).link("Start", "Two", "Two", "Outs").run()
	same(t, "two outputs are too many", links(ex, "Outs", 0), `undefined undefined`)

	mixed := func(*call) (out, error) {
		return node.One([]item.Item{item.FromPair(object(), 1), item.New(object()), item.FromPair(object(), 0)}), nil
	}
	ex = newFlow(t).do("Two", gives(`{} {}`)).do("Mixed", mixed).link("Start", "Two", "Two", "Mixed").run()
	same(t, "what a node set stays", links(ex, "Mixed", 0), `{"item":1} undefined {"item":0}`)
}

func TestInputsAreRelabelled(t *testing.T) {
	ex := newFlow(t).do("Data", gives(`{"n":1} {"n":2}`)).pass("A").pass("B").do("Join", appends).param("Join", "inputs", 2).
		link("Start", "Data", "Data", "A", "Data", "B", "A", "Join:0", "B", "Join:1").run()
	same(t, "input 0 has no index, others have", links(ex, "Join", 0),
		`{"item":0} {"item":1} {"item":0,"input":1} {"item":1,"input":1}`)
	same(t, "what the source recorded stays", links(ex, "Data", 0), `{"item":0} {"item":0}`)
}

func TestAlwaysOutputData(t *testing.T) {
	f := newFlow(t).do("Data", gives(`{} {}`)).do("If", gives(``, `{"a":1} {"a":2}`), "alwaysOutputData", true,
		"parameters", map[string]any{"outputs": 2}).link("Start", "Data", "Data", "If")
	ex := f.run()
	same(t, "output 0 gets an empty item, the others stay", output(ex, "If", 0), `[{}][{"a":1} {"a":2}]`)
	same(t, "it comes from all input items", links(ex, "If", 0), `[{"item":0,"input":0},{"item":1,"input":0}]`)
	ex = newFlow(t).do("Null", func(*call) (out, error) { return nil, nil }, "alwaysOutputData", true).link("Start", "Null").run()
	same(t, "null counts as nothing", output(ex, "Null", 0), `[{}]`)
}

func TestExecuteOnce(t *testing.T) {
	var seen int
	var text string
	ex := newFlow(t).do("Data", gives(`{"n":1} {"n":2} {"n":3}`)).do("Once", func(c *call) (out, error) {
		seen = len(c.Items())
		v, err := c.EvalText("={{ $json.n }}", 0)
		text = v.ToString()
		return node.One(c.Items()), err
	}, "executeOnce", true).link("Start", "Data", "Data", "Once").run()
	same(t, "the node gets one item", seen, 1)
	same(t, "output", output(ex, "Once", 0), `[{"n":1}]`)
	same(t, "expressions", text, "1")
}

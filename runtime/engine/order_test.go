package engine

import (
	"testing"

	"runnel/runtime/execution"
)

// branches is Start → A (below), B (above), each with a child.
func branches(t *testing.T) *flow {
	return newFlow(t).pass("A").pass("A2").pass("B").pass("B2").
		at("A", 100, 200).at("A2", 200, 200).at("B", 100, 0).at("B2", 200, 0).
		link("Start", "A", "Start", "B", "A", "A2", "B", "B2")
}

func TestOrder(t *testing.T) {
	same(t, "v1 goes down one branch first, the upper one", sequence(branches(t).run()), "Start B B2 A A2")
	same(t, "v0 goes level by level, in connection order", sequence(branches(t).v0().run()), "Start A B A2 B2")
	left := branches(t).at("A", 0, 0)
	same(t, "v1 of equal height takes the left one", sequence(left.run()), "Start A A2 B B2")
	equal := branches(t).at("A", 100, 0)
	same(t, "v1 of equal positions takes the later connection", sequence(equal.run()), "Start B B2 A A2")
}

func TestSameTargetTwice(t *testing.T) {
	f := newFlow(t).do("Two", gives(`{"n":0}`, `{"n":1}`), "parameters", map[string]any{"outputs": 2}).pass("End").
		link("Start", "Two", "Two:0", "End", "Two:1", "End")
	ex := f.run()
	same(t, "v1 run 0 is the later output's", output(ex, "End", 0), `[{"n":1}]`)
	same(t, "v1 run 1", output(ex, "End", 1), `[{"n":0}]`)
	ex = f.v0().run()
	same(t, "v0 run 0", output(ex, "End", 0), `[{"n":0}]`)
}

func TestTwoSourcesOneInput(t *testing.T) {
	ex := newFlow(t).pass("A").pass("B").pass("End").link("Start", "A", "Start", "B", "A", "End", "B", "End").run()
	same(t, "a plain input runs once for each source", len(ex.Data.Runs("End")), 2)
}

func TestNullAndEmpty(t *testing.T) {
	ex := newFlow(t).do("Null", func(*call) (out, error) { return nil, nil }).pass("After").link("Start", "Null", "Null", "After").run()
	same(t, "null leaves no record", sequence(ex), "Start")
	same(t, "and is not the last node", ex.Data.LastNode, "Start")
	ex = newFlow(t).do("Empty", gives("")).pass("After").link("Start", "Empty", "Empty", "After").run()
	same(t, "an empty list is recorded and ends the branch", sequence(ex), "Start Empty")
	same(t, "last node", ex.Data.LastNode, "Empty")
	same(t, "status", ex.Status, execution.StatusSuccess)
	ex = newFlow(t).do("None", gives()).link("Start", "None").run()
	same(t, "no lists at all are recorded, too", output(ex, "None", 0), "")
	same(t, "runs", len(ex.Data.Runs("None")), 1)
}

func TestJoinWithDeadBranch(t *testing.T) {
	build := func(required string) *flow {
		// If gives only on output 1; its output 0 would feed the join's input 0.
		f := newFlow(t).do("If", gives("", `{"n":1}`), "parameters", map[string]any{"outputs": 2}).
			pass("True").pass("False").do("Join", appends).pass("End").
			at("True", 0, 0).at("False", 0, 100).at("Join", 0, 0).
			link("Start", "If", "If:0", "True", "If:1", "False", "True", "Join:0", "False", "Join:1", "Join", "End")
		return f.param("Join", "inputs", 2).param("Join", "required", mustParse(required))
	}
	ex := build("1").run()
	same(t, "v1 runs the join last with what it has", sequence(ex), "Start If False Join End")
	same(t, "the dead side is empty", output(ex, "Join", 0), `[{"n":1}]`)
	same(t, "source of the dead side", ex.Data.Runs("Join")[0].Sources[0], "<nil>")
	ex = build("[0,1]").run()
	same(t, "v1 join that requires all inputs never runs", sequence(ex), "Start If False")
	same(t, "the run still succeeds", ex.Status, execution.StatusSuccess)
	same(t, "the join stays among the waiting ones", len(ex.Data.Waiting), 1)
	ex = build("1").v0().run()
	same(t, "v0 runs the untaken side with an empty item", sequence(ex), "Start If False True Join End")
	same(t, "v0 true side", output(ex, "True", 0), `[{}]`)
	same(t, "v0 join", output(ex, "Join", 0), `[{} {"n":1}]`)
}

func TestJoinsInARow(t *testing.T) {
	ex := newFlow(t).do("If", gives("", `{"n":1}`), "parameters", map[string]any{"outputs": 2}).
		do("J1", appends).do("J2", appends).pass("X").
		param("J1", "inputs", 2).param("J2", "inputs", 2).param("J1", "required", 1).param("J2", "required", 1).
		link("Start", "If", "If:0", "J1:0", "If:1", "J1:1", "J1", "J2:1", "If:0", "J2:0").run()
	same(t, "the upstream join is released first", sequence(ex), "Start If J1 J2")
}

func TestJoinFromOneSourceTwice(t *testing.T) {
	f := newFlow(t).do("Join", appends).param("Join", "inputs", 2).param("Join", "required", 1).
		pass("A").pass("B").link("Start", "A", "Start", "B", "A", "Join:0", "B", "Join:0", "B", "Join:1")
	ex := f.run()
	same(t, "two sources on one input make two runs of the join", len(ex.Data.Runs("Join")), 2)
}

func TestOnlySecondInputConnected(t *testing.T) {
	build := func() *flow {
		return newFlow(t).do("Join", appends).param("Join", "inputs", 2).param("Join", "required", 1).link("Start", "Join:1")
	}
	same(t, "v1 takes the first input with items", sequence(build().run()), "Start Join")
	same(t, "v0 takes input 0 only", sequence(build().v0().run()), "Start")
}

func TestForcedSecondTrigger(t *testing.T) {
	f := newFlow(t).v0().add("Other", "test.trigger").pass("A").pass("B").do("Join", appends).
		param("Join", "inputs", 2).link("Start", "A", "Other", "B", "A", "Join:0", "B", "Join:1")
	same(t, "v0 starts an unrelated trigger for the join", sequence(f.run()), "Start A Other B Join")
}

func TestUnconnectedAndDisabled(t *testing.T) {
	ex := newFlow(t).pass("Island").pass("A", "disabled", true).do("B", fails("no"), "disabled", true).pass("C").
		link("Start", "A", "A", "B", "B", "C").run()
	same(t, "disabled nodes pass on, islands do not run", sequence(ex), "Start A B C")
	same(t, "their output", output(ex, "B", 0), "[{}]")
	ex = newFlow(t).do("Two", gives(`{"a":1}`, `{"b":1}`), "parameters", map[string]any{"outputs": 2}).
		do("Join", appends, "disabled", true).param("Join", "inputs", 2).
		link("Start", "Two", "Two:0", "Join:0", "Two:1", "Join:1").run()
	same(t, "a disabled join passes input 0 only", output(ex, "Join", 0), `[{"a":1}]`)
}

func TestMissingDestination(t *testing.T) {
	ex := newFlow(t).link("Start", "Nowhere").run()
	same(t, "status", ex.Status, execution.StatusError)
	same(t, "message", ex.Data.Err, "Destination node not found")
}

func TestSources(t *testing.T) {
	ex := newFlow(t).do("Two", gives("", `{"n":1}`), "parameters", map[string]any{"outputs": 2}).pass("End").
		link("Start", "Two", "Two:1", "End").run()
	same(t, "the start has no source", len(ex.Data.Runs("Start")[0].Sources), 0)
	same(t, "source", *ex.Data.Runs("End")[0].Sources[0], "{Two 1 0}")
}

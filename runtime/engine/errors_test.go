package engine

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"runnel/runtime/execution"
	"runnel/runtime/item"
	"runnel/runtime/node"
)

func TestStopOnError(t *testing.T) {
	ex := newFlow(t).do("X", fails("boom")).pass("After").pass("Later").at("Later", 0, 500).
		link("Start", "X", "X", "After", "Start", "Later").run()
	same(t, "other branches do not run", sequence(ex), "Start X")
	same(t, "status", ex.Status, execution.StatusError)
	same(t, "message", ex.Data.Err, "boom")
	same(t, "last node", ex.Data.LastNode, "X")
	run := ex.Data.Runs("X")[0]
	same(t, "node status", run.Status, execution.StatusError)
	same(t, "no data", run.Output == nil, true)
	same(t, "the node stands in front of the stack for a retry", ex.Data.Stack[0].Node, "X")
	doc := execution.ErrorJSON(ex.Data.Err)
	same(t, "the error knows its node", doc.Get("node").Get("name").Str(), `X`)
	same(t, "keys", doc.Keys(), "[level tags context functionality name timestamp node messages message stack]")
	var op *node.OperationError
	same(t, "the error itself can be found", errors.As(ex.Data.Err, &op), true)
}

func TestContinueOnError(t *testing.T) {
	for _, c := range []struct {
		name string
		more []any
	}{
		{"regular", []any{"onError", "continueRegularOutput"}},
		{"error output", []any{"onError", "continueErrorOutput"}},
		{"legacy", []any{"continueOnFail", true}},
	} {
		ex := newFlow(t).do("Data", gives(`{"a":1} {"a":2}`)).do("X", fails("boom"), c.more...).pass("Ok").pass("Bad").
			link("Start", "Data", "Data", "X", "X:0", "Ok", "X:1", "Bad").run()
		same(t, c.name+": the input goes on by output 0", sequence(ex), "Start Data X Ok")
		same(t, c.name+": output", output(ex, "X", 0), `[{"a":1} {"a":2}]`)
		same(t, c.name+": links", links(ex, "X", 0), `{"item":0} {"item":1}`)
		same(t, c.name+": error", ex.Data.Runs("X")[0].Err, "boom")
		same(t, c.name+": node status", ex.Data.Runs("X")[0].Status, execution.StatusError)
		same(t, c.name+": status", ex.Status, execution.StatusSuccess)
	}
	ex := newFlow(t).do("X", fails("boom"), "onError", "continueRegularOutput").link("Start", "X").run()
	same(t, "as the last node it fails the run", ex.Status, execution.StatusError)
	same(t, "with its error", ex.Data.Err, "boom")
	ex = newFlow(t).do("X", fails("boom"), "onError", "somethingElse").pass("After").link("Start", "X", "X", "After").run()
	same(t, "an unknown value stops", sequence(ex), "Start X")
}

func TestErrorOutput(t *testing.T) {
	data := gives(`{"id":1} {"id":2} {"id":3} {"id":4}`)
	each := func(c *call) (out, error) {
		var items []item.Item
		for i, it := range c.Items() {
			switch i {
			case 0:
				items = append(items, item.FromPair(object("error", "bad"), i))
			case 1:
				items = append(items, item.FromPair(object("error", "bad", "message", "m"), i))
			case 2:
				items = append(items, item.FromPair(object("error", "bad", "other", 1), i))
			case 3:
				items = append(items, item.FromPair(it.JSON, i).WithErr(errors.New("thrown")))
			}
		}
		return node.One(items), nil
	}
	f := newFlow(t).do("Data", data).do("X", each, "onError", "continueErrorOutput").pass("Ok").pass("Bad").
		link("Start", "Data", "Data", "X", "X:0", "Ok", "X:1", "Bad")
	ex := f.run()
	same(t, "failed items go to the last output, with their input's fields", output(ex, "X", 0),
		`[{"error":"bad","other":1}][{"id":1,"error":"bad"} {"id":2,"error":"bad","message":"m"} {"error":"thrown"}]`)
	same(t, "both branches run", sequence(ex), "Start Data X Bad Ok")
	raw := string(execution.AppendItem(nil, &ex.Data.Runs("X")[0].Output[1][2]))
	same(t, "an error object stays beside the json", strings.Contains(raw, `"error":{"message":"thrown"`), true)
	same(t, "the next node sees it, too", output(ex, "Bad", 0), `[{"id":1,"error":"bad"} {"id":2,"error":"bad","message":"m"} {"error":"thrown"}]`)
}

func TestReportedErrors(t *testing.T) {
	ex := newFlow(t).do("X", gives(`{"$error":{"message":"m","name":"N"},"$json":{"a":1}}`)).link("Start", "X").run()
	raw := string(execution.AppendItem(nil, &ex.Data.Runs("X")[0].Output[0][0]))
	same(t, "$error and $json", raw, `{"json":{"error":"m"},"pairedItem":{"item":0},"error":{"message":"m","name":"N"}}`)
}

func TestRetry(t *testing.T) {
	run := func(more []any, failures int, byItem bool) (calls int, took time.Duration, ex *execution.Execution) {
		synctest.Test(t, func(t *testing.T) {
			calls = 0
			f := newFlow(t).do("X", func(c *call) (out, error) {
				calls++
				if calls > failures {
					return node.One(c.Items()), nil
				}
				if byItem {
					return node.One(item.List(object("error", "again"))), nil
				}
				return nil, node.Errorf("try %d", calls)
			}, more...).link("Start", "X")
			begin := time.Now()
			ex = f.run()
			took = time.Since(begin)
		})
		return
	}
	for _, c := range []struct {
		name   string
		more   []any
		fails  int
		byItem bool
		calls  int
		took   time.Duration
		status execution.Status
	}{
		{"off", []any{}, 9, false, 1, 0, execution.StatusError},
		{"three tries, a second between", []any{"retryOnFail", true}, 9, false, 3, 2 * time.Second, execution.StatusError},
		{"success at last", []any{"retryOnFail", true}, 2, false, 3, 2 * time.Second, execution.StatusSuccess},
		{"at once", []any{"retryOnFail", true}, 0, false, 1, 0, execution.StatusSuccess},
		{"one means two", []any{"retryOnFail", true, "maxTries", 1}, 9, false, 2, time.Second, execution.StatusError},
		{"five at most, five seconds at most", []any{"retryOnFail", true, "maxTries", 99, "waitBetweenTries", 99999}, 9, false, 5, 20 * time.Second, execution.StatusError},
		{"zero wait counts as unset", []any{"retryOnFail", true, "waitBetweenTries", 0}, 1, false, 2, time.Second, execution.StatusSuccess},
		{"an error item counts", []any{"retryOnFail", true}, 2, true, 3, 2 * time.Second, execution.StatusSuccess},
		{"error items stay in the end", []any{"retryOnFail", true}, 9, true, 3, 2 * time.Second, execution.StatusSuccess},
	} {
		calls, took, ex := run(c.more, c.fails, c.byItem)
		same(t, c.name+": calls", calls, c.calls)
		same(t, c.name+": time", took, c.took)
		same(t, c.name+": status", ex.Status, c.status)
		same(t, c.name+": one record", len(ex.Data.Runs("X")), 1)
		same(t, c.name+": its time", ex.Data.Runs("X")[0].Duration, c.took)
	}
}

func TestPanic(t *testing.T) {
	ex := newFlow(t).do("X", func(*call) (out, error) { var s []item.Item; return node.One(s[5:]), nil }).link("Start", "X").run()
	same(t, "status", ex.Status, execution.StatusError)
	same(t, "message", ex.Data.Err, "The node failed unexpectedly: runtime error: slice bounds out of range [5:0]")
	if stack := execution.ErrorJSON(ex.Data.Err).Get("stack").Str(); strings.Contains(stack, ".go:") {
		t.Errorf("the stack is shown: %s", stack)
	}
	ex = newFlow(t).do("X", func(*call) (out, error) { panic("no") }, "onError", "continueRegularOutput").pass("After").
		link("Start", "X", "X", "After").run()
	same(t, "a node that continues does so", sequence(ex), "Start X After")
}

func TestProblemsStopOnlyWhatReachesThem(t *testing.T) {
	ex := newFlow(t).add("What", "test.unknown").link("Start", "What").run()
	same(t, "status", ex.Status, execution.StatusError)
	same(t, "nothing ran", sequence(ex), "")
	same(t, "message", ex.Data.Err, "Unrecognized node type: test.unknown")
	ex = newFlow(t).add("What", "test.unknown").run()
	same(t, "out of reach", ex.Status, execution.StatusSuccess)
	ex = newFlow(t).add("What", "test.unknown", "disabled", true).pass("After").link("Start", "What", "What", "After").run()
	same(t, "disabled", sequence(ex), "Start What After")
	ex = newFlow(t).add("Pinned", "test.unknown").pin("Pinned", `{"a":1}`).link("Start", "Pinned").with(testEngine(), RunRequest{Mode: node.ModeManual})
	same(t, "pinned", output(ex, "Pinned", 0), `[{"a":1}]`)
	ex = newFlow(t).pass("A").add("Model", "test.unknown").link("Start", "A").run()
	same(t, "a helper that serves nobody", ex.Status, execution.StatusSuccess)
}

func TestCanceledByMessage(t *testing.T) {
	ex := newFlow(t).do("X", fails("the job was canceled")).link("Start", "X").run()
	same(t, "status", ex.Status, execution.StatusCanceled)
}

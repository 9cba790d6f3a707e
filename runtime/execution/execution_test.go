package execution

import (
	"errors"
	"strings"
	"testing"
	"time"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

func parse(t *testing.T, text string) value.Value {
	t.Helper()
	v, err := value.ParseString(text)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// sample is an execution with something in every field.
func sample(t *testing.T) *Execution {
	at := time.Date(2025, 5, 5, 3, 4, 5, 678e6, time.UTC)
	over := item.Source{Node: "Loop", Output: 1}
	full := item.Item{
		JSON:   parse(t, `{"b":1,"a":[null,1.5,"ü"]}`),
		Paired: item.FromPair1(item.Pair{Item: 2, Input: 1, HasInput: true, Overwrite: &over}),
		Extra: &item.Extra{
			Err: errors.New("bad item"), Index: 3, HasIndex: true, Metadata: parse(t, `{"subExecution":{"executionId":"5"}}`),
			Others: []value.Field{{Key: "extra", Value: value.True}},
		},
	}
	many := item.Item{JSON: value.EmptyObject, Paired: item.FromPairs(item.Pair{Item: 0}, item.Pair{Item: 1, Input: 1, HasInput: true})}
	number := item.Item{JSON: value.EmptyObject, Paired: item.FromNumber(4)}
	return &Execution{
		Mode: node.ModeManual, Status: StatusWaiting, StartedAt: at, StoppedAt: at.Add(time.Second), WaitTill: Indefinitely,
		Data: Data{
			Start: StartData{Destination: "End", Exclusive: true, Filter: []string{"Start", "End"}},
			Err:   &Error{Err: node.Errorf("boom"), Node: parse(t, `{"name":"X","type":"t"}`)},
			Nodes: []NodeRuns{{Name: "Start", Runs: []*Run{{
				StartTime: at, Index: 0, Status: StatusSuccess, Duration: 12 * time.Millisecond,
				Output: node.Output{{full, many, number}, nil, {}},
			}}}, {Name: "X", Runs: []*Run{{
				StartTime: at, Index: 2, Sources: []*item.Source{{Node: "Start"}, nil, {Node: "A", Output: 2, Run: 1}},
				Hints: []Hint{{Message: "mind"}}, Metadata: []value.Field{{Key: "k", Value: value.Int(1)}},
				Status: StatusError, Err: &Error{Err: errors.New("plain")},
			}, {StartTime: at, Index: 3, Status: StatusSuccess, Output: node.Output{}}}}},
			PinData: parse(t, `{"Start":[{"json":{}}]}`), LastNode: "X", CustomData: parse(t, `{"key":"v"}`),
			Contexts: []value.Field{{Key: "node:Loop", Value: parse(t, `{"n":1}`)}},
			Stack: []StackEntry{{
				Node: "X", Definition: parse(t, `{"name":"X","type":"t"}`), Data: [][]item.Item{{number}, nil}, Sources: []*item.Source{{Node: "Start"}, nil},
				Metadata: []value.Field{{Key: "m", Value: value.True}},
			}, {Node: "Y", Definition: parse(t, `{"name":"Y"}`), Data: [][]item.Item{{}}}},
			Waiting: []WaitingNode{{Node: "Join", Entries: []WaitingEntry{
				{Key: 0, Data: [][]item.Item{nil, {number}}, Sources: []*item.Source{nil, {Node: "A"}}},
				{Key: 2, Data: [][]item.Item{{}, nil}, Sources: []*item.Source{{Node: "B", Run: 2}, nil}},
			}}},
			Runtime: Runtime{EstablishedAt: at, Source: node.ModeManual, TriggerName: "Start", TriggerType: "t"},
			Parent:  &Parent{ExecutionID: "1", WorkflowID: "2", Resume: true},
		},
	}
}

func TestShape(t *testing.T) {
	doc := parse(t, string(sample(t).AppendJSON(nil)))
	for path, want := range map[string]string{
		"":                                 "[data mode startedAt stoppedAt status waitTill]",
		"data":                             "[version startData resultData executionData parentExecution waitTill]",
		"data.resultData":                  "[error runData pinData lastNodeExecuted metadata]",
		"data.executionData":               "[contextData nodeExecutionStack metadata waitingExecution waitingExecutionSource runtimeData]",
		"data.resultData.runData.Start[0]": "[startTime executionIndex source hints executionTime executionStatus data]",
		"data.resultData.runData.X[0]":     "[startTime executionIndex source hints executionTime metadata executionStatus error]",
	} {
		v := doc
		if path != "" {
			v = doc.AtPath(path)
		}
		if got := "[" + strings.Join(v.Keys(), " ") + "]"; got != want {
			t.Errorf("%q has the keys %s, want %s", path, got, want)
		}
	}
	for path, want := range map[string]string{
		"startedAt":                                  `"2025-05-05T03:04:05.678Z"`,
		"waitTill":                                   `"3000-01-01T00:00:00.000Z"`,
		"data.startData":                             `{"destinationNode":{"nodeName":"End","mode":"exclusive"},"runNodeFilter":["Start","End"]}`,
		"data.resultData.runData.X[0].source":        `[{"previousNode":"Start"},null,{"previousNode":"A","previousNodeOutput":2,"previousNodeRun":1}]`,
		"data.resultData.runData.X[0].error":         `{"message":"plain","stack":"Error: plain"}`,
		"data.resultData.runData.X[0].hints":         `[{"message":"mind"}]`,
		"data.resultData.runData.X[1].data":          `{"main":[]}`,
		"data.resultData.runData.Start[0].data.main": `[[{"json":{"b":1,"a":[null,1.5,"ü"]},"index":3,"pairedItem":{"item":2,"input":1,"sourceOverwrite":{"previousNode":"Loop","previousNodeOutput":1}},"error":{"message":"bad item"},"metadata":{"subExecution":{"executionId":"5"}},"extra":true},{"json":{},"pairedItem":[{"item":0},{"item":1,"input":1}]},{"json":{},"pairedItem":4}],[],[]]`,
		"data.executionData.nodeExecutionStack":      `[{"node":{"name":"X","type":"t"},"data":{"main":[[{"json":{},"pairedItem":4}],null]},"source":{"main":[{"previousNode":"Start"},null]},"metadata":{"m":true}},{"node":{"name":"Y"},"data":{"main":[[]]},"source":null}]`,
		"data.executionData.waitingExecution":        `{"Join":{"0":{"main":[null,[{"json":{},"pairedItem":4}]]},"2":{"main":[[],null]}}}`,
		"data.executionData.waitingExecutionSource":  `{"Join":{"0":{"main":[null,{"previousNode":"A"}]},"2":{"main":[{"previousNode":"B","previousNodeRun":2},null]}}}`,
		"data.resultData.error.node":                 `{"name":"X","type":"t"}`,
	} {
		if got := doc.AtPath(path).JSON(); got != want {
			t.Errorf("%s:\n got %s\nwant %s", path, got, want)
		}
	}
}

func TestFinished(t *testing.T) {
	ex := &Execution{Mode: node.ModeCLI, Status: StatusSuccess}
	if got := string(ex.AppendJSON(nil)); !strings.HasSuffix(got, `"status":"success","finished":true}`) {
		t.Error(got)
	}
	ex.Status = StatusError
	if strings.Contains(string(ex.AppendJSON(nil)), "finished") {
		t.Error("a failed execution is finished")
	}
}

func TestReadGivesBackWhatWasWritten(t *testing.T) {
	ex := sample(t)
	text := string(ex.AppendJSON(nil))
	read, err := Read(parse(t, text), nil)
	if err != nil {
		t.Fatal(err)
	}
	if again := string(read.AppendJSON(nil)); again != text {
		t.Errorf("written again:\n got %s\nwant %s", again, text)
	}
	if read.Data.Err.Error() != "boom" || read.Data.LastRun().Index != 3 {
		t.Errorf("error %v, last run %+v", read.Data.Err, read.Data.LastRun())
	}
}

func TestReadRefuses(t *testing.T) {
	for _, text := range []string{`{}`, `{"data":1}`, `{"data":{},"startedAt":"soon"}`, `{"data":{"resultData":{"runData":{"X":1}}}}`,
		`{"data":{"executionData":{"waitingExecution":{"X":{"a":{}}}}}}`} {
		if _, err := Read(parse(t, text), nil); err == nil {
			t.Errorf("%s was read", text)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(`{"data":{"resultData":{"runData":{"A":[{"data":{"main":[[{"json":{}}]]}}]}}}}`)
	f.Add(`{"data":{"executionData":{"nodeExecutionStack":[{"node":{"name":"A"},"data":{"main":[null]}}]},"startData":{"destinationNode":"A"}}}`)
	f.Fuzz(func(t *testing.T, text string) {
		doc, err := value.ParseString(text)
		if err != nil {
			return
		}
		ex, err := Read(doc, nil)
		if err != nil {
			return
		}
		written := ex.AppendJSON(nil)
		again, err := value.Parse(written)
		if err != nil {
			t.Fatalf("no JSON was written: %s", written)
		}
		if _, err := Read(again, nil); err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
	})
}

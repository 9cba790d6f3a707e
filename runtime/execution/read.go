package execution

import (
	"fmt"
	"strconv"
	"time"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Read reads an execution from n8n's run JSON. files makes the items' files;
// without it they are left out. What the run JSON does not hold (the ids and
// the workflow's name) stays empty.
func Read(doc value.Value, files node.BinaryStore) (*Execution, error) {
	data := doc.Get("data")
	if !data.IsObject() {
		return nil, fmt.Errorf("the run JSON has no data")
	}
	e := &Execution{Mode: node.Mode(doc.Get("mode").Str()), Status: Status(doc.Get("status").Str())}
	for _, t := range []struct {
		key string
		to  *time.Time
	}{{"startedAt", &e.StartedAt}, {"stoppedAt", &e.StoppedAt}, {"waitTill", &e.WaitTill}} {
		v := doc.Get(t.key)
		if v.IsNullish() {
			continue
		}
		at, err := time.Parse(time.RFC3339, v.Str())
		if err != nil {
			return nil, fmt.Errorf("the run JSON's %s is no time: %w", t.key, err)
		}
		*t.to = at
	}
	if e.Status == "" && doc.Get("finished").Bool() {
		e.Status = StatusSuccess
	}
	d, err := ReadData(data, files)
	if err != nil {
		return nil, err
	}
	e.Data = *d
	return e, nil
}

// ReadData reads the part of the run JSON under "data".
func ReadData(v value.Value, files node.BinaryStore) (*Data, error) {
	result, state := v.Get("resultData"), v.Get("executionData")
	d := &Data{
		PinData:    result.Get("pinData"),
		LastNode:   result.Get("lastNodeExecuted").Str(),
		CustomData: result.Get("metadata"),
	}
	if start := v.Get("startData"); start.IsObject() {
		destination := start.Get("destinationNode")
		d.Start.Destination = destination.Str() // older records have the name alone
		if destination.IsObject() {
			d.Start.Destination = destination.Get("nodeName").Str()
			d.Start.Exclusive = destination.Get("mode").Str() == "exclusive"
		}
		for _, name := range start.Get("runNodeFilter").Elems() {
			d.Start.Filter = append(d.Start.Filter, name.Str())
		}
	}
	if failure := result.Get("error"); failure.IsObject() {
		d.Err = ReadError(failure)
	}
	for name, runs := range result.Get("runData").Entries() {
		if !runs.IsArray() {
			return nil, fmt.Errorf("the runs of node %q are no array", name)
		}
		n := NodeRuns{Name: name}
		for _, run := range runs.Elems() {
			n.Runs = append(n.Runs, readRun(run, files))
		}
		d.Nodes = append(d.Nodes, n)
	}
	for key, context := range state.Get("contextData").Entries() {
		d.Contexts = append(d.Contexts, value.Field{Key: key, Value: context})
	}
	for _, e := range state.Get("nodeExecutionStack").Elems() {
		entry := StackEntry{Node: e.Get("node").Get("name").Str(), Definition: e.Get("node"), Data: readMain(e.Get("data"), files)}
		if source := e.Get("source"); source.IsObject() {
			entry.Sources = readSources(source.Get("main"))
		}
		for key, m := range e.Get("metadata").Entries() {
			entry.Metadata = append(entry.Metadata, value.Field{Key: key, Value: m})
		}
		d.Stack = append(d.Stack, entry)
	}
	sources := state.Get("waitingExecutionSource")
	for name, entries := range state.Get("waitingExecution").Entries() {
		w := WaitingNode{Node: name}
		for key, e := range entries.Entries() {
			k, err := strconv.Atoi(key)
			if err != nil {
				return nil, fmt.Errorf("node %q waits under the key %q, which is no number", name, key)
			}
			w.Entries = append(w.Entries, WaitingEntry{
				Key: k, Data: readMain(e, files), Sources: readSources(sources.Get(name).Get(key).Get("main")),
			})
		}
		d.Waiting = append(d.Waiting, w)
	}
	runtime := state.Get("runtimeData")
	if at := runtime.Get("establishedAt"); at.IsNumber() {
		d.Runtime = Runtime{
			EstablishedAt: time.UnixMilli(int64(at.Num())).UTC(),
			Source:        node.Mode(runtime.Get("source").Str()),
			TriggerName:   runtime.Get("triggerNode").Get("name").Str(),
			TriggerType:   runtime.Get("triggerNode").Get("type").Str(),
		}
	}
	if p := v.Get("parentExecution"); p.IsObject() {
		d.Parent = &Parent{ExecutionID: p.Get("executionId").ToString(), WorkflowID: p.Get("workflowId").ToString(), Resume: p.Get("shouldResume").Bool()}
	}
	return d, nil
}

func readRun(v value.Value, files node.BinaryStore) *Run {
	r := &Run{
		StartTime: time.UnixMilli(int64(v.Get("startTime").Num())).UTC(),
		Index:     int(v.Get("executionIndex").Num()),
		Sources:   readSources(v.Get("source")),
		Duration:  time.Duration(v.Get("executionTime").Num()) * time.Millisecond,
		Status:    Status(v.Get("executionStatus").Str()),
	}
	for _, h := range v.Get("hints").Elems() {
		r.Hints = append(r.Hints, Hint{Message: h.Get("message").Str()})
	}
	for key, m := range v.Get("metadata").Entries() {
		r.Metadata = append(r.Metadata, value.Field{Key: key, Value: m})
	}
	if failure := v.Get("error"); failure.IsObject() {
		r.Err = ReadError(failure)
	}
	if data := v.Get("data"); data.IsObject() {
		r.Output = readMain(data, files)
	}
	return r
}

func readSources(v value.Value) []*item.Source {
	if v.Len() == 0 {
		return nil
	}
	sources := make([]*item.Source, v.Len())
	for i, s := range v.Elems() {
		sources[i] = item.ReadSource(s)
	}
	return sources
}

// readMain reads {"main": [[item, …] | null, …]}; never nil, so that an output
// without lists differs from none.
func readMain(v value.Value, files node.BinaryStore) [][]item.Item {
	main := v.Get("main")
	lists := make([][]item.Item, main.Len())
	for i, list := range main.Elems() {
		if !list.IsArray() {
			continue
		}
		items := make([]item.Item, list.Len())
		for k, it := range list.Elems() {
			items[k] = node.ReadItem(it, files)
		}
		lists[i] = items
	}
	return lists
}

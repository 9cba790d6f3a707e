package live

import (
	"strings"
	"time"

	"runnel/runtime/engine"
	"runnel/runtime/execution"
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Observer gives what publishes the steps of an execution to those who look at
// its workflow, whenever they begin to.
func (h *Hub) Observer(workflow string) engine.Observer {
	return &observer{hub: h, workflow: workflow}
}

// observer publishes what happens in one execution.
type observer struct {
	hub      *Hub
	workflow string
}

var _ engine.ScriptObserver = (*observer)(nil)

// timeOf is a time as the contract with the editor has it.
func timeOf(t time.Time) value.Value {
	return value.String(value.ISODate(float64(t.UnixMilli())))
}

// about begins an event's data.
func about(ex *execution.Execution, workflow string) *value.Builder {
	b := &value.Builder{}
	b.Set("executionId", value.String(ex.ID))
	b.Set("workflowId", value.String(workflow))
	return b
}

// RunStarted implements engine.Observer.
func (o *observer) RunStarted(ex *execution.Execution) {
	if o.hub.Quiet() {
		return
	}
	b := about(ex, o.workflow)
	b.Set("mode", value.String(string(ex.Mode)))
	b.Set("startedAt", timeOf(ex.StartedAt))
	o.hub.Publish("execution.started", o.workflow, false, b.Object())
}

// RunFinished implements engine.Observer. What follows an execution's end is
// not over yet; see Hub.Finished.
func (o *observer) RunFinished(*execution.Execution) {}

// Finished publishes the end of an execution, or that it waits. It is to be
// called when the execution can be read from the store, because that is what
// those who hear of it do.
func (h *Hub) Finished(ex *execution.Execution) {
	if h.Quiet() {
		return
	}
	b := about(ex, ex.WorkflowID)
	b.Set("status", value.String(string(ex.Status)))
	b.Set("durationMs", value.Number(float64(ex.StoppedAt.Sub(ex.StartedAt).Microseconds())/1000))
	if ex.Data.Err != nil {
		b.Set("error", errorOf(ex.Data.Err, ex.Data.LastNode))
	}
	h.Publish("execution.finished", ex.WorkflowID, false, b.Object())
}

func errorOf(err error, at string) value.Value {
	return value.Object(value.Field{Key: "message", Value: value.String(err.Error())}, value.Field{Key: "node", Value: value.String(at)})
}

// NodeStarted implements engine.Observer.
func (o *observer) NodeStarted(e engine.NodeEvent) {
	if !o.hub.Watched(o.workflow) {
		return
	}
	b := about(e.Execution, o.workflow)
	b.Set("node", value.String(e.Name))
	b.Set("runIndex", value.Int(e.RunIndex))
	b.Set("startTime", value.Number(float64(time.Now().UnixMilli())))
	o.hub.Publish("node.started", o.workflow, true, b.Object())
}

// largestRun is up to which size, in bytes of JSON, a node's data is published
// with its event.
const largestRun = 1 << 20

// NodeFinished implements engine.Observer.
func (o *observer) NodeFinished(e engine.NodeEvent) {
	if !o.hub.Watched(o.workflow) {
		return
	}
	b := about(e.Execution, o.workflow)
	b.Set("node", value.String(e.Name))
	b.Set("runIndex", value.Int(e.RunIndex))
	b.Set("startTime", value.Number(float64(e.Run.StartTime.UnixMilli())))
	b.Set("executionTime", value.Number(float64(e.Run.Duration.Milliseconds())))
	b.Set("status", value.String(string(e.Run.Status)))
	counts := make([]value.Value, len(e.Run.Output))
	for i, items := range e.Run.Output {
		counts[i] = value.Int(len(items))
	}
	b.Set("counts", value.Array(counts...))
	size, small := sizeOf(e.Run.Output)
	b.Set("bytes", value.Number(float64(size)))
	if e.Run.Err != nil {
		b.Set("error", errorOf(e.Run.Err, e.Name))
	}
	if small && e.Execution.Mode == node.ModeManual {
		if text := e.Run.AppendJSON(nil); len(text) <= largestRun {
			if run, err := value.Lazy(text); err == nil {
				b.Set("run", run)
			}
		}
	}
	o.hub.Publish("node.finished", o.workflow, true, b.Object())
}

// sizeOf gives about the bytes of items as JSON, and whether they are few
// enough to be published. It does not count to the end of what is too large.
func sizeOf(out node.Output) (bytes int, small bool) {
	for _, items := range out {
		for i := range items {
			bytes += size(items[i].JSON, largestRun) + sizeOfFiles(&items[i])
			if bytes > largestRun {
				return bytes, false
			}
		}
	}
	return bytes, true
}

func sizeOfFiles(it *item.Item) int {
	n := 0
	for _, f := range it.Binary.All() {
		// Without a store a file stands in the record, in base64.
		n += 200
		if c := f.File.Content; c != nil && c.ID() == "" {
			n += int(min(c.Size()*4/3, largestRun+1))
		}
	}
	return n
}

// size is about the bytes of a value as JSON; it stops counting at most.
func size(v value.Value, most int) int {
	if text, ok := v.RawJSON(); ok {
		return len(text)
	}
	n := 8
	switch {
	case v.IsString():
		n += len(v.Str())
	case v.IsArray():
		for _, e := range v.Elems() {
			if n += size(e, most-n); n > most {
				break
			}
		}
	case v.IsObject():
		for k, x := range v.Entries() {
			if n += len(k) + 4 + size(x, most-n); n > most {
				break
			}
		}
	}
	return n
}

// Printed implements engine.ScriptObserver.
func (o *observer) Printed(e engine.NodeEvent, text string) {
	if !o.hub.Watched(o.workflow) {
		return
	}
	b := about(e.Execution, o.workflow)
	b.Set("node", value.String(e.Name))
	b.Set("level", value.String("log"))
	if len(text) > largestText {
		text = strings.ToValidUTF8(text[:largestText], "") + "…"
	}
	b.Set("args", value.Array(value.String(text)))
	o.hub.Publish("console", o.workflow, true, b.Object())
}

// largestText is how much of one call of console.log is published, in bytes.
const largestText = 16 << 10

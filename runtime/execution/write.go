package execution

import (
	"strconv"
	"time"

	"runnel/runtime/item"
	"runnel/runtime/value"
)

// AppendJSON appends the execution as n8n's run JSON (engine reference §10):
// {data, mode, startedAt, stoppedAt, status, waitTill?, finished?}.
func (e *Execution) AppendJSON(dst []byte) []byte {
	dst = append(dst, `{"data":`...)
	dst = e.Data.appendJSON(dst, e.WaitTill)
	dst = appendText(append(dst, ','), "mode", string(e.Mode))
	dst = appendTime(append(dst, ','), "startedAt", e.StartedAt)
	if !e.StoppedAt.IsZero() {
		dst = appendTime(append(dst, ','), "stoppedAt", e.StoppedAt)
	}
	dst = appendText(append(dst, ','), "status", string(e.Status))
	if !e.WaitTill.IsZero() {
		dst = appendTime(append(dst, ','), "waitTill", e.WaitTill)
	}
	if e.Finished() {
		dst = append(dst, `,"finished":true`...)
	}
	return append(dst, '}')
}

// MarshalJSON implements json.Marshaler.
func (e *Execution) MarshalJSON() ([]byte, error) { return e.AppendJSON(nil), nil }

// AppendJSON appends the data of the execution, the part of the run JSON under
// "data".
func (d *Data) AppendJSON(dst []byte) []byte { return d.appendJSON(dst, time.Time{}) }

func (d *Data) appendJSON(dst []byte, waitTill time.Time) []byte {
	dst = append(dst, `{"version":1,"startData":{`...)
	if d.Start.Destination != "" {
		mode := "inclusive"
		if d.Start.Exclusive {
			mode = "exclusive"
		}
		dst = append(dst, `"destinationNode":{`...)
		dst = appendText(dst, "nodeName", d.Start.Destination)
		dst = appendText(append(dst, ','), "mode", mode)
		dst = append(dst, `},"runNodeFilter":[`...)
		for i, name := range d.Start.Filter {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = value.String(name).AppendJSON(dst)
		}
		dst = append(dst, ']')
	}
	dst = append(dst, `},"resultData":{`...)
	if d.Err != nil {
		dst = append(dst, `"error":`...)
		dst = ErrorJSON(d.Err).AppendJSON(dst)
		dst = append(dst, ',')
	}
	dst = append(dst, `"runData":{`...)
	for i := range d.Nodes {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = value.String(d.Nodes[i].Name).AppendJSON(dst)
		dst = append(dst, ':', '[')
		for k, run := range d.Nodes[i].Runs {
			if k > 0 {
				dst = append(dst, ',')
			}
			dst = run.AppendJSON(dst)
		}
		dst = append(dst, ']')
	}
	dst = append(dst, '}')
	if d.PinData.IsObject() {
		dst = append(dst, `,"pinData":`...)
		dst = d.PinData.AppendJSON(dst)
	}
	if d.LastNode != "" {
		dst = appendText(append(dst, ','), "lastNodeExecuted", d.LastNode)
	}
	if d.CustomData.IsObject() {
		dst = append(dst, `,"metadata":`...)
		dst = d.CustomData.AppendJSON(dst)
	}
	dst = append(dst, `},"executionData":{"contextData":{`...)
	dst = appendFields(dst, d.Contexts)
	dst = append(dst, `},"nodeExecutionStack":[`...)
	for i := range d.Stack {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = d.Stack[i].appendJSON(dst)
	}
	dst = append(dst, `],"metadata":{},"waitingExecution":{`...)
	dst = d.appendWaiting(dst, func(dst []byte, e *WaitingEntry) []byte {
		return appendMain(dst, e.Data, "null")
	})
	dst = append(dst, `},"waitingExecutionSource":{`...)
	dst = d.appendWaiting(dst, func(dst []byte, e *WaitingEntry) []byte {
		return append(appendSources(append(dst, `{"main":`...), e.Sources), '}')
	})
	dst = append(dst, `},"runtimeData":{"version":1`...)
	if !d.Runtime.EstablishedAt.IsZero() {
		dst = append(dst, `,"establishedAt":`...)
		dst = strconv.AppendInt(dst, d.Runtime.EstablishedAt.UnixMilli(), 10)
		dst = appendText(append(dst, ','), "source", string(d.Runtime.Source))
		dst = append(dst, `,"triggerNode":{`...)
		dst = appendText(dst, "name", d.Runtime.TriggerName)
		dst = appendText(append(dst, ','), "type", d.Runtime.TriggerType)
		dst = append(dst, '}')
	}
	dst = append(dst, '}', '}')
	if d.Parent != nil {
		dst = append(dst, `,"parentExecution":{`...)
		dst = appendText(dst, "executionId", d.Parent.ExecutionID)
		dst = appendText(append(dst, ','), "workflowId", d.Parent.WorkflowID)
		if d.Parent.Resume {
			dst = append(dst, `,"shouldResume":true`...)
		}
		dst = append(dst, '}')
	}
	if !waitTill.IsZero() {
		dst = appendTime(append(dst, ','), "waitTill", waitTill)
	}
	return append(dst, '}')
}

func (d *Data) appendWaiting(dst []byte, one func([]byte, *WaitingEntry) []byte) []byte {
	for i := range d.Waiting {
		w := &d.Waiting[i]
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = value.String(w.Node).AppendJSON(dst)
		dst = append(dst, ':', '{')
		for k := range w.Entries {
			if k > 0 {
				dst = append(dst, ',')
			}
			dst = append(dst, '"')
			dst = strconv.AppendInt(dst, int64(w.Entries[k].Key), 10)
			dst = append(dst, '"', ':')
			dst = one(dst, &w.Entries[k])
		}
		dst = append(dst, '}')
	}
	return dst
}

func (e *StackEntry) appendJSON(dst []byte) []byte {
	dst = append(dst, `{"node":`...)
	if e.Definition.IsObject() {
		dst = e.Definition.AppendJSON(dst)
	} else {
		dst = append(dst, '{')
		dst = appendText(dst, "name", e.Node)
		dst = append(dst, '}')
	}
	dst = append(dst, `,"data":`...)
	dst = appendMain(dst, e.Data, "null")
	dst = append(dst, `,"source":`...)
	if e.Sources == nil {
		dst = append(dst, "null"...)
	} else {
		dst = append(dst, `{"main":`...)
		dst = append(appendSources(dst, e.Sources), '}')
	}
	if len(e.Metadata) > 0 {
		dst = append(dst, `,"metadata":{`...)
		dst = append(appendFields(dst, e.Metadata), '}')
	}
	return append(dst, '}')
}

// AppendJSON appends the run as n8n's task data.
func (r *Run) AppendJSON(dst []byte) []byte {
	dst = append(dst, `{"startTime":`...)
	dst = strconv.AppendInt(dst, r.StartTime.UnixMilli(), 10)
	dst = append(dst, `,"executionIndex":`...)
	dst = strconv.AppendInt(dst, int64(r.Index), 10)
	dst = append(dst, `,"source":`...)
	dst = appendSources(dst, r.Sources)
	dst = append(dst, `,"hints":[`...)
	for i, h := range r.Hints {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, '{')
		dst = append(appendText(dst, "message", h.Message), '}')
	}
	dst = append(dst, `],"executionTime":`...)
	dst = strconv.AppendInt(dst, r.Duration.Milliseconds(), 10)
	if len(r.Metadata) > 0 {
		dst = append(dst, `,"metadata":{`...)
		dst = append(appendFields(dst, r.Metadata), '}')
	}
	dst = appendText(append(dst, ','), "executionStatus", string(r.Status))
	if r.Err != nil {
		dst = append(dst, `,"error":`...)
		dst = ErrorJSON(r.Err).AppendJSON(dst)
	}
	if r.Output != nil {
		dst = append(dst, `,"data":`...)
		dst = appendMain(dst, r.Output, "[]")
	}
	return append(dst, '}')
}

// appendMain appends {"main": [[item, …], …]}. missing is what stands for a nil
// list: among a node's inputs null, among its outputs an empty list.
func appendMain(dst []byte, lists [][]item.Item, missing string) []byte {
	dst = append(dst, `{"main":[`...)
	for i, items := range lists {
		if i > 0 {
			dst = append(dst, ',')
		}
		if items == nil {
			dst = append(dst, missing...)
			continue
		}
		dst = append(dst, '[')
		for k := range items {
			if k > 0 {
				dst = append(dst, ',')
			}
			dst = AppendItem(dst, &items[k])
		}
		dst = append(dst, ']')
	}
	return append(dst, ']', '}')
}

func appendFields(dst []byte, fields []value.Field) []byte {
	first := true
	for _, f := range fields {
		if f.Value.IsUndefined() {
			continue
		}
		if !first {
			dst = append(dst, ',')
		}
		first = false
		dst = value.String(f.Key).AppendJSON(dst)
		dst = append(dst, ':')
		dst = f.Value.AppendJSON(dst)
	}
	return dst
}

// appendText appends a key that needs no escapes with a text.
func appendText(dst []byte, key, text string) []byte {
	dst = append(dst, '"')
	dst = append(dst, key...)
	dst = append(dst, '"', ':')
	return value.String(text).AppendJSON(dst)
}

const timeFormat = "2006-01-02T15:04:05.000Z"

func appendTime(dst []byte, key string, t time.Time) []byte {
	dst = append(dst, '"')
	dst = append(dst, key...)
	dst = append(dst, '"', ':', '"')
	dst = t.UTC().AppendFormat(dst, timeFormat)
	return append(dst, '"')
}

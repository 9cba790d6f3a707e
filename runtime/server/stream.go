package server

import (
	"net/http"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"runnel/runtime/engine"
	"runnel/runtime/execution"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// stream answers with one JSON object a line while the execution runs
// (response mode "streaming", engine reference §18.7).
func (s *Server) stream(c *gin.Context, req engine.RunRequest, result func(*execution.Execution, error)) {
	out := &streamWriter{w: c.Writer, plan: req.Plan, lines: make(chan []byte, 16)}
	req.Respond, req.Observer = out.respond, out
	done := make(chan struct{})
	err := s.Dispatcher.Start(c.Request.Context(), req, func(ex *execution.Execution, err error) {
		if err != nil || ex.Status != execution.StatusSuccess {
			out.send("error", value.String("Error in workflow"))
		}
		if result != nil {
			result(ex, err)
		}
		close(done)
	})
	if err != nil {
		s.refused(c, err)
		return
	}
	h := c.Writer.Header()
	h.Set("Content-Type", jsonType)
	h.Set("Cache-Control", "no-cache")
	c.Writer.WriteHeader(http.StatusOK)
	c.Writer.Flush()
	for {
		select {
		case line := <-out.lines:
			c.Writer.Write(line)
			c.Writer.Flush()
		case <-done:
			for {
				select {
				case line := <-out.lines:
					c.Writer.Write(line)
				default:
					return
				}
			}
		case <-c.Request.Context().Done():
			out.abandon()
			return
		}
	}
}

// streamWriter turns answers into lines. It knows which node runs, because
// every line names it.
type streamWriter struct {
	w     gin.ResponseWriter
	plan  *engine.Plan
	lines chan []byte

	mu      sync.Mutex
	gone    bool
	current engine.NodeEvent
}

func (o *streamWriter) RunStarted(*execution.Execution)      {}
func (o *streamWriter) RunFinished(*execution.Execution)     {}
func (o *streamWriter) NodeFinished(engine.NodeEvent)        {}
func (o *streamWriter) NodeStarted(started engine.NodeEvent) { o.current = started }

// respond sends the answer of a node as a beginning, one item and an end.
func (o *streamWriter) respond(r node.Response) {
	o.send("begin", value.Undefined)
	text := r.Body
	if !text.IsString() {
		text = value.String(r.Body.JSON())
	}
	o.send("item", text)
	o.send("end", value.Undefined)
}

// abandon drops what comes after the caller has gone.
func (o *streamWriter) abandon() {
	o.mu.Lock()
	o.gone = true
	o.mu.Unlock()
	for {
		select {
		case <-o.lines:
		default:
			return
		}
	}
}

func (o *streamWriter) send(kind string, content value.Value) {
	id := ""
	if i, ok := o.plan.Node(o.current.Name); ok {
		id = o.plan.Definition(i).ID
	}
	line := value.Object(
		value.Field{Key: "type", Value: value.String(kind)},
		value.Field{Key: "content", Value: content},
		value.Field{Key: "metadata", Value: value.Object(
			value.Field{Key: "nodeId", Value: value.String(id)},
			value.Field{Key: "nodeName", Value: value.String(o.current.Name)},
			value.Field{Key: "itemIndex", Value: value.Int(0)},
			value.Field{Key: "runIndex", Value: value.Int(o.current.RunIndex)},
			value.Field{Key: "timestamp", Value: value.Number(float64(time.Now().UnixMilli()))},
		)},
	).AppendJSON(nil)
	o.mu.Lock()
	gone := o.gone
	o.mu.Unlock()
	if !gone {
		o.lines <- append(line, '\n')
	}
}

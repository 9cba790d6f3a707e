package server

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"runnel/runtime/engine"
	"runnel/runtime/execution"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// stream answers with one JSON object a line while the execution runs
// (response mode "streaming", engine reference §18.7). An execution does not
// wait for a caller that has gone or takes nothing any more.
func (s *Server) stream(c *gin.Context, req engine.RunRequest, result func(*execution.Execution, error)) {
	out := &streamer{plan: req.Plan, lines: make(chan []byte, 16), gone: c.Request.Context().Done()}
	req.Respond, req.Observer = out.respond, out
	done := make(chan struct{})
	err := s.Dispatcher.Start(c.Request.Context(), req, func(ex *execution.Execution, err error) {
		if err != nil || ex.Status == execution.StatusError || ex.Status == execution.StatusCanceled || ex.Status == execution.StatusCrashed {
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
	connection := http.NewResponseController(c.Writer)
	write := func(line []byte) bool {
		if s.Limits.Write > 0 {
			connection.SetWriteDeadline(time.Now().Add(s.Limits.Write))
		}
		_, err := c.Writer.Write(line)
		return err == nil && connection.Flush() == nil
	}
	for {
		select {
		case line := <-out.lines:
			if !write(line) {
				return
			}
		case <-out.gone:
			return
		case <-done:
			for len(out.lines) > 0 && write(<-out.lines) {
			}
			return
		}
	}
}

// streamer turns answers into lines. Every line names the node that runs, so it
// follows the execution; all of it happens on the execution's goroutine.
type streamer struct {
	plan    *engine.Plan
	lines   chan []byte
	gone    <-chan struct{}
	current engine.NodeEvent
}

// NodeStarted implements engine.Observer, as do the three below.
func (o *streamer) NodeStarted(started engine.NodeEvent) { o.current = started }

func (o *streamer) RunStarted(*execution.Execution)  {}
func (o *streamer) RunFinished(*execution.Execution) {}
func (o *streamer) NodeFinished(engine.NodeEvent)    {}

// respond sends the answer of a node as a beginning, one item and an end.
func (o *streamer) respond(r node.Response) {
	text := r.Body
	if !text.IsString() {
		text = value.String(r.Body.JSON())
	}
	o.send("begin", value.Undefined)
	o.send("item", text)
	o.send("end", value.Undefined)
}

func (o *streamer) send(kind string, content value.Value) {
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
	select {
	case o.lines <- append(line, '\n'):
	case <-o.gone:
	}
}

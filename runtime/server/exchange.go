package server

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/gin-gonic/gin"

	"runnel/runtime/execution"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// exchange is one webhook call that waits for its answer; the first answer
// counts.
type exchange struct {
	plan     node.ResponsePlan
	once     sync.Once
	answered chan reply
	// status is that of the answer once there is one.
	status atomic.Int32
}

func newExchange(plan node.ResponsePlan) *exchange {
	return &exchange{plan: plan, answered: make(chan reply, 1)}
}

func (x *exchange) answer(a reply) {
	x.once.Do(func() {
		x.status.Store(int32(a.status))
		x.answered <- a
	})
}

// outbound gives the status of the answer for the record of an execution that
// has ended. The answer itself may come after the record.
func (x *exchange) outbound(ex *execution.Execution) int {
	if given := x.status.Load(); given != 0 {
		return int(given)
	}
	a := x.atEnd(ex, nil)
	if x.plan.Mode == node.RespondAtOnce {
		a = atOnce(x.plan)
	}
	return a.status
}

// respond takes the answer of a Respond to Webhook node.
func (x *exchange) respond(r node.Response) {
	a := reply{status: r.Status, headers: append(x.plan.Headers[:len(x.plan.Headers):len(x.plan.Headers)], r.Headers...), body: r.Body, chosen: true}
	if r.File != nil {
		// The original ignores the status option for files.
		a.status, a.file = 200, r.File
	}
	x.answer(a)
}

// ended answers from the record when the execution has ended, unless a node
// has answered.
func (x *exchange) ended(ex *execution.Execution, err error) { x.answer(x.atEnd(ex, err)) }

// atEnd is the answer that the record gives.
func (x *exchange) atEnd(ex *execution.Execution, err error) reply {
	switch {
	case err != nil:
		return reply{status: problem.status, body: problem.body(), bare: true}
	case x.plan.Mode == node.RespondLastNode:
		return lastNode(ex, x.plan)
	}
	return reply{status: 200, bare: true}
}

// wait answers the caller: at once where the plan says so, else when there is
// an answer, and in any case not before accepted returns: then the execution is
// stored. When the caller goes first, the execution goes on.
func (x *exchange) wait(c *gin.Context, accepted func(context.Context) error) {
	var a reply
	if x.plan.Mode == node.RespondAtOnce {
		a = atOnce(x.plan)
	} else {
		select {
		case a = <-x.answered:
		case <-c.Request.Context().Done():
			return
		}
	}
	if err := accepted(c.Request.Context()); err != nil && c.Request.Context().Err() != nil {
		return
	}
	// An execution that cannot be stored has run all the same; to answer that it
	// did not would make the caller send the event again. The log has it.
	a.write(c.Writer, c.Request)
}

// atOnce is the answer that does not wait for the execution.
func atOnce(p node.ResponsePlan) reply {
	a := reply{status: p.Status, headers: p.Headers, body: p.AtOnce}
	switch {
	case p.NoBody:
		a.body = value.Undefined
	case a.body.IsUndefined():
		a.body = message("Workflow was started")
	}
	return a
}

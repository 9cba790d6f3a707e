package server

import (
	"context"
	"sync"

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
}

func newExchange(plan node.ResponsePlan) *exchange {
	return &exchange{plan: plan, answered: make(chan reply, 1)}
}

func (x *exchange) answer(a reply) { x.once.Do(func() { x.answered <- a }) }

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
func (x *exchange) ended(ex *execution.Execution, err error) {
	switch {
	case err != nil:
		x.answer(reply{status: problem.status, body: problem.body(), bare: true})
	case x.plan.Mode == node.RespondLastNode:
		x.answer(lastNode(ex, x.plan))
	default:
		x.answer(reply{status: 200, bare: true})
	}
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

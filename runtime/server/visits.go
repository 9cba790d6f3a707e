package server

import (
	"sync"

	"runnel/runtime/execution"
	"runnel/runtime/node"
)

// mostVisits is how many executions with forms are remembered, the newest.
const mostVisits = 10_000

// formVisits remembers the executions that people talk with by forms: what to
// show when there are no further pages, and which pages were sent already. It
// is lost with the process; a page that is then asked for shows the standard
// text.
type formVisits struct {
	mu     sync.Mutex
	byID   map[string]*formVisit
	tokens map[string]*formVisit
	order  []*formVisit
}

// formVisit is one execution.
type formVisit struct {
	id, token string
	// page is what is shown at the end, nil for the standard text; closing is
	// set when the workflow has a closing page and this is it.
	page    *node.Response
	closing bool
	status  execution.Status
}

func newFormVisits() *formVisits {
	return &formVisits{byID: map[string]*formVisit{}, tokens: map[string]*formVisit{}}
}

// begin enters an execution that is about to start. When its page was sent
// before, the execution of that time is given instead.
func (v *formVisits) begin(token string, visit *formVisit) *formVisit {
	v.mu.Lock()
	defer v.mu.Unlock()
	if token != "" {
		if first := v.tokens[token]; first != nil {
			return first
		}
		visit.token = token
		v.tokens[token] = visit
	}
	visit.status = execution.StatusRunning
	v.enter(visit)
	return visit
}

func (v *formVisits) enter(visit *formVisit) {
	v.byID[visit.id] = visit
	if v.order = append(v.order, visit); len(v.order) > mostVisits {
		oldest := v.order[0]
		v.order[0] = nil
		v.order = v.order[1:]
		v.drop(oldest)
	}
}

func (v *formVisits) drop(visit *formVisit) {
	if v.byID[visit.id] == visit {
		delete(v.byID, visit.id)
	}
	if v.tokens[visit.token] == visit {
		delete(v.tokens, visit.token)
	}
}

// forget takes out an execution that could not start: its page may be sent
// again.
func (v *formVisits) forget(token string, visit *formVisit) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.drop(visit)
}

// of gives the entry of an execution, a new one when there is none.
func (v *formVisits) of(id string) *formVisit {
	v.mu.Lock()
	defer v.mu.Unlock()
	visit := v.byID[id]
	if visit == nil {
		visit = &formVisit{id: id, status: execution.StatusRunning}
		v.enter(visit)
	}
	return visit
}

// finish sets what is shown at the end.
func (v *formVisits) finish(visit *formVisit, page *node.Response, closing bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	visit.page, visit.closing = page, closing
}

// ended notes how an execution has ended, or that it waits.
func (v *formVisits) ended(visit *formVisit, ex *execution.Execution, err error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	visit.status = execution.StatusError
	if err == nil {
		visit.status = ex.Status
	}
}

// find gives what is known of an execution.
func (v *formVisits) find(id string) (formVisit, bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if visit := v.byID[id]; visit != nil {
		return *visit, true
	}
	return formVisit{}, false
}

// status gives what an execution does as far as it is known; "" when it is not.
func (v *formVisits) status(id string) execution.Status {
	visit, _ := v.find(id)
	return visit.status
}

func (v *formVisits) running(id string) bool { return v.status(id) == execution.StatusRunning }

// file gives the closing page of an execution when a file belongs to it.
func (v *formVisits) file(id string) *node.Response {
	if visit, _ := v.find(id); visit.page != nil && visit.page.File != nil {
		return visit.page
	}
	return nil
}

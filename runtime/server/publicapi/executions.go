package publicapi

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"runnel/runtime/execution"
	"runnel/runtime/server/api"
	"runnel/runtime/server/workbench"
	"runnel/runtime/store"
	"runnel/runtime/value"
)

// statuses are those by which executions can be asked for.
var statuses = []execution.Status{execution.StatusCanceled, execution.StatusCrashed, execution.StatusError, execution.StatusNew,
	execution.StatusRunning, execution.StatusSuccess, execution.StatusUnknown, execution.StatusWaiting}

func summaryJSON(s *store.ExecutionSummary) value.Value {
	return api.Object("id", s.ID, "finished", s.Status == execution.StatusSuccess, "mode", string(s.Mode), "retryOf", api.TextOrNull(s.RetryOf),
		"retrySuccessId", nil, "status", string(s.Status), "createdAt", s.StartedAt, "startedAt", s.StartedAt, "stoppedAt", s.StoppedAt,
		"deletedAt", nil, "workflowId", s.WorkflowID, "waitTill", s.WaitTill)
}

// endedJSON is an execution that was waited for, with its data.
func endedJSON(ex *execution.Execution) value.Value {
	data, err := value.Lazy(ex.Data.AppendJSON(nil))
	if err != nil {
		data = value.Null
	}
	return api.Object("id", ex.ID, "finished", ex.Finished(), "mode", string(ex.Mode), "retryOf", api.TextOrNull(ex.RetryOf), "retrySuccessId", nil,
		"status", string(ex.Status), "createdAt", ex.StartedAt, "startedAt", ex.StartedAt, "stoppedAt", ex.StoppedAt, "deletedAt", nil,
		"workflowId", ex.WorkflowID, "waitTill", ex.WaitTill, "data", data)
}

// fullJSON is an execution with its data and its workflow.
func (a *API) fullJSON(c *api.Call, id string) (value.Value, error) {
	s, err := a.Database.ExecutionWithData(c.Request.Context(), id)
	if err != nil {
		return value.Undefined, err
	}
	data := value.Null
	if s.Data != nil {
		if data, err = value.Lazy(s.Data); err != nil {
			return data, fmt.Errorf("the data of execution %s: %w", id, err)
		}
	}
	return summaryJSON(&s.ExecutionSummary).Set("data", data).Set("workflowData", or(s.Workflow, value.Null)).
		Set("customData", or(data.AtPath("resultData.metadata"), value.EmptyObject)), nil
}

func (a *API) listExecutions(c *api.Call) error {
	p, err := paging(c)
	if err != nil {
		return err
	}
	_, withData, err := flag(c, "includeData")
	if err != nil {
		return err
	}
	f := store.ExecutionFilter{WorkflowID: c.Query("workflowId"), Before: p.LastID, Limit: p.Limit + 1}
	if text := c.Query("status"); text != "" {
		status := execution.Status(text)
		if !slices.Contains(statuses, status) {
			names := make([]string, len(statuses))
			for i, s := range statuses {
				names[i] = string(s)
			}
			return api.BadRequest("request/query/status must be equal to one of the allowed values: %s", strings.Join(names, ", "))
		}
		f.Statuses = []execution.Status{status}
	}
	list, err := a.Database.Executions(c.Request.Context(), f)
	if err != nil {
		return err
	}
	next := value.Null
	if len(list) > p.Limit {
		list = list[:p.Limit]
		next = place{Limit: p.Limit, LastID: list[len(list)-1].ID}.cursor()
	}
	data := make([]value.Value, 0, len(list))
	for i := range list {
		if !withData {
			data = append(data, summaryJSON(&list[i]))
			continue
		}
		full, err := a.fullJSON(c, list[i].ID)
		if err != nil {
			continue // it was deleted meanwhile
		}
		data = append(data, full)
	}
	return c.OK(api.Object("data", value.Array(data...), "nextCursor", next))
}

// id reads an execution's id from the path.
func (a *API) id(c *api.Call) (string, error) {
	id := c.Param("id")
	if _, err := strconv.ParseUint(id, 10, 63); err != nil {
		return "", api.BadRequest("request/params/id must be number")
	}
	return id, nil
}

func (a *API) getExecution(c *api.Call) error {
	id, err := a.id(c)
	if err != nil {
		return err
	}
	_, withData, err := flag(c, "includeData")
	if err != nil {
		return err
	}
	a.Workbench.Stored(c.Request.Context(), id)
	if withData {
		full, err := a.fullJSON(c, id)
		if err != nil {
			return err
		}
		return c.OK(full)
	}
	s, err := a.Database.ExecutionSummary(c.Request.Context(), id)
	if err != nil {
		return err
	}
	return c.OK(summaryJSON(&s))
}

func (a *API) deleteExecution(c *api.Call) error {
	id, err := a.id(c)
	if err != nil {
		return err
	}
	s, err := a.Database.ExecutionSummary(c.Request.Context(), id)
	if err != nil {
		return err
	}
	if s.Status == execution.StatusRunning {
		return api.BadRequest("Cannot delete a running execution")
	}
	if err := a.Database.DeleteExecution(c.Request.Context(), id); err != nil {
		return err
	}
	return c.OK(summaryJSON(&s))
}

// retry repeats an execution and answers when that has ended.
func (a *API) retry(c *api.Call) error {
	id, err := a.id(c)
	if err != nil {
		return err
	}
	form, err := optional(c)
	if err != nil {
		return err
	}
	type ended struct {
		ex  *execution.Execution
		err error
	}
	done := make(chan ended, 1)
	r := workbench.RetryRequest{ID: id, Current: form.Get("loadWorkflow").Bool(), Done: func(ex *execution.Execution, err error) { done <- ended{ex, err} }}
	if _, err := a.Workbench.Retry(c.Request.Context(), r); err != nil {
		return err
	}
	select {
	case e := <-done:
		if e.err != nil {
			return api.BadRequest("%s", e.err.Error())
		}
		return c.OK(endedJSON(e.ex))
	case <-c.Request.Context().Done():
		return c.Request.Context().Err()
	}
}

// stop ends an execution. The answer does not wait for its nodes to notice.
func (a *API) stop(c *api.Call) error {
	id, err := a.id(c)
	if err != nil {
		return err
	}
	if err := a.Workbench.Stop(c.Request.Context(), id); err != nil {
		return err
	}
	s, err := a.Database.ExecutionSummary(c.Request.Context(), id)
	if err != nil {
		// It is too young to be stored, or nothing is stored.
		s = store.ExecutionSummary{ID: id, StartedAt: time.Now()}
	}
	s.Status = execution.StatusCanceled
	if s.StoppedAt.IsZero() {
		s.StoppedAt = time.Now()
	}
	return c.OK(summaryJSON(&s))
}

// mostStopped is how many executions one call stops.
const mostStopped = 10_000

func (a *API) stopMany(c *api.Call) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	if err := required(form, "status"); err != nil {
		return err
	}
	names, err := api.Texts(form, "status")
	if err != nil {
		return err
	}
	f := store.ExecutionFilter{Limit: mostStopped}
	for _, name := range names {
		switch name {
		case "running", "waiting":
			f.Statuses = append(f.Statuses, execution.Status(name))
		case "queued":
			f.Statuses = append(f.Statuses, execution.StatusNew)
		default:
			return api.BadRequest("request/body/status must be equal to one of the allowed values: queued, running, waiting")
		}
	}
	if len(f.Statuses) == 0 {
		return api.BadRequest("Status filter is required. Please provide at least one status to stop executions.")
	}
	if f.WorkflowID, err = api.Text(form, "workflowId"); err != nil {
		return err
	}
	for key, to := range map[string]*time.Time{"startedAfter": &f.StartedAfter, "startedBefore": &f.StartedBefore} {
		text, err := api.Text(form, key)
		if err != nil {
			return err
		}
		if text == "" {
			continue
		}
		if *to, err = time.Parse(time.RFC3339, text); err != nil {
			return api.BadRequest(`request/body/%s must match format "date-time"`, key)
		}
	}
	list, err := a.Database.Executions(c.Request.Context(), f)
	if err != nil {
		return err
	}
	stopped := 0
	for _, s := range list {
		if a.Workbench.Stop(c.Request.Context(), s.ID) == nil {
			stopped++
		}
	}
	return c.OK(api.Object("stopped", stopped))
}

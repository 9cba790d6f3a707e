package publicapi

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"runnel/runtime/server/api"
	"runnel/runtime/server/workbench"
	"runnel/runtime/store"
	"runnel/runtime/trigger"
	"runnel/runtime/value"
)

// told makes errors those of the API: n8n's texts where it has one.
func told(err error) error {
	var run *workbench.BadRun
	var publish *workbench.NotPublishable
	var state *workbench.NotPossible
	switch {
	case err == nil:
		return nil
	case errors.As(err, &run), errors.As(err, &publish):
		return api.BadRequest("%s", err.Error())
	case errors.As(err, &state):
		return api.ConflictError("%s", state.Message)
	case errors.Is(err, store.ErrNotFound):
		return api.NotFound("Not Found")
	case errors.Is(err, trigger.ErrBusy):
		return &api.Error{Status: http.StatusTooManyRequests, Code: api.CodeThrottled,
			Message: "The server is busy: it runs as many executions as it may. Try again later."}
	case errors.Is(err, trigger.ErrClosing):
		return api.Unavailable("The server is shutting down.")
	}
	return err
}

// optional reads the body of a call that may do without one.
func optional(c *api.Call) (value.Value, error) {
	if c.Request.ContentLength == 0 {
		c.Patient()
		return value.EmptyObject, nil
	}
	return c.Form()
}

// flag reads a query parameter that is true or false.
func flag(c *api.Call, name string) (set, on bool, err error) {
	text := c.Query(name)
	if text == "" {
		return false, false, nil
	}
	on, err = strconv.ParseBool(text)
	if err != nil {
		return false, false, api.BadRequest("request/query/%s must be boolean", name)
	}
	return true, on, nil
}

// The page of a list when the caller does not say, and the largest.
const (
	usualPage   = 100
	largestPage = 250
)

// place is where a page of a list begins: behind an id, or at a number.
type place struct {
	Limit  int    `json:"limit"`
	LastID string `json:"lastId,omitempty"`
	Offset int    `json:"offset,omitempty"`
}

// paging reads limit and cursor. The cursor's own limit counts where it is not
// given anew.
func paging(c *api.Call) (place, error) {
	p := place{Limit: usualPage}
	if text := c.Query("cursor"); text != "" {
		data, err := base64.StdEncoding.DecodeString(text)
		if err == nil {
			err = json.Unmarshal(data, &p)
		}
		if err != nil || p.Limit < 1 || p.Limit > largestPage || p.Offset < 0 {
			return p, api.BadRequest("An invalid cursor was provided")
		}
	}
	if text := c.Query("limit"); text != "" {
		n, err := strconv.Atoi(text)
		switch {
		case err != nil || n < 1:
			return p, api.BadRequest("request/query/limit must be a whole number of at least 1")
		case n > largestPage:
			return p, api.BadRequest("request/query/limit must be <= %d", largestPage)
		}
		p.Limit = n
	}
	return p, nil
}

// cursor writes where the next page begins.
func (p place) cursor() value.Value {
	text, err := json.Marshal(p)
	if err != nil {
		return value.Null
	}
	return value.String(base64.StdEncoding.EncodeToString(text))
}

// paged answers with a page of a list that is there as a whole.
func paged[T any](c *api.Call, list []T, one func(T) value.Value) error {
	p, err := paging(c)
	if err != nil {
		return err
	}
	next := value.Null
	list = list[min(p.Offset, len(list)):]
	if len(list) > p.Limit {
		list = list[:p.Limit]
		next = place{Limit: p.Limit, Offset: p.Offset + p.Limit}.cursor()
	}
	return c.OK(api.Object("data", api.List(list, one), "nextCursor", next))
}

// required looks for the keys that a body must have.
func required(body value.Value, keys ...string) error {
	for _, key := range keys {
		if !body.Has(key) {
			return api.BadRequest("request/body must have required property '%s'", key)
		}
	}
	return nil
}

// client is who asks.
func client(c *api.Call) workbench.Client { return workbench.Client{Author: c.Author()} }

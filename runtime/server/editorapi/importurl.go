package editorapi

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"time"

	"runnel/runtime/node"
	"runnel/runtime/server/api"
	"runnel/workflows"
)

// The bounds of importing from an address.
const (
	largestImport = 10 << 20
	importTime    = 30 * time.Second
)

// importURL fetches a workflow from an address. The request goes out through
// the server's guard against addresses that are nobody's business.
func (a *API) importURL(c *api.Call) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	text, err := api.Required(form, "url", 4096)
	if err != nil {
		return err
	}
	address, err := url.Parse(text)
	if err != nil || address.Scheme != "https" && address.Scheme != "http" || address.Host == "" {
		return api.BadRequest("The address must begin with https:// or http://.")
	}
	client, err := a.HTTP.Client(node.ClientOptions{})
	if err != nil {
		return api.Unavailable("Requests to other servers are not set up here.")
	}
	req, err := http.NewRequestWithContext(c.Request.Context(), http.MethodGet, address.String(), nil)
	if err != nil {
		return api.BadRequest("The address cannot be used.")
	}
	req.Header.Set("Accept", "application/json")
	timed := *client
	timed.Timeout = importTime
	res, err := timed.Do(req)
	if err != nil {
		a.Log.Info("a workflow could not be fetched", "host", address.Host, "error", err)
		return api.BadRequest("The workflow could not be fetched: %s did not answer, or must not be asked.", address.Host)
	}
	defer res.Body.Close()
	if res.StatusCode < 200 || res.StatusCode > 299 {
		return api.BadRequest("The workflow could not be fetched: %s answered %d %s.", address.Host, res.StatusCode, http.StatusText(res.StatusCode))
	}
	data, err := io.ReadAll(io.LimitReader(res.Body, largestImport+1))
	switch {
	case err != nil:
		return api.BadRequest("The workflow could not be fetched: the answer of %s broke off.", address.Host)
	case len(data) > largestImport:
		return &api.Error{Status: http.StatusRequestEntityTooLarge, Code: api.CodeTooLarge, Message: "The answer is larger than 10 MB."}
	}
	list, err := workflows.Parse("the answer of "+address.Host, data)
	var bad *workflows.Error
	switch {
	case errors.As(err, &bad):
		return api.BadRequest("There is no workflow at this address: %s.", bad.Error())
	case err != nil:
		return err
	case len(list) == 0:
		return api.BadRequest("There is no workflow at this address.")
	}
	return c.OK(api.Object("workflow", list[0].Document()))
}

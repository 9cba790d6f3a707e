package api

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"time"

	"runnel/runtime/value"
	"runnel/workflows"
)

// The bounds of bodies, in bytes and in depth.
const (
	// SmallBody is for forms.
	SmallBody = 1 << 20
	// LargeBody is for workflows and the data of runs.
	LargeBody = 64 << 20
	// depth is how deep a body's objects and arrays may nest.
	depth = 500
)

// Body reads the request's JSON, which must be an object or array of at most
// limit bytes.
func (c *Call) Body(limit int64) (value.Value, error) {
	if kind, _, err := mime.ParseMediaType(c.GetHeader("Content-Type")); err != nil || kind != "application/json" {
		return value.Undefined, &Error{Status: http.StatusUnsupportedMediaType, Code: CodeBadRequest,
			Message: "The body must be JSON, and the header Content-Type must say so: application/json."}
	}
	data, err := io.ReadAll(http.MaxBytesReader(c.Writer, c.Request.Body, limit))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return value.Undefined, &Error{Status: http.StatusRequestEntityTooLarge, Code: CodeTooLarge,
			Message: "The body is larger than this call takes."}
	case err != nil:
		return value.Undefined, BadRequest("The body could not be read to its end.")
	}
	c.Patient()
	v, err := workflows.ReadJSON("the request's body", data, workflows.Limits{Depth: depth})
	if err != nil {
		return value.Undefined, err
	}
	if !v.IsObject() && !v.IsArray() {
		return value.Undefined, BadRequest("The body must be a JSON object.")
	}
	return v, nil
}

// Patient lets what follows take longer than reading a request may: a caller
// whose time for that runs out counts as gone.
func (c *Call) Patient() { http.NewResponseController(c.Writer).SetReadDeadline(time.Time{}) }

// Form reads a small body that must be an object.
func (c *Call) Form() (value.Value, error) { return c.object(SmallBody) }

// Document reads a large body that must be an object.
func (c *Call) Document() (value.Value, error) { return c.object(LargeBody) }

func (c *Call) object(limit int64) (value.Value, error) {
	v, err := c.Body(limit)
	if err == nil && !v.IsObject() {
		return value.Undefined, BadRequest("The body must be a JSON object.")
	}
	return v, err
}

// Text gives a member of a body that must be a text; "" when it is not there.
func Text(v value.Value, key string) (string, error) {
	x := v.Get(key)
	switch {
	case x.IsNullish():
		return "", nil
	case !x.IsString():
		return "", BadRequest("%q must be a text.", key)
	}
	return x.Str(), nil
}

// Texts gives a member that must be a list of texts; nil when it is not there.
func Texts(v value.Value, key string) ([]string, error) {
	x := v.Get(key)
	if x.IsNullish() {
		return nil, nil
	}
	list := []string{}
	if !x.IsArray() {
		return nil, BadRequest("%q must be a list of texts.", key)
	}
	for _, e := range x.Elems() {
		if !e.IsString() {
			return nil, BadRequest("%q must be a list of texts.", key)
		}
		list = append(list, e.Str())
	}
	return list, nil
}

// Required gives a member that must be a text with something in it, of at most
// so many bytes.
func Required(v value.Value, key string, most int) (string, error) {
	text, err := Text(v, key)
	switch {
	case err != nil:
		return "", err
	case text == "":
		return "", BadRequest("%q is missing.", key)
	case len(text) > most:
		return "", BadRequest("%q is longer than %d bytes.", key, most)
	}
	return text, nil
}

package node

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"runnel/runtime/value"
)

func TestOperationErrors(t *testing.T) {
	for _, c := range []struct{ message, want string }{
		{"plain", "plain"},
		{"connect ECONNREFUSED 127.0.0.1:1", "The service refused the connection - perhaps it is offline"},
		{"a preexisting file", "The file or directory already exists"},
		{"getaddrinfo ENOTFOUND x", "The connection cannot be established, this usually occurs due to an incorrect host (domain) value"},
		{"", ""},
	} {
		e := Errorf("%s", c.message)
		if e.Error() != c.want {
			t.Errorf("%q became %q", c.message, e.Error())
		}
		if replaced := len(e.Messages) == 1 && e.Messages[0] == c.message; replaced != (c.message != c.want) {
			t.Errorf("%q keeps %q", c.message, e.Messages)
		}
	}
	if e := Errorf("%s", "100%").Describe("%s", "100%"); e.Message != "100%" || e.Description != "" {
		t.Errorf("got %q %q", e.Message, e.Description)
	}
}

func TestWrap(t *testing.T) {
	op := Errorf("first").At(3)
	if got := WrapItem(op, 5); got != error(op) || *op.Item != 3 {
		t.Errorf("wrapped again it is %v for item %d", got, *op.Item)
	}
	inner := fmt.Errorf("around: %w", op)
	if got := Wrap(inner); got != inner {
		t.Errorf("around an operation error it is %v", got)
	}
	if Wrap(nil) != nil {
		t.Error("nothing became an error")
	}
	_, syntax := value.ParseString("{")
	if got := Wrap(syntax).Error(); got != "Expected property name or '}' in JSON at position 1" {
		t.Errorf("a syntax error says %q", got)
	}
	fe := &FilterError{"m", "d"}
	var got *OperationError
	if !errors.As(WrapItem(fe, 2), &got) || got.Description != "d" || *got.Item != 2 || !errors.Is(got, fe) {
		t.Errorf("a filter's error became %+v", got)
	}
}

func TestAPIErrors(t *testing.T) {
	for _, c := range []struct {
		name                             string
		response                         string
		opt                              APIOptions
		message, description, code, kept string
	}{
		{"status", `{"message":"404 - \"gone\"","statusCode":404}`, APIOptions{},
			"The resource you are requesting could not be found", `404 - "gone"`, "404", `404 - "gone"`},
		{"other 4xx", `{"message":"m","status":418}`, APIOptions{}, "Your request is invalid or could not be processed by the service", "m", "418", "m"},
		{"other 5xx", `{"message":"m","code":"599"}`, APIOptions{}, "The service failed to process your request", "m", "599", "m"},
		{"redirect", `{"message":"m","status":302}`, APIOptions{}, "m", "", "302", "m"},
		{"data", `{"message":"m","response":{"status":400,"data":{"message":"why","x":1}}}`, APIOptions{},
			"Bad request - please check your parameters", "why", "400", "m"},
		{"data's error", `{"message":"m","response":{"status":400,"data":{"error":{"message":"deep"}}}}`, APIOptions{},
			"Bad request - please check your parameters", "deep", "400", "m"},
		{"search", `{"statusCode":500,"body":{"errors":[{"detail":"one"},"two",3]}}`, APIOptions{},
			"The service was not able to process your request", "one | two | 3", "500", ""},
		{"JSON in text", `{"status":403,"error":"{\"error_description\":\"no entry\"}"}`, APIOptions{},
			"Forbidden - perhaps check your credentials?", "no entry", "403", ""},
		{"own words", `{"message":"m","status":500}`, APIOptions{Message: "Mine", Description: "And mine", HTTPCode: "409"}, "Mine", "And mine", "409", "m"},
		{"no answer", `{"message":"connect ECONNREFUSED","code":"ECONNREFUSED"}`, APIOptions{},
			"The service refused the connection - perhaps it is offline", "", "ECONNREFUSED", "connect ECONNREFUSED"},
		{"bad gateway", `{"message":"502 Bad Gateway"}`, APIOptions{}, "Bad gateway - the service failed to handle your request", "502 Bad Gateway", "502", "502 Bad Gateway"},
		{"nothing known", `{}`, APIOptions{}, "There was an unknown issue while executing the node", "", "", ""},
		{"description only", `{"reason":{"description":"d"}}`, APIOptions{}, "d", "", "", ""},
	} {
		e := NewAPIError(doc(t, c.response), c.opt)
		kept := ""
		if len(e.Messages) > 0 {
			kept = e.Messages[0]
		}
		if e.Message != c.message || e.Description != c.description || e.HTTPCode != c.code || kept != c.kept {
			t.Errorf("%s: got %q %q %q %q", c.name, e.Message, e.Description, e.HTTPCode, kept)
		}
	}
}

func TestErrorsInTheRecord(t *testing.T) {
	at := time.UnixMilli(1700000000000)
	where := doc(t, `{"name":"N"}`)
	op := Errorf("m").Describe("d").At(1)
	op.Time = at
	if got, want := ErrorJSON(fmt.Errorf("around: %w", op), where).JSON(),
		`{"level":"warning","tags":{},"context":{"itemIndex":1},"functionality":"regular","name":"NodeOperationError","timestamp":1700000000000,"node":{"name":"N"},"messages":[],"description":"d","message":"m","stack":"NodeOperationError: m"}`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	api := NewAPIError(doc(t, `{"message":"x","response":{"status":404,"data":{"message":"why"}}}`), APIOptions{})
	api.Time = at
	if got, want := ErrorJSON(api, value.Undefined).JSON(),
		`{"level":"warning","tags":{},"context":{"data":{"message":"why"}},"functionality":"regular","name":"NodeApiError","timestamp":1700000000000,"messages":["x"],"errorResponse":{"message":"x","response":{"status":404,"data":{"message":"why"}}},"httpCode":"404","description":"why","message":"The resource you are requesting could not be found","stack":"NodeApiError: The resource you are requesting could not be found"}`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := ErrorJSON(errors.New("plain"), where).JSON(); got != `{"message":"plain","stack":"Error: plain"}` {
		t.Errorf("got %s", got)
	}
}

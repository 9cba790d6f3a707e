package request

import (
	"errors"
	"net/http"

	"runnel/runtime/httpclient"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

const spaceRequests = "Try spacing your requests out using the batching settings under 'Options'"

// failure makes the error of the node of a request that failed (core reference
// §6.9).
func failure(err error, i int) error {
	var op *node.OperationError
	var api *node.APIError
	if errors.As(err, &op) || errors.As(err, &api) {
		return node.WrapItem(unwrapped(op, api), i)
	}
	reported := reportedValue(err)
	if reported.IsUndefined() {
		return node.WrapItem(err, i)
	}
	e := node.NewAPIError(reported, node.APIOptions{})
	e.Response = value.Undefined // the original records it for plain objects only
	e.Cause = err
	return e.At(i)
}

func unwrapped(op *node.OperationError, api *node.APIError) error {
	if op != nil {
		return op
	}
	return api
}

// reportedValue gives a failure as the object that the original's HTTP library
// throws: {message, name, code, status, statusCode, error, response}.
// It is undefined for errors of other origin.
func reportedValue(err error) value.Value {
	var status *httpclient.StatusError
	var plain *httpclient.Error
	switch {
	case errors.As(err, &status):
		var b value.Builder
		message := status.LongMessage()
		if status.Status == http.StatusTooManyRequests {
			message = spaceRequests
		}
		b.Set("message", value.String(message))
		b.Set("name", value.String("AxiosError"))
		if code := status.Code(); code != "" {
			b.Set("code", value.String(code))
		}
		b.Set("status", value.Int(status.Status))
		b.Set("statusCode", value.Int(status.Status))
		b.Set("error", status.Body)
		var response value.Builder
		response.Set("headers", status.Header)
		response.Set("status", value.Int(status.Status))
		response.Set("statusText", value.String(status.StatusText))
		b.Set("response", response.Object())
		return b.Object()
	case errors.As(err, &plain):
		return plain.ErrorValue()
	}
	return value.Undefined
}

// failureValue gives a failure as the json.error of an item.
func (s *sender) failureValue(err error, i int) value.Value {
	if s.predefined {
		return serviceFailure(failure(err, i))
	}
	var op *node.OperationError
	if errors.As(err, &op) {
		return value.String(op.Message)
	}
	var status *httpclient.StatusError
	var plain *httpclient.Error
	switch {
	case errors.As(err, &status):
		long := *status
		long.Long = true
		v := long.ErrorValue()
		if status.Status == http.StatusTooManyRequests {
			v = v.Set("message", value.String(spaceRequests))
		}
		return v
	case errors.As(err, &plain):
		return plain.ErrorValue()
	}
	return value.String(err.Error())
}

// serviceFailure gives an error as it is written into data: the failures of
// requests with a service's own credentials are wrapped before.
func serviceFailure(err error) value.Value {
	f := &node.Failure{Message: err.Error()}
	var op *node.OperationError
	var api *node.APIError
	switch {
	case errors.As(err, &api):
		f = &api.Failure
	case errors.As(err, &op):
		f = &op.Failure
	}
	var b value.Builder
	b.Set("message", value.String(f.Message))
	b.Set("timestamp", value.Number(float64(f.Time.UnixMilli())))
	b.Set("name", value.String(f.Name))
	if f.Description != "" {
		b.Set("description", value.String(f.Description))
	}
	context := value.EmptyObject
	if f.Item != nil {
		context = context.Set("itemIndex", value.Int(*f.Item))
	}
	b.Set("context", context)
	return b.Object()
}

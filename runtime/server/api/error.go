package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"runnel/runtime/store"
	"runnel/runtime/value"
	"runnel/workflows"
)

// Error is an error that the caller is told.
type Error struct {
	Status int
	// Code is a stable name for programs.
	Code string
	// Message says what happened, where, and what to do.
	Message string
	// Details are further facts, undefined for none.
	Details value.Value
}

func (e *Error) Error() string { return e.Message }

// The codes of errors.
const (
	CodeBadRequest   = "bad_request"
	CodeUnauthorized = "unauthorized"
	CodeForbidden    = "forbidden"
	CodeNotFound     = "not_found"
	CodeConflict     = "conflict"
	CodeTooLarge     = "too_large"
	CodeThrottled    = "throttled"
	CodeUnavailable  = "unavailable"
	CodeInternal     = "internal"
)

// BadRequest is the error of a request that makes no sense.
func BadRequest(format string, args ...any) *Error {
	return &Error{Status: http.StatusBadRequest, Code: CodeBadRequest, Message: fmt.Sprintf(format, args...)}
}

// NotFound is the error of asking for something that is not there.
func NotFound(format string, args ...any) *Error {
	return &Error{Status: http.StatusNotFound, Code: CodeNotFound, Message: fmt.Sprintf(format, args...)}
}

// Forbidden is the error of asking for something that is not allowed.
func Forbidden(format string, args ...any) *Error {
	return &Error{Status: http.StatusForbidden, Code: CodeForbidden, Message: fmt.Sprintf(format, args...)}
}

// ConflictError is the error of something that clashes with what is there.
func ConflictError(format string, args ...any) *Error {
	return &Error{Status: http.StatusConflict, Code: CodeConflict, Message: fmt.Sprintf(format, args...)}
}

// Unavailable is the error of what cannot be done now or here.
func Unavailable(format string, args ...any) *Error {
	return &Error{Status: http.StatusServiceUnavailable, Code: CodeUnavailable, Message: fmt.Sprintf(format, args...)}
}

// errInternal is all that callers learn of errors that are not meant for them.
var errInternal = &Error{Status: http.StatusInternalServerError, Code: CodeInternal,
	Message: "The server failed to do this; its log says why."}

// explain makes the error for the caller of any error; known is false for one
// that only the log may have.
func explain(err error) (e *Error, known bool) {
	if errors.As(err, &e) {
		return e, true
	}
	var conflict *store.Conflict
	if errors.As(err, &conflict) {
		return &Error{Status: http.StatusConflict, Code: CodeConflict, Message: conflict.Error(), Details: value.Object(
			value.Field{Key: "versionId", Value: value.String(conflict.VersionID)},
			value.Field{Key: "updatedAt", Value: Time(conflict.UpdatedAt)},
			value.Field{Key: "updatedBy", Value: value.String(conflict.UpdatedBy)})}, true
	}
	var invalid *store.Invalid
	var document *workflows.Error
	switch {
	case errors.As(err, &invalid):
		return BadRequest("%s", invalid.Error()), true
	case errors.As(err, &document):
		return BadRequest("%s", document.Error()), true
	case errors.Is(err, store.ErrNotFound):
		return NotFound("There is no such thing here; it may have been deleted."), true
	case errors.Is(err, store.ErrTaken):
		return ConflictError("%s", err.Error()), true
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return Unavailable("The request was given up before it was answered."), true
	}
	return errInternal, false
}

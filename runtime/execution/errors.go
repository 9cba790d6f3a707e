package execution

import (
	"errors"

	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Error is a node's error as an execution records it.
type Error struct {
	// Err is the error itself; for a record that was read back it is nil.
	Err error
	// Node is the node that failed, as it stands in the workflow.
	Node value.Value
	// doc is the record of an error that was read back.
	doc value.Value
}

// ReadError makes an error of its record.
func ReadError(doc value.Value) *Error { return &Error{doc: doc} }

// Error gives the message.
func (e *Error) Error() string {
	if e.Err != nil {
		return e.Err.Error()
	}
	return e.doc.Get("message").ToString()
}

// Unwrap gives the error itself.
func (e *Error) Unwrap() error { return e.Err }

// Explanation gives the description, "" when there is none.
func (e *Error) Explanation() string {
	var d interface{ Explanation() string }
	switch {
	case e.Err == nil:
		return e.doc.Get("description").Str()
	case errors.As(e.Err, &d):
		return d.Explanation()
	}
	return ""
}

// ErrorJSON implements node.JSONError: the error keeps the node it happened in.
func (e *Error) ErrorJSON(value.Value) value.Value {
	if e.Err == nil {
		return e.doc
	}
	return node.ErrorJSON(e.Err, e.Node)
}

// ErrorJSON gives an error as records show it (engine reference §9.5);
// undefined for nil.
func ErrorJSON(err error) value.Value {
	if err == nil {
		return value.Undefined
	}
	return node.ErrorJSON(err, value.Undefined)
}

package workflows

import "runnel/runtime/value"

// ReadJSON reads a JSON document as files of workflows are read: with the
// limits for bytes and depth. name is its name for messages; errors are *Error
// and say where they are.
func ReadJSON(name string, data []byte, limits Limits) (value.Value, error) {
	return decode(name, data, limits.Depth)
}

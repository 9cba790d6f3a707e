package workflows

import "strings"

// Error is what is wrong with a workflow file.
type Error struct {
	// File is the name the data was read under.
	File string
	// Node is the name of the node concerned, "" for none.
	Node string
	// Path is the JSON path of the place, "" when the text is no JSON.
	Path string
	// Message says what is wrong and what to do about it.
	Message string
	// Err is the cause, nil for none.
	Err error
}

func (e *Error) Error() string {
	var b strings.Builder
	if e.File != "" {
		b.WriteString(e.File + ": ")
	}
	if e.Node != "" {
		b.WriteString("node \"" + e.Node + "\": ")
	}
	if e.Path != "" && e.Path != "$" {
		b.WriteString(e.Path + ": ")
	}
	b.WriteString(e.Message)
	return b.String()
}

func (e *Error) Unwrap() error { return e.Err }

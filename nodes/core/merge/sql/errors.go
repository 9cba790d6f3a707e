package sql

import (
	"fmt"
	"strings"
)

// Error is a query that cannot be answered: a table that is not there, a
// function nobody knows.
type Error struct{ Message string }

func (e *Error) Error() string { return e.Message }

func errorf(format string, args ...any) error { return &Error{fmt.Sprintf(format, args...)} }

// errFileAccess answers everything that would reach beyond the given tables.
var errFileAccess = &Error{"File access operations are disabled for security reasons"}

// SyntaxError is a query that is no SQL.
type SyntaxError struct {
	Query string
	// Start and End are the place in bytes of what was not expected.
	Start, End int
	// Got is what stands there; empty at the query's end.
	Got string
	// Want says what could stand there instead, empty when much could.
	Want string
}

// shown is how much of the query the message shows on either side.
const shown = 20

func (e *SyntaxError) Error() string {
	before, at := e.Query[:min(e.End, len(e.Query))], e.Query[min(e.End, len(e.Query)):]
	line := strings.Count(before, "\n") + 1
	lead := ""
	if len(before) > shown {
		lead, before = "...", before[len(before)-shown:]
	}
	flat := func(s string) string { return strings.ToValidUTF8(strings.ReplaceAll(s, "\n", ""), "") }
	before, at = lead+flat(before), flat(at[:min(shown, len(at))])
	got := "the end of the query"
	if e.Got != "" {
		got = "'" + e.Got + "'"
	}
	message := fmt.Sprintf("Parse error on line %d:\n%s%s\n%s^\n", line, before, at, strings.Repeat("-", max(0, len([]rune(before))-1)))
	if e.Want != "" {
		return message + "Expecting " + e.Want + ", got " + got
	}
	return message + "Unexpected " + got
}

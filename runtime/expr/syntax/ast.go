// Package syntax reads JavaScript expressions: text to a tree whose nodes know
// where they stand in the text. It accepts ECMAScript 2022 as scripts are
// read (no modules), in sloppy mode. It checks the form, not every early error
// of the standard: what it lets through is checked again by whatever runs the
// code.
package syntax

import "strings"

// Kind says what a node is, and with it which fields of Node are used.
type Kind uint8

// The kinds of nodes. "A", "B", "C", "D" and "List" are the fields of Node.
const (
	Invalid Kind = iota

	// Expressions.

	Ident      // Text is the name
	Number     // Num
	String     // Text is the value
	BigInt     // Text is the literal without the n
	Regexp     // Text is the literal with slashes and flags
	Bool       // Flag is the value
	Null       //
	This       //
	Super      //
	Template   // List are the expressions, Quasis the texts around them
	Tagged     // A the tag, B the Template
	Array      // List, nil for holes
	Object     // List of Property and Spread
	Property   // A the key (Ident, String, Number or any when Computed), B the value; see Form
	Spread     // A
	Function   // see below
	Arrow      // see below
	Class      // A the name or nil, B the superclass or nil, List of Member
	Member     // of a class: A the key, B the value or nil; Form, Static, Computed
	Static     // a static block of a class: List
	Unary      // Text the operator, A
	Update     // Text the operator, A, Prefix
	Binary     // Text the operator, A, B; also && || ??
	Assign     // Text the operator, A the target, B
	Cond       // A ? B : C
	Call       // A the callee, List; Optional for ?.(
	New        // A, List
	Dot        // A.Text; Optional for ?.
	Index      // A[B]; Optional for ?.[
	PrivateDot // A.#Text; Optional
	PrivateIn  // #Text in A
	Sequence   // List
	Yield      // A or nil; Flag for yield*
	Await      // A
	Paren      // A: an expression in parentheses
	Import     // import(A)
	NewTarget  //

	// Patterns. Names and members stand for themselves.

	ArrayPattern  // List, nil for holes
	ObjectPattern // List of Property and Rest
	Default       // A = B
	Rest          // ...A

	// Statements.

	ExprStmt     // A
	VarDecl      // Text is var, let or const; List of Declarator
	Declarator   // A the pattern, B the value or nil
	FunctionDecl // A is the Function
	ClassDecl    // A is the Class
	Return       // A or nil
	If           // A, B, C or nil
	For          // A, B, C (each may be nil), D the body
	ForIn        // A the target (VarDecl or pattern), B, D
	ForOf        // A, B, D; Flag for await
	While        // A, D
	DoWhile      // D, A
	Break        // Text is the label or ""
	Continue     // Text
	Throw        // A
	Try          // A the block, B the catch parameter or nil, C the catch block or nil, D the finally block or nil
	Switch       // A, List of Case
	Case         // A or nil for default, List
	Labeled      // Text, D
	Block        // List
	Empty        //
	Debugger     //
	With         // A, D
)

// Form is the form of a property.
type Form uint8

// The forms of properties and class members.
const (
	Plain Form = iota
	Shorthand
	Method
	Getter
	Setter
)

// Node is a node of the tree. A Function or Arrow has its name in A (or nil),
// its parameters as patterns in Params, and its body in D: a Block, or an
// expression for arrows without braces.
type Node struct {
	Kind       Kind
	Form       Form
	Flag       bool // see the kinds
	Computed   bool // of a Property or Member
	Optional   bool // of Call, Dot, Index
	Prefix     bool // of Update
	IsStatic   bool // of a Member
	Async      bool // of Function and Arrow
	Generator  bool // of Function
	Start, End int  // where the node stands in the text, in bytes
	// Open is where the "(" of a Call or New with arguments stands, and for
	// Dot and Index where the "." "?." or "[" stands.
	Open       int
	Text       string
	Num        float64
	A, B, C, D *Node
	List       []*Node
	Params     []*Node
	Quasis     []Quasi
}

// Quasi is a text of a template literal. Cooked is not valid when the text has
// an escape that means nothing (allowed in tagged templates only).
type Quasi struct {
	Raw, Cooked string
	Valid       bool
	Start, End  int
}

// Pushes tells whether n8n puts a space between the text and the expression
// behind it: when there is a line end in the text, and it ends in a letter,
// digit, underscore or dollar sign as it is written (a line end is written \n).
func (q Quasi) Pushes() bool {
	if !strings.Contains(q.Cooked, "\n") || q.Raw == "" {
		return false
	}
	c := q.Raw[len(q.Raw)-1]
	return c == '\n' || c == '_' || c == '$' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// Error says that a text is no JavaScript.
type Error struct {
	// Pos is where it went wrong, in bytes.
	Pos     int
	Message string
}

// Error answers the message.
func (e *Error) Error() string { return e.Message }

// Unparen takes the parentheses off an expression.
func (n *Node) Unparen() *Node {
	for n != nil && n.Kind == Paren {
		n = n.A
	}
	return n
}

// Walk calls f for the node and, where f answers true, for its children in the
// order of the text.
func (n *Node) Walk(f func(*Node) bool) {
	if n == nil || !f(n) {
		return
	}
	for _, c := range n.Children() {
		c.Walk(f)
	}
}

// Children answers the node's children in the order of the text.
func (n *Node) Children() []*Node {
	var out []*Node
	add := func(c *Node) {
		if c != nil {
			out = append(out, c)
		}
	}
	switch n.Kind {
	case Function, Arrow:
		add(n.A)
		out = append(out, n.Params...)
		add(n.D)
		return out
	case DoWhile:
		add(n.D)
		add(n.A)
		return out
	}
	if n.Form == Shorthand && n.Kind == Property {
		// The key and the value are one piece of text.
		add(n.B)
		return out
	}
	add(n.A)
	add(n.B)
	add(n.C)
	for _, c := range n.List {
		add(c)
	}
	add(n.D)
	return out
}

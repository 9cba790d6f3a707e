package expr

import (
	"regexp"
	"strconv"
	"strings"

	"runnel/runtime/expr/ext"
	"runnel/runtime/expr/syntax"
)

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
	// function (expressions.md §5.2), see CallExtension. For obj.name?.() the
	// name has a question mark behind it.
	OpCall = "call"
	// OpKey is key(k): it checks a computed property name and answers it;
	// blocked names throw BlockedProperty's error.
	OpKey = "key"
	// OpDestructure is destructure(k), for computed keys of patterns. Templates
	// refuse those as the original does; the operation is for other users.
	OpDestructure = "destructure"
	// OpThis is self(this): this inside a function; where it is undefined or
	// the global object it answers {process: {}}.
	OpThis = "self"
)

// prepared is code that was read and checked.
type prepared struct {
	// src is the text that tree's positions count in.
	src  string
	tree *syntax.Node
	// code is the rewritten expression.
	code string
	// guarded is set when the original catches what the code throws.
	guarded bool
	// extend is set when calls of extension functions are dispatched.
	extend bool
}

// extensionCall is how the original finds out whether a template uses an
// extension function at all.
var extensionCall = regexp.MustCompile(`\$if\s*\(|\.(` + strings.Join(ext.Names(), "|") + `)\s*(?:\?\.)?\s*\(`)

// extends tells whether calls of extension functions are dispatched in a
// template: when any of its codes looks as if it had one (expressions.md §5.1).
func extends(parts []part) bool {
	for _, p := range parts {
		if p.isCode && !p.plain && extensionCall.MatchString(p.text) {
			return true
		}
	}
	return false
}

// prepare makes the code of one {{ }} a JavaScript expression that a Runner can
// compile: it takes the first statement, which must be an expression, applies
// the original's security rules, and turns names into members of the context
// and calls of extension functions into dispatches.
// The error is invalid syntax or a blocked name.
func prepare(code string, extend bool) (*prepared, *Error) {
	src := code
	if strings.HasPrefix(strings.TrimLeftFunc(code, isJSSpace), "{") {
		// An object, not a block.
		src = "(" + code + ")"
	}
	p := &prepared{src: src, extend: extend}
	first, err := syntax.ParseFirst(src)
	if err != nil || first.Kind != syntax.ExprStmt {
		// An object that was written one pair of braces short.
		src = "({" + code + "})"
		tree, err := syntax.ParseExpression(src)
		if err != nil || !isPlainObject(tree.Unparen()) {
			return nil, syntaxError()
		}
		p.src, p.tree = src, tree
	} else {
		p.tree = first.A
	}
	r := &rewriter{src: p.src, extend: extend}
	var failed *Error
	p.code, failed = r.run(p.tree)
	if failed != nil {
		return nil, failed
	}
	p.guarded = r.guarded
	return p, nil
}

// isPlainObject tells whether a tree is an object literal of at least one
// member, all of them written with a colon or spread.
func isPlainObject(n *syntax.Node) bool {
	if n.Kind != syntax.Object || len(n.List) == 0 {
		return false
	}
	colon := false
	for _, m := range n.List {
		if m.Kind == syntax.Property && m.Form != syntax.Plain {
			return false
		}
		colon = colon || m.Kind == syntax.Property
	}
	return colon
}

// names is one scope of declared names.
type names struct {
	declared map[string]bool
	outer    *names
}

func (s *names) has(name string) bool {
	for ; s != nil; s = s.outer {
		if s.declared[name] {
			return true
		}
	}
	return false
}

func (s *names) inner() *names { return &names{declared: map[string]bool{}, outer: s} }

// declare adds the names that a pattern declares.
func (s *names) declare(p *syntax.Node) {
	if p == nil {
		return
	}
	switch p.Kind {
	case syntax.Ident:
		s.declared[p.Text] = true
	case syntax.Default, syntax.Rest:
		s.declare(p.A)
	case syntax.ArrayPattern:
		for _, e := range p.List {
			s.declare(e)
		}
	case syntax.ObjectPattern:
		for _, e := range p.List {
			if e.Kind == syntax.Rest {
				s.declare(e.A)
			} else {
				s.declare(e.B)
			}
		}
	}
}

// hoist adds what var and functions declare anywhere below a statement.
func (s *names) hoist(n *syntax.Node) {
	n.Walk(func(c *syntax.Node) bool {
		switch c.Kind {
		case syntax.Function, syntax.Arrow, syntax.Class:
			return false
		case syntax.FunctionDecl:
			s.declare(c.A.A)
			return false
		case syntax.VarDecl:
			if c.Text == "var" {
				for _, d := range c.List {
					s.declare(d.A)
				}
			}
		}
		return true
	})
}

// lexical adds what let, const, class and functions declare in a list.
func (s *names) lexical(list []*syntax.Node) {
	for _, n := range list {
		switch n.Kind {
		case syntax.VarDecl:
			for _, d := range n.List {
				s.declare(d.A)
			}
		case syntax.FunctionDecl, syntax.ClassDecl:
			s.declare(n.A.A)
		}
	}
}

// rewriter writes a tree back to text, changed. It panics with *Error.
type rewriter struct {
	src     string
	extend  bool
	guarded bool
	scope   *names
	temps   int
	// functions counts the functions with arguments of their own around.
	functions int
	// root is the whole expression.
	root *syntax.Node
	// replaced are nodes whose text was computed already.
	replaced map[*syntax.Node]string
	// required are optional links that were checked already.
	required map[*syntax.Node]bool
}

func (r *rewriter) run(tree *syntax.Node) (code string, err *Error) {
	defer func() {
		switch e := recover().(type) {
		case nil:
		case *Error:
			err = e
		default:
			panic(e)
		}
	}()
	r.root = tree
	return r.emit(tree), nil
}

func blocked(name string) {
	if err := BlockedProperty(name); err != nil {
		panic(err)
	}
}

func refuse(message string) {
	panic(&Error{Class: ClassExpression, Message: message})
}

const messageDollar = `Cannot access "$" without calling it as a function`

// generic copies a node's text with its children rewritten.
func (r *rewriter) generic(n *syntax.Node) string {
	children := n.Children()
	if len(children) == 0 {
		return r.src[n.Start:n.End]
	}
	var b strings.Builder
	at := n.Start
	for _, c := range children {
		b.WriteString(r.src[at:c.Start])
		b.WriteString(r.emit(c))
		at = c.End
	}
	b.WriteString(r.src[at:n.End])
	return b.String()
}

// within runs f in a new scope.
func (r *rewriter) within(f func(*names) string) string {
	outer := r.scope
	r.scope = outer.inner()
	defer func() { r.scope = outer }()
	return f(r.scope)
}

func (r *rewriter) emit(n *syntax.Node) string {
	if text, ok := r.replaced[n]; ok {
		return text
	}
	switch n.Kind {
	case syntax.Ident:
		return r.name(n.Text)
	case syntax.This:
		r.guarded = true
		return OpsObject + "." + OpThis + "(this)"
	case syntax.Dot:
		r.guarded = true
		r.checkDot(n)
		return r.chain(n)
	case syntax.Index:
		r.guarded = true
		return r.chain(n)
	case syntax.Call:
		r.guarded = true
		return r.chain(n)
	case syntax.Tagged:
		r.guarded = true
		return r.generic(n)
	case syntax.PrivateDot:
		r.guarded = true
		return r.generic(n)
	case syntax.Import:
		return "null"
	case syntax.With:
		refuse(`Cannot use "with" statements due to security concerns`)
	case syntax.Object:
		return r.object(n)
	case syntax.Template:
		return r.template(n)
	case syntax.Function, syntax.Arrow:
		return r.function(n)
	case syntax.FunctionDecl, syntax.ClassDecl:
		return r.emit(n.A)
	case syntax.Class:
		return r.class(n)
	case syntax.Spread:
		return "..." + r.raw(n.A)
	case syntax.Return:
		if n.A != nil {
			return "return " + r.emit(n.A) + r.src[n.A.End:n.End]
		}
	case syntax.Binary:
		r.checkMix(n)
	case syntax.PrivateIn:
		panic(errUnprintable)
	case syntax.Assign:
		if n.Text == "=" {
			return r.pattern(n.A, false) + r.src[n.A.End:n.B.Start] + r.emit(n.B)
		}
	case syntax.VarDecl:
		return r.declarations(n)
	case syntax.Block:
		return r.within(func(s *names) string {
			s.lexical(n.List)
			return r.generic(n)
		})
	case syntax.Switch:
		return r.within(func(s *names) string {
			for _, c := range n.List {
				s.lexical(c.List)
			}
			return r.generic(n)
		})
	case syntax.Case:
		if n.A != nil {
			r.replace(n.A, r.raw(n.A))
		}
	case syntax.For:
		return r.within(func(s *names) string {
			if n.A != nil {
				s.lexical([]*syntax.Node{n.A})
			}
			return r.generic(n)
		})
	case syntax.ForIn, syntax.ForOf:
		return r.within(func(s *names) string {
			s.lexical([]*syntax.Node{n.A})
			head := r.src[n.Start:n.A.Start]
			if n.A.Kind == syntax.VarDecl {
				head += r.declarations(n.A)
			} else {
				head += r.pattern(n.A, false)
			}
			return head + r.src[n.A.End:n.B.Start] + r.emit(n.B) + r.src[n.B.End:n.D.Start] + r.emit(n.D)
		})
	case syntax.Try:
		return r.try(n)
	}
	return r.generic(n)
}

// template writes a template literal. The original prints code anew before it
// runs it, and that shows: see indentation and syntax.Quasi.Pushes. An optional
// chain directly in ${ } cannot be printed and makes the template null.
func (r *rewriter) template(n *syntax.Node) string {
	var b strings.Builder
	b.WriteByte('`')
	for i, q := range n.Quasis {
		last := i == len(n.List)
		text := strings.ReplaceAll(r.src[q.Start:q.End], "\r\n", "\n")
		b.WriteString(strings.ReplaceAll(indentation(text), "\n", `\n`))
		if last {
			break
		}
		if q.Pushes() {
			b.WriteByte(' ')
		}
		if isChain(n.List[i]) {
			if r.extend {
				panic(syntaxError())
			}
			panic(errUnprintable)
		}
		b.WriteString("${" + r.emit(n.List[i]) + "}")
	}
	b.WriteByte('`')
	return b.String()
}

// indentation is the text of a template literal as the original prints it:
// tabs at the beginning of a line are spaces up to the next column that four
// divides.
func indentation(text string) string {
	if !strings.Contains(text, "\t") || !strings.Contains(text, "\n") {
		return text
	}
	lines := strings.Split(text, "\n")
	for i, l := range lines[1:] {
		column, n := 0, 0
		for n < len(l) && (l[n] == ' ' || l[n] == '\t') {
			if l[n] == ' ' {
				column++
			} else {
				column += 4 - column%4
			}
			n++
		}
		lines[i+1] = strings.Repeat(" ", column) + l[n:]
	}
	return strings.Join(lines, "\n")
}

// errUnprintable marks code that makes the whole template null.
var errUnprintable = &Error{Class: ClassSyntax, Message: "null"}

// name writes a reference to a name.
func (r *rewriter) name(name string) string {
	if name == NamesObject || name == OpsObject {
		panic(syntaxError())
	}
	if r.scope.has(name) {
		return name
	}
	blocked(name)
	switch name {
	case "$":
		refuse(messageDollar)
	case "undefined":
		return "(void 0)"
	case "NaN":
	default:
		r.guarded = true
	}
	return NamesObject + "." + name
}

// rawNames are the names that exist in JavaScript itself, so that they mean
// something where the original does not replace names.
var rawNames = set(`undefined NaN Infinity Math JSON Object Array String Number Boolean Symbol BigInt Date RegExp Map Set WeakMap WeakSet Promise Proxy Reflect
	Error TypeError RangeError SyntaxError ReferenceError EvalError URIError Intl ArrayBuffer SharedArrayBuffer Atomics DataView Int8Array Uint8Array
	Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float32Array Float64Array BigInt64Array BigUint64Array parseInt parseFloat isNaN isFinite
	encodeURI encodeURIComponent decodeURI decodeURIComponent escape unescape eval Function globalThis global process console Buffer setTimeout setInterval`)

// isUnknown tells whether an expression is a name that the original leaves as
// it is, because of where it stands, and that JavaScript then does not know:
// the body of an arrow function, what is spread, a computed key, a base class
// and what a case compares with.
func isUnknown(n *syntax.Node, declared func(name string) bool) bool {
	n = n.Unparen()
	return n.Kind == syntax.Ident && !declared(n.Text) && !rawNames[n.Text] && n.Text != "$" && BlockedProperty(n.Text) == nil
}

// raw writes an expression at one of those places.
func (r *rewriter) raw(n *syntax.Node) string {
	name := n.Unparen()
	if name.Kind != syntax.Ident || r.scope.has(name.Text) {
		return r.emit(n)
	}
	if name.Text == "arguments" && r.functions > 0 {
		return name.Text
	}
	if isUnknown(n, r.scope.has) {
		// Reading it is a ReferenceError.
		return "(void 0)[0]"
	}
	guarded := r.guarded
	out := r.emit(n)
	r.guarded = guarded
	return out
}

// ignoredName is written to in place of names whose assignment shows nowhere.
const ignoredName = NamesObject + ".$ignored"

// target writes a name that is assigned to. Names of the context keep meaning
// what they mean.
func (r *rewriter) target(name string) string {
	if !r.scope.has(name) && IsContextName(name) {
		r.guarded = true
		return ignoredName
	}
	if name == "undefined" && !r.scope.has(name) {
		r.guarded = true
		return NamesObject + ".undefined"
	}
	return r.name(name)
}

// checkDot checks the name behind a dot.
func (r *rewriter) checkDot(n *syntax.Node) {
	blocked(n.Text)
	if n.Text == "$" && n != r.root {
		refuse(messageDollar)
	}
}

// chain writes members and calls: what may stand in an optional chain.
func (r *rewriter) chain(n *syntax.Node) string {
	if r.extend && isOptional(n) {
		r.checkBrackets(n)
	}
	if link := r.shortCircuit(n); link != nil {
		return r.conditional(n, link)
	}
	switch n.Kind {
	case syntax.Call:
		return r.call(n)
	case syntax.Index:
		return r.emit(n.A) + r.open(n, "[", "?.[") + r.key(n.B) + "]"
	}
	return r.member(n)
}

// member writes a property that is read by its name.
func (r *rewriter) member(n *syntax.Node) string {
	dot := r.open(n, ".", "?.")
	object := r.emit(n.A)
	if n.A.Kind == syntax.Number && strings.Trim(object, "0123456789_") == "" {
		// A dot right behind the digits would be the number's.
		dot = " " + dot
	}
	return object + dot + n.Text
}

// open answers how a link of a chain begins.
func (r *rewriter) open(n *syntax.Node, plain, optional string) string {
	if n.Optional && !r.required[n] {
		return optional
	}
	return plain
}

// isDispatch tells whether a call is one of an extension function.
func (r *rewriter) isDispatch(n *syntax.Node) bool {
	return r.extend && n.Kind == syntax.Call && n.A.Kind == syntax.Dot && ext.IsName(n.A.Text)
}

// shortCircuit answers the first optional link below a dispatch of the chain
// that ends in n: there the chain must be cut, because a dispatch is no member
// of an optional chain any more.
func (r *rewriter) shortCircuit(n *syntax.Node) *syntax.Node {
	var link *syntax.Node
	dispatch := false
	for c := n; ; {
		if _, done := r.replaced[c]; done {
			break
		}
		if r.isDispatch(c) {
			dispatch = true
			// The question mark behind the name is the dispatch's own.
			if d := c.A; d.Optional && !r.required[d] {
				link = d
			}
			c = c.A.A
			continue
		}
		if c.Kind != syntax.Dot && c.Kind != syntax.Index && c.Kind != syntax.Call && c.Kind != syntax.PrivateDot {
			break
		}
		if dispatch && c.Optional && !r.required[c] {
			link = c
		}
		c = c.A
	}
	return link
}

// conditional writes a chain that is cut at a link:
// ((t) => t == null ? void 0 : rest of the chain on t)(base).
func (r *rewriter) conditional(n, link *syntax.Node) string {
	r.temps++
	temp := "__t" + strconv.Itoa(r.temps)
	base, test := link.A, temp
	if link.Kind == syntax.Call && link.A.Kind == syntax.Dot {
		// obj.method?.() keeps its this.
		base = link.A.A
		r.checkDot(link.A)
		test = temp + "." + link.A.Text
	}
	value := r.emit(base)
	r.replace(base, temp)
	if r.required == nil {
		r.required = map[*syntax.Node]bool{}
	}
	r.required[link] = true
	return "((" + temp + ") => " + test + " == null ? void 0 : " + r.chain(n) + ")(" + value + ")"
}

// replace keeps the text of a node that was written already.
func (r *rewriter) replace(n *syntax.Node, text string) {
	if r.replaced == nil {
		r.replaced = map[*syntax.Node]string{}
	}
	r.replaced[n] = text
}

// checkMix finds what the original cannot print where extension functions are
// in use: it loses the parentheses of || and && beside a ?? whose other side
// is an optional chain.
func (r *rewriter) checkMix(n *syntax.Node) {
	if !r.extend || n.Text != "??" {
		return
	}
	a, b := n.A.Unparen(), n.B.Unparen()
	loses := func(x *syntax.Node) bool {
		return x.Kind == syntax.Binary && (x.Text == "||" || x.Text == "&&")
	}
	if isChain(a) && loses(b) || isChain(b) && loses(a) {
		panic(syntaxError())
	}
}

// checkBrackets finds what the original cannot print in the brackets of an
// optional chain: another chain, and whatever does not begin with a name or
// a literal.
func (r *rewriter) checkBrackets(n *syntax.Node) {
	for c := n; ; c = c.A.Unparen() {
		switch c.Kind {
		case syntax.Index:
			if isChain(c.B) || !beginsPlainly(c.B) {
				panic(syntaxError())
			}
		case syntax.Dot, syntax.Call:
		default:
			return
		}
	}
}

// beginsPlainly tells whether the first thing in an expression is a name or a
// simple literal.
func beginsPlainly(n *syntax.Node) bool {
	for {
		switch n.Kind {
		case syntax.Ident, syntax.String, syntax.Number, syntax.BigInt, syntax.Regexp, syntax.Bool, syntax.Null, syntax.This:
			return true
		case syntax.Binary, syntax.Cond, syntax.Dot, syntax.Index, syntax.Call, syntax.Assign:
			n = n.A
		case syntax.Paren:
			if n = n.A; n.Kind == syntax.Ident {
				return false
			}
		default:
			return false
		}
	}
}

// isChain tells whether an expression is an optional chain.
func isChain(n *syntax.Node) bool {
	n = n.Unparen()
	switch n.Kind {
	case syntax.Dot, syntax.Index, syntax.Call:
		return isOptional(n)
	}
	return false
}

// key writes the key in brackets.
func (r *rewriter) key(k *syntax.Node) string {
	switch c := k.Unparen(); {
	case c.Kind == syntax.String:
		blocked(c.Text)
		return r.emit(k)
	case c.Kind == syntax.Template && len(c.List) == 0:
		blocked(c.Quasis[0].Cooked)
		return r.emit(k)
	case c.Kind == syntax.Number, c.Kind == syntax.Update,
		c.Kind == syntax.Binary && (c.Text == "-" || c.Text == "*" || c.Text == "/" || c.Text == "%"):
		return r.emit(k)
	}
	return OpsObject + "." + OpKey + "(" + r.emit(k) + ")"
}

// arguments writes the arguments of a call, without parentheses.
func (r *rewriter) arguments(list []*syntax.Node) string {
	var b strings.Builder
	for i, a := range list {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(r.emit(a))
	}
	return b.String()
}

func (r *rewriter) call(n *syntax.Node) string {
	callee := n.A.Unparen()
	if r.isDispatch(n) {
		name := n.A.Text
		if n.Optional {
			name += "?"
		}
		args := r.arguments(n.List)
		if args != "" {
			args = ", " + args
		}
		return OpsObject + "." + OpCall + "(" + r.emit(n.A.A) + `, "` + name + `"` + args + ")"
	}
	if callee.Kind == syntax.Ident && !r.scope.has(callee.Text) {
		if r.extend && callee.Text == "$if" && !n.Optional && !hasSpread(n.List) {
			if len(n.List) < 2 {
				panic(syntaxError())
			}
			otherwise := "false"
			if len(n.List) > 2 {
				otherwise = r.emit(n.List[2])
			}
			return "((" + r.emit(n.List[0]) + ") ? (" + r.emit(n.List[1]) + ") : (" + otherwise + "))"
		}
		name := NamesObject + ".$"
		if callee.Text != "$" {
			name = r.name(callee.Text)
			if !strings.HasPrefix(callee.Text, "$") {
				name = "(0, " + name + ")"
			}
		}
		return name + r.open(n, "(", "?.(") + r.arguments(n.List) + ")"
	}
	if d := n.A; d.Kind == syntax.Dot {
		// A method that is called may have any name but a blocked one.
		if _, done := r.replaced[d]; !done {
			blocked(d.Text)
			return r.member(d) + r.open(n, "(", "?.(") + r.arguments(n.List) + ")"
		}
	}
	return r.emit(n.A) + r.open(n, "(", "?.(") + r.arguments(n.List) + ")"
}

func hasSpread(list []*syntax.Node) bool {
	for _, a := range list {
		if a.Kind == syntax.Spread {
			return true
		}
	}
	return false
}

func (r *rewriter) object(n *syntax.Node) string {
	var b strings.Builder
	b.WriteByte('{')
	for i, m := range n.List {
		if i > 0 {
			b.WriteString(", ")
		}
		if m.Kind == syntax.Spread {
			b.WriteString("..." + r.raw(m.A))
			continue
		}
		if !m.Computed && m.A.Kind == syntax.Ident && m.A.Text == "$" {
			refuse(messageDollar)
		}
		switch {
		case m.Form == syntax.Shorthand:
			if m.B.Kind != syntax.Ident {
				panic(syntaxError())
			}
			b.WriteString(m.A.Text + ": " + r.name(m.A.Text))
		case m.Form != syntax.Plain:
			// The original cannot read methods and accessors.
			panic(syntaxError())
		case m.Computed:
			b.WriteString("[" + r.raw(m.A) + "]: " + r.emit(m.B))
		default:
			b.WriteString(r.src[m.A.Start:m.A.End] + ": " + r.emit(m.B))
		}
	}
	b.WriteByte('}')
	return b.String()
}

func (r *rewriter) function(n *syntax.Node) string {
	return r.within(func(s *names) string {
		if n.A != nil {
			s.declare(n.A)
		}
		for _, p := range n.Params {
			s.declare(p)
		}
		if n.D.Kind == syntax.Block {
			s.hoist(n.D)
		}
		var b strings.Builder
		at := n.Start
		if n.A != nil {
			b.WriteString(r.src[at:n.A.Start] + n.A.Text)
			at = n.A.End
		}
		for _, p := range n.Params {
			b.WriteString(r.src[at:p.Start])
			b.WriteString(r.pattern(p, true))
			at = p.End
		}
		b.WriteString(r.src[at:n.D.Start])
		if n.Kind == syntax.Arrow {
			b.WriteString(r.raw(n.D))
		} else {
			r.functions++
			b.WriteString(r.emit(n.D))
			r.functions--
		}
		return b.String()
	})
}

func (r *rewriter) class(n *syntax.Node) string {
	return r.within(func(s *names) string {
		if n.A != nil {
			s.declare(n.A)
		}
		var b strings.Builder
		b.WriteString("class ")
		if n.A != nil {
			b.WriteString(n.A.Text + " ")
		}
		if n.B != nil {
			b.WriteString("extends " + r.raw(n.B) + " ")
		}
		b.WriteByte('{')
		for _, m := range n.List {
			if m.Kind == syntax.Static || m.Form != syntax.Plain {
				// The original cannot read methods and accessors.
				panic(syntaxError())
			}
			if m.IsStatic {
				b.WriteString("static ")
			}
			if m.Computed {
				b.WriteString("[" + r.emit(m.A) + "]")
			} else {
				b.WriteString(r.src[m.A.Start:m.A.End])
			}
			if m.B != nil {
				b.WriteString(" = " + r.emit(m.B))
			}
			b.WriteByte(';')
		}
		b.WriteByte('}')
		return b.String()
	})
}

func (r *rewriter) declarations(n *syntax.Node) string {
	var b strings.Builder
	b.WriteString(n.Text + " ")
	for i, d := range n.List {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(r.pattern(d.A, true))
		if d.B != nil {
			b.WriteString(" = " + r.emit(d.B))
		}
	}
	// What stands behind the declarations is a semicolon, or nothing in the
	// head of a loop.
	b.WriteString(r.src[n.List[len(n.List)-1].End:n.End])
	return b.String()
}

func (r *rewriter) try(n *syntax.Node) string {
	out := "try " + r.emit(n.A)
	if n.C != nil {
		out += r.within(func(s *names) string {
			if n.B == nil {
				return " catch " + r.emit(n.C)
			}
			s.declare(n.B)
			return " catch (" + r.pattern(n.B, true) + ") " + r.emit(n.C)
		})
	}
	if n.D != nil {
		out += " finally " + r.emit(n.D)
	}
	return out
}

// pattern writes a target; declares is set when its names are declared by it.
func (r *rewriter) pattern(p *syntax.Node, declares bool) string {
	switch p.Kind {
	case syntax.Ident:
		if p.Text == NamesObject || p.Text == OpsObject {
			panic(syntaxError())
		}
		if declares {
			return p.Text
		}
		return r.target(p.Text)
	case syntax.Default:
		return r.pattern(p.A, declares) + " = " + r.emit(p.B)
	case syntax.Rest:
		return "..." + r.pattern(p.A, declares)
	case syntax.ArrayPattern:
		var b strings.Builder
		b.WriteByte('[')
		for i, e := range p.List {
			if i > 0 {
				b.WriteString(", ")
			}
			switch {
			case e == nil:
			case e.Kind == syntax.Ident && !declares && !r.scope.has(e.Text):
				// The original does not replace names here.
				b.WriteString(ignoredName)
			default:
				b.WriteString(r.pattern(e, declares))
			}
		}
		if k := len(p.List); k > 0 && p.List[k-1] == nil {
			b.WriteByte(',')
		}
		b.WriteByte(']')
		return b.String()
	case syntax.ObjectPattern:
		var b strings.Builder
		b.WriteByte('{')
		for i, e := range p.List {
			if i > 0 {
				b.WriteString(", ")
			}
			if e.Kind == syntax.Rest {
				b.WriteString("..." + r.pattern(e.A, declares))
				continue
			}
			if e.Computed {
				refuse("Computed property names in destructuring are not allowed due to security concerns")
			}
			if e.A.Kind == syntax.Ident || e.A.Kind == syntax.String {
				if BlockedProperty(e.A.Text) != nil {
					refuse(`Cannot destructure "` + e.A.Text + `" due to security concerns`)
				}
			}
			b.WriteString(r.src[e.A.Start:e.A.End] + ": " + r.pattern(e.B, declares))
		}
		b.WriteByte('}')
		return b.String()
	}
	return r.emit(p)
}

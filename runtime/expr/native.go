package expr

import (
	"math/big"
	"slices"
	"strings"

	"runnel/runtime/expr/ext"
	"runnel/runtime/expr/syntax"
	"runnel/runtime/value"
)

// A native program is a tree of Go functions made from the tree of an
// expression. It does exactly what JavaScript would do, or gives up: when it
// is compiled (errNotNative) or, for what depends on the data, when it runs
// (errNeedsJavaScript); then the whole code is run by the Runner. That is
// possible because native programs change nothing.

// native is a program that runs without JavaScript. Besides *Error it answers
// ErrThrown for what the original swallows, and errNeedsJavaScript.
type native func(s *Scope) (value.Value, error)

// nativeCompiler compiles a tree.
type nativeCompiler struct {
	extend bool
	scope  *slots
	next   int
	max    int
	// hosts is set when results may hold dates, functions or items.
	hosts bool
	// stepwise is set while a chain is compiled without paths.
	stepwise bool
}

// slots are the names that functions declared, with their places in
// Scope.locals.
type slots struct {
	name  string
	place int
	outer *slots
}

// notNative is what the compiler panics with when it gives up.
type notNative struct{}

func giveUp() { panic(notNative{}) }

// compileNative makes a tree a native program, nil when it needs JavaScript.
func compileNative(p *prepared) (prog native, hosts bool) {
	c := &nativeCompiler{extend: p.extend}
	defer func() {
		switch r := recover().(type) {
		case nil:
		case notNative:
			prog, hosts = nil, true
		default:
			panic(r)
		}
	}()
	body := c.compile(p.tree)
	if c.max == 0 {
		return body, c.hosts
	}
	size := c.max
	return func(s *Scope) (value.Value, error) {
		outer := s.locals
		s.locals = make([]value.Value, size)
		v, err := body(s)
		s.locals = outer
		return v, err
	}, c.hosts
}

func literal(v value.Value) native {
	return func(*Scope) (value.Value, error) { return v, nil }
}

// compile compiles one expression.
func (c *nativeCompiler) compile(n *syntax.Node) native {
	switch n.Kind {
	case syntax.Paren:
		return c.compile(n.A)
	case syntax.Number:
		return literal(value.Number(n.Num))
	case syntax.String:
		return literal(value.String(n.Text))
	case syntax.Bool:
		return literal(value.Bool(n.Flag))
	case syntax.Null:
		return literal(value.Null)
	case syntax.BigInt:
		i, ok := new(big.Int).SetString(n.Text, 10)
		if !ok {
			giveUp()
		}
		return literal(value.BigInt(i))
	case syntax.Import:
		return literal(value.Null)
	case syntax.Ident:
		return c.name(n.Text)
	case syntax.Dot, syntax.Index, syntax.Call:
		return c.chainRoot(n)
	case syntax.Template:
		return c.template(n)
	case syntax.Unary:
		return c.unary(n)
	case syntax.Binary:
		return c.binary(n)
	case syntax.Cond:
		return c.conditional(n.A, n.B, n.C)
	case syntax.Array:
		return c.array(n)
	case syntax.Object:
		return c.object(n)
	case syntax.Sequence:
		return c.sequence(n)
	case syntax.New:
		return c.construct(n)
	}
	giveUp()
	return nil
}

func (c *nativeCompiler) sequence(n *syntax.Node) native {
	list := make([]native, len(n.List))
	for i, e := range n.List {
		list[i] = c.compile(e)
	}
	return func(s *Scope) (v value.Value, err error) {
		for _, e := range list {
			if v, err = e(s); err != nil {
				return value.Undefined, err
			}
		}
		return v, nil
	}
}

func (c *nativeCompiler) conditional(test, then, otherwise *syntax.Node) native {
	a, b := c.compile(test), c.compile(then)
	d := literal(value.False)
	if otherwise != nil {
		d = c.compile(otherwise)
	}
	return func(s *Scope) (value.Value, error) {
		v, err := a(s)
		if err != nil {
			return value.Undefined, err
		}
		if v.Truthy() {
			return b(s)
		}
		return d(s)
	}
}

// undeclared is the place of a name whose declaration comes later.
const undeclared = -1

// local answers the place of a name that a function declared.
func (c *nativeCompiler) local(name string) (int, bool) {
	for s := c.scope; s != nil; s = s.outer {
		if s.name == name {
			if s.place == undeclared {
				giveUp()
			}
			return s.place, true
		}
	}
	return 0, false
}

// plainNames are the names of the context whose values hold no host values.
var plainNames = map[string]bool{
	"$json": true, "$data": true, "$binary": true, "$itemIndex": true, "$position": true, "$thisItemIndex": true, "$runIndex": true, "$thisRunIndex": true,
	"$rawParameter": true, "$vars": true, "$env": true, "$mode": true, "$executionId": true, "$nodeId": true, "$webhookId": true, "$nodeVersion": true,
	"$resumeWebhookUrl": true,
}

// raw compiles an expression at a place where names are not replaced.
func (c *nativeCompiler) raw(n *syntax.Node) native {
	if name := n.Unparen(); name.Kind == syntax.Ident && name.Text == "arguments" {
		giveUp()
	}
	if isUnknown(n, func(name string) bool { _, ok := c.local(name); return ok }) {
		return func(*Scope) (value.Value, error) { return value.Undefined, ErrThrown }
	}
	return c.compile(n)
}

// name compiles a name that stands by itself.
func (c *nativeCompiler) name(name string) native {
	if place, ok := c.local(name); ok {
		return func(s *Scope) (value.Value, error) { return s.locals[place], nil }
	}
	switch name {
	case "undefined":
		return literal(value.Undefined)
	case "NaN":
		return literal(value.Number(nan))
	case "Infinity":
		return literal(value.Number(infinity))
	case "$json":
		return func(s *Scope) (value.Value, error) {
			if len(s.Extra) > 0 || s.Data == nil {
				return s.lookup("$json")
			}
			it, err := s.current()
			if err != nil {
				return value.Undefined, err
			}
			return it.JSON, nil
		}
	}
	if hostNames[name] {
		giveUp()
	}
	if !plainNames[name] {
		c.hosts = true
	}
	return func(s *Scope) (value.Value, error) { return s.lookup(name) }
}

// lookup answers a name, undefined when it does not exist.
func (s *Scope) lookup(name string) (value.Value, error) {
	v, _, err := s.Resolve(name)
	return v, err
}

// template compiles a template literal.
func (c *nativeCompiler) template(n *syntax.Node) native {
	list := make([]native, len(n.List))
	for i, e := range n.List {
		list[i] = c.compile(e)
	}
	texts := make([]string, len(n.Quasis))
	for i, q := range n.Quasis {
		texts[i] = indentation(q.Cooked)
		if strings.Contains(q.Cooked, "\t") && strings.Contains(q.Cooked, "\n") && strings.ContainsAny(q.Raw, `\`) {
			// Which tabs were written as escapes is not known here.
			giveUp()
		}
		if i < len(n.List) && q.Pushes() {
			texts[i] += " "
		}
	}
	return func(s *Scope) (value.Value, error) {
		out := texts[0]
		for i, e := range list {
			v, err := e(s)
			if err != nil {
				return value.Undefined, err
			}
			text, err := toText(v)
			if err != nil {
				return value.Undefined, err
			}
			if len(out)+len(text) > maxText {
				return value.Undefined, errNeedsJavaScript
			}
			out = value.Concat(value.Concat(out, text), texts[i+1])
		}
		return value.String(out), nil
	}
}

// maxText bounds the texts that native programs make; longer ones are left to
// the Runner and its limits.
const maxText = 1 << 26

func (c *nativeCompiler) array(n *syntax.Node) native {
	list := make([]native, len(n.List))
	spread := make([]bool, len(n.List))
	any := false
	for i, e := range n.List {
		switch {
		case e == nil:
			giveUp()
		case e.Kind == syntax.Spread:
			spread[i], any = true, true
			list[i] = c.raw(e.A)
		default:
			list[i] = c.compile(e)
		}
	}
	return func(s *Scope) (value.Value, error) {
		out := make([]value.Value, 0, len(list))
		for i, e := range list {
			v, err := e(s)
			if err != nil {
				return value.Undefined, err
			}
			if any && spread[i] {
				if out, err = appendSpread(out, v); err != nil {
					return value.Undefined, err
				}
				continue
			}
			out = append(out, Plain(v))
		}
		return value.Array(out...), nil
	}
}

// appendSpread appends what ...v stands for.
func appendSpread(out []value.Value, v value.Value) ([]value.Value, error) {
	v = Plain(v)
	switch v.Kind() {
	case value.KindArray:
		return append(out, v.Elems()...), nil
	case value.KindString:
		for _, r := range v.Str() {
			if r == 0xFFFD {
				return nil, errNeedsJavaScript
			}
			out = append(out, value.String(string(r)))
		}
		return out, nil
	case value.KindHost:
		return nil, errNeedsJavaScript
	}
	return nil, ErrThrown
}

// objectMember is one member of an object literal.
type objectMember struct {
	key      string
	computed native
	value    native
	spread   bool
	// assigned members are spread by Object.assign, which sets prototypes.
	assigned bool
}

func (c *nativeCompiler) object(n *syntax.Node) native {
	members := make([]objectMember, len(n.List))
	for i, m := range n.List {
		switch {
		case m.Kind == syntax.Spread:
			members[i] = objectMember{value: c.raw(m.A), spread: true, assigned: m.Flag}
			continue
		case m.Form != syntax.Plain && m.Form != syntax.Shorthand:
			giveUp()
		case m.Computed:
			members[i].computed = c.raw(m.A)
		case m.A.Kind == syntax.Number:
			members[i].key = value.FormatNumber(m.A.Num)
		case m.A.Kind == syntax.Ident || m.A.Kind == syntax.String:
			members[i].key = m.A.Text
		default:
			giveUp()
		}
		if members[i].key == "__proto__" {
			giveUp()
		}
		members[i].value = c.compile(m.B)
	}
	return func(s *Scope) (value.Value, error) {
		var b value.Builder
		for i := range members {
			m := &members[i]
			key := m.key
			if m.computed != nil {
				k, err := m.computed(s)
				if err != nil {
					return value.Undefined, err
				}
				if key, err = toText(k); err != nil {
					return value.Undefined, err
				}
			}
			v, err := m.value(s)
			if err != nil {
				return value.Undefined, err
			}
			v = Plain(v)
			if !m.spread {
				b.Set(key, v)
				continue
			}
			switch v.Kind() {
			case value.KindObject:
				if m.assigned && v.Has("__proto__") {
					return value.Undefined, errNeedsJavaScript
				}
				for k, x := range v.Entries() {
					b.Set(k, x)
				}
			case value.KindArray:
				for i, x := range v.Elems() {
					b.Set(value.FormatNumber(float64(i)), x)
				}
			case value.KindString, value.KindHost:
				return value.Undefined, errNeedsJavaScript
			}
		}
		return b.Object(), nil
	}
}

// errShortCircuit is answered by an optional link whose object is nothing; the
// chain it stands in is undefined.
var errShortCircuit = &shortCircuit{}

type shortCircuit struct{}

// Error implements error; nobody sees it.
func (*shortCircuit) Error() string { return "nothing" }

// chainRoot compiles a whole chain of members and calls.
func (c *nativeCompiler) chainRoot(n *syntax.Node) native {
	if p := c.path(n); p != nil {
		return p
	}
	if !isOptional(n) {
		return c.link(n)
	}
	body := c.link(n)
	return func(s *Scope) (value.Value, error) {
		v, err := body(s)
		if err == errShortCircuit {
			return value.Undefined, nil
		}
		return v, err
	}
}

// isOptional tells whether a chain has a "?.".
func isOptional(n *syntax.Node) bool {
	for {
		if n.Optional {
			return true
		}
		switch n.Kind {
		case syntax.Dot, syntax.Index, syntax.Call:
			n = n.A
		default:
			return false
		}
	}
}

// inner compiles what a link of a chain stands on.
func (c *nativeCompiler) inner(n *syntax.Node) native {
	switch n.Kind {
	case syntax.Dot, syntax.Index, syntax.Call:
		if !c.stepwise {
			if p := c.path(n); p != nil {
				return p
			}
		}
		return c.link(n)
	}
	return c.compile(n)
}

// links compiles a chain without looking for paths in it.
func (c *nativeCompiler) links(n *syntax.Node) native {
	defer func(outer bool) { c.stepwise = outer }(c.stepwise)
	c.stepwise = true
	return c.link(n)
}

// link compiles one member or call.
func (c *nativeCompiler) link(n *syntax.Node) native {
	switch n.Kind {
	case syntax.Call:
		return c.call(n)
	case syntax.Index:
		if key, ok := constantKey(n.B); ok {
			return c.member(c.inner(n.A), key, n.Optional)
		}
		return c.computedMember(n)
	}
	if class := globalObject(c, n.A); class != "" {
		return c.globalMember(class, n.Text)
	}
	return c.member(c.inner(n.A), n.Text, n.Optional)
}

// constantKey answers the name of a property in brackets that is a literal.
func constantKey(n *syntax.Node) (string, bool) {
	n = n.Unparen()
	switch n.Kind {
	case syntax.String:
		return n.Text, true
	case syntax.Number:
		return value.FormatNumber(n.Num), true
	case syntax.Template:
		if len(n.List) == 0 {
			return n.Quasis[0].Cooked, true
		}
	}
	return "", false
}

func (c *nativeCompiler) member(object native, key string, optional bool) native {
	step := newStep(key)
	return func(s *Scope) (value.Value, error) {
		v, err := object(s)
		if err != nil {
			return value.Undefined, err
		}
		if optional && v.IsNullish() {
			return value.Undefined, errShortCircuit
		}
		return step.get(v)
	}
}

func (c *nativeCompiler) computedMember(n *syntax.Node) native {
	object, key, optional := c.inner(n.A), c.compile(n.B), n.Optional
	return func(s *Scope) (value.Value, error) {
		v, err := object(s)
		if err != nil {
			return value.Undefined, err
		}
		if optional && v.IsNullish() {
			return value.Undefined, errShortCircuit
		}
		k, err := key(s)
		if err != nil {
			return value.Undefined, err
		}
		if k.IsNumber() && v.IsArray() {
			if f := k.Num(); f >= 0 && f < float64(v.Len()) && f == float64(int(f)) {
				return v.Index(int(f)), nil
			}
		}
		name, err := toText(k)
		if err != nil {
			return value.Undefined, err
		}
		if err := BlockedProperty(name); err != nil {
			return value.Undefined, err
		}
		step := newStep(name)
		return step.get(v)
	}
}

// arguments compiles the arguments of a call; those that are arrow functions
// are answered apart.
func (c *nativeCompiler) arguments(list []*syntax.Node) []native {
	out := make([]native, len(list))
	for i, a := range list {
		if a.Kind == syntax.Spread {
			giveUp()
		}
		out[i] = c.compile(a)
	}
	return out
}

// run evaluates arguments.
func run(s *Scope, list []native) ([]value.Value, error) {
	if len(list) == 0 {
		return nil, nil
	}
	out := make([]value.Value, len(list))
	for i, a := range list {
		v, err := a(s)
		if err != nil {
			return nil, err
		}
		out[i] = v
	}
	return out, nil
}

// call compiles a call.
func (c *nativeCompiler) call(n *syntax.Node) native {
	callee := n.A
	if f := c.immediate(n); f != nil {
		return f
	}
	if c.extend && callee.Kind == syntax.Dot && ext.IsName(callee.Text) {
		if globalObject(c, callee.A) == "" {
			return c.dispatch(n)
		}
		// The global objects' own methods come first; of others they have none.
	}
	if name := callee.Unparen(); name.Kind == syntax.Ident {
		if _, isLocal := c.local(name.Text); isLocal || n.Optional {
			giveUp()
		}
		if c.extend && name.Text == "$if" && len(n.List) >= 2 && !hasSpread(n.List) {
			var otherwise *syntax.Node
			if len(n.List) > 2 {
				otherwise = n.List[2]
			}
			return c.conditional(n.List[0], n.List[1], otherwise)
		}
		if f, ok := globalFunctions[name.Text]; ok {
			return c.callGlobal(f, n.List)
		}
		return c.callValue(c.name(name.Text), n)
	}
	var object native
	var method string
	switch callee.Kind {
	case syntax.Dot:
		if class := globalObject(c, callee.A); class != "" {
			if class == "Object" && callee.Text == "assign" && !n.Optional {
				return c.assign(n.List)
			}
			f, ok := globalMethods[class+"."+callee.Text]
			if !ok || n.Optional {
				giveUp()
			}
			return c.callGlobal(f, n.List)
		}
		object, method = c.inner(callee.A), callee.Text
	case syntax.Index:
		key, ok := constantKey(callee.B)
		if !ok {
			giveUp()
		}
		object, method = c.inner(callee.A), key
	default:
		giveUp()
	}
	if n.Optional {
		giveUp()
	}
	return c.callMethod(object, method, callee.Optional, callee.A, n.List)
}

// assign compiles Object.assign into an object that is written there: it is the
// object with the others spread into it.
func (c *nativeCompiler) assign(list []*syntax.Node) native {
	if len(list) == 0 || hasSpread(list) || list[0].Unparen().Kind != syntax.Object {
		giveUp()
	}
	whole := *list[0].Unparen()
	whole.List = slices.Clone(whole.List)
	for _, from := range list[1:] {
		// Names mean something here, which they do not where they are spread.
		from = &syntax.Node{Kind: syntax.Sequence, List: []*syntax.Node{from}}
		whole.List = append(whole.List, &syntax.Node{Kind: syntax.Spread, A: from, Flag: true})
	}
	return c.object(&whole)
}

// callValue compiles the call of a function of the context.
func (c *nativeCompiler) callValue(f native, n *syntax.Node) native {
	args := c.arguments(n.List)
	c.hosts = true
	return func(s *Scope) (value.Value, error) {
		v, err := f(s)
		if err != nil {
			return value.Undefined, err
		}
		in, err := run(s, args)
		if err != nil {
			return value.Undefined, err
		}
		return callFunction(v, in)
	}
}

// callFunction calls a value.
func callFunction(v value.Value, args []value.Value) (value.Value, error) {
	switch h := v.Host().(type) {
	case nil:
		return value.Undefined, ErrThrown
	case *Function:
		return h.Call(args)
	}
	return value.Undefined, errNeedsJavaScript
}

// dispatch compiles the call of an extension function.
func (c *nativeCompiler) dispatch(n *syntax.Node) native {
	callee := n.A
	object := c.inner(callee.A)
	args := c.arguments(n.List)
	name := callee.Text
	if n.Optional {
		name += "?"
	}
	c.hosts = c.hosts || makesDates[callee.Text] || referenceNames[callee.Text]
	skip := callee.Optional
	return func(s *Scope) (value.Value, error) {
		v, err := object(s)
		if err != nil {
			return value.Undefined, err
		}
		if skip && v.IsNullish() {
			return value.Undefined, errShortCircuit
		}
		in, err := run(s, args)
		if err != nil {
			return value.Undefined, err
		}
		own, err := hasMethod(v, callee.Text)
		if err != nil {
			return value.Undefined, err
		}
		if own && v.IsHost() {
			if o, ok := v.Host().(*Object); ok {
				f, _, err := o.Member(callee.Text)
				if err != nil {
					return value.Undefined, err
				}
				return callFunction(f, in)
			}
		}
		out, handled, err := CallExtension(s, v, name, in, own)
		if err == ErrNeedsHost || !handled {
			return value.Undefined, errNeedsJavaScript
		}
		return out, err
	}
}

// makesDates are the extension functions that may answer a DateTime for
// receivers that are none.
var makesDates = map[string]bool{"toDateTime": true}

// hasMethod tells whether a value has a method of its own by the name of an
// extension function.
func hasMethod(v value.Value, name string) (bool, error) {
	switch h := v.Host().(type) {
	case nil:
		return v.IsArray() && arrayNames[name] || v.IsObject() && v.Get(name).TypeOf() == "function", nil
	case *Object:
		m, _, err := h.Member(name)
		return m.TypeOf() == "function", err
	case *ItemsRef:
		return arrayNames[name], nil
	}
	return false, nil
}

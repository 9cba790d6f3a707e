package js

import (
	"fmt"
	"strings"

	"github.com/dop251/goja"
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"
	"github.com/dop251/goja/unistring"

	"runnel/runtime/js/source"
	"runnel/runtime/value"
)

// explain answers the message of an error as V8 words it, from goja's message
// and the place where it arose. What it does not know it leaves as it is.
func (s *site) explain(class, message string) string {
	if text, ok := fixedMessages[message]; ok {
		return text
	}
	if rest, ok := strings.CutSuffix(message, " to a BigInt"); ok && class == "RangeError" {
		return "The number " + strings.TrimPrefix(rest, "Cannot convert ") + " cannot be converted to a BigInt because it is not an integer"
	}
	if name := s.native(); name != "" {
		if text := s.explainBuiltin(s.builtin(), message); text != "" {
			return text
		}
	} else if text := s.explainInstruction(message); text != "" {
		return text
	}
	for _, r := range reworded {
		if rest, ok := strings.CutPrefix(message, r.prefix); ok {
			return r.text + rest
		}
	}
	return message
}

// fixedMessages are goja's messages that say the same wherever they arise.
var fixedMessages = map[string]string{
	"Must call super constructor in derived class before accessing 'this'":                   mustCallSuper,
	"Must call super constructor in derived class before returning from derived constructor": mustCallSuper,
	"toFixed() precision must be between 0 and 100":                                          "toFixed() digits argument must be between 0 and 100",
	"toExponential() precision must be between 0 and 100":                                    "toExponential() argument must be between 0 and 100",
	"toPrecision() precision must be between 1 and 100":                                      "toPrecision() argument must be between 1 and 100",
	"The normalization form should be one of NFC, NFD, NFKC, NFKD":                           "The normalization form should be one of NFC, NFD, NFKC, NFKD.",
	"No initial value":                          "Reduce of empty array with no initial value",
	"Malformed URI":                             "URI malformed",
	"Illegal generator state":                   "Generator is already running",
	"Promise self-resolution":                   "Chaining cycle detected for promise #<Promise>",
	"RegExp doesn't have global flag set":       "String.prototype.matchAll called with a non-global RegExp argument",
	"exponent must be positive":                 "undefined must be positive",
	"Invalid radix":                             "toString() radix argument must be between 2 and 36",
	"radix must be an integer between 2 and 36": "toString() radix argument must be between 2 and 36",
	"no RegExpMatcher internal slot":            "Receiver is not a RegExp",
	"Expecting a function in instanceof check, but got a dynamic object": "Right-hand side of 'instanceof' is not callable",
}

const mustCallSuper = "Must call super constructor in derived class before accessing 'this' or returning from derived constructor"

// reworded are beginnings of messages that are only worded differently.
var reworded = []struct{ prefix, text string }{
	{"getter must be a function", "Getter must be a function"},
	{"setter must be a function", "Setter must be a function"},
	{"Cannot convert Symbol to a BigInt", "Cannot convert Symbol() to a BigInt"},
	{"'Set' on a dynamic", "Cannot set a property of a"},
}

// explainInstruction words the error of an instruction of JavaScript.
func (s *site) explainInstruction(message string) string {
	switch s.op {
	case "getProp", "getPropCallee":
		if rest, ok := strings.CutPrefix(message, "Cannot read property '"); ok {
			key, _, _ := strings.Cut(rest, "' of undefined")
			s.correct(key)
			return s.cannotRead(s.top(0), key)
		}
	case "getPropRecv", "getPropRecvCallee":
		if rest, ok := strings.CutPrefix(message, "Cannot read property '"); ok {
			key, _, _ := strings.Cut(rest, "' of undefined")
			return s.cannotRead(s.top(0), key)
		}
	case "_getElem", "_getElemCallee", "_getKey":
		if strings.HasPrefix(message, "Cannot read property '") {
			return s.cannotRead(s.top(1), keyText(s.top(0)))
		}
	case "setProp", "setPropP", "setPropStrict", "setPropStrictP":
		base := s.top(1)
		if text := s.explainSet(message, base, s.immediateText()); text != "" {
			return text
		}
	case "_setElem", "_setElem1", "_setElemP", "_setElem1P", "_setElemStrict", "_setElemStrictP", "_setElem1Strict", "_setElem1StrictP":
		if text := s.explainSet(message, s.top(2), keyText(s.top(1))); text != "" {
			return text
		}
	case "deleteProp", "deletePropStrict", "_deleteElem", "_deleteElemStrict":
		return s.explainDelete(message)
	case "_checkObjectCoercible", "_createDestructSrc":
		return s.explainDestructuring(s.top(0))
	case "_iterate", "_iterateP", "_pushArraySpread", "_pushSpread", "_newArrayFromIter", "iterNext", "iterGetNextOrUndef", "_yieldDelegate", "yieldDelegate", "_yieldDelegateRes":
		return s.explainIteration(message)
	case "getPropRef", "getPropRefStrict", "_getElemRef", "_getElemRefStrict":
		return s.explainReference(message)
	case "call", "_callVariadic", "callEval", "callEvalStrict", "_callEvalVariadic", "_callEvalVariadicStrict":
		return s.explainCall(message)
	case "_new", "_newVariadic":
		return s.explainNew(message)
	case "_op_instanceof":
		return explainInstanceof(message, s.top(0))
	case "privateInRes", "privateInId":
		private := func(n *ast.BinaryExpression) (ast.Node, bool) {
			_, ok := n.Left.(*ast.PrivateIdentifier)
			return n, ok && s.within(n)
		}
		if n, ok := smallest(s, private); ok {
			return "Cannot use 'in' operator to search for '#" + n.Left.(*ast.PrivateIdentifier).Name.String() + "' in " + describe(s.m, s.top(0))
		}
	case "_shr":
		if goja.IsBigInt(s.top(0)) != goja.IsBigInt(s.top(1)) {
			return "Cannot mix BigInt and other types, use explicit conversions"
		}
	case "_op_in":
		return fmt.Sprintf("Cannot use 'in' operator to search for '%s' in %s", describe(s.m, s.top(1)), describe(s.m, s.top(0)))
	case "_throwAssignToConst":
		return "Assignment to constant variable."
	case "newDerivedClass":
		if strings.HasPrefix(message, "Class extends value is not") {
			return "Class extends value " + describe(s.m, s.top(0)) + " is not a constructor or null"
		}
	case "loadDynamicCallee", "loadDynamic", "loadDynamicRef":
		if strings.HasSuffix(message, " is not defined") {
			return message
		}
	case "checkPrivatePropRes", "checkPrivatePropId", "getPrivatePropRes", "getPrivatePropId", "getPrivatePropResCallee", "getPrivatePropIdCallee",
		"setPrivatePropRes", "setPrivatePropId", "setPrivatePropResP", "setPrivatePropIdP", "getPrivateRefRes", "getPrivateRefId":
		return s.explainPrivate(message)
	}
	switch {
	case message == "Cannot access a variable before initialization":
		if name := s.uninitialised(); name != "" {
			return "Cannot access '" + name + "' before initialization"
		}
	case strings.HasPrefix(message, "Cannot assign to read only property"), strings.HasPrefix(message, "Cannot add property"):
		return s.explainSet(message, nil, "")
	case strings.HasPrefix(message, "Could not convert "):
		return "Cannot convert object to primitive value"
	}
	return ""
}

func (s *site) cannotRead(base goja.Value, key string) string {
	return "Cannot read properties of " + nullish(base) + " (reading '" + key + "')"
}

// nullish answers the name of null or undefined.
func nullish(v goja.Value) string {
	if v != nil && goja.IsNull(v) {
		return "null"
	}
	return "undefined"
}

// keyText is a property's name in a message.
func keyText(v goja.Value) string {
	switch v := v.(type) {
	case nil:
		return "undefined"
	case *goja.Symbol:
		return symbolText(v)
	case *goja.Object:
		if v.ClassName() == "Object" {
			return "[object Object]"
		}
	}
	return safeString(v)
}

func symbolText(v *goja.Symbol) string { return "Symbol(" + v.String() + ")" }

// safeString is a text of a value that runs no code of the script.
func safeString(v goja.Value) string {
	if o, ok := v.(*goja.Object); ok {
		return "[object " + o.ClassName() + "]"
	}
	return v.String()
}

// immediateText answers the text that is part of the instruction: the name of
// a property.
func (s *site) immediateText() string {
	if !s.prg.IsValid() || s.prg.IsNil() {
		return ""
	}
	ins := s.prg.Elem().FieldByName("code").Index(int(s.pc.Int())).Elem()
	if ins.Kind().String() != "string" {
		return ""
	}
	return unistring.String(ins.String()).String()
}

// explainReference words the failure of an assignment that reads first, such as
// a.b ||= c.
func (s *site) explainReference(message string) string {
	if message != "Cannot convert undefined or null to object" {
		return ""
	}
	if strings.HasPrefix(s.op, "_getElem") {
		return s.cannotRead(s.top(1), keyText(s.top(0)))
	}
	return s.cannotRead(s.top(0), s.immediateText())
}

// explainSet words the failure of a write to base[key].
func (s *site) explainSet(message string, base goja.Value, key string) string {
	switch {
	case message == "Cannot convert undefined or null to object", strings.HasPrefix(message, "Cannot set property"):
		return "Cannot set properties of " + nullish(base) + " (setting '" + key + "')"
	case strings.HasPrefix(message, "Cannot assign to read only property"):
		return s.readOnly(base, key, message)
	case message == "", message == "length is not writable", strings.HasPrefix(message, "Receiver property "):
		return s.readOnly(base, key, message)
	case strings.HasPrefix(message, "Receiver is not an object"):
		return "Cannot create property '" + key + "' on " + typeName(base) + " '" + describe(s.m, base) + "'"
	}
	return ""
}

// readOnly words a write to what cannot be written.
func (s *site) readOnly(base goja.Value, key, message string) string {
	if key == "" {
		if _, rest, ok := strings.Cut(message, "property '"); ok {
			key, _, _ = strings.Cut(rest, "'")
		}
	}
	o, isObject := base.(*goja.Object)
	switch {
	case base == nil:
		return "Cannot assign to read only property '" + key + "' of object '[object Object]'"
	case !isObject:
		if goja.IsString(base) {
			if _, isIndex := value.ArrayIndex(key); isIndex || key == "length" {
				return "Cannot assign to read only property '" + key + "' of string '" + base.String() + "'"
			}
		}
		return "Cannot create property '" + key + "' on " + typeName(base) + " '" + describe(s.m, base) + "'"
	case s.m.onlyGetter(o, key):
		return "Cannot set property " + key + " of " + describe(s.m, o) + " which has only a getter"
	}
	return "Cannot assign to read only property '" + key + "' of " + typeName(o) + " '" + describe(s.m, o) + "'"
}

// onlyGetter tells whether a property has a getter and no setter.
func (m *machine) onlyGetter(o *goja.Object, key string) bool {
	get, ok := goja.AssertFunction(m.global("Object").Get("getOwnPropertyDescriptor"))
	if !ok {
		return false
	}
	for ; o != nil; o = o.Prototype() {
		d, err := get(m.undefined, o, m.rt.ToValue(key))
		if err != nil {
			return false
		}
		if d, ok := d.(*goja.Object); ok {
			g, set := d.Get("get"), d.Get("set")
			return g != nil && !goja.IsUndefined(g) && (set == nil || goja.IsUndefined(set))
		}
	}
	return false
}

// isFunction tells whether an object with a class name is a function. goja says
// "Object" of async arrow functions.
func isFunction(o *goja.Object, class string) bool {
	if class != "Object" {
		return class == "Function"
	}
	_, ok := goja.AssertFunction(o)
	return ok
}

// typeName is typeof, as V8 names a value in messages.
func typeName(v goja.Value) string {
	switch v := v.(type) {
	case nil:
		return "undefined"
	case *goja.Symbol:
		return "symbol"
	case *goja.Object:
		if isFunction(v, v.ClassName()) {
			return "function"
		}
		return "object"
	}
	switch {
	case goja.IsUndefined(v):
		return "undefined"
	case goja.IsNull(v):
		return "object"
	case goja.IsString(v):
		return "string"
	case goja.IsNumber(v):
		return "number"
	case goja.IsBigInt(v):
		return "bigint"
	}
	return "boolean"
}

// describe is the text by which V8's messages call a value.
func describe(m *machine, v goja.Value) string {
	switch v := v.(type) {
	case nil:
		return "undefined"
	case *goja.Symbol:
		return symbolText(v)
	case *goja.Object:
		return describeObject(m, v)
	}
	return v.String()
}

func describeObject(m *machine, o *goja.Object) string {
	class := o.ClassName()
	if isFunction(o, class) {
		return sourceOf(m, o)
	}
	switch class {
	case "Array", "RegExp", "Date":
		return "[object " + class + "]"
	case "Error":
		if f, ok := goja.AssertFunction(m.prototype("Error").Get("toString")); ok {
			if v, err := f(o); err == nil {
				return v.String()
			}
		}
	}
	if name := constructorName(o); name != "" {
		return "#<" + name + ">"
	}
	return "[object Object]"
}

// sourceOf answers a function's text.
func sourceOf(m *machine, o *goja.Object) string {
	if f, ok := goja.AssertFunction(m.prototype("Function").Get("toString")); ok {
		if v, err := f(o); err == nil {
			return v.String()
		}
	}
	return "function"
}

// constructorName answers the name of the class that made an object, "" when
// it has none.
func constructorName(o *goja.Object) string {
	if viewOf(o) != nil {
		return "Object"
	}
	if o.Prototype() == nil {
		return ""
	}
	c, ok := o.Get("constructor").(*goja.Object)
	if !ok {
		return "Object"
	}
	if name := c.Get("name"); name != nil && goja.IsString(name) && name.String() != "" {
		return name.String()
	}
	return "Object"
}

// explainDelete words the failure of a delete.
func (s *site) explainDelete(message string) string {
	rest, ok := strings.CutPrefix(message, "Cannot delete property '")
	if !ok {
		return ""
	}
	key, _, _ := strings.Cut(rest, "'")
	base := s.top(0)
	if strings.HasPrefix(s.op, "_deleteElem") {
		base = s.top(1)
	}
	return "Cannot delete property '" + key + "' of " + describe(s.m, base)
}

// explainCall words the failure of a call.
func (s *site) explainCall(message string) string {
	switch {
	case strings.HasPrefix(message, "Object has no member"), isNotCallable(message), strings.HasPrefix(message, "Could not convert "),
		message == "Dynamic object is not callable", message == "Cannot convert a Symbol value to a string", message == "Cannot convert undefined or null to object":
		if text := s.calledAs(); text != "" {
			return text + " is not a function"
		}
		return callSite(s.m, s.callee()) + " is not a function"
	case message == "Class constructor cannot be invoked without 'new'":
		return classWithoutNew(s.callee())
	}
	return ""
}

// callee answers the function that the instruction calls.
func (s *site) callee() goja.Value {
	if n, ok := s.immediate(); ok {
		return s.operands.top(n)
	}
	return nil
}

func classWithoutNew(v goja.Value) string {
	if o, ok := v.(*goja.Object); ok {
		if name := o.Get("name"); name != nil && name.String() != "" {
			return "Class constructor " + name.String() + " cannot be invoked without 'new'"
		}
	}
	return "Class constructors cannot be invoked without 'new'"
}

// callSite is what V8 prints for a value when it has no expression to print.
func callSite(m *machine, v goja.Value) string {
	switch {
	case v == nil, goja.IsUndefined(v):
		return "undefined"
	case goja.IsNull(v):
		return "object null"
	case goja.IsString(v):
		return `string "` + v.String() + `"`
	case goja.IsNumber(v):
		return "number " + value.FormatNumber(v.ToFloat())
	}
	if typeName(v) == "boolean" {
		return "boolean " + v.String()
	}
	return typeName(v)
}

// explainNew words the failure of a new expression.
func (s *site) explainNew(message string) string {
	switch {
	case message == "Value is not a constructor", strings.HasPrefix(message, "Object has no member"),
		isNotCallable(message) && !s.constructorRuns(), strings.HasSuffix(message, " is not a constructor"):
		if n, ok := s.construct(); ok {
			return source.PrintCallee(n.Callee) + " is not a constructor"
		}
		return callSite(s.m, s.callee()) + " is not a constructor"
	}
	return s.explainConstructed(message)
}

// constructorRuns tells whether what is called by new is a constructor, so
// that the error comes from inside of it.
func (s *site) constructorRuns() bool {
	o, ok := s.callee().(*goja.Object)
	if !ok {
		return false
	}
	_, ok = goja.AssertConstructor(o)
	return ok
}

func explainInstanceof(message string, right goja.Value) string {
	switch {
	case strings.HasPrefix(message, "Value is not an object"):
		return "Right-hand side of 'instanceof' is not an object"
	case message == "prototype is not an object":
		if o, ok := right.(*goja.Object); ok {
			if p := o.Get("prototype"); p != nil {
				return "Function has non-object prototype '" + p.String() + "' in instanceof check"
			}
		}
		return "Function has non-object prototype 'undefined' in instanceof check"
	case strings.HasPrefix(message, "Expecting a function"):
		return "Right-hand side of 'instanceof' is not callable"
	}
	return ""
}

// explainDestructuring words the failure to take null or undefined apart.
func (s *site) explainDestructuring(v goja.Value) string {
	p, ok := s.pattern()
	if !ok {
		return "Cannot destructure '" + callSite(s.m, v) + "' as it is " + nullish(v) + "."
	}
	o, isObject := p.target.(*ast.ObjectPattern)
	if !isObject {
		return callSite(s.m, v) + " is not iterable"
	}
	key, plain, exists := leadingKey(o)
	if exists && (p.nested || !plain) {
		return s.cannotRead(v, key)
	}
	from := callSite(s.m, v)
	switch {
	case p.loop:
		from = ".for"
	case p.defaulted:
		from = source.Intermediate + source.Intermediate + source.Intermediate
	case p.source != nil:
		from = printSource(p.source)
	}
	if !exists {
		return "Cannot destructure '" + from + "' as it is " + nullish(v) + "."
	}
	return "Cannot destructure property '" + key + "' of '" + from + "' as it is " + nullish(v) + "."
}

// pattern answers the destructuring that is being done. All patterns that
// belong to one value have one place in the text; which of them it is tells
// the number of equal instructions before this one.
func (s *site) pattern() (pattern, bool) {
	object := s.op == "_checkObjectCoercible" || s.op == "_createDestructSrc"
	list := s.patterns()
	if len(list) == 0 {
		return s.laterPattern(object)
	}
	n := s.earlier()
	for _, p := range list {
		if _, is := p.target.(*ast.ObjectPattern); is != object {
			continue
		}
		if n == 0 {
			return p, true
		}
		n--
	}
	return list[0], true
}

// laterPattern answers the destructuring that comes next in the text, for
// places that say nothing of it: that of another part of the same pattern, or
// that of the function, when the value is a literal.
func (s *site) laterPattern(object bool) (p pattern, found bool) {
	fits := func(e ast.Expression) bool {
		_, is := nestedPattern(e).(*ast.ObjectPattern)
		return nestedPattern(e) != nil && is == object
	}
	at := 0
	offer := func(q pattern) {
		if from := source.Offset(q.target.Idx0()); fits(q.target) && from >= s.at && (!found || from < at) {
			p, found, at = q, true, from
		}
	}
	root := func(target ast.Expression) {
		if nestedPattern(target) != nil && s.within(target) {
			for _, q := range inner(target) {
				offer(q)
			}
		}
	}
	s.find(func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Binding:
			root(n.Target)
			if n.Initializer != nil && source.IsLiteral(n.Initializer) {
				offer(pattern{target: n.Target, source: n.Initializer})
			}
		case *ast.AssignExpression:
			root(n.Left)
			if source.IsLiteral(n.Right) {
				offer(pattern{target: n.Left, source: n.Right})
			}
		}
		return false
	})
	return p, found
}

// earlier counts the instructions like this one that come before it and belong
// to the same place in the text.
func (s *site) earlier() int {
	if !s.prg.IsValid() || s.prg.IsNil() {
		return 0
	}
	program := s.prg.Elem()
	code, srcMap := program.FieldByName("code"), program.FieldByName("srcMap")
	pc := int(s.pc.Int())
	start := 0
	for i := range srcMap.Len() {
		if at := int(srcMap.Index(i).FieldByName("pc").Int()); at <= pc {
			start = at
		}
	}
	n := 0
	for i := start; i < pc && i < code.Len(); i++ {
		if e := code.Index(i); !e.IsNil() && e.Elem().Type() == code.Index(pc).Elem().Type() {
			n++
		}
	}
	return n
}

// explainIteration words the failure to iterate.
func (s *site) explainIteration(message string) string {
	v := s.operands.top(0)
	if s.op == "_pushSpread" {
		// The instruction has taken its operand off the stack already.
		v = s.operands.top(-1)
	}
	switch {
	case strings.HasPrefix(message, notObject) && (v == nil || s.op != "_iterate" && s.op != "_iterateP" && s.op != "_pushSpread" && s.op != "_pushArraySpread" || isObject(v)):
		rest := strings.TrimPrefix(message, "Value is not an object: ")
		switch s.op {
		case "iterNext", "iterGetNextOrUndef":
			return "Iterator result " + rest + " is not an object"
		}
		return "Result of the Symbol.iterator method is not an object"
	case message == "iterator.next is missing or not a function" && s.op != "_pushArraySpread":
		return "undefined is not a function"
	case message == "object is not iterable", message == "Cannot convert undefined or null to object", message == "iterator.next is missing or not a function",
		isNotCallable(message), strings.HasSuffix(message, " is not a method"):
	default:
		return ""
	}
	const noSymbol = " is not iterable (cannot read property Symbol(Symbol.iterator))"
	switch s.op {
	case "_pushSpread":
		if v != nil && !goja.IsUndefined(v) && !goja.IsNull(v) && typeName(v) != "undefined" {
			return "Spread syntax requires ...iterable[Symbol.iterator] to be a function"
		}
		if e, ok := s.spread(); ok {
			return printSource(e) + " is not iterable (cannot read property " + nullish(v) + ")"
		}
	case "_pushArraySpread":
		if e, ok := s.spread(); ok {
			if isChain(e) {
				return source.Intermediate + " is not iterable"
			}
			return notIterable(e)
		}
	case "_iterateP":
		if n, ok := smallest(s, func(n *ast.ForOfStatement) (ast.Node, bool) { return n.Source, s.is(n.For) || s.within(n.Source) }); ok {
			if _, conditional := n.Source.(*ast.ConditionalExpression); conditional || isChain(n.Source) {
				return callSite(s.m, v) + noSymbol
			}
			return notIterable(n.Source)
		}
		if n, ok := s.nextLiteral(); ok {
			return notIterable(n)
		}
	case "_iterate":
		if p, ok := s.pattern(); ok {
			switch {
			case p.loop && !p.nested:
				return ".for is not iterable"
			case p.source != nil && declared(s, p) && !isMember(p.source) && !isChain(p.source) && !yieldsOperand(p.source):
				return notIterable(p.source)
			}
		}
	}
	return callSite(s.m, v) + noSymbol
}

// isChain tells whether an expression is an optional chain.
func isChain(e ast.Expression) bool {
	_, ok := e.(*ast.OptionalChain)
	return ok
}

// yieldsOperand tells whether an expression answers one of its operands as it
// is: V8 then describes the value.
func yieldsOperand(e ast.Expression) bool {
	switch e := e.(type) {
	case *ast.SequenceExpression:
		return true
	case *ast.BinaryExpression:
		return e.Operator == token.COALESCE
	}
	return false
}

// printSource prints what is taken apart or spread; V8 has no text for an
// optional chain there.
func printSource(e ast.Expression) string {
	if isChain(e) {
		return source.Intermediate
	}
	return source.PrintCallee(e)
}

// spread answers the expression behind the dots that is being spread.
func (s *site) spread() (ast.Expression, bool) {
	n, ok := smallest(s, func(n *ast.SpreadElement) (ast.Node, bool) { return n.Expression, s.within(n.Expression) })
	if ok {
		return n.Expression, true
	}
	return s.nextLiteral()
}

// nextLiteral answers the next literal that is iterated: literals have no place
// of their own.
func (s *site) nextLiteral() (e ast.Expression, found bool) {
	s.find(func(n ast.Node) bool {
		var iterated ast.Expression
		switch n := n.(type) {
		case *ast.SpreadElement:
			iterated = n.Expression
		case *ast.ForOfStatement:
			iterated = n.Source
		}
		if !found && iterated != nil && source.IsLiteral(iterated) && source.Offset(iterated.Idx0()) >= s.at {
			e, found = iterated, true
		}
		return false
	})
	return e, found
}

// declared tells whether a pattern stands in a declaration: V8 prints the
// source only there.
func declared(s *site, p pattern) bool {
	_, ok := first(s, func(n *ast.Binding) bool { return n.Target == p.target })
	return ok
}

func isMember(e ast.Expression) bool {
	switch e := e.(type) {
	case *ast.DotExpression, *ast.BracketExpression, *ast.ConditionalExpression:
		return true
	case *ast.CallExpression:
		return isMember(e.Callee)
	}
	return false
}

func notIterable(e ast.Expression) string {
	switch e.(type) {
	case *ast.CallExpression, *ast.NewExpression:
		return source.PrintIterable(e) + " is not a function or its return value is not iterable"
	}
	return source.PrintCallee(e) + " is not iterable"
}

// explainPrivate words errors of private members.
func (s *site) explainPrivate(message string) string {
	if rest, ok := strings.CutPrefix(message, notObject); ok && (rest == "null" || rest == "undefined") {
		if n, ok := smallest(s, func(n *ast.PrivateDotExpression) (ast.Node, bool) { return n, s.is(n.Identifier.Idx) || s.within(n) }); ok {
			return "Cannot read properties of " + rest + " (reading '#" + n.Identifier.Name.String() + "')"
		}
	}
	if rest, ok := strings.CutPrefix(message, "Cannot write private member #"); ok {
		name, _, _ := strings.Cut(rest, " ")
		return "Cannot write private member #" + name + " to an object whose class did not declare it"
	}
	if strings.HasPrefix(message, "Cannot assign to read only property '#") {
		rest := strings.TrimPrefix(message, "Cannot assign to read only property ")
		return rest + " was defined without a setter"
	}
	return ""
}

// uninitialised answers the variable that is used too early.
func (s *site) uninitialised() string {
	if name := s.identifier(); name != "" {
		return name
	}
	if n, ok := first(s, func(n *ast.AssignExpression) bool { return s.begins(n) }); ok {
		if id, ok := n.Left.(*ast.Identifier); ok {
			return id.Name.String()
		}
	}
	n, ok := smallest(s, func(n *ast.AssignExpression) (ast.Node, bool) { return n, nestedPattern(n.Left) != nil && s.within(n) })
	if !ok {
		return ""
	}
	name := ""
	source.Walk(n.Left, func(n ast.Node) bool {
		if k, ok := n.(*ast.PropertyKeyed); ok {
			if id, ok := k.Value.(*ast.Identifier); ok && name == "" {
				name = id.Name.String()
			}
			return false
		}
		if id, ok := n.(*ast.Identifier); ok && name == "" {
			name = id.Name.String()
		}
		return true
	})
	return name
}

func isObject(v goja.Value) bool {
	_, ok := v.(*goja.Object)
	return ok
}

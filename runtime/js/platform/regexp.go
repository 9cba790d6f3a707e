package platform

import (
	"bytes"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf16"
	"unsafe"

	"github.com/dop251/goja"

	"runnel/runtime/js/platform/regex"
)

// rx is the hidden state of a regular expression.
type rx struct {
	prog                             *regex.Program
	source                           goja.String
	flags                            string
	global, sticky, indices, unicode bool
}

// regexps is what a realm knows of regular expressions.
type regexps struct {
	proto      *goja.Object
	make       goja.Callable // makes an object of the engine's class
	oldSource  goja.Callable
	oldFlags   []oldFlag // the engine's getters of single flags
	exec       *goja.Object
	input      goja.String // of the last match
	last       []int
	inputShown goja.Value // what a script has put into RegExp.input
	imported   goja.Value // the last text that came from Go, and its units
	flat       goja.String
	literals   map[programKey]*literal
	// made are expressions whose state can be read off the engine's object again: they may be forgotten at any time.
	made map[*goja.Object]*rx
}

type programKey struct{ source, flags string }

type oldFlag struct {
	letter string
	get    goja.Callable
}

// literal is what the evaluations of one literal share.
type literal struct {
	st   *rx
	make goja.Callable // makes the engine's object; nil where the engine cannot
}

// enginePrograms are functions that return a literal, by pattern and flags: nil where the engine cannot compile it.
var enginePrograms sync.Map

// engineLiteral returns a program whose value is a function that makes the engine's own object of a literal. Long patterns are not given to the
// engine: it would compile them, for nothing.
func engineLiteral(k programKey) *goja.Program {
	if p, ok := enginePrograms.Load(k); ok {
		return p.(*goja.Program)
	}
	var p *goja.Program
	if len(k.source) < 120 && k.source != "" && !strings.ContainsAny(k.flags, "dv") {
		// What the engine makes of the pattern does not matter, only that it keeps its text.
		p, _ = goja.Compile("regexp.js", "(function () { return /"+k.source+"/"+k.flags+" })", false)
	}
	enginePrograms.Store(k, p)
	return p
}

const keptExpressions = 2048

// remember keeps the state of an expression that can be read again.
func (r *Realm) remember(o *goja.Object, st *rx) {
	if r.regexps.made == nil || len(r.regexps.made) >= keptExpressions {
		r.regexps.made = make(map[*goja.Object]*rx, 64)
	}
	r.regexps.made[o] = st
}

// compiled keeps programs for the whole process: sources are few, runtimes are many.
var compiled struct {
	sync.RWMutex
	m map[programKey]*regex.Program
}

func units(s goja.String) []uint16 {
	if _, wide := textUnits(s); wide != nil {
		return wide
	}
	return utf16.Encode([]rune(s.String()))
}

// textUnits returns the code units of a text of the engine without copying: bytes where it is ASCII.
func textUnits(s goja.String) (narrow []byte, wide []uint16) {
	switch v := reflect.ValueOf(s); v.Kind() {
	case reflect.String:
		t := v.String()
		return unsafe.Slice(unsafe.StringData(t), len(t)), nil
	case reflect.Slice:
		// The engine's wide strings are their units behind a byte order mark.
		if v.Type().Elem().Kind() == reflect.Uint16 && v.Len() > 0 {
			return nil, unsafe.Slice((*uint16)(v.UnsafePointer()), v.Len())[1:]
		}
	}
	wide = make([]uint16, s.Length())
	for i := range wide {
		wide[i] = s.CharAt(i)
	}
	return nil, wide
}

// flatten turns a text that came from Go, which the engine reads again at every look, into one of its own kinds.
func (r *Realm) flatten(s goja.String) goja.String {
	if reflect.TypeOf(s).Kind() != reflect.Pointer {
		return s
	}
	if r.regexps.imported == goja.Value(s) {
		return r.regexps.flat
	}
	r.regexps.imported = s
	r.regexps.flat = s.Substring(0, s.Length())
	return r.regexps.flat
}

// validFlags reports whether flags are known, each at most once, and not both u and v.
func validFlags(flags string) bool {
	seen := 0
	for _, c := range flags {
		i := strings.IndexRune("dgimsuvy", c)
		if i < 0 || seen>>i&1 != 0 {
			return false
		}
		seen |= 1 << i
	}
	return seen&(1<<5|1<<6) != 1<<5|1<<6
}

func sortFlags(flags string) string {
	var b strings.Builder
	for _, c := range "dgimsuvy" {
		if strings.ContainsRune(flags, c) {
			b.WriteRune(c)
		}
	}
	return b.String()
}

// compileRegexp compiles from the cache. The error is a *regex.SyntaxError.
func compileRegexp(source goja.String, flags string) (*regex.Program, error) {
	key := programKey{source.String(), flags}
	lossless := !strings.ContainsRune(key.source, '\ufffd')
	if lossless {
		compiled.RLock()
		p := compiled.m[key]
		compiled.RUnlock()
		if p != nil {
			return p, nil
		}
	}
	has := func(c rune) bool { return strings.ContainsRune(flags, c) }
	p, err := regex.Compile(units(source), regex.Flags{IgnoreCase: has('i'), Multiline: has('m'), DotAll: has('s'), Unicode: has('u'), Sets: has('v')})
	if err != nil {
		return nil, err
	}
	if lossless {
		compiled.Lock()
		if compiled.m == nil || len(compiled.m) >= 4096 {
			compiled.m = map[programKey]*regex.Program{}
		}
		compiled.m[key] = p
		compiled.Unlock()
	}
	return p, nil
}

// CheckRegExp says what is wrong with a regular expression literal, in V8's words; it returns the empty text for a valid one.
func CheckRegExp(pattern, flags string) string {
	if !validFlags(flags) {
		return "Invalid regular expression flags"
	}
	var b goja.StringBuilder
	b.WriteUTF8String(pattern)
	if _, err := compileRegexp(b.String(), sortFlags(flags)); err != nil {
		return "Invalid regular expression: /" + pattern + "/" + flags + ": " + err.Error()
	}
	return ""
}

// RegExp makes the object of a regular expression literal. It throws a SyntaxError where the literal is not valid.
func (r *Realm) RegExp(pattern, flags string) *goja.Object {
	k := programKey{pattern, flags}
	l := r.regexps.literals[k]
	if l == nil {
		r.UseRegExps()
		var b goja.StringBuilder
		b.WriteUTF8String(pattern)
		l = &literal{st: r.newRx(b.String(), flags)}
		if p := engineLiteral(k); p != nil {
			if f, err := r.rt.RunProgram(p); err == nil {
				l.make, _ = goja.AssertFunction(f)
			}
		}
		if r.regexps.literals == nil || len(r.regexps.literals) >= keptExpressions {
			r.regexps.literals = map[programKey]*literal{}
		}
		r.regexps.literals[k] = l
	}
	if l.make == nil {
		return r.newRegexpObject(l.st)
	}
	v, err := l.make(goja.Undefined())
	if err != nil {
		panic(rethrow(err))
	}
	o := v.(*goja.Object)
	r.remember(o, l.st)
	return o
}

// UseRegExps puts the platform's engine under RegExp and under the literals of the engine, where that has not been done. A program whose literals
// are made by the method RegExp needs no call: that method does it.
func (r *Realm) UseRegExps() {
	if r.core["RegExp"] != nil {
		r.complete("RegExp")
	}
	if r.regexps.make == nil {
		r.throw("Error", "the runtime has no regular expressions of the platform")
	}
}

func (r *Realm) newRegexpObject(st *rx) *goja.Object {
	v, err := r.regexps.make(goja.Undefined())
	if err != nil {
		panic(rethrow(err))
	}
	o := v.(*goja.Object)
	r.slots.set(o, st)
	return o
}

func (r *Realm) newRx(source goja.String, flags string) *rx {
	source = r.flatten(source)
	if !validFlags(flags) {
		r.throw("SyntaxError", "Invalid flags supplied to RegExp constructor '%s'", flags)
	}
	flags = sortFlags(flags)
	p, err := compileRegexp(source, flags)
	if err != nil {
		r.throw("SyntaxError", "Invalid regular expression: /%s/%s: %s", source.String(), flags, err.Error())
	}
	has := func(c rune) bool { return strings.ContainsRune(flags, c) }
	return &rx{prog: p, source: source, flags: flags, global: has('g'), sticky: has('y'), indices: has('d'), unicode: has('u') || has('v')}
}

// rxOf returns the state of a regular expression; nil for anything else. Literals get theirs here, when they are first used.
func (r *Realm) rxOf(v goja.Value) *rx {
	o, ok := v.(*goja.Object)
	if !ok {
		return nil
	}
	if st := r.regexps.made[o]; st != nil {
		return st
	}
	if st, ok := slot[*rx](&r.slots, o); ok {
		return st
	}
	if o.ClassName() != "RegExp" || o == r.regexps.proto || r.regexps.oldSource == nil {
		return nil
	}
	source, err := r.regexps.oldSource(o)
	if err != nil {
		return nil
	}
	flags := ""
	for _, f := range r.regexps.oldFlags {
		if v, err := f.get(o); err == nil && v.ToBoolean() {
			flags += f.letter
		}
	}
	st := r.newRx(textOf(source), flags)
	r.remember(o, st)
	return st
}

// regexTime is how long one match may take where the host has no say.
const regexTime = 20 * time.Second

// matchAt looks for a match and throws where it gives up.
func (r *Realm) matchAt(st *rx, s goja.String, from int, sticky bool) []int {
	narrow, wide := textUnits(s)
	start := time.Time{}
	stop := func() bool {
		if r.opt.Stop != nil && r.opt.Stop() {
			return true
		}
		now := time.Now()
		if start.IsZero() {
			start = now
		}
		return now.Sub(start) > regexTime
	}
	var m []int
	var err error
	if wide != nil {
		m, err = st.prog.MatchUTF16(wide, from, sticky, stop)
	} else {
		m, err = st.prog.MatchASCII(narrow, from, sticky, stop)
	}
	switch err {
	case nil:
	case regex.ErrMemory:
		r.throw("RangeError", "Maximum call stack size exceeded")
	default:
		if r.opt.Stop != nil && r.opt.Stop() {
			return nil // the engine is about to be interrupted
		}
		r.throw("RangeError", "regular expression took too long: /%s/%s", st.source.String(), st.flags)
	}
	if m != nil {
		r.regexps.input, r.regexps.last, r.regexps.inputShown = s, m, nil
	}
	return m
}

func (r *Realm) lastIndex(o *goja.Object) int64 {
	v := o.Get("lastIndex")
	if v == nil {
		return 0
	}
	if n, ok := v.Export().(int64); ok {
		return max(n, 0)
	}
	return max(v.ToInteger(), 0)
}

func (r *Realm) setLastIndex(o *goja.Object, n int) {
	if err := o.Set("lastIndex", n); err != nil {
		panic(rethrow(err))
	}
}

// execRaw is RegExpBuiltinExec without its result.
func (r *Realm) execRaw(o *goja.Object, st *rx, s goja.String) []int {
	from := int64(0)
	moves := st.global || st.sticky
	if moves {
		from = r.lastIndex(o)
	}
	if from > int64(s.Length()) {
		r.setLastIndex(o, 0)
		return nil
	}
	m := r.matchAt(st, s, int(from), st.sticky)
	if m == nil {
		if moves {
			r.setLastIndex(o, 0)
		}
		return nil
	}
	if moves {
		r.setLastIndex(o, m[1])
	}
	return m
}

func substring(s goja.String, from, to int) goja.Value {
	if from < 0 || to < 0 {
		return goja.Undefined()
	}
	return s.Substring(from, to)
}

// result makes the array of a match.
func (r *Realm) result(st *rx, s goja.String, m []int) goja.Value {
	items := make([]any, len(m)/2)
	for i := range items {
		items[i] = substring(s, m[2*i], m[2*i+1])
	}
	a := r.rt.NewArray(items...)
	_ = a.Set("index", m[0])
	_ = a.Set("input", s)
	_ = a.Set("groups", r.groups(st, func(i int) any { return items[i] }))
	if st.indices {
		pairs := make([]any, len(items))
		for i := range pairs {
			if m[2*i] < 0 {
				pairs[i] = goja.Undefined()
				continue
			}
			pairs[i] = r.rt.NewArray(m[2*i], m[2*i+1])
		}
		d := r.rt.NewArray(pairs...)
		_ = d.Set("groups", r.groups(st, func(i int) any { return pairs[i] }))
		_ = a.Set("indices", d)
	}
	return a
}

// groups is the object of the named groups, undefined where there are none.
func (r *Realm) groups(st *rx, value func(i int) any) goja.Value {
	if len(st.prog.Names) == 0 {
		return goja.Undefined()
	}
	o := r.rt.CreateObject(nil)
	for i := range st.prog.Names {
		name, n := st.prog.GroupName(i)
		_ = o.Set(name, value(n))
	}
	return o
}

// textOf is ToString. The engine's own ToString leaves numbers as they are, which do for property keys.
func textOf(v goja.Value) goja.String {
	switch x := v.(type) {
	case nil:
		v = goja.Undefined()
	case goja.String:
		return x
	case *goja.Object:
		if s, ok := x.ToString().(goja.String); ok {
			return s
		}
	}
	var b goja.StringBuilder
	b.WriteUTF8String(v.String())
	return b.String()
}

// textArg is ToString of an argument.
func (r *Realm) textArg(v goja.Value) goja.String {
	if isSymbol(v) {
		r.throw("TypeError", "Cannot convert a Symbol value to a string")
	}
	return textOf(v)
}

// advance is AdvanceStringIndex.
func advance(s goja.String, i int, unicode bool) int {
	if unicode && i+1 < s.Length() && s.CharAt(i)&0xfc00 == 0xd800 && s.CharAt(i+1)&0xfc00 == 0xdc00 {
		return i + 2
	}
	return i + 1
}

// patchRegexps puts the platform's engine under RegExp.
func (r *Realm) patchRegexps(old *goja.Object) error {
	rt := r.rt
	proto := old.Get("prototype").(*goja.Object)
	r.regexps.proto = proto
	getter := func(name string) goja.Callable {
		f, _ := goja.AssertFunction(r.call(r.intrinsic("Object").Get("getOwnPropertyDescriptor"), goja.Undefined(), proto, rt.ToValue(name)).(*goja.Object).Get("get"))
		return f
	}
	r.regexps.oldSource = getter("source")
	r.regexps.oldFlags = nil
	for _, f := range [][2]string{{"g", "global"}, {"i", "ignoreCase"}, {"m", "multiline"}, {"s", "dotAll"}, {"u", "unicode"}, {"y", "sticky"}} {
		r.regexps.oldFlags = append(r.regexps.oldFlags, oldFlag{f[0], getter(f[1])})
	}
	maker, err := rt.RunProgram(emptyRegexp())
	if err != nil {
		return err
	}
	r.regexps.make, _ = goja.AssertFunction(maker)

	native := rt.NewObject()
	set := func(name string, f goja.Value) { _ = native.Set(name, f) }
	fn := func(name string, length int, f func(c goja.FunctionCall) goja.Value) *goja.Object {
		return r.function(name, length, f)
	}
	need := func(v goja.Value, method string) (*goja.Object, *rx) {
		st := r.rxOf(v)
		if st == nil {
			r.throw("TypeError", "Method RegExp.prototype.%s called on incompatible receiver %s", method, describe(v))
		}
		return v.(*goja.Object), st
	}
	exec := fn("exec", 1, func(c goja.FunctionCall) goja.Value {
		o, st := need(c.This, "exec")
		s := r.flatten(r.textArg(c.Argument(0)))
		m := r.execRaw(o, st, s)
		if m == nil {
			return goja.Null()
		}
		return r.result(st, s, m)
	})
	r.regexps.exec = exec
	set("exec", exec)
	plain := func(v goja.Value) bool {
		o, ok := v.(*goja.Object)
		return ok && r.rxOf(o) != nil && o.Get("exec") == goja.Value(exec)
	}
	set("test", fn("test", 1, func(c goja.FunctionCall) goja.Value {
		o, ok := c.This.(*goja.Object)
		if ok {
			if st := r.rxOf(o); st != nil && o.Get("exec") == goja.Value(exec) {
				return rt.ToValue(r.execRaw(o, st, r.flatten(r.textArg(c.Argument(0)))) != nil)
			}
		}
		if !ok {
			// V8 says so whatever the receiver is.
			r.throw("TypeError", "Method RegExp.prototype.test called on incompatible receiver undefined")
		}
		f := o.Get("exec")
		if _, ok := goja.AssertFunction(f); !ok {
			f = exec
		}
		return rt.ToValue(!goja.IsNull(r.call(f, o, textOf(c.Argument(0)))))
	}))
	set("plain", fn("", 1, func(c goja.FunctionCall) goja.Value { return rt.ToValue(plain(c.Argument(0))) }))
	set("known", fn("", 1, func(c goja.FunctionCall) goja.Value { return rt.ToValue(r.rxOf(c.Argument(0)) != nil) }))
	set("source", fn("", 1, func(c goja.FunctionCall) goja.Value { _, st := need(c.Argument(0), "source"); return st.source }))
	set("flags", fn("", 1, func(c goja.FunctionCall) goja.Value {
		_, st := need(c.Argument(0), "flags")
		return rt.ToValue(st.flags)
	}))
	set("shown", fn("", 1, func(c goja.FunctionCall) goja.Value {
		_, st := need(c.Argument(0), "source")
		return shownSource(st.source)
	}))
	set("describe", fn("", 1, func(c goja.FunctionCall) goja.Value { return rt.ToValue(describe(c.Argument(0))) }))
	set("create", fn("", 3, func(c goja.FunctionCall) goja.Value {
		st := r.newRx(textOf(c.Argument(0)), c.Argument(1).String())
		o := r.newRegexpObject(st)
		if p, ok := c.Argument(2).(*goja.Object); ok && p != proto {
			_ = o.SetPrototype(p)
		}
		return o
	}))
	set("recompile", fn("", 3, func(c goja.FunctionCall) goja.Value {
		o, _ := need(c.Argument(0), "compile")
		delete(r.regexps.made, o)
		r.slots.set(o, r.newRx(textOf(c.Argument(1)), c.Argument(2).String()))
		r.setLastIndex(o, 0)
		return o
	}))
	set("last", fn("", 1, func(c goja.FunctionCall) goja.Value { return r.lastMatch(c.Argument(0)) }))
	set("setInput", fn("", 1, func(c goja.FunctionCall) goja.Value { r.regexps.inputShown = c.Argument(0); return goja.Undefined() }))
	set("match", fn("", 2, func(c goja.FunctionCall) goja.Value {
		o, st := need(c.Argument(0), "@@match")
		s := r.flatten(textOf(c.Argument(1)))
		if !st.global {
			m := r.execRaw(o, st, s)
			if m == nil {
				return goja.Null()
			}
			return r.result(st, s, m)
		}
		r.setLastIndex(o, 0)
		var list []any
		r.each(st, s, func(m []int) { list = append(list, s.Substring(m[0], m[1])) })
		if list == nil {
			return goja.Null()
		}
		return rt.NewArray(list...)
	}))
	set("replace", fn("", 3, r.regexpReplace))
	set("split", fn("", 3, r.regexpSplit))
	set("substitute", fn("", 6, func(c goja.FunctionCall) goja.Value {
		captures := c.Argument(3).(*goja.Object)
		groups, _ := c.Argument(4).(*goja.Object)
		b := output{r: r}
		substitute(&b, textOf(c.Argument(5)), textOf(c.Argument(1)), textOf(c.Argument(0)), int(c.Argument(2).ToInteger()), r.listLength(captures), func(i int) goja.Value {
			return captures.Get(strconv.Itoa(i - 1))
		}, groups)
		return b.String()
	}))
	set("replaceText", fn("", 3, r.replaceText))
	_, err = r.scriptProgram("regexp.js", native)
	return err
}

// scriptProgram runs one of the package's scripts now.
func (r *Realm) scriptProgram(name string, args ...goja.Value) (goja.Value, error) {
	f, err := r.rt.RunProgram(program(name))
	if err != nil {
		return nil, err
	}
	call, _ := goja.AssertFunction(f)
	return call(goja.Undefined(), args...)
}

var emptyRegexp = sync.OnceValue(func() *goja.Program {
	return goja.MustCompile("regexp.js", "(function () { return /(?:)/ })", false)
})

// each calls f for every match of a global expression, from its beginning on. lastIndex is left as the standard leaves it: zero.
func (r *Realm) each(st *rx, s goja.String, f func(m []int)) {
	n := s.Length()
	for from := 0; from <= n; {
		m := r.matchAt(st, s, from, st.sticky)
		if m == nil {
			return
		}
		f(m)
		if m[1] == m[0] {
			from = advance(s, m[1], st.unicode)
		} else {
			from = m[1]
		}
	}
}

// shownSource is EscapeRegExpPattern.
func shownSource(s goja.String) goja.Value {
	n := s.Length()
	if n == 0 {
		return goja.StringFromUTF16(utf16.Encode([]rune("(?:)")))
	}
	needs := false
	for i := range n {
		switch s.CharAt(i) {
		case '/', '\n', '\r', 0x2028, 0x2029:
			needs = true
		}
	}
	if !needs {
		return s
	}
	var b goja.StringBuilder
	class, escaped := false, false
	for i := range n {
		c := s.CharAt(i)
		esc := ""
		switch c {
		case '/':
			if !class && !escaped {
				esc = `\/`
			}
		case '\n':
			esc = `\n`
		case '\r':
			esc = `\r`
		case 0x2028:
			esc = `\u2028`
		case 0x2029:
			esc = `\u2029`
		case '[':
			class = class || !escaped
		case ']':
			class = class && escaped
		}
		if esc != "" {
			if escaped && c != '/' {
				esc = esc[1:] // the backslash is there already
			}
			b.WriteUTF8String(esc)
		} else {
			b.WriteSubstring(s, i, i+1)
		}
		escaped = !escaped && c == '\\'
	}
	return b.String()
}

// lastMatch answers RegExp.$1, RegExp.lastMatch and the like.
func (r *Realm) lastMatch(which goja.Value) goja.Value {
	s, m := r.regexps.input, r.regexps.last
	empty := r.rt.ToValue("")
	text := func(from, to int) goja.Value {
		if from < 0 {
			return empty
		}
		return s.Substring(from, to)
	}
	name := which.String()
	if name == "input" && r.regexps.inputShown != nil {
		return r.regexps.inputShown
	}
	if m == nil {
		return empty
	}
	switch name {
	case "input":
		return s
	case "match":
		return text(m[0], m[1])
	case "paren":
		if len(m) == 2 {
			return empty
		}
		return text(m[len(m)-2], m[len(m)-1])
	case "left":
		return text(0, m[0])
	case "right":
		return text(m[1], s.Length())
	}
	i := 2 * int(which.ToInteger())
	if i+1 >= len(m) {
		return empty
	}
	return text(m[i], m[i+1])
}

// maxText is the length of V8's longest text.
const maxText = 1<<29 - 24

// output collects the text that replacing makes. It throws when that becomes longer than V8's longest text, which a few characters in the replacement
// can make of a short one, and when the runtime is being interrupted.
type output struct {
	r      *Realm
	b      goja.StringBuilder
	length int
}

func (o *output) grow(n int) {
	before := o.length
	if o.length += n; o.length > maxText {
		o.r.throw("RangeError", "Invalid string length")
	}
	if o.length>>20 != before>>20 {
		o.r.stoppable()
	}
}

func (o *output) WriteString(s goja.String) {
	o.grow(s.Length())
	o.b.WriteString(s)
}

func (o *output) WriteSubstring(s goja.String, from, to int) {
	o.grow(to - from)
	o.b.WriteSubstring(s, from, to)
}

func (o *output) WriteRune(c rune) {
	o.grow(1)
	o.b.WriteRune(c)
}

func (o *output) String() goja.Value { return o.b.String() }

// substitute writes a replacement text with its $ forms filled in, for a match of s at a position.
func substitute(b *output, text, s, matched goja.String, position, groups int, capture func(i int) goja.Value, named *goja.Object) {
	n, length := text.Length(), matched.Length()
	from := 0
	flush := func(to int) {
		if to > from {
			b.WriteSubstring(text, from, to)
		}
	}
	write := func(v goja.Value) {
		if !isUndefined(v) {
			b.WriteString(textOf(v))
		}
	}
	for i := 0; i < n; i++ {
		if text.CharAt(i) != '$' || i+1 >= n {
			continue
		}
		switch c := text.CharAt(i + 1); {
		case c == '$':
			flush(i)
			b.WriteRune('$')
			i++
		case c == '&':
			flush(i)
			b.WriteString(matched)
			i++
		case c == '`':
			flush(i)
			b.WriteSubstring(s, 0, position)
			i++
		case c == '\'':
			flush(i)
			if end := position + length; end < s.Length() {
				b.WriteSubstring(s, end, s.Length())
			}
			i++
		case c >= '0' && c <= '9':
			g, size := int(c-'0'), 1
			if i+2 < n {
				if d := text.CharAt(i + 2); d >= '0' && d <= '9' && g*10+int(d-'0') >= 1 && g*10+int(d-'0') <= groups {
					g, size = g*10+int(d-'0'), 2
				}
			}
			if g < 1 || g > groups {
				continue
			}
			flush(i)
			write(capture(g))
			i += size
		case c == '<' && named != nil:
			end := -1
			for j := i + 2; j < n; j++ {
				if text.CharAt(j) == '>' {
					end = j
					break
				}
			}
			if end < 0 {
				continue
			}
			flush(i)
			write(named.Get(text.Substring(i+2, end).String()))
			i = end
		default:
			continue
		}
		from = i + 1
	}
	flush(n)
}

// regexpReplace is RegExp.prototype[Symbol.replace] for an expression whose exec is the built-in one.
func (r *Realm) regexpReplace(c goja.FunctionCall) goja.Value {
	o := c.Argument(0).(*goja.Object)
	st := r.rxOf(o)
	s := r.flatten(textOf(c.Argument(1)))
	fn, callable := goja.AssertFunction(c.Argument(2))
	var text goja.String
	if !callable {
		text = textOf(c.Argument(2))
	}
	var found [][]int
	if st.global {
		r.setLastIndex(o, 0)
		r.each(st, s, func(m []int) { found = append(found, m) })
	} else if m := r.execRaw(o, st, s); m != nil {
		found = append(found, m)
	}
	if found == nil {
		return s
	}
	hasDollar := false
	if !callable {
		for i := range text.Length() {
			hasDollar = hasDollar || text.CharAt(i) == '$'
		}
	}
	b := output{r: r}
	next := 0
	for _, m := range found {
		b.WriteSubstring(s, next, m[0])
		next = m[1]
		switch {
		case callable:
			args := make([]goja.Value, 0, len(m)/2+3)
			for i := 0; i < len(m); i += 2 {
				args = append(args, substring(s, m[i], m[i+1]))
			}
			items := args
			args = append(args, r.rt.ToValue(m[0]), s)
			if g := r.groups(st, func(i int) any { return items[i] }); !isUndefined(g) {
				args = append(args, g)
			}
			v, err := fn(goja.Undefined(), args...)
			if err != nil {
				panic(rethrow(err))
			}
			b.WriteString(textOf(v))
		case hasDollar:
			var named *goja.Object
			capture := func(i int) goja.Value { return substring(s, m[2*i], m[2*i+1]) }
			if g, ok := r.groups(st, func(i int) any { return capture(i) }).(*goja.Object); ok {
				named = g
			}
			substitute(&b, text, s, s.Substring(m[0], m[1]), m[0], len(m)/2-1, capture, named)
		default:
			b.WriteString(text)
		}
	}
	b.WriteSubstring(s, next, s.Length())
	return b.String()
}

// regexpSplit is RegExp.prototype[Symbol.split] for an expression whose exec is the built-in one.
func (r *Realm) regexpSplit(c goja.FunctionCall) goja.Value {
	st := r.rxOf(c.Argument(0))
	s := r.flatten(textOf(c.Argument(1)))
	limit := uint32(0xffffffff)
	if v := c.Argument(2); !isUndefined(v) {
		limit = uint32(int64(v.ToFloat()))
	}
	var out []any
	if limit == 0 {
		return r.rt.NewArray()
	}
	size := s.Length()
	if size == 0 {
		if r.matchAt(st, s, 0, true) == nil {
			out = append(out, s)
		}
		return r.rt.NewArray(out...)
	}
	p, q := 0, 0
	for q < size {
		m := r.matchAt(st, s, q, false)
		if m == nil || m[0] >= size {
			break
		}
		if m[1] == p || m[1] == m[0] && m[0] == p {
			q = advance(s, max(q, m[0]), st.unicode)
			continue
		}
		out = append(out, s.Substring(p, m[0]))
		if uint32(len(out)) == limit {
			return r.rt.NewArray(out...)
		}
		p = m[1]
		for i := 2; i < len(m); i += 2 {
			out = append(out, substring(s, m[i], m[i+1]))
			if uint32(len(out)) == limit {
				return r.rt.NewArray(out...)
			}
		}
		q = p
	}
	out = append(out, s.Substring(p, size))
	return r.rt.NewArray(out...)
}

// replaceText is String.prototype.replaceAll for a plain text.
func (r *Realm) replaceText(c goja.FunctionCall) goja.Value {
	s, find := r.flatten(textOf(c.Argument(0))), textOf(c.Argument(1))
	fn, callable := goja.AssertFunction(c.Argument(2))
	var text goja.String
	if !callable {
		text = textOf(c.Argument(2))
	}
	n, size := s.Length(), find.Length()
	index := finder(s, find)
	b := output{r: r}
	next := 0
	for from := 0; from <= n-size; {
		at := index(from)
		if at < 0 {
			break
		}
		b.WriteSubstring(s, next, at)
		if callable {
			v, err := fn(goja.Undefined(), find, r.rt.ToValue(at), s)
			if err != nil {
				panic(rethrow(err))
			}
			b.WriteString(textOf(v))
		} else {
			substitute(&b, text, s, find, at, 0, nil, nil)
		}
		next = at + size
		from = at + max(size, 1)
	}
	b.WriteSubstring(s, next, n)
	return b.String()
}

// finder returns a function that finds a text from a place on, in time that grows with the text alone.
func finder(s, find goja.String) func(from int) int {
	hay, wideHay := textUnits(s)
	needle, wideNeedle := textUnits(find)
	if wideHay == nil && wideNeedle == nil {
		return func(from int) int {
			i := bytes.Index(hay[from:], needle)
			if i < 0 {
				return -1
			}
			return from + i
		}
	}
	// Units as pairs of bytes; a find at an odd place is none.
	h, f := unitBytes(hay, wideHay), unitBytes(needle, wideNeedle)
	return func(from int) int {
		for at := 2 * from; at <= len(h); {
			i := bytes.Index(h[at:], f)
			if i < 0 {
				return -1
			}
			if (at+i)%2 == 0 {
				return (at + i) / 2
			}
			at += i + 1
		}
		return -1
	}
}

func unitBytes(narrow []byte, wide []uint16) []byte {
	out := make([]byte, 0, 2*(len(narrow)+len(wide)))
	for _, c := range narrow {
		out = append(out, c, 0)
	}
	for _, u := range wide {
		out = append(out, byte(u), byte(u>>8))
	}
	return out
}

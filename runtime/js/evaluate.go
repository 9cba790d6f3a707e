package js

import (
	"cmp"
	"slices"
	"strings"

	"github.com/dop251/goja"

	"runnel/runtime/expr"
	"runnel/runtime/js/platform"
	"runnel/runtime/js/source"
	"runnel/runtime/js/syntax"
)

// evalSource prepares what a script gives to eval: mistakes are exceptions in
// V8's words, and what goja cannot read is rewritten.
func (m *machine) evalSource(v goja.Value) goja.Value {
	s, ok := v.(goja.String)
	if !ok {
		return v
	}
	text := s.String()
	if bad := syntax.Check(text, checkRegExp); bad != nil {
		panic(m.syntaxError(bad))
	}
	if code := m.evaluable(text); code != text {
		return m.toText(code)
	}
	return v
}

// syntaxError is the exception of a text that cannot be evaluated.
func (m *machine) syntaxError(bad *syntax.Error) *goja.Object {
	if bad.Message == syntax.StackOverflow {
		return m.overflow()
	}
	return m.faults.make("SyntaxError", bad.Message, m.rt.CaptureCallStack(maxFrames, nil))
}

// evaluable makes a text that V8 accepts one that goja can read and that does
// nothing that cannot be stopped.
func (m *machine) evaluable(text string) string {
	if _, err := source.Parse("", text); err != nil {
		if code, err := source.Lower(text); err == nil {
			text = code
		}
	}
	operations := syntax.Operations(text, "**", "<<", "**=", "<<=")
	if len(operations) == 0 {
		return text
	}
	// Calls take the place of the operators, as in programs that are compiled
	// here (see guardBigInts); the functions are global, under names that
	// nobody writes.
	type edit struct {
		at, remove int
		text       string
		// end is the end of what begins here: the longest comes first.
		end int
	}
	var edits []edit
	for _, o := range operations {
		name := m.hiddenGlobal(source.HiddenPower)
		if o.Operator[0] == '<' {
			name = m.hiddenGlobal(source.HiddenShift)
		}
		operator, assigned := strings.CutSuffix(o.Operator, "=")
		target := text[o.Start:o.At]
		switch {
		case !assigned:
			edits = append(edits, edit{o.Start, 0, name + "(", o.End}, edit{o.At, len(operator), ",", 0}, edit{o.End, 0, ")", 0})
		case strings.ContainsAny(target, "()=`"):
			// Naming the target twice would do things twice.
		default:
			edits = append(edits, edit{o.At, len(o.Operator), "=" + name + "(" + target + ",", 0}, edit{o.End, 0, ")", 0})
		}
	}
	slices.SortStableFunc(edits, func(a, b edit) int { return cmp.Or(a.at-b.at, b.end-a.end) })
	var b strings.Builder
	last := 0
	for _, e := range edits {
		if e.at < last {
			return text
		}
		b.WriteString(text[last:e.at])
		b.WriteString(e.text)
		last = e.at + e.remove
	}
	b.WriteString(text[last:])
	if _, err := source.Parse("", b.String()); err != nil {
		return text
	}
	return b.String()
}

// hiddenGlobal answers the name under which evaluated texts can call a hidden
// function.
func (m *machine) hiddenGlobal(hidden string) string {
	name := "\u115f" + hidden[1:]
	global := m.rt.GlobalObject()
	if global.Get(name) == nil {
		define(global, name, m.hidden(hidden), goja.FLAG_FALSE, goja.FLAG_FALSE)
	}
	return name
}

// resolve answers the promise that Promise.resolve makes of a value.
func (m *machine) resolve(v goja.Value) (*goja.Object, error) {
	class := m.global("Promise")
	f, _ := goja.AssertFunction(class.Get("resolve"))
	p, err := f(class, v)
	if err != nil {
		return nil, err
	}
	o, _ := p.(*goja.Object)
	return o, nil
}

// jmespath is $jmespath(data, query).
func (m *machine) jmespath() goja.Value {
	return m.function("$jmespath", 2, func(call goja.FunctionCall) goja.Value {
		data, query := call.Argument(0), call.Argument(1)
		if _, isObject := data.(*goja.Object); !isObject && !goja.IsNull(data) || !goja.IsString(query) {
			panic(m.carry(errJMESPath))
		}
		lib, ok := m.realm.Value("jmespath").(*goja.Object)
		if !ok {
			return m.undefined
		}
		search, _ := goja.AssertFunction(lib.Get("search"))
		return m.must(search(lib, data, query))
	})
}

// errJMESPath is the error of calling $jmespath with something else.
var errJMESPath = &expr.Error{Class: expr.ClassExpression, Message: "expected two arguments (Object, string) for this function"}

// checkRegExp says what V8 has against a regular expression, "" for nothing.
func checkRegExp(pattern, flags string) string { return platform.CheckRegExp(pattern, flags) }

// installFunction makes the constructors of functions find mistakes in V8's
// words.
func (m *machine) installFunction() {
	inner := m.global("Function")
	original := new(goja.Object)
	*original = *inner
	checked := m.rt.ToValue(func(call goja.ConstructorCall) *goja.Object {
		parts := make([]string, len(call.Arguments))
		for i, a := range call.Arguments {
			parts[i] = a.String()
		}
		body := ""
		if n := len(parts); n > 0 {
			body, parts = parts[n-1], parts[:n-1]
		}
		parameters := strings.Join(parts, ",")
		if bad := syntax.CheckFunction("function", parameters, body, checkRegExp); bad != nil {
			panic(m.syntaxError(bad))
		}
		// Evaluated outside of all functions, like every function that is made
		// so; lowered where goja cannot read it.
		source := m.evaluable("(" + syntax.FunctionSource("function", parameters, body) + ")")
		v, err := m.rt.RunString(source)
		if err != nil {
			panic(rethrow(err))
		}
		return v.ToObject(m.rt)
	}).(*goja.Object)
	define(checked, "prototype", original.Get("prototype"), goja.FLAG_FALSE, goja.FLAG_FALSE)
	define(checked, "name", m.rt.ToValue("Function"), goja.FLAG_FALSE, goja.FLAG_TRUE)
	define(checked, "length", m.rt.ToValue(1), goja.FLAG_FALSE, goja.FLAG_TRUE)
	*inner = *checked
}

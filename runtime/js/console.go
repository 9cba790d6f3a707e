package js

import (
	"strings"

	"github.com/dop251/goja"

	"runnel/runtime/value"
)

// console is the object of that name: log goes to the session, everything else
// does nothing, as in the original.
func (r *scriptRun) console() goja.Value {
	o := r.m.rt.NewObject()
	set(o, "log", r.m.function("log", 0, func(call goja.FunctionCall) goja.Value {
		if r.session.Log != nil {
			parts := make([]string, len(call.Arguments))
			for i, a := range call.Arguments {
				parts[i] = r.m.printed(a)
			}
			r.session.Log(strings.Join(parts, " "))
		}
		return goja.Undefined()
	}))
	nothing := r.m.function("", 0, func(goja.FunctionCall) goja.Value { return goja.Undefined() })
	for _, name := range []string{"warn", "error", "info", "debug", "trace", "dir", "table", "time", "timeEnd", "timeLog", "group", "groupEnd", "groupCollapsed", "count", "countReset", "assert", "clear"} {
		set(o, name, nothing)
	}
	return o
}

// printed is a value as console.log of the original prints it: a text in single
// quotes, everything else as JSON.
func (m *machine) printed(v goja.Value) (text string) {
	if s, ok := v.(goja.String); ok {
		return "'" + fromText(s) + "'"
	}
	if w, ok := m.scalar(v, asValue); ok {
		if w.IsUndefined() {
			return "undefined"
		}
		return w.ToString()
	}
	ex := m.rt.Try(func() {
		x := exporter{m: m, mode: asJSON, circles: true}
		w := x.value("", v)
		if w.IsUndefined() {
			text = "undefined"
			return
		}
		text = string(value.Value.AppendJSON(w, nil))
	})
	if ex != nil {
		return "[object]"
	}
	return text
}

package js

import (
	"slices"
	"strings"

	"github.com/dop251/goja"

	"runnel/runtime/js/platform"
	"runnel/runtime/node"
)

// require is the function of that name: it loads the modules of the allow-lists
// only.
func (r *scriptRun) require() goja.Value {
	return r.m.function("", 1, func(call goja.FunctionCall) goja.Value {
		name := call.Argument(0).String()
		list := r.session.engine.options.External
		if platform.IsBuiltin(name) {
			list = r.session.engine.options.Builtins
		}
		allowed := slices.Contains(list, strings.TrimPrefix(name, "node:")) || slices.Contains(list, "*")
		if allowed {
			if m := r.m.module(name); m != nil {
				return m
			}
		}
		if r.kind == node.ScriptFunction || r.kind == node.ScriptFunctionItem || allowed {
			panic(r.m.faults.make("Error", "Cannot find module '"+name+"'", r.m.rt.CaptureCallStack(maxFrames, nil)))
		}
		message := "Module '" + name + "' is disallowed"
		o := r.hostError("Error", message)
		if line := namedLine(stackOf(o)); line > 0 {
			o = r.hostError("Error", message+" [line "+itoa(line)+"]")
		}
		panic(o)
	})
}

// module loads a module, nil when there is none of the name.
func (m *machine) module(name string) goja.Value { return m.realm.Module(name) }

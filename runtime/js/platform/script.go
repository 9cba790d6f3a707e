package platform

import (
	"embed"
	"sync"
	"time"

	"github.com/dop251/goja"
)

//go:embed scripts/*.js
var scriptFiles embed.FS

var scriptPrograms sync.Map // name -> func() *goja.Program

// program compiles one of the package's scripts, once in a process.
func program(name string) *goja.Program {
	f, _ := scriptPrograms.LoadOrStore(name, sync.OnceValue(func() *goja.Program {
		src, err := scriptFiles.ReadFile("scripts/" + name)
		if err != nil {
			panic(err) // a name that is no file of this package
		}
		return goja.MustCompile(name, string(src), false)
	}))
	return f.(func() *goja.Program)()
}

// script runs one of the package's scripts, which is a function of what it needs, once in a realm.
func (r *Realm) script(name string, args ...goja.Value) goja.Value {
	key := "script " + name
	if v, ok := r.made[key]; ok {
		return v
	}
	f, err := r.rt.RunProgram(program(name))
	if err != nil {
		panic(rethrow(err))
	}
	v := r.call(f, goja.Undefined(), args...)
	r.made[key] = v
	return v
}

// errorsScript is what the other scripts make their errors with.
func (r *Realm) errorsScript() goja.Value { return r.script("errors.js", r.host()) }

// scriptMember makes a global that is a member of what a script returns.
func scriptMember(name string, run func(*Realm) goja.Value) func(*Realm) goja.Value {
	return func(r *Realm) goja.Value { return run(r).(*goja.Object).Get(name) }
}

func (r *Realm) bufferScript() goja.Value { return r.script("buffer.js", r.host(), r.errorsScript()) }
func (r *Realm) timersScript() goja.Value { return r.script("timers.js", r.host(), r.errorsScript()) }
func (r *Realm) webScript() goja.Value {
	return r.script("web.js", r.host(), r.errorsScript(), r.function("Buffer", 0, func(goja.FunctionCall) goja.Value { return r.bufferScript() }), r.function("timers", 0, func(goja.FunctionCall) goja.Value { return r.timersScript() }))
}
func (r *Realm) memoryScript() goja.Value { return r.script("memory.js", r.host()) }
func (r *Realm) cryptoScript() goja.Value {
	return r.script("crypto.js", r.host(), r.errorsScript(), r.bufferScript(), r.webScript())
}

// timerFunctions give scripts the loop.
func (r *Realm) timerFunctions(h *goja.Object) {
	need := func() Loop {
		if r.opt.Loop == nil {
			r.throw("Error", "timers are not available here")
		}
		return r.opt.Loop
	}
	canceller := func(cancel func()) goja.Value {
		return r.rt.ToValue(func(goja.FunctionCall) goja.Value { cancel(); return goja.Undefined() })
	}
	callback := func(v goja.Value) func() error {
		f, _ := goja.AssertFunction(v)
		return func() error { _, err := f(goja.Undefined()); return err }
	}
	_ = h.Set("after", func(c goja.FunctionCall) goja.Value {
		return canceller(need().After(time.Duration(c.Argument(0).ToInteger())*time.Millisecond, c.Argument(1).ToBoolean(), callback(c.Argument(2))))
	})
	_ = h.Set("immediate", func(c goja.FunctionCall) goja.Value { return canceller(need().Immediate(callback(c.Argument(0)))) })
	// An exception in a microtask is uncaught: it is thrown again where the loop sees it.
	_ = h.Set("uncaught", func(c goja.FunctionCall) goja.Value {
		v := c.Argument(0)
		if r.opt.Loop == nil {
			panic(v)
		}
		thrower, _ := goja.AssertFunction(r.rt.ToValue(func(goja.FunctionCall) goja.Value { panic(v) }))
		r.opt.Loop.Immediate(func() error { _, err := thrower(goja.Undefined()); return err })
		return goja.Undefined()
	})
}

// Package platform is what scripts expect of a JavaScript host and the goja engine lacks: Intl, luxon and jmespath, URL, Buffer, text
// encodings, crypto, timers, structuredClone and the newer built-ins. Everything it adds behaves as in Node 20 (V8 11.3, ICU 78).
//
// Globals are put on a shelf: an object without properties of its own stands behind the global object in the prototype chain, and makes
// a thing when its name is first looked up. A runtime that uses none of them pays nothing for them. Changes to the engine's own built-ins
// (patches) are made at once, and are few.
//
// No object of the host is ever reachable from a script: state of Go hangs on objects by a table that scripts cannot see.
package platform

import (
	"crypto/rand"
	"io"
	"slices"
	"time"

	"github.com/dop251/goja"
)

// Loop runs callbacks later, on the goroutine that owns the runtime. An error that a callback returns is an uncaught exception.
type Loop interface {
	// After calls f when d has passed, again and again where repeat is set, until cancel is called.
	After(d time.Duration, repeat bool, f func() error) (cancel func())
	// Immediate calls f after the callbacks that are due now.
	Immediate(f func() error) (cancel func())
}

// Options say how a runtime is furnished.
type Options struct {
	// Zone is the IANA name of luxon's default zone; empty is the zone of Local.
	Zone string
	// Now is the clock; nil is the real one.
	Now func() time.Time
	// Local is the zone of the native Date. The engine itself knows only time.Local, which this must equal; nil is time.Local.
	Local *time.Location
	// Loop runs timers. Without one the timer functions throw.
	Loop Loop
	// Stop says whether the runtime is being interrupted: long work of the platform's own, such as matching a regular expression, asks it now and
	// then. Without it such work ends after a time of its own.
	Stop func() bool
	// Random is the source of random bytes; nil is crypto/rand.
	Random io.Reader
	// Globals are the names to put on the shelf; nil is all of Globals().
	Globals []string
	// Extra are more globals, made when their name is first looked up. They go before the platform's own of the same name.
	Extra map[string]func(*goja.Runtime) goja.Value
	// Uses says whether the programs that the runtime is for mention a name; nil is yes to all. Built-ins of the engine that none mentions are not
	// completed, which saves about half the time that furnishing takes.
	Uses func(name string) bool
	// Enter and Leave are called around every function of the platform that is written in Go; Enter may throw. Functions of the host that call each other
	// over and over (by conversions, say) would otherwise use up the stack of the process, which nothing can catch.
	Enter, Leave func()
	// NoPatches leaves the engine's built-ins as they are.
	NoPatches bool
}

// Realm is a furnished runtime.
type Realm struct {
	rt              *goja.Runtime
	opt             Options
	slots           slots
	core, completed map[string]*goja.Object // built-ins not yet completed, and as they were before
	made            map[string]goja.Value   // what was made, by name: shared between the shelf and modules
	// wanted are the names on the shelf.
	wanted  map[string]bool
	shelf   *goja.Object
	errors  map[string]*goja.Object
	luxon   *goja.Object
	regexps regexps
}

// Open furnishes a runtime, once, before any script runs, and returns the handle by which Go code reaches what was installed.
func Open(rt *goja.Runtime, o Options) (*Realm, error) {
	r := &Realm{rt: rt, made: map[string]goja.Value{}}
	r.configure(o)
	r.shelf = rt.NewDynamicObject(shelf{r})
	global := rt.GlobalObject()
	if err := r.shelf.SetPrototype(global.Prototype()); err != nil {
		return nil, err
	}
	if err := global.SetPrototype(r.shelf); err != nil {
		return nil, err
	}
	if !o.NoPatches {
		if err := r.patch(); err != nil {
			return nil, err
		}
	}
	return r, nil
}

func (r *Realm) configure(o Options) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Local == nil {
		o.Local = time.Local
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	r.opt = o
	r.wanted = nil
	if o.Globals != nil {
		r.wanted = make(map[string]bool, len(o.Globals))
		for _, n := range o.Globals {
			r.wanted[n] = true
		}
	}
	r.rt.SetTimeSource(o.Now)
}

// Reset furnishes a runtime that is used again with another zone, clock, loop and extra globals. What was made stays made: luxon is told
// its new zone, extra globals of the former use are dropped.
func (r *Realm) Reset(o Options) {
	global := r.rt.GlobalObject()
	for n := range r.opt.Extra {
		if _, ok := r.made[n]; ok {
			delete(r.made, n)
			_ = global.Delete(n)
		}
	}
	r.configure(o)
	if r.luxon != nil {
		r.settleLuxon()
	}
}

// makers make the globals of the platform by name.
var makers map[string]func(*Realm) goja.Value

func init() {
	// Filled here because the makers refer to the table themselves.
	makers = map[string]func(*Realm) goja.Value{
		"Intl":     (*Realm).makeIntl,
		"DateTime": luxonMember("DateTime"), "Duration": luxonMember("Duration"), "Interval": luxonMember("Interval"),
		"luxon": (*Realm).Luxon, "jmespath": (*Realm).JMESPath,
		"Buffer":   (*Realm).bufferScript,
		"Iterator": func(r *Realm) goja.Value { return r.builtin("iterator", r.iteratorPrototype()) },
		"crypto":   scriptMember("webcrypto", (*Realm).cryptoScript),
	}
	for n := range languageGlobals {
		makers[n] = scriptMember(n, (*Realm).memoryScript)
	}
	for _, n := range []string{"setTimeout", "setInterval", "setImmediate", "clearTimeout", "clearInterval", "clearImmediate", "queueMicrotask"} {
		makers[n] = scriptMember(n, (*Realm).timersScript)
	}
	for _, n := range []string{
		"DOMException", "btoa", "atob", "TextEncoder", "TextDecoder", "TextEncoderStream", "TextDecoderStream", "ReadableStream", "WritableStream", "TransformStream",
		"Event", "CustomEvent", "EventTarget", "AbortSignal", "AbortController", "URL", "URLSearchParams", "Blob", "File", "FormData", "Headers", "structuredClone", "performance",
	} {
		makers[n] = scriptMember(n, (*Realm).webScript)
	}
}

// languageGlobals belong to the language and are always there, whatever names are asked for.
var languageGlobals = names("SharedArrayBuffer", "Atomics", "WeakRef", "FinalizationRegistry")

// Globals lists the names that the platform can put on the shelf, sorted.
func Globals() []string {
	names := make([]string, 0, len(makers))
	for n := range makers {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// shelf makes globals when they are looked up. It has no properties itself: what it makes goes on the global object.
type shelf struct{ r *Realm }

func (s shelf) maker(name string) func() goja.Value {
	if f, ok := s.r.opt.Extra[name]; ok {
		return func() goja.Value { return f(s.r.rt) }
	}
	if s.r.core[name] != nil {
		return func() goja.Value { return s.r.complete(name) }
	}
	f, ok := makers[name]
	if !ok || s.r.wanted != nil && !s.r.wanted[name] && !languageGlobals[name] {
		return nil
	}
	return func() goja.Value { return f(s.r) }
}

func (s shelf) Get(name string) goja.Value {
	if v, ok := s.r.made[name]; ok && s.has(name) {
		return v
	}
	f := s.maker(name)
	if f == nil {
		return nil
	}
	core := s.r.core[name] != nil
	v := f()
	if !core {
		s.r.made[name] = v
		hidden(s.r.rt.GlobalObject(), name, v)
	}
	return v
}

func (s shelf) has(name string) bool { return s.maker(name) != nil }

func (s shelf) Set(string, goja.Value) bool { return false }
func (s shelf) Has(name string) bool        { return s.has(name) }
func (s shelf) Delete(string) bool          { return true }
func (s shelf) Keys() []string              { return nil }

// Value returns a global of the platform, making it where it was not made yet. It returns nil for a name that the platform does not know.
// Whether the name is on the shelf does not matter.
func (r *Realm) Value(name string) goja.Value {
	if v, ok := r.made[name]; ok {
		return v
	}
	f, ok := makers[name]
	if !ok {
		return nil
	}
	v := f(r)
	r.made[name] = v
	return v
}

// Runtime returns the engine's runtime.
func (r *Realm) Runtime() *goja.Runtime { return r.rt }

package platform

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"github.com/dop251/goja"
)

//go:embed vendored/lodash.js
var lodashSource string

//go:embed vendored/moment.js
var momentSource string

var (
	lodashProgram = sync.OnceValue(func() *goja.Program { return goja.MustCompile("lodash.js", lodashSource, false) })
	momentProgram = sync.OnceValue(func() *goja.Program { return goja.MustCompile("moment.js", momentSource, false) })
)

// builtins are Node's own modules by name without "node:", packages the bundled ones: what require may load.
var builtins, packages map[string]func(*Realm) goja.Value

func init() {
	// Filled here because the modules refer to each other through the table.
	builtins = map[string]func(*Realm) goja.Value{
		"buffer": func(r *Realm) goja.Value {
			o := r.members("Buffer", "Blob", "File", "atob", "btoa")
			_ = o.Set("constants", map[string]any{"MAX_LENGTH": 4294967296, "MAX_STRING_LENGTH": 536870888})
			_ = o.Set("kMaxLength", 4294967296)
			return o
		},
		"crypto": scriptMember("module", (*Realm).cryptoScript),
		"events": func(r *Realm) goja.Value {
			return r.script("events.js", r.errorsScript(), r.Module("util").(*goja.Object).Get("inspect"))
		},
		"path":           func(r *Realm) goja.Value { return r.script("path.js", r.errorsScript()) },
		"querystring":    func(r *Realm) goja.Value { return r.script("querystring.js", r.bufferScript()) },
		"string_decoder": func(r *Realm) goja.Value { return r.script("string_decoder.js", r.errorsScript(), r.bufferScript()) },
		"timers":         func(r *Realm) goja.Value { return r.timersScript() },
		"url": func(r *Realm) goja.Value {
			return r.script("url.js", r.errorsScript(), r.Module("querystring"), r.Value("URL"), r.Value("URLSearchParams"))
		},
		"util": func(r *Realm) goja.Value {
			return r.script("util.js", r.host(), r.errorsScript(), r.Value("TextEncoder"), r.Value("TextDecoder"))
		},
	}
	packages = map[string]func(*Realm) goja.Value{
		"jmespath": (*Realm).JMESPath,
		"lodash":   func(r *Realm) goja.Value { return r.module(lodashProgram()) },
		"luxon":    (*Realm).Luxon,
		"moment":   func(r *Realm) goja.Value { return r.module(momentProgram()) },
	}
}

// members makes a module of globals of the platform.
func (r *Realm) members(names ...string) *goja.Object {
	o := r.rt.NewObject()
	for _, n := range names {
		_ = o.Set(n, r.Value(n))
	}
	return o
}

// IsBuiltin tells whether a name, with or without "node:", is one that Node's own modules have: it is looked for in the list of those that
// scripts may load, and never in that of packages.
func IsBuiltin(name string) bool {
	if strings.HasPrefix(name, "node:") {
		return true
	}
	first, _, _ := strings.Cut(name, "/")
	return slices.Contains(nodeModules, first)
}

// nodeModules are the names of Node's own modules.
var nodeModules = strings.Fields(`assert async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns domain events fs http
	http2 https inspector module net os path perf_hooks process punycode querystring readline repl stream string_decoder sys timers tls
	trace_events tty url util v8 vm wasi worker_threads zlib`)

// Module returns what require gives for one of Node's own modules or a bundled package, loaded once; nil for a name it does not know. Whether a
// script may load it is the caller's to decide.
func (r *Realm) Module(name string) goja.Value {
	f, ok := builtins[strings.TrimPrefix(name, "node:")]
	if !ok {
		f, ok = packages[name]
	}
	if !ok {
		return nil
	}
	key := "module " + strings.TrimPrefix(name, "node:")
	if v, ok := r.made[key]; ok {
		return v
	}
	v := f(r)
	r.made[key] = v
	return v
}

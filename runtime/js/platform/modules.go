package platform

import (
	"slices"
	"strings"

	"github.com/dop251/goja"
)

// modules are what require may load of Node's own modules and of the bundled packages, by name without "node:".
var modules = map[string]func(*Realm) goja.Value{
	"crypto":   scriptMember("module", (*Realm).cryptoScript),
	"luxon":    (*Realm).Luxon,
	"jmespath": (*Realm).JMESPath,
	"buffer": func(r *Realm) goja.Value {
		o := r.rt.NewObject()
		for _, n := range []string{"Buffer", "Blob", "File", "atob", "btoa"} {
			_ = o.Set(n, r.Value(n))
		}
		_ = o.Set("constants", map[string]any{"MAX_LENGTH": 4294967296, "MAX_STRING_LENGTH": 536870888})
		_ = o.Set("kMaxLength", 4294967296)
		return o
	},
	"url": func(r *Realm) goja.Value {
		o := r.rt.NewObject()
		for _, n := range []string{"URL", "URLSearchParams"} {
			_ = o.Set(n, r.Value(n))
		}
		return o
	},
	"timers": func(r *Realm) goja.Value { return r.timersScript() },
}

// Modules lists the names that Module knows, sorted.
func Modules() []string {
	names := make([]string, 0, len(modules))
	for n := range modules {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// Module returns what require gives for one of Node's own modules or a bundled package, loaded once; nil for a name it does not know. Whether a
// script may load it is the caller's to decide.
func (r *Realm) Module(name string) goja.Value {
	name = strings.TrimPrefix(name, "node:")
	f, ok := modules[name]
	if !ok {
		return nil
	}
	key := "module " + name
	if v, ok := r.made[key]; ok {
		return v
	}
	v := f(r)
	r.made[key] = v
	return v
}

package platform

import (
	_ "embed"
	"sync"
	"time"

	"github.com/dop251/goja"

	"runnel/runtime/js/platform/intl"
)

//go:embed vendored/luxon.js
var luxonSource string

//go:embed vendored/jmespath.js
var jmespathSource string

// The programs are compiled once in a process and shared by all runtimes.
var (
	luxonProgram    = sync.OnceValue(func() *goja.Program { return goja.MustCompile("luxon.js", luxonSource, false) })
	jmespathProgram = sync.OnceValue(func() *goja.Program { return goja.MustCompile("jmespath.js", jmespathSource, false) })
)

// module runs the program of a bundled package, which is one function of module and exports, and returns its exports.
func (r *Realm) module(p *goja.Program) *goja.Object {
	f, err := r.rt.RunProgram(p)
	if err != nil {
		panic(rethrow(err))
	}
	m, exports := r.rt.NewObject(), r.rt.NewObject()
	_ = m.Set("exports", exports)
	return r.call(f, goja.Undefined(), m, exports).(*goja.Object)
}

// Luxon returns the exports of the luxon package, loaded on the first call, with its default zone set.
func (r *Realm) Luxon() goja.Value {
	if r.luxon == nil {
		// Its regular expressions are made by RegExp, which the platform's engine does a hundred times faster.
		r.luxon = r.module(luxonProgram())
		r.quickenLuxon()
		r.settleLuxon()
	}
	return r.luxon
}

// settleLuxon gives luxon the zone of the options.
func (r *Realm) settleLuxon() {
	settings := r.luxon.Get("Settings").(*goja.Object)
	if r.opt.Zone == "" {
		_ = settings.Set("defaultZone", "system")
		return
	}
	_ = settings.Set("defaultZone", r.opt.Zone)
}

// quickenLuxon replaces the one calculation that luxon does through Intl for want of a better interface: the offset of a zone at a time.
func (r *Realm) quickenLuxon() {
	zone := r.luxon.Get("IANAZone").(*goja.Object)
	proto := zone.Get("prototype").(*goja.Object)
	nan := r.rt.ToValue(nan)
	r.method(proto, "offset", 1, func(c goja.FunctionCall) goja.Value {
		this, ok := c.This.(*goja.Object)
		if !ok || !this.Get("valid").ToBoolean() {
			return nan
		}
		ms := c.Argument(0).ToFloat()
		if ms != ms {
			return nan
		}
		z, ok := intl.LoadZone(this.Get("zoneName").String())
		if !ok {
			return nan
		}
		_, sec := time.UnixMilli(int64(ms)).In(z.Loc).Zone()
		if sec%60 != 0 {
			return r.rt.ToValue(float64(sec) / 60)
		}
		return r.rt.ToValue(sec / 60)
	})
}

func luxonMember(name string) func(*Realm) goja.Value {
	return func(r *Realm) goja.Value {
		r.Value("luxon")
		return r.luxon.Get(name)
	}
}

// JMESPath returns the exports of the jmespath package: search, compile, tokenize, strictDeepEqual.
func (r *Realm) JMESPath() goja.Value { return r.module(jmespathProgram()) }

package js

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dop251/goja"

	"runnel/runtime/expr"
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// sandbox runs scripts and expressions under limits.
type sandbox struct {
	engine *Engine
	data   expr.Data
}

const (
	// soon is the time limit of what never ends by itself.
	soon = 150 * time.Millisecond
	// never is the time limit of what has to end by itself, on the slowest of
	// machines too; only a broken bound makes a test wait for it.
	never = 5 * time.Minute
)

func newSandbox(limit time.Duration, memory int64) sandbox {
	return sandbox{
		engine: New(Options{ScriptTimeout: limit, ExpressionTimeout: limit, MemoryBudget: memory}),
		data:   benchData([]item.Item{item.New(value.Object(value.Field{Key: "n", Value: value.Int(1)}))}),
	}
}

// patient is a sandbox whose limits only bombs reach.
func patient() sandbox { return newSandbox(never, 2<<30) }

// hasty is a sandbox whose limits are soon reached.
func hasty() sandbox { return newSandbox(soon, 256<<20) }

// script answers what a script of a Code node returns, as JSON, or the message
// of its error.
func (s sandbox) script(code string) string {
	session := s.engine.Lease(context.Background())
	defer session.Release()
	r, err := session.RunScript(node.ScriptAll, code, &expr.Scope{Data: s.data, Runner: session, Compiler: s.engine}, nil)
	if err != nil {
		return "error: " + err.Error()
	}
	return text(r.Value)
}

// expression answers the value of a template.
func (s sandbox) expression(template string) string {
	session := s.engine.Lease(context.Background())
	defer session.Release()
	v, err := expr.EvalText(template, s.engine, &expr.Scope{Data: s.data, Runner: session, Compiler: s.engine})
	if err != nil {
		return "error: " + err.Error()
	}
	return text(v)
}

func text(v value.Value) string {
	if v.IsUndefined() {
		return "undefined"
	}
	out, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(out)
}

// TestScriptsStayInside tries the ways out that were published for sandboxes of
// this kind. Reaching the language's own constructors is no harm: what they
// make runs in the same empty runtime.
func TestScriptsStayInside(t *testing.T) {
	s := patient()
	for _, c := range []struct{ code, want string }{
		{`return typeof process + typeof require('crypto')`, `error: Module 'crypto' is disallowed [line 1]`},
		{`return require('fs').readFileSync('/etc/passwd', 'utf8')`, `error: Module 'fs' is disallowed [line 1]`},
		{`return require('child_process').execSync('id').toString()`, `error: Module 'child_process' is disallowed [line 1]`},
		{`return require('node:fs')`, `error: Module 'node:fs' is disallowed [line 1]`},
		{`return require('./package.json')`, `error: Module './package.json' is disallowed [line 1]`},
		{`return [].constructor.constructor('return process')()`, `error: process is not defined [line 1]`},
		{`return this.constructor.constructor('return this')().process`, `undefined`},
		{`return typeof (async () => {}).constructor('return typeof process')`, `"function"`},
		{`return await (async () => {}).constructor('return typeof process')()`, `"undefined"`},
		{`return (function* () {}).constructor('yield typeof process')().next().value`, `"undefined"`},
		{`return this.helpers.httpRequest.constructor('return typeof process')()`, `"undefined"`},
		{`return $input.constructor.constructor('return typeof process')()`, `"undefined"`},
		{`return console.log.constructor('return this')() === globalThis`, `true`},
		{`return globalThis.process`, `undefined`},
		{`return Object.getOwnPropertyNames(globalThis).filter(n => /process|Go|runnel|binding|Deno|Bun/.test(n))`, `[]`},
		{`const e = new Error('x'); Error.prepareStackTrace = (e, frames) => frames; return typeof e.stack`, `"string"`},
		{`Error.prepareStackTrace = (e, frames) => frames[0].getThis(); return typeof new Error('x').stack`, `"string"`},
		{`try { null.x } catch (e) { return e.constructor.constructor('return typeof process')() }`, `"undefined"`},
		{`return new Proxy({}, { get: (t, k, r) => r.constructor }).x`, `error: Maximum call stack size exceeded [line 1]`},
		{`return ((strings, ...values) => strings.raw.constructor.constructor('return typeof process')())` + "`a${1}`", `"undefined"`},
		{`with (globalThis) { return typeof process }`, `"undefined"`},
		{`return Reflect.ownKeys(Object.getPrototypeOf(globalThis))`, `[]`},
		{`return typeof import.meta`, `error: Cannot use 'import.meta' outside a module `},
		{`const d = Object.getOwnPropertyDescriptor(Object.prototype, '__proto__'); return d.get.constructor('return typeof process')()`, `"undefined"`},
		{`return module.constructor === Object && Object.keys(module).length`, `0`},
		{`return eval('typeof process')`, `"undefined"`},
		{`return (0, eval)('typeof module')`, `"object"`},
		{`return new Function('return typeof $input')()`, `"object"`},
		{`return setTimeout('globalThis.x = 1', 1) && 1`, `error: The "callback" argument must be of type function. Received type string ('globalThis.x = 1') [line 1]`},
		{`class A { static { this.x = typeof process } } return A.x`, `"undefined"`},
		{`return JSON.parse('{"__proto__": {"polluted": 1}}').polluted`, `undefined`},
	} {
		if got := s.script(c.code); got != c.want {
			t.Errorf("%s\n   got %s\n  want %s", c.code, got, c.want)
		}
	}
}

// TestScriptsLeaveNothingBehind changes what scripts share and looks whether
// another script sees it.
func TestScriptsLeaveNothingBehind(t *testing.T) {
	s := patient()
	const look = `return [typeof Array.prototype.polluted, typeof {}.polluted, [3, 1, 2].sort().join(), JSON.stringify({ a: 1 }), typeof leaked, Math.max(1, 2), 'ab'.toUpperCase(), typeof String.prototype.polluted]`
	const clean = `["undefined","undefined","1,2,3","{\"a\":1}","undefined",2,"AB","undefined"]`
	for _, code := range []string{
		`Object.prototype.polluted = 1; return []`,
		`Array.prototype.polluted = 1; return []`,
		`({}).__proto__.polluted = 1; return []`,
		`[]['__pro' + 'to__'].polluted = 1; return []`,
		`''.constructor.prototype.polluted = 1; return []`,
		`leaked = 1; return []`,
		`globalThis.leaked = 1; return []`,
		`this.leaked = 1; (function () { this.leaked = 2 })(); return []`,
		`eval('var leaked = 1'); (0, eval)('leaked = 1'); return []`,
		`Math.max = () => 7; JSON.stringify = () => 'x'; return []`,
		`Array.prototype.sort = function () { return ['x'] }; return []`,
		`const key = 'prototype'; Array[key].polluted = 1; return []`,
		`Object.assign(Array['proto' + 'type'], { polluted: 1 }); return []`,
		`for (const k of ['__proto__']) ({})[k].polluted = 1; return []`,
		`Reflect.set(Object.prototype, 'polluted', 1); return []`,
		`const { constructor: { prototype: p } } = {}; p.polluted = 1; return []`,
		`Object.freeze(Array.prototype); return []`,
		`const m = 'max'; Math[m] = () => 7; return []`,
		`({ a: JSON.stringify } = { a: 1 }); [Math.max] = [1]; return []`,
		`String.prototype.toUpperCase = () => 'x'; return []`,
	} {
		s.script(code)
		s.script(code)
		if got := s.script(look); got != clean {
			t.Errorf("after %s\n   got %s\n  want %s", code, got, clean)
		}
		if got := s.expression(`={{ [].polluted ?? 'clean' }}{{ (() => [2, 1].sort().join())() }}{{ (() => typeof leaked)() }}`); got != `"clean1,2undefined"` {
			t.Errorf("after %s expressions see %s", code, got)
		}
	}
}

// TestExpressionsLeaveNothingBehind does the same from expressions, whose
// runtimes serve others afterwards.
func TestExpressionsLeaveNothingBehind(t *testing.T) {
	s := patient()
	for _, code := range []string{
		`={{ [].constructor.prototype.polluted = 1 }}`,
		`={{ ''['__proto__'].polluted = 1 }}`,
		`={{ (() => { Math.max = () => 7 })() }}`,
		`={{ (() => { const m = Math; m.max = () => 7 })() }}`,
		`={{ (() => { const m = Math, k = 'max'; m[k] = () => 7 })() }}`,
		`={{ Object.assign(Math, { max: () => 7 }) }}`,
		`={{ [Math].forEach(m => { delete m.max }) }}`,
		`={{ (() => { [Math.max] = [1] })() }}`,
		`={{ (() => { ({ a: Math.max } = { a: 1 }) })() }}`,
		`={{ (() => { for (Math.max of [1]); })() }}`,
		`={{ Object.freeze(Math) && (() => { Math.x = 1 })() }}`,
		`={{ (() => { Array.prototype.polluted = 1 })() }}`,
		`={{ leaked = 1 }}`,
		`={{ (() => { JSON.stringify = () => 'x' })() }}`,
		`={{ (() => { DateTime.prototype.toISO = () => 'x' })() }}`,
		`={{ $json.n = 5 }}`,
	} {
		s.expression(code)
		const want = `"2 undefined undefined {\"a\":1} 2024-01-01 1"`
		got := s.expression(`={{ (() => Math.max(1, 2))() }} {{ (() => typeof [].polluted)() }} {{ (() => typeof leaked)() }} {{ (() => JSON.stringify({ a: 1 }))() }} {{ (() => DateTime.fromISO('2024-01-01').toISO().slice(0, 10))() }} {{ (() => $json.n)() }}`)
		if got != want {
			t.Errorf("after %s\n   got %s\n  want %s", code, got, want)
		}
	}
}

// TestExpressionsStayInside tries the published escapes from expressions.
func TestExpressionsStayInside(t *testing.T) {
	s := patient()
	for _, code := range []string{
		`={{ constructor.constructor('return process')() }}`,
		`={{ $json.constructor.constructor('return process')() }}`,
		`={{ ''['const' + 'ructor']['const' + 'ructor']('return globalThis')() }}`,
		`={{ (() => {}).constructor('return 1')() }}`,
		`={{ (() => { const k = 'constructor'; return [][k][k]('return 1')() })() }}`,
		`={{ (() => { const { constructor: c } = () => {}; return c('return 1')() })() }}`,
		`={{ Object.getPrototypeOf(async () => {}).constructor('return 1')() }}`,
		`={{ [].map.constructor('return 1')() }}`,
		"={{ `${(() => {}).constructor('return 1')()}` }}",
		`={{ new Function('return 1')() }}`,
		`={{ eval('1') }}`,
		`={{ globalThis.process.env }}`,
		`={{ this.process }}`,
		`={{ process.mainModule.require('fs') }}`,
		`={{ require('fs') }}`,
		`={{ (function () { return this })().process }}`,
		`={{ (() => { with (Object) { return getPrototypeOf } })() }}`,
		`={{ Reflect.construct(Function, ['return 1'])() }}`,
		`={{ Reflect.getOwnPropertyDescriptor(Object, 'x') }}`,
		`={{ Error.prepareStackTrace = (e, f) => f }}`,
		`={{ Error.captureStackTrace({}) }}`,
		`={{ ({}).__lookupGetter__('__proto__') }}`,
		`={{ Object.getOwnPropertyDescriptor([], 'length') }}`,
		`={{ [].__proto__.constructor.constructor }}`,
		`={{ $env.constructor }}`,
		`={{ ({ get x() { return this.constructor.constructor } }).x('return 1')() }}`,
		`={{ new Proxy({}, { get: (t, k, r) => k }).x }}`,
		`={{ ((s, ...v) => v[0].constructor.constructor('return 1')())` + "`${{}}`" + ` }}`,
		`={{ (class { static x = this.constructor('return 1')() }).x }}`,
		`={{ (() => { try { null.x } catch (e) { return e.constructor.constructor('return 1')() } })() }}`,
		`={{ [].reduce.call([1, 2], (a, b) => b.constructor.constructor('return 1')()) }}`,
		`={{ 'a'.replace(/a/, (...m) => m.constructor.constructor('return 1')()) }}`,
		`={{ import('fs') }}`,
		`={{ arguments.callee.caller }}`,
		`={{ (function f() { return f.caller })() }}`,
		`={{ Symbol.for('nodejs.util.inspect.custom').description.constructor.constructor('return 1')() }}`,
		`={{ JSON.parse('{"__proto__": {"constructor": 1}}').constructor.constructor }}`,
	} {
		got := s.expression(code)
		if strings.Contains(got, "/bin") || got == "1" || strings.HasPrefix(got, `"/`) || strings.Contains(got, "[native code]") {
			t.Errorf("%s answers %s", code, got)
		}
	}
}

// TestBombs runs scripts that want too much memory, time or calls. Each has to
// end, with an error that says so. What the limit of time may end runs where it
// is short, all others have to reach their own end.
func TestBombs(t *testing.T) {
	short, long := hasty(), patient()
	const (
		timeout  = "Task execution timed out after 0 seconds"
		memory   = "the script used too much memory and was stopped"
		overflow = "Maximum call stack size exceeded"
		unknown  = "Unknown error"
	)
	for _, c := range []struct {
		code string
		want []string
	}{
		// Endless.
		{`for (;;);`, []string{timeout}},
		{`while (true) await 0`, []string{timeout}},
		{`const f = () => Promise.resolve().then(f); await f()`, []string{timeout}},
		{`await new Promise(() => {})`, []string{timeout}},
		{`const f = () => { setTimeout(f, 0) }; f(); await new Promise(() => {})`, []string{timeout}},
		{`eval('for (;;);')`, []string{timeout}},
		{`new Function('for (;;);')()`, []string{timeout}},
		{`return [2, 1].sort(() => { for (;;); })`, []string{timeout}},
		{`return [{ json: { get x() { for (;;); } } }]`, []string{timeout}},
		{`return [{ json: { toJSON() { for (;;); } } }]`, []string{timeout}},
		{`return { then() { for (;;); } }`, []string{timeout}},
		{`try { for (;;); } catch { return 'caught' } finally { for (;;); }`, []string{timeout}},
		{`return Array.from({ [Symbol.iterator]() { return { next: () => ({ value: 1 }) } } })`, []string{timeout, memory}},
		{`return new Proxy({}, { ownKeys() { for (;;); } })`, []string{timeout}},
		// Regular expressions.
		{`return /(a+)+$/.test('a'.repeat(40) + 'b')`, []string{timeout}},
		{`return /(x+x+)+y/.exec('x'.repeat(50))`, []string{timeout}},
		{`return 'a'.repeat(1e5).match(/(.*)*(.*)*(.*)*$b/)`, []string{timeout}},
		{`return new RegExp('('.repeat(1e5) + ')'.repeat(1e5)).test('x')`, []string{"Regular expression too large"}},
		// Texts.
		{`return 'x'.repeat(2 ** 30).length`, []string{"Invalid string length"}},
		{`return 'abc'.repeat(2 ** 29).length`, []string{"Invalid string length"}},
		{`return 'x'.padStart(2 ** 31).length`, []string{"Invalid string length"}},
		{`return 'x'.padEnd(1e10, 'ab').length`, []string{"Invalid string length"}},
		{`return new Array(2 ** 30).join('x').length`, []string{"Invalid string length", "Invalid array length"}},
		{`const s = 'x'.repeat(1e5); return s.split('x').join(s).length`, []string{"Invalid string length"}},
		{`const s = 'x'.repeat(1e6); return s.replaceAll('', s).length`, []string{"Invalid string length", timeout, memory}},
		{`const s = 'x'.repeat(1e6); return s.replace(/x/g, s).length`, []string{"Invalid string length", timeout, memory}},
		{"const s = 'x'.repeat(1e5); return s.replaceAll('x', '$`').length", []string{"Invalid string length", timeout, memory}},
		{`return String.raw({ raw: { length: 2 ** 53 } })`, []string{"Invalid array length"}},
		{`return [...'x'.repeat(5e7)].length`, []string{memory}},
		// Arrays and buffers.
		{`return new Array(1e9).fill(0).length`, []string{"Invalid array length"}},
		{`return Array.from({ length: 2 ** 53 }).length`, []string{"Invalid array length"}},
		{`const a = []; a.length = 2 ** 32 - 1; return [...a].length`, []string{"Invalid array length"}},
		{`const a = []; a.length = 2 ** 32 - 1; return a.sort().length`, []string{"Invalid array length"}},
		{`const a = []; a.length = 2 ** 32 - 1; return a.indexOf(1)`, []string{"Invalid array length"}},
		{`const a = []; a.length = 2 ** 32 - 1; return JSON.stringify(a).length`, []string{"Invalid array length"}},
		{`const a = []; a[2 ** 32 - 2] = 1; return [{ json: { a } }]`, []string{unknown}},
		{`const a = [1], it = a[Symbol.iterator](); a.length = 2 ** 32 - 1; return [...it].length`, []string{timeout, memory}},
		{`return Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)`, []string{"Invalid array length"}},
		{`let n = 0; return Array.prototype.reverse.call({ get length() { return n++ ? 2 ** 53 : 1 } })`, []string{"The length of this object cannot be trusted"}},
		{`return Math.max.apply(null, { length: 1e9 })`, []string{"Invalid array length"}},
		{`return Reflect.apply(Math.max, null, { length: 1e7 })`, []string{overflow}},
		{`return new ArrayBuffer(1e11).byteLength`, []string{"Array buffer allocation failed"}},
		{`return new Float64Array(2 ** 32).length`, []string{"Array buffer allocation failed"}},
		{`return Buffer.alloc(4e9).length`, []string{"Array buffer allocation failed"}},
		{`let a = [1]; while (true) a = [...a, ...a]`, []string{timeout, memory}},
		{`let a = 'x'; for (let i = 0; i < 40; i++) a = [a, a]; return [{ json: { a } }]`, []string{timeout, memory}},
		{`let a = 'x'; for (let i = 0; i < 40; i++) a = [a, a]; return JSON.stringify(a)`, []string{timeout, memory}},
		{`let a = 'x'; for (let i = 0; i < 40; i++) a = [a, a]; return a.flat(Infinity).length`, []string{timeout, memory}},
		{`let a = 'x'; for (let i = 0; i < 40; i++) a = [a, a]; return String(a).length`, []string{timeout, memory}},
		{`return new Intl.NumberFormat({ length: 1e12 })`, []string{"Invalid array length"}},
		// Calls.
		{`const f = () => f(); return f()`, []string{overflow}},
		{`const f = async () => { await f() }; await f()`, []string{overflow}},
		{`const o = { get x() { return this.x } }; return o.x`, []string{overflow}},
		{`return new Proxy({}, { get: (t, k, r) => r[k] }).x`, []string{overflow}},
		{`const o = { [Symbol.toPrimitive]() { return o + 1 } }; return o + 1`, []string{overflow}},
		{`const o = {}; Object['define' + 'Property'](o, 'x', { get: Reflect.get.bind(null, o, 'x') }); return o.x`, []string{overflow}},
		{`const o = { toString: String.prototype.trim }; return String(o)`, []string{overflow}},
		{`const o = {}; o.toString = Date.parse.bind(null, o); return String(o)`, []string{overflow}},
		{`const o = {}; o.toJSON = JSON.stringify.bind(null, o); return JSON.stringify(o)`, []string{overflow}},
		{`const o = {}; o.toString = Intl.NumberFormat.bind(null, o); return String(o)`, nil},
		{`const t = {}, p = new Proxy(t, {}); t.__proto__ = p; return p.x`, []string{"Cyclic __proto__ value"}},
		{`const t = {}, p = new Proxy(t, {}); Reflect['setPrototype' + 'Of'](t, p); return p.x`, []string{"Cyclic __proto__ value"}},
		{`const a = []; a.push(a); return a.flat(Infinity)`, []string{overflow}},
		{`let a = []; for (let i = 0; i < 1e4; i++) a = [a]; return String(a)`, []string{overflow}},
		{`let a = {}; for (let i = 0; i < 1e4; i++) a = { a }; return JSON.stringify(a)`, []string{overflow}},
		{`let a = {}; for (let i = 0; i < 1e4; i++) a = { a }; return [{ json: a }]`, []string{unknown}},
		// Programs.
		{`return eval('('.repeat(1e5) + '1' + ')'.repeat(1e5))`, []string{overflow}},
		{`return eval('1' + '+1'.repeat(1e6))`, []string{overflow}},
		{`return eval('a' + '.a'.repeat(1e6))`, []string{overflow}},
		{`return eval('{'.repeat(1e6) + '}'.repeat(1e6))`, []string{overflow}},
		{`return eval('if (0); else '.repeat(1e5) + '1')`, []string{overflow}},
		{`return JSON.parse('['.repeat(1e6) + ']'.repeat(1e6))`, nil},
		{strings.Repeat("(", 1e5) + strings.Repeat(")", 1e5), []string{overflow}},
		{"return 1" + strings.Repeat("+1", 1e5), []string{overflow}},
		// Large numbers.
		{`return 2n ** (2n ** 40n)`, []string{"Maximum BigInt size exceeded"}},
		{`return 1n << (2n ** 40n)`, []string{"Maximum BigInt size exceeded"}},
		{`return eval('3n ** (10n ** 10n)')`, []string{"Maximum BigInt size exceeded"}},
		{`return eval('1n << (1n << 40n)')`, []string{"Maximum BigInt size exceeded"}},
		{`let x = 3n; while (true) x = x * x`, []string{"Maximum BigInt size exceeded", timeout}},
		{`return BigInt('9'.repeat(1e7))`, []string{"Maximum BigInt size exceeded"}},
		{`return BigInt.asUintN(2 ** 50, -1n)`, []string{"Maximum BigInt size exceeded"}},
	} {
		s := long
		if slices.Contains(c.want, timeout) {
			s = short
		}
		got := s.script(c.code)
		ok := len(c.want) == 0 && strings.HasPrefix(got, "error: ")
		for _, w := range c.want {
			ok = ok || strings.HasPrefix(got, "error: "+w)
		}
		if !ok {
			t.Errorf("%.100s\n   got %.200s\n  want an error: %s", c.code, got, strings.Join(c.want, ", or "))
		}
	}
	for _, s := range []sandbox{short, long} {
		if got := afterwards(s.script, `return 1 + 1`); got != "2" {
			t.Errorf("afterwards a script answers %s", got)
		}
	}
}

// TestBombsInExpressions does the same with expressions: they fail, or are
// undefined as whatever throws.
func TestBombsInExpressions(t *testing.T) {
	s := hasty()
	for _, code := range []string{
		`={{ (() => { for (;;); })() }}`,
		`={{ (() => { let a = [1]; while (true) a = [...a, ...a] })() }}`,
		`={{ /(a+)+$/.test('a'.repeat(40) + 'b') }}`,
		`={{ (() => /(x+x+)+y/.exec('x'.repeat(50)))() }}`,
		`={{ (() => { const f = () => f(); return f() })() }}`,
		`={{ 'x'.repeat(1e9).length }}`,
		`={{ (() => 'x'.repeat(1e9).length)() }}`,
		`={{ 'x'.padEnd(1e10).length }}`,
		`={{ (() => new Array(1e9).fill(1).length)() }}`,
		`={{ Array.from({ length: 1e12 }).length }}`,
		`={{ (() => 2n ** 100000000000n)() }}`,
		`={{ (() => { const a = []; a.push(a); return a.flat(Infinity) })() }}`,
		`={{ (() => { let a = 'x'; for (let i = 0; i < 40; i++) a = [a, a]; return a })() }}`,
		`={{ new ArrayBuffer(1e12).byteLength }}`,
		`={{ [].concat.apply([], { length: 1e10 }) }}`,
	} {
		if got := s.expression(code); got != "undefined" && !strings.HasPrefix(got, "error: ") && got != "null" {
			t.Errorf("%s answers %.100s", code, got)
		}
	}
	if got := afterwards(s.expression, `={{ (() => 1 + 1)() }}`); got != "2" {
		t.Errorf("afterwards an expression answers %s", got)
	}
}

// afterwards runs code where bombs were. A machine that is busy enough may take
// longer than a short limit for anything; so it gets another chance.
func afterwards(run func(string) string, code string) (got string) {
	for range 100 {
		if got = run(code); got != "undefined" && !strings.Contains(got, "timed out") && !strings.Contains(got, "took too long") {
			break
		}
	}
	return got
}

// TestNothingOfTheHostIsReachable walks over everything that a script can get
// hold of. There must be no object that goja made by reflection: its methods
// would be Go's.
func TestNothingOfTheHostIsReachable(t *testing.T) {
	s := patient()
	session := s.engine.Lease(context.Background())
	defer session.Release()
	scope := &expr.Scope{Data: s.data, Runner: session, Compiler: s.engine}
	const code = `globalThis.found = [this, $input, $json, $('Prev'), $node, $workflow, $execution, $prevNode, $vars, $now, $today, $jmespath, $evaluateExpression,
		$getWorkflowStaticData, $items, $item, console, require, module, this.helpers, Buffer, Intl, DateTime, setTimeout, setTimeout(() => {}, 1), new Error('x'),
		new URL('http://a/b?c=d'), crypto, structuredClone, new TextEncoder(), new AbortController(), Promise.resolve(1), (function () { return arguments })(), new Intl.NumberFormat(),
		new Map().entries(), [][Symbol.iterator](), 'a'.matchAll(/a/g), (function* () {})(), new Headers(), new FormData(), new Blob([]), performance]; return 1`
	if _, err := session.RunScript(node.ScriptEach, code, scope, nil); err != nil {
		t.Fatal(err)
	}
	m := session.open.m
	seen := map[*goja.Object]bool{}
	queue := []*goja.Object{m.rt.GlobalObject()}
	paths := map[*goja.Object]string{queue[0]: "globalThis"}
	visit := func(v goja.Value, path string) {
		if o, ok := v.(*goja.Object); ok && o != nil && !seen[o] {
			seen[o] = true
			paths[o] = path
			queue = append(queue, o)
		}
	}
	for len(queue) > 0 {
		o := queue[0]
		queue = queue[1:]
		_, self := theLayout().self(o)
		if strings.Contains(self.String(), "Reflect") && !strings.Contains(self.String(), "dynamic") {
			t.Errorf("%s is a %s", paths[o], self)
		}
		_ = m.rt.Try(func() { visit(o.Prototype(), paths[o]+".__proto__") })
		keys := append([]string(nil), o.GetOwnPropertyNames()...)
		for _, key := range keys {
			_ = m.rt.Try(func() { visit(o.Get(key), paths[o]+"."+key) })
		}
		for _, sym := range o.Symbols() {
			_ = m.rt.Try(func() { visit(o.GetSymbol(sym), paths[o]+fmt.Sprintf("[%s]", sym)) })
		}
	}
	if len(seen) < 500 {
		t.Errorf("only %d objects were found", len(seen))
	}
}

// TestLayout shows an update of goja that keeps its things elsewhere.
func TestLayout(t *testing.T) {
	l := theLayout()
	if l.array == nil || len(l.functions) != 2 || l.property == nil || !l.hasStack {
		t.Fatalf("goja is laid out otherwise: %+v", l)
	}
	rt := goja.New()
	a, _ := rt.RunString("[1, , 3]")
	if values, n, ok := l.elements(a.(*goja.Object)); !ok || n != 3 || len(values) != 3 || values[1] != nil || values[2].ToInteger() != 3 {
		t.Errorf("the elements of an array are %v", values)
	}
	if !newOperands(rt).calls.IsValid() {
		t.Error("operands cannot be read")
	}
	m := newMachine(New(Options{}))
	for name := range bounds {
		if strings.HasPrefix(name, "set ") || strings.HasPrefix(name, "TypedArray") || strings.Contains(name, "[") {
			continue
		}
		v, err := m.rt.RunString(name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if call, _ := l.function(v.(*goja.Object)); call == nil {
			t.Errorf("%s is no built-in function", name)
		}
	}
	for name := range constructBounds {
		if _, construct := l.function(m.global(name)); construct == nil || *construct == nil {
			t.Errorf("%s is no built-in class", name)
		}
	}
	if reflect.TypeFor[goja.Object]().NumField() != 2 {
		t.Error("an object of goja has other fields than the two that are copied")
	}
}

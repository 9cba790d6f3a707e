package platform

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dop251/goja"
)

func open(t *testing.T, o Options) (*goja.Runtime, *Realm) {
	t.Helper()
	if o.Local == nil {
		o.Local = time.UTC
	}
	rt := goja.New()
	r, err := Open(rt, o)
	if err != nil {
		t.Fatal(err)
	}
	return rt, r
}

// eval evaluates an expression and returns its value as JSON, or the error.
func eval(t *testing.T, rt *goja.Runtime, src string) string {
	t.Helper()
	v, err := rt.RunString(`(function () { try { return JSON.stringify(` + src + `) } catch (e) { return e.name + ': ' + e.message } })()`)
	if err != nil {
		return "fails: " + err.Error()
	}
	return v.String()
}

// TestNewerBuiltins checks what is newer than the Node that other tests compare with.
func TestNewerBuiltins(t *testing.T) {
	rt, _ := open(t, Options{Loop: &testLoop{}})
	for _, c := range [][2]string{
		{`Object.groupBy([1, 2, 3], x => x % 2 ? 'odd' : 'even')`, `{"odd":[1,3],"even":[2]}`},
		{`Object.getPrototypeOf(Object.groupBy([], x => x)) === null`, `true`},
		{`Object.groupBy(null, x => x)`, `TypeError: null is not iterable`},
		{`Object.groupBy([1], 5)`, `TypeError: 5 is not a function`},
		{`Object.getOwnPropertyDescriptors([7]).length`, `{"value":1,"writable":true,"enumerable":false,"configurable":false}`},
		{`Object.getOwnPropertyDescriptors({ get a() { return 1 }, [Symbol.iterator]: 2 })[Symbol.iterator].value`, `2`},
		{`'a\ud800'.isWellFormed() + 'a\ud800'.toWellFormed() + '😀'.isWellFormed()`, `"falsea�true"`},
		{`'x"y'.anchor('a"b') + 'é'.big()`, `"<a name=\"a&quot;b\">x\"y</a><big>é</big>"`},
		{`[...Map.groupBy([1, 2, 3], x => x % 2)]`, `[[1,[1,3]],[0,[2]]]`},
		{`typeof Promise.withResolvers().resolve`, `"function"`},
		{`Promise.try(() => 1) instanceof Promise`, `true`},
		{`[...new Set([1, 2, 3]).union(new Set([3, 4]))]`, `[1,2,3,4]`},
		{`[...new Set([1, 2, 3]).intersection(new Set([3, 2]))]`, `[3,2]`},
		{`[...new Set([1, 2, 3]).difference(new Set([3]))]`, `[1,2]`},
		{`[...new Set([1, 2]).symmetricDifference(new Set([2, 3]))]`, `[1,3]`},
		{`[new Set([1]).isSubsetOf(new Set([1, 2])), new Set([1, 2]).isSupersetOf(new Set([1])), new Set([1]).isDisjointFrom(new Set([2]))]`, `[true,true,true]`},
		{`[...new Set([1, 2]).union(new Map([[5, 6]]))]`, `[1,2,5]`},
		{`new Set([1]).union([2])`, `TypeError: The 'size' property must be a number`},
		{`[1, 2, 3].values().map(x => x * 2).filter(x => x > 2).toArray()`, `[4,6]`},
		{`[1, 2, 3, 4].values().drop(1).take(2).toArray()`, `[2,3]`},
		{`[1, 2].values().flatMap(x => [x, x]).toArray()`, `[1,1,2,2]`},
		{`[1, 2, 3].values().reduce((a, b) => a + b)`, `6`},
		{`[].values().reduce((a, b) => a)`, `TypeError: Reduce of a done iterator with no initial value`},
		{`[[1, 2].values().some(x => x > 1), [1, 2].values().every(x => x > 1), [1, 2].values().find(x => x > 1)]`, `[true,false,2]`},
		{`(function* () { yield 1; yield 2 })().map(x => x + 1).toArray()`, `[2,3]`},
		{`(() => { let closed = 0; const it = { next: () => ({ value: 1, done: false }), return() { closed++; return {} }, __proto__: Iterator.prototype }; it.take(2).toArray(); return closed })()`, `1`},
		{`(() => { class A { constructor() { this.r = RegExp('x', 'i'); this.s = RegExp(this.r) } } const a = new A(); return [a.r instanceof RegExp, a.s === a.r, String(a.r)] })()`, `[true,true,"/x/i"]`},
		{`Iterator.from({ next: () => ({ done: true }) }).toArray()`, `[]`},
		{`Iterator.from([1, 2]).toArray()`, `[1,2]`},
		{`new Iterator()`, `TypeError: Abstract class Iterator not directly constructable`},
		{`[].values() instanceof Iterator`, `true`},
		{`['a\ud800'.isWellFormed(), 'a\ud800b'.toWellFormed()]`, `[false,"a` + "\ufffd" + `b"]`},
		{`new ArrayBuffer(8).transfer(4).byteLength`, `4`},
		{`(() => { const b = new ArrayBuffer(8); b.transfer(); return b.byteLength })()`, `0`},
		{`(() => { const o = { name: 'N', message: 'm' }; Error.captureStackTrace(o); return o.stack.split('\n')[0] })()`, `"N: m"`},
		{`(() => { const o = {}; o.__defineGetter__('x', () => 5); return [o.x, typeof o.__lookupGetter__('x')] })()`, `[5,"function"]`},
		{`String(Symbol.asyncIterator)`, `"Symbol(Symbol.asyncIterator)"`},
		{`(a => [Atomics.add(a, 0, 5), Atomics.load(a, 0), Atomics.compareExchange(a, 0, 5, 7), Atomics.exchange(a, 0, 1), a[0]])(new Int32Array(new SharedArrayBuffer(8)))`, `[0,5,5,7,1]`},
		{`(b => [b.byteLength, String(b), b.slice(2).byteLength, b instanceof ArrayBuffer])(new SharedArrayBuffer(8))`, `[8,"[object SharedArrayBuffer]",6,false]`},
		{`new WeakRef({ a: 1 }).deref()`, `{"a":1}`},
		{`new WeakRef(5)`, `TypeError: WeakRef: target must be an object`},
		{`(r => { const o = {}; r.register(o, 1, o); return [r.unregister(o), r.unregister(o)] })(new FinalizationRegistry(() => {}))`, `[true,false]`},
		{`'aaa'.replaceAll('', '-')`, `"-a-a-a-"`},
		{`Object.keys(Object.prototype).length + Object.keys(Array.prototype).length + Object.keys(String.prototype).length`, `0`},
		{`[Object.groupBy, Map.groupBy, Array.fromAsync, Promise.try].map(f => f.name)`, `["groupBy","groupBy","fromAsync","try"]`},
	} {
		if got := eval(t, rt, c[0]); got != c[1] {
			t.Errorf("%s = %s, want %s", c[0], got, c[1])
		}
	}
}

// TestFromAsync runs Array.fromAsync over synchronous and asynchronous sources.
func TestFromAsync(t *testing.T) {
	rt, _ := open(t, Options{})
	for src, want := range map[string]string{
		`Array.fromAsync([1, Promise.resolve(2)], x => x * 10)`:                                                                    `[10,20]`,
		`Array.fromAsync({ length: 2, 0: 'a', 1: 'b' })`:                                                                           `["a","b"]`,
		`Array.fromAsync({ [Symbol.asyncIterator]() { let i = 0; return { next: async () => ({ value: i, done: i++ >= 3 }) } } })`: `[0,1,2]`,
	} {
		v, err := rt.RunString(src)
		if err != nil {
			t.Fatal(err)
		}
		p := v.Export().(*goja.Promise)
		_ = rt.Set("out", p.Result())
		if got := eval(t, rt, "out"); got != want {
			t.Errorf("%s = %s, want %s", src, got, want)
		}
	}
}

// TestShelf checks that globals are made only when they are looked up, and only those that are allowed.
func TestShelf(t *testing.T) {
	rt, r := open(t, Options{Globals: []string{"URL", "Intl"}, Extra: map[string]func(*goja.Runtime) goja.Value{
		"answer": func(rt *goja.Runtime) goja.Value { return rt.ToValue(42) },
	}})
	if _, ok := r.made["URL"]; ok {
		t.Error("URL was made before it was used")
	}
	for _, c := range [][2]string{
		{`typeof URL + typeof Intl + typeof Buffer + typeof answer`, `"functionobjectundefinednumber"`},
		{`answer`, `42`},
		{`Object.keys(globalThis)`, `["answer"]`},
		{`(URL = 5, URL)`, `5`},
		{`'Buffer' in globalThis`, `false`},
		{`delete globalThis.Intl`, `true`},
		{`typeof Intl`, `"object"`},
	} {
		got := eval(t, rt, c[0])
		if c[0] == `Object.keys(globalThis)` {
			if got != `[]` && got != c[1] {
				t.Errorf("%s = %s", c[0], got)
			}
			continue
		}
		if got != c[1] {
			t.Errorf("%s = %s, want %s", c[0], got, c[1])
		}
	}
	if v := r.Value("nothing"); v != nil {
		t.Errorf("Value of an unknown name is %v", v)
	}
	if !slices.Contains(Globals(), "structuredClone") || !slices.Contains(moduleNames(), "crypto") {
		t.Error("the lists of names are not whole")
	}
}

// TestNoHostObjects looks at all that is reachable for objects of Go.
func TestNoHostObjects(t *testing.T) {
	rt, r := open(t, Options{Loop: &testLoop{}})
	for _, n := range Globals() {
		r.Value(n)
	}
	v, err := rt.RunString(`(function () {
		const seen = new Set(), bad = [];
		const look = (v, path, depth) => {
			if ((typeof v !== 'object' && typeof v !== 'function') || v === null || seen.has(v) || depth > 7) return;
			seen.add(v);
			const tag = Object.prototype.toString.call(v);
			if (/goja|\*|reflect/.test(tag)) bad.push(path + ' ' + tag);
			for (const k of Reflect.ownKeys(v)) {
				let d;
				try { d = Object.getOwnPropertyDescriptor(v, k); } catch { continue; }
				if (!d) continue;
				for (const x of [d.value, d.get, d.set]) look(x, path + '.' + String(k), depth + 1);
			}
			look(Object.getPrototypeOf(v), path + '.__proto__', depth + 1);
		};
		for (const n of ` + "`" + strings.Join(Globals(), " ") + "`" + `.split(' ')) look(globalThis[n], n, 0);
		look(new URL('http://x'), 'url', 0); look(/x/g, 're', 0); look(Intl.NumberFormat(), 'nf', 0); look(setTimeout(() => {}, 1), 'timer', 0);
		return bad.join('\n');
	})()`)
	if err != nil {
		t.Fatal(err)
	}
	if v.String() != "" {
		t.Error(v.String())
	}
}

// TestReset uses a realm again with another zone, clock and extra globals.
func TestReset(t *testing.T) {
	at := time.Date(2024, 7, 1, 12, 0, 0, 0, time.UTC)
	rt, r := open(t, Options{Zone: "Europe/Berlin", Now: func() time.Time { return at }, Extra: map[string]func(*goja.Runtime) goja.Value{"a": func(rt *goja.Runtime) goja.Value { return rt.ToValue(1) }}})
	if got := eval(t, rt, `[DateTime.now().toISO(), new Date().toISOString(), a]`); got != `["2024-07-01T14:00:00.000+02:00","2024-07-01T12:00:00.000Z",1]` {
		t.Error(got)
	}
	r.Reset(Options{Local: time.UTC, Zone: "Asia/Tokyo", Now: func() time.Time { return at.Add(time.Hour) }, Extra: map[string]func(*goja.Runtime) goja.Value{"b": func(rt *goja.Runtime) goja.Value { return rt.ToValue(2) }}})
	if got := eval(t, rt, `[DateTime.now().toISO(), new Date().toISOString(), typeof a, b]`); got != `["2024-07-01T22:00:00.000+09:00","2024-07-01T13:00:00.000Z","undefined",2]` {
		t.Error(got)
	}
}

// TestLuxonAndJMESPath uses the bundled packages.
func TestLuxonAndJMESPath(t *testing.T) {
	rt, r := open(t, Options{Zone: "America/New_York"})
	for _, c := range [][2]string{
		{`DateTime.fromISO('2024-03-10T01:30').plus({ hours: 1 }).toISO()`, `"2024-03-10T03:30:00.000-04:00"`},
		{`DateTime.fromISO('2024-01-31').setLocale('de').toFormat('cccc, d. LLLL yyyy')`, `"Mittwoch, 31. Januar 2024"`},
		{`DateTime.fromISO('2024-01-31').toLocaleString(DateTime.DATETIME_FULL)`, `"January 31, 2024 at 12:00 AM EST"`},
		{`DateTime.fromISO('2024-01-31').toRelative({ base: DateTime.fromISO('2024-02-03') })`, `"3 days ago"`},
		{`DateTime.fromFormat('31 janvier 2024', 'd MMMM yyyy', { locale: 'fr' }).toISODate()`, `"2024-01-31"`},
		{`Duration.fromObject({ hours: 2, minutes: 7 }).toHuman()`, `"2 hours, 7 minutes"`},
		{`Interval.fromISO('2024-01-01/2024-01-08').length('days')`, `7`},
		{`DateTime.fromISO('2024-01-01', { zone: 'Asia/Kolkata' }).offsetNameShort`, `"GMT+5:30"`},
		{`DateTime.fromISO('2024-01-01', { zone: 'Nope/Nope' }).invalidReason`, `"unsupported zone"`},
		{`jmespath.search({ a: [{ b: 1 }, { b: 2 }] }, 'a[?b > ` + "`1`" + `].b')`, `[2]`},
	} {
		if got := eval(t, rt, c[0]); got != c[1] {
			t.Errorf("%s = %s, want %s", c[0], got, c[1])
		}
	}
	if r.Module("luxon") != r.Luxon() || r.Module("node:crypto") == nil || r.Module("fs") != nil {
		t.Error("modules")
	}
}

// TestTimers checks order, clearing and uncaught errors.
func TestTimers(t *testing.T) {
	loop := &testLoop{}
	rt, _ := open(t, Options{Loop: loop})
	if _, err := rt.RunString(`var log = []; setTimeout(() => log.push('b'), 20); setTimeout(() => log.push('a'), 10); const c = setTimeout(() => log.push('no'), 5); clearTimeout(c);
		setImmediate(() => log.push('i')); queueMicrotask(() => log.push('m')); setTimeout(() => { throw new Error('late') }, 30)`); err != nil {
		t.Fatal(err)
	}
	err := loop.run()
	if err == nil || !strings.Contains(err.Error(), "late") {
		t.Errorf("uncaught error: %v", err)
	}
	if got := eval(t, rt, "log"); got != `["m","i","a","b"]` {
		t.Error(got)
	}
	rt2, _ := open(t, Options{})
	if got := eval(t, rt2, `setTimeout(() => 1, 1)`); !strings.Contains(got, "timers are not available") {
		t.Error(got)
	}
}

// TestRegExpStop stops a catastrophic expression from outside.
func TestRegExpStop(t *testing.T) {
	var rt *goja.Runtime
	asked := 0
	rt, r := open(t, Options{Stop: func() bool {
		if asked++; asked > 2 {
			rt.Interrupt("enough")
			return true
		}
		return false
	}})
	r.UseRegExps()
	_, err := rt.RunString(`/^(a+)+$/.test('a'.repeat(50) + '!')`)
	if err == nil || !strings.Contains(err.Error(), "enough") {
		t.Errorf("err = %v", err)
	}
}

// TestRegExpLiterals makes literals as package js does, with flags that the engine does not know.
func TestRegExpLiterals(t *testing.T) {
	rt, r := open(t, Options{})
	_ = rt.Set("re", func(c goja.FunctionCall) goja.Value { return r.RegExp(c.Argument(0).String(), c.Argument(1).String()) })
	for _, c := range [][2]string{
		{`re('a(?<n>b)?', 'd').exec('xab').indices`, `[[1,3],[2,3]]`},
		{`re('a(?<n>b)?', 'd').exec('xab').indices.groups.n`, `[2,3]`},
		{`re('a', 'dgimsuy').flags`, `"dgimsuy"`},
		{`'a1b2'.match(re('[[a-z]&&[^b]]', 'gv'))`, `["a"]`},
		{`re('x', 'g') === re('x', 'g')`, `false`},
		{`re('x', 'g') instanceof RegExp`, `true`},
		{`[re('\\p{Lu}', 'u').test('Ä'), String(re('a/b', '')), re('', '').source]`, `[true,"/a\\/b/","(?:)"]`},
		{`(() => { const a = []; for (let i = 0; i < 5000; i++) a.push(re('x' + i % 7, 'y')); return a.every((r, i) => r.source === 'x' + i % 7 && r.test('x' + i % 7)) })()`, `true`},
		{`re('(', '')`, `SyntaxError: Invalid regular expression: /(/: Unterminated group`},
	} {
		if got := eval(t, rt, c[0]); got != c[1] {
			t.Errorf("%s = %s, want %s", c[0], got, c[1])
		}
	}
	for _, c := range [][3]string{{"a", "g", ""}, {"(", "", "Invalid regular expression: /(/: Unterminated group"}, {"a", "gg", "Invalid regular expression flags"}, {"[b-a]", "u", "Invalid regular expression: /[b-a]/u: Range out of order in character class"}} {
		if got := CheckRegExp(c[0], c[1]); got != c[2] {
			t.Errorf("CheckRegExp(%q, %q) = %q, want %q", c[0], c[1], got, c[2])
		}
	}
}

// TestParseDate is the doorway for Go.
func TestParseDate(t *testing.T) {
	if got := ParseDate("Feb 1 2024 10:00 GMT+2", time.UTC); got != 1706774400000 {
		t.Errorf("got %v", got)
	}
	if got := ParseDate("nope", time.UTC); got == got {
		t.Errorf("got %v", got)
	}
}

// moduleNames lists the names that Module knows, sorted.
func moduleNames() []string {
	return slices.Sorted(func(yield func(string) bool) {
		for _, table := range []map[string]func(*Realm) goja.Value{builtins, packages} {
			for name := range table {
				if !yield(name) {
					return
				}
			}
		}
	})
}

package js

import (
	"strconv"
	"strings"
	"testing"
)

// callEverything calls every function of the built-in classes on receivers of
// every kind with arguments of every kind, and answers the number of calls.
const callEverything = `
const classes = [Array, String, Number, Boolean, Object, Date, RegExp, Map, Set, WeakMap, WeakSet, Symbol, Function, Error, BigInt,
	ArrayBuffer, Uint8Array, Object.getPrototypeOf(Uint8Array), DataView, JSON, Math, Reflect, Promise];
const receivers = () => [[3, 1, 2], [1, , 3], 'héllo wörld', '', 12.5, -7, true, new Date(0), new Date(NaN), /o(.)/g, new Map([['a', 1]]), new Set([1, 2]),
	{ a: 1, b: { c: 2 } }, function f(a) { return a }, async x => x, Symbol('s'), 10n, new Uint8Array([1, 2, 3]), null, undefined, new TypeError('oops'),
	new WeakMap(), Promise.resolve(1), new ArrayBuffer(4), new DataView(new ArrayBuffer(8)), new Proxy({}, {}), items[0], items[0].json, Object.create(null)];
const lists = () => [[], [1], ['é'], [-1, 2], [x => x], [null], [{}], [[1, 'é']], ['o', 'X'], [/o/g, '$&'], [Symbol.iterator], [3n], [NaN, 1], [new Set([2])],
	[{ length: 2, 0: 'x' }], [{ toString() { throw new Error('inner') } }], [items[0].json, items]];
let calls = 0;
const call = f => { calls++; try { const r = f(); if (r && typeof r.then === 'function') r.then(() => {}, () => {}) } catch {} };
const name = k => typeof k === 'symbol' ? '' : k;
for (const c of classes) {
	for (const k of Reflect.ownKeys(c)) if (typeof c[k] === 'function' && name(k) !== 'prototype') for (const args of lists()) call(() => c[k](...args));
	if (typeof c !== 'function') continue;
	for (const args of lists()) { call(() => c(...args)); call(() => new c(...args)) }
	for (const k of Reflect.ownKeys(c.prototype)) {
		if (name(k) === 'constructor') continue;
		const d = Object.getOwnPropertyDescriptor(c.prototype, k);
		for (const r of receivers()) {
			if (d.get) call(() => d.get.call(r));
			if (typeof d.value === 'function') for (const args of lists()) { call(() => d.value.apply(r, args)); if (r != null && r[k] === d.value) call(() => r[k](...args)) }
		}
	}
}
return calls;`

// TestBuiltinsNeverBreak looks whether something that a script may call brings
// down more than the call.
func TestBuiltinsNeverBreak(t *testing.T) {
	got := patient().script(callEverything)
	if n, err := strconv.Atoi(got); err != nil || n < 50_000 || strings.HasPrefix(got, "error") {
		t.Errorf("calling all built-in functions gave %s", got)
	}
}

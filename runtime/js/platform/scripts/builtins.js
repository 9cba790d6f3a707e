// What goja's own built-ins lack, written in the language itself. The file is one function of the helpers that package platform gives it; it returns
// a function for every built-in, which completes it when it is first used. Objects of the language that the file itself needs come with the helpers:
// looking them up would make them be completed.
(function (native) {
	'use strict';
	const { Object, hide } = native;
	const { defineProperty, getPrototypeOf, create } = Object;
	const { apply } = Reflect;
	const isObject = v => (typeof v === 'object' && v !== null) || typeof v === 'function';
	const callable = f => {
		if (typeof f !== 'function') throw new TypeError(`${native.describe(f)} is not a function`);
		return f;
	};
	const groups = (items, callback, key) => {
		if (items === undefined || items === null) throw new TypeError(`${items} is not iterable`);
		callable(callback);
		const out = new Map();
		let i = 0;
		for (const v of items) {
			let k = callback(v, i++);
			if (key) k = typeof k === 'symbol' ? k : `${k}`;
			const g = out.get(k);
			if (g) g.push(v);
			else out.set(k, [v]);
		}
		return out;
	};
	return {
		// NewDate constructs; the rest is here.
		Date(Old, NewDate) {
			const proto = Old.prototype;
			hide(Old, 'parse', native.parseDate);
			hide(proto, 'constructor', NewDate);
			hide(proto, 'getYear', { getYear() { return this.getFullYear() - 1900; } }.getYear);
			hide(proto, 'setYear', { setYear(year) {
				const y = +year, whole = Math.trunc(y);
				if (y !== y) return this.setTime(NaN);
				const full = whole >= 0 && whole <= 99 ? whole + 1900 : y;
				if (this.getTime() !== this.getTime()) this.setTime(0);
				return this.setFullYear(full);
			} }.setYear);
			hide(proto, 'toGMTString', proto.toUTCString);
			return NewDate;
		},
		Object(O) {
			hide(O, 'groupBy', { groupBy(items, callback) {
				const o = create(null);
				for (const [k, g] of groups(items, callback, true)) o[k] = g;
				return o;
			} }.groupBy);
			// The engine's own has no value for the length of arrays.
			const describe = O.getOwnPropertyDescriptor, keys = [O.getOwnPropertyNames, O.getOwnPropertySymbols];
			hide(O, 'getOwnPropertyDescriptors', { getOwnPropertyDescriptors(object) {
				const o = {};
				for (const list of keys) for (const k of list(object)) {
					const d = describe(object, k);
					if (d !== undefined) defineProperty(o, k, { value: d, writable: true, enumerable: true, configurable: true });
				}
				return o;
			} }.getOwnPropertyDescriptors);
		},
		Map(M) { hide(M, 'groupBy', { groupBy(items, callback) { return groups(items, callback, false); } }.groupBy); },
		Promise(P) {
			hide(P, 'withResolvers', { withResolvers() {
				const r = {};
				r.promise = new this((resolve, reject) => { r.resolve = resolve; r.reject = reject; });
				return { promise: r.promise, resolve: r.resolve, reject: r.reject };
			} }.withResolvers);
			hide(P, 'try', { try(callback, ...args) { return new this(resolve => resolve(callback(...args))); } }.try);
			const oldAny = P.any;
			hide(P, 'any', { any(promises) {
				return apply(oldAny, this, [promises]).then(undefined, e => { if (e instanceof AggregateError && e.message === '') hide(e, 'message', 'All promises were rejected'); throw e; });
			} }.any);
		},
		Array(A) { hide(A, 'fromAsync', { async fromAsync(items, mapper, thisArg) {
			if (mapper !== undefined) callable(mapper);
			const C = typeof this === 'function' ? this : A;
			const map = async (v, i) => (mapper === undefined ? v : apply(mapper, thisArg, [v, i]));
			const asyncMethod = items[Symbol.asyncIterator];
			if (asyncMethod !== undefined && asyncMethod !== null) {
				const out = new C(), it = apply(asyncMethod, items, []);
				for (let i = 0; ; i++) {
					const { done, value } = await it.next();
					if (done) { out.length = i; return out; }
					try { out[i] = await map(value, i); } catch (e) { await it.return?.(); throw e; }
				}
			}
			if (items[Symbol.iterator] !== undefined && items[Symbol.iterator] !== null) {
				const out = new C();
				let i = 0;
				for (const v of items) { out[i] = await map(await v, i); i++; }
				out.length = i;
				return out;
			}
			const n = Math.min(Math.max(Math.trunc(Number(items.length)) || 0, 0), Number.MAX_SAFE_INTEGER);
			const out = new C(n);
			for (let i = 0; i < n; i++) out[i] = await map(await items[i], i);
			return out;
		} }.fromAsync); },
		// A set-like thing has size, has and keys.
		Set(Set) {
			const record = other => {
				if (!isObject(other)) throw new TypeError(`${native.describe(other)} is not an object`);
				const size = +other.size;
				if (size !== size) throw new TypeError("The 'size' property must be a number");
				if (size < 0) throw new RangeError(`'${size}' is an invalid size`);
				callable(other.has); callable(other.keys);
				return { size, has: v => !!other.has(v), *keys() { const it = other.keys(); for (let r; !(r = it.next()).done;) yield r.value; } };
			};
			const has = Set.prototype.has;
			const mine = s => { apply(has, s, []); return s; };
			const methods = {
				union(other) { mine(this); const o = record(other), out = new Set(this); for (const v of o.keys()) out.add(v); return out; },
				intersection(other) {
					mine(this); const o = record(other), out = new Set();
					if (this.size <= o.size) { for (const v of [...this]) if (o.has(v)) out.add(v); } else for (const v of o.keys()) if (this.has(v)) out.add(v);
					return out;
				},
				difference(other) {
					mine(this); const o = record(other), out = new Set(this);
					if (this.size <= o.size) { for (const v of [...this]) if (o.has(v)) out.delete(v); } else for (const v of o.keys()) out.delete(v);
					return out;
				},
				symmetricDifference(other) {
					mine(this); const o = record(other), out = new Set(this);
					for (const v of o.keys()) if (this.has(v)) out.delete(v); else out.add(v);
					return out;
				},
				isSubsetOf(other) { mine(this); const o = record(other); if (this.size > o.size) return false; for (const v of [...this]) if (!o.has(v)) return false; return true; },
				isSupersetOf(other) { mine(this); const o = record(other); if (this.size < o.size) return false; for (const v of o.keys()) if (!this.has(v)) return false; return true; },
				isDisjointFrom(other) {
					mine(this); const o = record(other);
					if (this.size <= o.size) { for (const v of [...this]) if (o.has(v)) return false; } else for (const v of o.keys()) if (this.has(v)) return false;
					return true;
				},
			};
			for (const name in methods) hide(Set.prototype, name, methods[name]);
		},
		Symbol(S) { defineProperty(S, 'asyncIterator', { value: native.asyncIterator, writable: false, enumerable: false, configurable: false }); },
		Error(E) { hide(E, 'captureStackTrace', native.captureStackTrace); if (!('stackTraceLimit' in E)) E.stackTraceLimit = 10; },
		ArrayBuffer(B) { hide(B.prototype, 'transfer', { transfer(length) {
			const n = length === undefined ? this.byteLength : +length;
			const out = new B(n);
			new Uint8Array(out).set(new Uint8Array(this, 0, Math.min(n, this.byteLength)));
			native.detach(this);
			return out;
		} }.transfer); },
		// Helpers of iterators: Iterator and the methods behind %IteratorPrototype%.
		iterator(IteratorPrototype) {
			const count = n => {
				const v = +n;
				if (v !== v) throw new RangeError(`${n} must be positive`);
				const i = Math.trunc(v);
				if (i < 0) throw new RangeError(`${n} must be positive`);
				return i;
			};
			const direct = o => {
				if (!isObject(o)) throw new TypeError('Iterator helper called on non-object');
				return { it: o, next: o.next };
			};
			const step = r => {
				const x = apply(r.next, r.it, []);
				if (!isObject(x)) throw new TypeError(`Iterator result ${native.describe(x)} is not an object`);
				return x;
			};
			const close = r => { const f = r.it.return; if (f !== undefined) apply(f, r.it, []); };
			const HelperPrototype = create(IteratorPrototype);
			const helper = (r, generator) => {
				const g = generator();
				let started = false;
				return create(HelperPrototype, {
					next: { value: () => { started = true; return g.next(); }, writable: true, configurable: true },
					return: { value: () => { if (!started) { started = true; g.return(); close(r); return { value: undefined, done: true }; } return g.return(); }, writable: true, configurable: true },
				});
			};
			// What is left over is closed when the consumer stops early or a callback throws.
			function* over(r, f) {
				let open = true;
				try {
					for (let i = 0; ; i++) {
						open = false;
						const x = step(r);
						if (x.done) return;
						const v = x.value;
						open = true;
						yield* f(v, i);
					}
				} finally {
					if (open) close(r);
				}
			}
			const flatten = v => {
				if (!isObject(v)) throw new TypeError(`${native.describe(v)} is not an object`);
				const m = v[Symbol.iterator];
				return m === undefined || m === null ? direct(v) : direct(apply(m, v, []));
			};
			const each = r => over(r, function* (x) { yield x; });
			const methods = {
				map(f) { callable(f); const r = direct(this); return helper(r, () => over(r, function* (v, i) { yield f(v, i); })); },
				filter(f) { callable(f); const r = direct(this); return helper(r, () => over(r, function* (v, i) { if (f(v, i)) yield v; })); },
				take(n) {
					const limit = count(n), r = direct(this);
					return helper(r, function* () {
						let open = true;
						try {
							for (let left = limit; left > 0; left--) {
								open = false;
								const x = step(r);
								if (x.done) return;
								open = true;
								yield x.value;
							}
						} finally {
							if (open) close(r);
						}
					});
				},
				drop(n) { const limit = count(n), r = direct(this); return helper(r, () => over(r, function* (v, i) { if (i >= limit) yield v; })); },
				flatMap(f) {
					callable(f); const r = direct(this);
					return helper(r, () => over(r, function* (v, i) {
						const mapped = f(v, i);
						if (typeof mapped === 'string') throw new TypeError(`${mapped} is not an object`);
						yield* each(flatten(mapped));
					}));
				},
				reduce(f, ...init) {
					callable(f); const r = direct(this);
					let acc, i = 0;
					if (init.length) acc = init[0];
					else {
						const x = step(r);
						if (x.done) throw new TypeError('Reduce of a done iterator with no initial value');
						acc = x.value; i = 1;
					}
					for (const v of each(r)) acc = f(acc, v, i++);
					return acc;
				},
				toArray() { const r = direct(this), out = []; for (let x; !(x = step(r)).done;) out.push(x.value); return out; },
				forEach(f) { callable(f); const r = direct(this); let i = 0; for (const v of each(r)) f(v, i++); },
				some(f) { callable(f); const r = direct(this); let i = 0; for (const v of each(r)) if (f(v, i++)) return true; return false; },
				every(f) { callable(f); const r = direct(this); let i = 0; for (const v of each(r)) if (!f(v, i++)) return false; return true; },
				find(f) { callable(f); const r = direct(this); let i = 0; for (const v of each(r)) if (f(v, i++)) return v; return undefined; },
			};
			for (const name in methods) hide(IteratorPrototype, name, methods[name]);
			const Iterator = function Iterator() {
				if (new.target === undefined || new.target === Iterator || this === undefined) throw new TypeError('Abstract class Iterator not directly constructable');
			};
			defineProperty(Iterator, 'prototype', { value: IteratorPrototype, writable: false, enumerable: false, configurable: false });
			const WrapPrototype = create(IteratorPrototype);
			hide(Iterator, 'from', { from(o) {
				const r = typeof o === 'string' ? direct(o[Symbol.iterator]()) : flatten(o);
				if (r.it instanceof Iterator) return r.it;
				return create(WrapPrototype, {
					next: { value: () => step(r), writable: true, configurable: true },
					return: { value: () => { close(r); return { value: undefined, done: true }; }, writable: true, configurable: true },
				});
			} }.from);
			return Iterator;
		},
		// Methods of String.prototype.
		string(S) {
			const wellFormed = s => {
				for (let i = 0; i < s.length; i++) {
					const c = s.charCodeAt(i);
					if (c < 0xd800 || c > 0xdfff) continue;
					const d = s.charCodeAt(i + 1);
					if (c > 0xdbff || !(d >= 0xdc00 && d <= 0xdfff)) return i;
					i++;
				}
				return -1;
			};
			const text = (v, name) => {
				if (v === undefined || v === null) throw new TypeError(`String.prototype.${name} called on null or undefined`);
				return `${v}`;
			};
			hide(S, 'isWellFormed', { isWellFormed() { return wellFormed(text(this, 'isWellFormed')) < 0; } }.isWellFormed);
			hide(S, 'toWellFormed', { toWellFormed() {
				let s = text(this, 'toWellFormed');
				for (let i; (i = wellFormed(s)) >= 0;) s = s.slice(0, i) + '\ufffd' + s.slice(i + 1);
				return s;
			} }.toWellFormed);
			const tags = {
				anchor: ['a', 'name'], big: ['big'], blink: ['blink'], bold: ['b'], fixed: ['tt'], fontcolor: ['font', 'color'], fontsize: ['font', 'size'], italics: ['i'], link: ['a', 'href'], small: ['small'],
				strike: ['strike'], sub: ['sub'], sup: ['sup'],
			};
			for (const name in tags) {
				const tag = tags[name][0], attribute = tags[name][1];
				hide(S, name, { [name](value) {
					const s = text(this, name);
					return `<${tag}${attribute ? ` ${attribute}="${`${value}`.split('"').join('&quot;')}"` : ''}>${s}</${tag}>`;
				} }[name]);
			}
		},
	};
})

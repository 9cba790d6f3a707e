// What goja's own built-ins lack, written in the language itself. The file is one function of the helpers that package platform gives it.
(function (native) {
	'use strict';
	const { defineProperty, getPrototypeOf, create } = Object;
	const { apply, construct } = Reflect;
	const hide = (o, name, value) => defineProperty(o, name, { value, writable: true, enumerable: false, configurable: true });
	const add = (o, methods) => {
		for (const name of Reflect.ownKeys(methods)) if (!(name in o)) hide(o, name, methods[name]);
	};
	const isObject = v => (typeof v === 'object' && v !== null) || typeof v === 'function';
	const callable = f => {
		if (typeof f !== 'function') throw new TypeError(`${native.describe(f)} is not a function`);
		return f;
	};

	// Date: texts are read as V8 reads them.
	const OldDate = Date;
	const isDate = native.isDate;
	const parse = native.parseDate;
	const NewDate = function Date(year, month, date, hours, minutes, seconds, ms) {
		if (new.target === undefined) return native.dateText();
		const n = arguments.length;
		if (n === 0) return construct(OldDate, [], new.target);
		if (n === 1) {
			let v = year;
			if (isObject(v) && !isDate(v)) v = native.toPrimitive(v);
			if (typeof v === 'string') v = parse(v);
			return construct(OldDate, [v], new.target);
		}
		return construct(OldDate, arguments, new.target);
	};
	for (const name of ['now', 'UTC']) hide(NewDate, name, OldDate[name]);
	hide(NewDate, 'parse', { parse(string) { return parse(`${string}`); } }.parse);
	defineProperty(NewDate, 'prototype', { value: OldDate.prototype, writable: false, enumerable: false, configurable: false });
	hide(OldDate.prototype, 'constructor', NewDate);
	hide(globalThis, 'Date', NewDate);
	add(OldDate.prototype, {
		getYear() { return this.getFullYear() - 1900; },
		setYear(year) {
			const y = +year, whole = Math.trunc(y);
			if (y !== y) return this.setTime(NaN);
			const full = whole >= 0 && whole <= 99 ? whole + 1900 : y;
			if (this.getTime() !== this.getTime()) this.setTime(0);
			return this.setFullYear(full);
		},
	});
	add(OldDate.prototype, { toGMTString: OldDate.prototype.toUTCString });

	defineProperty(Symbol, 'asyncIterator', { value: native.asyncIterator, writable: false, enumerable: false, configurable: false });

	// Grouping.
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
	add(Object, {
		groupBy(items, callback) {
			const o = create(null);
			for (const [k, g] of groups(items, callback, true)) o[k] = g;
			return o;
		},
	});
	add(Map, { groupBy(items, callback) { return groups(items, callback, false); } });

	add(Promise, {
		withResolvers() {
			const r = {};
			r.promise = new this((resolve, reject) => { r.resolve = resolve; r.reject = reject; });
			return { promise: r.promise, resolve: r.resolve, reject: r.reject };
		},
		try(callback, ...args) { return new this(resolve => resolve(callback(...args))); },
	});

	const oldAny = Promise.any;
	hide(Promise, 'any', { any(promises) {
		return apply(oldAny, this, [promises]).then(undefined, e => { if (e instanceof AggregateError && e.message === '') hide(e, 'message', 'All promises were rejected'); throw e; });
	} }.any);

	add(Array, {
		async fromAsync(items, mapper, thisArg) {
			if (mapper !== undefined) callable(mapper);
			const C = typeof this === 'function' ? this : Array;
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
		},
	});

	// Sets. A set-like thing has size, has and keys.
	const record = other => {
		if (!isObject(other)) throw new TypeError(`${native.describe(other)} is not an object`);
		const size = +other.size;
		if (size !== size) throw new TypeError("The 'size' property must be a number");
		if (size < 0) throw new RangeError(`'${size}' is an invalid size`);
		callable(other.has); callable(other.keys);
		return { size, has: v => !!other.has(v), *keys() { const it = other.keys(); for (let r; !(r = it.next()).done;) yield r.value; } };
	};
	const mine = s => { apply(Set.prototype.has, s, []); return s; };
	add(Set.prototype, {
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
	});

	// Iterator helpers.
	const IteratorPrototype = getPrototypeOf(getPrototypeOf([][Symbol.iterator]()));
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
	add(IteratorPrototype, {
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
				const inner = flatten(mapped);
				yield* over(inner, function* (x) { yield x; });
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
			for (const v of over(r, function* (x) { yield x; })) acc = f(acc, v, i++);
			return acc;
		},
		toArray() { const r = direct(this), out = []; for (let x; !(x = step(r)).done;) out.push(x.value); return out; },
		forEach(f) { callable(f); const r = direct(this); let i = 0; for (const v of over(r, function* (x) { yield x; })) f(v, i++); },
		some(f) { callable(f); const r = direct(this); let i = 0; for (const v of over(r, function* (x) { yield x; })) if (f(v, i++)) return true; return false; },
		every(f) { callable(f); const r = direct(this); let i = 0; for (const v of over(r, function* (x) { yield x; })) if (!f(v, i++)) return false; return true; },
		find(f) { callable(f); const r = direct(this); let i = 0; for (const v of over(r, function* (x) { yield x; })) if (f(v, i++)) return v; return undefined; },
	});
	if (typeof Iterator === 'undefined') {
		const Iterator = function Iterator() {
			if (new.target === undefined || new.target === Iterator) throw new TypeError('Abstract class Iterator not directly constructable');
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
		hide(globalThis, 'Iterator', Iterator);
	}

	// Text.
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
	add(String.prototype, {
		isWellFormed() { return wellFormed(text(this, 'isWellFormed')) < 0; },
		toWellFormed() {
			let s = text(this, 'toWellFormed');
			for (let i; (i = wellFormed(s)) >= 0;) s = s.slice(0, i) + '\ufffd' + s.slice(i + 1);
			return s;
		},
	});
	for (const [name, tag, attribute] of [
		['anchor', 'a', 'name'], ['big', 'big'], ['blink', 'blink'], ['bold', 'b'], ['fixed', 'tt'], ['fontcolor', 'font', 'color'], ['fontsize', 'font', 'size'],
		['italics', 'i'], ['link', 'a', 'href'], ['small', 'small'], ['strike', 'strike'], ['sub', 'sub'], ['sup', 'sup'],
	]) add(String.prototype, { [name](value) {
		const s = text(this, name);
		return `<${tag}${attribute ? ` ${attribute}="${`${value}`.replaceAll('"', '&quot;')}"` : ''}>${s}</${tag}>`;
	} });

	add(Object.prototype, {
		__defineGetter__(name, get) { callable(get); defineProperty(Object(this), name, { get, enumerable: true, configurable: true }); },
		__defineSetter__(name, set) { callable(set); defineProperty(Object(this), name, { set, enumerable: true, configurable: true }); },
		__lookupGetter__(name) { for (let o = Object(this); o; o = getPrototypeOf(o)) { const d = Object.getOwnPropertyDescriptor(o, name); if (d) return d.get; } },
		__lookupSetter__(name) { for (let o = Object(this); o; o = getPrototypeOf(o)) { const d = Object.getOwnPropertyDescriptor(o, name); if (d) return d.set; } },
	});

	add(ArrayBuffer.prototype, {
		transfer(length) {
			const n = length === undefined ? this.byteLength : +length;
			const out = new ArrayBuffer(n);
			new Uint8Array(out).set(new Uint8Array(this, 0, Math.min(n, this.byteLength)));
			native.detach(this);
			return out;
		},
	});
	add(Error, { captureStackTrace: native.captureStackTrace });
	if (!('stackTraceLimit' in Error)) Error.stackTraceLimit = 10;
})

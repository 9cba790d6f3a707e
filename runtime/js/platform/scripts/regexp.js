// RegExp on the platform's own engine. One function of the native helpers.
(function (native) {
	'use strict';
	const Old = RegExp;
	const proto = Old.prototype;
	const { defineProperty } = Object;
	const hide = (o, name, value) => defineProperty(o, name, { value, writable: true, enumerable: false, configurable: true });
	const isRegExp = v => {
		if ((typeof v !== 'object' || v === null) && typeof v !== 'function') return false;
		const m = v[Symbol.match];
		return m !== undefined ? !!m : native.known(v);
	};
	function NewRegExp(pattern, flags) {
		// The engine lets new.target of a constructor be seen in functions that it calls: this tells whether it is meant.
		let target = new.target;
		const like = isRegExp(pattern);
		if (target === undefined || this === undefined || this === null || !proto.isPrototypeOf(this)) {
			target = NewRegExp;
			if (like && flags === undefined && pattern.constructor === target) return pattern;
		}
		if (typeof pattern === 'object' && pattern !== null && native.known(pattern)) {
			if (flags === undefined) flags = native.flags(pattern);
			pattern = native.source(pattern);
		} else if (like) {
			if (flags === undefined) flags = pattern.flags;
			pattern = pattern.source;
		}
		return native.create(pattern === undefined ? '' : `${pattern}`, flags === undefined ? '' : `${flags}`, target.prototype);
	}
	defineProperty(NewRegExp, 'name', { value: 'RegExp', configurable: true });
	defineProperty(NewRegExp, 'prototype', { value: proto, writable: false, enumerable: false, configurable: false });
	defineProperty(NewRegExp, Symbol.species, { get: { get [Symbol.species]() { return this; } }.__lookupGetter__(Symbol.species), configurable: true });
	hide(proto, 'constructor', NewRegExp);
	hide(globalThis, 'RegExp', NewRegExp);

	// What the last match was, as browsers have always told it.
	const legacy = (names, n) => {
		for (const name of names) defineProperty(NewRegExp, name, { get: () => native.last(n), set: n === 'input' ? v => native.setInput(`${v}`) : () => {}, configurable: true });
	};
	for (let i = 1; i <= 9; i++) legacy(['$' + i], i);
	legacy(['input', '$_'], 'input'); legacy(['lastMatch', '$&'], 'match'); legacy(['lastParen', '$+'], 'paren'); legacy(['leftContext', '$`'], 'left'); legacy(['rightContext', "$'"], 'right');

	const flag = (name, letter) => defineProperty(proto, name, { get: { get() {
		if (native.known(this)) return native.flags(this).includes(letter);
		if (this === proto) return undefined;
		throw new TypeError(`RegExp.prototype.${name} getter called on non-RegExp object`);
	} }.get, configurable: true, enumerable: false });
	flag('dotAll', 's'); flag('global', 'g'); flag('hasIndices', 'd'); flag('ignoreCase', 'i'); flag('multiline', 'm'); flag('sticky', 'y'); flag('unicode', 'u'); flag('unicodeSets', 'v');
	defineProperty(proto, 'flags', { get: { get() {
		if ((typeof this !== 'object' || this === null) && typeof this !== 'function') throw new TypeError(`RegExp.prototype.flags getter called on non-object ${String(this)}`);
		return (this.hasIndices ? 'd' : '') + (this.global ? 'g' : '') + (this.ignoreCase ? 'i' : '') + (this.multiline ? 'm' : '') + (this.dotAll ? 's' : '') + (this.unicode ? 'u' : '') + (this.unicodeSets ? 'v' : '') + (this.sticky ? 'y' : '');
	} }.get, configurable: true, enumerable: false });
	defineProperty(proto, 'source', { get: { get() {
		if (native.known(this)) return native.shown(this);
		if (this === proto) return '(?:)';
		throw new TypeError('RegExp.prototype.source getter called on non-RegExp object');
	} }.get, configurable: true, enumerable: false });

	const species = (o, fallback) => {
		const C = o.constructor;
		if (C === undefined || C === fallback) return fallback;
		if (typeof C !== 'object' && typeof C !== 'function') throw new TypeError('object.constructor is not an object');
		const S = C[Symbol.species];
		return S === undefined || S === null ? fallback : S;
	};
	const toLength = v => { const n = Math.trunc(+v) || 0; return n <= 0 ? 0 : Math.min(n, Number.MAX_SAFE_INTEGER); };
	const exec = (r, s) => {
		const f = r.exec;
		if (typeof f !== 'function' || f === native.exec) return Reflect.apply(native.exec, r, [s]);
		const m = Reflect.apply(f, r, [s]);
		if (m !== null && typeof m !== 'object' && typeof m !== 'function') throw new TypeError('object null is not a function');
		return m;
	};
	const advance = (s, i, unicode) => {
		if (!unicode || i + 1 >= s.length) return i + 1;
		const c = s.charCodeAt(i), d = s.charCodeAt(i + 1);
		return c >= 0xd800 && c <= 0xdbff && d >= 0xdc00 && d <= 0xdfff ? i + 2 : i + 1;
	};
	const object = (v, name) => { if ((typeof v !== 'object' || v === null) && typeof v !== 'function') throw new TypeError(`Method RegExp.prototype.${name} called on incompatible receiver ${native.describe(v)}`); };

	// The forms for expressions whose exec was replaced, as the standard writes them.
	const generic = {
		match(r, s) {
			const flags = `${r.flags}`;
			if (!flags.includes('g')) return exec(r, s);
			const unicode = flags.includes('u') || flags.includes('v'), out = [];
			r.lastIndex = 0;
			for (let m; (m = exec(r, s)) !== null;) {
				const t = `${m[0]}`;
				out.push(t);
				if (t === '') r.lastIndex = advance(s, toLength(r.lastIndex), unicode);
			}
			return out.length ? out : null;
		},
		replace(r, s, replacement) {
			const callable = typeof replacement === 'function';
			if (!callable) replacement = `${replacement}`;
			const flags = `${r.flags}`, global = flags.includes('g'), unicode = flags.includes('u') || flags.includes('v');
			if (global) r.lastIndex = 0;
			const results = [];
			for (let m; (m = exec(r, s)) !== null;) {
				results.push(m);
				if (!global) break;
				if (`${m[0]}` === '') r.lastIndex = advance(s, toLength(r.lastIndex), unicode);
			}
			let out = '', next = 0;
			for (const m of results) {
				const n = Math.max(toLength(m.length) - 1, 0), matched = `${m[0]}`, position = Math.max(Math.min(Math.trunc(+m.index) || 0, s.length), 0), captures = [];
				for (let i = 1; i <= n; i++) captures.push(m[i] === undefined ? undefined : `${m[i]}`);
				const groups = m.groups;
				let text;
				if (callable) { const args = [matched, ...captures, position, s]; if (groups !== undefined) args.push(groups); text = `${replacement(...args)}`; } else text = native.substitute(matched, s, position, captures, groups === undefined ? undefined : Object(groups), replacement);
				if (position >= next) { out += s.slice(next, position) + text; next = position + matched.length; }
			}
			return next >= s.length ? out : out + s.slice(next);
		},
		search(r, s) {
			const previous = r.lastIndex;
			if (!Object.is(previous, 0)) r.lastIndex = 0;
			const m = exec(r, s);
			if (!Object.is(r.lastIndex, previous)) r.lastIndex = previous;
			return m === null ? -1 : m.index;
		},
		split(r, s, limit) {
			const C = species(r, NewRegExp), flags = `${r.flags}`, unicode = flags.includes('u') || flags.includes('v');
			const splitter = new C(r, flags.includes('y') ? flags : flags + 'y');
			const out = [], lim = limit === undefined ? 4294967295 : limit >>> 0;
			if (lim === 0) return out;
			if (s.length === 0) { if (exec(splitter, s) === null) out.push(s); return out; }
			let p = 0, q = 0;
			while (q < s.length) {
				splitter.lastIndex = q;
				const m = exec(splitter, s);
				let e;
				if (m === null || (e = Math.min(toLength(splitter.lastIndex), s.length)) === p) { q = advance(s, q, unicode); continue; }
				out.push(s.slice(p, q));
				if (out.length === lim) return out;
				p = e;
				const n = Math.max(toLength(m.length) - 1, 0);
				for (let i = 1; i <= n; i++) { out.push(m[i]); if (out.length === lim) return out; }
				q = p;
			}
			out.push(s.slice(p));
			return out;
		},
	};
	const method = (key, name, length, f) => {
		defineProperty(f, 'name', { value: name, configurable: true });
		defineProperty(f, 'length', { value: length, configurable: true });
		hide(proto, key, f);
	};
	method(Symbol.match, '[Symbol.match]', 1, { m(string) { object(this, '@@match'); const s = `${string}`; return native.plain(this) ? native.match(this, s) : generic.match(this, s); } }.m);
	method(Symbol.replace, '[Symbol.replace]', 2, { m(string, replacement) { object(this, '@@replace'); const s = `${string}`; return native.plain(this) ? native.replace(this, s, replacement) : generic.replace(this, s, replacement); } }.m);
	method(Symbol.search, '[Symbol.search]', 1, { m(string) { object(this, '@@search'); return generic.search(this, `${string}`); } }.m);
	method(Symbol.split, '[Symbol.split]', 2, { m(string, limit) { object(this, '@@split'); const s = `${string}`; return native.plain(this) && species(this, NewRegExp) === NewRegExp ? native.split(this, s, limit) : generic.split(this, s, limit); } }.m);
	const IteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]()));
	const AllPrototype = Object.create(IteratorPrototype);
	const states = new WeakMap();
	hide(AllPrototype, 'next', { next() {
		const st = states.get(this);
		if (!st) throw new TypeError(`Method RegExp String Iterator.prototype.next called on incompatible receiver ${native.describe(this)}`);
		if (st.done) return { value: undefined, done: true };
		const m = exec(st.r, st.s);
		if (m === null) { st.done = true; return { value: undefined, done: true }; }
		if (!st.global) st.done = true;
		else if (`${m[0]}` === '') st.r.lastIndex = advance(st.s, toLength(st.r.lastIndex), st.unicode);
		return { value: m, done: false };
	} }.next);
	defineProperty(AllPrototype, Symbol.toStringTag, { value: 'RegExp String Iterator', configurable: true });
	method(Symbol.matchAll, '[Symbol.matchAll]', 1, { m(string) {
		object(this, '@@matchAll');
		const s = `${string}`, C = species(this, NewRegExp), flags = `${this.flags}`, r = new C(this, flags);
		r.lastIndex = toLength(this.lastIndex);
		const it = Object.create(AllPrototype);
		states.set(it, { r, s, global: flags.includes('g'), unicode: flags.includes('u') || flags.includes('v'), done: false });
		return it;
	} }.m);
	method('exec', 'exec', 1, native.exec);
	method('test', 'test', 1, native.test);
	method('toString', 'toString', 0, { toString() { object(this, 'toString'); return `/${this.source}/${this.flags}`; } }.toString);
	method('compile', 'compile', 2, { compile(pattern, flags) {
		if (native.known(pattern)) { if (flags !== undefined) throw new TypeError('Invalid flags supplied to RegExp constructor'); flags = native.flags(pattern); pattern = native.source(pattern); }
		native.recompile(this, pattern === undefined ? '' : `${pattern}`, flags === undefined ? '' : `${flags}`);
		return this;
	} }.compile);

	// The methods of strings that take an expression.
	const S = String.prototype;
	const text = (v, name) => { if (v === undefined || v === null) throw new TypeError(`String.prototype.${name} called on null or undefined`); };
	const by = (name, symbol, make) => hide(S, name, { [name](regexp) {
		text(this, name);
		if (regexp !== undefined && regexp !== null && typeof regexp !== 'string') {
			if (name === 'matchAll' && isRegExp(regexp) && !`${regexp.flags}`.includes('g')) throw new TypeError('String.prototype.matchAll called with a non-global RegExp argument');
			const m = regexp[symbol];
			if (m !== undefined && m !== null) return Reflect.apply(m, regexp, [this]);
		}
		return make(regexp)[symbol](`${this}`);
	} }[name]);
	by('match', Symbol.match, r => new NewRegExp(r));
	by('matchAll', Symbol.matchAll, r => new NewRegExp(r, 'g'));
	by('search', Symbol.search, r => new NewRegExp(r));
})

// Node's util module. One function of the native helpers, of the errors and of the classes that it hands on.
(function (native, errors, TextEncoder, TextDecoder) {
	'use strict';
	const custom = Symbol.for('nodejs.util.inspect.custom');
	const defaults = { depth: 2, breakLength: 80, compact: 3, sorted: false, showHidden: false, maxArrayLength: 100, maxStringLength: 10000, getters: false, colors: false, customInspect: true };

	// Texts stand in the first kind of quotation mark that they do not have inside.
	const quoted = s => {
		const mark = !s.includes("'") ? "'" : !s.includes('"') ? '"' : !s.includes('`') && !s.includes('${') ? '`' : "'";
		const short = { '\b': '\\b', '\t': '\\t', '\n': '\\n', '\f': '\\f', '\r': '\\r', '\\': '\\\\' };
		const text = s.replace(/[\0-\x1f\x7f-\x9f\\]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, c => short[c] ??
			(c > '\xff' ? '\\u' + c.charCodeAt(0).toString(16).toUpperCase() : '\\x' + c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')));
		return mark + (mark === "'" ? text.replaceAll("'", "\\'") : text) + mark;
	};
	const keyText = k => typeof k === 'symbol' ? `[${String(k)}]` : /^[A-Za-z_]\w*$/.test(k) ? k : quoted(k);
	const brands = {
		Map: Object.getOwnPropertyDescriptor(Map.prototype, 'size').get, Set: Object.getOwnPropertyDescriptor(Set.prototype, 'size').get, BigInt: BigInt.prototype.valueOf,
	};
	// The kind of an object whatever its prototype is.
	const classOf = v => {
		const name = native.classOf(v);
		if (name === 'Object') for (const kind of Object.keys(brands)) try { brands[kind].call(v); return kind; } catch { /* another kind */ }
		return name;
	};
	const isTyped = v => ArrayBuffer.isView(v) && !(v instanceof DataView);

	// The name of the class that made an object, null when it has none.
	const className = v => {
		for (let o = v; o !== null; o = Object.getPrototypeOf(o)) {
			const d = Object.getOwnPropertyDescriptor(o, 'constructor');
			if (d !== undefined && typeof d.value === 'function' && d.value.name !== '' && v instanceof d.value) return d.value.name;
		}
		return null;
	};

	class Printer {
		constructor(options) {
			this.options = options;
			this.open = [];
			this.circular = new Map();
			this.indent = 0;
			// The depth of what was printed last.
			this.deepest = 0;
		}
		value(v, depth, inside) {
			switch (typeof v) {
				case 'string': return this.text(v, inside);
				case 'number': return Object.is(v, -0) ? '-0' : String(v);
				case 'bigint': return `${v}n`;
				case 'symbol': return String(v);
				case 'object': if (v !== null) break; // falls through
				case 'undefined': case 'boolean': return String(v);
			}
			if (this.options.customInspect && classOf(v) !== 'Proxy') {
				const f = v[custom];
				if (typeof f === 'function' && f !== inspect) {
					const left = this.options.depth === null || this.options.depth === Infinity ? this.options.depth : this.options.depth - depth;
					const made = f.call(v, left, { ...this.options, depth: left, stylize: s => s }, inspect);
					if (made !== v) return typeof made === 'string' ? made.replaceAll('\n', '\n' + ' '.repeat(this.indent)) : this.value(made, depth, inside);
				}
			}
			if (this.open.includes(v)) {
				if (!this.circular.has(v)) this.circular.set(v, this.circular.size + 1);
				return `[Circular *${this.circular.get(v)}]`;
			}
			return this.object(v, depth);
		}
		text(s, inside) {
			const most = this.options.maxStringLength ?? Infinity;
			let rest = '';
			if (s.length > most) {
				const n = s.length - most;
				s = s.slice(0, most);
				rest = `... ${n} more character${n > 1 ? 's' : ''}`;
			}
			// Long texts stand on several lines where they have them.
			if (inside && s.length > 16 && s.length > this.options.breakLength - this.indent - 4) {
				return s.split(/(?<=\n)/).map(quoted).join(' +\n' + ' '.repeat(this.indent + 2)) + rest;
			}
			return quoted(s) + rest;
		}
		object(v, depth) {
			if (classOf(v) === 'Proxy') {
				// What is behind it shows, without asking its handler.
				v = native.proxyTarget(v);
			}
			const name = className(v), tag = typeof v[Symbol.toStringTag] === 'string' ? v[Symbol.toStringTag] : '';
			const shownTag = tag !== '' && tag !== name ? ` [${tag}]` : '';
			const prefix = (fallback, size = '') => (name === null ? `[${fallback}${size}: null prototype] ` : `${name}${size} `).replace(/ $/, `${shownTag} `);
			let keys = (this.options.showHidden ? Object.getOwnPropertyNames(v) : Object.keys(v)).concat(Object.getOwnPropertySymbols(v).filter(s => Object.prototype.propertyIsEnumerable.call(v, s)));
			let braces = ['{', '}'], base = '', list = null, array = false;
			if (Array.isArray(v)) {
				keys = keys.filter(k => typeof k === 'symbol' || !/^(?:0|[1-9]\d*)$/.test(k));
				braces = [(name !== 'Array' || shownTag !== '' ? prefix('Array', `(${v.length})`) : '') + '[', ']'];
				if (v.length === 0 && keys.length === 0) return braces[0] + ']';
				list = d => this.elements(v, d);
				array = true;
			} else if (isTyped(v)) {
				keys = keys.filter(k => typeof k === 'symbol' || !/^(?:0|[1-9]\d*)$/.test(k));
				braces = [prefix(v.constructor.name, `(${v.length})`) + '[', ']'];
				if (v.length === 0 && keys.length === 0) return braces[0] + ']';
				list = d => this.elements(v, d);
				array = true;
			} else if (v instanceof Set && classOf(v) === 'Set') {
				braces[0] = prefix('Set', `(${v.size})`) + '{';
				list = d => { this.indent += 2; const out = [...Set.prototype.values.call(v)].map(x => this.value(x, d, true)); this.indent -= 2; return out; };
				if (v.size === 0 && keys.length === 0) return braces[0] + '}';
			} else if (v instanceof Map && classOf(v) === 'Map') {
				braces[0] = prefix('Map', `(${v.size})`) + '{';
				list = d => { this.indent += 2; const out = [...Map.prototype.entries.call(v)].map(([k, x]) => `${this.value(k, d, true)} => ${this.value(x, d, true)}`); this.indent -= 2; return out; };
				if (v.size === 0 && keys.length === 0) return braces[0] + '}';
			} else if (typeof v === 'function') {
				base = this.functionBase(v, name, shownTag);
				if (keys.length === 0) return base;
			} else if (v instanceof RegExp && classOf(v) === 'RegExp') {
				base = RegExp.prototype.toString.call(v);
				if (name !== 'RegExp') base = prefix('RegExp') + base;
				if (keys.length === 0) return base;
			} else if (v instanceof Date && classOf(v) === 'Date') {
				base = Number.isNaN(v.getTime()) ? 'Invalid Date' : Date.prototype.toISOString.call(v);
				if (name !== 'Date') base = prefix('Date') + base;
				if (keys.length === 0) return base;
			} else if (v instanceof Error) {
				base = typeof v.stack === 'string' && v.stack !== '' ? v.stack : `[${Error.prototype.toString.call(v)}]`;
				keys = keys.filter(k => k !== 'stack' && k !== 'message');
				if (v.cause !== undefined && !keys.includes('cause')) keys.push('cause');
				if (this.indent > 0) base = base.replaceAll('\n', '\n' + ' '.repeat(this.indent));
				if (keys.length === 0) return base;
			} else if (classOf(v) === 'Promise') {
				braces[0] = prefix('Promise') + '{';
				list = d => { const s = native.promiseState(v); return s.state === 'pending' ? ['<pending>'] : [(s.state === 'rejected' ? '<rejected> ' : '') + this.value(s.value, d, true)]; };
			} else if (classOf(v) === 'ArrayBuffer') {
				const bytes = [...new Uint8Array(v, 0, Math.min(50, v.byteLength))].map(b => b.toString(16).padStart(2, '0')).join(' ');
				braces[0] = prefix('ArrayBuffer') + '{';
				list = () => [`[Uint8Contents]: <${bytes}${v.byteLength > 50 ? ` ... ${v.byteLength - 50} more byte${v.byteLength > 51 ? 's' : ''}` : ''}>`, `byteLength: ${v.byteLength}`];
			} else if (v instanceof WeakMap || v instanceof WeakSet) {
				braces[0] = prefix(tag) + '{';
				list = () => ['<items unknown>'];
			} else if (['Number', 'String', 'Boolean', 'Symbol', 'BigInt'].includes(classOf(v)) && typeof v.valueOf() !== 'object') {
				const kind = classOf(v);
				if (kind === 'String') keys = keys.filter(k => typeof k === 'symbol' || !/^(?:0|[1-9]\d*)$/.test(k));
				base = `[${kind}${name === kind ? '' : name === null ? ' (null prototype)' : ` (${name})`}: ${this.value(v.valueOf(), depth, false)}]`;
				if (keys.length === 0) return base;
			} else if (classOf(v) === 'Arguments') {
				braces[0] = '[Arguments] {';
				if (keys.length === 0) return '[Arguments] {}';
			} else {
				if (name !== 'Object' || shownTag !== '') braces[0] = prefix('Object') + '{';
				if (keys.length === 0) return braces[0] + '}';
			}
			if (this.options.depth !== null && depth > this.options.depth) {
				return `[${array && name === 'Array' ? 'Array' : `${name ?? 'Object: null prototype'}${shownTag}`}]`;
			}
			if (this.options.sorted) keys.sort(typeof this.options.sorted === 'function' ? this.options.sorted : undefined);
			this.open.push(v);
			this.deepest = depth;
			const out = list === null ? [] : list(depth + 1);
			const elements = out.length;
			for (const k of keys) out.push(this.property(v, k, depth + 1, array));
			this.open.pop();
			let start = '';
			if (this.circular.has(v)) start = `<ref *${this.circular.get(v)}> `;
			if (base !== '') base = start + base; else braces[0] = start + braces[0];
			return this.join(out, base, braces, array && elements > 6 && elements === out.length ? v : null, depth);
		}
		functionBase(f, name, tag) {
			const source = Function.prototype.toString.call(f);
			if (/^class\b/.test(source)) {
				const parent = Object.getPrototypeOf(f);
				return `[class ${f.name === '' ? '(anonymous)' : f.name}${typeof parent === 'function' && parent.name !== '' ? ` extends ${parent.name}` : ''}]`;
			}
			const kind = /^async\s*(?:function\s*\*|\*)/.test(source) ? 'AsyncGeneratorFunction' : /^async\b/.test(source) ? 'AsyncFunction' : /^(?:function\s*\*|\*)/.test(source) ? 'GeneratorFunction' : 'Function';
			return `[${kind}${name === null ? ' (null prototype)' : ''}${f.name === '' ? ' (anonymous)' : `: ${f.name}`}]${tag !== ` [${kind}]` ? tag : ''}`;
		}
		elements(v, depth) {
			const out = [], most = this.options.maxArrayLength ?? Infinity;
			let i = 0;
			this.indent += 2;
			for (; i < v.length && out.length < most; i++) {
				if (i in v) { out.push(this.value(v[i], depth, true)); continue; }
				let end = i;
				while (end < v.length && !(end in v)) end++;
				out.push(`<${end - i} empty item${end - i > 1 ? 's' : ''}>`);
				i = end - 1;
			}
			this.indent -= 2;
			if (i < v.length) out.push(`... ${v.length - i} more item${v.length - i > 1 ? 's' : ''}`);
			return out;
		}
		property(v, k, depth) {
			const d = Object.getOwnPropertyDescriptor(v, k) ?? { value: v[k], enumerable: true };
			let text;
			if (d.get !== undefined) text = d.set !== undefined ? '[Getter/Setter]' : '[Getter]';
			else if (d.set !== undefined) text = '[Setter]';
			else { this.indent += 2; text = this.value(d.value, depth, true); this.indent -= 2; }
			const name = keyText(k);
			return `${d.enumerable || typeof k === 'symbol' ? name : `[${typeof k === 'symbol' ? name : k}]`}: ${text}`;
		}
		// Puts the parts on one line where they fit and hold few levels, or below each other.
		join(out, base, braces, grouped, depth) {
			const width = this.options.breakLength;
			const before = base === '' ? '' : base + ' ';
			if (this.options.compact === true) return `${before}${braces[0]} ${out.join(', ')} ${braces[1]}`;
			const entries = out.length;
			if (grouped !== null) out = this.columns(out, grouped);
			if (this.deepest - depth < this.options.compact && entries === out.length) {
				const start = out.length + this.indent + braces[0].length + base.length + 10;
				if (out.reduce((n, s) => n + s.length, out.length + start) <= width && !out.some(s => s.includes('\n')) && !base.includes('\n')) return `${before}${braces[0]} ${out.join(', ')} ${braces[1]}`;
			}
			const line = '\n' + ' '.repeat(this.indent);
			return `${before}${braces[0]}${line}  ${out.join(`,${line}  `)}${line}${braces[1]}`;
		}
		// Arranges many short elements in columns.
		columns(out, v) {
			const more = out.length > 0 && /^\.\.\. \d+ more items?$/.test(out[out.length - 1]) ? 1 : 0, n = out.length - more;
			const lengths = out.slice(0, n).map(s => s.length);
			const longest = Math.max(...lengths), cell = longest + 2, total = lengths.reduce((a, b) => a + b + 2, 0);
			if (cell * 3 + this.indent >= this.options.breakLength || !(total / cell > 5 || longest <= 6) || out.some(s => s.includes('\n'))) return out;
			const biased = Math.max(cell - 3 - Math.sqrt(cell - total / out.length), 1);
			const count = Math.min(Math.round(Math.sqrt(2.5 * biased * n) / biased), Math.floor((this.options.breakLength - this.indent) / cell), this.options.compact * 4, 15);
			if (count <= 1) return out;
			const widths = [];
			for (let c = 0; c < count; c++) {
				let w = 0;
				for (let i = c; i < n; i += count) w = Math.max(w, lengths[i]);
				widths.push(w + 2);
			}
			let right = true;
			for (let i = 0; i < n && right; i++) right = typeof v[i] === 'number' || typeof v[i] === 'bigint';
			const rows = [];
			for (let i = 0; i < n; i += count) {
				const end = Math.min(i + count, n);
				let row = '';
				for (let j = i; j < end - 1; j++) row += right ? `${out[j]}, `.padStart(widths[j - i]) : `${out[j]}, `.padEnd(widths[j - i]);
				row += right ? out[end - 1].padStart(widths[end - 1 - i] - 2) : out[end - 1];
				rows.push(row);
			}
			if (more) rows.push(out[n]);
			return rows;
		}
	}

	function inspect(v, options, depth) {
		const o = { ...defaults };
		if (typeof options === 'object' && options !== null) Object.assign(o, Object.fromEntries(Object.entries(options).filter(([, x]) => x !== undefined)));
		else if (options !== undefined) { o.showHidden = Boolean(options); if (depth !== undefined) o.depth = depth; }
		if (o.compact === false) o.compact = 0;
		return new Printer(o).value(v, 0, false);
	}
	inspect.custom = custom;
	inspect.defaultOptions = defaults;

	const part = v => typeof v === 'string' ? v : inspect(v);
	function formatWithOptions(options, ...args) {
		const first = args[0];
		let at = 1, out = '';
		if (typeof first !== 'string') return args.map(v => (typeof v === 'string' ? v : inspect(v, options))).join(' ');
		if (args.length === 1) return first;
		out = first.replace(/%([sdifjoOc%])/g, (m, kind) => {
			if (kind === '%') return '%';
			if (at >= args.length) return m;
			const v = args[at++];
			switch (kind) {
				case 's':
					if (typeof v === 'number') return Object.is(v, -0) ? '-0' : String(v);
					if (typeof v === 'bigint') return `${v}n`;
					if (typeof v !== 'object' || v === null) return String(v);
					return typeof v.toString === 'function' && v.toString !== Object.prototype.toString && v.toString !== Error.prototype.toString && !Array.isArray(v) && !(v instanceof Date) ? String(v) : inspect(v, { ...options, depth: 0, colors: false, compact: 3 });
				case 'd': return typeof v === 'bigint' ? `${v}n` : typeof v === 'symbol' ? 'NaN' : String(typeof v === 'object' ? Number(v) : Object.is(Number(v), -0) ? '-0' : Number(v));
				case 'i': return typeof v === 'bigint' ? `${v}n` : typeof v === 'symbol' ? 'NaN' : String(parseInt(v, 10));
				case 'f': return typeof v === 'symbol' ? 'NaN' : String(parseFloat(v));
				case 'j': try { return JSON.stringify(v); } catch (e) { if (String(e.message).includes('circular')) return '[Circular]'; throw e; }
				case 'o': return inspect(v, { ...options, showHidden: true, showProxy: true, depth: 4 });
				case 'O': return inspect(v, options);
			}
			return '';
		});
		for (; at < args.length; at++) out += ' ' + (typeof args[at] === 'string' ? args[at] : inspect(args[at], options));
		return out;
	}
	const format = (...args) => formatWithOptions({}, ...args);

	const promised = Symbol.for('nodejs.util.promisify.custom');
	function promisify(f) {
		errors.fn(f, 'original');
		if (f[promised] !== undefined) { errors.fn(f[promised], 'util.promisify.custom'); return f[promised]; }
		function asked(...args) {
			return new Promise((resolve, reject) => { Reflect.apply(f, this, [...args, (e, v) => { if (e) reject(e); else resolve(v); }]); });
		}
		Object.setPrototypeOf(asked, Object.getPrototypeOf(f));
		return Object.defineProperties(asked, { ...Object.getOwnPropertyDescriptors(f), [promised]: { value: asked, configurable: true } });
	}
	promisify.custom = promised;
	function callbackify(f) {
		errors.fn(f, 'original');
		return function (...args) {
			const done = args.pop();
			errors.fn(done, 'last argument');
			Reflect.apply(f, this, args).then(v => queueMicrotask(() => done(null, v)), e => queueMicrotask(() => done(e || errors.make(Error, 'ERR_FALSY_VALUE_REJECTION', 'Promise was rejected with falsy value'))));
		};
	}
	function inherits(child, parent) {
		errors.fn(child, 'ctor');
		errors.fn(parent, 'superCtor');
		Object.defineProperty(child, 'super_', { value: parent, writable: true, configurable: true });
		Object.setPrototypeOf(child.prototype, parent.prototype);
	}

	const same = (a, b, pairs) => {
		if (Object.is(a, b)) return true;
		if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || Object.getPrototypeOf(a) !== Object.getPrototypeOf(b) || classOf(a) !== classOf(b)) return false;
		if (pairs.get(a) === b) return true;
		pairs.set(a, b);
		if (a instanceof Date) { if (!Object.is(a.getTime(), b.getTime())) return false; }
		else if (a instanceof RegExp) { if (String(a) !== String(b) || a.lastIndex !== b.lastIndex) return false; }
		else if (a instanceof Error) { if (a.message !== b.message || a.name !== b.name) return false; }
		else if (['Number', 'String', 'Boolean', 'Symbol', 'BigInt'].includes(classOf(a))) { if (!Object.is(a.valueOf(), b.valueOf())) return false; }
		else if (a instanceof Set) {
			if (a.size !== b.size) return false;
			const left = [...b];
			for (const x of a) { const i = left.findIndex(y => same(x, y, pairs)); if (i < 0) return false; left.splice(i, 1); }
		} else if (a instanceof Map) {
			if (a.size !== b.size) return false;
			const left = [...b];
			for (const [k, x] of a) { const i = left.findIndex(([l, y]) => same(k, l, pairs) && same(x, y, pairs)); if (i < 0) return false; left.splice(i, 1); }
		} else if (isTyped(a)) { if (a.length !== b.length) return false; }
		else if (Array.isArray(a) && a.length !== b.length) return false;
		const keys = o => Object.keys(o).concat(Object.getOwnPropertySymbols(o).filter(s => Object.prototype.propertyIsEnumerable.call(o, s)));
		const of = keys(a);
		return of.length === keys(b).length && of.every(k => Object.prototype.hasOwnProperty.call(b, k) && same(a[k], b[k], pairs));
	};

	const is = name => v => typeof v === 'object' && v !== null && classOf(v) === name;
	const types = {
		isDate: is('Date'), isRegExp: is('RegExp'), isMap: is('Map'), isSet: is('Set'), isWeakMap: is('WeakMap'), isWeakSet: is('WeakSet'), isPromise: is('Promise'),
		isProxy: v => (typeof v === 'object' || typeof v === 'function') && v !== null && classOf(v) === 'Proxy',
		isArrayBuffer: is('ArrayBuffer'), isAnyArrayBuffer: is('ArrayBuffer'), isArrayBufferView: ArrayBuffer.isView, isTypedArray: isTyped, isDataView: v => v instanceof DataView,
		isUint8Array: v => v instanceof Uint8Array, isNativeError: is('Error'), isNumberObject: is('Number'), isStringObject: is('String'), isBooleanObject: is('Boolean'),
		isSymbolObject: is('Symbol'), isBigIntObject: is('BigInt'), isArgumentsObject: is('Arguments'),
		isBoxedPrimitive: v => ['Number', 'String', 'Boolean', 'Symbol', 'BigInt'].some(n => is(n)(v)),
		isAsyncFunction: v => typeof v === 'function' && /^async\b/.test(Function.prototype.toString.call(v)),
		isGeneratorFunction: v => typeof v === 'function' && /^(?:async\s*)?(?:function\s*\*|\*)/.test(Function.prototype.toString.call(v)),
	};

	return {
		inspect, format, formatWithOptions, promisify, callbackify, inherits, types, TextEncoder, TextDecoder,
		isDeepStrictEqual: (a, b) => same(a, b, new Map()),
		deprecate: f => f,
		debuglog: () => Object.assign(() => {}, { enabled: false }),
		isArray: Array.isArray,
		stripVTControlCharacters: s => { errors.string(s, 'str'); return s.replace(/[\u001b\u009b][[\]()#;?]*(?:(?:(?:[^\W_]*;?)*\u0007)|(?:\d{1,4}(?:;\d{0,4})*)?[\dA-PR-TZcf-nq-uy=><~])/g, ''); },
		toUSVString: s => String(s).toWellFormed(),
	};
})

// What Node has of the web. One function of the native helpers, of the errors, and of functions that fetch Buffer and the timers when they are
// needed; it returns the classes and functions by name.
(function (native, errors, getBuffer, getTimers) {
	'use strict';
	const { make, argType, missing } = errors;
	const define = (o, name, value) => Object.defineProperty(o, name, { value, writable: true, enumerable: false, configurable: true });
	const tag = (C, name) => Object.defineProperty(C.prototype, Symbol.toStringTag, { value: name, configurable: true });
	const enumerable = (C, ...names) => { for (const n of names) Object.defineProperty(C.prototype, n, { ...Object.getOwnPropertyDescriptor(C.prototype, n), enumerable: true }); };
	const secret = Symbol('secret');
	const view = v => (ArrayBuffer.isView(v) ? new Uint8Array(v.buffer, v.byteOffset, v.byteLength) : new Uint8Array(v));
	const isArrayBuffer = v => typeof v === 'object' && v !== null && native.classOf(v) === 'ArrayBuffer';
	const isSource = v => ArrayBuffer.isView(v) || isArrayBuffer(v);

	const codes = {
		IndexSizeError: 1, HierarchyRequestError: 3, WrongDocumentError: 4, InvalidCharacterError: 5, NoModificationAllowedError: 7, NotFoundError: 8, NotSupportedError: 9, InUseAttributeError: 10,
		InvalidStateError: 11, SyntaxError: 12, InvalidModificationError: 13, NamespaceError: 14, InvalidAccessError: 15, TypeMismatchError: 17, SecurityError: 18, NetworkError: 19, AbortError: 20,
		URLMismatchError: 21, QuotaExceededError: 22, TimeoutError: 23, InvalidNodeTypeError: 24, DataCloneError: 25,
	};
	class DOMException extends Error {
		#name;
		constructor(message = '', options = 'Error') {
			super(`${message}`);
			if (typeof options === 'object' && options !== null) {
				this.#name = 'name' in options ? `${options.name}` : 'Error';
				if ('cause' in options) define(this, 'cause', options.cause);
			} else this.#name = `${options}`;
		}
		get name() { return this.#name; }
		get code() { return codes[this.#name] ?? 0; }
	}
	tag(DOMException, 'DOMException');
	for (const [k, v] of Object.entries(codes)) {
		const constant = k.replace(/Error$/, '').replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase() + '_ERR';
		for (const o of [DOMException, DOMException.prototype]) Object.defineProperty(o, constant, { value: v, enumerable: true });
	}

	function btoa(input) {
		if (arguments.length === 0) throw missing('input');
		const out = native.latin1(`${input}`);
		if (out === null) throw new DOMException('Invalid character', 'InvalidCharacterError');
		return out;
	}
	function atob(input) {
		if (arguments.length === 0) throw missing('input');
		const out = native.atob(`${input}`);
		if (out === 1) throw new DOMException('Invalid character', 'InvalidCharacterError');
		if (out === 2) throw new DOMException('The string to be decoded is not correctly encoded.', 'InvalidCharacterError');
		return out;
	}

	class TextEncoder {
		get encoding() { return 'utf-8'; }
		encode(input = '') { return new Uint8Array(native.encode(`${input}`, 'utf8')); }
		encodeInto(source, target) {
			if (typeof source !== 'string') throw argType('src', 'of type string', source);
			let read = 0, written = 0;
			for (const c of source) {
				const b = new Uint8Array(native.encode(c, 'utf8'));
				if (written + b.length > target.length) break;
				target.set(b, written);
				written += b.length;
				read += c.length;
			}
			return { read, written };
		}
	}
	tag(TextEncoder, 'TextEncoder'); enumerable(TextEncoder, 'encoding', 'encode', 'encodeInto');

	class TextDecoder {
		#decoder; #fatal; #bom; #first = true;
		constructor(encoding = 'utf-8', options = {}) {
			if (options === null || typeof options !== 'object') throw argType('options', 'of type object', options);
			this.#fatal = !!options.fatal;
			this.#bom = !!options.ignoreBOM;
			this.#decoder = native.textDecoder(`${encoding}`, this.#fatal);
			if (this.#decoder === undefined) throw make(RangeError, 'ERR_ENCODING_NOT_SUPPORTED', `The "${encoding}" encoding is not supported`);
		}
		get encoding() { return this.#decoder.encoding; }
		get fatal() { return this.#fatal; }
		get ignoreBOM() { return this.#bom; }
		decode(input, options = {}) {
			if (input === undefined) input = new Uint8Array();
			if (!isSource(input)) throw make(TypeError, 'ERR_INVALID_ARG_TYPE', 'The "list" argument must be an instance of SharedArrayBuffer, ArrayBuffer or ArrayBufferView.');
			const stream = !!(options && options.stream);
			let s = this.#decoder.decode(view(input), stream);
			if (s === undefined) throw make(TypeError, 'ERR_ENCODING_INVALID_ENCODED_DATA', `The encoded data was not valid for encoding ${this.encoding}`);
			if (this.#first && !this.#bom && s.charCodeAt(0) === 0xfeff && this.encoding.startsWith('utf')) s = s.slice(1);
			this.#first = stream ? this.#first && s === '' : true;
			return s;
		}
	}
	tag(TextDecoder, 'TextDecoder'); enumerable(TextDecoder, 'encoding', 'fatal', 'ignoreBOM', 'decode');

	// The streams in their simplest useful form: what is written comes out of the reader, turned.
	class ReadableStream {
		#queue = []; #waiting = []; #closed = false; #error; #locked = false; #source; #pulling = false;
		constructor(source = {}) {
			this.#source = source;
			const controller = {
				enqueue: v => { const w = this.#waiting.shift(); if (w) w.resolve({ value: v, done: false }); else this.#queue.push(v); },
				close: () => { this.#closed = true; for (const w of this.#waiting.splice(0)) w.resolve({ value: undefined, done: true }); },
				error: e => { this.#error = { e }; for (const w of this.#waiting.splice(0)) w.reject(e); },
				get desiredSize() { return 1; },
			};
			this.controller_ = controller;
			Object.defineProperty(this, 'controller_', { enumerable: false });
			if (source.start) source.start(controller);
		}
		get locked() { return this.#locked; }
		#read() {
			if (this.#queue.length) return Promise.resolve({ value: this.#queue.shift(), done: false });
			if (this.#error) return Promise.reject(this.#error.e);
			if (this.#closed) return Promise.resolve({ value: undefined, done: true });
			const p = new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
			if (this.#source.pull && !this.#pulling) {
				this.#pulling = true;
				Promise.resolve(this.#source.pull(this.controller_)).then(() => { this.#pulling = false; }, e => this.controller_.error(e));
			}
			return p;
		}
		getReader() {
			if (this.#locked) throw make(TypeError, 'ERR_INVALID_STATE', 'Invalid state: ReadableStream is locked');
			this.#locked = true;
			return { read: () => this.#read(), releaseLock: () => { this.#locked = false; }, cancel: () => this.cancel(), closed: Promise.resolve() };
		}
		async cancel(reason) { this.#queue = []; this.#closed = true; if (this.#source.cancel) await this.#source.cancel(reason); }
		async pipeTo(target) {
			const reader = this.getReader(), writer = target.getWriter();
			for (let r; !(r = await reader.read()).done;) await writer.write(r.value);
			await writer.close();
		}
		pipeThrough(pair) { this.pipeTo(pair.writable).catch(() => {}); return pair.readable; }
		[Symbol.asyncIterator]() {
			const reader = this.getReader();
			return { next: () => reader.read(), return: async v => { await this.cancel(); return { value: v, done: true }; }, [Symbol.asyncIterator]() { return this; } };
		}
	}
	class WritableStream {
		#sink; #locked = false;
		constructor(sink = {}) { this.#sink = sink; if (sink.start) sink.start({ error() {} }); }
		get locked() { return this.#locked; }
		getWriter() {
			this.#locked = true;
			return {
				write: async v => { if (this.#sink.write) await this.#sink.write(v); }, close: async () => { if (this.#sink.close) await this.#sink.close(); },
				abort: async e => { if (this.#sink.abort) await this.#sink.abort(e); }, releaseLock: () => { this.#locked = false; }, ready: Promise.resolve(), closed: Promise.resolve(),
			};
		}
	}
	class TransformStream {
		constructor(transformer = {}) {
			let out;
			this.readable = new ReadableStream({ start: c => { out = c; } });
			out.terminate = () => out.close();
			this.writable = new WritableStream({
				start: () => transformer.start && transformer.start(out),
				write: v => (transformer.transform ? transformer.transform(v, out) : out.enqueue(v)),
				close: async () => { if (transformer.flush) await transformer.flush(out); out.close(); },
			});
		}
	}
	class TextEncoderStream {
		#t = new TransformStream({ transform: (v, c) => c.enqueue(new TextEncoder().encode(v)) });
		get encoding() { return 'utf-8'; }
		get readable() { return this.#t.readable; }
		get writable() { return this.#t.writable; }
	}
	class TextDecoderStream {
		#d; #t;
		constructor(encoding, options) {
			this.#d = new TextDecoder(encoding, options);
			this.#t = new TransformStream({
				transform: (v, c) => { const s = this.#d.decode(v, { stream: true }); if (s) c.enqueue(s); },
				flush: c => { const s = this.#d.decode(); if (s) c.enqueue(s); },
			});
		}
		get encoding() { return this.#d.encoding; }
		get fatal() { return this.#d.fatal; }
		get ignoreBOM() { return this.#d.ignoreBOM; }
		get readable() { return this.#t.readable; }
		get writable() { return this.#t.writable; }
	}
	for (const [n, C] of Object.entries({ ReadableStream, WritableStream, TransformStream, TextEncoderStream, TextDecoderStream })) tag(C, n);

	class Event {
		#type; #bubbles; #cancelable; #composed; #prevented = false; #stopped = false; #target = null; #time = Date.now();
		constructor(type, options = {}) {
			if (arguments.length === 0) throw missing('type');
			this.#type = `${type}`; this.#bubbles = !!options?.bubbles; this.#cancelable = !!options?.cancelable; this.#composed = !!options?.composed;
		}
		get type() { return this.#type; }
		get bubbles() { return this.#bubbles; }
		get cancelable() { return this.#cancelable; }
		get composed() { return this.#composed; }
		get defaultPrevented() { return this.#cancelable && this.#prevented; }
		get target() { return this.#target; }
		get currentTarget() { return this.#target; }
		get timeStamp() { return this.#time; }
		get eventPhase() { return this.#target ? 2 : 0; }
		get isTrusted() { return false; }
		preventDefault() { this.#prevented = true; }
		stopPropagation() {}
		stopImmediatePropagation() { this.#stopped = true; }
		static dispatch_(e, target, listeners) {
			e.#target = target;
			for (const l of [...listeners]) {
				if (l.removed) continue;
				if (l.once) l.remove();
				const f = typeof l.callback === 'function' ? l.callback : l.callback.handleEvent;
				try { f.call(typeof l.callback === 'function' ? target : l.callback, e); } catch (error) { native.uncaught(error); }
				if (e.#stopped) break;
			}
			return !e.defaultPrevented;
		}
	}
	const dispatch = Event.dispatch_;
	delete Event.dispatch_;
	tag(Event, 'Event');
	class CustomEvent extends Event {
		#detail;
		constructor(type, options = {}) { super(type, options); this.#detail = options?.detail ?? null; }
		get detail() { return this.#detail; }
	}
	tag(CustomEvent, 'CustomEvent');
	class EventTarget {
		#listeners = new Map();
		addEventListener(type, callback, options) {
			if (arguments.length < 2) throw missing('type', 'listener');
			if (callback === null || callback === undefined) return;
			const capture = typeof options === 'boolean' ? options : !!options?.capture;
			type = `${type}`;
			let list = this.#listeners.get(type);
			if (!list) this.#listeners.set(type, list = []);
			if (list.some(l => l.callback === callback && l.capture === capture)) return;
			const l = { callback, capture, once: !!options?.once, removed: false, remove: () => { l.removed = true; const i = list.indexOf(l); if (i >= 0) list.splice(i, 1); } };
			list.push(l);
			if (options?.signal) options.signal.addEventListener('abort', l.remove, { once: true });
		}
		removeEventListener(type, callback, options) {
			const capture = typeof options === 'boolean' ? options : !!options?.capture;
			const l = this.#listeners.get(`${type}`)?.find(x => x.callback === callback && x.capture === capture);
			if (l) l.remove();
		}
		dispatchEvent(event) {
			if (!(event instanceof Event)) throw argType('event', 'an instance of Event', event);
			return dispatch(event, this, this.#listeners.get(event.type) ?? []);
		}
	}
	tag(EventTarget, 'EventTarget');

	class AbortSignal extends EventTarget {
		#aborted = false; #reason; #on = null;
		constructor(key) { if (key !== secret) throw make(TypeError, 'ERR_ILLEGAL_CONSTRUCTOR', 'Illegal constructor'); super(); }
		get aborted() { return this.#aborted; }
		get reason() { return this.#reason; }
		get onabort() { return this.#on; }
		set onabort(f) {
			if (this.#on) this.removeEventListener('abort', this.#on);
			this.#on = typeof f === 'function' ? f : null;
			if (this.#on) this.addEventListener('abort', this.#on);
		}
		throwIfAborted() { if (this.#aborted) throw this.#reason; }
		static abort_(s, reason) {
			if (s.#aborted) return;
			s.#aborted = true;
			s.#reason = reason === undefined ? new DOMException('This operation was aborted', 'AbortError') : reason;
			s.dispatchEvent(new Event('abort'));
		}
		static abort(reason) { const s = new AbortSignal(secret); abort(s, reason); return s; }
		static timeout(ms) {
			errors.integer(ms, 'delay', 0);
			const s = new AbortSignal(secret);
			getTimers().setTimeout(() => abort(s, new DOMException('The operation was aborted due to timeout', 'TimeoutError')), ms);
			return s;
		}
		static any(signals) {
			const s = new AbortSignal(secret);
			for (const x of signals) {
				if (x.aborted) { abort(s, x.reason); break; }
				x.addEventListener('abort', () => abort(s, x.reason), { once: true });
			}
			return s;
		}
	}
	const abort = AbortSignal.abort_;
	delete AbortSignal.abort_;
	tag(AbortSignal, 'AbortSignal');
	class AbortController {
		#signal = new AbortSignal(secret);
		get signal() { return this.#signal; }
		abort(reason) { abort(this.#signal, reason); }
	}
	tag(AbortController, 'AbortController'); enumerable(AbortController, 'signal', 'abort');

	// URL.
	const pairIterator = (list, pick, name) => {
		let i = 0;
		const it = Object.create(Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())));
		define(it, 'next', () => { const l = list(); return i < l.length ? { value: pick(l[i++]), done: false } : { value: undefined, done: true }; });
		Object.defineProperty(it, Symbol.toStringTag, { value: name, configurable: true });
		return it;
	};
	const text = v => { if (typeof v === 'symbol') throw new TypeError('Cannot convert a Symbol value to a string'); return `${v}`.toWellFormed(); };
	const parsePairs = s => {
		const out = [];
		for (const p of s.split('&')) {
			if (p === '') continue;
			const i = p.indexOf('=');
			out.push(i < 0 ? [native.formDecode(p), ''] : [native.formDecode(p.slice(0, i)), native.formDecode(p.slice(i + 1))]);
		}
		return out;
	};
	class URLSearchParams {
		#list = []; #owner = null;
		constructor(init) {
			if (init === undefined || init === null) return;
			if (typeof init === 'object' || typeof init === 'function') {
				const method = init[Symbol.iterator];
				if (method === URLSearchParams.prototype[Symbol.iterator] && #list in init) this.#list = init.#list.map(p => [...p]);
				else if (method !== undefined && method !== null) {
					if (typeof method !== 'function') throw make(TypeError, 'ERR_ARG_NOT_ITERABLE', 'Query pairs must be iterable');
					for (const pair of init) {
						if (pair === null || (typeof pair !== 'object' && typeof pair !== 'function') || typeof pair[Symbol.iterator] !== 'function') throw make(TypeError, 'ERR_INVALID_TUPLE', 'Each query pair must be an iterable [name, value] tuple');
						const p = [...pair];
						if (p.length !== 2) throw make(TypeError, 'ERR_INVALID_TUPLE', 'Each query pair must be an iterable [name, value] tuple');
						this.#list.push([text(p[0]), text(p[1])]);
					}
				} else {
					const seen = new Map();
					for (const k of Reflect.ownKeys(init)) {
						if (typeof k !== 'string' || !Object.getOwnPropertyDescriptor(init, k)?.enumerable) continue;
						seen.set(text(k), text(init[k]));
					}
					this.#list = [...seen];
				}
				return;
			}
			let s = text(init);
			if (s[0] === '?') s = s.slice(1);
			this.#list = parsePairs(s);
		}
		#changed() { if (this.#owner) this.#owner(this.toString()); }
		static own_(p, owner) { p.#owner = owner; }
		static reset_(p, search) { p.#list = parsePairs(search); }
		get size() { return this.#list.length; }
		append(name, value) { if (arguments.length < 2) throw missing('name', 'value'); this.#list.push([text(name), text(value)]); this.#changed(); }
		delete(name, value) {
			if (arguments.length < 1) throw missing('name');
			name = text(name);
			if (value !== undefined) value = text(value);
			this.#list = this.#list.filter(p => !(p[0] === name && (value === undefined || p[1] === value)));
			this.#changed();
		}
		get(name) { if (arguments.length < 1) throw missing('name'); name = text(name); const p = this.#list.find(x => x[0] === name); return p ? p[1] : null; }
		getAll(name) { if (arguments.length < 1) throw missing('name'); name = text(name); return this.#list.filter(x => x[0] === name).map(x => x[1]); }
		has(name, value) {
			if (arguments.length < 1) throw missing('name');
			name = text(name);
			if (value !== undefined) value = text(value);
			return this.#list.some(p => p[0] === name && (value === undefined || p[1] === value));
		}
		set(name, value) {
			if (arguments.length < 2) throw missing('name', 'value');
			name = text(name); value = text(value);
			let found = false;
			this.#list = this.#list.filter(p => { if (p[0] !== name) return true; if (found) return false; found = true; p[1] = value; return true; });
			if (!found) this.#list.push([name, value]);
			this.#changed();
		}
		sort() { this.#list = this.#list.map((p, i) => [p, i]).sort(([a, i], [b, j]) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : i - j)).map(x => x[0]); this.#changed(); }
		entries() { return pairIterator(() => this.#list, p => [p[0], p[1]], 'URLSearchParams Iterator'); }
		keys() { return pairIterator(() => this.#list, p => p[0], 'URLSearchParams Iterator'); }
		values() { return pairIterator(() => this.#list, p => p[1], 'URLSearchParams Iterator'); }
		forEach(callback, thisArg) { errors.fn(callback, 'callback'); for (const [k, v] of this.#list) callback.call(thisArg, v, k, this); }
		toString() { return this.#list.map(([k, v]) => `${native.formEncode(k)}=${native.formEncode(v)}`).join('&'); }
	}
	define(URLSearchParams.prototype, Symbol.iterator, URLSearchParams.prototype.entries);
	const { own_: ownParams, reset_: resetParams } = URLSearchParams;
	delete URLSearchParams.own_; delete URLSearchParams.reset_;
	tag(URLSearchParams, 'URLSearchParams');
	enumerable(URLSearchParams, 'size', 'append', 'delete', 'get', 'getAll', 'has', 'set', 'sort', 'entries', 'keys', 'values', 'forEach', 'toString');

	class URL {
		#u; #params = null;
		constructor(input, base) {
			if (arguments.length === 0) throw missing('url');
			input = text(input);
			if (base !== undefined) base = text(base);
			this.#u = native.parseURL(input, base);
			if (this.#u === null) {
				const e = make(TypeError, 'ERR_INVALID_URL', 'Invalid URL');
				e.input = input;
				if (base !== undefined) e.base = base;
				throw e;
			}
		}
		#set(part, value) {
			const u = native.setURL(this.#u.href, part, text(value));
			if (u) this.#u = u;
			if (part === 'search' && this.#params) resetParams(this.#params, this.#u.search.slice(1));
		}
		get href() { return this.#u.href; }
		set href(v) {
			const u = native.parseURL(text(v));
			if (u === null) { const e = make(TypeError, 'ERR_INVALID_URL', 'Invalid URL'); e.input = `${v}`; throw e; }
			this.#u = u;
			if (this.#params) resetParams(this.#params, u.search.slice(1));
		}
		get origin() { return this.#u.origin; }
		get protocol() { return this.#u.protocol; }
		set protocol(v) { this.#set('protocol', v); }
		get username() { return this.#u.username; }
		set username(v) { this.#set('username', v); }
		get password() { return this.#u.password; }
		set password(v) { this.#set('password', v); }
		get host() { return this.#u.host; }
		set host(v) { this.#set('host', v); }
		get hostname() { return this.#u.hostname; }
		set hostname(v) { this.#set('hostname', v); }
		get port() { return this.#u.port; }
		set port(v) { this.#set('port', v); }
		get pathname() { return this.#u.pathname; }
		set pathname(v) { this.#set('pathname', v); }
		get search() { return this.#u.search; }
		set search(v) { this.#set('search', v); }
		get searchParams() {
			if (!this.#params) {
				this.#params = new URLSearchParams(this.#u.search);
				ownParams(this.#params, s => { const u = native.setURL(this.#u.href, 'search', s); if (u) this.#u = u; });
			}
			return this.#params;
		}
		get hash() { return this.#u.hash; }
		set hash(v) { this.#set('hash', v); }
		toString() { return this.#u.href; }
		toJSON() { return this.#u.href; }
		static canParse(input, base) { if (arguments.length === 0) throw missing('url'); return native.parseURL(text(input), base === undefined ? undefined : text(base)) !== null; }
		static parse(input, base) { try { return new URL(input, base); } catch { return null; } }
	}
	tag(URL, 'URL');
	enumerable(URL, 'href', 'origin', 'protocol', 'username', 'password', 'host', 'hostname', 'port', 'pathname', 'search', 'searchParams', 'hash', 'toString', 'toJSON');

	class Blob {
		#bytes; #type;
		constructor(parts = [], options = {}) {
			if (parts === null || typeof parts !== 'object' || typeof parts[Symbol.iterator] !== 'function') throw argType('sources', 'an instance of Iterable', parts);
			const Buffer = getBuffer();
			const list = [];
			for (const p of parts) list.push(isSource(p) ? view(p) : p instanceof Blob ? p.#bytes : Buffer.from(`${p}`));
			this.#bytes = Buffer.concat(list);
			const type = `${options?.type ?? ''}`;
			this.#type = /[^ -~]/.test(type) ? '' : type.toLowerCase();
		}
		get size() { return this.#bytes.length; }
		get type() { return this.#type; }
		slice(start = 0, end = this.size, type = '') { return new Blob([this.#bytes.slice(start, end)], { type }); }
		async text() { return new TextDecoder().decode(this.#bytes); }
		async arrayBuffer() { const b = this.#bytes; return b.buffer.slice(b.byteOffset, b.byteOffset + b.byteLength); }
		async bytes() { return new Uint8Array(await this.arrayBuffer()); }
		stream() { const b = this.#bytes; return new ReadableStream({ start(c) { if (b.length) c.enqueue(new Uint8Array(b)); c.close(); } }); }
		static bytes_(b) { return b.#bytes; }
	}
	const blobBytes = Blob.bytes_;
	delete Blob.bytes_;
	tag(Blob, 'Blob');
	class File extends Blob {
		#name; #modified;
		constructor(parts, name, options = {}) {
			if (arguments.length < 2) throw missing('fileBits', 'fileName');
			super(parts, options);
			this.#name = `${name}`;
			this.#modified = options?.lastModified === undefined ? Date.now() : Math.trunc(+options.lastModified) || 0;
		}
		get name() { return this.#name; }
		get lastModified() { return this.#modified; }
	}
	tag(File, 'File');

	class FormData {
		#list = [];
		constructor(form) { if (form !== undefined) throw new TypeError("Failed to construct 'FormData': Argument 1 could not be converted to: undefined."); }
		static #need(name, n, got) { if (got < n) throw new TypeError(`FormData.${name}: ${n} argument${n > 1 ? 's' : ''} required, but${got ? ` only ${got}` : ' 0'} found.`); }
		static #entry(value, filename, given) {
			if (!(value instanceof Blob)) {
				if (given) throw new TypeError("FormData.append: Argument 2 could not be converted to Blob.");
				return text(value);
			}
			if (!(value instanceof File) || given) return new File([value], given ? text(filename) : 'blob', { type: value.type });
			return value;
		}
		append(name, value, filename) { FormData.#need('append', 2, arguments.length); this.#list.push([text(name), FormData.#entry(value, filename, arguments.length > 2)]); }
		delete(name) { FormData.#need('delete', 1, arguments.length); name = text(name); this.#list = this.#list.filter(p => p[0] !== name); }
		get(name) { FormData.#need('get', 1, arguments.length); name = text(name); const p = this.#list.find(x => x[0] === name); return p ? p[1] : null; }
		getAll(name) { FormData.#need('getAll', 1, arguments.length); name = text(name); return this.#list.filter(x => x[0] === name).map(x => x[1]); }
		has(name) { FormData.#need('has', 1, arguments.length); name = text(name); return this.#list.some(x => x[0] === name); }
		set(name, value, filename) {
			FormData.#need('set', 2, arguments.length);
			name = text(name);
			const v = FormData.#entry(value, filename, arguments.length > 2);
			let found = false;
			this.#list = this.#list.filter(p => { if (p[0] !== name) return true; if (found) return false; found = true; p[1] = v; return true; });
			if (!found) this.#list.push([name, v]);
		}
		entries() { return pairIterator(() => this.#list, p => [p[0], p[1]], 'FormData Iterator'); }
		keys() { return pairIterator(() => this.#list, p => p[0], 'FormData Iterator'); }
		values() { return pairIterator(() => this.#list, p => p[1], 'FormData Iterator'); }
		forEach(callback, thisArg) { FormData.#need('forEach', 1, arguments.length); for (const [k, v] of this.#list) callback.call(thisArg, v, k, this); }
	}
	define(FormData.prototype, Symbol.iterator, FormData.prototype.entries);
	tag(FormData, 'FormData'); enumerable(FormData, 'append', 'delete', 'get', 'getAll', 'has', 'set', 'entries', 'keys', 'values', 'forEach');

	class Headers {
		#map = new Map();
		constructor(init) {
			if (init === undefined) return;
			if (init === null || typeof init !== 'object') throw new TypeError("Headers constructor: init given is not an object.");
			if (typeof init[Symbol.iterator] === 'function') for (const [k, v] of init) this.append(k, v);
			else for (const [k, v] of Object.entries(init)) this.append(k, v);
		}
		static #name(n) { n = `${n}`.toLowerCase(); if (!/^[!#$%&'*+\-.^_`|~0-9a-z]+$/.test(n)) throw new TypeError(`Headers.append: ${n} is an invalid header name.`); return n; }
		append(name, value) { const n = Headers.#name(name), v = `${value}`.trim(); const l = this.#map.get(n); if (l) l.push(v); else this.#map.set(n, [v]); }
		set(name, value) { this.#map.set(Headers.#name(name), [`${value}`.trim()]); }
		get(name) { const l = this.#map.get(Headers.#name(name)); return l ? l.join(', ') : null; }
		has(name) { return this.#map.has(Headers.#name(name)); }
		delete(name) { this.#map.delete(Headers.#name(name)); }
		getSetCookie() { return [...(this.#map.get('set-cookie') ?? [])]; }
		#sorted() { const out = []; for (const k of [...this.#map.keys()].sort()) if (k === 'set-cookie') for (const v of this.#map.get(k)) out.push([k, v]); else out.push([k, this.#map.get(k).join(', ')]); return out; }
		entries() { const l = this.#sorted(); return pairIterator(() => l, p => [p[0], p[1]], 'Headers Iterator'); }
		keys() { const l = this.#sorted(); return pairIterator(() => l, p => p[0], 'Headers Iterator'); }
		values() { const l = this.#sorted(); return pairIterator(() => l, p => p[1], 'Headers Iterator'); }
		forEach(callback, thisArg) { for (const [k, v] of this.#sorted()) callback.call(thisArg, v, k, this); }
	}
	define(Headers.prototype, Symbol.iterator, Headers.prototype.entries);
	tag(Headers, 'Headers');

	// structuredClone.
	const errorClasses = { Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };
	const typed = { Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array, BigInt64Array, BigUint64Array };
	const typedName = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag).get;
	// The engine gives maps and sets no class of their own: their accessors tell.
	const mapSize = Object.getOwnPropertyDescriptor(Map.prototype, 'size').get, setSize = Object.getOwnPropertyDescriptor(Set.prototype, 'size').get;
	const brand = v => {
		try { mapSize.call(v); return 'Map'; } catch {}
		try { setSize.call(v); return 'Set'; } catch {}
		return undefined;
	};
	const refuse = v => { throw new DOMException(`${typeof v === 'object' ? native.describe(v) : String(v)} could not be cloned.`, 'DataCloneError'); };
	function structuredClone(value, options) {
		if (arguments.length === 0) throw make(TypeError, 'ERR_MISSING_ARGS', 'The value argument must be specified');
		const seen = new Map();
		const moved = new Set(options?.transfer ?? []);
		const clone = v => {
			if (typeof v === 'function' || typeof v === 'symbol') refuse(v);
			if (typeof v !== 'object' || v === null) return v;
			if (seen.has(v)) return seen.get(v);
			const keep = o => { seen.set(v, o); return o; };
			const kind = brand(v) ?? native.classOf(v);
			switch (kind) {
				case 'Boolean': return keep(Object(Boolean.prototype.valueOf.call(v)));
				case 'Number': return keep(Object(Number.prototype.valueOf.call(v)));
				case 'String': return keep(Object(String.prototype.valueOf.call(v)));
				case 'BigInt': return keep(Object(BigInt.prototype.valueOf.call(v)));
				case 'Date': return keep(new Date(Date.prototype.getTime.call(v)));
				case 'RegExp': return keep(new RegExp(v.source, v.flags));
				case 'ArrayBuffer': return keep(moved.has(v) ? v.transfer() : v.slice(0));
				case 'Map': { const o = keep(new Map()); for (const [k, x] of [...Map.prototype.entries.call(v)]) o.set(clone(k), clone(x)); return o; }
				case 'Set': { const o = keep(new Set()); for (const x of [...Set.prototype.values.call(v)]) o.add(clone(x)); return o; }
				case 'Promise': case 'WeakMap': case 'WeakSet': case 'Symbol': case 'Proxy': case 'Generator': refuse(v);
			}
			if (ArrayBuffer.isView(v)) {
				const buffer = clone(v.buffer);
				const name = typedName.call(v);
				return keep(name === undefined ? new DataView(buffer, v.byteOffset, v.byteLength) : new typed[name](buffer, v.byteOffset, v.length));
			}
			if (kind === 'Error') {
				const name = `${v.name}`;
				const C = errorClasses[name] ?? Error;
				const o = keep(Object.create(C.prototype, {}));
				const e = new C('message' in v && v.message !== undefined ? `${v.message}` : undefined);
				seen.set(v, e);
				if (typeof v.stack === 'string') define(e, 'stack', v.stack);
				if (Object.hasOwn(v, 'cause')) define(e, 'cause', clone(v.cause));
				return e;
			}
			if (kind === 'DOMException' || v instanceof DOMException) return keep(new DOMException(v.message, v.name));
			if (v instanceof Blob) return keep(v instanceof File ? new File([v], v.name, { type: v.type, lastModified: v.lastModified }) : new Blob([v], { type: v.type }));
			let o;
			if (Array.isArray(v)) { o = keep([]); o.length = v.length; } else o = keep({});
			for (const k of Object.keys(v)) o[k] = clone(v[k]);
			return o;
		};
		return clone(value);
	}

	const start = Date.now();
	const performance = Object.create({}, {
		now: { value: function now() { return Date.now() - start; }, enumerable: true, configurable: true, writable: true },
		timeOrigin: { value: start, enumerable: true, configurable: true },
		[Symbol.toStringTag]: { value: 'Performance', configurable: true },
	});

	return {
		DOMException, btoa, atob, TextEncoder, TextDecoder, TextEncoderStream, TextDecoderStream, ReadableStream, WritableStream, TransformStream, Event, CustomEvent, EventTarget, AbortSignal, AbortController,
		URL, URLSearchParams, Blob, File, FormData, Headers, structuredClone, performance, blobBytes_: blobBytes,
	};
})

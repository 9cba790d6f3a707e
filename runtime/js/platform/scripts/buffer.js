// Node's Buffer. One function of the native helpers and of the errors; it returns Buffer.
(function (native, errors) {
	'use strict';
	const { make, argType, outOfRange, number } = errors;
	const MAX = 4294967296;
	class FastBuffer extends Uint8Array {}

	const encodings = {
		utf8: 'utf8', 'utf-8': 'utf8', hex: 'hex', base64: 'base64', base64url: 'base64url', ascii: 'ascii', latin1: 'latin1', binary: 'latin1',
		ucs2: 'utf16le', 'ucs-2': 'utf16le', utf16le: 'utf16le', 'utf-16le': 'utf16le',
	};
	const normal = e => {
		if (e === undefined || e === null || e === '' || e === 'utf8') return 'utf8';
		return encodings[`${e}`.toLowerCase()];
	};
	const encodingOf = e => {
		const n = normal(e);
		if (n === undefined) throw make(TypeError, 'ERR_UNKNOWN_ENCODING', `Unknown encoding: ${e}`);
		return n;
	};
	const isBytes = v => v instanceof Uint8Array;
	const isView = v => ArrayBuffer.isView(v);
	const isArrayBuffer = v => native.classOf(v) === 'ArrayBuffer';
	const wrap = ab => new FastBuffer(ab);

	const size = n => {
		number(n, 'size');
		if (!(n >= 0 && n <= MAX)) throw outOfRange('size', `>= 0 && <= ${MAX}`, n);
		native.allowBytes(n);
	};

	function Buffer(arg, encodingOrOffset, length) {
		if (typeof arg === 'number') {
			if (typeof encodingOrOffset === 'string') throw argType('string', 'of type string', arg);
			return Buffer.alloc(arg);
		}
		return Buffer.from(arg, encodingOrOffset, length);
	}
	Buffer.prototype = FastBuffer.prototype;
	Object.setPrototypeOf(Buffer, Uint8Array);
	Object.defineProperty(Buffer.prototype, 'constructor', { value: Buffer, writable: true, configurable: true });
	Object.defineProperty(Buffer, Symbol.species, { configurable: true, get() { return FastBuffer; } });
	Object.defineProperty(FastBuffer, Symbol.species, { configurable: true, get() { return FastBuffer; } });

	const fromString = (s, e) => wrap(native.encode(s, encodingOf(e)));
	const fromArrayLike = a => {
		const n = a.length > 0 ? Math.floor(a.length) : 0;
		size(n);
		const b = new FastBuffer(n);
		for (let i = 0; i < n; i++) b[i] = a[i];
		return b;
	};
	const fromObject = v => {
		if (v.length !== undefined || isArrayBuffer(v.buffer)) {
			if (typeof v.length !== 'number') return new FastBuffer();
			return fromArrayLike(v);
		}
		if (v.type === 'Buffer' && Array.isArray(v.data)) return fromArrayLike(v.data);
		return undefined;
	};
	const statics = {
		from(value, encodingOrOffset, length) {
			if (typeof value === 'string') return fromString(value, encodingOrOffset);
			if (typeof value === 'object' && value !== null) {
				if (isArrayBuffer(value)) {
					let offset = +encodingOrOffset;
					if (encodingOrOffset === undefined || offset !== offset) offset = 0;
					const max = value.byteLength - offset;
					if (max < 0) throw make(RangeError, 'ERR_BUFFER_OUT_OF_BOUNDS', '"offset" is outside of buffer bounds');
					if (length === undefined) length = max;
					else {
						length = +length;
						if (length > 0) { if (length > max) throw make(RangeError, 'ERR_BUFFER_OUT_OF_BOUNDS', '"length" is outside of buffer bounds'); } else length = 0;
					}
					return new FastBuffer(value, offset, length);
				}
				const primitive = value.valueOf && value.valueOf();
				if (primitive !== null && primitive !== undefined && primitive !== value && (typeof primitive === 'string' || typeof primitive === 'object')) return Buffer.from(primitive, encodingOrOffset, length);
				const b = fromObject(value);
				if (b) return b;
				if (typeof value[Symbol.toPrimitive] === 'function') {
					const p = value[Symbol.toPrimitive]('string');
					if (typeof p === 'string') return fromString(p, encodingOrOffset);
				}
			}
			throw argType('first argument', 'of type string or an instance of Buffer, ArrayBuffer, or Array or an Array-like Object', value);
		},
		of(...items) { return fromArrayLike(items); },
		alloc(n, fill, encoding) {
			size(n);
			const b = new FastBuffer(n);
			if (fill !== undefined && fill !== 0 && n > 0) return b.fill(fill, encoding);
			return b;
		},
		allocUnsafe(n) { size(n); return new FastBuffer(n); },
		allocUnsafeSlow(n) { size(n); return new FastBuffer(n); },
		isBuffer(b) { return b instanceof Buffer; },
		isEncoding(e) { return typeof e === 'string' && e.length !== 0 && normal(e) !== undefined; },
		byteLength(v, encoding) {
			if (typeof v !== 'string') {
				if (isView(v) || isArrayBuffer(v)) return v.byteLength;
				throw argType('string', 'of type string or an instance of Buffer or ArrayBuffer', v);
			}
			return native.byteLength(v, normal(encoding) ?? 'utf8');
		},
		compare(a, b) {
			if (!isBytes(a)) throw argType('buf1', 'an instance of Buffer or Uint8Array', a);
			if (!isBytes(b)) throw argType('buf2', 'an instance of Buffer or Uint8Array', b);
			return native.compare(a, b);
		},
		concat(list, length) {
			if (!Array.isArray(list)) throw argType('list', 'an instance of Array', list);
			if (list.length === 0) return new FastBuffer();
			let total = 0;
			for (let i = 0; i < list.length; i++) {
				if (!isBytes(list[i])) throw argType(`list[${i}]`, 'an instance of Buffer or Uint8Array', list[i]);
				total += list[i].length;
			}
			if (length !== undefined) { errors.integer(length, 'length', 0); total = length; }
			size(total);
			const out = new FastBuffer(total);
			let at = 0;
			for (const b of list) {
				if (at >= total) break;
				out.set(at + b.length > total ? b.subarray(0, total - at) : b, at);
				at += b.length;
			}
			return out;
		},
		copyBytesFrom(view, offset, length) {
			if (!isView(view) || native.classOf(view) === 'DataView') throw argType('view', 'an instance of TypedArray', view);
			const part = view.subarray(offset ?? 0, length === undefined ? undefined : (offset ?? 0) + length);
			return wrap(part.buffer.slice(part.byteOffset, part.byteOffset + part.byteLength));
		},
	};
	for (const [k, v] of Object.entries(statics)) Object.defineProperty(Buffer, k, { value: v, writable: true, enumerable: true, configurable: true });
	Buffer.poolSize = 8192;

	const clampOffset = (v, length) => {
		v = Math.trunc(+v);
		if (v !== v) return 0;
		if (v < 0) { v += length; return v > 0 ? v : 0; }
		return v < length ? v : length;
	};
	const bytesArg = (v, name) => { if (!isBytes(v)) throw argType(name, 'an instance of Buffer or Uint8Array', v); };
	const hexByte = b => (b < 16 ? '0' : '') + b.toString(16);
	const search = (b, value, offset, encoding, forward) => {
		if (typeof offset === 'string') { encoding = offset; offset = undefined; }
		offset = +offset;
		if (offset !== offset) offset = forward ? 0 : b.length;
		if (offset > 0x7fffffff) offset = 0x7fffffff; else if (offset < -0x80000000) offset = -0x80000000;
		offset = Math.trunc(offset);
		let needle;
		if (typeof value === 'number') needle = new Uint8Array([value]);
		else if (typeof value === 'string') {
			const e = encodingOf(encoding);
			needle = new Uint8Array(native.encode(value, e));
		} else if (isBytes(value)) needle = value;
		else throw argType('value', 'one of type number or string or an instance of Buffer or Uint8Array', value);
		return native.indexOf(b, needle, offset, forward);
	};
	const bounds = (value, offset, length) => {
		if (offset === undefined) offset = 0;
		number(offset, 'offset');
		if (Math.floor(offset) !== offset) throw outOfRange('offset', 'an integer', offset);
		if (length < 0) throw make(RangeError, 'ERR_BUFFER_OUT_OF_BOUNDS', 'Attempt to access memory outside buffer bounds');
		if (offset < 0 || offset > length) throw outOfRange('offset', `>= 0 and <= ${length}`, offset);
		return offset;
	};
	const checkValue = (value, min, max, name = 'value') => {
		if (value > max || value < min) throw outOfRange(name, typeof min === 'bigint' ? (min === 0n ? '>= 0n and < 2n ** 64n' : '>= -(2n ** 63n) and < 2n ** 63n') : `>= ${min} and <= ${max}`, value);
	};

	const methods = {
		toString(encoding, start, end) {
			const n = this.length;
			if (arguments.length === 0) return native.decode(this, 'utf8', 0, n);
			start = start <= 0 || start === undefined ? 0 : start >= n ? n : Math.trunc(start) || 0;
			end = end === undefined ? n : end >= n ? n : Math.trunc(end) || 0;
			if (end <= start) return '';
			return native.decode(this, encodingOf(encoding), start, end);
		},
		toJSON() { return { type: 'Buffer', data: [...this] }; },
		equals(other) { bytesArg(other, 'otherBuffer'); return this === other || (this.length === other.length && native.compare(this, other) === 0); },
		compare(target, targetStart = 0, targetEnd = target?.length, sourceStart = 0, sourceEnd = this.length) {
			bytesArg(target, 'target');
			errors.integer(targetStart, 'targetStart', 0); errors.integer(sourceStart, 'sourceStart', 0);
			errors.integer(targetEnd, 'targetEnd', 0, target.length); errors.integer(sourceEnd, 'sourceEnd', 0, this.length);
			if (sourceStart >= sourceEnd) return targetStart >= targetEnd ? 0 : -1;
			if (targetStart >= targetEnd) return 1;
			return native.compare(this.subarray(sourceStart, sourceEnd), target.subarray(targetStart, targetEnd));
		},
		indexOf(value, offset, encoding) { return search(this, value, offset, encoding, true); },
		lastIndexOf(value, offset, encoding) { return search(this, value, offset, encoding, false); },
		includes(value, offset, encoding) { return search(this, value, offset, encoding, true) !== -1; },
		fill(value, offset, end, encoding) {
			if (typeof value === 'string') {
				if (offset === undefined || typeof offset === 'string') { encoding = offset; offset = 0; end = this.length; } else if (typeof end === 'string') { encoding = end; end = this.length; }
				const e = encodingOf(encoding);
				if (value.length === 0) value = 0;
				else {
					const bytes = new Uint8Array(native.encode(value, e));
					if (bytes.length === 0) throw make(TypeError, 'ERR_INVALID_ARG_VALUE', `The argument 'value' is invalid. Received ${errors.inspectShort(value)}`);
					value = bytes;
				}
			} else if (typeof value === 'boolean') value = +value;
			if (offset === undefined) { offset = 0; end = this.length; } else {
				errors.integer(offset, 'offset', 0);
				if (end === undefined) end = this.length; else errors.integer(end, 'end', 0, this.length);
				if (offset >= end) return this;
			}
			if (typeof value === 'number') { Uint8Array.prototype.fill.call(this, value & 255, offset, end); return this; }
			if (!isBytes(value)) value = new Uint8Array([+value & 255]);
			if (value.length === 0) throw make(TypeError, 'ERR_INVALID_ARG_VALUE', "The argument 'value' is invalid. Received <Buffer >");
			native.fill(this, value, offset, end);
			return this;
		},
		write(text, offset, length, encoding) {
			if (typeof text !== 'string') throw argType('argument', 'of type string', text);
			if (offset === undefined) { offset = 0; length = this.length; } else if (typeof offset === 'string') { encoding = offset; offset = 0; length = this.length; } else {
				errors.integer(offset, 'offset', 0, this.length);
				const rest = this.length - offset;
				if (length === undefined) length = rest;
				else if (typeof length === 'string') { encoding = length; length = rest; } else { errors.integer(length, 'length', 0, this.length); if (length > rest) length = rest; }
			}
			return native.write(this, text, encodingOf(encoding), offset, length);
		},
		copy(target, targetStart, start, end) {
			if (!isBytes(target)) throw argType('target', 'an instance of Buffer or Uint8Array', target);
			targetStart = Math.trunc(targetStart) || 0;
			if (targetStart < 0) throw outOfRange('targetStart', '>= 0', targetStart);
			start = Math.trunc(start) || 0;
			if (start < 0 || start > this.length) throw outOfRange('sourceStart', `>= 0 && <= ${this.length}`, start);
			end = end === undefined ? this.length : Math.trunc(end) || 0;
			if (end < 0) throw outOfRange('sourceEnd', '>= 0', end);
			if (targetStart >= target.length || start >= end) return 0;
			const n = Math.min(end - start, this.length - start, target.length - targetStart);
			target.set(Uint8Array.prototype.subarray.call(this, start, start + n), targetStart);
			return n;
		},
		subarray(start, end) {
			const n = this.length;
			start = start === undefined ? 0 : clampOffset(start, n);
			end = end === undefined ? n : clampOffset(end, n);
			return new FastBuffer(this.buffer, this.byteOffset + start, end > start ? end - start : 0);
		},
		slice(start, end) { return this.subarray(start, end); },
		swap16() { return swap(this, 2); },
		swap32() { return swap(this, 4); },
		swap64() { return swap(this, 8); },
		[Symbol.for('nodejs.util.inspect.custom')]() { return this.inspect(); },
		inspect() {
			const shown = [...this.subarray(0, 50)].map(hexByte).join(' ');
			const more = this.length - 50;
			return `<${this.constructor.name} ${shown}${more > 0 ? ` ... ${more} more byte${more > 1 ? 's' : ''}` : ''}>`;
		},
	};
	methods.toLocaleString = methods.toString;
	const swap = (b, n) => {
		if (b.length % n) throw make(RangeError, 'ERR_INVALID_BUFFER_SIZE', `Buffer size must be a multiple of ${n * 8}-bits`);
		for (let i = 0; i < b.length; i += n) for (let j = 0; j < n / 2; j++) { const t = b[i + j]; b[i + j] = b[i + n - 1 - j]; b[i + n - 1 - j] = t; }
		return b;
	};
	for (const e of ['ascii', 'base64', 'base64url', 'latin1', 'hex', 'ucs2', 'utf8']) {
		const name = e === 'ucs2' ? 'utf16le' : e;
		methods[e + 'Slice'] = { [e + 'Slice'](start = 0, end = this.length) { return native.decode(this, name, start, Math.min(end, this.length)); } }[e + 'Slice'];
		methods[e + 'Write'] = { [e + 'Write'](text, offset = 0, length = this.length - offset) { return native.write(this, text, name, offset, length); } }[e + 'Write'];
	}

	// Numbers. A DataView does the work; Node's names and checks are put around it.
	const view = b => new DataView(b.buffer, b.byteOffset, b.byteLength);
	const define = (name, f) => { methods[name] = { [name]: f }[name]; };
	for (const [kind, bytes, min, max] of [
		['UInt8', 1, 0, 255], ['UInt16', 2, 0, 65535], ['UInt32', 4, 0, 4294967295], ['Int8', 1, -128, 127], ['Int16', 2, -32768, 32767], ['Int32', 4, -2147483648, 2147483647],
		['Float', 4], ['Double', 8], ['BigInt64', 8, -(2n ** 63n), 2n ** 63n - 1n], ['BigUInt64', 8, 0n, 2n ** 64n - 1n],
	]) {
		const dv = { UInt8: 'Uint8', UInt16: 'Uint16', UInt32: 'Uint32', Float: 'Float32', Double: 'Float64', BigUInt64: 'BigUint64' }[kind] ?? kind;
		for (const order of bytes === 1 ? [''] : ['LE', 'BE']) {
			const little = order === 'LE';
			const read = function (offset) { offset = bounds(0, offset, this.length - bytes); return view(this)['get' + dv](offset, little); };
			const write = function (value, offset) {
				if (typeof min === 'bigint') { if (typeof value !== 'bigint') throw argType('value', 'of type bigint', value); checkValue(value, min, max); } else { value = +value; if (min !== undefined) checkValue(value, min, max); }
				offset = bounds(value, offset, this.length - bytes);
				view(this)['set' + dv](offset, value, little);
				return offset + bytes;
			};
			for (const n of new Set([kind, kind.replace('UInt', 'Uint')])) { define('read' + n + order, read); define('write' + n + order, write); }
		}
	}
	const wide = n => {
		number(n, 'byteLength');
		if (!Number.isInteger(n)) throw outOfRange('byteLength', 'an integer', n);
		if (n < 1 || n > 6) throw outOfRange('byteLength', '>= 1 and <= 6', n);
	};
	for (const signed of [false, true]) for (const order of ['LE', 'BE']) {
		const read = function (offset, n) {
			if (offset === undefined) throw argType('offset', 'of type number', offset);
			wide(n); offset = bounds(0, offset, this.length - n);
			let v = 0;
			for (let i = 0; i < n; i++) v = v * 256 + this[offset + (order === 'BE' ? i : n - 1 - i)];
			return signed && v >= 2 ** (8 * n - 1) ? v - 2 ** (8 * n) : v;
		};
		const write = function (value, offset, n) {
			wide(n); value = +value;
			const lo = signed ? -(2 ** (8 * n - 1)) : 0, hi = signed ? 2 ** (8 * n - 1) - 1 : 2 ** (8 * n) - 1;
			checkValue(value, lo, hi);
			offset = bounds(value, offset, this.length - n);
			let v = Math.trunc(value) || 0;
			if (v < 0) v += 2 ** (8 * n);
			for (let i = 0; i < n; i++) { this[offset + (order === 'LE' ? i : n - 1 - i)] = v % 256; v = Math.floor(v / 256); }
			return offset + n;
		};
		for (const n of signed ? ['Int'] : ['UInt', 'Uint']) { define('read' + n + order, read); define('write' + n + order, write); }
	}
	for (const k of Reflect.ownKeys(methods)) Object.defineProperty(Buffer.prototype, k, { value: methods[k], writable: true, enumerable: false, configurable: true });
	Object.defineProperty(Buffer.prototype, 'parent', { configurable: true, get() { return this instanceof Buffer ? this.buffer : undefined; } });
	Object.defineProperty(Buffer.prototype, 'offset', { configurable: true, get() { return this instanceof Buffer ? this.byteOffset : undefined; } });
	return Buffer;
})

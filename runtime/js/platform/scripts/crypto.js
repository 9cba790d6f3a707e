// Node's crypto module and the web's crypto object. One function of the native helpers, of the errors, of Buffer and of the web's classes; it returns
// {module, webcrypto}.
(function (native, errors, Buffer, web) {
	'use strict';
	const { make, argType, outOfRange } = errors;
	const { DOMException } = web;
	const isArrayBuffer = v => typeof v === 'object' && v !== null && native.classOf(v) === 'ArrayBuffer';
	const view = v => (ArrayBuffer.isView(v) ? new Uint8Array(v.buffer, v.byteOffset, v.byteLength) : new Uint8Array(v));
	const isBytes = v => ArrayBuffer.isView(v) || isArrayBuffer(v);
	const data = (v, name, encoding) => {
		if (typeof v === 'string') return Buffer.from(v, encoding === 'buffer' ? 'utf8' : encoding);
		if (ArrayBuffer.isView(v)) return view(v);
		throw argType(name, 'of type string or an instance of Buffer, TypedArray, or DataView', v);
	};
	const output = (ab, encoding) => { const b = Buffer.from(ab); return encoding === undefined || encoding === null || encoding === 'buffer' ? b : b.toString(encoding); };
	class KeyObject {
		#bytes; #type;
		constructor(type, bytes) { this.#type = type; this.#bytes = bytes; }
		get type() { return this.#type; }
		get symmetricKeySize() { return this.#type === 'secret' ? this.#bytes.length : undefined; }
		export(o) { return o?.format === 'pem' ? this.#bytes.toString() : Buffer.from(this.#bytes); }
		equals(k) { return k instanceof KeyObject && native.equalBytes(this.#bytes, k.#bytes); }
		static bytes_(k) { return k.#bytes; }
	}
	const keyBytes_ = KeyObject.bytes_;
	delete KeyObject.bytes_;
	const secretBytes = (k, name = 'key', encoding) => {
		if (typeof k === 'string') return Buffer.from(k, encoding);
		if (k instanceof KeyObject) return keyBytes_(k);
		if (isBytes(k)) return view(k);
		throw argType(name, 'of type string or an instance of ArrayBuffer, Buffer, TypedArray, DataView, KeyObject, or CryptoKey', k);
	};
	const later = (callback, f) => {
		errors.fn(callback, 'callback');
		let out, error = null;
		try { out = f(); } catch (e) { error = e; }
		native.immediate(() => (error ? callback(error) : callback(null, out)));
	};
	const finalized = () => make(Error, 'ERR_CRYPTO_HASH_FINALIZED', 'Digest already called');

	class Hash {
		#h; #done = false;
		constructor(h) { this.#h = h; }
		update(input, encoding) { if (this.#done) throw finalized(); this.#h.update(data(input, 'data', encoding)); return this; }
		digest(encoding) { if (this.#done) throw finalized(); this.#done = true; return output(this.#h.digest(), encoding); }
		copy() { if (this.#done) throw finalized(); return new Hash(this.#h.copy()); }
	}
	class Hmac {
		#h; #done = false;
		constructor(h) { this.#h = h; }
		update(input, encoding) { if (this.#done) throw finalized(); this.#h.update(data(input, 'data', encoding)); return this; }
		digest(encoding) { if (this.#done) return encoding && encoding !== 'buffer' ? '' : Buffer.from(''); this.#done = true; return output(this.#h.digest(), encoding); }
	}
	const createHash = algorithm => {
		errors.string(algorithm, 'algorithm');
		const h = native.hash(algorithm);
		if (h === undefined) throw new Error('Digest method not supported');
		return new Hash(h);
	};
	const createHmac = (algorithm, key) => {
		errors.string(algorithm, 'hmac');
		const h = native.hmac(algorithm, secretBytes(key));
		if (h === undefined) throw make(TypeError, 'ERR_CRYPTO_INVALID_DIGEST', `Invalid digest: ${algorithm}`);
		return new Hmac(h);
	};

	const size = n => {
		errors.number(n, 'size');
		if (!(n >= 0 && n <= 2147483647)) throw outOfRange('size', '>= 0 && <= 2147483647', n);
	};
	const randomBytes = (n, callback) => {
		size(n);
		const f = () => { const b = Buffer.alloc(n); native.random(b); return b; };
		return callback === undefined ? f() : later(callback, f);
	};
	const hex = [];
	for (let i = 0; i < 256; i++) hex.push((i + 256).toString(16).slice(1));
	const randomUUID = () => {
		const b = new Uint8Array(16);
		native.random(b);
		b[6] = (b[6] & 15) | 64;
		b[8] = (b[8] & 63) | 128;
		let s = '';
		for (let i = 0; i < 16; i++) s += (i === 4 || i === 6 || i === 8 || i === 10 ? '-' : '') + hex[b[i]];
		return s;
	};
	const randomInt = (min, max, callback) => {
		if (max === undefined || typeof max === 'function') { callback = max; max = min; min = 0; }
		for (const [v, name] of [[min, 'min'], [max, 'max']]) if (!Number.isSafeInteger(v)) throw argType(name, 'a safe integer', v);
		if (max <= min) throw outOfRange('max', `greater than the value of "min" (${min})`, max);
		const range = max - min;
		if (range > 281474976710655) throw outOfRange(min === 0 ? 'max' : 'max - min', '<= 281474976710655', range);
		const f = () => {
			const limit = 281474976710656 - (281474976710656 % range);
			for (;;) { const b = Buffer.alloc(6); native.random(b); const v = b.readUIntBE(0, 6); if (v < limit) return min + (v % range); }
		};
		return callback === undefined ? f() : later(callback, f);
	};
	const integerViews = [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, BigInt64Array, BigUint64Array];
	const getRandomValues = array => {
		if (!integerViews.some(C => array instanceof C)) throw new DOMException('The data argument must be an integer-type TypedArray', 'TypeMismatchError');
		if (array.byteLength > 65536) throw new DOMException('The requested length exceeds 65,536 bytes', 'QuotaExceededError');
		native.random(view(array));
		return array;
	};
	const timingSafeEqual = (a, b) => {
		for (const [v, n] of [[a, 'buf1'], [b, 'buf2']]) if (!isBytes(v)) throw make(TypeError, 'ERR_INVALID_ARG_TYPE', `The "${n}" argument must be an instance of ArrayBuffer, Buffer, TypedArray, or DataView.`);
		if (a.byteLength !== b.byteLength) throw make(RangeError, 'ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH', 'Input buffers must have the same byte length');
		return native.equalBytes(view(a), view(b));
	};

	// A cipher's text in an encoding whose units are longer than a byte is held back until a unit is whole.
	const held = () => {
		let rest = Buffer.alloc(0), utf8;
		return (ab, encoding, last) => {
			let b = Buffer.from(ab);
			switch (encoding === undefined || encoding === null ? 'buffer' : `${encoding}`.toLowerCase()) {
				case 'buffer': return b;
				case 'utf8': case 'utf-8': utf8 ??= new web.TextDecoder('utf-8', { ignoreBOM: true }); return utf8.decode(b, { stream: !last });
				case 'base64': case 'base64url': {
					b = Buffer.concat([rest, b]);
					const n = last ? b.length : b.length - (b.length % 3);
					rest = b.subarray(n);
					return b.toString(encoding, 0, n);
				}
				case 'utf16le': case 'ucs2': {
					b = Buffer.concat([rest, b]);
					const n = b.length - (b.length % 2);
					rest = b.subarray(n);
					return b.toString(encoding, 0, n);
				}
			}
			return b.toString(encoding);
		};
	};
	class Cipher {
		#c; #done = false; #encrypt; #gcm; #out = held();
		constructor(name, key, iv, encrypt) {
			errors.string(name, 'cipher');
			const c = native.cipher(name, secretBytes(key), iv === null || iv === undefined ? new Uint8Array() : secretBytes(iv, 'iv'), encrypt);
			if (c === 'cipher') throw make(Error, 'ERR_CRYPTO_UNKNOWN_CIPHER', 'Unknown cipher');
			if (c === 'key') throw make(RangeError, 'ERR_CRYPTO_INVALID_KEYLEN', 'Invalid key length');
			if (c === 'iv') throw make(TypeError, 'ERR_CRYPTO_INVALID_IV', 'Invalid initialization vector');
			this.#c = c; this.#encrypt = encrypt; this.#gcm = /gcm$/i.test(name);
		}
		update(input, inputEncoding, outputEncoding) {
			if (this.#done) throw make(Error, 'ERR_CRYPTO_INVALID_STATE', 'Invalid state for operation update');
			return this.#out(this.#c.update(data(input, 'data', inputEncoding)), outputEncoding, false);
		}
		final(encoding) {
			if (this.#done) throw make(Error, 'ERR_CRYPTO_INVALID_STATE', 'Invalid state for operation final');
			this.#done = true;
			const out = this.#c.final();
			if (typeof out === 'string') throw /^error:/.test(out) ? make(Error, out.includes('bad decrypt') ? 'ERR_OSSL_BAD_DECRYPT' : 'ERR_OSSL_WRONG_FINAL_BLOCK_LENGTH', out) : new Error(out);
			return this.#out(out, encoding, true);
		}
		setAutoPadding(on = true) { this.#c.padding(!!on); return this; }
		setAAD(bytes) { this.#c.aad(data(bytes, 'buffer')); return this; }
		getAuthTag() { if (!this.#done || !this.#encrypt) throw make(Error, 'ERR_CRYPTO_INVALID_STATE', 'Invalid state for operation getAuthTag'); return Buffer.from(this.#c.tag()); }
		setAuthTag(tag, encoding) { this.#c.setTag(data(tag, 'buffer', encoding)); return this; }
	}
	const pem = k => {
		if (k !== null && typeof k === 'object' && !(k instanceof KeyObject) && !isBytes(k)) k = k.key;
		if (typeof k === 'string') return Buffer.from(k);
		if (k instanceof KeyObject) return keyBytes_(k);
		if (isBytes(k)) return view(k);
		throw argType('key', 'of type string or an instance of ArrayBuffer, Buffer, TypedArray, DataView, KeyObject, or CryptoKey', k);
	};
	const keyOptions = k => [k?.padding === constants.RSA_PKCS1_PSS_PADDING, k?.dsaEncoding === 'ieee-p1363'];
	const opensslError = (out, code) => { const e = new Error(out); if (/^error:/.test(out)) e.code = code ?? 'ERR_OSSL_UNSUPPORTED'; return e; };
	const constants = Object.freeze({ RSA_PKCS1_PADDING: 1, RSA_NO_PADDING: 3, RSA_PKCS1_OAEP_PADDING: 4, RSA_PKCS1_PSS_PADDING: 6, RSA_PSS_SALTLEN_DIGEST: -1, RSA_PSS_SALTLEN_AUTO: -2, RSA_PSS_SALTLEN_MAX_SIGN: -2 });
	const signBytes = (algorithm, bytes, key) => {
		const out = native.signMessage(algorithm ?? '', pem(key), bytes, ...keyOptions(key));
		if (typeof out === 'string') throw opensslError(out);
		return out;
	};
	const verifyBytes = (algorithm, bytes, key, signature) => {
		const out = native.verifyMessage(algorithm ?? '', pem(key), bytes, signature, ...keyOptions(key));
		if (typeof out === 'string') throw opensslError(out);
		return out;
	};
	const knownDigest = a => { errors.string(a, 'algorithm'); if (native.hash(a) === undefined) throw make(TypeError, 'ERR_CRYPTO_INVALID_DIGEST', 'Invalid digest'); };
	class Sign {
		#a; #parts = [];
		constructor(a) { knownDigest(a); this.#a = a; }
		update(input, encoding) { this.#parts.push(Buffer.from(data(input, 'data', encoding))); return this; }
		sign(key, encoding) { return output(signBytes(this.#a, Buffer.concat(this.#parts), key), encoding); }
	}
	class Verify {
		#a; #parts = [];
		constructor(a) { knownDigest(a); this.#a = a; }
		update(input, encoding) { this.#parts.push(Buffer.from(data(input, 'data', encoding))); return this; }
		verify(key, signature, encoding) { return verifyBytes(this.#a, Buffer.concat(this.#parts), key, data(signature, 'signature', encoding)); }
	}
	const oaep = k => (k?.padding === constants.RSA_PKCS1_PADDING ? '' : k?.oaepHash ?? 'sha1');
	const crypt = (f, key, buffer) => { const out = f(pem(key), data(buffer, 'buffer'), oaep(key)); if (typeof out === 'string') throw opensslError(out); return Buffer.from(out); };
	const derived = (out, digest) => {
		if (out === undefined) throw make(TypeError, 'ERR_CRYPTO_INVALID_DIGEST', `Invalid digest: ${digest}`);
		if (typeof out === 'string') throw new Error(out);
		return out;
	};
	const pbkdf2Sync = (password, salt, iterations, keylen, digest) => {
		errors.string(digest, 'digest'); errors.integer(iterations, 'iterations', 1, 2147483647); errors.integer(keylen, 'keylen', 0, 2147483647);
		return Buffer.from(derived(native.pbkdf2(secretBytes(password, 'password'), secretBytes(salt, 'salt'), iterations, keylen, digest), digest));
	};
	const scryptSync = (password, salt, keylen, o = {}) => {
		const N = o.N ?? o.cost ?? 16384, r = o.r ?? o.blockSize ?? 8, p = o.p ?? o.parallelization ?? 1;
		errors.integer(keylen, 'keylen', 0, 2147483647);
		if (128 * N * r > (o.maxmem ?? 32 * 1024 * 1024)) throw make(RangeError, 'ERR_CRYPTO_INVALID_SCRYPT_PARAMS', 'Invalid scrypt params: memory limit exceeded');
		return Buffer.from(derived(native.scrypt(secretBytes(password, 'password'), secretBytes(salt, 'salt'), keylen, N, r, p)));
	};
	const hkdfSync = (digest, key, salt, info, keylen) => derived(native.hkdf(digest, secretBytes(key), secretBytes(salt, 'salt'), secretBytes(info, 'info'), keylen), digest);

	// The web's half: promises of ArrayBuffers.
	class CryptoKey {
		#k;
		constructor(k) { this.#k = k; }
		get type() { return this.#k.type; }
		get extractable() { return this.#k.extractable; }
		get algorithm() { return this.#k.algorithm; }
		get usages() { return this.#k.usages; }
		static state_(k) { return k.#k; }
	}
	const keyState = CryptoKey.state_;
	delete CryptoKey.state_;
	const algorithm = a => (typeof a === 'string' ? { name: a } : { ...a, name: a.name });
	const unsupported = () => new DOMException('Unrecognized algorithm name', 'NotSupportedError');
	const source = v => { if (!isBytes(v)) throw argType('data', 'an instance of ArrayBuffer, Buffer, TypedArray, or DataView', v); return view(v); };
	const need = (key, usage) => { const k = keyState(key); if (!k.usages.includes(usage)) throw new DOMException(`Unable to use this key to ${usage}`, 'InvalidAccessError'); return k; };
	const hashOf = h => (typeof h === 'string' ? h : h.name);
	const aes = (a, k, bytes, encrypt) => {
		const mode = a.name.toUpperCase().slice(4).toLowerCase(), bits = k.bytes.length * 8;
		const iv = source(mode === 'ctr' ? a.counter : a.iv);
		const c = native.cipher(`aes-${bits}-${mode}`, k.bytes, iv, encrypt);
		if (typeof c === 'string') throw new DOMException('The operation failed for an operation-specific reason', 'OperationError');
		const n = (a.tagLength ?? 128) / 8;
		if (a.additionalData !== undefined) c.aad(source(a.additionalData));
		let tag;
		if (mode === 'gcm' && !encrypt) { tag = bytes.slice(bytes.length - n); bytes = bytes.slice(0, bytes.length - n); c.setTag(tag); }
		const parts = [Buffer.from(c.update(bytes))];
		const last = c.final();
		if (typeof last === 'string') throw new DOMException('The operation failed for an operation-specific reason', 'OperationError');
		parts.push(Buffer.from(last));
		if (mode === 'gcm' && encrypt) parts.push(Buffer.from(c.tag()));
		const b = Buffer.concat(parts);
		return b.buffer.slice(b.byteOffset, b.byteOffset + b.byteLength);
	};
	const subtle = {
		async digest(a, bytes) {
			const name = algorithm(a).name.toUpperCase();
			if (!['SHA-1', 'SHA-256', 'SHA-384', 'SHA-512'].includes(name)) throw unsupported();
			const h = native.hash(name);
			h.update(source(bytes));
			return h.digest();
		},
		async importKey(format, bytes, a, extractable, usages) {
			a = algorithm(a);
			if (format === 'jwk') bytes = Buffer.from(bytes.k, 'base64url');
			else if (format !== 'raw') throw new DOMException('Unable to import key', 'NotSupportedError');
			const b = Buffer.from(source(bytes));
			const info = { name: a.name.toUpperCase() };
			if (info.name === 'HMAC') { info.hash = { name: hashOf(a.hash) }; info.length = b.length * 8; } else if (/^AES-/.test(info.name)) info.length = b.length * 8; else if (!/^(PBKDF2|HKDF)$/.test(info.name)) throw unsupported();
			return new CryptoKey({ type: 'secret', extractable: !!extractable, algorithm: info, usages: [...usages], bytes: b });
		},
		async generateKey(a, extractable, usages) {
			a = algorithm(a);
			const name = a.name.toUpperCase();
			let n;
			if (name === 'HMAC') n = a.length ? a.length / 8 : /512|384/.test(hashOf(a.hash)) ? 128 : 64;
			else if (/^AES-/.test(name)) n = a.length / 8;
			else throw unsupported();
			const b = Buffer.alloc(n);
			native.random(b);
			return subtle.importKey('raw', b, a, extractable, usages);
		},
		async exportKey(format, key) {
			const k = keyState(key);
			if (!k.extractable) throw new DOMException('key is not extractable', 'InvalidAccessException');
			if (format === 'jwk') return { key_ops: [...k.usages], ext: true, kty: 'oct', k: k.bytes.toString('base64url') };
			return k.bytes.buffer.slice(k.bytes.byteOffset, k.bytes.byteOffset + k.bytes.byteLength);
		},
		async sign(a, key, bytes) {
			if (algorithm(a).name.toUpperCase() !== 'HMAC') throw unsupported();
			const k = need(key, 'sign'), h = native.hmac(k.algorithm.hash.name, k.bytes);
			h.update(source(bytes));
			return h.digest();
		},
		async verify(a, key, signature, bytes) {
			if (algorithm(a).name.toUpperCase() !== 'HMAC') throw unsupported();
			const k = need(key, 'verify'), h = native.hmac(k.algorithm.hash.name, k.bytes);
			h.update(source(bytes));
			return native.equalBytes(h.digest(), source(signature));
		},
		async encrypt(a, key, bytes) { a = algorithm(a); if (!/^AES-(CBC|CTR|GCM)$/i.test(a.name)) throw unsupported(); return aes(a, need(key, 'encrypt'), source(bytes), true); },
		async decrypt(a, key, bytes) { a = algorithm(a); if (!/^AES-(CBC|CTR|GCM)$/i.test(a.name)) throw unsupported(); return aes(a, need(key, 'decrypt'), source(bytes), false); },
		async deriveBits(a, key, length) {
			a = algorithm(a);
			const k = keyState(key);
			switch (a.name.toUpperCase()) {
				case 'PBKDF2': return native.pbkdf2(k.bytes, source(a.salt), a.iterations, length / 8, hashOf(a.hash));
				case 'HKDF': return native.hkdf(hashOf(a.hash), k.bytes, source(a.salt), source(a.info), length / 8);
			}
			throw unsupported();
		},
		async deriveKey(a, key, target, extractable, usages) {
			const t = algorithm(target), bits = t.length ?? (/512|384/.test(hashOf(t.hash ?? '')) ? 1024 : 512);
			return subtle.importKey('raw', await subtle.deriveBits(a, key, bits), target, extractable, usages);
		},
	};
	const tagged = (o, name) => Object.defineProperty(o, Symbol.toStringTag, { value: name, configurable: true });
	const webcrypto = tagged({ subtle: tagged(subtle, 'SubtleCrypto'), getRandomValues, randomUUID }, 'Crypto');

	const module = {
		createHash, createHmac, randomBytes, randomUUID, randomInt, getRandomValues, timingSafeEqual, pbkdf2Sync, scryptSync, hkdfSync, constants, webcrypto, subtle, Hash, Hmac, KeyObject, Sign, Verify,
		hash: (a, d, e = 'hex') => createHash(a).update(d).digest(e),
		pseudoRandomBytes: randomBytes, rng: randomBytes, prng: randomBytes,
		randomFillSync(b, offset = 0, n = b.byteLength - offset) { native.random(view(b).subarray(offset, offset + n)); return b; },
		randomFill(b, ...rest) { const callback = rest.pop(); later(callback, () => module.randomFillSync(b, ...rest)); },
		createCipheriv: (name, key, iv) => new Cipher(name, key, iv, true), createDecipheriv: (name, key, iv) => new Cipher(name, key, iv, false),
		createSign: a => new Sign(a), createVerify: a => new Verify(a),
		sign: (a, d, key) => Buffer.from(signBytes(a, data(d, 'data'), key)), verify: (a, d, key, s) => verifyBytes(a, data(d, 'data'), key, s),
		publicEncrypt: (key, b) => crypt(native.publicEncrypt, key, b), privateDecrypt: (key, b) => crypt(native.privateDecrypt, key, b),
		pbkdf2(password, salt, iterations, keylen, digest, callback) { later(callback, () => pbkdf2Sync(password, salt, iterations, keylen, digest)); },
		scrypt(password, salt, keylen, options, callback) { if (typeof options === 'function') { callback = options; options = {}; } later(callback, () => scryptSync(password, salt, keylen, options)); },
		hkdf(digest, key, salt, info, keylen, callback) { later(callback, () => hkdfSync(digest, key, salt, info, keylen)); },
		createSecretKey: (k, e) => new KeyObject('secret', Buffer.from(secretBytes(k, 'key', e))),
		createPrivateKey: k => new KeyObject('private', Buffer.from(pem(k))), createPublicKey: k => new KeyObject('public', Buffer.from(pem(k))),
		getHashes: () => native.hashes(), getCiphers: () => native.ciphers(),
	};
	for (const [k, v] of Object.entries(module)) if (typeof v === 'function' && v.name === '') Object.defineProperty(v, 'name', { value: k, configurable: true });
	return { module, webcrypto };
})

// Node's string_decoder module. One function of the errors and of Buffer.
(function (errors, Buffer) {
	'use strict';
	const names = { utf8: 'utf8', 'utf-8': 'utf8', utf16le: 'utf16le', 'utf-16le': 'utf16le', ucs2: 'utf16le', 'ucs-2': 'utf16le', base64: 'base64', base64url: 'base64url', hex: 'hex', latin1: 'latin1', binary: 'latin1', ascii: 'ascii' };
	// whole answers how many of the bytes make whole characters.
	const whole = {
		utf8(b) {
			for (let back = 1; back <= Math.min(3, b.length); back++) {
				const c = b[b.length - back];
				if ((c & 0xc0) === 0x80) continue;
				const size = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc0 ? 2 : 1;
				return size > back ? b.length - back : b.length;
			}
			return b.length;
		},
		utf16le(b) {
			let n = b.length - (b.length % 2);
			if (n >= 2 && (b[n - 1] & 0xfc) === 0xd8) n -= 2;
			return n;
		},
		base64: b => b.length - (b.length % 3),
		base64url: b => b.length - (b.length % 3),
	};
	class StringDecoder {
		constructor(encoding) {
			const name = names[`${encoding ?? 'utf8'}`.toLowerCase()];
			if (name === undefined) throw errors.make(TypeError, 'ERR_UNKNOWN_ENCODING', `Unknown encoding: ${encoding}`);
			this.encoding = name;
			Object.defineProperty(this, 'rest', { value: Buffer.alloc(0), writable: true });
		}
		write(b) {
			if (typeof b === 'string') return b;
			const all = Buffer.concat([this.rest, Buffer.from(b.buffer, b.byteOffset, b.byteLength)]);
			const n = whole[this.encoding] ? whole[this.encoding](all) : all.length;
			this.rest = all.subarray(n);
			return all.toString(this.encoding, 0, n);
		}
		end(b) {
			const text = b === undefined ? '' : this.write(b);
			const rest = this.rest;
			this.rest = Buffer.alloc(0);
			if (rest.length === 0) return text;
			return text + (this.encoding === 'utf8' ? '\ufffd' : rest.toString(this.encoding));
		}
	}
	return { StringDecoder };
})

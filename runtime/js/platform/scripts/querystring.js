// Node's querystring module. One function of Buffer.
(function (Buffer) {
	'use strict';
	const escape = v => {
		if (typeof v !== 'string') v = typeof v === 'object' ? String(v) : `${v}`;
		return encodeURIComponent(v);
	};
	const unescape = s => {
		try {
			return decodeURIComponent(s);
		} catch {
			// Bytes as they are, where they are no UTF-8.
			return Buffer.from(s.replace(/%([0-9a-f]{2})|[^]/gi, (m, hex) => (hex ? String.fromCharCode(parseInt(hex, 16)) : unescapeChar(m))), 'latin1').toString();
		}
	};
	const unescapeChar = c => Buffer.from(c).toString('latin1');
	const primitive = (v, encode) => {
		if (typeof v === 'string') return v.length ? encode(v) : '';
		if (typeof v === 'number' && isFinite(v)) return Math.abs(v) < 1e21 ? '' + v : encode('' + v);
		if (typeof v === 'bigint') return '' + v;
		return typeof v === 'boolean' ? (v ? 'true' : 'false') : '';
	};
	const querystring = {
		unescapeBuffer: s => Buffer.from(unescape(String(s))),
		unescape,
		escape,
		stringify(o, sep, eq, options) {
			sep = sep || '&';
			eq = eq || '=';
			const encode = options && typeof options.encodeURIComponent === 'function' ? options.encodeURIComponent : querystring.escape;
			if (o === null || typeof o !== 'object') return '';
			const out = [];
			for (const k of Object.keys(o)) {
				const key = primitive(k, encode) + eq;
				if (Array.isArray(o[k])) for (const v of o[k]) out.push(key + primitive(v, encode));
				else out.push(key + primitive(o[k], encode));
			}
			return out.join(sep);
		},
		parse(text, sep, eq, options) {
			const o = Object.create(null);
			if (typeof text !== 'string' || text.length === 0) return o;
			sep = sep ? `${sep}` : '&';
			eq = eq ? `${eq}` : '=';
			let most = options && typeof options.maxKeys === 'number' ? options.maxKeys : 1000;
			if (most <= 0) most = Infinity;
			const decode = options && typeof options.decodeURIComponent === 'function' ? options.decodeURIComponent : querystring.unescape;
			const read = s => { s = s.replace(/\+/g, ' '); try { return decode(s); } catch { return unescape(s); } };
			for (const part of text.split(sep)) {
				if (part === '') continue;
				if (most-- <= 0) break;
				const at = part.indexOf(eq);
				const key = read(at < 0 ? part : part.slice(0, at)), v = at < 0 ? '' : read(part.slice(at + eq.length));
				if (!(key in o)) o[key] = v;
				else if (Array.isArray(o[key])) o[key].push(v);
				else o[key] = [o[key], v];
			}
			return o;
		},
	};
	querystring.encode = querystring.stringify;
	querystring.decode = querystring.parse;
	return querystring;
})

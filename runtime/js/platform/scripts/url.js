// Node's url module: besides the standard classes the older functions. One function of the errors, of querystring and of the classes.
(function (errors, querystring, URL, URLSearchParams, Buffer) {
	'use strict';
	const withSlashes = new Set(['http:', 'https:', 'ftp:', 'gopher:', 'file:', 'ws:', 'wss:']);
	const names = ['protocol', 'slashes', 'auth', 'host', 'port', 'hostname', 'hash', 'search', 'query', 'pathname', 'path', 'href'];
	function Url() { for (const n of names) this[n] = null; }
	// What a URL must not hold as it is.
	const escaped = s => s.replace(/[\t\n\r "<>\\^`{|}']/g, c => '%' + c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0'));

	function parse(text, parseQuery, slashesDenoteHost) {
		if (text instanceof Url) return text;
		errors.string(text, 'url');
		const u = new Url();
		let rest = text.trim();
		const cut = rest.search(/[?#]/), head = cut < 0 ? rest : rest.slice(0, cut);
		rest = head.replaceAll('\\', '/') + (cut < 0 ? '' : rest.slice(cut));
		const scheme = /^[a-z0-9.+-]+:/i.exec(rest);
		let lower = '';
		if (scheme) {
			lower = scheme[0].toLowerCase();
			u.protocol = lower;
			rest = rest.slice(scheme[0].length);
		}
		if (rest.startsWith('//') && lower !== 'javascript:' && (scheme || slashesDenoteHost || /^\/\/[^@/]+@[^@/]+/.test(rest))) {
			u.slashes = true;
			rest = rest.slice(2);
		}
		if (lower !== 'javascript:' && (u.slashes || (scheme && !withSlashes.has(lower)))) {
			let end = rest.search(/[/?#]/);
			if (end < 0) end = rest.length;
			let host = rest.slice(0, end);
			rest = rest.slice(end);
			const at = host.lastIndexOf('@');
			if (at >= 0) {
				u.auth = decodeURIComponent(host.slice(0, at));
				host = host.slice(at + 1);
			}
			const port = /:(\d*)$/.exec(host);
			if (port && !/^\[[^\]]*$/.test(host)) {
				if (port[1] !== '') u.port = port[1];
				host = host.slice(0, -port[0].length);
			}
			// What no host can hold begins the path.
			const bad = host.startsWith('[') ? -1 : host.search(/[^\p{L}\p{N}\p{M}._+-]/u);
			if (bad >= 0) {
				rest = '/' + host.slice(bad) + rest;
				host = host.slice(0, bad);
			}
			u.hostname = host.toLowerCase();
			if (/[^\0-\x7f]/.test(u.hostname)) try { u.hostname = new URL('http://' + u.hostname).hostname; } catch { /* stays */ }
			u.host = u.hostname + (u.port === null ? '' : ':' + u.port);
			if (u.hostname.startsWith('[') && u.hostname.endsWith(']')) {
				u.hostname = u.hostname.slice(1, -1);
				if (rest[0] !== '/') rest = '/' + rest;
			}
		}
		if (lower !== 'javascript:') rest = escaped(rest);
		const hash = rest.indexOf('#');
		if (hash >= 0) { u.hash = rest.slice(hash); rest = rest.slice(0, hash); }
		const search = rest.indexOf('?');
		if (search >= 0) {
			u.search = rest.slice(search);
			u.query = parseQuery ? querystring.parse(u.search.slice(1)) : u.search.slice(1);
			rest = rest.slice(0, search);
		} else if (parseQuery) { u.search = null; u.query = Object.create(null); }
		if (rest !== '') u.pathname = rest;
		if (withSlashes.has(lower) && u.hostname && !u.pathname) u.pathname = '/';
		if (u.pathname || u.search) u.path = (u.pathname || '') + (u.search || '');
		u.href = u.format();
		return u;
	}

	Url.prototype.format = function () {
		let auth = this.auth || '';
		if (auth) auth = encodeURIComponent(auth).replace(/%3A/i, ':') + '@';
		let protocol = this.protocol || '', pathname = this.pathname || '', hash = this.hash || '', host = '', query = '';
		if (this.host) host = auth + this.host;
		else if (this.hostname) host = auth + (this.hostname.includes(':') && !this.hostname.startsWith('[') ? `[${this.hostname}]` : this.hostname) + (this.port ? ':' + this.port : '');
		if (this.query !== null && typeof this.query === 'object') query = querystring.stringify(this.query);
		let search = this.search || (query && '?' + query) || '';
		if (protocol && !protocol.endsWith(':')) protocol += ':';
		pathname = pathname.replace(/[#?]/g, encodeURIComponent);
		if (this.slashes || withSlashes.has(protocol)) {
			if (this.slashes || host) {
				if (pathname && !pathname.startsWith('/')) pathname = '/' + pathname;
				host = '//' + host;
			} else if (protocol === 'file:') host = '//';
		}
		search = search.replaceAll('#', '%23');
		if (hash && !hash.startsWith('#')) hash = '#' + hash;
		if (search && !search.startsWith('?')) search = '?' + search;
		return protocol + host + pathname + search + hash;
	};
	Url.prototype.parse = function (text, parseQuery, slashes) { return Object.assign(this, parse(text, parseQuery, slashes)); };

	function format(u, options) {
		if (typeof u === 'string') return parse(u).format();
		if (u === null || typeof u !== 'object') throw errors.argType('urlObject', 'one of type object or string', u);
		if (u instanceof URL) {
			const { auth = true, fragment = true, search = true } = options ?? {};
			return `${u.protocol}${u.host !== '' || u.protocol === 'file:' ? '//' : ''}${auth && u.username ? `${u.username}${u.password ? ':' + u.password : ''}@` : ''}${u.host}${u.pathname}${search ? u.search : ''}${fragment ? u.hash : ''}`;
		}
		return Url.prototype.format.call(u);
	}
	function resolve(from, to) {
		// A base of ours stands in for what a relative base lacks.
		const base = new URL(from, 'resolve://'), made = new URL(to, base);
		if (made.protocol !== 'resolve:') return made.href;
		return made.pathname.replace(/^\/\//, '/').slice(from.startsWith('/') || to.startsWith('/') ? 0 : 1) + made.search + made.hash;
	}

	function fileURLToPath(u) {
		if (typeof u === 'string') u = new URL(u);
		else if (!(u instanceof URL)) throw errors.argType('path', 'of type string or an instance of URL', u);
		if (u.protocol !== 'file:') throw errors.make(TypeError, 'ERR_INVALID_URL_SCHEME', 'The URL must be of scheme file');
		if (u.hostname !== '') throw errors.make(TypeError, 'ERR_INVALID_FILE_URL_HOST', 'File URL host must be "localhost" or empty on linux');
		if (/%2f/i.test(u.pathname)) throw errors.make(TypeError, 'ERR_INVALID_FILE_URL_PATH', 'File URL path must not include encoded / characters');
		return decodeURIComponent(u.pathname);
	}
	const hostOf = s => { try { return new URL(`ws://${s}`).hostname; } catch { return ''; } };
	return {
		Url, parse, resolve, format, URL, URLSearchParams, fileURLToPath,
		resolveObject: (from, to) => parse(resolve(from, to)),
		pathToFileURL: p => new URL('file://' + encodeURI(p).replace(/[?#]/g, encodeURIComponent)),
		domainToASCII: hostOf,
		urlToHttpOptions: u => ({
			protocol: u.protocol, hostname: u.hostname.replace(/^\[(.*)\]$/, '$1'), hash: u.hash, search: u.search, pathname: u.pathname, path: u.pathname + u.search, href: u.href,
			...(u.port !== '' ? { port: Number(u.port) } : {}), ...(u.username || u.password ? { auth: `${decodeURIComponent(u.username)}:${decodeURIComponent(u.password)}` } : {}),
		}),
	};
})

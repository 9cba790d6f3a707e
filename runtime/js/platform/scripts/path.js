// Node's path module, for paths with slashes. One function of the errors.
(function (errors) {
	'use strict';
	const check = errors.string;

	// Resolves the dots in the middle; those in front stay unless above is false.
	const resolveDots = (path, above) => {
		const out = [];
		for (const part of path.split('/')) {
			if (part === '' || part === '.') continue;
			if (part !== '..') out.push(part);
			else if (out.length > 0 && out[out.length - 1] !== '..') out.pop();
			else if (above) out.push('..');
		}
		return out.join('/');
	};

	const path = {
		resolve(...parts) {
			let whole = '';
			for (let i = parts.length - 1; i >= -1 && !whole.startsWith('/'); i--) {
				const part = i >= 0 ? parts[i] : '/';
				check(part, `paths[${i}]`);
				if (part !== '') whole = whole === '' ? part : `${part}/${whole}`;
			}
			return '/' + resolveDots(whole, false);
		},
		normalize(p) {
			check(p, 'path');
			if (p === '') return '.';
			const absolute = p.startsWith('/');
			let out = resolveDots(p, !absolute);
			if (out === '') {
				if (absolute) return '/';
				return p.endsWith('/') ? './' : '.';
			}
			if (p.endsWith('/')) out += '/';
			return absolute ? '/' + out : out;
		},
		isAbsolute(p) { check(p, 'path'); return p.startsWith('/'); },
		join(...parts) {
			for (const p of parts) check(p, 'path');
			const whole = parts.filter(p => p !== '').join('/');
			return whole === '' ? '.' : path.normalize(whole);
		},
		relative(from, to) {
			check(from, 'from');
			check(to, 'to');
			const a = path.resolve(from).split('/').filter(Boolean), b = path.resolve(to).split('/').filter(Boolean);
			let same = 0;
			while (same < a.length && same < b.length && a[same] === b[same]) same++;
			return [...a.slice(same).map(() => '..'), ...b.slice(same)].join('/');
		},
		toNamespacedPath(p) { return p; },
		dirname(p) {
			check(p, 'path');
			if (p === '') return '.';
			const body = p.replace(/\/+$/, '');
			if (body === '') return '/';
			const at = body.lastIndexOf('/');
			if (at < 0) return '.';
			return at === 1 && p.startsWith('//') ? '//' : body.slice(0, at) || '/';
		},
		basename(p, suffix) {
			if (suffix !== undefined) check(suffix, 'suffix');
			check(p, 'path');
			const base = p.replace(/\/+$/, '').replace(/^.*\//s, '');
			if (suffix === p) return '';
			return suffix && base !== suffix && base.endsWith(suffix) ? base.slice(0, -suffix.length) : base;
		},
		extname(p) {
			check(p, 'path');
			const base = path.basename(p), at = base.lastIndexOf('.');
			return at <= 0 || base === '..' ? '' : base.slice(at);
		},
		format(o) {
			if (o === null || typeof o !== 'object') throw errors.argType('pathObject', 'of type object', o);
			const ext = o.ext ? `${o.ext[0] === '.' ? '' : '.'}${o.ext}` : '';
			const dir = o.dir || o.root, base = o.base || `${o.name || ''}${ext}`;
			if (!dir) return base;
			return dir === o.root ? dir + base : `${dir}/${base}`;
		},
		parse(p) {
			check(p, 'path');
			const out = { root: p.startsWith('/') ? '/' : '', dir: '', base: '', ext: '', name: '' };
			if (p === '') return out;
			out.base = path.basename(p);
			out.ext = path.extname(p);
			out.name = out.ext === '' ? out.base : out.base.slice(0, -out.ext.length);
			const body = p.replace(/\/+$/, ''), at = body.lastIndexOf('/');
			out.dir = at > 0 ? body.slice(0, at) : out.root;
			return out;
		},
		sep: '/',
		delimiter: ':',
		win32: null,
		posix: null,
	};
	path.posix = path;
	return path;
})

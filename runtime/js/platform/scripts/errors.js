// The errors that Node's own modules throw. One function of the native helpers; it returns the helpers that the other scripts share.
(function (native) {
	'use strict';
	const make = (Class, code, message) => {
		const e = new Class(message);
		Object.defineProperty(e, 'code', { value: code, writable: true, enumerable: true, configurable: true });
		return e;
	};
	const inspectShort = v => {
		if (typeof v === 'string') return `'${v.length > 28 ? v.slice(0, 25) + '...' : v}'`;
		if (typeof v === 'bigint') return `${v}n`;
		if (Object.is(v, -0)) return '-0';
		return String(v);
	};
	// "Received type string ('x')", as Node says what it got instead.
	const received = v => {
		if (v === null || v === undefined) return ` Received ${v}`;
		if (typeof v === 'function') return ` Received function ${v.name}`;
		if (typeof v === 'object') {
			if (v.constructor && v.constructor.name) return ` Received an instance of ${v.constructor.name}`;
			return ' Received [Object: null prototype] {}';
		}
		return ` Received type ${typeof v} (${inspectShort(v)})`;
	};
	const argType = (name, expected, v) => make(TypeError, 'ERR_INVALID_ARG_TYPE', `The ${name.includes(' ') ? name : `"${name}" argument`} must be ${expected}.${received(v)}`);
	const thousands = n => { const s = String(n); return s.length > 4 ? s.replace(/(?=(?:\d{3})+$)(?!^-?)/g, '_').replace(/^(-?)_/, '$1') : s; };
	const outOfRange = (name, range, v) => {
		let shown = inspectShort(v);
		if (Number.isInteger(v) && Math.abs(v) > 2 ** 32) shown = thousands(v);
		else if (typeof v === 'bigint') shown = (v > 2n ** 32n || v < -(2n ** 32n) ? thousands(v) : String(v)) + 'n';
		return make(RangeError, 'ERR_OUT_OF_RANGE', `The value of "${name}" is out of range. It must be ${range}. Received ${shown}`);
	};
	const missing = (...names) => make(TypeError, 'ERR_MISSING_ARGS', `The ${names.map(n => `"${n}"`).join(' and ')} argument${names.length > 1 ? 's' : ''} must be specified`);
	const number = (v, name) => { if (typeof v !== 'number') throw argType(name, 'of type number', v); };
	const string = (v, name) => { if (typeof v !== 'string') throw argType(name, 'of type string', v); };
	const fn = (v, name) => { if (typeof v !== 'function') throw argType(name, 'of type function', v); };
	const integer = (v, name, min = -Number.MAX_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER) => {
		number(v, name);
		if (!Number.isInteger(v)) throw outOfRange(name, 'an integer', v);
		if (v < min || v > max) throw outOfRange(name, `>= ${min} && <= ${max}`, v);
	};
	return { make, received, argType, outOfRange, missing, number, string, fn, integer, inspectShort };
})

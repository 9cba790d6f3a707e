// Timers as Node has them. One function of the native helpers and of the errors; it returns the functions by name.
(function (native, errors) {
	'use strict';
	const live = new Map();
	class Timeout {
		constructor(id, start) { Object.defineProperties(this, { _id: { value: id }, _start: { value: start }, _ref: { value: true, writable: true } }); }
		ref() { this._ref = true; return this; }
		unref() { this._ref = false; return this; }
		hasRef() { return this._ref; }
		refresh() { if (live.has(this._id)) { live.get(this._id).cancel(); this._start(this); } return this; }
		close() { clearTimeout(this); return this; }
		[Symbol.toPrimitive]() { return this._id; }
	}
	class Immediate {
		constructor(id) { Object.defineProperties(this, { _id: { value: id }, _ref: { value: true, writable: true } }); }
		ref() { this._ref = true; return this; }
		unref() { this._ref = false; return this; }
		hasRef() { return this._ref; }
	}
	let last = 0;
	const delay = ms => { ms = +ms; return ms >= 1 && ms <= 2147483647 ? Math.trunc(ms) : 1; };
	const timer = (callback, ms, repeat, args) => {
		errors.fn(callback, 'callback');
		ms = delay(ms);
		const start = t => live.set(t._id, { t, cancel: native.after(ms, repeat, () => { if (!repeat) live.delete(t._id); Reflect.apply(callback, t, args); }) });
		const t = new Timeout(++last, start);
		start(t);
		return t;
	};
	function setTimeout(callback, ms, ...args) { return timer(callback, ms, false, args); }
	function setInterval(callback, ms, ...args) { return timer(callback, ms, true, args); }
	function setImmediate(callback, ...args) {
		errors.fn(callback, 'callback');
		const t = new Immediate(++last);
		live.set(t._id, { t, cancel: native.immediate(() => { live.delete(t._id); Reflect.apply(callback, t, args); }) });
		return t;
	}
	const clear = t => {
		const id = typeof t === 'object' && t !== null ? t._id : typeof t === 'number' || typeof t === 'string' ? +t : undefined;
		const e = live.get(id);
		if (!e) return;
		live.delete(id);
		e.cancel();
	};
	function clearTimeout(timer) { clear(timer); }
	function clearInterval(timer) { clear(timer); }
	function clearImmediate(immediate) { clear(immediate); }
	const resolved = Promise.resolve();
	const then = Promise.prototype.then;
	function queueMicrotask(callback) {
		errors.fn(callback, 'callback');
		Reflect.apply(then, resolved, [() => { try { callback(); } catch (e) { native.uncaught(e); } }]);
	}
	return { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate, queueMicrotask };
})

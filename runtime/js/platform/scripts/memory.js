// What the language has for memory that threads share, and for objects that may go away. There is one thread, and nothing is collected before the runtime
// is. One function of the native helpers; it returns the globals by name.
(function (native) {
	'use strict';
	const { defineProperty, setPrototypeOf } = Object;
	const hide = (o, name, value) => defineProperty(o, name, { value, writable: true, enumerable: false, configurable: true });
	const tag = (o, name) => defineProperty(o, Symbol.toStringTag, { value: name, configurable: true });
	const byteLength = Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, 'byteLength').get;
	const shared = new WeakSet();
	function SharedArrayBuffer(length) {
		if (new.target === undefined || !(this instanceof SharedArrayBuffer)) throw new TypeError("Constructor SharedArrayBuffer requires 'new'");
		const n = length === undefined ? 0 : Math.trunc(+length) || 0;
		if (n < 0 || n > Number.MAX_SAFE_INTEGER) throw new RangeError('Array buffer allocation failed');
		native.allowBytes(n);
		const b = setPrototypeOf(new ArrayBuffer(n), new.target.prototype);
		shared.add(b);
		return b;
	}
	const mine = b => { if (!shared.has(b)) throw new TypeError(`Method SharedArrayBuffer.prototype.byteLength called on incompatible receiver ${native.describe(b)}`); return b; };
	defineProperty(SharedArrayBuffer.prototype, 'byteLength', { get: { get byteLength() { return Reflect.apply(byteLength, mine(this), []); } }.__lookupGetter__('byteLength'), configurable: true });
	hide(SharedArrayBuffer.prototype, 'slice', { slice(start, end) {
		const copy = Reflect.apply(ArrayBuffer.prototype.slice, setPrototypeOf(mine(this), ArrayBuffer.prototype), [start, end]);
		setPrototypeOf(this, SharedArrayBuffer.prototype);
		shared.add(copy);
		return setPrototypeOf(copy, SharedArrayBuffer.prototype);
	} }.slice);
	tag(SharedArrayBuffer.prototype, 'SharedArrayBuffer');

	const kinds = [Int8Array, Uint8Array, Int16Array, Uint16Array, Int32Array, Uint32Array, BigInt64Array, BigUint64Array];
	const at = (array, index) => {
		if (!kinds.some(C => array instanceof C)) throw new TypeError('[object Array] is not an integer typed array.');
		const i = index === undefined ? 0 : Math.trunc(+index) || 0;
		if (i < 0 || i >= array.length) throw new RangeError('Invalid atomic access index');
		return i;
	};
	const change = f => function (array, index, value) { const i = at(array, index), old = array[i]; array[i] = f(old, typeof old === 'bigint' ? BigInt(value) : Math.trunc(+value) || 0); return old; };
	const Atomics = {};
	for (const [name, f] of Object.entries({
		add: change((a, b) => a + b), and: change((a, b) => a & b), exchange: change((a, b) => b), or: change((a, b) => a | b), sub: change((a, b) => a - b), xor: change((a, b) => a ^ b),
		compareExchange(array, index, expected, value) { const i = at(array, index), old = array[i]; const probe = new array.constructor([expected]); if (old === probe[0]) array[i] = value; return old; },
		isLockFree(n) { return [1, 2, 4, 8].includes(n); },
		load(array, index) { return array[at(array, index)]; },
		notify(array, index) { at(array, index); return 0; },
		store(array, index, value) { const i = at(array, index); const v = typeof array[i] === 'bigint' ? BigInt(value) : Math.trunc(+value) || 0; array[i] = v; return v; },
		wait() { throw new TypeError('Atomics.wait cannot be called in this context'); },
	})) { defineProperty(f, 'name', { value: name, configurable: true }); hide(Atomics, name, f); }
	tag(Atomics, 'Atomics');

	const object = (v, what) => { if ((typeof v !== 'object' || v === null) && typeof v !== 'function') throw new TypeError(`${what}`); };
	class WeakRef {
		#target;
		constructor(target) { object(target, 'WeakRef: target must be an object'); this.#target = target; }
		deref() { return this.#target; }
	}
	tag(WeakRef.prototype, 'WeakRef');
	class FinalizationRegistry {
		#tokens = new WeakSet();
		constructor(cleanup) { if (typeof cleanup !== 'function') throw new TypeError('FinalizationRegistry: cleanup must be callable'); }
		register(target, held, token) {
			object(target, 'FinalizationRegistry.prototype.register: invalid target');
			if (target === held) throw new TypeError('FinalizationRegistry.prototype.register: target and holdings must not be same');
			if (token !== undefined) this.#tokens.add(token);
		}
		unregister(token) { object(token, `Invalid unregisterToken ('${String(token)}')`); return this.#tokens.delete(token); }
	}
	tag(FinalizationRegistry.prototype, 'FinalizationRegistry');
	return { SharedArrayBuffer, Atomics, WeakRef, FinalizationRegistry };
})

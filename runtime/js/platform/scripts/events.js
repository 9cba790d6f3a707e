// Node's events module. One function of the errors and of util.inspect.
(function (errors, inspect) {
	'use strict';
	const check = f => errors.fn(f, 'listener');
	const of = (e, type) => {
		const v = e._events === undefined ? undefined : e._events[type];
		return v === undefined ? [] : typeof v === 'function' ? [v] : v;
	};
	// As in Node a single listener stands by itself.
	const put = (e, type, list) => {
		if (e._events === undefined) { e._events = Object.create(null); e._eventsCount = 0; }
		const had = e._events[type] !== undefined;
		if (list.length === 0) {
			if (had) { delete e._events[type]; e._eventsCount--; }
			return;
		}
		if (!had) e._eventsCount++;
		e._events[type] = list.length === 1 ? list[0] : list;
	};

	function EventEmitter(options) { EventEmitter.init.call(this, options); }
	EventEmitter.init = function () {
		if (this._events === undefined || this._events === Object.getPrototypeOf(this)._events) {
			this._events = Object.create(null);
			this._eventsCount = 0;
		}
		this._maxListeners = this._maxListeners || undefined;
	};
	EventEmitter.prototype._events = undefined;
	EventEmitter.prototype._eventsCount = 0;
	EventEmitter.prototype._maxListeners = undefined;

	const add = (e, type, f, first) => {
		check(f);
		if (e._events !== undefined && e._events.newListener !== undefined) e.emit('newListener', type, f.listener ?? f);
		put(e, type, first ? [f, ...of(e, type)] : [...of(e, type), f]);
		return e;
	};
	const once = (e, type, f) => {
		check(f);
		let fired = false;
		const wrapped = function (...args) {
			if (fired) return undefined;
			fired = true;
			e.removeListener(type, wrapped);
			return Reflect.apply(f, e, args);
		};
		wrapped.listener = f;
		return wrapped;
	};
	const methods = {
		setMaxListeners(n) {
			if (typeof n !== 'number' || n < 0 || n !== n) throw errors.outOfRange('setMaxListeners', '>= 0', n);
			this._maxListeners = n;
			return this;
		},
		getMaxListeners() { return this._maxListeners === undefined ? EventEmitter.defaultMaxListeners : this._maxListeners; },
		emit(type, ...args) {
			const list = of(this, type);
			if (list.length === 0) {
				if (type !== 'error') return false;
				if (args[0] instanceof Error) throw args[0];
				const e = errors.make(Error, 'ERR_UNHANDLED_ERROR', `Unhandled error. (${inspect(args[0])})`);
				e.context = args[0];
				throw e;
			}
			for (const f of [...list]) Reflect.apply(f, this, args);
			return true;
		},
		addListener(type, f) { return add(this, type, f, false); },
		on(type, f) { return add(this, type, f, false); },
		prependListener(type, f) { return add(this, type, f, true); },
		once(type, f) { return add(this, type, once(this, type, f), false); },
		prependOnceListener(type, f) { return add(this, type, once(this, type, f), true); },
		removeListener(type, f) {
			check(f);
			const list = of(this, type);
			for (let i = list.length - 1; i >= 0; i--) {
				if (list[i] !== f && list[i].listener !== f) continue;
				const removed = list[i].listener ?? f;
				put(this, type, list.filter((_, j) => j !== i));
				if (this._events.removeListener !== undefined) this.emit('removeListener', type, removed);
				break;
			}
			return this;
		},
		removeAllListeners(type) {
			if (this._events === undefined) return this;
			if (arguments.length === 0) {
				for (const t of Reflect.ownKeys(this._events)) if (t !== 'removeListener') this.removeAllListeners(t);
				put(this, 'removeListener', []);
				return this;
			}
			const list = of(this, type);
			for (let i = list.length - 1; i >= 0; i--) this.removeListener(type, list[i]);
			return this;
		},
		listeners(type) { return of(this, type).map(f => f.listener ?? f); },
		rawListeners(type) { return [...of(this, type)]; },
		listenerCount(type, f) { return of(this, type).filter(x => f === undefined || x === f || x.listener === f).length; },
		eventNames() { return this._eventsCount > 0 ? Reflect.ownKeys(this._events) : []; },
	};
	methods.off = methods.removeListener;
	for (const name of Object.keys(methods)) EventEmitter.prototype[name] = methods[name];

	EventEmitter.defaultMaxListeners = 10;
	EventEmitter.errorMonitor = Symbol('events.errorMonitor');
	EventEmitter.captureRejectionSymbol = Symbol.for('nodejs.rejection');
	EventEmitter.once = (e, type) => new Promise((resolve, reject) => {
		const fail = err => { e.removeListener(type, done); reject(err); };
		const done = (...args) => { e.removeListener('error', fail); resolve(args); };
		e.once(type, done);
		if (type !== 'error') e.once('error', fail);
	});
	EventEmitter.listenerCount = (e, type) => e.listenerCount(type);
	EventEmitter.getEventListeners = (e, type) => e.listeners(type);
	EventEmitter.setMaxListeners = (n = 10, ...list) => { for (const e of list) e.setMaxListeners(n); if (list.length === 0) EventEmitter.defaultMaxListeners = n; };
	EventEmitter.EventEmitter = EventEmitter;
	return EventEmitter;
})

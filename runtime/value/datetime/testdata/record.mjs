// Records what luxon does: node record.mjs > luxon.jsonl (luxon 3.4.4 must be installed beside it or in NODE_PATH).
import { createRequire } from 'module';
const { DateTime, Duration, Settings } = createRequire(process.env.LUXON_DIR ?? import.meta.url)('luxon');
const fixedNow = Date.UTC(2024, 5, 15, 18, 24, 30, 123);
Settings.defaultZone = 'America/New_York';
let seed = 7;
const rnd = (n) => { seed = (seed * 1103515245 + 12345) % 2147483648; return Math.floor((seed / 2147483648) * n); };
const pick = (a) => a[rnd(a.length)];
const zones = ['UTC', 'America/New_York', 'Europe/Berlin', 'Asia/Kolkata', 'Australia/Lord_Howe', 'America/Sao_Paulo', 'UTC+5:30', 'UTC-3', 'Pacific/Apia', 'Africa/Casablanca', 'Europe/London'];
const units = ['years', 'quarters', 'months', 'weeks', 'days', 'hours', 'minutes', 'seconds', 'milliseconds'];
const transitions = [Date.UTC(2024, 2, 10, 7), Date.UTC(2024, 10, 3, 6), Date.UTC(2024, 2, 31, 1), Date.UTC(2024, 9, 27, 1), Date.UTC(2011, 11, 30, 10)];
const time = () => { const k = rnd(4); return k === 0 ? pick(transitions) + rnd(7200000) - 3600000 : k === 1 ? Date.UTC(2024, rnd(12), 1 + rnd(31), rnd(24), rnd(60)) : k === 2 ? rnd(2147483647) * 1000 + rnd(1000) : rnd(2147483647) * 3000 - 62135596800000 + rnd(1000); };
const out = (o) => console.log(JSON.stringify(o));
const safe = (f) => { try { return f(); } catch (e) { return { throws: true }; } };
const clean = (v) => (typeof v === 'number' && !Number.isFinite(v) ? null : v ?? null);
const members = ['year', 'quarter', 'month', 'day', 'hour', 'minute', 'second', 'millisecond', 'weekday', 'weekNumber', 'weekYear', 'ordinal', 'daysInMonth', 'daysInYear', 'weeksInWeekYear', 'isInLeapYear', 'offset', 'zoneName', 'isOffsetFixed', 'isInDST', 'isValid'];
for (let i = 0; i < 120; i++) {
  const ms = time(), zone = pick(zones), d = DateTime.fromMillis(ms, { zone });
  out({ op: 'members', ms, zone, want: Object.fromEntries(members.map((m) => [m, clean(d[m])])), iso: d.toISO() });
}
const formats = ["yyyy-MM-dd'T'HH:mm:ss.SSSZZ", 'EEEE, d LLLL yyyy', 'ccc LLL dd', "h:mm a 'o''clock'", 'kkkk-WW-c', 'ooo/y', 'yy q qq X x', 'ZZZ z Z', 'HH hh H h uu uuu u S', "G GG GGGGG LLLLL ccccc", "''yy'' 'text'", 'yyyyyy MM M', 'd/M/yyyy, \'at\' HH', '😀 yyyy', 'o W kk'];
for (let i = 0; i < 90; i++) { const ms = time(), zone = pick(zones), format = pick(formats); out({ op: 'format', ms, zone, format, want: DateTime.fromMillis(ms, { zone }).toFormat(format) }); }
for (let i = 0; i < 160; i++) {
  const ms = time(), zone = pick(zones), dur = {};
  for (let k = 1 + rnd(3); k > 0; k--) dur[pick(units)] = rnd(5) === 0 ? rnd(100) / 8 - 5 : rnd(60) - 30;
  const d = DateTime.fromMillis(ms, { zone });
  out({ op: 'plus', ms, zone, dur, want: d.plus(dur).toMillis(), minus: d.minus(dur).toMillis() });
}
for (let i = 0; i < 90; i++) { const ms = time(), zone = pick(zones), unit = pick(units), d = DateTime.fromMillis(ms, { zone }); out({ op: 'startOf', ms, zone, unit, want: d.startOf(unit).toMillis(), end: d.endOf(unit).toMillis() }); }
for (let i = 0; i < 200; i++) {
  const a = time(), b = rnd(3) ? a + (rnd(2) ? 1 : -1) * rnd(2147483647) * (rnd(2) ? 1 : 20) : time(), za = pick(zones), zb = pick(zones), us = [...new Set([pick(units), pick(units), pick(units)].slice(0, 1 + rnd(3)))];
  const d = DateTime.fromMillis(a, { zone: za }).diff(DateTime.fromMillis(b, { zone: zb }), us);
  out({ op: 'diff', a, za, b, zb, units: us, want: d.toObject(), iso: d.toISO(), ms: d.toMillis() });
}
for (let i = 0; i < 60; i++) { const dur = {}; for (let k = 1 + rnd(4); k > 0; k--) dur[pick(units)] = rnd(3) === 0 ? rnd(1000) / 8 - 30 : rnd(400) - 100; const us = [...new Set([pick(units), pick(units)].slice(0, 1 + rnd(2)))]; out({ op: 'shift', dur, units: us, want: Duration.fromObject(dur).shiftTo(...us).toObject(), iso: Duration.fromObject(dur).toISO() }); }
const real = Settings.now; Settings.now = () => fixedNow;
const texts = [['yyyy-MM-dd', '2024-02-29'], ['yyyy-MM-dd', '2023-02-29'], ['dd/MM/yyyy HH:mm', '31/01/2024 23:59'], ['d LLLL yyyy', '3 march 2024'], ['LLL dd, yyyy', 'Feb 07, 2021'], ['EEEE d MMM yy', 'Friday 2 Feb 24'], ['EEEE d MMM yy', 'Monday 2 Feb 24'], ['h:mm a', '3:05 PM'], ['h:mm a', '12:05 am'], ['HH:mm a', '12:05 am'], ['yyyy-MM-dd HH:mm ZZ', '2024-07-01 10:00 +02:00'], ['yyyy-MM-dd HH:mm ZZZ', '2024-07-01 10:00 -0330'], ['yyyy-MM-dd HH:mm z', '2024-07-01 10:00 Europe/Berlin'], ['kkkk-WW-c', '2024-05-3'], ['yyyy-ooo', '2024-060'], ['MM-dd', '12-25'], ['yyyy', '1999'], ['ss.SSS', '07.250'], ['u', '5'], ['qq yyyy', '03 2020'], ["yyyy 'year'", '2020 year'], ['yyyy', 'x'], ['yyyy-MM-dd', '2024-2-3'], ['y-M-d', '2024-2-3'], ['yyyy-MM-dd HH', '2024-01-01 24'], ['yyyy-MM-dd HH:mm', '2024-01-01 24:01'], ['yy', '61'], ['yy', '60'], ['y G', '44 BC'], ['dd.MM.yyyy', '01.02.2003'], ['yyyyMMdd', '20240229'], ['yyyyMMddHHmmss', '20240229123456'], ['cccc', 'tuesday'], ['yyyy-MM-dd', ' 2024-01-01'], ['W', '7'], ['yyyy-MM-dd h:mm a', '2024-01-01 13:05 PM']];
for (const [format, text] of texts) for (const setZone of [false, true]) out({ op: 'fromFormat', format, text, setZone, now: fixedNow, ...safe(() => { const d = DateTime.fromFormat(text, format, { setZone }); return { want: d.isValid ? d.toISO() : null, reason: d.invalidReason }; }) });
for (const text of ['2024-02-29', '2024-02-30', '2024-W05-3', '2024-060', '2024-02-29T12:30', '2024-02-29T12:30:45.5+02:00', '2024-02-29T12:30Z', '20240229T123045', '12:30', 'nope', '2024-13-01', '+012024-01-01', '2024-03-10T02:30:00', '2024-11-03T01:30:00', '2024-02-29T12:30:45.123Z', '2024-01-01T12:00[Europe/Paris]']) for (const setZone of [false, true]) { const d = DateTime.fromISO(text, { setZone }); out({ op: 'fromISO', text, setZone, want: d.isValid ? d.toISO() : null, now: fixedNow }); }
for (let i = 0; i < 30; i++) { const ms = time(), zone = pick(zones), d = DateTime.fromMillis(ms, { zone }); out({ op: 'texts', ms, zone, want: [d.toHTTP(), d.toRFC2822(), d.toSQL(), d.toISODate(), d.toISOTime(), d.toISOWeekDate(), d.toISO({ format: 'basic' }), d.toISO({ suppressMilliseconds: true, suppressSeconds: true }), d.toISO({ includeOffset: false })] }); }

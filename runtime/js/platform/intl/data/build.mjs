// Builds cldr.bin, the locale data of package intl, from the Unicode CLDR's own JSON packages on npm.
//
//   node build.mjs DIR      DIR holds node_modules with the packages that package.json beside this file names
//
// Every locale has up to eight sections (cal/NAME, zones, fields, numbers, currencies, units, lists, names). A section is a set of
// lines "key TAB value"; lines that the locale's parent has with the same value are left out. A section is stored deflated with the
// root's and English's text of the same section as dictionary. The file is: 4 bytes length of the index, the index (deflated JSON),
// the sections one behind the other.
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';

const dir = path.resolve(process.argv[2] ?? '.', 'node_modules');
const out = path.join(path.dirname(new URL(import.meta.url).pathname), 'cldr.bin');
const json = (...p) => JSON.parse(fs.readFileSync(path.join(dir, ...p), 'utf8'));
const sup = name => json('cldr-core', 'supplemental', name + '.json').supplemental;
const main = (pkg, locale, file) => {
	const p = path.join(dir, pkg, 'main', locale, file + '.json');
	return fs.existsSync(p) ? JSON.parse(fs.readFileSync(p, 'utf8')).main[locale] : undefined;
};

const covered = json('cldr-core', 'coverageLevels.json').effectiveCoverageLevels;
const locales = fs.readdirSync(path.join(dir, 'cldr-dates-full', 'main')).filter(l => covered[l] || l === 'und');
const parents = sup('parentLocales').parentLocales.parentLocale;
const parentOf = l => {
	if (l === 'und') return undefined;
	if (parents[l] === 'root') return 'und';
	if (parents[l] && (locales.includes(parents[l]))) return parents[l];
	const cut = l.includes('-') ? l.slice(0, l.lastIndexOf('-')) : 'und';
	return locales.includes(cut) ? cut : parentOf(cut);
};

function flat(into, prefix, v) {
	if (v === undefined || v === null) return;
	if (typeof v === 'object') for (const [k, x] of Object.entries(v)) flat(into, prefix ? prefix + '/' + k : k, x);
	else into[prefix] = String(v);
}

function calendar(c) {
	const m = {};
	flat(m, 'months', c.months);
	flat(m, 'days', c.days);
	flat(m, 'dayPeriods', c.dayPeriods);
	flat(m, 'eras', c.eras);
	flat(m, 'date', c.dateFormats);
	flat(m, 'time', c.timeFormats);
	const { availableFormats, appendItems, intervalFormats, ...glue } = c.dateTimeFormats ?? {};
	flat(m, 'glue', glue);
	flat(m, 'at', c['dateTimeFormats-atTime']?.standard);
	flat(m, 'available', availableFormats);
	flat(m, 'append', appendItems);
	flat(m, 'interval', intervalFormats);
	flat(m, 'cyclic', c.cyclicNameSets?.years);
	flat(m, 'monthPatterns', c.monthPatterns);
	for (const k of Object.keys(m)) if (/-alt-(ascii|variant)|-count-/.test(k) || /^available\/.*[QwW]/.test(k)) delete m[k];
	return m;
}

const home = { buddhist: ['th'], persian: ['fa'], roc: ['zh'] };
const simple = 'acre bit byte celsius centimeter day degree fahrenheit fluid-ounce foot gallon gigabit gigabyte gram hectare hour inch kilobit kilobyte kilogram kilometer liter megabit megabyte meter microsecond mile mile-scandinavian milliliter millimeter millisecond minute month nanosecond ounce percent petabyte pound second stone terabit terabyte week yard year'.split(' ');
const isUnit = k => {
	const n = k.slice(k.indexOf('-') + 1);
	return simple.includes(n) || (n.includes('-per-') && n.split('-per-').every(x => simple.includes(x)));
};

function sectionsOf(l) {
	const s = {};
	const dates = f => main('cldr-dates-full', l, f)?.dates;
	const cals = { gregorian: 'ca-gregorian', generic: 'ca-generic' };
	for (const [name, f] of Object.entries(cals)) {
		const c = dates(f)?.calendars[name];
		if (c) s['cal/' + name] = calendar(c);
	}
	for (const name of ['buddhist', 'japanese', 'islamic', 'hebrew', 'persian', 'roc']) {
		const c = main(`cldr-cal-${name}-full`, l, 'ca-' + name)?.dates.calendars[name];
		if (!c) continue;
		const m = calendar(c);
		for (const k of Object.keys(m)) {
			const [head, , era] = k.split('/');
			if (['days', 'dayPeriods', 'time', 'append'].includes(head)) delete m[k];
			else if (home[name]) {
				// The packages of these calendars are old: only names are taken, formats where the calendar is at home.
				if (head === 'months' && name !== 'persian' || head === 'glue' || head === 'at') delete m[k];
				else if (head !== 'eras' && head !== 'months' && !home[name].includes(l.split('-')[0])) delete m[k];
			}
			else if (name === 'japanese') {
				if (head === 'months' || head === 'at' || head === 'glue') delete m[k];
				if (head === 'eras' && !(+era >= 232)) delete m[k];
			}
		}
		for (const [k, v] of Object.entries(m)) if (s['cal/generic']?.[k] === v) delete m[k];
		s['cal/' + name] = m;
	}
	const tz = dates('timeZoneNames')?.timeZoneNames;
	if (tz) {
		const m = {};
		flat(m, '', tz);
		for (const k of Object.keys(m)) if (k.endsWith('/_type')) delete m[k];
		s.zones = m;
	}
	const fields = dates('dateFields')?.fields;
	if (fields) {
		const m = {};
		for (const [k, v] of Object.entries(fields)) {
			if (!/^(era|year|quarter|month|week|weekday|day|dayperiod|hour|minute|second|zone)(-short|-narrow)?$/.test(k)) continue;
			for (const [a, b] of Object.entries(v)) {
				if (a.startsWith('relative-type-')) m[`${k}/relative/${a.slice(14)}`] = b;
				else if (a.startsWith('relativeTime-type-')) for (const [p, x] of Object.entries(b)) m[`${k}/${a.slice(18)}/${p.replace('relativeTimePattern-count-', '')}`] = x;
				else if (a === 'displayName') m[`${k}/name`] = b;
			}
		}
		s.fields = m;
	}
	const n = main('cldr-numbers-full', l, 'numbers')?.numbers;
	if (n) {
		const m = {};
		for (const [k, v] of Object.entries(n)) {
			if (k === 'minimalPairs' || k.startsWith('rational')) continue;
			flat(m, k.replace('-numberSystem-', '/'), v);
		}
		for (const k of Object.keys(m)) if (/-noCurrency/.test(k) || /currencySpacing|currencyPatternAppendISO/.test(k) || /misc.*(atLeast|atMost)/.test(k)) delete m[k];
		s.numbers = m;
	}
	const cur = main('cldr-numbers-full', l, 'currencies')?.numbers.currencies;
	if (cur) {
		const m = {};
		for (const [code, v] of Object.entries(cur)) for (const [k, x] of Object.entries(v)) {
			const key = { displayName: 'name', symbol: 'symbol', 'symbol-alt-narrow': 'narrow', 'symbol-alt-formal': 'formal' }[k] ?? (k.startsWith('displayName-count-') ? 'name/' + k.slice(18) : undefined);
			if (key) m[`${code}/${key}`] = x;
		}
		s.currencies = m;
	}
	const units = main('cldr-units-full', l, 'units')?.units;
	if (units) {
		const m = {};
		for (const w of ['long', 'short', 'narrow']) for (const [k, v] of Object.entries(units[w])) {
			if (k === 'per') m[`${w}/per`] = v.compoundUnitPattern;
			if (!isUnit(k)) continue;
			const name = k.slice(k.indexOf('-') + 1);
			for (const [a, b] of Object.entries(v)) {
				if (a.startsWith('unitPattern-count-')) m[`${w}/${name}/${a.slice(18)}`] = b;
				else if (a === 'perUnitPattern') m[`${w}/${name}/per`] = b;
			}
		}
		s.units = m;
	}
	const lists = main('cldr-misc-full', l, 'listPatterns')?.listPatterns;
	if (lists) {
		const m = {};
		for (const [k, v] of Object.entries(lists)) flat(m, k.replace('listPattern-type-', ''), v);
		s.lists = m;
	}
	const names = {};
	for (const f of ['territories', 'languages', 'scripts']) flat(names, f, main('cldr-localenames-full', l, f)?.localeDisplayNames[f]);
	flat(names, 'pattern', main('cldr-localenames-full', l, 'localeDisplayNames')?.localeDisplayNames.localeDisplayPattern);
	for (const k of Object.keys(names)) if (/-alt-(variant|long|secondary|stand-alone|menu|core|extension)|-menu-/.test(k)) delete names[k];
	if (Object.keys(names).length) s.names = names;
	return s;
}

const full = {};
const text = m => Object.keys(m).sort().map(k => k + '\t' + m[k] + '\n').join('');
for (const l of locales) full[l] = sectionsOf(l);

const dict = {};
for (const section of Object.keys(full.en)) {
	// The end of the dictionary is the cheapest to refer to. Sections of more than 32 KiB keep their tail.
	const t = Buffer.from(text(full.und[section] ?? {}) + text(full.en[section]));
	dict[section] = t.subarray(Math.max(0, t.length - 32768));
}

const chunks = [];
let offset = 0;
const put = b => { chunks.push(b); offset += b.length; return [offset - b.length, b.length]; };
const index = { locales: {}, parents: {}, dict: {}, supplemental: [] };
const size = {};
for (const [section, d] of Object.entries(dict)) index.dict[section] = put(zlib.deflateRawSync(d, { level: 9 }));
for (const l of locales) {
	const entry = {};
	const p = parentOf(l);
	if (p) index.parents[l] = p;
	for (const [section, m] of Object.entries(full[l])) {
		const chain = [];
		for (let q = p; q; q = parentOf(q)) chain.push(full[q][section] ?? {});
		const own = {};
		for (const [k, v] of Object.entries(m)) {
			const c = chain.find(x => k in x);
			if (!c || c[k] !== v) own[k] = v;
		}
		// A key that the parent has and this locale has not is written empty, lest it be inherited.
		for (const c of chain) for (const k of Object.keys(c)) if (!(k in m)) own[k] = '';
		if (!Object.keys(own).length) continue;
		const b = zlib.deflateRawSync(Buffer.from(text(own)), { level: 9, dictionary: dict[section] });
		size[section] = (size[section] ?? 0) + b.length;
		entry[section] = put(b);
	}
	index.locales[l] = entry;
}

// Supplemental data: what does not hang on a language.
const S = {};
const ls = sup('likelySubtags').likelySubtags;
S.likely = ls;
S.parents = parents;
S.cardinal = {}; S.ordinal = {}; S.ranges = {};
for (const [to, src] of [['cardinal', sup('plurals')['plurals-type-cardinal']], ['ordinal', sup('ordinals')['plurals-type-ordinal']]])
	for (const [l, rules] of Object.entries(src)) {
		S[to][l] = {};
		for (const [k, v] of Object.entries(rules)) if (!k.endsWith('-other')) S[to][l][k.replace('pluralRule-count-', '')] = v.split('@')[0].trim();
	}
for (const [l, r] of Object.entries(sup('pluralRanges').plurals)) {
	S.ranges[l] = {};
	for (const [k, v] of Object.entries(r)) { const [, a, b] = /start-(\w+)-end-(\w+)/.exec(k); S.ranges[l][a + '-' + b] = v; }
}
S.time = Object.fromEntries(Object.entries(sup('timeData').timeData).map(([k, v]) => [k, [v._allowed, v._preferred]]));
const w = sup('weekData').weekData;
S.week = { minDays: w.minDays, firstDay: w.firstDay, start: w.weekendStart, end: w.weekendEnd };
for (const k of Object.keys(S.week)) for (const r of Object.keys(S.week[k])) if (r.includes('-alt-')) delete S.week[k][r];
S.dayPeriods = Object.fromEntries(Object.entries(sup('dayPeriods').dayPeriodRuleSet).map(([l, r]) => [l, Object.fromEntries(Object.entries(r).map(([k, v]) => [k, v._at ? [v._at, v._at] : [v._from, v._before]]))]));
const mz = sup('metaZones').metaZones;
S.zoneMeta = {};
const walk = (p, o) => {
	for (const [k, v] of Object.entries(o)) {
		const id = p ? p + '/' + k : k;
		if (!Array.isArray(v)) { walk(id, v); continue; }
		// Periods in minutes since 1970, open ends left out.
		S.zoneMeta[id] = v.map(({ usesMetazone: u }) => { const t = x => x ? Date.parse(x.replace(' ', 'T') + 'Z') / 6e4 : null; return [u._mzone, t(u._from), t(u._to)]; });
	}
};
walk('', mz.metazoneInfo.timezone);
S.metaZone = {};
for (const { mapZone: m } of mz.metazones) (S.metaZone[m._other] ??= {})[m._territory] = m._type;
S.primary = sup('primaryZones').primaryZones;
S.zoneAlias = {}; S.zoneRegion = {}; S.zoneIANA = {};
for (const [k, v] of Object.entries(json('cldr-bcp47', 'bcp47', 'timezone.json').keyword.u.tz)) {
	if (!v._alias) continue;
	const [id, ...rest] = v._alias.split(' ');
	for (const r of rest) S.zoneAlias[r] = id;
	if (v._iana) S.zoneIANA[id] = v._iana;
	S.zoneRegion[id] = v._region ?? (k.length === 5 && !k.startsWith('ut') ? k.slice(0, 2).toUpperCase() : '001');
}
S.digits = Object.fromEntries(Object.entries(sup('numberingSystems').numberingSystems).filter(([, v]) => v._digits).map(([k, v]) => [k, v._digits]));
S.fractions = Object.fromEntries(Object.entries(sup('currencyData').currencyData.fractions).map(([k, v]) => [k, +v._digits]));
S.calendars = sup('calendarPreferenceData').calendarPreferenceData;
const al = sup('aliases').metadata.alias;
const rep = o => Object.fromEntries(Object.entries(o).map(([k, v]) => [k, v._replacement]));
S.langAlias = rep(al.languageAlias); S.scriptAlias = rep(al.scriptAlias); S.territoryAlias = rep(al.territoryAlias); S.variantAlias = rep(al.variantAlias);
S.contains = {};
for (const [k, v] of Object.entries(sup('territoryContainment').territoryContainment)) if (/^\d+$/.test(k) || k === 'EU') S.contains[k] = v._contains;
S.defaults = json('cldr-core', 'defaultContent.json').defaultContent;
const sb = zlib.deflateRawSync(Buffer.from(JSON.stringify(S)), { level: 9 });
index.supplemental = put(sb);
size.supplemental = sb.length;

const head = zlib.deflateRawSync(Buffer.from(JSON.stringify(index)), { level: 9 });
const len = Buffer.alloc(4);
len.writeUInt32BE(head.length);
fs.writeFileSync(out, Buffer.concat([len, head, ...chunks]));
console.log(locales.length, 'locales', 'index', head.length, size, 'total', offset + head.length + 4);

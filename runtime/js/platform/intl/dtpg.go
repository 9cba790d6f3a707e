package intl

import (
	"strings"
	"sync"
)

// This file chooses a date pattern for a set of wanted fields, as UTS 35 ("Matching Skeletons", "Missing Skeleton Fields") describes
// and ICU carries it out: the nearest of the locale's patterns, its fields adjusted in length, what is missing appended.

// The fields of a skeleton, in canonical order.
const (
	fEra = iota
	fYear
	fQuarter
	fMonth
	fWeekOfYear
	fWeekOfMonth
	fWeekday
	fDayOfYear
	fDayOfWeekInMonth
	fDay
	fDayPeriod
	fHour
	fMinute
	fSecond
	fFraction
	fZone
	fieldCount
)

const (
	dateMask = 1<<fDayPeriod - 1
	timeMask = (1<<fieldCount - 1) &^ dateMask
)

// Types of a field as ICU numbers them: texts are negative, numbers positive, variants of the letter differ by a delta.
const (
	dtNarrow  = -0x101
	dtShorter = -0x102
	dtShort   = -0x103
	dtLong    = -0x104
	dtNumeric = 0x100
	dtDelta   = 0x10
)

type dtRow struct {
	char     byte
	field    int
	typ      int
	min, wgt int
}

var dtTypes = []dtRow{
	{'G', fEra, dtShort, 1, 3}, {'G', fEra, dtLong, 4, 0}, {'G', fEra, dtNarrow, 5, 0},
	{'y', fYear, dtNumeric, 1, 20}, {'Y', fYear, dtNumeric + dtDelta, 1, 20}, {'u', fYear, dtNumeric + 2*dtDelta, 1, 20},
	{'r', fYear, dtNumeric + 3*dtDelta, 1, 20}, {'U', fYear, dtShort, 1, 3}, {'U', fYear, dtLong, 4, 0}, {'U', fYear, dtNarrow, 5, 0},
	{'Q', fQuarter, dtNumeric, 1, 2}, {'Q', fQuarter, dtShort, 3, 0}, {'Q', fQuarter, dtLong, 4, 0}, {'Q', fQuarter, dtNarrow, 5, 0},
	{'M', fMonth, dtNumeric, 1, 2}, {'M', fMonth, dtShort, 3, 0}, {'M', fMonth, dtLong, 4, 0}, {'M', fMonth, dtNarrow, 5, 0},
	{'L', fMonth, dtNumeric + dtDelta, 1, 2}, {'L', fMonth, dtShort - dtDelta, 3, 0}, {'L', fMonth, dtLong - dtDelta, 4, 0}, {'L', fMonth, dtNarrow - dtDelta, 5, 0},
	{'w', fWeekOfYear, dtNumeric, 1, 2}, {'W', fWeekOfMonth, dtNumeric, 1, 0},
	{'E', fWeekday, dtShort, 1, 3}, {'E', fWeekday, dtLong, 4, 0}, {'E', fWeekday, dtNarrow, 5, 0}, {'E', fWeekday, dtShorter, 6, 0},
	{'c', fWeekday, dtNumeric + 2*dtDelta, 1, 2}, {'c', fWeekday, dtShort - 2*dtDelta, 3, 0}, {'c', fWeekday, dtLong - 2*dtDelta, 4, 0},
	{'c', fWeekday, dtNarrow - 2*dtDelta, 5, 0}, {'c', fWeekday, dtShorter - 2*dtDelta, 6, 0},
	{'e', fWeekday, dtNumeric + dtDelta, 1, 2}, {'e', fWeekday, dtShort - dtDelta, 3, 0}, {'e', fWeekday, dtLong - dtDelta, 4, 0}, {'e', fWeekday, dtNarrow - dtDelta, 5, 0},
	{'d', fDay, dtNumeric, 1, 2}, {'g', fDay, dtNumeric + dtDelta, 1, 20},
	{'D', fDayOfYear, dtNumeric, 1, 3}, {'F', fDayOfWeekInMonth, dtNumeric, 1, 0},
	{'a', fDayPeriod, dtShort, 1, 3}, {'a', fDayPeriod, dtLong, 4, 0}, {'a', fDayPeriod, dtNarrow, 5, 0},
	{'b', fDayPeriod, dtShort - dtDelta, 1, 3}, {'b', fDayPeriod, dtLong - dtDelta, 4, 0}, {'b', fDayPeriod, dtNarrow - dtDelta, 5, 0},
	{'B', fDayPeriod, dtShort - 3*dtDelta, 1, 3}, {'B', fDayPeriod, dtLong - 3*dtDelta, 4, 0}, {'B', fDayPeriod, dtNarrow - 3*dtDelta, 5, 0},
	{'H', fHour, dtNumeric + 10*dtDelta, 1, 2}, {'k', fHour, dtNumeric + 11*dtDelta, 1, 2}, {'h', fHour, dtNumeric, 1, 2}, {'K', fHour, dtNumeric + dtDelta, 1, 2},
	{'m', fMinute, dtNumeric, 1, 2}, {'s', fSecond, dtNumeric, 1, 2}, {'A', fSecond, dtNumeric + dtDelta, 1, 1000}, {'S', fFraction, dtNumeric, 1, 1000},
	{'v', fZone, dtShort - 2*dtDelta, 1, 0}, {'v', fZone, dtLong - 2*dtDelta, 4, 0}, {'z', fZone, dtShort, 1, 3}, {'z', fZone, dtLong, 4, 0},
	{'Z', fZone, dtNarrow - dtDelta, 1, 3}, {'Z', fZone, dtLong - dtDelta, 4, 0}, {'Z', fZone, dtShort - dtDelta, 5, 0},
	{'O', fZone, dtShort - dtDelta, 1, 0}, {'O', fZone, dtLong - dtDelta, 4, 0},
	{'V', fZone, dtShort - dtDelta, 1, 0}, {'V', fZone, dtLong - dtDelta, 2, 0},
	{'X', fZone, dtNarrow - dtDelta, 1, 0}, {'x', fZone, dtNarrow - dtDelta, 1, 0},
}

// rowOf finds the row of a run of one pattern letter.
func rowOf(c byte, n int) *dtRow {
	var best *dtRow
	for i := range dtTypes {
		r := &dtTypes[i]
		if r.char != c {
			continue
		}
		best = r
		if i+1 < len(dtTypes) && dtTypes[i+1].char == c && dtTypes[i+1].min <= n {
			continue
		}
		return r
	}
	return best
}

// patternItem is a run of one letter, or literal text (then char is 0 and text is unquoted).
type patternItem struct {
	char byte
	n    int
	text string
}

func parsePattern(p string) []patternItem {
	var items []patternItem
	var lit strings.Builder
	flush := func() {
		if lit.Len() > 0 {
			items = append(items, patternItem{text: lit.String()})
			lit.Reset()
		}
	}
	for i := 0; i < len(p); {
		c := p[i]
		switch {
		case c == '\'':
			i++
			if i < len(p) && p[i] == '\'' {
				lit.WriteByte('\'')
				i++
				break
			}
			for i < len(p) {
				if p[i] == '\'' {
					if i+1 < len(p) && p[i+1] == '\'' {
						lit.WriteByte('\'')
						i += 2
						continue
					}
					break
				}
				lit.WriteByte(p[i])
				i++
			}
			i++
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
			flush()
			j := i
			for j < len(p) && p[j] == c {
				j++
			}
			items = append(items, patternItem{char: c, n: j - i})
			i = j
		default:
			lit.WriteByte(c)
			i++
		}
	}
	flush()
	return items
}

func renderPattern(items []patternItem) string {
	var b strings.Builder
	for _, it := range items {
		if it.char != 0 {
			for range it.n {
				b.WriteByte(it.char)
			}
			continue
		}
		b.WriteString(quoteLiteral(it.text))
	}
	return b.String()
}

func quoteLiteral(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '\'' }) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", "''") + "'"
}

// skeleton is the fields of a pattern.
type skeleton struct {
	typ     [fieldCount]int
	char    [fieldCount]byte
	length  [fieldCount]int
	baseLen [fieldCount]int // length of the canonical form
	added   bool            // the day period was added for a 12-hour clock
}

func skeletonOf(pattern string) skeleton {
	var s skeleton
	for _, it := range parsePattern(pattern) {
		if it.char == 0 {
			continue
		}
		r := rowOf(it.char, it.n)
		if r == nil {
			continue
		}
		s.char[r.field], s.length[r.field], s.baseLen[r.field] = it.char, it.n, r.min
		s.typ[r.field] = r.typ
		if r.typ > 0 {
			s.typ[r.field] += it.n
		}
	}
	if s.typ[fFraction] != 0 && s.typ[fMinute] != 0 && s.typ[fSecond] == 0 {
		s.char[fSecond], s.length[fSecond], s.baseLen[fSecond], s.typ[fSecond] = 's', 1, 1, dtNumeric+1
	}
	if s.typ[fHour] != 0 {
		if c := s.char[fHour]; c == 'h' || c == 'K' {
			if s.typ[fDayPeriod] == 0 {
				s.char[fDayPeriod], s.length[fDayPeriod], s.baseLen[fDayPeriod], s.typ[fDayPeriod] = 'a', 1, 1, dtShort
				s.added = true
			}
		} else {
			s.char[fDayPeriod], s.length[fDayPeriod], s.baseLen[fDayPeriod], s.typ[fDayPeriod] = 0, 0, 0, 0
		}
	}
	return s
}

func (s *skeleton) mask() int {
	m := 0
	for i, t := range s.typ {
		if t != 0 {
			m |= 1 << i
		}
	}
	return m
}

// base is the canonical form that patterns are ordered and told apart by.
func (s *skeleton) base() string {
	var b strings.Builder
	for i := range s.typ {
		if s.typ[i] == 0 || i == fDayPeriod && s.added {
			continue
		}
		for range s.baseLen[i] {
			b.WriteByte(s.char[i])
		}
	}
	return b.String()
}

const (
	extraCost   = 0x10000
	missingCost = 0x1000
)

// distance says how far another skeleton is, looking at the included fields only, and which of them it lacks and has too many.
func (s *skeleton) distance(o *skeleton, include int) (d, missing, extra int) {
	for i := range s.typ {
		mine := s.typ[i]
		if include&(1<<i) == 0 {
			mine = 0
		}
		other := o.typ[i]
		switch {
		case mine == other:
		case mine == 0:
			d += extraCost
			extra |= 1 << i
		case other == 0:
			d += missingCost
			missing |= 1 << i
		default:
			if mine > other {
				d += mine - other
			} else {
				d += other - mine
			}
		}
	}
	return d, missing, extra
}

type dtEntry struct {
	base      string
	skeleton  skeleton
	pattern   string
	specified bool
}

// generator is the set of patterns of a locale and calendar.
type generator struct {
	cal     *calendarData
	entries [52][]*dtEntry // by the first letter of the base
	hour    byte           // the locale's hour letter: h, H, K or k
	cache   sync.Map       // skeleton text -> pattern
}

func slot(base string) int {
	c := base[0]
	if c >= 'a' {
		return int(c-'a') + 26
	}
	return int(c - 'A')
}

// add adds a pattern, with the skeleton it stands under in the CLDR or, where that is empty, its own.
func (g *generator) add(pattern, skel string, override bool) {
	src := skel
	if src == "" {
		src = pattern
	}
	s := skeletonOf(src)
	base := s.base()
	if base == "" {
		return
	}
	list := &g.entries[slot(base)]
	for _, e := range *list {
		if e.base == base && (!e.specified || skel != "" && !override) {
			if !override {
				return
			}
			break
		}
	}
	for _, e := range *list {
		if e.base == base && e.skeleton.typ == s.typ {
			if !override || skel != "" && e.specified {
				return
			}
			e.pattern, e.specified, e.skeleton = pattern, skel != "", s
			return
		}
	}
	*list = append(*list, &dtEntry{base: base, skeleton: s, pattern: pattern, specified: skel != ""})
}

// best returns the nearest pattern for the included fields.
func (g *generator) best(s *skeleton, include int) (e *dtEntry, missing, extra int) {
	const far = 1 << 30
	bestDist := far
	bestMissing := -1
	for i := range g.entries {
		for _, c := range g.entries[i] {
			d, m, x := s.distance(&c.skeleton, include)
			if d < bestDist || d == bestDist && bestMissing < m {
				bestDist, bestMissing = d, m
				e, missing, extra = c, m, x
				if d == 0 {
					return e, missing, extra
				}
			}
		}
	}
	return e, missing, extra
}

// adjust gives the fields of a found pattern the letters and lengths that were asked for.
func (g *generator) adjust(e *dtEntry, pattern string, s *skeleton, fixFraction bool) string {
	items := parsePattern(pattern)
	for i := range items {
		it := &items[i]
		if it.char == 0 {
			continue
		}
		r := rowOf(it.char, it.n)
		if r == nil {
			continue
		}
		if fixFraction && r.field == fSecond {
			items[i] = patternItem{char: it.char, n: it.n, text: ""}
			rest := append([]patternItem{{text: g.cal.decimal()}, {char: s.char[fFraction], n: s.length[fFraction]}}, items[i+1:]...)
			items = append(items[:i+1:i+1], rest...)
			return renderPattern(items)
		}
		if s.typ[r.field] == 0 {
			continue
		}
		reqChar, reqLen := s.char[r.field], s.length[r.field]
		if reqChar == 'E' && reqLen < 3 {
			reqLen = 3
		}
		n := reqLen
		switch {
		case r.field == fMinute || r.field == fSecond:
			n = it.n
		case e != nil && e.specified && reqChar != 'c' && reqChar != 'e':
			have := e.skeleton.length[r.field]
			patNumeric, reqNumeric := r.typ > 0, s.typ[r.field] > 0
			if have == reqLen || patNumeric != reqNumeric {
				n = it.n
			}
		}
		c := it.char
		if r.field != fHour && r.field != fMonth && r.field != fWeekday && (r.field != fYear || reqChar == 'Y') {
			c = reqChar
		}
		if r.field == fHour {
			switch {
			case reqChar == g.hour:
				c = g.hour
			case reqChar == 'h' && g.hour == 'K':
				c = 'K'
			case reqChar == 'H' && g.hour == 'k':
				c = 'k'
			case reqChar == 'k' && g.hour == 'H':
				c = 'H'
			case reqChar == 'K' && g.hour == 'h':
				c = 'h'
			}
		}
		it.char, it.n = c, n
	}
	return renderPattern(items)
}

var appendNames = [fieldCount]string{"Era", "Year", "Quarter", "Month", "Week", "*", "Day-Of-Week", "*", "*", "Day", "*", "Hour", "Minute", "Second", "*", "Timezone"}

var fieldNames = [fieldCount]string{"era", "year", "quarter", "month", "week", "", "weekday", "", "", "day", "dayperiod", "hour", "minute", "second", "", "zone"}

// appending returns a pattern for the fields, put together from several where no one pattern has them all.
func (g *generator) appending(s *skeleton, fields int) string {
	if fields == 0 {
		return ""
	}
	e, missing, _ := g.best(s, fields)
	result := g.adjust(e, e.pattern, s, false)
	last := 0
	for missing != 0 {
		if last == missing {
			break
		}
		const both = 1<<fSecond | 1<<fFraction
		if missing&both == 1<<fFraction && fields&both == both {
			result = g.adjust(e, result, s, true)
			missing &^= 1 << fFraction
			continue
		}
		start := missing
		e, missing, _ = g.best(s, missing)
		if start&^missing == 0 {
			break
		}
		part := g.adjust(e, e.pattern, s, false)
		top := 0
		for i := range fieldCount {
			if (start&^missing)&(1<<i) != 0 {
				top = i
			}
		}
		format := g.cal.text("append/" + appendNames[top])
		if format == "" {
			format = "{0} \u251c{2}: {1}\u2524"
		}
		name := g.cal.locale.get("fields", fieldNames[top]+"/name")
		result = strings.NewReplacer("{0}", result, "{1}", part, "{2}", quoteLiteral(name)).Replace(format)
		last = start
	}
	return result
}

// bestPattern returns the pattern for a skeleton such as "yMMMd" or "hm".
func (g *generator) bestPattern(skel string) string {
	if p, ok := g.cache.Load(skel); ok {
		return p.(string)
	}
	p := g.find(skel)
	g.cache.Store(skel, p)
	return p
}

func (g *generator) find(skel string) string {
	s := skeletonOf(skel)
	e, missing, extra := g.best(&s, -1)
	if missing == 0 && extra == 0 {
		return g.adjust(e, e.pattern, &s, false)
	}
	need := s.mask()
	date := g.appending(&s, need&dateMask)
	clock := g.appending(&s, need&timeMask)
	switch {
	case date == "":
		return clock
	case clock == "":
		return date
	}
	style := "short"
	switch s.baseLen[fMonth] {
	case 4:
		style = "long"
		if s.baseLen[fWeekday] > 0 {
			style = "full"
		}
	case 3:
		style = "medium"
	}
	return strings.NewReplacer("{0}", clock, "{1}", date).Replace(g.cal.glue(style))
}

var generators sync.Map // locale name + calendar + hour letter -> *generator

// newGenerator collects the patterns of a calendar.
func newGenerator(c *calendarData, hour byte) *generator {
	key := c.locale.name + "/" + c.name + "/" + string(hour)
	if g, ok := generators.Load(key); ok {
		return g.(*generator)
	}
	g := &generator{cal: c, hour: hour}
	for _, f := range []string{"G", "y", "Q", "M", "w", "W", "E", "d", "D", "F", "a", "H", "m", "s", "S", "v"} {
		g.add(f, "", false)
	}
	for _, style := range []string{"full", "long", "medium", "short"} {
		g.add(c.text("date/"+style), "", false)
		g.add(c.time(style), "", false)
	}
	seen := map[string]bool{}
	for _, sec := range c.sections {
		for l := c.locale; l != nil; l = l.parent {
			own := l.own(sec)
			for _, k := range sortedKeys(own) {
				name, ok := strings.CutPrefix(k, "available/")
				if !ok || seen[name] || own[k] == "" {
					continue
				}
				seen[name] = true
				g.add(own[k], name, true)
			}
		}
	}
	generators.Store(key, g)
	return g
}

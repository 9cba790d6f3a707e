package intl

import (
	"math"
	"strings"
	"time"
)

// FormatRange formats two times as one range. Either being no time is an error (RangeError).
func (f *DateTimeFormat) FormatRange(a, b float64) (string, error) {
	parts, err := f.RangeParts(a, b)
	return Text(parts), err
}

// RangeParts formats a range as parts that say which end they belong to.
func (f *DateTimeFormat) RangeParts(a, b float64) ([]Part, error) {
	if !validTime(a) || !validTime(b) {
		return nil, ErrTime()
	}
	t, u := f.timeOf(math.Trunc(a)), f.timeOf(math.Trunc(b))
	parts := f.interval(t, u)
	if parts == nil {
		parts = f.render(f.items, t)
		for i := range parts {
			parts[i].Source = "shared"
		}
		return parts, nil
	}
	markSpans(parts)
	return parts, nil
}

// markSpans tells the ends apart: each end reaches from its first field that stands twice to its last.
func markSpans(parts []Part) {
	aFrom, aTo, bFrom, bTo := -1, -1, -1, -1
	for i, p := range parts {
		if p.Type == "literal" {
			continue
		}
		for j := i + 1; j < len(parts); j++ {
			if parts[j].Type != p.Type {
				continue
			}
			if aFrom < 0 {
				aFrom = i
			}
			if bFrom < 0 || j < bFrom {
				bFrom = j
			}
			aTo, bTo = i, max(bTo, j)
			break
		}
	}
	for i := range parts {
		switch {
		case aFrom >= 0 && i >= aFrom && i <= aTo:
			parts[i].Source = "startRange"
		case bFrom >= 0 && i >= bFrom && i <= bTo:
			parts[i].Source = "endRange"
		default:
			parts[i].Source = "shared"
		}
	}
}

// greatestDifference returns the letter of the greatest field in which two times differ, 0 for none.
func (f *DateTimeFormat) greatestDifference(t, u time.Time) byte {
	a, b := f.cal.fields(t), f.cal.fields(u)
	switch {
	case a.era != b.era:
		return 'G'
	case a.year != b.year:
		return 'y'
	case a.month != b.month:
		return 'M'
	case a.day != b.day:
		return 'd'
	case t.Hour()/12 != u.Hour()/12:
		return 'a'
	case t.Hour() != u.Hour():
		return 'h'
	case t.Minute() != u.Minute():
		return 'm'
	case t.Second() != u.Second():
		return 's'
	case t.Nanosecond()/1e6 != u.Nanosecond()/1e6:
		return 'S'
	}
	return 0
}

// splitSkeleton parts a skeleton into date and time, with ICU's normal forms of both.
func splitSkeleton(s string) (date, normDate, clock, normClock string) {
	count := map[byte]int{}
	for i := range len(s) {
		c := s[i]
		switch c {
		case 'c', 'e':
			c = 'E'
		case 'a', 'b', 'B':
			if c != 'B' {
				continue
			}
		}
		count[c]++
		if strings.IndexByte("GyYuQMLwWEdDFr", c) >= 0 {
			date += string(c)
		} else {
			clock += string(c)
		}
	}
	rep := func(c byte) string { return strings.Repeat(string(c), count[c]) }
	normDate = rep('G') + rep('L')
	if count['y'] > 0 {
		normDate += "y"
	}
	if n := count['M']; n > 0 {
		if n < 3 {
			normDate += "M"
		} else {
			normDate += rep('M')
		}
	}
	if n := count['E']; n > 0 {
		if n <= 3 {
			normDate += "E"
		} else {
			normDate += rep('E')
		}
	}
	if count['d'] > 0 {
		normDate += "d"
	}
	for _, c := range []byte("hHKkmzvB") {
		if count[c] > 0 {
			switch c {
			case 'K':
				normClock += "h"
			case 'k':
				normClock += "H"
			case 'B':
				normClock += rep(c)
			default:
				normClock += string(c)
			}
		}
	}
	return date, normDate, clock, normClock
}

// intervalPattern looks an interval format up.
func (f *DateTimeFormat) intervalPattern(skel string, letter byte) string {
	l := string(letter)
	if letter == 'h' && strings.ContainsRune(skel, 'H') {
		l = "H"
	}
	return f.cal.text("interval/" + skel + "/" + l)
}

func letterCounts(s string) (n [128]int) {
	for i := range len(s) {
		n[s[i]]++
	}
	return n
}

// bestInterval finds the interval formats nearest to a skeleton. diff is 0 for the same skeleton, 1 where only widths differ, 2 where the
// zone's form differs, -1 where no formats have the same fields.
func (f *DateTimeFormat) bestInterval(skel string) (best string, diff int) {
	want := letterCounts(strings.ReplaceAll(skel, "z", "v"))
	const far = 1 << 30
	bestDist := far
	seen := map[string]bool{}
	for _, sec := range f.cal.sections {
		f.cal.locale.each(sec, "interval/", func(k, _ string) {
			name, _, ok := strings.Cut(strings.TrimPrefix(k, "interval/"), "/")
			if !ok || seen[name] {
				return
			}
			seen[name] = true
			have := letterCounts(name)
			dist, field := 0, 1
			for c := 'A'; c <= 'z'; c++ {
				a, b := want[c], have[c]
				switch {
				case a == b:
				case a == 0 || b == 0:
					field = -1
					dist += 0x1000
				case c == 'M' && (a <= 2) != (b <= 2):
					dist += 0x100
				default:
					dist += max(a-b, b-a)
				}
			}
			if dist < bestDist {
				best, bestDist, diff = name, dist, field
				if dist == 0 {
					diff = 0
				}
			}
		})
		if best != "" {
			break
		}
	}
	if bestDist == far {
		return "", -1
	}
	if diff != -1 && strings.Contains(skel, "z") {
		diff = 2
	}
	return best, diff
}

// adjustWidths gives an interval format the field widths of the skeleton.
func adjustWidths(pattern, skel, best string, diff int) string {
	want, have := letterCounts(skel), letterCounts(best)
	items := parsePattern(pattern)
	for i := range items {
		it := &items[i]
		if it.char == 0 {
			continue
		}
		c := it.char
		if diff == 2 && c == 'v' {
			it.char, it.n = 'z', max(it.n, 1)
			c = 'z'
		}
		key := c
		if c == 'L' {
			key = 'M'
		}
		if c == 'c' {
			key = 'E'
		}
		width := it.n
		if c == 'E' && width < 3 {
			width = 3
		}
		if have[key] == width || c == 'E' && have[key] == 1 && width == 3 || have[key] != 0 && want[key] > have[key] && width == have[key] {
			if w := want[key]; w > 0 && w > it.n && have[key] < w {
				it.n = w
			}
		}
	}
	return renderPattern(items)
}

// splitInterval cuts an interval format where its first field comes again.
func splitInterval(items []patternItem) (a, b []patternItem) {
	seen := map[int]bool{}
	for i, it := range items {
		if it.char == 0 {
			continue
		}
		field := -int(it.char)
		if r := rowOf(it.char, it.n); r != nil {
			field = r.field
		}
		if seen[field] {
			return items[:i], items[i:]
		}
		seen[field] = true
	}
	return items, nil
}

// patternHas reports whether a pattern shows a field at least as fine as the letter's.
func patternFiner(items []patternItem, letter byte) bool {
	rank := func(c byte) int {
		switch c {
		case 'G':
			return 0
		case 'y', 'u', 'r', 'Y':
			return 1
		case 'M', 'L':
			return 2
		case 'd', 'E', 'c':
			return 3
		case 'a', 'b', 'B':
			return 4
		case 'h', 'H', 'K', 'k':
			return 5
		case 'm':
			return 6
		case 's':
			return 7
		case 'S':
			return 8
		}
		return -1
	}
	finest := -1
	for _, it := range items {
		finest = max(finest, rank(it.char))
	}
	return finest >= rank(letter)
}

// interval returns the parts of a range, nil where both ends read the same.
func (f *DateTimeFormat) interval(t, u time.Time) []Part {
	letter := f.greatestDifference(t, u)
	if letter == 0 || !patternFiner(f.items, letter) {
		return nil
	}
	date, normDate, clock, normClock := splitSkeleton(f.skeleton)
	sameDay := strings.IndexByte("ahmsS", letter) >= 0
	both := func(items []patternItem) []Part {
		return f.fallback(f.render(items, t), f.render(items, u))
	}
	if strings.ContainsAny(clock, "sS") && sameDay && letter != 's' && letter != 'S' {
		// No interval formats have seconds.
		return f.dayThenFallback(date, clock, t, u)
	}
	switch {
	case clock == "":
		if p := f.dateInterval(normDate, date, letter); p != "" {
			return f.applyInterval(p, t, u)
		}
		return both(f.items)
	case date == "":
		if !sameDay {
			skel := "yMd" + clock
			return both(parsePattern(replaceHours(f.gen.bestPattern(skel), f.hourLtr)))
		}
		if p := f.timeInterval(normClock, clock, letter); p != "" {
			return f.applyInterval(p, t, u)
		}
		return both(f.items)
	default:
		if !sameDay {
			skel := f.skeleton
			counts := letterCounts(skel)
			order := "dMy"
			for i := range order {
				if counts[order[i]] == 0 {
					skel = string(order[i]) + skel
				}
				if order[i] == letter {
					break
				}
			}
			return both(parsePattern(replaceHours(f.gen.bestPattern(skel), f.hourLtr)))
		}
		p := f.timeInterval(normClock, clock, letter)
		if p == "" {
			return f.dayThenFallback(date, clock, t, u)
		}
		day := f.gen.bestPattern(date)
		glue := f.cal.intervalGlue(f.skeleton)
		return f.applyInterval(strings.NewReplacer("{0}", p, "{1}", day).Replace(glue), t, u)
	}
}

// intervalGlue joins a day and a range of times of that day.
func (c *calendarData) intervalGlue(skel string) string {
	n := letterCounts(skel)
	style := "short"
	switch months := n['M'] + n['L']; {
	case months == 4 && n['E'] > 0:
		style = "full"
	case months == 4:
		style = "long"
	case months == 3:
		style = "medium"
	}
	if v := c.text("glue/" + style); v != "" {
		return v
	}
	return c.locale.get("cal/gregorian", "glue/"+style)
}

// dayThenFallback writes the day once and both times in full.
func (f *DateTimeFormat) dayThenFallback(date, clock string, t, u time.Time) []Part {
	if date == "" {
		return f.fallback(f.render(f.items, t), f.render(f.items, u))
	}
	times := parsePattern(replaceHours(f.gen.bestPattern(clock), f.hourLtr))
	span := f.fallback(f.render(times, t), f.render(times, u))
	glue := f.cal.intervalGlue(f.skeleton)
	day := parsePattern(f.gen.bestPattern(date))
	before, after, _ := strings.Cut(glue, "{0}")
	var out []Part
	for i, side := range []string{before, after} {
		if i == 1 {
			out = append(out, span...)
		}
		a, b, ok := strings.Cut(side, "{1}")
		if !ok {
			out = append(out, f.render(parsePattern(side), t)...)
			continue
		}
		out = append(out, f.render(parsePattern(a), t)...)
		out = append(out, f.render(day, t)...)
		out = append(out, f.render(parsePattern(b), t)...)
	}
	return mergeLiterals(out)
}

func (f *DateTimeFormat) fallback(a, b []Part) []Part {
	p := or(f.cal.text("interval/intervalFormatFallback"), f.cal.locale.get("cal/gregorian", "interval/intervalFormatFallback"))
	p = or(p, "{0} – {1}")
	var out []Part
	for p != "" {
		switch {
		case strings.HasPrefix(p, "{0}"):
			out = append(out, a...)
			p = p[3:]
		case strings.HasPrefix(p, "{1}"):
			out = append(out, b...)
			p = p[3:]
		default:
			i := strings.IndexByte(p[1:], '{') + 1
			if i == 0 {
				i = len(p)
			}
			out = append(out, Part{Type: "literal", Value: p[:i]})
			p = p[i:]
		}
	}
	return mergeLiterals(out)
}

// dateInterval finds the format for days that differ in the letter's field.
func (f *DateTimeFormat) dateInterval(norm, skel string, letter byte) string {
	best, diff := f.bestInterval(norm)
	if diff == -1 {
		return ""
	}
	p := f.intervalPattern(best, letter)
	if p == "" {
		// Days of two years under a skeleton without a year borrow the one with it.
		if letter == 'd' {
			return ""
		}
		ext := norm
		for _, c := range []byte("MyG") {
			if !strings.ContainsRune(ext, rune(c)) {
				ext = string(c) + ext
				skel = string(c) + skel
			}
			if c == letter {
				break
			}
		}
		if best, diff = f.bestInterval(ext); diff == -1 {
			return ""
		}
		norm = ext
		if p = f.intervalPattern(best, letter); p == "" {
			return ""
		}
	}
	return adjustWidths(p, skel, best, diff)
}

// timeInterval finds the format for times of one day.
func (f *DateTimeFormat) timeInterval(norm, skel string, letter byte) string {
	if letter == 's' || letter == 'S' {
		return ""
	}
	best, diff := f.bestInterval(norm)
	if diff == -1 {
		return ""
	}
	p := f.intervalPattern(best, letter)
	if p == "" && letter == 'a' {
		p = f.intervalPattern(best, 'h')
	}
	if p == "" && strings.ContainsRune(best, 'B') {
		p = f.intervalPattern(best, 'h')
	}
	if p == "" {
		return ""
	}
	return replaceHours(adjustWidths(p, skel, best, diff), f.hourLtr)
}

func (f *DateTimeFormat) applyInterval(p string, t, u time.Time) []Part {
	a, b := splitInterval(parsePattern(p))
	if b == nil {
		return f.render(a, t)
	}
	return mergeLiterals(append(f.render(a, t), f.render(b, u)...))
}

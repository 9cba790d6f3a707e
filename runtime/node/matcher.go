package node

import (
	"slices"
	"strconv"
	"strings"

	"runnel/runtime/value"
)

// Matcher finds, among rows of values, those that are equal to given ones in
// every place. It looks candidates up by keys, so that finding the matches of
// n rows among n others does not take n² comparisons.
type Matcher struct {
	width, version int
	fuzzy          bool
	rows           []value.Value
	byKey          map[string][]int
	// spans says how many places of a row its keys are made of.
	spans int
	keys  []string
}

// mostKeys bounds how many keys one row has: a loose comparison makes several
// for each value.
const mostKeys = 64

// NewMatcher makes a matcher of rows of the given width that stand one behind
// the other. With fuzzy, values are compared by FuzzyEqual of that version,
// else they must be deeply equal. The rows must not be changed afterwards.
func NewMatcher(rows []value.Value, width int, fuzzy bool, version int) *Matcher {
	m := &Matcher{width: width, version: version, fuzzy: fuzzy, rows: rows, byKey: map[string][]int{}, spans: width}
	if fuzzy {
		// Loosely equal values have one of at most three keys in common.
		for pow3(m.spans) > mostKeys {
			m.spans--
		}
	}
	if width == 0 {
		return m
	}
	for i := range len(rows) / width {
		for _, key := range m.keysOf(rows[i*width : (i+1)*width]) {
			m.byKey[key] = append(m.byKey[key], i)
		}
	}
	return m
}

func pow3(n int) int {
	p := 1
	for range n {
		p *= 3
	}
	return p
}

// Find gives the indexes of the rows that are equal to want, ascending; only
// the first one when first is set. The slice must not be changed.
func (m *Matcher) Find(want []value.Value, first bool) []int {
	var found []int
	keys := m.keysOf(want)
	for _, key := range keys {
		for _, i := range m.byKey[key] {
			if m.equal(want, m.rows[i*m.width:(i+1)*m.width]) {
				found = append(found, i)
				if first {
					break
				}
			}
		}
	}
	if len(keys) > 1 {
		slices.Sort(found)
		found = slices.Compact(found)
	}
	if first && len(found) > 1 {
		found = found[:1]
	}
	return found
}

func (m *Matcher) equal(want, have []value.Value) bool {
	for n := range want {
		if m.fuzzy {
			if !FuzzyEqual(want[n], have[n], m.version) {
				return false
			}
		} else if !value.DeepEqual(want[n], have[n]) {
			return false
		}
	}
	return true
}

// keysOf gives the keys of a row: what is equal to it has one of them, too.
func (m *Matcher) keysOf(row []value.Value) []string {
	m.keys = append(m.keys[:0], "")
	for _, v := range row[:m.spans] {
		own := []string{DeepKey(v)}
		if m.fuzzy {
			own = fuzzyKeys(v)
		}
		before := m.keys
		m.keys = make([]string, 0, len(before)*len(own))
		for _, head := range before {
			for _, key := range own {
				m.keys = append(m.keys, head+strconv.Itoa(len(key))+":"+key)
			}
		}
	}
	return m.keys
}

// DeepKey gives a text that is the same for values that are deeply equal, and
// for no others.
func DeepKey(v value.Value) string {
	switch {
	case v.IsString():
		return "s" + strconv.Itoa(len(v.Str())) + ":" + v.Str()
	case v.IsArray():
		var b strings.Builder
		b.WriteByte('[')
		for _, e := range v.Elems() {
			b.WriteString(DeepKey(e))
			b.WriteByte(',')
		}
		return b.String()
	case v.IsObject():
		// The order of keys does not count.
		names := slices.Clone(v.Keys())
		slices.Sort(names)
		var b strings.Builder
		b.WriteByte('{')
		for _, name := range names {
			b.WriteString(strconv.Quote(name))
			b.WriteString(DeepKey(v.Get(name)))
			b.WriteByte(',')
		}
		return b.String()
	case v.IsDate():
		return "d" + value.FormatNumber(v.Num())
	}
	return v.TypeOf() + v.ToString()
}

// fuzzyKeys gives up to three keys of which loosely equal values have one in
// common.
func fuzzyKeys(v value.Value) []string {
	const nothing, yes, no = "nothing", "true", "false"
	switch {
	case v.IsNullish():
		// null is equal to 0 in the second version.
		return []string{nothing, DeepKey(value.String("0"))}
	case v.IsBool():
		return []string{v.ToString()}
	case v.IsNumber():
		keys := []string{DeepKey(value.String(v.ToString()))}
		switch v.Num() {
		case 0:
			keys = append(keys, no)
		case 1:
			keys = append(keys, yes)
		}
		return keys
	case v.IsString():
		s := v.Str()
		keys := []string{DeepKey(v)}
		switch {
		case s == "":
			keys = append(keys, nothing)
		case s == "1" || strings.EqualFold(s, yes):
			keys = append(keys, yes)
		case s == "0" || strings.EqualFold(s, no):
			keys = append(keys, no)
		case strings.ContainsAny(s, "{[\""):
			if parsed, err := value.ParseString(s); err == nil {
				keys = append(keys, DeepKey(parsed))
			}
		}
		return keys
	case v.IsArray() && v.Len() == 0:
		return []string{DeepKey(v), nothing}
	}
	return []string{DeepKey(v)}
}

package value

import (
	"strings"
	"sync"
	"sync/atomic"
)

// Step is one step of a [Path]: the key of an object or the index of an array.
type Step struct {
	key string
	// index is one more than the number that key is the canonical text of, or 0 if it is none.
	index int
	// place is where the key stood in the last object, to be tried first. Copies of a step share it.
	place *atomic.Uint32
}

// KeyStep answers the step to a key; the text of a number is an index, too.
func KeyStep(key string) Step {
	return Step{key: key, index: stepIndex(key) + 1, place: new(atomic.Uint32)}
}

// IndexStep answers the step to an element; i must not be negative.
func IndexStep(i int) Step {
	return Step{key: FormatNumber(float64(i)), index: i + 1, place: new(atomic.Uint32)}
}

// Key answers the step as a key.
func (s Step) Key() string { return s.key }

// Index answers the step as an index, if it is one.
func (s Step) Index() (int, bool) { return s.index - 1, s.index > 0 }

// stepIndex answers the number that key is the canonical text of, or -1.
func stepIndex(key string) int {
	if len(key) == 0 || len(key) > 15 || key[0] == '0' && len(key) > 1 {
		return -1
	}
	n := 0
	for i := 0; i < len(key); i++ {
		if key[i]-'0' > 9 {
			return -1
		}
		n = n*10 + int(key[i]-'0')
	}
	return n
}

// Path leads from a value to one of its parts. The empty path leads to the value itself.
type Path []Step

// maxCachedPaths bounds the paths that ParsePath remembers; when there are more it begins anew.
const maxCachedPaths = 4096

var (
	cachedPaths     sync.Map // string to Path
	cachedPathCount atomic.Int64
)

// ParsePath reads a path as lodash does in _.get and _.set: "a.b[0].c", "a['x.y']", `a["z"]`. Every text is a path; one that is no plain sequence
// of keys and brackets is read as lodash's regular expression reads it, and one without dots and bracket pairs is a single key. The answer must
// not be changed. It is remembered.
//
// Where the text is itself a key of the object at hand, lodash takes it as that key; so do [Value.AtPath] and its like.
func ParsePath(s string) Path {
	if p, ok := cachedPaths.Load(s); ok {
		return p.(Path)
	}
	p := parsePath(s)
	if len(s) > 1024 {
		return p
	}
	if cachedPathCount.Add(1) > maxCachedPaths {
		cachedPaths.Clear()
		cachedPathCount.Store(0)
	}
	cachedPaths.Store(strings.Clone(s), p)
	return p
}

func parsePath(s string) Path {
	if !isDeepPath(s) {
		return Path{KeyStep(s)}
	}
	var p Path
	if s[0] == '.' {
		p = append(p, KeyStep(""))
	}
	for i := 0; i < len(s); {
		// Text without dots and brackets is a key.
		end := i
		for end < len(s) && s[end] != '.' && s[end] != '[' && s[end] != ']' {
			end++
		}
		if end > i {
			p = append(p, KeyStep(s[i:end]))
			i = end
			continue
		}
		if key, end := bracketStep(s, i); end > 0 {
			p = append(p, KeyStep(key))
			i = end
			continue
		}
		// An empty key stands before two separators, and before one at the end.
		if n := separator(s, i); n > 0 && (i+n == len(s) || separator(s, i+n) > 0) {
			p = append(p, KeyStep(""))
		}
		i++
	}
	return p
}

// separator answers the length of a dot or an empty pair of brackets at i, or 0.
func separator(s string, i int) int {
	switch {
	case i < len(s) && s[i] == '.':
		return 1
	case strings.HasPrefix(s[i:], "[]"):
		return 2
	}
	return 0
}

// bracketStep reads a number or a quoted key in brackets at i and answers it with its end, or 0 if there is none.
func bracketStep(s string, i int) (key string, end int) {
	if s[i] != '[' || i+1 == len(s) {
		return "", 0
	}
	i++
	if quote := s[i]; quote == '"' || quote == '\'' {
		return quotedStep(s, i)
	}
	start := i
	if s[i] == '-' {
		i++
	}
	from := i
	for i < len(s) && s[i]-'0' <= 9 {
		i++
	}
	if i == from {
		return "", 0
	}
	if i+1 < len(s) && s[i] == '.' && s[i+1]-'0' <= 9 {
		for i++; i < len(s) && s[i]-'0' <= 9; {
			i++
		}
	}
	if i == len(s) || s[i] != ']' {
		return "", 0
	}
	return s[start:i], i + 1
}

// quotedStep reads the key in quotes at i, up to the bracket behind it. A backslash keeps the character that follows.
func quotedStep(s string, i int) (key string, end int) {
	var text []byte
	for j := i + 1; j < len(s); j++ {
		switch s[j] {
		case s[i]:
			if j+1 < len(s) && s[j+1] == ']' {
				return string(text), j + 2
			}
			return "", 0
		case '\\':
			// The character behind the backslash belongs to the key; of two backslashes one does. A line end cannot be escaped.
			if j++; j == len(s) || s[j] == '\n' || s[j] == '\r' {
				return "", 0
			}
		}
		text = append(text, s[j])
	}
	return "", 0
}

// isDeepPath tells whether lodash takes a text for more than one key: it has a dot, or a pair of brackets around a quoted key or around
// text without brackets.
func isDeepPath(s string) bool {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '.':
			return true
		case '[':
			end := strings.IndexAny(s[i+1:], "[]")
			if end >= 0 && s[i+1+end] == ']' {
				return true
			}
			if i+1 < len(s) && (s[i+1] == '"' || s[i+1] == '\'') {
				if _, end := quotedStep(s, i+1); end > 0 {
					return true
				}
			}
		}
	}
	return false
}

// String answers the path in a form that ParsePath reads.
func (p Path) String() string {
	var b strings.Builder
	for i, s := range p {
		switch {
		case s.index > 0:
			b.WriteString("[" + s.key + "]")
		case isName(s.key):
			if i > 0 {
				b.WriteByte('.')
			}
			b.WriteString(s.key)
		default:
			b.WriteString(`["` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s.key) + `"]`)
		}
	}
	return b.String()
}

func isName(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c != '_' && c != '$' && (c|0x20 < 'a' || c|0x20 > 'z') && (i == 0 || c-'0' > 9) {
			return false
		}
	}
	return s != ""
}

// find answers the position of the step's key in a shape, or -1.
func (s *Step) find(of *shape) int {
	if s.place == nil {
		return of.find(s.key)
	}
	if place := int(s.place.Load()); place < len(of.keys) && of.keys[place] == s.key {
		return place
	}
	i := of.find(s.key)
	if i >= 0 {
		s.place.Store(uint32(i))
	}
	return i
}

// step answers the own property that s leads to.
func (v Value) step(s *Step) (Value, bool) {
	switch v.Kind() {
	case KindObject:
		return v.Lookup(s.key)
	case KindArray:
		if s.index == 0 {
			if s.key == "length" {
				return Int(v.Len()), true
			}
			return Value{}, false
		}
		x := v.Index(s.index - 1)
		return x, !x.IsUndefined() || s.index <= v.Len()
	case KindString:
		return v.Lookup(s.key)
	}
	return Value{}, false
}

// At answers the part of v that p leads to, and undefined where there is none. On arrays and strings a step may be "length".
func (v Value) At(p Path) Value {
	for i := range p {
		if v.kind == KindObject {
			place := p[i].find(v.shape())
			if place < 0 {
				return Value{}
			}
			v = v.field(place)
			continue
		}
		if v.kind&lazyBit != 0 {
			return v.lazyAt(p[i:])
		}
		v, _ = v.step(&p[i])
	}
	return v
}

// HasAt tells whether there is a part of v that p leads to, be it undefined.
func (v Value) HasAt(p Path) bool {
	for i := range p {
		var ok bool
		if v, ok = v.step(&p[i]); !ok {
			return false
		}
	}
	return true
}

// pathIn reads a path for use on v: a text that is a key of v is that key, as in lodash.
func (v Value) pathIn(s string) Path {
	if isDeepPath(s) && v.Has(s) {
		return Path{KeyStep(s)}
	}
	return ParsePath(s)
}

// AtPath answers the part of v that the text leads to as in lodash's _.get: the text is a key of v if there is such a key, otherwise a path.
func (v Value) AtPath(s string) Value { return v.At(v.pathIn(s)) }

// HasAtPath is [Value.HasAt] with a text as in lodash's _.has.
func (v Value) HasAtPath(s string) bool { return v.HasAt(v.pathIn(s)) }

// SetAtPath is [Value.SetAt] with a text as in lodash's _.set.
func (v Value) SetAtPath(s string, x Value) Value { return v.SetAt(v.pathIn(s), x) }

// DeleteAtPath is [Value.DeleteAt] with a text as in lodash's _.unset.
func (v Value) DeleteAtPath(s string) Value { return v.DeleteAt(v.pathIn(s)) }

func (v Value) isContainer() bool { return v.IsObject() || v.IsArray() }

// SetAt answers v with x where p leads, as lodash's _.set does it: what is on the way and is no object or array is replaced by an
// array, if an index follows, or an object. A value that is neither object nor array stays as it is, as does one at the empty path.
// A step to __proto__, constructor or prototype ends the writing there. An array does not grow by more than [Value.SetIndex]
// grows it, and a path of more than [MaxDepth] steps writes nothing.
func (v Value) SetAt(p Path, x Value) Value {
	if len(p) == 0 || len(p) > MaxDepth || !v.isContainer() {
		return v
	}
	s := &p[0]
	switch s.key {
	case "__proto__", "constructor", "prototype":
		return v
	}
	ofArray := v.IsArray() && s.index == 0
	if ofArray && s.key != "length" {
		return v
	}
	if len(p) > 1 {
		inner, _ := v.step(s)
		if k := inner.Kind(); k != KindObject && k != KindArray && k != KindDate {
			inner = EmptyObject
			if p[1].index > 0 {
				inner = EmptyArray
			}
		}
		if ofArray {
			x = inner // The length takes a number of it; a number has nothing to write to.
		} else {
			x = inner.SetAt(p[1:], x)
		}
	}
	if v.IsArray() && !ofArray {
		return v.SetIndex(s.index-1, x)
	}
	return v.Set(s.key, x)
}

// DeleteAt answers v without the part that p leads to, as lodash's _.unset does it. An element of an array becomes undefined.
func (v Value) DeleteAt(p Path) Value {
	if len(p) == 0 {
		return v
	}
	s := &p[0]
	if len(p) == 1 {
		return v.Delete(s.key)
	}
	inner, ok := v.step(s)
	if !ok || !inner.isContainer() {
		return v
	}
	changed := inner.DeleteAt(p[1:])
	if identical(changed, inner) {
		return v
	}
	return v.Set(s.key, changed)
}

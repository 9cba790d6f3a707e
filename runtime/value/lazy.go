package value

import (
	"strings"
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/tidwall/gjson"
)

// document is an array or object that is kept as text until it is needed whole.
type document struct {
	state atomic.Pointer[documentState]
	parse sync.Mutex
}

// documentState is either the text, which is valid JSON, or the value that was read from it.
type documentState struct {
	text   string
	value  Value
	parsed bool
}

// Lazy checks that b is strict JSON, with the same errors as [Parse], and keeps it as it is. Single values are then read from the text by
// [Value.Get], [Value.Index] and [Value.At]; the first iteration, measuring or write reads all of it, once. A single value
// that is itself an array or object is lazy, too. Lazy takes over b: it must not be changed afterwards.
//
// A text in which an object has a key twice, or a key with escapes, is read at once: the first hit of a search would not be the answer.
func Lazy(b []byte) (Value, error) {
	return lazyText(DecodeUTF8(unsafe.String(unsafe.SliceData(b), len(b))))
}

// LazyString is [Lazy] for a text in WTF-8.
func LazyString(s string) (Value, error) { return lazyText(cleanWTF8(s)) }

func lazyText(s string) (Value, error) {
	text := strings.Trim(s, " \t\r\n")
	if strings.HasPrefix(text, "{") && regular(text) {
		return newLazy(KindObject, text), nil
	}
	if strings.HasPrefix(text, "[") && regular(text) {
		return newLazy(KindArray, text), nil
	}
	return parseText(s)
}

func newLazy(kind Kind, text string) Value {
	d := new(document)
	d.state.Store(&documentState{text: text})
	return Value{kind: kind | lazyBit, p: unsafe.Pointer(d)}
}

func (v Value) document() *document { return (*document)(v.p) }

// RawJSON answers the text of a lazy value that was not read as a whole yet. It means the same as [Value.JSON], but may have white space,
// escapes, number forms and duplicate keys as its sender wrote them.
func (v Value) RawJSON() (string, bool) {
	if v.kind&lazyBit == 0 {
		return "", false
	}
	s := v.document().state.Load()
	return s.text, !s.parsed
}

// forced answers v, read as a whole if it is lazy.
func (v Value) forced() Value {
	if v.kind&lazyBit != 0 {
		return v.force()
	}
	return v
}

// ifRead answers a lazy value as it was read, and v itself if it was not read yet or is not lazy.
func (v Value) ifRead() Value {
	if v.kind&lazyBit != 0 {
		if s := v.document().state.Load(); s.parsed {
			return s.value
		}
	}
	return v
}

// force reads a lazy value as a whole.
func (v Value) force() Value {
	d := v.document()
	if s := d.state.Load(); s.parsed {
		return s.value
	}
	d.parse.Lock()
	defer d.parse.Unlock()
	s := d.state.Load()
	if !s.parsed {
		x, err := parseText(s.text)
		if err != nil {
			panic("value: a lazy document that was valid cannot be read: " + err.Error())
		}
		s = &documentState{value: x, parsed: true}
		d.state.Store(s)
	}
	return s.value
}

// sameText tells whether two lazy values are one: the same document or the same part of a text.
func (v Value) sameText(w Value) bool {
	if v.p == w.p {
		return true
	}
	s, t := v.document().state.Load(), w.document().state.Load()
	return !s.parsed && !t.parsed && len(s.text) == len(t.text) && unsafe.StringData(s.text) == unsafe.StringData(t.text)
}

// lazyLookup answers a property of an object that is lazy; of everything else it finds none.
func (v Value) lazyLookup(key string) (Value, bool) {
	if v.kind != KindObject|lazyBit {
		return Value{}, false
	}
	s := v.document().state.Load()
	if s.parsed {
		return s.value.Lookup(key)
	}
	raw, ok := rawMember(s.text, key)
	if !ok {
		return Value{}, false
	}
	return rawValue(raw), true
}

// lazyIndex answers an element of an array that is lazy; of everything else it finds none.
func (v Value) lazyIndex(i int) Value {
	if v.kind != KindArray|lazyBit {
		return Value{}
	}
	s := v.document().state.Load()
	if s.parsed {
		return s.value.Index(i)
	}
	raw, ok := rawElement(s.text, i)
	if !ok {
		return Value{}
	}
	return rawValue(raw)
}

// lazyAt is [Value.At] for a lazy value. Only the last part on the way becomes a Value.
func (v Value) lazyAt(p Path) Value {
	s := v.document().state.Load()
	if s.parsed {
		return s.value.At(p)
	}
	text := s.text
	if len(p) > 1 {
		var room [96]byte
		if words, ok := p.appendGJSON(room[:0]); ok {
			if r := gjson.Get(text, unsafe.String(unsafe.SliceData(words), len(words))); r.Exists() {
				return rawValue(r.Raw)
			}
		}
	}
	for i := range p {
		var raw string
		var ok bool
		switch index, isIndex := p[i].Index(); {
		case text[0] == '{':
			raw, ok = rawMember(text, p[i].key)
		case text[0] == '[' && isIndex:
			raw, ok = rawElement(text, index)
		default:
			return rawValue(text).forced().At(p[i:])
		}
		if !ok {
			return Value{}
		}
		text = raw
	}
	return rawValue(text)
}

// appendGJSON appends the path in the language of gjson. It is not ok for a path that gjson would read otherwise than
// JavaScript: one with an empty key, with a character that has a meaning to gjson, or with digits that are no index.
func (p Path) appendGJSON(dst []byte) ([]byte, bool) {
	for i := range p {
		key := p[i].key
		if key == "" || p[i].index == 0 && key[0]-'0' <= 9 || len(dst)+len(key) >= cap(dst) {
			return dst, false
		}
		if i > 0 {
			dst = append(dst, '.')
		}
		for j := 0; j < len(key); j++ {
			switch c := key[j]; {
			case c >= 0x80, c|0x20 >= 'a' && c|0x20 <= 'z', c-'0' <= 9, c == '_', c == '-', c == ' ':
				dst = append(dst, c)
			default:
				return dst, false
			}
		}
	}
	return dst, true
}

// rawMember answers the text of the member key of the object in text, which is regular.
func rawMember(text, key string) (raw string, ok bool) {
	if key == "" {
		// The path of gjson has no word for the empty key.
		gjson.Parse(text).ForEach(func(k, v gjson.Result) bool {
			raw, ok = v.Raw, len(k.Raw) == len(`""`)
			return !ok
		})
		return raw, ok
	}
	r := gjson.Get(text, gjson.Escape(key))
	return r.Raw, r.Exists()
}

// rawElement answers the text of element i of the array in text.
func rawElement(text string, i int) (raw string, ok bool) {
	if i < 0 {
		return "", false
	}
	r := gjson.Get(text, FormatNumber(float64(i)))
	return r.Raw, r.Exists()
}

// rawValue answers the value of a text that is valid JSON without white space around; containers stay lazy.
func rawValue(raw string) Value {
	switch raw[0] {
	case '{':
		return newLazy(KindObject, raw)
	case '[':
		return newLazy(KindArray, raw)
	case 't':
		return True
	case 'f':
		return False
	case 'n':
		return Null
	case '"':
		if strings.IndexByte(raw, '\\') < 0 {
			return String(raw[1 : len(raw)-1])
		}
		p := parser{s: raw, share: true}
		text, _ := p.text()
		return String(text)
	}
	p := parser{s: raw}
	f, _ := p.number()
	return Number(f)
}

package value

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unsafe"
)

func TestValueSize(t *testing.T) {
	if size := unsafe.Sizeof(Value{}); size != 24 {
		t.Errorf("a Value takes %d bytes, want 24", size)
	}
}

func TestKinds(t *testing.T) {
	lazyArray, _ := LazyString(`[1,2]`)
	lazyObject, _ := LazyString(`{"a":1}`)
	for _, c := range []struct {
		v      Value
		kind   Kind
		str    string
		num    float64
		len    int
		typ    string
		text   string
		truthy bool
		number float64
	}{
		{Undefined, KindUndefined, "", 0, 0, "undefined", "undefined", false, math.NaN()},
		{Null, KindNull, "", 0, 0, "object", "null", false, 0},
		{True, KindBool, "", 0, 0, "boolean", "true", true, 1},
		{Bool(false), KindBool, "", 0, 0, "boolean", "false", false, 0},
		{Number(1.5), KindNumber, "", 1.5, 0, "number", "1.5", true, 1.5},
		{Number(math.NaN()), KindNumber, "", math.NaN(), 0, "number", "NaN", false, math.NaN()},
		{Number(math.Copysign(0, -1)), KindNumber, "", 0, 0, "number", "0", false, 0},
		{String(" 12 "), KindString, " 12 ", 0, 0, "string", " 12 ", true, 12},
		{String(""), KindString, "", 0, 0, "string", "", false, 0},
		{EmptyArray, KindArray, "", 0, 0, "object", "", true, 0},
		{Array(Null, Int(1), Array(Int(2), Undefined)), KindArray, "", 0, 3, "object", ",1,2,", true, math.NaN()},
		{Array(Array(String("7"))), KindArray, "", 0, 1, "object", "7", true, 7},
		{lazyArray, KindArray, "", 0, 2, "object", "1,2", true, math.NaN()},
		{lazyObject, KindObject, "", 0, 1, "object", "[object Object]", true, math.NaN()},
		{EmptyObject, KindObject, "", 0, 0, "object", "[object Object]", true, math.NaN()},
		{Date(5), KindDate, "", 5, 0, "object", "Thu Jan 01 1970 00:00:00 GMT+0000 (Coordinated Universal Time)", true, 5},
		{BigInt(big.NewInt(7)), KindBigInt, "", 0, 0, "bigint", "7", true, 7},
		{BigInt(nil), KindBigInt, "", 0, 0, "bigint", "0", false, 0},
		{Host(host{}), KindHost, "", 0, 0, "function", "text", true, 3},
	} {
		if c.v.Kind() != c.kind || c.v.Str() != c.str || c.v.Len() != c.len || c.v.TypeOf() != c.typ || c.v.ToString() != c.text || c.v.Truthy() != c.truthy ||
			!DeepEqual(Number(c.v.Num()), Number(c.num)) || !DeepEqual(Number(c.v.ToNumber()), Number(c.number)) {
			t.Errorf("%s %s: kind %s, str %q, num %g, len %d, typeof %s, text %q, truthy %t, number %g", c.kind, c.v, c.v.Kind(), c.v.Str(), c.v.Num(), c.v.Len(), c.v.TypeOf(), c.v.ToString(), c.v.Truthy(), c.v.ToNumber())
		}
		is := []bool{c.v.IsUndefined(), c.v.IsNull(), c.v.IsBool(), c.v.IsNumber(), c.v.IsString(), c.v.IsArray(), c.v.IsObject(), c.v.IsDate(), c.v.BigInt() != nil, c.v.IsHost()}
		for kind, yes := range is {
			if yes != (kind == int(c.kind)) {
				t.Errorf("%s is said to be of kind %s: %t", c.v, Kind(kind), yes)
			}
		}
		if c.v.IsNullish() != (c.kind <= KindNull) || c.v.Bool() != (c.kind == KindBool && c.truthy) || (c.v.Host() != nil) != (c.kind == KindHost) {
			t.Errorf("%s is nullish, true or a host value by mistake", c.v)
		}
	}
}

// host is a host value whose JSON is missing on demand.
type host struct{ silent bool }

func (host) HostText() string    { return "text" }
func (host) HostNumber() float64 { return 3 }
func (host) HostType() string    { return "function" }
func (h host) HostJSON() Value {
	if h.silent {
		return Undefined
	}
	return Object(Field{"x", Int(1)})
}

// TestJSON holds what JSON.stringify does beyond plain JSON.
func TestJSON(t *testing.T) {
	for want, v := range map[string]Value{
		`{"a":1,"n":[null,null,null,null]}`:          Object(Field{"u", Undefined}, Field{"a", Int(1)}, Field{"h", Host(host{true})}, Field{"n", Array(Undefined, Number(math.NaN()), Number(math.Inf(-1)), Host(host{true}))}),
		`{"d":"1970-01-01T00:00:00.000Z","i":null}`:  Object(Field{"d", Date(0)}, Field{"i", Date(math.NaN())}),
		`["123456789012345678901234567890",{"x":1}]`: Array(BigInt(bigInt("123456789012345678901234567890")), Host(host{})),
		`"\ud83d|\udc00|` + "😀|�|\u2028\x7f" + `"`:   String("\xed\xa0\xbd|\xed\xb0\x80|😀|\xff|\u2028\x7f"),
		`"\u0000\b\t\n\u000b\f\r\u001f\"\\/"`:        String("\x00\b\t\n\v\f\r\x1f\"\\/"),
		`[0,1e+21,1e-7,0.000001,-1.5]`:               Array(Number(math.Copysign(0, -1)), Number(1e21), Number(1e-7), Number(1e-6), Number(-1.5)),
		`{}`:                                         Object(Field{"u", Undefined}),
		`null`:                                       Undefined,
	} {
		if got := v.JSON(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		if pretty, err := ParseString(v.Indent("", " ")); err != nil || pretty.JSON() != mustParse(t, want).JSON() {
			t.Errorf("indented: %s, %v", v.Indent("", " "), err)
		}
	}
	v := mustParse(t, `{"a":[1,{"b":[],"c":{}}]}`)
	if got, want := v.Indent("#", "--"), "{\n#--\"a\": [\n#----1,\n#----{\n#------\"b\": [],\n#------\"c\": {}\n#----}\n#--]\n#}"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if Undefined.String() != "undefined" || v.String() != v.JSON() {
		t.Errorf("as text: %s, %s", Undefined, v)
	}
}

func bigInt(s string) *big.Int {
	i, _ := new(big.Int).SetString(s, 10)
	return i
}

func mustParse(t testing.TB, s string) Value {
	t.Helper()
	v, err := ParseString(s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestProperties(t *testing.T) {
	s, a := String("a😀"), Array(Int(5), Undefined)
	for _, c := range []struct {
		v    Value
		key  string
		want string
		has  bool
	}{
		{s, "length", "3", true}, {s, "0", `"a"`, true}, {s, "2", `"\ude00"`, true}, {s, "3", "undefined", false}, {s, "x", "undefined", false},
		{a, "length", "2", true}, {a, "0", "5", true}, {a, "1", "undefined", true}, {a, "2", "undefined", false}, {a, "00", "undefined", false},
		{Null, "a", "undefined", false}, {Undefined, "a", "undefined", false}, {Int(1), "a", "undefined", false},
	} {
		if got := c.v.Get(c.key); got.String() != c.want || c.v.Has(c.key) != c.has {
			t.Errorf("%s has %q: %t, %s", c.v, c.key, c.v.Has(c.key), got)
		}
	}
}

// TestWritesToOthers holds that a write where there is nothing to write to answers the value as it was.
func TestWritesToOthers(t *testing.T) {
	a := Array(Int(1), Int(2))
	for _, c := range []struct {
		got  Value
		want string
	}{
		{Null.Set("a", True), "null"}, {Undefined.SetAt(ParsePath("a.b"), True), "undefined"}, {Int(1).Append(True), "1"}, {String("a").SetIndex(0, True), `"a"`},
		{Null.Delete("a"), "null"}, {EmptyObject.Delete("a"), "{}"}, {EmptyObject.SetAt(nil, True), "{}"}, {EmptyObject.DeleteAt(nil), "{}"},
		{a.Set("x", True), "[1,2]"}, {a.SetIndex(-1, True), "[1,2]"}, {a.SetIndex(3+maxGap, True), "[1,2]"}, {a.Append(), "[1,2]"}, {a.Delete("2"), "[1,2]"},
		{a.Set("length", Int(1)), "[1]"}, {a.Set("length", Int(3)), "[1,2,null]"}, {a.Set("length", Int(-1)), "[1,2]"}, {a.Set("length", String("x")), "[1,2]"},
		{a.SetIndex(3, True), "[1,2,null,true]"}, {a.Set("0", True), "[true,2]"}, {a.Delete("0"), "[null,2]"},
		{EmptyObject.SetAt(make(Path, MaxDepth+1), True), "{}"},
	} {
		if c.got.String() != c.want {
			t.Errorf("got %s, want %s", c.got, c.want)
		}
	}
}

func TestEqual(t *testing.T) {
	o, a, d, e := Object(Field{"a", Int(1)}), Array(Int(1)), Date(0), Array()
	lazy, _ := LazyString(`{"a":[1],"b":{}}`)
	for _, c := range []struct {
		a, b         Value
		strict, deep bool
	}{
		{o, o, true, true}, {o, Object(Field{"a", Int(1)}), false, true}, {o, o.Set("a", Int(2)), false, false}, {o, o.Set("b", Int(2)), false, false},
		{a, a, true, true}, {a, Array(Int(1)), false, true}, {a, Array(Int(1), Int(2)), false, false}, {e, e, true, true}, {e, Array(), false, true},
		{d, d, true, true}, {d, Date(0), false, true}, {d, Date(1), false, false}, {Date(math.NaN()), Date(math.NaN()), false, true},
		{Number(math.NaN()), Number(math.NaN()), false, true}, {Number(0), Number(math.Copysign(0, -1)), true, true}, {Int(1), String("1"), false, false},
		{String("a"), String(strings.Clone("a")), true, true}, {Null, Undefined, false, false}, {Null, Null, true, true}, {True, True, true, true}, {True, False, false, false},
		{BigInt(big.NewInt(1)), BigInt(big.NewInt(1)), true, true}, {lazy, lazy, true, true}, {lazy.Get("a"), lazy.Get("a"), true, true}, {lazy.Get("a"), a, false, true},
		{Object(Field{"a", Undefined}), Object(Field{"b", Undefined}), false, false}, {EmptyObject, EmptyObject, true, true}, {EmptyObject, Object(), false, true},
	} {
		if StrictEqual(c.a, c.b) != c.strict || StrictEqual(c.b, c.a) != c.strict || DeepEqual(c.a, c.b) != c.deep || DeepEqual(c.b, c.a) != c.deep {
			t.Errorf("%s and %s: strictly equal %t, deeply %t", c.a, c.b, StrictEqual(c.a, c.b), DeepEqual(c.a, c.b))
		}
		if nan := c.a.IsNumber() && c.a.Num() != c.a.Num(); SameValueZero(c.a, c.b) != (c.strict || nan) {
			t.Errorf("%s and %s are the same value: %t", c.a, c.b, SameValueZero(c.a, c.b))
		}
	}
}

// TestUTF8 holds how bytes that are not UTF-8 are read, with an example of each rule of the WHATWG Encoding Standard.
func TestUTF8(t *testing.T) {
	for in, want := range map[string]string{
		"a\xffb":               "a\uFFFDb",
		"\xc3":                 "\uFFFD",
		"\xe2\x82":             "\uFFFD",
		"\xe2\x82a":            "\uFFFDa",
		"\xed\xa0\xbd":         "\uFFFD\uFFFD\uFFFD",
		"\xf0\x9f\x98":         "\uFFFD",
		"\xf0\x80\x80\x80":     "\uFFFD\uFFFD\uFFFD\uFFFD",
		"\xf4\x90\x80\x80":     "\uFFFD\uFFFD\uFFFD\uFFFD",
		"\xe0\x80":             "\uFFFD\uFFFD",
		"\xc0\xaf\xc3\xa9":     "\uFFFD\uFFFDé",
		"\xf0\x9f\x98\x80\x80": "😀\uFFFD",
	} {
		v, err := Parse([]byte(`"` + in + `"`))
		if err != nil || v.Str() != want {
			t.Errorf("%q is read as %q, %v, want %q", in, v.Str(), err, want)
		}
	}
	// A Go string may hold lone surrogates, and halves that belong together.
	v := mustParse(t, "[\"\xed\xa0\xbd\",\"\xed\xa0\xbd\xed\xb8\x80\",\"\\ud83d\xed\xb8\x80\",\"\xed\xa0\xbd\\ude00\",\"\xff\"]")
	if want := `["\ud83d","😀","😀","😀","` + "\uFFFD" + `"]`; v.JSON() != want {
		t.Errorf("got %s, want %s", v, want)
	}
}

func TestParseKeepsNoBytes(t *testing.T) {
	for _, size := range []int{10, 10 * smallText} {
		text := []byte(`{"key":"` + strings.Repeat("x", size) + `","list":["y","\n"]}`)
		v, err := Parse(text)
		want := v.JSON()
		clear(text)
		if err != nil || v.JSON() != want {
			t.Errorf("a document of %d bytes changed with its text, %v", size, err)
		}
	}
}

func TestDepth(t *testing.T) {
	for _, c := range []struct{ open, inner, end string }{{"[", "", "]"}, {`{"a":`, "1", "}"}} {
		fits := strings.Repeat(c.open, MaxDepth) + c.inner + strings.Repeat(c.end, MaxDepth)
		if v := mustParse(t, fits); v.JSON() != fits {
			t.Error("a document of the greatest depth is not written as it was read")
		}
		for _, read := range []func(string) (Value, error){ParseString, LazyString} {
			_, err := read(c.open + fits + c.end)
			if err == nil || !strings.Contains(err.Error(), "nested deeper than 10000 levels") {
				t.Errorf("too deep a document: %v", err)
			}
		}
	}
}

func TestLazy(t *testing.T) {
	v, err := Lazy([]byte(" {\"a\" : [1, {\"b\":\"c\"}], \"\":0, \"длина\":5} \n"))
	if err != nil {
		t.Fatal(err)
	}
	if raw, ok := v.RawJSON(); !ok || raw != "{\"a\" : [1, {\"b\":\"c\"}], \"\":0, \"длина\":5}" {
		t.Errorf("the text is %q, %t", raw, ok)
	}
	inner := v.AtPath("a[1]")
	if raw, ok := inner.RawJSON(); !ok || raw != `{"b":"c"}` || v.AtPath("a.length").Num() != 2 || v.AtPath("a[1].b.length").Num() != 1 {
		t.Errorf("the part is %q, %t", raw, ok)
	}
	if v.Get("").Num() != 0 || !v.Has("") || v.Get("длина").Num() != 5 || v.Has("b") || v.Index(0).IsNull() || v.AtPath("a.01").IsNumber() {
		t.Error("single reads went wrong")
	}
	if _, ok := v.RawJSON(); !ok {
		t.Error("single reads have read the whole document")
	}
	if v.Len() != 3 {
		t.Errorf("it has %d keys", v.Len())
	}
	if _, ok := v.RawJSON(); ok {
		t.Error("the text is still there after the document was read")
	}
	if v.AtPath("a[1].b").Str() != "c" || v.Get("длина").Num() != 5 {
		t.Error("reads after the document was read went wrong")
	}
	// An object with a key twice or an escape in a key is read at once: gjson would find another value.
	for _, s := range []string{`{"a":1,"a":2}`, `{"\u0061":1,"b":2}`, `[[{"a":1,"b":2,"a":3}]]`, `7`, `"x"`} {
		v, err := LazyString(s)
		if _, ok := v.RawJSON(); err != nil || ok {
			t.Errorf("%s is kept as text", s)
		}
	}
	if _, ok := EmptyObject.RawJSON(); ok {
		t.Error("an ordinary object has a text")
	}
}

// TestLazyConcurrently reads one lazy document from many goroutines, each in its own way; the race detector watches.
func TestLazyConcurrently(t *testing.T) {
	for range 20 {
		v, err := LazyString(document2K)
		if err != nil {
			t.Fatal(err)
		}
		path, want := ParsePath("items[3].price"), mustParse(t, document2K)
		var group sync.WaitGroup
		for i := range 8 {
			group.Go(func() {
				for range 20 {
					if v.At(path).Num() != want.At(path).Num() || i%2 == 0 && v.Len() != want.Len() || i%3 == 0 && v.JSON() != want.JSON() || !StrictEqual(v, v) {
						t.Error("readers of one document disagree")
					}
				}
			})
		}
		group.Wait()
	}
}

// TestSharedLayouts holds that objects with the same keys have them in memory once, however they were made.
func TestSharedLayouts(t *testing.T) {
	v := mustParse(t, `[{"id":1,"name":"a"},{"id":2,"name":"b"},{"name":"c","id":3},{"id":4,"name":"d"}]`)
	s := v.Index(0).shape()
	if v.Index(1).shape() != s || v.Index(3).shape() != s || v.Index(2).shape() == s {
		t.Error("objects of one array have their own layouts")
	}
	var b Builder
	for i := range 2 {
		b.Reset()
		b.Set("id", Int(i))
		b.Set("name", Null)
		if b.Object().shape() != s {
			t.Error("a builder's object has its own layout")
		}
	}
	if Object(Field{"id", Null}, Field{"name", Null}).shape() != s || EmptyObject.Set("id", Null).Set("name", Null).shape() != s || v.Index(0).Set("x", Null).Delete("x").shape() != s {
		t.Error("an object made otherwise has its own layout")
	}
	if v.Index(0).Set("y", Null).shape() != v.Index(1).Set("y", Null).shape() {
		t.Error("objects that got the same key have their own layouts")
	}
}

func TestDictionary(t *testing.T) {
	const n = 5000
	var text strings.Builder
	text.WriteByte('{')
	for i := range n {
		if i > 0 {
			text.WriteByte(',')
		}
		fmt.Fprintf(&text, `"key %d":%d`, i, i)
	}
	text.WriteByte('}')
	v := mustParse(t, text.String())
	if v.Len() != n || v.JSON() != text.String() {
		t.Fatalf("%d keys became %d", n, v.Len())
	}
	for i, k := range v.Keys() {
		if v.Get(k).Num() != float64(i) {
			t.Fatalf("%q is %s", k, v.Get(k))
		}
	}
	if v.Has("key") || v.Set("key", Null).Len() != n+1 || v.Delete(v.Keys()[n/2]).Len() != n-1 {
		t.Error("a key that is not there is found")
	}
	// Many layouts, more than a parser keeps.
	for i := range 3 {
		var all []Value
		for k := range 200 {
			o := EmptyObject
			for j := range 30 {
				o = o.Set(FormatNumber(float64((k*7+j*j+i)%1000))+"k", Int(j))
			}
			all = append(all, o)
		}
		want := Array(all...).JSON()
		if got := mustParse(t, want).JSON(); got != want {
			t.Fatalf("got %s, want %s", got, want)
		}
	}
}

func TestReadsDoNotAllocate(t *testing.T) {
	v, p := mustParse(t, document2K), ParsePath("items[3].price")
	for name, read := range map[string]func(){
		"At":     func() { sinkValue = v.At(p) },
		"AtPath": func() { sinkValue = v.AtPath("data.PARAMS.MESSAGE") },
		"Get":    func() { sinkValue = v.Get("auth").Get("domain") },
		"Entries": func() {
			for _, x := range v.Entries() {
				sinkValue = x
			}
		},
		"Keys":       func() { sinkValue = Int(len(v.Keys())) },
		"Truthy":     func() { sinkValue = Bool(v.Truthy()) },
		"AppendJSON": func() { sinkBytes = v.AppendJSON(sinkBytes[:0]) },
	} {
		read()
		if n := testing.AllocsPerRun(100, read); n != 0 {
			t.Errorf("%s allocates %g times", name, n)
		}
	}
}

func TestFromGo(t *testing.T) {
	type named string
	at := time.Date(2024, 2, 29, 12, 0, 0, 5e6, time.UTC)
	one, none := 1, (*int)(nil)
	v, err := FromGo(map[string]any{
		"z": nil, "b": true, "10": int8(1), "9": uint16(2), "f": float32(0.5), "i": int64(3), "s": "x", "n": named("y"), "t": at, "p": &one, "q": none,
		"l": []any{1, "a", []string{"b"}, []Value{True}}, "m": map[string]int{"b": 1, "a": 2}, "j": struct {
			A int `json:"a"`
		}{4}, "v": Int(5), "g": bigInt("7"), "nilslice": []string(nil), "nilmap": map[string]int(nil), "array": [2]bool{true, false},
		"any": []any{any(nil)}, "big": (*big.Int)(nil),
	})
	want := `{"9":2,"10":1,"any":[null],"array":[true,false],"b":true,"big":null,"f":0.5,"g":"7","i":3,"j":{"a":4},"l":[1,"a",["b"],[true]],"m":{"a":2,"b":1},"n":"y","nilmap":null,"nilslice":null,` +
		`"p":1,"q":null,"s":"x","t":"2024-02-29T12:00:00.005Z","v":5,"z":null}`
	if err != nil || v.JSON() != want {
		t.Errorf("got %s, %v\nwant %s", v, err, want)
	}
	if got, ok := v.Get("t").Time(); !ok || !got.Equal(at) {
		t.Errorf("the time came back as %s", got)
	}
	if _, ok := Date(math.NaN()).Time(); ok {
		t.Error("the invalid date has a time")
	}
	for want, x := range map[string]any{
		"value: a Go []uint8 cannot become a JSON value at a[1]: convert it first":                       map[string]any{"a": []any{1, []byte("x")}},
		"value: a Go chan int cannot become a JSON value: convert it first":                              make(chan int),
		"value: a Go map[int]int cannot become a JSON value at m: convert it first":                      map[string]map[int]int{"m": {1: 1}},
		"value: a Go []float64 cannot become a JSON value at [0]":                                        nil,
		"value: a Go func() cannot become a JSON value at [0]: convert it first":                         []func(){nil},
		"value: a Go struct { C chan int } cannot become a JSON value: json: unsupported type: chan int": struct{ C chan int }{},
	} {
		if x == nil {
			continue
		}
		if _, err := FromGo(x); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	var back Value
	if err := back.UnmarshalJSON([]byte(want)); err != nil || back.JSON() != want {
		t.Errorf("as JSON it came back as %s, %v", back, err)
	}
	if err := back.UnmarshalJSON([]byte("{")); err == nil || back.JSON() != want {
		t.Errorf("bad JSON was read as %s, %v", back, err)
	}
	if b, err := back.MarshalJSON(); err != nil || string(b) != want {
		t.Errorf("it is written as %s, %v", b, err)
	}
	all := Array(Date(0), Date(math.NaN()), BigInt(big.NewInt(1)), Host(host{}), Object(Field{"u", Undefined}, Field{"h", Host(host{true})}))
	if again, err := FromGo(all.ToGo()); err != nil || again.JSON() != all.JSON() {
		t.Errorf("by way of Go's types: %s, %v", again, err)
	}
}

func TestManyPaths(t *testing.T) {
	for i := range 2 * maxCachedPaths {
		s := "a.b" + FormatNumber(float64(i))
		if p := ParsePath(s); len(p) != 2 || p[1].Key() != s[2:] {
			t.Fatalf("%q is %s", s, p)
		}
	}
	if n := cachedPathCount.Load(); n > maxCachedPaths {
		t.Errorf("%d paths are remembered", n)
	}
	long := strings.Repeat("a.", 1000) + "b"
	if len(ParsePath(long)) != 1001 {
		t.Error("a long path lost steps")
	}
	if _, kept := cachedPaths.Load(long); kept {
		t.Error("a long path is remembered")
	}
	if i, ok := IndexStep(3).Index(); i != 3 || !ok || IndexStep(3).Key() != "3" {
		t.Error("an index step lost its index")
	}
	if _, ok := KeyStep("a").Index(); ok {
		t.Error("a key step has an index")
	}
}

func TestIterationEnds(t *testing.T) {
	var seen []string
	for k := range mustParse(t, `{"a":1,"b":2}`).Entries() {
		seen = append(seen, k)
		break
	}
	for k := range True.Entries() {
		seen = append(seen, k)
	}
	if !slices.Equal(seen, []string{"a"}) || True.Keys() != nil || True.Elems() != nil {
		t.Errorf("seen %q", seen)
	}
}

package value

import (
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"testing"
)

// document2K is about 2 KB of JSON such as a chat service sends: nested objects, an array of objects of one layout, text in two scripts,
// escapes, identifiers and fractions.
var document2K = func() string {
	var items []string
	for i := range 10 {
		items = append(items, fmt.Sprintf(`{"id":%d,"sku":"SKU-%05d","title":"Товар номер %d","price":%d.%02d,"count":%d,"tags":["new","sale \"%d%%\""],"stock":true}`,
			1000+i, i*37, i, 10+i*7, i*13%100, i+1, i*5))
	}
	return `{"event":"ONIMBOTMESSAGEADD","event_id":"73451","data":{"BOT":{"17":{"access_token":"9e1f6b5a00631c9b0057a2c9000000","expires":1700003600,` +
		`"scope":"imbot,crm","domain":"portal.example.com","server_endpoint":"https://oauth.example.com/rest/","status":"L","member_id":"a223c6b3710f85df22e9377d6c4f7553"}},` +
		`"PARAMS":{"FROM_USER_ID":"1","MESSAGE":"Привет, how are you?\nSecond line","TO_CHAT_ID":5,"MESSAGE_ID":10234,"CHAT_TYPE":"P","LANGUAGE":"ru"},` +
		`"USER":{"ID":1,"NAME":"Иван Петров","FIRST_NAME":"Иван","LAST_NAME":"Петров","WORK_POSITION":null,"GENDER":"M","IS_BOT":"N"}},` +
		`"ts":1700000000,"ratio":0.12345678901234,"items":[` + strings.Join(items, ",") + `],"auth":{"domain":"portal.example.com","client_endpoint":"https://portal.example.com/rest/",` +
		`"application_token":"b1e0a7c93d5f4e8c","member_id":"a223c6b3710f85df22e9377d6c4f7553"}}`
}()

var (
	sinkValue Value
	sinkBytes []byte
	sinkAny   any
)

func BenchmarkParse(b *testing.B) {
	doc := []byte(document2K)
	run := func(name string, f func()) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(doc)))
			b.ReportAllocs()
			for b.Loop() {
				f()
			}
		})
	}
	run("value", func() { sinkValue, _ = Parse(doc) })
	run("lazy", func() { sinkValue, _ = Lazy(doc) })
	run("map", func() {
		var m map[string]any
		if err := json.Unmarshal(doc, &m); err != nil {
			b.Fatal(err)
		}
		sinkAny = m
	})
}

func BenchmarkRead(b *testing.B) {
	v, _ := ParseString(document2K)
	lazy, _ := LazyString(document2K)
	paths := [3]Path{ParsePath("data.PARAMS.MESSAGE"), ParsePath("auth.domain"), ParsePath("items[3].price")}
	b.Run("value", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			for i := range paths {
				sinkValue = v.At(paths[i])
			}
		}
	})
	b.Run("lazy", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			for i := range paths {
				sinkValue = lazy.At(paths[i])
			}
		}
	})
	b.Run("text", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			sinkValue = v.AtPath("data.PARAMS.MESSAGE")
			sinkValue = v.AtPath("auth.domain")
			sinkValue = v.AtPath("items[3].price")
		}
	})
	var m map[string]any
	_ = json.Unmarshal([]byte(document2K), &m)
	at := func(x any, p Path) any {
		for _, s := range p {
			switch c := x.(type) {
			case map[string]any:
				x = c[s.key]
			case []any:
				x = c[s.index-1]
			}
		}
		return x
	}
	b.Run("map", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			for i := range paths {
				sinkAny = at(m, paths[i])
			}
		}
	})
}

func BenchmarkWrite(b *testing.B) {
	v, _ := ParseString(document2K)
	paths := [3]Path{ParsePath("data.PARAMS.MESSAGE"), ParsePath("reply"), ParsePath("auth.seen")}
	b.Run("value", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			sinkValue = v.SetAt(paths[0], True).SetAt(paths[1], True).SetAt(paths[2], True)
		}
	})
	// The same with maps: what another node may still read must be copied before it is written to.
	var m map[string]any
	_ = json.Unmarshal([]byte(document2K), &m)
	var clone func(x any) any
	clone = func(x any) any {
		switch x := x.(type) {
		case map[string]any:
			c := make(map[string]any, len(x))
			for k, e := range x {
				c[k] = clone(e)
			}
			return c
		case []any:
			c := make([]any, len(x))
			for i, e := range x {
				c[i] = clone(e)
			}
			return c
		}
		return x
	}
	b.Run("map", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			c := clone(m).(map[string]any)
			c["data"].(map[string]any)["PARAMS"].(map[string]any)["MESSAGE"] = true
			c["reply"] = true
			c["auth"].(map[string]any)["seen"] = true
			sinkAny = c
		}
	})
}

func BenchmarkStringify(b *testing.B) {
	v, _ := ParseString(document2K)
	b.Run("value", func(b *testing.B) {
		b.SetBytes(int64(len(document2K)))
		b.ReportAllocs()
		for b.Loop() {
			sinkBytes = v.AppendJSON(sinkBytes[:0])
		}
	})
	var m map[string]any
	_ = json.Unmarshal([]byte(document2K), &m)
	b.Run("map", func(b *testing.B) {
		b.SetBytes(int64(len(document2K)))
		b.ReportAllocs()
		for b.Loop() {
			sinkBytes, _ = json.Marshal(m)
		}
	})
}

// BenchmarkBuild makes the object of an item with five fields, as nodes do for every item.
func BenchmarkBuild(b *testing.B) {
	keys := [...]string{"id", "name", "active", "score", "note"}
	b.Run("builder", func(b *testing.B) {
		b.ReportAllocs()
		var o Builder
		for b.Loop() {
			o.Reset()
			for _, k := range keys {
				o.Set(k, True)
			}
			sinkValue = o.Object()
		}
	})
	b.Run("new builder", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var o Builder
			for _, k := range keys {
				o.Set(k, True)
			}
			sinkValue = o.Object()
		}
	})
	b.Run("object", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			sinkValue = Object(Field{keys[0], True}, Field{keys[1], True}, Field{keys[2], True}, Field{keys[3], True}, Field{keys[4], True})
		}
	})
	b.Run("set", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			v := EmptyObject
			for _, k := range keys {
				v = v.Set(k, True)
			}
			sinkValue = v
		}
	})
	b.Run("map", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			m := map[string]any{}
			for _, k := range keys {
				m[k] = true
			}
			sinkAny = m
		}
	})
}

// BenchmarkMemory reads an array of a million small objects and reports what one takes in memory once it is read.
func BenchmarkMemory(b *testing.B) {
	const n = 1_000_000
	var text strings.Builder
	text.WriteByte('[')
	for i := range n {
		if i > 0 {
			text.WriteByte(',')
		}
		fmt.Fprintf(&text, `{"id":%d,"name":"Item %d","active":true}`, i, i)
	}
	text.WriteByte(']')
	doc := []byte(text.String())
	measure := func(name string, read func() any) {
		b.Run(name, func(b *testing.B) {
			var before, after runtime.MemStats
			for b.Loop() {
				runtime.GC()
				runtime.ReadMemStats(&before)
				x := read()
				runtime.GC()
				runtime.GC()
				runtime.ReadMemStats(&after)
				runtime.KeepAlive(x)
			}
			b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/n, "B/object")
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/object")
		})
	}
	measure("value", func() any { v, _ := Parse(doc); return v })
	measure("map", func() any { var m any; _ = json.Unmarshal(doc, &m); return m })
}

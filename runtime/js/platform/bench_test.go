package platform

import (
	"testing"
	"time"

	"github.com/dop251/goja"
)

// BenchmarkOpen is what every fresh runtime pays.
func BenchmarkOpen(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Open(goja.New(), Options{Local: time.UTC}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkOpenBare is the same without changes to the engine's built-ins.
func BenchmarkOpenBare(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Open(goja.New(), Options{Local: time.UTC, NoPatches: true}); err != nil {
			b.Fatal(err)
		}
	}
}

func benchGlobal(b *testing.B, expr string) {
	p := goja.MustCompile("", expr, false)
	b.ReportAllocs()
	for b.Loop() {
		rt := goja.New()
		if _, err := Open(rt, Options{Local: time.UTC, Zone: "Europe/Berlin"}); err != nil {
			b.Fatal(err)
		}
		if _, err := rt.RunProgram(p); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFirstDateTime(b *testing.B) { benchGlobal(b, `DateTime`) }
func BenchmarkFirstIntl(b *testing.B)     { benchGlobal(b, `Intl`) }
func BenchmarkFirstBuffer(b *testing.B)   { benchGlobal(b, `Buffer`) }
func BenchmarkFirstURL(b *testing.B)      { benchGlobal(b, `URL`) }
func BenchmarkFirstCrypto(b *testing.B)   { benchGlobal(b, `crypto`) }
func BenchmarkFirstTimers(b *testing.B)   { benchGlobal(b, `setTimeout`) }

func benchWarm(b *testing.B, expr string) {
	rt := goja.New()
	if _, err := Open(rt, Options{Local: time.UTC, Zone: "Europe/Berlin"}); err != nil {
		b.Fatal(err)
	}
	if _, err := rt.RunString(`globalThis.text = 'lorem ipsum dolor sit amet '.repeat(20) + 'john.smith@example.com'; globalThis.d = new Date(0)`); err != nil {
		b.Fatal(err)
	}
	p := goja.MustCompile("", expr, false)
	b.ReportAllocs()
	b.ResetTimer()
	for b.Loop() {
		if _, err := rt.RunProgram(p); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNowToISO(b *testing.B) { benchWarm(b, `DateTime.now().toISO()`) }
func BenchmarkFromISOPlus(b *testing.B) {
	benchWarm(b, `DateTime.fromISO('2024-01-31T10:00:00').plus({ days: 1 }).toFormat('yyyy-MM-dd HH:mm')`)
}
func BenchmarkFromFormat(b *testing.B) {
	benchWarm(b, `DateTime.fromFormat('31.01.2024', 'dd.MM.yyyy').toISODate()`)
}
func BenchmarkDateLocale(b *testing.B) {
	benchWarm(b, `d.toLocaleDateString('de-DE', { year: 'numeric', month: 'long', day: 'numeric' })`)
}
func BenchmarkNumberLocale(b *testing.B)  { benchWarm(b, `(1234567.891).toLocaleString()`) }
func BenchmarkRegexTest(b *testing.B)     { benchWarm(b, `/[\w.-]+@[\w-]+\.\w+/.test(text)`) }
func BenchmarkRegexReplace(b *testing.B)  { benchWarm(b, `text.replace(/o/g, '0')`) }
func BenchmarkRegexMatch(b *testing.B)    { benchWarm(b, `text.match(/(\w+)@(\w+)/)`) }
func BenchmarkRegexSplit(b *testing.B)    { benchWarm(b, `text.split(/\s+/)`) }
func BenchmarkNewDate(b *testing.B)       { benchWarm(b, `new Date('2024-01-15T10:00:00Z')`) }
func BenchmarkLocaleCompare(b *testing.B) { benchWarm(b, `'apple'.localeCompare('banana')`) }
func BenchmarkBufferBase64(b *testing.B)  { benchWarm(b, `Buffer.from(text).toString('base64')`) }
func BenchmarkNewURL(b *testing.B) {
	benchWarm(b, `new URL('https://example.com/a/b?x=1#y').searchParams.get('x')`)
}
func BenchmarkSHA256(b *testing.B) { benchWarm(b, `crypto.randomUUID()`) }

func BenchmarkRegExpObject(b *testing.B) {
	rt := goja.New()
	r, err := Open(rt, Options{Local: time.UTC})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		r.RegExp(`[\w.-]+@[\w-]+\.\w+`, "g")
	}
}

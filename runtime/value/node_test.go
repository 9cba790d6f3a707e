package value_test

import (
	"bufio"
	"bytes"
	"math/rand/v2"
	"os/exec"
	"strings"
	"testing"
	"time"

	"runnel/runtime/value"
)

// nodeScript answers, for each line with a JSON text inside of a JSON string, the message of JSON.parse or what the value becomes; for each line with a
// number, the number and the date of it.
const nodeScript = `
for (const line of require("fs").readFileSync(0, "utf8").split("\n")) {
	if (line === "") continue
	const x = JSON.parse(line)
	if (typeof x === "number") {
		const d = new Date(x)
		console.log(JSON.stringify([String(x), String(d), isNaN(d) ? "Invalid Date" : d.toISOString()]))
		continue
	}
	let row
	try {
		const v = JSON.parse(x)
		row = [null, JSON.stringify(v), JSON.stringify(v, null, "  "), String(v), String(Number(v)), typeof v]
	} catch (e) {
		row = [e.message, String(Number(x))]
	}
	console.log(JSON.stringify(row))
}`

// TestAgainstNode holds documents, broken ones above all, against the engine whose wording users know. It needs Node.js 20: others word errors otherwise.
func TestAgainstNode(t *testing.T) {
	version, err := exec.Command("node", "--version").Output()
	if err != nil || !strings.HasPrefix(string(version), "v20.") {
		t.Skip("Node.js 20 is not installed")
	}
	random := rand.New(rand.NewPCG(1, 2))
	var texts []string
	for seed := range 300 {
		text := document(2).Example(seed)
		texts = append(texts, text)
		for range 10 {
			texts = append(texts, spoil(random, text))
		}
	}
	var numbers []float64
	for range 1000 {
		numbers = append(numbers, (random.Float64()-0.5)*[]float64{1, 1e3, 1e9, 1e13, 1e15, 1.8e16, 1e22, 1e-6, 1e300}[random.IntN(9)])
	}
	var in bytes.Buffer
	for _, text := range texts {
		in.Write(append(value.String(text).AppendJSON(nil), '\n'))
	}
	for _, f := range numbers {
		in.Write(append(value.Number(f).AppendJSON(nil), '\n'))
	}
	node := exec.Command("node", "-e", nodeScript)
	node.Stdin, node.Env = &in, []string{"TZ=UTC"}
	out, err := node.Output()
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(bytes.NewReader(out))
	lines.Buffer(nil, 1<<24)
	next := func() []value.Value {
		if !lines.Scan() {
			t.Fatal("Node.js answered too little")
		}
		row, err := value.Parse(lines.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		return row.Elems()
	}
	for _, text := range texts {
		got := describe(text)
		if want := next(); !value.DeepEqual(value.Array(got...), value.Array(want...)) {
			t.Fatalf("%q\n got %s\nwant %s", text, value.Array(got...), value.Array(want...))
		}
	}
	for _, f := range numbers {
		want := next()
		got := []string{value.FormatNumber(f), value.Date(f).ToString(), value.ISODate(f)}
		for i := range got {
			if got[i] != want[i].Str() {
				t.Errorf("%g: got %s, want %s", f, got[i], want[i])
			}
		}
	}
}

func describe(text string) []value.Value {
	v, err := value.ParseString(text)
	if err != nil {
		return []value.Value{
			value.String(err.(*value.SyntaxError).Message()),
			value.String(value.FormatNumber(value.ParseNumber(text))),
		}
	}
	return []value.Value{
		value.Null, value.String(v.JSON()), value.String(v.Indent("", "  ")), value.String(v.ToString()),
		value.String(value.FormatNumber(v.ToNumber())), value.String(v.TypeOf()),
	}
}

// spoil makes a small mistake in a text.
func spoil(random *rand.Rand, text string) string {
	units := value.UTF16(text)
	at := random.IntN(len(units) + 1)
	switch random.IntN(4) {
	case 0:
		units = units[:at]
	case 1:
		if at < len(units) {
			units = append(units[:at:at], units[at+1:]...)
		}
	case 2:
		extra := []uint16{'"', '\\', '{', '}', '[', ']', ',', ':', '-', '0', '1', '.', 'e', 't', 'u', ' ', '\n', 0, 0x1F, 'x', 0xE9, 0xD83D}
		units = append(append(append([]uint16(nil), units[:at]...), extra[random.IntN(len(extra))]), units[at:]...)
	case 3:
		other := random.IntN(len(units) + 1)
		units = append(append(append([]uint16(nil), units[:at]...), units[min(at, other):max(at, other)]...), units[at:]...)
	}
	return value.FromUTF16(units)
}

func TestDates(t *testing.T) {
	defer value.SetLocal(nil, nil)
	for _, c := range []struct {
		ms        float64
		iso, text string
	}{
		{0, "1970-01-01T00:00:00.000Z", "Thu Jan 01 1970 00:00:00 GMT+0000 (Coordinated Universal Time)"},
		{1709208000123.9, "2024-02-29T12:00:00.123Z", "Thu Feb 29 2024 12:00:00 GMT+0000 (Coordinated Universal Time)"},
		{-1, "1969-12-31T23:59:59.999Z", "Wed Dec 31 1969 23:59:59 GMT+0000 (Coordinated Universal Time)"},
		{8.64e15, "+275760-09-13T00:00:00.000Z", "Sat Sep 13 275760 00:00:00 GMT+0000 (Coordinated Universal Time)"},
		{-8.64e15, "-271821-04-20T00:00:00.000Z", "Tue Apr 20 -271821 00:00:00 GMT+0000 (Coordinated Universal Time)"},
		{8.64e15 + 1, "Invalid Date", "Invalid Date"},
		{-62198755200000, "-000001-01-01T00:00:00.000Z", "Fri Jan 01 -0001 00:00:00 GMT+0000 (Coordinated Universal Time)"},
	} {
		d := value.Date(c.ms)
		if value.ISODate(c.ms) != c.iso || d.ToString() != c.text {
			t.Errorf("%f is %s, %s, want %s, %s", c.ms, value.ISODate(c.ms), d.ToString(), c.iso, c.text)
		}
		if want := `"` + c.iso + `"`; d.JSON() != want && (c.iso != "Invalid Date" || d.JSON() != "null") {
			t.Errorf("%f is %s as JSON, want %s", c.ms, d.JSON(), want)
		}
	}
	value.SetLocal(time.FixedZone("CET", 3600), func(time.Time) string { return "Central European Standard Time" })
	if got, want := value.Date(0).ToString(), "Thu Jan 01 1970 01:00:00 GMT+0100 (Central European Standard Time)"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

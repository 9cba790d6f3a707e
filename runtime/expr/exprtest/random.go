package exprtest

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"

	"runnel/runtime/expr/ext"
	"runnel/runtime/value"
)

// Random makes expressions and data by chance, for tests that compare two ways
// of evaluating them. Expressions are always readable; most of them mean
// something for the documents that Document makes.
type Random struct{ *rand.Rand }

// NewRandom answers a Random that makes the same things for the same seed.
func NewRandom(seed uint64) Random { return Random{rand.New(rand.NewPCG(seed, 0x5eed))} }

func pick[T any](r Random, list ...T) T { return list[r.IntN(len(list))] }

// keys are the keys of documents.
var keys = []string{"a", "b", "name", "list", "text", "n", "0", "10", "key with space", "length", "date", "ok", "nul"}

// texts are the texts of documents.
var texts = []string{
	"", "hello world", "Hello, World. bye!", "a,b,,c", "12", "3.75", "-4e2", " padded ", "é😀日本", "2024-02-29T12:30:45.123Z", "2024-02-29", "2024-03-10 02:30", "true", "false",
	"me@example.com", "https://n8n.io/a?b=c#d", "<b>x</b>", "# T\n- *x*", `{"a":[1,2]}`, "$5", "x'y\"z", "line\nbreak", "0x1f", "null",
}

// Document makes a document with the keys that expressions ask for.
func (r Random) Document() value.Value {
	var b value.Builder
	for _, k := range keys {
		if r.IntN(4) > 0 {
			b.Set(k, r.Value(2))
		}
	}
	return b.Object()
}

// Value makes a value that JSON can hold, with containers up to a depth.
func (r Random) Value(depth int) value.Value {
	n := 9
	if depth == 0 {
		n = 6
	}
	switch r.IntN(n) {
	case 0:
		return value.Null
	case 1:
		return value.Bool(r.IntN(2) == 0)
	case 2, 3:
		return value.Number(pick(r, 0, -1, 1, 2, 3.5, 10, -0.25, 1e21, 1234.5678, 1e-7, 4294967296, 2147483647, 255, 0.1))
	case 4, 5:
		return value.String(pick(r, texts...))
	case 6, 7:
		elems := make([]value.Value, r.IntN(4))
		for i := range elems {
			elems[i] = r.Value(depth - 1)
		}
		return value.Array(elems...)
	}
	var b value.Builder
	for range r.IntN(4) {
		b.Set(pick(r, keys...), r.Value(depth-1))
	}
	return b.Object()
}

// Template makes a parameter value: an expression, or a text with expressions.
func (r Random) Template() string {
	if r.IntN(4) > 0 {
		return "={{ " + r.Expression(3) + " }}"
	}
	var b strings.Builder
	b.WriteByte('=')
	for range 1 + r.IntN(3) {
		b.WriteString(pick(r, "", "x", " y ", "\n", `\\`, "}}"))
		b.WriteString("{{ " + r.Expression(2) + " }}")
	}
	b.WriteString(pick(r, "", " ", "z"))
	return b.String()
}

// Expression makes the code of an expression of at most a depth. It never has
// "}}" in it.
func (r Random) Expression(depth int) string {
	return strings.ReplaceAll(r.expression(depth, nil), "}}", "} }")
}

// expression makes code that may use the names of surrounding arrow functions.
func (r Random) expression(depth int, names []string) string {
	if depth <= 0 {
		return r.leaf(names)
	}
	sub := func() string { return r.expression(depth-1, names) }
	switch r.IntN(23) {
	case 0, 1, 2:
		return r.path(names)
	case 3:
		return r.leaf(names)
	case 4:
		return sub() + pick(r, " + ", " - ", " * ", " / ", " % ") + r.leaf(names)
	case 5:
		return "(" + sub() + pick(r, " == ", " != ", " === ", " !== ", " < ", " <= ", " > ", " >= ") + sub() + ")"
	case 6:
		return "(" + sub() + ")" + pick(r, " && ", " || ") + "(" + sub() + ")"
	case 7:
		return "(" + sub() + ") ?? (" + sub() + ")"
	case 8:
		return "(" + sub() + ") ? (" + sub() + ") : (" + sub() + ")"
	case 9:
		return pick(r, "!", "-", "+", "typeof ", "~", "void ") + "(" + sub() + ")"
	case 10:
		return "[" + sub() + ", " + pick(r, "", "...") + r.leaf(names) + "]"
	case 11:
		return "({" + pick(r, "a", "'b c'", "1", "[`k`]") + ": " + sub() + ", " + pick(r, "z: "+r.leaf(names), "...("+sub()+")") + "})"
	case 12:
		return "`" + pick(r, "", "t", "\\t") + "${" + sub() + "}" + pick(r, "", "u", "$") + "`"
	case 13, 14:
		return "(" + sub() + ")" + pick(r, ".", "?.") + r.method(depth-1, names)
	case 15, 16:
		return "(" + sub() + ")" + pick(r, ".", ".", "?.") + r.extension(depth-1, names)
	case 17:
		return r.iteration(depth-1, names)
	case 18:
		return r.global(depth-1, names)
	case 19:
		return r.date()
	case 20:
		return r.context(depth-1, names)
	case 21:
		return r.immediate(depth-1, names)
	}
	return "(" + sub() + ")[" + pick(r, "0", "'a'", "1", sub()) + "]"
}

// leaf makes a literal or a short path.
func (r Random) leaf(names []string) string {
	switch r.IntN(5) {
	case 0:
		return pick(r, "0", "1", "-1", "2.5", "1e3", "NaN", "Infinity", "0x10", "100")
	case 1:
		return strconv.Quote(pick(r, "a", "", "x y", "1", "hello", "é", "b", ",", "o"))
	case 2:
		return pick(r, "true", "false", "null", "undefined", "[]", "({})", "[1, 2, 'a', null]", "({a: 1, b: 'x'})", "nothing")
	}
	return r.path(names)
}

// path makes a path into the data.
func (r Random) path(names []string) string {
	root := pick(r, "$json", "$json", "$json", "$('Prev').item.json", "$('Prev').first().json", `$node["Prev"].json`, "$input.item.json", "$input.first().json")
	if len(names) > 0 && r.IntN(2) == 0 {
		root = pick(r, names...)
	}
	for range r.IntN(3) {
		k := pick(r, keys...)
		switch {
		case r.IntN(6) == 0:
			root += "?.[" + strconv.Quote(k) + "]"
		case k[0] < 'a' || strings.Contains(k, " ") || r.IntN(5) == 0:
			root += "[" + strconv.Quote(k) + "]"
		default:
			root += pick(r, ".", ".", ".", "?.") + k
		}
	}
	return root
}

// method makes the call of a method of JavaScript.
func (r Random) method(depth int, names []string) string {
	arg := func() string { return pick(r, r.leaf(names), "0", "1", "2", "'a'", "','", "''") }
	switch r.IntN(4) {
	case 0:
		return pick(r, "toString", "trim", "toUpperCase", "toLowerCase", "toFixed", "join", "flat", "reverse", "valueOf", "trimStart", "trimEnd", "split", "slice", "toSorted", "toReversed", "at", "charAt", "hasOwnProperty", "toISOString") + "()"
	case 1:
		return pick(r, "slice", "substring", "substr", "padStart", "padEnd", "replace", "replaceAll", "split", "concat", "splitText") + "(" + arg() + ", " + arg() + ")"
	}
	return pick(r, "includes", "indexOf", "lastIndexOf", "startsWith", "endsWith", "split", "at", "charAt", "charCodeAt", "toFixed", "join", "concat", "slice", "repeat", "flat", "hasOwnProperty") + "(" + arg() + ")"
}

// extension makes the call of an extension function.
func (r Random) extension(depth int, names []string) string {
	fs := ext.Functions()
	f := fs[r.IntN(len(fs))]
	for f.Name == "randomItem" || f.Name == "isInLast" || f.Name == "diffToNow" {
		f = fs[r.IntN(len(fs))]
	}
	var args []string
	for range r.IntN(3) {
		args = append(args, pick(r, r.leaf(names), "'days'", "'month'", "'a'", "[1, 'a', null]", "2", "'yyyy-MM-dd'", "true", "({days: 1})", "'sha256'", "'2024-01-01'"))
	}
	return f.Name + "(" + strings.Join(args, ", ") + ")"
}

// iteration makes the call of a method that takes an arrow function.
func (r Random) iteration(depth int, names []string) string {
	name := pick(r, "x", "y", "e")
	inner := append(append([]string{}, names...), name)
	array := pick(r, r.path(names), "[3, 1, 2]", "['b', 'a', null]", "$json.list")
	body := r.expression(depth, inner)
	if strings.HasPrefix(body, "{") {
		body = "(" + body + ")"
	}
	if r.IntN(3) == 0 {
		body = r.statements(depth, inner)
	}
	if r.IntN(6) == 0 {
		return fmt.Sprintf("%s.reduce((%s, %s2) => %s, %s)", array, name, name, body, r.leaf(names))
	}
	return fmt.Sprintf("%s.%s(%s => %s)", array, pick(r, "map", "filter", "find", "findIndex", "some", "every", "flatMap", "findLast"), name, body)
}

// statements makes the body of a function in braces.
func (r Random) statements(depth int, names []string) string {
	name := pick(r, "v", "w")
	inner := append(append([]string{}, names...), name)
	return "{ " + pick(r, "const", "let", "var") + " " + name + " = " + r.expression(depth, pick(r, names, names, inner)) + "; " +
		pick(r, "", "if ("+r.expression(depth, inner)+") return "+r.leaf(inner)+"; ", "if ("+r.leaf(inner)+") { const w = "+r.leaf(names)+"; return w } else { } ") +
		pick(r, "return "+r.expression(depth, inner), "return", "return "+name+"; return 1", "") + " }"
}

// immediate makes the call of a function on the spot.
func (r Random) immediate(depth int, names []string) string {
	p := pick(r, "p", "q")
	switch r.IntN(3) {
	case 0:
		return "(() => " + r.statements(depth, names) + ")()"
	case 1:
		return "(function (" + p + ") " + r.statements(depth, append(append([]string{}, names...), p)) + ")(" + pick(r, "", r.expression(depth, names)) + ")"
	}
	return "((" + p + ", z = 1) => " + r.leaf(append(append([]string{}, names...), p, "z")) + ")(" + r.leaf(names) + ")"
}

// global makes the call of a global function.
func (r Random) global(depth int, names []string) string {
	f := pick(r, "Math.floor", "Math.round", "Math.abs", "Math.ceil", "Math.min", "Math.max", "Math.trunc", "Math.sign", "JSON.stringify", "JSON.parse", "Object.keys", "Object.values",
		"Object.entries", "Number", "String", "Boolean", "parseInt", "parseFloat", "isNaN", "encodeURIComponent", "decodeURIComponent", "Array.isArray", "$min", "$max", "$not", "Number.isInteger")
	if r.IntN(20) == 0 {
		return "Object.assign({" + pick(r, "", "a: 1", "b: "+r.leaf(names)+", length: 2") + "}, " + r.expression(depth, names) + pick(r, "", ", "+r.leaf(names)) + ")"
	}
	return f + "(" + r.expression(depth, names) + pick(r, "", ", "+r.leaf(names)) + ")"
}

// date makes an expression of dates.
func (r Random) date() string {
	d := pick(r, "DateTime.fromISO('2024-03-10T01:30:00')", "DateTime.fromISO('2024-12-31T23:59:59.999', {zone: 'Europe/Berlin'})", "'2024-02-29T12:30:45.123Z'.toDateTime()",
		"DateTime.fromMillis(1700000000123)", "new Date('2024-07-04T05:06:07Z')", "new Date(0)", "DateTime.fromISO('nope')", "$json.date.toDateTime()", "DateTime.fromFormat('01/02/2024', 'dd/MM/yyyy')")
	for range r.IntN(3) {
		d += "." + pick(r, "plus({days: 1})", "minus({months: 1, hours: 2})", "plus(1, 'week')", "startOf('month')", "endOf('day')", "toUTC()", "setZone('Asia/Kolkata')", "beginningOf('week')", "plus(90, 'minutes')")
	}
	return d + pick(r, "", "", ".toISO()", ".toFormat('yyyy-MM-dd HH:mm ZZ')", ".format('EEE d LLL yyyy')", ".toMillis()", ".year", ".weekday", ".weekNumber", ".toISODate()", ".extract('hour')",
		".diffTo('2024-01-01', 'hours')", ".diff(DateTime.fromISO('2024-01-01'), ['months', 'days']).toObject()", ".isWeekend()", ".getTime()", ".isDst()", ".toSeconds()", ".zoneName", ".isBetween('2024-01-01', '2025-01-01')")
}

// context makes an expression that asks the context.
func (r Random) context(depth int, names []string) string {
	return pick(r, "$itemIndex", "$runIndex", "$prevNode.name", "$workflow.name", "$input.all().length", "$('Prev').all()", "$('Prev').item", "$('Nope').item", "$node['Prev'].runIndex", "$items('Prev')",
		"$('Prev').isExecuted", "$input.params", "$parameter", "$('Prev').pairedItem(0).json", "$item(0).$json.a", "$json", "$thisItem", "$binary", "$vars.x",
		"$if("+r.expression(depth, names)+", "+r.leaf(names)+", "+r.leaf(names)+")", "$ifEmpty("+r.expression(depth, names)+", "+r.leaf(names)+")")
}

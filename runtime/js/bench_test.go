package js

import (
	"context"
	"fmt"
	"testing"

	"github.com/dop251/goja"

	"runnel/runtime/expr"
	"runnel/runtime/expr/exprtest"
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// benchData is the run data of a node whose input is a list of items.
func benchData(items []item.Item) *exprtest.Data {
	d := exprtest.Chain(value.EmptyObject, []value.Field{{Key: "Prev", Value: value.Object(value.Field{Key: "k", Value: value.String("v")})}})
	d.InputData = items
	return d
}

// BenchmarkExpression compares what runs natively with what needs JavaScript.
func BenchmarkExpression(b *testing.B) {
	doc, err := value.ParseString(`{"id": 7, "user": {"name": "Ada"}, "list": [{"n": 1}, {"n": 2}, {"n": 3}], "text": "the quick brown fox"}`)
	if err != nil {
		b.Fatal(err)
	}
	e := New(Options{})
	for _, c := range []struct{ name, text string }{
		{"path", `={{ $json.user.name }}`},
		{"function", `={{ (() => { const list = $json.list; return list.reduce((s, x) => s + x.n, 0) })() }}`},
		{"goja/small", `={{ (() => { let n = $json.id; n++; return n })() }}`},
		{"goja/statement", `={{ (function (n) { let s = 0; for (let i = 0; i < 3; i++) s += n; return s })($json.id) }}`},
		{"goja/document", `={{ (function () { let s = 0; s += $json.list.reduce((s, x) => s + x.n, 0); return s })() }}`},
		{"goja/pattern", `={{ $json.text.replace(/q(.)ick/g, 'slow$1') }}`},
	} {
		b.Run(c.name, func(b *testing.B) {
			d := benchData([]item.Item{item.New(doc)})
			s := e.Lease(context.Background())
			defer s.Release()
			scope := &expr.Scope{Data: d, Runner: s, Compiler: e}
			src := expr.Compile(value.String(c.text), e)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := expr.Eval(src, scope); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// people makes the hundred people of the original's own benchmark anew: every
// field is made of random characters.
const people = `
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
function word(length) {
	let text = '';
	for (let i = 0; i < length; i++) text += letters.charAt(Math.floor(Math.random() * letters.length));
	return text;
}
const list = [];
for (let i = 0; i < 100; i++) {
	list.push({ json: { id: i, firstName: word(10), lastName: word(12), email: word(8) + '@' + word(6) + '.com', address: { street: word(20), city: word(10), zip: word(5) }, notes: word(60) } });
}
return list;`

// edit changes each of the people.
const edit = `
for (const item of items) {
	const p = item.json;
	p.name = p.firstName + ' ' + p.lastName;
	p.email = p.email.toLowerCase();
	p.address.zip = p.address.zip.toUpperCase();
	p.initials = p.firstName[0] + p.lastName[0];
	delete p.notes;
}
return items;`

const editOne = `
const p = $json;
p.name = p.firstName + ' ' + p.lastName;
p.email = p.email.toLowerCase();
p.address.zip = p.address.zip.toUpperCase();
p.initials = p.firstName[0] + p.lastName[0];
delete p.notes;
return $input.item;`

// somePeople are the people that the scripts edit.
func somePeople(n int) []item.Item {
	items := make([]item.Item, n)
	for i := range items {
		items[i] = item.New(value.Object(
			value.Field{Key: "id", Value: value.Int(i)},
			value.Field{Key: "firstName", Value: value.String(fmt.Sprint("first", i))},
			value.Field{Key: "lastName", Value: value.String(fmt.Sprint("last", i))},
			value.Field{Key: "email", Value: value.String(fmt.Sprintf("Person%d@Example.com", i))},
			value.Field{Key: "address", Value: value.Object(
				value.Field{Key: "street", Value: value.String("some street")},
				value.Field{Key: "city", Value: value.String("some city")},
				value.Field{Key: "zip", Value: value.String("abc12")},
			)},
			value.Field{Key: "notes", Value: value.String("nothing of note")},
		))
	}
	return items
}

// BenchmarkScript runs scripts as Code nodes do, and beside it the same code in
// goja alone, in a runtime that is used again: with items that are objects of
// the runtime already and a result that stays there, and with both taken in and
// out as JSON text.
func BenchmarkScript(b *testing.B) {
	for _, c := range []struct {
		name  string
		code  string
		items []item.Item
	}{
		{"empty", `return [];`, somePeople(1)},
		{"people", people, somePeople(1)},
		{"edit100", edit, somePeople(100)},
		{"edit1000", edit, somePeople(1000)},
	} {
		b.Run(c.name+"/runnel", func(b *testing.B) { benchScript(b, node.ScriptAll, c.code, c.items) })
		b.Run(c.name+"/goja", func(b *testing.B) { benchPlain(b, c.code, c.items, false) })
		b.Run(c.name+"/goja+json", func(b *testing.B) { benchPlain(b, c.code, c.items, true) })
	}
	b.Run("each1000/runnel", func(b *testing.B) { benchScript(b, node.ScriptEach, editOne, somePeople(1000)) })
	b.Run("each1000small/runnel", func(b *testing.B) {
		benchScript(b, node.ScriptEach, `return { json: { next: $json.id + 1 } };`, somePeople(1000))
	})
}

func benchScript(b *testing.B, kind node.ScriptKind, code string, items []item.Item) {
	e := New(Options{})
	d := benchData(items)
	b.ReportAllocs()
	for b.Loop() {
		s := e.Lease(context.Background())
		scope := &expr.Scope{Data: d, Runner: s, Compiler: e}
		n := 1
		if kind == node.ScriptEach {
			n = len(items)
		}
		for i := range n {
			scope.Item = i
			if _, err := s.RunScript(kind, code, scope, nil); err != nil {
				b.Fatal(err)
			}
		}
		s.Release()
	}
}

func benchPlain(b *testing.B, code string, items []item.Item, json bool) {
	rt := goja.New()
	function := func(code string) func(goja.Value) goja.Value {
		v, err := rt.RunString(code)
		if err != nil {
			b.Fatal(err)
		}
		f, _ := goja.AssertFunction(v)
		return func(arg goja.Value) goja.Value {
			v, err := f(nil, arg)
			if err != nil {
				b.Fatal(err)
			}
			return v
		}
	}
	script, parse, write := function("(function (items) {"+code+"\n})"), function("JSON.parse"), function("JSON.stringify")
	text, err := value.Array(documents(items)...).MarshalJSON()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if json {
			_ = write(script(parse(rt.ToValue(string(text))))).String()
			continue
		}
		b.StopTimer()
		in := parse(rt.ToValue(string(text)))
		b.StartTimer()
		script(in)
	}
}

func documents(items []item.Item) []value.Value {
	list := make([]value.Value, len(items))
	for i := range items {
		list[i] = value.Object(value.Field{Key: "json", Value: items[i].JSON})
	}
	return list
}

// BenchmarkMachine is what making a runtime costs, which happens in advance.
func BenchmarkMachine(b *testing.B) {
	e := New(Options{})
	b.ReportAllocs()
	for b.Loop() {
		newMachine(e)
	}
}

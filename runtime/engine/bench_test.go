package engine

import (
	"context"
	"fmt"
	"testing"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// benchFlow makes a chain of nodes that pass their items on.
func benchFlow(b *testing.B, nodes int) (*Engine, *Plan) {
	f := newFlow(b)
	last := "Start"
	for i := range nodes {
		name := fmt.Sprintf("N%d", i)
		f.pass(name).link(last, name)
		last = name
	}
	e := testEngine()
	return e, f.compile(e)
}

// BenchmarkChain is what the engine itself costs: one item through ten nodes
// that do nothing.
func BenchmarkChain(b *testing.B) {
	for _, keep := range []Keep{KeepLast, KeepAll} {
		b.Run(fmt.Sprintf("keep=%d", keep), func(b *testing.B) {
			e, p := benchFlow(b, 10)
			in := item.List(object("n", 1))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := e.Run(context.Background(), RunRequest{Plan: p, Mode: node.ModeWebhook, ID: "1", Start: "Start", Input: node.Output{in}, Keep: keep}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkItems is a hundred thousand items through ten nodes.
func BenchmarkItems(b *testing.B) {
	e, p := benchFlow(b, 10)
	docs := make([]value.Value, 100_000)
	for i := range docs {
		docs[i] = object("n", i)
	}
	in := item.List(docs...)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := e.Run(context.Background(), RunRequest{Plan: p, Mode: node.ModeWebhook, Start: "Start", Input: node.Output{in}, Keep: KeepLast}); err != nil {
			b.Fatal(err)
		}
	}
}

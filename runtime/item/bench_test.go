package item_test

import (
	"testing"

	"runnel/runtime/item"
	"runnel/runtime/value"
)

var (
	sinkItems []item.Item
	sinkPair  item.Pair
)

// BenchmarkPass does what a simple node does for a thousand items: sets a field of each and records where it came from.
func BenchmarkPass(b *testing.B) {
	in := make([]item.Item, 1000)
	for i := range in {
		in[i] = item.New(value.Object(value.Field{Key: "id", Value: value.Int(i)}, value.Field{Key: "name", Value: value.String("x")}))
	}
	b.ReportAllocs()
	for b.Loop() {
		out := make([]item.Item, len(in))
		for i := range in {
			out[i] = item.FromPair(in[i].JSON.Set("seen", value.True), i)
		}
		sinkItems = out
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(in)), "ns/item")
}

func BenchmarkLineage(b *testing.B) {
	l := item.From(7)
	b.ReportAllocs()
	for b.Loop() {
		sinkPair, _ = l.First()
	}
}

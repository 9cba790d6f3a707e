// Package splitinbatches is the Loop Over Items node: it hands out its items in
// batches, one for each time the loop comes back to it (flow reference §6,
// engine reference §12).
package splitinbatches

import (
	"math"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

type params struct {
	BatchSize node.Field[float64] `param:"batchSize"`
	Reset     node.Field[bool]    `param:"options.reset"`
}

func declared(size int) node.Params {
	return node.Params{
		node.Num("batchSize", "Batch Size", size).Edit("minValue", 1),
		node.Collection("options", "Options", node.Bool("reset", "Reset", false)),
	}
}

func spec(version float64, title, name string, size int, outputs node.Ports) node.Spec[params] {
	return node.Spec[params]{
		Name: "n8n-nodes-base.splitInBatches", Title: title, DefaultName: name, Groups: []string{"organization"},
		Summary: "Hands out its items in batches, one each time the loop comes back.",
		Icon:    "repeat", Color: "#007755", Versions: node.Versions(version),
		Inputs: node.Main(1), Outputs: outputs, Params: declared(size), Run: run,
	}
}

// V1, V2 and V3 declare the versions: they differ in their outputs.
var (
	V1 = node.Define(spec(1, "Split In Batches", "", 10, node.Main(1)))
	V2 = node.Define(spec(2, "Split In Batches", "", 10, node.Named("loop", "done")))
	V3 = node.Define(spec(3, "Loop Over Items (Split in Batches)", "Loop Over Items", 1, node.Named("done", "loop")))
)

// The keys of the node's state; expressions see them as its context.
const (
	keyLeft      = "items"
	keyProcessed = "processedItems"
	keySource    = "sourceData"
	keyRun       = "currentRunIndex"
	keyRuns      = "maxRunIndex"
	keyLast      = "noItemsLeft"
	keyDone      = "done"
)

func run(c *node.Call[params]) (node.Output, error) {
	size, err := c.P.BatchSize.At(c, 0)
	if err != nil {
		return nil, err
	}
	reset, err := c.P.Reset.Or(c, 0, false)
	if err != nil {
		return nil, err
	}
	state := c.State()
	left, running := state.Items(keyLeft)
	processed := []item.Item{}
	var batch []item.Item
	if !running || reset {
		state.Set(keyRun, value.Int(0))
		state.Set(keyRuns, value.Number(math.Ceil(float64(len(c.Input(0)))/size)))
		state.Set(keySource, sourceValue(c.Source(0)))
		batch, left = take(c.Input(0), size)
	} else {
		state.Set(keyRun, value.Number(state.Get(keyRun).Num()+1))
		processed, _ = state.Items(keyProcessed)
		processed = collect(processed, c.Input(0), c.Source(0))
		batch, left = take(left, size)
		from := sourceOf(state.Get(keySource))
		for i := range batch {
			batch[i].Paired = batch[i].Paired.WithOverwrite(from)
		}
	}
	state.SetItems(keyLeft, left)
	state.SetItems(keyProcessed, processed)
	state.Set(keyLast, value.Bool(len(left) == 0))
	return output(c, batch, processed), nil
}

// take cuts the next batch off. Sizes follow the original: a negative one
// counts from the end, and 0 or none at all gives nothing.
func take(items []item.Item, size float64) (batch, left []item.Item) {
	cut := 0
	switch {
	case math.IsNaN(size):
	case size < 0:
		cut = max(len(items)+int(size), 0)
	default:
		cut = int(min(size, float64(len(items))))
	}
	return append([]item.Item{}, items[:cut]...), items[cut:]
}

// collect keeps what the loop brought back, for the done output. Each item
// remembers where it came from, because the items of many runs are mixed there.
func collect(processed, items []item.Item, from *item.Source) []item.Item {
	for i, it := range items {
		it.Paired = item.FromPair1(item.Pair{Item: i, Overwrite: from})
		processed = append(processed, it)
	}
	return processed
}

// sourceValue writes down where the items of the first run came from.
func sourceValue(src *item.Source) value.Value {
	if src == nil {
		return value.Null
	}
	return value.Object(value.Field{Key: "previousNode", Value: value.String(src.Node)},
		value.Field{Key: "previousNodeOutput", Value: value.Int(src.Output)},
		value.Field{Key: "previousNodeRun", Value: value.Int(src.Run)})
}

func sourceOf(v value.Value) *item.Source {
	if !v.IsObject() {
		return nil
	}
	return &item.Source{Node: v.Get("previousNode").Str(), Output: int(v.Get("previousNodeOutput").Num()),
		Run: int(v.Get("previousNodeRun").Num())}
}

// output puts the batch, or at the end all that was processed, where the
// version has it.
func output(c *node.Call[params], batch, processed []item.Item) node.Output {
	version, done, none := c.Info().Version, len(batch) == 0, []item.Item{}
	if version > 1 {
		c.State().Set(keyDone, value.Bool(done))
	}
	switch {
	case version == 1 && done:
		return nil
	case version == 1:
		return node.Output{batch}
	case version == 2 && done:
		return node.Output{none, processed}
	case version == 2:
		return node.Output{batch, none}
	case done:
		return node.Output{processed, none}
	}
	return node.Output{none, batch}
}

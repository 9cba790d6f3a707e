package engine

import (
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// relabel gives every item that enters a node its place there as its lineage
// (engine reference §4.3). The lists are copied, because others hold them too,
// unless the entry owns them.
func relabel(e *entry) {
	for input, items := range e.data {
		if len(items) == 0 {
			continue
		}
		if !e.owned {
			if len(items) == 1 && e.room != nil {
				items = append(e.room.first[:0], items[0])
			} else {
				items = append(make([]item.Item, 0, len(items)), items...)
			}
			e.data[input] = items
		}
		if input == 0 {
			for i := range items {
				items[i].Paired = item.From(i)
			}
			continue
		}
		for i := range items {
			items[i].Paired = item.FromInput(i, input)
		}
	}
}

// chosenInput is the list that expressions mean by the current item: the first
// input with items, in the older order input 0 only (engine reference §4.8).
func chosenInput(data [][]item.Item, v1 bool) []item.Item {
	if len(data) == 0 {
		return nil
	}
	if v1 {
		for _, items := range data {
			if len(items) > 0 {
				return items
			}
		}
	}
	return data[0]
}

// pairUp gives items without a lineage the one that can be told without
// knowing the node (engine reference §8.1).
func pairUp(out node.Output, e *entry) {
	if len(e.data) != 1 {
		// Only the first item without lineage would be looked at.
		return
	}
	n := len(e.data[0])
	for _, items := range out {
		for i := range items {
			switch {
			case items[i].Paired.IsSet():
			case n == 1:
				items[i].Paired = item.From(0)
			case len(out) == 1 && len(items) == n:
				items[i].Paired = item.From(i)
			default:
				return
			}
		}
	}
}

// alwaysOutput gives an empty item that comes from all input items, on output
// 0 (engine reference §7.3).
func alwaysOutput(out node.Output, e *entry) node.Output {
	var pairs []item.Pair
	for input, items := range e.data {
		for i := range items {
			pairs = append(pairs, item.Pair{Item: i, Input: input, HasInput: true})
		}
	}
	one := []item.Item{{JSON: value.EmptyObject, Paired: item.FromPairs(pairs...)}}
	if len(out) == 0 {
		return node.Output{one}
	}
	out[0] = one
	return out
}

// mergeErrors turns items that stand for a failure into what the original
// keeps of them (engine reference §4.10).
func mergeErrors(out node.Output) {
	for _, items := range out {
		for i := range items {
			it := &items[i]
			if err := it.Err(); err != nil {
				if reported, ok := err.(*node.ReportedError); ok && reported.Doc.Get("message").IsUndefined() {
					// Nothing is kept of what is no error.
					it.JSON = value.EmptyObject
					continue
				}
				it.JSON = errorDocument(err.Error())
				continue
			}
			if !it.JSON.IsObject() {
				continue
			}
			failure, ok := it.JSON.Lookup("$error")
			if !ok || failure.IsUndefined() || it.JSON.Get("$json").IsUndefined() {
				continue
			}
			message := failure.Get("message")
			*it = it.WithErr(&node.ReportedError{Doc: failure})
			it.JSON = value.Object(value.Field{Key: "error", Value: message})
		}
	}
}

func errorDocument(message string) value.Value {
	return value.Object(value.Field{Key: "error", Value: value.String(message)})
}

// failedItem tells whether an item on an ordinary output belongs on the error
// output (engine reference §9.4).
func failedItem(it *item.Item) bool {
	if it.Err() != nil {
		return true
	}
	if !it.JSON.IsObject() || it.JSON.Len() == 0 || it.JSON.Len() > 2 || !it.JSON.Get("error").Truthy() {
		return false
	}
	return it.JSON.Len() == 1 || it.JSON.Get("message").Truthy()
}

// splitErrors moves the items that stand for failures to the error output,
// the one behind the declared ones, with what the input item had.
func splitErrors(out node.Output, n *planNode, e *entry) node.Output {
	last := n.errorOutput()
	var failed []item.Item
	for o := range min(last, len(out)) {
		items := out[o]
		first := 0
		for first < len(items) && !failedItem(&items[first]) {
			first++
		}
		if first == len(items) {
			continue
		}
		good := append(make([]item.Item, 0, len(items)), items[:first]...)
		for i := first; i < len(items); i++ {
			if failedItem(&items[i]) {
				failed = append(failed, withInput(items[i], e))
			} else {
				good = append(good, items[i])
			}
		}
		out[o] = good
	}
	for len(out) <= last {
		out = append(out, nil)
	}
	out[last] = failed
	return out
}

// errorOutput is the index of the node's error output.
func (n *planNode) errorOutput() int { return max(n.declaredOutputs, 0) }

// withInput puts the fields of the input item that a failed item came from in
// front of its own.
func withInput(it item.Item, e *entry) item.Item {
	if it.Paired.Form() == item.Number || e.sources == nil {
		return it
	}
	pair, ok := it.Paired.First()
	if !ok || pair.Input >= len(e.data) || pair.Item < 0 || pair.Item >= len(e.data[pair.Input]) {
		return it
	}
	var b value.Builder
	b.From(e.data[pair.Input][pair.Item].JSON)
	for k, v := range it.JSON.Entries() {
		b.Set(k, v)
	}
	it.JSON = b.Object()
	return it
}

// Package item holds what flows between nodes: items with their JSON, their
// references to binary data and the record of where each came from.
package item

import "runnel/runtime/value"

// Item is one element of the data that flows along a connection. It is passed
// by value; what it points to is never changed once the item was handed on.
type Item struct {
	// JSON is the item's document, an object in all but odd cases (some nodes
	// of the original put arrays or primitives there).
	JSON value.Value
	// Binary names the item's files, nil when there are none.
	Binary *Binaries
	// Paired says which input items this one came from.
	Paired Lineage
	// Extra holds the keys few items have, nil for most.
	Extra *Extra
}

// Extra holds the rarely used keys of an item.
type Extra struct {
	// Err marks an item that stands for a failure; the engine turns the item's
	// JSON into {"error": message} when it records the node's output.
	Err error
	// Index is the "index" key that the Function node adds to its items, shown
	// when HasIndex is set.
	Index    int
	HasIndex bool
	// Metadata is the item's "metadata" key, e.g. {"subExecution": …}.
	Metadata value.Value
	// Others are further top-level keys that a script put on the item.
	Others []value.Field
}

// New makes an item of a document.
func New(json value.Value) Item { return Item{JSON: json} }

// FromPair makes an item of a document that came from item i of input 0.
func FromPair(json value.Value, i int) Item { return Item{JSON: json, Paired: From(i)} }

// Err gives the failure that the item stands for, nil for an ordinary item.
func (it *Item) Err() error {
	if it.Extra == nil {
		return nil
	}
	return it.Extra.Err
}

// WithErr gives the item marked as standing for a failure.
func (it Item) WithErr(err error) Item {
	extra := Extra{}
	if it.Extra != nil {
		extra = *it.Extra
	}
	extra.Err = err
	it.Extra = &extra
	return it
}

// List makes items of documents, without lineage.
func List(docs ...value.Value) []Item {
	items := make([]Item, len(docs))
	for i, doc := range docs {
		items[i].JSON = doc
	}
	return items
}

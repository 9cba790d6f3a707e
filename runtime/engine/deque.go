package engine

import (
	"runnel/runtime/item"
	"runnel/runtime/value"
)

// entry is a node that is about to run, with what it gets.
type entry struct {
	node int
	// data has the items of each input; nil for an input that got nothing,
	// which differs from an empty list.
	data [][]item.Item
	// sources tell where each input came from; nil for the first node.
	sources  []*item.Source
	metadata []value.Field
	// resumed marks the node that had put the execution to wait: it only
	// passes its data through now.
	resumed bool
	// owned tells whether nobody else holds the lists, so that they may be
	// changed in place.
	owned bool
	// room is the memory of an entry with one input, nil for others.
	room *single
}

// single is the memory of an entry for a node with one input, in one piece.
type single struct {
	data    [1][]item.Item
	sources [1]*item.Source
	source  item.Source
	// first holds the item of a list that has only one.
	first [1]item.Item
}

// deque is the list of nodes that are about to run. The zero deque is empty.
type deque struct {
	ring  []entry
	first int
	count int
}

func (d *deque) len() int { return d.count }

func (d *deque) at(i int) *entry { return &d.ring[(d.first+i)%len(d.ring)] }

func (d *deque) grow() {
	if d.count < len(d.ring) {
		return
	}
	ring := make([]entry, max(8, 2*len(d.ring)))
	for i := range d.count {
		ring[i] = *d.at(i)
	}
	d.ring, d.first = ring, 0
}

func (d *deque) pushFront(e entry) {
	d.grow()
	d.first = (d.first + len(d.ring) - 1) % len(d.ring)
	d.ring[d.first] = e
	d.count++
}

func (d *deque) pushBack(e entry) {
	d.grow()
	d.ring[(d.first+d.count)%len(d.ring)] = e
	d.count++
}

func (d *deque) popFront() entry {
	e := d.ring[d.first]
	d.ring[d.first] = entry{}
	d.first = (d.first + 1) % len(d.ring)
	d.count--
	return e
}

// has tells whether a node is in the list.
func (d *deque) has(node int) bool {
	for i := range d.count {
		if d.at(i).node == node {
			return true
		}
	}
	return false
}

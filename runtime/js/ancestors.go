package js

import "github.com/dop251/goja"

// ancestors are the objects that a walk through a document is inside of, from
// the outermost on. They tell circles.
type ancestors struct {
	list []*goja.Object
	// places are those of the objects from manyAncestors on: a search through the
	// list would make walks through deep documents quadratic.
	places map[*goja.Object]int
}

const manyAncestors = 32

func (a *ancestors) depth() int { return len(a.list) }

// find answers the place of an object, -1 when the walk is not inside of it.
func (a *ancestors) find(o *goja.Object) int {
	for i, open := range a.list[:min(len(a.list), manyAncestors)] {
		if open == o {
			return i
		}
	}
	if i, ok := a.places[o]; ok {
		return i
	}
	return -1
}

// enter says that the walk is inside of an object now.
func (a *ancestors) enter(o *goja.Object) {
	if len(a.list) >= manyAncestors {
		if a.places == nil {
			a.places = map[*goja.Object]int{}
		}
		a.places[o] = len(a.list)
	}
	a.list = append(a.list, o)
}

// leave says that the walk has left the innermost object.
func (a *ancestors) leave() {
	last := len(a.list) - 1
	if last >= manyAncestors {
		delete(a.places, a.list[last])
	}
	a.list = a.list[:last]
}

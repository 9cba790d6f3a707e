package expr

import (
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Part implements node.TreeSource: the compiled member or element of a
// parameter tree.
func (c *source) Part(key string) node.Source {
	raw, ok := c.raw.Lookup(key)
	if !ok || !c.raw.IsObject() && !c.raw.IsArray() {
		return nil
	}
	part := &source{raw: raw}
	switch p := c.prog.(type) {
	case *arrayProgram:
		if i, isIndex := value.KeyStep(key).Index(); isIndex && i < len(p.elems) {
			part.prog = p.elems[i]
		}
	case *objectProgram:
		for i, k := range p.keys {
			if k == key {
				part.prog = p.progs[i]
			}
		}
	}
	return part
}

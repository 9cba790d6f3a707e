package item

import "runnel/runtime/value"

// ReadLineage reads a pairedItem in any of its forms; what is none is unset.
func ReadLineage(v value.Value) Lineage {
	switch {
	case v.IsNumber():
		return FromNumber(int(v.Num()))
	case v.IsObject():
		return FromPair1(readPair(v))
	case v.IsArray():
		pairs := make([]Pair, 0, v.Len())
		for _, e := range v.Elems() {
			if e.IsNumber() {
				pairs = append(pairs, Pair{Item: int(e.Num()), Bare: true})
			} else {
				pairs = append(pairs, readPair(e))
			}
		}
		return FromPairs(pairs...)
	}
	return Lineage{}
}

func readPair(v value.Value) Pair {
	p := Pair{Item: int(v.Get("item").Num())}
	if in := v.Get("input"); in.IsNumber() {
		p.Input, p.HasInput = int(in.Num()), true
	}
	p.Overwrite = ReadSource(v.Get("sourceOverwrite"))
	return p
}

// ReadSource reads a source, nil for what is none.
func ReadSource(v value.Value) *Source {
	if !v.IsObject() {
		return nil
	}
	return &Source{
		Node:   v.Get("previousNode").Str(),
		Output: int(v.Get("previousNodeOutput").Num()),
		Run:    int(v.Get("previousNodeRun").Num()),
	}
}

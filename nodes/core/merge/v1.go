package merge

import (
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

type paramsV1 struct {
	Mode      node.Field[string] `param:"mode"`
	Join      node.Field[string] `param:"join"`
	Property1 node.Field[string] `param:"propertyName1"`
	Property2 node.Field[string] `param:"propertyName2"`
	Output    node.Field[string] `param:"output"`
	Overwrite node.Field[string] `param:"overwrite"`
}

func runV1(c *node.Call[paramsV1]) (node.Output, error) {
	r := &reader{e: c}
	mode := read(r, &c.P.Mode, "append")
	in1, in2 := c.Input(0), c.Input(1)
	var out []item.Item
	switch mode {
	case "append":
		out = appended(in1, in2)
	case "passThrough":
		if read(r, &c.P.Output, "input1") == "input1" {
			out = in1
		} else {
			out = in2
		}
	case "wait":
		out = []item.Item{waited(in1)}
	case "mergeByIndex":
		out = byIndex(read(r, &c.P.Join, "left"), in1, in2)
	case "multiplex":
		out = multiplex(in1, in2)
	case "keepKeyMatches", "mergeByKey", "removeKeyMatches":
		k := keyed{mode: mode, overwrite: read(r, &c.P.Overwrite, "always"),
			property1: read(r, &c.P.Property1, ""), property2: read(r, &c.P.Property2, "")}
		out = k.run(in1, in2)
	}
	if r.err != nil {
		return nil, r.err
	}
	return node.One(appended(out)), nil
}

// waited is the empty item that stands for all of an input.
func waited(in []item.Item) item.Item {
	pairs := make([]item.Pair, len(in))
	for i := range in {
		pairs[i].Item = i
	}
	it := item.New(value.EmptyObject)
	it.Paired = item.FromPairs(pairs...)
	return it
}

// shallow merges documents and files: the second one wins.
func shallow(one, two item.Item) item.Item {
	return clash{shallow: true}.merged(one, two)
}

func byIndex(join string, in1, in2 []item.Item) []item.Item {
	switch {
	case len(in1) == 0 && join == "outer":
		return in2
	case len(in1) == 0, len(in2) == 0 && join == "inner":
		return nil
	case len(in2) == 0:
		return in1
	}
	n := min(len(in1), len(in2))
	out := make([]item.Item, n)
	for i := range out {
		out[i] = shallow(in1[i], in2[i])
	}
	if join != "inner" {
		out = append(out, in1[n:]...)
	}
	if join == "outer" {
		out = append(out, in2[n:]...)
	}
	return out
}

func multiplex(in1, in2 []item.Item) []item.Item {
	out := make([]item.Item, 0, len(in1)*len(in2))
	for _, one := range in1 {
		for _, two := range in2 {
			it := shallow(one, two)
			it.Binary = nil
			out = append(out, it)
		}
	}
	return out
}

// keyed are the modes that look items of input 2 up by a field.
type keyed struct{ mode, overwrite, property1, property2 string }

func (k keyed) run(in1, in2 []item.Item) []item.Item {
	if in2 == nil || k.property1 == "" || k.property2 == "" {
		if k.mode == "keepKeyMatches" {
			return nil
		}
		return in1
	}
	byKey := map[string]item.Item{}
	for _, it := range in2 {
		if key := it.JSON.AtPath(k.property2); key.Truthy() {
			byKey[key.ToString()] = it
		}
	}
	var out []item.Item
	for _, it := range in1 {
		v := it.JSON.AtPath(k.property1)
		key := v.ToString()
		switch {
		case v.IsString(), v.IsNumber(), v.IsNull():
		case v.IsDate():
			key = value.ISODate(v.Num())
		default:
			// There is no looking up by such a value.
			if k.mode == "removeKeyMatches" {
				out = append(out, it)
			}
			continue
		}
		other, ok := byKey[key]
		switch {
		case ok == (k.mode == "removeKeyMatches"):
			if !ok && k.mode == "mergeByKey" {
				out = append(out, it)
			}
		case k.mode == "mergeByKey":
			it.JSON = k.over(it.JSON, other.JSON)
			out = append(out, it)
		default:
			out = append(out, it)
		}
	}
	return out
}

// over writes the fields of a match into a document.
func (k keyed) over(doc, other value.Value) value.Value {
	var b value.Builder
	b.From(doc)
	for key, v := range other.Entries() {
		old, has := doc.Lookup(key)
		if key == k.property2 || k.overwrite == "undefined" && has || k.overwrite == "blank" && !isEmpty(old) {
			continue
		}
		b.Set(key, v)
	}
	return b.Object()
}

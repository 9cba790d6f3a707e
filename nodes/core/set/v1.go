package set

import (
	"math"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

type paramsV1 struct {
	KeepOnlySet node.Field[bool]        `param:"keepOnlySet"`
	Booleans    node.List[named]        `param:"values.boolean"`
	Numbers     node.List[named]        `param:"values.number"`
	Strings     node.List[named]        `param:"values.string"`
	DotNotation node.Field[value.Value] `param:"options.dotNotation"`
}

type named struct {
	Name  node.Field[string]      `param:"name"`
	Value node.Field[value.Value] `param:"value"`
}

// runV1 sets booleans first, then numbers, then strings, whose values are
// taken as they come.
func runV1(c *node.Call[paramsV1]) (node.Output, error) {
	in := c.Input(0)
	out := make([]item.Item, len(in))
	var t target
	for i := range in {
		made, err := itemV1(c, &t, in[i], i)
		if err != nil {
			// Unlike the later versions these leave failures to the engine.
			return nil, node.WrapItem(err, i)
		}
		out[i] = made
	}
	return node.One(out), nil
}

func itemV1(c *node.Call[paramsV1], t *target, in item.Item, i int) (item.Item, error) {
	only, err := c.P.KeepOnlySet.Or(c, i, false)
	if err != nil {
		return in, err
	}
	dots, err := c.P.DotNotation.Or(c, i, value.True)
	if err != nil {
		return in, err
	}
	t.dots = !value.StrictEqual(dots, value.False)
	t.Reset()
	if !only {
		t.From(in.JSON)
	}
	for _, list := range []struct {
		rows    *node.List[named]
		convert func(value.Value) value.Value
	}{
		{&c.P.Booleans, func(v value.Value) value.Value { return value.Bool(v.Truthy()) }},
		{&c.P.Numbers, numeric(c.Info().Version)},
		{&c.P.Strings, func(v value.Value) value.Value { return v }},
	} {
		rows, err := list.rows.Rows(c, i)
		if err != nil {
			return in, err
		}
		for n := range rows {
			name, err := rows[n].Name.Or(c, i, "")
			if err != nil {
				return in, err
			}
			v, err := rows[n].Value.Or(c, i, value.Undefined)
			if err != nil {
				return in, err
			}
			t.set(name, list.convert(v))
		}
	}
	made := item.FromPair(t.Object(), i)
	if !only {
		made.Binary = in.Binary
	}
	return made, nil
}

// numeric makes numbers of texts that look like one, since version 2.
func numeric(version float64) func(value.Value) value.Value {
	return func(v value.Value) value.Value {
		if version == 2 && v.IsString() {
			if n := v.ToNumber(); !math.IsNaN(n) {
				return value.Number(n)
			}
		}
		return v
	}
}

package ext

import (
	"math"
	"math/rand/v2"

	"runnel/runtime/value"
)

func arrayFunctions() []*Function {
	other := func(help string) []Arg { return []Arg{{Name: "otherArray", Type: "any[]", Help: help}} }
	return []*Function{
		{
			Name: "append", Receiver: Array, Returns: "any[]",
			Args:     []Arg{{Name: "elements", Type: "any", Help: "What to add, in order. An array is added as one element.", Variadic: true}},
			Help:     "Gives a new array with the elements added at the end.",
			Examples: []Example{{`["a", "b"].append("c")`, `["a","b","c"]`}, {`[1].append([2], 3)`, `[1,[2],3]`}},
			Search:   []string{"push", "add"}, call: appendElements,
		},
		{
			Name: "average", Receiver: Array, Returns: "number", Help: "The mean of the numbers, 0 for an empty array. Anything but numbers is an error.",
			Examples: []Example{{`[12, 1, 5].average()`, `6`}, {`[].average()`, `0`}}, Search: []string{"mean", "avg"}, call: averageOf,
		},
		{
			Name: "chunk", Receiver: Array, Returns: "any[][]", Args: []Arg{{Name: "length", Type: "number", Help: "The number of elements in each piece."}},
			Help:     "Cuts the array into arrays of the given length; the last one may be shorter.",
			Examples: []Example{{`[1, 2, 3, 4, 5].chunk(2)`, `[[1,2],[3,4],[5]]`}}, Search: []string{"split", "batch"}, call: chunk,
		},
		{
			Name: "compact", Receiver: Array, Returns: "any[]", Help: `Drops empty elements: null, undefined, "", "nil", {} and []. Objects are cleared of empty fields in the same way.`,
			Examples: []Example{{`[2, null, "", 1].compact()`, `[2,1]`}, {`[{ a: 1, b: null }].compact()`, `[{"a":1}]`}}, Search: []string{"removeEmpty"}, call: compactArray,
		},
		{
			Name: "difference", Receiver: Array, Returns: "any[]", Args: other("The elements to leave out."), Help: "The elements that the other array does not have, each once. Objects are compared by what is in them.",
			Examples: []Example{{`[1, 2, 3].difference([2, 3])`, `[1]`}}, call: difference,
		},
		{
			Name: "first", Receiver: Array, Returns: "any", Help: "The first element, undefined when there is none.",
			Examples: []Example{{`["a", "b"].first()`, `"a"`}, {`[].first()`, `undefined`}}, Search: []string{"head"},
			call: func(c *call) (value.Value, error) { return c.receiver.Index(0), nil },
		},
		{
			Name: "intersection", Receiver: Array, Returns: "any[]", Args: other("The array to compare with."), Help: "The elements that both arrays have, each once.",
			Examples: []Example{{`[1, 2].intersection([2, 3])`, `[2]`}}, call: intersection,
		},
		{
			Name: "isEmpty", Receiver: Array, Returns: "boolean", Help: "Tells whether the array has no elements.", Examples: []Example{{`[].isEmpty()`, `true`}, {`[0].isEmpty()`, `false`}},
			call: func(c *call) (value.Value, error) { return value.Bool(c.receiver.Len() == 0), nil },
		},
		{
			Name: "isNotEmpty", Receiver: Array, Returns: "boolean", Help: "Tells whether the array has any element.", Examples: []Example{{`["a"].isNotEmpty()`, `true`}},
			call: func(c *call) (value.Value, error) { return value.Bool(c.receiver.Len() > 0), nil },
		},
		{
			Name: "last", Receiver: Array, Returns: "any", Help: "The last element, undefined when there is none.", Examples: []Example{{`["a", "b"].last()`, `"b"`}}, Search: []string{"tail", "end"},
			call: func(c *call) (value.Value, error) { return c.receiver.Index(c.receiver.Len() - 1), nil },
		},
		{
			Name: "max", Receiver: Array, Returns: "number", Help: "The biggest number. Anything but numbers is an error.", Examples: []Example{{`[1, 12, 5].max()`, `12`}}, Search: []string{"maximum", "largest"},
			call: func(c *call) (value.Value, error) { return extreme(c, "max", math.Inf(-1), greater) },
		},
		{
			Name: "min", Receiver: Array, Returns: "number", Help: "The smallest number. Anything but numbers is an error.", Examples: []Example{{`[1, 12, 5].min()`, `1`}}, Search: []string{"minimum", "smallest"},
			call: func(c *call) (value.Value, error) { return extreme(c, "min", math.Inf(1), less) },
		},
		{
			Name: "merge", Receiver: Array, Returns: "object", Args: []Arg{{Name: "otherArray", Type: "object[]", Optional: true, Help: "Objects to merge in, one for each element."}},
			Help:     "Merges the objects into one; of several values of a key the first counts. With another array each element is merged with its counterpart first.",
			Examples: []Example{{`[{ a: 1 }, { a: 2, b: 3 }].merge()`, `{"a":1,"b":3}`}, {`[{ a: 1 }].merge([{ b: 2 }])`, `{"a":1,"b":2}`}}, call: merge,
		},
		{
			Name: "pluck", Receiver: Array, Returns: "any[]", Args: []Arg{{Name: "fieldNames", Type: "string", Help: "The fields to take.", Variadic: true, Optional: true}},
			Help:     "Takes the values of fields out of objects. With several fields every element gives an array, in the order of the object's keys; objects without any of them are left out.",
			Examples: []Example{{`[{ name: "Ann", age: 3 }, { name: "Bo" }].pluck("name")`, `["Ann","Bo"]`}, {`[{ a: 1, b: 2 }].pluck("a", "b")`, `[[1,2]]`}}, Search: []string{"map", "values"}, call: pluck,
		},
		{
			Name: "randomItem", Receiver: Array, Returns: "any", Help: "An element by chance, undefined when there is none.", Examples: []Example{{`["a"].randomItem()`, `"a"`}}, Search: []string{"random", "sample"},
			call: func(c *call) (value.Value, error) {
				if n := c.receiver.Len(); n > 0 {
					return c.receiver.Index(rand.IntN(n)), nil
				}
				return value.Undefined, nil
			},
		},
		removeDuplicates("removeDuplicates"), removeDuplicates("unique"),
		{
			Name: "renameKeys", Receiver: Array, Returns: "any[]",
			Args: []Arg{{Name: "from", Type: "string", Help: "The key to rename."}, {Name: "to", Type: "string", Help: "Its new name; more pairs may follow.", Variadic: true}},
			Help: "Renames keys of all objects in the array. A renamed key comes last.", Examples: []Example{{`[{ name: "Ann", age: 3 }].renameKeys("name", "title")`, `[{"age":3,"title":"Ann"}]`}}, call: renameKeys,
		},
		{
			Name: "smartJoin", Receiver: Array, Returns: "object",
			Args: []Arg{{Name: "keyField", Type: "string", Help: "The field whose values become the keys."}, {Name: "nameField", Type: "string", Help: "The field whose values become the values."}},
			Help: "Makes one object of an array of objects that have a key and a value.", Examples: []Example{{`[{ field: "age", value: 2 }, { field: "city", value: "Rome" }].smartJoin("field", "value")`, `{"age":2,"city":"Rome"}`}}, Search: []string{"fromEntries"}, call: smartJoin,
		},
		{
			Name: "sum", Receiver: Array, Returns: "number", Help: "The sum of the numbers. Anything but numbers is an error.", Examples: []Example{{`[12, 1, 5].sum()`, `18`}}, Search: []string{"total", "add"}, call: sum,
		},
		{
			Name: "union", Receiver: Array, Returns: "any[]", Args: other("The array to add."), Help: "The elements of both arrays, each once, in order of appearance.",
			Examples: []Example{{`[1, 2].union([2, 3])`, `[1,2,3]`}}, Search: []string{"concat"}, call: union,
		},
		{
			Name: "toJsonString", Receiver: Array, Returns: "string", Help: "The array as JSON text.", Examples: []Example{{`["a", 1].toJsonString()`, `"[\"a\",1]"`}}, Search: []string{"stringify"}, call: toJSONString,
		},
		{Name: "toInt", Receiver: Array, Returns: "undefined", Help: "Always undefined.", Examples: []Example{{`[1].toInt()`, `undefined`}}, call: undefined},
		{Name: "toFloat", Receiver: Array, Returns: "undefined", Help: "Always undefined.", Examples: []Example{{`[1].toFloat()`, `undefined`}}, call: undefined},
		{Name: "toBoolean", Receiver: Array, Returns: "undefined", Help: "Always undefined.", Examples: []Example{{`[1].toBoolean()`, `undefined`}}, call: undefined},
		{Name: "toDateTime", Receiver: Array, Returns: "undefined", Help: "Always undefined.", Examples: []Example{{`[1].toDateTime()`, `undefined`}}, call: undefined},
	}
}

func removeDuplicates(name string) *Function {
	return &Function{
		Name: name, Receiver: Array, Returns: "any[]", Args: []Arg{{Name: "keys", Type: "string", Help: "The fields that count when objects are compared; all when left out.", Variadic: true, Optional: true}},
		Help:     "The array without what comes a second time. Objects are compared by what is in them.",
		Examples: []Example{{`["a", "b", "a"].` + name + `()`, `["a","b"]`}, {`[{ id: 1, n: 1 }, { id: 1, n: 2 }].` + name + `("id")`, `[{"id":1,"n":1}]`}}, Search: []string{"dedupe", "distinct"}, call: distinct,
	}
}

func appendElements(c *call) (value.Value, error) { return c.receiver.Append(c.args...), nil }

// numbers answers the elements of an array of numbers; anything else is an error.
func numbers(c *call, name string) ([]value.Value, error) {
	elems := c.receiver.Elems()
	for _, e := range elems {
		if !e.IsNumber() {
			return nil, &Error{Message: name + "(): all array elements must be numbers"}
		}
	}
	return elems, nil
}

func sum(c *call) (value.Value, error) {
	elems, err := numbers(c, "sum")
	if err != nil {
		return value.Undefined, err
	}
	total := 0.0
	for _, e := range elems {
		total += e.Num()
	}
	return value.Number(total), nil
}

func averageOf(c *call) (value.Value, error) {
	elems, err := numbers(c, "average")
	if err != nil || len(elems) == 0 {
		return value.Int(0), err
	}
	total := 0.0
	for _, e := range elems {
		total += e.Num()
	}
	return value.Number(total / float64(len(elems))), nil
}

func greater(a, b float64) bool { return a > b }
func less(a, b float64) bool    { return a < b }

// extreme is the biggest or smallest number of an array, NaN if one is.
func extreme(c *call, name string, start float64, better func(a, b float64) bool) (value.Value, error) {
	elems, err := numbers(c, name)
	if err != nil {
		return value.Undefined, err
	}
	out := start
	for _, e := range elems {
		f := e.Num()
		if math.IsNaN(f) {
			return e, nil
		}
		if better(f, out) {
			out = f
		}
	}
	return value.Number(out), nil
}

func chunk(c *call) (value.Value, error) {
	size := c.arg(0)
	if !size.IsNumber() || !(size.Num() > 0) && !math.IsNaN(size.Num()) {
		return fail("chunk(): expected non-zero numeric arg, e.g. .chunk(5)")
	}
	elems := c.receiver.Elems()
	if math.IsNaN(size.Num()) {
		if len(elems) == 0 {
			return value.EmptyArray, nil
		}
		return value.Array(value.EmptyArray), nil
	}
	var out []value.Value
	for at := 0.0; at < float64(len(elems)); at += size.Num() {
		from, to := int(at), int(math.Min(at+size.Num(), float64(len(elems))))
		out = append(out, value.Array(append([]value.Value(nil), elems[from:to]...)...))
	}
	return value.Array(out...), nil
}

// isBlank tells whether compact drops a value.
func isBlank(v value.Value) bool {
	switch v.Kind() {
	case value.KindUndefined, value.KindNull, value.KindDate:
		return true
	case value.KindString:
		return v.Str() == "" || v.Str() == "nil"
	case value.KindArray, value.KindObject:
		return v.Len() == 0
	}
	return false
}

// compacted answers an object without its empty fields; an array counts as an
// object with its indexes as keys.
func compacted(v value.Value) value.Value {
	var b value.Builder
	put := func(key string, x value.Value) {
		if isBlank(x) {
			return
		}
		if x.IsObject() || x.IsArray() {
			x = compacted(x)
		}
		b.Set(key, x)
	}
	for i, e := range v.Elems() {
		put(value.FormatNumber(float64(i)), e)
	}
	for key, x := range v.Entries() {
		put(key, x)
	}
	return b.Object()
}

func compactArray(c *call) (value.Value, error) {
	var out []value.Value
	for _, e := range c.receiver.Elems() {
		if isBlank(e) {
			continue
		}
		if e.IsObject() || e.IsArray() {
			e = compacted(e)
		}
		out = append(out, e)
	}
	return value.Array(out...), nil
}

// bag finds values that are deeply equal to one it has.
type bag struct {
	simple map[string]bool
	deep   []value.Value
}

// key is a text that is the same for equal simple values, "" for others.
func key(v value.Value) string {
	switch v.Kind() {
	case value.KindString:
		return "s" + v.Str()
	case value.KindNumber:
		if v.Num() == 0 {
			return "n0"
		}
		return "n" + v.ToString()
	case value.KindUndefined, value.KindNull, value.KindBool:
		return "c" + v.ToString()
	}
	return ""
}

// add adds a value and tells whether it is new.
func (b *bag) add(v value.Value) bool {
	if b.has(v) {
		return false
	}
	if k := key(v); k != "" {
		if b.simple == nil {
			b.simple = map[string]bool{}
		}
		b.simple[k] = true
	} else {
		b.deep = append(b.deep, v)
	}
	return true
}

func (b *bag) has(v value.Value) bool {
	if k := key(v); k != "" {
		return b.simple[k]
	}
	for _, d := range b.deep {
		if value.DeepEqual(d, v) {
			return true
		}
	}
	return false
}

// other reads the argument that must be an array.
func (c *call) other(name string) (value.Value, error) {
	if a := c.arg(0); a.IsArray() {
		return a, nil
	}
	return value.Undefined, &Error{Message: name + "(): expected array arg, e.g. ." + name + "([1, 2, 3, 4])"}
}

func difference(c *call) (value.Value, error) {
	other, err := c.other("difference")
	if err != nil {
		return value.Undefined, err
	}
	var b bag
	for _, e := range other.Elems() {
		b.add(e)
	}
	return c.filtered(b.add), nil
}

func intersection(c *call) (value.Value, error) {
	other, err := c.other("intersection")
	if err != nil {
		return value.Undefined, err
	}
	var theirs, seen bag
	for _, e := range other.Elems() {
		theirs.add(e)
	}
	return c.filtered(func(e value.Value) bool { return theirs.has(e) && seen.add(e) }), nil
}

func union(c *call) (value.Value, error) {
	other, err := c.other("union")
	if err != nil {
		return value.Undefined, err
	}
	c.receiver = c.receiver.Append(other.Elems()...)
	var b bag
	return c.filtered(b.add), nil
}

// filtered answers the elements that f keeps.
func (c *call) filtered(f func(value.Value) bool) value.Value {
	var out []value.Value
	for _, e := range c.receiver.Elems() {
		if f(e) {
			out = append(out, e)
		}
	}
	return value.Array(out...)
}

func distinct(c *call) (value.Value, error) {
	var b bag
	if len(c.args) == 0 {
		return c.filtered(b.add), nil
	}
	keys := make([]string, len(c.args))
	for i, a := range c.args {
		keys[i] = a.ToString()
	}
	return c.filtered(func(e value.Value) bool {
		if !e.IsObject() && !e.IsArray() {
			return b.add(e)
		}
		picked := make([]value.Value, len(keys)+1)
		// The mark keeps picked fields apart from elements that are arrays.
		picked[len(keys)] = pickedMark
		for i, k := range keys {
			picked[i] = e.Get(k)
		}
		return b.add(value.Array(picked...))
	}), nil
}

var pickedMark = value.Date(0)

func merge(c *call) (value.Value, error) {
	var b value.Builder
	other := c.arg(0)
	if other.IsUndefined() {
		for _, e := range c.receiver.Elems() {
			for k, v := range e.Entries() {
				if !hasKey(&b, k) {
					b.Set(k, v)
				}
			}
		}
		return b.Object(), nil
	}
	if !other.IsArray() {
		return fail("merge(): expected array arg, e.g. .merge([{ id: 1, otherValue: 3 }])")
	}
	for i, own := range c.receiver.Elems() {
		theirs := other.Index(i)
		if !own.IsObject() || !theirs.IsObject() {
			continue
		}
		for k, v := range own.Entries() {
			b.Set(k, v)
		}
		for k, v := range theirs.Entries() {
			if !own.Has(k) {
				b.Set(k, v)
			}
		}
	}
	return b.Object(), nil
}

// hasKey tells whether a builder has a field.
func hasKey(b *value.Builder, key string) bool {
	if !b.Get(key).IsUndefined() {
		return true
	}
	return b.Object().Has(key)
}

func pluck(c *call) (value.Value, error) {
	if len(c.args) == 0 {
		return c.receiver, nil
	}
	wanted := map[string]bool{}
	for _, a := range c.args {
		if a.IsString() {
			wanted[a.Str()] = true
		}
	}
	var out []value.Value
	for _, e := range c.receiver.Elems() {
		var found []value.Value
		for i, x := range e.Elems() {
			if wanted[value.FormatNumber(float64(i))] {
				found = append(found, x)
			}
		}
		for k, x := range e.Entries() {
			if wanted[k] {
				found = append(found, x)
			}
		}
		switch len(found) {
		case 0:
		case 1:
			out = append(out, found[0])
		default:
			out = append(out, value.Array(found...))
		}
	}
	return value.Array(out...), nil
}

func renameKeys(c *call) (value.Value, error) {
	if len(c.args) == 0 || len(c.args)%2 != 0 {
		return fail(`renameKeys(): expected an even amount of args: from1, to1 [, from2, to2, ...]. e.g. .renameKeys("name", "title")`)
	}
	elems := c.receiver.Elems()
	out := make([]value.Value, len(elems))
	for i, e := range elems {
		out[i] = e
		if !e.IsObject() && !e.IsArray() {
			continue
		}
		o := asObject(e)
		for p := 0; p < len(c.args); p += 2 {
			from, to := c.args[p].ToString(), c.args[p+1].ToString()
			if x, ok := o.Lookup(from); ok {
				o = o.Set(to, x).Delete(from)
			}
		}
		out[i] = o
	}
	return value.Array(out...), nil
}

// asObject answers an array as an object with its indexes as keys.
func asObject(v value.Value) value.Value {
	if !v.IsArray() {
		return v
	}
	var b value.Builder
	for i, e := range v.Elems() {
		b.Set(value.FormatNumber(float64(i)), e)
	}
	return b.Object()
}

func smartJoin(c *call) (value.Value, error) {
	k, v := c.arg(0), c.arg(1)
	if !k.IsString() || !v.IsString() || k.Str() == "" || v.Str() == "" {
		return fail(`smartJoin(): expected two string args, e.g. .smartJoin("name", "value")`)
	}
	var b value.Builder
	for _, e := range c.receiver.Elems() {
		if !e.IsObject() && !e.IsArray() {
			continue
		}
		name, hasName := e.Lookup(k.Str())
		x, hasValue := e.Lookup(v.Str())
		if hasName && hasValue {
			b.Set(name.ToString(), x)
		}
	}
	return b.Object(), nil
}

func toJSONString(c *call) (value.Value, error) { return value.String(c.receiver.JSON()), nil }

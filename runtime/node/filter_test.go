package node

import (
	"errors"
	"testing"
	"time"

	"runnel/runtime/value"
)

func TestFilterOperators(t *testing.T) {
	zone := newYork(t)
	for _, c := range recorded[struct {
		Left, Right, Operator value.Value
		Mode                  string
		Version               int
		CaseSensitive         bool
		Gives                 bool
		Error, Description    string
	}](t, "filter.jsonl") {
		left, right := special(c.Left), special(c.Right)
		var f Filter
		if err := f.DecodeParam(Obj(
			"options", Obj("typeValidation", c.Mode, "version", c.Version, "caseSensitive", c.CaseSensitive),
			"combinator", "and",
			"conditions", value.Array(Obj("leftValue", left, "rightValue", right, "operator", c.Operator)))); err != nil {
			t.Fatal(err)
		}
		got, err := f.Match(3, zone)
		message, description := "", ""
		var fe *FilterError
		if errors.As(err, &fe) {
			message, description = fe.Message, fe.Description
		}
		if got != c.Gives || message != c.Error || description != c.Description {
			t.Errorf("%v %s %v (%s, version %d): got %v %q %q, want %v %q %q", left, c.Operator.JSON(), right, c.Mode, c.Version,
				got, message, description, c.Gives, c.Error, c.Description)
		}
	}
}

func filterOf(combinator string, conditions ...value.Value) value.Value {
	return Obj("options", Obj("typeValidation", "strict", "version", 2, "caseSensitive", true, "leftValue", ""),
		"combinator", combinator, "conditions", value.Array(conditions...))
}

func isEqual(l, r any) value.Value {
	return Obj("leftValue", l, "rightValue", r, "operator", Obj("type", "string", "operation", "equals"))
}

func TestFilterCombines(t *testing.T) {
	wrong := isEqual(1, "a")
	for _, c := range []struct {
		name string
		v    value.Value
		want bool
		err  bool
	}{
		{"no conditions, and", filterOf("and"), true, false},
		{"no conditions, or", filterOf("or"), false, false},
		{"and ends at the first false", filterOf("and", isEqual("a", "b"), wrong), false, false},
		{"or ends at the first true", filterOf("or", isEqual("a", "a"), wrong), true, false},
		{"a wrong type before the decision", filterOf("or", wrong, isEqual("a", "a")), false, true},
		{"unknown combinator", filterOf("xor", isEqual("a", "a")), false, false},
		{"no filter, true", value.String("yes"), true, false},
		{"no filter, false", value.EmptyObject.Set("conditions", value.EmptyArray), true, false},
		{"nothing", value.Undefined, false, false},
	} {
		var f Filter
		if err := f.DecodeParam(c.v); err != nil {
			t.Fatal(err)
		}
		got, err := f.Match(0, time.UTC)
		if got != c.want || (err != nil) != c.err {
			t.Errorf("%s: got %v %v", c.name, got, err)
		}
	}
}

// tree is a source that can be taken apart; texts that start with "=" are keys
// of the item.
type tree struct{ v value.Value }

func (s tree) Raw() value.Value { return s.v }

func (s tree) Constant() (value.Value, bool) {
	if s.v.IsObject() || s.v.IsArray() {
		for _, v := range s.v.Elems() {
			if _, ok := (tree{v}).Constant(); !ok {
				return value.Undefined, false
			}
		}
		for _, v := range s.v.Entries() {
			if _, ok := (tree{v}).Constant(); !ok {
				return value.Undefined, false
			}
		}
		return s.v, true
	}
	return s.v, !IsExpression(s.v)
}

func (s tree) Part(key string) Source {
	if v, ok := s.v.Lookup(key); ok {
		return tree{v}
	}
	return nil
}

type items []value.Value

func (e items) Eval(src Source, i int) (value.Value, error) {
	v := src.Raw()
	switch {
	case IsExpression(v):
		if v.Str() == "=fail" {
			return value.Undefined, errors.New("failed")
		}
		return e[i].Get(v.Str()[1:]), nil
	case v.IsArray():
		for n, x := range v.Elems() {
			x, err := e.Eval(tree{x}, i)
			if err != nil {
				return v, err
			}
			v = v.SetIndex(n, x)
		}
	case v.IsObject():
		for k, x := range v.Entries() {
			x, err := e.Eval(tree{x}, i)
			if err != nil {
				return v, err
			}
			v = v.Set(k, x)
		}
	}
	return v, nil
}

type whole struct{ Source }

func TestFilterField(t *testing.T) {
	e := items{Obj("a", "x"), Obj("a", "y"), Obj("a", 1)}
	for _, c := range []struct {
		name string
		v    value.Value
		want []bool
		errs []bool
	}{
		{"by item", filterOf("and", isEqual("=a", "x")), []bool{true, false, false}, []bool{false, false, true}},
		{"all expressions are evaluated", filterOf("or", isEqual("=a", "x"), isEqual("=fail", "")), []bool{false, false, false}, []bool{true, true, true}},
		{"constant", filterOf("and", isEqual("x", "x")), []bool{true, true, true}, []bool{false, false, false}},
	} {
		for _, src := range []Source{tree{c.v}, whole{tree{c.v}}} {
			var f FilterField
			f.Bind(src, nil)
			for i := range e {
				got, err := f.Match(e, i, time.UTC)
				if got != c.want[i] || (err != nil) != c.errs[i] {
					t.Errorf("%s, item %d, %T: got %v %v", c.name, i, src, got, err)
				}
			}
		}
	}
}

func BenchmarkFilterField(b *testing.B) {
	e := items{Obj("a", "x")}
	var f FilterField
	f.Bind(tree{filterOf("and", isEqual("=a", "x"))}, nil)
	b.ReportAllocs()
	for b.Loop() {
		if ok, err := f.Match(e, 0, time.UTC); !ok || err != nil {
			b.Fatal(ok, err)
		}
	}
}

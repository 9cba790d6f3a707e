package node

import (
	"testing"

	"runnel/runtime/value"
)

type row struct {
	Name  Field[string]      `param:"name"`
	Value Field[value.Value] `param:"v.x"`
}

func TestLists(t *testing.T) {
	e := items{Obj("a", 1, "list", Arr(Obj("name", "q"))), Obj("a", 2)}
	for name, src := range map[string]Source{
		"taken apart": tree{Arr(Obj("name", "n", "v", Obj("x", "=a")), Obj())},
		"constant":    tree{Arr(Obj("name", "n", "v", Obj("x", 1)), Obj())},
		"whole":       whole{tree{Arr(Obj("name", "n", "v", Obj("x", "=a")), Obj())}},
	} {
		var l List[row]
		l.bindTo(src, nil)
		rows, err := l.Rows(e, 0)
		if err != nil || len(rows) != 2 {
			t.Errorf("%s: got %v %v", name, rows, err)
			continue
		}
		n, _ := rows[0].Name.At(e, 0)
		v, err := rows[0].Value.At(e, 0)
		if n != "n" || v.Num() != 1 || err != nil {
			t.Errorf("%s: got %q %v %v", name, n, v, err)
		}
		if rows[1].Name.Present() {
			t.Errorf("%s: an absent member is there", name)
		}
	}
	var l List[row]
	l.bindTo(tree{value.String("=list")}, nil)
	if rows, err := l.Rows(e, 0); err != nil || len(rows) != 1 {
		t.Errorf("a list by expression: got %v %v", rows, err)
	}
	if rows, err := l.Rows(e, 1); err != nil || len(rows) != 0 {
		t.Errorf("no list by expression: got %v %v", rows, err)
	}
	l.bindTo(nil, nil)
	if rows, err := l.Rows(e, 0); err != nil || rows != nil || l.Present() {
		t.Errorf("an absent list: got %v %v", rows, err)
	}
}

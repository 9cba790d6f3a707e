package node

import "testing"

func TestVersionsOfTypes(t *testing.T) {
	r := &Registry{}
	one := &Type{Name: "one", Versions: []float64{1, 1.1}}
	old, newer := &Type{Name: "two", Versions: []float64{1}}, &Type{Name: "two", Versions: []float64{2, 3}, Default: 2}
	for _, typ := range []*Type{one, old, newer} {
		r.Add(typ)
	}
	for _, c := range []struct {
		name    string
		version float64
		want    *Type
		found   float64
	}{
		{"one", 1.1, one, 1.1}, {"one", 0, one, 1.1}, {"one", 7, one, 7},
		{"two", 1, old, 1}, {"two", 3, newer, 3}, {"two", 0, newer, 2}, {"two", 7, nil, 7},
		{"none", 1, nil, 1},
	} {
		if got, found := r.Find(c.name, c.version); got != c.want || found != c.found {
			t.Errorf("%s %v: found %v, %v", c.name, c.version, got, found)
		}
	}
}

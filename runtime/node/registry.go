package node

import (
	"fmt"
	"sort"
)

// Registry finds a node's declaration by name and version.
type Registry struct{ byName map[string][]*Type }

// Registered holds every node that Define declared; importing package
// nodes/all fills it.
var Registered = &Registry{}

// Add adds a declaration. It panics when one of its versions is there already.
func (r *Registry) Add(t *Type) {
	if r.byName == nil {
		r.byName = map[string][]*Type{}
	}
	for _, v := range t.Versions {
		if r.find(t.Name, v) != nil {
			panic(fmt.Sprintf("node %s version %v is declared twice", t.Name, v))
		}
	}
	r.byName[t.Name] = append(r.byName[t.Name], t)
}

func (r *Registry) find(name string, version float64) *Type {
	for _, t := range r.byName[name] {
		for _, v := range t.Versions {
			if v == version {
				return t
			}
		}
	}
	return nil
}

// Find gives the declaration for a type and version; version 0 means the
// type's default. The second result is the version found. It is nil when the
// type or that version of it is unknown. A type that has one declaration takes
// any version, as in the original, where only types with several look at it.
func (r *Registry) Find(name string, version float64) (*Type, float64) {
	if version == 0 {
		version = r.DefaultVersion(name)
	}
	t := r.find(name, version)
	if list := r.byName[name]; t == nil && len(list) == 1 {
		t = list[0]
	}
	return t, version
}

// Known tells whether there is any version of the type.
func (r *Registry) Known(name string) bool { return len(r.byName[name]) > 0 }

// DefaultVersion is the version that a node without one has: what a
// declaration names, else the highest; 0 when the type is unknown.
func (r *Registry) DefaultVersion(name string) float64 {
	highest := 0.0
	for _, t := range r.byName[name] {
		if t.Default != 0 {
			return t.Default
		}
		for _, v := range t.Versions {
			highest = max(highest, v)
		}
	}
	return highest
}

// All gives every declaration, by name and first version.
func (r *Registry) All() []*Type {
	var all []*Type
	for _, list := range r.byName {
		all = append(all, list...)
	}
	sort.Slice(all, func(i, j int) bool {
		if all[i].Name != all[j].Name {
			return all[i].Name < all[j].Name
		}
		return all[i].Versions[0] < all[j].Versions[0]
	})
	return all
}

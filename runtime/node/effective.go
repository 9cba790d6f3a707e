package node

import (
	"strings"

	"runnel/runtime/value"
)

// Effective gives the parameters a node works with: what is stored, completed
// by the declared defaults, without what is not declared or not shown. The
// rules are those of the engine reference §2 and the flow reference §0.8:
//
//   - a parameter whose conditions do not hold is left out, stored or not;
//   - absent ones take the default, and so does a stored null, except where
//     the kind is boolean, number or options;
//   - members of a collection get no default, entries of a group do;
//   - of several parameters of one name the last one shown counts.
func Effective(t *Type, version float64, stored value.Value) value.Value {
	if t == nil {
		return stored
	}
	return newScope(t, version, stored).effective()
}

func newScope(t *Type, version float64, stored value.Value) *scope {
	if !stored.IsObject() {
		stored = value.EmptyObject
	}
	return &scope{typ: t, version: version, params: t.Params, stored: stored}
}

// scope is one list of declared parameters with the object that stores them:
// the node's parameters, one collection's members or one entry of a group.
type scope struct {
	typ     *Type
	version float64
	params  Params
	stored  value.Value
	// members marks a collection, whose members have no defaults.
	members bool
	// root is the scope of the node's parameters, nil for that scope itself.
	root *scope
	// seen holds the values that conditions see, as far as they were needed.
	seen map[string]value.Value
}

func (s *scope) child(params Params, stored value.Value, members bool) *scope {
	root := s.root
	if root == nil {
		root = s
	}
	if !stored.IsObject() {
		stored = value.EmptyObject
	}
	return &scope{typ: s.typ, version: s.version, params: params, stored: stored, members: members, root: root}
}

// values answers the names in conditions, see valuesOf.
func (s *scope) values(name string) []value.Value {
	root := s.root
	if root == nil {
		root = s
	}
	return conditionValues(name, s.typ, s.version, root.path, s.path)
}

// conditionValues answers a name in a condition of a parameter of t: root and
// sibling read parameters by dotted path.
func conditionValues(name string, t *Type, version float64, root, sibling func(path string) value.Value) []value.Value {
	var v value.Value
	switch {
	case strings.HasPrefix(name, "/"):
		v = root(name[1:])
	case name == VersionKey:
		v = value.Number(version)
	case name == "@tool":
		v = value.Bool(strings.HasSuffix(t.Name, "Tool"))
	case strings.HasPrefix(name, "@"):
		// Other facts are switches of the original's instance.
	default:
		v = sibling(name)
	}
	if v.IsObject() && v.Get("__rl").Truthy() {
		v = v.Get("value")
	}
	if v.IsArray() {
		return v.Elems()
	}
	return []value.Value{v}
}

func (s *scope) path(path string) value.Value {
	name, rest, more := strings.Cut(path, ".")
	v := s.seenValue(name)
	for more {
		name, rest, more = strings.Cut(rest, ".")
		v = v.Get(name)
	}
	return v
}

// seenValue gives what conditions see of a parameter: its value or default.
// Collections and groups are not seen. Where several share the name, those
// that are not shown do not count.
func (s *scope) seenValue(name string) value.Value {
	if v, ok := s.seen[name]; ok {
		return v
	}
	if s.seen == nil {
		s.seen = map[string]value.Value{}
	}
	// A circle of conditions ends here.
	s.seen[name] = value.Undefined
	several := s.count(name) > 1
	var out value.Value
	for i := range s.params {
		p := &s.params[i]
		if p.Name != name || p.isComplex() || several && !shown(p.Visible, p.HiddenWhen, s.values) {
			continue
		}
		if v, ok := s.simple(p); ok {
			out = v
		}
	}
	s.seen[name] = out
	return out
}

func (s *scope) count(name string) int {
	n := 0
	for i := range s.params {
		if s.params[i].Name == name {
			n++
		}
	}
	return n
}

func (p *Param) isComplex() bool {
	return p.Kind == KindCollection || p.Kind == KindFixedCollection
}

// simple gives the stored value or the default of a parameter without members
// of its own; false when there is neither.
func (s *scope) simple(p *Param) (value.Value, bool) {
	v, stored := s.stored.Lookup(p.Name)
	stored = stored && !v.IsUndefined()
	if !stored && s.members {
		return value.Undefined, false
	}
	switch p.Kind {
	case KindBoolean, KindNumber, KindOptions:
		if stored {
			return v, true
		}
	case KindResourceLocator:
		if stored {
			return v, true
		}
		if p.Default.IsObject() {
			return withMark(p.Default), true
		}
	case KindCollection, KindFixedCollection:
		if stored {
			return v, true
		}
	default:
		if stored && !v.IsNull() {
			return v, true
		}
	}
	return p.Default, !p.Default.IsUndefined()
}

// withMark gives a resource locator's default with the key that marks it.
func withMark(def value.Value) value.Value {
	var b value.Builder
	b.Set("__rl", value.True)
	for k, v := range def.Entries() {
		b.Set(k, v)
	}
	return b.Object()
}

func (s *scope) effective() value.Value {
	var b value.Builder
	for i := range s.params {
		p := &s.params[i]
		if !shown(p.Visible, p.HiddenWhen, s.values) {
			continue
		}
		v, ok := s.simple(p)
		if !ok {
			continue
		}
		b.Set(p.Name, s.inside(p, v))
	}
	return b.Object()
}

// inside completes the members of a stored collection, and of groups whether
// they are stored or the default.
func (s *scope) inside(p *Param, v value.Value) value.Value {
	switch p.Kind {
	case KindCollection:
		if p.Multiple && s.stored.Get(p.Name).IsUndefined() && !v.IsArray() {
			return value.EmptyArray
		}
		if p.Multiple || s.stored.Get(p.Name).IsUndefined() {
			return v
		}
		return s.child(p.Fields, v, true).effective()
	case KindFixedCollection:
		var b value.Builder
		for name, entries := range v.Entries() {
			group := p.group(name)
			switch {
			case group == nil:
			case p.Multiple:
				list := []value.Value{}
				for _, entry := range entries.Elems() {
					list = append(list, s.child(group.Fields, entry, false).effective())
				}
				if entries.IsString() {
					// The whole list is an expression.
					b.Set(name, entries)
					continue
				}
				b.Set(name, value.Array(list...))
			case entries.IsString():
				b.Set(name, entries)
			default:
				b.Set(name, s.child(group.Fields, entries, false).effective())
			}
		}
		return b.Object()
	}
	return v
}

func (p *Param) group(name string) *FieldGroup {
	for i := range p.FieldGroups {
		if p.FieldGroups[i].Name == name {
			return &p.FieldGroups[i]
		}
	}
	return nil
}

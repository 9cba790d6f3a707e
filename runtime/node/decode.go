package node

import (
	"fmt"
	"math"
	"reflect"
	"strings"
	"sync"

	"runnel/runtime/value"
)

// decoder turns a parameter's value into Go: out is a pointer to the variable.
type decoder func(v value.Value, out any) error

// Decoder is implemented, on its pointer, by a type that reads itself from a
// parameter's value.
type Decoder interface {
	DecodeParam(v value.Value) error
}

// declared is implemented, on its pointer, by a type that reads itself with
// the help of the parameter's declaration.
type declared interface {
	decodeDeclared(p *Param) decoder
}

// decoderFor gives the decoder for the variable that out points to. p is the
// parameter's declaration, nil when it is not declared by itself.
func decoderFor(out any, p *Param) decoder {
	if p != nil && (p.Kind == KindResourceLocator || p.Kind == KindWorkflowSelector) {
		if d, ok := out.(declared); ok {
			return d.decodeDeclared(p)
		}
		if _, ok := out.(*value.Value); !ok {
			inner := decoderFor(out, nil)
			return func(v value.Value, out any) error {
				v, err := locatorValue(p, v)
				if err != nil {
					return err
				}
				return inner(v, out)
			}
		}
	}
	switch out.(type) {
	case *string:
		return func(v value.Value, out any) error { *out.(*string) = asText(v); return nil }
	case *bool:
		return func(v value.Value, out any) error { *out.(*bool) = v.Truthy(); return nil }
	case *float64:
		return func(v value.Value, out any) error { *out.(*float64) = asNumber(v); return nil }
	case *int:
		return func(v value.Value, out any) error { *out.(*int) = asInt(v); return nil }
	case *value.Value:
		return func(v value.Value, out any) error { *out.(*value.Value) = v; return nil }
	case Decoder:
		return func(v value.Value, out any) error { return out.(Decoder).DecodeParam(v) }
	}
	set := setterFor(reflect.TypeOf(out).Elem())
	return func(v value.Value, out any) error { return set(v, reflect.ValueOf(out).Elem()) }
}

// asText is JavaScript's text of a value; nothing gives "".
func asText(v value.Value) string {
	if v.IsString() {
		return v.Str()
	}
	if v.IsNullish() {
		return ""
	}
	return v.ToString()
}

// asNumber is JavaScript's number of a value; undefined gives 0.
func asNumber(v value.Value) float64 {
	if v.IsUndefined() {
		return 0
	}
	return v.ToNumber()
}

// asInt cuts the fraction off; what is no number gives 0.
func asInt(v value.Value) int {
	f := asNumber(v)
	switch {
	case math.IsNaN(f):
		return 0
	case f >= math.MaxInt:
		return math.MaxInt
	case f <= math.MinInt:
		return math.MinInt
	}
	return int(f)
}

type setter func(v value.Value, out reflect.Value) error

var setters sync.Map // reflect.Type -> setter

var (
	valueType   = reflect.TypeFor[value.Value]()
	decoderType = reflect.TypeFor[Decoder]()
)

// setterFor compiles how a value is read into a variable of a type. It panics
// on types that Field does not allow: a mistake of the program.
func setterFor(t reflect.Type) setter {
	if s, ok := setters.Load(t); ok {
		return s.(setter)
	}
	s := compileSetter(t)
	setters.Store(t, s)
	return s
}

func compileSetter(t reflect.Type) setter {
	switch {
	case t == valueType:
		return func(v value.Value, out reflect.Value) error {
			*out.Addr().Interface().(*value.Value) = v
			return nil
		}
	case reflect.PointerTo(t).Implements(decoderType):
		return func(v value.Value, out reflect.Value) error {
			return out.Addr().Interface().(Decoder).DecodeParam(v)
		}
	}
	switch t.Kind() {
	case reflect.String:
		return func(v value.Value, out reflect.Value) error { out.SetString(asText(v)); return nil }
	case reflect.Bool:
		return func(v value.Value, out reflect.Value) error { out.SetBool(v.Truthy()); return nil }
	case reflect.Float64:
		return func(v value.Value, out reflect.Value) error { out.SetFloat(asNumber(v)); return nil }
	case reflect.Int:
		return func(v value.Value, out reflect.Value) error { out.SetInt(int64(asInt(v))); return nil }
	case reflect.Pointer:
		inner := setterFor(t.Elem())
		return func(v value.Value, out reflect.Value) error {
			if v.IsNullish() {
				out.SetZero()
				return nil
			}
			p := reflect.New(t.Elem())
			out.Set(p)
			return inner(v, p.Elem())
		}
	case reflect.Slice:
		inner := setterFor(t.Elem())
		return func(v value.Value, out reflect.Value) error {
			if v.IsNullish() {
				out.SetZero()
				return nil
			}
			if !v.IsArray() {
				v = value.Array(v)
			}
			list := reflect.MakeSlice(t, v.Len(), v.Len())
			for i, e := range v.Elems() {
				if err := inner(e, list.Index(i)); err != nil {
					return err
				}
			}
			out.Set(list)
			return nil
		}
	case reflect.Struct:
		return structSetter(t)
	}
	panic(fmt.Sprintf("%v cannot be read from a node's parameter", t))
}

func structSetter(t reflect.Type) setter {
	type member struct {
		path  []string
		index int
		set   setter
	}
	var members []member
	for i := range t.NumField() {
		path, ok := t.Field(i).Tag.Lookup("param")
		if !ok {
			continue
		}
		members = append(members, member{strings.Split(path, "."), i, setterFor(t.Field(i).Type)})
	}
	if len(members) == 0 {
		panic(fmt.Sprintf("%v has no param tags, so it cannot be read from a node's parameter", t))
	}
	return func(v value.Value, out reflect.Value) error {
		for _, m := range members {
			x := v
			for _, key := range m.path {
				x = x.Get(key)
			}
			if x.IsUndefined() {
				out.Field(m.index).SetZero()
				continue
			}
			if err := m.set(x, out.Field(m.index)); err != nil {
				return err
			}
		}
		return nil
	}
}

// eachField calls f for the Fields of a parameter struct, those of structs in
// it too: a tag on such a struct is a prefix of the paths in it.
func eachField(v reflect.Value, prefix string, f func(path string, b bindable)) {
	t := v.Type()
	for i := range t.NumField() {
		tag, tagged := t.Field(i).Tag.Lookup("param")
		path := prefix + tag
		if !t.Field(i).IsExported() {
			if tagged && !t.Field(i).Anonymous {
				panic(fmt.Sprintf("%v.%s has a param tag but is not exported", t, t.Field(i).Name))
			}
			if !t.Field(i).Anonymous {
				continue
			}
		} else if b, ok := v.Field(i).Addr().Interface().(bindable); ok {
			if !tagged {
				panic(fmt.Sprintf("%v.%s needs a param tag", t, t.Field(i).Name))
			}
			f(path, b)
			continue
		}
		if v.Field(i).Kind() == reflect.Struct {
			if tagged {
				path += "."
			}
			eachField(v.Field(i), path, f)
		}
	}
}

// bindParams binds the fields of the parameter struct that p points to.
func bindParams(t *Type, p any, b Binding) error {
	v := reflect.ValueOf(p).Elem()
	if v.Kind() != reflect.Struct {
		return nil
	}
	eachField(v, "", func(path string, field bindable) {
		field.bindTo(b.Param(path), t.declaration(path, b))
	})
	return nil
}

// checkParams panics when a tag of P names no declared parameter.
func checkParams[P any](t *Type) {
	v := reflect.ValueOf(new(P)).Elem()
	if v.Kind() != reflect.Struct {
		return
	}
	eachField(v, "", func(path string, field bindable) {
		if !t.Params.declare(path) {
			panic(fmt.Sprintf("node %s: the parameter %q of %T is not declared", t.Name, path, *new(P)))
		}
		if rows, ok := field.(declaredRows); ok {
			eachField(reflect.ValueOf(rows.row()).Elem(), path+".", func(path string, _ bindable) {
				if !t.Params.declare(path) {
					panic(fmt.Sprintf("node %s: the member %q of %T is not declared", t.Name, path, *new(P)))
				}
			})
		}
		field.bindTo(nil, nil)
	})
}

// declare tells whether a dotted path leads to a declared parameter.
func (ps Params) declare(path string) bool {
	name, rest, more := strings.Cut(path, ".")
	for i := range ps {
		p := &ps[i]
		if p.Name != name {
			continue
		}
		if !more {
			return true
		}
		switch p.Kind {
		case KindCollection:
			if p.Fields.declare(rest) {
				return true
			}
		case KindFixedCollection:
			group, rest, more := strings.Cut(rest, ".")
			if g := p.group(group); g != nil && (!more || g.Fields.declare(rest)) {
				return true
			}
		case KindFilter, KindAssignments, KindResourceLocator, KindResourceMapper, KindWorkflowSelector, KindJSON, KindHidden:
			// What is in these is not declared.
			return true
		}
	}
	return false
}

// declaration gives the declaration of the parameter at a path: of several of
// one name the one that is shown, when the binding knows the parameters, else
// the first. It is nil for a path into something that is not declared.
func (t *Type) declaration(path string, b Binding) *Param {
	known, _ := b.(VersionedBinding)
	raw := func(path string) value.Value {
		if src := b.Param(path); src != nil {
			return src.Raw()
		}
		return value.Undefined
	}
	params, prefix, inside := t.Params, "", ""
	name, rest, more := strings.Cut(path, ".")
	for {
		var found *Param
		for i := range params {
			p := &params[i]
			if p.Name != name {
				continue
			}
			if found == nil {
				found = p
			}
			if known == nil {
				break
			}
			if shown(p.Visible, p.HiddenWhen, func(name string) []value.Value {
				return conditionValues(name, t, known.Version(), raw, func(sibling string) value.Value {
					return raw(prefix + sibling)
				})
			}) {
				found = p
				break
			}
		}
		if found == nil || !more {
			if found != nil && inside != "" && found.Validate != "" {
				member := *found
				member.inside = inside
				return &member
			}
			return found
		}
		if inside == "" {
			inside = found.Title
		}
		prefix += name + "."
		switch found.Kind {
		case KindCollection:
			params = found.Fields
		case KindFixedCollection:
			name, rest, more = strings.Cut(rest, ".")
			g := found.group(name)
			if g == nil {
				return nil
			}
			if !more {
				// A whole group: what lists need of it are its fields.
				return &Param{Name: g.Name, Title: g.Title, Fields: g.Fields}
			}
			prefix += name + "."
			params = g.Fields
		default:
			return nil
		}
		name, rest, more = strings.Cut(rest, ".")
	}
}

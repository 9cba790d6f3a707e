package value

import (
	"encoding/json"
	"fmt"
	"math/big"
	"reflect"
	"slices"
	"strings"
	"time"
)

// FromGo answers the value of a Go value: booleans, numbers (as doubles), strings, nil, slices and arrays, maps with string keys (sorted, since
// a Go map has no order), time.Time as a date, *big.Int as a BigInt, Value as it is, pointers and interfaces as what they hold.
// What writes itself as JSON, and a struct, goes through its JSON. Of everything else, []byte among it, the error names the type and the place.
func FromGo(x any) (Value, error) { return fromGo(x, nil) }

// place is where in a Go value a part of it stands, for errors.
type place struct {
	outer *place
	step  Step
}

func (at *place) String() string {
	if at == nil {
		return ""
	}
	var p Path
	for ; at != nil; at = at.outer {
		p = append(p, at.step)
	}
	slices.Reverse(p)
	return " at " + p.String()
}

func fromGo(x any, at *place) (Value, error) {
	switch x := x.(type) {
	case nil:
		return Null, nil
	case Value:
		return x, nil
	case bool:
		return Bool(x), nil
	case string:
		return String(x), nil
	case float64:
		return Number(x), nil
	case int:
		return Int(x), nil
	case int64:
		return Number(float64(x)), nil
	case []Value:
		return Array(slices.Clone(x)...), nil
	case []any:
		elems := make([]Value, len(x))
		for i := range x {
			var err error
			if elems[i], err = fromGo(x[i], &place{at, IndexStep(i)}); err != nil {
				return Value{}, err
			}
		}
		return Array(elems...), nil
	case map[string]any:
		keys := make([]string, 0, len(x))
		for k := range x {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		var b Builder
		for _, k := range keys {
			v, err := fromGo(x[k], &place{at, KeyStep(k)})
			if err != nil {
				return Value{}, err
			}
			b.Set(k, v)
		}
		return b.Object(), nil
	case time.Time:
		return FromTime(x), nil
	case *big.Int:
		if x == nil {
			return Null, nil
		}
		return BigInt(x), nil
	case json.Number:
		return Number(ParseNumber(string(x))), nil
	case json.RawMessage:
		return Parse(x)
	}
	return reflected(reflect.ValueOf(x), at)
}

func reflected(x reflect.Value, at *place) (Value, error) {
	if x.Kind() == reflect.Pointer && x.IsNil() {
		return Null, nil
	}
	if _, ok := x.Interface().(json.Marshaler); ok {
		return marshaled(x, at)
	}
	switch x.Kind() {
	case reflect.Bool:
		return Bool(x.Bool()), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return Number(float64(x.Int())), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return Number(float64(x.Uint())), nil
	case reflect.Float32, reflect.Float64:
		return Number(x.Float()), nil
	case reflect.String:
		return String(x.String()), nil
	case reflect.Pointer, reflect.Interface:
		return fromGo(x.Elem().Interface(), at)
	case reflect.Slice, reflect.Array:
		if x.Kind() == reflect.Slice && x.IsNil() {
			return Null, nil
		}
		if x.Type().Elem().Kind() == reflect.Uint8 {
			break
		}
		elems := make([]Value, x.Len())
		for i := range elems {
			var err error
			if elems[i], err = fromGo(x.Index(i).Interface(), &place{at, IndexStep(i)}); err != nil {
				return Value{}, err
			}
		}
		return Array(elems...), nil
	case reflect.Map:
		if x.IsNil() {
			return Null, nil
		}
		if x.Type().Key().Kind() != reflect.String {
			break
		}
		keys := x.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
		var b Builder
		for _, k := range keys {
			v, err := fromGo(x.MapIndex(k).Interface(), &place{at, KeyStep(k.String())})
			if err != nil {
				return Value{}, err
			}
			b.Set(k.String(), v)
		}
		return b.Object(), nil
	case reflect.Struct:
		return marshaled(x, at)
	}
	return Value{}, fmt.Errorf("value: a Go %s cannot become a JSON value%s: convert it first", x.Type(), at)
}

func marshaled(x reflect.Value, at *place) (Value, error) {
	b, err := json.Marshal(x.Interface())
	if err != nil {
		return Value{}, fmt.Errorf("value: a Go %s cannot become a JSON value%s: %w", x.Type(), at, err)
	}
	return Parse(b)
}

// ToGo answers v as Go's encoding/json would read it from v's JSON, with nil for undefined: map[string]any, []any, string, float64, bool. The
// order of keys is lost.
func (v Value) ToGo() any {
	v = v.forced()
	switch v.kind {
	case KindBool:
		return v.n != 0
	case KindNumber:
		return v.num()
	case KindString:
		return v.str()
	case KindArray:
		list := make([]any, v.Len())
		for i, e := range v.Elems() {
			list[i] = e.ToGo()
		}
		return list
	case KindObject:
		m := make(map[string]any, v.Len())
		for k, x := range v.Entries() {
			if x = x.written(); !x.IsUndefined() {
				m[k] = x.ToGo()
			}
		}
		return m
	case KindDate:
		if t, ok := v.Time(); ok {
			return ISODate(float64(t.UnixMilli()))
		}
	case KindBigInt:
		return v.BigInt().String()
	case KindHost:
		return v.Host().HostJSON().ToGo()
	}
	return nil
}

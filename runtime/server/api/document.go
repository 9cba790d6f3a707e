package api

import (
	"time"

	"runnel/runtime/value"
)

// Object makes an object of keys and values in turn; a value is a value.Value,
// string, bool, int, int64, float64, time.Time or []string. Undefined values
// leave their key out.
func Object(pairs ...any) value.Value {
	var b value.Builder
	for i := 0; i < len(pairs); i += 2 {
		v := valueOf(pairs[i+1])
		if !v.IsUndefined() {
			b.Set(pairs[i].(string), v)
		}
	}
	return b.Object()
}

func valueOf(x any) value.Value {
	switch x := x.(type) {
	case nil:
		return value.Null
	case value.Value:
		return x
	case string:
		return value.String(x)
	case bool:
		return value.Bool(x)
	case int:
		return value.Int(x)
	case int64:
		return value.Number(float64(x))
	case float64:
		return value.Number(x)
	case time.Time:
		return Time(x)
	case []string:
		return List(x, value.String)
	}
	panic("api.Object: a value of a type that it does not know")
}

// List makes an array of a list.
func List[T any](list []T, one func(T) value.Value) value.Value {
	all := make([]value.Value, len(list))
	for i, x := range list {
		all[i] = one(x)
	}
	return value.Array(all...)
}

// Time is a time as both APIs write it, null for the zero time.
func Time(t time.Time) value.Value {
	if t.IsZero() {
		return value.Null
	}
	return value.String(value.ISODate(float64(t.UnixMilli())))
}

// TextOrNull is null for "".
func TextOrNull(text string) value.Value {
	if text == "" {
		return value.Null
	}
	return value.String(text)
}

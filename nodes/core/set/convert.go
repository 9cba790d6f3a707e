package set

import (
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// convert gives a field's value as its type (core reference §3.3).
func convert(e entry, version float64, ignoreErrors bool, i int) (value.Value, error) {
	v := e.v
	if version >= 3.2 && v.IsNullish() {
		return value.Null, nil
	}
	fail := func(message string) error {
		return node.Errorf("%s [item %d]", message, i).At(i).
			Describe("To fix the error try to change the type for the field \"%s\" or activate the option “Ignore Type Conversion Errors” to apply a less strict type validation", e.name)
	}
	if e.typ == node.TypeString {
		switch {
		case v.IsString():
			return v, nil
		case v.IsNullish() && version > 3:
			if ignoreErrors {
				return value.Null, nil
			}
			return v, fail("'" + e.name + "' expects a string but we got '" + v.ToString() + "'")
		case v.TypeOf() == "object":
			// null among them, and dates keep the quotes of their JSON.
			return value.String(v.JSON()), nil
		}
		return value.String(v.ToString()), nil
	}
	converted, err := node.ConvertType(v, e.typ, node.Conversion{Name: e.name})
	switch {
	case err == nil:
		v = converted
	case !ignoreErrors:
		return v, fail(err.Error())
	}
	if v.IsUndefined() {
		return value.Null, nil
	}
	return v, nil
}

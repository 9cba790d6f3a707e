package node

import (
	"strings"

	"runnel/runtime/value"
)

// FuzzyEqual compares values as merging nodes do that were told to compare
// loosely (flow reference §0.7): values of one type must be equal, nothing in
// its several forms is alike, and a text is equal to what it spells. Since
// version 2 of the comparison null is equal to 0, too.
func FuzzyEqual(a, b value.Value, version int) bool {
	if !a.IsNull() && !b.IsNull() && a.TypeOf() == b.TypeOf() {
		return value.DeepEqual(a, b)
	}
	if version >= 2 && (a.IsNull() && isNought(b) || b.IsNull() && isNought(a)) {
		return true
	}
	if isNothing(a) && (isNothing(b) || b.IsUndefined()) || a.IsUndefined() && isNothing(b) {
		return true
	}
	if b.IsString() && !a.IsString() {
		a, b = b, a
	}
	switch {
	case a.IsString() && b.IsNumber():
		return b.ToString() == a.Str()
	case a.IsString() && (b.IsObject() || b.IsArray() || b.IsDate()):
		parsed, err := value.ParseString(a.Str())
		return err == nil && value.DeepEqual(parsed, b)
	case a.IsString() && b.IsBool():
		return strings.ToLower(a.Str()) == b.ToString() || a.Str() == bit(b.Bool())
	case a.IsBool() && b.IsNumber():
		return a.ToNumber() == b.Num()
	case a.IsNumber() && b.IsBool():
		return b.ToNumber() == a.Num()
	}
	return value.DeepEqual(a, b)
}

// bit is "1" or "0".
func bit(b bool) string {
	if b {
		return "1"
	}
	return "0"
}

// isNothing holds for null, "" and [].
func isNothing(v value.Value) bool {
	return v.IsNull() || v.IsString() && v.Str() == "" || v.IsArray() && v.Len() == 0
}

// isNought holds for null, 0 and "0".
func isNought(v value.Value) bool {
	return v.IsNull() || v.IsNumber() && v.Num() == 0 || v.IsString() && v.Str() == "0"
}

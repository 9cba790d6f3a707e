package value

// StrictEqual answers JavaScript's a === b: NaN equals nothing, arrays, objects and dates only themselves.
func StrictEqual(a, b Value) bool {
	if a.Kind() != b.Kind() {
		return false
	}
	switch a.kind {
	case KindUndefined, KindNull:
		return true
	case KindBool:
		return a.n == b.n
	case KindNumber:
		return a.num() == b.num()
	case KindString:
		return a.str() == b.str()
	case KindBigInt:
		return a.BigInt().Cmp(b.BigInt()) == 0
	case KindDate:
		return a.p == b.p
	}
	return identical(a, b)
}

// identical tells whether two arrays or two objects are one.
func identical(a, b Value) bool {
	if a.kind&b.kind&lazyBit != 0 && a.sameText(b) {
		return true
	}
	// What was not read yet cannot be one with what was: reading is left out.
	a, b = a.ifRead(), b.ifRead()
	return a.p == b.p && a.n == b.n
}

// SameValueZero answers ECMAScript's comparison of that name, which Array.prototype.includes uses: as [StrictEqual], but NaN equals NaN.
func SameValueZero(a, b Value) bool {
	if a.kind == KindNumber && b.kind == KindNumber && a.num() != a.num() {
		return b.num() != b.num()
	}
	return StrictEqual(a, b)
}

// DeepEqual tells whether a and b are alike all the way down: NaN equals NaN, dates are equal by their time, the order of keys does not
// count. A field that is undefined differs from a field that is missing, as in lodash's isEqual.
func DeepEqual(a, b Value) bool {
	if a.Kind() != b.Kind() {
		return false
	}
	switch a.Kind() {
	case KindNumber, KindDate:
		return a.num() == b.num() || a.num() != a.num() && b.num() != b.num()
	case KindArray:
		if identical(a, b) {
			return true
		}
		x, y := a.Elems(), b.Elems()
		if len(x) != len(y) {
			return false
		}
		for i := range x {
			if !DeepEqual(x[i], y[i]) {
				return false
			}
		}
		return true
	case KindObject:
		if identical(a, b) {
			return true
		}
		if a.Len() != b.Len() {
			return false
		}
		a, b = a.forced(), b.forced()
		x, y, s, t := a.fields(), b.fields(), a.shape(), b.shape()
		for i := range x {
			j := i
			if s != t && s.keys[i] != t.keys[j] {
				if j = t.find(s.keys[i]); j < 0 {
					return false
				}
			}
			if !DeepEqual(x[i], y[j]) {
				return false
			}
		}
		return true
	}
	return StrictEqual(a, b)
}

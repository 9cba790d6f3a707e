package value

import "unsafe"

// maxGap is how many elements a write beyond the end of an array fills with undefined. JavaScript would make a sparse array; here every
// element takes memory, so a write farther away is refused rather than answered with gigabytes of undefined.
const maxGap = 1 << 20

// Array answers an array of the elements. It takes over the slice: the caller must not change it afterwards.
func Array(elems ...Value) Value {
	if len(elems) == 0 {
		return Value{kind: KindArray, p: unsafe.Pointer(new(uint64))}
	}
	return Value{kind: KindArray, p: unsafe.Pointer(unsafe.SliceData(elems)), n: uint64(len(elems))}
}

// elems answers the elements of an array that is not lazy.
func (v Value) elems() []Value {
	if v.n == 0 {
		return nil
	}
	return unsafe.Slice((*Value)(v.p), int(v.n))
}

// Elems answers the elements of an array, to be read only, and nil for everything else.
func (v Value) Elems() []Value {
	v = v.forced()
	if v.kind != KindArray {
		return nil
	}
	return v.elems()
}

// Index answers the element at i of an array, and undefined where there is none.
func (v Value) Index(i int) Value {
	if v.kind != KindArray || uint64(i) >= v.n {
		return v.lazyIndex(i)
	}
	return *(*Value)(unsafe.Add(v.p, uintptr(i)*unsafe.Sizeof(Value{})))
}

// SetIndex answers the array with x at i. Beyond the end the gap fills with undefined, as in JavaScript; an index below zero, or one more than
// 2^20 beyond the end, changes nothing, nor does the write to something that is no array.
func (v Value) SetIndex(i int, x Value) Value {
	if !v.IsArray() || i < 0 {
		return v
	}
	v = v.forced()
	old := v.elems()
	if i > len(old)+maxGap {
		return v
	}
	elems := make([]Value, max(len(old), i+1))
	copy(elems, old)
	elems[i] = x
	return Array(elems...)
}

// setLength answers the array cut off or filled up with undefined. A length that JavaScript refuses, or more than 2^20 beyond the end, changes
// nothing.
func (v Value) setLength(length float64) Value {
	n := int(length)
	if float64(n) != length || n < 0 || n > len(v.elems())+maxGap {
		return v
	}
	elems := make([]Value, n)
	copy(elems, v.elems())
	return Array(elems...)
}

// Append answers the array with the values at its end. To something that is no array nothing is added. Building a long array one by one
// copies it each time: collect the elements in a slice and call [Array] once.
func (v Value) Append(x ...Value) Value {
	if !v.IsArray() || len(x) == 0 {
		return v
	}
	v = v.forced()
	old := v.elems()
	elems := make([]Value, len(old)+len(x))
	copy(elems[copy(elems, old):], x)
	return Array(elems...)
}

package value

import (
	"math"
	"math/big"
	"unsafe"
)

// Kind says what a [Value] is.
type Kind uint8

// The kinds of values. A date is a kind of its own because it is an object in JavaScript and a string as soon as it is written as JSON.
const (
	KindUndefined Kind = iota
	KindNull
	KindBool
	KindNumber
	KindString
	KindArray
	KindObject
	KindDate
	KindBigInt
	// KindHost is the kind of an object that only its maker understands; see [Host].
	KindHost

	// kindShape marks the hidden first slot of an object, which points to its shape. It is never handed out.
	kindShape

	// lazyBit is set in the kind of an array or object that may not have been read from its text yet. Code that compares kinds without
	// the bit therefore sees only what was read.
	lazyBit Kind = 0x80
)

var kindNames = [...]string{"undefined", "null", "bool", "number", "string", "array", "object", "date", "bigint", "host object", "shape"}

// String answers the kind's name in lower case, for messages.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "unknown"
}

// Value is one JavaScript value: undefined, null, a boolean, a number, a string, an array, an object, a date or a BigInt.
// The zero Value is undefined. A Value is immutable and safe for use by several goroutines.
//
// What the two words mean depends on the kind:
//
//	bool     n is 0 or 1
//	number   n holds the bits of the float64
//	string   p points to the first byte, n is the length in bytes
//	array    p points to the first element, n is the length; of an empty array p is its identity only
//	object   p points to a slot that holds the shape, the values follow it in the order of the shape's keys; n is their count
//	date     n holds the bits of the milliseconds since 1970, p is the identity
//	bigint   p points to the big.Int
//	host     p points to the HostObject
//	lazy     p points to the document
//
// There are four fields because the compiler keeps no struct of more in registers.
type Value struct {
	_    [0]func() // Two values cannot be compared with ==, that would compare strings by address.
	p    unsafe.Pointer
	n    uint64
	kind Kind
}

// The values that need no constructor.
var (
	Undefined = Value{}
	Null      = Value{kind: KindNull}
	True      = Value{kind: KindBool, n: 1}
	False     = Value{kind: KindBool}
)

// EmptyObject and EmptyArray are containers without members, to start from. Each has one identity:
// [StrictEqual] holds EmptyObject equal to itself and to no other empty object.
var (
	EmptyObject = Object()
	EmptyArray  = Array()
)

// Bool answers true or false as a Value.
func Bool(b bool) Value {
	if b {
		return True
	}
	return False
}

// Number answers a JavaScript number, NaN and the infinities included.
func Number(f float64) Value { return Value{kind: KindNumber, n: math.Float64bits(f)} }

// Int answers an integer as a JavaScript number; beyond 2^53 it is rounded as every double is.
func Int(i int) Value { return Number(float64(i)) }

// String answers a string. The text is WTF-8; bytes that are not are read as U+FFFD when the string is written or measured.
func String(s string) Value {
	return Value{kind: KindString, p: unsafe.Pointer(unsafe.StringData(s)), n: uint64(len(s))}
}

// Date answers a JavaScript Date for the time in milliseconds since 1970 UTC; NaN makes the invalid date, as does a time that
// Date cannot hold (beyond 8.64e15 milliseconds). Fractions of a millisecond are cut off. Every call makes a new identity.
func Date(ms float64) Value {
	return Value{kind: KindDate, n: math.Float64bits(timeClip(ms)), p: unsafe.Pointer(new(uint64))}
}

// BigInt answers a BigInt with a copy of i; nil counts as 0.
func BigInt(i *big.Int) Value {
	c := new(big.Int)
	if i != nil {
		c.Set(i)
	}
	return Value{kind: KindBigInt, p: unsafe.Pointer(c)}
}

// Kind answers the kind of v.
func (v Value) Kind() Kind { return v.kind &^ lazyBit }

// IsUndefined tells whether v is undefined.
func (v Value) IsUndefined() bool { return v.kind == KindUndefined }

// IsNull tells whether v is null.
func (v Value) IsNull() bool { return v.kind == KindNull }

// IsNullish tells whether v is undefined or null.
func (v Value) IsNullish() bool { return v.kind <= KindNull }

// IsString tells whether v is a string.
func (v Value) IsString() bool { return v.kind == KindString }

// IsNumber tells whether v is a number, NaN included.
func (v Value) IsNumber() bool { return v.kind == KindNumber }

// IsBool tells whether v is true or false.
func (v Value) IsBool() bool { return v.kind == KindBool }

// IsArray tells whether v is an array.
func (v Value) IsArray() bool { return v.Kind() == KindArray }

// IsObject tells whether v is an object with keys; an array and a date are not.
func (v Value) IsObject() bool { return v.Kind() == KindObject }

// IsDate tells whether v is a date, the invalid one included.
func (v Value) IsDate() bool { return v.kind == KindDate }

// Str answers the text of a string and "" for everything else; see [Value.ToString] for JavaScript's conversion.
func (v Value) Str() string {
	if v.kind != KindString {
		return ""
	}
	return v.str()
}

func (v Value) str() string { return unsafe.String((*byte)(v.p), int(v.n)) }

// Num answers a number, or the milliseconds of a date, and 0 for everything else; see [Value.ToNumber] for JavaScript's conversion.
func (v Value) Num() float64 {
	if v.kind != KindNumber && v.kind != KindDate {
		return 0
	}
	return math.Float64frombits(v.n)
}

func (v Value) num() float64 { return math.Float64frombits(v.n) }

// Bool answers whether v is the boolean true; see [Value.Truthy] for JavaScript's conversion.
func (v Value) Bool() bool { return v.kind == KindBool && v.n != 0 }

// BigInt answers the number of a BigInt, to be read only, and nil for everything else.
func (v Value) BigInt() *big.Int {
	if v.kind != KindBigInt {
		return nil
	}
	return (*big.Int)(v.p)
}

// Len answers the length of an array, the number of keys of an object, and 0 for everything else.
// The length of a string is [UTF16Len].
func (v Value) Len() int {
	v = v.forced()
	if v.kind != KindArray && v.kind != KindObject {
		return 0
	}
	return int(v.n)
}

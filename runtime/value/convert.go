package value

import (
	"math"
	"math/big"
	"strings"
)

// Truthy answers JavaScript's Boolean(v): false for undefined, null, false, 0, NaN, "" and 0n.
func (v Value) Truthy() bool {
	switch v.kind {
	case KindUndefined, KindNull:
		return false
	case KindBool, KindString:
		return v.n != 0
	case KindNumber:
		f := v.num()
		return f == f && f != 0
	case KindBigInt:
		return v.BigInt().Sign() != 0
	}
	return true
}

// ToString answers JavaScript's String(v): the elements of an array joined by commas, "[object Object]" for an object, a date as
// Date.prototype.toString prints it, in UTC unless [SetLocal] was called.
func (v Value) ToString() string {
	switch v.kind {
	case KindUndefined:
		return "undefined"
	case KindNull:
		return "null"
	case KindBool:
		if v.n != 0 {
			return "true"
		}
		return "false"
	case KindNumber:
		return FormatNumber(v.num())
	case KindString:
		return v.str()
	case KindArray, KindArray | lazyBit:
		if v.Len() == 1 && !v.Index(0).IsNullish() {
			return v.Index(0).ToString()
		}
		var b strings.Builder
		v.join(&b)
		return b.String()
	case KindDate:
		return dateString(v.num())
	case KindBigInt:
		return v.BigInt().String()
	case KindHost:
		return v.Host().HostText()
	}
	return "[object Object]"
}

// join writes the elements of an array with commas between them; undefined and null are empty.
func (v Value) join(b *strings.Builder) {
	for i, e := range v.Elems() {
		if i > 0 {
			b.WriteByte(',')
		}
		switch {
		case e.IsNullish():
		case e.IsArray():
			e.join(b)
		default:
			b.WriteString(e.ToString())
		}
	}
}

// ToNumber answers JavaScript's Number(v): NaN for undefined and objects, 0 for null, the milliseconds of a date; text and arrays are
// read by [ParseNumber].
func (v Value) ToNumber() float64 {
	switch v.kind {
	case KindNull:
		return 0
	case KindBool:
		return float64(v.n)
	case KindNumber, KindDate:
		return v.num()
	case KindString:
		return ParseNumber(v.str())
	case KindArray, KindArray | lazyBit:
		return ParseNumber(v.ToString())
	case KindBigInt:
		f, _ := new(big.Float).SetInt(v.BigInt()).Float64()
		return f
	case KindHost:
		return v.Host().HostNumber()
	}
	return math.NaN()
}

// TypeOf answers JavaScript's typeof v: "undefined", "boolean", "number", "string", "bigint" or "object", the last one for null, too; of a host
// value what it says.
func (v Value) TypeOf() string {
	switch v.kind {
	case KindUndefined:
		return "undefined"
	case KindBool:
		return "boolean"
	case KindNumber:
		return "number"
	case KindString:
		return "string"
	case KindBigInt:
		return "bigint"
	case KindHost:
		return v.Host().HostType()
	}
	return "object"
}

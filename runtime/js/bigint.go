package js

import (
	"math/big"

	"github.com/dop251/goja"
)

// power is a ** b, shift is a << b and product is a * b: BigInts that would become too large are
// refused before they are computed.
func (m *machine) power() goja.Value {
	return m.checked("(function (a, b) { return a ** b })", func(a, b *big.Int) bool {
		if !b.IsInt64() {
			return a.BitLen() > 1
		}
		return b.Sign() > 0 && a.BitLen() > 1 && float64(a.BitLen()-1)*float64(b.Int64()) > maxBits
	})
}

func (m *machine) shift() goja.Value {
	return m.checked("(function (a, b) { return a << b })", func(a, b *big.Int) bool {
		if !b.IsInt64() {
			return b.Sign() > 0 && a.Sign() != 0
		}
		return a.Sign() != 0 && b.Int64() > maxBits-int64(a.BitLen())
	})
}

func (m *machine) product() goja.Value {
	return m.checked("(function (a, b) { return a * b })", func(a, b *big.Int) bool { return a.BitLen()+b.BitLen() > maxBits })
}

// checked makes a function of two operands that does what a piece of JavaScript
// does, unless the operands are BigInts and tooLarge says so of the result.
func (m *machine) checked(source string, tooLarge func(a, b *big.Int) bool) goja.Value {
	v, err := m.rt.RunString(source)
	if err != nil {
		panic(err)
	}
	compute, _ := goja.AssertFunction(v)
	return m.function("", 2, func(call goja.FunctionCall) goja.Value {
		a, b := call.Argument(0), call.Argument(1)
		if goja.IsBigInt(a) && goja.IsBigInt(b) {
			x, _ := a.Export().(*big.Int)
			y, _ := b.Export().(*big.Int)
			if x != nil && y != nil && tooLarge(x, y) {
				panic(m.rangeError(invalidBigInt))
			}
		}
		return m.must(compute(m.undefined, a, b))
	})
}

// number is Number(x): goja takes the low bits of a BigInt for its value.
func (m *machine) number() goja.Value {
	convert, _ := goja.AssertFunction(m.global("Number"))
	return m.function("", 1, func(call goja.FunctionCall) goja.Value {
		if v := call.Argument(0); goja.IsBigInt(v) {
			if i, ok := v.Export().(*big.Int); ok {
				f, _ := new(big.Float).SetInt(i).Float64()
				return m.rt.ToValue(f)
			}
		}
		return m.must(convert(m.undefined, call.Arguments...))
	})
}

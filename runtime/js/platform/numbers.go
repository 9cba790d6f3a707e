package platform

import (
	"math"
	"strings"

	"github.com/dop251/goja"
)

// radixText writes a finite number in a radix other than ten, digit for digit as V8 does: as many digits of the fraction as tell the number
// from its neighbours, zeros for digits of the whole part that a double does not hold.
func radixText(value float64, radix int) string {
	const chars = "0123456789abcdefghijklmnopqrstuvwxyz"
	neg := value < 0
	if neg {
		value = -value
	}
	integer := math.Floor(value)
	fraction := value - integer
	delta := 0.5 * (math.Nextafter(value, math.Inf(1)) - value)
	delta = math.Max(math.Nextafter(0, 1), delta)
	var frac []byte
	if fraction >= delta {
		for {
			fraction *= float64(radix)
			delta *= float64(radix)
			digit := int(fraction)
			frac = append(frac, chars[digit])
			fraction -= float64(digit)
			if fraction > 0.5 || fraction == 0.5 && digit&1 == 1 {
				if fraction+delta > 1 {
					// Round up, with the carry.
					for {
						n := len(frac) - 1
						if n < 0 {
							integer++
							break
						}
						c := frac[n]
						frac = frac[:n]
						d := strings.IndexByte(chars, c)
						if d+1 < radix {
							frac = append(frac, chars[d+1])
							break
						}
					}
					break
				}
			}
			if fraction < delta {
				break
			}
		}
	}
	var whole []byte
	for exponent(integer/float64(radix)) > 52 {
		integer /= float64(radix)
		whole = append(whole, '0')
	}
	for {
		rest := math.Mod(integer, float64(radix))
		whole = append(whole, chars[int(rest)])
		integer = (integer - rest) / float64(radix)
		if integer <= 0 {
			break
		}
	}
	var b strings.Builder
	if neg {
		b.WriteByte('-')
	}
	for i := len(whole) - 1; i >= 0; i-- {
		b.WriteByte(whole[i])
	}
	if len(frac) > 0 {
		b.WriteByte('.')
		b.Write(frac)
	}
	return b.String()
}

// exponent is the binary exponent of the last bit of a double.
func exponent(f float64) int { return int(math.Float64bits(f)>>52&0x7ff) - 1023 }

// log2 is the base-two logarithm of fdlibm, which V8 uses.
func log2(x float64) float64 {
	switch {
	case x != x || x < 0:
		return math.NaN()
	case x == 0:
		return math.Inf(-1)
	case math.IsInf(x, 1):
		return x
	case x == 1:
		return 0
	}
	const (
		ivln2hi = 1.44269504072144627571e+00
		ivln2lo = 1.67517131648865118353e-10
	)
	k := 0
	bits := math.Float64bits(x)
	hx := int32(bits >> 32)
	if hx < 0x00100000 {
		k -= 54
		x *= 18014398509481984 // 2**54
		bits = math.Float64bits(x)
		hx = int32(bits >> 32)
	}
	k += int(hx>>20) - 1023
	hx &= 0x000fffff
	i := (hx + 0x95f64) & 0x100000
	x = math.Float64frombits(uint64(uint32(hx|(i^0x3ff00000)))<<32 | bits&0xffffffff)
	k += int(i >> 20)
	y := float64(k)
	f := x - 1
	hfsq := 0.5 * f * f
	r := log1pTail(f)
	high := func(v float64) float64 { return math.Float64frombits(math.Float64bits(v) &^ 0xffffffff) }
	hi := high(f - hfsq)
	lo := (f - hi) - hfsq + r
	valHi := float64(hi * ivln2hi)
	valLo := float64((lo+hi)*ivln2lo) + float64(lo*ivln2hi)
	w := y + valHi
	valLo += (y - w) + valHi
	return valLo + w
}

// log1pTail is k_log1p of fdlibm: log(1+f) - f + f*f/2.
func log1pTail(f float64) float64 {
	const (
		lg1 = 6.666666666666735130e-01
		lg2 = 3.999999999940941908e-01
		lg3 = 2.857142874366239149e-01
		lg4 = 2.222219843214978396e-01
		lg5 = 1.818357216161805012e-01
		lg6 = 1.531383769920937332e-01
		lg7 = 1.479819860511658591e-01
	)
	s := f / (2 + f)
	z := s * s
	w := z * z
	t1 := w * (lg2 + w*(lg4+w*lg6))
	t2 := z * (lg1 + w*(lg3+w*(lg5+w*lg7)))
	r := t2 + t1
	hfsq := 0.5 * f * f
	return s * (hfsq + r)
}

// Pow is the power of ECMAScript, as V8 computes Math.pow and the operator **.
func Pow(x, y float64) float64 { return fdPow(x, y) }

// sign is Math.sign; the engine answers an argument that is no number as it is.
func sign(x float64) float64 {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return x
}

// hypot is Math.hypot as V8 sums it: scaled by the largest, with Kahan's correction.
func hypot(list []float64) float64 {
	top := 0.0
	nan := false
	for _, x := range list {
		if math.IsInf(x, 0) {
			return math.Inf(1)
		}
		nan = nan || x != x
		top = max(top, math.Abs(x))
	}
	if nan {
		return math.NaN()
	}
	if top == 0 {
		return 0
	}
	sum, rest := 0.0, 0.0
	for _, x := range list {
		n := math.Abs(x) / top
		s := float64(n*n) - rest
		t := sum + s
		rest = (t - sum) - s
		sum = t
	}
	return float64(math.Sqrt(sum) * top)
}

// patchMath makes the functions of Math that the engine computes otherwise than V8 the same.
func (r *Realm) patchMath(m *goja.Object) {
	for name, f := range map[string]func(float64) float64{
		"sin": fdSin, "cos": fdCos, "tan": fdTan, "asin": fdAsin, "acos": fdAcos, "atan": fdAtan, "exp": fdExp, "log": fdLog, "log2": log2, "log10": fdLog10, "cbrt": fdCbrt,
		"sinh": fdSinh, "cosh": fdCosh, "tanh": fdTanh, "asinh": fdAsinh, "acosh": fdAcosh, "sign": sign,
	} {
		r.method(m, name, 1, func(c goja.FunctionCall) goja.Value { return r.rt.ToValue(f(r.number(c.Argument(0)))) })
	}
	r.method(m, "atan2", 2, func(c goja.FunctionCall) goja.Value {
		return r.rt.ToValue(fdAtan2(r.number(c.Argument(0)), r.number(c.Argument(1))))
	})
	r.method(m, "pow", 2, func(c goja.FunctionCall) goja.Value {
		return r.rt.ToValue(Pow(r.number(c.Argument(0)), r.number(c.Argument(1))))
	})
	r.method(m, "hypot", 2, func(c goja.FunctionCall) goja.Value {
		list := make([]float64, len(c.Arguments))
		for i, v := range c.Arguments {
			list[i] = r.number(v)
		}
		return r.rt.ToValue(hypot(list))
	})
}

// patchRadix makes Number.prototype.toString write other radixes as V8 does.
func (r *Realm) patchRadix(proto *goja.Object) {
	old, _ := goja.AssertFunction(proto.Get("toString"))
	r.method(proto, "toString", 1, func(c goja.FunctionCall) goja.Value {
		if radix := c.Argument(0); !isUndefined(radix) {
			if n := radix.ToInteger(); n >= 2 && n <= 36 && n != 10 {
				v := c.This
				if o, ok := v.(*goja.Object); ok && o.ClassName() == "Number" {
					v = o.ToNumber()
				}
				if f, ok := v.Export().(float64); ok && f-f == 0 {
					return r.rt.ToValue(radixText(f, int(n)))
				}
			}
		}
		v, err := old(c.This, c.Arguments...)
		if err != nil {
			panic(rethrow(err))
		}
		return v
	})
}

package intl

import (
	"math"
	"strconv"
	"strings"
)

type decimalKind uint8

const (
	finite decimalKind = iota
	infinite
	notANumber
)

// Decimal is an exact decimal number: Neg, 0.Digits × 10^Exp. Zero has no digits. It is what ECMA-402 calls an Intl mathematical
// value: what a number formats as, with negative zero, infinities and NaN.
type Decimal struct {
	Kind   decimalKind
	Neg    bool
	Digits string
	Exp    int
}

// Float makes a Decimal of the shortest decimal that reads back as f, as ECMAScript prints it.
func Float(f float64) Decimal {
	switch {
	case math.IsNaN(f):
		return Decimal{Kind: notANumber}
	case math.IsInf(f, 0):
		return Decimal{Kind: infinite, Neg: f < 0}
	}
	d, _ := ParseDecimal(strconv.FormatFloat(f, 'e', -1, 64))
	d.Neg = math.Signbit(f)
	return d
}

// ParseDecimal reads a decimal literal with an optional sign, fraction and exponent. ok is false for anything else.
func ParseDecimal(s string) (d Decimal, ok bool) {
	if s != "" && (s[0] == '-' || s[0] == '+') {
		d.Neg = s[0] == '-'
		s = s[1:]
	}
	exp := 0
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		n, err := strconv.Atoi(s[i+1:])
		if err != nil || n > 10000 || n < -10000 {
			return d, false
		}
		exp, s = n, s[:i]
	}
	whole, frac, _ := strings.Cut(s, ".")
	if whole == "" && frac == "" || whole != "" && !isDigits(whole) || frac != "" && !isDigits(frac) {
		return d, false
	}
	digits := whole + frac
	exp += len(whole)
	cut := strings.TrimLeft(digits, "0")
	exp -= len(digits) - len(cut)
	d.Digits = strings.TrimRight(cut, "0")
	d.Exp = exp
	if d.Digits == "" {
		d.Exp = 0
	}
	return d, true
}

// IsZero reports whether d is zero of either sign.
func (d Decimal) IsZero() bool { return d.Kind == finite && d.Digits == "" }

// magnitude is the power of ten of the first digit; zero has 0.
func (d Decimal) magnitude() int {
	if d.Digits == "" {
		return 0
	}
	return d.Exp - 1
}

// shift multiplies by a power of ten.
func (d Decimal) shift(n int) Decimal {
	if d.Digits != "" {
		d.Exp += n
	}
	return d
}

// Compare orders two finite or infinite decimals; negative zero equals zero.
func (d Decimal) Compare(e Decimal) int {
	f := func(x Decimal) float64 {
		v, _ := strconv.ParseFloat("0."+x.Digits+"e"+strconv.Itoa(x.Exp), 64)
		if x.Kind == infinite {
			v = math.Inf(1)
		}
		if x.Neg {
			v = -v
		}
		return v
	}
	a, b := f(d), f(e)
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// round keeps the digits of at least 10^mag and rounds by mode, to a multiple of inc × 10^mag.
func (d Decimal) round(mag int, mode string, inc int) Decimal {
	if d.Kind != finite || d.Digits == "" {
		return d
	}
	if inc > 1 {
		return d.roundIncrement(mag, mode, inc)
	}
	keep := d.Exp - mag // how many digits stay
	if keep >= len(d.Digits) {
		return d
	}
	var head, tail string
	if keep <= 0 {
		tail = strings.Repeat("0", -keep) + d.Digits
	} else {
		head, tail = d.Digits[:keep], d.Digits[keep:]
	}
	half := -1 // tail compared to a half
	if tail[0] > '5' || tail[0] == '5' && strings.Trim(tail[1:], "0") != "" {
		half = 1
	} else if tail[0] == '5' {
		half = 0
	}
	odd := head != "" && (head[len(head)-1]-'0')%2 == 1
	if roundsUp(mode, d.Neg, half, odd) {
		head = increment(head)
	}
	out := Decimal{Neg: d.Neg}
	whole := strings.TrimLeft(head, "0")
	out.Exp = len(whole) + mag
	out.Digits = strings.TrimRight(whole, "0")
	if out.Digits == "" {
		out.Exp = 0
	}
	return out
}

func roundsUp(mode string, neg bool, half int, odd bool) bool {
	switch mode {
	case "ceil":
		return !neg
	case "floor":
		return neg
	case "expand":
		return true
	case "trunc":
		return false
	case "halfCeil":
		return half > 0 || half == 0 && !neg
	case "halfFloor":
		return half > 0 || half == 0 && neg
	case "halfTrunc":
		return half > 0
	case "halfEven":
		return half > 0 || half == 0 && odd
	}
	return half >= 0
}

func increment(s string) string {
	b := []byte(s)
	for i := len(b) - 1; i >= 0; i-- {
		if b[i] < '9' {
			b[i]++
			return string(b)
		}
		b[i] = '0'
	}
	return "1" + string(b)
}

// roundIncrement rounds to a multiple of inc × 10^mag. inc is at most 5000, so the quotient is exact in digits.
func (d Decimal) roundIncrement(mag int, mode string, inc int) Decimal {
	x := d.shift(-mag)
	whole := ""
	rest := ""
	switch {
	case x.Exp <= 0:
		rest = strings.Repeat("0", -x.Exp) + x.Digits
	case x.Exp >= len(x.Digits):
		whole = x.Digits + strings.Repeat("0", x.Exp-len(x.Digits))
	default:
		whole, rest = x.Digits[:x.Exp], x.Digits[x.Exp:]
	}
	// Long division of the whole part by inc.
	q := make([]byte, 0, len(whole))
	r := 0
	for i := range len(whole) {
		r = r*10 + int(whole[i]-'0')
		q = append(q, byte('0'+r/inc))
		r %= inc
	}
	fracZero := strings.Trim(rest, "0") == ""
	quotient := string(q)
	if r != 0 || !fracZero {
		half := 0
		switch {
		case 2*r > inc || 2*r == inc && !fracZero:
			half = 1
		case 2*r < inc && !(2*r == inc-1 && inc%2 == 1):
			half = -1
		case 2*r == inc-1 && inc%2 == 1:
			// The half lies between two whole numbers: the fraction decides.
			switch c := strings.TrimRight(rest, "0"); {
			case c > "5":
				half = 1
			case c == "5":
				half = 0
			default:
				half = -1
			}
		}
		odd := quotient != "" && (quotient[len(quotient)-1]-'0')%2 == 1
		if roundsUp(mode, d.Neg, half, odd) {
			quotient = increment(quotient)
		}
	}
	// Multiply back.
	carry := 0
	b := []byte(quotient)
	for i := len(b) - 1; i >= 0; i-- {
		carry += int(b[i]-'0') * inc
		b[i] = byte('0' + carry%10)
		carry /= 10
	}
	out, _ := ParseDecimal(strconv.Itoa(carry) + string(b))
	out.Neg = d.Neg
	return out.shift(mag)
}

// fixed returns integer and fraction digits, padded to at least minInt and minFrac digits.
func (d Decimal) fixed(minInt, minFrac int) (whole, frac string) {
	switch {
	case d.Digits == "":
	case d.Exp <= 0:
		frac = strings.Repeat("0", -d.Exp) + d.Digits
	case d.Exp >= len(d.Digits):
		whole = d.Digits + strings.Repeat("0", d.Exp-len(d.Digits))
	default:
		whole, frac = d.Digits[:d.Exp], d.Digits[d.Exp:]
	}
	if n := minInt - len(whole); n > 0 {
		whole = strings.Repeat("0", n) + whole
	}
	if n := minFrac - len(frac); n > 0 {
		frac += strings.Repeat("0", n)
	}
	return whole, frac
}

package sheet

import (
	"math"
	"strconv"
	"strings"
)

// General writes a number as the format "General" shows it: eleven characters
// at most, with an exponent when it takes more.
func General(f float64) string {
	if f == math.Trunc(f) && f >= math.MinInt32 && f <= math.MaxInt32 {
		return strconv.Itoa(int(f))
	}
	if math.IsNaN(f) {
		return "#NUM!"
	}
	if math.IsInf(f, 0) {
		return "#DIV/0!"
	}
	width := 11
	if f < 0 {
		width = 12
	}
	magnitude := int(math.Floor(math.Log10(math.Abs(f))))
	var text string
	switch {
	case magnitude >= -4 && magnitude <= -1:
		text = precision(f, 10+magnitude)
	case magnitude >= -9 && magnitude <= 9:
		if text = dropZeros(strconv.FormatFloat(f, 'f', 12, 64)); len(text) > width {
			if text = precision(f, 10); len(text) > width {
				text = exponent(f, 5)
			}
		}
	case magnitude == 10:
		text = strconv.FormatFloat(f, 'f', 10, 64)
		text = text[:min(len(text), 12)]
	default:
		text = fixed(f)
		if text = dropZeros(text); len(text) > width || text == "0" || text == "-0" {
			text = precision(f, 6)
		}
	}
	return dropZeros(tidyExponent(strings.ToUpper(text)))
}

// fixed writes eleven decimals, numbers from 1e21 on as JavaScript does.
func fixed(f float64) string {
	if math.Abs(f) >= 1e21 {
		return exponent(f, -1)
	}
	return strconv.FormatFloat(f, 'f', 11, 64)
}

// precision writes a number of significant digits, with an exponent where
// JavaScript's toPrecision has one.
func precision(f float64, digits int) string {
	e := strconv.FormatFloat(f, 'e', digits-1, 64)
	at := strings.IndexByte(e, 'e')
	exp, _ := strconv.Atoi(e[at+1:])
	if exp < -6 || exp >= digits {
		return exponent(f, digits-1)
	}
	return strconv.FormatFloat(f, 'f', digits-1-exp, 64)
}

// exponent writes a number as "1.5e+9": no leading zero in the exponent.
func exponent(f float64, decimals int) string {
	text := strconv.FormatFloat(f, 'e', decimals, 64)
	at := strings.IndexByte(text, 'e') + 2
	return text[:at] + strings.TrimLeft(text[at:len(text)-1], "0") + text[len(text)-1:]
}

// dropZeros takes the zeros off the end of a decimal fraction.
func dropZeros(text string) string {
	if !strings.Contains(text, ".") || strings.ContainsAny(text, "eE") {
		return text
	}
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

// tidyExponent takes the zeros before an exponent and gives it two digits.
func tidyExponent(text string) string {
	mantissa, exp, ok := strings.Cut(text, "E")
	if !ok {
		return text
	}
	if len(exp) == 2 {
		exp = exp[:1] + "0" + exp[1:]
	}
	return dropZeros(mantissa) + "E" + exp
}

package ext

import (
	"errors"
	"math"

	"runnel/runtime/expr/jsstring"
	"runnel/runtime/value"
	"runnel/runtime/value/datetime"
)

func numberFunctions() []*Function {
	math1 := func(f func(float64) float64) func(*call) (value.Value, error) {
		return func(c *call) (value.Value, error) { return value.Number(f(c.receiver.Num())), nil }
	}
	return []*Function{
		{Name: "abs", Receiver: Number, Returns: "number", Help: "The number without its sign.", Examples: []Example{{`(-5).abs()`, `5`}}, Search: []string{"absolute"}, call: math1(math.Abs)},
		{Name: "ceil", Receiver: Number, Returns: "number", Help: "Rounds up to a whole number.", Examples: []Example{{`(1.2).ceil()`, `2`}}, call: math1(math.Ceil)},
		{Name: "floor", Receiver: Number, Returns: "number", Help: "Rounds down to a whole number.", Examples: []Example{{`(1.8).floor()`, `1`}}, call: math1(math.Floor)},
		{
			Name: "round", Receiver: Number, Returns: "number", Args: []Arg{{Name: "decimalPlaces", Type: "number", Optional: true, Default: "0", Help: "The digits behind the decimal point."}}, Help: "Rounds to the nearest number with so many digits behind the decimal point.",
			Examples: []Example{{`(1.256).round()`, `1`}, {`(1.256).round(2)`, `1.26`}}, call: round,
		},
		{
			Name: "format", Receiver: Number, Returns: "string",
			Args: []Arg{{Name: "locale", Type: "string", Optional: true, Default: `"en-US"`, Help: "The language whose habits count."}, {Name: "options", Type: "object", Optional: true, Help: "Options of Intl.NumberFormat, such as { style: \"currency\", currency: \"EUR\" }."}},
			Help: "Writes the number as people of a language write it.", Examples: []Example{{`(123456.789).format()`, `"123,456.789"`}, {`(123456.789).format("de-DE")`, `"123.456,789"`}}, Search: []string{"toLocaleString", "currency"}, call: formatNumber,
		},
		{
			Name: "isEven", Receiver: Number, Returns: "boolean", Help: "Tells whether a whole number is even.", Examples: []Example{{`(4).isEven()`, `true`}},
			call: func(c *call) (value.Value, error) {
				if !isInteger(c.receiver.Num()) {
					return fail("isEven() is only callable on integers")
				}
				return value.Bool(math.Mod(c.receiver.Num(), 2) == 0), nil
			},
		},
		{
			Name: "isOdd", Receiver: Number, Returns: "boolean", Help: "Tells whether a whole number is odd.", Examples: []Example{{`(4).isOdd()`, `false`}},
			call: func(c *call) (value.Value, error) {
				if !isInteger(c.receiver.Num()) {
					return fail("isOdd() is only callable on integers")
				}
				return value.Bool(math.Mod(c.receiver.Num(), 2) != 0), nil
			},
		},
		{Name: "isInteger", Receiver: Number, Returns: "boolean", Help: "Tells whether the number is whole.", Examples: []Example{{`(4).isInteger()`, `true`}, {`(4.1).isInteger()`, `false`}}, call: func(c *call) (value.Value, error) { return value.Bool(isInteger(c.receiver.Num())), nil }},
		{Name: "toBoolean", Receiver: Number, Returns: "boolean", Help: "False for 0, true for every other number.", Examples: []Example{{`(12).toBoolean()`, `true`}, {`(0).toBoolean()`, `false`}}, call: func(c *call) (value.Value, error) { return value.Bool(c.receiver.Num() != 0), nil }},
		{Name: "toInt", Receiver: Number, Returns: "number", Help: "Rounds to a whole number.", Examples: []Example{{`(12.7).toInt()`, `13`}}, call: round0},
		{Name: "toFloat", Receiver: Number, Returns: "number", Help: "The number itself.", Examples: []Example{{`(1.5).toFloat()`, `1.5`}}, call: itself},
		{
			Name: "toDateTime", Receiver: Number, Returns: "DateTime", Args: []Arg{{Name: "format", Type: `"ms" | "s" | "us" | "excel"`, Optional: true, Default: `"ms"`, Help: "What the number counts: milliseconds, seconds or microseconds since 1970, or Excel's days since 1900."}},
			Help: "Reads the number as a time stamp.", Examples: []Example{{`(1708695471).toDateTime("s").toUTC().toISO()`, `"2024-02-23T13:37:51.000Z"`}, {`(45345).toDateTime("excel").toUTC().toISO()`, `"2024-02-23T00:00:00.000Z"`}}, call: numberToDateTime,
		},
	}
}

func booleanFunctions() []*Function {
	number := func(c *call) (value.Value, error) { return value.Number(c.receiver.ToNumber()), nil }
	return []*Function{
		{Name: "toBoolean", Receiver: Boolean, Returns: "boolean", Help: "The value itself.", Examples: []Example{{`true.toBoolean()`, `true`}}, call: itself},
		{Name: "toInt", Receiver: Boolean, Returns: "number", Help: "1 for true, 0 for false.", Examples: []Example{{`true.toInt()`, `1`}}, call: number},
		{Name: "toFloat", Receiver: Boolean, Returns: "number", Help: "1 for true, 0 for false.", Examples: []Example{{`false.toFloat()`, `0`}}, call: number},
		{Name: "toNumber", Receiver: Boolean, Returns: "number", Help: "1 for true, 0 for false.", Examples: []Example{{`true.toNumber()`, `1`}}, call: number},
		{Name: "toDateTime", Receiver: Boolean, Returns: "undefined", Help: "Always undefined.", Examples: []Example{{`true.toDateTime()`, `undefined`}}, call: undefined},
	}
}

func itself(c *call) (value.Value, error) { return c.receiver, nil }

func isInteger(f float64) bool { return !math.IsInf(f, 0) && f == math.Trunc(f) }

func round0(c *call) (value.Value, error) {
	c.args = nil
	return round(c)
}

func round(c *call) (value.Value, error) {
	digits := 0.0
	if d := c.arg(0); !d.IsUndefined() {
		digits = d.ToNumber()
	}
	text, ok := jsstring.ToFixed(c.receiver.Num(), digits)
	if !ok {
		return thrown()
	}
	return value.Number(value.ParseNumber(text)), nil
}

func formatNumber(c *call) (value.Value, error) {
	if FormatNumber == nil {
		return value.Undefined, ErrNeedsHost
	}
	locale := c.arg(0)
	if locale.IsUndefined() {
		locale = value.String("en-US")
	}
	text, err := FormatNumber(c.receiver.Num(), locale, c.arg(1))
	if err != nil {
		if errors.Is(err, ErrNeedsHost) {
			return value.Undefined, err
		}
		return thrown()
	}
	return value.String(text), nil
}

// stamp makes a date of a number that counts in a unit; it is not ok for a
// unit that nobody knows.
func (c *call) stamp(n float64, unit string) (datetime.DateTime, bool) {
	switch unit {
	case "ms":
	case "s":
		n *= 1000
	case "us":
		n /= 1000
	case "excel":
		// Day 25569 of Excel is the first of January 1970.
		n = (n - 25569) * 86400 * 1000
	default:
		return datetime.DateTime{}, false
	}
	return datetime.FromMillis(n, c.env.Zone), true
}

func numberToDateTime(c *call) (value.Value, error) {
	unit := "ms"
	if a := c.arg(0); !a.IsUndefined() {
		unit = a.ToString()
	}
	d, ok := c.stamp(c.receiver.Num(), unit)
	if !ok {
		return fail("Unsupported format '" + unit + "'. toDateTime() supports 'ms', 's', 'us' and 'excel'.")
	}
	return d.Value(), nil
}

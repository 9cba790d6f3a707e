package sql

import (
	"math"
	"math/rand/v2"
	"strings"
	"time"

	"runnel/runtime/value"
)

// function is one of the dialect's.
type function struct {
	least int
	// nulls says what the function makes of a first argument that is nothing.
	nulls nulls
	run   func(args []value.Value) value.Value
}

type nulls uint8

const (
	// refused: null or undefined make the answer undefined.
	refused nulls = iota
	// asValue: undefined does, and null is the text null or the number 0.
	asValue
	// taken: the function looks at both itself.
	taken
)

// engines are the functions that reach files and other databases.
var engines = wordSet("CSV TSV TAB TXT JSON JSONL NDJSON XLS XLSX XML HTML GEX RANGE FROM SQLITE FILESTORAGE INDEXEDDB LOCALSTORAGE STREAM")

func ofText(f func(string) string) function {
	return function{1, refused, func(a []value.Value) value.Value { return value.String(f(a[0].ToString())) }}
}

// inCase is a function that reads null as a text, too.
func inCase(f func(string) string) function {
	out := ofText(f)
	out.nulls = asValue
	return out
}

func ofNumber(f func(float64) float64) function {
	return function{1, asValue, func(a []value.Value) value.Value { return numeric(f(a[0].ToNumber())) }}
}

func ofDate(f func(time.Time) int) function {
	return function{1, refused, func(a []value.Value) value.Value {
		if t, ok := date(a[0]); ok {
			return value.Int(f(t))
		}
		return value.Undefined
	}}
}

var functions map[string]function

func init() {
	functions = map[string]function{
		"UPPER": inCase(strings.ToUpper), "UCASE": inCase(strings.ToUpper),
		"LOWER": inCase(strings.ToLower), "LCASE": inCase(strings.ToLower),
		"TRIM":      ofText(value.TrimSpace),
		"LTRIM":     ofText(func(s string) string { return strings.TrimLeft(s, " ") }),
		"RTRIM":     ofText(func(s string) string { return strings.TrimRight(s, " ") }),
		"LEN":       {1, refused, length},
		"LENGTH":    {1, refused, length},
		"SUBSTRING": {2, refused, substring}, "SUBSTR": {2, refused, substring}, "MID": {2, refused, substring},
		"LEFT": {2, refused, func(a []value.Value) value.Value {
			return value.String(value.SliceUTF16(a[0].ToString(), 0, whole(a[1])))
		}},
		"RIGHT": {2, refused, func(a []value.Value) value.Value {
			s := a[0].ToString()
			n := value.UTF16Len(s)
			return value.String(value.SliceUTF16(s, max(0, n-whole(a[1])), n))
		}},
		"REPLACE": {3, refused, func(a []value.Value) value.Value {
			if a[1].IsNullish() || a[1].ToString() == "" {
				return value.String(a[0].ToString())
			}
			s, old, by := a[0].ToString(), a[1].ToString(), shownText(a[2])
			// A text that would grow too long is cut where the caller's bound refuses it.
			if n := strings.Count(s, old); len(s)+n*(len(by)-len(old)) > maxText {
				return value.String(strings.Repeat(" ", maxText+1))
			}
			return value.String(strings.ReplaceAll(s, old, by))
		}},
		"CONCAT": {0, taken, func(a []value.Value) value.Value {
			var b strings.Builder
			for _, v := range a {
				b.WriteString(shownText(v))
			}
			return value.String(b.String())
		}},
		"CONCAT_WS": {1, taken, func(a []value.Value) value.Value {
			var parts []string
			for _, v := range a[1:] {
				if !v.IsNullish() {
					parts = append(parts, v.ToString())
				}
			}
			return value.String(strings.Join(parts, a[0].ToString()))
		}},
		"INSTR": {2, refused, func(a []value.Value) value.Value {
			s := a[0].ToString()
			at := strings.Index(s, a[1].ToString())
			if at < 0 {
				return value.Int(0)
			}
			return value.Int(value.UTF16Len(s[:at]) + 1)
		}},
		"REVERSE": ofText(func(s string) string {
			u := value.UTF16(s)
			for i, j := 0, len(u)-1; i < j; i, j = i+1, j-1 {
				u[i], u[j] = u[j], u[i]
			}
			return value.FromUTF16(u)
		}),
		"REGEXP_LIKE": {2, refused, matchesPattern},

		"ABS": ofNumber(math.Abs), "CEIL": ofNumber(math.Ceil), "CEILING": ofNumber(math.Ceil), "FLOOR": ofNumber(math.Floor),
		"SQRT": ofNumber(math.Sqrt), "EXP": ofNumber(math.Exp), "LOG": ofNumber(math.Log), "LN": ofNumber(math.Log),
		"LOG2": ofNumber(math.Log2), "LOG10": ofNumber(math.Log10), "TRUNC": ofNumber(math.Trunc),
		"SIN": ofNumber(math.Sin), "COS": ofNumber(math.Cos), "TAN": ofNumber(math.Tan),
		"SIGN": ofNumber(func(f float64) float64 {
			switch {
			case f > 0:
				return 1
			case f < 0:
				return -1
			}
			return f
		}),
		"ROUND": {1, asValue, round},
		"POWER": {2, refused, func(a []value.Value) value.Value { return numeric(math.Pow(a[0].ToNumber(), a[1].ToNumber())) }},
		"MOD":   {2, refused, func(a []value.Value) value.Value { return operators["%"](a[0], a[1]) }},
		"PI":    {0, taken, func([]value.Value) value.Value { return value.Number(math.Pi) }},
		"RANDOM": {0, taken, func(a []value.Value) value.Value {
			if len(a) > 0 {
				return numeric(math.Floor(rand.Float64() * a[0].ToNumber()))
			}
			return value.Number(rand.Float64())
		}},
		"GREATEST": {1, taken, best(func(a, b value.Value) bool { return value.Less(b, a) })}, // of what cannot be compared, the later
		"LEAST":    {1, taken, best(value.Less)},

		"COALESCE": {1, taken, coalesce}, "IFNULL": {2, taken, coalesce}, "NVL": {2, taken, coalesce},
		// ISNULL gives its first argument, null or not, as it does in the original.
		"ISNULL": {1, taken, func(a []value.Value) value.Value { return a[0] }},
		"NULLIF": {2, taken, func(a []value.Value) value.Value {
			if looseEqual(a[0], a[1]) && !a[0].IsNullish() {
				return value.Undefined
			}
			return a[0]
		}},
		"IIF": {3, taken, pick}, "IF": {3, taken, pick},
		"TYPEOF": {1, taken, func(a []value.Value) value.Value { return value.String(a[0].TypeOf()) }},
		"CAST":   {2, taken, castTo},

		"NOW": {0, taken, now}, "GETDATE": {0, taken, now},
		"DATE": {1, refused, func(a []value.Value) value.Value {
			if t, ok := date(a[0]); ok {
				return value.FromTime(t)
			}
			return value.Undefined
		}},
		"YEAR": ofDate(time.Time.Year), "MONTH": ofDate(func(t time.Time) int { return int(t.Month()) }),
		"DAY": ofDate(time.Time.Day), "DAYOFMONTH": ofDate(time.Time.Day),
		"DAYOFWEEK": ofDate(func(t time.Time) int { return int(t.Weekday()) }),
		"HOUR":      ofDate(time.Time.Hour), "MINUTE": ofDate(time.Time.Minute), "SECOND": ofDate(time.Time.Second),
		"DATEDIFF": {3, refused, dateDifference},
		"DATEADD":  {3, refused, func(a []value.Value) value.Value { return shifted(a[2], a[1].ToNumber(), a[0].ToString()) }},
		"INTERVAL": {2, refused, func(a []value.Value) value.Value {
			return value.Number(a[0].ToNumber() * float64(lengthOf(a[1].ToString()).Milliseconds()))
		}},
		"DATE_ADD": {2, refused, func(a []value.Value) value.Value { return shifted(a[0], a[1].ToNumber(), "millisecond") }},
		"DATE_SUB": {2, refused, func(a []value.Value) value.Value { return shifted(a[0], -a[1].ToNumber(), "millisecond") }},
	}
}

func whole(v value.Value) int {
	f := v.ToNumber()
	if math.IsNaN(f) {
		return 0
	}
	return int(max(0, min(f, math.MaxInt32)))
}

func length(a []value.Value) value.Value {
	if a[0].IsArray() {
		return value.Int(a[0].Len())
	}
	if !a[0].IsString() {
		return value.Undefined
	}
	return value.Int(value.UTF16Len(a[0].Str()))
}

// substring counts from 1.
func substring(a []value.Value) value.Value {
	s := a[0].ToString()
	n := value.UTF16Len(s)
	from, to := min(n, max(0, whole(a[1])-1)), n
	if len(a) > 2 && !a[2].IsNullish() {
		to = min(n, from+whole(a[2]))
	}
	return value.String(value.SliceUTF16(s, from, to))
}

// round moves the point in the number's text, so that 2.345 to two places is
// 2.35, which it is not when the number is multiplied.
func round(a []value.Value) value.Value {
	places := 0.0
	if len(a) > 1 {
		places = math.Trunc(a[1].ToNumber())
	}
	if math.IsNaN(places) || math.Abs(places) > 300 {
		return a[0]
	}
	move := func(f, by float64) float64 {
		mantissa, exponent, found := strings.Cut(value.FormatNumber(f), "e")
		if found {
			by += value.ParseNumber(exponent)
		}
		return value.ParseNumber(mantissa + "e" + value.FormatNumber(by))
	}
	f := a[0].ToNumber()
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return numeric(f)
	}
	return numeric(move(math.Floor(move(f, places)+0.5), -places))
}

func best(better func(a, b value.Value) bool) func([]value.Value) value.Value {
	return func(a []value.Value) value.Value {
		out := a[0]
		for _, v := range a[1:] {
			if !better(out, v) {
				out = v
			}
		}
		return out
	}
}

func coalesce(a []value.Value) value.Value {
	for _, v := range a {
		if !v.IsNullish() {
			return v
		}
	}
	return value.Undefined
}

func pick(a []value.Value) value.Value {
	if a[0].Truthy() {
		return a[1]
	}
	return a[2]
}

func castTo(a []value.Value) value.Value {
	v := a[0]
	switch a[1].Str() {
	case "INT", "INTEGER", "BIGINT", "SMALLINT", "TINYINT", "SERIAL":
		f := leadingNumber(v)
		if math.IsNaN(f) || math.IsInf(f, 0) {
			return value.Int(0)
		}
		return value.Number(math.Trunc(f))
	case "NUMBER", "FLOAT", "DOUBLE", "DECIMAL", "NUMERIC", "REAL", "MONEY":
		return numeric(v.ToNumber())
	case "STRING", "VARCHAR", "CHAR", "NVARCHAR", "NCHAR":
		return value.String(shownText(v))
	case "BOOLEAN", "BOOL", "BIT":
		return value.Bool(v.Truthy())
	case "DATE", "DATETIME", "TIMESTAMP":
		t, ok := date(v)
		switch {
		case !ok:
			return value.Undefined
		case a[1].Str() == "DATE":
			return value.String(t.Format("06.01.02"))
		}
		return value.FromTime(t)
	}
	return v
}

// leadingNumber reads the number that a text begins with.
func leadingNumber(v value.Value) float64 {
	if !v.IsString() {
		return v.ToNumber()
	}
	s := value.TrimSpace(v.Str())
	sign := ""
	if s != "" && (s[0] == '-' || s[0] == '+') {
		sign, s = strings.Trim(s[:1], "+"), s[1:]
	}
	end := numberEnd(s, 0)
	if end == 0 {
		return math.NaN()
	}
	return value.ParseNumber(sign + s[:end])
}

func now([]value.Value) value.Value {
	return value.String(time.Now().UTC().Format("2006-01-02 15:04:05.000"))
}

// dateLayouts are the ways to write a date that queries use.
var dateLayouts = []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999", "2006-01-02T15:04", "2006-01-02 15:04",
	"2006-01-02", "2006/01/02 15:04:05", "2006/01/02", "01/02/2006"}

func date(v value.Value) (time.Time, bool) {
	switch {
	case v.IsDate():
		return v.Time()
	case v.IsNumber():
		return value.Date(v.Num()).Time()
	}
	for _, layout := range dateLayouts {
		if t, err := time.Parse(layout, v.ToString()); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

// lengthOf is how long a unit of time is; 0 when it is unknown.
func lengthOf(unit string) time.Duration {
	switch strings.TrimSuffix(strings.ToLower(unit), "s") {
	case "millisecond", "m":
		return time.Millisecond
	case "second", "sec":
		return time.Second
	case "minute", "min":
		return time.Minute
	case "hour":
		return time.Hour
	case "day", "dayofyear":
		return 24 * time.Hour
	case "week":
		return 7 * 24 * time.Hour
	}
	return 0
}

func dateDifference(a []value.Value) value.Value {
	from, ok := date(a[1])
	to, ok2 := date(a[2])
	if !ok || !ok2 {
		return value.Undefined
	}
	switch strings.TrimSuffix(strings.ToLower(a[0].ToString()), "s") {
	case "year":
		return value.Int(to.Year() - from.Year())
	case "month":
		return value.Int((to.Year()-from.Year())*12 + int(to.Month()-from.Month()))
	}
	if unit := lengthOf(a[0].ToString()); unit > 0 {
		return value.Number(math.Floor(float64(to.Sub(from)) / float64(unit)))
	}
	return value.Undefined
}

func shifted(v value.Value, n float64, unit string) value.Value {
	t, ok := date(v)
	if !ok || math.IsNaN(n) || math.Abs(n) > 1e15 {
		return value.Undefined
	}
	switch strings.TrimSuffix(strings.ToLower(unit), "s") {
	case "year":
		return value.FromTime(t.AddDate(int(n), 0, 0))
	case "month":
		return value.FromTime(t.AddDate(0, int(n), 0))
	}
	return value.Date(float64(t.UnixMilli()) + n*float64(lengthOf(unit).Milliseconds()))
}

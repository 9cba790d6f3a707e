package cron

import (
	"fmt"
	"math/bits"
	"strconv"
	"strings"
	"unicode"
)

// A SyntaxError says why an expression was refused.
type SyntaxError struct {
	Expr   string // the whole expression, as given
	Field  string // the name of the refused field, or "" if the fault is in the whole
	Value  string // the text of the refused field, or "" if the fault is in the whole
	Reason string // what is wrong and what would be right
}

func (e *SyntaxError) Error() string {
	if e.Field == "" {
		return fmt.Sprintf("cron expression %q: %s", e.Expr, e.Reason)
	}
	return fmt.Sprintf("cron expression %q: %s field %q: %s", e.Expr, e.Field, e.Value, e.Reason)
}

// A field is one column of an expression with the values it may hold, both ends included.
type field struct {
	name     string
	low, top int
}

var (
	secondField     = field{"second", 0, 59}
	minuteField     = field{"minute", 0, 59}
	hourField       = field{"hour", 0, 23}
	dayOfMonthField = field{"day of month", 1, 31}
	monthField      = field{"month", 1, 12}
	dayOfWeekField  = field{"day of week", 0, 7} // 0 and 7 are both Sunday
)

// presets are the expressions that have a name of their own.
var presets = map[string]string{
	"@secondly": "* * * * * *",
	"@minutely": "0 * * * * *",
	"@hourly":   "0 0 * * * *",
	"@daily":    "0 0 0 * * *",
	"@weekly":   "0 0 0 * * 0",
	"@weekdays": "0 0 0 * * 1-5",
	"@weekends": "0 0 0 * * 0,6",
	"@monthly":  "0 0 0 1 * *",
	"@yearly":   "0 0 0 1 1 *",
}

// names stand for their numbers in any field, because a name is replaced before the field is read.
var names = map[string]string{
	"jan": "1", "feb": "2", "mar": "3", "apr": "4", "may": "5", "jun": "6",
	"jul": "7", "aug": "8", "sep": "9", "oct": "10", "nov": "11", "dec": "12",
	"sun": "0", "mon": "1", "tue": "2", "wed": "3", "thu": "4", "fri": "5", "sat": "6",
}

// maxExpression is the longest expression, in bytes, that Parse looks at. Every set of values can
// be written in far less.
const maxExpression = 4096

// Parse reads a cron expression. It accepts what npm's cron 3.1.7 accepts, so besides the usual
// forms a name may stand in any field, and a start with a step but no end (5/15) runs to the end
// of the field. Question marks, L, W and # are refused, ranges do not wrap around, and a preset
// must stand alone without surrounding space.
//
// Days that occur in none of the chosen months (the 31st of April) are not refused: they fall over
// into the beginning of the same months, the 31st of April on the 1st of April.
//
// The error is a *SyntaxError.
func Parse(expr string) (*Schedule, error) {
	if len(expr) > maxExpression {
		return nil, &SyntaxError{
			Expr:   expr[:40] + "…",
			Reason: fmt.Sprintf("is longer than %d bytes; write lists as ranges and steps", maxExpression),
		}
	}
	text := lowerASCII(expr)
	if preset, ok := presets[text]; ok {
		text = preset
	}
	columns := strings.FieldsFunc(text, isSpace)
	switch {
	case len(columns) < 5:
		return nil, &SyntaxError{Expr: expr, Reason: "has " + count(len(columns)) +
			"; write minute, hour, day of month, month and day of week, with seconds in front if they matter"}
	case len(columns) > 6:
		return nil, &SyntaxError{Expr: expr, Reason: "has " + count(len(columns)) +
			"; no more than six are possible: second, minute, hour, day of month, month and day of week"}
	case len(columns) == 5:
		columns = append([]string{"0"}, columns...)
	}

	s := &Schedule{expr: expr}
	for i, column := range []struct {
		field field
		set   *uint64
	}{
		{secondField, &s.seconds},
		{minuteField, &s.minutes},
		{hourField, &s.hours},
		{dayOfMonthField, &s.daysOfMonth},
		{monthField, &s.months},
		{dayOfWeekField, &s.daysOfWeek},
	} {
		set, reason := column.field.parse(columns[i])
		if reason != "" {
			return nil, &SyntaxError{Expr: expr, Field: column.field.name, Value: columns[i], Reason: reason}
		}
		*column.set = set
	}
	if s.daysOfWeek&(1<<7) != 0 {
		s.daysOfWeek = s.daysOfWeek&^(1<<7) | 1
	}
	s.anyDayOfWeek = s.daysOfWeek == allBits(0, 6)
	s.anyDayOfMonth = s.daysOfMonth == allBits(1, 31)
	s.foldImpossibleDays()
	return s, nil
}

// parse returns the values that text admits, or the reason why it cannot be read.
func (f field) parse(text string) (set uint64, reason string) {
	digits, reason := replaceNames(text)
	if reason != "" {
		return 0, reason
	}
	for _, part := range strings.Split(digits, ",") {
		values, reason := f.parsePart(part)
		if reason != "" {
			return 0, reason
		}
		set |= values
	}
	return set, ""
}

// parsePart reads one entry of a list: *, n, n-m, each with an optional /step.
func (f field) parsePart(part string) (set uint64, reason string) {
	span, stepText, stepped := strings.Cut(part, "/")
	lowText, topText, ranged := strings.Cut(span, "-")
	step, low, top := 1, f.low, f.top
	if stepped {
		var ok bool
		if step, ok = number(stepText); !ok {
			return 0, "cannot be read: a step is a number after a slash, as in */5"
		}
		if step == 0 {
			return 0, "has a step of zero; a step is at least 1"
		}
	}
	if span != "*" {
		var ok bool
		if low, ok = number(lowText); !ok {
			return 0, "cannot be read: write *, a number, a range such as 1-5, a list such as 1,3,5, or a step such as */5"
		}
		switch {
		case ranged:
			if top, ok = number(topText); !ok {
				return 0, "cannot be read: a range has a number at both ends, as in 1-5"
			}
		case !stepped:
			top = low
		}
		if low < f.low || low > f.top || top > f.top {
			return 0, fmt.Sprintf("is out of range; the values are %d to %d", f.low, f.top)
		}
		if low > top {
			return 0, fmt.Sprintf("has a range that ends before it begins; write it as two, such as %d-%d,%d-%d", low, f.top, f.low, top)
		}
	}
	for v := low; v <= top; v += step {
		set |= 1 << v
	}
	return set, ""
}

// replaceNames puts the numbers in the place of the names of months and days. A run of letters is
// read three at a time, so that what follows a name without a separator is a name again.
func replaceNames(text string) (digits, reason string) {
	var b strings.Builder
	for i := 0; i < len(text); {
		if !isLetter(text[i]) {
			b.WriteByte(text[i])
			i++
			continue
		}
		end := i + 1
		for end < len(text) && end < i+3 && isLetter(text[end]) {
			end++
		}
		value, ok := names[text[i:end]]
		if !ok {
			return "", fmt.Sprintf("has the unknown name %q; names have three letters, jan to dec and sun to sat", text[i:end])
		}
		b.WriteString(value)
		i = end
	}
	return b.String(), ""
}

// foldImpossibleDays handles schedules none of whose months is long enough for any of their days,
// such as the 30th of February. Each such day becomes the remainder of its division by the length
// of the last of the months, February counting 29 days: this is what npm's cron does instead of
// never firing.
func (s *Schedule) foldImpossibleDays() {
	first := bits.TrailingZeros64(s.daysOfMonth)
	length := 0
	for month := 1; month <= 12; month++ {
		if s.months&(1<<month) == 0 {
			continue
		}
		length = longest(month)
		if first <= length {
			return
		}
	}
	folded := uint64(0)
	for day := first; day <= 31; day++ {
		if s.daysOfMonth&(1<<day) != 0 {
			folded |= 1 << (day % length)
		}
	}
	s.daysOfMonth = folded
}

// longest returns the number of days that the month (1 to 12) can have.
func longest(month int) int {
	switch month {
	case 2:
		return 29
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// number reads an unsigned decimal number. Numbers too great for any field come back as a great
// number, so that they are refused as values and serve as steps that reach only the first value.
func number(text string) (int, bool) {
	const great = 1 << 20
	if text == "" {
		return 0, false
	}
	n := 0
	for i := 0; i < len(text); i++ {
		if text[i] < '0' || text[i] > '9' {
			return 0, false
		}
		n = min(n*10+int(text[i]-'0'), great)
	}
	return n, true
}

func allBits(low, top int) uint64 { return 1<<(top+1) - 1<<low }

func isLetter(c byte) bool { return 'a' <= c && c <= 'z' }

// isSpace reports whether r separates fields: the white space of JavaScript's regular expressions.
func isSpace(r rune) bool {
	return r == '\uFEFF' || r != '\u0085' && unicode.IsSpace(r)
}

func lowerASCII(text string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, text)
}

func count(n int) string {
	if n == 1 {
		return "1 field"
	}
	return strconv.Itoa(n) + " fields"
}

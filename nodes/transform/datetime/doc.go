// Package datetime is the Date & Time node in both versions (transform
// reference §9): the first writes and reads dates by moment's tokens, the
// second by luxon's.
package datetime

import (
	"math"
	"strings"

	"runnel/runtime/value"
)

const name = "n8n-nodes-base.dateTime"

// number reads a date that is a number, or the text of one: seconds when it
// has fewer than 12 digits, else milliseconds. A fraction says that these are
// seconds with their milliseconds.
func number(v value.Value) (ms float64, ok bool) {
	n := v.ToNumber()
	if math.IsNaN(n) || math.IsInf(n, 0) {
		return 0, false
	}
	if n != math.Trunc(n) {
		n *= 1000
	}
	n = math.Trunc(n)
	if digits := strings.TrimPrefix(value.FormatNumber(n), "-"); len(digits) < 12 {
		n *= 1000
	}
	return n, true
}

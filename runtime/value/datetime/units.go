package datetime

import (
	"math"
	"strings"

	"runnel/runtime/value"
)

// Unit is a unit of time, from the longest to the shortest.
type Unit uint8

// The units of luxon's durations.
const (
	Years Unit = iota
	Quarters
	Months
	Weeks
	Days
	Hours
	Minutes
	Seconds
	Milliseconds
	unitCount
)

var unitNames = [unitCount]string{"years", "quarters", "months", "weeks", "days", "hours", "minutes", "seconds", "milliseconds"}

// String is the unit's name as luxon writes it in objects: "years".
func (u Unit) String() string { return unitNames[u] }

// ParseUnit reads a unit's name, singular or plural, in any case.
func ParseUnit(name string) (Unit, bool) {
	name = strings.ToLower(name)
	for u, plural := range unitNames {
		if name == plural || name+"s" == plural {
			return Unit(u), true
		}
	}
	return 0, false
}

// casual is how many milliseconds a unit has where the calendar does not
// matter, as luxon's casual conversion counts.
var casual = [unitCount]float64{365 * day, 91 * day, 30 * day, 7 * day, day, 3_600_000, 60_000, 1000, 1}

const day = 86_400_000.0

// Duration is a length of time in units, such as {days: 1, hours: 3}.
type Duration struct {
	amount [unitCount]float64
	set    [unitCount]bool
	reason string
}

// Of answers the duration of n units.
func Of(n float64, u Unit) Duration {
	var d Duration
	d.amount[u], d.set[u] = n, true
	return d
}

// With answers the duration with n units of another kind.
func (d Duration) With(n float64, u Unit) Duration {
	d.amount[u], d.set[u] = n, true
	return d
}

// InvalidDuration answers a duration that is none.
func InvalidDuration(reason string) Duration { return Duration{reason: reason} }

// Valid tells whether the duration is one.
func (d Duration) Valid() bool { return d.reason == "" }

// ParseDuration reads what luxon takes for a duration: a number of
// milliseconds, an object of units, or a Duration.
func ParseDuration(v value.Value) (Duration, error) {
	switch v.Kind() {
	case value.KindNumber:
		return Of(v.Num(), Milliseconds), nil
	case value.KindHost:
		if d, ok := v.Host().(Duration); ok {
			return d, nil
		}
		return Duration{}, ErrLocale
	case value.KindObject:
		var d Duration
		for key, x := range v.Entries() {
			u, n, skip, err := unitEntry(key, x)
			if err != nil {
				return Duration{}, err
			}
			if !skip {
				d = d.With(n, u)
			}
		}
		return d, nil
	}
	return Duration{}, ErrInvalid
}

// unitEntry reads a member of an object of units.
func unitEntry(key string, x value.Value) (u Unit, n float64, skip bool, err error) {
	if x.IsNullish() {
		return 0, 0, true, nil
	}
	u, ok := ParseUnit(key)
	if !ok {
		return 0, 0, false, ErrInvalid
	}
	if n, ok = amountOf(x); !ok {
		return 0, 0, false, ErrInvalid
	}
	return u, n, false, nil
}

// amountOf reads a number as luxon does: text counts, booleans and "" do not.
func amountOf(x value.Value) (float64, bool) {
	if x.Kind() == value.KindBool || x.IsString() && x.Str() == "" {
		return 0, false
	}
	n := x.ToNumber()
	return n, !math.IsNaN(n) && !math.IsInf(n, 0)
}

// Negate answers the duration backwards.
func (d Duration) Negate() Duration {
	for u := range d.amount {
		if d.amount[u] != 0 {
			d.amount[u] = -d.amount[u]
		}
	}
	return d
}

// Plus adds another duration unit by unit.
func (d Duration) Plus(o Duration) Duration {
	for u := range d.amount {
		if o.set[u] {
			d.amount[u] += o.amount[u]
			d.set[u] = true
		}
	}
	return d
}

// Millis is the duration's length by the casual conversion.
func (d Duration) Millis() float64 {
	sum := d.amount[Milliseconds]
	for u := Seconds; ; u-- {
		sum += d.amount[u] * casual[u]
		if u == Years {
			return sum
		}
	}
}

// Object answers {unit: amount} for the units that are set.
func (d Duration) Object() value.Value {
	var b value.Builder
	if d.Valid() {
		for u, set := range d.set {
			if set {
				b.Set(unitNames[u], value.Number(d.amount[u]))
			}
		}
	}
	return b.Object()
}

// Get answers the amount of a unit, NaN for invalid durations.
func (d Duration) Get(u Unit) float64 {
	if !d.Valid() {
		return math.NaN()
	}
	return d.amount[u]
}

// ShiftTo spreads a duration over other units.
func (d Duration) ShiftTo(units ...Unit) Duration {
	if !d.Valid() || len(units) == 0 {
		return d
	}
	wanted := [unitCount]bool{}
	for _, u := range units {
		wanted[u] = true
	}
	var out Duration
	rest := [unitCount]float64{}
	last := Unit(0)
	for u := Years; u < unitCount; u++ {
		if !wanted[u] {
			if d.set[u] {
				rest[u] = d.amount[u]
			}
			continue
		}
		last = u
		own := 0.0
		// What was too small for the units before comes here.
		for a := range rest {
			if rest[a] != 0 && Unit(a) < u {
				own += ratio(Unit(a), u) * rest[a]
				rest[a] = 0
			}
		}
		if d.set[u] {
			own += d.amount[u]
		}
		whole := math.Trunc(own)
		out = out.With(whole, u)
		rest[u] = (own*1000 - whole*1000) / 1000
	}
	for u := range rest {
		if rest[u] != 0 {
			if Unit(u) == last {
				out.amount[last] += rest[u]
			} else {
				out.amount[last] += rest[u] / ratio(last, Unit(u))
			}
		}
	}
	return out.normalize()
}

// ratio is how many of the smaller unit make one of the bigger.
func ratio(bigger, smaller Unit) float64 {
	switch {
	case bigger == Years && smaller == Quarters:
		return 4
	case bigger == Years && smaller == Months:
		return 12
	case bigger == Years && smaller == Weeks:
		return 52
	case bigger == Quarters && smaller == Months:
		return 3
	case bigger == Months && smaller == Weeks:
		return 4
	}
	return casual[bigger] / casual[smaller]
}

// normalize gives all units one sign and carries over what is too much.
func (d Duration) normalize() Duration {
	factor := 1.0
	if d.Millis() < 0 {
		factor = -1
	}
	previous := -1
	for u := int(Milliseconds); u >= 0; u-- {
		if !d.set[u] {
			continue
		}
		if previous >= 0 {
			have := d.amount[previous] * factor
			per := ratio(Unit(u), Unit(previous))
			up := math.Floor(have / per)
			d.amount[u] += up * factor
			d.amount[previous] -= up * per * factor
		}
		previous = u
	}
	// A fraction of a bigger unit moves down to the next smaller one.
	previous = -1
	for u := range d.set {
		if !d.set[u] {
			continue
		}
		if previous >= 0 {
			fraction := math.Mod(d.amount[previous], 1)
			d.amount[previous] -= fraction
			d.amount[u] += fraction * ratio(Unit(previous), Unit(u))
		}
		previous = u
	}
	return d
}

// As answers the duration in one unit.
func (d Duration) As(u Unit) float64 {
	if !d.Valid() {
		return math.NaN()
	}
	return d.ShiftTo(u).amount[u]
}

// ISO is the duration's ISO 8601 text.
func (d Duration) ISO() string {
	if !d.Valid() {
		return "Invalid Duration"
	}
	var b strings.Builder
	b.WriteByte('P')
	part := func(n float64, suffix string) {
		if n != 0 {
			b.WriteString(value.FormatNumber(n) + suffix)
		}
	}
	part(d.amount[Years], "Y")
	part(d.amount[Months]+d.amount[Quarters]*3, "M")
	part(d.amount[Weeks], "W")
	part(d.amount[Days], "D")
	if d.amount[Hours] != 0 || d.amount[Minutes] != 0 || d.amount[Seconds] != 0 || d.amount[Milliseconds] != 0 {
		b.WriteByte('T')
	}
	part(d.amount[Hours], "H")
	part(d.amount[Minutes], "M")
	if d.amount[Seconds] != 0 || d.amount[Milliseconds] != 0 {
		b.WriteString(value.FormatNumber(math.Floor((d.amount[Seconds]+d.amount[Milliseconds]/1000)*1000+0.5)/1000) + "S")
	}
	if b.Len() == 1 {
		return "PT0S"
	}
	return b.String()
}

// Member answers a property of luxon's Duration; it is not ok for names that
// are no property natively known.
func (d Duration) Member(name string) (value.Value, bool) {
	for u, n := range unitNames {
		if n == name {
			return value.Number(d.Get(Unit(u))), true
		}
	}
	switch name {
	case "isValid":
		return value.Bool(d.Valid()), true
	case "invalidReason":
		if d.Valid() {
			return value.Null, true
		}
		return value.String(d.reason), true
	}
	return value.Undefined, false
}

// Value answers the duration as a value of expressions.
func (d Duration) Value() value.Value { return value.Host(d) }

// HostText implements value.HostObject.
func (d Duration) HostText() string { return d.ISO() }

// HostNumber implements value.HostObject: the milliseconds.
func (d Duration) HostNumber() float64 {
	if !d.Valid() {
		return math.NaN()
	}
	return d.Millis()
}

// HostType implements value.HostObject.
func (d Duration) HostType() string { return "object" }

// HostJSON implements value.HostObject.
func (d Duration) HostJSON() value.Value {
	if !d.Valid() {
		return value.Null
	}
	return value.String(d.ISO())
}

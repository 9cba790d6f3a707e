package ext

import (
	"math"
	"strings"
	"time"

	"runnel/runtime/value"
	"runnel/runtime/value/datetext"
	"runnel/runtime/value/datetime"
)

const unitHelp = "A unit of time: milliseconds, seconds, minutes, hours, days, weeks, months, quarters or years; the singular will do."

func dateFunctions() []*Function {
	unit := func(def string) Arg {
		return Arg{Name: "unit", Type: "string", Optional: def != "", Default: def, Help: unitHelp}
	}
	const sample = `DateTime.fromISO("2024-03-30T18:49:07.234", { zone: "utc" })`
	shift := []Arg{{Name: "n", Type: "number | object", Help: "How many units, milliseconds when no unit is given, or an object such as { days: 1, hours: 3 }."}, {Name: "unit", Type: "string", Optional: true, Help: unitHelp}}
	return []*Function{
		{
			Name: "beginningOf", Receiver: Date, Returns: "DateTime", Args: []Arg{unit(`"week"`)}, Help: "The beginning of the unit of time that the date lies in. Weeks begin on Monday.",
			Examples: []Example{{sample + `.beginningOf("month").toISO()`, `"2024-03-01T00:00:00.000Z"`}}, Search: []string{"startOf"}, call: beginningOf,
		},
		{
			Name: "endOfMonth", Receiver: Date, Returns: "DateTime", Help: "The last millisecond of the month that the date lies in.", Examples: []Example{{sample + `.endOfMonth().toISO()`, `"2024-03-31T23:59:59.999Z"`}}, call: endOfMonth,
		},
		{
			Name: "extract", Receiver: Date, Returns: "number", Args: []Arg{{Name: "unit", Type: "string", Optional: true, Default: `"week"`, Help: "The part to take: year, month, day, hour, minute, second, millisecond, week, weekNumber, weekday or yearDayNumber."}}, Help: "One part of the date as a number.",
			Examples: []Example{{sample + `.extract("month")`, `3`}, {sample + `.extract("hour")`, `18`}}, Search: []string{"get"}, call: extract,
		},
		{
			Name: "format", Receiver: Date, Returns: "string", Args: []Arg{{Name: "fmt", Type: "string", Help: "luxon's tokens, such as yyyy-MM-dd HH:mm."}, {Name: "localeOpts", Type: "object", Optional: true, Help: "The language to write in, such as { locale: \"de\" }."}}, Help: "Writes the date in a format of your own.",
			Examples: []Example{{sample + `.format("dd/LL/yyyy HH:mm")`, `"30/03/2024 18:49"`}, {sample + `.format("d LLLL")`, `"30 March"`}}, Search: []string{"toFormat", "strftime"}, call: formatDate,
		},
		{
			Name: "isBetween", Receiver: Date, Returns: "boolean", Args: []Arg{{Name: "date1", Type: "DateTime | Date | string", Help: "One end."}, {Name: "date2", Type: "DateTime | Date | string", Help: "The other end."}}, Help: "Tells whether the date lies between two others, the ends not included.",
			Examples: []Example{{sample + `.isBetween("2024-03-29", "2024-04-01")`, `true`}}, call: isBetween,
		},
		{Name: "isDst", Receiver: Date, Returns: "boolean", Help: "Tells whether summer time is in force at the date, in its zone.", Examples: []Example{{sample + `.isDst()`, `false`}}, Search: []string{"daylight saving"}, call: isDST},
		{
			Name: "isInLast", Receiver: Date, Returns: "boolean", Args: []Arg{{Name: "n", Type: "number", Optional: true, Default: "0", Help: "How many units."}, unit(`"minutes"`)}, Help: "Tells whether the date lies within the last so many units of time.",
			Examples: []Example{{sample + `.isInLast(1, "days")`, `false`}}, call: isInLast,
		},
		{Name: "isWeekend", Receiver: Date, Returns: "boolean", Help: "Tells whether the date is a Saturday or Sunday, in its zone.", Examples: []Example{{sample + `.isWeekend()`, `true`}}, call: isWeekend},
		{Name: "minus", Receiver: Date, Returns: "DateTime", Args: shift, Help: "The date so much earlier.", Examples: []Example{{sample + `.minus(1, "day").toISO()`, `"2024-03-29T18:49:07.234Z"`}}, Search: []string{"subtract"}, call: func(c *call) (value.Value, error) { return c.shift(datetime.DateTime.Minus) }},
		{Name: "plus", Receiver: Date, Returns: "DateTime", Args: shift, Help: "The date so much later.", Examples: []Example{{sample + `.plus(2, "weeks").toISO()`, `"2024-04-13T18:49:07.234Z"`}, {sample + `.plus({ days: 1, hours: 3 }).toISO()`, `"2024-03-31T21:49:07.234Z"`}}, Search: []string{"add"}, call: func(c *call) (value.Value, error) { return c.shift(datetime.DateTime.Plus) }},
		{
			Name: "diffTo", Receiver: Date, Returns: "number | object", Args: []Arg{{Name: "otherDate", Type: "DateTime | Date | string", Help: "The date to measure from."}, {Name: "unit", Type: "string | string[]", Optional: true, Default: `"days"`, Help: unitHelp + " Of several units an object is made."}}, Help: "The time from another date to this one; negative when this one is earlier.",
			Examples: []Example{{sample + `.diffTo(DateTime.fromISO("2024-03-25T18:49:07.234", { zone: "utc" }), "days")`, `5`}}, Search: []string{"diff", "difference"}, call: diffTo,
		},
		{
			Name: "diffToNow", Receiver: Date, Returns: "number | object", Args: []Arg{{Name: "unit", Type: "string | string[]", Optional: true, Default: `"days"`, Help: unitHelp}}, Help: "The time from now to the date; negative for the past.", Examples: []Example{{sample + `.diffToNow("years") < 0`, `true`}}, Search: []string{"age", "since", "until"},
			call: func(c *call) (value.Value, error) {
				return c.difference(datetime.Now(c.env.Zone.Location()), c.arg(0))
			},
		},
		{Name: "toDateTime", Receiver: Date, Returns: "DateTime", Help: "The date as luxon's DateTime.", Examples: []Example{{`new Date("2024-03-30T18:49:07.234Z").toDateTime().toUTC().toISO()`, `"2024-03-30T18:49:07.234Z"`}}, call: dateToDateTime},
		{Name: "toInt", Receiver: Date, Returns: "number", Help: "The milliseconds since 1970.", Examples: []Example{{sample + `.toInt()`, `1711824547234`}}, call: dateToNumber},
		{Name: "toFloat", Receiver: Date, Returns: "number", Help: "The milliseconds since 1970.", Examples: []Example{{sample + `.toFloat()`, `1711824547234`}}, call: dateToNumber},
		{Name: "toBoolean", Receiver: Date, Returns: "undefined", Help: "Always undefined.", Examples: []Example{{sample + `.toBoolean()`, `undefined`}}, call: undefined},
		{Name: "isEmpty", Receiver: Date, Returns: "boolean", Help: "Always false.", Examples: []Example{{sample + `.isEmpty()`, `false`}}, call: func(*call) (value.Value, error) { return value.False, nil }},
		{Name: "isNotEmpty", Receiver: Date, Returns: "boolean", Help: "Always true.", Examples: []Example{{sample + `.isNotEmpty()`, `true`}}, call: func(*call) (value.Value, error) { return value.True, nil }},
	}
}

// date answers the receiver as a DateTime. A text that looks like a date comes
// here by the rule of dispatch and is an invalid date, as in the original.
func (c *call) date() datetime.DateTime {
	switch c.receiver.Kind() {
	case value.KindHost:
		return c.receiver.Host().(datetime.DateTime)
	case value.KindDate:
		return datetime.FromMillis(c.receiver.Num(), c.env.Zone)
	}
	return datetime.Invalid("invalid input", "", c.env.Zone)
}

// same answers a date in the receiver's kind: a Date for a Date.
func (c *call) same(d datetime.DateTime) value.Value {
	if c.receiver.IsHost() {
		return d.Value()
	}
	return value.Date(d.Millis())
}

// shortUnits are the units' names that luxon does not know.
var shortUnits = map[string]datetime.Unit{
	"ms": datetime.Milliseconds, "sec": datetime.Seconds, "secs": datetime.Seconds, "min": datetime.Minutes, "mins": datetime.Minutes, "hr": datetime.Hours, "hrs": datetime.Hours,
}

// unitOf reads a unit by its name.
func unitOf(v value.Value) (datetime.Unit, bool) {
	if !v.IsString() {
		return 0, false
	}
	if u, ok := shortUnits[v.Str()]; ok {
		return u, true
	}
	return datetime.ParseUnit(v.Str())
}

func beginningOf(c *call) (value.Value, error) {
	u, ok := datetime.Weeks, true
	if a := c.arg(0); !a.IsUndefined() {
		u, ok = unitOf(a)
	}
	if !ok {
		return thrown()
	}
	return c.same(c.date().StartOf(u)), nil
}

func endOfMonth(c *call) (value.Value, error) { return c.same(c.date().EndOf(datetime.Months)), nil }

func extract(c *call) (value.Value, error) {
	part := "week"
	if a := c.arg(0); !a.IsUndefined() {
		if !a.IsString() {
			return value.Undefined, nil
		}
		part = a.Str()
	}
	d := c.date()
	if part == "yearDayNumber" {
		if !d.Valid() {
			return value.Number(math.NaN()), nil
		}
		local := c.env.Local
		if local == nil {
			local = time.Local
		}
		return value.Int(time.UnixMilli(int64(d.Millis())).In(local).YearDay()), nil
	}
	if part == "week" {
		part = "weekNumber"
	}
	if u, ok := shortUnits[part]; ok {
		part = strings.TrimSuffix(u.String(), "s")
	}
	if u, ok := datetime.ParseUnit(part); ok && u.String() == part {
		part = strings.TrimSuffix(part, "s")
		if part == "week" {
			part = "weekNumber"
		}
	}
	v, _ := d.Member(part)
	return v, nil
}

func formatDate(c *call) (value.Value, error) {
	format, options := c.arg(0), c.arg(1)
	d := c.date()
	if !d.Valid() {
		return value.String("Invalid DateTime"), nil
	}
	if format.IsUndefined() {
		return thrown()
	}
	if !format.IsString() {
		return value.String(""), nil
	}
	if options.IsUndefined() {
		if text, err := d.Format(format.Str()); err == nil {
			return value.String(text), nil
		}
	}
	if FormatDate == nil {
		return value.Undefined, ErrNeedsHost
	}
	text, err := FormatDate(d, format.Str(), options)
	if err != nil {
		return thrown()
	}
	return value.String(text), nil
}

// point reads what isBetween compares with, in milliseconds.
func (c *call) point(v value.Value) (float64, bool) {
	ms := math.NaN()
	switch v.Kind() {
	case value.KindString:
		local := c.env.Local
		if local == nil {
			local = time.Local
		}
		if t, ok := datetext.JavaScript(v.Str(), local); ok {
			ms = float64(t)
		}
	case value.KindDate:
		ms = v.Num()
	case value.KindHost:
		if d, ok := v.Host().(datetime.DateTime); ok {
			ms = d.Millis()
		}
	}
	return ms, !math.IsNaN(ms)
}

func isBetween(c *call) (value.Value, error) {
	if len(c.args) != 2 {
		return fail("isBetween(): expected exactly two args")
	}
	a, okA := c.point(c.args[0])
	b, okB := c.point(c.args[1])
	if !okA || !okB {
		return value.Undefined, nil
	}
	at := c.date().Millis()
	return value.Bool(math.Min(a, b) < at && at < math.Max(a, b)), nil
}

func isDST(c *call) (value.Value, error) { return value.Bool(c.date().InDST()), nil }

func isInLast(c *call) (value.Value, error) {
	n := value.Int(0)
	if a := c.arg(0); !a.IsUndefined() {
		n = a
	}
	u, ok := datetime.Minutes, true
	if a := c.arg(1); !a.IsUndefined() {
		u, ok = unitOf(a)
	}
	amount := n.ToNumber()
	if !ok || n.Kind() == value.KindBool || math.IsNaN(amount) || math.IsInf(amount, 0) {
		return thrown()
	}
	now := datetime.Now(c.env.Zone.Location())
	at := c.date().Millis()
	return value.Bool(now.Minus(datetime.Of(amount, u)).Millis() <= at && at <= now.Millis()), nil
}

func isWeekend(c *call) (value.Value, error) {
	weekday, _ := c.date().Member("weekday")
	return value.Bool(weekday.Num() == 6 || weekday.Num() == 7), nil
}

// shift is plus and minus.
func (c *call) shift(move func(datetime.DateTime, datetime.Duration) datetime.DateTime) (value.Value, error) {
	d := c.date()
	n, unit := c.arg(0), c.arg(1)
	var by datetime.Duration
	switch {
	case unit.IsUndefined():
		if n.IsUndefined() {
			break
		}
		var err error
		if by, err = datetime.ParseDuration(n); err != nil {
			return thrown()
		}
	default:
		u, ok := unitOf(unit)
		if !ok {
			return thrown()
		}
		if n.IsNullish() {
			break
		}
		amount := n.ToNumber()
		if n.Kind() == value.KindBool || n.IsString() && n.Str() == "" || math.IsNaN(amount) || math.IsInf(amount, 0) {
			return thrown()
		}
		by = datetime.Of(amount, u)
	}
	return c.same(move(d, by)), nil
}

func diffTo(c *call) (value.Value, error) {
	other := datetime.Invalid("invalid input", "", c.env.Zone)
	switch a := c.arg(0); a.Kind() {
	case value.KindString:
		d, err := c.parseDate(a.Str())
		if err != nil {
			return value.Undefined, err
		}
		other = d
	case value.KindDate:
		other = datetime.FromMillis(a.Num(), c.env.Zone)
	case value.KindHost:
		if d, ok := a.Host().(datetime.DateTime); ok {
			other = d
		}
	}
	return c.difference(other, c.arg(1))
}

// difference is the time from another date to the receiver, which must be a DateTime.
func (c *call) difference(other datetime.DateTime, unit value.Value) (value.Value, error) {
	if !c.receiver.IsHost() {
		return thrown()
	}
	wanted := []value.Value{unit}
	switch {
	case unit.IsUndefined(), unit.IsArray() && unit.Len() == 0:
		wanted = []value.Value{value.String("days")}
	case unit.IsArray():
		wanted = unit.Elems()
	case !unit.IsString():
		return thrown()
	}
	var units []datetime.Unit
	for _, w := range wanted {
		u, ok := datetime.Unit(0), false
		if w.IsString() && w.Str() == strings.ToLower(w.Str()) {
			u, ok = datetime.ParseUnit(w.Str())
		}
		if !ok {
			return fail("Unsupported unit '" + w.ToString() + "'. Supported: 'milliseconds', 'seconds', 'minutes', 'hours', 'days', 'weeks', 'months', 'quarters', 'years'.")
		}
		units = append(units, u)
	}
	diff := c.date().Diff(other, units...)
	if len(units) == 1 {
		return value.Number(diff.As(units[0])), nil
	}
	return diff.Object(), nil
}

func dateToDateTime(c *call) (value.Value, error) {
	if c.receiver.IsHost() {
		return c.receiver, nil
	}
	return c.date().Value(), nil
}

func dateToNumber(c *call) (value.Value, error) {
	if c.receiver.IsString() {
		return thrown()
	}
	return value.Number(c.date().Millis()), nil
}

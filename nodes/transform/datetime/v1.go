package datetime

import (
	"math"
	"time"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// V1 declares version 1.
var V1 = node.Define(node.Spec[paramsV1]{
	Name: name, Title: "Date & Time", Groups: []string{"transform"},
	Summary: "Writes dates in another form, and calculates with them.",
	Icon:    "clock", Color: "#408000", Versions: node.Versions(1), Default: 2,
	Inputs: node.Main(1), Outputs: node.Main(1), Params: declaredV1, Run: runV1,
	Examples: []node.Example{{
		Title: "A date as people write it", Version: 1, Params: `{"value":"2024-02-29T10:00:00Z","toFormat":"MMMM DD YYYY"}`,
		Input: `[{}]`, Output: `[[{"data":"February 29 2024"}]]`,
	}},
})

var (
	formats = node.Options("toFormat", "To Format", "MM/DD/YYYY",
		node.Opt("MM/DD/YYYY", "MM/DD/YYYY"), node.Opt("YYYY/MM/DD", "YYYY/MM/DD"), node.Opt("MMMM DD YYYY", "MMMM DD YYYY"),
		node.Opt("MM-DD-YYYY", "MM-DD-YYYY"), node.Opt("YYYY-MM-DD", "YYYY-MM-DD"), node.Opt("Unix Timestamp", "X"), node.Opt("Unix Ms Timestamp", "x"))
	formatting  = node.When("action", "format")
	calculating = node.When("action", "calculate")
)

var declaredV1 = node.Params{
	node.Options("action", "Action", "format", node.Opt("Calculate a Date", "calculate"), node.Opt("Format a Date", "format")),
	node.Text("value", "Value", "").Required().Show(formatting),
	node.Text("dataPropertyName", "Property Name", "data").Required().Show(formatting),
	node.Bool("custom", "Custom Format", false).Show(formatting),
	node.Text("toFormat", "To Format", "").Show(formatting, node.When("custom", true)),
	formats.Show(formatting, node.When("custom", false)),
	node.Collection("options", "Options",
		node.Text("fromFormat", "From Format", "").Hint("In which form the date is written, when it is not recognised"),
		node.Options("fromTimezone", "From Timezone Name or ID", "UTC").Edit("loadOptionsMethod", "getTimezones"),
		node.Options("toTimezone", "To Timezone Name or ID", "UTC").Edit("loadOptionsMethod", "getTimezones"),
	).Show(formatting),
	node.Text("value", "Date Value", "").Required().Show(calculating),
	node.Options("operation", "Operation", "add", node.Opt("Add", "add"), node.Opt("Subtract", "subtract")).Required().NoExpression().Show(calculating),
	node.Num("duration", "Duration", 0).Required().Edit("minValue", 0).Show(calculating),
	node.Options("timeUnit", "Time Unit", "days",
		node.Opt("Quarters", "quarters"), node.Opt("Years", "years"), node.Opt("Months", "months"), node.Opt("Weeks", "weeks"), node.Opt("Days", "days"),
		node.Opt("Hours", "hours"), node.Opt("Minutes", "minutes"), node.Opt("Seconds", "seconds"), node.Opt("Milliseconds", "milliseconds"),
	).Required().Show(calculating),
	node.Text("dataPropertyName", "Property Name", "data").Required().Show(calculating),
	node.Collection("options", "Options", node.Text("fromFormat", "From Format", "")).Show(calculating),
}

type paramsV1 struct {
	Action     node.Field[string]      `param:"action"`
	Value      node.Field[value.Value] `param:"value"`
	Property   node.Field[string]      `param:"dataPropertyName"`
	ToFormat   node.Field[string]      `param:"toFormat"`
	FromFormat node.Field[string]      `param:"options.fromFormat"`
	FromZone   node.Field[string]      `param:"options.fromTimezone"`
	ToZone     node.Field[string]      `param:"options.toTimezone"`
	Operation  node.Field[string]      `param:"operation"`
	Duration   node.Field[float64]     `param:"duration"`
	Unit       node.Field[string]      `param:"timeUnit"`
}

func runV1(c *node.Call[paramsV1]) (node.Output, error) {
	in := c.Input(0)
	out := make([]item.Item, 0, len(in))
	for i, it := range in {
		result, err := resultV1(c, i)
		if err != nil {
			if !c.ContinueOnFail() {
				return nil, node.WrapItem(err, i)
			}
			out = append(out, item.FromPair(value.Object(value.Field{Key: "error", Value: value.String(err.Error())}), i))
			continue
		}
		if result.IsUndefined() {
			continue
		}
		property, err := c.P.Property.At(c, i)
		if err != nil {
			return nil, node.WrapItem(err, i)
		}
		made := item.FromPair(it.JSON.Set(property, result), i)
		made.Binary = it.Binary
		out = append(out, made)
	}
	return node.One(out), nil
}

// resultV1 is the new field of an item, undefined for items that are left out.
func resultV1(c *node.Call[paramsV1], i int) (value.Value, error) {
	action, err := c.P.Action.At(c, i)
	if err != nil {
		return value.Undefined, err
	}
	date, err := c.P.Value.At(c, i)
	if err != nil {
		return value.Undefined, err
	}
	switch action {
	case "format":
		if date.IsUndefined() {
			return value.Undefined, nil
		}
		return format(c, date, i)
	case "calculate":
		return calculate(c, date, i)
	}
	return value.Undefined, nil
}

func format(c *node.Call[paramsV1], date value.Value, i int) (value.Value, error) {
	toFormat, err := c.P.ToFormat.At(c, i)
	if err != nil {
		return value.Undefined, err
	}
	fromFormat, err := c.P.FromFormat.Or(c, i, "")
	if err != nil {
		return value.Undefined, err
	}
	fromZone, err := zone(c, &c.P.FromZone, i)
	if err != nil {
		return value.Undefined, err
	}
	toZone, err := zone(c, &c.P.ToZone, i)
	if err != nil {
		return value.Undefined, err
	}
	// Zones count as soon as one of them is set; without, the server's does.
	from, to, fallback := time.Local, time.Local, time.Local
	if fromZone != nil || toZone != nil {
		from, to, fallback = c.Info().Zone, c.Info().Zone, time.UTC
		if fromZone != nil {
			from = fromZone
		}
		if toZone != nil {
			to = toZone
		}
	}
	var t time.Time
	ms, ok := number(date)
	switch {
	case ok:
		t = time.UnixMilli(int64(ms))
	case fromFormat != "":
		t, ok = parseMoment(date.ToString(), fromFormat, from, time.Now().In(fallback))
	default:
		t, ok = lenient(date.ToString(), from, fallback)
	}
	if !ok {
		if c.P.FromFormat.Present() {
			return value.String("Invalid date"), nil
		}
		return value.Undefined, node.Errorf(`The date input format could not be recognized. Please set the "From Format" field`)
	}
	if toFormat == "" {
		toFormat = "YYYY-MM-DDTHH:mm:ssZ"
	}
	t = t.In(to)
	if fromZone == nil && toZone == nil {
		// The server's zone has no name.
		_, offset := t.Zone()
		t = t.In(time.FixedZone("", offset))
	}
	return value.String(formatMoment(t, toFormat)), nil
}

// zone reads an option that names a time zone, nil when it is not set.
func zone(c *node.Call[paramsV1], f *node.Field[string], i int) (*time.Location, error) {
	name, err := f.Or(c, i, "")
	if err != nil || name == "" {
		return nil, err
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		// Unknown zones are UTC.
		return time.UTC, nil
	}
	return loc, nil
}

func calculate(c *node.Call[paramsV1], date value.Value, i int) (value.Value, error) {
	fromFormat, err := c.P.FromFormat.Or(c, i, "")
	if err != nil {
		return value.Undefined, err
	}
	operation, err := c.P.Operation.At(c, i)
	if err != nil {
		return value.Undefined, err
	}
	duration, err := c.P.Duration.At(c, i)
	if err != nil {
		return value.Undefined, err
	}
	unit, err := c.P.Unit.At(c, i)
	if err != nil {
		return value.Undefined, err
	}
	var t time.Time
	ok := true
	switch {
	case fromFormat != "":
		if t, ok = parseMoment(date.ToString(), fromFormat, time.UTC, time.Now().UTC()); !ok {
			return value.Undefined, node.Errorf(`Date input cannot be parsed. Please recheck the value and the "From Format" field.`)
		}
	case date.IsNumber() || date.Kind() == value.KindDate:
		t = time.UnixMilli(int64(date.ToNumber()))
	default:
		t, ok = lenient(date.ToString(), time.UTC, time.UTC)
	}
	if !ok {
		return value.Undefined, node.Errorf(`Unrecognized date input. Please specify a format in the "From Format" field.`)
	}
	if operation == "subtract" {
		duration = -duration
	}
	return value.String(value.ISODate(float64(moved(t.UTC(), duration, unit).UnixMilli()))), nil
}

// moved is a time so many units away, by the calendar of UTC: the last days of
// a month stay in theirs. Of months and longer units only whole ones count,
// days and weeks are rounded.
func moved(t time.Time, n float64, unit string) time.Time {
	months := map[string]float64{"months": 1, "quarters": 3, "years": 12}[unit]
	if months != 0 {
		first := time.Date(t.Year(), t.Month()+time.Month(math.Round(n*months)), 1, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
		last := first.AddDate(0, 1, -1).Day()
		return first.AddDate(0, 0, min(t.Day(), last)-1)
	}
	switch unit {
	case "weeks":
		return t.AddDate(0, 0, int(math.Round(n*7)))
	case "days":
		return t.AddDate(0, 0, int(math.Round(n)))
	}
	length := map[string]time.Duration{"hours": time.Hour, "minutes": time.Minute, "seconds": time.Second, "milliseconds": time.Millisecond}[unit]
	return t.Add(time.Duration(n * float64(length)))
}

package datetime

import (
	"regexp"
	"strings"
	"time"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
	"runnel/runtime/value/datetime"
)

// V2 declares version 2.
var V2 = node.Define(node.Spec[paramsV2]{
	Name: name, Title: "Date & Time", Groups: []string{"transform"},
	Summary: "Reads, writes, rounds and compares dates, and calculates with them.",
	Icon:    "clock", Color: "#408000", Versions: node.Versions(2), Default: 2,
	Inputs: node.Main(1), Outputs: node.Main(1), Params: declaredV2, Run: runV2,
	Examples: []node.Example{{
		Title: "A date in a form of one's own", Version: 2,
		Params: `{"operation":"formatDate","date":"2024-02-29T10:00:00Z","format":"custom","customFormat":"d MMMM yyyy"}`,
		Input:  `[{}]`, Output: `[[{"formattedDate":"29 February 2024"}]]`,
	}},
})

var durationUnits = []node.Choice{
	node.Opt("Years", "years"), node.Opt("Quarters", "quarters"), node.Opt("Months", "months"), node.Opt("Weeks", "weeks"), node.Opt("Days", "days"),
	node.Opt("Hours", "hours"), node.Opt("Minutes", "minutes"), node.Opt("Seconds", "seconds"), node.Opt("Milliseconds", "milliseconds"),
}

var parts = []node.Choice{
	node.Opt("Year", "year"), node.Opt("Month", "month"), node.Opt("Week", "week"), node.Opt("Day", "day"),
	node.Opt("Hour", "hour"), node.Opt("Minute", "minute"), node.Opt("Second", "second"),
}

// resultParams are the parameters about the new field, which every operation
// has.
func resultParams(operation, field string, options ...node.Param) node.Params {
	includes := node.Bool("includeInputFields", "Include Input Fields", false)
	return node.Params{
		node.Text("outputFieldName", "Output Field Name", field).Show(node.When("operation", operation)),
		node.Collection("options", "Options", append(node.Params{includes}, options...)...).Show(node.When("operation", operation)),
	}
}

func moving(operation, date, unit string) node.Params {
	when := node.When("operation", operation)
	return append(node.Params{
		node.Text("magnitude", date, "").Required().Show(when),
		node.Options("timeUnit", unit, "days", durationUnits...).Required().Show(when),
		node.Num("duration", "Duration", 0).Show(when),
	}, resultParams(operation, "newDate")...)
}

func together(lists ...node.Params) node.Params {
	var out node.Params
	for _, list := range lists {
		out = append(out, list...)
	}
	return out
}

var declaredV2 = together(
	node.Params{
		node.Options("operation", "Operation", "getCurrentDate",
			node.Opt("Add to a Date", "addToDate"),
			node.Opt("Extract Part of a Date", "extractDate"),
			node.Opt("Format a Date", "formatDate"),
			node.Opt("Get Current Date", "getCurrentDate"),
			node.Opt("Get Time Between Dates", "getTimeBetweenDates"),
			node.Opt("Round a Date", "roundDate"),
			node.Opt("Subtract From a Date", "subtractFromDate"),
		).NoExpression(),
		node.Bool("includeTime", "Include Current Time", true).Show(node.When("operation", "getCurrentDate")),
	},
	resultParams("getCurrentDate", "currentDate", node.Text("timezone", "Timezone", "")),
	moving("addToDate", "Date to Add To", "Time Unit to Add"),
	moving("subtractFromDate", "Date to Subtract From", "Time Unit to Subtract"),
	node.Params{
		node.Text("date", "Date", "").Show(node.When("operation", "formatDate")),
		node.Options("format", "Format", "MM/dd/yyyy",
			node.Opt("Custom Format", "custom"),
			node.Opt("MM/DD/YYYY", "MM/dd/yyyy"),
			node.Opt("YYYY/MM/DD", "yyyy/MM/dd"),
			node.Opt("MMMM DD YYYY", "MMMM dd yyyy"),
			node.Opt("MM-DD-YYYY", "MM-dd-yyyy"),
			node.Opt("YYYY-MM-DD", "yyyy-MM-dd"),
			node.Opt("Unix Timestamp", "X"),
			node.Opt("Unix Ms Timestamp", "x"),
		).Show(node.When("operation", "formatDate")),
		node.Text("customFormat", "Custom Format", "").Show(node.When("format", "custom"), node.When("operation", "formatDate")),
	},
	resultParams("formatDate", "formattedDate",
		node.Text("fromFormat", "From Date Format", "e.g yyyyMMdd"), node.Bool("timezone", "Use Workflow Timezone", false)),
	node.Params{
		node.Text("date", "Date", "").Show(node.When("operation", "roundDate")),
		node.Options("mode", "Mode", "roundDown", node.Opt("Round Down", "roundDown"), node.Opt("Round Up", "roundUp")).Show(node.When("operation", "roundDate")),
		node.Options("toNearest", "To Nearest", "month", parts...).Show(node.When("operation", "roundDate"), node.When("mode", "roundDown")),
		node.Options("to", "To", "month", node.Opt("End of Month", "month")).Show(node.When("operation", "roundDate"), node.When("mode", "roundUp")),
	},
	resultParams("roundDate", "roundedDate"),
	node.Params{
		node.Text("startDate", "Start Date", "").Show(node.When("operation", "getTimeBetweenDates")),
		node.Text("endDate", "End Date", "").Show(node.When("operation", "getTimeBetweenDates")),
		node.MultiOptions("units", "Units", node.Arr("day"), append(append([]node.Choice{}, parts...), node.Opt("Millisecond", "millisecond"))...).
			Show(node.When("operation", "getTimeBetweenDates")),
	},
	resultParams("getTimeBetweenDates", "timeDifference", node.Bool("isoString", "Output as ISO String", false)),
	node.Params{
		node.Text("date", "Date", "").Show(node.When("operation", "extractDate")),
		node.Options("part", "Part", "month", parts...).Show(node.When("operation", "extractDate")),
	},
	resultParams("extractDate", "datePart"),
)

type paramsV2 struct {
	Operation    node.Field[string]      `param:"operation"`
	IncludeTime  node.Field[bool]        `param:"includeTime"`
	OutputField  node.Field[string]      `param:"outputFieldName"`
	Includes     node.Field[bool]        `param:"options.includeInputFields"`
	Timezone     node.Field[value.Value] `param:"options.timezone"`
	FromFormat   node.Field[string]      `param:"options.fromFormat"`
	IsoString    node.Field[bool]        `param:"options.isoString"`
	Magnitude    node.Field[value.Value] `param:"magnitude"`
	Unit         node.Field[string]      `param:"timeUnit"`
	Duration     node.Field[float64]     `param:"duration"`
	Date         node.Field[value.Value] `param:"date"`
	Format       node.Field[string]      `param:"format"`
	CustomFormat node.Field[string]      `param:"customFormat"`
	Mode         node.Field[string]      `param:"mode"`
	ToNearest    node.Field[string]      `param:"toNearest"`
	To           node.Field[string]      `param:"to"`
	Start        node.Field[value.Value] `param:"startDate"`
	End          node.Field[value.Value] `param:"endDate"`
	Units        node.Field[[]string]    `param:"units"`
	Part         node.Field[string]      `param:"part"`
}

func runV2(c *node.Call[paramsV2]) (node.Output, error) {
	in := c.Input(0)
	includes, err := c.P.Includes.Or(c, 0, false)
	if err != nil {
		return nil, err
	}
	out := make([]item.Item, len(in))
	for i, it := range in {
		made, err := resultV2(c, it, includes, i)
		if err != nil {
			if !c.ContinueOnFail() {
				return nil, node.WrapItem(err, i)
			}
			out[i] = item.New(value.Object(value.Field{Key: "error", Value: value.String(err.Error())}))
			continue
		}
		out[i] = made
	}
	return node.One(out), nil
}

func resultV2(c *node.Call[paramsV2], it item.Item, includes bool, i int) (item.Item, error) {
	operation, err := c.P.Operation.At(c, i)
	if err != nil {
		return it, err
	}
	field, err := c.P.OutputField.At(c, i)
	if err != nil {
		return it, err
	}
	perform := operations[operation]
	if perform == nil {
		return it, node.Errorf("The operation %q is not known", operation)
	}
	result, err := perform(c, i)
	if err != nil {
		return it, err
	}
	if !includes {
		return item.FromPair(value.Object(value.Field{Key: field, Value: result}), i), nil
	}
	made := item.FromPair(it.JSON.Set(field, result), i)
	made.Binary = it.Binary
	return made, nil
}

var operations = map[string]func(*node.Call[paramsV2], int) (value.Value, error){
	"getCurrentDate": current,
	"addToDate":      func(c *node.Call[paramsV2], i int) (value.Value, error) { return shifted(c, i, 1) },
	"subtractFromDate": func(c *node.Call[paramsV2], i int) (value.Value, error) {
		return shifted(c, i, -1)
	},
	"formatDate":          formatted,
	"roundDate":           rounded,
	"getTimeBetweenDates": between,
	"extractDate":         extracted,
}

// iso is a date as it stands in an item.
func iso(d datetime.DateTime) value.Value {
	if !d.Valid() {
		return value.Null
	}
	return value.String(d.ISO())
}

func current(c *node.Call[paramsV2], i int) (value.Value, error) {
	withTime, err := c.P.IncludeTime.At(c, i)
	if err != nil {
		return value.Undefined, err
	}
	named, err := c.P.Timezone.Or(c, i, value.Undefined)
	if err != nil {
		return value.Undefined, err
	}
	here := datetime.In(c.Info().Zone)
	if named.Truthy() {
		zone, ok := datetime.Named(named.ToString(), here)
		if !ok {
			return value.Undefined, node.Errorf("The timezone %s is not valid. Please check the timezone.", named.ToString())
		}
		here = zone
	}
	now := datetime.FromMillis(float64(time.Now().UnixMilli()), here)
	if !withTime {
		now = now.StartOfDay()
	}
	return iso(now), nil
}

func shifted(c *node.Call[paramsV2], i int, sign float64) (value.Value, error) {
	date, err := dateOf(c, &c.P.Magnitude, i)
	if err != nil {
		return value.Undefined, err
	}
	unit, err := unitOf(c, &c.P.Unit, i)
	if err != nil {
		return value.Undefined, err
	}
	n, err := c.P.Duration.At(c, i)
	if err != nil {
		return value.Undefined, err
	}
	return iso(date.Plus(datetime.Of(sign*n, unit))), nil
}

func unitOf(c *node.Call[paramsV2], f *node.Field[string], i int) (datetime.Unit, error) {
	name, err := f.At(c, i)
	if err != nil {
		return 0, err
	}
	unit, ok := datetime.ParseUnit(name)
	if !ok {
		return 0, node.Errorf("Invalid unit %s", name)
	}
	return unit, nil
}

func formatted(c *node.Call[paramsV2], i int) (value.Value, error) {
	stored, err := c.P.Date.At(c, i)
	if err != nil || stored.IsNullish() {
		return stored, err
	}
	format, err := c.P.Format.At(c, i)
	if err != nil {
		return value.Undefined, err
	}
	if format == "custom" {
		if format, err = c.P.CustomFormat.Or(c, i, ""); err != nil {
			return value.Undefined, err
		}
	}
	fromFormat, err := c.P.FromFormat.Or(c, i, "")
	if err != nil {
		return value.Undefined, err
	}
	inWorkflowZone, err := c.P.Timezone.Or(c, i, value.False)
	if err != nil {
		return value.Undefined, err
	}
	zone, known := datetime.In(c.Info().Zone), true
	if !inWorkflowZone.Truthy() {
		zone, known = zoneOfText(stored)
	}
	date, err := parse(c, &c.P.Date, stored, fromFormat, zone, i)
	if err != nil {
		return value.Undefined, err
	}
	if !known {
		return value.String("Invalid DateTime"), nil
	}
	text, err := date.Format(format)
	if err != nil {
		return value.Undefined, node.Errorf("The date cannot be written in the format %q: %v", format, err)
	}
	return value.String(text), nil
}

// zoneOfText is the zone that a date is written in when none is asked for: the
// hours after a plus sign, or UTC.
func zoneOfText(v value.Value) (datetime.Zone, bool) {
	name := "Etc/UTC"
	if v.IsString() {
		if _, after, found := strings.Cut(v.Str(), "+"); found {
			name = "Etc/GMT-" + value.FormatNumber(value.ParseNumber(after[:min(len(after), 2)]))
		}
	}
	return datetime.Named(name, datetime.UTC)
}

func rounded(c *node.Call[paramsV2], i int) (value.Value, error) {
	date, err := dateOf(c, &c.P.Date, i)
	if err != nil {
		return value.Undefined, err
	}
	mode, err := c.P.Mode.At(c, i)
	if err != nil {
		return value.Undefined, err
	}
	if mode == "roundDown" {
		unit, err := unitOf(c, &c.P.ToNearest, i)
		if err != nil {
			return value.Undefined, err
		}
		return iso(date.StartOf(unit)), nil
	}
	unit, err := unitOf(c, &c.P.To, i)
	if err != nil {
		return value.Undefined, err
	}
	return iso(date.Plus(datetime.Of(1, unit)).StartOf(unit)), nil
}

func between(c *node.Call[paramsV2], i int) (value.Value, error) {
	start, err := dateOf(c, &c.P.Start, i)
	if err != nil {
		return value.Undefined, err
	}
	end, err := dateOf(c, &c.P.End, i)
	if err != nil {
		return value.Undefined, err
	}
	names, err := c.P.Units.At(c, i)
	if err != nil {
		return value.Undefined, err
	}
	units := make([]datetime.Unit, len(names))
	for n, name := range names {
		unit, ok := datetime.ParseUnit(name)
		if !ok {
			return value.Undefined, node.Errorf("Invalid unit %s", name)
		}
		units[n] = unit
	}
	asText, err := c.P.IsoString.Or(c, i, false)
	if err != nil {
		return value.Undefined, err
	}
	duration := end.Diff(start, units...)
	if asText {
		return value.String(duration.ISO()), nil
	}
	return duration.Object(), nil
}

func extracted(c *node.Call[paramsV2], i int) (value.Value, error) {
	date, err := dateOf(c, &c.P.Date, i)
	if err != nil {
		return value.Undefined, err
	}
	part, err := c.P.Part.At(c, i)
	if err != nil {
		return value.Undefined, err
	}
	if part == "week" {
		part = "weekNumber"
	}
	v, _ := date.Member(part)
	return v, nil
}

// dateOf reads a date and shows it in the workflow's zone.
func dateOf(c *node.Call[paramsV2], f *node.Field[value.Value], i int) (datetime.DateTime, error) {
	v, err := f.At(c, i)
	if err != nil {
		return datetime.DateTime{}, err
	}
	return parse(c, f, v, "", datetime.In(c.Info().Zone), i)
}

func parse(c *node.Call[paramsV2], f *node.Field[value.Value], v value.Value, fromFormat string, zone datetime.Zone, i int) (datetime.DateTime, error) {
	if date, ok := asIs(c, f, v, i); ok {
		return date, nil
	}
	if fromFormat != "" {
		local := datetime.In(time.Local)
		date, err := datetime.FromFormat(v.ToString(), fromFormat, datetime.Options{Zone: local})
		if err != nil || !date.Valid() {
			return date, node.Errorf("Invalid date format")
		}
		return date.In(zone), nil
	}
	if v.IsUndefined() || v.IsObject() && v.Len() == 0 {
		// As in moment, nothing is now.
		return datetime.FromMillis(float64(time.Now().UnixMilli()), zone), nil
	}
	if ms, ok := number(v); ok {
		return datetime.FromMillis(ms, zone), nil
	}
	t, ok := lenient(v.ToString(), time.Local, time.Local)
	if !ok {
		return datetime.DateTime{}, node.Errorf("Invalid date format")
	}
	return datetime.FromMillis(float64(t.UnixMilli()), zone), nil
}

var (
	// asWritten is how dates look that expressions answered.
	asWritten = regexp.MustCompile(`^[+-]?\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(?:Z|[+-]\d\d:\d\d)$`)
	// single is a parameter that is one expression and nothing else.
	single = regexp.MustCompile(`(?s)^=\{\{((?:[^{}]|\{[^{}]*\})*)\}\}$`)
	// ofItem is an expression that reads a field of an item, where there are
	// no dates.
	ofItem = regexp.MustCompile(`^\s*\$json[\w.$'"\[\]]*\s*$`)
)

// asIs is the date that an expression answered as such, in its own zone.
// Parameters give dates as text; text that looks like it may as well have been
// text before, so the expression is asked.
func asIs(c *node.Call[paramsV2], f *node.Field[value.Value], v value.Value, i int) (datetime.DateTime, bool) {
	if !v.IsString() || !f.Raw().IsString() || !asWritten.MatchString(v.Str()) {
		return datetime.DateTime{}, false
	}
	m := single.FindStringSubmatch(f.Raw().Str())
	if m == nil || ofItem.MatchString(m[1]) {
		return datetime.DateTime{}, false
	}
	name, err := c.EvalText("={{ DateTime.isDateTime("+m[1]+") ? ("+m[1]+").zoneName : '' }}", i)
	if err != nil || !name.IsString() || name.Str() == "" {
		return datetime.DateTime{}, false
	}
	here := datetime.In(c.Info().Zone)
	zone, ok := datetime.Named(name.Str(), here)
	if !ok {
		return datetime.DateTime{}, false
	}
	return datetime.FromISO(v.Str(), datetime.Options{Zone: here}).In(zone), true
}

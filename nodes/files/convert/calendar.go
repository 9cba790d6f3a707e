package convert

import (
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	ical "github.com/emersion/go-ical"

	"runnel/runtime/value"
)

// calendar reads a calendar file as an object: what is known of the calendar,
// and its events, tasks, journals and times.
func calendar(text string) (v value.Value, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the calendar is damaged: %v", r)
		}
	}()
	cal, err := ical.NewDecoder(strings.NewReader(text)).Decode()
	if err == io.EOF {
		err = fmt.Errorf("the file is no calendar, or it is cut off")
	}
	if err != nil {
		return value.Undefined, err
	}
	var b value.Builder
	setText(&b, "version", cal.Component, ical.PropVersion)
	setText(&b, "prodId", cal.Component, ical.PropProductID)
	setText(&b, "method", cal.Component, ical.PropMethod)
	setText(&b, "name", cal.Component, "X-WR-CALNAME")
	for _, kind := range []struct{ component, key string }{
		{ical.CompTimezone, "timezones"}, {ical.CompEvent, "events"}, {ical.CompToDo, "todos"}, {ical.CompJournal, "journals"}, {ical.CompFreeBusy, "freeBusy"},
	} {
		var list []value.Value
		for _, c := range cal.Children {
			if c.Name == kind.component {
				list = append(list, component(c))
			}
		}
		if list != nil {
			b.Set(kind.key, value.Array(list...))
		}
	}
	return b.Object(), nil
}

func setText(b *value.Builder, key string, c *ical.Component, name string) {
	if p := c.Props.Get(name); p != nil {
		b.Set(key, value.String(plainText(p)))
	}
}

// plainText reads a property's text, its escapes resolved.
func plainText(p *ical.Prop) string {
	var b strings.Builder
	for i := 0; i < len(p.Value); i++ {
		c := p.Value[i]
		if c == '\\' && i+1 < len(p.Value) {
			i++
			if c = p.Value[i]; c == 'n' || c == 'N' {
				c = '\n'
			}
		}
		b.WriteByte(c)
	}
	return b.String()
}

var calendarTexts = []struct{ name, key string }{
	{"TZID", "id"}, {"SUMMARY", "summary"}, {"UID", "uid"}, {"DESCRIPTION", "description"}, {"LOCATION", "location"}, {"STATUS", "status"},
	{"URL", "url"}, {"GEO", "geo"}, {"CLASS", "class"}, {"PRIORITY", "priority"}, {"TRANSP", "timeTransparent"}, {"COMMENT", "comment"}, {"ACTION", "action"}, {"TZNAME", "name"},
	{"TZOFFSETFROM", "offsetFrom"}, {"TZOFFSETTO", "offsetTo"},
}

var calendarTimes = []struct{ name, key string }{
	{"CREATED", "created"}, {"LAST-MODIFIED", "lastModified"}, {"DTSTAMP", "stamp"}, {"DTSTART", "start"}, {"DTEND", "end"}, {"DUE", "due"},
	{"COMPLETED", "completed"}, {"RECURRENCE-ID", "recurrenceId"},
}

// component reads an event or the like.
func component(c *ical.Component) value.Value {
	var b value.Builder
	for _, t := range calendarTexts {
		setText(&b, t.key, c, t.name)
	}
	for _, t := range calendarTimes {
		if p := c.Props.Get(t.name); p != nil {
			b.Set(t.key, moment(p))
		}
	}
	if p := c.Props.Get(ical.PropSequence); p != nil {
		b.Set("sequence", value.Number(value.ParseNumber(p.Value)))
	}
	if p := c.Props.Get(ical.PropDuration); p != nil {
		if d, err := p.Duration(); err == nil {
			b.Set("duration", span(d))
		}
	}
	if p := c.Props.Get(ical.PropRecurrenceRule); p != nil {
		b.Set("recurrenceRule", recurrence(p.Value))
	}
	if p := c.Props.Get(ical.PropCategories); p != nil {
		var list []value.Value
		for part := range strings.SplitSeq(p.Value, ",") {
			list = append(list, value.String(plainText(&ical.Prop{Value: part})))
		}
		b.Set("categories", value.Array(list...))
	}
	if dates := c.Props[ical.PropExceptionDates]; len(dates) > 0 {
		var list []value.Value
		for _, p := range dates {
			for part := range strings.SplitSeq(p.Value, ",") {
				list = append(list, moment(&ical.Prop{Value: part, Params: p.Params}))
			}
		}
		b.Set("exceptionDates", value.Array(list...))
	}
	if p := c.Props.Get(ical.PropOrganizer); p != nil {
		b.Set("organizer", person(p))
	}
	if people := c.Props[ical.PropAttendee]; len(people) > 0 {
		list := make([]value.Value, len(people))
		for i := range people {
			list[i] = person(&people[i])
		}
		b.Set("attendees", value.Array(list...))
	}
	for _, inner := range []struct{ name, key string }{{"VALARM", "alarms"}, {"STANDARD", "props"}, {"DAYLIGHT", "props"}} {
		for _, child := range c.Children {
			if child.Name == inner.name {
				b.Set(inner.key, value.Array(append(append([]value.Value{}, b.Get(inner.key).Elems()...), component(child))...))
			}
		}
	}
	return b.Object()
}

// moment reads a date, a time of UTC, or one of a zone, which has its local
// reading beside it.
func moment(p *ical.Prop) value.Value {
	var b value.Builder
	kind := "DATE-TIME"
	zone := time.UTC
	name := p.Params.Get("TZID")
	if name != "" {
		if z, err := time.LoadLocation(name); err == nil {
			zone = z
		}
	}
	t, err := time.ParseInLocation("20060102T150405", strings.TrimSuffix(p.Value, "Z"), zone)
	if err != nil {
		kind = "DATE"
		if t, err = time.Parse("20060102", p.Value); err != nil {
			return value.String(p.Value)
		}
	}
	b.Set("date", value.String(iso(t)))
	b.Set("type", value.String(kind))
	if name != "" && kind == "DATE-TIME" {
		_, offset := t.Zone()
		sign := "+"
		if offset < 0 {
			sign, offset = "-", -offset
		}
		local := time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
		b.Set("local", value.Object(value.Field{Key: "date", Value: value.String(iso(local))}, value.Field{Key: "timezone", Value: value.String(name)},
			value.Field{Key: "tzoffset", Value: value.String(fmt.Sprintf("%s%02d%02d", sign, offset/3600, offset/60%60))}))
	}
	return b.Object()
}

func iso(t time.Time) string { return value.ISODate(float64(t.UnixMilli())) }

func span(d time.Duration) value.Value {
	var b value.Builder
	if d < 0 {
		b.Set("before", value.Bool(true))
		d = -d
	}
	days := math.Floor(d.Hours() / 24)
	for _, part := range []struct {
		key string
		n   float64
	}{{"days", days}, {"hours", float64(int(d.Hours()) % 24)}, {"minutes", float64(int(d.Minutes()) % 60)}, {"seconds", float64(int(d.Seconds()) % 60)}} {
		if part.n != 0 {
			b.Set(part.key, value.Number(part.n))
		}
	}
	return b.Object()
}

func recurrence(rule string) value.Value {
	var b value.Builder
	for part := range strings.SplitSeq(rule, ";") {
		name, v, ok := strings.Cut(part, "=")
		if !ok {
			continue
		}
		list := strings.Split(v, ",")
		numbers := make([]value.Value, len(list))
		for i, e := range list {
			numbers[i] = value.Number(value.ParseNumber(e))
		}
		switch strings.ToUpper(name) {
		case "FREQ":
			b.Set("frequency", value.String(v))
		case "UNTIL":
			b.Set("until", moment(&ical.Prop{Value: v, Params: ical.Params{}}))
		case "INTERVAL", "COUNT":
			b.Set(strings.ToLower(name), numbers[0])
		case "WKST":
			b.Set("workweekStart", value.String(v))
		case "BYDAY":
			days := make([]value.Value, len(list))
			for i, e := range list {
				n := max(len(e)-2, 0)
				day := value.Object(value.Field{Key: "day", Value: value.String(e[n:])})
				if n > 0 {
					day = day.Set("occurrence", value.Number(value.ParseNumber(e[:n])))
				}
				days[i] = day
			}
			b.Set("byDay", value.Array(days...))
		case "BYMONTH":
			// Months are counted from 0, as dates of scripts count them.
			for i := range numbers {
				numbers[i] = value.Number(numbers[i].Num() - 1)
			}
			b.Set("byMonth", value.Array(numbers...))
		case "BYMONTHDAY":
			b.Set("byMonthday", value.Array(numbers...))
		case "BYYEARDAY":
			b.Set("byYearday", value.Array(numbers...))
		case "BYWEEKNO":
			b.Set("byWeekNo", value.Array(numbers...))
		case "BYSETPOS":
			b.Set("bySetPos", value.Array(numbers...))
		case "BYHOUR", "BYMINUTE", "BYSECOND":
			key := strings.ToLower(name[2:])
			b.Set("by"+strings.ToUpper(key[:1])+key[1:], value.Array(numbers...))
		}
	}
	return b.Object()
}

func person(p *ical.Prop) value.Value {
	var b value.Builder
	for _, f := range []struct{ param, key string }{{"CN", "name"}, {"MEMBER", "member"}, {"DELEGATED-FROM", "delegatedFrom"}, {"ROLE", "role"}} {
		if v := p.Params.Get(f.param); v != "" {
			b.Set(f.key, value.String(v))
		}
	}
	email := p.Value
	if len(email) > 7 && strings.EqualFold(email[:7], "mailto:") {
		email = email[7:]
	}
	b.Set("email", value.String(email))
	for _, f := range []struct{ param, key string }{{"PARTSTAT", "partstat"}, {"DIR", "dir"}, {"SENT-BY", "sentBy"}} {
		if v := p.Params.Get(f.param); v != "" {
			b.Set(f.key, value.String(v))
		}
	}
	if v := p.Params.Get("RSVP"); v != "" {
		b.Set("rsvp", value.Bool(strings.EqualFold(v, "true")))
	}
	return b.Object()
}

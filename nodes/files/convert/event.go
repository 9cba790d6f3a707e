package convert

import (
	"bytes"
	"strings"
	"time"
	"unicode/utf8"

	ical "github.com/emersion/go-ical"
	"github.com/google/uuid"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// ICal declares the iCalendar node.
var ICal = node.Define(node.Spec[iCalParams]{
	Name: "n8n-nodes-base.iCal", Title: "iCalendar", Groups: []string{"input"},
	Summary: "Makes calendar files with one event.",
	Icon:    "calendar", Color: "#408000", Versions: node.Versions(1), Hidden: true,
	Inputs: node.Main(1), Outputs: node.Main(1), Params: iCalDeclared, Run: runICal,
	Examples: []node.Example{{
		Title: "An hour's meeting", Version: 1, Params: `{"title":"Meeting","start":"2024-03-01T10:00:00Z","end":"2024-03-01T11:00:00Z"}`,
		Input: `[{}]`, Output: `[[{}]]`,
	}},
})

type iCalParams struct{ Event eventParams }

func runICal(c *node.Call[iCalParams]) (node.Output, error) {
	in := c.Input(0)
	out := make([]item.Item, len(in))
	for i := range in {
		one, err := c.P.Event.file(c, i)
		if err != nil {
			if !c.ContinueOnFail() {
				return nil, node.WrapItem(err, i)
			}
			one = failed(err, i)
		}
		out[i] = one
	}
	return node.One(out), nil
}

// eventParams describe an event.
type eventParams struct {
	Title       node.Field[string]      `param:"title"`
	Start       node.Field[value.Value] `param:"start"`
	End         node.Field[value.Value] `param:"end"`
	AllDay      node.Field[bool]        `param:"allDay"`
	Binary      node.Field[string]      `param:"binaryPropertyName"`
	Attendees   node.List[attendee]     `param:"additionalFields.attendeesUi.attendeeValues"`
	BusyStatus  node.Field[string]      `param:"additionalFields.busyStatus"`
	CalName     node.Field[string]      `param:"additionalFields.calName"`
	Description node.Field[string]      `param:"additionalFields.description"`
	FileName    node.Field[string]      `param:"additionalFields.fileName"`
	Geolocation node.Field[value.Value] `param:"additionalFields.geolocationUi"`
	Location    node.Field[string]      `param:"additionalFields.location"`
	Recurrence  node.Field[string]      `param:"additionalFields.recurrenceRule"`
	Organizer   node.Field[value.Value] `param:"additionalFields.organizerUi"`
	Sequence    node.Field[float64]     `param:"additionalFields.sequence"`
	Status      node.Field[string]      `param:"additionalFields.status"`
	UID         node.Field[string]      `param:"additionalFields.uid"`
	URL         node.Field[string]      `param:"additionalFields.url"`
	OwnZone     node.Field[bool]        `param:"additionalFields.useWorkflowTimezone"`
}

type attendee struct {
	Name  node.Field[string] `param:"name"`
	Email node.Field[string] `param:"email"`
	RSVP  node.Field[bool]   `param:"rsvp"`
}

// file makes the calendar file of item i.
func (p *eventParams) file(h node.Host, i int) (item.Item, error) {
	var r reading
	property := text(&r, &p.Binary, h, i, "data")
	name := text(&r, &p.FileName, h, i, "")
	cal, err := p.calendar(h, i)
	if r.err != nil {
		err = r.err
	}
	if err != nil {
		return item.Item{}, err
	}
	var b bytes.Buffer
	if err := ical.NewEncoder(&b).Encode(cal); err != nil {
		return item.Item{}, err
	}
	if name == "" {
		name = "event.ics"
	}
	file, err := h.Binary().Create(h.Context(), bytes.NewReader(fold(b.Bytes())), node.BinaryMeta{FileName: name, MimeType: "text/calendar"})
	if err != nil {
		return item.Item{}, err
	}
	one := item.FromPair(value.EmptyObject, i)
	one.Binary = item.NewBinaries(item.NamedBinary{Name: property, File: file})
	return one, nil
}

func (p *eventParams) calendar(h node.Host, i int) (*ical.Calendar, error) {
	var r reading
	e := ical.NewEvent()
	set := func(name string, f *node.Field[string]) {
		if v := text(&r, f, h, i, ""); v != "" {
			e.Props.SetText(name, v)
		}
	}
	set(ical.PropSummary, &p.Title)
	set(ical.PropDescription, &p.Description)
	set(ical.PropLocation, &p.Location)
	set(ical.PropUID, &p.UID)
	if e.Props.Get(ical.PropUID) == nil {
		e.Props.SetText(ical.PropUID, uuid.NewString())
	}
	e.Props.SetDateTime(ical.PropDateTimeStamp, time.Now().UTC())
	plain := func(name, v string) {
		if v != "" {
			e.Props.Set(&ical.Prop{Name: name, Value: oneLine(v), Params: ical.Params{}})
		}
	}
	plain(ical.PropStatus, text(&r, &p.Status, h, i, ""))
	plain("X-MICROSOFT-CDO-BUSYSTATUS", text(&r, &p.BusyStatus, h, i, ""))
	plain(ical.PropURL, text(&r, &p.URL, h, i, ""))
	plain(ical.PropRecurrenceRule, text(&r, &p.Recurrence, h, i, ""))
	if p.Sequence.Present() {
		plain(ical.PropSequence, value.FormatNumber(read(&r, &p.Sequence, h, i, 0)))
	}
	if geo := read(&r, &p.Geolocation, h, i, value.Undefined).Get("geolocationValues"); geo.IsObject() {
		plain(ical.PropGeo, geo.Get("lat").ToString()+";"+geo.Get("lon").ToString())
	}
	if o := read(&r, &p.Organizer, h, i, value.Undefined).Get("organizerValues"); o.IsObject() {
		e.Props.Add(&ical.Prop{Name: ical.PropOrganizer, Value: oneLine("mailto:" + o.Get("email").ToString()), Params: ical.Params{"CN": {quotable(o.Get("name").ToString())}}})
	}
	people, err := p.Attendees.Rows(h, i)
	if err != nil {
		return nil, err
	}
	for n := range people {
		a := &people[n]
		params := ical.Params{"CN": {quotable(text(&r, &a.Name, h, i, ""))}, "RSVP": {"FALSE"}}
		if flag(&r, &a.RSVP, h, i, false) {
			params["RSVP"] = []string{"TRUE"}
		}
		e.Props.Add(&ical.Prop{Name: ical.PropAttendee, Value: oneLine("mailto:" + text(&r, &a.Email, h, i, "")), Params: params})
	}
	if err := p.times(h, e, i); err != nil {
		return nil, err
	}
	cal := ical.NewCalendar()
	cal.Props.SetText(ical.PropVersion, "2.0")
	cal.Props.SetText(ical.PropProductID, "-//Runnel//EN")
	cal.Props.SetText(ical.PropCalendarScale, "GREGORIAN")
	cal.Props.SetText(ical.PropMethod, "PUBLISH")
	if v := text(&r, &p.CalName, h, i, ""); v != "" {
		cal.Props.SetText("X-WR-CALNAME", v)
	}
	cal.Children = append(cal.Children, e.Component)
	return cal, r.err
}

// times sets when the event starts and ends: points of UTC, or whole days,
// which end at the beginning of the day after the last.
func (p *eventParams) times(h node.Host, e *ical.Event, i int) error {
	var r reading
	start, end := read(&r, &p.Start, h, i, value.Undefined), read(&r, &p.End, h, i, value.Undefined)
	allDay := flag(&r, &p.AllDay, h, i, false)
	zone := time.UTC
	if flag(&r, &p.OwnZone, h, i, false) {
		zone = h.Info().Zone
	}
	if r.err != nil {
		return r.err
	}
	from, ok := node.ParseDateTime(start, zone)
	if !ok {
		return node.Errorf("start must be a date: '%s' is none", start.ToString()).At(i)
	}
	to, ok := node.ParseDateTime(end, zone)
	if !ok {
		return node.Errorf("end must be a date: '%s' is none", end.ToString()).At(i)
	}
	if allDay {
		e.Props.SetDate(ical.PropDateTimeStart, from.In(zone))
		e.Props.SetDate(ical.PropDateTimeEnd, to.In(zone).AddDate(0, 0, 1))
		return nil
	}
	e.Props.SetDateTime(ical.PropDateTimeStart, from.UTC())
	e.Props.SetDateTime(ical.PropDateTimeEnd, to.UTC())
	return nil
}

// oneLine keeps a value from ending its line and starting another property.
func oneLine(v string) string { return strings.NewReplacer("\r", "", "\n", "").Replace(v) }

func quotable(v string) string { return oneLine(strings.ReplaceAll(v, `"`, "'")) }

// fold breaks lines of more than 75 bytes, between characters.
func fold(lines []byte) []byte {
	var b bytes.Buffer
	for line := range bytes.Lines(lines) {
		for limit := 75; len(line) > limit+2; limit = 74 {
			n := limit
			for n > 1 && !utf8.RuneStart(line[n]) {
				n--
			}
			b.Write(line[:n])
			b.WriteString("\r\n ")
			line = line[n:]
		}
		b.Write(line)
	}
	return b.Bytes()
}

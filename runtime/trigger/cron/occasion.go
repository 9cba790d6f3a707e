package cron

import (
	"strconv"
	"time"
)

// A Field is one key of the item that the Schedule Trigger emits.
type Field struct{ Name, Text string }

// Describe returns the keys and values of the item that the Schedule Trigger emits at an instant,
// in their order. All values are text, in English, by the clocks of the zone.
func Describe(at time.Time, zone *time.Location) []Field {
	t := at.In(zone)
	clock := t.Format("3:04:05 pm")
	return []Field{
		{"timestamp", t.Format("2006-01-02T15:04:05.000-07:00")},
		{"Readable date", t.Format("January ") + ordinal(t.Day()) + t.Format(" 2006, ") + clock},
		{"Readable time", clock},
		{"Day of week", t.Format("Monday")},
		{"Year", t.Format("2006")},
		{"Month", t.Format("January")},
		{"Day of month", t.Format("02")},
		{"Hour", t.Format("15")},
		{"Minute", t.Format("04")},
		{"Second", t.Format("05")},
		{"Timezone", zone.String() + t.Format(" (UTC-07:00)")},
	}
}

// ordinal writes a day of the month as 1st, 2nd, 3rd, 4th.
func ordinal(day int) string {
	suffix := "th"
	if day/10 != 1 {
		switch day % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return strconv.Itoa(day) + suffix
}

package cron

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
)

// A RuleError is a rule of a trigger node that cannot be used, in the words its user sees.
type RuleError struct {
	Message     string // the headline, such as "Invalid interval"
	Description string // what would be right; may be empty
	Cause       error  // what Parse said, if an expression was refused
}

func (e *RuleError) Error() string {
	if e.Description == "" {
		return e.Message
	}
	return e.Message + ": " + e.Description
}

func (e *RuleError) Unwrap() error { return e.Cause }

// An Interval is one entry of the Schedule Trigger's parameter rule.interval. Numbers that are
// absent have the defaults of the form; only the time of day and the day of the month are then
// random, as in n8n, where this does not happen either once the defaults are filled in.
//
// The param tags name the keys of the parameter.
type Interval struct {
	// Field is seconds, minutes, hours, days, weeks, months or cronExpression.
	Field string `param:"field"`

	SecondsInterval *float64 `param:"secondsInterval"` // 30
	MinutesInterval *float64 `param:"minutesInterval"` // 5
	HoursInterval   *float64 `param:"hoursInterval"`   // 1, as the three below
	DaysInterval    *float64 `param:"daysInterval"`
	WeeksInterval   *float64 `param:"weeksInterval"`
	MonthsInterval  *float64 `param:"monthsInterval"`

	// TriggerAtDay are days of the week, 0 is Sunday. None at all means every day, absence means Sunday.
	TriggerAtDay        []float64 `param:"triggerAtDay"`
	TriggerAtDayOfMonth *float64  `param:"triggerAtDayOfMonth"`
	TriggerAtHour       *float64  `param:"triggerAtHour"`
	TriggerAtMinute     *float64  `param:"triggerAtMinute"`

	Expression string `param:"expression"`
}

// A Random returns a random number from 0 to n-1. The generator of math/rand/v2 is used where it is nil.
type Random func(n int) int

func (r Random) below(n int) int {
	if r == nil {
		return rand.IntN(n)
	}
	return r(n)
}

// Cron returns the expression at whose times the interval ticks, and which of these ticks count.
// The second of the minute is random wherever the interval leaves it open, so that not all
// workflows of the world start in the same one.
//
// An expression of the user comes back as it is, unchecked.
func (i *Interval) Cron(random Random) (expression string, ticks Recurrence) {
	every := func(unit Unit, n *float64) Recurrence { return Recurrence{Unit: unit, N: orElse(n, 1)} }
	second := strconv.Itoa(random.below(60))
	atMinute := orRandom(i.TriggerAtMinute, random, 0, 59)
	atHour := orRandom(i.TriggerAtHour, random, 0, 23)
	switch i.Field {
	case "cronExpression":
		return i.Expression, Recurrence{}
	case "seconds":
		return join("*/"+text(orElse(i.SecondsInterval, 30)), "*", "*", "*", "*", "*"), Recurrence{}
	case "minutes":
		return join(second, "*/"+text(orElse(i.MinutesInterval, 5)), "*", "*", "*", "*"), Recurrence{}
	case "hours":
		return join(second, atMinute, "*/"+text(orElse(i.HoursInterval, 1)), "*", "*", "*"), every(Hours, i.HoursInterval)
	case "weeks":
		days := "*"
		if i.TriggerAtDay == nil {
			days = "0"
		} else if len(i.TriggerAtDay) > 0 {
			list := make([]string, len(i.TriggerAtDay))
			for n, day := range i.TriggerAtDay {
				list[n] = text(day)
			}
			days = strings.Join(list, ",")
		}
		return join(second, atMinute, atHour, "*", "*", days), every(Weeks, i.WeeksInterval)
	case "months":
		atDay := orRandom(i.TriggerAtDayOfMonth, random, 1, 28)
		return join(second, atMinute, atHour, atDay, "*/"+text(orElse(i.MonthsInterval, 1)), "*"), every(Months, i.MonthsInterval)
	default: // days
		return join(second, atMinute, atHour, "*", "*", "*"), every(Days, i.DaysInterval)
	}
}

// Validate checks the number of the interval against the range of its unit, as the Schedule
// Trigger does from version 1.3 on. The error is a *RuleError.
func (i *Interval) Validate() error {
	within := func(n *float64, standard, top float64, description string) error {
		if v := orElse(n, standard); !(v >= 1 && v <= top) {
			return &RuleError{Message: "Invalid interval", Description: description}
		}
		return nil
	}
	switch i.Field {
	case "seconds":
		return within(i.SecondsInterval, 30, 59, "Seconds must be in range 1-59")
	case "minutes":
		return within(i.MinutesInterval, 5, 59, "Minutes must be in range 1-59")
	case "hours":
		return within(i.HoursInterval, 1, 23, "Hours must be in range 1-23")
	case "days":
		return within(i.DaysInterval, 1, 31, "Days must be in range 1-31")
	case "months":
		if !(orElse(i.MonthsInterval, 1) > 0) {
			return &RuleError{Message: "Invalid interval", Description: "Months must be larger than 0"}
		}
	}
	return nil
}

// CheckExpression returns a *RuleError in the Schedule Trigger's words if Parse refuses the expression.
func CheckExpression(expression string) error {
	if _, err := Parse(expression); err != nil {
		return &RuleError{
			Message:     "Invalid cron expression",
			Description: "More information on how to build them at https://crontab.guru/",
			Cause:       err,
		}
	}
	return nil
}

// A TriggerTime is one entry of the Cron node's parameter triggerTimes.item, and of pollTimes.item
// of the nodes that poll. What is absent has the default of the form, but for the expression. The
// param tags name the keys.
type TriggerTime struct {
	// Mode is everyMinute, everyHour, everyDay (the default), everyWeek, everyMonth, everyX or custom.
	Mode       string   `param:"mode"`
	Hour       *float64 `param:"hour"`       // 14
	Minute     *float64 `param:"minute"`     // 0
	DayOfMonth *float64 `param:"dayOfMonth"` // 1
	Weekday    string   `param:"weekday"`    // 1, Monday
	Expression string   `param:"cronExpression"`
	Value      *float64 `param:"value"` // 2
	Unit       string   `param:"unit"`  // minutes, or hours as the default
}

// Cron returns the expression for the trigger time, with a random second, and a random minute for
// every X hours. An expression of the user comes back trimmed, unchecked.
func (t *TriggerTime) Cron(random Random) string {
	second, minute, hour := strconv.Itoa(random.below(60)), text(orElse(t.Minute, 0)), text(orElse(t.Hour, 14))
	switch t.Mode {
	case "custom":
		return strings.TrimFunc(t.Expression, isSpace)
	case "everyMinute":
		return join(second, "*", "*", "*", "*", "*")
	case "everyHour":
		return join(second, minute, "*", "*", "*", "*")
	case "everyX":
		step := "*/" + text(orElse(t.Value, 2))
		if t.Unit == "minutes" {
			return join(second, step, "*", "*", "*", "*")
		}
		return join(second, strconv.Itoa(random.below(60)), step, "*", "*", "*")
	case "everyWeek":
		weekday := t.Weekday
		if weekday == "" {
			weekday = "1"
		}
		return join(second, minute, hour, "*", "*", weekday)
	case "everyMonth":
		return join(second, minute, hour, text(orElse(t.DayOfMonth, 1)), "*", "*")
	default: // everyDay
		return join(second, minute, hour, "*", "*", "*")
	}
}

// CheckPolling returns a *RuleError if the expression is refused, or makes a node poll more often
// than once a minute.
func CheckPolling(expression string) error {
	if err := CheckExpression(expression); err != nil {
		return err
	}
	if s, _ := Parse(expression); s.seconds&(s.seconds-1) != 0 {
		return &RuleError{Message: "The polling interval is too short. It has to be at least a minute."}
	}
	return nil
}

// Period returns the pause between two ticks of the Interval node, whose parameters are a number
// and a unit: seconds, minutes or hours. The error is a *RuleError.
func Period(interval float64, unit string) (time.Duration, error) {
	const longest = 1<<31 - 1 // milliseconds
	if !(interval > 0) {
		return 0, &RuleError{Message: "The interval has to be set to at least 1 or higher!"}
	}
	milliseconds := interval * 1000
	switch unit {
	case "minutes":
		milliseconds *= 60
	case "hours":
		milliseconds *= 60 * 60
	}
	if milliseconds > longest {
		return 0, &RuleError{Message: "The interval value is too large."}
	}
	return max(time.Duration(milliseconds)*time.Millisecond, time.Millisecond), nil
}

func orElse(n *float64, standard float64) float64 {
	if n == nil {
		return standard
	}
	return *n
}

// orRandom returns the number as text, a random one from low to top if it is absent.
func orRandom(n *float64, random Random, low, top int) string {
	if n == nil {
		return strconv.Itoa(low + random.below(top-low+1))
	}
	return text(*n)
}

// text writes a number the way JavaScript does, as far as that can be part of a valid expression.
func text(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

func join(fields ...string) string { return strings.Join(fields, " ") }

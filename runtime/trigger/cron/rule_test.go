package cron

import (
	"errors"
	"testing"
	"time"
)

// lowest and highest are generators that always give the ends of their range.
func lowest(int) int    { return 0 }
func highest(n int) int { return n - 1 }

func TestIntervalCron(t *testing.T) {
	for _, c := range []struct {
		what  string
		in    Interval
		expr  string
		ticks Recurrence
	}{
		{"seconds", Interval{Field: "seconds"}, "*/30 * * * * *", Recurrence{}},
		{"seconds, 10", Interval{Field: "seconds", SecondsInterval: new(10.0)}, "*/10 * * * * *", Recurrence{}},
		{"minutes", Interval{Field: "minutes"}, "59 */5 * * * *", Recurrence{}},
		{"minutes, 7", Interval{Field: "minutes", MinutesInterval: new(7.0)}, "59 */7 * * * *", Recurrence{}},
		{"hours", Interval{Field: "hours", TriggerAtMinute: new(0.0)}, "59 0 */1 * * *", Recurrence{Hours, 1}},
		{"hours, 6 at 15", Interval{Field: "hours", HoursInterval: new(6.0), TriggerAtMinute: new(15.0)}, "59 15 */6 * * *", Recurrence{Hours, 6}},
		{"days", Interval{Field: "days", TriggerAtHour: new(9.0), TriggerAtMinute: new(30.0)}, "59 30 9 * * *", Recurrence{Days, 1}},
		{"no field", Interval{TriggerAtHour: new(0.0), TriggerAtMinute: new(0.0)}, "59 0 0 * * *", Recurrence{Days, 1}},
		{"days, 3", Interval{Field: "days", DaysInterval: new(3.0), TriggerAtHour: new(0.0), TriggerAtMinute: new(0.0)}, "59 0 0 * * *", Recurrence{Days, 3}},
		{"weeks", Interval{Field: "weeks", TriggerAtHour: new(8.0), TriggerAtMinute: new(5.0)}, "59 5 8 * * 0", Recurrence{Weeks, 1}},
		{"weeks, 2 on some days", Interval{Field: "weeks", WeeksInterval: new(2.0), TriggerAtDay: []float64{1, 5}, TriggerAtHour: new(8.0), TriggerAtMinute: new(5.0)},
			"59 5 8 * * 1,5", Recurrence{Weeks, 2}},
		{"weeks on no day", Interval{Field: "weeks", TriggerAtDay: []float64{}, TriggerAtHour: new(8.0), TriggerAtMinute: new(5.0)}, "59 5 8 * * *", Recurrence{Weeks, 1}},
		{"months", Interval{Field: "months", TriggerAtDayOfMonth: new(1.0), TriggerAtHour: new(0.0), TriggerAtMinute: new(0.0)}, "59 0 0 1 */1 *", Recurrence{Months, 1}},
		{"months, 3", Interval{Field: "months", MonthsInterval: new(3.0), TriggerAtDayOfMonth: new(31.0), TriggerAtHour: new(0.0), TriggerAtMinute: new(0.0)},
			"59 0 0 31 */3 *", Recurrence{Months, 3}},
		{"time absent", Interval{Field: "months"}, "59 59 23 28 */1 *", Recurrence{Months, 1}},
		{"expression", Interval{Field: "cronExpression", Expression: " 1 2 * * *"}, " 1 2 * * *", Recurrence{}},
		{"a fraction", Interval{Field: "minutes", MinutesInterval: new(1.5)}, "59 */1.5 * * * *", Recurrence{}},
	} {
		expr, ticks := c.in.Cron(highest)
		if expr != c.expr || ticks != c.ticks {
			t.Errorf("%s: got %q %v, want %q %v", c.what, expr, ticks, c.expr, c.ticks)
		}
	}
	if expr, _ := (&Interval{Field: "months"}).Cron(lowest); expr != "0 0 0 1 */1 *" {
		t.Errorf("with the lowest random numbers: %q", expr)
	}
	for range 200 {
		expr, _ := (&Interval{Field: "months"}).Cron(nil)
		if err := CheckExpression(expr); err != nil {
			t.Error(err)
		}
	}
}

func TestIntervalValidate(t *testing.T) {
	for _, c := range []struct {
		in   Interval
		want string
	}{
		{Interval{Field: "seconds"}, ""},
		{Interval{Field: "seconds", SecondsInterval: new(59.0)}, ""},
		{Interval{Field: "seconds", SecondsInterval: new(60.0)}, "Seconds must be in range 1-59"},
		{Interval{Field: "seconds", SecondsInterval: new(0.0)}, "Seconds must be in range 1-59"},
		{Interval{Field: "minutes"}, ""},
		{Interval{Field: "minutes", MinutesInterval: new(90.0)}, "Minutes must be in range 1-59"},
		{Interval{Field: "hours", HoursInterval: new(23.0)}, ""},
		{Interval{Field: "hours", HoursInterval: new(24.0)}, "Hours must be in range 1-23"},
		{Interval{Field: "days", DaysInterval: new(31.0)}, ""},
		{Interval{Field: "days", DaysInterval: new(32.0)}, "Days must be in range 1-31"},
		{Interval{Field: "weeks", WeeksInterval: new(100.0)}, ""},
		{Interval{Field: "months", MonthsInterval: new(100.0)}, ""},
		{Interval{Field: "months", MonthsInterval: new(0.0)}, "Months must be larger than 0"},
		{Interval{Field: "cronExpression", Expression: "x"}, ""},
	} {
		err := c.in.Validate()
		var rule *RuleError
		switch {
		case c.want == "" && err == nil:
		case !errors.As(err, &rule) || rule.Message != "Invalid interval" || rule.Description != c.want:
			t.Errorf("%+v: got %v, want %q", c.in, err, c.want)
		}
	}
}

func TestCheckExpression(t *testing.T) {
	if err := CheckExpression("*/5 * * * *"); err != nil {
		t.Error(err)
	}
	err := CheckExpression("*/5 * * *")
	var rule *RuleError
	var syntax *SyntaxError
	if !errors.As(err, &rule) || rule.Message != "Invalid cron expression" || !errors.As(err, &syntax) {
		t.Errorf("got %v", err)
	}
	if want := "Invalid cron expression: More information on how to build them at https://crontab.guru/"; err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
}

func TestTriggerTimeCron(t *testing.T) {
	for _, c := range []struct {
		in   TriggerTime
		want string
	}{
		{TriggerTime{}, "59 0 14 * * *"},
		{TriggerTime{Mode: "everyMinute"}, "59 * * * * *"},
		{TriggerTime{Mode: "everyHour"}, "59 0 * * * *"},
		{TriggerTime{Mode: "everyHour", Minute: new(20.0)}, "59 20 * * * *"},
		{TriggerTime{Mode: "everyDay", Hour: new(0.0), Minute: new(5.0)}, "59 5 0 * * *"},
		{TriggerTime{Mode: "everyWeek"}, "59 0 14 * * 1"},
		{TriggerTime{Mode: "everyWeek", Weekday: "0"}, "59 0 14 * * 0"},
		{TriggerTime{Mode: "everyMonth"}, "59 0 14 1 * *"},
		{TriggerTime{Mode: "everyMonth", DayOfMonth: new(15.0)}, "59 0 14 15 * *"},
		{TriggerTime{Mode: "everyX"}, "59 59 */2 * * *"},
		{TriggerTime{Mode: "everyX", Unit: "hours", Value: new(4.0)}, "59 59 */4 * * *"},
		{TriggerTime{Mode: "everyX", Unit: "minutes", Value: new(10.0)}, "59 */10 * * * *"},
		{TriggerTime{Mode: "custom", Expression: " 0 8 * * 1 "}, "0 8 * * 1"},
		{TriggerTime{Mode: "custom"}, ""},
	} {
		if got := c.in.Cron(highest); got != c.want {
			t.Errorf("%+v: got %q, want %q", c.in, got, c.want)
		}
	}
}

func TestCheckPolling(t *testing.T) {
	for expr, want := range map[string]string{
		"5 * * * * *":        "",
		"* * * * *":          "",
		"@hourly":            "",
		"* * * * * *":        "The polling interval is too short. It has to be at least a minute.",
		"*/30 * * * * *":     "The polling interval is too short. It has to be at least a minute.",
		"1,2 0 0 1 1 *":      "The polling interval is too short. It has to be at least a minute.",
		"every now and then": "Invalid cron expression: More information on how to build them at https://crontab.guru/",
	} {
		got := ""
		if err := CheckPolling(expr); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", expr, got, want)
		}
	}
}

func TestPeriod(t *testing.T) {
	for _, c := range []struct {
		interval float64
		unit     string
		want     time.Duration
		err      string
	}{
		{1, "seconds", time.Second, ""},
		{90, "seconds", 90 * time.Second, ""},
		{2, "minutes", 2 * time.Minute, ""},
		{3, "hours", 3 * time.Hour, ""},
		{0.5, "minutes", 30 * time.Second, ""},
		{0.00001, "seconds", time.Millisecond, ""},
		{596, "hours", 596 * time.Hour, ""},
		{597, "hours", 0, "The interval value is too large."},
		{1e300, "seconds", 0, "The interval value is too large."},
		{0, "seconds", 0, "The interval has to be set to at least 1 or higher!"},
		{-1, "hours", 0, "The interval has to be set to at least 1 or higher!"},
	} {
		got, err := Period(c.interval, c.unit)
		text := ""
		if err != nil {
			text = err.Error()
		}
		if got != c.want || text != c.err {
			t.Errorf("%v %s: got %v %q, want %v %q", c.interval, c.unit, got, text, c.want, c.err)
		}
	}
}

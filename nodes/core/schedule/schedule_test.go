package schedule_test

import (
	"regexp"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // The items name a zone that a test machine may lack.

	_ "runnel/nodes/core/schedule"
	"runnel/runtime/node"
	"runnel/runtime/node/nodetest"
)

const (
	schedule = "n8n-nodes-base.scheduleTrigger"
	cronNode = "n8n-nodes-base.cron"
	interval = "n8n-nodes-base.interval"
)

// expressions gives the cron expressions of a started trigger; the random
// second of the minute is written S.
func expressions(t *testing.T, typ string, version float64, params string) string {
	t.Helper()
	s, err := nodetest.New(t, typ, version, params).Trigger()
	if err != nil {
		t.Fatal(err)
	}
	defer s.Stop()
	var out []string
	for _, x := range s.Schedules {
		out = append(out, regexp.MustCompile(`^\d+ `).ReplaceAllString(x.Expression, "S "))
	}
	return strings.Join(out, " | ")
}

func TestScheduleRules(t *testing.T) {
	for params, want := range map[string]string{
		`{}`: "S 0 0 * * *",
		`{"rule":{"interval":[{"field":"seconds"},{"field":"minutes","minutesInterval":15}]}}`:                       "*/30 * * * * * | S */15 * * * *",
		`{"rule":{"interval":[{"field":"hours","hoursInterval":2,"triggerAtMinute":5}]}}`:                            "S 5 */2 * * *",
		`{"rule":{"interval":[{"field":"weeks","triggerAtDay":[1,3],"triggerAtHour":9,"triggerAtMinute":30}]}}`:      "S 30 9 * * 1,3",
		`{"rule":{"interval":[{"field":"weeks"}]}}`:                                                                  "S 0 0 * * 0",
		`{"rule":{"interval":[{"field":"months","monthsInterval":3,"triggerAtDayOfMonth":15,"triggerAtHour":6}]}}`:   "S 0 6 15 */3 *",
		`{"rule":{"interval":[{"field":"cronExpression","expression":"0 9 * * 1-5"}]}}`:                              "S 9 * * 1-5",
		`{"rule":{"interval":[{"field":"days","daysInterval":2},{"field":"cronExpression","expression":"@daily"}]}}`: "S 0 0 * * * | @daily",
	} {
		if got := expressions(t, schedule, 1.2, params); got != want {
			t.Errorf("%s: got %s, want %s", params, got, want)
		}
	}
}

func TestScheduleErrors(t *testing.T) {
	for _, c := range []struct {
		version              float64
		rule                 string
		message, description string
	}{
		{1.3, `{"field":"seconds","secondsInterval":60}`, "Invalid interval", "Seconds must be in range 1-59"},
		{1.3, `{"field":"minutes","minutesInterval":0}`, "Invalid interval", "Minutes must be in range 1-59"},
		{1.3, `{"field":"hours","hoursInterval":24}`, "Invalid interval", "Hours must be in range 1-23"},
		{1.3, `{"field":"days","daysInterval":32}`, "Invalid interval", "Days must be in range 1-31"},
		{1.3, `{"field":"months","monthsInterval":0}`, "Invalid interval", "Months must be larger than 0"},
		{1.2, `{"field":"cronExpression","expression":"never"}`, "Invalid cron expression", "More information on how to build them at https://crontab.guru/"},
	} {
		_, err := nodetest.New(t, schedule, c.version, `{"rule":{"interval":[`+c.rule+`]}}`).Trigger()
		nodetest.WantError(t, err, c.message)
		if got := nodetest.Described(err); got != c.description {
			t.Errorf("%s: the description is %q", c.rule, got)
		}
	}
}

func TestScheduleItem(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	want := `[[{"timestamp":"2023-12-28T15:30:30.000+01:00","Readable date":"December 28th 2023, 3:30:30 pm","Readable time":"3:30:30 pm",` +
		`"Day of week":"Thursday","Year":"2023","Month":"December","Day of month":"28","Hour":"15","Minute":"30","Second":"30","Timezone":"Europe/Berlin (UTC+01:00)"}]]`
	h := nodetest.New(t, schedule, 1.2, `{}`).Configure(func(i *node.Info) { i.Zone = berlin })
	at := time.Date(2023, 12, 28, 14, 30, 30, 0, time.UTC)
	out, err := h.Bind().Manual(h, at)
	nodetest.Want(t, out, err, want)
	s, err := h.Trigger()
	if err != nil {
		t.Fatal(err)
	}
	s.Fire(0, at)
	if len(s.Emitted) != 1 || s.Schedules[0].Zone != berlin {
		t.Fatalf("it emitted %v in %v", s.Emitted, s.Schedules[0].Zone)
	}
	nodetest.Want(t, s.Emitted[0], nil, want)
	s.Stop()
	if !s.Schedules[0].Stopped {
		t.Error("the schedule was not stopped")
	}
}

func TestEverySecondDay(t *testing.T) {
	h := nodetest.New(t, schedule, 1.2, `{"rule":{"interval":[{"field":"days","daysInterval":2}]}}`)
	s, err := h.Trigger()
	if err != nil {
		t.Fatal(err)
	}
	defer s.Stop()
	for day := range 5 {
		s.Fire(0, time.Date(2024, 3, 1+day, 0, 0, 10, 0, time.UTC))
	}
	if len(s.Emitted) != 3 {
		t.Errorf("of five days it fired on %d", len(s.Emitted))
	}
	data, _ := h.StaticData("node")
	if got := data.Get("recurrenceRules").JSON(); got != "[65]" {
		t.Errorf("it remembers %s", got)
	}
}

func TestCron(t *testing.T) {
	for params, want := range map[string]string{
		`{}`:                             "",
		`{"triggerTimes":{"item":[{}]}}`: "S 0 14 * * *",
		`{"triggerTimes":{"item":[{"mode":"everyMinute"},{"mode":"everyHour","minute":7}]}}`:  "S * * * * * | S 7 * * * *",
		`{"triggerTimes":{"item":[{"mode":"everyWeek","weekday":"3","hour":8,"minute":15}]}}`: "S 15 8 * * 3",
		`{"triggerTimes":{"item":[{"mode":"everyMonth","dayOfMonth":31}]}}`:                   "S 0 14 31 * *",
		`{"triggerTimes":{"item":[{"mode":"everyX","value":10,"unit":"minutes"}]}}`:           "S */10 * * * *",
		`{"triggerTimes":{"item":[{"mode":"custom","cronExpression":" */5 * * * * * "}]}}`:    "*/5 * * * * *",
	} {
		if got := expressions(t, cronNode, 1, params); got != want {
			t.Errorf("%s: got %s, want %s", params, got, want)
		}
	}
	s, err := nodetest.New(t, cronNode, 1, `{"triggerTimes":{"item":[{"mode":"everyMinute"}]}}`).Trigger()
	if err != nil {
		t.Fatal(err)
	}
	s.Fire(0, time.Time{})
	nodetest.Want(t, s.Emitted[0], nil, `[[{}]]`)
}

func TestInterval(t *testing.T) {
	for _, c := range []struct {
		params string
		want   time.Duration
		fails  string
	}{
		{`{}`, time.Second, ""},
		{`{"interval":5,"unit":"minutes"}`, 5 * time.Minute, ""},
		{`{"interval":2,"unit":"hours"}`, 2 * time.Hour, ""},
		{`{"interval":0}`, 0, "The interval has to be set to at least 1 or higher!"},
		{`{"interval":600,"unit":"hours"}`, 0, "The interval value is too large."},
	} {
		s, err := nodetest.New(t, interval, 1, c.params).Trigger()
		if c.fails != "" {
			nodetest.WantError(t, err, c.fails)
			continue
		}
		if err != nil || s.Schedules[0].Period != c.want {
			t.Errorf("%s: got %v %v", c.params, s.Schedules, err)
			continue
		}
		s.Fire(0, time.Time{})
		nodetest.Want(t, s.Emitted[0], nil, `[[{}]]`)
	}
	h := nodetest.New(t, interval, 1, `{}`)
	out, err := h.Bind().Manual(h, time.Time{})
	nodetest.Want(t, out, err, `[[{}]]`)
}

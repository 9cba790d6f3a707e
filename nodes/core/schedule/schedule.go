// Package schedule is the family of nodes that start workflows by the clock:
// Schedule Trigger, and its forerunners Cron and Interval (flow reference §14 to
// §16, engine reference §19).
package schedule

import (
	"sync"
	"time"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/trigger/cron"
	"runnel/runtime/value"
)

// Trigger declares the Schedule Trigger.
var Trigger = node.Define(node.Spec[triggerParams]{
	Name: "n8n-nodes-base.scheduleTrigger", Title: "Schedule Trigger", Groups: []string{"trigger", "schedule"},
	Summary: "Starts the workflow at set times.",
	Icon:    "clock", Color: "#31C49F", Versions: node.Versions(1, 1.1, 1.2, 1.3),
	Inputs: node.Main(0), Outputs: node.Main(1), Params: ruleParams,
	Trigger: start, Manual: occasion,
})

type triggerParams struct {
	Rules node.Field[[]cron.Interval] `param:"rule.interval"`
}

// rules reads the rules; versions from 1.3 on check them.
func rules(h node.Host, p *triggerParams) ([]cron.Interval, error) {
	list, err := p.Rules.Or(h, 0, nil)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if h.Info().Version < 1.3 {
			break
		}
		if err := list[i].Validate(); err != nil {
			return nil, failure(err)
		}
	}
	return list, nil
}

// failure words a rule that cannot be used as the node's own failure.
func failure(err error) error {
	if e, ok := err.(*cron.RuleError); ok {
		return node.Errorf("%s", e.Message).Describe("%s", e.Description)
	}
	return node.Wrap(err)
}

func start(c *node.TriggerCall[triggerParams]) (node.Stop, error) {
	list, err := rules(c, c.P)
	if err != nil {
		return nil, err
	}
	var stops stops
	// Two rules may tick at once; what they remember is kept in one place.
	var turn sync.Mutex
	for i := range list {
		expression, ticks := list[i].Cron(nil)
		if err := cron.CheckExpression(expression); err != nil {
			stops.stop()
			return nil, failure(err)
		}
		stop, err := c.Cron(expression, c.Info().Zone, func(at time.Time) {
			turn.Lock()
			defer turn.Unlock()
			if picked(c, i, ticks, at) {
				c.Emit(emission(c.Now(), c.Info().Zone))
			}
		})
		if err != nil {
			stops.stop()
			return nil, failure(err)
		}
		stops = append(stops, stop)
	}
	return stops.stop, nil
}

// stops are the schedules of one trigger.
type stops []func()

func (s stops) stop() {
	for _, stop := range s {
		stop()
	}
}

// occasion is what a run by hand emits: the moment, by the first rule.
func occasion(c *node.Call[triggerParams], at time.Time) (node.Output, error) {
	list, err := rules(c, c.P)
	if err != nil {
		return nil, err
	}
	if len(list) > 0 {
		expression, _ := list[0].Cron(nil)
		if err := cron.CheckExpression(expression); err != nil {
			return nil, failure(err)
		}
	}
	return emission(at, c.Info().Zone), nil
}

func emission(at time.Time, zone *time.Location) node.Output {
	var b value.Builder
	for _, f := range cron.Describe(at, zone) {
		b.Set(f.Name, value.String(f.Text))
	}
	return node.One([]item.Item{item.New(b.Object())})
}

// The keys of the static data: the numbers are n8n's, the instants ours.
const (
	keyNumbers  = "recurrenceRules"
	keyInstants = "recurrenceInstants"
)

// picked tells whether a tick counts by the rule's recurrence, and remembers
// it in the static data.
func picked(c *node.TriggerCall[triggerParams], rule int, ticks cron.Recurrence, at time.Time) bool {
	if !ticks.Filters() {
		return true
	}
	data, err := c.StaticData("node")
	if err != nil {
		c.Log().Error("the schedule cannot read what it remembers", "error", err)
		return true
	}
	var m cron.Memory
	if n := data.Get(keyNumbers).Index(rule); n.IsNumber() {
		m.Picked, m.Last = true, int(n.Num())
	}
	if ms := data.Get(keyInstants).Index(rule); ms.IsNumber() {
		m.At = time.UnixMilli(int64(ms.Num()))
	}
	if !ticks.Pick(at.In(c.Info().Zone), &m) {
		return false
	}
	data.Set(keyNumbers, withElement(data.Get(keyNumbers), rule, value.Int(m.Last)))
	data.Set(keyInstants, withElement(data.Get(keyInstants), rule, value.Number(float64(m.At.UnixMilli()))))
	return true
}

// withElement sets one element of a list that may be too short.
func withElement(list value.Value, at int, v value.Value) value.Value {
	if !list.IsArray() {
		list = value.EmptyArray
	}
	for list.Len() <= at {
		list = list.Append(value.Null)
	}
	return list.SetIndex(at, v)
}

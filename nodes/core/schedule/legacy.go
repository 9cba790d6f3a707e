package schedule

import (
	"time"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/trigger/cron"
	"runnel/runtime/value"
)

// Cron declares the Cron node.
var Cron = node.Define(node.Spec[cronParams]{
	Name: "n8n-nodes-base.cron", Title: "Cron", Groups: []string{"trigger", "schedule"},
	Summary: "Starts the workflow at set times; the Schedule Trigger has taken its place.",
	Icon:    "clock", Color: "#29a568", Versions: node.Versions(1), Hidden: true,
	Inputs: node.Main(0), Outputs: node.Main(1), Params: node.Params{node.TriggerTimes("triggerTimes", "Trigger Times").Edit("multipleValueButtonText", "Add Time")},
	Trigger: startCron,
	Manual:  func(*node.Call[cronParams], time.Time) (node.Output, error) { return tick(), nil },
})

type cronParams struct {
	Times node.Field[[]cron.TriggerTime] `param:"triggerTimes.item"`
}

func tick() node.Output { return node.One([]item.Item{item.New(value.EmptyObject)}) }

func startCron(c *node.TriggerCall[cronParams]) (node.Stop, error) {
	times, err := c.P.Times.Or(c, 0, nil)
	if err != nil {
		return nil, err
	}
	var stops stops
	for i := range times {
		stop, err := c.Cron(times[i].Cron(nil), c.Info().Zone, func(time.Time) { c.Emit(tick()) })
		if err != nil {
			stops.stop()
			return nil, failure(err)
		}
		stops = append(stops, stop)
	}
	return stops.stop, nil
}

// Interval declares the Interval node.
var Interval = node.Define(node.Spec[intervalParams]{
	Name: "n8n-nodes-base.interval", Title: "Interval", Groups: []string{"trigger", "schedule"},
	Summary: "Starts the workflow again and again after a pause; the Schedule Trigger has taken its place.",
	Icon:    "hourglass", Color: "#00FF00", Versions: node.Versions(1), Hidden: true,
	Inputs: node.Main(0), Outputs: node.Main(1),
	Params: node.Params{
		node.Num("interval", "Interval", 1).Edit("minValue", 1),
		node.Options("unit", "Unit", "seconds", node.Opt("Seconds", "seconds"), node.Opt("Minutes", "minutes"), node.Opt("Hours", "hours")),
	},
	Trigger: startInterval,
	Manual: func(c *node.Call[intervalParams], _ time.Time) (node.Output, error) {
		_, err := c.P.period(c)
		return tick(), err
	},
})

type intervalParams struct {
	Interval node.Field[float64] `param:"interval"`
	Unit     node.Field[string]  `param:"unit"`
}

func (p *intervalParams) period(h node.Host) (time.Duration, error) {
	n, err := p.Interval.At(h, 0)
	if err != nil {
		return 0, err
	}
	unit, err := p.Unit.At(h, 0)
	if err != nil {
		return 0, err
	}
	period, err := cron.Period(n, unit)
	if err != nil {
		return 0, failure(err)
	}
	return period, nil
}

func startInterval(c *node.TriggerCall[intervalParams]) (node.Stop, error) {
	period, err := c.P.period(c)
	if err != nil {
		return nil, err
	}
	return c.Every(period, func(time.Time) { c.Emit(tick()) })
}

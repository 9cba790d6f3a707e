package trigger

import (
	"context"
	"time"

	"runnel/runtime/engine"
	"runnel/runtime/node"
	"runnel/runtime/trigger/cron"
	"runnel/runtime/value"
)

// startPoll asks a node for news: once now, and then at the times of its
// parameter pollTimes. What it finds becomes an execution (engine reference
// §19). Only the first failure is one of the activation.
func (a *Active) startPoll(plan *engine.Plan, i int) (func(), error) {
	var expressions []string
	for _, t := range pollTimes(plan.Static(i).Param("pollTimes.item")) {
		expression := t.Cron(nil)
		if err := cron.CheckPolling(expression); err != nil {
			return nil, err
		}
		expressions = append(expressions, expression)
	}
	ctx, cancel := context.WithCancel(a.base)
	name := plan.Definition(i).Name
	poll := func() error {
		out, err := a.engine.Poll(ctx, engine.Call{Plan: plan, Node: i, Mode: node.ModeTrigger})
		if err == nil && out != nil && ctx.Err() == nil {
			a.dispatcher.Go(engine.RunRequest{Plan: plan, Mode: node.ModeTrigger, Start: name, Input: out})
		}
		return err
	}
	if err := poll(); err != nil {
		cancel()
		return nil, err
	}
	var stops []func()
	stop := func() {
		cancel()
		for _, s := range stops {
			s()
		}
	}
	for _, expression := range expressions {
		s, err := a.scheduler.Cron(expression, plan.Zone(), func(time.Time) {
			if err := poll(); err != nil && ctx.Err() == nil {
				a.log.Error("a poll failed", "workflow", plan.Workflow().Name, "node", name, "error", err)
				a.dispatcher.triggerFailed(plan, err)
			}
		})
		if err != nil {
			stop()
			return nil, err
		}
		stops = append(stops, s)
	}
	return stop, nil
}

// pollTimes reads the parameter; every minute when it says nothing.
func pollTimes(list value.Value) []cron.TriggerTime {
	if list.Len() == 0 {
		return []cron.TriggerTime{{Mode: "everyMinute"}}
	}
	var times []cron.TriggerTime
	for _, v := range list.Elems() {
		number := func(key string) *float64 {
			if n := v.Get(key); n.Truthy() || n.IsNumber() {
				f := n.ToNumber()
				return &f
			}
			return nil
		}
		text := func(key string) string {
			if t := v.Get(key); !t.IsNullish() {
				return t.ToString()
			}
			return ""
		}
		times = append(times, cron.TriggerTime{Mode: text("mode"), Hour: number("hour"), Minute: number("minute"),
			DayOfMonth: number("dayOfMonth"), Weekday: text("weekday"), Expression: text("cronExpression"), Value: number("value"), Unit: text("unit")})
	}
	return times
}

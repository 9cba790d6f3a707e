package feed

import "runnel/runtime/node"

// pollTimes are the times at which the feed is asked for news; the engine reads
// them.
var pollTimes = node.Groups("pollTimes", "Poll Times",
	node.Group("item", "Item",
		node.Options("mode", "Mode", "everyDay",
			node.Opt("Every Minute", "everyMinute"),
			node.Opt("Every Hour", "everyHour"),
			node.Opt("Every Day", "everyDay"),
			node.Opt("Every Week", "everyWeek"),
			node.Opt("Every Month", "everyMonth"),
			node.Opt("Every X", "everyX"),
			node.Opt("Custom", "custom"),
		),
		node.Num("hour", "Hour", 14).Edit("minValue", 0).Edit("maxValue", 23).Hide(node.When("mode", "custom", "everyHour", "everyMinute", "everyX")),
		node.Num("minute", "Minute", 0).Edit("minValue", 0).Edit("maxValue", 59).Hide(node.When("mode", "custom", "everyMinute", "everyX")),
		node.Num("dayOfMonth", "Day of Month", 1).Edit("minValue", 1).Edit("maxValue", 31).Show(node.When("mode", "everyMonth")),
		node.Options("weekday", "Weekday", "1",
			node.Opt("Monday", "1"),
			node.Opt("Tuesday", "2"),
			node.Opt("Wednesday", "3"),
			node.Opt("Thursday", "4"),
			node.Opt("Friday", "5"),
			node.Opt("Saturday", "6"),
			node.Opt("Sunday", "0"),
		).Show(node.When("mode", "everyWeek")),
		node.Text("cronExpression", "Cron Expression", "* * * * * *").Show(node.When("mode", "custom")),
		node.Num("value", "Value", 2).Edit("minValue", 0).Edit("maxValue", 1000).Show(node.When("mode", "everyX")),
		node.Options("unit", "Unit", "hours",
			node.Opt("Minutes", "minutes"),
			node.Opt("Hours", "hours"),
		).Show(node.When("mode", "everyX")),
	),
).Defaults(node.Obj("item", node.Arr(node.Obj("mode", "everyMinute")))).Many()

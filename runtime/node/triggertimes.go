package node

// TriggerTimes declares the times of nodes that run by the clock: those of the
// Cron node (triggerTimes), and those at which a polling trigger looks for news
// (pollTimes). The engine reads both.
func TriggerTimes(name, title string) Param {
	return Groups(name, title,
		Group("item", "Item",
			Options("mode", "Mode", "everyDay",
				Opt("Every Minute", "everyMinute"),
				Opt("Every Hour", "everyHour"),
				Opt("Every Day", "everyDay"),
				Opt("Every Week", "everyWeek"),
				Opt("Every Month", "everyMonth"),
				Opt("Every X", "everyX"),
				Opt("Custom", "custom"),
			),
			Num("hour", "Hour", 14).Edit("minValue", 0).Edit("maxValue", 23).Hide(When("mode", "custom", "everyHour", "everyMinute", "everyX")),
			Num("minute", "Minute", 0).Edit("minValue", 0).Edit("maxValue", 59).Hide(When("mode", "custom", "everyMinute", "everyX")),
			Num("dayOfMonth", "Day of Month", 1).Edit("minValue", 1).Edit("maxValue", 31).Show(When("mode", "everyMonth")),
			Options("weekday", "Weekday", "1",
				Opt("Monday", "1"),
				Opt("Tuesday", "2"),
				Opt("Wednesday", "3"),
				Opt("Thursday", "4"),
				Opt("Friday", "5"),
				Opt("Saturday", "6"),
				Opt("Sunday", "0"),
			).Show(When("mode", "everyWeek")),
			Text("cronExpression", "Cron Expression", "* * * * * *").Show(When("mode", "custom")),
			Num("value", "Value", 2).Edit("minValue", 0).Edit("maxValue", 1000).Show(When("mode", "everyX")),
			Options("unit", "Unit", "hours", Opt("Minutes", "minutes"), Opt("Hours", "hours")).Show(When("mode", "everyX")),
		),
	).Many()
}

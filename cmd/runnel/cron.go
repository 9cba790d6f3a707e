package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"runnel/runtime/engine"
	"runnel/runtime/trigger/cron"
	"runnel/runtime/value"
)

// newCronCommand makes the command that answers when cron expressions fire.
func newCronCommand() *cobra.Command {
	var batch bool
	var count int
	var zone, from string
	c := &cobra.Command{
		Use:   "cron [EXPRESSION]",
		Short: "Show when a cron expression fires next",
		Long: `Show when a cron expression (five fields, or six with seconds in front) fires next.

With --batch it reads JSON lines {"expression", "zone", "from"} from standard input
and prints for each {"next": [TIME…]} or {"error": MESSAGE}.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if err := fromEnvironment(c.Flags(), os.LookupEnv); err != nil {
				return err
			}
			if batch {
				return cronBatch(c.InOrStdin(), c.OutOrStdout(), count)
			}
			if len(args) == 0 {
				return fmt.Errorf("cron needs an expression, or --batch")
			}
			times, err := nextTimes(args[0], zone, from, count)
			if err != nil {
				return failed(err)
			}
			for _, t := range times {
				fmt.Fprintln(c.OutOrStdout(), t.Format("Mon 2006-01-02 15:04:05 -07:00"))
			}
			return nil
		},
	}
	c.Flags().BoolVar(&batch, "batch", false, "read JSON lines from standard input")
	c.Flags().IntVar(&count, "count", 6, "how many times to show")
	c.Flags().StringVar(&zone, "timezone", engine.DefaultZone, "time zone")
	c.Flags().StringVar(&from, "from", "", "begin after this time, e.g. 2024-03-31T00:30:00Z (default now)")
	return c
}

// nextTimes gives the next times of an expression, at least one.
func nextTimes(expression, zoneName, fromText string, count int) ([]time.Time, error) {
	zone, err := time.LoadLocation(zoneName)
	if err != nil {
		return nil, fmt.Errorf("the time zone %q is not known", zoneName)
	}
	after := time.Now()
	if fromText != "" {
		if after, err = time.Parse(time.RFC3339, fromText); err != nil {
			return nil, fmt.Errorf("%q is no time such as 2024-03-31T00:30:00Z", fromText)
		}
	}
	schedule, err := cron.Parse(expression)
	if err != nil {
		return nil, err
	}
	times := schedule.NextN(after, zone, count)
	if len(times) == 0 && count > 0 {
		return nil, fmt.Errorf("the expression %q does not fire within 8 years", expression)
	}
	return times, nil
}

func cronBatch(in io.Reader, out io.Writer, count int) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	w := bufio.NewWriter(out)
	defer w.Flush()
	for lines.Scan() {
		if len(lines.Bytes()) == 0 {
			continue
		}
		var b value.Builder
		q, err := value.Parse(lines.Bytes())
		if err == nil {
			var times []time.Time
			if times, err = nextTimes(q.Get("expression").Str(), q.Get("zone").Str(), q.Get("from").Str(), count); err == nil {
				texts := make([]value.Value, len(times))
				for i, t := range times {
					texts[i] = value.String(t.UTC().Format("2006-01-02T15:04:05.000Z"))
				}
				b.Set("next", value.Array(texts...))
			}
		}
		if err != nil {
			b.Set("error", value.String(err.Error()))
		}
		fmt.Fprintln(w, b.Object().JSON())
	}
	if err := lines.Err(); err != nil {
		return failed(fmt.Errorf("standard input cannot be read: %w", err))
	}
	return nil
}

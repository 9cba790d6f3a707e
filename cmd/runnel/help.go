package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// groupKey is the annotation of a flag that says under which heading its help
// stands.
const groupKey = "group"

// group puts the flags that define adds under a heading.
func group(f *pflag.FlagSet, heading string, define func()) {
	before := map[string]bool{}
	f.VisitAll(func(flag *pflag.Flag) { before[flag.Name] = true })
	define()
	f.VisitAll(func(flag *pflag.Flag) {
		if !before[flag.Name] {
			flag.Annotations = map[string][]string{groupKey: {heading}}
		}
	})
}

// headings are the headings of flags in the order of the help; flags without
// one come first.
var headings = []string{"Flags", "Workflows", "Serving", "Limits", "Records", "Executions", "What workflows may do", "Log"}

// helpWidth is how wide a line of help may be.
const helpWidth = 100

// usage prints how a command is used: flags by what they are for, with the
// variables of n8n that set them, too.
func usage(c *cobra.Command) error {
	var b strings.Builder
	line := c.UseLine()
	if c.HasAvailableSubCommands() {
		line = c.CommandPath() + " COMMAND"
	}
	fmt.Fprintf(&b, "Usage:\n  %s\n", line)
	if c.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "\nCommands:\n")
		for _, sub := range c.Commands() {
			if sub.IsAvailableCommand() {
				fmt.Fprintf(&b, "  %-10s %s\n", sub.Name(), sub.Short)
			}
		}
		fmt.Fprintf(&b, "\nRun \"%s COMMAND --help\" for what a command does.\n", c.CommandPath())
	}
	flags := map[string][]*pflag.Flag{}
	width := 0
	c.Flags().SortFlags = false
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if f.Hidden || f.Name == "help" {
			return
		}
		heading := "Flags"
		if g := f.Annotations[groupKey]; len(g) > 0 {
			heading = g[0]
		}
		flags[heading] = append(flags[heading], f)
		width = max(width, len(flagName(f)))
	})
	for _, heading := range headings {
		if len(flags[heading]) == 0 {
			continue
		}
		fmt.Fprintf(&b, "\n%s:\n", heading)
		for _, f := range flags[heading] {
			writeFlag(&b, f, width)
		}
	}
	writeVariables(&b, flags)
	_, err := io.WriteString(c.OutOrStderr(), b.String())
	return err
}

// flagName is a flag with the name of its value.
func flagName(f *pflag.Flag) string {
	name := "--" + f.Name
	if f.Shorthand != "" {
		name = "-" + f.Shorthand + ", " + name
	}
	kind, _ := pflag.UnquoteUsage(f)
	switch kind {
	case "":
	case "int", "string", "duration":
		name += " " + map[string]string{"int": "N", "string": "TEXT", "duration": "TIME"}[kind]
	default:
		name += " " + strings.ToUpper(kind)
	}
	return name
}

// writeFlag writes a flag with its text beside it.
func writeFlag(b *strings.Builder, f *pflag.Flag, width int) {
	_, text := pflag.UnquoteUsage(f)
	switch def := f.DefValue; {
	case def == "" || def == "false" || def == "0" || def == "0s" || strings.Contains(text, "(default"):
	case f.Value.Type() == "string" && strings.HasPrefix(def, "["):
		text += " (default " + strings.ReplaceAll(def, ",", ", ") + ")"
	default:
		// Go writes an hour as 1h0m0s.
		if rest, ok := strings.CutSuffix(def, "m0s"); ok {
			def = rest + "m"
		}
		if rest, ok := strings.CutSuffix(def, "h0m"); ok {
			def = rest + "h"
		}
		text += " (default " + def + ")"
	}
	fmt.Fprintf(b, "  %-*s  ", width, flagName(f))
	column := 0
	for i, word := range strings.Fields(text) {
		if i > 0 && width+4+column+1+len(word) > helpWidth {
			fmt.Fprintf(b, "\n%*s", width+4, "")
			column = 0
		} else if i > 0 {
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += len(word)
	}
	b.WriteByte('\n')
}

// writeVariables lists the variables that set flags.
func writeVariables(b *strings.Builder, flags map[string][]*pflag.Flag) {
	var names []string
	for _, list := range flags {
		for _, f := range list {
			names = append(names, f.Name)
		}
	}
	var lines []string
	ours := false
	for _, s := range settingNames {
		if !slices.Contains(names, s.flag) {
			continue
		}
		for _, v := range s.variables {
			if strings.HasPrefix(v, "RUNNEL_") {
				ours = true
				continue
			}
			lines = append(lines, fmt.Sprintf("  %-33s --%s", v, s.flag))
		}
	}
	if !ours {
		return
	}
	fmt.Fprintf(b, "\nEvery flag of these is also a variable: RUNNEL_ and its name in capitals, such as RUNNEL_TIMEZONE.\n")
	if len(lines) > 0 {
		slices.Sort(lines)
		fmt.Fprintf(b, "Variables of n8n that count, where neither is set:\n%s\n", strings.Join(lines, "\n"))
	}
}

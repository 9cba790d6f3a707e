package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

// newRootCommand makes the command line; every command has a file of its own.
func newRootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "runnel",
		Short: "Run n8n workflows without n8n",
		Long: `Runnel runs the workflow files of n8n: one binary that edits them in the browser
and runs them headless.`,
		SilenceUsage:  true,
		SilenceErrors: true,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return fmt.Errorf("there is no command %q; runnel --help lists them", args[0])
			}
			return nil
		},
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetUsageFunc(usage)
	root.AddCommand(
		newStartCommand(),
		newExecuteCommand(),
		newEvalCommand(),
		newCheckCommand(),
		newFmtCommand(),
		newImportCommand(),
		newExportCommand(),
		newCronCommand(),
		newDocsCommand(),
		newVersionCommand(),
		newScriptWorkerCommand(),
	)
	return root
}

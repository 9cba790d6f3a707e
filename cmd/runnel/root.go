package main

import "github.com/spf13/cobra"

// newRootCommand makes the command line; every command has a file of its own.
func newRootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "runnel",
		Short: "Run n8n workflows without n8n",
		Long: `Runnel runs the workflow files of n8n: one binary that edits them in the browser
and runs them headless.`,
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          cobra.NoArgs,
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(
		newStartCommand(),
		newExecuteCommand(),
		newEvalCommand(),
		newCheckCommand(),
		newFmtCommand(),
		newCronCommand(),
		newVersionCommand(),
	)
	return root
}

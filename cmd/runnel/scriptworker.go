package main

import (
	"fmt"
	"log/slog"
	"os"

	"github.com/spf13/cobra"

	"runnel/runtime/js"
	"runnel/runtime/js/isolate"
)

// scriptWorker is the name of the command that this program starts itself with
// to run scripts.
const scriptWorker = "script-worker"

// newScriptWorkerCommand makes the command of a process that runs scripts for
// another one. People have no use for it.
func newScriptWorkerCommand() *cobra.Command {
	return &cobra.Command{
		Use:    scriptWorker,
		Short:  "Run scripts for another runnel, which talks to it over standard input and output",
		Hidden: true,
		Args:   cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := isolate.Work(c.InOrStdin(), c.OutOrStdout()); err != nil {
				return failed(err)
			}
			return nil
		},
	}
}

// isolation is what runs scripts, nil for this process.
func (s *settings) isolation(log *slog.Logger) (js.Isolation, error) {
	if s.scriptIsolation != isolationProcess {
		return nil, nil
	}
	program, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("--script-isolation: this program does not know where it is: %w", err)
	}
	return isolate.New(isolate.Options{
		Command: []string{program, scriptWorker},
		Unrestricted: func(what string) {
			log.Warn("scripts run in processes of their own, but this system restricts them less than Linux with filters of system calls does", "missing", what)
		},
	}), nil
}

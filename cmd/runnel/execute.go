package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"runnel/runtime/engine"
	"runnel/runtime/execution"
	"runnel/runtime/node"
	"runnel/runtime/value"
	"runnel/workflows"
)

// executeOptions are the flags of execute.
type executeOptions struct {
	settings
	raw, ignorePins bool
	folder          string
	id              string
}

// newExecuteCommand makes the command that runs one workflow once.
func newExecuteCommand() *cobra.Command {
	var o executeOptions
	c := &cobra.Command{
		Use:   "execute FILE|ID",
		Short: "Run a workflow once and print what it gave",
		Long: `Run a workflow once: a file, or a workflow of a folder by its id.

Without --ignore-pin-data it runs as by hand in the editor (mode manual): pinned
data stands in for the nodes that have it. With it the workflow runs as n8n's own
execute command runs it (mode cli).

The exit code is 0 when the run succeeded or waits, 1 when it failed or could not
start, 2 when the command was used wrongly.`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if err := o.prepare(c); err != nil {
				return err
			}
			return execute(c.Context(), c.OutOrStdout(), args[0], &o)
		},
	}
	o.commonFlags(c.Flags())
	c.Flags().BoolVar(&o.raw, "raw-output", false, "print the whole run as one JSON object and nothing else")
	c.Flags().BoolVar(&o.raw, "rawOutput", false, "the same")
	_ = c.Flags().MarkHidden("rawOutput")
	c.Flags().BoolVar(&o.ignorePins, "ignore-pin-data", false, "run every node for real, pinned data notwithstanding")
	c.Flags().StringVar(&o.credentials, "credentials", "", "a JSON `file` of credentials: [{id, name, type, data}]")
	c.Flags().StringVar(&o.folder, "workflows", "", "the `folder` in which workflows are found by id (default that of FILE)")
	c.Flags().StringVar(&o.id, "id", "", "which workflow of a FILE that holds several")
	return c
}

func execute(ctx context.Context, out io.Writer, target string, o *executeOptions) error {
	credentials, err := readCredentials(o.credentials)
	if err != nil {
		return err
	}
	found := &library{path: o.folder}
	w, err := findWorkflow(target, o.id, found)
	if err != nil {
		return err
	}
	log := o.log(slog.LevelWarn)
	e, err := newEngine(&o.settings, log, credentials, found)
	if err != nil {
		return failed(err)
	}
	plan, err := e.Compile(w)
	if err != nil {
		return failed(err)
	}
	start, err := plan.CallStart()
	if err != nil {
		return failed(explained(err))
	}
	req := engine.RunRequest{Plan: plan, Mode: node.ModeManual, Start: start}
	if o.ignorePins {
		req.Mode, req.Start, req.IgnorePinned = node.ModeCLI, "", true
	}
	shown := showProgress(&req)
	ex, err := e.Run(ctx, req)
	shown.end()
	if err != nil {
		return failed(explained(err))
	}
	if err := e.Drain(ctx); err != nil {
		log.Warn("sub-workflows that were not waited for did not end", "error", err)
	}
	if err := printRun(out, ex, o.raw); err != nil {
		return failed(fmt.Errorf("the result cannot be printed: %w", err))
	}
	if ex.Data.Err != nil {
		return exitError{code: codeFailed}
	}
	return nil
}

// findWorkflow gives the workflow of a file, or of the folder by its id.
func findWorkflow(target, id string, in *library) (*workflows.Workflow, error) {
	data, err := os.ReadFile(target)
	if err != nil {
		if !os.IsNotExist(err) {
			return nil, fmt.Errorf("the workflow cannot be read: %w", err)
		}
		if in.path == "" {
			in.path = "."
		}
		if w := in.find(target); w != nil {
			return w, nil
		}
		return nil, failed(unknownWorkflow(target))
	}
	if in.path == "" {
		in.path = folderOf(target)
	}
	list, err := workflows.Parse(target, data)
	if err != nil {
		return nil, failed(err)
	}
	if id == "" && len(list) == 1 {
		return list[0], nil
	}
	var ids []string
	for _, w := range list {
		if w.ID == id && id != "" {
			return w, nil
		}
		ids = append(ids, fmt.Sprintf("%q", w.ID))
	}
	if len(list) == 0 {
		return nil, failed(fmt.Errorf("%s: the file holds no workflow", target))
	}
	return nil, fmt.Errorf("%s holds the workflows %s: choose one with --id", target, strings.Join(ids, ", "))
}

// unknownWorkflow is the error for an id that no workflow has, as n8n words it.
type unknownWorkflow string

func (id unknownWorkflow) Error() string {
	return fmt.Sprintf("The workflow with the id %q does not exist.", string(id))
}

// explained adds an error's description to its message.
func explained(err error) error {
	if d, ok := err.(interface{ Explanation() string }); ok && d.Explanation() != "" {
		return fmt.Errorf("%w: %s", err, d.Explanation())
	}
	return err
}

const ruler = "===================================="

// printRun prints an execution as n8n's execute command does (engine reference §11).
func printRun(out io.Writer, ex *execution.Execution, raw bool) error {
	w := bufio.NewWriter(out)
	text := ex.AppendJSON(nil)
	if raw {
		w.Write(text)
		w.WriteByte('\n')
		return w.Flush()
	}
	doc, err := value.Parse(text)
	if err != nil {
		return err
	}
	if ex.Data.Err != nil {
		fmt.Fprintf(w, "Execution was NOT successful. See log message for details.\nExecution error:\n%s\n%s\n", ruler, doc.Indent("", "  "))
		fmt.Fprintf(w, "Error executing workflow. See log messages for details.\n%s\n", explained(ex.Data.Err))
		return w.Flush()
	}
	fmt.Fprintf(w, "Execution was successful:\n%s\n%s\n", ruler, doc.Indent("", "  "))
	return w.Flush()
}

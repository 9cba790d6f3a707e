package main

import (
	"encoding/json"
	"io"

	"github.com/spf13/cobra"

	"runnel/runtime/engine"
	"runnel/runtime/js"
	"runnel/workflows"
)

// newCheckCommand says what in workflow files will not run here, and why.
func newCheckCommand() *cobra.Command {
	var asJSON bool
	var s settings
	cmd := &cobra.Command{
		Use:   "check FILE…",
		Short: "Say what in a workflow will not run here and why, without running it",
		Long: `Say of workflow files, node by node, what will not run: unknown types and versions,
parameters that are missing or wrong, expressions that cannot be read, connections to
nowhere, scripts that cannot be read. A folder stands for all .json files in it and
below, - for standard input. Of more than one file a summary counts the types that are
missing, the most used first.

The exit code is 1 when something keeps a workflow from running.`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := s.prepare(cmd); err != nil {
				return err
			}
			files, err := filesOf(args)
			if err != nil {
				return err
			}
			c, err := newChecker(&s)
			if err != nil {
				return err
			}
			var sum summary
			for _, name := range files {
				r := c.file(cmd.InOrStdin(), name)
				sum.add(r)
				if asJSON {
					err = json.NewEncoder(cmd.OutOrStdout()).Encode(r)
				} else {
					err = r.print(cmd.OutOrStdout())
				}
				if err != nil {
					return err
				}
			}
			if len(files) > 1 && !asJSON {
				if err := sum.print(cmd.OutOrStdout()); err != nil {
					return err
				}
			}
			if sum.bad > 0 {
				return exitError{code: codeFailed}
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line for each file")
	cmd.Flags().StringVar(&s.nodesExclude, "nodes-exclude", defaultExclude, "node `types` that must not run, a JSON array")
	cmd.Flags().StringVar(&s.zone, "timezone", engine.DefaultZone, "time `zone` of workflows that name none")
	return cmd
}

// checker checks workflows.
type checker struct{ engine *engine.Engine }

func newChecker(s *settings) (*checker, error) {
	registry, err := s.registry()
	if err != nil {
		return nil, err
	}
	return &checker{engine.New(engine.Options{Registry: registry, JS: js.New(js.Options{Zone: s.location()}), Zone: s.location()})}, nil
}

// file checks one file.
func (c *checker) file(in io.Reader, name string) *fileReport {
	r := &fileReport{File: shown(name), Workflows: []string{}, Unsupported: []missingType{}, Problems: []finding{}}
	data, err := readInput(in, name)
	var list []*workflows.Workflow
	if err == nil {
		list, err = workflows.Parse(r.File, data)
	}
	if err != nil {
		r.Error = err.Error()
		return r
	}
	for _, w := range list {
		c.workflow(r, w)
	}
	return r
}

func (c *checker) workflow(r *fileReport, w *workflows.Workflow) {
	r.Workflows = append(r.Workflows, w.Name)
	r.Nodes += len(w.Nodes)
	r.Supported += len(w.Nodes)
	for _, p := range workflows.Validate(w) {
		r.Problems = append(r.Problems, finding{w.Name, p.Node, p.Path, p.Severity.String(), p.Message})
	}
	fatal := func(node, path, message string) {
		r.Problems = append(r.Problems, finding{w.Name, node, path, workflows.Fatal.String(), message})
	}
	plan, err := c.engine.Compile(w)
	if err != nil {
		fatal("", "", err.Error())
		return
	}
	for _, f := range plan.Check() {
		if f.Unknown != nil {
			r.Supported--
			r.missing(f.Unknown)
			continue
		}
		fatal(f.Node, f.Parameter, f.Message)
	}
}

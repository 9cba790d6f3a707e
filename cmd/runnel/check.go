package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

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
nowhere. A folder stands for all .json files in it and below, - for standard input.

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
			bad := false
			for _, name := range files {
				r := c.file(cmd.InOrStdin(), name)
				bad = bad || r.bad()
				if asJSON {
					err = json.NewEncoder(cmd.OutOrStdout()).Encode(r)
				} else {
					err = r.print(cmd.OutOrStdout())
				}
				if err != nil {
					return err
				}
			}
			if bad {
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

// fileReport is what check says of one file.
type fileReport struct {
	File string `json:"file"`
	// Error is why the file could not be read at all.
	Error     string   `json:"error,omitempty"`
	Workflows []string `json:"workflows"`
	// Nodes counts all nodes, Supported those of types that are known.
	Nodes       int           `json:"nodes"`
	Supported   int           `json:"supported"`
	Unsupported []missingType `json:"unsupported"`
	Problems    []finding     `json:"problems"`
}

// missingType is a node type that is not known here.
type missingType struct {
	Type     string   `json:"type"`
	Versions []string `json:"versions,omitempty"`
	Nodes    []string `json:"nodes"`
}

// finding is one thing that is wrong.
type finding struct {
	Workflow string `json:"workflow"`
	Node     string `json:"node,omitempty"`
	Path     string `json:"path,omitempty"`
	Severity string `json:"severity"`
	Message  string `json:"message"`
}

func (r *fileReport) bad() bool {
	return r.Error != "" || len(r.Unsupported) > 0 ||
		slices.ContainsFunc(r.Problems, func(f finding) bool { return f.Severity == workflows.Fatal.String() })
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

func (r *fileReport) missing(u *engine.UnknownType) {
	at := slices.IndexFunc(r.Unsupported, func(m missingType) bool { return m.Type == u.Type })
	if at < 0 {
		at = len(r.Unsupported)
		r.Unsupported = append(r.Unsupported, missingType{Type: u.Type})
	}
	m := &r.Unsupported[at]
	m.Nodes = append(m.Nodes, u.Node)
	if version := fmt.Sprint(u.Version); u.Known && !slices.Contains(m.Versions, version) {
		m.Versions = append(m.Versions, version)
	}
}

func (r *fileReport) print(out io.Writer) error {
	var b strings.Builder
	if r.Error != "" {
		fmt.Fprintf(&b, "%s\n", r.Error)
	} else {
		fmt.Fprintf(&b, "%s: %d of %d nodes can run here\n", r.File, r.Supported, r.Nodes)
	}
	for _, m := range r.Unsupported {
		what := "the type " + m.Type + " is not supported"
		if len(m.Versions) > 0 {
			what = fmt.Sprintf("version %s of the type %s is not supported", strings.Join(m.Versions, ", "), m.Type)
		}
		fmt.Fprintf(&b, "  error: %s: %s\n", strings.Join(m.Nodes, ", "), what)
	}
	for _, f := range r.Problems {
		where := f.Node
		if f.Path != "" {
			where = strings.TrimSpace(where + " " + f.Path)
		}
		if where != "" {
			where += ": "
		}
		if len(r.Workflows) > 1 {
			where = f.Workflow + ": " + where
		}
		fmt.Fprintf(&b, "  %s: %s%s\n", f.Severity, where, f.Message)
	}
	_, err := io.WriteString(out, b.String())
	return err
}

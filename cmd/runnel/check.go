package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"github.com/spf13/cobra"

	"runnel/runtime/engine"
	"runnel/workflows"
)

// newCheckCommand says what in workflow files will not run here, and why.
func newCheckCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "check FILE…",
		Short: "say what in a workflow will not run here and why, without running it",
		Long: "Reads workflow files, or all .json files of folders, and reports node by node what will not run: unknown\n" +
			"types and versions, parameters that are missing or wrong, connections to nowhere. Exits with 1 when there\n" +
			"is something that keeps a workflow from running.",
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			files, err := filesOf(args)
			if err != nil {
				return err
			}
			e := engine.New(engine.Options{})
			bad := false
			for _, name := range files {
				r := checkFile(e, cmd.InOrStdin(), name)
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
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object a line for each file")
	return cmd
}

// filesOf lists the files that the arguments name; folders stand for the .json
// files in them.
func filesOf(args []string) ([]string, error) {
	var files []string
	for _, arg := range args {
		info, err := os.Stat(arg)
		switch {
		case arg == "-":
			files = append(files, arg)
		case err != nil:
			return nil, err
		case info.IsDir():
			found, err := filepath.Glob(filepath.Join(arg, "*.json"))
			if err != nil {
				return nil, err
			}
			sort.Strings(found)
			files = append(files, found...)
		default:
			files = append(files, arg)
		}
	}
	return files, nil
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

func checkFile(e *engine.Engine, in io.Reader, name string) *fileReport {
	r := &fileReport{File: name, Workflows: []string{}, Unsupported: []missingType{}, Problems: []finding{}}
	data, err := readInput(in, name)
	var list []*workflows.Workflow
	if err == nil {
		list, err = workflows.Parse(name, data)
	}
	if err != nil {
		r.Error = err.Error()
		return r
	}
	for _, w := range list {
		r.add(e, w)
	}
	return r
}

func (r *fileReport) add(e *engine.Engine, w *workflows.Workflow) {
	r.Workflows = append(r.Workflows, w.Name)
	r.Nodes += len(w.Nodes)
	r.Supported += len(w.Nodes)
	for _, p := range workflows.Validate(w) {
		r.Problems = append(r.Problems, finding{w.Name, p.Node, p.Path, p.Severity.String(), p.Message})
	}
	plan, err := e.Compile(w)
	if err != nil {
		r.Problems = append(r.Problems, finding{Workflow: w.Name, Severity: workflows.Fatal.String(), Message: err.Error()})
		return
	}
	for _, p := range plan.Problems() {
		if unknown, ok := p.Err.(*engine.UnknownType); ok {
			r.Supported--
			r.missing(unknown)
			continue
		}
		message := p.Err.Error()
		if issues, ok := p.Err.(*engine.HasIssues); ok {
			message = strings.Join(issues.Issues, "; ")
		}
		r.Problems = append(r.Problems, finding{Workflow: w.Name, Node: p.Node, Severity: workflows.Fatal.String(), Message: message})
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
		fmt.Fprintf(&b, "  %s: %s%s\n", f.Severity, where, f.Message)
	}
	_, err := io.WriteString(out, b.String())
	return err
}

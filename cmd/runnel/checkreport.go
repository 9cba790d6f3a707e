package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"runnel/runtime/engine"
	"runnel/workflows"
)

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

// summary counts what check found in several files.
type summary struct {
	files, bad, unread int
	nodes, supported   int
	missing            map[string]int
}

func (s *summary) add(r *fileReport) {
	s.files++
	s.nodes += r.Nodes
	s.supported += r.Supported
	if r.bad() {
		s.bad++
	}
	if r.Error != "" {
		s.unread++
	}
	for _, m := range r.Unsupported {
		if s.missing == nil {
			s.missing = map[string]int{}
		}
		s.missing[m.Type] += len(m.Nodes)
	}
}

// print writes the counts, and the missing types with how many nodes are of
// them, the most used first.
func (s *summary) print(out io.Writer) error {
	var b strings.Builder
	share := 100.0
	if s.nodes > 0 {
		share = 100 * float64(s.supported) / float64(s.nodes)
	}
	fmt.Fprintf(&b, "\n%d files, %d without a fault: %d of %d nodes can run here (%.1f %%)\n", s.files, s.files-s.bad, s.supported, s.nodes, share)
	if s.unread > 0 {
		fmt.Fprintf(&b, "%d could not be read\n", s.unread)
	}
	types := slices.SortedFunc(maps.Keys(s.missing), func(x, y string) int {
		return cmp.Or(cmp.Compare(s.missing[y], s.missing[x]), strings.Compare(x, y))
	})
	if len(types) > 0 {
		b.WriteString("missing types, by the number of their nodes:\n")
	}
	for _, t := range types {
		fmt.Fprintf(&b, "%6d  %s\n", s.missing[t], t)
	}
	_, err := io.WriteString(out, b.String())
	return err
}

package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
)

// differences is the hand-written part of the page: where Runnel differs from
// the original on purpose.
//
//go:embed differences.md
var differences string

// known has a line for each recorded case that fails for a reason: its name
// and the reason.
//
//go:embed known.txt
var known string

// reasonOf gives the known reason for a case's failure, else what the runner
// said.
func reasonOf(name, said string) string {
	for line := range strings.Lines(known) {
		if reason, ok := strings.CutPrefix(line, name+": "); ok {
			return strings.TrimSpace(reason)
		}
	}
	return said
}

// nodeUse is a node type with its version, as a recorded workflow uses it.
type nodeUse struct {
	Type    string  `json:"type"`
	Version float64 `json:"typeVersion"`
}

type tally struct{ passed, failed int }

// writeReport writes how many recorded cases pass, by node type and version.
// A case counts for every node in it.
func writeReport(file, data string, now *result) error {
	tallies := map[nodeUse]*tally{}
	add := func(name string, passed bool) error {
		uses, err := usesOf(filepath.Join(data, "conformance", name))
		if err != nil {
			return err
		}
		for use := range uses {
			t := tallies[use]
			if t == nil {
				t = &tally{}
				tallies[use] = t
			}
			if passed {
				t.passed++
			} else {
				t.failed++
			}
		}
		return nil
	}
	for _, name := range now.passed {
		if err := add(name, true); err != nil {
			return err
		}
	}
	for name := range now.failed {
		if err := add(name, false); err != nil {
			return err
		}
	}
	uses := make([]nodeUse, 0, len(tallies))
	for use := range tallies {
		uses = append(uses, use)
	}
	sort.Slice(uses, func(i, j int) bool {
		if uses[i].Type != uses[j].Type {
			return uses[i].Type < uses[j].Type
		}
		return uses[i].Version < uses[j].Version
	})
	var b strings.Builder
	b.WriteString("# Compatibility\n\nWritten by `make compatibility`; do not edit. The numbers are recorded cases of n8n 2.4.8: workflows and requests with\n" +
		"what n8n answered. A case counts for every node in it, so a failure may be another node's.\n\n")
	fmt.Fprintf(&b, "| Suite | Passed | Failed |\n| --- | ---: | ---: |\n| workflows and webhooks | %d | %d |\n", len(now.passed), len(now.failed))
	for _, c := range now.counts {
		fmt.Fprintf(&b, "| %s | %d | %d |\n", c.name, c.passed, c.failed)
	}
	b.WriteString("\n| Node | Version | Passed | Failed |\n| --- | --- | ---: | ---: |\n")
	for _, use := range uses {
		version := "default"
		if use.Version != 0 {
			version = fmt.Sprint(use.Version)
		}
		fmt.Fprintf(&b, "| %s | %s | %d | %d |\n", strings.TrimPrefix(use.Type, "n8n-nodes-base."), version, tallies[use].passed, tallies[use].failed)
	}
	if len(now.failed) > 0 {
		b.WriteString("\n## Recorded cases that fail\n\n| Case | Why |\n| --- | --- |\n")
		for _, name := range slices.Sorted(maps.Keys(now.failed)) {
			fmt.Fprintf(&b, "| %s | %s |\n", name, strings.ReplaceAll(reasonOf(name, now.failed[name]), "|", "\\|"))
		}
	}
	b.WriteString("\n" + differences)
	return os.WriteFile(file, []byte(b.String()), 0o644)
}

func usesOf(file string) (map[nodeUse]bool, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var w struct {
		Nodes []nodeUse `json:"nodes"`
	}
	if err := json.Unmarshal(text, &w); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	uses := map[nodeUse]bool{}
	for _, n := range w.Nodes {
		uses[n] = true
	}
	return uses, nil
}

package workbench

import (
	"runnel/runtime/value"
	"runnel/workflows"
)

// Problem is one thing that is wrong with a workflow: with a parameter of a
// node, a node, or the whole.
type Problem struct{ Node, Parameter, Message string }

// mostProblems is how many problems of one workflow are told.
const mostProblems = 500

// Problems finds what is wrong with a workflow without running it.
func (w *Workbench) Problems(doc value.Value) []Problem {
	parsed, err := workflows.FromValue("", doc)
	if err != nil {
		return []Problem{{Message: err.Error()}}
	}
	var all []Problem
	for _, p := range workflows.Validate(parsed) {
		if p.Severity == workflows.Fatal {
			all = append(all, Problem{p.Node, p.Path, p.Message})
		}
	}
	plan, err := w.Engine.Compile(parsed)
	if err != nil {
		return append(all, Problem{Message: err.Error()})
	}
	for _, f := range plan.Check() {
		all = append(all, Problem{f.Node, f.Parameter, f.Message})
	}
	return all[:min(len(all), mostProblems)]
}

package engine

import (
	"errors"
	"fmt"
	"strings"

	"runnel/runtime/expr"
	"runnel/runtime/node"
	"runnel/runtime/value"
	"runnel/workflows"
)

// Finding is one thing for which a node would fail.
type Finding struct {
	Node string
	// Parameter is the path of the parameter concerned, "" for the node itself.
	Parameter string
	Message   string
	// Unknown is set when the node's type or version is not known here.
	Unknown *UnknownType
}

// Check finds what in a plan would fail, node by node, without running it: what
// cannot run at all, webhooks that cannot be registered, expressions and scripts
// that cannot be read.
func (p *Plan) Check() []Finding {
	var all []Finding
	for _, problem := range p.Problems() {
		var unknown *UnknownType
		var issues *HasIssues
		switch {
		case errors.As(problem.Err, &unknown):
			all = append(all, Finding{Node: problem.Node, Message: problem.Err.Error(), Unknown: unknown})
		case errors.As(problem.Err, &issues):
			for _, issue := range issues.Issues {
				path, message, ok := strings.Cut(issue, ": ")
				if !ok {
					path, message = "", issue
				}
				all = append(all, Finding{Node: problem.Node, Parameter: path, Message: message})
			}
		default:
			all = append(all, Finding{Node: problem.Node, Message: problem.Err.Error()})
		}
	}
	for _, hook := range p.Webhooks() {
		if hook.Err != nil {
			all = append(all, Finding{Node: hook.Name, Message: "its webhook cannot be registered: " + hook.Err.Error()})
		}
	}
	for i := range p.nodes {
		n := &p.nodes[i]
		if n.typ == nil {
			continue
		}
		found := func(path, message string) {
			all = append(all, Finding{Node: n.def.Name, Parameter: path, Message: message})
		}
		p.checkExpressions(n.params, "", found)
		p.checkScripts(n.typ.Params, n.params, found)
	}
	return all
}

// checkExpressions looks for expressions that cannot be read in a tree of
// parameters.
func (p *Plan) checkExpressions(v value.Value, path string, found func(path, message string)) {
	switch {
	case v.IsString():
		if strings.HasPrefix(v.Str(), "=") {
			if err := expr.Broken(expr.Compile(v, p.engine.js)); err != nil {
				found(path, "the expression cannot be evaluated: "+err.Message)
			}
		}
	case v.IsArray():
		for i, e := range v.Elems() {
			p.checkExpressions(e, fmt.Sprintf("%s[%d]", path, i), found)
		}
	case v.IsObject():
		for key, e := range v.Entries() {
			inner := key
			if path != "" {
				inner = path + "." + key
			}
			p.checkExpressions(e, inner, found)
		}
	}
}

// checkScripts looks for JavaScript that cannot be read among a node's
// parameters.
func (p *Plan) checkScripts(declared node.Params, params value.Value, found func(path, message string)) {
	seen := map[string]bool{} // a name is declared once for each mode
	for _, d := range declared {
		code := params.Get(d.Name)
		if seen[d.Name] || !isScript(d) || !code.IsString() || node.IsExpression(code) {
			continue
		}
		seen[d.Name] = true
		if message, line := p.engine.js.CheckScript(node.ScriptAll, code.Str()); message != "" {
			found(d.Name, fmt.Sprintf("the script cannot be read: line %d: %s", line, message))
		}
	}
}

// isScript tells whether a parameter is edited as JavaScript.
func isScript(p node.Param) bool {
	editor, language := p.Editor["editor"], p.Editor["editorLanguage"]
	return editor == "jsEditor" || editor == "codeNodeEditor" && language == "javaScript"
}

// Reached tells whether anything that starts the workflow leads to a node.
func (p *Plan) Reached(at int) bool {
	if p.nodes[at].startsFlows() {
		return true
	}
	for _, a := range p.graph.Ancestors(at, workflows.Main) {
		if p.nodes[a].startsFlows() {
			return true
		}
	}
	return false
}

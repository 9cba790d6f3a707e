package workflows

import (
	"fmt"

	"runnel/runtime/value"
)

// Severity says how much a problem matters.
type Severity uint8

// The severities.
const (
	// Warning is for what the engine gets along with.
	Warning Severity = iota
	// Fatal is for what keeps the workflow from running as it was meant.
	Fatal
)

func (s Severity) String() string {
	if s == Fatal {
		return "error"
	}
	return "warning"
}

// Problem is one thing that is wrong with a workflow.
type Problem struct {
	File     string
	Workflow string
	// Node is the name of the node concerned, "" for none.
	Node string
	// Path is the JSON path of the place in the file.
	Path string
	// Code names the kind of problem, e.g. "duplicate-node-name".
	Code     string
	Severity Severity
	Message  string
}

func (p Problem) String() string {
	e := Error{File: p.File, Node: p.Node, Path: p.Path, Message: p.Message}
	return e.Error()
}

// Validate finds what is wrong with a workflow as a document, in its order.
// Whether its node types and parameters are known is not looked at here.
func Validate(w *Workflow) []Problem {
	v := validator{w: w}
	v.nodes()
	v.connections()
	v.others()
	return v.problems
}

// The codes of problems.
const (
	ProblemNoNodes       = "no-nodes"
	ProblemNoName        = "node-without-name"
	ProblemDuplicateName = "duplicate-node-name"
	ProblemDuplicateID   = "duplicate-node-id"
	ProblemNoType        = "node-without-type"
	ProblemBadField      = "bad-field"
	ProblemUnknownSource = "connection-from-unknown-node"
	ProblemUnknownTarget = "connection-to-unknown-node"
	ProblemUnknownPin    = "pinned-data-of-unknown-node"
	ProblemBadPinnedItem = "bad-pinned-data"
	ProblemBadSettings   = "bad-settings"
)

type validator struct {
	w        *Workflow
	problems []Problem
}

func (v *validator) add(severity Severity, code, node, path, format string, args ...any) {
	v.problems = append(v.problems, Problem{
		File: v.w.File, Workflow: v.w.Name, Node: node, Path: v.w.path + path, Code: code, Severity: severity,
		Message: fmt.Sprintf(format, args...),
	})
}

// nodeFields says what the fields of a node must be to count.
var nodeFields = []struct {
	key   string
	kinds []value.Kind
}{
	{"typeVersion", []value.Kind{value.KindNumber}},
	{"position", []value.Kind{value.KindArray}},
	{"parameters", []value.Kind{value.KindObject}},
	{"credentials", []value.Kind{value.KindObject}},
	{"disabled", []value.Kind{value.KindBool}},
	{"executeOnce", []value.Kind{value.KindBool}},
	{"alwaysOutputData", []value.Kind{value.KindBool}},
	{"retryOnFail", []value.Kind{value.KindBool}},
	{"continueOnFail", []value.Kind{value.KindBool}},
	{"maxTries", []value.Kind{value.KindNumber}},
	{"waitBetweenTries", []value.Kind{value.KindNumber}},
	{"onError", []value.Kind{value.KindString}},
	{"webhookId", []value.Kind{value.KindString}},
}

func (v *validator) nodes() {
	if len(v.w.Nodes) == 0 {
		v.add(Warning, ProblemNoNodes, "", ".nodes", "the workflow has no nodes")
	}
	names := make(map[string]int, len(v.w.Nodes))
	ids := make(map[string]int, len(v.w.Nodes))
	for i, n := range v.w.Nodes {
		path := fmt.Sprintf(".nodes[%d]", i)
		if n.Name == "" {
			v.add(Fatal, ProblemNoName, "", path+".name", "the node has no name; connections, expressions and run data know nodes by their names")
		} else if first, ok := names[n.Name]; ok {
			v.add(Fatal, ProblemDuplicateName, n.Name, path+".name", "nodes %d and %d have the same name; rename one of them", first, i)
		} else {
			names[n.Name] = i
		}
		if n.ID != "" {
			if first, ok := ids[n.ID]; ok {
				v.add(Warning, ProblemDuplicateID, n.Name, path+".id", "nodes %d and %d have the same id", first, i)
			} else {
				ids[n.ID] = i
			}
		}
		if n.Type == "" {
			v.add(Fatal, ProblemNoType, n.Name, path+".type", "the node has no type")
		}
		for _, f := range nodeFields {
			x := n.doc.Get(f.key)
			if !x.IsNullish() && !oneOf(x.Kind(), f.kinds) {
				v.add(Warning, ProblemBadField, n.Name, path+"."+f.key, "%s should be %s, this is %s", f.key, nameOf(f.kinds[0]), kindOf(x))
			}
		}
		if n.OnError != "" && n.OnError != OnErrorStop && n.OnError != OnErrorContinue && n.OnError != OnErrorOutput {
			v.add(Warning, ProblemBadField, n.Name, path+".onError", "onError %q is none of %s, %s, %s", n.OnError, OnErrorStop, OnErrorContinue, OnErrorOutput)
		}
	}
}

func oneOf(k value.Kind, kinds []value.Kind) bool {
	for _, want := range kinds {
		if k == want {
			return true
		}
	}
	return false
}

func (v *validator) connections() {
	g := v.w.Graph()
	for _, o := range v.w.Connections {
		source := jsonPath([]step{{key: "connections"}, {key: o.Source}})[1:]
		if _, ok := g.Node(o.Source); !ok {
			v.add(Warning, ProblemUnknownSource, "", source, "there is no node %q; its connections are ignored", o.Source)
			continue
		}
		for output, targets := range o.Outputs {
			for i, t := range targets {
				if _, ok := g.Node(t.Node); ok {
					continue
				}
				path := source + jsonPath([]step{{key: o.Type}, {index: output}, {index: i}})[1:]
				v.add(Fatal, ProblemUnknownTarget, o.Source, path, "the connection leads to node %q, which does not exist; remove it or add the node", t.Node)
			}
		}
	}
}

func (v *validator) others() {
	if settings := v.w.doc.Get("settings"); !settings.IsNullish() && !settings.IsObject() {
		v.add(Warning, ProblemBadSettings, "", ".settings", "settings should be an object, this is %s", kindOf(settings))
	}
	pins := v.w.PinData
	if pins.IsNullish() {
		return
	}
	if !pins.IsObject() {
		v.add(Warning, ProblemBadPinnedItem, "", ".pinData", "pinData should be an object by node name, this is %s", kindOf(pins))
		return
	}
	g := v.w.Graph()
	for name, items := range pins.Entries() {
		path := jsonPath([]step{{key: "pinData"}, {key: name}})[1:]
		if _, ok := g.Node(name); !ok {
			v.add(Warning, ProblemUnknownPin, "", path, "there is no node %q to pin data to", name)
		}
		if !items.IsArray() && !items.IsNullish() {
			v.add(Warning, ProblemBadPinnedItem, name, path, "pinned data should be a list of items, this is %s", kindOf(items))
		}
	}
}

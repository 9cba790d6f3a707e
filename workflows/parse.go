package workflows

import (
	"fmt"
	"math"
	"path/filepath"
	"strconv"
	"strings"

	"runnel/runtime/value"
)

// Limits bound what is read, so that a file cannot use up the process.
type Limits struct {
	// Bytes is the largest file.
	Bytes int
	// Depth is how deep objects and arrays may nest.
	Depth int
	// Nodes is the most nodes in one workflow.
	Nodes int
	// Ports is the most inputs or outputs of a node.
	Ports int
}

// DefaultLimits are far above what people build.
var DefaultLimits = Limits{Bytes: 64 << 20, Depth: 500, Nodes: 10_000, Ports: 1024}

// Parse reads a file of workflows: one workflow, a list, or the wrapper of an
// API answer or a template site around either. name is the file's name for
// messages. The list is empty when the file holds an empty list. Errors are
// *Error.
func Parse(name string, data []byte) ([]*Workflow, error) {
	f, err := ParseFile(name, data, DefaultLimits)
	if err != nil {
		return nil, err
	}
	return f.Workflows, nil
}

// File is a file of workflows as it was read.
type File struct {
	Name      string
	Workflows []*Workflow

	root value.Value
}

// ParseFile reads a file like Parse, keeps what is around the workflows, and
// takes the limits; limits that are 0 do not hold.
func ParseFile(name string, data []byte, limits Limits) (*File, error) {
	if limits.Bytes > 0 && len(data) > limits.Bytes {
		return nil, &Error{File: name, Message: fmt.Sprintf(
			"the file has %d bytes, more than the limit of %d; take out pinned data or raise the limit", len(data), limits.Bytes)}
	}
	root, err := decode(name, data, limits.Depth)
	if err != nil {
		return nil, err
	}
	r := reader{file: name, limits: limits}
	if err := r.find(root, nil, ""); err != nil {
		return nil, err
	}
	return &File{Name: name, Workflows: r.found, root: root}, nil
}

// FromValue reads one workflow that is a value already; name is its file's
// name for messages, or "".
func FromValue(name string, doc value.Value) (*Workflow, error) {
	r := reader{file: name, limits: DefaultLimits}
	return r.workflow(doc, nil, "")
}

// step is one step of a JSON path: a key, or an index when key is "".
type step struct {
	key   string
	index int
}

// jsonPath writes a path as "$.nodes[3].name".
func jsonPath(steps []step) string {
	var b strings.Builder
	b.WriteByte('$')
	for _, s := range steps {
		switch {
		case s.key == "":
			fmt.Fprintf(&b, "[%d]", s.index)
		case plainKey(s.key):
			b.WriteString("." + s.key)
		default:
			b.WriteString("[" + strconv.Quote(s.key) + "]")
		}
	}
	return b.String()
}

func plainKey(key string) bool {
	for i := range len(key) {
		c := key[i]
		letter := c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' || c == '$'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return key != ""
}

// under gives a path one step longer; the parent stays as it is.
func under(at []step, s step) []step { return append(at[:len(at):len(at)], s) }

type reader struct {
	file   string
	limits Limits
	found  []*Workflow
}

func (r *reader) fail(at []step, node, format string, args ...any) error {
	return &Error{File: r.file, Node: node, Path: jsonPath(at), Message: fmt.Sprintf(format, args...)}
}

// wrappers are the keys under which workflows are found: "workflow" in the
// answers of template sites (twice, one in the other), "data" in those of the
// API and of lists of it, "workflows" in dumps, "workflowData" in executions.
var wrappers = []string{"workflow", "workflows", "data", "workflowData"}

// wrapped gives the key under which a wrapper holds workflows.
func wrapped(v value.Value) (string, bool) {
	for _, key := range wrappers {
		if inner := v.Get(key); inner.IsObject() || inner.IsArray() {
			return key, true
		}
	}
	return "", false
}

// maxWrapping bounds how deep wrappers may nest.
const maxWrapping = 5

// find looks for workflows in a file. name is what a wrapper calls them.
func (r *reader) find(v value.Value, at []step, name string) error {
	const expected = "this is no workflow: expected an object with a list of nodes, or a list of such"
	if len(at) > maxWrapping {
		return r.fail(at, "", expected)
	}
	if v.IsArray() {
		for i, e := range v.Elems() {
			if err := r.find(e, under(at, step{index: i}), name); err != nil {
				return err
			}
		}
		return nil
	}
	if !v.IsObject() {
		return r.fail(at, "", expected)
	}
	if nodes := v.Get("nodes"); !nodes.IsUndefined() {
		w, err := r.workflow(v, at, name)
		if err != nil {
			return err
		}
		r.found = append(r.found, w)
		return nil
	}
	if key, ok := wrapped(v); ok {
		if own := v.Get("name").Str(); own != "" {
			name = own
		}
		return r.find(v.Get(key), under(at, step{key: key}), name)
	}
	return r.fail(at, "", expected)
}

func (r *reader) workflow(doc value.Value, at []step, name string) (*Workflow, error) {
	if !doc.IsObject() {
		return nil, r.fail(at, "", "a workflow must be an object, this is %s", kindOf(doc))
	}
	w := &Workflow{
		File:       r.file,
		ID:         text(doc.Get("id")),
		Name:       text(doc.Get("name")),
		Active:     doc.Get("active").Bool(),
		Settings:   object(doc.Get("settings")),
		StaticData: doc.Get("staticData"),
		PinData:    doc.Get("pinData"),
		doc:        doc,
		path:       jsonPath(at),
	}
	if w.Name == "" {
		w.Name = name
	}
	if w.Name == "" {
		w.Name = strings.TrimSuffix(filepath.Base(r.file), filepath.Ext(r.file))
	}
	nodes := doc.Get("nodes")
	if !nodes.IsArray() && !nodes.IsNullish() {
		return nil, r.fail(under(at, step{key: "nodes"}), "", "nodes must be a list, this is %s", kindOf(nodes))
	}
	if r.limits.Nodes > 0 && nodes.Len() > r.limits.Nodes {
		return nil, r.fail(under(at, step{key: "nodes"}), "",
			"the workflow has %d nodes, more than the limit of %d; split it into sub-workflows", nodes.Len(), r.limits.Nodes)
	}
	w.Nodes = make([]*Node, nodes.Len())
	for i, n := range nodes.Elems() {
		if !n.IsObject() {
			return nil, r.fail(under(under(at, step{key: "nodes"}), step{index: i}), "", "a node must be an object, this is %s", kindOf(n))
		}
		w.Nodes[i] = readNode(n)
	}
	var err error
	if w.Connections, err = r.connections(doc.Get("connections"), under(at, step{key: "connections"})); err != nil {
		return nil, err
	}
	return newWorkflow(w), nil
}

func readNode(n value.Value) *Node {
	node := &Node{
		ID:               text(n.Get("id")),
		Name:             text(n.Get("name")),
		Type:             text(n.Get("type")),
		TypeVersion:      number(n.Get("typeVersion")),
		Parameters:       object(n.Get("parameters")),
		WebhookID:        text(n.Get("webhookId")),
		Notes:            text(n.Get("notes")),
		Disabled:         n.Get("disabled").Bool(),
		ExecuteOnce:      n.Get("executeOnce").Bool(),
		AlwaysOutputData: n.Get("alwaysOutputData").Bool(),
		RetryOnFail:      n.Get("retryOnFail").Bool(),
		MaxTries:         number(n.Get("maxTries")),
		WaitBetweenTries: number(n.Get("waitBetweenTries")),
		OnError:          n.Get("onError").Str(),
		ContinueOnFail:   n.Get("continueOnFail").Bool(),
		doc:              n,
	}
	position := n.Get("position")
	node.Position = [2]float64{number(position.Index(0)), number(position.Index(1))}
	if credentials := n.Get("credentials"); credentials.IsObject() {
		node.Credentials = make([]CredentialRef, 0, credentials.Len())
		for typ, v := range credentials.Entries() {
			ref := CredentialRef{Type: typ}
			if v.IsObject() {
				ref.ID, ref.Name = text(v.Get("id")), text(v.Get("name"))
			} else {
				ref.Name = text(v)
			}
			node.Credentials = append(node.Credentials, ref)
		}
	}
	return node
}

// connections reads the connections object (engine reference §1.3). What is
// not of its shape is an error: to leave it out would cut a branch silently.
func (r *reader) connections(doc value.Value, at []step) ([]Outgoing, error) {
	if doc.IsNullish() || doc.IsArray() && doc.Len() == 0 { // PHP tools write [] for {}
		return nil, nil
	}
	if !doc.IsObject() {
		return nil, r.fail(at, "", "connections must be an object, this is %s", kindOf(doc))
	}
	all := make([]Outgoing, 0, doc.Len())
	for source, byType := range doc.Entries() {
		if byType.IsNullish() {
			continue
		}
		here := under(at, step{key: source})
		if !byType.IsObject() {
			return nil, r.fail(here, source, "the connections of a node must be an object by type, this is %s", kindOf(byType))
		}
		for typ, outputs := range byType.Entries() {
			if outputs.IsNullish() {
				continue
			}
			here := under(here, step{key: typ})
			if !outputs.IsArray() {
				return nil, r.fail(here, source, "the connections of a type must be a list by output, this is %s", kindOf(outputs))
			}
			if r.limits.Ports > 0 && outputs.Len() > r.limits.Ports {
				return nil, r.fail(here, source, "the node has %d outputs, more than the limit of %d", outputs.Len(), r.limits.Ports)
			}
			out := Outgoing{Source: source, Type: typ, Outputs: make([][]Target, outputs.Len())}
			for i, targets := range outputs.Elems() {
				var err error
				if out.Outputs[i], err = r.targets(targets, under(here, step{index: i}), source, typ); err != nil {
					return nil, err
				}
			}
			all = append(all, out)
		}
	}
	return all, nil
}

func (r *reader) targets(doc value.Value, at []step, source, typ string) ([]Target, error) {
	if doc.IsNullish() || doc.IsArray() && doc.Len() == 0 {
		return nil, nil
	}
	if !doc.IsArray() {
		return nil, r.fail(at, source, "the connections of an output must be a list, this is %s", kindOf(doc))
	}
	targets := make([]Target, 0, doc.Len())
	for i, t := range doc.Elems() {
		if t.IsNullish() {
			continue
		}
		here := under(at, step{index: i})
		if !t.IsObject() {
			return nil, r.fail(here, source, "a connection must be an object {node, type, index}, this is %s", kindOf(t))
		}
		target := Target{Node: text(t.Get("node")), Type: t.Get("type").Str()}
		if target.Type == "" {
			target.Type = typ
		}
		if index := t.Get("index"); !index.IsNullish() {
			f := index.ToNumber()
			if f < 0 || f != math.Trunc(f) || f != f {
				return nil, r.fail(under(here, step{key: "index"}), source, "the index of an input must be a whole number from 0 on")
			}
			if r.limits.Ports > 0 && f >= float64(r.limits.Ports) || f > math.MaxInt32 {
				return nil, r.fail(under(here, step{key: "index"}), source, "input %v is beyond the limit of %d inputs", f, r.limits.Ports)
			}
			target.Input = int(f)
		}
		targets = append(targets, target)
	}
	return targets, nil
}

// text reads a field that should be text; numbers and booleans are written as
// text, everything else is "".
func text(v value.Value) string {
	switch v.Kind() {
	case value.KindString, value.KindNumber, value.KindBool:
		return v.ToString()
	}
	return ""
}

// number reads a field that should be a number; numbers in text count, and
// everything else is 0.
func number(v value.Value) float64 {
	switch v.Kind() {
	case value.KindNumber, value.KindString:
		if f := v.ToNumber(); !math.IsNaN(f) && !math.IsInf(f, 0) {
			return f
		}
	}
	return 0
}

// object reads a field that should be an object; everything else is empty.
func object(v value.Value) value.Value {
	if v.IsObject() {
		return v
	}
	return value.EmptyObject
}

// kindOf names what was found, with its article, for messages.
func kindOf(v value.Value) string { return nameOf(v.Kind()) }

func nameOf(k value.Kind) string {
	switch k {
	case value.KindUndefined, value.KindNull:
		return k.String()
	case value.KindBool:
		return "a boolean"
	case value.KindArray, value.KindObject:
		return "an " + k.String()
	}
	return "a " + k.String()
}

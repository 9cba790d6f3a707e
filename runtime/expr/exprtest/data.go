// Package exprtest helps tests of expressions: run data without an engine, and
// random expressions.
package exprtest

import (
	"time"

	"runnel/runtime/expr"
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Node is a node of a Data with what it has recorded.
type Node struct {
	Name, Type string
	Parameters value.Value
	// Runs are the recorded runs: for each the outputs, nil where the run has no data.
	Runs [][][]item.Item
	// Sources are the sources of each run.
	Sources [][]*item.Source
	Pinned  []item.Item
	Context *node.State
	// To are the nodes that the outputs lead to.
	To [][]string
}

// Data is an expr.Data made of plain lists. The zero maps and nil lists mean
// that there is nothing.
type Data struct {
	Nodes []Node
	// Current is the index of the running node, and Items its input.
	Current   int
	InputData []item.Item
	From      []*item.Source
	About     node.Info
	Compiled  map[string]node.Source
	Variables value.Value
	EnvValue  value.Value
	// NoRunData says that nothing was executed at all.
	NoRunData bool
	custom    node.State
}

// Chain makes the data of a chain of nodes that have each run once with one
// item: the nodes of the fields in order, then "Input" with json; the current
// node is "Current" behind them. Items are paired 0 to 0.
func Chain(json value.Value, nodes []value.Field) *Data {
	d := &Data{About: node.Info{
		Name: "Current", ID: "id", Type: "test.x", Version: 1, WorkflowID: "wf1", WorkflowName: "Battery", Mode: node.ModeManual,
		Zone: NewYork,
	}}
	var all []value.Field
	for _, n := range nodes {
		if n.Key != "Input" {
			all = append(all, n)
		}
	}
	all = append(all, value.Field{Key: "Input", Value: json})
	for i, n := range all {
		next := "Current"
		if i+1 < len(all) {
			next = all[i+1].Key
		}
		one := Node{Name: n.Key, Type: "test.x", Runs: [][][]item.Item{{{item.FromPair(n.Value, 0)}}}, To: [][]string{{next}}}
		var from []*item.Source
		if i > 0 {
			from = []*item.Source{{Node: all[i-1].Key}}
		}
		one.Sources = [][]*item.Source{from}
		d.Nodes = append(d.Nodes, one)
	}
	d.Nodes = append(d.Nodes, Node{Name: "Current", Type: "test.x"})
	d.Current = len(d.Nodes) - 1
	d.InputData = []item.Item{item.FromPair(json, 0)}
	d.From = []*item.Source{{Node: "Input"}}
	return d
}

// NewYork is the zone of recorded expressions.
var NewYork = func() *time.Location {
	loc, err := time.LoadLocation("America/New_York")
	if err != nil {
		panic(err)
	}
	return loc
}()

var _ expr.Data = (*Data)(nil)

// Info implements expr.Data.
func (d *Data) Info() *node.Info { return &d.About }

// Self implements expr.Data.
func (d *Data) Self() int { return d.Current }

// Items implements expr.Data.
func (d *Data) Items() []item.Item { return d.InputData }

// Input implements expr.Data.
func (d *Data) Input(i int) []item.Item {
	if i == 0 {
		return d.InputData
	}
	return nil
}

// Inputs implements expr.Data.
func (d *Data) Inputs() int { return 1 }

// Sources implements expr.Data.
func (d *Data) Sources() []*item.Source { return d.From }

// Node implements expr.Data.
func (d *Data) Node(name string) (int, bool) {
	for i := range d.Nodes {
		if d.Nodes[i].Name == name {
			return i, true
		}
	}
	return 0, false
}

// Name implements expr.Data.
func (d *Data) Name(n int) string { return d.Nodes[n].Name }

// NodeType implements expr.Data.
func (d *Data) NodeType(n int) string { return d.Nodes[n].Type }

// Runs implements expr.Data.
func (d *Data) Runs(n int) int { return len(d.Nodes[n].Runs) }

// Output implements expr.Data.
func (d *Data) Output(n, run int) ([][]item.Item, bool) {
	runs := d.Nodes[n].Runs
	if run < 0 || run >= len(runs) || runs[run] == nil {
		return nil, false
	}
	return runs[run], true
}

// RunSources implements expr.Data.
func (d *Data) RunSources(n, run int) []*item.Source {
	if s := d.Nodes[n].Sources; run >= 0 && run < len(s) {
		return s[run]
	}
	return nil
}

// Pinned implements expr.Data.
func (d *Data) Pinned(n int) ([]item.Item, bool) {
	if n < 0 || d.About.Mode != node.ModeManual || d.Nodes[n].Pinned == nil {
		return nil, false
	}
	return d.Nodes[n].Pinned, true
}

// ConnectedOutput implements expr.Data: a search breadth first from the
// running node upwards.
func (d *Data) ConnectedOutput(n int) (int, bool) {
	seen := map[string]bool{}
	level := []string{d.Nodes[d.Current].Name}
	for len(level) > 0 {
		var next []string
		for _, name := range level {
			for i := range d.Nodes {
				for output, to := range d.Nodes[i].To {
					for _, t := range to {
						if t != name {
							continue
						}
						if i == n {
							return output, true
						}
						if !seen[d.Nodes[i].Name] {
							seen[d.Nodes[i].Name] = true
							next = append(next, d.Nodes[i].Name)
						}
					}
				}
			}
		}
		level = next
	}
	return 0, false
}

// Upstream implements expr.Data.
func (d *Data) Upstream(n int) bool {
	_, ok := d.ConnectedOutput(n)
	return ok
}

// Parameters implements expr.Data.
func (d *Data) Parameters(n int) value.Value {
	if p := d.Nodes[n].Parameters; p.IsObject() {
		return p
	}
	return value.EmptyObject
}

// Parameter implements expr.Data.
func (d *Data) Parameter(path string) node.Source { return d.Compiled[path] }

// State implements expr.Data.
func (d *Data) State(n int) *node.State {
	if d.Nodes[n].Context == nil {
		d.Nodes[n].Context = node.NewState(value.EmptyObject)
	}
	return d.Nodes[n].Context
}

// StaticData implements expr.Data.
func (d *Data) StaticData(string) (*node.State, error) {
	return node.NewState(value.EmptyObject), nil
}

// Vars implements expr.Data.
func (d *Data) Vars() value.Value { return d.Variables }

// Env implements expr.Data.
func (d *Data) Env() (value.Value, bool) { return d.EnvValue, d.EnvValue.IsObject() }

// CustomData implements expr.Data.
func (d *Data) CustomData() *node.State { return &d.custom }

// Executed implements expr.Data.
func (d *Data) Executed() bool { return !d.NoRunData }

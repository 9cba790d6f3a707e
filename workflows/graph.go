package workflows

// Graph is a workflow's connections by node index (the position in
// Workflow.Nodes). Of several nodes with one name the last counts, as in the
// original; Validate reports them.
type Graph struct {
	index   map[string]int
	out, in [][]Link
}

// Link is one connection.
type Link struct {
	// Type is the type of the output, Main where items flow.
	Type string
	// From and To are node indexes. To is -1 when there is no such node.
	From, To int
	// Output and Input are the port indexes at either end.
	Output, Input int
	// Target is the name of the node it leads to.
	Target string
}

// NonMain selects all connections that are not Main; AnyType selects all.
const (
	AnyType = ""
	NonMain = "!main"
)

func (l Link) is(typ string) bool {
	switch typ {
	case AnyType:
		return true
	case NonMain:
		return l.Type != Main
	}
	return l.Type == typ
}

func newGraph(w *Workflow) *Graph {
	g := &Graph{
		index: make(map[string]int, len(w.Nodes)),
		out:   make([][]Link, len(w.Nodes)),
		in:    make([][]Link, len(w.Nodes)),
	}
	for i, n := range w.Nodes {
		g.index[n.Name] = i
	}
	for _, o := range w.Connections {
		from, ok := g.index[o.Source]
		if !ok {
			continue // the original ignores them, engine reference §1.3
		}
		for output, targets := range o.Outputs {
			for _, t := range targets {
				link := Link{Type: o.Type, From: from, To: -1, Output: output, Input: t.Input, Target: t.Node}
				if to, ok := g.index[t.Node]; ok {
					link.To = to
					g.in[to] = append(g.in[to], link)
				}
				g.out[from] = append(g.out[from], link)
			}
		}
	}
	return g
}

// Node gives the index of the node with a name.
func (g *Graph) Node(name string) (int, bool) {
	i, ok := g.index[name]
	return i, ok
}

// Out gives the connections that leave a node: by type, output and position in
// the document. The slice must not be changed.
func (g *Graph) Out(node int) []Link { return g.out[node] }

// In gives the connections that lead into a node, in the document's order of
// sources. The slice must not be changed.
func (g *Graph) In(node int) []Link { return g.in[node] }

// Inputs is the number of inputs a node has for scheduling: the highest
// connected main input plus one (engine reference §1.3).
func (g *Graph) Inputs(node int) int {
	n := 0
	for _, l := range g.in[node] {
		if l.Type == Main {
			n = max(n, l.Input+1)
		}
	}
	return n
}

// Parents gives the nodes with a connection of a type (or AnyType, NonMain)
// into a node, each once.
func (g *Graph) Parents(node int, typ string) []int {
	return collect(g.in[node], typ, func(l Link) int { return l.From })
}

// Children gives the nodes that a node's connections of a type lead to, each
// once.
func (g *Graph) Children(node int, typ string) []int {
	return collect(g.out[node], typ, func(l Link) int { return l.To })
}

func collect(links []Link, typ string, end func(Link) int) []int {
	var nodes []int
next:
	for _, l := range links {
		n := end(l)
		if n < 0 || !l.is(typ) {
			continue
		}
		for _, have := range nodes {
			if have == n {
				continue next
			}
		}
		nodes = append(nodes, n)
	}
	return nodes
}

// Ancestors gives all nodes from which connections of a type lead to a node
// over any distance, the nearest first. The node itself is among them only
// when it stands in a loop.
func (g *Graph) Ancestors(node int, typ string) []int { return walk(node, typ, g.Parents) }

// Descendants gives all nodes that connections of a type lead to from a node
// over any distance, the nearest first. The node itself is among them only
// when it stands in a loop.
func (g *Graph) Descendants(node int, typ string) []int { return walk(node, typ, g.Children) }

func walk(start int, typ string, next func(int, string) []int) []int {
	seen := map[int]bool{}
	var found []int
	for at, node := -1, start; ; node = found[at] {
		for _, n := range next(node, typ) {
			if !seen[n] {
				seen[n] = true
				found = append(found, n)
			}
		}
		if at++; at == len(found) {
			return found
		}
	}
}

// ConnectedOutput tells by which output of an ancestor its data reaches a node
// over main connections, and on which input of the next node it arrives. Of
// several ways the shortest counts, of equally long ones the first in breadth-
// first order upstream (expressions reference, default branch of $('X')).
func (g *Graph) ConnectedOutput(ancestor, node int) (output, input int, ok bool) {
	seen := map[int]bool{node: true}
	for queue := []int{node}; len(queue) > 0; queue = queue[1:] {
		for _, l := range g.in[queue[0]] {
			if l.Type != Main {
				continue
			}
			if l.From == ancestor {
				return l.Output, l.Input, true
			}
			if !seen[l.From] {
				seen[l.From] = true
				queue = append(queue, l.From)
			}
		}
	}
	return 0, 0, false
}

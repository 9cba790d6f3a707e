package engine

import (
	"strings"

	"runnel/runtime/value"
)

// keep says of which nodes later nodes may look up the output. It is found by
// reading the text of expressions and scripts: what cannot be told for sure
// counts as a look-up of everything.
type keep struct {
	all   bool
	nodes []bool
}

// output tells whether a node's output must be kept.
func (k *keep) output(at int) bool { return k.all || k.nodes[at] }

// keepOf finds out which outputs a plan's nodes may look up.
func keepOf(p *Plan) keep {
	k := keep{nodes: make([]bool, len(p.nodes))}
	for i := range p.nodes {
		// The older order looks at what came to a join's other sources.
		k.all = k.all || !p.v1 && p.nodes[i].inputs > 1
	}
	for i := range p.nodes {
		if p.nodes[i].def.Disabled {
			continue
		}
		k.scan(p, p.nodes[i].params)
	}
	return k
}

// scan reads all texts in a parameter.
func (k *keep) scan(p *Plan, v value.Value) {
	switch v.Kind() {
	case value.KindString:
		k.text(p, v.Str())
	case value.KindArray:
		for _, e := range v.Elems() {
			k.scan(p, e)
		}
	case value.KindObject:
		for _, e := range v.Entries() {
			k.scan(p, e)
		}
	}
}

// lookups are the names by which an expression or script can reach the output
// of a node that it does not name in place, or follow item links.
var lookups = []string{
	"$items", "$item(", "$getPairedItem", "$evaluateExpression", "pairedItem", "itemMatching", "sourceOverwrite",
	"getWorkflowDataProxy", "evaluateExpression", "globalThis", "eval(", "Function(", "$input.context",
}

// text reads one text. $('X') and $node["X"] name a node; .item, which follows
// links, and everything else that begins with a dollar sign are looked at more
// closely.
func (k *keep) text(p *Plan, s string) {
	if k.all || !strings.Contains(s, "$") && !strings.Contains(s, "items") {
		return
	}
	for _, l := range lookups {
		if strings.Contains(s, l) {
			k.all = true
			return
		}
	}
	k.references(p, s, "$(", ')')
	k.references(p, s, "$node[", ']')
	for rest := s; ; {
		i := strings.Index(rest, "$node")
		if i < 0 {
			break
		}
		rest = rest[i+len("$node"):]
		switch {
		case strings.HasPrefix(rest, "["), startsWord(rest):
		case strings.HasPrefix(rest, "."):
			name := rest[1:]
			end := 0
			for end < len(name) && isWord(name[end]) {
				end++
			}
			k.named(p, name[:end])
		default:
			k.all = true
		}
	}
}

// references finds calls with a quoted name: open, a quote, the name, the same
// quote, end.
func (k *keep) references(p *Plan, s, open string, end byte) {
	for {
		i := strings.Index(s, open)
		if i < 0 {
			return
		}
		s = s[i+len(open):]
		inner := strings.TrimLeft(s, " \t\r\n")
		if inner == "" || inner[0] != '\'' && inner[0] != '"' && inner[0] != '`' {
			k.all = true
			return
		}
		close := strings.IndexByte(inner[1:], inner[0])
		if close < 0 {
			k.all = true
			return
		}
		name := inner[1 : 1+close]
		after := strings.TrimLeft(inner[2+close:], " \t\r\n")
		if strings.ContainsAny(name, "\\$") || after == "" || after[0] != end {
			k.all = true
			return
		}
		after = strings.TrimLeft(after[1:], " \t\r\n?")
		if open == "$(" {
			switch member(after) {
			case "first", "last", "all":
			case "isExecuted", "params", "context":
				continue
			default:
				// .item follows the links through all nodes between.
				k.all = true
				return
			}
		}
		k.named(p, name)
	}
}

func (k *keep) named(p *Plan, name string) {
	if i, ok := p.graph.Node(name); ok {
		k.nodes[i] = true
	}
}

// member gives the name behind a dot.
func member(s string) string {
	if !strings.HasPrefix(s, ".") {
		return ""
	}
	s = s[1:]
	end := 0
	for end < len(s) && isWord(s[end]) {
		end++
	}
	return s[:end]
}

func startsWord(s string) bool { return s != "" && isWord(s[0]) }

func isWord(c byte) bool {
	return c == '_' || c == '$' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

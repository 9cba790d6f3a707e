package server

import (
	"net/url"
	"strconv"
	"strings"

	"runnel/runtime/value"
)

// Limits of a nested query string; they are those of npm's qs, which the
// original uses. What goes beyond them stays literal text or is left out.
const (
	queryDepth      = 5
	queryArrayLimit = 20
	queryParameters = 1000
)

// parseQuery reads a query string with brackets as nesting: a[b]=1 is an
// object, a[]=1 and repeats are arrays, every leaf is text. It never fails.
func parseQuery(raw string) value.Value {
	if raw == "" {
		return value.EmptyObject
	}
	var order []string
	leaves := map[string]*queryNode{}
	for i, part := range strings.SplitN(raw, "&", queryParameters+1) {
		if i == queryParameters {
			break
		}
		key, text := splitPair(part)
		if key == "" {
			continue
		}
		leaf := &queryNode{text: text}
		if strings.Contains(part, "[]=") {
			leaf = &queryNode{kind: queryList, list: []*queryNode{leaf}}
		}
		if before := leaves[key]; before != nil {
			leaves[key] = before.concat(leaf)
		} else {
			order = append(order, key)
			leaves[key] = leaf
		}
	}
	root := &queryNode{kind: queryMap}
	for _, key := range order {
		if branch := nest(key, leaves[key]); branch != nil {
			root = root.merge(branch)
		}
	}
	return root.value()
}

// splitPair cuts a part at its "=", which is the first after a closing bracket
// where there is one.
func splitPair(part string) (key, text string) {
	at := strings.Index(part, "]=")
	if at >= 0 {
		at++
	} else {
		at = strings.IndexByte(part, '=')
	}
	if at < 0 {
		return decodeComponent(part), ""
	}
	return decodeComponent(part[:at]), decodeComponent(part[at+1:])
}

// decodeComponent undoes form encoding; what is malformed stays as it is.
func decodeComponent(s string) string {
	if !strings.ContainsAny(s, "%+") {
		return s
	}
	s = strings.ReplaceAll(s, "+", " ")
	out, err := url.PathUnescape(s)
	if err != nil || !validText(out) {
		return s
	}
	return out
}

type queryKind uint8

const (
	queryText queryKind = iota
	queryList
	queryMap
)

// queryNode is a node of the tree while it is built; a nil element of a list
// is a hole.
type queryNode struct {
	kind queryKind
	text string
	list []*queryNode
	keys []string
	of   map[string]*queryNode
}

func (n *queryNode) get(key string) *queryNode { return n.of[key] }

func (n *queryNode) set(key string, child *queryNode) {
	if n.of == nil {
		n.of = map[string]*queryNode{}
	}
	if _, there := n.of[key]; !there {
		n.keys = append(n.keys, key)
	}
	n.of[key] = child
}

// concat joins two values of one key to a list.
func (n *queryNode) concat(other *queryNode) *queryNode {
	return &queryNode{kind: queryList, list: append(n.elements(), other.elements()...)}
}

func (n *queryNode) elements() []*queryNode {
	if n.kind == queryList {
		return n.list
	}
	return []*queryNode{n}
}

// nest makes the branch of one key: a[b][c] with its leaf at the end.
func nest(key string, leaf *queryNode) *queryNode {
	var chain []string
	rest := key
	if open := strings.IndexByte(key, '['); open >= 0 {
		if open > 0 {
			chain = append(chain, key[:open])
		}
		rest = key[open:]
		for depth := 0; rest != "" && rest[0] == '['; depth++ {
			end := strings.IndexByte(rest, ']')
			if end < 0 || depth == queryDepth {
				break
			}
			chain = append(chain, rest[:end+1])
			rest = rest[end+1:]
		}
		if rest != "" && len(chain) > 0 {
			if rest[0] == '[' {
				chain = append(chain, "["+rest+"]")
			}
			rest = ""
		}
	}
	if len(chain) == 0 {
		chain = []string{rest}
	}
	for i := len(chain) - 1; i >= 0; i-- {
		part := chain[i]
		if part == "[]" {
			leaf = &queryNode{kind: queryList, list: leaf.elements()}
			continue
		}
		name := part
		if strings.HasPrefix(part, "[") && strings.HasSuffix(part, "]") {
			name = part[1 : len(part)-1]
		}
		if name == "__proto__" {
			return nil
		}
		index, err := strconv.Atoi(name)
		if err == nil && name != part && strconv.Itoa(index) == name && index >= 0 && index <= queryArrayLimit {
			list := make([]*queryNode, index+1)
			list[index] = leaf
			leaf = &queryNode{kind: queryList, list: list}
			continue
		}
		parent := &queryNode{kind: queryMap}
		parent.set(name, leaf)
		leaf = parent
	}
	return leaf
}

// merge adds a branch to the tree.
func (n *queryNode) merge(other *queryNode) *queryNode {
	switch {
	case other.kind == queryText && n.kind == queryList:
		n.list = append(n.list, other)
		return n
	case other.kind == queryText && n.kind == queryMap:
		n.set(other.text, &queryNode{text: "true"})
		return n
	case other.kind == queryText || n.kind == queryText:
		return n.concat(other)
	case n.kind == queryList && other.kind == queryList:
		for i, child := range other.list {
			switch {
			case child == nil:
			case i >= len(n.list):
				n.list = append(n.list, make([]*queryNode, i-len(n.list))...)
				n.list = append(n.list, child)
			case n.list[i] == nil:
				n.list[i] = child
			case n.list[i].kind != queryText && child.kind != queryText:
				n.list[i] = n.list[i].merge(child)
			default:
				n.list = append(n.list, child)
			}
		}
		return n
	case n.kind == queryList:
		n = n.asMap()
	case other.kind == queryList:
		other = other.asMap()
	}
	for _, key := range other.keys {
		if mine := n.get(key); mine != nil {
			n.set(key, mine.merge(other.get(key)))
		} else {
			n.set(key, other.get(key))
		}
	}
	return n
}

func (n *queryNode) asMap() *queryNode {
	m := &queryNode{kind: queryMap}
	for i, child := range n.list {
		if child != nil {
			m.set(strconv.Itoa(i), child)
		}
	}
	return m
}

func (n *queryNode) value() value.Value {
	switch n.kind {
	case queryList:
		elems := make([]value.Value, 0, len(n.list))
		for _, child := range n.list {
			if child != nil {
				elems = append(elems, child.value())
			}
		}
		return value.Array(elems...)
	case queryMap:
		fields := make([]value.Field, len(n.keys))
		for i, key := range n.keys {
			fields[i] = value.Field{Key: key, Value: n.of[key].value()}
		}
		return value.Object(fields...)
	}
	return value.String(n.text)
}

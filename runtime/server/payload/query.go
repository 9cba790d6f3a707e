package payload

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"runnel/runtime/value"
)

// Limits of a nested query string; they are those of npm's qs, which the
// original uses. Brackets beyond the depth stay literal text, a list beyond its
// limit becomes an object, parameters beyond theirs are left out.
const (
	queryDepth      = 5
	queryArrayLimit = 20
	queryParameters = 1000
)

// ParseQuery reads a query string with brackets as nesting, as npm's qs does:
// a[b]=1 is an object, a[]=1 and repeats are lists, every leaf is text. It
// never fails.
func ParseQuery(raw string) value.Value {
	if raw == "" {
		return value.EmptyObject
	}
	if !strings.ContainsAny(raw, "[]") && !strings.Contains(raw, "%5") {
		if v, ok := flatQuery(raw); ok {
			return v
		}
	}
	raw = queryBrackets.Replace(raw)
	root := &queryNode{kind: queryMap, last: unmarked}
	leaves := &queryNode{kind: queryMap, last: unmarked}
	for n := 0; n < queryParameters && raw != ""; n++ {
		var part string
		part, raw, _ = strings.Cut(raw, "&")
		key, text := splitPair(part)
		leaf := &queryNode{text: text, last: unmarked}
		if before := leaves.of[key]; before != nil {
			leaf = before.combine(leaf)
		}
		leaves.set(key, leaf)
	}
	for _, key := range leaves.keys {
		if key != "" {
			root.merge(nest(querySegments(key), leaves.of[key]))
		}
	}
	return root.value()
}

var queryBrackets = strings.NewReplacer("%5B", "[", "%5b", "[", "%5D", "]", "%5d", "]")

// flatQuery reads a query string without brackets. It gives up when a name
// comes twice.
func flatQuery(raw string) (value.Value, bool) {
	var b value.Builder
	for n := 0; n < queryParameters && raw != ""; n++ {
		var part string
		part, raw, _ = strings.Cut(raw, "&")
		key, text := splitPair(part)
		if key == "" || key == "__proto__" {
			continue
		}
		if !b.Get(key).IsUndefined() {
			return value.Undefined, false
		}
		b.Set(key, value.String(text))
	}
	return b.Object(), true
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

// decodeComponent undoes form encoding. A text with anything malformed in it
// keeps its escapes.
func decodeComponent(s string) string {
	s = latin1(strings.ReplaceAll(s, "+", " "))
	if text, ok := unescape(s); ok {
		return text
	}
	return s
}

// unescape resolves percent escapes; false when one is malformed, or when those
// that stand in a row are no UTF-8 text.
func unescape(s string) (string, bool) {
	if strings.IndexByte(s, '%') < 0 {
		return s, true
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); {
		if s[i] != '%' {
			out = append(out, s[i])
			i++
			continue
		}
		start := len(out)
		for ; i < len(s) && s[i] == '%'; i += 3 {
			b, ok := hexByte(s[i+1:])
			if !ok {
				return "", false
			}
			out = append(out, b)
		}
		if !utf8.Valid(out[start:]) {
			return "", false
		}
	}
	return string(out), true
}

// hexByte reads the two digits of an escape.
func hexByte(s string) (byte, bool) {
	if len(s) < 2 {
		return 0, false
	}
	high, low := value.HexDigit(s[0]), value.HexDigit(s[1])
	return byte(high<<4 | low), high >= 0 && low >= 0
}

// latin1 reads bytes of a request's head as Node.js does: a character each.
func latin1(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			out := make([]byte, 0, len(s)+8)
			for j := 0; j < len(s); j++ {
				out = utf8.AppendRune(out, rune(s[j]))
			}
			return string(out)
		}
	}
	return s
}

type queryKind uint8

const (
	queryText queryKind = iota
	queryList
	queryMap
)

// unmarked is the value of last of a node that takes no further elements.
const unmarked = -1

// queryNode is a node of the tree while it is built. A nil element of a list is
// a hole: lists are closed up at the end.
type queryNode struct {
	kind queryKind
	text string
	list []*queryNode
	keys []string
	of   map[string]*queryNode
	// overflow is set for a map that was a list before it grew too long, and
	// conflict for a list or map that holds what came twice under one name as
	// text and as a container. Text that is merged with either of them becomes
	// an element behind last, the highest index so far.
	overflow, conflict bool
	last               int
}

func (n *queryNode) set(key string, child *queryNode) {
	if n.of == nil {
		n.of = map[string]*queryNode{}
	}
	if _, there := n.of[key]; !there {
		n.keys = append(n.keys, key)
	}
	n.of[key] = child
	if index, ok := queryIndex(key); ok && (n.overflow || n.conflict) && index > n.last {
		n.last = index
	}
}

// push sets the element behind the last one of a marked map.
func (n *queryNode) push(child *queryNode) { n.set(strconv.Itoa(n.last+1), child) }

// queryIndex reads an array index as JavaScript would write it.
func queryIndex(s string) (int, bool) {
	if s == "" || len(s) > 15 || s[0] == '0' && len(s) > 1 {
		return 0, false
	}
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, true
}

// limited gives a list, as a map when it is too long. Holes count.
func limited(list []*queryNode) *queryNode {
	n := &queryNode{kind: queryList, list: list, last: unmarked}
	if len(list) > queryArrayLimit {
		n.toMap()
		n.overflow, n.last = true, len(list)-1
	}
	return n
}

// toMap makes a list a map with its indexes as keys.
func (n *queryNode) toMap() {
	list := n.list
	n.kind, n.list = queryMap, nil
	if n.conflict {
		n.last = len(list) - 1
	}
	for i, child := range list {
		if child != nil {
			n.set(strconv.Itoa(i), child)
		}
	}
}

// combine joins the values of one key.
func (n *queryNode) combine(other *queryNode) *queryNode {
	if n.overflow {
		for _, e := range other.elements() {
			n.push(e)
		}
		return n
	}
	return limited(append(n.elements(), other.elements()...))
}

// elements gives the elements of a list, and of everything else itself.
func (n *queryNode) elements() []*queryNode {
	if n.kind == queryList {
		return n.list
	}
	return []*queryNode{n}
}

// querySegments cuts a key at its brackets: a[b][c[]] is a, [b] and [c[]]. What
// stands between two brackets is dropped; what has no closing bracket or lies
// too deep is one segment.
func querySegments(key string) []string {
	open := strings.IndexByte(key, '[')
	if open < 0 {
		return []string{key}
	}
	var segments []string
	if open > 0 {
		segments = append(segments, key[:open])
	}
	for range queryDepth {
		end := closingBracket(key, open)
		if end < 0 {
			break
		}
		segments = append(segments, key[open:end+1])
		next := strings.IndexByte(key[end+1:], '[')
		if next < 0 {
			return segments
		}
		open = end + 1 + next
	}
	return append(segments, "["+key[open:]+"]")
}

// closingBracket gives the place of the bracket that closes the one at open, -1
// when there is none.
func closingBracket(key string, open int) int {
	level := 0
	for i := open; i < len(key); i++ {
		switch key[i] {
		case '[':
			level++
		case ']':
			if level--; level == 0 {
				return i
			}
		}
	}
	return -1
}

// nest makes the branch of one key, with its leaf at the end.
func nest(segments []string, leaf *queryNode) *queryNode {
	for i := len(segments) - 1; i >= 0; i-- {
		part := segments[i]
		if part == "[]" {
			if !leaf.overflow {
				leaf = limited(append([]*queryNode(nil), leaf.elements()...))
			}
			continue
		}
		name := part
		bracketed := part[0] == '[' && part[len(part)-1] == ']' && len(part) > 1
		if bracketed {
			name = part[1 : len(part)-1]
		}
		index, isIndex := queryIndex(name)
		if isIndex = isIndex && bracketed; isIndex && index < queryArrayLimit {
			list := make([]*queryNode, index+1)
			list[index] = leaf
			leaf = &queryNode{kind: queryList, list: list, last: unmarked}
			continue
		}
		parent := &queryNode{kind: queryMap, last: unmarked}
		if name != "__proto__" {
			parent.set(name, leaf)
		}
		if isIndex {
			parent.overflow, parent.last = true, index
		}
		leaf = parent
	}
	return leaf
}

// merge adds a branch to the tree and gives the node that stands there now.
func (n *queryNode) merge(other *queryNode) *queryNode {
	switch {
	case other.kind == queryText:
		return n.mergeText(other)
	case n.kind == queryText && other.overflow:
		shifted := &queryNode{kind: queryMap, overflow: true, last: other.last + 1}
		shifted.set("0", n)
		for _, key := range other.keys {
			// A key that is no index has no place in a list; the original counts
			// it as NaN.
			if index, ok := queryIndex(key); ok {
				shifted.set(strconv.Itoa(index+1), other.of[key])
			} else {
				shifted.set("NaN", other.of[key])
			}
		}
		return shifted
	case n.kind == queryText:
		return limited(append([]*queryNode{n}, other.elements()...))
	case n.kind == queryList && other.kind == queryList:
		return n.mergeList(other.list)
	case n.kind == queryList:
		n.toMap()
	case other.kind == queryList:
		other.toMap()
	}
	for _, key := range other.keys {
		child := other.of[key]
		if mine := n.of[key]; mine != nil {
			child = mine.merge(child)
		}
		n.set(key, child)
		if other.overflow && !n.overflow {
			n.overflow = true
			n.last = max(n.last, n.highest(), other.last)
		}
	}
	return n
}

// highest gives the highest index among the keys, -1 for none.
func (n *queryNode) highest() int {
	most := -1
	for _, key := range n.keys {
		if index, ok := queryIndex(key); ok {
			most = max(most, index)
		}
	}
	return most
}

// mergeText adds text; no text changes nothing.
func (n *queryNode) mergeText(other *queryNode) *queryNode {
	switch {
	case other.text == "":
		return n
	case n.kind == queryList && n.present() >= queryArrayLimit:
		n.list = append(n.list, other)
		n.toMap()
		n.overflow, n.last = true, n.highest()
		return n
	case n.kind == queryList:
		n.list = append(n.list, other)
		return n
	case n.kind == queryMap && (n.overflow || n.conflict):
		n.push(other)
		return n
	}
	return &queryNode{kind: queryList, list: []*queryNode{n, other}, conflict: n.kind == queryMap, last: unmarked}
}

// present counts the elements of a list that are no holes.
func (n *queryNode) present() int {
	count := 0
	for _, e := range n.list {
		if e != nil {
			count++
		}
	}
	return count
}

// mergeList adds the elements of a list: to those of the same index where both
// are containers, at the end where the place is taken.
func (n *queryNode) mergeList(list []*queryNode) *queryNode {
	for i, child := range list {
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
	if n.present() > queryArrayLimit {
		last := len(n.list) - 1
		n.toMap()
		n.overflow, n.last = true, last
	}
	return n
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

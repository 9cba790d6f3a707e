package html

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// inlineTags are the elements whose attributes the parser puts in the order of
// the alphabet, because it repeats them where their nesting is wrong.
var inlineTags = map[atom.Atom]bool{
	atom.A: true, atom.B: true, atom.Big: true, atom.Code: true, atom.Em: true, atom.Font: true, atom.I: true, atom.Nobr: true,
	atom.S: true, atom.Small: true, atom.Strike: true, atom.Strong: true, atom.Tt: true, atom.U: true,
}

// parse reads a document. Attributes stand in the order of the source.
func parse(source string) (*html.Node, error) {
	root, err := html.Parse(strings.NewReader(source))
	if err != nil {
		return nil, err
	}
	var nodes []*html.Node
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && inlineTags[n.DataAtom] && len(n.Attr) > 1 {
			nodes = append(nodes, n)
		}
	}
	if len(nodes) == 0 {
		return root, nil
	}
	orders := sourceOrders(source)
	for _, n := range nodes {
		key := signature(n.DataAtom, n.Attr)
		list := orders[key]
		if len(list) == 0 {
			continue
		}
		n.Attr = slices.Clone(list[0])
		if len(list) > 1 {
			orders[key] = list[1:]
		}
	}
	return root, nil
}

// sourceOrders gives the attributes of the source's inline elements by what
// they are, whatever their order.
func sourceOrders(source string) map[string][][]html.Attribute {
	orders := map[string][][]html.Attribute{}
	for z := html.NewTokenizer(strings.NewReader(source)); ; {
		switch z.Next() {
		case html.ErrorToken:
			return orders
		case html.StartTagToken, html.SelfClosingTagToken:
			if t := z.Token(); inlineTags[t.DataAtom] && len(t.Attr) > 1 {
				key := signature(t.DataAtom, t.Attr)
				orders[key] = append(orders[key], t.Attr)
			}
		}
	}
}

func signature(tag atom.Atom, attrs []html.Attribute) string {
	parts := make([]string, len(attrs))
	for i, a := range attrs {
		parts[i] = a.Key + "=" + a.Val
	}
	slices.Sort(parts)
	return tag.String() + "\x00" + strings.Join(parts, "\x00")
}

package markdown

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// element is a piece of an HTML document: an element, or a text when it has no
// name. Documents are read as they stand: nothing is moved or added.
type element struct {
	// tag is the name in capitals, "" for texts.
	tag      string
	text     string
	attrs    []html.Attribute
	parent   *element
	children []*element
	// kept is set for what comes out at all.
	kept bool
}

func (e *element) attr(name string) string {
	for _, a := range e.attrs {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// allText is the text of an element and of all in it.
func (e *element) allText() string {
	if e.tag == "" {
		return e.text
	}
	var b strings.Builder
	for _, c := range e.children {
		b.WriteString(c.allText())
	}
	return b.String()
}

var (
	headings = []string{"H1", "H2", "H3", "H4", "H5", "H6"}
	// endsAt are the elements that end where another begins, endsWith those
	// that end with another one.
	endsAt = map[string][]string{
		"LI": {"LI"}, "P": {"P", "DIV"}, "TD": {"TD", "TH"}, "TH": {"TD", "TH"},
	}
	endsWith = map[string][]string{
		"LI": {"UL", "OL"}, "A": {"DIV"}, "B": {"DIV"}, "I": {"DIV"}, "P": {"DIV"}, "TD": {"TR", "TABLE"}, "TH": {"TR", "TABLE"},
	}
	voids = []string{"AREA", "BASE", "BR", "COL", "EMBED", "HR", "IMG", "INPUT", "LINK", "META", "PARAM", "SOURCE", "TRACK", "WBR"}
)

// maxDepth is how deep elements may stand in each other; what is deeper stands
// beside the last.
const maxDepth = 1000

// readTree reads a document.
func readTree(source string) *element {
	root := &element{}
	at, depth := root, 0
	z := html.NewTokenizer(strings.NewReader(source))
	for {
		kind := z.Next()
		switch kind {
		case html.ErrorToken:
			root.keep()
			return root
		case html.TextToken:
			if at.tag != "SCRIPT" && at.tag != "STYLE" && at.tag != "NOSCRIPT" {
				at.children = append(at.children, &element{text: z.Token().Data, parent: at})
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			token := z.Token()
			tag := strings.ToUpper(token.Data)
			for at.parent != nil && (slices.Contains(endsAt[at.tag], tag) || at.tag == tag && slices.Contains(headings, tag)) {
				at, depth = at.parent, depth-1
			}
			e := &element{tag: tag, attrs: token.Attr, parent: at}
			at.children = append(at.children, e)
			if kind == html.StartTagToken && !slices.Contains(voids, tag) && depth < maxDepth {
				at, depth = e, depth+1
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			at, depth = at.closed(strings.ToUpper(string(name)), depth)
		}
	}
}

// closed gives where reading goes on after an end tag: one that closes nothing
// does not count.
func (e *element) closed(tag string, depth int) (*element, int) {
	d := depth
	for open := e; open.parent != nil; open = open.parent {
		d--
		if open.tag == tag {
			return open.parent, d
		}
		if !slices.Contains(endsWith[open.tag], tag) && !encloses(open, tag) {
			break
		}
	}
	return e, depth
}

// encloses tells whether an element of a name is open around another.
func encloses(e *element, tag string) bool {
	for open := e.parent; open != nil; open = open.parent {
		if open.tag == tag {
			return true
		}
	}
	return false
}

// keep marks what comes out: texts, elements with one in them, and some that
// mean something when they are empty.
func (e *element) keep() bool {
	switch {
	case e.tag == "" && e.parent != nil:
		e.kept = true
	case slices.Contains([]string{"BR", "HR", "IMG"}, e.tag):
		e.kept = true
	case len(e.children) == 0:
		e.kept = slices.Contains(headings, e.tag) || slices.Contains([]string{"OL", "UL", "LI", "CODE", "TABLE", "A"}, e.tag)
	}
	for _, c := range e.children {
		if c.keep() {
			e.kept = true
		}
	}
	return e.kept
}

package html

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"runnel/runtime/node"
	"runnel/runtime/value"
)

// positional are the pseudo-classes that are no CSS: they choose among all
// that was found up to them.
var positional = regexp.MustCompile(`:(first|last|even|odd|eq|gt|lt)(?:\((-?\d+)\)|\b([^-(\w]|$))`)

// find gives what a selector finds, in the order of the document.
func find(doc *goquery.Document, selector string) (*goquery.Selection, error) {
	if value.TrimSpace(selector) == "" {
		return doc.FindNodes(), nil
	}
	if !positional.MatchString(selector) {
		return choose(doc.Selection, selector)
	}
	found := doc.FindNodes()
	for _, one := range splitSelectors(selector) {
		set, err := step(doc.Selection, one)
		if err != nil {
			return nil, err
		}
		found = found.AddSelection(set)
	}
	return found, nil
}

// step follows one selector without commas, from one positional pseudo-class to
// the next.
func step(from *goquery.Selection, selector string) (*goquery.Selection, error) {
	at := positional.FindStringSubmatchIndex(selector)
	if at == nil {
		return choose(from, selector)
	}
	name, end := selector[at[2]:at[3]], at[1]
	if at[6] >= 0 {
		end = at[6]
	}
	head, rest := selector[:at[0]], selector[end:]
	if value.TrimSpace(head) == "" || strings.HasSuffix(head, " ") {
		head += "*"
	}
	set, err := choose(from, head)
	if err != nil {
		return nil, err
	}
	n := 0
	if at[4] >= 0 {
		n, _ = strconv.Atoi(selector[at[4]:at[5]])
	}
	switch name {
	case "first":
		set = set.First()
	case "last":
		set = set.Last()
	case "eq":
		set = set.Eq(n)
	default:
		if n < 0 {
			n += set.Length()
		}
		set = set.FilterFunction(func(i int, _ *goquery.Selection) bool {
			switch name {
			case "even":
				return i%2 == 0
			case "odd":
				return i%2 == 1
			case "gt":
				return i > n
			}
			return i < n
		})
	}
	switch trimmed := value.TrimSpace(rest); {
	case trimmed == "":
		return set, nil
	case rest[0] == ' ' && trimmed[0] != '>' && trimmed[0] != '+' && trimmed[0] != '~':
		return step(set, trimmed)
	case trimmed[0] == '>':
		return step(set.Children(), trimmed[1:])
	}
	match, err := compile("*" + rest)
	if err != nil {
		return nil, err
	}
	return set.FilterMatcher(match), nil
}

// contains is a pseudo-class whose text may stand without quotes.
var contains = regexp.MustCompile(`:contains\(\s*([^"'()\s][^"'()]*?)\s*\)`)

// formClasses are pseudo-classes of forms that are no CSS, with what they mean.
var (
	formClass   = regexp.MustCompile(`:(parent|selected|checkbox|file|image|password|radio|reset|submit)\b([^-(\w]|$)`)
	formClasses = func(class string) string {
		m := formClass.FindStringSubmatch(class)
		switch m[1] {
		case "parent":
			return ":not(:empty)" + m[2]
		case "selected":
			return "[selected]" + m[2]
		}
		return "[type=" + m[1] + "]" + m[2]
	}
)

// headers is the pseudo-class of headings, with what stands before it.
var headers = regexp.MustCompile(`([^\s>+~,()]*):header\b`)

// withHeaders writes out which elements are headings.
func withHeaders(selector string) string {
	if !headers.MatchString(selector) {
		return selector
	}
	var all []string
	for _, one := range splitSelectors(selector) {
		if !headers.MatchString(one) {
			all = append(all, one)
			continue
		}
		for level := 1; level <= 6; level++ {
			all = append(all, headers.ReplaceAllString(one, "h"+strconv.Itoa(level)+"${1}"))
		}
	}
	return strings.Join(all, ",")
}

func compile(selector string) (cascadia.Selector, error) {
	selector = withHeaders(selector)
	plain := formClass.ReplaceAllStringFunc(contains.ReplaceAllString(selector, `:contains("$1")`), formClasses)
	match, err := cascadia.Compile(plain)
	if err != nil {
		return nil, node.Errorf("The CSS selector %q cannot be used: %v", selector, err)
	}
	return match, nil
}

func choose(from *goquery.Selection, selector string) (*goquery.Selection, error) {
	group, err := compile(selector)
	if err != nil {
		return nil, err
	}
	return from.FindMatcher(group), nil
}

// splitSelectors splits a list of selectors at the commas that are in no
// brackets and no quotes.
func splitSelectors(list string) []string {
	var out []string
	depth, start := 0, 0
	var quote rune
	for i, r := range list {
		switch {
		case quote != 0:
			if r == quote {
				quote = 0
			}
		case r == '"' || r == '\'':
			quote = r
		case r == '(' || r == '[':
			depth++
		case r == ')' || r == ']':
			depth--
		case r == ',' && depth == 0:
			out, start = append(out, list[start:i]), i+1
		}
	}
	return append(out, list[start:])
}

// text is the text of elements, that of scripts and styles left out.
func text(b *strings.Builder, nodes ...*html.Node) {
	for _, n := range nodes {
		switch {
		case n.Type == html.TextNode:
			b.WriteString(n.Data)
		case n.Type == html.ElementNode && n.DataAtom != atom.Script && n.DataAtom != atom.Style:
			for c := range n.ChildNodes() {
				text(b, c)
			}
		}
	}
}

// innerHTML writes what is inside of an element, as browsers do.
func innerHTML(n *html.Node) string {
	var b strings.Builder
	for c := range n.ChildNodes() {
		write(&b, c)
	}
	return b.String()
}

var (
	textEscapes      = strings.NewReplacer("&", "&amp;", "\u00a0", "&nbsp;", "<", "&lt;", ">", "&gt;")
	attributeEscapes = strings.NewReplacer("&", "&amp;", "\u00a0", "&nbsp;", `"`, "&quot;")
)

func write(b *strings.Builder, n *html.Node) {
	switch n.Type {
	case html.TextNode:
		if n.Parent != nil && n.Parent.Type == html.ElementNode {
			switch n.Parent.DataAtom {
			case atom.Script, atom.Style, atom.Xmp, atom.Iframe, atom.Noembed, atom.Noframes, atom.Noscript, atom.Plaintext:
				b.WriteString(n.Data)
				return
			}
		}
		b.WriteString(textEscapes.Replace(n.Data))
	case html.CommentNode:
		b.WriteString("<!--" + n.Data + "-->")
	case html.ElementNode:
		b.WriteString("<" + n.Data)
		for _, a := range n.Attr {
			name := a.Key
			if a.Namespace != "" {
				name = a.Namespace + ":" + name
			}
			b.WriteString(" " + name + `="` + attributeEscapes.Replace(a.Val) + `"`)
		}
		b.WriteString(">")
		switch n.DataAtom {
		case atom.Area, atom.Base, atom.Br, atom.Col, atom.Embed, atom.Hr, atom.Img, atom.Input, atom.Link, atom.Meta, atom.Param,
			atom.Source, atom.Track, atom.Wbr:
			return
		}
		for c := range n.ChildNodes() {
			write(b, c)
		}
		b.WriteString("</" + n.Data + ">")
	}
}

// attribute reads an attribute, all of them as an object when no name is
// given.
func attribute(n *html.Node, name string) value.Value {
	if name == "" {
		var b value.Builder
		for _, a := range n.Attr {
			b.Set(a.Key, value.String(a.Val))
		}
		return b.Object()
	}
	for _, a := range n.Attr {
		if a.Key == name {
			return value.String(a.Val)
		}
	}
	return value.Undefined
}

// formValue is what a form would send of an element.
func formValue(n *html.Node) value.Value {
	switch n.DataAtom {
	case atom.Textarea:
		var b strings.Builder
		text(&b, n)
		return value.String(b.String())
	case atom.Select:
		return selectValue(n)
	}
	return attribute(n, "value")
}

func selectValue(n *html.Node) value.Value {
	var all, chosen []*html.Node
	for d := range n.Descendants() {
		if d.Type != html.ElementNode || d.DataAtom != atom.Option {
			continue
		}
		all = append(all, d)
		if !attribute(d, "selected").IsUndefined() {
			chosen = append(chosen, d)
		}
	}
	if !attribute(n, "multiple").IsUndefined() {
		list := make([]value.Value, len(chosen))
		for i, option := range chosen {
			var b strings.Builder
			text(&b, option)
			list[i] = value.String(b.String())
		}
		return value.Array(list...)
	}
	if len(chosen) == 0 {
		chosen = all
	}
	if len(chosen) == 0 {
		return value.Undefined
	}
	return attribute(chosen[0], "value")
}

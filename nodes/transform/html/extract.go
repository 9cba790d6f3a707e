package html

import (
	"regexp"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
	"runnel/runtime/value/htmltext"
)

// extraction is a row that says what to take out of a document.
type extraction struct {
	Key       node.Field[string] `param:"key"`
	Selector  node.Field[string] `param:"cssSelector"`
	Return    node.Field[string] `param:"returnValue"`
	Attribute node.Field[string] `param:"attribute"`
	Skip      node.Field[string] `param:"skipSelectors"`
	Array     node.Field[bool]   `param:"returnArray"`
}

// oldExtraction is such a row of the HTML Extract node.
type oldExtraction struct {
	Key       node.Field[string] `param:"key"`
	Selector  node.Field[string] `param:"cssSelector"`
	Return    node.Field[string] `param:"returnValue"`
	Attribute node.Field[string] `param:"attribute"`
	Array     node.Field[bool]   `param:"returnArray"`
}

// extractor takes values out of the documents of one item.
type extractor struct {
	rows []taken
	// formatted writes texts as people would type them (version 1.2).
	formatted       bool
	trims, cleansUp bool
}

// taken is a row that was read.
type taken struct {
	key, selector, returns, attribute string
	skip                              []cascadia.Selector
	array                             bool
}

// read reads the rows.
func (x *extractor) read(c node.Evaluator, rows []extraction, i int) (err error) {
	x.rows = make([]taken, len(rows))
	for n := range rows {
		r, t := &rows[n], &x.rows[n]
		skip := ""
		for _, f := range []struct {
			field *node.Field[string]
			to    *string
			def   string
		}{{&r.Key, &t.key, ""}, {&r.Selector, &t.selector, ""}, {&r.Return, &t.returns, "text"}, {&r.Attribute, &t.attribute, ""}, {&r.Skip, &skip, ""}} {
			if *f.to, err = f.field.Or(c, i, f.def); err != nil {
				return err
			}
		}
		if t.array, err = r.Array.Or(c, i, false); err != nil {
			return err
		}
		for part := range strings.SplitSeq(skip, ",") {
			if part = value.TrimSpace(part); part == "" || !x.formatted {
				continue
			}
			match, err := compile(part)
			if err != nil {
				return err
			}
			t.skip = append(t.skip, match)
		}
	}
	return nil
}

// document takes the values out of one document.
func (x *extractor) document(source string) (value.Value, error) {
	root, err := parse(source)
	if err != nil {
		return value.Undefined, err
	}
	doc := goquery.NewDocumentFromNode(root)
	var b value.Builder
	for i := range x.rows {
		t := &x.rows[i]
		found, err := find(doc, t.selector)
		if err != nil {
			return value.Undefined, err
		}
		if !t.array {
			b.Set(t.key, x.polished(x.value(t, found.Nodes)))
			continue
		}
		list := make([]value.Value, len(found.Nodes))
		for n := range found.Nodes {
			list[n] = x.polished(x.value(t, found.Nodes[n:n+1]))
		}
		b.Set(t.key, value.Array(list...))
	}
	return b.Object(), nil
}

// value is what a row takes from elements, undefined for nothing.
func (x *extractor) value(t *taken, nodes []*html.Node) value.Value {
	if t.returns == "text" && !x.formatted {
		var b strings.Builder
		text(&b, nodes...)
		return some(b.String())
	}
	if len(nodes) == 0 {
		if t.returns == "text" {
			return value.String("")
		}
		return value.Undefined
	}
	switch n := nodes[0]; t.returns {
	case "text":
		return value.String(htmltext.Text(n, t.skip))
	case "html":
		return some(innerHTML(n))
	case "attribute":
		return attribute(n, t.attribute)
	case "value":
		return formValue(n)
	}
	return value.Undefined
}

func some(s string) value.Value {
	if s == "" {
		return value.Undefined
	}
	return value.String(s)
}

var (
	lineEnds = strings.NewReplacer("\r", "", "\n", "")
	spaces   = regexp.MustCompile(`[\s\x{A0}\x{FEFF}\x{2028}\x{2029}\p{Zs}]+`)
)

// polished trims a text, or cleans it up: lines are joined without a space,
// then white space is one space.
func (x *extractor) polished(v value.Value) value.Value {
	if !v.IsString() {
		return v
	}
	s := v.Str()
	if x.trims || x.cleansUp {
		s = value.TrimSpace(s)
	}
	if x.cleansUp {
		s = spaces.ReplaceAllString(lineEnds.Replace(s), " ")
	}
	return value.String(s)
}

// each gives an item for each text of a value: one, or those of an array.
func (x *extractor) each(source value.Value, i int) ([]item.Item, error) {
	sources := []value.Value{source}
	if source.IsArray() {
		sources = source.Elems()
	}
	out := make([]item.Item, len(sources))
	for n, s := range sources {
		doc, err := x.document(s.ToString())
		if err != nil {
			return nil, err
		}
		out[n] = item.FromPair(doc, i)
	}
	return out, nil
}

// fileText reads a file of an item as text.
func fileText(h node.Host, i int, name string) (value.Value, error) {
	file, err := node.FileOf(h, 0, i, name)
	if err != nil {
		return value.Undefined, err
	}
	data, err := contentOf(file)
	if err != nil {
		return value.Undefined, err
	}
	return value.String(value.DecodeUTF8(data)), nil
}

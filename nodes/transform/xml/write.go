package xml

import (
	"regexp"
	"strings"

	"runnel/runtime/node"
	"runnel/runtime/value"
)

const (
	defaultRoot = "root"
	header      = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`
	// maxDepth is how deep elements may stand in each other: every level is
	// indented, so the text grows with the square of the depth.
	maxDepth = 1000
)

// writer writes a document as XML, two spaces for each level.
type writer struct {
	attrKey, charKey string
	// literal writes texts with special characters as CDATA.
	literal bool
}

// element is one that is being put together.
type element struct {
	name  string
	attrs []attribute
	parts []part
}

type attribute struct{ name, text string }

// part is an element inside of another, or a text that is written already.
type part struct {
	text  string
	inner *element
}

// document writes the whole of a document. One that has a single field gives
// the root element its name, unless another name was chosen.
func (w *writer) document(doc value.Value, rootName string, headless bool) (string, error) {
	if rootName == defaultRoot && doc.IsObject() && doc.Len() == 1 {
		for key, v := range doc.Entries() {
			rootName, doc = key, v
		}
	}
	root, err := newElement(rootName)
	if err != nil {
		return "", err
	}
	if err := w.fill(root, doc, 1); err != nil {
		return "", err
	}
	var b strings.Builder
	if !headless {
		b.WriteString(header + "\n")
	}
	root.write(&b, 0)
	return strings.TrimSuffix(b.String(), "\n"), nil
}

// legalName is what an element or an attribute may be called.
var legalName = regexp.MustCompile(`^[:A-Z_a-z\x{C0}-\x{D6}\x{D8}-\x{F6}\x{F8}-\x{2FF}\x{370}-\x{37D}\x{37F}-\x{1FFF}\x{200C}\x{200D}\x{2070}-\x{218F}\x{2C00}-\x{2FEF}\x{3001}-\x{D7FF}\x{F900}-\x{FDCF}\x{FDF0}-\x{FFFD}\x{10000}-\x{EFFFF}]` +
	`[-.0-9\x{B7}\x{300}-\x{36F}\x{203F}\x{2040}:A-Z_a-z\x{C0}-\x{D6}\x{D8}-\x{F6}\x{F8}-\x{2FF}\x{370}-\x{37D}\x{37F}-\x{1FFF}\x{200C}\x{200D}\x{2070}-\x{218F}\x{2C00}-\x{2FEF}\x{3001}-\x{D7FF}\x{F900}-\x{FDCF}\x{FDF0}-\x{FFFD}\x{10000}-\x{EFFFF}]*$`)

func newElement(name string) (*element, error) {
	if !legalName.MatchString(name) {
		return nil, node.Errorf("Invalid character in name")
	}
	return &element{name: name}, nil
}

// fill gives an element its content.
func (w *writer) fill(e *element, v value.Value, depth int) error {
	if depth > maxDepth {
		return node.Errorf("The data is nested deeper than %d levels", maxDepth)
	}
	switch {
	case v.IsArray():
		// The elements of a list that has no name of its own are nameless,
		// their fields are not.
		for _, each := range v.Elems() {
			for key, child := range fieldsOf(each) {
				if err := w.add(e, key, child, depth); err != nil {
					return err
				}
			}
		}
	case v.IsObject():
		for key, child := range v.Entries() {
			var err error
			switch {
			case key == w.attrKey:
				err = e.setAttributes(child)
			case key == w.charKey:
				err = w.addText(e, child)
			case child.IsArray():
				for _, each := range child.Elems() {
					if err = w.add(e, key, each, depth); err != nil {
						return err
					}
				}
			default:
				err = w.add(e, key, child, depth)
			}
			if err != nil {
				return err
			}
		}
	case v.IsNullish():
	default:
		return w.addText(e, v)
	}
	return nil
}

// fieldsOf are the fields of an object, the elements of an array or the
// characters of a text, by name.
func fieldsOf(v value.Value) func(func(string, value.Value) bool) {
	switch {
	case v.IsObject():
		return v.Entries()
	case v.IsArray():
		return func(yield func(string, value.Value) bool) {
			for i, each := range v.Elems() {
				if !yield(value.Int(i).ToString(), each) {
					return
				}
			}
		}
	}
	return func(yield func(string, value.Value) bool) {
		if v.IsString() && v.Str() != "" {
			yield("0", v)
		}
	}
}

func (w *writer) add(e *element, name string, v value.Value, depth int) error {
	inner, err := newElement(name)
	if err != nil {
		return err
	}
	e.parts = append(e.parts, part{inner: inner})
	return w.fill(inner, v, depth+1)
}

func (e *element) setAttributes(v value.Value) error {
	for name, text := range fieldsOf(v) {
		if v.IsString() || text.IsNullish() {
			continue
		}
		if !legalName.MatchString(name) {
			return node.Errorf("Invalid character in name")
		}
		s := attributeEscapes.Replace(text.ToString())
		if err := legal(s); err != nil {
			return err
		}
		e.attrs = append(e.attrs, attribute{name, s})
	}
	return nil
}

func (w *writer) addText(e *element, v value.Value) error {
	if v.IsNullish() {
		return node.Errorf("Missing element text. parent: <%s>", e.name)
	}
	s := v.ToString()
	if w.literal && v.IsString() && strings.ContainsAny(s, "&<>") {
		// The first end of literal text inside of it is spread over two.
		s = "<![CDATA[" + strings.Replace(s, "]]>", "]]]]><![CDATA[>", 1) + "]]>"
	} else {
		s = textEscapes.Replace(s)
		if err := legal(s); err != nil {
			return err
		}
	}
	e.parts = append(e.parts, part{text: s})
	return nil
}

var (
	textEscapes      = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#xD;")
	attributeEscapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", `"`, "&quot;", "\t", "&#x9;", "\n", "&#xA;", "\r", "&#xD;")
)

// legal fails for characters that XML cannot hold.
func legal(s string) error {
	for at, r := range s {
		if r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
			return node.Errorf("Invalid character in string: %s at index %d", s, value.UTF16Len(s[:at]))
		}
	}
	return nil
}

func (e *element) write(b *strings.Builder, level int) {
	indent := strings.Repeat("  ", level)
	b.WriteString(indent + "<" + e.name)
	for _, a := range e.attrs {
		b.WriteString(" " + a.name + `="` + a.text + `"`)
	}
	empty := true
	for _, p := range e.parts {
		empty = empty && p.inner == nil && p.text == ""
	}
	switch {
	case empty:
		b.WriteString("/>\n")
		return
	case len(e.parts) == 1 && e.parts[0].inner == nil:
		b.WriteString(">" + e.parts[0].text)
	default:
		b.WriteString(">\n")
		for _, p := range e.parts {
			if p.inner != nil {
				p.inner.write(b, level+1)
				continue
			}
			b.WriteString(indent + "  " + p.text + "\n")
		}
		b.WriteString(indent)
	}
	b.WriteString("</" + e.name + ">\n")
}

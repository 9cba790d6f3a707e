package payload

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/net/html/charset"

	"runnel/runtime/value"
)

// xmlDepth bounds how deep an XML body may nest.
const xmlDepth = 500

// parseXML reads an XML body as the original shows it: lower-cased tag names,
// attributes under "$", text beside attributes or children under "_", repeated
// elements as an array, white space trimmed and collapsed. Entities other than
// XML's own five are an error; nothing outside of the text is ever read.
func parseXML(text string) (value.Value, error) {
	d := xml.NewDecoder(strings.NewReader(text))
	d.Strict = true
	d.CharsetReader = charset.NewReaderLabel
	for {
		token, err := d.RawToken()
		if err == io.EOF {
			return value.Null, nil
		}
		if err != nil {
			return value.Value{}, err
		}
		if start, ok := token.(xml.StartElement); ok {
			root, err := xmlElement(d, start, 0)
			if err != nil {
				return value.Value{}, err
			}
			if err := xmlEnd(d); err != nil {
				return value.Value{}, err
			}
			return value.Object(value.Field{Key: xmlName(start.Name), Value: root}), nil
		}
	}
}

// xmlEnd checks that nothing but comments and space follows the root element.
func xmlEnd(d *xml.Decoder) error {
	for {
		token, err := d.RawToken()
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			return errors.New("text after the root element")
		case xml.CharData:
			if strings.TrimSpace(string(t)) != "" {
				return errors.New("text after the root element")
			}
		}
	}
}

func xmlElement(d *xml.Decoder, start xml.StartElement, depth int) (value.Value, error) {
	if depth > xmlDepth {
		return value.Value{}, errors.New("the document nests too deep")
	}
	var b value.Builder
	if len(start.Attr) > 0 {
		var attrs value.Builder
		for _, a := range start.Attr {
			attrs.Set(xmlAttrName(a.Name), value.String(a.Value))
		}
		b.Set("$", attrs.Object())
	}
	var text strings.Builder
	for {
		token, err := d.RawToken()
		if err == io.EOF {
			return value.Value{}, io.ErrUnexpectedEOF
		}
		if err != nil {
			return value.Value{}, err
		}
		switch t := token.(type) {
		case xml.CharData:
			text.Write(t)
		case xml.StartElement:
			child, err := xmlElement(d, t, depth+1)
			if err != nil {
				return value.Value{}, err
			}
			name := xmlName(t.Name)
			switch before := b.Get(name); {
			case before.IsUndefined():
				b.Set(name, child)
			case before.IsArray():
				b.Set(name, before.Append(child))
			default:
				b.Set(name, value.Array(before, child))
			}
		case xml.EndElement:
			if t.Name != start.Name {
				return value.Value{}, fmt.Errorf("element <%s> ends with </%s>", xmlName(start.Name), xmlName(t.Name))
			}
			clean := strings.Join(strings.Fields(text.String()), " ")
			if b.Len() == 0 {
				return value.String(clean), nil
			}
			if clean != "" {
				b.Set("_", value.String(clean))
			}
			return b.Object(), nil
		}
	}
}

func xmlName(n xml.Name) string { return strings.ToLower(xmlAttrName(n)) }

// xmlAttrName gives a name as written, prefix included.
func xmlAttrName(n xml.Name) string {
	if n.Space == "" {
		return n.Local
	}
	return n.Space + ":" + n.Local
}

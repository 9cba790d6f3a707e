package sheet

import (
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"runnel/runtime/value"
)

func writeXLSX(w io.Writer, s *Sheet) error {
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetSheetName("Sheet1", s.Name); err != nil {
		return err
	}
	stream, err := f.NewStreamWriter(s.Name)
	if err != nil {
		return err
	}
	var values []any
	for r, row := range s.Rows {
		values = values[:0]
		for _, c := range row {
			switch c.Kind {
			case Number:
				values = append(values, c.Num)
			case Bool:
				values = append(values, c.Num != 0)
			case Text:
				if value.UTF16Len(c.Text) > maxText {
					return errLongText
				}
				values = append(values, c.Text)
			default:
				values = append(values, nil)
			}
		}
		if err := stream.SetRow("A"+strconv.Itoa(r+1), values); err != nil {
			return err
		}
	}
	if err := stream.Flush(); err != nil {
		return err
	}
	return f.Write(w)
}

// maxText is the most UTF-16 units a cell holds.
const maxText = 32767

var errLongText = errors.New("Text length must not exceed 32767 characters")

// readXLSX reads a workbook of Office Open XML.
func readXLSX(a *archive) (*Workbook, error) {
	main := "xl/workbook.xml"
	if err := a.walk("_rels/.rels", func(_ *xml.Decoder, t xml.Token) error {
		if e, ok := t.(xml.StartElement); ok && strings.HasSuffix(attribute(e, "Type"), "/officeDocument") {
			main = beside("", attribute(e, "Target"))
		}
		return nil
	}); err != nil {
		return nil, err
	}
	if !a.has(main) {
		return nil, errors.New("Could not find workbook")
	}
	targets := map[string]string{}
	var strs []string
	dir, name := splitPath(main)
	if err := a.walk(dir+"_rels/"+name+".rels", func(_ *xml.Decoder, t xml.Token) error {
		if e, ok := t.(xml.StartElement); ok && e.Name.Local == "Relationship" {
			target := beside(main, attribute(e, "Target"))
			targets[attribute(e, "Id")] = target
			if strings.HasSuffix(attribute(e, "Type"), "/sharedStrings") {
				var err error
				strs, err = sharedStrings(a, target)
				return err
			}
		}
		return nil
	}); err != nil {
		return nil, err
	}
	w := &Workbook{}
	type place struct{ name, file string }
	var places []place
	if err := a.walk(main, func(_ *xml.Decoder, t xml.Token) error {
		e, ok := t.(xml.StartElement)
		if !ok {
			return nil
		}
		switch e.Name.Local {
		case "sheet":
			places = append(places, place{attribute(e, "name"), targets[attribute(e, "id")]})
		}
		return nil
	}); err != nil {
		return nil, err
	}
	for _, p := range places {
		s := &Sheet{Name: p.name}
		w.Sheets = append(w.Sheets, s)
		if err := readXLSXSheet(a, p.file, s, strs); err != nil {
			return nil, err
		}
	}
	return w, nil
}

func splitPath(file string) (dir, name string) {
	at := strings.LastIndexByte(file, '/') + 1
	return file[:at], file[at:]
}

// sharedStrings reads the texts that cells refer to by number. Of texts in
// several formats all parts count, of phonetic readings none.
func sharedStrings(a *archive, file string) ([]string, error) {
	var out []string
	var b strings.Builder
	inText, phonetic := false, false
	err := a.walk(file, func(_ *xml.Decoder, t xml.Token) error {
		switch t := t.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "si":
				b.Reset()
			case "t":
				inText = !phonetic
			case "rPh":
				phonetic = true
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "si":
				out = append(out, unescapeX(b.String()))
			case "t":
				inText = false
			case "rPh":
				phonetic = false
			}
		case xml.CharData:
			if inText {
				b.Write(t)
			}
		}
		return nil
	})
	return out, err
}

func readXLSXSheet(a *archive, file string, s *Sheet, strs []string) error {
	row, col := -1, -1
	typ := ""
	var b strings.Builder
	collecting := false
	return a.walk(file, func(_ *xml.Decoder, t xml.Token) error {
		switch t := t.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "row":
				row++
				col = -1
				if n, err := strconv.Atoi(attribute(t, "r")); err == nil {
					row = n - 1
				}
			case "c":
				col++
				typ = attribute(t, "t")
				b.Reset()
				if ref := attribute(t, "r"); ref != "" {
					if r, c, ok := parseCell(ref); ok && r >= 0 && c >= 0 {
						row, col = r, c
					}
				}
			case "v", "t":
				collecting = true
			case "rPh":
				typ += "~"
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "v", "t":
				collecting = false
			case "rPh":
				typ = strings.TrimSuffix(typ, "~")
			case "c":
				s.set(row, col, xlsxCell(typ, b.String(), strs))
			}
		case xml.CharData:
			if collecting && !strings.HasSuffix(typ, "~") {
				b.Write(t)
			}
		}
		return nil
	})
}

func xlsxCell(typ, text string, strs []string) Cell {
	switch typ {
	case "s":
		if i, err := strconv.Atoi(strings.TrimSpace(text)); err == nil && i >= 0 && i < len(strs) {
			return TextCell(strs[i])
		}
	case "str", "inlineStr":
		return TextCell(unescapeX(text))
	case "b":
		if text != "" {
			return BoolCell(text == "1" || text == "true")
		}
	case "e":
		return Cell{Kind: Error}
	case "d":
		if t, ok := fuzzyDate(text); ok {
			return NumberCell(Serial(t))
		}
		return TextCell(text)
	default:
		if text != "" {
			if f := value.ParseNumber(text); f == f {
				return NumberCell(f)
			}
		}
	}
	return Cell{}
}

// unescapeX reads the escapes _x000D_ for characters XML does not have.
func unescapeX(text string) string {
	if !strings.Contains(text, "_x") {
		return text
	}
	var b strings.Builder
	for {
		at := strings.Index(text, "_x")
		if at < 0 || len(text) < at+7 {
			return b.String() + text
		}
		n, err := strconv.ParseUint(text[at+2:at+6], 16, 16)
		if err != nil || text[at+6] != '_' {
			b.WriteString(text[:at+2])
			text = text[at+2:]
			continue
		}
		b.WriteString(text[:at])
		b.WriteRune(rune(n))
		text = text[at+7:]
	}
}

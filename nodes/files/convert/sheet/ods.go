package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"strconv"
	"strings"

	"runnel/runtime/value"
)

const odsType = "application/vnd.oasis.opendocument.spreadsheet"

func writeODS(w io.Writer, s *Sheet, compress bool) error {
	z := zip.NewWriter(w)
	method := zip.Store
	if compress {
		method = zip.Deflate
	}
	add := func(name string, content []byte, method uint16) error {
		h := &zip.FileHeader{Name: name, Method: method}
		create := z.CreateHeader
		if method == zip.Store {
			// Programs that read a file from its front want to know a size that
			// nothing else tells before the contents.
			h.CRC32, h.CompressedSize64, h.UncompressedSize64 = crc32.ChecksumIEEE(content), uint64(len(content)), uint64(len(content))
			create = z.CreateRaw
		}
		f, err := create(h)
		if err == nil {
			_, err = f.Write(content)
		}
		return err
	}
	// The type stands first and uncompressed, so that it is found in its place.
	if err := add("mimetype", []byte(odsType), zip.Store); err != nil {
		return err
	}
	if err := add("content.xml", odsContent(s), method); err != nil {
		return err
	}
	manifest := xml.Header + `<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">` +
		`<manifest:file-entry manifest:full-path="/" manifest:version="1.2" manifest:media-type="` + odsType + `"/>` +
		`<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>`
	if err := add("META-INF/manifest.xml", []byte(manifest), method); err != nil {
		return err
	}
	return z.Close()
}

func odsContent(s *Sheet) []byte {
	var b bytes.Buffer
	b.WriteString(xml.Header + `<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"` +
		` xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">` +
		`<office:body><office:spreadsheet><table:table table:name="` + xmlText(s.Name) + `">`)
	for _, row := range s.Rows {
		b.WriteString("<table:table-row>")
		for _, c := range row {
			switch c.Kind {
			case Number:
				fmt.Fprintf(&b, `<table:table-cell office:value-type="float" office:value="%s"><text:p>%s</text:p></table:table-cell>`, value.FormatNumber(c.Num), c.Shown())
			case Bool:
				fmt.Fprintf(&b, `<table:table-cell office:value-type="boolean" office:boolean-value="%t"><text:p>%s</text:p></table:table-cell>`, c.Num != 0, c.Shown())
			case Text:
				b.WriteString(`<table:table-cell office:value-type="string">`)
				for line := range strings.SplitSeq(c.Text, "\n") {
					b.WriteString("<text:p>" + odsText(line) + "</text:p>")
				}
				b.WriteString("</table:table-cell>")
			default:
				b.WriteString("<table:table-cell/>")
			}
		}
		if len(row) == 0 {
			b.WriteString("<table:table-cell/>")
		}
		b.WriteString("</table:table-row>")
	}
	b.WriteString("</table:table></office:spreadsheet></office:body></office:document-content>")
	return b.Bytes()
}

func xmlText(text string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(text))
	return b.String()
}

// odsText writes spaces that would be folded, and tabs, as elements.
func odsText(line string) string {
	text := strings.ReplaceAll(xmlText(line), "&#x9;", "<text:tab/>")
	for strings.Contains(text, "  ") {
		at := strings.Index(text, "  ")
		n := len(text[at:]) - len(strings.TrimLeft(text[at:], " "))
		text = text[:at] + " " + `<text:s text:c="` + strconv.Itoa(n-1) + `"/>` + text[at+n:]
	}
	if strings.HasPrefix(text, " ") {
		text = "<text:s/>" + text[1:]
	}
	return text
}

// readODS reads the sheets of an OpenDocument file.
func readODS(a *archive) (*Workbook, error) {
	w := &Workbook{}
	var s *Sheet
	row, col, rows, cells, depth := 0, 0, 1, 1, 0
	var cell Cell
	var text strings.Builder
	paragraphs, inText, inCell := 0, 0, false
	err := a.walk("content.xml", func(_ *xml.Decoder, t xml.Token) error {
		switch t := t.(type) {
		case xml.StartElement:
			switch t.Name.Space + ":" + t.Name.Local {
			case "table:table":
				if depth++; depth == 1 {
					s = &Sheet{Name: attribute(t, "name")}
					w.Sheets = append(w.Sheets, s)
					row = 0
				}
			case "table:table-row":
				rows, col = repeated(t, "number-rows-repeated"), 0
			case "table:table-cell", "table:covered-table-cell":
				cells, cell, inCell = repeated(t, "number-columns-repeated"), odsCell(t), true
				text.Reset()
				paragraphs = 0
			case "text:p":
				if inText++; inText == 1 && inCell {
					if paragraphs++; paragraphs > 1 {
						text.WriteByte('\n')
					}
				}
			case "text:s":
				text.WriteString(strings.Repeat(" ", min(repeated(t, "c"), maxText)))
			case "text:tab":
				text.WriteByte('\t')
			case "text:line-break":
				text.WriteByte('\n')
			case "office:annotation":
				inText = -1 << 20
			}
		case xml.EndElement:
			switch t.Name.Space + ":" + t.Name.Local {
			case "table:table":
				depth--
			case "table:table-row":
				if s != nil {
					s.repeatRow(row, rows)
				}
				row += rows
			case "table:table-cell", "table:covered-table-cell":
				inCell = false
				if cell.Kind == Text && cell.Text == "" {
					cell.Text = text.String()
				}
				if s != nil && cell.Kind != Empty && cells <= maxColumns {
					for i := range cells {
						s.set(row, col+i, cell)
					}
				}
				col += cells
			case "text:p":
				inText--
			case "office:annotation":
				inText = 0
			}
		case xml.CharData:
			if inText > 0 && inCell {
				text.Write(t)
			}
		}
		return nil
	})
	if err == nil && len(w.Sheets) == 0 {
		err = errors.New("Spreadsheet does not have any sheets!")
	}
	return w, err
}

// repeated reads how often something stands there.
func repeated(t xml.StartElement, name string) int {
	if n, err := strconv.Atoi(attribute(t, name)); err == nil && n > 0 {
		return min(n, maxRows)
	}
	return 1
}

// repeatRow copies a row that stands for several. Files fill the sheet's end
// with empty rows in this way, which are not copied.
func (s *Sheet) repeatRow(row, times int) {
	if row >= len(s.Rows) || len(s.Rows[row]) == 0 {
		return
	}
	for i := 1; i < times && row+i < maxRows; i++ {
		s.Rows = append(s.Rows, s.Rows[row])
	}
}

func odsCell(t xml.StartElement) Cell {
	switch attribute(t, "value-type") {
	case "float", "percentage", "currency":
		return NumberCell(value.ParseNumber(attribute(t, "value")))
	case "boolean":
		return BoolCell(attribute(t, "boolean-value") == "true")
	case "date":
		if at, ok := fuzzyDate(attribute(t, "date-value")); ok {
			return NumberCell(Serial(at))
		}
		return TextCell(attribute(t, "date-value"))
	case "time":
		return NumberCell(duration(attribute(t, "time-value")))
	case "string":
		return TextCell(attribute(t, "string-value"))
	}
	return Cell{}
}

// duration reads "PT12H30M15S" as a part of a day.
func duration(text string) float64 {
	seconds, number := 0.0, ""
	for _, r := range strings.TrimPrefix(text, "PT") {
		unit := map[rune]float64{'H': 3600, 'M': 60, 'S': 1}[r]
		if unit == 0 {
			number += string(r)
			continue
		}
		f, _ := strconv.ParseFloat(number, 64)
		seconds, number = seconds+f*unit, ""
	}
	return seconds / 86400
}

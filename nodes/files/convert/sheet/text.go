package sheet

import (
	"bytes"
	"io"
	"strings"
	"unicode/utf8"

	"runnel/nodes/files/convert/charset"
)

// writeCSV writes comma-separated text: a byte order mark, rows parted by line
// feeds, quotes where a value needs them.
func writeCSV(w io.Writer, s *Sheet, delimiter string) error {
	if delimiter == "" {
		delimiter = ","
	}
	// Only the first character is looked for in values.
	first, _ := utf8.DecodeRuneInString(delimiter)
	special := "\n\"" + string(first)
	var b bytes.Buffer
	b.WriteString(charset.BOM)
	width := s.width()
	for r, row := range s.Rows {
		if r > 0 {
			b.WriteByte('\n')
		}
		for c := range width {
			if c > 0 {
				b.WriteString(delimiter)
			}
			if c >= len(row) {
				continue
			}
			text := row[c].Shown()
			switch {
			case strings.ContainsAny(text, special):
				text = `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
			case text == "ID" && r == 0 && c == 0:
				// Some programs take a file that starts with ID for another format.
				text = `"ID"`
			}
			b.WriteString(text)
		}
		if b.Len() > 1<<16 {
			if _, err := b.WriteTo(w); err != nil {
				return err
			}
		}
	}
	_, err := b.WriteTo(w)
	return err
}

// readText reads delimited text of which nothing is known: the delimiter is
// found out, values get the types they look like.
func readText(text string, raw bool) *Workbook {
	s := &Sheet{Name: "Sheet1"}
	text = charset.StripBOM(text)
	var sep byte
	if strings.HasPrefix(text, "sep=") && len(text) > 5 && (text[5] == '\n' || text[5] == '\r') {
		sep = text[4]
		text = strings.TrimLeft(text[5:], "\r\n")
	} else {
		sep = guessDelimiter(text)
	}
	row, col := 0, 0
	for pos := 0; pos < len(text); {
		var field string
		field, pos = textField(text, pos, sep)
		switch {
		case raw:
			if field != "" {
				s.set(row, col, TextCell(field))
			}
		default:
			s.set(row, col, guess(field))
		}
		if pos >= len(text) {
			break
		}
		switch text[pos] {
		case sep:
			col++
			pos++
		case '\r':
			pos++
			if pos < len(text) && text[pos] == '\n' {
				pos++
			}
			row, col = row+1, 0
		default:
			pos++
			row, col = row+1, 0
		}
	}
	return &Workbook{Sheets: []*Sheet{s}}
}

// textField reads a field up to the separator or the line's end. Text after a
// closing quote belongs to the field.
func textField(text string, pos int, sep byte) (string, int) {
	start, inQuotes := pos, false
	for ; pos < len(text); pos++ {
		c := text[pos]
		if c == '"' {
			inQuotes = !inQuotes
			continue
		}
		if !inQuotes && (c == sep || c == '\n' || c == '\r') {
			break
		}
	}
	field := text[start:pos]
	if strings.HasPrefix(field, `"`) {
		field = strings.TrimSuffix(field[1:], `"`)
		field = strings.ReplaceAll(field, `""`, `"`)
	}
	return field, pos
}

// guessDelimiter takes the one of the usual delimiters that the beginning has
// most of, outside of quotes; the earlier in the list at a draw.
func guessDelimiter(text string) byte {
	const candidates = ",\t;|"
	var counts [len(candidates)]int
	inQuotes := false
	for i := 0; i < min(len(text), 1024); i++ {
		if text[i] == '"' {
			inQuotes = !inQuotes
		} else if at := strings.IndexByte(candidates, text[i]); at >= 0 && !inQuotes {
			counts[at]++
		}
	}
	best := 0
	for i, n := range counts {
		if n > counts[best] {
			best = i
		}
	}
	return candidates[best]
}

package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"
)

// writeRTF writes a table of the Rich Text Format.
func writeRTF(w io.Writer, s *Sheet) error {
	var b bytes.Buffer
	b.WriteString(`{\rtf1\ansi`)
	width := s.width()
	for _, row := range s.Rows {
		b.WriteString(`\trowd\trautofit1`)
		for c := range width {
			fmt.Fprintf(&b, `\cellx%d`, c+1)
		}
		b.WriteString(`\pard\intbl`)
		for c := range width {
			b.WriteByte(' ')
			if c < len(row) {
				rtfText(&b, row[c].Shown())
			}
			b.WriteString(`\cell`)
		}
		b.WriteString(`\pard\intbl\row`)
	}
	b.WriteByte('}')
	_, err := w.Write(b.Bytes())
	return err
}

func rtfText(b *bytes.Buffer, text string) {
	for _, r := range text {
		switch {
		case r == '\\' || r == '{' || r == '}':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\line `)
		case r < 0x80:
			b.WriteRune(r)
		default:
			for _, unit := range utf16.Encode([]rune{r}) {
				fmt.Fprintf(b, `\u%d?`, int16(unit))
			}
		}
	}
}

// readRTF reads the rows of the tables in a document of the Rich Text Format.
func readRTF(text string, raw bool) (*Workbook, error) {
	s := &Sheet{Name: "Sheet1"}
	row, col, found, depth, skipped := 0, 0, false, 0, 0
	var cell strings.Builder
	var units []uint16
	put := func(str string) {
		if skipped == 0 {
			cell.WriteString(str)
		}
	}
	flush := func() {
		if len(units) > 0 {
			put(string(utf16.Decode(units)))
			units = units[:0]
		}
	}
	for i := 0; i < len(text); {
		c := text[i]
		if c != '\\' {
			flush()
		}
		switch c {
		case '{':
			depth++
			if skipped == 0 && strings.HasPrefix(text[i+1:], `\*`) {
				skipped = depth
			}
			i++
		case '}':
			if skipped == depth {
				skipped = 0
			}
			depth--
			i++
		case '\r', '\n':
			i++
		case '\\':
			word, number, hasNumber, next := control(text, i+1)
			if word != "u" {
				flush()
			}
			i = next
			switch word {
			case "trowd":
				found, col = true, 0
				cell.Reset()
			case "intbl":
				cell.Reset()
			case "cell":
				value := strings.TrimSpace(cell.String())
				if raw {
					if value != "" {
						s.set(row, col, TextCell(value))
					}
				} else {
					s.set(row, col, guess(value))
				}
				cell.Reset()
				col++
			case "row":
				row, col = row+1, 0
				cell.Reset()
			case "par", "line":
				put("\n")
			case "tab":
				put("\t")
			case "u":
				if hasNumber && skipped == 0 {
					units = append(units, uint16(number))
				}
				// A character for older readers follows.
				if i < len(text) && text[i] != '\\' && text[i] != '{' && text[i] != '}' {
					i++
				}
			case "'":
				put(string(rune(number)))
			case "\\", "{", "}":
				put(word)
			case "fonttbl", "colortbl", "stylesheet", "info":
				if skipped == 0 {
					skipped = depth
				}
			}
		default:
			end := strings.IndexAny(text[i:], "\\{}\r\n")
			if end < 0 {
				end = len(text) - i
			}
			put(text[i : i+end])
			i += end
		}
	}
	if !found {
		return nil, errors.New("RTF missing table")
	}
	return &Workbook{Sheets: []*Sheet{s}}, nil
}

// control reads a control word after its backslash: its name, its number and
// where the text goes on.
func control(text string, i int) (word string, number int, hasNumber bool, next int) {
	start := i
	for i < len(text) && (text[i]|0x20 >= 'a' && text[i]|0x20 <= 'z') {
		i++
	}
	if i == start {
		if i >= len(text) {
			return "", 0, false, i
		}
		if text[i] == '\'' && i+3 <= len(text) {
			n, _ := strconv.ParseUint(text[i+1:i+3], 16, 8)
			return "'", int(n), true, i + 3
		}
		return text[i : i+1], 0, false, i + 1
	}
	word = text[start:i]
	digits := i
	if i < len(text) && text[i] == '-' {
		i++
	}
	for i < len(text) && text[i] >= '0' && text[i] <= '9' {
		i++
	}
	n, err := strconv.Atoi(text[digits:i])
	if i < len(text) && text[i] == ' ' {
		i++
	}
	return word, n, err == nil, i
}

package sheet

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"strconv"
	"strings"

	nethtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"runnel/runtime/value"
)

func writeHTML(w io.Writer, s *Sheet) error {
	var b bytes.Buffer
	b.WriteString(`<html><head><meta charset="utf-8"/><title>SheetJS Table Export</title></head><body><table>`)
	width := s.width()
	for r, row := range s.Rows {
		b.WriteString("<tr>")
		for c := range width {
			var cell Cell
			if c < len(row) {
				cell = row[c]
			}
			b.WriteString("<td")
			switch cell.Kind {
			case Number:
				fmt.Fprintf(&b, ` data-t="n" data-v="%s"`, value.FormatNumber(cell.Num))
			case Bool:
				fmt.Fprintf(&b, ` data-t="b" data-v="%t"`, cell.Num != 0)
			case Text:
				fmt.Fprintf(&b, ` data-t="s" data-v="%s"`, escape(cell.Text))
			}
			fmt.Fprintf(&b, ` id="sjs-%s">%s</td>`, cellName(r, c), strings.ReplaceAll(escape(cell.Shown()), "\n", "<br/>"))
		}
		b.WriteString("</tr>")
	}
	b.WriteString("</table></body></html>")
	_, err := w.Write(b.Bytes())
	return err
}

// width is the number of columns.
func (s *Sheet) width() int {
	n := 0
	for _, row := range s.Rows {
		n = max(n, len(row))
	}
	return n
}

func escape(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&apos;").Replace(text)
}

// readHTML reads every table of a page as a sheet. Cells hold what their text
// says, or what the attributes of the original's own files say.
func readHTML(data []byte, raw bool) (*Workbook, error) {
	doc, err := nethtml.Parse(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	w := &Workbook{}
	var walk func(n *nethtml.Node)
	walk = func(n *nethtml.Node) {
		if n.DataAtom == atom.Table {
			s := &Sheet{Name: "Sheet" + strconv.Itoa(len(w.Sheets)+1)}
			htmlTable(s, n, raw)
			w.Sheets = append(w.Sheets, s)
			return
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(doc)
	if len(w.Sheets) == 0 {
		return nil, fmt.Errorf("Invalid HTML: could not find <table>")
	}
	return w, nil
}

func htmlTable(s *Sheet, table *nethtml.Node, raw bool) {
	row := 0
	taken := map[[2]int]bool{}
	var walk func(n *nethtml.Node)
	walk = func(n *nethtml.Node) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			switch c.DataAtom {
			case atom.Tr:
				htmlRow(s, c, row, taken, raw)
				row++
			case atom.Table:
			default:
				walk(c)
			}
		}
	}
	walk(table)
}

func htmlRow(s *Sheet, tr *nethtml.Node, row int, taken map[[2]int]bool, raw bool) {
	col := 0
	for n := tr.FirstChild; n != nil; n = n.NextSibling {
		if n.DataAtom != atom.Td && n.DataAtom != atom.Th {
			continue
		}
		for taken[[2]int{row, col}] {
			col++
		}
		across, down := span(n, "colspan"), span(n, "rowspan")
		for r := 1; r < down; r++ {
			for c := range across {
				taken[[2]int{row + r, col + c}] = true
			}
		}
		s.set(row, col, htmlCell(n, raw))
		col += across
	}
}

func span(n *nethtml.Node, name string) int {
	i, err := strconv.Atoi(attr(n, name))
	if err != nil || i < 1 {
		return 1
	}
	return min(i, 1000)
}

func attr(n *nethtml.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func htmlCell(n *nethtml.Node, raw bool) Cell {
	text := nodeText(n)
	typ, given := attr(n, "data-t"), attr(n, "data-v")
	switch {
	case given != "" && typ == "n":
		if f := value.ParseNumber(given); f == f {
			return NumberCell(f)
		}
	case given != "" && typ == "b":
		return BoolCell(given == "true" || given == "TRUE" || given == "1")
	case typ == "s" || attr(n, "t") == "s":
		if given != "" {
			text = given
		}
		return TextCell(text)
	}
	if text == "" {
		return Cell{}
	}
	if raw {
		return TextCell(text)
	}
	return guess(text)
}

// nodeText is the text of a cell: line breaks where <br> stands, spaces
// folded.
func nodeText(n *nethtml.Node) string {
	var b strings.Builder
	var walk func(n *nethtml.Node)
	walk = func(n *nethtml.Node) {
		switch {
		case n.Type == nethtml.TextNode:
			b.WriteString(strings.Join(strings.FieldsFunc(" "+n.Data+" ", func(r rune) bool { return r == ' ' || r == '\n' || r == '\t' || r == '\r' }), " "))
			if strings.HasSuffix(n.Data, " ") {
				b.WriteByte(' ')
			}
		case n.DataAtom == atom.Br:
			b.WriteByte('\n')
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(n)
	return html.UnescapeString(strings.TrimSpace(b.String()))
}

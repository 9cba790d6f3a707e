// Package sheet reads and writes tables of cells in the formats of
// spreadsheets. What is read and written is what the original's library
// (SheetJS) gives: values typed, dates as their serial numbers.
//
// Libraries are used where one fits: excelize writes xlsx, mscfb opens the
// containers of xls, net/html parses HTML. Read by hand, as streams of XML, are
// xlsx and ods, because excelize looks a cell's type up by a search through the
// sheet; xls, ods and RTF have no kept library that writes them.
package sheet

import (
	"errors"
	"strings"

	"runnel/runtime/value"
)

// Kind is what a cell holds.
type Kind uint8

// The kinds of cell.
const (
	Empty Kind = iota
	Text
	Number
	Bool
	// Error is a cell whose formula failed; it has no value.
	Error
)

// Cell is one cell. Num is the number, or 1 for true.
type Cell struct {
	Kind Kind
	Num  float64
	Text string
}

// TextCell, NumberCell and BoolCell make cells.
func TextCell(s string) Cell { return Cell{Kind: Text, Text: s} }

// NumberCell makes a cell of a number.
func NumberCell(f float64) Cell { return Cell{Kind: Number, Num: f} }

// BoolCell makes a cell of a boolean.
func BoolCell(b bool) Cell {
	c := Cell{Kind: Bool}
	if b {
		c.Num = 1
	}
	return c
}

// Shown gives the cell as a spreadsheet shows it without a format.
func (c Cell) Shown() string {
	switch c.Kind {
	case Number:
		return General(c.Num)
	case Bool:
		if c.Num != 0 {
			return "TRUE"
		}
		return "FALSE"
	case Text:
		return c.Text
	}
	return ""
}

// Value gives what the cell holds; undefined when it holds nothing.
func (c Cell) Value() value.Value {
	switch c.Kind {
	case Text:
		return value.String(c.Text)
	case Number:
		return value.Number(c.Num)
	case Bool:
		return value.Bool(c.Num != 0)
	}
	return value.Undefined
}

// Sheet is one table: rows from the first on, each from its first cell on.
type Sheet struct {
	Name string
	Rows [][]Cell
}

// set puts a cell into its place; places are counted from 0.
func (s *Sheet) set(row, col int, c Cell) {
	if c.Kind == Empty || row < 0 || col < 0 || row >= maxRows || col >= maxColumns {
		return
	}
	for len(s.Rows) <= row {
		s.Rows = append(s.Rows, nil)
	}
	for len(s.Rows[row]) <= col {
		s.Rows[row] = append(s.Rows[row], Cell{})
	}
	s.Rows[row][col] = c
}

// The most rows and columns that a sheet has.
const (
	maxRows    = 1 << 20
	maxColumns = 1 << 14
)

// bounds gives the smallest area that holds all cells: first included, last
// not. ok is false for a sheet without any.
func (s *Sheet) bounds() (a Area, ok bool) {
	a = Area{Row: -1, Column: maxColumns}
	for r, row := range s.Rows {
		for c, cell := range row {
			if cell.Kind == Empty {
				continue
			}
			if a.Row < 0 {
				a.Row = r
			}
			a.Column, a.LastColumn, a.LastRow = min(a.Column, c), max(a.LastColumn, c), r
		}
	}
	return a, a.Row >= 0
}

// Area is a rectangle of cells, all four included.
type Area struct{ Row, Column, LastRow, LastColumn int }

// ParseArea reads a reference such as "A1:C5".
func ParseArea(ref string) (Area, error) {
	from, to, ok := strings.Cut(ref, ":")
	if !ok {
		to = from
	}
	var a Area
	var first, second bool
	a.Row, a.Column, first = parseCell(from)
	a.LastRow, a.LastColumn, second = parseCell(to)
	if !first || !second {
		return a, errors.New("Bad range: " + ref)
	}
	return a, nil
}

// parseCell reads "B3" as row 2, column 1. A reference without a row or a
// column has -1 for it.
func parseCell(ref string) (row, col int, ok bool) {
	ref = strings.ReplaceAll(strings.TrimSpace(ref), "$", "")
	i := 0
	for ; i < len(ref); i++ {
		c := ref[i] &^ 0x20
		if c < 'A' || c > 'Z' || col > maxColumns {
			break
		}
		col = col*26 + int(c-'A') + 1
	}
	for ; i < len(ref); i++ {
		if ref[i] < '0' || ref[i] > '9' || row > maxRows {
			return 0, 0, false
		}
		row = row*10 + int(ref[i]-'0')
	}
	return row - 1, col - 1, ref != ""
}

// cellName gives a place's reference: 0, 0 is "A1".
func cellName(row, col int) string { return columnName(col) + value.FormatNumber(float64(row+1)) }

func columnName(col int) string {
	var name string
	for col++; col > 0; col = (col - 1) / 26 {
		name = string(rune('A'+(col-1)%26)) + name
	}
	return name
}

// Workbook is a spreadsheet file.
type Workbook struct{ Sheets []*Sheet }

// Find gives the sheet of a name, nil when there is none.
func (w *Workbook) Find(name string) *Sheet {
	for _, s := range w.Sheets {
		if s.Name == name {
			return s
		}
	}
	return nil
}

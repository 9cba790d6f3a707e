package sheet

import (
	"strconv"

	"runnel/runtime/value"
)

// RecordOptions are how a sheet's rows become documents.
type RecordOptions struct {
	// NoHeader gives each row as an array instead of an object.
	NoHeader bool
	// Empty is what an empty cell becomes; undefined leaves it out.
	Empty value.Value
	// FirstRow is where reading starts, counted from 0; -1 for the first row
	// that has cells.
	FirstRow int
	// Area limits what is read; nil for all cells.
	Area *Area
}

// Records gives the rows as documents. Objects have the keys of the first row;
// rows without cells make none. Arrays are made of all rows.
func (s *Sheet) Records(o RecordOptions) []value.Value {
	a, ok := s.bounds()
	if !ok {
		return nil
	}
	switch {
	case o.Area != nil:
		a = *o.Area
	case o.FirstRow >= 0:
		a.Row = o.FirstRow
	}
	if a.LastColumn < a.Column || a.LastRow < a.Row {
		return nil
	}
	a.Column = max(a.Column, 0)
	a.LastColumn = min(a.LastColumn, maxColumns-1)
	a.LastRow = min(a.LastRow, maxRows-1)
	if o.NoHeader {
		return s.arrays(a, o)
	}
	header := s.header(a)
	var out []value.Value
	for r := a.Row + 1; r <= a.LastRow; r++ {
		var b value.Builder
		found := false
		for c := a.Column; c <= a.LastColumn; c++ {
			v, kind := s.at(r, c)
			switch {
			case kind != Empty && kind != Error:
				found = true
				b.Set(header[c-a.Column], v)
			case !o.Empty.IsUndefined():
				b.Set(header[c-a.Column], o.Empty)
			}
		}
		if found {
			out = append(out, b.Object())
		}
	}
	return out
}

func (s *Sheet) arrays(a Area, o RecordOptions) []value.Value {
	var out []value.Value
	for r := max(a.Row, 0); r <= a.LastRow; r++ {
		row := []value.Value{}
		for c := a.Column; c <= a.LastColumn; c++ {
			v, kind := s.at(r, c)
			if kind == Empty || kind == Error {
				if v = o.Empty; v.IsUndefined() {
					continue
				}
			}
			// What lies between is a hole, which reads as null.
			for len(row) < c-a.Column {
				row = append(row, value.Null)
			}
			row = append(row, v)
		}
		out = append(out, value.Array(row...))
	}
	return out
}

func (s *Sheet) at(row, col int) (value.Value, Kind) {
	if row < 0 || row >= len(s.Rows) || col < 0 || col >= len(s.Rows[row]) {
		return value.Undefined, Empty
	}
	c := s.Rows[row][col]
	return c.Value(), c.Kind
}

// header names the columns by the first row. A name that was there before gets
// a number; a cell that is empty is called __EMPTY.
func (s *Sheet) header(a Area) []string {
	names := make([]string, 0, a.LastColumn-a.Column+1)
	seen := map[string]int{}
	for c := a.Column; c <= a.LastColumn; c++ {
		name := "__EMPTY"
		if a.Row >= 0 && a.Row < len(s.Rows) && c < len(s.Rows[a.Row]) && s.Rows[a.Row][c].Kind != Empty {
			name = s.Rows[a.Row][c].Shown()
		}
		count := seen[name]
		if count == 0 {
			seen[name] = 1
			names = append(names, name)
			continue
		}
		other := name
		for seen[other] > 0 {
			other += "_" + strconv.Itoa(count)
			count++
		}
		seen[name], seen[other] = count, 1
		names = append(names, other)
	}
	return names
}

package sheet

import (
	"bytes"
	"fmt"
	"testing"
)

// large is a table of n rows with a number, two texts and a boolean.
func large(n int) *Sheet {
	s := &Sheet{Name: "Sheet", Rows: [][]Cell{{TextCell("id"), TextCell("name"), TextCell("mail"), TextCell("on")}}}
	for i := range n {
		s.Rows = append(s.Rows, []Cell{NumberCell(float64(i)), TextCell(fmt.Sprintf("name %d", i)), TextCell(fmt.Sprintf("n%d@example.com", i%1000)), BoolCell(i%2 == 0)})
	}
	return s
}

func BenchmarkWrite(b *testing.B) {
	for _, format := range []string{"csv", "xlsx", "xls", "ods"} {
		s := large(50_000)
		b.Run(format, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := Write(&bytes.Buffer{}, s, WriteOptions{Format: format}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkRead(b *testing.B) {
	for _, format := range []string{"csv", "xlsx", "xls", "ods"} {
		data := written(b, large(50_000), WriteOptions{Format: format})
		b.Run(format, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				w, err := Read(data, false)
				if err != nil {
					b.Fatal(err)
				}
				if n := len(w.Sheets[0].Records(all)); n != 50_000 {
					b.Fatalf("%d rows", n)
				}
			}
		})
	}
}

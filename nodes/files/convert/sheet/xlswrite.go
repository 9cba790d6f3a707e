package sheet

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"unicode/utf16"
)

// maxRecord is the most bytes a record's body has; longer ones are continued.
const maxRecord = 8224

var errXLSFull = errors.New("An xls file holds no more than 65536 rows and 256 columns: choose xlsx for larger tables")

// writeXLS writes a workbook of Excel 97 to 2003.
func writeXLS(w io.Writer, s *Sheet) error {
	if len(s.Rows) > 65536 || s.width() > 256 {
		return errXLSFull
	}
	texts, index, total, err := sharedTexts(s)
	if err != nil {
		return err
	}
	var b records8
	b.globals()
	sheetAt := b.boundSheet(s.Name)
	b.strings(texts, total)
	b.put(recEOF)
	binary.LittleEndian.PutUint32(b.Bytes()[sheetAt:], uint32(b.Len()))
	b.sheet(s, index)
	return writeCompound(w, b.Bytes())
}

// sharedTexts lists the different texts of a sheet.
func sharedTexts(s *Sheet) (texts []string, index map[string]int, total int, err error) {
	index = map[string]int{}
	for _, row := range s.Rows {
		for _, c := range row {
			if c.Kind != Text {
				continue
			}
			total++
			if _, ok := index[c.Text]; !ok {
				if len(c.Text) > maxText && len(utf16.Encode([]rune(c.Text))) > maxText {
					return nil, nil, 0, errLongText
				}
				index[c.Text] = len(texts)
				texts = append(texts, c.Text)
			}
		}
	}
	return texts, index, total, nil
}

// records8 collects the records of a workbook.
type records8 struct{ bytes.Buffer }

func (b *records8) put(id uint16, body ...any) {
	var rec bytes.Buffer
	for _, x := range body {
		_ = binary.Write(&rec, binary.LittleEndian, x)
	}
	_ = binary.Write(b, binary.LittleEndian, id)
	_ = binary.Write(b, binary.LittleEndian, uint16(rec.Len()))
	b.Write(rec.Bytes())
}

// globals writes what programs expect to find before the sheets: a font, the
// styles and their formats.
func (b *records8) globals() {
	b.put(recBOF, uint16(0x0600), uint16(5), uint16(0x0DBB), uint16(0x07CC), uint32(0), uint32(6))
	b.put(recCodePage, uint16(1200))
	b.put(0x003D, [9]uint16{0x0168, 0x010E, 0x5C3A, 0x23BE, 0x0038, 0, 0, 1, 0x0258}) // WINDOW1
	for range 4 {
		b.put(0x0031, uint16(200), uint16(0), uint16(0x7FFF), uint16(400), uint16(0), [4]byte{}, byte(5), byte(0), []byte("Arial")) // FONT
	}
	for i := range 16 {
		flags := uint16(0xFFF5)
		if i == 15 {
			flags = 1
		}
		b.put(0x00E0, uint16(0), uint16(0), flags, byte(0x20), byte(0), byte(0), byte(0), uint32(0), uint32(0), uint16(0x20C0)) // XF
	}
	b.put(0x0293, uint16(0x8000), byte(0), byte(0xFF)) // STYLE: Normal
}

// boundSheet names the sheet and gives the place of its offset.
func (b *records8) boundSheet(name string) int {
	units := utf16.Encode([]rune(name))
	at := b.Len() + 4
	b.put(recBoundSheet, uint32(0), byte(0), byte(0), byte(len(units)), byte(1), units)
	return at
}

// strings writes the table of texts over as many records as it takes.
func (b *records8) strings(texts []string, total int) {
	id, rec := uint16(recSST), &bytes.Buffer{}
	flush := func() {
		b.put(id, rec.Bytes())
		id = recContinue
		rec.Reset()
	}
	_ = binary.Write(rec, binary.LittleEndian, [2]uint32{uint32(total), uint32(len(texts))})
	for _, text := range texts {
		units := utf16.Encode([]rune(text))
		// The head of a text and its first character stay together.
		if rec.Len()+5 > maxRecord {
			flush()
		}
		_ = binary.Write(rec, binary.LittleEndian, uint16(len(units)))
		rec.WriteByte(1)
		for len(units) > 0 {
			n := min(len(units), (maxRecord-rec.Len())/2)
			if n == 0 {
				flush()
				rec.WriteByte(1)
				continue
			}
			_ = binary.Write(rec, binary.LittleEndian, units[:n])
			units = units[n:]
		}
	}
	flush()
}

func (b *records8) sheet(s *Sheet, index map[string]int) {
	b.put(recBOF, uint16(0x0600), uint16(0x0010), uint16(0x0DBB), uint16(0x07CC), uint32(0), uint32(6))
	b.put(recDimensions, uint32(0), uint32(len(s.Rows)), uint16(0), uint16(s.width()), uint16(0))
	var rec [18]byte
	le := binary.LittleEndian
	cell := func(id uint16, r, c, size int) []byte {
		le.PutUint16(rec[0:], id)
		le.PutUint16(rec[2:], uint16(6+size))
		le.PutUint16(rec[4:], uint16(r))
		le.PutUint16(rec[6:], uint16(c))
		le.PutUint16(rec[8:], 15)
		return rec[10 : 10+size]
	}
	for r, row := range s.Rows {
		for c, x := range row {
			switch x.Kind {
			case Number:
				le.PutUint64(cell(recNumber, r, c, 8), math.Float64bits(x.Num))
				b.Write(rec[:18])
			case Bool:
				v := cell(recBoolErr, r, c, 2)
				v[0], v[1] = byte(x.Num), 0
				b.Write(rec[:12])
			case Text:
				le.PutUint32(cell(recLabelSST, r, c, 4), uint32(index[x.Text]))
				b.Write(rec[:14])
			}
		}
	}
	b.put(0x023E, uint16(0x06B6), uint16(0), uint16(0), uint32(0x40), uint16(0), uint16(0), uint32(0)) // WINDOW2
	b.put(recEOF)
}

// writeCompound writes the container of the workbook: a file system of 512-byte
// sectors ([MS-CFB]) with one file in it.
func writeCompound(w io.Writer, stream []byte) error {
	const (
		sector   = 512
		free     = 0xFFFFFFFF
		endChain = 0xFFFFFFFE
		fatMark  = 0xFFFFFFFD
		difMark  = 0xFFFFFFFC
	)
	// Files below 4096 bytes would be kept elsewhere: make it larger.
	size := max(len(stream), 4096)
	data := (size + sector - 1) / sector
	// The table of sectors covers the data, the directory, itself and the
	// sectors that list where it is.
	fats, difs := 0, 0
	for {
		need := (data + 1 + fats + difs + 127) / 128
		needDif := 0
		if need > 109 {
			needDif = (need - 109 + 126) / 127
		}
		if need == fats && needDif == difs {
			break
		}
		fats, difs = need, needDif
	}
	directory, firstFAT, firstDIF := data, data+1, data+1+fats

	le := binary.LittleEndian
	head := make([]byte, sector)
	copy(head, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	le.PutUint16(head[24:], 0x003E)
	le.PutUint16(head[26:], 3)
	le.PutUint16(head[28:], 0xFFFE)
	le.PutUint16(head[30:], 9)
	le.PutUint16(head[32:], 6)
	le.PutUint32(head[44:], uint32(fats))
	le.PutUint32(head[48:], uint32(directory))
	le.PutUint32(head[56:], 4096)
	le.PutUint32(head[60:], endChain)
	le.PutUint32(head[68:], endChain)
	le.PutUint32(head[72:], uint32(difs))
	if difs > 0 {
		le.PutUint32(head[68:], uint32(firstDIF))
	}
	for i := range 109 {
		at := uint32(free)
		if i < fats {
			at = uint32(firstFAT + i)
		}
		le.PutUint32(head[76+4*i:], at)
	}

	fat := make([]byte, fats*sector)
	for i := range fats * 128 {
		next := uint32(free)
		switch {
		case i < data-1:
			next = uint32(i + 1)
		case i == data-1 || i == directory:
			next = endChain
		case i < firstDIF && i >= firstFAT:
			next = fatMark
		case i >= firstDIF && i < firstDIF+difs:
			next = difMark
		}
		le.PutUint32(fat[4*i:], next)
	}

	dif := make([]byte, difs*sector)
	for d := range difs {
		for i := range 127 {
			at := uint32(free)
			if n := 109 + d*127 + i; n < fats {
				at = uint32(firstFAT + n)
			}
			le.PutUint32(dif[d*sector+4*i:], at)
		}
		next := uint32(endChain)
		if d+1 < difs {
			next = uint32(firstDIF + d + 1)
		}
		le.PutUint32(dif[d*sector+508:], next)
	}

	dir := make([]byte, sector)
	entry := func(n int, name string, kind byte, child, start uint32, size int) {
		e := dir[n*128:]
		units := utf16.Encode([]rune(name))
		for i, u := range units {
			le.PutUint16(e[2*i:], u)
		}
		if name != "" {
			le.PutUint16(e[64:], uint16(2*len(units)+2))
		}
		e[66], e[67] = kind, 1
		le.PutUint32(e[68:], free)
		le.PutUint32(e[72:], free)
		le.PutUint32(e[76:], child)
		le.PutUint32(e[116:], start)
		le.PutUint32(e[120:], uint32(size))
	}
	entry(0, "Root Entry", 5, 1, endChain, 0)
	entry(1, "Workbook", 2, free, 0, size)
	entry(2, "", 0, free, 0, 0)
	entry(3, "", 0, free, 0, 0)

	pad := make([]byte, data*sector-len(stream))
	for _, part := range [][]byte{head, stream, pad, dir, fat, dif} {
		if _, err := w.Write(part); err != nil {
			return err
		}
	}
	return nil
}

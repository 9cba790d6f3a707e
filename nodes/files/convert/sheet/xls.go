package sheet

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"unicode/utf16"

	"github.com/richardlehane/mscfb"
	"golang.org/x/text/encoding/charmap"
)

// The records of the Binary Interchange File Format that are read or written.
const (
	recFormula    = 0x0006
	recEOF        = 0x000A
	recFilePass   = 0x002F
	recCodePage   = 0x0042
	recContinue   = 0x003C
	recBoundSheet = 0x0085
	recMulRK      = 0x00BD
	recRString    = 0x00D6
	recSST        = 0x00FC
	recLabelSST   = 0x00FD
	recDimensions = 0x0200
	recNumber     = 0x0203
	recLabel      = 0x0204
	recBoolErr    = 0x0205
	recString     = 0x0207
	recRK         = 0x027E
	recBOF        = 0x0809
)

var errBadXLS = errors.New("Corrupted file: the workbook's records end too early")

// readXLS reads a workbook of the format of Excel 5 to 2003.
func readXLS(data []byte) (*Workbook, error) {
	doc, err := mscfb.New(bytes.NewReader(data))
	if err != nil {
		return nil, errors.New("Corrupted file: " + err.Error())
	}
	for f, err := doc.Next(); err == nil; f, err = doc.Next() {
		switch f.Name {
		case "Workbook", "Book", "WORKBOOK", "BOOK":
			if f.Size > maxUnpacked {
				return nil, errTooLarge
			}
			stream, err := io.ReadAll(f)
			if err != nil {
				return nil, errors.New("Corrupted file: " + err.Error())
			}
			return readBIFF(stream)
		case "EncryptedPackage":
			return nil, errors.New("File is password-protected")
		}
	}
	return nil, errors.New("Cannot find Workbook stream")
}

// record is one record; more are the bodies of those that continue it.
type record struct {
	id   uint16
	body []byte
	more [][]byte
}

// records gives the records from a place on until their end marker.
func records(stream []byte, at int, each func(record) error) error {
	depth := 0
	for at+4 <= len(stream) {
		id, n := binary.LittleEndian.Uint16(stream[at:]), int(binary.LittleEndian.Uint16(stream[at+2:]))
		at += 4
		if at+n > len(stream) {
			return errBadXLS
		}
		r := record{id: id, body: stream[at : at+n]}
		at += n
		for at+4 <= len(stream) && binary.LittleEndian.Uint16(stream[at:]) == recContinue {
			n := int(binary.LittleEndian.Uint16(stream[at+2:]))
			if at+4+n > len(stream) {
				return errBadXLS
			}
			r.more = append(r.more, stream[at+4:at+4+n])
			at += 4 + n
		}
		switch id {
		case recBOF:
			depth++
		case recEOF:
			if depth--; depth <= 0 {
				return nil
			}
		}
		// Charts within a sheet have records of their own.
		if depth <= 1 || id == recBOF {
			if err := each(r); err != nil {
				return err
			}
		}
	}
	return nil
}

type biff struct {
	old  bool // BIFF5: texts are bytes
	strs []string
}

func readBIFF(stream []byte) (*Workbook, error) {
	var b biff
	type place struct {
		at   int
		name string
	}
	var places []place
	err := records(stream, 0, func(r record) error {
		switch r.id {
		case recBOF:
			b.old = len(r.body) >= 2 && binary.LittleEndian.Uint16(r.body) < 0x0600
		case recFilePass:
			return errors.New("File is password-protected")
		case recBoundSheet:
			in := &reader{parts: [][]byte{r.body}}
			at := in.u32()
			in.u8()
			// Only worksheets have cells; charts and macros stand beside them.
			if kind := in.u8(); kind == 0 {
				places = append(places, place{int(at), b.text(in, int(in.u8()))})
			}
		case recSST:
			b.readStrings(r)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	w := &Workbook{}
	for _, p := range places {
		s := &Sheet{Name: p.name}
		w.Sheets = append(w.Sheets, s)
		if p.at >= len(stream) {
			return nil, errBadXLS
		}
		if err := b.readSheet(stream, p.at, s); err != nil {
			return nil, err
		}
	}
	return w, nil
}

func (b *biff) readStrings(r record) {
	in := &reader{parts: append([][]byte{r.body}, r.more...)}
	in.u32()
	for n := int(in.u32()); n > 0 && !in.ended; n-- {
		b.strs = append(b.strs, b.text(in, int(in.u16())))
	}
}

// text reads a text of n characters with its flags before it.
func (b *biff) text(in *reader, n int) string {
	if b.old {
		out, _ := charmap.Windows1252.NewDecoder().Bytes(in.bytes(n))
		return string(out)
	}
	flags := in.u8()
	runs, extra := 0, 0
	if flags&8 != 0 {
		runs = int(in.u16())
	}
	if flags&4 != 0 {
		extra = int(in.u32())
	}
	units := make([]uint16, 0, min(n, maxText))
	wide := flags&1 != 0
	for ; n > 0 && !in.ended; n-- {
		if in.atBreak() {
			// A text that is continued has its width again.
			in.nextPart()
			wide = in.u8()&1 != 0
		}
		if wide {
			units = append(units, in.u16())
		} else {
			units = append(units, uint16(in.u8()))
		}
	}
	in.bytes(4 * runs)
	in.bytes(extra)
	return string(utf16.Decode(units))
}

func (b *biff) readSheet(stream []byte, at int, s *Sheet) error {
	row, col, wantsText := 0, 0, false
	return records(stream, at, func(r record) error {
		in := &reader{parts: append([][]byte{r.body}, r.more...)}
		switch r.id {
		case recNumber, recRK, recMulRK, recLabelSST, recLabel, recRString, recBoolErr, recFormula:
			row, col = int(in.u16()), int(in.u16())
		}
		switch r.id {
		case recFilePass:
			return errors.New("File is password-protected")
		case recNumber:
			in.u16()
			s.set(row, col, NumberCell(math.Float64frombits(in.u64())))
		case recRK:
			in.u16()
			s.set(row, col, NumberCell(rk(in.u32())))
		case recMulRK:
			for ; len(in.rest()) >= 8; col++ {
				in.u16()
				s.set(row, col, NumberCell(rk(in.u32())))
			}
		case recLabelSST:
			in.u16()
			if i := int(in.u32()); i < len(b.strs) {
				s.set(row, col, TextCell(b.strs[i]))
			}
		case recLabel, recRString:
			in.u16()
			s.set(row, col, TextCell(b.text(in, int(in.u16()))))
		case recBoolErr:
			in.u16()
			v, isError := in.u8(), in.u8()
			s.set(row, col, boolOrError(v, isError != 0))
		case recFormula:
			in.u16()
			result := in.u64()
			wantsText = false
			if result>>48 != 0xFFFF {
				s.set(row, col, NumberCell(math.Float64frombits(result)))
				break
			}
			switch v := byte(result >> 16); byte(result) {
			case 0:
				wantsText = true
			case 1:
				s.set(row, col, boolOrError(v, false))
			case 2:
				s.set(row, col, boolOrError(v, true))
			}
		case recString:
			if wantsText {
				s.set(row, col, TextCell(b.text(in, int(in.u16()))))
				wantsText = false
			}
		}
		return nil
	})
}

func boolOrError(v byte, isError bool) Cell {
	if isError {
		return Cell{Kind: Error}
	}
	return BoolCell(v != 0)
}

// rk reads a number in its short form: 30 bits of an integer or of a float's
// head, perhaps in hundredths.
func rk(v uint32) float64 {
	var f float64
	if v&2 != 0 {
		f = float64(int32(v) >> 2)
	} else {
		f = math.Float64frombits(uint64(v&^3) << 32)
	}
	if v&1 != 0 {
		f /= 100
	}
	return f
}

// reader reads the parts of a record one after the other. At the end it gives
// zeros and sets ended.
type reader struct {
	parts [][]byte
	ended bool
}

// atBreak tells that the part was read and another follows.
func (r *reader) atBreak() bool { return len(r.parts) > 1 && len(r.parts[0]) == 0 }

func (r *reader) nextPart() { r.parts = r.parts[1:] }

func (r *reader) rest() []byte {
	if len(r.parts) == 0 {
		return nil
	}
	return r.parts[0]
}

func (r *reader) bytes(n int) []byte {
	var out []byte
	for n > 0 {
		for r.atBreak() {
			r.nextPart()
		}
		rest := r.rest()
		if len(rest) == 0 {
			r.ended = true
			return out
		}
		k := min(n, len(rest))
		out = append(out, rest[:k]...)
		r.parts[0] = rest[k:]
		n -= k
	}
	return out
}

func (r *reader) number(n int) uint64 {
	var buf [8]byte
	rest := r.rest()
	if len(rest) >= n {
		copy(buf[:], rest[:n])
		r.parts[0] = rest[n:]
	} else {
		copy(buf[:], r.bytes(n))
	}
	return binary.LittleEndian.Uint64(buf[:])
}

func (r *reader) u8() byte    { return byte(r.number(1)) }
func (r *reader) u16() uint16 { return uint16(r.number(2)) }
func (r *reader) u32() uint32 { return uint32(r.number(4)) }
func (r *reader) u64() uint64 { return r.number(8) }

package isolate

import (
	"encoding/binary"
	"errors"
	"math"
	"math/big"

	"runnel/runtime/item"
	"runnel/runtime/js"
	"runnel/runtime/value"
)

// errMalformed is the error of a message that cannot be read: the other side is
// of another version, or no longer itself.
var errMalformed = errors.New("a message from another process cannot be read")

// encoder writes a message.
type encoder struct {
	b []byte
	// file answers a number by which the other side can ask for a file's
	// content, 0 when it cannot; nil when it never can.
	file func(*item.Binary) uint64
}

func (e *encoder) uint(n uint64)   { e.b = binary.AppendUvarint(e.b, n) }
func (e *encoder) int(n int)       { e.b = binary.AppendVarint(e.b, int64(n)) }
func (e *encoder) text(s string)   { e.uint(uint64(len(s))); e.b = append(e.b, s...) }
func (e *encoder) bytes(b []byte)  { e.uint(uint64(len(b))); e.b = append(e.b, b...) }
func (e *encoder) float(f float64) { e.b = binary.LittleEndian.AppendUint64(e.b, math.Float64bits(f)) }

func (e *encoder) bool(b bool) {
	if b {
		e.b = append(e.b, 1)
	} else {
		e.b = append(e.b, 0)
	}
}

// The tags of values.
const (
	tagUndefined byte = iota
	tagNull
	tagFalse
	tagTrue
	tagNumber
	tagString
	tagArray
	tagObject
	tagJSON
	tagDate
	tagBigInt
	tagBytes
)

// value writes a value. Documents that nobody has looked into yet go as the
// text that they are; what only the host understands goes as JSON would have it.
func (e *encoder) value(v value.Value) {
	switch v.Kind() {
	case value.KindNull:
		e.b = append(e.b, tagNull)
	case value.KindBool:
		if v.Bool() {
			e.b = append(e.b, tagTrue)
		} else {
			e.b = append(e.b, tagFalse)
		}
	case value.KindNumber:
		e.b = append(e.b, tagNumber)
		e.float(v.Num())
	case value.KindString:
		e.b = append(e.b, tagString)
		e.text(v.Str())
	case value.KindArray:
		e.b = append(e.b, tagArray)
		e.uint(uint64(v.Len()))
		for _, x := range v.Elems() {
			e.value(x)
		}
	case value.KindObject:
		if text, ok := v.RawJSON(); ok {
			e.b = append(e.b, tagJSON)
			e.text(text)
			return
		}
		e.b = append(e.b, tagObject)
		e.uint(uint64(v.Len()))
		for key, x := range v.Entries() {
			e.text(key)
			e.value(x)
		}
	case value.KindDate:
		e.b = append(e.b, tagDate)
		e.float(v.Num())
	case value.KindBigInt:
		e.b = append(e.b, tagBigInt)
		e.text(v.BigInt().String())
	case value.KindHost:
		if b, ok := v.Host().(js.Bytes); ok {
			e.b = append(e.b, tagBytes)
			e.bytes(b)
			return
		}
		if json := v.Host().HostJSON(); !json.IsHost() {
			e.value(json)
			return
		}
		e.b = append(e.b, tagUndefined)
	default:
		e.b = append(e.b, tagUndefined)
	}
}

func (e *encoder) fields(list []value.Field) {
	e.uint(uint64(len(list)))
	for _, f := range list {
		e.text(f.Key)
		e.value(f.Value)
	}
}

func (e *encoder) items(list []item.Item) {
	// No list and an empty one are told apart.
	e.bool(list != nil)
	e.uint(uint64(len(list)))
	for i := range list {
		e.item(&list[i])
	}
}

func (e *encoder) outputs(list [][]item.Item) {
	e.bool(list != nil)
	e.uint(uint64(len(list)))
	for _, items := range list {
		e.items(items)
	}
}

func (e *encoder) item(it *item.Item) {
	e.value(it.JSON)
	e.lineage(it.Paired)
	e.binaries(it.Binary)
	x := it.Extra
	e.bool(x != nil)
	if x == nil {
		return
	}
	e.bool(x.Err != nil)
	if x.Err != nil {
		e.text(x.Err.Error())
	}
	e.bool(x.HasIndex)
	e.int(x.Index)
	e.value(x.Metadata)
	e.fields(x.Others)
}

func (e *encoder) lineage(l item.Lineage) {
	e.b = append(e.b, byte(l.Form()))
	pairs := l.Pairs()
	e.uint(uint64(len(pairs)))
	for i := range pairs {
		p := &pairs[i]
		e.int(p.Item)
		e.int(p.Input)
		e.bool(p.HasInput)
		e.bool(p.Bare)
		e.source(p.Overwrite)
	}
}

func (e *encoder) source(s *item.Source) {
	e.bool(s != nil)
	if s != nil {
		e.text(s.Node)
		e.int(s.Output)
		e.int(s.Run)
	}
}

func (e *encoder) sources(list []*item.Source) {
	e.uint(uint64(len(list)))
	for _, s := range list {
		e.source(s)
	}
}

func (e *encoder) binaries(b *item.Binaries) {
	all := b.All()
	e.bool(b != nil)
	e.uint(uint64(len(all)))
	for _, n := range all {
		e.text(n.Name)
		e.binary(n.File)
	}
}

func (e *encoder) binary(f *item.Binary) {
	e.bool(f != nil)
	if f == nil {
		return
	}
	for _, s := range []string{f.MimeType, f.FileType, f.FileExtension, f.FileName, f.Directory, f.FileSize} {
		e.text(s)
	}
	number := uint64(0)
	if e.file != nil && f.Content != nil {
		number = e.file(f)
	}
	e.uint(number)
	if number != 0 {
		e.uint(uint64(f.Content.Size()))
		e.text(f.Content.ID())
	}
}

// decoder reads a message. After the first mistake it answers zeros; err says
// what it was.
type decoder struct {
	b   []byte
	err error
	// content answers a file's content by its number.
	content func(number uint64, size int64, id string) item.Content
	depth   int
}

func (d *decoder) fail() {
	d.err = errMalformed
	d.b = nil
}

func (d *decoder) byte() byte {
	if len(d.b) == 0 {
		d.fail()
		return 0
	}
	x := d.b[0]
	d.b = d.b[1:]
	return x
}

func (d *decoder) bool() bool { return d.byte() == 1 }

func (d *decoder) uint() uint64 {
	x, n := binary.Uvarint(d.b)
	if n <= 0 {
		d.fail()
		return 0
	}
	d.b = d.b[n:]
	return x
}

func (d *decoder) int() int {
	x, n := binary.Varint(d.b)
	if n <= 0 {
		d.fail()
		return 0
	}
	d.b = d.b[n:]
	return int(x)
}

func (d *decoder) float() float64 {
	if len(d.b) < 8 {
		d.fail()
		return 0
	}
	f := math.Float64frombits(binary.LittleEndian.Uint64(d.b))
	d.b = d.b[8:]
	return f
}

func (d *decoder) bytes() []byte {
	n := d.uint()
	if n > uint64(len(d.b)) {
		d.fail()
		return nil
	}
	b := d.b[:n:n]
	d.b = d.b[n:]
	return b
}

func (d *decoder) text() string { return string(d.bytes()) }

// count reads the length of a list of things that take at least a byte each.
func (d *decoder) count() int {
	n := d.uint()
	if n > uint64(len(d.b)) {
		d.fail()
		return 0
	}
	return int(n)
}

func (d *decoder) value() value.Value {
	if d.depth++; d.depth > value.MaxDepth {
		d.fail()
	}
	defer func() { d.depth-- }()
	switch d.byte() {
	case tagUndefined:
		return value.Undefined
	case tagNull:
		return value.Null
	case tagFalse:
		return value.False
	case tagTrue:
		return value.True
	case tagNumber:
		return value.Number(d.float())
	case tagString:
		return value.String(d.text())
	case tagArray:
		n := d.count()
		elems := make([]value.Value, 0, min(n, 1<<16))
		for range n {
			if d.err != nil {
				return value.Undefined
			}
			elems = append(elems, d.value())
		}
		return value.Array(elems...)
	case tagObject:
		n := d.count()
		var b value.Builder
		for range n {
			if d.err != nil {
				return value.Undefined
			}
			key := d.text()
			b.Set(key, d.value())
		}
		return b.Object()
	case tagJSON:
		v, err := value.LazyString(d.text())
		if err != nil {
			d.fail()
		}
		return v
	case tagDate:
		return value.Date(d.float())
	case tagBigInt:
		text := d.text()
		i, ok := new(big.Int).SetString(text, 10)
		if len(text) > maxDigits || !ok {
			d.fail()
			return value.Undefined
		}
		return value.BigInt(i)
	case tagBytes:
		return value.Host(js.Bytes(d.bytes()))
	}
	d.fail()
	return value.Undefined
}

// maxDigits bounds a BigInt: reading takes time with the square of its length.
const maxDigits = 1 << 20

func (d *decoder) fields() []value.Field {
	n := d.count()
	list := make([]value.Field, 0, min(n, 1<<10))
	for range n {
		key := d.text()
		list = append(list, value.Field{Key: key, Value: d.value()})
		if d.err != nil {
			return nil
		}
	}
	return list
}

func (d *decoder) items() []item.Item {
	some := d.bool()
	n := d.count()
	if !some {
		return nil
	}
	list := make([]item.Item, 0, min(n, 1<<16))
	for range n {
		list = append(list, d.item())
		if d.err != nil {
			return nil
		}
	}
	return list
}

func (d *decoder) outputs() [][]item.Item {
	some := d.bool()
	n := d.count()
	if !some {
		return nil
	}
	list := make([][]item.Item, 0, min(n, 1<<10))
	for range n {
		list = append(list, d.items())
		if d.err != nil {
			return nil
		}
	}
	return list
}

func (d *decoder) item() item.Item {
	it := item.Item{JSON: d.value(), Paired: d.lineage(), Binary: d.binaries()}
	if !d.bool() {
		return it
	}
	x := &item.Extra{}
	if d.bool() {
		x.Err = errors.New(d.text())
	}
	x.HasIndex = d.bool()
	x.Index = d.int()
	x.Metadata = d.value()
	x.Others = d.fields()
	it.Extra = x
	return it
}

func (d *decoder) lineage() item.Lineage {
	form := item.Form(d.byte())
	n := d.count()
	pairs := make([]item.Pair, 0, min(n, 1<<10))
	for range n {
		p := item.Pair{Item: d.int(), Input: d.int(), HasInput: d.bool(), Bare: d.bool(), Overwrite: d.source()}
		pairs = append(pairs, p)
		if d.err != nil {
			return item.Lineage{}
		}
	}
	switch {
	case form == item.Number && len(pairs) == 1:
		return item.FromNumber(pairs[0].Item)
	case form == item.One && len(pairs) == 1:
		return item.FromPair1(pairs[0])
	case form == item.Many:
		return item.FromPairs(pairs...)
	}
	return item.Lineage{}
}

func (d *decoder) source() *item.Source {
	if !d.bool() {
		return nil
	}
	return &item.Source{Node: d.text(), Output: d.int(), Run: d.int()}
}

func (d *decoder) sources() []*item.Source {
	n := d.count()
	list := make([]*item.Source, 0, min(n, 1<<10))
	for range n {
		list = append(list, d.source())
		if d.err != nil {
			return nil
		}
	}
	return list
}

func (d *decoder) binaries() *item.Binaries {
	some := d.bool()
	n := d.count()
	if !some {
		return nil
	}
	named := make([]item.NamedBinary, 0, min(n, 1<<10))
	for range n {
		name := d.text()
		named = append(named, item.NamedBinary{Name: name, File: d.binary()})
		if d.err != nil {
			return nil
		}
	}
	return item.NewBinaries(named...)
}

func (d *decoder) binary() *item.Binary {
	if !d.bool() {
		return nil
	}
	f := &item.Binary{}
	for _, s := range []*string{&f.MimeType, &f.FileType, &f.FileExtension, &f.FileName, &f.Directory, &f.FileSize} {
		*s = d.text()
	}
	if number := d.uint(); number != 0 {
		size, id := int64(d.uint()), d.text()
		if d.content != nil {
			f.Content = d.content(number, size, id)
		}
	}
	return f
}

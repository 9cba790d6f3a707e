package convert

import (
	"bytes"
	"errors"
	"io"
	"strconv"

	"runnel/nodes/files/convert/charset"
	"runnel/nodes/files/convert/delimited"
	"runnel/nodes/files/convert/sheet"
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// tableOf lays documents out as a table: a column for each path to a value, in
// the order in which they are first seen.
func tableOf(items []item.Item, name string, withHeader bool) *sheet.Sheet {
	columns := map[string]int{}
	var header []sheet.Cell
	rows := make([][]sheet.Cell, len(items))
	for i, it := range items {
		var row []sheet.Cell
		flatten("", it.JSON, func(path string, v value.Value) {
			c, known := columns[path]
			if !known {
				c = len(header)
				columns[path] = c
				header = append(header, sheet.TextCell(path))
			}
			for len(row) <= c {
				row = append(row, sheet.Cell{})
			}
			row[c] = cellOf(v)
		})
		rows[i] = row
	}
	if withHeader {
		rows = append([][]sheet.Cell{header}, rows...)
	}
	return &sheet.Sheet{Name: name, Rows: rows}
}

// flatten calls leaf for each value that is neither object nor array, with its
// path; empty ones have none.
func flatten(prefix string, v value.Value, leaf func(path string, v value.Value)) {
	step := func(key string, e value.Value) {
		if e.IsUndefined() {
			return
		}
		if prefix != "" {
			key = prefix + "." + key
		}
		if e.IsObject() || e.IsArray() {
			flatten(key, e, leaf)
			return
		}
		leaf(key, e)
	}
	if v.IsArray() {
		for i, e := range v.Elems() {
			step(strconv.Itoa(i), e)
		}
		return
	}
	for key, e := range v.Entries() {
		step(key, e)
	}
}

func cellOf(v value.Value) sheet.Cell {
	switch {
	case v.IsNullish():
		return sheet.Cell{}
	case v.IsNumber():
		return sheet.NumberCell(v.Num())
	case v.IsBool():
		return sheet.BoolCell(v.Bool())
	}
	return sheet.TextCell(v.ToString())
}

// writeOptions are the options of nodes that write spreadsheets.
type writeOptions struct {
	Binary      node.Field[string] `param:"binaryPropertyName"`
	FileName    node.Field[string] `param:"options.fileName"`
	HeaderRow   node.Field[bool]   `param:"options.headerRow"`
	SheetName   node.Field[string] `param:"options.sheetName"`
	Compression node.Field[bool]   `param:"options.compression"`
}

// write makes one file of all items. The name is that of a file without an
// option for it.
func (p *writeOptions) write(h node.Host, format, delimiter, name string) (out []item.Item, err error) {
	items := h.Input(0)
	var r reading
	property := text(&r, &p.Binary, h, 0, "data")
	withHeader := flag(&r, &p.HeaderRow, h, 0, true)
	sheetName := text(&r, &p.SheetName, h, 0, "")
	compress := flag(&r, &p.Compression, h, 0, false)
	fileName := text(&r, &p.FileName, h, 0, name+"."+format)
	if r.err != nil {
		return nil, r.err
	}
	if sheetName == "" {
		sheetName = "Sheet"
	}
	var b bytes.Buffer
	if err := sheet.Write(&b, tableOf(items, sheetName, withHeader), sheet.WriteOptions{Format: format, Delimiter: delimiter, Compress: compress}); err != nil {
		return nil, err
	}
	file, err := h.Binary().Create(h.Context(), &b, node.BinaryMeta{FileName: fileName})
	if err != nil {
		return nil, err
	}
	one := item.Item{JSON: value.EmptyObject, Binary: item.NewBinaries(item.NamedBinary{Name: property, File: file}), Paired: allOf(items)}
	return []item.Item{one}, nil
}

func allOf(items []item.Item) item.Lineage {
	pairs := make([]item.Pair, len(items))
	for i := range pairs {
		pairs[i].Item = i
	}
	return item.FromPairs(pairs...)
}

// reading collects the first error of reading parameters.
type reading struct{ err error }

func read[T any](r *reading, f *node.Field[T], e node.Evaluator, i int, fallback T) T {
	v, err := f.Or(e, i, fallback)
	if r.err == nil {
		r.err = err
	}
	return v
}

func text(r *reading, f *node.Field[string], e node.Evaluator, i int, fallback string) string {
	return read(r, f, e, i, fallback)
}

func flag(r *reading, f *node.Field[bool], e node.Evaluator, i int, fallback bool) bool {
	return read(r, f, e, i, fallback)
}

// readOptions are the options of nodes that read spreadsheets.
type readOptions struct {
	Binary       node.Field[string]      `param:"binaryPropertyName"`
	Source       node.Field[value.Value] `param:"binaryPropertyName"` // Binary as it is evaluated
	Delimiter    node.Field[string]      `param:"options.delimiter"`
	Encoding     node.Field[string]      `param:"options.encoding"`
	DropBOM      node.Field[bool]        `param:"options.enableBOM"`
	RelaxQuotes  node.Field[bool]        `param:"options.relaxQuotes"`
	HeaderRow    node.Field[bool]        `param:"options.headerRow"`
	IncludeEmpty node.Field[bool]        `param:"options.includeEmptyCells"`
	MaxRows      node.Field[float64]     `param:"options.maxRowCount"`
	Range        node.Field[value.Value] `param:"options.range"`
	Raw          node.Field[bool]        `param:"options.rawData"`
	AsString     node.Field[bool]        `param:"options.readAsString"`
	SheetName    node.Field[string]      `param:"options.sheetName"`
	FromLine     node.Field[float64]     `param:"options.fromLine"`
	SkipErrors   node.Field[value.Value] `param:"options.skipRecordsWithErrors"`
}

// content gives the bytes of a file.
func content(f *item.Binary) ([]byte, error) {
	r, err := f.Content.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	if size := f.Content.Size(); size > 0 && size < 1<<31 {
		b := bytes.NewBuffer(make([]byte, 0, size+bytes.MinRead))
		_, err = b.ReadFrom(r)
		return b.Bytes(), err
	}
	return io.ReadAll(r)
}

// isCSV tells whether a file is comma-separated text by what is known of it.
func isCSV(f *item.Binary) bool {
	return f.MimeType == "text/csv" || f.MimeType == "text/plain" && f.FileExtension == "csv"
}

// rowsOf gives the rows of the file of item i as documents.
func (p *readOptions) rowsOf(h node.Host, f *item.Binary, i int, csv bool) ([]value.Value, error) {
	data, err := content(f)
	if err != nil {
		return nil, err
	}
	if csv {
		return p.csvRows(h, data, i)
	}
	var r reading
	raw := flag(&r, &p.Raw, h, i, false)
	asString := flag(&r, &p.AsString, h, i, false)
	name := text(&r, &p.SheetName, h, i, "")
	area := read(&r, &p.Range, h, i, value.Undefined)
	o := sheet.RecordOptions{FirstRow: -1, NoHeader: !flag(&r, &p.HeaderRow, h, i, true)}
	if flag(&r, &p.IncludeEmpty, h, i, false) {
		o.Empty = value.String("")
	}
	if r.err != nil {
		return nil, r.err
	}
	if asString {
		data = []byte(value.DecodeUTF8(string(data)))
	}
	if area.Truthy() {
		if n := area.ToNumber(); n == n {
			o.FirstRow = int(n)
		} else {
			a, err := sheet.ParseArea(area.ToString())
			if err != nil {
				return nil, err
			}
			o.Area = &a
		}
	}
	book, err := sheet.Read(data, raw)
	if err != nil {
		return nil, err
	}
	if len(book.Sheets) == 0 {
		return nil, node.Errorf("Spreadsheet does not have any sheets!").At(i)
	}
	s := book.Sheets[0]
	if name != "" {
		if s = book.Find(name); s == nil {
			return nil, node.Errorf("Spreadsheet does not contain sheet called \"%s\"!", name).At(i)
		}
	}
	rows := s.Records(o)
	if o.NoHeader {
		for n, row := range rows {
			rows[n] = value.Object(value.Field{Key: "row", Value: row})
		}
	}
	return rows, nil
}

var errTooManySkipped = errors.New("Max number of skipped records exceeded")

func (p *readOptions) csvRows(h node.Host, data []byte, i int) ([]value.Value, error) {
	var r reading
	o := delimited.Options{
		Delimiter: text(&r, &p.Delimiter, h, i, ","), FromLine: int(read(&r, &p.FromLine, h, i, 1)),
		Columns: flag(&r, &p.HeaderRow, h, i, true), RelaxQuotes: flag(&r, &p.RelaxQuotes, h, i, false),
	}
	encoding := text(&r, &p.Encoding, h, i, "utf-8")
	includeEmpty := flag(&r, &p.IncludeEmpty, h, i, false)
	dropBOM := flag(&r, &p.DropBOM, h, i, false)
	most := read(&r, &p.MaxRows, h, i, -1)
	skip := read(&r, &p.SkipErrors, h, i, value.Undefined).Get("value")
	if r.err != nil {
		return nil, r.err
	}
	if most == 0 {
		return nil, errors.New("Invalid Option: to must be a positive integer greater than 0, got 0")
	}
	o.To = int(max(most, 0))
	if skip.Get("enabled").Truthy() {
		limit, skipped := -1.0, 0.0
		if v := skip.Get("maxSkippedRecords"); v.IsNumber() {
			limit = v.Num()
		}
		o.Skip = func(error) error {
			if skipped++; limit >= 0 && skipped > limit {
				return errTooManySkipped
			}
			return nil
		}
	}
	decoded, err := decode(data, encoding, false)
	if err != nil {
		return nil, err
	}
	if dropBOM {
		decoded = charset.StripBOM(decoded)
	}
	var out []value.Value
	var b value.Builder
	err = delimited.Read(decoded, o, func(names, fields []string) error {
		switch {
		case o.Columns:
			b.Reset()
			for n, name := range names {
				if includeEmpty || fields[n] != "" {
					b.Set(name, value.String(fields[n]))
				}
			}
			out = append(out, b.Object())
			return nil
		case includeEmpty:
			row := make([]value.Value, len(fields))
			for n, f := range fields {
				row[n] = value.String(f)
			}
			out = append(out, value.Object(value.Field{Key: "row", Value: value.Array(row...)}))
			return nil
		}
		b.Reset()
		for n, f := range fields {
			if f != "" {
				b.Set(strconv.Itoa(n), value.String(f))
			}
		}
		out = append(out, value.Object(value.Field{Key: "row", Value: b.Object()}))
		return nil
	})
	return out, err
}

// failure is what a node says of a file that could not be read: when its
// extension is another than the format's, that it is not in this format.
func failure(err error, file *item.Binary, format string, i int) error {
	if file != nil && file.FileExtension != "" && file.FileExtension != format {
		return node.Errorf("The file selected in 'Input Binary Field' is not in %s format", format).
			Describe("Try to change the operation or select a %s file in 'Input Binary Field'", format).At(i).Because(err)
	}
	return node.WrapItem(err, i)
}

// failed is the item that stands for a failure.
func failed(err error, i int) item.Item {
	return item.FromPair(value.Object(value.Field{Key: "error", Value: value.String(err.Error())}), i)
}

// spreadsheetRows is the reading of spreadsheets that nodes have in common. The
// format is "csv", another one, or "autodetect".
func (p *readOptions) spreadsheetRows(h node.Host, format func(i int) (string, error)) (node.Output, error) {
	var out []item.Item
	for i := range h.Input(0) {
		rows, file, name, err := p.spreadsheet(h, i, format)
		if err != nil {
			if err = failure(err, file, name, i); !h.ContinueOnFail() {
				return nil, err
			}
			out = append(out, failed(err, i))
			continue
		}
		for _, row := range rows {
			out = append(out, item.FromPair(row, i))
		}
	}
	return node.One(out), nil
}

func (p *readOptions) spreadsheet(h node.Host, i int, formatOf func(i int) (string, error)) (rows []value.Value, file *item.Binary, format string, err error) {
	if format, err = formatOf(i); err != nil {
		return nil, nil, "", err
	}
	source, err := p.Source.At(h, i)
	if err != nil {
		return nil, nil, format, err
	}
	if file, err = node.FileParam(h, 0, i, source); err != nil {
		return nil, nil, format, err
	}
	if format == "autodetect" && isCSV(file) {
		format = "csv"
	}
	rows, err = p.rowsOf(h, file, i, format == "csv")
	return rows, file, format, err
}

package sheet

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"runnel/runtime/value"
)

func sample() *Sheet {
	return &Sheet{Name: "Sheet", Rows: [][]Cell{
		{TextCell("a"), TextCell("b"), TextCell("c"), TextCell("d")},
		{NumberCell(1), TextCell("x,y"), BoolCell(true)},
		{NumberCell(2.5), TextCell(`say "hi" <&>`)},
		{NumberCell(-1e-7), TextCell("line\nbreak"), {}, TextCell("ünï 😀 {\\}")},
	}}
}

func written(t testing.TB, s *Sheet, o WriteOptions) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, s, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func documents(t testing.TB, data []byte, o RecordOptions) string {
	t.Helper()
	w, err := Read(data, false)
	if err != nil {
		t.Fatal(err)
	}
	return value.Array(w.Sheets[0].Records(o)...).JSON()
}

var all = RecordOptions{FirstRow: -1}

func TestRoundTrips(t *testing.T) {
	want := `[{"a":1,"b":"x,y","c":true},{"a":2.5,"b":"say \"hi\" <&>"},{"a":-1e-7,"b":"line\nbreak","d":"ünï 😀 {\\}"}]`
	for _, format := range []string{"xlsx", "xls", "ods", "html", "rtf", "csv"} {
		for _, compress := range []bool{false, true} {
			if got := documents(t, written(t, sample(), WriteOptions{Format: format, Compress: compress}), all); got != want {
				t.Errorf("%s: read\n  %s, not\n  %s", format, got, want)
			}
		}
	}
}

func TestCSV(t *testing.T) {
	got := string(written(t, sample(), WriteOptions{Format: "csv"}))
	want := "\ufeffa,b,c,d\n1,\"x,y\",TRUE,\n2.5,\"say \"\"hi\"\" <&>\",,\n-0.0000001,\"line\nbreak\",,ünï 😀 {\\}"
	if got != want {
		t.Errorf("wrote\n%q, not\n%q", got, want)
	}
	if got := string(written(t, sample(), WriteOptions{Format: "csv", Delimiter: ";"})); !strings.Contains(got, "1;x,y;TRUE;\n") {
		t.Errorf("with semicolons: %q", got)
	}
}

func TestGeneral(t *testing.T) {
	for f, want := range map[float64]string{
		0: "0", 1: "1", -12: "-12", 0.1 + 0.2: "0.3", 1.0 / 3: "0.333333333", 12345678901: "12345678901", 123456789012: "1.23457E+11",
		1e21: "1E+21", 1e-5: "0.00001", 0.000012345678: "1.23457E-05", 1e100: "1E+100", 1234.5678: "1234.5678", -2147483649: "-2147483649", 0.5: "0.5",
	} {
		if got := General(f); got != want {
			t.Errorf("%v is shown as %s, not %s", f, got, want)
		}
	}
}

func TestRecords(t *testing.T) {
	s := &Sheet{Rows: [][]Cell{{TextCell("A"), TextCell("A"), {}, {}, NumberCell(7)}, {}, {NumberCell(1), {}, NumberCell(3), NumberCell(4), {Kind: Error}}}}
	for _, c := range []struct {
		o    RecordOptions
		want string
	}{
		{all, `[{"A":1,"__EMPTY":3,"__EMPTY_1":4}]`},
		{RecordOptions{FirstRow: -1, Empty: value.String("")}, `[{"7":"","A":1,"A_1":"","__EMPTY":3,"__EMPTY_1":4}]`},
		{RecordOptions{FirstRow: -1, NoHeader: true}, `[["A","A",null,null,7],[],[1,null,3,4]]`},
		{RecordOptions{FirstRow: 2}, `[]`},
		{RecordOptions{FirstRow: 2, NoHeader: true}, `[[1,null,3,4]]`},
		{RecordOptions{NoHeader: true, Area: &Area{0, 1, 0, 2}}, `[["A"]]`},
	} {
		if got := value.Array(s.Records(c.o)...).JSON(); got != c.want {
			t.Errorf("%+v: %s, not %s", c.o, got, c.want)
		}
	}
}

func TestLongTexts(t *testing.T) {
	s := &Sheet{Name: "S", Rows: [][]Cell{{TextCell("h"), TextCell("i")}}}
	for i := range 300 {
		s.Rows = append(s.Rows, []Cell{TextCell(strings.Repeat("é", i*37)), TextCell(strings.Repeat("x", i))})
	}
	if got, want := documents(t, written(t, s, WriteOptions{Format: "xls"}), all), documents(t, written(t, s, WriteOptions{Format: "xlsx"}), all); got != want {
		t.Error("texts over several records are not the same")
	}
	s.Rows[1][0] = TextCell(strings.Repeat("x", maxText+1))
	for _, format := range []string{"xls", "xlsx"} {
		if err := Write(&bytes.Buffer{}, s, WriteOptions{Format: format}); err == nil || err.Error() != "Text length must not exceed 32767 characters" {
			t.Errorf("%s: a text that is too long gives %v", format, err)
		}
	}
}

func TestDamaged(t *testing.T) {
	for _, format := range []string{"xlsx", "xls", "ods"} {
		data := written(t, sample(), WriteOptions{Format: format, Compress: true})
		if _, err := Read(data[:len(data)/2], false); err == nil {
			t.Errorf("half an %s file was read", format)
		}
		for i := 8; i < len(data); i += 7 {
			bad := bytes.Clone(data)
			bad[i] ^= 0x55
			_, _ = Read(bad, false)
		}
	}
}

func TestBomb(t *testing.T) {
	defer func(n int64) { maxUnpacked = n }(maxUnpacked)
	maxUnpacked = 1 << 20
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, content := range map[string]string{"[Content_Types].xml": "", "xl/workbook.xml": `<workbook><sheet name="a" r:id="r"/></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r" Target="s.xml"/></Relationships>`, "xl/s.xml": strings.Repeat("<row/>", 1<<20)} {
		f, _ := z.Create(name)
		_, _ = f.Write([]byte(content))
	}
	_ = z.Close()
	if _, err := Read(b.Bytes(), false); err != errTooLarge {
		t.Errorf("a bomb of %d bytes gives %v", b.Len(), err)
	}
}

// TestEntities holds that a document type in a spreadsheet's parts reads no file
// and multiplies nothing.
func TestEntities(t *testing.T) {
	const laughs = `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>`
	parts := map[string]string{"[Content_Types].xml": "", "xl/workbook.xml": `<workbook><sheet name="a" r:id="r"/></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r" Target="s.xml"/></Relationships>`,
		"xl/s.xml": laughs + `<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>v</t></is></c></row>` +
			`<row r="2"><c r="A2" t="inlineStr"><is><t>1&x;&c;2</t></is></c></row></sheetData></worksheet>`}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, content := range parts {
		f, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = f.Write([]byte(content))
	}
	_ = z.Close()
	w, err := Read(b.Bytes(), false)
	if err != nil {
		return // refused, which is as good
	}
	got := value.Array(w.Sheets[0].Records(all)...).JSON()
	if strings.Contains(got, "root:") || strings.Contains(got, "bbb") {
		t.Errorf("entities were resolved: %s", got)
	}
}

func FuzzRead(f *testing.F) {
	for _, format := range []string{"xlsx", "xls", "ods", "html", "rtf", "csv"} {
		f.Add(written(f, sample(), WriteOptions{Format: format}))
	}
	f.Add([]byte("a;b\r\n1;\"x"))
	f.Fuzz(func(t *testing.T, data []byte) {
		w, err := Read(data, false)
		if err == nil {
			for _, s := range w.Sheets {
				s.Records(all)
			}
		}
	})
}

// TestStoredSizes holds that sizes stand before contents that are stored as
// they are: other programs read archives from the front.
func TestStoredSizes(t *testing.T) {
	data := written(t, sample(), WriteOptions{Format: "ods"})
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		if f.Flags&8 != 0 || f.Method != zip.Store {
			t.Errorf("%s: flags %x, method %d", f.Name, f.Flags, f.Method)
		}
	}
}

package convert_test

import (
	"bytes"
	"crypto/md5"
	"crypto/rc4"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"

	_ "runnel/nodes/files/convert"
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/node/nodetest"
	"runnel/runtime/value"
)

const (
	toFile      = "n8n-nodes-base.convertToFile"
	fromFile    = "n8n-nodes-base.extractFromFile"
	spreadsheet = "n8n-nodes-base.spreadsheetFile"
	move        = "n8n-nodes-base.moveBinaryData"
)

func TestRecorded(t *testing.T) {
	nodetest.Recorded(t, toFile, fromFile, spreadsheet, move, "n8n-nodes-base.iCal", "n8n-nodes-base.readPDF")
}

func TestExamples(t *testing.T) {
	for _, typ := range []string{toFile, spreadsheet, move, "n8n-nodes-base.iCal"} {
		nodetest.Examples(t, typ)
	}
}

// withFile is an input of one item with a file under "data".
func withFile(doc, name, mime, content string) []item.Item {
	f := nodetest.File(name, mime, content)
	if at := strings.LastIndexByte(name, '.'); at >= 0 {
		f.FileExtension = name[at+1:]
	}
	return []item.Item{nodetest.WithFile(item.New(nodetest.Doc(doc)), "data", f)}
}

func contents(t *testing.T, out node.Output, err error, n int, property string) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	r, err := out[0][n].Binary.Get(property).Content.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestToFile(t *testing.T) {
	for _, c := range []struct{ name, params, in, want, file string }{
		{"csv", `{}`, `[{"a":{"b":1,"c":[true,null]}},{"a":{"c":[]},"d":"x,\"y"}]`, "\ufeffa.b,a.c.0,a.c.1,d\n1,TRUE,,\n,,,\"x,\"\"y\"", "File.csv"},
		{"csv without a header", `{"options":{"headerRow":false,"delimiter":";","fileName":"x.csv"}}`, `[{"a":1,"b":"p;q"}]`, "\ufeff1;\"p;q\"", "x.csv"},
		{"text", `{"operation":"toText","sourceProperty":"a"}`, `[{"a":"é"}]`, "é", ""},
		{"a number", `{"operation":"toText","sourceProperty":"a"}`, `[{"a":1.5}]`, "1.5", ""},
		{"an object", `{"operation":"toText","sourceProperty":"a"}`, `[{"a":{"b":1}}]`, `{"b":1}`, ""},
		{"latin1", `{"operation":"toText","sourceProperty":"a","options":{"encoding":"iso88591"}}`, `[{"a":"é€"}]`, "\xe9?", ""},
		{"a mark", `{"operation":"toText","sourceProperty":"a","options":{"encoding":"utf8","addBOM":true}}`, `[{"a":"x"}]`, "\ufeffx", ""},
		{"utf-16", `{"operation":"toText","sourceProperty":"a","options":{"encoding":"ucs2"}}`, `[{"a":"x"}]`, "x\x00", ""},
		{"json", `{"operation":"toJson"}`, `[{"a":1},{"b":2}]`, `[{"a":1},{"b":2}]`, ""},
		{"json of each, indented", `{"operation":"toJson","mode":"each","options":{"format":true}}`, `[{"a":1}]`, "{\n  \"a\": 1\n}", ""},
		{"base64", `{"operation":"toBinary","sourceProperty":"a.b"}`, `[{"a":{"b":"aGk="}}]`, "hi", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, err := nodetest.New(t, toFile, 1.1, c.params).Docs(c.in).Run()
			if got := contents(t, out, err, 0, "data"); got != c.want {
				t.Errorf("the file is %q, not %q", got, c.want)
			}
			if c.file != "" && out[0][0].Binary.Get("data").FileName != c.file {
				t.Errorf("the file is called %q", out[0][0].Binary.Get("data").FileName)
			}
		})
	}
	_, err := nodetest.New(t, toFile, 1.1, `{"operation":"toText","sourceProperty":"z"}`).Docs(`[{"a":1}]`).Run()
	nodetest.WantError(t, err, `The value in "z" is not set`)
	out, err := nodetest.New(t, toFile, 1.1, `{"operation":"toText","sourceProperty":"z"}`).Docs(`[{"a":1},{"z":"1"}]`).ContinueOnFailure().Run()
	nodetest.WantFull(t, out, err, `[[{"json":{"error":"The value in \"z\" is not set"},"pairedItem":{"item":0}},{"json":{},"binary":{"data":"text/plain"},"pairedItem":{"item":1}}]]`)
}

func TestCalendar(t *testing.T) {
	out, err := nodetest.New(t, toFile, 1.1, `{"operation":"iCal","title":"Meet; now","start":"2024-03-01T10:00:00Z","end":"2024-03-01T11:00:00Z",
		"additionalFields":{"uid":"u-1","description":"`+strings.Repeat("é", 60)+`","attendeesUi":{"attendeeValues":[{"name":"Ada","email":"ada@example.com","rsvp":true}]}}}`).Docs(`[{}]`).Run()
	text := contents(t, out, err, 0, "data")
	for _, line := range []string{"BEGIN:VEVENT\r\n", "SUMMARY:Meet\\; now\r\n", "DTSTART:20240301T100000Z\r\n", "UID:u-1\r\n", "ATTENDEE;CN=Ada;RSVP=TRUE:mailto:ada@example.com\r\n"} {
		if !strings.Contains(text, line) {
			t.Errorf("there is no %q in\n%s", line, text)
		}
	}
	for line := range strings.SplitSeq(text, "\r\n") {
		if len(line) > 75 {
			t.Errorf("a line of %d bytes", len(line))
		}
	}
	out, err = nodetest.New(t, fromFile, 1.1, `{"operation":"fromIcs"}`).Link(withFile(`{}`, "e.ics", "text/calendar", text)).Run()
	if err != nil {
		t.Fatal(err)
	}
	event := out[0][0].JSON.AtPath("data.events[0]")
	if event.Get("summary").Str() != "Meet; now" || event.AtPath("start.date").Str() != "2024-03-01T10:00:00.000Z" || event.AtPath("attendees[0].email").Str() != "ada@example.com" {
		t.Errorf("the event reads %s", event.JSON())
	}
	for _, cut := range []int{0, 20, len(text) / 2, len(text) - 5} {
		if _, err := nodetest.New(t, fromFile, 1.1, `{"operation":"fromIcs"}`).Link(withFile(`{}`, "e.ics", "text/calendar", text[:cut])).Run(); err == nil {
			t.Errorf("a calendar that ends after %d bytes is read", cut)
		}
	}
	out, err = nodetest.New(t, "n8n-nodes-base.iCal", 1, `{"title":"Day","start":"2024-03-01","end":"2024-03-01","allDay":true}`).Docs(`[{}]`).Run()
	if text := contents(t, out, err, 0, "data"); !strings.Contains(text, "DTSTART;VALUE=DATE:20240301") || !strings.Contains(text, "DTEND;VALUE=DATE:20240302") {
		t.Errorf("a whole day is\n%s", text)
	}
}

func TestFromFile(t *testing.T) {
	for _, c := range []struct{ name, params, file, content, want, fails string }{
		{"csv", `{}`, "f.csv", "a,b\r\n1,\r\n\"x\"\"y\",2", `[{"json":{"a":"1"}},{"json":{"a":"x\"y","b":"2"}}]`, ""},
		{"empty cells", `{"options":{"includeEmptyCells":true}}`, "f.csv", "a,b\n1,\n", `[{"json":{"a":"1","b":""}}]`, ""},
		{"no header", `{"options":{"headerRow":false}}`, "f.csv", "a,,b\n", `[{"json":{"row":{"0":"a","2":"b"}}}]`, ""},
		{"no header, empty cells", `{"options":{"headerRow":false,"includeEmptyCells":true}}`, "f.csv", "a,,b\n", `[{"json":{"row":["a","","b"]}}]`, ""},
		{"a mark", `{"options":{"enableBOM":true}}`, "f.csv", "\ufeffa\n1\n", `[{"json":{"a":"1"}}]`, ""},
		{"a lone quote", `{}`, "f.csv", "a,b\n1,x\"y\n", "", `Invalid Opening Quote: a quote is found on field "b" at line 2, value is "x"`},
		{"a quote that is not closed", `{}`, "f.csv", "a,b\n1,\"y\n", "", `Quote Not Closed: the parsing is finished with an opening quote at line 2`},
		{"after a quote", `{}`, "f.csv", "a\n\"b\"c\n", "", `Invalid Closing Quote: got "c" at line 2 instead of delimiter, record delimiter, trimable character (if activated) or comment`},
		{"quotes relaxed", `{"options":{"relaxQuotes":true}}`, "f.csv", "a,b\n\"x\"y,p\"q\n", `[{"json":{"a":"\"x\"y","b":"p\"q"}}]`, ""},
		{"uneven", `{}`, "f.csv", "a,b\n1\n", "", `Invalid Record Length: columns length is 2, got 1 on line 2`},
		{"skipping", `{"options":{"skipRecordsWithErrors":{"value":{"enabled":true,"maxSkippedRecords":-1}}}}`, "f.csv", "a,b\n1\nx\"y,1\n1,2\n", `[{"json":{"a":"1","b":"2"}}]`, ""},
		{"skipping too many", `{"options":{"skipRecordsWithErrors":{"value":{"enabled":true,"maxSkippedRecords":1}}}}`, "f.csv", "a,b\n1\n2\n1,2\n", "", "Max number of skipped records exceeded"},
		{"not csv", `{}`, "f.txt", "a,b\n1\n", "", "The file selected in 'Input Binary Field' is not in csv format"},
		{"a damaged spreadsheet", `{"operation":"xlsx"}`, "f.xlsx", "PK\x03\x04garbage", "", "Unsupported ZIP file"},
		{"a damaged old spreadsheet", `{"operation":"xls"}`, "f.doc", "\xd0\xcf\x11\xe0garbage", "", "The file selected in 'Input Binary Field' is not in xls format"},
		{"no such sheet", `{"operation":"xlsx","options":{"sheetName":"S"}}`, "f.xlsx", "a,b\n1,2", "", `Spreadsheet does not contain sheet called "S"!`},
		{"csv in a spreadsheet's place", `{"operation":"xls"}`, "f.xls", "a;b\n1;TRUE\n2024-01-02;\"x\"", `[{"json":{"a":1,"b":true}},{"json":{"a":45293,"b":"x"}}]`, ""},
		{"raw", `{"operation":"xls","options":{"rawData":true}}`, "f.xls", "a;b\n1;TRUE", `[{"json":{"a":"1","b":"TRUE"}}]`, ""},
		{"html", `{"operation":"html"}`, "f.html", "<table><tr><th>a<th colspan=2>b<tr><td>1<td> x  y <td>3</table>", `[{"json":{"a":1,"b":"x y","__EMPTY":3}}]`, ""},
		{"json", `{"operation":"fromJson","destinationKey":"a.b"}`, "f.json", "\ufeff{\"x\":1}", `[{"json":{"a":{"b":{"x":1}}}}]`, ""},
		{"bad json", `{"operation":"fromJson"}`, "f.json", "{", "", "The file selected in 'Input Binary Field' is not in JSON format"},
		{"keep json", `{"operation":"text","options":{"keepSource":"both"}}`, "f.txt", "x", `[{"json":{"in":1,"data":"x"},"binary":{"data":"a/b"}}]`, ""},
		{"latin1 found out", `{"operation":"text"}`, "f.txt", "Das ist sch\xf6n f\xfcr gro\xdfe T\xfcren und \xc4pfel, wei\xdf man in M\xfcnchen und K\xf6ln \xfcberall", `[{"json":{"data":"Das ist schön für große Türen und Äpfel, weiß man in München und Köln überall"}}]`, ""},
		{"base64", `{"operation":"binaryToPropery"}`, "f", "\x00\xff", `[{"json":{"data":"AP8="}}]`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, err := nodetest.New(t, fromFile, 1.1, c.params).Link(withFile(`{"in":1}`, c.file, "a/b", c.content)).Run()
			if c.fails != "" {
				nodetest.WantError(t, err, c.fails)
				return
			}
			var list []value.Value
			for _, e := range nodetest.Doc(c.want).Elems() {
				list = append(list, e.Set("pairedItem", nodetest.Doc(`{"item":0}`)))
			}
			nodetest.WantFull(t, out, err, value.Array(value.Array(list...)).JSON())
		})
	}
}

func TestSpreadsheets(t *testing.T) {
	in := `[{"a":1,"b":"003"},{"a":true,"c":"ü"}]`
	for _, format := range []string{"csv", "html", "ods", "rtf", "xls", "xlsx"} {
		out, err := nodetest.New(t, spreadsheet, 1, `{"operation":"toFile","fileFormat":"`+format+`","options":{"headerRow":true}}`).Docs(in).Run()
		data := contents(t, out, err, 0, "data")
		out, err = nodetest.New(t, spreadsheet, 1, `{}`).Link(withFile(`{}`, "s."+format, "x/y", data)).Run()
		want := `[[{"a":1,"b":"003"},{"a":true,"c":"ü"}]]`
		if format == "csv" || format == "rtf" {
			// Text has no types: what looks like a number is one.
			want = `[[{"a":1,"b":3},{"a":true,"c":"ü"}]]`
		}
		nodetest.Want(t, out, err, want)
	}
}

func TestMove(t *testing.T) {
	out, err := nodetest.New(t, move, 1.1, `{"mode":"jsonToBinary","convertAllData":false,"sourceKey":"a","options":{"useRawData":true}}`).Docs(`[{"a":"x","b":1},{"b":2}]`).Run()
	nodetest.WantFull(t, out, err, `[[{"json":{"b":1},"binary":{"data":""},"pairedItem":{"item":0}}]]`)
	if got := contents(t, out, err, 0, "data"); got != "x" {
		t.Errorf("the file is %q", got)
	}
	out, err = nodetest.New(t, move, 1, `{"setAllData":false,"destinationKey":"p.q","options":{"keepAsBase64":true,"keepSource":true}}`).Link(withFile(`{"in":1}`, "f", "a/b", "hi")).Run()
	nodetest.WantFull(t, out, err, `[[{"json":{"in":1,"p":{"q":"aGk="}},"binary":{"data":"a/b"},"pairedItem":{"item":0}}]]`)
	_, err = nodetest.New(t, move, 1, `{}`).Link(withFile(`{}`, "f", "a/b", "{")).Run()
	if err == nil {
		t.Error("bad JSON is no error")
	}
	_, err = nodetest.New(t, move, 1, `{"mode":"other"}`).Docs(`[{}]`).Run()
	nodetest.WantError(t, err, `The operation "other" is not known!`)
}

// makePDF writes a PDF file of one page for each text, locked when there is a
// password (the standard handler's revision 3).
func makePDF(password string, texts ...string) string {
	pad := "\x28\xBF\x4E\x5E\x4E\x75\x8A\x41\x64\x00\x4E\x56\xFF\xFA\x01\x08\x2E\x2E\x00\xB6\xD0\x68\x3E\x80\x2F\x0C\xA9\xFE\x64\x53\x69\x7A"
	crypt := func(key []byte, s string) string {
		c, _ := rc4.NewCipher(key)
		out := make([]byte, len(s))
		c.XORKeyStream(out, []byte(s))
		return string(out)
	}
	hashed := func(s string) []byte {
		sum := md5.Sum([]byte(s))
		for range 50 {
			sum = md5.Sum(sum[:])
		}
		return sum[:]
	}
	often := func(key []byte, s string) string {
		for i := range 20 {
			k := bytes.Clone(key)
			for n := range k {
				k[n] ^= byte(i)
			}
			s = crypt(k, s)
		}
		return s
	}
	const id = "0123456789abcdef"
	padded := (password + pad)[:32]
	o := often(hashed(padded), padded)
	key := hashed(padded + o + "\xfc\xff\xff\xff" + id)
	start := md5.Sum([]byte(pad + id))
	user := often(key, string(start[:])) + strings.Repeat("\x00", 16)
	var b bytes.Buffer
	var offsets []int
	object := func(body string) {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(offsets), body)
	}
	b.WriteString("%PDF-1.4\n")
	object("<</Type/Catalog/Pages 2 0 R>>")
	kids := ""
	for i := range texts {
		kids += fmt.Sprintf("%d 0 R ", 4+2*i)
	}
	object(fmt.Sprintf("<</Type/Pages/Kids[%s]/Count %d>>", kids, len(texts)))
	object("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>")
	for i, text := range texts {
		object(fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Resources<</Font<</F 3 0 R>>>>/Contents %d 0 R>>", 5+2*i))
		stream := "BT /F 12 Tf 20 200 Td (" + text + ") Tj 0 -20 Td (second line) Tj ET"
		if password != "" {
			n := len(offsets) + 1
			k := md5.Sum(append(bytes.Clone(key), byte(n), 0, 0, 0, 0))
			stream = crypt(k[:], stream)
		}
		object(fmt.Sprintf("<</Length %d>>stream\n%s\nendstream", len(stream), stream))
	}
	trailer := fmt.Sprintf("<</Size %d/Root 1 0 R/ID[<30313233343536373839616263646566><30313233343536373839616263646566>]", len(offsets)+2)
	if password != "" {
		object(fmt.Sprintf("<</Filter/Standard/V 2/R 3/Length 128/O<%x>/U<%x>/P -4>>", o, user))
		trailer += fmt.Sprintf("/Encrypt %d 0 R", len(offsets))
	}
	at := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n%s>>\nstartxref\n%d\n%%%%EOF\n", trailer, at)
	return b.String()
}

func TestPDF(t *testing.T) {
	api.DisableConfigDir()
	run := func(params, data string) (string, error) {
		out, err := nodetest.New(t, fromFile, 1.1, params).Link(withFile(`{}`, "f.pdf", "application/pdf", data)).Run()
		if err != nil {
			return "", err
		}
		doc := out[0][0].JSON
		return value.Array(doc.Get("numpages"), doc.Get("numrender"), doc.Get("text")).JSON(), nil
	}
	plain, locked := makePDF("", "Hello", "World"), makePDF("secret", "Hello")
	for _, c := range []struct{ name, params, data, want, fails string }{
		{"pages", `{"operation":"pdf"}`, plain, `[2,2,"Hello\nsecond line\n\nWorld\nsecond line"]`, ""},
		{"one page apart", `{"operation":"pdf","options":{"joinPages":false,"maxPages":1}}`, plain, `[2,1,["Hello\nsecond line"]]`, ""},
		{"no password", `{"operation":"pdf"}`, locked, "", "No password given"},
		{"a wrong password", `{"operation":"pdf","options":{"password":"x"}}`, locked, "", "Incorrect Password"},
		{"the password", `{"operation":"pdf","options":{"password":"secret"}}`, locked, `[1,1,"Hello\nsecond line"]`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := run(c.params, c.data)
			if c.fails != "" {
				nodetest.WantError(t, err, c.fails)
			} else if err != nil || got != c.want {
				t.Errorf("%s (%v), not %s", got, err, c.want)
			}
		})
	}
	for _, key := range []struct {
		aes  bool
		bits int
	}{{true, 256}, {true, 128}, {false, 128}, {false, 40}} {
		conf := model.NewRC4Configuration("secret", "owner", key.bits)
		if key.aes {
			conf = model.NewAESConfiguration("secret", "owner", key.bits)
		}
		var b bytes.Buffer
		if err := api.Encrypt(strings.NewReader(plain), &b, conf); err != nil {
			t.Fatal(err)
		}
		got, err := run(`{"operation":"pdf","options":{"password":"secret"}}`, b.String())
		if err != nil || got != `[2,2,"Hello\nsecond line\n\nWorld\nsecond line"]` {
			t.Errorf("%+v: %s (%v)", key, got, err)
		}
		_, err = run(`{"operation":"pdf"}`, b.String())
		nodetest.WantError(t, err, "No password given")
		_, err = run(`{"operation":"pdf","options":{"password":"x"}}`, b.String())
		nodetest.WantError(t, err, "Incorrect Password")
	}
	if _, err := run(`{"operation":"pdf"}`, "no pdf"); err == nil || !strings.HasPrefix(err.Error(), "Invalid PDF structure") {
		t.Errorf("what is no PDF gives %v", err)
	}
	for i := 10; i < len(plain); i += 13 {
		_, _ = run(`{"operation":"pdf"}`, plain[:i]+"\x00"+plain[i:])
	}
}

func TestFileInsteadOfAName(t *testing.T) {
	file := `{"mimeType":"text/csv","fileExtension":"csv","data":"a\n1\n"}`
	out, err := nodetest.New(t, fromFile, 1.1, `{"binaryPropertyName":`+file+`}`).Docs(`[{}]`).Run()
	nodetest.Want(t, out, err, `[[{"a":"1"}]]`)
	_, err = nodetest.New(t, fromFile, 1.1, `{"binaryPropertyName":7}`).Docs(`[{}]`).Run()
	nodetest.WantError(t, err, "Provided parameter is not a string or binary data object.")
}

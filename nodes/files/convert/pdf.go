package convert

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strings"
	"sync"

	"github.com/ledongthuc/pdf"
	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// ReadPDF declares the Read PDF node.
var ReadPDF = node.Define(node.Spec[readPDFParams]{
	Name: "n8n-nodes-base.readPDF", Title: "Read PDF", Groups: []string{"input"},
	Summary: "Reads the text of PDF files.",
	Icon:    "file-text", Color: "#003355", Versions: node.Versions(1), Hidden: true,
	Inputs: node.Main(1), Outputs: node.Main(1), Params: readPDFDeclared, Run: runReadPDF,
})

type readPDFParams struct {
	Binary    node.Field[value.Value] `param:"binaryPropertyName"`
	Encrypted node.Field[bool]        `param:"encrypted"`
	Password  node.Field[string]      `param:"password"`
}

func runReadPDF(c *node.Call[readPDFParams]) (node.Output, error) {
	in := c.Input(0)
	out := make([]item.Item, len(in))
	for i := range in {
		doc, err := c.P.one(c, i)
		if err != nil {
			if !c.ContinueOnFail() {
				return nil, node.WrapItem(err, i)
			}
			out[i] = failed(err, i)
			continue
		}
		out[i] = item.FromPair(doc, i)
		out[i].Binary = in[i].Binary
	}
	return node.One(out), nil
}

func (p *readPDFParams) one(h node.Host, i int) (value.Value, error) {
	var r reading
	source := read(&r, &p.Binary, h, i, value.Undefined)
	password := ""
	if flag(&r, &p.Encrypted, h, i, false) {
		password = text(&r, &p.Password, h, i, "")
	}
	if r.err != nil {
		return value.Undefined, r.err
	}
	file, err := node.FileParam(h, 0, i, source)
	if err != nil {
		return value.Undefined, err
	}
	data, err := content(file)
	if err != nil {
		return value.Undefined, err
	}
	return readPDF(data, password, 0, true)
}

// pdfOptions are the options of reading PDF.
type pdfOptions struct {
	Join     node.Field[bool]    `param:"options.joinPages"`
	MaxPages node.Field[float64] `param:"options.maxPages"`
	Password node.Field[string]  `param:"options.password"`
}

func (p *pdfOptions) read(h node.Host, file *item.Binary, i int) (value.Value, error) {
	var r reading
	join := flag(&r, &p.Join, h, i, true)
	most := read(&r, &p.MaxPages, h, i, 0)
	password := text(&r, &p.Password, h, i, "")
	if r.err != nil {
		return value.Undefined, r.err
	}
	data, err := content(file)
	if err != nil {
		return value.Undefined, err
	}
	return readPDF(data, password, int(most), join)
}

var (
	errNoPassword    = errors.New("No password given")
	errWrongPassword = errors.New("Incorrect Password")
	errNoPDF         = errors.New("Invalid PDF structure.")
)

// readPDF gives what a PDF file says of itself and its text. maxPages is the
// most pages that are read, 0 for all.
func readPDF(data []byte, password string, maxPages int, join bool) (v value.Value, err error) {
	// The library panics on what it does not understand.
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("Invalid PDF structure: %v", r)
		}
	}()
	locked := bytes.Contains(data, []byte("/Encrypt"))
	if locked {
		if data, err = unlock(data, password); err != nil {
			return v, err
		}
	}
	asked := 0
	r, err := pdf.NewReaderEncrypted(bytes.NewReader(data), int64(len(data)), func() string {
		if asked++; asked > 1 {
			return ""
		}
		return password
	})
	switch {
	case err == pdf.ErrInvalidPassword && password == "":
		return v, errNoPassword
	case err == pdf.ErrInvalidPassword:
		return v, errWrongPassword
	case err != nil && strings.HasPrefix(err.Error(), "unsupported PDF"):
		return v, err
	case err != nil:
		return v, fmt.Errorf("%w (%v)", errNoPDF, err)
	}
	pages := r.NumPage()
	rendered := pages
	if maxPages > 0 {
		rendered = min(pages, maxPages)
	}
	texts := make([]string, 0, rendered)
	for n := 1; n <= rendered; n++ {
		texts = append(texts, pageText(r.Page(n)))
	}
	var b value.Builder
	b.Set("numpages", value.Int(pages))
	b.Set("numrender", value.Int(rendered))
	b.Set("info", pdfInfo(r, data, locked))
	if join {
		b.Set("text", value.String(strings.Join(texts, "\n\n")))
	} else {
		list := make([]value.Value, len(texts))
		for i, t := range texts {
			list[i] = value.String(t)
		}
		b.Set("text", value.Array(list...))
	}
	b.Set("version", value.String(pdfVersion))
	return b.Object(), nil
}

// unlock decrypts a file. The library that reads text knows some of the ciphers
// only; what the other library cannot read either is left to the first one.
func unlock(data []byte, password string) ([]byte, error) {
	withoutFolder()
	conf := model.NewDefaultConfiguration()
	conf.UserPW, conf.OwnerPW = password, password
	var b bytes.Buffer
	err := api.Decrypt(bytes.NewReader(data), &b, conf)
	switch {
	case err == nil:
		return b.Bytes(), nil
	case errors.Is(err, pdfcpu.ErrWrongPassword) && password == "":
		return nil, errNoPassword
	case errors.Is(err, pdfcpu.ErrWrongPassword):
		return nil, errWrongPassword
	}
	return data, nil
}

// withoutFolder keeps the library from making a folder for its settings.
var withoutFolder = sync.OnceFunc(api.DisableConfigDir)

// pdfVersion stands where the original names the version of its PDF library.
const pdfVersion = "5.3.31"

// pageText gives the text of a page line by line, in the order in which it is
// drawn. A gap between two letters of a line is a space.
func pageText(p pdf.Page) string {
	if p.V.IsNull() {
		return ""
	}
	var b strings.Builder
	var last pdf.Text
	for i, t := range p.Content().Text {
		if i > 0 {
			switch {
			case math.Abs(t.Y-last.Y) > max(t.FontSize, last.FontSize, 1)*0.3:
				b.WriteByte('\n')
			case t.X-(last.X+last.W) > max(t.FontSize, 1)*0.2 && last.S != " " && t.S != " ":
				b.WriteByte(' ')
			}
		}
		b.WriteString(t.S)
		last = t
	}
	lines := strings.Split(b.String(), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

func pdfInfo(r *pdf.Reader, data []byte, locked bool) value.Value {
	var b value.Builder
	if len(data) > 8 {
		b.Set("PDFFormatVersion", value.String(string(data[5:8])))
	}
	root, trailer := r.Trailer().Key("Root"), r.Trailer()
	b.Set("Language", optional(root.Key("Lang")))
	encryption := value.Null
	if locked {
		encryption = value.String("Standard")
	}
	b.Set("EncryptFilterName", encryption)
	b.Set("IsLinearized", value.Bool(bytes.Contains(data[:min(len(data), 2048)], []byte("/Linearized"))))
	form := root.Key("AcroForm")
	b.Set("IsAcroFormPresent", value.Bool(form.Key("Fields").Len() > 0))
	b.Set("IsXFAPresent", value.Bool(!form.Key("XFA").IsNull()))
	b.Set("IsCollectionPresent", value.Bool(!root.Key("Collection").IsNull()))
	b.Set("IsSignaturesPresent", value.Bool(form.Key("SigFlags").Int64()&1 != 0))
	for _, key := range trailer.Key("Info").Keys() {
		if v := trailer.Key("Info").Key(key); v.Kind() == pdf.String {
			b.Set(key, value.String(v.Text()))
		}
	}
	return b.Object()
}

func optional(v pdf.Value) value.Value {
	if v.IsNull() {
		return value.Null
	}
	return value.String(v.Text())
}

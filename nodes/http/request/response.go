package request

import (
	"mime"
	"net/url"
	"path"
	"strings"

	"runnel/runtime/httpclient"
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// The response formats. Versions 1 and 2 call text "string".
const (
	autodetect = "autodetect"
	asJSON     = "json"
	asText     = "text"
	asFile     = "file"
)

// format says what is made of answers (core reference §6.7).
type format struct {
	name string
	// full gives headers and status with the body.
	full       bool
	neverError bool
	// property is where text and files go.
	property string
	// newer is set since version 3, split makes older versions give an item
	// for each element of a list.
	newer, split bool
}

// page is an answer that was read.
type page struct {
	status     int
	statusText string
	header     value.Value
	// kind is asJSON, asText or asFile.
	kind string
	// body is the body as a value, undefined for an empty one; file is set
	// instead when kind is asFile.
	body value.Value
	file *item.Binary
	// text is the body as it came, for pagination to compare.
	text string
	url  string
	// err is why the body could not be read as what it is.
	err error
}

// maxBody is the most of an answer that is read into memory; larger ones can
// be read as files.
const maxBody = 512 << 20

// fileTypes are what autodetection takes for files.
var fileTypes = []string{
	"image/", "audio/", "video/", "application/octet-stream", "application/gzip", "application/zip", "application/vnd.rar", "application/epub+zip",
	"application/x-bzip", "application/x-bzip2", "application/x-cdf", "application/vnd.amazon.ebook", "application/msword",
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/vnd.ms-fontobject",
	"application/vnd.oasis.opendocument.presentation", "application/pdf", "application/x-tar", "application/vnd.visio",
	"application/vnd.ms-excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/x-7z-compressed",
}

func detect(contentType string) string {
	if strings.Contains(contentType, "application/json") {
		return asJSON
	}
	for _, t := range fileTypes {
		if strings.Contains(contentType, t) {
			return asFile
		}
	}
	return asText
}

// read reads an answer: a *httpclient.StatusError when its status is one of
// failure.
func (x *exchanger) read(d *draft, resp *httpclient.Response) (page, error) {
	p := page{status: resp.Status, statusText: resp.StatusText, header: resp.Header, kind: x.format.name, url: resp.URL}
	contentType := resp.HeaderText("content-type")
	if !d.anyStatus && !x.paginating && !httpclient.Success(resp.Status) {
		return p, x.refused(resp, contentType)
	}
	if p.kind == autodetect {
		p.kind = detect(contentType)
	}
	if p.kind == asFile && (!x.paginating || x.format.name == asFile) {
		return p, x.readFile(&p, resp, d, contentType)
	}
	data, err := resp.ReadAll(maxBody)
	if err != nil {
		return p, err
	}
	switch {
	case x.format.name != autodetect:
		p.text = httpclient.UTF8(data)
		p.body = httpclient.Lenient(p.text)
		if !x.format.newer && d.plain {
			p.body = value.String(p.text)
		}
	default:
		p.text = httpclient.Text(data, httpclient.Charset(contentType))
		p.body = value.String(p.text)
		if p.kind == asJSON {
			p.body, p.err = value.ParseString(p.text)
			if p.err != nil {
				p.err = node.Errorf("Invalid JSON in response body")
				if x.format.neverError || x.paginating {
					p.body, p.err = value.EmptyObject, nil
				}
			}
		}
		if x.paginating && p.kind == asFile {
			p.kind = asText // pages are read as text, whatever they are
		}
	}
	if p.body.IsString() && p.body.Str() == "" && !(x.paginating && x.format.name == autodetect) {
		p.body = value.Undefined
	}
	return p, nil
}

// refused reads the body of an answer that means failure.
func (x *exchanger) refused(resp *httpclient.Response, contentType string) error {
	data, err := resp.ReadAll(maxBody)
	if err != nil {
		return err
	}
	e := &httpclient.StatusError{Status: resp.Status, StatusText: resp.StatusText, Header: resp.Header, Raw: data, Method: resp.Method, URL: resp.URL}
	switch x.format.name {
	case asJSON, asText, "string":
		e.Body = httpclient.Lenient(httpclient.UTF8(data))
	default:
		e.Body = value.String(httpclient.Text(data, httpclient.Charset(contentType)))
	}
	return e
}

// readFile stores the body as a file. It is named by the content-disposition
// header or the URL, and typed by the content type or the name.
func (x *exchanger) readFile(p *page, resp *httpclient.Response, d *draft, contentType string) error {
	defer resp.Body.Close()
	meta := node.BinaryMeta{FileName: fileName(resp)}
	meta.MimeType, _, _ = strings.Cut(contentType, ";")
	meta.MimeType, _, _ = strings.Cut(strings.TrimSpace(meta.MimeType), " ")
	if x.format.newer {
		meta.Directory = resp.URL
	} else {
		// Versions 1 and 2 go by the URL as it was written, and by contents.
		meta = node.BinaryMeta{FileName: d.url[strings.LastIndexByte(d.url, '/')+1:]}
	}
	file, err := x.files.Create(x.ctx, resp.Body, meta)
	if err != nil {
		return err
	}
	if file.FileName == "" && file.FileExtension != "" && x.format.newer {
		if file.FileName = x.format.property + "." + file.FileExtension; strings.HasSuffix(d.url, file.FileExtension) {
			file.FileName = d.url[strings.LastIndexByte(d.url, '/')+1:]
		}
	}
	p.kind, p.file = asFile, file
	return nil
}

func fileName(resp *httpclient.Response) string {
	if _, params, err := mime.ParseMediaType(resp.HeaderText("content-disposition")); err == nil && params["filename"] != "" {
		return path.Base(params["filename"])
	}
	u, err := url.Parse(resp.URL)
	if err != nil {
		return ""
	}
	name := path.Base(u.EscapedPath())
	if name == "/" || name == "." {
		return ""
	}
	return name
}

// items makes the items of an answer.
func (f format) items(p page, in item.Item, i int) ([]item.Item, error) {
	if p.err != nil {
		return nil, node.WrapItem(p.err, i)
	}
	one := func(json value.Value) []item.Item { return []item.Item{item.FromPair(json, i)} }
	switch p.kind {
	case asFile:
		it := item.FromPair(in.JSON, i)
		it.Binary = in.Binary.With(f.property, p.file)
		if f.full {
			it.JSON = f.fullResponse(p, "", value.Undefined)
		}
		return []item.Item{it}, nil
	case asText, "string":
		body := p.body
		if f.newer && (body.IsObject() || body.IsArray()) {
			body = value.String(body.JSON())
		}
		if f.full {
			return one(f.fullResponse(p, f.property, body)), nil
		}
		if body.IsUndefined() {
			return one(value.EmptyObject), nil
		}
		return one(value.Object(value.Field{Key: f.property, Value: body})), nil
	}
	body := p.body
	if body.IsString() {
		var err error
		if body, err = value.ParseString(body.Str()); err != nil {
			change := "Text"
			if !f.newer {
				change = "String"
			}
			return nil, node.Errorf("Response body is not valid JSON. Change \"Response Format\" to \"%s\"", change).At(i)
		}
	}
	switch {
	case f.full:
		return one(f.fullResponse(p, "body", body)), nil
	case body.IsArray() && (f.newer || f.split):
		items := make([]item.Item, body.Len())
		for n, e := range body.Elems() {
			items[n] = item.FromPair(orEmpty(e), i)
		}
		return items, nil
	}
	return one(orEmpty(body)), nil
}

// orEmpty gives an empty object for null, as the original does.
func orEmpty(v value.Value) value.Value {
	if v.IsNullish() {
		return value.EmptyObject
	}
	return v
}

// fullResponse makes the document that has the body, under a name unless that
// is "", with headers and status.
func (f format) fullResponse(p page, name string, body value.Value) value.Value {
	var b value.Builder
	if name != "" && !body.IsUndefined() {
		b.Set(name, body)
	}
	b.Set("headers", p.header)
	b.Set("statusCode", value.Int(p.status))
	b.Set("statusMessage", value.String(p.statusText))
	return b.Object()
}

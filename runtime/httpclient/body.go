package httpclient

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"io"
	"strings"

	"runnel/runtime/value"
)

// Body is what a request sends. It can be opened again for a redirect or a
// second try.
type Body struct {
	// ContentType is the media type that describes it, "" when unknown.
	ContentType string
	// Size is the number of bytes, -1 when unknown.
	Size int64
	Open func() (io.ReadCloser, error)
	// short is set for bytes in memory that are sent at once. net/http sends
	// the head of a request together with such a body, and with no other.
	short bool
}

// BytesBody makes a body of bytes.
func BytesBody(data []byte, contentType string) *Body {
	return &Body{ContentType: contentType, Size: int64(len(data)), short: len(data) <= 64<<10, Open: func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(data)), nil
	}}
}

// TextBody makes a body of text. Halves of surrogate pairs become U+FFFD.
func TextBody(text, contentType string) *Body {
	return BytesBody([]byte(strings.ToValidUTF8(text, "\uFFFD")), contentType)
}

// Content is a file to be sent; item.Content is one.
type Content interface {
	Open() (io.ReadCloser, error)
	Size() int64
}

// ContentBody makes a body of a file.
func ContentBody(c Content, contentType string) *Body {
	return &Body{ContentType: contentType, Size: c.Size(), Open: c.Open}
}

// Part is one part of a multipart body: a text or a file.
type Part struct {
	Name string
	// Text is the part's content when File is nil.
	Text string
	File Content
	// FileName and ContentType describe a file; both may be "".
	FileName, ContentType string
}

// TextPart makes a part of a value; the errors are those of the library that
// the original uses.
func TextPart(name string, v value.Value) (Part, error) {
	switch v.Kind() {
	case value.KindUndefined, value.KindNull:
		return Part{}, &Error{Message: fmt.Sprintf("Cannot read properties of %s (reading 'name')", v.Kind())}
	case value.KindArray:
		return Part{}, &Error{Message: "Arrays are not supported."}
	case value.KindObject, value.KindDate:
		return Part{}, &Error{Message: "source.on is not a function"}
	}
	return Part{Name: name, Text: v.ToString()}, nil
}

// MultipartBody makes a multipart/form-data body with a random boundary.
func MultipartBody(parts []Part) *Body {
	random := make([]byte, 12)
	rand.Read(random)
	return multipartBody(parts, fmt.Sprintf("--------------------------%x", random))
}

func multipartBody(parts []Part, boundary string) *Body {
	heads := make([]string, len(parts))
	size := int64(len(boundary) + len("----\r\n"))
	for i, p := range parts {
		heads[i] = partHead(p, boundary)
		size += int64(len(heads[i])) + partSize(p) + 2
	}
	return &Body{ContentType: "multipart/form-data; boundary=" + boundary, Size: size, Open: func() (io.ReadCloser, error) {
		r := &multipartReader{}
		for i, p := range parts {
			r.add(strings.NewReader(heads[i]))
			if p.File == nil {
				r.add(strings.NewReader(strings.ToValidUTF8(p.Text, "\uFFFD")))
			} else {
				r.files = append(r.files, p.File)
				r.add(&lazyFile{file: p.File, owner: r})
			}
			r.add(strings.NewReader("\r\n"))
		}
		r.add(strings.NewReader("--" + boundary + "--\r\n"))
		r.Reader = io.MultiReader(r.readers...)
		return r, nil
	}}
}

func partSize(p Part) int64 {
	if p.File != nil {
		return p.File.Size()
	}
	return int64(len(strings.ToValidUTF8(p.Text, "\uFFFD")))
}

// quoting keeps names from ending their quotes or line.
var quoting = strings.NewReplacer("\r", "%0D", "\n", "%0A", `"`, "%22")

func partHead(p Part, boundary string) string {
	var b strings.Builder
	b.WriteString("--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + quoting.Replace(p.Name) + "\"")
	if p.FileName != "" {
		b.WriteString("; filename=\"" + quoting.Replace(p.FileName) + "\"")
	}
	b.WriteString("\r\n")
	contentType := p.ContentType
	if contentType == "" && p.File != nil {
		contentType = "application/octet-stream"
	}
	if contentType != "" {
		b.WriteString("Content-Type: " + strings.NewReplacer("\r", "", "\n", "").Replace(contentType) + "\r\n")
	}
	b.WriteString("\r\n")
	return b.String()
}

type multipartReader struct {
	io.Reader
	readers []io.Reader
	files   []Content
	open    io.ReadCloser
}

func (r *multipartReader) add(x io.Reader) { r.readers = append(r.readers, x) }

func (r *multipartReader) Close() error {
	if r.open != nil {
		return r.open.Close()
	}
	return nil
}

// lazyFile opens a file when its turn has come.
type lazyFile struct {
	file  Content
	owner *multipartReader
	r     io.ReadCloser
}

func (l *lazyFile) Read(p []byte) (int, error) {
	if l.r == nil {
		r, err := l.file.Open()
		if err != nil {
			return 0, err
		}
		l.r, l.owner.open = r, r
	}
	n, err := l.r.Read(p)
	if err == io.EOF {
		l.owner.open = nil
		if closing := l.r.Close(); closing != nil {
			return n, closing
		}
	}
	return n, err
}

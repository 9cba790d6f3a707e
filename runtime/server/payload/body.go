package payload

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	"golang.org/x/net/html/charset"

	"runnel/runtime/node"
	"runnel/runtime/value"
	"runnel/runtime/value/xmltext"
)

// Limits bound what a caller may send.
type Limits struct {
	// Payload bounds a body that is decoded, in bytes after decompression; Files
	// bounds a body that holds files or is one.
	Payload, Files int64
	// InMemory is how much of a request's body is kept in memory; what goes
	// beyond it stands in temporary files. Bodies that are decoded are always
	// in memory.
	InMemory int64
}

// ErrTooLarge is the error of a body above its limit.
var ErrTooLarge = errors.New("the request's body is larger than this server accepts")

// ParseError is the error of a body that is not what its content type says.
// Hint is for the caller.
type ParseError struct{ Hint string }

func (e *ParseError) Error() string { return "the request's body cannot be parsed: " + e.Hint }

// Body reads the body of one request, at most once, and keeps what several
// readers may want: the decoded value, the uploads and the bytes. Close it.
type Body struct {
	req    *http.Request
	limits Limits
	kind   kind
	// mediaType is in lower case, without parameters.
	mediaType string
	params    map[string]string

	once   sync.Once
	err    error
	raw    *spool
	value  value.Value
	files  []node.UploadedFile
	spools []*spool
	// memory is what is left of Limits.InMemory.
	memory int64
}

// kind says which decoder a content type has.
type kind uint8

const (
	kindFile kind = iota
	kindJSON
	kindForm
	kindText
	kindXML
	kindMultipart
)

// New gives the body of a request; nothing is read yet.
func New(req *http.Request, limits Limits) *Body {
	b := &Body{req: req, limits: limits, memory: limits.InMemory}
	header := req.Header.Get("Content-Type")
	switch header {
	case "":
	case "application/json", "application/json; charset=utf-8":
		b.mediaType = "application/json"
	default:
		b.mediaType, b.params = splitHeader(header)
		b.mediaType = strings.ToLower(b.mediaType)
	}
	switch t := b.mediaType; {
	case t == "application/json":
		b.kind = kindJSON
	case t == "application/x-www-form-urlencoded":
		b.kind = kindForm
	case t == "text/plain":
		b.kind = kindText
	case strings.HasSuffix(t, "/xml"), strings.HasSuffix(t, "+xml"):
		b.kind = kindXML
	case t == "multipart/form-data":
		b.kind = kindMultipart
	}
	return b
}

// splitHeader cuts a header such as Content-Type into its value and its
// parameters. It takes what is there: the header may be malformed.
func splitHeader(header string) (first string, params map[string]string) {
	first, rest, more := strings.Cut(header, ";")
	for more {
		var part string
		part, rest, more = strings.Cut(rest, ";")
		name, text, ok := strings.Cut(part, "=")
		if !ok {
			continue
		}
		text = strings.TrimSpace(text)
		if len(text) >= 2 && text[0] == '"' && text[len(text)-1] == '"' {
			text = text[1 : len(text)-1]
		}
		if params == nil {
			params = map[string]string{}
		}
		params[strings.ToLower(strings.TrimSpace(name))] = text
	}
	return strings.TrimSpace(first), params
}

// MediaType is the content type without parameters, in lower case.
func (b *Body) MediaType() string { return b.mediaType }

// Read reads and decodes the body. The error is ErrTooLarge, a *ParseError, or
// one of reading.
func (b *Body) Read() error {
	b.once.Do(func() { b.err = b.read() })
	return b.err
}

// Value gives the decoded body, undefined when it is empty or its content type
// has no decoder.
func (b *Body) Value() (value.Value, error) {
	err := b.Read()
	return b.value, err
}

// Files gives the uploads of a multipart body in order of appearance.
func (b *Body) Files() ([]node.UploadedFile, error) {
	err := b.Read()
	return b.files, err
}

// Raw gives the bytes of the body, decompressed; none for a multipart body.
func (b *Body) Raw() (io.ReadCloser, error) {
	if err := b.Read(); err != nil {
		return nil, err
	}
	if b.raw == nil {
		return http.NoBody, nil
	}
	return b.raw.Open()
}

// Close removes what was put into temporary files.
func (b *Body) Close() {
	for _, s := range b.spools {
		s.remove()
	}
}

// newSpool gives room for a part of the body.
func (b *Body) newSpool() *spool {
	s := &spool{memory: &b.memory}
	b.spools = append(b.spools, s)
	return s
}

func (b *Body) read() error {
	switch b.kind {
	case kindMultipart:
		return b.readMultipart()
	case kindFile:
		return b.readFile()
	}
	data, err := b.readAll()
	if err != nil || len(data) == 0 {
		return err
	}
	b.raw = &spool{memory: &b.memory, mem: data, size: int64(len(data))}
	return b.decode(data)
}

// readFile takes in a body that is not decoded.
func (b *Body) readFile() error {
	if b.req.ContentLength == 0 {
		return nil
	}
	r, err := b.open(b.limits.Files)
	if err != nil {
		return err
	}
	b.raw = b.newSpool()
	if _, err := io.Copy(b.raw, r); err != nil {
		return readError(err)
	}
	return nil
}

// readAll reads the whole body into memory.
func (b *Body) readAll() ([]byte, error) {
	if b.req.ContentLength == 0 {
		return nil, nil
	}
	r, err := b.open(b.limits.Payload)
	if err != nil {
		return nil, err
	}
	n := b.req.ContentLength
	if n > b.limits.Payload {
		return nil, ErrTooLarge
	}
	if n < 0 || r.decompressed {
		data, err := io.ReadAll(r)
		return data, readError(err)
	}
	// What is announced is not believed at once: memory is taken as it comes.
	data := make([]byte, 0, min(n, 64<<10))
	for {
		if len(data) == cap(data) {
			if int64(len(data)) == n {
				return data, nil
			}
			data = append(data, 0)[:len(data)]
		}
		got, err := r.Read(data[len(data):min(cap(data), int(n))])
		data = data[:len(data)+got]
		switch {
		case int64(len(data)) == n || err == io.EOF:
			return data, nil
		case err != nil:
			return nil, readError(err)
		}
	}
}

// decode makes the value of a body that is not empty.
func (b *Body) decode(data []byte) error {
	encoding := strings.ToLower(b.params["charset"])
	if b.kind == kindJSON && (encoding == "" || encoding == "utf-8" || encoding == "utf8") {
		return b.decodeJSON(value.Lazy(data))
	}
	text, err := decodeText(data, encoding)
	if err != nil {
		return err
	}
	switch b.kind {
	case kindJSON:
		return b.decodeJSON(value.LazyString(text))
	case kindForm:
		b.value = parseForm(text)
	case kindXML:
		if b.value, err = xmltext.Parse(text, bodyXML); err != nil {
			return &ParseError{err.Error()}
		}
	default:
		b.value = value.String(text)
	}
	return nil
}

// decodeJSON takes what the parser gave: nothing, null, 0, false and "" count
// as an empty object.
func (b *Body) decodeJSON(v value.Value, err error) error {
	if err != nil {
		var syntax *value.SyntaxError
		if errors.As(err, &syntax) {
			return &ParseError{syntax.Message()}
		}
		return &ParseError{err.Error()}
	}
	if !v.Truthy() {
		v = value.EmptyObject
	}
	b.value = v
	return nil
}

// decodeText gives bytes as text. Node.js knows few encodings; those of the
// WHATWG are understood, too.
func decodeText(data []byte, encoding string) (string, error) {
	switch encoding {
	case "", "utf-8", "utf8":
		return value.DecodeUTF8(string(data)), nil
	case "latin1", "binary", "iso-8859-1":
		return latin1(string(data)), nil
	case "ascii", "us-ascii":
		for i := range data {
			data[i] &= 0x7f
		}
		return string(data), nil
	case "utf16le", "utf-16le", "ucs2", "ucs-2":
		units := make([]uint16, len(data)/2)
		for i := range units {
			units[i] = uint16(data[2*i]) | uint16(data[2*i+1])<<8
		}
		return value.FromUTF16(units), nil
	}
	e, _ := charset.Lookup(encoding)
	if e == nil {
		return "", &ParseError{"Unknown encoding: " + encoding}
	}
	out, err := e.NewDecoder().Bytes(data)
	if err != nil {
		return "", &ParseError{fmt.Sprintf("the body is no %s text", encoding)}
	}
	return value.DecodeUTF8(string(out)), nil
}

package server

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"os"
	"strings"
	"sync"

	"golang.org/x/net/html/charset"

	"runnel/runtime/node"
	"runnel/runtime/value"
)

// BodyLimits bound what a caller may send.
type BodyLimits struct {
	// Payload bounds a body, in bytes after decompression; FormData bounds a
	// multipart body with its files.
	Payload, FormData int64
	// InMemory is how much of an uploaded file or raw body is kept in memory
	// before it goes to a temporary file.
	InMemory int64
}

// errTooLarge is the error of a body above the limit.
var errTooLarge = errors.New("the request's body is larger than this server accepts")

// parseError is a body that is not what its content type says.
type parseError struct{ hint string }

func (e *parseError) Error() string { return "Failed to parse request body: " + e.hint }

// requestBody reads the body of one request, at most once, and keeps what
// several readers may want: the decoded value, the uploads and the bytes.
type requestBody struct {
	req       *http.Request
	limits    BodyLimits
	mediaType string
	params    map[string]string

	once  sync.Once
	err   error
	raw   *spool
	value value.Value
	files []node.UploadedFile
	temps []*spool
}

func newRequestBody(req *http.Request, limits BodyLimits) *requestBody {
	b := &requestBody{req: req, limits: limits}
	header := req.Header.Get("Content-Type")
	mediaType, params, err := mime.ParseMediaType(header)
	if err != nil {
		mediaType, _, _ = strings.Cut(header, ";")
		mediaType = strings.ToLower(strings.TrimSpace(mediaType))
	}
	b.mediaType, b.params = mediaType, params
	return b
}

// close removes what was spooled to disk.
func (b *requestBody) close() {
	for _, t := range b.temps {
		t.remove()
	}
}

// read reads and decodes the body. The value is undefined when the content
// type has no decoder.
func (b *requestBody) read() error {
	b.once.Do(func() { b.err = b.decode() })
	return b.err
}

func (b *requestBody) decode() error {
	if b.mediaType == "multipart/form-data" && b.params["boundary"] != "" {
		return b.readMultipart()
	}
	r, err := b.reader(b.limits.Payload)
	if err != nil {
		return err
	}
	raw := &spool{limit: b.limits.InMemory}
	b.temps = append(b.temps, raw)
	if _, err := io.Copy(raw, r); err != nil {
		return b.readError(err)
	}
	b.raw = raw
	if raw.size == 0 {
		return nil
	}
	switch {
	case b.mediaType == "application/json":
		return b.decodeJSON()
	case b.mediaType == "application/x-www-form-urlencoded":
		text, err := b.text()
		b.value = parseForm(text)
		return err
	case b.mediaType == "text/plain":
		text, err := b.text()
		b.value = value.String(text)
		return err
	case strings.HasSuffix(b.mediaType, "/xml") || strings.HasSuffix(b.mediaType, "+xml"):
		f, err := raw.Open()
		if err != nil {
			return err
		}
		defer f.Close()
		if b.value, err = parseXML(f); err != nil {
			return &parseError{err.Error()}
		}
	}
	return nil
}

func (b *requestBody) decodeJSON() error {
	text, err := b.text()
	if err != nil {
		return err
	}
	v, err := value.ParseString(text)
	if err != nil {
		return &parseError{err.Error()}
	}
	if !v.Truthy() {
		v = value.EmptyObject
	}
	b.value = v
	return nil
}

// text gives the body as text, decoded from the charset that the request
// names.
func (b *requestBody) text() (string, error) {
	f, err := b.raw.Open()
	if err != nil {
		return "", err
	}
	defer f.Close()
	var r io.Reader = f
	if name := strings.ToLower(b.params["charset"]); name != "" && name != "utf-8" && name != "utf8" {
		if r, err = charset.NewReaderLabel(name, f); err != nil {
			return "", &parseError{fmt.Sprintf("unsupported charset %q", name)}
		}
	}
	var text strings.Builder
	text.Grow(int(b.raw.size))
	if _, err := io.Copy(&text, r); err != nil {
		return "", err
	}
	return strings.ToValidUTF8(strings.TrimPrefix(text.String(), "\ufeff"), "\ufffd"), nil
}

// reader gives the body decompressed and bounded.
func (b *requestBody) reader(limit int64) (io.Reader, error) {
	if b.req.Body == nil {
		return bytes.NewReader(nil), nil
	}
	var r io.Reader = http.MaxBytesReader(nil, b.req.Body, limit)
	switch strings.ToLower(b.req.Header.Get("Content-Encoding")) {
	case "", "identity":
		return r, nil
	case "gzip", "x-gzip":
		z, err := gzip.NewReader(r)
		if err != nil {
			return nil, b.readError(err)
		}
		r = z
	case "deflate":
		z, err := zlib.NewReader(r)
		if err != nil {
			z = flate.NewReader(r)
		}
		r = z
	default:
		return nil, &parseError{fmt.Sprintf("unsupported content encoding %q", b.req.Header.Get("Content-Encoding"))}
	}
	return &boundedReader{r, limit}, nil
}

// readError tells a body that is too large from one that is damaged.
func (b *requestBody) readError(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) || errors.Is(err, errTooLarge) {
		return errTooLarge
	}
	return &parseError{err.Error()}
}

func (b *requestBody) readMultipart() error {
	r, err := b.reader(b.limits.FormData)
	if err != nil {
		return err
	}
	var fields value.Builder
	parts := multipart.NewReader(r, b.params["boundary"])
	for {
		part, err := parts.NextRawPart()
		if err == io.EOF {
			b.value = fields.Object()
			return nil
		}
		if err != nil {
			return b.readError(err)
		}
		name, mimeType := part.FormName(), part.Header.Get("Content-Type")
		if mimeType == "" && part.FileName() == "" {
			var text strings.Builder
			if _, err := io.Copy(&text, part); err != nil {
				return b.readError(err)
			}
			leaf := value.String(strings.ToValidUTF8(text.String(), "\ufffd"))
			switch before := fields.Get(name); {
			case before.IsUndefined():
				fields.Set(name, leaf)
			case before.IsArray():
				fields.Set(name, before.Append(leaf))
			default:
				fields.Set(name, value.Array(before, leaf))
			}
			continue
		}
		file := &spool{limit: b.limits.InMemory}
		b.temps = append(b.temps, file)
		if _, err := io.Copy(file, part); err != nil {
			return b.readError(err)
		}
		b.files = append(b.files, node.UploadedFile{
			Field: name, FileName: part.FileName(), MimeType: mimeType, Size: file.size, Open: file.Open,
		})
	}
}

// boundedReader bounds what comes out of a decompressor.
type boundedReader struct {
	r    io.Reader
	left int64
}

func (b *boundedReader) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, errTooLarge
	}
	return n, err
}

// spool keeps written bytes in memory up to a limit and in a temporary file
// above it.
type spool struct {
	limit int64
	size  int64
	mem   bytes.Buffer
	file  *os.File
}

func (s *spool) Write(p []byte) (int, error) {
	s.size += int64(len(p))
	if s.file == nil && s.size <= s.limit {
		return s.mem.Write(p)
	}
	if s.file == nil {
		f, err := os.CreateTemp("", "runnel-upload-*")
		if err != nil {
			return 0, err
		}
		s.file = f
		if _, err := f.Write(s.mem.Bytes()); err != nil {
			return 0, err
		}
		s.mem = bytes.Buffer{}
	}
	return s.file.Write(p)
}

// Open gives a reader over all that was written.
func (s *spool) Open() (io.ReadCloser, error) {
	if s.file == nil {
		return io.NopCloser(bytes.NewReader(s.mem.Bytes())), nil
	}
	return os.Open(s.file.Name())
}

func (s *spool) remove() {
	if s.file != nil {
		s.file.Close()
		os.Remove(s.file.Name())
	}
}

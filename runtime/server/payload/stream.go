package payload

import (
	"bufio"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"io"
	"net/http"
	"strings"
)

// stream is a body, decompressed, that ends with ErrTooLarge when more than the
// limit comes out of it. The bytes on the wire are bounded by the same limit.
type stream struct {
	r            io.Reader
	left         int64
	decompressed bool
}

func (s *stream) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if s.left -= int64(n); s.left < 0 {
		return 0, ErrTooLarge
	}
	return n, err
}

// open gives the body's bytes.
func (b *Body) open(limit int64) (*stream, error) {
	s := &stream{r: http.NoBody, left: limit}
	if b.req.Body == nil {
		return s, nil
	}
	if b.req.ContentLength > limit {
		return nil, ErrTooLarge
	}
	s.r = b.req.Body
	var err error
	switch coding := strings.ToLower(strings.TrimSpace(b.req.Header.Get("Content-Encoding"))); coding {
	case "gzip", "x-gzip":
		s.decompressed = true
		s.r, err = gzip.NewReader(http.MaxBytesReader(nil, b.req.Body, limit))
	case "deflate":
		s.decompressed = true
		s.r, err = inflate(http.MaxBytesReader(nil, b.req.Body, limit))
	}
	if err != nil {
		return nil, readError(err)
	}
	return s, nil
}

// inflate reads zlib data, or bare deflate data, which some clients send
// instead.
func inflate(body io.Reader) (io.Reader, error) {
	r := bufio.NewReader(body)
	head, err := r.Peek(2)
	if err != nil {
		return nil, err
	}
	// The head of zlib data is a multiple of 31 and names deflate.
	if head[0]&0x0f == 8 && (int(head[0])<<8|int(head[1]))%31 == 0 {
		return zlib.NewReader(r)
	}
	return flate.NewReader(r), nil
}

// readError tells a body that is too large from one that is damaged or was cut
// off.
func readError(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return ErrTooLarge
	}
	return err
}

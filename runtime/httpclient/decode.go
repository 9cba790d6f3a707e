package httpclient

import (
	"bufio"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"io"
	"strings"

	"github.com/andybalholm/brotli"
)

// decoder gives the reader that undoes a content encoding, nil when the
// encoding is not known. As in the original a compressed body that is cut off
// gives what came.
func decoder(encoding string, r io.Reader) io.Reader {
	var open func(r *bufio.Reader) (io.Reader, error)
	switch strings.ToLower(encoding) {
	case "gzip", "x-gzip", "compress", "x-compress":
		open = func(r *bufio.Reader) (io.Reader, error) { return gzip.NewReader(r) }
	case "deflate":
		open = func(r *bufio.Reader) (io.Reader, error) {
			if first, err := r.Peek(1); err != nil {
				return nil, err
			} else if first[0] != 0x78 {
				return flate.NewReader(r), nil // some servers leave out the zlib header
			}
			return zlib.NewReader(r)
		}
	case "br":
		open = func(r *bufio.Reader) (io.Reader, error) { return brotli.NewReader(r), nil }
	default:
		return nil
	}
	source := &noting{r: r}
	return &decoding{source: source, open: func() (io.Reader, error) {
		buffered := bufio.NewReader(source)
		if _, err := buffered.Peek(1); err != nil {
			return nil, err // an empty body, or a broken one
		}
		return open(buffered)
	}}
}

// noting remembers how its reader ended.
type noting struct {
	r   io.Reader
	err error
}

func (n *noting) Read(p []byte) (int, error) {
	k, err := n.r.Read(p)
	if err != nil {
		n.err = err
	}
	return k, err
}

type decoding struct {
	source *noting
	open   func() (io.Reader, error)
	r      io.Reader
	err    error
}

func (d *decoding) Read(p []byte) (int, error) {
	if d.err != nil {
		return 0, d.err
	}
	if d.r == nil {
		if d.r, d.err = d.open(); d.err != nil {
			d.err = d.ending(d.err)
			return 0, d.err
		}
	}
	n, err := d.r.Read(p)
	if err != nil {
		d.err = d.ending(err)
		err = d.err
	}
	return n, err
}

// ending tells a body that the server cut off cleanly from a broken one.
func (d *decoding) ending(err error) error {
	switch {
	case d.source.err != nil && d.source.err != io.EOF:
		return d.source.err
	case err == io.EOF:
		return io.EOF
	case errors.Is(err, io.ErrUnexpectedEOF) && d.source.err == io.EOF:
		return io.EOF
	}
	return &Error{Code: "Z_DATA_ERROR", Message: "incorrect header check", Err: err}
}

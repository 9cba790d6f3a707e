package payload

import (
	"bytes"
	"io"
	"os"
)

// spool keeps written bytes in memory as long as the request may hold more of
// it, and in a temporary file above that.
type spool struct {
	// memory is what the request may still hold in memory, in bytes.
	memory *int64
	size   int64
	mem    []byte
	file   *os.File
}

// Write implements io.Writer.
func (s *spool) Write(p []byte) (int, error) {
	s.size += int64(len(p))
	if s.file == nil && int64(len(p)) <= *s.memory {
		*s.memory -= int64(len(p))
		s.mem = append(s.mem, p...)
		return len(p), nil
	}
	if s.file == nil {
		f, err := os.CreateTemp("", "runnel-upload-*")
		if err != nil {
			return 0, err
		}
		s.file = f
		if _, err := f.Write(s.mem); err != nil {
			return 0, err
		}
		*s.memory += int64(len(s.mem))
		s.mem = nil
	}
	return s.file.Write(p)
}

// Open gives a reader over all that was written.
func (s *spool) Open() (io.ReadCloser, error) {
	if s.file == nil {
		return io.NopCloser(bytes.NewReader(s.mem)), nil
	}
	return os.Open(s.file.Name())
}

func (s *spool) remove() {
	if s.file != nil {
		s.file.Close()
		os.Remove(s.file.Name())
	}
}

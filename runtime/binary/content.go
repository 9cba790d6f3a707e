package binary

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
)

// memory is content that is held in memory.
type memory []byte

func (m memory) Open() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(m)), nil }
func (m memory) Size() int64                  { return int64(len(m)) }
func (m memory) ID() string                   { return "" }

// spilled is content in a temporary file. The file has no name any more
// (where the system allows that), so nothing is left behind however the
// process ends; its space is free once no item refers to it.
type spilled struct {
	file *os.File
	size int64
}

func (s *spilled) Open() (io.ReadCloser, error) {
	return &spilledReader{io.NewSectionReader(s.file, 0, s.size), s}, nil
}
func (s *spilled) Size() int64 { return s.size }
func (s *spilled) ID() string  { return "" }

// spilledReader holds on to the content, whose file closes when it is garbage.
type spilledReader struct {
	*io.SectionReader
	content *spilled
}

func (r *spilledReader) Close() error { r.content = nil; return nil }

func newTemp(dir string) (*os.File, error) {
	f, err := os.CreateTemp(dir, "runnel-*")
	if err != nil {
		return nil, fmt.Errorf("cannot keep a large file: %w", err)
	}
	return f, nil
}

func newSpilled(f *os.File, size int64) *spilled {
	s := &spilled{f, size}
	if name := f.Name(); os.Remove(name) != nil {
		runtime.AddCleanup(s, func(f *os.File) { f.Close(); os.Remove(name) }, f)
	}
	return s
}

// stored is content in a file of a folder.
type stored struct {
	root *os.Root
	path string // below root, with slashes
	size int64
}

// ErrGone says that a stored file is not there any more.
var ErrGone = errors.New("the file is gone: the execution it belongs to was deleted")

func (s *stored) Open() (io.ReadCloser, error) {
	f, err := s.root.Open(s.path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, ErrGone
	}
	if err != nil {
		return nil, fmt.Errorf("cannot read a stored file: %w", err)
	}
	return f, nil
}
func (s *stored) Size() int64 { return s.size }
func (s *stored) ID() string  { return Mode + ":" + s.path }

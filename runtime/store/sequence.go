package store

import (
	"errors"
	"io/fs"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"runnel/runtime/value"
)

// Sequence gives the ids of executions: whole numbers that count up over
// restarts. Numbers are set aside in the folder a block at a time, so that a
// crash costs numbers and never gives one twice.
type Sequence struct {
	files *Files
	log   *slog.Logger

	mu             sync.Mutex
	last, reserved int64
}

const (
	sequenceFile = "sequence.json"
	blockSize    = 1000
)

// OpenSequence goes on with the sequence of the folder. Close it before the
// folder.
func (f *Files) OpenSequence(log *slog.Logger) *Sequence {
	s := &Sequence{files: f, log: log}
	doc, err := f.read(sequenceFile)
	switch {
	case err == nil && doc.Get("last").IsNumber():
		s.last = int64(doc.Get("last").Num())
	case errors.Is(err, fs.ErrNotExist):
	default:
		log.Error("the last execution's number cannot be read; numbers go on from the time of day", "error", err)
		s.last = time.Now().UnixMicro()
	}
	s.reserved = s.last
	return s
}

// Next gives the next id.
func (s *Sequence) Next() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.last++; s.last > s.reserved {
		s.reserve(s.last + blockSize - 1)
	}
	return strconv.FormatInt(s.last, 10)
}

// reserve writes down that numbers up to the given one are in use.
func (s *Sequence) reserve(to int64) {
	s.reserved = to
	doc := value.Object(value.Field{Key: "last", Value: value.Number(float64(to))})
	if err := s.files.write(sequenceFile, doc.AppendJSON(nil)); err != nil {
		s.log.Error("the numbers of executions cannot be stored; they may come again after a restart", "error", err)
	}
}

// Close writes down the number given last.
func (s *Sequence) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.reserved != s.last {
		s.reserve(s.last)
	}
}

package store

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"runnel/runtime/value"
)

// Sequence gives the ids of executions: whole numbers that count up over
// restarts. Numbers are set aside a block at a time, so that a crash costs
// numbers and never gives one twice.
type Sequence struct {
	// keep writes down that numbers up to the given one are in use.
	keep func(to int64) error
	log  *slog.Logger

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
	s := &Sequence{log: log, keep: func(to int64) error {
		doc := value.Object(value.Field{Key: "last", Value: value.Number(float64(to))})
		return f.write(sequenceFile, doc.AppendJSON(nil))
	}}
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

const sequenceSetting = "lastExecution"

// OpenSequence goes on with the sequence of the database. Close it before the
// database.
func (d *Database) OpenSequence(ctx context.Context) (*Sequence, error) {
	s := &Sequence{log: d.log, keep: func(to int64) error {
		return d.SetSetting(context.Background(), sequenceSetting, strconv.FormatInt(to, 10))
	}}
	err := d.readers.QueryRowContext(ctx, `SELECT max(coalesce((SELECT CAST(value AS INTEGER) FROM settings WHERE key = ?), 0),
		coalesce((SELECT max(id) FROM executions), 0))`, sequenceSetting).Scan(&s.last)
	s.reserved = s.last
	return s, err
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
	if err := s.keep(to); err != nil {
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

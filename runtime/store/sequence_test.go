package store

import (
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
)

func TestSequence(t *testing.T) {
	dir := t.TempDir()
	quiet := slog.New(slog.DiscardHandler)
	f := open(t, dir)
	s := f.OpenSequence(quiet)
	if a, b := s.Next(), s.Next(); a != "1" || b != "2" {
		t.Errorf("%s, %s", a, b)
	}
	// After a crash numbers are skipped, not given again.
	if id := open(t, dir).OpenSequence(quiet).Next(); id != "1001" {
		t.Errorf("after a crash: %s", id)
	}
	s = open(t, dir).OpenSequence(quiet)
	for range 1500 {
		s.Next()
	}
	s.Close()
	if id := open(t, dir).OpenSequence(quiet).Next(); id != "3501" {
		t.Errorf("after a clean end: %s", id)
	}
	if err := os.WriteFile(filepath.Join(dir, sequenceFile), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if id, _ := strconv.Atoi(open(t, dir).OpenSequence(quiet).Next()); id < 1_000_000_000_000 {
		t.Errorf("with a damaged file: %d", id)
	}
}

func TestSequenceOfManyAtOnce(t *testing.T) {
	s := open(t, t.TempDir()).OpenSequence(slog.New(slog.DiscardHandler))
	var seen sync.Map
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 500 {
				if _, twice := seen.LoadOrStore(s.Next(), true); twice {
					t.Error("a number came twice")
				}
			}
		})
	}
	all.Wait()
}

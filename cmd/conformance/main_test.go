package main

import (
	"path/filepath"
	"slices"
	"testing"
)

func TestPassingListOnlyGrows(t *testing.T) {
	file := filepath.Join(t.TempDir(), "passing.txt")
	before := &passing{cases: []string{"golden/a.json", "golden/b.json"}, counts: map[string]int{"cron": 5}}
	now := &result{passed: []string{"golden/a.json", "http/c.json"}, failed: map[string]string{"golden/b.json": "why"},
		counts: []count{{"cron", 4, 1}, {"expressions", 7, 0}}}

	lost := before.lost(now)
	if want := []string{"golden/b.json: why", "cron: 4 pass, 5 did"}; !slices.Equal(lost, want) {
		t.Errorf("lost %q, want %q", lost, want)
	}
	if err := before.grow(now).write(file); err != nil {
		t.Fatal(err)
	}
	grown, err := readPassing(file)
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"golden/a.json", "golden/b.json", "http/c.json"}; !slices.Equal(grown.cases, want) {
		t.Errorf("cases %q, want %q", grown.cases, want)
	}
	if grown.counts["cron"] != 5 || grown.counts["expressions"] != 7 {
		t.Errorf("counts %v", grown.counts)
	}
}

func TestARecordingThatWentAwayIsNotLost(t *testing.T) {
	before := &passing{cases: []string{"golden/gone.json"}}
	if lost := before.lost(&result{}); len(lost) != 0 {
		t.Errorf("lost %q", lost)
	}
}

func TestKnownReasons(t *testing.T) {
	if got := reasonOf("fixtures/jwt-jwt.json", "said"); got != "needs a credential that is not among the recordings" {
		t.Errorf("reason %q", got)
	}
	if got := reasonOf("golden/unheard-of.json", "said"); got != "said" {
		t.Errorf("reason %q", got)
	}
}

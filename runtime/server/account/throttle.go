package account

import (
	"sync"
	"time"
)

// Throttle slows down guessing. What is guessed at (an address of the network,
// an account) is a key. After a few failures a key must wait, twice as long
// after each further one. It is safe for concurrent use.
type Throttle struct {
	free int
	now  func() time.Time
	mu   sync.Mutex
	keys map[string]*guesses
}

type guesses struct {
	failures int
	// until is when the next try is allowed; last is when the last failed.
	until, last time.Time
}

// The rule of the throttle.
const (
	// FreeTries are the failures of one account without a pause.
	FreeTries = 5
	// firstPause follows the first failure above that, longestPause is the most.
	firstPause   = 2 * time.Second
	longestPause = 15 * time.Minute
	// memory is how long failures count.
	memory = 30 * time.Minute
	// mostKeys bounds what is remembered.
	mostKeys = 20_000
)

// NewThrottle makes a throttle that lets a number of failures pass without a
// pause; now tells the time, time.Now when nil.
func NewThrottle(free int, now func() time.Time) *Throttle {
	if now == nil {
		now = time.Now
	}
	return &Throttle{free: free, now: now, keys: map[string]*guesses{}}
}

// Wait tells how long a try must wait, 0 when it may go on: the longest wait of
// all its keys.
func (t *Throttle) Wait(keys ...string) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	var wait time.Duration
	for _, key := range keys {
		if g := t.keys[key]; g != nil {
			wait = max(wait, g.until.Sub(now))
		}
	}
	return wait
}

// Failed counts a failure of all keys of a try.
func (t *Throttle) Failed(keys ...string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	if len(t.keys) >= mostKeys {
		t.tidy(now)
	}
	for _, key := range keys {
		g := t.keys[key]
		if g == nil || now.Sub(g.last) > memory && now.After(g.until) {
			g = &guesses{}
			t.keys[key] = g
		}
		g.failures++
		g.last = now
		if above := g.failures - t.free; above >= 0 {
			g.until = now.Add(min(longestPause, firstPause<<min(above, 20)))
		}
	}
}

// Passed forgets the failures of keys.
func (t *Throttle) Passed(keys ...string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, key := range keys {
		delete(t.keys, key)
	}
}

// tidy forgets what counts no more, and when that is not enough those with the
// fewest failures.
func (t *Throttle) tidy(now time.Time) {
	for key, g := range t.keys {
		if now.Sub(g.last) > memory && now.After(g.until) {
			delete(t.keys, key)
		}
	}
	for most := 1; len(t.keys) >= mostKeys; most *= 2 {
		for key, g := range t.keys {
			if g.failures <= most && len(t.keys) >= mostKeys/2 {
				delete(t.keys, key)
			}
		}
	}
}

package request

import (
	"sync"
	"time"

	"runnel/runtime/value"
)

// renewals sees to it that a token is renewed once, though several executions
// find at the same time that it has expired: many services accept a refresh
// token once only.
var renewals = &renewalTable{running: map[renewalKey]*renewal{}}

// renewalKey names a token of a credential by its text.
type renewalKey struct{ typ, id, used string }

type renewalTable struct {
	mu      sync.Mutex
	running map[renewalKey]*renewal
}

type renewal struct {
	once  sync.Once
	at    time.Time
	token value.Value
	err   error
}

// rememberRenewals is how long an old token is known to have been renewed:
// longer than an execution that still has it should take to notice.
const rememberRenewals = 10 * time.Minute

// do gives the token that replaces an old one. Credentials without an id, and
// those that had no token, are not shared.
func (t *renewalTable) do(key renewalKey, renew func() (value.Value, error)) (value.Value, error) {
	if key.id == "" || key.used == "" {
		return renew()
	}
	now := time.Now()
	t.mu.Lock()
	for k, r := range t.running {
		if now.Sub(r.at) > rememberRenewals {
			delete(t.running, k)
		}
	}
	r := t.running[key]
	if r == nil {
		r = &renewal{at: now}
		t.running[key] = r
	}
	t.mu.Unlock()
	r.once.Do(func() { r.token, r.err = renew() })
	if r.err != nil {
		t.mu.Lock()
		if t.running[key] == r {
			delete(t.running, key)
		}
		t.mu.Unlock()
	}
	return r.token, r.err
}

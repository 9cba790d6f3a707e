package account

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestPasswords(t *testing.T) {
	ctx := context.Background()
	h := NewHasher(1)
	hash, err := h.Hash(ctx, "Correct horse 1")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Error(hash)
	}
	for _, c := range []struct {
		hash, password string
		want           bool
	}{{hash, "Correct horse 1", true}, {hash, "correct horse 1", false}, {hash, "", false}, {"", "", false}, {"", "x", false},
		{hash, strings.Repeat("x", 1<<20), false}} {
		if got, err := h.Matches(ctx, c.hash, c.password); err != nil || got != c.want {
			t.Errorf("%.20q with %.20q: %v %v", c.password, c.hash, got, err)
		}
	}
	if again, _ := h.Hash(ctx, "Correct horse 1"); again == hash {
		t.Error("two hashes of a password are the same: there is no salt")
	}
	for _, damaged := range []string{"x", "$argon2id$v=19$m=1,t=0,p=1$YQ$YQ", "$argon2id$v=1$m=1,t=1,p=1$YQ$YQ", "$argon2id$v=19$m=99999999,t=1,p=1$YQ$YQ", strings.Replace(hash, "$m", "$", 1)} {
		if ok, err := h.Matches(ctx, damaged, "x"); ok || err == nil {
			t.Errorf("%q: %v %v", damaged, ok, err)
		}
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	h.places <- struct{}{}
	if _, err := h.Hash(gone, "x"); err == nil {
		t.Error("a hash was made although there was no place")
	}
}

func TestCheckPassword(t *testing.T) {
	for password, ok := range map[string]bool{"Abcdefg1": true, "Äbcdefg1": true, "abcdefg1": false, "Abcdefgh": false, "Abcdef1": false,
		strings.Repeat("A1", 32): true, strings.Repeat("A1", 33): false} {
		if err := CheckPassword(password); (err == nil) != ok {
			t.Errorf("%q: %v", password, err)
		}
	}
}

func TestThrottle(t *testing.T) {
	now := time.Unix(0, 0)
	g := NewThrottle(FreeTries, func() time.Time { return now })
	for range FreeTries - 1 {
		g.Failed("ip", "mail")
	}
	if w := g.Wait("ip", "mail"); w != 0 {
		t.Error("a few failures are free:", w)
	}
	var waits []time.Duration
	for range 12 {
		g.Failed("ip")
		waits = append(waits, g.Wait("other", "ip"))
	}
	if want := "[2s 4s 8s 16s 32s 1m4s 2m8s 4m16s 8m32s 15m0s 15m0s 15m0s]"; fmt.Sprint(waits) != want {
		t.Error(waits)
	}
	if w := g.Wait("mail"); w != 0 {
		t.Error("the other key does not wait:", w)
	}
	now = now.Add(longestPause)
	if w := g.Wait("ip"); w != 0 {
		t.Error("the pause ends:", w)
	}
	now = now.Add(2 * memory)
	g.Failed("ip")
	if w := g.Wait("ip"); w != 0 {
		t.Error("old failures are forgotten:", w)
	}
	for range FreeTries {
		g.Failed("a")
	}
	g.Passed("a")
	if w := g.Wait("a"); w != 0 {
		t.Error("success forgets:", w)
	}
	for i := range 3 * mostKeys {
		g.Failed(fmt.Sprint(i))
	}
	if len(g.keys) > mostKeys {
		t.Errorf("%d keys are remembered", len(g.keys))
	}
}

func TestScopes(t *testing.T) {
	if !Allows(Owner, UserCreate) || Allows(Member, UserCreate) || Allows("global:nobody", WorkflowRead) || !Allows(Member, WorkflowUpdate) {
		t.Error("a role may do what it must not, or the other way round")
	}
	for _, role := range []string{Owner, Admin, Member} {
		for _, s := range KeyScopesOf(role) {
			if slices.Contains(editorOnly, s) {
				t.Errorf("a key of %s may %s", role, s)
			}
		}
	}
	seen := map[Scope]bool{}
	for _, s := range everything {
		if seen[s] {
			t.Error("twice:", s)
		}
		seen[s] = true
	}
}

func TestTokens(t *testing.T) {
	a, b := NewToken(), NewToken()
	if a == b || len(a) != 43 || !Same(a, a) || Same(a, b) {
		t.Error(a, b)
	}
}

package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
)

// The cost of a password's hash: the second of the settings that OWASP's
// password storage cheat sheet gives for argon2id.
const (
	hashMemory  = 19 << 10 // KiB
	hashTime    = 2
	hashThreads = 1
	hashSalt    = 16
	hashKey     = 32
)

// The bounds of a password's length, in characters. The upper one keeps
// somebody from having megabytes hashed.
const (
	ShortestPassword = 8
	LongestPassword  = 64
)

// PasswordError says what is wrong with a password that was chosen.
type PasswordError struct{ Message string }

func (e *PasswordError) Error() string { return e.Message }

// CheckPassword tells whether a password may be chosen: n8n's rule of at least
// eight characters with a digit and a capital letter.
func CheckPassword(password string) error {
	n := utf8.RuneCountInString(password)
	switch {
	case n < ShortestPassword || n > LongestPassword:
		return &PasswordError{fmt.Sprintf("the password must have %d to %d characters", ShortestPassword, LongestPassword)}
	case !strings.ContainsFunc(password, unicode.IsDigit):
		return &PasswordError{"the password must contain a digit"}
	case !strings.ContainsFunc(password, unicode.IsUpper):
		return &PasswordError{"the password must contain a capital letter"}
	}
	return nil
}

// Hasher makes and checks hashes of passwords, a few at a time: each takes 19
// MiB for a moment.
type Hasher struct {
	places chan struct{}
	// nobody is a hash that no password has, so that a login of somebody who
	// is not known takes as long as any other.
	nobody string
}

// NewHasher makes a hasher that works on a number of passwords at once.
func NewHasher(atOnce int) *Hasher {
	h := &Hasher{places: make(chan struct{}, max(1, atOnce))}
	salt := make([]byte, hashSalt+hashKey)
	rand.Read(salt)
	h.nobody = encodeHash(hashMemory, hashTime, hashThreads, salt[:hashSalt], salt[hashSalt:])
	return h
}

// Hash gives the hash of a password in PHC's form, "$argon2id$v=19$m=…".
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	if err := h.enter(ctx); err != nil {
		return "", err
	}
	defer h.leave()
	salt := make([]byte, hashSalt)
	rand.Read(salt)
	return encodeHash(hashMemory, hashTime, hashThreads, salt,
		argon2.IDKey([]byte(password), salt, hashTime, hashMemory, hashThreads, hashKey)), nil
}

// Matches tells whether a hash is that of a password. An empty hash matches
// nothing and takes as long. An error means that it was not found out.
func (h *Hasher) Matches(ctx context.Context, hash, password string) (bool, error) {
	known := hash != ""
	if !known || utf8.RuneCountInString(password) > LongestPassword {
		hash, known = h.nobody, false
		password = ""
	}
	memory, time, threads, salt, want, err := decodeHash(hash)
	if err != nil {
		return false, err
	}
	if err := h.enter(ctx); err != nil {
		return false, err
	}
	defer h.leave()
	got := argon2.IDKey([]byte(password), salt, time, memory, threads, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1 && known, nil
}

func (h *Hasher) enter(ctx context.Context) error {
	select {
	case h.places <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (h *Hasher) leave() { <-h.places }

func encodeHash(memory, time uint32, threads uint8, salt, key []byte) string {
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memory, time, threads, b64(salt), b64(key))
}

func decodeHash(hash string) (memory, time uint32, threads uint8, salt, key []byte, err error) {
	broken := fmt.Errorf("a stored password hash is damaged; set the password anew")
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return 0, 0, 0, nil, nil, broken
	}
	var version int
	if _, e := fmt.Sscanf(parts[2], "v=%d", &version); e != nil || version != argon2.Version {
		return 0, 0, 0, nil, nil, broken
	}
	if _, e := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &time, &threads); e != nil {
		return 0, 0, 0, nil, nil, broken
	}
	salt, e1 := base64.RawStdEncoding.DecodeString(parts[4])
	key, e2 := base64.RawStdEncoding.DecodeString(parts[5])
	if e1 != nil || e2 != nil || len(salt) == 0 || len(key) == 0 || time == 0 || threads == 0 || memory > 1<<21 || time > 100 {
		return 0, 0, 0, nil, nil, broken
	}
	return memory, time, threads, salt, key, nil
}

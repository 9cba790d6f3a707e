package account

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
)

// NewToken makes a text that nobody can guess: 256 random bits, base64url.
func NewToken() string {
	b := make([]byte, 32)
	rand.Read(b)
	return base64.RawURLEncoding.EncodeToString(b)
}

// Same compares secrets without telling by the time it takes where they differ.
func Same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

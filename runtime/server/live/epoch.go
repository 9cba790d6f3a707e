package live

import (
	"crypto/rand"
	"encoding/hex"
)

// NewEpoch makes a text that no other process uses, for NewHub.
func NewEpoch() string {
	b := make([]byte, 6)
	rand.Read(b)
	return hex.EncodeToString(b)
}

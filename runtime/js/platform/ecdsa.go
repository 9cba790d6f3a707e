package platform

import (
	"crypto/ecdsa"
	"math/big"
)

// ecdsaRaw checks a signature that is r and s side by side.
func ecdsaRaw(k *ecdsa.PublicKey, sum, sig []byte) bool {
	n := (k.Curve.Params().BitSize + 7) / 8
	if len(sig) != 2*n {
		return false
	}
	return ecdsa.Verify(k, sum, new(big.Int).SetBytes(sig[:n]), new(big.Int).SetBytes(sig[n:]))
}

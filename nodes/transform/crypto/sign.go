package crypto

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"

	"runnel/runtime/node"
)

// sign signs a text with a private key: by RSA (PKCS #1 v1.5) or ECDSA, as the
// key has it.
func sign(text, algorithm, key string) ([]byte, error) {
	d, ok := findDigest(algorithm)
	if !ok {
		return nil, node.Errorf("Invalid digest")
	}
	h := d.new()
	h.Write([]byte(text))
	sum := h.Sum(nil)
	private, err := parseKey(key)
	if err != nil {
		return nil, err
	}
	switch private := private.(type) {
	case *rsa.PrivateKey:
		if !d.bare {
			if d.oid == nil {
				return nil, node.Errorf("error:1C8000AE:Provider routines::digest not allowed")
			}
			if sum, err = digestInfo(d.oid, sum); err != nil {
				return nil, err
			}
		}
		return rsa.SignPKCS1v15(rand.Reader, private, crypto.Hash(0), sum)
	case *ecdsa.PrivateKey:
		return ecdsa.SignASN1(rand.Reader, private, sum)
	}
	return nil, errKey
}

// digestInfo is a digest with the name of its algorithm, as RSA signs it
// (RFC 8017 §9.2).
func digestInfo(oid asn1.ObjectIdentifier, sum []byte) ([]byte, error) {
	return asn1.Marshal(struct {
		Algorithm pkix.AlgorithmIdentifier
		Digest    []byte
	}{pkix.AlgorithmIdentifier{Algorithm: oid, Parameters: asn1.NullRawValue}, sum})
}

var errKey error = node.Errorf("error:1E08010C:DECODER routines::unsupported")

// parseKey reads a private key in one of its PEM forms.
func parseKey(text string) (any, error) {
	if text == "" {
		return nil, node.Errorf("No key provided to sign")
	}
	for rest := []byte(text); ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			return nil, errKey
		}
		for _, parse := range []func([]byte) (any, error){
			x509.ParsePKCS8PrivateKey,
			func(der []byte) (any, error) { return x509.ParsePKCS1PrivateKey(der) },
			func(der []byte) (any, error) { return x509.ParseECPrivateKey(der) },
		} {
			if key, err := parse(block.Bytes); err == nil {
				return key, nil
			}
		}
	}
}

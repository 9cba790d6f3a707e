package crypto

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha3"
	"crypto/sha512"
	"encoding/asn1"
	"hash"
	"strings"

	"github.com/emmansun/gmsm/sm3"
	"golang.org/x/crypto/blake2b"
	"golang.org/x/crypto/blake2s"
	//lint:ignore SA1019 The digest is old, but the node offers it.
	"golang.org/x/crypto/ripemd160"
)

// digest is a digest algorithm.
type digest struct {
	new func() hash.Hash
	// oid names the algorithm in RSA signatures; nil where these may not use
	// it. bare signs the digest without a name.
	oid  asn1.ObjectIdentifier
	bare bool
}

func nist(n int) asn1.ObjectIdentifier { return asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, n} }

// digests are the algorithms by the names of OpenSSL.
var digests = map[string]digest{
	"md5":        {new: md5.New, oid: asn1.ObjectIdentifier{1, 2, 840, 113549, 2, 5}},
	"md5-sha1":   {new: newPair, bare: true},
	"ripemd160":  {new: ripemd160.New, oid: asn1.ObjectIdentifier{1, 3, 36, 3, 2, 1}},
	"sha1":       {new: sha1.New, oid: asn1.ObjectIdentifier{1, 3, 14, 3, 2, 26}},
	"sha224":     {new: sha256.New224, oid: nist(4)},
	"sha256":     {new: sha256.New, oid: nist(1)},
	"sha384":     {new: sha512.New384, oid: nist(2)},
	"sha512":     {new: sha512.New, oid: nist(3)},
	"sha512-224": {new: sha512.New512_224, oid: nist(5)},
	"sha512-256": {new: sha512.New512_256, oid: nist(6)},
	"sha3-224":   {new: func() hash.Hash { return sha3.New224() }, oid: nist(7)},
	"sha3-256":   {new: func() hash.Hash { return sha3.New256() }, oid: nist(8)},
	"sha3-384":   {new: func() hash.Hash { return sha3.New384() }, oid: nist(9)},
	"sha3-512":   {new: func() hash.Hash { return sha3.New512() }, oid: nist(10)},
	"shake128":   {new: func() hash.Hash { return &shake{sha3.NewSHAKE128(), 16} }},
	"shake256":   {new: func() hash.Hash { return &shake{sha3.NewSHAKE256(), 32} }},
	"blake2b512": {new: func() hash.Hash { h, _ := blake2b.New512(nil); return h }},
	"blake2s256": {new: func() hash.Hash { h, _ := blake2s.New256(nil); return h }},
	"sm3":        {new: sm3.New},
}

// findDigest finds an algorithm under any of its names: in any case, with the
// name of RSA before or behind it, and some others.
func findDigest(name string) (digest, bool) {
	name = strings.ToLower(name)
	for _, prefix := range []string{"rsa-", "id-rsassa-pkcs1-v1_5-with-", "ssl3-"} {
		name = strings.TrimPrefix(name, prefix)
	}
	for _, suffix := range []string{"withrsaencryption", "withrsa"} {
		name = strings.TrimSuffix(name, suffix)
	}
	switch name {
	case "ripemd", "rmd160", "ripemd-160":
		name = "ripemd160"
	case "sha-1", "sha1-2":
		name = "sha1"
	case "shake-128", "shake-256":
		name = strings.Replace(name, "-", "", 1)
	case "blake2b-512", "blake2s-256":
		name = strings.Replace(name, "-", "", 1)
	}
	for _, prefix := range []string{"sha2-", "sha-"} {
		if rest, ok := strings.CutPrefix(name, prefix); ok {
			name = "sha" + rest
		}
	}
	name = strings.ReplaceAll(name, "/", "-")
	d, ok := digests[name]
	return d, ok
}

// pair is MD5 and SHA-1 one behind the other.
type pair struct{ md5, sha1 hash.Hash }

func newPair() hash.Hash { return pair{md5.New(), sha1.New()} }

func (p pair) Write(b []byte) (int, error) { p.md5.Write(b); return p.sha1.Write(b) }
func (p pair) Sum(b []byte) []byte         { return p.sha1.Sum(p.md5.Sum(b)) }
func (p pair) Reset()                      { p.md5.Reset(); p.sha1.Reset() }
func (p pair) Size() int                   { return md5.Size + sha1.Size }
func (p pair) BlockSize() int              { return md5.BlockSize }

// shake gives a fixed number of bytes of a function that could give any.
type shake struct {
	*sha3.SHAKE
	size int
}

func (s *shake) Size() int { return s.size }

func (s *shake) Sum(b []byte) []byte {
	state := *s.SHAKE
	out := make([]byte, s.size)
	state.Read(out)
	return append(b, out...)
}

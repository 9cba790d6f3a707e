package platform

import (
	"bytes"
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/md5"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha3"
	"crypto/sha512"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"hash"
	"io"
	"slices"
	"strings"

	"github.com/dop251/goja"
	//lint:ignore SA1019 scripts check what others have hashed
	"golang.org/x/crypto/ripemd160"
	"golang.org/x/crypto/scrypt"
)

// hashes are the digests by OpenSSL's names, in lower case.
var hashes = map[string]func() hash.Hash{
	"md5": md5.New, "sha1": sha1.New, "sha224": sha256.New224, "sha256": sha256.New, "sha384": sha512.New384, "sha512": sha512.New,
	"sha512-224": sha512.New512_224, "sha512-256": sha512.New512_256, "ripemd160": ripemd160.New, "rmd160": ripemd160.New,
	"sha3-224": func() hash.Hash { return sha3.New224() }, "sha3-256": func() hash.Hash { return sha3.New256() }, "sha3-384": func() hash.Hash { return sha3.New384() }, "sha3-512": func() hash.Hash { return sha3.New512() },
}

var hashIDs = map[string]crypto.Hash{
	"md5": crypto.MD5, "sha1": crypto.SHA1, "sha224": crypto.SHA224, "sha256": crypto.SHA256, "sha384": crypto.SHA384, "sha512": crypto.SHA512, "ripemd160": crypto.RIPEMD160,
}

// hashName brings the spellings of a digest together: SHA-256, RSA-SHA256 and sha256 are one.
func hashName(s string) string {
	s = strings.ToLower(s)
	s = strings.TrimPrefix(s, "rsa-")
	if strings.HasPrefix(s, "sha-") {
		s = "sha" + s[4:]
	}
	return s
}

// cryptoFunctions are what scripts/crypto.js stands on.
func (r *Realm) cryptoFunctions(h *goja.Object) {
	set := func(name string, f native) { _ = h.Set(name, f) }
	rt := r.rt
	// A hasher is {update(bytes), digest(), copy()}; undefined where there is no such digest.
	var hasher func(kind hash.Hash) *goja.Object
	hasher = func(k hash.Hash) *goja.Object {
		o := rt.NewObject()
		_ = o.Set("update", func(c goja.FunctionCall) goja.Value { k.Write(r.bytes(c.Argument(0))); return goja.Undefined() })
		_ = o.Set("digest", func(goja.FunctionCall) goja.Value { return r.arrayBuffer(k.Sum(nil)) })
		_ = o.Set("copy", func(goja.FunctionCall) goja.Value {
			if c, ok := k.(hash.Cloner); ok {
				if n, err := c.Clone(); err == nil {
					return hasher(n)
				}
			}
			return goja.Undefined()
		})
		return o
	}
	set("hash", func(c goja.FunctionCall) goja.Value {
		f := hashes[hashName(c.Argument(0).String())]
		if f == nil {
			return goja.Undefined()
		}
		return hasher(f())
	})
	set("hmac", func(c goja.FunctionCall) goja.Value {
		f := hashes[hashName(c.Argument(0).String())]
		if f == nil {
			return goja.Undefined()
		}
		return hasher(hmac.New(f, r.bytes(c.Argument(1))))
	})
	set("hashes", func(goja.FunctionCall) goja.Value {
		list := make([]string, 0, len(hashes))
		for n := range hashes {
			list = append(list, n)
		}
		slices.Sort(list)
		return r.stringArray(list)
	})
	set("ciphers", func(goja.FunctionCall) goja.Value {
		list := make([]string, 0, len(ciphers))
		for n := range ciphers {
			list = append(list, n)
		}
		slices.Sort(list)
		return r.stringArray(list)
	})
	set("random", func(c goja.FunctionCall) goja.Value { // fills a view
		if _, err := io.ReadFull(r.opt.Random, r.bytes(c.Argument(0))); err != nil {
			r.throw("Error", "no random bytes: %v", err)
		}
		return goja.Undefined()
	})
	set("equalBytes", func(c goja.FunctionCall) goja.Value {
		return rt.ToValue(hmac.Equal(r.bytes(c.Argument(0)), r.bytes(c.Argument(1))))
	})
	derive := func(f func() ([]byte, error)) goja.Value {
		out, err := f()
		if err != nil {
			return rt.ToValue(err.Error())
		}
		return r.arrayBuffer(out)
	}
	set("pbkdf2", func(c goja.FunctionCall) goja.Value { // password, salt, iterations, length, digest
		f := hashes[hashName(c.Argument(4).String())]
		if f == nil {
			return goja.Undefined()
		}
		return r.arrayBuffer(r.pbkdf2(f, r.bytes(c.Argument(0)), r.bytes(c.Argument(1)), int(c.Argument(2).ToInteger()), int(c.Argument(3).ToInteger())))
	})
	set("scrypt", func(c goja.FunctionCall) goja.Value { // password, salt, length, N, r, p
		if work := c.Argument(3).ToFloat() * c.Argument(4).ToFloat() * c.Argument(5).ToFloat(); work > 1<<24 {
			return rt.ToValue("Invalid scrypt params: too much work for a script") // about ten seconds, and nothing can stop it
		}
		return derive(func() ([]byte, error) {
			return scrypt.Key(r.bytes(c.Argument(0)), r.bytes(c.Argument(1)), int(c.Argument(3).ToInteger()), int(c.Argument(4).ToInteger()), int(c.Argument(5).ToInteger()), int(c.Argument(2).ToInteger()))
		})
	})
	set("hkdf", func(c goja.FunctionCall) goja.Value { // digest, key, salt, info, length
		f := hashes[hashName(c.Argument(0).String())]
		if f == nil {
			return goja.Undefined()
		}
		return derive(func() ([]byte, error) {
			return hkdf.Key(f, r.bytes(c.Argument(1)), r.bytes(c.Argument(2)), string(r.bytes(c.Argument(3))), int(c.Argument(4).ToInteger()))
		})
	})
	set("cipher", r.newCipher)
	set("signMessage", func(c goja.FunctionCall) goja.Value { // digest, key as PEM, data, options {padding, saltLength, dsaEncoding}
		sig, err := signMessage(hashName(c.Argument(0).String()), r.bytes(c.Argument(1)), r.bytes(c.Argument(2)), c.Argument(3).ToBoolean(), c.Argument(4).ToBoolean(), r.opt.Random)
		if err != nil {
			return rt.ToValue(err.Error())
		}
		return r.arrayBuffer(sig)
	})
	set("verifyMessage", func(c goja.FunctionCall) goja.Value { // digest, key as PEM, data, signature, pss, raw
		ok, err := verifyMessage(hashName(c.Argument(0).String()), r.bytes(c.Argument(1)), r.bytes(c.Argument(2)), r.bytes(c.Argument(3)), c.Argument(4).ToBoolean(), c.Argument(5).ToBoolean())
		if err != nil {
			return rt.ToValue(err.Error())
		}
		return rt.ToValue(ok)
	})
	set("publicEncrypt", func(c goja.FunctionCall) goja.Value { // key, data, oaep digest or empty
		return derive(func() ([]byte, error) {
			k, err := publicKey(r.bytes(c.Argument(0)))
			if err != nil {
				return nil, err
			}
			p, ok := k.(*rsa.PublicKey)
			if !ok {
				return nil, errors.New("error:02000093:rsa routines::not an RSA key")
			}
			if d := c.Argument(2).String(); d != "" {
				return rsa.EncryptOAEP(hashes[hashName(d)](), r.opt.Random, p, r.bytes(c.Argument(1)), nil)
			}
			//lint:ignore SA1019 what the other side of the script expects
			return rsa.EncryptPKCS1v15(r.opt.Random, p, r.bytes(c.Argument(1)))
		})
	})
	set("privateDecrypt", func(c goja.FunctionCall) goja.Value { // key, data, oaep digest or empty
		return derive(func() ([]byte, error) {
			k, err := privateKey(r.bytes(c.Argument(0)))
			if err != nil {
				return nil, err
			}
			p, ok := k.(*rsa.PrivateKey)
			if !ok {
				return nil, errors.New("error:02000093:rsa routines::not an RSA key")
			}
			if d := c.Argument(2).String(); d != "" {
				return rsa.DecryptOAEP(hashes[hashName(d)](), nil, p, r.bytes(c.Argument(1)), nil)
			}
			//lint:ignore SA1019 what the other side of the script expects
			return rsa.DecryptPKCS1v15(nil, p, r.bytes(c.Argument(1)))
		})
	})
}

// pbkdf2 is PBKDF2 of RFC 8018. Unlike the standard library's it can be stopped: how long it runs is the script's choice.
func (r *Realm) pbkdf2(f func() hash.Hash, password, salt []byte, iterations, length int) []byte {
	prf := hmac.New(f, password)
	size := prf.Size()
	var out []byte
	u := make([]byte, size)
	for block := 1; len(out) < length; block++ {
		prf.Reset()
		prf.Write(salt)
		prf.Write([]byte{byte(block >> 24), byte(block >> 16), byte(block >> 8), byte(block)})
		out = prf.Sum(out)
		t := out[len(out)-size:]
		copy(u, t)
		for i := 2; i <= iterations; i++ {
			if i%4096 == 0 && r.opt.Stop != nil && r.opt.Stop() {
				return make([]byte, length)
			}
			prf.Reset()
			prf.Write(u)
			u = prf.Sum(u[:0])
			for k := range u {
				t[k] ^= u[k]
			}
		}
	}
	return out[:length]
}

// cipherKind is one of OpenSSL's ciphers.
type cipherKind struct {
	key, iv, block int
	mode           string
	make           func([]byte) (cipher.Block, error)
}

var ciphers = func() map[string]cipherKind {
	m := map[string]cipherKind{}
	for _, bits := range []struct {
		name string
		n    int
	}{{"128", 16}, {"192", 24}, {"256", 32}} {
		for _, mode := range []string{"cbc", "ctr", "ecb", "gcm", "cfb", "cfb8", "ofb"} {
			iv := 16
			switch mode {
			case "ecb":
				iv = 0
			case "gcm":
				iv = 12
			}
			m["aes-"+bits.name+"-"+mode] = cipherKind{bits.n, iv, 16, mode, aes.NewCipher}
		}
	}
	m["des-ede3-cbc"] = cipherKind{24, 8, 8, "cbc", des.NewTripleDESCipher}
	return m
}()

// newCipher makes a cipher: {update(bytes), final(), aad(bytes), tag(), setTag(bytes), padding(on)}. It returns a text where it refuses:
// "cipher", "key" or "iv".
func (r *Realm) newCipher(c goja.FunctionCall) goja.Value {
	k, ok := ciphers[strings.ToLower(c.Argument(0).String())]
	if !ok {
		return r.rt.ToValue("cipher")
	}
	key, iv, encrypt := bytes.Clone(r.bytes(c.Argument(1))), bytes.Clone(r.bytes(c.Argument(2))), c.Argument(3).ToBoolean()
	if len(key) != k.key {
		return r.rt.ToValue("key")
	}
	if k.mode == "gcm" && len(iv) == 0 || k.mode != "gcm" && len(iv) != k.iv {
		return r.rt.ToValue("iv")
	}
	block, err := k.make(key)
	if err != nil {
		return r.rt.ToValue("key")
	}
	s := &cipherState{kind: k, block: block, iv: iv, encrypt: encrypt, padding: true}
	switch k.mode {
	case "ctr":
		s.stream = cipher.NewCTR(block, iv)
	case "ofb":
		//lint:ignore SA1019 what the other side of the script expects
		s.stream = cipher.NewOFB(block, iv)
	case "cfb":
		if encrypt {
			//lint:ignore SA1019 what the other side of the script expects
			s.stream = cipher.NewCFBEncrypter(block, iv)
		} else {
			//lint:ignore SA1019 what the other side of the script expects
			s.stream = cipher.NewCFBDecrypter(block, iv)
		}
	case "cfb8":
		s.stream = &cfb8{block, bytes.Clone(iv), encrypt}
	case "cbc":
		if encrypt {
			s.blocks = cipher.NewCBCEncrypter(block, iv)
		} else {
			s.blocks = cipher.NewCBCDecrypter(block, iv)
		}
	case "ecb":
		s.blocks = ecb{block, encrypt}
	case "gcm":
		s.gcm, err = cipher.NewGCMWithNonceSize(block, len(iv))
		if err != nil {
			return r.rt.ToValue("iv")
		}
	}
	o := r.rt.NewObject()
	_ = o.Set("update", func(c goja.FunctionCall) goja.Value { return r.arrayBuffer(s.update(r.bytes(c.Argument(0)))) })
	_ = o.Set("final", func(goja.FunctionCall) goja.Value {
		out, err := s.final()
		if err != nil {
			return r.rt.ToValue(err.Error())
		}
		return r.arrayBuffer(out)
	})
	_ = o.Set("aad", func(c goja.FunctionCall) goja.Value {
		s.aad = append(s.aad, r.bytes(c.Argument(0))...)
		return goja.Undefined()
	})
	_ = o.Set("tag", func(goja.FunctionCall) goja.Value { return r.arrayBuffer(s.tag) })
	_ = o.Set("setTag", func(c goja.FunctionCall) goja.Value {
		s.tag = bytes.Clone(r.bytes(c.Argument(0)))
		return goja.Undefined()
	})
	_ = o.Set("padding", func(c goja.FunctionCall) goja.Value { s.padding = c.Argument(0).ToBoolean(); return goja.Undefined() })
	return o
}

type cipherState struct {
	kind             cipherKind
	block            cipher.Block
	iv               []byte
	encrypt, padding bool
	stream           cipher.Stream
	blocks           cipher.BlockMode
	gcm              cipher.AEAD
	aad, tag, buf    []byte
}

func (s *cipherState) update(b []byte) []byte {
	switch {
	case s.stream != nil:
		out := make([]byte, len(b))
		s.stream.XORKeyStream(out, b)
		return out
	case s.gcm != nil:
		// The text comes at once at the end for the check, and piece by piece for the script: counter mode gives the pieces.
		if s.stream == nil && s.buf == nil {
			s.buf = []byte{}
		}
		from := len(s.buf)
		s.buf = append(s.buf, b...)
		return s.gcmStream(from, b)
	}
	s.buf = append(s.buf, b...)
	n := len(s.buf) / s.kind.block * s.kind.block
	if !s.encrypt && s.padding && n == len(s.buf) && n > 0 {
		n -= s.kind.block // the last block may be padding
	}
	out := make([]byte, n)
	s.blocks.CryptBlocks(out, s.buf[:n])
	s.buf = bytes.Clone(s.buf[n:])
	return out
}

// gcmStream is the counter mode inside of GCM, from a place in the text on.
func (s *cipherState) gcmStream(from int, b []byte) []byte {
	counter := make([]byte, 16)
	if len(s.iv) == 12 {
		copy(counter, s.iv)
		counter[15] = 2
	} else {
		// Other lengths are hashed into the first counter; an encryption of nothing but zeros shows the key stream.
		zero := make([]byte, from+len(b))
		stream := s.gcm.Seal(nil, s.iv, zero, nil)
		out := make([]byte, len(b))
		for i := range b {
			out[i] = b[i] ^ stream[from+i]
		}
		return out
	}
	ctr := cipher.NewCTR(s.block, counter)
	skip := make([]byte, from)
	ctr.XORKeyStream(skip, skip)
	out := make([]byte, len(b))
	ctr.XORKeyStream(out, b)
	return out
}

var errDecrypt = errors.New("error:1C800064:Provider routines::bad decrypt")

func (s *cipherState) final() ([]byte, error) {
	switch {
	case s.stream != nil:
		return nil, nil
	case s.gcm != nil:
		if s.encrypt {
			sealed := s.gcm.Seal(nil, s.iv, s.buf, s.aad)
			s.tag = sealed[len(sealed)-16:]
			return nil, nil
		}
		if len(s.tag) < 16 {
			return nil, errors.New("Unsupported state or unable to authenticate data")
		}
		if _, err := s.gcm.Open(nil, s.iv, append(bytes.Clone(s.buf), s.tag...), s.aad); err != nil {
			return nil, errors.New("Unsupported state or unable to authenticate data")
		}
		return nil, nil
	}
	n := s.kind.block
	if s.encrypt {
		if s.padding {
			p := n - len(s.buf)%n
			s.buf = append(s.buf, bytes.Repeat([]byte{byte(p)}, p)...)
		} else if len(s.buf)%n != 0 {
			return nil, errors.New("error:1C80006A:Provider routines::wrong final block length")
		}
		out := make([]byte, len(s.buf))
		s.blocks.CryptBlocks(out, s.buf)
		return out, nil
	}
	if len(s.buf)%n != 0 || s.padding && len(s.buf) == 0 {
		return nil, errors.New("error:1C80006B:Provider routines::wrong final block length")
	}
	out := make([]byte, len(s.buf))
	s.blocks.CryptBlocks(out, s.buf)
	if !s.padding {
		return out, nil
	}
	p := int(out[len(out)-1])
	if p == 0 || p > n {
		return nil, errDecrypt
	}
	for _, b := range out[len(out)-p:] {
		if int(b) != p {
			return nil, errDecrypt
		}
	}
	return out[:len(out)-p], nil
}

type ecb struct {
	b       cipher.Block
	encrypt bool
}

func (e ecb) BlockSize() int { return e.b.BlockSize() }
func (e ecb) CryptBlocks(dst, src []byte) {
	for n := e.b.BlockSize(); len(src) >= n; dst, src = dst[n:], src[n:] {
		if e.encrypt {
			e.b.Encrypt(dst, src)
		} else {
			e.b.Decrypt(dst, src)
		}
	}
}

type cfb8 struct {
	b       cipher.Block
	iv      []byte
	encrypt bool
}

func (c *cfb8) XORKeyStream(dst, src []byte) {
	t := make([]byte, c.b.BlockSize())
	for i, s := range src {
		c.b.Encrypt(t, c.iv)
		d := s ^ t[0]
		dst[i] = d
		if !c.encrypt {
			d = s
		}
		c.iv = append(c.iv[1:], d)
	}
}

func privateKey(text []byte) (any, error) {
	b, _ := pem.Decode(text)
	if b == nil {
		return nil, errors.New("error:1E08010C:DECODER routines::unsupported")
	}
	if k, err := x509.ParsePKCS8PrivateKey(b.Bytes); err == nil {
		return k, nil
	}
	if k, err := x509.ParsePKCS1PrivateKey(b.Bytes); err == nil {
		return k, nil
	}
	if k, err := x509.ParseECPrivateKey(b.Bytes); err == nil {
		return k, nil
	}
	return nil, errors.New("error:1E08010C:DECODER routines::unsupported")
}

func publicKey(text []byte) (any, error) {
	b, _ := pem.Decode(text)
	if b == nil {
		return nil, errors.New("error:1E08010C:DECODER routines::unsupported")
	}
	if k, err := x509.ParsePKIXPublicKey(b.Bytes); err == nil {
		return k, nil
	}
	if k, err := x509.ParsePKCS1PublicKey(b.Bytes); err == nil {
		return k, nil
	}
	if c, err := x509.ParseCertificate(b.Bytes); err == nil {
		return c.PublicKey, nil
	}
	k, err := privateKey(text)
	if err != nil {
		return nil, err
	}
	if s, ok := k.(crypto.Signer); ok {
		return s.Public(), nil
	}
	return nil, errors.New("error:1E08010C:DECODER routines::unsupported")
}

func digestOf(name string, data []byte) (crypto.Hash, []byte, error) {
	id, ok := hashIDs[name]
	f := hashes[name]
	if !ok || f == nil {
		return 0, nil, errors.New("Invalid digest: " + name)
	}
	h := f()
	h.Write(data)
	return id, h.Sum(nil), nil
}

// signMessage signs data with a key in PEM form. raw asks for r and s of ECDSA side by side.
func signMessage(digest string, key, data []byte, pss, raw bool, random io.Reader) ([]byte, error) {
	k, err := privateKey(key)
	if err != nil {
		return nil, err
	}
	if e, ok := k.(ed25519.PrivateKey); ok {
		return ed25519.Sign(e, data), nil
	}
	id, sum, err := digestOf(digest, data)
	if err != nil {
		return nil, err
	}
	switch k := k.(type) {
	case *rsa.PrivateKey:
		if pss {
			return rsa.SignPSS(random, k, id, sum, &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})
		}
		return rsa.SignPKCS1v15(random, k, id, sum)
	case *ecdsa.PrivateKey:
		if raw {
			a, b, err := ecdsa.Sign(random, k, sum)
			if err != nil {
				return nil, err
			}
			n := (k.Curve.Params().BitSize + 7) / 8
			out := make([]byte, 2*n)
			a.FillBytes(out[:n])
			b.FillBytes(out[n:])
			return out, nil
		}
		return ecdsa.SignASN1(random, k, sum)
	}
	return nil, errors.New("error:1E08010C:DECODER routines::unsupported")
}

func verifyMessage(digest string, key, data, sig []byte, pss, raw bool) (bool, error) {
	k, err := publicKey(key)
	if err != nil {
		return false, err
	}
	if e, ok := k.(ed25519.PublicKey); ok {
		return ed25519.Verify(e, data, sig), nil
	}
	id, sum, err := digestOf(digest, data)
	if err != nil {
		return false, err
	}
	switch k := k.(type) {
	case *rsa.PublicKey:
		if pss {
			return rsa.VerifyPSS(k, id, sum, sig, nil) == nil, nil
		}
		return rsa.VerifyPKCS1v15(k, id, sum, sig) == nil, nil
	case *ecdsa.PublicKey:
		if raw {
			return ecdsaRaw(k, sum, sig), nil
		}
		return ecdsa.VerifyASN1(k, sum, sig), nil
	}
	return false, errors.New("error:1E08010C:DECODER routines::unsupported")
}

package jwt

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"math"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"runnel/runtime/node"
	"runnel/runtime/value"
)

// The order of the checks and their messages are those of the library that the
// original uses, jsonwebtoken 9 for Node.js; the signatures are golang-jwt's.

// token3 is a token in its three parts.
type token3 struct {
	header, payload value.Value
	// signed is the text that is signed, signature the signature as written.
	signed, signature string
}

func (t *token3) document() value.Value {
	return value.Object(value.Field{Key: "header", Value: t.header}, value.Field{Key: "payload", Value: t.payload},
		value.Field{Key: "signature", Value: value.String(t.signature)})
}

var shape = regexp.MustCompile(`^[a-zA-Z0-9\-_]+?\.[a-zA-Z0-9\-_]+?\.([a-zA-Z0-9\-_]+)?$`)

// decode takes a token apart without checking its signature; nil when it is
// none. The payload of a token that says it is a JWT must be JSON.
func decode(token string) (*token3, error) {
	if !shape.MatchString(token) {
		return nil, nil
	}
	parts := strings.Split(token, ".")
	// The header is read byte by byte.
	header, err := value.ParseString(latin1(decode64(parts[0])))
	if err != nil || !header.Truthy() {
		return nil, nil
	}
	t := &token3{header: header, signed: parts[0] + "." + parts[1], signature: parts[2]}
	text := decode64(parts[1])
	isJWT := header.Get("typ").Str() == "JWT"
	parsed, err := value.ParseString(string(text))
	switch {
	case err == nil && (isJWT || parsed.TypeOf() == "object" && !parsed.IsNull()):
		t.payload = parsed
		if s := parsed; s.IsString() {
			// JSON in a text is read once more.
			if inner, err := value.ParseString(s.Str()); err == nil && inner.TypeOf() == "object" && !inner.IsNull() {
				t.payload = inner
			}
		}
	case isJWT:
		return nil, node.Errorf("%s", message(err))
	default:
		t.payload = value.String(strings.ToValidUTF8(string(text), "\uFFFD"))
	}
	return t, nil
}

func message(err error) string {
	if e, ok := err.(*value.SyntaxError); ok {
		return e.Message()
	}
	return err.Error()
}

// decode64 reads base64 with the letters of URLs, leniently.
func decode64(s string) []byte {
	data, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		// A single letter too much is no byte.
		data, _ = base64.RawURLEncoding.DecodeString(s[:len(s)/4*4])
	}
	return data
}

func latin1(data []byte) string {
	var b strings.Builder
	for _, c := range data {
		b.WriteRune(rune(c))
	}
	return b.String()
}

var algorithms = []string{"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "HS256", "HS384", "HS512", "none"}

// sign makes a token. claims is an object; kid is undefined for none.
func sign(claims value.Value, algorithm, key string, kid value.Value, now time.Time) (string, error) {
	if key == "" && algorithm != "none" {
		return "", node.Errorf("secretOrPrivateKey must have a value")
	}
	secret, isSecret := any([]byte(key)), true
	if private := privateKey(key); private != nil {
		secret, isSecret = private, false
	}
	switch {
	case strings.HasPrefix(algorithm, "HS") && !isSecret:
		return "", node.Errorf("secretOrPrivateKey must be a symmetric key when using %s", algorithm)
	case isAsymmetric(algorithm) && isSecret:
		return "", node.Errorf("secretOrPrivateKey must be an asymmetric key when using %s", algorithm)
	}
	for _, claim := range []string{"iat", "exp", "nbf"} {
		if v := claims.Get(claim); claims.Has(claim) && !v.IsNumber() {
			return "", node.Errorf(`"%s" should be a number of seconds`, claim)
		}
	}
	if !slices.Contains(algorithms, algorithm) {
		return "", node.Errorf(`"algorithm" must be a valid string enum value`)
	}
	header := value.Object(value.Field{Key: "alg", Value: value.String(algorithm)}, value.Field{Key: "typ", Value: value.String("JWT")})
	if kid.Truthy() {
		if !kid.IsString() {
			return "", node.Errorf(`"keyid" must be a string`)
		}
		header = header.Set("kid", kid)
	}
	if !claims.Get("iat").Truthy() {
		claims = claims.Set("iat", value.Number(math.Floor(float64(now.UnixMilli())/1000)))
	}
	if !isSecret {
		if err := fits(algorithm, public(secret)); err != nil {
			return "", err
		}
		if small(public(secret)) {
			return "", node.Errorf("secretOrPrivateKey has a minimum key size of 2048 bits for %s", algorithm)
		}
	}
	text := base64.RawURLEncoding.EncodeToString([]byte(header.JSON())) + "." + base64.RawURLEncoding.EncodeToString([]byte(claims.JSON()))
	if algorithm == "none" {
		return text + ".", nil
	}
	signature, err := jwt.GetSigningMethod(algorithm).Sign(text, secret)
	if err != nil {
		return "", err
	}
	return text + "." + base64.RawURLEncoding.EncodeToString(signature), nil
}

// rules say how a token is verified; tolerance is in seconds.
type rules struct {
	algorithm                         string
	ignoreExpiration, ignoreNotBefore bool
	tolerance                         float64
}

// verify takes a token apart after checking it.
func verify(token, key string, r rules, now time.Time) (*token3, error) {
	if strings.Count(token, ".") != 2 {
		return nil, node.Errorf("jwt malformed")
	}
	t, err := decode(token)
	switch {
	case err != nil:
		return nil, err
	case t == nil:
		return nil, node.Errorf("invalid token")
	case t.signature == "" && key != "":
		return nil, node.Errorf("jwt signature is required")
	case t.signature != "" && key == "":
		return nil, node.Errorf("secret or public key must be provided")
	}
	secret, isSecret := any([]byte(key)), true
	if public := publicKey(key); public != nil {
		secret, isSecret = public, false
	}
	algorithm := t.header.Get("alg").ToString()
	switch {
	case !t.header.Get("alg").IsString() || algorithm != r.algorithm:
		return nil, node.Errorf("invalid algorithm")
	case strings.HasPrefix(algorithm, "HS") && !isSecret:
		return nil, node.Errorf("secretOrPublicKey must be a symmetric key when using %s", algorithm)
	case isAsymmetric(algorithm) && isSecret:
		return nil, node.Errorf("secretOrPublicKey must be an asymmetric key when using %s", algorithm)
	}
	if !isSecret {
		if err := fits(algorithm, secret); err != nil {
			return nil, err
		}
	}
	if !signatureHolds(algorithm, t, secret) {
		return nil, node.Errorf("invalid signature")
	}
	if t.payload.IsNull() {
		return nil, node.Errorf("Cannot read properties of null (reading 'nbf')")
	}
	seconds := math.Floor(float64(now.UnixMilli()) / 1000)
	if nbf := t.payload.Get("nbf"); !nbf.IsUndefined() && !r.ignoreNotBefore {
		if !nbf.IsNumber() {
			return nil, node.Errorf("invalid nbf value")
		}
		if nbf.Num() > seconds+r.tolerance {
			return nil, node.Errorf("jwt not active")
		}
	}
	if exp := t.payload.Get("exp"); !exp.IsUndefined() && !r.ignoreExpiration {
		if !exp.IsNumber() {
			return nil, node.Errorf("invalid exp value")
		}
		if seconds >= exp.Num()+r.tolerance {
			return nil, node.Errorf("jwt expired")
		}
	}
	return t, nil
}

func signatureHolds(algorithm string, t *token3, key any) bool {
	if algorithm == "none" {
		return t.signature == ""
	}
	method := jwt.GetSigningMethod(algorithm)
	signature, err := base64.RawURLEncoding.DecodeString(t.signature)
	return method != nil && err == nil && method.Verify(t.signed, signature, key) == nil
}

func isAsymmetric(algorithm string) bool {
	for _, family := range []string{"RS", "PS", "ES"} {
		if strings.HasPrefix(algorithm, family) {
			return true
		}
	}
	return false
}

// fits tells what speaks against using a public key with an algorithm.
func fits(algorithm string, key any) error {
	kind, curve := "", ""
	var allowed []string
	switch key := key.(type) {
	case *rsa.PublicKey:
		kind, allowed = "rsa", []string{"RS256", "PS256", "RS384", "PS384", "RS512", "PS512"}
	case *ecdsa.PublicKey:
		kind, allowed = "ec", []string{"ES256", "ES384", "ES512"}
		curve = curves[key.Curve]
	case ed25519.PublicKey:
		return node.Errorf(`Unknown key type "ed25519".`)
	}
	if !slices.Contains(allowed, algorithm) {
		return node.Errorf(`"alg" parameter for "%s" key type must be one of: %s.`, kind, strings.Join(allowed, ", "))
	}
	if needed := map[string]string{"ES256": "prime256v1", "ES384": "secp384r1", "ES512": "secp521r1"}[algorithm]; curve != needed {
		return node.Errorf(`"alg" parameter "%s" requires curve "%s".`, algorithm, needed)
	}
	return nil
}

var curves = map[elliptic.Curve]string{elliptic.P256(): "prime256v1", elliptic.P384(): "secp384r1", elliptic.P521(): "secp521r1"}

func small(key any) bool {
	k, ok := key.(*rsa.PublicKey)
	return ok && k.N.BitLen() < 2048
}

// public gives the public half of a private key.
func public(private any) any {
	switch k := private.(type) {
	case *rsa.PrivateKey:
		return &k.PublicKey
	case *ecdsa.PrivateKey:
		return &k.PublicKey
	case ed25519.PrivateKey:
		return k.Public()
	}
	return nil
}

// privateKey reads a private key in one of its PEM forms, nil for what is none.
func privateKey(text string) any {
	return firstKey(text,
		x509.ParsePKCS8PrivateKey,
		func(der []byte) (any, error) { return x509.ParsePKCS1PrivateKey(der) },
		func(der []byte) (any, error) { return x509.ParseECPrivateKey(der) })
}

// publicKey reads a public key, a certificate, or a private key whose public
// half counts.
func publicKey(text string) any {
	if key := privateKey(text); key != nil {
		return public(key)
	}
	return firstKey(text,
		x509.ParsePKIXPublicKey,
		func(der []byte) (any, error) { return x509.ParsePKCS1PublicKey(der) },
		func(der []byte) (any, error) {
			certificate, err := x509.ParseCertificate(der)
			if err != nil {
				return nil, err
			}
			return certificate.PublicKey, nil
		})
}

func firstKey(text string, parsers ...func(der []byte) (any, error)) any {
	for rest := []byte(text); ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			return nil
		}
		for _, parse := range parsers {
			if key, err := parse(block.Bytes); err == nil {
				return key
			}
		}
	}
}

// repairPEM puts back the line breaks that a key loses in a form of one line.
func repairPEM(text string) string {
	if strings.Contains(text, "\n") {
		return text
	}
	var b strings.Builder
	for part := range strings.SplitSeq(strings.ReplaceAll(text, `\n`, "\n"), "-----") {
		switch {
		case part == "":
		case strings.Contains(part, "BEGIN ") || strings.Contains(part, "END "):
			b.WriteString("-----" + part + "-----")
		default:
			b.WriteString("\n" + strings.Join(strings.Fields(part), "\n") + "\n")
		}
	}
	return b.String()
}

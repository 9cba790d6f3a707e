package jwt

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"strings"
	"testing"
	"time"

	"runnel/runtime/node"
	"runnel/runtime/node/nodetest"
	"runnel/runtime/value"
)

const name = "n8n-nodes-base.jwt"

func pemOf(t *testing.T, kind string, der []byte, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

// keys are pairs of keys in their usual forms.
func keys(t *testing.T) map[string][2]string {
	pair := func(private, public any) [2]string {
		der, err := x509.MarshalPKCS8PrivateKey(private)
		a := pemOf(t, "PRIVATE KEY", der, err)
		der, err = x509.MarshalPKIXPublicKey(public)
		return [2]string{a, pemOf(t, "PUBLIC KEY", der, err)}
	}
	big, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	small, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	edPublic, ed, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return map[string][2]string{"rsa": pair(big, &big.PublicKey), "small": pair(small, &small.PublicKey), "ec": pair(curve, &curve.PublicKey), "ed": pair(ed, edPublic)}
}

// TestKeys holds which keys go with which algorithms against what the library
// of the original says.
func TestKeys(t *testing.T) {
	pairs := keys(t)
	const (
		rsaOnly   = `"alg" parameter for "rsa" key type must be one of: RS256, PS256, RS384, PS384, RS512, PS512.`
		ecOnly    = `"alg" parameter for "ec" key type must be one of: ES256, ES384, ES512.`
		symmetric = "secretOrPrivateKey must be a symmetric key when using HS256"
	)
	for _, c := range []struct{ key, algorithm, fails string }{
		{"rsa", "HS256", symmetric}, {"rsa", "RS256", ""}, {"rsa", "PS384", ""}, {"rsa", "ES256", rsaOnly}, {"rsa", "none", rsaOnly},
		{"rsa", "XX", `"algorithm" must be a valid string enum value`},
		{"small", "RS256", "secretOrPrivateKey has a minimum key size of 2048 bits for RS256"},
		{"ec", "ES256", ""}, {"ec", "RS256", ecOnly}, {"ec", "ES384", `"alg" parameter "ES384" requires curve "secp384r1".`},
		{"ed", "ES256", `Unknown key type "ed25519".`},
		{"secret", "HS512", ""}, {"secret", "RS256", "secretOrPrivateKey must be an asymmetric key when using RS256"},
		{"", "HS256", "secretOrPrivateKey must have a value"}, {"", "none", ""},
	} {
		private, public := c.key, c.key
		if pair, ok := pairs[c.key]; ok {
			private, public = pair[0], pair[1]
		}
		token, err := sign(nodetest.Doc(`{"a":1,"iat":1}`), c.algorithm, private, value.Undefined, time.Now())
		if c.fails != "" {
			nodetest.WantError(t, err, c.fails)
			continue
		}
		if err != nil {
			t.Errorf("%s, %s: %v", c.key, c.algorithm, err)
			continue
		}
		parts, err := verify(token, public, rules{algorithm: c.algorithm}, time.Now())
		if err != nil || parts.payload.JSON() != `{"a":1,"iat":1}` {
			t.Errorf("%s, %s: verified it is %v, %v", c.key, c.algorithm, parts, err)
		}
	}
	for _, c := range []struct{ signer, verifier, fails string }{
		{"rsa", "ec", ecOnly}, {"rsa", "small", "invalid signature"},
	} {
		token, err := sign(value.EmptyObject, "RS256", pairs[c.signer][0], value.Undefined, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		_, err = verify(token, pairs[c.verifier][1], rules{algorithm: "RS256"}, time.Now())
		nodetest.WantError(t, err, c.fails)
		_, err = verify(token, "secret", rules{algorithm: "RS256"}, time.Now())
		nodetest.WantError(t, err, "secretOrPublicKey must be an asymmetric key when using RS256")
		_, err = verify(token, pairs[c.signer][0], rules{algorithm: "RS256"}, time.Now())
		if err != nil {
			t.Errorf("a private key holds the public one: %v", err)
		}
	}
}

// made makes a token of parts that sign would not write.
func made(header, payload string) string {
	text := base64.RawURLEncoding.EncodeToString([]byte(header)) + "." + base64.RawURLEncoding.EncodeToString([]byte(payload))
	mac := hmac.New(sha256.New, []byte("abc"))
	mac.Write([]byte(text))
	return text + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func TestVerify(t *testing.T) {
	const plain, typed = `{"alg":"HS256"}`, `{"alg":"HS256","typ":"JWT"}`
	at := time.Unix(1700000000, 500e6)
	for _, c := range []struct {
		token, key, algorithm, payload, fails string
	}{
		{made(typed, `{"a":"é😀"}`), "abc", "HS256", `{"a":"é😀"}`, ""},
		{made(typed, `{"exp":1700000000}`), "abc", "HS256", "", "jwt expired"},
		{made(typed, `{"exp":1700000001,"nbf":1700000000}`), "abc", "HS256", `{"exp":1700000001,"nbf":1700000000}`, ""},
		{made(typed, `{"nbf":1700000001}`), "abc", "HS256", "", "jwt not active"},
		{made(typed, `{"exp":"5"}`), "abc", "HS256", "", "invalid exp value"},
		{made(typed, `{"nbf":null}`), "abc", "HS256", "", "invalid nbf value"},
		{made(typed, `{}`), "abd", "HS256", "", "invalid signature"},
		{made(typed, `{}`), "abc", "HS512", "", "invalid algorithm"},
		{made(typed, `{}`), "abc", "", "", "invalid algorithm"},
		{made(typed, `{}`), "", "HS256", "", "secret or public key must be provided"},
		{made(typed, `{x`), "abc", "HS256", "", "Expected property name or '}' in JSON at position 1"},
		{made(plain, `{x`), "abc", "HS256", `"{x"`, ""},
		{made(plain, `5`), "abc", "HS256", `"5"`, ""},
		{made(typed, `5`), "abc", "HS256", `5`, ""},
		{made(typed, `null`), "abc", "HS256", "", "Cannot read properties of null (reading 'nbf')"},
		{made(`{x`, `{}`), "abc", "HS256", "", "invalid token"},
		{"a.b", "abc", "HS256", "", "jwt malformed"},
		{"a.b.c", "abc", "HS256", "", "invalid token"},
		{"a.b.!", "abc", "HS256", "", "invalid token"},
		{made(typed, `{}`)[:40] + ".", "abc", "HS256", "", "jwt signature is required"},
		{"eyJhbGciOiJub25lIn0.e30.", "", "none", `{}`, ""},
	} {
		if strings.HasSuffix(c.token, ".") && c.key != "" {
			head, payload, _ := strings.Cut(made(typed, `{}`), ".")
			payload, _, _ = strings.Cut(payload, ".")
			c.token = head + "." + payload + "."
		}
		parts, err := verify(c.token, c.key, rules{algorithm: c.algorithm}, at)
		if c.fails != "" {
			nodetest.WantError(t, err, c.fails)
			continue
		}
		if err != nil || parts.payload.JSON() != c.payload {
			t.Errorf("%s: %v, %v", c.token, parts, err)
		}
	}
	expired := made(typed, `{"exp":1700000000}`)
	for _, r := range []rules{{ignoreExpiration: true}, {tolerance: 1}} {
		r.algorithm = "HS256"
		if _, err := verify(expired, "abc", r, at); err != nil {
			t.Errorf("%+v: %v", r, err)
		}
	}
	if _, err := verify(made(typed, `{"nbf":1800000000}`), "abc", rules{algorithm: "HS256", ignoreNotBefore: true}, at); err != nil {
		t.Error(err)
	}
}

func runNode(t *testing.T, params, credential string, docs string, carryOn bool) (node.Output, error) {
	h := nodetest.New(t, name, 1, params).Docs(docs)
	h.Continue = carryOn
	h.Credentials["jwtAuth"] = node.NewCredential("1", "jwt", "jwtAuth", nodetest.Doc(credential))
	return h.Run()
}

func TestNode(t *testing.T) {
	const secret = `{"keyType":"passphrase","secret":"abc","algorithm":"HS256"}`
	token := made(`{"alg":"HS256","typ":"JWT"}`, `{"a":1}`)
	signature := token[strings.LastIndexByte(token, '.')+1:]
	for _, c := range []struct{ name, params, want, fails string }{
		{"sign", `{"claims":{"issuer":"me","expiresIn":5},"options":{"kid":"k"}}`, "", ""},
		{"sign JSON", `{"useJson":true,"claimsJson":"{\"iat\":1,\"b\":[1]}"}`, `[[{"json":{"token":"` + must(sign(nodetest.Doc(`{"iat":1,"b":[1]}`), "HS256", "abc", value.Undefined, time.Now())) + `"},"pairedItem":0}]]`, ""},
		{"sign no JSON", `{"useJson":true,"claimsJson":"[1]"}`, "", "The 'JSON Output' in item 0 does not contain a valid JSON object"},
		{"sign with a wrong claim", `{"useJson":true,"claimsJson":"{\"exp\":\"x\"}"}`, "", `"exp" should be a number of seconds`},
		{"verify", `{"operation":"verify","token":"` + token + `"}`, `[[{"json":{"payload":{"a":1}},"pairedItem":0}]]`, ""},
		{"verify completely", `{"operation":"verify","token":"` + token + `","options":{"complete":true}}`,
			`[[{"json":{"header":{"alg":"HS256","typ":"JWT"},"payload":{"a":1},"signature":"` + signature + `"},"pairedItem":0}]]`, ""},
		{"verify another", `{"operation":"verify","token":"` + token[:len(token)-2] + `"}`, "", "The JWT token can't be verified"},
		{"decode", `{"operation":"decode","token":"` + token + `"}`, `[[{"json":{"payload":{"a":1}},"pairedItem":0}]]`, ""},
		{"decode what is none", `{"operation":"decode","token":"a.b.c"}`, `[[{"json":{"payload":null},"pairedItem":0}]]`, ""},
		{"no token", `{"operation":"decode"}`, "", "Invalid input for 'Token' [item 0]"},
		{"no token at all", `{"operation":"decode","token":"={{ undefined }}"}`, "", "The JWT token was not provided"},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, err := runNode(t, c.params, secret, `[{}]`, false)
			if c.fails != "" {
				nodetest.WantError(t, err, c.fails)
				return
			}
			if c.want != "" {
				nodetest.WantFull(t, out, err, c.want)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			parts, err := verify(out[0][0].JSON.Get("token").Str(), "abc", rules{algorithm: "HS256"}, time.Now())
			if err != nil || parts.header.JSON() != `{"alg":"HS256","typ":"JWT","kid":"k"}` || strings.Join(parts.payload.Keys(), " ") != "expiresIn issuer iat" {
				t.Errorf("the token is %v, %v", parts, err)
			}
		})
	}
}

func must(token string, err error) string {
	if err != nil {
		panic(err)
	}
	return token
}

func TestContinues(t *testing.T) {
	const secret = `{"keyType":"passphrase","secret":"abc","algorithm":"HS256"}`
	good := made(`{"alg":"HS256","typ":"JWT"}`, `{}`)
	bad := good[:len(good)-2]
	const params = `{"operation":"verify","token":"={{ $json.t }}"}`
	out, err := runNode(t, params, secret, `[{"t":"`+bad+`"},{"t":"`+good+`"}]`, true)
	nodetest.WantFull(t, out, err, `[[{"json":{"t":"`+bad+`"},"pairedItem":0,"error":"The JWT token can't be verified"},{"json":{"payload":{}},"pairedItem":1}]]`)
	_, err = runNode(t, params, secret, `[{"t":"`+good+`"},{"t":"`+bad+`"}]`, true)
	nodetest.WantError(t, err, "Cannot read properties of undefined (reading 'json')")
}

func TestKeysOfOneLine(t *testing.T) {
	pair := keys(t)["ec"]
	credential := value.Object(value.Field{Key: "keyType", Value: value.String("pemKey")}, value.Field{Key: "algorithm", Value: value.String("ES256")},
		value.Field{Key: "privateKey", Value: value.String(strings.ReplaceAll(strings.TrimSpace(pair[0]), "\n", " "))},
		value.Field{Key: "publicKey", Value: value.String(strings.ReplaceAll(pair[1], "\n", `\n`))})
	out, err := runNode(t, `{"useJson":true,"claimsJson":"{\"a\":1}"}`, credential.JSON(), `[{}]`, false)
	if err != nil {
		t.Fatal(err)
	}
	_, err = runNode(t, `{"operation":"verify","token":"`+out[0][0].JSON.Get("token").Str()+`"}`, credential.JSON(), `[{}]`, false)
	if err != nil {
		t.Fatal(err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(made(`{"alg":"HS256","typ":"JWT"}`, `{"a":1}`))
	f.Add("a.b.c")
	f.Add("W10.bnVsbA.")
	f.Fuzz(func(t *testing.T, token string) {
		if parts, err := decode(token); err == nil && parts != nil {
			_ = parts.document().JSON()
		}
		_, _ = verify(token, "abc", rules{algorithm: "HS256"}, time.Now())
	})
}

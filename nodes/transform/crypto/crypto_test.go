package crypto

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"os"
	"regexp"
	"strings"
	"testing"

	"runnel/runtime/item"
	"runnel/runtime/node/nodetest"
)

const name = "n8n-nodes-base.crypto"

func TestRecorded(t *testing.T) { nodetest.Recorded(t, name) }

func TestExamples(t *testing.T) { nodetest.Examples(t, name) }

// TestAsOpenSSL holds digests of a text, and digests of signatures of another,
// against what OpenSSL 3 made of them.
func TestAsOpenSSL(t *testing.T) {
	text, err := os.ReadFile("testdata/openssl.json")
	if err != nil {
		t.Fatal(err)
	}
	var recorded struct {
		RSA                 string
		Digests, Signatures map[string]string
	}
	if err := json.Unmarshal(text, &recorded); err != nil {
		t.Fatal(err)
	}
	for _, algorithm := range algorithms {
		if want, ok := recorded.Digests[algorithm]; ok {
			d, found := findDigest(algorithm)
			if !found {
				t.Errorf("%s is not known", algorithm)
				continue
			}
			h := d.new()
			h.Write([]byte("ünïcödé 😀"))
			if got := hex.EncodeToString(h.Sum(nil)); got != want {
				t.Errorf("%s: the digest is %s, not %s", algorithm, got, want)
			}
		}
		signature, err := sign("hello", algorithm, recorded.RSA)
		got := ""
		if err != nil {
			got = err.Error()
		} else {
			sum := sha256.Sum256(signature)
			got = hex.EncodeToString(sum[:])
		}
		if want := recorded.Signatures[algorithm]; got != want {
			t.Errorf("%s: the signature is %s, not %s", algorithm, got, want)
		}
	}
}

func TestSignsWithCurves(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	signature, err := sign("hello", "RSA-SHA256", string(pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: der})))
	sum := sha256.Sum256([]byte("hello"))
	if err != nil || !ecdsa.VerifyASN1(&key.PublicKey, sum[:], signature) {
		t.Errorf("the signature is wrong: %v", err)
	}
}

func TestCrypto(t *testing.T) {
	const received = `The "data" argument must be of type string or an instance of Buffer, TypedArray, or DataView. Received `
	for _, c := range []struct{ name, params, in, want, fails string }{
		{"md5", `{"value":"hello"}`, `[{"a":1}]`, `[[{"a":1,"data":"5d41402abc4b2a76b9719d911017c592"}]]`, ""},
		{"base64", `{"value":"hello","encoding":"base64","dataPropertyName":"a.b"}`, `[{"a":1}]`, `[[{"a":1,"a.b":"XUFAKrxLKna5cZ2REBfFkg=="}]]`, ""},
		{"nothing", `{}`, `[{}]`, `[[{"data":"d41d8cd98f00b204e9800998ecf8427e"}]]`, ""},
		{"hmac", `{"action":"hmac","type":"SHA256","value":"hello","secret":"key"}`, `[{}]`, `[[{"data":"9307b3b915efb5171ff14d8cb55fbcc798c6c0ef1456d66ded1a6aa723a58b7b"}]]`, ""},
		{"a number", `{"value":"={{ $json.v }}"}`, `[{"v":1.5}]`, "", received + "type number (1.5)"},
		{"null", `{"value":"={{ $json.v }}"}`, `[{"v":null}]`, "", received + "null"},
		{"nothing", `{"value":"={{ $json.v }}"}`, `[{}]`, "", received + "undefined"},
		{"a list", `{"value":"={{ $json.v }}"}`, `[{"v":[]}]`, "", received + "an instance of Array"},
		{"an object", `{"value":"={{ $json.v }}"}`, `[{"v":{}}]`, "", received + "an instance of Object"},
		{"a switch", `{"value":"={{ $json.v }}"}`, `[{"v":true}]`, "", received + "type boolean (true)"},
		{"an unknown digest", `{"type":"={{ \"x\" }}"}`, `[{}]`, "", "Digest method not supported"},
		{"an unknown keyed digest", `{"action":"hmac","secret":"k","type":"={{ \"x\" }}"}`, `[{}]`, "", "Invalid digest: x"},
		{"no key", `{"action":"sign","algorithm":"RSA-SHA256","value":"a"}`, `[{}]`, "", "No key provided to sign"},
		{"a broken key", `{"action":"sign","algorithm":"RSA-SHA256","value":"a","privateKey":"x"}`, `[{}]`, "", "error:1E08010C:DECODER routines::unsupported"},
		{"no file", `{"binaryData":true}`, `[{}]`, "", "This operation expects the node's input data to contain a binary file 'data', but none was found [item 0]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := nodetest.New(t, name, 1, c.params).Docs(c.in)
			out, err := h.Run()
			if c.fails == "" {
				nodetest.Want(t, out, err, c.want)
				return
			}
			nodetest.WantError(t, err, c.fails)
			out, err = h.ContinueOnFailure().Run()
			if err != nil || out[0][0].JSON.Get("error").Str() != c.fails {
				t.Errorf("continued it gives %v, %v", nodetest.Full(out), err)
			}
		})
	}
}

func TestDigestOfFile(t *testing.T) {
	it := nodetest.WithFile(item.New(nodetest.Doc(`{"a":1}`)), "f", nodetest.File("f.txt", "text/plain", "hello"))
	out, err := nodetest.New(t, name, 1, `{"binaryData":true,"binaryPropertyName":"f"}`).Link([]item.Item{it}).Run()
	nodetest.WantFull(t, out, err, `[[{"json":{"a":1,"data":"5d41402abc4b2a76b9719d911017c592"},"pairedItem":{"item":0}}]]`)
}

func TestGenerate(t *testing.T) {
	for params, shape := range map[string]string{
		`{"action":"generate"}`: `^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`,
		`{"action":"generate","encodingType":"hex","stringLength":7}`:      `^[0-9a-f]{7}$`,
		`{"action":"generate","encodingType":"base64","stringLength":100}`: `^[0-9A-Za-z]{50,100}$`,
		`{"action":"generate","encodingType":"ascii"}`:                     `(?s)^[\x00-\x7f]{32}$`,
	} {
		out, err := nodetest.New(t, name, 1, params).Docs(`[{},{}]`).Run()
		if err != nil {
			t.Fatal(err)
		}
		a, b := out[0][0].JSON.Get("data").Str(), out[0][1].JSON.Get("data").Str()
		if !regexp.MustCompile(shape).MatchString(a) || a == b {
			t.Errorf("%s gave %q and %q", params, a, b)
		}
	}
	_, err := nodetest.New(t, name, 1, `{"action":"generate","encodingType":"hex","stringLength":-1}`).Docs(`[{}]`).Run()
	if err == nil || !strings.HasPrefix(err.Error(), `The value of "size" is out of range.`) {
		t.Errorf("a negative length: %v", err)
	}
}

// Package totp is the TOTP node: one-time passwords by the clock, as
// authenticator apps show them (RFC 6238; transform reference §12). The few
// lines of the algorithm are written here because libraries know three digests
// of the nine that the node offers.
package totp

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha3"
	"crypto/sha512"
	"encoding/binary"
	"hash"
	"math"
	"strconv"
	"strings"
	"time"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Node declares the node.
var Node = node.Define(node.Spec[params]{
	Name: "n8n-nodes-base.totp", Title: "TOTP", Groups: []string{"transform"},
	Summary: "Gives the one-time password of the moment.",
	Icon:    "timer", Versions: node.Versions(1),
	Inputs: node.Main(1), Outputs: node.Main(1), Params: declared,
	Credentials: []node.CredentialUse{node.Cred("totpApi").Needed()},
	Run:         run,
})

var declared = node.Params{
	node.Options("operation", "Operation", "generateSecret", node.Opt("Generate Secret", "generateSecret")).NoExpression(),
	node.Collection("options", "Options",
		node.Options("algorithm", "Algorithm", "SHA1",
			node.Opt("SHA1", "SHA1"),
			node.Opt("SHA224", "SHA224"),
			node.Opt("SHA256", "SHA256"),
			node.Opt("SHA3-224", "SHA3-224"),
			node.Opt("SHA3-256", "SHA3-256"),
			node.Opt("SHA3-384", "SHA3-384"),
			node.Opt("SHA3-512", "SHA3-512"),
			node.Opt("SHA384", "SHA384"),
			node.Opt("SHA512", "SHA512"),
		),
		node.Num("digits", "Digits", 6),
		node.Num("period", "Period", 30).Hint("How many seconds a password is good for"),
	).Show(node.When("operation", "generateSecret")),
}

type params struct {
	Algorithm node.Field[string]  `param:"options.algorithm"`
	Digits    node.Field[float64] `param:"options.digits"`
	Period    node.Field[float64] `param:"options.period"`
}

func run(c *node.Call[params]) (node.Output, error) {
	cred, err := c.Credential("totpApi")
	if err != nil {
		return nil, err
	}
	if !strings.Contains(cred.Text("label"), ":") {
		return nil, node.Errorf("Malformed label - expected `issuer:username`")
	}
	algorithm, err := c.P.Algorithm.Or(c, 0, "")
	if err != nil {
		return nil, err
	}
	if algorithm == "" {
		algorithm = "SHA1"
	}
	digits, err := orElse(c, &c.P.Digits, 6)
	if err != nil {
		return nil, err
	}
	period, err := orElse(c, &c.P.Period, 30)
	if err != nil {
		return nil, err
	}
	key, err := base32(cred.Text("secret"))
	if err != nil {
		return nil, err
	}
	now := float64(time.Now().UnixMilli()) / 1000
	token, err := password(key, algorithm, int(digits), uint64(max(math.Floor(now/period), 0)))
	if err != nil {
		return nil, err
	}
	_, passed := math.Modf(now / period)
	doc := value.Object(value.Field{Key: "token", Value: value.String(token)},
		value.Field{Key: "secondsRemaining", Value: value.Number(math.Trunc(period * (1 - passed)))})
	out := make([]item.Item, len(c.Input(0)))
	for i := range out {
		out[i] = item.FromPair(doc, i)
	}
	return node.One(out), nil
}

// orElse reads a number; what is none, or 0, gives the default.
func orElse(c *node.Call[params], f *node.Field[float64], def float64) (float64, error) {
	n, err := f.Or(c, 0, def)
	if n == 0 || math.IsNaN(n) {
		n = def
	}
	return n, err
}

var hashes = map[string]func() hash.Hash{
	"SHA1": sha1.New, "SHA224": sha256.New224, "SHA256": sha256.New, "SHA384": sha512.New384, "SHA512": sha512.New,
	"SHA3-224": func() hash.Hash { return sha3.New224() }, "SHA3-256": func() hash.Hash { return sha3.New256() },
	"SHA3-384": func() hash.Hash { return sha3.New384() }, "SHA3-512": func() hash.Hash { return sha3.New512() },
}

// mostDigits is how many digits a password can have at most.
const mostDigits = 100

// password computes the password for a step of the clock (RFC 4226 §5.3).
func password(key []byte, algorithm string, digits int, step uint64) (string, error) {
	h := hashes[strings.ToUpper(algorithm)]
	if h == nil {
		return "", node.Errorf("Unknown hash algorithm")
	}
	if digits < 1 || digits > mostDigits {
		return "", node.Errorf("A one-time password has 1 to %d digits, not %d", mostDigits, digits)
	}
	mac := hmac.New(h, key)
	mac.Write(binary.BigEndian.AppendUint64(nil, step))
	sum := mac.Sum(nil)
	code := binary.BigEndian.Uint32(sum[sum[len(sum)-1]&15:]) &^ (1 << 31)
	text := strconv.FormatUint(uint64(code), 10)
	if len(text) > digits {
		return text[len(text)-digits:], nil
	}
	return strings.Repeat("0", digits-len(text)) + text, nil
}

// base32 reads a secret; a rest of less than a byte is dropped.
func base32(secret string) ([]byte, error) {
	var out []byte
	bits, n := 0, 0
	for _, r := range strings.ToUpper(strings.TrimRight(secret, "=")) {
		at := strings.IndexRune("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", r)
		if at < 0 {
			return nil, node.Errorf("Invalid character found: %c", r)
		}
		bits, n = (bits<<5|at)&0xFFF, n+5
		if n >= 8 {
			n -= 8
			out = append(out, byte(bits>>n))
		}
	}
	return out, nil
}

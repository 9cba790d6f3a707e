package totp

import (
	"testing"
	"testing/synctest"
	"time"

	"runnel/runtime/node"
	"runnel/runtime/node/nodetest"
)

// TestPassword holds passwords against those of otpauth, the library of the
// original, for one moment.
func TestPassword(t *testing.T) {
	key, err := base32("jbswy3dpehpk3pxp===")
	if err != nil {
		t.Fatal(err)
	}
	const step = 1700000000 / 30
	for algorithm, want := range map[string]string{"SHA1": "02324550", "SHA224": "83847954", "SHA256": "32049486", "SHA384": "87117834", "SHA512": "14045688",
		"SHA3-224": "14703910", "SHA3-256": "43161202", "SHA3-384": "89017979", "SHA3-512": "75721227"} {
		if got, err := password(key, algorithm, 8, step); err != nil || got != want {
			t.Errorf("%s: %s, %v, not %s", algorithm, got, err, want)
		}
	}
	for digits, want := range map[int]string{1: "0", 6: "324550", 10: "1802324550", 12: "001802324550"} {
		if got, err := password(key, "SHA1", digits, step); err != nil || got != want {
			t.Errorf("%d digits: %s, %v, not %s", digits, got, err, want)
		}
	}
	if got, _ := password(nil, "SHA1", 6, step); got != "501315" {
		t.Errorf("without a secret: %s", got)
	}
	if _, err := base32("JBSW Y3DP"); err == nil || err.Error() != "Invalid character found:  " {
		t.Errorf("a space: %v", err)
	}
}

func TestNode(t *testing.T) {
	run := func(label, params string) (node.Output, error) {
		h := nodetest.New(t, "n8n-nodes-base.totp", 1, params).Docs(`[{"a":1},{}]`)
		h.Credentials["totpApi"] = node.NewCredential("1", "totp", "totpApi", nodetest.Doc(`{"secret":"JBSWY3DPEHPK3PXP","label":"`+label+`"}`))
		return h.Run()
	}
	synctest.Test(t, func(t *testing.T) {
		// Time begins at midnight of 2000-01-01.
		time.Sleep(7*time.Second + 500*time.Millisecond)
		out, err := run("issuer:user", `{}`)
		token, _ := password([]byte("Hello!\xde\xad\xbe\xef"), "SHA1", 6, 946684800/30)
		nodetest.WantFull(t, out, err, `[[{"json":{"token":"`+token+`","secondsRemaining":22},"pairedItem":{"item":0}},{"json":{"token":"`+token+`","secondsRemaining":22},"pairedItem":{"item":1}}]]`)
	})
	_, err := run("issuer", `{}`)
	nodetest.WantError(t, err, "Malformed label - expected `issuer:username`")
}

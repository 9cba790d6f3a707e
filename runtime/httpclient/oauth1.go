package httpclient

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"hash"
	"sort"
	"strconv"
	"strings"
	"time"

	"runnel/runtime/value"
)

// OAuth1 signs requests by OAuth 1.0a (RFC 5849) with HMAC.
type OAuth1 struct {
	ConsumerKey, ConsumerSecret string
	Token, TokenSecret          string
	// Method is HMAC-SHA1, HMAC-SHA256 or HMAC-SHA512; HMAC-SHA1 when "".
	Method string
	// Nonce and Time are made up when they are "" and zero; tests set them.
	Nonce string
	Time  time.Time
}

type pair struct{ key, text string }

// Authorization gives the header for a request: the parameters of its URL and
// of form, the fields of a form-encoded body, are signed with it.
func (o OAuth1) Authorization(method, rawURL string, form value.Value) (string, error) {
	u, err := ParseURL(rawURL)
	if err != nil {
		return "", err
	}
	if o.Nonce == "" {
		o.Nonce = nonce()
	}
	if o.Time.IsZero() {
		o.Time = time.Now()
	}
	if o.Method == "" {
		o.Method = "HMAC-SHA1"
	}
	own := []pair{
		{"oauth_consumer_key", o.ConsumerKey}, {"oauth_nonce", o.Nonce}, {"oauth_signature_method", o.Method},
		{"oauth_timestamp", strconv.FormatInt(o.Time.Unix(), 10)}, {"oauth_version", "1.0"},
	}
	if o.Token != "" {
		own = append(own, pair{"oauth_token", o.Token})
	}
	all := own
	for part := range strings.SplitSeq(u.Query, "&") {
		if part != "" {
			key, text, _ := strings.Cut(part, "=")
			all = append(all, pair{unescapeForm(key), unescapeForm(text)})
		}
	}
	for k, v := range form.Entries() {
		if v.IsArray() {
			for _, e := range v.Elems() {
				all = append(all, pair{k, e.ToString()})
			}
		} else if !v.IsNullish() {
			all = append(all, pair{k, v.ToString()})
		}
	}
	encoded := make([]string, len(all))
	for i, p := range all {
		encoded[i] = escape(p.key) + "=" + escape(p.text)
	}
	// Sorting the encoded pairs would compare "=" with the characters of
	// longer names; RFC 5849 §3.4.1.3.2 sorts by name first.
	sort.Slice(encoded, func(i, j int) bool {
		a, b := encoded[i], encoded[j]
		an, at, _ := strings.Cut(a, "=")
		bn, bt, _ := strings.Cut(b, "=")
		if an != bn {
			return an < bn
		}
		return at < bt
	})
	base := strings.ToUpper(method) + "&" + escape(u.Origin()+u.Path) + "&" + escape(strings.Join(encoded, "&"))
	newHash := func() hash.Hash { return sha1.New() }
	switch o.Method {
	case "HMAC-SHA256":
		newHash = sha256.New
	case "HMAC-SHA512":
		newHash = sha512.New
	}
	mac := hmac.New(newHash, []byte(escape(o.ConsumerSecret)+"&"+escape(o.TokenSecret)))
	mac.Write([]byte(base))
	own = append(own[:len(own):len(own)], pair{"oauth_signature", base64.StdEncoding.EncodeToString(mac.Sum(nil))})
	sort.Slice(own, func(i, j int) bool { return own[i].key < own[j].key })
	parts := make([]string, len(own))
	for i, p := range own {
		parts[i] = escape(p.key) + `="` + escape(p.text) + `"`
	}
	return "OAuth " + strings.Join(parts, ", "), nil
}

func escape(s string) string { return string(appendEscaped(nil, s)) }

func nonce() string {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	b := make([]byte, 32)
	rand.Read(b)
	for i := range b {
		b[i] = letters[int(b[i])%len(letters)]
	}
	return string(b)
}

package form

import (
	"crypto/subtle"
	"net/http"
	"strings"

	"runnel/runtime/node"
)

// Authorize lets a request for a form in, or says how to turn it away: programs
// where bots are ignored, and whoever does not know user and password where
// the way is "basicAuth".
func Authorize(h node.Host, r *node.Request, way string, ignoreBots bool) *node.Response {
	if ignoreBots && node.IsBot(r.Headers.Get("user-agent").Str()) {
		return challenge
	}
	if way != "basicAuth" {
		return nil
	}
	cred, err := h.Credential("httpBasicAuth")
	user, password := cred.Text("user"), cred.Text("password")
	given := http.Request{Header: http.Header{"Authorization": {r.Headers.Get("authorization").Str()}}}
	gotUser, gotPassword, ok := given.BasicAuth()
	if err != nil || user == "" || password == "" || !ok || !equal(gotUser, user) || !equal(gotPassword, password) {
		return challenge
	}
	return nil
}

var challenge = &node.Response{Status: http.StatusUnauthorized, Headers: []node.Header{{Name: "www-authenticate", Value: `Basic realm="Enter credentials"`}}}

// equal compares without telling by its time how much was right.
func equal(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// WantsPage tells whether a request comes from a browser that shows what is
// answered, rather than from a program.
func WantsPage(r *node.Request) bool {
	return strings.Contains(r.Headers.Get("accept").ToString(), "text/html")
}

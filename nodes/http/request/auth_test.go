package request

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"runnel/runtime/credential"
	"runnel/runtime/httpclient"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

func open(t *testing.T, typ, data string) node.Credential {
	t.Helper()
	v, err := value.ParseString(data)
	if err != nil {
		t.Fatal(err)
	}
	return credential.Open(credential.Entry{ID: "id", Name: "name", Type: typ, Data: v}, nil)
}

func TestAuthentication(t *testing.T) {
	s := newServer(t)
	const generic, predefined = "genericCredentialType", "predefinedCredentialType"
	for _, c := range []struct{ mode, typ, data, want string }{
		{generic, "httpBasicAuth", `{"user":"u","password":"p:"}`, "GET /json\nauthorization: Basic dTpwOg=="},
		{generic, "httpBearerAuth", `{"token":"t"}`, "GET /json\nauthorization: Bearer t"},
		{generic, "httpHeaderAuth", `{"name":"X-Key","value":"k"}`, "GET /json\nx-key: k"},
		{generic, "httpQueryAuth", `{"name":"k","value":"a b"}`, "GET /json?k=a%20b"},
		{generic, "httpCustomAuth", `{"json":"{\"headers\":{\"X-C\":\"c\"},\"qs\":{\"q\":1},\"body\":{\"b\":2}}"}`, "GET /json?q=1\ncontent-type: application/json\nx-c: c\n{\"b\":2}"},
		{generic, "httpCustomAuth", `{"json":"{"}`, "error: Invalid Custom Auth JSON"},
		{generic, "httpCustomAuth", `{}`, "GET /json"},
		{generic, "oAuth2Api", `{"grantType":"authorizationCode","oauthTokenData":{"access_token":"t","token_type":"mac"}}`, "GET /json\nauthorization: Bearer t"},
		{generic, "oAuth2Api", `{"grantType":"authorizationCode"}`, "error: OAuth credentials not connected"},
		{generic, "oAuth1Api", `{}`, "error: OAuth credentials not connected"},
		{predefined, "gitlabApi", `{"accessToken":"t"}`, "error: nodetest"},
		{predefined, "slackOAuth2Api", `{"oauthTokenData":{"access_token":"bot","authed_user":{"access_token":"user"}}}`, "GET /json\nauthorization: Bearer user"},
		{predefined, "clickUpOAuth2Api", `{"oauthTokenData":{"access_token":"t"}}`, "GET /json\nauthorization: t"},
		{predefined, "shopifyOAuth2Api", `{"oauthTokenData":{"access_token":"t"}}`, "GET /json\nauthorization: Bearer t\nx-shopify-access-token: t"},
		{predefined, "unknownApi", `{"key":"k"}`, "GET /json"},
		{generic, "httpHeaderAuth", `{"name":"X-Key","value":"k","allowedHttpRequestDomains":"none"}`, "error: This credential is configured to prevent use within an HTTP Request node"},
		{generic, "httpHeaderAuth", `{"name":"X-Key","value":"k","allowedHttpRequestDomains":"domains","allowedDomains":"127.0.0.1"}`, "GET /json\nx-key: k"},
		{generic, "httpHeaderAuth", `{"name":"X-Key","value":"k","allowedHttpRequestDomains":"domains","allowedDomains":"example.com"}`,
			"error: Domain not allowed: This credential is restricted from accessing B/json. Only the following domains are allowed: example.com"},
		{predefined, "unknownOAuth2Api", `{"oauthTokenData":{"access_token":"t"},"allowedHttpRequestDomains":"domains","allowedDomains":"example.com"}`,
			"error: Domain not allowed: This credential (unknownOAuth2Api) is restricted from accessing B/json. Only the following domains are allowed: example.com"},
	} {
		s.seen = nil
		field := map[string]string{generic: "genericAuthType", predefined: "nodeCredentialType"}[c.mode]
		h := s.host(t, 4.2, fmt.Sprintf(`{"url":"B/json","authentication":"%s","%s":"%s"}`, c.mode, field, c.typ)).Docs(`[{}]`)
		h.Credentials[c.typ] = open(t, c.typ, c.data)
		if c.typ == "gitlabApi" {
			// The templates of a type are resolved by the host; the test's host
			// knows paths without a sign before them only.
			h.Credentials[c.typ] = h.Credentials[c.typ].With(node.Authentication{Kind: node.AuthTemplates, Templates: node.Obj(
				"headers", node.Obj("X-T", "={{ $credentials.accessToken }}"), "auth", node.Obj("username", "", "password", "={{ $credentials.accessToken }}"),
				"absentHeaders", node.Obj("Accept", "never", "X-V", "1"))}, nil)
			c.want = "GET /json\nauthorization: Basic OnQ=\nx-t: t\nx-v: 1"
		}
		got := run(t, h)
		if !strings.HasPrefix(got, "error") {
			got = strings.Join(s.seen, "\n")
		}
		if got != strings.ReplaceAll(c.want, "B/", s.URL+"/") {
			t.Errorf("%s %s:\ngot  %s\nwant %s", c.typ, c.data, got, c.want)
		}
	}
}

func TestOldVersionsUseWhatIsSet(t *testing.T) {
	s := newServer(t)
	h := s.host(t, 1, `{"url":"B/json"}`).Docs(`[{}]`)
	h.Credentials["httpBasicAuth"] = open(t, "httpBasicAuth", `{"user":"u","password":"p"}`)
	h.Credentials["httpHeaderAuth"] = open(t, "httpHeaderAuth", `{"name":"X-Key","value":"k"}`)
	run(t, h)
	if diff := cmp.Diff([]string{"GET /json\naccept: " + acceptJSON + "\nauthorization: Basic dTpw\nx-key: k"}, s.seen); diff != "" {
		t.Error(diff)
	}
}

func TestDomainLimitHoldsForRedirects(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://127.0.0.2:1/", http.StatusFound)
	}))
	defer s.Close()
	h := (&server{Server: s}).host(t, 4.2, `{"url":"B/x","authentication":"genericCredentialType","genericAuthType":"httpBearerAuth"}`).Docs(`[{}]`)
	h.Credentials["httpBearerAuth"] = open(t, "httpBearerAuth", `{"token":"t","allowedHttpRequestDomains":"domains","allowedDomains":"127.0.0.1"}`)
	if got := run(t, h); !strings.HasPrefix(got, "error: Domain not allowed: This credential is restricted from accessing http://127.0.0.2:1/.") {
		t.Errorf("got %s", got)
	}
}

// tokens is a service with its token server: it knows one access token at a
// time, and each renewal makes the next.
type tokens struct {
	*httptest.Server
	mu       sync.Mutex
	number   int
	renewals []string
}

func newTokens(t *testing.T) *tokens {
	s := &tokens{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("Content-Type", "application/json")
		switch {
		case r.URL.Path == "/token":
			s.number++
			s.renewals = append(s.renewals, string(body))
			fmt.Fprintf(w, `{"access_token":"t%d","refresh_token":"r%d","token_type":"bearer"}`, s.number, s.number)
		case r.Header.Get("Authorization") == fmt.Sprintf("Bearer t%d", s.number) && s.number > 0:
			fmt.Fprint(w, `{"authorized":true}`)
		default:
			w.WriteHeader(http.StatusUnauthorized)
		}
	}))
	t.Cleanup(s.Close)
	return s
}

func TestOAuth2ClientCredentials(t *testing.T) {
	s := newTokens(t)
	set := credential.NewSet(credential.Entry{ID: "cc", Type: "oAuth2Api", Data: node.Obj("grantType", "clientCredentials", "accessTokenUrl", s.URL+"/token",
		"clientId", "id", "clientSecret", "secret", "scope", "a b", "authentication", "body", "sendAdditionalBodyProperties", true, "additionalBodyProperties", `{"audience":"x"}`)})
	for range 2 {
		cred, err := set.Find(credential.Ref{Type: "oAuth2Api", ID: "cc"})
		if err != nil {
			t.Fatal(err)
		}
		h := (&server{Server: s.Server}).host(t, 4.2, `{"url":"B/x","authentication":"genericCredentialType","genericAuthType":"oAuth2Api"}`).Docs(`[{},{}]`)
		h.Credentials["oAuth2Api"] = cred
		if got := run(t, h); got != "0 {\"authorized\":true}\n1 {\"authorized\":true}" {
			t.Errorf("got %s", got)
		}
	}
	// The second run uses the token that the first one kept.
	if diff := cmp.Diff([]string{"grant_type=client_credentials&scope=a%20b&audience=x&client_id=id&client_secret=secret"}, s.renewals); diff != "" {
		t.Error(diff)
	}
}

func TestOAuth2RefreshHappensOnce(t *testing.T) {
	s := newTokens(t)
	entry := credential.Entry{ID: "refresh-once", Type: "oAuth2Api", Data: node.Obj("grantType", "authorizationCode", "accessTokenUrl", s.URL+"/token",
		"clientId", "id", "clientSecret", "secret", "oauthTokenData", node.Obj("access_token", "old", "refresh_token", "r0"))}
	set := credential.NewSet(entry)
	var wait sync.WaitGroup
	for range 4 {
		cred, err := set.Find(credential.Ref{Type: "oAuth2Api", ID: "refresh-once"})
		if err != nil {
			t.Fatal(err)
		}
		h := (&server{Server: s.Server}).host(t, 4.2, `{"url":"B/x","authentication":"genericCredentialType","genericAuthType":"oAuth2Api"}`).Docs(`[{},{},{}]`)
		h.Credentials["oAuth2Api"] = cred
		wait.Go(func() {
			if got := run(t, h); strings.Count(got, "authorized") != 3 {
				t.Errorf("got %s", got)
			}
		})
	}
	wait.Wait()
	if diff := cmp.Diff([]string{"refresh_token=r0&grant_type=refresh_token"}, s.renewals); diff != "" {
		t.Error(diff)
	}
	kept := set.Entries()[0].Data.Get("oauthTokenData").JSON()
	if kept != `{"access_token":"t1","refresh_token":"r1","token_type":"bearer"}` {
		t.Errorf("kept %s", kept)
	}
}

func TestOAuth2RefusedTwice(t *testing.T) {
	var asked atomic.Int32
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/token" {
			fmt.Fprint(w, `{"access_token":"new"}`)
			return
		}
		asked.Add(1)
		w.WriteHeader(http.StatusUnauthorized)
	}))
	defer s.Close()
	h := (&server{Server: s}).host(t, 4.2, `{"url":"B/x","authentication":"genericCredentialType","genericAuthType":"oAuth2Api"}`).Docs(`[{}]`)
	h.Credentials["oAuth2Api"] = open(t, "oAuth2Api", fmt.Sprintf(`{"accessTokenUrl":"%s/token","oauthTokenData":{"access_token":"x","refresh_token":"r"}}`, s.URL))
	if got := run(t, h); got != "error: Authorization failed - please check your credentials" || asked.Load() != 2 {
		t.Errorf("asked %d times: %s", asked.Load(), got)
	}
}

func TestGoogleServiceAccount(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.ParseForm()
		if r.Form.Get("grant_type") != "urn:ietf:params:oauth:grant-type:jwt-bearer" || strings.Count(r.Form.Get("assertion"), ".") != 2 {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		fmt.Fprint(w, `{"access_token":"google"}`)
	}))
	defer s.Close()
	g := &googleSigner{client: http.DefaultClient, account: httpclient.GoogleAccount{
		Email: "a@b", TokenURL: s.URL, Scopes: []string{"x"},
		PrivateKey: string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})),
	}}
	r := &httpclient.Request{}
	used, err := g.sign(t.Context(), r, value.Undefined)
	if got, _ := r.Headers.Get("authorization"); err != nil || got != "Bearer google" {
		t.Errorf("%s, %v", got, err)
	}
	if again, _ := g.renew(t.Context(), http.StatusForbidden, used); again {
		t.Error("a 403 does not mean that the token expired")
	}
	if again, _ := g.renew(t.Context(), http.StatusUnauthorized, used); !again || g.token != "" {
		t.Error("an expired token is kept")
	}
	g.account.PrivateKey = "x"
	if _, err := g.sign(context.Background(), r, value.Undefined); err == nil {
		t.Error("a broken key was accepted")
	}
}

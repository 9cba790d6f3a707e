package node

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"runnel/runtime/value"
)

func TestCredentialsPrintAsStars(t *testing.T) {
	c := NewCredential("1", "Name", "typ", Obj("token", "secret"))
	for _, text := range []string{fmt.Sprint(c), fmt.Sprintf("%v %+v %#v %s", c, c, c, c), fmt.Sprintf("%+v", []Credential{c})} {
		if strings.Contains(text, "secret") || !strings.Contains(text, "***") {
			t.Errorf("printed as %s", text)
		}
	}
}

func TestResolveAuth(t *testing.T) {
	c := NewCredential("1", "Name", "typ", Obj("token", "t0", "name", "X-A")).With(Authentication{
		Kind: AuthTemplates,
		Templates: Obj("headers", Obj("Plain", "fixed", "=name", "=token", "=missing", "=token"),
			"auth", Obj("username", "", "password", "=token")),
	}, nil)
	eval := func(template string, extra ...value.Field) (value.Value, error) {
		if extra[0].Key != "$credentials" {
			return value.Undefined, errors.New("no $credentials")
		}
		return extra[0].Value.Get(template[1:]), nil
	}
	got, err := c.ResolveAuth(eval)
	const want = `{"headers":{"Plain":"fixed","X-A":"t0"},"auth":{"username":"","password":"t0"}}`
	if err != nil || got.JSON() != want {
		t.Errorf("got %s, %v; want %s", got.JSON(), err, want)
	}
}

func TestCheckHost(t *testing.T) {
	const url = "https://api.example.com/x"
	for _, c := range []struct{ mode, domains, host, want string }{
		{"all", "", "api.example.com", ""},
		{"", "", "api.example.com", ""},
		{"none", "", "api.example.com", "This credential is configured to prevent use within an HTTP Request node"},
		{"domains", " ", "api.example.com", "No allowed domains specified. Configure allowed domains or change restriction setting."},
		{"domains", "other.com, API.example.com", "api.Example.com.", ""},
		{"domains", "*.example.com", "api.example.com", ""},
		{"domains", "*.example.com", "example.com", "Domain not allowed"},
		{"domains", "*.example.com", "evilexample.com", "Domain not allowed"},
		{"domains", "example.com", "api.example.com", "Domain not allowed: This credential (typ) is restricted from accessing " + url + ". Only the following domains are allowed: example.com"},
		{"domains", "*.", "api.example.com", "Domain not allowed"},
		{"domains", "example.com", "", "Domain not allowed"},
	} {
		cred := NewCredential("", "", "", Obj("allowedHttpRequestDomains", c.mode, "allowedDomains", c.domains))
		err := cred.CheckHost(c.host, url, "typ")
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.HasPrefix(err.Error(), c.want)) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

package request

import (
	"runnel/runtime/httpclient"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// credentials are what a node's requests carry.
type credentials struct {
	// list are the credentials, in the order in which they are applied; older
	// versions apply every one that is set.
	list []carried
	// certificate is the TLS client certificate, nil for none.
	certificate *node.Credential
}

// carried is one of them.
type carried struct {
	node.Credential
	// predefined is set for credentials of a service's own type: failures are
	// then reported as that service's.
	predefined bool
	signer     signer
}

// authV3 finds the credentials that the parameters name, as of the first item.
func authV3(c *node.Call[paramsV3]) (*credentials, error) {
	a := &credentials{}
	if len(c.Items()) == 0 {
		return a, nil
	}
	mode, err := c.P.Authentication.Or(c, 0, "none")
	if err != nil {
		return nil, err
	}
	switch mode {
	case "genericCredentialType":
		typ, err := c.P.GenericType.At(c, 0)
		if err != nil {
			return nil, err
		}
		if err := a.add(c, typ, false); err != nil {
			return nil, err
		}
	case "predefinedCredentialType":
		typ, err := c.P.CredentialType.At(c, 0)
		if err != nil {
			return nil, err
		}
		if err := a.add(c, typ, true); err != nil {
			return nil, err
		}
	}
	if on, err := c.P.Certificates.Or(c, 0, false); err != nil {
		return nil, err
	} else if on {
		cert, err := c.Credential("httpSslAuth")
		if err != nil {
			return nil, err
		}
		a.certificate = &cert
	}
	return a, nil
}

func (a *credentials) add(h node.Host, typ string, predefined bool) error {
	cred, err := h.Credential(typ)
	if err != nil {
		return err
	}
	c := carried{Credential: cred, predefined: predefined}
	if c.signer, err = signerFor(h, cred, predefined); err != nil {
		return err
	}
	a.list = append(a.list, c)
	return nil
}

// predefined tells whether failures are those of a service.
func (a *credentials) predefined() bool {
	for _, c := range a.list {
		if c.predefined {
			return true
		}
	}
	return false
}

// check tells whether the credentials may be sent to a URL.
func (a *credentials) check(rawURL string) error {
	for _, c := range a.list {
		if c.Get("allowedHttpRequestDomains").Truthy() {
			host := ""
			if u, err := httpclient.ParseURL(rawURL); err == nil {
				host = u.Hostname()
			}
			if err := c.checkHost(host, rawURL); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *carried) checkHost(host, rawURL string) error {
	typ := ""
	if c.predefined {
		typ = c.Type
	}
	return c.CheckHost(host, rawURL, typ)
}

// apply puts the credentials into a draft (core reference §6.5).
func (a *credentials) apply(h node.Host, d *draft, i int) error {
	for _, c := range a.list {
		if err := d.carry(h, c, i); err != nil {
			return err
		}
	}
	if cert := a.certificate; cert != nil {
		d.client.CAPEM, d.client.CertPEM = cert.Text("ca"), cert.Text("cert")
		d.client.KeyPEM, d.client.Passphrase = cert.Text("key"), cert.Text("passphrase")
	}
	return nil
}

func (d *draft) carry(h node.Host, c carried, i int) error {
	if c.Get("allowedHttpRequestDomains").Truthy() {
		d.check = c.checkHost // redirects and further pages may lead elsewhere
	}
	if c.signer != nil {
		d.signer = c.signer
		d.client.InsecureTLS = d.client.InsecureTLS || c.Get("ignoreSSLIssues").Truthy()
		return nil
	}
	switch c.Type {
	case "httpBasicAuth":
		d.auth = &httpclient.UserPassword{User: c.Text("user"), Password: c.Text("password")}
	case "httpDigestAuth":
		d.auth, d.digest = &httpclient.UserPassword{User: c.Text("user"), Password: c.Text("password")}, true
	case "httpBearerAuth":
		d.setHeader("Authorization", value.String("Bearer "+c.Text("token")))
	case "httpHeaderAuth":
		d.setHeader(c.Text("name"), c.Get("value"))
	case "httpQueryAuth":
		d.setQuery(c.Text("name"), c.Get("value"))
	case "httpCustomAuth":
		return d.custom(c, i)
	default:
		if c.Authentication().Kind == node.AuthTemplates {
			return d.templates(h, c, i)
		}
	}
	return nil
}

// custom lays the headers, query and body of a custom credential over the
// draft.
func (d *draft) custom(c carried, i int) error {
	text := c.Text("json")
	if text == "" {
		text = "{}"
	}
	v, err := value.ParseString(text)
	if err != nil {
		return node.Errorf("Invalid Custom Auth JSON").At(i)
	}
	d.overlay(v)
	return nil
}

// templates lays what a credential's templates give over the draft.
func (d *draft) templates(h node.Host, c carried, i int) error {
	v, err := c.ResolveAuth(func(template string, extra ...value.Field) (value.Value, error) {
		return h.EvalText(template, i, extra...)
	})
	if err != nil {
		return err
	}
	d.overlay(v)
	if auth := v.Get("auth"); auth.IsObject() {
		d.auth = &httpclient.UserPassword{User: text(auth.Get("username")), Password: text(auth.Get("password"))}
	}
	have := httpclient.HeadersOf(d.headers)
	for name, x := range v.Get("absentHeaders").Entries() {
		if !have.Has(name) {
			d.setHeader(name, x)
		}
	}
	return nil
}

func (d *draft) overlay(v value.Value) {
	for name, x := range v.Get("headers").Entries() {
		d.setHeader(name, x)
	}
	for name, x := range v.Get("qs").Entries() {
		d.setQuery(name, x)
	}
	if body := v.Get("body"); body.IsObject() {
		if !d.body.IsObject() {
			d.body = value.EmptyObject
		}
		for name, x := range body.Entries() {
			d.body = d.body.Set(name, x)
		}
	}
}

func text(v value.Value) string {
	if v.IsNullish() {
		return ""
	}
	return v.ToString()
}

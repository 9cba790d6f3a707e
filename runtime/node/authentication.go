package node

import (
	"strings"

	"runnel/runtime/value"
)

// Authentication says how requests to a service carry a credential, as its
// type declares it (core reference §0.3).
type Authentication struct {
	// Kind is the way; "" when the type says nothing of requests.
	Kind AuthenticationKind
	// Templates are the members "headers", "qs", "body" and "auth" of an
	// AuthTemplates declaration: objects whose keys and values are expression
	// templates over $credentials.
	Templates value.Value
}

// AuthenticationKind is a way in which requests carry a credential.
type AuthenticationKind string

// The ways in which requests carry credentials.
const (
	// AuthTemplates adds headers, query parameters, body fields or a basic
	// user and password that are templates over the credential's fields.
	AuthTemplates AuthenticationKind = "templates"
	// AuthOAuth1 and AuthOAuth2 sign by OAuth; types that extend the generic
	// ones have their kind.
	AuthOAuth1 AuthenticationKind = "oAuth1"
	AuthOAuth2 AuthenticationKind = "oAuth2"
	// AuthAWS signs by AWS Signature Version 4.
	AuthAWS AuthenticationKind = "aws"
	// AuthGoogleAccount exchanges a token signed with a service account's key
	// for an access token.
	AuthGoogleAccount AuthenticationKind = "googleServiceAccount"
)

// ResolveAuth resolves the credential's templates with eval, which evaluates
// the text of one template with $credentials in its context. It gives an
// object with the members headers, qs, body, auth and absentHeaders, as far as
// the type has them; what is in absentHeaders counts only where the request
// has no such header. Fields whose name comes out empty are left out.
func (c Credential) ResolveAuth(eval func(template string, extra ...value.Field) (value.Value, error)) (value.Value, error) {
	credentials := value.Field{Key: "$credentials", Value: c.data}
	resolve := func(v value.Value) (value.Value, error) {
		if text := v.Str(); len(text) > 0 && text[0] == '=' {
			return eval(text, credentials)
		}
		return v, nil
	}
	var all value.Builder
	for member, fields := range c.auth.Templates.Entries() {
		var resolved value.Builder
		for k, v := range fields.Entries() {
			key, err := resolve(value.String(k))
			if err != nil {
				return value.Undefined, err
			}
			x, err := resolve(v)
			if err != nil {
				return value.Undefined, err
			}
			if name := asText(key); name != "" {
				resolved.Set(name, x)
			}
		}
		all.Set(member, resolved.Object())
	}
	return all.Object(), nil
}

// CheckHost tells whether the credential may be sent to a host: its owner can
// limit it to some, "*.example.com" meaning all below, or keep it from
// requests altogether (core reference §6.5). host is the one that will be
// connected to; rawURL is the URL as the message shows it, and typ names the
// type there, "" leaves it out.
func (c Credential) CheckHost(host, rawURL, typ string) error {
	switch c.Get("allowedHttpRequestDomains").Str() {
	case "none":
		return Errorf("This credential is configured to prevent use within an HTTP Request node")
	case "domains":
		allowed := c.Text("allowedDomains")
		if strings.TrimSpace(allowed) == "" {
			return Errorf("No allowed domains specified. Configure allowed domains or change restriction setting.")
		}
		if !hostAllowed(host, allowed) {
			if typ != "" {
				typ = " (" + typ + ")"
			}
			return Errorf("%s", "Domain not allowed: This credential"+typ+" is restricted from accessing "+rawURL+
				". Only the following domains are allowed: "+allowed)
		}
	}
	return nil
}

func hostAllowed(host, allowed string) bool {
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	if host == "" {
		return false
	}
	for domain := range strings.SplitSeq(strings.ToLower(allowed), ",") {
		domain = strings.TrimSpace(domain)
		if below, ok := strings.CutPrefix(domain, "*."); ok {
			if below != "" && strings.HasSuffix(host, "."+below) {
				return true
			}
		} else if domain != "" && domain == host {
			return true
		}
	}
	return false
}

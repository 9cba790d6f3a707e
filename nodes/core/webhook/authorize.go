package webhook

import (
	"crypto"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/netip"
	"strings"

	"github.com/golang-jwt/jwt/v5"

	"runnel/runtime/node"
	"runnel/runtime/value"
)

const (
	wrongData   = "Authorization data is wrong!"
	noData      = "Authorization is required!"
	noAuthSet   = "No authentication data defined on node!"
	notAllowed  = "IP is not whitelisted to access the webhook!"
	noToken     = "No token provided"
	authMessage = `Basic realm="Webhook"`
)

// reject answers in plain text, with the challenge that the original always
// sends.
func reject(status int, text string) *node.Response {
	return &node.Response{
		Status: status, Body: value.String(text), Text: true,
		Headers: []node.Header{{Name: "www-authenticate", Value: authMessage}},
	}
}

// authorize lets a request in or says how to turn it away. For a JWT it gives
// the token's claims.
func authorize(c *call) (value.Value, *node.Response, error) {
	allowed, err := c.P.IPs.Or(c, 0, "")
	if err != nil {
		return value.Undefined, nil, err
	}
	if allowed != "" && !ipAllowed(allowed, c.Request) {
		return value.Undefined, reject(403, notAllowed), nil
	}
	noBots, err := c.P.IgnoreBots.Or(c, 0, false)
	if err != nil {
		return value.Undefined, nil, err
	}
	if agent := c.Request.Headers.Get("user-agent"); noBots && node.IsBot(agent.Str()) {
		return value.Undefined, reject(403, wrongData), nil
	}
	switch c.Authentication {
	case "basicAuth":
		return value.Undefined, basic(c), nil
	case "headerAuth":
		return value.Undefined, byHeader(c), nil
	case "jwtAuth":
		claims, rejected := bearer(c)
		return claims, rejected, nil
	}
	return value.Undefined, nil, nil
}

// ipAllowed holds the caller's address against a comma list of exact
// addresses. Entries that are none do not count.
func ipAllowed(list string, r *node.Request) bool {
	for _, entry := range strings.Split(list, ",") {
		entry = strings.TrimSpace(entry)
		if _, err := netip.ParseAddr(entry); err != nil {
			continue
		}
		if entry == r.RemoteIP {
			return true
		}
		for _, ip := range r.ForwardedIPs {
			if entry == ip {
				return true
			}
		}
	}
	return false
}

func basic(c *call) *node.Response {
	cred, err := c.Credential("httpBasicAuth")
	user, password := cred.Text("user"), cred.Text("password")
	if err != nil || user == "" || password == "" {
		return reject(500, noAuthSet)
	}
	header := c.Request.Headers.Get("authorization").Str()
	scheme, coded, _ := strings.Cut(header, " ")
	text, err := base64.StdEncoding.DecodeString(strings.TrimSpace(coded))
	if err != nil || !strings.EqualFold(scheme, "basic") {
		return reject(401, noData)
	}
	gotUser, gotPassword, ok := strings.Cut(string(text), ":")
	if !ok {
		return reject(401, noData)
	}
	if !equal(gotUser, user) || !equal(gotPassword, password) {
		return reject(403, wrongData)
	}
	return nil
}

func byHeader(c *call) *node.Response {
	cred, err := c.Credential("httpHeaderAuth")
	name, want := cred.Text("name"), cred.Text("value")
	if err != nil || name == "" || want == "" {
		return reject(500, noAuthSet)
	}
	got := c.Request.Headers.Get(strings.ToLower(name))
	if got.IsUndefined() || !equal(got.ToString(), want) {
		return reject(403, wrongData)
	}
	return nil
}

// equal compares without telling by its time how much was right.
func equal(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

func bearer(c *call) (value.Value, *node.Response) {
	cred, err := c.Credential("jwtAuth")
	if err != nil {
		return value.Undefined, reject(500, noAuthSet)
	}
	_, token, _ := strings.Cut(c.Request.Headers.Get("authorization").Str(), " ")
	token, _, _ = strings.Cut(token, " ")
	if token == "" {
		return value.Undefined, reject(401, noToken)
	}
	key, err := verifyKey(cred)
	if err != nil {
		return value.Undefined, reject(500, noAuthSet)
	}
	parser := jwt.NewParser(jwt.WithValidMethods([]string{algorithm(cred)}), jwt.WithJSONNumber())
	if _, err = parser.Parse(token, func(*jwt.Token) (any, error) { return key, nil }); err != nil {
		return value.Undefined, reject(403, tokenError(err))
	}
	payload, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[1])
	if err != nil {
		return value.Undefined, reject(403, "invalid token")
	}
	claims, err := value.Parse(payload)
	if err != nil {
		return value.Undefined, reject(403, "invalid token")
	}
	return claims, nil
}

func algorithm(cred node.Credential) string { return orDefault(cred.Text("algorithm"), "HS256") }

// verifyKey gives the key that a token must have been signed with.
func verifyKey(cred node.Credential) (crypto.PublicKey, error) {
	if cred.Text("keyType") != "pemKey" {
		secret := cred.Text("secret")
		if secret == "" {
			return nil, errors.New("the credential has no secret")
		}
		return []byte(secret), nil
	}
	pem := []byte(cred.Text("publicKey"))
	switch algorithm(cred)[:2] {
	case "ES":
		return jwt.ParseECPublicKeyFromPEM(pem)
	case "Ed":
		return jwt.ParseEdPublicKeyFromPEM(pem)
	default:
		return jwt.ParseRSAPublicKeyFromPEM(pem)
	}
}

// tokenError words a verification failure as the original's library does.
func tokenError(err error) string {
	var syntax *json.SyntaxError
	switch {
	case errors.Is(err, jwt.ErrTokenExpired):
		return "jwt expired"
	case errors.Is(err, jwt.ErrTokenNotValidYet):
		return "jwt not active"
	case errors.As(err, &syntax):
		return "invalid token"
	case errors.Is(err, jwt.ErrTokenMalformed):
		return "jwt malformed"
	case errors.Is(err, jwt.ErrTokenSignatureInvalid):
		if strings.Contains(err.Error(), "signing method") {
			return "invalid algorithm"
		}
		return "invalid signature"
	}
	return "invalid token"
}

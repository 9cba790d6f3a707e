package request

import (
	"context"
	"net/http"
	"strings"
	"sync"

	"runnel/runtime/httpclient"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// signer puts a credential into requests when they are sent. It is used by
// several goroutines.
type signer interface {
	// sign changes the request; form holds the fields of a form body.
	sign(ctx context.Context, r *httpclient.Request, form value.Value) (used string, err error)
	// renew is asked when an answer has the status of an expired credential:
	// it tells whether another try is worth while. used is what sign gave.
	renew(ctx context.Context, status int, used string) (bool, error)
}

const notConnected = "OAuth credentials not connected"

// signerFor gives the signer for a credential, nil for those that are put into
// a request once and for all.
func signerFor(h node.Host, c node.Credential, predefined bool) (signer, error) {
	switch c.Authentication().Kind {
	case node.AuthOAuth1:
		return newOAuth1(c)
	case node.AuthOAuth2:
		return newOAuth2(h, c, predefined)
	case node.AuthAWS:
		return awsSigner{httpclient.AWS{
			AccessKey: c.Text("accessKeyId"), SecretKey: c.Text("secretAccessKey"), SessionToken: sessionToken(c), Region: c.Text("region"),
		}}, nil
	case node.AuthGoogleAccount:
		client, err := h.HTTP(node.ClientOptions{})
		if err != nil {
			return nil, err
		}
		return &googleSigner{account: httpclient.GoogleAccount{
			Email: strings.TrimSpace(c.Text("email")), PrivateKey: c.Text("privateKey"), Subject: delegated(c), Scopes: strings.Fields(strings.ReplaceAll(c.Text("scopes"), ",", " ")),
		}, client: client}, nil
	}
	return nil, nil
}

// oauth1 signs by OAuth 1.0a.
type oauth1 struct{ httpclient.OAuth1 }

func newOAuth1(c node.Credential) (signer, error) {
	token := c.Get("oauthTokenData")
	if !token.IsObject() {
		return nil, node.Errorf(notConnected)
	}
	return oauth1{httpclient.OAuth1{
		ConsumerKey: c.Text("consumerKey"), ConsumerSecret: c.Text("consumerSecret"), Method: c.Text("signatureMethod"),
		Token: text(token.Get("oauth_token")), TokenSecret: text(token.Get("oauth_token_secret")),
	}}, nil
}

func (o oauth1) sign(_ context.Context, r *httpclient.Request, form value.Value) (string, error) {
	header, err := o.Authorization(r.Method, r.URL, form)
	if err != nil {
		return "", err
	}
	r.Headers.Set("Authorization", header)
	return "", nil
}

func (oauth1) renew(context.Context, int, string) (bool, error) { return false, nil }

// quirks are how some services differ from OAuth 2 as it is written.
type quirks struct {
	kind       string // the token's kind, whatever the server calls it
	property   string // the path of the access token in what the server gave
	bare       bool   // the header has the token only, without "Bearer"
	header     string // a further header with the token
	expired    int    // the status of an expired token, 401 when 0
	refreshing bool   // the client's id and secret go into the body of a refresh
}

var serviceQuirks = map[string]quirks{
	"bitlyOAuth2Api": {kind: "Bearer"}, "boxOAuth2Api": {refreshing: true}, "ciscoWebexOAuth2Api": {kind: "Bearer"},
	"clickUpOAuth2Api": {kind: "Bearer", bare: true}, "goToWebinarOAuth2Api": {expired: http.StatusForbidden},
	"hubspotDeveloperApi": {kind: "Bearer", refreshing: true}, "hubspotOAuth2Api": {kind: "Bearer", refreshing: true},
	"lineNotifyOAuth2Api": {kind: "Bearer"}, "linkedInOAuth2Api": {kind: "Bearer"}, "mailchimpOAuth2Api": {kind: "Bearer"},
	"mauticOAuth2Api": {refreshing: true}, "microsoftDynamicsOAuth2Api": {property: "id_token"}, "philipsHueOAuth2Api": {kind: "Bearer"},
	"raindropOAuth2Api": {refreshing: true}, "shopifyOAuth2Api": {kind: "Bearer", header: "X-Shopify-Access-Token"},
	"slackOAuth2Api": {kind: "Bearer", property: "authed_user.access_token"}, "stravaOAuth2Api": {refreshing: true},
}

// oauth2 carries a bearer token, which it fetches or renews when need be.
type oauth2 struct {
	quirks
	config            httpclient.OAuth2
	clientCredentials bool
	client            *http.Client
	cred              node.Credential

	mu    sync.Mutex
	token value.Value
}

func newOAuth2(h node.Host, c node.Credential, predefined bool) (signer, error) {
	o := &oauth2{
		config: httpclient.OAuth2{
			TokenURL: c.Text("accessTokenUrl"), ClientID: c.Text("clientId"), ClientSecret: c.Text("clientSecret"), Scope: c.Text("scope"),
			InBody: c.Text("authentication") == "body",
		},
		clientCredentials: c.Text("grantType") == "clientCredentials",
		cred:              c, token: c.Get("oauthTokenData"), quirks: quirks{kind: "Bearer"},
	}
	if predefined {
		o.quirks = serviceQuirks[c.Type]
	}
	if o.config.InBody && c.Get("sendAdditionalBodyProperties").Truthy() {
		extra, err := value.ParseString(c.Text("additionalBodyProperties"))
		if err != nil {
			return nil, node.Errorf("The Additional Body Properties of the credential are no valid JSON")
		}
		o.config.Extra = extra
	}
	if !o.clientCredentials && !o.token.IsObject() {
		return nil, node.Errorf(notConnected)
	}
	var err error
	o.client, err = h.HTTP(node.ClientOptions{InsecureTLS: c.Get("ignoreSSLIssues").Truthy()})
	return o, err
}

// access reads the token; the caller holds the lock.
func (o *oauth2) access() (access, kind string) {
	access, kind = httpclient.TokenText(o.token)
	if o.property != "" {
		if v := o.token.AtPath(o.property); v.Truthy() {
			access = v.ToString()
		}
	}
	if o.kind != "" {
		kind = o.kind
	}
	return access, kind
}

func (o *oauth2) sign(ctx context.Context, r *httpclient.Request, _ value.Value) (string, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	access, kind := o.access()
	if access == "" && o.clientCredentials {
		if err := o.fetch(ctx); err != nil {
			return "", err
		}
		access, kind = o.access()
	}
	httpclient.SignOAuth2(r, access, kind)
	if o.bare {
		r.Headers.Set("Authorization", access)
	}
	if o.header != "" {
		r.Headers.Set(o.header, access)
	}
	return access, nil
}

// fetch gets a new token and keeps it; the caller holds the lock.
func (o *oauth2) fetch(ctx context.Context) error {
	config := o.config
	ask := config.ClientCredentials
	if !o.clientCredentials {
		config.InBody = config.InBody || o.refreshing
		ask = func(ctx context.Context, client *http.Client) (value.Value, error) {
			return config.Refresh(ctx, client, o.token)
		}
	}
	token, err := ask(ctx, o.client)
	if err != nil {
		return err
	}
	o.token = token
	return o.cred.SaveField("oauthTokenData", token)
}

func (o *oauth2) renew(ctx context.Context, status int, used string) (bool, error) {
	expired := o.expired
	if expired == 0 {
		expired = http.StatusUnauthorized
	}
	if status != expired {
		return false, nil
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if access, _ := o.access(); access != used {
		return true, nil // another request renewed it meanwhile
	}
	token, err := renewals.do(renewalKey{o.cred.Type, o.cred.ID, used}, func() (value.Value, error) {
		err := o.fetch(ctx)
		return o.token, err
	})
	if err == nil {
		o.token = token
	}
	return true, err
}

// awsSigner signs by AWS Signature Version 4.
type awsSigner struct{ httpclient.AWS }

func sessionToken(c node.Credential) string {
	if !c.Get("temporaryCredentials").Truthy() {
		return ""
	}
	return c.Text("sessionToken")
}

func (a awsSigner) sign(_ context.Context, r *httpclient.Request, _ value.Value) (string, error) {
	return "", a.Sign(r)
}

func (awsSigner) renew(context.Context, int, string) (bool, error) { return false, nil }

// googleSigner carries an access token of a service account.
type googleSigner struct {
	account httpclient.GoogleAccount
	client  *http.Client

	mu    sync.Mutex
	token string
}

func delegated(c node.Credential) string {
	if !c.Get("inpersonate").Truthy() {
		return ""
	}
	return c.Text("delegatedEmail")
}

func (g *googleSigner) sign(ctx context.Context, r *httpclient.Request, _ value.Value) (string, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.token == "" {
		token, err := g.account.Token(ctx, g.client)
		if err != nil {
			return "", err
		}
		g.token = token
	}
	r.Headers.Set("Authorization", "Bearer "+g.token)
	return g.token, nil
}

func (g *googleSigner) renew(_ context.Context, status int, used string) (bool, error) {
	if status != http.StatusUnauthorized {
		return false, nil
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.token == used {
		g.token = ""
	}
	return true, nil
}

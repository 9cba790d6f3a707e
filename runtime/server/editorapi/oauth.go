package editorapi

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"runnel/runtime/credential"
	"runnel/runtime/httpclient"
	"runnel/runtime/node"
	"runnel/runtime/server/account"
	"runnel/runtime/server/api"
	"runnel/runtime/server/workbench"
	"runnel/runtime/value"
)

// oauthFlows are the consents that people have been sent to give.
type oauthFlows struct {
	mu    sync.Mutex
	flows map[string]oauthFlow // by state
	// failed tells why the last flow of a credential brought no tokens.
	failed map[string]oauthFailure
}

type oauthFailure struct {
	problem string
	until   time.Time
}

type oauthFlow struct {
	credentialID, verifier string
	until                  time.Time
}

const (
	// flowLife is how long a person may take to consent.
	flowLife = 10 * time.Minute
	// mostFlows bounds how many consents are waited for.
	mostFlows = 1000
	// flowCookie ties a consent to the browser that asked for it, so that
	// nobody's consent ends up in somebody else's credential. It must come with
	// the provider's redirect, which the session's cookie does not.
	flowCookie = "runnel-oauth"
	callback   = "rest/oauth2-credential/callback"
)

func (f *oauthFlows) begin(state string, flow oauthFlow, now time.Time) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.flows == nil {
		f.flows, f.failed = map[string]oauthFlow{}, map[string]oauthFailure{}
	}
	for s, old := range f.flows {
		if now.After(old.until) {
			delete(f.flows, s)
		}
	}
	if len(f.flows) >= mostFlows {
		return false
	}
	for s, old := range f.flows {
		if old.credentialID == flow.credentialID {
			delete(f.flows, s) // the person begins anew
		}
	}
	for id, old := range f.failed {
		if now.After(old.until) {
			delete(f.failed, id)
		}
	}
	delete(f.failed, flow.credentialID)
	f.flows[state] = flow
	return true
}

// fail keeps why a flow brought no tokens, for whoever waits in the editor.
func (f *oauthFlows) fail(credentialID, problem string, until time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.failed) < mostFlows {
		f.failed[credentialID] = oauthFailure{problem, until}
	}
}

// state tells whether a consent for a credential is waited for, and what came
// of the last one.
func (f *oauthFlows) state(credentialID string, now time.Time) (waiting bool, problem string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, flow := range f.flows {
		waiting = waiting || flow.credentialID == credentialID && !now.After(flow.until)
	}
	if old, ok := f.failed[credentialID]; ok && !now.After(old.until) {
		problem = old.problem
	}
	return waiting, problem
}

// take gives a flow once.
func (f *oauthFlows) take(state string, now time.Time) (oauthFlow, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	flow, ok := f.flows[state]
	delete(f.flows, state)
	return flow, ok && !now.After(flow.until)
}

// beginOAuth2 gives the address at which the person consents.
func (a *API) beginOAuth2(c *api.Call) error {
	e, err := a.Database.CredentialEntry(c.Request.Context(), c.Param("id"))
	if err != nil {
		return err
	}
	t := credential.Find(e.Type)
	if t == nil || t.Authentication().Kind != node.AuthOAuth2 {
		return api.BadRequest("Credentials of the type %q are not connected by OAuth2.", e.Type)
	}
	data := t.Complete(e.Data)
	grant := data.Get("grantType").Str()
	if grant == "clientCredentials" {
		return api.BadRequest("Credentials with the grant type client credentials need no consent; they are ready.")
	}
	address, err := url.Parse(data.Get("authUrl").Str())
	if err != nil || address.Scheme != "https" && address.Scheme != "http" || address.Host == "" {
		return api.BadRequest("The authorization URL must be an address that begins with https://.")
	}
	if data.Get("clientId").Str() == "" {
		return api.BadRequest("The client id is missing; save the credential with it first.")
	}
	state, flow := account.NewToken(), oauthFlow{credentialID: e.ID, until: a.Now().Add(flowLife)}
	q := address.Query()
	if extra, err := url.ParseQuery(data.Get("authQueryParameters").Str()); err == nil {
		for key, values := range extra {
			q[key] = values
		}
	}
	q.Set("client_id", data.Get("clientId").Str())
	q.Set("redirect_uri", a.BaseURL+callback)
	q.Set("response_type", "code")
	q.Set("state", state)
	if scope := data.Get("scope").Str(); scope != "" {
		q.Set("scope", scope)
	}
	if grant == "pkce" {
		flow.verifier = account.NewToken()
		sum := sha256.Sum256([]byte(flow.verifier))
		q.Set("code_challenge", base64.RawURLEncoding.EncodeToString(sum[:]))
		q.Set("code_challenge_method", "S256")
	}
	address.RawQuery = q.Encode()
	if !a.oauth.begin(state, flow, a.Now()) {
		return api.Unavailable("Too many people are connecting accounts at once; try again in ten minutes.")
	}
	http.SetCookie(c.Writer, &http.Cookie{Name: flowCookie, Value: state, Path: "/" + callback, MaxAge: int(flowLife.Seconds()), HttpOnly: true,
		Secure: api.Secure(a.BaseURL, c.Request), SameSite: http.SameSiteLaxMode})
	return c.OK(api.Object("url", address.String()))
}

// oauth2State tells how a credential's connection stands: whether it has tokens,
// whether a consent is waited for, and why the last one brought none.
func (a *API) oauth2State(c *api.Call) error {
	e, err := a.Database.CredentialEntry(c.Request.Context(), c.Param("id"))
	if err != nil {
		return err
	}
	waiting, problem := a.oauth.state(e.ID, a.Now())
	return c.OK(api.Object("connected", connected(e), "waiting", waiting, "problem", problem))
}

// connected tells whether a credential has tokens of an account.
func connected(e credential.Entry) bool { return e.Data.Get("oauthTokenData").IsObject() }

const (
	finishedStyle = `body{margin:0;min-height:100vh;display:grid;place-content:center;font:14px/1.5 system-ui,sans-serif;color-scheme:light dark;` +
		`background:Canvas;color:CanvasText}main{max-width:26rem;padding:2rem}h1{font-size:1.25rem;margin:0 0 .5rem}p{margin:0 0 1rem}`
	// A window that the editor has opened goes away by itself once all is well.
	finishedScript = `window.close()`
)

// finished is the page that a person sees after consenting.
var finished = template.Must(template.New("").Parse(`<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>{{.Title}}</title><style>` + finishedStyle + `</style></head>
<body><main><h1>{{.Title}}</h1><p>{{.Text}}</p><a href="{{.Back}}">Back to the credentials</a></main>{{if .Close}}<script>` + finishedScript + `</script>{{end}}</body></html>
`))

// finishedPolicy allows the page its own style and script and nothing else.
var finishedPolicy = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'; style-src " + sourceHash(finishedStyle) +
	"; script-src " + sourceHash(finishedScript)

// sourceHash is the hash by which a content security policy allows a text.
func sourceHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// finishOAuth2 is where the provider sends the person back to.
func (a *API) finishOAuth2(c *api.Call) error {
	title, text, status := "Connected", "The account is connected. You can close this window and go on in the editor.", http.StatusOK
	if err := a.connect(c); err != nil {
		title, text, status = "Not connected", err.Error(), http.StatusBadRequest
	}
	http.SetCookie(c.Writer, &http.Cookie{Name: flowCookie, Path: "/" + callback, MaxAge: -1, HttpOnly: true})
	h := c.Writer.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", finishedPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	c.Writer.WriteHeader(status)
	finished.Execute(c.Writer, map[string]any{"Title": title, "Text": text, "Back": a.BaseURL + "credentials", "Close": status == http.StatusOK})
	return nil
}

// connect takes what the provider sends the person back with.
func (a *API) connect(c *api.Call) error {
	state := c.Query("state")
	cookie, err := c.Request.Cookie(flowCookie)
	if err != nil || state == "" || !account.Same(cookie.Value, state) {
		return api.BadRequest("This consent was not asked for in this browser. Begin again with Connect in the editor.")
	}
	flow, ok := a.oauth.take(state, a.Now())
	if !ok {
		return api.BadRequest("This consent came too late or was used already. Begin again with Connect in the editor.")
	}
	err = a.exchange(c, flow)
	if err != nil {
		a.oauth.fail(flow.credentialID, err.Error(), a.Now().Add(flowLife))
	}
	return err
}

// exchange makes tokens of what a consent has brought, and stores them.
func (a *API) exchange(c *api.Call, flow oauthFlow) error {
	if reason := c.Query("error"); reason != "" {
		if more := c.Query("error_description"); more != "" {
			reason += ": " + more
		}
		return api.BadRequest("The service did not consent (%s).", reason)
	}
	ctx := c.Request.Context()
	e, err := a.Database.CredentialEntry(ctx, flow.credentialID)
	if err != nil {
		return api.NotFound("The credential is gone.")
	}
	data := credential.Find(e.Type).Complete(e.Data)
	client, err := a.HTTP.Client(node.ClientOptions{InsecureTLS: data.Get("ignoreSSLIssues").Bool()})
	if err != nil {
		return api.Unavailable("Requests to other servers are not set up here.")
	}
	tokens, err := httpclient.OAuth2{
		TokenURL: data.Get("accessTokenUrl").Str(), ClientID: data.Get("clientId").Str(), ClientSecret: data.Get("clientSecret").Str(),
		InBody: data.Get("authentication").Str() == "body",
	}.AuthorizationCode(ctx, client, c.Query("code"), a.BaseURL+callback, flow.verifier)
	if err != nil {
		a.Log.Warn("a credential could not be connected", "credential", e.ID, "error", err)
		return api.BadRequest("The service did not give a token%s. Check the client id, the client secret and the token URL.", tokenReason(err, data))
	}
	_, err = a.Database.ChangeCredential(ctx, e.ID, func(e credential.Entry) (credential.Entry, error) {
		e.Data = e.Data.Set("oauthTokenData", tokens)
		return e, nil
	})
	if err != nil {
		a.Log.Error("the tokens of a credential could not be stored", "credential", e.ID, "error", err)
		return api.Unavailable("The tokens could not be stored; the server's log says why.")
	}
	return nil
}

// longestReason bounds what of a provider's own words is repeated.
const longestReason = 200

// tokenReason is what a token server said, in brackets; "" when it said nothing.
func tokenReason(err error, data value.Value) string {
	var refused *httpclient.TokenError
	if !errors.As(err, &refused) {
		return " (it cannot be reached)"
	}
	reason := refused.Error()
	if refused.Code != "" && refused.Code != reason {
		reason = refused.Code + ": " + reason
	}
	if reason = workbench.HideSecrets(reason, data); len(reason) > longestReason {
		reason = strings.ToValidUTF8(reason[:longestReason], "") + "…"
	}
	return " (" + reason + ")"
}

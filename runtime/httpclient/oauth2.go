package httpclient

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"runnel/runtime/value"
)

// OAuth2 asks a server for tokens.
type OAuth2 struct {
	TokenURL               string
	ClientID, ClientSecret string
	Scope                  string
	// InBody sends the client's id and secret in the body instead of as a
	// Basic header.
	InBody bool
	// Extra are further fields of the body of a client credentials request.
	Extra value.Value
}

// TokenError is a token server's refusal.
type TokenError struct {
	// Code is the OAuth error code ("invalid_grant"), or "".
	Code   string
	Status int
	// Text is what the server said.
	Text string
}

func (e *TokenError) Error() string {
	if e.Text != "" {
		return e.Text
	}
	if e.Code != "" {
		return e.Code
	}
	return fmt.Sprintf("the token server answered with status %d", e.Status)
}

// ClientCredentials asks for a token by the client's own credentials. The
// answer is the server's: {access_token, token_type, expires_in, …}.
func (o OAuth2) ClientCredentials(ctx context.Context, client *http.Client) (value.Value, error) {
	form := value.Object(value.Field{Key: "grant_type", Value: value.String("client_credentials")})
	if strings.TrimSpace(o.Scope) != "" {
		form = form.Set("scope", value.String(o.Scope))
	}
	for k, v := range o.Extra.Entries() {
		form = form.Set(k, v)
	}
	return o.ask(ctx, client, form)
}

// Refresh asks for a new token with a refresh token. What the answer leaves
// out, such as the refresh token, is taken over from old.
func (o OAuth2) Refresh(ctx context.Context, client *http.Client, old value.Value) (value.Value, error) {
	token := old.Get("refresh_token")
	if !token.Truthy() {
		token = old.Get("refreshToken")
	}
	if !token.Truthy() {
		return value.Undefined, &TokenError{Text: "No refresh token"}
	}
	fresh, err := o.ask(ctx, client, value.Object(
		value.Field{Key: "refresh_token", Value: token}, value.Field{Key: "grant_type", Value: value.String("refresh_token")}))
	if err != nil {
		return value.Undefined, err
	}
	for k, v := range fresh.Entries() {
		old = old.Set(k, v)
	}
	return old, nil
}

// maxTokenAnswer is more than any token server sends.
const maxTokenAnswer = 1 << 20

func (o OAuth2) ask(ctx context.Context, client *http.Client, form value.Value) (value.Value, error) {
	if o.InBody {
		form = form.Set("client_id", value.String(o.ClientID)).Set("client_secret", value.String(o.ClientSecret))
		return o.send(ctx, client, form, nil)
	}
	return o.send(ctx, client, form, &UserPassword{o.ClientID, o.ClientSecret})
}

// send posts a form to the token server and reads its answer.
func (o OAuth2) send(ctx context.Context, client *http.Client, form value.Value, auth *UserPassword) (value.Value, error) {
	r := &Request{Method: http.MethodPost, URL: o.TokenURL, Timeout: DefaultTimeout, UserAgent: AgentNode, Redirects: DefaultRedirects, Auth: auth}
	r.Headers.Set("Accept", "application/json")
	r.Body = TextBody(EncodeQuery(form, ArraysIndexed), formType)
	r.Headers.Set("Content-Type", formType)
	resp, err := Do(ctx, client, r)
	if err != nil {
		return value.Undefined, err
	}
	text, err := resp.ReadAll(maxTokenAnswer)
	if err != nil {
		return value.Undefined, err
	}
	answer, err := value.Parse(text)
	if err != nil || !answer.IsObject() {
		answer = ParseSearchParams(string(text)) // some servers answer in form encoding
	}
	code := answer.Get("error").Str()
	if code == "" && resp.Status >= 200 && resp.Status < 400 && answer.Get("access_token").Truthy() {
		return answer, nil
	}
	e := &TokenError{Code: code, Status: resp.Status, Text: answer.Get("error_description").Str()}
	if e.Text == "" && e.Code == "" && resp.Status < 400 {
		e.Text = "the token server's answer holds no access_token"
	}
	return value.Undefined, e
}

// TokenText reads an access token and its kind out of what a token server
// answered or a credential keeps, in either way of writing the keys.
func TokenText(token value.Value) (access, kind string) {
	first := func(keys ...string) string {
		for _, key := range keys {
			if v := token.Get(key); v.Truthy() {
				return v.ToString()
			}
		}
		return ""
	}
	return first("access_token", "accessToken"), first("token_type", "tokenType")
}

// SignOAuth2 puts a token into a request: as a bearer header, or for other
// kinds of tokens as a query parameter.
func SignOAuth2(r *Request, access, kind string) {
	if kind == "" || strings.EqualFold(kind, "bearer") {
		r.Headers.Set("Authorization", "Bearer "+access)
		return
	}
	r.URL = WithQuery(r.URL, "access_token="+escape(access))
	r.Headers.Set("Pragma", "no-store")
	r.Headers.Set("Cache-Control", "no-store")
}

// AuthorizationCode exchanges the code that a person's consent has brought for
// tokens. redirect is the address that the consent came back to; verifier is
// that of PKCE, "" for none.
func (o OAuth2) AuthorizationCode(ctx context.Context, client *http.Client, code, redirect, verifier string) (value.Value, error) {
	form := value.Object(value.Field{Key: "grant_type", Value: value.String("authorization_code")},
		value.Field{Key: "code", Value: value.String(code)}, value.Field{Key: "redirect_uri", Value: value.String(redirect)})
	if verifier != "" {
		form = form.Set("code_verifier", value.String(verifier))
	}
	return o.ask(ctx, client, form)
}

package httpclient

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"runnel/runtime/value"
)

// GoogleAccount gets access tokens for a Google service account by a token
// that is signed with the account's key (RFC 7523).
type GoogleAccount struct {
	Email, PrivateKey string
	// Subject is the user to act for, "" for the account itself.
	Subject string
	Scopes  []string
	// TokenURL is Google's when "".
	TokenURL string
}

const googleTokens = "https://oauth2.googleapis.com/token"

// Token asks for a token that is good for an hour.
func (g GoogleAccount) Token(ctx context.Context, client *http.Client) (string, error) {
	if g.TokenURL == "" {
		g.TokenURL = googleTokens
	}
	key, err := jwt.ParseRSAPrivateKeyFromPEM([]byte(repairPEM(g.PrivateKey)))
	if err != nil {
		return "", &TokenError{Text: "the private key of the Google service account is not valid"}
	}
	now := time.Now()
	claims := jwt.MapClaims{"iss": g.Email, "sub": g.Email, "scope": strings.Join(g.Scopes, " "), "aud": g.TokenURL, "iat": now.Unix(), "exp": now.Add(time.Hour).Unix()}
	if g.Subject != "" {
		claims["sub"] = g.Subject
	}
	assertion, err := jwt.NewWithClaims(jwt.SigningMethodRS256, claims).SignedString(key)
	if err != nil {
		return "", err
	}
	token, err := (OAuth2{TokenURL: g.TokenURL}).send(ctx, client, value.Object(
		value.Field{Key: "grant_type", Value: value.String("urn:ietf:params:oauth:grant-type:jwt-bearer")},
		value.Field{Key: "assertion", Value: value.String(assertion)}), nil)
	if err != nil {
		return "", err
	}
	access, _ := TokenText(token)
	return access, nil
}

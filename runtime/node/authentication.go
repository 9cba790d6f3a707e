package node

import "runnel/runtime/value"

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

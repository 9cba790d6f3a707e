package api

import (
	"net/http"
	"net/url"

	"runnel/runtime/server/account"
)

// Rule says who may use a route. The zero rule lets nobody in.
type Rule struct {
	kind  ruleKind
	scope account.Scope
}

type ruleKind uint8

const (
	ruleNobody ruleKind = iota
	rulePublic
	ruleVisitor
	ruleSession
	ruleKey
)

var (
	// Public routes answer everybody.
	Public = Rule{kind: rulePublic}
	// Visitor routes answer everybody, but no page of another site that a
	// browser shows: signing in and setting up.
	Visitor = Rule{kind: ruleVisitor}
	// SignedIn routes answer everybody who has signed in.
	SignedIn = Rule{kind: ruleSession}
)

// May is the rule of routes for people who have signed in and whose role has a
// scope. Whatever changes something needs the session's CSRF token, too.
func May(s account.Scope) Rule { return Rule{ruleSession, s} }

// KeyMay is the rule of routes for programs with an API key that has a scope;
// the key's owner must have it, too.
func KeyMay(s account.Scope) Rule { return Rule{ruleKey, s} }

// AnyKey is the rule of routes for programs with any valid API key.
var AnyKey = Rule{kind: ruleKey}

// String is the rule as the list of routes shows it.
func (r Rule) String() string {
	text := map[ruleKind]string{rulePublic: "public", ruleVisitor: "visitor", ruleSession: "session", ruleKey: "key"}[r.kind]
	switch {
	case text == "":
		return "nobody"
	case r.scope != "":
		text += " " + string(r.scope)
	}
	return text
}

// foreign tells whether a browser sends a request for a page of another site.
// What the browser says of that counts; where it says nothing, the page's origin
// must be the address that was asked, or the public one: proxies may change the
// former.
func (r *Router) foreign(q *http.Request) bool {
	switch q.Header.Get("Sec-Fetch-Site") {
	case "same-origin", "none":
		return false
	case "":
	default:
		return true
	}
	origin := q.Header.Get("Origin")
	if origin == "" {
		return false
	}
	from, err := url.Parse(origin)
	return err != nil || from.Host == "" || from.Host != q.Host && from.Host != r.host
}

package credential

import (
	"slices"
	"strings"

	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Type declares a type of credentials: its fields, and how requests carry it.
type Type struct {
	// Name is the type as workflows write it, e.g. "httpBasicAuth".
	Name string
	// Title is the name people see.
	Title string
	// Extends names types whose fields and authentication this one has, too.
	Extends []string
	// Params are the fields of the type itself; see AllParams.
	Params node.Params
	// Generic marks the types that authenticate requests to any service.
	Generic bool
	// Auth says how requests carry the credential; see Authentication.
	Auth node.Authentication
	// Test is a request that tells whether a credential works, nil for none.
	Test *Test
}

// Test is a request that tells whether a credential works: it must be answered
// with a status below 400. BaseURL and URL are expression templates.
type Test struct {
	BaseURL, URL, Method string
	// Fails lists answers that mean failure whatever the status is.
	Fails []FailRule
}

// FailRule is met by a JSON answer whose key has the value.
type FailRule struct {
	Key     string
	Value   string
	Message string
}

var types = map[string]*Type{}

// declare adds a type. It panics when there is one of that name: a mistake of
// the program.
func declare(t Type) {
	if types[t.Name] != nil {
		panic("credential type " + t.Name + " is declared twice")
	}
	types[t.Name] = &t
}

// templates makes an Authentication of alternating members (headers, qs, body,
// auth, absentHeaders) and objects of templates.
func templates(pairs ...any) node.Authentication {
	return node.Authentication{Kind: node.AuthTemplates, Templates: node.Obj(pairs...)}
}

// Find gives a type. For one that is not declared it is nil, unless the name
// says what it is: the original has hundreds of types named after a service
// that only fix the addresses of OAuth.
func Find(name string) *Type {
	if t := types[name]; t != nil {
		return t
	}
	base := ""
	switch {
	case strings.HasSuffix(name, "OAuth1Api"):
		base = "oAuth1Api"
	case strings.HasSuffix(name, "OAuth2Api"), strings.HasSuffix(name, "OAuth2"):
		switch {
		case strings.HasPrefix(name, "google"), strings.HasPrefix(name, "youTube"):
			base = "googleOAuth2Api"
		case strings.HasPrefix(name, "microsoft"):
			base = "microsoftOAuth2Api"
		default:
			base = "oAuth2Api"
		}
	default:
		return nil
	}
	return &Type{Name: name, Title: name, Extends: []string{base}}
}

// All gives the declared types by name.
func All() []*Type {
	all := make([]*Type, 0, len(types))
	for _, t := range types {
		all = append(all, t)
	}
	slices.SortFunc(all, func(a, b *Type) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// maxExtends bounds the length of a chain of types.
const maxExtends = 8

// chain gives the type and those it extends, the farthest first.
func (t *Type) chain() []*Type {
	var list []*Type
	var add func(t *Type, depth int)
	add = func(t *Type, depth int) {
		if t == nil || depth > maxExtends || slices.Contains(list, t) {
			return
		}
		for _, name := range t.Extends {
			add(Find(name), depth+1)
		}
		list = append(list, t)
	}
	add(t, 0)
	return list
}

// AllParams gives the fields of the type: those it extends first, in which its
// own replace the ones of the same name. Types for requests have the fields
// that limit the hosts, too.
func (t *Type) AllParams() node.Params {
	var all node.Params
	for _, t := range t.chain() {
		first := len(all) // several fields of one type may share a name
		for _, p := range t.Params {
			i := slices.IndexFunc(all[:first], func(q node.Param) bool { return q.Name == p.Name })
			if i < 0 {
				all = append(all, p)
				continue
			}
			all[i] = p
		}
	}
	if t.Generic || t.Authentication().Kind != "" {
		all = append(all, domainLimits...)
	}
	return all
}

// domainLimits are the fields that limit which hosts a credential is sent to
// (core reference §6.5); see node.Credential.CheckHost.
var domainLimits = node.Params{
	node.Options("allowedHttpRequestDomains", "Allowed HTTP Request Domains", "all",
		node.Opt("All", "all"), node.Opt("Specific Domains", "domains"), node.Opt("None", "none")),
	node.Text("allowedDomains", "Allowed Domains", "").Show(node.When("allowedHttpRequestDomains", "domains")),
}

// Authentication says how requests carry a credential of the type: as it
// declares itself, or else as what it extends does.
func (t *Type) Authentication() node.Authentication {
	chain := t.chain()
	for i := len(chain) - 1; i >= 0; i-- {
		if chain[i].Auth.Kind != "" {
			return chain[i].Auth
		}
	}
	return node.Authentication{}
}

// Complete gives data with the defaults of fields that are missing. Data that
// no field declares stays: tokens are kept there.
func (t *Type) Complete(data value.Value) value.Value {
	if !data.IsObject() {
		data = value.EmptyObject
	}
	for _, p := range t.AllParams() {
		if !data.Has(p.Name) && !p.Default.IsUndefined() {
			data = data.Set(p.Name, p.Default)
		}
	}
	return data
}

// Secret tells whether a field must not be shown: it is declared so, or it is
// not declared at all.
func (t *Type) Secret(field string) bool {
	known := false
	for _, p := range t.AllParams() {
		if p.Name == field {
			known = true
			if hidden, _ := p.Editor["password"].(bool); hidden {
				return true
			}
		}
	}
	return !known
}

package request

import (
	"net/http"
	"time"

	"runnel/runtime/httpclient"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Service asks a service's HTTP interface with the credential of its own type.
// Bodies and answers are JSON.
type Service struct {
	// Credential is the credential that every request carries.
	Credential node.Credential

	host    node.Host
	auth    *credentials
	client  *http.Client
	timeout time.Duration
}

// NewService finds the credential of a type. Every request may take as long as
// the timeout.
func NewService(h node.Host, credential string, options node.ClientOptions, timeout time.Duration) (*Service, error) {
	s := &Service{host: h, auth: &credentials{}, timeout: timeout}
	if err := s.auth.add(h, credential, true); err != nil {
		return nil, err
	}
	s.Credential = s.auth.list[0].Credential
	var err error
	s.client, err = h.HTTP(options)
	return s, err
}

// Ask makes a request for item i and gives what was answered: undefined for
// nothing, a text when it is no JSON. The query is an object or undefined, as
// is the body. The error is ready to be the node's.
func (s *Service) Ask(i int, method, url string, query, body value.Value) (value.Value, error) {
	if _, err := checkURL(value.String(url), i); err != nil {
		return value.Undefined, err
	}
	if err := s.auth.check(url); err != nil {
		return value.Undefined, err
	}
	d := &draft{method: method, url: url, query: query, body: body, timeout: s.timeout, redirects: httpclient.DefaultRedirects,
		headers: node.Obj("Accept", "application/json", "Content-Type", "application/json")}
	if err := s.auth.apply(s.host, d, i); err != nil {
		return value.Undefined, err
	}
	x := &exchanger{ctx: s.host.Context(), client: s.client, format: format{name: asJSON, newer: true}, files: s.host.Binary()}
	p, err := x.exchange(d)
	if err != nil {
		return value.Undefined, failure(err, i)
	}
	return p.body, nil
}

package server

import (
	"net/http"

	"runnel/runtime/node"
	"runnel/runtime/server/payload"
	"runnel/runtime/trigger"
)

// newRequest makes the request that a webhook node sees.
func (s *Server) newRequest(r *http.Request, m trigger.Match, path, url string, test bool, body *payload.Body) *node.Request {
	ip, forwarded := s.Proxies.callers(r)
	return &node.Request{
		Method: r.Method, Path: path, Headers: headersOf(r), Params: m.Params, Query: payload.ParseQuery(r.URL.RawQuery),
		RemoteIP: ip, ForwardedIPs: forwarded, Test: test, WebhookURL: url,
		ContentType: body.MediaType(), ContentTypeHeader: r.Header.Get("Content-Type"),
		Body: body.Value, Files: body.Files, Raw: body.Raw,
	}
}

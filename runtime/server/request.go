package server

import (
	"net"
	"net/http"
	"net/netip"
	"strings"

	"runnel/runtime/node"
	"runnel/runtime/server/payload"
	"runnel/runtime/trigger"
)

// newRequest makes the request that a webhook node sees.
func (s *Server) newRequest(r *http.Request, m trigger.Match, path, url string, test bool, body *payload.Body) *node.Request {
	return &node.Request{
		Method: r.Method, Path: path, Headers: headersOf(r), Params: m.Params, Query: payload.ParseQuery(r.URL.RawQuery),
		RemoteIP: remoteIP(r), ForwardedIPs: s.forwarded(r), Test: test, WebhookURL: url,
		ContentType: body.MediaType(), ContentTypeHeader: r.Header.Get("Content-Type"),
		Body: body.Value, Files: body.Files, Raw: body.Raw,
	}
}

func remoteIP(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	if ip, err := netip.ParseAddr(host); err == nil && ip.Is4In6() {
		return ip.Unmap().String()
	}
	return host
}

// forwarded gives the addresses that X-Forwarded-For names, when the request
// came from a proxy that is trusted.
func (s *Server) forwarded(r *http.Request) []string {
	header := r.Header.Get("X-Forwarded-For")
	if header == "" || len(s.TrustedProxies) == 0 {
		return nil
	}
	from, err := netip.ParseAddr(remoteIP(r))
	if err != nil {
		return nil
	}
	for _, p := range s.TrustedProxies {
		if p.Contains(from) {
			var list []string
			for _, ip := range strings.Split(header, ",") {
				list = append(list, strings.TrimSpace(ip))
			}
			return list
		}
	}
	return nil
}

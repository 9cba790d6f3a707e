package server

import (
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"

	"runnel/runtime/node"
	"runnel/runtime/trigger"
	"runnel/runtime/value"
)

// newRequest makes the request that a webhook node sees.
func (s *Server) newRequest(r *http.Request, m trigger.Match, path, url string, test bool, body *requestBody) *node.Request {
	return &node.Request{
		Method: r.Method, Path: path, Headers: headersOf(r), Params: m.Params, Query: parseQuery(r.URL.RawQuery),
		RemoteIP: remoteIP(r), ForwardedIPs: s.forwarded(r), Test: test, WebhookURL: url,
		ContentType: body.mediaType, ContentTypeHeader: r.Header.Get("Content-Type"),
		Body: func() (value.Value, error) { return body.value, body.read() },
		Files: func() ([]node.UploadedFile, error) {
			err := body.read()
			return body.files, err
		},
		Raw: func() (io.ReadCloser, error) {
			if err := body.read(); err != nil {
				return nil, err
			}
			if body.raw == nil {
				return http.NoBody, nil
			}
			return body.raw.Open()
		},
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

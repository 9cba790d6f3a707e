package api

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// FromHere tells whether a request comes from a person at the machine itself,
// and not from a page of another site that their browser shows. A foreign page
// cannot pass by a name of its own that leads to this machine: the Host is
// checked. Nobody counts as here when the public address is that of another
// host: a proxy brings in the rest of the world then, and some do not say so.
func FromHere(baseURL string, r *http.Request) bool {
	if u, err := url.Parse(baseURL); err != nil || !localHost(u.Host) || !r.ProtoAtLeast(1, 1) {
		return false
	}
	ip, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil || !ip.Addr().Unmap().IsLoopback() || !localHost(r.Host) {
		return false
	}
	// A proxy on this machine brings in the rest of the world.
	for _, name := range []string{"X-Forwarded-For", "Forwarded", "X-Real-Ip", "Via"} {
		if r.Header.Get(name) != "" {
			return false
		}
	}
	switch r.Header.Get("Sec-Fetch-Site") {
	case "cross-site", "same-site":
		// Following a link to a page is fine: the other site learns nothing.
		return r.Method == http.MethodGet && r.Header.Get("Sec-Fetch-Mode") == "navigate" && r.Header.Get("Sec-Fetch-Dest") == "document"
	}
	if origin := r.Header.Get("Origin"); origin != "" {
		from, err := url.Parse(origin)
		return err == nil && from.Host == r.Host
	}
	return true
}

// localHost tells whether a Host header names this machine.
func localHost(host string) bool {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	host = strings.Trim(host, "[]")
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}

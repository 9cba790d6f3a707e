package api

import (
	"net/http"
	"net/url"
	"strings"
)

// slash stands for a slash inside of a segment while a request is routed: ids of
// workflows in folders have some. It is a character of no language.
const slash = "\uE000"

// KeepSlashes lets the router see segments of a path with escaped slashes as
// one. Other requests stay as they are.
func KeepSlashes(r *http.Request) {
	raw := r.URL.RawPath
	if raw == "" || !strings.Contains(raw, "%2F") && !strings.Contains(raw, "%2f") {
		return
	}
	path, err := url.PathUnescape(strings.NewReplacer("%2F", slash, "%2f", slash).Replace(raw))
	if err == nil {
		r.URL.Path, r.URL.RawPath = path, ""
	}
}

// Param gives a segment of the path as the caller meant it.
func (c *Call) Param(name string) string {
	return strings.ReplaceAll(c.Context.Param(name), slash, "/")
}

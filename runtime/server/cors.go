package server

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"runnel/runtime/trigger"
)

// crossOrigin lets a page of another origin call a webhook, as the webhook
// allows it, and answers the browser's question whether it may (engine
// reference §18.9). It reports whether the request is answered.
func (s *Server) crossOrigin(c *gin.Context, path string, find func(method, path string) (trigger.Match, bool),
	notFound func(method string, m trigger.Match) apiError) bool {
	origin, asking := c.GetHeader("Origin"), c.Request.Method == http.MethodOptions
	if origin != "" {
		method := c.Request.Method
		if asking {
			method = c.GetHeader("Access-Control-Request-Method")
		}
		m, found := find(method, path)
		h := c.Writer.Header()
		h.Set("Access-Control-Allow-Methods", strings.Join(append([]string{http.MethodOptions}, m.Methods...), ", "))
		switch {
		case found:
			h.Set("Access-Control-Allow-Origin", allowedOrigin(m, origin))
			if asking {
				h.Set("Access-Control-Max-Age", "300")
				if headers := c.GetHeader("Access-Control-Request-Headers"); headers != "" {
					h.Set("Access-Control-Allow-Headers", headers)
				}
			}
		case method != "":
			writeError(c.Writer, c.Request, notFound(method, m))
			return true
		}
	}
	if asking {
		c.Status(http.StatusNoContent)
		c.Writer.WriteHeaderNow()
	}
	return asking
}

// allowedOrigin holds the caller's origin against the webhook's option. The
// first origin of the list stands for those that are not on it. Entries are not
// trimmed: behind a comma and a space none fits.
func allowedOrigin(m trigger.Match, origin string) string {
	list := m.AllowedOrigins
	if list == "" || list == "*" {
		return origin
	}
	entries := strings.Split(list, ",")
	for _, entry := range entries {
		if entry == origin {
			return origin
		}
	}
	return strings.TrimSpace(entries[0])
}

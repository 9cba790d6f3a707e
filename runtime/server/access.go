package server

import (
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"runnel/runtime/server/api"
)

// Routes lists every route with who may use it.
func (s *Server) Routes() []api.Route { return s.routes.Routes() }

// webhookMethods are the methods that a webhook can have, and OPTIONS, which
// asks about them.
var webhookMethods = []string{"DELETE", "GET", "HEAD", "PATCH", "POST", "PUT", "OPTIONS"}

// webhooks adds the routes of an endpoint for webhooks; they answer everybody,
// each webhook has its own checks. kind names the endpoint in the metrics.
func (s *Server) webhooks(kind, endpoint string, h func(c *gin.Context, path string)) {
	handler := func(c *gin.Context) {
		select {
		case <-s.loaded:
		case <-c.Request.Context().Done():
			return
		}
		began := time.Now()
		h(c, webhookPath(c))
		if s.Metrics != nil {
			s.Metrics.answered(kind, c.Request.Method, c.Writer.Status(), began)
		}
	}
	for _, method := range webhookMethods {
		s.routes.Raw(api.Public, method, "/"+endpoint+"/*path", handler)
	}
}

// webhookPath gives the path behind an endpoint, without the slash in front and
// one at its end.
func webhookPath(c *gin.Context) string {
	return strings.TrimSuffix(strings.TrimPrefix(c.Param("path"), "/"), "/")
}

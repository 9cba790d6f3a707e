package server

import (
	"github.com/gin-gonic/gin"

	"runnel/runtime/value"
)

func status(text string) value.Value {
	return value.Object(value.Field{Key: "status", Value: value.String(text)})
}

// health answers that the process lives.
func (s *Server) health(c *gin.Context) { writeValue(c.Writer, c.Request, 200, status("ok"), jsonType) }

// readiness answers whether everything is loaded and requests are welcome.
func (s *Server) readiness(c *gin.Context) {
	if !s.ready.Load() {
		writeValue(c.Writer, c.Request, 503, status("error"), jsonType)
		return
	}
	writeValue(c.Writer, c.Request, 200, status("ok"), jsonType)
}

package live

import (
	"bytes"
	"net/http"
	"time"
)

// Heartbeat is how often a connection without events gets a comment, so that
// proxies keep it and both ends notice when it is gone.
const Heartbeat = 15 * time.Second

// writeLimit is how long a reader may take none of an event.
const writeLimit = 30 * time.Second

// Serve writes a reader's events to a connection, as server-sent events, until
// either ends, stop is closed or allowed says that the person may not read any
// more. That is asked when a session was ended, and from time to time.
func (r *Reader) Serve(w http.ResponseWriter, req *http.Request, stop <-chan struct{}, allowed func() bool) {
	head := w.Header()
	head.Set("Content-Type", "text/event-stream; charset=utf-8")
	head.Set("Cache-Control", "no-store")
	head.Set("X-Accel-Buffering", "no")
	c := http.NewResponseController(w)
	// The times of the server's other answers do not hold for this one.
	c.SetReadDeadline(time.Time{})
	w.WriteHeader(http.StatusOK)
	send := func(text []byte) bool {
		c.SetWriteDeadline(time.Now().Add(writeLimit))
		if _, err := w.Write(text); err != nil {
			return false
		}
		return c.Flush() == nil
	}
	if !send([]byte(": here\n\n")) {
		return
	}
	beat := time.NewTicker(Heartbeat)
	defer beat.Stop()
	for {
		select {
		case <-req.Context().Done():
			return
		case <-stop:
			return
		case <-beat.C:
			if !allowed() || !send([]byte(": still here\n\n")) {
				return
			}
		case <-r.Ready():
			if r.doubted() && !allowed() {
				return
			}
			events, resync, ended := r.Take()
			if text := r.frames(events, resync); len(text) > 0 && !send(text) || ended {
				return
			}
		}
	}
}

// frames writes events as the protocol has them. JSON holds no line ends.
func (r *Reader) frames(events []Event, resync bool) []byte {
	var b bytes.Buffer
	if resync {
		b.WriteString("event: resync\ndata: {}\n\n")
	}
	for i := range events {
		e := &events[i]
		b.WriteString("id: " + r.hub.ID(e) + "\nevent: " + e.Name + "\ndata: ")
		b.Write(e.Data)
		b.WriteString("\n\n")
	}
	return b.Bytes()
}

package feed

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/tmaxmax/go-sse"

	"runnel/runtime/httpclient"
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Events declares SSE Trigger.
var Events = node.Define(node.Spec[eventsParams]{
	Name: "n8n-nodes-base.sseTrigger", Title: "SSE Trigger", Groups: []string{"trigger"},
	Summary: "Starts the workflow with each message that a server sends as a server-sent event.",
	Icon:    "radio-tower", Color: "#225577", Versions: node.Versions(1),
	Inputs: node.Main(0), Outputs: node.Main(1),
	Params:  node.Params{node.Text("url", "URL", "").Required()},
	Trigger: listen,
})

type eventsParams struct {
	URL node.Field[string] `param:"url"`
}

// The pauses between attempts to connect again, unless the server names one.
const (
	firstPause   = time.Second
	longestPause = time.Minute
)

// maxEvent is the largest event that is taken in, in bytes.
const maxEvent = 16 << 20

// listen takes in events until it is stopped. A connection that is lost is made
// again, telling the server which event came last; an answer that is no stream
// of events is a failure of the trigger.
func listen(c *node.TriggerCall[eventsParams]) (node.Stop, error) {
	address, err := c.P.URL.At(c, 0)
	if err != nil {
		return nil, err
	}
	if _, err := httpclient.ParseURL(address); err != nil {
		return nil, node.Errorf("The provided \"URL\" is not valid!")
	}
	pooled, err := c.HTTP(node.ClientOptions{})
	if err != nil {
		return nil, err
	}
	// Redirects are followed as by browsers; the pool's clients follow none.
	client := *pooled
	client.CheckRedirect = nil
	ctx, cancel := context.WithCancel(c.Context())
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		cancel()
		return nil, node.Wrap(err)
	}
	events := sse.Client{
		HTTPClient: &client, ResponseValidator: streamOfEvents,
		Backoff: sse.Backoff{InitialInterval: firstPause, Multiplier: 2, MaxInterval: longestPause},
		OnRetry: func(err error, pause time.Duration) {
			c.Log().Info("the connection for events was lost; it is made again", "pause", pause, "error", err)
		},
	}
	connection := events.NewConnection(request)
	connection.Buffer(nil, maxEvent)
	connection.SubscribeToAll(func(e sse.Event) {
		if e.Type != "" && e.Type != "message" {
			return
		}
		doc, err := value.ParseString(e.Data)
		if err != nil {
			c.Log().Error("an event was left out: Invalid JSON for event data", "event", e.LastEventID, "error", err)
			return
		}
		c.Emit(node.One([]item.Item{item.New(doc)}))
	})
	var done sync.WaitGroup
	done.Go(func() {
		if err := connection.Connect(); err != nil && ctx.Err() == nil {
			var lost *sse.ConnectionError
			if errors.As(err, &lost) {
				err = lost.Err
			}
			c.Fail(node.Wrap(err))
		}
	})
	return func() {
		cancel()
		done.Wait()
	}, nil
}

// streamOfEvents refuses answers that are no stream of events for good; those
// of a server in trouble count as lost connections.
func streamOfEvents(r *http.Response) error {
	if r.StatusCode != http.StatusOK {
		return fmt.Errorf("Non-200 status code (%d)", r.StatusCode)
	}
	return sse.DefaultValidator(r)
}

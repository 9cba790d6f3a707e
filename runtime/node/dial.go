package node

import (
	"context"
	"errors"
	"net"
)

// NetworkHost is implemented by hosts through which nodes may open connections
// for other protocols than HTTP.
type NetworkHost interface {
	// Dial connects to an address, "host:port". The instance's rules about
	// addresses hold as for requests.
	Dial(ctx context.Context, network, address string) (net.Conn, error)
}

// Dial opens a connection for a protocol other than HTTP.
func Dial(ctx context.Context, h Host, network, address string) (net.Conn, error) {
	n, ok := h.(NetworkHost)
	if !ok {
		return nil, errors.New("connections to other servers are not set up here")
	}
	return n.Dial(ctx, network, address)
}

// Dial makes a call a NetworkHost, as its host may be.
func (c *Call[P]) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	return Dial(ctx, c.Host, network, address)
}

// Dial makes a call a NetworkHost, as its host may be.
func (c *TriggerCall[P]) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	return Dial(ctx, c.Host, network, address)
}

// FileAccess makes a call a FileHost, as its host may be.
func (c *TriggerCall[P]) FileAccess() FileAccess { return FilesOf(c.Host) }

package httpclient

import (
	"container/list"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/youmark/pkcs8"
)

// ClientOptions choose a client of a pool. Equal options give the same client.
type ClientOptions struct {
	// Proxy is the proxy's URL, "" for the one of the environment.
	Proxy string
	// InsecureTLS accepts any certificate.
	InsecureTLS bool
	// CertPEM, KeyPEM, CAPEM are a client certificate and its authorities;
	// Passphrase opens an encrypted key.
	CertPEM, KeyPEM, CAPEM, Passphrase string
}

// PoolOptions are the settings of a pool; zero values are the defaults.
type PoolOptions struct {
	Guard Guard
	// NoProxy leaves the environment's proxy settings out of account.
	NoProxy bool
	// IdlePerHost is the most idle connections kept to one host; 64.
	IdlePerHost int
	// ConnectTimeout ends attempts to connect; a minute.
	ConnectTimeout time.Duration
	// RootCAs are trusted instead of the system's, for tests.
	RootCAs *x509.CertPool
}

// Pool keeps connections to servers. It is safe for concurrent use.
type Pool struct {
	opts   PoolOptions
	dialer *net.Dialer

	mu      sync.Mutex
	clients map[ClientOptions]*list.Element
	recent  *list.List // of *entry, the last used first
}

type entry struct {
	opts   ClientOptions
	client *http.Client
	base   *http.Transport
}

// maxClients bounds how many sets of options have connections at a time.
const maxClients = 128

// NewPool makes a pool.
func NewPool(o PoolOptions) *Pool {
	if o.IdlePerHost == 0 {
		o.IdlePerHost = 64
	}
	if o.ConnectTimeout == 0 {
		o.ConnectTimeout = time.Minute
	}
	return &Pool{
		opts:    o,
		dialer:  &net.Dialer{Timeout: o.ConnectTimeout, KeepAlive: 30 * time.Second, Control: o.Guard.control},
		clients: map[ClientOptions]*list.Element{}, recent: list.New(),
	}
}

// Client gives the client for a set of options. Errors are about the options:
// a certificate that cannot be read, a bad proxy.
func (p *Pool) Client(o ClientOptions) (*http.Client, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if e, ok := p.clients[o]; ok {
		p.recent.MoveToFront(e)
		return e.Value.(*entry).client, nil
	}
	base, err := p.transport(o)
	if err != nil {
		return nil, err
	}
	e := &entry{o, &http.Client{Transport: &transport{base: base, guard: p.opts.Guard}, CheckRedirect: noRedirect}, base}
	p.clients[o] = p.recent.PushFront(e)
	if p.recent.Len() > maxClients {
		last := p.recent.Remove(p.recent.Back()).(*entry)
		delete(p.clients, last.opts)
		last.base.CloseIdleConnections()
	}
	return e.client, nil
}

// Dial connects to an address for another protocol than HTTP; the guard holds as
// for requests. Its errors are *Error where Node.js has a word for them.
func (p *Pool) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := p.dialer.DialContext(ctx, network, address)
	if err != nil {
		host, _, _ := net.SplitHostPort(address)
		return nil, explain(ctx, err, host)
	}
	return conn, nil
}

// Close closes the idle connections.
func (p *Pool) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for e := p.recent.Front(); e != nil; e = e.Next() {
		e.Value.(*entry).base.CloseIdleConnections()
	}
}

func noRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

func (p *Pool) transport(o ClientOptions) (*http.Transport, error) {
	config, err := p.tls(o)
	if err != nil {
		return nil, err
	}
	proxy := http.ProxyFromEnvironment
	if p.opts.NoProxy {
		proxy = nil
	}
	if o.Proxy != "" {
		u, err := ProxyURL(o.Proxy)
		if err != nil {
			return nil, err
		}
		proxy = http.ProxyURL(u)
	}
	t := &http.Transport{
		Proxy:                  proxy,
		TLSClientConfig:        config,
		ForceAttemptHTTP2:      true,
		DisableCompression:     true, // bodies are decoded in Do, which keeps what was sent
		MaxIdleConns:           512,
		MaxIdleConnsPerHost:    p.opts.IdlePerHost,
		IdleConnTimeout:        90 * time.Second,
		TLSHandshakeTimeout:    p.opts.ConnectTimeout,
		ExpectContinueTimeout:  time.Second,
		MaxResponseHeaderBytes: 256 << 10,
	}
	t.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := p.dialer.DialContext(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return &recorder{Conn: conn}, nil
	}
	t.DialTLSContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		raw, err := p.dialer.DialContext(ctx, network, address)
		if err != nil {
			return nil, err
		}
		config := config.Clone()
		if config.ServerName == "" {
			config.ServerName, _, _ = net.SplitHostPort(address)
		}
		config.NextProtos = []string{"h2", "http/1.1"}
		conn := tls.Client(raw, config)
		ctx, cancel := context.WithTimeout(ctx, p.opts.ConnectTimeout)
		defer cancel()
		if err := conn.HandshakeContext(ctx); err != nil {
			raw.Close()
			return nil, err
		}
		if conn.ConnectionState().NegotiatedProtocol == "h2" {
			return conn, nil // net/http must see the *tls.Conn to speak HTTP/2
		}
		return &recorder{Conn: conn}, nil
	}
	return t, nil
}

// ProxyURL reads a proxy's address, with or without a scheme.
func ProxyURL(text string) (*url.URL, error) {
	if !strings.Contains(text, "://") {
		text = "http://" + text
	}
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil || u.Host == "" {
		return nil, &Error{Code: "ERR_INVALID_URL", Message: "the proxy is no valid URL", Err: err}
	}
	switch u.Scheme {
	case "http", "https", "socks5", "socks5h":
		return u, nil
	}
	return nil, &Error{Code: "ERR_INVALID_URL", Message: fmt.Sprintf("a proxy of the kind %q is not supported", u.Scheme)}
}

func (p *Pool) tls(o ClientOptions) (*tls.Config, error) {
	c := &tls.Config{
		InsecureSkipVerify: o.InsecureTLS,
		RootCAs:            p.opts.RootCAs,
		ClientSessionCache: tls.NewLRUClientSessionCache(256),
		MinVersion:         tls.VersionTLS12,
	}
	if o.InsecureTLS {
		// Whoever turns verification off talks to old devices, too.
		c.MinVersion = tls.VersionTLS10
		c.Renegotiation = tls.RenegotiateFreelyAsClient
	}
	if o.CAPEM != "" {
		c.RootCAs = x509.NewCertPool()
		if !c.RootCAs.AppendCertsFromPEM([]byte(repairPEM(o.CAPEM))) {
			return nil, errors.New("the CA of the SSL certificate credential holds no certificate in PEM form")
		}
	}
	if o.CertPEM != "" || o.KeyPEM != "" {
		cert, err := clientCertificate(o)
		if err != nil {
			return nil, err
		}
		c.Certificates = []tls.Certificate{cert}
	}
	return c, nil
}

func clientCertificate(o ClientOptions) (tls.Certificate, error) {
	key, err := decryptKey(repairPEM(o.KeyPEM), o.Passphrase)
	if err != nil {
		return tls.Certificate{}, err
	}
	cert, err := tls.X509KeyPair([]byte(repairPEM(o.CertPEM)), key)
	if err != nil {
		return cert, fmt.Errorf("the SSL certificate credential cannot be used: %w", err)
	}
	return cert, nil
}

// decryptKey opens an encrypted private key of either PEM form.
func decryptKey(text, passphrase string) ([]byte, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, errors.New("the private key of the SSL certificate credential is not in PEM form")
	}
	var der []byte
	var err error
	switch {
	case block.Type == "ENCRYPTED PRIVATE KEY":
		var key any
		if key, err = pkcs8.ParsePKCS8PrivateKey(block.Bytes, []byte(passphrase)); err == nil {
			der, err = x509.MarshalPKCS8PrivateKey(key)
		}
		block = &pem.Block{Type: "PRIVATE KEY"}
	case x509.IsEncryptedPEMBlock(block): //lint:ignore SA1019 people have such keys
		der, err = x509.DecryptPEMBlock(block, []byte(passphrase)) //lint:ignore SA1019 as above
		block = &pem.Block{Type: block.Type}
	default:
		return []byte(text), nil
	}
	if err != nil {
		return nil, errors.New("the passphrase of the SSL certificate credential does not open its private key")
	}
	block.Bytes = der
	return pem.EncodeToMemory(block), nil
}

// repairPEM puts the line ends back into PEM text that a one-line input field
// turned into spaces or into "\n".
func repairPEM(text string) string {
	text = strings.TrimSpace(strings.ReplaceAll(text, `\n`, "\n"))
	if text == "" || strings.Contains(text, "\n") {
		return text
	}
	var out strings.Builder
	for _, part := range strings.SplitAfter(text, "-----") {
		switch {
		case strings.HasPrefix(part, "BEGIN ") || strings.HasPrefix(part, "END "):
			out.WriteString(part)
			if strings.HasSuffix(part, "-----") {
				out.WriteString("\n")
			}
		case strings.HasSuffix(part, "-----") && strings.Trim(part, "- ") == "":
			out.WriteString("-----")
		default:
			body, dashes := strings.CutSuffix(part, "-----")
			for line := range strings.FieldsSeq(body) {
				out.WriteString(line + "\n")
			}
			if dashes {
				out.WriteString("-----")
			}
		}
	}
	return out.String()
}

// transport is the round tripper of a pool's clients.
type transport struct {
	base  *http.Transport
	guard Guard

	mu   sync.Mutex
	seen map[string]time.Time
}

// RoundTrip implements http.RoundTripper. Most workflows ask a server once in
// a while, and the original closes the connection after every request. Here a
// server gets its first request over plain HTTP in the same way; from the
// second within a few minutes on, connections are kept.
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	if a, err := netip.ParseAddr(strings.Trim(req.URL.Hostname(), "[]")); err == nil {
		// A proxy would connect in our place, past the dialer's check.
		if err := t.guard.Check(a); err != nil {
			return nil, err
		}
	}
	if target := req.URL.Opaque; req.URL.Scheme == "http" && strings.HasPrefix(target, "/") && !strings.HasPrefix(target, "//") && t.base.Proxy != nil {
		// A proxy needs the whole URL, which net/http does not make of a target.
		if proxy, err := t.base.Proxy(req); err == nil && proxy != nil && !strings.HasPrefix(proxy.Scheme, "socks") {
			u := *req.URL
			u.Opaque = "//" + u.Host + target
			proxied := *req
			proxied.URL = &u
			req = &proxied
		}
	}
	if req.URL.Scheme == "http" && !req.Close && t.first(req.URL.Host) {
		closing := *req
		closing.Close = true
		req = &closing
	}
	return t.base.RoundTrip(req)
}

// CloseIdleConnections makes http.Client's method of that name work.
func (t *transport) CloseIdleConnections() { t.base.CloseIdleConnections() }

const (
	rememberHosts = 4096
	rememberFor   = 5 * time.Minute
)

// first tells whether a host was not asked lately.
func (t *transport) first(host string) bool {
	now := time.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.seen == nil {
		t.seen = map[string]time.Time{}
	}
	last, ok := t.seen[host]
	if !ok && len(t.seen) >= rememberHosts {
		for h, at := range t.seen {
			if now.Sub(at) > rememberFor {
				delete(t.seen, h)
			}
		}
		if len(t.seen) >= rememberHosts {
			clear(t.seen)
		}
	}
	t.seen[host] = now
	return !ok || now.Sub(last) > rememberFor
}

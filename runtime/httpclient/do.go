package httpclient

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"runnel/runtime/value"
)

// Request is one request, ready to be sent.
type Request struct {
	// Method is GET when "".
	Method string
	// URL is read by ParseURL.
	URL     string
	Headers Headers
	// Body is nil for none.
	Body *Body
	// Auth is a user for Basic or Digest; it replaces an Authorization header.
	Auth *UserPassword
	// Digest answers a Digest challenge with Auth, which is not sent before.
	Digest bool
	// Timeout ends the request when for so long nothing was connected, sent
	// or received; 0 means never.
	Timeout time.Duration
	// Redirects is how many redirects are followed; 0 follows none: the 3xx
	// answer is the answer.
	Redirects int
	// UserAgent is sent unless Headers have one.
	UserAgent string
	// Check is asked before each connection, those of redirects too; its error
	// ends the request. It may be nil.
	Check func(u URL) error
}

// UserPassword is a user's name and password.
type UserPassword struct{ User, Password string }

// The user agents of the original: of nodes' requests, and of the helpers that
// scripts use. Services tell clients apart by them, so they stay.
const (
	AgentNode   = "axios/1.12.0"
	AgentHelper = "n8n"
)

// DefaultRedirects is how many redirects are followed where nothing is said.
const DefaultRedirects = 21

const acceptEncodings = "gzip, compress, deflate, br"

// Response is an answer. Body must be closed.
type Response struct {
	Status     int
	StatusText string
	// Header is the object of headers as Node.js gives it.
	Header value.Value
	// Body is decoded by the content encoding.
	Body io.ReadCloser
	// URL is the address that gave the answer, after redirects.
	URL string
	// Method is the last request's.
	Method string
}

// HeaderText gives a response header, "" when it is missing.
func (r *Response) HeaderText(name string) string { return r.Header.Get(name).Str() }

// Do makes a request. Its errors are *Error; answers of every status are
// answers. The client is one of a Pool's; with another one the order of the
// response's headers is not known.
func Do(ctx context.Context, client *http.Client, r *Request) (*Response, error) {
	u, err := ParseURL(r.URL)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	x := &exchange{Request: *r, ctx: ctx, cancel: cancel, client: client, auth: r.Auth}
	if x.auth == nil && (u.User != "" || u.Password != "") {
		x.auth = &UserPassword{u.User, u.Password}
	}
	if x.Method == "" {
		x.Method = http.MethodGet
	}
	x.Method = strings.ToUpper(x.Method)
	x.watch()
	resp, err := x.run(u)
	if err != nil {
		x.end()
		return nil, err
	}
	return resp, nil
}

// exchange is a request under way with its redirects.
type exchange struct {
	Request
	ctx    context.Context
	cancel context.CancelCauseFunc
	client *http.Client
	auth   *UserPassword
	timer  *time.Timer
	// last is when something was last heard of the connection, in nanoseconds
	// after start.
	start time.Time
	last  atomic.Int64
	// authorization overrides the header once a challenge was answered.
	authorization string
}

func (x *exchange) end() {
	if x.timer != nil {
		x.timer.Stop()
	}
	x.cancel(nil)
}

// watch ends the exchange when for the length of the timeout nothing happened.
// The timer is set once: resetting it whenever something happens would wake
// the scheduler several times in each request.
func (x *exchange) watch() {
	if x.Timeout <= 0 {
		return
	}
	x.start = time.Now()
	// It is started when x.timer is set, which its function reads.
	x.timer = time.AfterFunc(1<<62, func() {
		if idle := time.Since(x.start) - time.Duration(x.last.Load()); idle < x.Timeout {
			x.timer.Reset(x.Timeout - idle)
			return
		}
		x.cancel(&errTimeout{x.Timeout})
	})
	x.timer.Reset(x.Timeout)
}

// moved notes that something happened.
func (x *exchange) moved() {
	if x.timer != nil {
		x.last.Store(int64(time.Since(x.start)))
	}
}

func (x *exchange) run(u URL) (*Response, error) {
	challenged := false
	for redirects := 0; ; {
		resp, lines, err := x.send(u)
		if err != nil {
			return nil, explain(x.ctx, err, u.Hostname())
		}
		if x.Digest && x.Request.Auth != nil && !challenged && resp.StatusCode == http.StatusUnauthorized {
			challenged = true
			if header, ok := answerChallenge(resp.Header, x.Request.Auth, x.Method, u.Target(), x.Body); ok {
				drop(resp.Body)
				x.authorization = header
				continue
			}
		}
		location := resp.Header.Get("Location")
		if x.Redirects <= 0 || resp.StatusCode < 300 || resp.StatusCode > 399 || location == "" {
			return x.answer(u, resp, lines), nil
		}
		drop(resp.Body)
		if redirects++; redirects > x.Redirects {
			return nil, &Error{Code: "ERR_FR_TOO_MANY_REDIRECTS", Message: "Maximum number of redirects exceeded"}
		}
		next, err := u.Resolve(fromLatin1(location))
		if err != nil {
			return nil, &Error{Code: "ERR_FR_REDIRECTION_FAILURE", Message: "Redirected request failed: Invalid URL", Err: err}
		}
		x.redirected(u, next, resp.StatusCode)
		u = next
	}
}

// redirected changes the request for the next address: what follows a 303, and
// a POST after 301 and 302, is a GET without body; another host gets no
// cookies. Authorization is kept, as the original keeps it (core reference
// §6.6).
func (x *exchange) redirected(from, to URL, status int) {
	post := x.Method == http.MethodPost && (status == http.StatusMovedPermanently || status == http.StatusFound)
	other := x.Method != http.MethodGet && x.Method != http.MethodHead && status == http.StatusSeeOther
	if post || other {
		x.Method, x.Body = http.MethodGet, nil
	}
	var kept Headers
	for _, h := range x.Headers {
		name := strings.ToLower(h.Name)
		switch {
		case name == "host":
		case (post || other) && strings.HasPrefix(name, "content-"):
		case from.Host != to.Host && (name == "cookie" || name == "proxy-authorization"):
		case from.Scheme == "https" && to.Scheme != "https" && (name == "cookie" || name == "proxy-authorization"):
		default:
			kept = append(kept, h)
		}
	}
	x.Headers = kept
}

// send makes one request and gives the answer with its header lines, nil when
// their order was not seen.
func (x *exchange) send(u URL) (*http.Response, []Header, error) {
	if u.Scheme != "http" && u.Scheme != "https" {
		return nil, nil, &Error{Code: "ERR_BAD_REQUEST", Message: "Unsupported protocol " + u.Scheme + ":"}
	}
	if x.Check != nil {
		if err := x.Check(u); err != nil {
			return nil, nil, &Error{Message: err.Error(), Err: err}
		}
	}
	var conn *recorder
	req, err := x.request(u)
	if err != nil {
		return nil, nil, err
	}
	trace := &httptrace.ClientTrace{
		GotConn: func(info httptrace.GotConnInfo) {
			if conn, _ = info.Conn.(*recorder); conn != nil {
				conn.arm()
			}
			x.moved()
		},
		WroteRequest: func(httptrace.WroteRequestInfo) { x.moved() },
	}
	req = req.WithContext(httptrace.WithClientTrace(x.ctx, trace))
	rt := x.client.Transport
	if rt == nil {
		rt = http.DefaultTransport
	}
	resp, err := rt.RoundTrip(req)
	if err != nil {
		return nil, nil, err
	}
	x.moved()
	var lines []Header
	if conn != nil && resp.ProtoMajor == 1 {
		lines = conn.take()
	}
	return resp, lines, nil
}

func (x *exchange) request(u URL) (*http.Request, error) {
	var err error
	req := &http.Request{
		Method: x.Method, URL: wireURL(u), Host: u.Host, Header: make(http.Header, len(x.Headers)+4),
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}
	if !validToken(x.Method) {
		return nil, &Error{Code: "ERR_INVALID_HTTP_TOKEN", Message: `Method must be a valid HTTP token ["` + x.Method + `"]`}
	}
	if err = x.Headers.writeTo(req); err != nil {
		return nil, err
	}
	switch {
	case x.authorization != "":
		deleteHeader(req.Header, "Authorization")
		req.Header["Authorization"] = []string{x.authorization}
	case x.auth != nil && !x.Digest:
		deleteHeader(req.Header, "Authorization")
		req.Header["Authorization"] = []string{basic(x.auth)}
	}
	if req.Header["User-Agent"] == nil {
		req.Header["User-Agent"] = []string{x.UserAgent}
	}
	if req.Header["Accept-Encoding"] == nil {
		req.Header["Accept-Encoding"] = []string{acceptEncodings}
	}
	if x.Body == nil || x.Body.Size == 0 {
		req.Body = http.NoBody
		return req, nil
	}
	if req.Body, err = x.upload(); err != nil {
		return nil, &Error{Message: err.Error(), Err: err}
	}
	req.ContentLength = x.Body.Size
	req.GetBody = x.upload
	return req, nil
}

// upload opens the body; while a long one is read the timeout is kept away.
func (x *exchange) upload() (io.ReadCloser, error) {
	body, err := x.Body.Open()
	if err != nil || x.Body.short {
		return body, err
	}
	return &upload{body, x}, nil
}

func basic(a *UserPassword) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(a.User+":"+a.Password))
}

func deleteHeader(h http.Header, name string) {
	for have := range h {
		if strings.EqualFold(have, name) {
			delete(h, have)
		}
	}
}

func validToken(s string) bool { return s != "" && checkHeader(s, "") == nil }

// wireURL makes the URL that net/http sends byte for byte as u has it.
func wireURL(u URL) *url.URL {
	w := &url.URL{Scheme: u.Scheme, Host: u.Host, RawQuery: u.Query, RawPath: u.Path}
	path, err := url.PathUnescape(u.Path)
	if err == nil {
		w.Path = path
	}
	if w.EscapedPath() != u.Path {
		// Characters that net/url would escape: hand over the whole target.
		w.Path, w.RawPath, w.RawQuery = "", "", ""
		w.Opaque = "//" + u.Host + u.Target()
		if !strings.HasPrefix(u.Path, "//") {
			w.Opaque = u.Target()
		}
	}
	return w
}

// upload is a request body that keeps the timeout away while it is read.
type upload struct {
	io.ReadCloser
	x *exchange
}

func (r *upload) Read(p []byte) (int, error) {
	n, err := r.ReadCloser.Read(p)
	r.x.moved()
	return n, err
}

func (x *exchange) answer(u URL, resp *http.Response, lines []Header) *Response {
	if lines == nil {
		lines = linesOf(resp.Header)
		if len(resp.TransferEncoding) > 0 {
			lines = append(lines, Header{"transfer-encoding", strings.Join(resp.TransferEncoding, ", ")})
		}
	}
	text := strings.TrimSpace(strings.TrimPrefix(resp.Status, resp.Status[:min(3, len(resp.Status))]))
	a := &Response{Status: resp.StatusCode, StatusText: fromLatin1(text), Header: responseHeaders(lines), URL: u.String(), Method: x.Method}
	body := &download{x: x, r: resp.Body, raw: resp.Body, host: u.Hostname()}
	if encoding := a.Header.Get("content-encoding").Str(); encoding != "" {
		if x.Method == http.MethodHead || resp.StatusCode == http.StatusNoContent {
			a.Header = a.Header.Delete("content-encoding")
		} else if decoded := decoder(encoding, &rawDownload{body}); decoded != nil {
			a.Header = a.Header.Delete("content-encoding")
			body.r = decoded
		}
	}
	a.Body = body
	return a
}

// download is a response body. Its errors are *Error; it ends the exchange.
type download struct {
	x    *exchange
	r    io.Reader
	raw  io.ReadCloser
	host string
	done bool
}

func (d *download) Read(p []byte) (int, error) {
	n, err := d.r.Read(p)
	if d.r == io.Reader(d.raw) {
		d.x.moved()
	}
	if err != nil && err != io.EOF {
		err = d.explain(err)
	}
	return n, err
}

func (d *download) explain(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) && d.x.ctx.Err() == nil {
		return &Error{Code: "ECONNRESET", Message: "aborted", Err: err}
	}
	return explain(d.x.ctx, err, d.host)
}

func (d *download) Close() error {
	if d.done {
		return nil
	}
	d.done = true
	err := d.raw.Close()
	d.x.end()
	return err
}

// rawDownload is the body as it comes over the wire, below its encoding.
type rawDownload struct{ d *download }

func (r *rawDownload) Read(p []byte) (int, error) {
	n, err := r.d.raw.Read(p)
	r.d.x.moved()
	return n, err
}

// drop reads the rest of a small body, so that its connection can be kept.
func drop(body io.ReadCloser) {
	_, _ = io.CopyN(io.Discard, body, 64<<10)
	body.Close()
}

// SizeError says that a body is larger than is read into memory.
type SizeError struct{ Limit int64 }

func (e *SizeError) Error() string {
	return "maxContentLength size of " + value.FormatNumber(float64(e.Limit)) + " exceeded"
}

// ReadAll reads and closes the body, up to a limit in bytes (0 for none); the
// error for a larger one is a *SizeError.
func (r *Response) ReadAll(limit int64) ([]byte, error) {
	defer r.Body.Close()
	size := int64(512)
	if n := r.Header.Get("content-length").ToNumber(); n > 0 && n < 1<<20 {
		size = int64(n) + 1
	}
	data := make([]byte, 0, size)
	for {
		if len(data) == cap(data) {
			data = append(data, 0)[:len(data)]
		}
		n, err := r.Body.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		if limit > 0 && int64(len(data)) > limit {
			return nil, &SizeError{limit}
		}
		if err == io.EOF {
			return data, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

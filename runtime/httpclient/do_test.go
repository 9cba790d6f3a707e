package httpclient

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/google/go-cmp/cmp"

	"runnel/runtime/value"
)

// newClient gives the client of a pool that ends with the test.
func newClient(t testing.TB, o PoolOptions, c ClientOptions) *http.Client {
	t.Helper()
	o.NoProxy = true
	p := NewPool(o)
	t.Cleanup(p.Close)
	client, err := p.Client(c)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// quietServer is a server that keeps failed handshakes to itself.
func quietServer(h http.HandlerFunc) *httptest.Server {
	s := httptest.NewUnstartedServer(h)
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	return s
}

func serve(t testing.TB, h http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

// raw serves a fixed text to everyone who connects and hangs up.
func raw(t *testing.T, answer string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	wait.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			wait.Go(func() {
				defer c.Close()
				req, err := http.ReadRequest(bufio.NewReader(c))
				if err != nil {
					return
				}
				io.Copy(io.Discard, req.Body)
				io.WriteString(c, answer)
			})
		}
	})
	t.Cleanup(func() { l.Close(); wait.Wait() })
	return "http://" + l.Addr().String()
}

func do(t testing.TB, client *http.Client, r *Request) (*Response, string) {
	t.Helper()
	resp, err := Do(t.Context(), client, r)
	if err != nil {
		t.Fatal(err)
	}
	data, err := resp.ReadAll(0)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(data)
}

func TestHeadersKeepTheirOrder(t *testing.T) {
	base := raw(t, "HTTP/1.1 200 Très bien\r\nX-Zeta: 1\r\nContent-Type: text/plain\r\nSet-Cookie: a=1\r\nX-Alpha:  grün \r\nSet-Cookie: b=2\r\nx-zeta: 2\r\n"+
		"Content-Type: second/ignored\r\nContent-Length: 2\r\nX-Folded: one\r\n two\r\n\r\nhi")
	resp, body := do(t, newClient(t, PoolOptions{}, ClientOptions{}), &Request{URL: base})
	want := `{"x-zeta":"1, 2","content-type":"text/plain","set-cookie":["a=1","b=2"],"x-alpha":"grÃ¼n","content-length":"2","x-folded":"one two"}`
	if got := resp.Header.JSON(); got != want {
		t.Errorf("headers %s\nwant %s", got, want)
	}
	if body != "hi" || resp.Status != 200 || resp.StatusText != "TrÃ¨s bien" {
		t.Errorf("%d %q %q", resp.Status, resp.StatusText, body)
	}
}

func TestInformationalAnswersArePassedOver(t *testing.T) {
	base := raw(t, "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nB: 1\r\nA: 2\r\nContent-Length: 0\r\n\r\n")
	resp, _ := do(t, newClient(t, PoolOptions{}, ClientOptions{}), &Request{URL: base})
	if got := resp.Header.JSON(); got != `{"b":"1","a":"2","content-length":"0"}` {
		t.Errorf("headers %s", got)
	}
}

func TestRequestOnTheWire(t *testing.T) {
	var got string
	base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = fmt.Sprintf("%s %s %q %s %q %v %d", r.Method, r.RequestURI, r.UserAgent(), r.Header.Get("X-Case"), body, r.Header["Accept-Encoding"], r.ContentLength)
	})
	client := newClient(t, PoolOptions{}, ClientOptions{})
	r := &Request{Method: "post", URL: base + "/a b|c?q=ü|", UserAgent: AgentNode, Body: TextBody("hé\xed\xa0\x80", "text/plain")}
	r.Headers.Set("x-case", "v")
	r.Headers.Set("content-length", "99")
	r.Headers.Set("Transfer-Encoding", "chunked")
	do(t, client, r)
	if want := `POST /a%20b|c?q=%C3%BC| "axios/1.12.0" v "hé�" [gzip, compress, deflate, br] 6`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	r = &Request{URL: base, UserAgent: AgentNode}
	r.Headers.Set("user-agent", "own")
	r.Headers.Set("accept-encoding", "identity")
	do(t, client, r)
	if want := `GET / "own"  "" [identity] 0`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestHeadersThatCannotBeSent(t *testing.T) {
	client := newClient(t, PoolOptions{}, ClientOptions{})
	for _, c := range []struct{ name, text, want string }{
		{"a b", "x", `Header name must be a valid HTTP token ["a b"]`},
		{"x", "a\nb", `Invalid character in header content ["x"]`},
		{"x", "€", `Invalid character in header content ["x"]`},
	} {
		r := &Request{URL: "http://127.0.0.1:1"}
		r.Headers.Set(c.name, c.text)
		if _, err := Do(t.Context(), client, r); err == nil || err.Error() != c.want {
			t.Errorf("%q: %v, want %s", c.name, err, c.want)
		}
	}
}

func TestKeepAliveFromTheSecondRequestOn(t *testing.T) {
	var conns atomic.Int32
	var closing []bool
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		closing = append(closing, r.Close)
	}))
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			conns.Add(1)
		}
	}
	s.Start()
	defer s.Close()
	client := newClient(t, PoolOptions{}, ClientOptions{})
	for range 10 {
		do(t, client, &Request{URL: s.URL})
	}
	if conns.Load() != 2 || !closing[0] || closing[1] || closing[9] {
		t.Errorf("%d connections, closing %v", conns.Load(), closing)
	}
}

func TestRedirects(t *testing.T) {
	var mux http.ServeMux
	base := serve(t, mux.ServeHTTP)
	mux.HandleFunc("/end", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		fmt.Fprintf(w, "%s %q ct=%s auth=%s cookie=%s", r.Method, body, r.Header.Get("Content-Type"), r.Header.Get("Authorization"), r.Header.Get("Cookie"))
	})
	mux.HandleFunc("/to/{code}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", "/end")
		var code int
		fmt.Sscan(r.PathValue("code"), &code)
		w.WriteHeader(code)
	})
	mux.HandleFunc("/loop", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/loop", http.StatusFound) })
	mux.HandleFunc("/bad", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", "http://[")
		w.WriteHeader(http.StatusFound)
	})
	mux.HandleFunc("/elsewhere", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", strings.Replace(base, "127.0.0.1", "localhost", 1)+"/end")
		w.WriteHeader(http.StatusFound)
	})
	mux.HandleFunc("/ftp", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", "ftp://h/")
		w.WriteHeader(http.StatusFound)
	})
	client := newClient(t, PoolOptions{}, ClientOptions{})
	for _, c := range []struct {
		method, path string
		redirects    int
		want         string
	}{
		{"POST", "/to/301", 5, `GET "" ct= auth=A cookie=c=1`},
		{"POST", "/to/302", 5, `GET "" ct= auth=A cookie=c=1`},
		{"POST", "/to/303", 5, `GET "" ct= auth=A cookie=c=1`},
		{"POST", "/to/307", 5, `POST "body" ct=x/y auth=A cookie=c=1`},
		{"POST", "/to/308", 5, `POST "body" ct=x/y auth=A cookie=c=1`},
		{"PUT", "/to/302", 5, `PUT "body" ct=x/y auth=A cookie=c=1`},
		{"PUT", "/to/303", 5, `GET "" ct= auth=A cookie=c=1`},
		{"GET", "/elsewhere", 5, `GET "body" ct=x/y auth=A cookie=`},
		{"GET", "/to/302", 0, `status 302`},
		{"GET", "/loop", 3, `Maximum number of redirects exceeded`},
		{"GET", "/bad", 3, `Redirected request failed: Invalid URL`},
		{"GET", "/ftp", 3, `Unsupported protocol ftp:`},
	} {
		r := &Request{Method: c.method, URL: base + c.path, Body: TextBody("body", ""), Redirects: c.redirects}
		r.Headers.Set("content-type", "x/y")
		r.Headers.Set("authorization", "A")
		r.Headers.Set("cookie", "c=1")
		resp, err := Do(t.Context(), client, r)
		got := ""
		if err != nil {
			got = err.Error()
		} else {
			data, _ := resp.ReadAll(0)
			if got = string(data); got == "" {
				got = fmt.Sprint("status ", resp.Status)
			}
		}
		if got != c.want {
			t.Errorf("%s %s: %s, want %s", c.method, c.path, got, c.want)
		}
	}
	resp, _ := do(t, client, &Request{URL: base + "/to/302", Redirects: 1})
	if resp.URL != base+"/end" {
		t.Errorf("the last URL is %s", resp.URL)
	}
}

func TestEncodings(t *testing.T) {
	const text = "hello hello hello"
	pack := func(w io.WriteCloser, b *bytes.Buffer) []byte {
		io.WriteString(w, text)
		w.Close()
		return b.Bytes()
	}
	var g, z, f, br bytes.Buffer
	fw, _ := flate.NewWriter(&f, 6)
	bodies := map[string][]byte{
		"gzip": pack(gzip.NewWriter(&g), &g), "deflate": pack(zlib.NewWriter(&z), &z), "raw-deflate": pack(fw, &f), "br": pack(brotli.NewWriter(&br), &br),
	}
	bodies["x-gzip"], bodies["unknown"], bodies["cut"], bodies["empty"] = bodies["gzip"], []byte(text), bodies["gzip"][:len(bodies["gzip"])-10], nil
	bodies["broken"] = []byte("no gzip at all")
	base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		name := r.URL.Path[1:]
		encoding := map[string]string{"raw-deflate": "deflate", "cut": "gzip", "empty": "gzip", "broken": "gzip"}[name]
		if encoding == "" {
			encoding = name
		}
		w.Header().Set("Content-Encoding", encoding)
		w.Write(bodies[name])
	})
	client := newClient(t, PoolOptions{}, ClientOptions{})
	for name, body := range bodies {
		resp, err := Do(t.Context(), client, &Request{URL: base + "/" + name})
		if err != nil {
			t.Fatal(err)
		}
		data, err := resp.ReadAll(0)
		kept := resp.Header.Get("content-encoding").Str()
		switch name {
		case "broken":
			var e *Error
			if !errors.As(err, &e) || e.Code != "Z_DATA_ERROR" {
				t.Errorf("broken: %v", err)
			}
		case "cut":
			if err != nil || !strings.HasPrefix(text, string(data)) {
				t.Errorf("cut: %q, %v", data, err)
			}
		case "empty":
			if err != nil || len(data) != 0 {
				t.Errorf("empty: %q, %v", data, err)
			}
		default:
			if err != nil || string(data) != text || (kept == "unknown") != (name == "unknown") {
				t.Errorf("%s: %q, %v, content-encoding %q", name, data, err, kept)
			}
		}
		if got := resp.HeaderText("content-length"); got != fmt.Sprint(len(body)) {
			t.Errorf("%s: content-length %s, sent %d", name, got, len(body))
		}
	}
}

func TestErrors(t *testing.T) {
	closed, _ := net.Listen("tcp", "127.0.0.1:0")
	address := closed.Addr().String()
	closed.Close()
	client := newClient(t, PoolOptions{}, ClientOptions{})
	for _, c := range []struct{ url, code, message string }{
		{"http://" + address, "ECONNREFUSED", "connect ECONNREFUSED " + address},
		{"http://name.invalid/", "ENOTFOUND", "getaddrinfo ENOTFOUND name.invalid"},
		{raw(t, ""), "ECONNRESET", "socket hang up"},
		{raw(t, "nonsense\r\n\r\n"), "HPE_INVALID_CONSTANT", "Parse Error: Expected HTTP/"},
		{raw(t, "HTTP/1.1 200 OK\r\nX: "+strings.Repeat("x", 400<<10)+"\r\n\r\n"), "HPE_HEADER_OVERFLOW", "Parse Error: Header overflow"},
		{raw(t, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"), "ECONNRESET", "aborted"},
		{"nonsense", "ERR_INVALID_URL", "Invalid URL"},
		{"ftp://h/", "ERR_BAD_REQUEST", "Unsupported protocol ftp:"},
		{"http://169.254.169.254/latest", "EBLOCKED", "connecting to 169.254.169.254 is not allowed: it belongs to a cloud metadata service"},
		{"http://[::ffff:169.254.169.254]/", "EBLOCKED", "connecting to 169.254.169.254 is not allowed: it belongs to a cloud metadata service"},
	} {
		resp, err := Do(t.Context(), client, &Request{URL: c.url})
		if err == nil {
			_, err = resp.ReadAll(0)
		}
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("%s: %v is no *Error", c.url, err)
			continue
		}
		if c.code == "ENOTFOUND" && e.Code == "EAI_AGAIN" {
			continue // no name server at hand
		}
		if e.Code != c.code || e.Message != c.message {
			t.Errorf("%.40s: %s %q, want %s %q", c.url, e.Code, e.Message, c.code, c.message)
		}
	}
}

func TestTimeoutCountsStandstill(t *testing.T) {
	stop := make(chan struct{})
	base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/head":
			<-stop
		case "/body":
			w.Write([]byte("begun"))
			w.(http.Flusher).Flush()
			<-stop
		case "/slow":
			pause, _ := time.ParseDuration(r.URL.RawQuery)
			for range 10 {
				w.Write([]byte("x"))
				w.(http.Flusher).Flush()
				time.Sleep(pause)
			}
		}
	})
	defer close(stop)
	client := newClient(t, PoolOptions{}, ClientOptions{})
	for _, path := range []string{"/head", "/body"} {
		resp, err := Do(t.Context(), client, &Request{URL: base + path, Timeout: 100 * time.Millisecond})
		if err == nil {
			_, err = resp.ReadAll(0)
		}
		var e *Error
		if !errors.As(err, &e) || e.Code != "ECONNABORTED" || e.Message != "timeout of 100ms exceeded" {
			t.Errorf("%s: %v", path, err)
		}
	}
	// As long as something comes the request goes on. The slower the machine the
	// longer the pauses are that it makes by itself.
	slow := func(timeout time.Duration) (string, error) {
		resp, err := Do(t.Context(), client, &Request{URL: base + "/slow?" + (timeout / 7).String(), Timeout: timeout})
		if err != nil {
			return "", err
		}
		body, err := resp.ReadAll(0)
		return string(body), err
	}
	body, err := "", error(nil)
	for timeout := 140 * time.Millisecond; timeout < 20*time.Second; timeout *= 4 {
		if body, err = slow(timeout); err == nil {
			break
		}
	}
	if body != "xxxxxxxxxx" {
		t.Errorf("slow: %q, %v", body, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	_, err = Do(ctx, client, &Request{URL: base + "/head", Timeout: time.Hour})
	var e *Error
	if !errors.As(err, &e) || e.Code != "ERR_CANCELED" {
		t.Errorf("cancelled: %v", err)
	}
}

func TestReadLimit(t *testing.T) {
	base := serve(t, func(w http.ResponseWriter, r *http.Request) { w.Write(make([]byte, 1000)) })
	client := newClient(t, PoolOptions{}, ClientOptions{})
	resp, err := Do(t.Context(), client, &Request{URL: base})
	if err != nil {
		t.Fatal(err)
	}
	var size *SizeError
	if _, err := resp.ReadAll(999); !errors.As(err, &size) || err.Error() != "maxContentLength size of 999 exceeded" {
		t.Errorf("limit: %v", err)
	}
}

func TestTLSAndHTTP2(t *testing.T) {
	s := quietServer(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Zeta", "1")
		w.Header().Set("Alpha", "2")
		fmt.Fprint(w, r.Proto)
	})
	s.EnableHTTP2 = true
	s.StartTLS()
	defer s.Close()
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	if _, body := do(t, newClient(t, PoolOptions{RootCAs: roots}, ClientOptions{}), &Request{URL: s.URL}); body != "HTTP/2.0" {
		t.Errorf("spoke %s", body)
	}
	if _, body := do(t, newClient(t, PoolOptions{}, ClientOptions{InsecureTLS: true}), &Request{URL: s.URL}); body != "HTTP/2.0" {
		t.Errorf("without verification spoke %s", body)
	}
	plain := httptest.NewTLSServer(s.Config.Handler)
	defer plain.Close()
	resp, body := do(t, newClient(t, PoolOptions{}, ClientOptions{InsecureTLS: true}), &Request{URL: plain.URL})
	if keys := resp.Header.Keys(); body != "HTTP/1.1" || keys[0] != "alpha" || keys[1] != "zeta" {
		t.Errorf("spoke %s, headers %v", body, keys)
	}
	_, err := Do(t.Context(), newClient(t, PoolOptions{}, ClientOptions{}), &Request{URL: s.URL})
	var e *Error
	if !errors.As(err, &e) || e.Code != "DEPTH_ZERO_SELF_SIGNED_CERT" || e.Message != "self-signed certificate" {
		t.Errorf("unknown authority: %v", err)
	}
	u, _ := url.Parse(s.URL)
	_, err = Do(t.Context(), newClient(t, PoolOptions{RootCAs: roots}, ClientOptions{}), &Request{URL: "https://localhost:" + u.Port()})
	if !errors.As(err, &e) || e.Code != "ERR_TLS_CERT_ALTNAME_INVALID" {
		t.Errorf("another name: %v", err)
	}
	http1 := raw(t, "HTTP/1.1 200 OK\r\n\r\n")
	_, err = Do(t.Context(), newClient(t, PoolOptions{}, ClientOptions{}), &Request{URL: strings.Replace(http1, "http:", "https:", 1)})
	if !errors.As(err, &e) || e.Code != "EPROTO" && e.Code != "ECONNRESET" {
		t.Errorf("no TLS: %v", err)
	}
}

func TestClientCertificate(t *testing.T) {
	cert, key, encrypted := makeCertificate(t)
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM([]byte(cert))
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, r.TLS.PeerCertificates[0].Subject.CommonName)
	}))
	s.TLS = &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
	s.StartTLS()
	defer s.Close()
	oneLine := func(s string) string { return strings.ReplaceAll(strings.TrimSpace(s), "\n", " ") }
	for name, o := range map[string]ClientOptions{
		"plain":     {CertPEM: cert, KeyPEM: key},
		"encrypted": {CertPEM: cert, KeyPEM: encrypted, Passphrase: "pass"},
		"one line":  {CertPEM: oneLine(cert), KeyPEM: oneLine(key)},
	} {
		o.InsecureTLS = true
		if _, body := do(t, newClient(t, PoolOptions{}, o), &Request{URL: s.URL}); body != "runnel test" {
			t.Errorf("%s: the server saw %q", name, body)
		}
	}
	p := NewPool(PoolOptions{})
	for want, o := range map[string]ClientOptions{
		"the passphrase of the SSL certificate credential does not open its private key": {CertPEM: cert, KeyPEM: encrypted, Passphrase: "wrong"},
		"the private key of the SSL certificate credential is not in PEM form":           {CertPEM: cert, KeyPEM: "x"},
		"the CA of the SSL certificate credential holds no certificate in PEM form":      {CAPEM: "x"},
	} {
		if _, err := p.Client(o); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

func TestProxy(t *testing.T) {
	var seen []string
	proxy := serve(t, func(w http.ResponseWriter, r *http.Request) {
		seen = append(seen, r.Method+" "+r.RequestURI+" "+r.Header.Get("Proxy-Authorization"))
		fmt.Fprint(w, "from the proxy")
	})
	client := newClient(t, PoolOptions{}, ClientOptions{Proxy: strings.Replace(proxy, "http://", "u:p@", 1)})
	if _, body := do(t, client, &Request{URL: "http://example.test/a|b?c"}); body != "from the proxy" {
		t.Errorf("body %q", body)
	}
	if want := "GET http://example.test/a|b?c Basic dTpw"; seen[0] != want {
		t.Errorf("the proxy saw %s", seen[0])
	}
	if _, err := Do(t.Context(), client, &Request{URL: "http://169.254.169.254/"}); err == nil {
		t.Error("a proxy leads to the metadata service")
	}
	for _, bad := range []string{"ftp://h", "http://", "::"} {
		if _, err := ProxyURL(bad); err == nil {
			t.Errorf("proxy %q was accepted", bad)
		}
	}
}

func TestPool(t *testing.T) {
	p := NewPool(PoolOptions{})
	a, _ := p.Client(ClientOptions{})
	b, _ := p.Client(ClientOptions{})
	c, _ := p.Client(ClientOptions{InsecureTLS: true})
	if a != b || a == c {
		t.Error("clients are not shared by their options")
	}
	for i := range maxClients {
		p.Client(ClientOptions{Proxy: fmt.Sprintf("http://p%d", i)})
	}
	if len(p.clients) != maxClients || p.recent.Len() != maxClients {
		t.Errorf("%d clients are kept", len(p.clients))
	}
}

func TestDigest(t *testing.T) {
	var tries int
	base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		tries++
		authorization := r.Header.Get("Authorization")
		c := parameters(strings.TrimPrefix(authorization, "Digest "))
		if !strings.HasPrefix(authorization, "Digest ") {
			w.Header().Set("WWW-Authenticate", `Digest realm="r, \"q\"", qop="auth,auth-int", nonce="n", opaque="o", algorithm=MD5`)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		body, _ := io.ReadAll(r.Body)
		want, _ := digest(map[string]string{"realm": `r, "q"`, "qop": "auth", "nonce": "n", "opaque": "o", "algorithm": "MD5"},
			&UserPassword{"Mufasa", "secret"}, r.Method, r.RequestURI, nil, c["cnonce"])
		if authorization != want {
			t.Errorf("got  %s\nwant %s", authorization, want)
		}
		w.Write(body)
	})
	client := newClient(t, PoolOptions{}, ClientOptions{})
	_, body := do(t, client, &Request{Method: "POST", URL: base + "/dir/index.html?x=1", Auth: &UserPassword{"Mufasa", "secret"}, Digest: true, Body: TextBody("payload", "")})
	if body != "payload" || tries != 2 {
		t.Errorf("body %q after %d tries", body, tries)
	}
}

// The example of RFC 7616 §3.9.1.
func TestDigestExample(t *testing.T) {
	for algorithm, want := range map[string]string{"MD5": "8ca523f5e9506fed4657c9700eebdbec", "SHA-256": "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"} {
		c := parameters(`realm="http-auth@example.org", qop="auth, auth-int", algorithm=` + algorithm + `, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`)
		header, ok := digest(c, &UserPassword{"Mufasa", "Circle of Life"}, "GET", "/dir/index.html", nil, "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ")
		if !ok || parameters(strings.TrimPrefix(header, "Digest "))["response"] != want {
			t.Errorf("%s: %s", algorithm, header)
		}
	}
	if _, ok := digest(map[string]string{"nonce": "n", "algorithm": "ROT13"}, &UserPassword{}, "GET", "/", nil, ""); ok {
		t.Error("an unknown algorithm was answered")
	}
}

// The example of the service that made OAuth 1.0a known to most: Twitter's
// "Creating a signature".
func TestOAuth1Example(t *testing.T) {
	o := OAuth1{
		ConsumerKey: "xvz1evFS4wEEPTGEFPHBog", ConsumerSecret: "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw",
		Token: "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb", TokenSecret: "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE",
		Nonce: "kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg", Time: time.Unix(1318622958, 0),
	}
	form := value.Object(value.Field{Key: "status", Value: value.String("Hello Ladies + Gentlemen, a signed OAuth request!")})
	got, err := o.Authorization("post", "https://api.twitter.com/1.1/statuses/update.json?include_entities=true", form)
	const want = `OAuth oauth_consumer_key="xvz1evFS4wEEPTGEFPHBog", oauth_nonce="kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg", ` +
		`oauth_signature="hCtSmYh%2BiHYCEqBWrE7C7hYmtUk%3D", oauth_signature_method="HMAC-SHA1", oauth_timestamp="1318622958", ` +
		`oauth_token="370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb", oauth_version="1.0"`
	if err != nil || got != want {
		t.Errorf("%v\ngot  %s\nwant %s", err, got, want)
	}
}

func TestAWS(t *testing.T) {
	a := AWS{AccessKey: "AKIDEXAMPLE", SecretKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", Time: time.Date(2015, 8, 30, 12, 36, 0, 0, time.UTC)}
	r := &Request{URL: "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08"}
	r.Headers.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	if err := a.Sign(r); err != nil {
		t.Fatal(err)
	}
	// The worked example of "Signing AWS API requests".
	const want = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-date, " +
		"Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"
	if got, _ := r.Headers.Get("authorization"); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	for host, want := range map[string]string{
		"sqs.eu-west-1.amazonaws.com": "sqs eu-west-1", "b.s3.eu-west-1.amazonaws.com": "s3 eu-west-1", "s3.amazonaws.com": "s3 r", "b.s3-eu-west-1.amazonaws.com": "s3 eu-west-1",
		"iam.amazonaws.com": "iam us-east-1", "sts.amazonaws.com": "sts r", "x.execute-api.eu-west-1.amazonaws.com": "execute-api eu-west-1", "sts.cn-north-1.amazonaws.com.cn": "sts cn-north-1",
	} {
		service, region := awsService(host, "r")
		if got := service + " " + region; got != want {
			t.Errorf("%s: %s, want %s", host, got, want)
		}
	}
}

func TestOAuth2(t *testing.T) {
	var seen []string
	base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		seen = append(seen, r.Header.Get("Authorization")+" "+string(body))
		switch r.URL.Path {
		case "/json":
			fmt.Fprint(w, `{"access_token":"t1","token_type":"bearer","expires_in":60}`)
		case "/form":
			fmt.Fprint(w, `access_token=t2&token_type=bearer`)
		default:
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, `{"error":"invalid_grant","error_description":"the token is old"}`)
		}
	})
	client := newClient(t, PoolOptions{}, ClientOptions{})
	o := OAuth2{TokenURL: base + "/json", ClientID: "id", ClientSecret: "s:e", Scope: "a b"}
	token, err := o.ClientCredentials(t.Context(), client)
	if err != nil || token.JSON() != `{"access_token":"t1","token_type":"bearer","expires_in":60}` {
		t.Errorf("%s, %v", token, err)
	}
	o.InBody, o.TokenURL = true, base+"/form"
	token, err = o.Refresh(t.Context(), client, value.Object(value.Field{Key: "refresh_token", Value: value.String("r 1")}, value.Field{Key: "scope", Value: value.String("kept")}))
	if err != nil || token.JSON() != `{"refresh_token":"r 1","scope":"kept","access_token":"t2","token_type":"bearer"}` {
		t.Errorf("%s, %v", token, err)
	}
	o.TokenURL = base + "/bad"
	var refused *TokenError
	if _, err := o.ClientCredentials(t.Context(), client); !errors.As(err, &refused) || refused.Code != "invalid_grant" || err.Error() != "the token is old" {
		t.Errorf("refusal: %v", err)
	}
	if _, err := o.Refresh(t.Context(), client, value.EmptyObject); !errors.As(err, &refused) {
		t.Errorf("without a refresh token: %v", err)
	}
	if diff := cmp.Diff([]string{
		"Basic aWQ6czpl grant_type=client_credentials&scope=a%20b",
		" refresh_token=r%201&grant_type=refresh_token&client_id=id&client_secret=s%3Ae",
		" grant_type=client_credentials&scope=a%20b&client_id=id&client_secret=s%3Ae",
	}, seen); diff != "" {
		t.Error(diff)
	}
	r := &Request{URL: "http://h/?x=1"}
	SignOAuth2(r, "t 1", "mac")
	if r.URL != "http://h/?x=1&access_token=t%201" || r.Headers.Has("authorization") {
		t.Errorf("%+v", r)
	}
	access, kind := TokenText(token)
	SignOAuth2(r, access, kind)
	if got, _ := r.Headers.Get("authorization"); got != "Bearer t2" {
		t.Errorf("signed with %s", got)
	}
}

func TestCheckHoldsForRedirects(t *testing.T) {
	base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://127.0.0.2:1/elsewhere", http.StatusFound)
	})
	refusal := errors.New("not there")
	_, err := Do(t.Context(), newClient(t, PoolOptions{}, ClientOptions{}), &Request{URL: base, Redirects: 3, Check: func(u URL) error {
		if u.Hostname() != "127.0.0.1" {
			return refusal
		}
		return nil
	}})
	if !errors.Is(err, refusal) {
		t.Errorf("got %v", err)
	}
}

func TestGuard(t *testing.T) {
	blocked := newClient(t, PoolOptions{Guard: Guard{BlockPrivate: true}}, ClientOptions{})
	base := serve(t, func(w http.ResponseWriter, r *http.Request) {})
	for _, address := range []string{base, strings.Replace(base, "127.0.0.1", "localhost", 1)} {
		_, err := Do(t.Context(), blocked, &Request{URL: address})
		var e *Error
		if !errors.As(err, &e) || e.Code != "EBLOCKED" {
			t.Errorf("%s: %v", address, err)
		}
	}
}

package mail_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"math/big"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-message/mail"
	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	_ "runnel/nodes/mail"
	"runnel/runtime/httpclient"
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/node/nodetest"
	"runnel/runtime/value"
)

const sendNode = "n8n-nodes-base.emailSend"

// mailServer is an SMTP server that keeps what it gets.
type mailServer struct {
	mu       sync.Mutex
	messages []message
	logins   []string
	// cut ends the connection in the middle of a message.
	cut bool
}

type message struct {
	from string
	to   []string
	data string
}

type session struct {
	server *mailServer
	message
}

func (s *mailServer) NewSession(*smtp.Conn) (smtp.Session, error) { return &session{server: s}, nil }

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }
func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		s.server.mu.Lock()
		defer s.server.mu.Unlock()
		s.server.logins = append(s.server.logins, user)
		if password != "right" {
			return errors.New("no")
		}
		return nil
	}), nil
}
func (s *session) Mail(from string, _ *smtp.MailOptions) error { s.from = from; return nil }
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if strings.HasPrefix(to, "nobody") {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user"}
	}
	s.to = append(s.to, to)
	return nil
}
func (s *session) Data(r io.Reader) error {
	data, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.data = string(data)
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.server.messages = append(s.server.messages, s.message)
	return nil
}
func (s *session) Reset()        { s.message = message{} }
func (s *session) Logout() error { return nil }

// certificate is one that nobody vouches for.
func certificate(t *testing.T) tls.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// serve starts the server: plain, with STARTTLS, or encrypted.
func (s *mailServer) serve(t *testing.T, way string) value.Value {
	server := smtp.NewServer(s)
	server.Domain, server.AllowInsecureAuth = "mail.test", true
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	config := &tls.Config{Certificates: []tls.Certificate{certificate(t)}}
	switch way {
	case "starttls":
		server.TLSConfig = config
	case "tls":
		l = tls.NewListener(l, config)
	}
	if s.cut {
		l = &cutting{l}
	}
	go server.Serve(l)
	t.Cleanup(func() { server.Close() })
	return node.Obj("host", "127.0.0.1", "port", port, "secure", way == "tls", "user", "ann", "password", "right")
}

// cutting closes connections after the message has begun.
type cutting struct{ net.Listener }

func (l *cutting) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	return &cut{Conn: c}, err
}

type cut struct {
	net.Conn
	begun bool
}

func (c *cut) Read(p []byte) (int, error) {
	if c.begun {
		c.Conn.Close()
		return 0, io.EOF
	}
	return c.Conn.Read(p)
}

func (c *cut) Write(p []byte) (int, error) {
	c.begun = c.begun || bytes.HasPrefix(p, []byte("354"))
	return c.Conn.Write(p)
}

func sender(t *testing.T, version float64, params string, smtp value.Value) *nodetest.Host {
	h := nodetest.New(t, sendNode, version, params).Docs(`[{}]`)
	h.OnDial = httpclient.NewPool(httpclient.PoolOptions{}).Dial
	h.Credentials["smtp"] = node.NewCredential("1", "SMTP", "smtp", smtp)
	return h
}

// parts lists the parts of a message: type, disposition or id, and content.
func parts(t *testing.T, data string) (subject string, list []string) {
	t.Helper()
	r, err := mail.CreateReader(strings.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	subject, _ = r.Header.Subject()
	for {
		p, err := r.NextPart()
		if err == io.EOF {
			return subject, list
		}
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(p.Body)
		if err != nil {
			t.Fatal(err)
		}
		typ, _, _ := strings.Cut(p.Header.Get("Content-Type"), ";")
		disposition, _, _ := strings.Cut(p.Header.Get("Content-Disposition"), ";")
		list = append(list, strings.Join([]string{typ, disposition, p.Header.Get("Content-ID"), strings.TrimSuffix(string(content), "\r\n")}, "|"))
	}
}

func TestSend(t *testing.T) {
	for _, way := range []string{"plain", "starttls", "tls"} {
		s := &mailServer{}
		h := sender(t, 2.1, `{"fromEmail":"Ann Ö <ann@test.example>","toEmail":"bob@test.example, Carl C. <carl@test.example>","subject":"Grüße & mehr","emailFormat":"both",
			"text":"Hällo\n.\n.end","html":"<b>Hällo</b>","options":{"ccEmail":"dora@test.example","bccEmail":"eve@test.example,nobody@test.example","replyTo":"ann@reply.example","attachments":"pic, doc",
			"allowUnauthorizedCerts":true}}`, s.serve(t, way))
		h.In[0][0] = nodetest.WithFile(nodetest.WithFile(item.New(value.EmptyObject), "pic", nodetest.File("ü.png", "image/png", "PNG")), "doc", nodetest.File("a.pdf", "application/pdf", strings.Repeat("PDF\n", 100)))
		out, err := h.Run()
		if err != nil {
			t.Errorf("%s: %v", way, err)
			continue
		}
		info := out[0][0].JSON
		if keys := strings.Join(info.Keys(), " "); keys != "accepted rejected ehlo envelopeTime messageTime messageSize response envelope messageId" {
			t.Errorf("%s: keys %s", way, keys)
		}
		if got := info.Get("accepted").JSON() + info.Get("rejected").JSON() + info.Get("envelope").JSON(); got !=
			`["bob@test.example","carl@test.example","dora@test.example","eve@test.example"]["nobody@test.example"]{"from":"ann@test.example","to":["bob@test.example","carl@test.example","dora@test.example","eve@test.example","nobody@test.example"]}` {
			t.Errorf("%s: %s", way, got)
		}
		if ehlo := info.Get("ehlo").JSON(); !strings.Contains(ehlo, `"PIPELINING"`) || strings.Contains(ehlo, "mail.test") || strings.Contains(ehlo, "STARTTLS") {
			t.Errorf("%s: extensions %s", way, ehlo)
		}
		if id := info.Get("messageId").Str(); !strings.HasPrefix(id, "<") || !strings.HasSuffix(id, "@test.example>") {
			t.Errorf("%s: id %s", way, id)
		}
		if len(s.messages) != 1 || !slices.Equal(s.logins, []string{"ann"}) {
			t.Errorf("%s: %d messages, logins %v", way, len(s.messages), s.logins)
			continue
		}
		m := s.messages[0]
		if float64(len(m.data)) != info.Get("messageSize").Num() || strings.Contains(m.data, "eve@") {
			t.Errorf("%s: %d bytes, told %s:\n%s", way, len(m.data), info.JSON(), m.data)
		}
		subject, list := parts(t, m.data)
		want := []string{"text/plain|||Hällo\r\n.\r\n.end\r\n\r\n---\r\nThis email was sent automatically with n8n\r\nhttps://n8n.io",
			`text/html|||<b>Hällo</b><br><br>---<br><em>This email was sent automatically with <a href="https://n8n.io" target="_blank">n8n</a></em>`,
			"image/png|inline|<pic>|PNG", "application/pdf|attachment|<doc>|" + strings.Repeat("PDF\n", 100)}
		if subject != "Grüße & mehr" || !slices.Equal(list, want) {
			t.Errorf("%s: %q\n%q, not\n%q", way, subject, list, want)
		}
	}
}

func TestFormats(t *testing.T) {
	s := &mailServer{}
	smtp := s.serve(t, "plain")
	for _, c := range []struct {
		version float64
		params  string
		want    []string
	}{
		{2, `"text":"T","html":"<i>H</i>"`, []string{"text/plain|||T"}},
		{2, `"emailFormat":"html","html":"<i>H</i>"`, []string{"text/html|||<i>H</i>"}},
		{2, `"text":"T","options":{"appendAttribution":true}`, []string{"text/plain|||T\r\n\r\n---\r\nThis email was sent automatically with n8n\r\nhttps://n8n.io"}},
		{2.1, `"html":"H","options":{"appendAttribution":false}`, []string{"text/html|||H"}},
		{1, `"text":"T","html":"H"`, []string{"text/plain|||T", "text/html|||H"}},
		{1, `"html":"H"`, []string{"text/html|||H"}},
		{1, ``, []string{"text/plain|||"}},
	} {
		params := `{"fromEmail":"a@b.c","toEmail":"x@y.z"`
		if c.params != "" {
			params += "," + c.params
		}
		if _, err := sender(t, c.version, params+"}", smtp).Run(); err != nil {
			t.Errorf("%v %s: %v", c.version, c.params, err)
			continue
		}
		if _, list := parts(t, s.messages[len(s.messages)-1].data); !slices.Equal(list, c.want) {
			t.Errorf("%v %s: %q", c.version, c.params, list)
		}
	}
}

func TestSendFails(t *testing.T) {
	s := &mailServer{}
	smtp := s.serve(t, "plain")
	tls := s.serve(t, "tls")
	cut := (&mailServer{cut: true}).serve(t, "plain")
	for _, c := range []struct {
		to, message, item string
		smtp              value.Value
	}{
		{"", "No recipients defined", "", smtp},
		{"nobody@x.y", "Can't send mail - all recipients were rejected: 550 5.1.1 no such user", "", smtp},
		{"x@y.z", "The service refused the connection - perhaps it is offline", "connect ECONNREFUSED 127.0.0.1:1", smtp.Set("port", value.Int(1))},
		{"x@y.z", "Invalid login: 454 4.7.0 no", "", smtp.Set("password", value.String("wrong"))},
		{"x@y.z", "tls: failed to verify certificate: x509: certificate signed by unknown authority", "", tls},
		{"x@y.z", "Connection closed unexpectedly", "", cut},
	} {
		params := node.Obj("fromEmail", "a@b.c", "toEmail", c.to, "text", strings.Repeat("x", 1<<20)).JSON()
		_, err := sender(t, 2, params, c.smtp).Run()
		nodetest.WantError(t, err, c.message)
		if c.item == "" {
			c.item = c.message
		}
		out, err := sender(t, 2, params, c.smtp).ContinueOnFailure().Run()
		nodetest.WantFull(t, out, err, node.Arr(node.Arr(node.Obj("json", node.Obj("error", c.item), "pairedItem", node.Obj("item", 0)))).JSON())
	}
	if len(s.messages) != 0 {
		t.Errorf("%d messages were taken for whole", len(s.messages))
	}
	h := sender(t, 2, `{"fromEmail":"a@b.c","toEmail":"x@y.z","options":{"attachments":"nothing"}}`, smtp)
	_, err := h.Run()
	nodetest.WantError(t, err, "This operation expects the node's input data to contain a binary file 'nothing', but none was found [item 0]")
}

// TestHeadersCannotBeSmuggledIn puts line ends where they do not belong.
func TestHeadersCannotBeSmuggledIn(t *testing.T) {
	s := &mailServer{}
	h := sender(t, 2, node.Obj("fromEmail", "a@b.c", "toEmail", "x@y.z\r\nBcc: evil@x.y", "subject", "S\r\nX-Evil: 1", "text", "T").JSON(), s.serve(t, "plain"))
	if _, err := h.Run(); err != nil {
		t.Logf("refused: %v", err)
	}
	for _, m := range s.messages {
		head, _, _ := strings.Cut(m.data, "\r\n\r\n")
		if strings.Contains(head, "\nX-Evil") || strings.Contains(head, "\nBcc") {
			t.Errorf("the head is\n%s", head)
		}
	}
}

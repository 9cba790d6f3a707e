package mail

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"runnel/runtime/httpclient"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// How long a server may take: to greet, and to answer anything else. They are
// those of the original's library.
const (
	greetingTime = 30 * time.Second
	answerTime   = 10 * time.Minute
)

// sendError is a failure of sending, as the original's library reports it.
type sendError struct {
	code, message, response, command string
	status                           int
}

func (e *sendError) Error() string { return e.message }

// value is the error as an object of the original.
func (e *sendError) value() value.Value {
	var b value.Builder
	b.Set("message", value.String(e.message))
	if e.code != "" {
		b.Set("code", value.String(e.code))
	}
	if e.response != "" {
		b.Set("response", value.String(e.response))
		b.Set("responseCode", value.Int(e.status))
	}
	if e.command != "" {
		b.Set("command", value.String(e.command))
	}
	return b.Object()
}

// refusal words an error of the session: what the server said behind what was
// tried, or that the connection is gone.
func refusal(prefix, code, command string, err error) error {
	var said *smtp.SMTPError
	if errors.As(err, &said) {
		response := strconv.Itoa(said.Code) + " " + enhanced(said) + strings.ReplaceAll(said.Message, "\n", " ")
		return &sendError{code: code, message: prefix + ": " + response, response: response, command: command, status: said.Code}
	}
	var timeout net.Error
	var broken *net.OpError
	switch {
	case errors.As(err, &timeout) && timeout.Timeout():
		return &sendError{code: "ETIMEDOUT", message: "Timeout", command: "CONN"}
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed), errors.As(err, &broken):
		return &sendError{code: "ECONNECTION", message: "Connection closed unexpectedly", command: "CONN"}
	}
	return &sendError{code: code, message: prefix + ": " + err.Error(), command: command}
}

func enhanced(e *smtp.SMTPError) string {
	if e.EnhancedCode == smtp.NoEnhancedCode || e.EnhancedCode == smtp.EnhancedCodeNotSet {
		return ""
	}
	return fmt.Sprintf("%d.%d.%d ", e.EnhancedCode[0], e.EnhancedCode[1], e.EnhancedCode[2])
}

// transport is a connection to a mail server of a credential.
type transport struct {
	client *smtp.Client
	seen   *listener
	stop   func() bool
	// cut is set when a message was begun and not ended.
	cut bool
}

// connect opens a session: encrypted from the start, or as soon as the server
// offers it, unless the credential says otherwise.
func connect(ctx context.Context, h node.Host, cred node.Credential, insecure bool) (*transport, error) {
	host, port := strings.TrimSpace(cred.Text("host")), cred.Text("port")
	secure := cred.Get("secure").Truthy()
	if host == "" {
		host = "localhost"
	}
	if n := cred.Get("port").ToNumber(); !(n > 0) {
		port = "587"
		if secure {
			port = "465"
		}
	}
	raw, err := node.Dial(ctx, h, "tcp", net.JoinHostPort(host, port))
	if err != nil {
		var failed *httpclient.Error
		if errors.As(err, &failed) {
			return nil, &sendError{code: failed.Code, message: failed.Message, command: "CONN"}
		}
		return nil, err
	}
	// The context ends what hangs; the session has no other way to notice it.
	stop := context.AfterFunc(ctx, func() { raw.Close() })
	t, err := greet(ctx, raw, cred, &tls.Config{ServerName: host, InsecureSkipVerify: insecure, MinVersion: tls.VersionTLS12}, secure)
	if err != nil {
		stop()
		raw.Close()
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		return nil, err
	}
	t.stop = stop
	return t, nil
}

func greet(ctx context.Context, raw net.Conn, cred node.Credential, config *tls.Config, secure bool) (*transport, error) {
	name := clientName(cred)
	conn := raw
	handshake := func() error {
		secured := tls.Client(raw, config)
		deadline, cancel := context.WithTimeout(ctx, greetingTime)
		defer cancel()
		if err := secured.HandshakeContext(deadline); err != nil {
			return &sendError{code: "ESOCKET", message: err.Error(), command: "CONN"}
		}
		conn = secured
		return nil
	}
	var greeting []byte
	if secure {
		if err := handshake(); err != nil {
			return nil, err
		}
	} else {
		upgraded, line, err := startTLS(raw, name, !cred.Get("disableStartTls").Truthy())
		if err != nil {
			return nil, refusal("Greeting never received", "ETIMEDOUT", "CONN", err)
		}
		greeting = line
		if upgraded {
			if err := handshake(); err != nil {
				return nil, err
			}
		}
	}
	seen := &listener{Conn: conn, ahead: greeting}
	t := &transport{client: smtp.NewClient(seen), seen: seen}
	t.client.CommandTimeout, t.client.SubmissionTimeout = answerTime, answerTime
	if err := t.client.Hello(name); err != nil {
		return nil, refusal("Invalid greeting", "EPROTOCOL", "EHLO", err)
	}
	return t, t.authenticate(cred)
}

// startTLS reads the server's greeting and asks for encryption when the server
// offers it. It gives a greeting for the session that follows.
func startTLS(raw net.Conn, name string, wanted bool) (upgraded bool, greeting []byte, err error) {
	raw.SetDeadline(time.Now().Add(greetingTime))
	defer raw.SetDeadline(time.Time{})
	text := textproto.NewConn(raw)
	if _, _, err := text.ReadResponse(220); err != nil {
		return false, nil, spoken(err)
	}
	greeting = []byte("220 ready\r\n")
	if !wanted {
		return false, greeting, nil
	}
	if err := text.PrintfLine("EHLO %s", name); err != nil {
		return false, nil, err
	}
	code, extensions, err := text.ReadResponse(250)
	if err != nil {
		if code > 0 {
			return false, greeting, nil // the session tries HELO
		}
		return false, nil, err
	}
	for line := range strings.Lines(extensions) {
		if !strings.EqualFold(strings.TrimSpace(line), "STARTTLS") {
			continue
		}
		if err := text.PrintfLine("STARTTLS"); err != nil {
			return false, nil, err
		}
		if _, _, err := text.ReadResponse(220); err != nil {
			return false, nil, spoken(err)
		}
		if text.R.Buffered() > 0 {
			return false, nil, errors.New("the server went on in clear text behind STARTTLS")
		}
		return true, greeting, nil
	}
	return false, greeting, nil
}

// spoken makes an SMTP error of what a server said instead of what was expected.
func spoken(err error) error {
	var said *textproto.Error
	if errors.As(err, &said) {
		return &smtp.SMTPError{Code: said.Code, EnhancedCode: smtp.NoEnhancedCode, Message: said.Msg}
	}
	return err
}

// clientName is what the server is told of who speaks.
func clientName(cred node.Credential) string {
	if name := cred.Text("hostName"); name != "" && !strings.ContainsAny(name, " \r\n\t") {
		return name
	}
	if name, err := os.Hostname(); err == nil && strings.Contains(name, ".") && !strings.ContainsAny(name, " \r\n\t") {
		return name
	}
	return "[127.0.0.1]"
}

// authenticate logs in when the credential has a user or a password.
func (t *transport) authenticate(cred node.Credential) error {
	user, password := cred.Text("user"), cred.Text("password")
	if user == "" && password == "" {
		return nil
	}
	auth := sasl.NewPlainClient("", user, password)
	way := "PLAIN"
	switch {
	case t.client.SupportsAuth(sasl.Plain):
	case t.client.SupportsAuth(sasl.Login):
		auth, way = sasl.NewLoginClient(user, password), "LOGIN"
	case t.client.SupportsAuth("CRAM-MD5"):
		auth, way = &cramMD5{user, password}, "CRAM-MD5"
	}
	if err := t.client.Auth(auth); err != nil {
		return refusal("Invalid login", "EAUTH", "AUTH "+way, err)
	}
	return nil
}

// close takes leave of the server. One that was cut off in the middle of a
// message is not: the leave would end the message, and half of it be delivered.
func (t *transport) close() {
	if !t.cut {
		t.client.Quit()
	}
	t.client.Close()
	t.stop()
}

// listener keeps what the server says first: the extensions that it lists.
type listener struct {
	net.Conn
	// ahead is read before the connection is.
	ahead []byte
	heard bytes.Buffer
}

const mostHeard = 16 << 10

func (l *listener) Read(p []byte) (int, error) {
	if len(l.ahead) > 0 {
		n := copy(p, l.ahead)
		l.ahead = l.ahead[n:]
		return n, nil
	}
	n, err := l.Conn.Read(p)
	if room := mostHeard - l.heard.Len(); room > 0 {
		l.heard.Write(p[:min(n, room)])
	}
	return n, err
}

// extensions are the lines of the server's first answer to EHLO behind its name.
func (l *listener) extensions() value.Value {
	var list []value.Value
	first := true
	for line := range strings.Lines(l.heard.String()) {
		line = strings.TrimRight(line, "\r\n")
		if len(line) < 4 || line[:3] != "250" {
			if !first {
				break
			}
			continue
		}
		if !first {
			list = append(list, value.String(line[4:]))
		}
		first = false
		if line[3] == ' ' {
			break
		}
	}
	return value.Array(list...)
}

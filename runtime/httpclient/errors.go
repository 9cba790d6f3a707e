package httpclient

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"
	"time"

	"runnel/runtime/value"
)

// Error is why a request got no answer. Codes and texts are those of Node.js
// and its HTTP libraries, by which workflows tell failures apart.
type Error struct {
	// Code is e.g. ECONNREFUSED, ENOTFOUND, ECONNABORTED; "" for none.
	Code string
	// Message is what the original's error says.
	Message string
	// Err is the cause, nil for none.
	Err error
}

func (e *Error) Error() string { return e.Message }
func (e *Error) Unwrap() error { return e.Err }

// Name is the name of the original's error: what its HTTP library finds out
// itself is an AxiosError, everything else keeps the name it had.
func (e *Error) Name() string {
	switch {
	case e.Code == "ECONNABORTED", e.Code == "ERR_BAD_REQUEST", e.Code == "ERR_BAD_RESPONSE":
		return "AxiosError"
	case e.Code == "ERR_CANCELED":
		return "CanceledError"
	case e.Code == "ERR_INVALID_URL", strings.HasPrefix(e.Code, "ERR_INVALID_"):
		return "TypeError"
	case strings.HasPrefix(e.Code, "ERR_FR_"):
		return "Error [" + e.Code + "]"
	}
	return "Error"
}

// ErrorValue gives the error as the object that workflows and scripts see:
// {message, name, stack, code}.
func (e *Error) ErrorValue() value.Value {
	var b value.Builder
	b.Set("message", value.String(e.Message))
	b.Set("name", value.String(e.Name()))
	b.Set("stack", value.String(e.Name()+": "+e.Message))
	if e.Code != "" {
		b.Set("code", value.String(e.Code))
	}
	return b.Object()
}

// StatusError is an answer whose status means failure.
type StatusError struct {
	Status     int
	StatusText string
	// Header is the object of response headers.
	Header value.Value
	// Body is the decoded body: text, or the value when it was read as JSON.
	Body value.Value
	// Raw are the bytes of the body.
	Raw []byte
	// Method and URL are those of the last request.
	Method, URL string
	// Long makes the message the one with the body, as the older helper has it.
	Long bool
}

func (e *StatusError) Error() string {
	if e.Long {
		return e.LongMessage()
	}
	return fmt.Sprintf("Request failed with status code %d", e.Status)
}

// Code is ERR_BAD_REQUEST for a status of 4xx and ERR_BAD_RESPONSE for 5xx.
func (e *StatusError) Code() string {
	switch e.Status / 100 {
	case 4:
		return "ERR_BAD_REQUEST"
	case 5:
		return "ERR_BAD_RESPONSE"
	}
	return ""
}

// LongMessage is the message that has the body in it: `404 - "…"`.
func (e *StatusError) LongMessage() string {
	body := "undefined"
	if !e.Body.IsUndefined() {
		body = e.Body.JSON()
	}
	return fmt.Sprintf("%d - %s", e.Status, body)
}

// ErrorValue gives the error as the object that workflows and scripts see:
// {message, name, stack, code, status}.
func (e *StatusError) ErrorValue() value.Value {
	var b value.Builder
	b.Set("message", value.String(e.Error()))
	b.Set("name", value.String("AxiosError"))
	b.Set("stack", value.String("AxiosError: "+e.Error()))
	if code := e.Code(); code != "" {
		b.Set("code", value.String(code))
	}
	b.Set("status", value.Int(e.Status))
	return b.Object()
}

// errTimeout is the cause of a context that ended because nothing moved.
type errTimeout struct{ after time.Duration }

func (e *errTimeout) Error() string {
	return fmt.Sprintf("timeout of %dms exceeded", e.after.Milliseconds())
}

// explain turns what net/http reports into an *Error.
func explain(ctx context.Context, err error, host string) error {
	var known *Error
	if errors.As(err, &known) {
		return known
	}
	var timeout *errTimeout
	if cause := context.Cause(ctx); errors.As(cause, &timeout) {
		return &Error{Code: "ECONNABORTED", Message: timeout.Error(), Err: err}
	} else if ctx.Err() != nil {
		return &Error{Code: "ERR_CANCELED", Message: "canceled", Err: cause}
	}
	var blocked *BlockedError
	if errors.As(err, &blocked) {
		return &Error{Code: "EBLOCKED", Message: blocked.Error(), Err: err}
	}
	if e := explainName(err); e != nil {
		return e
	}
	if e := explainTLS(err, host); e != nil {
		return e
	}
	if e := explainSystem(err); e != nil {
		return e
	}
	var netErr net.Error
	switch {
	case errors.As(err, &netErr) && netErr.Timeout():
		return &Error{Code: "ETIMEDOUT", Message: "connect ETIMEDOUT " + host, Err: err}
	case strings.Contains(err.Error(), "server response headers exceeded"):
		return &Error{Code: "HPE_HEADER_OVERFLOW", Message: "Parse Error: Header overflow", Err: err}
	case strings.Contains(err.Error(), "malformed"):
		return &Error{Code: "HPE_INVALID_CONSTANT", Message: "Parse Error: Expected HTTP/", Err: err}
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed),
		strings.Contains(err.Error(), "server closed idle connection"), strings.Contains(err.Error(), "transport connection broken"):
		return &Error{Code: "ECONNRESET", Message: "socket hang up", Err: err}
	}
	return &Error{Message: err.Error(), Err: err}
}

func explainName(err error) error {
	var dns *net.DNSError
	if !errors.As(err, &dns) {
		return nil
	}
	code := "EAI_AGAIN"
	if dns.IsNotFound {
		code = "ENOTFOUND"
	}
	return &Error{Code: code, Message: "getaddrinfo " + code + " " + dns.Name, Err: err}
}

// systemErrors are the codes of connections that fail.
var systemErrors = []struct {
	errno syscall.Errno
	code  string
}{
	{syscall.ECONNREFUSED, "ECONNREFUSED"}, {syscall.ECONNRESET, "ECONNRESET"}, {syscall.EPIPE, "EPIPE"},
	{syscall.EHOSTUNREACH, "EHOSTUNREACH"}, {syscall.ENETUNREACH, "ENETUNREACH"}, {syscall.ETIMEDOUT, "ETIMEDOUT"},
	{syscall.EADDRNOTAVAIL, "EADDRNOTAVAIL"}, {syscall.ECONNABORTED, "ECONNABORTED"}, {syscall.EACCES, "EACCES"},
}

func explainSystem(err error) error {
	for _, s := range systemErrors {
		if !errors.Is(err, s.errno) {
			continue
		}
		message := s.code
		var op *net.OpError
		if errors.As(err, &op) {
			switch {
			case op.Op == "dial" && op.Addr != nil:
				message = "connect " + s.code + " " + op.Addr.String()
			case op.Op == "read" || op.Op == "write":
				message = op.Op + " " + s.code
			}
		}
		return &Error{Code: s.code, Message: message, Err: err}
	}
	return nil
}

func explainTLS(err error, host string) error {
	var (
		unknown  x509.UnknownAuthorityError
		invalid  x509.CertificateInvalidError
		name     x509.HostnameError
		record   tls.RecordHeaderError
		alert    tls.AlertError
		tlsError = func(code, message string) error { return &Error{Code: code, Message: message, Err: err} }
	)
	switch {
	case errors.As(err, &unknown):
		if c := unknown.Cert; c != nil && c.CheckSignatureFrom(c) == nil {
			return tlsError("DEPTH_ZERO_SELF_SIGNED_CERT", "self-signed certificate")
		} else if c != nil && c.Issuer.String() == c.Subject.String() {
			return tlsError("DEPTH_ZERO_SELF_SIGNED_CERT", "self-signed certificate")
		}
		return tlsError("UNABLE_TO_VERIFY_LEAF_SIGNATURE", "unable to verify the first certificate")
	case errors.As(err, &invalid):
		if invalid.Reason == x509.Expired {
			return tlsError("CERT_HAS_EXPIRED", "certificate has expired")
		}
		return tlsError("ERR_TLS_CERT_INVALID", invalid.Error())
	case errors.As(err, &name):
		return tlsError("ERR_TLS_CERT_ALTNAME_INVALID", fmt.Sprintf(
			"Hostname/IP does not match certificate's altnames: Host: %s. is not in the cert's altnames: %s", name.Host, altNames(name.Certificate)))
	case errors.As(err, &record):
		return tlsError("EPROTO", "the server at "+host+" does not speak TLS")
	case errors.As(err, &alert):
		return tlsError("EPROTO", alert.Error())
	case strings.Contains(err.Error(), "tls:"):
		return tlsError("EPROTO", err.Error())
	}
	return nil
}

func altNames(c *x509.Certificate) string {
	if c == nil {
		return ""
	}
	var names []string
	for _, n := range c.DNSNames {
		names = append(names, "DNS:"+n)
	}
	for _, ip := range c.IPAddresses {
		names = append(names, "IP Address:"+ip.String())
	}
	return strings.Join(names, ", ")
}

package httpclient

import (
	"context"
	"net/http"
	"strings"
	"time"

	"runnel/runtime/value"
)

// HelperRequest is a request as scripts describe it to this.helpers.httpRequest
// and this.helpers.request.
type HelperRequest struct {
	Request
	// Client says which client it needs.
	Client ClientOptions
	// Full asks for {body, headers, statusCode, statusMessage}.
	Full bool
	// Encoding is how the body is given: "" reads JSON where it is JSON, else
	// text; "text"; "json"; "arraybuffer" or "stream" for bytes.
	Encoding string
	// Accept tells whether a status is a success.
	Accept func(status int) bool
	// Long makes the message of a failed status the one with the body.
	Long bool
	// Limit is the most bytes read of an answer, 0 for no limit.
	Limit int64
}

// Result is the answer to a HelperRequest.
type Result struct {
	Status     int
	StatusText string
	Header     value.Value
	// Body is the body as a value. It is undefined when Bytes are given.
	Body  value.Value
	Bytes []byte
	// Full tells whether the caller asked for more than the body.
	Full bool
}

// Value gives what the helper answers, for bodies that are values.
func (r *Result) Value() value.Value {
	if !r.Full {
		return r.Body
	}
	var b value.Builder
	b.Set("body", r.Body)
	b.Set("headers", r.Header)
	b.Set("statusCode", value.Int(r.Status))
	b.Set("statusMessage", value.String(r.StatusText))
	return b.Object()
}

// ParseHelper reads the options of helpers.httpRequest. body is a body that is
// no plain value (a Buffer, a FormData), nil when options.body is used; parts
// are the fields of a FormData.
func ParseHelper(options value.Value, body *Body, parts []Part) (*HelperRequest, error) {
	h := &HelperRequest{Request: Request{
		Method: optionText(options, "method"), Headers: HeadersOf(options.Get("headers")), UserAgent: AgentHelper, Redirects: DefaultRedirects,
	}}
	h.URL = joinURL(optionText(options, "baseURL"), optionText(options, "url"))
	h.query(options.Get("qs"), ArrayFormat(optionText(options, "arrayFormat")))
	if options.Get("disableFollowRedirect").Truthy() {
		h.Redirects = 0
	}
	if limit := options.Get("maxRedirects"); limit.IsNumber() {
		h.Redirects = int(limit.Num())
	}
	h.Timeout = milliseconds(options.Get("timeout"))
	if auth := options.Get("auth"); auth.IsObject() {
		h.Auth = &UserPassword{optionText(auth, "username"), optionText(auth, "password")}
		h.Digest = auth.Has("sendImmediately") && !auth.Get("sendImmediately").Truthy()
	}
	h.Client = clientOptions(options, options.Get("skipSslCertificateValidation").Truthy())
	h.Full = options.Get("returnFullResponse").Truthy()
	h.Encoding = optionText(options, "encoding")
	h.Accept = acceptStatuses(options.Get("ignoreHttpStatusErrors"))
	if err := h.helperBody(options, body, parts); err != nil {
		return nil, err
	}
	if options.Get("json").Truthy() && !h.Headers.Has("accept") {
		h.Headers.Set("Accept", jsonType)
	}
	if !h.Headers.Has("accept") {
		h.Headers.Set("Accept", "application/json, text/plain, */*")
	}
	return h, nil
}

func (h *HelperRequest) helperBody(options value.Value, body *Body, parts []Part) error {
	v := options.Get("body")
	contentType, hasType := h.Headers.Get("content-type")
	switch {
	case body != nil:
		h.Body = body
	case parts != nil:
		h.setMultipart(parts)
	case v.IsNullish(), v.IsObject() && v.Len() == 0:
	case v.IsObject() && hasType && contentType == formType:
		h.Body = TextBody(EncodeSearchParams(v), formType)
	default:
		return Payload{Value: v, Plain: true}.Apply(&h.Request)
	}
	return nil
}

// ParseLegacy reads the options of helpers.request, the older helper.
func ParseLegacy(options value.Value, body *Body, parts []Part) (*HelperRequest, error) {
	if options.IsString() {
		options = value.Object(value.Field{Key: "uri", Value: options})
	}
	h := &HelperRequest{Long: true, Request: Request{
		Method: optionText(options, "method"), Headers: HeadersOf(options.Get("headers")), UserAgent: AgentNode,
	}}
	address := optionText(options, "uri")
	if text := optionText(options, "url"); text != "" {
		address = text
	}
	h.URL = joinURL(optionText(options, "baseURL"), address)
	arrays := ArrayFormat(optionText(options.Get("qsStringifyOptions"), "arrayFormat"))
	if options.Get("useQuerystring").Truthy() {
		arrays = ArraysRepeated
	}
	h.query(options.Get("qs"), arrays)
	h.Timeout = milliseconds(options.Get("timeout"))
	method := strings.ToUpper(h.Method)
	follows := options.Get("followRedirect")
	if (follows.IsUndefined() || follows.Truthy()) && (method == "" || method == http.MethodGet || method == http.MethodHead) ||
		options.Get("followAllRedirects").Truthy() {
		h.Redirects = DefaultRedirects
		if limit := options.Get("maxRedirects"); limit.IsNumber() {
			h.Redirects = int(limit.Num())
		}
	}
	if auth := options.Get("auth"); auth.IsObject() {
		if bearer := optionText(auth, "bearer"); bearer != "" {
			h.Headers.Set("Authorization", "Bearer "+bearer)
		} else {
			h.Auth = &UserPassword{firstOption(auth, "user", "username"), firstOption(auth, "password", "pass")}
			h.Digest = auth.Has("sendImmediately") && !auth.Get("sendImmediately").Truthy()
		}
	}
	reject := options.Get("rejectUnauthorized")
	h.Client = clientOptions(options, reject.IsBool() && !reject.Bool())
	h.Full = options.Get("resolveWithFullResponse").Truthy()
	h.Encoding = "text"
	if options.Get("json").Truthy() {
		h.Encoding = ""
		if !h.Headers.Has("accept") {
			h.Headers.Set("Accept", jsonType)
		}
	}
	if options.Get("encoding").IsNull() || options.Get("useStream").Truthy() {
		h.Encoding = "arraybuffer"
	}
	if simple := options.Get("simple"); simple.IsBool() && !simple.Bool() {
		h.Accept = func(int) bool { return true }
	}
	p := Payload{Value: options.Get("body"), Form: options.Get("form"), Parts: parts, Raw: body, Arrays: ArraysIndexed}
	if options.Get("useQuerystring").Truthy() {
		p.Arrays = ArraysRepeated
	}
	if json := options.Get("json"); json.IsBool() && !json.Bool() {
		p.Plain = true
	}
	if data := options.Get("formData"); data.IsObject() && parts == nil {
		var err error
		if p.Parts, err = FormParts(data); err != nil {
			return nil, err
		}
	}
	if err := p.Apply(&h.Request); err != nil {
		return nil, err
	}
	if !h.Headers.Has("accept") {
		h.Headers.Set("accept", "*/*")
	}
	return h, nil
}

func (h *HelperRequest) query(qs value.Value, arrays ArrayFormat) {
	if arrays == "" {
		arrays = ArraysIndexed
	}
	if qs.IsString() {
		h.URL = WithQuery(h.URL, strings.TrimPrefix(qs.Str(), "?"))
		return
	}
	h.URL = WithQuery(h.URL, EncodeQuery(qs, arrays))
}

func optionText(v value.Value, key string) string {
	if x := v.Get(key); !x.IsNullish() {
		return x.ToString()
	}
	return ""
}

func firstOption(v value.Value, keys ...string) string {
	for _, key := range keys {
		if text := optionText(v, key); text != "" {
			return text
		}
	}
	return ""
}

func milliseconds(v value.Value) time.Duration {
	ms := v.ToNumber()
	if !(ms > 0) {
		return DefaultTimeout
	}
	return time.Duration(min(ms, float64(1<<40)) * float64(time.Millisecond))
}

// joinURL puts a relative address behind a base as axios does.
func joinURL(base, address string) string {
	lower := strings.ToLower(address)
	if base == "" || strings.HasPrefix(lower, "http://") || strings.HasPrefix(lower, "https://") || strings.HasPrefix(address, "//") {
		return address
	}
	if address == "" {
		return base
	}
	return strings.TrimRight(base, "/") + "/" + strings.TrimLeft(address, "/")
}

// clientOptions reads what hangs on the connection: certificates and proxy,
// which is text or {protocol, host, port, auth}.
func clientOptions(options value.Value, insecure bool) ClientOptions {
	o := ClientOptions{InsecureTLS: insecure}
	agent := options.Get("agentOptions")
	o.CertPEM, o.KeyPEM = optionText(agent, "cert"), optionText(agent, "key")
	o.CAPEM, o.Passphrase = optionText(agent, "ca"), optionText(agent, "passphrase")
	switch proxy := options.Get("proxy"); {
	case proxy.IsString():
		o.Proxy = proxy.Str()
	case proxy.IsObject() && optionText(proxy, "host") != "":
		protocol := strings.TrimSuffix(firstOption(proxy, "protocol"), ":")
		if protocol == "" {
			protocol = "http"
		}
		user := ""
		if auth := proxy.Get("auth"); auth.IsObject() {
			user = escape(optionText(auth, "username")) + ":" + escape(optionText(auth, "password")) + "@"
		}
		o.Proxy = protocol + "://" + user + optionText(proxy, "host")
		if port := optionText(proxy, "port"); port != "" {
			o.Proxy += ":" + port
		}
	}
	return o
}

// acceptStatuses reads ignoreHttpStatusErrors: true, or {ignore, except}.
func acceptStatuses(v value.Value) func(int) bool {
	switch {
	case v.IsObject():
		if !v.Get("ignore").Truthy() {
			return nil
		}
		except := v.Get("except").Elems()
		return func(status int) bool {
			for _, e := range except {
				if e.ToNumber() == float64(status) {
					return status >= 200 && status < 300
				}
			}
			return true
		}
	case v.Truthy():
		return func(int) bool { return true }
	}
	return nil
}

// Do makes the request and reads its answer. The errors are *Error,
// *StatusError and *SizeError.
func (h *HelperRequest) Do(ctx context.Context, client *http.Client) (*Result, error) {
	resp, err := Do(ctx, client, &h.Request)
	if err != nil {
		return nil, err
	}
	data, err := resp.ReadAll(h.Limit)
	if err != nil {
		return nil, err
	}
	r := &Result{Status: resp.Status, StatusText: resp.StatusText, Header: resp.Header, Full: h.Full}
	switch h.Encoding {
	case "arraybuffer", "stream", "blob":
		r.Bytes = data
		if r.Bytes == nil {
			r.Bytes = []byte{}
		}
	case "text", "document":
		r.Body = value.String(UTF8(data))
	default:
		r.Body = Lenient(UTF8(data))
	}
	accept := h.Accept
	if accept == nil {
		accept = Success
	}
	if !accept(resp.Status) {
		body := r.Body
		if r.Bytes != nil {
			body = value.String(UTF8(data))
		}
		return nil, &StatusError{
			Status: resp.Status, StatusText: resp.StatusText, Header: resp.Header, Body: body, Raw: data, Method: resp.Method, URL: resp.URL, Long: h.Long,
		}
	}
	return r, nil
}

// Success tells whether a status is from 200 to 299.
func Success(status int) bool { return status >= 200 && status < 300 }

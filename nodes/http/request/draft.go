package request

import (
	"strings"
	"time"

	"runnel/runtime/httpclient"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// draft is a request as the node's parameters describe it, in values: pages of
// a paginated request are drafts with some of them changed.
type draft struct {
	method, url string
	// headers and query are objects; query is undefined for none.
	headers, query value.Value
	// arrays is how lists are written in the query, formArrays in forms.
	arrays, formArrays httpclient.ArrayFormat
	// body and form are values to be sent, undefined for none. fields are
	// those of a multipart body whose lists are spread, parts those that are
	// sent as they stand.
	body, form, fields value.Value
	parts              []httpclient.Part
	// raw is a file or the like.
	raw *httpclient.Body

	auth      *httpclient.UserPassword
	digest    bool
	timeout   time.Duration
	redirects int
	client    node.ClientOptions
	// plain is set when the answer is not read as JSON by itself; text bodies
	// are then sent as they are.
	plain bool
	// anyStatus accepts every status.
	anyStatus bool
	signer    signer
	// check tells whether the credentials may go to a host; nil for any.
	check func(host, url string) error
}

// request makes the request of a draft.
func (d *draft) request() (*httpclient.Request, error) {
	r := &httpclient.Request{
		Method: d.method, URL: d.url, Headers: httpclient.HeadersOf(d.headers), Auth: d.auth, Digest: d.digest,
		Timeout: d.timeout, Redirects: d.redirects, UserAgent: httpclient.AgentNode,
	}
	arrays := d.arrays
	if arrays == "" {
		arrays = httpclient.ArraysIndexed
	}
	r.URL = httpclient.WithQuery(r.URL, httpclient.EncodeQuery(d.query, arrays))
	parts := d.parts
	if d.fields.IsObject() {
		more, err := httpclient.FormParts(d.fields)
		if err != nil {
			return nil, err
		}
		parts = append(more, parts...)
	}
	p := httpclient.Payload{Value: d.body, Form: d.form, Parts: parts, Raw: d.raw, Arrays: d.formArrays, Plain: d.plain}
	if p.Arrays == "" {
		p.Arrays = httpclient.ArraysIndexed
	}
	if err := p.Apply(r); err != nil {
		return nil, err
	}
	return r, nil
}

// setHeader adds a header to the draft.
func (d *draft) setHeader(name string, v value.Value) { d.headers = d.headers.Set(name, v) }

// setQuery adds a query parameter.
func (d *draft) setQuery(name string, v value.Value) {
	if !d.query.IsObject() {
		d.query = value.EmptyObject
	}
	d.query = d.query.Set(name, v)
}

// value gives the draft as pagination expressions see it ($request).
func (d *draft) value() value.Value {
	var b value.Builder
	b.Set("headers", d.headers)
	b.Set("method", value.String(d.method))
	b.Set("uri", value.String(d.url))
	b.Set("gzip", value.True)
	b.Set("rejectUnauthorized", value.Bool(!d.client.InsecureTLS))
	b.Set("followRedirect", value.Bool(d.redirects > 0))
	b.Set("resolveWithFullResponse", value.True)
	b.Set("timeout", value.Int(int(d.timeout.Milliseconds())))
	for _, f := range []value.Field{{Key: "body", Value: d.body}, {Key: "form", Value: d.form}, {Key: "formData", Value: d.fields}} {
		if !f.Value.IsUndefined() {
			b.Set(f.Key, f.Value)
		}
	}
	query := d.query
	if query.IsUndefined() {
		query = value.EmptyObject
	}
	b.Set("qs", query)
	return b.Object()
}

// merge gives the draft with a page's changes laid over it: an object that may
// have url, headers, qs and body.
func (d *draft) merge(changes value.Value) *draft {
	page := *d
	if url := changes.Get("url"); !url.IsUndefined() {
		page.url = url.ToString()
	}
	page.headers = mergeDeep(page.headers, changes.Get("headers"))
	page.query = mergeDeep(page.query, changes.Get("qs"))
	switch body := changes.Get("body"); {
	case body.IsUndefined():
	case !page.fields.IsUndefined():
		page.fields = mergeDeep(page.fields, body)
	case page.parts != nil:
		page.fields = mergeDeep(value.EmptyObject, body)
	case !page.form.IsUndefined():
		page.form = mergeDeep(page.form, body)
	default:
		page.body = mergeDeep(page.body, body)
	}
	return &page
}

// mergeDeep lays b over a: objects and lists member by member, undefined
// changes nothing.
func mergeDeep(a, b value.Value) value.Value {
	switch {
	case b.IsUndefined():
		return a
	case b.IsObject():
		if !a.IsObject() {
			a = value.EmptyObject
		}
		for k, x := range b.Entries() {
			a = a.Set(k, mergeDeep(a.Get(k), x))
		}
		return a
	case b.IsArray() && a.IsArray():
		for i, x := range b.Elems() {
			a = a.SetIndex(i, mergeDeep(a.Index(i), x))
		}
		return a
	}
	return b
}

// The accept headers by the format that is expected.
const (
	acceptJSON = "application/json,text/*;q=0.99"
	acceptText = "application/json,text/html,application/xhtml+xml,application/xml,text/*;q=0.9, */*;q=0.1"
	acceptAny  = "application/json,text/html,application/xhtml+xml,application/xml,text/*;q=0.9, image/*;q=0.8, */*;q=0.7"
)

// accept adds the header for a response format, unless one is there under
// exactly this name.
func (d *draft) accept(format string) {
	if !d.headers.Get("accept").IsUndefined() {
		return
	}
	text := acceptAny
	switch format {
	case "json":
		text = acceptJSON
	case "text", "string":
		text = acceptText
	}
	d.setHeader("accept", value.String(text))
}

// checkURL gives the text of a URL parameter; the messages are the original's.
func checkURL(v value.Value, i int) (string, error) {
	if !v.IsString() {
		kind := v.TypeOf()
		if v.IsNull() {
			kind = "null"
		}
		return "", node.Errorf("URL parameter must be a string, got %s", kind).At(i)
	}
	url := v.Str()
	if !strings.HasPrefix(url, "http://") && !strings.HasPrefix(url, "https://") {
		return "", node.Errorf("%s", "Invalid URL: "+url+". URL must start with \"http\" or \"https\".").At(i)
	}
	return url, nil
}

const invalidJSON = "JSON parameter needs to be valid JSON"

// jsonText reads a parameter that must be JSON text. As in the original an
// object is not: its text is not JSON.
func jsonText(v value.Value, i int) (value.Value, error) {
	parsed, err := value.ParseString(v.ToString())
	if err != nil {
		return v, node.Errorf(invalidJSON).At(i)
	}
	return parsed, nil
}

// lowerKeys gives an object with its keys in lower case.
func lowerKeys(v value.Value) value.Value {
	var b value.Builder
	for k, x := range v.Entries() {
		b.Set(strings.ToLower(k), x)
	}
	return b.Object()
}

func milliseconds(ms float64) time.Duration {
	const most = float64(1 << 42) // 139 years
	return time.Duration(min(max(ms, 0), most) * float64(time.Millisecond))
}

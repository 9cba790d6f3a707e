package httpclient

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"runnel/runtime/value"
)

func parse(t testing.TB, text string) value.Value {
	t.Helper()
	if text == "" {
		return value.Undefined
	}
	v, err := value.ParseString(text)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestEncodeQuery(t *testing.T) {
	for _, c := range []struct{ v, indices, brackets, repeat string }{
		{`{"a":[]}`, "", "", ""}, {`{"a":{}}`, "", "", ""},
		{`{"a":[[1,2],{"b":1}]}`, "a[0][0]=1&a[0][1]=2&a[1][b]=1", "a[][]=1&a[][]=2&a[][b]=1", "a=1&a=2&a[b]=1"},
		{`{"a":[null,1],"b":null,"c":true,"d":"x y'()*!~é"}`, "a[0]=&a[1]=1&b=&c=true&d=x%20y%27%28%29%2A%21~%C3%A9", "a[]=&a[]=1&b=&c=true&d=x%20y%27%28%29%2A%21~%C3%A9", "a=&a=1&b=&c=true&d=x%20y%27%28%29%2A%21~%C3%A9"},
		{`{"":1}`, "=1", "=1", "=1"}, {`[1,2]`, "0=1&1=2", "0=1&1=2", "0=1&1=2"}, {`"x"`, "", "", ""},
	} {
		for format, want := range map[ArrayFormat]string{ArraysIndexed: c.indices, ArraysBrackets: c.brackets, ArraysRepeated: c.repeat} {
			want = strings.NewReplacer("[", "%5B", "]", "%5D").Replace(want)
			if got := EncodeQuery(parse(t, c.v), format); got != want {
				t.Errorf("%s %s: %s, want %s", format, c.v, got, want)
			}
		}
	}
	if got := EncodeQuery(parse(t, `{"a":[1,null,"x"]}`), ArraysJoined); got != "a=1%2C%2Cx" {
		t.Errorf("joined: %s", got)
	}
}

func TestSearchParams(t *testing.T) {
	if got := ParseSearchParams("a=1&b=x+y&a=2&c&=e&d=%C3%A9%zz&&f=%").JSON(); got != `{"a":"2","b":"x y","c":"","":"e","d":"é%zz","f":"%"}` {
		t.Errorf("read as %s", got)
	}
	if got := EncodeSearchParams(parse(t, `{"a b":"x*-._~é","n":1,"l":[1,2]}`)); got != "a+b=x*-._%7E%C3%A9&n=1&l=1%2C2" {
		t.Errorf("written as %s", got)
	}
}

func TestPayload(t *testing.T) {
	for _, c := range []struct {
		name, contentType, value, form string
		want                           string // "content type|body"
	}{
		{"object", "", `{"a":1}`, "", `application/json|{"a":1}`},
		{"list", "", `[1,2]`, "", `application/json|[1,2]`},
		{"text", "", `"plain"`, "", `application/json|"plain"`},
		{"number", "", `5`, "", `application/json|5`},
		{"null", "", `null`, "", `application/json|null`},
		{"empty text", "", `""`, "", `|`},
		{"nothing", "", "", "", `|`},
		{"json text under JSON", "application/json", `" {\"a\": 1} "`, "", `application/json|{"a": 1}`},
		{"other text under JSON", "application/json; charset=utf-8", `"hello"`, "", `application/json; charset=utf-8|"hello"`},
		{"text under text", "text/plain", `"hello"`, "", `text/plain|hello`},
		{"object under own type", "application/vnd.x+json", `{"a":1}`, "", `application/vnd.x+json|{"a":1}`},
		{"object under form", "application/x-www-form-urlencoded", `{"a":[1]}`, `{"b":2}`, `application/x-www-form-urlencoded|a%5B0%5D=1&b=2`},
		{"text under form", "application/x-www-form-urlencoded", `"a=1"`, "", `application/x-www-form-urlencoded|a=1`},
		{"form with charset", "application/x-www-form-urlencoded; charset=utf-8", `{"a":1}`, "", `application/x-www-form-urlencoded; charset=utf-8|a=1`},
		{"form only", "text/plain", "", `{"b":"x y"}`, `application/x-www-form-urlencoded|b=x%20y`},
		{"form and body", "", `{"a":1}`, `{"b":2}`, `application/json|{"a":1,"b":2}`},
	} {
		r := &Request{}
		if c.contentType != "" {
			r.Headers.Set("content-type", c.contentType)
		}
		if err := (Payload{Value: parse(t, c.value), Form: parse(t, c.form), Arrays: ArraysIndexed}).Apply(r); err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		got, _ := r.Headers.Get("content-type")
		if got += "|" + bodyText(t, r.Body); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func bodyText(t testing.TB, b *Body) string {
	t.Helper()
	if b == nil {
		return ""
	}
	r, err := b.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	if b.Size != int64(len(data)) {
		t.Errorf("the body has %d bytes, said %d", len(data), b.Size)
	}
	return string(data)
}

type content string

func (c content) Open() (io.ReadCloser, error) {
	return io.NopCloser(strings.NewReader(string(c))), nil
}
func (c content) Size() int64 { return int64(len(c)) }

func TestMultipart(t *testing.T) {
	b := multipartBody([]Part{
		{Name: "text", Text: "é"}, {Name: `a"b` + "\r\nx", Text: ""}, {Name: "f", File: content("data"), FileName: "ü.txt", ContentType: "text/plain"}, {Name: "g", File: content("")},
	}, "B")
	const want = "--B\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\né\r\n" +
		"--B\r\nContent-Disposition: form-data; name=\"a%22b%0D%0Ax\"\r\n\r\n\r\n" +
		"--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"ü.txt\"\r\nContent-Type: text/plain\r\n\r\ndata\r\n" +
		"--B\r\nContent-Disposition: form-data; name=\"g\"\r\nContent-Type: application/octet-stream\r\n\r\n\r\n--B--\r\n"
	for range 2 { // it can be sent again
		if diff := cmp.Diff(want, bodyText(t, b)); diff != "" {
			t.Error(diff)
		}
	}
	r := &Request{}
	r.Headers.Set("Content-Type", "multipart/form-data")
	if err := (Payload{Value: parse(t, `{"a":[1,"x"],"b":true}`)}).Apply(r); err != nil {
		t.Fatal(err)
	}
	contentType, _ := r.Headers.Get("content-type")
	_, boundary, _ := strings.Cut(contentType, "boundary=")
	if text := strings.ReplaceAll(bodyText(t, r.Body), boundary, "B"); strings.Count(text, `name="a"`) != 2 || !strings.Contains(text, "\r\n\r\ntrue\r\n") {
		t.Errorf("%s", text)
	}
	for v, want := range map[string]string{
		`[1]`: "Arrays are not supported.", `{}`: "source.on is not a function", `null`: "Cannot read properties of null (reading 'name')",
	} {
		if _, err := TextPart("k", parse(t, v)); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", v, err, want)
		}
	}
}

func TestText(t *testing.T) {
	for _, c := range []struct{ data, charset, want string }{
		{"plain", "", "plain"}, {"\xEF\xBB\xBFbom", "", "bom"}, {"gr\xfc\xdfe", "iso-8859-1", "grüße"}, {"\x80", "windows-1252", "€"},
		{"gr\xfc\xdfe", "nonsense", "gr\uFFFD\uFFFDe"}, {"\x82\xa0", "shift_jis", "あ"}, {"a\x00b\x00", "utf-16le", "ab"}, {"é", "UTF-8", "é"},
	} {
		if got := Text([]byte(c.data), c.charset); got != c.want {
			t.Errorf("%q as %s: %q, want %q", c.data, c.charset, got, c.want)
		}
	}
	for data, want := range map[string]string{
		"a\xffb": "a\uFFFDb", "\xe2\x82": "\uFFFD", "\xe2\x82a": "\uFFFDa", "\xf0\x9f\x98": "\uFFFD", "\xed\xa0\x80": "\uFFFD\uFFFD\uFFFD", "\xc0\x80": "\uFFFD\uFFFD",
		"\xf4\x90\x80\x80": "\uFFFD\uFFFD\uFFFD\uFFFD", "ok\xe2\x82\xac": "ok€",
	} {
		if got := UTF8([]byte(data)); got != want {
			t.Errorf("%q: %q, want %q", data, got, want)
		}
	}
	for contentType, want := range map[string]string{
		"text/plain; charset=ISO-8859-1": "ISO-8859-1", `text/html;charset="utf-8"`: "utf-8", "text/plain": "", "": "", "text/plain; charset=x; charset=y": "x",
	} {
		if got := Charset(contentType); got != want {
			t.Errorf("%q: %q, want %q", contentType, got, want)
		}
	}
}

func TestHeaders(t *testing.T) {
	h := HeadersOf(parse(t, `{"A":"1","b":2,"C":["x","y"],"a":"3","n":null,"":"z"}`))
	if diff := cmp.Diff(Headers{{"a", "3"}, {"b", "2"}, {"C", "x"}, {"C", "y"}}, h); diff != "" {
		t.Error(diff)
	}
	h.Set("c", "z")
	h.Delete("B")
	if diff := cmp.Diff(Headers{{"a", "3"}, {"c", "z"}}, h); diff != "" {
		t.Error(diff)
	}
}

func TestHelper(t *testing.T) {
	var got string
	base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = fmt.Sprintf("%s %s|%s|%s|%s|%s|%s", r.Method, r.RequestURI, r.UserAgent(), r.Header.Get("Accept"), r.Header.Get("Content-Type"), r.Header.Get("Authorization"), body)
		switch r.URL.Path {
		case "/404":
			w.WriteHeader(404)
			fmt.Fprint(w, `{"error":"gone"}`)
		case "/text":
			fmt.Fprint(w, "plain")
		case "/302":
			http.Redirect(w, r, "/text", http.StatusFound)
		default:
			w.Header().Set("X-A", "1")
			fmt.Fprint(w, `{"ok":true}`)
		}
	})
	client := newClient(t, PoolOptions{}, ClientOptions{})
	const accept = "application/json, text/plain, */*"
	for _, c := range []struct {
		name, options string
		legacy        bool
		sent, result  string
	}{
		{"plain", `{"url":"B/a?x=1","qs":{"k":["a b"]}}`, false, "GET /a?x=1&k%5B0%5D=a%20b|n8n|" + accept + "|||", `{"ok":true}`},
		{"repeat", `{"baseURL":"B/","url":"/a","qs":{"k":[1,2]},"arrayFormat":"repeat"}`, false, "GET /a?k=1&k=2|n8n|" + accept + "|||", `{"ok":true}`},
		{"object body", `{"method":"POST","url":"B/a","body":{"a":1},"json":true}`, false, `POST /a|n8n|application/json|application/json||{"a":1}`, `{"ok":true}`},
		{"text body", `{"method":"POST","url":"B/a","body":"a=1"}`, false, `POST /a|n8n|` + accept + `|application/x-www-form-urlencoded||a=1`, `{"ok":true}`},
		{"form body", `{"method":"POST","url":"B/a","body":{"a":"x y"},"headers":{"content-type":"application/x-www-form-urlencoded"}}`, false, `POST /a|n8n|` + accept + `|application/x-www-form-urlencoded||a=x+y`, `{"ok":true}`},
		{"auth", `{"url":"B/a","auth":{"username":"u","password":"p"}}`, false, "GET /a|n8n|" + accept + "||Basic dTpw|", `{"ok":true}`},
		{"text", `{"url":"B/text"}`, false, "GET /text|n8n|" + accept + "|||", `"plain"`},
		{"bytes", `{"url":"B/text","encoding":"arraybuffer"}`, false, "GET /text|n8n|" + accept + "|||", `bytes plain`},
		{"full", `{"url":"B/404","returnFullResponse":true,"ignoreHttpStatusErrors":true}`, false, "GET /404|n8n|" + accept + "|||", `{"error":"gone"} 404 Not Found`},
		{"error", `{"url":"B/404"}`, false, "GET /404|n8n|" + accept + "|||", `error Request failed with status code 404`},
		{"except", `{"url":"B/404","ignoreHttpStatusErrors":{"ignore":true,"except":[404]}}`, false, "GET /404|n8n|" + accept + "|||", `error Request failed with status code 404`},
		{"not followed", `{"url":"B/302","disableFollowRedirect":true}`, false, "GET /302|n8n|" + accept + "|||", `error Request failed with status code 302`},
		{"legacy", `{"uri":"B/a"}`, true, "GET /a|axios/1.12.0|*/*|||", `"{\"ok\":true}"`},
		{"legacy text", `"B/a"`, true, "GET /a|axios/1.12.0|*/*|||", `"{\"ok\":true}"`},
		{"legacy json", `{"uri":"B/a","json":true,"method":"POST","body":{"a":1},"qs":{"l":[1,2]},"useQuerystring":true}`, true, `POST /a?l=1&l=2|axios/1.12.0|application/json|application/json||{"a":1}`, `{"ok":true}`},
		{"legacy form", `{"uri":"B/a","method":"POST","form":{"a":1}}`, true, `POST /a|axios/1.12.0|*/*|application/x-www-form-urlencoded||a=1`, `"{\"ok\":true}"`},
		{"legacy error", `{"uri":"B/404","json":true}`, true, "GET /404|axios/1.12.0|application/json|||", `error 404 - {"error":"gone"}`},
		{"legacy simple", `{"uri":"B/404","simple":false,"resolveWithFullResponse":true,"auth":{"bearer":"t"}}`, true, "GET /404|axios/1.12.0|*/*||Bearer t|", `"{\"error\":\"gone\"}" 404 Not Found`},
		{"legacy bytes", `{"uri":"B/text","encoding":null}`, true, "GET /text|axios/1.12.0|*/*|||", `bytes plain`},
		{"legacy POST is not redirected", `{"uri":"B/302","method":"POST"}`, true, "POST /302|axios/1.12.0|*/*|||", `error 302 - ""`},
	} {
		options := parse(t, strings.ReplaceAll(c.options, "B/", base+"/"))
		read := ParseHelper
		if c.legacy {
			read = ParseLegacy
		}
		h, err := read(options, nil, nil)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		result := ""
		r, err := h.Do(t.Context(), client)
		switch {
		case err != nil:
			result = "error " + err.Error()
		case r.Bytes != nil:
			result = "bytes " + string(r.Bytes)
		case r.Full:
			full := r.Value()
			result = full.Get("body").JSON() + " " + full.Get("statusCode").ToString() + " " + full.Get("statusMessage").Str()
		default:
			result = r.Value().JSON()
		}
		if got != c.sent || result != c.result {
			t.Errorf("%s:\nsent   %s\nwant   %s\nresult %s\nwant   %s", c.name, got, c.sent, result, c.result)
		}
	}
	h, err := ParseHelper(parse(t, `{"url":"http://h","timeout":1500,"skipSslCertificateValidation":true,"proxy":{"host":"p","port":8080,"auth":{"username":"u","password":"p:"}}}`), nil, nil)
	if err != nil || h.Timeout != 1500*time.Millisecond || h.Client != (ClientOptions{InsecureTLS: true, Proxy: "http://u:p%3A@p:8080"}) {
		t.Errorf("%+v, %v", h, err)
	}
}

func FuzzHelper(f *testing.F) {
	for _, seed := range []string{`{"url":"http://h","qs":{"a":[1]},"body":{"a":1},"headers":{"content-type":"multipart/form-data"}}`, `{"uri":"http://h","form":{"a":1},"auth":{"user":"u"}}`, `"x"`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		options, err := value.ParseString(text)
		if err != nil {
			return
		}
		for _, read := range []func(value.Value, *Body, []Part) (*HelperRequest, error){ParseHelper, ParseLegacy} {
			if h, err := read(options, nil, nil); err == nil && h.Body != nil {
				bodyText(t, h.Body)
			}
		}
	})
}

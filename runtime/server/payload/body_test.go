package payload

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"runnel/runtime/value"
)

var testLimits = Limits{Payload: 1 << 16, Files: 1 << 17, InMemory: 1 << 10}

// request makes a request with a body and headers, given as name and value in
// turn.
func request(body string, headers ...string) *http.Request {
	r := httptest.NewRequest("POST", "/", strings.NewReader(body))
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}

func TestBodies(t *testing.T) {
	const undefined = "undefined"
	for _, c := range []struct {
		contentType, body, want, hint string
	}{
		{"application/json", `{"b":1,"a":[true]}`, `{"b":1,"a":[true]}`, ""},
		{"application/json; charset=utf-8", `[1]`, `[1]`, ""},
		{"Application/JSON", `[1]`, `[1]`, ""},
		{"application/json;", `[1]`, `[1]`, ""},
		{"application/json", `"text"`, `"text"`, ""},
		{"application/json", `12`, `12`, ""},
		{"application/json", `null`, `{}`, ""},
		{"application/json", `0`, `{}`, ""},
		{"application/json", `false`, `{}`, ""},
		{"application/json", `""`, `{}`, ""},
		{"application/json", ``, undefined, ""},
		{"application/json", `{bad`, "", "Expected property name or '}' in JSON at position 1"},
		{"application/json", `   `, "", "Unexpected end of JSON input"},
		{"application/json; charset=latin1", "\"\xfc\"", `"ü"`, ""},
		{"application/json; charset=utf-16le", "[\x001\x00]\x00", `[1]`, ""},
		{"application/json; charset=nonsense", "1", "", "Unknown encoding: nonsense"},
		{"application/json", "\"\xfc\"", `"` + "\ufffd" + `"`, ""},
		{"application/ld+json", `{}`, undefined, ""},
		{"application/jsonlines", `{}`, undefined, ""},
		{"text/plain", "a\r\nb", `"a\r\nb"`, ""},
		{"text/plain; charset=windows-1251", "\xcf", `"П"`, ""},
		{"text/plain; charset=ASCII", "\xe1", `"a"`, ""},
		{"text/plain", "\ufeffa", `"` + "\ufeff" + `a"`, ""},
		{"text/html", "<p>", undefined, ""},
		{"", "x", undefined, ""},
		{"nonsense", "x", undefined, ""},
		{"application/x-www-form-urlencoded", "b[]=2&b[]=3&c[d]=4&f=", `{"b[]":["2","3"],"c[d]":"4","f":""}`, ""},
		{"application/x-www-form-urlencoded; charset=latin1", "a=\xfc", `{"a":"ü"}`, ""},
		{"text/xml", "<a>1</a>", `{"a":"1"}`, ""},
		{"application/soap+xml", "<a>", "", "Unclosed root tag\nLine: 0\nColumn: 3\nChar: "},
	} {
		b := New(request(c.body, "Content-Type", c.contentType), testLimits)
		got, err := b.Value()
		var parse *ParseError
		if errors.As(err, &parse) && c.hint == parse.Hint {
			err = nil
		}
		if text := got.JSON(); err != nil || c.hint == "" && got.IsUndefined() != (c.want == undefined) || c.want != undefined && c.hint == "" && text != c.want {
			t.Errorf("%s %q: got %s and the error %v, want %s %s", c.contentType, c.body, text, err, c.want, c.hint)
		}
		raw, err := b.Raw()
		if err == nil {
			data, _ := io.ReadAll(raw)
			if string(data) != c.body && !strings.Contains(c.contentType, "ASCII") {
				t.Errorf("%s: the raw body is %q", c.contentType, data)
			}
		}
		b.Close()
	}
}

func TestContentTypes(t *testing.T) {
	for header, want := range map[string]string{
		`a/b`:                          "a/b map[]",
		`a/b; c=d;e="f g" ; H = i`:     "a/b map[c:d e:f g h:i]",
		`a/b;;=;x`:                     "a/b map[:]",
		` a/b ;c="`:                    `a/b map[c:"]`,
		`multipart/x; boundary="-;-"`:  `multipart/x map[boundary:"-]`,
		`multipart/x; boundary=----=_`: "multipart/x map[boundary:----=_]",
	} {
		first, params := splitHeader(header)
		if got := fmt.Sprint(first, " ", params); got != want {
			t.Errorf("%q: %s, want %s", header, got, want)
		}
	}
}

func compressed(t *testing.T, coding, text string) string {
	t.Helper()
	var b bytes.Buffer
	var w io.WriteCloser
	switch coding {
	case "gzip":
		w = gzip.NewWriter(&b)
	case "deflate":
		w = zlib.NewWriter(&b)
	default:
		w, _ = flate.NewWriter(&b, 6)
	}
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	w.Close()
	return b.String()
}

func TestContentEncodings(t *testing.T) {
	for _, coding := range []string{"gzip", "deflate", "bare deflate"} {
		header := strings.TrimPrefix(coding, "bare ")
		for _, text := range []string{"{}", `{"a":"` + strings.Repeat("x", 10000) + `"}`} {
			b := New(request(compressed(t, coding, text), "Content-Type", "application/json", "Content-Encoding", header), testLimits)
			if got, err := b.Value(); err != nil || got.JSON() != text {
				t.Errorf("%s: %v", coding, err)
			}
		}
		damaged := compressed(t, coding, `{"a":"`+strings.Repeat("xyz", 100)+`"}`)
		b := New(request(damaged[:len(damaged)-9], "Content-Type", "application/json", "Content-Encoding", header), testLimits)
		if _, err := b.Value(); err == nil || errors.Is(err, ErrTooLarge) {
			t.Errorf("%s cut off: %v", coding, err)
		}
	}
	b := New(request("{}", "Content-Type", "application/json", "Content-Encoding", "gzip"), testLimits)
	if err := b.Read(); !errors.Is(err, gzip.ErrHeader) && err == nil {
		t.Errorf("no gzip: %v", err)
	}
}

// endless gives the same bytes for ever and counts them.
type endless struct{ given int64 }

func (e *endless) Read(p []byte) (int, error) {
	e.given += int64(len(p))
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

func TestBodiesAboveTheLimit(t *testing.T) {
	bomb := compressed(t, "gzip", strings.Repeat(" ", 1<<20))
	big := strings.Repeat(" ", 3<<16)
	const part = "--b\r\nContent-Type: a/b\r\n\r\n"
	for _, c := range []struct{ name, contentType, coding, body string }{
		{"json", "application/json", "", big},
		{"text", "text/plain", "", big},
		{"file", "application/octet-stream", "", big},
		{"multipart", "multipart/form-data; boundary=b", "", part + big + "\r\n--b--"},
		{"json bomb", "application/json", "gzip", bomb},
		{"file bomb", "image/png", "gzip", bomb},
		{"multipart bomb", "multipart/form-data; boundary=b", "gzip", compressed(t, "gzip", part+strings.Repeat(" ", 1<<20))},
	} {
		for _, length := range []bool{true, false} {
			r := request(c.body, "Content-Type", c.contentType, "Content-Encoding", c.coding)
			if !length {
				r.ContentLength = -1
			}
			b := New(r, testLimits)
			if err := b.Read(); !errors.Is(err, ErrTooLarge) {
				t.Errorf("%s: %v", c.name, err)
			}
			b.Close()
		}
	}
	for _, contentType := range []string{"application/json", "application/octet-stream", "multipart/form-data; boundary=b"} {
		r := request("", "Content-Type", contentType)
		source := &endless{}
		r.Body, r.ContentLength = io.NopCloser(io.MultiReader(strings.NewReader(part), source)), -1
		b := New(r, testLimits)
		if err := b.Read(); !errors.Is(err, ErrTooLarge) {
			t.Errorf("%s without an end: %v", contentType, err)
		}
		if b.Close(); source.given > 2*testLimits.Files {
			t.Errorf("%s without an end: %d bytes were read", contentType, source.given)
		}
	}
	// A length that is announced and never comes takes no memory.
	r := request("{}", "Content-Type", "application/json")
	r.ContentLength = 1 << 16
	if _, err := New(r, testLimits).Value(); err != nil {
		t.Logf("a body shorter than announced: %v", err)
	}
}

func TestMultipart(t *testing.T) {
	part := func(head, body string) string { return "--B\r\n" + head + "\r\n\r\n" + body + "\r\n" }
	field := func(name, body string) string { return part(`Content-Disposition: form-data; name="`+name+`"`, body) }
	file := func(disposition, body string) string {
		return part("Content-Disposition: form-data; "+disposition+"\r\nContent-Type: text/plain", body)
	}
	const end = "--B--\r\n"
	for _, c := range []struct{ name, body, fields, files string }{
		{"fields", field("a", "1") + field("b", "") + field("a", "2") + field("arr[]", "ü") + end, `{"a":["1","2"],"b":"","arr[]":"ü"}`, ""},
		{"a file", file(`name="f"; filename="x.txt"`, "q") + field("a", "1") + end, `{"a":"1"}`, "f x.txt q;"},
		{"a content type makes a file", part(`Content-Disposition: form-data; name="j"`+"\r\nContent-Type: application/json", "{}") + end, `{}`, "j  {};"},
		{"a name alone does not", part(`Content-Disposition: form-data; name="f"; filename="x"`, "q") + end, `{"f":"q"}`, ""},
		{"no file chosen", file(`name="f"; filename=""`, "") + field("a", "1") + end, `{"a":"1"}`, ""},
		{"names without quotes", file(`name=f; filename=x.txt`, "q") + end, `{}`, "f x.txt q;"},
		{"a path", file(`name="f"; filename="C:\tmp\a b.txt"`, "q") + end, `{}`, "f a b.txt q;"},
		{"escaped names", file(`name="f"; filename="%22ü&#1234;.txt"`, "q") + end, `{}`, "f \"üӒ.txt q;"},
		{"no name", part("X: y", "1") + end, `{"null":"1"}`, ""},
		{"base64", part(`Content-Disposition: form-data; name="a"`+"\r\nContent-Transfer-Encoding: base64", "aGVs\r\nbG8=") + end, `{"a":"hello"}`, ""},
		{"around it", "before\r\n" + field("a", "1") + end + "behind", `{"a":"1"}`, ""},
		{"nothing", end, `{}`, ""},
		{"not a byte", "", ``, ""},
		{"cut off", field("a", "1") + "--B\r\nContent-Dispo", "", ""},
		{"something else", "hello", "", ""},
		{"no text", field("a", "\xff") + end, `{"a":"` + "\ufffd" + `"}`, ""},
	} {
		b := New(request(c.body, "Content-Type", `multipart/form-data; boundary="B"`), testLimits)
		fields, err := b.Value()
		if c.fields == "" {
			var parse *ParseError
			if c.body != "" && !errors.As(err, &parse) {
				t.Errorf("%s: %s, %v", c.name, fields.JSON(), err)
			}
			continue
		}
		files := ""
		list, _ := b.Files()
		for _, f := range list {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			data, _ := io.ReadAll(r)
			r.Close()
			files += fmt.Sprintf("%s %s %s;", f.Field, f.FileName, data)
		}
		if err != nil || fields.JSON() != c.fields || files != c.files {
			t.Errorf("%s: %s, %q, %v; want %s, %q", c.name, fields.JSON(), files, err, c.fields, c.files)
		}
		b.Close()
	}
	var parse *ParseError
	if err := New(request("x", "Content-Type", "multipart/form-data"), testLimits).Read(); !errors.As(err, &parse) {
		t.Errorf("no boundary: %v", err)
	}
	if err := New(request(strings.Repeat(field("a", "1"), 1001)+end, "Content-Type", "multipart/form-data; boundary=B"), testLimits).Read(); !errors.As(err, &parse) {
		t.Errorf("1001 fields: %v", err)
	}
}

// temporaryFiles counts what uploads have left in the folder for temporary
// files.
func temporaryFiles(t *testing.T, dir string) int {
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	return len(entries)
}

func TestLargeFilesAreOnDiskAndVanish(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	part := func(n int) string {
		return "--B\r\nContent-Disposition: form-data; name=f\r\nContent-Type: a/b\r\n\r\n" + strings.Repeat("x", n) + "\r\n"
	}
	b := New(request(part(600)+part(600)+part(300)+part(5000)+"--B--", "Content-Type", "multipart/form-data; boundary=B"), testLimits)
	files, err := b.Files()
	if err != nil || len(files) != 4 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	if n := temporaryFiles(t, dir); n != 2 {
		t.Errorf("%d files are on disk, want the second and the last", n)
	}
	for i, want := range []int64{600, 600, 300, 5000} {
		r, err := files[i].Open()
		if err != nil {
			t.Fatal(err)
		}
		n, _ := io.Copy(io.Discard, r)
		if r.Close(); n != want || files[i].Size != want {
			t.Errorf("file %d: %d bytes, announced as %d, want %d", i, n, files[i].Size, want)
		}
	}
	b.Close()
	if n := temporaryFiles(t, dir); n != 0 {
		t.Errorf("%d files are left", n)
	}
}

func TestSpoolKeepsEverything(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	rapid.Check(t, func(t *rapid.T) {
		memory := rapid.Int64Range(0, 100).Draw(t, "memory")
		s := &spool{memory: &memory}
		defer s.remove()
		var want []byte
		for _, p := range rapid.SliceOf(rapid.SliceOfN(rapid.Byte(), 0, 40)).Draw(t, "writes") {
			if n, err := s.Write(p); n != len(p) || err != nil {
				t.Fatal(n, err)
			}
			want = append(want, p...)
		}
		r, err := s.Open()
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, want) || s.size != int64(len(want)) {
			t.Fatalf("%q, %d, %v; want %q", got, s.size, err, want)
		}
	})
}

func FuzzBody(f *testing.F) {
	f.Add("application/json", "", `{"a":1}`)
	f.Add("multipart/form-data; boundary=b", "", "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b--")
	f.Add("multipart/form-data; boundary=b", "", "--b\nContent-Disposition: form-data; name=a; filename=\"b\"\nContent-Type: x\n\n1\n--b--")
	f.Add("text/plain; charset=latin1", "gzip", "x")
	f.Fuzz(func(t *testing.T, contentType, coding, body string) {
		r := request(body)
		r.Header = http.Header{"Content-Type": {contentType}, "Content-Encoding": {coding}}
		b := New(r, Limits{Payload: 1 << 16, Files: 1 << 16, InMemory: 1 << 16})
		defer b.Close()
		v, err := b.Value()
		if err != nil || v.IsUndefined() {
			return
		}
		back, err := value.ParseString(v.JSON())
		if err != nil || !value.DeepEqual(back, v) {
			t.Errorf("%q %q: %s is no document: %v", contentType, body, v.JSON(), err)
		}
	})
}

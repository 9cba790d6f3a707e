package httpclient

import (
	"strings"
	"testing"
	"unicode/utf8"

	whatwg "github.com/nlnwa/whatwg-url/url"
)

// The answers are those of Node.js 20's URL class: scheme, host, path, query,
// user and password.
var urlCases = []struct{ raw, want string }{
	{"http://EXAMPLE.com", "http example.com /   "},
	{"https://example.com:443/a?b#c", "https example.com /a ?b  "},
	{"http://example.com:80", "http example.com /   "},
	{"http://a/b c", "http a /b%20c   "},
	{"http://a/ü?ü=ä b", "http a /%C3%BC ?%C3%BC=%C3%A4%20b  "},
	{"\thttp://a.b/c\n", "http a.b /c   "},
	{"http://a.b\n/rest/im.send", "http a.b /rest/im.send   "},
	{"https://my\ndomain.bitrix24.com\n/rest/", "https mydomain.bitrix24.com /rest/   "},
	{"http://a/../b/./c/..", "http a /b/   "},
	{"http://a/%2e%2E/b", "http a /b   "},
	{"http://a\\b\\c", "http a /b/c   "},
	{"http:a/b", "http a /b   "},
	{"http:///a/b", "http a /b   "},
	{"http://user:pa%20ss@h/", "http h /  user pa%20ss"},
	{"http://u@h", "http h /  u "},
	{"http://h:8080/x", "http h:8080 /x   "},
	{"http://h:99999/", "error"},
	{"http://[::1]:80/x", "http [::1] /x   "},
	{"http://[0:0::1]", "http [::1] /   "},
	{"http://0x7f.1/", "http 127.0.0.1 /   "},
	{"http://2130706433/", "http 127.0.0.1 /   "},
	{"http://256.1.1.1/", "error"},
	{"http://a b/", "error"},
	{"http://exa%6Dple.com", "http example.com /   "},
	{"http://münchen.de/", "http xn--mnchen-3ya.de /   "},
	{"http://a/|^`{}\"<>", "http a /|^%60%7B%7D%22%3C%3E   "},
	{"http://a/?q=|^`{}\"<>'", "http a / ?q=|^`{}%22%3C%3E%27  "},
	{"http://a?", "http a /   "},
	{"http://a/?#f", "http a /   "},
	{"http://a/%zz", "http a /%zz   "},
	{"http://a//b", "http a //b   "},
	{"http://", "error"},
	{"http://a:b", "error"},
	{"ftp://a/b", "ftp a /b   "},
	{"http://a/b?c?d=e", "http a /b ?c?d=e  "},
	{"http://xn--mnchen-3ya.de", "http xn--mnchen-3ya.de /   "},
	{"http://a/;p=1,2@:!$&'()*+", "http a /;p=1,2@:!$&'()*+   "},
	{"http://ａ.com/", "http a.com /   "},
	{"http://a..b/", "http a..b /   "},
	{"http://example.com./x", "http example.com. /x   "},
	{"http://1.2.3", "http 1.2.0.3 /   "},
	{"http://a_b/c", "http a_b /c   "},
	{"mailto:x", "mailto  x   "},
	{"not a url", "error"},
	{"http://a/b\x00c", "http a /b%00c   "},
	{"http://a/.", "http a /   "},
	{"http://a/b/..", "http a /   "},
	{"http://a/.b/..c", "http a /.b/..c   "},
	{"http://a/?x=%20&y=+", "http a / ?x=%20&y=+  "},
	{"HTTP://A/B", "http a /B   "},
}

func TestParseURL(t *testing.T) {
	for _, c := range urlCases {
		u, err := ParseURL(c.raw)
		got := "error"
		if err == nil {
			query := u.Query
			if u.HasQuery {
				query = "?" + query
			}
			got = strings.Join([]string{u.Scheme, u.Host, u.Path, query, u.User, u.Password}, " ")
		}
		if got != c.want {
			t.Errorf("%q: %q, want %q", c.raw, got, c.want)
		}
	}
}

// The short ways must agree with the full parser.
func FuzzParseURL(f *testing.F) {
	for _, c := range urlCases {
		f.Add(c.raw)
	}
	for _, more := range []string{"http://1.2.3.4:8080/x", "http://1.2.3.256/", "http://01.2.3.4/", "http://1.2.3.4.5/", "http://h:0/", "http://h:080/", "https://h:80", "http://h:/", "http://1.2.3.a", "http://a.1"} {
		f.Add(more)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		if len(raw) > 1000 || !utf8.ValidString(raw) {
			return // the full parser's time grows with the square of the length
		}
		full, err := fromWhatwg(whatwg.Parse(raw))
		if err == nil && full.Scheme != "http" && full.Scheme != "https" {
			return
		}
		got, gotErr := ParseURL(raw)
		if (err == nil) != (gotErr == nil) || err == nil && full != got {
			t.Fatalf("%q: %+v, %v; the full parser %+v, %v", raw, got, gotErr, full, err)
		}
	})
}

func TestWireURL(t *testing.T) {
	for _, c := range urlCases {
		u, err := ParseURL(c.raw)
		if err != nil || u.Scheme != "http" {
			continue
		}
		if got := wireURL(u).RequestURI(); got != u.Target() {
			t.Errorf("%q is sent as %q, want %q", c.raw, got, u.Target())
		}
	}
}

func TestResolve(t *testing.T) {
	base, err := ParseURL("https://h:8443/a/b?c")
	if err != nil {
		t.Fatal(err)
	}
	for ref, want := range map[string]string{
		"/x": "https://h:8443/x", "x?y": "https://h:8443/a/x?y", "//o/p": "https://o/p", "http://o": "http://o/", "?q": "https://h:8443/a/b?q", "": "https://h:8443/a/b?c",
	} {
		u, err := base.Resolve(ref)
		if err != nil || u.String() != want {
			t.Errorf("%q: %v, %v; want %s", ref, u, err, want)
		}
	}
}

func TestWithQuery(t *testing.T) {
	for _, c := range []struct{ raw, query, want string }{
		{"http://h/a", "", "http://h/a"}, {"http://h/a", "k=v", "http://h/a?k=v"}, {"http://h/a?x=1", "k=v", "http://h/a?x=1&k=v"},
		{"http://h/a#f", "k=v", "http://h/a?k=v"},
	} {
		if got := WithQuery(c.raw, c.query); got != c.want {
			t.Errorf("%s and %s: %s, want %s", c.raw, c.query, got, c.want)
		}
	}
}

func BenchmarkParseURL(b *testing.B) {
	b.Run("plain", func(b *testing.B) {
		for b.Loop() {
			ParseURL("https://example.bitrix24.com/rest/imbot.message.add?auth=abc&x=1")
		}
	})
	b.Run("newline", func(b *testing.B) {
		for b.Loop() {
			ParseURL("https://example.bitrix24.com\n/rest/imbot.message.add?auth=abc&x=1")
		}
	})
}

package site

import (
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

func built(t *testing.T) *Site {
	t.Helper()
	s, err := New(fstest.MapFS{
		"index.html":      {Data: []byte(`<meta name="csp-nonce" content="__CSP_NONCE__">`)},
		"assets/a-1.js":   {Data: []byte(strings.Repeat("let a = 1;\n", 500))},
		"favicon.svg":     {Data: []byte("<svg/>")},
		".secret":         {Data: []byte("no")},
		"sub/.hidden.txt": {Data: []byte("no")},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestPage(t *testing.T) {
	s := built(t)
	nonces := map[string]bool{}
	for _, at := range []string{"/", "/index.html", "/workflow/abc", "/invite?token=x"} {
		r := httptest.NewRequest("GET", at, nil)
		r.Header.Set("Accept", "text/html,*/*")
		w := httptest.NewRecorder()
		if !s.Serve(w, r) || w.Code != 200 {
			t.Fatalf("%s: %d", at, w.Code)
		}
		m := regexp.MustCompile(`content="([^"]+)"`).FindStringSubmatch(w.Body.String())
		policy := w.Header().Get("Content-Security-Policy")
		if m == nil || nonces[m[1]] || !strings.Contains(policy, "style-src 'self' 'nonce-"+m[1]+"'") {
			t.Errorf("%s: %s with %s", at, w.Body.String(), policy)
			continue
		}
		nonces[m[1]] = true
		if strings.Contains(policy, "unsafe") || !strings.Contains(policy, "default-src 'self'") || !strings.Contains(policy, "frame-ancestors 'none'") {
			t.Error(policy)
		}
		if w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %v", at, w.Header())
		}
	}
}

func TestFiles(t *testing.T) {
	s := built(t)
	r := httptest.NewRequest("GET", "/assets/a-1.js", nil)
	r.Header.Set("Accept-Encoding", "gzip")
	w := httptest.NewRecorder()
	if !s.Serve(w, r) || w.Header().Get("Content-Encoding") != "gzip" || w.Body.Len() > 1000 {
		t.Errorf("%v, %d bytes", w.Header(), w.Body.Len())
	}
	if w.Header().Get("Cache-Control") != "public, max-age=31536000, immutable" || w.Header().Get("Content-Type") != "text/javascript; charset=utf-8" {
		t.Errorf("%v", w.Header())
	}
	r.Header.Set("If-None-Match", w.Header().Get("ETag"))
	w = httptest.NewRecorder()
	if s.Serve(w, r); w.Code != 304 || w.Body.Len() != 0 {
		t.Errorf("again: %d", w.Code)
	}
	for _, at := range []string{"/assets/gone.js", "/.secret", "/sub/.hidden.txt", "/nothing.txt", "/../index.js"} {
		w := httptest.NewRecorder()
		if s.Serve(w, httptest.NewRequest("GET", at, nil)) && w.Body.String() == "no" {
			t.Errorf("%s: %d %s", at, w.Code, w.Body.String())
		}
	}
	if _, err := New(fstest.MapFS{}); err == nil {
		t.Error("a site without page")
	}
	w = httptest.NewRecorder()
	ServeUnbuilt(w, httptest.NewRequest("GET", "/", nil))
	if w.Code != 200 || !strings.Contains(w.Body.String(), "make run") {
		t.Errorf("%d %s", w.Code, w.Body.String())
	}
}

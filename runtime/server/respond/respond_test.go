package respond

import (
	"compress/gzip"
	"io"
	"net/http/httptest"
	"strings"
	"testing"

	"runnel/runtime/value"
)

func TestFixed(t *testing.T) {
	text := strings.Repeat("all work and no play ", 200)
	f := NewFixed("text/plain; charset=utf-8", []byte(text))
	r := httptest.NewRequest("GET", "/", nil)
	w := httptest.NewRecorder()
	f.Serve(w, r)
	if w.Code != 200 || w.Body.String() != text || w.Header().Get("Content-Encoding") != "" {
		t.Errorf("plain: %d %v", w.Code, w.Header())
	}
	tag := w.Header().Get("ETag")
	r.Header.Set("Accept-Encoding", "br, gzip;q=0.5")
	w = httptest.NewRecorder()
	f.Serve(w, r)
	z, err := gzip.NewReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	if plain, _ := io.ReadAll(z); string(plain) != text || w.Header().Get("ETag") != tag || w.Header().Get("Vary") != "Accept-Encoding" {
		t.Errorf("compressed: %v", w.Header())
	}
	for header, status := range map[string]int{tag: 304, "W/" + tag: 304, `"x", ` + tag: 304, "*": 304, `"x"`: 200, "": 200} {
		r.Header.Set("If-None-Match", header)
		w = httptest.NewRecorder()
		if f.Serve(w, r); w.Code != status || status == 304 && w.Body.Len() > 0 {
			t.Errorf("%s: %d", header, w.Code)
		}
	}
	r = httptest.NewRequest("HEAD", "/", nil)
	w = httptest.NewRecorder()
	if f.Serve(w, r); w.Body.Len() > 0 || w.Header().Get("Content-Length") == "" {
		t.Errorf("HEAD: %v", w.Header())
	}
}

func TestAccepts(t *testing.T) {
	for header, want := range map[string]bool{"": false, "gzip": true, "GZIP": true, "*": true, "br": false, "gzip;q=0": false, "gzip; q=0.1": true, "identity, gzip": true} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Accept-Encoding", header)
		if got := Accepts(r, "gzip"); got != want {
			t.Errorf("%q: %v", header, got)
		}
	}
}

func TestJSONOfText(t *testing.T) {
	w := httptest.NewRecorder()
	JSON(w, httptest.NewRequest("GET", "/", nil), 201, value.String(`a"b`))
	if w.Code != 201 || w.Body.String() != `"a\"b"` {
		t.Errorf("%d %s", w.Code, w.Body.String())
	}
}

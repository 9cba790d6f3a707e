// Package site serves the editor's files: the page itself with a strict
// policy, and what belongs to it, compressed and kept by browsers.
package site

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"

	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"

	"runnel/runtime/server/respond"
	"runnel/runtime/value"
)

// Site serves a built editor.
type Site struct {
	files fs.FS
	page  []byte
	mu    sync.Mutex
	ready map[string]*respond.Fixed
}

// placeholder stands in the page for the nonce of an answer.
const placeholder = "__CSP_NONCE__"

// New makes a site of the files of a built editor, which must have an
// index.html.
func New(files fs.FS) (*Site, error) {
	page, err := fs.ReadFile(files, "index.html")
	if err != nil {
		return nil, err
	}
	return &Site{files: files, page: page, ready: map[string]*respond.Fixed{}}, nil
}

// Policy is the Content-Security-Policy of the editor: everything comes from
// this server, nothing stands in line. Style sheets that libraries make while
// the page runs carry the nonce of the answer.
func Policy(nonce string) string {
	style := "'self'"
	if nonce != "" {
		style += " 'nonce-" + nonce + "'"
	}
	return "default-src 'self'; script-src 'self'; style-src " + style + "; img-src 'self' data: blob:; media-src 'self' blob:; frame-src blob:; " +
		"object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
}

// secure sets the headers that every answer of the site has.
func secure(h http.Header, nonce string) {
	h.Set("Content-Security-Policy", Policy(nonce))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
}

// Serve answers a request for a file, or with the page for addresses inside of
// the editor. It is false when there is nothing to answer with.
func (s *Site) Serve(w http.ResponseWriter, r *http.Request) bool {
	name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
	if name != "" && name != "index.html" && !strings.HasPrefix(path.Base(name), ".") {
		if f := s.file(name); f != nil {
			secure(w.Header(), "")
			cache := "no-cache"
			if strings.HasPrefix(name, "assets/") {
				// Their names change with what is in them.
				cache = "public, max-age=31536000, immutable"
			}
			w.Header().Set("Cache-Control", cache)
			f.Serve(w, r)
			return true
		}
		if strings.HasPrefix(name, "assets/") || !wantsPage(r) {
			return false
		}
	}
	s.servePage(w, r)
	return true
}

// wantsPage tells whether a browser asks for a page to show.
func wantsPage(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept"), "text/html")
}

func (s *Site) servePage(w http.ResponseWriter, r *http.Request) {
	random := make([]byte, 16)
	rand.Read(random)
	nonce := base64.StdEncoding.EncodeToString(random)
	h := w.Header()
	secure(h, nonce)
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Type", "text/html; charset=utf-8")
	page := bytes.ReplaceAll(s.page, []byte(placeholder), []byte(nonce))
	respond.Send(w, r, http.StatusOK, bytes.NewReader(page), int64(len(page)))
}

// file gives a file of the site, nil when there is none. It is read and
// compressed once.
func (s *Site) file(name string) *respond.Fixed {
	s.mu.Lock()
	f := s.ready[name]
	s.mu.Unlock()
	if f != nil {
		return f
	}
	data, err := fs.ReadFile(s.files, name)
	if err != nil {
		return nil
	}
	f = respond.NewFixed(typeOf(name), data)
	s.mu.Lock()
	s.ready[name] = f
	s.mu.Unlock()
	return f
}

// types are the content types of what builds of the editor hold; the system's
// own list differs from machine to machine.
var types = map[string]string{
	".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".html": "text/html; charset=utf-8",
	".svg": "image/svg+xml", ".json": "application/json; charset=utf-8", ".map": "application/json; charset=utf-8",
	".png": "image/png", ".ico": "image/x-icon", ".woff2": "font/woff2", ".txt": "text/plain; charset=utf-8", ".wasm": "application/wasm",
}

func typeOf(name string) string {
	ext := strings.ToLower(path.Ext(name))
	if t := types[ext]; t != "" {
		return t
	}
	if t := mime.TypeByExtension(ext); t != "" {
		return t
	}
	return "application/octet-stream"
}

// unbuilt is the page of a program without editor.
const unbuilt = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Runnel</title>
<h1>The editor is not built into this program</h1>
<p>The server runs: webhooks, schedules and the API work. To have the editor here, install Node.js 20 or newer and run
<code>make run</code> in the source folder, or <code>make build</code> to build the program with it.</p></html>
`

// ServeUnbuilt answers in place of the editor, when it was not built.
func ServeUnbuilt(w http.ResponseWriter, r *http.Request) {
	secure(w.Header(), "")
	w.Header().Set("Cache-Control", "no-store")
	respond.Value(w, r, http.StatusOK, value.String(unbuilt), "text/html; charset=utf-8")
}

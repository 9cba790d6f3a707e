package server

import (
	"bufio"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"runnel/runtime/credential"
	"runnel/runtime/node"
	"runnel/runtime/store"
	"runnel/runtime/value"
	"runnel/workflows"
)

// openDatabase opens a database for one test.
func openDatabase(t testing.TB, log *slog.Logger) *store.Database {
	t.Helper()
	dir := t.TempDir()
	keys, err := credential.LoadKeys(filepath.Join(dir, "key"))
	if err != nil {
		t.Fatal(err)
	}
	db, err := store.OpenDatabase(context.Background(), filepath.Join(dir, "runnel.db"), store.DatabaseOptions{Keys: keys, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// storedCredentials finds credentials in a database.
type storedCredentials struct{ db *store.Database }

func (s storedCredentials) Credential(ctx context.Context, ref workflows.CredentialRef) (node.Credential, error) {
	return s.db.FindCredential(ctx, credential.Ref{Type: ref.Type, ID: ref.ID, Name: ref.Name})
}

// directClients gives plain clients.
type directClients struct{}

func (directClients) Client(node.ClientOptions) (*http.Client, error) {
	return &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}, nil
}

// person is somebody at the editor.
type person struct {
	in     *instance
	cookie string
	csrf   string
}

const (
	ownerEmail    = "ada@example.com"
	ownerPassword = "Correct horse 1"
)

// editor starts an instance with the editor and its owner signed in.
func editor(t testing.TB, change func(*setup)) (*instance, *person) {
	t.Helper()
	in := start(t, func(s *setup) {
		s.editor = true
		if change != nil {
			change(s)
		}
	})
	p := &person{in: in}
	p.begin(in.send("POST", "/api/editor/setup", `{"email":"`+ownerEmail+`","password":"`+ownerPassword+`","firstName":"Ada","lastName":"Lovelace","token":"`+in.server.SetupToken(t.Context())+`"}`,
		"Content-Type", "application/json"))
	return in, p
}

// begin takes over the session of an answer.
func (p *person) begin(a answer) {
	p.in.t.Helper()
	if a.status != 200 {
		p.in.t.Fatalf("no session: %d %s", a.status, a.body)
	}
	for _, c := range (&http.Response{Header: a.header}).Cookies() {
		if c.Name == "runnel-session" {
			p.cookie = c.Name + "=" + c.Value
		}
	}
	p.csrf = a.json(p.in.t).Get("csrf").Str()
	if p.cookie == "" || p.csrf == "" {
		p.in.t.Fatal("the session lacks its cookie or its token")
	}
}

// send sends a request of the person; headers are name and value in turn.
func (p *person) send(method, path, body string, headers ...string) answer {
	p.in.t.Helper()
	all := []string{"Cookie", p.cookie, "X-Runnel-CSRF", p.csrf}
	if body != "" {
		all = append(all, "Content-Type", "application/json")
	}
	return p.in.send(method, path, body, append(all, headers...)...)
}

// do sends a request to the editor's API that must be answered with 200 or 204.
func (p *person) do(method, path, body string) value.Value {
	p.in.t.Helper()
	a := p.send(method, "/api/editor"+path, body)
	if a.status != 200 && a.status != 204 {
		p.in.t.Fatalf("%s %s: %d %s", method, path, a.status, a.body)
	}
	if a.body == "" {
		return value.Undefined
	}
	return a.json(p.in.t)
}

// refused sends a request to the editor's API that must be refused, and gives
// the message.
func (p *person) refused(method, path, body string, status int, code string) string {
	p.in.t.Helper()
	a := p.send(method, "/api/editor"+path, body)
	if a.status != status || a.json(p.in.t).Get("code").Str() != code {
		p.in.t.Errorf("%s %s: %d %s, want %d %s", method, path, a.status, a.body, status, code)
	}
	return a.json(p.in.t).Get("message").Str()
}

func (a answer) json(t testing.TB) value.Value {
	t.Helper()
	v, err := value.ParseString(a.body)
	if err != nil {
		t.Fatalf("%d %s: %v", a.status, a.body, err)
	}
	return v
}

// stored makes a workflow in the database and gives its id and version.
func (p *person) stored(f *flow) (id, version string) {
	p.in.t.Helper()
	o := p.do("POST", "/workflows", `{"workflow":`+f.String()+`}`)
	return o.AtPath("workflow.id").Str(), o.Get("versionId").Str()
}

// listen opens the stream of events; events come as "name data".
func (p *person) listen(query string, headers ...string) <-chan string {
	p.in.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	p.in.t.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, "GET", p.in.url+"/api/editor/events"+query, nil)
	if err != nil {
		p.in.t.Fatal(err)
	}
	r.Header.Set("Cookie", p.cookie)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	res, err := p.in.client.Do(r)
	if err != nil || res.StatusCode != 200 {
		p.in.t.Fatal(res, err)
	}
	events := make(chan string, 1000)
	in := bufio.NewReader(res.Body)
	// The first comment says that the reader is registered.
	if _, err := in.ReadString('\n'); err != nil {
		p.in.t.Fatal(err)
	}
	go func() {
		defer close(events)
		defer res.Body.Close()
		name := ""
		for {
			line, err := in.ReadString('\n')
			if err != nil {
				return
			}
			line = strings.TrimSpace(line)
			if after, ok := strings.CutPrefix(line, "event: "); ok {
				name = after
			} else if after, ok := strings.CutPrefix(line, "data: "); ok {
				events <- name + " " + after
			}
		}
	}()
	return events
}

// until gives the data of the next event of a name.
func until(t testing.TB, events <-chan string, name string) value.Value {
	t.Helper()
	for e := range events {
		if got, data, _ := strings.Cut(e, " "); got == name {
			v, err := value.ParseString(data)
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
	}
	t.Fatalf("the stream ended without %s", name)
	return value.Undefined
}

// ended waits until an execution is stored as ended.
func (p *person) ended(id string) value.Value {
	p.in.t.Helper()
	for ; ; time.Sleep(5 * time.Millisecond) {
		a := p.send("GET", "/api/editor/executions/"+id, "")
		// It can be asked for from the moment on at which its id is known.
		if a.status != 200 {
			p.in.t.Fatalf("execution %s: %d %s", id, a.status, a.body)
		}
		if v := a.json(p.in.t); v.Get("status").Str() != "running" && v.Get("status").Str() != "new" {
			return v
		}
	}
}

// text makes JSON of a text.
func text(s string) string { return value.String(s).JSON() }

// serve starts another server and gives its address.
func serve(t testing.TB, h http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

// must parses JSON.
func must(t testing.TB, json string) value.Value {
	t.Helper()
	v, err := value.ParseString(json)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

package store

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"runnel/runtime/credential"
	"runnel/runtime/value"
)

// newDatabase opens a database in a folder of the test's own.
func newDatabase(t *testing.T, o DatabaseOptions) *Database {
	t.Helper()
	return reopen(t, filepath.Join(t.TempDir(), "runnel.db"), o)
}

func reopen(t *testing.T, path string, o DatabaseOptions) *Database {
	t.Helper()
	if o.Keys == nil {
		keys, err := credential.LoadKeys(filepath.Join(filepath.Dir(path), "credentials.key"))
		if err != nil {
			t.Fatal(err)
		}
		o.Keys = keys
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	d, err := OpenDatabase(t.Context(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

func parseDoc(t testing.TB, text string) value.Value {
	t.Helper()
	doc, err := value.ParseString(text)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

const sample = `{"name":"Hello","nodes":[{"id":"1","name":"Hook","type":"n8n-nodes-base.webhook","typeVersion":2,"position":[0,0],"parameters":{"path":"a","httpMethod":"POST"}},
	{"id":"2","name":"Set","type":"n8n-nodes-base.set","typeVersion":3,"position":[200,0],"parameters":{}}],
	"connections":{"Hook":{"main":[[{"node":"Set","type":"main","index":0}]]}},"settings":{},"unknown":{"kept":1}}`

var ann = Author{ID: "u1", Name: "Ann"}

func TestSQLiteIsSetUpForDurabilityAndForGivingBack(t *testing.T) {
	d := newDatabase(t, DatabaseOptions{})
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "auto_vacuum": "2", "foreign_keys": "1"} {
		var got string
		if err := d.writer.QueryRow("SELECT * FROM pragma_" + pragma).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %q (%v), want %q", pragma, got, err, want)
		}
	}
	if _, err := d.readers.Exec("DELETE FROM tags"); err == nil {
		t.Error("a reader could write")
	}
}

func TestFilesAreTheOwnersAlone(t *testing.T) {
	dir := t.TempDir()
	reopen(t, filepath.Join(dir, "runnel.db"), DatabaseOptions{})
	for _, name := range []string{"runnel.db", "credentials.key"} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v (%v)", name, info.Mode(), err)
		}
	}
}

func TestOneProcessAtATime(t *testing.T) {
	path := filepath.Join(t.TempDir(), "runnel.db")
	d := reopen(t, path, DatabaseOptions{})
	if _, err := OpenDatabase(t.Context(), path, DatabaseOptions{}); err == nil || !strings.Contains(err.Error(), "another process") {
		t.Errorf("the second one was told %v", err)
	}
	d.Close()
	reopen(t, path, DatabaseOptions{})
}

func TestANewerDatabaseIsLeftAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "runnel.db")
	d := reopen(t, path, DatabaseOptions{})
	if _, err := d.writer.Exec("INSERT INTO migrations (number, at) VALUES (1000, 0)"); err != nil {
		t.Fatal(err)
	}
	d.Close()
	if _, err := OpenDatabase(t.Context(), path, DatabaseOptions{}); err == nil || !strings.Contains(err.Error(), "newer version") {
		t.Errorf("it said %v", err)
	}
}

func TestSavesAreVersionsAndNothingIsLost(t *testing.T) {
	d, ctx := newDatabase(t, DatabaseOptions{}), context.Background()
	w, err := d.CreateWorkflow(ctx, parseDoc(t, sample), Save{By: ann})
	if err != nil {
		t.Fatal(err)
	}
	if w.ID == "" || w.Active() || w.Name != "Hello" || w.Document.Get("unknown").Get("kept").Num() != 1 || w.Document.Get("versionId").Str() != w.VersionID {
		t.Fatalf("stored as %+v", w)
	}
	edited := w.Document.Set("name", value.String("Hello 2"))
	second, err := d.SaveWorkflow(ctx, w.ID, edited, Save{Base: w.VersionID, By: ann})
	if err != nil {
		t.Fatal(err)
	}
	// A second tab that began with the first version.
	_, err = d.SaveWorkflow(ctx, w.ID, w.Document.Set("name", value.String("Mine")), Save{Base: w.VersionID, By: Author{"u2", "Bob"}})
	var conflict *Conflict
	if !errors.As(err, &conflict) || conflict.VersionID != second.VersionID || conflict.UpdatedBy != "Ann" {
		t.Fatalf("the second tab was told %v", err)
	}
	third, err := d.SaveWorkflow(ctx, w.ID, w.Document.Set("name", value.String("Mine")), Save{Base: w.VersionID, Force: true, By: Author{"u2", "Bob"}})
	if err != nil {
		t.Fatal(err)
	}
	same, err := d.SaveWorkflow(ctx, w.ID, third.Document, Save{Base: third.VersionID, By: ann})
	if err != nil || same.VersionID != third.VersionID {
		t.Fatalf("saving the same again gave %v, %v", same, err)
	}
	list, err := d.Versions(ctx, w.ID)
	if err != nil || len(list) != 3 || list[0].ID != third.VersionID || list[0].Author != "Bob" || list[2].Number != 1 {
		t.Fatalf("the versions are %+v, %v", list, err)
	}
	old, err := d.Version(ctx, w.ID, second.VersionID)
	if err != nil || old.Document.Get("name").Str() != "Hello 2" || old.Latest != third.VersionID {
		t.Fatalf("the second version is %+v, %v", old, err)
	}
	if _, err := d.Version(ctx, "other", second.VersionID); !errors.Is(err, ErrNotFound) {
		t.Errorf("a version of another workflow: %v", err)
	}
}

func TestPublishing(t *testing.T) {
	d, ctx := newDatabase(t, DatabaseOptions{}), context.Background()
	w, _ := d.CreateWorkflow(ctx, parseDoc(t, sample), Save{By: ann})
	if _, err := d.PublishedWorkflow(ctx, w.ID); !errors.Is(err, ErrNotFound) {
		t.Fatalf("before: %v", err)
	}
	if _, err := d.PublishWorkflow(ctx, w.ID, "no such version", ann); !errors.Is(err, ErrNotFound) {
		t.Fatalf("an unknown version: %v", err)
	}
	if w2, err := d.PublishWorkflow(ctx, w.ID, w.VersionID, ann); err != nil || !w2.Document.Get("active").Bool() {
		t.Fatalf("published: %v, %v", w2, err)
	}
	if _, err := d.SaveWorkflow(ctx, w.ID, w.Document.Set("name", value.String("Draft")), Save{Base: w.VersionID, By: ann}); err != nil {
		t.Fatal(err)
	}
	list, err := d.PublishedWorkflows(ctx)
	if err != nil || len(list) != 1 || list[0].VersionID != w.VersionID || list[0].Document.Get("name").Str() != "Hello" {
		t.Fatalf("live is %+v, %v", list, err)
	}
	if _, err := d.ArchiveWorkflow(ctx, w.ID, true, ann); err != nil {
		t.Fatal(err)
	}
	if list, _ := d.PublishedWorkflows(ctx); len(list) != 0 {
		t.Error("an archived workflow is live")
	}
	if list, _ := d.Workflows(ctx, WorkflowFilter{}); len(list) != 0 {
		t.Error("an archived workflow is listed")
	}
	if list, _ := d.Workflows(ctx, WorkflowFilter{Archived: true}); len(list) != 1 {
		t.Error("the archived workflow is not listed among the archived")
	}
	if err := d.DeleteWorkflow(ctx, w.ID); err != nil {
		t.Fatal(err)
	}
	if err := d.DeleteWorkflow(ctx, w.ID); !errors.Is(err, ErrNotFound) {
		t.Errorf("deleting again: %v", err)
	}
}

func TestListsOfWorkflows(t *testing.T) {
	d, ctx := newDatabase(t, DatabaseOptions{}), context.Background()
	first, _ := d.CreateWorkflow(ctx, parseDoc(t, sample).Set("tags", parseDoc(t, `[{"id":"elsewhere","name":"prod"},"bots"]`)), Save{By: ann})
	second, _ := d.CreateWorkflow(ctx, parseDoc(t, sample).Set("name", value.String("100%_real")), Save{By: ann, Publish: true})
	yes := true
	for _, c := range []struct {
		name   string
		filter WorkflowFilter
		want   []string
	}{
		{"all", WorkflowFilter{}, []string{second.ID, first.ID}},
		{"search", WorkflowFilter{Search: "hel"}, []string{first.ID}},
		{"signs", WorkflowFilter{Search: "%_r"}, []string{second.ID}},
		{"sign alone", WorkflowFilter{Search: "_"}, []string{second.ID}},
		{"tag", WorkflowFilter{Tags: []string{"prod", "bots"}}, []string{first.ID}},
		{"no such tag", WorkflowFilter{Tags: []string{"prod", "x"}}, nil},
		{"active", WorkflowFilter{Active: &yes}, []string{second.ID}},
		{"page", WorkflowFilter{Limit: 1}, []string{second.ID}},
		{"next page", WorkflowFilter{After: second.ID}, []string{first.ID}},
	} {
		list, err := d.Workflows(ctx, c.filter)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]bool{}
		for _, w := range list {
			got[w.ID] = true
		}
		// Both may have been made in the same millisecond: then their order is that of ids.
		if (c.filter.Limit == 0 && c.filter.After == "") && (len(got) != len(c.want)) || c.filter.Limit > 0 && len(list) != 1 {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	list, _ := d.Workflows(ctx, WorkflowFilter{Search: "Hello"})
	if len(list) != 1 || list[0].NodeCount != 2 || len(list[0].Triggers) != 1 || list[0].Triggers[0] != "n8n-nodes-base.webhook" || len(list[0].Tags) != 2 {
		t.Errorf("listed as %+v", list)
	}
}

func TestHostileWorkflowsAreRefused(t *testing.T) {
	d := newDatabase(t, DatabaseOptions{})
	for _, text := range []string{`[]`, `{"nodes":5}`, `{"nodes":["x"]}`, `{"nodes":[],"connections":7}`, `{"nodes":[` + strings.Repeat(`{},`, 20_000) + `{}]}`} {
		_, err := d.CreateWorkflow(context.Background(), parseDoc(t, text), Save{})
		var invalid *Invalid
		if !errors.As(err, &invalid) {
			t.Errorf("%.30s: %v", text, err)
		}
	}
	// Names that mean something elsewhere are names like others.
	w, err := d.CreateWorkflow(context.Background(), parseDoc(t, `{"name":"'; DROP TABLE workflows; --","nodes":[],"connections":{"__proto__":{"main":[]}},"__proto__":{"a":1}}`), Save{})
	if err != nil || w.Name != "'; DROP TABLE workflows; --" || w.Document.Get("__proto__").Get("a").Num() != 1 {
		t.Errorf("stored as %+v, %v", w, err)
	}
}

func TestCredentialsAreSealed(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "runnel.db")
	d, ctx := reopen(t, path, DatabaseOptions{}), context.Background()
	c, err := d.PutCredential(ctx, credential.Entry{Name: "API", Type: "httpHeaderAuth", Data: parseDoc(t, `{"name":"X-Key","value":"plainsecret"}`)})
	if err != nil {
		t.Fatal(err)
	}
	found, err := d.FindCredential(ctx, credential.Ref{Type: "httpHeaderAuth", Name: "API"})
	if err != nil || found.ID != c.ID {
		t.Fatalf("by name: %v, %v", found, err)
	}
	if _, err := d.PutCredential(ctx, credential.Entry{Name: "API", Type: "httpHeaderAuth", Data: parseDoc(t, `{}`)}); err != nil {
		t.Fatal(err)
	}
	var missing *credential.NotFoundError
	if _, err := d.FindCredential(ctx, credential.Ref{Type: "httpHeaderAuth", Name: "API"}); !errors.As(err, &missing) {
		t.Errorf("a name that two have: %v", err)
	}
	if _, err := d.FindCredential(ctx, credential.Ref{Type: "httpHeaderAuth", ID: c.ID, Name: "API"}); err != nil {
		t.Errorf("by id: %v", err)
	}
	// A fresh token is stored, and opened again after a change of the key.
	if err := d.setCredentialField(ctx, c.ID, "oauthTokenData", parseDoc(t, `{"access_token":"fresh"}`)); err != nil {
		t.Fatal(err)
	}
	d.Close()
	for _, name := range []string{"runnel.db", "runnel.db-wal"} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err == nil && strings.Contains(string(text), "plainsecret") {
			t.Errorf("%s holds the secret", name)
		}
	}
	key := filepath.Join(dir, "credentials.key")
	old, _ := os.ReadFile(key)
	if err := os.WriteFile(key, append([]byte("second "+"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"), old...), 0o600); err != nil {
		t.Fatal(err)
	}
	d = reopen(t, path, DatabaseOptions{})
	var sealed string
	if err := d.readers.QueryRow("SELECT sealed FROM credentials WHERE id = ?", c.ID).Scan(&sealed); err != nil || !strings.HasPrefix(sealed, "rs1.second.") {
		t.Errorf("sealed as %.12s…, %v", sealed, err)
	}
	e, err := d.CredentialEntry(ctx, c.ID)
	if err != nil || e.Data.Get("value").Str() != "plainsecret" || e.Data.Get("oauthTokenData").Get("access_token").Str() != "fresh" {
		t.Errorf("opened: %v", err)
	}
}

func TestUsersSessionsAndKeys(t *testing.T) {
	d, ctx := newDatabase(t, DatabaseOptions{}), context.Background()
	owner, err := d.CreateOwner(ctx, User{Email: "ann@example.com", FirstName: "Ann", PasswordHash: "h"})
	if err != nil || owner.Role != "global:owner" {
		t.Fatal(owner, err)
	}
	if _, err := d.CreateOwner(ctx, User{Email: "eve@example.com"}); !errors.Is(err, ErrTaken) {
		t.Errorf("a second owner: %v", err)
	}
	if _, err := d.CreateUser(ctx, User{Email: "ANN@example.com", Role: "global:member"}); !errors.Is(err, ErrTaken) {
		t.Errorf("the same address in capitals: %v", err)
	}
	token := HashToken("token")
	if err := d.CreateSession(ctx, token, Session{UserID: owner.ID, CSRF: "c", CreatedAt: time.Now(), ExpiresAt: time.Now().Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	if s, u, err := d.Session(ctx, token); err != nil || u.ID != owner.ID || s.CSRF != "c" {
		t.Errorf("the session: %v %v %v", s, u, err)
	}
	if err := d.ExtendSession(ctx, token, time.Now().Add(-time.Minute)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := d.Session(ctx, token); !errors.Is(err, ErrNotFound) {
		t.Errorf("a session that is over: %v", err)
	}
	k, err := d.CreateAPIKey(ctx, APIKey{UserID: owner.ID, Label: "ci", Scopes: []string{"workflow:read"}}, HashToken("key"))
	if err != nil {
		t.Fatal(err)
	}
	got, _, err := d.APIKeyByHash(ctx, HashToken("key"))
	if err != nil || got.ID != k.ID || len(got.Scopes) != 1 {
		t.Errorf("the key: %+v, %v", got, err)
	}
	owner.Disabled = true
	if err := d.UpdateUser(ctx, owner); err != nil {
		t.Fatal(err)
	}
	if _, _, err := d.APIKeyByHash(ctx, HashToken("key")); !errors.Is(err, ErrNotFound) {
		t.Errorf("the key of a disabled user: %v", err)
	}
	if err := d.DeleteUser(ctx, owner.ID); err != nil {
		t.Fatal(err)
	}
	if list, _ := d.APIKeys(ctx, owner.ID); len(list) != 0 {
		t.Error("the keys of a deleted user are left")
	}
}

func TestTagsAndVariables(t *testing.T) {
	d, ctx := newDatabase(t, DatabaseOptions{}), context.Background()
	tag, err := d.CreateTag(ctx, " prod ")
	if err != nil || tag.Name != "prod" {
		t.Fatal(tag, err)
	}
	if _, err := d.CreateTag(ctx, "prod"); !errors.Is(err, ErrTaken) {
		t.Errorf("a second tag of the name: %v", err)
	}
	if _, err := d.RenameTag(ctx, "none", "x"); !errors.Is(err, ErrNotFound) {
		t.Errorf("an unknown tag: %v", err)
	}
	w, _ := d.CreateWorkflow(ctx, parseDoc(t, sample), Save{})
	if w, err = d.SetWorkflowTags(ctx, w.ID, []string{tag.ID}); err != nil || len(w.Tags) != 1 {
		t.Fatal(w, err)
	}
	if _, err := d.SetWorkflowTags(ctx, w.ID, []string{"none"}); !errors.Is(err, ErrNotFound) {
		t.Errorf("an unknown tag: %v", err)
	}
	if w, _ = d.Workflow(ctx, w.ID); len(w.Tags) != 1 {
		t.Error("the refused change took the tags away")
	}
	v, err := d.CreateVariable(ctx, Variable{Key: "host", Value: "example.com"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.CreateVariable(ctx, Variable{Key: "host"}); !errors.Is(err, ErrTaken) {
		t.Errorf("a second variable of the key: %v", err)
	}
	v.Value = "example.org"
	if _, err := d.UpdateVariable(ctx, v); err != nil {
		t.Fatal(err)
	}
	if vars, err := d.VariablesObject(ctx); err != nil || vars.Get("host").Str() != "example.org" {
		t.Error(vars, err)
	}
}

func TestStaticDataOutlivesTheProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "runnel.db")
	d, ctx := reopen(t, path, DatabaseOptions{}), context.Background()
	if data, err := d.Load(ctx, "w"); err != nil || !data.IsUndefined() {
		t.Fatal(data, err)
	}
	if err := d.Save(ctx, "w", parseDoc(t, `{"global":{"n":1}}`)); err != nil {
		t.Fatal(err)
	}
	d.Close()
	d = reopen(t, path, DatabaseOptions{})
	if data, err := d.Load(ctx, "w"); err != nil || data.Get("global").Get("n").Num() != 1 {
		t.Error(data, err)
	}
}

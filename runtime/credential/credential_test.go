package credential

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"runnel/runtime/node"
	"runnel/runtime/value"
)

func TestTypesAgreeWithTheReference(t *testing.T) {
	text, err := os.ReadFile("../../../shared/reference/credentials.json")
	if err != nil {
		t.Skip("../shared is not there: ", err)
	}
	type field struct{ Name, Type, Default string }
	list, err := value.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range list.Elems() {
		typ := types[want.Get("name").Str()]
		if typ == nil {
			t.Errorf("type %s is missing", want.Get("name").Str())
			continue
		}
		var got, expected []field
		for _, p := range typ.Params {
			got = append(got, field{p.Name, string(p.Kind), p.Default.JSON()})
		}
		for _, p := range want.Get("properties").Elems() {
			expected = append(expected, field{p.Get("name").Str(), p.Get("type").Str(), p.Get("default").JSON()})
		}
		if diff := cmp.Diff(expected, got); diff != "" {
			t.Errorf("%s: %s", typ.Name, diff)
		}
		if auth := want.Get("authenticate"); auth.Get("type").Str() == "generic" {
			if !value.DeepEqual(auth.Get("properties"), typ.Auth.Templates) {
				t.Errorf("%s: authenticates by %s, want %s", typ.Name, typ.Auth.Templates.JSON(), auth.JSON())
			}
		} else if !auth.IsUndefined() && typ.Authentication().Kind == "" {
			t.Errorf("%s does not authenticate requests", typ.Name)
		}
		if typ.Generic != want.Get("genericAuth").Bool() {
			t.Errorf("%s: generic is %v", typ.Name, typ.Generic)
		}
	}
}

func TestInheritance(t *testing.T) {
	gmail := Find("gmailOAuth2")
	if got := gmail.Authentication().Kind; got != node.AuthOAuth2 {
		t.Errorf("gmailOAuth2 authenticates by %q", got)
	}
	data := gmail.Complete(node.Obj("clientId", "c", "oauthTokenData", node.Obj("access_token", "t")))
	for key, want := range map[string]string{
		"clientId": `"c"`, "accessTokenUrl": `"https://oauth2.googleapis.com/token"`, "oauthTokenData": `{"access_token":"t"}`,
		"allowedHttpRequestDomains": `"all"`, "grantType": `"authorizationCode"`,
	} {
		if got := data.Get(key).JSON(); got != want {
			t.Errorf("%s is %s, want %s", key, got, want)
		}
	}
	if !strings.Contains(data.Get("scope").Str(), "gmail.compose") {
		t.Error("the scope is not the type's own")
	}
	names := map[string]int{}
	for _, p := range gmail.AllParams() {
		names[p.Name]++
	}
	for name, n := range names {
		if n != 1 {
			t.Errorf("field %s is there %d times", name, n)
		}
	}
	for name, want := range map[string]node.AuthenticationKind{
		"googleDriveOAuth2Api": node.AuthOAuth2, "twitterOAuth1Api": node.AuthOAuth1, "microsoftOutlookOAuth2Api": node.AuthOAuth2, "httpHeaderAuth": node.AuthTemplates,
	} {
		if got := Find(name).Authentication().Kind; got != want {
			t.Errorf("%s authenticates by %q, want %q", name, got, want)
		}
	}
	if Find("somethingApi") != nil {
		t.Error("an unknown type was found")
	}
	if !Find("httpBasicAuth").Secret("password") || Find("httpBasicAuth").Secret("user") || !Find("oAuth2Api").Secret("oauthTokenData") {
		t.Error("secret fields are not known")
	}
}

func TestReadAndFind(t *testing.T) {
	s, err := Read("creds.json", []byte(`[
		{"id":"a","name":"Basic","type":"httpBasicAuth","data":{"user":"u"}},
		{"id":7,"name":"Basic","type":"httpHeaderAuth","data":{"name":"X","value":"v"}},
		{"id":"b","name":"Twice","type":"httpHeaderAuth","data":{"value":"1"}},
		{"name":"Twice","type":"httpHeaderAuth","data":{"value":"2"}},
		{"id":"c","name":"Other","type":"acme","data":{"oauthTokenData":{}}}]`))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		ref  Ref
		want string
	}{
		{Ref{"httpBasicAuth", "a", "renamed"}, `a httpBasicAuth "u"`},
		{Ref{"httpHeaderAuth", "7", ""}, `7 httpHeaderAuth undefined`},
		{Ref{"httpBasicAuth", "", "Basic"}, `a httpBasicAuth "u"`},
		{Ref{"httpBasicAuth", "gone", "Basic"}, `a httpBasicAuth "u"`},
		{Ref{"httpBasicAuth", "7", ""}, `Credential with ID "7" does not exist for type "httpBasicAuth".`},
		{Ref{"httpHeaderAuth", "", "Twice"}, `Found credential with no ID.`},
		{Ref{"httpHeaderAuth", "x", "Twice"}, `Credential with ID "x" does not exist for type "httpHeaderAuth".`},
		{Ref{"httpHeaderAuth", "", ""}, `Found credential with no ID.`},
	} {
		got := ""
		cred, err := s.Find(c.ref)
		if err != nil {
			var typed *NotFoundError
			if !errors.As(err, &typed) {
				t.Errorf("%v: untyped error %v", c.ref, err)
			}
			got = err.Error()
		} else {
			got = fmt.Sprintf("%s %s %s", cred.ID, cred.Type, cred.Get("user"))
		}
		if got != c.want {
			t.Errorf("%+v: %s, want %s", c.ref, got, c.want)
		}
	}
	cred, _ := s.Find(Ref{"acme", "c", ""})
	if cred.Authentication().Kind != node.AuthOAuth2 {
		t.Error("a token makes no OAuth credential of an unknown type")
	}
	if err := cred.SaveField("token", value.String("new")); err != nil {
		t.Fatal(err)
	}
	if again, _ := s.Find(Ref{"acme", "c", ""}); again.Text("token") != "new" {
		t.Error("saved data is lost")
	}
}

func TestReadTellsWhatIsWrongWithoutSecrets(t *testing.T) {
	for text, want := range map[string]string{
		`[{"type":"x","data":{"password":"hunter2"`: `f: the file is no valid JSON`,
		`[3]`: `f: credential 0 must be an object {id, name, type, data}`,
		`[{"name":"N","data":{"password":"hunter2"}}]`:                                 `f: credential 0 ("N") has no type`,
		`[{"name":"N","type":"t","data":"hunter2"}]`:                                   `f: credential 0 ("N") is encrypted; export it decrypted (--decrypted)`,
		`[{"name":"N","type":"t"}]`:                                                    `f: credential 0 ("N") has no data object`,
		`[{"id":"1","type":"t","name":"A","data":{}},{"id":"1","type":"t","data":{}}]`: `f: credentials "A" and "" have the same id 1`,
	} {
		_, err := Read("f", []byte(text))
		if err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
	one, err := Read("f", []byte(`{"id":"1","type":"t","data":{"a":1}}`))
	if err != nil || len(one.Entries()) != 1 {
		t.Errorf("a single credential: %v", err)
	}
}

func TestSecretsPrintAsStars(t *testing.T) {
	e := Entry{"1", "n", "t", node.Obj("password", "hunter2")}
	written, _ := json.Marshal([]Entry{e})
	for _, text := range []string{fmt.Sprintf("%v %+v %#v %s", e, e, e, &e), string(written)} {
		if strings.Contains(text, "hunter2") {
			t.Errorf("printed as %s", text)
		}
	}
}

func TestSeal(t *testing.T) {
	keys, err := ReadKeys([]byte("# comment\n\nnew " + strings.Repeat("A", 43) + "=\nold " + strings.Repeat("B", 42) + "A=\n"))
	if err != nil {
		t.Fatal(err)
	}
	oldOnly, _ := ReadKeys([]byte("old " + strings.Repeat("B", 42) + "A="))
	rapid.Check(t, func(t *rapid.T) {
		data, context := rapid.SliceOf(rapid.Byte()).Draw(t, "data"), rapid.String().Draw(t, "context")
		sealed := keys.Seal(data, context)
		got, err := keys.Open(sealed, context)
		if err != nil || string(got) != string(data) {
			t.Fatalf("opened %q, %v", got, err)
		}
		if _, err := keys.Open(sealed, context+"x"); !errors.Is(err, ErrTampered) {
			t.Fatalf("another context: %v", err)
		}
		i := rapid.IntRange(0, len(sealed)-1).Draw(t, "place")
		changed := []byte(sealed)
		changed[i] ^= 1
		if got, err := keys.Open(string(changed), context); err == nil {
			t.Fatalf("a changed text opens as %q", got)
		}
	})
	sealed := oldOnly.Seal([]byte("x"), "c")
	if !strings.HasPrefix(sealed, "rs1.old.") || !keys.NeedsResealing(sealed) || keys.NeedsResealing(keys.Seal(nil, "")) {
		t.Errorf("key ids: %s", sealed)
	}
	if got, err := keys.Open(sealed, "c"); err != nil || string(got) != "x" {
		t.Errorf("the old key does not open: %v", err)
	}
	if _, err := oldOnly.Open(keys.Seal(nil, ""), ""); !errors.Is(err, ErrUnknownKey) {
		t.Errorf("unknown key: %v", err)
	}
	for _, bad := range []string{"", "plain", "rs1.old", "rs1.old.!!", "rs1.old.AAAA", "xx.old.AAAA"} {
		if _, err := keys.Open(bad, ""); !errors.Is(err, ErrNotSealed) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	e := Entry{"1", "N", "t", node.Obj("a", 1)}
	text := keys.SealEntry(e)
	if got, err := keys.OpenEntry("1", "N", "t", text); err != nil || got.Data.JSON() != `{"a":1}` {
		t.Errorf("entry: %v %v", got.Data, err)
	}
	if _, err := keys.OpenEntry("2", "N", "t", text); err == nil {
		t.Error("an entry opens under another id")
	}
}

func TestReadKeysErrors(t *testing.T) {
	good := strings.Repeat("A", 43) + "="
	for text, want := range map[string]string{
		"":                                   "there is no key in it",
		"onlyid":                             "line 1 must be an id",
		"a.b " + good:                        "line 1 must be an id",
		"id AAAA":                            "the key on line 1 must be 32 bytes",
		"id " + good + "\nid " + good + "\n": "line 2 repeats the key id id",
	} {
		if _, err := ReadKeys([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestLoadKeysMakesOneFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sub", "key")
	var wait sync.WaitGroup
	sealed := make([]string, 8)
	for i := range sealed {
		wait.Go(func() {
			keys, err := LoadKeys(path)
			if err != nil {
				t.Error(err)
				return
			}
			sealed[i] = keys.Seal([]byte("x"), "")
		})
	}
	wait.Wait()
	keys, err := LoadKeys(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range sealed {
		if _, err := keys.Open(s, ""); err != nil {
			t.Errorf("%v: another key was made", err)
		}
	}
	info, _ := os.Stat(path)
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the key file has mode %v", info.Mode())
	}
	if entries, _ := os.ReadDir(filepath.Dir(path)); len(entries) != 1 {
		t.Errorf("%d files are left", len(entries))
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`[{"id":"a","name":"N","type":"httpBasicAuth","data":{"user":"u"}}]`))
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := Read("f", text)
		if err != nil {
			return
		}
		for _, e := range s.Entries() {
			if _, err := s.Find(Ref{e.Type, e.ID, e.Name}); err != nil && e.ID != "" {
				t.Fatalf("not found: %v", err)
			}
		}
	})
}

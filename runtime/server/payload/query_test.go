package payload

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"runnel/runtime/value"
)

// lines reads a file of JSON lines.
func lines[T any](t *testing.T, name string) []T {
	t.Helper()
	f, err := os.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all []T
	for s := bufio.NewScanner(f); s.Scan(); {
		var one T
		if err := json.Unmarshal(s.Bytes(), &one); err != nil {
			t.Fatal(err)
		}
		all = append(all, one)
	}
	return all
}

// The wanted values are what npm's qs 6.17 with allowPrototypes and Node.js's
// querystring answer.
func TestPairs(t *testing.T) {
	for _, c := range lines[struct {
		Raw         string
		Query, Form json.RawMessage
	}](t, "pairs.jsonl") {
		if got := ParseQuery(c.Raw).JSON(); got != string(c.Query) {
			t.Errorf("query %q: got %s, want %s", c.Raw, got, c.Query)
		}
		if got := parseForm(c.Raw).JSON(); got != string(c.Form) {
			t.Errorf("form %q: got %s, want %s", c.Raw, got, c.Form)
		}
	}
}

func TestNoMoreThanAThousandPairs(t *testing.T) {
	var b strings.Builder
	for i := range 1500 {
		fmt.Fprintf(&b, "k%d=%d&", i, i)
	}
	for _, raw := range []string{b.String(), b.String() + "a[b]=1"} {
		if n := ParseQuery(raw).Len(); n != queryParameters {
			t.Errorf("a query of %d", n)
		}
		if n := parseForm(raw).Len(); n != queryParameters {
			t.Errorf("a form of %d", n)
		}
	}
	if got := ParseQuery(strings.Repeat("&", queryParameters) + "a=1"); got.Len() != 0 {
		t.Errorf("empty parts count, got %s", got)
	}
}

func FuzzPairs(f *testing.F) {
	for _, s := range []string{"a=1&b[]=2", "a[b][c]=1&a=%zz", "[[]]=&a[20]=x&a=1", "%5B%5d=ü&__proto__[a]=1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, v := range []value.Value{ParseQuery(s), parseForm(value.DecodeUTF8(s))} {
			back, err := value.ParseString(v.JSON())
			if err != nil || !value.DeepEqual(back, v) {
				t.Errorf("%q: %s is no document: %v", s, v.JSON(), err)
			}
		}
	})
}

func BenchmarkQuery(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		ParseQuery("id=42&name=J%C3%BCrgen&page=2")
	}
}

package value

import (
	"bufio"
	"os"
	"testing"
)

// TestParsePath holds the paths against what lodash's _.get reads: a line of the file is a text and its keys.
func TestParsePath(t *testing.T) { checkPaths(t, "testdata/paths.jsonl") }

func checkPaths(t *testing.T, name string) {
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		row, err := Parse(lines.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		text, want := row.Index(0).Str(), row.Index(1)
		var got []Value
		for _, s := range parsePath(text) {
			got = append(got, String(s.Key()))
		}
		if !DeepEqual(Array(got...), want) {
			t.Errorf("ParsePath(%q) = %s, want %s", text, Array(got...), want)
		}
	}
}

// TestEdits holds reads and writes by path against lodash: a line of the file is a document, a path, what _.get gives (null for undefined), what
// _.has gives, a value, the document after _.set and after _.unset.
func TestEdits(t *testing.T) { checkEdits(t, "testdata/edits.jsonl") }

func checkEdits(t *testing.T, name string) {
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	failed := 0
	for lines := bufio.NewScanner(file); lines.Scan() && failed < 20; {
		row, err := Parse(lines.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		text, path, x := row.Index(0).Str(), row.Index(1).Str(), row.Index(4)
		for _, read := range []func(string) (Value, error){ParseString, LazyString} {
			doc, err := read(text)
			if err != nil {
				t.Fatal(err)
			}
			get := doc.AtPath(path)
			if get.IsUndefined() {
				get = Null
			}
			if has := doc.HasAtPath(path); get.JSON() != row.Index(2).JSON() || has != row.Index(3).Bool() {
				t.Errorf("%s at %q: got %s, has %t, want %s, %s", text, path, get, has, row.Index(2), row.Index(3))
				failed++
			}
			if set := doc.SetAtPath(path, x); set.JSON() != row.Index(5).Str() {
				t.Errorf("%s at %q set to %s:\n got %s\nwant %s", text, path, x, set, row.Index(5).Str())
				failed++
			}
			if unset := doc.DeleteAtPath(path); unset.JSON() != row.Index(6).Str() {
				t.Errorf("%s without %q:\n got %s\nwant %s", text, path, unset, row.Index(6).Str())
				failed++
			}
			if doc.JSON() != text {
				t.Errorf("%s at %q was changed to %s", text, path, doc)
				failed++
			}
		}
	}
}

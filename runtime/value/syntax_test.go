package value

import (
	"bufio"
	"bytes"
	"os"
	"testing"
)

// TestSyntaxErrors holds the messages against those that Node.js 20 gave: a line of the file is a text and its message, null for valid JSON.
func TestSyntaxErrors(t *testing.T) {
	file, err := os.ReadFile("testdata/syntax-errors.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(bytes.NewReader(file)); lines.Scan(); {
		row, err := Parse(lines.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		text, want := row.Index(0).Str(), row.Index(1)
		got := Null
		if _, err := ParseString(text); err != nil {
			got = String(err.(*SyntaxError).Message())
		}
		if !DeepEqual(got, want) {
			t.Errorf("ParseString(%q)\n got %s\nwant %s", text, got, want)
		}
		lazy, lazyErr := LazyString(text)
		if (lazyErr == nil) != (want.IsNull()) || lazyErr != nil && lazyErr.(*SyntaxError).Message() != want.Str() {
			t.Errorf("LazyString(%q) = %s, %v, want %s", text, lazy, lazyErr, want)
		}
	}
}

package syntax_test

import (
	"bufio"
	"encoding/json"
	"os"
	"testing"

	"runnel/runtime/js/platform"
	"runnel/runtime/js/syntax"
)

const (
	head = "module.exports = async function VmCodeWrapper() {"
	tail = "\n}()"
)

// TestMessages compares what is said of small faulty programs with V8's words,
// for each as a script and as the body of a Code node.
func TestMessages(t *testing.T) {
	f, err := os.Open("testdata/syntax.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	in := bufio.NewScanner(f)
	total, differ := 0, 0
	for in.Scan() {
		var c struct {
			Code, Wrap string
			Error      *string
		}
		if err := json.Unmarshal(in.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		code := c.Code
		if c.Wrap == "code" {
			code = head + code + tail
		}
		want := ""
		if c.Error != nil {
			want = *c.Error
		}
		got := ""
		if e := syntax.Check(code, platform.CheckRegExp); e != nil {
			got = e.Message
		}
		total++
		if got != want {
			differ++
			t.Errorf("%s: %s\n   got %q\n  want %q", c.Wrap, c.Code, got, want)
		}
	}
	t.Logf("%d of %d differ", differ, total)
}

package expr

import (
	"testing"

	"runnel/runtime/value"
)

func TestBroken(t *testing.T) {
	for text, want := range map[string]string{
		"plain": "", "={{ $json.x }}": "", "={{ 1 }} and {{ 2 }}": "", "=": "",
		"={{ ({}).constructor.constructor('x')() }}": "Expression contains invalid constructor function call",
	} {
		got := ""
		if err := Broken(Compile(value.String(text), nil)); err != nil {
			got = err.Message
		}
		if got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
	if Broken(nil) != nil {
		t.Error("nothing is broken")
	}
}

package js

import (
	"os"
	"testing"
)

func TestDebugSite(t *testing.T) {
	code := os.Getenv("CODE")
	if code == "" {
		t.Skip()
	}
	debugSite = func(s *site, message string) {
		text := ""
		if s.unit != nil && s.at < len(s.unit.text) {
			text = s.unit.text[s.at:min(len(s.unit.text), s.at+30)]
		}
		t.Logf("op=%q native=%q at=%d %q message=%q top0=%v top1=%v", s.op, s.native(), s.at, text, message, s.top(0), s.top(1))
	}
	t.Log(runMessage(code))
}

package intl

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"strings"
	"testing"
)

// askNode evaluates a JavaScript function of one input per element with Node, whose ICU is the model of this package.
// The test is skipped where there is no Node with ICU 78.
func askNode(t *testing.T, function string, inputs any) []string {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("no node to compare with")
	}
	if v, err := exec.Command(node, "-p", "process.versions.icu+' '+process.versions.node").Output(); err != nil || !strings.HasPrefix(string(v), "78.") || !strings.Contains(string(v), " 20.") {
		t.Skipf("comparison needs Node 20 with ICU 78, there is %s", bytes.TrimSpace(v))
	}
	in, err := json.Marshal(inputs)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(node, "-e", `
const f = `+function+`;
const input = JSON.parse(require('fs').readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(input.map(x => { try { return String(f(x)) } catch (e) { return e.name + ': ' + e.message } })));`)
	cmd.Env = append(cmd.Environ(), "TZ=UTC", "LC_ALL=en_US.UTF-8")
	cmd.Stdin = bytes.NewReader(in)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("node: %v: %s", err, stderr.String())
	}
	var got []string
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	return got
}

// compare reports the differences between our answers and Node's, up to a limit, and how many there are.
func compare(t *testing.T, label func(i int) string, ours, nodes []string) {
	t.Helper()
	var bad []int
	for i := range nodes {
		if ours[i] != nodes[i] {
			bad = append(bad, i)
		}
	}
	if len(bad) == 0 {
		return
	}
	for i := 0; i < len(bad); i += max(1, len(bad)/12) {
		t.Errorf("%s: got %q, node has %q", label(bad[i]), ours[bad[i]], nodes[bad[i]])
	}
	t.Errorf("%d of %d differ", len(bad), len(nodes))
}

var testLocales = strings.Fields("en-US en-GB en-IN en-CA en-AU de de-AT de-CH fr fr-CA fr-CH es es-MX es-AR it pt-BR pt-PT ru nl pl ja zh zh-TW ko tr ar ar-EG he fa hi th sv da nb fi cs hu uk ro el vi id bg hr sk sl lt lv et ca bn ta sr")

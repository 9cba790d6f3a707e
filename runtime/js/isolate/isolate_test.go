package isolate

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"runnel/runtime/expr"
	"runnel/runtime/expr/exprtest"
	"runnel/runtime/item"
	"runnel/runtime/js"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// TestMain makes the test's program a worker when it is started as one, and lets
// it tell what it was started with.
func TestMain(m *testing.M) {
	switch {
	case len(os.Args) > 1 && os.Args[1] == "worker":
		if err := Work(os.Stdin, os.Stdout); err != nil {
			os.Stderr.WriteString(err.Error())
			os.Exit(1)
		}
	case len(os.Args) > 1 && os.Args[1] == "bare":
		if err := work(os.Stdin, os.Stdout, errors.New("no filter")); err != nil {
			os.Exit(1)
		}
	case len(os.Args) > 1 && os.Args[1] == "tell":
		dir, _ := os.Getwd()
		fmt.Fprintf(os.Stderr, "environment %q in %s\n", os.Environ(), dir)
		os.Exit(1)
	case len(os.Args) > 1 && os.Args[1] == "escape":
		escape()
	default:
		os.Exit(m.Run())
	}
}

// never is the time limit of what has to end by itself, on the slowest of
// machines too; only a failure waits for it.
const never = 5 * time.Minute

func newPool(t testing.TB, size int) *Pool {
	p := New(Options{Command: []string{os.Args[0], "worker"}, Size: size})
	t.Cleanup(p.Close)
	return p
}

// memoryFile is a file's content.
type memoryFile []byte

func (m memoryFile) Open() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(m)), nil }
func (m memoryFile) Size() int64                  { return int64(len(m)) }
func (m memoryFile) ID() string                   { return "" }

// helpers are helpers that need no network; called is told what is requested.
type helpers struct{ called func(url string) }

func (helpers) Binary() node.BinaryStore { return helpers{} }

func (h helpers) Request(ctx context.Context, r js.Request) (value.Value, error) {
	url := r.Options.Get("url").Str()
	if h.called != nil {
		h.called(url)
	}
	switch url {
	case "bytes":
		return value.Host(js.Bytes("\x00\xff")), nil
	case "fail":
		return value.Undefined, node.Errorf("no such host").Describe("look again")
	case "hang":
		<-ctx.Done()
		return value.Undefined, ctx.Err()
	}
	return value.Object(value.Field{Key: "helper", Value: value.String(r.Helper)}, value.Field{Key: "options", Value: r.Options}), nil
}

func (helpers) Create(_ context.Context, r io.Reader, meta node.BinaryMeta) (*item.Binary, error) {
	b, err := io.ReadAll(r)
	return &item.Binary{MimeType: meta.MimeType, FileName: meta.FileName, Content: memoryFile(b)}, err
}

func (helpers) FromValue(v value.Value) (*item.Binary, error) {
	return &item.Binary{MimeType: v.Get("mimeType").Str(), Content: memoryFile(v.Get("data").Str())}, nil
}

func testData() *exprtest.Data {
	d := exprtest.Chain(value.EmptyObject, []value.Field{{Key: "Prev", Value: value.Object(value.Field{Key: "k", Value: value.String("v")})}})
	file := &item.Binary{MimeType: "text/plain", FileName: "a.txt", Content: memoryFile("hello")}
	raw, err := value.LazyString(`{"b":1,"a":{"x":[1,2,"\ud800"]}}`)
	if err != nil {
		panic(err)
	}
	d.InputData = []item.Item{
		{JSON: raw, Paired: item.From(0), Binary: item.NewBinaries(item.NamedBinary{Name: "data", File: file})},
		{JSON: value.Object(value.Field{Key: "n", Value: value.Number(1.5)}), Paired: item.FromNumber(1)},
	}
	d.Variables = value.Object(value.Field{Key: "x", Value: value.String("var")})
	return d
}

// TestUnrestricted starts workers that the system does not restrict, which is
// told once.
func TestUnrestricted(t *testing.T) {
	var told []string
	pool := New(Options{Command: []string{os.Args[0], "bare"}, Size: 2, Unrestricted: func(what string) { told = append(told, what) }})
	t.Cleanup(pool.Close)
	for range 2 {
		w, err := pool.take(t.Context(), config{memory: 1 << 30, scriptTimeout: never})
		if err != nil {
			t.Fatal(err)
		}
		pool.give(w, true)
	}
	if len(told) != 1 || told[0] != "no filter" {
		t.Errorf("told %q", told)
	}
}

// TestSameAsHere runs scripts in this process and in another one.
func TestSameAsHere(t *testing.T) {
	pool := newPool(t, 2)
	here := js.New(js.Options{ScriptTimeout: never})
	there := js.New(js.Options{ScriptTimeout: never, Isolation: pool})
	for _, c := range []struct {
		kind node.ScriptKind
		code string
	}{
		{node.ScriptAll, `return $input.all()`},
		{node.ScriptAll, `return $input.all().map(i => ({ json: { ...i.json, at: new Date(0), u: undefined, big: 2n, nan: NaN } }))`},
		{node.ScriptAll, `return [{ json: { prev: $('Prev').first().json, item: $('Prev').item, last: $('Prev').last(), all: $('Prev').all().length } }]`},
		{node.ScriptAll, `return [{ json: { vars: $vars, node: $node['Prev'].json, workflow: $workflow.name, mode: $execution.mode, prev: $prevNode.name, run: $runIndex } }]`},
		{node.ScriptAll, `return $('Missing').first()`},
		{node.ScriptAll, `return $('Prev').itemMatching(5)`},
		{node.ScriptAll, `const x = 1;` + "\n\n" + `return x.y.z`},
		{node.ScriptAll, `return (`},
		{node.ScriptAll, `throw new Error('boom: really')`},
		{node.ScriptAll, `throw 'text'`},
		{node.ScriptAll, `console.log('a', { b: 1 }); return []`},
		{node.ScriptAll, `return [{ json: await this.helpers.httpRequest({ url: 'x', body: Buffer.from('ab') }) }]`},
		{node.ScriptAll, `return [{ json: { b: (await this.helpers.httpRequest({ url: 'bytes' })).toString('hex') } }]`},
		{node.ScriptAll, `return await this.helpers.httpRequest({ url: 'fail' })`},
		{node.ScriptAll, `try { await this.helpers.httpRequest({ url: 'fail' }) } catch (e) { return [{ json: { e } }] }`},
		{node.ScriptAll, `return [{ json: { t: (await this.helpers.getBinaryDataBuffer(0, 'data')).toString() } }]`},
		{node.ScriptAll, `return await this.helpers.getBinaryDataBuffer(1, 'data')`},
		{node.ScriptAll, `return [{ json: {}, binary: { f: await this.helpers.prepareBinaryData(Buffer.from('xyz'), 'f.bin', 'a/b') } }]`},
		{node.ScriptAll, `const s = $getWorkflowStaticData('global'); s.n = (s.n ?? 0) + 1; return [{ json: { ...s } }]`},
		{node.ScriptEach, `return { json: { n: $itemIndex, j: $json } }`},
		{node.ScriptEach, `globalThis.count = (globalThis.count ?? 0) + 1; return { json: { count } }`},
		{node.ScriptEach, `return $input.item`},
		{node.ScriptFunction, `item.seen = 1; return items`},
		{node.ScriptFunction, `return [{ json: { r: getNodeParameter('a', 0, 'none'), m: getWorkflowStaticData('node') } }]`},
		{node.ScriptFunctionItem, `item.x = 1; return item`},
		{node.ScriptPlain, `return a - b`},
	} {
		type end struct {
			Values []string
			Errors []error
			Logs   []string
		}
		run := func(e *js.Engine) (r end) {
			s := e.Lease(context.Background())
			defer s.Release()
			s.Helpers = helpers{}
			s.Log = func(text string) { r.Logs = append(r.Logs, text) }
			d := testData()
			scope := &expr.Scope{Data: d, Runner: s, Compiler: e}
			for i := range d.InputData {
				scope.Item = i
				v, err := s.RunScript(c.kind, c.code, scope, []value.Field{{Key: "a", Value: value.Int(5)}, {Key: "b", Value: value.Int(3)}})
				text := v.Value.JSON()
				if v.Value.IsUndefined() {
					text = "undefined"
				}
				if v.Binary != nil {
					for _, n := range v.Binary.All() {
						content, err := n.File.Content.Open()
						if err != nil {
							t.Fatal(err)
						}
						b, _ := io.ReadAll(content)
						text += " " + n.Name + "=" + string(b)
					}
				}
				r.Values, r.Errors = append(r.Values, text), append(r.Errors, err)
			}
			state, _ := d.StaticData("global")
			r.Values = append(r.Values, state.Value().JSON())
			return r
		}
		if want, got := run(here), run(there); !reflect.DeepEqual(got, want) {
			w, _ := json.Marshal(want)
			g, _ := json.Marshal(got)
			t.Errorf("%s\n   got %s %v\n  want %s %v", c.code, g, got.Errors, w, want.Errors)
		}
	}
}

// stateful is data whose static data stays.
type stateful struct {
	*exprtest.Data
	static *node.State
}

func (s stateful) StaticData(string) (*node.State, error) { return s.static, nil }

// TestStaticData looks whether what a script writes arrives.
func TestStaticData(t *testing.T) {
	e := js.New(js.Options{Isolation: newPool(t, 1)})
	d := stateful{testData(), node.NewState(value.EmptyObject)}
	for range 3 {
		s := e.Lease(context.Background())
		scope := &expr.Scope{Data: d, Runner: s, Compiler: e}
		for i := range 2 {
			scope.Item = i
			if _, err := s.RunScript(node.ScriptEach, `const s = $getWorkflowStaticData('global'); s.n = (s.n ?? 0) + 1; return { json: {} }`, scope, nil); err != nil {
				t.Fatal(err)
			}
		}
		s.Release()
	}
	if got := d.static.Value().JSON(); got != `{"n":6}` {
		t.Errorf("the static data is %s", got)
	}
}

func runOne(e *js.Engine, code string) (string, error) {
	return runWith(context.Background(), e, helpers{}, code)
}

func runWith(ctx context.Context, e *js.Engine, h helpers, code string) (string, error) {
	s := e.Lease(ctx)
	defer s.Release()
	s.Helpers = h
	r, err := s.RunScript(node.ScriptAll, code, &expr.Scope{Data: testData(), Runner: s, Compiler: e}, nil)
	return r.Value.JSON(), err
}

// TestWorkersThatDie kills the worker in the middle of a script: the script
// fails, and the next finds another worker.
func TestWorkersThatDie(t *testing.T) {
	pool := newPool(t, 1)
	e := js.New(js.Options{Isolation: pool, ScriptTimeout: never})
	if _, err := runOne(e, `return 1`); err != nil {
		t.Fatal(err)
	}
	pool.mu.Lock()
	w := pool.idle[0]
	pool.mu.Unlock()
	kill := helpers{called: func(string) { _ = w.cmd.Process.Kill() }}
	_, err := runWith(context.Background(), e, kill, `this.helpers.httpRequest({ url: 'kill' }); for (;;);`)
	if err == nil || err.Error() != js.ErrMemory.Error() {
		// What the system kills has most likely taken too much.
		t.Errorf("the script fails with %v", err)
	}
	if got, err := runOne(e, `return 2`); err != nil || got != "2" {
		t.Errorf("afterwards a script answers %s, %v", got, err)
	}
}

// TestLimits runs scripts that take too long or too much.
func TestLimits(t *testing.T) {
	pool := newPool(t, 1)
	hasty := js.New(js.Options{Isolation: pool, ScriptTimeout: 300 * time.Millisecond})
	if _, err := runOne(hasty, `for (;;);`); err == nil || !strings.HasPrefix(err.Error(), "Task execution timed out") {
		t.Errorf("an endless script fails with %v", err)
	}
	patient := js.New(js.Options{Isolation: pool, ScriptTimeout: never, MemoryBudget: 64 << 20})
	if _, err := runOne(patient, `const a = []; for (;;) a.push(new Array(1e5).fill(1))`); err == nil || err.Error() != js.ErrMemory.Error() {
		t.Errorf("a greedy script fails with %v", err)
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	gone := errors.New("the execution is canceled")
	hang := helpers{called: func(string) { cancel(gone) }}
	if _, err := runWith(ctx, patient, hang, `await this.helpers.httpRequest({ url: 'hang' })`); !errors.Is(err, gone) {
		t.Errorf("a canceled script fails with %v", err)
	}
	if got, err := runOne(patient, `return 3`); err != nil || got != "3" {
		t.Errorf("afterwards a script answers %s, %v", got, err)
	}
}

// TestWhatIsLeftRunning starts requests that nobody awaits and looks whether the
// next session gets into trouble.
func TestWhatIsLeftRunning(t *testing.T) {
	e := js.New(js.Options{Isolation: newPool(t, 1)})
	for range 20 {
		if _, err := runOne(e, `for (let i = 0; i < 5; i++) this.helpers.httpRequest({ url: 'x' }).then(() => console.log('late')); return 1`); err != nil {
			t.Fatal(err)
		}
		if got, err := runOne(e, `return (await this.helpers.httpRequest({ url: 'y' })).options.url`); err != nil || got != `"y"` {
			t.Fatalf("a script answers %s, %v", got, err)
		}
	}
}

// TestManyAtOnce uses fewer workers than there are sessions.
func TestManyAtOnce(t *testing.T) {
	e := js.New(js.Options{Isolation: newPool(t, 2)})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 5 {
				if got, err := runOne(e, `return $('Prev').first().json.k`); err != nil || got != `"v"` {
					t.Errorf("a script answers %s, %v", got, err)
				}
			}
		})
	}
	wg.Wait()
}

// TestNothingToFind looks for what a worker must not have.
func TestNothingToFind(t *testing.T) {
	t.Setenv("SECRET", "sesame")
	t.Setenv("TZ", "Asia/Tokyo")
	_, err := start([]string{os.Args[0], "tell"}, config{})
	if err == nil || !strings.Contains(err.Error(), `environment ["TZ=Asia/Tokyo"`) || strings.Contains(err.Error(), "sesame") || !strings.HasSuffix(err.Error(), " in /") {
		t.Errorf("a worker tells %v", err)
	}
}

// TestCommandsThatAreNone tells of programs that cannot be started or do not
// speak as workers do.
func TestCommandsThatAreNone(t *testing.T) {
	for _, command := range [][]string{{"/does/not/exist"}, {"/bin/true"}, {"/bin/echo", "hello, this is no worker at all"}} {
		e := js.New(js.Options{Isolation: New(Options{Command: command, Size: 1})})
		for range 2 {
			if _, err := runOne(e, `return 1`); err == nil || !strings.Contains(err.Error(), "cannot be started") {
				t.Errorf("%v: %v", command, err)
			}
		}
	}
}

// FuzzDecode reads messages that mean harm.
func FuzzDecode(f *testing.F) {
	var e encoder
	e.items(testData().InputData)
	f.Add(e.b)
	e = encoder{}
	(&outcome{result: node.ScriptResult{Value: value.Int(1)}, err: errors.New("x"), states: []changedState{{call: callStatic, scope: "global"}}}).encode(&e)
	f.Add(e.b)
	f.Add([]byte{6, 255, 255, 255, 255, 15})
	f.Fuzz(func(t *testing.T, b []byte) {
		d := decoder{b: b}
		items := d.items()
		if d.err == nil {
			var e encoder
			e.items(items)
			again := decoder{b: e.b}
			if other := again.items(); again.err != nil || len(other) != len(items) {
				t.Errorf("%d items became %d, %v", len(items), len(other), again.err)
			}
		}
		_ = (&outcome{}).decode(&decoder{b: b})
		_ = (&job{}).decode(&decoder{b: b})
		_, _ = decodeConfig(b)
	})
}

func BenchmarkScript(b *testing.B) {
	e := js.New(js.Options{Isolation: newPool(b, 1)})
	b.ReportAllocs()
	for b.Loop() {
		if _, err := runOne(e, `return []`); err != nil {
			b.Fatal(err)
		}
	}
}

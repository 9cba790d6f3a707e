package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"runnel/runtime/credential"
	"runnel/runtime/engine"
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/store"
	"runnel/runtime/value"
	"runnel/workflows"
)

// BenchmarkBitrix24 answers events of Bitrix24 over loopback: the shipped
// chatbot workflow, without and with its executions recorded, and beside it the
// same work written by hand with gin.
func BenchmarkBitrix24(b *testing.B) {
	m := theMock(b)
	for _, e := range []struct{ name, form string }{
		{"delete", event("ONIMBOTDELETE", "tok1", m.domain())},
		{"message", event("ONIMBOTMESSAGEADD", "tok1", m.domain(), "data[PARAMS][MESSAGE]", "Hello there", "data[PARAMS][DIALOG_ID]", "chat42")},
	} {
		b.Run(e.name+"/byhand", func(b *testing.B) { load(b, byHand(b)+"/webhook/bitrix24/handler.php", e.form) })
		for _, r := range []struct{ name, record string }{{"runnel", "false"}, {"runnel-recorded", "true"}} {
			b.Run(e.name+"/"+r.name, func(b *testing.B) {
				defer tuneMemory()()
				base, in := serveFolder(b, chatbot(b), func(s *settings) { s.headless, s.record = true, r.record })
				load(b, base+"/webhook/bitrix24/handler.php", e.form)
				if r.record == "true" {
					everyExecution(b, in.state.db)
				}
			})
		}
	}
}

// everyExecution makes sure that what was answered is stored, and reports what
// an execution takes on the disk.
func everyExecution(b *testing.B, db *store.Database) {
	ctx := context.Background()
	list, err := db.Executions(ctx, store.ExecutionFilter{Limit: b.N + 1})
	if err != nil || len(list) != b.N {
		b.Fatalf("%d executions are stored of %d that were answered (%v)", len(list), b.N, err)
	}
	size, err := db.Size(ctx)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(size)/float64(b.N), "disk-B/op")
}

// load sends the form again and again from as many clients as a small server
// has at a time.
func load(b *testing.B, url, form string) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64, MaxConnsPerHost: 64}}
	defer client.CloseIdleConnections()
	b.SetParallelism(8)
	b.ReportAllocs()
	before := processorTime(b)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			res, err := client.Post(url, "application/x-www-form-urlencoded", strings.NewReader(form))
			if err != nil {
				b.Error(err)
				return
			}
			body, _ := io.ReadAll(res.Body)
			res.Body.Close()
			if res.StatusCode != 200 || string(body) != `{"result":true}` {
				b.Errorf("answered %d %s", res.StatusCode, body)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "req/s")
	b.ReportMetric(float64((processorTime(b)-before).Microseconds())/float64(b.N), "cpu-µs/op")
}

// processorTime is what the process has used of the processors: unlike the
// rate it does not depend on what else the machine does. The clients and the
// mock are in it, for both sides alike.
func processorTime(tb testing.TB) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// byHand is the chatbot as a programmer would write it.
func byHand(b *testing.B) string {
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	r.POST("/webhook/bitrix24/handler.php", func(c *gin.Context) {
		if c.PostForm("auth[application_token]") != "tok1" {
			c.JSON(http.StatusUnauthorized, gin.H{"result": false, "error": "Invalid application token"})
			return
		}
		switch c.PostForm("event") {
		case "ONIMBOTMESSAGEADD":
			text, access := c.PostForm("data[PARAMS][MESSAGE]"), c.PostForm("auth[access_token]")
			answer := "You said:\n" + text
			if strings.ToLower(text) == "what's hot" {
				answer = "Hi! I am an example-bot.\nI repeat what you say"
			}
			body, err := jsonBody(gin.H{"DIALOG_ID": c.PostForm("data[PARAMS][DIALOG_ID]"), "MESSAGE": answer, "AUTH": access})
			if err != nil {
				c.Status(http.StatusInternalServerError)
				return
			}
			res, err := client.Post("https://"+c.PostForm("auth[domain]")+"/rest/imbot.message.add?auth="+access, "application/json", body)
			if err != nil {
				c.Status(http.StatusInternalServerError)
				return
			}
			io.Copy(io.Discard, res.Body)
			res.Body.Close()
		case "ONIMBOTDELETE":
		}
		c.JSON(http.StatusOK, gin.H{"result": true})
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	server := &http.Server{Handler: r}
	go server.Serve(listener)
	b.Cleanup(func() { server.Close() })
	return "http://" + listener.Addr().String()
}

func jsonBody(v any) (io.Reader, error) {
	data, err := json.Marshal(v)
	return bytes.NewReader(data), err
}

// sourceItems is how many items the source makes.
var sourceItems int

// The source makes its items at once, so that the benchmark measures the nodes
// after it.
var _ = node.Define(node.Spec[struct{}]{
	Name: "bench.source", Title: "Source", Versions: node.Versions(1), Inputs: node.Main(0), Outputs: node.Main(1), Params: node.Params{},
	Trigger: func(*node.TriggerCall[struct{}]) (node.Stop, error) { return nil, nil },
	Run: func(*node.Call[struct{}]) (node.Output, error) {
		items := make([]item.Item, sourceItems)
		for i := range items {
			items[i] = item.New(value.Object(value.Field{Key: "n", Value: value.Int(i)}, value.Field{Key: "name", Value: value.String("item")}))
		}
		return node.One(items), nil
	},
})

// manyItems is a workflow that sends many items through Set, If and Code.
const manyItems = `{"id":"many","name":"Many items","nodes":[
	{"name":"Source","type":"bench.source","typeVersion":1,"position":[200,0],"parameters":{}},
	{"name":"Set","type":"n8n-nodes-base.set","typeVersion":3.4,"position":[400,0],"parameters":{"includeOtherFields":true,"assignments":{"assignments":[{"id":"1","name":"label","type":"string","value":"=no {{ $json.n }}"}]},"options":{}}},
	{"name":"If","type":"n8n-nodes-base.if","typeVersion":2.2,"position":[600,0],"parameters":{"conditions":{"options":{"caseSensitive":true,"typeValidation":"strict","version":2},"combinator":"and","conditions":[{"id":"1","leftValue":"={{ $json.n }}","rightValue":0,"operator":{"type":"number","operation":"gte"}}]},"options":{}}},
	{"name":"Code","type":"n8n-nodes-base.code","typeVersion":2,"position":[800,0],"parameters":{"mode":"MODE","jsCode":"SCRIPT"}}],
	"connections":{"Source":{"main":[[{"node":"Set","type":"main","index":0}]]},"Set":{"main":[[{"node":"If","type":"main","index":0}]]},"If":{"main":[[{"node":"Code","type":"main","index":0}]]}},
	"settings":{"executionOrder":"v1"}}`

// BenchmarkManyItems runs items through Set, If and Code in one execution, with
// the Code node in either mode, and reports the most memory that the process
// took. A million are for the mode that sees one item at a time: a script that
// sees all of them at once has two or three objects of its own for each, which
// take more than 1 GiB for a million.
func BenchmarkManyItems(b *testing.B) {
	for _, mode := range []struct {
		name, mode, script string
		items              int
	}{
		{"million/each", "runOnceForEachItem", "return { n: $json.n + 1 };", 1_000_000},
		{"200000/all", "runOnceForAllItems", "return $input.all().map(i => ({ json: { n: i.json.n + 1 } }));", 200_000},
	} {
		b.Run(mode.name, func(b *testing.B) {
			s := &settings{zone: "UTC", blockEnv: true, maxTimeout: time.Hour, scriptTimeout: 10 * time.Minute, maxMemory: -1}
			o, err := newOptions(s, slog.New(slog.NewTextHandler(io.Discard, nil)), credential.NewSet())
			if err != nil {
				b.Fatal(err)
			}
			e := engine.New(o)
			list, err := workflows.Parse("many.json", []byte(strings.NewReplacer("MODE", mode.mode, "SCRIPT", mode.script).Replace(manyItems)))
			if err != nil {
				b.Fatal(err)
			}
			plan, err := e.Compile(list[0])
			if err != nil {
				b.Fatal(err)
			}
			sourceItems = mode.items
			debug.FreeOSMemory()
			peak := watchHeap()
			for b.Loop() {
				ex, err := e.Run(context.Background(), engine.RunRequest{Plan: plan, Mode: node.ModeCLI, Keep: engine.KeepLast})
				if err != nil || ex.Data.Err != nil {
					b.Fatal(err, ex.Data.Err)
				}
				if n := len(ex.Data.LastRun().Output[0]); n != mode.items {
					b.Fatalf("%d items came out", n)
				}
			}
			b.ReportMetric(float64(peak())/(1<<20), "peak-MiB")
			b.ReportMetric(float64(mode.items*b.N)/b.Elapsed().Seconds(), "items/s")
		})
	}
}

// watchHeap samples the memory that the runtime holds; the function gives the
// most that was seen.
func watchHeap() func() uint64 {
	stop, result := make(chan struct{}), make(chan uint64)
	go func() {
		var most uint64
		var m runtime.MemStats
		for {
			runtime.ReadMemStats(&m)
			most = max(most, m.Sys-m.HeapReleased)
			select {
			case <-stop:
				result <- most
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	return func() uint64 {
		close(stop)
		return <-result
	}
}

// BenchmarkStart starts the program with the shipped workflows, and reports
// how long it takes until it answers and what memory it holds when idle.
func BenchmarkStart(b *testing.B) {
	bin := filepath.Join(b.TempDir(), "runnel")
	build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", bin, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	var answer time.Duration
	var resident int
	for b.Loop() {
		a, r, err := startOnce(bin, b.TempDir())
		if err != nil {
			b.Fatal(err)
		}
		answer += a
		resident = max(resident, r)
	}
	b.ReportMetric(float64(answer.Milliseconds())/float64(b.N), "ms-to-first-answer")
	b.ReportMetric(float64(resident)/1024, "idle-MiB")
	b.ReportMetric(0, "ns/op")
}

func startOnce(bin, data string) (time.Duration, int, error) {
	probe, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, 0, err
	}
	address := probe.Addr().String()
	probe.Close()
	cmd := exec.Command(bin, "start", "--headless", "--listen", address, "--workflows", "../../workflows/examples", "--data", data)
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return 0, 0, err
	}
	defer cmd.Wait()
	defer cmd.Process.Signal(os.Interrupt)
	for {
		res, err := http.Get("http://" + address + "/readyz")
		if err == nil {
			res.Body.Close()
			if res.StatusCode == 200 {
				break
			}
		}
		if time.Since(began) > 20*time.Second {
			return 0, 0, fmt.Errorf("no answer in 20 s: %w", err)
		}
		time.Sleep(time.Millisecond)
	}
	answer := time.Since(began)
	time.Sleep(2 * time.Second)
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", cmd.Process.Pid))
	if err != nil {
		return answer, 0, nil // only Linux tells
	}
	for line := range strings.Lines(string(status)) {
		if text, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, err := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(text), "kB")))
			return answer, kb, err
		}
	}
	return answer, 0, nil
}

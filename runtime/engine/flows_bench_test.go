package engine_test

import (
	"context"
	"log/slog"
	"net/url"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync/atomic"
	"testing"
	"time"

	_ "runnel/nodes/core/branch"
	_ "runnel/nodes/core/code"
	_ "runnel/nodes/core/noop"
	_ "runnel/nodes/core/respond"
	_ "runnel/nodes/core/set"
	_ "runnel/nodes/core/webhook"
	_ "runnel/nodes/http/request"
	"runnel/runtime/engine"
	"runnel/runtime/execution"
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
	"runnel/workflows"
)

func newBenchEngine() *engine.Engine {
	return engine.New(engine.Options{Log: slog.New(slog.DiscardHandler), Zone: time.UTC})
}

// chatbot compiles the example workflow of this repository.
func chatbot(b *testing.B, e *engine.Engine) *engine.Plan {
	const name = "../../workflows/examples/bitrix24-chatbot.json"
	text, err := os.ReadFile(name)
	if err != nil {
		b.Fatal(err)
	}
	list, err := workflows.Parse(name, text)
	if err != nil {
		b.Fatal(err)
	}
	p, err := e.Compile(list[0])
	if err != nil {
		b.Fatal(err)
	}
	return p
}

// event makes the item that the webhook emits for an event of Bitrix24.
func event(name string) item.Item {
	form := url.Values{
		"event": {name}, "data[PARAMS][MESSAGE]": {"hello"}, "data[PARAMS][DIALOG_ID]": {"chat1"}, "auth[access_token]": {"token"},
		"auth[domain]": {"127.0.0.1"}, "auth[application_token]": {"YOUR_APPLICATION_TOKEN"}, "auth[client_endpoint]": {"http://127.0.0.1/rest/"},
	}
	var body value.Builder
	for k, v := range form {
		body.Set(k, value.String(v[0]))
	}
	return item.New(value.Object(
		value.Field{Key: "headers", Value: value.Object(value.Field{Key: "host", Value: value.String("localhost")})},
		value.Field{Key: "params", Value: value.EmptyObject},
		value.Field{Key: "query", Value: value.EmptyObject},
		value.Field{Key: "body", Value: body.Object()},
		value.Field{Key: "webhookUrl", Value: value.String("http://localhost:5678/webhook/bitrix24/handler.php")},
		value.Field{Key: "executionMode", Value: value.String("production")},
	))
}

// BenchmarkBitrixEvent is the chatbot's way from the webhook's item to the
// answer, without HTTP: the event of a deleted bot needs no outgoing call.
func BenchmarkBitrixEvent(b *testing.B) {
	e := newBenchEngine()
	p := chatbot(b, e)
	hook := p.Webhooks()[0]
	in := event("ONIMBOTDELETE")
	answered := 0
	run := func() *execution.Execution {
		ex, err := e.Run(context.Background(), engine.RunRequest{
			Plan: p, ID: "1", Mode: node.ModeWebhook, Start: hook.Name, Input: node.One([]item.Item{in}), Keep: engine.KeepLast,
			Respond: func(node.Response) { answered++ },
		})
		if err != nil {
			b.Fatal(err)
		}
		return ex
	}
	if ex := run(); ex.Status != execution.StatusSuccess || answered != 1 {
		b.Fatalf("status %s, %d answers, error %v", ex.Status, answered, ex.Data.Err)
	}
	b.ReportAllocs()
	for b.Loop() {
		run()
	}
}

const millionItems = `{"name":"million","nodes":[
	{"name":"Start","type":"n8n-nodes-base.webhook","typeVersion":2,"position":[0,0],"parameters":{}},
	{"name":"Set","type":"n8n-nodes-base.set","typeVersion":3.4,"position":[200,0],"parameters":{"assignments":{"assignments":[
		{"id":"1","name":"double","type":"number","value":"={{ $json.n * 2 }}"},{"id":"2","name":"text","type":"string","value":"=item {{ $json.n }}"}]},"options":{}}},
	{"name":"If","type":"n8n-nodes-base.if","typeVersion":2.2,"position":[400,0],"parameters":{"conditions":{"options":{"version":2,"caseSensitive":true,"typeValidation":"strict"},
		"combinator":"and","conditions":[{"id":"1","leftValue":"={{ $json.double }}","rightValue":-1,"operator":{"type":"number","operation":"gt"}}]},"options":{}}},
	{"name":"Code","type":"n8n-nodes-base.code","typeVersion":2,"position":[600,0],"parameters":{"mode":"runOnceForEachItem","jsCode":"return {json: {sum: $json.double + 1}};"}}],
	"connections":{"Start":{"main":[[{"node":"Set","type":"main","index":0}]]},"Set":{"main":[[{"node":"If","type":"main","index":0}]]},"If":{"main":[[{"node":"Code","type":"main","index":0}]]}},
	"settings":{"executionOrder":"v1"}}`

// BenchmarkMillionItems takes a million items through Set, If and Code in one
// execution and reports the most memory that the process held meanwhile.
func BenchmarkMillionItems(b *testing.B) {
	const count = 1_000_000
	e := newBenchEngine()
	list, err := workflows.Parse("million.json", []byte(millionItems))
	if err != nil {
		b.Fatal(err)
	}
	p, err := e.Compile(list[0])
	if err != nil {
		b.Fatal(err)
	}
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(900 << 20))
	for b.Loop() {
		in := make([]item.Item, count)
		for i := range in {
			in[i].JSON = value.Object(value.Field{Key: "n", Value: value.Int(i)})
		}
		input := node.One(in)
		in = nil
		runtime.GC()
		var most atomic.Uint64
		stop := make(chan bool)
		go watchMemory(&most, stop)
		ex, err := e.Run(context.Background(), engine.RunRequest{Plan: p, Mode: node.ModeTrigger, Start: "Start", Input: input, Keep: engine.KeepLast})
		close(stop)
		if err != nil {
			b.Fatal(err)
		}
		if last := ex.Data.LastRun(); ex.Status != execution.StatusSuccess || len(last.Output[0]) != count {
			b.Fatalf("status %s, error %v", ex.Status, ex.Data.Err)
		}
		b.ReportMetric(float64(most.Load())/(1<<20), "peak-MiB")
	}
}

// watchMemory notes the most memory that Go has from the system.
func watchMemory(most *atomic.Uint64, stop chan bool) {
	samples := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	for {
		select {
		case <-stop:
			return
		case <-time.After(5 * time.Millisecond):
			metrics.Read(samples)
			if now := samples[0].Value.Uint64() - samples[1].Value.Uint64(); now > most.Load() {
				most.Store(now)
			}
		}
	}
}

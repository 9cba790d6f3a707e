package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"runnel/runtime/execution"
	"runnel/runtime/store"
)

// answeredFlow is a workflow that answers a call with the number of its
// execution: after its last node, or by a node of its own.
const answeredFlow = `{"id":"ID","name":"ID","nodes":[
	{"name":"Hook","type":"n8n-nodes-base.webhook","typeVersion":2,"position":[0,0],"webhookId":"ID","parameters":{"path":"ID","responseMode":"MODE","options":{}}},
	{"name":"Set","type":"n8n-nodes-base.set","typeVersion":3.4,"position":[200,0],"parameters":{"assignments":{"assignments":[{"id":"1","name":"execution","type":"string","value":"={{ $execution.id }}"}]},"options":{}}}REST],
	"connections":{"Hook":{"main":[[{"node":"Set","type":"main","index":0}]]}CONNECT},"settings":{"executionOrder":"v1"}}`

// TestWhatWasAnsweredOutlivesAKill starts the server, ends it without warning
// while it is busy, and looks for every execution that was answered.
func TestWhatWasAnsweredOutlivesAKill(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir, data := t.TempDir(), t.TempDir()
	for id, more := range map[string][3]string{
		"last": {"lastNode", "", ""},
		"node": {"responseNode", `,{"name":"Respond","type":"n8n-nodes-base.respondToWebhook","typeVersion":1.1,"position":[400,0],"parameters":{"options":{}}}`,
			`,"Set":{"main":[[{"node":"Respond","type":"main","index":0}]]}`},
		"once": {"onReceived", "", ""},
	} {
		text := strings.NewReplacer("ID", id, "MODE", more[0], "REST", more[1], "CONNECT", more[2]).Replace(answeredFlow)
		if err := os.WriteFile(filepath.Join(dir, id+".json"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	probe, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := probe.Addr().String()
	probe.Close()
	start := func() *exec.Cmd {
		// The test's binary is the program when it is called so.
		server := &exec.Cmd{Path: self, Args: []string{"runnel", "start", "--headless", "--record", "--workflows", dir, "--data", data, "--listen", address}, Stderr: io.Discard}
		if err := server.Start(); err != nil {
			t.Fatal(err)
		}
		for {
			res, err := http.Get("http://" + address + "/readyz")
			if err == nil {
				res.Body.Close()
				if res.StatusCode == http.StatusOK {
					return server
				}
			}
			if t.Context().Err() != nil {
				t.Fatal("the server did not start")
			}
			time.Sleep(10 * time.Millisecond)
		}
	}
	server := start()

	const clients, enough = 12, 600
	var mu sync.Mutex
	answered := map[string]bool{}
	once := 0
	killed := make(chan struct{})
	var kill sync.Once
	var all sync.WaitGroup
	for c := range clients {
		all.Go(func() {
			path := []string{"last", "node", "once"}[c%3]
			client := &http.Client{Transport: &http.Transport{}}
			defer client.CloseIdleConnections()
			for {
				res, err := client.Get("http://" + address + "/webhook/" + path)
				if err != nil {
					select {
					case <-killed:
					default:
						t.Error("before the end:", err)
					}
					return
				}
				body, err := io.ReadAll(res.Body)
				res.Body.Close()
				if err != nil {
					return // it was cut off
				}
				var id string
				if _, err := fmt.Sscanf(string(body), `{"execution":"%s`, &id); err != nil && path != "once" || res.StatusCode != 200 {
					t.Errorf("%s answered %d %s", path, res.StatusCode, body)
					return
				}
				mu.Lock()
				if path == "once" {
					once++
				} else {
					answered[strings.TrimSuffix(id, `"}`)] = true
				}
				if len(answered)+once >= enough {
					kill.Do(func() {
						close(killed)
						server.Process.Kill()
					})
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	server.Wait()

	ctx := context.Background()
	db, err := store.OpenDatabase(ctx, filepath.Join(data, databaseFile), store.DatabaseOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	missing := 0
	for id := range answered {
		s, err := db.ExecutionWithData(ctx, id)
		if err != nil {
			missing++
			t.Logf("execution %s: %v", id, err)
			continue
		}
		// One that a node of its own has answered may have been cut short after that.
		if s.Status != execution.StatusSuccess && !(s.WorkflowID == "node" && s.Status == execution.StatusCrashed) || s.Data == nil {
			t.Errorf("execution %s of %s is stored as %s with %d bytes", id, s.WorkflowID, s.Status, s.Bytes)
		}
	}
	if missing > 0 {
		t.Errorf("%d of %d executions that were answered are not in the store", missing, len(answered))
	}
	list, err := db.Executions(ctx, store.ExecutionFilter{WorkflowID: "once", Limit: 1 << 30})
	if err != nil || len(list) < once {
		t.Errorf("%d executions are stored of %d that were answered at once (%v)", len(list), once, err)
	}
	for _, s := range list {
		if s.Status != execution.StatusSuccess && s.Status != execution.StatusCrashed {
			t.Errorf("execution %s is %s", s.ID, s.Status)
		}
	}
	t.Logf("%d answered, none lost; %d more answered at once, %d of these stored", len(answered), once, len(list))
}

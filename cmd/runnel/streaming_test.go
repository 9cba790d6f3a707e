package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"runtime/metrics"
	"strings"
	"sync"
	"testing"
	"time"
)

const mebibyte = 1 << 20

// stream gives size bytes without holding them. The same place always has the
// same byte, no two blocks are the same.
type stream struct{ at, size int64 }

func newStream(size int64) *stream { return &stream{size: size} }

const streamBlock = 64 << 10

func (s *stream) Read(p []byte) (int, error) {
	if s.at == s.size {
		return 0, io.EOF
	}
	inBlock := s.at % streamBlock
	n := min(int64(len(p)), s.size-s.at, streamBlock-inBlock)
	clear(p[:n])
	for i := inBlock; i < min(8, inBlock+n); i++ {
		p[i-inBlock] = byte((s.at/streamBlock + 1) >> (8 * i))
	}
	s.at += n
	return int(n), nil
}

// digestOf tells the size of what is read, and a hash of it.
func digestOf(r io.Reader) (string, error) {
	h := sha256.New()
	n, err := io.Copy(h, r)
	return fmt.Sprintf("%d %s", n, hex.EncodeToString(h.Sum(nil))), err
}

// memory follows the memory that the program holds of the system while a
// function runs: the most, beyond what it held before, in bytes.
func memory(f func()) int64 {
	held := func() int64 {
		s := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
		metrics.Read(s)
		return int64(s[0].Value.Uint64() - s[1].Value.Uint64())
	}
	runtime.GC()
	before := held()
	var most int64
	stop := make(chan struct{})
	var watch sync.WaitGroup
	watch.Go(func() {
		for ticks := time.NewTicker(time.Millisecond); ; {
			most = max(most, held()-before)
			select {
			case <-ticks.C:
			case <-stop:
				return
			}
		}
	})
	f()
	close(stop)
	watch.Wait()
	return most
}

// fileServer gives streams of any size and notes what is sent to it.
type fileServer struct {
	*httptest.Server
	mu       sync.Mutex
	received string
}

func newFileServer(tb testing.TB, size int64) *fileServer {
	s := &fileServer{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			w.Header().Set("Content-Type", "application/octet-stream")
			io.Copy(w, newStream(size))
			return
		}
		got, err := digestOf(r.Body)
		if err != nil {
			got = err.Error()
		}
		s.mu.Lock()
		s.received = got
		s.mu.Unlock()
	}))
	tb.Cleanup(s.Close)
	return s
}

// filePassage is an instance with a workflow that fetches a file to disk, and
// one that passes an uploaded file on.
func filePassage(tb testing.TB, size int64) (base, file string, server *fileServer) {
	tb.Helper()
	server = newFileServer(tb, size)
	dir, open := tb.TempDir(), tb.TempDir()
	file = filepath.Join(open, "file.bin")
	write := func(name, doc string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(strings.NewReplacer("URL", server.URL, "FILE", file).Replace(doc)), 0o600); err != nil {
			tb.Fatal(err)
		}
	}
	write("fetch.json", `{"id":"fetch","name":"fetch","active":true,"nodes":[
		{"id":"1","name":"Hook","type":"n8n-nodes-base.webhook","typeVersion":2,"webhookId":"fetch","position":[0,0],"parameters":{"path":"fetch","responseMode":"lastNode","responseData":"noData"}},
		{"id":"2","name":"Get","type":"n8n-nodes-base.httpRequest","typeVersion":4.2,"position":[0,0],"parameters":{"url":"URL","options":{"response":{"response":{"responseFormat":"file"}}}}},
		{"id":"3","name":"Write","type":"n8n-nodes-base.readWriteFile","typeVersion":1,"position":[0,0],"parameters":{"operation":"write","fileName":"FILE"}}],
		"connections":{"Hook":{"main":[[{"node":"Get","type":"main","index":0}]]},"Get":{"main":[[{"node":"Write","type":"main","index":0}]]}}}`)
	write("pass.json", `{"id":"pass","name":"pass","active":true,"nodes":[
		{"id":"1","name":"Hook","type":"n8n-nodes-base.webhook","typeVersion":2,"webhookId":"pass","position":[0,0],"parameters":{"path":"pass","httpMethod":"POST","responseMode":"lastNode","responseData":"noData"}},
		{"id":"2","name":"Send","type":"n8n-nodes-base.httpRequest","typeVersion":4.2,"position":[0,0],"parameters":{"method":"POST","url":"URL","sendBody":true,"contentType":"binaryData","inputDataFieldName":"data"}}],
		"connections":{"Hook":{"main":[[{"node":"Send","type":"main","index":0}]]}}}`)
	base, _ = serveFolder(tb, dir, func(s *settings) {
		s.files, s.formDataMax = open, int(size/1e6)+2
	})
	return base, file, server
}

// pass lets a file of some size through both workflows and checks that it came
// through whole. It gives the most memory that it took, in bytes.
func pass(tb testing.TB, base, file string, server *fileServer, size int64) int64 {
	tb.Helper()
	want, _ := digestOf(newStream(size))
	call := func(method, path string, body io.Reader, length int64) {
		req, err := http.NewRequest(method, base+path, body)
		if err != nil {
			tb.Fatal(err)
		}
		if body != nil {
			req.ContentLength = length
			req.Header.Set("Content-Type", "application/octet-stream")
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			tb.Fatal(err)
		}
		defer resp.Body.Close()
		if text, _ := io.ReadAll(resp.Body); resp.StatusCode != http.StatusOK {
			tb.Fatalf("%s: %d %s", path, resp.StatusCode, text)
		}
	}
	most := memory(func() {
		call(http.MethodGet, "/webhook/fetch", nil, 0)
		call(http.MethodPost, "/webhook/pass", newStream(size), size)
	})
	f, err := os.Open(file)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	if got, err := digestOf(f); got != want || err != nil {
		tb.Errorf("on disk: %s, %v; not %s", got, err, want)
	}
	server.mu.Lock()
	defer server.mu.Unlock()
	if server.received != want {
		tb.Errorf("sent on: %s, not %s", server.received, want)
	}
	return most
}

// TestFilesStream lets a file through that is much larger than the memory that
// it may take.
func TestFilesStream(t *testing.T) {
	const size, bound = 192 * mebibyte, 64 * mebibyte
	base, file, server := filePassage(t, size)
	if most := pass(t, base, file, server, size); most > bound {
		t.Errorf("a file of %d MiB took %d MiB of memory", size/mebibyte, most/mebibyte)
	}
}

// BenchmarkFilesStream lets 1 GiB from an HTTP server to disk, and from an
// upload to an HTTP server: within 100 MiB of memory.
func BenchmarkFilesStream(b *testing.B) {
	const size, bound = 1024 * mebibyte, 100 * mebibyte
	base, file, server := filePassage(b, size)
	b.SetBytes(2 * size)
	var most int64
	for b.Loop() {
		most = max(most, pass(b, base, file, server, size))
	}
	b.ReportMetric(float64(most)/mebibyte, "peak-MiB")
	if most > bound {
		b.Errorf("it took %d MiB of memory", most/mebibyte)
	}
}

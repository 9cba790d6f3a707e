package httpclient

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

// BenchmarkDo compares a request with what net/http takes for the same.
func BenchmarkDo(b *testing.B) {
	base := serve(b, func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, `{"result":true}`)
	})
	const body = `{"a":1,"b":"text"}`
	b.Run("here", func(b *testing.B) {
		client := newClient(b, PoolOptions{}, ClientOptions{})
		b.ReportAllocs()
		for b.Loop() {
			r := &Request{Method: "POST", URL: base + "/rest/x", Body: TextBody(body, jsonType), Timeout: DefaultTimeout, UserAgent: AgentNode, Redirects: 21}
			r.Headers.Set("content-type", jsonType)
			r.Headers.Set("accept", "application/json")
			do(b, client, r)
		}
	})
	b.Run("net/http", func(b *testing.B) {
		client := &http.Client{Transport: &http.Transport{}}
		defer client.CloseIdleConnections()
		b.ReportAllocs()
		for b.Loop() {
			resp, err := client.Post(base+"/rest/x", jsonType, strings.NewReader(body))
			if err != nil {
				b.Fatal(err)
			}
			io.ReadAll(resp.Body)
			resp.Body.Close()
		}
	})
}

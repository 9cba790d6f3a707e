package server

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"runnel/runtime/value"
)

// collect feeds bytes in pieces and gives the heads that came out.
func collect(h *heads, text string, piece func(left int) int) []string {
	var all []string
	for text != "" {
		n := piece(len(text))
		h.follow([]byte(text[:n]))
		text = text[n:]
	}
	for head := h.next(); head != ""; head = h.next() {
		all = append(all, head)
	}
	return all
}

func TestHeadsOfOneConnection(t *testing.T) {
	get := "GET /a HTTP/1.1\r\nHost: x\r\n\r\n"
	post := "POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n"
	chunked := "POST /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
	bare := "GET /d HTTP/1.0\nHost: x\n\n"
	// Bodies that look like heads must not be taken for them.
	stream := get + post + "GET /" + get + chunked + "5;x=y\r\n\r\n\r\nG\r\nA\r\n0123456789\r\n0\r\nTrailer: 1\r\n\r\n" + bare + post + "\n\n\n\n\n" + get
	want := []string{get, post, get, chunked, bare, post, get}
	rapid.Check(t, func(t *rapid.T) {
		sizes := rapid.SliceOfN(rapid.IntRange(1, 60), 1, 20).Draw(t, "sizes")
		i := 0
		got := collect(&heads{limit: 1000}, stream, func(left int) int { i++; return min(left, sizes[i%len(sizes)]) })
		if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", want) {
			t.Fatalf("got %q", got)
		}
	})
}

func TestHeadsThatAreNotUnderstood(t *testing.T) {
	good := "GET /a HTTP/1.1\r\n\r\n"
	for _, bad := range []string{
		"POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
		"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
		"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + strings.Repeat("1", 2*longestLine),
		"GET / HTTP/1.1\r\nX: " + strings.Repeat("y", 2000) + "\r\n\r\n",
	} {
		h := &heads{limit: 1000}
		all := collect(h, good+bad+good+good, func(int) int { return 1 })
		if len(all) == 0 || all[0] != good || len(all) > 2 || cap(h.head)+cap(h.line) > 4*longestLine {
			t.Errorf("%.40q: %d heads, %d bytes kept", bad, len(all), cap(h.head)+cap(h.line))
		}
	}
}

func FuzzHeads(f *testing.F) {
	f.Add("GET / HTTP/1.1\r\nHost: x\r\n\r\n", 3)
	f.Add("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n", 1)
	f.Fuzz(func(t *testing.T, text string, piece int) {
		whole := collect(&heads{limit: 100}, text, func(left int) int { return left })
		parts := collect(&heads{limit: 100}, text, func(left int) int { return min(left, 1+max(piece, 0)%7) })
		// Where a head is above the limit depends on the pieces; up to there
		// both see the same.
		for i := range min(len(whole), len(parts)) {
			if whole[i] != parts[i] {
				t.Fatalf("%q: %q at once, %q in parts", text, whole, parts)
			}
		}
		for _, head := range whole {
			eachHeader(head, func(name, text string) {
				if name == "" || strings.ContainsAny(name, "\n:") || strings.Contains(text, "\n") {
					t.Fatalf("%q: the header %q: %q", head, name, text)
				}
			})
		}
	})
}

// headersFlow answers with the headers of the request.
func headersFlow() string {
	return echo(newFlow("h", "httpMethod", "POST", "responseMode", "lastNode"), "$json.headers")
}

func TestHeadersAreInOrder(t *testing.T) {
	in := start(t, nil, headersFlow())
	post := func(lines ...string) string {
		return "POST /webhook/h HTTP/1.1\r\n" + strings.Join(lines, "\r\n") + "\r\n\r\n"
	}
	for _, c := range []struct{ request, want string }{
		{post("Zeta: 1", "Host: a", "alpha: 2", "Content-Length: 0"), `{"zeta":"1","host":"a","alpha":"2","content-length":"0"}`},
		{post("X: 1", "Host: a", "x: 2", "Host2: b", "X: 3", "Content-Length: 0"), `{"x":"1, 2, 3","host":"a","host2":"b","content-length":"0"}`},
		{post("Host: a", "User-Agent: 1", "User-Agent: 2", "Cookie: a=1", "Cookie: b=2", "Content-Length: 0"), `{"host":"a","user-agent":"1","cookie":"a=1; b=2","content-length":"0"}`},
		{post("Host: a", "Set-Cookie: 1", "Set-Cookie: 2", "Content-Length: 0"), `{"host":"a","set-cookie":["1","2"],"content-length":"0"}`},
		{post("Host: a", "Empty:", "Space:   x  ", "Umlaut: \xfc \xc3\xbc", "Content-Length: 0"), `{"host":"a","empty":"","space":"x","umlaut":"ü Ã¼","content-length":"0"}`},
		{post("Host: a", "Transfer-Encoding: chunked") + "1\r\nx\r\n0\r\n\r\n", `{"host":"a","transfer-encoding":"chunked"}`},
		{post("Host: a", "10: x", "2: y", "Content-Length: 0"), `{"2":"y","10":"x","host":"a","content-length":"0"}`},
		{"POST http://b.example/webhook/h HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", `{"host":"a","content-length":"0"}`},
		{post("Host: a", "Cookie: n8n-auth=x", "Content-Length: 0"), `{"host":"a","cookie":"","content-length":"0"}`},
	} {
		for _, a := range in.raw(c.request, "POST") {
			a.want(t, fmt.Sprintf("%q", c.request), 200, c.want)
		}
	}
}

// Requests that are sent without waiting for the answers each have their own
// headers.
func TestPipelinedRequests(t *testing.T) {
	in := start(t, nil, headersFlow())
	var text strings.Builder
	var methods []string
	for i := range 20 {
		fmt.Fprintf(&text, "POST /webhook/h HTTP/1.1\r\nB%d: 1\r\nHost: a\r\nA%d: 2\r\nContent-Length: %d\r\n\r\n%s", i, i, i, strings.Repeat("x", i))
		// Requests that reach no webhook do not confuse the order.
		text.WriteString("OPTIONS * HTTP/1.1\r\nHost: a\r\nC: 1\r\nContent-Length: 0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
		methods = append(methods, "POST", "OPTIONS", "GET")
	}
	for i, a := range in.raw(text.String(), methods...) {
		if n := i / 3; i%3 == 0 {
			a.want(t, "a pipelined request", 200, fmt.Sprintf(`{"b%d":"1","host":"a","a%d":"2","content-length":"%d"}`, n, n, n))
		}
	}
}

func TestManyConnections(t *testing.T) {
	in := start(t, nil, headersFlow())
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for j := range 20 {
				id := fmt.Sprint(i*100 + j)
				a := in.send("POST", "/webhook/h", strings.Repeat("x", j), "X-Id", id)
				doc, err := value.ParseString(a.body)
				if err != nil || doc.Get("x-id").Str() != id || doc.Get("content-length").ToString() == "" {
					t.Errorf("request %s: %d %s", id, a.status, a.body)
				}
			}
		})
	}
	all.Wait()
}

func TestHeadersOfAnUnknownConnection(t *testing.T) {
	r := httptest.NewRequest("GET", "http://host/", nil)
	r.Header = http.Header{"X-B": {"1", "2"}, "X-A": {"3"}}
	if got := headersOf(r).JSON(); got != `{"host":"host","x-a":"3","x-b":"1, 2"}` {
		t.Errorf("got %s", got)
	}
}

func TestHeadsAboveTheLimit(t *testing.T) {
	in := start(t, func(s *setup) { s.server.Limits.Headers = 8 << 10 }, headersFlow())
	big := "POST /webhook/h HTTP/1.1\r\nHost: a\r\nX: " + strings.Repeat("y", 20<<10) + "\r\n\r\n"
	if a := in.raw(big, "POST"); a[0].status != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("%d %s", a[0].status, a[0].body)
	}
	fits := "POST /webhook/h HTTP/1.1\r\nHost: a\r\nX: " + strings.Repeat("y", 7<<10) + "\r\nContent-Length: 0\r\n\r\n"
	if a := in.raw(fits, "POST"); a[0].status != 200 || !strings.HasPrefix(a[0].body, `{"host":"a","x":"yyy`) {
		t.Errorf("%d %.80s", a[0].status, a[0].body)
	}
}

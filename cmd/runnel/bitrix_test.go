package main

import (
	"bytes"
	"encoding/json"
	"encoding/pem"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// restMock is a mock of Bitrix24's REST API, over TLS as the real one.
type restMock struct {
	*httptest.Server
	mu    sync.Mutex
	calls []restCall
	// keep is set when calls are recorded.
	keep bool
}

type restCall struct{ Path, ContentType, Body string }

var (
	mockOnce sync.Once
	mock     *restMock
)

// theMock gives the one mock of the process. The process trusts its
// certificate from then on, so it must come before the first TLS connection.
func theMock(tb testing.TB) *restMock {
	tb.Helper()
	mockOnce.Do(func() {
		mock = &restMock{}
		mock.Server = httptest.NewUnstartedServer(http.HandlerFunc(mock.serve))
		mock.Config.ErrorLog = log.New(io.Discard, "", 0)
		mock.StartTLS()
		dir, err := os.MkdirTemp("", "runnel-ca-*")
		if err != nil {
			tb.Fatal(err)
		}
		file := filepath.Join(dir, "ca.pem")
		cert := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: mock.Certificate().Raw})
		if err := os.WriteFile(file, cert, 0o600); err != nil {
			tb.Fatal(err)
		}
		os.Setenv("SSL_CERT_FILE", file)
		os.Setenv("SSL_CERT_DIR", dir)
	})
	return mock
}

func (m *restMock) serve(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	m.mu.Lock()
	if m.keep {
		m.calls = append(m.calls, restCall{r.URL.RequestURI(), r.Header.Get("Content-Type"), string(body)})
	}
	m.mu.Unlock()
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	io.WriteString(w, `{"result":881,"time":{"start":1,"finish":2}}`)
}

// record starts recording calls; the function gives those since.
func (m *restMock) record() func() []restCall {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.calls, m.keep = nil, true
	return func() []restCall {
		m.mu.Lock()
		defer m.mu.Unlock()
		calls := m.calls
		m.calls, m.keep = nil, false
		return calls
	}
}

// domain is what Bitrix24 calls the portal: host and port.
func (m *restMock) domain() string { return strings.TrimPrefix(m.URL, "https://") }

// serveFolder starts an instance on a free port for the folder of workflows.
func serveFolder(tb testing.TB, dir string, change func(*settings)) (base string, in *instance) {
	tb.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	s := &settings{
		zone: "UTC", workflows: dir, data: tb.TempDir(), listen: listener.Addr().String(), baseURL: "http://localhost:5678/",
		payloadMax: defaultPayloadMax, formDataMax: defaultFormMax, grace: 5 * time.Second, scriptTimeout: time.Minute,
		endpoint: "webhook", testEndpoint: "webhook-test", waitingEndpoint: "webhook-waiting", blockEnv: true, maxTimeout: time.Hour,
	}
	if change != nil {
		change(s)
	}
	in, err = newInstance(s, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		tb.Fatal(err)
	}
	if err := in.load(); err != nil {
		tb.Fatal(err)
	}
	in.server.Ready()
	go in.server.Serve(listener)
	tb.Cleanup(in.close)
	return "http://" + listener.Addr().String(), in
}

// chatbot gives a folder with the shipped chatbot, its token set.
func chatbot(tb testing.TB) string {
	tb.Helper()
	doc, err := os.ReadFile("../../workflows/examples/bitrix24-chatbot.json")
	if err != nil {
		tb.Fatal(err)
	}
	doc = bytes.Replace(doc, []byte("YOUR_CLIENT_ID"), []byte("tok1"), 1)
	dir := tb.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "chatbot.json"), doc, 0o600); err != nil {
		tb.Fatal(err)
	}
	return dir
}

func event(name, token, domain string, more ...string) string {
	form := url.Values{"event": {name}, "auth[application_token]": {token}, "auth[domain]": {domain}, "auth[access_token]": {"acc123"}}
	for i := 0; i+1 < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	return form.Encode()
}

func TestTheChatbotAnswersBitrix24(t *testing.T) {
	m := theMock(t)
	base, _ := serveFolder(t, chatbot(t), nil)
	const ok, denied = `{"result":true}`, `{"result":false,"error":"Invalid application token"}`
	message := func(text string) []string {
		return []string{"data[PARAMS][MESSAGE]", text, "data[PARAMS][DIALOG_ID]", "chat42"}
	}
	for _, c := range []struct {
		name   string
		form   string
		status int
		body   string
		call   string // path of the call to the REST API
		sent   string // its body
	}{
		{"a message", event("ONIMBOTMESSAGEADD", "tok1", m.domain(), message("Hello & ü")...), 200, ok,
			"/rest/imbot.message.add?auth=acc123", `{"DIALOG_ID":"chat42","MESSAGE":"You said:\nHello & ü","AUTH":"acc123"}`},
		{"the command", event("ONIMBOTMESSAGEADD", "tok1", m.domain(), message("WHAT'S HOT")...), 200, ok,
			"/rest/imbot.message.add?auth=acc123", `{"DIALOG_ID":"chat42","MESSAGE":"Hi! I am an example-bot.\nI repeat what you say","AUTH":"acc123"}`},
		{"an invitation", event("ONIMBOTJOINCHAT", "tok1", m.domain(), "data[PARAMS][DIALOG_ID]", "chat43"), 200, ok,
			"/rest/imbot.message.add", `{"DIALOG_ID":"chat43","MESSAGE":"Hi! I am an example-bot. I repeat what you say","AUTH":"acc123"}`},
		{"the installation", event("ONAPPINSTALL", "tok1", m.domain()), 200, ok, "/rest/imbot.register?auth=acc123",
			`{"CODE":"LocalExampleBot","TYPE":"B","EVENT_MESSAGE_ADD":"http://localhost:5678/webhook/bitrix24/handler.php",` +
				`"EVENT_WELCOME_MESSAGE":"http://localhost:5678/webhook/bitrix24/handler.php",` +
				`"EVENT_BOT_DELETE":"http://localhost:5678/webhook/bitrix24/handler.php","PROPERTIES":{"NAME":"Bot","LAST_NAME":"Example",` +
				`"COLOR":"AQUA","EMAIL":"no@example.com","PERSONAL_BIRTHDAY":"2020-07-18","WORK_POSITION":"Report on affairs",` +
				`"PERSONAL_GENDER":"M"},"CLIENT_ID":"tok1","CLIENT_SECRET":"acc123"}`},
		{"the removal", event("ONIMBOTDELETE", "tok1", m.domain()), 200, ok, "", ""},
		{"a wrong token", event("ONIMBOTDELETE", "TOK1", m.domain()), 401, denied, "", ""},
		{"no token", "event=ONIMBOTDELETE", 401, denied, "", ""},
		{"an unknown event", event("ONSOMETHING", "tok1", m.domain()), 200, "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			recorded := m.record()
			res, err := http.Post(base+"/webhook/bitrix24/handler.php", "application/x-www-form-urlencoded", strings.NewReader(c.form))
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			body, _ := io.ReadAll(res.Body)
			calls := recorded()
			if res.StatusCode != c.status || string(body) != c.body {
				t.Errorf("answered %d %s, want %d %s", res.StatusCode, body, c.status, c.body)
			}
			if c.call == "" {
				if len(calls) != 0 {
					t.Errorf("called %v", calls)
				}
				return
			}
			if len(calls) != 1 || calls[0].Path != c.call || calls[0].ContentType != "application/json" || !sameJSON(calls[0].Body, c.sent) {
				t.Errorf("called %+v, want %s %s", calls, c.call, c.sent)
			}
		})
	}
}

func sameJSON(a, b string) bool {
	var x, y any
	if json.Unmarshal([]byte(a), &x) != nil || json.Unmarshal([]byte(b), &y) != nil {
		return false
	}
	p, _ := json.Marshal(x)
	q, _ := json.Marshal(y)
	return bytes.Equal(p, q)
}

package request

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"sort"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"runnel/runtime/binary"
	"runnel/runtime/httpclient"
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/node/nodetest"
	"runnel/runtime/value"
)

// server notes what comes in and answers by the path.
type server struct {
	*httptest.Server
	mu   sync.Mutex
	seen []string
}

func newServer(t *testing.T) *server {
	t.Helper()
	s := &server{}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

var shownHeaders = []string{"accept", "authorization", "content-type", "cookie"}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	lines := []string{r.Method + " " + r.RequestURI}
	for name, values := range r.Header {
		name = strings.ToLower(name)
		for _, shown := range shownHeaders {
			if name == shown && !(name == "accept" && values[0] == acceptAny) {
				lines = append(lines, name+": "+strings.Join(values, " + "))
			}
		}
		if strings.HasPrefix(name, "x-") {
			lines = append(lines, name+": "+strings.Join(values, " + "))
		}
	}
	sort.Strings(lines[1:])
	text := string(body)
	if _, boundary, ok := strings.Cut(r.Header.Get("Content-Type"), "boundary="); ok {
		text = strings.ReplaceAll(text, boundary, "B")
		for i := range lines {
			lines[i] = strings.ReplaceAll(lines[i], boundary, "B")
		}
	}
	if text != "" {
		lines = append(lines, text)
	}
	s.mu.Lock()
	s.seen = append(s.seen, strings.Join(lines, "\n"))
	s.mu.Unlock()
	s.answer(w, r)
}

func (s *server) answer(w http.ResponseWriter, r *http.Request) {
	send := func(status int, contentType, body string) {
		if contentType != "" {
			w.Header().Set("Content-Type", contentType)
		} else {
			w.Header()["Content-Type"] = nil
		}
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
	switch r.URL.Path {
	case "/list":
		send(200, "application/json", `[{"id":1},null,"x"]`)
	case "/string":
		send(200, "application/json", `"text"`)
	case "/broken":
		send(200, "application/json", `{`)
	case "/text":
		send(200, "text/plain; charset=iso-8859-1", "gr\xfcn")
	case "/jsontext":
		send(200, "text/plain", `{ "a": 1 }`)
	case "/empty":
		send(200, "text/plain", "")
	case "/png":
		send(200, "image/png", "\x89PNG\r\n\x1a\n")
	case "/untyped":
		send(200, "", "\x89PNG\r\n\x1a\n")
	case "/named":
		w.Header().Set("Content-Disposition", `attachment; filename*=UTF-8''na%C3%AFve%20x.pdf`)
		send(200, "application/octet-stream", "x")
	case "/":
		send(200, "application/pdf", "x")
	case "/404":
		send(404, "application/json", `{"message":"nothing here"}`)
	case "/429":
		send(429, "text/plain", "slow down")
	case "/302":
		w.Header().Set("Location", "/json")
		w.WriteHeader(302)
	case "/pages":
		page := r.URL.Query().Get("page")
		switch page {
		case "":
			send(200, "application/json", fmt.Sprintf(`{"items":[1],"next":"%s/pages?page=2"}`, s.URL))
		case "2":
			send(200, "application/json", `{"items":[2],"next":""}`)
		default:
			send(404, "application/json", `{"error":"no more"}`)
		}
	case "/same":
		send(200, "application/json", `{"same":true}`)
	default:
		send(200, "application/json", `{"ok":true}`)
	}
}

// host makes a host for the node; B in the parameters stands for the server.
func (s *server) host(t *testing.T, version float64, params string) *nodetest.Host {
	t.Helper()
	h := nodetest.New(t, typeName, version, strings.ReplaceAll(params, "B/", s.URL+"/"))
	pool := httpclient.NewPool(httpclient.PoolOptions{NoProxy: true})
	t.Cleanup(pool.Close)
	var err error
	if h.Client, err = pool.Client(httpclient.ClientOptions{}); err != nil {
		t.Fatal(err)
	}
	return h
}

// withFiles is a host whose files are described as in production.
type withFiles struct {
	*nodetest.Host
	files node.BinaryStore
}

func (h withFiles) Binary() node.BinaryStore { return h.files }

// run runs the node on documents and writes its items, or its error, as text.
func run(t *testing.T, h *nodetest.Host) string {
	t.Helper()
	files, err := binary.New(binary.Options{})
	if err != nil {
		t.Fatal(err)
	}
	out, err := h.Bind().Run(withFiles{h, files.Store("w", "e")})
	if err != nil {
		return "error: " + err.Error()
	}
	var lines []string
	for _, it := range out[0] {
		lines = append(lines, write(t, it))
	}
	return strings.Join(lines, "\n")
}

func write(t *testing.T, it item.Item) string {
	t.Helper()
	p, _ := it.Paired.First()
	line := fmt.Sprintf("%d %s", p.Item, it.JSON.JSON())
	for _, b := range it.Binary.All() {
		f := b.File
		line += fmt.Sprintf(" %s=%s|%s|%s", b.Name, f.MimeType, f.FileExtension, f.FileName)
	}
	return line
}

// TestCutAnswers has a server drop the connection in mid-answer: nothing of it
// is passed on, in any format.
func TestCutAnswers(t *testing.T) {
	cut := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", "100000")
		io.WriteString(w, `{"half":`)
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}))
	t.Cleanup(cut.Close)
	s := newServer(t)
	for _, format := range []string{"autodetect", "json", "text", "file"} {
		params := `{"url":"` + cut.URL + `/x","options":{"response":{"response":{"responseFormat":"` + format + `"}}}}`
		if got := run(t, s.host(t, 4.2, params).Docs(`[{}]`)); !strings.HasPrefix(got, "error: ") {
			t.Errorf("%s: %s", format, got)
		}
	}
}

func TestRequests(t *testing.T) {
	s := newServer(t)
	const post = `"method":"POST","sendBody":true,`
	for _, c := range []struct {
		name    string
		version float64
		params  string
		want    string
	}{
		{"plain", 4.2, `{"url":"B/json"}`, "GET /json"},
		{"query", 4.2, `{"url":"B/json?z=1","sendQuery":true,"queryParameters":{"parameters":[{"name":"a","value":"={{ $json.list }}"},{"name":"b","value":"1"},{"name":"b","value":"2"}]}}`, "GET /json?z=1&a%5B0%5D=1&a%5B1%5D=2&b=2"},
		{"repeated query", 4.3, `{"url":"B/json","sendQuery":true,"queryParameters":{"parameters":[{"name":"b","value":"1"},{"name":"b","value":"2"}]},"options":{"queryParameterArrays":"repeat"}}`, "GET /json?b=1&b=2"},
		{"unset query", 4.2, `{"url":"B/json","sendQuery":true}`, "GET /json?="},
		{"JSON query", 4.2, `{"url":"B/json","sendQuery":true,"specifyQuery":"json","jsonQuery":"{\"a\":{\"b\":null}}"}`, "GET /json?a%5Bb%5D="},
		{"headers", 4.2, `{"url":"B/json","sendHeaders":true,"headerParameters":{"parameters":[{"name":"X-A","value":"1"},{"name":"","value":"2"},{"name":"Accept","value":"text/csv"}]}}`, "GET /json\naccept: text/csv\nx-a: 1"},
		{"repeated headers", 4.3, `{"url":"B/json","sendHeaders":true,"headerParameters":{"parameters":[{"name":"X-A","value":"1"},{"name":"X-A","value":"2"}]}}`, "GET /json\nx-a: 1 + 2"},
		{"JSON fields with paths", 4.2, `{"url":"B/json",` + post + `"bodyParameters":{"parameters":[{"name":"a.b","value":"={{ $json.n }}"},{"name":"a.c","value":"2"}]}}`, "POST /json\ncontent-type: application/json\n" + `{"a":{"b":5,"c":"2"}}`},
		{"JSON fields, flat", 3, `{"url":"B/json",` + post + `"bodyParameters":{"parameters":[{"name":"a.b","value":"1"}]}}`, "POST /json\ncontent-type: application/json\n" + `{"a.b":"1"}`},
		{"JSON", 4.2, `{"url":"B/json",` + post + `"specifyBody":"json","jsonBody":"={{ $json.list }}"}`, "POST /json\ncontent-type: application/json\n[1,2]"},
		{"form", 4.2, `{"url":"B/json",` + post + `"contentType":"form-urlencoded","bodyParameters":{"parameters":[{"name":"a","value":"x y"},{"name":"a","value":"z"}]}}`, "POST /json\ncontent-type: application/x-www-form-urlencoded\na=z"},
		{"form, repeated", 4.3, `{"url":"B/json",` + post + `"contentType":"form-urlencoded","bodyParameters":{"parameters":[{"name":"a","value":"x y"},{"name":"a","value":"z"}]}}`, "POST /json\ncontent-type: application/x-www-form-urlencoded\na%5B0%5D=x%20y&a%5B1%5D=z"},
		{"form as text", 4.2, `{"url":"B/json",` + post + `"contentType":"form-urlencoded","specifyBody":"string","body":"a=1+2&b=%26&a=3"}`, "POST /json\ncontent-type: application/x-www-form-urlencoded\na=3&b=%26"},
		{"raw", 4.2, `{"url":"B/json",` + post + `"contentType":"raw","rawContentType":"text/xml","body":"<a/>"}`, "POST /json\ncontent-type: text/xml\n<a/>"},
		{"multipart", 4.2, `{"url":"B/json",` + post + `"contentType":"multipart-form-data","bodyParameters":{"parameters":[{"name":"a","value":"1"},{"name":"a","value":"2"},{"parameterType":"formBinaryData","name":"f","inputDataFieldName":"file"},{"parameterType":"formBinaryData","name":"none","inputDataFieldName":""}]}}`,
			"POST /json\ncontent-type: multipart/form-data; boundary=B\n--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n2\r\n" +
				"--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f.txt\"\r\nContent-Type: text/plain\r\n\r\ncontent\r\n--B--\r\n"},
		{"multipart before 4.2", 4.1, `{"url":"B/json",` + post + `"contentType":"multipart-form-data","bodyParameters":{"parameters":[{"name":"a","value":"1"},{"name":"a","value":"={{ $json.list }}"}]}}`,
			"POST /json\ncontent-type: multipart/form-data; boundary=B\n--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n2\r\n--B--\r\n"},
		{"empty multipart", 4.2, `{"url":"B/json",` + post + `"contentType":"multipart-form-data","bodyParameters":{}}`, "POST /json\ncontent-type: multipart/form-data; boundary=B\n--B--\r\n"},
		{"file", 4.2, `{"url":"B/json",` + post + `"contentType":"binaryData","inputDataFieldName":"file"}`, "POST /json\ncontent-type: text/plain\ncontent"},
		{"form with DELETE", 4.2, `{"url":"B/json","method":"DELETE","sendBody":true,"contentType":"form-urlencoded","bodyParameters":{"parameters":[{"name":"a","value":"1"}]}}`, "DELETE /json\ncontent-type: application/json\n" + `{"a":"1"}`},
		{"raw with DELETE", 4.2, `{"url":"B/json","method":"DELETE","sendBody":true,"contentType":"raw","rawContentType":"text/x","body":"a"}`, "DELETE /json\ncontent-type: text/x"},
		{"content type header", 4.2, `{"url":"B/json",` + post + `"sendHeaders":true,"headerParameters":{"parameters":[{"name":"Content-Type","value":"application/x-www-form-urlencoded"}]},"specifyBody":"json","jsonBody":"{\"a\":[1]}"}`, "POST /json\ncontent-type: application/x-www-form-urlencoded\na%5B0%5D=1"},
		{"explicit JSON", 4.2, `{"url":"B/json","options":{"response":{"response":{"responseFormat":"json"}}}}`, "GET /json\naccept: " + acceptJSON},
		{"explicit text", 4.2, `{"url":"B/json","options":{"response":{"response":{"responseFormat":"text"}}}}`, "GET /json\naccept: " + acceptText},
		{"version 3 does not follow", 3, `{"url":"B/302","options":{"response":{"response":{"neverError":true}}}}`, "GET /302"},
		{"version 3 follows when told", 3, `{"url":"B/302","options":{"redirect":{"redirect":{"followRedirects":true}}}}`, "GET /302\nGET /json"},
		{"version 1", 1, `{"url":"B/json","requestMethod":"POST","bodyParametersUi":{"parameter":[{"name":"a","value":"1"}]},"headerParametersUi":{"parameter":[{"name":"X-A","value":"v"}]},"queryParametersUi":{"parameter":[{"name":"q","value":"1"},{"name":"q","value":"2"}]},"options":{"useQueryString":true}}`,
			"POST /json?q=1&q=2\naccept: " + acceptJSON + "\ncontent-type: application/json\nx-a: v\n" + `{"a":"1"}`},
		{"version 2 raw", 2, `{"url":"B/json","requestMethod":"PUT","jsonParameters":true,"bodyParametersJson":"<a/>","headerParametersJson":"{\"X-A\":\"v\"}","options":{"bodyContentType":"raw","bodyContentCustomMimeType":"text/xml"},"responseFormat":"string"}`,
			"PUT /json\naccept: " + acceptText + "\ncontent-type: text/xml\n<a/>"},
		{"version 2 form", 2, `{"url":"B/json","requestMethod":"POST","jsonParameters":true,"bodyParametersJson":"{\"a\":[1]}","options":{"bodyContentType":"form-urlencoded"}}`,
			"POST /json\naccept: " + acceptJSON + "\ncontent-type: application/x-www-form-urlencoded\na%5B0%5D=1"},
		{"version 2 files", 2, `{"url":"B/json","requestMethod":"POST","jsonParameters":true,"sendBinaryData":true,"binaryPropertyName":"u:file","options":{"bodyContentType":"multipart-form-data"}}`,
			"POST /json\naccept: " + acceptJSON + "\ncontent-type: multipart/form-data; boundary=B\n--B\r\nContent-Disposition: form-data; name=\"u\"; filename=\"f.txt\"\r\nContent-Type: text/plain\r\n\r\ncontent\r\n--B--\r\n"},
		{"version 2 file", 2, `{"url":"B/json","requestMethod":"POST","jsonParameters":true,"sendBinaryData":true,"binaryPropertyName":"file","options":{"bodyContentType":"raw"}}`,
			"POST /json\naccept: " + acceptJSON + "\ncontent-type: text/plain\ncontent"},
		{"version 2 POST is not redirected", 2, `{"url":"B/302","requestMethod":"POST","options":{"ignoreResponseCode":true},"responseFormat":"string"}`, "POST /302\naccept: " + acceptText},
	} {
		s.seen = nil
		h := s.host(t, c.version, c.params)
		it := item.New(node.Obj("n", 5, "list", node.Arr(1, 2)))
		file, err := h.Binary().Create(t.Context(), strings.NewReader("content"), node.BinaryMeta{FileName: "f.txt", MimeType: "text/plain"})
		if err != nil {
			t.Fatal(err)
		}
		it.Binary = item.NewBinaries(item.NamedBinary{Name: "file", File: file})
		h.Link([]item.Item{it})
		if got := run(t, h); strings.HasPrefix(got, "error") {
			t.Errorf("%s: %s", c.name, got)
		}
		if diff := cmp.Diff(c.want, strings.Join(s.seen, "\n")); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

func TestResponses(t *testing.T) {
	s := newServer(t)
	format := func(name, more string) string {
		return `"options":{"response":{"response":{"responseFormat":"` + name + `"` + more + `}}}`
	}
	for _, c := range []struct {
		name    string
		version float64
		params  string
		want    string
	}{
		{"object", 4.2, `{"url":"B/json"}`, `0 {"ok":true}`},
		{"list", 4.2, `{"url":"B/list"}`, "0 {\"id\":1}\n0 {}\n0 \"x\""},
		{"text", 4.2, `{"url":"B/text"}`, `0 {"data":"grün"}`},
		{"text explicitly", 4.2, `{"url":"B/text",` + format("text", `,"outputPropertyName":"t"`) + `}`, "0 {\"t\":\"gr\uFFFDn\"}"},
		{"JSON as text", 4.2, `{"url":"B/jsontext",` + format("text", "") + `}`, `0 {"data":"{\"a\":1}"}`},
		{"JSON sent as text", 4.2, `{"url":"B/jsontext"}`, `0 {"data":"{ \"a\": 1 }"}`},
		{"nothing", 4.2, `{"url":"B/empty"}`, `0 {}`},
		{"nothing as text", 4.2, `{"url":"B/empty",` + format("text", "") + `}`, `0 {}`},
		{"broken JSON", 4.2, `{"url":"B/broken"}`, `error: Invalid JSON in response body`},
		{"broken JSON, never an error", 4.2, `{"url":"B/broken","options":{"response":{"response":{"neverError":true}}}}`, `0 {}`},
		{"text as JSON", 4.2, `{"url":"B/text",` + format("json", "") + `}`, `error: Response body is not valid JSON. Change "Response Format" to "Text"`},
		{"a string", 4.2, `{"url":"B/string"}`, `error: Response body is not valid JSON. Change "Response Format" to "Text"`},
		{"file", 4.2, `{"url":"B/png"}`, `0 {"in":1} data=image/png|png|png`},
		{"file by format", 4.2, `{"url":"B/text",` + format("file", `,"outputPropertyName":"f"`) + `}`, `0 {"in":1} f=text/plain|txt|text`},
		{"named file", 4.2, `{"url":"B/named"}`, `0 {"in":1} data=application/octet-stream|pdf|naïve x.pdf`},
		{"file without a name", 4.2, `{"url":"B/"}`, `0 {"in":1} data=application/pdf|pdf|data.pdf`},
		{"full list", 4.2, `{"url":"B/list","options":{"response":{"response":{"fullResponse":true}}}}`, `0 {"body":[{"id":1},null,"x"],"headers":{"content-type":"application/json","content-length":"19"},"statusCode":200,"statusMessage":"OK"}`},
		{"full text", 4.2, `{"url":"B/empty","options":{"response":{"response":{"fullResponse":true}}}}`, `0 {"headers":{"content-type":"text/plain","content-length":"0"},"statusCode":200,"statusMessage":"OK"}`},
		{"full file", 4.2, `{"url":"B/png","options":{"response":{"response":{"fullResponse":true}}}}`, `0 {"headers":{"content-type":"image/png","content-length":"8"},"statusCode":200,"statusMessage":"OK"} data=image/png|png|png`},
		{"404 is no error", 4.2, `{"url":"B/404","options":{"response":{"response":{"neverError":true}}}}`, `0 {"message":"nothing here"}`},
		{"version 2 list", 2, `{"url":"B/list"}`, `0 [{"id":1},null,"x"]`},
		{"version 2 split", 2, `{"url":"B/list","options":{"splitIntoItems":true}}`, "0 {\"id\":1}\n0 {}\n0 \"x\""},
		{"version 2 text", 2, `{"url":"B/text"}`, `error: Response body is not valid JSON. Change "Response Format" to "String"`},
		{"version 2 string", 2, `{"url":"B/jsontext","responseFormat":"string","dataPropertyName":"d"}`, `0 {"d":{"a":1}}`},
		{"version 2 file", 2, `{"url":"B/untyped?x=y.png","responseFormat":"file","dataPropertyName":"d"}`, `0 {"in":1} d=image/png|png|untyped?x=y.png`},
	} {
		h := s.host(t, c.version, c.params).Docs(`[{"in":1}]`)
		got := run(t, h)
		got = withoutDate(got)
		if got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.name, got, c.want)
		}
	}
}

// withoutDate takes out the headers that differ from run to run.
func withoutDate(s string) string {
	s = regexp.MustCompile(`,"date":"[^"]*"`).ReplaceAllString(s, "")
	return strings.ReplaceAll(s, `,"connection":"close"`, "")
}

func TestMistakes(t *testing.T) {
	s := newServer(t)
	for _, c := range []struct {
		version      float64
		params, want string
	}{
		{4.2, `{"url":"={{ 5 }}"}`, `URL parameter must be a string, got number`},
		{4.2, `{"url":"={{ null }}"}`, `URL parameter must be a string, got null`},
		{4.2, `{"url":" B/json"}`, `Invalid URL:  B/json. URL must start with "http" or "https".`},
		{4.2, `{"url":"http://["}`, `Invalid URL`},
		{4.2, `{"url":"B/json","sendQuery":true,"specifyQuery":"json","jsonQuery":"{"}`, `JSON parameter needs to be valid JSON`},
		{4.2, `{"url":"B/json","sendHeaders":true,"specifyHeaders":"json","jsonHeaders":"{"}`, `JSON parameter needs to be valid JSON`},
		{4.2, `{"url":"B/json","method":"POST","sendBody":true,"specifyBody":"json","jsonBody":"{"}`, `JSON parameter needs to be valid JSON`},
		{4.2, `{"url":"B/json","method":"POST","sendBody":true,"contentType":"binaryData","inputDataFieldName":"f"}`, `This operation expects the node's input data to contain a binary file 'f', but none was found [item 0]`},
		{4.2, `{"url":"B/404"}`, `The resource you are requesting could not be found`},
		{4.2, `{"url":"B/429"}`, `The service is receiving too many requests from you`},
		{3, `{"url":"B/302"}`, "302 - \"\""},
		{4.2, `{"url":"B/json","options":{"pagination":{"pagination":{"paginationCompleteWhen":"other","completeExpression":"x","parameters":{"parameters":[{"name":"a","value":"1"}]}}}}}`, `Invalid or empty Complete Expression`},
		{4.2, `{"url":"B/json","options":{"pagination":{"pagination":{}}}}`, `At least one entry with 'Name' and 'Value' filled must be included in 'Parameters' to use 'Update a Parameter in Each Request' mode `},
		{4.2, `{"url":"B/json","options":{"pagination":{"pagination":{"parameters":{"parameters":[{"name":"a","value":"1"},{"value":"1"}]}}}}}`, `Parameter name must be set for parameter [2] in pagination settings`},
		{4.2, `{"url":"B/json","options":{"pagination":{"pagination":{"parameters":{"parameters":[{"name":"a","value":"1"},{"name":"b"}]}}}}}`, `Some value must be provided for parameter [2] in pagination settings, omitting it will result in an infinite loop`},
		{4.2, `{"url":"B/same","options":{"pagination":{"pagination":{"parameters":{"parameters":[{"name":"a","value":"1"}]}}}}}`, `The returned response was identical 5x, so requests got stopped`},
		{4.2, `{"url":"B/json","options":{"pagination":{"pagination":{"paginationMode":"responseContainsNextURL","nextURL":"http://["}}}}`, `'http://[' is not a valid URL.`},
		{2, `{"url":"B/json","requestMethod":"POST","jsonParameters":true,"bodyParametersJson":"{"}`, `The data in "Body Parameters" is no valid JSON. Set Body Content Type to "RAW/Custom" for XML or other types of payloads`},
		{2, `{"url":"B/json","requestMethod":"POST","jsonParameters":true,"sendBinaryData":true,"binaryPropertyName":"f"}`, `Sending binary data is only supported when option "Body Content Type" is set to "RAW/CUSTOM" or "FORM-DATA/MULTIPART"!`},
		{4.2, `{"url":"B/json","authentication":"genericCredentialType","genericAuthType":"httpBasicAuth"}`, `Node does not have any credentials set`},
	} {
		h := s.host(t, c.version, strings.Replace(c.params, `" B/`, `" B\/`, 1)).Docs(`[{}]`)
		if got := run(t, h); got != "error: "+c.want && !(strings.Contains(c.want, " B/") && strings.HasPrefix(got, "error: Invalid URL:  ")) {
			t.Errorf("%s:\ngot  %s\nwant %s", c.params, got, c.want)
		}
	}
}

func TestFailuresAsItems(t *testing.T) {
	s := newServer(t)
	h := s.host(t, 4.2, `{"url":"={{ $json.url }}"}`).Docs(strings.ReplaceAll(`[{"url":"B/404"},{"url":5},{"url":"B/broken"},{"url":"B/json"},{"url":"http://127.0.0.1:1/"}]`, "B/", s.URL+"/")).ContinueOnFailure()
	want := strings.Join([]string{
		`0 {"error":{"message":"404 - \"{\\\"message\\\":\\\"nothing here\\\"}\"","name":"AxiosError","stack":"AxiosError: 404 - \"{\\\"message\\\":\\\"nothing here\\\"}\"","code":"ERR_BAD_REQUEST","status":404}}`,
		`1 {"error":"URL parameter must be a string, got number"}`,
		`2 {"error":"Invalid JSON in response body"}`,
		`3 {"ok":true}`,
		`4 {"error":{"message":"connect ECONNREFUSED 127.0.0.1:1","name":"Error","stack":"Error: connect ECONNREFUSED 127.0.0.1:1","code":"ECONNREFUSED"}}`,
	}, "\n")
	if diff := cmp.Diff(want, run(t, h)); diff != "" {
		t.Error(diff)
	}
}

func TestErrorTellsMore(t *testing.T) {
	s := newServer(t)
	_, err := s.host(t, 4.2, `{"url":"B/429"}`).Docs(`[{}]`).Run()
	var api *node.APIError
	if !errors.As(err, &api) || api.HTTPCode != "429" || api.Description != "slow down" || api.Item == nil || *api.Item != 0 {
		t.Fatalf("%+v", api)
	}
	if diff := cmp.Diff([]string{"Try spacing your requests out using the batching settings under 'Options'"}, api.Messages); diff != "" {
		t.Error(diff)
	}
}

func TestRequestsRunSideBySideInOrder(t *testing.T) {
	const n = 20
	var arrived sync.WaitGroup
	arrived.Add(n)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		arrived.Done()
		arrived.Wait() // nobody is answered before all are there
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"i":%s}`, r.URL.Query().Get("i"))
	}))
	defer s.Close()
	var docs []string
	for i := range n {
		docs = append(docs, fmt.Sprintf(`{"i":%d}`, i))
	}
	h := (&server{Server: s}).host(t, 4.2, `{"url":"=B/x?i={{ $json.i }}"}`).Docs("[" + strings.Join(docs, ",") + "]")
	var want []string
	for i := range n {
		want = append(want, fmt.Sprintf(`%d {"i":%d}`, i, i))
	}
	if diff := cmp.Diff(strings.Join(want, "\n"), run(t, h)); diff != "" {
		t.Error(diff)
	}
}

func TestMoreItemsThanRunAtATime(t *testing.T) {
	s := newServer(t)
	h := s.host(t, 4.2, `{"url":"B/json","options":{"batching":{"batch":{"batchSize":200,"batchInterval":1}}}}`).Docs("[" + strings.Repeat("{},", 3*maxRunning) + "{}]")
	out, err := h.Run()
	if err != nil || len(out[0]) != 3*maxRunning+1 {
		t.Errorf("%d items, %v", len(out[0]), err)
	}
}

func TestCancel(t *testing.T) {
	release := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-r.Context().Done():
		case <-release:
		}
	}))
	defer s.Close()
	defer close(release)
	ctx, cancel := context.WithCancel(t.Context())
	h := (&server{Server: s}).host(t, 4.2, `{"url":"B/x"}`).Docs(`[{},{}]`).WithContext(ctx)
	done := make(chan error)
	go func() {
		_, err := h.Run()
		done <- err
	}()
	cancel()
	if err := <-done; err == nil {
		t.Error("a cancelled run succeeds")
	}
}

func TestPagination(t *testing.T) {
	s := newServer(t)
	h := s.host(t, 4.2, `{"url":"B/pages","options":{"pagination":{"pagination":{"paginationMode":"responseContainsNextURL","nextURL":"={{ $response.body.next }}","limitPagesFetched":true,"maxRequests":2}}}}`).Docs(`[{}]`)
	want := fmt.Sprintf("0 {\"items\":[1],\"next\":\"%s/pages?page=2\"}\n0 {\"items\":[2],\"next\":\"\"}", s.URL)
	if got := run(t, h); got != want {
		t.Errorf("got %s", got)
	}
	// The last page may be a failure, when that is what ends it.
	s.seen = nil
	h = s.host(t, 4.2, `{"url":"B/pages","options":{"pagination":{"pagination":{"parameters":{"parameters":[{"name":"page","value":"={{ $pageCount }}"}]},"paginationCompleteWhen":"receiveSpecificStatusCodes","statusCodesWhenComplete":"410, 404"}}}}`).Docs(`[{}]`)
	if got := run(t, h); got != `0 {"error":"no more"}` {
		t.Errorf("got %s", got)
	}
	h = s.host(t, 4.2, `{"url":"B/pages","options":{"pagination":{"pagination":{"parameters":{"parameters":[{"name":"page","value":"={{ $pageCount }}"}]},"paginationCompleteWhen":"receiveSpecificStatusCodes","statusCodesWhenComplete":"500"}}}}`).Docs(`[{}]`)
	if got := run(t, h); got != `error: The resource you are requesting could not be found` {
		t.Errorf("got %s", got)
	}
	// Parts of the request are changed, and seen as $request.
	s.seen = nil
	h = s.host(t, 4.2, `{"url":"B/same","method":"POST","sendBody":true,"specifyBody":"json","jsonBody":"{\"a\":{\"x\":1}}","options":{"pagination":{"pagination":{"parameters":{"parameters":[
		{"type":"body","name":"a","value":"={{ $request.body.a }}"},{"type":"body","name":"n","value":"={{ $pageCount }}"},{"type":"headers","name":"x-p","value":"={{ $pageCount }}"}]},"limitPagesFetched":true,"maxRequests":2}}}}`).Docs(`[{}]`)
	run(t, h)
	if diff := cmp.Diff([]string{
		"POST /same\ncontent-type: application/json\nx-p: 0\n" + `{"a":{"x":1},"n":0}`, "POST /same\ncontent-type: application/json\nx-p: 1\n" + `{"a":{"x":1},"n":1}`,
	}, s.seen); diff != "" {
		t.Error(diff)
	}
}

func TestHint(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, `{"data":[1]}`)
	}))
	defer s.Close()
	h := (&server{Server: s}).host(t, 4.2, `{"url":"B/x"}`).Docs(`[{}]`)
	run(t, h)
	if len(h.Hints) != 1 || !strings.HasPrefix(h.Hints[0], "To split the contents of ‘data’") {
		t.Errorf("hints %q", h.Hints)
	}
}

func TestMergeDeep(t *testing.T) {
	parse := func(s string) value.Value {
		v, err := value.ParseString(s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	got := mergeDeep(parse(`{"a":{"b":1,"c":[1,2,3]},"d":1}`), parse(`{"a":{"c":[9,{"x":1}],"e":null},"d":{"f":1}}`))
	if got.JSON() != `{"a":{"b":1,"c":[9,{"x":1},3],"e":null},"d":{"f":1}}` {
		t.Errorf("got %s", got)
	}
}

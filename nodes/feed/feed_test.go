package feed_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	_ "runnel/nodes/feed"
	"runnel/runtime/node"
	"runnel/runtime/node/nodetest"
	"runnel/runtime/value"
)

const (
	readNode  = "n8n-nodes-base.rssFeedRead"
	pollNode  = "n8n-nodes-base.rssFeedReadTrigger"
	eventNode = "n8n-nodes-base.sseTrigger"
)

// serve answers with the files of testdata; other paths are answered by name.
func serve(t *testing.T, more map[string]http.HandlerFunc) string {
	mux := http.NewServeMux()
	mux.Handle("/", http.FileServer(http.Dir("testdata")))
	for path, h := range more {
		mux.HandleFunc(path, h)
	}
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s.URL
}

func text(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, body) }
}

// lines puts each document of a list on a line of its own.
func lines(list value.Value) string {
	var b strings.Builder
	for _, v := range list.Elems() {
		b.WriteString(v.JSON() + "\n")
	}
	return b.String()
}

// TestEntriesAsRecorded holds the entries against those that the original made
// of the same feeds.
func TestEntriesAsRecorded(t *testing.T) {
	base := serve(t, nil)
	for _, c := range []struct{ file, want, custom string }{
		{"rss2.xml", "rss2.json", ""}, {"atom.xml", "atom.json", ""}, {"rdf.xml", "rdf.json", ""}, {"rss091.xml", "rss091.json", ""},
		{"itunes.xml", "itunes.json", ""}, {"rss2.xml", "rss2-custom.json", "media:thumbnail, media:group,guid"}, {"atom.xml", "atom-custom.json", "category"},
	} {
		want, err := os.ReadFile(filepath.Join("testdata", c.want))
		if err != nil {
			t.Fatal(err)
		}
		params := node.Obj("url", base+"/"+c.file, "options", node.Obj("customFields", c.custom)).JSON()
		out, err := nodetest.New(t, readNode, 1.2, params).Docs(`[{}]`).Run()
		if err != nil {
			t.Errorf("%s: %v", c.file, err)
			continue
		}
		if got, want := lines(nodetest.Doc(nodetest.Docs(out)).Index(0)), lines(nodetest.Doc(string(want))); got != want {
			t.Errorf("%s became\n%s, not\n%s", c.file, got, want)
		}
	}
}

const oneEntry = `<rss version="2.0"><channel><item><title>x</title></item></channel></rss>`

func TestLineage(t *testing.T) {
	base := serve(t, map[string]http.HandlerFunc{"/one": text(oneEntry)})
	out, err := nodetest.New(t, readNode, 1, `{"url":"`+base+`/one"}`).Docs(`[{},{}]`).Run()
	nodetest.WantFull(t, out, err, `[[{"json":{"title":"x"},"pairedItem":[{"item":0},{"item":1}]}]]`)
	out, err = nodetest.New(t, readNode, 1.1, `{"url":"`+base+`/one"}`).Docs(`[{},{}]`).Run()
	nodetest.WantFull(t, out, err, `[[{"json":{"title":"x"},"pairedItem":[{"item":0}]},{"json":{"title":"x"},"pairedItem":[{"item":1}]}]]`)
	out, err = nodetest.New(t, readNode, 1, `{"url":"`+base+`/one"}`).Docs(`[]`).Run()
	nodetest.Want(t, out, err, `[[]]`)
}

func TestWhatServersAreTold(t *testing.T) {
	var agent, accept string
	base := serve(t, map[string]http.HandlerFunc{"/one": func(w http.ResponseWriter, r *http.Request) {
		agent, accept = r.UserAgent(), r.Header.Get("Accept")
		io.WriteString(w, oneEntry)
	}})
	for version, want := range map[float64]string{
		1: "application/rss+xml", 1.1: "application/rss+xml",
		1.2: "application/rss+xml, application/rdf+xml;q=0.8, application/atom+xml;q=0.6, application/xml;q=0.4, text/xml;q=0.4",
	} {
		if _, err := nodetest.New(t, readNode, version, `{"url":"`+base+`/one"}`).Docs(`[{}]`).Run(); err != nil {
			t.Fatal(err)
		}
		if agent != "rss-parser" || accept != want {
			t.Errorf("version %v: %q accepts %q", version, agent, accept)
		}
	}
}

func TestFeedsThatFail(t *testing.T) {
	base := serve(t, map[string]http.HandlerFunc{
		"/loop":      func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/loop", http.StatusFound) },
		"/trouble":   func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusInternalServerError) },
		"/nothing":   text(""),
		"/page":      text("<html><body>no</body></html>"),
		"/noversion": text("<rss><channel><title>x</title></channel></rss>"),
		"/entity":    text(`<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><item><title>&x;</title></item></channel></rss>`),
		"/cut": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "5000")
			io.WriteString(w, `<rss version="2.0"><channel>`)
			http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		},
	})
	for address, want := range map[string]string{
		"":                     `The parameter "URL" has to be set!`,
		"  ":                   `The provided "URL" is not valid!`,
		"not a url":            `The provided "URL" is not valid!`,
		"http://127.0.0.1:1/x": `It was not possible to connect to the URL. Please make sure the URL "http://127.0.0.1:1/x" it is valid!`,
		base + "/missing":      "Status code 404",
		base + "/trouble":      "Status code 500",
		base + "/loop":         "Too many redirects",
		base + "/nothing":      "Unable to parse XML.",
		base + "/page":         "Feed not recognized as RSS 1 or 2.",
		base + "/noversion":    "Feed not recognized as RSS 1 or 2.",
		base + "/broken.xml":   "Unexpected close tag\nLine: 0\nColumn: 56\nChar: >",
		base + "/baddate.xml":  "Invalid time value",
		base + "/entity":       "Invalid character entity\nLine: 0\nColumn: 100\nChar: ;",
		base + "/cut":          "aborted",
	} {
		params := node.Obj("url", address).JSON()
		_, err := nodetest.New(t, readNode, 1.1, params).Docs(`[{}]`).Run()
		nodetest.WantError(t, err, want)
		out, err := nodetest.New(t, readNode, 1.1, params).Docs(`[{}]`).ContinueOnFailure().Run()
		nodetest.WantFull(t, out, err, node.Arr(node.Arr(node.Obj("json", node.Obj("error", want), "pairedItem", node.Arr(node.Obj("item", 0))))).JSON())
	}
}

// TestWrongCharsets serves one text in many encodings, named rightly, wrongly
// and not at all.
func TestWrongCharsets(t *testing.T) {
	const title = "Новости дня: выборы, погода и спорт — коротко о главном"
	const story = "Сегодня утром на главной площади города собрались жители нескольких районов, чтобы обсудить, как изменится движение " +
		"после открытия нового моста. По словам инженеров, работы закончат не раньше осени, а пока автобусы пойдут в объезд."
	feed := func(declared string) string {
		if declared != "" {
			declared = ` encoding="` + declared + `"`
		}
		return `<?xml version="1.0"` + declared + `?><rss version="2.0"><channel><item><title>` + title + `</title><description>` + story + `</description></item></channel></rss>`
	}
	windows := func(s string) string {
		e, _ := charmap.Windows1251.NewEncoder().String(strings.ReplaceAll(s, "—", "-"))
		return e
	}
	koi := func(s string) string {
		e, _ := charmap.KOI8R.NewEncoder().String(strings.ReplaceAll(s, "—", "-"))
		return e
	}
	wide := func(s string) string {
		e, _ := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewEncoder().String(s)
		return e
	}
	for i, c := range []struct{ header, body string }{
		{"text/xml", feed("")},
		{"text/xml; charset=utf-8", feed("utf-8")},
		{"text/xml; charset=ISO-8859-1", feed("windows-1251")}, // says something else twice, and is UTF-8
		{"text/xml", "\ufeff" + feed("")},
		{"text/xml", windows(feed("windows-1251"))},
		{"text/xml; charset=windows-1251", windows(feed(""))},
		{"text/xml; charset=utf-8", windows(feed("windows-1251"))}, // the header is wrong
		{"text/xml; charset=windows-1251", windows(feed("utf-8"))}, // the document is wrong
		{"text/xml; charset=utf-8", windows(feed("utf-8"))},        // both are
		{"text/xml", koi(feed("KOI8-R"))},
		{"text/xml", wide(feed("utf-16"))},
		{"text/xml", wide(feed("utf-8"))},
	} {
		base := serve(t, map[string]http.HandlerFunc{"/feed": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", c.header)
			io.WriteString(w, c.body)
		}})
		out, err := nodetest.New(t, readNode, 1.1, `{"url":"`+base+`/feed"}`).Docs(`[{}]`).Run()
		if err != nil {
			t.Errorf("%d: %v", i, err)
			continue
		}
		if got := out[0][0].JSON.Get("title").Str(); strings.ReplaceAll(got, "—", "-") != strings.ReplaceAll(title, "—", "-") {
			t.Errorf("%d (%s): %q", i, c.header, got)
		}
	}
}

func TestPollGivesWhatIsNew(t *testing.T) {
	dates := []string{"2000-01-01T00:00:00Z"}
	base := serve(t, map[string]http.HandlerFunc{"/feed": func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, `<rss version="2.0"><channel><item><title>undated</title></item>`)
		for _, d := range dates {
			fmt.Fprintf(w, "<item><pubDate>%s</pubDate></item>", d)
		}
		io.WriteString(w, "</channel></rss>")
	}})
	h := nodetest.New(t, pollNode, 1, `{"feedUrl":"`+base+`/feed"}`)
	poll := func(want string) {
		t.Helper()
		out, err := h.Poll()
		if want == "" {
			if out != nil || err != nil {
				t.Errorf("got %s, %v", nodetest.Docs(out), err)
			}
			return
		}
		nodetest.Want(t, out, err, want)
	}
	poll("")
	if data, _ := h.StaticData("node"); data.Get("lastItemDate").Str() != "2000-01-01T00:00:00.000Z" {
		t.Errorf("remembered: %s", data.Value().JSON())
	}
	dates = append(dates, "2000-01-03T00:00:00Z", "2000-01-02T00:00:00Z")
	poll(`[[{"pubDate":"2000-01-03T00:00:00Z","isoDate":"2000-01-03T00:00:00.000Z"},{"pubDate":"2000-01-02T00:00:00Z","isoDate":"2000-01-02T00:00:00.000Z"}]]`)
	poll("")
	out, err := h.Manual(time.Now())
	nodetest.Want(t, out, err, `[[{"title":"undated"}]]`)
	_, err = nodetest.New(t, pollNode, 1, `{"feedUrl":"`+base+`/missing"}`).Poll()
	nodetest.WantError(t, err, "Status code 404")
}

func TestEvents(t *testing.T) {
	var last []string
	connections := 0
	base := serve(t, map[string]http.HandlerFunc{
		"/moved": func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/events", http.StatusFound) },
		"/events": func(w http.ResponseWriter, r *http.Request) {
			last = append(last, r.Header.Get("Last-Event-ID"))
			w.Header().Set("Content-Type", "text/event-stream")
			if connections++; connections > 1 {
				io.WriteString(w, "data: {\"n\":\ndata: 3}\n\n")
				http.NewResponseController(w).Flush()
				<-r.Context().Done()
				return
			}
			io.WriteString(w, "retry: 1\n: a comment\nid: 7\ndata: {\"n\":1}\n\nevent: other\ndata: {\"n\":0}\n\ndata: no json\n\nevent: message\ndata: [2]\n\ndata: {\"cut\":")
			http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler) // the connection is lost in the middle of an event
		},
	})
	s, err := nodetest.New(t, eventNode, 1, `{"url":"`+base+`/moved"}`).Trigger()
	if err != nil {
		t.Fatal(err)
	}
	emitted, failed := s.Await(t, 3)
	s.Stop()
	var got []string
	for _, out := range emitted {
		got = append(got, nodetest.Docs(out))
	}
	if want := "[[[{\"n\":1}]] [[[2]]] [[{\"n\":3}]]] [] [ 7]"; fmt.Sprint(got, failed, last) != want {
		t.Errorf("got %v, not %s", fmt.Sprint(got, failed, last), want)
	}
}

func TestEventsFail(t *testing.T) {
	base := serve(t, map[string]http.HandlerFunc{"/page": text("<html>")})
	for path, want := range map[string]string{
		"/missing": "Non-200 status code (404)",
		"/page":    `expected content type to have "text/event-stream", received "text/html; charset=utf-8"`,
	} {
		s, err := nodetest.New(t, eventNode, 1, `{"url":"`+base+path+`"}`).Trigger()
		if err != nil {
			t.Fatal(err)
		}
		if _, failed := s.Await(t, 1); len(failed) != 1 || failed[0].Error() != want {
			t.Errorf("%s: %v", path, failed)
		}
		s.Stop()
	}
	_, err := nodetest.New(t, eventNode, 1, `{"url":"no url"}`).Trigger()
	nodetest.WantError(t, err, `The provided "URL" is not valid!`)
}

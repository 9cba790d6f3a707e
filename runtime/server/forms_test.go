package server

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"mime/multipart"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"runnel/runtime/execution"
	"runnel/runtime/node"
	"runnel/runtime/trigger"
)

// formInstance starts an instance with forms; ended waits until so many
// executions have ended and gives what was recorded of them.
func formInstance(t *testing.T, docs ...string) (in *instance, ended func(n int) []string) {
	var mu sync.Mutex
	var list []string
	changed := sync.NewCond(&mu)
	in = start(t, func(s *setup) { s.server.Forms = Endpoints{"form", "form-test", "form-waiting"} }, docs...)
	in.dispatcher.OnFinished(func(ex *execution.Execution) {
		if ex.Status == execution.StatusWaiting {
			return
		}
		text := string(ex.Status)
		if run := ex.Data.LastRun(); run != nil && len(run.Output) > 0 && len(run.Output[0]) > 0 {
			it := run.Output[0][0]
			text += " " + it.JSON.Delete("submittedAt").JSON()
			for _, f := range it.Binary.All() {
				text += fmt.Sprintf(" %s:%s:%d", f.Name, f.File.FileName, f.File.Content.Size())
			}
		}
		mu.Lock()
		defer mu.Unlock()
		list = append(list, text)
		changed.Broadcast()
	})
	return in, func(n int) []string {
		mu.Lock()
		defer mu.Unlock()
		for len(list) < n {
			changed.Wait()
		}
		return slices.Clone(list)
	}
}

// formFlow is a workflow of nodes in a row: name, type, version and parameters
// of each.
func formFlow(id string, nodes ...string) string {
	var list, links []string
	for i := 0; i < len(nodes); i += 4 {
		list = append(list, fmt.Sprintf(`{"id":"%s-%s","name":"%s","type":"n8n-nodes-base.%s","typeVersion":%s,"webhookId":"%s-%d","position":[0,0],"parameters":%s}`,
			id, nodes[i], nodes[i], nodes[i+1], nodes[i+2], id, i/4, nodes[i+3]))
		if i > 0 {
			links = append(links, fmt.Sprintf(`"%s":{"main":[[{"node":"%s","type":"main","index":0}]]}`, nodes[i-4], nodes[i]))
		}
	}
	return fmt.Sprintf(`{"id":"%s","name":"%s","nodes":[%s],"connections":{%s}}`, id, id, strings.Join(list, ","), strings.Join(links, ","))
}

// part is a field of a submission; one with a file name is a file.
type part struct{ name, value, file string }

// visit asks for a page as a browser does, or sends a form when there are
// parts. It gives the status, where it leads to, and the page.
func (in *instance) visit(url string, parts ...part) (status int, location, page string) {
	return in.asks("text/html,application/xhtml+xml", url, parts...)
}

// program is visit for a program.
func (in *instance) program(url string, parts ...part) (status int, location, page string) {
	return in.asks("*/*", url, parts...)
}

func (in *instance) asks(accept, url string, parts ...part) (int, string, string) {
	in.t.Helper()
	method, body, contentType := http.MethodGet, io.Reader(nil), ""
	if len(parts) > 0 {
		var b bytes.Buffer
		w := multipart.NewWriter(&b)
		for _, p := range parts {
			if p.file == "" {
				w.WriteField(p.name, p.value)
				continue
			}
			f, _ := w.CreateFormFile(p.name, p.file)
			io.WriteString(f, p.value)
		}
		w.Close()
		method, body, contentType = http.MethodPost, &b, w.FormDataContentType()
	}
	req, err := http.NewRequest(method, in.url+strings.TrimPrefix(url, "http://test"), body)
	if err != nil {
		in.t.Fatal(err)
	}
	req.Header.Set("Accept", accept)
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	resp, err := in.client.Do(req)
	if err != nil {
		in.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		in.t.Fatal(err)
	}
	return resp.StatusCode, resp.Header.Get("Location"), string(text)
}

// hidden gives the hidden fields of a page.
func hidden(page string) (parts []part) {
	for _, m := range regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`).FindAllStringSubmatch(page, -1) {
		parts = append(parts, part{name: m[1], value: html.UnescapeString(m[2])})
	}
	return parts
}

func (in *instance) wantPage(url string, status int, contains ...string) string {
	in.t.Helper()
	got, _, page := in.visit(url)
	in.holds(got, status, page, contains...)
	return page
}

func (in *instance) holds(got, status int, page string, contains ...string) {
	in.t.Helper()
	for _, c := range contains {
		if got != status || !strings.Contains(page, c) {
			in.t.Errorf("the answer is %d, not %d with %q:\n%s", got, status, c, page)
		}
	}
}

const askName = `{"formTitle":"Hello","formFields":{"values":[{"fieldLabel":"Name","requiredField":true}]},"options":{}}`

func TestFormIsFilledIn(t *testing.T) {
	const fields = `{"formTitle":"A <form>","formDescription":"Please <b>fill</b> it in<script>alert(1)</script>","options":{"path":"all"},"formFields":{"values":[
		{"fieldLabel":"Name","requiredField":true,"placeholder":"your name"},{"fieldLabel":"Age","fieldType":"number"},{"fieldLabel":"When","fieldType":"date"},
		{"fieldLabel":"Colour","fieldType":"dropdown","fieldOptions":{"values":[{"option":"red"},{"option":"blue"}]}},
		{"fieldLabel":"Many","fieldType":"checkbox","limitSelection":"range","minSelections":1,"maxSelections":2,"fieldOptions":{"values":[{"option":"a"},{"option":"b"},{"option":"c"}]}},
		{"fieldLabel":"One of","fieldType":"radio","fieldOptions":{"values":[{"option":"x"},{"option":"y"}]}},
		{"fieldLabel":"My file!","fieldType":"file","multipleFiles":true},{"fieldLabel":"Solo","fieldType":"file","multipleFiles":false},
		{"fieldType":"hiddenField","fieldName":"hid","fieldValue":"secret"},{"fieldType":"html","elementName":"el","html":"<b>bold</b><script>1</script>"},
		{"fieldType":"html","html":"<i>x</i>"},{"fieldLabel":"Mail","fieldType":"email"},{"fieldLabel":"Area","fieldType":"textarea"},{"fieldLabel":"Pw","fieldType":"password"}]}}`
	in, ended := formInstance(t, formFlow("all", "T", "formTrigger", "2.5", fields, "N", "noOp", "1", "{}"))
	page := in.wantPage("/form/all?Name=Bob&Many=a,b&hid=zz&Colour=blue", 200, "A &lt;form&gt;", "Please <b>fill</b> it in</p>", `name="field-0" value="Bob"`,
		`value="a" checked`, `value="c">`, `<option selected>blue`, `name="field-8" value="zz"`, `enctype="multipart/form-data"`, "Select 1 to 2 options", `<meta name="viewport"`)
	for _, never := range []string{"<script", "onclick", "http-equiv"} {
		if strings.Contains(page, never) {
			t.Errorf("the page contains %q", never)
		}
	}
	sent := append(hidden(page), part{"field-0", " Ann ", ""}, part{"field-1", "42", ""}, part{"field-2", "2024-05-06", ""}, part{"field-3", "red", ""},
		part{"field-4[]", "a", ""}, part{"field-4[]", "c", ""}, part{"field-5", "y", ""}, part{"field-6", "foo", "a.txt"}, part{"field-6", "bars", "b.txt"},
		part{"field-7", "solo", "s.pdf"}, part{"field-11", "m@x", ""}, part{"field-12", "l1\nl2", ""}, part{"field-13", "pw", ""})
	status, _, page := in.visit("/form/all?q=1", sent...)
	in.holds(status, 200, page, "Form Submitted", "Your response has been recorded")
	want := `success {"Name":"Ann","Age":42,"When":"2024-05-06","Colour":"red","Many":["a","c"],"One of":"y","My file!":[{"filename":"a.txt","mimetype":"application/octet-stream","size":3},` +
		`{"filename":"b.txt","mimetype":"application/octet-stream","size":4}],"Solo":{"filename":"s.pdf","mimetype":"application/octet-stream","size":4},"hid":"zz","el":"\u003cb>bold\u003c/b>",` +
		`"Mail":"m@x","Area":"l1\nl2","Pw":"pw","formMode":"production","formQueryParameters":{"q":"1"}} My_file__0:a.txt:3 My_file__1:b.txt:4 Solo:s.pdf:4`
	if got := ended(1); len(got) != 1 || got[0] != strings.ReplaceAll(want, `\u003c`, "<") {
		t.Errorf("recorded: %q, not\n%s", got, want)
	}
}

func TestFormIsCheckedWithoutScripts(t *testing.T) {
	in, ended := formInstance(t, formFlow("check", "T", "formTrigger", "2.2", `{"formTitle":"C","options":{"path":"check"},"formFields":{"values":[
		{"fieldLabel":"Name","requiredField":true},{"fieldLabel":"Other"},
		{"fieldLabel":"Many","fieldType":"checkbox","limitSelection":"exact","numberOfSelections":2,"fieldOptions":{"values":[{"option":"a"},{"option":"b"}]}},
		{"fieldLabel":"F","fieldType":"file","requiredField":true}]}}`))
	status, _, page := in.visit("/form/check", part{"field-0", " ", ""}, part{"field-1", "kept", ""}, part{"field-2[]", "b", ""})
	in.holds(status, 422, page, "This field is required", "Please select at least 2 options", `name="field-1" value="kept"`, `value="b" checked`)
	if got := ended(0); len(got) != 0 {
		t.Errorf("it ran: %q", got)
	}
	// Programs are taken at their word, as the original takes everybody.
	status, _, page = in.program("/form/check", part{"field-1", "x", ""}, part{"field-2", `["a","b"]`, ""})
	if got := ended(1); status != 200 || page != `{"status":200}` || len(got) != 1 || got[0] != `success {"Name":null,"Other":"x","Many":["a","b"],"F":null,"formMode":"production"}` {
		t.Errorf("%d %s: %q", status, page, got)
	}
}

func TestFormAnswers(t *testing.T) {
	const fields = `"formTitle":"L","formFields":{"values":[{"fieldLabel":"Name"}]}`
	in, _ := formInstance(t,
		formFlow("text", "T", "formTrigger", "2", `{`+fields+`,"path":"text","options":{"respondWithOptions":{"values":{"respondWith":"text","formSubmittedText":"Thanks!"}}}}`),
		formFlow("go", "T", "formTrigger", "2.2", `{`+fields+`,"options":{"path":"go","respondWithOptions":{"values":{"respondWith":"redirect","redirectUrl":"https://example.com/x"}}}}`),
		formFlow("evil", "T", "formTrigger", "2.2", `{`+fields+`,"options":{"path":"evil","respondWithOptions":{"values":{"respondWith":"redirect","redirectUrl":"javascript:alert(1)"}}}}`),
		formFlow("one", "T", "formTrigger", "1", `{`+fields+`,"path":"one","options":{"formSubmittedText":"First"}}`),
		formFlow("last", "T", "formTrigger", "2.2", `{`+fields+`,"responseMode":"lastNode","options":{"path":"last"}}`, "N", "noOp", "1", "{}"),
		formFlow("fails", "T", "formTrigger", "2.2", `{`+fields+`,"responseMode":"lastNode","options":{"path":"fails"}}`, "E", "stopAndError", "1", `{"errorMessage":"boom"}`),
		formFlow("says", "T", "formTrigger", "2.1", `{`+fields+`,"path":"says","responseMode":"responseNode"}`, "R", "respondToWebhook", "1.1", `{"respondWith":"json","responseBody":"{\"formSubmittedText\":\"hello\"}"}`),
		formFlow("leads", "T", "formTrigger", "2.1", `{`+fields+`,"path":"leads","responseMode":"responseNode"}`, "R", "respondToWebhook", "1.1", `{"respondWith":"json","responseBody":"{\"redirectURL\":\"https://example.com/y\"}"}`),
		formFlow("unused", "T", "formTrigger", "2.1", `{`+fields+`,"path":"unused"}`, "R", "respondToWebhook", "1.1", `{}`),
		formFlow("never", "T", "formTrigger", "2.2", `{`+fields+`,"options":{"path":"never"}}`, "R", "respondToWebhook", "1.1", `{}`),
		formFlow("bots", "T", "formTrigger", "2.2", `{`+fields+`,"options":{"path":"bots","ignoreBots":true}}`),
		formFlow("auth", "T", "formTrigger", "2.2", `{"authentication":"basicAuth",`+fields+`,"options":{"path":"auth"}}`))
	name := part{"field-0", "A", ""}
	for _, c := range []struct {
		path             string
		status           int
		location, people string
		code             int
		programs         string
	}{
		{"form/text", 200, "", "Thanks!", 200, `{"status":200}`},
		{"form/go", 303, "https://example.com/x", "", 200, `{"status":200}`},
		{"form/evil", 500, "", "could not be started", 500, `{"code":0,"message":"Workflow Form Error: Workflow could not be started!"}`},
		{"webhook/one/n8n-form", 200, "", "First", 200, `{"status":200}`},
		{"form/last", 200, "", "Your response has been recorded", 200, ``},
		{"form/fails", 500, "", "Problem submitting response", 500, `{"message":"Error in workflow"}`},
		{"form/says", 200, "", ">hello<", 200, `{"formSubmittedText":"hello"}`},
		{"form/leads", 303, "https://example.com/y", "", 200, `{"redirectURL":"https://example.com/y"}`},
		{"form/unused", 500, "", "Unused Respond to Webhook node found in the workflow", 500, `{"code":0,"message":"Unused Respond to Webhook node found in the workflow"}`},
		{"form/never", 500, "", "Workflow Form Error: Workflow could not be started!", 500, `{"code":0,"message":"Workflow Form Error: Workflow could not be started!"}`},
		{"form/bots", 401, "", "", 401, ""},
		{"form/auth", 401, "", "", 401, ""},
		{"form/nothing", 404, "", "Problem loading form", 404, `{"code":404,"message":"The requested webhook \"POST nothing\" is not registered."}`},
	} {
		status, location, page := in.visit("/"+c.path, name)
		if status != c.status || location != c.location || !strings.Contains(page, c.people) {
			t.Errorf("%s, a person: %d to %q:\n%s", c.path, status, location, page)
		}
		if status, _, page = in.program("/"+c.path, name); status != c.code || page != c.programs {
			t.Errorf("%s, a program: %d %s", c.path, status, page)
		}
	}
}

func TestFormOfSeveralPages(t *testing.T) {
	in, ended := formInstance(t, formFlow("steps", "T", "formTrigger", "2.5", askName,
		"Second page", "form", "2.5", `{"formFields":{"values":[{"fieldLabel":"={{ 'Age of ' + $json.Name }}","fieldType":"number"}]},"options":{"formTitle":"=Dear {{ $('T').item.json.Name }}","buttonLabel":"On"}}`,
		"Third", "form", "2.5", `{"defineForm":"json","jsonOutput":"[{\"fieldLabel\":\"Last\"}]"}`,
		"End", "form", "2.5", `{"operation":"completion","completionTitle":"=Thanks {{ $('T').item.json.Name }}","completionMessage":"All <i>done</i><script>1</script>"}`))
	page := in.wantPage("/form/steps-0", 200, "Hello")
	status, location, _ := in.visit("/form/steps-0", append(hidden(page), part{"field-0", "Ann", ""})...)
	if status != 303 || !strings.HasPrefix(location, "http://test/form-waiting/") {
		t.Fatalf("%d to %q", status, location)
	}
	second := in.wantPage(location, 200, "Dear Ann", "Age of Ann", ">On<")
	// Reloading the page does not go on.
	in.wantPage(location, 200, "Dear Ann")
	status, onward, _ := in.visit(location, append(hidden(second), part{"field-0", "7", ""})...)
	if status != 303 || onward != location {
		t.Fatalf("%d to %q", status, onward)
	}
	third := in.wantPage(location, 200, "Last", "<h1>Hello</h1>")
	// The second page again: it is no answer to the third.
	if status, onward, _ = in.visit(location, append(hidden(second), part{"field-0", "8", ""})...); status != 303 || onward != location {
		t.Fatalf("%d to %q", status, onward)
	}
	in.wantPage(location, 200, "Last")
	if _, _, page = in.program(location + "/n8n-execution-status"); page != "form-waiting" {
		t.Errorf("status %q", page)
	}
	in.visit(location, append(hidden(third), part{"field-0", "bye", ""})...)
	in.wantPage(location, 200, "Thanks Ann", "All <i>done</i></p>")
	if got := ended(1); len(got) != 1 || got[0] != `success {"Last":"bye","formMode":"production"}` {
		t.Errorf("recorded: %q", got)
	}
	// The last page stays.
	in.wantPage(location, 200, "Thanks Ann")
	if _, _, page = in.program(location + "/n8n-execution-status"); page != "success" {
		t.Errorf("status %q", page)
	}
	in.wantPage("/form-waiting/999", 404, `The execution "999" does not exist.`)
}

func TestFormForPrograms(t *testing.T) {
	in, ended := formInstance(t, formFlow("steps", "T", "formTrigger", "2.2", askName, "P", "form", "2.3", `{"formFields":{"values":[{"fieldLabel":"Second"}]}}`, "N", "noOp", "1", "{}"),
		formFlow("wait", "T", "formTrigger", "2.2", askName, "W", "wait", "1.1", `{"resume":"form","formTitle":"WF","formFields":{"values":[{"fieldLabel":"Again"}]}}`, "N", "noOp", "1", "{}"),
		formFlow("fails", "T", "formTrigger", "2.2", askName, "P", "form", "2.3", `{"formFields":{"values":[{"fieldLabel":"Second"}]}}`, "E", "stopAndError", "1", `{"errorMessage":"boom"}`))
	waitingURL := regexp.MustCompile(`^\{"formWaitingUrl":"(http://test/form-waiting/\d+)"\}$`)
	for i, c := range []struct{ flow, answer, recorded, page string }{
		{"steps", "", `success {"Second":"B","formMode":"production"}`, "Your response has been recorded"},
		{"wait", `{"status":200}`, `success {"Again":"B","formMode":"production"}`, "Your response has been recorded"},
		{"fails", "", `error`, "has finished with error."},
	} {
		_, _, answer := in.program("/form/"+c.flow+"-0", part{"field-0", "A", ""})
		m := waitingURL.FindStringSubmatch(answer)
		if m == nil {
			t.Fatalf("%s: %s", c.flow, answer)
		}
		in.wantPage(m[1], 200, "field-0")
		status, _, answer := in.program(m[1], part{"field-0", "B", ""})
		if status != 200 || answer != c.answer {
			t.Errorf("%s: %d %s", c.flow, status, answer)
		}
		if got := ended(i + 1); !strings.HasPrefix(got[len(got)-1], c.recorded) {
			t.Errorf("%s: %q", c.flow, got)
		}
		if _, _, page := in.visit(m[1]); !strings.Contains(page, c.page) {
			t.Errorf("%s: %s", c.flow, page)
		}
		if status, _, _ = in.program(m[1], part{"field-0", "C", ""}); status != 409 {
			t.Errorf("%s: sent to an execution that has ended: %d", c.flow, status)
		}
	}
}

// TestFormPostedTwice sends the same page several times at once.
func TestFormPostedTwice(t *testing.T) {
	in, ended := formInstance(t, formFlow("once", "T", "formTrigger", "2.5", askName, "N", "noOp", "1", "{}"),
		formFlow("steps", "T", "formTrigger", "2.5", askName, "P", "form", "2.5", `{"formFields":{"values":[{"fieldLabel":"Second"}]}}`, "N", "noOp", "1", "{}"))
	page := in.wantPage("/form/once-0", 200, "Hello")
	sent := append(hidden(page), part{"field-0", "Ann", ""})
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			status, location, page := in.visit("/form/once-0", sent...)
			if status == 303 {
				status, _, page = in.visit(location)
			}
			if status != 200 || !strings.Contains(page, "Your response has been recorded") && !strings.Contains(page, "One moment") {
				t.Errorf("%d: %s", status, page)
			}
		})
	}
	all.Wait()
	if got := ended(1); len(got) != 1 {
		t.Errorf("%d executions ran: %q", len(got), got)
	}
	page = in.wantPage("/form/steps-0", 200, "Hello")
	_, location, _ := in.visit("/form/steps-0", append(hidden(page), part{"field-0", "Ann", ""})...)
	page = in.wantPage(location, 200, "Second")
	sent = append(hidden(page), part{"field-0", "x", ""})
	for range 8 {
		all.Go(func() {
			if status, _, page := in.visit(location, sent...); status != 303 && status != 200 {
				t.Errorf("%d: %s", status, page)
			}
		})
	}
	all.Wait()
	if got := ended(2); len(got) != 2 || got[1] != `success {"Second":"x","formMode":"production"}` {
		t.Errorf("recorded: %q", got)
	}
	// A page opened again is a new one.
	page = in.wantPage("/form/once-0", 200, "Hello")
	in.visit("/form/once-0", append(hidden(page), part{"field-0", "Bo", ""})...)
	in.close() // waits for everything that was started
	if got := ended(3); len(got) != 3 {
		t.Errorf("recorded: %q", got)
	}
}

func TestFormEndings(t *testing.T) {
	const upload = `{"formTitle":"L","formFields":{"values":[{"fieldLabel":"F","fieldType":"file","multipleFiles":false}]}}`
	in, ended := formInstance(t,
		formFlow("go", "T", "formTrigger", "2.2", upload, "C", "form", "2.3", `{"operation":"completion","respondWith":"redirect","redirectUrl":"https://example.com/r"}`),
		formFlow("text", "T", "formTrigger", "2.2", upload, "C", "form", "2.3", `{"operation":"completion","respondWith":"showText","responseText":"<h1>hi</h1>"}`),
		formFlow("file", "T", "formTrigger", "2.2", upload, "C", "form", "2.3", `{"operation":"completion","respondWith":"returnBinary","completionTitle":"CT","completionMessage":"CM","inputDataFieldName":"F"}`),
		formFlow("early", "T", "formTrigger", "2.2", upload, "C", "form", "2.3", `{"operation":"completion","completionTitle":"x"}`, "P", "form", "2.3", `{"formFields":{"values":[{"fieldLabel":"S"}]}}`))
	open := func(flow string) string {
		t.Helper()
		status, location, page := in.visit("/form/"+flow+"-0", part{"field-0", "content", "ä b.txt"})
		if status != 303 {
			t.Fatalf("%d: %s", status, page)
		}
		return location
	}
	if status, location, _ := in.visit(open("go")); status != 303 || location != "https://example.com/r" {
		t.Errorf("%d to %q", status, location)
	}
	in.wantPage(open("text"), 200, "<h1>hi</h1>")
	address := open("file")
	page := in.wantPage(address, 200, "CT", "CM", `href="?file" download="ä b.txt"`)
	if status, _, content := in.visit(address + "?file"); status != 200 || content != "content" {
		t.Errorf("%d %q of\n%s", status, content, page)
	}
	ended(3)
	address = open("early")
	in.wantPage(address, 409, "has finished with error")
	if got := ended(4); len(got) != 4 || !strings.HasPrefix(got[2], `success {"F":{"filename":"ä b.txt"`) || !strings.HasPrefix(got[3], "error") {
		t.Errorf("recorded: %q", got)
	}
}

func TestTestForm(t *testing.T) {
	doc := formFlow("once", "T", "formTrigger", "2.5", askName, "N", "noOp", "1", "{}")
	in, _ := formInstance(t, doc)
	plan, err := in.engine.Compile(parse(t, doc))
	if err != nil {
		t.Fatal(err)
	}
	in.wantPage("/form-test/once-0", 404, "Execute workflow")
	heard := make(chan string, 1)
	_, err = in.active.Listen(plan, trigger.Listener{Result: func(ex *execution.Execution, err error) {
		if err != nil {
			heard <- err.Error()
			return
		}
		heard <- string(ex.Mode) + " " + ex.Data.LastRun().Output[0][0].JSON.Delete("submittedAt").JSON()
	}})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		in.wantPage("/form-test/once-0", 200, "This is the test version of the form.")
	}
	page := in.wantPage("/form-test/once-0", 200, "Hello")
	in.visit("/form-test/once-0", append(hidden(page), part{"field-0", "Ann", ""})...)
	if got := <-heard; got != string(node.ModeManual)+` {"Name":"Ann","formMode":"test"}` {
		t.Error(got)
	}
	in.wantPage("/form-test/once-0", 404, "Execute workflow")
}

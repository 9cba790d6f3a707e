package mail_test

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"runnel/runtime/node"
	"runnel/runtime/node/nodetest"
	"runnel/runtime/value"
)

var mailedLink = regexp.MustCompile(`href="([^"]+)"`)

// asked runs the node and gives the links of the mail that it has sent.
func asked(t *testing.T, params string) (*nodetest.Host, []url.Values) {
	t.Helper()
	s := &mailServer{}
	h := sender(t, 2.1, `{"operation":"sendAndWait","fromEmail":"a@b.c","toEmail":"x@y.z","subject":"S","message":"May I?\nPlease",`+params+`}`, s.serve(t, "plain"))
	out, err := h.Run()
	nodetest.Want(t, out, err, `[[{}]]`)
	if len(h.Waits) != 1 || len(s.messages) != 1 {
		t.Fatalf("waits %v, %d mails", h.Waits, len(s.messages))
	}
	_, list := parts(t, s.messages[0].data)
	if !strings.Contains(list[0], "May I?<br>Please") {
		t.Errorf("the mail says %q", list[0])
	}
	var links []url.Values
	for _, m := range mailedLink.FindAllStringSubmatch(list[0], -1) {
		address := strings.ReplaceAll(m[1], "&amp;", "&")
		if rest, ok := strings.CutPrefix(address, "http://localhost/webhook-waiting/1/id?"); ok {
			q, err := url.ParseQuery(rest)
			if err != nil {
				t.Fatal(err)
			}
			links = append(links, q)
		}
	}
	return h, links
}

// visit follows a link, or sends a form to it.
func visit(h *nodetest.Host, link url.Values, form value.Value, agent string) (node.WebhookResult, error) {
	query := value.EmptyObject
	for key, v := range link {
		query = query.Set(key, value.String(v[0]))
	}
	method := http.MethodGet
	if !form.IsUndefined() {
		method = http.MethodPost
	}
	return h.Webhook(&node.Request{Method: method, Query: query, Headers: node.Obj("user-agent", agent),
		Body:  func() (value.Value, error) { return form, nil },
		Files: func() ([]node.UploadedFile, error) { return nil, nil },
		Raw:   func() (io.ReadCloser, error) { return http.NoBody, nil },
	})
}

const browser = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

func TestApproval(t *testing.T) {
	h, links := asked(t, `"approvalOptions":{"values":{"approvalType":"double","approveLabel":"Yes","disapproveLabel":"No"}}`)
	if len(links) != 2 {
		t.Fatalf("links %v", links)
	}
	for i, want := range []string{"false", "true"} {
		got, err := visit(h, links[i], value.Undefined, browser)
		nodetest.Want(t, got.Output, err, `[[{"data":{"approved":`+want+`}}]]`)
		if got.Last == nil || !strings.Contains(got.Last.Body.Str(), "Got it, thanks") {
			t.Errorf("the page is %+v", got.Last)
		}
	}
	// Programs look at the links of mails before people do.
	if got, err := visit(h, links[1], value.Undefined, "Googlebot/2.1"); err != nil || got.Output != nil || got.Reject == nil {
		t.Errorf("a program: %+v, %v", got, err)
	}
	for _, signature := range []string{"", "x", links[0].Get("signature") + "x"} {
		got, err := visit(h, url.Values{"approved": {"true"}, "signature": {signature}}, value.Undefined, browser)
		if err != nil || got.Output != nil || got.Reject == nil || got.Reject.Status != 401 || got.Reject.Body.JSON() != `{"error":"Invalid token"}` {
			t.Errorf("signature %q: %+v, %v", signature, got, err)
		}
	}
	if _, links := asked(t, `"options":{"limitWaitTime":{"values":{"limitType":"afterTimeInterval","resumeAmount":1,"resumeUnit":"hours"}}}`); len(links) != 1 || links[0].Get("approved") != "true" {
		t.Errorf("links %v", links)
	}
}

func TestAnswersByForm(t *testing.T) {
	h, links := asked(t, `"responseType":"freeText","options":{"messageButtonLabel":"Answer","responseFormTitle":"Tell me"}`)
	page, err := visit(h, links[0], value.Undefined, browser)
	if err != nil || page.Output != nil || !strings.Contains(page.Reject.Body.Str(), "<h1>Tell me</h1>") || !strings.Contains(page.Reject.Body.Str(), "<textarea") {
		t.Errorf("the page is %+v, %v", page.Reject, err)
	}
	got, err := visit(h, links[0], node.Obj("field-0", "my words"), browser)
	nodetest.Want(t, got.Output, err, `[[{"data":{"text":"my words"}}]]`)

	h, links = asked(t, `"responseType":"customForm","formFields":{"values":[{"fieldLabel":"Name"},{"fieldLabel":"Age","fieldType":"number"}]}`)
	got, err = visit(h, links[0], node.Obj("field-0", "Ann", "field-1", "7"), browser)
	nodetest.Want(t, got.Output, err, `[[{"data":{"Name":"Ann","Age":7}}]]`)
}

func TestOtherOperationsWaitForNothing(t *testing.T) {
	h := nodetest.New(t, sendNode, 2.1, `{"fromEmail":"a@b.c","toEmail":"x@y.z"}`)
	typ, _ := node.Registered.Find(sendNode, 2.1)
	if methods, err := typ.Webhooks[0].Methods(h.Static()); err != nil || len(methods) != 0 {
		t.Errorf("it listens to %v, %v", methods, err)
	}
}

package mail_test

import (
	"bytes"
	"crypto/tls"
	"net"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"

	nodemail "runnel/nodes/mail"
	"runnel/runtime/httpclient"
	"runnel/runtime/node"
	"runnel/runtime/node/nodetest"
	"runnel/runtime/value"
)

const receiveNode = "n8n-nodes-base.emailReadImap"

// postbox is an IMAP server with one mailbox.
type postbox struct {
	t     *testing.T
	user  *imapmemserver.User
	cred  value.Value
	mu    sync.Mutex
	conns []net.Conn
}

func newPostbox(t *testing.T, secure bool) *postbox {
	p := &postbox{t: t, user: imapmemserver.NewUser("ann", "right")}
	if err := p.user.Create("INBOX", nil); err != nil {
		t.Fatal(err)
	}
	memory := imapmemserver.New()
	memory.AddUser(p.user)
	server := imapserver.New(&imapserver.Options{
		NewSession: func(c *imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.conns = append(p.conns, c.NetConn())
			return memory.NewSession(), nil, nil
		},
		Caps: imap.CapSet{imap.CapIMAP4rev1: {}}, InsecureAuth: true,
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	if secure {
		l = tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{certificate(t)}})
	}
	go server.Serve(l)
	t.Cleanup(func() { server.Close() })
	p.cred = node.Obj("host", "127.0.0.1", "port", port, "user", "ann", "password", "right", "secure", secure, "allowUnauthorizedCerts", true)
	return p
}

type literal struct{ *bytes.Reader }

// put puts a mail into the mailbox.
func (p *postbox) put(mail string, flags ...imap.Flag) {
	p.t.Helper()
	if _, err := p.user.Append("INBOX", literal{bytes.NewReader([]byte(mail))}, &imap.AppendOptions{Flags: flags}); err != nil {
		p.t.Fatal(err)
	}
}

// drop ends all connections.
func (p *postbox) drop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.conns {
		c.Close()
	}
	p.conns = nil
}

// unseen counts the mails that nobody has read.
func (p *postbox) unseen() uint32 {
	p.t.Helper()
	data, err := p.user.Status("INBOX", &imap.StatusOptions{NumUnseen: true})
	if err != nil {
		p.t.Fatal(err)
	}
	return *data.NumUnseen
}

func (p *postbox) host(version float64, params string) *nodetest.Host {
	h := nodetest.New(p.t, receiveNode, version, params)
	h.OnDial = httpclient.NewPool(httpclient.PoolOptions{}).Dial
	h.Credentials["imap"] = node.NewCredential("1", "IMAP", "imap", p.cred)
	return h
}

// received starts the trigger, waits for n executions and gives their items.
func (p *postbox) received(version float64, params string, n int) []string {
	p.t.Helper()
	s, err := p.host(version, params).Trigger()
	if err != nil {
		p.t.Fatal(err)
	}
	defer s.Stop()
	emitted, failed := s.Await(p.t, n)
	if len(failed) > 0 {
		p.t.Fatal(failed)
	}
	var list []string
	for _, out := range emitted {
		list = append(list, nodetest.Docs(out))
	}
	return list
}

func written(lines ...string) string { return strings.Join(lines, "\r\n") }

var plainMail = written("From: =?utf-8?q?Ann_=C3=96?= <ann@x.example>", "To: bob@x.example, Carl <c@x.example>", "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=",
	"Date: Mon, 02 Sep 2024 10:00:00 +0200", "Message-ID: <1@x>", "X-Long: a", "  b", "X-Long: second", "Content-Type: text/plain; charset=utf-8", "", "Hällo http://example.com/x", "", "bye", "")

// nested has parts in parts in parts.
var nested = written("From: a@x.example", "Subject: nested", "MIME-Version: 1.0", `Content-Type: multipart/mixed; boundary="a"`, "", "preamble",
	"--a", `Content-Type: multipart/related; boundary="b"`, "",
	"--b", `Content-Type: multipart/alternative; boundary="c"`, "",
	"--c", "Content-Type: text/plain; charset=windows-1251", "Content-Transfer-Encoding: quoted-printable", "", "=CF=F0=E8=E2=E5=F2",
	"--c", "Content-Type: text/html", "", `<p>html <img src="cid:pic@x"></p>`, "--c--",
	"--b", "Content-Type: image/png", "Content-ID: <pic@x>", "Content-Transfer-Encoding: base64", "", "UE5H", "--b--",
	"--a", `Content-Type: application/pdf; name="=?utf-8?q?=C3=BC.pdf?="`, "Content-Disposition: attachment", "Content-Transfer-Encoding: base64", "", "UERG",
	"--a", "Content-Type: message/rfc822", "Content-Disposition: attachment", "", "Subject: inner", "", "inner body", "--a--", "epilogue")

func TestSimpleFormat(t *testing.T) {
	p := newPostbox(t, true)
	p.put(plainMail)
	got := p.received(2, `{}`, 1)
	want := `[[{"textHtml":"","textPlain":"Hällo http://example.com/x\r\n\r\nbye\r\n","metadata":{"message-id":"<1@x>","x-long":"a b","content-type":"text/plain; charset=utf-8"},"attributes":{"uid":1},` +
		`"from":"Ann Ö <ann@x.example>","to":"bob@x.example, Carl <c@x.example>","subject":"Grüße","date":"Mon, 02 Sep 2024 10:00:00 +0200"}]]`
	if got[0] != want {
		t.Errorf("got\n%s, not\n%s", got[0], want)
	}
	if n := p.unseen(); n != 0 {
		t.Errorf("%d mails are unread", n)
	}
	p.put(nested)
	p.put(plainMail, imap.FlagSeen)
	s, err := p.host(1, `{"downloadAttachments":true,"postProcessAction":"nothing"}`).Trigger()
	if err != nil {
		t.Fatal(err)
	}
	emitted, _ := s.Await(t, 1)
	s.Stop()
	it := emitted[0][0][0]
	if it.JSON.Has("attributes") || it.JSON.Get("textPlain").Str() != "Привет" || it.JSON.Get("textHtml").Str() != `<p>html <img src="cid:pic@x"></p>` || it.Binary.Len() != 2 ||
		it.Binary.Get("attachment_0").FileName != "ü.pdf" || it.Binary.Get("attachment_1").MimeType != "message/rfc822" {
		t.Errorf("got %s and %+v", it.JSON.JSON(), it.Binary)
	}
	if n := p.unseen(); n != 1 {
		t.Errorf("%d mails are unread", n)
	}
}

// TestResolvedFormat holds the resolved format against what the original's
// parser makes of the same mails.
func TestResolvedFormat(t *testing.T) {
	p := newPostbox(t, false)
	p.put(plainMail)
	p.put(nested)
	p.put(written("From: a@x", "Subject: html", "Content-Type: text/html", "", `<h1>Title</h1><p>Hello <a href="http://x.y">link</a></p><ul><li>one</li><li>two</li></ul>`))
	p.put(written("Subject: none", "", ""))
	s, err := p.host(2, `{"format":"resolved"}`).Trigger()
	if err != nil {
		t.Fatal(err)
	}
	emitted, _ := s.Await(t, 1)
	s.Stop()
	items := emitted[0][0]
	for i, want := range []string{
		`{"headers":{"from":"From: =?utf-8?q?Ann_=C3=96?= <ann@x.example>","to":"To: bob@x.example, Carl <c@x.example>","subject":"Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=","date":"Date: Mon, 02 Sep 2024 10:00:00 +0200",` +
			`"message-id":"Message-ID: <1@x>","x-long":"X-Long: second","content-type":"Content-Type: text/plain; charset=utf-8"},"text":"Hällo http://example.com/x\n\nbye\n",` +
			`"textAsHtml":"<p>H&#xE4;llo <a href=\"http://example.com/x\">http://example.com/x</a></p><p>bye</p>","subject":"Grüße","date":"2024-09-02T08:00:00.000Z",` +
			`"to":{"value":[{"address":"bob@x.example","name":""},{"address":"c@x.example","name":"Carl"}],"html":"<span class=\"mp_address_group\"><a href=\"mailto:bob@x.example\" class=\"mp_address_email\">bob@x.example</a></span>, ` +
			`<span class=\"mp_address_group\"><span class=\"mp_address_name\">Carl</span> &lt;<a href=\"mailto:c@x.example\" class=\"mp_address_email\">c@x.example</a>&gt;</span>","text":"bob@x.example, \"Carl\" <c@x.example>"},` +
			`"from":{"value":[{"address":"ann@x.example","name":"Ann Ö"}],"html":"<span class=\"mp_address_group\"><span class=\"mp_address_name\">Ann &#xD6;</span> &lt;<a href=\"mailto:ann@x.example\" class=\"mp_address_email\">ann@x.example</a>&gt;</span>",` +
			`"text":"\"Ann Ö\" <ann@x.example>"},"messageId":"<1@x>","html":false,"attributes":{"uid":1}}`,
		`{"headers":{"from":"From: a@x.example","subject":"Subject: nested","mime-version":"MIME-Version: 1.0","content-type":"Content-Type: multipart/mixed; boundary=\"a\""},` +
			`"html":"<p>html <img src=\"data:image/png;base64,UE5H\"></p>","text":"Привет","textAsHtml":"<p>&#x41F;&#x440;&#x438;&#x432;&#x435;&#x442;</p>","subject":"nested",` +
			`"from":{"value":[{"address":"a@x.example","name":""}],"html":"<span class=\"mp_address_group\"><a href=\"mailto:a@x.example\" class=\"mp_address_email\">a@x.example</a></span>","text":"a@x.example"},"attributes":{"uid":2}}`,
		`{"headers":{"from":"From: a@x","subject":"Subject: html","content-type":"Content-Type: text/html"},"html":"<h1>Title</h1><p>Hello <a href=\"http://x.y\">link</a></p><ul><li>one</li><li>two</li></ul>",` +
			`"text":"TITLE\n\nHello link [http://x.y]\n\n * one\n * two","textAsHtml":"<p>TITLE</p><p>Hello link [<a href=\"http://x.y\">http://x.y</a>]</p><p> * one<br/> * two</p>","subject":"html",` +
			`"from":{"value":[{"address":"a@x","name":""}],"html":"<span class=\"mp_address_group\"><a href=\"mailto:a@x\" class=\"mp_address_email\">a@x</a></span>","text":"a@x"},"attributes":{"uid":3}}`,
		`{"headers":{"subject":"Subject: none"},"subject":"none","html":false,"attributes":{"uid":4}}`,
	} {
		if got := items[i].JSON.JSON(); got != want {
			t.Errorf("mail %d:\n%s, not\n%s", i, got, want)
		}
	}
	var files []string
	for _, f := range items[1].Binary.All() {
		files = append(files, f.Name+" "+f.File.MimeType)
	}
	if got := strings.Join(files, ", "); got != "attachment_0 image/png, attachment_1 application/pdf, attachment_2 message/rfc822" {
		t.Errorf("files: %s", got)
	}
}

func TestRawFormat(t *testing.T) {
	p := newPostbox(t, false)
	p.put(written("Subject: x", "", "the", "body"))
	if got := p.received(2.1, `{"format":"raw","options":{"trackLastMessageId":false}}`, 1); got[0] != `[[{"raw":"the\r\nbody"}]]` {
		t.Error(got)
	}
}

// TestOnlyNewMail follows the memory of each version over two activations.
func TestOnlyNewMail(t *testing.T) {
	for _, c := range []struct {
		version float64
		again   bool
	}{{1, false}, {2, true}, {2.1, false}} {
		p := newPostbox(t, false)
		p.put(written("Subject: one", "", "x"))
		h := p.host(c.version, `{"postProcessAction":"nothing"}`)
		subjects := func(want ...string) {
			t.Helper()
			s, err := h.Trigger()
			if err != nil {
				t.Fatal(err)
			}
			defer s.Stop()
			p.put(written("Subject: "+want[len(want)-1], "", "x"))
			var got []string
			for n := 1; len(got) < len(want); n++ {
				emitted, _ := s.Await(t, n)
				got = nil
				for _, out := range emitted {
					for _, it := range out[0] {
						got = append(got, it.JSON.Get("subject").Str())
					}
				}
			}
			if strings.Join(got, " ") != strings.Join(want, " ") {
				t.Errorf("version %v: %v, not %v", c.version, got, want)
			}
		}
		subjects("one", "two")
		if c.again {
			subjects("one", "two", "three")
		} else {
			subjects("three")
		}
	}
}

func TestBatches(t *testing.T) {
	p := newPostbox(t, false)
	for range 45 {
		p.put(written("Subject: x", "", "x"))
	}
	p.put(written("Subject: seen", "", "x"), imap.FlagSeen)
	s, err := p.host(2.1, `{}`).Trigger()
	if err != nil {
		t.Fatal(err)
	}
	emitted, _ := s.Await(t, 3)
	s.Stop()
	if len(emitted[0][0]) != 20 || len(emitted[1][0]) != 20 || len(emitted[2][0]) != 5 {
		t.Errorf("batches of %d, %d and %d", len(emitted[0][0]), len(emitted[1][0]), len(emitted[2][0]))
	}
}

func TestRules(t *testing.T) {
	p := newPostbox(t, false)
	p.put(written("From: ann@x", "Subject: invoice", "Date: Mon, 02 Sep 2024 10:00:00 +0200", "", "x"))
	p.put(written("From: bob@x", "Subject: news", "", "secret word"), imap.FlagSeen)
	p.put(written("From: carl@x", "Subject: invoice 2", "", strings.Repeat("long ", 1000)))
	for rules, want := range map[string]string{
		`["UNSEEN"]`: "invoice,invoice 2", `["SEEN"]`: "news", `["!SEEN",["SUBJECT","2"]]`: "invoice 2", `[["FROM","bob"]]`: "news", `["ALL"]`: "invoice,news,invoice 2",
		`[["OR",["FROM","ann"],["BODY","secret"]]]`: "invoice,news", `[["LARGER",3000]]`: "invoice 2", `[["HEADER","From","carl"]]`: "invoice 2",
		`[["SINCE","January 1, 2000"],"UNSEEN"]`: "invoice,invoice 2", `[["UID","2:*"]]`: "news,invoice 2", `[["SENTON","2024-09-02"]]`: "invoice",
	} {
		s, err := p.host(2, node.Obj("postProcessAction", "nothing", "options", node.Obj("customEmailConfig", rules)).JSON()).Trigger()
		if err != nil {
			t.Errorf("%s: %v", rules, err)
			continue
		}
		emitted, failed := s.Await(t, 1)
		s.Stop()
		var got []string
		for _, out := range emitted {
			for _, it := range out[0] {
				got = append(got, it.JSON.Get("subject").Str())
			}
		}
		if strings.Join(got, ",") != want {
			t.Errorf("%s finds %v, not %s; %v", rules, got, want, failed)
		}
	}
	for rules, want := range map[string]string{
		`nonsense`: "Custom email config is not valid JSON.", `{}`: "Custom email config is not valid JSON.", `["WHAT"]`: "Custom email config is not valid: unexpected search option WHAT",
		`[["FROM"]]`: "Custom email config is not valid: the search option FROM needs 1 arguments", `[["SINCE","soon"]]`: `Custom email config is not valid: the search option SINCE needs a date, not "soon"`,
	} {
		_, err := p.host(2, node.Obj("options", node.Obj("customEmailConfig", rules)).JSON()).Trigger()
		nodetest.WantError(t, err, want)
	}
}

func TestReceivingFails(t *testing.T) {
	p := newPostbox(t, false)
	h := p.host(2, `{"mailbox":"Nothing"}`)
	_, err := h.Trigger()
	nodetest.WantError(t, err, "No such mailbox")
	h = p.host(2, `{}`)
	h.Credentials["imap"] = node.NewCredential("1", "IMAP", "imap", p.cred.Set("password", value.String("wrong")))
	_, err = h.Trigger()
	nodetest.WantError(t, err, "Authentication failed")
	h.Credentials["imap"] = node.NewCredential("1", "IMAP", "imap", p.cred.Set("port", value.Int(1)))
	_, err = h.Trigger()
	nodetest.WantError(t, err, "The service refused the connection - perhaps it is offline")
	s, err := p.host(2, `{}`).Trigger()
	if err != nil {
		t.Fatal(err)
	}
	p.drop()
	if _, failed := s.Await(t, 1); len(failed) != 1 || !strings.HasPrefix(failed[0].Error(), "The connection to the mail server was closed unexpectedly") {
		t.Errorf("a connection that was lost: %v", failed)
	}
	s.Stop()
}

// FuzzMails reads damaged mails.
func FuzzMails(f *testing.F) {
	f.Add(plainMail)
	f.Add(nested)
	f.Add(nested[:len(nested)/2])
	f.Fuzz(func(t *testing.T, text string) { readMail(t, text) })
}

func readMail(t *testing.T, text string) {
	if err := nodemail.ReadAll(nodetest.New(t, receiveNode, 2, `{}`), []byte(text)); err != nil {
		t.Error(err)
	}
}

// TestDeeplyNested reads a mail whose parts stand in each other without end.
func TestDeeplyNested(t *testing.T) {
	readMail(t, "Content-Type: multipart/mixed; boundary=a\r\n\r\n"+strings.Repeat("--a\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n", 10_000))
	var b strings.Builder
	for i := range 300 {
		name := strings.Repeat("b", i+1)
		b.WriteString("Content-Type: multipart/mixed; boundary=" + name + "\r\n\r\n--" + name + "\r\n")
	}
	readMail(t, b.String())
}

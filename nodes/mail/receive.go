package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Receive declares Email Trigger, FirstReceive its first version.
var (
	Receive = node.Define(node.Spec[receiveParams]{
		Name: receiveType, Title: "Email Trigger (IMAP)", Groups: []string{"trigger"}, Color: "#44AA22",
		Summary: "Starts the workflow with new mail of a mailbox.",
		Icon:    "mailbox", Versions: node.Versions(2, 2.1), Default: 2.1,
		Inputs: node.Main(0), Outputs: node.Main(1),
		Credentials: []node.CredentialUse{node.Cred("imap").Needed()},
		Params: receiveDeclared(
			node.Text("customEmailConfig", "Custom Email Rules", defaultRules),
			node.Num("forceReconnect", "Force Reconnect Every Minutes", 60),
			node.Bool("trackLastMessageId", "Fetch Only New Emails", true).Show(node.Since(2.1)),
		),
		Trigger: receive,
	})
	FirstReceive = node.Define(node.Spec[firstReceiveParams]{
		Name: receiveType, Title: "Email Trigger (IMAP)", Groups: []string{"trigger"}, Color: "#44AA22",
		Summary: "Starts the workflow with new mail of a mailbox.",
		Icon:    "mailbox", Versions: node.Versions(1), Default: 2.1,
		Inputs: node.Main(0), Outputs: node.Main(1),
		Credentials: []node.CredentialUse{node.Cred("imap").Needed()},
		Params: receiveDeclared(
			node.Text("customEmailConfig", "Custom Email Rules", defaultRules),
			node.Bool("allowUnauthorizedCerts", "Ignore SSL Issues (Insecure)", false),
			node.Num("forceReconnect", "Force Reconnect", 60),
		),
		Trigger: receiveFirst,
	})
)

const (
	receiveType  = "n8n-nodes-base.emailReadImap"
	defaultRules = `["UNSEEN"]`
)

func receiveDeclared(options ...node.Param) node.Params {
	return node.Params{
		node.Text("mailbox", "Mailbox Name", "INBOX"),
		node.Options("postProcessAction", "Action", "read", node.Opt("Mark as Read", "read"), node.Opt("Nothing", "nothing")),
		node.Bool("downloadAttachments", "Download Attachments", false).Show(node.When("format", "simple")),
		node.Options("format", "Format", "simple", node.Opt("RAW", "raw"), node.Opt("Resolved", "resolved"), node.Opt("Simple", "simple")),
		node.Text("dataPropertyAttachmentsPrefixName", "Property Prefix Name", "attachment_").Show(node.When("format", "resolved")),
		node.Text("dataPropertyAttachmentsPrefixName", "Property Prefix Name", "attachment_").
			Show(node.When("format", "simple"), node.When("downloadAttachments", true)),
		node.Collection("options", "Options", options...),
	}
}

type mailboxParams struct {
	Mailbox   node.Field[string]  `param:"mailbox"`
	Action    node.Field[string]  `param:"postProcessAction"`
	Download  node.Field[bool]    `param:"downloadAttachments"`
	Format    node.Field[string]  `param:"format"`
	Prefix    node.Field[string]  `param:"dataPropertyAttachmentsPrefixName"`
	Rules     node.Field[string]  `param:"options.customEmailConfig"`
	Reconnect node.Field[float64] `param:"options.forceReconnect"`
}

type receiveParams struct {
	mailboxParams
	Track node.Field[bool] `param:"options.trackLastMessageId"`
}

type firstReceiveParams struct {
	mailboxParams
	Insecure node.Field[bool] `param:"options.allowUnauthorizedCerts"`
}

// watch is a mailbox under observation.
type watch struct {
	node.Host
	node.Emitter
	cred     node.Credential
	insecure bool
	mailbox  string
	criteria *imap.SearchCriteria
	format   string
	prefix   string
	markRead bool
	// every is after how long the connection is made anew, 0 for never.
	every time.Duration
	// batch is how many mails start one execution, 0 for all that are found.
	batch int
	// track remembers the newest mail's number over restarts; last is it.
	track bool
	last  imap.UID
}

// lastKey is where the number of the newest mail stands in the static data.
const lastKey = "lastMessageUid"

func receive(c *node.TriggerCall[receiveParams]) (node.Stop, error) {
	w, err := c.P.watch(c, c)
	if err != nil {
		return nil, err
	}
	if w.track, err = c.P.Track.Or(c, 0, true); err != nil {
		return nil, err
	}
	if c.Info().Version >= 2.1 {
		w.batch = 20
	}
	data, err := c.StaticData("node")
	if err != nil {
		return nil, err
	}
	switch {
	case c.Info().Version < 2.1:
		// The memory is that of one activation.
		data.Delete(lastKey)
	case !w.track:
	case data.Get(lastKey).IsNumber():
		w.last = imap.UID(data.Get(lastKey).Num())
	default:
		w.criteria.And(&imap.SearchCriteria{Since: c.Now()})
	}
	return w.start(c.Context())
}

func receiveFirst(c *node.TriggerCall[firstReceiveParams]) (node.Stop, error) {
	w, err := c.P.watch(c, c)
	if err != nil {
		return nil, err
	}
	insecure, err := c.P.Insecure.Or(c, 0, false)
	if err != nil {
		return nil, err
	}
	w.insecure = w.insecure || insecure
	w.track = true
	data, err := c.StaticData("node")
	if err != nil {
		return nil, err
	}
	if n := data.Get(lastKey); n.IsNumber() {
		w.last = imap.UID(n.Num())
	}
	return w.start(c.Context())
}

func (p *mailboxParams) watch(h node.Host, e node.Emitter) (*watch, error) {
	w := &watch{Host: h, Emitter: e}
	var action, rules string
	if err := read(h, 0, &p.Mailbox, &w.mailbox, &p.Action, &action, &p.Format, &w.format, &p.Prefix, &w.prefix); err != nil {
		return nil, err
	}
	rules, err := p.Rules.Or(h, 0, defaultRules)
	if err != nil {
		return nil, err
	}
	if w.criteria, err = readCriteria(rules); err != nil {
		return nil, err
	}
	download, err := p.Download.Or(h, 0, false)
	if err != nil {
		return nil, err
	}
	if w.format == "simple" && !download {
		w.prefix = ""
	} else if w.prefix == "" {
		w.prefix = "attachment_"
	}
	minutes, err := p.Reconnect.Or(h, 0, 0)
	if err != nil {
		return nil, err
	}
	if minutes > 0 {
		w.every = time.Duration(minutes * float64(time.Minute))
	}
	w.markRead = action == "read"
	if w.cred, err = h.Credential("imap"); err != nil {
		return nil, err
	}
	w.insecure = w.cred.Get("allowUnauthorizedCerts").Truthy()
	return w, nil
}

// start connects, and observes the mailbox until it is stopped.
func (w *watch) start(ctx context.Context) (node.Stop, error) {
	ctx, cancel := context.WithCancel(ctx)
	b, err := w.open(ctx)
	if err != nil {
		cancel()
		return nil, node.Wrap(err)
	}
	var done sync.WaitGroup
	done.Go(func() {
		for {
			err := w.observe(ctx, b)
			b.close()
			if ctx.Err() != nil {
				return
			}
			if err == nil {
				b, err = w.open(ctx)
			}
			if err != nil {
				if ctx.Err() == nil {
					w.Fail(node.Wrap(err))
				}
				return
			}
		}
	})
	return func() {
		cancel()
		done.Wait()
	}, nil
}

// box is an open mailbox.
type box struct {
	client *imapclient.Client
	// news is told when the server says that there are more mails.
	news chan struct{}
	stop func() bool
}

func (b *box) close() {
	b.stop()
	b.client.Close()
}

// How long a server may take to let somebody in, and how often one is asked
// that does not tell of news by itself.
const (
	openTime  = 30 * time.Second
	askPeriod = 30 * time.Second
	// stopTime is how long a stop waits for what was begun.
	stopTime = 10 * time.Second
)

// open connects to the server, logs in and opens the mailbox.
func (w *watch) open(ctx context.Context) (*box, error) {
	host, port := strings.TrimSpace(w.cred.Text("host")), w.cred.Text("port")
	if n := w.cred.Get("port").ToNumber(); !(n > 0) {
		port = "993"
	}
	conn, err := node.Dial(ctx, w.Host, "tcp", net.JoinHostPort(host, port))
	if err != nil {
		return nil, err
	}
	opening, cancel := context.WithTimeoutCause(ctx, openTime, errors.New("the mail server does not answer in time"))
	defer cancel()
	config := &tls.Config{ServerName: host, InsecureSkipVerify: w.insecure, MinVersion: tls.VersionTLS12}
	if w.cred.Get("secure").Truthy() {
		secured := tls.Client(conn, config)
		if err := secured.HandshakeContext(opening); err != nil {
			conn.Close()
			return nil, err
		}
		conn = secured
	}
	b := &box{news: make(chan struct{}, 1)}
	told := func() {
		select {
		case b.news <- struct{}{}:
		default:
		}
	}
	b.client = imapclient.New(conn, &imapclient.Options{WordDecoder: &words, UnilateralDataHandler: &imapclient.UnilateralDataHandler{
		Mailbox: func(data *imapclient.UnilateralDataMailbox) {
			if data.NumMessages != nil {
				told()
			}
		},
	}})
	// Who is stopped may end what was begun: mails that started an execution are
	// still marked as read.
	b.stop = context.AfterFunc(ctx, func() { time.AfterFunc(stopTime, func() { b.client.Close() }) })
	late := context.AfterFunc(opening, func() { b.client.Close() })
	err = b.client.WaitGreeting()
	if err == nil {
		err = b.client.Login(w.cred.Text("user"), w.cred.Text("password")).Wait()
	}
	if err == nil {
		_, err = b.client.Select(w.mailbox, &imap.SelectOptions{ReadOnly: !w.markRead}).Wait()
	}
	if !late() && err == nil {
		err = context.Cause(opening)
	}
	if err != nil {
		b.close()
		if cause := context.Cause(opening); cause != nil {
			return nil, cause
		}
		return nil, said(err)
	}
	return b, nil
}

// said words an error of a session: as the server worded it, or that there is no
// server any more.
func said(err error) error {
	var status *imap.Error
	if errors.As(err, &status) && status.Text != "" {
		return errors.New(status.Text)
	}
	return fmt.Errorf("The connection to the mail server was closed unexpectedly: %w", err)
}

// observe takes in what is new until the connection ends, or is to be made
// anew: then the error is nil.
func (w *watch) observe(ctx context.Context, b *box) error {
	var renew <-chan time.Time
	if w.every > 0 {
		timer := time.NewTimer(w.every)
		defer timer.Stop()
		renew = timer.C
	}
	for {
		if err := w.take(ctx, b); err != nil {
			return said(err)
		}
		again, err := w.await(ctx, b, renew)
		if err != nil || !again {
			return err
		}
	}
}

// await waits for news; false when the connection is to be made anew.
func (w *watch) await(ctx context.Context, b *box, renew <-chan time.Time) (bool, error) {
	var idle *imapclient.IdleCommand
	var ask <-chan time.Time
	if b.client.Caps().Has(imap.CapIdle) {
		var err error
		if idle, err = b.client.Idle(); err != nil {
			return false, said(err)
		}
	} else {
		timer := time.NewTimer(askPeriod)
		defer timer.Stop()
		ask = timer.C
	}
	again := true
	select {
	case <-b.news:
	case <-ask:
	case <-renew:
		again = false
	case <-b.client.Closed():
		return false, errors.New("The connection to the mail server was closed unexpectedly")
	case <-ctx.Done():
		return false, ctx.Err()
	}
	if idle != nil {
		if err := idle.Close(); err != nil {
			return false, said(err)
		}
		if err := idle.Wait(); err != nil {
			return false, said(err)
		}
	}
	return again, nil
}

// take searches for mails and starts executions with them.
func (w *watch) take(ctx context.Context, b *box) error {
	criteria := imap.SearchCriteria{}
	criteria.And(w.criteria)
	if w.last > 0 {
		var above imap.UIDSet
		above.AddRange(w.last+1, 0)
		criteria.UID = append(criteria.UID[:len(criteria.UID):len(criteria.UID)], above)
	}
	found, err := b.client.UIDSearch(&criteria, nil).Wait()
	if err != nil {
		return err
	}
	uids := slices.DeleteFunc(found.AllUIDs(), func(uid imap.UID) bool { return uid <= w.last })
	slices.Sort(uids)
	size := w.batch
	if size == 0 {
		size = len(uids)
	}
	for batch := range slices.Chunk(uids, max(size, 1)) {
		if err := w.takeBatch(ctx, b, batch); err != nil {
			return err
		}
	}
	return nil
}

// takeBatch starts an execution with some mails. They are marked as read once
// it has them.
func (w *watch) takeBatch(ctx context.Context, b *box, uids []imap.UID) error {
	var items []item.Item
	for _, uid := range uids {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		raw, err := fetch(b, uid)
		if err != nil {
			return err
		}
		if raw == nil {
			continue // deleted meanwhile
		}
		it, err := w.item(raw, uint32(uid))
		if err != nil {
			return err
		}
		items = append(items, it)
	}
	if ctx.Err() != nil || len(items) == 0 {
		return ctx.Err()
	}
	w.remember(uids[len(uids)-1])
	w.Emit(node.One(items))
	if !w.markRead {
		return nil
	}
	flags := &imap.StoreFlags{Op: imap.StoreFlagsAdd, Flags: []imap.Flag{imap.FlagSeen}, Silent: true}
	return b.client.Store(imap.UIDSetNum(uids...), flags, nil).Close()
}

// remember notes the newest mail's number.
func (w *watch) remember(uid imap.UID) {
	if !w.track && w.Info().Version >= 2.1 {
		return
	}
	w.last = max(w.last, uid)
	if data, err := w.StaticData("node"); err == nil {
		data.Set(lastKey, value.Number(float64(w.last)))
	}
}

func (w *watch) item(raw []byte, uid uint32) (item.Item, error) {
	switch w.format {
	case "raw":
		return rawText(raw), nil
	case "resolved":
		return resolved(w.Host, raw, uid, w.prefix)
	}
	return simple(w.Host, raw, uid, w.prefix)
}

// fetch reads a mail without marking it; nil when it is not there any more.
func fetch(b *box, uid imap.UID) ([]byte, error) {
	section := &imap.FetchItemBodySection{Peek: true}
	messages, err := b.client.Fetch(imap.UIDSetNum(uid), &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{section}}).Collect()
	if err != nil {
		return nil, err
	}
	for _, m := range messages {
		if raw := m.FindBodySection(section); m.UID == uid && raw != nil {
			return raw, nil
		}
	}
	return nil, nil
}

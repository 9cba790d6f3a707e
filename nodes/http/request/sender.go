package request

import (
	"context"
	"net/http"
	"time"

	"runnel/runtime/httpclient"
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// sender sends the requests of a run: they start in the order of the items and
// run side by side; the items are made of the answers in that same order.
type sender struct {
	host   node.Host
	format format
	// predefined makes failures those of a service, see carried.
	predefined bool
	outcomes   []*outcome
	running    int
	finished   chan struct{}
	// questions are expressions that requests under way need the value of:
	// only the goroutine that runs the node may evaluate.
	questions chan question
}

// outcome is what became of an item's request.
type outcome struct {
	pages []page
	err   error
	// unsent is set when the request could not be prepared.
	unsent bool
}

type question struct {
	text   string
	i      int
	extra  []value.Field
	answer chan answer
}

type answer struct {
	v   value.Value
	err error
}

// maxRunning is how many requests are under way at a time.
const maxRunning = 128

func newSender(h node.Host, f format) *sender {
	return &sender{
		host: h, format: f, outcomes: make([]*outcome, len(h.Items())), finished: make(chan struct{}, 1), questions: make(chan question),
	}
}

// start sends the request of an item, page by page when p is set.
func (s *sender) start(i int, d *draft, p *pagination) error {
	client, err := s.host.HTTP(d.client)
	if err != nil {
		return err
	}
	for s.running >= maxRunning {
		s.serve(nil, nil)
	}
	o := &outcome{}
	s.outcomes[i] = o
	s.running++
	ctx := s.host.Context()
	files := s.host.Binary()
	work := func() {
		x := &exchanger{ctx: ctx, client: client, format: s.format, files: files}
		if p == nil {
			var pg page
			if pg, o.err = x.exchange(d); o.err == nil {
				o.pages = []page{pg}
			}
		} else {
			o.pages, o.err = p.run(x, d, i, s.ask)
		}
		s.finished <- struct{}{}
	}
	if len(s.outcomes) == 1 && p == nil {
		// Nothing is to be done meanwhile.
		work()
	} else {
		go work()
	}
	return nil
}

// fail notes that an item's request could not be prepared.
func (s *sender) fail(i int, err error) { s.outcomes[i] = &outcome{err: err, unsent: true} }

// ask has an expression evaluated while requests are under way.
func (s *sender) ask(text string, i int, extra ...value.Field) (value.Value, error) {
	q := question{text, i, extra, make(chan answer, 1)}
	s.questions <- q
	a := <-q.answer
	return a.v, a.err
}

// serve waits until a request ended, a question came, which it answers, or one
// of the channels fires: it tells whether one did.
func (s *sender) serve(until <-chan time.Time, stop <-chan struct{}) bool {
	select {
	case <-s.finished:
		s.running--
	case q := <-s.questions:
		v, err := s.host.EvalText(q.text, q.i, q.extra...)
		q.answer <- answer{v, err}
	case <-until:
		return true
	case <-stop:
		return true
	}
	return false
}

// pause waits before the first item of a batch.
func (s *sender) pause(i int, size, interval float64) error {
	if i == 0 || !(interval > 0) {
		return nil
	}
	n := 1
	if size > 0 {
		n = max(int(min(size, 1<<30)), 1)
	}
	if i%n != 0 {
		return nil
	}
	timer := time.NewTimer(milliseconds(interval))
	defer timer.Stop()
	ctx := s.host.Context()
	for !s.serve(timer.C, ctx.Done()) {
	}
	if ctx.Err() != nil {
		s.finish()
		return context.Cause(ctx)
	}
	return nil
}

// finish waits for all requests under way. They end with the execution's
// context at the latest.
func (s *sender) finish() {
	for s.running > 0 {
		s.serve(nil, nil)
	}
}

// items waits for all requests and makes the node's output.
func (s *sender) items() (node.Output, error) {
	s.finish()
	in := s.host.Items()
	out := make([]item.Item, 0, len(in))
	for i, o := range s.outcomes {
		made, err := s.itemsOf(i, in[i], o)
		if err != nil {
			if !s.host.ContinueOnFail() {
				return nil, err
			}
			made = []item.Item{failedItem(value.String(err.Error()), i)}
		}
		out = append(out, made...)
	}
	if s.format.newer && len(out) == 1 && out[0].JSON.Get("data").IsArray() {
		s.host.Hint("To split the contents of ‘data’ into separate items for easier processing, add a ‘Split Out’ node after this one")
	}
	return node.One(out), nil
}

// itemsOf makes the items of one input item's answers.
func (s *sender) itemsOf(i int, in item.Item, o *outcome) ([]item.Item, error) {
	switch {
	case o.err != nil && o.unsent:
		return nil, node.WrapItem(o.err, i)
	case o.err != nil && !s.host.ContinueOnFail():
		return nil, failure(o.err, i)
	case o.err != nil:
		return []item.Item{failedItem(s.failureValue(o.err, i), i)}, nil
	}
	var made []item.Item
	for _, p := range o.pages {
		items, err := s.format.items(p, in, i)
		if err != nil {
			return nil, err
		}
		made = append(made, items...)
	}
	return made, nil
}

func failedItem(err value.Value, i int) item.Item {
	return item.FromPair(value.Object(value.Field{Key: "error", Value: err}), i)
}

// exchanger makes exchanges: it sends a draft and reads the answer.
type exchanger struct {
	ctx    context.Context
	client *http.Client
	format format
	files  node.BinaryStore
	// paginating accepts every status and reads bodies leniently.
	paginating bool
}

// exchange sends a draft. A credential that turns out to have expired is
// renewed, and the request made again.
func (x *exchanger) exchange(d *draft) (page, error) {
	for try := 0; ; try++ {
		r, err := d.request()
		if err != nil {
			return page{}, err
		}
		if d.check != nil {
			r.Check = func(u httpclient.URL) error { return d.check(u.Hostname(), u.String()) }
		}
		used := ""
		if d.signer != nil {
			if used, err = d.signer.sign(x.ctx, r, mergeDeep(d.query, d.form)); err != nil {
				return page{}, err
			}
		}
		resp, err := httpclient.Do(x.ctx, x.client, r)
		if err != nil {
			return page{}, err
		}
		if d.signer != nil && try == 0 {
			again, err := d.signer.renew(x.ctx, resp.Status, used)
			if again || err != nil {
				resp.Body.Close()
			}
			if err != nil {
				return page{}, err
			}
			if again {
				continue
			}
		}
		return x.read(d, resp)
	}
}

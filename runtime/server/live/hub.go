// Package live tells the editor what happens while it happens: runs, saves, who
// else looks at a workflow. Publishers never wait for readers: a reader that is
// too slow loses events and is told to load everything again.
package live

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"runnel/runtime/value"
)

// Event is one thing that happened.
type Event struct {
	Name string
	// Workflow is the id of the workflow concerned.
	Workflow string
	Data     []byte
	// detail events are for those who look at that one workflow, the others
	// are for lists, too.
	detail bool
	seq    uint64
}

// The bounds of what is kept: of the events of all workflows for readers that
// come back, and of what one reader has not taken yet.
const (
	keptEvents   = 2048
	keptBytes    = 8 << 20
	readerEvents = 1024
	readerBytes  = 8 << 20
	// linger is for how long a workflow's events go on being kept when its last
	// reader has left: it may only have lost its connection.
	linger = time.Minute
)

// Hub hands events to readers. It is safe for concurrent use.
type Hub struct {
	// epoch tells the events of this process from those of the one before.
	epoch string
	now   func() time.Time

	mu      sync.Mutex
	seq     uint64
	ring    []Event
	bytes   int
	readers map[*Reader]struct{}
	// watched are the workflows whose details are published.
	watched map[string]*watch
	// left is when the last reader left; missed is the newest event that was
	// not kept because nobody was there.
	left   time.Time
	missed uint64
	closed bool
}

// watch tells since which event a workflow's details have been published
// without a gap.
type watch struct {
	readers int
	since   uint64
	left    time.Time
}

// NewHub makes a hub; epoch is a text that no other process uses.
func NewHub(epoch string) *Hub {
	return &Hub{epoch: epoch, now: time.Now, readers: map[*Reader]struct{}{}, watched: map[string]*watch{}}
}

// Person is somebody who has a workflow open in a tab of the browser.
type Person struct{ ID, Name, Client string }

// Reader is one connection that takes events.
type Reader struct {
	hub      *Hub
	workflow string
	person   Person
	ready    chan struct{}

	mu     sync.Mutex
	queue  []Event
	bytes  int
	resync bool
	ended  bool
	// doubt is set when the person may not read any more.
	doubt bool
}

// Read begins to read: the events of one workflow with their details, or with
// workflow "" those of all without. after is the id of the event that was got
// last, "" for none; what came since is given again as far as it is kept.
func (h *Hub) Read(workflow, after string, who Person) *Reader {
	r := &Reader{hub: h, workflow: workflow, person: who, ready: make(chan struct{}, 1)}
	h.mu.Lock()
	if h.closed {
		h.mu.Unlock()
		r.end()
		return r
	}
	h.sweep()
	since := h.seq + 1
	if workflow != "" {
		w := h.watched[workflow]
		if w == nil {
			w = &watch{since: h.seq + 1}
			h.watched[workflow] = w
		}
		w.readers++
		since = w.since
	} else if len(h.ring) > 0 {
		since = h.ring[0].seq
	}
	h.readers[r] = struct{}{}
	if after != "" {
		h.catchUp(r, after, since)
	}
	h.mu.Unlock()
	if workflow != "" {
		h.presence(workflow)
	}
	return r
}

// catchUp gives a reader what came after an event, or tells it that this cannot
// be known.
func (h *Hub) catchUp(r *Reader, after string, since uint64) {
	epoch, number, _ := strings.Cut(after, "-")
	last, err := strconv.ParseUint(number, 10, 64)
	oldest := h.seq + 1
	if len(h.ring) > 0 {
		oldest = h.ring[0].seq
	}
	if err != nil || epoch != h.epoch || last > h.seq || last < h.missed || last+1 < oldest || last+1 < since && r.workflow != "" {
		r.lose()
		return
	}
	for _, e := range h.ring {
		if e.seq > last && r.wants(&e) {
			r.put(e)
		}
	}
}

// sweep forgets workflows that nobody has looked at for a while.
func (h *Hub) sweep() {
	now := h.now()
	for id, w := range h.watched {
		if w.readers == 0 && now.Sub(w.left) > linger {
			delete(h.watched, id)
		}
	}
}

// Close ends the reader; it is told to the others that look at the workflow.
func (r *Reader) Close() {
	h := r.hub
	h.mu.Lock()
	_, reads := h.readers[r]
	delete(h.readers, r)
	h.left = h.now()
	if w := h.watched[r.workflow]; reads && w != nil {
		if w.readers--; w.readers == 0 {
			w.left = h.now()
		}
	}
	h.mu.Unlock()
	r.end()
	if reads && r.workflow != "" {
		h.presence(r.workflow)
	}
}

// Close ends all readers.
func (h *Hub) Close() {
	h.mu.Lock()
	h.closed = true
	for r := range h.readers {
		r.end()
	}
	clear(h.readers)
	h.mu.Unlock()
}

// Recheck has all connections look whether their people may still read: a
// session was ended.
func (h *Hub) Recheck() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for r := range h.readers {
		r.mu.Lock()
		r.doubt = true
		r.mu.Unlock()
		r.wake()
	}
}

// doubted tells, once, whether there is reason to look.
func (r *Reader) doubted() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	doubt := r.doubt
	r.doubt = false
	return doubt
}

// Watched tells whether anybody looks at a workflow, so that its details are
// worth publishing.
func (h *Hub) Watched(workflow string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	w := h.watched[workflow]
	return w != nil && (w.readers > 0 || h.now().Sub(w.left) <= linger)
}

// Quiet tells whether nobody would hear of an event, nor come back to hear of
// it. The event counts as missed then.
func (h *Hub) Quiet() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.readers) > 0 || !h.left.IsZero() && h.now().Sub(h.left) <= linger {
		return false
	}
	h.seq++
	h.missed = h.seq
	return true
}

// Publish tells all readers of an event. Those of lists get it, too, unless it
// is a detail.
func (h *Hub) Publish(name, workflow string, detail bool, data value.Value) {
	h.publish(Event{Name: name, Workflow: workflow, detail: detail, Data: data.AppendJSON(nil)})
}

func (h *Hub) publish(e Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return
	}
	h.seq++
	e.seq = h.seq
	h.ring = append(h.ring, e)
	h.bytes += len(e.Data)
	drop := 0
	for len(h.ring)-drop > keptEvents || h.bytes > keptBytes && drop < len(h.ring) {
		h.bytes -= len(h.ring[drop].Data)
		drop++
	}
	if drop > 0 {
		h.ring = slices.Delete(h.ring, 0, drop)
	}
	for r := range h.readers {
		if r.wants(&e) {
			r.put(e)
		}
	}
}

func (r *Reader) wants(e *Event) bool {
	if r.workflow == "" {
		return !e.detail
	}
	return r.workflow == e.Workflow
}

// put queues an event. A queue that is too long is given up.
func (r *Reader) put(e Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ended {
		return
	}
	if len(r.queue) >= readerEvents || r.bytes+len(e.Data) > readerBytes {
		r.queue, r.bytes, r.resync = nil, 0, true
	} else {
		r.queue = append(r.queue, e)
		r.bytes += len(e.Data)
	}
	r.wake()
}

func (r *Reader) lose() {
	r.mu.Lock()
	r.resync = true
	r.mu.Unlock()
	r.wake()
}

func (r *Reader) wake() {
	select {
	case r.ready <- struct{}{}:
	default:
	}
}

func (r *Reader) end() {
	r.mu.Lock()
	r.ended = true
	r.mu.Unlock()
	r.wake()
}

// Ready gives a value when there is something to take.
func (r *Reader) Ready() <-chan struct{} { return r.ready }

// Take gives what has come. resync tells that events before these were lost,
// ended that there will be no more.
func (r *Reader) Take() (events []Event, resync, ended bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	events, resync, ended = r.queue, r.resync, r.ended
	r.queue, r.bytes, r.resync = nil, 0, false
	return events, resync, ended
}

// ID is an event's id, by which a reader says where it was.
func (h *Hub) ID(e *Event) string { return h.epoch + "-" + strconv.FormatUint(e.seq, 10) }

// presence tells who looks at a workflow.
func (h *Hub) presence(workflow string) {
	h.mu.Lock()
	var people []Person
	for r := range h.readers {
		if r.workflow == workflow {
			people = append(people, r.person)
		}
	}
	h.mu.Unlock()
	slices.SortFunc(people, func(a, b Person) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.ID, b.ID), strings.Compare(a.Client, b.Client))
	})
	list := make([]value.Value, len(people))
	for i, p := range people {
		list[i] = value.Object(value.Field{Key: "id", Value: value.String(p.ID)},
			value.Field{Key: "name", Value: value.String(p.Name)}, value.Field{Key: "client", Value: value.String(p.Client)})
	}
	h.Publish("presence", workflow, true, value.Object(
		value.Field{Key: "workflowId", Value: value.String(workflow)}, value.Field{Key: "users", Value: value.Array(list...)}))
}

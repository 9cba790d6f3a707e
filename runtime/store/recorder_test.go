package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"runnel/runtime/execution"
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
	"runnel/workflows"
)

func workflowOf(t testing.TB, text string) *workflows.Workflow {
	t.Helper()
	w, err := workflows.FromValue("", parseDoc(t, text))
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// executed is an execution of the sample workflow that has ended.
func executed(id string, status execution.Status) *execution.Execution {
	at := time.Now().Add(-time.Second).Truncate(time.Millisecond).UTC()
	ex := &execution.Execution{ID: id, WorkflowID: "w1", WorkflowName: "Hello", Mode: node.ModeWebhook, Status: status, StartedAt: at, StoppedAt: at.Add(time.Second)}
	doc, _ := value.ParseString(`{"headers":{"authorization":"Bearer x"},"params":{},"query":{"page":2},"webhookUrl":"http://localhost:5678/webhook/a",
		"body":{"event":"ONIMBOTMESSAGEADD","auth":{"access_token":"hidden"},"token":"hidden","data":{"PARAMS":{"MESSAGE":"Hello"}}}}`)
	ex.Data.Nodes = []execution.NodeRuns{{Name: "Hook", Runs: []*execution.Run{{StartTime: at, Status: execution.StatusSuccess, Output: node.One([]item.Item{item.New(doc)})}}}}
	ex.Data.LastNode = "Hook"
	if status == execution.StatusError {
		ex.Data.Err = errors.New("it broke")
	}
	return ex
}

func TestAnExecutionIsStoredAndReadBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "runnel.db")
	d, ctx := reopen(t, path, DatabaseOptions{}), context.Background()
	r := d.Record(RecordAll)
	w := workflowOf(t, strings.Replace(sample, `{"name"`, `{"id":"w1","versionId":"v1","name"`, 1))
	ex := executed("7", execution.StatusError)
	ex.RetryOf = "3"
	r.Started(ex, w)
	r.Finished(ex, w)
	d.Close()

	d = reopen(t, path, DatabaseOptions{})
	got, err := d.ExecutionWithData(ctx, "7")
	if err != nil {
		t.Fatal(err)
	}
	if got.Status != execution.StatusError || got.RetryOf != "3" || got.VersionID != "v1" || got.ErrorMessage != "it broke" || got.ErrorNode != "Hook" ||
		!got.StartedAt.Equal(ex.StartedAt) || got.Duration() != time.Second || got.Mode != node.ModeWebhook || got.Bytes == 0 {
		t.Errorf("stored as %+v", got.ExecutionSummary)
	}
	in := got.Inbound
	if in == nil || in.Method != "POST" || in.Path != "/webhook/a" || fmt.Sprint(in.Fields) != "[{event ONIMBOTMESSAGEADD} {data.PARAMS.MESSAGE Hello} {page 2}]" {
		t.Errorf("the call is %+v", in)
	}
	if want := string(ex.Data.AppendJSON(nil)); string(got.Data) != want {
		t.Errorf("the data is\n%s\nwant\n%s", got.Data, want)
	}
	if got.Workflow.Get("unknown").Get("kept").Num() != 1 || got.Workflow.Get("versionId").Str() != "v1" {
		t.Errorf("the workflow is %v", got.Workflow)
	}
	back, workflow, err := d.ReadExecution(ctx, "7", nil)
	if err != nil || back.Data.LastRun() == nil || len(workflow.Nodes) != 2 {
		t.Fatal(back, workflow, err)
	}
	list, err := d.Workflows(ctx, WorkflowFilter{})
	if err != nil || len(list) != 0 {
		t.Error("an execution made a workflow", list, err)
	}
}

// The list tells what came in while an execution still runs.
func TestARunningExecutionShowsItsCall(t *testing.T) {
	d, ctx := reopen(t, filepath.Join(t.TempDir(), "runnel.db"), DatabaseOptions{}), context.Background()
	r := d.Record(RecordAll)
	w := workflowOf(t, strings.Replace(sample, `{"name"`, `{"id":"w1","versionId":"v1","name"`, 1))
	ex := executed("8", execution.StatusRunning)
	ex.Data.Stack = []execution.StackEntry{{Node: "Hook", Data: ex.Data.Nodes[0].Runs[0].Output}}
	r.Started(ex, w)
	if err := r.Accepted(ctx, "8"); err != nil {
		t.Fatal(err)
	}
	got, err := d.ExecutionSummary(ctx, "8")
	if err != nil || got.Status != execution.StatusRunning || got.Inbound == nil || got.Inbound.Path != "/webhook/a" || len(got.Inbound.Fields) != 3 {
		t.Error(got, err)
	}
}

func TestWhatIsKept(t *testing.T) {
	for _, c := range []struct {
		name     string
		settings string
		options  RecordOptions
		status   execution.Status
		mode     node.Mode
		kept     bool
	}{
		{"success", `{}`, RecordAll, execution.StatusSuccess, node.ModeWebhook, true},
		{"success, not wanted here", `{}`, RecordOptions{Failure: true}, execution.StatusSuccess, node.ModeWebhook, false},
		{"success, wanted by the workflow", `{"saveDataSuccessExecution":"all"}`, RecordOptions{}, execution.StatusSuccess, node.ModeWebhook, true},
		{"success, not wanted by the workflow", `{"saveDataSuccessExecution":"none"}`, RecordAll, execution.StatusSuccess, node.ModeWebhook, false},
		{"the default", `{"saveDataSuccessExecution":"DEFAULT","saveManualExecutions":"DEFAULT"}`, RecordAll, execution.StatusSuccess, node.ModeWebhook, true},
		{"error", `{"saveDataSuccessExecution":"none"}`, RecordAll, execution.StatusError, node.ModeTrigger, true},
		{"error, not wanted", `{"saveDataErrorExecution":"none"}`, RecordAll, execution.StatusError, node.ModeTrigger, false},
		{"canceled counts as error", `{"saveDataErrorExecution":"none"}`, RecordAll, execution.StatusCanceled, node.ModeTrigger, false},
		{"by hand", `{"saveDataSuccessExecution":"none"}`, RecordAll, execution.StatusSuccess, node.ModeManual, true},
		{"by hand, not wanted", `{"saveManualExecutions":false}`, RecordAll, execution.StatusSuccess, node.ModeManual, false},
	} {
		for _, accepted := range []bool{false, true} {
			t.Run(fmt.Sprint(c.name, accepted), func(t *testing.T) {
				d, ctx := newDatabase(t, DatabaseOptions{}), context.Background()
				r := d.Record(c.options)
				w := workflowOf(t, strings.Replace(sample, `"settings":{}`, `"settings":`+c.settings, 1))
				ex := executed("1", c.status)
				ex.Mode = c.mode
				r.Started(ex, w)
				if accepted {
					if err := r.Accepted(ctx, "1"); err != nil {
						t.Fatal(err)
					}
					if s, err := d.ExecutionSummary(ctx, "1"); r.Wants(w, c.mode) && (err != nil || s.Status != execution.StatusRunning) {
						t.Errorf("while it runs: %+v, %v", s, err)
					}
				}
				r.Finished(ex, w)
				s, err := d.ExecutionSummary(ctx, "1")
				if c.kept && (err != nil || s.Status != c.status) || !c.kept && !errors.Is(err, ErrNotFound) {
					t.Errorf("stored: %+v, %v", s, err)
				}
			})
		}
	}
}

func TestWhatRanIsCrashedAfterACrash(t *testing.T) {
	path := filepath.Join(t.TempDir(), "runnel.db")
	d, ctx := reopen(t, path, DatabaseOptions{}), context.Background()
	w := workflowOf(t, strings.Replace(sample, `"settings":{}`, `"settings":{"saveExecutionProgress":true}`, 1))
	r := d.Record(RecordAll)
	begun := executed("1", execution.StatusRunning)
	begun.StoppedAt = time.Time{}
	runs := begun.Data.Nodes
	begun.Data.Nodes = nil
	begun.Data.Stack = []execution.StackEntry{{Node: "Hook", Data: [][]item.Item{{item.New(value.EmptyObject)}}}}
	r.Started(begun, w)
	r.NodeFinished("1", "Hook", runs[0].Runs[0])
	if err := r.Accepted(ctx, "1"); err != nil {
		t.Fatal(err)
	}
	waits := executed("2", execution.StatusWaiting)
	waits.WaitTill = time.Now().Add(time.Hour)
	r.Started(waits, w)
	if err := d.Waiting(nil).Save(waits, w); err != nil {
		t.Fatal(err)
	}
	r.Finished(waits, w)
	d.Close()

	d = reopen(t, path, DatabaseOptions{})
	got, err := d.ExecutionWithData(ctx, "1")
	if err != nil || got.Status != execution.StatusCrashed || got.StoppedAt.IsZero() || got.ErrorMessage == "" {
		t.Fatalf("the one that ran: %+v, %v", got, err)
	}
	if !strings.Contains(string(got.Data), "ONIMBOTMESSAGEADD") {
		t.Errorf("what it had done is not there: %s", got.Data)
	}
	back, _, err := d.ReadExecution(ctx, "1", nil)
	if err != nil || len(back.Data.Stack) != 1 || len(back.Data.Nodes) != 0 {
		t.Errorf("what it would be repeated with: %+v, %v", back, err)
	}
	list, problems := d.Waiting(nil).List()
	if len(problems) > 0 || len(list) != 1 || list[0].ID != "2" {
		t.Errorf("what waits: %v, %v", list, problems)
	}
	ex, workflow, err := d.Waiting(nil).Load("2")
	if err != nil || ex.Status != execution.StatusWaiting || workflow.ID != "w1" {
		t.Errorf("read back: %+v, %v", ex, err)
	}
	next, err := d.OpenSequence(ctx)
	if err != nil || next.Next() != "3" {
		t.Error("a number came again")
	}
}

// A waiting execution has been announced as running; whoever asks at that
// moment whether it is stored must not put it back.
func TestAWaitingExecutionStaysWaiting(t *testing.T) {
	d, ctx := newDatabase(t, DatabaseOptions{}), context.Background()
	r, w := d.Record(RecordAll), workflowOf(t, sample)
	var all sync.WaitGroup
	for i := range 50 {
		all.Go(func() {
			ex := executed(fmt.Sprint(i+1), execution.StatusRunning)
			r.Started(ex, w)
			var asking sync.WaitGroup
			asking.Go(func() { r.Accepted(ctx, ex.ID) })
			done := *ex
			done.Status, done.WaitTill = execution.StatusWaiting, execution.Indefinitely
			if err := d.Waiting(nil).Save(&done, w); err != nil {
				t.Error(err)
			}
			r.Finished(&done, w)
			asking.Wait()
		})
	}
	all.Wait()
	if list, problems := d.Waiting(nil).List(); len(list) != 50 || len(problems) > 0 {
		t.Errorf("%d wait, %v", len(list), problems)
	}
}

// Sub-workflows are not waited for one by one; the execution that called them
// is, and they are stored before it.
func TestSubWorkflowsAreStoredBeforeTheirCaller(t *testing.T) {
	d, ctx := newDatabase(t, DatabaseOptions{}), context.Background()
	r, w := d.Record(RecordAll), workflowOf(t, sample)
	const children = 700
	for i := range children {
		ex := executed(fmt.Sprint(i+2), execution.StatusSuccess)
		ex.Data.Parent = &execution.Parent{ExecutionID: "1"}
		r.Started(ex, w)
		r.Finished(ex, w)
	}
	parent := executed("1", execution.StatusSuccess)
	r.Answers("1", func(ex *execution.Execution) int { return 201 })
	r.Started(parent, w)
	r.Finished(parent, w)
	if list, err := d.Executions(ctx, ExecutionFilter{Limit: 2 * children}); err != nil || len(list) != children+1 || list[children].Outbound != 201 {
		t.Errorf("%d are stored (%v)", len(list), err)
	}
}

func TestDroppedExecutionsLeaveNothing(t *testing.T) {
	d, ctx := newDatabase(t, DatabaseOptions{}), context.Background()
	r, w := d.Record(RecordAll), workflowOf(t, sample)
	r.Started(executed("1", execution.StatusRunning), w)
	r.Accepted(ctx, "1")
	r.Dropped("1")
	if _, err := d.ExecutionSummary(ctx, "1"); !errors.Is(err, ErrNotFound) {
		t.Error(err)
	}
}

func TestListsOfExecutions(t *testing.T) {
	d, ctx := newDatabase(t, DatabaseOptions{}), context.Background()
	r, w := d.Record(RecordAll), workflowOf(t, sample)
	for i, status := range []execution.Status{execution.StatusSuccess, execution.StatusError, execution.StatusSuccess, execution.StatusCanceled, execution.StatusError} {
		ex := executed(fmt.Sprint(i+1), status)
		if i == 4 {
			ex.WorkflowID, ex.WorkflowName, ex.Mode = "w2", "Other", node.ModeTrigger
		}
		r.Finished(ex, w)
	}
	for _, c := range []struct {
		name   string
		filter ExecutionFilter
		want   string
	}{
		{"all", ExecutionFilter{}, "5 4 3 2 1"},
		{"of a workflow", ExecutionFilter{WorkflowID: "w1"}, "4 3 2 1"},
		{"failed", ExecutionFilter{Statuses: []execution.Status{execution.StatusError}}, "5 2"},
		{"failed of a workflow", ExecutionFilter{WorkflowID: "w1", Statuses: []execution.Status{execution.StatusError}}, "2"},
		{"two statuses", ExecutionFilter{Statuses: []execution.Status{execution.StatusError, execution.StatusCanceled}}, "5 4 2"},
		{"success", ExecutionFilter{Statuses: []execution.Status{execution.StatusSuccess}}, "3 1"},
		{"success or failed", ExecutionFilter{Statuses: []execution.Status{execution.StatusSuccess, execution.StatusError}}, "5 3 2 1"},
		{"mode", ExecutionFilter{Mode: node.ModeTrigger}, "5"},
		{"search for an id", ExecutionFilter{Search: "3"}, "3"},
		{"search for a name", ExecutionFilter{Search: "oth"}, "5"},
		{"search for a field", ExecutionFilter{Search: "ONIMBOT", WorkflowID: "w1"}, "4 3 2 1"},
		{"search for a sign", ExecutionFilter{Search: "%"}, ""},
		{"pages", ExecutionFilter{Limit: 2, Before: "4"}, "3 2"},
		{"started later", ExecutionFilter{StartedAfter: time.Now().Add(time.Hour)}, ""},
		{"started before", ExecutionFilter{StartedBefore: time.Now().Add(time.Hour), Limit: 1}, "5"},
	} {
		list, err := d.Executions(ctx, c.filter)
		if err != nil {
			t.Fatal(c.name, err)
		}
		var ids []string
		for _, s := range list {
			ids = append(ids, s.ID)
		}
		if got := strings.Join(ids, " "); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	if err := d.DeleteExecution(ctx, "5"); err != nil {
		t.Fatal(err)
	}
	if err := d.DeleteExecution(ctx, "5"); !errors.Is(err, ErrNotFound) {
		t.Error(err)
	}
	var left int
	if err := d.readers.QueryRow("SELECT count(*) FROM execution_data").Scan(&left); err != nil || left != 4 {
		t.Errorf("the data of %d executions is left (%v)", left, err)
	}
}

func TestStatsOutliveExecutions(t *testing.T) {
	d, ctx := newDatabase(t, DatabaseOptions{}), context.Background()
	w, err := d.CreateWorkflow(ctx, parseDoc(t, sample), Save{})
	if err != nil {
		t.Fatal(err)
	}
	parsed, _ := w.Parse()
	r := d.Record(RecordAll)
	for i := range 25 {
		ex := executed(fmt.Sprint(i+1), execution.StatusSuccess)
		if i == 24 {
			ex.Status = execution.StatusError
		}
		ex.WorkflowID = w.ID
		r.Finished(ex, parsed)
	}
	if _, err := d.PruneNow(ctx, Retention{Count: 1}); err != nil {
		t.Fatal(err)
	}
	list, err := d.Workflows(ctx, WorkflowFilter{})
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	s := list[0].Stats
	if s.Runs != 25 || s.Errors != 1 || len(s.History) != 20 || s.History[19] != execution.StatusError || s.History[0] != execution.StatusSuccess {
		t.Errorf("counted %+v", s)
	}
	if last := list[0].LastRun; last == nil || last.ID != "25" || last.Status != execution.StatusError {
		t.Errorf("the last run is %+v", last)
	}
}

// Many executions end at once while others save, read and prune.
func TestTheStoreUnderLoad(t *testing.T) {
	d, ctx := newDatabase(t, DatabaseOptions{}), context.Background()
	r, w := d.Record(RecordAll), workflowOf(t, sample)
	var all sync.WaitGroup
	const clients, each = 8, 50
	for c := range clients {
		all.Go(func() {
			for i := range each {
				ex := executed(fmt.Sprint(c*each+i+1), execution.StatusSuccess)
				r.Started(ex, w)
				r.NodeFinished(ex.ID, "Hook", ex.Data.Nodes[0].Runs[0])
				if i%3 == 0 {
					r.Accepted(ctx, ex.ID)
				}
				r.Finished(ex, w)
				if s, err := d.ExecutionSummary(ctx, ex.ID); err != nil || s.Status != execution.StatusSuccess {
					t.Errorf("execution %s was said to be stored: %+v, %v", ex.ID, s, err)
				}
			}
		})
	}
	all.Go(func() {
		stored, err := d.CreateWorkflow(ctx, parseDoc(t, sample), Save{})
		for i := 0; err == nil && i < 20; i++ {
			stored, err = d.SaveWorkflow(ctx, stored.ID, stored.Document.Set("name", value.String(fmt.Sprint("name ", i))), Save{Base: stored.VersionID})
			if err == nil {
				_, err = d.PruneNow(ctx, Retention{Age: time.Hour})
			}
		}
		if err != nil {
			t.Error(err)
		}
	})
	all.Wait()
	var n int
	if err := d.readers.QueryRow("SELECT count(*) FROM executions WHERE status = 'success'").Scan(&n); err != nil || n != clients*each {
		t.Errorf("%d executions are stored (%v), want %d", n, err, clients*each)
	}
}

func TestRetention(t *testing.T) {
	path := filepath.Join(t.TempDir(), "runnel.db")
	d, ctx := reopen(t, path, DatabaseOptions{}), context.Background()
	r, w := d.Record(RecordAll), workflowOf(t, sample)
	fill := func(from, n int, ended time.Time) {
		var all sync.WaitGroup
		for i := range n {
			all.Go(func() {
				ex := executed(fmt.Sprint(from+i), execution.StatusSuccess)
				ex.StoppedAt = ended
				// Noise, which does not compress.
				ex.Data.CustomData = value.Object(value.Field{Key: "noise", Value: value.String(strings.Repeat(NewID()+NewID(), 1) + NewID() + strings.Join(ids(100), ""))})
				r.Finished(ex, w)
			})
		}
		all.Wait()
	}
	count := func() (n int) {
		if err := d.readers.QueryRow("SELECT count(*) FROM executions").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	fill(1, 700, time.Now().Add(-48*time.Hour))
	fill(1001, 800, time.Now())
	waits := executed("900", execution.StatusWaiting)
	waits.WaitTill = time.Now()
	if err := d.Waiting(nil).Save(waits, w); err != nil {
		t.Fatal(err)
	}
	if n, err := d.PruneNow(ctx, Retention{Age: 24 * time.Hour}); err != nil || n != 700 || count() != 801 {
		t.Fatalf("by age: %d deleted (%v), %d left", n, err, count())
	}
	if n, err := d.PruneNow(ctx, Retention{Count: 600}); err != nil || n != 200 || count() != 601 {
		t.Fatalf("by count: %d deleted (%v), %d left", n, err, count())
	}
	if s, err := d.Executions(ctx, ExecutionFilter{Statuses: []execution.Status{execution.StatusSuccess}, Limit: 1}); err != nil || s[0].ID != "1800" {
		t.Fatalf("the newest is %v, %v", s, err)
	}
	length := func() int64 {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	before, err := d.Size(ctx)
	if err != nil {
		t.Fatal(err)
	}
	long := length()
	n, err := d.PruneNow(ctx, Retention{Bytes: before / 2})
	size, _ := d.Size(ctx)
	if err != nil || n == 0 || size > before/2 {
		t.Fatalf("by size: %d deleted (%v), %d bytes of %d left", n, err, size, before)
	}
	if now := length(); now > long*2/3 {
		t.Errorf("the file had %d bytes and has %d", long, now)
	}
	var free int
	if err := d.writer.QueryRow("PRAGMA freelist_count").Scan(&free); err != nil || free != 0 {
		t.Errorf("%d pages were not given back (%v)", free, err)
	}
	if _, err := d.ExecutionSummary(ctx, "900"); err != nil {
		t.Error("a waiting execution was deleted:", err)
	}
	// A workflow whose document was deleted with its executions runs again.
	if n, err := d.PruneNow(ctx, Retention{Bytes: 1}); err != nil {
		t.Fatal(n, err)
	}
	d.Waiting(nil).Delete("900")
	fill(3001, 1, time.Now())
	if _, err := d.PruneNow(ctx, Retention{Bytes: 1}); err != nil {
		t.Fatal(err)
	}
	fill(3002, 1, time.Now())
	if got, err := d.ExecutionWithData(ctx, "3002"); err != nil || got.Workflow.Get("name").Str() != "Hello" {
		t.Error(got, err)
	}
}

func ids(n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = NewID()
	}
	return list
}

package store

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"runnel/runtime/execution"
	"runnel/runtime/node"
	"runnel/runtime/value"
	"runnel/workflows"
)

// Waiting names an execution that waits, and until when.
type Waiting struct {
	ID    string
	Until time.Time
}

// WaitingFiles keeps waiting executions, a file each: what identifies the
// execution, the workflow as it was when the execution began, and the run JSON.
type WaitingFiles struct {
	files  *Files
	binary node.BinaryStore
}

// Waiting is the part of the folder that holds waiting executions. binary makes
// the files of their items when they are read back.
func (f *Files) Waiting(binary node.BinaryStore) *WaitingFiles { return &WaitingFiles{f, binary} }

// Save keeps an execution.
func (w *WaitingFiles) Save(ex *execution.Execution, workflow *workflows.Workflow) error {
	head := value.Object(
		value.Field{Key: "id", Value: value.String(ex.ID)},
		value.Field{Key: "until", Value: value.String(ex.WaitTill.UTC().Format(time.RFC3339Nano))},
		value.Field{Key: "workflowId", Value: value.String(ex.WorkflowID)},
		value.Field{Key: "workflowName", Value: value.String(ex.WorkflowName)},
		value.Field{Key: "retryOf", Value: value.String(ex.RetryOf)},
		value.Field{Key: "workflow", Value: workflow.Document()},
	).AppendJSON(nil)
	doc := append(head[:len(head)-1], `,"run":`...)
	doc = append(ex.AppendJSON(doc), '}')
	return w.files.write(fileName(waitingDir, ex.ID), doc)
}

// Load reads an execution and its workflow; the error is fs.ErrNotExist when it
// is not kept.
func (w *WaitingFiles) Load(id string) (*execution.Execution, *workflows.Workflow, error) {
	name := fileName(waitingDir, id)
	doc, err := w.files.read(name)
	if err != nil {
		return nil, nil, err
	}
	ex, err := execution.Read(doc.Get("run"), w.binary)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", name, err)
	}
	ex.ID, ex.WorkflowID = doc.Get("id").Str(), doc.Get("workflowId").Str()
	ex.WorkflowName, ex.RetryOf = doc.Get("workflowName").Str(), doc.Get("retryOf").Str()
	workflow, err := workflows.FromValue(name, doc.Get("workflow"))
	if err != nil {
		return nil, nil, err
	}
	// The folder of workflows may have named what the document does not.
	workflow.ID, workflow.Name = ex.WorkflowID, ex.WorkflowName
	return ex, workflow, nil
}

// Delete forgets an execution; it is no error when it is not there.
func (w *WaitingFiles) Delete(id string) error {
	err := w.files.root.Remove(fileName(waitingDir, id))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// List tells what is kept. A file that cannot be read is reported and left
// where it is.
func (w *WaitingFiles) List() ([]Waiting, []error) {
	entries, err := fs.ReadDir(w.files.root.FS(), waitingDir)
	if err != nil {
		return nil, []error{err}
	}
	var all []Waiting
	var problems []error
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), suffix) {
			continue
		}
		one, err := w.head(waitingDir + "/" + e.Name())
		if err != nil {
			problems = append(problems, fmt.Errorf("a waiting execution cannot be taken in, its file is left as it is: %w", err))
			continue
		}
		all = append(all, one)
	}
	return all, problems
}

func (w *WaitingFiles) head(name string) (Waiting, error) {
	doc, err := w.files.read(name)
	if err != nil {
		return Waiting{}, err
	}
	id := doc.Get("id").Str()
	until, err := time.Parse(time.RFC3339Nano, doc.Get("until").Str())
	if id == "" || err != nil {
		return Waiting{}, fmt.Errorf("%s holds no waiting execution", filepath.Join(w.files.root.Name(), name))
	}
	return Waiting{id, until}, nil
}

// Package store keeps what must outlive the process. For now it keeps files in
// one folder: the static data of workflows and the executions that wait.
package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"runnel/runtime/execution"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Files is a folder of state. Every file is written whole beside its place and
// then renamed, so that a crash leaves the old or the new one.
type Files struct {
	root *os.Root
	// mu orders writers of one file; which file does not matter, they are few.
	mu sync.Mutex
}

// OpenFiles opens the folder and makes it when it is not there.
func OpenFiles(dir string) (*Files, error) {
	for _, sub := range []string{staticDir, waitingDir} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o700); err != nil {
			return nil, fmt.Errorf("the data folder cannot be used: %w", err)
		}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("the data folder cannot be used: %w", err)
	}
	return &Files{root: root}, nil
}

// Close lets go of the folder.
func (f *Files) Close() error { return f.root.Close() }

const (
	staticDir  = "static"
	waitingDir = "waiting"
	suffix     = ".json"
)

// fileName makes a safe name of an id: no separators, no dots in front.
func fileName(dir, id string) string {
	return dir + "/" + strings.ReplaceAll(url.PathEscape(id), ".", "%2E") + suffix
}

// Load gives a workflow's static data, undefined when there is none.
func (f *Files) Load(_ context.Context, workflowID string) (value.Value, error) {
	data, err := f.root.ReadFile(fileName(staticDir, workflowID))
	if errors.Is(err, fs.ErrNotExist) {
		return value.Undefined, nil
	}
	if err != nil {
		return value.Undefined, err
	}
	return value.Parse(data)
}

// Save keeps a workflow's static data.
func (f *Files) Save(_ context.Context, workflowID string, data value.Value) error {
	return f.write(fileName(staticDir, workflowID), data.AppendJSON(nil))
}

// Waiting is the part of the folder that holds waiting executions. files makes
// the files of their items when they are read back.
func (f *Files) Waiting(files node.BinaryStore) *WaitingFiles { return &WaitingFiles{f, files} }

// WaitingFiles keeps waiting executions, a file each: what identifies the
// execution, and its run JSON under "run".
type WaitingFiles struct {
	files  *Files
	binary node.BinaryStore
}

// Save keeps an execution.
func (w *WaitingFiles) Save(ex *execution.Execution) error {
	head := value.Object(
		value.Field{Key: "id", Value: value.String(ex.ID)},
		value.Field{Key: "workflowId", Value: value.String(ex.WorkflowID)},
		value.Field{Key: "workflowName", Value: value.String(ex.WorkflowName)},
		value.Field{Key: "retryOf", Value: value.String(ex.RetryOf)},
	).AppendJSON(nil)
	doc := append(head[:len(head)-1], `,"run":`...)
	doc = append(ex.AppendJSON(doc), '}')
	return w.files.write(fileName(waitingDir, ex.ID), doc)
}

func (w *WaitingFiles) read(data []byte) (*execution.Execution, error) {
	doc, err := value.Parse(data)
	if err != nil {
		return nil, err
	}
	ex, err := execution.Read(doc.Get("run"), w.binary)
	if err != nil {
		return nil, err
	}
	ex.ID, ex.WorkflowID = doc.Get("id").Str(), doc.Get("workflowId").Str()
	ex.WorkflowName, ex.RetryOf = doc.Get("workflowName").Str(), doc.Get("retryOf").Str()
	return ex, nil
}

// Delete forgets an execution; it is no error when it is not there.
func (w *WaitingFiles) Delete(id string) error {
	err := w.files.root.Remove(fileName(waitingDir, id))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// All reads every execution that is kept. A file that cannot be read is
// reported and left where it is.
func (w *WaitingFiles) All() ([]*execution.Execution, []error) {
	entries, err := fs.ReadDir(w.files.root.FS(), waitingDir)
	if err != nil {
		return nil, []error{err}
	}
	var all []*execution.Execution
	var problems []error
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), suffix) {
			continue
		}
		data, err := w.files.root.ReadFile(waitingDir + "/" + e.Name())
		var ex *execution.Execution
		if err == nil {
			ex, err = w.read(data)
		}
		if err != nil {
			problems = append(problems, fmt.Errorf("the waiting execution in %s cannot be read: %w", e.Name(), err))
			continue
		}
		all = append(all, ex)
	}
	return all, problems
}

func (f *Files) write(name string, data []byte) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	temp := name + ".new"
	file, err := f.root.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	if err == nil {
		err = file.Sync()
	}
	if closeErr := file.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = f.root.Rename(temp, name)
	}
	if err != nil {
		f.root.Remove(temp)
	}
	return err
}

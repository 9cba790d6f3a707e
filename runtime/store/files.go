// Package store keeps what must outlive the process. For now it keeps files in
// one folder: the static data of workflows and the executions that wait.
package store

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"hash/maphash"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"runnel/runtime/value"
)

// Files is a folder of state. Every file is written whole beside its place and
// then renamed, so that a crash leaves the old or the new one. It is safe for
// concurrent use; another process must not use the folder at the same time.
type Files struct {
	root *os.Root
	// locks order the writers of one file.
	locks [16]sync.Mutex
	seed  maphash.Seed

	mu sync.Mutex
	// static is what is known of workflows' static data.
	static map[string]value.Value
}

const (
	staticDir  = "static"
	waitingDir = "waiting"
	suffix     = ".json"
)

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
	f := &Files{root: root, seed: maphash.MakeSeed(), static: map[string]value.Value{}}
	// What the program cannot write it will not keep either: better to know now.
	if err := f.write("probe", []byte(time.Now().Format(time.RFC3339))); err != nil {
		root.Close()
		return nil, fmt.Errorf("the data folder cannot be written: %w", err)
	}
	if err := root.Remove("probe"); err != nil {
		root.Close()
		return nil, fmt.Errorf("the data folder cannot be written: %w", err)
	}
	return f, nil
}

// Close lets go of the folder.
func (f *Files) Close() error { return f.root.Close() }

// longestName bounds a file's name; longer ones are known by their checksum.
const longestName = 100

// fileName makes a safe name of an id: only characters that every file system
// takes, and none that some hold for the same.
func fileName(dir, id string) string {
	var name []byte
	for i := range len(id) {
		switch c := id[i]; {
		case 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '-' || c == '_':
			name = append(name, c)
		default:
			name = fmt.Appendf(name, "%%%02x", c)
		}
	}
	if len(name) > longestName {
		name = fmt.Appendf(name[:0], "sha256-%x", sha256.Sum256([]byte(id)))
	}
	return dir + "/" + string(name) + suffix
}

// read reads a file; the error names it.
func (f *Files) read(name string) (value.Value, error) {
	data, err := f.root.ReadFile(name)
	if err != nil {
		return value.Undefined, err
	}
	doc, err := value.Parse(data)
	if err != nil {
		return value.Undefined, fmt.Errorf("%s is damaged: %w", filepath.Join(f.root.Name(), name), err)
	}
	return doc, nil
}

// write puts a file in its place, whole or not at all. When it returns the file
// is on the disk.
func (f *Files) write(name string, data []byte) error {
	lock := &f.locks[maphash.String(f.seed, name)%uint64(len(f.locks))]
	lock.Lock()
	defer lock.Unlock()
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
		return err
	}
	return f.syncFolder(filepath.Dir(name))
}

// syncFolder writes a folder's list of files to the disk.
func (f *Files) syncFolder(dir string) error {
	d, err := f.root.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	// Some file systems cannot do that and need not.
	if err := d.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, fs.ErrInvalid) && !errors.Is(err, fs.ErrPermission) {
		return err
	}
	return nil
}

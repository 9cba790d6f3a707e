package workflows

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"runtime"
	"sort"
	"strings"
	"sync"
)

// ReadFolder reads all files of a folder, and of those in it, whose names end
// in .json; hidden files and folders are left out. Files are read side by
// side and answered by name. A file that cannot be read does not keep the
// others: its error, of type *Error, is in the second list.
func ReadFolder(folder fs.FS, limits Limits) ([]*File, []error) {
	var names []string
	var problems []error
	err := fs.WalkDir(folder, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			problems = append(problems, &Error{File: name, Message: "cannot be read: " + err.Error(), Err: err})
			if entry != nil && entry.IsDir() {
				return fs.SkipDir
			}
		case name != "." && strings.HasPrefix(entry.Name(), "."):
			if entry.IsDir() {
				return fs.SkipDir
			}
		case !entry.IsDir() && strings.HasSuffix(strings.ToLower(name), ".json"):
			names = append(names, name)
		}
		return nil
	})
	if err != nil {
		problems = append(problems, &Error{Message: "cannot read the folder: " + err.Error(), Err: err})
	}
	sort.Strings(names)

	files := make([]*File, len(names))
	failed := make([]error, len(names))
	var wait sync.WaitGroup
	work := make(chan int)
	for range min(runtime.GOMAXPROCS(0), len(names)) {
		wait.Go(func() {
			for i := range work {
				files[i], failed[i] = ReadFile(folder, names[i], limits)
			}
		})
	}
	for i := range names {
		work <- i
	}
	close(work)
	wait.Wait()

	good := files[:0]
	for i, f := range files {
		if failed[i] != nil {
			problems = append(problems, failed[i])
		} else {
			good = append(good, f)
		}
	}
	return good, problems
}

// ReadFile reads one file of a folder; no more of it than the limits allow.
func ReadFile(folder fs.FS, name string, limits Limits) (*File, error) {
	data, err := readLimited(folder, name, limits.Bytes)
	if err != nil {
		var already *Error
		if errors.As(err, &already) {
			return nil, err
		}
		return nil, &Error{File: name, Message: "cannot be read: " + err.Error(), Err: err}
	}
	return ParseFile(name, data, limits)
}

func readLimited(folder fs.FS, name string, limit int) ([]byte, error) {
	f, err := folder.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	size := 0
	if info, err := f.Stat(); err == nil {
		size = int(info.Size())
	}
	if limit > 0 && size > limit {
		return nil, &Error{File: name, Message: fmt.Sprintf("the file has %d bytes, more than the limit of %d", size, limit)}
	}
	var from io.Reader = f
	if limit > 0 {
		from = io.LimitReader(f, int64(limit)+1) // the size may be wrong or grow
	}
	data := make([]byte, 0, size+1)
	for {
		if len(data) == cap(data) {
			data = append(data, 0)[:len(data)]
		}
		n, err := from.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		if err == io.EOF {
			return data, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

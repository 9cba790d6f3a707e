package binary

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"

	"github.com/google/uuid"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Mode is the name of the storage in a folder, as items show it.
const Mode = "filesystem-v2"

// DefaultThreshold is the size up to which files are held in memory.
const DefaultThreshold = 1 << 20

// Options say where files are kept.
type Options struct {
	// Dir is the folder for files that outlive their execution. When it is ""
	// files are held in memory, large ones in temporary files.
	Dir string
	// TempDir is the folder for temporary files, the system's when "".
	TempDir string
	// Threshold is the size in bytes up to which a file is held in memory;
	// DefaultThreshold when 0. It does not count when Dir is set.
	Threshold int64
	// Limit is the largest size of one file, 0 for no limit.
	Limit int64
}

// Stores makes the stores of executions. It is safe for concurrent use.
type Stores struct {
	opts Options
	root *os.Root
}

// New makes the folder when it is missing.
func New(o Options) (*Stores, error) {
	if o.Threshold == 0 {
		o.Threshold = DefaultThreshold
	}
	s := &Stores{opts: o}
	if o.Dir != "" {
		if err := os.MkdirAll(o.Dir, 0o700); err != nil {
			return nil, fmt.Errorf("the folder for files: %w", err)
		}
		root, err := os.OpenRoot(o.Dir)
		if err != nil {
			return nil, fmt.Errorf("the folder for files: %w", err)
		}
		s.root = root
	}
	return s, nil
}

// Close lets go of the folder; files in it stay.
func (s *Stores) Close() error {
	if s.root == nil {
		return nil
	}
	return s.root.Close()
}

// Store gives the store for the files of one execution. Names that are no
// plain words are written as "temp" in the paths, as the original does for
// executions that have no id yet.
func (s *Stores) Store(workflowID, executionID string) node.BinaryStore {
	return &store{s, s.folder(workflowID, executionID)}
}

// Discard deletes the stored files of an execution. Files in memory and in
// temporary files need no deleting: they go with the last item that has them.
func (s *Stores) Discard(workflowID, executionID string) error {
	if s.root == nil || !plainWord.MatchString(executionID) {
		return nil
	}
	if err := s.root.RemoveAll(path.Dir(s.folder(workflowID, executionID))); err != nil {
		return fmt.Errorf("deleting the files of execution %s: %w", executionID, err)
	}
	return nil
}

func (s *Stores) folder(workflowID, executionID string) string {
	return "workflows/" + word(workflowID) + "/executions/" + word(executionID) + "/binary_data"
}

var plainWord = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

func word(s string) string {
	if plainWord.MatchString(s) {
		return s
	}
	return "temp"
}

type store struct {
	*Stores
	dir string
}

// LimitError says that a file is larger than files may be.
type LimitError struct{ Limit int64 }

func (e *LimitError) Error() string {
	return fmt.Sprintf("the file is larger than the limit of %s", FileSize(e.Limit))
}

// Create implements node.BinaryStore.
func (s *store) Create(ctx context.Context, r io.Reader, meta node.BinaryMeta) (*item.Binary, error) {
	head, content, err := s.keep(&source{ctx: ctx, r: r, limit: s.opts.Limit})
	if err != nil {
		return nil, err
	}
	b := Describe(meta, head)
	b.Content = content
	b.FileSize = FileSize(content.Size())
	return b, nil
}

// source is a reader that ends with its context and beyond the limit.
type source struct {
	ctx   context.Context
	r     io.Reader
	n     int64
	limit int64
}

func (s *source) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, context.Cause(s.ctx)
	}
	n, err := s.r.Read(p)
	if s.n += int64(n); s.limit > 0 && s.n > s.limit {
		return 0, &LimitError{s.limit}
	}
	return n, err
}

// keep stores what the source gives and answers its first bytes.
func (s *store) keep(r *source) ([]byte, item.Content, error) {
	inMemory := s.opts.Threshold
	if s.root != nil {
		inMemory = sniffBytes
	}
	start, ended, err := readUpTo(r, inMemory)
	if err != nil {
		return nil, nil, err
	}
	switch {
	case s.root != nil:
		content, err := s.write(start, r)
		return start, content, err
	case ended:
		return start, memory(start), nil
	}
	f, err := newTemp(s.opts.TempDir)
	if err != nil {
		return nil, nil, err
	}
	if _, err = f.Write(start); err == nil {
		_, err = io.Copy(f, r)
	}
	if err != nil {
		f.Close()
		os.Remove(f.Name())
		return nil, nil, err
	}
	return start[:min(len(start), sniffBytes)], newSpilled(f, r.n), nil
}

// readUpTo reads up to n bytes, and tells whether the reader ended with them.
func readUpTo(r *source, n int64) (data []byte, ended bool, err error) {
	data = make([]byte, 0, 512)
	for {
		if len(data) == cap(data) {
			data = append(data, 0)[:len(data)]
		}
		room := data[len(data):cap(data)]
		if left := n - int64(len(data)); int64(len(room)) > left {
			if left == 0 {
				return data, false, nil
			}
			room = room[:left]
		}
		k, err := r.Read(room)
		data = data[:len(data)+k]
		if err == io.EOF {
			return data, true, nil
		}
		if err != nil {
			return nil, false, err
		}
	}
}

// write puts a file into the folder. It gets its name when it is complete.
func (s *store) write(start []byte, rest *source) (item.Content, error) {
	if err := s.root.MkdirAll(s.dir, 0o700); err != nil {
		return nil, fmt.Errorf("cannot store a file: %w", err)
	}
	name := s.dir + "/" + uuid.NewString()
	f, err := s.root.OpenFile(name+".part", os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("cannot store a file: %w", err)
	}
	_, err = f.Write(start)
	if err == nil {
		_, err = io.Copy(f, rest)
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = s.root.Rename(name+".part", name)
	}
	if err != nil {
		s.root.Remove(name + ".part")
		return nil, err
	}
	return &stored{s.root, name, rest.n}, nil
}

// FromValue implements node.BinaryStore. Fields that describe the file are
// kept as they stand in v; those missing stay empty, as the original adds
// nothing to files that a script returns.
func (s *store) FromValue(v value.Value) (*item.Binary, error) {
	if !v.IsObject() {
		return nil, errors.New("a file must be an object with mimeType and data")
	}
	b := &item.Binary{
		MimeType: v.Get("mimeType").Str(), FileType: v.Get("fileType").Str(), FileExtension: v.Get("fileExtension").Str(),
		FileName: v.Get("fileName").Str(), Directory: v.Get("directory").Str(), FileSize: v.Get("fileSize").Str(),
	}
	if id := v.Get("id").Str(); id != "" {
		content, err := s.find(id)
		if err != nil {
			return nil, err
		}
		b.Content = content
		return b, nil
	}
	data := v.Get("data")
	if !data.IsString() {
		return nil, errors.New("a file must have its contents as base64 in data, or the id of a stored file")
	}
	b.Content = memory(decodeBase64(data.Str()))
	return b, nil
}

// storedID is what the ids of stored files look like. The random part makes
// one that nobody was given impossible to guess.
var storedID = regexp.MustCompile(`^workflows/[A-Za-z0-9_-]{1,64}/executions/[A-Za-z0-9_-]{1,64}/binary_data/` +
	`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)

// find gives the content of an id.
func (s *Stores) find(id string) (item.Content, error) {
	mode, name, _ := strings.Cut(id, ":")
	if s.root == nil || mode != Mode || !storedID.MatchString(name) {
		return nil, fmt.Errorf("there is no stored file %q", id)
	}
	info, err := s.root.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrGone
	}
	if err != nil {
		return nil, fmt.Errorf("cannot read a stored file: %w", err)
	}
	return &stored{s.root, name, info.Size()}, nil
}

// Find gives the content of a stored file by its id, for runs that were loaded
// from a store.
func (s *Stores) Find(id string) (item.Content, error) { return s.find(id) }

// decodeBase64 reads base64 as Node.js does: both alphabets, with or without
// padding; what does not belong there is skipped, and "=" ends the text.
func decodeBase64(s string) []byte {
	if data, err := base64.StdEncoding.DecodeString(s); err == nil {
		return data
	}
	clean := make([]byte, 0, len(s))
read:
	for i := range len(s) {
		switch c := s[i]; {
		case c == '-':
			clean = append(clean, '+')
		case c == '_':
			clean = append(clean, '/')
		case c == '+' || c == '/' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z':
			clean = append(clean, c)
		case c == '=':
			break read
		}
	}
	if len(clean)%4 == 1 {
		clean = clean[:len(clean)-1]
	}
	data, _ := base64.RawStdEncoding.DecodeString(string(clean))
	return data
}

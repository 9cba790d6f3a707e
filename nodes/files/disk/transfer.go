package disk

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"runnel/runtime/item"
	"runnel/runtime/localfile"
	"runnel/runtime/node"
)

// load reads a file of the machine into a file of an item.
func load(h node.Host, file string) (*item.Binary, error) {
	p, err := localfile.Open(h, file)
	if err != nil {
		return nil, err
	}
	defer p.Root.Close()
	f, err := p.Root.Open(p.Name)
	if err != nil {
		return nil, localfile.Explain(err, "open", file)
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return nil, node.Errorf("EISDIR: illegal operation on a directory, read '%s'", file)
	}
	return h.Binary().Create(h.Context(), f, node.BinaryMeta{FileName: p.Path})
}

// save writes a file of an item into a file of the machine.
func save(h node.Host, source *item.Binary, file string, add bool) error {
	p, err := localfile.Open(h, file)
	if err != nil {
		return err
	}
	defer p.Root.Close()
	r, err := source.Content.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	if add {
		return localfile.Explain(appendTo(p, r), "open", file)
	}
	return localfile.Explain(replace(p, r), "open", file)
}

// appendTo writes at a file's end. What was written is taken back when it
// cannot be written to the end.
func appendTo(p localfile.Place, r io.Reader) (err error) {
	f, err := p.Root.OpenFile(p.Name, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o666)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if _, err = io.Copy(f, r); err != nil && info.Mode().IsRegular() {
		_ = f.Truncate(info.Size())
	}
	return err
}

// replace writes a file beside the other and puts it into its place when it is
// complete, so that nobody ever sees half of it. Links and devices are written
// through.
func replace(p localfile.Place, r io.Reader) error {
	mode := fs.FileMode(0o666)
	info, err := p.Root.Lstat(p.Name)
	switch {
	case err == nil && info.IsDir():
		return &fs.PathError{Op: "open", Path: p.Path, Err: syscall.EISDIR}
	case err == nil && !info.Mode().IsRegular():
		f, err := p.Root.OpenFile(p.Name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, mode)
		if err != nil {
			return err
		}
		_, err = io.Copy(f, r)
		return errors.Join(err, f.Close())
	case err == nil:
		// A file that may not be written must not be replaced either.
		f, err := p.Root.OpenFile(p.Name, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		_ = f.Close()
		mode = info.Mode().Perm()
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	var random [8]byte
	_, _ = rand.Read(random[:])
	beside := filepath.Join(filepath.Dir(p.Name), ".runnel-"+hex.EncodeToString(random[:]))
	f, err := p.Root.OpenFile(beside, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	if info != nil {
		err = f.Chmod(mode)
	}
	if err == nil {
		_, err = io.Copy(f, r)
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = p.Root.Rename(beside, p.Name)
	}
	if err != nil {
		_ = p.Root.Remove(beside)
	}
	return err
}

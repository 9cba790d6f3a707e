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
	"runnel/runtime/node"
)

// load reads a file of the machine into a file of an item.
func load(h node.Host, file string) (*item.Binary, error) {
	p, err := open(h, file)
	if err != nil {
		return nil, err
	}
	defer p.root.Close()
	f, err := p.root.Open(p.name)
	if err != nil {
		return nil, explained(err, "open", file)
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return nil, node.Errorf("EISDIR: illegal operation on a directory, read '%s'", file)
	}
	return h.Binary().Create(h.Context(), f, node.BinaryMeta{FileName: p.path})
}

// save writes a file of an item into a file of the machine.
func save(h node.Host, source *item.Binary, file string, add bool) error {
	p, err := open(h, file)
	if err != nil {
		return err
	}
	defer p.root.Close()
	r, err := source.Content.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	if add {
		return explained(appendTo(p, r), "open", file)
	}
	return explained(replace(p, r), "open", file)
}

// appendTo writes at a file's end. What was written is taken back when it
// cannot be written to the end.
func appendTo(p place, r io.Reader) (err error) {
	f, err := p.root.OpenFile(p.name, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o666)
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
func replace(p place, r io.Reader) error {
	mode := fs.FileMode(0o666)
	info, err := p.root.Lstat(p.name)
	switch {
	case err == nil && info.IsDir():
		return &fs.PathError{Op: "open", Path: p.path, Err: syscall.EISDIR}
	case err == nil && !info.Mode().IsRegular():
		f, err := p.root.OpenFile(p.name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, mode)
		if err != nil {
			return err
		}
		_, err = io.Copy(f, r)
		return errors.Join(err, f.Close())
	case err == nil:
		// A file that may not be written must not be replaced either.
		f, err := p.root.OpenFile(p.name, os.O_WRONLY, 0)
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
	beside := filepath.Join(filepath.Dir(p.name), ".runnel-"+hex.EncodeToString(random[:]))
	f, err := p.root.OpenFile(beside, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
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
		err = p.root.Rename(beside, p.name)
	}
	if err != nil {
		_ = p.root.Remove(beside)
	}
	return err
}

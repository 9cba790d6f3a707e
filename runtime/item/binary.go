package item

import "io"

// Content is where the bytes of a file are: in memory, on disk, in a bucket.
// Package binary implements it; a Content may be read many times and from
// several goroutines.
type Content interface {
	// Open gives a reader from the first byte on.
	Open() (io.ReadCloser, error)
	// Size is the number of bytes.
	Size() int64
	// ID names the stored content ("<mode>:<file id>"); "" when it is only in
	// memory.
	ID() string
}

// Binary is one file of an item: what it is, and where its bytes are. It is
// never changed after it was put on an item.
type Binary struct {
	MimeType string
	// FileType is the original's coarse kind: json, html, image, audio, video,
	// text, pdf, or "" for others.
	FileType      string
	FileExtension string
	FileName      string
	Directory     string
	// FileSize is for people, decimal units: "3 B", "1.34 kB".
	FileSize string
	Content  Content
}

// Binaries are an item's files by property name, in order of insertion.
type Binaries struct{ named []NamedBinary }

// NamedBinary is a file with the property it stands under.
type NamedBinary struct {
	Name string
	File *Binary
}

// NewBinaries makes the files of an item; nil when there are none.
func NewBinaries(named ...NamedBinary) *Binaries {
	if len(named) == 0 {
		return nil
	}
	return &Binaries{named: named}
}

// Len is the number of files; 0 for nil.
func (b *Binaries) Len() int {
	if b == nil {
		return 0
	}
	return len(b.named)
}

// All gives the files in order; the slice must not be changed.
func (b *Binaries) All() []NamedBinary {
	if b == nil {
		return nil
	}
	return b.named
}

// Get gives the file under a name, nil when there is none.
func (b *Binaries) Get(name string) *Binary {
	for _, n := range b.All() {
		if n.Name == name {
			return n.File
		}
	}
	return nil
}

// With gives the files with one more, or one replaced in its place.
func (b *Binaries) With(name string, file *Binary) *Binaries {
	named := make([]NamedBinary, 0, b.Len()+1)
	named = append(named, b.All()...)
	for i := range named {
		if named[i].Name == name {
			named[i].File = file
			return &Binaries{named: named}
		}
	}
	return &Binaries{named: append(named, NamedBinary{name, file})}
}

// Without gives the files but one; nil when none is left.
func (b *Binaries) Without(name string) *Binaries {
	var named []NamedBinary
	for _, n := range b.All() {
		if n.Name != name {
			named = append(named, n)
		}
	}
	return NewBinaries(named...)
}

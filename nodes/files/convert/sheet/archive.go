package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"
)

// maxUnpacked is the most bytes that a spreadsheet may unpack to. A table of a
// million full rows stays below it; a file made to fill the memory does not.
var maxUnpacked int64 = 1 << 30

var errTooLarge = errors.New("The file is too large: it unpacks to more than a spreadsheet may hold")

// archive is the zip that an xlsx or ods file is.
type archive struct {
	files map[string]*zip.File
	left  int64
}

func openArchive(data []byte) (*archive, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, errors.New("Unsupported ZIP file")
	}
	a := &archive{files: map[string]*zip.File{}, left: maxUnpacked}
	for _, f := range z.File {
		a.files[strings.ToLower(strings.TrimPrefix(f.Name, "/"))] = f
	}
	return a, nil
}

func (a *archive) has(name string) bool { return a.files[strings.ToLower(name)] != nil }

// walk gives a file's XML tokens; a file that is not there has none.
func (a *archive) walk(name string, token func(d *xml.Decoder, t xml.Token) error) error {
	f := a.files[strings.ToLower(name)]
	if f == nil {
		return nil
	}
	r, err := f.Open()
	if err != nil {
		return errors.New("Unsupported ZIP Compression method")
	}
	defer r.Close()
	d := xml.NewDecoder(&limited{r, a})
	d.Strict = false
	for {
		t, err := d.RawToken()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			if errors.Is(err, errTooLarge) {
				return errTooLarge
			}
			return errors.New("Bad compressed size or damaged content in " + name)
		}
		if err := token(d, t); err != nil {
			return err
		}
	}
}

// limited reads a file of an archive and ends when all files together have
// given too much.
type limited struct {
	r io.Reader
	a *archive
}

func (l *limited) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	if l.a.left -= int64(n); l.a.left < 0 {
		return 0, errTooLarge
	}
	return n, err
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// beside resolves a relation's target against the file that names it.
func beside(file, target string) string {
	if strings.HasPrefix(target, "/") {
		return target[1:]
	}
	return path.Join(path.Dir(file), target)
}

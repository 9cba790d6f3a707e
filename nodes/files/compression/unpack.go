package compression

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"strconv"
	"strings"

	"runnel/runtime/item"
	"runnel/runtime/node"
)

// What archives of one item may unpack to. More is taken for an archive that
// was made to fill the disk.
var (
	maxUnpacked int64 = 4 << 30
	maxEntries        = 100_000
)

var (
	errTooLarge   = errors.New("The archive is too large: it unpacks to more than 4 GiB")
	errTooMany    = errors.New("The archive has more than 100000 files")
	errNoZip      = errors.New("invalid zip data")
	errNoGzip     = errors.New("invalid gzip data")
	errUnexpected = errors.New("unexpected EOF")
)

// unpacking is the work on one item's archives.
type unpacking struct {
	node.Host
	files *item.Binaries
	left  int64
}

// unpack unpacks the archives of item i. Files of other kinds are passed over.
func unpack(h node.Host, properties []string, prefix string, i int) (*item.Binaries, error) {
	u := unpacking{Host: h, left: maxUnpacked}
	entries := 0
	for n, property := range properties {
		source, err := node.FileOf(h, 0, i, property)
		if err != nil {
			return nil, err
		}
		switch source.FileExtension {
		case "":
			return nil, node.Errorf("File extension not found for binary data %s", property).At(i)
		case "zip":
			err = u.zip(source, func() (string, error) {
				if entries++; entries > maxEntries {
					return "", errTooMany
				}
				return prefix + strconv.Itoa(entries-1), nil
			})
		case "gz", "gzip":
			err = u.gzip(source, prefix+strconv.Itoa(n))
		}
		if err != nil {
			return nil, err
		}
	}
	return u.files, nil
}

// create stores an unpacked file.
func (u *unpacking) create(r io.Reader, meta node.BinaryMeta) (*item.Binary, error) {
	return u.Binary().Create(u.Context(), &limited{r, u}, meta)
}

// limited ends a file when all files together are too large.
type limited struct {
	r io.Reader
	u *unpacking
}

func (l *limited) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	if l.u.left -= int64(n); l.u.left < 0 {
		return 0, errTooLarge
	}
	if err == io.ErrUnexpectedEOF {
		err = errUnexpected
	}
	return n, err
}

// zip unpacks a zip archive. Names in it are names only: a path in one makes
// the file's directory, nothing is written there.
func (u *unpacking) zip(source *item.Binary, next func() (string, error)) error {
	r, err := source.Content.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	at, ok := r.(io.ReaderAt)
	if !ok {
		data, err := io.ReadAll(r)
		if err != nil {
			return err
		}
		at = bytes.NewReader(data)
	}
	archive, err := zip.NewReader(at, source.Content.Size())
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return errNoZip
	}
	places := map[string]string{}
	for _, f := range archive.File {
		if strings.Contains(f.Name, "__MACOSX") {
			continue
		}
		// A name that comes again replaces the file before.
		property := places[f.Name]
		if property == "" {
			if property, err = next(); err != nil {
				return err
			}
			places[f.Name] = property
		}
		file, err := u.entry(f)
		if err != nil {
			return err
		}
		u.files = u.files.With(property, file)
	}
	return nil
}

func (u *unpacking) entry(f *zip.File) (*item.Binary, error) {
	meta := node.BinaryMeta{FileName: f.Name}
	if strings.HasSuffix(f.Name, "/") {
		return u.create(strings.NewReader(""), meta)
	}
	if f.Flags&1 != 0 {
		return nil, errors.New("The archive is protected by a password, which is not supported")
	}
	r, err := f.Open()
	if err != nil {
		return nil, errNoZip
	}
	defer r.Close()
	return u.create(r, meta)
}

// gzip unpacks a file whose name is that of the packed one: "x.txt.gz" has
// "x.txt" in it.
func (u *unpacking) gzip(source *item.Binary, property string) error {
	r, err := source.Content.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	z, err := gzip.NewReader(r)
	if err != nil {
		return errNoGzip
	}
	parts := strings.Split(source.FileName, ".")
	meta := node.BinaryMeta{}
	if len(parts) > 2 {
		meta.FileName = parts[0] + "." + parts[len(parts)-2]
	}
	file, err := u.create(z, meta)
	if err != nil {
		return err
	}
	if meta.FileName == "" && source.FileName != "" {
		file.FileName = parts[0]
		if file.FileExtension != "" {
			file.FileName += "." + file.FileExtension
		}
	}
	u.files = u.files.With(property, file)
	return nil
}

package compression

import (
	"archive/zip"
	"compress/gzip"
	"fmt"
	"io"
	"slices"

	"runnel/runtime/item"
	"runnel/runtime/node"
)

// packed are extensions of files that compressing again makes no smaller.
var packed = []string{"7z", "aifc", "bz2", "doc", "docx", "gif", "gz", "heic", "heif", "jpg", "jpeg", "mov", "mp3", "mp4", "pdf", "png", "ppt",
	"pptx", "rar", "webm", "webp", "xls", "xlsx", "zip"}

// packZip makes one archive of files. Of files with one name the last stays,
// in the first one's place.
func packZip(h node.Host, properties []string, name string, i int) (*item.Binary, error) {
	var sources []*item.Binary
	for _, property := range properties {
		source, err := node.FileOf(h, 0, i, property)
		if err != nil {
			return nil, err
		}
		if at := slices.IndexFunc(sources, func(b *item.Binary) bool { return b.FileName == source.FileName }); at >= 0 {
			sources[at] = source
		} else {
			sources = append(sources, source)
		}
	}
	return store(h, node.BinaryMeta{FileName: name}, func(w io.Writer) error {
		z := zip.NewWriter(w)
		for _, source := range sources {
			header := zip.FileHeader{Name: source.FileName, Method: zip.Deflate}
			if header.Name == "" {
				header.Name = "undefined"
			}
			if slices.Contains(packed, source.FileExtension) {
				header.Method = zip.Store
			}
			f, err := z.CreateHeader(&header)
			if err == nil {
				err = copyFrom(f, source)
			}
			if err != nil {
				return err
			}
		}
		return z.Close()
	})
}

func packGzip(h node.Host, source *item.Binary, name string) (*item.Binary, error) {
	return store(h, node.BinaryMeta{FileName: name}, func(w io.Writer) error {
		z := gzip.NewWriter(w)
		if err := copyFrom(z, source); err != nil {
			return err
		}
		return z.Close()
	})
}

func copyFrom(w io.Writer, source *item.Binary) error {
	r, err := source.Content.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	_, err = io.Copy(w, r)
	return err
}

// store keeps what a function writes, while it writes.
func store(h node.Host, meta node.BinaryMeta, write func(io.Writer) error) (*item.Binary, error) {
	r, w := io.Pipe()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		defer func() {
			if p := recover(); p != nil {
				w.CloseWithError(fmt.Errorf("packing failed: %v", p))
			}
		}()
		w.CloseWithError(write(w))
	}()
	file, err := h.Binary().Create(h.Context(), r, meta)
	// What is not read any more ends the writer, too.
	_ = r.CloseWithError(io.ErrClosedPipe)
	<-ended
	return file, err
}

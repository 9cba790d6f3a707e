package binary

import (
	"strconv"
	"strings"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Describe gives what is known of a file (engine reference §17.2, core
// reference §0.1): its media type is the one given, else the one its name's
// extension stands for, else the one its first bytes show, else text/plain;
// its extension is the one of its name, else the one given, else the usual one
// of the type. The file's contents and size are not set.
func Describe(meta node.BinaryMeta, head []byte) *item.Binary {
	b := &item.Binary{MimeType: meta.MimeType, FileExtension: meta.Extension, FileName: meta.FileName, Directory: meta.Directory}
	if b.MimeType == "" && meta.FileName != "" {
		b.MimeType = TypeByName(meta.FileName)
	}
	if b.MimeType == "" {
		var ext string
		if b.MimeType, ext = Sniff(head); b.FileExtension == "" {
			b.FileExtension = ext
		}
	}
	if b.FileExtension == "" {
		b.FileExtension = ExtensionOf(b.MimeType)
	}
	if b.MimeType == "" {
		b.MimeType = "text/plain"
	}
	b.FileType = FileType(b.MimeType)
	if meta.FileName != "" {
		b.FileName = base(meta.FileName)
		if dir := strings.TrimSuffix(strings.TrimRight(meta.FileName, "/"), b.FileName); dir != "" && b.Directory == "" {
			if dir != "/" {
				dir = strings.TrimSuffix(dir, "/")
			}
			b.Directory = dir
		}
		if ext := extension(b.FileName); ext != "" {
			b.FileExtension = ext
		}
	}
	return b
}

// FileSize writes a number of bytes for people: decimal units, three
// significant digits ("3 B", "1.34 kB", "2 MB").
func FileSize(n int64) string {
	if n < 1000 {
		return strconv.FormatInt(n, 10) + " B"
	}
	size, unit := float64(n), 0
	units := []string{"B", "kB", "MB", "GB", "TB", "PB", "EB"}
	for size >= 1000 {
		size /= 1000
		unit++
	}
	digits, _ := strconv.ParseFloat(strconv.FormatFloat(size, 'e', 2, 64), 64)
	return value.FormatNumber(digits) + " " + units[unit]
}

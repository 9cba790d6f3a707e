package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"runnel/nodes/files/convert/charset"
)

// Read reads a spreadsheet of any format; what it is shows in its first bytes.
// Text that is no other format is read as delimited text. With raw, values of
// text formats stay the text they are.
func Read(data []byte, raw bool) (w *Workbook, err error) {
	// A damaged file must not end more than the node that reads it.
	defer func() {
		if r := recover(); r != nil {
			w, err = nil, fmt.Errorf("Corrupted file: %v", r)
		}
	}()
	switch {
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0")):
		return readXLS(data)
	case bytes.HasPrefix(data, []byte("PK")):
		a, err := openArchive(data)
		if err != nil {
			return nil, err
		}
		switch {
		case a.has("[Content_Types].xml"):
			return readXLSX(a)
		case a.has("META-INF/manifest.xml") || a.has("content.xml"):
			return readODS(a)
		}
		return nil, errors.New("Unsupported ZIP file")
	}
	text, err := charset.Decode(data, charset.Detect(data))
	if err != nil {
		return nil, err
	}
	text = charset.StripBOM(text)
	head := strings.ToLower(strings.TrimSpace(text[:min(len(text), 1024)]))
	switch {
	case strings.HasPrefix(head, `{\rt`):
		return readRTF(text, raw)
	case strings.HasPrefix(head, "<") && (strings.Contains(head, "<html") || strings.Contains(head, "<table") || strings.Contains(head, "<!doctype html")):
		return readHTML([]byte(text), raw)
	}
	return readText(text, raw), nil
}

// WriteOptions are how a sheet is written.
type WriteOptions struct {
	// Format is csv, html, ods, rtf, xls or xlsx.
	Format string
	// Delimiter parts the values of CSV.
	Delimiter string
	// Compress makes smaller files where the format leaves the choice.
	Compress bool
}

// Write writes a sheet as a file.
func Write(w io.Writer, s *Sheet, o WriteOptions) error {
	if err := checkName(s.Name); err != nil {
		return err
	}
	switch o.Format {
	case "csv":
		return writeCSV(w, s, o.Delimiter)
	case "html":
		return writeHTML(w, s)
	case "ods":
		return writeODS(w, s, o.Compress)
	case "rtf":
		return writeRTF(w, s)
	case "xls":
		return writeXLS(w, s)
	case "xlsx":
		return writeXLSX(w, s)
	}
	return fmt.Errorf("Unrecognized bookType |%s|", o.Format)
}

// checkName refuses names that spreadsheet programs do not open.
func checkName(name string) error {
	switch {
	case name == "":
		return errors.New("Sheet name cannot be blank")
	case len([]rune(name)) > 31:
		return errors.New("Sheet name cannot exceed 31 chars")
	case strings.HasPrefix(name, "'") || strings.HasSuffix(name, "'"):
		return errors.New("Sheet name cannot start or end with apostrophe (')")
	case strings.EqualFold(name, "history"):
		return errors.New("Sheet name cannot be 'History'")
	case strings.ContainsAny(name, `:][*?/\`):
		return errors.New(`Sheet name cannot contain : \ / ? * [ ]`)
	}
	return nil
}

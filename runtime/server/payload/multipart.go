package payload

import (
	"bufio"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"regexp"
	"strconv"
	"strings"

	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Limits of the fields of a multipart body; they are those of the parser that
// the original uses.
const (
	multipartFields     = 1000
	multipartFieldBytes = 20 << 20
)

// readMultipart takes in a form with files. A part that has a content type is a
// file, all others are fields.
func (b *Body) readMultipart() error {
	boundary := b.params["boundary"]
	if boundary == "" {
		return &ParseError{"bad content-type header, no multipart boundary"}
	}
	r, err := b.open(b.limits.Files)
	if err != nil {
		return err
	}
	var fields value.Builder
	parts := multipart.NewReader(r, boundary)
	left := int64(multipartFieldBytes)
	for n := 0; ; {
		part, err := parts.NextRawPart()
		if err == io.EOF {
			b.value = fields.Object()
			return nil
		}
		if err != nil {
			return multipartError(err)
		}
		name, fileName := partNames(part.Header.Get("Content-Disposition"))
		content := decodePart(part)
		mimeType := part.Header.Get("Content-Type")
		if mimeType != "" {
			file := b.newSpool()
			if _, err := io.Copy(file, content); err != nil {
				return multipartError(err)
			}
			if file.size == 0 {
				// A form in a browser sends this where no file was chosen.
				continue
			}
			b.files = append(b.files, node.UploadedFile{
				Field: name, FileName: fileName, MimeType: mimeType, Size: file.size, Open: file.Open,
			})
			continue
		}
		if n++; n > multipartFields {
			return &ParseError{fmt.Sprintf("options.maxFields (%d) exceeded", multipartFields)}
		}
		var text strings.Builder
		got, err := io.Copy(&text, io.LimitReader(content, left+1))
		if err != nil {
			return multipartError(err)
		}
		if left -= got; left < 0 {
			return ErrTooLarge
		}
		addField(&fields, name, value.String(value.DecodeUTF8(text.String())))
	}
}

// multipartError makes what is wrong with the parts the caller's error.
func multipartError(err error) error {
	err = readError(err)
	switch {
	case errors.Is(err, ErrTooLarge):
		return ErrTooLarge
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return &ParseError{"the form ends before its closing boundary"}
	case errors.Is(err, bufio.ErrBufferFull):
		return &ParseError{"the form does not begin with its boundary"}
	}
	return &ParseError{strings.TrimPrefix(err.Error(), "multipart: ")}
}

// decodePart undoes the transfer encoding that old mailers and some libraries
// use.
func decodePart(p *multipart.Part) io.Reader {
	if strings.EqualFold(p.Header.Get("Content-Transfer-Encoding"), "base64") {
		return base64.NewDecoder(base64.StdEncoding, p)
	}
	return p
}

var (
	partName     = regexp.MustCompile(`(?i)\bname=("([^"]*)"|([^()<>@,;:\\"/\[\]?={}\s\t]+))`)
	partFileName = regexp.MustCompile(`(?i)\bfilename=("(.*?)"|([^()<>{}\[\]@,;:"?=\s/\t]+))($|;\s)`)
	numericChar  = regexp.MustCompile(`&#(\d{4});`)
)

// partNames reads the names of the field and of the file from a part's
// Content-Disposition; a part without a name is called "null", as in the
// original. Of a path that old browsers send the last element counts.
func partNames(header string) (field, file string) {
	header, field = value.DecodeUTF8(header), "null"
	if m := partName.FindStringSubmatch(header); m != nil {
		field = m[2] + m[3]
	}
	m := partFileName.FindStringSubmatch(header)
	if m == nil {
		return field, ""
	}
	file = m[2] + m[3]
	file = file[strings.LastIndexByte(file, '\\')+1:]
	file = strings.ReplaceAll(file, "%22", `"`)
	file = numericChar.ReplaceAllStringFunc(file, func(s string) string {
		code, _ := strconv.Atoi(s[2:6])
		return value.FromUTF16([]uint16{uint16(code)})
	})
	return field, file
}

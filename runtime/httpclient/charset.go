package httpclient

import (
	"bytes"
	"mime"
	"strings"
	"unicode/utf8"

	"runnel/runtime/value"

	"github.com/gogs/chardet"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/unicode"
)

// Charset gives the character set that a content type names, "" for none.
func Charset(contentType string) string {
	_, params, err := mime.ParseMediaType(contentType)
	if err == nil {
		return params["charset"]
	}
	_, rest, ok := strings.Cut(strings.ToLower(contentType), "charset=")
	if !ok {
		return ""
	}
	rest, _, _ = strings.Cut(rest, ";")
	return strings.Trim(rest, "\"' \t")
}

// Text decodes bytes of a character set; a byte-order mark at the front is
// taken off. Without a set, or with UTF-8, the bytes are read as UTF-8; where
// they cannot be, the set is guessed (core reference §6.7).
func Text(data []byte, charset string) string {
	switch strings.ToLower(charset) {
	case "", "utf-8", "utf8", "us-ascii", "ascii":
		if utf8.Valid(data) {
			return string(bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF")))
		}
		if e := guess(data); e != nil {
			return decodeWith(e, data)
		}
		return UTF8(data)
	}
	if e := encodingOf(charset); e != nil {
		return decodeWith(e, data)
	}
	return UTF8(data)
}

// UTF8 decodes UTF-8 as [value.DecodeUTF8] does, without a byte-order mark.
func UTF8(data []byte) string {
	return value.DecodeUTF8(string(bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF"))))
}

func encodingOf(name string) encoding.Encoding {
	switch strings.ToLower(name) {
	case "utf-16", "utf16", "utf-16le", "utf16le", "ucs-2", "ucs2":
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	case "utf-16be", "utf16be":
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	}
	if e, err := ianaindex.IANA.Encoding(name); err == nil && e != nil {
		return e
	}
	if e, err := htmlindex.Get(name); err == nil {
		return e
	}
	return nil
}

func decodeWith(e encoding.Encoding, data []byte) string {
	text, err := e.NewDecoder().Bytes(data)
	if err != nil {
		return UTF8(data)
	}
	return strings.TrimPrefix(string(text), "\uFEFF")
}

func guess(data []byte) encoding.Encoding {
	best, err := chardet.NewTextDetector().DetectBest(data[:min(len(data), 64<<10)])
	if err != nil || best == nil {
		return nil
	}
	return encodingOf(best.Charset)
}

package httpclient

import (
	"bytes"
	"mime"
	"strings"
	"unicode/utf8"

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

// UTF8 decodes UTF-8; what is not becomes U+FFFD, one for each of the byte
// runs that the WHATWG encoding standard counts.
func UTF8(data []byte) string {
	data = bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF"))
	if utf8.Valid(data) {
		return string(data)
	}
	var out strings.Builder
	for len(data) > 0 {
		c, n := utf8.DecodeRune(data)
		if c == utf8.RuneError && n == 1 {
			n = invalidLen(data)
		}
		out.WriteRune(c)
		data = data[n:]
	}
	return out.String()
}

// invalidLen is the length of the invalid sequence at the front: the longest
// beginning of a valid one, at least a byte.
func invalidLen(data []byte) int {
	lo, hi, need := byte(0x80), byte(0xBF), 0
	switch c := data[0]; {
	case c >= 0xC2 && c <= 0xDF:
		need = 1
	case c == 0xE0:
		lo, need = 0xA0, 2
	case c == 0xED:
		hi, need = 0x9F, 2
	case c >= 0xE1 && c <= 0xEF:
		need = 2
	case c == 0xF0:
		lo, need = 0x90, 3
	case c == 0xF4:
		hi, need = 0x8F, 3
	case c >= 0xF1 && c <= 0xF3:
		need = 3
	}
	n := 1
	for ; n <= need && n < len(data); n++ {
		if data[n] < lo || data[n] > hi {
			break
		}
		lo, hi = 0x80, 0xBF
	}
	return n
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

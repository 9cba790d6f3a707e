package feed

import (
	"bytes"
	"regexp"
	"unicode/utf8"

	"runnel/runtime/httpclient"
)

// declaration finds the encoding that an XML document says it is in.
var declaration = regexp.MustCompile(`^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._:-]+)["']`)

// marks are byte-order marks with the encodings that they stand for.
var marks = []struct {
	mark    string
	charset string
}{{"\xEF\xBB\xBF", "utf-8"}, {"\xFF\xFE", "utf-16le"}, {"\xFE\xFF", "utf-16be"}}

// decode gives a feed's text. Feeds often name the wrong encoding: bytes that
// are UTF-8 beyond ASCII are hardly ever anything else, so they count as that
// whatever is said; others are read as the header or the document says, the
// one that does not say UTF-8 first, and where both are wrong the encoding is
// guessed. The original knows UTF-8 and Latin-1 only.
func decode(data []byte, contentType string) string {
	for _, m := range marks {
		if bytes.HasPrefix(data, []byte(m.mark)) {
			return httpclient.Text(data, m.charset)
		}
	}
	if utf8.Valid(data) && !bytes.ContainsRune(data, 0) && !escapes(data) {
		return string(data)
	}
	header := httpclient.Charset(contentType)
	document := ""
	if m := declaration.FindSubmatch(data[:min(len(data), 1024)]); m != nil {
		document = string(m[1])
	}
	for _, charset := range []string{header, document} {
		if charset != "" && !isUTF8(charset) {
			return httpclient.Text(data, charset)
		}
	}
	if bytes.HasPrefix(data, []byte("<\x00")) {
		return httpclient.Text(data, "utf-16le")
	}
	if bytes.HasPrefix(data, []byte("\x00<")) {
		return httpclient.Text(data, "utf-16be")
	}
	return httpclient.Text(data, "")
}

// escapes tells whether the bytes are those of an encoding that switches
// alphabets by escape sequences, which look like ASCII.
func escapes(data []byte) bool { return bytes.Contains(data, []byte("\x1b$")) }

func isUTF8(charset string) bool {
	switch charset {
	case "utf-8", "UTF-8", "utf8", "UTF8", "Utf-8":
		return true
	}
	return false
}

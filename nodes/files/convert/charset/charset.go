// Package charset turns bytes into text and back in the encodings that nodes
// offer by name.
package charset

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/gogs/chardet"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"

	"runnel/runtime/value"
)

// BOM is the mark some programs write before UTF-8 text.
const BOM = "\ufeff"

// named are the encodings whose names here are not those of the web.
var named = map[string]encoding.Encoding{
	"ucs2": unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "utf16le": unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM),
	"utf16be": unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), "utf16": unicode.UTF16(unicode.LittleEndian, unicode.UseBOM),
	"utf32": utf32.UTF32(utf32.LittleEndian, utf32.UseBOM), "utf32le": utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM),
	"utf32be": utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM),
	"latin1":  charmap.ISO8859_1, "iso88591": charmap.ISO8859_1, "iso88592": charmap.ISO8859_2, "iso88593": charmap.ISO8859_3,
	"iso88594": charmap.ISO8859_4, "iso88595": charmap.ISO8859_5, "iso88596": charmap.ISO8859_6, "iso88597": charmap.ISO8859_7,
	"iso88598": charmap.ISO8859_8, "iso88599": charmap.ISO8859_9, "iso885910": charmap.ISO8859_10, "iso885911": charmap.Windows874,
	"iso885913": charmap.ISO8859_13, "iso885914": charmap.ISO8859_14, "iso885915": charmap.ISO8859_15, "iso885916": charmap.ISO8859_16,
	"tis620": charmap.Windows874, "cp437": charmap.CodePage437, "cp850": charmap.CodePage850, "cp852": charmap.CodePage852,
	"cp855": charmap.CodePage855, "cp858": charmap.CodePage858, "cp860": charmap.CodePage860, "cp862": charmap.CodePage862,
	"cp863": charmap.CodePage863, "cp865": charmap.CodePage865, "cp866": charmap.CodePage866,
	"koi8r": charmap.KOI8R, "koi8u": charmap.KOI8U, "macintosh": charmap.Macintosh, "macroman": charmap.Macintosh,
	"maccyrillic": charmap.MacintoshCyrillic, "macukraine": charmap.MacintoshCyrillic,
	"big5hkscs": traditionalchinese.Big5, "cp950": traditionalchinese.Big5, "eucjp": japanese.EUCJP, "shiftjis": japanese.ShiftJIS,
	"gbk": simplifiedchinese.GBK, "cp936": simplifiedchinese.GBK, "gb18030": simplifiedchinese.GB18030, "cp949": korean.EUCKR,
}

// plain gives an encoding's name without case, dashes and the like.
func plain(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(name))
}

func find(name string) (encoding.Encoding, error) {
	key := plain(name)
	if e, ok := named[key]; ok {
		return e, nil
	}
	for _, other := range []string{name, key, strings.Replace(key, "windows", "windows-", 1)} {
		if e, err := htmlindex.Get(other); err == nil {
			return e, nil
		}
	}
	return nil, fmt.Errorf("Encoding not recognized: '%s'", name)
}

// Decode gives the text that bytes are in an encoding. What is no text in it
// becomes U+FFFD.
func Decode(data []byte, name string) (string, error) {
	switch plain(name) {
	case "", "utf8", "cesu8":
		return value.DecodeUTF8(string(data)), nil
	case "base64":
		return base64.StdEncoding.EncodeToString(data), nil
	case "hex":
		return hex.EncodeToString(data), nil
	case "ascii":
		return asciiText(data), nil
	case "binary":
		name = "latin1"
	}
	e, err := find(name)
	if err != nil {
		return "", err
	}
	text, err := e.NewDecoder().Bytes(data)
	return string(text), err
}

// asciiText reads bytes of the upper half as U+FFFD.
func asciiText(data []byte) string {
	var b strings.Builder
	for _, c := range data {
		if c < utf8.RuneSelf {
			b.WriteByte(c)
		} else {
			b.WriteRune(utf8.RuneError)
		}
	}
	return b.String()
}

// Encode gives the bytes of a text in an encoding; characters it does not have
// become question marks. With mark, a byte order mark stands before it.
func Encode(text, name string, mark bool) ([]byte, error) {
	key := plain(name)
	switch key {
	case "base64":
		return FromBase64(text), nil
	case "hex":
		data, err := hex.DecodeString(text)
		return data, err
	}
	if mark {
		text = BOM + text
	}
	switch key {
	case "", "utf8", "cesu8":
		return []byte(strings.ToValidUTF8(text, "\ufffd")), nil
	case "ascii", "binary":
		name = "latin1"
	}
	e, err := find(name)
	if err != nil {
		return nil, err
	}
	out, err := e.NewEncoder().Bytes([]byte(strings.ToValidUTF8(text, "\ufffd")))
	if err == nil {
		return out, nil
	}
	out = nil
	for _, r := range text {
		encoded, err := e.NewEncoder().Bytes([]byte(string(r)))
		if err != nil {
			encoded = []byte("?")
		}
		out = append(out, encoded...)
	}
	return out, nil
}

// StripBOM gives the text without a byte order mark at its start.
func StripBOM(text string) string { return strings.TrimPrefix(text, BOM) }

// Detect guesses the encoding of a text; UTF-8 when it may be that.
func Detect(data []byte) string {
	switch {
	case len(data) >= 2 && data[0] == 0xFF && data[1] == 0xFE:
		return "utf16le"
	case len(data) >= 2 && data[0] == 0xFE && data[1] == 0xFF:
		return "utf16be"
	case utf8.Valid(data):
		return "utf8"
	}
	best, err := chardet.NewTextDetector().DetectBest(data)
	if err != nil || best.Charset == "" {
		return "utf8"
	}
	if _, err := find(best.Charset); err != nil {
		return "utf8"
	}
	return best.Charset
}

// FromBase64 reads base64 as browsers' older relatives do: either alphabet,
// spaces and line ends skipped, padding optional, and an end at the first "=".
func FromBase64(text string) []byte {
	clean := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '+', c == '/':
			clean = append(clean, c)
		case c == '-':
			clean = append(clean, '+')
		case c == '_':
			clean = append(clean, '/')
		case c == '=':
			i = len(text)
		}
	}
	if len(clean)%4 == 1 {
		clean = clean[:len(clean)-1]
	}
	out := make([]byte, base64.RawStdEncoding.DecodedLen(len(clean)))
	n, _ := base64.RawStdEncoding.Decode(out, clean)
	return out[:n]
}

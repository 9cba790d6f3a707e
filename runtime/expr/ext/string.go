package ext

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha3"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"math"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"runnel/runtime/expr/jsstring"
	"runnel/runtime/value"
	"runnel/runtime/value/datetext"
	"runnel/runtime/value/datetime"
)

func stringFunctions() []*Function {
	text := func(f func(string) string) func(*call) (value.Value, error) {
		return func(c *call) (value.Value, error) { return value.String(f(c.receiver.Str())), nil }
	}
	test := func(f func(string) bool) func(*call) (value.Value, error) {
		return func(c *call) (value.Value, error) { return value.Bool(f(c.receiver.Str())), nil }
	}
	find := func(f func(string) (string, bool)) func(*call) (value.Value, error) {
		return func(c *call) (value.Value, error) {
			if s, ok := f(c.receiver.Str()); ok {
				return value.String(s), nil
			}
			return value.Undefined, nil
		}
	}
	radix := []Arg{{Name: "radix", Type: "number", Optional: true, Help: "The base of the number, 10 when left out."}}
	allChars := []Arg{{Name: "allChars", Type: "boolean", Optional: true, Default: "false", Help: "Leaves the characters alone that have a meaning in a URL, such as / and ?."}}
	return []*Function{
		{Name: "base64Encode", Receiver: String, Returns: "string", Help: "The text in base64.", Examples: []Example{{`"hello".base64Encode()`, `"aGVsbG8="`}}, Search: []string{"btoa"}, call: text(base64Encode)},
		{Name: "base64Decode", Receiver: String, Returns: "string", Help: "The text out of base64.", Examples: []Example{{`"aGVsbG8=".base64Decode()`, `"hello"`}}, Search: []string{"atob"}, call: text(base64Decode)},
		{Name: "extractDomain", Receiver: String, Returns: "string | undefined", Help: "The domain of an e-mail address or URL.", Examples: []Example{{`"me@example.com".extractDomain()`, `"example.com"`}, {`"http://n8n.io/workflows".extractDomain()`, `"n8n.io"`}}, Search: []string{"host"}, call: find(domainOf)},
		{Name: "extractEmail", Receiver: String, Returns: "string | undefined", Help: "The first e-mail address in the text.", Examples: []Example{{`"My address is me@example.com".extractEmail()`, `"me@example.com"`}}, call: find(emailIn)},
		{Name: "extractUrl", Receiver: String, Returns: "string | undefined", Help: "The first URL in the text; it must begin with http, https or ftp.", Examples: []Example{{`"Check out http://n8n.io today".extractUrl()`, `"http://n8n.io"`}}, call: find(urlIn)},
		{Name: "extractUrlPath", Receiver: String, Returns: "string | undefined", Help: "The path of a URL.", Examples: []Example{{`"http://n8n.io/workflows?a=1".extractUrlPath()`, `"/workflows"`}}, call: find(pathOf)},
		{
			Name: "hash", Receiver: String, Returns: "string", Args: []Arg{{Name: "algo", Type: "string", Optional: true, Default: `"md5"`, Help: "md5, sha1, sha224, sha256, sha384, sha512, sha3 or base64."}}, Help: "The hash of the text, in hexadecimal.",
			Examples: []Example{{`"hello".hash()`, `"5d41402abc4b2a76b9719d911017c592"`}, {`"hello".hash("sha1")`, `"aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d"`}}, Search: []string{"md5", "sha256", "digest"}, call: hash,
		},
		{Name: "isDomain", Receiver: String, Returns: "boolean", Help: "Tells whether the text is a domain, without http:// before it.", Examples: []Example{{`"n8n.io".isDomain()`, `true`}, {`"http://n8n.io".isDomain()`, `false`}}, call: test(domainOnly.MatchString)},
		{Name: "isEmail", Receiver: String, Returns: "boolean", Help: "Tells whether the text is an e-mail address.", Examples: []Example{{`"me@example.com".isEmail()`, `true`}, {`"me at example".isEmail()`, `false`}}, call: test(isEmail)},
		{Name: "isEmpty", Receiver: String, Returns: "boolean", Help: "Tells whether the text has no characters.", Examples: []Example{{`"".isEmpty()`, `true`}, {`" ".isEmpty()`, `false`}}, call: test(func(s string) bool { return s == "" })},
		{Name: "isNotEmpty", Receiver: String, Returns: "boolean", Help: "Tells whether the text has any character.", Examples: []Example{{`"hello".isNotEmpty()`, `true`}}, call: test(func(s string) bool { return s != "" })},
		{Name: "isNumeric", Receiver: String, Returns: "boolean", Help: "Tells whether the text is a number.", Examples: []Example{{`"1.5".isNumeric()`, `true`}, {`"five".isNumeric()`, `false`}}, call: test(isNumeric)},
		{Name: "isUrl", Receiver: String, Returns: "boolean", Help: "Tells whether the text is a URL that begins with http, https or ftp.", Examples: []Example{{`"https://n8n.io".isUrl()`, `true`}, {`"n8n.io".isUrl()`, `false`}}, call: test(urlOnly.MatchString)},
		{Name: "length", Receiver: String, Returns: "number", Help: "The number of characters, as JavaScript counts them.", Examples: []Example{{`"hello".length()`, `5`}}, call: func(c *call) (value.Value, error) { return value.Int(value.UTF16Len(c.receiver.Str())), nil }},
		{Name: "parseJson", Receiver: String, Returns: "any", Help: "The value that the text says in JSON.", Examples: []Example{{`'{"a":1}'.parseJson()`, `{"a":1}`}}, Search: []string{"JSON.parse"}, call: parseJSON},
		{
			Name: "quote", Receiver: String, Returns: "string", Args: []Arg{{Name: "mark", Type: "string", Optional: true, Default: `'"'`, Help: "The quotation mark."}}, Help: "The text in quotation marks; those inside it are escaped.",
			Examples: []Example{{`"hello".quote()`, `"\"hello\""`}, {`"it's".quote("'")`, `"'it\\'s'"`}}, call: quote,
		},
		{Name: "removeMarkdown", Receiver: String, Returns: "string", Help: "The text without the marks of Markdown and without HTML tags.", Examples: []Example{{`"*bold*, [link](http://x.y)".removeMarkdown()`, `"bold, link"`}}, call: text(removeMarkdown)},
		{Name: "removeTags", Receiver: String, Returns: "string", Help: "The text without HTML and XML tags.", Examples: []Example{{`"<p>Hi <b>you</b></p>".removeTags()`, `"Hi you"`}}, Search: []string{"stripTags", "html"}, call: text(removeTags)},
		{Name: "replaceSpecialChars", Receiver: String, Returns: "string", Help: "The text in plain ASCII: accents and foreign letters are written with the nearest letters, what has none becomes a question mark.", Examples: []Example{{`"déjà".replaceSpecialChars()`, `"deja"`}}, Search: []string{"transliterate", "ascii"}, call: text(transliterate)},
		{Name: "toBoolean", Receiver: String, Returns: "boolean", Help: `False for "false", "0", "no" and "", true for everything else.`, Examples: []Example{{`"true".toBoolean()`, `true`}, {`"no".toBoolean()`, `false`}}, call: test(truthy)},
		{Name: "toDate", Receiver: String, Returns: "Date", Help: "Reads the text as a date; without a time of day it is midnight.", Examples: []Example{{`"2024-03-30T18:49:07.234Z".toDate()`, `"2024-03-30T18:49:07.234Z"`}}, call: toDate},
		{
			Name: "toDateTime", Receiver: String, Returns: "DateTime", Args: []Arg{{Name: "format", Type: "string", Optional: true, Help: "luxon's tokens for how the text is written, or ms, s, us, excel for numbers. When left out ISO 8601 and other common forms are tried."}}, Help: "Reads the text as a date.",
			Examples: []Example{{`"2024-03-30T18:49:07.234Z".toDateTime().toISO()`, `"2024-03-30T18:49:07.234Z"`}, {`"30/03/2024".toDateTime("dd/MM/yyyy").toISODate()`, `"2024-03-30"`}}, Search: []string{"parse", "fromISO"}, call: toDateTime,
		},
		{Name: "toFloat", Receiver: String, Returns: "number", Help: "The number at the beginning of the text. Currency signs do not matter.", Examples: []Example{{`"3.14".toFloat()`, `3.14`}}, Search: []string{"parseFloat"}, call: toFloat},
		{Name: "toDecimalNumber", Receiver: String, Returns: "number", Help: "As toFloat.", Examples: []Example{{`"3.14".toDecimalNumber()`, `3.14`}}, call: toFloat},
		{Name: "toInt", Receiver: String, Returns: "number", Args: radix, Help: "The whole number at the beginning of the text; what is behind a decimal point is cut off. Currency signs do not matter.", Examples: []Example{{`"42.9".toInt()`, `42`}, {`"ff".toInt(16)`, `255`}}, Search: []string{"parseInt"}, call: toInt},
		{Name: "toWholeNumber", Receiver: String, Returns: "number", Args: radix, Help: "As toInt.", Examples: []Example{{`"42.9".toWholeNumber()`, `42`}}, call: toInt},
		{Name: "toNumber", Receiver: String, Returns: "number", Help: "The number that the text is. Currency signs do not matter.", Examples: []Example{{`"123".toNumber()`, `123`}, {`"1.23E10".toNumber()`, `12300000000`}}, call: toNumber},
		{Name: "toJsonString", Receiver: String, Returns: "string", Help: "The text as JSON, in quotation marks.", Examples: []Example{{`"hello".toJsonString()`, `"\"hello\""`}}, Search: []string{"stringify", "escape"}, call: toJSONString},
		{Name: "toSentenceCase", Receiver: String, Returns: "string", Help: "Sentences begin with a capital, all other letters are small.", Examples: []Example{{`"HELLO WORLD. bye!".toSentenceCase()`, `"Hello world. Bye!"`}}, Search: []string{"capitalize"}, call: text(sentenceCase)},
		{Name: "toSnakeCase", Receiver: String, Returns: "string", Help: "Small letters, with underscores for spaces and hyphens and without punctuation.", Examples: []Example{{`"Hello, big-World".toSnakeCase()`, `"hello_big_world"`}}, call: text(snakeCase)},
		{Name: "toTitleCase", Receiver: String, Returns: "string", Help: "Words begin with a capital, but for small ones such as and, of, the.", Examples: []Example{{`"quick a brown fox".toTitleCase()`, `"Quick a Brown Fox"`}}, Search: []string{"capitalize"}, call: text(titleCase)},
		{Name: "urlEncode", Receiver: String, Returns: "string", Args: allChars, Help: "The text with special characters escaped for use in a URL.", Examples: []Example{{`"a b&c".urlEncode()`, `"a%20b%26c"`}, {`"/a b?c".urlEncode(true)`, `"/a%20b?c"`}}, Search: []string{"encodeURIComponent"}, call: urlCoding(jsstring.EncodeURIComponent, jsstring.EncodeURI)},
		{Name: "urlDecode", Receiver: String, Returns: "string", Args: allChars, Help: "The text with the escapes of URLs resolved.", Examples: []Example{{`"a%20b%26c".urlDecode()`, `"a b&c"`}}, Search: []string{"decodeURIComponent"}, call: urlCoding(jsstring.DecodeURIComponent, jsstring.DecodeURI)},
	}
}

func base64Encode(s string) string { return base64.StdEncoding.EncodeToString([]byte(whole(s))) }

// whole replaces every half of a surrogate pair by U+FFFD.
func whole(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	units := value.UTF16(s)
	var b strings.Builder
	for i := 0; i < len(units); i++ {
		u := rune(units[i])
		switch {
		case u >= 0xD800 && u < 0xDC00 && i+1 < len(units) && units[i+1] >= 0xDC00 && units[i+1] < 0xE000:
			b.WriteRune((u-0xD800)<<10 + rune(units[i+1]) - 0xDC00 + 0x10000)
			i++
		case u >= 0xD800 && u < 0xE000:
			b.WriteRune(utf8.RuneError)
		default:
			b.WriteRune(u)
		}
	}
	return b.String()
}

// base64Decode reads both alphabets and skips what belongs to neither.
func base64Decode(s string) string {
	digits := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '+', c == '/':
			digits = append(digits, c)
		case c == '-':
			digits = append(digits, '+')
		case c == '_':
			digits = append(digits, '/')
		}
	}
	if len(digits)%4 == 1 {
		// One digit alone is less than a byte.
		digits = digits[:len(digits)-1]
	}
	out := make([]byte, base64.RawStdEncoding.DecodedLen(len(digits)))
	n, _ := base64.RawStdEncoding.Decode(out, digits)
	return value.DecodeUTF8(string(out[:n]))
}

const algorithms = "Available algorithms are: md5,sha1,sha224,sha256,sha384,sha512,sha3, and Base64."

func hash(c *call) (value.Value, error) {
	name := "md5"
	if a := c.arg(0); !a.IsNullish() {
		if !a.IsString() {
			return thrown()
		}
		name = jsstring.Lower(a.Str())
	}
	s := c.receiver.Str()
	if name == "md5" && !utf8.ValidString(s) {
		return thrown()
	}
	data := []byte(whole(s))
	var sum []byte
	switch name {
	case "base64":
		return value.String(base64.StdEncoding.EncodeToString(data)), nil
	case "md5":
		h := md5.Sum(data)
		sum = h[:]
	case "sha1":
		h := sha1.Sum(data)
		sum = h[:]
	case "sha224":
		h := sha256.Sum224(data)
		sum = h[:]
	case "sha256":
		h := sha256.Sum256(data)
		sum = h[:]
	case "sha384":
		h := sha512.Sum384(data)
		sum = h[:]
	case "sha512":
		h := sha512.Sum512(data)
		sum = h[:]
	case "sha3":
		h := sha3.Sum512(data)
		sum = h[:]
	default:
		return fail("Unknown algorithm " + name + ". " + algorithms)
	}
	return value.String(hex.EncodeToString(sum)), nil
}

func isNumeric(s string) bool {
	return !strings.Contains(s, " ") && !math.IsNaN(value.ParseNumber(s)) && !math.IsNaN(jsstring.ParseFloat(s))
}

func parseJSON(c *call) (value.Value, error) {
	s := c.receiver.Str()
	v, err := value.ParseString(s)
	if err == nil {
		return v, nil
	}
	if strings.Contains(s, "'") {
		return fail("Parsing failed. Check you're using double quotes")
	}
	return fail("Parsing failed")
}

func quote(c *call) (value.Value, error) {
	mark := `"`
	if a := c.arg(0); !a.IsUndefined() {
		mark = a.ToString()
	}
	if mark == "" {
		return thrown()
	}
	s := strings.ReplaceAll(c.receiver.Str(), `\`, `\\`)
	return value.String(mark + strings.ReplaceAll(s, mark, `\`+mark) + mark), nil
}

var tag = regexp.MustCompile(`<[^>]*>?`)

func removeTags(s string) string { return tag.ReplaceAllString(s, "") }

func truthy(s string) bool {
	switch jsstring.Lower(s) {
	case "", "false", "no", "0":
		return false
	}
	return true
}

func (c *call) local() *time.Location {
	if c.env.Local != nil {
		return c.env.Local
	}
	return time.Local
}

func toDate(c *call) (value.Value, error) {
	s := c.receiver.Str()
	ms, ok := datetext.JavaScript(s, c.local())
	if !ok {
		return fail("cannot convert to date")
	}
	if !strings.Contains(s, ":") {
		y, m, d := time.UnixMilli(ms).In(c.local()).Date()
		ms = time.Date(y, m, d, 0, 0, 0, 0, c.local()).UnixMilli()
	}
	return value.Date(float64(ms)), nil
}

// parseDate reads a date as toDateTime does.
func (c *call) parseDate(s string) (datetime.DateTime, error) {
	d, ok := datetime.Parse(s, c.env.Zone)
	if !ok {
		return d, &Error{Message: "cannot convert to Luxon DateTime"}
	}
	return d, nil
}

func toDateTime(c *call) (value.Value, error) {
	s, format := c.receiver.Str(), c.arg(0)
	if !format.Truthy() {
		d, err := c.parseDate(s)
		if err != nil {
			return value.Undefined, err
		}
		return d.Value(), nil
	}
	if format.Len() > 0 && format.IsArray() {
		return fail("cannot convert to Luxon DateTime")
	}
	if !format.IsString() {
		return datetime.Invalid("unparsable", "", c.env.Zone).Value(), nil
	}
	if d, ok := c.stamp(value.ParseNumber(s), format.Str()); ok {
		return d.Value(), nil
	}
	d, err := datetime.FromFormat(s, format.Str(), datetime.Options{Zone: c.env.Zone})
	switch err {
	case nil:
		return d.Value(), nil
	case datetime.ErrLocale:
		return value.Undefined, ErrNeedsHost
	}
	return thrown()
}

// currencies are the signs that do not matter in numbers, longest first.
var currencies = strings.NewReplacer(
	"NT$", "", "RD$", "", "BZ$", "", "TT$", "", "Дин.", "", "Lek", "", "CHF", "", "B/.", "", "S/.", "", "ден", "", "lei", "",
	"R$", "", "C$", "", "J$", "", "Z$", "", "Br", "", "KM", "", "лв", "", "kn", "", "Kč", "", "kr", "", "Ft", "", "Rp", "", "RM", "", "MT", "", "Gs", "", "zł", "", "Bs", "",
	"$", "", "£", "", "€", "", "¥", "", "₡", "", "₦", "", "₨", "", "₩", "", "₪", "", "₫", "", "₭", "", "₮", "", "₱", "", "₴", "", "₹", "", "₺", "", "₼", "", "₽", "",
	"؋", "", "฿", "", "៛", "", "ƒ", "", "﷼", "", "¢", "", "P", "", "Q", "", "L", "", "R", "", "S", "",
)

func toFloat(c *call) (value.Value, error) {
	s := c.receiver.Str()
	if strings.Contains(s, ",") {
		return fail("cannot convert to float, expected . as decimal separator")
	}
	f := jsstring.ParseFloat(currencies.Replace(s))
	if math.IsNaN(f) {
		return fail("cannot convert to float")
	}
	return value.Number(f), nil
}

func toInt(c *call) (value.Value, error) {
	f := jsstring.ParseInt(currencies.Replace(c.receiver.Str()), c.arg(0).ToNumber())
	if math.IsNaN(f) {
		return fail("cannot convert to integer")
	}
	return value.Number(f), nil
}

func toNumber(c *call) (value.Value, error) {
	f := value.ParseNumber(currencies.Replace(c.receiver.Str()))
	if math.IsNaN(f) {
		return fail("cannot convert to number")
	}
	return value.Number(f), nil
}

// sentenceCase goes from sentence to sentence: whatever comes before a letter,
// the letter, and everything up to the marks that end a sentence. What comes
// after the last letter's sentence is lost, as in the original.
func sentenceCase(s string) string {
	var b strings.Builder
	runes := []rune(jsstring.Lower(s))
	for at := 0; at < len(runes); {
		letter := at
		for letter < len(runes) && !unicode.IsLetter(runes[letter]) {
			letter++
		}
		if letter == len(runes) {
			break
		}
		end := letter
		for end < len(runes) && !isStop(runes[end]) {
			end++
		}
		for end < len(runes) && isStop(runes[end]) {
			end++
		}
		b.WriteString(string(runes[at:letter]))
		b.WriteString(jsstring.Upper(string(runes[letter])))
		b.WriteString(string(runes[letter+1 : end]))
		at = end
	}
	return b.String()
}

func isStop(r rune) bool { return r == '.' || r == '!' || r == '?' }

func snakeCase(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ' || r == '-':
			return '_'
		case r == '_':
			return r
		case r < utf8.RuneSelf && strings.ContainsRune(`!"#$%&'()*+,./:;<=>?@[\]^{|}~`+"`", r), r >= 0x2000 && r <= 0x206F, r >= 0x2E00 && r <= 0x2E7F:
			return -1
		}
		return r
	}, jsstring.Lower(s))
}

// urlCoding chooses between two functions by the argument allChars.
func urlCoding(component, all func(string) (string, bool)) func(c *call) (value.Value, error) {
	return func(c *call) (value.Value, error) {
		f := component
		if c.arg(0).Truthy() {
			f = all
		}
		s, ok := f(c.receiver.Str())
		if !ok {
			return thrown()
		}
		return value.String(s), nil
	}
}

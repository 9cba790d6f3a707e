package platform

import (
	"net/url"
	"strings"

	"runnel/runtime/value"

	"github.com/dop251/goja"
	whatwg "github.com/nlnwa/whatwg-url/url"
)

var urlParser = whatwg.NewParser()

// urlFunctions are what the URL classes of scripts/web.js stand on.
func (r *Realm) urlFunctions(h *goja.Object) {
	fields := func(u *whatwg.Url) goja.Value {
		return r.object("href", u.Href(false), "origin", origin(u), "protocol", u.Protocol(), "username", u.Username(), "password", u.Password(), "host", u.Host(),
			"hostname", u.Hostname(), "port", u.Port(), "pathname", u.Pathname(), "search", u.Search(), "hash", u.Hash())
	}
	_ = h.Set("parseURL", func(c goja.FunctionCall) goja.Value {
		var u *whatwg.Url
		var err error
		if isUndefined(c.Argument(1)) {
			u, err = urlParser.Parse(c.Argument(0).String())
		} else {
			u, err = urlParser.ParseRef(c.Argument(1).String(), c.Argument(0).String())
		}
		if err != nil {
			return goja.Null()
		}
		return fields(u)
	})
	_ = h.Set("setURL", func(c goja.FunctionCall) goja.Value { // href, part, value
		u, err := urlParser.Parse(c.Argument(0).String())
		if err != nil {
			return goja.Null()
		}
		v := c.Argument(2).String()
		switch c.Argument(1).String() {
		case "protocol":
			u.SetProtocol(v)
		case "username":
			u.SetUsername(v)
		case "password":
			u.SetPassword(v)
		case "host":
			u.SetHost(v)
		case "hostname":
			u.SetHostname(v)
		case "port":
			u.SetPort(v)
		case "pathname":
			u.SetPathname(v)
		case "search":
			u.SetSearch(v)
		case "hash":
			u.SetHash(v)
		}
		return fields(u)
	})
	_ = h.Set("formEncode", func(c goja.FunctionCall) goja.Value { return r.rt.ToValue(formEncode(c.Argument(0).String())) })
	_ = h.Set("formDecode", func(c goja.FunctionCall) goja.Value { return r.rt.ToValue(formDecode(c.Argument(0).String())) })
}

// origin is the serialized origin; the library has none for blob URLs, whose path is a URL itself.
func origin(u *whatwg.Url) string {
	switch u.Protocol() {
	case "http:", "https:", "ftp:", "ws:", "wss:":
		return u.Protocol() + "//" + u.Host()
	case "blob:":
		if in, err := urlParser.Parse(u.Pathname()); err == nil && (in.Protocol() == "http:" || in.Protocol() == "https:") {
			return origin(in)
		}
	}
	return "null"
}

// formEncode is the application/x-www-form-urlencoded serializer for one text.
func formEncode(s string) string {
	const digits = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '*', c == '-', c == '.', c == '_':
			b.WriteByte(c)
		case c == ' ':
			b.WriteByte('+')
		default:
			b.WriteByte('%')
			b.WriteByte(digits[c>>4])
			b.WriteByte(digits[c&15])
		}
	}
	return b.String()
}

// formDecode undoes formEncode; what is no escape stays.
func formDecode(s string) string {
	s = strings.ReplaceAll(s, "+", " ")
	if !strings.ContainsRune(s, '%') {
		return s
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]) {
			if t, err := url.PathUnescape(s[i : i+3]); err == nil {
				out = append(out, t...)
				i += 2
				continue
			}
		}
		out = append(out, s[i])
	}
	return value.DecodeUTF8(string(out))
}

package httpclient

import (
	"strings"

	whatwg "github.com/nlnwa/whatwg-url/url"
)

// URL is an address as the WHATWG URL standard reads it: tabs and line ends
// are taken out, the scheme and host are lower case, default ports are gone,
// and what may not stand in a part is percent-encoded.
type URL struct {
	// Scheme is "http" or "https"; others are read, but cannot be requested.
	Scheme string
	// Host is the host with the port, if that is not the scheme's own.
	Host string
	// User and Password are as they stand in the URL, percent-encoded.
	User, Password string
	// Path begins with a slash. Query has no "?".
	Path, Query string
	HasQuery    bool
}

// ParseURL reads an absolute URL. The error has the code ERR_INVALID_URL.
func ParseURL(raw string) (URL, error) {
	if strings.ContainsAny(raw, "\t\n\r") {
		raw = lineEnds.Replace(raw)
	}
	if u, ok := parsePlain(raw); ok {
		return u, nil
	}
	return parseFull(raw, func(raw string) (*whatwg.Url, error) { return whatwg.Parse(raw) })
}

// lineEnds takes out what the standard takes out wherever it stands.
var lineEnds = strings.NewReplacer("\t", "", "\n", "", "\r", "")

// Resolve reads a URL that may be relative to u, such as a redirect's.
func (u URL) Resolve(ref string) (URL, error) {
	return parseFull(lineEnds.Replace(ref), func(ref string) (*whatwg.Url, error) { return whatwg.ParseRef(u.String(), ref) })
}

// maxAddress bounds what stands before the query of a URL that the full parser
// reads: its time grows with the square of the length.
const maxAddress = 16 << 10

// parseFull reads a URL without line ends with the full parser. Queries, which
// may be long, do without it.
func parseFull(raw string, parse func(string) (*whatwg.Url, error)) (URL, error) {
	raw = strings.TrimFunc(raw, func(c rune) bool { return c <= ' ' })
	raw, _, fragment := strings.Cut(raw, "#")
	address, query, found := strings.Cut(raw, "?")
	if len(address) > maxAddress {
		return URL{}, &Error{Code: "ERR_INVALID_URL", Message: "Invalid URL"}
	}
	switch {
	case found:
		address += "?x" // so that a relative URL does not take over the base's query
	case fragment:
		address += "#" // so that a space before it does not count as the end
	}
	u, err := fromWhatwg(parse(address))
	if err != nil || !found {
		return u, err
	}
	u.Query = escapeQuery(query)
	u.HasQuery = query != ""
	return u, nil
}

// escapeQuery percent-encodes what may not stand in a query.
func escapeQuery(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	var out []byte
	for i := range len(s) {
		c := s[i]
		if c > ' ' && c < 0x7F && c != '"' && c != '<' && c != '>' && c != '\'' {
			if out != nil {
				out = append(out, c)
			}
			continue
		}
		if out == nil {
			out = append(make([]byte, 0, len(s)+16), s[:i]...)
		}
		out = append(out, '%', hexDigits[c>>4], hexDigits[c&15])
	}
	if out == nil {
		return s
	}
	return string(out)
}

func fromWhatwg(w *whatwg.Url, err error) (URL, error) {
	if err != nil {
		return URL{}, &Error{Code: "ERR_INVALID_URL", Message: "Invalid URL", Err: err}
	}
	search := w.Search()
	return URL{
		Scheme: w.Scheme(), Host: w.Host(), User: w.Username(), Password: w.Password(),
		Path: w.Pathname(), Query: strings.TrimPrefix(search, "?"), HasQuery: search != "",
	}, nil
}

// parsePlain reads URLs that need no change: most do not, and the full parser
// takes a hundred times as long.
func parsePlain(raw string) (u URL, ok bool) {
	rest, found := strings.CutPrefix(raw, "https://")
	u.Scheme = "https"
	if !found {
		if rest, found = strings.CutPrefix(raw, "http://"); !found {
			return u, false
		}
		u.Scheme = "http"
	}
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		end = len(rest)
	}
	u.Host, rest = rest[:end], rest[end:]
	if !plainHost(u.Host, u.Scheme) {
		return u, false
	}
	rest, _, _ = strings.Cut(rest, "#")
	u.Path, u.Query, u.HasQuery = strings.Cut(rest, "?")
	u.HasQuery = u.Query != ""
	if u.Path == "" {
		u.Path = "/"
	}
	for i := range len(u.Path) {
		if !plainPath[u.Path[i]] || u.Path[i] == '/' && i+1 < len(u.Path) && u.Path[i+1] == '.' {
			return u, false
		}
	}
	for i := range len(u.Query) {
		if !plainQuery[u.Query[i]] {
			return u, false
		}
	}
	return u, true
}

// plainHost tells whether a host needs no conversion: a lower-case name that
// ends in letters or an IPv4 address in its usual form, with a port that is
// not the scheme's own or none.
func plainHost(host, scheme string) bool {
	if colon := strings.IndexByte(host, ':'); colon >= 0 {
		port := host[colon+1:]
		if n, ok := plainNumber(port); !ok || n > 65535 || scheme == "http" && n == 80 || scheme == "https" && n == 443 {
			return false
		}
		host = host[:colon]
	}
	labels, numbers := 0, 0
	for label := range strings.SplitSeq(host, ".") {
		if label == "" || strings.HasPrefix(label, "xn--") {
			return false
		}
		for i := range len(label) {
			c := label[i]
			if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
				return false
			}
		}
		labels++
		if n, ok := plainNumber(label); ok && n <= 255 {
			numbers++
		}
	}
	last := host[strings.LastIndexByte(host, '.')+1:]
	return last[0] >= 'a' && last[0] <= 'z' || labels == 4 && numbers == 4
}

// plainNumber reads up to five digits without a zero in front.
func plainNumber(s string) (n int, ok bool) {
	if s == "" || len(s) > 5 || s[0] == '0' && s != "0" {
		return 0, false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, true
}

var plainPath, plainQuery = func() (path, query [256]bool) {
	for c := range 256 {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		path[c] = letter || strings.IndexByte("-._~/!$&()*+,;=:@", byte(c)) >= 0 && c < 128
		query[c] = path[c] || c == '%' || c == '?'
	}
	return path, query
}()

// Hostname gives the host without the port; IPv6 addresses keep their
// brackets.
func (u URL) Hostname() string {
	if i := strings.LastIndexByte(u.Host, ':'); i > strings.LastIndexByte(u.Host, ']') {
		return u.Host[:i]
	}
	return u.Host
}

// Target is the path with the query, as a request line has it.
func (u URL) Target() string {
	if u.HasQuery {
		return u.Path + "?" + u.Query
	}
	return u.Path
}

// Origin is the scheme with the host.
func (u URL) Origin() string { return u.Scheme + "://" + u.Host }

// String gives the URL without user and fragment.
func (u URL) String() string { return u.Origin() + u.Target() }

// WithQuery adds query text behind what the URL has already. It works on the
// text of the URL as the original does: a fragment is dropped.
func WithQuery(raw, query string) string {
	if query == "" {
		return raw
	}
	raw, _, _ = strings.Cut(raw, "#")
	if strings.Contains(raw, "?") {
		return raw + "&" + query
	}
	return raw + "?" + query
}

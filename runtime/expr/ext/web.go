package ext

import (
	"regexp"
	"strings"

	"github.com/nlnwa/whatwg-url/url"
)

const host = `(?:localhost|\d{1,3}(?:\.\d{1,3}){3}|(?:[\w-]+\.)+[a-z]{2,})`

// notSpace is \S of JavaScript.
const notSpace = `[^\s\x{a0}\x{feff}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\v]`

var (
	urlInside  = regexp.MustCompile(`(?i)(?:https?|ftp)://` + host + notSpace + `*`)
	urlOnly    = regexp.MustCompile(`(?i)^(?:https?|ftp)://` + host + notSpace + `*$`)
	domainOnly = regexp.MustCompile(`(?i)^` + host + `(?::\d+)?(?:[/?#]` + notSpace + `*)?$`)
	domainPart = regexp.MustCompile(`(?i)^(?:(?:(?:https?|ftp):)?//)?(` + host + `)(?::\d+)?(?:[/?#]` + notSpace + `*)?$`)
	email      = regexp.MustCompile(`(?:[^<>()\[\]\\.,;:\s@"]+(?:\.[^<>()\[\]\\.,;:\s@"]+)*|".+")@(\[[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\]|(?:[a-zA-Z\-0-9]+\.)+[a-zA-Z]{2,})`)
)

func emailIn(s string) (string, bool) {
	m := email.FindString(s)
	return m, m != ""
}

func isEmail(s string) bool { return !strings.Contains(s, " ") && email.MatchString(s) }

func urlIn(s string) (string, bool) {
	m := urlInside.FindString(s)
	return m, m != ""
}

// domainOf answers the domain of an e-mail address, or of a text that is a
// domain or a URL as a whole.
func domainOf(s string) (string, bool) {
	if isEmail(s) {
		return email.FindStringSubmatch(s)[1], true
	}
	if m := domainPart.FindStringSubmatch(s); m != nil {
		return m[1], true
	}
	return "", false
}

// pathOf answers the path of a URL by the WHATWG URL Standard.
func pathOf(s string) (string, bool) {
	u, err := url.Parse(s)
	if err != nil {
		return "", false
	}
	return u.Pathname(), true
}

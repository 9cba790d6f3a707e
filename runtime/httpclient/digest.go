package httpclient

import (
	"crypto/md5"
	"crypto/rand"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"net/http"
	"strings"
)

// answerChallenge gives the Authorization header that answers a Digest
// challenge (RFC 7616): MD5, SHA-256 and SHA-512-256, each with or without
// -sess, with qop auth, auth-int or none. Of several challenges the first that
// can be answered counts.
func answerChallenge(h http.Header, a *UserPassword, method, target string, body *Body) (string, bool) {
	for _, challenge := range h.Values("Www-Authenticate") {
		scheme, rest, _ := strings.Cut(strings.TrimSpace(challenge), " ")
		if !strings.EqualFold(scheme, "Digest") {
			continue
		}
		random := make([]byte, 16)
		rand.Read(random)
		if header, ok := digest(parameters(rest), a, method, target, body, hex.EncodeToString(random)); ok {
			return header, true
		}
	}
	return "", false
}

var digestHashes = map[string]func() hash.Hash{"": md5.New, "MD5": md5.New, "SHA-256": sha256.New, "SHA-512-256": sha512.New512_256}

func digest(c map[string]string, a *UserPassword, method, target string, body *Body, cnonce string) (string, bool) {
	name, session := strings.CutSuffix(strings.ToUpper(c["algorithm"]), "-SESS")
	newHash := digestHashes[name]
	if newHash == nil || c["nonce"] == "" {
		return "", false
	}
	h := func(parts ...string) string {
		x := newHash()
		io.WriteString(x, strings.Join(parts, ":"))
		return hex.EncodeToString(x.Sum(nil))
	}
	const count = "00000001"
	ha1 := h(a.User, c["realm"], a.Password)
	if session {
		ha1 = h(ha1, c["nonce"], cnonce)
	}
	ha2 := h(method, target)
	qop := ""
	for option := range strings.SplitSeq(c["qop"], ",") {
		switch option = strings.ToLower(strings.TrimSpace(option)); {
		case option == "auth":
			qop = "auth"
		case option == "auth-int" && qop == "":
			qop = "auth-int"
		}
	}
	if c["qop"] != "" && qop == "" {
		return "", false
	}
	response := h(ha1, c["nonce"], ha2)
	if qop == "auth-int" {
		x := newHash()
		if body != nil {
			r, err := body.Open()
			if err != nil {
				return "", false
			}
			_, err = io.Copy(x, r)
			r.Close()
			if err != nil {
				return "", false
			}
		}
		ha2 = h(method, target, hex.EncodeToString(x.Sum(nil)))
	}
	if qop != "" {
		response = h(ha1, c["nonce"], count, cnonce, qop, ha2)
	}
	quote := func(s string) string { return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"` }
	header := fmt.Sprintf("Digest username=%s,realm=%s,nonce=%s,uri=%s", quote(a.User), quote(c["realm"]), quote(c["nonce"]), quote(target))
	if qop != "" {
		header += fmt.Sprintf(`,qop=%s,nc=%s,cnonce="%s"`, qop, count, cnonce)
	}
	if c["algorithm"] != "" {
		header += ",algorithm=" + c["algorithm"]
	}
	header += `,response="` + response + `"`
	if opaque, ok := c["opaque"]; ok {
		header += ",opaque=" + quote(opaque)
	}
	return header, true
}

// parameters reads the name=value pairs of a challenge, quoted or not.
func parameters(s string) map[string]string {
	params := map[string]string{}
	for s != "" {
		s = strings.TrimLeft(s, ", \t")
		name, rest, ok := strings.Cut(s, "=")
		if !ok {
			break
		}
		name, rest = strings.ToLower(strings.TrimSpace(name)), strings.TrimLeft(rest, " \t")
		var text strings.Builder
		if strings.HasPrefix(rest, `"`) {
			i := 1
			for ; i < len(rest) && rest[i] != '"'; i++ {
				if rest[i] == '\\' && i+1 < len(rest) {
					i++
				}
				text.WriteByte(rest[i])
			}
			s = rest[min(i+1, len(rest)):]
		} else {
			end := strings.IndexByte(rest, ',')
			if end < 0 {
				end = len(rest)
			}
			text.WriteString(strings.TrimSpace(rest[:end]))
			s = rest[end:]
		}
		params[name] = text.String()
	}
	return params
}

package mail

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"strings"

	"github.com/emersion/go-message"

	"runnel/runtime/httpclient"
)

// Bounds of a mail's parts: what goes beyond them is left out.
const (
	maxDepth = 64
	maxParts = 2000
)

// part is a part of a mail that has no parts inside.
type part struct {
	mediaType   string
	params      map[string]string
	disposition string
	fileName    string
	contentID   string
	data        []byte
}

// text is the part's content as text. Its character set is taken with a grain
// of salt.
func (p *part) text() string { return httpclient.Text(p.data, p.params["charset"]) }

// attached tells whether the part is marked as an attachment.
func (p *part) attached() bool { return strings.EqualFold(p.disposition, "attachment") }

// header is a line of a mail's head, unfolded, with its name as it was written.
type header struct{ name, value, line string }

// words decodes headers; their character sets are read as those of parts.
var words = mime.WordDecoder{CharsetReader: func(charset string, r io.Reader) (io.Reader, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	return strings.NewReader(httpclient.Text(data, charset)), nil
}}

// decoded is the value of a header with its encoded words decoded.
func (h header) decoded() string {
	text, err := words.DecodeHeader(h.value)
	if err != nil {
		text = h.value
	}
	return httpclient.Text([]byte(text), "")
}

// headers reads the head of a mail line by line; lines that are none are left
// out.
func headers(raw []byte) []header {
	head, _ := split(raw)
	var list []header
	for line := range bytes.Lines(head) {
		text := strings.TrimRight(string(line), "\r\n")
		if text != "" && (text[0] == ' ' || text[0] == '\t') {
			if len(list) > 0 {
				last := &list[len(list)-1]
				last.value += " " + strings.TrimSpace(text)
				last.line += "\r\n" + text
			}
			continue
		}
		name, value, ok := strings.Cut(text, ":")
		if ok && strings.TrimSpace(name) != "" {
			list = append(list, header{strings.TrimSpace(name), strings.TrimSpace(value), text})
		}
	}
	return list
}

// split gives the head and the body of a mail.
func split(raw []byte) (head, body []byte) {
	for i := 0; i < len(raw); {
		end := bytes.IndexByte(raw[i:], '\n')
		if end < 0 {
			break
		}
		if line := raw[i : i+end]; len(bytes.TrimRight(line, "\r")) == 0 {
			return raw[:i], raw[i+end+1:]
		}
		i += end + 1
	}
	return raw, nil
}

// parts reads the parts of a mail in their order, however deep they stand. A
// mail that is damaged gives what can be read of it.
func parts(raw []byte) []part {
	var list []part
	e, err := message.Read(bytes.NewReader(raw))
	if e == nil || err != nil && !message.IsUnknownCharset(err) && !message.IsUnknownEncoding(err) {
		_, body := split(raw)
		return append(list, part{mediaType: "text/plain", data: body})
	}
	walk(e, 0, &list)
	return list
}

func walk(e *message.Entity, depth int, list *[]part) {
	if len(*list) >= maxParts {
		return
	}
	if inner := e.MultipartReader(); inner != nil && depth < maxDepth {
		for {
			p, err := inner.NextPart()
			if err != nil && !message.IsUnknownCharset(err) && !message.IsUnknownEncoding(err) || p == nil {
				return
			}
			walk(p, depth+1, list)
		}
	}
	mediaType, params, err := e.Header.ContentType()
	if err != nil || mediaType == "" {
		mediaType, params = "text/plain", map[string]string{}
	}
	data, err := io.ReadAll(e.Body)
	if err != nil && len(data) == 0 && !errors.Is(err, io.ErrUnexpectedEOF) {
		data = nil
	}
	p := part{mediaType: strings.ToLower(mediaType), params: params, data: data, contentID: e.Header.Get("Content-Id")}
	disposition, dispositionParams, err := e.Header.ContentDisposition()
	if err == nil {
		p.disposition, p.fileName = disposition, dispositionParams["filename"]
	}
	if p.fileName == "" {
		p.fileName = params["name"]
	}
	if name, err := words.DecodeHeader(p.fileName); err == nil {
		p.fileName = name
	}
	*list = append(*list, p)
}

package mail

import (
	"fmt"
	"io"
	netmail "net/mail"
	"regexp"
	"strings"

	"github.com/wneessen/go-mail"

	"runnel/runtime/item"
	"runnel/runtime/node"
)

// letter is a mail to send.
type letter struct {
	from, to, cc, bcc, replyTo, subject string
	text, html                          *string
	attachments                         []item.NamedBinary
}

// recipients are the addresses that the letter goes to, each once.
func (l *letter) recipients() []string {
	var list []string
	seen := map[string]bool{}
	for _, field := range []string{l.to, l.cc, l.bcc} {
		for _, a := range addresses(field) {
			if key := strings.ToLower(a.Address); !seen[key] {
				seen[key] = true
				list = append(list, a.Address)
			}
		}
	}
	return list
}

// sender is the address that the letter comes from, "" for none.
func (l *letter) sender() string {
	if list := addresses(l.from); len(list) > 0 {
		return list[0].Address
	}
	return ""
}

var bracketed = regexp.MustCompile(`^\s*(.*?)\s*<([^<>]*)>\s*$`)

// addresses reads a list of addresses. What is no address by the standard is
// read as far as it makes sense: names need no quotes.
func addresses(list string) []*netmail.Address {
	list = strings.Trim(strings.NewReplacer("\r", " ", "\n", " ").Replace(list), " ,;")
	if list == "" {
		return nil
	}
	if parsed, err := netmail.ParseAddressList(list); err == nil {
		return parsed
	}
	var out []*netmail.Address
	for part := range strings.FieldsFuncSeq(list, func(r rune) bool { return r == ',' || r == ';' }) {
		part = strings.TrimSpace(part)
		if parsed, err := netmail.ParseAddress(part); err == nil {
			out = append(out, parsed)
		} else if m := bracketed.FindStringSubmatch(part); m != nil {
			out = append(out, &netmail.Address{Name: strings.Trim(m[1], `"' `), Address: strings.TrimSpace(m[2])})
		} else if part != "" && !strings.ContainsAny(part, " <>") {
			out = append(out, &netmail.Address{Address: part})
		}
	}
	return out
}

// compose writes the letter's headers and parts; attachments are read when the
// message is written.
func (l *letter) compose() (*mail.Msg, error) {
	m := mail.NewMsg(mail.WithNoDefaultUserAgent(), mail.WithEncoding(mail.EncodingQP))
	m.FromMailAddress(&netmail.Address{})
	if list := addresses(l.from); len(list) > 0 {
		m.FromMailAddress(list[0])
	}
	m.ToMailAddress(addresses(l.to)...)
	if list := addresses(l.cc); len(list) > 0 {
		m.CcMailAddress(list...)
	}
	if list := addresses(l.replyTo); len(list) > 0 {
		m.ReplyToMailAddress(list...)
	}
	m.Subject(strings.NewReplacer("\r", "", "\n", " ").Replace(l.subject))
	m.SetDate()
	m.SetMessageIDWithValue(messageID(l.sender()))
	switch {
	case l.text != nil && l.html != nil:
		m.SetBodyString(mail.TypeTextPlain, *l.text)
		m.AddAlternativeString(mail.TypeTextHTML, *l.html)
	case l.html != nil:
		m.SetBodyString(mail.TypeTextHTML, *l.html)
	default:
		text := ""
		if l.text != nil {
			text = *l.text
		}
		m.SetBodyString(mail.TypeTextPlain, text)
	}
	for _, a := range l.attachments {
		if err := l.attach(m, a); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// attach adds a file under the id by which the text can show it. Pictures of an
// HTML text are shown in it, everything else is attached.
func (l *letter) attach(m *mail.Msg, a item.NamedBinary) error {
	name := a.File.FileName
	if name == "" {
		name = "unknown"
	}
	mime := a.File.MimeType
	if mime == "" {
		mime = "application/octet-stream"
	}
	content, err := a.File.Content.Open()
	if err != nil {
		return fmt.Errorf("the attachment %q: %w", a.Name, err)
	}
	content.Close()
	add := m.AttachReadSeeker
	if l.html != nil && strings.HasPrefix(mime, "image/") {
		add = m.EmbedReadSeeker
	}
	add(name, &reopened{content: a.File.Content}, mail.WithFileContentID("<"+a.Name+">"), mail.WithFileContentType(mail.ContentType(mime)))
	return nil
}

// reopened reads a content from its beginning whenever that is sought. It holds
// nothing of it in memory.
type reopened struct {
	content item.Content
	r       io.ReadCloser
}

func (s *reopened) Read(p []byte) (n int, err error) {
	if s.r == nil {
		if s.r, err = s.content.Open(); err != nil {
			return 0, err
		}
	}
	if n, err = s.r.Read(p); err != nil {
		s.r.Close()
	}
	return n, err
}

// Seek implements io.Seeker; the beginning is the only place.
func (s *reopened) Seek(offset int64, whence int) (int64, error) {
	if offset != 0 || whence != io.SeekStart {
		return 0, fmt.Errorf("attachments are read from their beginning only")
	}
	if s.r != nil {
		s.r.Close()
		s.r = nil
	}
	return 0, nil
}

// The attribution is the original's text, which users of it know and can switch
// off.
const (
	attributionText = "This email was sent automatically with "
	attributionSite = "https://n8n.io"
)

// attribute adds the attribution to the texts of a letter.
func (l *letter) attribute() {
	if l.text != nil {
		text := *l.text + "\n\n---\n" + attributionText + "n8n\n" + attributionSite
		l.text = &text
	}
	if l.html != nil {
		html := *l.html + "<br><br>---<br><em>" + attributionText + `<a href="` + attributionSite + `" target="_blank">n8n</a></em>`
		l.html = &html
	}
}

// filesOf gives the files that a comma list names on item i.
func filesOf(h node.Host, i int, names string) ([]item.NamedBinary, error) {
	var list []item.NamedBinary
	for name := range strings.SplitSeq(names, ",") {
		if name = strings.TrimSpace(name); name == "" {
			continue
		}
		file, err := node.FileOf(h, 0, i, name)
		if err != nil {
			return nil, err
		}
		list = append(list, item.NamedBinary{Name: name, File: file})
	}
	return list, nil
}

// counter counts what is written.
type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}

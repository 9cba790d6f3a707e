package mail

import (
	"bytes"
	"encoding/base64"
	"html"
	netmail "net/mail"
	"regexp"
	"strconv"
	"strings"

	xhtml "golang.org/x/net/html"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
	"runnel/runtime/value/htmltext"
)

// attach stores a part of a mail as a file of an item.
func attach(h node.Host, files *item.Binaries, name string, p *part) (*item.Binaries, error) {
	file, err := h.Binary().Create(h.Context(), bytes.NewReader(p.data), node.BinaryMeta{FileName: p.fileName, MimeType: p.mediaType})
	if err != nil {
		return nil, err
	}
	return files.With(name, file), nil
}

// resolved makes an item of a mail in the form in which the original's parser
// gives it, with all attachments.
func resolved(h node.Host, raw []byte, uid uint32, prefix string) (item.Item, error) {
	lines := headers(raw)
	head, mapped := map[string]header{}, value.Builder{}
	for _, line := range lines {
		name := strings.ToLower(line.name)
		head[name] = line
		mapped.Set(name, value.String(line.line))
	}
	var b value.Builder
	b.Set("headers", mapped.Object())
	text, markup, files := contents(parts(raw))
	if markup != nil {
		b.Set("html", value.String(*markup))
		if text == nil {
			plain := plainOf(*markup)
			text = &plain
		}
	}
	if text != nil {
		b.Set("text", value.String(*text))
		b.Set("textAsHtml", value.String(asHTML(*text)))
	}
	setHead(&b, head)
	if markup == nil {
		b.Set("html", value.Bool(false))
	}
	b.Set("attributes", attributes(uid))
	it := item.New(b.Object())
	for n := range files {
		var err error
		if it.Binary, err = attach(h, it.Binary, prefix+strconv.Itoa(n), &files[n]); err != nil {
			return it, err
		}
	}
	return it, nil
}

// contents sorts the parts of a mail: its text, its HTML with the pictures that
// it shows put in, and the attachments. Several texts follow each other.
func contents(list []part) (text, markup *string, files []part) {
	join := func(to **string, more, between string) {
		if *to != nil {
			more = **to + between + more
		}
		*to = &more
	}
	for _, p := range list {
		switch {
		case p.attached() || p.fileName != "" && p.mediaType != "text/html":
			files = append(files, p)
		case p.mediaType == "text/plain" && len(p.data) > 0:
			join(&text, strings.ReplaceAll(p.text(), "\r\n", "\n"), "\n")
		case p.mediaType == "text/html" && len(p.data) > 0:
			join(&markup, strings.ReplaceAll(p.text(), "\r\n", "\n"), "<br/>\n")
		case p.mediaType != "text/plain" && p.mediaType != "text/html":
			files = append(files, p)
		}
	}
	if markup == nil {
		return text, markup, files
	}
	shown := *markup
	for _, f := range files {
		if id := strings.Trim(strings.TrimSpace(f.contentID), "<>"); id != "" && strings.Contains(shown, "cid:"+id) {
			shown = strings.ReplaceAll(shown, "cid:"+id, "data:"+f.mediaType+";base64,"+base64.StdEncoding.EncodeToString(f.data))
		}
	}
	return text, &shown, files
}

func plainOf(markup string) string {
	root, err := xhtml.Parse(strings.NewReader(markup))
	if err != nil {
		return ""
	}
	return htmltext.Unwrapped(root)
}

// webAddress finds the addresses in a text that become links.
var webAddress = regexp.MustCompile(`(?i)\b(?:https?|ftp)://[^\s<>"'\]\[]*[^\s<>"'\]\[.,;:!?)]|\b[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}\b`)

var (
	paragraphs = regexp.MustCompile(`\n\n+`)
	lineBreaks = regexp.MustCompile(`\n`)
)

// asHTML writes a text as HTML: paragraphs, line breaks and links.
func asHTML(text string) string {
	var b strings.Builder
	last := 0
	for _, m := range webAddress.FindAllStringIndex(text, -1) {
		b.WriteString(escape(text[last:m[0]]))
		found := text[m[0]:m[1]]
		target := found
		if !strings.Contains(found, "://") {
			target = "mailto:" + found
		}
		b.WriteString(`<a href="` + escape(target) + `">` + escape(found) + `</a>`)
		last = m[1]
	}
	b.WriteString(escape(text[last:]))
	out := strings.TrimRight(b.String(), "\n ")
	out = paragraphs.ReplaceAllString(out, "</p><p>")
	return "<p>" + lineBreaks.ReplaceAllString(out, "<br/>") + "</p>"
}

// escape writes text for HTML: characters beyond ASCII by their numbers, in
// hexadecimal.
func escape(text string) string {
	var b strings.Builder
	for _, r := range html.EscapeString(text) {
		if r < 0x80 {
			b.WriteRune(r)
			continue
		}
		b.WriteString("&#x" + strings.ToUpper(strconv.FormatInt(int64(r), 16)) + ";")
	}
	return strings.NewReplacer("&#34;", "&quot;", "&#39;", "&apos;").Replace(b.String())
}

// setHead sets the fields of a mail's head.
func setHead(b *value.Builder, head map[string]header) {
	if h, ok := head["subject"]; ok {
		b.Set("subject", value.String(h.decoded()))
	}
	if ids := messageIDs(head["references"].value); len(ids) == 1 {
		b.Set("references", value.String(ids[0]))
	} else if len(ids) > 1 {
		list := make([]value.Value, len(ids))
		for i, id := range ids {
			list[i] = value.String(id)
		}
		b.Set("references", value.Array(list...))
	}
	if h, ok := head["date"]; ok {
		if at, err := netmail.ParseDate(h.value); err == nil {
			b.Set("date", value.FromTime(at))
		}
	}
	for _, name := range []string{"to", "from", "cc", "bcc"} {
		if h, ok := head[name]; ok {
			b.Set(name, addressList(h))
		}
	}
	for _, f := range []struct{ name, key string }{{"message-id", "messageId"}, {"in-reply-to", "inReplyTo"}} {
		if ids := messageIDs(head[f.name].value); len(ids) > 0 {
			b.Set(f.key, value.String(ids[0]))
		}
	}
	if h, ok := head["reply-to"]; ok {
		b.Set("replyTo", addressList(h))
	}
}

// messageIDs reads the ids of a header, each with its brackets.
func messageIDs(text string) []string {
	var ids []string
	for id := range strings.FieldsSeq(text) {
		if !strings.HasPrefix(id, "<") {
			id = "<" + id
		}
		if !strings.HasSuffix(id, ">") {
			id += ">"
		}
		ids = append(ids, id)
	}
	return ids
}

// addressList gives the addresses of a header: as values, as HTML and as text.
func addressList(h header) value.Value {
	var values []value.Value
	var markup, text []string
	for _, a := range addresses(h.value) {
		name := a.Name
		if decoded, err := words.DecodeHeader(name); err == nil {
			name = decoded
		}
		values = append(values, node.Obj("address", a.Address, "name", name))
		link := `<a href="mailto:` + escape(a.Address) + `" class="mp_address_email">` + escape(a.Address) + `</a>`
		if name == "" {
			markup = append(markup, `<span class="mp_address_group">`+link+`</span>`)
			text = append(text, a.Address)
			continue
		}
		markup = append(markup, `<span class="mp_address_group"><span class="mp_address_name">`+escape(name)+`</span> &lt;`+link+`&gt;</span>`)
		text = append(text, `"`+name+`" <`+a.Address+`>`)
	}
	return node.Obj("value", value.Array(values...), "html", strings.Join(markup, ", "), "text", strings.Join(text, ", "))
}

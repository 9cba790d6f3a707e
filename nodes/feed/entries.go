package feed

import (
	"errors"
	"html"
	"regexp"
	"strings"
	"time"

	"runnel/runtime/value"
	"runnel/runtime/value/datetext"
	"runnel/runtime/value/xmltext"
)

// Errors of documents that are no feed, as the original words them.
var (
	errNoXML  = errors.New("Unable to parse XML.")
	errNoFeed = errors.New("Feed not recognized as RSS 1 or 2.")
	errNoDate = errors.New("Invalid time value")
)

// form is how a document's elements become values: attributes under "$", text
// beside others under "_", every child in a list.
var form = xmltext.Options{AttrKey: "$", CharKey: "_", Arrays: true}

// entries reads the entries of a feed in one of the known formats: Atom, RSS
// 0.9x, 1.0 (RDF) and 2.0. custom are further elements to take over.
func entries(text string, custom []string) ([]value.Value, error) {
	doc, err := xmltext.Parse(text, form)
	if err != nil {
		return nil, err
	}
	if doc.IsNullish() {
		return nil, errNoXML
	}
	if atom := doc.Get("feed"); atom.Truthy() {
		return each(atom.Get("entry"), func(e value.Value) (value.Value, error) { return atomEntry(e, custom) })
	}
	version := doc.Get("rss").Get("$").Get("version").Str()
	channel := doc.Get("rss").Get("channel").Index(0)
	list := channel.Get("item")
	podcast := false
	switch {
	case strings.HasPrefix(version, "2"):
		podcast = doc.Get("rss").Get("$").Get("xmlns:itunes").Truthy()
	case doc.Get("rdf:RDF").Truthy():
		list = doc.Get("rdf:RDF").Get("item")
	case strings.Contains(version, "0.9"):
	default:
		return nil, errNoFeed
	}
	return each(list, func(e value.Value) (value.Value, error) {
		b := rssEntry(e, custom)
		if podcast {
			b.Set("itunes", episode(e))
		}
		return b.Object(), nil
	})
}

func each(list value.Value, read func(value.Value) (value.Value, error)) ([]value.Value, error) {
	out := make([]value.Value, 0, list.Len())
	for _, e := range list.Elems() {
		v, err := read(e)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// field is an element to take over, and under which name.
type field struct {
	from, to string
	// snippet adds its text without markup under the name with "Snippet".
	snippet bool
}

// rssFields are the elements of an RSS entry that are taken over as they are.
var rssFields = []field{
	{from: "author", to: "creator"}, {from: "dc:creator", to: "creator"}, {from: "dc:date", to: "date"}, {from: "dc:language", to: "language"},
	{from: "dc:rights", to: "rights"}, {from: "dc:source", to: "source"}, {from: "dc:title", to: "title"}, {from: "title", to: "title"},
	{from: "link", to: "link"}, {from: "pubDate", to: "pubDate"}, {from: "author", to: "author"}, {from: "summary", to: "summary"},
	{from: "content:encoded", to: "content:encoded", snippet: true}, {from: "enclosure", to: "enclosure"},
	{from: "dc:creator", to: "dc:creator"}, {from: "dc:date", to: "dc:date"}, {from: "comments", to: "comments"},
}

// podcastFields are the elements of Apple's podcast namespace.
var podcastFields = []string{
	"author", "subtitle", "summary", "explicit", "duration", "image", "episode", "season", "keywords", "episodeType",
}

// take copies elements of an entry.
func take(b *value.Builder, e value.Value, fields []field) {
	for _, f := range fields {
		list := e.Get(f.from)
		if list.IsUndefined() {
			continue
		}
		v := textOf(list.Index(0))
		b.Set(f.to, v)
		if f.snippet && v.IsString() && v.Str() != "" {
			b.Set(f.to+"Snippet", value.String(snippet(v.Str())))
		}
	}
}

// textOf gives the text of an element that also has attributes; others stay as
// they are.
func textOf(v value.Value) value.Value {
	if text := v.Get("_"); text.IsString() {
		return text
	}
	return v
}

func named(names []string) []field {
	fields := make([]field, len(names))
	for i, n := range names {
		fields[i] = field{from: n, to: n}
	}
	return fields
}

// rssEntry reads an entry of RSS.
func rssEntry(e value.Value, custom []string) *value.Builder {
	b := &value.Builder{}
	take(b, e, rssFields)
	take(b, e, named(custom))
	if list := e.Get("enclosure"); list.Truthy() {
		if attributes := list.Index(0).Get("$"); !attributes.IsUndefined() {
			b.Set("enclosure", attributes)
		}
	}
	if list := e.Get("description"); list.Truthy() {
		setContent(b, list.Index(0))
	}
	if list := e.Get("guid"); list.Truthy() {
		id := list.Index(0)
		if id.IsObject() {
			id = id.Get("_")
		}
		if !id.IsUndefined() {
			b.Set("guid", id)
		}
	}
	if about := e.Get("$").Get("rdf:about"); about.Truthy() {
		b.Set("rdf:about", about)
	}
	if list := e.Get("category"); list.Truthy() {
		b.Set("categories", list)
	}
	setDate(b)
	return b
}

// atomEntry reads an entry of Atom.
func atomEntry(e value.Value, custom []string) (value.Value, error) {
	b := &value.Builder{}
	take(b, e, named(custom))
	if title := textOf(e.Get("title").Index(0)); title.Truthy() {
		b.Set("title", title)
	}
	if links := e.Get("link"); links.Len() > 0 {
		if link := alternate(links); !link.IsUndefined() {
			b.Set("link", link)
		}
	}
	for _, name := range []string{"published", "updated"} {
		when := e.Get(name).Index(0)
		if when.IsUndefined() || !b.Get("pubDate").IsUndefined() || when.IsString() && when.Str() == "" {
			continue
		}
		date, ok := isoDate(when)
		if !ok {
			return value.Undefined, errNoDate
		}
		b.Set("pubDate", value.String(date))
	}
	if name := e.Get("author").Index(0).Get("name").Index(0); !name.IsUndefined() {
		b.Set("author", name)
	}
	if list := e.Get("content"); list.Len() > 0 {
		setContent(b, list.Index(0))
	}
	if list := e.Get("summary"); list.Len() > 0 {
		b.Set("summary", value.String(markup(list.Index(0))))
	}
	if id := e.Get("id").Index(0); !id.IsUndefined() {
		b.Set("id", id)
	}
	setDate(b)
	return b.Object(), nil
}

// alternate is the link that leads to what the entry is about: the first that
// says so, else the first.
func alternate(links value.Value) value.Value {
	for _, l := range links.Elems() {
		if l.Get("$").Get("rel").Str() == "alternate" {
			return l.Get("$").Get("href")
		}
	}
	return links.Index(0).Get("$").Get("href")
}

// episode reads what an entry says of itself as part of a podcast.
func episode(e value.Value) value.Value {
	var fields []field
	for _, name := range podcastFields {
		fields = append(fields, field{from: "itunes:" + name, to: name})
	}
	var b value.Builder
	take(&b, e, fields)
	if image := e.Get("itunes:image").Index(0).Get("$").Get("href"); image.Truthy() {
		b.Set("image", image)
	}
	return b.Object()
}

// setContent sets an entry's content, and the same without markup.
func setContent(b *value.Builder, v value.Value) {
	text := markup(v)
	b.Set("content", value.String(text))
	b.Set("contentSnippet", value.String(snippet(text)))
}

// setDate sets the moment of the entry in ISO form when its date can be read.
func setDate(b *value.Builder) {
	date := b.Get("pubDate")
	if !date.Truthy() {
		date = b.Get("date")
	}
	if !date.IsString() {
		return
	}
	if iso, ok := isoDate(value.String(strings.TrimSpace(date.Str()))); ok {
		b.Set("isoDate", value.String(iso))
	}
}

func isoDate(v value.Value) (string, bool) {
	ms, ok := datetext.JavaScript(v.ToString(), time.Local)
	if !ok {
		return "", false
	}
	return value.ISODate(float64(ms)), true
}

// markup gives an element's content as text with markup: its own text, or its
// elements written again inside of a <div>.
func markup(v value.Value) string {
	switch {
	case v.IsString():
		return v.Str()
	case v.Get("_").IsString():
		return v.Get("_").Str()
	}
	var b strings.Builder
	writeElement(&b, "div", v)
	return b.String()
}

var (
	textEscapes      = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#xD;")
	attributeEscapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", `"`, "&quot;", "\t", "&#x9;", "\n", "&#xA;", "\r", "&#xD;")
)

// writeElement writes an element that was read: its attributes, its text, and
// its children by their names.
func writeElement(b *strings.Builder, name string, v value.Value) {
	b.WriteString("<" + name)
	for key, text := range v.Get("$").Entries() {
		b.WriteString(" " + key + `="` + attributeEscapes.Replace(text.ToString()) + `"`)
	}
	var inner strings.Builder
	if v.IsString() {
		inner.WriteString(textEscapes.Replace(v.Str()))
	}
	for key, child := range v.Entries() {
		switch {
		case !v.IsObject() || key == "$":
		case key == "_":
			inner.WriteString(textEscapes.Replace(child.ToString()))
		default:
			for _, c := range child.Elems() {
				writeElement(&inner, key, c)
			}
		}
	}
	if inner.Len() == 0 {
		b.WriteString("/>")
		return
	}
	b.WriteString(">" + inner.String() + "</" + name + ">")
}

var (
	// block is markup between two characters that begins a new line.
	block = regexp.MustCompile(`([^\n])</?(?:h|br|p|ul|ol|li|blockquote|section|table|tr|div)[^\r\x{2028}\x{2029}]*?>([^\n])`)
	tag   = regexp.MustCompile(`<[^\r\x{2028}\x{2029}]*?>`)
)

// snippet takes the markup out of a text.
func snippet(text string) string {
	text = block.ReplaceAllString(text, "$1\n$2")
	text = tag.ReplaceAllString(text, "")
	return html.UnescapeString(trim(text))
}

// trim takes off white space as JavaScript does.
func trim(s string) string {
	return strings.TrimFunc(s, func(r rune) bool {
		return r == ' ' || r >= '\t' && r <= '\r' || r == 0xA0 || r == 0xFEFF || r == 0x1680 || r >= 0x2000 && r <= 0x200A ||
			r == 0x2028 || r == 0x2029 || r == 0x202F || r == 0x205F || r == 0x3000
	})
}

package markdown

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	emojis "github.com/yuin/goldmark-emoji"
	emojinode "github.com/yuin/goldmark-emoji/ast"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extnode "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"runnel/runtime/value"
)

// pageStyle says how Markdown is read and written as HTML.
type pageStyle struct {
	newWindow, autoLinks, escapedTags, document, customID, emoji, encodeEmails  bool
	githubID, mentions, tasks, spaceInHeading, literalStars, literalUnderscores bool
	noID, imageSizes, rawID, rawPrefix, lineBreaks, fixIndent, shortIndent      bool
	splitQuotes, strikethrough, tableIDs, tables                                bool
	mentionsLink, prefixID                                                      string
	level                                                                       int
}

// toHTML writes Markdown as HTML.
func toHTML(source string, s *pageStyle) string {
	source = strings.ReplaceAll(strings.ReplaceAll(source, "\r\n", "\n"), "\r", "\n")
	source, elements := takeElements(source)
	r := &page{pageStyle: s, source: []byte(s.prepared(source)), ids: map[string]int{}}
	doc := s.parser().Parse(text.NewReader(r.source))
	out := putElements(r.blocks(doc), elements)
	if s.document {
		out = "<!DOCTYPE HTML>\n<html>\n<head>\n<meta charset=\"utf-8\">\n</head>\n<body>\n" + out + "\n</body>\n</html>"
	}
	return out
}

func (s *pageStyle) parser() parser.Parser {
	var extensions []goldmark.Extender
	if s.tables {
		extensions = append(extensions, extension.Table)
	}
	if s.strikethrough {
		extensions = append(extensions, extension.Strikethrough)
	}
	if s.tasks {
		extensions = append(extensions, extension.TaskList)
	}
	if s.autoLinks {
		extensions = append(extensions, extension.Linkify)
	}
	if s.emoji {
		extensions = append(extensions, emojis.Emoji)
	}
	emphasis := util.Prioritized(&emphasisParser{anywhere: map[byte]bool{'*': !s.literalStars, '_': !s.literalUnderscores}}, 450)
	return goldmark.New(goldmark.WithExtensions(extensions...), goldmark.WithParserOptions(parser.WithInlineParsers(emphasis))).Parser()
}

// emphasisParser reads emphasis. Marks that count anywhere do so within words,
// too.
type emphasisParser struct{ anywhere map[byte]bool }

func (p *emphasisParser) Trigger() []byte { return []byte{'*', '_'} }

func (p *emphasisParser) IsDelimiter(b byte) bool { return b == '*' || b == '_' }

func (p *emphasisParser) CanOpenCloser(opener, closer *parser.Delimiter) bool {
	return opener.Char == closer.Char
}

func (p *emphasisParser) OnMatch(consumes int) ast.Node { return ast.NewEmphasis(consumes) }

func (p *emphasisParser) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	before := block.PrecendingCharacter()
	line, segment := block.PeekLine()
	d := parser.ScanDelimiter(line, before, 1, p)
	if d == nil {
		return nil
	}
	after := byte('\n')
	if d.OriginalLength < len(line) {
		after = line[d.OriginalLength]
	}
	switch {
	case d.Char == '*' && !p.anywhere['*']:
		d.CanOpen = d.CanOpen && !util.IsAlphaNumeric(byte(min(before, 127)))
		d.CanClose = d.CanClose && !util.IsAlphaNumeric(after)
	case p.anywhere[d.Char]:
		d.CanOpen = !util.IsSpace(after)
		d.CanClose = !util.IsSpaceRune(before)
	}
	d.Segment = segment.WithStop(segment.Start + d.OriginalLength)
	block.Advance(d.OriginalLength)
	pc.PushDelimiter(d)
	return d
}

var (
	fence        = regexp.MustCompile("^ {0,3}(```+|~~~+)")
	tightHeading = regexp.MustCompile(`^(#{1,6})([^#\s].*)$`)
	shortEntry   = regexp.MustCompile(`^ {1,3}((?:[-*+]|\d+\.)[ \t])`)
	sizedImage   = regexp.MustCompile(`!\[([^\]]*)\]\(<?([^\s)>]+)>?\s+=([*\d]+[A-Za-z%]{0,4})x([*\d]+[A-Za-z%]{0,4})(?:\s+"([^"]*)")?\s*\)`)
)

// prepared writes out what the original reads and CommonMark does not: headings
// without a space, entries of lists that count as indented only from four
// spaces on, images with sizes.
func (s *pageStyle) prepared(source string) string {
	lines := strings.Split(source, "\n")
	if s.fixIndent && len(lines) > 0 {
		first := strings.TrimLeft(source, "\n")
		indent := first[:len(first)-len(strings.TrimLeft(first, " \t"))]
		for i := range lines {
			lines[i] = strings.TrimPrefix(lines[i], indent)
		}
	}
	closing := ""
	for i, line := range lines {
		line = withoutTabs(line)
		if strings.Trim(line, " ") == "" {
			line = ""
		}
		lines[i] = line
		if m := fence.FindStringSubmatch(line); m != nil {
			switch {
			case closing == "":
				closing = m[1]
			case strings.HasPrefix(m[1], closing) && strings.Trim(line, " `~") == "":
				closing = ""
			}
			continue
		}
		if closing != "" {
			continue
		}
		if !s.spaceInHeading {
			line = tightHeading.ReplaceAllString(line, "$1 $2")
		}
		if !s.shortIndent {
			line = shortEntry.ReplaceAllString(line, "$1")
		}
		if s.imageSizes {
			line = sizedImage.ReplaceAllStringFunc(line, func(image string) string {
				m := sizedImage.FindStringSubmatch(image)
				title := ""
				if m[5] != "" {
					title = ` title="` + m[5] + `"`
				}
				size := func(v string) string {
					if v == "*" {
						return "auto"
					}
					return v
				}
				return fmt.Sprintf(`<img src="%s" alt="%s"%s width="%s" height="%s" />`, m[2], m[1], title, size(m[3]), size(m[4]))
			})
		}
		lines[i] = line
	}
	return strings.Join(lines, "\n")
}

// withoutTabs writes tabs as spaces up to the next column that four divides.
func withoutTabs(line string) string {
	for {
		before, after, found := strings.Cut(line, "\t")
		if !found {
			return line
		}
		line = before + strings.Repeat(" ", 4-utf8.RuneCountInString(before)%4) + after
	}
}

// page writes a document.
type page struct {
	*pageStyle
	source []byte
	// ids counts the headings of one name.
	ids map[string]int
	// quotes is how many quotes are around.
	quotes int
}

// blocks writes what is in a container, each in lines of its own.
func (r *page) blocks(n ast.Node) string {
	var parts []string
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if quote, ok := c.(*ast.Blockquote); ok && !r.splitQuotes {
			// Quotes that follow one another are one.
			r.quotes++
			inner := []string{r.blocks(quote)}
			for next, ok := c.NextSibling().(*ast.Blockquote); ok; next, ok = c.NextSibling().(*ast.Blockquote) {
				inner = append(inner, r.blocks(next))
				c = next
			}
			parts = append(parts, r.quoted(strings.Join(inner, "\n")))
			r.quotes--
			continue
		}
		if part := r.block(c); part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, "\n")
}

var preformatted = regexp.MustCompile(`(?s)<pre>.*?</pre>`)

// maxIndent is how many quotes inside of each other are indented: with each the
// text would grow by that of all in it.
const maxIndent = 50

// quoted indents the lines of a quote, those of code apart.
func (r *page) quoted(inner string) string {
	if r.quotes > maxIndent {
		return "<blockquote>\n" + inner + "\n</blockquote>"
	}
	var b strings.Builder
	indent := func(s string) string { return strings.ReplaceAll(s, "\n", "\n  ") }
	at := 0
	for _, m := range preformatted.FindAllStringIndex(inner, -1) {
		b.WriteString(indent(inner[at:m[0]]) + inner[m[0]:m[1]])
		at = m[1]
	}
	return "<blockquote>\n  " + b.String() + indent(inner[at:]) + "\n</blockquote>"
}

func (r *page) lines(n ast.Node) string { return string(n.Lines().Value(r.source)) }

// spaces are those at a place of the source, if they end the line.
func (r *page) spaces(at int) string {
	rest := r.source[min(at, len(r.source)):]
	n := len(rest) - len(bytes.TrimLeft(rest, " "))
	if n < len(rest) && rest[n] != '\n' {
		return ""
	}
	return string(rest[:n])
}

func (r *page) block(n ast.Node) string {
	switch n := n.(type) {
	case *ast.Heading:
		level := n.Level + r.level - 1
		title, id := r.inline(n), ""
		if !r.noID {
			name, custom := r.lines(n), ""
			if r.customID {
				if m := customID.FindStringSubmatch(name); m != nil {
					custom = m[1]
					title = strings.TrimRight(customID.ReplaceAllString(title, ""), " ")
				}
			}
			id = ` id="` + r.id(name, custom) + `"`
		}
		return fmt.Sprintf("<h%d%s>%s</h%d>", level, id, title, level)
	case *ast.Paragraph:
		end := ""
		if lines := n.Lines(); lines.Len() > 0 {
			end = r.spaces(lines.At(lines.Len() - 1).Stop)
		}
		return "<p>" + r.inline(n) + end + "</p>"
	case *ast.TextBlock:
		return r.inline(n)
	case *ast.ThematicBreak:
		return "<hr />"
	case *ast.Blockquote:
		r.quotes++
		inner := r.quoted(r.blocks(n))
		r.quotes--
		return inner
	case *ast.CodeBlock:
		return "<pre><code>" + codeText(strings.Trim(r.lines(n), "\n")+"\n") + "</code></pre>"
	case *ast.FencedCodeBlock:
		class := ""
		if language := n.Language(r.source); language != nil {
			class = fmt.Sprintf(` class="%s language-%s"`, codeText(string(language)), codeText(string(language)))
		}
		return "<pre><code" + class + ">" + codeText(strings.Trim(r.lines(n), "\n")+"\n") + "</code></pre>"
	case *ast.HTMLBlock:
		raw := r.lines(n)
		if n.HasClosure() {
			raw += string(n.ClosureLine.Value(r.source))
		}
		raw = strings.TrimRight(raw, "\n")
		if n.HTMLBlockType == ast.HTMLBlockType7 {
			// An element that is no block stands in a paragraph.
			return "<p>" + raw + "</p>"
		}
		return raw
	case *ast.List:
		return r.list(n)
	case *extnode.Table:
		return r.table(n)
	}
	return r.blocks(n)
}

func (r *page) list(n *ast.List) string {
	tag, start := "ul", ""
	if n.IsOrdered() {
		tag = "ol"
		if n.Start != 1 {
			start = fmt.Sprintf(` start="%d"`, n.Start)
		}
	}
	var b strings.Builder
	b.WriteString("<" + tag + start + ">\n")
	for entry := n.FirstChild(); entry != nil; entry = entry.NextSibling() {
		class := ""
		var parts []string
		for c := entry.FirstChild(); c != nil; c = c.NextSibling() {
			if first := c.FirstChild(); first != nil && first.Kind() == extnode.KindTaskCheckBox {
				class = ` class="task-list-item" style="list-style-type: none;"`
			}
			part := r.block(c)
			if _, tight := c.(*ast.TextBlock); tight && c.NextSibling() != nil {
				// What follows the text of an entry stands on its line.
				if _, nested := c.NextSibling().(*ast.List); nested {
					part += r.block(c.NextSibling())
					c = c.NextSibling()
				}
			}
			parts = append(parts, part)
		}
		b.WriteString("<li" + class + ">" + strings.Join(parts, "\n") + "</li>\n")
	}
	out := b.String()
	if n.Parent() != nil && n.Parent().Kind() == ast.KindListItem {
		// A list in a list ends on the line of its last entry.
		out = strings.TrimSuffix(out, "\n")
	}
	return out + "</" + tag + ">"
}

func (r *page) table(n *extnode.Table) string {
	var b strings.Builder
	b.WriteString("<table>\n")
	body := false
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		_, head := row.(*extnode.TableHeader)
		tag := "td"
		switch {
		case head:
			tag = "th"
			b.WriteString("<thead>\n")
		case !body:
			body = true
			b.WriteString("<tbody>\n")
		}
		b.WriteString("<tr>\n")
		for c := row.FirstChild(); c != nil; c = c.NextSibling() {
			attrs := ""
			content := r.inline(c)
			if head && r.tableIDs {
				attrs = ` id="` + strings.ToLower(strings.ReplaceAll(r.lines(c), " ", "_")) + `"`
			}
			if cell, ok := c.(*extnode.TableCell); ok && cell.Alignment != extnode.AlignNone {
				attrs += ` style="text-align:` + cell.Alignment.String() + `;"`
			}
			b.WriteString("<" + tag + attrs + ">" + content + "</" + tag + ">\n")
		}
		b.WriteString("</tr>\n")
		if head {
			b.WriteString("</thead>\n")
		}
	}
	if !body {
		b.WriteString("<tbody>\n")
	}
	return b.String() + "</tbody>\n</table>"
}

var (
	customID   = regexp.MustCompile(`\s*\{([^{]+?)}\s*$`)
	notWord    = regexp.MustCompile(`\W`)
	entityMark = regexp.MustCompile(`^&(?:#?[xX]?(?:[0-9a-fA-F]+|\w+));`)
	notInID    = regexp.MustCompile("[&+$,/:;=?@\"#{}|^¨~\\[\\]`\\\\*)(%.!'<>]")
)

// id is the name of a heading for links to it; the same one gets a number.
func (r *page) id(title, custom string) string {
	title = strings.TrimSpace(title)
	if custom != "" {
		title = custom
	}
	if !r.rawPrefix {
		title = r.prefixID + title
	}
	switch {
	case r.githubID:
		title = strings.ToLower(notInID.ReplaceAllString(strings.ReplaceAll(title, " ", "-"), ""))
	case r.rawID:
		title = strings.ToLower(strings.NewReplacer(" ", "-", "&amp;", "&", `"`, "-", "'", "-").Replace(title))
	default:
		title = strings.ToLower(notWord.ReplaceAllString(title, ""))
	}
	if r.rawPrefix {
		title = r.prefixID + title
	}
	n := r.ids[title]
	r.ids[title]++
	if n > 0 {
		return fmt.Sprintf("%s-%d", title, n)
	}
	return title
}

var angles = strings.NewReplacer("<", "&lt;", ">", "&gt;")

var codeEscapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

func codeText(s string) string { return codeEscapes.Replace(s) }

func (r *page) inline(n ast.Node) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		r.span(&b, c)
	}
	return b.String()
}

// raw is the source of all text in a node.
func (r *page) raw(n ast.Node) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			b.Write(c.Segment.Value(r.source))
		case *ast.String:
			b.Write(c.Value)
		default:
			b.WriteString(r.raw(c))
		}
	}
	return b.String()
}

func (r *page) span(b *strings.Builder, n ast.Node) {
	switch n := n.(type) {
	case *ast.Text:
		b.WriteString(r.text(string(n.Segment.Value(r.source))))
		switch {
		case n.HardLineBreak(), n.SoftLineBreak() && r.lineBreaks:
			b.WriteString("<br />\n")
		case n.SoftLineBreak():
			b.WriteString(r.spaces(n.Segment.Stop) + "\n")
		}
	case *ast.String:
		b.WriteString(r.text(string(n.Value)))
	case *ast.CodeSpan:
		b.WriteString("<code>" + codeText(r.raw(n)) + "</code>")
	case *ast.Emphasis:
		r.emphasis(b, n)
	case *ast.Link:
		b.WriteString("<a href=\"" + r.address(n.Destination) + `"` + titleOf(n.Title) + r.target(n.Destination) + ">" + r.inline(n) + "</a>")
	case *ast.Image:
		b.WriteString("<img src=\"" + r.address(n.Destination) + `" alt="` + attributeText(r.raw(n)) + `"` + titleOf(n.Title) + " />")
	case *ast.AutoLink:
		r.autoLink(b, n)
	case *ast.RawHTML:
		b.Write(n.Segments.Value(r.source))
	case *extnode.Strikethrough:
		b.WriteString("<del>" + r.inline(n) + "</del>")
	case *extnode.TaskCheckBox:
		checked := ""
		if n.IsChecked {
			checked = " checked"
		}
		b.WriteString(`<input type="checkbox" disabled style="margin: 0px 0.35em 0.25em -1.6em; vertical-align: middle;"` + checked + `> `)
	case *emojinode.Emoji:
		b.WriteString(string(n.Value.Unicode))
	default:
		b.WriteString(r.inline(n))
	}
}

// emphasis writes strong text around stressed text where both begin and end
// together.
func (r *page) emphasis(b *strings.Builder, n *ast.Emphasis) {
	tag := "em"
	if n.Level == 2 {
		tag = "strong"
	}
	if inner, ok := n.FirstChild().(*ast.Emphasis); ok && n.Level == 1 && inner.Level == 2 && inner.NextSibling() == nil {
		b.WriteString("<strong><em>" + r.inline(inner) + "</em></strong>")
		return
	}
	b.WriteString("<" + tag + ">" + r.inline(n) + "</" + tag + ">")
}

func (r *page) address(destination []byte) string {
	return attributeText(unescaped(string(destination)))
}

func titleOf(title []byte) string {
	if len(title) == 0 {
		return ""
	}
	return ` title="` + attributeText(unescaped(string(title))) + `"`
}

// attributeText is a text within quotes; ampersands stay as they are there.
func attributeText(s string) string {
	return strings.ReplaceAll(s, `"`, "&quot;")
}

func (r *page) target(destination []byte) string {
	if !r.newWindow || strings.HasPrefix(string(destination), "#") {
		return ""
	}
	return ` rel="noopener noreferrer" target="_blank"`
}

func (r *page) autoLink(b *strings.Builder, n *ast.AutoLink) {
	label := string(n.Label(r.source))
	if n.AutoLinkType != ast.AutoLinkEmail {
		b.WriteString(`<a href="` + attributeText(string(n.URL(r.source))) + `"` + r.target(n.URL(r.source)) + ">" + angles.Replace(label) + "</a>")
		return
	}
	address := "mailto:" + strings.TrimPrefix(label, "mailto:")
	label = strings.TrimPrefix(label, "mailto:")
	if r.encodeEmails {
		address, label = numbered(address), numbered(label)
	}
	b.WriteString(`<a href="` + address + `">` + label + "</a>")
}

// numbered writes every character by its number, which keeps simple programs
// from finding addresses.
func numbered(s string) string {
	var b strings.Builder
	for i, c := range s {
		if i%2 == 0 {
			fmt.Fprintf(&b, "&#%d;", c)
		} else {
			fmt.Fprintf(&b, "&#x%x;", c)
		}
	}
	return b.String()
}

const escapable = "\\`*_{}[]()>#+-.!~=|:"

// unescaped takes away the backslashes before special characters.
func unescaped(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) && strings.IndexByte(escapable, s[i+1]) >= 0 {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// ampersands writes those that begin no entity as one.
func ampersands(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '&' && !entityMark.MatchString(s[i:]) {
			b.WriteString("&amp;")
			continue
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

var between = regexp.MustCompile(`<[^>]+?>`)

// anglesOutside writes angle brackets as entities, except around what might be
// a tag.
func anglesOutside(s string) string {
	if !strings.ContainsAny(s, "<>") {
		return s
	}
	var b strings.Builder
	at := 0
	for _, m := range between.FindAllStringIndex(s, -1) {
		b.WriteString(angles.Replace(s[at:m[0]]) + s[m[0]:m[1]])
		at = m[1]
	}
	return b.String() + angles.Replace(s[at:])
}

var mention = regexp.MustCompile(`(?i)(^|\s)@([a-z\d]+(?:[a-z\d._-]*[a-z\d])?)`)

func (r *page) text(s string) string {
	if r.escapedTags {
		s = escapedTag.ReplaceAllString(s, "&lt;$1&gt;")
	}
	s = anglesOutside(ampersands(unescaped(strings.ReplaceAll(s, "...", "…"))))
	if r.mentions {
		s = mention.ReplaceAllStringFunc(s, func(found string) string {
			m := mention.FindStringSubmatch(found)
			link := strings.ReplaceAll(r.mentionsLink, "{u}", m[2])
			return m[1] + `<a href="` + value.TrimSpace(link) + `"` + r.target([]byte(link)) + ">@" + m[2] + "</a>"
		})
	}
	return s
}

var escapedTag = regexp.MustCompile(`\\<(/?[^>]+?)>`)

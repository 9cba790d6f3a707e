package markdown

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"runnel/runtime/value"
)

// style says how HTML is written as Markdown.
type style struct {
	bullet, fence, em, strong string
	indented                  bool
	ignore, blocks            []string
	keepDataImages            bool
	maxNewlines               int
	references                bool
	// globalEscape and lineEscape replace the escaping of special characters;
	// textReplace comes after it. nil stands for the usual.
	globalEscape, lineEscape *replacement
	textReplace              []replacement
}

// replacement is a text with what comes in its place.
type replacement struct{ pattern, with string }

func (r replacement) apply(s string) string {
	before, after, found := strings.Cut(s, r.pattern)
	if !found {
		return s
	}
	return before + r.with + after
}

var (
	blockElements = strings.Fields("ADDRESS ARTICLE ASIDE AUDIO BLOCKQUOTE BODY CANVAS CENTER DD DIR DIV DL DT FIELDSET FIGCAPTION FIGURE FOOTER FORM " +
		"FRAMESET H1 H2 H3 H4 H5 H6 HEADER HGROUP HR HTML ISINDEX LI MAIN MENU NAV NOFRAMES NOSCRIPT OL OUTPUT P PRE SECTION TABLE TBODY TD TFOOT TH THEAD TR UL")
	ignoredElements = strings.Fields("AREA BASE COL COMMAND EMBED HEAD INPUT KEYGEN LINK META PARAM SCRIPT SOURCE STYLE TRACK WBR")
)

// scope says which elements have a meaning where.
type scope uint8

const (
	anywhere scope = iota
	inCode
	inLink
	inTable
	inRow
	inCell
)

// context is what an element knows of those around it.
type context struct {
	scope             scope
	literal, noEscape bool
	list              *list
	caption           *string
}

type list struct {
	ordered bool
	number  int
	level   int
}

// form is how an element is written.
type form struct {
	ignored bool
	// content stands for all that is inside.
	content        string
	hasContent     bool
	textless       bool
	newlines       int
	prefix, suffix string
	noEscape       bool
	inside         scope
	// apart keeps a delimiter away from a like character before it.
	apart bool
	// finish changes the content; false removes the element.
	finish func(string) (string, bool)
}

// fromHTML writes HTML as Markdown.
func fromHTML(source string, s *style) string {
	w := &writer{style: s}
	if m := doctype.FindString(source); m != "" {
		// Of the declaration a space behind it is left.
		source = source[len(m):]
		if after := m[strings.IndexByte(m, '>')+1:]; after != "" && after[0] != '\n' && after[0] != '\r' {
			w.out = append(w.out, ' ')
		}
	}
	w.visit(readTree(source), context{}, false)
	text := string(w.out)
	if s.references {
		if text != "" && !strings.HasSuffix(text, "\n") && !strings.HasSuffix(text, "\r") {
			text += "\n"
		}
		for i, url := range w.urls {
			text += "\n[" + strconv.Itoa(i+1) + "]: " + url
		}
	}
	if s.maxNewlines > 0 {
		text = limitNewlines(text, s.maxNewlines)
	}
	return strings.Trim(text, "\n")
}

var doctype = regexp.MustCompile(`(?i)^\s*<!DOCTYPE[^>]*>\s*`)

// limitNewlines leaves the last most lines of longer runs of empty ones.
func limitNewlines(s string, most int) string {
	var b strings.Builder
	for {
		start := strings.IndexByte(s, '\n')
		if start < 0 {
			break
		}
		rest := strings.TrimLeft(s[start:], " \t\r\n\f\v\u00a0")
		run := s[start : len(s)-len(rest)]
		b.WriteString(s[:start])
		for extra := strings.Count(run, "\n") - most; extra > 0; extra-- {
			run = run[1:]
			run = run[strings.IndexByte(run, '\n'):]
		}
		b.WriteString(run)
		s = rest
	}
	return b.String() + s
}

type writer struct {
	*style
	out  []byte
	urls []string
}

func (w *writer) add(s string, apart bool) {
	if apart && s != "" && len(w.out) > 0 && w.out[len(w.out)-1] == s[0] {
		w.out = append(w.out, ' ')
	}
	w.out = append(w.out, s...)
}

// trailing counts the white space and the line ends at the end.
func (w *writer) trailing() (space, lines int) {
	for i := len(w.out) - 1; i >= 0 && i >= len(w.out)-10; i-- {
		switch w.out[i] {
		case '\n', '\r':
			lines++
		case ' ', '\t', '\f', '\v':
		default:
			return space, lines
		}
		space++
	}
	return space, lines
}

func (w *writer) newlines(n int) {
	_, have := w.trailing()
	w.out = append(w.out, strings.Repeat("\n", max(0, n-have))...)
}

var (
	whiteSpace = regexp.MustCompile(`[\s\v\x{A0}\x{FEFF}\x{2028}\x{2029}\p{Zs}]+`)
	special    = regexp.MustCompile("[\\\\`*_~\\[\\]]")
)

func (w *writer) text(s string, c context) string {
	if !c.literal {
		s = whiteSpace.ReplaceAllString(s, " ")
	}
	if c.noEscape {
		return s
	}
	if w.globalEscape != nil {
		s = w.globalEscape.apply(s)
	} else {
		s = special.ReplaceAllString(s, `\$0`)
	}
	if w.lineEscape != nil {
		s = w.lineEscape.apply(s)
	} else {
		s = escapeLineStarts(s)
	}
	for _, r := range w.textReplace {
		s = r.apply(s)
	}
	return s
}

// trimmed cuts the white space around a text. A space stays where it touches
// the text; line ends do not count.
func trimmed(s string) string {
	inner := value.TrimSpace(s)
	at := strings.Index(s, inner)
	before, after := lastOf(s[:at]), firstOf(s[at+len(inner):])
	if before != "" && before != "\n" && before != "\r" {
		inner = " " + inner
	}
	if after != "" && after != "\n" && after != "\r" {
		inner += " "
	}
	return inner
}

func (w *writer) visit(e *element, c context, textOnly bool) {
	if !e.kept {
		return
	}
	if e.tag == "" && e.parent != nil {
		if value.TrimSpace(e.text) == "" && !c.literal {
			if space, _ := w.trailing(); len(w.out) > 0 && space == 0 {
				w.add(" ", false)
			}
			return
		}
		text := e.text
		if !c.literal {
			text = trimmed(text)
		}
		w.add(w.text(text, c), false)
		return
	}
	if textOnly {
		return
	}
	switch e.tag {
	case "UL", "OL":
		level := 0
		if c.list != nil {
			level = c.list.level + 1
		}
		c.list = &list{ordered: e.tag == "OL", level: level}
	case "LI":
		if c.list != nil && c.list.ordered {
			c.list.number++
		}
	case "PRE":
		c.literal = true
	case "TABLE":
		c.caption = new(string)
	}
	f, known := w.form(e, c)
	if !known {
		for _, child := range e.children {
			w.visit(child, c, textOnly)
		}
		return
	}
	if f.ignored {
		return
	}
	inside := c
	inside.noEscape = c.noEscape || f.noEscape
	if f.inside != anywhere {
		inside.scope = f.inside
	}
	outer := len(w.out)
	w.newlines(f.newlines)
	w.add(f.prefix, false)
	if f.hasContent {
		w.add(f.content, f.apart)
	} else {
		start := len(w.out)
		for _, child := range e.children {
			w.visit(child, inside, f.textless)
		}
		if f.finish != nil {
			text, keep := f.finish(string(w.out[start:]))
			if !keep {
				if e.tag == "LI" && c.list != nil && c.list.number > 0 {
					c.list.number--
				}
				w.out = w.out[:outer]
				return
			}
			w.out = w.out[:start]
			w.add(text, f.apart)
		}
	}
	w.add(f.suffix, false)
	w.newlines(f.newlines)
}

// form gives how an element is written where it stands; it is not known when
// only what is inside of it counts.
func (w *writer) form(e *element, c context) (f form, known bool) {
	if c.scope == anywhere || c.scope == inCode {
		switch {
		case slices.Contains(blockElements, e.tag) || slices.Contains(w.blocks, e.tag):
			f.newlines, known = 2, true
		case slices.Contains(ignoredElements, e.tag) || slices.Contains(w.ignore, e.tag):
			// Blocks cannot be ignored.
			return form{ignored: true}, true
		}
	}
	kind := e.tag
	if slices.Contains(headings, kind) {
		kind = "H"
	}
	if !slices.Contains(meaningful[c.scope], kind) {
		return f, known
	}
	switch kind {
	case "PRE":
		f.noEscape = true
	case "BR":
		f.content, f.hasContent = "  \n", true
		if c.scope != anywhere {
			f.content = "\n"
		}
	case "HR":
		f.content, f.hasContent = "---", true
		if c.scope == inLink {
			f.content = "\n"
		}
	case "H":
		if c.scope == inCode {
			f.prefix, f.suffix = "[", "]"
		} else {
			f.prefix = strings.Repeat("#", int(e.tag[1]-'0')) + " "
		}
	case "STRONG", "B":
		f.apart, f.finish = true, delimited(w.strong)
	case "DEL", "S", "STRIKE":
		f.apart, f.finish = true, delimited("~~")
	case "EM", "I":
		f.apart, f.finish = true, delimited(w.em)
	case "OL", "UL":
		f.newlines = 1
	case "LI":
		w.entry(&f, c)
	case "BLOCKQUOTE":
		f.finish = func(s string) (string, bool) {
			return quoted(strings.Trim(s, "\n")), true
		}
	case "CODE":
		w.code(&f, e)
	case "TABLE":
		f.newlines, f.inside = 2, inTable
		f.finish = func(s string) (string, bool) { return composedTable(s, *c.caption) }
	case "CAPTION":
		f.newlines, f.inside = 0, inCell
		f.finish = func(s string) (string, bool) {
			if s = value.TrimSpace(oneLine(s)); s != "" {
				*c.caption = "__" + s + "__"
			}
			return "", false
		}
	case "TR":
		if c.scope == inCode {
			f.newlines = 1
			break
		}
		f = form{prefix: "| ", suffix: "\n", inside: inRow}
		f.finish = func(s string) (string, bool) { return s, endsRow(s) }
	case "TH", "TD":
		f = form{prefix: " ", suffix: " |", inside: inCell}
		f.finish = func(s string) (string, bool) {
			s = strings.Replace(strings.Trim(s, "\n"), "|", `\|`, 1)
			return value.TrimSpace(oneLine(s)), true
		}
	case "A":
		w.link(&f, e)
	case "IMG":
		src, title := e.attr("src"), e.attr("title")
		if c.scope == inCode {
			f.textless = true
			break
		}
		if src == "" || !w.keepDataImages && len(src) >= 5 && strings.EqualFold(src[:5], "data:") {
			return form{ignored: true}, true
		}
		if title != "" {
			title = ` "` + title + `"`
		}
		f.content, f.hasContent = "!["+e.attr("alt")+"]("+src+title+")", true
	}
	return f, true
}

// meaningful are the elements that have a form of their own in a scope.
var meaningful = map[scope][]string{
	anywhere: strings.Fields("PRE BR HR H STRONG B DEL S STRIKE EM I OL UL LI BLOCKQUOTE CODE TABLE A IMG"),
	inCode:   strings.Fields("BR HR H OL UL LI TR IMG"),
	inLink:   strings.Fields("BR HR PRE STRONG B DEL S STRIKE EM I IMG"),
	inTable:  strings.Fields("CAPTION TR TH TD"),
	inRow:    strings.Fields("TH TD"),
	inCell:   strings.Fields("A STRONG B DEL S STRIKE EM I IMG"),
}

var (
	codeLanguage = regexp.MustCompile(`language-(\S+)`)
	backticks    = regexp.MustCompile("`+")
	lineStart    = regexp.MustCompile(`(?m)^`)
)

func (w *writer) entry(f *form, c context) {
	f.newlines = 1
	indent, marker := "", w.bullet
	if c.list != nil {
		indent = strings.Repeat("   ", c.list.level)
		if c.list.ordered {
			marker = strconv.Itoa(c.list.number) + "."
		}
	}
	f.prefix = indent + marker + " "
	f.finish = func(s string) (string, bool) {
		if value.TrimSpace(s) == "" {
			return "", false
		}
		return hardBreaks(value.TrimSpace(s), indent), true
	}
}

func (w *writer) code(f *form, e *element) {
	if p := e.parent; p == nil || p.tag != "PRE" || len(p.children) > 1 {
		f.apart, f.noEscape = true, true
		f.finish = func(s string) (string, bool) {
			longest := ""
			for _, run := range backticks.FindAllString(s, -1) {
				if len(run) > len(longest) {
					longest = run
				}
			}
			if longest != "" {
				s = " " + s + " "
			}
			return "`" + longest + s + "`" + longest, true
		}
		return
	}
	f.noEscape, f.inside = true, inCode
	if w.indented {
		f.finish = func(s string) (string, bool) { return lineStart.ReplaceAllString(s, "    "), true }
		return
	}
	language := ""
	if m := codeLanguage.FindStringSubmatch(e.attr("class")); m != nil {
		language = m[1]
	}
	f.prefix, f.suffix = w.fence+language+"\n", "\n"+w.fence
}

var addressEscapes = strings.NewReplacer("(", "%28", ")", "%29", "_", "%5F", "*", "%2A")

func (w *writer) link(f *form, e *element) {
	href := e.attr("href")
	if href == "" {
		return
	}
	address := addressEscapes.Replace(href)
	if e.allText() == href {
		f.content, f.hasContent = "<"+address+">", true
		return
	}
	f.inside, f.prefix = inLink, "["
	f.finish = func(s string) (string, bool) { return oneLine(s), true }
	if w.references {
		at := slices.Index(w.urls, address)
		if at < 0 {
			at = len(w.urls)
			w.urls = append(w.urls, address)
		}
		f.suffix = "][" + strconv.Itoa(at+1) + "]"
		return
	}
	title := e.attr("title")
	if title != "" {
		title = ` "` + title + `"`
	}
	f.suffix = "](" + address + title + ")"
}

// delimited puts a delimiter around each line of a text; white space stays
// outside. The same delimiter within goes away.
func delimited(mark string) func(string) (string, bool) {
	return func(s string) (string, bool) {
		if value.TrimSpace(s) == "" {
			return "", false
		}
		if mark != "" && strings.Contains(s, mark) {
			s = unmarked(s, mark)
		}
		lines := strings.SplitAfter(s, "\n")
		for i, line := range lines {
			text := strings.TrimRight(line, "\r\n")
			inner := value.TrimSpace(text)
			if inner == "" {
				continue
			}
			at := strings.Index(text, inner)
			before, after := text[:at], text[at+len(inner):]
			// Of the white space around one character stays.
			lines[i] = lastOf(before) + mark + inner + mark + firstOf(after) + line[len(text):]
		}
		return strings.Join(lines, ""), true
	}
}

func lastOf(s string) string {
	if r := []rune(s); len(r) > 0 {
		return string(r[len(r)-1])
	}
	return ""
}

func firstOf(s string) string {
	for _, r := range s {
		return string(r)
	}
	return ""
}

// composedTable lines up the columns of a table whose rows are lines of cells.
func composedTable(s, caption string) (string, bool) {
	var rows [][]string
	var widths []int
	for line := range strings.SplitSeq(s, "\n") {
		if line = rowText(strings.TrimSuffix(line, "\r")); line == "" {
			continue
		}
		cells := strings.Split(line, " |")
		for i, cell := range cells {
			cells[i] = value.TrimSpace(cell)
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], value.UTF16Len(cells[i]))
		}
		rows = append(rows, cells)
	}
	if len(rows) == 0 {
		return "", false
	}
	var b strings.Builder
	if caption != "" {
		b.WriteString(caption + "\n")
	}
	for n, cells := range rows {
		b.WriteString("|")
		for i, width := range widths {
			cell := ""
			if i < len(cells) {
				cell = cells[i]
			}
			b.WriteString(" " + cell + strings.Repeat(" ", width-value.UTF16Len(cell)) + " |")
		}
		b.WriteString("\n")
		if n == 0 {
			b.WriteString("|")
			for _, width := range widths {
				b.WriteString(" " + strings.Repeat("-", width) + " |")
			}
			b.WriteString("\n")
		}
	}
	return b.String(), true
}

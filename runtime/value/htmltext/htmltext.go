// Package htmltext writes HTML as plain text, as the original's converter does.
package htmltext

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/cases"
	"golang.org/x/text/language"

	"runnel/runtime/value"
)

// lineLength is how many characters a line of plain text has at most, unless a
// word is longer.
const lineLength = 80

// Text writes what stands inside of an element as people would type it:
// paragraphs apart, headings in capitals, addresses in brackets behind their
// links. Elements that a skip selector finds are left out.
func Text(root *html.Node, skip []cascadia.Selector) string { return write(root, skip, lineLength) }

// Unwrapped is Text without a bound for the length of lines.
func Unwrapped(root *html.Node) string { return write(root, nil, math.MaxInt32) }

func write(root *html.Node, skip []cascadia.Selector, length int) string {
	w := &textWriter{skip: skip}
	w.open(1, length)
	if body := firstBody(root); body != nil {
		root = body
	}
	w.children(root)
	return w.top().content()
}

// firstBody is the body inside of an element, which stands for all of it.
func firstBody(n *html.Node) *html.Node {
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && d.DataAtom == atom.Body {
			return d
		}
	}
	return nil
}

// textWriter writes plain text: blocks inside of each other.
type textWriter struct {
	stack []*block
	// words change every word, the last one first.
	words []func(string) string
	skip  []cascadia.Selector
}

// block is a paragraph, a list, an entry of one: what has lines of its own.
type block struct {
	// done are the blocks inside that have ended.
	done []byte
	text lines
	// before is how many line breaks are wanted in front, after those that are
	// owed to the last block inside.
	before, after int
	// literal keeps white space as it is.
	literal bool
}

// content is the text of a block so far.
func (b *block) content() string { return string(b.done) + b.text.String() }

// append puts a text into a block, as lines of its own.
func (b *block) append(text string, before, after int) {
	n := max(b.after, before)
	b.done = append(b.done, b.text.String()...)
	b.text.clear()
	if len(b.done) > 0 {
		b.done = append(b.done, strings.Repeat("\n", n)...)
	} else {
		b.before = n
	}
	b.done, b.after = append(b.done, text...), after
}

// lines are words broken into lines.
type lines struct {
	width int
	full  [][]string
	last  []string
	free  int
	// space is set when white space came that nothing has followed yet,
	// breakable where a word may be broken.
	space, breakable bool
}

func (l *lines) clear() { l.full, l.last, l.free = nil, nil, l.width }

func (l *lines) String() string {
	var b strings.Builder
	for _, words := range l.full {
		b.WriteString(strings.Join(words, " ") + "\n")
	}
	b.WriteString(strings.Join(l.last, " "))
	return b.String()
}

func (l *lines) newLine(n int) {
	if n == 0 {
		return
	}
	for range n {
		l.full, l.last = append(l.full, l.last), nil
	}
	l.free = l.width
}

func (l *lines) push(word string) {
	if l.free <= 0 {
		l.newLine(1)
	}
	cost := value.UTF16Len(word)
	if len(l.last) > 0 {
		if cost++; cost > l.free {
			l.newLine(1)
			cost--
		}
	}
	l.last = append(l.last, word)
	l.free -= cost
}

// join puts a word behind the last one without a space.
func (l *lines) join(word string) {
	if l.breakable && value.UTF16Len(word) > l.free {
		l.push(word)
		l.breakable = false
		return
	}
	if n := len(l.last); n > 0 {
		before := l.last[n-1]
		l.last = l.last[:n-1]
		l.free += value.UTF16Len(before)
		if n > 1 {
			l.free++
		}
		word = before + word
	}
	l.push(word)
}

// isSpace tells whether a character separates words.
func isSpace(r rune) bool {
	switch r {
	case ' ', '\t', '\r', '\n', '\f', '\u200b':
		return true
	}
	return false
}

func (w *textWriter) top() *block { return w.stack[len(w.stack)-1] }

func (w *textWriter) open(before, width int) *block {
	b := &block{before: before}
	b.text.width = width
	b.text.clear()
	if len(w.stack) > 0 {
		b.literal = w.top().literal
	}
	w.stack = append(w.stack, b)
	return b
}

func (w *textWriter) pop() *block {
	b := w.top()
	w.stack = w.stack[:len(w.stack)-1]
	return b
}

// width is what is left of a line when some of it is reserved.
func (w *textWriter) width(reserved int) int { return max(20, w.top().text.width-reserved) }

// close ends a block.
func (w *textWriter) close(after int, change func(string) string) {
	b := w.pop()
	text := b.content()
	if change != nil {
		text = change(text)
	}
	w.top().append(text, b.before, max(b.after, after))
}

// inline adds text to the line.
func (w *textWriter) inline(text string, plain bool) {
	b := w.top()
	if b.literal {
		b.done = append(b.done, text...)
		return
	}
	words := strings.FieldsFunc(text, isSpace)
	if text == "" || b.after > 0 && len(words) == 0 {
		return
	}
	b.text.newLine(b.after)
	b.after = 0
	first, _ := utf8.DecodeRuneInString(text)
	last, _ := utf8.DecodeLastRuneInString(text)
	apart := b.text.space || isSpace(first)
	for _, word := range words {
		if !plain {
			for i := len(w.words) - 1; i >= 0; i-- {
				word = w.words[i](word)
			}
		}
		if apart {
			b.text.push(word)
		} else {
			b.text.join(word)
		}
		apart = true
	}
	b.text.space = isSpace(last) || len(words) == 0 && b.text.space
}

func (w *textWriter) children(n *html.Node) {
	for c := range n.ChildNodes() {
		w.node(c)
	}
}

// block writes an element as a block.
func (w *textWriter) block(n *html.Node, around int) {
	w.open(around, w.width(0))
	w.children(n)
	w.close(around, nil)
}

func (w *textWriter) node(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		w.inline(n.Data, false)
		return
	case html.ElementNode:
	default:
		return
	}
	for _, s := range w.skip {
		if s.Match(n) {
			return
		}
	}
	switch n.DataAtom {
	case atom.Script, atom.Style:
	case atom.A:
		w.link(n)
	case atom.Article, atom.Aside, atom.Div, atom.Footer, atom.Form, atom.Header, atom.Main, atom.Nav, atom.Section:
		w.block(n, 1)
	case atom.P, atom.Table:
		w.block(n, 2)
	case atom.H1, atom.H2, atom.H3:
		w.heading(n, 3)
	case atom.H4, atom.H5, atom.H6:
		w.heading(n, 2)
	case atom.Br:
		if b := w.top(); b.literal {
			b.done = append(b.done, '\n')
		} else {
			b.text.newLine(1)
		}
	case atom.Wbr:
		w.top().text.breakable = true
	case atom.Hr:
		w.open(2, w.width(0))
		w.inline(strings.Repeat("-", lineLength), true)
		w.close(2, nil)
	case atom.Img:
		w.inline(imageText(attr(n, "alt"), attr(n, "src")), true)
	case atom.Blockquote:
		w.open(2, w.width(2))
		w.children(n)
		w.close(2, func(text string) string {
			return "> " + strings.ReplaceAll(strings.Trim(text, "\n"), "\n", "\n> ")
		})
	case atom.Pre:
		w.open(2, w.width(0)).literal = true
		w.children(n)
		w.close(2, nil)
	case atom.Ul:
		w.list(n, func(int) string { return " * " })
	case atom.Ol:
		start := 1
		if s := attr(n, "start"); s != "" {
			start, _ = strconv.Atoi(s)
		}
		numeral := numerals[attr(n, "type")]
		if numeral == nil {
			numeral = strconv.Itoa
		}
		w.list(n, func(i int) string { return " " + numeral(start+i) + ". " })
	default:
		w.children(n)
	}
}

func imageText(alt, src string) string {
	switch {
	case src == "":
		return alt
	case alt == "":
		return "[" + src + "]"
	}
	return alt + " [" + src + "]"
}

func (w *textWriter) heading(n *html.Node, before int) {
	w.open(before, w.width(0))
	w.words = append(w.words, cases.Upper(language.Und).String)
	w.children(n)
	w.words = w.words[:len(w.words)-1]
	w.close(2, nil)
}

func (w *textWriter) link(n *html.Node) {
	href := strings.TrimPrefix(attr(n, "href"), "mailto:")
	if href == "" || href[0] == '#' {
		w.children(n)
		return
	}
	some := false
	w.words = append(w.words, func(word string) string { some = some || word != ""; return word })
	w.children(n)
	w.words = w.words[:len(w.words)-1]
	if some {
		href = " [" + href + "]"
	}
	w.inline(href, true)
}

func (w *textWriter) list(n *html.Node, prefix func(int) string) {
	nested := n.Parent != nil && n.Parent.Type == html.ElementNode && n.Parent.DataAtom == atom.Li
	around := 2
	if nested {
		around = 1
	}
	var entries []*html.Node
	var prefixes []string
	longest, count := 0, 0
	for c := range n.ChildNodes() {
		if c.Type == html.TextNode && value.TrimSpace(c.Data) == "" {
			continue
		}
		p := ""
		if c.Type == html.ElementNode && c.DataAtom == atom.Li {
			p = prefix(count)
			if nested {
				p = strings.TrimLeft(p, " ")
			}
			count++
		}
		longest = max(longest, len(p))
		entries, prefixes = append(entries, c), append(prefixes, p)
	}
	if len(entries) == 0 {
		return
	}
	w.open(around, w.width(0))
	for i, entry := range entries {
		w.open(1, w.width(longest))
		w.node(entry)
		b := w.pop()
		text := prefixes[i] + strings.Repeat(" ", longest-len(prefixes[i])) + strings.ReplaceAll(b.content(), "\n", "\n"+strings.Repeat(" ", longest))
		w.top().append(text, b.before, max(b.after, 1))
	}
	b := w.pop()
	if text := b.content(); text != "" {
		w.top().append(text, b.before, around)
	}
}

// numerals are the ways to number a list.
var numerals = map[string]func(int) string{
	"a": func(n int) string { return letters(n, 'a') },
	"A": func(n int) string { return letters(n, 'A') },
	"i": func(n int) string { return strings.ToLower(roman(n)) },
	"I": roman,
}

func letters(n int, first byte) string {
	out := ""
	for n > 0 {
		n--
		out = string(first+byte(n%26)) + out
		n /= 26
	}
	return out
}

func roman(n int) string {
	var b strings.Builder
	for _, step := range []struct {
		n int
		s string
	}{{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}} {
		for n >= step.n && b.Len() < 100 {
			b.WriteString(step.s)
			n -= step.n
		}
	}
	return b.String()
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

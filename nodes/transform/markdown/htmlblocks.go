package markdown

import (
	"regexp"
	"strconv"
	"strings"
)

// elementTag matches the begin of the tags of elements that stand by themselves
// when they are first on a line: indented by three spaces at most.
var elementTag = regexp.MustCompile(`(?i)<(/?)(pre|div|h[1-6]|blockquote|table|dl|ol|ul|script|noscript|form|fieldset|iframe|math|style|section|header|footer|nav|` +
	`article|aside|address|audio|canvas|figure|hgroup|output|video|p)\b`)

// fenceLine matches a line that begins or ends a block of code.
var fenceLine = regexp.MustCompile("^ {0,3}(```+|~~~+)")

// placeMark stands around the number of an element in its place.
const placeMark = "\x1a"

// takeElements takes the elements that stand by themselves out of a page, with
// all that is in them: each is a block of its own, whatever follows it on its
// line or the next, and nothing in it is Markdown. putElements brings them back.
func takeElements(source string) (rest string, elements []string) {
	if strings.Contains(source, placeMark) {
		// A page with marks of its own could have an element put in at each of them.
		return source, nil
	}
	ends := elementEnds(source)
	if len(ends) == 0 {
		return source, nil
	}
	var b strings.Builder
	fence := ""
	for at := 0; at < len(source); {
		line, _, more := strings.Cut(source[at:], "\n")
		if mark := fenceLine.FindStringSubmatch(line); mark != nil {
			switch {
			case fence == "":
				fence = mark[1]
			case strings.HasPrefix(mark[1], fence):
				fence = ""
			}
		}
		indent := len(line) - len(strings.TrimLeft(line, " "))
		if end := ends[at+indent]; fence == "" && indent <= 3 && end > 0 {
			b.WriteString("\n\n" + placeMark + strconv.Itoa(len(elements)) + placeMark + "\n\n")
			elements = append(elements, source[at+indent:end])
			at = end + len(source[end:]) - len(strings.TrimLeft(source[end:], " "))
			continue
		}
		b.WriteString(line)
		at += len(line)
		if more {
			b.WriteByte('\n')
			at++
		}
	}
	return b.String(), elements
}

// elementEnds answers where the elements of a page end, by where they begin:
// those that are closed, with the elements of their kind inside of them.
func elementEnds(source string) map[int]int {
	var ends map[int]int
	open := map[string][]int{}
	for _, m := range elementTag.FindAllStringSubmatchIndex(source, -1) {
		tag := strings.ToLower(source[m[4]:m[5]])
		if m[2] == m[3] {
			open[tag] = append(open[tag], m[0])
			continue
		}
		stack := open[tag]
		if len(stack) == 0 || m[1] >= len(source) || source[m[1]] != '>' {
			continue
		}
		if ends == nil {
			ends = map[int]int{}
		}
		ends[stack[len(stack)-1]] = m[1] + 1
		open[tag] = stack[:len(stack)-1]
	}
	return ends
}

// putElements puts the elements back into a page that was written.
func putElements(page string, elements []string) string {
	if len(elements) == 0 {
		return page
	}
	pairs := make([]string, 0, 4*len(elements))
	for n, element := range elements {
		place := placeMark + strconv.Itoa(n) + placeMark
		pairs = append(pairs, "<p>"+place+"</p>", element, place, element)
	}
	return strings.NewReplacer(pairs...).Replace(page)
}

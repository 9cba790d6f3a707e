package markdown

import "strings"

// This file shapes the lines of Markdown that is written.

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\f' || c == '\v' }

func isSpace(c byte) bool { return isBlank(c) || c == '\n' || c == '\r' }

// escapeLineStarts puts a backslash where a line would begin a block: a
// heading, a list, a quotation, an underline. A number with a dot counts
// wherever it stands, because lines may be joined anew.
func escapeLineStarts(s string) string {
	var b strings.Builder
	b.Grow(len(s) + 8)
	begins := true
	for i := 0; i < len(s); {
		if begins {
			if n := blockMark(s[i:]); n > 0 {
				b.WriteByte('\\')
				b.WriteString(s[i : i+n])
				i += n
				begins = false
				continue
			}
		}
		if n := digits(s[i:]); n > 0 {
			b.WriteString(s[i : i+n])
			if i += n; i+1 < len(s) && s[i] == '.' && isSpace(s[i+1]) {
				b.WriteByte('\\')
			}
			begins = false
			continue
		}
		switch c := s[i]; {
		case c == '\n':
			begins = true
		case !isSpace(c):
			begins = false
		}
		b.WriteByte(s[i])
		i++
	}
	return b.String()
}

// blockMark gives the length of the mark of a block at the beginning of a text,
// 0 when there is none.
func blockMark(s string) int {
	switch s[0] {
	case '=', '>', '-':
		return 1
	case '+':
		if len(s) > 1 && isSpace(s[1]) {
			return 1
		}
	case '#':
		n := len(s) - len(strings.TrimLeft(s, "#"))
		if n <= 6 && n < len(s) && isSpace(s[n]) {
			return n
		}
	}
	return 0
}

func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

// quoted makes every line one of a quotation, or of one a level deeper.
func quoted(s string) string {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		rest := strings.TrimLeft(line, ">")
		marks := line[:len(line)-len(rest)]
		if rest != "" && isBlank(rest[0]) {
			rest = rest[1:]
		}
		lines[i] = ">" + marks + " " + rest
	}
	return strings.Join(lines, "\n")
}

// parts gives the lines of a text that have anything in them.
func parts(s string) []string {
	var out []string
	for _, line := range strings.Split(s, "\n") {
		if line = strings.TrimSuffix(line, "\r"); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// oneLine makes a single line of a text; a space stands for each break.
func oneLine(s string) string {
	joined := strings.Join(parts(s), " ")
	if s != "" && (s[0] == '\n' || strings.HasPrefix(s, "\r\n")) {
		joined = " " + joined
	}
	if strings.HasSuffix(s, "\n") && strings.TrimSpace(joined) != "" {
		joined += " "
	}
	return joined
}

// hardBreaks keeps the lines of a list's entry apart by two spaces, and sets
// them in. Blanks at the end of a line become two.
func hardBreaks(s, indent string) string {
	lines := parts(s)
	for i, line := range lines {
		bare := strings.TrimRight(line, " \t\f\v")
		if i < len(lines)-1 || bare != line {
			line = bare + "  "
		}
		if i > 0 {
			line = indent + line
		}
		lines[i] = line
	}
	return strings.Join(lines, "\n")
}

// unmarked takes a delimiter out of a text, but where it is escaped or begins
// the text.
func unmarked(s, mark string) string {
	var b strings.Builder
	for from := 0; ; {
		at := strings.Index(s[from:], mark)
		if at < 0 {
			b.WriteString(s[from:])
			return b.String()
		}
		at += from
		b.WriteString(s[from:at])
		if at == 0 || s[at-1] == '\\' {
			b.WriteString(mark)
		}
		from = at + len(mark)
	}
}

// endsRow tells whether a text ends as the row of a table does.
func endsRow(s string) bool { return strings.HasSuffix(strings.TrimRight(s, " \t\f\v\r\n"), " |") }

// rowText takes the bars around a table's row away.
func rowText(line string) string {
	text := strings.TrimRight(line, " \t\f\v\r\n")
	inner, ok := strings.CutSuffix(text, "|")
	if !ok {
		return line
	}
	if len(inner) > 1 && inner[0] == '|' && isSpace(inner[1]) {
		inner = strings.TrimLeft(inner[1:], " \t\f\v\r\n")
	}
	if inner == "" {
		return line
	}
	return inner
}

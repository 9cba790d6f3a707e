// Package delimited reads comma-separated text by the rules of the original's
// parser (csv-parse), which are stricter and different from those of
// encoding/csv: a record delimiter is found out from the text, a delimiter may
// be several characters long, a quote within an unquoted field is an error
// unless quotes are relaxed, and errors are in its words.
package delimited

import (
	"fmt"
	"strings"

	"runnel/runtime/value"
)

// Options are how a text is read.
type Options struct {
	// Delimiter stands between fields; a comma when "".
	Delimiter string
	// FromLine is the first line that is read, 1 when 0.
	FromLine int
	// To is the most records that are read, no limit when 0.
	To int
	// Columns tells that the first record names the columns.
	Columns bool
	// RelaxQuotes keeps quotes that do not enclose a field as they are.
	RelaxQuotes bool
	// Skip is told of a record with an error and says whether to go on; nil
	// ends at the first error.
	Skip func(error) error
}

// Error is text that is not as it should be.
type Error struct{ message string }

func (e *Error) Error() string { return e.message }

// Read calls record for each record of a text. names are the columns' names,
// nil when they have none; neither slice may be kept.
func Read(text string, o Options, record func(names, fields []string) error) error {
	p := parser{Options: o, text: text, line: 1, record: record}
	if p.Delimiter == "" {
		p.Delimiter = ","
	}
	if p.FromLine == 0 {
		p.FromLine = 1
	}
	for p.pos < len(p.text) && p.line < p.FromLine {
		p.skipLine()
	}
	for p.pos < len(p.text) && (p.To == 0 || p.records < p.To) {
		if err := p.next(); err != nil {
			return err
		}
	}
	return nil
}

type parser struct {
	Options
	text    string
	pos     int
	line    int
	end     string // the record delimiter, "" until one was seen
	columns []string
	fields  []string
	width   int
	records int
	record  func(names, fields []string) error
}

// recordEnd gives the length of the record delimiter at a place, 0 for none.
// The first one that is seen is that of the whole text.
func (p *parser) recordEnd(at int) int {
	if at >= len(p.text) || p.text[at] != '\n' && p.text[at] != '\r' {
		return 0
	}
	if p.end == "" {
		switch {
		case p.text[at] == '\n':
			p.end = "\n"
		case strings.HasPrefix(p.text[at:], "\r\n"):
			p.end = "\r\n"
		default:
			p.end = "\r"
		}
	}
	if strings.HasPrefix(p.text[at:], p.end) {
		return len(p.end)
	}
	return 0
}

func (p *parser) skipLine() {
	for p.pos < len(p.text) {
		if n := p.recordEnd(p.pos); n > 0 {
			p.pos += n
			break
		}
		p.pos++
	}
	p.line++
}

// next reads one record.
func (p *parser) next() error {
	p.fields = p.fields[:0]
	line := p.line
	for {
		field, err := p.field()
		if err != nil {
			return p.failed(err)
		}
		p.fields = append(p.fields, field)
		if strings.HasPrefix(p.text[p.pos:], p.Delimiter) {
			p.pos += len(p.Delimiter)
			continue
		}
		p.pos += p.recordEnd(p.pos)
		p.line++
		return p.emit(line)
	}
}

func (p *parser) failed(err *Error) error {
	if p.Skip == nil {
		return err
	}
	// The rest of the record is passed over.
	p.skipLine()
	return p.Skip(err)
}

func (p *parser) emit(line int) error {
	switch {
	case p.Columns && p.columns == nil:
		p.columns = append([]string{}, p.fields...)
		return nil
	case p.Columns && len(p.fields) != len(p.columns):
		return p.wrong(&Error{fmt.Sprintf("Invalid Record Length: columns length is %d, got %d on line %d", len(p.columns), len(p.fields), line)})
	case !p.Columns && p.records > 0 && len(p.fields) != p.width:
		return p.wrong(&Error{fmt.Sprintf("Invalid Record Length: expect %d, got %d on line %d", p.width, len(p.fields), line)})
	}
	p.width = len(p.fields)
	p.records++
	return p.record(p.columns, p.fields)
}

func (p *parser) wrong(err *Error) error {
	if p.Skip == nil {
		return err
	}
	return p.Skip(err)
}

// field reads a field and stops at the delimiter or the record's end.
func (p *parser) field() (string, *Error) {
	if p.pos < len(p.text) && p.text[p.pos] == '"' {
		return p.quoted()
	}
	return p.plain("")
}

// plain reads an unquoted field that begins with what was read of it already.
func (p *parser) plain(begun string) (string, *Error) {
	start := p.pos
	for p.pos < len(p.text) && p.recordEnd(p.pos) == 0 && !strings.HasPrefix(p.text[p.pos:], p.Delimiter) {
		if p.text[p.pos] == '"' && !p.RelaxQuotes {
			return "", &Error{fmt.Sprintf("Invalid Opening Quote: a quote is found on field %s at line %d, value is %s",
				p.column(), p.line, value.String(begun+p.text[start:p.pos]).JSON())}
		}
		p.pos++
	}
	return begun + p.text[start:p.pos], nil
}

// column names the field that is being read: by its name or its index.
func (p *parser) column() string {
	if n := len(p.fields); n < len(p.columns) {
		return value.String(p.columns[n]).JSON()
	}
	return fmt.Sprint(len(p.fields))
}

func (p *parser) quoted() (string, *Error) {
	opened := p.line
	p.pos++
	var b strings.Builder
	for {
		n := strings.IndexByte(p.text[p.pos:], '"')
		if n < 0 {
			p.pos = len(p.text)
			return "", &Error{fmt.Sprintf("Quote Not Closed: the parsing is finished with an opening quote at line %d", opened)}
		}
		part := p.text[p.pos : p.pos+n]
		p.line += p.lines(part)
		b.WriteString(part)
		p.pos += n + 1
		rest := p.text[p.pos:]
		switch {
		case strings.HasPrefix(rest, `"`):
			b.WriteByte('"')
			p.pos++
		case rest == "", strings.HasPrefix(rest, p.Delimiter), p.recordEnd(p.pos) > 0:
			return b.String(), nil
		case p.RelaxQuotes:
			return p.plain(`"` + b.String() + `"`)
		default:
			return "", &Error{fmt.Sprintf("Invalid Closing Quote: got \"%c\" at line %d instead of delimiter, record delimiter, trimable character (if activated) or comment",
				rest[0], p.line)}
		}
	}
}

// lines counts the line ends in a quoted field.
func (p *parser) lines(part string) int {
	if p.end == "\r" {
		return strings.Count(part, "\r")
	}
	return strings.Count(part, "\n")
}

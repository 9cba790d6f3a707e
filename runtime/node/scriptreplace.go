package node

import (
	"strings"

	"runnel/runtime/value"
)

// NewPattern compiles a regular expression of JavaScript with its flags. The
// error is a *PatternError.
func NewPattern(body, flags string) (Pattern, error) {
	re, err := scriptRegexp(body, flags)
	if err != nil {
		return Pattern{}, &PatternError{"Invalid regular expression: /" + body + "/: " + patternProblem(err)}
	}
	return Pattern{re}, nil
}

// ReplaceFirst gives the text with its first match replaced, as JavaScript's
// String.prototype.replace does it for an expression without the flag g: see
// Replacement.Expand. It is false when nothing matches, or the search takes too
// long.
func (p Pattern) ReplaceFirst(text, with string) (string, bool) {
	units := !p.re.unicode && hasPairs(text)
	subject := []rune(text)
	if units {
		subject = subject[:0]
		for _, u := range value.UTF16(text) {
			subject = append(subject, rune(u))
		}
	}
	m, err := p.re.re.FindRunesMatch(subject)
	if err != nil || m == nil {
		return text, false
	}
	write := func(part []rune) string {
		if !units {
			return string(part)
		}
		codes := make([]uint16, len(part))
		for i, r := range part {
			codes[i] = uint16(r)
		}
		return value.FromUTF16(codes)
	}
	before, after := write(subject[:m.Index]), write(subject[m.Index+m.Length:])
	r := Replacement{Before: before, Match: write(m.Runes()), After: after}
	for i, g := range m.Groups() {
		if i > 0 {
			r.Groups = append(r.Groups, write(g.Runes()))
		}
		if name := p.re.re.GroupNameFromNumber(i); name != "" && !isNumber(name) {
			if r.Named == nil {
				r.Named = map[string]string{}
			}
			r.Named[name] = write(g.Runes())
		}
	}
	return before + r.Expand(with) + after, true
}

func isNumber(s string) bool { return strings.Trim(s, "0123456789") == "" }

// Replacement is a match in a text, for what is written in its place.
type Replacement struct {
	// Before, Match and After are the text in three parts.
	Before, Match, After string
	// Groups are what the groups matched, the first being $1; Named those with
	// a name, nil when there are none.
	Groups []string
	Named  map[string]string
}

// Expand writes the text that replaces the match, as JavaScript does: $$ is a
// dollar, $& the match, $` what is before it and $' what comes after it, $1 to
// $99 are groups and $<name> is a group by its name.
func (r Replacement) Expand(with string) string {
	if !strings.Contains(with, "$") {
		return with
	}
	var b strings.Builder
	for i := 0; i < len(with); i++ {
		if with[i] != '$' || i+1 == len(with) {
			b.WriteByte(with[i])
			continue
		}
		switch next := with[i+1]; {
		case next == '$':
			b.WriteByte('$')
			i++
		case next == '&':
			b.WriteString(r.Match)
			i++
		case next == '`':
			b.WriteString(r.Before)
			i++
		case next == '\'':
			b.WriteString(r.After)
			i++
		case next >= '0' && next <= '9':
			n, length := int(next-'0'), 1
			if i+2 < len(with) && with[i+2] >= '0' && with[i+2] <= '9' {
				if two := n*10 + int(with[i+2]-'0'); two > 0 && two <= len(r.Groups) {
					n, length = two, 2
				}
			}
			if n == 0 || n > len(r.Groups) {
				b.WriteByte('$')
				continue
			}
			b.WriteString(r.Groups[n-1])
			i += length
		case next == '<' && r.Named != nil:
			name, _, ok := strings.Cut(with[i+2:], ">")
			if !ok {
				b.WriteByte('$')
				continue
			}
			b.WriteString(r.Named[name])
			i += len(name) + 2
		default:
			b.WriteByte('$')
		}
	}
	return b.String()
}

package intl

import (
	"unicode"
	"unicode/utf16"

	"github.com/rivo/uniseg"
)

// Segmenter is Intl.Segmenter. It cuts by the Unicode rules of UAX 29; languages that write no spaces are not cut into words by a
// dictionary, as ICU does it, but by those rules.
type Segmenter struct {
	Locale, Granularity string
}

// Segment is a piece of text. Index and Units count UTF-16 code units.
type Segment struct {
	Text         string
	Index, Units int
	WordLike     bool
}

// NewSegmenter negotiates a locale. granularity is grapheme, word or sentence; empty is grapheme.
func NewSegmenter(tags []string, granularity string) *Segmenter {
	return &Segmenter{Locale: resolveLocale(tags).tag, Granularity: or(granularity, "grapheme")}
}

// Segments cuts a text.
func (s *Segmenter) Segments(text string) []Segment {
	var out []Segment
	index, state := 0, -1
	for text != "" {
		var piece string
		switch s.Granularity {
		case "word":
			piece, text, state = uniseg.FirstWordInString(text, state)
		case "sentence":
			piece, text, state = uniseg.FirstSentenceInString(text, state)
		default:
			piece, text, _, state = uniseg.FirstGraphemeClusterInString(text, state)
		}
		seg := Segment{Text: piece, Index: index}
		for _, r := range piece {
			seg.Units += utf16.RuneLen(r)
			seg.WordLike = seg.WordLike || unicode.IsLetter(r) || unicode.IsDigit(r)
		}
		index += seg.Units
		out = append(out, seg)
	}
	return out
}

package ext

import "github.com/dlclark/regexp2"

// markdown are the replacements that removeMarkdown makes, in order. They are
// those of the npm package remove-markdown (MIT) as it was in its first
// versions, which the original follows.
var markdown = []struct {
	pattern *regexp2.Regexp
	with    string
}{
	{js(`^([\s\t]*)([*\-+]|\d\.)\s+`, regexp2.Multiline), "$1"},
	{js(`\n={2,}`, 0), "\n"},
	{js(`~~`, 0), ""},
	{js("`{3}.*\\n", 0), ""},
	{js(`<[\s\S]*?>`, 0), ""},
	{js(`^[=\-]{2,}\s*$`, 0), ""},
	{js(`\[\^.+?\](: .*?$)?`, 0), ""},
	{js(`\s{0,2}\[.*?\]: .*?$`, 0), ""},
	{js(`!\[.*?\][\[(].*?[\])]`, 0), ""},
	{js(`\[(.*?)\][\[(].*?[\])]`, 0), "$1"},
	{js(`>`, 0), ""},
	{js(`^\s{1,2}\[(.*?)\]: (\S+)( ".*?")?\s*$`, 0), ""},
	{js(`^#{1,6}\s*([^#]*)\s*(#{1,6})?`, regexp2.Multiline), "$1"},
	{js(`([*_]{1,3})(\S.*?\S)\1`, 0), "$2"},
	{js("(`{3,})(.*?)\\1", regexp2.Multiline), "$2"},
	{js(`^-{3,}\s*$`, 0), ""},
	{js("`(.+?)`", 0), "$1"},
	{js(`\n{2,}`, 0), "\n\n"},
}

func js(pattern string, options regexp2.RegexOptions) *regexp2.Regexp {
	return regexp2.MustCompile(pattern, regexp2.ECMAScript|options)
}

// removeMarkdown takes the marks of Markdown out of a text.
func removeMarkdown(s string) string {
	for _, m := range markdown {
		// The only error is a timeout, and there is none.
		s, _ = m.pattern.Replace(s, m.with, -1, -1)
	}
	return s
}

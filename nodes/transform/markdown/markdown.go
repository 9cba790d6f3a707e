// Package markdown is the Markdown node (transform reference §15).
package markdown

import (
	"strconv"
	"strings"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Node declares the node.
var Node = node.Define(node.Spec[params]{
	Name: "n8n-nodes-base.markdown", Title: "Markdown", Groups: []string{"output"},
	Summary: "Writes HTML as Markdown, or Markdown as HTML.",
	Icon:    "markdown", Versions: node.Versions(1),
	Inputs: node.Main(1), Outputs: node.Main(1), Params: declared, Run: run,
	Examples: []node.Example{
		{
			Title: "From HTML", Version: 1, Params: `{"html":"<h1>Hello</h1><p>A <b>bold</b> <a href=\"/x\">link</a></p>"}`,
			Input: `[{}]`, Output: `[[{"data":"# Hello\n\nA **bold** [link](/x)"}]]`,
		},
		{
			Title: "To HTML", Version: 1, Params: `{"mode":"markdownToHtml","markdown":"# Hello\n\n- a\n- b"}`,
			Input: `[{}]`, Output: `[[{"data":"<h1 id=\"hello\">Hello</h1>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>"}]]`,
		},
	},
})

// escapes declares a replacement of the usual escaping.
func escapes(name, title string) node.Param {
	return node.Groups(name, title,
		node.Group("value", "Value", node.Text("pattern", "Pattern", ""), node.Text("replacement", "Replacement", "")),
	).Edit("multipleValues", false)
}

var declared = node.Params{
	node.Options("mode", "Mode", "htmlToMarkdown", node.Opt("Markdown to HTML", "markdownToHtml"), node.Opt("HTML to Markdown", "htmlToMarkdown")),
	node.Text("html", "HTML", "").Required().Show(node.When("mode", "htmlToMarkdown")),
	node.Text("markdown", "Markdown", "").Required().Show(node.When("mode", "markdownToHtml")),
	node.Text("destinationKey", "Destination Key", "data").Required().Show(node.When("mode", "markdownToHtml", "htmlToMarkdown")),
	node.Collection("options", "Options",
		node.Text("bulletMarker", "Bullet Marker", "*"),
		node.Text("codeFence", "Code Block Fence", "```"),
		node.Text("emDelimiter", "Emphasis Delimiter", "_"),
		escapes("globalEscape", "Global Escape Pattern"),
		node.Text("ignore", "Ignored Elements", ""),
		node.Bool("keepDataImages", "Keep Images With Data", false),
		escapes("lineStartEscape", "Line Start Escape Pattern"),
		node.Num("maxConsecutiveNewlines", "Max Consecutive New Lines", 3),
		node.Bool("useLinkReferenceDefinitions", "Place URLs At The Bottom", false),
		node.Text("strongDelimiter", "Strong Delimiter", "**"),
		node.Options("codeBlockStyle", "Style For Code Block", "fence", node.Opt("Fence", "fence"), node.Opt("Indented", "indented")),
		node.Groups("textReplace", "Text Replacement Pattern",
			node.Group("values", "Values",
				node.Text("pattern", "Pattern", ""),
				node.Text("replacement", "Replacement", ""),
			),
		).Defaults(node.Arr()).Many(),
		node.Text("blockElements", "Treat As Blocks", ""),
	).Show(node.When("mode", "htmlToMarkdown")),
	node.Collection("options", "Options",
		node.Bool("openLinksInNewWindow", "Add Blank To Links", false),
		node.Bool("simplifiedAutoLink", "Automatic Linking to URLs", false),
		node.Bool("backslashEscapesHTMLTags", "Backslash Escapes HTML Tags", false),
		node.Bool("completeHTMLDocument", "Complete HTML Document", false),
		node.Bool("customizedHeaderId", "Customized Header ID", false),
		node.Bool("emoji", "Emoji Support", false),
		node.Bool("encodeEmails", "Encode Emails", true),
		node.Bool("excludeTrailingPunctuationFromURLs", "Exclude Trailing Punctuation From URLs", false),
		node.Bool("ghCodeBlocks", "GitHub Code Blocks", true),
		node.Bool("ghCompatibleHeaderId", "GitHub Compatible Header IDs", false),
		node.Text("ghMentionsLink", "GitHub Mention Link", "https://github.com/{u}"),
		node.Bool("ghMentions", "GitHub Mentions", false),
		node.Bool("tasklists", "GitHub Task Lists", false),
		node.Num("headerLevelStart", "Header Level Start", 1),
		node.Bool("requireSpaceBeforeHeadingText", "Mandatory Space Before Header", false),
		node.Bool("literalMidWordAsterisks", "Middle Word Asterisks", false),
		node.Bool("literalMidWordUnderscores", "Middle Word Underscores", false),
		node.Bool("noHeaderId", "No Header ID", false),
		node.Bool("parseImgDimensions", "Parse Image Dimensions", false),
		node.Text("prefixHeaderId", "Prefix Header ID", "section"),
		node.Bool("rawHeaderId", "Raw Header ID", false),
		node.Bool("rawPrefixHeaderId", "Raw Prefix Header ID", false),
		node.Bool("simpleLineBreaks", "Simple Line Breaks", false),
		node.Bool("smartIndentationFix", "Smart Indentation Fix", false),
		node.Bool("disableForced4SpacesIndentedSublists", "Spaces Indented Sublists", false),
		node.Bool("splitAdjacentBlockquotes", "Split Adjacent Blockquotes", false),
		node.Bool("strikethrough", "Strikethrough", false),
		node.Bool("tablesHeaderId", "Tables Header ID", false),
		node.Bool("tables", "Tables Support", false),
	).Show(node.When("mode", "markdownToHtml")),
}

type params struct {
	Mode        node.Field[string]      `param:"mode"`
	HTML        node.Field[value.Value] `param:"html"`
	Markdown    node.Field[value.Value] `param:"markdown"`
	Destination node.Field[string]      `param:"destinationKey"`
	Options     node.Field[value.Value] `param:"options"`
}

func run(c *node.Call[params]) (node.Output, error) {
	in := c.Input(0)
	mode, err := c.P.Mode.At(c, 0)
	if err != nil {
		return nil, err
	}
	out := make([]item.Item, len(in))
	for i, it := range in {
		doc, err := converted(c, mode, it.JSON, i)
		if err != nil {
			if !c.ContinueOnFail() {
				return nil, node.WrapItem(err, i)
			}
			doc = value.Object(value.Field{Key: "error", Value: value.String(err.Error())})
		}
		out[i] = item.FromPair(doc, i)
	}
	return node.One(out), nil
}

func converted(c *node.Call[params], mode string, doc value.Value, i int) (value.Value, error) {
	options, err := c.P.Options.Or(c, i, value.EmptyObject)
	if err != nil {
		return doc, err
	}
	destination, err := c.P.Destination.At(c, i)
	if err != nil {
		return doc, err
	}
	source, convert := &c.P.HTML, markdownOf
	if mode == "markdownToHtml" {
		source, convert = &c.P.Markdown, htmlOf
	}
	v, err := source.At(c, i)
	if err != nil {
		return doc, err
	}
	made, err := convert(v, options)
	if err != nil || made.IsUndefined() {
		return doc, err
	}
	return doc.SetAtPath(destination, made), nil
}

// markdownOf converts HTML: a text, or each field of an object. What has no
// fields becomes an object without any, as in the original.
func markdownOf(v, options value.Value) (value.Value, error) {
	style := styleOf(options)
	switch {
	case v.IsString():
		return value.String(fromHTML(v.Str(), style)), nil
	case v.IsNullish():
		return v, node.Errorf("Cannot convert undefined or null to object")
	}
	var b value.Builder
	for n, e := range v.Elems() {
		b.Set(strconv.Itoa(n), value.String(fromHTML(e.ToString(), style)))
	}
	for key, e := range v.Entries() {
		b.Set(key, value.String(fromHTML(e.ToString(), style)))
	}
	return b.Object(), nil
}

// htmlOf converts Markdown. Nothing, 0 and false stay what they are; other
// values than texts fail with the original's words.
func htmlOf(v, options value.Value) (value.Value, error) {
	switch {
	case !v.Truthy():
		return v, nil
	case !v.IsString():
		return v, node.Errorf("text.replace is not a function")
	}
	return value.String(toHTML(v.Str(), pageStyleOf(options))), nil
}

// option reads options of a collection.
type option struct{ value.Value }

func (o option) on(name string, def bool) bool {
	if v := o.Get(name); !v.IsUndefined() {
		return v.Truthy()
	}
	return def
}

func (o option) word(name, def string) string {
	if v := o.Get(name); v.IsString() {
		return v.Str()
	}
	return def
}

func (o option) number(name string, def int) int {
	if v := o.Get(name); !v.IsUndefined() {
		if n := v.ToNumber(); n == n && n > -1e6 && n < 1e6 {
			return int(n)
		}
	}
	return def
}

// elements reads a list of elements' names.
func (o option) elements(name string) []string {
	var out []string
	for part := range strings.SplitSeq(o.word(name, ""), ",") {
		if part = value.TrimSpace(part); part != "" {
			out = append(out, strings.ToUpper(part))
		}
	}
	return out
}

// replacement reads a pattern with what comes in its place, nil for none.
func (o option) replacement(name string) *replacement {
	v := option{o.Get(name).Get("value")}
	if !v.IsObject() {
		return nil
	}
	return &replacement{v.word("pattern", ""), v.word("replacement", "")}
}

func styleOf(options value.Value) *style {
	o := option{options}
	s := &style{
		bullet:         o.word("bulletMarker", "*"),
		fence:          o.word("codeFence", "```"),
		em:             o.word("emDelimiter", "_"),
		strong:         o.word("strongDelimiter", "**"),
		indented:       o.word("codeBlockStyle", "fence") == "indented",
		ignore:         o.elements("ignore"),
		blocks:         o.elements("blockElements"),
		keepDataImages: o.on("keepDataImages", false),
		maxNewlines:    o.number("maxConsecutiveNewlines", 3),
		references:     o.on("useLinkReferenceDefinitions", false),
		globalEscape:   o.replacement("globalEscape"),
		lineEscape:     o.replacement("lineStartEscape"),
	}
	for _, row := range options.Get("textReplace").Get("values").Elems() {
		r := option{row}
		s.textReplace = append(s.textReplace, replacement{r.word("pattern", ""), r.word("replacement", "")})
	}
	return s
}

func pageStyleOf(options value.Value) *pageStyle {
	o := option{options}
	return &pageStyle{
		newWindow:          o.on("openLinksInNewWindow", false),
		autoLinks:          o.on("simplifiedAutoLink", false),
		escapedTags:        o.on("backslashEscapesHTMLTags", false),
		document:           o.on("completeHTMLDocument", false),
		customID:           o.on("customizedHeaderId", false),
		emoji:              o.on("emoji", false),
		encodeEmails:       o.on("encodeEmails", true),
		githubID:           o.on("ghCompatibleHeaderId", false),
		mentions:           o.on("ghMentions", false),
		mentionsLink:       o.word("ghMentionsLink", "https://github.com/{u}"),
		tasks:              o.on("tasklists", false),
		level:              o.number("headerLevelStart", 1),
		spaceInHeading:     o.on("requireSpaceBeforeHeadingText", false),
		literalStars:       o.on("literalMidWordAsterisks", false),
		literalUnderscores: o.on("literalMidWordUnderscores", false),
		noID:               o.on("noHeaderId", false),
		imageSizes:         o.on("parseImgDimensions", false),
		prefixID:           o.word("prefixHeaderId", ""),
		rawID:              o.on("rawHeaderId", false),
		rawPrefix:          o.on("rawPrefixHeaderId", false),
		lineBreaks:         o.on("simpleLineBreaks", false),
		fixIndent:          o.on("smartIndentationFix", false),
		shortIndent:        o.on("disableForced4SpacesIndentedSublists", false),
		splitQuotes:        o.on("splitAdjacentBlockquotes", false),
		strikethrough:      o.on("strikethrough", false),
		tableIDs:           o.on("tablesHeaderId", false),
		tables:             o.on("tables", false),
	}
}

package form

import (
	"bytes"
	"crypto/rand"
	"embed"
	"html/template"
	"net/url"
	"regexp"
	"strings"
	"sync"

	"github.com/microcosm-cc/bluemonday"

	"runnel/runtime/node"
	"runnel/runtime/value"
)

//go:embed pages
var files embed.FS

var pages = template.Must(template.New("").ParseFS(files, "pages/*.html"))

// pagePolicy lets a page show itself, pictures and videos, and send its form.
// Nothing in it can run. Where a form leads to is not bound: answers to it may
// redirect to other sites.
const pagePolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src https: data:; media-src https:; frame-src https:; base-uri 'none'; " +
	"frame-ancestors *"

// Page is a page with a form.
type Page struct {
	Title, Description string
	Fields             []Field
	Button             string
	CSS                string
	Attribution, Test  bool
	// Step is sent along in StepField when it is set. Token asks for a TokenField.
	Step  string
	Token bool
	// Query are the query parameters of the request for the page: they fill in
	// fields by their names.
	Query value.Value
	// Filled holds what was filled in and Problems what is wrong with it, by the
	// fields' indexes, when the page is shown again.
	Filled, Problems map[int]string
}

// control is a field as the template shows it.
type control struct {
	Field
	Name, ID, Value, Problem string
	// Rich is the content of an html element, made safe; Sent the same as the
	// page sends it.
	Rich    template.HTML
	Sent    string
	Choices []choice
	Note    string
}

type choice struct {
	Text   string
	Chosen bool
	ID     string
	Needed bool
}

// Response makes the page.
func (p Page) Response(status int) *node.Response {
	if p.Title == "" {
		p.Title = "Form"
	}
	if p.Button == "" {
		p.Button = "Submit"
	}
	token := ""
	if p.Token {
		token = rand.Text()
	}
	controls := make([]control, len(p.Fields))
	for n := range p.Fields {
		controls[n] = p.control(n)
	}
	return render(status, "form.html", map[string]any{
		"Title": p.Title, "Plain": plainText(p.Description), "Description": template.HTML(rich(p.Description)), "Controls": controls,
		"Button": p.Button, "CSS": style(p.CSS), "Attribution": p.Attribution, "Test": p.Test, "Step": p.Step, "Token": token,
		"StepField": StepField, "TokenField": TokenField, "Problems": len(p.Problems) > 0,
	})
}

func (p *Page) control(n int) control {
	f := p.Fields[n]
	c := control{Field: f, Name: "field-" + value.Int(n).ToString(), Problem: p.Problems[n], Value: f.Default}
	c.ID = c.Name
	for _, name := range []string{f.Label, f.Key} {
		if given := p.Query.Get(name); name != "" && given.IsString() {
			c.Value = given.Str()
		}
	}
	if filled, ok := p.Filled[n]; ok {
		c.Value = filled
	}
	switch f.Type {
	case "html":
		c.Sent = rich(f.HTML)
		c.Rich = template.HTML(c.Sent)
	case "dropdown", "checkbox", "radio":
		chosen := f.choices(c.Value)
		for i, o := range f.Options {
			c.Choices = append(c.Choices, choice{Text: o, Chosen: chosen[o], ID: c.Name + "-" + value.Int(i).ToString(), Needed: f.Required})
		}
		if f.multiple() {
			c.Name += "[]"
		}
	}
	switch {
	case f.Type != "checkbox" || f.Min == 0 && f.Max == 0:
	case f.Min == f.Max:
		c.Note = "Select " + options(f.Min)
	case f.Max == 0:
		c.Note = "Select at least " + options(f.Min)
	default:
		c.Note = "Select " + value.Int(f.Min).ToString() + " to " + options(f.Max)
	}
	return c
}

// Message is a page that tells something: that a form was taken in, or why it
// was not.
type Message struct {
	// Title is the page's and Heading what stands on it; the heading when the
	// title is "".
	Title, Heading, Text string
	CSS                  string
	Attribution, Test    bool
	Problem              bool
	// Refresh loads the page again after so many seconds; 0 does not.
	Refresh int
	// Download is the address of a file, FileName its name.
	Download, FileName string
}

// Response makes the page.
func (m Message) Response(status int) *node.Response {
	if m.Title == "" {
		m.Title = m.Heading
	}
	return render(status, "message.html", map[string]any{
		"Title": m.Title, "Heading": m.Heading, "Text": template.HTML(rich(m.Text)), "CSS": style(m.CSS), "Attribution": m.Attribution,
		"Test": m.Test, "Problem": m.Problem, "Refresh": m.Refresh, "Download": m.Download, "FileName": m.FileName,
	})
}

// Submitted is the page that is shown when nothing else is: the answer was
// taken in.
func Submitted(text string) Message {
	if text == "" {
		text = "Your response has been recorded"
	}
	return Message{Heading: "Form Submitted", Text: text}
}

// Failed is the page of a form that cannot be shown or sent.
func Failed(heading, text string) Message {
	return Message{Heading: heading, Text: text, Problem: true}
}

// FileLink is the link that leads to the file of a closing page.
const FileLink = "?file"

// Custom is a page that the workflow makes itself. It is kept apart from this
// site, as everything that workflows answer.
func Custom(html string) *node.Response {
	return &node.Response{Status: 200, Body: value.String(html), Text: true, Headers: []node.Header{
		{Name: "content-type", Value: "text/html; charset=utf-8"}, {Name: "content-security-policy", Value: sandbox},
		{Name: "cache-control", Value: "no-store"},
	}}
}

// sandbox lets a page act, but not as part of this site.
const sandbox = "sandbox allow-downloads allow-forms allow-modals allow-popups allow-presentation allow-scripts " +
	"allow-top-navigation-by-user-activation"

// Redirect sends a person on to another address; an address that browsers would
// run is refused.
func Redirect(address string) *node.Response {
	if u, err := url.Parse(strings.TrimSpace(address)); err != nil || u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "mailto" {
		return Failed("Problem loading form", "The address to go on to is not valid.").Response(500)
	}
	return &node.Response{Status: 303, Headers: []node.Header{{Name: "location", Value: strings.TrimSpace(address)}, {Name: "cache-control", Value: "no-store"}}}
}

func render(status int, name string, data any) *node.Response {
	var b bytes.Buffer
	if err := pages.ExecuteTemplate(&b, name, data); err != nil {
		// The templates are part of the program, so this is a mistake of it.
		panic(err)
	}
	return &node.Response{Status: status, Body: value.String(b.String()), Text: true, Headers: []node.Header{
		{Name: "content-type", Value: "text/html; charset=utf-8"}, {Name: "content-security-policy", Value: pagePolicy},
		{Name: "x-content-type-options", Value: "nosniff"}, {Name: "cache-control", Value: "no-store"},
		{Name: "referrer-policy", Value: "same-origin"},
	}}
}

// policy is what may stand in texts that take HTML: what forms of the original
// let through.
var policy = sync.OnceValue(func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("b", "div", "i", "em", "strong", "h1", "h2", "h3", "h4", "h5", "h6", "u", "sub", "sup", "code", "pre", "span", "br", "ul", "ol",
		"li", "p", "table", "thead", "tbody", "tfoot", "td", "tr", "th", "blockquote", "hr")
	p.AllowStandardURLs()
	p.AllowAttrs("href").OnElements("a")
	p.AllowAttrs("target").Matching(regexp.MustCompile(`^_(?:blank|self)$`)).OnElements("a")
	p.RequireNoReferrerOnLinks(true)
	p.AllowAttrs("src", "alt", "width", "height").OnElements("img")
	p.AllowAttrs("src", "controls", "autoplay", "loop", "muted", "poster", "width", "height").OnElements("video")
	p.AllowAttrs("src", "type").OnElements("source")
	p.AllowAttrs("src", "width", "height", "frameborder", "allow", "allowfullscreen", "referrerpolicy").OnElements("iframe")
	p.AllowDataURIImages()
	p.AllowAttrs("colspan", "rowspan").OnElements("td", "th")
	return p
})

// rich makes HTML safe to show.
func rich(text string) string {
	if !strings.ContainsAny(text, "<&") {
		return text
	}
	return policy().Sanitize(text)
}

// plainText takes the markup out.
func plainText(text string) string { return bluemonday.StrictPolicy().Sanitize(text) }

// style makes a style sheet that cannot end its element or load anything by
// @import.
func style(css string) template.CSS {
	css = strings.ReplaceAll(css, "</", `<\/`)
	return template.CSS(css)
}

// ExampleCSS are the variables of the pages' style sheet: what a user who
// changes the looks of a form begins with.
const ExampleCSS = `:root {
	/* Colours */
	--color-background: #f4f5f7;
	--color-card-bg: #ffffff;
	--color-card-border: #d9dce3;
	--color-header: #23262d;
	--color-label: #3b404a;
	--color-input-border: #b6bcc8;
	--color-input-text: #23262d;
	--color-focus-border: #2f6fde;
	--color-submit-btn-bg: #2f6fde;
	--color-submit-btn-text: #ffffff;
	--color-error: #b3261e;
	--color-required: #b3261e;

	/* Sizes */
	--container-width: 32rem;
	--font-family: system-ui, sans-serif;
	--border-radius-card: 8px;
	--border-radius-input: 6px;
}
`

// Package nodepage writes the page of a node, in Markdown, from its
// declarations.
package nodepage

import (
	"fmt"
	"slices"
	"strings"

	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Page is the documentation of one node type.
type Page struct {
	// File is the page's name, made of the type's: "merge.md".
	File string
	// Type names the node, Title and Summary tell people what it is.
	Type, Title, Summary string
	// Group is the first of the original's groups, Hidden says that new nodes
	// should be of another type.
	Group  string
	Hidden bool
	Text   string
}

// Pages makes the pages of all types, sorted by title.
func Pages(r *node.Registry) []Page {
	byName := map[string][]*node.Type{}
	for _, t := range r.All() {
		byName[t.Name] = append(byName[t.Name], t)
	}
	var out []Page
	for name, declarations := range byName {
		out = append(out, page(r, name, declarations))
	}
	slices.SortFunc(out, func(a, b Page) int {
		if c := strings.Compare(strings.ToLower(a.Title), strings.ToLower(b.Title)); c != 0 {
			return c
		}
		return strings.Compare(a.Type, b.Type)
	})
	return out
}

// Index lists the pages.
func Index(pages []Page) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Nodes\n\nThe %d types of nodes. These pages are made of the nodes' declarations by `make docs`; change those, not these.\n", len(pages))
	list := func(title string, of func(Page) bool) {
		fmt.Fprintf(&b, "\n## %s\n\n| Node | What it does |\n|---|---|\n", title)
		for _, p := range pages {
			if of(p) {
				fmt.Fprintf(&b, "| [%s](%s) | %s |\n", p.Title, p.File, cell(p.Summary))
			}
		}
	}
	list("Triggers", func(p Page) bool { return !p.Hidden && p.Group == "trigger" })
	list("Actions", func(p Page) bool { return !p.Hidden && p.Group != "trigger" })
	list("Older types, for workflows that have them", func(p Page) bool { return p.Hidden })
	return b.String()
}

func page(r *node.Registry, name string, declarations []*node.Type) Page {
	t, version := r.Find(name, 0)
	var versions []float64
	for _, d := range declarations {
		versions = append(versions, d.Versions...)
	}
	slices.Sort(versions)
	w := &writer{version: version}
	w.line("# %s", t.Title)
	w.line("\n%s", t.Summary)
	w.line("\n- Type: `%s`, %s %s; this page is about version %s", name, plural("version", len(versions)), numbers(versions), value.FormatNumber(version))
	w.line("- %s", ports("Inputs", t.Inputs))
	w.line("- %s", ports("Outputs", t.Outputs))
	for _, c := range t.Credentials {
		use := "optional"
		if c.Required {
			use = "needed"
		}
		w.line("- Credential: `%s`, %s%s", c.Type, use, conditions(c.Show, nil))
	}
	if t.MaxNodes > 0 {
		w.line("- At most %d in a workflow", t.MaxNodes)
	}
	if len(t.Params) > 0 {
		w.line("\n## Parameters\n")
		w.params(t.Params, 0)
	}
	for _, d := range declarations {
		for _, e := range d.Examples {
			w.example(d, e)
		}
	}
	group := ""
	if len(t.Groups) > 0 {
		group = t.Groups[0]
	}
	return Page{File: strings.ToLower(t.ShortName()) + ".md", Type: name, Title: t.Title, Summary: t.Summary, Group: group, Hidden: t.Hidden, Text: w.b.String()}
}

func plural(word string, n int) string {
	if n == 1 {
		return word
	}
	return word + "s"
}

func numbers(list []float64) string {
	texts := make([]string, len(list))
	for i, n := range list {
		texts[i] = value.FormatNumber(n)
	}
	return strings.Join(texts, ", ")
}

func ports(what string, p node.Ports) string {
	if p.Dynamic != nil {
		return what + ": as the parameters say"
	}
	if len(p.Names) == 0 {
		return what + ": none"
	}
	var named []string
	for _, n := range p.Names {
		if n != "" {
			named = append(named, n)
		}
	}
	if len(named) == 0 {
		return fmt.Sprintf("%s: %d", what, len(p.Names))
	}
	return what + ": " + strings.Join(named, ", ")
}

// cell makes a text fit into a table.
func cell(s string) string { return strings.ReplaceAll(s, "|", "\\|") }

type writer struct {
	b       strings.Builder
	version float64
}

func (w *writer) line(format string, args ...any) {
	fmt.Fprintf(&w.b, format, args...)
	w.b.WriteByte('\n')
}

// params lists parameters, each with what is inside of it below it.
func (w *writer) params(list node.Params, depth int) {
	for _, p := range list.In(w.version) {
		if p.Kind == node.KindNotice || p.Kind == node.KindCurlImport || p.Kind == node.KindHidden {
			continue
		}
		w.b.WriteString(strings.Repeat("  ", depth))
		w.line("- **%s** (`%s`)%s", p.Title, p.Name, w.facts(&p))
		w.params(p.Fields, depth+1)
		for _, g := range p.FieldGroups {
			if len(p.FieldGroups) > 1 {
				w.b.WriteString(strings.Repeat("  ", depth+1))
				w.line("- **%s** (`%s`)", g.Title, g.Name)
				w.params(g.Fields, depth+2)
				continue
			}
			w.params(g.Fields, depth+1)
		}
	}
}

// facts tells a parameter's kind, values, default and when it is there.
func (w *writer) facts(p *node.Param) string {
	var facts []string
	if kind := kinds[p.Kind]; kind != "" {
		facts = append(facts, kind)
	}
	if p.IsRequired {
		facts = append(facts, "needed")
	}
	if p.Multiple {
		facts = append(facts, "several")
	}
	if len(p.Choices) > 0 {
		var choices []string
		for _, c := range p.Choices {
			choices = append(choices, code(c.Value))
		}
		facts = append(facts, "one of "+strings.Join(choices, " "))
		if p.Kind == node.KindMultiOptions {
			facts[len(facts)-1] = "any of " + strings.Join(choices, " ")
		}
	}
	if p.FixedOnly {
		facts = append(facts, "no expression")
	}
	if d := p.Default; !d.IsNullish() && !(d.IsString() && d.Str() == "") && !d.IsObject() && !(d.IsArray() && d.Len() == 0) {
		facts = append(facts, "default "+code(d))
	}
	text := strings.Join(facts, ", ")
	if text != "" {
		text = ": " + text
	}
	text += conditions(p.Visible, p.HiddenWhen)
	if p.Help != "" {
		text += ". " + p.Help
	}
	return text
}

var kinds = map[node.Kind]string{
	node.KindString: "text", node.KindNumber: "number", node.KindBoolean: "true or false", node.KindJSON: "JSON", node.KindDateTime: "date and time",
	node.KindColor: "color", node.KindFilter: "conditions", node.KindAssignments: "fields with values", node.KindResourceLocator: "chosen from a list, by id or otherwise",
	node.KindResourceMapper: "columns with values", node.KindWorkflowSelector: "a workflow", node.KindCredentialsSelect: "a credential type",
	node.KindFixedCollection: "", node.KindCollection: "",
}

// code writes a value as it stands in a workflow.
func code(v value.Value) string {
	text := v.JSON()
	if strings.Contains(text, "`") {
		return "`` " + text + " ``"
	}
	return "`" + text + "`"
}

// conditions tells when something is there; the version goes without saying.
func conditions(visible, hidden node.Conditions) string {
	var parts []string
	for _, c := range visible {
		if text := condition(c, "is"); text != "" {
			parts = append(parts, text)
		}
	}
	for _, c := range hidden {
		if text := condition(c, "is not"); text != "" {
			parts = append(parts, text)
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "; when " + strings.Join(parts, " and ")
}

func condition(c node.Condition, is string) string {
	if c.Name == node.VersionKey {
		return ""
	}
	var values []string
	for _, v := range c.Values {
		values = append(values, code(v))
	}
	for _, t := range c.Tests {
		values = append(values, strings.TrimSpace(words[t.Op]+" "+code(t.Arg)))
	}
	return "`" + strings.TrimPrefix(c.Name, "/") + "` " + is + " " + strings.Join(values, " or ")
}

var words = map[string]string{
	"eq": "", "not": "not", "gte": "at least", "lte": "at most", "gt": "above", "lt": "below", "between": "between", "includes": "a text with",
	"startsWith": "a text that starts with", "endsWith": "a text that ends with", "regex": "a text like", "exists": "there",
}

func (w *writer) example(t *node.Type, e node.Example) {
	version := e.Version
	if version == 0 {
		version = t.Versions[len(t.Versions)-1]
	}
	w.line("\n## Example: %s\n", e.Title)
	w.line("Version %s, parameters:\n\n```json\n%s\n```", value.FormatNumber(version), pretty(e.Params))
	if e.Input != "" {
		w.line("\nInput:\n\n```json\n%s\n```", pretty(e.Input))
	}
	for i, more := range e.More {
		w.line("\nInput %d:\n\n```json\n%s\n```", i+2, pretty(more))
	}
	w.line("\nOutput:\n\n```json\n%s\n```", pretty(e.Output))
}

// pretty writes JSON with an element to a line, two levels deep.
func pretty(text string) string {
	v, err := value.ParseString(text)
	if err != nil {
		return text
	}
	return layout(v, "", 0)
}

func layout(v value.Value, indent string, depth int) string {
	if depth == 2 || len(v.JSON()) < 100 {
		return v.JSON()
	}
	var parts []string
	inner := indent + "  "
	open, shut := "[", "]"
	if v.IsArray() {
		for _, e := range v.Elems() {
			parts = append(parts, inner+layout(e, inner, depth+1))
		}
	} else if v.IsObject() {
		open, shut = "{", "}"
		for key, e := range v.Entries() {
			parts = append(parts, inner+value.String(key).JSON()+": "+layout(e, inner, depth+1))
		}
	} else {
		return v.JSON()
	}
	return open + "\n" + strings.Join(parts, ",\n") + "\n" + indent + shut
}

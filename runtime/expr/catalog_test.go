package expr_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"runnel/runtime/expr"
	"runnel/runtime/expr/ext"
	"runnel/runtime/expr/syntax"
)

var update = flag.Bool("update", false, "write docs/expressions.md anew")

// TestGlobals looks whether the described names exist and their examples can be
// read and use them.
func TestGlobals(t *testing.T) {
	seen := map[string]bool{}
	for _, g := range expr.Globals() {
		if seen[g.Name] || g.Type == "" || g.Help == "" {
			t.Errorf("%s is described twice or not at all", g.Name)
		}
		seen[g.Name] = true
		if !strings.Contains(g.Example, g.Name) {
			t.Errorf("the example of %s does not use it", g.Name)
		}
		if _, err := syntax.ParseExpression(g.Example); err != nil {
			t.Errorf("the example of %s: %v", g.Name, err)
		}
	}
	for _, name := range expr.ContextNames() {
		if !seen[name] && !deprecated[name] {
			t.Errorf("%s is not described", name)
		}
	}
}

// deprecated are names of the context that have a better spelling, or that only
// other parts of the system use.
var deprecated = map[string]bool{
	"$data": true, "$position": true, "$thisItemIndex": true, "$thisRunIndex": true, "$thisItem": true, "$item": true, "$getPairedItem": true,
	"$rawParameter": true, "$self": true, "$executionId": true, "$resumeWebhookUrl": true, "$fromai": true, "$fromAi": true,
	"min": true, "max": true, "average": true, "not": true, "numberList": true, "zip": true,
}

const page = "../../docs/expressions.md"

// TestPage holds the docs page against the tables it is made from.
func TestPage(t *testing.T) {
	want := makePage()
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(page)
	if err != nil || string(got) != want {
		t.Errorf("docs/expressions.md is not what the tables of functions say; write it anew with: make docs (%v)", err)
	}
}

func makePage() string {
	var b strings.Builder
	b.WriteString("# Expressions\n\n<!-- Made by `make docs` from runtime/expr; do not edit. -->\n\n" +
		"A parameter that begins with `=` is an expression: text with JavaScript between `{{` and `}}`. A single `{{ … }}` with nothing around\n" +
		"it gives its value as it is, anything else a text. What throws gives `undefined`; messages that workflows should see are errors of the node.\n\n" +
		"## What expressions know\n\n| Name | Type | Meaning | Example |\n| --- | --- | --- | --- |\n")
	for _, g := range expr.Globals() {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", g.Name, g.Type, cell(g.Help), code(g.Example))
	}
	b.WriteString("\nBesides, the language's own objects: `Math`, `JSON`, `Object`, `Array`, `String`, `Number`, `Date`, `RegExp`, `Intl` and so on.\n")
	receiver := ""
	for _, f := range ext.Functions() {
		if r := f.Receiver.String(); r != receiver {
			receiver = r
			fmt.Fprintf(&b, "\n## Functions of %s\n\n| Call | Gives | Meaning | Examples |\n| --- | --- | --- | --- |\n", r)
		}
		help := cell(f.Help)
		for _, a := range f.Args {
			help += fmt.Sprintf("<br>`%s` (%s%s): %s", a.Name, cell(a.Type), defaulted(a), cell(a.Help))
		}
		var examples []string
		for _, e := range f.Examples {
			line := code(e.Code)
			if e.Result != "" {
				line += " → " + code(e.Result)
			}
			examples = append(examples, line)
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", code(f.Name+"("+arguments(f)+")"), cell(f.Returns), help, strings.Join(examples, "<br>"))
	}
	return b.String()
}

func defaulted(a ext.Arg) string {
	switch {
	case a.Default != "":
		return ", " + code(a.Default) + " when left out"
	case a.Optional:
		return ", may be left out"
	}
	return ""
}

func arguments(f *ext.Function) string {
	var names []string
	for _, a := range f.Args {
		name := a.Name
		if a.Variadic {
			name = "..." + name
		}
		if a.Optional {
			name += "?"
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

// cell escapes a text for a table.
func cell(s string) string {
	return strings.NewReplacer("|", `\|`, "<", "&lt;", "\n", " ").Replace(s)
}

// code marks a text as code in a table, with more marks than it has itself.
func code(s string) string {
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	space := ""
	if len(fence) > 1 {
		space = " "
	}
	return fence + space + strings.NewReplacer("|", `\|`, "\n", `\n`).Replace(s) + space + fence
}

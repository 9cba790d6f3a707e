package node

import (
	"fmt"
	"strconv"
	"strings"

	"runnel/runtime/value"
)

// Issue is something wrong with a node's stored parameters that keeps its
// workflow from being run (engine reference §2).
type Issue struct {
	// Path is the parameter's dotted path, elements as [i].
	Path string
	// Message is what the original shows.
	Message string
}

// Issues finds what is wrong with the parameters of a node: required ones that
// are empty, resource locators that do not look as their mode wants, values of
// another type than the declaration checks for, groups with too few entries.
// Expressions are not known yet and count as right. params are the
// effective parameters.
func Issues(t *Type, version float64, params value.Value) []Issue {
	if t == nil {
		return nil
	}
	c := &checker{root: newScope(t, version, params)}
	c.params(c.root, "")
	return c.issues
}

type checker struct {
	root   *scope
	issues []Issue
}

func (c *checker) add(path, format string, args ...any) {
	c.issues = append(c.issues, Issue{path, fmt.Sprintf(format, args...)})
}

// params checks the parameters of a scope that holds effective values.
func (c *checker) params(s *scope, prefix string) {
	for i := range s.params {
		p := &s.params[i]
		v := s.stored.Get(p.Name)
		if shown(p.Visible, p.HiddenWhen, s.storedValues) {
			c.param(s, p, v, prefix+p.Name)
		}
		// Types are checked even where the parameter is not shown.
		c.typed(p, v, prefix+p.Name)
	}
}

// storedValues answers the names in conditions from what is stored, as the
// original does when it looks for issues.
func (s *scope) storedValues(name string) []value.Value {
	root := s.root
	if root == nil {
		root = s
	}
	at := func(s *scope) func(string) value.Value {
		return func(path string) value.Value { return s.stored.AtPath(path) }
	}
	return conditionValues(name, s.typ, s.version, at(root), at(s))
}

func (c *checker) param(s *scope, p *Param, v value.Value, path string) {
	if p.IsRequired {
		if p.Multiple {
			for _, e := range v.Elems() {
				c.required(p, e, path)
			}
		} else {
			c.required(p, v, path)
		}
	}
	switch {
	case p.Kind == KindResourceLocator:
		c.locator(p, v, path)
	case p.Kind == KindResourceMapper:
		c.mapper(p, v, path)
	}
	// The members of a collection are not checked.
	if p.Kind == KindFixedCollection {
		if p.Multiple {
			c.count(p, v, path)
		}
		for i := range p.FieldGroups {
			g := &p.FieldGroups[i]
			entries, at := v.Get(g.Name), path+"."+g.Name
			switch {
			case entries.IsUndefined():
			case p.Multiple:
				for n, e := range entries.Elems() {
					c.params(s.child(g.Fields, e, false), at+"["+strconv.Itoa(n)+"].")
				}
			default:
				c.params(s.child(g.Fields, entries, false), at+".")
			}
		}
	}
}

func (c *checker) typed(p *Param, v value.Value, path string) {
	if p.Validate == "" || IsExpression(v) || p.Kind == KindResourceLocator || p.Kind == KindResourceMapper {
		return
	}
	choices := make([]value.Value, len(p.Choices))
	for i, choice := range p.Choices {
		choices[i] = choice.Value
	}
	if _, err := ConvertType(v, p.Validate, Conversion{Name: p.Name, Choices: choices}); err != nil {
		c.add(path, "%s", err.Error())
	}
}

func (c *checker) required(p *Param, v value.Value, path string) {
	empty := v.IsUndefined() || v.IsString() && v.Str() == ""
	missing := false
	switch p.Kind {
	case KindString, KindDateTime, KindOptions:
		missing = empty
	case KindMultiOptions:
		missing = v.IsArray() && v.Len() == 0
	case KindResourceLocator, KindWorkflowSelector:
		missing = !v.Truthy() || v.IsObject() && !v.Get("value").Truthy()
	}
	if missing {
		c.add(path, "Parameter %q is required.", p.Title)
	}
}

// locator checks the value against the expressions of its mode.
func (c *checker) locator(p *Param, v value.Value, path string) {
	if !v.IsObject() {
		return
	}
	text := asText(v.Get("value"))
	if len(text) > 0 && text[0] == '=' {
		return
	}
	for _, m := range p.Modes {
		if m.Name != v.Get("mode").Str() {
			continue
		}
		rules, _ := m.Extra["validation"].([]any)
		for _, r := range rules {
			rule, _ := r.(map[string]any)
			properties, _ := rule["properties"].(map[string]any)
			pattern, _ := properties["regex"].(string)
			message, _ := properties["errorMessage"].(string)
			if rule["type"] != "regex" {
				continue
			}
			if re, err := scriptRegexp("^"+pattern+"$", ""); err == nil && !re.test(text) {
				c.add(path, "%s", message)
			}
		}
		return
	}
}

// mapper checks the values that are mapped to columns.
func (c *checker) mapper(p *Param, v value.Value, path string) {
	if !v.IsObject() || v.Get("mappingMode").Str() != "defineBelow" {
		return
	}
	options, _ := p.Editor["resourceMapper"].(map[string]any)
	words, _ := options["fieldWords"].(map[string]any)
	word, _ := words["singular"].(string)
	if word == "" {
		word = "field"
	}
	for _, field := range v.Get("schema").Elems() {
		id := asText(field.Get("id"))
		x := v.Get("value").Get(id)
		if IsExpression(x) {
			continue
		}
		if field.Get("required").Truthy() && x.IsNullish() {
			c.add(path+"."+id, "%s \"%s\" is required", strings.ToUpper(word[:1])+word[1:], id)
		}
		var choices []value.Value
		for _, choice := range field.Get("options").Elems() {
			choices = append(choices, choice.Get("value"))
		}
		if typ := asText(field.Get("type")); typ != "" {
			if _, err := ConvertType(x, typ, Conversion{Name: id, Choices: choices}); err != nil {
				c.add(path+"."+id, "%s", err.Error())
			}
		}
	}
}

// count checks how many entries a group has.
func (c *checker) count(p *Param, v value.Value, path string) {
	fields := func(n int) string {
		if n == 1 {
			return "1 field is"
		}
		return strconv.Itoa(n) + " fields are"
	}
	n := 0
	for _, entries := range v.Entries() {
		n += entries.Len()
	}
	if least, ok := p.Editor["minRequiredFields"].(int); ok && n < least {
		c.add(path, "At least %s required.", fields(least))
	}
	if most, ok := p.Editor["maxAllowedFields"].(int); ok && n > most {
		c.add(path, "At most %s allowed.", fields(most))
	}
}

package node

import (
	"fmt"
	"sort"
	"strings"

	"runnel/runtime/value"
)

// Describe gives the declaration in the shape of the original's node
// descriptions, as its editor reads them.
func (t *Type) Describe() value.Value {
	var b value.Builder
	b.Set("displayName", value.String(t.Title))
	b.Set("name", value.String(t.Name))
	if t.Icon != "" {
		b.Set("icon", value.String(t.Icon))
	}
	b.Set("group", texts(t.Groups))
	versions := make([]value.Value, len(t.Versions))
	for i, v := range t.Versions {
		versions[i] = value.Number(v)
	}
	if len(versions) == 1 {
		b.Set("version", versions[0])
	} else {
		b.Set("version", value.Array(versions...))
	}
	if t.Default != 0 {
		b.Set("defaultVersion", value.Number(t.Default))
	}
	if t.Summary != "" {
		b.Set("description", value.String(t.Summary))
	}
	if t.Hidden {
		b.Set("hidden", value.True)
	}
	if t.MaxNodes != 0 {
		b.Set("maxNodes", value.Int(t.MaxNodes))
	}
	name := t.DefaultName
	if name == "" {
		name = t.Title
	}
	defaults := value.Object(value.Field{Key: "name", Value: value.String(name)})
	if t.Color != "" {
		defaults = defaults.Set("color", value.String(t.Color))
	}
	b.Set("defaults", defaults)
	t.Inputs.describe(&b, "input")
	t.Outputs.describe(&b, "output")
	if len(t.Credentials) > 0 {
		list := make([]value.Value, len(t.Credentials))
		for i, c := range t.Credentials {
			list[i] = c.describe()
		}
		b.Set("credentials", value.Array(list...))
	}
	if t.HasPoll {
		b.Set("polling", value.True)
	}
	b.Set("properties", t.Params.describe())
	return b.Object()
}

func texts(list []string) value.Value {
	out := make([]value.Value, len(list))
	for i, s := range list {
		out[i] = value.String(s)
	}
	return value.Array(out...)
}

// describe writes inputs, inputNames or outputs, outputNames. Ports that
// follow from the parameters are marked, the editor asks for them.
func (p Ports) describe(b *value.Builder, what string) {
	if p.Dynamic != nil {
		b.Set(what+"s", value.String("dynamic"))
		return
	}
	types := make([]string, len(p.Names))
	named := false
	for i := range p.Names {
		types[i] = "main"
		if i < len(p.Types) && p.Types[i] != "" {
			types[i] = p.Types[i]
		}
		named = named || p.Names[i] != ""
	}
	b.Set(what+"s", texts(types))
	if named {
		b.Set(what+"Names", texts(p.Names))
	}
}

func (c CredentialUse) describe() value.Value {
	var b value.Builder
	b.Set("name", value.String(c.Type))
	if c.Required {
		b.Set("required", value.True)
	}
	describeConditions(&b, c.Show, nil)
	return b.Object()
}

func (ps Params) describe() value.Value {
	list := make([]value.Value, len(ps))
	for i := range ps {
		list[i] = ps[i].Describe()
	}
	return value.Array(list...)
}

// Describe gives one parameter in the original's shape.
func (p *Param) Describe() value.Value {
	var b value.Builder
	b.Set("displayName", value.String(p.Title))
	b.Set("name", value.String(p.Name))
	b.Set("type", value.String(string(p.Kind)))
	if editor := p.editor(); editor.Len() > 0 {
		b.Set("typeOptions", editor)
	}
	if p.IsRequired {
		b.Set("required", value.True)
	}
	if p.FixedOnly {
		b.Set("noDataExpression", value.True)
	}
	switch {
	case p.Kind == KindOptions, p.Kind == KindMultiOptions:
		list := make([]value.Value, len(p.Choices))
		for i, c := range p.Choices {
			list[i] = c.describe()
		}
		if len(list) > 0 {
			b.Set("options", value.Array(list...))
		}
	case p.Kind == KindCollection:
		b.Set("options", p.Fields.describe())
	case p.Kind == KindFixedCollection:
		list := make([]value.Value, len(p.FieldGroups))
		for i, g := range p.FieldGroups {
			list[i] = value.Object(
				value.Field{Key: "name", Value: value.String(g.Name)},
				value.Field{Key: "displayName", Value: value.String(g.Title)},
				value.Field{Key: "values", Value: g.Fields.describe()})
		}
		b.Set("options", value.Array(list...))
	}
	if len(p.Modes) > 0 {
		list := make([]value.Value, len(p.Modes))
		for i, m := range p.Modes {
			list[i] = m.describe()
		}
		b.Set("modes", value.Array(list...))
	}
	if !p.Default.IsUndefined() {
		b.Set("default", p.Default)
	}
	if p.Help != "" {
		b.Set("description", value.String(p.Help))
	}
	if p.Validate != "" {
		b.Set("validateType", value.String(p.Validate))
		if p.LenientRun {
			b.Set("ignoreValidationDuringExecution", value.True)
		}
	}
	describeConditions(&b, p.Visible, p.HiddenWhen)
	extra(&b, p.Extra)
	return b.Object()
}

func (p *Param) editor() value.Value {
	var b value.Builder
	if p.Multiple {
		b.Set("multipleValues", value.True)
	}
	extra(&b, p.Editor)
	return b.Object()
}

func (c Choice) describe() value.Value {
	var b value.Builder
	b.Set("name", value.String(c.Title))
	b.Set("value", c.Value)
	if c.Help != "" {
		b.Set("description", value.String(c.Help))
	}
	describeConditions(&b, c.Visible, c.HiddenWhen)
	extra(&b, c.Extra)
	return b.Object()
}

func (m LocatorMode) describe() value.Value {
	var b value.Builder
	b.Set("displayName", value.String(m.Title))
	b.Set("name", value.String(m.Name))
	b.Set("type", value.String(string(m.Kind)))
	if m.Extract != "" {
		b.Set("extractValue", Obj("type", "regex", "regex", m.Extract))
	}
	extra(&b, m.Extra)
	return b.Object()
}

// extra writes the rarely used keys, sorted.
func extra(b *value.Builder, m map[string]any) {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	for _, k := range keys {
		v, err := value.FromGo(m[k])
		if err != nil {
			panic(fmt.Sprintf("the key %s of a declaration: %v", k, err))
		}
		b.Set(k, v)
	}
}

func describeConditions(b *value.Builder, visible, hidden Conditions) {
	if len(visible)+len(hidden) == 0 {
		return
	}
	var out value.Builder
	if len(visible) > 0 {
		out.Set("show", visible.describe())
	}
	if len(hidden) > 0 {
		out.Set("hide", hidden.describe())
	}
	b.Set("displayOptions", out.Object())
}

func (cs Conditions) describe() value.Value {
	var b value.Builder
	for _, c := range cs {
		list := append([]value.Value{}, c.Values...)
		for _, t := range c.Tests {
			list = append(list, Obj("_cnd", Obj(t.Op, t.Arg)))
		}
		b.Set(c.Name, value.Array(list...))
	}
	return b.Object()
}

// ShortName is the type's name without its package.
func (t *Type) ShortName() string {
	if _, short, ok := strings.Cut(t.Name, "."); ok {
		return short
	}
	return t.Name
}

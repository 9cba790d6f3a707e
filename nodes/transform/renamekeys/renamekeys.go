// Package renamekeys is the Rename Keys node (transform reference §8).
package renamekeys

import (
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Node declares the node.
var Node = node.Define(node.Spec[params]{
	Name: "n8n-nodes-base.renameKeys", Title: "Rename Keys", Groups: []string{"transform"},
	Summary: "Gives fields of the items other names.",
	Icon:    "pencil", Color: "#772244", Versions: node.Versions(1),
	Inputs: node.Main(1), Outputs: node.Main(1), Params: declared, Run: run,
	Examples: []node.Example{{
		Title: "One field by name, the others by a pattern", Version: 1,
		Params: `{"keys":{"key":[{"currentKey":"mail","newKey":"contact.mail"}]},
			"additionalOptions":{"regexReplacement":{"replacements":[{"searchRegex":"^user_","replaceRegex":""}]}}}`,
		Input:  `[{"user_name":"Ada","mail":"ada@example.com"}]`,
		Output: `[[{"contact":{"mail":"ada@example.com"},"name":"Ada"}]]`,
	}},
})

var declared = node.Params{
	node.Groups("keys", "Keys",
		node.Group("key", "Key",
			node.Text("currentKey", "Current Key Name", "").Key("requiresDataPath", "single"),
			node.Text("newKey", "New Key Name", ""),
		),
	).Many().Edit("sortable", true),
	node.Collection("additionalOptions", "Additional Options",
		node.Groups("regexReplacement", "Regex",
			node.Group("replacements", "Replacement",
				node.Text("searchRegex", "Regular Expression", ""),
				node.Text("replaceRegex", "Replace With", "").Hint("$1 is the first group of the expression"),
				node.Collection("options", "Options",
					node.Bool("caseInsensitive", "Case Insensitive", false),
					node.Num("depth", "Max Depth", -1).Hint("How deep to look for keys: 0 for the top level only, -1 for all levels"),
				),
			),
		).Many().Edit("sortable", true),
	),
}

type params struct {
	Keys         node.List[key]         `param:"keys.key"`
	Replacements node.List[replacement] `param:"additionalOptions.regexReplacement.replacements"`
}

type key struct {
	Current node.Field[string] `param:"currentKey"`
	New     node.Field[string] `param:"newKey"`
}

type replacement struct {
	Search     node.Field[string]  `param:"searchRegex"`
	Replace    node.Field[string]  `param:"replaceRegex"`
	IgnoreCase node.Field[bool]    `param:"options.caseInsensitive"`
	Depth      node.Field[float64] `param:"options.depth"`
}

func run(c *node.Call[params]) (node.Output, error) {
	in := c.Input(0)
	out := make([]item.Item, len(in))
	for i, it := range in {
		doc, err := renamed(c, it.JSON, i)
		if err != nil {
			if !c.ContinueOnFail() {
				return nil, node.WrapItem(err, i)
			}
			out[i] = item.FromPair(value.Object(value.Field{Key: "error", Value: value.String(err.Error())}), i)
			continue
		}
		out[i] = item.FromPair(doc, i)
		out[i].Binary = it.Binary
	}
	return node.One(out), nil
}

func renamed(c *node.Call[params], doc value.Value, i int) (value.Value, error) {
	keys, err := c.P.Keys.Rows(c, i)
	if err != nil {
		return doc, err
	}
	out := doc
	for n := range keys {
		current, err := keys[n].Current.Or(c, i, "")
		if err != nil {
			return doc, err
		}
		name, err := keys[n].New.Or(c, i, "")
		if err != nil {
			return doc, err
		}
		if current == "" || name == "" || current == name {
			continue
		}
		// Values come from the document as it was: renaming is no chain.
		if v := doc.AtPath(current); !v.IsUndefined() {
			out = out.SetAtPath(name, v).DeleteAtPath(current)
		}
	}
	replacements, err := c.P.Replacements.Rows(c, i)
	if err != nil {
		return doc, err
	}
	for n := range replacements {
		r, err := replacements[n].read(c, i)
		if err != nil {
			return doc, err
		}
		out = r.apply(out, r.depth)
	}
	return out, nil
}

// renaming is a replacement that was read.
type renaming struct {
	pattern node.Pattern
	with    string
	depth   int
}

func (p *replacement) read(e node.Evaluator, i int) (r renaming, err error) {
	search, err := p.Search.Or(e, i, "")
	if err != nil {
		return r, err
	}
	if r.with, err = p.Replace.Or(e, i, ""); err != nil {
		return r, err
	}
	ignoreCase, err := p.IgnoreCase.Or(e, i, false)
	if err != nil {
		return r, err
	}
	depth, err := p.Depth.Or(e, i, -1)
	if err != nil {
		return r, err
	}
	r.depth = int(depth)
	flags := ""
	if ignoreCase {
		flags = "i"
	}
	r.pattern, err = node.NewPattern(search, flags)
	return r, err
}

// apply renames the keys of an object and of the objects in it, depth levels
// down; a negative depth never ends. Elements of arrays are reached, but have
// no names to change.
func (r *renaming) apply(v value.Value, depth int) value.Value {
	switch {
	case v.IsArray():
		if depth == 0 {
			return v
		}
		list := make([]value.Value, v.Len())
		for i, e := range v.Elems() {
			list[i] = r.apply(e, depth-1)
		}
		return value.Array(list...)
	case v.IsObject():
		var b value.Builder
		b.From(v)
		for name, e := range v.Entries() {
			if depth != 0 && e.TypeOf() == "object" {
				// A key that was renamed to this one has replaced its value.
				b.Set(name, r.apply(b.Get(name), depth-1))
			}
			if other, found := r.pattern.ReplaceFirst(name, r.with); found && other != name {
				b.Set(other, b.Get(name))
				b.Delete(name)
			}
		}
		return b.Object()
	}
	return v
}

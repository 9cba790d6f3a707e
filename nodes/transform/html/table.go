package html

import (
	"strings"
	"unicode/utf8"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// The looks of a table that was given none.
const (
	tableStyle = `style='border-spacing:0; font-family:helvetica,arial,sans-serif'`
	headStyle  = `style='margin:0; padding:7px 20px 7px 0px; border-bottom:1px solid #eee; text-align:left; color:#888; font-weight:normal'`
	cellStyle  = `style='margin:0; padding:7px 20px 7px 0px; border-bottom:1px solid #eee'`
)

// table writes the items as the rows of one table. Nothing in them is escaped.
func table(c *node.Call[params]) (node.Output, error) {
	in := c.Input(0)
	options, err := c.P.Options.Or(c, 0, value.EmptyObject)
	if err != nil {
		return nil, err
	}
	word := func(name string) string {
		if v := options.Get(name); v.Truthy() {
			return v.ToString()
		}
		return ""
	}
	styles := [3]string{tableStyle, headStyle, cellStyle}
	if options.Get("customStyling").Truthy() {
		styles = [3]string{}
	}
	var names []string
	seen := map[string]bool{}
	for _, it := range in {
		for name := range it.JSON.Entries() {
			if !seen[name] {
				seen[name] = true
				names = append(names, name)
			}
		}
	}
	var b strings.Builder
	b.WriteString("<table " + styles[0] + " " + word("tableAttributes") + ">")
	if caption := word("caption"); caption != "" {
		b.WriteString("<caption>" + caption + "</caption>")
	}
	b.WriteString("<thead " + styles[1] + " " + word("headerAttributes") + "><tr>")
	for _, name := range names {
		if options.Get("capitalize").Truthy() {
			name = capitalized(name)
		}
		b.WriteString("<th>" + name + "</th>")
	}
	b.WriteString("</tr></thead><tbody>")
	lineages := make([]item.Lineage, len(in))
	for i, it := range in {
		lineages[i] = item.From(i)
		row, err := c.P.RowAttributes.Or(c, i, "")
		if err != nil {
			return nil, node.WrapItem(err, i)
		}
		cell, err := c.P.CellAttributes.Or(c, i, "")
		if err != nil {
			return nil, node.WrapItem(err, i)
		}
		b.WriteString("<tr  " + row + ">")
		for _, name := range names {
			b.WriteString("<td " + styles[2] + " " + cell + ">" + cellText(it.JSON.Get(name)) + "</td>")
		}
		b.WriteString("</tr>")
	}
	b.WriteString("</tbody></table>")
	made := item.New(value.Object(value.Field{Key: "table", Value: value.String(b.String())}))
	made.Paired = item.Join(lineages...)
	return node.One([]item.Item{made}), nil
}

func cellText(v value.Value) string {
	switch {
	case v.Kind() != value.KindBool:
		return v.ToString()
	case v.Bool():
		return `<input type="checkbox" checked="checked"/>`
	}
	return `<input type="checkbox" />`
}

// capitalized writes a field's name as a title: some_name is Some Name.
func capitalized(name string) string {
	words := strings.Split(name, "_")
	for i, w := range words {
		_, size := utf8.DecodeRuneInString(w)
		words[i] = strings.ToUpper(w[:size]) + w[size:]
	}
	return strings.Join(words, " ")
}

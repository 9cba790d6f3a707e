// Package form is what all nodes that show forms share: the declaration of a
// form's fields, the pages, which work without scripts, and how a submission
// becomes an item (core reference §9).
package form

import (
	"regexp"
	"strings"

	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Field is an element of a form.
type Field struct {
	// Type is text, textarea, email, number, password, date, dropdown, checkbox,
	// radio, file, hiddenField or html.
	Type string
	// Label is what people see, Key the name in the item.
	Label, Key  string
	Placeholder string
	// Default is what the field holds at first; of a checkbox the options,
	// separated by commas.
	Default  string
	Required bool
	// Options are the choices of dropdowns, checkboxes and radio buttons.
	Options []string
	// Several lets a dropdown have several choices, and a file field files.
	Several bool
	Accept  string
	// HTML is the content of an html element; Element its name in the item, ""
	// for none.
	HTML, Element string
	// Min and Max bound the number of checked boxes; Max is 0 for no bound.
	Min, Max int
	// DateFormat is how a date stands in the item, "" as it came.
	DateFormat string
}

// ReadFields reads the elements of a form: the values of formFields.values, or
// what the parameter jsonOutput holds.
func ReadFields(list value.Value, version float64) []Field {
	fields := make([]Field, 0, list.Len())
	for _, v := range list.Elems() {
		fields = append(fields, readField(v, version))
	}
	return fields
}

func readField(v value.Value, version float64) Field {
	text := func(key string) string {
		if x := v.Get(key); !x.IsNullish() {
			return x.ToString()
		}
		return ""
	}
	f := Field{
		Type: text("fieldType"), Label: text("fieldLabel"), Placeholder: text("placeholder"), Default: text("defaultValue"),
		Required: v.Get("requiredField").Truthy(), Accept: text("acceptFileTypes"), HTML: text("html"), Element: text("elementName"),
		DateFormat: text("formatDate"),
	}
	name := text("fieldName")
	f.Key = f.Label
	if version >= 2.4 && name != "" {
		f.Key = name
	}
	switch f.Type {
	case "":
		f.Type = "text"
	case "hiddenField":
		f.Label, f.Key, f.Default = name, name, text("fieldValue")
	case "file":
		f.Several = v.Get("multipleFiles").Truthy()
	case "dropdown":
		f.Several = v.Get("multiselect").Truthy()
	case "checkbox":
		switch count := func(key string) int { return int(v.Get(key).ToNumber()) }; text("limitSelection") {
		case "exact":
			f.Min, f.Max = count("numberOfSelections"), count("numberOfSelections")
		case "range":
			f.Min, f.Max = count("minSelections"), count("maxSelections")
		}
	}
	for _, o := range v.Get("fieldOptions").Get("values").Elems() {
		f.Options = append(f.Options, o.Get("option").ToString())
	}
	return f
}

// Definition are the parameters that say which fields a form has.
type Definition struct {
	Define node.Field[string]      `param:"defineForm"`
	JSON   node.Field[value.Value] `param:"jsonOutput"`
	Fields node.Field[value.Value] `param:"formFields.values"`
}

// Read gives the fields. JSON that is none was refused when the workflow
// started; one that an expression makes fails here.
func (d *Definition) Read(h node.Host) ([]Field, error) {
	defined, err := d.Define.Or(h, 0, "fields")
	if err != nil {
		return nil, err
	}
	list, err := d.Fields.Or(h, 0, value.EmptyArray)
	if defined == "json" {
		list, err = d.JSON.Or(h, 0, value.EmptyArray)
		if err == nil && list.IsString() {
			if list, err = value.ParseString(list.Str()); err != nil {
				return nil, node.Errorf("Value is not valid JSON")
			}
		}
	}
	if err != nil {
		return nil, err
	}
	return ReadFields(list, h.Info().Version), nil
}

// wordless is what may not stand in the name of a file of an item.
var wordless = regexp.MustCompile(`\W`)

// property is the name under which the files of a field stand in an item.
func (f *Field) property() string { return wordless.ReplaceAllString(f.Label, "_") }

// choices are the options that are chosen at first.
func (f *Field) choices(given string) map[string]bool {
	chosen := map[string]bool{}
	if given == "" {
		return chosen
	}
	if f.Type != "checkbox" && !f.Several {
		chosen[given] = true
		return chosen
	}
	for part := range strings.SplitSeq(given, ",") {
		chosen[strings.TrimSpace(part)] = true
	}
	return chosen
}

// multiple tells whether the field has a list of choices.
func (f *Field) multiple() bool { return f.Type == "checkbox" || f.Type == "dropdown" && f.Several }

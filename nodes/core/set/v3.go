package set

import (
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

type paramsV3 struct {
	Mode           node.Field[string]      `param:"mode"`
	Duplicate      node.Field[bool]        `param:"duplicateItem"`
	DuplicateCount node.Field[float64]     `param:"duplicateCount"`
	JSON           node.Field[value.Value] `param:"jsonOutput"`
	// Fields are those of the versions before 3.3, Assignments those since.
	Fields        node.List[field]        `param:"fields.values"`
	Assignments   node.List[assignment]   `param:"assignments.assignments"`
	Include       node.Field[string]      `param:"include"`
	IncludeOthers node.Field[bool]        `param:"includeOtherFields"`
	IncludeFields node.Field[string]      `param:"includeFields"`
	ExcludeFields node.Field[string]      `param:"excludeFields"`
	IncludeBinary node.Field[bool]        `param:"options.includeBinary"`
	StripBinary   node.Field[bool]        `param:"options.stripBinary"`
	IgnoreErrors  node.Field[bool]        `param:"options.ignoreConversionErrors"`
	DotNotation   node.Field[value.Value] `param:"options.dotNotation"`
}

type field struct {
	Name    node.Field[string]      `param:"name"`
	Type    node.Field[string]      `param:"type"`
	String  node.Field[value.Value] `param:"stringValue"`
	Number  node.Field[value.Value] `param:"numberValue"`
	Boolean node.Field[value.Value] `param:"booleanValue"`
	Array   node.Field[value.Value] `param:"arrayValue"`
	Object  node.Field[value.Value] `param:"objectValue"`
}

type assignment struct {
	Name  node.Field[string]      `param:"name"`
	Type  node.Field[string]      `param:"type"`
	Value node.Field[value.Value] `param:"value"`
}

// settings are what the parameters say for one item.
type settings struct {
	include      string
	selected     []string
	dots         bool
	keepBinary   bool
	ignoreErrors bool
}

// entry is a field to set: evaluated, not converted yet.
type entry struct {
	name, typ string
	v         value.Value
}

func runV3(c *node.Call[paramsV3]) (node.Output, error) {
	mode, err := c.P.Mode.At(c, 0)
	if err != nil {
		return nil, err
	}
	copies, err := copiesOf(c)
	if err != nil {
		return nil, err
	}
	in := c.Input(0)
	out := make([]item.Item, 0, len(in)*copies)
	w := writer{Call: c}
	for i := range in {
		s, err := w.settings(i)
		if err != nil {
			return nil, node.WrapItem(err, i)
		}
		made, err := w.item(i, mode, s)
		if err != nil {
			if !c.ContinueOnFail() {
				return nil, node.WrapItem(err, i)
			}
			made = failed(err, i)
		}
		for range copies {
			out = append(out, made)
		}
	}
	return node.One(out), nil
}

// copiesOf tells how often each item is given out: more than once only in runs
// by hand, where it makes test data.
func copiesOf(c *node.Call[paramsV3]) (int, error) {
	if c.Info().Mode != node.ModeManual {
		return 1, nil
	}
	duplicate, err := c.P.Duplicate.Or(c, 0, false)
	if err != nil || !duplicate {
		return 1, err
	}
	n, err := c.P.DuplicateCount.Or(c, 0, 0)
	return 1 + int(max(n, 0)), err
}

// writer makes items; its builders know the layout of the last one.
type writer struct {
	*node.Call[paramsV3]
	entries []entry
	fields  value.Builder
	target  target
}

// item makes one item; the node can go on with the next when it fails.
func (w *writer) item(i int, mode string, s settings) (made item.Item, err error) {
	if s.selected, err = w.selected(i, s.include); err != nil {
		return item.Item{}, err
	}
	var binary *item.Binaries
	if s.keepBinary {
		binary = w.Input(0)[i].Binary
	}
	switch mode {
	case "raw":
		doc, err := w.raw(i)
		if err != nil {
			return item.Item{}, err
		}
		w.fields.From(doc)
	default:
		if binary, err = w.manual(i, s, binary); err != nil {
			return item.Item{}, err
		}
	}
	doc, err := w.compose(w.Input(0)[i].JSON, s)
	if err != nil {
		return item.Item{}, err
	}
	made = item.FromPair(doc, i)
	made.Binary = binary
	return made, nil
}

// selected gives the names that stay or go.
func (w *writer) selected(i int, include string) ([]string, error) {
	var list string
	var err error
	switch include {
	case "selected":
		list, err = w.P.IncludeFields.Or(w, i, "")
	case "except":
		list, err = w.P.ExcludeFields.Or(w, i, "")
	}
	return names(list), err
}

// settings reads what holds for the whole item; when it fails, so does the node.
func (w *writer) settings(i int) (s settings, err error) {
	version := w.Info().Version
	others := true
	if version >= 3.3 {
		if others, err = w.P.IncludeOthers.Or(w, i, false); err != nil {
			return s, err
		}
	}
	if s.include, err = w.P.Include.Or(w, i, "all"); err != nil {
		return s, err
	}
	if !others {
		s.include = "none"
	}
	dots, err := w.P.DotNotation.Or(w, i, value.True)
	if err != nil {
		return s, err
	}
	s.dots = !value.StrictEqual(dots, value.False)
	if s.ignoreErrors, err = w.P.IgnoreErrors.Or(w, i, false); err != nil {
		return s, err
	}
	if version >= 3.4 {
		strip, err := w.P.StripBinary.Or(w, i, false)
		s.keepBinary = !strip && s.include != "none"
		return s, err
	}
	s.keepBinary, err = w.P.IncludeBinary.Or(w, i, false)
	return s, err
}

// manual collects the fields to set, and the files among them.
func (w *writer) manual(i int, s settings, binary *item.Binaries) (*item.Binaries, error) {
	if err := w.evaluate(i); err != nil {
		return nil, err
	}
	w.fields.Reset()
	for _, e := range w.entries {
		if e.typ == "binary" {
			file, err := w.file(e, i)
			if err != nil {
				return nil, err
			}
			binary = binary.With(e.name, file)
			continue
		}
		v, err := convert(e, w.Info().Version, s.ignoreErrors, i)
		if err != nil {
			return nil, err
		}
		w.fields.Set(e.name, v)
	}
	return binary, nil
}

// evaluate fills entries with the fields of item i. All are evaluated before
// the first is converted.
func (w *writer) evaluate(i int) error {
	w.entries = w.entries[:0]
	if w.Info().Version < 3.3 {
		rows, err := w.P.Fields.Rows(w, i)
		if err != nil {
			return err
		}
		for n := range rows {
			e, err := rows[n].entry(w, i)
			if err != nil {
				return err
			}
			w.entries = append(w.entries, e)
		}
		return nil
	}
	rows, err := w.P.Assignments.Rows(w, i)
	if err != nil {
		return err
	}
	for n := range rows {
		row := &rows[n]
		var e entry
		if e.name, err = row.Name.Or(w, i, ""); err != nil {
			return err
		}
		if e.typ, err = row.Type.Or(w, i, ""); err != nil {
			return err
		}
		if e.v, err = row.Value.Or(w, i, value.Undefined); err != nil {
			return err
		}
		w.entries = append(w.entries, e)
	}
	return nil
}

// entry gives the field's value out of the member for its type.
func (f *field) entry(w *writer, i int) (e entry, err error) {
	if e.name, err = f.Name.Or(w, i, ""); err != nil {
		return e, err
	}
	if e.typ, err = f.Type.Or(w, i, ""); err != nil {
		return e, err
	}
	member := map[string]*node.Field[value.Value]{"stringValue": &f.String, "numberValue": &f.Number, "booleanValue": &f.Boolean,
		"arrayValue": &f.Array, "objectValue": &f.Object}[e.typ]
	if member == nil {
		return e, nil
	}
	raw := member.Raw()
	e.typ = e.typ[:len(e.typ)-len("Value")]
	if e.typ == "object" && node.IsExpression(raw) {
		// An object may be JSON text with expressions in it. Nothing stays
		// nothing, as in the other types.
		if v, err := member.Or(w, i, value.Undefined); err == nil && v.IsNullish() && w.Info().Version >= 3.2 {
			return e, nil
		}
		e.v, err = substituted(w, raw.Str(), i, `entry "`+e.name+`" inside 'Fields to Set'`)
		return e, err
	}
	e.v, err = member.Or(w, i, value.Undefined)
	return e, err
}

// file finds the file that a binary field names, or holds.
func (w *writer) file(e entry, i int) (*item.Binary, error) {
	switch {
	case e.v.IsString():
		return node.FileOf(w, 0, i, e.v.Str())
	case e.v.IsObject() && e.v.Has("mimeType") && (e.v.Has("data") || e.v.Has("id")):
		if file, err := w.Binary().FromValue(e.v); err == nil && file != nil {
			return file, nil
		}
	}
	return nil, node.Errorf("Could not find binary data specified in field %s", e.name).At(i)
}

// raw gives the object that the JSON of item i describes.
func (w *writer) raw(i int) (value.Value, error) {
	const where = "'JSON Output'"
	var v value.Value
	var err error
	if stored := w.P.JSON.Raw(); node.IsExpression(stored) {
		v, err = substituted(w, stored.Str(), i, where)
	} else if v, err = w.P.JSON.At(w, i); err == nil {
		v, err = object(v, i, where)
	}
	if err == nil && v.IsNullish() {
		err = node.Errorf("Cannot convert undefined or null to object").At(i)
	}
	return v, err
}

// compose makes the item's document: what of the input stays, with the fields
// written over it.
func (w *writer) compose(in value.Value, s settings) (value.Value, error) {
	t := &w.target
	t.dots = s.dots
	switch s.include {
	case "all":
		t.From(in)
	case "none":
		t.Reset()
	case "selected":
		t.Reset()
		for _, name := range s.selected {
			t.set(lastPart(name, s.dots), read(in, name, s.dots))
		}
	case "except":
		for _, name := range s.selected {
			in = without(in, name, s.dots)
		}
		t.From(in)
	default:
		return value.Undefined, node.Errorf("The include option %q is not known!", s.include)
	}
	// Fields of one name count once, with the last value.
	for name, v := range w.fields.Object().Entries() {
		t.set(name, v)
	}
	return t.Object(), nil
}

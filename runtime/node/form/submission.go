package form

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Names of hidden fields that pages of ours send along.
const (
	// StepField says which page of which execution was filled in; what comes
	// for another one is a repetition.
	StepField = "form-step"
	// TokenField marks one filling in of a form that starts executions.
	TokenField = "form-token"
)

// submission is a form that was filled in.
type submission struct {
	body  value.Value
	files []node.UploadedFile
}

func read(r *node.Request) (submission, error) {
	body, err := r.Body()
	if err != nil {
		return submission{}, err
	}
	files, err := r.Files()
	return submission{body, files}, err
}

// values are what came for a field. Pages with scripts send lists as JSON under
// the field's name; pages without, each choice for itself under the name with
// brackets.
func (s submission) values(n int) (v value.Value, plain bool) {
	name := "field-" + strconv.Itoa(n)
	if v = s.body.Get(name + "[]"); !v.IsUndefined() {
		if !v.IsArray() {
			v = value.Array(v)
		}
		return v, true
	}
	return s.body.Get(name), false
}

func (s submission) uploads(n int) []node.UploadedFile {
	name := "field-" + strconv.Itoa(n)
	var found []node.UploadedFile
	for _, f := range s.files {
		// A field in which nothing was chosen comes as a file without a name.
		if strings.TrimSuffix(f.Field, "[]") == name && (f.FileName != "" || f.Size > 0) {
			found = append(found, f)
		}
	}
	return found
}

// Taking says how a submission becomes an item.
type Taking struct {
	Fields []Field
	// Zone is the zone of submittedAt; nil writes it in UTC.
	Zone *time.Location
	// Query adds the page's query parameters to the item.
	Query bool
	// Now is when the form came.
	Now time.Time
}

// Take makes the item of a submission: the fields in their order, then when and
// how the form was filled in.
func (t Taking) Take(h node.Host, r *node.Request) (item.Item, error) {
	s, err := read(r)
	if err != nil {
		return item.Item{}, err
	}
	var b value.Builder
	var files *item.Binaries
	for n := range t.Fields {
		f := &t.Fields[n]
		if f.Type == "file" {
			described, stored, err := s.store(h, f, n, files)
			if err != nil {
				return item.Item{}, err
			}
			files = stored
			b.Set(f.Key, described)
			continue
		}
		v, plain := s.values(n)
		if v.IsNullish() {
			b.Set(f.Key, value.Null)
			continue
		}
		if f.Type == "html" {
			if f.Element != "" {
				b.Set(f.Element, v)
			}
			continue
		}
		if v, err = f.convert(h, v, plain); err != nil {
			return item.Item{}, err
		}
		b.Set(f.Key, v)
	}
	b.Set("submittedAt", value.String(Timestamp(t.Now, t.Zone)))
	mode := "production"
	if r.Test {
		mode = "test"
	}
	b.Set("formMode", value.String(mode))
	if t.Query && r.Query.Len() > 0 {
		b.Set("formQueryParameters", r.Query)
	}
	it := item.New(b.Object())
	it.Binary = files
	return it, nil
}

// convert makes the value of a field of what came for it.
func (f *Field) convert(h node.Host, v value.Value, plain bool) (value.Value, error) {
	switch {
	case f.multiple() && !plain:
		return parsed(v), nil
	case f.multiple():
		return v, nil
	case f.Type == "radio":
		if v = parsed(v); v.IsArray() {
			v = v.Index(0)
		}
		if v.IsUndefined() {
			v = value.Null
		}
		return v, nil
	case f.Type == "number":
		if n := v.ToNumber(); !math.IsNaN(n) {
			return value.Number(n), nil
		}
		return value.Null, nil
	case f.Type == "date" && f.DateFormat != "" && v.Truthy():
		// The pattern reads minutes where the month stands; that is the
		// original's, and so is what comes of it.
		return h.EvalText(`={{ DateTime.fromFormat($date, 'yyyy-mm-dd').toFormat($format) }}`, 0,
			value.Field{Key: "$date", Value: value.String(v.ToString())}, value.Field{Key: "$format", Value: value.String(f.DateFormat)})
	case f.Type == "text":
		return value.String(strings.TrimSpace(v.ToString())), nil
	}
	return v, nil
}

// parsed reads a text as JSON; one that is none, and a choice that happens to
// be one but no list, counts as a list of itself.
func parsed(v value.Value) value.Value {
	if !v.IsString() {
		return v
	}
	if list, err := value.ParseString(v.Str()); err == nil && list.IsArray() {
		return list
	}
	return value.Array(v)
}

// store keeps the files of a field and describes them for the item.
func (s submission) store(h node.Host, f *Field, n int, files *item.Binaries) (value.Value, *item.Binaries, error) {
	found := s.uploads(n)
	var described []value.Value
	for i, u := range found {
		name := f.property()
		if f.Several || len(found) > 1 {
			name += "_" + strconv.Itoa(i)
		}
		r, err := u.Open()
		if err != nil {
			return value.Undefined, nil, fmt.Errorf("reading the file %q: %w", u.FileName, err)
		}
		file, err := h.Binary().Create(h.Context(), r, node.BinaryMeta{FileName: u.FileName, MimeType: u.MimeType})
		r.Close()
		if err != nil {
			return value.Undefined, nil, err
		}
		files = files.With(name, file)
		described = append(described, node.Obj("filename", u.FileName, "mimetype", u.MimeType, "size", float64(u.Size)))
	}
	switch {
	case len(described) == 0:
		return value.Null, files, nil
	case f.Several:
		return value.Array(described...), files, nil
	}
	return described[0], files, nil
}

// Timestamp writes a moment as the original's date library does: with the
// zone's offset, "Z" for the zone called UTC.
func Timestamp(at time.Time, zone *time.Location) string {
	if zone == nil {
		zone = time.UTC
	}
	at = at.In(zone)
	if zone == time.UTC || strings.EqualFold(zone.String(), "UTC") || strings.EqualFold(zone.String(), "GMT") {
		return at.Format("2006-01-02T15:04:05.000Z")
	}
	return at.Format("2006-01-02T15:04:05.000-07:00")
}

// Problems checks a submission as the page would: what is required is there,
// and as many boxes are checked as there must be. It gives a message for each
// field, by the field's index.
func (t Taking) Problems(r *node.Request) (map[int]string, error) {
	s, err := read(r)
	if err != nil {
		return nil, err
	}
	problems := map[int]string{}
	for n := range t.Fields {
		f := &t.Fields[n]
		v, plain := s.values(n)
		if f.multiple() && !plain && !v.IsNullish() {
			v = parsed(v)
		}
		count := v.Len()
		missing := v.IsNullish() || v.IsString() && strings.TrimSpace(v.Str()) == ""
		if f.Type == "file" {
			count = len(s.uploads(n))
			missing = count == 0
		}
		switch {
		case f.Type == "html" || f.Type == "hiddenField":
		case missing && f.Required:
			problems[n] = "This field is required"
		case f.Type == "checkbox" && (!missing || f.Min > 0) && count < f.Min:
			problems[n] = "Please select at least " + options(f.Min)
		case f.Type == "checkbox" && f.Max > 0 && count > f.Max:
			problems[n] = "Please select at most " + options(f.Max)
		case f.Type == "number" && !missing && math.IsNaN(v.ToNumber()):
			problems[n] = "Please enter a number"
		}
	}
	return problems, nil
}

func options(n int) string {
	if n == 1 {
		return "1 option"
	}
	return strconv.Itoa(n) + " options"
}

// Filled gives what was filled in, by the fields' indexes, to show it again.
func Filled(r *node.Request, fields []Field) map[int]string {
	s, err := read(r)
	if err != nil {
		return nil
	}
	filled := map[int]string{}
	for n := range fields {
		v, _ := s.values(n)
		if v.IsNullish() {
			filled[n] = ""
			continue
		}
		filled[n] = v.ToString()
	}
	return filled
}

// Hidden gives a hidden field of a page, "" when it did not come along.
func Hidden(r *node.Request, name string) string {
	if r.Body == nil {
		return ""
	}
	body, err := r.Body()
	if err != nil {
		return ""
	}
	v := body.Get(name)
	if !v.IsString() {
		return ""
	}
	return v.Str()
}

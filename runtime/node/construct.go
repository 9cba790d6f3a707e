package node

import (
	"fmt"

	"runnel/runtime/value"
)

// Lit gives a Go literal as a value, for defaults and conditions in
// declarations. It panics on types that have no place in a declaration.
func Lit(v any) value.Value {
	switch v := v.(type) {
	case nil:
		return value.Null
	case value.Value:
		return v
	case bool:
		return value.Bool(v)
	case int:
		return value.Int(v)
	case float64:
		return value.Number(v)
	case string:
		return value.String(v)
	case []any:
		return Arr(v...)
	}
	panic(fmt.Sprintf("%T cannot be written in a declaration", v))
}

// Arr gives an array of literals.
func Arr(elems ...any) value.Value {
	list := make([]value.Value, len(elems))
	for i, e := range elems {
		list[i] = Lit(e)
	}
	return value.Array(list...)
}

// Obj gives an object of alternating keys and literals.
func Obj(pairs ...any) value.Value {
	if len(pairs)%2 != 0 {
		panic("node.Obj needs a value for every key")
	}
	var b value.Builder
	for i := 0; i < len(pairs); i += 2 {
		b.Set(pairs[i].(string), Lit(pairs[i+1]))
	}
	return b.Object()
}

// Of declares a parameter of any kind. The other constructors say the same
// shorter; def may be value.Undefined for a parameter without a default.
func Of(kind Kind, name, title string, def any) Param {
	return Param{Kind: kind, Name: name, Title: title, Default: Lit(def)}
}

// Text declares a parameter of one or several lines of text.
func Text(name, title string, def any) Param { return Of(KindString, name, title, def) }

// Num declares a number.
func Num(name, title string, def any) Param { return Of(KindNumber, name, title, def) }

// Bool declares a switch.
func Bool(name, title string, def any) Param { return Of(KindBoolean, name, title, def) }

// JSON declares a text that holds JSON, or an expression that gives an object.
func JSON(name, title string, def any) Param { return Of(KindJSON, name, title, def) }

// DateTime declares a point in time.
func DateTime(name, title string, def any) Param { return Of(KindDateTime, name, title, def) }

// Color declares a colour.
func Color(name, title string, def any) Param { return Of(KindColor, name, title, def) }

// HiddenField declares a parameter without a place in the form.
func HiddenField(name, title string, def any) Param { return Of(KindHidden, name, title, def) }

// Options declares a choice of one among several values.
func Options(name, title string, def any, choices ...Choice) Param {
	p := Of(KindOptions, name, title, def)
	p.Choices = choices
	return p
}

// MultiOptions declares a choice of any number among several values.
func MultiOptions(name, title string, def any, choices ...Choice) Param {
	p := Of(KindMultiOptions, name, title, def)
	p.Choices = choices
	return p
}

// Opt is one value of an options parameter.
func Opt(title string, v any) Choice { return Choice{Title: title, Value: Lit(v)} }

// Key adds a rarely used key of the description.
func (c Choice) Key(key string, v any) Choice {
	c.Extra = with(c.Extra, key, v)
	return c
}

// Collection declares a set of optional members, {} by default.
func Collection(name, title string, fields ...Param) Param {
	p := Of(KindCollection, name, title, value.EmptyObject)
	p.Fields = fields
	return p
}

// Groups declares groups of fields (a fixedCollection), {} by default.
func Groups(name, title string, groups ...FieldGroup) Param {
	p := Of(KindFixedCollection, name, title, value.EmptyObject)
	p.FieldGroups = groups
	return p
}

// Group is one group of fields.
func Group(name, title string, fields ...Param) FieldGroup {
	return FieldGroup{Name: name, Title: title, Fields: fields}
}

// LocatorParam declares a thing that can be named in several ways. Its
// default is that of its first mode unless Default sets another.
func LocatorParam(name, title string, def any, modes ...LocatorMode) Param {
	p := Of(KindResourceLocator, name, title, def)
	p.Modes = modes
	return p
}

// InMode is one way to name a thing: kind is KindString, or
// KindLocatorModeList for choosing from a list.
func InMode(name, title string, kind Kind) LocatorMode {
	return LocatorMode{Name: name, Title: title, Kind: kind}
}

// Extracting takes the value out of the text by a regular expression.
func (m LocatorMode) Extracting(regex string) LocatorMode { m.Extract = regex; return m }

// Key adds a rarely used key of the description.
func (m LocatorMode) Key(key string, v any) LocatorMode {
	m.Extra = with(m.Extra, key, v)
	return m
}

// FilterParam declares a filter: conditions that are read as a Filter.
func FilterParam(name, title string) Param {
	return Of(KindFilter, name, title, value.EmptyObject)
}

// AssignmentsParam declares a list of named, typed values.
func AssignmentsParam(name, title string) Param {
	return Of(KindAssignments, name, title, value.EmptyObject)
}

// MapperParam declares a mapping to the columns of something.
func MapperParam(name, title string, def any) Param {
	return Of(KindResourceMapper, name, title, def)
}

// WorkflowParam declares the choice of a workflow.
func WorkflowParam(name, title string, def any) Param {
	return Of(KindWorkflowSelector, name, title, def)
}

// Show sets when the parameter is there: all of the conditions must hold.
func (p Param) Show(conditions ...Condition) Param { p.Visible = conditions; return p }

// Hide sets when the parameter is not there: one of the conditions is enough.
func (p Param) Hide(conditions ...Condition) Param { p.HiddenWhen = conditions; return p }

// Required marks a parameter that must not be empty.
func (p Param) Required() Param { p.IsRequired = true; return p }

// NoExpression marks a parameter that takes no expression.
func (p Param) NoExpression() Param { p.FixedOnly = true; return p }

// Many lets the user give several values.
func (p Param) Many() Param { p.Multiple = true; return p }

// Check has the resolved value checked against a type of ConvertType and
// converted to it.
func (p Param) Check(typ string) Param { p.Validate = typ; return p }

// CheckInEditor has the value checked when it is stored only.
func (p Param) CheckInEditor(typ string) Param { p.Validate, p.LenientRun = typ, true; return p }

// Hint sets the sentence that explains the parameter.
func (p Param) Hint(help string) Param { p.Help = help; return p }

// Default sets another default than the constructor's.
func (p Param) Defaults(def any) Param { p.Default = Lit(def); return p }

// Edit sets one of the typeOptions that only the editor reads.
func (p Param) Edit(key string, v any) Param { p.Editor = with(p.Editor, key, v); return p }

// Key adds a rarely used key of the description.
func (p Param) Key(key string, v any) Param { p.Extra = with(p.Extra, key, v); return p }

// with gives a map with one more key; the map given stays as it is, because
// copies of a declaration share it.
func with(m map[string]any, key string, v any) map[string]any {
	c := make(map[string]any, len(m)+1)
	for k, v := range m {
		c[k] = v
	}
	c[key] = v
	return c
}

// VersionKey is the name under which conditions see the node's version.
const VersionKey = "@version"

// When is the condition that a parameter has one of the values; a Test among
// them is a comparison that would do as well.
func When(name string, values ...any) Condition {
	c := Condition{Name: name}
	for _, v := range values {
		if t, ok := v.(Test); ok {
			c.Tests = append(c.Tests, t)
		} else {
			c.Values = append(c.Values, Lit(v))
		}
	}
	return c
}

// Is is a comparison for When; see Test for the operations.
func Is(op string, arg any) Test { return Test{Op: op, Arg: Lit(arg)} }

// Since holds from a version of the node on.
func Since(version float64) Condition { return When(VersionKey, Is("gte", version)) }

// Before holds below a version of the node.
func Before(version float64) Condition { return When(VersionKey, Is("lt", version)) }

// UpTo holds up to a version of the node, it included.
func UpTo(version float64) Condition { return When(VersionKey, Is("lte", version)) }

// InVersions holds in some versions of the node.
func InVersions(versions ...float64) Condition {
	c := Condition{Name: VersionKey}
	for _, v := range versions {
		c.Values = append(c.Values, value.Number(v))
	}
	return c
}

// Credential declares the use of a credential type.
func Cred(typ string) CredentialUse { return CredentialUse{Type: typ} }

// Needed marks a credential that must be set.
func (c CredentialUse) Needed() CredentialUse { c.Required = true; return c }

// When sets when the credential is used.
func (c CredentialUse) When(conditions ...Condition) CredentialUse {
	c.Show = conditions
	return c
}

package node

import "runnel/runtime/value"

// Kind is the kind of a parameter, named as in n8n's descriptions.
type Kind string

// The kinds of parameters.
const (
	KindString            Kind = "string"
	KindNumber            Kind = "number"
	KindBoolean           Kind = "boolean"
	KindOptions           Kind = "options"
	KindMultiOptions      Kind = "multiOptions"
	KindCollection        Kind = "collection"
	KindFixedCollection   Kind = "fixedCollection"
	KindJSON              Kind = "json"
	KindDateTime          Kind = "dateTime"
	KindColor             Kind = "color"
	KindHidden            Kind = "hidden"
	KindFilter            Kind = "filter"
	KindAssignments       Kind = "assignmentCollection"
	KindResourceLocator   Kind = "resourceLocator"
	KindResourceMapper    Kind = "resourceMapper"
	KindWorkflowSelector  Kind = "workflowSelector"
	KindCredentialsSelect Kind = "credentialsSelect"
	KindCredentials       Kind = "credentials"
	KindNotice            Kind = "notice"
	KindCurlImport        Kind = "curlImport"
	KindLocatorModeList   Kind = "list"
)

// Params are a node's parameters in the order of its form. Several may share a
// name; the one whose conditions hold counts.
type Params []Param

// Param declares one parameter. Declarations are written with the constructor
// of the kind and the methods below, each of which gives a changed copy:
//
//	node.Options("mode", "Mode", "manual", node.Opt("Manual", "manual"), node.Opt("JSON", "raw")).NoExpression()
type Param struct {
	Name, Title string
	Kind        Kind
	// Default is the value of an absent parameter, undefined for none.
	Default value.Value
	// Help is a sentence of our own for the editor and the docs page.
	Help string
	// Choices are the values of options and multiOptions.
	Choices []Choice
	// Fields are the members of a collection.
	Fields Params
	// FieldGroups are the groups of a fixedCollection.
	FieldGroups []FieldGroup
	// Modes are the modes of a resource locator.
	Modes []LocatorMode
	// Visible and Hidden are the display conditions.
	Visible, HiddenWhen Conditions
	IsRequired          bool
	// FixedOnly marks a parameter that takes no expression.
	FixedOnly bool
	// Multiple lets the user give several values.
	Multiple bool
	// Validate is the type that a resolved value is checked against (engine
	// and flow reference §0.4), "" for none. LenientRun leaves the check out
	// when the node runs.
	Validate   string
	LenientRun bool
	// Extract takes the value out of a resource locator's text by a regular
	// expression with one group.
	Extract string
	// Editor holds the typeOptions that only the editor reads, as JSON.
	Editor map[string]any
	// CredentialTypes and other rarely used keys of the description.
	Extra map[string]any

	// inside is the title of the parameter that this one is a member of, set in
	// copies for messages.
	inside string
}

// Choice is one value of an options parameter.
type Choice struct {
	Title               string
	Value               value.Value
	Help                string
	Visible, HiddenWhen Conditions
	// Extra holds rarely used keys of the description.
	Extra map[string]any
}

// FieldGroup is one group of a fixedCollection.
type FieldGroup struct {
	Name, Title string
	Fields      Params
}

// LocatorMode is one way to name a thing in a resource locator.
type LocatorMode struct {
	Name, Title string
	Kind        Kind
	Extract     string
	Extra       map[string]any
}

// Conditions are display conditions: every named parameter must have one of
// the listed values. Names are siblings, "/name" is a root parameter,
// "@version" the node's version.
type Conditions []Condition

// Condition is what one parameter must be.
type Condition struct {
	Name   string
	Values []value.Value // any of these
	Tests  []Test        // or any of these tests
}

// Test is a comparison: eq, not, gte, lte, gt, lt, between, includes,
// startsWith, endsWith, regex, exists.
type Test struct {
	Op  string
	Arg value.Value
}

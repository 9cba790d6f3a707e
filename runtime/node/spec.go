package node

import (
	"time"
)

// Spec declares a node, or one family of versions of it: versions that differ
// much in their parameters are declared apart under the same name.
// P is the struct of the node's parameters, see Field.
type Spec[P any] struct {
	// Name is the type as workflows write it, e.g. "n8n-nodes-base.if".
	Name string
	// Title is the name people see.
	Title string
	// Groups are the original's groups: trigger, transform, input, output…
	Groups []string
	// Summary says in one sentence of our own what the node does.
	Summary string
	// Icon names an icon of the editor; Color is a #rrggbb colour.
	Icon, Color string
	// DefaultName is the name a new node gets; Title when "".
	DefaultName string
	// Versions are all versions this declaration serves, ascending.
	Versions []float64
	// Default is the version that a node without typeVersion has, and new
	// nodes get; the highest version when 0.
	Default float64
	Hidden  bool

	Inputs  Ports
	Outputs Ports
	// Required says which inputs must have been fed before the node may run
	// with the others empty; nil means any one. See engine reference §6.3.
	Required func(Static) Requirement

	Params      Params
	Credentials []CredentialUse
	Webhooks    []WebhookSpec
	// MaxNodes is the most nodes of this type in a workflow, 0 for no limit.
	MaxNodes int
	// NeverRuns marks nodes that are only drawn (sticky notes).
	NeverRuns bool
	// StartPriority orders types for choosing where a run without a trigger
	// function starts (engine reference §3.1 rule 3): 1 is first, 0 is never.
	StartPriority int

	Run     func(*Call[P]) (Output, error)
	Trigger func(*TriggerCall[P]) (Stop, error)
	// Poll asks a service for news; a nil output means there is none.
	Poll    func(*Call[P]) (Output, error)
	Webhook func(*WebhookCall[P]) (WebhookResult, error)
	// Manual gives what a trigger emits when the workflow is run by hand.
	Manual func(*Call[P], time.Time) (Output, error)
	// Examples are shown on the node's page and run as tests.
	Examples []Example
}

// Requirement says which inputs a node needs; see Spec.Required.
type Requirement struct {
	// Count inputs must have been fed, or those of Inputs when it is not nil.
	Count  int
	Inputs []int
}

// Example is a use of a node: its parameters, what goes in and what comes out.
type Example struct {
	Title   string
	Version float64
	Params  string // JSON
	Input   string // JSON array of documents
	// More are the documents on the second input and those after it.
	More   []string
	Output string // JSON array, an array of documents for each output
}

// Ports are a node's inputs or outputs.
type Ports struct {
	// Names has one label for each port, "" for a port without.
	Names []string
	// Dynamic computes the ports from the parameters when they vary.
	Dynamic func(Static) []string
	// Types are the connection types where they are not all "main".
	Types []string
}

// Main are n unlabelled ports.
func Main(n int) Ports { return Ports{Names: make([]string, n)} }

// Named are labelled ports.
func Named(names ...string) Ports { return Ports{Names: names} }

// Computed are ports that follow from the parameters.
func Computed(f func(Static) []string) Ports { return Ports{Dynamic: f} }

// CredentialUse says that a node uses a credential type, and when.
type CredentialUse struct {
	Type     string
	Required bool
	Show     Conditions
}

// Versions lists versions, for reading ease in a declaration.
func Versions(v ...float64) []float64 { return v }

// Type is a registered declaration with its parameter type erased.
type Type struct {
	Name, Title, DefaultName, Summary, Icon, Color string
	Groups                                         []string
	Versions                                       []float64
	Default                                        float64
	Hidden, NeverRuns                              bool
	MaxNodes, StartPriority                        int
	Inputs, Outputs                                Ports
	Required                                       func(Static) Requirement
	Params                                         Params
	Credentials                                    []CredentialUse
	Webhooks                                       []WebhookSpec
	Examples                                       []Example
	HasTrigger, HasPoll, HasWebhook, HasRun        bool

	bind func(b Binding) (*Instance, error)
}

// Binding gives the compiled parameters of one node of one workflow.
type Binding interface {
	// Param gives the compiled parameter at a dotted path, nil when absent.
	Param(path string) Source
}

// VersionedBinding is a Binding that also knows the node's version. With one,
// a parameter that is declared several times under one name is read by the
// declaration that holds in that version.
type VersionedBinding interface {
	Binding
	Version() float64
}

// Instance is a node of a compiled workflow: its type's functions bound to its
// parameters. It is shared by all executions of the workflow and holds no
// state of any.
type Instance struct {
	Type    *Type
	Run     func(Host) (Output, error)
	Trigger func(Host, Emitter, Scheduler) (Stop, error)
	Poll    func(Host) (Output, error)
	Webhook func(Host, *Request) (WebhookResult, error)
	Manual  func(Host, time.Time) (Output, error)
}

// Bind binds the type to a node's compiled parameters.
func (t *Type) Bind(b Binding) (*Instance, error) { return t.bind(b) }

// Define declares a node and adds it to the default registry. It panics when
// the declaration contradicts itself: that is a mistake of the program.
func Define[P any](s Spec[P]) *Type {
	t := &Type{
		Name: s.Name, Title: s.Title, DefaultName: s.DefaultName, Summary: s.Summary, Icon: s.Icon, Color: s.Color,
		Groups: s.Groups, Versions: s.Versions, Default: s.Default, Hidden: s.Hidden, NeverRuns: s.NeverRuns,
		MaxNodes: s.MaxNodes, StartPriority: s.StartPriority, Inputs: s.Inputs, Outputs: s.Outputs, Required: s.Required,
		Params: s.Params, Credentials: s.Credentials, Webhooks: s.Webhooks, Examples: s.Examples,
		HasTrigger: s.Trigger != nil, HasPoll: s.Poll != nil, HasWebhook: s.Webhook != nil, HasRun: s.Run != nil,
	}
	t.bind = func(b Binding) (*Instance, error) {
		p := new(P)
		if err := bindParams(t, p, b); err != nil {
			return nil, err
		}
		in := &Instance{Type: t}
		if s.Run != nil {
			in.Run = func(h Host) (Output, error) { return s.Run(&Call[P]{h, p}) }
		}
		if s.Trigger != nil {
			in.Trigger = func(h Host, e Emitter, c Scheduler) (Stop, error) {
				return s.Trigger(&TriggerCall[P]{h, e, c, p})
			}
		}
		if s.Poll != nil {
			in.Poll = func(h Host) (Output, error) { return s.Poll(&Call[P]{h, p}) }
		}
		if s.Webhook != nil {
			in.Webhook = func(h Host, r *Request) (WebhookResult, error) {
				return s.Webhook(&WebhookCall[P]{h, p, r})
			}
		}
		if s.Manual != nil {
			in.Manual = func(h Host, at time.Time) (Output, error) { return s.Manual(&Call[P]{h, p}, at) }
		}
		return in, nil
	}
	checkParams[P](t)
	Registered.Add(t)
	return t
}

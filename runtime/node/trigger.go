package node

import (
	"time"

	"runnel/runtime/item"
)

// Emitter starts executions: every call of Emit is one, beginning at the
// trigger with these items.
type Emitter interface {
	Emit(Output)
	// Fail reports that the trigger broke down after its activation; the
	// workflow's error workflow runs and the trigger is activated again.
	Fail(error)
}

// Activation says why the triggers of a workflow are started.
type Activation string

// The activations: the server has started, the workflow was published, or a
// published workflow was changed.
const (
	ActivationInit    Activation = "init"
	ActivationPublish Activation = "activate"
	ActivationUpdate  Activation = "update"
)

// Scheduler calls functions at the times of cron expressions, or once in every
// period, until stop.
type Scheduler interface {
	Cron(expression string, zone *time.Location, fire func(at time.Time)) (stop func(), err error)
	Every(period time.Duration, fire func(at time.Time)) (stop func(), err error)
	Now() time.Time
}

// TriggerCall is what a node's trigger function receives. The context of the
// host ends when the trigger must stop.
type TriggerCall[P any] struct {
	Host
	Emitter
	Scheduler
	P *P
}

// Stop ends a trigger; it returns when the trigger has let go of everything.
type Stop func()

// SubworkflowCall asks for a run of another workflow.
type SubworkflowCall struct {
	// ID names a stored workflow; Document holds an inline one, as JSON.
	ID       string
	Document []byte
	// Items are the items the child starts with.
	Items []item.Item
	// NoWait starts the child and does not wait for it.
	NoWait bool
}

// SubworkflowResult is what a child gave.
type SubworkflowResult struct {
	// Output are all outputs of the last run of the child's last node.
	Output      Output
	ExecutionID string
	WorkflowID  string
	// Waiting is set when the child went to wait: the parent must wait too.
	Waiting bool
	// StartItem traces an item of Output back to the child's start item, when
	// the child's run data allows it.
	StartItem func(output, index int) (int, bool)
}

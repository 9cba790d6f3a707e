package workbench

import (
	"context"
	"errors"
	"fmt"

	"runnel/runtime/engine"
	"runnel/runtime/store"
	"runnel/runtime/trigger"
	"runnel/runtime/value"
)

// NotPublishable is the error of publishing a workflow that cannot be live; its
// message is for people.
type NotPublishable struct{ Err error }

func (e *NotPublishable) Error() string { return e.Err.Error() }
func (e *NotPublishable) Unwrap() error { return e.Err }

// Create stores a new workflow. It is not published, whatever the document
// says, and gets an id of its own.
func (w *Workbench) Create(ctx context.Context, doc value.Value, by Client) (*store.Workflow, error) {
	doc = doc.Delete("id").Delete("versionId").Delete("activeVersionId").Set("active", value.False)
	if doc.Get("name").Str() == "" {
		doc = doc.Set("name", value.String("My workflow"))
	}
	made, err := w.Database.CreateWorkflow(ctx, doc, store.Save{By: by.Author})
	if err == nil {
		w.tell("workflow.saved", made, by)
	}
	return made, err
}

// Save stores a version of a workflow on top of the newest one.
func (w *Workbench) Save(ctx context.Context, id string, doc value.Value, base string, force bool, by Client) (*store.Workflow, error) {
	saved, err := w.Database.SaveWorkflow(ctx, id, doc, store.Save{Base: base, Force: force, By: by.Author})
	if err == nil {
		w.tell("workflow.saved", saved, by)
	}
	return saved, err
}

// tell publishes that a workflow has changed.
func (w *Workbench) tell(event string, of *store.Workflow, by Client) {
	w.Hub.Publish(event, of.ID, false, value.Object(
		value.Field{Key: "workflowId", Value: value.String(of.ID)},
		value.Field{Key: "versionId", Value: value.String(of.Latest)},
		value.Field{Key: "by", Value: value.String(by.Name)},
		value.Field{Key: "client", Value: value.String(by.Tab)}))
}

// Delete deletes a workflow with everything of it.
func (w *Workbench) Delete(ctx context.Context, id string) error {
	if _, err := w.Database.Workflow(ctx, id); err != nil {
		return err
	}
	w.Active.StopListening(id)
	w.Active.Remove(id)
	if err := w.Database.DeleteWorkflow(ctx, id); err != nil {
		w.republish(context.WithoutCancel(ctx), id)
		return err
	}
	return nil
}

// Publish puts a version of a workflow into service. When that cannot be, what
// was in service before stays. The error is *NotPublishable where the workflow
// is the reason.
func (w *Workbench) Publish(ctx context.Context, id, version string, by Client) (*store.Workflow, error) {
	stored, err := w.Database.Version(ctx, id, version)
	if err != nil {
		return nil, err
	}
	if stored.Archived {
		return nil, &NotPublishable{errors.New("The workflow is archived; take it out of the archive first.")}
	}
	parsed, err := stored.Parse()
	if err != nil {
		return nil, err
	}
	plan, err := w.Engine.Compile(parsed)
	if err != nil {
		return nil, &NotPublishable{err}
	}
	if err := trigger.CanActivate(plan); err != nil {
		return nil, &NotPublishable{err}
	}
	if err := unrunnable(plan); err != nil {
		return nil, &NotPublishable{err}
	}
	parsed.Active = true
	if err := w.Active.Set(trigger.Source{Workflow: parsed, File: stored.File})[id]; err != nil {
		w.republish(context.WithoutCancel(ctx), id)
		return nil, &NotPublishable{err}
	}
	done, err := w.Database.PublishWorkflow(ctx, id, version, by.Author)
	if err != nil {
		w.republish(context.WithoutCancel(ctx), id)
		return nil, err
	}
	w.tell("workflow.published", done, by)
	return done, nil
}

// unrunnable gives the first problem of a node that could run: a workflow that
// would fail for it at every event is not put into service.
func unrunnable(plan *engine.Plan) error {
	for _, p := range plan.Problems() {
		at, _ := plan.Node(p.Node)
		if !plan.Definition(at).Disabled && plan.Reached(at) {
			return fmt.Errorf("the node %q cannot run: %w", p.Node, p.Err)
		}
	}
	return nil
}

// republish brings what is live in step with the database after a change that
// failed half-way.
func (w *Workbench) republish(ctx context.Context, id string) {
	stored, err := w.Database.PublishedWorkflow(ctx, id)
	if err == nil {
		if parsed, err := stored.Parse(); err == nil {
			w.Active.Set(trigger.Source{Workflow: parsed, File: stored.File})
			return
		}
	}
	w.Active.Remove(id)
}

// Unpublish takes a workflow out of service.
func (w *Workbench) Unpublish(ctx context.Context, id string, by Client) (*store.Workflow, error) {
	done, err := w.Database.UnpublishWorkflow(ctx, id, by.Author)
	if err != nil {
		return nil, err
	}
	w.Active.Remove(id)
	w.tell("workflow.unpublished", done, by)
	return done, nil
}

// Archive puts a workflow away, or takes it out again.
func (w *Workbench) Archive(ctx context.Context, id string, archived bool, by Client) (*store.Workflow, error) {
	done, err := w.Database.ArchiveWorkflow(ctx, id, archived, by.Author)
	if err != nil {
		return nil, err
	}
	if archived {
		w.Active.Remove(id)
	}
	w.tell("workflow.saved", done, by)
	return done, nil
}

// Webhook is a webhook of a workflow with its addresses.
type Webhook struct{ Node, Method, Path, TestURL, ProductionURL string }

// Webhooks lists the webhooks that start a workflow. Those that cannot be
// registered are left out; Problems tells of them.
func (w *Workbench) Webhooks(doc value.Value) ([]Webhook, error) {
	plan, err := w.Compile(doc)
	if err != nil {
		return nil, err
	}
	var all []Webhook
	for _, hook := range plan.Webhooks() {
		if hook.Spec.Restart || hook.Err != nil {
			continue
		}
		path := (&trigger.Route{Plan: plan, Webhook: hook}).PublicPath()
		all = append(all, w.addresses(hook, path)...)
	}
	return all, nil
}

// addresses gives a webhook for each of its methods. A form is opened by its
// address; it is sent by itself.
func (w *Workbench) addresses(hook engine.Webhook, path string) []Webhook {
	if hook.Spec.Form {
		return []Webhook{{hook.Name, "GET", path, w.TestFormURL + path, w.FormURL + path}}
	}
	var all []Webhook
	for _, method := range hook.Methods {
		all = append(all, Webhook{hook.Name, method, path, w.TestURL + path, w.ProductionURL + path})
	}
	return all
}

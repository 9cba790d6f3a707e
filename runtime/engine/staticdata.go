package engine

import (
	"context"
	"fmt"

	"runnel/runtime/node"
	"runnel/runtime/value"
)

// StaticData implements node.Host: the workflow's part of the static data that
// is kept over executions, or the node's own (engine reference §16).
func (h *host) StaticData(scope string) (*node.State, error) {
	r := h.run
	var place **node.State
	key := scope
	switch scope {
	case "global":
		place = &r.global
	case "node":
		key = "node:" + h.info.Name
		if r.nodes == nil {
			place, r.ownKey = &r.own, key
		} else {
			place = &r.nodes[h.at].static
		}
	default:
		return nil, message("Unknown context type. Only `global` and `node` are supported.")
	}
	if *place == nil {
		data, err := r.loadStatic()
		if err != nil {
			return nil, fmt.Errorf("the static data of workflow %q cannot be read: %w", r.plan.workflow.Name, err)
		}
		*place = node.NewState(data.Get(key))
	}
	return *place, nil
}

// loadStatic gives the static data as it was when the execution first asked.
func (r *run) loadStatic() (value.Value, error) {
	if r.hasStatic {
		return r.static, nil
	}
	data := value.Undefined
	if store := r.engine.opts.StaticData; store != nil && r.plan.workflow.ID != "" {
		var err error
		if data, err = store.Load(r.ctx, r.plan.workflow.ID); err != nil {
			return value.Undefined, err
		}
	}
	if !data.IsObject() {
		data = r.plan.workflow.StaticData
	}
	r.static, r.hasStatic = data, true
	return data, nil
}

// saveStatic keeps the static data that was changed. Manual runs and workflows
// without an id leave nothing behind.
func (r *run) saveStatic() {
	store := r.engine.opts.StaticData
	if store == nil || !r.hasStatic || r.plan.workflow.ID == "" || r.req.Mode == node.ModeManual {
		return
	}
	changed := false
	data := r.static
	if !data.IsObject() {
		data = value.EmptyObject
	}
	put := func(key string, s *node.State) {
		if s != nil && s.Changed() {
			data, changed = data.Set(key, s.Value()), true
		}
	}
	put("global", r.global)
	if r.own != nil {
		put(r.ownKey, r.own)
	}
	for i := range r.nodes {
		put("node:"+r.plan.nodes[i].def.Name, r.nodes[i].static)
	}
	if !changed {
		return
	}
	// What was collected so far is kept, even if the execution was cancelled.
	if err := store.Save(context.WithoutCancel(r.ctx), r.plan.workflow.ID, data); err != nil {
		r.engine.log.Error("the static data cannot be saved", "workflow", r.plan.workflow.Name, "error", err)
	}
}

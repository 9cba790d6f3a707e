package engine

import (
	"errors"
	"fmt"
	"strings"

	"runnel/runtime/expr"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// typesOfAnyCredential may use credentials of every type (core reference §0.3).
var typesOfAnyCredential = map[string]bool{
	"n8n-nodes-base.httpRequest":     true,
	"n8n-nodes-base.httpRequestTool": true,
}

// Credential implements node.Host (core reference §0.3).
func (h *host) Credential(typ string) (node.Credential, error) {
	ref, ok := h.node.def.Credential(typ)
	if !ok {
		return node.Credential{}, h.noCredential(typ)
	}
	source := h.run.engine.opts.Credentials
	if source == nil {
		return node.Credential{}, node.Errorf("Credential with ID %q does not exist for type %q.", ref.ID, typ)
	}
	c, err := source.Credential(h.run.ctx, ref)
	if err != nil {
		return node.Credential{}, err
	}
	return h.resolved(c)
}

// noCredential is the error of a node that has no credential of a type set.
func (h *host) noCredential(typ string) error {
	any := typesOfAnyCredential[h.info.Type]
	declared := false
	if h.node.typ != nil {
		if len(h.node.typ.Credentials) == 0 && !any {
			return node.Errorf("Node type %q does not have any credentials defined", h.info.Type)
		}
		for _, c := range h.node.typ.Credentials {
			declared = declared || c.Type == typ
		}
	}
	switch {
	case any:
		return node.Errorf("Credentials not found")
	case len(h.node.def.Credentials) == 0:
		return node.Errorf("Node does not have any credentials set")
	case !declared:
		return node.Errorf("Node does not require credentials")
	}
	return node.Errorf("Node does not have any credentials set for %q", typ)
}

// resolved evaluates the expressions in a credential's fields. They see no
// items, but the credential's own other fields.
func (h *host) resolved(c node.Credential) (node.Credential, error) {
	data, changed := c.Data(), false
	for key, v := range c.Data().Entries() {
		if !strings.HasPrefix(v.Str(), "=") {
			continue
		}
		s := h.scope
		s.Item = 0
		s.Extra = []value.Field{{Key: "$self", Value: c.Data()}, {Key: "$credentials", Value: c.Data()}}
		x, err := expr.EvalText(v.Str(), h.run.engine.js, &s)
		if err != nil {
			return node.Credential{}, fmt.Errorf("the field %q of the credential %q: %w", key, c.Name, err)
		}
		data, changed = data.Set(key, x), true
	}
	if !changed {
		return c, nil
	}
	return c.WithData(data), nil
}

var errNoBinaries = errors.New("files are not set up here")

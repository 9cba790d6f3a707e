package expr

import (
	"runnel/runtime/expr/syntax"
	"runnel/runtime/item"
	"runnel/runtime/value"
)

// itemOf finds an item for a path that begins at its document; nil stands for
// undefined.
type itemOf func(s *Scope) (*item.Item, error)

// itemRoot recognises the commonest ways to name an item, so that a path from
// there needs no objects in between: $('X').item, $('X').first(), $node["X"],
// $input.item and their like. n is what stands before ".json".
func (c *nativeCompiler) itemRoot(n *syntax.Node) itemOf {
	if n.Optional {
		return nil
	}
	switch n.Kind {
	case syntax.Call:
		if len(n.List) > 0 || n.A.Kind != syntax.Dot || n.A.Optional {
			return nil
		}
		last := n.A.Text == "last"
		if !last && n.A.Text != "first" {
			return nil
		}
		if c.isContext(n.A.A, "$input") {
			return inputItem(func(_ *Scope, n int) int {
				if last {
					return n - 1
				}
				return 0
			})
		}
		if name, ok := c.nodeCall(n.A.A); ok {
			return nodeItem(name, func(s *Scope, node int) (*item.Item, error) {
				items, err := s.branch(node, nil)
				if err != nil || len(items) == 0 {
					return nil, err
				}
				if last {
					return &items[len(items)-1], nil
				}
				return &items[0], nil
			})
		}
	case syntax.Dot, syntax.Index:
		if n.Kind == syntax.Dot && n.Text == "item" {
			if c.isContext(n.A, "$input") {
				return inputItem(func(s *Scope, _ int) int { return s.Item })
			}
			if name, ok := c.nodeCall(n.A); ok {
				return nodeItem(name, func(s *Scope, node int) (*item.Item, error) { return s.linked(node, s.Item, "item") })
			}
		}
		if !c.isContext(n.A, "$node") {
			return nil
		}
		name := n.Text
		if n.Kind == syntax.Index {
			var ok bool
			if name, ok = constantKey(n.B); !ok {
				return nil
			}
		}
		return func(s *Scope) (*item.Item, error) {
			node, ok := s.Node(name)
			if !ok {
				return nil, noSuchNode(name)
			}
			return s.sameIndex(node)
		}
	}
	return nil
}

// isContext tells whether an expression is a name of the context.
func (c *nativeCompiler) isContext(n *syntax.Node, name string) bool {
	if n.Kind != syntax.Ident || n.Text != name {
		return false
	}
	_, isLocal := c.local(name)
	return !isLocal
}

// nodeCall answers the name in $('X').
func (c *nativeCompiler) nodeCall(n *syntax.Node) (string, bool) {
	if n.Kind != syntax.Call || n.Optional || len(n.List) != 1 || n.List[0].Kind != syntax.String || n.List[0].Text == "" || !c.isContext(n.A, "$") {
		return "", false
	}
	return n.List[0].Text, true
}

func inputItem(at func(s *Scope, n int) int) itemOf {
	return func(s *Scope) (*item.Item, error) {
		items := s.Items()
		if len(items) == 0 {
			return nil, noExecutionData()
		}
		if i := at(s, len(items)); uint(i) < uint(len(items)) {
			return &items[i], nil
		}
		return nil, nil
	}
}

func nodeItem(name string, find func(s *Scope, node int) (*item.Item, error)) itemOf {
	return func(s *Scope) (*item.Item, error) {
		node, ok := s.Node(name)
		if !ok {
			return nil, noSuchNode(name)
		}
		return find(s, node)
	}
}

// itemPath reads a path of the document of an item.
func itemPath(root itemOf, slow native, steps []step) native {
	return func(s *Scope) (value.Value, error) {
		if len(s.Extra) > 0 || s.Data == nil {
			// Names may stand for something else here.
			return slow(s)
		}
		it, err := root(s)
		if err != nil {
			return value.Undefined, err
		}
		if it == nil {
			return value.Undefined, ErrThrown
		}
		return follow(it.JSON, steps)
	}
}

// follow reads a path of a value.
func follow(v value.Value, steps []step) (value.Value, error) {
	for i := range steps {
		st := &steps[i]
		if v.IsObject() && !st.inherited {
			v = v.Get(st.key)
			continue
		}
		var err error
		if v, err = st.get(v); err != nil {
			return value.Undefined, err
		}
	}
	return v, nil
}

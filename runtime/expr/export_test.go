package expr

import (
	"maps"
	"slices"
	"strings"

	"runnel/runtime/expr/syntax"
)

// Globals are the described names of the context.
func Globals() []Global { return globals }

// ContextNames are the names that Resolve knows without regard to a scope, in no
// order.
func ContextNames() []string {
	return slices.AppendSeq(slices.Collect(maps.Keys(contextNames)), maps.Keys(functions))
}

// Rewrite answers what prepare makes of the only code of a template.
func Rewrite(code string) (string, error) {
	p, err := prepare(code, extends([]part{{text: code, isCode: true}}))
	if err != nil {
		return "", err
	}
	return p.code, nil
}

// Kind is how an expression is evaluated.
type Kind string

// The kinds of expressions, from the fastest to the slowest.
const (
	// KindConstant needs no evaluation: a text without code, or not even an expression.
	KindConstant Kind = "constant"
	// KindPath reads a member of an item.
	KindPath Kind = "path"
	// KindTemplate is a text with paths in it.
	KindTemplate Kind = "template"
	// KindNative runs without JavaScript.
	KindNative Kind = "native"
	// KindJavaScript is run by the Runner.
	KindJavaScript Kind = "javascript"
	// KindInvalid cannot be evaluated: its error shows when it is.
	KindInvalid Kind = "invalid"
)

// Classify tells how a parameter's text is evaluated. Native programs may
// still give a run to JavaScript where the data asks for it.
func Classify(text string) Kind {
	if !strings.HasPrefix(text, "=") {
		return KindConstant
	}
	switch p := compileTemplate(text[1:], nil).(type) {
	case constant:
		if p.err != nil {
			return KindInvalid
		}
		return KindConstant
	case *valueProgram:
		switch {
		case p.chunk.native == nil:
			return KindJavaScript
		case isPath(p.chunk):
			return KindPath
		}
	case *textProgram:
		kind := KindTemplate
		for _, part := range p.parts {
			if part.chunk == nil {
				continue
			}
			if part.chunk.native == nil {
				return KindJavaScript
			}
			if !isPath(part.chunk) {
				kind = KindNative
			}
		}
		return kind
	}
	return KindNative
}

// isPath tells whether a chunk reads members and does nothing else.
func isPath(k *chunk) bool {
	p, err := prepare(k.js.Code, false)
	if err != nil {
		return false
	}
	n := p.tree
	for {
		switch n = n.Unparen(); n.Kind {
		case syntax.Ident:
			return true
		case syntax.Dot:
			n = n.A
		case syntax.Index:
			if _, ok := constantKey(n.B); !ok {
				return false
			}
			n = n.A
		case syntax.Call:
			// $('X'), and first, last or all of what it answers.
			for _, a := range n.List {
				if a.Kind != syntax.String && a.Kind != syntax.Number {
					return false
				}
			}
			if n.A.Kind == syntax.Dot {
				switch n.A.Text {
				case "first", "last", "all":
					n = n.A.A
					continue
				}
				return false
			}
			return n.A.Kind == syntax.Ident && strings.HasPrefix(n.A.Text, "$")
		default:
			return false
		}
	}
}

package nodetest

import (
	"fmt"
	"strings"

	"runnel/runtime/node"
	"runnel/runtime/value"
)

// source is a parameter of a test. Texts that start with "=" are templates;
// between {{ and }} they know $json and $itemIndex with paths below, literals
// of JSON, undefined, and fail(message), which fails.
type source struct{ v value.Value }

// Raw implements node.Source.
func (s source) Raw() value.Value { return s.v }

// Constant implements node.Source.
func (s source) Constant() (value.Value, bool) {
	if hasExpression(s.v) {
		return value.Undefined, false
	}
	return s.v, true
}

// Part implements node.TreeSource.
func (s source) Part(key string) node.Source {
	if v, ok := s.v.Lookup(key); ok {
		return source{v}
	}
	return nil
}

func hasExpression(v value.Value) bool {
	for _, e := range v.Elems() {
		if hasExpression(e) {
			return true
		}
	}
	for _, e := range v.Entries() {
		if hasExpression(e) {
			return true
		}
	}
	return node.IsExpression(v)
}

// Eval implements node.Host.
func (h *Host) Eval(p node.Source, i int) (value.Value, error) { return h.eval(p.Raw(), i, nil) }

// EvalText implements node.Host.
func (h *Host) EvalText(text string, i int, extra ...value.Field) (value.Value, error) {
	return h.eval(value.String(text), i, extra)
}

func (h *Host) eval(v value.Value, i int, extra []value.Field) (value.Value, error) {
	switch {
	case node.IsExpression(v):
		return h.template(v.Str()[1:], i, extra)
	case v.IsArray():
		out := make([]value.Value, v.Len())
		for n, e := range v.Elems() {
			var err error
			if out[n], err = h.eval(e, i, extra); err != nil {
				return v, err
			}
		}
		return value.Array(out...), nil
	case v.IsObject():
		var b value.Builder
		for k, e := range v.Entries() {
			x, err := h.eval(e, i, extra)
			if err != nil {
				return v, err
			}
			b.Set(k, x)
		}
		return b.Object(), nil
	}
	return v, nil
}

func (h *Host) template(text string, i int, extra []value.Field) (value.Value, error) {
	var b strings.Builder
	for rest := text; ; {
		before, code, found := strings.Cut(rest, "{{")
		if !found {
			b.WriteString(rest)
			return value.String(b.String()), nil
		}
		code, after, _ := strings.Cut(code, "}}")
		v, err := h.expression(strings.TrimSpace(code), i, extra)
		if err != nil {
			return value.Undefined, err
		}
		if before == "" && after == "" && rest == text {
			return v, nil
		}
		b.WriteString(before)
		if !v.IsNullish() {
			b.WriteString(v.ToString())
		}
		rest = after
	}
}

func (h *Host) expression(code string, i int, extra []value.Field) (value.Value, error) {
	items := h.Items()
	json := value.Undefined
	if i < len(items) {
		json = items[i].JSON
	}
	names := append([]value.Field{{Key: "$json", Value: json}, {Key: "$itemIndex", Value: value.Int(i)}}, extra...)
	for _, name := range names {
		switch rest, ok := strings.CutPrefix(code, name.Key); {
		case !ok:
		case rest == "":
			return name.Value, nil
		case rest[0] == '.':
			return name.Value.AtPath(rest[1:]), nil
		case rest[0] == '[':
			return name.Value.AtPath(rest), nil
		}
	}
	if message, ok := strings.CutPrefix(code, "fail("); ok {
		return value.Undefined, fmt.Errorf("%s", strings.Trim(message, `"')`))
	}
	if code == "undefined" {
		return value.Undefined, nil
	}
	if v, err := value.ParseString(code); err == nil {
		return v, nil
	}
	h.t.Fatalf("the expression %q is too much for a test", code)
	return value.Undefined, nil
}

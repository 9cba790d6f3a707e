package workflows

import (
	"sort"

	"runnel/runtime/value"
)

// Canonical writes a workflow in the form of "runnel fmt", which is made for
// version control: the keys of the workflow, its nodes and its connections
// stand in a fixed order, unknown ones after the known by name; there is one
// value on a line, but positions and connection targets take one line each;
// a line feed ends the text. Everything is kept, and whatever order means
// something stays: of nodes, of the sources of connections (they decide which
// parent comes first), and within parameters, pinned data and all else.
// To write the canonical form again changes nothing.
func Canonical(w *Workflow) []byte {
	p := printer{}
	p.workflow(w.doc, 0)
	return append(p.out, '\n')
}

// Canonical writes a file in the canonical form: the workflows as the function
// Canonical does, with the list or wrapper they came in around them.
func (f *File) Canonical() []byte {
	p := printer{}
	p.file(f.root, 0)
	return append(p.out, '\n')
}

// The known keys of a workflow, a node, and a connection in their order.
var (
	workflowKeys = rank("id", "name", "description", "active", "isArchived", "nodes", "connections", "settings", "staticData",
		"pinData", "meta", "tags", "versionId", "activeVersionId", "versionCounter", "triggerCount", "createdAt", "updatedAt")
	nodeKeys = rank("id", "name", "type", "typeVersion", "position", "parameters", "credentials", "webhookId", "disabled",
		"executeOnce", "alwaysOutputData", "retryOnFail", "maxTries", "waitBetweenTries", "onError", "continueOnFail",
		"notes", "notesInFlow", "color")
	targetKeys = rank("node", "type", "index")
)

func rank(keys ...string) map[string]int {
	m := make(map[string]int, len(keys))
	for i, k := range keys {
		m[k] = i
	}
	return m
}

// ordered gives an object's fields: the known ones by rank, the others after
// them by name.
func ordered(v value.Value, known map[string]int) []value.Field {
	fields := make([]value.Field, 0, v.Len())
	for k, x := range v.Entries() {
		fields = append(fields, value.Field{Key: k, Value: x})
	}
	sort.SliceStable(fields, func(i, j int) bool {
		a, aKnown := known[fields[i].Key]
		b, bKnown := known[fields[j].Key]
		switch {
		case aKnown && bKnown:
			return a < b
		case aKnown != bKnown:
			return aKnown
		}
		return fields[i].Key < fields[j].Key
	})
	return fields
}

type printer struct{ out []byte }

func (p *printer) line(depth int) {
	p.out = append(p.out, '\n')
	for range depth {
		p.out = append(p.out, ' ', ' ')
	}
}

func (p *printer) key(key string) {
	p.out = value.String(key).AppendJSON(p.out)
	p.out = append(p.out, ':', ' ')
}

// fields writes an object, each field with its own writer.
func (p *printer) fields(fields []value.Field, depth int, write func(p *printer, f value.Field, depth int)) {
	if len(fields) == 0 {
		p.out = append(p.out, "{}"...)
		return
	}
	p.out = append(p.out, '{')
	for i, f := range fields {
		if i > 0 {
			p.out = append(p.out, ',')
		}
		p.line(depth + 1)
		p.key(f.Key)
		write(p, f, depth+1)
	}
	p.line(depth)
	p.out = append(p.out, '}')
}

// list writes an array, all elements with one writer.
func (p *printer) list(v value.Value, depth int, write func(p *printer, e value.Value, depth int)) {
	if v.Len() == 0 {
		p.out = append(p.out, "[]"...)
		return
	}
	p.out = append(p.out, '[')
	for i, e := range v.Elems() {
		if i > 0 {
			p.out = append(p.out, ',')
		}
		p.line(depth + 1)
		write(p, e, depth+1)
	}
	p.line(depth)
	p.out = append(p.out, ']')
}

// plain writes a value as JSON.stringify(v, null, 2) does.
func (p *printer) plain(v value.Value, depth int) {
	switch {
	case v.IsObject():
		p.fields(asFields(v), depth, func(p *printer, f value.Field, depth int) { p.plain(f.Value, depth) })
	case v.IsArray():
		p.list(v, depth, (*printer).plain)
	default:
		p.out = v.AppendJSON(p.out)
	}
}

func asFields(v value.Value) []value.Field {
	fields := make([]value.Field, 0, v.Len())
	for k, x := range v.Entries() {
		fields = append(fields, value.Field{Key: k, Value: x})
	}
	return fields
}

// oneLine writes an array or object of scalars on one line, and everything
// else as plain does.
func (p *printer) oneLine(v value.Value, depth int, known map[string]int) {
	switch {
	case v.IsArray() && v.Len() > 0 && flat(v.Elems()):
		p.out = append(p.out, '[')
		for i, e := range v.Elems() {
			if i > 0 {
				p.out = append(p.out, ", "...)
			}
			p.out = e.AppendJSON(p.out)
		}
		p.out = append(p.out, ']')
	case v.IsObject() && v.Len() > 0:
		fields := ordered(v, known)
		for _, f := range fields {
			if f.Value.IsObject() || f.Value.IsArray() {
				p.fields(fields, depth, func(p *printer, f value.Field, depth int) { p.plain(f.Value, depth) })
				return
			}
		}
		p.out = append(p.out, "{ "...)
		for i, f := range fields {
			if i > 0 {
				p.out = append(p.out, ", "...)
			}
			p.key(f.Key)
			p.out = f.Value.AppendJSON(p.out)
		}
		p.out = append(p.out, " }"...)
	default:
		p.plain(v, depth)
	}
}

func flat(elems []value.Value) bool {
	for _, e := range elems {
		if e.IsObject() || e.IsArray() {
			return false
		}
	}
	return true
}

// file writes what may stand around workflows, and them.
func (p *printer) file(v value.Value, depth int) {
	switch {
	case v.IsArray():
		p.list(v, depth, (*printer).file)
	case v.IsObject() && !v.Get("nodes").IsUndefined():
		p.workflow(v, depth)
	case v.IsObject():
		inner, _ := wrapped(v)
		p.fields(asFields(v), depth, func(p *printer, f value.Field, depth int) {
			if f.Key == inner {
				p.file(f.Value, depth)
			} else {
				p.plain(f.Value, depth)
			}
		})
	default:
		p.plain(v, depth)
	}
}

func (p *printer) workflow(v value.Value, depth int) {
	p.fields(ordered(v, workflowKeys), depth, func(p *printer, f value.Field, depth int) {
		switch {
		case f.Key == "nodes" && f.Value.IsArray():
			p.list(f.Value, depth, (*printer).node)
		case f.Key == "connections" && f.Value.IsObject():
			p.connections(f.Value, depth)
		default:
			p.plain(f.Value, depth)
		}
	})
}

func (p *printer) node(v value.Value, depth int) {
	if !v.IsObject() {
		p.plain(v, depth)
		return
	}
	p.fields(ordered(v, nodeKeys), depth, func(p *printer, f value.Field, depth int) {
		if f.Key == "position" {
			p.oneLine(f.Value, depth, nil)
		} else {
			p.plain(f.Value, depth)
		}
	})
}

// connections writes {source: {type: [[target, …], …]}}.
func (p *printer) connections(v value.Value, depth int) {
	p.fields(asFields(v), depth, func(p *printer, source value.Field, depth int) {
		if !source.Value.IsObject() {
			p.plain(source.Value, depth)
			return
		}
		p.fields(asFields(source.Value), depth, func(p *printer, typ value.Field, depth int) {
			p.outputs(typ.Value, depth)
		})
	})
}

func (p *printer) outputs(v value.Value, depth int) {
	if !v.IsArray() {
		p.plain(v, depth)
		return
	}
	p.list(v, depth, func(p *printer, targets value.Value, depth int) {
		if !targets.IsArray() {
			p.plain(targets, depth)
			return
		}
		p.list(targets, depth, func(p *printer, target value.Value, depth int) {
			if target.IsObject() {
				p.oneLine(target, depth, targetKeys)
			} else {
				p.plain(target, depth)
			}
		})
	})
}

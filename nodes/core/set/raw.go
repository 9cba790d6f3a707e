package set

import (
	"strings"

	"runnel/runtime/node"
	"runnel/runtime/value"
)

// substituted reads JSON text that has expressions in it: each {{ }} is
// evaluated by itself and put in as text, without quotes; objects and arrays
// as their JSON.
func substituted(w *writer, text string, i int, where string) (value.Value, error) {
	text = strings.TrimLeft(text, "=")
	for _, code := range expressions(text) {
		v, err := w.EvalText("="+code, i)
		if err != nil {
			return v, err
		}
		with := v.ToString()
		if v.TypeOf() == "object" && !v.IsNull() {
			with = v.JSON()
		}
		text = replaceFirst(text, code, with)
	}
	return object(value.String(text), i, where)
}

// expressions finds the {{ }} of a text.
func expressions(text string) []string {
	var out []string
	for {
		start := strings.Index(text, "{{")
		if start < 0 {
			return out
		}
		end := strings.Index(text[start:], "}}")
		if end < 0 {
			return out
		}
		end += start + len("}}")
		out = append(out, text[start:end])
		text = text[end:]
	}
}

// replaceFirst replaces the first occurrence of what as JavaScript's replace
// does, where $ has a meaning in the replacement.
func replaceFirst(text, what, with string) string {
	at := strings.Index(text, what)
	if at < 0 {
		return text
	}
	before, after := text[:at], text[at+len(what):]
	var b strings.Builder
	b.WriteString(before)
	for i := 0; i < len(with); i++ {
		if with[i] != '$' || i+1 == len(with) {
			b.WriteByte(with[i])
			continue
		}
		i++
		switch with[i] {
		case '$':
			b.WriteByte('$')
		case '&':
			b.WriteString(what)
		case '`':
			b.WriteString(before)
		case '\'':
			b.WriteString(after)
		default:
			b.WriteByte('$')
			b.WriteByte(with[i])
		}
	}
	b.WriteString(after)
	return b.String()
}

// object reads a value as the object it must be, or nothing; text is JSON,
// repaired where it is not quite that.
func object(v value.Value, i int, where string) (value.Value, error) {
	if v.IsString() {
		parsed, err := node.RepairJSON(v.Str())
		if err != nil {
			return v, node.Errorf("The %s in item %d contains invalid JSON", where, i).Describe("%s", v.Str()).At(i)
		}
		v = parsed
	}
	if !v.IsObject() && !v.IsNullish() {
		return v, node.Errorf("The %s in item %d does not contain a valid JSON object", where, i).At(i)
	}
	return v, nil
}

// lastPart is the name under which a selected field is kept.
func lastPart(name string, dots bool) string {
	if dots {
		return name[strings.LastIndexByte(name, '.')+1:]
	}
	return name
}

package js

import (
	"strconv"
	"strings"

	"github.com/dop251/goja"

	"runnel/runtime/js/source"
	"runnel/runtime/node"
)

// unknownError is the message of failures that have none.
const unknownError = "Unknown error"

// uncaught makes the error of a script out of what it threw (expressions.md
// §6.5 and §7).
func (r *scriptRun) uncaught(v goja.Value) *node.ScriptError {
	e := &node.ScriptError{Item: r.itemOf()}
	o, isObject := v.(*goja.Object)
	if isObject {
		for _, h := range r.hostErrors {
			if h.object == o {
				e.Message = messageOf(o)
				e.Stack = stackOf(o)
				return e
			}
		}
		e.Stack = stackOf(o)
	}
	switch r.kind {
	case node.ScriptAll, node.ScriptEach:
		r.describeCode(e, v)
	default:
		if !isObject || o.ClassName() != "Error" {
			e.Thrown = true
			if !goja.IsUndefined(v) && !goja.IsNull(v) {
				e.Message = safeString(v)
			}
			return e
		}
		e.Message = messageOf(o)
		e.Line = firstLine(e.Stack)
	}
	return e
}

// describeCode words the error of a Code node.
func (r *scriptRun) describeCode(e *node.ScriptError, v goja.Value) {
	e.Message = unknownError
	if vanishes(v) {
		e.Thrown = true
		return
	}
	e.Thrown = e.Stack == ""
	text, class := lastPart(e.Stack)
	if text != "" {
		e.Message = text
	}
	e.Description = class
	e.Line = namedLine(e.Stack)
	if e.Line == 0 && r.awaiting >= 0 && firstLine(e.Stack) > 0 {
		// Only anonymous functions: the frame with a name is that of the script,
		// which awaits.
		e.Line = r.script.unit.LineAt(r.awaiting)
	}
	e.Message += " "
	if e.Line > 0 {
		e.Message += "[line " + strconv.Itoa(e.Line) + "]"
	}
}

// vanishes tells whether JSON has nothing for a value.
func vanishes(v goja.Value) bool {
	switch v := v.(type) {
	case nil, *goja.Symbol:
		return true
	case *goja.Object:
		return isFunction(v, v.ClassName())
	}
	return goja.IsUndefined(v)
}

// lastPart answers what stands behind the last colon of the first line that
// names an error, and the class before it unless that is Error itself.
func lastPart(stack string) (text, class string) {
	for _, line := range strings.Split(stack, "\n") {
		if !strings.Contains(line, "Error:") {
			continue
		}
		parts := strings.Split(line, ":")
		n := len(parts)
		if class = strings.TrimSpace(parts[n-2]); class == "Error" {
			class = ""
		}
		return strings.TrimSpace(parts[n-1]), class
	}
	return "", ""
}

// namedLine answers the line of the first frame with a function's name.
func namedLine(stack string) int {
	for _, line := range strings.Split(stack, "\n") {
		rest, ok := strings.CutPrefix(line, "    at ")
		if !ok || !strings.HasSuffix(rest, ")") {
			continue
		}
		if n := lineOf(rest); n > 0 {
			return n
		}
	}
	return 0
}

// firstLine answers the line of the first frame in the script.
func firstLine(stack string) int {
	for _, line := range strings.Split(stack, "\n") {
		if rest, ok := strings.CutPrefix(line, "    at "); ok {
			if n := lineOf(rest); n > 0 {
				return n
			}
		}
	}
	return 0
}

// lineOf reads the line out of a frame: "f (evalmachine.<anonymous>:3:7)".
func lineOf(frame string) int {
	i := strings.Index(frame, source.ScriptFile+":")
	if i < 0 {
		return 0
	}
	number, _, _ := strings.Cut(frame[i+len(source.ScriptFile)+1:], ":")
	n, err := strconv.Atoi(number)
	if err != nil {
		return 0
	}
	return n
}

func messageOf(o *goja.Object) string {
	if m := o.Get("message"); m != nil && !goja.IsUndefined(m) {
		return safeString(m)
	}
	return ""
}

func stackOf(o *goja.Object) string {
	if s, ok := o.Get("stack").(goja.String); ok {
		return s.String()
	}
	return ""
}

package js

import (
	"slices"

	"runnel/runtime/js/platform"
	"runnel/runtime/node"
)

// codeGlobals are what the original's Code node has beside the language
// (expressions.md §6.2).
var codeGlobals = []string{
	"Buffer", "setTimeout", "clearTimeout", "setInterval", "clearInterval", "setImmediate", "clearImmediate", "btoa", "atob",
	"TextEncoder", "TextDecoder", "TextEncoderStream", "TextDecoderStream", "FormData", "DateTime", "Interval", "Duration", "Intl",
}

// functionGlobals are what the Function nodes have.
var functionGlobals = []string{
	"Buffer", "setTimeout", "clearTimeout", "setInterval", "clearInterval", "setImmediate", "clearImmediate",
	"DateTime", "Interval", "Duration", "Intl",
}

// shelf answers the globals of the platform for a script. What the original
// lacks (URL, structuredClone, crypto…) is there for scripts that name it, and
// for no others: code that looks around by eval sees what it sees there.
func shelf(kind node.ScriptKind, s *script) []string {
	names := slices.Clone(codeGlobals)
	if kind == node.ScriptFunction || kind == node.ScriptFunctionItem || kind == node.ScriptPlain {
		names = slices.Clone(functionGlobals)
	}
	for _, g := range platform.Globals() {
		if s.free[g] && !slices.Contains(names, g) && g != "luxon" && g != "jmespath" && g != "process" {
			names = append(names, g)
		}
	}
	return names
}

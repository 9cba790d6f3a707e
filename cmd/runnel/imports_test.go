package main

import (
	"os/exec"
	"strings"
	"testing"
)

// rooms says which packages of the project a package may import. A rule holds
// for the folder and everything below it; the longest matching folder counts.
// Importing from its own room is always allowed, but for node families.
var rooms = map[string][]string{
	"runtime/value":        {},
	"runtime/item":         {"runtime/value"},
	"runtime/node":         {"runtime/value", "runtime/item"},
	"runtime/trigger/cron": {},
	"runtime/httpclient":   {"runtime/value"},
	"runtime/localfile":    {"runtime/value", "runtime/item", "runtime/node"},
	"nodes":                {"runtime/value", "runtime/item", "runtime/node", "runtime/trigger/cron", "runtime/httpclient", "runtime/localfile"},
	"nodes/all":            {"nodes", "runtime/node", "runtime/value"},
	"workflows":            {"runtime/value"},
	"runtime/expr":         {"runtime/value", "runtime/item", "runtime/node"},
	"runtime/js":           {"runtime/value", "runtime/item", "runtime/node", "runtime/expr"},
	"runtime/credential":   {"runtime/value", "runtime/node"},
	"runtime/binary":       {"runtime/value", "runtime/item", "runtime/node"},
	"runtime/execution":    {"runtime/value", "runtime/item", "runtime/node"},
	"runtime/engine": {"workflows", "runtime/value", "runtime/item", "runtime/node", "runtime/expr", "runtime/js",
		"runtime/execution", "runtime/httpclient"},
	"runtime/store": {"workflows", "runtime/value", "runtime/item", "runtime/node", "runtime/execution", "runtime/credential"},
	"runtime/trigger": {"workflows", "runtime/value", "runtime/item", "runtime/node", "runtime/engine", "runtime/execution",
		"runtime/store", "runtime/credential", "runtime/binary", "runtime/trigger/cron"},
	"runtime/server": {"workflows", "runtime/value", "runtime/item", "runtime/node", "runtime/expr", "runtime/httpclient", "runtime/engine", "runtime/execution",
		"runtime/store", "runtime/credential", "runtime/binary", "runtime/trigger", "ui"},
	"ui":              {},
	"cmd/conformance": {},
	"cmd/runnel":      {"workflows", "runtime", "nodes/all", "ui"},
}

// owners says where a library may be imported; libraries not listed may be
// imported anywhere.
var owners = map[string][]string{
	"github.com/gin-gonic/gin": {"runtime/server"},
	"github.com/dop251/goja":   {"runtime/js"},
	"github.com/tidwall/gjson": {"runtime/value", "workflows"},
}

func TestImportsPointOneWay(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "runnel/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		from := strings.TrimPrefix(fields[0], "runnel/")
		room := roomOf(from)
		if room == "" {
			t.Errorf("%s stands in no room: add it to the rules or move it", from)
			continue
		}
		for _, to := range fields[1:] {
			if inner, ok := strings.CutPrefix(to, "runnel/"); ok {
				if !mayImport(room, from, inner) {
					t.Errorf("%s imports %s, which %s must not", from, inner, room)
				}
				continue
			}
			for library, where := range owners {
				if within(to, library) && !anyWithin(from, where) {
					t.Errorf("%s imports %s, which only %s may", from, library, strings.Join(where, ", "))
				}
			}
		}
	}
}

func mayImport(room, from, to string) bool {
	if room == "nodes" {
		// A node family keeps to itself: below nodes/core each folder is one.
		if within(to, "nodes") {
			return within(to, family(from))
		}
	} else if within(to, room) && roomOf(to) == room {
		return true
	}
	return anyWithin(to, rooms[room])
}

// family is the folder of a node family: nodes/http, nodes/core/set.
func family(pkg string) string {
	parts := strings.Split(pkg, "/")
	n := min(len(parts), 2)
	if len(parts) > 2 && (parts[1] == "core" || parts[1] == "transform" || parts[1] == "files") {
		n = 3
	}
	return strings.Join(parts[:n], "/")
}

func roomOf(pkg string) string {
	best := ""
	for room := range rooms {
		if within(pkg, room) && len(room) > len(best) {
			best = room
		}
	}
	return best
}

func anyWithin(pkg string, folders []string) bool {
	for _, f := range folders {
		if within(pkg, f) {
			return true
		}
	}
	return false
}

func within(pkg, folder string) bool {
	return pkg == folder || strings.HasPrefix(pkg, folder+"/")
}

package js

import (
	"context"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/dop251/goja/ast"

	"runnel/runtime/expr"
	"runnel/runtime/js/source"
	"runnel/runtime/node"
)

// corpusScript is a script of a public workflow.
type corpusScript struct {
	file, node, code string
	kind             node.ScriptKind
}

func corpusScripts(t *testing.T) (list []corpusScript) {
	files, _ := filepath.Glob("../../../shared/corpus/*.json")
	if len(files) == 0 {
		t.Skip("the public workflows are not here")
	}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		var doc struct {
			Nodes []struct {
				Name, Type string
				Parameters struct{ JSCode, FunctionCode, Mode, Language any }
			}
		}
		if json.Unmarshal(data, &doc) != nil {
			continue
		}
		for _, n := range doc.Nodes {
			s := corpusScript{file: filepath.Base(f), node: n.Name}
			switch n.Type {
			case "n8n-nodes-base.code":
				if n.Parameters.Language == "python" || n.Parameters.Language == "pythonNative" {
					continue
				}
				s.code, _ = n.Parameters.JSCode.(string)
				s.kind = node.ScriptAll
				if n.Parameters.Mode == "runOnceForEachItem" {
					s.kind = node.ScriptEach
				}
			case "n8n-nodes-base.function":
				s.code, _ = n.Parameters.FunctionCode.(string)
				s.kind = node.ScriptFunction
			case "n8n-nodes-base.functionItem":
				s.code, _ = n.Parameters.FunctionCode.(string)
				s.kind = node.ScriptFunctionItem
			default:
				continue
			}
			if s.code != "" {
				list = append(list, s)
			}
		}
	}
	return list
}

// noJavaScript are the scripts of public workflows that V8 cannot read either,
// by file and node.
var noJavaScript = map[string]string{
	"generate-collaborative-handbooks-with-gpt4o-multi-agent-orchestration-human-review.json Process Agent Output": "an apostrophe in a text ends it",
}

// noGlobals are names that scripts of public workflows use and that are nowhere,
// in the original neither, by file and node.
var noGlobals = map[string]string{
	// item is there for scripts that run for each item only.
	"0201_telegram_executecommand_process_webhook.json Convert API response": "item",
	"0214_manual_markdown_create_webhook.json CreateMDReport":                "item",
	// Variables that the authors forgot to declare, or left for others to name.
	"0428_splitout_googlecalendar_send_webhook.json Format LinkedIn Posts": "article",
	"0428_splitout_googlecalendar_send_webhook.json Format Tweets":         "article",
	"0574_stickynote_notion_create_triggered.json Set input data":          "yourVariable",
	"orig-notion-ai-assistant-generator.json Set input data":               "yourVariable",
}

// TestCorpusScripts compiles the scripts of public workflows and looks whether
// the names that they use are there.
func TestCorpusScripts(t *testing.T) {
	list := corpusScripts(t)
	e := New(Options{ScriptTimeout: never})
	used := map[string]int{}
	for _, c := range list {
		at := c.file + " " + c.node
		if message, line := e.CheckScript(c.kind, c.code); message != "" {
			if noJavaScript[at] == "" {
				t.Errorf("%s: line %d: %s", at, line, message)
			}
			continue
		}
		var names []string
		for name := range undeclared(t, c.kind, c.code) {
			used[name]++
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range unknownOf(t, e, c.kind, names) {
			if !slices.Contains(strings.Fields(noGlobals[at]), name) {
				t.Errorf("%s: %s is not there", at, name)
			}
		}
	}
	names := slices.SortedFunc(maps.Keys(used), func(a, b string) int { return used[b] - used[a] })
	t.Logf("%d scripts; names they use: %s", len(list), strings.Join(names, " "))
}

// undeclared answers the names that a script uses and declares nowhere.
func undeclared(t *testing.T, kind node.ScriptKind, code string) map[string]bool {
	head, tail := wrapping(kind)
	text := head + code + tail
	tree, err := source.Parse(source.UniqueName(), text)
	if err != nil {
		lowered, err := source.LowerUnit(source.UniqueName(), text)
		if err != nil {
			t.Fatal(err)
		}
		if tree, err = source.Parse(lowered.Name, lowered.Text); err != nil {
			t.Fatal(err)
		}
	}
	used, declared := source.FreeNames(tree), map[string]bool{"module": true, "arguments": true, "undefined": true}
	source.Walk(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Binding:
			source.BoundNames(n.Target, declared)
		case *ast.FunctionLiteral:
			if n.Name != nil {
				declared[n.Name.Name.String()] = true
			}
			parameterNames(n.ParameterList, declared)
		case *ast.ArrowFunctionLiteral:
			parameterNames(n.ParameterList, declared)
		case *ast.ClassLiteral:
			if n.Name != nil {
				declared[n.Name.Name.String()] = true
			}
		case *ast.TryStatement:
			if n.Catch != nil && n.Catch.Parameter != nil {
				source.BoundNames(n.Catch.Parameter, declared)
			}
		case *ast.ForDeclaration:
			source.BoundNames(n.Target, declared)
		case *ast.AssignExpression:
			// Sloppy code makes globals of its own.
			if id, ok := n.Left.(*ast.Identifier); ok {
				declared[id.Name.String()] = true
			}
		}
		return true
	})
	maps.DeleteFunc(used, func(name string, _ bool) bool { return declared[name] })
	return used
}

func parameterNames(p *ast.ParameterList, names map[string]bool) {
	if p == nil {
		return
	}
	for _, b := range p.List {
		source.BoundNames(b.Target, names)
	}
	if p.Rest != nil {
		source.BoundNames(p.Rest, names)
	}
}

// unknownOf answers the names that a script of a kind does not have.
func unknownOf(t *testing.T, e *Engine, kind node.ScriptKind, names []string) (unknown []string) {
	if len(names) == 0 {
		return nil
	}
	var b strings.Builder
	b.WriteString("const known = {};")
	for _, name := range names {
		b.WriteString("try { " + name + "; known[" + strconv.Quote(name) + "] = 1 } catch (e) { if (e.name !== 'ReferenceError') known[" + strconv.Quote(name) + "] = 1 };")
	}
	b.WriteString("const all = { json: { known: Object.keys(known).join() } }; return ")
	if kind == node.ScriptAll || kind == node.ScriptFunction {
		b.WriteString("[all]")
	} else {
		b.WriteString("all")
	}
	s := e.Lease(context.Background())
	defer s.Release()
	r, err := s.RunScript(kind, b.String(), &expr.Scope{Data: patient().data, Runner: s, Compiler: e}, nil)
	if err != nil {
		t.Fatal(err)
	}
	v := r.Value
	if v.IsArray() {
		v = v.Index(0)
	}
	known := strings.Split(v.Get("json").Get("known").Str(), ",")
	for _, name := range names {
		if !slices.Contains(known, name) {
			unknown = append(unknown, name)
		}
	}
	return unknown
}

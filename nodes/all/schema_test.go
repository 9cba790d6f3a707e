package all_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"sort"
	"strings"
	"testing"

	_ "runnel/nodes/all"
	"runnel/runtime/node"
)

const schemas = "../../../shared/reference/schemas"

// schema is a file of reference facts about one node type.
type schema struct {
	Type         string        `json:"type"`
	Descriptions []description `json:"descriptions"`
}

type description struct {
	Title          string           `json:"displayName"`
	Group          []string         `json:"group"`
	Version        any              `json:"version"`
	DefaultVersion float64          `json:"defaultVersion"`
	Defaults       map[string]any   `json:"defaults"`
	Hidden         bool             `json:"hidden"`
	MaxNodes       int              `json:"maxNodes"`
	Inputs         any              `json:"inputs"`
	Outputs        any              `json:"outputs"`
	InputNames     []string         `json:"inputNames"`
	OutputNames    []string         `json:"outputNames"`
	Credentials    []map[string]any `json:"credentials"`
	Properties     []any            `json:"properties"`
}

func (d description) versions() []float64 {
	if list, ok := d.Version.([]any); ok {
		var out []float64
		for _, v := range list {
			out = append(out, v.(float64))
		}
		return out
	}
	return []float64{d.Version.(float64)}
}

// TestDeclarationsMatchSchemas holds every declared node against the facts of
// its schema: for each version, every parameter with its default, its values
// and its conditions must be declared. What is declared beyond is fine.
func TestDeclarationsMatchSchemas(t *testing.T) {
	if _, err := os.Stat(schemas); err != nil {
		t.Skip("the reference schemas are not here:", err)
	}
	files, err := filepath.Glob(schemas + "/*.json")
	if err != nil {
		t.Fatal(err)
	}
	more, err := filepath.Glob(schemas + "/*/*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range append(files, more...) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var s schema
		if err := json.Unmarshal(text, &s); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if !node.Registered.Known(s.Type) {
			continue
		}
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
			for _, d := range s.Descriptions {
				for _, v := range d.versions() {
					compare(t, s.Type, d, v)
				}
				if d.DefaultVersion != 0 {
					if got := node.Registered.DefaultVersion(s.Type); got != d.DefaultVersion {
						t.Errorf("the default version is %v, not %v", got, d.DefaultVersion)
					}
				}
			}
		})
	}
}

func compare(t *testing.T, name string, d description, version float64) {
	typ, _ := node.Registered.Find(name, version)
	if typ == nil {
		t.Errorf("version %v is not declared", version)
		return
	}
	var got description
	if err := json.Unmarshal([]byte(typ.Describe().JSON()), &got); err != nil {
		t.Fatal(err)
	}
	check := func(what string, got, want any) {
		if !reflect.DeepEqual(got, want) {
			t.Errorf("version %v: %s is %v, not %v", version, what, got, want)
		}
	}
	check("the title", got.Title, d.Title)
	check("the group", got.Group, d.Group)
	check("hidden", got.Hidden, d.Hidden)
	check("maxNodes", got.MaxNodes, d.MaxNodes)
	check("the default name", got.Defaults["name"], d.Defaults["name"])
	check("the default colour", got.Defaults["color"], d.Defaults["color"])
	// Ports that are expressions or objects in the schema are computed.
	for _, p := range []struct {
		what                string
		got, want           any
		gotNames, wantNames []string
	}{
		{"inputs", got.Inputs, d.Inputs, got.InputNames, d.InputNames},
		{"outputs", got.Outputs, d.Outputs, got.OutputNames, d.OutputNames},
	} {
		want, ok := p.want.([]any)
		if !ok || slices.ContainsFunc(want, func(v any) bool { _, ok := v.(string); return !ok }) {
			continue
		}
		check(p.what, p.got, p.want)
		if p.wantNames != nil {
			// The schema may name one port more than there is.
			check(p.what+"' names", p.gotNames, p.wantNames[:len(want)])
		}
	}
	for _, c := range d.Credentials {
		c = atVersion(c, version)
		if c == nil {
			continue
		}
		found := false
		for _, g := range got.Credentials {
			g := atVersion(g, version)
			found = found || g != nil && len(differences("", c, g, version)) == 0
		}
		if !found {
			t.Errorf("version %v: no credential like %v", version, c)
		}
	}
	for _, diff := range lacking("", d.Properties, got.Properties, version) {
		if field, _, _ := strings.Cut(diff, ":"); strings.Contains(diff, ": default is ") && ownTexts[typ.Name+" "+field] {
			continue
		}
		t.Errorf("version %v: %s", version, diff)
	}
}

// ownTexts are the parameters whose default is text for people to read and
// change: ours is written anew.
var ownTexts = map[string]bool{
	"n8n-nodes-base.emailSend jsonOutput":                    true,
	"n8n-nodes-base.emailSend options.responseFormCustomCss": true,
	"n8n-nodes-base.form jsonOutput":                         true,
	"n8n-nodes-base.form options.customCss":                  true,
	"n8n-nodes-base.formTrigger options.customCss":           true,
	"n8n-nodes-base.function functionCode":                   true,
	"n8n-nodes-base.functionItem functionCode":               true,
	"n8n-nodes-base.itemLists code":                          true,
	"n8n-nodes-base.sort code":                               true,
	"n8n-nodes-base.stickyNote content":                      true,
}

// lacking reports what of the wanted parameters is not among the given ones.
func lacking(path string, want, got []any, version float64) []string {
	var out []string
	for _, w := range want {
		w := atVersion(w.(map[string]any), version)
		if w == nil {
			continue
		}
		at := path + fmt.Sprint(w["name"])
		var best []string
		for _, g := range got {
			g := atVersion(g.(map[string]any), version)
			if g == nil || g["name"] != w["name"] {
				continue
			}
			diff := differences(at, w, g, version)
			if len(diff) == 0 {
				best = []string{}
				break
			}
			if best == nil || len(diff) < len(best) {
				best = diff
			}
		}
		if best == nil {
			best = []string{at + " is not declared"}
		}
		out = append(out, best...)
	}
	return out
}

// atVersion gives a copy of a parameter without its conditions on the
// version; nil when they do not hold.
func atVersion(p map[string]any, version float64) map[string]any {
	out := map[string]any{}
	for k, v := range p {
		out[k] = v
	}
	options, _ := p["displayOptions"].(map[string]any)
	if options == nil {
		return out
	}
	kept := map[string]any{}
	for side, v := range options {
		conditions := map[string]any{}
		for name, values := range v.(map[string]any) {
			if name == "@version" {
				if holds(values.([]any), version) != (side == "show") {
					return nil
				}
				continue
			}
			if name == "action" {
				// The schemas lost their conditions on parameters of this name.
				continue
			}
			conditions[name] = sorted(values.([]any))
		}
		if len(conditions) > 0 {
			kept[side] = conditions
		}
	}
	out["displayOptions"] = kept
	return out
}

func holds(values []any, version float64) bool {
	for _, v := range values {
		switch v := v.(type) {
		case float64:
			if v == version {
				return true
			}
		case map[string]any:
			for op, arg := range v["_cnd"].(map[string]any) {
				n, _ := arg.(float64)
				if between, ok := arg.(map[string]any); ok {
					if between["from"].(float64) <= version && version <= between["to"].(float64) {
						return true
					}
					continue
				}
				if op == "gte" && version >= n || op == "gt" && version > n || op == "lte" && version <= n || op == "lt" && version < n ||
					op == "eq" && version == n || op == "not" && version != n {
					return true
				}
			}
		}
	}
	return false
}

func sorted(values []any) string {
	texts := make([]string, len(values))
	for i, v := range values {
		b, _ := json.Marshal(v)
		texts[i] = string(b)
	}
	sort.Strings(texts)
	return strings.Join(texts, ", ")
}

// differences compares what counts of two parameters of one name.
func differences(at string, want, got map[string]any, version float64) []string {
	var out []string
	check := func(key string, got, want any) {
		if !reflect.DeepEqual(got, want) {
			g, _ := json.Marshal(got)
			w, _ := json.Marshal(want)
			out = append(out, fmt.Sprintf("%s: %s is %s, not %s", at, key, g, w))
		}
	}
	for _, key := range []string{"name", "type", "displayName", "default", "required", "noDataExpression", "validateType", "ignoreValidationDuringExecution"} {
		w := want[key]
		if w == false && (key == "required" || key == "noDataExpression") {
			w = nil
		}
		check(key, got[key], w)
	}
	conditions := func(p map[string]any) any {
		if c, ok := p["displayOptions"].(map[string]any); ok && len(c) > 0 {
			return c
		}
		return nil
	}
	check("displayOptions", conditions(got), conditions(want))
	many := func(p map[string]any) bool {
		o, _ := p["typeOptions"].(map[string]any)
		return o["multipleValues"] == true
	}
	check("multipleValues", many(got), many(want))
	wantOptions, _ := want["options"].([]any)
	gotOptions, _ := got["options"].([]any)
	switch want["type"] {
	case "options", "multiOptions":
		values := func(list []any) []string {
			var out []string
			for _, o := range list {
				if o := atVersion(o.(map[string]any), version); o != nil {
					b, _ := json.Marshal([]any{o["name"], o["value"]})
					out = append(out, string(b))
				}
			}
			return out
		}
		g := values(gotOptions)
		for _, w := range values(wantOptions) {
			if !slices.Contains(g, w) {
				out = append(out, fmt.Sprintf("%s: the value %s is missing", at, w))
			}
		}
	case "collection":
		out = append(out, lacking(at+".", wantOptions, gotOptions, version)...)
	case "fixedCollection":
		for _, w := range wantOptions {
			w := w.(map[string]any)
			i := slices.IndexFunc(gotOptions, func(g any) bool { return g.(map[string]any)["name"] == w["name"] })
			if i < 0 {
				out = append(out, fmt.Sprintf("%s: the group %v is missing", at, w["name"]))
				continue
			}
			g := gotOptions[i].(map[string]any)
			check("the title of the group", g["displayName"], w["displayName"])
			fields, _ := g["values"].([]any)
			out = append(out, lacking(fmt.Sprintf("%s.%v.", at, w["name"]), w["values"].([]any), fields, version)...)
		}
	case "resourceLocator":
		gotModes, _ := got["modes"].([]any)
		for _, w := range want["modes"].([]any) {
			w := w.(map[string]any)
			i := slices.IndexFunc(gotModes, func(g any) bool { return g.(map[string]any)["name"] == w["name"] })
			if i < 0 {
				out = append(out, fmt.Sprintf("%s: the mode %v is missing", at, w["name"]))
				continue
			}
			g := gotModes[i].(map[string]any)
			for _, key := range []string{"type", "displayName", "validation", "extractValue"} {
				check(fmt.Sprintf("%s of the mode %v", key, w["name"]), g[key], w[key])
			}
		}
	}
	return out
}

// TestEveryFamilyIsRegistered finds folders whose package declares nodes but
// is not imported by package all.
func TestEveryFamilyIsRegistered(t *testing.T) {
	text, err := os.ReadFile("all.go")
	if err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir("..", func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if !strings.Contains(string(source), "node.Define(") && !strings.Contains(string(source), "node.Define[") {
			return nil
		}
		pkg := "runnel/nodes/" + filepath.ToSlash(filepath.Dir(strings.TrimPrefix(path, "../")))
		if !strings.Contains(string(text), `"`+pkg+`"`) {
			t.Errorf("%s declares a node, but nodes/all does not import %s", path, pkg)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
